"""Whether an instrument on a mission can ever look at an area: by its orbit's highest latitude, or where it stands. Pure.

Facts: the orbit and the modes of the catalogue; a spherical Earth, which is good to a fraction of a degree. A first sieve, before any pass
is found: leaves out acquisition plans, light, clouds, and how often it looks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from commonsky.catalogue.model import GEOSTATIONARY_KM

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from commonsky.catalogue.model import Instrument, Mission, Mode

EARTH_KM = 6371.0
#: Greatest zenith angle of a geostationary satellite where a mode states none, degrees.
DISK_ZENITH_DEG = 70.0


def can_see(instrument: Instrument, mission: Mission, lat_deg: NDArray[np.float64], lon_deg: NDArray[np.float64]) -> bool:
    """Whether any mode of an instrument on a mission reaches any of the points.

    Args:
        instrument: with its modes.
        mission: that flies it.
        lat_deg, lon_deg: (n,) points of the area, degrees.

    >>> from commonsky.catalogue.load import packaged_catalogue
    >>> known = packaged_catalogue()
    >>> fiji = np.array([-17.8]), np.array([178.0])
    >>> can_see(known.instruments["SEVIRI"], known.missions["Meteosat-10"], *fiji)
    False
    """
    return any(_reaches(mode, mission, lat_deg, lon_deg) for mode in instrument.modes)


def _reaches(mode: Mode, mission: Mission, lat_deg: NDArray[np.float64], lon_deg: NDArray[np.float64]) -> bool:
    nearest = float(np.abs(lat_deg).min())
    if mode.max_latitude_deg is not None:
        return nearest <= mode.max_latitude_deg
    if mission.orbit.kind == "geostationary":
        zenith = standing_zenith_deg(mission.orbit.longitude_deg or 0.0, lat_deg, lon_deg)
        inside = zenith <= (mode.max_zenith_deg or DISK_ZENITH_DEG)
        return bool((inside & _within(mode, lat_deg, lon_deg)).any())
    tilt = mission.orbit.inclination_deg
    half_swath_deg = np.degrees((mode.swath_km or 0.0) / 2.0 / EARTH_KM)
    off_nadir = max(abs(mode.look_min_deg or 0.0), abs(mode.look_max_deg or 0.0), mode.roll_max_deg or 0.0)
    aside_deg = np.degrees(mission.orbit.altitude_km * np.tan(np.radians(min(off_nadir, 60.0))) / EARTH_KM)
    return bool(nearest <= min(tilt, 180.0 - tilt) + half_swath_deg + aside_deg)


def standing_zenith_deg(longitude_deg: float, lat_deg: NDArray[np.float64], lon_deg: NDArray[np.float64]) -> NDArray[np.float64]:
    """Zenith angle of a geostationary satellite at points, degrees; above 90 it is below the horizon.

    >>> standing_zenith_deg(140.7, np.array([0.0]), np.array([140.7])).round(6).tolist()
    [0.0]
    """
    cosine = np.cos(np.radians(lat_deg)) * np.cos(np.radians(lon_deg - longitude_deg))
    up = cosine - EARTH_KM / (EARTH_KM + GEOSTATIONARY_KM)
    return np.asarray(90.0 - np.degrees(np.arctan2(up, np.sqrt(np.maximum(1.0 - cosine**2, 0.0)))), float)


def _within(mode: Mode, lat_deg: NDArray[np.float64], lon_deg: NDArray[np.float64]) -> NDArray[np.bool_]:
    if mode.bounds_deg is None:
        return np.ones(len(lat_deg), bool)
    west, south, east, north = mode.bounds_deg
    across = (lon_deg >= west) & (lon_deg <= east) if west <= east else (lon_deg >= west) | (lon_deg <= east)
    return np.asarray(across & (lat_deg >= south) & (lat_deg <= north), bool)
