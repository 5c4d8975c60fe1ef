"""What a loss does to one need: levels against judging anew without the lost, waits against a grid of minutes, absences by filtering."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest

from commonsky.core.execution import SerialExecutor
from commonsky.gaps.admissible import whatever_accuracy
from commonsky.gaps.levels import attain, newest_ages_h, terms
from commonsky.resilience.fresh_sets import THRESHOLD
from commonsky.resilience.losses import Case, by_mission, share_at_least, system_of, taken, waits_h, watch
from commonsky.resilience.scenario import Loss
from commonsky.workflows.stress_needs import interrupted
from drawn_cases import draw_case
from made_up_fleet import HOUR_S, make_need, make_requirement, make_service, make_simulation

SEEDS = range(40)
READINGS = ("stated", "at best")
NEVER = np.inf


def drawn(seed):
    """A drawn case as losses take it."""
    case = draw_case(seed)
    return Case(
        need=case.need, requirement=case.requirement, services=case.services, cells=np.asarray(case.cells), simulation=case.simulation
    )


def read(case, reading):
    return case.services if reading == "stated" else whatever_accuracy(case.services)


def judged(case, reading, services=None):
    """Levels of the services alone, by `gaps.levels.attain`."""
    left = read(case, reading) if services is None else services
    return attain(case.simulation, left, case.need, case.requirement, case.cells, SerialExecutor()).level


@pytest.mark.parametrize("reading", READINGS)
@pytest.mark.parametrize("seed", SEEDS)
def test_levels_after_a_loss_are_those_of_what_is_left(seed, reading):
    case = drawn(seed)
    names = [system_of(s) for s in case.services]
    losses = [frozenset(lost) for size in range(len(names) + 1) for lost in combinations(names, size)][:24]
    found = watch(case, reading, SerialExecutor()).after(losses)
    before = judged(case, reading)
    assert found[:, 0].tolist() == before.tolist()
    for k, lost in enumerate(losses):
        left = judged(case, reading, tuple(s for s in read(case, reading) if system_of(s) not in lost))
        met = left <= THRESHOLD
        assert found[met, k].tolist() == left[met].tolist(), lost
        # where nothing is met, not observed is where nothing looked before the loss either
        assert found[~met, k].tolist() == [4 if b == 4 else 3 for b in before[~met]], lost


@pytest.mark.parametrize("seed", SEEDS)
def test_the_threshold_watched_alone_holds_where_any_level_does(seed):
    case = drawn(seed)
    losses = [frozenset(), frozenset({system_of(case.services[0])})]
    whole, alone = (watch(case, "at best", SerialExecutor(), numbers=n).after(losses) for n in ((0, 1, 2), (2,)))
    assert (alone <= THRESHOLD).tolist() == (whole <= THRESHOLD).tolist()
    assert set(alone.ravel()) <= {2, 3, 4}


@pytest.mark.parametrize("seed", SEEDS)
def test_more_lost_is_never_better_and_at_best_never_worse_than_stated(seed):
    case = drawn(seed)
    names = [system_of(s) for s in case.services]
    losses = [frozenset(names[:k]) for k in range(len(names) + 1)]
    stated, best = (share_at_least(watch(case, r, SerialExecutor()).after(losses), np.ones(len(case.cells))) for r in READINGS)
    assert (np.diff(stated) <= 0).all()
    assert (np.diff(best) <= 0).all()
    assert (best >= stated).all()
    assert best[-1] == 0.0


@pytest.mark.parametrize("seed", range(0, 40, 3))
def test_opened_lets_in_every_policy_and_acquisition(seed):
    case = drawn(seed)
    opened = case.opened()
    free = tuple(_opened_to_all(s) for s in case.services)
    assert judged(opened, "stated").tolist() == judged(case, "stated", free).tolist()
    assert (judged(opened, "stated") <= judged(case, "stated")).all()


def _opened_to_all(service):
    """The same service with open data taken systematically."""
    instrument, mode = service.instrument, service.mode
    rest = {name: getattr(service, name) for name in ("mission", "measure", "radius_km", "look", "depth")}
    return type(service)(
        instrument=instrument.model_copy(update={"data_policy": "open"}), mode=mode.model_copy(update={"acquisition": "systematic"}), **rest
    )


def test_at_best_lets_every_accuracy_pass_and_takes_no_latency_as_none():
    services = (make_service(name="Poor", uncertainty=9.0, latency_h=0.5), make_service(name="Silent", look=1))
    rows = [[(0, h * HOUR_S, h * HOUR_S, 0.0) for h in range(-24, 24, 3)]] * 2
    requirement = make_requirement(observing_cycle=("h", None, None, 6), uncertainty=("1", None, None, 0.1))
    simulation = make_simulation(services, rows, cells=1, window_s=(0.0, 24 * HOUR_S), early_s=24 * HOUR_S)
    case = Case(need=make_need(), requirement=requirement, services=services, cells=np.array([0]), simulation=simulation)
    poor, silent = (frozenset({system_of(s)}) for s in services)
    losses = [frozenset(), poor, silent, poor | silent]
    assert watch(case, "stated", SerialExecutor()).after(losses).tolist() == [[3, 3, 3, 3]]
    assert watch(case, "at best", SerialExecutor(), numbers=(THRESHOLD,)).after(losses).tolist() == [[2, 2, 2, 3]]
    assert waits_h(case, "stated", case.cells).tolist() == [NEVER]
    assert waits_h(case, "at best", case.cells) == pytest.approx([1.5])


def test_slowed_adds_hours_and_drops_what_never_comes():
    services = (make_service(name="A", latency_h=2.0), make_service(name="B", look=1), make_service(name="C", look=2, latency_h=1.0))
    case = Case(need=make_need(), requirement=make_requirement(observing_cycle=("h", 1, 2, 3)), services=services,
                cells=np.array([0]), simulation=make_simulation(services, [[], [], []], cells=1, window_s=(0, 60), early_s=0))  # fmt: skip
    found = {s.mission: s.measure.latency_h for s in case.slowed({"A": 1.5, "B": 4.0, "C": NEVER, "D": 1.0}).services}
    assert found == {"A": 3.5, "B": 4.0}
    assert case.slowed({}).services == services
    assert case.slowed({"A": 0.0}).services == services


@pytest.mark.parametrize("seed", SEEDS)
def test_slower_products_serve_no_more(seed):
    case = drawn(seed)
    slow = {case.services[0].mission: 3.0}
    before, after = (watch(c, "at best", SerialExecutor()).after([frozenset()])[:, 0] for c in (case, case.slowed(slow)))
    assert (np.minimum(after, 3) >= np.minimum(before, 3)).all()


def test_taken_names_modes_instruments_missions_and_what_never_comes():
    a, b = make_service(name="A"), make_service(name="B", look=1)
    assert taken([a, b], Loss(looks=frozenset({("A", "", "")}))) == {system_of(a)}
    assert taken([a, b], Loss(looks=frozenset({("A", "A", "only")}))) == {system_of(a)}
    assert taken([a, b], Loss(looks=frozenset({("A", "A", "other")}))) == frozenset()
    assert taken([a, b], Loss(looks=frozenset({("A", "B", "")}))) == frozenset()
    assert taken([a, b], Loss(slower_h={"B": NEVER, "A": 3.0})) == {system_of(b)}
    assert taken([a, b], Loss(navigation=frozenset({"GPS"}))) == frozenset()


def counted_waits_h(case, reading):
    """Mean wait in each cell, one instant after another, at the half minutes of the window's first half; from the definition alone."""
    services = read(case, reading)
    found = terms(case.simulation, services, case.need, case.requirement)
    middle_s = (case.simulation.start_s + case.simulation.end_s) / 2
    instants = np.arange(case.simulation.start_s + 30.0, middle_s, 60.0)
    deepest = max(k for k, p in enumerate(case.simulation.passes) if p is not None)
    return [_wait_h(case, services, found, int(cell) * 4**deepest, deepest, instants) for cell in case.cells]


