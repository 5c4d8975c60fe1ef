"""The compiled judgement against a second one, minute by minute, over random cells, needs and fleets; and the corners that this found."""

from collections import Counter
from functools import cache
from itertools import chain

import numpy as np
import pytest

from commonsky.core.execution import SerialExecutor, ThreadExecutor
from commonsky.gaps.levels import HELD, QUESTIONS, attain, attributes_of, fresh_shares, newest_ages_h
from drawn_cases import draw_case
from made_up_fleet import HOUR_S, make_need, make_requirement, make_service, make_simulation
from minute_by_minute import QUESTIONS as NAMED
from minute_by_minute import admissible, newest_s, observe, second_opinion, wait_s

SEEDS = range(200)
#: Seeds of the cases at any second, where counting minutes errs by half a minute at each edge.
ANY_SECOND = range(1000, 1060)
#: One part in a thousand of the window.
SHARE = 1e-3
ONE_CELL = np.array([0])
EARLY_H, DAY_H = 48.0, 24.0


@cache
def judged(seed, *, whole_minutes=True):
    """A case judged both ways."""
    case = draw_case(seed, whole_minutes=whole_minutes)
    return case, attain(*case.arguments, SerialExecutor()), second_opinion(*case.arguments)


def one_cell(service, spells_h, requirement, need=None, *, early_h=EARLY_H):
    """What one service attains in one cell over a day that begins at hour 0; spells and their early time in hours."""
    rows = [(0, a * HOUR_S, b * HOUR_S, 0.0) for a, b in spells_h]
    simulation = make_simulation([service], [rows], cells=1, window_s=(0.0, DAY_H * HOUR_S), early_s=early_h * HOUR_S)
    return attain(simulation, [service], need or make_need(), requirement, ONE_CELL, SerialExecutor())


def freed_by(attained, cell, level):
    """The sets of attributes that a mask of limits names."""
    mask = int(attained.limits(level)[cell])
    return {frozenset(attributes_of(q)) for k, q in enumerate(QUESTIONS) if mask >> k & 1}


def test_questions_stand_in_the_order_of_their_names():
    assert [frozenset(attributes_of(q)) for q in QUESTIONS] == list(NAMED)


def test_the_drawn_cases_reach_every_level_every_single_limit_and_most_pairs():
    opinions = [judged(seed)[2] for seed in SEEDS]
    assert set(Counter(chain.from_iterable(o.level for o in opinions))) == {0, 1, 2, 3, 4}
    freed = Counter(q for o in opinions for c in range(len(o.seen)) for level in range(3) for q in o.limits(c, level))
    assert {q for q in freed if len(q) == 1} == {q for q in NAMED if len(q) == 1}
    assert sum(len(q) == 2 for q in freed) >= 12


@pytest.mark.parametrize("seed", SEEDS)
def test_fresh_shares_agree(seed):
    _, attained, opinion = judged(seed)
    assert attained.fresh == pytest.approx(opinion.shares[:, :, 0], abs=1e-9)


@pytest.mark.parametrize("seed", SEEDS)
def test_levels_agree(seed):
    _, attained, opinion = judged(seed)
    assert attained.level.tolist() == opinion.level


@pytest.mark.parametrize("seed", SEEDS)
def test_answers_to_all_questions_agree(seed):
    _, attained, opinion = judged(seed)
    wrong = np.argwhere(attained.answers != opinion.answers)
    assert [(int(c), int(k), sorted(NAMED[q])) for c, k, q in wrong] == []


@pytest.mark.parametrize("seed", SEEDS)
def test_limits_are_the_singles_that_free_a_level_else_the_pairs(seed):
    case, attained, opinion = judged(seed)
    for cell in range(len(case.cells)):
        for level in range(3):
            expected = set() if opinion.answers[cell, level, 0] else opinion.limits(cell, level)
            assert freed_by(attained, cell, level) == expected, (cell, level)


