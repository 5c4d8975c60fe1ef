"""Rules that targets keep among themselves, and the agenda of needs with them.

Facts: how the three agendas are built: goals have targets, targets have indicators; articles have paragraphs. A rule is one as those of
`catalogue.rules`. Leaves out whether a link is right: its source says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from commonsky.catalogue.rules import Problem
from commonsky.needs.targets import code_in, goal_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from commonsky.catalogue.rules import Facts, Rule

#: What a row of a framework and kind must be part of; those that are not here stand alone.
PART_OF: dict[tuple[str, str], tuple[str, ...]] = {
    ("sdg", "target"): ("goal",),
    ("sdg", "indicator"): ("target",),
    ("sendai", "indicator"): ("target",),
    ("paris", "paragraph"): ("article", "paragraph"),
}
ALONE = {("sdg", "goal"), ("sendai", "target"), ("paris", "article")}


def targets_have_parents(facts: Facts) -> Iterator[Problem]:
    """Every SDG target has its goal, every indicator its target, every paragraph its article, within one goal of one framework."""
    rows = facts.get("targets", {})
    for code, row in rows.items():
        kinds = PART_OF.get((row.framework, row.kind), ())
        parent = rows.get(row.parent)
        if not kinds:
            if (row.framework, row.kind) not in ALONE or row.parent:
                yield _problem("targets", code, "parent", f"a {row.kind} of {row.framework} with the parent {row.parent!r}")
        elif parent is None:
            yield _problem("targets", code, "parent", f"its parent {row.parent!r} is no target")
        elif parent.kind not in kinds or parent.framework != row.framework:
            yield _problem("targets", code, "parent", f"a {row.kind} whose parent {row.parent} is a {parent.kind} of {parent.framework}")
        elif not code.startswith(row.parent) or goal_of(code) != goal_of(row.parent):
            yield _problem("targets", code, "parent", f"its code does not begin with that of its parent {row.parent}")


def targets_link_or_say_why(facts: Facts) -> Iterator[Problem]:
    """Every target links to a variable or says why to none, and each link says how."""
    for code, row in facts.get("targets", {}).items():
        if bool(row.links) == bool(row.no_link.strip()):
            yield _problem("targets", code, "links", "has links and a reason for none" if row.links else "has neither links nor a reason")
        for link in (*row.links, *row.also):
            if not link.how.strip():
                yield _problem("targets", code, "links", f"does not say how {getattr(link, 'variable', '') or link.technology} matters")


def codes_are_codes(facts: Facts) -> Iterator[Problem]:
    """A row's id is a code as it stands in texts, so that texts find it."""
    for code in facts.get("targets", {}):
        if code_in(code) != code:
            yield _problem("targets", code, "code", f"reads as {code_in(code) or 'no code'!r}")


def agendas_name_targets(facts: Facts) -> Iterator[Problem]:
    """Each entry of a need's agenda names a target that exists."""
    if "targets" not in facts:
        return
    for name, need in facts.get("needs", {}).items():
        for entry in getattr(need, "agenda", ()):
            code = code_in(str(entry.get("what", "")))
            if code not in facts["targets"]:
                yield _problem("needs", name, "agenda", f"its agenda names {entry.get('what')!r}, which is no target")


RULES: tuple[Rule, ...] = (targets_have_parents, targets_link_or_say_why, codes_are_codes, agendas_name_targets)


def _problem(family: str, row: str, rule: str, what: str) -> Problem:
    return Problem(family=family, row=row, rule=rule, what=what)
