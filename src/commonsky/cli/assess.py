"""`commonsky assess`: the profile of one country. Facts: none. Parses, calls workflows.assess, prints."""

from __future__ import annotations

import shlex
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commonsky.cli.terminal import FILE, TerminalProgress, echo_json, say, seconds_since

if TYPE_CHECKING:
    from commonsky.profile.model import Profile


@click.command()
@click.argument("country", default="")
@click.option(
    "--all", "everywhere", is_flag=True, help="Assess the whole world instead of one country: a map a need, a table of countries."
)
@click.option("--need", "wanted", multiple=True, metavar="NAME", help="With --all: only this need, variable or theme; may be repeated.")
@click.option("--date", default="", help="First day of the window, UTC, as 2026-11-22. Default: today.")
@click.option("--days", type=float, default=30.0, show_default=True, help="Length of the window in days, 1 to 400.")
@click.option("--elements", type=FILE, help="Element sets of your own: TLE, or OMM as JSON, XML, KVN, CSV.")
@click.option("--instruments", type=FILE, help="Missions and instruments of your own, added to the catalogue: TOML.")
@click.option("--needs", type=FILE, help="The country's needs instead of the default: TOML.")
@click.option("--population", type=FILE, help="People: CSV with lat,lon,people, or a raster of counts.")
@click.option("--stations", type=FILE, help="Weather stations of your own: OSCAR/Surface, wis2box, Meteostat, or CSV with lat,lon.")
@click.option("--clouds", type=FILE, help="Cloud cover of your own: NetCDF-4 or GeoTIFF, 1 or 12 months, 0 to 1 or per cent.")
@click.option("--boundary", type=FILE, help="The country's outline: GeoJSON, GeoPackage or Shapefile, degrees.")
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR", help="Folder to write. Default: profile-ISO3.")
@click.option("--language", default="en", show_default=True, help="Language of the report: en, zh.")
@click.option("--documents/--no-documents", default=True, show_default=True, help="Write profile.pdf and profile.docx too.")
@click.option(
    "--with",
    "reports",
    multiple=True,
    type=click.Path(exists=True, path_type=Path),
    metavar="PATH",
    help="A report on the country by stress, timeline or design, its folder or JSON file: told in the profile too; may be repeated.",
)
@click.option("--any-age", is_flag=True, help="Let elements pass that are years from the window.")
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON, and nothing else, on standard output.")
def assess(country: str, everywhere: bool, wanted: tuple[str, ...], date: str, out: Path | None, as_json: bool, **asked: Any) -> None:
    """Assess one COUNTRY: which observing needs are met, where not, what limits them, and what to do first.

    COUNTRY is an ISO2, ISO3 or M49 code, or a name in any of the six UN languages.

    Writes profile.html, profile.pdf, profile.docx, profile.json, gaps.csv, gaps.geojson and passes.parquet into one folder, whole or not at
    all; with --all world.html, world.json, countries.csv, groups.csv and cells.parquet. Needs no internet.
    """
    if everywhere or not country:
        _check_world(country, everywhere=everywhere, asked=asked)
        from commonsky.cli.assess_world import assess_everywhere

        assess_everywhere(wanted, date, out, asked, as_json=as_json)
        return
    if wanted:
        raise click.UsageError("--need goes with --all; for one country give its needs with --needs FILE")
    begin = time.monotonic()
    say("commonsky: loading", quiet=as_json or not sys.stderr.isatty())
    from commonsky.core.time import parse_utc
    from commonsky.workflows.assess import DOCUMENTS, FILES, Request, is_compiled
    from commonsky.workflows.assess import assess as run
    from commonsky.world.countries import find_country

    found = find_country(country)
    request = Request(
        country=country,
        date=parse_utc(date) if date else None,
        out=out or Path(f"profile-{found.iso3}"),
        command=shlex.join(["commonsky", *sys.argv[1:]]),
        **asked,
    )
    if not is_compiled():
        say("commonsky: first run on this machine: compiling the hot loops, about a minute; later runs skip this", quiet=as_json)
    with TerminalProgress(quiet=as_json) as progress:
        profile = run(request, progress)
    files = {name: str(path) for name in (*FILES, *DOCUMENTS) if (path := request.out / name).exists()}
    if as_json:
        echo_json(_summary(profile, files))
        return
    _print(profile, request.out, request.language, seconds_since(begin))


def _check_world(country: str, *, everywhere: bool, asked: dict[str, Any]) -> None:
    """Refuse what does not go together."""
    if not everywhere:
        raise click.UsageError("give a COUNTRY, such as SLB, or --all for the whole world")
    if country:
        raise click.UsageError(f"give either {country} or --all, not both")
    for name in ("population", "boundary", "clouds"):
        if asked[name] is not None:
            raise click.UsageError(f"--{name} is of one country and does not go with --all")
    if asked["reports"]:
        raise click.UsageError("--with is of one country and does not go with --all")


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
    console.print(words(f"terminal.footer_{profile.people.headline_by}", took=took, **window), style="dim", markup=False)
    console.print(words("terminal.report", path=folder / "profile.html"), markup=False, soft_wrap=True)
