"""Conical scans against brute force at 0.5 s steps: instants at which the angle off nadir passes the beam's, and their bearing."""

from datetime import date

import numpy as np
import pytest
from brute import START_S, fly, ground, orbit, sight

from commonsky.catalogue.model import Instrument, Measure, Mission, Mode, Orbit
from commonsky.core.citation import Source
from commonsky.core.execution import SerialExecutor
from commonsky.core.places import earth_fixed_km
from commonsky.coverage.conical import conical_look, scan_angles_rad
from commonsky.coverage.fleet import Platform
from commonsky.coverage.passes import Look, gather
from commonsky.coverage.points import bin_points
from commonsky.coverage.simulate import simulate, viewers_of
from commonsky.orbits.propagation import propagate
from commonsky.world.cells import country_cells
from commonsky.world.countries import all_land, boundary, find_country

DAY_S = 86_400.0
ORBITS = {
    "sun-synchronous": orbit(700, 98.2, node_deg=30),
    "rain radar's": orbit(440, 65.0, node_deg=100),
    "over the poles": orbit(817, 90.0),
}
EDGES = [(90, 0), (-90, 0), (0, 180), (60, 179.999), (-45, -179.95), (89.5, 12), (82, -100), (-81.9, 30), (0, 0)]
RNG = np.random.default_rng(20261122)
RANDOM = zip(np.degrees(np.arcsin(RNG.uniform(-1, 1, 15))), RNG.uniform(-180, 180, 15), strict=True)
LAT, LON = (np.array(c, float) for c in zip(*EDGES, *RANDOM, strict=True))
#: Degrees by which a bearing may miss the edge of the arc and be on either side of it.
UNSURE_DEG = 0.2


def mode(**figures):
    return Mode(name="m", geometry="conical", swath_km=1450, resolution_m=5000, light="any", acquisition="systematic", **figures)


def bearings_deg(flown, lat_deg, lon_deg):
    """Angle of a point from the direction of flight over the ground, about the vertical, at every step."""
    line = ground(lat_deg, lon_deg)[0] - flown.position_km
    climb = np.einsum("ij,ij->i", flown.velocity_km_s, flown.up)
    forward = flown.velocity_km_s - climb[:, None] * flown.up
    right = np.cross(forward, flown.up)
    return np.degrees(np.arctan2(np.einsum("ij,ij->i", line, right), np.einsum("ij,ij->i", line, forward)))


def brute(flown, cone_deg, place):
    """Time, bearing and incidence at every instant at which a point in sight passes the beam's angle off nadir."""
    off_nadir, elevation = sight(flown, *place)
    beyond = off_nadir - cone_deg
    k = np.flatnonzero(((beyond[:-1] < 0) != (beyond[1:] < 0)) & (elevation[:-1] > 0))
    share = beyond[k] / (beyond[k] - beyond[k + 1])
    time = flown.time_s[k] + share * (flown.time_s[1] - flown.time_s[0])
    return time, bearings_deg(flown, *place)[k], 90 - (elevation[k] + share * (elevation[k + 1] - elevation[k]))


def scanned(elements, angles, look_ahead, *, duration_s=DAY_S, **limits):
    points, track = bin_points(LAT, LON), propagate(elements, START_S, duration_s, step_s=120.0)
    return gather([conical_look(track, points, angles, Look(platform="SAT"), look_ahead=look_ahead, **limits)], len(points))


def off_arc_deg(bearing, look_ahead):
    """How far a bearing lies from the middle of the arc that is used."""
    fore, aft = np.abs(bearing), 180 - np.abs(bearing)
    return {"fore": fore, "aft": aft, "both": np.minimum(fore, aft)}[look_ahead]


@pytest.mark.parametrize("orbit_name", sorted(ORBITS))
def test_crossings_are_those_of_brute_force(orbit_name):
    elements, cone_deg, arc_deg, compared = ORBITS[orbit_name], 47.0, 65.0, 0
    found = {side: scanned(elements, (np.radians(cone_deg), np.radians(arc_deg)), side) for side in ("fore", "aft", "both")}
    flown = fly(elements, DAY_S, 0.5)
    for point, place in enumerate(zip(LAT, LON, strict=True)):
        time, bearing, incidence = brute(flown, cone_deg, place)
        for side, passes in found.items():
            off = off_arc_deg(bearing, side)
            rows = slice(passes.first[point], passes.first[point + 1])
            ours, angle = passes.start_s[rows], passes.incidence_deg[rows]
            assert [t for t in time[off <= arc_deg - UNSURE_DEG] if not np.any(np.abs(ours - t) < 0.05)] == [], (place, side)
            for t, a in zip(ours, angle, strict=True):
                partner = np.flatnonzero((off <= arc_deg + UNSURE_DEG) & (np.abs(time - t) < 0.05))
                assert len(partner) == 1, (place, side, t - START_S)
                assert a == pytest.approx(incidence[partner[0]], abs=0.05)
            compared += len(ours)
    assert compared > 75


