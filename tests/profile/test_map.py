"""The map: every cell drawn once with its level, far islands enlarged, names clear of each other."""

import re

import numpy as np
import pytest
from example import example_geometry, example_profile

from commonsky.profile.drawings import map_drawings
from commonsky.profile.lettering import Box, name_places, scale_bar, spread_letters
from commonsky.profile.map import PAPER, SCREEN, _cell_path, _line_path, draw_map
from commonsky.profile.page import render_page
from commonsky.profile.projection import EqualArea, frame_around
from commonsky.profile.wording import read_wording


@pytest.fixture(scope="module")
def panels():
    profile = example_profile()
    return draw_map(profile, example_geometry(), profile.needs[1].cell_levels)


def cells_of(panel):
    group = re.search(r'<g class="cells" data-of="([\d,]*)">(.*?)</g>', panel.body)
    codes = re.findall(r'<path class="(\w)"', group[2])
    return (list(map(int, group[1].split(","))) if group[1] else list(range(len(codes)))), codes


def test_every_cell_is_on_some_panel_with_its_level(panels):
    levels = example_profile().needs[1].cell_levels
    drawn = {}
    for panel in panels:
        drawn.update(zip(*cells_of(panel), strict=True))
    assert "".join(drawn[i] for i in range(len(levels))) == levels


def test_far_cell_gets_an_inset_named_by_its_place(panels):
    assert [panel.place for panel in panels[1:]] == ["Farlight"]
    assert cells_of(panels[1])[0] == [40]


def test_disputed_line_and_names_are_drawn(panels):
    assert re.search(r'<path class="disputed" d="M', panels[0].body)
    assert "Port Meridian" in panels[0].body


def test_scale_bar_is_true_at_the_centre():
    frame = frame_around(EqualArea(lat_deg=0, lon_deg=0), np.array([[-5.0, -5.0], [5.0, 5.0]]), width=1000, shape=(0.5, 1.2))
    units, text = scale_bar(frame)
    east = frame.units(np.array([0.5, -0.5]), np.zeros(2))
    assert text.startswith("200")
    assert units == pytest.approx(200 * (east[0, 0] - east[1, 0]) / 111.2, rel=1e-3)


def test_second_of_two_places_at_one_spot_is_left_out():
    frame = frame_around(EqualArea(lat_deg=0, lon_deg=0), np.array([[-5.0, -5.0], [5.0, 5.0]]), width=1000, shape=(0.5, 1.2))
    drawn = name_places(frame, [("Big", 0.0, 0.0, 10), ("Small", 0.01, 0.0, 5)], [Box(0, 0, 1, 1)], size=13, most=9)
    assert "Big" in drawn
    assert "Small" not in drawn


def test_cut_of_the_map_data_at_180_degrees_is_no_coast():
    frame = frame_around(EqualArea(lat_deg=0, lon_deg=180), np.array([[178.0, -2.0], [182.0, 2.0]]), width=1000, shape=(0.5, 1.2))
    half = np.array([[179.0, -1.0], [180.0, -1.0], [180.0, 1.0], [179.0, 1.0], [179.0, -1.0]])
    ends = [path.count(" ") for path in _line_path(frame, [half]).split("M")[1:]]
    assert len(ends) == 2  # one line up to the cut, one from it


def test_points_on_a_straight_edge_are_left_out():
    ring = np.array([[0, 0], [50, 50], [100, 100], [0, 200], [-100, 100]])
    assert _cell_path(ring) == "M0 0l10 10 -10 10 -10 -10z"


def test_what_lies_beyond_the_map_is_said_to(panels):
    assert [panel.beyond for panel in panels] == [False, True]
    page = render_page(example_profile(), example_geometry())
    assert "<h3>Beyond the edge of the map, enlarged</h3>" in page


def test_letters_stand_in_step_so_that_no_gap_is_by_chance():
    side = np.arange(8)
    x, y = (a.ravel() for a in np.meshgrid(side, side))
    ids = np.array(
        [sum(((int(i) >> b & 1) << 2 * b) | ((int(j) >> b & 1) << 2 * b + 1) for b in range(3)) for i, j in zip(x, y, strict=True)]
    )
    centres = np.stack([(x - y) * 10.0, (x + y) * 10.0], axis=1) / np.sqrt(2)
    chosen = spread_letters(centres, ids, [], size=4.0, side=10.0)
    assert {(int(x[c]), int(y[c])) for c in chosen} == {(i, j) for i in range(0, 8, 2) for j in range(0, 8, 2)}
    every = spread_letters(centres, ids, [], size=2.0, side=10.0)
    assert len(every) == 64
    alone = spread_letters(np.array([[0.0, 0.0], [500.0, 0.0]]), np.array([0, 7]), [], size=4.0, side=10.0)
    assert alone == [0, 1]  # an island out of step has its letter all the same


def test_names_are_larger_on_paper():
    profile = example_profile()
    screen, paper = (draw_map(profile, example_geometry(), profile.needs[1].cell_levels, kind)[0].body for kind in (SCREEN, PAPER))
    size = [int(re.search(r'<g class="wide"><g font-size="(\d+)">', body)[1]) for body in (screen, paper)]
    assert size == [13, 20]
    assert all(
        f'<g class="wide"><g font-size="{PAPER.main:.0f}">' in d.svg
        for d in map_drawings(profile, example_geometry(), profile.needs[1], read_wording("en"))[:1]
    )
