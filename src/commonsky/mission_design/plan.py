"""A plan: what is asked, what serves it today, and what could be added. Joins catalogue, world, coverage and gaps. Facts: none of its own.

Everything is judged at the cells' centres, which are a sample of the area. Orbits of unknown phase stand at the first phase tried. Leaves
out clouds: their cover is told beside the answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np

from commonsky.catalogue.load import packaged, packaged_catalogue, packaged_networks
from commonsky.catalogue.systems import Downlink
from commonsky.core.errors import InvalidInputError
from commonsky.core.places import Place
from commonsky.core.time import seconds_since_epoch
from commonsky.core.variables import find_variable
from commonsky.coverage.clouds import zonal_cover
from commonsky.coverage.fleet import assemble
from commonsky.coverage.points import bin_points
from commonsky.coverage.simulate import simulate, viewers_of
from commonsky.coverage.stations import network_viewers
from commonsky.gaps.admissible import can_matter
from commonsky.gaps.assessed import services_for
from commonsky.mission_design.candidates import Satellite, designs_of, packs_of, satellites_of
from commonsky.mission_design.cover import Cover
from commonsky.mission_design.ground import Today, receiving_stations, served_today, sites, unused_missions
from commonsky.mission_design.orbits import PATTERNS, orbit_grid
from commonsky.mission_design.sensors import SWATHS_KM, Sensor, families_of, offered
from commonsky.mission_design.spells import demand_of, no_spells
from commonsky.mission_design.streams import Streams
from commonsky.sources.station_lists import packaged_stations

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from numpy.typing import NDArray

    from commonsky.core.execution import Executor, Progress
    from commonsky.mission_design.area import Area
    from commonsky.mission_design.candidates import Item, Works
    from commonsky.mission_design.cover import State
    from commonsky.mission_design.spells import Demand
    from commonsky.needs.model import LevelName, Need, Requirement

DAY_S = 86400.0
#: Longest time simulated before the window, as an assessment has it.
EARLIEST_S = 30 * DAY_S
#: Kinds of addition, in the order in which they are told.
KINDS = (*SWATHS_KM, "gauge", "station", "unused")


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What may be added, and by what it is judged.

    Args:
        level: that is to hold.
        count: things that may be added.
        kinds: of `KINDS`.
        without: missions that are taken as gone.
        start, days: the window.
        by_people: whether the objective goes by people; else by area.
    """

    level: LevelName
    count: int
    kinds: tuple[str, ...]
    without: tuple[str, ...]
    start: datetime
    days: float
    by_people: bool


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Plan:
    """All that the search takes, and what it was made from.

    Args:
        area, terms: as given.
        demands: what is asked.
        today: what serves it.
        base: spells served today, by demand.
        cover: candidates and what they add.
        packs: constellations among them.
        precedents: by demand and kind, the swaths offered and an instrument that has each.
        notes: what was refused or assumed, a line each.
    """

    area: Area
    terms: Terms
    demands: tuple[Demand, ...]
    today: Today
    base: State
    cover: Cover
    packs: tuple[tuple[int, ...], ...]
    precedents: dict[tuple[int, str], dict[float, str]]
    notes: tuple[str, ...]


def make_plan(area: Area, asked: Sequence[tuple[Need, Requirement]], terms: Terms, executor: Executor, progress: Progress) -> Plan:
    """What is asked of an area, what serves it today, and what could be added.

    Args:
        area: where.
        asked: needs with their requirements.
        terms: what may be added.
        executor, progress: how the work is spread, and who is told.

    Raises:
        InvalidInputError: if a need concerns nothing there.
        UnknownNameError: if a mission to be taken as gone is not known.
    """
    begin = seconds_since_epoch(terms.start)
    end = begin + terms.days * DAY_S
    early = _early_s(asked, terms)
    demands, notes = _demands(area, asked, terms, (begin, end), early)
    today, lost = _today(area, demands, terms, (begin - early, end), executor, progress)
    nothing = no_spells(len(area.cells))
    base = tuple(served_today(today, n, demand, nothing) for n, demand in enumerate(demands))
    precedents = _precedents(demands, terms)
    lacking = {
        n for n, (d, spells) in enumerate(zip(demands, base, strict=True)) if spells.seconds()[d.area > 0].min() < d.end_s - d.begin_s
    }
    items: list[Item] = [*_works(area, demands, today, terms)]
    swaths: dict[str, dict[int, list[float]]] = {}
    for (number, kind), some in precedents.items():
        if number in lacking:
            swaths.setdefault(kind, {})[number] = list(some)
    designs = designs_of(orbit_grid(area.lat_deg), swaths, area.lat_deg, demands)
    patterns = [p for p in PATTERNS if p.count <= terms.count]
    slots = tuple(dict.fromkeys(slot for pattern in patterns for slot in pattern.slots))
    items += satellites_of(designs, slots)
    sensors = [Sensor(kind=d.sensor.kind, swath_km=d.sensor.swath_km, side=d.sensor.side) for d in designs]
    points = bin_points(area.cells.lat_deg, area.cells.lon_deg)
    streams = Streams(points, sensors, terms.start, (begin - early, end))
    cover = Cover(items, demands, streams)
    return Plan(
        area=area,
        terms=terms,
        demands=demands,
        today=today,
        base=base,
        cover=cover,
        packs=packs_of(items, terms.count, patterns),
        precedents=precedents,
        notes=(*notes, *lost),
    )


