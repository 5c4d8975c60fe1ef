"""Places on the WGS84 ellipsoid. Facts: NIMA TR8350.2, table 3.1. Leaves out heights of terrain."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from commonsky.core.errors import InvalidInputError

EQUATOR_KM = 6378.137
FLATTENING = 1 / 298.257223563
POLE_KM = EQUATOR_KM * (1 - FLATTENING)
E2 = FLATTENING * (2 - FLATTENING)
#: Radius of the sphere with the ellipsoid's area, km, and that area, km2 (Snyder 1987, eq. 3-13).
AUTHALIC_KM = 6371.007180918475
EARTH_KM2 = 4 * np.pi * AUTHALIC_KM**2


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A point on the ellipsoid, degrees; longitude is brought into [-180, 180).

    >>> Place(lat_deg=-9.43, lon_deg=519.95).lon_deg
    159.95000000000005
    """

    lat_deg: float
    lon_deg: float

    def __post_init__(self) -> None:
        """Normalise the longitude; refuse a latitude beyond the poles."""
        if not -90 <= self.lat_deg <= 90:
            raise InvalidInputError(f"latitude {self.lat_deg} lies beyond the poles; give -90 to 90 degrees")
        object.__setattr__(self, "lon_deg", float(wrap_longitude(self.lon_deg)))


def wrap_longitude(lon_deg: float | NDArray[np.float64]) -> NDArray[np.float64]:
    """Longitudes brought into [-180, 180), degrees, any shape.

    >>> wrap_longitude(180.0).item()
    -180.0
    """
    return np.asarray((np.asarray(lon_deg, float) + 180.0) % 360.0 - 180.0)


def earth_fixed_km(lat_deg: NDArray[np.float64], lon_deg: NDArray[np.float64]) -> NDArray[np.float64]:
    """Earth-fixed positions, (n, 3), km, of points at height 0.

    >>> earth_fixed_km(np.array([0.0, 90.0]), np.array([0.0, 0.0])).round(3).tolist()
    [[6378.137, 0.0, 0.0], [0.0, 0.0, 6356.752]]
    """
    up = up_vectors(lat_deg, lon_deg)
    normal_km = EQUATOR_KM / np.sqrt(1 - E2 * up[:, 2] ** 2)
    return np.asarray(up * np.stack([normal_km, normal_km, normal_km * (1 - E2)], axis=1))


def up_vectors(lat_deg: NDArray[np.float64], lon_deg: NDArray[np.float64]) -> NDArray[np.float64]:
    """Unit vectors of the geodetic vertical, (n, 3).

    >>> up_vectors(np.array([90.0]), np.array([0.0])).round(6).tolist()
    [[0.0, 0.0, 1.0]]
    """
    lat, lon = np.radians(lat_deg), np.radians(lon_deg)
    return np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)], axis=1)


def authalic_sine(lat_deg: NDArray[np.float64]) -> NDArray[np.float64]:
    """Sine of the authalic latitude: equal steps of it, times longitude, bound equal areas of the ellipsoid.

    Source: Snyder 1987, equations 3-11 and 3-12.

    >>> authalic_sine(np.array([-90.0, 0.0, 90.0])).round(12).tolist()
    [-1.0, 0.0, 1.0]
    """
    return np.asarray(_q(np.sin(np.radians(lat_deg))) / _q(np.ones(1)))


def _q(sine: NDArray[np.float64]) -> NDArray[np.float64]:
    e = np.sqrt(E2)
    return np.asarray((1 - E2) * (sine / (1 - E2 * sine**2) - np.log((1 - e * sine) / (1 + e * sine)) / (2 * e)))
