"""A country's outline from the user's own file. Facts: RFC 7946; other formats through GDAL. Leaves out any judgement on borders.

Degrees, longitude first. Where features name the country by code, those alone count; else all polygons of the file do.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import shapely

from commonsky.core.errors import InvalidInputError, MissingExtraError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from shapely import MultiPolygon


#: What is told of a file that no reader gets to the bottom of.
TOO_DEEP = "nests collections too deeply; give its polygons as features, or as one MultiPolygon"
#: What the name of a property that tells the country contains, in the layouts that are about: COD-AB, geoBoundaries, GADM, Natural Earth.
COUNTRY_KEYS = ("iso", "m49", "adm0", "country", "gid_0", "name_0", "shapegroup", "admin", "sovereign")


def read_boundary(path: Path, codes: Sequence[str], rows: Sequence[Any] | None = None) -> tuple[MultiPolygon, str]:
    """The polygons of a file, cut at the antimeridian, and a line that says which of its features they are.

    Args:
        path: GeoJSON, or with the extra ``vector`` anything that GDAL reads (GeoPackage, Shapefile).
        codes: codes and names of the country; features that carry one of them are its own.
        rows: what `geojson_rows` read of it; None: it is read here.

    Raises:
        InvalidInputError: if the file cannot be read or holds no polygons in degrees.
    """
    features = _geojson(path, geojson_rows(path) if rows is None else rows) if is_geojson(path) else _through_gdal(path)
    wanted = {code.casefold() for code in codes}
    own = [shape for shape, values in features if any(_names_country(key, value, wanted) for key, value in values.items())]
    shapes = own or [shape for shape, _ in features]
    note = f"{path.name}: {len(shapes)} of {len(features)} features make the outline{', by their country code or name' if own else ''}"
    parts = shapely.get_parts(shapely.make_valid(shapes))
    while any(isinstance(part, shapely.GeometryCollection) for part in parts):  # collections of collections
        parts = shapely.get_parts(parts)
    parts = [p for p in shapely.get_parts(parts) if isinstance(p, shapely.Polygon) and p.area > 0]
    if not parts:
        raise InvalidInputError(f"{path} holds no polygons; give the country's outline as polygons in degrees, longitude first")
    west, south, east, north = shapely.total_bounds(parts)
    if south < -90 or north > 90 or west < -360 or east > 540:
        raise InvalidInputError(
            f"{path} is not in degrees (it spans {west:.0f} to {east:.0f}, {south:.0f} to {north:.0f}); give WGS84 longitude, latitude"
        )
    return _cut(shapely.union_all(parts)), note


def _names_country(key: str, value: object, wanted: set[str]) -> bool:
    """Whether a property, by its name one of countries' codes or names, names the country."""
    return isinstance(value, str) and value.casefold() in wanted and any(mark in key.casefold() for mark in COUNTRY_KEYS)


def is_geojson(path: Path) -> bool:
    """Whether a file is GeoJSON by its name."""
    return path.suffix.lower() in {".json", ".geojson"}


def geojson_rows(path: Path) -> list[Any]:
    """Features of a GeoJSON file, or its one geometry, as they are written.

    Raises:
        InvalidInputError: if it cannot be read, is no JSON, or is nested too deeply.
    """
    try:
        document = json.loads(path.read_text("utf-8-sig"))
        return list(document.get("features") or [document])
    except OSError as error:
        raise InvalidInputError(f"cannot read {path}: {error.strerror}; give a boundary file") from error
    except RecursionError as error:
        raise InvalidInputError(f"{path} {TOO_DEEP}") from error
    except (ValueError, AttributeError, TypeError) as error:
        raise InvalidInputError(f"{path} is no GeoJSON: {error}") from error


def _geojson(path: Path, rows: Sequence[Any]) -> list[tuple[Any, dict[str, Any]]]:
    try:
        return [(_shape(row), row.get("properties") or {}) for row in rows]
    except RecursionError as error:
        raise InvalidInputError(f"{path} {TOO_DEEP}") from error
    except (ValueError, AttributeError, KeyError, TypeError, shapely.errors.ShapelyError) as error:
        raise InvalidInputError(f"{path} is no GeoJSON: {error}") from error


def _shape(row: dict[str, Any]) -> Any:
    return shapely.from_geojson(json.dumps(row.get("geometry") or row))


def _through_gdal(path: Path) -> list[tuple[Any, dict[str, Any]]]:
    try:
        import pyogrio
        import pyogrio.errors
    except ImportError as error:
        raise MissingExtraError(f"reading {path.suffix or 'this file'}", "vector") from error
    try:
        meta, _, wkb, columns = pyogrio.raw.read(str(path))
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError) as error:
        raise InvalidInputError(f"cannot read {path}: {error}") from error
    if meta.get("crs") not in {None, "EPSG:4326", "OGC:CRS84"}:
        raise InvalidInputError(f"{path} is in {meta['crs']}; give WGS84 degrees (EPSG:4326)")
    names = [str(name) for name in meta["fields"]]
    return [(shape, {n: c[i] for n, c in zip(names, columns, strict=True)}) for i, shape in enumerate(shapely.from_wkb(wkb))]


def _cut(shape: Any) -> MultiPolygon:
    """Any longitudes brought into [-180, 180] by cutting at the antimeridian."""
    pieces = []
    for turn in (-360.0, 0.0, 360.0):
        within = shapely.intersection(shape, shapely.box(-180.0 + turn, -90.0, 180.0 + turn, 90.0))
        pieces += list(shapely.get_parts(shapely.transform(within, lambda xy, by=turn: xy - [by, 0.0])))
    return shapely.multipolygons([p for p in pieces if isinstance(p, shapely.Polygon) and p.area > 0])
