"""Algebra of paths: hand-worked systems, and three hundred seeded ones against a second implementation that counts states one by one."""

import itertools
import random

import pytest

from commonsky.core.errors import InvalidInputError
from commonsky.resilience.path_algebra import (
    ALWAYS,
    NEVER,
    bounds,
    chance,
    events_of,
    given,
    given_all,
    importance,
    minimal,
    minimal_cut_sets,
    minimal_path_sets,
    single_points,
    system,
)

#: a and b side by side, c and d side by side, e between: the bridge, by its four ways through.
BRIDGE = system([[["a"], ["c"]], [["b"], ["d"]], [["a"], ["e"], ["d"]], [["b"], ["e"], ["c"]]])


def works(ways, up):
    """Second implementation: whether nested lists of ways, steps, terms and events work in one state."""
    return any(all(any(all(event in up for event in term) for term in step) for step in way) for way in ways)


def states(names):
    for bits in itertools.product((True, False), repeat=len(names)):
        yield {name for name, bit in zip(names, bits, strict=True) if bit}


def counted(ways, probability):
    """Second implementation: the probability by counting all states."""
    names = sorted(probability)
    total = 0.0
    for up in states(names):
        if works(ways, up):
            weight = 1.0
            for name in names:
                weight *= probability[name] if name in up else 1.0 - probability[name]
            total += weight
    return total


def random_ways(rng):
    """Nested lists of a random system of at most nine events, some of them in many places."""
    names = "abcdefghi"[: rng.randint(1, 9)]
    return [
        [
            [sorted(set(rng.choices(names, k=rng.randint(1, 3)))) for _ in range(rng.randint(1, 3))]
            for _ in range(rng.randint(1, 4))
        ]
        for _ in range(rng.randint(1, 4))
    ]  # fmt: skip


SEEDS = range(300)


def test_series_and_parallel_by_hand():
    half = dict.fromkeys("abc", 0.5)
    assert chance(system([[["a"], ["b"], ["c"]]]), half) == 0.125
    assert chance(system([[["a"]], [["b"]], [["c"]]]), half) == 0.875
    assert chance(system([[[["a", "b"]], ["c"]]]), half) == 0.125  # one term of two events is a series too


def test_an_element_that_two_ways_share_counts_once():
    shared = system([[["a"], ["s"]], [["b"], ["s"]]])
    assert chance(shared, {"a": 0.5, "b": 0.5, "s": 0.5}) == pytest.approx(0.5 * 0.75, abs=1e-15)  # not 1 - (1 - 1/4)^2 = 0.4375


def test_the_bridge_by_hand():
    """2 p^2 + 2 p^3 - 5 p^4 + 2 p^5, the textbooks' reliability of the bridge."""
    for p in (0.1, 0.5, 0.9):
        by_hand = 2 * p**2 + 2 * p**3 - 5 * p**4 + 2 * p**5
        assert chance(BRIDGE, dict.fromkeys("abcde", p)) == pytest.approx(by_hand, abs=1e-15)
    assert {frozenset(cut) for cut in minimal_cut_sets(BRIDGE)} == {*map(frozenset, ("ab", "cd", "aed", "bec"))}
    assert {frozenset(path) for path in minimal_path_sets(BRIDGE)} == {*map(frozenset, ("ac", "bd", "aed", "bec"))}


def test_a_common_cause_by_the_beta_factor_by_hand():
    """Two units that fail with q = 0.1, a tenth of it in common: A = (1 - 0.01) (1 - 0.09^2), below 1 - 0.1^2 that independence tells."""
    pair = system([[[["u", "no cause"]]], [[["v", "no cause"]]]])
    assert chance(pair, {"u": 0.91, "v": 0.91, "no cause": 0.99}) == pytest.approx(0.99 * (1 - 0.0081), abs=1e-15)
    assert single_points(pair) == ("no cause",)


