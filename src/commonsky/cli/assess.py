"""`commonsky assess`: the profile of one country. Facts: none. Parses, calls workflows.assess, prints."""

from __future__ import annotations

import json
import shlex
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from commonsky.cli.terminal import TerminalProgress, say, seconds_since

if TYPE_CHECKING:
    from commonsky.profile.model import Profile

_FILE = {"exists": False, "dir_okay": False, "metavar": "FILE"}


def assess(  # one parameter an option: that is how typer reads a command
    country: Annotated[str, typer.Argument(help="ISO2, ISO3 or M49 code, or a name in any of the six UN languages.")],
    date: Annotated[str, typer.Option(help="First day of the window, UTC, as 2026-11-22. Default: today.", show_default=False)] = "",
    days: Annotated[float, typer.Option(help="Length of the window in days, 1 to 400.")] = 30.0,
    elements: Annotated[Path | None, typer.Option(help="Element sets of your own: TLE, or OMM as JSON, XML, KVN, CSV.", **_FILE)] = None,
    instruments: Annotated[
        Path | None, typer.Option(help="Missions and instruments of your own, added to the catalogue: TOML.", **_FILE)
    ] = None,
    needs: Annotated[Path | None, typer.Option(help="The country's needs instead of the default: TOML.", **_FILE)] = None,
    population: Annotated[Path | None, typer.Option(help="People: CSV with lat,lon,people, or a raster of counts.", **_FILE)] = None,
    boundary: Annotated[
        Path | None, typer.Option(help="The country's outline: GeoJSON, GeoPackage or Shapefile, degrees.", **_FILE)
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Folder to write. Default: profile-ISO3.", show_default=False, metavar="DIR")] = None,
    language: Annotated[str, typer.Option(help="Language of profile.html: en, zh.")] = "en",
    any_age: Annotated[bool, typer.Option("--any-age", help="Let elements pass that are years from the window.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the summary as JSON, and nothing else, on standard output.")] = False,
) -> None:
    """Assess one country: which observing needs are met, where not, what limits them, and what to do first.

    Writes profile.html, profile.json, gaps.csv, gaps.geojson and passes.parquet into one folder, whole or not at all. Needs no internet.
    """
    begin = time.monotonic()
    say("commonsky: loading", quiet=as_json or not sys.stderr.isatty())
    from commonsky.core.time import parse_utc
    from commonsky.coverage.kernels.compiled import is_compiled
    from commonsky.workflows.assess import FILES, Request
    from commonsky.workflows.assess import assess as run
    from commonsky.world.countries import find_country

    found = find_country(country)
    request = Request(
        country=country,
        date=parse_utc(date) if date else None,
        days=days,
        elements=elements,
        instruments=instruments,
        needs=needs,
        population=population,
        boundary=boundary,
        out=out or Path(f"profile-{found.iso3}"),
        language=language,
        any_age=any_age,
        command=shlex.join(["commonsky", *sys.argv[1:]]),
    )
    if not is_compiled():
        say("commonsky: first run on this machine: compiling the hot loops, about a minute; later runs skip this", quiet=as_json)
    with TerminalProgress(quiet=as_json) as progress:
        profile = run(request, progress)
    files = {name: str(request.out / name) for name in FILES}
    if as_json:
        typer.echo(json.dumps(_summary(profile, files), ensure_ascii=False))
        return
    _print(profile, request.out, language, seconds_since(begin))


def _summary(profile: Profile, files: dict[str, str]) -> dict[str, Any]:
    needs = [{"id": n.id, "title": n.titles, "area": n.area.model_dump(), "people": n.people.model_dump()} for n in profile.needs]
    return {
        "country": profile.country.iso3,
        "window": profile.window.model_dump(),
        "answer": profile.answer,
        "needs": needs,
        "notes": profile.notes,
        "files": files,
    }


def _print(profile: Profile, folder: Path, language: str, took: str) -> None:
    """The answer, a short table, where the files are."""
    from rich.console import Console
    from rich.table import Table

    from commonsky.profile.answer import theme_rows
    from commonsky.profile.wording import read_wording

    words = read_wording(language)
    console = Console(highlight=False)
    console.print()
    console.print(words.pick(profile.answer), style="bold", markup=False)
    console.print()
    table = Table(box=None, pad_edge=False, header_style="dim")
    for heading, side in (("theme", "left"), ("met", "right"), ("partly", "right"), ("not_met", "right"), ("limit", "left")):
        table.add_column(words(f"terminal.{heading}"), justify=side, overflow="fold")  # type: ignore[arg-type]
    for row in theme_rows(profile, words):
        table.add_row(*row)
    console.print(table)
    console.print()
    for note in profile.notes[:5]:
        console.print(words("terminal.note", note=note), style="dim", markup=False)
    window = {"start": profile.window.start_utc[:10], "end": profile.window.end_utc[:10]}
    console.print(words("terminal.footer", took=took, **window), style="dim", markup=False)
    console.print(words("terminal.report", path=folder / "profile.html"), markup=False, soft_wrap=True)
