"""Laws that passes keep whatever the orbit: wider sees more, a satellite more never hurts, order and cuts of the work do not show."""

from datetime import UTC, datetime

import numpy as np
import pytest
from brute import START_S, orbit
from hypothesis import given, settings
from hypothesis import strategies as st

from commonsky.catalogue.load import packaged_catalogue
from commonsky.core.execution import SerialExecutor
from commonsky.coverage.fleet import assemble
from commonsky.coverage.passes import Look, cone_look, find_crossings, gather, swath_look
from commonsky.coverage.points import bin_points
from commonsky.coverage.revisit import revisit_gaps
from commonsky.coverage.simulate import simulate, viewers_of
from commonsky.gaps.assessed import services_for
from commonsky.gaps.levels import Simulation, newest_ages_h
from commonsky.needs.load import default_needs
from commonsky.orbits.propagation import propagate
from commonsky.world.cells import Cells

DAY_S, VARIABLE = 86_400.0, "sea_surface_temperature"
HABITS = settings(deadline=None, derandomize=True, max_examples=25)
EDGES = [(90, 0), (-90, 0), (0, 180), (0, -180), (60, 179.999), (-45, -179.95), (89.5, 12), (82, -100), (-81.9, 30), (0, 0)]
RNG = np.random.default_rng(20261122)
RANDOM = zip(np.degrees(np.arcsin(RNG.uniform(-1, 1, 50))), RNG.uniform(-180, 180, 50), strict=True)
LAT, LON = (np.array(c, float) for c in zip(*EDGES, *RANDOM, strict=True))
#: Places near enough to each other for a narrow cone to meet some of them every day.
MANY = bin_points(np.degrees(np.arcsin(RNG.uniform(-1, 1, 800))), RNG.uniform(-180, 180, 800))
#: A pass this short lies within 5 m of the edge of the widest cone: what tracks of different steps may disagree about.
GRAZE_S = 0.9
ORBITS = st.builds(
    orbit,
    st.floats(400, 1400),
    st.floats(0, 110),
    eccentricity=st.floats(0, 0.02),
    node_deg=st.floats(0, 360),
    anomaly_deg=st.floats(0, 360),
)
#: Least and greatest look, right of flight positive, then incidence, degrees.
WINDOWS = st.one_of(
    st.floats(0.3, 65).map(lambda half: (-half, half, 0.0, 90.0)),
    st.tuples(st.floats(-60, 30), st.floats(1, 30)).map(lambda w: (w[0], w[0] + w[1], 0.0, 90.0)),
    st.tuples(st.floats(15, 50), st.floats(2, 20), st.sampled_from([(0, 90), (-90, 0)])).map(lambda w: (*w[2], w[0], w[0] + w[1])),
)


def crossings(elements, window_deg, *, lat=LAT, lon=LON, start_s=START_S, duration_s=DAY_S, step_s=120.0, name="SAT"):
    """What one mode sees."""
    points, window = bin_points(lat, lon), np.radians([window_deg])
    found = find_crossings(propagate(elements, start_s, duration_s, step_s=step_s), points, window, lit=False)
    return swath_look(found, points, window, Look(platform=name))


def cone(elements, half_deg, *, lat=LAT, lon=LON, start_s=START_S, duration_s=DAY_S):
    points = bin_points(lat, lon)
    return cone_look(propagate(elements, start_s, duration_s), points, np.radians(half_deg), Look(platform="SAT"))


def rows(found):
    """All that a look found, in an order of its own."""
    columns = (found.point, found.start_s, found.end_s, np.nan_to_num(found.incidence_deg))
    return sorted(zip(*(c.tolist() for c in columns), strict=True))


@given(ORBITS, WINDOWS, st.floats(0, 20), st.floats(0, 20))
@HABITS
def test_a_wider_swath_never_loses_a_pass(elements, window, left, right):
    narrow = rows(crossings(elements, window))
    low, high, near, far = window
    by_look = rows(crossings(elements, (max(low - left, -90), min(high + right, 90), near, far)))
    by_incidence = rows(crossings(elements, (low, high, max(near - left, 0), min(far + right, 90))))
    assert set(narrow) <= set(by_look)
    assert set(narrow) <= set(by_incidence)


