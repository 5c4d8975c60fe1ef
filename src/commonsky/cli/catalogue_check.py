"""`commonsky catalogue check` and `import`: what is wrong in it, what others have otherwise. Facts: none. Parses, calls, prints."""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from commonsky.cli.terminal import FILE, TerminalProgress, echo_json

if TYPE_CHECKING:
    from pathlib import Path

    from commonsky.workflows.catalogue_check import Report, SetFound
    from commonsky.workflows.catalogue_import import Difference

_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON, and nothing else, on standard output.")


@click.command()
@click.argument("family", required=False)
@click.option("--elements", type=FILE, help="Element sets to compare the missions with: TLE, or OMM as JSON, XML, KVN, CSV.")
@_JSON
def check(family: str | None, elements: Path | None, as_json: bool) -> None:
    """Check the rows of a FAMILY, or of all, against the rules; exit code 1 where one is broken."""
    from commonsky.workflows.catalogue_check import check as find

    with TerminalProgress(quiet=as_json) as progress:
        progress.step("checking the catalogue")
        found = find([family] if family else [], elements)
    if as_json:
        echo_json(found.as_row())
    else:
        _print_report(found)
    if found.problems:
        sys.exit(1)


def _print_report(found: Report) -> None:
    for told in found.sets:
        beside = f": {told.mission}" if told.mission else ""
        click.echo(f"{told.name} ({told.norad}){beside}: {told.verdict}{', ' + told.why if told.why else ''}{_figures_of(told)}")
    for line in found.refused:
        click.echo(f"refused: {line}", err=True)
    for remark in found.remarks:
        click.echo(f"remark: {remark.family}, {remark.row}: {remark.what}")
    for problem in found.problems:
        click.echo(f"{problem.family}, {problem.row}: {problem.rule}: {problem.what}")
    rows = sum(found.rows.values())
    click.echo(f"{len(found.problems)} problems and {len(found.remarks)} remarks in {rows} rows of {len(found.rows)} families")


def _figures_of(told: SetFound) -> str:
    """Altitude and node time of a set beside ours, where both are there."""
    parts = []
    if told.altitude_km is not None and told.our_altitude_km is not None:
        parts.append(f"; {told.altitude_km:.0f} km, ours {told.our_altitude_km:.0f} km")
    if told.node_time_h is not None and told.our_node_time_h is not None:
        parts.append(f"; node {told.node_time_h:.2f} h, ours {told.our_node_time_h:.2f} h")
    return "".join(parts)


@click.command(name="import")
@click.argument("file", type=FILE)
@click.option("--out", type=FILE, help="CSV file to write every field to; never over a file that is there.")
@_JSON
def import_rows(file: Path, out: Path | None, as_json: bool) -> None:
    """Compare the catalogue with FILE, an OSCAR/Space export (CSV) or element sets; nothing of ours is changed."""
    from commonsky.catalogue.load import packaged_catalogue
    from commonsky.workflows.catalogue_import import compare, write_differences

    with TerminalProgress(quiet=as_json) as progress:
        progress.step("comparing")
        found = compare(file, packaged_catalogue())
    if out is not None:
        write_differences(found, out)
    if as_json:
        echo_json({"differences": [asdict(d) for d in found], "counts": _counts(found), "file": str(out) if out else None})
        return
    for d in found:
        if d.verdict == "differs":
            click.echo(f"{d.mission}: {d.field}: ours {d.ours}, theirs {d.theirs}")
    counts = _counts(found)
    missed = ", ".join(d.mission for d in found if d.verdict == "only we have")
    if missed:
        click.echo(f"only we have: {missed}")
    click.echo("; ".join(f"{verdict}: {count}" for verdict, count in counts.items()) + (f": {out}" if out else ""))


def _counts(found: tuple[Difference, ...]) -> dict[str, int]:
    """Fields by verdict, and rows that one side alone has."""
    return dict(Counter(d.verdict for d in found))
