"""Ground tracks and footprints: against the engine that finds passes, over the antimeridian and over the poles."""

import numpy as np
import pytest
import shapely

from commonsky.catalogue.load import packaged_catalogue
from commonsky.core.places import Place
from commonsky.core.time import parse_utc, seconds_since_epoch
from commonsky.coverage.fleet import assemble
from commonsky.coverage.passes import find_crossings
from commonsky.coverage.points import bin_points
from commonsky.coverage.sensors import look_windows
from commonsky.coverage.tracks import cut_line, cut_ring, disk_ring, even_times, footprint, geodetic, ground_track, state_at, swath_strips
from commonsky.orbits.propagation import propagate

START = parse_utc("2026-11-22")
HOURS = 5.0


@pytest.fixture(scope="module")
def fleet():
    return {p.mission.name: p for p in assemble(packaged_catalogue(), (), START).platforms}


def track_of(platform, hours=HOURS):
    return propagate(platform.elements[0], seconds_since_epoch(START), hours * 3600.0)


def mode_of(mission, instrument, mode):
    row = packaged_catalogue().instruments[instrument]
    assert mission in row.missions
    return next(m for m in row.modes if m.name == mode)


def test_states_between_nodes_are_those_of_a_finer_track(fleet):
    platform = fleet["Sentinel-2A"]
    coarse = propagate(platform.elements[0], 8.5e8, 3600.0, step_s=60.0)
    fine = propagate(platform.elements[0], 8.5e8, 3600.0, step_s=1.0)
    times = fine.start_s + fine.step_s * np.arange(len(fine.position_km))
    off = np.linalg.norm(state_at(coarse, times).position_km - fine.position_km, axis=1)
    assert off.max() < 1e-3


def test_a_track_runs_to_the_inclination_and_its_pieces_stay_within_180(fleet):
    pieces = ground_track(track_of(fleet["Sentinel-2A"]))
    every = np.concatenate(pieces)
    assert np.abs(every[:, 0]).max() <= 180.0
    assert every[:, 1].max() == pytest.approx(81.4, abs=0.3)
    assert all(np.abs(np.diff(piece[:, 0])).max() < 180.0 for piece in pieces)


@pytest.mark.parametrize(
    ("mission", "instrument", "mode"), [("Sentinel-2A", "MSI", "nominal"), ("Sentinel-1C", "C-SAR", "IW"), ("Metop-C", "MHS", "nominal")]
)
def test_what_lies_in_the_footprint_is_what_the_engine_sees(fleet, mission, instrument, mode):
    platform = fleet[mission]
    track = track_of(platform)
    window = look_windows(mode_of(mission, instrument, mode), platform.radius_km, 1.0)
    random = np.random.default_rng(1)
    lat, lon = np.degrees(np.arcsin(random.uniform(-1, 1, 4000))), random.uniform(-180, 180, 4000)
    points = bin_points(lat, lon)
    seen = np.zeros(len(lat), bool)
    seen[points.order[find_crossings(track, points, window, lit=False).at]] = True
    rings = [shapely.Polygon(ring) for ring in footprint(swath_strips(track, window, step_s=10.0))]
    inside = shapely.intersects_xy(shapely.union_all(rings), lon, lat)
    edge = shapely.distance(shapely.union_all([shapely.boundary(r) for r in rings]), shapely.points(lon, lat)) < 0.1
    assert seen.any()
    assert not (seen != inside)[~edge].any()


def test_a_wide_swath_covers_the_poles_and_no_ring_leaves_the_map(fleet):
    platform = fleet["Metop-C"]
    rings = footprint(swath_strips(track_of(platform, 2.0), look_windows(mode_of("Metop-C", "MHS", "nominal"), platform.radius_km, 1.0)))
    whole = shapely.union_all([shapely.Polygon(ring) for ring in rings])
    assert whole.bounds == pytest.approx((-180.0, -90.0, 180.0, 90.0))
    for lat in (89.9, -89.9):
        assert shapely.intersects_xy(whole, np.arange(-179.0, 180.0, 7.0), np.full(52, lat)).all()


def test_a_line_across_the_antimeridian_is_cut_with_both_ends_on_it():
    pieces = cut_line(np.array([170.0, 175.0, -175.0, -170.0]), np.array([0.0, 1.0, 3.0, 4.0]))
    assert pieces[0][-1].tolist() == [180.0, 2.0]
    assert pieces[1][0].tolist() == [-180.0, 2.0]


def test_a_ring_round_a_pole_is_closed_along_it():
    lon = np.arange(-180.0, 180.0, 30.0)
    area = sum(p.area for p in cut_ring(np.stack([lon, np.full(len(lon), 80.0)], axis=1)))
    assert area == pytest.approx(3600.0)


def test_the_disk_over_the_antimeridian_comes_in_two_parts():
    parts = cut_ring(disk_ring(140.7, 42164.17, 70.0))
    assert len(parts) == 2
    assert {round(p.bounds[0]) for p in parts} >= {-180}


def test_geodetic_latitude_agrees_with_the_place_it_came_from():
    place = Place(lat_deg=-45.0, lon_deg=12.0)
    from commonsky.core.places import earth_fixed_km, up_vectors

    above = earth_fixed_km(np.array([place.lat_deg]), np.array([place.lon_deg])) + 700.0 * up_vectors(np.array([-45.0]), np.array([12.0]))
    lat, lon = geodetic(above)
    assert lat[0] == pytest.approx(-45.0, abs=1e-5)
    assert lon[0] == pytest.approx(12.0)


def test_times_reach_from_the_start_to_the_end(fleet):
    track = track_of(fleet["Sentinel-2A"], 1.0)
    times = even_times(track, 20.0)
    assert times[0] == track.start_s
    assert times[-1] == pytest.approx(track.start_s + 3600.0)
    assert np.diff(times).max() <= 20.0 + 1e-6
