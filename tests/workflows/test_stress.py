"""What breaks in Nauru when something fails: stages, effects, curves, positions and paths mean what they say."""

from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise

import numpy as np
import pytest
from small import Silent

from commonsky.core.errors import InvalidInputError, UnknownNameError
from commonsky.core.execution import SerialExecutor
from commonsky.resilience.load import packaged_scenarios
from commonsky.resilience.losses import Case
from commonsky.resilience.recovery import back_h, comes_back
from commonsky.resilience.scenario import Loss
from commonsky.workflows.over_country import Inputs, Weighed
from commonsky.workflows.stress import Request, stress
from commonsky.workflows.stress_needs import Struck, need_under
from made_up_fleet import HOUR_S, make_need, make_requirement, make_service, make_simulation

WATER = "flood-surface-water-extent"
#: Days: long enough that what was made before the event is too old before the window ends.
DAYS = 18.0
SCENARIOS = ("gps-lost", "all-gnss-lost", "sentinel-1-fleet-lost", "storm-g5", "svalbard-lost", "terra-aqua-retired", "twin-late")
OWN = """
[[scenario]]
name = "twin-late"
kind = "launch-delay"
titles = { en = "The twin is launched later", zh = "双星推迟发射" }
takes = { missions = ["Twin"], months = 12 }
as_of = 2026-11-01
source = [{ what = "all", where = "made up" }]
"""
TWIN = """
[[mission]]
name = "Twin"
agencies = ["National Space Agency"]
launch_date = 2026-10-01
status = "planned"
status_as_of = 2026-09-01
norad = 99001
cospar = "2026-001A"
as_of = 2026-11-01
source = [{ what = "orbit", where = "made up" }]
[mission.orbit]
kind = "inclined"
altitude_km = 550
inclination_deg = 12

[[instrument]]
name = "Twin radar"
kind = "synthetic aperture radar"
missions = ["Twin"]
data_policy = "open"
as_of = 2026-11-01
source = [{ what = "swath", where = "made up" }]
[[instrument.modes]]
name = "wide"
geometry = "side-looking"
swath_km = 300
incidence_min_deg = 25
incidence_max_deg = 48
side = "right"
resolution_m = 20
light = "any"
acquisition = "systematic"
[[instrument.measures]]
variable = "surface_water_extent"
modes = ["wide"]
relevance = "primary"
resolution_m = 20
uncertainty = 0.2
latency_h = 2
product = "maps"
source = [{ what = "product", where = "made up" }]
"""


def asked(folder, *, scenarios=SCENARIOS, wanted=("flood",), days=DAYS):
    (folder / "own.toml").write_text(OWN, "utf-8")
    (folder / "twin.toml").write_text(TWIN, "utf-8")
    inputs = Inputs(
        country="NRU", date=datetime(2026, 11, 1, tzinfo=UTC), days=days, wanted=wanted, instruments=folder / "twin.toml"
    )  # fmt: skip
    return Request(inputs=inputs, scenarios=scenarios, own=folder / "own.toml")


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    return stress(asked(tmp_path_factory.mktemp("stress")), Silent())


@pytest.fixture(scope="module")
def by_name(found):
    return {s.name: s for s in found.scenarios}


def effect(scenario, need=WATER):
    return next(e for e in scenario.effects if e.need == need)


def test_every_scenario_is_told_hardest_first(found, by_name):
    assert set(by_name) == set(SCENARIOS)

    def fall(row):
        before, after = row.stages[:2]
        return sum(
            getattr(before, n) - getattr(after, n) for n in ("see_people" if found.headline_by == "people" else "see", "locate", "tell")
        )

    falls = [fall(s) for s in found.scenarios]
    assert falls == sorted(falls, reverse=True)
    assert falls[0] > 0


def test_stages_are_ordered(found):
    for row in found.scenarios:
        assert [s.stage for s in row.stages] == ["before", "absorb", "adapt", "recover"]
        before, absorb, adapt, recover = row.stages
        for name in ("see", "see_people", "locate", "tell"):
            assert getattr(absorb, name) <= getattr(adapt, name) <= getattr(before, name), (row.name, name)
            assert getattr(absorb, name) <= getattr(recover, name), (row.name, name)
        for e in row.effects:
            assert e.absorb <= e.adapt <= max(e.before, e.absorb)
            assert e.absorb <= e.recover
            assert e.stated_before <= e.before
            assert e.stated_absorb <= e.absorb
            assert e.people_absorb <= e.people_before


