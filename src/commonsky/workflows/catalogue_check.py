"""Check the catalogue: rows against each other, orbits against mechanics, missions against real element sets. Facts: none of its own.

Joins the families of all rooms with the rules of catalogue.rules, catalogue.offer_rules, needs.rules and orbits.consistency. Leaves out
mending: it says what is wrong and where.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from commonsky.catalogue import offer_rules
from commonsky.catalogue.family import Families
from commonsky.catalogue.load import packaged_rows, rows_of
from commonsky.catalogue.rules import RULES, Problem, find_problems
from commonsky.core.errors import InvalidInputError
from commonsky.coverage.fleet import contradiction
from commonsky.needs import rules as needs_rules
from commonsky.needs.model import Need
from commonsky.orbits import consistency
from commonsky.orbits.derived import derive
from commonsky.sources.element_format import read_elements

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from commonsky.catalogue.model import Mission
    from commonsky.catalogue.rules import Facts
    from commonsky.core.elements import Elements

Verdict = Literal["agrees", "contradicts", "not in the catalogue", "refused"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SetFound:
    """One element set beside the mission that it is of.

    Args:
        name, norad, cospar: of the set.
        verdict: whether it agrees; ``refused`` where SGP4 makes nothing of it.
        mission: its name in the catalogue, or nothing.
        why: what contradicts, or why it is refused.
        altitude_km, our_altitude_km: derived from the set, and the catalogue's; the second None for an eccentric orbit.
        node_time_h, our_node_time_h: mean local time of the ascending node, hours; the second None where it drifts.
    """

    name: str
    norad: int
    cospar: str
    verdict: Verdict
    mission: str = ""
    why: str = ""
    altitude_km: float | None = None
    our_altitude_km: float | None = None
    node_time_h: float | None = None
    our_node_time_h: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a check found.

    Args:
        rows: how many rows of each family were checked.
        problems: broken rules, element sets that contradict a mission among them.
        remarks: what is worth a look and breaks no rule.
        sets: every element set of the file, in its order.
        refused: a line for each set of the file that could not be read.
    """

    rows: dict[str, int]
    problems: tuple[Problem, ...]
    remarks: tuple[Problem, ...]
    sets: tuple[SetFound, ...] = ()
    refused: tuple[str, ...] = ()

    def as_row(self) -> dict[str, Any]:
        """All of it as plain values, for JSON."""
        return asdict(self)


def check(names: Sequence[str] = (), elements: Path | None = None) -> Report:
    """Check families of the packaged catalogue, all of them where none is named.

    Args:
        names: of families; rows of the others are still read, since rows name each other.
        elements: a file of element sets that the missions are compared with.

    Raises:
        UnknownNameError: if there is no such family.
        InvalidInputError: if the file cannot be read or holds no sound set.
    """
    families = Families()
    facts = packaged_facts()
    asked = {families[name].name for name in names} or set(facts)
    found = check_facts(facts, asked)
    if elements is None:
        return found
    file = read_elements(elements)
    sets = compare_sets(facts["missions"], file.sets)
    wrong = [Problem(family="missions", row=s.mission, rule="element set", what=_said(s)) for s in sets if s.verdict == "contradicts"]
    return Report(rows=found.rows, problems=(*found.problems, *wrong), remarks=found.remarks, sets=sets, refused=file.refused)


def check_facts(facts: Facts, asked: set[str]) -> Report:
    """What the rules say of the rows of some families; all are given, since rows name each other."""
    problems = find_problems(facts, (*RULES, *offer_rules.RULES, *needs_rules.RULES, *consistency.RULES))
    remarks = find_problems(facts, consistency.REMARKS)
    return Report(
        rows={family: len(rows) for family, rows in facts.items() if family in asked},
        problems=tuple(p for p in problems if p.family in asked),
        remarks=tuple(p for p in remarks if p.family in asked),
    )


def packaged_facts() -> Facts:
    """Rows of every family, and the default needs; a need is known by its requirement."""
    facts: dict[str, Mapping[str, Any]] = {family.name: family.rows() for family in Families()}
    rows, bad = rows_of({"need": packaged_rows("commonsky.needs", "needs", "need")}, "need", Need)
    if bad:
        raise InvalidInputError(f"the packaged needs are broken: {bad[0]}")
    return facts | {"needs": {row.requirement: row for row in rows}}


def compare_sets(missions: Mapping[str, Mission], sets: Sequence[Elements]) -> tuple[SetFound, ...]:
    """Each element set beside the mission of its catalogue number, else of its international designator."""
    numbers = {m.norad: m for m in missions.values() if m.norad}
    designators = {m.cospar: m for m in missions.values() if m.cospar}
    return tuple(_compared(numbers.get(e.norad) or designators.get(e.cospar), e) for e in sets)


def _compared(mission: Mission | None, elements: Elements) -> SetFound:
    told = SetFound(
        name=elements.name,
        norad=elements.norad,
        cospar=elements.cospar,
        verdict="not in the catalogue",
        mission=mission.name if mission else "",
    )
    try:
        derived = derive(elements)
        why = contradiction(mission, elements) if mission else ""
    except InvalidInputError as error:
        return replace(told, verdict="refused", why=str(error))
    told = replace(told, altitude_km=derived.altitude_km, node_time_h=derived.node_time_h)
    if mission is None:
        return told
    orbit = mission.orbit
    return replace(
        told,
        verdict="contradicts" if why else "agrees",
        why=why,
        our_altitude_km=None if orbit.kind == "eccentric" else orbit.altitude_km,
        our_node_time_h=orbit.node_time_h,
    )


def _said(found: SetFound) -> str:
    return f"the element set of {found.name} ({found.norad}) {found.why}"
