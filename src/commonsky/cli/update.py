"""`commonsky update`: element sets and space weather from the network. Facts: none. Parses, calls workflows.update, prints."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from commonsky.cli.terminal import FILE, TerminalProgress, echo_json

if TYPE_CHECKING:
    from pathlib import Path

    from commonsky.workflows.update import Update

INTO = click.option("--into", type=FILE, help="Data folder.  [default: $COMMONSKY_DATA, or commonsky in the user's data folder]")
JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON, and nothing else, on standard output.")


@click.group()
def update() -> None:
    """Fetch what ages: element sets, space weather. An old file stays until a new one is proved good."""


@update.command()
@click.option("--url", help="One file of element sets (OMM or TLE) in place of CelesTrak's groups; https.")
@click.option(
    "--group",
    "groups",
    multiple=True,
    metavar="NAME",
    help="A group of CelesTrak's; may be given again.  [default: all of Earth observation]",
)
@INTO
@JSON
def elements(url: str | None, groups: tuple[str, ...], into: Path | None, as_json: bool) -> None:
    """Element sets of Earth-observation satellites, for coverage and assess."""
    from commonsky.workflows.update import update_elements

    with TerminalProgress(quiet=as_json) as progress:
        found = update_elements(progress, url=url, groups=groups, into=into)
    _tell(found, "element sets", as_json=as_json)


@update.command("space-weather")
@click.option("--url", help="A file in the layout of CelesTrak's SW-Last5Years.csv; https.")
@INTO
@JSON
def space_weather(url: str | None, into: Path | None, as_json: bool) -> None:
    """Daily Kp, Ap and F10.7, observed and predicted."""
    from commonsky.workflows.update import update_space_weather

    with TerminalProgress(quiet=as_json) as progress:
        found = update_space_weather(progress, url=url, into=into)
    _tell(found, "days", as_json=as_json)


def _tell(found: Update, kind: str, *, as_json: bool) -> None:
    """Print what became of each file; exit code 1 where one was refused."""
    from commonsky.workflows.update import as_row

    if as_json:
        joined = {"joined": str(found.joined) if found.joined else None, "satellites": found.satellites}
        echo_json({"files": [as_row(outcome) for outcome in found.outcomes]} | (joined if kind == "element sets" else {}))
    for outcome in found.outcomes:
        if outcome.state == "refused":
            click.echo("commonsky: " + " ".join(f"{outcome.name}: {outcome.why}".split()), err=True)
        elif not as_json:
            state = "still current, " if outcome.state == "current" else ""
            click.echo(f"{outcome.name}: {state}{outcome.sets} {kind}, newest {outcome.newest_utc:%Y-%m-%d}: {outcome.file}")
            for line in outcome.rows_refused:
                click.echo(f"refused: {outcome.name}: {line}", err=True)
    if found.joined and not as_json:
        click.echo(f"{found.satellites} satellites in all: {found.joined}")
    if not found.done:
        sys.exit(1)
