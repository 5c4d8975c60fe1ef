"""What an element set says of its orbit: altitude, period, local time of the node, repeat cycle. Facts: SGP4's secular rates.

Derived, never trusted from a table (design.md, decision 6). Leaves out osculating values.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import pi, tau
from typing import TYPE_CHECKING

import numpy as np

from commonsky.core.time import SECONDS_PER_DAY, seconds_since_epoch
from commonsky.orbits.nominal import EARTH_KM, SUN_RATE_DEG_DAY, nodal_rates
from commonsky.orbits.propagation import EARTH_RATE, satellite_record, sidereal_angle

if TYPE_CHECKING:
    from commonsky.core.elements import Elements

LONGEST_CYCLE_DAYS = 40
#: Drift of the track over one cycle below which it counts as closed, km at the equator.
CLOSED_KM = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class DerivedOrbit:
    """Figures that follow from an element set.

    Args:
        altitude_km: mean semi-major axis less the equatorial radius.
        period_min: nodal period.
        node_time_h: mean local solar time of the ascending node at the epoch, hours.
        node_drift_min_day: how fast that time moves, minutes a day; under 0.2 is sun-synchronous.
        repeat_days, repeat_orbits: shortest cycle of at most 40 days whose track closes within 10 km, or None.
    """

    altitude_km: float
    period_min: float
    node_time_h: float
    node_drift_min_day: float
    repeat_days: int | None
    repeat_orbits: int | None


def derive(elements: Elements) -> DerivedOrbit:
    """The orbit that an element set describes.

    Raises:
        InvalidInputError: if SGP4 refuses the elements.
    """
    record = satellite_record(elements)
    along, node = nodal_rates(record)
    axis = record.a * record.radiusearthkm
    seconds = seconds_since_epoch(elements.epoch_utc)
    sidereal_deg = float(np.degrees(sidereal_angle(np.array([seconds]))[0]))
    mean_sun_h = (seconds % SECONDS_PER_DAY) / 3600.0
    days, orbits = _cycle(along, node)
    return DerivedOrbit(
        altitude_km=axis - EARTH_KM,
        period_min=tau / along / 60.0,
        node_time_h=(mean_sun_h + (elements.node_deg - sidereal_deg) / 15.0) % 24.0,
        node_drift_min_day=(np.degrees(node) * SECONDS_PER_DAY - SUN_RATE_DEG_DAY) * 4.0,
        repeat_days=days,
        repeat_orbits=orbits,
    )


def _cycle(along: float, node: float) -> tuple[int | None, int | None]:
    per_day = along / (EARTH_RATE - node)
    for days in range(1, LONGEST_CYCLE_DAYS + 1):
        orbits = round(per_day * days)
        drift_km = abs(per_day * days - orbits) / per_day * 2 * pi * EARTH_KM
        if drift_km < CLOSED_KM and orbits:
            return days, orbits
    return None, None


def radius_km(elements: Elements) -> float:
    """Mean semi-major axis of an element set, km."""
    record = satellite_record(elements)
    return float(record.a * record.radiusearthkm)
