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
from commonsky.mission_design.plan import Terms, make_plan
from commonsky.mission_design.search import gain_of
from commonsky.mission_design.solve import solve
from commonsky.mission_design.spells import Spells
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


def test_the_front_rises_and_the_answer_is_the_first_that_meets(plan):
    solved = solve(plan.cover, plan.base, plan.packs, 3, SerialExecutor())
    values = [point.value for point in solved.front]
    assert values == sorted(values)
    assert [len(point.items) for point in solved.front] == list(range(len(values)))
    met = [point.met for point in solved.front]
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