def test_a_point_is_seen_ahead_then_behind():
    angles = scan_angles_rad(mode(incidence_deg=55), 7078.0)
    fore, aft, both = (scanned(ORBITS["sun-synchronous"], angles, side) for side in ("fore", "aft", "both"))
    assert len(both) == len(fore) + len(aft)
    gap = [(fore.start_s[:, None] - aft.start_s[None, :])[np.equal.outer(fore.point_of_each(), aft.point_of_each())]]
    pairs = -gap[0][(gap[0] < 0) & (gap[0] > -600)]
    # the circle of 7.4 degrees is flown through in 4.1 minutes at most; near the edge of the swath in about half of that
    assert 60 < pairs.min() < pairs.max() < 260


def test_incidence_and_cone_are_two_names_of_one_angle():
    cone, arc = scan_angles_rad(mode(incidence_deg=55.0), 7071.0)
    assert scan_angles_rad(mode(cone_deg=np.degrees(cone)), 7071.0) == pytest.approx((cone, arc))
    # law of sines, by hand: 6371 / 7071 sin 55 = 0.7381
    assert np.sin(cone) == pytest.approx(0.7381, abs=1e-4)


def test_the_swath_is_as_wide_as_it_says():
    # the farthest point across the track, over many passes: distance to the plane of the orbit, by the cross-track angle at nadir
    lat, lon = np.meshgrid(np.linspace(-20, 20, 60), np.linspace(-40, 40, 60))
    points, elements = bin_points(lat.ravel(), lon.ravel()), ORBITS["sun-synchronous"]
    angles = scan_angles_rad(mode(incidence_deg=55), 7078.0)
    track = propagate(elements, START_S, DAY_S, step_s=60.0)
    found = conical_look(track, points, angles, Look(platform="SAT"))
    flown = fly(elements, DAY_S, 1.0)
    k = np.rint(found.start_s - START_S).astype(int)
    line = earth_fixed_km(lat.ravel()[found.point], lon.ravel()[found.point])
    normal = np.cross(flown.position_km[k], flown.velocity_km_s[k])
    across = np.arcsin(np.einsum("ij,ij->i", line, normal) / np.linalg.norm(line, axis=1) / np.linalg.norm(normal, axis=1))
    assert 2 * 6371 * np.abs(across).max() == pytest.approx(1450, rel=0.02)
    assert np.abs(found.incidence_deg - 55).max() < 1.0


def test_a_scan_wider_than_its_circle_uses_half_of_it():
    assert scan_angles_rad(mode(incidence_deg=20), 7071.0)[1] == pytest.approx(np.pi / 2)


def test_the_edges_of_the_window_are_no_crossings():
    whole = scanned(ORBITS["sun-synchronous"], (0.8, 1.2), "both")
    inside = whole.start_s[np.searchsorted(np.sort(whole.start_s), START_S + 40_000)]
    cut = scanned(ORBITS["sun-synchronous"], (0.8, 1.2), "both", duration_s=inside + 30 - START_S)
    kept = whole.start_s < inside + 30
    assert len(cut) == kept.sum()
    np.testing.assert_allclose(np.sort(cut.start_s), np.sort(whole.start_s[kept]), atol=0.01)


def test_light_limits_a_conical_scan_too():
    anyhow, day = (scanned(ORBITS["sun-synchronous"], (0.8, 1.2), "both", zenith_limits_deg=z) for z in ((0.0, 180.0), (0.0, 80.0)))
    assert 0 < len(day) < len(anyhow)


@pytest.mark.parametrize("figures", [{}, {"incidence_deg": 55, "cone_deg": 47}])
def test_a_conical_mode_has_one_angle(figures):
    with pytest.raises(ValueError, match="a conical lacks its figures"):
        mode(**figures)


def test_modes_that_scan_alike_share_their_passes_in_a_simulation():
    source, day = (Source(what="all", where="made up"),), date(2026, 1, 1)
    mission = Mission(
        name="SAT", agencies=("nobody",), launch_date=date(2020, 1, 1), status="operational", status_as_of=day, as_of=day, source=source,
        orbit=Orbit(kind="inclined", altitude_km=700, inclination_deg=98.2),
    )  # fmt: skip
    modes = [
        mode(incidence_deg=55).model_copy(update={"name": name, "light": light})
        for name, light in (("a", "any"), ("b", "any"), ("c", "day"))
    ]
    measure = Measure(variable="soil_moisture", modes=("a", "b", "c"), relevance="primary", product="made up", source=source)
    instrument = Instrument(
        name="I", kind="microwave radiometer", missions=("SAT",), data_policy="open", modes=tuple(modes), measures=(measure,), as_of=day,
        source=source,
    )  # fmt: skip
    elements = ORBITS["sun-synchronous"]
    platform = Platform(mission=mission, basis="element set", elements=(elements,), radius_km=7078.0)
    cells = country_cells(boundary(find_country("NRU")), all_land())
    viewers = viewers_of((platform,), (instrument,), {"soil_moisture"}, 20.0)
    passes = simulate(viewers, cells, (START_S, START_S + 5 * DAY_S), SerialExecutor())[0]
    counts = np.bincount(passes.look, minlength=3)
    track, points = propagate(elements, START_S, 5 * DAY_S, step_s=120.0), bin_points(*cells.sample_points(0))
    alone = conical_look(track, points, scan_angles_rad(modes[0], 7078.0), Look(platform="SAT"))
    assert counts[0] == counts[1] == len(alone.point) > counts[2] > 0
    assert [look.mode for look in passes.looks] == ["a", "b", "c"]
