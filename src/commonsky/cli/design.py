"""`commonsky design`: the smallest addition that closes a gap. Facts: none. Parses, calls workflows.design, prints."""

from __future__ import annotations

import shlex
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commonsky.cli.terminal import FILE, TerminalProgress, echo_json, say, seconds_since, table

if TYPE_CHECKING:
    from commonsky.profile.design_model import DesignAnswer


@click.command()
@click.argument("country", default="")
@click.option("--region", default="", help="Instead of a country: an M49 region or a group, such as Melanesia, Africa, SIDS.")
@click.option("--polygon", type=FILE, help="Instead of a country: a GeoJSON file with polygons, degrees.")
@click.option(
    "--need", "needs", multiple=True, metavar="NAME", help="A theme such as flood, a requirement's id, or a variable; may be repeated."
)
@click.option("--level", default="threshold", show_default=True, help="That is to hold: threshold, breakthrough or goal.")
@click.option(
    "--budget", type=int, default=3, show_default=True, help="How many things may be added: each satellite, site and station is one."
)
@click.option(
    "--kinds", default="", help="Kinds of addition, with commas: sar, optical, microwave, thermal, gauge, station, unused. Default: all."
)
@click.option("--without", multiple=True, metavar="MISSION", help="Take a mission as gone; may be repeated.")
@click.option("--date", default="", help="First day of the window, UTC, as 2026-11-23. Default: today.")
@click.option("--days", type=float, default=30.0, show_default=True, help="Length of the window in days, 1 to 400.")
@click.option("--objective", default="area", show_default=True, help="What counts: area or people.")
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR", help="Folder to write. Default: design-PLACE.")
@click.option("--language", default="en", show_default=True, help="Language of the sheet: en, zh.")
@click.option("--documents/--no-documents", default=True, show_default=True, help="Write design.pdf too.")
@click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON, and nothing else, on standard output.")
def design(country: str, polygon: Path | None, region: str, kinds: str, date: str, out: Path | None, as_json: bool, **asked: Any) -> None:
    """The smallest addition that closes a gap: what to build, open or place so that a need holds in COUNTRY.

    Smallest in count, among the candidates tried: fewer things are not always cheaper.

    Satellites on new orbits, sites of gauges and weather stations, receiving stations, and missions that fly but are not open to all.

    Writes design.html, design.json, design.csv and design.pdf into one folder, whole or not at all. Needs no internet.
    """
    begin = time.monotonic()
    say("commonsky: loading", quiet=as_json or not sys.stderr.isatty())
    from commonsky.core.time import parse_utc
    from commonsky.workflows.assess import is_compiled
    from commonsky.workflows.design import FILES, DesignRequest
    from commonsky.workflows.design import design as run

    place = country or region or (polygon.stem if polygon else "")
    request = DesignRequest(
        country=country,
        region=region,
        polygon=polygon,
        kinds=tuple(kind.strip() for kind in kinds.split(",") if kind.strip()),
        date=parse_utc(date) if date else None,
        out=out or Path(f"design-{place.replace(' ', '-')}"),
        command=shlex.join(["commonsky", *sys.argv[1:]]),
        **asked,
    )
    if not is_compiled():
        say("commonsky: first run on this machine: compiling the hot loops, about a minute; later runs skip this", quiet=as_json)
    with TerminalProgress(quiet=as_json) as progress:
        told = run(request, progress)
    files = {name: str(path) for name in FILES if request.out and (path := request.out / name).exists()}
    if as_json:
        echo_json({**told.model_dump(mode="json"), "files": files})
        return
    _print(told, files, seconds_since(begin), request.language)


def _print(told: DesignAnswer, files: dict[str, str], took: str, language: str) -> None:
    """The answer, the additions, what they cost, where the files are."""
    from commonsky.mission_design.words import percent

    code = language if language in told.answer else "en"
    click.echo("\n" + told.answer[code] + "\n")
    table(
        ("need", "asks", "served time", "holds on area", "holds for people"),
        [
            (
                n.id,
                _asked(n.cycle_h, n.timeliness_h),
                *(f"{percent(getattr(n.before, of))} to {percent(getattr(n.after, of))}" for of in ("time", "area", "people")),
            )
            for n in told.needs
        ],
    )
    if told.additions:
        click.echo("")
        table(
            ("", "addition", "served time", "revisit"),
            [(a.rank, a.titles[code], percent(a.share_after), _revisit(a.revisit)) for a in told.additions],
        )
    if told.proof is not None and told.additions:
        click.echo(
            f"\nAt least {percent(told.proof.proven)} of what the best {sum(a.count for a in told.additions)} of the candidates tried "
            f"could add (greedy alone promises {percent(told.proof.a_priori)})."
        )
        click.echo(f"Over the phases tried served time is {percent(told.proof.phase_low)} to {percent(told.proof.phase_high)}.")
        click.echo("")
        for total in told.costs:
            left = f", {total.left_out} not priced in it" if total.left_out else ""
            click.echo(f"Cost: {total.currency} {total.low:,.0f} to {total.high:,.0f}{left}")
        click.echo(told.costs_told[code])
    click.echo("")
    for note in (*(a[code] for a in told.assumptions[:4]), *told.notes[:5]):
        click.echo(f"note: {note}")
    window = f"{told.window.start_utc[:10]} to {told.window.end_utc[:10]}"
    click.echo(f"{sum(told.candidates.values()):,} candidates, {told.area.cells} cells, {window}; done in {took}.")
    click.echo(f"Report: {files.get('design.html', 'not written')}")


def _asked(cycle_h: float | None, timeliness_h: float | None) -> str:
    every = "once" if cycle_h is None else f"every {cycle_h:g} h"
    return every if timeliness_h is None else f"{every}, within {timeliness_h:g} h"


def _revisit(row: Any) -> str:
    if row is None or row.median_h is None:
        return "–"
    return f"{row.median_h:.1f} h" + ("" if row.p95_h is None else f", 95 % of area {row.p95_h:.1f} h")
