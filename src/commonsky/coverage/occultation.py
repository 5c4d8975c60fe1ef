"""Radio occultations as density: profiles scattered over the globe, not passes. Facts: methods.md, Coverage.

Assumed, and said: the profiles of a day are spread evenly over the band of latitude that the orbit reaches, as seen from the turning Earth.
The band ends where the horizon of the satellite's highest latitude lies, or where the row of the catalogue says. Within a time T there are
profiles_day x T of them, so they lie as far apart as a square grid of spacing sqrt(area of the band / (profiles_day x T)). Leaves out that
real profiles thin out towards the edge of the band, and that several fleets together are denser than each.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from commonsky.core.places import AUTHALIC_KM, EARTH_KM2

if TYPE_CHECKING:
    from commonsky.catalogue.model import Mode
    from commonsky.coverage.fleet import Platform

DAY_H = 24.0


def reached_deg(mode: Mode, platform: Platform) -> float:
    """Greatest latitude, north and south, at which profiles lie.

    Args:
        mode: an occultation mode; its own `max_latitude_deg` counts where it has one.
        platform: its satellite, or one of its fleet.
    """
    if mode.max_latitude_deg is not None:
        return mode.max_latitude_deg
    inclination = platform.mission.orbit.inclination_deg
    horizon = np.degrees(np.arccos(min(1.0, AUTHALIC_KM / platform.radius_km)))
    return float(min(90.0, min(inclination, 180.0 - inclination) + horizon))


def daily_spacing_km(profiles_day: float, latitude_deg: float) -> float:
    """Spacing of a day's profiles, spread evenly up to a latitude north and south, km.

    >>> round(daily_spacing_km(5500, 45.0))
    256
    """
    return float(np.sqrt(EARTH_KM2 * np.sin(np.radians(latitude_deg)) / profiles_day))


def spacing_km(daily_km: float, cycle_h: float) -> float:
    """Spacing of the profiles of another time than a day, km.

    >>> spacing_km(200.0, 6.0)
    400.0
    """
    return float(daily_km * np.sqrt(DAY_H / cycle_h))


def renewal_h(daily_km: float, wanted_km: float) -> float:
    """Time in which as many profiles come as lie a wanted distance apart, hours: from one to the next within such a square.

    >>> renewal_h(200.0, 400.0)
    6.0
    """
    return DAY_H * (daily_km / wanted_km) ** 2
