"""What can be added without a new satellite: gauges and weather stations at sites, a receiving station, a mission opened.

Facts: the catalogue. What is assumed is said with each: a site reports every hour, an hour later; products of a station of one's own are
there within the published processing time, else an hour, after the satellite is next in its sight. Leaves out who pays.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from commonsky.core.errors import InvalidInputError
from commonsky.core.places import AUTHALIC_KM, Place, up_vectors
from commonsky.core.variables import find_variable
from commonsky.coverage.contacts import GroundStation, find_contacts
from commonsky.coverage.delivery import wait_s
from commonsky.gaps.admissible import table_of_misses
from commonsky.gaps.bits import ACQUISITION, POLICY
from commonsky.mission_design.candidates import Works
from commonsky.mission_design.spells import Spells, service_spells
from commonsky.needs.model import LEVELS
from commonsky.orbits.propagation import propagate

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from commonsky.catalogue.systems import Downlink, Network
    from commonsky.coverage.fleet import Platform
    from commonsky.coverage.passes import Passes
    from commonsky.gaps.admissible import Service
    from commonsky.mission_design.spells import Demand
    from commonsky.world.cells import Cells

HOUR_S = 3600.0
#: How often a site reports, and how late, hours: our assumption.
SITE_CYCLE_H, SITE_LATENCY_H = 1.0, 1.0
#: Spacing of sites where a need asks none, km: the least dense minimum network of flat land, one station to 2,500 km2 (WMO, as told at
#: indiawrm.org/onlinesubmission/NetworkDesign.aspx: "Flat regions ... 1000-2500").
SITE_SPACING_KM = 50.0
#: Sites tried at most.
MOST_SITES = 100
#: Hours from reception to product where nobody publishes them: our assumption.
PROCESSING_H = 1.0
#: Share of looks whose products are there within the latency that is told.
KEPT = 0.9
HYDROLOGICAL = frozenset({"inland_water_level", "river_discharge"})


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Today:
    """What flies and stands today, over the cells' centres.

    Args:
        passes: of everything that measures what is asked; None: nothing does.
        services: by demand, what measures its variable.
        platforms: of the fleet by mission.
        window_s: start and end of what is simulated, seconds since 2000-01-01T00:00Z.
    """

    passes: Passes | None
    services: tuple[tuple[Service, ...], ...]
    platforms: Mapping[str, Platform]
    window_s: tuple[float, float]


def misses_of(services: Sequence[Service], demand: Demand) -> NDArray[np.uint8]:
    """Bits of what each service misses at the demand's level, (services,)."""
    return np.asarray(table_of_misses(list(services), demand.need, demand.requirement)[0][:, LEVELS.index(demand.level)])


def served_today(today: Today, number: int, demand: Demand, nothing: Spells) -> Spells:
    """Spells of all services that are admissible today."""
    services = today.services[number]
    good = [s for s, bits in zip(services, misses_of(services, demand), strict=True) if bits == 0]
    if today.passes is None or not good:
        return nothing
    return service_spells(today.passes, good, [s.latency_s for s in good], demand)


def unused_missions(today: Today, demands: Sequence[Demand]) -> tuple[Works, ...]:
    """Instruments that fly, measure what is asked, and fail by data policy or acquisition alone: opening one is one addition.

    Where no latency is stated, the timeliness asked is taken: it is part of what would have to be agreed.
    """
    if today.passes is None:
        return ()
    found: dict[str, dict[int, list[Service]]] = {}
    for number, demand in enumerate(demands):
        services = today.services[number]
        for service, bits in zip(services, misses_of(services, demand), strict=True):
            if bits and not bits & ~np.uint8(POLICY | ACQUISITION) and service.spacing_km is None:
                found.setdefault(service.instrument.name, {}).setdefault(number, []).append(service)
    rows = []
    for name, by_demand in sorted(found.items()):
        spells = {}
        for number, some in by_demand.items():
            timely = (demands[number].timeliness_h or 0.0) * HOUR_S
            spells[number] = service_spells(
                today.passes, some, [s.latency_s if np.isfinite(s.latency_s) else timely for s in some], demands[number]
            )
        missions = tuple(sorted({s.mission for some in by_demand.values() for s in some}))
        one = next(iter(by_demand.values()))[0]
        rows.append(
            Works(
                kind="unused",
                name=f"open {name}",
                titles={"en": f"Open {name} on {', '.join(missions)}", "zh": f"开放 {', '.join(missions)} 的 {name} 数据"},
                spells=spells,
                asks={
                    "en": f"open or registered data (today: {one.instrument.data_policy}), "
                    f"systematic acquisition (today: {one.mode.acquisition}); products in the time asked where none is published",
                    "zh": f"数据开放或注册可得（目前：{one.instrument.data_policy}），并系统采集（目前：{one.mode.acquisition}）；"
                    "未公布时效者按所要求的时间提供产品",
                },
                missions=missions,
            )
        )
    return tuple(rows)


