"""Lists of stations as people have them: each format, good rows beside bad ones, and what is refused."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonsky.core.errors import InvalidInputError
from commonsky.sources.station_lists import STATION_FORMATS, LeftOut, Station, packaged_stations, read_stations

OSCAR = {
    "stationSearchResults": [
        {
            "name": "HONIARA",
            "territory": "Solomon Islands",
            "declaredStatus": "Operational",
            "stationTypeName": "Land (fixed)",
            "latitude": -9.43,
            "longitude": 159.97,
            "wigosStationIdentifiers": [
                {"wigosStationIdentifier": "0-20008-0-X", "primary": False},
                {"wigosStationIdentifier": "0-20000-0-91517", "primary": True},
            ],
        },
        {"name": "SHUT", "declaredStatus": "Closed", "latitude": 1.0, "longitude": 2.0},
        {"name": "SHUT LONG AGO", "dateClosed": "1970-01-01", "latitude": 1.0, "longitude": 2.0},
        {"name": "NOWHERE", "declaredStatus": "Operational", "latitude": None, "longitude": [1]},
        7,
    ]
}
WIS2BOX = """station_name,wigos_station_identifier,traditional_station_identifier,facility_type,latitude,longitude,elevation,territory_name
BALAKA,0-454-2-AWSBALAKA,AWSBALAKA,landFixed,-14.983333,34.966666,618,MWI
"NORTH, OF THE POLE",0-454-2-B,B,landFixed,91,34,1,MWI
SHIP,0-22000-0-S,S,seaMobile,0,0,0,DEU
"""
METEOSTAT = """id,name,country,region,wmo,icao,lat,lon,elev,active,inventory
00FAY,Holden Agdm,CA,AB,71227,CXHD,53.19,-112.25,688,True,
00TG6,Athabasca 1,CA,AB,,,54.72,-113.29,515,False,
0000X,Somewhere,CA,AB,,,x,-113.29,515,True,
"""
OSCAR_CSV = """Station;WIGOS Station Identifier(s);Country / Territory;Latitude;Longitude;Declared status
HONIARA;0-20000-0-91517|0-20008-0-X;Solomon Islands;-9,43;159,97;Operational
GONE;0-20000-0-91518;Solomon Islands;-9,5;160,1;Closed
"""
PLAIN = "name,lat,lon,country\nA,10,181,slb\nB,10,\n\nC,0,0,SLB\n"
LISTS = {
    "oscar-surface-json": (json.dumps(OSCAR), ["0-20000-0-91517"], 2, 1),
    "oscar-surface-csv": (OSCAR_CSV, ["0-20000-0-91517"], 0, 1),
    "wis2box-csv": (WIS2BOX, ["0-454-2-AWSBALAKA"], 1, 1),
    "meteostat-csv": (METEOSTAT, ["00FAY"], 1, 1),
    "csv": (PLAIN, ["A"], 2, 0),
}


def written(tmp_path, text, name="list.txt"):
    path = tmp_path / name
    path.write_text(text, "utf-8")
    return path


def test_every_format_has_an_example():
    assert set(LISTS) == set(STATION_FORMATS.entries)


@pytest.mark.parametrize("name", LISTS)
def test_good_rows_survive_bad_ones(tmp_path, name):
    text, ids, bad, kinds_left_out = LISTS[name]
    found = read_stations(written(tmp_path, text))
    assert list(found.ids) == ids
    assert len(found.lat_deg) == len(found.lon_deg) == len(found.country) == len(found)
    assert len(found.refused) == bad + kinds_left_out
    assert sum("left out" in line for line in found.refused) == kinds_left_out
    assert all("list.txt" in line and "\n" not in line for line in found.refused)
    assert found.source.where == "list.txt"


@pytest.mark.parametrize("name", LISTS)
def test_a_text_is_of_one_format_only(name):
    assert [f.name for f in STATION_FORMATS if f.looks_like(LISTS[name][0])] == [name]


def test_positions_are_read_in_degrees_and_wrapped(tmp_path):
    found = read_stations(written(tmp_path, PLAIN))
    assert (found.lat_deg[0], found.lon_deg[0], found.country[0]) == (10.0, -179.0, "SLB")


def test_a_decimal_comma_is_read(tmp_path):
    found = read_stations(written(tmp_path, OSCAR_CSV))
    assert (found.lat_deg[0], found.lon_deg[0]) == pytest.approx((-9.43, 159.97))


def test_moving_and_closed_stations_are_one_line(tmp_path):
    rows = "\n".join(f"S{k},0-0-0-{k},S{k},seaMobile,1,1,0,DEU" for k in range(50))
    found = read_stations(written(tmp_path, WIS2BOX + rows + "\n"))
    assert "list.txt: 51 stations left out: they move" in found.refused


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "is empty"),
        ("\n \n", "is empty"),
        ("city,people\nHoniara,92000\n", "no list of stations that we know"),
        ("{}", "no list of stations that we know"),
        ("lat,lon\n", "no sound station"),
        ("lat,lon\nnorth,east\n", r"no sound station \(list.txt, line 2"),
        ('{"stationSearchResults": [{"latitude": 1', "broken JSON|no list"),
    ],
)
def test_what_is_no_list_is_refused_in_one_line(tmp_path, text, message):
    with pytest.raises(InvalidInputError, match=message) as caught:
        read_stations(written(tmp_path, text))
    assert "\n" not in str(caught.value)


def test_what_cannot_be_read_is_refused(tmp_path):
    with pytest.raises(InvalidInputError, match="cannot read"):
        read_stations(tmp_path / "no-such.csv")
    binary = tmp_path / "binary.csv"
    binary.write_bytes(b"lat,lon\n\xff\xfe\n")
    with pytest.raises(InvalidInputError, match="no text"):
        read_stations(binary)


@pytest.mark.parametrize("declared", list(STATION_FORMATS), ids=lambda d: d.name)
@given(text=st.text(max_size=200))
@settings(deadline=None, derandomize=True, max_examples=100)
def test_any_text_gives_stations_or_lines(declared, text):
    assert declared.looks_like(text) in {True, False}
    for head in ("", LISTS[declared.name][0][:60], LISTS[declared.name][0]):
        for row in declared.parse(head + text):
            assert isinstance(row, Station | LeftOut) or (row and "\n" not in row)


def test_the_packaged_cut_is_of_stations_the_world_over():
    found = packaged_stations()
    assert found.packaged
    assert 6000 < len(found) < 7000
    assert len(set(found.ids)) == len(found)
    assert found.country.count("SB") == 5
    assert abs(found.lat_deg).max() <= 90
    assert abs(found.lon_deg).max() <= 180
    honiara = found.ids.index("AGGH")
    assert (found.lat_deg[honiara], found.lon_deg[honiara]) == pytest.approx((-9.428, 160.055), abs=1e-3)
    assert "public domain" in found.source.where


def test_real_lists_are_read(shared_data):
    folder = shared_data / "observations" / "metadata" / "station"
    malawi = read_stations(folder / "malawi.csv")
    assert set(malawi.country) == {"MWI"}
    assert len(malawi) == 7
    mixed = read_stations(folder / "station_list.csv")
    assert len(mixed) == 97
    assert mixed.refused == ("station_list.csv: 6 stations left out: they move",)
    world = read_stations(shared_data / "stations" / "meteostat_stations.csv")
    assert len(world) == 15787
    assert world.refused == ("meteostat_stations.csv: 6524 stations left out: they are not active",)
    with pytest.raises(InvalidInputError, match="they move"):
        read_stations(folder / "wmo-test-ship.csv")
