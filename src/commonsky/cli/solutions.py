"""`commonsky solutions`: the compendium of space solutions. Facts: none. Parses, calls workflows.solutions, prints."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from commonsky.cli.catalogue import print_tree
from commonsky.cli.terminal import echo_json, table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from commonsky.workflows.solutions import SolutionFound

_MARKS = {"part": " (part of the country)", "unstated": " (no list of countries)"}
_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON, and nothing else, on standard output.")


@click.group()
def solutions() -> None:
    """Products, services, platforms and methods that exist: list, show, search by target, hazard, phase, country, variable, access."""


@solutions.command()
@click.argument("words", nargs=-1)
@click.option("--target", default="", help="Solutions that name this target or a part of it, such as 'SDG 6.6.1'.")
@click.option("--hazard", default="", help="A hazard, such as flood.")
@click.option("--phase", default="", help="Phase of disaster management: prevention, preparedness, response, recovery.")
@click.option("--country", default="", help="Solutions that serve this country: a code or a name.")
@click.option("--variable", default="", help="A variable, such as soil_moisture.")
@click.option("--access", default="", help="How it is had: open, registration, restricted, commercial.")
@_JSON
def search(words: tuple[str, ...], as_json: bool, **asked: Any) -> None:
    """Search solutions by WORDS, English or Chinese, and by what they are for."""
    from commonsky.workflows.solutions import SolutionQuery, find_solutions

    found = find_solutions(SolutionQuery(words=" ".join(words), **asked))
    _print(found, as_json=as_json)
    if not found and not as_json:
        click.echo("no solution holds to all of this; ask for less, or: commonsky solutions list", err=True)


@solutions.command(name="list")
@_JSON
def list_solutions(as_json: bool) -> None:
    """List all solutions."""
    from commonsky.workflows.solutions import SolutionQuery, find_solutions

    _print(find_solutions(SolutionQuery()), as_json=as_json)


@solutions.command()
@click.argument("name", nargs=-1, required=True)
@_JSON
def show(name: tuple[str, ...], as_json: bool) -> None:
    """Show one solution by its NAME, with where each statement was read."""
    from commonsky.workflows.catalogue import show_row

    row = show_row("solutions", " ".join(name))
    if as_json:
        echo_json(row)
        return
    print_tree(row)


def _print(found: Sequence[SolutionFound], *, as_json: bool) -> None:
    if as_json:
        rows = (one.solution.model_dump(mode="json", exclude_defaults=True) | {"serves": one.serves} for one in found)
        echo_json(list(rows))
        return
    lines = []
    for one in found:
        row = one.solution
        where = row.where.text + _MARKS.get(one.serves or "", "")
        lines.append((row.name, row.kind, row.owner, where, row.access, row.maturity, row.page))
    table(("name", "kind", "owner", "serves", "access", "maturity", "page"), lines)
    click.echo(f"{len(found)} solutions", err=True)