def _wait_h(case, services, found, point, deepest, instants):
    observed, delivered = [], []
    for number, s in enumerate(services):
        if found.misses[number, THRESHOLD] or s.measure.latency_h is None:
            continue
        passes = case.simulation.passes[s.depth]
        mine = (passes.point_of_each() == point >> 2 * (deepest - s.depth)) & (passes.look == s.look)
        mine &= passes.incidence_deg <= found.widest[number, THRESHOLD]
        step_s = 60.0 * (s.mode.cycle_min or 0.0) if s.mode.geometry in {"disk", "grid"} else 0.0
        for a, b in zip(passes.start_s[mine], passes.end_s[mine], strict=True):
            images = np.arange(a, b + 1e-6, step_s) if step_s else np.array([b])
            observed.extend(images)
            delivered.extend(images + 3600.0 * s.measure.latency_h)
    if not observed:
        return NEVER
    order = np.argsort(observed)
    seen, came = np.array(observed)[order], np.array(delivered)[order]
    soonest = np.append(np.minimum.accumulate(came[::-1])[::-1], NEVER)
    comes = soonest[np.searchsorted(seen, instants)]
    end_s = case.simulation.end_s
    if (comes >= end_s).mean() > 0.5:
        return NEVER
    return float((np.minimum(comes, end_s) - instants).mean()) / 3600.0


