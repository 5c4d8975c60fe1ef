"""Positions over a window: nodes, the turning Earth, what is refused. Expected values: sidereal time from Meeus, chapter 12."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonsky.core.elements import Elements
from commonsky.core.errors import InvalidInputError
from commonsky.core.time import parse_utc, seconds_since_epoch
from commonsky.coverage.kernels.geometry import hermite, hermite_speed
from commonsky.orbits.propagation import EARTH_RATE, age_days, earth_fixed, propagate, satellite_record, sidereal_angle

LOW = Elements(
    name="LOW",
    norad=90001,
    cospar="",
    epoch_utc=parse_utc("2026-11-01"),
    mean_motion_rev_day=14.57,
    eccentricity=0.001,
    inclination_deg=98.2,
    node_deg=40.0,
    perigee_deg=90.0,
    anomaly_deg=0.0,
    origin="made up",
)
START_S = seconds_since_epoch(LOW.epoch_utc)


@pytest.mark.truth
def test_sidereal_time_of_two_worked_examples():
    # Meeus, Astronomical Algorithms, examples 12.a (13 h 10 min 46.3668 s) and 12.b (128.7378734 degrees)
    times = [seconds_since_epoch(parse_utc(t)) for t in ("1987-04-10T00:00:00", "1987-04-10T19:21:00")]
    expected = [(13 + 10 / 60 + 46.3668 / 3600) * 15, 128.7378734]
    assert np.degrees(sidereal_angle(np.array(times))) == pytest.approx(expected, abs=1e-5)


def test_the_last_node_lies_on_the_end_of_the_window():
    track = propagate(LOW, START_S, 1000.0, step_s=60.0)
    assert len(track.position_km) == 18
    assert track.step_s * 17 == pytest.approx(1000.0)


def test_nodes_are_where_sgp4_puts_them():
    track = propagate(LOW, START_S + 86_400.25, 600.0, step_s=60.0)
    record = satellite_record(LOW)
    for k in range(11):
        _, position, velocity = record.sgp4_tsince((86_400.25 + 60.0 * k) / 60.0)
        fixed, speed = earth_fixed(np.array([position]), np.array([velocity]), np.array([track.start_s + 60.0 * k]))
        assert track.position_km[k] == pytest.approx(fixed[0], abs=1e-3)
        assert track.velocity_km_s[k] == pytest.approx(speed[0], abs=1e-6)


@pytest.mark.parametrize(("step_s", "worst_m"), [(60.0, 1.0), (120.0, 16.0)])
def test_a_cubic_between_nodes_errs_by_what_the_docstring_says(step_s, worst_m):
    coarse, fine = propagate(LOW, START_S, 86_400.0, step_s=step_s), propagate(LOW, START_S, 86_400.0, step_s=step_s / 4)
    off = [
        np.linalg.norm(np.array(hermite(coarse.position_km, coarse.velocity_km_s, k, coarse.step_s, x / 4)) - fine.position_km[4 * k + x])
        for k in range(len(coarse.position_km) - 1)
        for x in (1, 2, 3)
    ]
    assert max(off) * 1000 < worst_m


def test_the_cubics_speed_is_the_rate_of_its_position():
    track = propagate(LOW, START_S, 600.0)
    for x in (0.1, 0.5, 0.9):
        ahead, behind = (np.array(hermite(track.position_km, track.velocity_km_s, 3, track.step_s, x + d)) for d in (1e-4, -1e-4))
        assert (ahead - behind) / (2e-4 * track.step_s) == pytest.approx(
            hermite_speed(track.position_km, track.velocity_km_s, 3, track.step_s, x), abs=1e-6
        )


@given(st.floats(-1e9, 1e9), st.floats(6500, 43000), st.floats(-180, 180))
@settings(deadline=None, derandomize=True)
def test_the_turning_keeps_lengths_and_what_stands_on_the_earth_has_no_speed(time_s, radius_km, angle_deg):
    a = np.radians(angle_deg)
    position = np.array([[radius_km * np.cos(a), radius_km * np.sin(a), 100.0]])
    with_the_earth = EARTH_RATE * np.array([[-position[0, 1], position[0, 0], 0.0]])
    fixed, speed = earth_fixed(position, with_the_earth, np.array([time_s]))
    assert np.linalg.norm(fixed) == pytest.approx(np.linalg.norm(position), rel=1e-12)
    assert speed == pytest.approx(np.zeros((1, 3)), abs=1e-9)


def test_a_satellite_that_has_come_down_is_refused_by_name():
    falling = replace(LOW, mean_motion_rev_day=16.4, bstar=0.01)
    told = r"elements of LOW: the satellite has probably come down, .* \d+\.\d days after .*\(SGP4: .*\), within the window; give newer"
    with pytest.raises(InvalidInputError, match=told):
        propagate(falling, START_S, 30 * 86_400.0)


def test_elements_that_fail_before_their_epoch_are_no_satellite_that_came_down():
    rising = replace(LOW, mean_motion_rev_day=16.4, bstar=-0.05)
    with pytest.raises(InvalidInputError, match="do not hold .* days before their epoch .*; give older elements or a later start"):
        propagate(rising, START_S - 60 * 86_400.0, 86_400.0)


def test_elements_that_sgp4_refuses_are_refused_by_name():
    with pytest.raises(InvalidInputError, match="elements of LOW: .*; give newer or corrected elements"):
        satellite_record(replace(LOW, eccentricity=1.2))


@pytest.mark.parametrize("norad", [0, 99_999, 339_999, 340_000, 999_999_999])
def test_any_catalogue_number_flies_alike(norad):
    here, there = propagate(LOW, START_S, 60.0), propagate(replace(LOW, norad=norad), START_S, 60.0)
    assert there.position_km == pytest.approx(here.position_km, abs=0)


def test_age_is_negative_before_the_epoch():
    assert age_days(LOW, START_S + 43_200.0) == 0.5
    assert age_days(LOW, START_S - 86_400.0) == -1.0
