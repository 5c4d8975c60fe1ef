"""The profile as data files: CSV of gaps, GeoJSON of cells, JSON and its schema. Facts: RFC 7946 (GeoJSON), RFC 4180 (CSV)."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from commonsky.profile.model import Level, Profile
from commonsky.profile.wording import read_wording

if TYPE_CHECKING:
    from collections.abc import Iterator

    from commonsky.profile.geometry import MapGeometry
    from commonsky.profile.model import Limit, Need, Shares
    from commonsky.profile.projection import Floats

LEVELS: tuple[Level, ...] = ("goal", "breakthrough", "threshold")
LEVEL_NAMES = {"g": "goal", "b": "breakthrough", "t": "threshold", "n": "not met", "o": "not observed", "x": "does not apply"}
COLUMNS = (
    "country", "need", "title", "theme", "variable", "level", "area_share_attained", "people_share_attained",
    "limiting_attributes", "limit_area_share", "limit_people_share", "cause", "action", "sources",
)  # fmt: skip
SCHEMA_ID = "https://raw.githubusercontent.com/commonsky/commonsky/main/docs/reference/profile.schema.json"


def gaps_csv(profile: Profile) -> str:
    """One row a need, level and limit; a level that nothing limits has one row with the limit's columns empty.

    Shares attained are of the area, or people, where the level or a stricter one holds.
    """
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for need in profile.needs:
        for level in LEVELS:
            limits: list[Limit | None] = [limit for limit in need.limits if limit.level == level]
            writer.writerows(_gap_row(profile, need, level, limit) for limit in limits or [None])
    return text.getvalue()


def _gap_row(profile: Profile, need: Need, level: Level, limit: Limit | None) -> dict[str, object]:
    return {
        "country": profile.country.iso3,
        "need": need.id,
        "title": need.titles.get("en", need.id),
        "theme": need.theme,
        "variable": need.variable,
        "level": level,
        "area_share_attained": _share(attained(need.area, level)),
        "people_share_attained": _share(attained(need.people, level)),
        "limiting_attributes": " + ".join(limit.attributes) if limit else "",
        "limit_area_share": _share(limit.area_share) if limit else "",
        "limit_people_share": _share(limit.people_share) if limit else "",
        "cause": limit.cause.get("en", "") if limit else "",
        "action": limit.action.get("en", "") if limit else "",
        "sources": "; ".join(dict.fromkeys(s.where for s in need.sources)),
    }


def attained(shares: Shares, level: Level) -> float:
    """Share at a level or a stricter one."""
    upto = LEVELS[: LEVELS.index(level) + 1]
    return min(1.0, sum(float(getattr(shares, name)) for name in upto))


def _share(value: float) -> str:
    return f"{value:.4f}"


def gaps_geojson(profile: Profile, geometry: MapGeometry) -> str:
    """A feature a cell with the level of each need; cells across the antimeridian are cut there (RFC 7946, 3.1.9)."""
    features = [_feature(profile, index, ring) for index, ring in enumerate(geometry.cell_outline)]
    collection = {
        "type": "FeatureCollection",
        "disclaimer": read_wording("en")("map.disclaimer"),
        "made_utc": profile.made_utc,
        "features": features,
    }
    return json.dumps(collection, ensure_ascii=False, separators=(",", ":")) + "\n"


def _feature(profile: Profile, index: int, ring: Floats) -> dict[str, Any]:
    cell = profile.cells[index]
    figures: dict[str, Any] = {"cell": cell.id, "land_km2": cell.land_km2, "sea_km2": cell.sea_km2, "people": cell.people}
    levels = {need.id: LEVEL_NAMES[need.cell_levels[index]] for need in profile.needs}
    return {"type": "Feature", "id": cell.id, "properties": figures | levels, "geometry": _geometry(ring)}


def _geometry(ring: Floats) -> dict[str, Any]:
    parts = [[_corners(part)] for part in _cut(ring)]
    return {"type": "Polygon", "coordinates": parts[0]} if len(parts) == 1 else {"type": "MultiPolygon", "coordinates": parts}


def _cut(ring: Floats) -> Iterator[shapely.Polygon]:
    """Parts of a ring between -180 and 180 degrees; its longitudes may pass either."""
    if ring[:, 0].min() >= -180 and ring[:, 0].max() <= 180:
        yield shapely.Polygon(ring)
        return
    for turn in (-360.0, 0.0, 360.0):
        moved = shapely.Polygon(ring + np.array([turn, 0.0]))
        inside = shapely.intersection(moved, shapely.box(-180, -90, 180, 90))
        yield from (part for part in shapely.get_parts(inside) if part.geom_type == "Polygon" and part.area > 1e-9)


def _corners(part: shapely.Polygon) -> list[list[float]]:
    """Corners counter-clockwise (RFC 7946, 3.1.6), to five decimals: about a metre."""
    rounded = np.round(np.asarray(shapely.geometry.polygon.orient(part, 1.0).exterior.coords), 5) + 0.0
    return [[float(x), float(y)] for x, y in rounded]


def profile_json(profile: Profile) -> str:
    """The whole profile as JSON, indented so that two runs can be compared line by line."""
    return profile.model_dump_json(indent=1) + "\n"


def profile_schema() -> str:
    """JSON Schema (2020-12) of profile.json."""
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": SCHEMA_ID}
    return json.dumps(head | Profile.model_json_schema(mode="serialization"), ensure_ascii=False, indent=2) + "\n"
