"""Orbits that a new satellite could fly, and its place among its sisters. Facts: none; the grid is ours and is said in every answer.

Sun-synchronous orbits at the local times that missions use, and inclined ones chosen about the latitudes in question: the lowest
inclination that passes over all of them lingers there longest. Places follow Walker's patterns: evenly spread in one plane, or over planes.
Leaves out repeat cycles, eccentric and geostationary orbits.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from commonsky.orbits.nominal import NominalOrbit, nominal_elements

if TYPE_CHECKING:
    from datetime import datetime

    from commonsky.core.elements import Elements

#: Altitudes tried, km.
ALTITUDES_KM = (500.0, 650.0, 800.0)
#: Mean local times of the ascending node tried, hours.
NODE_TIMES_H = (6.0, 9.5, 10.5, 13.5, 18.0)
#: Inclinations tried lie between these, degrees; each so far above the highest latitude in question.
LOWEST_DEG, HIGHEST_DEG = 5.0, 65.0
ABOVE_DEG = (0.0, 6.0, 16.0, 30.0)
#: What the planes of a constellation spread over: half a day of local time, or all nodes.
SPAN_H, SPAN_DEG = 12.0, 360.0


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Slot:
    """A place in a constellation.

    Args:
        plane: which of its planes, as a share of the span of nodes.
        phase: where on the orbit, as a share of a revolution.
    """

    plane: float = 0.0
    phase: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """Satellites of one design that fly together.

    Args:
        planes: over which they are spread.
        slots: place of each.
    """

    planes: int
    slots: tuple[Slot, ...]

    @property
    def count(self) -> int:
        """How many satellites there are."""
        return len(self.slots)


def walker(count: int, planes: int) -> Pattern:
    """Walker's pattern of so many satellites in so many planes, neighbours in planes one step apart.

    Source: Walker 1984, F = 1.

    >>> [(round(s.plane, 2), round(s.phase, 2)) for s in walker(4, 2).slots]
    [(0.0, 0.0), (0.0, 0.5), (0.5, 0.25), (0.5, 0.75)]
    """
    each = count // planes
    slots = tuple(
        Slot(plane=p / planes, phase=(k / each + (p / count if planes > 1 else 0.0)) % 1.0) for p in range(planes) for k in range(each)
    )
    return Pattern(planes=planes, slots=slots)


PATTERNS = (walker(1, 1), walker(2, 1), walker(2, 2), walker(3, 1), walker(3, 3), walker(4, 1), walker(4, 2))
SLOTS = tuple(dict.fromkeys(slot for pattern in PATTERNS for slot in pattern.slots))


@dataclass(frozen=True, slots=True, kw_only=True)
class Orbit:
    """A circular orbit: sun-synchronous where a local time of its ascending node is given, else inclined.

    Args:
        altitude_km: above the equator.
        node_time_h: mean local time of the ascending node, hours.
        inclination_deg: of an inclined orbit.
    """

    altitude_km: float
    node_time_h: float | None = None
    inclination_deg: float = 98.0

    @property
    def name(self) -> str:
        """Its name, by which ties are broken.

        >>> Orbit(altitude_km=650.0, node_time_h=9.5).name, Orbit(altitude_km=500.0, inclination_deg=12.0).name
        ('sun-synchronous 650 km 09:30', 'inclined 12.0 deg 500 km')
        """
        if self.node_time_h is None:
            return f"inclined {self.inclination_deg:.1f} deg {self.altitude_km:.0f} km"
        return f"sun-synchronous {self.altitude_km:.0f} km {clock(self.node_time_h)}"


def clock(hours: float) -> str:
    """Hours of the day as HH:MM.

    >>> clock(9.5), clock(25.25)
    ('09:30', '01:15')
    """
    minutes = round(hours * 60) % 1440
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def orbit_grid(lat_deg: tuple[float, float]) -> tuple[Orbit, ...]:
    """Orbits to try for what lies between two latitudes.

    Args:
        lat_deg: southernmost and northernmost latitude.

    >>> sorted({o.inclination_deg for o in orbit_grid((-12.3, -5.0)) if o.node_time_h is None})
    [13.0, 19.0, 29.0, 43.0]
    """
    highest = float(-(-max(abs(lat_deg[0]), abs(lat_deg[1])) // 1))
    tilts = dict.fromkeys(min(max(highest + above, LOWEST_DEG), HIGHEST_DEG) for above in ABOVE_DEG)
    across = [Orbit(altitude_km=a, node_time_h=t) for a in ALTITUDES_KM for t in NODE_TIMES_H]
    return (*across, *(Orbit(altitude_km=a, inclination_deg=i) for a in ALTITUDES_KM for i in tilts))


def elements_of(orbit: Orbit, slot: Slot, epoch_utc: datetime, *, shift: float = 0.0) -> Elements:
    """Elements of a satellite on an orbit, in its place.

    Args:
        orbit, slot: where it flies.
        epoch_utc: at which it is there.
        shift: share of a revolution by which all satellites, and of a turn by which the nodes of inclined orbits, are moved: nobody knows
            their phase.
    """
    nominal = NominalOrbit(
        name=orbit.name,
        norad=0,
        cospar="",
        altitude_km=orbit.altitude_km,
        inclination_deg=orbit.inclination_deg,
        sun_synchronous=orbit.node_time_h is not None,
        node_time_h=None if orbit.node_time_h is None else (orbit.node_time_h + SPAN_H * slot.plane) % 24.0,
        repeat_days=None,
        repeat_orbits=None,
        anchor=None,
    )
    found = nominal_elements(nominal, epoch_utc, phase=(slot.phase + shift) % 1.0)
    return found if orbit.node_time_h is not None else replace(found, node_deg=SPAN_DEG * (slot.plane + shift) % 360.0)
