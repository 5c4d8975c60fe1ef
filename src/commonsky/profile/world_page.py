"""The world as one HTML file that opens without a network: answer, maps, rankings, tables. Facts: none of its own.

Every number is the one of countries.csv and groups.csv, or is counted from the cells. What is shown and what could be, were every accuracy
and latency that no source states good enough, stand side by side; ranks are by what is shown. Style and script stand in the file and are
allowed by their hashes alone; without script the page is whole. Leaves out what limits a need: that is in the profile of one country.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING, Any

import numpy as np
from markupsafe import Markup

from commonsky.profile import quantities
from commonsky.profile.citations import Citations
from commonsky.profile.model import LEVEL_CODES, Shares
from commonsky.profile.page import SHARE_NAMES
from commonsky.profile.wording import read_wording
from commonsky.profile.world_answers import (
    DARK,
    asked,
    by_people_too,
    could_be,
    group_name,
    heads,
    met,
    most_varied,
    need_answers,
    tally,
    world_answer,
)
from commonsky.profile.world_map import canvas, draw_cells, fair_runs, grid_of
from commonsky.profile.world_model import unmet
from commonsky.profile.world_tables import applies, mean_unmet
from commonsky.world.cells import BAND_KM
from commonsky.world.globe import DEPTH

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from commonsky.profile.wording import Wording
    from commonsky.profile.world_map import Grid
    from commonsky.profile.world_model import World, WorldCells, WorldCountry, WorldGroup, WorldNeed

#: Runs of cells that all maps of a page may have together: about 10 MB.
RUNS = 600_000
#: Classes of the map of unmet needs, and how many countries the rankings show.
CLASSES, LEAST, TOP = 6, 20, 10
RAMP = ("#f4ead6", "#ecd2a2", "#dfac73", "#cc7f4f", "#a5503a", "#6b2d2b")
DARK_RAMP = ("#3d3a36", "#66503a", "#936a42", "#c08452", "#e2a97c", "#f8dfc6")
#: A copy by <use> does not see what it stands in, so lines of the map go by their own classes.
STYLE = (
    "\n.map { cursor: default; } .coast.globe { stroke-width: .45; stroke-opacity: .8; }"
    " .disputed.globe { stroke-width: .7; stroke-dasharray: 2.2 1.8; }\n"
    ".world { background: none; border: 0; } .graticule.globe { stroke-width: .6; }\n"
    ".runs { shape-rendering: crispEdges; } .runs .o { fill: url(#hatch-w); }\n"
    ".marks path { fill: none; stroke-width: 9; stroke-linecap: round; } .marks .rim { stroke: var(--sea); stroke-width: 12; }\n"
    "@media (min-width: 44rem) { .marks path { stroke-width: 5; } .marks .rim { stroke-width: 6.6; } }\n"
    ".marks .g { stroke: var(--g); } .marks .b { stroke: var(--b); } .marks .t { stroke: var(--t); } .marks .n { stroke: var(--n); }"
    " .marks .o { stroke: var(--hatch); }\n"
    + "".join(f".u{i} {{ --u: {colour}; }} " for i, colour in enumerate(RAMP))
    + "\n@media (prefers-color-scheme: dark) { .coast.globe { stroke: #0d1113; } "
    + "".join(f".u{i} {{ --u: {colour}; }} " for i, colour in enumerate(DARK_RAMP))
    + "}\n@media print { .coast.globe { stroke: var(--coast); } "
    + "".join(f".u{i} {{ --u: {colour}; }} " for i, colour in enumerate(RAMP))
    + '}\n.runs [class^="u"], .swatch [class^="u"] { fill: var(--u); } .marks [class^="u"] { stroke: var(--u); fill: none; }\n'
    ".counts { width: auto; min-width: 18rem; } .counts td, .counts th { padding-inline-end: 1.2rem; }\n"
    ".world-and-table { display: block; } @media (min-width: 62rem) { .world-and-table { display: grid; gap: 1.6rem;"
    " grid-template-columns: minmax(0, 1fr) 19rem; align-items: start; } }\n"
    ".alone { max-width: 60rem; }\n"
    ".world-and-table { margin-bottom: .8rem; } figure .map + figcaption { margin-top: .3rem; } .counts { margin-bottom: .6rem; }\n"
    ".counts tbody th { min-width: 0; font-weight: normal; white-space: nowrap; }\n"
    ".could .ground-c { fill: #d9ece8; } .could .stripe-c { fill: #2f8273; } .c { fill: url(#hatch-c); }"
    " .bar .c { stroke: #2f8273; stroke-width: .8; }\n"
    "@media (prefers-color-scheme: dark) { .could .ground-c { fill: #1d3a3b; } .could .stripe-c { fill: #7fc3b2; }"
    " .bar .c { stroke: #7fc3b2; } }\n"
    "@media print { .could .ground-c { fill: #d9ece8; } .could .stripe-c { fill: #2f8273; } .bar .c { stroke: #2f8273; } }\n"
    ".tally { max-width: 44rem; margin-top: 1rem; } .tally .bar { height: 1.6rem; }"
    " .tally ul, .parts { list-style: none; margin: .4rem 0 .7rem; padding: 0; display: flex; flex-wrap: wrap; gap: .2rem 1.4rem;"
    " font-size: .9375rem; } .parts { font-size: .875rem; } .tally b { font-variant-numeric: tabular-nums; }\n"
    ".pair { display: grid; gap: 1.2rem 1.4rem; margin-bottom: .8rem; }"
    " @media (min-width: 44rem) { .pair { grid-template-columns: repeat(2, minmax(0, 1fr)); } .pair .marks path { stroke-width: 7; }"
    " .pair .marks .rim { stroke-width: 9; } }\n"
    "figcaption.title { margin-bottom: .3rem; } figcaption.title span { font-weight: normal; color: var(--soft); }\n"
    ".counts.both { min-width: 0; max-width: 44rem; } @media (max-width: 43.99rem) { .counts.both th, .counts.both td"
    " { padding-inline-end: .45rem; } .counts.both td:last-child, .counts.both th:last-child { padding-inline-end: 0; }"
    " .counts.both thead th { font-size: .8125rem; } .stack td.n[data-label]::before { max-width: 72%; } }\n"
    "@media print { .world { max-height: 120mm; } .pair { grid-template-columns: repeat(2, minmax(0, 1fr)); } }\n"
)  # fmt: skip


def render_world(world: World, cells: WorldCells, language: str = "en") -> str:
    """world.html: the whole page as text.

    Args:
        world: what is told.
        cells: what the maps are drawn from.
        language: one of `wording.languages()`.

    Raises:
        UnknownNameError: if the page does not speak the language.
    """
    import jinja2

    wording = read_wording(language)
    loader = jinja2.PackageLoader("commonsky.profile", "templates")
    environment = jinja2.Environment(loader=loader, autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.globals.update(_formats(wording))
    return environment.get_template("world.html.j2").render(**_content(world, cells, wording), **_inlined()) + "\n"


def _content(world: World, cells: WorldCells, wording: Wording) -> dict[str, Any]:
    grid, unmet_here = grid_of(cells), _unmet_classes(cells)
    differ = (cells.levels != cells.possible).any(axis=1)
    varied = most_varied(world)
    drawn = [*unmet_here.maps, *cells.levels, *cells.possible[differ]]
    drawn += [] if varied is None else [cells.levels[varied], *cells.possible[[varied]][differ[[varied]]]]
    most = fair_runs(grid, drawn, RUNS)
    needs = [_need(world, cells, at, grid, most, wording) for at in range(len(world.needs))]
    return {
        "world": world,
        "start": world.window.start_utc[:10],
        "end": world.window.end_utc[:10],
        "answer": world_answer(world, cells, wording),
        "tally": tally(world),
        "canvas": canvas(),
        "counts": _counts(cells, unmet_here, grid, most),
        "asked": {domain: asked(world, domain) for domain in ("land", "sea")},
        "band": quantities.measure(BAND_KM, "km"),
        "depth": DEPTH,
        "cell_count": quantities.number(len(cells.ids), 5),
        "groups": _groups(world, wording),
        "least": _least(world),
        "months": _months(world),
        "needs": needs,
        "varied": None if varied is None else needs[varied],
        "varied_at": varied,
        "seasonal": sum(need.dark_area >= DARK for need in world.needs),
        "countries": [_country_row(country) for country in _by_people(world)],
        "citations": Citations(world.sources),
    }


def _formats(wording: Wording) -> dict[str, Any]:
    """Functions that the templates write numbers and words with."""
    chinese = wording.language == "zh"
    return {
        "w": wording,
        "pick": wording.pick,
        "percent": quantities.percent,
        "number": quantities.number,
        "measure": quantities.measure,
        "heads": lambda value: heads(value, wording),
        "share": lambda shares, code: float(getattr(shares, SHARE_NAMES[code])),
        "met": met,
        "segments": segments,
        "dark_text": lambda share: wording("world.dark_share", share=quantities.percent(share)) if share >= DARK else "",
        "bar_text": lambda shares, possible: _bar_text(shares, possible, wording),
        "minute": lambda text: text[:16].replace("T", " "),
        "shares_text": lambda s: ", ".join(f"{wording(f'level.{c}')} {quantities.percent(getattr(s, n))}" for c, n in SHARE_NAMES.items()),
        "colon": "：" if chinese else ": ",
        "gap": "" if chinese else " ",
    }


def _inlined() -> dict[str, Markup]:
    """Style and script of the page, and the policy that lets in nothing else."""
    folder = resources.files("commonsky.profile")
    style = (folder / "theme.css").read_text(encoding="utf-8") + STYLE
    script = (folder / "world.js").read_text(encoding="utf-8")
    style_hash, script_hash = (base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in (style, script))
    policy = (
        f"default-src 'none'; style-src 'sha256-{style_hash}'; script-src 'sha256-{script_hash}'; img-src data:; base-uri 'none'; "
        "form-action 'none'"
    )
    return {"style": Markup(style), "script": Markup(script), "policy": Markup(policy)}  # noqa: S704 - our own files


def segments(shares: Shares, possible: Shares | None = None) -> Iterator[tuple[str, str, str]]:
    """Code, start and width, per cent, of each part of a bar."""
    start = 0.0
    for code, part in could_be(shares, possible or shares).items():
        if part > 0:
            yield code, f"{start:.1f}", f"{100 * part:.1f}"
        start += 100 * part


def _bar_text(shares: Shares, possible: Shares | None, wording: Wording) -> str:
    parts = could_be(shares, possible or shares)
    return ", ".join(f"{wording(f'world.part_{c}' if c == 'c' else f'level.{c}')} {quantities.percent(part)}" for c, part in parts.items())


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class UnmetClasses:
    """The number of needs not met, in classes that are the same as shown and as possible.

    Args:
        maps: class of each cell, as shown and as possible, (n,) each; -1 where no need applies.
        names: the classes' names in the page's style.
        ranges: numbers of needs in each class, in words.
    """

    maps: tuple[NDArray[np.int8], NDArray[np.int8]]
    names: tuple[str, ...]
    ranges: tuple[str, ...]


def _unmet_classes(cells: WorldCells) -> UnmetClasses:
    numbers = unmet_needs(cells.levels), unmet_needs(cells.possible)
    told = np.concatenate([number[number >= 0] for number in numbers])
    low, high = (int(told.min()), int(told.max())) if len(told) else (0, 0)
    wide = -(-(high - low + 1) // CLASSES)
    shown, possible = (np.where(number < 0, -1, (number - low) // wide).astype(np.int8) for number in numbers)
    count = (high - low) // wide + 1
    bounds = [(low + at * wide, min(high, low + (at + 1) * wide - 1)) for at in range(count)]
    return UnmetClasses(
        maps=(shown, possible),
        names=tuple(f"u{round(i * (CLASSES - 1) / max(1, count - 1)) if count > 1 else 3}" for i in range(count)),
        ranges=tuple(f"{first}" if first == last else f"{first}–{last}" for first, last in bounds),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """The two maps of unmet needs, as shown and as possible, on one scale.

    Args:
        bodies: their drawings.
        rows: a row a class: its name, its range, and the shares of land as shown and as possible, then of people.
    """

    bodies: tuple[Markup, Markup]
    rows: tuple[tuple[str, str, tuple[float, ...]], ...]


def _counts(cells: WorldCells, found: UnmetClasses, grid: Grid, most: int) -> Counts:
    shown, possible = (draw_cells(grid, classes, found.names, most) for classes in found.maps)
    rows = []
    for at, (name, told) in enumerate(zip(found.names, found.ranges, strict=True)):
        weighed = [(weights, classes) for weights in (cells.land_km2, cells.people) for classes in found.maps]
        rows.append((name, told, tuple(float(w[classes == at].sum() / max(1e-9, w.sum())) for w, classes in weighed)))
    return Counts(bodies=(shown, possible), rows=tuple(rows))


def unmet_needs(levels: NDArray[np.int8]) -> NDArray[np.int64]:
    """How many needs are below threshold in each cell, (n,), by levels as the cells have them; -1 where none applies."""
    return np.where((levels < 5).any(axis=0), ((levels == 3) | (levels == 4)).sum(axis=0), -1)


def mean_shares(told: Sequence[Shares]) -> Shares:
    """The mean over the needs that apply; all 0 where none does."""
    found = [shares for shares in told if applies(shares)]
    return Shares(**{name: sum(float(getattr(s, name)) for s in found) / max(1, len(found)) for name in SHARE_NAMES.values()})


def _groups(world: World, wording: Wording) -> list[dict[str, Any]]:
    """The world first, then groups by law, then regions; the least served first within each, as the world has them."""
    area, possible = [need.area for need in world.needs], [need.possible_area for need in world.needs]
    whole: dict[str, Any] = {
        "name": wording("world.whole"),
        "bar": (mean_shares(area), mean_shares(possible)),
        "area": mean_unmet(area),
        "people": mean_unmet([need.people for need in world.needs]),
        "even_area": mean_unmet(possible),
        "even_people": mean_unmet([need.possible_people for need in world.needs]),
        "dark": float(np.mean([n.dark_people for n in world.needs if n.domain != "sea"] or [0.0])),
        "countries": len(world.countries),
        "land_km2": world.land_km2,
        "heads": world.people,
    }
    return [whole, *(_group_row(group, wording) for group in world.groups)]


def _group_row(group: WorldGroup, wording: Wording) -> dict[str, Any]:
    return {
        "name": group_name(group, wording) + (f" ({group.id})" if group.kind == "group" else ""),
        "bar": (mean_shares(group.by_need), mean_shares(group.possible_by_need)),
        "area": group.unmet_area,
        "people": group.unmet_people,
        "even_area": group.possible_unmet_area,
        "even_people": group.possible_unmet_people,
        "dark": group.dark_people,
        "countries": group.countries,
        "land_km2": group.land_km2,
        "heads": group.people,
    }


def _by_people(world: World) -> list[WorldCountry]:
    """Countries from the least served; of those that are alike to a tenth of a per cent, the larger first; the empty ones last."""
    return sorted(world.countries, key=lambda c: (c.people < 1, -round(c.unmet_people, 3), -c.people, -round(c.unmet_area, 3), c.iso3))


def _country_row(country: WorldCountry) -> dict[str, Any]:
    bar = mean_shares(country.area), mean_shares(country.possible_area)
    return {"country": country, "bar": bar, "lived_in": country.people >= 1}


def _least(world: World) -> dict[str, Any]:
    """The ranking's rows, and how many share its first place if those are more than it shows."""
    ranked = [country for country in _by_people(world) if country.people >= 1]
    even = sum(round(c.unmet_people, 3) == round(ranked[0].unmet_people, 3) for c in ranked) if ranked else 0
    return {"rows": [_country_row(c) for c in ranked[:LEAST]], "even": even if even > LEAST else 0}


