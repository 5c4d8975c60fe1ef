"""Where ground stations stand: the packaged cut, and a list of the user's whose format is found from its content.

Facts: catalogue/data/SOURCES.md; the formats name theirs. Leaves out what a station measures and when: that is the network's row of
the catalogue. Moving and closed stations are left out, with one line that says how many.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import isfinite
from typing import TYPE_CHECKING

import numpy as np

from commonsky.core.citation import Source
from commonsky.core.errors import InvalidInputError
from commonsky.core.places import wrap_longitude
from commonsky.core.registry import Registry

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from numpy.typing import NDArray

#: Bytes of a list beyond which it is something else: OSCAR/Surface whole is about 30 MB.
MOST_BYTES = 200_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Station:
    """One station that stands still: name or number, degrees, and the country's ISO 3166 code where the list has one."""

    id: str
    lat_deg: float
    lon_deg: float
    country: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A row that is sound but no use: a station that is closed, planned or moves."""

    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StationFormat:
    """One format of station lists.

    Args:
        name: such as ``oscar-surface-json``.
        looks_like: says whether a text is of this format; of no two formats is it true.
        parse: text to stations, rows left out, or why a row is refused in one line.
        source: the document that defines the format.
    """

    name: str
    looks_like: Callable[[str], bool]
    parse: Callable[[str], Iterator[Station | LeftOut | str]]
    source: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class StationList:
    """Stations of one list.

    Args:
        ids: (n,), names or numbers.
        lat_deg, lon_deg: (n,), degrees.
        country: (n,), ISO 3166 code, two or three letters, or nothing.
        source: where the list comes from.
        refused: a line for each row that is not sound, and one for each kind that was left out.
        packaged: whether it is the packaged cut, which stands in for a national network.
    """

    ids: tuple[str, ...]
    lat_deg: NDArray[np.float64]
    lon_deg: NDArray[np.float64]
    country: tuple[str, ...]
    source: Source
    refused: tuple[str, ...] = ()
    packaged: bool = False

    def __len__(self) -> int:
        return len(self.ids)


STATION_FORMATS: Registry[StationFormat] = Registry("station format", "commonsky.sources.station_formats", StationFormat)


def read_stations(path: Path) -> StationList:
    """All stations of a file, in whichever registered format it is.

    Raises:
        InvalidInputError: if the file cannot be read, is of no known format, or holds no sound station.
    """
    text = _text(path)
    known = ", ".join(sorted(STATION_FORMATS.entries))
    if not text.strip():
        raise InvalidInputError(f"{path} is empty; give a list of stations as one of: {known}")
    found = next((f for f in STATION_FORMATS if f.looks_like(text)), None)
    if found is None:
        raise InvalidInputError(f"{path} holds no list of stations that we know; give one of: {known}, or a CSV with lat,lon")
    rows = list(found.parse(text))
    stations = [row for row in rows if isinstance(row, Station)]
    refused = (*(f"{path.name}, {row}" for row in rows if isinstance(row, str)), *_left_out(path.name, rows))
    if not stations:
        first = f" ({refused[0]})" if refused else ""
        raise InvalidInputError(f"{path} holds no sound station{first}; give positions in degrees, as one of: {known}")
    source = Source(what="positions of stations", where=path.name, quoted=f"{len(stations)} stations")
    return _as_list(stations, source, refused)


@cache
def packaged_stations() -> StationList:
    """Aerodromes that report METAR: open positions the world over, a stand-in for national weather networks.

    >>> len(packaged_stations()) > 6000
    True
    """
    import pyarrow.parquet as pq

    with files("commonsky.catalogue").joinpath("data/weather_stations.parquet").open("rb") as handle:
        table = pq.ParquetFile(handle).read()
    made = {key.decode(): value.decode() for key, value in table.schema.metadata.items()}
    return StationList(
        ids=tuple(map(str, table["id"].to_pylist())),
        lat_deg=table["lat_deg"].to_numpy().astype(float),
        lon_deg=table["lon_deg"].to_numpy().astype(float),
        country=tuple(map(str, table["country"].to_pylist())),
        source=Source(what="positions of stations", where=made["source"], quoted=f"{table.num_rows} stations"),
        packaged=True,
    )


def csv_rows(text: str) -> Iterator[tuple[int, dict[str, str] | str]]:
    """Line number and fields of each row by lower-case column name, or why the rest cannot be read; comma, semicolon or tab."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(text))
    try:
        names = [plain(name) for name in next(reader, [])]
        for row in reader:
            if any(field.strip() for field in row):
                yield reader.line_num, dict(zip(names, (field.strip() for field in row), strict=False))
    except csv.Error as error:
        yield reader.line_num, f"broken CSV: {error}"


