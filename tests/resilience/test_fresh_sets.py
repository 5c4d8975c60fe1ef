"""Losses read from sets of fresh systems, against judging the passes anew without the lost ones; and hand-made cases."""

from itertools import combinations

import numpy as np
import pytest

from commonsky.core.execution import SerialExecutor, ThreadExecutor
from commonsky.gaps.levels import fresh_shares
from commonsky.resilience.fresh_sets import fresh_sets
from drawn_cases import draw_case
from made_up_fleet import HOUR_S, make_need, make_requirement, make_service, make_simulation

SEEDS = range(60)


def every_loss(names):
    return [frozenset(lost) for size in range(len(names) + 1) for lost in combinations(names, size)]


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("level", [0, 1, 2])
def test_every_loss_leaves_what_judging_without_the_lost_ones_says(seed, level):
    case = draw_case(seed)
    sets = fresh_sets(*case.arguments, SerialExecutor(), level=level)
    losses = every_loss([s.mission for s in case.services])[:32]
    found = sets.fresh(losses)
    for k, lost in enumerate(losses):
        left = tuple(s for s in case.services if s.mission not in lost)
        expected = fresh_shares(case.simulation, left, case.need, case.requirement, case.cells, SerialExecutor())[:, level]
        assert found[:, k] == pytest.approx(expected, abs=1e-9), lost


@pytest.mark.parametrize("seed", range(0, 60, 7))
def test_threads_change_nothing(seed):
    case = draw_case(seed)
    one, two = (fresh_sets(*case.arguments, executor) for executor in (SerialExecutor(), ThreadExecutor(2)))
    assert one.sets.tolist() == two.sets.tolist()
    assert one.seconds.tolist() == two.seconds.tolist()


@pytest.mark.parametrize("seed", SEEDS)
def test_the_times_of_all_sets_fill_the_window(seed):
    case = draw_case(seed)
    sets = fresh_sets(*case.arguments, SerialExecutor())
    assert np.add.reduceat(sets.seconds, sets.first[:-1]) == pytest.approx(np.full(len(case.cells), sets.total_s), rel=1e-9)


@pytest.mark.parametrize("seed", range(0, 60, 5))
def test_a_group_is_lost_with_all_its_members(seed):
    case = draw_case(seed)
    names = [s.mission for s in case.services]
    sets = fresh_sets(*case.arguments, SerialExecutor())
    groups = {name: "odd" if k % 2 else "even" for k, name in enumerate(names)}
    lost = frozenset(name for name in names if groups[name] == "odd")
    assert sets.grouped(groups).fresh([{"odd"}]) == pytest.approx(sets.fresh([lost]))


def two_sensors():
    """Two satellites that look every 12 hours, six hours apart, each product good for 12 hours: one alone covers everything."""
    services = [make_service(name="A", look=0), make_service(name="B", look=1)]
    rows = [[(0, h * HOUR_S, h * HOUR_S, 0.0) for h in range(start, 48, 12)] for start in (-24, -18)]
    simulation = make_simulation(services, rows, cells=1, window_s=(0.0, 24 * HOUR_S), early_s=24 * HOUR_S)
    requirement = make_requirement(observing_cycle=("h", None, None, 12))
    return fresh_sets(simulation, services, make_need(), requirement, np.array([0]), SerialExecutor())


def test_two_that_each_suffice_alone():
    sets = two_sensors()
    assert sets.fresh([(), {"A"}, {"B"}, {"A", "B"}]).tolist() == [[1.0, 1.0, 1.0, 0.0]]


def test_a_name_that_is_not_there_loses_nothing():
    sets = two_sensors()
    assert sets.fresh([{"C"}]).tolist() == [[1.0]]


def test_a_need_that_nothing_serves_is_never_fresh():
    simulation = make_simulation([], [], cells=1, window_s=(0.0, HOUR_S), early_s=0.0)
    sets = fresh_sets(simulation, [], make_need(), make_requirement(observing_cycle=("h", 1, None, None)), np.array([0]), SerialExecutor())
    assert sets.fresh([()]).tolist() == [[0.0]]


def test_more_systems_than_a_word_has_bits():
    services = [make_service(name=f"S{k}", look=k) for k in range(70)]
    rows = [[(0, k * 60.0, k * 60.0, 0.0)] for k in range(70)]
    simulation = make_simulation(services, rows, cells=1, window_s=(0.0, 7200.0), early_s=0.0)
    requirement = make_requirement(observing_cycle=("min", None, None, 60))
    sets = fresh_sets(simulation, services, make_need(), requirement, np.array([0]), SerialExecutor())
    kept = {"S69"}
    assert sets.fresh([{s.mission for s in services} - kept]) == pytest.approx(np.array([[3600.0 / 7200.0]]), abs=0.45)
    left = fresh_shares(simulation, services[69:], make_need(), requirement, np.array([0]), SerialExecutor())[0, 2]
    assert sets.fresh([{s.mission for s in services} - kept])[0, 0] == pytest.approx(left)
    assert sets.used().systems[-1] == "S69"