def test_floods_are_not_seen_without_sentinel_1_but_others_data_would_help(found, by_name):
    lost = effect(by_name["sentinel-1-fleet-lost"])
    assert lost.before > 0.95
    assert lost.absorb < 0.05
    assert lost.adapt > 0.5
    assert lost.opened
    assert lost.recover == lost.absorb  # no source says that it comes back
    assert lost.age_before_h > 0
    assert lost.wait_before_h > 0
    assert lost.wait_after_h is None
    assert by_name["sentinel-1-fleet-lost"].stages[0].see - by_name["sentinel-1-fleet-lost"].stages[1].see > 0.1
    see = next(c for c in found.capabilities if c.name == "see")
    assert see.worst_scenario == "sentinel-1-fleet-lost"
    assert see.worst < see.before


def test_what_to_add_names_whose_data_to_agree_on(by_name):
    lost = by_name["sentinel-1-fleet-lost"]
    assert effect(lost).opened[0] in lost.add[0]["en"]
    assert any("Ask the operator" in row["en"] for row in lost.add)


def test_loss_of_navigation_touches_no_need(by_name):
    for name in ("gps-lost", "all-gnss-lost"):
        row = by_name[name]
        assert row.effects == ()
        assert row.curves == ()
        assert row.warning_lost_h is None
        assert row.stages[0].see == row.stages[1].see
    assert by_name["gps-lost"].navigation.available > 0.9
    assert by_name["gps-lost"].navigation.systems_lost == ("GPS",)


def test_no_position_is_left_when_all_navigation_is_lost(found, by_name):
    row = by_name["all-gnss-lost"]
    assert row.navigation.available == 0.0
    assert row.navigation.available_before > 0.9
    assert row.navigation.worst_outage_h == 24.0
    assert row.navigation.pdop_median is None
    assert row.stages[1].locate == row.stages[2].locate == 0.0
    assert row.stages[3].locate == row.stages[0].locate
    locate = next(c for c in found.capabilities if c.name == "locate")
    assert (locate.worst, locate.worst_scenario) == (0.0, "all-gnss-lost")


def test_a_storm_near_the_equator_takes_no_need(by_name):
    assert by_name["storm-g5"].effects == ()


def test_a_station_lost_delays_and_takes_nothing_more_than_time(by_name):
    row = by_name["svalbard-lost"]
    late = effect(row)
    assert late.wait_after_h > late.wait_before_h
    assert late.age_after_h >= late.age_before_h
    assert row.warning_lost_h >= round(late.wait_after_h - late.wait_before_h, 2)
    assert row.stages[3].after_low_h <= row.stages[3].after_high_h


def test_a_delayed_launch_takes_the_planned_mission_alone(by_name):
    late = effect(by_name["twin-late"])
    assert late.before == 1.0
    assert late.absorb > 0.95  # the Sentinels are there
    assert late.wait_after_h > late.wait_before_h
    # beside another scenario the planned mission does not fly
    assert effect(by_name["sentinel-1-fleet-lost"]).wait_before_h == pytest.approx(late.wait_after_h)


def test_curves_start_whole_and_fall_only_as_products_age(found, by_name):
    limit_h = next(n for n in found.needs if n.id == WATER).age_limit_h
    row = next(c for c in by_name["sentinel-1-fleet-lost"].curves if c.need == WATER)
    assert row.points[0].time_h == pytest.approx(-DAYS * 24 / 3, abs=0.01)
    assert row.points[-1].time_h == pytest.approx(DAYS * 16, abs=0.01)
    assert all(p.share == 1.0 for p in row.points if p.time_h <= 0)
    after = [p.share_lost for p in row.points if p.time_h >= 0]
    assert all(b <= a + 1e-9 for a, b in pairwise(after))
    newest_h = effect(by_name["sentinel-1-fleet-lost"]).age_before_h
    assert all(p.share_lost > 0 for p in row.points if 0 <= p.time_h <= limit_h - 3 * newest_h)
    assert all(p.share_lost == 0.0 for p in row.points if p.time_h > limit_h)
    assert any(p.time_h > limit_h for p in row.points)
    assert [p.share for p in row.points] == [p.share_lost for p in row.points]  # nothing is published to come back


def test_the_envelope_begins_with_what_is_there_and_falls(found):
    for need in found.needs:
        if not need.envelope:
            assert need.area == 0.0
            continue
        assert (need.envelope[0].lost, need.envelope[0].losses) == (0, 1)
        assert need.envelope[0].best == need.envelope[0].worst == need.area
        assert need.envelope[-1].best == 0.0 or not need.exact
        for row, after in pairwise(need.envelope):
            assert row.worst <= row.median <= row.best
            assert after.best <= row.best
            assert after.worst <= row.worst


