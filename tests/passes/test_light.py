"""Light at a look, against geometry that can be done by hand."""

import numpy as np
import pytest

from commonsky.core.places import up_vectors
from commonsky.core.time import parse_utc, seconds_since_epoch
from commonsky.coverage.light import glint_angle_deg, light_at, local_hours, solar_elevation_deg
from commonsky.orbits.sun import sun_direction

NOON = np.array([seconds_since_epoch(parse_utc("2026-11-22T01:20:00Z"))])  # near noon at 160 E


def test_the_sun_is_high_at_noon_and_low_at_midnight():
    assert solar_elevation_deg(-9.43, 159.95, NOON)[0] > 70
    assert solar_elevation_deg(-9.43, 159.95, NOON + 43200)[0] < -50


@pytest.mark.parametrize(("elevation", "light"), [(0.1, "day"), (-0.1, "twilight"), (-5.9, "twilight"), (-6.1, "night")])
def test_day_and_night_by_elevation(elevation, light):
    assert light_at(elevation) == light


def test_local_time_is_utc_plus_a_fifteenth_of_longitude():
    assert local_hours(159.95, NOON)[0] == pytest.approx(12.0 - (160 - 159.95) / 15, abs=0.01)


def test_a_satellite_in_the_mirror_direction_sees_glint_and_one_behind_the_sun_does_not():
    lat, lon = -9.43, 159.95
    up = up_vectors(np.array([lat]), np.array([lon]))[0]
    sun = sun_direction(NOON)[0]
    mirrored = 2 * (sun @ up) * up - sun
    here = 6378.0 * up
    angle = glint_angle_deg(lat, lon, np.repeat(NOON, 2), np.array([here + 1e6 * mirrored, here + 1e6 * sun]))
    assert angle[0] < 0.5
    assert angle[1] == pytest.approx(2 * (90 - solar_elevation_deg(lat, lon, NOON)[0]), abs=0.5)


def test_there_is_no_glint_by_night():
    assert np.isnan(glint_angle_deg(-9.43, 159.95, NOON + 43200, np.array([[-7000.0, 0.0, 0.0]]))[0])
