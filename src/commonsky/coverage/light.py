"""Light at a look: how high the Sun stands, local solar time, whether water would mirror the Sun. Facts: orbits.sun; plane mirror.

Leaves out refraction, wind on the water (a rough sea spreads the glint, which the limit allows for) and the equation of time: local time
here is mean solar time, as orbits state their nodes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np

from commonsky.core.places import earth_fixed_km, up_vectors
from commonsky.core.time import SECONDS_PER_DAY
from commonsky.orbits.sun import glint_angle_deg as sun_glint_angle_deg
from commonsky.orbits.sun import sun_direction

if TYPE_CHECKING:
    from numpy.typing import NDArray

Light = Literal["day", "twilight", "night"]
#: Angle between the line of sight and the Sun's mirror image on flat water under which glint is likely: MODIS cloud mask, algorithm
#: theoretical basis document (MOD35) version 6.1, sun glint flag.
GLINT_DEG = 36.0
#: Solar elevation at which civil twilight ends.
TWILIGHT_DEG = -6.0


def solar_elevation_deg(lat_deg: float, lon_deg: float, time_s: NDArray[np.float64]) -> NDArray[np.float64]:
    """Elevation of the Sun's centre above the horizon, degrees, (n,).

    Args:
        lat_deg, lon_deg: of the place.
        time_s: (n,), seconds since 2000-01-01T00:00Z.

    >>> solar_elevation_deg(-23.0, 0.0, np.array([43200.0])).round(0).tolist()  # noon UTC, 1 January, near the tropic
    [89.0]
    """
    up = up_vectors(np.array([lat_deg]), np.array([lon_deg]))[0]
    return np.asarray(np.degrees(np.arcsin(np.clip(sun_direction(time_s) @ up, -1.0, 1.0))))


def light_at(elevation_deg: float) -> Light:
    """Day, civil twilight or night.

    >>> light_at(12.0), light_at(-3.0), light_at(-30.0)
    ('day', 'twilight', 'night')
    """
    if elevation_deg >= 0:
        return "day"
    return "twilight" if elevation_deg >= TWILIGHT_DEG else "night"


def local_hours(lon_deg: float, time_s: NDArray[np.float64]) -> NDArray[np.float64]:
    """Mean local solar time, hours, [0, 24), (n,).

    >>> local_hours(160.0, np.array([0.0])).round(2).tolist()
    [10.67]
    """
    return np.asarray((np.asarray(time_s, float) % SECONDS_PER_DAY / 3600.0 + lon_deg / 15.0) % 24.0)


def glint_angle_deg(lat_deg: float, lon_deg: float, time_s: NDArray[np.float64], satellite_km: NDArray[np.float64]) -> NDArray[np.float64]:
    """Angle between the line of sight to a satellite and the Sun's mirror image on flat water at a place, degrees, (n,); NaN by night.

    Args:
        lat_deg, lon_deg: of the place.
        time_s: (n,), seconds since 2000-01-01T00:00Z.
        satellite_km: (n, 3), Earth-fixed.
    """
    lat, lon = np.array([lat_deg]), np.array([lon_deg])
    up, sun = up_vectors(lat, lon), sun_direction(time_s)
    angle = sun_glint_angle_deg(np.repeat(up, len(sun), axis=0), satellite_km - earth_fixed_km(lat, lon), sun)
    return np.where(sun @ up[0] > 0, angle, np.nan)
