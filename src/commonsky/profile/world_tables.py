"""The world as data files: JSON, CSV of countries and of groups, GeoParquet of cells. Facts: RFC 4180 (CSV); GeoParquet 1.1.0 (OGC).

Columns that begin with "possible" tell what could be: the same were every accuracy and latency that no source states good enough. A
share of nothing is left empty, never 0. Leaves out what the world's pass does not know: what limits a level, which is for one country.
"""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from commonsky.profile.model import LEVEL_CODES, Shares
from commonsky.profile.page import SHARE_NAMES
from commonsky.profile.wording import read_wording
from commonsky.profile.world_model import unmet
from commonsky.world.cells import outlines
from commonsky.world.globe import DEPTH

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from commonsky.profile.world_model import World, WorldCells, WorldCountry, WorldNeed

LEVELS = tuple(SHARE_NAMES.values())
COUNTRY_COLUMNS = (
    "iso3", "country", "region", "subregion", "groups", "land_km2", "people", "need", "title", "theme", "variable", "domain",
    *(f"area_share_{name}" for name in LEVELS), *(f"people_share_{name}" for name in LEVELS), "unmet_land_km2", "unmet_people",
    *(f"possible_area_share_{name}" for name in LEVELS), *(f"possible_people_share_{name}" for name in LEVELS),
    "possible_unmet_land_km2", "possible_unmet_people",
)  # fmt: skip
GROUP_COLUMNS = (
    "group", "kind", "title", "countries", "land_km2", "people", "unmet_area_mean", "unmet_people_mean",
    "possible_unmet_area_mean", "possible_unmet_people_mean", "need", "need_title", "domain",
    *(f"area_share_{name}" for name in LEVELS), *(f"people_share_{name}" for name in LEVELS),
    *(f"possible_area_share_{name}" for name in LEVELS), *(f"possible_people_share_{name}" for name in LEVELS),
)  # fmt: skip
#: What the name of a column of cells.parquet ends in where it tells what could be.
POSSIBLE = "_possible"
#: OGC:CRS84 as PROJJSON: longitude first, WGS 84.
CRS84 = {
    "$schema": "https://proj.org/schemas/v0.7/projjson.schema.json",
    "type": "GeographicCRS",
    "name": "WGS 84 (CRS84)",
    "datum": {
        "type": "GeodeticReferenceFrame",
        "name": "World Geodetic System 1984",
        "ellipsoid": {"name": "WGS 84", "semi_major_axis": 6378137, "inverse_flattening": 298.257223563},
    },
    "coordinate_system": {
        "subtype": "ellipsoidal",
        "axis": [
            {"name": "Geodetic longitude", "abbreviation": "Lon", "direction": "east", "unit": "degree"},
            {"name": "Geodetic latitude", "abbreviation": "Lat", "direction": "north", "unit": "degree"},
        ],
    },
    "id": {"authority": "OGC", "code": "CRS84"},
}


def world_json(world: World) -> str:
    """The whole result as JSON, indented so that two runs can be compared line by line."""
    return world.model_dump_json(indent=1) + "\n"


def countries_csv(world: World) -> str:
    """One row a country and need, in the order of the world's countries.

    Shares are of what the need applies to there: empty where that is nothing. Land not served, km2, is given for needs of the land; people
    not served for all needs but those of the sea alone, as people of the coast are not counted apart.
    """
    rows = (_country_row(country, need, at) for country in world.countries for at, need in enumerate(world.needs))
    return _csv(COUNTRY_COLUMNS, rows)


def _country_row(country: WorldCountry, need: WorldNeed, at: int) -> dict[str, object]:
    return {
        "iso3": country.iso3,
        "country": country.names["en"],
        "region": country.region,
        "subregion": country.subregion,
        "groups": " ".join(country.groups),
        "land_km2": f"{country.land_km2:.1f}",
        "people": f"{country.people:.0f}",
        **_of_need(need, "title"),
        "theme": need.theme,
        "variable": need.variable,
        **_served(country, need, country.area[at], country.by_people[at]),
        **_served(country, need, country.possible_area[at], country.possible_by_people[at], "possible_"),
    }


