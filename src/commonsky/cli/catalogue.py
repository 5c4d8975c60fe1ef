"""`commonsky catalogue`: families of facts, listed, shown, searched. Facts: none. Parses, calls workflows.catalogue, prints."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import click

from commonsky.cli.catalogue_check import check, import_rows
from commonsky.cli.export import export
from commonsky.cli.terminal import echo_json, table

_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON, and nothing else, on standard output.")


@click.group()
def catalogue() -> None:
    """Missions, instruments, networks, solutions, targets: list, show, search, check, import, export."""


catalogue.add_command(check)
catalogue.add_command(import_rows)
catalogue.add_command(export)


@catalogue.command(name="list")
@click.argument("family", default="")
@click.option("--where", "filters", multiple=True, metavar="WORD", help="Only rows with this word in a column; COLUMN=WORD for one column.")
@_JSON
def list_rows(family: str, filters: tuple[str, ...], as_json: bool) -> None:
    """List the rows of a FAMILY, or the families where none is named."""
    from commonsky.workflows import catalogue as work

    if not family:
        known = work.families()
        if as_json:
            echo_json([{"family": name, "title_en": en, "title_zh": zh} for name, en, zh in known])
            return
        table(("family", "title", "中文"), known)
        return
    found, rows = work.list_rows(family, filters)
    from commonsky.catalogue.family import text_of, value_at

    if as_json:
        echo_json([{heading: _plain(value_at(row, path)) for heading, path in found.columns} for row in rows.values()])
        return
    table([heading for heading, _ in found.columns], [[text_of(value_at(row, path)) for _, path in found.columns] for row in rows.values()])
    click.echo(f"{len(rows)} of {len(found.rows())} {found.name}", err=True)


@catalogue.command()
@click.argument("family")
@click.argument("name")
@_JSON
def show(family: str, name: str, as_json: bool) -> None:
    """Show one row of a FAMILY by its NAME, with where each figure was read."""
    from commonsky.workflows.catalogue import show_row

    row = show_row(family, name)
    if as_json:
        echo_json(row)
        return
    print_tree(row)


@catalogue.command()
@click.argument("words", nargs=-1, required=True)
@click.option("--family", default="", help="Search one family alone.")
@click.option("--most", type=click.IntRange(1, 1000), default=20, show_default=True, help="Rows at most.")
@_JSON
def search(words: tuple[str, ...], family: str, most: int, as_json: bool) -> None:
    """Search all families for WORDS, English or Chinese; the beginning of a word is enough."""
    from commonsky.workflows.catalogue import search_rows

    hits = search_rows(" ".join(words), family, most)
    if as_json:
        echo_json([asdict_of(hit) for hit in hits])
        return
    table(("family", "name", "what it is"), [(hit.family, hit.name, hit.line) for hit in hits])
    if hits and not hits[0].every_word:
        click.echo("no row holds all of these words; these hold some of them", err=True)
    if not hits:
        click.echo(f"nothing holds {' '.join(words)!r}; try fewer or other words, or: commonsky catalogue list", err=True)


def asdict_of(hit: Any) -> dict[str, str]:
    """A hit as plain values."""
    return asdict(hit)


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, (str, int, float, bool)) else list(value) if isinstance(value, tuple) else str(value)


def print_tree(value: Any, indent: str = "") -> None:
    """A row for people: a field a line, sources as one line each."""
    for key, inner in value.items():
        if key == "source":
            for source in [inner] if isinstance(inner, dict) else inner:
                quoted = f": {source['quoted']}" if source.get("quoted") else ""
                click.echo(f"{indent}source  {source['what']}{quoted}\n{indent}        {source['where']}")
        elif isinstance(inner, dict):
            click.echo(f"{indent}{key}")
            print_tree(inner, indent + "  ")
        elif isinstance(inner, list) and inner and isinstance(inner[0], dict):
            for number, one in enumerate(inner, start=1):
                click.echo(f"{indent}{key} {number}")
                print_tree(one, indent + "  ")
        else:
            click.echo(f"{indent}{key.replace('_', ' ')}: {', '.join(map(str, inner)) if isinstance(inner, list) else inner}")
