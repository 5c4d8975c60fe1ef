"""The compendium of space solutions, searched by words, target, hazard, phase, country, variable and access. Facts: none of its own.

Leaves out matching with a country's gaps: partnership.matching does.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, get_args

from commonsky.catalogue.load import packaged_solutions
from commonsky.catalogue.solutions import Access
from commonsky.core.errors import UnknownNameError
from commonsky.core.hazards import HAZARD_NAMES, PHASE_NAMES
from commonsky.core.variables import find_variable
from commonsky.workflows.needs import find_target, is_part_of

if TYPE_CHECKING:
    from commonsky.catalogue.serving import Share
    from commonsky.catalogue.solutions import Solution


@dataclass(frozen=True, slots=True, kw_only=True)
class SolutionQuery:
    """What is looked for; empty: anything.

    Args:
        words: English or Chinese; a solution holds all of them.
        target: code; solutions that name it or a part of it.
        hazard, phase: solutions for it; those for all hazards count.
        country: code or name; solutions that serve it, or a part of it, or of which no source says whether they do.
        variable: that a solution is of.
        access: how a solution is had.
    """

    words: str = ""
    target: str = ""
    hazard: str = ""
    phase: str = ""
    country: str = ""
    variable: str = ""
    access: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SolutionFound:
    """A solution, and how much of the country asked for it serves; None: no country was asked for."""

    solution: Solution
    serves: Share | None = None


def find_solutions(query: SolutionQuery) -> tuple[SolutionFound, ...]:
    """Solutions that hold to everything that is asked, best first where words are given.

    Those of which no source says whether they serve the country come after the others, those that ended last.

    Raises:
        UnknownNameError: for an unknown target, hazard, phase, country, variable or access.
    """
    _check(query)
    found = [row for row in _by_words(query.words) if _holds(row, query)]
    told = [SolutionFound(solution=row, serves=_share(row, query.country)) for row in found]
    serving = [one for one in told if one.serves != "none"]
    return tuple(sorted(serving, key=lambda one: (one.solution.maturity == "ended", one.serves == "unstated")))


def _check(query: SolutionQuery) -> None:
    asked = (
        ("hazard", query.hazard, HAZARD_NAMES),
        ("phase of disaster management", query.phase, PHASE_NAMES),
        ("access", query.access, get_args(Access)),
    )
    for kind, given, known in asked:
        if given and given not in known:
            raise UnknownNameError(kind, given, known)
    if query.variable:
        find_variable(query.variable)


def _by_words(words: str) -> list[Solution]:
    rows = packaged_solutions()
    if not words.strip():
        return list(rows.values())
    from commonsky.catalogue.search import search

    return [rows[hit.name] for hit in search(words, family="solutions", most=len(rows)) if hit.every_word]


def _holds(row: Solution, query: SolutionQuery) -> bool:
    code = find_target(query.target).id if query.target else ""
    return (
        (not code or any(name == code or is_part_of(name, code) for name in row.targets))
        and (not query.hazard or query.hazard in row.hazards or "all" in row.hazards)
        and (not query.phase or query.phase in row.phases)
        and (not query.variable or query.variable in row.variables)
        and query.access in {"", row.access}
    )


def _share(row: Solution, country: str) -> Share | None:
    if not country:
        return None
    from commonsky.catalogue.serving import serves

    return serves(row.where, country)
