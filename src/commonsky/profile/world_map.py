"""World maps as SVG: cells by level over coasts, small islands marked. Facts: world's outlines; Equal Earth.

The map is cut at 169 degrees west, through the Bering Strait, so that no mainland is cut. A cell is drawn as the stretch of its ring that
is nearest to it: equal in area, so colours may be compared by area; a run of equal cells is one shape. Colours are classes of the page's
style. Leaves out any claim on borders, names, and a scale bar, which no world map can keep.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import shapely
from healpix_geo import nested
from markupsafe import Markup

from commonsky.core.places import wrap_longitude
from commonsky.profile.equal_earth import World as Plane
from commonsky.world.countries import all_land, disputed_areas
from commonsky.world.globe import DEPTH
from commonsky.world.rings import rings

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from commonsky.profile.projection import Floats
    from commonsky.profile.world_model import WorldCells

    Ints = NDArray[np.int64]

WIDTH = 1000.0
#: Longitude of the middle, degrees; the cut is on the other side.
MIDDLE_DEG = 11.0
#: Coordinates of cells are whole steps of this many to a drawing unit.
FINE = 10
#: Runs over which one map is drawn a little smoother.
MOST_RUNS = 40_000
#: Land, km2, within about 180 km of a cell, under which it is an island that a world map would lose.
ISLAND_KM2 = 8000.0
#: Drawing units between marks of islands.
APART = 7.0
#: Bends of an outline that are smaller than this, degrees, are not drawn; islands smaller than its square are left to the marks.
FINEST_DEG = 0.1


def units(lon_deg: Floats, lat_deg: Floats) -> Floats:
    """Drawing units of the world map, x to the right and y down; longitudes from the western cut to the eastern.

    >>> units(np.array([11.0, 191.0]), np.zeros(2)).round(1).tolist()
    [[500.0, 243.4], [1000.0, 243.4]]
    """
    return Plane(width=WIDTH).units(np.asarray(lon_deg, float) - MIDDLE_DEG, lat_deg)


def from_west(lon_deg: Floats) -> Floats:
    """Longitudes in [-169, 191), counted on from the cut.

    >>> from_west(np.array([-170.0, -168.0])).tolist()
    [190.0, -168.0]
    """
    return np.asarray(wrap_longitude(np.asarray(lon_deg, float) - MIDDLE_DEG) + MIDDLE_DEG)


@dataclass(frozen=True, slots=True, kw_only=True)
class Canvas:
    """What all world maps of a page share.

    Args:
        under: sea, graticule and land.
        over: coasts and disputed lines.
        width, height: of the view box.
    """

    under: Markup
    over: Markup
    width: float
    height: float


@cache
def canvas() -> Canvas:
    """Land, coasts and graticule of the world. The land's path has the id ``world-land``, so it stands on a page once."""
    west, east = ([[lon, lat] for lat in range(-90, 91)] for lon in (MIDDLE_DEG - 180, MIDDLE_DEG + 180))
    rim = np.array(west + east[::-1], float)
    sea, land = _path(units(rim[:, 0], rim[:, 1]), closed=True), _rings(_outlines(all_land()))
    under = Markup(
        '<defs><path id="world-land" d="{}"/></defs><path class="sea" d="{}"/><path class="graticule globe" d="{}"/>'
        '<use class="land" href="#world-land"/>'
    ).format(land, sea, _graticule())
    disputed = _rings(_outlines(disputed_areas()))
    over = Markup('<use class="coast globe" href="#world-land"/><path class="disputed globe" d="{}"/>').format(disputed)
    return Canvas(under=under, over=over, width=WIDTH, height=round(Plane(width=WIDTH).height))


def _outlines(shapes: Iterable[shapely.MultiPolygon]) -> list[shapely.Polygon]:
    """Polygons without fine bends, in degrees counted on from the cut, the packaged seam at 180 degrees closed."""
    found = []
    for shape in shapes:
        west, _, east, _ = shape.bounds
        simple = shapely.simplify(shape, FINEST_DEG, preserve_topology=False)
        parts = [part for part in shapely.get_parts(simple) if not part.is_empty]
        if west < MIDDLE_DEG - 180 and east > 179.9:
            parts = list(shapely.get_parts(shapely.union_all([piece for part in parts for piece in _turned(part)], grid_size=1e-6)))
        elif west < MIDDLE_DEG - 180:
            parts = [piece for part in parts for piece in _turned(part)]
        found += [part for part in parts if part.geom_type == "Polygon" and part.area > FINEST_DEG**2]
    return found


