"""Telecom systems over a country and the alert paths that they leave. Joins catalogue, coverage, resilience, world. Facts: none of its own.

A system whose satellites are all placed and never in view from the country's land, or whose service ended, carries no path there. Of a
system whose geometry is not published, or only in part, nobody can say whether it is in view: a path that rests on such alone is not
known to work, and does not count.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import numpy as np

from commonsky.catalogue.load import packaged
from commonsky.catalogue.systems import Navigation, Telecom
from commonsky.core.errors import UnknownNameError
from commonsky.core.execution import Untold
from commonsky.core.time import seconds_since_epoch
from commonsky.coverage.horizon import constant_mask, horizon_deg
from commonsky.coverage.shells import satellites_of
from commonsky.coverage.telecom import MIN_ELEVATION_DEG, TelecomService, placeable, sites_at, telecom_service, view_of
from commonsky.resilience.alert_paths import (
    TOLD,
    Availability,
    PathSet,
    PathsLeft,
    availability,
    check_systems,
    cut_sets_of,
    lost_events,
    packaged_alert_paths,
    paths_left,
    read_alert_paths,
    single_points_of,
)
from commonsky.workflows.latency import place_cells
from commonsky.world.countries import find_country
from commonsky.world.relief import packaged_relief

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from numpy.typing import NDArray

    from commonsky.core.execution import Progress
    from commonsky.world.cells import Cells

#: What carries warnings or messages to people and offices; relays serve satellites, distress systems carry calls the other way.
CARRIERS = ("broadcast", "two-way")
DAY_H = 24.0
#: Share of the time from which a system is said to be there all the time.
ALWAYS = 0.99
#: Cells, spread over a country, from which it is looked for a navigation system.
SAMPLE = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class TelecomRequest:
    """What is asked.

    Args:
        country: code or name, or LAT,LON in degrees.
        date: start of the day that is looked at, aware UTC; None: now.
        mask_deg: elevation below which the sky is hidden all round; None: below the horizon of the packaged relief.
        without: names of systems, tags, causes or elements that are lost.
        paths: a file of the country's own alert paths; None: the template.
    """

    country: str
    date: datetime | None = None
    mask_deg: float | None = None
    without: tuple[str, ...] = ()
    paths: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Reach:
    """A system over a country's land: shares by area, medians over the places in view; NaN where its geometry is not known."""

    service: TelecomService
    title: str
    title_zh: str
    in_view: float
    least_in_view: float
    satellites: float
    elevation_deg: float
    latency_ms: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TelecomFound:
    """The answer.

    Args:
        place, place_zh: the country's name, or the place.
        cells: of the country that have land, or all where none has.
        start: of the day.
        systems: each telecom system of the catalogue.
        paths: the alert paths.
        left: which of them work, and why others do not.
        unknown: paths of which it is not known, and the systems on which that hangs.
        single: for each path that works, what alone would stop it.
        all_single: what alone would stop every path to people and officers.
        pairs: pairs of which the loss of both would, none of them alone.
        availability: share of time that one path or another to people and officers works.
        out_of_view: systems that paths name and that never rise there, or whose service ended.
        lost: what was taken away by name.
        notes: lines for people.
    """

    place: str
    place_zh: str
    cells: Cells
    start: datetime
    systems: tuple[Reach, ...]
    paths: PathSet
    left: PathsLeft
    unknown: dict[str, tuple[str, ...]]
    single: dict[str, tuple[str, ...]]
    all_single: tuple[str, ...]
    pairs: tuple[frozenset[str], ...]
    availability: Availability
    out_of_view: tuple[str, ...]
    lost: tuple[str, ...]
    notes: tuple[str, ...] = field(default=())

    @property
    def told(self) -> tuple[str, ...]:
        """Paths to people and officers that work."""
        return tuple(path.name for path in self.paths.paths if path.reaches in TOLD and path.name in self.left.left)