def _served(country: WorldCountry, need: WorldNeed, area: Shares, people: Shares, prefix: str = "") -> dict[str, str]:
    """Shares of a country's area and people, and how much of both is without."""
    land = need.domain == "land" and applies(area)
    living = need.domain != "sea" and applies(people)
    return {
        **_shares(f"{prefix}area", area),
        **_shares(f"{prefix}people", people),
        f"{prefix}unmet_land_km2": f"{country.land_km2 * unmet(area):.1f}" if land else "",
        f"{prefix}unmet_people": f"{country.people * unmet(people):.0f}" if living else "",
    }


def groups_csv(world: World) -> str:
    """One row a group and need; the world as a whole first. Means are over the needs that apply to each country together."""
    needs = world.needs
    figures = {"countries": str(len(world.countries)), "land_km2": f"{world.land_km2:.1f}", "people": f"{world.people:.0f}"}
    told = ([n.area for n in needs], [n.people for n in needs], [n.possible_area for n in needs], [n.possible_people for n in needs])
    head = {"group": "world", "kind": "world", "title": "World", **figures, **_means(*(mean_unmet(shares) for shares in told))}
    rows = [_group_row(head, need, (need.area, need.people), (need.possible_area, need.possible_people)) for need in needs]
    for group in world.groups:
        means = _means(group.unmet_area, group.unmet_people, group.possible_unmet_area, group.possible_unmet_people)
        head = {
            "group": group.id,
            "kind": group.kind,
            "title": group.titles.get("en", group.id),
            "countries": str(group.countries),
            "land_km2": f"{group.land_km2:.1f}",
            "people": f"{group.people:.0f}",
            **means,
        }
        shown = zip(group.by_need, group.people_by_need, strict=True)
        possible = zip(group.possible_by_need, group.possible_people_by_need, strict=True)
        rows += [_group_row(head, *told) for told in zip(needs, shown, possible, strict=True)]
    return _csv(GROUP_COLUMNS, rows)


def _means(area: float, people: float, possible_area: float, possible_people: float) -> dict[str, str]:
    means = {"unmet_area_mean": area, "unmet_people_mean": people}
    means |= {"possible_unmet_area_mean": possible_area, "possible_unmet_people_mean": possible_people}
    return {name: f"{mean:.6f}" for name, mean in means.items()}


def _group_row(head: dict[str, str], need: WorldNeed, shown: tuple[Shares, Shares], possible: tuple[Shares, Shares]) -> dict[str, str]:
    """A row; shares of area and of people, those of people left empty for needs of the sea alone."""
    row = head | _of_need(need, "need_title")
    for prefix, (area, people) in (("", shown), ("possible_", possible)):
        row |= _shares(f"{prefix}area", area) | _shares(f"{prefix}people", people, told=need.domain != "sea")
    return row


def applies(shares: Shares) -> bool:
    """Whether there is anything that the shares are of.

    >>> applies(Shares(goal=0, breakthrough=0, threshold=0, not_met=0, not_observed=0))
    False
    """
    return any(getattr(shares, name) > 0 for name in LEVELS)


def mean_unmet(told: Iterable[Shares]) -> float:
    """Mean share below threshold over the needs that apply; 0 where none does."""
    found = [unmet(shares) for shares in told if applies(shares)]
    return float(np.mean(found)) if found else 0.0


def _of_need(need: WorldNeed, title: str) -> dict[str, str]:
    return {"need": need.id, title: need.titles.get("en", need.id), "domain": need.domain}


def _shares(of: str, shares: Shares, *, told: bool = True) -> dict[str, str]:
    told = told and applies(shares)
    return {f"{of}_share_{name}": f"{getattr(shares, name):.6f}" if told else "" for name in LEVELS}


