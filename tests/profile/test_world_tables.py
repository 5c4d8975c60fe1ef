"""The world's files: every row there, shares as in the world, polygons that hold the cells' area."""

import csv
import io
import json

import numpy as np
import pyarrow.parquet as pq
import pytest
import shapely
from world_example import example_cells, example_world

from commonsky.cli.assess_world import summary
from commonsky.profile.world_model import World, unmet
from commonsky.profile.world_tables import CRS84, LEVELS, cell_shapes, cells_table, countries_csv, groups_csv, world_json
from commonsky.world.cells import outlines
from commonsky.world.rings import rings


def rows_of(text):
    return list(csv.DictReader(io.StringIO(text)))


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    path = tmp_path_factory.mktemp("world") / "cells.parquet"
    cells_table(example_world(), example_cells(), path)
    return path


def test_json_holds_the_whole_world():
    assert World.model_validate_json(world_json(example_world())) == example_world()


def test_a_row_for_each_country_and_need():
    world, rows = example_world(), rows_of(countries_csv(example_world()))
    assert [(r["iso3"], r["need"]) for r in rows] == [(c.iso3, n.id) for c in world.countries for n in world.needs]
    told = [float(rows[0][f"area_share_{name}"]) for name in LEVELS]
    assert told == pytest.approx([getattr(world.countries[0].area[0], name) for name in LEVELS], abs=1e-6)
    assert sum(told) == pytest.approx(1, abs=3e-6)


def test_people_and_land_without_are_shares_of_the_countrys():
    world, rows = example_world(), rows_of(countries_csv(example_world()))
    country = world.countries[0]
    assert float(rows[0]["unmet_people"]) == pytest.approx(country.people * unmet(country.by_people[0]), abs=0.5)
    assert rows[0]["unmet_land_km2"] == ""  # of land and sea together
    assert float(rows[4]["unmet_land_km2"]) == pytest.approx(world.countries[1].land_km2, abs=0.1)
    assert float(rows[0]["possible_unmet_people"]) == pytest.approx(country.people * unmet(country.possible_by_people[0]), abs=0.5)
    assert float(rows[0]["possible_unmet_people"]) < float(rows[0]["unmet_people"])


def test_what_could_be_stands_beside_what_is_shown():
    world, rows = example_world(), {(r["iso3"], r["need"]): r for r in rows_of(countries_csv(example_world()))}
    assert float(rows["BBB", "need-2"]["area_share_not_met"]) == 1
    assert float(rows["BBB", "need-2"]["possible_area_share_threshold"]) == 1
    assert rows["AAA", "need-2"]["possible_area_share_goal"] == ""  # nothing that it applies to
    for of in ("area", "people"):
        for row in rows.values():
            below = [sum(float(row[f"{p}{of}_share_{name}"] or 0) for name in LEVELS[3:]) for p in ("", "possible_")]
            assert below[1] <= below[0] + 2e-6
    first = rows_of(groups_csv(world))[0]
    assert float(first["possible_area_share_breakthrough"]) == pytest.approx(world.needs[0].possible_area.breakthrough, abs=1e-6)


def test_a_share_of_nothing_is_empty_not_zero():
    rows = {(r["iso3"], r["need"]): r for r in rows_of(countries_csv(example_world()))}
    assert {rows["AAA", "need-2"][f"area_share_{name}"] for name in LEVELS} == {""}
    assert rows["ATA", "need-0"]["people_share_goal"] == ""
    assert rows["ATA", "need-0"]["unmet_people"] == ""


def test_groups_begin_with_the_world():
    world, rows = example_world(), rows_of(groups_csv(example_world()))
    assert [r["group"] for r in rows[:3]] == ["world"] * 3
    assert len(rows) == (len(world.groups) + 1) * len(world.needs)
    assert float(rows[0]["area_share_not_met"]) == pytest.approx(world.needs[0].area.not_met, abs=1e-6)
    assert float(rows[3]["unmet_people_mean"]) == pytest.approx(world.groups[0].unmet_people, abs=1e-6)
    assert float(rows[3]["possible_unmet_people_mean"]) == pytest.approx(world.groups[0].possible_unmet_people, abs=1e-6)


