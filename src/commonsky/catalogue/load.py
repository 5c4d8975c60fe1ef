"""The catalogue, packaged and the user's own. Facts: data/*.toml. A row without a source does not load.

The packaged rows must all be right, or loading fails; of a user's file the good rows load and each bad one gives a line.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Literal, TypeVar, get_args, get_origin

from pydantic import BaseModel, ValidationError

from commonsky.catalogue.model import ElementRow, Instrument, Mission
from commonsky.catalogue.systems import Network
from commonsky.core.elements import Elements
from commonsky.core.errors import InvalidInputError, UnknownNameError
from commonsky.core.time import parse_utc

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from commonsky.catalogue.offices import Office
    from commonsky.catalogue.practices import Practice
    from commonsky.catalogue.solutions import Solution
    from commonsky.catalogue.uses import Use

Row = TypeVar("Row", bound=BaseModel)


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """Missions and instruments by name, element sets by catalogue number, and a line for each row that was refused."""

    missions: dict[str, Mission]
    instruments: dict[str, Instrument]
    elements: dict[int, Elements]
    refused: tuple[str, ...] = ()

    def mission(self, name: str) -> Mission:
        """The mission of this name.

        Raises:
            UnknownNameError: with the nearest name.
        """
        if name not in self.missions:
            raise UnknownNameError("mission", name, self.missions)
        return self.missions[name]


@cache
def packaged_catalogue() -> Catalogue:
    """The catalogue that comes with the package.

    >>> packaged_catalogue().mission("Sentinel-2A").orbit.repeat_orbits
    143
    """
    sets = packaged("commonsky.catalogue", "elements", "elements", ElementRow)
    loaded = Catalogue(
        missions=packaged("commonsky.catalogue", "missions", "mission", Mission),
        instruments=packaged("commonsky.catalogue", "instruments", "instrument", Instrument),
        elements={row.norad: _elements(row) for row in sets.values()},
    )
    if dangling := _dangling(loaded):
        raise InvalidInputError(f"the packaged catalogue is broken: {dangling[0]}")
    return loaded


@cache
def packaged_networks() -> dict[str, Network]:
    """Ground networks by name."""
    return packaged("commonsky.catalogue", "networks", "network", Network)


@cache
def packaged_solutions() -> dict[str, Solution]:
    """The compendium of space solutions, by name."""
    from commonsky.catalogue.solutions import Solution

    return packaged("commonsky.catalogue", "solutions", "solution", Solution)


@cache
def packaged_practices() -> dict[str, Practice]:
    """Recommended practices by name."""
    from commonsky.catalogue.practices import Practice

    return packaged("commonsky.catalogue", "practices", "practice", Practice)


@cache
def packaged_offices() -> dict[str, Office]:
    """Offices that help countries to use space, by name."""
    from commonsky.catalogue.offices import Office

    return packaged("commonsky.catalogue", "offices", "office", Office)


@cache
def packaged_uses() -> dict[str, Use]:
    """The space application matrix, by id."""
    from commonsky.catalogue.uses import Use

    return packaged("commonsky.catalogue", "uses", "use", Use)


@cache
def packaged(package: str, family: str, kind: str, model: type[Row]) -> dict[str, Row]:
    """Rows of a packaged family by name or id.

    Args:
        package: dotted name of the room that holds the family.
        family: name of its file or folder in data/.
        kind: what a row is called there.
        model: of a row.

    Raises:
        InvalidInputError: if a row is broken or a name stands twice.
    """
    rows, bad = check_rows(packaged_rows(package, family, kind), kind, model)
    found = {str(getattr(row, "id", None) or getattr(row, "name", "")): row for row in rows}
    if bad or len(found) != len(rows):
        raise InvalidInputError(f"the packaged {family} are broken: {bad[0] if bad else 'a name stands twice'}")
    return found


def with_own_rows(catalogue: Catalogue, path: Path) -> Catalogue:
    """The catalogue with a user's missions and instruments added; a row of the same name takes the place of ours.

    Args:
        catalogue: what to add to.
        path: TOML with [[mission]] and [[instrument]] rows as docs/reference/catalogue.md describes.

    Raises:
        InvalidInputError: if the file cannot be read, is no TOML, or has no sound row.
    """
    document = read_toml(path)
    missions, bad_missions = rows_of(document, "mission", Mission)
    instruments, bad_instruments = rows_of(document, "instrument", Instrument)
    if not missions and not instruments:
        bad = [*bad_missions, *bad_instruments]
        raise InvalidInputError(f"{path} has no sound [[mission]] or [[instrument]] row{': ' + bad[0] if bad else ''}")
    joined = Catalogue(
        missions=catalogue.missions | {m.name: m for m in missions},
        instruments=catalogue.instruments | {i.name: i for i in instruments},
        elements=catalogue.elements,
    )
    own = {i.name for i in instruments}
    dangling = {name: line for line in _dangling(joined) if (name := line.partition(": flies on ")[0]) in own}
    return Catalogue(
        missions=joined.missions,
        instruments={n: i for n, i in joined.instruments.items() if n not in dangling},
        elements=catalogue.elements,
        refused=(*catalogue.refused, *(f"{path.name}: {line}" for line in [*bad_missions, *bad_instruments, *dangling.values()])),
    )


def read_toml(path: Path) -> dict[str, Any]:
    """A TOML file as tables.

    Raises:
        InvalidInputError: if it cannot be read or is no TOML.
    """
    try:
        return tomllib.loads(path.read_text("utf-8-sig"))
    except OSError as error:
        raise InvalidInputError(f"cannot read {path}: {error.strerror}; give a TOML file") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InvalidInputError(f"{path} is no TOML: {error}") from error


def check_rows(rows: list[Any], kind: str, model: type[Row]) -> tuple[list[Row], list[str]]:
    """Rows that are sound, and one line for each that is not."""
    good: list[Row] = []
    bad: list[str] = []
    for number, row in enumerate(rows, start=1):
        label = (row.get("name") or row.get("id") or row.get("requirement")) if isinstance(row, dict) else None
        try:
            good.append(model.model_validate(row))
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"])
            message = first["msg"].removeprefix("Value error, ")
            listed = ", ".join(allowed_values(model, first["loc"])) if first["type"] == "missing" else ""
            message += f"; give one of: {listed}" if listed else ""
            bad.append(f"{label or f'{kind} {number}'}: {where + ': ' if where else ''}{message}")
    return good, bad


def allowed_values(model: type[BaseModel], where: Sequence[str | int]) -> tuple[str, ...]:
    """The fixed list of values of a field within a row; nothing where it takes any.

    Args:
        model: of the row.
        where: names of fields and positions in lists, as pydantic tells them.

    >>> allowed_values(Instrument, ("modes", 0, "light")), allowed_values(Instrument, ("name",))
    (('day', 'any', 'night'), ())
    """
    kind: Any = model
    for name in (part for part in where if isinstance(part, str)):
        parts = [part for part in _parts(kind) if isinstance(part, type) and issubclass(part, BaseModel) and name in part.model_fields]
        if not parts:
            return ()
        kind = parts[0].model_fields[name].annotation
    return tuple(str(value) for part in _parts(kind) if get_origin(part) is Literal for value in get_args(part))


def _parts(kind: Any) -> list[Any]:
    """A type and all that it is made of: the members of a union, the rows of a tuple."""
    return [kind, *(part for inner in get_args(kind) if get_origin(kind) is not Literal for part in _parts(inner))]


def rows_of(document: dict[str, Any], kind: str, model: type[Row]) -> tuple[list[Row], list[str]]:
    """Sound rows of one kind in a document, and one line for each that is not; a lone table counts as one row."""
    rows = document.get(kind, [])
    return check_rows(rows if isinstance(rows, list) else [rows], kind, model)


def packaged_rows(package: str, family: str, kind: str) -> list[Any]:
    """Rows of a family as its packaged files write them: data/FAMILY.toml, or every file of the folder data/FAMILY."""
    place = files(package).joinpath("data")
    alone = place.joinpath(f"{family}.toml")
    parts = [alone] if alone.is_file() else sorted(place.joinpath(family).iterdir(), key=lambda file: file.name)
    return [row for part in parts for row in tomllib.loads(part.read_text("utf-8"))[kind]]


def _dangling(catalogue: Catalogue) -> list[str]:
    return [
        f"{instrument.name}: flies on {name!r}, which is no mission of the catalogue"
        for instrument in catalogue.instruments.values()
        for name in instrument.missions
        if name not in catalogue.missions
    ]


def _elements(row: ElementRow) -> Elements:
    figures = row.model_dump(exclude={"epoch", "source"})
    return Elements(**figures, epoch_utc=parse_utc(row.epoch), origin=row.source[0].where)
