"""Rules of orbits: each finds its slip in a made row, leaves a sound one alone, and agrees with figures worked out by hand."""

from datetime import date
from math import pi

import pytest

from commonsky.catalogue.model import Instrument, Measure, Mission, Mode, Orbit
from commonsky.orbits import consistency

SOURCE = {"what": "orbit", "where": "https://example.org/orbit", "quoted": "705 km"}
LANDSAT = {"altitude_km": 705, "inclination_deg": 98.2, "repeat_days": 16, "repeat_orbits": 233, "ascending_node": "22:12"}


def facts(orbit=None, **mode):
    """One mission on an orbit, with one instrument in one mode."""
    mission = Mission(
        name="Made-1",
        agencies=("A",),
        launch_date=date(2020, 5, 1),
        status="operational",
        status_as_of=date(2026, 1, 1),
        as_of=date(2026, 1, 1),
        source=(SOURCE,),
        orbit=sun_synchronous(),
    ).model_copy(update={"orbit": orbit or sun_synchronous()})
    look = {"name": "m", "geometry": "swath", "resolution_m": 30, "light": "any", "acquisition": "systematic"}
    instrument = Instrument(
        name="Made imager",
        kind="optical imager",
        missions=("Made-1",),
        data_policy="open",
        modes=(Mode(**(look | (mode or {"swath_km": 185}))),),
        measures=(Measure(variable="land_cover", modes=("m",), relevance="high", product="P", source=(SOURCE,)),),
        as_of=date(2026, 1, 1),
        source=(SOURCE,),
    )
    return {"missions": {"Made-1": mission}, "instruments": {"Made imager": instrument}}


def sun_synchronous(**changes):
    return Orbit(kind="sun-synchronous", **(LANDSAT | changes))


def standing(**changes):
    return Orbit(kind="geostationary", longitude_deg=105).model_copy(update=changes)


def molniya(**changes):
    figures = {"perigee_km": 1000, "apogee_km": 39750, "inclination_deg": 63.3, "repeat_days": 1, "repeat_orbits": 2} | changes
    return Orbit(kind="eccentric", **figures)


RADAR = {"geometry": "side-looking", "side": "right", "incidence_min_deg": 29.1, "incidence_max_deg": 46.0}
SLIPS = [
    (consistency.altitudes_fit_their_cycles, facts(sun_synchronous(altitude_km=780)), "233 orbits in 16 days make an altitude of 700 km"),
    (consistency.sun_synchronous_inclinations_fit, facts(sun_synchronous(inclination_deg=97.5)), "needs 98.21"),
    (consistency.standing_orbits_stand, facts(standing(longitude_deg=None)), "at no longitude"),
    (consistency.standing_orbits_stand, facts(standing(altitude_km=36500.0)), "stands at 36500 km"),
    (consistency.standing_orbits_stand, facts(standing(inclination_deg=20.0)), "does not stand still"),
    (consistency.eccentric_orbits_fit, facts(molniya(apogee_km=30000)), "the cycle one of 720 min"),
    (consistency.eccentric_orbits_fit, facts(molniya(perigee_km=50)), "perigee 50 km"),
    (consistency.swaths_lie_within_the_horizon, facts(swath_km=6500), "seen from 705 km are 5"),
    (consistency.swaths_lie_within_the_horizon, facts(look_min_deg=-70, look_max_deg=55), "looks -70 degrees off nadir"),
    (consistency.swaths_agree_with_look_angles, facts(swath_km=2900, look_min_deg=-55, look_max_deg=55), "make a swath of 2330 km"),
    (consistency.incidences_hold_the_scene, facts(**RADAR, swath_km=400), "29.1 to 46 degrees reach 278 km"),
    (
        consistency.inclined_orbits_are_not_sun_synchronous,
        facts(Orbit(kind="inclined", altitude_km=705, inclination_deg=98.2)),
        "is it sun-synchronous?",
    ),
]
SOUND = [
    facts(),
    facts(sun_synchronous(repeat_days=None, repeat_orbits=None)),
    facts(Orbit(kind="inclined", altitude_km=1336, inclination_deg=66, repeat_days=10, repeat_orbits=127)),
    facts(standing()),
    facts(molniya()),
    facts(swath_km=2330, look_min_deg=-55, look_max_deg=55),
    facts(**RADAR, swath_km=250),
    facts(geometry="agile", swath_km=13, roll_max_deg=45),
]


@pytest.mark.parametrize(("rule", "slip", "words"), SLIPS, ids=[f"{rule.__name__}: {words}" for rule, _, words in SLIPS])
def test_each_rule_finds_its_slip(rule, slip, words):
    found = [problem.what for problem in rule(slip)]
    assert len(found) == 1
    assert words in found[0]


@pytest.mark.parametrize("sound", SOUND)
@pytest.mark.parametrize("rule", [*consistency.RULES, *consistency.REMARKS], ids=lambda rule: rule.__name__)
def test_no_rule_finds_anything_in_sound_rows(rule, sound):
    assert list(rule(sound)) == []


def test_every_rule_has_a_failing_example():
    assert {rule for rule, _, _ in SLIPS} == {*consistency.RULES, *consistency.REMARKS}


def test_the_widest_swath_is_the_whole_disk_seen():
    # from infinitely high half of the Earth is seen: a quarter of its girth to each side
    assert consistency.ground_km(90.0, 1e9) == pytest.approx(consistency.MEAN_KM * pi / 2, rel=1e-4)
    assert consistency.horizon_deg(1e-9) == pytest.approx(90.0, abs=0.01)
    assert consistency.width_km(-70.0, 0.0, 705.0) is None


def test_a_geostationary_period_is_a_sidereal_day():
    assert consistency.period_of_min(35786.0) == pytest.approx(1436.07, abs=0.05)
