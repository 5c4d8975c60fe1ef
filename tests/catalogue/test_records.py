"""Every row of every family as a record of OGC API - Records, judged by the schema beside this file; broken ones are refused."""

import copy
import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator

from commonsky.catalogue.family import Families
from commonsky.catalogue.records import CATALOGUE_FILE, collection_document, file_of, record, record_id, records, slug, via_links
from commonsky.cli.export import export
from commonsky.core.citation import Source
from commonsky.core.errors import OutputError, UnknownNameError
from commonsky.workflows.export import documents, export_catalogue

SCHEMA = json.loads(Path(__file__).with_name("ogc_record_schema.json").read_text("utf-8"))
RECORD = Draft202012Validator(SCHEMA)
CATALOGUE = Draft202012Validator({"$ref": "#/$defs/catalogue", "$defs": SCHEMA["$defs"]})
FAMILIES = Families()
ALL = {document["id"]: document for document in records(FAMILIES)}
MISSION = ALL["commonsky:missions:sentinel-1a"]


def links(document, rel):
    return [link for link in document["links"] if link["rel"] == rel]


def test_the_schema_is_one():
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("family", list(FAMILIES), ids=lambda family: family.name)
def test_every_row_is_a_sound_record(family):
    found = [document for key, document in ALL.items() if key.startswith(f"commonsky:{family.name}:")]
    assert len(found) == len(family.rows())
    for document in found:
        assert [error.message for error in RECORD.iter_errors(document)] == [], document["id"]


def test_the_catalogue_is_sound_and_names_each_record_once():
    document = collection_document(FAMILIES)
    assert list(CATALOGUE.iter_errors(document)) == []
    assert sorted(link["href"] for link in links(document, "item")) == sorted(f"./{file_of(key)}" for key in ALL)


def test_names_are_unique():
    assert len(ALL) == sum(len(family.rows()) for family in FAMILIES)
    assert len({file_of(key).casefold() for key in ALL}) == len(ALL)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("type",), "Collection"),
        (("id",), ""),
        (("time", "interval"), ["2014-04-03"]),
        (("time", "interval"), ["2014-04-03", "2026-01-01T00:00:00Z"]),
        (("time", "interval"), ["April 2014", ".."]),
        (("geometry",), {"type": "Point", "coordinates": [200, 0]}),
        (("properties", "type"), "x" * 65),
        (("properties", "updated"), "2026-11-22"),
        (("properties", "language"), "en"),
        (("properties", "themes"), []),
        (("properties", "contacts"), [{"roles": ["operator"]}]),
        (("properties", "externalIds"), [{"scheme": "NORAD"}]),
        (("properties", "license"), "other"),
        (("links",), []),
        (("links",), [{"rel": "collection", "href": "./catalog.json"}, {"rel": "collection", "href": "./other.json"}]),
        (("links",), [{"rel": "collection", "href": "./catalog.json"}, {"rel": "via", "href": "https://example.org (a copy)"}]),
    ],
)
def test_a_broken_record_is_refused(path, value):
    broken = copy.deepcopy(MISSION)
    if path == ("properties", "license"):
        broken["links"] = [link for link in broken["links"] if link["rel"] != "license"]
    place = broken
    for part in path[:-1]:
        place = place[part]
    place[path[-1]] = value
    assert not RECORD.is_valid(broken)


@pytest.mark.parametrize("part", ["id", "type", "time", "geometry", "properties", "links"])
def test_a_record_without_a_part_is_refused(part):
    assert not RECORD.is_valid({key: value for key, value in MISSION.items() if key != part})


def test_a_catalogue_without_items_is_refused():
    assert not CATALOGUE.is_valid(collection_document(FAMILIES) | {"links": []})


def test_a_mission_says_what_its_row_says():
    end = FAMILIES["missions"].rows()["Sentinel-1A"].end_date
    assert MISSION["time"] == {"interval": ["2014-04-03", end.isoformat() if end else ".."]}
    assert MISSION["geometry"] is None
    assert {"scheme": "NORAD", "value": "39634"} in MISSION["properties"]["externalIds"]
    assert {"scheme": "COSPAR", "value": "2014-016A"} in MISSION["properties"]["externalIds"]
    assert {"organization": "ESA", "roles": ["operator"]} in MISSION["properties"]["contacts"]
    assert "altitude 693 km" in MISSION["properties"]["description"]
    assert MISSION["properties"]["license"] == "Apache-2.0"


def test_a_station_stands_where_its_row_says():
    assert ALL["commonsky:stations:svalbard-svalsat"]["geometry"] == {"type": "Point", "coordinates": [15.4078, 78.2298]}


def test_variables_are_concepts_of_the_cf_table_and_of_ours():
    themes = ALL["commonsky:ecvs:precipitation"]["properties"]["themes"]
    assert [concept["id"] for concept in themes[0]["concepts"]] == ["lwe_precipitation_rate", "lwe_thickness_of_precipitation_amount"]
    assert [concept["id"] for concept in themes[1]["concepts"]] == ["precipitation_rate", "precipitation_amount"]


