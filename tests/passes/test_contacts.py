"""Contacts against a second-by-second search, and the laws that they keep."""

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonsky.core.elements import Elements
from commonsky.core.errors import InvalidInputError
from commonsky.core.places import E2, Place, earth_fixed_km, up_vectors
from commonsky.core.time import seconds_since_epoch
from commonsky.coverage.contacts import GroundStation, Relay, find_contacts
from commonsky.coverage.delivery import wait_s
from commonsky.orbits.nominal import geostationary_position_km
from commonsky.orbits.propagation import positions_at, propagate

EPOCH_UTC = datetime(2026, 11, 1, tzinfo=UTC)
START_S = seconds_since_epoch(EPOCH_UTC)
LOW = Elements(
    name="low",
    norad=0,
    cospar="",
    epoch_utc=EPOCH_UTC,
    mean_motion_rev_day=14.8,
    eccentricity=0.001,
    inclination_deg=98.0,
    node_deg=40.0,
    perigee_deg=90.0,
    anomaly_deg=0.0,
    origin="made up",
)
HIGH = replace(LOW, name="high", mean_motion_rev_day=2.006, eccentricity=0.7, inclination_deg=63.4, perigee_deg=270.0)
TRACKS = {e.name: propagate(e, START_S, 86_400.0) for e in (LOW, HIGH)}
LATITUDES, LONGITUDES = st.floats(-90, 90), st.floats(-180, 180)
PLACES = st.builds(lambda lat, lon: Place(lat_deg=lat, lon_deg=lon), LATITUDES, LONGITUDES)
QUICK = settings(deadline=None, derandomize=True, max_examples=25)


def second_by_second(track, margin):
    seconds = START_S + np.arange(0.0, 86_400.0)
    inside = margin(positions_at(track, seconds))
    return np.flatnonzero(np.diff(inside.astype(int)) == 1) + START_S, np.flatnonzero(np.diff(inside.astype(int)) == -1) + START_S


def elevation_deg(place, position):
    lat, lon = np.array([place.lat_deg]), np.array([place.lon_deg])
    sight = position - earth_fixed_km(lat, lon)
    return np.degrees(np.arcsin(sight @ up_vectors(lat, lon)[0] / np.linalg.norm(sight, axis=1)))


@pytest.mark.parametrize("name", TRACKS)
@pytest.mark.parametrize("mask", [0.0, 5.0, 40.0, 75.0])
@pytest.mark.parametrize(("lat", "lon"), [(78.2, 15.4), (-9.4, 160.0), (51.0, -100.0), (-90.0, 0.0)])
def test_every_contact_of_a_second_by_second_search_is_found(name, mask, lat, lon):
    station = GroundStation(name="s", place=Place(lat_deg=lat, lon_deg=lon), min_elevation_deg=mask)
    found = find_contacts(TRACKS[name], [station])
    rises, sets = second_by_second(TRACKS[name], lambda position: elevation_deg(station.place, position) >= mask)
    long = found.end_s - found.start_s > 1.5
    ours_rise = found.start_s[long & (found.start_s > START_S)]
    ours_set = found.end_s[long & (found.end_s < START_S + 86_399)]
    assert all(np.abs(ours_rise - rise).min() <= 1.0 for rise in rises)
    assert all(np.abs(ours_set - fall).min() <= 1.0 for fall in sets)
    assert all(np.abs(rises - rise).min() <= 1.0 for rise in ours_rise)
    assert all(np.abs(sets - fall).min() <= 1.0 for fall in ours_set)


@given(st.floats(60.0, 86_340.0), st.floats(75.0, 88.0))
@QUICK
def test_a_contact_that_lies_between_two_nodes_is_found(since_s, mask):
    below = positions_at(TRACKS["low"], np.array([START_S + since_s]))[0]
    lat = np.degrees(np.arctan2(below[2] / (1 - E2), np.hypot(*below[:2])))  # within 0.05 degree of the geodetic point below
    place = Place(lat_deg=float(lat), lon_deg=float(np.degrees(np.arctan2(below[1], below[0]))))
    found = find_contacts(TRACKS["low"], [GroundStation(name="below", place=place, min_elevation_deg=mask)])
    around = (found.start_s < START_S + since_s) & (found.end_s > START_S + since_s)
    assert around.sum() == 1
    assert found.end_s[around][0] - found.start_s[around][0] < 60.0
    assert found.peak_deg[around][0] > 89.0


def test_the_greatest_elevation_is_that_of_the_contact():
    station = GroundStation(name="s", place=Place(lat_deg=60.0, lon_deg=10.0))
    found = find_contacts(TRACKS["low"], [station])
    for start, end, peak in zip(found.start_s, found.end_s, found.peak_deg, strict=True):
        seen = elevation_deg(station.place, positions_at(TRACKS["low"], np.linspace(start, end, 2000)))
        assert peak == pytest.approx(seen.max(), abs=0.01)


