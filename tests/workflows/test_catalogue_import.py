"""Comparing with another's file: fields side by side beyond tolerance, rows that one side alone has, and nothing written over."""

import csv
import json
from datetime import datetime

import pytest
from click.testing import CliRunner
from openpyxl import Workbook

from commonsky.catalogue.load import packaged_catalogue
from commonsky.cli.catalogue_check import import_rows
from commonsky.core.errors import InvalidInputError, OutputError
from commonsky.workflows.catalogue_import import compare, spellings, write_differences

CATALOGUE = packaged_catalogue()
HEADINGS = ("Acronym", "Full name", "Agency", "Orbit", "Altitude (km)", "Longitude", "ECT", "Launch", "EOL", "Status")
LANDSAT = ("LANDSAT-8", "Landsat-8", "USGS", "Sunsynchronous orbit", "705 km", "", "10:11 desc", "11 Feb 2013", "≥2026", "Operational")


def export(path, *rows, headings=HEADINGS, sign=","):
    path.write_text("\n".join(sign.join(row) for row in (headings, *rows)) + "\n", "utf-8")
    return path


def changed(**changes):
    at = {"altitude": 4, "longitude": 5, "ect": 6, "launch": 7, "status": 9, "orbit": 3}
    row = list(LANDSAT)
    for name, value in changes.items():
        row[at[name]] = value
    return row


def verdicts(path):
    return {d.field: d.verdict for d in compare(path, CATALOGUE) if d.mission == "Landsat 8"}


def test_fields_stand_side_by_side(tmp_path):
    found = {d.field: d for d in compare(export(tmp_path / "o.csv", LANDSAT), CATALOGUE) if d.mission == "Landsat 8"}
    judged = {"orbit", "altitude", "node time", "launch", "status"}
    assert {name for name, d in found.items() if d.verdict == "agrees"} == judged
    assert {name for name, d in found.items() if d.verdict == "not judged"} == {"agency", "end"}
    assert (found["altitude"].ours, found["altitude"].theirs, found["altitude"].their_name) == ("705", "705 km", "LANDSAT-8")


@pytest.mark.parametrize(
    ("field", "within", "beyond"),
    [
        ("altitude", {"altitude": "730"}, {"altitude": "731"}),
        ("node time", {"ect": "10:31 desc"}, {"ect": "10:32 desc"}),
        ("node time", {"ect": "22:11:00 asc"}, {"ect": "10:11 asc"}),
        ("launch", {"launch": "12 Feb 2013"}, {"launch": "13 Feb 2013"}),
        ("status", {"status": "Operational"}, {"status": "Inactive"}),
        ("orbit", {"orbit": "Sunsynchronous orbit"}, {"orbit": "Drifting orbit"}),
    ],
)
def test_tolerances_hold_to_the_edge(tmp_path, field, within, beyond):
    assert verdicts(export(tmp_path / "within.csv", changed(**within)))[field] == "agrees"
    assert verdicts(export(tmp_path / "beyond.csv", changed(**beyond)))[field] == "differs"


def test_longitudes_are_compared_round_the_date_line(tmp_path):
    row = ("Himawari-9", "", "JMA", "Geostationary orbit", "35786", "141.6", "", "", "", "")
    far = ("Himawari-9", "", "JMA", "Geostationary orbit", "35786", "142.0", "", "", "", "")
    for line, verdict in ((row, "agrees"), (far, "differs")):
        found = compare(export(tmp_path / "o.csv", line), CATALOGUE)
        assert [d.verdict for d in found if d.field == "longitude"] == [verdict]


@pytest.mark.parametrize("value", ["TBD", "≥2026", "Mar 2026"])
def test_what_is_no_figure_is_shown_and_not_judged(tmp_path, value):
    found = verdicts(export(tmp_path / "o.csv", changed(launch=value, altitude=value, ect=value, status=value)))
    assert {found[name] for name in ("launch", "altitude", "node time", "status")} == {"not judged"}


@pytest.mark.parametrize("sign", [",", "\t", ";"])
def test_every_separator_and_the_stored_headings_are_read(tmp_path, sign):
    headings = ("id", "acronym", "space_agency", "orbit", "altitude", "ect", "launch_date", "status")
    row = ("227", "Landsat-8", "USGS", "Sunsynchronous orbit", "705", "10:11 desc", "11 Feb 2013", "Operational")
    found = verdicts(export(tmp_path / "o.txt", row, headings=headings, sign=sign))
    assert [found[name] for name in ("altitude", "node time", "launch", "status")] == ["agrees"] * 4


