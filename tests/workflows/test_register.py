"""Missions and a State's satellites in the registers, told in the words that hold; and a form drafted with a source for each value."""

import csv
import io
import json
import re
import tomllib
from datetime import date
from importlib import resources
from pathlib import Path

import pytest

from commonsky.core.errors import InvalidInputError, OutputError, UnknownNameError
from commonsky.core.execution import Untold
from commonsky.profile.register_page import COLUMNS, answer, read_words, register_csv, register_json, render_register, spoken
from commonsky.profile.registration_form import PARTS, form_document, form_values, read_form_words, render_form
from commonsky.workflows.register import RegisterRequest, match_register, write_register
from commonsky.workflows.registration import FormRequest, draft_form, write_form

FILES = Path(__file__).parents[1] / "sources" / "register_files"
ALL = {"satcat": (FILES / "celestrak.csv",), "gcat": (FILES / "gcat.tsv",), "un": (FILES / "un_index.csv",)}
DATES = {"": "2026-11-20"}
TODAY = date(2026, 11, 23)
OWN = """
[[mission]]
name = "Example {n}"
agencies = ["Nobody"]
launch_date = {launch}
status = "{status}"
status_as_of = 2026-01-01
{ids}
orbit = {{ kind = "inclined", altitude_km = 500.0, inclination_deg = 50.0 }}
as_of = 2026-01-01
source = [{{ what = "all", where = "made up" }}]
"""


def matched(files=ALL, **asked):
    return match_register(RegisterRequest(files=files, snapshot_dates=asked.pop("dates", DATES), today=TODAY, **asked), Untold())


def by_name(report):
    return {one.name: one for one in report.findings}


@pytest.fixture(scope="module")
def report():
    return matched()


def own_file(tmp_path, *rows):
    path = tmp_path / "own.toml"
    path.write_text("".join(OWN.format(**{"status": "operational", "ids": "", **row}) for row in rows))
    return path


def un_file(tmp_path, *rows):
    path = tmp_path / "un.csv"
    heading = "International Designator,Name of Space Object,State/Organization,Date of Launch,UN Registered,Registration Document\n"
    path.write_text("# snapshot: 2026-11-01\n" + heading + "".join(f"{row}\n" for row in rows))
    return path


def test_a_registered_mission_says_register_document_state_and_date(report):
    one = by_name(report)["Sentinel-2A"]
    assert (one.standing, one.register, one.documents, one.registry) == (
        "registered", "registration-convention", ("ST/SG/SER.E/9004",), ("ESA",),
    )  # fmt: skip
    assert (one.owners, one.territory, one.launch_date, one.in_orbit) == (("ESA",), ("FRA",), "2015-06-23", True)
    assert set(one.rows) == {"satcat", "gcat", "un"}
    assert report.un_date == date(2026, 11, 20)


def test_what_is_not_in_the_index_is_not_found_in_the_snapshot_and_never_more(report):
    assert by_name(report)["Landsat 8"].standing == "not-found"
    words = read_words("en")
    assert words("standing.not-found", date="2026-11-20") == "not found in the snapshot of 2026-11-20"
    for language in ("en", "zh"):
        page = render_register(report, language)
        assert "unregistered" not in page.lower()
        assert "未登记" not in page
    assert "unregistered" not in register_csv(report).lower() + register_json(report).lower()
    assert "not found in the snapshot of 2026-11-20" in register_csv(report)


def test_a_row_that_could_not_be_read_is_not_passed_over(report):
    one = by_name(report)["Aeolus"]
    assert one.standing == "unclear"
    assert one.conflicts[0].startswith("the UN index may hold it in a row that could not be read: line 12")
    assert (one.in_orbit, one.decay_date) == (False, "2023-07-28")


def test_missions_that_no_list_can_hold_say_why(report):
    held = by_name(report)
    assert held["PlanetScope"].standing == "fleet"
    assert held["Metop-SG B1"].standing == "no-object" or held["Metop-SG B1"].standing == "not-launched"
    assert held["CIMR-A"].standing == "not-launched"
    assert held["ALOS-2"].standing == "no-object"
    assert sum(report.counts.values()) == len(report.findings)