def sites(
    cells: Cells, demands: Sequence[Demand], networks: Iterable[Network], people: NDArray[np.float64], begin_s: float
) -> tuple[Works, ...]:
    """Gauges and weather stations at sites, for demands whose variable some ground network measures.

    A site stands at the centre of a cell that holds land of the area itself; at the coast or a border that centre may lie beyond it.

    Args:
        cells: the sample.
        demands: what is asked.
        networks: of the catalogue.
        people: of each cell: half of the sites tried are where most live.
        begin_s: start of what is simulated, from which on sites report.
    """
    measured = {
        m.variable for network in networks if network.kind in {"surface", "hydrological", "marine"} for m in network.measures
    } | HYDROLOGICAL
    serving = [n for n, demand in enumerate(demands) if demand.requirement.variable in measured]
    up, rows = up_vectors(cells.lat_deg, cells.lon_deg), []
    for number in serving:
        demand = demands[number]
        asked_m = demand.requirement.asked(demand.level).resolution_m
        reach_km = (SITE_SPACING_KM if asked_m is None else asked_m / 1000.0) / np.sqrt(2.0)
        for at in _sites((demand.area > 0) & (cells.land_km2 > 0), people):
            near = AUTHALIC_KM * np.arccos(np.clip(up @ up[at], -1.0, 1.0)) <= max(reach_km, 1e-6)
            near[at] = True
            rows.append(_site(cells, number, demand, int(at), near, begin_s))
    return tuple(rows)