@pytest.mark.parametrize("reading", READINGS)
@pytest.mark.parametrize("seed", range(60))
def test_waits_are_those_of_counting_minutes(seed, reading):
    case = drawn(seed)
    assert waits_h(case, reading, case.cells) == pytest.approx(counted_waits_h(case, reading), abs=1e-9)


def test_the_drawn_waits_are_of_both_kinds():
    waits = np.concatenate([waits_h(c, "at best", c.cells) for c in map(drawn, range(60))])
    assert np.isfinite(waits).sum() > 30
    assert np.isinf(waits).sum() > 3


@pytest.mark.parametrize("seed", range(60))
def test_what_is_taken_away_never_shortens_the_wait(seed):
    case = drawn(seed)
    waits = waits_h(case, "at best", case.cells)
    for size in range(1, len(case.services) + 1):
        for lost in list(combinations(range(len(case.services)), size))[:12]:
            left = replace(case, services=tuple(s for k, s in enumerate(case.services) if k not in lost))
            after = waits_h(left, "at best", case.cells)
            assert (after >= waits - 1e-9).all(), lost
    assert np.isinf(after).all()  # nothing is left


def test_taking_away_lengthens_the_wait_in_many_drawn_cases():
    grown, ended = 0, 0
    for case in map(drawn, range(60)):
        waits = waits_h(case, "at best", case.cells)
        for lost in case.services:
            after = waits_h(replace(case, services=tuple(s for s in case.services if s is not lost)), "at best", case.cells)
            ended += int((np.isinf(after) & np.isfinite(waits)).sum())
            grown += int((np.isfinite(after) & (after > waits + 1e-6)).sum())
    assert grown > 10
    assert ended > 3


def one_look(rows_h, latency_h, window_h=24.0):
    service = make_service(latency_h=latency_h)
    rows = [[(0, h * HOUR_S, h * HOUR_S, 0.0) for h in rows_h]]
    simulation = make_simulation([service], rows, cells=1, window_s=(0.0, window_h * HOUR_S), early_s=24 * HOUR_S)
    return Case(
        need=make_need(),
        requirement=make_requirement(observing_cycle=("h", None, None, 12)),
        services=(service,),
        cells=np.array([0]),
        simulation=simulation,
    )


