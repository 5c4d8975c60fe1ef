"""Dilution of precision: geometries made by hand, laws, and the compiled service against the whole normal matrix."""

from datetime import timedelta
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from commonsky.core.elements import Elements
from commonsky.core.errors import InvalidInputError, UnknownNameError
from commonsky.core.places import earth_fixed_km, up_vectors
from commonsky.core.time import parse_utc, seconds_since_epoch
from commonsky.coverage.gnss import dilution, navigation_satellites, navigation_service, navigation_services, system_of, working
from commonsky.coverage.horizon import SECTORS, constant_mask
from commonsky.coverage.kernels.gnss import ranked
from commonsky.coverage.shells import positions_km
from commonsky.workflows.navigation import navigation_rows

START = parse_utc("2026-11-23")
TIMES = seconds_since_epoch(START) + np.arange(0.0, 86400.0, 900.0)
PLACES = (np.array([28.2, -18.1, 70.0, 0.0]), np.array([84.0, 178.4, -40.0, 0.0]))
EASILY = settings(deadline=None, derandomize=True, max_examples=60)

angles = st.tuples(st.floats(0.0, 2 * np.pi), st.floats(0.05, np.pi / 2))
skies = st.lists(st.tuples(angles, st.sampled_from(["GPS", "Galileo", "GLONASS"])), min_size=5, max_size=14)


def direction(azimuth, elevation):
    return np.array([np.cos(elevation) * np.sin(azimuth), np.cos(elevation) * np.cos(azimuth), np.sin(elevation)])


def split(sky, turn=0.0):
    return np.array([direction(azimuth + turn, elevation) for (azimuth, elevation), _ in sky]), [system for _, system in sky]


@pytest.fixture(scope="module")
def satellites():
    return navigation_satellites(navigation_rows().values(), START)


def test_one_overhead_and_three_around_the_horizon():
    """By hand: across, three at 120 degrees give 1.5 each; in height the mean is 1/4 of the way: HDOP² = 4/3, VDOP² = 4/3, TDOP² = 1/3."""
    around = [direction(a, 0.0) for a in (0.0, 2 * np.pi / 3, 4 * np.pi / 3)]
    found = dilution(np.array([[0.0, 0.0, 1.0], *around]), ["GPS"] * 4)
    assert found.hdop**2 == pytest.approx(4 / 3)
    assert found.vdop**2 == pytest.approx(4 / 3)
    assert found.tdop**2 == pytest.approx(1 / 3)
    assert found.pdop**2 == pytest.approx(8 / 3)
    assert found.gdop**2 == pytest.approx(3.0)


def test_four_on_one_cone_or_three_in_all_give_no_position():
    cone = np.array([direction(a, 0.6) for a in (0.0, 1.0, 2.5, 4.0)])
    assert np.isinf(dilution(cone, ["GPS"] * 4).pdop)
    assert np.isinf(dilution(cone[:3], ["GPS"] * 3).gdop)


def test_a_second_system_costs_a_satellite_for_its_clock():
    five = np.array([direction(a, e) for a, e in ((0, 0.2), (1.5, 0.5), (3, 0.9), (4.5, 0.3), (5.5, 1.4))])
    assert np.isfinite(dilution(five, ["GPS", "GPS", "GPS", "Galileo", "Galileo"]).pdop)
    assert np.isinf(dilution(five[:4], ["GPS", "GPS", "Galileo", "Galileo"]).pdop)


@EASILY
@given(skies, st.floats(0.0, 2 * np.pi))
def test_turning_all_about_the_vertical_changes_nothing(sky, turn):
    one, other = dilution(*split(sky)), dilution(*split(sky, turn))
    assume(one.pdop < 1e3)
    assert (other.gdop, other.pdop, other.hdop, other.vdop, other.tdop) == pytest.approx(
        (one.gdop, one.pdop, one.hdop, one.vdop, one.tdop), rel=1e-6
    )


@EASILY
@given(skies, angles)
def test_one_more_satellite_of_a_used_system_never_makes_it_worse(sky, more):
    before = dilution(*split(sky))
    assume(before.pdop < 1e3)
    after = dilution(*split([*sky, (more, sky[0][1])]))
    assert after.pdop <= before.pdop * (1 + 1e-9)
    assert after.hdop <= before.hdop * (1 + 1e-9)
    assert after.vdop <= before.vdop * (1 + 1e-9)


@EASILY
@given(skies, angles)
def test_a_single_satellite_of_another_system_changes_no_position(sky, more):
    before = dilution(*split(sky))
    assume(before.pdop < 1e3)
    after = dilution(*split([*sky, (more, "NavIC")]))
    assert after.pdop == pytest.approx(before.pdop, rel=1e-6)


