"""Sites, receiving stations and opened missions: what they cover, and what is asked for them."""

from datetime import UTC, datetime

import numpy as np
import pytest

from commonsky.core.execution import SerialExecutor, Untold
from commonsky.gaps.bits import ACQUISITION, POLICY
from commonsky.mission_design.area import country_area
from commonsky.mission_design.ground import misses_of
from commonsky.mission_design.plan import Terms, make_plan
from commonsky.mission_design.solve import solve
from commonsky.needs.load import default_needs, wanted_needs

START = datetime(2026, 11, 23, tzinfo=UTC)


def plan_of(country, need, kinds, *, days=3.0, cells=25, level="threshold", without=()):
    area = country_area(country, START.date(), most=cells)
    asked = wanted_needs(default_needs().for_country(coastal=True, on=START.date()), (need,))
    terms = Terms(level=level, count=3, kinds=kinds, without=without, start=START, days=days, by_people=False)
    return make_plan(area, asked, terms, SerialExecutor(), Untold())


def works(plan):
    return list(plan.cover.items)


def test_a_gauge_serves_its_surroundings_all_the_time():
    plan = plan_of("SLB", "flood-inland-water-level", ("gauge",))
    demand = plan.demands[0]
    for one in works(plan):
        served = one.spells[0].seconds() / (demand.end_s - demand.begin_s)
        assert set(np.round(served, 9).tolist()) <= {0.0, 1.0}
        assert served.sum() >= 1.0
        assert one.kind == "gauge"
        assert one.place is not None


def test_no_gauge_reaches_further_than_the_spacing_asked_allows():
    plan = plan_of("KEN", "weather-air-temperature-gbon", ("gauge",))
    demand, cells = plan.demands[0], plan.area.cells
    reach_km = demand.requirement.asked("threshold").resolution_m / 1000.0 / np.sqrt(2.0)
    for one in works(plan):
        lat, lon = one.place
        away = 111.2 * np.hypot(cells.lat_deg - lat, (cells.lon_deg - lon) * np.cos(np.radians(lat)))
        assert (away[one.spells[0].seconds() > 0] <= reach_km * 1.02 + 1.0).all()


@pytest.mark.parametrize("country", ["VAT", "KIR"])
def test_sites_stand_on_cells_with_land_of_the_country_itself(country):
    plan = plan_of(country, "weather-air-temperature-gbon", ("gauge",), days=1.0, cells=40)
    whole = country_area(country, START.date(), most=100_000).cells
    own = {(lat, lon) for lat, lon, km2 in zip(whole.lat_deg, whole.lon_deg, whole.land_km2, strict=True) if km2 > 0}
    assert works(plan)
    assert {one.place for one in works(plan)} <= own


def test_an_opened_mission_fails_today_by_policy_or_acquisition_alone():
    plan = plan_of("SLB", "agriculture-land-cover", ("unused",))
    assert "open PALSAR-2" in {one.name for one in works(plan)}
    bits = misses_of(plan.today.services[0], plan.demands[0])
    refused = {
        s.instrument.name for s, b in zip(plan.today.services[0], bits, strict=True) if b and not b & ~np.uint8(POLICY | ACQUISITION)
    }
    assert {one.name.removeprefix("open ") for one in works(plan)} == refused
    assert all("today" in one.asks["en"] and one.asks["zh"] for one in works(plan))


def test_a_receiving_station_makes_products_come_sooner():
    plan = plan_of("SLB", "agriculture-land-cover", ("station",))
    assert plan.cover.value(plan.base) == 0.0
    stations = {one.name: one for one in works(plan)}
    sentinel = stations["receiving station for Sentinel-2"]
    assert 0 < sentinel.latency_h <= 24.0 + 12.0
    assert plan.cover.worth(sentinel.spells, plan.base) > 0.5
    solved = solve(plan.cover, plan.base, plan.packs, 3, SerialExecutor())
    assert solved.front[solved.answer].met


def test_a_mission_that_is_gone_serves_no_more():
    whole = plan_of("SLB", "fire-burnt-area", ("unused",))
    good = misses_of(whole.today.services[0], whole.demands[0]) == 0
    serving = {s.mission for s, admissible in zip(whole.today.services[0], good, strict=True) if admissible}
    less = plan_of("SLB", "fire-burnt-area", ("unused",), without=tuple(sorted(serving)))
    assert whole.cover.value(whole.base) > 0.1
    assert less.cover.value(less.base) == 0.0


@pytest.mark.parametrize("need", ["flood-inland-water-level", "weather-air-temperature-gbon"])
def test_more_sites_serve_more(need):
    plan = plan_of("KEN", need, ("gauge",), cells=40)
    solved = solve(plan.cover, plan.base, plan.packs, 3, SerialExecutor())
    values = [point.value for point in solved.front]
    assert values == sorted(values)
    assert values[-1] > values[0]
    assert solved.gain >= solved.a_priori * solved.most_gain - 1e-9
