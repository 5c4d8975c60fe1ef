"""What an element set says of its orbit. Expected values: closed formulas by hand."""

from dataclasses import replace

import pytest

from commonsky.core.elements import Elements
from commonsky.core.errors import InvalidInputError
from commonsky.core.time import parse_utc
from commonsky.orbits.derived import derive, radius_km

CIRCLE = Elements(
    name="CIRCLE",
    norad=0,
    cospar="",
    epoch_utc=parse_utc("2026-03-20T12:00"),
    mean_motion_rev_day=14.3,
    eccentricity=0.0001,
    inclination_deg=63.4,
    node_deg=0.0,
    perigee_deg=0.0,
    anomaly_deg=0.0,
    origin="made up",
)


def test_the_radius_follows_from_kepler():
    # a = (mu / n^2)^(1/3), n = 14.3 * 2 pi / 86400 rad/s: 7,170.5 km; J2 moves the mean axis by less than 10 km
    kepler_km = (398600.8 / (14.3 * 2 * 3.141592653589793 / 86400) ** 2) ** (1 / 3)
    assert radius_km(CIRCLE) == pytest.approx(kepler_km, abs=10)
    assert derive(CIRCLE).altitude_km == pytest.approx(radius_km(CIRCLE) - 6378.137)


def test_the_node_towards_the_equinox_sun_has_noon():
    # at the March equinox the mean Sun is near right ascension 0, and so is this node; equation of time -7.4 min then
    assert derive(CIRCLE).node_time_h == pytest.approx(12.0, abs=0.15)
    assert derive(replace(CIRCLE, node_deg=90.0)).node_time_h == pytest.approx(18.0, abs=0.15)


def test_the_nodes_drift_follows_the_secular_formula():
    # dO/dt = -3/2 J2 (Re/a)^2 n cos i for a polar orbit is 0: the Sun alone moves, 360/365.2422 degrees a day, 4 minutes a degree
    assert derive(replace(CIRCLE, inclination_deg=90.0)).node_drift_min_day == pytest.approx(-360 / 365.242189 * 4, abs=0.01)


def test_no_cycle_is_none():
    found = derive(replace(CIRCLE, mean_motion_rev_day=14.2345))
    assert (found.repeat_days, found.repeat_orbits) == (None, None)


@pytest.mark.parametrize("change", [{"eccentricity": 1.5}, {"mean_motion_rev_day": 0.0}, {"mean_motion_rev_day": -1.0}])
def test_elements_without_an_orbit_are_a_typed_error(change):
    with pytest.raises(InvalidInputError, match="CIRCLE"):
        derive(replace(CIRCLE, **change))