def test_where_catalogue_and_lists_differ_both_are_told(report):
    told = {(d.what, d.catalogue, d.found) for d in by_name(report)["Sentinel-2A"].differences}
    assert ("registration", "", "ST/SG/SER.E/9004") in told
    assert ("registered_by", "", "ESA") in told
    assert not [d for d in by_name(report)["Aeolus"].differences if d.what == "end"]  # the catalogue says the same day


def test_an_object_of_the_index_without_a_registration(tmp_path):
    own = own_file(tmp_path, {"n": 1, "launch": "2020-02-02", "ids": 'cospar = "2020-777A"'})
    un = un_file(tmp_path, "2020-777A,EXAMPLE 1,Norway,2020-02-02,No,")
    one = matched({"un": (un,)}, dates={}, instruments=own, mission="Example 1").findings[0]
    assert (one.standing, one.registry, one.owners) == ("listed", (), ("NOR",))


def test_a_row_without_mark_and_document_is_unclear(tmp_path):
    own = own_file(tmp_path, {"n": 1, "launch": "2020-02-02", "ids": 'cospar = "2020-777A"'})
    un = un_file(tmp_path, "2020-777A,EXAMPLE 1,Norway,2020-02-02,,")
    one = matched({"un": (un,)}, dates={}, instruments=own, mission="Example 1").findings[0]
    assert one.standing == "unclear"
    assert "neither a mark nor a document" in one.conflicts[0]


def test_the_separate_register_is_told_apart(tmp_path):
    own = own_file(tmp_path, {"n": 1, "launch": "2020-02-02", "ids": 'cospar = "2020-777A"'})
    un = un_file(tmp_path, "2020-777A,EXAMPLE 1,Nigeria,2020-02-02,Yes,A/AC.105/INF.9001")
    report = matched({"un": (un,)}, dates={}, instruments=own, mission="Example 1")
    assert report.findings[0].register == "resolution-1721b"
    assert "register under resolution 1721 B (XVI)" in spoken(report, "en")[0]


def test_a_mission_without_a_cospar_id_reaches_the_index_by_that_of_the_catalogues_of_objects(tmp_path):
    own = own_file(tmp_path, {"n": 1, "launch": "2015-06-23", "ids": "norad = 40697"})
    satcat = tmp_path / "s.csv"
    satcat.write_text("OBJECT_NAME,OBJECT_ID,NORAD_CAT_ID,OBJECT_TYPE,LAUNCH_DATE\nEXAMPLE 1 (EX),2015-777A,40697,PAY,2015-06-23\n")
    un = un_file(tmp_path, "2015-777A,EX,Norway,2015-06-23,Yes,ST/SG/SER.E/9")
    one = matched({"satcat": (satcat,), "un": (un,)}, instruments=own, mission="Example 1").findings[0]
    assert (one.standing, one.cospar) == ("registered", "2015-777A")
    assert ("cospar", "", "2015-777A") in {(d.what, d.catalogue, d.found) for d in one.differences}


def test_lists_that_give_different_ids_are_not_followed(tmp_path):
    own = own_file(tmp_path, {"n": 1, "launch": "2015-06-23", "ids": "norad = 40697"})
    satcat, gcat = tmp_path / "s.csv", tmp_path / "g.tsv"
    satcat.write_text("OBJECT_NAME,OBJECT_ID,NORAD_CAT_ID,OBJECT_TYPE,LAUNCH_DATE\nEXAMPLE 1,2015-777A,40697,PAY,2015-06-23\n")
    gcat.write_text("#JCAT\tSatcat\tPiece\tType\tName\tLDate\tStatus\nS40697\t40697\t2015-778A\tP\tExample 1\t2015 Jun 23\tO\n")
    un = un_file(tmp_path, "2015-777A,EX,Norway,2015-06-23,Yes,ST/SG/SER.E/9")
    one = matched({"satcat": (satcat,), "gcat": (gcat,), "un": (un,)}, instruments=own, mission="Example 1").findings[0]
    assert "un" not in one.rows
    assert one.conflicts