def test_shapley_values_sum_to_what_is_served(found):
    water = next(n for n in found.needs if n.id == WATER)
    assert {s.name for s in water.systems} == {"Sentinel-1C", "Sentinel-1D"}
    assert water.exact
    assert sum(s.shapley for s in water.systems) == pytest.approx(water.area, abs=2e-4)
    assert all(s.error == 0.0 for s in water.systems)
    for need in found.needs:
        if len(need.systems) < 8:
            assert sum(s.shapley for s in need.systems) == pytest.approx(need.area, abs=1e-3)


def test_the_loss_of_one_in_the_envelope_is_what_is_left_without_it(found):
    for need in found.needs:
        ones = [row for row in need.envelope if row.lost == 1]
        if ones and len(need.systems) < 8:
            assert ones[0].worst == min(s.left for s in need.systems)
            assert ones[0].best == max(s.left for s in need.systems)


def test_a_planned_mission_is_no_system_of_a_need(found):
    assert all("Twin" not in {s.name for s in need.systems} for need in found.needs)


def by_hand(*, policy):
    """One need, fresh for 7 hours: an open satellite that looks every 6 hours, and another whose data are of a policy; both at once."""
    services = (make_service(name="A", latency_h=0.5), make_service(name="B", look=1, latency_h=0.5, policy=policy))
    rows = [[(0, h * HOUR_S, h * HOUR_S, 0.0) for h in range(-48, 48, 6)]] * 2
    simulation = make_simulation(services, rows, cells=1, window_s=(0.0, 48 * HOUR_S), early_s=48 * HOUR_S)
    requirement = make_requirement(observing_cycle=("h", None, None, 6), timeliness=("h", None, None, 1))
    case = Case(need=make_need(), requirement=requirement, services=services, cells=np.array([0]), simulation=simulation)
    return Weighed(case=case, area_km2=np.ones(1), people=np.ones(1))


@pytest.mark.parametrize(("late", "adapt"), [(("A", "B"), 0.0), (("A",), 1.0)])
def test_data_that_are_opened_come_as_late_as_the_scenario_makes_them(late, adapt):
    loss = Loss(slower_h=dict.fromkeys(late, 9.0))
    struck = Struck(scenario=packaged_scenarios()["gps-lost"], loss=loss, absent=frozenset())
    found = need_under(by_hand(policy="commercial"), (struck,), frozenset(), SerialExecutor())
    (effect_,) = found.effects
    assert (effect_.before, effect_.absorb, effect_.adapt) == (1.0, 0.0, adapt)
    assert effect_.opened == (("B",) if adapt else ())
    assert effect_.wait_after_h == pytest.approx(effect_.wait_before_h + 9.0)


def by_two(*, hours):
    """The same need over two cells that are looked at three hours apart, and the loss of the only satellite for some hours."""
    service = make_service(name="A", latency_h=0.5)
    rows = [[(cell, h * HOUR_S, h * HOUR_S, 0.0) for cell in (0, 1) for h in range(-48 + 3 * cell, 48, 6)]]
    simulation = make_simulation([service], rows, cells=2, window_s=(0.0, 48 * HOUR_S), early_s=48 * HOUR_S)
    requirement = make_requirement(observing_cycle=("h", None, None, 6), timeliness=("h", None, None, 1))
    case = Case(need=make_need(), requirement=requirement, services=(service,), cells=np.arange(2), simulation=simulation)
    known = packaged_scenarios()["gps-lost"]
    lasting = () if hours is None else (known.lasting[0].model_copy(update={"low_h": 0.5 * hours, "high_h": hours}),)
    scenario = known.model_copy(update={"lasting": lasting, "recovery": ()})
    struck = Struck(scenario=scenario, loss=Loss(looks=frozenset({("A", "", "")})), absent=frozenset())
    return need_under(Weighed(case=case, area_km2=np.ones(2), people=np.ones(2)), (struck,), frozenset(), SerialExecutor())


@pytest.mark.parametrize(("hours", "absorb"), [(1.0, 1.0), (3.0, 0.5), (8.0, 0.0), (30.0, 0.0), (400.0, 0.0), (None, 0.0)])
def test_a_need_withstands_what_passes_before_its_products_are_too_old(hours, absorb):
    # the event strikes at 16 h: the looks at 18 h and at 21 h are lost one after the other, and products last for 7 h
    found = by_two(hours=hours)
    (effect_,) = found.effects
    assert (effect_.before, effect_.absorb) == (1.0, absorb)
    assert found.stages[0, 1].tolist() == [absorb, absorb]
    assert effect_.recover == (0.0 if hours is None else 1.0)


