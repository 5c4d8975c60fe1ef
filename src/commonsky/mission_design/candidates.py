"""Candidates: satellites with an orbit, a place, a sensor and a latency; and ground works, each with the spells that it gives.

Facts: none; what is tried is said in every answer. A satellite is one item of the search, so that a count limit counts what must be built;
constellations are sets of items, which the search may take or exchange as a whole. Leaves out what an item costs.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import product
from math import inf, isfinite
from typing import TYPE_CHECKING

from commonsky.mission_design.orbits import PATTERNS, SLOTS, Orbit, Pattern, Slot
from commonsky.mission_design.sensors import Sensor, side_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from commonsky.mission_design.spells import Demand, Spells

#: Latencies tried, hours: what fewer or more ground stations give; the last, direct broadcast or a relay, only where 3 h are too slow. Of
#: equal gains the laxest is taken.
LATENCIES_H = (24.0, 6.0, 3.0, 0.5)
#: Timeliness asked, hours, under which the quickest is tried.
QUICK_H = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Design:
    """What satellites of one design share.

    Args:
        orbit, sensor: what flies where.
        latency_h: from observation to the user, hours; infinite where no need that it serves asks timeliness.
        demands: positions of the demands that it serves.
    """

    orbit: Orbit
    sensor: Sensor
    latency_h: float
    demands: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Satellite:
    """One satellite of a design, in its place."""

    design: Design
    slot: Slot

    @property
    def name(self) -> str:
        """What it is, in a line."""
        place = f"plane {self.slot.plane:.2f} phase {self.slot.phase:.2f}"
        latency = f" {self.design.latency_h:g} h," if isfinite(self.design.latency_h) else ""
        return f"{self.design.orbit.name}, {self.design.sensor.name},{latency} {place}"

    @property
    def rank(self) -> tuple[float, float, str]:
        """By which ties are broken: what is easier first, by latency, then swath; then name."""
        return -self.design.latency_h, self.design.sensor.swath_km, self.name


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Works:
    """Something on the ground, or a mission opened, with what it gives.

    Args:
        kind: ``gauge``, ``station`` or ``unused``.
        name: what it is, in a line.
        titles: the same for people, by language.
        spells: by demand, those it serves.
        asks: what it takes, by language.
        latency_h: of its products, hours; None: as they are today.
        place: latitude and longitude, degrees; None: it has none.
        missions: that it concerns.
    """

    kind: str
    name: str
    titles: Mapping[str, str]
    spells: Mapping[int, Spells]
    asks: Mapping[str, str]
    latency_h: float | None = None
    place: tuple[float, float] | None = None
    missions: tuple[str, ...] = field(default=())

    @property
    def rank(self) -> tuple[float, float, str]:
        """By which ties are broken: before any satellite, by name."""
        return -inf, -1.0, self.name


Item = Satellite | Works


def latencies_h(demands: Iterable[Demand]) -> tuple[float, ...]:
    """Latencies worth trying for some demands, hours: infinite, none, where none asks timeliness; none by which all come too late."""
    asking = [d for d in demands if d.timeliness_h is not None]
    useful = [h for h in LATENCIES_H if any(h * 3600.0 < d.age_s for d in asking)]
    if not any((d.timeliness_h or 0.0) < QUICK_H for d in asking):
        useful = [h for h in useful if h >= QUICK_H]
    return tuple(useful) or ((LATENCIES_H[0],) if asking else (inf,))


def designs_of(
    orbits: Iterable[Orbit], swaths: Mapping[str, Mapping[int, Iterable[float]]], lat_deg: Sequence[float], demands: Sequence[Demand]
) -> tuple[Design, ...]:
    """Designs that serve some demand.

    Args:
        orbits: to be tried.
        swaths: by kind of sensor and demand, the swaths that may be promised, km.
        lat_deg: southernmost and northernmost latitude.
        demands: what is asked.
    """
    found = []
    for orbit, (kind, by_demand) in product(orbits, swaths.items()):
        for swath in sorted({swath for some in by_demand.values() for swath in some}):
            serves = tuple(sorted(d for d, some in by_demand.items() if swath in some))
            side = side_of(orbit, lat_deg) if kind == "sar" else ""
            sensor = Sensor(kind=kind, swath_km=swath, side=side)
            tried = latencies_h(demands[d] for d in serves)
            found += [Design(orbit=orbit, sensor=sensor, latency_h=h, demands=serves) for h in tried]
    return tuple(found)


def satellites_of(designs: Iterable[Design], slots: Sequence[Slot] = SLOTS) -> tuple[Satellite, ...]:
    """Every design in every place."""
    return tuple(Satellite(design=design, slot=slot) for design in designs for slot in slots)


def packs_of(items: Sequence[Item], most: int, patterns: Sequence[Pattern] = PATTERNS) -> tuple[tuple[int, ...], ...]:
    """Constellations of one design, as positions of their satellites among the items.

    Args:
        items: all candidates.
        most: satellites that may be built.
        patterns: to be tried.
    """
    at = {(item.design, item.slot): number for number, item in enumerate(items) if isinstance(item, Satellite)}
    designs = dict.fromkeys(design for design, _ in at)
    return tuple(
        tuple(at[design, slot] for slot in pattern.slots)
        for design in designs
        for pattern in patterns
        if 1 < pattern.count <= most and all((design, slot) in at for slot in pattern.slots)
    )
