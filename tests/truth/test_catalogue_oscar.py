"""The catalogue against WMO OSCAR/Space of March 2026, a cross-check only: what contradicts it stands here by name with the reason.

An exception that no longer contradicts fails the test too, so the list cannot outlive its reasons.
"""

import csv
import re
from datetime import timedelta

import pytest

from commonsky.catalogue.load import packaged_catalogue
from commonsky.coverage.fleet import contradiction
from commonsky.workflows.catalogue_import import node_hours, read_day, spellings

ALTITUDE_KM, NODE_MIN, LONGITUDE_DEG = 25.0, 20.0, 0.5
#: Instruments that OSCAR lists under another name; missions are matched as an import matches them.
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
    "WFI (CBERS-4)": "WFI-2",
    "MUX (CBERS-4)": "MUXCAM",
    "PAN (CBERS-4)": "PANMUX",
    "IRS (CBERS-4)": "IRMSS-2",
    "WFI (Amazonia-1)": "AWFI",
    "S-SAR": "SAR-S",
    "GIIRS (FY-4B)": "GIIRS-2",
}
ALTITUDE_DIFFERS = {
    "CBERS-4A": "OSCAR has the orbit of CBERS-4; the element set and the operator have 628.6 km",
    "HY-2C": "OSCAR repeats the reference orbit of altimetry; ILRS, which ranges to it, has 957 km",
    "KOMPSAT-3A": "the orbit sinks: 392 km by the element set of September 2026, 528 km was nominal",
    "VNREDSat-1": "677 km by its mean motion; 704 km no longer holds",
    "Jilin-1": "a fleet of many altitudes; OSCAR has those of single satellites",
    "WorldView-3": "617 km by its operator, 614 km by its element set; OSCAR repeats WorldView-2's 770 km",
    "ICEYE": "a fleet of many altitudes",
    "Capella": "a fleet of many altitudes",
    "HotSat-1": "as measured in August 2026, after the mission; OSCAR has 536 km of its working life",
    "Spire Lemur-2": "a fleet of many altitudes",
    "CHIME-A": "OSCAR has an older figure",
    "Cartosat-3": "508 km by the element set; 450 km was planned",
    "CYGNSS": "the orbits sink: 385 to 393 km by the element sets of July 2026",
    "KOMPSAT-7": "576 km achieved; OSCAR has the 685 km once planned",
    "PREFIRE-1": "the orbit sinks: 494 km by the element set of July 2026",
    "PREFIRE-2": "the orbit sinks: 502 km by the element set of July 2026",
}
_MEASURED = "measured by a dated element set that the row names; OSCAR has the nominal time"
NODE_DIFFERS = (
    {
        "Terra": "the orbit is no longer kept: 20:47 measured in July 2026; OSCAR has the old time, and ascending for descending",
        "Aqua": "the orbit is no longer kept: 15:15 measured in March 2026, later by minutes a month",
        "Aura": "the orbit is no longer kept: 14:38 measured in July 2026",
        "PACE": "13:00 is the ascending node (OB.DAAC); OSCAR says descending",
        "CBERS-4": "09:21 descending is measured; OSCAR says ascending",
        "CBERS-4A": "10:30 is the descending node; OSCAR says ascending",
        "NISAR": "the element set puts the ascending node at 06:01; OSCAR says descending",
        "BIOMASS": "ESA's scenario file and CEOS put the ascending node at 06:00; OSCAR says descending",
        "PAZ": "18:00 ascending as TerraSAR-X, whose orbit it shares; OSCAR says 06:00 ascending",
        "LSTM-A": "ESA's scenario file has 12:30 descending; OSCAR has 13:30 ascending",
        "Landsat 7": "22:00 is that of 1999 to 2022; OSCAR has the time after it was lowered",
        "NOAA-19": "drifted to 22:08 by March 2026; OSCAR has an older time",
        "Meteor-M N2-3": "the element sets show N2-3 in the morning; OSCAR has the two exchanged",
        "Meteor-M N2-4": "the element sets show N2-4 in the afternoon; OSCAR has the two exchanged",
        "CFOSAT": "18:57 ascending measured by a dated element set, so about 07:00 descending; OSCAR has 06:00 descending",
        "HJ-2E": "05:54 descending by the element set; 07:00 does not fit it",
        "HotSat-1": "as measured in August 2026, after the mission; OSCAR has noon of its working life",
    }
    | dict.fromkeys(
        (
            "KOMPSAT-3",
            "KOMPSAT-3A",
            "VNREDSat-1",
            "SPOT 6",
            "FORMOSAT-5",
            "FengYun-3D",
            "Gaofen-1 02",
            "Gaofen-1 03",
            "Gaofen-1 04",
            "Gaofen-2",
            "Gaofen-6",
            "HJ-2A",
            "HJ-2B",
            "HySIS",
            "ZY-1 02D",
        ),
        _MEASURED,
    )
    | {"SPOT 7": "22:00 as published for its working life; OSCAR has 10:30 for the family"}
)
LONGITUDE_DIFFERS = {
    "Meteosat-9": "moved to 45.5 E for the Indian Ocean in 2022; OSCAR has its place before that, and calls it inactive",
    "FengYun-4A": "moved from 105 E to about 87 E by the element set; OSCAR has 123.5 E",
}
#: Sun-synchronous by OSCAR; ours drift on paper, since no page or element set with their node time was read, or the fleet has many.
KIND_DIFFERS = {
    "KOMPSAT-6", "HY-1D", "HY-2B", "Gaofen-3 02", "Gaofen-3 03", "Gaofen-5 02", "Gaofen-5 01A", "DQ-1", "PROBA-V", "PROBA-1",
    "Jilin-1", "KOMPSAT-7", "MicroCarb", "ICEYE", "Capella", "Umbra", "GHGSat", "Spire Lemur-2",
}  # fmt: skip
LAUNCH_DIFFERS = {"WorldView-2": "launched on 8 October 2009; OSCAR has the first of the month"}
#: Products of many satellites, which OSCAR/Space does not list as instruments.
PRODUCTS = {"IMERG", "GSMaP"}
#: What OSCAR calls MWRI-1 on this satellite and MWRI on another.
NOT_ABOARD = {("MWRI", "FengYun-3D")}


