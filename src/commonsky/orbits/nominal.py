"""Mean elements from a nominal orbit: what a mission publishes, made exact with SGP4's own rates. Facts: methods.md, Nominal orbits.

The repeat cycle fixes the mean motion (1 km of altitude would move the track 252 km in 30 days), sun-synchrony the inclination.
A real element set of the mission, where the catalogue has one, anchors the phase: the cycle carries it to any date.
Leaves out manoeuvres that change the cycle.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import pi, sqrt, tau
from typing import TYPE_CHECKING

import numpy as np

from commonsky.core.elements import Elements
from commonsky.core.errors import InvalidInputError
from commonsky.core.time import SECONDS_PER_DAY, seconds_since_epoch
from commonsky.orbits.propagation import EARTH_RATE, satellite_record, sidereal_angle

if TYPE_CHECKING:
    from datetime import datetime

    from sgp4.api import Satrec

    from commonsky.catalogue.model import Mission

EARTH_KM = 6378.137
MU_KM3_S2 = 398600.4418
#: Eccentricity and perigee of a frozen orbit, near enough for all low orbits of the catalogue.
FROZEN_ECCENTRICITY, FROZEN_PERIGEE_DEG = 0.0011, 90.0
SUN_RATE_DEG_DAY = 360.0 / 365.242189


@dataclass(frozen=True, slots=True, kw_only=True)
class NominalOrbit:
    """An orbit as a mission publishes it.

    Args:
        name, norad, cospar: of the mission.
        altitude_km: mean altitude above the equatorial radius, as quoted; only used where no repeat cycle is published.
        inclination_deg: as quoted; for a sun-synchronous orbit only where the rates start from.
        sun_synchronous: whether the node keeps its local time.
        node_time_h: mean local solar time of the ascending node, hours; None where it drifts.
        repeat_days, repeat_orbits: the cycle, or None.
        anchor: a real element set of the mission, or None.
    """

    name: str
    norad: int
    cospar: str
    altitude_km: float
    inclination_deg: float
    sun_synchronous: bool
    node_time_h: float | None
    repeat_days: int | None
    repeat_orbits: int | None
    anchor: Elements | None


def nominal_orbit(mission: Mission) -> NominalOrbit:
    """The orbit that a mission's row gives, without an anchor."""
    orbit = mission.orbit
    return NominalOrbit(
        name=mission.name,
        norad=mission.norad,
        cospar=mission.cospar,
        altitude_km=orbit.altitude_km,
        inclination_deg=orbit.inclination_deg,
        sun_synchronous=orbit.kind == "sun-synchronous",
        node_time_h=orbit.node_time_h,
        repeat_days=orbit.repeat_days,
        repeat_orbits=orbit.repeat_orbits,
        anchor=None,
    )


def nominal_elements(orbit: NominalOrbit, epoch_utc: datetime, *, phase: float = 0.0) -> Elements:
    """Elements that keep the orbit's cycle and local time.

    Args:
        orbit: the nominal orbit.
        epoch_utc: epoch for an orbit without an anchor; an anchored one keeps the anchor's.
        phase: share of a revolution, 0 to 1, where no anchor fixes it: moves the satellite along its orbit.

    Returns:
        Mean elements whose origin says which kind they are.
    """
    if orbit.anchor is not None:
        if orbit.repeat_days is None:
            return orbit.anchor
        start = replace(orbit.anchor, bstar=0.0, ndot_rev_day2=0.0, nddot_rev_day3=0.0, origin="anchored nominal orbit")
        return _with_cycle(start, orbit)
    node = _node_deg(orbit.node_time_h, epoch_utc) if orbit.node_time_h is not None else 360.0 * phase
    start = Elements(
        name=orbit.name,
        norad=orbit.norad,
        cospar=orbit.cospar,
        epoch_utc=epoch_utc,
        mean_motion_rev_day=SECONDS_PER_DAY / tau * sqrt(MU_KM3_S2 / (EARTH_KM + orbit.altitude_km) ** 3),
        eccentricity=FROZEN_ECCENTRICITY,
        inclination_deg=orbit.inclination_deg,
        node_deg=node,
        perigee_deg=FROZEN_PERIGEE_DEG,
        anomaly_deg=(360.0 * phase - FROZEN_PERIGEE_DEG) % 360.0,
        origin="nominal orbit, phase unknown",
    )
    return _with_cycle(start, orbit)


