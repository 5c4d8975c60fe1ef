"""Instruments as STAC Collections, judged by the JSON Schemas of STAC 1.1.0 that pystac-core carries; broken ones are refused."""

import copy
import json

import pytest
from jsonschema import Draft7Validator
from pystac.validation.local_validator import get_local_schema_cache
from referencing import Registry, Resource

from commonsky.catalogue.load import packaged_catalogue
from commonsky.catalogue.model import Mode, Orbit
from commonsky.catalogue.records import CATALOGUE_FILE
from commonsky.catalogue.stac import SAR, SAT, _joined, box_of, collection, collections, root
from commonsky.workflows.export import documents, export_catalogue

SCHEMAS = get_local_schema_cache()
REGISTRY = Registry().with_resources([(address, Resource.from_contents(schema)) for address, schema in SCHEMAS.items()])
OURS = packaged_catalogue()
ALL = {document["id"]: document for document in collections()}
SENTINEL = next(document for document in ALL.values() if "Sentinel-1A" in document["summaries"]["platform"])
#: What the SAR extension 1.3.2 allows as values of the fields that are summarised here.
SAR_VALUES = {
    "sar:frequency_band": {"P", "L", "S", "C", "X", "Ku", "K", "Ka"},
    "sar:observation_direction": {"left", "right"},
}


def judge(kind):
    address = f"https://schemas.stacspec.org/v1.1.0/{kind}-spec/json-schema/{kind}.json"
    return Draft7Validator(SCHEMAS[address], registry=REGISTRY)


COLLECTION, CATALOGUE = judge("collection"), judge("catalog")


def mode(**figures):
    return Mode(name="m", resolution_m=10, light="any", acquisition="systematic", **figures)


def test_every_instrument_is_a_sound_collection():
    assert len(ALL) == len(OURS.instruments)
    for document in ALL.values():
        assert [error.message for error in COLLECTION.iter_errors(document)] == [], document["id"]


def test_the_root_is_sound_and_names_each_collection_once():
    document = root(list(ALL.values()))
    assert list(CATALOGUE.iter_errors(document)) == []
    assert [link["href"] for link in document["links"] if link["rel"] == "child"] == [f"./{key}.json" for key in ALL]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("stac_version",), "1.0.0"),
        (("type",), "Catalog"),
        (("id",), ""),
        (("license",), "to be asked for"),
        (("providers",), [{"name": "ESA", "roles": ["operator"]}]),
        (("extent", "spatial", "bbox"), [[-180, 180]]),
        (("extent", "spatial", "bbox"), [[-180, -90, 180, 90], [0, 0, 10, 10]]),
        (("extent", "temporal", "interval"), [["2014-04-03", None]]),
        (("summaries", "gsd"), []),
        (("summaries", "platform"), "Sentinel-1A"),
        (("links",), [{"rel": "root"}]),
    ],
)
def test_a_broken_collection_is_refused(path, value):
    broken = copy.deepcopy(SENTINEL)
    place = broken
    for part in path[:-1]:
        place = place[part]
    place[path[-1]] = value
    assert not COLLECTION.is_valid(broken)


@pytest.mark.parametrize("part", ["stac_version", "type", "id", "description", "license", "extent", "links"])
def test_a_collection_without_a_part_is_refused(part):
    assert not COLLECTION.is_valid({key: value for key, value in SENTINEL.items() if key != part})


def test_a_root_without_links_is_refused():
    assert not CATALOGUE.is_valid({key: value for key, value in root([]).items() if key != "links"})


def test_extensions_are_named_where_their_fields_stand_and_nowhere_else():
    radars = {instrument.name for instrument in OURS.instruments.values() if instrument.kind == "synthetic aperture radar"}
    assert {document["summaries"]["instruments"][0] for document in ALL.values() if SAR in document["stac_extensions"]} == radars
    for document in ALL.values():
        for address, prefix in ((SAR, "sar:"), (SAT, "sat:")):
            assert (address in document["stac_extensions"]) == any(key.startswith(prefix) for key in document["summaries"])


def test_radar_summaries_have_the_values_that_the_extension_knows():
    for document in ALL.values():
        for field, known in SAR_VALUES.items():
            assert set(document["summaries"].get(field, ())) <= known
    assert SENTINEL["summaries"]["sar:frequency_band"] == ["C"]
    assert "IW" in SENTINEL["summaries"]["sar:instrument_mode"]


def test_a_fleet_is_a_constellation():
    fleets = {mission.name for mission in OURS.missions.values() if mission.satellites > 1}
    named = {name for document in ALL.values() for name in document["summaries"].get("constellation", ())}
    assert named == fleets & {name for instrument in OURS.instruments.values() for name in instrument.missions}


