"""Where a gap is to be closed: a country, a region of countries, or a polygon; as a sample of equal-area cells. Facts: world.

A sample stands for all cells: land and people go to the nearest sampled cell with land, sea to the nearest with sea, so that sums are
kept. Of a region and of a polygon's people the packaged cells of the world, 51 km across, are taken. Leaves out maritime boundaries.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from commonsky.core.errors import InvalidInputError, UnknownNameError
from commonsky.core.places import up_vectors
from commonsky.sources.boundaries import geojson_rows, is_geojson, read_boundary
from commonsky.world.cells import Cells, country_cells, wrapped
from commonsky.world.countries import all_land, boundary, countries, find_country, groups_of
from commonsky.world.globe import DEPTH, globe
from commonsky.world.people import spread_people
from commonsky.world.regions import CHINESE, region_names

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date
    from pathlib import Path

    from numpy.typing import NDArray

    from commonsky.world.countries import Country

#: Cells that are simulated at most.
SAMPLE = 300


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Area:
    """What is to be observed.

    Args:
        names: by language.
        codes: ISO3 of its countries; empty for a polygon.
        cells: the sample, with the land and sea that each stands for.
        people: that each cell of the sample stands for.
        total: how many cells it was taken from.
    """

    names: dict[str, str]
    codes: tuple[str, ...]
    cells: Cells
    people: NDArray[np.float64]
    total: int

    @property
    def lat_deg(self) -> tuple[float, float]:
        """Southernmost and northernmost latitude of its cells."""
        return float(self.cells.lat_deg.min()), float(self.cells.lat_deg.max())

    def km2(self, domain: str) -> NDArray[np.float64]:
        """Area of each cell that a variable of the land, the sea or both concerns, km2."""
        return {"land": self.cells.land_km2, "sea": self.cells.sea_km2, "both": self.cells.land_km2 + self.cells.sea_km2}[domain]


def country_area(query: str, on: date, *, most: int = SAMPLE) -> Area:
    """A country, by code or name.

    Args:
        query: as `world.countries.find_country` takes it.
        on: date of the people.
        most: cells in the sample at most.
    """
    country = find_country(query)
    cells = country_cells(boundary(country), all_land())
    people = spread_people(country, cells, on).people
    return _sampled(dict(country.names), (country.iso3,), cells, people, most)


def region_area(query: str, on: date, *, most: int = SAMPLE) -> Area:
    """A region or group of countries, such as Melanesia, Africa, SIDS.

    Args:
        query: an M49 region or subregion, or a group's id or name.
        on: date of the people, and of membership.
        most: cells in the sample at most.

    Raises:
        UnknownNameError: with the nearest name.
    """
    names, members = _region(query, on)
    cells, people = _of_countries(members, on)
    return _sampled(names, tuple(c.iso3 for c in members), cells, people, most)


def polygon_area(path: Path, on: date, *, most: int = SAMPLE) -> Area:
    """What a polygon of a GeoJSON file bounds; it may cross the antimeridian.

    Args:
        path: GeoJSON in degrees.
        on: date of the people.
        most: cells in the sample at most.

    Raises:
        InvalidInputError: if it cannot be read, is no polygon, or crosses itself.
    """
    outline = read_polygon(path)
    cells = country_cells(outline, all_land())
    cells = _own_land(cells)
    return _sampled({"en": path.stem, "zh": path.stem}, (), cells, _people_within(cells, on), most)


def read_polygon(path: Path) -> Any:
    """Polygons of a GeoJSON file, cut at the antimeridian.

    Raises:
        InvalidInputError: if it cannot be read, is no polygon, or crosses itself: where.
    """
    if not is_geojson(path):
        return read_boundary(path, ())[0]
    rows = geojson_rows(path)
    try:
        parts = [part for row in rows for part in _polygons(row.get("geometry") or row)]
    except (AttributeError, KeyError, TypeError, ValueError, IndexError, shapely.errors.ShapelyError):
        parts = []  # the reader says what is wrong
    west, south, east, north = shapely.total_bounds(parts) if parts else (np.nan,) * 4
    if not (-90 <= south <= north <= 90 and -360 <= west <= east <= 540):
        return read_boundary(path, (), rows)[0]
    turned = [_sound(part, path) for part in parts]
    if all(new.equals(old) for new, old in zip(turned, parts, strict=True)):
        return read_boundary(path, (), rows)[0]
    return _cut(shapely.union_all(turned))


def _polygons(geometry: Any) -> list[shapely.Polygon]:
    """Polygons of a GeoJSON geometry as they are written, sound or not."""
    found: list[shapely.Polygon] = []
    left = [geometry]
    while left:
        one = left.pop()
        if one.get("type") == "GeometryCollection":
            left += one["geometries"][::-1]
            continue
        rings = {"Polygon": [one.get("coordinates")], "MultiPolygon": one.get("coordinates")}.get(one.get("type"), [])
        found += [shapely.Polygon([c[:2] for c in r[0]], [[c[:2] for c in hole] for hole in r[1:]]) for r in rings or [] if r]
    return found


def _sound(part: shapely.Polygon, path: Path) -> shapely.Polygon:
    """A polygon with its steps over half a turn undone; as it is written where only that is sound, as of a cap that runs along 180 degrees.

    Raises:
        InvalidInputError: if it crosses itself either way: where.
    """
    unrolled = _unrolled(part)
    for one in (unrolled, part):
        if one.is_valid and one.area > 0:
            return one
    why = shapely.is_valid_reason(unrolled)
    where = why[why.find("[") + 1 : why.find("]")].split() if "[" in why else []
    at = f" near {float(where[1]):.4g}, {wrapped(np.array([float(where[0])]))[0]:.4g} (lat, lon)" if len(where) == 2 else ""
    raise InvalidInputError(
        f"{path} crosses itself{at}; give a ring whose edges meet at its corners alone; one about a pole runs from -180 to 180 and back "
        "over the pole: -180,80 ... 180,80, 180,90, -180,90"
    )


def _unrolled(part: shapely.Polygon) -> shapely.Polygon:
    """The same with no step over half a turn: a ring written from 179 to -179 goes on to 181; one once about the nearer pole holds it."""

    def ring(coordinates: Any, beside: float) -> NDArray[np.float64]:
        points = np.asarray(coordinates, float)
        steps = np.diff(points[:, 0])
        steps -= 360.0 * np.round(steps / 360.0) * (np.abs(steps) > 180.0)
        lon = points[0, 0] + np.concatenate([[0.0], np.cumsum(steps)])
        lat = points[:, 1]
        if abs(lon[-1] - lon[0]) > 180.0:  # once about a pole: along a meridian to it and back
            pole = 90.0 if lat.mean() > 0 else -90.0
            lon, lat = np.append(lon, [lon[-1], lon[0]]), np.append(lat, [pole, pole])
        return np.stack([lon + 360.0 * np.round((beside - lon[0]) / 360.0), lat], axis=1)

    begin = float(part.exterior.coords[0][0])
    return shapely.Polygon(ring(part.exterior.coords, begin), [ring(hole.coords, begin) for hole in part.interiors])


def _cut(shape: Any) -> Any:
    """Any longitudes brought into [-180, 180] by cutting at the antimeridian."""
    pieces = []
    for turn in (-720.0, -360.0, 0.0, 360.0, 720.0):
        within = shapely.intersection(shape, shapely.box(-180.0 + turn, -90.0, 180.0 + turn, 90.0))
        pieces += [p for p in shapely.get_parts(shapely.transform(within, lambda xy, by=turn: xy - [by, 0.0])) if p.geom_type == "Polygon"]
    return shapely.multipolygons([p for p in pieces if p.area > 0])


def _own_land(cells: Cells) -> Cells:
    """A polygon's cells, of which the part that is no country's land is sea; without a coastal band about the polygon."""
    inside = np.flatnonzero(cells.land_km2 > 0)
    some = cells.some(inside)
    sea = np.minimum(some.sea_km2, some.land_km2)
    return replace(some, land_km2=some.land_km2 - sea, sea_km2=sea, band_km=0.0)


def _region(query: str, on: date) -> tuple[dict[str, str], tuple[Country, ...]]:
    key, every = query.strip().casefold(), countries().values()
    key = next((name.casefold() for name, chinese in CHINESE.items() if chinese == key), key)
    for members in (
        tuple(c for c in every if c.region.casefold() == key),
        tuple(c for c in every if c.subregion.casefold() == key),
    ):
        if members:
            name = members[0].region if members[0].region.casefold() == key else members[0].subregion
            return region_names(name), members
    known: dict[str, dict[str, str]] = {}
    grouped: dict[str, list[Country]] = {}
    for country in every:
        for group in groups_of(country, on):
            known[group.id] = dict(group.names)
            grouped.setdefault(group.id, []).append(country)
    for name, names in known.items():
        if key in {name.casefold(), *(text.casefold() for text in names.values())}:
            return names, tuple(grouped[name])
    regions = {c.region for c in every} | {c.subregion for c in every}
    raise UnknownNameError("region or group", query, {*filter(None, regions), *known})


def _of_countries(members: Iterable[Country], on: date) -> tuple[Cells, NDArray[np.float64]]:
    """The world's cells of some countries, and the people in each; a cell on a border is one cell."""
    rows = [(country, globe().of(country)) for country in members]
    rows = [(country, cells) for country, cells in rows if len(cells)]
    if not rows:
        raise InvalidInputError("no country of this region has an outline; give another region or a polygon")
    every = np.concatenate([cells.ids for _, cells in rows])
    ids, first, at = np.unique(every, return_index=True, return_inverse=True)

    def summed(parts: list[NDArray[np.float64]]) -> NDArray[np.float64]:
        return np.bincount(at, weights=np.concatenate(parts), minlength=len(ids)).astype(float)

    land = summed([cells.land_km2 for _, cells in rows])
    sea = summed([cells.sea_km2 for _, cells in rows])
    whole = rows[0][1].cell_km2
    cells = Cells(
        depth=DEPTH,
        ids=ids,
        lat_deg=np.concatenate([c.lat_deg for _, c in rows])[first],
        lon_deg=np.concatenate([c.lon_deg for _, c in rows])[first],
        land_km2=land,
        sea_km2=np.minimum(sea, np.maximum(whole - land, 0.0)),
        band_km=rows[0][1].band_km,
    )
    return cells, summed([spread_people(country, own, on).people for country, own in rows])


