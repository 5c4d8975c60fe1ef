"""Contacts and latencies as workflows: missions with their own stations, the user's, and input that is wrong in part."""

import csv
import json

import pytest

from commonsky.core.errors import InvalidInputError, OutputError, StaleElementsError, UnknownNameError
from commonsky.core.execution import Untold
from commonsky.coverage.contacts import GroundStation, Relay
from commonsky.workflows.contacts import GroundRequest, contacts_of, read_relay, read_station
from commonsky.workflows.latency import latency_at, place_cells, write_by_cell

HONIARA = "Honiara=-9.43,159.95"


def omm(name, **changes):
    row = {
        "OBJECT_NAME": name,
        "OBJECT_ID": "2026-001A",
        "EPOCH": "2026-11-01T00:00:00",
        "MEAN_MOTION": 14.8,
        "ECCENTRICITY": 0.001,
        "INCLINATION": 98.0,
        "RA_OF_ASC_NODE": 40.0,
        "ARG_OF_PERICENTER": 90.0,
        "MEAN_ANOMALY": 0.0,
        "NORAD_CAT_ID": 99999,
        "BSTAR": 0.0,
        "MEAN_MOTION_DOT": 0,
        "MEAN_MOTION_DDOT": 0,
    }
    return row | changes


@pytest.fixture
def elements(tmp_path):
    path = tmp_path / "sets.json"
    falls = omm("FALLING", MEAN_MOTION=16.45, NORAD_CAT_ID=99998, BSTAR=0.05)
    path.write_text(json.dumps([omm("STEADY"), falls]), "utf-8")
    return path


def ask(*missions, **changes):
    values = {"missions": missions, "elements": None, "start": "2026-11-01", "days": 2.0}
    return GroundRequest(**(values | changes))


def contacts(*missions, **changes):
    return contacts_of(ask(*missions, **changes), Untold())


def test_a_mission_meets_its_own_stations_and_the_users():
    found = contacts("Metop-C", stations=(HONIARA,))
    one = found.satellites[0]
    assert [way.name for way in one.contacts.ways] == ["Honiara", "Svalbard (SvalSat)", "McMurdo"]
    assert set(one.contacts.way.tolist()) == {0, 1, 2}
    assert one.basis == "anchored nominal orbit" or "phase unknown" in found.notes[0]


def test_an_orbit_that_decays_in_the_window_is_one_line_and_the_rest_is_computed(elements):
    found = contacts(elements=elements, stations=(HONIARA,), days=30.0)
    assert [one.satellite for one in found.satellites] == ["STEADY"]
    assert len(found.satellites[0].contacts) > 50
    assert sum("FALLING" in line for line in found.notes) == 1


def test_stations_that_are_impossible_or_stand_twice_are_a_line_each(elements):
    wrong = ("North=95,0", "No name", "A=1", "B=1,x", "C=1,2,95", "D=nan,1")
    found = contacts(elements=elements, stations=(*wrong, HONIARA, HONIARA))
    assert [way.name for way in found.satellites[0].contacts.ways] == ["Honiara"]
    refused = [line for line in found.notes if line.startswith("refused: ")]
    assert len(refused) == len(wrong) + 1
    assert "--station 'North=95,0' is not on Earth; give a latitude of -90 to 90" in refused[0]
    assert "Honiara stands twice; the first is used" in refused[-1]


def test_nothing_but_impossible_stations_is_refused_with_its_line(elements):
    with pytest.raises(InvalidInputError, match="'North=95,0' is not on Earth"):
        contacts(elements=elements, stations=("North=95,0",))


def test_no_sound_station_stops_a_mission_that_has_its_own_too():
    for changes in ({"stations": ("North=95,0", "A=1")}, {"stations": ("North=95,0",), "relays": ("R=5",)}):
        with pytest.raises(InvalidInputError, match="'North=95,0' is not on Earth"):
            contacts("Metop-C", **changes)
    with pytest.raises(InvalidInputError, match="--relay 'R=x' is none"):
        contacts("Metop-C", stations=(HONIARA,), relays=("R=x",))


def test_a_station_of_the_users_takes_the_place_of_one_of_the_same_name():
    found = contacts("Metop-C", stations=("McMurdo=-77.8,166.7,10",))
    ways = {way.name: way for way in found.satellites[0].contacts.ways}
    assert ways["McMurdo"].min_elevation_deg == 10
    assert any("McMurdo stands twice; yours is used" in line for line in found.notes)


def test_elements_without_stations_say_what_to_give(elements):
    with pytest.raises(InvalidInputError, match="give --station NAME=LAT,LON"):
        contacts(elements=elements)


