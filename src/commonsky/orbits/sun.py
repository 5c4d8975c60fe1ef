"""Where the Sun stands. Facts: Astronomical Almanac, low-precision formulas (0.01 degree from 1950 to 2050). Leaves out refraction."""

import numpy as np
from numpy.typing import NDArray

from commonsky.core.time import SECONDS_PER_DAY
from commonsky.orbits.propagation import sidereal_angle


def sun_direction(time_s: NDArray[np.float64]) -> NDArray[np.float64]:
    """Earth-fixed unit vectors to the Sun, (n, 3), at seconds since 2000-01-01T00:00Z.

    Source: Astronomical Almanac, section C, "Low precision formulas for the Sun".

    >>> sun_direction(np.array([43200.0])).round(2).tolist()  # noon UTC, 1 January: over 23 S near Greenwich
    [[0.92, 0.01, -0.39]]
    """
    days = np.asarray(time_s, float) / SECONDS_PER_DAY - 0.5
    anomaly = np.radians(357.528 + 0.9856003 * days)
    longitude = np.radians(280.460 + 0.9856474 * days + 1.915 * np.sin(anomaly) + 0.020 * np.sin(2 * anomaly))
    tilt = np.radians(23.439 - 4e-7 * days)
    x, y, z = np.cos(longitude), np.cos(tilt) * np.sin(longitude), np.sin(tilt) * np.sin(longitude)
    turn = sidereal_angle(time_s)
    return np.stack([np.cos(turn) * x + np.sin(turn) * y, np.cos(turn) * y - np.sin(turn) * x, z], axis=-1)