def _people_within(cells: Cells, on: date) -> NDArray[np.float64]:
    """People of a polygon's cells: those of the world's cells that hold them, by land."""
    shift = 2 * (cells.depth - DEPTH)
    parents = cells.ids >> np.uint64(max(shift, 0)) if shift >= 0 else np.repeat(cells.ids, 1)
    world = globe()
    held = np.isin(world.ids, parents) if shift >= 0 else np.isin(world.ids >> np.uint64(-shift), parents)
    members = [country for country in countries().values() if country.iso3 in set(world.iso3[held].tolist())]
    if not members:
        return np.zeros(len(cells))
    known, people = _of_countries(members, on)
    keys = known.ids if shift >= 0 else known.ids >> np.uint64(-shift)
    order, at = np.unique(keys, return_inverse=True)
    dense = np.bincount(at, weights=people) / np.maximum(np.bincount(at, weights=known.land_km2), 1e-9)
    found = np.minimum(np.searchsorted(order, parents), len(order) - 1)
    return np.where(order[found] == parents, dense[found], 0.0) * cells.land_km2


def _sampled(names: dict[str, str], codes: tuple[str, ...], cells: Cells, people: NDArray[np.float64], most: int) -> Area:
    """At most so many cells; each stands for those nearest to it: land for land, sea for sea."""
    chosen = _chosen(cells.land_km2 > 0, most)
    some = cells.some(chosen)
    land, sea = (_gathered(cells, some, name) for name in ("land_km2", "sea_km2"))
    held = replace(some, land_km2=land(cells.land_km2), sea_km2=sea(cells.sea_km2))
    return Area(names=names, codes=codes, cells=held, people=land(people), total=len(cells))


