"""Roadmaps in the record: taken up, milestones reached with evidence, moved with a reason. Facts: none. Leaves out drawing them."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any

from commonsky.core.errors import ConflictError, InvalidInputError
from commonsky.partnership import roadmap as rules
from commonsky.partnership.actions import Evidence
from commonsky.partnership.fields import made
from commonsky.partnership.roadmap import Roadmap, packaged_roadmap
from commonsky.store.model import Change
from commonsky.workflows.actions import file_hash
from commonsky.workflows.partnership_record import alter, find, now, who

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from commonsky.store.model import Item, Record

KIND = "roadmap"


def take_up(record: Record, path: Path | None, *, by: str) -> tuple[Roadmap, Item]:
    """Write a roadmap into the record: the shipped example, or one of a TOML file.

    Raises:
        InvalidInputError: if the file is no roadmap, a milestone in it is not open, or one of its id is on record already.
    """
    by, found = who(by), packaged_roadmap() if path is None else read_roadmap(path)
    rules.check_untouched(found)
    change = Change(kind=KIND, id=found.id, body=found.model_dump(mode="json"), state="kept", actor=by, action="take up")
    try:
        return found, record.write(change)[0]
    except ConflictError as error:
        raise InvalidInputError(f"roadmap {found.id} is on record already; give the other one another id") from error


def shown(record: Record, name: str) -> tuple[Roadmap, Item | None]:
    """A roadmap of the record, or the shipped example where the record has none of that id."""
    if record.read(KIND, name) is None and name == packaged_roadmap().id:
        return packaged_roadmap(), None
    return find(record, KIND, name)


def reach(record: Record, name: str, milestone: str, what: str, where: str, on: date | None, *, by: str) -> tuple[Roadmap, Item]:
    """A milestone reached, with what shows it and where that is.

    Args:
        record, name, milestone: which one.
        what, where: the evidence.
        on: day on which it was reached; None: today, UTC.
        by: who says so.
    """
    by, digest = who(by), file_hash(where)

    def rule(roadmap: Roadmap, at: Any) -> Roadmap:
        moment = max(at, now())
        proof = made(Evidence, {"what": what, "where": where, "by": by, "at_utc": moment, "sha256": digest}, "evidence")
        return roadmap.replaced(rules.reach(roadmap.milestone(milestone), proof, on or moment.date(), today=moment.date()))

    return alter(record, KIND, name, rule, by=by, did=f"reach {milestone}", reason=what)


def move(record: Record, name: str, milestone: str, due: date, reason: str, *, by: str) -> tuple[Roadmap, Item]:
    """Another date for a milestone, with a reason; the earlier one is kept."""
    by = who(by)
    rule = lambda roadmap, _: roadmap.replaced(rules.move(roadmap.milestone(milestone), due, reason))  # noqa: E731 - one rule, one line
    return alter(record, KIND, name, rule, by=by, did=f"move {milestone} to {due}", reason=reason)


def begin(record: Record, name: str, milestone: str, *, by: str) -> tuple[Roadmap, Item]:
    """A milestone under way."""
    by = who(by)
    rule = lambda roadmap, _: roadmap.replaced(rules.begin(roadmap.milestone(milestone)))  # noqa: E731 - one rule, one line
    return alter(record, KIND, name, rule, by=by, did=f"begin {milestone}")


def drop(record: Record, name: str, milestone: str, reason: str, *, by: str) -> tuple[Roadmap, Item]:
    """A milestone given up, with a reason."""
    by = who(by)
    rule = lambda roadmap, _: roadmap.replaced(rules.drop(roadmap.milestone(milestone), reason))  # noqa: E731 - one rule, one line
    return alter(record, KIND, name, rule, by=by, did=f"drop {milestone}", reason=reason)


def read_roadmap(path: Path) -> Roadmap:
    """A roadmap of a TOML file.

    Raises:
        InvalidInputError: if it cannot be read, or makes no sense.
    """
    try:
        values = tomllib.loads(path.read_text("utf-8-sig"))
    except OSError as error:
        raise InvalidInputError(f"cannot read {path}: {error.strerror}; give a TOML file") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InvalidInputError(f"{path} is no TOML: {error}") from error
    return made(Roadmap, values, path.name)
