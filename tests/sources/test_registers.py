"""Registers as people have them: each format by its own columns, good rows beside bad ones, the date, columns of the user."""

import json
import sys
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonsky.catalogue.objects import RegisteredObject
from commonsky.core.errors import InvalidInputError, UnknownNameError
from commonsky.sources.register_format import REGISTER_FORMATS, Table, days_come_first, read_date, read_register
from commonsky.sources.registers.satcat import OWNERS, SITES
from commonsky.sources.registers.un_register import find_state, read_documents
from commonsky.world.countries import countries

FILES = Path(__file__).parent / "register_files"
FORMATS = pytest.mark.parametrize("declared", list(REGISTER_FORMATS), ids=lambda d: d.name)
UN = "International Designator,Name of Space Object,State/Organization,UN Registered,Registration Document,Date of Launch\n"


def saved(tmp_path, text, name="list.csv", encoding="utf-8"):
    path = tmp_path / name
    path.write_bytes(text.encode(encoding))
    return path


def by_name(held):
    return {row.name: row for row in held.objects}


def test_there_are_formats():
    assert set(REGISTER_FORMATS.entries) == {"celestrak-satcat", "space-track-satcat", "gcat-satcat", "un-online-index"}


@FORMATS
def test_a_format_says_what_it_is_and_where_it_is_defined(declared):
    assert len(declared.source) > 10
    assert declared.parse.__doc__
    assert sys.modules[declared.parse.__module__].__doc__


@FORMATS
@given(
    rows=st.lists(st.dictionaries(st.sampled_from(["satcat", "piece", "ldate", "noradcatid", "objectid", "dateoflaunch", "intldes", "name",
        "nameofspaceobject", "internationaldesignator", "noradnumber", "stateorganization", "launch", "type", "status"]),
        st.text(max_size=12))),
)  # fmt: skip
@settings(deadline=None, derandomize=True, max_examples=100)
def test_any_cells_give_rows_or_lines(declared, rows):
    table = Table(headings=frozenset(), rows=tuple(enumerate(rows, start=2)))
    for held in declared.parse(table):
        assert isinstance(held, RegisteredObject) or ("\n" not in held and held.startswith("line "))


def test_celestrak():
    held = read_register(FILES / "celestrak.csv", "satcat")
    assert (held.format, held.said_date, len(held.objects)) == ("celestrak-satcat", None, 8)
    row = by_name(held)["SENTINEL-2A"]
    assert (row.line, row.cospar, row.norad, row.kind, row.states) == (6, "2015-028A", 40697, "payload", ("ESA",))
    assert (row.launch_date, row.launch_site, row.territory) == ("2015-06-23", "Kourou, French Guiana", ("FRA",))
    assert (row.in_orbit, row.status, row.decay_date) == (True, "operational", "")
    assert by_name(held)["VEGA R/B"].kind == "rocket body"
    gone = by_name(held)["AEOLUS"]
    assert (gone.in_orbit, gone.status, gone.decay_date) == (False, "decayed", "2023-07-28")
    assert held.refused == (
        "line 10: has 4 cells, the heading 17: BROKEN ROW | 2018-066B | 43601 | PAY",
        "line 11: 'forty' is no NORAD number, 'nothing' no COSPAR id",
    )


def test_celestrak_as_json(tmp_path):
    rows = [{"OBJECT_NAME": "SENTINEL-2A", "OBJECT_ID": "2015-028A", "NORAD_CAT_ID": 40697, "OBJECT_TYPE": "PAY", "OWNER": "ESA"}]
    held = read_register(saved(tmp_path, json.dumps(rows), "s.json"), "satcat")
    assert (held.format, held.objects[0].norad, held.objects[0].launch_date) == ("celestrak-satcat", 40697, "")


def test_space_track_gives_the_current_rows_alone():
    held = read_register(FILES / "space_track.json", "satcat")
    assert held.format == "space-track-satcat"
    assert [row.name for row in held.objects] == ["SENTINEL-2A", "TRMM"]
    assert (held.objects[1].decay_date, held.objects[1].launch_site, held.objects[1].territory) == ("2015-06-16", "Tanegashima", ("JPN",))


