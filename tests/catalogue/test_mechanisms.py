"""Emergency mechanisms: every row is sourced, names what the catalogue knows, and holds nothing of a person."""

import re

import pytest

from commonsky.catalogue.families.mechanisms import MECHANISMS
from commonsky.catalogue.load import packaged_catalogue

ROWS = MECHANISMS.rows()
EACH = pytest.mark.parametrize("row", list(ROWS.values()), ids=lambda row: row.name)


def test_the_three_that_the_issue_names_are_there():
    assert {"International Charter", "CEMS Rapid Mapping", "Sentinel Asia"} <= set(ROWS)


@EACH
def test_every_row_has_sources_with_what_was_read(row):
    assert len(row.source) >= 2
    assert all(source.quoted and source.where.startswith("http") for source in row.source)


@EACH
def test_no_row_holds_a_person_or_a_telephone(row):
    text = f"{row.operator} {row.who_may_ask} {row.how_to_ask} {row.products} {row.note} {row.contact_page}"
    assert "@" not in text
    assert not re.search(r"\+\d[\d ()-]{6,}", text)


@EACH
def test_agencies_and_missions_are_those_of_the_catalogue(row):
    missions = packaged_catalogue().missions
    assert set(row.missions) <= set(missions)
    assert set(row.agencies) <= {agency for mission in missions.values() for agency in mission.agencies}


def test_what_brings_images_moves_some_satellite():
    assert all(row.agencies or row.missions for row in ROWS.values() if row.kind in {"imagery and maps", "rapid scan"})


def test_a_region_is_served_where_it_is_named_or_none_is():
    assert ROWS["Sentinel Asia"].serves("Oceania")
    assert not ROWS["Sentinel Asia"].serves("Africa")
    assert not ROWS["Sentinel Asia"].serves("")
    assert ROWS["International Charter"].serves("")


def test_a_mission_is_brought_by_its_agency_or_by_name():
    charter, cems = ROWS["International Charter"], ROWS["CEMS Rapid Mapping"]
    assert charter.brings("RCM-1", ("CSA",))
    assert cems.brings("PAZ", ("Hisdesat", "INTA"))
    assert not cems.brings("RCM-1", ("CSA",))
