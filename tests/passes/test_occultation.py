"""Occultations as density: spacing against profiles scattered at random, and the level that a country then has."""

from datetime import date

import numpy as np
import pytest

from commonsky.catalogue.model import Instrument, Measure, Mission, Mode, Orbit
from commonsky.core.citation import Source
from commonsky.core.execution import SerialExecutor
from commonsky.coverage.fleet import Platform
from commonsky.coverage.occultation import daily_spacing_km, reached_deg, renewal_h, spacing_km
from commonsky.coverage.revisit import look_rhythm
from commonsky.coverage.simulate import simulate, viewers_of
from commonsky.gaps.admissible import widest
from commonsky.gaps.assessed import services_for
from commonsky.gaps.levels import QUESTIONS, Simulation, attain, attributes_of, newest_ages_h
from commonsky.needs.model import Need, Requirement, Values
from commonsky.world.cells import country_cells
from commonsky.world.countries import all_land, boundary, find_country

SOURCE = (Source(what="all values", where="made up for a test"),)
AS_OF = date(2026, 11, 22)
START_S, HOUR_S = 847_000_000.0, 3600.0
VARIABLE = "temperature_profile"


def mission(inclination_deg=24.0, altitude_km=550.0):
    orbit = Orbit(kind="inclined", altitude_km=altitude_km, inclination_deg=inclination_deg)
    return Mission(
        name="Fleet", agencies=("nobody",), launch_date=date(2020, 1, 1), status="operational", status_as_of=AS_OF, satellites=6,
        orbit=orbit, as_of=AS_OF, source=SOURCE,
    )  # fmt: skip


def mode(profiles_day=5500.0, **figures):
    row = {"name": "fleet", "geometry": "occultation", "resolution_m": 100_000, "light": "any", "acquisition": "systematic"}
    return Mode(**row, profiles_day=profiles_day, **figures)


def viewers(one_mode, inclination_deg=24.0):
    measure = Measure(variable=VARIABLE, modes=("fleet",), relevance="primary", latency_h=0.5, product="made up", source=SOURCE)
    instrument = Instrument(
        name="RO", kind="radio occultation receiver", missions=("Fleet",), data_policy="open", modes=(one_mode,), measures=(measure,),
        as_of=AS_OF, source=SOURCE,
    )  # fmt: skip
    platform = Platform(mission=mission(inclination_deg), basis="nominal orbit, phase unknown", elements=(), radius_km=6921.0)
    return viewers_of((platform,), (instrument,), {VARIABLE}, 20.0)


def cells():
    return country_cells(boundary(find_country("NRU")), all_land())


def requirement(**attributes):
    values = {n: Values(unit=u, goal=g, breakthrough=b, threshold=t) for n, (u, g, b, t) in attributes.items()}
    return Requirement(
        id="made-up", theme="storm", variable=VARIABLE, application="a test", uncertainty_sigmas=1, confidence="firm",
        valid_from=AS_OF, as_of=AS_OF, source=SOURCE, **values,
    )  # fmt: skip


def attained(one_mode, **attributes):
    found, ground = viewers(one_mode), cells()
    services, need = services_for(VARIABLE, found), Need(requirement="made-up", title_en="Know the air above")
    window = START_S, START_S + 72 * HOUR_S
    simulation = Simulation(
        passes=simulate(found, ground, window, SerialExecutor()), start_s=START_S + 24 * HOUR_S, end_s=window[1], early_s=24 * HOUR_S
    )
    some = np.arange(4)
    result = attain(simulation, services, need, requirement(**attributes), some, SerialExecutor())
    times = np.linspace(simulation.start_s, simulation.end_s, 50)
    return result, newest_ages_h(simulation, services, need, requirement(**attributes), some, times)


