"""A family of facts: rows of one kind, in files of their own, with what lists and searches need to know of them.

Each room that holds facts declares its families in its folder `families`, one file each; listing, search, checks, records and docs read the
declarations. Facts: none. Leaves out what rows mean to other rooms.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from commonsky.catalogue.load import packaged
from commonsky.core.errors import UnknownNameError
from commonsky.core.registry import Registry

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pydantic import BaseModel

PACKAGES = ("commonsky.catalogue.families", "commonsky.needs.families", "commonsky.resilience.families")


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """One family.

    Args:
        name: in the plural, such as ``missions``; its file or folder in data/.
        kind: what a row is called in those files.
        package: dotted name of the room that holds it.
        model: of a row.
        titles: its name for people, by language code.
        columns: what a list shows: heading, and dotted path of the field.
        words: words in Chinese for the values of fields, so that rows written in English are found.
    """

    name: str
    kind: str
    package: str
    model: type[BaseModel]
    titles: dict[str, str] = field(hash=False)
    columns: tuple[tuple[str, str], ...]
    words: Mapping[str, str] = field(hash=False, default_factory=dict)

    def rows(self) -> dict[str, Any]:
        """Rows by name or id, read and checked when asked for."""
        return packaged(self.package, self.name, self.kind, self.model)


class Families:
    """All families of all rooms, by name."""

    def __init__(self, packages: tuple[str, ...] = PACKAGES) -> None:
        self._registries = tuple(Registry("family", package, Family) for package in packages)

    def __iter__(self) -> Iterator[Family]:
        for registry in self._registries:
            yield from registry

    def __getitem__(self, name: str) -> Family:
        """The family of this name, or with this word for a row.

        Raises:
            UnknownNameError: with the nearest name.
        """
        known = {family.name: family for family in self}
        by_kind = {family.kind: family for family in known.values()}
        found = known.get(name) or by_kind.get(name)
        if found is None:
            raise UnknownNameError("family", name, known)
        return found


def value_at(row: Any, path: str) -> Any:
    """The field of a row at a dotted path; None where a part of the path is not there.

    >>> value_at({"orbit": {"altitude_km": 705.0}}, "orbit.altitude_km")
    705.0
    """
    for part in path.split("."):
        row = row.get(part) if isinstance(row, dict) else getattr(row, part, None)
    return row


def text_of(value: Any) -> str:
    """A value for people: lists by comma, dates as written, whole numbers without a point, nothing as a dash.

    >>> text_of(("ESA", "NASA")), text_of(705.0), text_of(None)
    ('ESA, NASA', '705', '—')
    """
    if value is None or value in ("", ()):
        return "—"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (tuple, list)):
        return ", ".join(text_of(v) for v in value)
    if isinstance(value, float):
        return f"{value:g}"
    return value.isoformat() if isinstance(value, date) else str(value)
