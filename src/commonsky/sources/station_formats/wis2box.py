"""The station list of a wis2box (WIGOS identifiers). Facts: wis2box documentation, station metadata; WMO code list 3-04.

Leaves out stations that move by their `facility_type`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from commonsky.sources.station_lists import LeftOut, Station, StationFormat, columns, csv_rows, first_of, make_station, moves

if TYPE_CHECKING:
    from collections.abc import Iterator

_COLUMNS = {"stationname", "wigosstationidentifier", "facilitytype", "latitude", "longitude"}


def parse(text: str) -> Iterator[Station | LeftOut | str]:
    """One station a line."""
    for line, row in csv_rows(text):
        if isinstance(row, str):
            yield f"line {line}: {row}"
            continue
        if moves(first_of(row, "facilitytype")):
            yield LeftOut(why="they move")
            continue
        name = first_of(row, "wigosstationidentifier", "traditionalstationidentifier", "stationname")
        found = make_station(name, row.get("latitude", ""), row.get("longitude", ""), row.get("territoryname", ""))
        yield f"line {line}: {found}" if isinstance(found, str) else found


LIST = StationFormat(
    name="wis2box-csv",
    looks_like=lambda text: set(columns(text)) >= _COLUMNS,
    parse=parse,
    source="https://docs.wis2box.wis.wmo.int, station metadata; WMO code list 3-04",
)
