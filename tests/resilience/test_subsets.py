"""The envelope and Shapley values, against all subsets and all orders by brute force, and by hand."""

from itertools import combinations, permutations
from math import factorial

import numpy as np
import pytest

from commonsky.core.errors import InvalidInputError
from commonsky.resilience.fresh_sets import FreshSets
from commonsky.resilience.subsets import drawn_importance, envelope, importance, one_and_two, served_by_loss, shapley


def made(rows, *, systems, total_s=100.0):
    """Sets of one or more cells from rows of (systems, seconds) each."""
    first = np.concatenate([[0], np.cumsum([len(r) for r in rows])]).astype(np.int64)
    masks = [sum(1 << systems.index(name) for name in names) for cell in rows for names, _ in cell]
    seconds = [s for cell in rows for _, s in cell]
    return FreshSets(
        systems=tuple(systems),
        first=first,
        sets=np.array(masks, np.uint64).reshape(-1, 1),
        seconds=np.array(seconds, float),
        total_s=total_s,
    )


def drawn(seed, *, systems=6, cells=12, rows=20):
    rng = np.random.default_rng(seed)
    names = [f"s{k}" for k in range(systems)]
    told = []
    for _ in range(cells):
        parts = rng.random(rows)
        kept = [tuple(n for n in names if rng.random() < 0.5) for _ in range(rows)]
        told.append([(k, 100.0 * p / parts.sum()) for k, p in zip(kept, parts, strict=True)])
    return made(told, systems=names), rng.random(cells)


def served(sets, weights, lost):
    """The served share by the definition."""
    total = 0.0
    for c in range(len(weights)):
        gap = 0.0
        for row in range(sets.first[c], sets.first[c + 1]):
            left = [n for k, n in enumerate(sets.systems) if int(sets.sets[row, 0]) >> k & 1 and n not in lost]
            gap += 0.0 if left else sets.seconds[row]
        total += weights[c] if gap <= sets.allowed_s else 0.0
    return total / weights.sum()


@pytest.mark.parametrize("seed", range(12))
def test_every_loss_is_what_the_definition_says(seed):
    sets, weights = drawn(seed)
    sets = FreshSets(systems=sets.systems, first=sets.first, sets=sets.sets, seconds=sets.seconds, total_s=sets.total_s * (4 + seed))
    found = served_by_loss(sets, weights)
    for index in range(len(found)):
        lost = {n for k, n in enumerate(sets.systems) if index >> k & 1}
        assert found[index] == pytest.approx(served(sets, weights, lost)), lost


@pytest.mark.parametrize("seed", range(12))
def test_the_envelope_is_that_of_all_subsets(seed):
    sets, weights = drawn(seed, systems=5)
    sets = FreshSets(systems=sets.systems, first=sets.first, sets=sets.sets, seconds=sets.seconds, total_s=sets.total_s * 6)
    found = envelope(sets, weights)
    for k in range(6):
        shares = [served(sets, weights, set(lost)) for lost in combinations(sets.systems, k)]
        assert (found.best[k], found.median[k], found.worst[k]) == pytest.approx((max(shares), np.median(shares), min(shares)))
        assert served(sets, weights, set(found.worst_systems[k])) == pytest.approx(min(shares))
        assert found.losses[k] == len(shares)


@pytest.mark.parametrize("seed", range(8))
def test_shapley_is_the_mean_over_all_orders(seed):
    sets, weights = drawn(seed, systems=5)
    sets = FreshSets(systems=sets.systems, first=sets.first, sets=sets.sets, seconds=sets.seconds, total_s=sets.total_s * 6)
    expected = dict.fromkeys(sets.systems, 0.0)
    for order in permutations(sets.systems):
        for place, name in enumerate(order):
            before, after = set(order[place:]), set(order[place + 1 :])
            expected[name] += (served(sets, weights, after) - served(sets, weights, before)) / factorial(5)
    assert importance(sets, weights).value == pytest.approx([expected[n] for n in sets.systems], abs=1e-12)


def test_shapley_by_hand_of_the_glove_game():
    # one left glove and two right ones: a pair is worth 1; orders in which the left one completes a pair are four of six
    worth = {0b000: 0, 0b001: 0, 0b010: 0, 0b100: 0, 0b011: 1, 0b101: 1, 0b110: 0, 0b111: 1}
    by_loss = np.array([worth[0b111 & ~lost] for lost in range(8)], float)
    assert shapley(by_loss) == pytest.approx([4 / 6, 1 / 6, 1 / 6])


def test_shapley_by_hand_of_two_that_back_each_other_up():
    sets = made([[(("A", "B"), 100.0)]], systems=["A", "B"])
    assert importance(sets, np.ones(1)).value.tolist() == [0.5, 0.5]


def test_shapley_by_hand_of_two_that_need_each_other_and_one_that_does_nothing():
    sets = made([[(("A",), 50.0), (("B",), 50.0)]], systems=["A", "B", "C"])
    assert importance(sets, np.ones(1)).value.tolist() == [0.5, 0.5, 0.0]
    assert envelope(sets, np.ones(1)).worst.tolist() == [1.0, 0.0, 0.0, 0.0]
    assert envelope(sets, np.ones(1)).best.tolist() == [1.0, 1.0, 0.0, 0.0]


def test_up_to_a_twentieth_of_the_time_may_be_uncovered():
    sets = made([[(("A",), 4.9), (("A", "B"), 95.1)]], systems=["A", "B"])
    assert served_by_loss(sets, np.ones(1)).tolist() == [1.0, 1.0, 1.0, 0.0]


@pytest.mark.parametrize("seed", range(6))
def test_losses_of_one_and_two_are_those_of_all_losses(seed):
    sets, weights = drawn(seed, systems=7)
    sets = FreshSets(systems=sets.systems, first=sets.first, sets=sets.sets, seconds=sets.seconds, total_s=sets.total_s * 5)
    every, (pairs, whole) = served_by_loss(sets, weights), one_and_two(sets, weights)
    assert whole == pytest.approx(every[0])
    for i in range(7):
        for j in range(7):
            assert pairs[i, j] == pytest.approx(every[1 << i | 1 << j])


@pytest.mark.parametrize("seed", range(4))
def test_drawn_orders_come_to_the_exact_values_within_their_errors(seed):
    sets, weights = drawn(seed, systems=8, cells=30)
    sets = FreshSets(systems=sets.systems, first=sets.first, sets=sets.sets, seconds=sets.seconds, total_s=sets.total_s * 5)
    exact, found = importance(sets, weights), drawn_importance(sets, weights, seed=seed, orders=4000)
    assert not found.exact
    assert np.abs(found.value - exact.value).max() < 5 * found.error.max() + 1e-12
    assert found.value.sum() == pytest.approx(exact.value.sum())  # what all together bring does not hang on the orders


def test_the_values_sum_to_what_is_served():
    sets, weights = drawn(3, systems=6)
    sets = FreshSets(systems=sets.systems, first=sets.first, sets=sets.sets, seconds=sets.seconds, total_s=sets.total_s * 6)
    assert importance(sets, weights).value.sum() == pytest.approx(served(sets, weights, set()))


def test_beyond_twenty_systems_one_and_two_are_told_and_all_losses_are_refused():
    names = [f"s{k}" for k in range(24)]
    sets = made([[((name,), 100.0 / 24) for name in names]], systems=names)
    assert envelope(sets, np.ones(1)).lost.tolist() == [0, 1, 2]
    with pytest.raises(InvalidInputError, match="24 systems have too many losses"):
        served_by_loss(sets, np.ones(1))