def test_gcat():
    held = read_register(FILES / "gcat.tsv", "gcat")
    assert (held.format, held.said_date) == ("gcat-satcat", date(2026, 11, 3))
    row = by_name(held)["Terra"]
    assert (row.other_names, row.states, row.in_orbit, row.launch_date) == (("EOS-AM1",), ("USA",), True, "1999-12-18")
    stage = by_name(held)["AVUM VV05"]
    assert (stage.kind, stage.states, stage.in_orbit, stage.decay_date) == ("rocket body", ("FRA",), False, "2022-05")
    assert by_name(held)["Sentinel-2A"].states == ("ESA",)
    assert by_name(held)["Arirang-5"].states == ("KOR",)
    assert held.refused == ("line 11: 'NNA A' is no SATCAT number, '' no COSPAR id",)


def test_the_un_index_holds_both_registers():
    held = read_register(FILES / "un_index.csv", "un")
    rows = by_name(held)
    row = rows["Sentinel-2A"]
    assert (row.cospar, row.states, row.launch_date, row.registered) == ("2015-028A", ("ESA",), "2015-06-23", True)
    assert row.documents == ("ST/SG/SER.E/9004",)
    assert rows["TERRA"].documents == ("ST/SG/SER.E/9002",)
    assert rows["KOMPSAT-5"].cospar == "2013-042A"
    assert rows["EXAMPLE 2"].documents == ("A/AC.105/INF.9001",)
    assert (rows["EXAMPLE 1"].registered, rows["EXAMPLE 1"].national_designator) == (False, "EX-1")
    bracketed = rows["HUMANITY STAR"]
    assert (bracketed.cospar, bracketed.states, bracketed.launch_date) == ("2018-010F", ("NZL",), "2018-01-21")
    assert (bracketed.in_orbit, bracketed.decay_date) == (False, "2018-03-22")
    assert any(line.startswith("line 12: has 4 cells") for line in held.refused)
    assert any("'1961 Alpha Lambda 1' is no international designator" in line for line in held.refused)
    assert any("'04/31/1962'" in line for line in held.refused)


def test_words_in_the_place_of_an_id_are_told_and_an_empty_one_is_not(tmp_path):
    text = (
        "# snapshot: 2026-10-31\n"
        "International Designator;Name of Space Object;State/ Organization;Document of Registration;UN Registered\n"
        "not an id;EXAMPLE 1;ESA;ST/SG/SER.E/9;\n"
        "n/a;EXAMPLE 2;ESA;ST/SG/SER.E/9;\n"
        ";EXAMPLE 3;ESA;ST/SG/SER.E/9;\n"
    )
    held = read_register(saved(tmp_path, text), "un")
    assert len(held.objects) == 3
    assert [line for line in held.refused if "no international designator" in line] == [
        "line 3: 'not an id' is no international designator of today's form; the rest of the row is used"
    ]


def test_an_older_export_and_semicolons(tmp_path):
    text = (
        "# snapshot: 2026-10-31\n"
        "International Designator;Name of Space Object;State/ Organization;Document of Registration;UN Registered\n"
        "2015-028A;EXAMPLE;ESA;ST/SG/SER.E/9;\n"
    )
    held = read_register(saved(tmp_path, text), "un")
    assert held.said_date == date(2026, 10, 31)
    assert held.objects[0].registered is True  # a document says so


def test_latin_1_is_read_and_told(tmp_path):
    held = read_register(saved(tmp_path, UN + "2015-028A,SATÉLITE,España,Yes,,\n", encoding="latin-1"), "un")
    assert (held.objects[0].name, held.objects[0].states) == ("SATÉLITE", ("ESP",))
    assert held.notes == ("list.csv is not UTF-8; it was read as Latin-1",)


