"""The whole Earth as rings of equal-area cells, north to south, west to east. Facts: Gorski et al. 2005; healpix-geo on WGS84.

Cells of a ring share their latitude and stand at even steps of longitude, so what a swath covers of a ring is an interval of numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from healpix_geo import nested

from commonsky.core.places import E2
from commonsky.world.cells import cell_km2

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rings:
    """Rings of a HEALPix depth.

    Args:
        depth: HEALPix depth.
        ids: (n,), nested index of each cell, ring by ring from the north, each from its first longitude eastwards.
        first: (r + 1,), where each ring begins.
        lat_deg: (r,), geodetic latitude.
        lon_deg: (r,), longitude of each ring's first cell, [0, 360).
        sine: (r,), sine of the geocentric latitude, falling.
    """

    depth: int
    ids: NDArray[np.uint64]
    first: NDArray[np.int64]
    lat_deg: NDArray[np.float64]
    lon_deg: NDArray[np.float64]
    sine: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.lat_deg)

    @property
    def cell_km2(self) -> float:
        """Area of each cell."""
        return cell_km2(self.depth)

    def centres(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Latitude and longitude of every cell in the order of `ids`, degrees."""
        sizes = np.diff(self.first)
        number = np.arange(len(self.ids)) - np.repeat(self.first[:-1], sizes)
        lon = np.repeat(self.lon_deg, sizes) + number * np.repeat(360.0 / sizes, sizes)
        return np.repeat(self.lat_deg, sizes), (lon + 180.0) % 360.0 - 180.0


@cache
def rings(depth: int) -> Rings:
    """Rings of a depth.

    >>> found = rings(3)
    >>> len(found), int(found.first[-1]), float(found.lat_deg[15])
    (31, 768, 0.0)
    """
    ids = np.arange(12 * 4**depth, dtype=np.uint64)
    lon, lat = (np.asarray(a) for a in nested.healpix_to_lonlat(ids, depth, ellipsoid="WGS84"))
    order = np.lexsort((lon % 360.0, -np.round(lat, 9)))
    lat = np.round(lat[order], 9) + 0.0
    first = np.concatenate([[0], np.flatnonzero(np.diff(lat)) + 1, [len(lat)]]).astype(np.int64)
    at = lat[first[:-1]]
    tangent = (1 - E2) * np.tan(np.radians(at))
    return Rings(
        depth=depth,
        ids=ids[order],
        first=first,
        lat_deg=at,
        lon_deg=(lon % 360.0)[order][first[:-1]],
        sine=tangent / np.hypot(1.0, tangent),
    )