@pytest.mark.parametrize("seed", SEEDS)
def test_random_systems_agree_with_counting_all_states(seed):
    rng = random.Random(seed)
    ways = random_ways(rng)
    built = system(ways)
    names = sorted({e for way in ways for step in way for term in step for e in term})
    probability = {name: rng.choice((rng.random(), 0.0, 1.0, 0.99)) for name in names}
    assert chance(built, probability) == pytest.approx(counted(ways, probability), abs=1e-12)
    up = set(rng.sample(names, rng.randint(0, len(names))))
    assert (given_all(built, {name: name in up for name in names}) == ALWAYS) == works(ways, up)


@pytest.mark.parametrize("seed", SEEDS[:120])
def test_cuts_paths_and_importance_agree_with_counting_all_states(seed):
    rng = random.Random(seed)
    ways = random_ways(rng)
    names = sorted({e for way in ways for step in way for term in step for e in term})
    suffice = minimal(frozenset(up) for up in states(names) if works(ways, up))
    stop = minimal(frozenset(names) - up for up in states(names) if not works(ways, up))
    assert minimal_path_sets(system(ways)) == suffice
    assert minimal_cut_sets(system(ways)) == stop
    assert minimal_cut_sets(system(ways), largest=2) == tuple(cut for cut in stop if len(cut) <= 2)
    assert single_points(system(ways)) == tuple(sorted(event for cut in stop if len(cut) == 1 for event in cut))
    probability = {name: rng.random() for name in names}
    for event, value in importance(system(ways), probability).items():
        by_count = counted(ways, probability | {event: 1.0}) - counted(ways, probability | {event: 0.0})
        assert value == pytest.approx(by_count, abs=1e-12)


@pytest.mark.parametrize("seed", SEEDS[:120])
def test_bounds_hold_for_any_dependence(seed):
    """A random joint distribution over all states gives marginals; whatever it is, the system's probability lies within their bounds."""
    rng = random.Random(seed)
    ways = random_ways(rng)
    names = sorted({e for way in ways for step in way for term in step for e in term})
    weight = {frozenset(up): rng.random() ** 6 for up in states(names)}
    whole = sum(weight.values())
    marginal = {name: sum(w for up, w in weight.items() if name in up) / whole for name in names}
    truth = sum(w for up, w in weight.items() if works(ways, up)) / whole
    low, high = bounds(system(ways), {}, {name: (p, p) for name, p in marginal.items()})
    assert low - 1e-12 <= truth <= high + 1e-12
    if len(names) > 1:  # less known, wider
        wider = bounds(system(ways), {}, {name: (p, p) if n else (0.0, 1.0) for n, (name, p) in enumerate(marginal.items())})
        assert wider[0] <= low + 1e-12
        assert wider[1] >= high - 1e-12


@pytest.mark.parametrize("seed", SEEDS[:60])
def test_bounds_with_nothing_loose_are_the_exact_value(seed):
    rng = random.Random(seed)
    built = system(random_ways(rng))
    probability = {name: rng.random() for name in events_of(built)}
    assert bounds(built, probability, {}) == pytest.approx((chance(built, probability),) * 2, abs=1e-12)


@pytest.mark.parametrize("seed", SEEDS[:120])
def test_bounds_hold_where_only_some_events_are_independent(seed):
    """Events a, c, e, ... are independent of all else; the others have any joint distribution."""
    rng = random.Random(seed)
    ways = random_ways(rng)
    names = sorted({e for way in ways for step in way for term in step for e in term})
    free = {name: rng.random() for name in names[::2]}
    weight = {frozenset(up): rng.random() ** 6 for up in states(names[1::2])}
    whole = sum(weight.values())
    truth = sum(w / whole * counted(ways, free | {n: float(n in up) for n in names[1::2]}) for up, w in weight.items())
    marginal = {name: sum(w for up, w in weight.items() if name in up) / whole for name in names[1::2]}
    low, high = bounds(system(ways), free, {name: (p, p) for name, p in marginal.items()})
    assert low - 1e-12 <= truth <= high + 1e-12


