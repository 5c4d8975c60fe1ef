"""Places as people give them, samples that keep their sums, and costs that say where they are from."""

import json
from datetime import date

import numpy as np
import pytest

from commonsky.core.errors import InvalidInputError, UnknownNameError
from commonsky.mission_design.area import country_area, polygon_area, read_polygon, region_area
from commonsky.mission_design.costs import COMPARABLE, Cost, comparable, packaged_costs, totals

ON = date(2026, 11, 23)


def written(tmp_path, coordinates, kind="Polygon"):
    path = tmp_path / "place.geojson"
    path.write_text(json.dumps({"type": "Feature", "properties": {}, "geometry": {"type": kind, "coordinates": coordinates}}))
    return path


FIJI = [[177, -18.5], [-179, -18.5], [-179, -16], [177, -16], [177, -18.5]]


@pytest.mark.parametrize("ring", [FIJI, [[lon % 360, lat] for lon, lat in FIJI]], ids=["179 to -179", "177 to 181"])
def test_a_polygon_may_cross_the_antimeridian(tmp_path, ring):
    area = polygon_area(written(tmp_path, [ring]), ON)
    west = area.cells.lon_deg[area.cells.lon_deg > 0]
    east = area.cells.lon_deg[area.cells.lon_deg < 0]
    assert 176.9 < west.min() < 177.2
    assert -179.2 < east.max() < -178.9
    assert area.cells.land_km2.sum() + area.cells.sea_km2.sum() == pytest.approx(2.5 * 111 * 4 * 106, rel=0.03)
    assert 5e5 < area.people.sum() < 1.1e6


def test_a_polygon_that_crosses_itself_is_refused_with_the_place(tmp_path):
    path = written(tmp_path, [[[0, 0], [5, 5], [5, 0], [0, 5], [0, 0]]])
    with pytest.raises(InvalidInputError, match=r"crosses itself near 2.5, 2.5 \(lat, lon\); give a ring") as told:
        read_polygon(path)
    assert "\n" not in str(told.value)


@pytest.mark.parametrize("text", ["{", '{"type": "Point", "coordinates": [1, 2]}', '{"type": "FeatureCollection", "features": []}'])
def test_what_is_no_polygon_is_refused(tmp_path, text):
    path = tmp_path / "place.geojson"
    path.write_text(text)
    with pytest.raises(InvalidInputError):
        read_polygon(path)


CAP = [[-180, 80], [180, 80], [180, 90], [-180, 90], [-180, 80]]
ROUND = [[0, -80], [90, -80], [180, -80], [-90, -80], [0, -80]]


@pytest.mark.parametrize("ring", [CAP, ROUND], ids=["along 180 degrees", "round the pole"])
def test_a_cap_about_a_pole_is_a_polygon(tmp_path, ring):
    path = written(tmp_path, [ring])
    assert read_polygon(path).area == pytest.approx(3600.0)
    area = polygon_area(path, ON, most=50)
    assert area.cells.land_km2.sum() + area.cells.sea_km2.sum() == pytest.approx(
        2 * np.pi * 6371.0**2 * (1 - np.sin(np.radians(80))), rel=0.03
    )


def test_a_ring_that_steps_over_the_antimeridian_at_180_is_small(tmp_path):
    ring = [[170, 0], [180, 0], [-180, 0], [-170, 0], [-170, 10], [-180, 10], [180, 10], [170, 10], [170, 0]]
    assert read_polygon(written(tmp_path, [ring])).area == pytest.approx(200.0)


def test_a_polygon_at_sea_is_all_sea(tmp_path):
    area = polygon_area(written(tmp_path, [[[-140, -30], [-138, -30], [-138, -28], [-140, -28], [-140, -30]]]), ON, most=20)
    assert area.km2("land").sum() == 0.0
    assert area.km2("sea").sum() == pytest.approx(2 * 111.0 * 2 * 97.3, rel=0.03)
    assert area.people.sum() == 0.0


def nested(levels):
    inner = '{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,0]]]}'
    return '{"type":"GeometryCollection","geometries":[' * levels + inner + "]}" * levels


