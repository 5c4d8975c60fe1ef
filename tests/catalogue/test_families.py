"""Every family: rows load, carry sources and dates, and can be listed, shown and searched for."""

import json
from datetime import date

import pytest

from commonsky.catalogue.family import Families, text_of, value_at
from commonsky.catalogue.load import packaged_catalogue
from commonsky.core.errors import UnknownNameError
from commonsky.workflows.catalogue import list_rows, show_row

FAMILIES = {family.name: family for family in Families()}
LEAST = {
    "downlinks": 20, "mechanisms": 5, "solutions": 80, "practices": 20, "offices": 40, "uses": 100, "targets": 500,
    "missions": 110, "instruments": 150, "navigation": 10, "telecom": 15, "stations": 25, "networks": 20, "requirements": 60, "ecvs": 54,
    "lives": 80, "alert_paths": 1, "checklist": 45, "launch_delays": 20, "scenarios": 60,
}  # fmt: skip


def test_all_families_are_there_and_broad():
    assert {name: len(family.rows()) >= LEAST[name] for name, family in FAMILIES.items()} == dict.fromkeys(LEAST, True)


@pytest.mark.parametrize("family", FAMILIES.values(), ids=lambda family: family.name)
def test_every_row_says_where_and_when_it_was_read(family):
    for name, row in family.rows().items():
        assert row.source, name
        assert date(2026, 1, 1) <= row.as_of <= date(2026, 12, 31), name
        assert all(source.what and source.where for source in row.source), name


@pytest.mark.parametrize("family", FAMILIES.values(), ids=lambda family: family.name)
def test_listed_columns_are_fields(family):
    rows = family.rows().values()
    for heading, path in family.columns:
        assert any(value_at(row, path) not in {None, ""} for row in rows), heading
    assert family.titles["zh"]


@pytest.mark.parametrize("family", FAMILIES.values(), ids=lambda family: family.name)
def test_every_row_is_shown_as_plain_values(family):
    for name in family.rows():
        shown = show_row(family.name, name)
        assert json.loads(json.dumps(shown)) == shown
        assert shown["source"]


def test_a_family_is_known_by_its_rows_word_too():
    assert Families()["mission"].name == "missions"
    with pytest.raises(UnknownNameError, match="missions"):
        Families()["mision"]


def test_a_list_is_narrowed_by_words_and_columns():
    _, c_band = list_rows("instruments", ["kind=synthetic aperture radar"])
    assert 15 <= len(c_band) < 60
    assert {row.kind for row in c_band.values()} == {"synthetic aperture radar"}
    assert set(list_rows("missions", ["INPE", "status=operational"])[1]) <= set(list_rows("missions", ["inpe"])[1])
    with pytest.raises(UnknownNameError, match="kind"):
        list_rows("instruments", ["knd=lidar"])


def test_a_row_is_found_whatever_its_case_and_a_slip_is_answered():
    assert show_row("missions", "sentinel-2a")["name"] == "Sentinel-2A"
    with pytest.raises(UnknownNameError, match="Sentinel-2A"):
        show_row("missions", "Sentinal-2A")


def test_values_for_people():
    assert [text_of(v) for v in (True, None, 98.62, 705.0, ("a", "b"), date(2026, 1, 2))] == [
        "yes",
        "—",
        "98.62",
        "705",
        "a, b",
        "2026-01-02",
    ]


#: What the issue names: kinds of instrument, bands of radar, agencies by their countries.
KINDS = {
    "optical imager", "high-resolution optical imager", "hyperspectral imager", "thermal imager", "synthetic aperture radar", "altimeter",
    "microwave radiometer", "microwave sounder", "infrared sounder", "precipitation radar", "cloud radar", "scatterometer", "gravity",
    "geostationary imager", "geostationary sounder", "lightning imager", "lidar", "spectrometer", "ocean colour radiometer",
    "radio occultation receiver", "radiation budget radiometer", "gnss reflectometry receiver", "polarimeter", "limb sounder",
    "multi-satellite product",
}  # fmt: skip


def test_all_kinds_of_instrument_are_there():
    instruments = packaged_catalogue().instruments.values()
    assert {i.kind for i in instruments} == KINDS
    radars = [i for i in instruments if i.kind == "synthetic aperture radar"]
    assert {radar.band for radar in radars} >= {"C", "L", "X", "S", "P"}


def test_agencies_of_all_the_world_are_there():
    agencies = {agency for mission in packaged_catalogue().missions.values() for agency in mission.agencies}
    assert agencies >= {
        "INPE",
        "CNSA",
        "CMA",
        "ISRO",
        "Roscosmos",
        "CONAE",
        "KARI",
        "KMA",
        "JAXA",
        "CSA",
        "ESA",
        "NASA",
        "EUMETSAT",
        "NOAA",
        "CNES",
    }
    assert len(agencies) >= 15


def test_fleets_and_planned_missions_alone_go_without_a_number():
    for mission in packaged_catalogue().missions.values():
        assert mission.norad or mission.satellites > 1 or mission.status == "planned", mission.name