def test_a_spreadsheet(tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.active.append(["International Designator", "Name of Space Object", "Date of Launch", "UN Registered", "Remarks"])
    book.active.append(["2015-028A", "EXAMPLE", date(2015, 6, 23), "Yes"])
    book.save(tmp_path / "un.xlsx")
    row = read_register(tmp_path / "un.xlsx", "un").objects[0]
    assert (row.cospar, row.launch_date, row.registered, row.line) == ("2015-028A", "2015-06-23", True, 2)


def test_json_that_says_its_date(tmp_path):
    held = {"snapshot_date": "2026-11-01", "objects": [
        {"International Designator": "2015-028A", "Name of Space Object": "X", "UN Registered": True}, 5,
    ]}  # fmt: skip
    read = read_register(saved(tmp_path, json.dumps(held), "un.json"), "un")
    assert (read.said_date, read.objects[0].registered, read.refused) == (date(2026, 11, 1), True, ("line 2: is no object: 5",))


def test_columns_of_the_users(tmp_path):
    path = saved(tmp_path, "Intl ID,Object,Country\n2015-028A,EXAMPLE,UK\n")
    row = read_register(path, "un", {"cospar": "Intl ID", "name": "Object", "state": "Country"}).objects[0]
    assert (row.cospar, row.name, row.states) == ("2015-028A", "EXAMPLE", ("GBR",))
    with pytest.raises(UnknownNameError, match="no column of the UN index named 'cosper'; did you mean 'cospar'"):
        read_register(path, "un", {"cosper": "Intl ID"})
    with pytest.raises(InvalidInputError, match="has no column 'Id'; its columns, without marks: country, intlid, object"):
        read_register(path, "un", {"cospar": "Id"})


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "is empty; give one of: celestrak-satcat"),
        (" \n\t\n", "is empty"),
        ("a,b\n1,2\n", "has the columns of no register that we know; give one of: celestrak-satcat"),
        ('[{"EPOCH": 1, "OBJECT_NAME": "X", "OBJECT_ID": "", "NORAD_CAT_ID": 5, "OBJECT_TYPE": "PAY"}]', "has the columns of no register"),
        ("{", "is broken JSON"),
        ("[1, 2]", "has the columns of no register"),
        (UN, "holds no sound row"),
        (UN + ",,,,,\n", "holds no sound row"),
        ("\0\0\0", "has the columns of no register"),
        ("1 25544U 98067A\n2 25544\n", "has the columns of no register"),
    ],
)
def test_what_is_no_register_is_refused_in_one_line(tmp_path, text, told):
    with pytest.raises(InvalidInputError) as refused:
        read_register(saved(tmp_path, text), "un")
    assert told in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_file_of_another_list_says_which(tmp_path):
    with pytest.raises(InvalidInputError, match="is of the format celestrak-satcat: give it with --satcat, not with --un"):
        read_register(FILES / "celestrak.csv", "un")
    with pytest.raises(InvalidInputError, match="cannot read .*: No such file"):
        read_register(tmp_path / "none.csv", "un")
    with pytest.raises(InvalidInputError, match="not a sound XLSX file"):
        read_register(saved(tmp_path, "PK\x03\x04broken", "x.xlsx"), "un")


@given(held=st.binary(max_size=300))
@settings(deadline=None, derandomize=True, max_examples=200)
def test_any_bytes_are_refused_in_one_line(held, tmp_path_factory):
    path = tmp_path_factory.mktemp("bytes") / "x"
    path.write_bytes(held)
    with pytest.raises(InvalidInputError):
        read_register(path, "satcat")


def test_the_order_of_day_and_month_is_taken_from_the_whole_file(tmp_path):
    rows = "2016-001A,A,USA,Yes,,04/05/2016\n2016-002A,B,USA,Yes,,{}\n"
    first = [read_register(saved(tmp_path, UN + rows.format(other)), "un") for other in ("23/05/2016", "05/23/2016", "05/05/2016")]
    assert [held.objects[0].launch_date for held in first] == ["2016-05-04", "2016-04-05", ""]
    assert "'04/05/2016' can be read as no date, or as two" in first[2].refused[0]
    assert days_come_first([]) is None


@pytest.mark.parametrize(
    ("text", "read"),
    [("2015-06-23T01:52:00", "2015-06-23"), ("2015 Jun", "2015-06"), ("2015 Foo 3", None), ("2015-13-01", None), ("soon", None),
     ("23 June 2015", "2015-06-23"), ("1.6.2015", None), ("[2015]", "2015"), ("0000", None)],
)  # fmt: skip
def test_dates(text, read):
    assert read_date(text) == read


def test_codes_of_owners_and_sites_are_countries_or_organisations():
    known = {*countries(), "ESA", "EUMETSAT"}
    assert {code for codes in OWNERS.values() for code in codes.split()} <= known
    assert {code for _, codes in SITES.values() for code in codes.split()} <= known


def test_documents_by_symbol_and_by_address():
    assert read_documents("https://x.org/oosa/data/stsgser.e/stsgser.e1202.html") == ("ST/SG/SER.E/1202",)
    assert read_documents("see ac.105inf.420.html") == ("A/AC.105/INF.420",)
    assert read_documents("no document") == ()


def test_a_state_by_code_or_name():
    assert [find_state(name).code for name in ("NZL", "New Zealand", "esa", "EUMETSAT", "Russian Federation")] == [
        "NZL", "NZL", "ESA", "EUMETSAT", "RUS",
    ]  # fmt: skip
    with pytest.raises(UnknownNameError, match="no country named 'NZX'; did you mean 'NZL'"):
        find_state("NZX")
