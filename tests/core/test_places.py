"""Places on WGS84. Expected values by hand from NIMA TR8350.2 (6,378.137 km, 1/298.257223563) and Snyder 1987, table 3."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonsky.core.errors import InvalidInputError
from commonsky.core.places import EARTH_KM2, POLE_KM, Place, authalic_sine, earth_fixed_km, up_vectors, wrap_longitude

LATITUDES = st.floats(-90, 90)
LONGITUDES = st.floats(-1e4, 1e4)


@pytest.mark.parametrize("lat_deg", [-90.0001, 91.0, float("nan"), float("inf")])
def test_a_latitude_beyond_the_poles_is_refused(lat_deg):
    with pytest.raises(InvalidInputError, match="lies beyond the poles; give -90 to 90 degrees"):
        Place(lat_deg=lat_deg, lon_deg=0)


@pytest.mark.parametrize(("given_deg", "kept_deg"), [(180.0, -180.0), (-180.0, -180.0), (190.0, -170.0), (-540.0, -180.0), (359.0, -1.0)])
def test_longitudes_are_closed_open(given_deg, kept_deg):
    assert Place(lat_deg=0, lon_deg=given_deg).lon_deg == kept_deg


@given(LONGITUDES)
@settings(deadline=None, derandomize=True)
def test_a_wrapped_longitude_stays_and_points_the_same_way(lon_deg):
    wrapped = float(wrap_longitude(lon_deg))
    assert -180 <= wrapped < 180
    assert float(wrap_longitude(wrapped)) == wrapped
    assert np.cos(np.radians(wrapped - lon_deg)) == pytest.approx(1.0, abs=1e-12)


def test_the_poles_lie_at_the_semi_minor_axis():
    assert pytest.approx(6356.752314245, abs=1e-9) == POLE_KM
    assert earth_fixed_km(np.array([-90.0]), np.array([77.0]))[0] == pytest.approx([0, 0, -POLE_KM], abs=1e-9)


@given(LATITUDES, LONGITUDES)
@settings(deadline=None, derandomize=True)
def test_every_place_lies_on_the_ellipsoid_with_its_vertical(lat_deg, lon_deg):
    position = earth_fixed_km(np.array([lat_deg]), np.array([lon_deg]))[0]
    up = up_vectors(np.array([lat_deg]), np.array([lon_deg]))[0]
    assert (position[0] ** 2 + position[1] ** 2) / 6378.137**2 + position[2] ** 2 / POLE_KM**2 == pytest.approx(1.0, abs=1e-12)
    gradient = position / np.array([6378.137**2, 6378.137**2, POLE_KM**2])
    assert gradient / np.linalg.norm(gradient) == pytest.approx(up, abs=1e-12)


def test_the_earth_has_its_area():
    # 510,065,622 km2: Snyder 1987, page 16, by the closed formula of the ellipsoid's area
    e = np.sqrt((2 - 1 / 298.257223563) / 298.257223563)
    closed = 2 * np.pi * 6378.137**2 * (1 + (1 - e**2) / e * np.arctanh(e))
    assert pytest.approx(closed, rel=1e-9) == EARTH_KM2


def test_half_of_the_area_lies_beyond_thirty_degrees_or_so():
    # On a sphere exactly half lies beyond 30 degrees; Snyder 1987, table 3: authalic 29.8877 (GRS80) at 30 degrees geodetic
    assert np.degrees(np.arcsin(authalic_sine(np.array([30.0]))[0])) == pytest.approx(29.8886, abs=0.002)


@given(LATITUDES, LATITUDES)
@settings(deadline=None, derandomize=True)
def test_authalic_sine_rises_with_latitude_and_is_odd(one, other):
    low, high = sorted([one, other])
    sines = authalic_sine(np.array([low, high, -low]))
    assert sines[0] <= sines[1] + 1e-15
    assert sines[2] == pytest.approx(-sines[0], abs=1e-15)