def plain(name):
    return re.sub("[^a-z0-9]", "", name.lower())


def by_spelling(names):
    """Each name by all its spellings, the likeliest first."""
    found = {}
    for rank in range(6):
        for name in names:
            for spelling in spellings(name)[rank : rank + 1]:
                found.setdefault(spelling, name)
    return found


@pytest.fixture(scope="module")
def pairs(shared_data):
    """Our missions with the OSCAR row of the same satellite, where it has one."""
    text = (shared_data / "catalogue/oscar/wmo_oscar_satellites.csv").read_text()
    rows = {row["acronym"]: row for row in csv.DictReader(text.splitlines())}
    known = by_spelling(rows)
    found = [(m, next((known[s] for s in spellings(m.name) if s in known), None)) for m in packaged_catalogue().missions.values()]
    return [(m, rows[acronym]) for m, acronym in found if acronym]


@pytest.mark.truth
def test_most_missions_have_a_row(pairs):
    assert len(pairs) >= 165


@pytest.mark.truth
def test_altitudes_agree_but_for_the_named(pairs):
    held = [(m, row) for m, row in pairs if m.orbit.kind != "eccentric" and row["altitude"]]
    assert len(held) >= 160
    assert {m.name for m, row in held if abs(m.orbit.altitude_km - float(row["altitude"])) > ALTITUDE_KM} == set(ALTITUDE_DIFFERS)


def node_minutes_apart(mission, crossing):
    """Minutes between our ascending node and a crossing time such as ``10:30 desc``."""
    return abs((mission.orbit.node_time_h - node_hours(crossing) + 12) % 24 - 12) * 60


@pytest.mark.truth
def test_node_times_agree_but_for_the_named(pairs):
    timed = [(m, row) for m, row in pairs if m.orbit.kind == "sun-synchronous" and re.search("asc|desc", row["ect"])]
    assert len(timed) > 100
    assert {m.name for m, row in timed if node_minutes_apart(m, row["ect"]) > NODE_MIN} == set(NODE_DIFFERS)


@pytest.mark.truth
def test_geostationary_longitudes_agree_but_for_the_named(pairs):
    standing = [(m, row) for m, row in pairs if m.orbit.kind == "geostationary" and row["longitude"]]
    assert {m.name for m, row in standing if abs(m.orbit.longitude_deg - float(row["longitude"])) > LONGITUDE_DEG} == set(LONGITUDE_DIFFERS)


@pytest.mark.truth
def test_kinds_of_orbit_agree_but_for_those_without_a_node_time(pairs):
    words = {
        "sun-synchronous": "Sunsynchronous orbit",
        "inclined": "Drifting orbit",
        "geostationary": "Geostationary orbit",
        "eccentric": "Molniya orbit",
    }
    assert {m.name for m, row in pairs if words[m.orbit.kind] != row["orbit"]} == KIND_DIFFERS


@pytest.mark.truth
def test_launch_dates_agree_to_the_day_of_the_time_zone(pairs):
    dated = [(m, read_day(row["launch_date"])) for m, row in pairs if m.launch_precision == "day" and m.satellites == 1]
    held = [(m, day) for m, day in dated if day is not None]
    assert len(held) >= 130
    assert {m.name for m, day in held if abs(m.launch_date - day) > timedelta(days=1)} == set(LAUNCH_DIFFERS)


@pytest.mark.truth
def test_instruments_fly_where_oscar_says(shared_data):
    """Those that OSCAR lists by our name on some satellite; it has many others under names of its own."""
    text = (shared_data / "catalogue/oscar/wmo_oscar_instruments.csv").read_text()
    aboard = {}
    for row in csv.DictReader(text.splitlines()):
        aboard.setdefault(row["satellite_acronym"], set()).add(plain(row["name"].split("(")[0]))
    known, listed = by_spelling(aboard), set().union(*aboard.values())
    compared, missing = 0, set()
    for instrument in packaged_catalogue().instruments.values():
        name = plain(INSTRUMENT_NAMES.get(instrument.name, instrument.name).split("(")[0])
        for mission in instrument.missions if instrument.name not in PRODUCTS and name in listed else ():
            satellite = next((known[s] for s in spellings(mission) if s in known), None)
            if satellite is not None:
                compared += 1
                missing |= {(instrument.name, mission)} if name not in aboard[satellite] else set()
    assert compared >= 120
    assert missing == NOT_ABOARD


@pytest.mark.truth
def test_our_own_element_sets_contradict_no_mission():
    catalogue = packaged_catalogue()
    missions = {m.norad: m for m in catalogue.missions.values()}
    assert set(catalogue.elements) <= set(missions)
    assert {m.name: why for norad, e in catalogue.elements.items() if (why := contradiction(m := missions[norad], e))} == {}


@pytest.mark.truth
def test_what_is_said_to_be_measured_names_its_element_set():
    said = [name for name, reason in NODE_DIFFERS.items() if reason == _MEASURED]
    missions = packaged_catalogue().missions
    silent = [n for n in said if not any("element set" in s.where or "GP" in s.where or "TLE" in s.where for s in missions[n].source)]
    assert silent == []
