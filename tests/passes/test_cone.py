"""Passes of a cone against brute force at 1 s steps: any orbit, any angle, the poles, the antimeridian, and windows cut inside a pass."""

import numpy as np
import pytest
from brute import START_S, cone_spells, disagreements, fly, orbit, sight, spells
from hypothesis import given, settings
from hypothesis import strategies as st

from commonsky.coverage.passes import Look, cone_look, gather
from commonsky.coverage.points import bin_points
from commonsky.orbits.propagation import propagate

HALF_DAY_S = 43_200.0
HALF_ANGLES_DEG = (5.0, 11.6, 30.0, 55.0, 62.0, 85.0)
ORBITS = {
    "sun-synchronous": orbit(700, 98.2, node_deg=30),
    "space station": orbit(420, 51.6, node_deg=100),
    "equatorial": orbit(550, 0.01),
    "over the poles": orbit(800, 90.0),
    "navigation": orbit(20_000, 55.0),
    "eccentric": orbit(1400, 63.4, eccentricity=0.1, perigee_deg=200),
    "Molniya": orbit(20_200, 63.4, eccentricity=0.72, perigee_deg=270),
}
EDGES = [(90, 0), (-90, 0), (0, 180), (0, -180), (60, 179.999), (-45, -179.95), (89.99, 12), (66, -180), (0, 0)]
RNG = np.random.default_rng(20261101)
RANDOM = zip(np.degrees(np.arcsin(RNG.uniform(-1, 1, 12))), RNG.uniform(-180, 180, 12), strict=True)
LAT, LON = (np.array(c, float) for c in zip(*EDGES, *RANDOM, strict=True))


def intervals(passes, point):
    rows = slice(passes.first[point], passes.first[point + 1])
    return np.stack([passes.start_s[rows], passes.end_s[rows]], axis=1)


def cone_passes_of(elements, lat, lon, half_deg, *, start_s=START_S, duration_s=HALF_DAY_S, step_s=60.0):
    points = bin_points(lat, lon)
    track = propagate(elements, start_s, duration_s, step_s=step_s)
    return gather([cone_look(track, points, np.radians(half_deg), Look(platform=elements.name))], len(points))


def compare_with_brute_force(elements, half_angles_deg):
    flown = fly(elements, HALF_DAY_S, 1.0)
    angles = [sight(flown, *place) for place in zip(LAT, LON, strict=True)]
    compared, lines = 0, []
    for half in half_angles_deg:
        passes = cone_passes_of(elements, LAT, LON, half)
        for point, (off_nadir, elevation) in enumerate(angles):
            theirs = spells(flown.time_s, (off_nadir <= half) & (elevation >= 0))
            compared += len(theirs)
            lines += [(half, LAT[point], LON[point], *line) for line in disagreements(intervals(passes, point), theirs, 2.0)]
    return compared, lines


@pytest.mark.parametrize("name", ["sun-synchronous", "space station", "equatorial", "over the poles", "navigation"])
def test_circular_orbits_see_what_brute_force_sees(name):
    compared, lines = compare_with_brute_force(ORBITS[name], HALF_ANGLES_DEG)
    assert compared > 50
    assert lines == []


@pytest.mark.parametrize("name", ["eccentric", "Molniya"])
def test_eccentric_orbits_see_what_brute_force_sees(name):
    compared, lines = compare_with_brute_force(ORBITS[name], HALF_ANGLES_DEG)
    assert compared > 50
    assert lines == []


def test_a_wide_cone_that_only_the_horizon_bounds_far_out_misses_nothing():
    # near perigee the cone's edge bounds a pass, near apogee the horizon: passes inside one arc must be found under both
    elements = orbit(3000, 98.0, eccentricity=0.2, perigee_deg=270)
    lat, lon = np.array([-85.58, -70.89, -54.27, -56.96]), np.array([65.81, -138.29, -10.33, -2.3])
    flown, passes = fly(elements, HALF_DAY_S, 1.0), cone_passes_of(elements, lat, lon, 55.0)
    found = [disagreements(intervals(passes, k), cone_spells(flown, lat[k], lon[k], 55.0), 2.0) for k in range(4)]
    assert found == [[], [], [], []]


