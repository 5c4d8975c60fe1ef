"""How dense stations are: against brute force, against grids whose spacing is known, at the poles and across the antimeridian."""

from datetime import date

import numpy as np
import pytest
from healpix_geo import nested

from commonsky.catalogue.systems import Network
from commonsky.core.citation import Source
from commonsky.core.places import AUTHALIC_KM, EARTH_KM2
from commonsky.coverage.stations import NEAREST, equivalent_spacing_km, median_over_land_km, network_look, network_viewers
from commonsky.sources.station_lists import StationList
from commonsky.world.cells import Cells

SOURCE = ({"what": "all", "where": "made up for a test"},)


def scattered(count, seed):
    rng = np.random.default_rng(seed)
    return np.degrees(np.arcsin(rng.uniform(-1, 1, count))), rng.uniform(-180, 180, count)


def great_circle_km(lat1, lon1, lat2, lon2):
    """Haversine, one point at a time."""
    p1, l1, p2, l2 = np.radians([lat1, lon1, lat2, lon2])
    h = np.sin((p2 - p1) / 2) ** 2 + np.cos(p1) * np.cos(p2) * np.sin((l2 - l1) / 2) ** 2
    return 2 * AUTHALIC_KM * np.arcsin(np.sqrt(h))


def plain_spacing_km(lat, lon, stations):
    """As the docstring says, one point and one station at a time."""
    found = []
    for y, x in zip(lat, lon, strict=True):
        distances = sorted(great_circle_km(y, x, a, b) for a, b in zip(*stations, strict=True))
        k = min(NEAREST, len(distances))
        cap_km2 = 2 * np.pi * AUTHALIC_KM**2 * (1 - np.cos(distances[k - 1] / AUTHALIC_KM))
        found.append(max(np.sqrt(cap_km2 / k), np.sqrt(2) * distances[0]))
    return np.array(found)


def global_grid(depth):
    """Centres of equal-area cells the world over, and the root of their area, km."""
    lon, lat = nested.healpix_to_lonlat(np.arange(12 * 4**depth, dtype=np.uint64), depth, ellipsoid="sphere")
    return np.asarray(lat), np.asarray(lon), np.sqrt(EARTH_KM2 / (12 * 4**depth))


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5, 40, 300])
def test_agrees_with_brute_force(count):
    stations, points = scattered(count, count), scattered(60, 7)
    assert equivalent_spacing_km(*points, *stations) == pytest.approx(plain_spacing_km(*points, stations), rel=1e-6)


def test_is_the_brief_formula_where_stations_are_near():
    points, stations = (np.zeros(1), np.zeros(1)), (np.array([0.5, -0.6, 0.7, 0.1]), np.array([3.0, 4.0, 5.0, 8.0]))
    farthest_km = great_circle_km(0, 0, 0.1, 8.0)
    assert equivalent_spacing_km(*points, *stations)[0] == pytest.approx(np.sqrt(np.pi) * farthest_km / np.sqrt(4), rel=1e-3)


def test_a_square_grid_has_its_own_spacing():
    step = 1.0
    lat, lon = (c.ravel() for c in np.meshgrid(np.arange(-10, 11, step), np.arange(-10, 11, step)))
    near = np.arange(-1, 1, 0.05)
    points = [c.ravel() for c in np.meshgrid(near, near)]
    ratio = equivalent_spacing_km(*points, lat, lon) / (AUTHALIC_KM * np.radians(step))
    # where a point lies in the grid matters: 22 % too fine at worst, 3 % too coarse, 8 % too fine in the mean
    assert 0.78 < ratio.min() < ratio.max() < 1.04
    assert ratio.mean() == pytest.approx(0.92, abs=0.01)
    middle = equivalent_spacing_km(np.array([0.5]), np.array([0.5]), lat, lon)[0]
    assert middle == pytest.approx(AUTHALIC_KM * np.radians(step), rel=1e-3)


