"""Stations as OSCAR/Surface gives them: the answer of its search interface (JSON), or the table of a search (CSV).

Facts: https://oscar.wmo.int/surface, search of stations. Leaves out stations that are declared closed, planned or not operational, or
have a date of closing, and those that move. The legacy report with positions in degrees, minutes and seconds is not read.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from commonsky.sources.station_lists import LeftOut, Station, StationFormat, columns, csv_rows, first_of, make_station, moves

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_SOURCE = "https://oscar.wmo.int/surface, search of stations"
_RESULTS = "stationSearchResults"
_CLOSED = ("closed", "non-reporting", "nonreporting", "planned", "pre-operational", "preoperational", "stand-by", "standby")


def parse_json(text: str) -> Iterator[Station | LeftOut | str]:
    """The rows of an object's `stationSearchResults`, or of an array."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        yield f"broken JSON: {error}"
        return
    rows = document.get(_RESULTS, []) if isinstance(document, dict) else document
    for number, row in enumerate(rows if isinstance(rows, list) else [], start=1):
        found = _station(row, _wigos(row)) if isinstance(row, dict) else "not an object"
        yield f"station {number}: {found}" if isinstance(found, str) else found


def parse_csv(text: str) -> Iterator[Station | LeftOut | str]:
    """One station a line, whatever the order of the columns."""
    for line, row in csv_rows(text):
        found = row if isinstance(row, str) else _station(row, next((v for k, v in row.items() if k.startswith("wigos")), ""))
        yield f"line {line}: {found}" if isinstance(found, str) else found


def _station(row: Mapping[str, Any], wigos: str) -> Station | LeftOut | str:
    status = first_of(row, "declaredStatus", "declaredstatus", "stationStatus", "stationstatus", "status").strip().casefold()
    if status in _CLOSED or first_of(row, "dateClosed", "dateclosed"):
        return LeftOut(why="they are closed or not yet operational")
    if moves(first_of(row, "stationTypeName", "stationtype", "stationtypename", "facilitytype")):
        return LeftOut(why="they move")
    name = wigos.partition("|")[0].strip() or first_of(row, "name", "station", "stationname")
    lat, lon = (first_of(row, long, short) for long, short in (("latitude", "lat"), ("longitude", "lon")))
    return make_station(name, lat, lon)


def _wigos(row: Mapping[str, Any]) -> str:
    """The primary WIGOS identifier, or nothing."""
    listed = row.get("wigosStationIdentifiers")
    known = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    first = next((one for one in known if one.get("primary")), known[0] if known else {})
    return str(first.get("wigosStationIdentifier") or row.get("wigosId") or "")


def _looks_like_csv(text: str) -> bool:
    names = set(columns(text))
    placed = names & {"latitude", "lat"} and names & {"longitude", "lon"}
    return bool(placed) and any(n.startswith("wigos") for n in names) and "facilitytype" not in names


JSON = StationFormat(
    name="oscar-surface-json",
    looks_like=lambda text: text.lstrip()[:1] in {"{", "["} and '"latitude"' in text,
    parse=parse_json,
    source=_SOURCE,
)
CSV = StationFormat(name="oscar-surface-csv", looks_like=_looks_like_csv, parse=parse_csv, source=_SOURCE)
