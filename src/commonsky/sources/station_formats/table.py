"""Any table with a latitude and a longitude in decimal degrees. Facts: none. Leaves out every other column but a name and a country."""

from __future__ import annotations

from typing import TYPE_CHECKING

from commonsky.sources.station_lists import Station, StationFormat, columns, csv_rows, first_of, make_station

if TYPE_CHECKING:
    from collections.abc import Iterator

LATITUDE = ("lat", "latitude", "latdeg", "latitudedeg", "y")
LONGITUDE = ("lon", "longitude", "londeg", "longitudedeg", "lng", "long", "x")
_NAME = ("id", "stationid", "wmo", "icao", "code", "name", "station", "stationname")
_COUNTRY = ("iso3", "iso2", "countrycode", "country")


def parse(text: str) -> Iterator[Station | str]:
    """One station a line."""
    for line, row in csv_rows(text):
        if isinstance(row, str):
            yield f"line {line}: {row}"
            continue
        found = make_station(first_of(row, *_NAME), first_of(row, *LATITUDE), first_of(row, *LONGITUDE), first_of(row, *_COUNTRY))
        yield f"line {line}: {found}" if isinstance(found, str) else found


def looks_like_table(text: str) -> bool:
    """Whether the first line names a latitude and a longitude, and is not that of a format of its own.

    >>> looks_like_table("name,lat,lon")
    True
    """
    names = set(columns(text))
    own = any(name.startswith("wigos") for name in names) or names >= {"wmo", "icao", "active"}
    return not own and bool(names & set(LATITUDE)) and bool(names & set(LONGITUDE))


TABLE = StationFormat(name="csv", looks_like=looks_like_table, parse=parse, source="columns lat and lon, decimal degrees, WGS84")
