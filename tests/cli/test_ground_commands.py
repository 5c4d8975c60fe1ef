"""The commands of the ground segment: what they print, and nothing but JSON where JSON is asked for."""

import json

import pytest
from click.testing import CliRunner

from commonsky.cli.coverage_ground import contacts, latency
from commonsky.core.errors import InvalidInputError

WINDOW = ("--start", "2026-11-01", "--days", "1")


def run(command, *arguments):
    done = CliRunner().invoke(command, [*arguments])
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done


def test_contacts_are_a_line_each():
    done = run(contacts, "Sentinel-3A", *WINDOW)
    lines = done.stdout.splitlines()
    assert 13 <= len(lines) <= 16
    assert all("Svalbard (SvalSat)" in line and line.startswith("2026-11-01T") for line in lines)


def test_contacts_as_json_are_json_alone():
    done = run(contacts, "Sentinel-3A", "--station", "Honiara=-9.43,159.95", "--station", "X=95,0", "--json", *WINDOW)
    found = json.loads(done.stdout)
    assert {row["with"] for row in found["contacts"]} == {"Svalbard (SvalSat)", "Honiara"}
    assert all(row["seconds"] > 0 and row["peak_deg"] >= 5 for row in found["contacts"])
    assert found["notes"][0].startswith("refused: --station 'X=95,0'")
    assert done.stderr == ""


def test_latency_at_a_point_that_lies_south():
    done = run(latency, "-9.43,159.95", "--mission", "Metop-C", "--json", *WINDOW)
    found = json.loads(done.stdout)
    assert found["cells"] == 1
    assert {row["satellite"] for row in found["looks"]} == {"Metop-C"}
    assert all(0 <= row["downlink_h"]["median"] <= row["downlink_h"]["worst"] < 1 for row in found["looks"])
    assert {p["basis"] for row in found["looks"] for p in row["products"]} <= {"published", "unknown"}


def test_latency_of_a_country_is_a_table_and_a_file(tmp_path):
    done = run(latency, "MCO", "--mission", "Sentinel-3A", "--out", str(tmp_path / "cells.csv"), *WINDOW)
    assert "OLCI, nominal" in done.stdout
    assert (tmp_path / "cells.csv").read_text().startswith("cell,lat,lon,satellite,instrument,mode,passes,median_h,p90_h,worst_h\n")


@pytest.mark.parametrize("asked", [(contacts, "Metop-C"), (latency, "MCO", "--mission", "Metop-C")])
def test_a_station_that_is_none_stops_both_where_no_other_is_given(asked):
    with pytest.raises(InvalidInputError, match="'Bad=-99,0' is not on Earth"):
        run(*asked, "--station", "Bad=-99,0", *WINDOW)


def test_latency_says_which_country_of_the_name_was_taken():
    done = run(latency, "Congo", "--mission", "Metop-C", *WINDOW)
    assert "'Congo' is taken as Congo (COG); for another give its code: Democratic Republic of the Congo (COD)" in done.stderr


def test_a_place_that_is_none_and_an_option_that_is_none_are_refused():
    with pytest.raises(InvalidInputError, match="beyond the poles"):
        run(latency, "95,0", *WINDOW)
    assert run(latency, "MCO", "--missions", "Metop-C", *WINDOW).exit_code == 2
