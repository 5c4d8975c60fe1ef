"""`commonsky assess --all`: the whole world. Facts: none. Parses, calls workflows.assess_world, prints."""

from __future__ import annotations

import shlex
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from commonsky.cli.terminal import TerminalProgress, echo_json, say, seconds_since

if TYPE_CHECKING:
    from commonsky.profile.world_model import World, WorldCells
    from commonsky.workflows.assess_world import WorldRequest


def assess_everywhere(wanted: tuple[str, ...], date: str, out: Path | None, asked: dict[str, Any], *, as_json: bool) -> None:
    """Assess the world and print what came out.

    Args:
        wanted: needs, variables or themes; empty: all.
        date: first day of the window, or an empty text.
        out: folder to write into, or None.
        asked: the other options of `assess`.
        as_json: whether to print JSON alone.
    """
    begin = time.monotonic()
    say("commonsky: loading", quiet=as_json or not sys.stderr.isatty())
    from commonsky.core.time import parse_utc
    from commonsky.workflows.assess_world import FILES, WorldRequest, assess_world

    names = ("days", "elements", "instruments", "needs", "stations", "language", "any_age")
    request = WorldRequest(
        date=parse_utc(date) if date else None,
        needs_wanted=wanted,
        out=out or Path("profile-world"),
        command=shlex.join(["commonsky", *sys.argv[1:]]),
        **{name: asked[name] for name in names},
    )
    with TerminalProgress(quiet=as_json) as progress:
        world, cells = assess_world(request, progress, lambda line: say(f"commonsky: {line}", quiet=as_json))
    files = {name: str(request.out / name) for name in FILES}
    if as_json:
        echo_json(summary(world, files))
        return
    _print(world, cells, request, seconds_since(begin))


def summary(world: World, files: dict[str, str]) -> dict[str, Any]:
    """What --json prints: of each need what is shown, what could be, and what is short only for want of daylight."""
    told = {"area", "people", "possible_area", "possible_people", "dark_area", "dark_people"}
    needs = [{"id": need.id, "title": need.titles, **need.model_dump(include=told)} for need in world.needs]
    return {"window": world.window.model_dump(), "needs": needs, "notes": world.notes, "files": files}


def _print(world: World, cells: WorldCells, request: WorldRequest, took: str) -> None:
    """The answer, the least served groups, where the files are."""
    from rich.console import Console
    from rich.table import Table

    from commonsky.profile.quantities import percent
    from commonsky.profile.wording import read_wording
    from commonsky.profile.world_answers import world_answer

    words = read_wording(request.language)
    console = Console(highlight=False)
    console.print()
    console.print(" ".join(world_answer(world, cells, words)), style="bold", markup=False)
    console.print()
    table = Table(box=None, pad_edge=False, header_style="dim")
    for heading, side in (("group", "left"), ("below_area", "right"), ("below_people", "right")):
        table.add_column(words(f"world.{heading}"), justify=side)  # type: ignore[arg-type]
    for group in world.groups:
        table.add_row(words.pick(group.titles), percent(group.unmet_area), percent(group.unmet_people))
    console.print(table)
    console.print()
    console.print(words("terminal.report", path=request.out / "world.html"), f"({took})", markup=False, soft_wrap=True)
