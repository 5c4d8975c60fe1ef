"""Spells against a minute grid, against the assessment's own levels, and their arithmetic."""

from datetime import UTC, datetime

import numpy as np
import pytest

from commonsky.core.execution import SerialExecutor, Untold
from commonsky.gaps.levels import Simulation, fresh_shares
from commonsky.mission_design import kernels
from commonsky.mission_design.area import country_area
from commonsky.mission_design.plan import KINDS, Terms, make_plan
from commonsky.mission_design.spells import Spells
from commonsky.needs.load import default_needs, wanted_needs
from commonsky.needs.model import LEVELS

START = datetime(2026, 11, 23, tzinfo=UTC)
DAY_S = 86400.0


def minutes_of(spells, cells, length):
    grid = np.zeros((cells, length), bool)
    for c in range(cells):
        for row in range(spells.first[c], spells.first[c + 1]):
            grid[c, round(spells.begin[row]) : round(spells.end[row])] = True
    return grid


@pytest.mark.parametrize("seed", range(8))
def test_crossings_of_several_satellites_give_what_a_grid_of_instants_gives(seed):
    rng = np.random.default_rng(seed)
    satellites, cells, length = 3, 2, 400
    wait, age, window = 7.0, 33.0, (50.0, 380.0)
    first, times, looks, suns = [], [], [], []
    for _ in range(satellites):
        at = [len(times)]
        for _ in range(cells):
            some = np.sort(rng.integers(0, length, rng.integers(0, 12)))
            times += some.tolist()
            looks += rng.uniform(-1, 1, len(some)).tolist()
            suns += rng.uniform(-1, 1, len(some)).tolist()
            at.append(len(times))
        first.append(at)
    first = np.array(first, np.int64)
    columns = (np.array(times, float), np.array(looks, np.float32), np.full(len(times), 0.2, np.float32), np.array(suns, np.float32))
    windows, sun = np.array([[-0.5, 0.1, 0.0, 1.0], [0.6, 0.9, 0.0, 1.0]]), (-0.4, 0.8)
    found = Spells(
        **dict(zip(("first", "begin", "end"), kernels.crossing_spells(first, columns, windows, sun, (wait, age, *window)), strict=True))
    )
    grid = np.zeros((cells, length), bool)
    for s in range(satellites):
        for c in range(cells):
            for row in range(first[s, c], first[s, c + 1]):
                look = columns[1][row]
                if (-0.5 <= look <= 0.1 or 0.6 <= look <= 0.9) and sun[0] <= columns[3][row] <= sun[1]:
                    grid[c, int(times[row] + wait) : int(times[row] + age)] = True
    grid[:, : int(window[0])] = False
    grid[:, int(window[1]) :] = False
    assert (minutes_of(found, cells, length) == grid).all()
    assert found.seconds() == pytest.approx(grid.sum(axis=1))
    inside = np.ones(max(len(found.begin) - 1, 0), bool)
    inside[found.first[1:-1][(found.first[1:-1] > 0) & (found.first[1:-1] < len(found.begin))] - 1] = False
    assert (np.diff(found.begin)[inside] > 0).all()
    assert (found.begin[1:][inside] > found.end[:-1][inside]).all()


def test_a_train_of_images_counts_image_by_image():
    first = np.array([0, 1])
    columns = (np.array([0.0]), np.array([100.0]), np.zeros(1, np.int16), np.zeros(1, np.float32))
    terms = (np.array([2.0]), np.array([180.0]), np.array([10.0]))
    found = Spells(**dict(zip(("first", "begin", "end"), kernels.pass_spells(first, columns, terms, 5.0, (0.0, 50.0)), strict=True)))
    assert found.begin.tolist() == [2.0, 12.0, 22.0, 32.0, 42.0]
    assert found.seconds().tolist() == [15.0]


def test_what_lies_beyond_the_edge_or_never_comes_does_not_count():
    first = np.array([0, 3])
    columns = (np.zeros(3), np.zeros(3), np.array([0, 1, 1], np.int16), np.array([10.0, 40.0, 20.0], np.float32))
    terms = (np.array([np.inf, 1.0]), np.array([180.0, 30.0]), np.zeros(2))
    found = kernels.pass_spells(first, columns, terms, 5.0, (0.0, 50.0))
    assert [array.tolist() for array in found] == [[0, 1], [1.0], [5.0]]


@pytest.mark.parametrize(
    ("country", "need", "level"),
    [
        ("SLB", "flood", "threshold"),
        ("SLB", "storm", "threshold"),
        ("KEN", "fire", "breakthrough"),
        ("KEN", "climate-cloud-cover", "threshold"),
    ],
)
def test_what_is_served_today_is_what_an_assessment_finds_at_the_same_points(country, need, level):
    area = country_area(country, START.date(), most=9)
    asked = wanted_needs(default_needs().for_country(coastal=True, on=START.date()), (need,))
    terms = Terms(level=level, count=1, kinds=("unused",), without=(), start=START, days=4.0, by_people=False)
    plan = make_plan(area, asked, terms, SerialExecutor(), Untold())
    begin, end = plan.demands[0].end_s - 4.0 * DAY_S, plan.demands[0].end_s
    simulation = Simulation(
        passes=(plan.today.passes, None, None), start_s=begin, end_s=end, early_s=begin - plan.today.window_s[0], exact=True
    )
    for number, demand in enumerate(plan.demands):
        cells = np.arange(9)
        services = plan.today.services[number]
        theirs = fresh_shares(simulation, services, demand.need, demand.requirement, cells, SerialExecutor())[:, LEVELS.index(level)]
        ours = plan.base[number].seconds() / (demand.end_s - demand.begin_s)
        assert ours == pytest.approx(theirs, abs=1e-6), demand.requirement.id


def test_kinds_are_told_apart():
    assert set(KINDS) == {"sar", "optical", "microwave", "thermal", "gauge", "station", "unused"}
