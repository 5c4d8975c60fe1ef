"""The search against the exact optimum, its bounds, planted answers, and the order of candidates."""

from itertools import combinations, pairwise
from math import e

import numpy as np
import pytest
from design_families import Family, by_minutes, drawn, spells_of
from hypothesis import given, settings
from hypothesis import strategies as st

from commonsky.mission_design.search import A_PRIORI, exchange, first_bound, gain_of, lazy_greedy, upper_bound


def case(seed):
    rng = np.random.default_rng(seed)
    count = int(rng.integers(4, 13))
    cells = int(rng.integers(1, 5))
    rows, weights = drawn(rng, count, cells), rng.uniform(0.1, 1.0, cells)
    return rows, Family([spells_of(row) for row in rows], weights), int(rng.integers(1, 5))


def best_of(rows, family, count):
    return max(by_minutes(rows, some, family.weights) for some in combinations(range(len(rows)), min(count, len(rows))))


@pytest.mark.parametrize("seed", range(50))
def test_greedy_keeps_its_bound_and_no_set_passes_the_online_one(seed):
    rows, family, count = case(seed)
    best = best_of(rows, family, count)
    found, state = lazy_greedy(family, family.nothing, family.gains(), range(len(rows)), count)
    assert found.gain >= (1 - 1 / e) * best - 1e-6
    bound = min(first_bound(family.gains(), count), upper_bound(family, state, found, count))
    assert bound >= best - 1e-6
    moves = [((i,), gain) for i, gain in enumerate(family.gains())]
    better = exchange(family, family.nothing, found.items, moves, range(len(rows)))
    assert found.gain - 1e-6 <= better.gain <= best + 1e-6
    assert better.gain == pytest.approx(by_minutes(rows, better.items, family.weights))
    assert better.finished


def test_the_a_priori_share_is_that_of_the_theorem():
    assert pytest.approx(0.632, abs=5e-4) == A_PRIORI


@pytest.mark.parametrize("seed", range(12))
def test_lazy_greedy_takes_what_plain_greedy_takes(seed):
    rows, family, count = case(seed)
    found, _ = lazy_greedy(family, family.nothing, family.gains(), range(len(rows)), count)
    state, plain = family.nothing, []
    for _ in range(min(count, len(rows))):
        gains = [-1.0 if i in plain else round(family.gain(i, state), 12) for i in range(len(rows))]
        if max(gains) <= 0:
            break
        plain.append(int(np.argmax(gains)))
        state = family.join(plain[-1], state)
    assert list(found.items) == plain


def test_a_planted_answer_is_recovered():
    rng = np.random.default_rng(7)
    rows = drawn(rng, 9, 3, length=300)
    rows.insert(4, [[(0, 300)], [(0, 300)], [(0, 300)]])
    family = Family([spells_of(row) for row in rows], np.ones(3))
    found, _ = lazy_greedy(family, family.nothing, family.gains(), range(10), 3)
    assert found.items == (4,)  # nothing is left to add: no further item is taken


@pytest.mark.parametrize("seed", range(6))
def test_a_planted_set_of_several_is_recovered_though_greedy_begins_elsewhere(seed):
    # by construction: three pieces are all 300 minutes of each cell; the bait is the largest single item and fits none of them
    rng = np.random.default_rng(seed)
    cuts = [0, 100, 200, 300]
    rows = [[[(a, b)]] * 2 for a, b in pairwise(cuts)] + [[[(45, 155)]] * 2]
    rows += [[[(int(b), int(b) + 20)] for b in rng.integers(0, 280, 2)] for _ in range(12)]
    order = rng.permutation(len(rows))
    rows = [rows[i] for i in order]
    family = Family([spells_of(row) for row in rows], np.ones(2))
    gains = family.gains()
    found, _ = lazy_greedy(family, family.nothing, gains, range(len(rows)), 3)
    assert order[found.items[0]] == 3
    assert found.gain < 600.0
    better = exchange(family, family.nothing, found.items, [((i,), g) for i, g in enumerate(gains)], range(len(rows)))
    assert {int(order[i]) for i in better.items} == {0, 1, 2}
    assert better.gain == pytest.approx(600.0)


def test_exchanges_leave_a_trap_that_greedy_falls_into():
    # the greedy choice takes the middle; the two halves are the best pair
    halves = [[(0, 100)]], [[(100, 200)]]
    middle = [[(40, 161)]]
    rows = [*halves, middle]
    family = Family([spells_of(row) for row in rows], np.ones(1))
    found, _ = lazy_greedy(family, family.nothing, family.gains(), range(3), 2)
    assert 2 in found.items
    better = exchange(family, family.nothing, found.items, [((i,), g) for i, g in enumerate(family.gains())], range(3))
    assert set(better.items) == {0, 1}
    assert better.gain == pytest.approx(200.0)


def test_a_pack_comes_in_where_no_single_exchange_helps():
    rows = [[[(0, 60)]], [[(60, 120)]], [[(0, 35), (60, 95)]], [[(30, 60), (90, 120)]]]
    family = Family([spells_of(row) for row in rows], np.ones(1))
    moves = [((0, 1), 120.0)]
    better = exchange(family, family.nothing, (2, 3), moves, range(4))
    assert better.gain == pytest.approx(120.0)


@pytest.mark.parametrize("seed", range(10))
def test_the_order_of_candidates_does_not_matter(seed):
    rows, family, count = case(seed)
    rows = [*rows, rows[0]]  # a tie
    names = [f"item {i:02d}" for i in range(len(rows))]
    order = np.random.default_rng(seed + 100).permutation(len(rows))
    answers = []
    for some in (range(len(rows)), order):
        mixed = Family([spells_of(rows[i]) for i in some], family.weights)
        rank = [sorted(names).index(names[i]) for i in some]
        found, _ = lazy_greedy(mixed, mixed.nothing, mixed.gains(), rank, count)
        answers.append([names[some[i]] for i in found.items])
    assert answers[0] == answers[1]


def test_nothing_to_gain_takes_nothing():
    family = Family([spells_of([[]]), spells_of([[]])], np.ones(1))
    found, state = lazy_greedy(family, family.nothing, family.gains(), range(2), 2)
    assert found.items == ()
    assert upper_bound(family, state, found, 2) == 0.0


pairs = st.lists(st.tuples(st.integers(0, 90), st.integers(1, 40)), max_size=4)
items = st.lists(st.tuples(pairs, pairs), min_size=3, max_size=6)


@given(rows=items)
@settings(deadline=None, derandomize=True, max_examples=60)
def test_the_objective_is_monotone_and_submodular_and_equals_the_minute_grid(rows):
    rows = [[[(b, b + n) for b, n in cell] for cell in row] for row in rows]
    weights = np.array([1.0, 0.25])
    family = Family([spells_of(row) for row in rows], weights)
    small, large = [0], [0, *range(2, len(rows))]
    _, small_state = gain_of(family, family.nothing, small)
    _, large_state = gain_of(family, family.nothing, large)
    assert family.gain(1, small_state) >= family.gain(1, large_state) - 1e-9 >= -1e-9
    assert family.value([*large, 1]) >= family.value(large) - 1e-9
    assert family.value(large) == pytest.approx(by_minutes(rows, large, weights, length=140))