def _early_s(asked: Sequence[tuple[Need, Requirement]], terms: Terms) -> float:
    """How long before the window is simulated: the longest age limit, a month at most."""
    limits = [requirement.asked(terms.level) for _, requirement in asked]
    ages = [(a.cycle_h + (a.timeliness_h or 0.0)) * 3600.0 for a in limits if a.cycle_h is not None]
    return min(max(ages, default=DAY_S), EARLIEST_S)


def _demands(
    area: Area, asked: Sequence[tuple[Need, Requirement]], terms: Terms, window_s: tuple[float, float], early_s: float
) -> tuple[tuple[Demand, ...], list[str]]:
    found, notes = [], []
    rows = []
    for need, requirement in asked:
        km2 = area.km2(find_variable(requirement.variable).domain)
        if km2.sum() > 0:
            rows.append((need, requirement, km2))
        else:
            notes.append(f"{requirement.id} concerns nothing in {area.names['en']} and is left out")
    if not rows:
        raise InvalidInputError(f"what --need names concerns nothing in {area.names['en']}; give another --need")
    total = sum(need.weight for need, _, _ in rows)
    for need, requirement, km2 in rows:
        people = area.people * (km2 > 0)
        shares = (km2 / km2.sum(), people / max(float(people.sum()), 1e-9))
        weight = need.weight / total
        found.append(demand_of((need, requirement), terms.level, window_s, early_s, shares, by_people=terms.by_people, weight=weight))
    return tuple(found), notes


def _today(
    area: Area, demands: Sequence[Demand], terms: Terms, window_s: tuple[float, float], executor: Executor, progress: Progress
) -> tuple[Today, list[str]]:
    catalogue = packaged_catalogue()
    gone = {catalogue.mission(name).name for name in terms.without}
    fleet = assemble(catalogue, (), terms.start)
    platforms = [p for p in fleet.platforms if p.mission.name not in gone]
    pairs = [(d.need, d.requirement) for d in demands]
    variables = {d.requirement.variable for d in demands}
    instruments = list(catalogue.instruments.values())
    viewers = viewers_of(
        platforms, instruments, variables, float(np.sqrt(area.cells.cell_km2)), deepest=0, wanted=lambda i, m: can_matter(i, m, pairs)
    )
    networks = network_viewers(packaged_networks().values(), packaged_stations(), area.cells, variables, first=len(viewers))
    progress.step("finding today's passes", len({v.platform.mission.name for v in viewers}))
    lost = list(fleet.notes)
    passes = simulate(viewers, area.cells, window_s, executor, networks=networks, tick=progress.tick, left_out=lost.append)[0]
    services = tuple(services_for(d.requirement.variable, viewers, networks) for d in demands)
    today = Today(passes=passes, services=services, platforms={p.mission.name: p for p in platforms}, window_s=window_s)
    return today, lost


def _precedents(demands: Sequence[Demand], terms: Terms) -> dict[tuple[int, str], dict[float, str]]:
    """Swaths offered for each demand and kind of sensor, each with an instrument that has it at the resolution asked."""
    instruments = list(packaged_catalogue().instruments.values())
    found = {}
    for number, demand in enumerate(demands):
        for kind in families_of(demand.requirement.variable, instruments):
            if kind in terms.kinds:
                found[number, kind] = offered(kind, demand.requirement.asked(terms.level).resolution_m, instruments)
    return found


def _works(area: Area, demands: Sequence[Demand], today: Today, terms: Terms) -> list[Works]:
    found: list[Works] = []
    if "gauge" in terms.kinds:
        found += sites(area.cells, demands, packaged_networks().values(), area.people, today.window_s[0])
    if "station" in terms.kinds:
        rows = packaged("commonsky.catalogue", "downlinks", "downlink", Downlink)
        by_mission = {mission: row for row in rows.values() for mission in row.missions}
        most = int(np.argmax(area.people)) if area.people.sum() > 0 else int(np.argmax(area.km2("both")))
        place = Place(lat_deg=float(area.cells.lat_deg[most]), lon_deg=float(area.cells.lon_deg[most]))
        found += receiving_stations(today, demands, place, by_mission)
    if "unused" in terms.kinds:
        found += unused_missions(today, demands)
    return found


def cloud_cover(plan: Plan) -> float:
    """Mean cloud cover of the area in the month of the window's middle, by the packaged climatology."""
    cells = plan.area.cells
    whole: NDArray[np.float64] = cells.land_km2 + cells.sea_km2
    month = (plan.terms.start + timedelta(days=plan.terms.days / 2)).month - 1
    cover = zonal_cover(cells.lat_deg, cells.land_km2 / np.maximum(whole, 1e-9))[:, month]
    return float((cover * whole).sum() / max(float(whole.sum()), 1e-9))


def counts(plan: Plan) -> dict[str, int]:
    """Candidates by kind."""
    kinds = [item.design.sensor.kind if isinstance(item, Satellite) else item.kind for item in plan.cover.items]
    return {kind: kinds.count(kind) for kind in KINDS if kind in kinds}