@given(ORBITS, st.floats(1, 60), st.floats(0, 30))
@HABITS
def test_a_pass_of_a_narrow_cone_lies_within_one_of_a_wider_cone(elements, half, more):
    narrow, wide = cone(elements, half), cone(elements, half + more)
    for point, start, end, _ in rows(narrow):
        mine = wide.point == point
        # edges are found to 0.1 ms
        assert ((wide.start_s[mine] <= start + 1e-3) & (wide.end_s[mine] >= end - 1e-3)).sum() == 1


@given(ORBITS, st.one_of(WINDOWS, st.floats(1, 65)), st.permutations(range(len(LAT))))
@HABITS
def test_the_order_of_points_does_not_matter(elements, sees, order):
    look, order = (crossings if isinstance(sees, tuple) else cone), np.array(order)
    plain, mixed = look(elements, sees), look(elements, sees, lat=LAT[order], lon=LON[order])
    assert rows(plain) == sorted((int(order[p]), *rest) for p, *rest in rows(mixed))


@given(ORBITS, st.one_of(WINDOWS, st.floats(1, 65)), st.lists(st.booleans(), min_size=len(LAT), max_size=len(LAT)))
@HABITS
def test_points_apart_are_seen_as_together(elements, sees, one_part):
    look, one_part = (crossings if isinstance(sees, tuple) else cone), np.array(one_part)
    found = []
    for part in (one_part, ~one_part):
        numbers = np.flatnonzero(part)
        found += [(int(numbers[p]), *rest) for p, *rest in rows(look(elements, sees, lat=LAT[part], lon=LON[part]))]
    assert rows(look(elements, sees)) == sorted(found)


@given(ORBITS, WINDOWS, st.integers(1, 11))
@HABITS
def test_a_window_cut_between_two_nodes_neither_loses_nor_doubles_a_look(elements, window, hours):
    whole = rows(crossings(elements, window, duration_s=DAY_S))
    first = crossings(elements, window, duration_s=hours * 7200.0)
    second = crossings(elements, window, start_s=START_S + hours * 7200.0, duration_s=DAY_S - hours * 7200.0)
    parts = sorted(rows(first) + rows(second))
    # SGP4 is given the time as days, good to 0.1 ms; a look within CLOSE_KM of the window's edge may fall out
    assert abs(len(parts) - len(whole)) <= 1
    if len(parts) == len(whole):
        np.testing.assert_allclose([p[:3] for p in parts], [w[:3] for w in whole], rtol=0, atol=2e-3)


@given(st.lists(ORBITS, min_size=2, max_size=4), WINDOWS, st.randoms(use_true_random=False))
@HABITS
def test_the_order_of_satellites_does_not_matter(satellites, window, random):
    found = [crossings(e, window, name=str(k)) for k, e in enumerate(satellites)]
    mixed = found.copy()
    random.shuffle(mixed)
    one, other = (gather(some, len(LAT)) for some in (found, mixed))
    assert one.start_s.tobytes() == other.start_s.tobytes()
    assert one.first.tobytes() == other.first.tobytes()
    names = [[p.looks[n].platform for n in p.look] for p in (one, other)]
    apart = np.ones(len(one), bool)
    apart[1:] &= np.diff(one.end_s) != 0
    apart[:-1] &= np.diff(one.end_s) != 0
    assert np.array(names[0])[apart].tolist() == np.array(names[1])[apart].tolist()


@given(st.lists(ORBITS, min_size=1, max_size=3), ORBITS, WINDOWS)
@HABITS
def test_a_satellite_more_never_lengthens_the_longest_gap(satellites, another, window):
    longest = []
    for fleet in (satellites, [*satellites, another]):
        passes = gather([crossings(e, window) for e in fleet], len(LAT))
        gaps = revisit_gaps(passes, START_S, START_S + DAY_S)
        hours = np.zeros(len(LAT))
        np.maximum.at(hours, gaps.point, gaps.hours)
        longest.append(hours)
    assert (longest[1] <= longest[0]).all()


