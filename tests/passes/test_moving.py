"""Disks from a satellite that comes and goes, against brute force at 1 s steps: rise, set, height, light."""

from datetime import date

import numpy as np
import pytest
from brute import START_S, disagreements, fly, orbit, sight, spells

from commonsky.catalogue.model import Mission, Orbit
from commonsky.core.citation import Source
from commonsky.core.errors import InvalidInputError
from commonsky.core.time import EPOCH
from commonsky.coverage.moving import DiskLimits, moving_look, overlaps
from commonsky.coverage.passes import Look, gather
from commonsky.coverage.points import bin_points
from commonsky.orbits.nominal import eccentric_elements
from commonsky.orbits.propagation import positions_at, propagate
from commonsky.orbits.sun import sun_direction

DAY_S = 86_400.0
ORBITS = {
    "Molniya": orbit(20_200, 63.4, eccentricity=0.72, perigee_deg=270),
    "of a day": orbit(35_786, 63.4, eccentricity=0.27, perigee_deg=270, node_deg=40),
    "navigation": orbit(20_000, 55.0),
    "low": orbit(700, 98.2, node_deg=30),
}
EDGES = [(90, 0), (-90, 0), (0, 180), (60, 179.999), (-45, -179.95), (66, -180), (0, 0), (70, 40), (55, 100)]
RNG = np.random.default_rng(20261123)
RANDOM = zip(np.degrees(np.arcsin(RNG.uniform(-1, 1, 8))), RNG.uniform(-180, 180, 8), strict=True)
LAT, LON = (np.array(c, float) for c in zip(*EDGES, *RANDOM, strict=True))


def seen(elements, limits, *, step_s=120.0, duration_s=DAY_S):
    points = bin_points(LAT, LON)
    track = propagate(elements, START_S, duration_s, step_s=step_s)
    return gather([moving_look(track, points, limits, Look(platform="SAT", cycle_s=900.0))], len(points))


def intervals(passes, point):
    rows = slice(passes.first[point], passes.first[point + 1])
    return np.stack([passes.start_s[rows], passes.end_s[rows]], axis=1)


@pytest.mark.parametrize("orbit_name", sorted(ORBITS))
@pytest.mark.parametrize("zenith_deg", [20.0, 60.0, 75.0, 89.9])
def test_spells_are_those_of_brute_force(orbit_name, zenith_deg):
    flown = fly(ORBITS[orbit_name], DAY_S, 1.0)
    passes, compared, lines = seen(ORBITS[orbit_name], DiskLimits(zenith_deg=zenith_deg)), 0, []
    for point, place in enumerate(zip(LAT, LON, strict=True)):
        theirs = spells(flown.time_s, 90.0 - sight(flown, *place)[1] <= zenith_deg)
        compared += len(theirs)
        lines += [(*place, *line) for line in disagreements(intervals(passes, point), theirs, 2.0)]
    assert lines == []
    assert compared > 5 or zenith_deg < 60 or orbit_name == "low"


def test_height_and_light_cut_the_spells():
    elements, limits = ORBITS["Molniya"], DiskLimits(zenith_deg=75, altitude_km=20_000, solar_deg=(0.0, 80.0))
    flown = fly(elements, DAY_S, 1.0)
    passes, lines, compared = seen(elements, limits), [], 0
    high = np.linalg.norm(flown.position_km, axis=1) - 6371 >= 20_000
    for point, place in enumerate(zip(LAT, LON, strict=True)):
        up = np.array([np.cos(np.radians(place[0])) * f(np.radians(place[1])) for f in (np.cos, np.sin)] + [np.sin(np.radians(place[0]))])
        lit = sun_direction(flown.time_s) @ up >= np.cos(np.radians(80))
        theirs = spells(flown.time_s, (90.0 - sight(flown, *place)[1] <= 75) & high & lit)
        compared += len(theirs)
        lines += [(*place, *line) for line in disagreements(intervals(passes, point), theirs, 5.0)]  # the Sun's edges are good to 3 s
    assert lines == []
    assert compared > 5


def test_the_zenith_angle_is_that_of_the_middle_of_the_spell():
    passes, flown = seen(ORBITS["Molniya"], DiskLimits(zenith_deg=70)), fly(ORBITS["Molniya"], DAY_S, 1.0)
    point = passes.point_of_each()
    for row in range(len(passes)):
        middle = round((passes.start_s[row] + passes.end_s[row]) / 2 - START_S)
        zenith = 90 - sight(flown, LAT[point[row]], LON[point[row]])[1][middle]
        assert passes.incidence_deg[row] == pytest.approx(zenith, abs=0.05)