def _turned(part: shapely.Polygon) -> list[shapely.Polygon]:
    """A polygon's parts west and east of the cut, the western ones turned round to the eastern rim."""
    cut = MIDDLE_DEG - 180
    sound = shapely.make_valid(part)
    west = shapely.transform(sound.intersection(shapely.box(-180, -90, cut, 90)), lambda xy: xy + np.array([360.0, 0.0]))
    east = sound.intersection(shapely.box(cut, -90, 180, 90))
    return [piece for piece in shapely.get_parts([west, east]) if piece.geom_type == "Polygon" and not piece.is_empty]


def _graticule() -> str:
    lines = [np.array([[lon, lat] for lat in range(-90, 91, 2)], float) for lon in range(-150, 181, 30)]
    lines += [np.array([[MIDDLE_DEG - 180 + step, lat] for step in range(0, 361, 4)], float) for lat in range(-60, 90, 30)]
    return "".join(_path(units(line[:, 0], line[:, 1])) for line in lines)


def _rings(shapes: Iterable[shapely.Polygon]) -> str:
    paths = []
    for shape in shapes:
        for ring in (shape.exterior, *shape.interiors):
            xy = shapely.get_coordinates(shapely.segmentize(ring, 2.0))
            paths.append(_path(units(xy[:, 0], xy[:, 1]), closed=True))
    return "".join(paths)


def _path(points: Floats, *, closed: bool = False) -> str:
    """A path of relative steps to a tenth of a unit; steps that come to nothing are left out."""
    tenths = np.rint(points * 10).astype(int)
    steps = np.diff(tenths, axis=0)
    steps = steps[(steps != 0).any(axis=1)]
    if not len(steps):
        return ""
    drawn = " ".join(f"{x:g} {y:g}" for x, y in (steps / 10).tolist())
    return f"M{tenths[0, 0] / 10:g} {tenths[0, 1] / 10:g}l{drawn}{'z' if closed else ''}"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Grid:
    """Where the cells stand on the map.

    Args:
        order: (n,), cells in drawing order: ring by ring, each from the western cut.
        ring: (n,), ring of each in that order.
        west, east, top, bottom: (n,), edges of each in that order, steps of 1 / FINE unit.
        joined: (n,), whether it begins where the one before it ends.
        marks: cells of small islands that get a mark of their own, apart from each other.
        at: (m, 2), where those marks stand, drawing units.
    """

    order: Ints
    ring: Ints
    west: Ints
    east: Ints
    top: Ints
    bottom: Ints
    joined: NDArray[np.bool_]
    marks: Ints
    at: Floats


def grid_of(cells: WorldCells) -> Grid:
    """The grid of some cells of the world."""
    sphere = rings(DEPTH)
    ring = np.searchsorted(-sphere.lat_deg, -cells.lat_deg - 1e-7)
    lon = from_west(cells.lon_deg)
    order = np.lexsort((lon, ring))
    ring, lon = ring[order], lon[order]
    half = 180.0 / np.diff(sphere.first)[ring]
    low, high = MIDDLE_DEG - 180, MIDDLE_DEG + 180
    lat = cells.lat_deg[order]
    west = _steps(units(np.maximum(lon - half, low), lat)[:, 0])
    east = _steps(units(np.minimum(lon + half, high), lat)[:, 0])
    top, bottom = _edges(sphere.lat_deg)
    joined = np.concatenate([[False], (np.diff(ring) == 0) & (np.abs(np.diff(lon) - 2 * half[1:]) < 0.1 * half[1:])])
    marks, at = _islands(cells)
    return Grid(
        order=order,
        ring=ring,
        west=west,
        east=np.maximum(east, west + 1),
        top=top[ring],
        bottom=np.maximum(bottom, top + 1)[ring],
        joined=joined,
        marks=marks,
        at=at,
    )


def _steps(value: Floats) -> Ints:
    return np.asarray(np.rint(value * FINE), np.int64)


def _edges(lat_deg: Floats) -> tuple[Ints, Ints]:
    """Top and bottom of each ring: rings meet."""
    y = units(np.full(len(lat_deg), MIDDLE_DEG), lat_deg)[:, 1]
    edges = _steps(np.concatenate([[0.0], (y[1:] + y[:-1]) / 2, [Plane(width=WIDTH).height]]))
    return edges[:-1], edges[1:]


def _islands(cells: WorldCells) -> tuple[Ints, Floats]:
    """Cells of land with little other land about them, most people first, none nearer than `APART` to another."""
    order = np.argsort(cells.ids)
    known = cells.ids[order].astype(np.int64)
    land = np.flatnonzero(cells.land_km2 > 0)
    around = np.asarray(nested.kth_neighbourhood(cells.ids[land], DEPTH, 3)).astype(np.int64)
    at = np.minimum(np.searchsorted(known, around), len(known) - 1)
    near = np.where(known[at] == around, cells.land_km2[order][at], 0.0).sum(axis=1)
    small = land[near < ISLAND_KM2]
    small = small[np.lexsort((-cells.land_km2[small], -cells.people[small]))]
    points = units(from_west(cells.lon_deg[small]), cells.lat_deg[small])
    kept: list[int] = []
    for one in range(len(small)):
        if not kept or np.hypot(*(points[kept] - points[one]).T).min() >= APART:
            kept.append(one)
    return small[kept], points[kept].reshape(-1, 2)


