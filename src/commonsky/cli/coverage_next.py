"""`commonsky coverage next` and `coverage tracks`. Facts: none. Parses, calls workflows.next_look and workflows.tracks, prints."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import click

from commonsky.cli.terminal import FILE, TerminalProgress, echo_json, say

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from commonsky.profile.next_look import Look, NextLooks
    from commonsky.profile.wording import Wording

ROWS = 12
#: Characters from which a terminal has room for one line a look; the longest word that a column is made wide for; the narrowest column.
WIDE, LONGEST_WORD, LEAST = 118, 40, 6
ELEMENTS = click.option("--elements", type=FILE, help="Element sets of your own: TLE, or OMM as JSON, XML, KVN, CSV.")
INSTRUMENTS = click.option("--instruments", type=FILE, help="Missions and instruments of your own, added to the catalogue: TOML.")
ANY_AGE = click.option("--any-age", is_flag=True, help="Let elements pass that are years from the window.")
AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON, and nothing else, on standard output.")
LANGUAGE = click.option("--language", default="en", show_default=True, help="Language of what is printed and of HTML: en, zh.")


@click.command(name="next", context_settings={"ignore_unknown_options": True})
@click.argument("place")
@click.option("--need", required=True, help="A theme (flood, drought, storm, fire, ...), a requirement's id, or a variable.")
@click.option("--within", default="72h", show_default=True, help="Length of the window: 72h or 3d.")
@click.option("--date", default="", help="Start of the window, UTC, as 2026-11-22 or 2026-11-22T06:00Z. Default: now.")
@ELEMENTS
@INSTRUMENTS
@ANY_AGE
@LANGUAGE
@click.option("--rows", type=click.IntRange(1), default=ROWS, show_default=True, help="Rows of each table printed; files have all.")
@click.option("--out", type=FILE, help="File to write: .csv, .geojson or .html, by its suffix.")
@AS_JSON
def next_looks(place: str, within: str, date: str, language: str, rows: int, out: Path | None, as_json: bool, **asked: Any) -> None:
    """The next observations of a PLACE, in order, and whom to ask for them: the emergency tasking order.

    PLACE is a country (its largest place), a listed place, LAT,LON in degrees, or a GeoJSON file.
    """
    from commonsky.core.time import parse_utc
    from commonsky.profile.next_tables import next_json, read_words
    from commonsky.workflows.assess import is_compiled
    from commonsky.workflows.clear_sky import clear_sky
    from commonsky.workflows.next_look import NextRequest, check_out, find_next, parse_hours, write_next

    words = read_words(language)
    check_out(out)
    request = NextRequest(place=place, within_h=parse_hours(within), date=parse_utc(date) if date else None, **asked)
    if not is_compiled():
        say("commonsky: first run on this machine: compiling the hot loops, about a minute; later runs skip this", quiet=as_json)
    odds, hindered = clear_sky()
    with TerminalProgress(quiet=as_json) as progress:
        told = find_next(request, progress, clear_odds=odds, hindered=hindered)
    if out is not None:
        write_next(told, out, language)
    if as_json:
        echo_json(next_json(told, language) | ({"file": str(out)} if out else {}))
        return
    _print(told, words, rows)
    if out is not None:
        click.echo(words("next.report", path=out))


def _print(told: NextLooks, words: Wording, rows: int) -> None:
    """The answer, first looks, the order, the tables."""
    from rich.console import Console

    from commonsky.profile.next_tables import answer, first_by_variable, first_line, how, need_title, satellite, titled, when
    from commonsky.profile.quantities import length

    console = Console(highlight=False)
    console.print()
    console.print(words("next.title", place=told.place, need=need_title(told, words)), style="dim", markup=False)
    if told.place_note:
        console.print(told.place_note, style="dim", markup=False)
    console.print(answer(told, words), style="bold", markup=False)
    if not told.looks:
        return
    _headed(console, words("next.each"))
    for variable, look in first_by_variable(told):
        console.print(f"  {titled(variable, words)}: {first_line(variable, look, words)}", markup=False)
    _headed(console, words("next.order"))
    for rank, look in enumerate(told.order[:rows], start=1):
        what = f"{satellite(look, words)}, {look.instrument}, {length(look.main.resolution_m)}"
        console.print(f"  {rank}. {when(look, words)} · {what} · {how(look, words)}", markup=False)
    if not told.order:
        console.print(f"  {words('next.order_none')}", markup=False)
    if told.order:
        _headed(console, words("next.mechanisms"))
    for mechanism in told.mechanisms[:4] if told.order else ():
        console.print(f"  {mechanism.name}: {mechanism.contact_page}", markup=False)
    for kind in ("pass", "standing", "uncertain"):
        _table(console, told, told.of(kind), words, rows)
    console.print(words("next.took", count=len(told.looks)), style="dim", markup=False)
    console.print(words("next.fine"), style="dim", markup=False)
    for note in told.notes[:5]:
        console.print(note, style="dim", markup=False)


def _headed(console: Any, title: str) -> None:
    console.print()
    console.print(title, style="bold", markup=False)


def _table(console: Any, told: NextLooks, looks: Sequence[Look], words: Wording, rows: int) -> None:
    from rich.table import Table

    from commonsky.profile.next_tables import brief_cells

    if not looks:
        return
    titles = {"pass": "passes", "standing": "standing", "uncertain": "uncertain"}
    _headed(console, words(f"next.{titles[looks[0].kind]}"))
    lines = [brief_cells(look, told, words, narrow=console.width < WIDE) for look in looks[:rows]]
    table = Table(box=None, pad_edge=False, header_style="dim", padding=(0, 2, 0, 0))
    for name in lines[0]:
        room = max(LEAST, _longest_word([*(line[name] for line in lines), words(f"next.col_{name}")]))
        tight = name == "comes" and words.language != "zh"  # its title takes two lines rather than others' room
        table.add_column(words(f"next.col_{name}"), overflow="fold", min_width=room, max_width=room if tight else None)
    for line in lines:
        table.add_row(*line.values())
    console.print(table)
    if len(looks) > rows:
        console.print(words("next.more", count=len(looks) - rows), style="dim", markup=False)


def _longest_word(texts: Iterable[str]) -> int:
    r"""Characters of the longest word, so that no column cuts one; words beyond half of a narrow terminal are cut after all.

    >>> _longest_word(["Area under water", "Soil\nmoisture"])
    8
    """
    from rich.cells import cell_len

    return min(LONGEST_WORD, max((cell_len(word) for text in texts for word in re.split(r"[ \n]", text)), default=1))


@click.command()
@click.argument("missions", nargs=-1)
@ELEMENTS
@INSTRUMENTS
@click.option("--start", default="", help="Start of the window, UTC, as 2026-11-22T00:00Z. Default: now.")
@click.option("--hours", type=float, default=24.0, show_default=True, help="Length of the window in hours.")
@click.option("--country", default="", help="Draw this country, by code or name. Default: the world.")
@click.option("--out", type=FILE, required=True, help="File to write: .svg, .html or .geojson, by its suffix.")
@ANY_AGE
@LANGUAGE
@AS_JSON
def tracks(missions: tuple[str, ...], start: str, out: Path, language: str, as_json: bool, **asked: Any) -> None:
    """Ground tracks and footprints of MISSIONS of the catalogue, or of element sets of your own, on a map.

    With --elements and no MISSIONS all element sets given are drawn; one that is of no mission is a track alone, unless --instruments
    tells what it carries.
    """
    from commonsky.core.time import parse_utc
    from commonsky.profile.next_tables import read_words
    from commonsky.workflows.tracks import TracksRequest, check_tracks_out, find_tracks, write_tracks

    words = read_words(language)
    check_tracks_out(out)
    request = TracksRequest(missions=missions, start=parse_utc(start) if start else None, **asked)
    with TerminalProgress(quiet=as_json) as progress:
        sheet = find_tracks(request, progress)
    write_tracks(sheet, out, language)
    if as_json:
        rows = [{"satellite": line.name, "basis": line.basis, "place_along_orbit_known": line.known} for line in sheet.lines]
        echo_json({"satellites": rows, "notes": list(sheet.notes), "file": str(out)})
        return
    for note in sheet.notes:
        say(note, quiet=False)
    for line in sheet.lines:
        if not line.known:
            click.echo(f"{line.name}: {words('tracks.uncertain')}")
    click.echo(words("next.report", path=out))