def columns(text: str) -> tuple[str, ...]:
    """Column names of a text's first line, in lower case without spaces and signs; none where it is no table."""
    line = text.lstrip().split("\n", 1)[0][:10_000]
    try:
        return tuple(plain(name) for name in next(csv.reader([line], delimiter=delimiter_of(line)), []))
    except csv.Error:
        return ()


def delimiter_of(text: str) -> str:
    """The sign between the columns of a text's first line."""
    line = text.lstrip().split("\n", 1)[0]
    return max(",;\t", key=line.count)


def plain(name: str) -> str:
    """A column's name without capitals, spaces and signs.

    >>> plain("WIGOS Station Identifier(s)")
    'wigosstationidentifiers'
    """
    return "".join(c for c in name.casefold() if c.isalnum())


def make_station(name: str, lat: str, lon: str, country: str = "") -> Station | str:
    """A station, or why its position makes no sense; a decimal comma is read too.

    >>> make_station("A", "95", "0")
    'A: latitude 95 lies beyond the poles'
    """
    label = " ".join(name.split())[:60] or "a station without a name"
    try:
        lat_deg, lon_deg = (float(value.replace(",", ".")) for value in (lat, lon))
    except ValueError:
        return f"{label}: {lat!r:.20}, {lon!r:.20} is no position in degrees"
    if not (isfinite(lat_deg) and isfinite(lon_deg)):
        return f"{label}: its position is not finite"
    if abs(lat_deg) > 90:
        return f"{label}: latitude {lat:.20} lies beyond the poles"
    if abs(lon_deg) > 360:
        return f"{label}: longitude {lon:.20} is out of range"
    if lat_deg == 0 and lon_deg == 0:
        return f"{label}: 0, 0 stands for no position"
    code = country.strip().upper() if len(country.strip()) in {2, 3} and country.strip().isalpha() else ""
    return Station(id=name, lat_deg=lat_deg, lon_deg=float(wrap_longitude(lon_deg)), country=code)


def first_of(row: Mapping[str, object], *names: str) -> str:
    """The first of some fields that has a value, as text: a number or a word, nothing nested."""
    found = (row.get(name) for name in names)
    return next((str(value) for value in found if isinstance(value, str | int | float) and value != ""), "")


def moves(facility: str) -> bool:
    """Whether a type of facility, as the WMO code list 3-04 names it, moves.

    >>> moves("seaMobile"), moves("landFixed")
    (True, False)
    """
    return "mobile" in facility.casefold()


def _left_out(name: str, rows: list[Station | LeftOut | str]) -> tuple[str, ...]:
    whys = [row.why for row in rows if isinstance(row, LeftOut)]
    return tuple(f"{name}: {whys.count(why)} stations left out: {why}" for why in dict.fromkeys(whys))


def _as_list(stations: list[Station], source: Source, refused: tuple[str, ...]) -> StationList:
    return StationList(
        ids=tuple(s.id for s in stations),
        lat_deg=np.array([s.lat_deg for s in stations]),
        lon_deg=np.array([s.lon_deg for s in stations]),
        country=tuple(s.country for s in stations),
        source=source,
        refused=refused,
    )


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise InvalidInputError(f"{path} is larger than {MOST_BYTES // 1_000_000} MB; give a list of stations")
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise InvalidInputError(f"cannot read {path}: {error.strerror}; give a list of stations") from error
    except UnicodeDecodeError as error:
        raise InvalidInputError(f"{path} is no text in UTF-8; give a list of stations as CSV or JSON") from error