@pytest.mark.parametrize(
    ("name", "hours", "back"),
    [
        ("gps-lost", (12.0, 12.0), True),  # as long as it lasts; another path that takes over brings nothing back
        ("storm-g5", (48.0, 48.0), True),  # a published way back goes before how long it lasts
        ("landsat-8-lost", (44.5, 144.1), True),
        ("goes-19-lost", (468.0, 1464.0), True),
        ("viasat-cyber-attack", None, True),  # repaired, and nobody says when
        ("himawari-9-lost", None, False),  # a spare takes over: what was lost is not back
        ("sentinel-1-fleet-lost", None, False),
    ],
)
def test_all_is_back_when_a_source_says_so_and_not_when_another_takes_over(name, hours, back):
    row = packaged_scenarios()[name]
    assert back_h(row) == hours
    assert comes_back(row) is back


MISSPELT = """
[[scenario]]
name = "misspelt"
kind = "loss-of-satellite"
titles = { en = "One that is not there" }
takes = { missions = ["Sentinel-1Z"] }
as_of = 2026-11-01
source = [{ what = "all", where = "made up" }]
"""


@pytest.mark.parametrize("scenarios", [(), ("misspelt",), ("gps-lost", "misspelt")])
def test_a_scenario_of_which_no_name_is_found_is_refused_in_one_line(tmp_path, scenarios):
    request = asked(tmp_path, scenarios=scenarios, wanted=(WATER,), days=1.0)
    (tmp_path / "misspelt.toml").write_text(MISSPELT, "utf-8")
    with pytest.raises(InvalidInputError, match="^misspelt takes nothing that is known: ") as said:
        stress(replace(request, own=tmp_path / "misspelt.toml"), Silent())
    assert "Sentinel-1Z" in str(said.value)
    assert "\n" not in str(said.value)


def test_a_name_not_found_beside_one_that_is_found_is_a_note(tmp_path):
    request = asked(tmp_path, scenarios=(), wanted=(WATER,), days=1.0)
    (tmp_path / "own.toml").write_text(MISSPELT.replace('["Sentinel-1Z"]', '["Sentinel-1Z", "Sentinel-1C"]'), "utf-8")
    found = stress(request, Silent())
    assert any(note.startswith("misspelt: ") and "Sentinel-1Z" in note for note in found.notes)


JAM = """
[[scenario]]
name = "jam"
kind = "jamming"
titles = { en = "A jam around the capital" }
takes = { lat_deg = -18.1, lon_deg = 178.4, radius_km = 70, spoofing = false }
as_of = 2026-11-01
source = [{ what = "all", where = "made up" }]
"""


def test_a_jam_over_a_part_of_the_country_counts_alert_paths_by_that_part(tmp_path):
    request = asked(tmp_path, scenarios=("jam", "all-gnss-lost"), wanted=(WATER,), days=1.0)
    (tmp_path / "own.toml").write_text(JAM, "utf-8")
    found = stress(replace(request, inputs=replace(request.inputs, country="FJI")), Silent())
    rows = {s.name: s for s in found.scenarios}
    jam, whole = rows["jam"].telling, rows["all-gnss-lost"].telling
    assert 0.05 < jam.area_share < 0.95
    assert whole.area_share == 1.0
    assert jam.lost
    assert set(jam.lost) <= set(whole.lost)
    for row in (rows["jam"], rows["all-gnss-lost"]):
        t = row.telling
        assert row.stages[1].tell == pytest.approx(1 - t.area_share * len(t.lost) / t.paths_before, abs=1e-4)
    assert rows["jam"].stages[1].tell > rows["all-gnss-lost"].stages[1].tell
    assert next(c for c in found.capabilities if c.name == "tell").worst_scenario == "all-gnss-lost"


def test_a_template_s_alert_paths_are_told_as_such(found):
    tell = next(c for c in found.capabilities if c.name == "tell")
    assert found.paths_from == "packaged template"
    assert "alert paths of a template, not the country's own," in tell.sentence["en"]
    assert "模板（非本国实情）所列" in tell.sentence["zh"]


def test_the_same_inputs_give_the_same_figures_twice(tmp_path):
    request = asked(tmp_path, scenarios=("sentinel-1-fleet-lost", "svalbard-lost"), wanted=(WATER,), days=4.0)
    first, second = (stress(request, Silent()).model_dump(exclude={"made_utc"}) for _ in range(2))
    assert first == second


def test_refusals_come_before_the_work(tmp_path):
    silent = Silent()
    with pytest.raises(UnknownNameError, match="did you mean 'gps-lost'"):
        stress(asked(tmp_path, scenarios=("gps-losst",)), silent)
    with pytest.raises(InvalidInputError, match="contradict each other"):
        stress(asked(tmp_path, scenarios=("storm-g5", "storm-g4")), silent)
    with pytest.raises(InvalidInputError, match="out of range; give 1 to 120"):
        stress(asked(tmp_path, days=0.5), silent)
    assert silent.steps == []