def test_only_what_is_scanned_is_seen():
    west = DiskLimits(zenith_deg=75, bounds_deg=(-180.0, 40.0, 0.0, 90.0))
    point = np.unique(seen(ORBITS["Molniya"], west).point_of_each())
    assert len(point)
    assert (LAT[point] >= 40).all()
    assert ((LON[point] <= 0) | (LAT[point] == 90) | (LON[point] == 180)).all()


def test_a_nominal_molniya_orbit_stands_high_over_the_north_at_all_phases():
    mission = Mission(
        name="Made up", agencies=("nobody",), launch_date=date(2020, 1, 1), status="operational", status_as_of=date(2026, 1, 1),
        orbit=Orbit(kind="eccentric", perigee_km=789, apogee_km=39_567, inclination_deg=63.26, apogee="north"),
        as_of=date(2026, 1, 1), source=(Source(what="all", where="made up"),),
    )  # fmt: skip
    highest = []
    for phase in (0.0, 1 / 3, 2 / 3):
        start = EPOCH.replace(year=2026, month=11, day=1)
        track = propagate(eccentric_elements(mission, start, phase=phase), START_S, DAY_S, step_s=60.0)
        height = np.linalg.norm(track.position_km, axis=1)
        assert (height.max() - 6378.137, height.min() - 6378.137) == (pytest.approx(39_567, abs=60), pytest.approx(789, abs=60))
        x, y, z = track.position_km[height.argmax()]
        assert np.degrees(np.arcsin(z / height.max())) == pytest.approx(63.26, abs=0.5)
        highest.append(np.degrees(np.arctan2(y, x)) % 180)
    apart = np.sort(np.diff(np.sort([*highest, min(highest) + 180])))
    assert apart == pytest.approx([60, 60, 60], abs=3)


def test_without_a_word_on_the_apogee_there_are_no_elements():
    mission = Mission(
        name="Made up", agencies=("nobody",), launch_date=date(2020, 1, 1), status="operational", status_as_of=date(2026, 1, 1),
        orbit=Orbit(kind="eccentric", perigee_km=789, apogee_km=39_567, inclination_deg=63.26),
        as_of=date(2026, 1, 1), source=(Source(what="all", where="made up"),),
    )  # fmt: skip
    with pytest.raises(InvalidInputError, match="Made up: its row does not say where the apogee lies; give its element set"):
        eccentric_elements(mission, EPOCH, phase=0.0)


def test_positions_between_nodes_are_those_of_the_propagator():
    coarse, fine = (propagate(ORBITS["Molniya"], START_S, DAY_S, step_s=s) for s in (120.0, 1.0))
    times = START_S + np.linspace(0, DAY_S, 5001)
    at = np.rint(times - START_S).astype(int)
    assert np.abs(positions_at(coarse, START_S + at.astype(float)) - fine.position_km[at]).max() < 0.1


def test_what_spells_have_in_common():
    some = np.array([0, 0, 2]), np.array([0.0, 20.0, 0.0]), np.array([10.0, 30.0, 5.0])
    others = np.array([0, 1, 2]), np.array([5.0, 0.0, 5.0]), np.array([25.0, 99.0, 9.0])
    row, start, end = overlaps(some, others)
    assert (row.tolist(), start.tolist(), end.tolist()) == ([0, 0], [5.0, 20.0], [10.0, 25.0])


@pytest.mark.parametrize("orbit_name", ["Molniya", "low"])
def test_neighbours_do_not_change_what_a_point_sees(orbit_name):
    lat, lon = RNG.uniform(58, 70, 60), RNG.uniform(20, 40, 60)
    track, look = propagate(ORBITS[orbit_name], START_S, DAY_S, step_s=120.0), Look(platform="SAT")
    together = gather([moving_look(track, bin_points(lat, lon), DiskLimits(zenith_deg=60), look)], 60)
    alone = [
        gather([moving_look(track, bin_points(lat[i : i + 1], lon[i : i + 1]), DiskLimits(zenith_deg=60), look)], 1) for i in range(60)
    ]
    np.testing.assert_array_equal(together.start_s, np.concatenate([one.start_s for one in alone]))
    np.testing.assert_array_equal(together.end_s, np.concatenate([one.end_s for one in alone]))
    assert len(together) > 60
