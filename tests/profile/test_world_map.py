"""The world map: cells where they belong and as large as they are, islands marked, no seam in a mainland."""

import re

import numpy as np
import pytest
from world_example import example_cells

from commonsky.profile.world_map import FINE, WIDTH, canvas, draw_cells, fair_runs, from_west, grid_of, smoothed, units
from commonsky.world.cells import EARTH_KM2, cell_km2
from commonsky.world.globe import DEPTH

STEP = re.compile(r"m(-?\d+) ?(-?\d+)h(\d+)v(\d+)h-(\d+)")


def rectangles(body, name):
    """West, top, width and height of the runs of a class, drawing units."""
    found = re.search(rf'<g class="runs".*?<path class="{name}" d="([^"]*)"', body)
    x, y, rows = 0, 0, []
    for dx, dy, wide, tall, back in STEP.findall(found[1] if found else ""):
        x, y = x + int(dx), y + int(dy)
        rows.append((x, y, int(wide), int(tall)))
        assert wide == back
        y += int(tall)
    return np.array(rows, float).reshape(-1, 4) / FINE


@pytest.fixture(scope="module")
def drawn():
    cells = example_cells()
    return cells, grid_of(cells)


def test_runs_are_as_large_as_the_cells_that_they_stand_for(drawn):
    cells, grid = drawn
    body = draw_cells(grid, np.where(cells.iso3 == "AAA", cells.levels[0], 5).astype(np.int8), "gbtno")
    km2_per_unit2 = EARTH_KM2 / plane_area()
    for number, code in enumerate("gbtno"):
        told = np.prod(rectangles(body, code)[:, 2:], axis=1).sum() * km2_per_unit2
        wanted = ((cells.iso3 == "AAA") & (cells.levels[0] == number)).sum() * cell_km2(DEPTH)
        assert told == pytest.approx(wanted, rel=0.03)


def plane_area():
    """Area of the whole map, square units, from its rim."""
    lat = np.linspace(-90, 90, 20001)
    edge = units(np.full(len(lat), 191.0), lat)
    return float(2 * np.trapezoid(edge[::-1, 0] - WIDTH / 2, edge[::-1, 1]))


def test_every_cell_lies_in_its_run(drawn):
    cells, grid = drawn
    body = draw_cells(grid, cells.levels[0], "gbtno")
    for number, code in enumerate("gbtno"):
        runs = rectangles(body, code)
        for point in units(from_west(cells.lon_deg), cells.lat_deg)[cells.levels[0] == number][::17]:
            gap = np.maximum(runs[:, :2] - point, point - runs[:, :2] - runs[:, 2:]).max(axis=1).min()
            assert gap < 0.2  # drawing units; a cell is 1.5


def test_cells_next_to_each_other_and_equal_are_one_run(drawn):
    cells, grid = drawn
    body = draw_cells(grid, np.zeros(len(cells.ids), np.int8), "g")
    meridia = np.unique(cells.lat_deg[cells.iso3 == "AAA"])
    runs = rectangles(body, "g")
    y = units(np.array([11.0, 11.0]), np.array([8.5, -8.5]))[:, 1]
    assert ((runs[:, 1] > y[0]) & (runs[:, 1] < y[1])).sum() == len(meridia)


def test_an_island_has_a_mark_of_its_level_and_a_mainland_none(drawn):
    cells, grid = drawn
    assert set(cells.iso3[grid.marks]) == {"BBB"}
    body = draw_cells(grid, cells.levels[1], "gbtno")
    marks = re.search(r'<g class="marks">(.*)</g>', body)[1]
    assert re.findall(r'class="(\w+)"', marks) == ["rim", "o"]


def test_what_does_not_apply_is_not_drawn(drawn):
    cells, grid = drawn
    body = draw_cells(grid, np.full(len(cells.ids), 5, np.int8), "gbtno")
    assert "<path" not in body


def test_too_many_runs_are_smoothed_and_few_are_not(drawn):
    cells, grid = drawn
    noise = np.random.default_rng(5).integers(0, 5, len(cells.ids)).astype(np.int8)
    assert np.array_equal(smoothed(grid, noise, 10**9), noise[grid.order])
    few = draw_cells(grid, noise, "gbtno", most=400)
    assert len(few) < len(draw_cells(grid, noise, "gbtno")) / 2
    lone = np.where(np.arange(len(noise)) % 9 == 4, 3, 0).astype(np.int8)
    assert len(STEP.findall(draw_cells(grid, lone, "gbtn", most=1))) < 300


def test_even_maps_leave_their_runs_to_uneven_ones(drawn):
    cells, grid = drawn
    even, noise = np.zeros(len(cells.ids), np.int8), np.random.default_rng(5).integers(0, 5, len(cells.ids)).astype(np.int8)
    least = len(STEP.findall(draw_cells(grid, even, "g")))
    assert fair_runs(grid, [noise, even, even], 2 * least + 500) == 500
    assert fair_runs(grid, [noise, noise], 1000) == 500
    assert fair_runs(grid, [even, even], 10**6) == 40_000  # as many as one map may ever have


def test_no_mainland_is_cut_but_where_the_map_ends():
    assert from_west(np.array([-169.5, 179.0, -179.0])).tolist() == pytest.approx([190.5, 179.0, 181.0])
    chukotka, alaska = units(from_west(np.array([-170.0, -166.0])), np.array([66.0, 66.0]))
    assert chukotka[0] > 0.8 * WIDTH
    assert alaska[0] < 0.2 * WIDTH


def test_land_stands_once_and_disputed_lines_are_apart():
    sheet = canvas()
    assert sheet.under.count("<path id=") == 1
    assert 'href="#world-land"' in sheet.over
    assert '<path class="disputed globe" d="M' in sheet.over
    assert len(sheet.under) < 400_000