def test_instruments_and_missions_point_at_each_other():
    pairs = {(key, link["href"]) for key, document in ALL.items() for link in links(document, "related")}
    instruments = FAMILIES["instruments"].rows()
    for name, row in instruments.items():
        for mission in row.missions:
            here, there = record_id("instruments", name), record_id("missions", mission)
            assert (here, f"./{file_of(there)}") in pairs
            assert (there, f"./{file_of(here)}") in pairs


def test_no_source_of_a_row_is_lost():
    for family in FAMILIES:
        for name, row in family.rows().items():
            document = ALL[record_id(family.name, name)]
            written = [source["where"] for source in document["properties"]["sources"]]
            assert set(written) >= {source.where for source in row.source}
            with_address = [where for where in written if where.startswith(("http://", "https://"))]
            assert bool(with_address) <= bool(links(document, "via"))


def test_an_address_is_taken_from_among_words_and_escaped():
    sources = [
        Source(what="swath", where="https://example.org/a b.md; https://example.org/ü (a copy)"),
        Source(what="orbit", where="https://example.org/a"),
        Source(what="launch", where="an almanac"),
    ]
    assert via_links(sources) == [
        {"rel": "via", "href": "https://example.org/a", "title": "swath; orbit"},
        {"rel": "via", "href": "https://example.org/%C3%BC", "title": "swath"},
    ]


def test_a_record_needs_nothing_but_its_row():
    family = FAMILIES["missions"]
    alone = record(family, "Sentinel-1A", family.rows()["Sentinel-1A"])
    assert RECORD.is_valid(alone)
    assert links(alone, "related") == []


@pytest.mark.parametrize("name", ["A+B", "Ångström", "高分三号", "Метеор-М"])
def test_a_slug_is_plain(name):
    assert slug(name)
    assert set(slug(name)) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")


def test_the_export_reads_back_as_it_was_and_its_links_lead_somewhere(tmp_path):
    files = export_catalogue("records", tmp_path / "out")
    wanted = documents("records")
    assert [file.name for file in files] == list(wanted)
    assert files[0].name == CATALOGUE_FILE
    for file in files:
        document = json.loads(file.read_text("utf-8"))
        assert document == wanted[file.name]
        inside = [link["href"] for link in document["links"] if link["href"].startswith("./")]
        assert inside
        assert all((file.parent / href).is_file() for href in inside)


def test_an_export_takes_the_place_of_an_earlier_one_with_rows_that_are_gone(tmp_path):
    export_catalogue("records", tmp_path / "out")
    catalogue = json.loads((tmp_path / "out" / CATALOGUE_FILE).read_text("utf-8"))
    catalogue["links"].append({"rel": "item", "href": "./missions.gone.json"})
    (tmp_path / "out" / CATALOGUE_FILE).write_text(json.dumps(catalogue), "utf-8")
    (tmp_path / "out" / "missions.gone.json").write_text("{}", "utf-8")
    export_catalogue("records", tmp_path / "out")
    assert not (tmp_path / "out" / "missions.gone.json").exists()


@pytest.mark.parametrize(
    ("name", "text"), [("catalog.json", "{}"), ("catalog.json", "[1]"), ("mine.txt", "mine"), ("missions.gone.json", "")]
)
def test_what_is_not_ours_stays(tmp_path, name, text):
    (tmp_path / name).write_text(text, "utf-8")
    with pytest.raises(OutputError, match=f"holds other files \\({name}\\)"):
        export_catalogue("records", tmp_path)
    assert [(p.name, p.read_text("utf-8")) for p in tmp_path.iterdir()] == [(name, text)]


def test_an_export_of_the_other_kind_stays(tmp_path):
    export_catalogue("stac", tmp_path / "out")
    with pytest.raises(OutputError, match="holds other files"):
        export_catalogue("records", tmp_path / "out")


def test_an_unknown_kind_is_named():
    with pytest.raises(UnknownNameError, match="no kind of export named 'dcat'; known: records, stac"):
        documents("dcat")


def test_the_command_says_what_it_wrote(tmp_path):
    told = CliRunner().invoke(export, ["--as", "records", "--out", str(tmp_path / "out")], catch_exceptions=False)
    assert told.output == f"catalog.json and {len(ALL)} records: {tmp_path / 'out'}\n"
    told = CliRunner().invoke(export, ["--as", "records", "--out", str(tmp_path / "out"), "--json"], catch_exceptions=False)
    assert json.loads(told.output) == {"kind": "records", "folder": str(tmp_path / "out"), "files": list(documents("records"))}
    assert CliRunner().invoke(export, ["--as", "dcat", "--out", str(tmp_path / "out")]).exit_code == 2
