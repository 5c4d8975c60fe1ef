"""Crossings of an instrument's line of sight against brute force at 0.5 s steps: time, side, look and incidence angle."""

import numpy as np
import pytest
from brute import START_S, fly, ground, orbit

from commonsky.coverage.passes import Look, find_crossings, gather, swath_look
from commonsky.coverage.points import bin_points
from commonsky.orbits.propagation import propagate
from commonsky.orbits.sun import sun_direction

DAY_S = 86_400.0
SUN_SYNCHRONOUS = orbit(700, 98.2, node_deg=30)
ORBITS = {
    "sun-synchronous": SUN_SYNCHRONOUS,
    "space station": orbit(420, 51.6, node_deg=100),
    "altimeter": orbit(1336, 66.0, node_deg=200),
    "over the poles": orbit(800, 90.0),
}
#: Least and greatest look, right of flight positive, then incidence, degrees.
WINDOWS = {
    "wide scanner": [(-56, 56, 0, 90)],
    "imager": [(-11.6, 11.6, 0, 90)],
    "tilted": [(-22, 46, 0, 90)],
    "radar to the right": [(0, 90, 29, 46)],
    "scatterometer on both sides": [(0, 90, 35, 65), (-90, 0, 35, 65)],
}
EDGES = [(90, 0), (-90, 0), (0, 180), (0, -180), (60, 179.999), (-45, -179.95), (89.5, 12), (82, -100), (-81.9, 30), (0, 0)]
RNG = np.random.default_rng(20261102)
RANDOM = zip(np.degrees(np.arcsin(RNG.uniform(-1, 1, 20))), RNG.uniform(-180, 180, 20), strict=True)
LAT, LON = (np.array(c, float) for c in zip(*EDGES, *RANDOM, strict=True))
#: An angle this near to a window's edge may fall on either side of it, degrees.
UNSURE_DEG = 0.02


def crossings(flown, lat_deg, lon_deg):
    """Time, look and incidence, degrees, of every instant at which a point in sight passes from ahead of the satellite to behind it."""
    position, up = ground(lat_deg, lon_deg)
    line = position - flown.position_km
    climb = np.einsum("ij,ij->i", flown.velocity_km_s, flown.up)
    forward = flown.velocity_km_s - climb[:, None] * flown.up
    ahead = np.einsum("ij,ij->i", line, forward / np.linalg.norm(forward, axis=1)[:, None])
    k = np.flatnonzero((ahead[:-1] >= 0) & (ahead[1:] < 0))
    share = (ahead[k] / (ahead[k] - ahead[k + 1]))[:, None]
    line, nadir = (line[k] + share * (line[k + 1] - line[k])), -(flown.up[k] + share * (flown.up[k + 1] - flown.up[k]))
    right = np.cross(forward[k], -nadir)
    look = np.degrees(
        np.arctan2(np.einsum("ij,ij->i", line, right / np.linalg.norm(right, axis=1)[:, None]), np.einsum("ij,ij->i", line, nadir))
    )
    incidence = np.degrees(np.arccos(np.clip(-(line @ up) / np.linalg.norm(line, axis=1), -1, 1)))
    time = flown.time_s[k] + share[:, 0] * (flown.time_s[1] - flown.time_s[0])
    near = incidence < 90
    return time[near], look[near], incidence[near]


def seen(elements, window_deg, *, duration_s=DAY_S, limits_deg=(0.0, 180.0), lat=LAT, lon=LON, step_s=60.0):
    points = bin_points(lat, lon)
    track = propagate(elements, START_S, duration_s, step_s=step_s)
    window = np.radians(np.array(window_deg, float))
    shared = find_crossings(track, points, window, lit=True)
    found = swath_look(shared, points, window, Look(platform="SAT"), zenith_limits_deg=limits_deg)
    return gather([found], len(points))


def inside(window_deg, look, incidence, margin_deg):
    rows = [
        (low + margin_deg <= look) & (look <= high - margin_deg) & (near + margin_deg <= incidence) & (incidence <= far - margin_deg)
        for low, high, near, far in window_deg
    ]
    return np.any(rows, axis=0)


@pytest.mark.parametrize("step_s", [60.0, 120.0])
@pytest.mark.parametrize("orbit_name", sorted(ORBITS))
def test_crossings_are_those_of_brute_force(orbit_name, step_s):
    flown = fly(ORBITS[orbit_name], DAY_S, 0.5)
    theirs = [crossings(flown, *place) for place in zip(LAT, LON, strict=True)]
    total = 0
    for name, window in WINDOWS.items():
        passes = seen(ORBITS[orbit_name], window, step_s=step_s)
        for point, (time, look, incidence) in enumerate(theirs):
            rows = slice(passes.first[point], passes.first[point + 1])
            ours, angle = passes.start_s[rows], passes.incidence_deg[rows]
            sure, possible = (inside(window, look, incidence, m) for m in (UNSURE_DEG, -UNSURE_DEG))
            missed = [t for t in time[sure] if not np.any(np.abs(ours - t) < 0.05)]
            assert missed == [], (name, LAT[point], LON[point])
            for t, a in zip(ours, angle, strict=True):
                partner = np.flatnonzero(possible & (np.abs(time - t) < 0.05))
                assert len(partner) == 1, (name, LAT[point], LON[point], t - START_S)
                assert a == pytest.approx(incidence[partner[0]], abs=0.02)
            total += len(ours)
    assert total > 80


def test_a_crossing_is_an_instant():
    passes = seen(SUN_SYNCHRONOUS, WINDOWS["wide scanner"])
    assert len(passes) > 100
    assert (passes.start_s == passes.end_s).all()


