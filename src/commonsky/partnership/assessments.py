"""A country's assessment: chosen needs and a profile as versions of a record, with what stakeholders said and what they were answered.

Facts: none; the rules are ours. A version is drafted, consulted on, and accepted or withdrawn. An accepted version never changes: a new one
is opened beside it with a reason. Comments stay with the version that they were made on. Leaves out storage, clocks and who may do what.

```
draft <-> in consultation -> accepted            draft, in consultation -> withdrawn
accepted, withdrawn -> a new version in draft (revise)
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from commonsky.core.errors import InvalidInputError, TransitionError, UnknownNameError
from commonsky.partnership.fields import Step, changed, made, not_before, packaged_names
from commonsky.partnership.versions import OPEN, Assessment, Choice, Comment, Outcome, ProfileRef, State, Version, difference

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from commonsky.partnership.fields import Known

#: What would work, by state, for a step that the state does not allow.
_WORKS: dict[State, str] = {
    "draft": "open the consultation first",
    "in consultation": "take it back to draft with a reason, or accept it",
    "accepted": "revise it with a reason: that opens a new version",
    "withdrawn": "revise it with a reason: that opens a new version",
}

__all__ = [
    "Assessment", "Choice", "Comment", "Outcome", "ProfileRef", "State", "Version", "accept", "answer", "attach_profile", "back_to_draft",
    "choose", "comment", "difference", "drop", "open_consultation", "revise", "start", "withdraw",
]  # fmt: skip


def start(
    *,
    id: str,  # noqa: A002 - the field's name
    country: str,
    title: str,
    owner: str,
    participants: Iterable[str] = (),
    by: str,
    at_utc: datetime,
) -> Assessment:
    """A new assessment, its first version in draft.

    Raises:
        InvalidInputError: if the id is not of the country, or the owner is not one organisation.
    """
    what = f"assessment {id}"
    step = made(Step, {"at_utc": at_utc, "by": by, "did": "started"}, what)
    first = made(Version, {"number": 1, "state": "draft", "opened_utc": at_utc, "history": (step,)}, what)
    values = {"id": id, "country": country, "title": title, "owner": owner, "participants": tuple(participants), "versions": (first,)}
    return made(Assessment, values, what)


def choose(
    assessment: Assessment, needs: Iterable[Choice], *, by: str, at_utc: datetime, known: Known | None = None, reason: str = ""
) -> Assessment:
    """Needs added, or taken in place of those of the same requirement; `by` is who chose them.

    Args:
        assessment: in draft.
        needs: what is chosen.
        by, at_utc, reason: who, when, why.
        known: requirements and targets that exist; none: the packaged ones.

    Raises:
        UnknownNameError: if a requirement or a target is not known, with the nearest.
        TransitionError: if the current version is not in draft.
    """
    _allow(assessment, "given needs", "draft")
    names = known or packaged_names()
    chosen = [made(Choice, {**need.model_dump(), "by": by}, f"need {need.requirement}") for need in needs]
    if not chosen:
        raise InvalidInputError(f"{_name(assessment)}: no need is given; give at least one requirement")
    for choice in chosen:
        names.check(choice.requirement, choice.targets)
    kept = {choice.requirement: choice for choice in assessment.current.choices}
    kept |= {choice.requirement: choice for choice in chosen}
    did = f"chose {', '.join(choice.requirement for choice in chosen)}"
    return _after(assessment, did, by, at_utc, reason, choices=tuple(kept.values()))


def drop(assessment: Assessment, need: str, reason: str, *, by: str, at_utc: datetime) -> Assessment:
    """A need taken out of the draft, with a reason.

    Raises:
        UnknownNameError: if it was not chosen, with the nearest.
        TransitionError: if the current version is not in draft.
    """
    _allow(assessment, f"relieved of need {need}", "draft")
    _reasoned(assessment, reason)
    chosen = [choice.requirement for choice in assessment.current.choices]
    if need not in chosen:
        raise UnknownNameError("chosen need", need, chosen)
    kept = tuple(choice for choice in assessment.current.choices if choice.requirement != need)
    return _after(assessment, f"dropped {need}", by, at_utc, reason, choices=kept)


def attach_profile(assessment: Assessment, ref: ProfileRef, *, by: str, at_utc: datetime) -> Assessment:
    """The draft with a profile; one that it had is replaced.

    Raises:
        TransitionError: if the current version is not in draft.
    """
    _allow(assessment, "given a profile", "draft")
    return _after(assessment, f"attached profile {ref.folder}", by, at_utc, "", profile=ref)


def open_consultation(assessment: Assessment, *, by: str, at_utc: datetime) -> Assessment:
    """The draft put before stakeholders; it has at least one need.

    Raises:
        TransitionError: if the current version is not in draft.
        InvalidInputError: if no need is chosen.
    """
    _allow(assessment, "put into consultation", "draft")
    _needed(assessment)
    return _after(assessment, "opened the consultation", by, at_utc, "", state="in consultation")


def comment(assessment: Assessment, *, on: str, text: str, organisation: str, by: str, at_utc: datetime) -> Assessment:
    """The version in consultation with one comment more.

    Args:
        assessment: in consultation.
        on: ``need REQUIREMENT``, ``profile`` or ``assessment``.
        text: what is said.
        organisation: that the commenter speaks for.
        by, at_utc: who and when.

    Raises:
        TransitionError: if the current version is not in consultation.
        InvalidInputError, UnknownNameError: if the comment is on nothing that stands in it.
    """
    _allow(assessment, "commented on", "in consultation")
    _check_subject(assessment.current, on)
    number = 1 + sum(len(version.comments) for version in assessment.versions)
    values = {"number": number, "by": by, "organisation": organisation, "on": on, "text": text, "at_utc": at_utc}
    said = made(Comment, values, f"comment {number}")
    return _after(assessment, f"made comment {number}", by, at_utc, "", comments=(*assessment.current.comments, said))


def answer(assessment: Assessment, number: int, text: str, outcome: Outcome, *, by: str, at_utc: datetime) -> Assessment:
    """An answer to a comment, with what became of it; given once, in consultation or back in draft.

    Raises:
        TransitionError: if the version is closed.
        InvalidInputError: if there is no such comment, or it was answered.
    """
    _allow(assessment, "answered on", *OPEN)
    comments = assessment.current.comments
    found = next((each for each in comments if each.number == number), None)
    if found is None:
        raise InvalidInputError(f"{_name(assessment)} has no comment {number}; known: {_numbers([c.number for c in comments])}")
    if found.outcome:
        raise InvalidInputError(f"comment {number} was answered by {found.answered_by}; say more in a comment of its own")
    if not text.strip() or not outcome:
        raise InvalidInputError(f"comment {number}: an answer has words and an outcome: accepted, accepted in part or not accepted")
    given = {"answer": text.strip(), "answered_by": by, "answered_utc": at_utc, "outcome": outcome}
    told = changed(found, f"comment {number}", **given)
    replaced = tuple(told if each.number == number else each for each in comments)
    return _after(assessment, f"answered comment {number}: {outcome}", by, at_utc, "", comments=replaced)


def back_to_draft(assessment: Assessment, reason: str, *, by: str, at_utc: datetime) -> Assessment:
    """Out of consultation, to be changed; the comments stay.

    Raises:
        TransitionError: if it is not in consultation.
    """
    _allow(assessment, "taken back to draft", "in consultation")
    _reasoned(assessment, reason)
    return _after(assessment, "took it back to draft", by, at_utc, reason, state="draft")


def accept(assessment: Assessment, *, by: str, at_utc: datetime) -> Assessment:
    """The version accepted, closed for good: it has a need, and every comment is answered.

    Raises:
        TransitionError: if it is not in consultation.
        InvalidInputError: with the numbers of the comments without an answer.
    """
    _allow(assessment, "accepted", "in consultation")
    _needed(assessment)
    if open_ones := assessment.current.unanswered:
        raise InvalidInputError(f"{_name(assessment)} has comments without an answer: {_numbers(open_ones)}; answer them, then accept")
    return _after(assessment, "accepted", by, at_utc, "", state="accepted", closed_utc=at_utc)


def revise(assessment: Assessment, reason: str, *, by: str, at_utc: datetime) -> Assessment:
    """A new version in draft beside the closed one, with the choices that hold copied.

    Raises:
        TransitionError: if the current version is still open.
    """
    _allow(assessment, "revised", "accepted", "withdrawn")
    _reasoned(assessment, reason)
    last = assessment.current
    not_before(at_utc, last.last_utc, _name(assessment))
    what = _name(assessment)
    values = {
        "number": last.number + 1,
        "state": "draft",
        "opened_utc": at_utc,
        "reason": reason.strip(),
        "choices": (assessment.accepted or last).choices,
        "history": (made(Step, {"at_utc": at_utc, "by": by, "did": "revised", "reason": reason}, what),),
    }
    return changed(assessment, what, versions=(*assessment.versions, made(Version, values, what)))


def withdraw(assessment: Assessment, reason: str, *, by: str, at_utc: datetime) -> Assessment:
    """The open version given up; an earlier accepted one holds as before.

    Raises:
        TransitionError: if the current version is closed.
    """
    _allow(assessment, "withdrawn", *OPEN)
    _reasoned(assessment, reason)
    return _after(assessment, "withdrew it", by, at_utc, reason, state="withdrawn", closed_utc=at_utc)


def _after(assessment: Assessment, did: str, by: str, at_utc: datetime, reason: str, **updates: Any) -> Assessment:
    """The assessment with its current version changed, and the step told in that version's history."""
    what, version = _name(assessment), assessment.current
    not_before(at_utc, version.last_utc, what)
    step = made(Step, {"at_utc": at_utc, "by": by, "did": did, "reason": reason.strip()}, what)
    told = changed(version, what, history=(*version.history, step), **updates)
    return changed(assessment, what, versions=(*assessment.versions[:-1], told))