def test_a_name_of_a_linked_row_confirms_the_index_and_without_it_the_date_does_not(tmp_path):
    own = own_file(tmp_path, {"n": 1, "launch": "2015-06-23", "ids": 'norad = 40697\ncospar = "2015-777A"'})
    satcat = tmp_path / "s.csv"
    satcat.write_text("OBJECT_NAME,OBJECT_ID,NORAD_CAT_ID,OBJECT_TYPE,LAUNCH_DATE\nOTHER 3,2015-777A,40697,PAY,2015-06-23\n")
    un = un_file(tmp_path, "2015-777A,Other-3,Norway,2015-06-23,Yes,ST/SG/SER.E/9")
    asked = {"instruments": own, "mission": "Example 1"}
    assert matched({"satcat": (satcat,), "un": (un,)}, **asked).findings[0].how["un"] == "COSPAR id, name, launch date"
    alone = matched({"un": (un,)}, **asked).findings[0]
    assert (alone.standing, dict(alone.rows), alone.suggestions) == ("unclear", {}, ("the UN index, line 3 (Other-3)",))


def test_a_state_sees_its_satellites_in_the_catalogue_or_not(tmp_path):
    report = matched(country="NZL")
    held = by_name(report)
    assert {name: (one.standing, one.role) for name, one in held.items()} == {
        "HUMANITY STAR": ("registered", "registry"), "EXAMPLE 1": ("listed", "owner"),
    }  # fmt: skip
    assert answer(report, read_words("en"))[0].startswith("Satellites that the lists give to New Zealand: 2.")
    without = matched({name: files for name, files in ALL.items() if name != "un"}, country="New Zealand")
    assert [(one.name, one.standing) for one in without.findings] == [("HUMANITY STAR", "no-un-file")]
    assert not matched(country="TUV").findings
    assert spoken(matched(country="TUV"), "zh") == ["所读清单中没有归于图瓦卢的卫星。"]


def test_satellites_of_others_from_a_states_territory_stand_apart():
    report = matched(country="FRA")
    assert {one.name for one in report.findings if one.role == "territory"} == {"Sentinel-2A", "Aeolus"}
    assert report.own == ()
    assert "Launched from its territory, of another State" in render_register(report)


def test_the_snapshots_date_is_the_files_or_the_users_and_never_that_of_writing(tmp_path):
    path = FILES / "celestrak.csv"
    assert path.stat().st_mtime  # there is one, and it is of no use
    with pytest.raises(InvalidInputError, match=r"celestrak.csv does not say of which day it is.*--snapshot-date satcat=2026-11-20"):
        matched({"satcat": (path,)}, dates={})
    report = matched(dates={"": "2026-11-20", "gcat": "2026-11-10"})
    told = {one.list: (one.date.isoformat(), one.said) for one in report.snapshots}
    assert told == {"satcat": ("2026-11-20", False), "gcat": ("2026-11-03", True), "un": ("2026-11-20", False)}
    assert "gcat.tsv says 2026-11-03 of itself; --snapshot-date gcat=2026-11-10 was not used" in report.snapshots[1].notes
    page = render_register(report)
    assert "said by the file" in page
    assert "given by the user" in page


@pytest.mark.parametrize(
    ("asked", "error", "told"),
    [
        ({"files": {}}, InvalidInputError, "no register was given; give at least one of --satcat FILE"),
        ({"dates": {"": "tomorrow"}}, InvalidInputError, "--snapshot-date tomorrow is no date"),
        ({"dates": {"": "2027-01-01"}}, InvalidInputError, "--snapshot-date 2027-01-01 lies in the future"),
        ({"dates": {"uno": "2026-01-01"}}, UnknownNameError, "no list named 'uno'; did you mean 'un'"),
        ({"mission": "Sentinel-2a"}, UnknownNameError, "did you mean 'Sentinel-2A'"),
        ({"country": "ZZZ"}, UnknownNameError, "no country named 'ZZZ'"),
        ({"country": "NZL", "mission": "Terra"}, InvalidInputError, "give --country or --mission, not both"),
    ],
)
def test_what_cannot_be_asked_is_refused(asked, error, told):
    with pytest.raises(error, match=re.escape(told)):
        matched(asked.pop("files", ALL), **asked)