def nadir_and_sides(elements, minutes):
    """A point straight below the satellite at a time, and one 300 km to the west and east of it along the parallel."""
    flown = fly(elements, minutes * 60.0, minutes * 60.0)
    x, y, z = flown.up[-1]
    lat, lon, step = np.degrees(np.arcsin(z)), np.degrees(np.arctan2(y, x)), 300 / 111.3 / np.hypot(x, y)
    return np.full(3, lat), lon + np.array([-step, 0.0, step]), flown.velocity_km_s[-1, 2]


@pytest.mark.parametrize(("minutes", "descending"), [(10.0, True), (60.0, False)])
def test_right_of_flight_is_west_on_the_way_south_and_east_on_the_way_north(minutes, descending):
    lat, lon, north_km_s = nadir_and_sides(SUN_SYNCHRONOUS, minutes)
    assert (north_km_s < 0) == descending
    window_s = (minutes + 5) * 60.0
    right, left = (seen(SUN_SYNCHRONOUS, [w], duration_s=window_s, lat=lat, lon=lon) for w in [(5, 60, 0, 90), (-60, -5, 0, 90)])
    west, east = 0, 2
    assert list(right.point_of_each()) == [west if descending else east]
    assert list(left.point_of_each()) == [east if descending else west]


def test_a_point_below_is_seen_at_nadir_when_the_satellite_is_there():
    lat, lon, _ = nadir_and_sides(SUN_SYNCHRONOUS, 10.0)
    passes = seen(SUN_SYNCHRONOUS, [(-1, 1, 0, 90)], duration_s=900.0, lat=lat, lon=lon)
    assert list(passes.point_of_each()) == [1]
    assert passes.start_s[0] - START_S == pytest.approx(600.0, abs=0.01)
    assert passes.incidence_deg[0] == pytest.approx(0.0, abs=0.01)


def test_a_side_looking_mode_keeps_within_its_incidence():
    passes = seen(SUN_SYNCHRONOUS, WINDOWS["radar to the right"], duration_s=5 * DAY_S)
    assert len(passes) > 40
    assert passes.incidence_deg.min() >= 29
    assert passes.incidence_deg.max() <= 46
    both = seen(SUN_SYNCHRONOUS, [*WINDOWS["radar to the right"], (-90, 0, 29, 46)], duration_s=5 * DAY_S)
    assert len(both) > 1.5 * len(passes)


def solar_zenith_deg(lat_deg, lon_deg, time_s):
    """Solar zenith angle by Spencer's series (1971), good to half a degree: shares nothing with ours."""
    day = (time_s + 0.0) / DAY_S  # days of 2000-01-01
    g = 2 * np.pi * ((day % 365.2425) / 365.2425)
    declination = 0.006918 - 0.399912 * np.cos(g) + 0.070257 * np.sin(g) - 0.006758 * np.cos(2 * g) + 0.000907 * np.sin(2 * g)
    equation_min = 229.18 * (0.000075 + 0.001868 * np.cos(g) - 0.032077 * np.sin(g) - 0.014615 * np.cos(2 * g) - 0.040849 * np.sin(2 * g))
    hour = np.radians((day % 1.0) * 360.0 - 180.0 + lon_deg + equation_min / 4.0)
    lat = np.radians(lat_deg)
    return np.degrees(np.arccos(np.sin(lat) * np.sin(declination) + np.cos(lat) * np.cos(declination) * np.cos(hour)))


@pytest.mark.parametrize("limits_deg", [(0.0, 80.0), (0.0, 60.0), (90.0, 180.0), (30.0, 80.0)])
def test_the_sun_stands_within_limits(limits_deg):
    anyhow, limited = (seen(SUN_SYNCHRONOUS, WINDOWS["wide scanner"], limits_deg=limits) for limits in ((0.0, 180.0), limits_deg))
    at = limited.point_of_each()
    zenith = solar_zenith_deg(LAT[at], LON[at], limited.start_s)
    assert limits_deg[0] - 1 <= zenith.min()
    assert zenith.max() <= limits_deg[1] + 1
    everywhere = anyhow.point_of_each()
    surely = solar_zenith_deg(LAT[everywhere], LON[everywhere], anyhow.start_s)
    sure = ((surely > limits_deg[0] + 1) | (limits_deg[0] == 0)) & ((surely < limits_deg[1] - 1) | (limits_deg[1] == 180))
    assert set(zip(everywhere[sure], anyhow.start_s[sure], strict=True)) <= set(zip(at, limited.start_s, strict=True))
    assert 0 < len(limited) < len(anyhow)


def test_our_sun_and_spencers_agree_to_half_a_degree():
    times = START_S + np.linspace(0, 365 * DAY_S, 5000)
    up = np.array([np.cos(0.3), 0.0, np.sin(0.3)])
    ours = np.degrees(np.arccos(sun_direction(times) @ up))
    assert np.abs(ours - solar_zenith_deg(np.degrees(0.3), 0.0, times)).max() < 0.6


def test_modes_that_share_a_satellite_see_what_each_would_alone():
    track, points = propagate(SUN_SYNCHRONOUS, START_S, DAY_S), bin_points(LAT, LON)
    windows = [np.radians(np.array(w, float)) for w in ([[-20, 20, 0, 90]], [[0, 90, 20, 45]], [[-50, -10, 0, 90], [10, 50, 0, 90]])]
    together = find_crossings(track, points, np.concatenate(windows), lit=False)
    for window in windows:
        alone = find_crossings(track, points, window, lit=False)
        shared, own = (gather([swath_look(found, points, window, Look(platform="SAT"))], len(points)) for found in (together, alone))
        assert len(own) > 0
        np.testing.assert_array_equal(shared.first, own.first)
        np.testing.assert_array_equal(shared.start_s, own.start_s)
        np.testing.assert_array_equal(shared.incidence_deg, own.incidence_deg)