def _csv(columns: Sequence[str], rows: Iterable[Mapping[str, object]]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def cells_table(world: World, cells: WorldCells, path: Path) -> None:
    """Write the cells as GeoParquet 1.1: a polygon each, cut at the antimeridian, and two columns for each need.

    The column called by the need's id has its level as shown, the one called by the id and ``_possible`` the level that could be.

    Args:
        world: whose needs the columns are.
        cells: what is written, in its order.
        path: the file.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    shapes = cell_shapes(cells.ids)
    bounds = shapely.bounds(shapes)
    boxes = pa.StructArray.from_arrays([pa.array(bounds[:, i]) for i in range(4)], names=["xmin", "ymin", "xmax", "ymax"])
    columns: dict[str, Any] = {
        "cell": pa.array(cells.ids.astype(np.int64)),
        "iso3": pa.array(cells.iso3.tolist()),
        "lat_deg": pa.array(cells.lat_deg),
        "lon_deg": pa.array(cells.lon_deg),
        "land_km2": pa.array(np.round(cells.land_km2, 3)),
        "sea_km2": pa.array(np.round(cells.sea_km2, 3)),
        "people": pa.array(np.round(cells.people, 1)),
    }
    words = pa.array(list(LEVEL_CODES))
    for need, *both in zip(world.needs, cells.levels, cells.possible, strict=True):
        for name, level in zip((need.id, need.id + POSSIBLE), both, strict=True):
            columns[name] = pa.DictionaryArray.from_arrays(pa.array(level.astype(np.int8)), words)
    columns |= {"bbox": boxes, "geometry": pa.array(shapely.to_wkb(shapes, byte_order=1).tolist(), pa.binary())}
    table = pa.table(columns).replace_schema_metadata({"geo": _geo(shapes, bounds), "commonsky": _about(world)})
    pq.write_table(table, path, compression="zstd")


def _geo(shapes: NDArray[np.object_], bounds: NDArray[np.float64]) -> str:
    low, high = bounds[:, :2].min(axis=0).tolist(), bounds[:, 2:].max(axis=0).tolist()
    column = {
        "encoding": "WKB",
        "geometry_types": sorted({str(kind) for kind in np.unique([shape.geom_type for shape in shapes])}),
        "crs": CRS84,
        "edges": "planar",
        "orientation": "counterclockwise",
        "bbox": [*low, *high],
        "covering": {"bbox": {name: ["bbox", name] for name in ("xmin", "ymin", "xmax", "ymax")}},
    }
    return json.dumps({"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": column}})


def _about(world: World) -> str:
    """What a reader of the file alone must know: the codes, the needs, the disclaimer."""
    wording = read_wording("en")
    return json.dumps(
        {
            "version": world.version,
            "made_utc": world.made_utc,
            "command": world.command,
            "window": world.window.model_dump(),
            "cell": f"HEALPix nested index at depth {DEPTH} on the WGS84 ellipsoid",
            "levels": {code: wording(f"level.{code}") for code in LEVEL_CODES},
            "needs": {need.id: need.titles for need in world.needs},
            "columns": {"a need's id": wording("world.column_shown"), f"a need's id and {POSSIBLE}": wording("world.column_possible")},
            "disclaimer": wording("map.disclaimer"),
        },
        ensure_ascii=False,
    )


def cell_shapes(ids: NDArray[np.uint64]) -> NDArray[np.object_]:
    """Polygons of HEALPix cells, degrees, longitude first; one that crosses the antimeridian is cut there into two parts.

    >>> [shape.geom_type for shape in cell_shapes(np.array([0, 98304], np.uint64))]
    ['Polygon', 'MultiPolygon']
    """
    rings = outlines(ids, DEPTH, step=1)
    shapes = np.asarray(shapely.polygons(rings), object)
    for at in np.flatnonzero(np.abs(rings[:, :, 1]).max(axis=1) > 89.9999):
        shapes[at] = _polar(rings[at])
    west, east = shapely.bounds(shapes)[:, 0], shapely.bounds(shapes)[:, 2]
    for at in np.flatnonzero((west < -180.0) | (east > 180.0)):
        shapes[at] = _cut(shapes[at])
    return np.asarray(shapely.orient_polygons(shapes), object)


def _polar(ring: NDArray[np.float64]) -> shapely.Polygon:
    """A cell that touches a pole, with the pole's whole side: in degrees the pole is a line."""
    at = int(np.abs(ring[:, 1]).argmax())
    before, after = ring[at - 1, 0], ring[(at + 1) % len(ring), 0]
    pole = ring[at, 1]
    return shapely.Polygon(np.concatenate([ring[:at], [[before, pole], [after, pole]], ring[at + 1 :]]))


def _cut(shape: shapely.Polygon) -> shapely.Geometry:
    moved = [shapely.transform(shape, lambda xy, turn=turn: xy + np.array([turn, 0.0])) for turn in (-360.0, 0.0, 360.0)]
    parts = shapely.get_parts(shapely.intersection(np.array(moved, object), shapely.box(-180, -90, 180, 90)))
    kept = [part for part in parts if part.geom_type == "Polygon" and part.area > 1e-9]
    return kept[0] if len(kept) == 1 else shapely.MultiPolygon(kept)