def test_time_runs_from_the_first_launch_and_stays_open_while_one_flies():
    missions = [OURS.missions[name] for name in SENTINEL["summaries"]["platform"]]
    assert SENTINEL["extent"]["temporal"]["interval"] == [["2014-04-03T00:00:00Z", None]]
    ended = [m.model_copy(update={"end_date": m.launch_date.replace(year=2030)}) for m in missions]
    last = max(m.end_date for m in ended)
    instrument = next(i for i in OURS.instruments.values() if i.name == SENTINEL["summaries"]["instruments"][0])
    assert collection(instrument, ended)["extent"]["temporal"]["interval"][0][1] == f"{last}T00:00:00Z"


@pytest.mark.parametrize(
    ("figures", "orbit", "box"),
    [
        # half of 222.39 km is 1 degree of a great circle; a retrograde orbit of 98 degrees tops out at 82
        (
            {"geometry": "swath", "swath_km": 222.39},
            {"kind": "inclined", "inclination_deg": 98.0, "altitude_km": 700},
            (-180, -83, 180, 83),
        ),
        (
            {"geometry": "swath", "swath_km": 222.39},
            {"kind": "inclined", "inclination_deg": 10.0, "altitude_km": 700},
            (-180, -11, 180, 11),
        ),
        # a zenith angle of 75 degrees at a geostationary satellite: 75 - asin(6371 / 42157 sin 75) = 66.6 degrees
        (
            {"geometry": "disk", "cycle_min": 10, "max_zenith_deg": 75},
            {"kind": "geostationary", "longitude_deg": 140.7},
            (74.1, -66.6, -152.7, 66.6),
        ),
        (
            {"geometry": "disk", "cycle_min": 10, "max_zenith_deg": 75, "bounds_deg": (66, 3, 144, 55)},
            {"kind": "geostationary", "longitude_deg": 105},
            (66, 3, 144, 55),
        ),
        (
            {"geometry": "grid", "cycle_min": 30, "max_latitude_deg": 60},
            {"kind": "inclined", "inclination_deg": 65, "altitude_km": 400},
            (-180, -60, 180, 60),
        ),
        (
            {"geometry": "disk", "cycle_min": 15, "max_zenith_deg": 75},
            {"kind": "eccentric", "perigee_km": 1000, "apogee_km": 39000, "inclination_deg": 63},
            (-180, -90, 180, 90),
        ),
    ],
)
def test_a_box_holds_what_can_be_seen(figures, orbit, box):
    assert box_of(mode(**figures), Orbit(**orbit)) == pytest.approx(box, abs=0.1)


@pytest.mark.parametrize(
    ("boxes", "whole"),
    [
        ([(10, -5, 20, 5), (30, -8, 40, 2)], (10, -8, 40, 5)),
        ([(170, 0, -170, 1), (150, 0, 160, 1)], (150, 0, -170, 1)),
        ([(-180, -90, 180, 90), (10, 0, 20, 5)], (-180, -90, 180, 90)),
        ([(0, 0, 150, 1), (140, 0, -70, 1), (-80, 0, 10, 1)], (-180, 0, 180, 1)),
    ],
)
def test_boxes_join_by_the_narrower_way_round(boxes, whole):
    assert _joined(boxes) == pytest.approx(whole)


def test_several_geostationary_disks_follow_the_box_of_all():
    boxes = next(document for document in ALL.values() if "GOES-18" in document["summaries"]["platform"])["extent"]["spatial"]["bbox"]
    assert boxes[0][::2] == [-180, 180]
    assert len(boxes) == 4, "the first, that of the western one in two, that of the eastern one"


def test_boxes_lie_on_the_earth_and_within_the_first():
    for document in ALL.values():
        first, *others = document["extent"]["spatial"]["bbox"]
        for box in (first, *others):
            assert -90 <= box[1] < box[3] <= 90
            assert all(-180 <= edge <= 180 for edge in box[::2])
        for box in others:
            assert first[0] <= box[0] < box[2] <= first[2]
            assert first[1] <= box[1]
            assert first[3] >= box[3]


def test_the_export_reads_back_as_it_was_and_its_links_lead_somewhere(tmp_path):
    files = export_catalogue("stac", tmp_path / "out")
    wanted = documents("stac")
    assert [file.name for file in files] == list(wanted)
    assert files[0].name == CATALOGUE_FILE
    for file in files:
        document = json.loads(file.read_text("utf-8"))
        assert document == wanted[file.name]
        inside = [link["href"] for link in document["links"] if link["href"].startswith("./")]
        assert inside
        assert all((file.parent / href).is_file() for href in inside)


def test_an_export_takes_the_place_of_an_earlier_one(tmp_path):
    assert export_catalogue("stac", tmp_path / "out") == export_catalogue("stac", tmp_path / "out")
