"""A roadmap: phases with milestones, their dates and their evidence, and how far along it is on a day.

Facts: data/roadmap_priority6.toml, the shipped example. A date says whether the source of the roadmap gives it, or it is an example.
Whether a milestone is late is found from its date and a day; a milestone that is moved keeps its earlier dates. Leaves out clocks: the day
is always given.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from commonsky.catalogue.model import Row
from commonsky.core.errors import InvalidInputError, TransitionError, UnknownNameError
from commonsky.partnership.actions import Evidence
from commonsky.partnership.fields import MaybeOrganisation, Said, changed, made, written_as

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

State = Literal["planned", "under way", "done", "late", "dropped"]
STATES: tuple[State, ...] = ("done", "under way", "planned", "late", "dropped")
#: Given: the roadmap's source states the date. Example: it does not, and whoever uses the roadmap sets it. Decided: it was so set.
Basis = Literal["given", "example", "decided"]
_WORKS: dict[State, str] = {"done": "add a new milestone for what comes after", "dropped": "add a new milestone"}


class Move(Row):
    """That a milestone was given another date, and why."""

    was: date
    reason: Said


class Milestone(Row):
    """One milestone; `due` is its last day, `actions` those that lead to it, `indicator` what is counted, `moves` its earlier dates."""

    id: Said
    title: Said
    title_zh: str = ""
    due: date
    dates: Basis = "example"
    state: State = "planned"
    owner: MaybeOrganisation = ""
    done_on: date | None = None
    evidence: tuple[Evidence, ...] = ()
    actions: tuple[str, ...] = ()
    indicator: str = ""
    moves: tuple[Move, ...] = ()
    note: str = ""

    @model_validator(mode="after")
    def _sound(self) -> Self:
        if (self.state == "done") != (self.done_on is not None):
            raise ValueError("done_on stands with a milestone that is done, and with no other")
        if self.state == "done" and not self.evidence:
            raise ValueError("done without evidence; give what shows it")
        return self

    def state_on(self, on: date) -> State:
        """Its state on a day: late where it is open after its date; what is done later than that day is under way or late on it.

        >>> Milestone(id="M1", title="First profile", due=date(2027, 6, 30)).state_on(date(2027, 7, 1))
        'late'
        """
        if self.done_on is not None and self.done_on > on:
            return "late" if on > self.due else "under way"
        if self.state in {"done", "dropped"}:
            return self.state
        return "late" if on > self.due else "planned" if self.state == "late" else self.state


class Phase(Row):
    """One phase from its first to its last day, with its milestones."""

    name: Said
    name_zh: str = ""
    start: date
    end: date
    dates: Basis = "example"
    milestones: tuple[Milestone, ...] = ()
    note: str = ""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.end < self.start:
            raise ValueError(f"phase {self.name!r} ends on {self.end}, before it starts on {self.start}; give a later end")
        if early := next((m for m in self.milestones if m.due < self.start), None):
            raise ValueError(f"milestone {early.id} is due on {early.due}, before phase {self.name!r} starts on {self.start}")
        return self


class Roadmap(Row):
    """Phases in the order of their starts, up to a horizon."""

    id: Annotated[str, written_as("[a-z0-9][a-z0-9-]*", "priority-6")]
    title: Said
    title_zh: str = ""
    horizon: date
    source: str = ""
    phases: tuple[Phase, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _sound(self) -> Self:
        starts = [phase.start for phase in self.phases]
        if starts != sorted(starts):
            raise ValueError("phases are not in the order of their starts")
        names = [milestone.id for milestone in self.milestones]
        if twice := next((name for name in names if names.count(name) > 1), ""):
            raise ValueError(f"two milestones have the id {twice}; give each its own")
        ends = [(phase.end, f"phase {phase.name!r}") for phase in self.phases] + [(m.due, f"milestone {m.id}") for m in self.milestones]
        if late := next((row for row in ends if row[0] > self.horizon), None):
            raise ValueError(f"{late[1]} ends on {late[0]}, after the horizon {self.horizon}; give an earlier date or a later horizon")
        return self

    @property
    def milestones(self) -> tuple[Milestone, ...]:
        """Those of all phases."""
        return tuple(milestone for phase in self.phases for milestone in phase.milestones)

    def milestone(self, identifier: str) -> Milestone:
        """The milestone of this id.

        Raises:
            UnknownNameError: with the nearest.
        """
        found = {milestone.id: milestone for milestone in self.milestones}
        if identifier not in found:
            raise UnknownNameError("milestone", identifier, found)
        return found[identifier]

    def replaced(self, milestone: Milestone) -> Roadmap:
        """The roadmap with a milestone in place of the one of the same id.

        Raises:
            InvalidInputError: if it is due after the horizon or before its phase.
            UnknownNameError: if there is none of this id.
        """
        self.milestone(milestone.id)
        what = f"roadmap {self.id}"
        phases = [
            changed(phase, what, milestones=tuple(milestone if m.id == milestone.id else m for m in phase.milestones))
            for phase in self.phases
        ]
        return changed(self, what, phases=tuple(phases))


@dataclass(frozen=True, slots=True, kw_only=True)
class PhaseProgress:
    """How far a phase is along on a day.

    Args:
        name, name_zh: of the phase.
        counts: milestones by state on that day.
        share: done of all that were not dropped, 0 to 1; None where there are none.
        due_share: those that were to be done by that day, of the same; None where there are none.
    """

    name: str
    name_zh: str
    counts: Mapping[State, int] = field(hash=False)
    share: float | None
    due_share: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CoursePoint:
    """Milestones by the end of a day: as first planned, as planned now, and done; `done` is None after the day of the report."""

    day: date
    first_planned: int
    planned: int
    done: int | None


def begin(milestone: Milestone) -> Milestone:
    """The milestone under way.

    Raises:
        TransitionError: if it is done or dropped.
    """
    _allow_open(milestone, "begun")
    return changed(milestone, _name(milestone), state="under way")


def reach(milestone: Milestone, evidence: Evidence | Sequence[Evidence], on: date, *, today: date) -> Milestone:
    """The milestone done on a day, with what shows it.

    Args:
        milestone: open.
        evidence: what shows it.
        on: day on which it was reached.
        today: day on which this is said, UTC.

    Raises:
        TransitionError: if it is done or dropped.
        InvalidInputError: if there is no evidence, or the day is still to come.
    """
    _allow_open(milestone, "reached")
    if on > today:
        raise InvalidInputError(f"{_name(milestone)} cannot be reached on {on}: today is {today} UTC; give a day that has come")
    shown = (*milestone.evidence, *((evidence,) if isinstance(evidence, Evidence) else evidence))
    if not shown:
        raise InvalidInputError(f"{_name(milestone)} has no evidence; give what shows that it was reached")
    return changed(milestone, _name(milestone), state="done", done_on=on, evidence=shown)


def move(milestone: Milestone, due: date, reason: str) -> Milestone:
    """The milestone with another date and a reason; the earlier date is kept. Its date is then a decided one.

    Raises:
        TransitionError: if it is done or dropped.
        InvalidInputError: if the date is the same, or no reason is given.
    """
    _allow_open(milestone, "moved")
    if due == milestone.due:
        raise InvalidInputError(f"{_name(milestone)} is due on {due} already; give another date")
    moved = made(Move, {"was": milestone.due, "reason": reason}, _name(milestone))
    return changed(milestone, _name(milestone), due=due, dates="decided", moves=(*milestone.moves, moved))


def drop(milestone: Milestone, reason: str) -> Milestone:
    """The milestone given up, with a reason that is kept in its note.

    Raises:
        TransitionError: if it is done or dropped.
    """
    _allow_open(milestone, "dropped")
    if not reason.strip():
        raise InvalidInputError(f"{_name(milestone)}: no reason is given; say why in a few words")
    return changed(milestone, _name(milestone), state="dropped", note=" ".join(f"{milestone.note} Dropped: {reason.strip()}".split()))


def check_untouched(roadmap: Roadmap) -> None:
    """Refuse a roadmap that says of itself that something is done or dropped: that is entered step by step, by whoever knows it.

    Raises:
        InvalidInputError: with the milestone.
    """
    for milestone in roadmap.milestones:
        if milestone.state in {"done", "dropped"}:
            step = "reach" if milestone.state == "done" else "drop"
            works = f"take it up as planned, then: commonsky roadmap {step} {milestone.id}"
            raise InvalidInputError(f"{_name(milestone)} is {milestone.state} in the file; {works}")
        if milestone.evidence:
            raise InvalidInputError(f"{_name(milestone)} has evidence in the file; leave it out: commonsky roadmap reach enters it")


def progress(roadmap: Roadmap, on: date) -> tuple[PhaseProgress, ...]:
    """How far each phase is along on a day; what was done later than that day counts as open."""
    return tuple(_progress(phase, on) for phase in roadmap.phases)


def course(roadmap: Roadmap, on: date) -> tuple[CoursePoint, ...]:
    """Milestones over time for a chart, at every date of the roadmap: as first planned, as planned now, and done; dropped ones out."""
    standing = [milestone for milestone in roadmap.milestones if milestone.state != "dropped"]
    first = [milestone.moves[0].was if milestone.moves else milestone.due for milestone in standing]
    now = [milestone.due for milestone in standing]
    done = [milestone.done_on for milestone in standing if milestone.done_on]
    days = sorted({roadmap.phases[0].start, *first, *now, *done, on, roadmap.horizon})
    return tuple(
        CoursePoint(
            day=day,
            first_planned=sum(d <= day for d in first),
            planned=sum(d <= day for d in now),
            done=sum(d <= day for d in done) if day <= on else None,
        )
        for day in days
    )


@cache
def packaged_roadmap(identifier: str = "priority-6") -> Roadmap:
    """A roadmap that comes with the package.

    Raises:
        UnknownNameError: if there is none of this id.
    """
    found = {row.id: row for row in _packaged()}
    if identifier not in found:
        raise UnknownNameError("roadmap", identifier, found)
    return found[identifier]


def _packaged() -> Iterator[Roadmap]:
    for file in sorted(files("commonsky.partnership").joinpath("data").iterdir(), key=lambda each: each.name):
        if file.name.startswith("roadmap_"):
            document: dict[str, Any] = tomllib.loads(file.read_text("utf-8"))
            yield made(Roadmap, document, f"the packaged {file.name}")


def _progress(phase: Phase, on: date) -> PhaseProgress:
    states = [milestone.state_on(on) for milestone in phase.milestones]
    counted = Counter(states)
    standing = len(states) - counted["dropped"]
    due = sum(m.due <= on for m in phase.milestones if m.state != "dropped")
    return PhaseProgress(
        name=phase.name,
        name_zh=phase.name_zh,
        counts={state: counted[state] for state in STATES},
        share=counted["done"] / standing if standing else None,
        due_share=due / standing if standing else None,
    )


def _allow_open(milestone: Milestone, asked: str) -> None:
    if milestone.state in {"done", "dropped"}:
        raise TransitionError(_name(milestone), milestone.state, asked, _WORKS[milestone.state])


def _name(milestone: Milestone) -> str:
    return f"milestone {milestone.id}"
