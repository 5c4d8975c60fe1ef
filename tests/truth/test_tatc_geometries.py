"""Cones, looks across the track and conical scans against TAT-C 3.6.0: 12 orbits, latitudes to the poles, swaths of 10 to 3,000 km, 2 days.

The files of `data` come from TAT-C's own functions (tools/make_tatc_truth.py says what each of its instruments means; data/README.md whose
they are). Both sides use SGP4, the geodetic nadir and the velocity over the turning Earth, so that definitions are the same; what differs:

- TAT-C's Earth turns by skyfield's UT1, ours by UTC, which moves the track along the equator by up to 60 m (0.1 s of UT1 - UTC): APART_KM.
- our track is a cubic between nodes 120 s apart, as simulations have them, which errs by under 5 m.
- both sides stop at a millisecond, and the files are rounded to one.

A pass or crossing may therefore be on one side only where it lies within APART_KM of the edge of the swath, and the ends of a grazing
pass move by more the shorter it is.
"""

from pathlib import Path

import numpy as np
import pytest

from commonsky.core.places import earth_fixed_km, up_vectors
from commonsky.core.time import parse_utc, seconds_since_epoch
from commonsky.coverage.conical import conical_look
from commonsky.coverage.passes import Look, cone_look, find_crossings, gather, swath_look
from commonsky.coverage.points import bin_points
from commonsky.coverage.sensors import MEAN_KM, half_look_rad
from commonsky.orbits.propagation import propagate
from commonsky.orbits.sun import glint_angle_deg, sun_direction
from commonsky.sources.element_format import read_elements

DATA = Path(__file__).parent / "data"
START_S, WINDOW_S = seconds_since_epoch(parse_utc("2026-11-01")), 2 * 86_400.0
SWATHS_KM = (10, 60, 290, 1000, 3000)
#: Distance by which the two tracks may differ, km, and the least speed of a swath over the ground, km/s.
APART_KM, GROUND_KM_S = 0.08, 5.5
#: A track 60 m apart is up to 0.011 s late; the rest is both sides' rounding.
INSTANT_S = 0.015
#: 60 m seen from 450 km are 0.0076 degrees; the files are rounded to 0.001.
ANGLE_DEG = 0.009
#: TAT-C's rolls, positive to the right as ours are, degrees.
ROLLS_DEG = {"nadir": 0.0, "right": 30.0, "left": -35.0}


def table(name):
    return np.genfromtxt(DATA / f"tatc_{name}.csv", delimiter=",", names=True, dtype=None, encoding="ascii")


@pytest.fixture(scope="module")
def tracks():
    found = read_elements(DATA / "tatc_satellites.tle")
    assert len(found.sets) == 12
    return [propagate(e, START_S, WINDOW_S, step_s=120.0) for e in found.sets]


@pytest.fixture(scope="module")
def places():
    rows = table("points")
    return {s: (rows["lat_deg"][rows["swath_km"] == s], rows["lon_deg"][rows["swath_km"] == s]) for s in SWATHS_KM}


@pytest.fixture(scope="module")
def half_rad():
    return {(row["satellite"], row["swath_km"]): np.radians(row["field_deg"] / 2) for row in table("fields")}


def nearest(ours, theirs):
    """For each of some times, the place of the nearest of the others, and how far off it is; infinite where there are none."""
    if not len(theirs):
        return np.zeros(len(ours), int), np.full(len(ours), np.inf)
    off = np.abs(ours[:, None] - theirs)
    return off.argmin(axis=1), off.min(axis=1)


def longest_graze_s(swath_km):
    """How long a pass may last that lies within APART_KM of the swath's edge: a chord of the circle that the cone draws."""
    return 2 * np.sqrt(swath_km * APART_KM) / GROUND_KM_S


@pytest.mark.truth
def test_a_swath_is_the_same_angle(half_rad):
    rows = table("fields")
    ours = [half_look_rad(row["swath_km"], MEAN_KM + row["altitude_km"]) for row in rows]
    # TAT-C's mean radius is 8.8 m more than ours
    assert ours == pytest.approx(np.radians(rows["field_deg"] / 2), rel=2e-6)


