"""The world as one HTML file that opens without a network: answer, maps, rankings, tables. Facts: none of its own.

Every number is the one of countries.csv and groups.csv, or is counted from the cells. Style and script stand in the file and are allowed by
their hashes alone; without script the page is whole. Leaves out what limits a need: that is in the profile of one country.
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
from commonsky.profile.world_map import MOST_RUNS, canvas, draw_cells, grid_of
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

#: Runs of cells that all maps of a page may have together: about 9 MB.
RUNS = 550_000
#: Classes of the map of unmet needs, and how many countries the rankings show.
CLASSES, LEAST, TOP = 6, 20, 10
#: A need counts as met, or not, if it is on this share of its area.
NEARLY_ALL, NEARLY_NONE = 0.95, 0.05
#: Shares of instants between which a level is a close call; the bound is 95 %.
CLOSE = (0.92, 0.98)
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
    ".world-and-table { margin-bottom: .8rem; } figure .map + figcaption { margin-top: .3rem; } .counts { margin-bottom: .6rem; }\n"
    ".counts tbody th { min-width: 0; font-weight: normal; white-space: nowrap; }\n"
    "@media print { .world { max-height: 120mm; } }\n"
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
    grid, most = grid_of(cells), min(MOST_RUNS, RUNS // (len(world.needs) + 1))
    return {
        "world": world,
        "start": world.window.start_utc[:10],
        "end": world.window.end_utc[:10],
        "answer": world_answer(world, cells, wording),
        "canvas": canvas(),
        "counts": _counts(cells, grid, most),
        "asked": {domain: _asked(world, domain) for domain in ("land", "sea")},
        "band": quantities.measure(BAND_KM, "km"),
        "depth": DEPTH,
        "cell_count": quantities.number(len(cells.ids), 5),
        "groups": _groups(world, wording),
        "least": _least(world),
        "months": _months(world),
        "needs": [_need(world, cells, at, grid, most) for at in range(len(world.needs))],
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


def heads(value: float, wording: Wording) -> str:
    """A number of people, in the language's own large units.

    >>> heads(8_297_496_401, read_wording("zh")), heads(8_297_496_401, read_wording("en"))
    ('83\u202f亿', '8.3\u202fbillion')
    """
    scales = {"zh": ((1e8, "亿"), (1e4, "万")), "en": ((1e9, "billion"), (1e6, "million"))}
    for size, name in scales.get(wording.language, ()):
        if value >= size:
            return f"{quantities.number(value / size)}{quantities.THIN}{name}"
    return quantities.number(value) if value >= 1 else "0"


def met(shares: Shares) -> float:
    """Share at threshold or better."""
    return min(1.0, shares.goal + shares.breakthrough + shares.threshold)


def segments(shares: Shares) -> Iterator[tuple[str, str, str]]:
    """Code, start and width, per cent, of each part of a bar."""
    start = 0.0
    for code, name in SHARE_NAMES.items():
        width = 100 * float(getattr(shares, name))
        if width > 0:
            yield code, f"{start:.1f}", f"{width:.1f}"
        start += width


def world_answer(world: World, cells: WorldCells, wording: Wording) -> list[str]:
    """Sentences of the answer: how many needs, for whom, and which group is least served."""
    told = [met(need.area) for need in world.needs if applies(need.area)]
    first = wording(
        "world.answer",
        count=len(world.needs),
        everywhere=sum(share >= NEARLY_ALL for share in told),
        nowhere=sum(share < NEARLY_NONE for share in told),
    )
    middle = met_by_half(cells)
    second = wording("world.answer_people", people=heads(world.people, wording), met=middle)
    return [first, second, _least_group(world, wording)] if world.groups else [first, second]


def _least_group(world: World, wording: Wording) -> str:
    worst, best = (pick(world.groups, key=lambda group: group.unmet_people) for pick in (max, min))
    share = quantities.percent(worst.unmet_people)
    if worst.unmet_people - best.unmet_people < 0.01:
        return wording("world.answer_even", share=share)
    whole = quantities.percent(mean_unmet([need.people for need in world.needs]))
    return wording("world.answer_group", group=group_name(worst, wording), share=share, whole=whole)


def met_by_half(cells: WorldCells) -> int:
    """The number of needs met that half of the people, or a little more, do not see surpassed where they live."""
    number = (cells.levels <= 2).sum(axis=0)
    people = np.bincount(number, weights=cells.people)
    return int(np.searchsorted(np.cumsum(people), people.sum() / 2 - 1e-6)) if people.sum() > 0 else 0


def group_name(group: WorldGroup, wording: Wording) -> str:
    """The group's name in the language, a region's from the page's words."""
    return wording.word("world_region", group.id) if group.kind == "region" else wording.pick(group.titles)


