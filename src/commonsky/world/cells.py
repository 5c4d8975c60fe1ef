"""Equal-area cells of a country: HEALPix on the WGS84 ellipsoid, land and a coastal band. Facts: Gorski et al. 2005; healpix-geo.

Every island has a cell. Land of a cell is the country's polygons within it, km2; sea of a cell is what no country's polygons cover, and
counts only within the band. The band is a distance from the coast, not a maritime boundary.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from healpix_geo import nested

from commonsky.core.errors import InvalidInputError
from commonsky.core.places import EARTH_KM2, up_vectors
from commonsky.world.areas import Outlines, land_shares

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from shapely import MultiPolygon

BAND_KM = 25.0
LEAST_CELLS, MOST_CELLS = 1000, 5000
DEEPEST = 13
#: Share of a cell below which sea between polygons is a seam, not a sea.
SEAM = 0.02


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Cells:
    """Cells of a country, in the order of their nested index.

    Args:
        depth: HEALPix depth.
        ids: (n,), nested index.
        lat_deg, lon_deg: (n,), centres.
        land_km2: (n,), the country's land.
        sea_km2: (n,), sea within the band.
        band_km: width of the band.
    """

    depth: int
    ids: NDArray[np.uint64]
    lat_deg: NDArray[np.float64]
    lon_deg: NDArray[np.float64]
    land_km2: NDArray[np.float64]
    sea_km2: NDArray[np.float64]
    band_km: float

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def whole(self) -> int:
        """How many cells are land altogether; each quarter of such a cell has land too."""
        return int((self.land_km2 >= (1.0 - 1e-9) * self.cell_km2).sum())

    @property
    def cell_km2(self) -> float:
        """Area of each cell."""
        return cell_km2(self.depth)

    @property
    def coastal(self) -> bool:
        """Whether the country has a sea coast."""
        return bool(self.sea_km2.sum() > 0)

    def some(self, at: NDArray[np.int64]) -> Cells:
        """The cells at some positions."""
        rows = {name: getattr(self, name)[at] for name in ("ids", "lat_deg", "lon_deg", "land_km2", "sea_km2")}
        return replace(self, **rows)

    def sample_points(self, extra: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Centres of the 4**extra parts of every cell, cell by cell: latitude and longitude, degrees."""
        ids = (self.ids[:, None] * np.uint64(4**extra) + np.arange(4**extra, dtype=np.uint64)).ravel()
        lon, lat = nested.healpix_to_lonlat(ids, self.depth + extra, ellipsoid="WGS84")
        return np.asarray(lat), wrapped(lon)

    def outlines(self) -> NDArray[np.float64]:
        """Corners of each cell, (n, 4, 2), longitude first, near the centre's longitude (so it may pass 180)."""
        return outlines(self.ids, self.depth, step=1)

    def find(self, lat_deg: NDArray[np.float64], lon_deg: NDArray[np.float64]) -> NDArray[np.int64]:
        """Position of the cell that holds each point, or -1."""
        if not len(lat_deg):
            return np.zeros(0, np.int64)
        ids = np.asarray(
            nested.lonlat_to_healpix(np.asarray(lon_deg, float) % 360.0, np.asarray(lat_deg, float), self.depth, ellipsoid="WGS84")
        )
        at = np.minimum(np.searchsorted(self.ids, ids), len(self) - 1)
        return np.where(self.ids[at] == ids, at, -1)

    def nearest_land(self, lat_deg: NDArray[np.float64], lon_deg: NDArray[np.float64]) -> NDArray[np.int64]:
        """Position of the cell with land that is nearest to each point: its own where that has land."""
        found = self.find(lat_deg, lon_deg)
        land = np.flatnonzero(self.land_km2 > 0)
        astray = np.flatnonzero((found < 0) | (self.land_km2[found] <= 0))
        centres = up_vectors(self.lat_deg[land], self.lon_deg[land])
        for chunk in np.array_split(astray, max(1, len(astray) * len(land) // 4_000_000)):
            found[chunk] = land[(up_vectors(lat_deg[chunk], lon_deg[chunk]) @ centres.T).argmax(axis=1)] if len(chunk) else 0
        return found


def cell_km2(depth: int) -> float:
    """Area of a cell at a depth, km2.

    >>> round(cell_km2(6))
    10377
    """
    return float(EARTH_KM2 / (12 * 4**depth))


def wrapped(lon_deg: NDArray[np.float64]) -> NDArray[np.float64]:
    """Longitudes in [-180, 180)."""
    return np.asarray((np.asarray(lon_deg) + 180.0) % 360.0 - 180.0)


def outlines(ids: NDArray[np.uint64], depth: int, *, step: int) -> NDArray[np.float64]:
    """Outline of each cell, (n, 4 step, 2), longitude first, unwrapped about the cell's centre."""
    lon, lat = nested.vertices(ids, depth, ellipsoid="WGS84", step=step)
    centre, _ = nested.healpix_to_lonlat(ids, depth, ellipsoid="WGS84")
    middle = wrapped(centre)[:, None]
    return np.stack([middle + wrapped(np.asarray(lon) - middle), np.asarray(lat)], axis=2)


def country_cells(country: MultiPolygon, land: Sequence[MultiPolygon], *, band_km: float = BAND_KM) -> Cells:
    """Cells of a country, at the finest depth that gives at most 5,000.

    Args:
        country: its outline, degrees, cut at the antimeridian.
        land: all outlines of the world; sea is what none of them covers.
        band_km: width of the coastal band.

    Raises:
        InvalidInputError: if the outline has no area.
    """
    own = Outlines(country)
    if not own:
        raise InvalidInputError("the boundary has no area; give polygons in degrees, longitude first")
    depth = _first_depth(own)
    ids, best = _candidates(own, depth, band_km), None
    while depth <= DEEPEST and len(ids) <= 40 * MOST_CELLS:
        if depth < DEEPEST and len(ids) < LEAST_CELLS * 2 and len(finer := _candidates(own, depth + 1, band_km)) <= MOST_CELLS:
            ids, depth = finer, depth + 1  # this depth cannot be fine enough, and the next cannot be too fine
            continue
        found = _at_depth(own, land, ids, depth, band_km)
        if best is not None and len(found) > MOST_CELLS:
            break
        best = found
        if len(found) >= LEAST_CELLS * 2 or 4 * found.whole > MOST_CELLS:
            break
        depth += 1
        ids = _candidates(own, depth, band_km)
    if best is None:
        raise InvalidInputError("the boundary spans more of the Earth than one country; give a smaller one")
    return best


def cells_at_depth(country: MultiPolygon, land: Sequence[MultiPolygon], depth: int, *, band_km: float = BAND_KM) -> Cells:
    """Cells of a country at a depth, however many.

    Args:
        country, land, band_km: as `country_cells` takes them.
        depth: HEALPix depth.
    """
    own = Outlines(country)
    return _at_depth(own, land, _candidates(own, depth, band_km), depth, band_km)


def _first_depth(own: Outlines) -> int:
    """The depth at which land alone would fill about a quarter of the fewest cells."""
    return int(np.clip(np.floor(np.log(LEAST_CELLS * EARTH_KM2 / (12 * 4 * max(own.km2, 1e-6))) / np.log(4)), 2, 8))


def _at_depth(own: Outlines, land: Sequence[MultiPolygon], ids: NDArray[np.uint64], depth: int, band_km: float) -> Cells:
    shapes = outlines(ids, depth, step=4)
    share = land_shares(own, shapes)
    lon, lat = nested.healpix_to_lonlat(ids, depth, ellipsoid="WGS84")
    lat, lon = np.asarray(lat), wrapped(lon)
    near = (share > 0) | own.within_km(lat, lon, band_km)
    ids, shapes, share, lat, lon = ids[near], shapes[near], share[near], lat[near], lon[near]
    sea = 1.0 - land_shares(Outlines.near(land, shapes), shapes)
    sea[sea < SEAM] = 0.0
    keep = (share > 0) | (sea > 0)
    area = cell_km2(depth)
    return Cells(
        depth=depth,
        ids=ids[keep],
        lat_deg=lat[keep],
        lon_deg=lon[keep],
        land_km2=share[keep] * area,
        sea_km2=sea[keep] * area,
        band_km=band_km,
    )


def _candidates(own: Outlines, depth: int, band_km: float) -> NDArray[np.uint64]:
    """Cells that may touch the country or its band: those of each part's box, widened."""
    margin = band_km / 111.0 + 2 * np.degrees(np.sqrt(4 * np.pi / (12 * 4**depth)))
    found = []
    for west, south, east, north in own.boxes():
        wide = margin / max(np.cos(np.radians(min(89.0, max(abs(south), abs(north)) + margin))), 0.02)
        found.append(_box_cells(west - wide, max(south - margin, -90.0), east + wide, min(north + margin, 90.0), depth))
    return np.unique(np.concatenate(found))


def _box_cells(west: float, south: float, east: float, north: float, depth: int) -> NDArray[np.uint64]:
    """Cells whose centres lie in a box of degrees, from a grid twice as fine as the cells."""
    step = np.degrees(np.sqrt(4 * np.pi / (12 * 4**depth))) / 2
    lat = np.arange(south, north + step, step)
    rows = []
    for row in np.minimum(lat, 90.0):
        count = int(min(360.0, east - west) * max(np.cos(np.radians(row)), 0.01) / step) + 2
        rows.append(np.stack([np.linspace(west, min(east, west + 360.0), count), np.full(count, row)]))
    lon, lat = np.concatenate(rows, axis=1)
    return np.unique(np.asarray(nested.lonlat_to_healpix(lon % 360.0, lat, depth, ellipsoid="WGS84")))
