"""From a mode's figures to windows of angles. Expected values: triangles by hand on a sphere of 6,371 km."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonsky.catalogue.model import Mode
from commonsky.coverage.sensors import footprint_growth, half_look_rad, look_windows, narrowest_km, solar_limits_deg
from commonsky.coverage.simulate import sampling_depth

LOW_KM = 6371.0 + 800.0


def mode(geometry="swath", light="any", **figures):
    return Mode(name="m", geometry=geometry, resolution_m=10, light=light, acquisition="systematic", **figures)


@given(swath_km=st.floats(1, 3000), altitude_km=st.floats(400, 1500))
@settings(deadline=None, derandomize=True)
def test_a_swath_comes_back_from_its_angle(swath_km, altitude_km):
    # law of sines: sin(incidence) = (R + h) / R sin(look), and the arc is incidence less look
    radius, horizon = 6371.0 + altitude_km, np.arccos(6371.0 / (6371.0 + altitude_km))
    swath_km = min(swath_km, 1.99 * 6371.0 * horizon)
    look = half_look_rad(swath_km, radius)
    assert 2 * 6371.0 * (np.arcsin(min(1.0, radius / 6371.0 * np.sin(look))) - look) == pytest.approx(swath_km, rel=1e-6)


def test_a_narrow_swath_is_half_its_width_over_the_height():
    assert half_look_rad(10.0, LOW_KM) == pytest.approx(5 / 800, rel=1e-4)


def test_windows_of_each_geometry():
    half = half_look_rad(290, LOW_KM)
    assert look_windows(mode(swath_km=290), LOW_KM, 10) == pytest.approx(np.array([[-half, half, 0, np.pi / 2]]))
    tilted = look_windows(mode(look_min_deg=-22, look_max_deg=46), LOW_KM, 10)
    assert np.degrees(tilted) == pytest.approx(np.array([[-22, 46, 0, 90]]))
    for side, looks in {"right": [[0, 90]], "left": [[-90, 0]], "both": [[0, 90], [-90, 0]]}.items():
        windows = np.degrees(look_windows(mode("side-looking", incidence_min_deg=29, incidence_max_deg=46, side=side), LOW_KM, 10))
        assert windows == pytest.approx(np.array([[*look, 29, 46] for look in looks]))


def test_a_track_reaches_a_cell_that_it_passes_within_half_of_it():
    assert look_windows(mode("track", swath_km=5), LOW_KM, 40)[0, 1] == half_look_rad(40, LOW_KM)
    assert look_windows(mode("track", swath_km=15), LOW_KM, 10)[0, 1] == half_look_rad(15, LOW_KM)


@pytest.mark.parametrize(
    ("figures", "limits"),
    [
        ({"light": "any"}, (0.0, 180.0)),
        ({"light": "day"}, (0.0, 80.0)),
        ({"light": "day", "max_solar_zenith_deg": 70}, (0.0, 70.0)),
        ({"light": "night"}, (90.0, 180.0)),
    ],
)
def test_light_becomes_limits_of_the_suns_zenith_angle(figures, limits):
    assert solar_limits_deg(mode(swath_km=100, **figures)) == limits


def test_the_ground_width_of_a_radar_is_that_between_its_incidences():
    # from 693 km, incidence 29.1 and 46 are looks of 26.02 and 40.46 degrees: arcs of 3.08 and 5.54 degrees, 111.19 km each
    width = narrowest_km(mode("side-looking", incidence_min_deg=29.1, incidence_max_deg=46, side="right"), 6371 + 693, 10)
    assert width == pytest.approx((5.54 - 3.08) * 111.19, abs=1.5)


def test_cells_are_quartered_until_five_parts_fit_the_swath_but_twice_at_most():
    depths = [sampling_depth(mode(swath_km=width), LOW_KM, 20.0) for width in (290, 100, 99, 50, 49, 5)]
    assert depths == [0, 0, 1, 1, 2, 2]
    assert sampling_depth(mode("track", swath_km=5), LOW_KM, 20.0) == 0
    assert sampling_depth(mode("disk", cycle_min=10, max_zenith_deg=70), 42_164.0, 20.0) == 0


def test_a_pixel_grows_with_range_and_slant():
    # at incidence i on a sphere: range over height, over cos i; VIIRS at 70 degrees sees eight times wider without aggregation
    incidence = np.radians(70)
    central = incidence - np.arcsin(6371 / 7200 * np.sin(incidence))
    slant = 6371 * np.sin(central) / np.sin(np.arcsin(6371 / 7200 * np.sin(incidence)))
    assert footprint_growth(np.array([70.0]), 7200.0)[0] == pytest.approx(slant / 829 / np.cos(incidence), rel=1e-9)
    assert footprint_growth(np.array([0.0]), 7200.0)[0] == pytest.approx(1.0)


@given(st.lists(st.floats(0, 85), min_size=2, max_size=20))
@settings(deadline=None, derandomize=True)
def test_growth_rises_with_incidence(angles):
    growth = footprint_growth(np.sort(np.array(angles)), LOW_KM)
    assert (np.diff(growth) >= -1e-9).all()