@pytest.mark.parametrize("name", TRACKS)
@pytest.mark.parametrize("longitude", [9.0, -171.0, 80.0])
def test_a_relay_is_met_where_no_step_of_the_line_lies_in_the_earth(name, longitude):
    stands = np.array(geostationary_position_km(longitude))
    axes = np.array([6378.137, 6378.137, 6356.7523142])

    def free(position):
        steps = np.linspace(0.0, 1.0, 4001)[:, None, None]
        chunks = np.array_split(position, 200)
        return np.concatenate([(((p + steps * (stands - p)) / axes) ** 2).sum(axis=2).min(axis=0) >= 1.0 for p in chunks])

    seconds = START_S + np.arange(0.0, 86_400.0, 30.0)
    expected = free(positions_at(TRACKS[name], seconds))
    found = find_contacts(TRACKS[name], [Relay(name="r", longitude_deg=longitude)])
    inside = ((seconds[:, None] >= found.start_s) & (seconds[:, None] <= found.end_s)).any(axis=1)
    assert (inside != expected).sum() <= 2  # an edge between two steps along the line
    assert np.isnan(found.peak_deg).all()


@given(PLACES, st.lists(PLACES, min_size=1, max_size=3))
@QUICK
def test_a_station_more_never_makes_delivery_later(more, places):
    stations = [GroundStation(name=str(k), place=place) for k, place in enumerate(places)]
    instants = START_S + np.arange(0.0, 86_400.0, 311.0)
    fewer, all_ = (find_contacts(TRACKS["low"], ways) for ways in (stations, [*stations, GroundStation(name="more", place=more)]))
    for whole in (False, True):
        assert (wait_s(all_, instants, whole=whole) <= wait_s(fewer, instants, whole=whole)).all()


@given(PLACES, st.floats(0, 60), st.floats(0, 25))
@QUICK
def test_a_lower_mask_never_shortens_a_contact(place, lower, step):
    low, high = (
        find_contacts(TRACKS["low"], [GroundStation(name="s", place=place, min_elevation_deg=mask)]) for mask in (lower, lower + step)
    )
    for start, end in zip(high.start_s, high.end_s, strict=True):
        assert ((low.start_s <= start + 1e-4) & (low.end_s >= end - 1e-4)).any()


@given(st.lists(PLACES, min_size=2, max_size=4), st.randoms(use_true_random=False))
@QUICK
def test_stations_in_any_order_give_the_same_contacts(places, random):
    stations = [GroundStation(name=str(k), place=place) for k, place in enumerate(places)]
    shuffled = random.sample(stations, len(stations))
    rows = [
        sorted(zip([found.ways[k].name for k in found.way], found.start_s, found.end_s, strict=True))
        for found in (find_contacts(TRACKS["low"], ways) for ways in (stations, shuffled))
    ]
    assert rows[0] == rows[1]


@given(PLACES, st.floats(0, 89))
@QUICK
def test_contacts_lie_in_the_window_in_order_and_apart(place, mask):
    for track in TRACKS.values():
        found = find_contacts(track, [GroundStation(name="s", place=place, min_elevation_deg=mask), Relay(name="r", longitude_deg=9.0)])
        assert (np.diff(found.start_s) >= 0).all()
        assert (found.start_s >= START_S).all()
        assert (found.end_s <= START_S + 86_400.0 + 1e-6).all()
        for number in (0, 1):
            mine = found.way == number
            assert (found.start_s[mine][1:] > found.end_s[mine][:-1]).all()
            assert (found.end_s[mine] >= found.start_s[mine]).all()
        assert (found.peak_deg[found.way == 0] >= mask - 1e-3).all()


def test_no_station_gives_no_contact():
    assert len(find_contacts(TRACKS["low"], [])) == 0


@pytest.mark.parametrize("make", [lambda: GroundStation(name="s", place=Place(lat_deg=95, lon_deg=0)),
                                  lambda: GroundStation(name="s", place=Place(lat_deg=5, lon_deg=0), min_elevation_deg=90.0),
                                  lambda: Relay(name="r", longitude_deg=float("nan"))])  # fmt: skip
def test_what_is_not_on_earth_is_refused(make):
    with pytest.raises(InvalidInputError, match="beyond the poles|out of range"):
        make()


def test_a_name_twice_is_refused():
    station = GroundStation(name="s", place=Place(lat_deg=5, lon_deg=0))
    with pytest.raises(InvalidInputError, match="s stands twice"):
        find_contacts(TRACKS["low"], [station, station])
