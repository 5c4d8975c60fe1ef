"""Telecom systems by geometry: closed formulas of the footprint, skyfield's elevations, and a second implementation in plain loops."""

from datetime import date
from itertools import pairwise

import numpy as np
import pytest
from skyfield.api import load, wgs84

from commonsky.catalogue.load import packaged
from commonsky.catalogue.systems import Telecom
from commonsky.core.errors import InvalidInputError
from commonsky.core.places import earth_fixed_km, up_vectors
from commonsky.core.time import parse_utc, seconds_since_epoch
from commonsky.coverage.shells import ShellSatellite, positions_km, satellites_of
from commonsky.coverage.telecom import (
    LIGHT_KM_S,
    MIN_ELEVATION_DEG,
    PARTLY_ENTERED,
    footprint_radius_deg,
    placeable,
    sites_at,
    telecom_service,
    view_of,
)

START = parse_utc("2026-11-23")
SOURCE = ({"what": "made up", "where": "this test"},)
ROWS = packaged("commonsky.catalogue", "telecom", "telecom", Telecom)


def system(name="Sky", status="operational", minimum=None, **shell):
    shells = [{"source": SOURCE, "satellites": 1, **shell}] if shell else []
    return Telecom.model_validate(
        {"name": name, "operator": "x", "kind": "two-way", "status": status, "status_as_of": date(2026, 1, 1), "coverage": "x"}
        | {"use_for_warning": "x", "as_of": date(2026, 1, 1), "source": SOURCE, "shells": shells, "min_elevation_deg": minimum}
    )


def standing(*longitudes, **more):
    return system(kind="GEO", altitude_km=35786, longitudes_deg=longitudes, satellites=len(longitudes), **more)


def moving(**more):
    return system(**({"kind": "LEO", "satellites": 66, "planes": 6, "altitude_km": 781, "inclination_deg": 86.4} | more))


def served(row, lat, lon, **more):
    (found,) = telecom_service([row], np.atleast_1d(np.asarray(lat, float)), np.atleast_1d(np.asarray(lon, float)), START, 24.0, **more)
    return found


def sphere(count):
    """Evenly spread points, by the golden angle."""
    k = np.arange(count) + 0.5
    return np.degrees(np.arcsin(1 - 2 * k / count)), np.degrees(np.pi * (1 + 5**0.5) * k) % 360.0 - 180.0


def test_a_standing_satellite_is_seen_to_81_degrees_and_no_farther():
    edge = served(standing(0.0), [81.0, 81.2, 81.6, -81.0, -81.6, 0.0, 0.0], [0, 0, 0, 0, 0, 81.2, 81.4], min_elevation_deg=0.0)
    assert edge.in_view.tolist() == [1, 1, 0, 1, 0, 1, 0]
    assert footprint_radius_deg(35786.0, 0.0) == pytest.approx(81.3, abs=0.05)


def test_straight_below_it_light_takes_twice_its_height():
    below = served(standing(100.0), 0.0, 100.0)
    assert below.elevation_deg[0] == pytest.approx(90.0, abs=1e-5)
    assert below.latency_min_ms[0] == pytest.approx(2 * 35786.0 / LIGHT_KM_S * 1000, abs=0.01)
    assert below.latency_median_ms[0] == below.latency_min_ms[0]
    assert (below.moving, below.times, below.known, below.complete) == (False, 1, True, True)


def test_elevation_and_distance_agree_with_skyfield():
    rng = np.random.default_rng(6)
    time = load.timescale(builtin=True).utc(2026, 11, 23)
    for height_km in (500.0, 1400.0, 21528.0, 35786.0):
        lat, lon = rng.uniform(-90, 90), rng.uniform(-180, 180)
        site_lat, site_lon = np.clip(lat + rng.uniform(-12, 12), -90, 90), lon + rng.uniform(-12, 12)
        place = earth_fixed_km(np.array([lat]), np.array([lon])) + height_km * up_vectors(np.array([lat]), np.array([lon]))
        one = ShellSatellite(system="x", shell="", name="1", position_km=tuple(place[0]))
        view = view_of([one], sites_at(np.array([site_lat]), np.array([site_lon])), np.zeros(1), -20.0)
        above = wgs84.latlon(lat, lon, elevation_m=height_km * 1000.0)
        altitude, _, distance = (above - wgs84.latlon(site_lat, site_lon)).at(time).altaz()
        assert view.elevation_deg[0] == pytest.approx(altitude.degrees, abs=1e-4)
        assert view.slant_km[0, 0] == pytest.approx(distance.km, rel=1e-6)


