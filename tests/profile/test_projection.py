"""The map's projection: areas are true, and the antimeridian is no seam."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from commonsky.core.places import EARTH_KM2
from commonsky.profile.projection import EqualArea, centred_on, densify, frame_around


@settings(deadline=None, derandomize=True)
@given(lat=st.floats(-80, 80), lon=st.floats(-180, 180), south=st.floats(-60, 55), west=st.floats(-60, 60))
def test_areas_are_true_wherever_the_centre_lies(lat, lon, south, west):
    """A box of 2 by 2 degrees against its exact area on the ellipsoid, by the authalic sine; tolerance 0.1 %."""
    from commonsky.core.places import authalic_sine

    corners = np.array([[0.0, 0], [2, 0], [2, 2], [0, 2], [0, 0]]) + np.array([west + lon, south])
    box = densify(corners, step_deg=0.02)
    sines = authalic_sine(np.array([south, south + 2]))
    drawn = EqualArea(lat_deg=lat, lon_deg=lon).project(box[:, 0], box[:, 1])
    if np.isfinite(drawn).all():
        assert shapely.Polygon(drawn).area == pytest.approx(EARTH_KM2 / 2 * (2 / 360) * (sines[1] - sines[0]), rel=1e-3)


def test_centre_of_cells_on_both_sides_of_the_antimeridian_lies_between_them():
    at = centred_on(np.array([60.0, 60.0]), np.array([170.0, -170.0]))
    assert abs(at.lon_deg) == pytest.approx(180.0)


def test_frame_holds_all_points_with_a_margin():
    points = np.array([[175.0, -10.0], [-178.0, -6.0], [179.0, 2.0]])
    frame = frame_around(centred_on(points[:, 1], points[:, 0]), points, width=1000, shape=(0.5, 1.2))
    units = frame.units(points[:, 0], points[:, 1])
    assert (units > 10).all()
    assert (units < [frame.width - 10, frame.height - 10]).all()


def test_far_side_of_the_earth_is_not_drawn():
    assert np.isnan(EqualArea(lat_deg=0, lon_deg=0).project(np.array([179.0]), np.array([0.0]))).all()
