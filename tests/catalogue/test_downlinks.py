"""Downlinks: every name resolves, every row has its sources, and a row that makes no sense does not load."""

import pytest
from pydantic import ValidationError

from commonsky.catalogue.family import Families
from commonsky.catalogue.load import packaged_catalogue
from commonsky.catalogue.systems import Downlink

ROWS = Families()["downlinks"].rows()
ROW = {
    "name": "D",
    "missions": ["M"],
    "stations": ["S"],
    "as_of": "2026-11-22",
    "source": [{"what": "stations", "where": "https://example.org", "quoted": "S"}],
}


def test_at_least_twenty_missions_have_a_downlink_and_none_has_two():
    missions = [mission for row in ROWS.values() for mission in row.missions]
    assert len(missions) >= 20
    assert len(set(missions)) == len(missions)


@pytest.mark.parametrize("row", ROWS.values(), ids=lambda row: row.name)
def test_missions_stations_and_relays_are_of_the_catalogue(row):
    assert set(row.missions) <= set(packaged_catalogue().missions)
    assert set(row.stations) <= set(Families()["stations"].rows())
    assert set(row.relays) <= {name for name, system in Families()["telecom"].rows().items() if system.kind == "relay"}
    assert not set(row.missing) & set(Families()["stations"].rows())


@pytest.mark.parametrize("row", ROWS.values(), ids=lambda row: row.name)
def test_every_row_quotes_its_stations(row):
    assert all(source.quoted and source.where for source in row.source)
    assert row.processing_min is None or any("reception" in source.what for source in row.source)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"stations": []}, "needs stations or relays"),
        ({"stations": ["S", "S"]}, "'S' stands twice"),
        ({"missing": ["S"]}, "'S' stands twice"),
        ({"processing_min": 30}, "needs processing_note"),
        ({"processing_min": -1, "processing_note": "n"}, "processing_min"),
        ({"missions": []}, "missions"),
        ({"source": []}, "source"),
        ({"antennas": 3}, "antennas"),
    ],
)
def test_a_row_that_makes_no_sense_is_refused(changes, message):
    with pytest.raises(ValidationError, match=message):
        Downlink.model_validate(ROW | changes)