def test_relays_count_where_there_are_no_stations_or_where_they_are_asked_for():
    assert {type(way) for way in contacts("Sentinel-1C").satellites[0].contacts.ways} == {GroundStation}
    assert "EDRS 9" in [way.name for way in contacts("Sentinel-1C", with_relays=True).satellites[0].contacts.ways]
    with pytest.raises(InvalidInputError, match="Terra: TDRSS is not simulated"):
        contacts("Terra")
    assert contacts("Terra", relays=("TDRS-10=-171",)).satellites[0].contacts.ways == (Relay(name="TDRS-10", longitude_deg=-171.0),)


def test_what_cannot_be_asked_is_refused_in_one_line():
    for changes, message in (
        ({"days": 0.0}, "--days 0 is out of range"),
        ({"days": 1e9}, "--days 1e.09 is out of range"),
        ({"min_elevation_deg": 90.0}, "--min-elevation 90 is out of range"),
        ({"start": "yesterday"}, "is no time"),
    ):
        with pytest.raises(InvalidInputError, match=message):
            contacts("Metop-C", **changes)
    with pytest.raises(UnknownNameError, match="did you mean 'Metop-C'"):
        contacts("Metp-C")
    with pytest.raises(InvalidInputError, match="GOES-19 stands over the equator"):
        contacts("GOES-19")
    with pytest.raises(InvalidInputError, match="Landsat 7 gives no products on 2026-11-01"):
        contacts("Landsat 7")


def test_old_elements_are_refused_unless_allowed(elements):
    asked = {"elements": elements, "stations": (HONIARA,), "start": "2029-11-01"}
    with pytest.raises(StaleElementsError, match="days from the window"):
        contacts(**asked)
    assert contacts(**asked, any_age=True).satellites


@pytest.mark.parametrize("text", ["=1,2", "A=", "A=1,2,3,4", "A=1,2,-5", "A=-91,0", "A=0,361"])
def test_text_that_is_no_station_is_refused(text):
    with pytest.raises(InvalidInputError, match="is none|not on Earth|out of range"):
        read_station(text)


@pytest.mark.parametrize("text", ["R", "R=", "=5", "R=x", "R=400", "R=nan"])
def test_text_that_is_no_relay_is_refused(text):
    with pytest.raises(InvalidInputError, match="is none|out of range"):
        read_relay(text)


def test_a_place_is_a_country_or_a_point():
    assert len(place_cells("MCO")) > 1
    assert place_cells(" -9.43, 159.95 ").lat_deg.tolist() == [-9.43]
    with pytest.raises(UnknownNameError, match="no country named 'Solomn"):
        place_cells("Solomn")
    with pytest.raises(InvalidInputError, match="beyond the poles"):
        place_cells("95,3")


@pytest.fixture(scope="module")
def honiara():
    return latency_at("-9.43,159.95", ask("Metop-C", "Sentinel-1C", "CBERS-4A", days=12.0), Untold(), processing_min=60.0)


def test_a_published_latency_stays_and_a_simulated_one_fills_the_gap(honiara):
    rows = {row.look.instrument: row for row in honiara.rows}
    mhs, radar = rows["MHS"], rows["C-SAR"]
    assert {(p.basis, p.figure_h) for p in mhs.products} == {("published", p.published_h) for p in mhs.products}
    assert mhs.processing_min == 60.0
    assert radar.processing_min == 1440.0  # published: what the user assumes does not replace it
    for row in honiara.rows:
        assert 0 <= row.median_h <= row.p90_h <= row.worst_h
        for product in row.products:
            if product.published_h is None:
                assert product.basis == "simulated"
                assert product.figure_h == pytest.approx(row.p90_h + row.processing_min / 60)


def test_a_station_at_the_place_brings_the_data_down_at_once():
    rows = latency_at("-9.43,159.95", ask("Sentinel-1C", stations=("Honiara=-9.43,159.95,0",), days=12.0), Untold()).rows
    assert rows
    assert all(row.worst_h == 0 for row in rows)


def test_every_cell_has_its_own_row(honiara, tmp_path):
    write_by_cell(honiara, tmp_path / "cells.csv")
    rows = list(csv.DictReader((tmp_path / "cells.csv").read_text("utf-8").splitlines()))
    assert len(rows) == len(honiara.rows)
    assert {row["satellite"] for row in rows} <= {"Metop-C", "Sentinel-1C", "CBERS-4A"}
    assert all(float(row["median_h"]) <= float(row["p90_h"]) <= float(row["worst_h"]) for row in rows)
    with pytest.raises(OutputError, match="give another file with --out"):
        write_by_cell(honiara, tmp_path / "none" / "cells.csv")


def test_a_processing_time_below_zero_is_refused():
    with pytest.raises(InvalidInputError, match="--processing-min -1 is out of range"):
        latency_at("MCO", ask("Metop-C"), Untold(), processing_min=-1.0)
