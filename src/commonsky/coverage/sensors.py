"""From a mode as the catalogue describes it to the windows of look angles that the kernels test. Facts: spherical triangle, Snyder 1987.

A swath's width becomes an angle at the altitude the elements give, never at the quoted one; the angle is then the instrument's own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from commonsky.catalogue.model import Mode

MEAN_KM = 6371.0
QUARTER = np.pi / 2
#: Greatest solar zenith angle of a mode that needs reflected sunlight and states no limit of its own, degrees.
DAY_ZENITH_DEG = 80.0
#: Least solar zenith angle of a mode that works by night only.
NIGHT_ZENITH_DEG = 90.0


def half_look_rad(swath_km: float, radius_km: float) -> float:
    """Look angle at the edge of a swath centred on nadir, rad.

    Args:
        swath_km: full width on the ground.
        radius_km: distance of the satellite from the Earth's centre.

    >>> float(np.degrees(half_look_rad(290.0, 7083.1)).round(2))
    11.48
    """
    along = swath_km / 2 / MEAN_KM
    return float(np.arctan2(MEAN_KM * np.sin(along), radius_km - MEAN_KM * np.cos(along)))


def look_windows(mode: Mode, radius_km: float, cell_km: float) -> NDArray[np.float64]:
    """Windows of a mode, (w, 4): least and greatest signed look (right of flight positive), least and greatest incidence, rad.

    Args:
        mode: a swath, a side-looking mode, a track, or an agile one, which reaches all that it can roll to; of a conical scan the swath.
        radius_km: distance of the satellite from the Earth's centre.
        cell_km: size of the cells; a track reaches a cell when it passes within half of it.
    """
    if mode.geometry == "side-looking":
        near, far = np.radians(mode.incidence_min_deg or 0.0), np.radians(mode.incidence_max_deg or 0.0)
        sides = {"right": [(0.0, QUARTER)], "left": [(-QUARTER, 0.0)], "both": [(0.0, QUARTER), (-QUARTER, 0.0)]}[mode.side or "right"]
        return np.array([[low, high, near, far] for low, high in sides])
    if mode.look_min_deg is not None and mode.look_max_deg is not None:
        return np.array([[np.radians(mode.look_min_deg), np.radians(mode.look_max_deg), 0.0, QUARTER]])
    width = mode.swath_km or 0.0
    if mode.geometry == "agile":
        half = np.radians(mode.roll_max_deg or 0.0) + half_look_rad(width, radius_km)
        return np.array([[-half, half, 0.0, QUARTER]])
    half = half_look_rad(max(width, cell_km) if mode.geometry == "track" else width, radius_km)
    return np.array([[-half, half, 0.0, QUARTER]])


def solar_limits_deg(mode: Mode) -> tuple[float, float]:
    """Solar zenith angles between which a mode works, degrees."""
    if mode.light == "day":
        return 0.0, mode.max_solar_zenith_deg or DAY_ZENITH_DEG
    if mode.light == "night":
        return NIGHT_ZENITH_DEG, 180.0
    return 0.0, 180.0


def glint_limits_deg(mode: Mode) -> tuple[float, float]:
    """Angles from the Sun's mirror image between which a mode works, degrees."""
    return mode.glint_min_deg or 0.0, mode.glint_max_deg or 180.0


def narrowest_km(mode: Mode, radius_km: float, cell_km: float) -> float:
    """Width on the ground of the narrowest window of a mode, km: what the sampling of cells must resolve."""
    if mode.geometry in {"disk", "grid", "occultation"}:
        return MEAN_KM
    if mode.geometry == "conical":
        return mode.swath_km or 0.0
    if mode.geometry == "track":
        return 5.0 * cell_km  # the reach is as wide as the cell by definition
    windows = look_windows(mode, radius_km, cell_km)
    if mode.geometry == "side-looking":
        return float(np.min(_ground_km(windows[:, 3], radius_km) - _ground_km(windows[:, 2], radius_km)))
    if mode.swath_km is not None and mode.geometry != "agile":
        return mode.swath_km
    low, high = (np.arcsin(np.clip(radius_km / MEAN_KM * np.sin(windows[:, i]), -1.0, 1.0)) for i in (0, 1))
    return float(np.min(_ground_km(high, radius_km) - _ground_km(low, radius_km)))


def _ground_km(incidence: NDArray[np.float64], radius_km: float) -> NDArray[np.float64]:
    """Distance on the ground from nadir to where a line of sight meets it at an incidence angle."""
    return np.asarray(MEAN_KM * (incidence - np.arcsin(MEAN_KM / radius_km * np.sin(incidence))))


def footprint_growth(incidence_deg: NDArray[np.float64], radius_km: float) -> NDArray[np.float64]:
    """How many times wider than at nadir a scanned pixel is across the look, by range and slant.

    >>> footprint_growth(np.array([0.0, 60.0]), 7195.0).round(1).tolist()
    [1.0, 3.5]
    """
    incidence = np.radians(incidence_deg)
    central = incidence - np.arcsin(MEAN_KM / radius_km * np.sin(incidence))
    distance = np.sqrt(radius_km**2 + MEAN_KM**2 - 2 * radius_km * MEAN_KM * np.cos(central))
    return np.asarray(distance / (radius_km - MEAN_KM) / np.cos(incidence))
