"""What is told of a country's stations: how many, how dense, and which networks could not be judged."""

from dataclasses import replace

import numpy as np
import pytest

from commonsky.catalogue.load import packaged_networks
from commonsky.core.citation import Source
from commonsky.profile.stations import station_notes, stations_within
from commonsky.sources.station_lists import StationList, packaged_stations
from commonsky.world.cells import country_cells
from commonsky.world.countries import all_land, boundary, find_country

GBON = packaged_networks()["GBON surface"]


@pytest.fixture(scope="module")
def lesotho():
    country = find_country("LSO")
    outline = boundary(country)
    return country, country_cells(outline, all_land()), outline


def listed(*rows):
    lat, lon, country = zip(*rows, strict=True)
    source = Source(what="positions of stations", where="made up for a test")
    return StationList(ids=("s",) * len(rows), lat_deg=np.array(lat), lon_deg=np.array(lon), country=country, source=source)


def test_stations_count_by_code_else_by_place(lesotho):
    country, cells, outline = lesotho
    # Maseru's airport stands in Lesotho, Bloemfontein's does not; a code outweighs the place
    found = listed((-29.46, 27.55, ""), (-29.09, 26.30, ""), (-29.46, 27.55, "ZA"), (0.0, 1.0, "LS"), (0.0, 1.0, "LSO"))
    assert stations_within(found, country, cells, outline) == 3


def test_the_packaged_list_counts_alike_by_code_and_by_place(lesotho):
    country, cells, outline = lesotho
    coded = packaged_stations()
    assert stations_within(coded, country, cells, outline) == 1
    assert stations_within(replace(coded, country=("",) * len(coded)), country, cells, outline) == 1


def test_the_line_tells_density_and_what_is_asked(lesotho):
    country, cells, outline = lesotho
    (line,) = station_notes(listed((-29.46, 27.55, "")), country, cells, outline, [GBON], {"air_temperature"})
    assert line.startswith("weather stations: 1 within the country, one per ")
    assert line.endswith("km in the median over land; GBON surface asks 200 km")


def test_networks_without_positions_or_cycle_are_named(lesotho):
    country, cells, outline = lesotho
    silent = GBON.model_copy(update={"name": "Silent", "measures": tuple(m.model_copy(update={"cycle_h": None}) for m in GBON.measures)})
    rows = [GBON, silent, GBON.model_copy(update={"name": "Lost", "positions": None})]
    _, lost, mute = station_notes(listed((-29.46, 27.55, "")), country, cells, outline, rows, {"air_temperature"})
    assert lost == "ground networks that measure what is asked but are not judged, as no list gives their stations: Lost"
    assert mute == "Silent is not judged for air_temperature: no source states how often it observes"