def _months(world: World) -> list[tuple[str, Shares]]:
    """The mean over the needs in each month that any need tells of."""
    found: dict[str, list[Shares]] = {}
    for need in world.needs:
        for name, shares in need.months:
            found.setdefault(name, []).append(shares)
    return [(name, mean_shares(told)) for name, told in found.items()] if len(found) > 1 else []


def _need(world: World, cells: WorldCells, at: int, grid: Grid, most: int, wording: Wording) -> dict[str, Any]:
    """What the page tells of one need; a second map where what could be differs from what is shown anywhere."""
    need, level, possible = world.needs[at], cells.levels[at], cells.possible[at]
    by_people = by_people_too(need)
    differs = bool((level != possible).any())
    return {
        "need": need,
        "answer": need_answers(world, cells, at, wording),
        "map": draw_cells(grid, level, LEVEL_CODES[:5], most),
        "differs": differs,
        "possible_map": draw_cells(grid, possible, LEVEL_CODES[:5], most) if differs else None,
        "by_people": by_people,
        "without": unmet(need.people) * float(cells.people[level < 5].sum()),
        "top": _top(world, need, at, by_people=by_people),
    }


def _top(world: World, need: WorldNeed, at: int, *, by_people: bool) -> dict[str, Any]:
    """The countries that are least served by one need, ranked by people, or by area where no people are without or none are counted.

    `even` counts those that it serves nowhere, if they are more than are shown; `note` is the key of a word on the ranking.
    """
    note = "" if by_people else "top_by_area"
    if by_people and unmet(need.area) > 0 and not any(unmet(c.by_people[at]) > 0 for c in world.countries):
        by_people, note = False, "top_area"
    told = [c for c in world.countries if applies(c.area[at]) and (not by_people or c.people >= 1)]
    ranked = sorted(told, key=lambda c: _need_rank(c, at, by_people=by_people))
    missed = [unmet((c.by_people if by_people else c.area)[at]) for c in ranked]
    even = sum(share > 1 - 5e-4 for share in missed)
    shown = [c for c, share in zip(ranked, missed, strict=True) if share > 0][:TOP]
    counted = need.domain != "sea"
    rows = [_top_row(c, at, counted=counted and applies(c.by_people[at])) for c in shown]
    return {"rows": rows, "even": even if even > TOP else 0, "note": note, "by_people": by_people}


def _top_row(country: WorldCountry, at: int, *, counted: bool) -> dict[str, Any]:
    """Shares without of one country for one need; None by people where none are counted."""
    return {
        "country": country,
        "bar": (country.area[at], country.possible_area[at]),
        "area": unmet(country.area[at]),
        "people": unmet(country.by_people[at]) if counted else None,
        "even_area": unmet(country.possible_area[at]),
        "even_people": unmet(country.possible_by_people[at]) if counted else None,
    }


def _need_rank(country: WorldCountry, at: int, *, by_people: bool) -> tuple[float, float, str]:
    share = unmet((country.by_people if by_people else country.area)[at])
    return -round(share, 3), -country.people, country.iso3