def _allow(assessment: Assessment, asked: str, *states: State) -> None:
    """Refuse a step that the current version's state does not allow."""
    state = assessment.current.state
    if state not in states:
        works = "accept or withdraw this version first" if asked == "revised" else _WORKS[state]
        raise TransitionError(f"{_name(assessment)}, version {assessment.current.number},", state, asked, works)


def _name(assessment: Assessment) -> str:
    return f"assessment {assessment.id}"


def _reasoned(assessment: Assessment, reason: str) -> None:
    if not reason.strip():
        raise InvalidInputError(f"{_name(assessment)}: no reason is given; say why in a few words")


def _needed(assessment: Assessment) -> None:
    if not assessment.current.choices:
        raise InvalidInputError(f"{_name(assessment)} has no need; choose at least one first")


def _check_subject(version: Version, on: str) -> None:
    """Refuse a comment on what does not stand in the version."""
    chosen = [choice.requirement for choice in version.choices]
    if on.startswith("need "):
        if (need := on.removeprefix("need ").strip()) not in chosen:
            raise UnknownNameError("chosen need", need, chosen)
    elif on == "profile" and version.profile is None:
        raise InvalidInputError("no profile is attached to comment on; comment on 'assessment', or on 'need REQUIREMENT'")
    elif on not in {"profile", "assessment"}:
        raise InvalidInputError(f"a comment cannot be on {on!r}; give 'assessment', 'profile' or 'need REQUIREMENT'")


def _numbers(numbers: Iterable[int]) -> str:
    return ", ".join(map(str, numbers)) or "none"