def test_geoparquet_says_what_it_is(file):
    geo = json.loads(pq.read_schema(file).metadata[b"geo"])
    column = geo["columns"][geo["primary_column"]]
    assert geo["version"] == "1.1.0"
    assert (column["encoding"], column["crs"]["id"]) == ("WKB", {"authority": "OGC", "code": "CRS84"})
    assert column["geometry_types"] == ["MultiPolygon", "Polygon"]
    assert column["covering"]["bbox"]["ymax"] == ["bbox", "ymax"]
    assert CRS84["coordinate_system"]["axis"][0]["direction"] == "east"


def test_cells_carry_levels_people_and_sound_polygons(file):
    table, cells = pq.read_table(file), example_cells()
    assert table["cell"].to_pylist() == cells.ids.tolist()
    assert table["need-0"].to_pylist() == ["gbtnox"[level] for level in cells.levels[0]]
    assert table["need-0_possible"].to_pylist() == ["gbtnox"[level] for level in cells.possible[0]]
    assert table["people"].to_numpy().sum() == pytest.approx(cells.people.sum(), rel=1e-6)
    shapes = shapely.from_wkb(table["geometry"].to_pylist())
    assert shapely.is_valid(shapes).all()
    assert all(part.exterior.is_ccw for part in shapely.get_parts(shapes))
    bounds = shapely.bounds(shapes)
    assert bounds[:, 0].min() >= -180
    assert bounds[:, 2].max() <= 180
    box = table["bbox"].combine_chunks()
    assert np.array_equal(np.stack([box.field(i).to_numpy() for i in range(4)], axis=1), bounds)


def test_cutting_at_the_antimeridian_keeps_the_area():
    lat, lon = rings(7).centres()
    ids = rings(7).ids[(np.abs(lon) > 179.8) & (np.abs(lat) < 60)]
    whole = shapely.area(shapely.polygons(outlines(ids, 7, step=1)))
    assert shapely.area(cell_shapes(ids)) == pytest.approx(whole, rel=1e-9)
    assert shapely.bounds(cell_shapes(ids))[:, 2].max() == 180


def test_cells_at_the_pole_leave_no_hole_there():
    cap = shapely.union_all(cell_shapes(rings(7).ids[:4]))
    assert cap.covers(shapely.LineString([(-179, 89.95), (179, 89.95)]))


def test_cells_of_the_whole_earth_tile_it():
    shapes = cell_shapes(rings(7).ids[:20_000])  # north of about 45 degrees
    south = 60.0
    parts = shapely.intersection(shapes, shapely.box(-180, south, 180, 90))
    assert shapely.area(parts).sum() == pytest.approx(360 * (90 - south), rel=2e-4)


def test_groups_tell_people_of_each_need_too():
    world, rows = example_world(), {(r["group"], r["need"]): r for r in rows_of(groups_csv(example_world()))}
    group = world.groups[0]
    assert float(rows[group.id, "need-0"]["people_share_not_met"]) == pytest.approx(group.people_by_need[0].not_met, abs=1e-6)
    told = float(rows[group.id, "need-0"]["possible_people_share_not_met"])
    assert told == pytest.approx(group.possible_people_by_need[0].not_met, abs=1e-6)
    assert float(rows["world", "need-0"]["people_share_goal"]) == pytest.approx(world.needs[0].people.goal, abs=1e-6)
    assert rows["world", "need-2"]["people_share_goal"] == ""  # people are not counted at sea


def test_the_summary_tells_what_could_be_too():
    world = example_world()
    told = summary(world, {"world.html": "w/world.html"})
    assert told["needs"][0]["possible_area"] == world.needs[0].possible_area.model_dump()
    assert told["needs"][0]["possible_area"] != told["needs"][0]["area"]
    assert told["needs"][0]["possible_people"] == world.needs[0].possible_people.model_dump()
