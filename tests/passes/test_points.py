"""Points in bins: nothing is lost, and each bin's cap holds its points and their geocentric directions."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from commonsky.coverage.points import bin_points

PLACES = st.lists(st.tuples(st.floats(-90, 90), st.floats(-180, 180)), min_size=1, max_size=60)


@given(PLACES)
@settings(deadline=None, derandomize=True)
def test_every_point_is_in_one_bin_of_each_size(places):
    lat, lon = (np.array(c) for c in zip(*places, strict=True))
    points = bin_points(lat, lon)
    assert sorted(points.order.tolist()) == list(range(len(places)))
    assert (points.fine_at[0], points.fine_at[-1]) == (0, len(places))
    assert (points.coarse_at[0], points.coarse_at[-1]) == (0, len(points.fine))
    assert (np.diff(points.fine_at) > 0).all()
    assert (np.diff(points.coarse_at) > 0).all()


@given(PLACES)
@settings(deadline=None, derandomize=True)
def test_caps_hold_their_points(places):
    lat, lon = (np.array(c) for c in zip(*places, strict=True))
    points = bin_points(lat, lon)
    down = points.position_km / np.linalg.norm(points.position_km, axis=1)[:, None]
    first_of_coarse = points.fine_at[points.coarse_at]
    for caps, at in ((points.fine, points.fine_at), (points.coarse, first_of_coarse)):
        for cap, i, j in zip(caps, at[:-1], at[1:], strict=True):
            radius = np.arctan2(cap[4], cap[3])
            for directions in (points.up[i:j], down[i:j]):
                assert np.arccos(np.clip(directions @ cap[:3], -1, 1)).max() <= radius + 1e-9


def test_positions_stand_in_the_order_that_leads_back():
    lat, lon = np.array([50.0, -10.0, 0.0]), np.array([3.0, 100.0, -179.0])
    points = bin_points(lat, lon)
    assert np.degrees(np.arcsin(points.up[:, 2])).round(9).tolist() == lat[points.order].tolist()


def test_no_points_have_no_bins():
    points = bin_points(np.zeros(0), np.zeros(0))
    assert (len(points), len(points.fine), len(points.coarse)) == (0, 0, 0)
