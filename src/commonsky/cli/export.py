"""`commonsky catalogue export`: the catalogue in a standard's documents. Facts: none. Parses, calls workflows.export, prints."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import click

from commonsky.cli.terminal import FILE, echo_json

if TYPE_CHECKING:
    from pathlib import Path


@click.command()
@click.option(
    "--as",
    "kind",
    type=click.Choice(["records", "stac"]),
    required=True,
    help="records: OGC API Records, every row of every family; stac: STAC collections, one an instrument.",
)
@click.option("--out", type=FILE, required=True, help="Folder to write; an earlier export of the same kind there is replaced.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, and nothing else, on standard output.")
def export(kind: Literal["records", "stac"], out: Path, as_json: bool) -> None:
    """Write the catalogue as documents that other catalogues read, whole or not at all."""
    from commonsky.workflows.export import export_catalogue

    files = export_catalogue(kind, out)
    if as_json:
        echo_json({"kind": kind, "folder": str(out), "files": [file.name for file in files]})
        return
    click.echo(f"{files[0].name} and {len(files) - 1} {'records' if kind == 'records' else 'collections'}: {out}")
