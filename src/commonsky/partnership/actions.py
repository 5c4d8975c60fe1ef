"""Actions against gaps: who does what for which need, with what, against which obstacle, at what cost, for how many, until when.

Facts: none; the rules are ours. One organisation owns an action; nothing is done without evidence; nothing begins before what it waits
for has ended. Leaves out storage, clocks, who may do what, and money: funding is kept in a ledger of its own.

```
proposed -> agreed -> under way -> done            each but done -> dropped
```

Days count whole: an action may begin on the last day of the one it waits for, and two actions overlap if they share a day; a date that is
not given may be any day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import combinations
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from commonsky.catalogue.model import Row
from commonsky.core.errors import InvalidInputError, TransitionError, UnknownNameError
from commonsky.partnership.fields import (
    CountryCode,
    Hash,
    Moment,
    Organisation,
    Said,
    Step,
    changed,
    made,
    nearest,
    not_before,
    packaged_names,
    written_as,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from commonsky.partnership.fields import Known

State = Literal["proposed", "agreed", "under way", "done", "dropped"]
Obstacle = Literal["policy", "access", "skill", "cost", "infrastructure", "none"]
OfferKind = Literal["solution", "practice", "mechanism", "mission", "network", "offer", ""]
#: Fields that only a step of their own changes.
FIXED = ("id", "country", "state", "evidence", "history")
_BEGUN = ("under way", "done")
_WORKS: dict[State, str] = {
    "proposed": "agree to it first",
    "agreed": "begin it first",
    "under way": "finish it with evidence, or drop it with a reason",
    "done": "propose a new action that comes after it",
    "dropped": "propose a new action",
}


class Cost(Row):
    """What it costs, from low to high, in a currency by its ISO 4217 code; `source` says who reckoned it."""

    currency: Annotated[str, written_as("[A-Z]{3}", "USD, the code of ISO 4217")]
    low: Annotated[Decimal, Field(ge=0, allow_inf_nan=False)]
    high: Annotated[Decimal, Field(ge=0, allow_inf_nan=False)]
    source: Said

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.low > self.high:
            raise ValueError(f"low {self.low} is more than high {self.high}; give the smaller one as low")
        return self


class People(Row):
    """How many it reaches and how that was reckoned; None: not known."""

    number: Annotated[int, Field(ge=0)] | None = None
    how: Said


class Evidence(Row):
    """What shows that something was done, where it is, who entered it and when; `sha256` of the file, where there is one."""

    what: Said
    where: Said
    by: Said
    at_utc: Moment
    sha256: Hash | Literal[""] = ""


class Action(Row):
    """One action. `due` is its last day; `offer` names what it uses, of the kind that `offer_kind` says; `after` are ids it waits for."""

    id: Annotated[str, written_as(r"[A-Z]{3}-A[1-9]\d*", "FJI-A1")]
    country: CountryCode
    title: Said
    need: Said
    targets: tuple[str, ...] = ()
    assessment: str = ""
    owner: Organisation
    partners: tuple[Organisation, ...] = ()
    offer: str = ""
    offer_kind: OfferKind = ""
    obstacle: Obstacle = "none"
    obstacle_note: str = ""
    cost: Cost | None = None
    people: People | None = None
    state: State = "proposed"
    start: date | None = None
    due: date | None = None
    after: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    note: str = ""
    history: tuple[Step, ...] = ()

    @model_validator(mode="after")
    def _sound(self) -> Self:
        if not self.id.startswith(f"{self.country}-"):
            raise ValueError(f"id {self.id} is not of country {self.country}; write it as {self.country}-A1")
        if self.start and self.due and self.due < self.start:
            raise ValueError(f"due {self.due} lies before start {self.start}; give a later due date")
        if bool(self.offer) != bool(self.offer_kind):
            raise ValueError("offer and offer_kind go together; give both or none")
        if self.owner in self.partners:
            raise ValueError(f"{self.owner} is owner and partner; keep it as owner")
        if self.id in self.after:
            raise ValueError(f"{self.id} waits for itself; take it out of after")
        if self.state == "done" and not self.evidence:
            raise ValueError("done without evidence; add evidence first")
        return self

    @property
    def last_day(self) -> date | None:
        """The day on which it was done, or is due to be; None where neither is known."""
        return next((step.at_utc.date() for step in self.history if step.did == "done"), self.due)

    @property
    def stands(self) -> bool:
        """Whether it was not dropped."""
        return self.state != "dropped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlap:
    """Actions of different owners for the same need of a country at overlapping times.

    Args:
        need: id of the requirement.
        country: ISO 3166 alpha-3.
        actions: by id.
    """

    need: str
    country: str
    actions: tuple[Action, ...]

    @property
    def owners(self) -> tuple[str, ...]:
        """Who owns them, by name."""
        return tuple(sorted({action.owner for action in self.actions}))

    @property
    def same_offers(self) -> tuple[str, ...]:
        """What two or more of them use."""
        used = [action.offer for action in self.actions if action.offer]
        return tuple(sorted({offer for offer in used if used.count(offer) > 1}))


def propose(*, by: str, at_utc: datetime, known: Known | None = None, **fields: Any) -> Action:
    """A new action, proposed.

    Args:
        by, at_utc: who and when.
        known: requirements and targets that exist; none: the packaged ones.
        fields: of Action; not its state, evidence or history.

    Raises:
        InvalidInputError: if a field is unknown, missing or makes no sense.
        UnknownNameError: if its need or a target is not known, with the nearest.
    """
    what = f"action {fields.get('id', 'without id')}"
    if given := [name for name in ("state", "evidence", "history") if name in fields]:
        raise InvalidInputError(f"{what}: {given[0]} is not given but comes with steps; agree, begin, add evidence, finish")
    step = made(Step, {"at_utc": at_utc, "by": by, "did": "proposed"}, what)
    action = made(Action, {**fields, "history": (step,)}, what)
    (known or packaged_names()).check(action.need, action.targets)
    return action


def agree(action: Action, *, by: str, at_utc: datetime) -> Action:
    """The action agreed to by those who do it.

    Raises:
        TransitionError: if it is not proposed.
    """
    _allow(action, "agreed to", "proposed")
    return _after(action, "agreed", by, at_utc, state="agreed")


def begin(action: Action, *, by: str, at_utc: datetime) -> Action:
    """The action under way; it starts on this day, whatever day was planned.

    Raises:
        TransitionError: if it is not agreed.
        InvalidInputError: if its last day has passed.
    """
    _allow(action, "begun", "agreed")
    today = at_utc.date()
    if action.due and action.due < today:
        raise InvalidInputError(f"action {action.id} was due on {action.due} and cannot begin on {today}; change its due date first")
    return _after(action, "begun", by, at_utc, state="under way", start=today)


def add_evidence(action: Action, evidence: Evidence, *, by: str, at_utc: datetime) -> Action:
    """The action with evidence of what was done.

    Raises:
        TransitionError: if it was not begun, or was dropped.
    """
    _allow(action, "given evidence", "under way", "done")
    return _after(action, f"added evidence: {evidence.what}", by, at_utc, evidence=(*action.evidence, evidence))


def finish(action: Action, *, by: str, at_utc: datetime) -> Action:
    """The action done; it has evidence.

    Raises:
        TransitionError: if it is not under way.
        InvalidInputError: if there is no evidence.
    """
    _allow(action, "finished", "under way")
    if not action.evidence:
        raise InvalidInputError(f"action {action.id} has no evidence; add what shows that it was done, then finish it")
    return _after(action, "done", by, at_utc, state="done")


def drop(action: Action, reason: str, *, by: str, at_utc: datetime) -> Action:
    """The action given up, with a reason.

    Raises:
        TransitionError: if it is done or was dropped before.
    """
    _allow(action, "dropped", "proposed", "agreed", "under way")
    return _after(action, "dropped", by, at_utc, reason=_reasoned(action, reason), state="dropped")


def change(action: Action, *, reason: str, by: str, at_utc: datetime, known: Known | None = None, **fields: Any) -> Action:
    """The action with some fields changed, with a reason.

    Args:
        action: not done, not dropped.
        reason, by, at_utc: why, who, when.
        known: requirements and targets that exist; none: the packaged ones.
        fields: of Action, but those that only a step of their own changes.

    Raises:
        TransitionError: if it is done or dropped.
        InvalidInputError, UnknownNameError: if a field or a value makes no sense.
    """
    _allow(action, "changed", "proposed", "agreed", "under way")
    free = [name for name in Action.model_fields if name not in FIXED]
    for name in fields:
        if name not in free:
            raise InvalidInputError(f"action {action.id}: {name!r} cannot be changed; {nearest(name, free)}these can: {', '.join(free)}")
    told = _after(action, _difference(action, fields), by, at_utc, reason=_reasoned(action, reason), **fields)
    if {"need", "targets"} & set(fields):
        (known or packaged_names()).check(told.need, told.targets)
    return told


def check_order(actions: Iterable[Action]) -> None:
    """Refuse actions that wait for each other in a circle, for one that does not exist, or begin before one they wait for has ended.

    Raises:
        InvalidInputError: with the circle, or the two dates or states.
        UnknownNameError: if an action waits for one that is not there, with the nearest.
    """
    rows = list(actions)
    known = {action.id: action for action in rows}
    if len(known) != len(rows):
        twice = next(row.id for row in rows if known[row.id] is not row)
        raise InvalidInputError(f"two actions have the id {twice}; give each its own")
    for action in rows:
        for name in action.after:
            if name not in known:
                raise UnknownNameError("action", name, known)
    if circle := _circle(known):
        raise InvalidInputError(f"{' -> '.join(circle)} wait for each other in a circle; take one out of 'after'")
    for action in rows:
        for name in action.after:
            _check_pair(action, known[name])


def _check_pair(action: Action, waited: Action) -> None:
    if not action.stands:
        return
    if action.state in _BEGUN and waited.state != "done":
        works = "change it with --no-after, or --after for what stays" if not waited.stands else f"finish {waited.id} first"
        raise InvalidInputError(f"{action.id} is {action.state} but waits for {waited.id}, which is {waited.state}; {works}")
    ends = waited.last_day if waited.stands else None
    if action.start and ends and action.start < ends:
        raise InvalidInputError(
            f"{action.id} starts on {action.start}, before {waited.id}, which it waits for, ends on {ends}; start it then"
        )


def _circle(known: Mapping[str, Action]) -> list[str]:
    """Ids along a circle, the first one again at its end; empty where there is none."""
    settled: set[str] = set()
    for first in sorted(known):
        path: list[str] = []
        open_ends = [iter([first])]
        while open_ends:
            name = next((n for n in open_ends[-1] if n not in settled), None)
            if name is None:
                open_ends.pop()
                if path:
                    settled.add(path.pop())
            elif name in path:
                return [*path[path.index(name) :], name]
            else:
                path.append(name)
                open_ends.append(iter(known[name].after))
    return []


def overlaps(actions: Iterable[Action]) -> tuple[Overlap, ...]:
    """Where partners do the same: actions of different owners for one need of one country that share a day; dropped ones do not count.

    Returns:
        by country and need; actions that are joined through others stand in one row.
    """
    groups: dict[tuple[str, str], list[Action]] = {}
    for action in sorted(actions, key=lambda each: _order(each.id)):
        if action.stands:
            groups.setdefault((action.country, action.need), []).append(action)
    return tuple(
        Overlap(need=need, country=country, actions=tuple(joined))
        for (country, need), rows in sorted(groups.items())
        for joined in _joined(rows)
    )


def _joined(rows: list[Action]) -> list[list[Action]]:
    """Groups of two or more actions, each linked to another of its group by a shared day and another owner."""
    group = {action.id: {action.id} for action in rows}
    for one, other in combinations(rows, 2):
        if one.owner.casefold() != other.owner.casefold() and _share_a_day(one, other):
            union = group[one.id] | group[other.id]
            group |= dict.fromkeys(union, union)
    found = {id(members): members for members in group.values() if len(members) > 1}
    return [[action for action in rows if action.id in members] for members in found.values()]


def _share_a_day(one: Action, other: Action) -> bool:
    """Whether two actions share a day, as far as their dates say; one that ended before its start day took no time."""
    first, second = ((action.start or date.min, action.last_day or date.max) for action in (one, other))
    return max(first[0], second[0]) <= min(first[1], second[1])


def _order(identifier: str) -> tuple[str, int]:
    """Ids in the order of their numbers: FJI-A2 before FJI-A10."""
    country, _, number = identifier.partition("-A")
    return country, int(number)


def _difference(action: Action, fields: Mapping[str, Any]) -> str:
    if not fields:
        raise InvalidInputError(f"action {action.id}: nothing is given to change; give a field and its new value")
    return "changed " + ", ".join(f"{name} from {_shown(getattr(action, name))} to {_shown(value)}" for name, value in fields.items())


def _shown(value: Any) -> str:
    if isinstance(value, Cost):
        return f"{value.currency} {value.low} to {value.high} ({value.source})"
    if isinstance(value, People):
        return f"{'not known' if value.number is None else value.number} ({value.how})"
    return ", ".join(map(str, value)) or "none" if isinstance(value, (tuple, list)) else str(value or "none")


def _allow(action: Action, asked: str, *states: State) -> None:
    if action.state not in states:
        raise TransitionError(f"action {action.id}", action.state, asked, _WORKS[action.state])


def _reasoned(action: Action, reason: str) -> str:
    if not reason.strip():
        raise InvalidInputError(f"action {action.id}: no reason is given; say why in a few words")
    return reason.strip()


def _after(action: Action, did: str, by: str, at_utc: datetime, *, reason: str = "", **updates: Any) -> Action:
    """The action changed, and the step told in its history."""
    what = f"action {action.id}"
    if action.history:
        not_before(at_utc, action.history[-1].at_utc, what)
    step = made(Step, {"at_utc": at_utc, "by": by, "did": did, "reason": reason}, what)
    return changed(action, what, history=(*action.history, step), **updates)
