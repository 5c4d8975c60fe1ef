"""Angle from the Sun's mirror image: by azimuths and heights, and what its limits keep of a swath's crossings."""

import numpy as np
import pytest
from brute import START_S, fly, ground, orbit

from commonsky.catalogue.model import Mode
from commonsky.coverage.passes import Look, find_crossings, gather, swath_look
from commonsky.coverage.points import bin_points
from commonsky.coverage.sensors import glint_limits_deg
from commonsky.orbits.propagation import propagate
from commonsky.orbits.sun import glint_angle_deg, sun_direction

DAY_S = 86_400.0
ELEMENTS = orbit(700, 98.2, node_deg=30)
RNG = np.random.default_rng(20261124)
LAT, LON = np.degrees(np.arcsin(RNG.uniform(-1, 1, 60))), RNG.uniform(-180, 180, 60)
WINDOW = np.radians(np.array([[-56.0, 56.0, 0.0, 90.0]]))


def heights(lat_deg, lon_deg, vector):
    """Zenith angle and azimuth of a direction, rad."""
    lat, lon = np.radians(lat_deg), np.radians(lon_deg)
    east = np.array([-np.sin(lon), np.cos(lon), 0.0])
    north = np.array([-np.sin(lat) * np.cos(lon), -np.sin(lat) * np.sin(lon), np.cos(lat)])
    up = ground(lat_deg, lon_deg)[1]
    return np.arccos(vector @ up / np.linalg.norm(vector)), np.arctan2(vector @ east, vector @ north)


def crossings():
    points = bin_points(LAT, LON)
    return points, find_crossings(propagate(ELEMENTS, START_S, DAY_S, step_s=120.0), points, WINDOW, lit=True, glinting=True)


def test_the_angle_is_that_of_heights_and_azimuths():
    points, found = crossings()
    flown, compared = fly(ELEMENTS, DAY_S, 0.5), 0
    for row in range(len(found.at)):
        i = points.order[found.at[row]]
        position = flown.position_km[round((found.time_s[row] - START_S) * 2)] - ground(LAT[i], LON[i])[0]
        (view, view_azimuth), (sun, sun_azimuth) = (
            heights(LAT[i], LON[i], v) for v in (position, sun_direction(found.time_s[row : row + 1])[0])
        )
        if sun >= np.pi / 2:
            assert found.glint_deg[row] == 180.0
            continue
        # Cox and Munk 1954: cos(angle) = cos(sun) cos(view) - sin(sun) sin(view) cos(azimuth between)
        cosine = np.cos(sun) * np.cos(view) - np.sin(sun) * np.sin(view) * np.cos(sun_azimuth - view_azimuth)
        assert found.glint_deg[row] == pytest.approx(np.degrees(np.arccos(cosine)), abs=0.15)  # 0.25 s of flight
        compared += 1
    assert compared > 80


def test_limits_keep_what_lies_between_them():
    points, found = crossings()
    kept = [
        gather([swath_look(found, points, WINDOW, Look(platform="SAT"), glint_limits_deg=g)], len(points))
        for g in ((0.0, 180.0), (35.0, 180.0), (0.0, 35.0))
    ]
    everything, away, within = (set(zip(p.point_of_each(), p.start_s, strict=True)) for p in kept)
    assert away | within == everything
    assert not away & within
    assert 5 < len(within) < len(away)


def test_a_mode_without_limits_works_everywhere():
    row = {"name": "m", "geometry": "swath", "swath_km": 1000, "resolution_m": 300, "light": "day", "acquisition": "systematic"}
    assert glint_limits_deg(Mode(**row)) == (0.0, 180.0)
    assert glint_limits_deg(Mode(**row, glint_min_deg=35)) == (35.0, 180.0)


def test_the_mirror_image_is_seen_where_both_stand_equally_high_on_opposite_sides():
    up = np.array([[0.0, 0.0, 1.0]])
    for height in (20.0, 50.0, 90.0):
        c, s = np.cos(np.radians(height)), np.sin(np.radians(height))
        assert glint_angle_deg(up, np.array([[-c, 0.0, s]]), np.array([[c, 0.0, s]]))[0] == pytest.approx(0.0, abs=1e-5)
    assert glint_angle_deg(up, np.array([[0.0, 0.0, 1.0]]), np.array([[1.0, 0.0, -0.1]]))[0] == 180.0