def test_waits_by_hand():
    # looks at 6, 12, 18 and 24 h: half a gap on the average, and the delivery
    assert waits_h(one_look([6, 12, 18, 24], 2.0), "stated", np.array([0])) == pytest.approx([5.0])
    # one look in the middle is the first for every instant of the first half; the second half has no instants
    assert waits_h(one_look([12], 0.0), "stated", np.array([0])) == pytest.approx([6.0])
    # from 9 to 12 h nothing comes within the window: it counts as coming at its end, at 24 h
    assert waits_h(one_look([9], 0.0), "stated", np.array([0])) == pytest.approx([0.75 * 4.5 + 0.25 * 13.5])
    # so does a delivery after the end: 19 h, and 25 h told as 24 h
    assert waits_h(one_look([6, 12], 13.0), "stated", np.array([0])) == pytest.approx([0.5 * 16 + 0.5 * 15])
    # for half of the instants is not for more than half of them
    assert waits_h(one_look([6], 0.0), "stated", np.array([0])) == pytest.approx([0.5 * 3 + 0.5 * 15])
    assert waits_h(one_look([5], 0.0), "stated", np.array([0])).tolist() == [NEVER]
    # a look after the window is not waited for
    assert waits_h(one_look([36], 0.0), "stated", np.array([0])).tolist() == [NEVER]
    assert waits_h(one_look([-6], 0.0), "stated", np.array([0])).tolist() == [NEVER]
    # no latency is stated: nothing is known to come, and at best it comes at once
    assert waits_h(one_look([12], None), "stated", np.array([0])).tolist() == [NEVER]
    assert waits_h(one_look([12], None), "at best", np.array([0])) == pytest.approx([6.0])


@pytest.mark.parametrize("seed", range(0, 60, 4))
def test_waits_grow_by_the_delay_of_all(seed):
    case = drawn(seed)
    every = {s.mission: 5.0 for s in case.services}
    before, after = (waits_h(c, "at best", case.cells) for c in (case, case.slowed(every)))
    assert after == pytest.approx(counted_waits_h(case.slowed(every), "at best"), abs=1e-9)
    assert (after >= before).all()
    told = np.isfinite(after)  # what would come after the window counts as at its end
    assert (after[told] <= before[told] + 5.0 + 1e-9).all()


def test_waits_grow_by_the_whole_delay_where_all_comes_within_the_window():
    case = one_look(range(6, 96, 6), 2.0, window_h=72.0)
    assert waits_h(case, "stated", case.cells) == pytest.approx([5.0])
    assert waits_h(case.slowed({"Made-up": 7.0}), "stated", case.cells) == pytest.approx([12.0])


def test_a_need_without_services_waits_for_ever():
    case = one_look([12], 0.0)
    assert waits_h(type(case)(need=case.need, requirement=case.requirement, services=(), cells=case.cells, simulation=case.simulation),
                   "stated", np.array([0])).tolist() == [NEVER]  # fmt: skip
    assert waits_h(case, "stated", np.zeros(0, np.int64)).tolist() == []


def test_missions_are_grouped_and_the_idle_ones_left_out():
    services = [make_service(name="A"), make_service(name="B", look=1)]
    rows = [[(0, h * HOUR_S, h * HOUR_S, 0.0) for h in range(-24, 24, 6)], []]
    simulation = make_simulation(services, rows, cells=1, window_s=(0.0, 24 * HOUR_S), early_s=24 * HOUR_S)
    requirement = make_requirement(observing_cycle=("h", None, None, 12))
    case = Case(need=make_need(), requirement=requirement, services=tuple(services), cells=np.array([0]), simulation=simulation)
    assert by_mission(watch(case, "stated", SerialExecutor()).levels[THRESHOLD]).systems == ("A",)


