"""Where the Sun stands, against published places: the Astronomical Almanac's claim is 0.01 degree; equation of time to 0.02."""

import numpy as np
import pytest

from commonsky.core.places import wrap_longitude
from commonsky.core.time import parse_utc, seconds_since_epoch
from commonsky.orbits.sun import sun_direction

#: USNO, Earth's Seasons 2026 (UTC), and the obliquity of date, 23.4360 degrees.
SEASONS_2026 = [("2026-03-20T14:46", 0.0), ("2026-06-21T08:25", 23.436), ("2026-09-23T00:05", 0.0), ("2026-12-21T20:50", -23.436)]
#: Extremes and zeros of the equation of time in years like 2026, minutes: Meeus, Astronomical Algorithms, chapter 28; the Nautical Almanac.
EQUATION_OF_TIME_MIN = [("2026-02-11T12:00", -14.24), ("2026-05-14T12:00", 3.66), ("2026-07-26T12:00", -6.53), ("2026-11-03T12:00", 16.43)]


def subsolar_deg(moment):
    x, y, z = sun_direction(np.array([seconds_since_epoch(parse_utc(moment))]))[0]
    return np.degrees(np.arcsin(z)), np.degrees(np.arctan2(y, x))


@pytest.mark.truth
@pytest.mark.parametrize(("moment", "declination_deg"), SEASONS_2026)
def test_declination_at_equinoxes_and_solstices(moment, declination_deg):
    assert subsolar_deg(moment)[0] == pytest.approx(declination_deg, abs=0.01)


@pytest.mark.truth
@pytest.mark.parametrize(("moment", "minutes"), EQUATION_OF_TIME_MIN)
def test_the_equation_of_time_at_its_extremes(moment, minutes):
    # at noon UTC the Sun stands over longitude -15 degrees an hour times the equation of time
    assert subsolar_deg(moment)[1] == pytest.approx(-minutes / 4, abs=0.02)


@pytest.mark.truth
def test_a_worked_example_of_meeus():
    # example 25.b: 1992 October 13.0 TD (59 s later than UTC), apparent declination -7 degrees 47' 01.74"
    assert subsolar_deg("1992-10-12T23:59:01")[0] == pytest.approx(-(7 + 47 / 60 + 1.74 / 3600), abs=0.01)


@pytest.mark.truth
def test_a_worked_example_of_the_solar_position_algorithm():
    # Reda and Andreas 2004, table A5.1: 2003-10-17 19:30:30 UTC at 105.1786 W, declination -9.31434, hour angle 11.105900
    declination, longitude = subsolar_deg("2003-10-17T19:30:30")
    assert declination == pytest.approx(-9.31434, abs=0.01)
    assert float(wrap_longitude(-105.1786 - longitude)) == pytest.approx(11.105900, abs=0.02)


def test_directions_are_unit_vectors_of_any_shape():
    times = np.linspace(0.0, 1e9, 500)
    assert np.linalg.norm(sun_direction(times), axis=1) == pytest.approx(np.ones(500), abs=1e-12)


def test_a_mean_day_later_the_sun_stands_over_nearly_the_same_longitude():
    times = np.arange(0.0, 366 * 86_400.0, 86_400.0)
    sun = sun_direction(times)
    step = np.diff(np.unwrap(np.arctan2(sun[:, 1], sun[:, 0])))
    # the equation of time changes by at most 30 s a day
    assert np.degrees(np.abs(step)).max() < 30 / 240