def test_edges_lie_where_the_angle_is_the_cones():
    elements, half = ORBITS["sun-synchronous"], 30.0
    passes = cone_passes_of(elements, LAT, LON, half)
    point = int(np.argmax(np.diff(passes.first)))
    for start, end in intervals(passes, point):
        for edge in (start, end):
            off_nadir, _ = sight(fly(elements, 1.0, 1.0, start_s=edge), LAT[point], LON[point])
            # the cubic between nodes errs by up to 1 m, 1e-4 degrees from 700 km
            assert off_nadir[0] == pytest.approx(half, abs=5e-4)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_window_that_begins_or_ends_inside_a_pass_cuts_it(share):
    elements = ORBITS["sun-synchronous"]
    whole = cone_passes_of(elements, LAT, LON, 55.0)
    point = int(np.argmax(np.diff(whole.first)))
    start, end = intervals(whole, point)[1]
    middle = start + share * (end - start)
    before = cone_passes_of(elements, LAT, LON, 55.0, duration_s=middle - START_S)
    after = cone_passes_of(elements, LAT, LON, 55.0, start_s=middle, duration_s=3600.0)
    assert intervals(before, point)[-1] == pytest.approx([start, middle], abs=0.01)
    assert intervals(after, point)[0] == pytest.approx([middle, end], abs=0.01)


def test_a_window_wholly_inside_a_pass_is_one_pass():
    passes = cone_passes_of(ORBITS["navigation"], np.array([0.0]), np.array([0.0]), 85.0)
    start, end = intervals(passes, 0)[0]
    inside = cone_passes_of(
        ORBITS["navigation"], np.array([0.0]), np.array([0.0]), 85.0, start_s=start + 600, duration_s=min(600.0, end - start - 700)
    )
    assert intervals(inside, 0) == pytest.approx(np.array([[start + 600, start + 600 + min(600.0, end - start - 700)]]))


@pytest.mark.parametrize("step_s", [15.0, 120.0])
def test_the_step_does_not_matter(step_s):
    usual, other = (cone_passes_of(ORBITS["sun-synchronous"], LAT, LON, 30.0, step_s=s) for s in (60.0, step_s))
    assert (usual.first == other.first).all()
    assert other.start_s == pytest.approx(usual.start_s, abs=0.05)
    assert other.end_s == pytest.approx(usual.end_s, abs=0.05)


@given(st.permutations(range(len(LAT))))
@settings(deadline=None, derandomize=True, max_examples=10)
def test_the_order_of_points_does_not_matter(order):
    order = np.array(order)
    plain, mixed = (cone_passes_of(ORBITS["sun-synchronous"], LAT[o], LON[o], 30.0) for o in (np.arange(len(LAT)), order))
    for position, point in enumerate(order):
        assert intervals(mixed, position) == pytest.approx(intervals(plain, point), abs=1e-6)


def test_longitudes_a_turn_apart_are_one_place():
    east, west = (cone_passes_of(ORBITS["over the poles"], LAT, LON + turn, 30.0) for turn in (0.0, 360.0))
    assert west.start_s == pytest.approx(east.start_s, abs=1e-3)


def test_a_wider_cone_sees_at_least_as_long():
    seen = [
        (p.end_s - p.start_s).sum() for p in (cone_passes_of(ORBITS["eccentric"], LAT, LON, half) for half in (5.0, 11.6, 30.0, 62.0, 85.0))
    ]
    assert seen == sorted(seen)
    assert seen[0] < seen[-1]


def test_no_points_have_no_passes():
    passes = cone_passes_of(ORBITS["equatorial"], np.zeros(0), np.zeros(0), 30.0)
    assert (len(passes), passes.points) == (0, 0)