def test_a_file_of_the_future_is_refused(tmp_path):
    path = tmp_path / "un.csv"
    path.write_text("# snapshot: 2030-01-01\nInternational Designator,Name of Space Object\n2015-028A,X\n")
    with pytest.raises(InvalidInputError, match="says that it is of 2030-01-01, which lies in the future"):
        matched({"un": (path,)}, dates={})


def test_several_files_of_one_list_are_one(tmp_path):
    one = un_file(tmp_path, "1999-068A,TERRA,USA,1999-12-18,Yes,ST/SG/SER.E/1")
    report = matched({"un": (one, FILES / "un_index.csv")}, mission="TRMM")
    assert report.findings[0].standing == "registered"
    assert report.un_date == date(2026, 11, 1)  # the earlier


def test_files_are_written_whole(tmp_path, report):
    out = tmp_path / "register"
    files = write_register(report, out, "zh")
    assert [path.name for path in files] == ["register.html", "register.csv", "register.json"]
    rows = list(csv.DictReader(io.StringIO((out / "register.csv").read_text("utf-8"))))
    assert tuple(rows[0]) == COLUMNS
    assert len(rows) == len(report.findings)
    told = json.loads((out / "register.json").read_text("utf-8"))
    assert told["un_snapshot"] == "2026-11-20"
    assert {one["list"]: one["date_from"] for one in told["snapshots"]} == {"satcat": "user", "gcat": "file", "un": "user"}
    (out / "mine.txt").write_text("x")
    with pytest.raises(OutputError, match="holds other files"):
        write_register(report, out)


def test_the_page_is_whole_without_a_network_and_escapes_what_files_hold(tmp_path):
    own = own_file(tmp_path, {"n": 1, "launch": "2020-02-02", "ids": 'cospar = "2020-777A"'})
    un = un_file(tmp_path, "2020-777A,Example 1 <script>x</script>,<b>Norway,2020-02-02,Yes,ST/SG/SER.E/1")
    page = render_register(matched({"un": (un,)}, dates={}, instruments=own, mission="Example 1"))
    assert "<script>x" not in page
    assert "<b>Norway" not in page
    assert not re.search(r'(?:src|href)="https?:', page)
    assert "default-src 'none'" in page


@pytest.mark.parametrize("file", ["register_words.toml", "registration_words.toml"])
def test_both_languages_say_the_same_things(file):
    for name, section in tomllib.loads(resources.files("commonsky.profile").joinpath(file).read_text("utf-8")).items():
        assert section["en"].keys() == section["zh"].keys(), name
        for key, text in section["en"].items():
            assert set(re.findall(r"{(\w+)}", text)) == set(re.findall(r"{(\w+)}", section["zh"][key])), (name, key)


def test_an_unknown_language_is_refused(report):
    with pytest.raises(UnknownNameError, match="no language named 'xx'"):
        render_register(report, "xx")


# --- the form -------------------------------------------------------------------------------------------------------------------------


def drafted(mission="Sentinel-2A", state="ESA", **asked):
    return draft_form(FormRequest(mission=mission, state=state, **asked))


def values(draft):
    return {name: held for part in form_values(draft)["parts"].values() for name, held in part.items()}


def test_each_value_has_its_source_and_what_is_not_known_is_left_to_the_state():
    draft = drafted(designator="EX-7")
    told = values(draft)
    assert all(held["source"] for held in told.values() if held["mark"] == "filled")
    assert (told["cospar"]["value"], told["launch_date"]["value"], told["national"]["value"]) == ("2015-028A", "2015-06-23", "EX-7")
    assert told["registry_state"]["value"] == "European Space Agency"
    assert set(draft.missing) == {"other_states", "launch_site", "website", "launch_vehicle"}
    assert {name for name, held in told.items() if held["mark"] == "if-applies"} >= {"decay_date", "supervision_date", "disposal_date"}
    assert set(told) == {name for names in PARTS.values() for name in names}
    assert form_values(draft)["status"] == "draft, not submitted"


