"""Where the Sun stands, and where level water mirrors it. Facts: Astronomical Almanac, low-precision formulas (0.01 degree, 1950 to 2050).

Leaves out refraction, and the waves that spread the glint.
"""

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


def glint_angle_deg(up: NDArray[np.float64], sight: NDArray[np.float64], sun: NDArray[np.float64]) -> NDArray[np.float64]:
    """Angle between the line of sight and the Sun's mirror image in level water, degrees, (n,); 180 where the Sun is down.

    Args:
        up: (n, 3), verticals at the points.
        sight: (n, 3), from each point to the satellite, of any length.
        sun: (n, 3), unit vectors to the Sun.

    >>> east, west = [[0.5, 0.0, 0.75**0.5]], [[-0.5, 0.0, 0.75**0.5]]  # Sun in the east, satellite in the west, both 60 degrees high
    >>> glint_angle_deg(np.array([[0.0, 0.0, 1.0]]), np.array(west), np.array(east)).round(6).tolist()
    [0.0]
    """
    height = np.einsum("ij,ij->i", up, sun)
    mirrored = 2 * height[:, None] * up - sun
    cosine = np.einsum("ij,ij->i", mirrored, sight) / np.linalg.norm(sight, axis=1)
    return np.where(height > 0, np.degrees(np.arccos(np.clip(cosine, -1.0, 1.0))), 180.0)