@EASILY
@given(st.lists(st.floats(0.0, 1e6) | st.just(np.inf), min_size=1, max_size=60), st.data())
def test_the_value_of_a_rank_is_that_of_the_sorted_row(values, data):
    rank = data.draw(st.integers(0, len(values) - 1))
    assert ranked(np.array([values]), 0, rank) == sorted(values)[rank]


def brute(satellites, place, mask_deg, time):
    """Names in view and dilution at one place and time, from geometry of this file's own."""
    lat, lon = np.array([place[0]]), np.array([place[1]])
    up = up_vectors(lat, lon)[0]
    east = np.array([-np.sin(np.radians(lon[0])), np.cos(np.radians(lon[0])), 0.0])
    lines = positions_km(satellites, np.array([time]))[0] - earth_fixed_km(lat, lon)[0]
    lines /= np.linalg.norm(lines, axis=1)[:, None]
    local = lines @ np.stack([east, np.cross(up, east), up]).T
    azimuth = np.degrees(np.arctan2(local[:, 0], local[:, 1])) % 360.0
    seen = np.degrees(np.arcsin(local[:, 2])) >= mask_deg[(azimuth // (360.0 / SECTORS)).astype(int) % SECTORS]
    return local[seen], [one.system for one, ok in zip(satellites, seen, strict=True) if ok]


@pytest.mark.parametrize("mask", ["flat", "hills"])
def test_the_service_is_the_normal_matrix_at_every_time(satellites, mask):
    ranging = [one for one in satellites if not one.augments]
    rng = np.random.default_rng(6)
    mask_deg = constant_mask(4, 10.0) if mask == "flat" else rng.uniform(2.0, 45.0, (4, SECTORS))
    choices = (("GPS", "Galileo", "GLONASS", "BeiDou-3", "QZSS", "NavIC"), ("Galileo",), ("GPS", "QZSS"))
    for time in TIMES[::16]:
        found = navigation_services(satellites, *PLACES, mask_deg, np.array([time]), choices=choices)
        for k, choice in enumerate(choices):
            for m, place in enumerate(zip(*PLACES, strict=True)):
                local, systems = brute([one for one in ranging if one.system in choice], place, mask_deg[m], time)
                expected = dilution(local, systems)
                assert found[k].in_view[m] == pytest.approx(len(local))
                assert found[k].pdop_median[m] == pytest.approx(expected.pdop, rel=1e-6)
                assert found[k].hdop_median[m] == pytest.approx(expected.hdop, rel=1e-6)
                assert found[k].vdop_median[m] == pytest.approx(expected.vdop, rel=1e-6)
                assert found[k].available[m] == float(expected.pdop <= 6.0)


def test_the_longest_outage_is_the_longest_run_of_times(satellites):
    glonass = [one for one in satellites if one.system == "GLONASS"]
    mask_deg = constant_mask(4, 25.0)
    each = np.array([navigation_service(glonass, *PLACES, mask_deg, np.array([t])).available for t in TIMES])
    whole = navigation_service(glonass, *PLACES, mask_deg, TIMES)
    for m in range(4):
        runs = "".join("x" if ok else "." for ok in each[:, m]).split("x")
        assert whole.longest_outage_s[m] == 900.0 * max(map(len, runs))
        assert whole.available[m] == pytest.approx(each[:, m].mean())
    assert whole.longest_outage_s.max() > 900.0


def test_a_higher_mask_never_shows_more(satellites):
    counts = [navigation_service(satellites, *PLACES, constant_mask(4, mask), TIMES[::8]) for mask in (0.0, 5.0, 15.0, 30.0, 60.0)]
    for lower, higher in pairwise(counts):
        assert (higher.in_view <= lower.in_view + 1e-12).all()
        assert (higher.available <= lower.available + 1e-12).all()
        assert (higher.sbas <= lower.sbas + 1e-12).all()


def test_a_hill_hides_what_stands_behind_it_alone(satellites):
    flat = constant_mask(4, 5.0)
    hill = flat.copy()
    hill[:, 17:19] = 80.0  # due south
    service, behind = (navigation_service(satellites, *PLACES, mask, TIMES) for mask in (flat, hill))
    at = service.sbas_names.index("GAGAN/83E")
    assert service.sbas[0, at] == 1.0
    assert behind.sbas[0, at] == 0.0  # south of Nepal
    assert (behind.in_view < service.in_view).all()


def test_what_augments_is_seen_and_not_used_to_range(satellites):
    service = navigation_service(satellites, *PLACES, constant_mask(4, 5.0), TIMES[:2])
    assert service.systems == ("GPS", "Galileo", "GLONASS", "BeiDou-3", "QZSS", "NavIC")
    assert len(service.sbas_names) == service.sbas.shape[1] == 17
    assert "EGNOS/5E" in service.sbas_names


def test_a_lost_system_is_as_if_it_were_not_chosen(satellites):
    mask_deg = constant_mask(4, 20.0)
    lost = navigation_service(satellites, *PLACES, mask_deg, TIMES, lost=frozenset({"GPS"}))
    others = navigation_service(satellites, *PLACES, mask_deg, TIMES, systems=("Galileo", "GLONASS", "BeiDou-3", "QZSS", "NavIC"))
    assert (lost.pdop_median == others.pdop_median).all()
    one = navigation_service(satellites, *PLACES, mask_deg, TIMES, lost=frozenset({"GPS/A1"}))
    every = navigation_service(satellites, *PLACES, mask_deg, TIMES)
    assert (one.in_view <= every.in_view).all()
    assert one.in_view.sum() < every.in_view.sum()
    assert len(working(satellites, frozenset({"GPS/A1", "GPS/A2"}))) == len(satellites) - 2


def test_with_all_lost_nobody_is_located(satellites):
    gps = [one for one in satellites if one.system == "GPS"]
    service = navigation_service(gps, *PLACES, constant_mask(4, 5.0), TIMES, lost=frozenset({"GPS"}))
    assert (service.available == 0.0).all()
    assert np.isinf(service.pdop_median).all()
    assert (service.longest_outage_s == 86400.0).all()


def test_unknown_systems_and_masks_that_do_not_fit_are_refused(satellites):
    with pytest.raises(UnknownNameError, match="no navigation system named 'Loran'.*known: BeiDou-3"):
        navigation_service(satellites, *PLACES, constant_mask(4, 5.0), TIMES, systems=("Loran",))
    with pytest.raises(InvalidInputError, match="a mask of 3 places for 4"):
        navigation_service(satellites, *PLACES, constant_mask(3, 5.0), TIMES)


@pytest.mark.parametrize(
    ("name", "motion", "system"),
    [
        ("GPS BIIR-2  (PRN 13)", 2.0056, "GPS"),
        ("NAVSTAR 43 (USA 132)", 2.0056, "GPS"),
        ("GSAT0203 (GALILEO 7)", 1.7047, "Galileo"),
        ("GALILEO-FM4", 1.7047, "Galileo"),
        ("COSMOS 2456 (730)", 2.1310, "GLONASS"),
        ("COSMOS 2251", 14.3, ""),
        ("BEIDOU-3 M1 (C19)", 1.8623, "BeiDou-3"),
        ("BEIDOU-3 G1 (C59)", 1.0027, "BeiDou-3"),
        ("QZS-2 (MICHIBIKI-2)", 1.0027, "QZSS"),
        ("IRNSS-1B", 1.0027, "NavIC"),
        ("NVS-01 (IRNSS-1J)", 1.0027, "NavIC"),
        ("GSAT-30", 1.0027, ""),
        ("ISS (ZARYA)", 15.5, ""),
    ],
)
def test_element_sets_are_known_by_name_and_motion(name, motion, system):
    assert system_of(made(name, motion)) == system


def made(name, motion=2.0056, epoch=START):
    orbit = {"inclination_deg": 55.0, "node_deg": 10.0, "perigee_deg": 0.0, "anomaly_deg": 20.0, "eccentricity": 0.001}
    return Elements(name=name, norad=1, cospar="", epoch_utc=epoch, mean_motion_rev_day=motion, origin="own.json", **orbit)


def test_given_elements_take_the_place_of_their_system():
    rows = navigation_rows()
    found = navigation_satellites([rows["GPS"], rows["Galileo"]], START, given=[made("GPS BIIR-2 (PRN 13)"), made("ISS", 15.5)])
    assert [one.name for one in found if one.system == "GPS"] == ["GPS BIIR-2 (PRN 13)"]
    assert sum(one.system == "Galileo" for one in found) == 24


def test_of_a_system_no_more_are_taken_than_work(satellites):
    assert sum(one.system == "NavIC" for one in satellites) == navigation_rows()["NavIC"].satellites_working == 3
    later = navigation_satellites(navigation_rows().values(), START + timedelta(days=400))
    assert [one.full_name for one in later] == [one.full_name for one in satellites]
