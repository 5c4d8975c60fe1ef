"""The station list of the Meteostat project. Facts: its repository weather-stations, CC BY 4.0. Leaves out what is no longer active."""

from __future__ import annotations

from typing import TYPE_CHECKING

from commonsky.sources.station_lists import LeftOut, Station, StationFormat, columns, csv_rows, make_station

if TYPE_CHECKING:
    from collections.abc import Iterator

_COLUMNS = {"id", "country", "wmo", "icao", "lat", "lon", "active"}


def parse(text: str) -> Iterator[Station | LeftOut | str]:
    """One station a line; the country is an ISO 3166 code of two letters."""
    for line, row in csv_rows(text):
        if isinstance(row, str):
            yield f"line {line}: {row}"
            continue
        if row.get("active", "").casefold() == "false":
            yield LeftOut(why="they are not active")
            continue
        found = make_station(row.get("id", ""), row.get("lat", ""), row.get("lon", ""), row.get("country", ""))
        yield f"line {line}: {found}" if isinstance(found, str) else found


LIST = StationFormat(
    name="meteostat-csv",
    looks_like=lambda text: set(columns(text)) >= _COLUMNS,
    parse=parse,
    source="https://github.com/meteostat/weather-stations",
)