@pytest.mark.parametrize(("altitude_km", "inclination", "least"), [(781, 86.4, 10.0), (550, 53.0, 25.0), (20000, 55.0, 5.0)])
def test_over_the_whole_earth_the_mean_in_view_is_the_share_of_the_footprint(altitude_km, inclination, least):
    """Whatever the orbits: at every instant each satellite is seen from (1 - cos radius) / 2 of the Earth."""
    lat, lon = sphere(4000)
    row = moving(satellites=10, planes=5, altitude_km=altitude_km, inclination_deg=inclination)
    share = 0.5 * (1 - np.cos(np.radians(footprint_radius_deg(altitude_km, least))))
    assert served(row, lat, lon, min_elevation_deg=least).satellites.mean() == pytest.approx(
        10 * share, rel=0.03
    )  # the ellipsoid lies up to 21 km lower


def test_loops_in_plain_sight_give_the_same():
    """Second implementation: azimuth and elevation of each satellite at each time over each place, with a ragged horizon."""
    rng = np.random.default_rng(7)
    lat, lon = np.array([-9.4, 27.9, 64.0]), np.array([159.9, 84.1, -21.0])
    horizon = rng.uniform(-5, 40, (3, 36))
    row = moving(satellites=24, planes=6, altitude_km=1414, inclination_deg=52.0)
    satellites = satellites_of("Sky", row.shells[0], START)
    times = seconds_since_epoch(START) + np.arange(40) * 700.0
    view = view_of(satellites, sites_at(lat, lon, horizon), times, 10.0)
    here, up = earth_fixed_km(lat, lon), up_vectors(lat, lon)
    for n in range(3):
        east = np.cross([0.0, 0.0, 1.0], up[n])
        east /= np.linalg.norm(east)
        north = np.cross(up[n], east)
        count, best, slants = 0, [], np.full(len(times), np.inf)
        for t, places in enumerate(positions_km(satellites, times)):
            for place in places:
                sight = place - here[n]
                elevation = np.degrees(np.arcsin(sight @ up[n] / np.linalg.norm(sight)))
                azimuth = np.degrees(np.arctan2(sight @ east, sight @ north)) % 360
                if elevation >= max(10.0, horizon[n, int(azimuth // 10)]):
                    count += 1
                    best.append(elevation)
                    slants[t] = min(slants[t], np.linalg.norm(sight))
        assert view.satellites[n] == pytest.approx(count / len(times), abs=1e-12)
        assert view.elevation_deg[n] == pytest.approx(max(best), abs=1e-9)
        assert view.slant_km[:, n] == pytest.approx(slants, rel=1e-6)


def test_places_together_are_as_each_alone():
    lat, lon = sphere(40)
    together = served(moving(), lat, lon)
    alone = [served(moving(), *at) for at in zip(lat, lon, strict=True)]
    for name in ("in_view", "satellites", "elevation_deg", "latency_min_ms", "latency_median_ms"):
        assert getattr(together, name) == pytest.approx([getattr(one, name)[0] for one in alone], rel=1e-9, nan_ok=True), name


def test_polar_planes_meet_over_the_poles_and_low_inclinations_never_reach_them():
    iridium = served(ROWS["Iridium NEXT"], [0.0, 45.0, 89.0], [0.0, 0.0, 0.0])
    assert iridium.satellites[0] < iridium.satellites[1] < iridium.satellites[2]
    assert (iridium.in_view > 0.95).all()
    assert served(ROWS["Orbcomm"], 89.0, 0.0).in_view[0] == 0.0


def test_latency_of_a_low_system_lies_between_its_height_and_its_horizon():
    found = served(moving(), 10.0, 20.0)
    least = 2 * 781 / LIGHT_KM_S * 1000
    assert least * 0.98 < found.latency_min_ms[0] < found.latency_median_ms[0] < least * 3.2  # slant at 10 degrees: 2,350 km
    assert found.moving


def test_a_horizon_hides_only_what_stands_behind_it():
    """From 40 N, 0 E a satellite over 0 E stands due south at 43.7 degrees."""
    flat = np.zeros((1, 36))
    hills = {}
    for sector in (17, 18, 0, 9):
        hills[sector] = flat.copy()
        hills[sector][0, sector] = 60.0
    assert served(standing(0.5), 40.0, 0.0, horizon_deg=hills[17]).in_view[0] == 0.0  # azimuth 179.2
    assert served(standing(-0.5), 40.0, 0.0, horizon_deg=hills[18]).in_view[0] == 0.0
    assert served(standing(-0.5), 40.0, 0.0, horizon_deg=hills[17]).in_view[0] == 1.0
    assert served(standing(0.5), 40.0, 0.0, horizon_deg=hills[0]).in_view[0] == 1.0
    assert served(standing(0.5), 40.0, 0.0, horizon_deg=hills[9]).in_view[0] == 1.0
    assert served(standing(0.5), 40.0, 0.0, horizon_deg=flat + 44.0).in_view[0] == 0.0
    assert served(standing(0.5), 40.0, 0.0, horizon_deg=flat + 43.0).in_view[0] == 1.0


def test_a_higher_mask_never_shows_more():
    lat, lon = sphere(50)
    shares = [served(moving(), lat, lon, min_elevation_deg=least).in_view for least in (0.0, 5.0, 20.0, 60.0)]
    assert all((b <= a).all() for a, b in pairwise(shares))


def test_a_rows_own_least_elevation_goes_before_the_stated_one():
    assert served(standing(0.0, minimum=25), 0.0, 0.0).min_elevation_deg == 25
    assert served(standing(0.0), 0.0, 0.0).min_elevation_deg == MIN_ELEVATION_DEG


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (system(), "no orbit is published"),
        (system(kind="GEO", altitude_km=35786), "longitudes"),
        (moving(inclination_deg=None), "inclination"),
        (moving(planes=None), "number of its planes"),
        (standing(0.0, status="ended"), "ended"),
    ],
)
def test_what_is_not_published_is_not_guessed(row, why):
    found = served(row, [0.0, 10.0], [0.0, 10.0])
    assert not found.known
    assert why in found.why
    for name in ("in_view", "satellites", "elevation_deg", "latency_min_ms", "latency_median_ms"):
        assert np.isnan(getattr(found, name)).all()


def test_a_shell_that_cannot_be_placed_is_left_out_and_said():
    beidou = served(ROWS["BeiDou RSMC / GSMC"], 30.0, 110.0)
    assert (beidou.known, beidou.complete, beidou.satellites[0]) == (True, False, 3.0)
    assert beidou.why == "left out: MEO shell: the number of its planes is not published"
    assert placeable(())[1] == "no orbit is published in its row"


def test_a_lost_system_is_never_in_view():
    lost = served(standing(0.0), 0.0, 0.0, lost={"Sky"})
    assert (lost.known, lost.why, lost.in_view[0], lost.satellites[0]) == (True, "lost", 0.0, 0.0)
    assert np.isnan(lost.latency_median_ms[0])
    assert not served(moving(planes=None), 0.0, 0.0, lost={"Sky"}).known


def test_every_row_of_the_catalogue_is_answered_and_partly_entered_ones_say_so():
    found = telecom_service(ROWS.values(), np.array([-9.4]), np.array([159.9]), START, 24.0)
    assert [one.system for one in found] == list(ROWS)
    assert all(one.known or one.why for one in found)
    assert all(not one.complete for one in found if one.system in PARTLY_ENTERED)
    assert set(ROWS) >= PARTLY_ENTERED
    by_name = {one.system: one for one in found}
    assert by_name["EUMETCast"].published_latency_s == 300
    assert by_name["Starlink"].in_view[0] == 1.0
    assert by_name["CMACast"].in_view[0] == 1.0
    assert by_name["Thuraya"].in_view[0] == 0.0


@pytest.mark.parametrize(
    ("more", "match"),
    [
        ({"min_elevation_deg": 90.0}, "least elevation 90"),
        ({"min_elevation_deg": -1.0}, "least elevation -1"),
        ({"horizon_deg": np.zeros((3, 36))}, "horizon of shape"),
        ({"horizon_deg": np.zeros(2)}, "horizon of shape"),
    ],
)
def test_senseless_input_is_refused(more, match):
    with pytest.raises(InvalidInputError, match=match):
        served(standing(0.0), [0.0, 1.0], [0.0, 1.0], **more)


@pytest.mark.parametrize("hours", [0.0, -1.0, 1e4, float("nan")])
def test_a_senseless_window_is_refused(hours):
    with pytest.raises(InvalidInputError, match="window"):
        telecom_service([standing(0.0)], np.zeros(1), np.zeros(1), START, hours)
