"""The whole search on real passes: against every set of few candidates, a planted answer, its front and its bounds."""

from dataclasses import replace
from datetime import UTC, datetime
from itertools import combinations

import numpy as np
import pytest

from commonsky.core.execution import SerialExecutor, Untold
from commonsky.mission_design.area import country_area
from commonsky.mission_design.candidates import Works, packs_of
from commonsky.mission_design.cover import Cover
from commonsky.mission_design.phases import SHIFTS
from commonsky.mission_design.plan import Terms, make_plan
from commonsky.mission_design.search import gain_of
from commonsky.mission_design.solve import solve
from commonsky.mission_design.spells import Spells, no_spells
from commonsky.needs.load import default_needs, wanted_needs

START = datetime(2026, 11, 23, tzinfo=UTC)


@pytest.fixture(scope="module")
def plan():
    area = country_area("SLB", START.date(), most=8)
    asked = wanted_needs(default_needs().for_country(coastal=True, on=START.date()), ("fire-burnt-area",))
    terms = Terms(level="threshold", count=3, kinds=("optical",), without=(), start=START, days=3.0, by_people=False)
    return make_plan(area, asked, terms, SerialExecutor(), Untold())


@pytest.mark.parametrize("seed", range(8))
def test_no_set_of_few_candidates_passes_the_bound_and_the_answer_keeps_its_own(plan, seed):
    rng = np.random.default_rng(seed)
    narrow = [i for i in plan.cover.items if i.design.sensor.swath_km < 300.0]
    items = [narrow[i] for i in rng.choice(len(narrow), 10, replace=False)]
    cover, count = Cover(items, plan.demands, plan.cover.streams), int(rng.integers(1, 4))
    solved = solve(cover, plan.base, packs_of(items, count), count, SerialExecutor())
    best = max(gain_of(cover, plan.base, some)[0] for some in combinations(range(10), solved.answer))
    assert solved.most_gain >= best - 1e-9
    assert solved.gain >= solved.a_priori * best - 1e-9
    assert solved.gain >= 0.95 * best  # what exchanges leave, on these cases


def test_a_planted_candidate_that_does_it_all_is_the_answer(plan):
    demand, cells = plan.demands[0], len(plan.area.cells)
    whole = Spells(first=np.arange(cells + 1), begin=np.full(cells, demand.begin_s), end=np.full(cells, demand.end_s))
    planted = Works(kind="unused", name="planted", titles={"en": "planted", "zh": "planted"}, spells={0: whole}, asks={"en": "", "zh": ""})
    items = (*plan.cover.items[:40], planted, *plan.cover.items[40:80])
    solved = solve(Cover(items, plan.demands, plan.cover.streams), plan.base, (), 3, SerialExecutor())
    assert [items[i].name for i in solved.front[solved.answer].items] == ["planted"]
    assert solved.front[solved.answer].value == pytest.approx(1.0)
    assert solved.proven == pytest.approx(1.0)


def planted_works(name, pairs, cells, demand):
    """Something that serves every cell between pairs of shares of the window."""
    length = demand.end_s - demand.begin_s
    begin, end = (np.tile([demand.begin_s + pair[k] * length for pair in pairs], cells) for k in (0, 1))
    spells = {0: Spells(first=len(pairs) * np.arange(cells + 1), begin=begin, end=end)}
    return Works(kind="unused", name=name, titles={"en": name, "zh": name}, spells=spells, asks={"en": "", "zh": ""})


@pytest.mark.parametrize("seed", range(4))
def test_a_planted_set_is_the_answer_where_greedy_first_takes_another(plan, seed):
    # three thirds are all of the window; the decoy is more than any third, and with it no two others are enough
    demand, cells = plan.demands[0], len(plan.area.cells)
    thirds = [planted_works(f"third {k}", [(k / 3, (k + 1) / 3)], cells, demand) for k in range(3)]
    decoys = [planted_works("decoy", [(0.15, 0.52)], cells, demand)]
    rng = np.random.default_rng(seed)
    for k in range(20):
        begin = rng.uniform(0.0, 0.9, 2)
        decoys.append(planted_works(f"drawn {k}", [(b, min(1.0, b + 0.05)) for b in sorted(begin) if b == begin.min()], cells, demand))
    items = tuple(np.random.default_rng(seed).permutation(np.array([*thirds, *decoys], object)))
    cover, nothing = Cover(items, plan.demands, plan.cover.streams), (no_spells(cells),)
    gains, _ = cover.first_gains(nothing, (), SerialExecutor(), lambda: None)
    assert items[int(np.argmax(gains))].name == "decoy"
    solved = solve(cover, nothing, (), 3, SerialExecutor())
    assert sorted(items[i].name for i in solved.front[solved.answer].items) == ["third 0", "third 1", "third 2"]
    assert solved.front[solved.answer].value == pytest.approx(1.0)
    assert solved.front[solved.answer].always
    assert solved.greedy_gain < 0.9


def test_what_meets_at_one_phase_alone_is_added_to_until_it_meets_at_all():
    area = country_area("SLB", START.date(), most=8)
    asked = wanted_needs(default_needs().for_country(coastal=True, on=START.date()), ("fire-burnt-area",))
    terms = Terms(level="threshold", count=3, kinds=("optical",), without=(), start=START, days=10.0, by_people=False)
    plan = make_plan(area, asked, terms, SerialExecutor(), Untold())
    solved = solve(plan.cover, plan.base, plan.packs, 3, SerialExecutor())
    one, answer = solved.front[1], solved.front[solved.answer]
    assert one.met
    assert not one.always
    assert min(value for value, _ in one.phases) < 0.9
    assert solved.answer >= 2
    assert answer.always
    for shift in SHIFTS:
        moved = Cover(
            plan.cover.items, plan.demands, plan.cover.streams.moved([plan.cover.items[i].design.sensor for i in answer.items], shift)
        )
        assert moved.met(gain_of(moved, plan.base, answer.items)[1], 0.95)
    alone = solve(plan.cover, plan.base, (), 1, SerialExecutor())  # no budget for more: the best is told, and that it is not enough
    assert alone.answer == 1
    assert not alone.front[1].always


def test_the_front_rises_and_the_answer_is_the_first_that_meets(plan):
    solved = solve(plan.cover, plan.base, plan.packs, 3, SerialExecutor())
    values = [point.value for point in solved.front]
    assert values == sorted(values)
    assert [len(point.items) for point in solved.front] == list(range(len(values)))
    met = [point.always for point in solved.front]
    assert solved.answer == (met.index(True) if True in met else len(met) - 1)
    for row in solved.alternatives:
        assert row.instead_of in solved.front[solved.answer].items
        assert 0.95 <= row.kept <= 1.0
        assert row.item not in solved.front[solved.answer].items


def test_nothing_to_try_is_an_answer_too(plan):
    solved = solve(Cover((), plan.demands, plan.cover.streams), plan.base, (), 3, SerialExecutor())
    assert solved.answer == 0
    assert solved.gain == 0.0


def test_people_and_area_weigh_otherwise(plan):
    demand = plan.demands[0]
    by_people = replace(demand, value=demand.people / (demand.end_s - demand.begin_s))
    cover = Cover(plan.cover.items, (by_people,), plan.cover.streams)
    assert cover.value(plan.base) != pytest.approx(plan.cover.value(plan.base), abs=1e-6)
    assert 0.0 < cover.value(plan.base) < 1.0
