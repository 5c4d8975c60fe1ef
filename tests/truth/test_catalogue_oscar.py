"""The catalogue against WMO OSCAR/Space of March 2026, a cross-check only: what contradicts it stands here by name with the reason.

An exception that no longer contradicts fails the test too, so the list cannot outlive its reasons.
"""

import csv
import re
from datetime import datetime, timedelta

import pytest

from commonsky.catalogue.load import packaged_catalogue
from commonsky.coverage.fleet import contradiction

ALTITUDE_KM, NODE_MIN, LONGITUDE_DEG = 25.0, 20.0, 0.5
#: Missions and instruments that OSCAR lists under another name.
MISSION_NAMES = {
    "Suomi NPP": "SNPP",
    "CBERS-4A": "CBERS-4B",
    "ALOS-4": "ALOS-4 (DAICHI-4)",
    "Sentinel-6 Michael Freilich": "Sentinel-6A",
    "FengYun-4B": "FY-4B",
    "FengYun-3G": "FY-3G",
}
INSTRUMENT_NAMES = {
    "OLI-2": "OLI",
    "TIRS-2": "TIRS",
    "LISS-III": "LISS-3 (ResourceSat)",
    "C-SAR": "SAR-C (Sentinel-1)",
    "L-SAR": "SAR-L (NISAR)",
    "P-SAR": "SAR-P",
    "SMAP radiometer": "SMAP",
    "RA (HY-2)": "ALT (high)",
    "INSAT Imager": "IMAGER (INSAT)",
    "RCM SAR": "SAR RCM",
    "WFI (CBERS-4A)": "WFI-2",
    "MUX (CBERS-4A)": "MUXCAM",
}
NOT_IN_OSCAR = {"Amazonia-1"}
ALTITUDE_DIFFERS = {
    "CBERS-4A": "OSCAR has the orbit of CBERS-4; the element set and the operator have 628.6 km",
    "HY-2C": "OSCAR repeats the reference orbit of altimetry; ILRS, which ranges to it, has 957 km",
}
NODE_DIFFERS = {
    "Terra": "the orbit is no longer kept: 20:47 measured in July 2026; OSCAR has the old time, and ascending for descending",
    "Aqua": "the orbit is no longer kept: 15:15 measured in March 2026, later by minutes a month",
    "PACE": "13:00 is the ascending node (OB.DAAC); OSCAR says descending",
    "CBERS-4A": "10:30 is the descending node; OSCAR says ascending",
    "NISAR": "the element set puts the ascending node at 06:01; OSCAR says descending",
    "BIOMASS": "ESA's scenario file and CEOS put the ascending node at 06:00; OSCAR says descending",
}
LONGITUDE_DIFFERS = {"Meteosat-9": "moved to 45.5 E for the Indian Ocean in 2022; OSCAR has its place before that, and calls it inactive"}
#: Products of many satellites, which OSCAR/Space does not list as instruments.
PRODUCTS = {"IMERG", "GSMaP"}


def plain(name):
    return re.sub("[^a-z0-9]", "", name.lower())


@pytest.fixture(scope="module")
def pairs(shared_data):
    """Our missions with their OSCAR rows."""
    text = (shared_data / "catalogue/oscar/wmo_oscar_satellites.csv").read_text()
    rows = {plain(row["acronym"]): row for row in csv.DictReader(text.splitlines())}
    missions = packaged_catalogue().missions
    return [(m, rows[plain(MISSION_NAMES.get(m.name, m.name))]) for m in missions.values() if m.name not in NOT_IN_OSCAR]


@pytest.mark.truth
def test_every_other_mission_has_a_row(pairs):
    assert len(pairs) == len(packaged_catalogue().missions) - len(NOT_IN_OSCAR)


@pytest.mark.truth
def test_altitudes_agree_but_for_the_named(pairs):
    assert {m.name for m, row in pairs if abs(m.orbit.altitude_km - float(row["altitude"])) > ALTITUDE_KM} == set(ALTITUDE_DIFFERS)


def node_minutes_apart(mission, crossing):
    """Minutes between our ascending node and a crossing time such as ``10:30 desc``."""
    hours, minutes, sense = re.match(r"(\d+):(\d+) (asc|desc)", crossing).groups()
    theirs = int(hours) + int(minutes) / 60 + (12 if sense == "desc" else 0)
    return abs((mission.orbit.node_time_h - theirs + 12) % 24 - 12) * 60


@pytest.mark.truth
def test_node_times_agree_but_for_the_named(pairs):
    timed = [(m, row) for m, row in pairs if m.orbit.kind == "sun-synchronous"]
    assert len(timed) > 30
    assert {m.name for m, row in timed if node_minutes_apart(m, row["ect"]) > NODE_MIN} == set(NODE_DIFFERS)


@pytest.mark.truth
def test_geostationary_longitudes_agree_but_for_the_named(pairs):
    standing = [(m, row) for m, row in pairs if m.orbit.kind == "geostationary"]
    assert {m.name for m, row in standing if abs(m.orbit.longitude_deg - float(row["longitude"])) > LONGITUDE_DEG} == set(LONGITUDE_DIFFERS)


@pytest.mark.truth
def test_kinds_of_orbit_agree(pairs):
    words = {"sun-synchronous": "Sunsynchronous orbit", "inclined": "Drifting orbit", "geostationary": "Geostationary orbit"}
    assert [m.name for m, row in pairs if words[m.orbit.kind] != row["orbit"]] == []


@pytest.mark.truth
def test_launch_dates_agree_to_the_day_of_the_time_zone(pairs):
    def apart(mission, row):
        return abs(mission.launch_date - datetime.strptime(row["launch_date"], "%d %b %Y").date())  # noqa: DTZ007 a date has no zone

    assert [m.name for m, row in pairs if apart(m, row) > timedelta(days=1)] == []


@pytest.mark.truth
def test_instruments_fly_where_oscar_says(shared_data):
    text = (shared_data / "catalogue/oscar/wmo_oscar_instruments.csv").read_text()
    aboard = {(plain(row["satellite_acronym"]), plain(row["name"].split("(")[0])) for row in csv.DictReader(text.splitlines())}
    missing = [
        (instrument.name, mission)
        for instrument in packaged_catalogue().instruments.values()
        for mission in instrument.missions
        if instrument.name not in PRODUCTS
        and mission not in NOT_IN_OSCAR
        and (plain(MISSION_NAMES.get(mission, mission)), plain(INSTRUMENT_NAMES.get(instrument.name, instrument.name).split("(")[0]))
        not in aboard
    ]
    assert missing == []


@pytest.mark.truth
def test_our_own_element_sets_contradict_no_mission():
    catalogue = packaged_catalogue()
    missions = {m.norad: m for m in catalogue.missions.values()}
    assert set(catalogue.elements) <= set(missions)
    assert {m.name: why for norad, e in catalogue.elements.items() if (why := contradiction(m := missions[norad], e))} == {}