def _sites(concerned_land: NDArray[np.bool_], people: NDArray[np.float64]) -> NDArray[np.int64]:
    """Cells to try, with land of the area itself: where most people live, and evenly over the rest."""
    concerned = np.flatnonzero(concerned_land)
    if len(concerned) <= MOST_SITES:
        return concerned
    most = concerned[np.argsort(-people[concerned], kind="stable")[: MOST_SITES // 2]]
    even = concerned[np.unique(np.linspace(0, len(concerned) - 1, MOST_SITES // 2).astype(int))]
    return np.union1d(most, even)


def _site(cells: Cells, number: int, demand: Demand, at: int, near: NDArray[np.bool_], begin_s: float) -> Works:
    variable = find_variable(demand.requirement.variable)
    kind = "gauge" if variable.name in HYDROLOGICAL else "weather station"
    lat, lon = float(cells.lat_deg[at]), float(cells.lon_deg[at])
    where = f"{abs(lat):.2f} {'S' if lat < 0 else 'N'}, {abs(lon):.2f} {'W' if lon < 0 else 'E'}"
    zh = {"gauge": "水文站", "weather station": "气象站"}[kind]
    return Works(
        kind="gauge",
        name=f"{kind} for {variable.name} at {where}",
        titles={
            "en": f"{kind.capitalize()} for {variable.titles['en'].lower()} at {where}",
            "zh": f"{'南' if lat < 0 else '北'}纬{abs(lat):.2f}°、{'西' if lon < 0 else '东'}经{abs(lon):.2f}°处的{zh}"
            f"（{variable.titles.get('zh', variable.name)}）",
        },
        spells={number: _hourly(near, demand, begin_s)},
        asks={
            "en": f"a report every {SITE_CYCLE_H:g} h, within {SITE_LATENCY_H:g} h; open data; the uncertainty asked",
            "zh": f"每 {SITE_CYCLE_H:g} 小时一次报告，{SITE_LATENCY_H:g} 小时内送达；数据开放；达到所要求的不确定度",
        },
        latency_h=SITE_LATENCY_H,
        place=(lat, lon),
    )


def _hourly(near: NDArray[np.bool_], demand: Demand, begin_s: float) -> Spells:
    """Spells of what reports every hour at some cells: the whole window, or as much of each hour as its age limit leaves."""
    wait, age, low, high = demand.times(SITE_LATENCY_H * HOUR_S)
    if not wait < age:
        begin, end = np.zeros(0), np.zeros(0)
    elif SITE_CYCLE_H * HOUR_S + wait <= age:
        begin, end = np.array([low]), np.array([high])
    else:
        reports = begin_s + SITE_CYCLE_H * HOUR_S * np.arange(int((high - begin_s) / (SITE_CYCLE_H * HOUR_S)) + 1)
        begin, end = np.maximum(reports + wait, low), np.minimum(reports + age, high)
        begin, end = begin[end > begin], end[end > begin]
    first = np.concatenate([[0], np.cumsum(near * len(begin))]).astype(np.int64)
    return Spells(first=first, begin=np.tile(begin, int(near.sum())), end=np.tile(end, int(near.sum())))


def receiving_stations(today: Today, demands: Sequence[Demand], place: Place, downlinks: Mapping[str, Downlink]) -> tuple[Works, ...]:
    """A receiving station in the area, for each ground segment whose products come later than they could.

    Args:
        today: what flies.
        demands: what is asked.
        place: of the station.
        downlinks: ground segments by mission, for their processing time.
    """
    if today.passes is None:
        return ()
    groups: dict[str, dict[int, list[Service]]] = {}
    for number, demand in enumerate(demands):
        services = today.services[number]
        for service, bits in zip(services, misses_of(services, demand), strict=True):
            platform = today.platforms.get(service.mission)
            moves = platform is not None and platform.position_km is None and service.mode.geometry not in {"grid", "occultation", "disk"}
            if bits == 0 and moves and demand.timeliness_h is not None:
                row = downlinks.get(service.mission)
                groups.setdefault(row.name if row is not None else service.mission, {}).setdefault(number, []).append(service)
    rows = []
    for name, by_demand in sorted(groups.items()):
        missions = tuple(sorted({s.mission for some in by_demand.values() for s in some}))
        waits = {m: _wait_h(today, m, place) for m in missions}
        row = downlinks.get(missions[0])
        processing = PROCESSING_H if row is None or row.processing_min is None else min(row.processing_min / 60.0, PROCESSING_H * 24)
        latency = max(waits.values()) + processing
        spells = {
            number: service_spells(today.passes, some, [min(s.latency_s, latency * HOUR_S) for s in some], demands[number])
            for number, some in by_demand.items()
        }
        sooner = any(s.latency_s > latency * HOUR_S for some in by_demand.values() for s in some)
        if np.isfinite(latency) and sooner:
            rows.append(_station(name, missions, place, latency, processing, spells))
    return tuple(rows)


def _station(
    name: str, missions: tuple[str, ...], place: Place, latency_h: float, processing_h: float, spells: Mapping[int, Spells]
) -> Works:
    return Works(
        kind="station",
        name=f"receiving station for {name}",
        titles={"en": f"Receiving station in the area for {', '.join(missions)}", "zh": f"在当地建设接收站，接收 {', '.join(missions)}"},
        spells=spells,
        asks={
            "en": f"the operator's consent to direct reception of {', '.join(missions)}; products within {processing_h:g} h of reception",
            "zh": f"运营方同意直接接收 {', '.join(missions)}；接收后 {processing_h:g} 小时内出产品",
        },
        latency_h=latency_h,
        place=(place.lat_deg, place.lon_deg),
        missions=missions,
    )


def _wait_h(today: Today, mission: str, place: Place) -> float:
    """Hours that nine of ten looks wait until the satellite is next in a station's sight; infinite where it never is."""
    platform = today.platforms[mission]
    begin, end = today.window_s
    if today.passes is None:
        return float(np.inf)
    try:
        track = propagate(platform.elements[0], begin, end - begin)
    except InvalidInputError:
        return float(np.inf)
    contacts = find_contacts(track, [GroundStation(name="station", place=place)])
    mine = np.flatnonzero(np.array([look.platform == mission for look in today.passes.looks]))
    times = today.passes.end_s[np.isin(today.passes.look, mine)]
    waits = np.sort(wait_s(contacts, times))
    waits = waits[np.isfinite(waits)]
    return float(waits[int(np.ceil(KEPT * len(waits))) - 1] / HOUR_S) if len(waits) else float(np.inf)