def test_rows_that_one_side_alone_has_are_listed(tmp_path):
    found = compare(export(tmp_path / "o.csv", LANDSAT, ("Nowhere-1", *LANDSAT[1:2], *LANDSAT[2:])), CATALOGUE)
    assert "Landsat 9" in {d.mission for d in found if d.verdict == "only we have"}
    alone = compare(export(tmp_path / "p.csv", ("Nowhere-1", "Nowhere One", *LANDSAT[2:])), CATALOGUE)
    assert [d.their_name for d in alone if d.verdict == "only they have"] == ["Nowhere-1"]
    assert sum(d.verdict == "only we have" for d in alone) == len(CATALOGUE.missions)


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [("FY-3D", "FengYun-3D"), ("MetOp-B", "Metop-B"), ("GF-3(02) or CSAR-01", "Gaofen-3 02"), ("SNPP", "Suomi NPP"), ("ISS", "ISS")],
)
def test_names_are_matched_by_their_spelling(theirs, ours):
    assert set(spellings(theirs)) & set(spellings(ours))


def test_another_satellite_of_a_series_is_not_the_first_of_it():
    assert not set(spellings("GF-3(02) or CSAR-01")) & set(spellings("Gaofen-3"))


def test_a_spreadsheet_reads_as_its_csv_does(tmp_path):
    book = Workbook()
    book.create_sheet("empty", 0)
    sheet = book["Sheet"]
    sheet.append(HEADINGS)
    sheet.append([*LANDSAT[:4], 705.0, None, "10:11 desc", datetime(2013, 2, 11), "≥2026", "Operational"])  # noqa: DTZ001  # a cell has no zone
    book.save(tmp_path / "o.xlsx")
    assert verdicts(tmp_path / "o.xlsx") == verdicts(export(tmp_path / "o.csv", LANDSAT))
    assert verdicts(tmp_path / "o.xlsx")["launch"] == "agrees"


def test_a_broken_spreadsheet_is_refused_with_what_works(tmp_path):
    (tmp_path / "o.xlsx").write_bytes(b"PK\x03\x04")
    with pytest.raises(InvalidInputError, match="or as CSV"):
        compare(tmp_path / "o.xlsx", CATALOGUE)


def test_a_time_that_does_not_say_which_node_is_not_judged(tmp_path):
    assert verdicts(export(tmp_path / "o.csv", changed(ect="10:11")))["node time"] == "not judged"
    named = tuple("ECT asc" if name == "ECT" else name for name in HEADINGS)
    assert verdicts(export(tmp_path / "p.csv", changed(ect="22:11"), headings=named))["node time"] == "agrees"


@pytest.mark.parametrize("content", ["", "a,b\n1,2\n", "name,height\nA,1\n"])
def test_what_is_no_list_of_satellites_is_refused(tmp_path, content):
    (tmp_path / "o.csv").write_text(content, "utf-8")
    with pytest.raises(InvalidInputError, match="give"):
        compare(tmp_path / "o.csv", CATALOGUE)


def test_differences_are_written_and_never_over_a_file(tmp_path):
    found = compare(export(tmp_path / "o.csv", LANDSAT), CATALOGUE)
    write_differences(found, tmp_path / "out.csv")
    rows = list(csv.DictReader((tmp_path / "out.csv").read_text("utf-8").splitlines()))
    assert len(rows) == len(found)
    assert rows[0]["mission"] == "Landsat 8"
    with pytest.raises(OutputError, match="is not written over"):
        write_differences(found, tmp_path / "out.csv")
    with pytest.raises(OutputError, match="cannot write"):
        write_differences(found, tmp_path / "no" / "out.csv")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["o.csv", "out.csv"]


def test_the_command_prints_differences_or_json_alone(tmp_path):
    file = str(export(tmp_path / "o.csv", changed(altitude="800")))
    assert "Landsat 8: altitude: ours 705, theirs 800" in CliRunner().invoke(import_rows, [file]).output
    done = CliRunner().invoke(import_rows, [file, "--json", "--out", str(tmp_path / "out.csv")])
    assert json.loads(done.output)["counts"]["differs"] == 1
    assert (tmp_path / "out.csv").exists()


@pytest.mark.truth
def test_the_whole_export_of_oscar_is_read(shared_data):
    path = shared_data / "catalogue/oscar/wmo_oscar_satellites.csv"
    with path.open(newline="", encoding="utf-8") as file:
        names = [row["acronym"] for row in csv.DictReader(file)]
    found = compare(path, CATALOGUE)
    told = {d.their_name for d in found if d.their_name}
    assert told == {" ".join(name.split()) for name in names}
    assert sum(d.verdict == "agrees" for d in found) > 600


@pytest.mark.truth
def test_element_sets_are_compared_by_number(shared_data):
    found = compare(shared_data / "orbits/tle_2026.tle", CATALOGUE)
    assert [d for d in found if d.verdict == "differs"] == []
    assert {d.field for d in found if d.verdict == "agrees"} == {"altitude", "node time", "longitude"}
    assert len({d.their_name for d in found if d.their_name}) == 42
