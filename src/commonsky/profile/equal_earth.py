"""The Equal Earth projection of the whole world. Facts: Savric, Patterson and Jenny 2019; areas are true on the authalic sphere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from commonsky.core.places import AUTHALIC_KM, authalic_sine

if TYPE_CHECKING:
    from commonsky.profile.projection import Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """The whole Earth by Equal Earth about Greenwich, in drawing units; longitudes in [-180, 180].

    >>> World(width=1000.0).units(np.array([0.0, 180.0]), np.array([0.0, 0.0])).round(1).tolist()
    [[500.0, 243.4], [1000.0, 243.4]]
    """

    width: float

    @property
    def units_per_km(self) -> float:
        """Scale on the equator's projected plane."""
        return self.width / (2 * EAST_KM)

    @property
    def height(self) -> float:
        """Drawing units from pole to pole."""
        return 2 * NORTH_KM * self.units_per_km

    def units(self, lon_deg: Floats, lat_deg: Floats) -> Floats:
        """Drawing units, x to the right and y down, shape of the input plus (2,)."""
        plane = _equal_earth(np.asarray(lon_deg, float), np.asarray(lat_deg, float)) * self.units_per_km
        return np.stack([self.width / 2 + plane[..., 0], self.height / 2 - plane[..., 1]], axis=-1)


def _equal_earth(lon_deg: Floats, lat_deg: Floats) -> Floats:
    """East and north of the middle, km, shape of the input plus (2,)."""
    a1, a2, a3, a4 = 1.340264, -0.081106, 0.000893, 0.003796
    theta = np.arcsin(np.sqrt(3) / 2 * np.clip(authalic_sine(lat_deg), -1.0, 1.0))
    t2, t6 = theta**2, theta**6
    slope = 9 * a4 * t6 * t2 + 7 * a3 * t6 + 3 * a2 * t2 + a1
    x = 2 * np.sqrt(3) * np.radians(lon_deg) * np.cos(theta) / (3 * slope)
    return np.asarray(AUTHALIC_KM * np.stack([x, theta * (a4 * t6 * t2 + a3 * t6 + a2 * t2 + a1)], axis=-1))


#: East and north of the middle at the 180th meridian and at the pole, km.
EAST_KM = float(_equal_earth(np.array([180.0]), np.zeros(1))[0, 0])
NORTH_KM = float(_equal_earth(np.zeros(1), np.array([90.0]))[0, 1])