def telecom_over(request: TelecomRequest, progress: Progress | None = None) -> TelecomFound:
    """Which telecom systems a country has above it, and which alert paths are left to it.

    Raises:
        InvalidInputError: if the mask or the file of paths makes no sense.
        UnknownNameError: if a country, system, tag or element is not known.
    """
    progress = progress or Untold()
    telecom = packaged("commonsky.catalogue", "telecom", "telecom", Telecom)
    navigation = packaged("commonsky.catalogue", "navigation", "navigation", Navigation)
    paths = packaged_alert_paths() if request.paths is None else read_alert_paths(request.paths)
    check_systems(paths, telecom, navigation)
    lost = _lost(request.without, paths, telecom, navigation)
    cells = place_cells(request.country)
    if (cells.land_km2 > 0).any():
        cells = cells.some(np.flatnonzero(cells.land_km2 > 0))
    start = request.date or datetime.now(UTC).replace(microsecond=0)
    progress.step("horizon")
    mask = _mask(cells, request.mask_deg)
    progress.step("telecom systems", len(telecom))
    reached = []
    for row in telecom.values():
        (service,) = telecom_service([row], cells.lat_deg, cells.lon_deg, start, DAY_H, horizon_deg=mask, lost=lost)
        reached.append(_reach(row, service, cells))
        progress.tick()
    never = _never(reached, lost) + _never_navigation(paths, navigation, cells, start, mask)
    return _found(request, cells, start, tuple(reached), paths, lost, tuple(n for n in never if n not in lost))


def sentence(found: TelecomFound) -> str:
    """The answer in a line or two."""
    all_told = [path for path in found.paths.paths if path.reaches in TOLD]
    whose = "of the template's alert paths" if found.paths.template else "alert paths"
    count = f"{len(found.told)} of {len(all_told)}"
    first = (
        f"{found.place}: {count} {whose} to people and officers work"
        if found.told
        else f"{found.place}: none of {len(all_told)} {whose} works"
    )
    if found.told and found.all_single:
        first += f"; the loss of {' or '.join(found.all_single)} alone stops them all"
    elif found.told:
        first += "; no single loss stops them all"
    maybe = [path.name for path in all_told if path.name in found.unknown]
    if maybe:
        first += f"; of {len(maybe)} more it is not known ({', '.join(maybe)})"
    carriers = [r for r in found.systems if r.service.kind in CARRIERS and r.service.known and r.service.why != "lost"]
    always = [r.service.system for r in carriers if r.least_in_view >= ALWAYS]
    mostly = [r.service.system for r in carriers if r.in_view >= 0.5 and r.service.system not in always]
    seen = f"Over all its land, {ALWAYS:.0%} of the time or more: {', '.join(always) or 'no system'}"
    return f"{first}. {seen}{'; half of it or more: ' + ', '.join(mostly) if mostly else ''}."


def _found(
    request: TelecomRequest,
    cells: Cells,
    start: datetime,
    systems: tuple[Reach, ...],
    paths: PathSet,
    lost: frozenset[str],
    never: tuple[str, ...],
) -> TelecomFound:
    gone = lost | set(never)
    used = {name for element in paths.elements for name in (*element.telecom, *element.navigation)}
    doubtful = {r.service.system for r in systems if not r.service.complete and not r.in_view > 0} & used - gone
    counted = gone | doubtful
    best, left = paths_left(paths, gone, gone, gone), paths_left(paths, counted, counted, counted)
    events = lost_events(paths, counted, counted, counted)
    named = _place(request.country)
    all_single = single_points_of(paths, None, events)
    return TelecomFound(
        place=named[0],
        place_zh=named[1],
        cells=cells,
        start=start,
        systems=systems,
        paths=paths,
        left=PathsLeft(left=left.left, lost=best.lost),
        unknown={name: hang for name in best.left if (hang := tuple(n for n in left.lost.get(name, ()) if n in doubtful))},
        single={name: single_points_of(paths, [name], events) for name in left.left},
        all_single=all_single,
        pairs=tuple(cut for cut in cut_sets_of(paths, None, events, largest=2) if len(cut) == 2),
        availability=availability(paths, None, events),
        out_of_view=tuple(name for name in never if name in used),
        lost=tuple(sorted(lost)),
        notes=_notes(systems, paths, sorted(doubtful)),
    )