def test_stations_at_random_have_their_density_in_the_mean():
    stations, points = scattered(2000, 1), scattered(4000, 2)
    area = np.mean(equivalent_spacing_km(*points, *stations) ** 2) / (EARTH_KM2 / 2000)
    # the area to the k-th of random stations is k stations' area in the mean; the floor adds a little
    assert 1.0 < area < 1.1


@pytest.mark.parametrize("where", ["poles", "antimeridian", "anywhere"])
def test_an_equal_area_grid_has_its_own_spacing_everywhere(where):
    lat, lon, spacing_km = global_grid(5)
    points = {
        "poles": (np.array([90.0, -90.0, 89.9, -89.9]), np.array([0.0, 0.0, 77.0, -170.0])),
        "antimeridian": (np.linspace(-80, 80, 41), np.tile([180.0, -180.0, 179.999, -179.999], 11)[:41]),
        "anywhere": scattered(500, 3),
    }[where]
    ratio = equivalent_spacing_km(*points, lat, lon) / spacing_km
    # its cells are not square: up to 1.4 times longer than wide near the poles
    assert ratio.min() > 0.7
    assert ratio.max() < 1.35


def test_turning_the_earth_changes_nothing():
    stations, points = scattered(500, 4), scattered(300, 5)
    here = equivalent_spacing_km(*points, *stations)
    for turn in (90.0, 180.0, 359.0):
        assert equivalent_spacing_km(points[0], points[1] + turn, stations[0], stations[1] + turn) == pytest.approx(here, rel=1e-9)


def test_more_stations_are_never_coarser_and_order_does_not_matter():
    lat, lon = scattered(400, 6)
    points = scattered(200, 8)
    few, many = equivalent_spacing_km(*points, lat[:200], lon[:200]), equivalent_spacing_km(*points, lat, lon)
    assert (many <= few + 1e-9).all()
    assert equivalent_spacing_km(*points, lat[::-1], lon[::-1]) == pytest.approx(many)


def test_stations_at_one_place_count_once():
    lat, lon = np.array([0.0, 1.0, 2.0, 3.0, 4.0]), np.zeros(5)
    doubled = np.tile(lat, 3), np.tile(lon, 3)
    point = np.array([0.3]), np.array([0.2])
    assert equivalent_spacing_km(*point, *doubled) == pytest.approx(equivalent_spacing_km(*point, lat, lon))


def test_a_knot_of_stations_far_away_serves_no_finer_than_its_distance():
    knot = np.array([0.0, 0.02, 0.04, 0.06]), np.zeros(4)
    far = equivalent_spacing_km(np.array([0.0]), np.array([5.0]), *knot)[0]
    assert far == pytest.approx(np.sqrt(2) * great_circle_km(0, 0, 0, 5), rel=1e-4)


def test_no_station_is_no_resolution():
    assert np.isinf(equivalent_spacing_km(np.zeros(2), np.zeros(2), np.zeros(0), np.zeros(0))).all()


def test_chunks_do_not_show():
    stations, points = scattered(3000, 9), scattered(3000, 10)
    whole = equivalent_spacing_km(*points, *stations)
    parts = [equivalent_spacing_km(points[0][i : i + 500], points[1][i : i + 500], *stations) for i in range(0, 3000, 500)]
    assert whole == pytest.approx(np.concatenate(parts), rel=1e-9)


def test_neighbours_in_one_chunk_find_all_their_stations():
    stations = scattered(3000, 13)
    lat, lon = (c.ravel() for c in np.meshgrid(np.linspace(86, 89.9, 9), np.linspace(-180, 179, 15)))
    assert equivalent_spacing_km(lat, lon, *stations) == pytest.approx(plain_spacing_km(lat, lon, stations), rel=1e-6)


def test_many_points_are_no_burden():
    points = scattered(20_000, 11)
    assert len(equivalent_spacing_km(*points, *scattered(300, 12))) == 20_000


