"""Satellites of shells: slots, patterns, figures of eight, and where they are against skyfield."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from skyfield.api import EarthSatellite, load, wgs84

from commonsky.catalogue.load import packaged
from commonsky.catalogue.systems import Navigation, Shell, Telecom
from commonsky.core.citation import Source
from commonsky.core.errors import InvalidInputError
from commonsky.core.places import earth_fixed_km, up_vectors
from commonsky.core.time import EPOCH, parse_utc, seconds_since_epoch
from commonsky.coverage.shells import Slot, longitude_name, missing_geometry, pattern_of, positions_km, satellites_of
from commonsky.orbits.propagation import satellite_record, sidereal_angle

ROWS = packaged("commonsky.catalogue", "navigation", "navigation", Navigation)
START = parse_utc("2026-11-23")
START_S = seconds_since_epoch(START)
DAY = START_S + np.arange(0.0, 86164.0, 300.0)


def shell(**changes):
    values = {"kind": "MEO", "satellites": 12, "planes": 3, "altitude_km": 20000.0, "inclination_deg": 60.0}
    return Shell(**(values | changes), source=(Source(what="a test", where="here"),))


def orbit_of(name, k=0):
    return ROWS[name].shells[k]


def longitude_of_node(elements, moment):
    turned = np.degrees(sidereal_angle(np.array([seconds_since_epoch(moment)]))[0])
    return elements.node_deg - turned


def test_gps_stands_in_its_slots_at_their_epoch():
    epoch = datetime(1993, 7, 1, tzinfo=UTC)
    found = {one.name: one.elements for one in satellites_of("GPS", orbit_of("GPS"), epoch)}
    assert len(found) == 24
    for name, node, latitude in (("A1", 272.847, 268.126), ("D3", 92.847, 35.156), ("F4", 212.847, 135.346)):
        assert found[name].node_deg == pytest.approx(node)
        assert (found[name].perigee_deg + found[name].anomaly_deg) % 360 == pytest.approx(latitude)
        assert found[name].mean_motion_rev_day == pytest.approx(2.0057, abs=0.0005)


@pytest.mark.parametrize("years", [1, 10, 30])
def test_the_ground_track_of_gps_is_kept_for_years(years):
    """The longitude at which A1 crosses the equator northward is the same: half a turn of the orbit is a quarter turn of the Earth."""
    crossings = []
    for moment in (datetime(1993, 7, 1, tzinfo=UTC), datetime(1993 + years, 7, 1, tzinfo=UTC)):
        elements = satellites_of("GPS", orbit_of("GPS"), moment)[0].elements
        crossings.append((longitude_of_node(elements, moment) + (elements.perigee_deg + elements.anomaly_deg) / 2) % 180.0)
    assert crossings[1] == pytest.approx(crossings[0], abs=0.5)


def test_galileo_keeps_its_published_rates():
    """gsc-europa.eu: of slot A02, the node moves by -0.02764398 degrees a day, the argument of latitude by 613.72253566."""
    epoch = datetime(2016, 11, 21, tzinfo=UTC)
    first, later = (satellites_of("Galileo", orbit_of("Galileo"), moment)[1].elements for moment in (epoch, epoch + timedelta(days=1)))
    assert first.node_deg == pytest.approx(317.632)
    assert (first.perigee_deg + first.anomaly_deg) % 360 == pytest.approx(225.153)
    assert later.node_deg - first.node_deg == pytest.approx(-0.0276, abs=0.002)
    assert (later.perigee_deg + later.anomaly_deg - first.perigee_deg - first.anomaly_deg) % 360 == pytest.approx(613.7225 - 360, abs=0.005)


def test_glonass_is_the_formula_of_its_interface_control_document():
    """ICD 5.1, section 5.2: 251°15' + 120°(i - 1) and 145°26'37" + 15°(27 - 3 j + 25 [(j - 1) / 8]), from 1983-01-01 00:00 Moscow time."""
    epoch = datetime(1982, 12, 31, 21, tzinfo=UTC)
    found = set()
    for one in satellites_of("GLONASS", orbit_of("GLONASS"), epoch):
        elements = one.elements
        latitude = elements.perigee_deg + elements.anomaly_deg
        found.add((round(longitude_of_node(elements, epoch) % 360, 2), round(latitude % 360, 2)))
    expected = {
        (round((251.25 + 120 * ((j - 1) // 8)) % 360, 2), round((145.4436 + 15 * (27 - 3 * j + 25 * ((j - 1) // 8))) % 360, 2))
        for j in range(1, 25)
    }
    assert found == expected


def test_a_walker_pattern_has_its_planes_and_its_phase():
    """60: 12/3/1: planes 120 degrees apart, four in each 90 degrees apart, the next plane 30 degrees ahead."""
    found = [one.elements for one in satellites_of("X", shell(), EPOCH)]
    nodes = [e.node_deg for e in found]
    latitudes = [(e.perigee_deg + e.anomaly_deg) % 360 for e in found]
    assert nodes == pytest.approx([0.0] * 4 + [120.0] * 4 + [240.0] * 4)
    assert latitudes == pytest.approx([0, 90, 180, 270, 30, 120, 210, 300, 60, 150, 240, 330])
    assert [one.name for one in satellites_of("X", shell(), EPOCH)][::4] == ["A1", "B1", "C1"]


def test_polar_planes_are_spread_over_half_a_turn():
    found = [one.elements for one in satellites_of("X", shell(inclination_deg=86.4), EPOCH)]
    assert [e.node_deg for e in found][::4] == pytest.approx([0.0, 60.0, 120.0])


def test_planes_that_are_not_published_are_about_as_many_as_there_are_in_each():
    found = satellites_of("X", shell(planes=None, satellites=24), EPOCH)
    assert [one.name for one in found][-1] == "D6"


def test_fewer_or_more_than_the_row_says_are_taken_evenly():
    assert [one.name for one in satellites_of("X", shell(), EPOCH, count=3)] == ["A1", "B1", "C1"]
    assert len(satellites_of("X", shell(), EPOCH, count=20)) == 20
    assert len({one.name for one in satellites_of("GPS", orbit_of("GPS"), START, count=22)}) == 22


def test_own_slots_are_taken_as_they_are():
    (one,) = satellites_of("X", shell(), START, slots=[Slot(name="Z9", node_deg=12.0, latitude_deg=34.0)])
    assert one.full_name == "X/Z9"
    assert one.elements.node_deg == 12.0
    assert (one.elements.perigee_deg + one.elements.anomaly_deg) % 360 == pytest.approx(34.0)


def test_a_figure_of_eight_stands_about_its_longitude_and_its_satellites_share_it():
    found = satellites_of("BeiDou-3", orbit_of("BeiDou-3", 1), START)
    places = positions_km(found, DAY)
    radius = np.linalg.norm(places, axis=2)
    lat = np.degrees(np.arcsin(places[..., 2] / radius))
    lon = np.degrees(np.arctan2(places[..., 1], places[..., 0]))
    assert lat.max(axis=0) == pytest.approx([55.0] * 3, abs=0.2)
    middle = np.degrees(np.angle(np.exp(1j * np.radians(lon)).mean(axis=0)))
    assert middle == pytest.approx([118.0] * 3, abs=0.3)
    third = len(DAY) // 3
    assert np.abs(np.roll(lat[:, 1], -third) - lat[:, 0]).max() < 3.0 or np.abs(np.roll(lat[:, 1], third) - lat[:, 0]).max() < 3.0


def test_the_quasi_zenith_orbit_lingers_in_the_north():
    places = positions_km(satellites_of("QZSS", orbit_of("QZSS"), START), DAY)
    north = places[..., 2] > 0
    assert (north.mean(axis=0) > 0.54).all()
    radius = np.linalg.norm(places, axis=2)
    assert radius.max() - 6378.1 == pytest.approx(38950, abs=120)
    assert radius.min() - 6378.1 == pytest.approx(32618, abs=120)


def test_what_stands_does_not_move_and_bears_its_longitude():
    found = satellites_of("WAAS", orbit_of("WAAS"), START)
    assert [one.name for one in found] == ["117W", "129W", "125W"]
    places = positions_km(found, DAY[:3])
    assert (places[0] == places[2]).all()
    assert np.degrees(np.arctan2(places[0, 0, 1], places[0, 0, 0])) == pytest.approx(-117.0)
    assert longitude_name(0.0) == "0E"


def test_geometry_that_is_not_published_is_refused_with_its_reason():
    for changes, words in (({"inclination_deg": None}, "inclination"), ({"kind": "GEO", "longitudes_deg": ()}, "longitudes")):
        bare = shell(**changes)
        assert words in missing_geometry(bare)
        with pytest.raises(InvalidInputError, match=f"X: .*{words}.* --elements"):
            satellites_of("X", bare, START)


def test_every_shell_of_the_catalogue_is_placed_or_says_why_not():
    telecom = packaged("commonsky.catalogue", "telecom", "telecom", Telecom)
    for row in (*ROWS.values(), *telecom.values()):
        for one in row.shells:
            if missing_geometry(one):
                continue
            found = satellites_of(row.name, one, START, count=min(one.satellites, 30))
            radius = np.linalg.norm(positions_km(found, DAY[:4]), axis=2)
            assert radius == pytest.approx(np.full_like(radius, one.altitude_km + 6378.0), rel=0.09)
            assert len({s.name for s in found}) == len(found)


def test_every_published_pattern_names_a_shell_of_the_catalogue():
    for name, k in (("GPS", 0), ("Galileo", 0), ("GLONASS", 0), ("BeiDou-3", 0), ("QZSS", 0)):
        assert pattern_of(name, orbit_of(name, k)).sources
    assert pattern_of("GPS", orbit_of("GPS")).epoch_s is not None
    assert pattern_of("BeiDou-3", orbit_of("BeiDou-3")).epoch_s is None


def test_elements_that_fail_are_said_to():
    fallen = satellites_of("X", shell(altitude_km=150.0), START)
    low = [type(one)(system="X", shell="", name="low", elements=one.elements) for one in fallen[:1]]
    low = [replace(low[0], elements=replace(low[0].elements, bstar=0.1))]
    with pytest.raises(InvalidInputError, match=r"elements of X/low: .* newer elements"):
        positions_km(low, START_S + np.array([0.0, 30 * 86400.0]))


@pytest.mark.truth
def test_elevation_is_skyfields():
    """One GPS satellite over Kathmandu through a day: skyfield turns by UT1, so some 60 m apart."""
    one = satellites_of("GPS", orbit_of("GPS"), START)[0]
    times = load.timescale(builtin=True)
    moments = times.utc(2026, 11, 23, 0, 0, DAY - START_S)
    theirs = EarthSatellite.from_satrec(satellite_record(one.elements), times)
    altitude, azimuth, _ = (theirs - wgs84.latlon(27.7, 85.3)).at(moments).altaz()
    lat, lon = np.array([27.7]), np.array([85.3])
    line = positions_km([one], DAY)[:, 0] - earth_fixed_km(lat, lon)
    up = up_vectors(lat, lon)[0]
    east = np.array([-np.sin(np.radians(85.3)), np.cos(np.radians(85.3)), 0.0])
    line /= np.linalg.norm(line, axis=1)[:, None]
    assert np.degrees(np.arcsin(line @ up)) == pytest.approx(altitude.degrees, abs=0.01)
    ours = np.degrees(np.arctan2(line @ east, line @ np.cross(up, east))) % 360
    seen = altitude.degrees > 0
    assert np.abs((ours - azimuth.degrees + 180) % 360 - 180)[seen].max() < 0.02
