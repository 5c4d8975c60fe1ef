"""Data files: GeoJSON by RFC 7946, CSV that reads back, JSON that its schema accepts."""

import csv
import io
import json

import jsonschema
import numpy as np
import pytest
import shapely
from example import example_geometry, example_profile

from commonsky.profile.model import Profile
from commonsky.profile.tables import COLUMNS, attained, gaps_csv, gaps_geojson, profile_json, profile_schema


@pytest.fixture(scope="module")
def features():
    return json.loads(gaps_geojson(example_profile(), example_geometry()))["features"]


def rings_of(geometry):
    polygons = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
    return [ring for polygon in polygons for ring in polygon]


def test_one_feature_a_cell_with_the_level_of_each_need(features):
    profile = example_profile()
    assert [f["properties"]["cell"] for f in features] == [c.id for c in profile.cells]
    assert features[0]["properties"]["rain-now"] == "breakthrough"
    assert features[0]["properties"]["sea-level"] == "does not apply"


def test_rings_are_closed_and_run_counter_clockwise(features):
    for ring in (ring for f in features for ring in rings_of(f["geometry"])):
        assert ring[0] == ring[-1]
        assert shapely.LinearRing(ring).is_ccw


def test_cell_across_the_antimeridian_is_cut_there_and_loses_no_area(features):
    cut = features[-1]["geometry"]
    assert cut["type"] == "MultiPolygon"
    whole = shapely.Polygon(example_geometry().cell_outline[-1])
    assert sum(shapely.Polygon(p[0]).area for p in cut["coordinates"]) == pytest.approx(whole.area, abs=1e-4)
    longitudes = np.array([x for ring in rings_of(cut) for x, _ in ring])
    assert (np.abs(longitudes) <= 180).all()
    assert {180.0, -180.0} <= set(longitudes.tolist())


def test_coordinates_have_five_decimals_at_most(features):
    numbers = [v for f in features for ring in rings_of(f["geometry"]) for xy in ring for v in xy]
    assert all(round(v, 5) == v for v in numbers)


def test_collection_carries_disclaimer_and_time():
    collection = json.loads(gaps_geojson(example_profile(), example_geometry()))
    assert "no opinion on the legal status" in collection["disclaimer"]
    assert collection["made_utc"] == "2026-11-22T10:00:00+00:00"


def test_csv_reads_back_with_a_row_for_each_limit_and_each_unlimited_level():
    rows = list(csv.DictReader(io.StringIO(gaps_csv(example_profile()))))
    assert tuple(rows[0]) == COLUMNS
    assert [(r["level"], r["limiting_attributes"]) for r in rows if r["need"] == "rain-now"] == [
        ("goal", ""), ("breakthrough", ""), ("threshold", "timeliness"), ("threshold", "observing_cycle + horizontal_resolution"),
    ]  # fmt: skip
    need = example_profile().needs[0]
    assert float(rows[2]["area_share_attained"]) == pytest.approx(attained(need.area, "threshold"), abs=5e-5)


def test_json_reads_back_as_the_same_profile():
    assert Profile.model_validate_json(profile_json(example_profile())) == example_profile()


def test_schema_accepts_the_profile_and_refuses_an_unknown_level():
    schema = json.loads(profile_schema())
    jsonschema.Draft202012Validator.check_schema(schema)
    document = json.loads(profile_json(example_profile()))
    jsonschema.validate(document, schema)
    document["needs"][0]["limits"][0]["level"] = "perfect"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(document, schema)
