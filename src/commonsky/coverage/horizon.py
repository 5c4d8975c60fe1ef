"""How high the land stands about a place: masks by cell and azimuth. Facts: none of its own; heights come from world.relief or a raster.

Along a ray in the middle of each sector of 10 degrees the elevation of the ground is taken over a round Earth, every half step of the grid,
or every 2 % of the distance where that is more, out to 150 km: beyond, not even Everest stands 5 degrees high. The observer stands on the
relief as it is drawn. The packaged relief of 5 minutes of arc smooths valleys away, so real horizons are higher: it is a lower bound, and a
constant mask or a finer raster is the remedy. Leaves out trees, buildings and refraction (a twentieth of a degree for these distances).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from commonsky.core.errors import InvalidInputError
from commonsky.core.places import AUTHALIC_KM

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from commonsky.world.relief import Relief

SECTORS = 36
#: Below this elevation receivers do not use a satellite even over the sea: the mask of the GPS performance standard, degrees.
LEAST_MASK_DEG = 5.0
HIGHEST_MASK_DEG = 89.0
FARTHEST_KM = 150.0
GROWTH = 0.02
KM_PER_DEG = AUTHALIC_KM * np.pi / 180.0


def constant_mask(count: int, mask_deg: float) -> NDArray[np.float64]:
    """The same mask all round, (count, 36), degrees.

    Raises:
        InvalidInputError: if it is not 0 to 89 degrees.

    >>> constant_mask(2, 5.0).shape
    (2, 36)
    """
    if not 0.0 <= mask_deg <= HIGHEST_MASK_DEG:
        raise InvalidInputError(f"a mask of {mask_deg:g} degrees is out of range; give 0 to {HIGHEST_MASK_DEG:g}")
    return np.full((count, SECTORS), float(mask_deg))


def relief_mask(
    relief: Relief, lat_deg: NDArray[np.float64], lon_deg: NDArray[np.float64], *, least_deg: float = LEAST_MASK_DEG
) -> NDArray[np.float64]:
    """The larger of a constant mask and the horizon of the relief, (n, 36), degrees."""
    return np.maximum(constant_mask(len(lat_deg), least_deg), horizon_deg(relief, lat_deg, lon_deg))


def horizon_deg(relief: Relief, lat_deg: NDArray[np.float64], lon_deg: NDArray[np.float64]) -> NDArray[np.float64]:
    """Elevation of the highest ground in each sector, (n, 36), degrees; negative where all of it falls away, at least -90.

    Args:
        relief: heights; where it has none, a ray meets nothing.
        lat_deg, lon_deg: (n,), where observers stand.
    """
    lat, lon = np.radians(np.asarray(lat_deg, float))[:, None], np.radians(np.asarray(lon_deg, float))[:, None]
    azimuth = np.radians((np.arange(SECTORS) + 0.5) * 360.0 / SECTORS)[None, :]
    own_km = AUTHALIC_KM + np.nan_to_num(relief.at(lat_deg, lon_deg))[:, None] / 1000.0
    found = np.full((len(lat_deg), SECTORS), -np.inf)
    for distance in _distances_km(relief):
        angle = distance / AUTHALIC_KM
        sine = np.sin(lat) * np.cos(angle) + np.cos(lat) * np.sin(angle) * np.cos(azimuth)
        east = np.arctan2(np.sin(azimuth) * np.sin(angle) * np.cos(lat), np.cos(angle) - np.sin(lat) * sine)
        height = relief.at(np.degrees(np.arcsin(np.clip(sine, -1.0, 1.0))), np.degrees(lon + east))
        there_km = AUTHALIC_KM + height / 1000.0
        slope = (there_km * np.cos(angle) - own_km) / (there_km * np.sin(angle))
        found = np.fmax(found, slope)
    return np.asarray(np.degrees(np.arctan(found)))


def _distances_km(relief: Relief) -> NDArray[np.float64]:
    """Distances along a ray, from half a step of the grid."""
    step = 0.5 * min(relief.step_deg) * KM_PER_DEG
    found = [step]
    while found[-1] < FARTHEST_KM:
        found.append(found[-1] + max(step, GROWTH * found[-1]))
    return np.minimum(found, FARTHEST_KM)
