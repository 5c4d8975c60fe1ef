"""A country's needs: the documented default, or a file of the user's. Facts: data/needs.toml, data/targets. Good rows survive bad ones."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from typing import TYPE_CHECKING, Any

from commonsky.catalogue.load import packaged, packaged_rows, read_toml, rows_of
from commonsky.core.errors import InvalidInputError, UnknownNameError
from commonsky.needs.model import Need, Requirement
from commonsky.needs.targets import Target

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedList:
    """Needs with their requirements, and a line for each row that was refused."""

    needs: tuple[tuple[Need, Requirement], ...]
    refused: tuple[str, ...] = ()

    def for_country(self, *, coastal: bool, on: date) -> tuple[tuple[Need, Requirement], ...]:
        """The needs that apply to a country with or without a coast, by requirements that still hold on a date."""
        holding = (pair for pair in self.needs if pair[1].valid_until is None or on <= pair[1].valid_until)
        return tuple(pair for pair in holding if coastal or pair[0].applies == "all")

    def expired(self, on: date) -> tuple[str, ...]:
        """A line for each requirement that no longer holds on a date, and so is not judged."""
        ended = [r for _, r in self.needs if r.valid_until is not None and on > r.valid_until]
        return tuple(f"requirement {r.id} held until {r.valid_until} and is not judged" for r in ended)


@cache
def packaged_requirements() -> dict[str, Requirement]:
    """All packaged requirements by id.

    >>> packaged_requirements()["flood-soil-moisture"].asked("threshold").cycle_h
    48.0
    """
    return packaged("commonsky.needs", "requirements", "requirement", Requirement)


@cache
def packaged_targets() -> dict[str, Target]:
    """Goals, targets and indicators of the three agendas, by code.

    >>> packaged_targets()["SDG 6.6.1"].parent
    'SDG 6.6'
    """
    return packaged("commonsky.needs", "targets", "target", Target)


@cache
def default_needs() -> NeedList:
    """What every country is assumed to need unless it says otherwise: every packaged requirement, weight 1."""
    found = _joined({"need": packaged_rows("commonsky.needs", "needs", "need")}, packaged_requirements(), "default needs")
    if found.refused:
        raise InvalidInputError(f"the packaged needs are broken: {found.refused[0]}")
    return found


def read_needs(path: Path) -> NeedList:
    """Needs of a user's file: [[need]] rows, and [[requirement]] rows of its own beside the packaged ones.

    Raises:
        InvalidInputError: if the file cannot be read or no need in it is sound.
    """
    document = read_toml(path)
    own, bad = rows_of(document, "requirement", Requirement)
    found = _joined(document, packaged_requirements() | {row.id: row for row in own}, path.name)
    refused = (*(f"{path.name}: {line}" for line in bad), *found.refused)
    if not found.needs:
        first = f": {refused[0]}" if refused else "; write [[need]] rows as docs/reference/needs.md shows"
        raise InvalidInputError(f"{path} has no sound [[need]] row{first}")
    return NeedList(needs=found.needs, refused=refused)


def wanted_needs(pairs: Sequence[tuple[Need, Requirement]], wanted: Sequence[str]) -> list[tuple[Need, Requirement]]:
    """Needs by id, variable or theme, in their own order.

    Raises:
        InvalidInputError: if a word names none, with what would.
    """
    if not wanted:
        return list(pairs)
    for word in wanted:
        if not any(word in {r.id, r.variable, r.theme} for _, r in pairs):
            themes = dict.fromkeys(r.theme for _, r in pairs)
            known = [*themes, *(r.id for _, r in pairs), *(r.variable for _, r in pairs)]
            close = get_close_matches(word.casefold(), known, n=1, cutoff=0.6)
            hint = f"did you mean {close[0]!r}? " if close else ""
            give = f"give a requirement's id, a variable, or a theme: {', '.join(themes)}"
            raise InvalidInputError(f"no need is called {word!r}; {hint}{give}")
    return [pair for pair in pairs if {pair[1].id, pair[1].variable, pair[1].theme} & set(wanted)]


def _joined(document: dict[str, Any], requirements: dict[str, Requirement], origin: str) -> NeedList:
    rows, bad = rows_of(document, "need", Need)
    pairs: dict[str, tuple[Need, Requirement]] = {}
    for row in rows:
        if row.requirement not in requirements:
            bad.append(str(UnknownNameError("requirement", row.requirement, requirements)))
        elif row.requirement in pairs:
            bad.append(f"{row.requirement}: stands twice; the first row counts")
        else:
            pairs[row.requirement] = (row, requirements[row.requirement])
    return NeedList(needs=tuple(pairs.values()), refused=tuple(f"{origin}: {line}" for line in bad))