def _asked(world: World, domain: str) -> int:
    return sum(need.domain in {domain, "both"} for need in world.needs)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """The map of unmet needs: its drawing, and a row a class with the class, its range, and its shares of land and people."""

    body: Markup
    rows: tuple[tuple[str, str, float, float], ...]


def _counts(cells: WorldCells, grid: Grid, most: int) -> Counts:
    number = unmet_needs(cells)
    told = number[number >= 0]
    low, high = (int(told.min()), int(told.max())) if len(told) else (0, 0)
    wide = -(-(high - low + 1) // CLASSES)
    classes = np.where(number < 0, -1, (number - low) // wide).astype(np.int8)
    count = (high - low) // wide + 1
    names = [f"u{round(i * (CLASSES - 1) / max(1, count - 1)) if count > 1 else 3}" for i in range(count)]
    rows = []
    for at, name in enumerate(names):
        first, last, mine = low + at * wide, min(high, low + (at + 1) * wide - 1), classes == at
        land, people = (float(weights[mine].sum() / max(1e-9, weights.sum())) for weights in (cells.land_km2, cells.people))
        rows.append((name, f"{first}" if first == last else f"{first}–{last}", land, people))
    return Counts(body=draw_cells(grid, classes, names, most), rows=tuple(rows))


def unmet_needs(cells: WorldCells) -> NDArray[np.int64]:
    """How many needs are below threshold in each cell, (n,); -1 where none applies."""
    return np.where((cells.levels < 5).any(axis=0), ((cells.levels == 3) | (cells.levels == 4)).sum(axis=0), -1)


def mean_shares(told: Sequence[Shares]) -> Shares:
    """The mean over the needs that apply; all 0 where none does."""
    found = [shares for shares in told if applies(shares)]
    return Shares(**{name: sum(float(getattr(s, name)) for s in found) / max(1, len(found)) for name in SHARE_NAMES.values()})


def _groups(world: World, wording: Wording) -> list[dict[str, Any]]:
    """The world first, then groups by law, then regions; the least served first within each, as the world has them."""
    whole = [need.area for need in world.needs]
    rows: list[dict[str, Any]] = [
        {
            "name": wording("world.whole"),
            "bar": mean_shares(whole),
            "area": mean_unmet(whole),
            "people": mean_unmet([need.people for need in world.needs]),
            "countries": len(world.countries),
            "land_km2": world.land_km2,
            "heads": world.people,
        }
    ]
    rows += [
        {
            "name": group_name(group, wording) + (f" ({group.id})" if group.kind == "group" else ""),
            "bar": mean_shares(group.by_need),
            "area": group.unmet_area,
            "people": group.unmet_people,
            "countries": group.countries,
            "land_km2": group.land_km2,
            "heads": group.people,
        }
        for group in world.groups
    ]
    return rows


def _by_people(world: World) -> list[WorldCountry]:
    """Countries from the least served; of those that are alike to a tenth of a per cent, the larger first; the empty ones last."""
    return sorted(world.countries, key=lambda c: (c.people < 1, -round(c.unmet_people, 3), -c.people, -round(c.unmet_area, 3), c.iso3))


def _country_row(country: WorldCountry) -> dict[str, Any]:
    return {"country": country, "bar": mean_shares(country.area), "lived_in": country.people >= 1}


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


def _need(world: World, cells: WorldCells, at: int, grid: Grid, most: int) -> dict[str, Any]:
    """What the page tells of one need."""
    need, level = world.needs[at], cells.levels[at]
    km2 = {"land": cells.land_km2, "sea": cells.sea_km2, "both": cells.land_km2 + cells.sea_km2}[need.domain]
    on = level < 5
    close = on & (cells.fresh[at] >= CLOSE[0]) & (cells.fresh[at] < CLOSE[1])
    by_people = need.domain != "sea" and applies(need.people)
    return {
        "need": need,
        "map": draw_cells(grid, level, LEVEL_CODES[:5], most),
        "by_people": by_people,
        "without": unmet(need.people) * float(cells.people[on].sum()),
        "close": float(km2[close].sum() / max(1e-9, km2[on].sum())),
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
    rows = [(c, c.area[at], unmet(c.area[at]), unmet(c.by_people[at]) if counted and applies(c.by_people[at]) else None) for c in shown]
    return {"rows": rows, "even": even if even > TOP else 0, "note": note, "by_people": by_people}


def _need_rank(country: WorldCountry, at: int, *, by_people: bool) -> tuple[float, float, str]:
    share = unmet((country.by_people if by_people else country.area)[at])
    return -round(share, 3), -country.people, country.iso3
