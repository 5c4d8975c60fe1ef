"""Rows of an assessment: choices of needs, a profile, comments, versions; and what differs between two versions.

Facts: none; the rules are ours. Every row is checked when it is made or read. Leaves out the steps from one version's state to another:
they stand in `assessments`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal, Self

from pydantic import Field, model_validator

from commonsky.catalogue.model import Row
from commonsky.partnership.fields import CountryCode, Hash, Moment, Organisation, Said, Step, written_as

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

State = Literal["draft", "in consultation", "accepted", "withdrawn"]
Outcome = Literal["", "accepted", "accepted in part", "not accepted"]
Count = Annotated[int, Field(ge=0)]
#: How well a profile says that a need is met.
NeedStanding = Literal["met", "partly", "nowhere", "not observed"]
#: Of a chosen need that its profile does not judge.
NOT_IN_PROFILE = "not in the profile"
#: Versions in these states are open: all others are closed for good.
OPEN: tuple[State, ...] = ("draft", "in consultation")


class Choice(Row):
    """One need that a country chose: a requirement, its weight, the targets it serves, why, and who chose it."""

    requirement: Said
    weight: Annotated[float, Field(gt=0, allow_inf_nan=False)] = 1.0
    targets: tuple[str, ...] = ()
    why: str = ""
    by: str = ""


class ProfileRef(Row):
    """A profile that was made: its folder, the hash of its data, when, what it says, and its needs counted by how well they are met.

    `standing` says of each of its needs, by id of the requirement, how well it is met; the counts are of all of them, chosen or not.
    """

    folder: Said
    sha256: Hash
    made_utc: Moment
    headline: str
    met: Count
    partly: Count
    unmet: Count
    no_data: Count
    window: str
    standing: dict[str, NeedStanding] = Field(default_factory=dict)


class Comment(Row):
    """What a stakeholder said of a need, the profile or the whole, and the answer."""

    number: Annotated[int, Field(gt=0)]
    by: Said
    organisation: Organisation
    on: Said
    text: Said
    at_utc: Moment
    answer: str = ""
    answered_by: str = ""
    answered_utc: Moment | None = None
    outcome: Outcome = ""

    @model_validator(mode="after")
    def _answered_whole(self) -> Self:
        given = {bool(self.answer), bool(self.answered_by), self.answered_utc is not None, bool(self.outcome)}
        if len(given) > 1:
            raise ValueError("answer, answered_by, answered_utc and outcome go together; give all or none")
        if self.answered_utc is not None and self.answered_utc < self.at_utc:
            raise ValueError("it is answered before it was made; give a later time")
        return self


class Version(Row):
    """One version; `closed_utc` is when it was accepted or withdrawn, `reason` why it was opened, `history` what was done to it."""

    number: Annotated[int, Field(gt=0)]
    state: State
    opened_utc: Moment
    closed_utc: Moment | None = None
    reason: str = ""
    choices: tuple[Choice, ...] = ()
    profile: ProfileRef | None = None
    comments: tuple[Comment, ...] = ()
    history: tuple[Step, ...] = ()

    @model_validator(mode="after")
    def _sound(self) -> Self:
        if (self.closed_utc is None) != (self.state in OPEN):
            raise ValueError("closed_utc stands with an accepted or withdrawn version, and with no other")
        if self.closed_utc is not None and self.closed_utc < self.opened_utc:
            raise ValueError("it is closed before it was opened; give a later time")
        names = [choice.requirement for choice in self.choices]
        if twice := next((name for name in names if names.count(name) > 1), ""):
            raise ValueError(f"need {twice} stands twice; keep one")
        if self.state == "accepted" and (not names or self.unanswered):
            raise ValueError("an accepted version has a need, and an answer to every comment")
        return self

    @property
    def unanswered(self) -> tuple[int, ...]:
        """Numbers of comments without an answer."""
        return tuple(comment.number for comment in self.comments if not comment.outcome)

    @property
    def standing(self) -> dict[str, str]:
        """How each chosen need stands in the profile, by id of the requirement; empty where no profile is attached.

        >>> Version(number=1, state="draft", opened_utc="2026-11-01T00:00:00Z", choices=[{"requirement": "fire-area"}]).standing
        {}
        """
        if self.profile is None:
            return {}
        return {choice.requirement: self.profile.standing.get(choice.requirement, NOT_IN_PROFILE) for choice in self.choices}

    @property
    def last_utc(self) -> datetime:
        """When it was last changed."""
        return self.history[-1].at_utc if self.history else self.opened_utc


class Assessment(Row):
    """A country's assessment with all its versions, oldest first; `owner` leads it, `participants` take part."""

    id: Annotated[str, written_as(r"[A-Z]{3}-[1-9]\d*", "FJI-1")]
    country: CountryCode
    title: Said
    owner: Organisation
    participants: tuple[Organisation, ...] = ()
    versions: tuple[Version, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _sound(self) -> Self:
        if not self.id.startswith(f"{self.country}-"):
            raise ValueError(f"id {self.id} is not of country {self.country}; write it as {self.country}-1")
        if [version.number for version in self.versions] != list(range(1, len(self.versions) + 1)):
            raise ValueError("versions are not numbered 1, 2, 3 in order")
        if any(version.state in OPEN for version in self.versions[:-1]):
            raise ValueError("only the last version may be open; accept or withdraw the others")
        numbers = [comment.number for version in self.versions for comment in version.comments]
        if numbers != list(range(1, len(numbers) + 1)):
            raise ValueError("comments are not numbered 1, 2, 3 through all versions")
        return self

    @property
    def current(self) -> Version:
        """The newest version."""
        return self.versions[-1]

    @property
    def accepted(self) -> Version | None:
        """The newest accepted version: what holds; None before any was accepted."""
        return next((version for version in reversed(self.versions) if version.state == "accepted"), None)


def difference(old: Version, new: Version) -> tuple[str, ...]:
    """What changed from one version to another, a line for each: needs added, dropped, changed, and the profile.

    >>> from commonsky.core.time import parse_utc
    >>> old = Version(number=1, state="draft", opened_utc=parse_utc("2026-11-01"), choices=(Choice(requirement="flood-runoff"),))
    >>> new = old.model_copy(update={"choices": (Choice(requirement="flood-runoff", weight=2),)})
    >>> difference(old, new)
    ('need flood-runoff: weight 1 -> 2',)
    """
    before, after = ({choice.requirement: choice for choice in version.choices} for version in (old, new))
    lines = [f"added need {name}" for name in after if name not in before]
    lines += [f"dropped need {name}" for name in before if name not in after]
    lines += [f"need {name}: {line}" for name in after if name in before for line in _changes(before[name], after[name])]
    folders = [version.profile.folder if version.profile else "none" for version in (old, new)]
    if old.profile != new.profile:
        lines.append(f"profile {folders[0]} -> {folders[1]}" if folders[0] != folders[1] else f"profile {folders[0]} made anew")
    return tuple(lines)


def _changes(old: Choice, new: Choice) -> Iterator[str]:
    if old.weight != new.weight:
        yield f"weight {old.weight:g} -> {new.weight:g}"
    gained = [f"+ {target}" for target in new.targets if target not in old.targets]
    lost = [f"- {target}" for target in old.targets if target not in new.targets]
    if gained or lost:
        yield f"targets {', '.join(gained + lost)}"
    if old.why != new.why:
        yield f"why {old.why!r} -> {new.why!r}"