def test_shares_by_hand():
    levels = np.array([[0, 3], [2, 4], [3, 2]], np.int8)
    weights = np.array([1.0, 2.0, 1.0])
    assert share_at_least(levels, weights).tolist() == [0.75, 0.25]
    assert share_at_least(levels, weights, 0).tolist() == [0.25, 0.0]
    assert share_at_least(np.zeros((0, 2), np.int8), np.zeros(0)).tolist() == [0.0, 0.0]


def filtered_ages_h(case, away, away_s, times):
    """Age of the newest product in each cell with what some services see within the absence taken out image by image."""
    found = terms(case.simulation, case.services, case.need, case.requirement)
    ages = np.full((len(case.cells), len(times)), NEVER)
    for number, s in enumerate(case.services):
        passes, latency = case.simulation.passes[s.depth], found.latency_s[number, THRESHOLD]
        if found.misses[number, THRESHOLD] or not np.isfinite(latency):
            continue
        for row, cell in enumerate(case.cells):
            mine = (passes.point_of_each() == cell * 4**s.depth) & (passes.look == s.look)
            mine &= passes.incidence_deg <= found.widest[number, THRESHOLD]
            for a, b in zip(passes.start_s[mine], passes.end_s[mine], strict=True):
                seen = np.append(np.arange(a, b, found.cycle_s[number]), b) if found.cycle_s[number] else np.array([b])
                if s in away:
                    seen = seen[(seen < away_s[0]) | (seen >= away_s[1])]
                for t in seen:
                    after = times >= t + latency
                    ages[row, after] = np.minimum(ages[row, after], times[after] - t)
    return ages / 3600.0


@pytest.mark.parametrize("until_h", [9.5, NEVER])
@pytest.mark.parametrize("seed", SEEDS)
def test_an_absence_is_the_images_within_it_filtered_out(seed, until_h):
    case = drawn(seed)
    away = case.services[::2]
    away_s = (2.75 * HOUR_S, until_h * HOUR_S)
    times = np.linspace(case.simulation.start_s, case.simulation.end_s, 41)
    cut = interrupted(case.simulation, away, away_s)
    found = newest_ages_h(cut, case.services, case.need, case.requirement, case.cells, times)
    expected = filtered_ages_h(case, away, away_s, times)
    assert np.where(np.isnan(found), NEVER, found) == pytest.approx(expected, abs=1e-4)


@pytest.mark.parametrize("seed", SEEDS)
def test_passes_left_by_an_absence_are_those_of_filtering_by_hand(seed):
    case = drawn(seed)
    away, away_s = case.services[:1], (2.75 * HOUR_S, 9.5 * HOUR_S)
    for depth, (old, new) in enumerate(zip(case.simulation.passes, interrupted(case.simulation, away, away_s).passes, strict=True)):
        if old is None:
            assert new is None
            continue
        struck = (old.look == away[0].look) & (away[0].depth == depth)
        images = old.start_s == old.end_s
        kept = ~struck | (old.start_s < away_s[0]) | (old.start_s >= away_s[1])
        columns = (old.point_of_each(), old.look, old.start_s)
        expected = sorted(zip(*(c[images & kept].tolist() for c in columns), strict=True))
        same = new.start_s == new.end_s
        left = zip(*(c[same].tolist() for c in (new.point_of_each(), new.look, new.start_s)), strict=True)
        assert set(expected) <= set(left)
        assert not (((new.look == away[0].look) & (away[0].depth == depth)) & (new.start_s >= away_s[0]) & (new.start_s < away_s[1])).any()
        assert np.diff(new.first).min() >= 0
        assert new.first[-1] == len(new)


def test_an_absence_of_nobody_changes_nothing():
    case = drawn(3)
    found = interrupted(case.simulation, (), (0.0, NEVER))
    for old, new in zip(case.simulation.passes, found.passes, strict=True):
        assert (old is None and new is None) or old.start_s.tolist() == new.start_s.tolist()
