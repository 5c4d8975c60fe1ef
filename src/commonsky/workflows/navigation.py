"""Satellite navigation over a country: who can be located, by which systems, behind which hills. Joins sources, world and coverage.

Facts: none of its own. One day in steps of 5 minutes: the slots of every global system come round within ten, but a day shows all of their
patterns over a country. Cells are those of a profile; people come from world.people.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import numpy as np

from commonsky.catalogue.load import packaged
from commonsky.catalogue.systems import Navigation
from commonsky.core.errors import InvalidInputError, OutputError, StaleElementsError
from commonsky.core.time import iso, seconds_since_epoch
from commonsky.coverage.gnss import PDOP_LIMIT, NavigationService, named, navigation_satellites, navigation_services, system_of, working
from commonsky.coverage.horizon import LEAST_MASK_DEG, constant_mask, relief_mask
from commonsky.coverage.shells import pattern_of
from commonsky.orbits.propagation import age_days
from commonsky.sources.download import write_whole
from commonsky.sources.element_format import read_elements
from commonsky.sources.relief import read_relief
from commonsky.workflows.latency import place_cells
from commonsky.world.countries import find_country
from commonsky.world.people import Spread, places, spread_people
from commonsky.world.relief import packaged_relief

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from commonsky.core.citation import Source
    from commonsky.core.elements import Elements
    from commonsky.core.execution import Progress
    from commonsky.coverage.shells import ShellSatellite
    from commonsky.world.cells import Cells
    from commonsky.world.countries import Country

    Floats = NDArray[np.float64]

WINDOW_S, STEP_S = 86400.0, 300.0
#: Share of the times at which a place counts as located.
HELD = 0.95
#: Age of element sets, days, beyond which satellites are no longer where they say, nor perhaps in service.
STALE_DAYS = 90.0
WORST = 5
TOGETHER = "all together"


@dataclass(frozen=True, slots=True, kw_only=True)
class NavigationRequest:
    """What is asked.

    Args:
        country: code or name.
        date: start of the day, UTC; None: today.
        mask_deg: one mask everywhere instead of a relief's horizon, degrees.
        relief: raster of heights instead of the packaged relief.
        elements: element sets instead of the nominal satellites of their systems.
        without: systems, or satellites as ``GPS/A1``, that are left out.
    """

    country: str
    date: datetime | None = None
    mask_deg: float | None = None
    relief: Path | None = None
    elements: Path | None = None
    without: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ChoiceFound:
    """One choice of systems: its name for people, its service by cell, and what it comes to.

    Args:
        title: ``all together``, ``GPS alone``, ``all but GPS`` or ``nothing lost``.
        service: by cell.
        located: share of the people located at least 95 % of the times.
        available: mean share of the times, by people.
        in_view: mean number of satellites, by people.
        pdop_median: median of the cells' medians, by people.
        longest_outage_s: the longest of all cells with land.
    """

    title: str
    service: NavigationService
    located: float
    available: float
    in_view: float
    pdop_median: float
    longest_outage_s: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class NavigationFound:
    """Satellite navigation over a country.

    Args:
        country: whose.
        start: of the day.
        mask: what the mask is, in words.
        mask_deg: (n, 36), of each cell by sector.
        cells, people: of the country; `weights` (n,), people, or land where nobody lives.
        choices: all together first; with `without`, what it was with nothing lost last.
        without: what is left out, by its full name.
        satellites: number of each system's.
        sbas: name, its service area, mean and least share of times in view, of each satellite that augments.
        notes: for people.
        sources, orbit_sources: where facts were read; of relief and people, and of slots and patterns.
    """

    country: Country
    start: datetime
    mask: str
    mask_deg: Floats
    cells: Cells
    people: Spread
    weights: Floats
    choices: tuple[ChoiceFound, ...]
    without: tuple[str, ...]
    satellites: dict[str, int]
    sbas: tuple[tuple[str, str, float, float], ...]
    notes: tuple[str, ...]
    sources: tuple[Source, ...]
    orbit_sources: tuple[Source, ...]

    @property
    def worst(self) -> tuple[int, ...]:
        """Positions of the cells with land that are served worst by all together, the worst first."""
        service, land = self.choices[0].service, np.flatnonzero(self.cells.land_km2 > 0)
        order = np.lexsort((-service.pdop_p95[land], service.available[land]))
        return tuple(int(k) for k in land[order[:WORST]])

    def nearest_place(self, cell: int) -> str:
        """The listed place nearest to a cell; empty where the country has none."""
        listed = places(self.country)
        if not listed.names:
            return ""
        squeeze = np.cos(np.radians(self.cells.lat_deg[cell]))
        east = ((listed.lon_deg - self.cells.lon_deg[cell] + 180.0) % 360.0 - 180.0) * squeeze
        return listed.names[int(np.argmin(east**2 + (listed.lat_deg - self.cells.lat_deg[cell]) ** 2))]


def navigation_over(request: NavigationRequest, progress: Progress) -> NavigationFound:
    """Who can be located in a country over a day, by each system alone, by all, and by all but each.

    Raises:
        InvalidInputError: if a mask, a raster or an element file is refused.
        StaleElementsError: if element sets are too old for the day.
        UnknownNameError: if there is no such country, system or satellite.
    """
    rows = navigation_rows()
    country = find_country(request.country)
    start = request.date or datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    if request.mask_deg is not None and request.relief is not None:
        raise InvalidInputError("--mask and --relief were both given; a constant mask takes the place of relief, so give one of them")
    given = _given(request, start)
    satellites = navigation_satellites(rows.values(), start, given=given)
    without = named(request.without, satellites)
    if request.mask_deg is not None:
        constant_mask(0, request.mask_deg)
    progress.step("cells and people")
    cells = place_cells(country.iso3)
    people = spread_people(country, cells, start.date())
    weights = people.people if people.people.sum() > 0 else cells.land_km2 + cells.sea_km2
    progress.step("horizon")
    mask_deg, mask, sources = _mask(request, cells)
    progress.step("satellites in view")
    times = seconds_since_epoch(start) + np.arange(0.0, WINDOW_S, STEP_S)
    sky = (cells.lat_deg, cells.lon_deg, mask_deg, times)
    choices = _choices(satellites, frozenset(without), sky, (weights, cells.land_km2))
    left = working(satellites, frozenset(without))
    return NavigationFound(
        country=country,
        start=start,
        mask=mask,
        mask_deg=mask_deg,
        cells=cells,
        people=people,
        weights=weights,
        choices=choices,
        without=without,
        satellites=_count(left),
        sbas=_sbas(choices[0].service, rows, weights),
        notes=(*_relief_notes(request, mask_deg, left, sky), *_geometry_notes(rows, satellites), *_element_notes(request, given, start)),
        sources=(*sources, *people.sources),
        orbit_sources=tuple(_pattern_sources(rows, satellites)),
    )


def navigation_rows() -> dict[str, Navigation]:
    """Rows of the packaged catalogue by name."""
    return packaged("commonsky.catalogue", "navigation", "navigation", Navigation)


def check_out(path: Path | None) -> None:
    """Refuse a file that cannot be there, before the work.

    Raises:
        OutputError: if its folder is none, or it is one itself.
    """
    if path is not None and (path.is_dir() or not path.absolute().parent.is_dir()):
        why = "it is a folder" if path.is_dir() else "its folder does not exist"
        raise OutputError(f"cannot write {path}: {why}; give another file with --out")


def write_navigation(found: NavigationFound, path: Path) -> None:
    """Write a row for each cell as CSV, whole or not at all; an empty PDOP: no position.

    Raises:
        OutputError: if the file cannot be written.
    """
    service = found.choices[0].service
    heads = ["lat", "lon", "land_km2", "people", "mask_highest_deg", "in_view", "pdop_median", "pdop_p95", "longest_outage_min"]
    columns = [
        *(found.cells.lat_deg, found.cells.lon_deg, found.cells.land_km2, found.people.people, found.mask_deg.max(axis=1)),
        *(service.in_view, service.pdop_median, service.pdop_p95, service.longest_outage_s / 60.0),
    ]
    for choice in found.choices:
        heads.append(f"available {choice.title}")
        columns.append(choice.service.available)
    lines = [",".join(heads)]
    lines += [",".join(f"{value:.6g}" if np.isfinite(value) else "" for value in row) for row in zip(*columns, strict=True)]
    write_whole(path, ("\n".join(lines) + "\n").encode())


def _given(request: NavigationRequest, start: datetime) -> tuple[Elements, ...]:
    """Element sets of navigation satellites among those of the file.

    Raises:
        InvalidInputError: if there are none.
        StaleElementsError: if one is too old for the day, or too new.
    """
    if request.elements is None:
        return ()
    sets = tuple(one for one in read_elements(request.elements).sets if system_of(one))
    if not sets:
        raise InvalidInputError(
            f"{request.elements} holds no navigation satellites; they are known by names such as GPS BIIR-2 (PRN 13), GSAT0203 (GALILEO 7),"
            " COSMOS 2456 (730), BEIDOU-3 M1, QZS-2 or IRNSS-1B"
        )
    for one in sets:
        days = age_days(one, seconds_since_epoch(start))
        if abs(days) > STALE_DAYS:
            raise StaleElementsError(
                f"elements of {one.name} are {abs(days):.0f} days from {iso(start)}; give newer ones, or a --date within"
                f" {STALE_DAYS:.0f} days of theirs"
            )
    return sets


def _mask(request: NavigationRequest, cells: Cells) -> tuple[Floats, str, tuple[Source, ...]]:
    """Mask of each cell by sector, what it is, and where its heights were read."""
    if request.mask_deg is not None:
        return constant_mask(len(cells), request.mask_deg), f"{request.mask_deg:g} degrees everywhere", ()
    relief = packaged_relief() if request.relief is None else read_relief(request.relief, cells.lat_deg, cells.lon_deg)
    told = f"the horizon of {'the packaged relief' if request.relief is None else relief.name}, at least {LEAST_MASK_DEG:g} degrees"
    return relief_mask(relief, cells.lat_deg, cells.lon_deg), told, (relief.source,)


def _choices(
    satellites: Sequence[ShellSatellite],
    without: frozenset[str],
    sky: tuple[Floats, Floats, Floats, Floats],
    weights: tuple[Floats, Floats],
) -> tuple[ChoiceFound, ...]:
    """All together, each alone, all but each; and with nothing lost where something is."""
    left = working(satellites, without)
    names = tuple(dict.fromkeys(one.system for one in left if not one.augments))
    if not names:
        raise InvalidInputError(f"no system is left without {', '.join(sorted(without))}; leave out fewer with --without")
    asked = {TOGETHER: names}
    if len(names) > 1:
        asked |= {f"{name} alone": (name,) for name in names}
        asked |= {f"all but {name}": tuple(other for other in names if other != name) for name in names}
    services = dict(zip(asked, navigation_services(left, *sky, choices=tuple(asked.values())), strict=True))
    if without:
        every = tuple(dict.fromkeys(one.system for one in satellites if not one.augments))
        services["nothing lost"] = navigation_services(satellites, *sky, choices=(every,))[0]
    return tuple(_summed(title, service, *weights) for title, service in services.items())


def _summed(title: str, service: NavigationService, weights: Floats, land_km2: Floats) -> ChoiceFound:
    share = weights / weights.sum()
    land = land_km2 > 0 if (land_km2 > 0).any() else np.ones(len(land_km2), bool)
    order = np.argsort(service.pdop_median)
    return ChoiceFound(
        title=title,
        service=service,
        located=float(share[service.available >= HELD].sum()),
        available=float(share @ service.available),
        in_view=float(share @ service.in_view),
        pdop_median=float(service.pdop_median[order][np.searchsorted(np.cumsum(share[order]), 0.5 - 1e-12)]),
        longest_outage_s=float(service.longest_outage_s[land].max()),
    )


def _sbas(service: NavigationService, rows: Mapping[str, Navigation], weights: Floats) -> tuple[tuple[str, str, float, float], ...]:
    share = weights / weights.sum()
    found = []
    for k, name in enumerate(service.sbas_names):
        seen = service.sbas[:, k]
        found.append((name, rows[name.partition("/")[0]].service_area, float(share @ seen), float(seen.min())))
    return tuple(sorted(found, key=lambda one: -one[2]))


def _count(satellites: Sequence[ShellSatellite]) -> dict[str, int]:
    names = [one.system for one in satellites]
    return {name: names.count(name) for name in dict.fromkeys(names)}


def _geometry_notes(rows: Mapping[str, Navigation], satellites: Sequence[ShellSatellite]) -> list[str]:
    """What kind of geometry each system has, and where fewer satellites work than have slots."""
    kinds: dict[str, list[str]] = {"nominal slots": [], "nominal orbit, phase unknown": []}
    for one in satellites:
        if one.elements is not None and not one.augments and one.system not in (listed := kinds.setdefault(one.elements.origin, [])):
            listed.append(one.system)
    slots, patterns = kinds.pop("nominal slots"), kinds.pop("nominal orbit, phase unknown")
    notes = ["nominal geometry is not today's satellites: spares, outages and moves are not in it; give --elements for those"]
    notes += [f"published slots: {', '.join(slots)}"] if slots else []
    notes += [f"pattern of the orbits, begun at a phase that is not published: {', '.join(patterns)}"] if patterns else []
    notes += [f"element sets of {origin}: {', '.join(names)}" for origin, names in kinds.items()]
    for name, count in _count(satellites).items():
        row = rows[name]
        placed = sum(shell.satellites for shell in row.shells)
        if row.kind != "augmentation" and count < placed and all(name not in own for own in kinds.values()):
            notes.append(f"{name}: {count} of {placed} satellites range ({row.status_as_of:%Y-%m-%d}); which is not known: evenly chosen")
    return notes


def _relief_notes(
    request: NavigationRequest, mask_deg: Floats, left: Sequence[ShellSatellite], sky: tuple[Floats, Floats, Floats, Floats]
) -> list[str]:
    """How much of the sky the land hides."""
    if request.mask_deg is not None:
        return []
    highest = mask_deg.max(axis=1)
    some = float((highest > LEAST_MASK_DEG).mean())
    lat_deg, lon_deg, _, times = sky
    names = (tuple(dict.fromkeys(one.system for one in left if not one.augments)),)
    open_, behind = (
        navigation_services(left, lat_deg, lon_deg, mask, times[::6], choices=names)[0].in_view
        for mask in (constant_mask(len(lat_deg), LEAST_MASK_DEG), mask_deg)
    )
    note = (
        f"land stands above {LEAST_MASK_DEG:g} degrees at {some:.0%} of the cells, up to {highest.max():.1f}; it hides"
        f" {float((open_ - behind).max()):.1f} satellites at most"
    )
    smooth = "the packaged relief smooths valleys, so real horizons are higher: try --mask 15 or 30, or your own raster with --relief"
    return [note] if request.relief is not None else [note, smooth]


def _element_notes(request: NavigationRequest, given: Sequence[Elements], start: datetime) -> list[str]:
    if request.elements is None:
        return []
    ages = [abs(age_days(one, seconds_since_epoch(start))) for one in given]
    return [f"{len(given)} element sets of {request.elements.name}, {min(ages):.0f} to {max(ages):.0f} days from {iso(start)}"]


def _pattern_sources(rows: Mapping[str, Navigation], satellites: Sequence[ShellSatellite]) -> list[Source]:
    used = {one.system for one in satellites if one.shell}
    return [source for name in rows if name in used for shell in rows[name].shells for source in pattern_of(name, shell).sources]


def sentence(found: NavigationFound) -> str:
    """The answer in a sentence or two."""
    first, total = found.choices[0], found.people.total
    who = f"{first.located:.1%} of {found.country.names['en']}'s people" if total else f"{first.located:.1%} of {found.country.names['en']}"
    lost = f"without {', '.join(found.without)}, " if found.without else ""
    told = f"{lost}{who} can be located by satellite at least {HELD:.0%} of the time (PDOP at most {PDOP_LIMIT:g}, mask: {found.mask})."
    alone = [c for c in found.choices if c.title.endswith(" alone")]
    if alone:
        best = max(alone, key=lambda c: (c.located, c.available))
        name = best.title.removesuffix(" alone")
        told += f" The best single system, {name}, does so for {best.located:.1%} ({best.available:.1%} of the time on average)."
    if found.without:
        told += f" With nothing lost it is {found.choices[-1].located:.1%}."
    return told[0].upper() + told[1:]