def test_bounds_of_series_and_parallel_are_frechets():
    loose = {"a": (0.9, 0.9), "b": (0.7, 0.7)}
    assert bounds(system([[["a"], ["b"]]]), {}, loose) == pytest.approx((0.6, 0.7))
    assert bounds(system([[["a"]], [["b"]]]), {}, loose) == pytest.approx((0.9, 1.0))
    rare = {"a": (0.2, 0.2), "b": (0.3, 0.3)}
    assert bounds(system([[["a"]], [["b"]]]), {}, rare) == pytest.approx((0.3, 0.5))
    assert bounds(system([[["a"], ["b"]]]), {"a": 0.5}, {"b": (0.4, 0.8)}) == pytest.approx((0.2, 0.4))


def test_systems_that_never_or_always_work():
    assert system([]) == NEVER
    assert system([[[], ["a"]]]) == NEVER  # a step without elements
    assert (chance(NEVER, {}), chance(ALWAYS, {})) == (0.0, 1.0)
    assert (single_points(NEVER), single_points(ALWAYS)) == ((), ())
    assert (minimal_cut_sets(ALWAYS), minimal_cut_sets(NEVER)) == ((), (frozenset(),))
    assert given(system([[["a"]]]), "a", works=False) == NEVER


def test_twelve_events_that_all_share_are_within_reach_and_a_wall_of_them_is_refused():
    twelve = [f"e{n}" for n in range(12)]
    seven_of_twelve = [[[list(some)]] for some in itertools.combinations(twelve, 7)]
    p = dict.fromkeys(twelve, 0.5)
    assert chance(system(seven_of_twelve), p) == pytest.approx(1586 / 4096, abs=1e-12)  # binomial tail by hand: 792+495+220+66+12+1
    rng = random.Random(1)
    many = [f"e{n}" for n in range(60)]
    wall = system([[[rng.sample(many, 3)] for _ in range(4)] for _ in range(60)])
    with pytest.raises(InvalidInputError, match="merge elements that always fail together"):
        chance(wall, dict.fromkeys(many, 0.5))


def in_series(count):
    return [f"e{n}" for n in range(count)], system([[[f"e{n}"] for n in range(count)]])


def test_seven_hundred_events_in_series_are_answered_without_recursion():
    events, series = in_series(700)
    low, high = bounds(series, dict.fromkeys(events[1:], 0.999), {events[0]: (0.9, 0.95)})
    assert (low, high) == pytest.approx((0.9 * 0.999**699, 0.95 * 0.999**699))
    assert single_points(series) == tuple(sorted(events))


def test_more_than_can_be_read_in_a_second_is_refused_with_what_to_do():
    events, series = in_series(1_100)
    with pytest.raises(InvalidInputError, match="merge elements that always fail together, or ask for one path at a time"):
        bounds(series, dict.fromkeys(events[1:], 0.999), {events[0]: (0.9, 0.9)})


def test_two_hundred_events_each_shared_by_two_ways():
    events = [f"e{n}" for n in range(201)]
    fibonacci = [0.0, 1.0]  # chance that no two neighbours of n work, at a half each: F(n + 2) / 2^n
    while len(fibonacci) < 204:
        fibonacci.append(fibonacci[-1] + fibonacci[-2])
    chain = system([[[one], [two]] for one, two in itertools.pairwise(events)])
    assert chance(chain, dict.fromkeys(events, 0.5)) == pytest.approx(1 - fibonacci[203] / 2**201)


def test_what_is_known_of_an_event_makes_other_ways_idle():
    formula = system([[["a"], ["b"]], [["b"], ["c"]], [[["c", "d"]]]])
    assert given(formula, "a", works=True) == system([[["b"]], [[["c", "d"]]]])
    assert given(formula, "c", works=True) == system([[["b"]], [["d"]]])
    assert given(formula, "c", works=False) == system([[["a"], ["b"]]])