def test_orbital_parameters_follow_from_the_element_set():
    """Sentinel-2A flies 143 orbits in 10 days: 10 * 1440 / 143 = 100.70 minutes between nodes; 786 km up, within a few km."""
    told = values(drafted())
    assert told["period"]["value"] == "100.70 min"
    assert told["inclination"]["value"] == "98.56°"
    perigee, apogee = (float(told[name]["value"].removesuffix(" km")) for name in ("perigee", "apogee"))
    assert 780 < perigee <= apogee < 792
    assert "epoch 2026-08-27" in told["apogee"]["source"]


def test_elements_of_the_users_come_first(tmp_path):
    """The example of the format's description: 15.72125391 revolutions a day at 51.64 degrees."""
    path = tmp_path / "iss.tle"
    path.write_text(
        "EXAMPLE 1\n"
        "1 25544U 98067A   08264.51782528 -.00002182  00000-0 -11606-4 0  2927\n"
        "2 25544  51.6416 247.4627 0006703 130.5360 325.0288 15.72125391563537\n"
    )
    own = own_file(tmp_path, {"n": 1, "launch": "1998-11-20", "ids": 'norad = 25544\ncospar = "1998-067A"'})
    told = values(drafted("Example 1", "NOR", elements=path, instruments=own))
    assert told["inclination"]["value"] == "51.64°"
    assert 91.4 < float(told["period"]["value"].removesuffix(" min")) < 91.7
    with pytest.raises(InvalidInputError, match="holds no element set of Terra"):
        drafted("Terra", "USA", elements=path)


def test_without_an_element_set_the_orbit_is_left_to_the_state(tmp_path):
    own = own_file(tmp_path, {"n": 1, "launch": "2020-02-02"})
    told = values(drafted("Example 1", "NOR", instruments=own))
    assert told["period"]["mark"] == "to-fill"
    assert "The catalogue quotes 500 km." in told["apogee"]["remarks"]
    assert told["cospar"]["mark"] == "to-fill"


def test_what_has_ended_is_told_as_the_row_says_it():
    told = values(drafted("TRMM", "USA"))
    assert "2015-06-16" in told["decay_date"]["value"]
    assert values(drafted("NOAA-19", "USA"))["disposal_conditions"]["value"] == "switched off, left in orbit"


def test_a_position_of_the_geostationary_orbit():
    assert values(drafted("GOES-19", "USA"))["position"]["value"].endswith(("° W", "° E"))


@pytest.mark.parametrize(
    ("mission", "state", "told"),
    [
        ("Sentinel-2", "ESA", "did you mean 'Sentinel-2"),
        ("Terra", "USB", "no country named 'USB'"),
        ("PlanetScope", "USA", "is a fleet of"),
    ],
)
def test_a_draft_of_nothing_is_refused(mission, state, told):
    with pytest.raises((UnknownNameError, InvalidInputError), match=re.escape(told)):
        drafted(mission, state)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_page_bears_its_mark(language):
    draft = drafted("TRMM", "USA")
    page = render_form(draft, language)
    mark = read_form_words(language)("form.watermark")
    assert f'data-mark="{mark}"' in page
    assert page.count('class="to-fill"') == len(draft.missing)
    assert "form-action 'none'" in page
    assert form_document(draft, language).blocks


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_docx_holds_every_field_and_a_watermark(tmp_path, language):
    docx = pytest.importorskip("docx")
    draft = drafted()
    files, left_out = write_form(draft, tmp_path / "form", language)
    assert [path.name for path in files] == ["registration-form.html", "registration-form.docx", "registration-form.json"]
    assert left_out == []
    file = docx.Document(str(files[1]))
    words = read_form_words(language)
    cells = {row.cells[0].text for table in file.tables for row in table.rows}
    assert {words(f"field.{name}") for names in PARTS.values() for name in names} <= cells
    head = file.sections[0].header.paragraphs[0]._p.xml
    assert f'string="{words("form.watermark")}"' in head
    assert words("form.watermark") in file.sections[0].header.paragraphs[0].text
