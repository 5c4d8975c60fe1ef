"""Rules of rows: each finds its slip in a made row and leaves a sound one alone; the packaged rows keep them all."""

from datetime import date
from types import SimpleNamespace

import pytest

from commonsky.catalogue import rules
from commonsky.catalogue.model import Instrument, Measure, Mission, Mode, Orbit
from commonsky.core.citation import Source

ORBIT_SOURCE = Source(what="orbit, altitude", where="https://example.org/orbit", quoted="705 km")
LOOK_SOURCE = Source(what="swath, resolution", where="https://example.org/look", quoted="185 km; 30 m")
DAY = date(2026, 11, 22)


def mission(**changes):
    """A sound mission with some fields replaced, unchecked as a slip would have to be."""
    sound = Mission(
        name="Made-1",
        agencies=("A",),
        launch_date=date(2020, 5, 1),
        status="operational",
        status_as_of=date(2026, 1, 1),
        norad=45000,
        cospar="2020-030A",
        as_of=DAY,
        source=(ORBIT_SOURCE,),
        orbit=Orbit(kind="sun-synchronous", altitude_km=705, inclination_deg=98.2, ascending_node="22:30"),
    )
    return sound.model_copy(update=changes)


def mode(**changes):
    sound = Mode(name="nominal", geometry="swath", swath_km=185, resolution_m=30, light="day", acquisition="systematic")
    return sound.model_copy(update=changes)


def measure(**changes):
    sound = Measure(variable="land_cover", modes=("nominal",), relevance="high", product="P", source=(LOOK_SOURCE,))
    return sound.model_copy(update=changes)


def instrument(**changes):
    sound = Instrument(
        name="Made imager",
        kind="optical imager",
        missions=("Made-1",),
        data_policy="open",
        modes=(mode(),),
        measures=(measure(),),
        as_of=DAY,
        source=(LOOK_SOURCE,),
    )
    return sound.model_copy(update=changes)


def facts(missions=None, instruments=None, **others):
    missions, instruments = missions or [mission()], instruments or [instrument()]
    return {"missions": {m.name: m for m in missions}, "instruments": {i.name: i for i in instruments}} | others


def station(*missions, status_as_of=date(2026, 1, 1)):
    return {"S": SimpleNamespace(missions=missions, source=(LOOK_SOURCE,), status_as_of=status_as_of, as_of=DAY, note="")}


def quoted(what, printed="3 h"):
    return (Source(what=what, where="https://example.org/p", quoted=printed),)