def _place(text: str) -> tuple[str, str]:
    """Name of a country in English and Chinese; a position as it is written."""
    try:
        names = find_country(text).names
    except UnknownNameError:
        return text, text
    return names["en"], names["zh"]


def _lost(without: Collection[str], paths: PathSet, telecom: Collection[str], navigation: Collection[str]) -> frozenset[str]:
    """Names as the catalogue and the paths write them.

    Raises:
        UnknownNameError: if a name is none of them.
    """
    tags = {tag for part in paths.parts for tag in (part.name, *part.tags)}
    known = {name.casefold(): name for name in (*sorted(tags), *navigation, *telecom)}
    for name in without:
        if name.casefold() not in known:
            raise UnknownNameError("system, tag, cause or element", name, known.values())
    return frozenset(known[name.casefold()] for name in without)


def _mask(cells: Cells, mask_deg: float | None) -> NDArray[np.float64]:
    if mask_deg is None:
        return horizon_deg(packaged_relief(), cells.lat_deg, cells.lon_deg)
    return constant_mask(len(cells), mask_deg)


def _reach(row: Telecom, service: TelecomService, cells: Cells) -> Reach:
    land = cells.land_km2 if cells.land_km2.sum() > 0 else np.ones(len(cells))
    weights = land / land.sum()

    def median(values: NDArray[np.float64]) -> float:
        kept = values[np.isfinite(values)]
        return float(np.median(kept)) if len(kept) else float("nan")

    return Reach(
        service=service,
        title=row.full_name or row.name,
        title_zh=row.name_zh or row.name,
        in_view=round(float(service.in_view @ weights), 9),
        least_in_view=float(service.in_view.min()),
        satellites=float(service.satellites @ weights),
        elevation_deg=median(service.elevation_deg),
        latency_ms=median(service.latency_median_ms),
    )


def _never(reached: Collection[Reach], lost: frozenset[str]) -> list[str]:
    """Systems that never rise over the land, though all their satellites are placed, and those that ended."""
    out = [r.service.system for r in reached if r.service.complete and r.in_view == 0.0 and r.service.system not in lost]
    return out + [r.service.system for r in reached if "ended" in r.service.why]


def _never_navigation(paths: PathSet, rows: dict[str, Navigation], cells: Cells, start: datetime, mask: NDArray[np.float64]) -> list[str]:
    """Regional navigation systems that paths name and that never rise there, seen every quarter of an hour."""
    some = slice(None, None, max(1, len(cells) // SAMPLE))
    sites = sites_at(cells.lat_deg[some], cells.lon_deg[some], mask[some])
    times = np.asarray(seconds_since_epoch(start) + 900.0 * np.arange(96))
    found = []
    for name in sorted({name for element in paths.elements for name in element.navigation}):
        usable, why = placeable(rows[name].shells)
        if rows[name].kind == "global" or not usable or why:
            continue
        satellites = [one for shell in usable for one in satellites_of(name, shell, start)]
        if not view_of(satellites, sites, times, MIN_ELEVATION_DEG).satellites.any():
            found.append(name)
    return found


def _notes(systems: tuple[Reach, ...], paths: PathSet, doubtful: list[str]) -> tuple[str, ...]:
    notes = [
        f"in view: from {MIN_ELEVATION_DEG:g} degrees up where a system's row states no elevation; latency: light's way alone, one way"
    ]
    if any(r.service.moving for r in systems):
        notes.append("where moving satellites are today is not published: their figures are statistics of a day")
    if doubtful:
        notes.append(f"not known whether in view, so not counted: {', '.join(doubtful)}")
    if paths.template:
        notes.append("the alert paths are a template, not this country's: replace it with --paths FILE")
    return tuple(notes)
