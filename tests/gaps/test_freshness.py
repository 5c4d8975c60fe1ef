"""Freshness under clouds: worked by hand, counted minute by minute, drawn by lot, and against the cloudless judgement."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonsky.core.errors import InvalidInputError
from commonsky.core.execution import SerialExecutor
from commonsky.coverage.clouds import Skies, hindered
from commonsky.gaps.freshness import clear_revisit_h, cloudy_shares, fresh_share
from commonsky.gaps.levels import fresh_shares
from commonsky.needs.model import LEVELS
from drawn_cases import draw_case
from made_up_fleet import HOUR_S, VARIABLE, make_need, make_requirement, make_service, make_simulation
from minute_by_minute import admissible, is_single, observe, wait_s

SPELL_S = 20 * HOUR_S
SEEDS = range(80)
ONE_CELL = np.array([0])


def skies_of(simulation, clear_of_spell, cells=3):
    """Skies over all that was simulated and a day more, cell by cell from a function of cell and spell."""
    first, last = (int(s // SPELL_S) for s in (simulation.start_s - simulation.early_s, simulation.end_s + 86400))
    clear = np.array([[clear_of_spell(c, k) for k in range(first, last + 1)] for c in range(cells)])
    return Skies(clear=clear, first=first, spell_s=SPELL_S)


def drawn_skies(seed, simulation):
    rng = np.random.default_rng(10_000 + seed)
    known = {}
    return skies_of(simulation, lambda c, k: known.setdefault((c, k), float(rng.choice([0.0, 0.2, 0.5, 0.9, 1.0]))))


def by_minute(case, skies):
    """The same shares from the definition, at each half minute."""
    shares = np.zeros((len(case.cells), len(LEVELS)))
    depth = min(2, max(s.depth for s in case.services))
    instants = np.arange(case.simulation.start_s + 30.0, case.simulation.end_s, 60.0)
    for c, cell in enumerate(case.cells):
        for point in range(cell * 4**depth, (cell + 1) * 4**depth):
            seen = [observe(case.simulation, s, point, depth, singly=is_single(s, case.requirement)) for s in case.services]
            for k, level in enumerate(LEVELS):
                shares[c, k] += fresh_at_point(case, seen, case.requirement.asked(level), instants, (skies, skies.clear[cell]))
    return shares / 4**depth


def fresh_at_point(case, seen, asked, instants, sky):
    skies, clear = sky
    limit_s = np.inf if asked.cycle_h is None else 3600.0 * (asked.cycle_h + (asked.timeliness_h or 0.0))
    known = instants >= instants[0] - 30.0 + max(0.0, limit_s - case.simulation.early_s)
    times = instants[known] if known.any() else np.array([np.inf])
    sure, under = np.zeros(len(times), bool), np.zeros((len(times), len(clear)), bool)
    for service, o in zip(case.services, seen, strict=True):
        wait = wait_s(service, asked, frozenset())
        if wait >= limit_s:
            continue
        for row in np.flatnonzero(admissible(service, case.need, asked, frozenset(), o.incidence_deg)):
            for a, b, k in pieces(o.start_s[row], o.end_s[row]):
                usable = (times >= a + wait) & (times < b + limit_s) if known.any() else np.array([True])
                if hindered(service.instrument.kind, VARIABLE):
                    under[usable, k - skies.first] = True
                else:
                    sure |= usable
    return float(np.where(sure, 1.0, 1.0 - np.where(under, 1.0 - clear, 1.0).prod(axis=1)).mean())


def pieces(start, end):
    """A look cut at the edges of skies."""
    spells = range(int(start // SPELL_S), int(end // SPELL_S) + 1)
    return [
        (max(start, k * SPELL_S), min(end, (k + 1) * SPELL_S), k)
        for k in spells
        if start == end or min(end, (k + 1) * SPELL_S) > k * SPELL_S
    ]


@pytest.mark.parametrize("seed", SEEDS)
def test_shares_agree_with_counting_minutes(seed):
    case = draw_case(seed)
    skies = drawn_skies(seed, case.simulation)
    found = cloudy_shares(*case.arguments, skies, SerialExecutor())
    assert found == pytest.approx(by_minute(case, skies), abs=1e-9)


@pytest.mark.parametrize("seed", SEEDS)
def test_without_clouds_nothing_changes(seed):
    case = draw_case(seed, whole_minutes=False)
    skies = skies_of(case.simulation, lambda _c, _k: 1.0)
    found = cloudy_shares(*case.arguments, skies, SerialExecutor())
    assert found == pytest.approx(fresh_shares(*case.arguments, SerialExecutor()), abs=1e-9)


def test_drawing_skies_by_lot_gives_the_same_mean():
    rng = np.random.default_rng(7)
    begin = np.sort(rng.uniform(0, 900, 40))
    until, sky, clear = begin + rng.uniform(1, 80, 40), np.arange(40) // 3, rng.uniform(0.1, 0.9, 14)
    times = np.arange(0.25, 1000, 0.5)
    usable = (begin <= times[:, None]) & (times[:, None] < until)
    draws = np.array([(usable & (rng.random(14) < clear)[sky]).any(axis=1).mean() for _ in range(4000)])
    assert fresh_share(begin, until, sky, clear, (0.0, 1000.0)) == pytest.approx(draws.mean(), abs=4 * draws.std() / np.sqrt(4000) + 1e-3)


def test_two_looks_under_one_sky_are_one_chance_and_under_two_skies_two():
    begin, until = np.zeros(2), np.full(2, 10.0)
    assert fresh_share(begin, until, np.array([0, 0]), np.array([0.5]), (0.0, 10.0)) == pytest.approx(0.5)
    assert fresh_share(begin, until, np.array([0, 1]), np.array([0.5, 0.5]), (0.0, 10.0)) == pytest.approx(0.75)


def test_a_product_that_no_cloud_hinders_is_there_whatever_the_sky():
    assert fresh_share(np.array([0.0, 4.0]), np.array([10.0, 6.0]), np.array([0, -1]), np.array([0.0]), (0.0, 10.0)) == pytest.approx(0.2)


def test_nothing_usable_is_never_fresh():
    nothing = np.zeros(0)
    assert fresh_share(nothing, nothing, np.zeros(0, np.int64), np.ones(1), (0.0, 1.0)) == 0.0


SPAN = st.tuples(st.floats(0, 90), st.floats(0.1, 40), st.integers(0, 4))


@settings(deadline=None, derandomize=True)
@given(st.lists(SPAN, min_size=1, max_size=12), SPAN, st.lists(st.floats(0, 1), min_size=5, max_size=5))
def test_a_look_more_and_a_clearer_sky_never_make_it_worse(spans, more, clear):
    def share(rows, chance):
        begin, length, sky = (np.array(column) for column in zip(*rows, strict=True))
        return fresh_share(begin, begin + length, sky.astype(np.int64), np.array(chance), (0.0, 100.0))

    base = share(spans, clear)
    assert -1e-12 <= base <= 1 + 1e-12
    assert share([*spans, more], clear) >= base - 1e-9
    assert share(spans, [min(1.0, c + 0.1) for c in clear]) >= base - 1e-9
    assert share(spans[::-1], clear) == pytest.approx(base, abs=1e-9)


def daily(kind, hours, clear, cycle_h=30.0):
    """One service that looks at some hours of each of ten days; asked every `cycle_h` hours."""
    service = make_service(kind=kind, latency_h=0.0)
    rows = [(0, (24 * d + h) * HOUR_S, (24 * d + h) * HOUR_S, 0.0) for d in range(-5, 10) for h in hours]
    simulation = make_simulation([service], [rows], cells=1, window_s=(0.0, 240 * HOUR_S), early_s=120 * HOUR_S)
    asked = make_requirement(observing_cycle=("h", cycle_h, cycle_h, cycle_h))
    return simulation, [service], make_need(), asked, ONE_CELL, skies_of(simulation, lambda _c, _k: clear, 1), SerialExecutor()


def test_a_daily_look_at_half_clear_skies_comes_clear_every_other_day():
    assert clear_revisit_h(*daily("optical imager", [10], 0.5))[0, 2] == pytest.approx(48.0)


def test_two_looks_an_hour_apart_come_clear_no_oftener_than_one():
    one, two = (clear_revisit_h(*daily("optical imager", hours, 0.5))[0, 2] for hours in ([10], [10, 10.5]))
    assert two == pytest.approx(one)


def test_a_radar_comes_as_often_as_it_looks_and_a_blind_look_never():
    assert clear_revisit_h(*daily("synthetic aperture radar", [4, 10], 0.1))[0, 2] == pytest.approx(12.0)
    assert np.isinf(clear_revisit_h(*daily("optical imager", [10], 0.0))[0, 2])


def test_a_daily_optical_look_is_fresh_by_the_hand_calculation():
    # each look is usable 30 h: 18 h of each day under one sky, 6 h under two
    expected = (18 * 0.4 + 6 * (1 - 0.6**2)) / 24
    assert cloudy_shares(*daily("optical imager", [10], 0.4))[0, 2] == pytest.approx(expected)
    assert cloudy_shares(*daily("synthetic aperture radar", [10], 0.4))[0, 2] == pytest.approx(1.0)


def test_no_service_is_never_fresh():
    simulation, _, need, asked, cells, skies, executor = daily("optical imager", [10], 0.4)
    assert cloudy_shares(simulation, [], need, asked, cells, skies, executor).tolist() == [[0.0, 0.0, 0.0]]
    assert np.isinf(clear_revisit_h(simulation, [], need, asked, cells, skies, executor)).all()


def test_skies_of_too_short_a_time_are_refused():
    simulation, services, need, asked, cells, skies, executor = daily("optical imager", [10], 0.4)
    late = Skies(clear=skies.clear, first=skies.first + 3, spell_s=skies.spell_s)
    with pytest.raises(InvalidInputError, match="as simulated"):
        cloudy_shares(simulation, services, need, asked, cells, late, executor)