@pytest.mark.parametrize("levels", [3000, 100_000])
def test_what_is_nested_too_deeply_is_refused_in_one_line(tmp_path, levels):
    path = tmp_path / "deep.geojson"
    path.write_text(nested(levels))
    with pytest.raises(InvalidInputError, match="nests collections too deeply; give its polygons as features") as told:
        read_polygon(path)
    assert "\n" not in str(told.value)


def test_a_few_nested_collections_are_read(tmp_path):
    path = tmp_path / "few.geojson"
    path.write_text(nested(3))
    assert read_polygon(path).area == pytest.approx(0.5)


@pytest.mark.parametrize("country", ["VAT", "KIR"])
def test_a_sample_of_a_country_with_little_land_has_some_and_gives_land_to_no_sea(country):
    few, many = country_area(country, ON, most=30), country_area(country, ON, most=10_000)
    own = set(many.cells.ids[many.cells.land_km2 > 0].tolist())
    assert set(few.cells.ids[few.cells.land_km2 > 0].tolist()) <= own
    assert (few.cells.land_km2 > 0).sum() >= min(len(own), 7)
    assert len(few.cells) == min(30, few.total)
    assert few.cells.land_km2.sum() == pytest.approx(many.cells.land_km2.sum())


def test_a_hole_stays_a_hole(tmp_path):
    outer, hole = [[0, 0], [4, 0], [4, 4], [0, 4], [0, 0]], [[1, 1], [1, 3], [3, 3], [3, 1], [1, 1]]
    assert read_polygon(written(tmp_path, [outer, hole])).area == pytest.approx(12.0)


def test_a_sample_keeps_area_and_people():
    few, many = country_area("SLB", ON, most=40), country_area("SLB", ON, most=10_000)
    assert len(few.cells) == 40
    assert few.total == many.total == len(many.cells)
    for name in ("land_km2", "sea_km2"):
        assert getattr(few.cells, name).sum() == pytest.approx(getattr(many.cells, name).sum())
    assert few.people.sum() == pytest.approx(many.people.sum())


def test_regions_and_groups_by_any_case():
    melanesia = region_area("melanesia", ON)
    assert {"SLB", "FJI", "VUT", "PNG"} <= set(melanesia.codes)
    assert "SLB" in region_area("SIDS", ON).codes
    assert len(region_area("Africa", ON).codes) > 50
    assert len(np.unique(melanesia.cells.ids)) == len(melanesia.cells)


def test_a_region_that_nobody_knows_is_told_the_nearest():
    with pytest.raises(UnknownNameError, match="did you mean 'Melanesia'"):
        region_area("Melanesa", ON)


def test_every_cost_has_its_source_and_every_rule_its_row():
    rows = {row.name: row for row in packaged_costs()}
    assert rows
    assert {name for _, _, _, names in COMPARABLE for name in names} <= set(rows)
    for row in rows.values():
        assert row.low <= row.high
        assert row.source[0].where.startswith("http")
        assert row.titles["en"]
        assert row.titles["zh"]


def test_costs_are_summed_by_currency_and_what_has_none_is_counted():
    made = {
        "titles": {},
        "kind": "satellite",
        "what": "x",
        "year": 2020,
        "as_of": ON,
        "source": ({"what": "w", "where": "h", "quoted": "q"},),
    }
    one = Cost(name="a", currency="EUR", low=1, high=3, **made)
    two = Cost(name="b", currency="USD", low=10, high=20, **made)
    found = {t.currency: (t.low, t.high, t.left_out) for t in totals([(2, (one, two)), (1, (one,)), (3, ())])}
    assert found == {"EUR": (3.0, 9.0, 3), "USD": (20.0, 40.0, 4)}


def test_a_cost_the_wrong_way_round_is_refused():
    with pytest.raises(ValueError, match="no less than low"):
        Cost(
            name="a",
            kind="x",
            what="x",
            currency="EUR",
            low=2,
            high=1,
            year=2020,
            as_of=ON,
            source=({"what": "w", "where": "h", "quoted": "q"},),
        )


def test_no_row_stands_for_a_swath_that_nothing_is_like():
    assert comparable("optical", 800.0, packaged_costs()) == ()
    assert {row.name for row in comparable("sar", 250.0, packaged_costs())} >= {"c-band-sar-satellite"}