@pytest.mark.truth
@pytest.mark.parametrize("swath", SWATHS_KM)
def test_cones_have_the_same_passes(swath, tracks, places, half_rad):
    """Rise and set; all that one side alone finds are too short to be sure of."""
    rows, moves = table("cones"), []
    points = bin_points(*places[swath])
    for number, track in enumerate(tracks):
        passes = gather([cone_look(track, points, half_rad[number, swath], Look(platform=""))], len(points))
        for point in range(len(points)):
            mine = slice(passes.first[point], passes.first[point + 1])
            ours = np.stack([passes.start_s[mine], passes.end_s[mine]], axis=1) - START_S
            some = rows[(rows["satellite"] == number) & (rows["swath_km"] == swath) & (rows["point"] == point)]
            theirs = np.stack([some["start_s"], some["end_s"]], axis=1)
            graze = longest_graze_s(swath)
            for one, other in ((ours, theirs), (theirs, ours)):
                at, off = nearest(one.mean(axis=1), other.mean(axis=1))
                lone = off > graze + 0.1
                assert np.diff(one[lone], axis=1).max(initial=0.0) <= graze, (number, point, one[lone])
                if one is ours and not lone.all():
                    pairs = one[~lone], other[at[~lone]]
                    lasts = np.maximum(np.diff(pairs[0], axis=1), np.diff(pairs[1], axis=1))
                    # the shorter the chord, the farther its ends move along it
                    allowed = INSTANT_S + np.minimum(graze, 2 * APART_KM * swath / (GROUND_KM_S**2 * lasts))
                    moved = np.abs(pairs[0] - pairs[1])
                    assert (moved <= allowed).all(), (number, point, pairs)
                    moves.append(moved)
    moves = np.concatenate(moves)
    assert len(moves) >= 0.99 * (rows["swath_km"] == swath).sum()
    assert np.median(moves) < 0.006


def crossings_of(track, points, window):
    found = find_crossings(track, points, window, lit=False)
    return found, gather([swath_look(found, points, window, Look(platform=""))], len(points))


@pytest.mark.truth
@pytest.mark.parametrize("roll", sorted(ROLLS_DEG))
def test_looks_across_the_track_are_the_same(roll, tracks, places, half_rad):
    """Time, look angle and incidence angle; what one side alone sees lies at the edge of the view."""
    rows, times = table("looks"), []
    rows = rows[rows["roll"] == roll]
    for swath in np.unique(rows["swath_km"]):
        points = bin_points(*places[swath])
        for number, track in enumerate(tracks):
            centre, half = np.radians(ROLLS_DEG[roll]), half_rad[number, swath]
            slack = APART_KM / (np.linalg.norm(track.position_km, axis=1).min() - 6378.2)
            wide = np.array([[centre - half - slack, centre + half + slack, 0.0, np.pi / 2]])
            found = find_crossings(track, points, wide, lit=False)
            order = np.lexsort((found.time_s, points.order[found.at]))
            point, time = points.order[found.at][order], found.time_s[order] - START_S
            look, incidence = np.degrees(found.look_rad[order]), np.degrees(found.incidence_rad[order])
            some = rows[(rows["satellite"] == number) & (rows["swath_km"] == swath)]
            # a day lies between points, so that the nearest time is one of the same point
            at, off = nearest(some["point"] * 1e6 + some["time_s"], point * 1e6 + time)
            assert (off < INSTANT_S).all(), (swath, number, some[off >= INSTANT_S])
            sure = np.abs(look - ROLLS_DEG[roll]) < np.degrees(half - slack)
            assert set(np.flatnonzero(sure)) <= set(at), (swath, number)
            assert len(set(at)) == len(at)
            assert np.abs(look[at] - some["look_deg"]).max(initial=0.0) < ANGLE_DEG
            assert np.abs(incidence[at] - some["incidence_deg"]).max(initial=0.0) < ANGLE_DEG
            times.append(off)
    times = np.concatenate(times)
    assert len(times) == len(rows) > 2000
    assert np.median(times) < 0.003


@pytest.mark.truth
def test_the_windows_that_are_asked_for_cut_what_is_seen(tracks, places, half_rad):
    """What a mode sees of shared crossings are those within its own window, as TAT-C's instrument sees them."""
    rows = table("looks")
    points, number, swath = bin_points(*places[290]), 8, 290
    half = half_rad[number, swath]
    _, passes = crossings_of(tracks[number], points, np.array([[-half, half, 0.0, np.pi / 2]]))
    theirs = rows[(rows["roll"] == "nadir") & (rows["satellite"] == number) & (rows["swath_km"] == swath)]
    assert abs(len(passes) - len(theirs)) <= 1
    assert (nearest(passes.start_s - START_S, theirs["time_s"])[1] < INSTANT_S).sum() >= len(theirs) - 1