def draw_cells(grid: Grid, classes: NDArray[np.int8], names: Sequence[str], most: int = MOST_RUNS) -> Markup:
    """Cells and marks of islands, one path a class.

    Args:
        grid: where they stand.
        classes: (n,), class of each cell in the order of the world's cells; what is not a place in `names` is not drawn.
        names: class names as the page's style has them, drawn in this order.
        most: runs that the map may have before it is smoothed.
    """
    found, marked = smoothed(grid, classes, most), classes[grid.marks]
    runs = [f'<path class="{name}" d="{_runs(grid, found, number)}"/>' for number, name in enumerate(names) if (found == number).any()]
    halo, dots = [], []
    for number, name in enumerate(names):
        if spots := "".join(f"M{x:.1f} {y:.1f}h0" for x, y in grid.at[marked == number].tolist()):
            halo.append(f'<path class="rim" d="{spots}"/>')
            dots.append(f'<path class="{name}" d="{spots}"/>')
    cells = f'<g class="runs" transform="scale({1 / FINE:g})">{"".join(runs)}</g>'
    return Markup(f'{cells}<g class="marks">{"".join(halo + dots)}</g>')  # noqa: S704 - numbers, and names of ours


def fair_runs(grid: Grid, maps: Sequence[NDArray[np.int8]], together: int) -> int:
    """Runs that each of a page's maps may have, so that all have no more than `together`: what even maps leave goes to uneven ones."""
    counts = sorted(len(_firsts(grid, classes[grid.order])) for classes in maps)
    for at, count in enumerate(counts):
        fair = together // (len(counts) - at)
        if count > fair:
            return min(MOST_RUNS, fair)
        together -= count
    return MOST_RUNS


def smoothed(grid: Grid, classes: NDArray[np.int8], most: int) -> NDArray[np.int8]:
    """Classes in drawing order; where runs would be too many, short ones between two equal neighbours take theirs, shortest first.

    If that is not enough, every stretch of 2, then 4, then 8 cells takes the class of its first.
    """
    found = classes[grid.order]
    for longest in (1, 2, 3, 4):
        if len(_firsts(grid, found)) <= most:
            return found
        found = _without_short(grid, found, longest)
    place = np.arange(len(found)) - np.maximum.accumulate(np.where(grid.joined, 0, np.arange(len(found))))
    for stretch in (2, 4, 8):
        if len(_firsts(grid, found)) <= most:
            return found
        found = found[np.arange(len(found)) - place % stretch]
    return found


def _without_short(grid: Grid, found: NDArray[np.int8], longest: int) -> NDArray[np.int8]:
    """Runs of up to so many cells between two that are equal take their class; of two such side by side only the first does."""
    first = _firsts(grid, found)
    sizes, kind, meets = np.diff(np.append(first, len(found))), found[first], grid.joined[first]
    lone = np.zeros(len(first), bool)
    lone[1:-1] = (sizes[1:-1] <= longest) & (kind[:-2] == kind[2:]) & meets[1:-1] & meets[2:]
    for at in np.flatnonzero(lone).tolist():
        lone[at] = not lone[at - 1]
    return np.repeat(np.where(lone, np.roll(kind, 1), kind), sizes)


def _firsts(grid: Grid, found: NDArray[np.int8]) -> Ints:
    """Where runs begin."""
    return np.flatnonzero(~grid.joined | np.concatenate([[True], np.diff(found) != 0]))


def _runs(grid: Grid, found: NDArray[np.int8], number: int) -> str:
    """Rectangles of the runs of one class, each from where the one before it ended."""
    first = _firsts(grid, found)
    last = np.append(first[1:], len(found)) - 1
    mine = found[first] == number
    first, last = first[mine], last[mine]
    west, wide, top, bottom = grid.west[first], grid.east[last] - grid.west[first], grid.top[first], grid.bottom[first]
    dx, dy = np.diff(west, prepend=0), top - np.concatenate([[0], bottom[:-1]])
    rows = zip(dx.tolist(), dy.tolist(), wide.tolist(), (bottom - top).tolist(), strict=True)
    return "".join(f"m{x}{'' if y < 0 else ' '}{y}h{w}v{h}h-{w}" for x, y, w, h in rows)