def _chosen(land: NDArray[np.bool_], most: int) -> NDArray[np.int64]:
    """Positions of a sample, evenly through the nested order of cells with land and of those without; a quarter has land where it can."""
    inside, outside = np.flatnonzero(land), np.flatnonzero(~land)
    if len(land) <= most:
        return np.arange(len(land))
    least = min(len(inside), max(most // 4, 1))
    count = max(round(most * len(inside) / len(land)), least)
    rows = ((inside, count), (outside, most - count))
    return np.sort(np.concatenate([some[np.linspace(0, len(some) - 1, n).astype(int)] for some, n in rows if len(some) and n]))


def _gathered(cells: Cells, some: Cells, name: str) -> Callable[[NDArray[np.float64]], NDArray[np.float64]]:
    """How figures of all cells come to a sample's: each to the nearest cell that has land, or sea, where any does."""
    having = np.flatnonzero(getattr(some, name) > 0)
    having = having if len(having) else np.arange(len(some))
    up = up_vectors(some.lat_deg[having], some.lon_deg[having])
    chunks = [slice(k, k + 4096) for k in range(0, len(cells), 4096)]
    nearest = having[np.concatenate([(up_vectors(cells.lat_deg[c], cells.lon_deg[c]) @ up.T).argmax(axis=1) for c in chunks])]
    return lambda values: np.bincount(nearest, weights=values, minlength=len(some)).astype(float)