def a_network(**changes):
    measures = [
        {"variable": "air_temperature", "cycle_h": 1, "source": SOURCE},
        {"variable": "surface_pressure", "cycle_h": 1, "latency_h": 0.5, "uncertainty": 20.0, "source": SOURCE},
        {"variable": "precipitation_amount", "cycle_h": 24, "source": SOURCE},
        {"variable": "snow_cover", "source": SOURCE},
    ]
    row = {
        "name": "Made-up", "operator": "nobody", "kind": "surface", "data_policy": "open", "status": "operational",
        "status_as_of": date(2026, 11, 22), "as_of": date(2026, 11, 22), "positions": "weather_stations", "measures": measures,
        "source": SOURCE,
    }  # fmt: skip
    return Network.model_validate(row | changes)


def some_cells():
    lat, lon = np.array([0.0, 0.0, 5.0]), np.array([179.5, -179.5, 0.0])
    land = np.array([10.0, 1.0, 2.0])
    return Cells(depth=9, ids=np.arange(3, dtype=np.uint64), lat_deg=lat, lon_deg=lon, land_km2=land, sea_km2=np.zeros(3), band_km=25.0)


def some_stations():
    lat, lon = np.array([0.0, 1.0, 0.0, -1.0]), np.array([180.0, 179.0, 178.0, 180.0])
    source = Source(what="positions of stations", where="made up for a test")
    return StationList(ids=tuple("abcd"), lat_deg=lat, lon_deg=lon, country=("",) * 4, source=source)


def test_a_network_looks_at_every_cell_at_each_of_its_cycles():
    wanted = {"air_temperature", "surface_pressure", "precipitation_amount", "snow_cover"}
    hourly, daily = network_viewers([a_network()], some_stations(), some_cells(), wanted, first=7)
    assert (hourly.number, hourly.mode.name, daily.number, daily.mode.name) == (7, "every 1 h", 8, "every 24 h")
    found = network_look(daily, (0.0, 100.0))
    assert found.look.cycle_s == 86400.0
    assert (found.look.platform, found.look.instrument) == ("Made-up", "stations")
    assert found.point.tolist() == [0, 1, 2]
    assert (found.start_s.tolist(), found.end_s.tolist()) == ([0.0] * 3, [100.0] * 3)
    expected = equivalent_spacing_km(some_cells().lat_deg, some_cells().lon_deg, some_stations().lat_deg, some_stations().lon_deg)
    assert found.incidence_deg == pytest.approx(expected, rel=1e-6)
    assert expected[0] < expected[1] < expected[2]
    assert hourly.mode.resolution_m == pytest.approx(1000 * expected[0])


def test_what_a_network_measures_keeps_its_figures():
    viewer = network_viewers([a_network()], some_stations(), some_cells(), {"surface_pressure"}, first=0)[0]
    measure = next(m for m in viewer.instrument.measures if m.variable == "surface_pressure")
    assert (measure.latency_h, measure.uncertainty, measure.modes) == (0.5, 20.0, ("every 1 h",))
    assert {m.variable for m in viewer.instrument.measures} == {"air_temperature", "surface_pressure", "precipitation_amount"}
    assert (viewer.instrument.data_policy, viewer.mode.acquisition) == ("open", "systematic")


@pytest.mark.parametrize(("changes", "variables"), [({"positions": None}, {"air_temperature"}), ({}, {"snow_cover"}), ({}, {"fapar"})])
def test_without_positions_or_a_cycle_nothing_is_assumed(changes, variables):
    assert network_viewers([a_network(**changes)], some_stations(), some_cells(), variables, first=0) == ()


def test_the_median_is_over_land():
    cells = some_cells()
    assert median_over_land_km(np.array([30.0, 10.0, 20.0]), cells) == 30.0
    assert median_over_land_km(np.array([10.0, 30.0, 20.0]), cells) == 10.0