@pytest.mark.truth
@pytest.mark.parametrize("swath", [290, 1000, 3000])
def test_conical_scans_cross_at_the_same_instants(swath, tracks, places, half_rad):
    """Both crossings of a full turn, and the forward ones of an arc of 65 degrees to either side."""
    rows, times = table("scans"), []
    rows = rows[rows["swath_km"] == swath]
    points, arc = bin_points(*places[swath]), 65.0
    for number, track in enumerate(tracks):
        some = rows[rows["satellite"] == number]
        for arc_deg, ahead, theirs in ((90.0, "both", some), (arc, "fore", some[np.abs(some["azimuth_deg"]) <= arc])):
            angles = half_rad[number, swath], np.radians(arc_deg)
            found = gather([conical_look(track, points, angles, Look(platform=""), look_ahead=ahead)], len(points))
            ours = found.point_of_each() * 1e6 + found.start_s - START_S
            key = theirs["point"] * 1e6 + theirs["time_s"]
            # ends of a chord move as those of a cone's pass do
            sideways = np.abs(np.cos(np.radians(theirs["azimuth_deg"])))
            _, off = nearest(key, ours)
            allowed = INSTANT_S + np.minimum(longest_graze_s(swath), APART_KM / GROUND_KM_S / np.maximum(sideways, 1e-3))
            near_edge = np.abs(np.abs(theirs["azimuth_deg"]) - arc_deg) < 0.1
            assert (off <= allowed)[~near_edge | (ahead == "both")].all(), (number, theirs[off > allowed])
            lone = nearest(ours, key)[1] > longest_graze_s(swath)
            times.append(off[off <= allowed])
            assert lone.sum() <= 0.002 * len(ours) + 1, (number, ahead, ours[lone])
    times = np.concatenate(times)
    assert len(times) > 1.3 * len(rows)
    assert np.median(times) < 0.006


@pytest.mark.truth
def test_the_suns_elevation_is_skyfields():
    """Low-precision formulas claim 0.01 degree; parallax lowers the Sun by up to 0.0024."""
    rows = table("sun")
    times = np.array([seconds_since_epoch(parse_utc(t)) for t in rows["time_utc"]])
    ours = np.degrees(np.arcsin(np.einsum("ij,ij->i", up_vectors(rows["lat_deg"], rows["lon_deg"]), sun_direction(times))))
    assert np.abs(ours - rows["elevation_deg"]).max() < 0.012


@pytest.mark.truth
def test_sun_and_glint_at_each_look_are_tatcs(tracks, places):
    """Sun's elevation and the angle from its mirror image where the satellite looks across its track."""
    rows = table("looks")
    rows = rows[rows["roll"] == "nadir"]
    lat, lon = (np.array([places[s][k][p] for s, p in zip(rows["swath_km"], rows["point"], strict=True)]) for k in (0, 1))
    up, sun = up_vectors(lat, lon), sun_direction(START_S + rows["time_s"])
    height = np.degrees(np.arcsin(np.einsum("ij,ij->i", up, sun)))
    assert np.abs(height - rows["sun_deg"]).max() < 0.02
    sight = np.empty((len(rows), 3))
    for number, track in enumerate(tracks):
        mine = rows["satellite"] == number
        sight[mine] = at_times(track, rows["time_s"][mine]) - earth_fixed_km(lat[mine], lon[mine])
    day = rows["sun_deg"] > 0.1
    off = np.abs(glint_angle_deg(up, sight, sun) - rows["glint_deg"])[day]
    assert day.sum() > 1000
    assert off.max() < 0.02


def at_times(track, since_s):
    """Positions at any times: a cubic through two nodes and their velocities, in numpy alone."""
    k = np.minimum((since_s / track.step_s).astype(int), len(track.position_km) - 2)
    x = (since_s / track.step_s - k)[:, None]
    here, there = track.position_km[k], track.position_km[k + 1]
    out, back = track.velocity_km_s[k] * track.step_s, track.velocity_km_s[k + 1] * track.step_s
    return (2 * x**3 - 3 * x**2 + 1) * here + (3 * x**2 - 2 * x**3) * there + (x**3 - 2 * x**2 + x) * out + (x**3 - x**2) * back
