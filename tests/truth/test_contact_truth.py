"""Contact windows: skyfield's elevation at rise and set, and contacts and delays as operators print them."""

from datetime import timedelta

import numpy as np
import pytest
from skyfield.api import EarthSatellite, load, wgs84

from commonsky.core.execution import Untold
from commonsky.core.places import Place
from commonsky.core.time import EPOCH, seconds_since_epoch
from commonsky.coverage.contacts import GroundStation, find_contacts
from commonsky.coverage.delivery import wait_s
from commonsky.orbits.propagation import propagate
from commonsky.sources.element_format import read_elements
from commonsky.workflows.contacts import GroundRequest, contacts_of

NAMES = ("METOP-C", "SENTINEL-1C", "LANDSAT 9", "ISS (ZARYA)", "SWOT", "GPM-CORE", "SENTINEL-6A")
STATIONS = [
    GroundStation(name="Svalbard", place=Place(lat_deg=78.2298, lon_deg=15.4078), min_elevation_deg=5.0),
    GroundStation(name="Matera", place=Place(lat_deg=40.6492, lon_deg=16.7042), min_elevation_deg=10.0),
    GroundStation(name="Singapore", place=Place(lat_deg=1.3919, lon_deg=103.835), min_elevation_deg=0.0),
    GroundStation(name="Troll", place=Place(lat_deg=-72.0022, lon_deg=2.5241), min_elevation_deg=30.0),
]


def skyfield_elevation(lines, name, station, seconds):
    times = load.timescale(builtin=True)
    at = times.from_datetimes([EPOCH + timedelta(seconds=float(s)) for s in seconds])
    site = wgs84.latlon(station.place.lat_deg, station.place.lon_deg)
    return (EarthSatellite(*lines[name], name, times) - site).at(at).altaz()[0].degrees


@pytest.fixture(scope="module")
def sets(shared_data):
    return {e.name: e for e in read_elements(shared_data / "orbits" / "tle_2026.tle").sets}


@pytest.fixture(scope="module")
def lines(shared_data):
    rows = (shared_data / "orbits" / "tle_2026.tle").read_text().splitlines()
    return {rows[k]: (rows[k + 1], rows[k + 2]) for k in range(0, len(rows), 3)}


@pytest.mark.truth
@pytest.mark.parametrize("name", NAMES)
def test_skyfield_sees_the_satellite_at_the_mask_at_rise_and_set_to_a_tenth_of_a_second(sets, lines, name):
    start_s = seconds_since_epoch(sets[name].epoch_utc)
    found = find_contacts(propagate(sets[name], start_s, 2 * 86_400.0), STATIONS)
    assert len(found) > 5
    for number, station in enumerate(STATIONS):
        mine = found.way == number
        edges = np.concatenate([found.start_s[mine], found.end_s[mine]])
        edges = edges[(edges > start_s + 1) & (edges < start_s + 2 * 86_400.0 - 1)]
        if not len(edges):
            continue
        before, at, after = (skyfield_elevation(lines, name, station, edges + shift) for shift in (-0.5, 0.0, 0.5))
        rate = np.abs(after - before)  # degrees a second
        off_s = np.abs(at - station.min_elevation_deg) / np.maximum(rate, 1e-9)
        # a contact that grazes its mask by less than 0.002 degree has no time to a tenth
        steep = rate > 2e-3
        assert off_s[steep].max() < 0.1, station.name


@pytest.mark.truth
def test_skyfield_finds_no_contact_that_we_do_not(sets, lines):
    for name in ("LANDSAT 9", "ISS (ZARYA)"):
        start_s = seconds_since_epoch(sets[name].epoch_utc)
        found = find_contacts(propagate(sets[name], start_s, 86_400.0), STATIONS)
        seconds = start_s + np.arange(5.0, 86_400.0, 10.0)
        for number, station in enumerate(STATIONS):
            above = skyfield_elevation(lines, name, station, seconds) > station.min_elevation_deg + 0.01
            mine = found.way == number
            inside = ((seconds[:, None] >= found.start_s[mine]) & (seconds[:, None] <= found.end_s[mine])).any(axis=1)
            assert not (above & ~inside).any(), (name, station.name)


def contacts(mission, **changes):
    values = {"missions": (mission,), "elements": None, "start": "2026-11-01", "days": 20.0} | changes
    return contacts_of(GroundRequest(**values), Untold()).satellites[0].contacts


def a_day(found, number):
    mine = found.way == number
    return mine.sum() / 20, (found.end_s - found.start_s)[mine].sum() / 60 / 20


@pytest.mark.truth
def test_svalbard_sees_every_orbit():
    # EUMETSAT: Sentinel-3 comes down each orbit at Svalbard; its cycle is 385 orbits in 27 days
    assert a_day(contacts("Sentinel-3A"), 0)[0] == pytest.approx(385 / 27, abs=0.1)


@pytest.mark.truth
def test_the_indian_station_in_antarctica_sees_ten_to_twelve_orbits_a_day():
    # ISPRS Archives XLII-5, 281 (2018): data from ten to twelve orbits at 69 S, 76 E
    assert 10 <= a_day(contacts("Resourcesat-2A"), 0)[0] <= 12


@pytest.mark.truth
def test_cryosat_meets_kiruna_eleven_times_a_day():
    # ESA: 11 times a day for about 10 minutes, the mask not stated: between those of 5 and 10 degrees
    low, high = (a_day(contacts("CryoSat-2", min_elevation_deg=mask), 0)[0] for mask in (5.0, 10.0))
    assert high < 11 < low


@pytest.mark.truth
def test_enmap_meets_neustrelitz_five_times_with_thirty_minutes_a_day():
    # enmap.org: five contacts with 30 minutes in all; the mask not stated
    count, minutes = a_day(contacts("EnMAP", min_elevation_deg=10.0), 0)
    assert count == pytest.approx(5, abs=0.5)
    assert minutes == pytest.approx(30, abs=6)


@pytest.mark.truth
def test_swot_needs_additional_stations_for_its_21_passes():
    # CNES: 21 passes a day at Inuvik and Kiruna, with additional passes elsewhere
    found = contacts("SWOT")
    assert 18 < a_day(found, 0)[0] + a_day(found, 1)[0] < 21


@pytest.mark.truth
def test_metops_wait_for_the_downlink_lies_between_the_start_and_the_end_of_contacts():
    # EUMETSAT 2013: Metop-B data 47 minutes old on average, 25 in the best case, with two contacts an orbit: 22 minutes of waiting
    found = contacts("Metop-B")
    instants = found.start_s[0] + np.arange(0.0, 19 * 86_400.0, 97.0)
    least, most = (wait_s(found, instants, whole=whole).mean() / 60 for whole in (False, True))
    assert least < 47 - 25 < most
    assert most - least < 12