def eccentric_elements(mission: Mission, epoch_utc: datetime, *, phase: float) -> Elements:
    """Elements of an eccentric orbit as published, from perigee, apogee and the half of the Earth over which it stands high.

    Args:
        mission: with an eccentric orbit that says where its apogee lies.
        epoch_utc: epoch of the elements.
        phase: share of a revolution, 0 to 1: turns the node by as much, and the satellite back on its orbit, so that the apogees of a
            half-day orbit move over other longitudes (turning both the same way would leave them where they are).

    Raises:
        InvalidInputError: if the row does not say where the apogee lies.
    """
    orbit = mission.orbit
    if orbit.apogee is None or orbit.perigee_km is None or orbit.apogee_km is None:
        raise InvalidInputError(f"{mission.name}: its row does not say where the apogee lies; give its element set with --elements")
    perigee, apogee = EARTH_KM + orbit.perigee_km, EARTH_KM + orbit.apogee_km
    start = Elements(
        name=mission.name,
        norad=mission.norad,
        cospar=mission.cospar,
        epoch_utc=epoch_utc,
        mean_motion_rev_day=SECONDS_PER_DAY / tau * sqrt(MU_KM3_S2 / ((perigee + apogee) / 2) ** 3),
        eccentricity=(apogee - perigee) / (apogee + perigee),
        inclination_deg=orbit.inclination_deg,
        node_deg=360.0 * phase % 360.0,
        perigee_deg=270.0 if orbit.apogee == "north" else 90.0,
        anomaly_deg=-360.0 * phase % 360.0,
        origin="nominal orbit, phase unknown",
    )
    return _with_cycle(start, nominal_orbit(mission))


def nodal_rates(record: Satrec) -> tuple[float, float]:
    """SGP4's secular rates, rad/s: of the argument of latitude, and of the node."""
    return (record.mdot + record.argpdot) / 60.0, record.nodedot / 60.0


def _with_cycle(start: Elements, orbit: NominalOrbit) -> Elements:
    """The same elements with the mean motion and inclination that make the cycle close and the node keep its time."""
    found = start
    for _ in range(8):
        if orbit.sun_synchronous:
            found = replace(found, inclination_deg=_sun_synchronous_inclination(found))
        if orbit.repeat_days and orbit.repeat_orbits:
            along, node = nodal_rates(satellite_record(found))
            wanted = orbit.repeat_orbits / orbit.repeat_days * (EARTH_RATE - node)
            found = replace(found, mean_motion_rev_day=found.mean_motion_rev_day * wanted / along)
    return found


def _sun_synchronous_inclination(elements: Elements) -> float:
    """Inclination whose node turns with the mean Sun: one secant step at a time from the present one, by SGP4's rate."""
    wanted = np.radians(SUN_RATE_DEG_DAY) / SECONDS_PER_DAY
    low, high = elements.inclination_deg - 0.05, elements.inclination_deg + 0.05
    rate_low = nodal_rates(satellite_record(replace(elements, inclination_deg=low)))[1]
    rate_high = nodal_rates(satellite_record(replace(elements, inclination_deg=high)))[1]
    return float(low + (high - low) * (wanted - rate_low) / (rate_high - rate_low))


def _node_deg(node_time_h: float, epoch_utc: datetime) -> float:
    """Right ascension of the node with this mean local time, at the epoch."""
    seconds = seconds_since_epoch(epoch_utc)
    mean_sun_h = (seconds % SECONDS_PER_DAY) / 3600.0
    sidereal_deg = float(np.degrees(sidereal_angle(np.array([seconds]))[0]))
    return (sidereal_deg + (node_time_h - mean_sun_h) * 15.0) % 360.0


def geostationary_position_km(longitude_deg: float) -> tuple[float, float, float]:
    """Earth-fixed position of a satellite that stands over the equator.

    >>> [round(x) for x in geostationary_position_km(0.0)]
    [42164, 0, 0]
    """
    radius = (MU_KM3_S2 / EARTH_RATE**2) ** (1 / 3)
    angle = longitude_deg * pi / 180.0
    return radius * float(np.cos(angle)), radius * float(np.sin(angle)), 0.0