@pytest.mark.parametrize("seed", ANY_SECOND)
def test_fresh_shares_agree_at_any_second(seed):
    _, attained, opinion = judged(seed, whole_minutes=False)
    assert attained.fresh == pytest.approx(opinion.shares[:, :, 0], abs=SHARE)


@pytest.mark.parametrize("seed", ANY_SECOND)
def test_answers_agree_at_any_second_unless_a_share_is_at_the_edge(seed):
    _, attained, opinion = judged(seed, whole_minutes=False)
    clear = np.abs(opinion.shares - HELD) > SHARE
    assert (attained.answers == opinion.answers)[clear].all()


@pytest.mark.parametrize("seed", range(0, 200, 10))
def test_shares_alone_are_those_of_the_full_judgement(seed):
    case, attained, _ = judged(seed)
    assert fresh_shares(*case.arguments, ThreadExecutor(2)).tolist() == attained.fresh.tolist()


@pytest.mark.parametrize("seed", range(300, 330))
def test_ages_of_passes_agree_at_the_first_sample_point_of_each_cell(seed):
    case = draw_case(seed, standing=False)
    times = np.arange(30.0, case.simulation.end_s, 1800.0)
    found = newest_ages_h(*case.arguments, times)
    for row, cell in zip(found, case.cells, strict=True):
        expected = newest_in_cell_s(case, cell, times)
        assert row == pytest.approx(np.where(np.isfinite(expected), (times - expected) / HOUR_S, np.nan), abs=1e-4, nan_ok=True)


def newest_in_cell_s(case, cell, times):
    """When the newest product admissible at threshold was observed, at a cell's first sample point, by the second opinion."""
    asked, newest = case.requirement.asked("threshold"), np.full(len(times), -np.inf)
    for service in case.services:
        seen = observe(case.simulation, service, cell * 4**service.depth, service.depth, singly=False)
        rows = admissible(service, case.need, asked, frozenset(), seen.incidence_deg)
        wait = wait_s(service, asked, frozenset())
        if rows.any() and np.isfinite(wait):
            newest = np.maximum(newest, newest_s(seen, rows, wait, times))
    return newest


def test_a_product_that_arrives_as_old_as_the_limit_never_helps_however_often_it_comes():
    # cycle 1 h and timeliness 3 h make 4 h; the product comes after 4 h, so it is stale on arrival and more of it changes nothing
    requirement = make_requirement(observing_cycle=("h", 1, None, None), timeliness=("h", 3, None, None))
    attained = one_cell(make_service(latency_h=4.0), [(-10, -10), (10, 10)], requirement)
    assert attained.fresh.tolist() == [[0.0, 0.0, 0.0]]
    assert freed_by(attained, 0, 2) == {frozenset({"observing_cycle", "timeliness"})}


def test_a_latency_that_no_source_states_is_late_also_where_no_cycle_is_asked():
    requirement = make_requirement(timeliness=("h", 1, None, None))
    attained = one_cell(make_service(latency_h=None), [(10, 10)], requirement)
    assert attained.level.tolist() == [3]
    assert freed_by(attained, 0, 2) == {frozenset({"timeliness"})}


def test_images_made_long_before_the_window_still_count_as_made():
    # images 3 h apart cannot keep a product under 2 h old, so they count singly; they stopped 40 h before the window, in the early time
    service = make_service(geometry="disk", kind="geostationary imager", cycle_min=180.0)
    attained = one_cell(service, [(-48, -40)], make_requirement(observing_cycle=("h", 2, None, None)))
    assert attained.level.tolist() == [3]
    assert freed_by(attained, 0, 2) == {frozenset({"observing_cycle"})}


def test_an_age_limit_beyond_the_early_time_holds_wherever_a_product_was_made():
    service = make_service(geometry="disk", kind="geostationary imager", cycle_min=180.0)
    requirement = make_requirement(observing_cycle=("h", 2, None, 72))
    assert one_cell(service, [(-48, -40)], requirement).level.tolist() == [1]
    assert one_cell(service, [], requirement).level.tolist() == [4]
