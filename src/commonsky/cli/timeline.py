"""`commonsky timeline`: attained levels from year to year. Facts: none. Parses, calls workflows.timeline, prints."""

from __future__ import annotations

import shlex
import sys
import time
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commonsky.cli.country_options import inputs_of, over_one_country
from commonsky.cli.terminal import TerminalProgress, echo_json, say, seconds_since, table
from commonsky.core.errors import InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from commonsky.profile.timeline_model import Timeline


@click.command()
@click.argument("country")
@click.option("--from", "first_year", type=int, default=2020, show_default=True, help="First year.")
@click.option("--to", "last_year", type=int, default=2035, show_default=True, help="Last year.")
@click.option(
    "--delay", "delays", multiple=True, metavar="MISSION=MONTHS", help="What if a planned mission is launched later; may be repeated."
)
@click.option(
    "--end", "ends", multiple=True, metavar="MISSION=DATE", help="What if a mission ends on a day, as 2028-06-30; may be repeated."
)
@over_one_country
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR", help="Folder to write. Default: timeline-ISO3.")
@click.option("--language", default="en", show_default=True, help="Language of the report: en, zh.")
@click.option("--documents/--no-documents", default=True, show_default=True, help="Write timeline.pdf too.")
@click.option("--json", "as_json", is_flag=True, help="Print the timeline as JSON, and nothing else, on standard output.")
def timeline(country: str, as_json: bool, **asked: Any) -> None:
    """How well COUNTRY's needs are served from year to year, as missions end and planned ones fly, and what launch delays cost.

    Writes timeline.html, timeline.json, timeline.csv and timeline.pdf into one folder, whole or not at all. Needs no internet.
    """
    begin = time.monotonic()
    say("commonsky: loading", quiet=as_json or not sys.stderr.isatty())
    from commonsky.workflows.timeline import FILES, Request, timeline_files
    from commonsky.world.countries import find_country

    folder: Path = asked["out"] or Path(f"timeline-{find_country(country).iso3}")
    request = Request(
        inputs=inputs_of(country, asked),
        first_year=asked["first_year"],
        last_year=asked["last_year"],
        delays=tuple((name, _months(name, value)) for name, value in _pairs("--delay", asked["delays"])),
        ends=tuple((name, _day(name, value)) for name, value in _pairs("--end", asked["ends"])),
        command=shlex.join(["commonsky", *sys.argv[1:]]),
    )
    with TerminalProgress(quiet=as_json) as progress:
        found = timeline_files(request, folder, asked["language"], progress, documents=asked["documents"])
    if as_json:
        files = {name: str(path) for name in FILES if (path := folder / name).exists()}
        echo_json({**found.model_dump(exclude={"missions", "sources"}), "files": files})
        return
    _print(found, folder, asked["language"], seconds_since(begin))


def _pairs(option: str, values: Sequence[str]) -> list[tuple[str, str]]:
    """NAME=VALUE each.

    Raises:
        InvalidInputError: if one is no such pair.
    """
    rows = [(name.strip(), value.strip()) for name, _, value in (v.rpartition("=") for v in values)]
    for given, (name, value) in zip(values, rows, strict=True):
        if not name or not value:
            raise InvalidInputError(f"{option} {given!r} is no pair; write it as MISSION=VALUE, such as 'Sentinel-3C=12'")
    return rows


def _months(name: str, value: str) -> float:
    try:
        return float(value)
    except ValueError as error:
        raise InvalidInputError(f"--delay {name}={value}: {value!r} is no number of months; give one such as 12") from error


def _day(name: str, value: str) -> date:
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise InvalidInputError(f"--end {name}={value}: {value!r} is no day; give one such as 2028-06-30") from error


def _print(found: Timeline, folder: Path, language: str, took: str) -> None:
    """The answer, a row a need, where the files are."""
    from commonsky.profile.timeline_answer import points_of

    code = language if language in found.answer else "en"
    click.echo()
    click.echo(found.answer[code])
    click.echo()
    years = [p.date[:4] for p in points_of(found.needs[0], "expected")] if found.needs else []
    step = max(1, (found.last_year - found.first_year) // 5)
    shown = [k for k, year in enumerate(years) if years.index(year) == k and (int(year) - found.first_year) % step == 0]
    rows = [
        (n.titles.get(code, n.titles["en"]), *(f"{points_of(n, 'expected')[k].threshold * 100:.0f}" for k in shown)) for n in found.needs
    ]
    table(("served, % of area", *(years[k] for k in shown)), rows)
    click.echo()
    for note in found.notes[:5]:
        click.echo(f"note: {note}", err=True)
    click.echo(f"{len(found.needs)} needs, {len(found.missions)} missions, {found.cells} of {found.cells_all} cells, {took}")
    click.echo(f"Report: {folder / 'timeline.html'}")