RADAR = {"kind": "synthetic aperture radar", "modes": (mode(light="any"),)}
STANDING = mission(orbit=Orbit(kind="geostationary", longitude_deg=105))
SLIPS = [
    (rules.names_resolve, facts(instruments=[instrument(missions=("Made-2",))]), "flies on 'Made-2'"),
    (rules.names_resolve, facts(needs={"n": SimpleNamespace(requirement="n")}), "no requirement"),
    (rules.names_resolve, facts(ecvs={"E": SimpleNamespace(variables=("rain of frogs",))}), "no variable"),
    (rules.modes_resolve, facts(instruments=[instrument(measures=(measure(modes=("other",)),))]), "unknown mode 'other'"),
    (rules.stations_spell_missions, facts(stations=station("MADE 1")), "spells it 'Made-1'"),
    (rules.names_differ, facts([mission(), mission(name="MADE 1", norad=1, cospar="2020-031A")]), "by its spelling alone"),
    (rules.numbers_are_of_one_mission, facts([mission(), mission(name="B", cospar="2020-031A")]), "norad 45000 is also that of Made-1"),
    (rules.numbers_are_of_one_mission, facts([mission(), mission(name="B", norad=7)]), "cospar 2020-030A is also that of Made-1"),
    (rules.flying_has_a_number, facts([mission(norad=0)]), "has no norad"),
    (rules.flying_has_a_number, facts([mission(satellites=3)]), "stands for 3 satellites"),
    (rules.designator_is_of_the_launch, facts([mission(cospar="2019-030A")]), "not of 2020"),
    (rules.dates_are_in_order, facts([mission(status="ended", end_date=date(2019, 1, 1))]), "lies before launch_date"),
    (rules.dates_are_in_order, facts([mission(status_as_of=date(2026, 12, 1))]), "status_as_of 2026-12-01 lies after"),
    (rules.dates_are_in_order, facts([mission(status="ended")]), "without an end_date"),
    (rules.dates_are_in_order, facts([mission(status="ended", end_date=date(2027, 1, 1))]), "ended, with end_date 2027-01-01"),
    (rules.dates_are_in_order, facts([mission(end_date=date(2025, 1, 1))]), "operational, with end_date 2025-01-01"),
    (rules.dates_are_in_order, facts(stations=station(status_as_of=date(2027, 1, 1))), "lies after as_of"),
    (rules.launches_agree_with_states, facts([mission(launch_date=date(2027, 1, 1))]), "to come"),
    (
        rules.launches_agree_with_states,
        facts([mission(status="planned", launch_date=date(2026, 9, 1), launch_precision="month")]),
        "has passed",
    ),
    (rules.status_follows_launch, facts([mission(status_as_of=date(2020, 1, 1))]), "before its launch"),
    (
        rules.same_design_same_swath,
        facts(instruments=[instrument(), instrument(name="Made imager (2)", modes=(mode(swath_km=200.0),))]),
        "(200.0, 30.0)",
    ),
    (rules.radar_sees_by_night, facts(instruments=[instrument(**RADAR)]), "without a band"),
    (rules.radar_sees_by_night, facts(instruments=[instrument(kind="altimeter")]), "depends on daylight"),
    (rules.modes_fit_their_orbits, facts(instruments=[instrument(modes=(mode(geometry="disk"),))]), "orbit that is low"),
    (rules.modes_fit_their_orbits, facts([STANDING]), "is a swath"),
    (rules.angles_are_in_order, facts(instruments=[instrument(modes=(mode(incidence_min_deg=45, incidence_max_deg=20),))]), "45 to 20"),
    (rules.angles_are_in_order, facts(instruments=[instrument(modes=(mode(look_min_deg=5, look_max_deg=-5),))]), "look from 5 to -5"),
    (rules.angles_are_in_order, facts(instruments=[instrument(modes=(mode(bounds_deg=(0, 50, 10, 20)),))]), "bounds from 50 to 20"),
    (rules.sources_say_where, facts([mission(source=(Source(what="orbit", where=" "),))]), "has no where: 'orbit'"),
    (rules.sources_say_where, facts(instruments=[instrument(measures=(measure(source=quoted(" ")),))]), "has no what"),
    (rules.orbits_are_quoted, facts([mission(source=quoted("launch"))]), "no source quotes its orbit"),
    (rules.orbits_are_quoted, facts([mission(source=quoted("orbit", ""))]), "no source quotes its orbit"),
    (rules.looks_are_quoted, facts(instruments=[instrument(source=quoted("resolution"), measures=())]), "its swath"),
    (rules.looks_are_quoted, facts(instruments=[instrument(source=quoted("swath"), measures=())]), "its resolution"),
    (
        rules.performance_is_quoted,
        facts(instruments=[instrument(measures=(measure(latency_h=3),))]),
        "land_cover: no source quotes its latency",
    ),
    (rules.performance_is_quoted, facts(instruments=[instrument(measures=(measure(uncertainty=0.1),))]), "quotes its uncertainty"),
]
SOUND = [
    facts(stations=station("Made-1", "commercial imagers"), ecvs={"E": SimpleNamespace(variables=("land_cover",), source=())}),
    facts([mission(status="planned", norad=0, cospar="", launch_date=date(2026, 9, 1), launch_precision="year")]),
    facts([mission(status="ended", end_date=date(2025, 1, 1))]),
    facts([mission(norad=0, cospar="", satellites=12)]),
    facts([STANDING], [instrument(modes=(mode(geometry="disk", cycle_min=10, max_zenith_deg=70, bounds_deg=(70, -10, 140, 50)),))]),
    facts(instruments=[instrument(**RADAR, band="C")]),
    facts(instruments=[instrument(), instrument(name="Made imager (2)")]),
    facts(instruments=[instrument(measures=(measure(uncertainty=0.1, latency_h=3, source=quoted("accuracy, timeliness")),))]),
    facts(instruments=[instrument(modes=(mode(incidence_min_deg=20, incidence_max_deg=45, look_min_deg=-5, look_max_deg=5),))]),
    facts([mission(source=quoted("figures", "flies 705 km high"))], [instrument(source=quoted("figures", "185 km wide, 30 m"))]),
]


@pytest.mark.parametrize(("rule", "slip", "words"), SLIPS, ids=[f"{rule.__name__}: {words}" for rule, _, words in SLIPS])
def test_each_rule_finds_its_slip(rule, slip, words):
    assert [words in problem.what for problem in rule(slip)] == [True]


@pytest.mark.parametrize("sound", SOUND)
@pytest.mark.parametrize("rule", rules.RULES, ids=lambda rule: rule.__name__)
def test_no_rule_finds_anything_in_sound_rows(rule, sound):
    assert list(rule(sound)) == []


def test_every_rule_has_a_failing_example():
    assert {rule for rule, _, _ in SLIPS} == set(rules.RULES)


def test_a_note_excuses_its_own_row_from_the_rule_that_it_names_alone():
    late = mission(status_as_of=date(2026, 12, 1), norad=0)
    both = rules.find_problems(facts([late]), rules.RULES)
    assert {p.rule for p in both} == {"date order", "number of a satellite"}
    excused = late.model_copy(update={"note": "Fine. [except date order: the page has no year]"})
    assert [p.rule for p in rules.find_problems(facts([excused]), rules.RULES)] == ["number of a satellite"]


def test_an_excuse_without_a_reason_excuses_nothing():
    late = mission(status_as_of=date(2026, 12, 1), note="[except date order: ]")
    assert len(rules.find_problems(facts([late]), rules.RULES)) == 1
