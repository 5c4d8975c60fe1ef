"""How much of each cell polygons cover, in an equal-area plane. Facts: Snyder 1987, cylindrical equal-area on the ellipsoid.

The plane is longitude by sine of the authalic latitude. Big outlines are halved with their cells until few are left, so that no overlay
is ever of a whole coast with one cell. Leaves out geodesic edges: edges are straight in the plane, as the cells' own are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely
from numba import njit

from commonsky.core.places import EARTH_KM2, authalic_sine, up_vectors

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from shapely import MultiPolygon, Polygon

#: Cells overlaid at once when no more halving pays.
FEW = 24
#: Coast points for distances are at most this far apart, degrees.
COAST_STEP_DEG = 0.05


class Outlines:
    """Polygons in the equal-area plane, with their boxes and coast points.

    Args:
        shape: outline in degrees, longitude first, cut at the antimeridian.
    """

    def __init__(self, shape: MultiPolygon) -> None:
        parts = [p for p in shapely.get_parts(shapely.get_parts(shape)) if isinstance(p, shapely.Polygon) and p.area > 0]
        self.degrees: list[Polygon] = parts
        plane = shapely.make_valid(shapely.transform(np.array(parts, object), _plane)) if parts else np.array([], object)
        pieces = shapely.get_parts(shapely.get_parts(plane))
        self.parts: NDArray[np.object_] = np.array([p for p in pieces if isinstance(p, shapely.Polygon) and p.area > 0], object)
        self._coast: NDArray[np.float64] | None = None

    def __bool__(self) -> bool:
        return len(self.parts) > 0

    @classmethod
    def near(cls, shapes: Sequence[MultiPolygon], cells: NDArray[np.float64]) -> Outlines:
        """Those parts of several outlines whose boxes meet a cell's, cells as (n, k, 2) degrees."""
        parts = shapely.get_parts(np.array(shapes, object))
        boxes = shapely.box(cells[:, :, 0].min(1), cells[:, :, 1].min(1), cells[:, :, 0].max(1), cells[:, :, 1].max(1))
        tree = shapely.STRtree(boxes)
        met = np.zeros(len(parts), bool)
        for shift in (-360.0, 0.0, 360.0):
            moved = shapely.bounds(parts) + np.array([shift, 0.0, shift, 0.0])
            met[np.unique(tree.query(shapely.box(*moved.T))[0])] = True
        return cls(shapely.MultiPolygon([p for p in parts[met] if isinstance(p, shapely.Polygon)]))

    @property
    def km2(self) -> float:
        """Area, km2."""
        return float(shapely.area(self.parts).sum()) / (360.0 * 2.0) * float(EARTH_KM2)

    def boxes(self) -> NDArray[np.float64]:
        """West, south, east, north of each part, degrees, (n, 4)."""
        return np.asarray(shapely.bounds(np.array(self.degrees, object)))

    def within_km(self, lat_deg: NDArray[np.float64], lon_deg: NDArray[np.float64], distance_km: float) -> NDArray[np.bool_]:
        """Whether each point lies within a distance of the outline, (n,)."""
        if self._coast is None:
            dense = shapely.segmentize(np.array(self.degrees, object), COAST_STEP_DEG)
            lon, lat = shapely.get_coordinates(dense).T
            order = np.argsort(lat, kind="stable")
            self._coast = np.column_stack([up_vectors(lat[order], lon[order]), lat[order]])
        return np.asarray(_near(up_vectors(lat_deg, lon_deg), lat_deg, self._coast, distance_km / 6371.0))


def land_shares(own: Outlines, cells: NDArray[np.float64]) -> NDArray[np.float64]:
    """Share of each cell that the outlines cover, 0 to 1.

    Args:
        own: the outlines.
        cells: (n, k, 2), outlines of cells in degrees; longitudes may pass 180.
    """
    share = np.zeros(len(cells))
    if not own or not len(cells):
        return share
    plane = cells.copy()
    plane[:, :, 1] = authalic_sine(cells[:, :, 1].ravel()).reshape(cells.shape[:2])
    boxes = shapely.make_valid(shapely.polygons(plane))
    tree = shapely.STRtree(own.parts)
    for shift in (-360.0, 0.0, 360.0):
        inside = np.flatnonzero((plane[:, :, 0].min(1) < 180.0 + shift) & (plane[:, :, 0].max(1) > -180.0 + shift))
        moved = shapely.transform(boxes[inside], lambda xy, by=shift: xy - np.array([by, 0.0]))
        cell_at, part_at = tree.query(moved)
        for part in np.unique(part_at):
            at = cell_at[part_at == part]
            share[inside[at]] += _overlaps(own.parts[part], moved[at])
    return np.asarray(np.clip(share / shapely.area(boxes), 0.0, 1.0))


def _overlaps(shape: Polygon | MultiPolygon, cells: NDArray[np.object_]) -> NDArray[np.float64]:
    """Area of each cell within a shape, halving cells and shape together until few are left."""
    if len(cells) <= FEW or shapely.get_num_coordinates(shape) < 200:
        return np.asarray(shapely.area(shapely.intersection(cells, shape)))
    bounds = shapely.bounds(cells)
    middle = (bounds[:, :2] + bounds[:, 2:]) / 2
    spread = np.ptp(middle, axis=0) * np.array([1.0, 90.0])
    axis = int(spread.argmax())
    low = middle[:, axis] <= np.median(middle[:, axis])
    if low.all():
        return np.asarray(shapely.area(shapely.intersection(cells, shape)))
    found = np.empty(len(cells))
    for side in (low, ~low):
        frame = shapely.box(*bounds[side, :2].min(axis=0), *bounds[side, 2:].max(axis=0))
        found[side] = _overlaps(shapely.intersection(shape, frame), cells[side])
    return found


def _plane(degrees: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.column_stack([degrees[:, 0], authalic_sine(degrees[:, 1])])


@njit(cache=True)
def _near(up: NDArray[np.float64], lat: NDArray[np.float64], coast: NDArray[np.float64], angle: float) -> NDArray[np.bool_]:
    """Whether a coast point lies within an angle, rad, of each point; coast rows are unit vector and latitude, by latitude."""
    found = np.zeros(len(up), np.bool_)
    least = np.cos(angle)
    reach = np.degrees(angle) * 1.01
    for i in range(len(up)):
        first = np.searchsorted(coast[:, 3], lat[i] - reach)
        last = np.searchsorted(coast[:, 3], lat[i] + reach)
        for j in range(first, last):
            if up[i, 0] * coast[j, 0] + up[i, 1] * coast[j, 1] + up[i, 2] * coast[j, 2] >= least:
                found[i] = True
                break
    return found
