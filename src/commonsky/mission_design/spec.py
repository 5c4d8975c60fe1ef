"""What the answer's additions give and need, as figures: revisit, ground segment, before and after, and how much hangs on the phase.

Facts: `coverage.contacts` for the ground segment, over the catalogue's stations; methods.md, Revisit. Leaves out link budgets and queues.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from commonsky.catalogue.load import packaged
from commonsky.catalogue.systems import Station
from commonsky.core.places import Place
from commonsky.coverage.contacts import GroundStation, find_contacts
from commonsky.coverage.delivery import wait_s
from commonsky.mission_design.candidates import Satellite
from commonsky.mission_design.ground import KEPT, PROCESSING_H
from commonsky.mission_design.phases import Phases
from commonsky.mission_design.search import gain_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from commonsky.mission_design.candidates import Item, Works
    from commonsky.mission_design.cover import State
    from commonsky.mission_design.plan import Plan
    from commonsky.mission_design.spells import Demand, Spells

HOUR_S = 3600.0
#: Stations that a ground segment has at most, and looks by whose waits it is chosen.
MOST_STATIONS, MOST_LOOKS = 6, 2000
#: Name of a station where most people of the area live; a wait that is as long as any.
OWN, LONG_H = "a station in the area", 1000.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Addition:
    """Items of one design, or one of the ground works, told as one.

    Args:
        satellites: of one design; empty for ground works.
        works: on the ground; None for satellites.
    """

    satellites: tuple[Satellite, ...] = ()
    works: Works | None = None

    @property
    def count(self) -> int:
        """Things to be built."""
        return max(1, len(self.satellites))


def additions(items: Sequence[Item]) -> tuple[Addition, ...]:
    """Items by design, in the order of choice."""
    found: dict[object, list[Item]] = {}
    for item in items:
        found.setdefault(item.design if isinstance(item, Satellite) else item.name, []).append(item)
    rows = []
    for some in found.values():
        one = some[0]
        if isinstance(one, Satellite):
            rows.append(Addition(satellites=tuple(s for s in some if isinstance(s, Satellite))))
        else:
            rows.append(Addition(works=one))
    return tuple(rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class Revisit:
    """Mean time between looks: the median, and what 95 % of the area keep, hours; the share of the area that is looked at once at least.

    Infinite where so much of the area has fewer than two looks.
    """

    median_h: float
    p95_h: float
    seen_share: float


def revisit_of(plan: Plan, satellites: Sequence[Satellite], area: NDArray[np.float64]) -> Revisit:
    """How often satellites of one design look, by area.

    Args:
        plan: with what they see.
        satellites: of one design.
        area: (cells,), share of each cell.
    """
    cell, time = plan.cover.streams.looks(satellites)
    cells = len(area)
    count = np.bincount(cell, minlength=cells)
    first, last = np.full(cells, np.inf), np.full(cells, -np.inf)
    np.minimum.at(first, cell, time)
    np.maximum.at(last, cell, time)
    mean = np.full(cells, np.inf)
    several = count > 1
    mean[several] = (last[several] - first[several]) / (count[several] - 1) / HOUR_S
    order = np.argsort(mean, kind="stable")
    share = np.cumsum(area[order]) / max(float(area.sum()), 1e-12)
    median, p95 = (float(mean[order][min(int(np.searchsorted(share, q)), cells - 1)]) for q in (0.5, 0.95))
    return Revisit(median_h=median, p95_h=p95, seen_share=float(area[count > 0].sum() / max(float(area.sum()), 1e-12)))


@dataclass(frozen=True, slots=True, kw_only=True)
class GroundSegment:
    """Stations that would do, the catalogue's or one in the area; the wait that nine of ten looks keep, hours; whether it will do."""

    stations: tuple[str, ...]
    wait_h: float
    kept: bool


def ground_segment(plan: Plan, satellites: Sequence[Satellite]) -> GroundSegment:
    """As few stations as keep a design's latency, chosen one by one by what each shortens; an hour of it, half at most, is for processing.

    Args:
        plan: with what they see.
        satellites: of one design; the first stands for all.
    """
    rows = [s for s in packaged("commonsky.catalogue", "stations", "station", Station).values() if s.kind != "geostationary"]
    design = satellites[0].design
    times = np.unique(plan.cover.streams.looks(satellites[:1])[1])
    times = times[:: max(1, len(times) // MOST_LOOKS)]
    if not len(times):
        return GroundSegment(stations=(), wait_h=float(np.inf), kept=False)
    track = plan.cover.streams.track(design.orbit, satellites[0].slot)
    allowed_h = design.latency_h - min(PROCESSING_H, design.latency_h / 2.0)
    middle = int(np.argmax(plan.area.people)) if plan.area.people.sum() > 0 else len(plan.area.cells) // 2
    own = Place(lat_deg=float(plan.area.cells.lat_deg[middle]), lon_deg=float(plan.area.cells.lon_deg[middle]))
    places = {OWN: own} | {row.name: Place(lat_deg=row.latitude_deg, lon_deg=row.longitude_deg) for row in rows}
    waits = [wait_s(find_contacts(track, [GroundStation(name=n, place=p)]), times) / HOUR_S for n, p in places.items()]
    best, chosen = np.full(len(times), np.inf), list[str]()
    while len(chosen) < (MOST_STATIONS if np.isfinite(allowed_h) else 1) and not _kept_h(best) <= min(allowed_h, 1e6):
        shorter = [np.minimum(best, w) for w in waits]
        tried = [(_kept_h(w), float(np.minimum(w, LONG_H).mean()), name) for w, name in zip(shorter, places, strict=True)]
        one = min(range(len(tried)), key=tried.__getitem__)
        if tried[one][2] in chosen:
            break
        chosen.append(tried[one][2])
        best = np.minimum(best, waits[one])
    wait = _kept_h(best)
    return GroundSegment(stations=tuple(chosen), wait_h=wait, kept=wait <= allowed_h)


def _kept_h(waits: NDArray[np.float64]) -> float:
    """The wait that nine of ten looks keep, hours."""
    return float(np.sort(waits)[max(0, int(np.ceil(KEPT * len(waits))) - 1)])


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """Shares of area and people for whom a level holds, and of time served by area, 0 to 1."""

    area: float
    people: float
    time: float


def held(demand: Demand, spells: Spells) -> Held:
    """What a demand's spells come to."""
    holds = demand.held(spells)
    time = float((spells.seconds() * demand.area).sum() / (demand.end_s - demand.begin_s))
    area, people = (min(1.0, float(share[holds].sum())) for share in (demand.area, demand.people))
    return Held(area=area, people=people, time=min(1.0, time))


def state_with(plan: Plan, items: Sequence[int]) -> State:
    """What is served with some items."""
    return gain_of(plan.cover, plan.base, items)[1]


def phase_range(plan: Plan, items: Sequence[int]) -> tuple[float, float]:
    """Least and greatest share served by the same satellites at other phases and nodes, the present one with them."""
    others = Phases(plan.cover, plan.base, items).judged(items)
    values = [plan.cover.value(state_with(plan, items)), *(value for value, _ in others)]
    return min(values), min(1.0, max(values))