@pytest.fixture(scope="module")
def observed():
    """Three days of all that measures the sea's temperature over some cells of the tropics, and a need that asks for it."""
    cells = Cells(
        depth=7, ids=np.arange(12, dtype=np.uint64) * np.uint64(97) + np.uint64(4**7 * 4), lat_deg=np.zeros(12), lon_deg=np.zeros(12),
        land_km2=np.full(12, 3000.0), sea_km2=np.zeros(12), band_km=25.0,
    )  # fmt: skip
    catalogue, start = packaged_catalogue(), datetime(2026, 11, 1, tzinfo=UTC)
    platforms = assemble(catalogue, [], start).platforms
    viewers = viewers_of(platforms, tuple(catalogue.instruments.values()), {VARIABLE}, 50.0)
    passes = simulate(viewers, cells, (START_S - DAY_S, START_S + 2 * DAY_S), SerialExecutor())
    asked = default_needs().for_country(coastal=True, on=start.date())
    pair = next(p for p in asked if p[1].id == "storm-sea-surface-temperature")
    services = services_for(VARIABLE, viewers)
    simulation = Simulation(passes=passes, start_s=START_S, end_s=START_S + 2 * DAY_S, early_s=DAY_S)
    return simulation, services, pair, np.arange(len(cells))


@given(st.data())
@HABITS
def test_a_satellite_more_never_makes_a_product_older(observed, data):
    simulation, services, asked, cells = observed
    missions = sorted({s.mission for s in services})
    chosen = set(data.draw(st.lists(st.sampled_from(missions), min_size=1, max_size=len(missions), unique=True)))
    another = data.draw(st.sampled_from(missions))
    times = np.linspace(START_S, START_S + 2 * DAY_S, 97)
    fewer, more = (
        np.nan_to_num(newest_ages_h(simulation, [s for s in services if s.mission in some], *asked, cells, times), nan=np.inf)
        for some in (chosen, chosen | {another})
    )
    assert (more <= fewer).all()


def test_the_drawn_satellites_do_bring_products(observed):
    simulation, services, asked, cells = observed
    times = np.linspace(START_S, START_S + 2 * DAY_S, 97)
    by_mission = [[s for s in services if s.mission == name] for name in {s.mission for s in services}]
    assert sum(bool(np.isfinite(newest_ages_h(simulation, some, *asked, cells, times)).any()) for some in by_mission) >= 5


def has_partner(mine, theirs, within_s):
    """Whether each of some (point, time) has one of the others over the same point about the same time; a point is 12 days long."""
    mine, theirs = (point * 1e6 + (time - START_S) for point, time in (mine, theirs))
    theirs = np.concatenate([[-np.inf], np.sort(theirs), [np.inf]])
    at = np.searchsorted(theirs, mine)
    return np.minimum(theirs[at] - mine, mine - theirs[at - 1]) < within_s


@given(st.floats(250, 1400), st.floats(0, 110), st.floats(0, 360), st.floats(0.5, 60))
@HABITS
def test_the_step_between_nodes_does_not_matter_to_cones(altitude, inclination, node, half):
    """A low satellite draws past a point wholly between two nodes: the pass is found all the same, by both implementations."""
    elements = orbit(altitude, inclination, node_deg=node)
    fine, *others = (
        cone_look(propagate(elements, START_S, DAY_S, step_s=step), MANY, np.radians(half), Look(platform="SAT"), one_shot=one_shot)
        for step, one_shot in ((15.0, False), (60.0, False), (120.0, False), (60.0, True))
    )
    assert len(fine.point) > 0 or half < 3 or inclination < 10
    for other in others:
        for one, two in ((fine, other), (other, fine)):
            middles = [(f.point, (f.start_s + f.end_s) / 2) for f in (one, two)]
            assert has_partner(*middles, 0.5)[one.end_s - one.start_s > GRAZE_S].all()


@given(st.floats(250, 1400), st.floats(0, 110), st.floats(0, 360), WINDOWS)
@HABITS
def test_the_step_between_nodes_does_not_matter_to_swaths(altitude, inclination, node, window):
    low, high, near, far = np.radians(window)
    tracks = [propagate(orbit(altitude, inclination, node_deg=node), START_S, DAY_S, step_s=step) for step in (15.0, 60.0, 120.0)]
    fine, *others = (find_crossings(track, MANY, np.radians([window]), lit=False) for track in tracks)
    for other in others:
        for one, two in ((fine, other), (other, fine)):
            # 5 m between tracks are 2e-5 rad, seen from 250 km
            sure = (one.look_rad > low + 4e-5) & (one.look_rad < high - 4e-5)
            sure &= (one.incidence_rad > near + 4e-5) & (one.incidence_rad < far - 4e-5)
            assert has_partner((one.at, one.time_s), (two.at, two.time_s), 0.01)[sure].all()