def test_profiles_scattered_over_the_band_are_as_dense_as_the_spacing_says():
    rng, latitude_deg, count = np.random.default_rng(1), 50.0, 200_000
    lat = np.degrees(np.arcsin(rng.uniform(-1, 1, count) * np.sin(np.radians(latitude_deg))))
    lon = rng.uniform(-180, 180, count)
    # profiles in a box of 20 by 20 degrees about 10 N, each standing for a square of the spacing
    inside = (np.abs(lat - 10) <= 10) & (np.abs(lon) <= 10)
    box_km2 = 6371.007**2 * np.radians(20) * np.sin(np.radians(20))
    assert inside.sum() * daily_spacing_km(count, latitude_deg) ** 2 == pytest.approx(box_km2, rel=0.03)


def test_a_longer_cycle_has_closer_profiles():
    day = daily_spacing_km(5500, 50)
    assert spacing_km(day, 24.0) == day
    assert spacing_km(day, 6.0) == pytest.approx(2 * day)
    assert renewal_h(day, spacing_km(day, 7.5)) == pytest.approx(7.5)


def test_the_band_ends_at_the_horizon_of_the_highest_latitude():
    platform = viewers(mode())[0].platform
    # 550 km up the horizon lies acos(6371 / 6921) = 23.0 degrees away
    assert reached_deg(mode(), platform) == pytest.approx(24.0 + 23.0, abs=0.05)
    assert reached_deg(mode(max_latitude_deg=45.0), platform) == 45.0
    assert reached_deg(mode(), viewers(mode(), inclination_deg=98.0)[0].platform) == 90.0


def test_looks_stand_over_the_band_alone():
    ground, window = cells(), (START_S, START_S + 86_400.0)
    (here, *_), (nowhere, *_) = (simulate(viewers(m), ground, window, SerialExecutor()) for m in (mode(), mode(max_latitude_deg=0.2)))
    assert len(here) == len(ground)
    assert (here.start_s.min(), here.end_s.max()) == window
    assert len(nowhere) == 0


def test_the_page_says_how_often_a_profile_comes():
    ground = cells()
    passes = simulate(viewers(mode()), ground, (START_S, START_S + 7 * 86_400.0), SerialExecutor())[0]
    rhythm = look_rhythm(passes, np.ones(len(ground), bool), START_S, START_S + 7 * 86_400.0)
    wanted_h = renewal_h(daily_spacing_km(5500, reached_deg(mode(), viewers(mode())[0].platform)), 100.0)
    assert rhythm.median_gap_h[0] == pytest.approx(wanted_h)
    assert rhythm.per_week[0] == pytest.approx(7 * 24 / wanted_h)


def test_levels_follow_from_the_spacing_within_the_cycle_asked():
    # 5,500 a day up to 47 degrees: 261 km a day, 369 km in 12 h, 522 km in 6 h
    found, ages = attained(mode(), horizontal_resolution=("km", 15, 400, 500), observing_cycle=("h", 1, 12, 24))
    assert found.level.tolist() == [1] * 4
    assert (found.fresh[:, 1] == 1).all()
    assert ages.min() >= 0
    assert ages.max() <= 24
    short, _ = attained(mode(), horizontal_resolution=("km", 15, 200, 500), observing_cycle=("h", 1, 6, 6))
    assert short.level.tolist() == [3] * 4
    assert {attributes_of(q) for k, q in enumerate(QUESTIONS) if int(short.limits(2)[0]) >> k & 1} == {("horizontal_resolution",)}


def test_a_profile_coarser_than_asked_never_serves():
    service = services_for(VARIABLE, viewers(mode(profiles_day=1e6)))[0]
    assert widest(service, 100_000.0, 24.0) == 180.0
    assert widest(service, 99_000.0, 24.0) == -1.0


def test_more_profiles_never_serve_worse():
    for asked_km in (100.0, 250.0, 600.0):
        met = [
            widest(services_for(VARIABLE, viewers(mode(profiles_day=n)))[0], 1000 * asked_km, 12.0) >= 0
            for n in (30.0, 700.0, 5500.0, 50_000.0)
        ]
        assert met == sorted(met)
