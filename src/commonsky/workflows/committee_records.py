"""Assessments, actions and roadmaps as they stood at the end of a day, read from the log up to one entry of it. Facts: none.

Whatever is written while the log is read is left out, so that values, revisions, hashes and head agree. Leaves out what is counted.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from commonsky.partnership.fields import made
from commonsky.workflows.partnership_record import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from commonsky.partnership.actions import Action
    from commonsky.partnership.roadmap import Roadmap
    from commonsky.partnership.versions import Assessment
    from commonsky.store.model import Entry, Record

    Held = tuple[Assessment, Entry]
    Acted = tuple[Action, Entry]
    Mapped = tuple[Roadmap, Entry]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stood:
    """What stood at the end of a day, each with the entry of the log that made it so, by id as people count.

    Args:
        head: the newest entry of the log when it was read, as SEQ:HASH.
        assessments, actions, roadmaps: with their entries.
    """

    head: str
    assessments: tuple[Held, ...]
    actions: tuple[Acted, ...]
    roadmaps: tuple[Mapped, ...]


def stood(record: Record, day: date) -> Stood:
    """What stood at the end of a day.

    Args:
        record: whose log is read, up to the entry that is its newest now.
        day: UTC.

    Raises:
        InvalidInputError: if an entry is no assessment, action or roadmap.
    """
    head = record.head()
    last_seq = int(head.partition(":")[0])
    end_utc = datetime.combine(day + timedelta(days=1), time(), UTC)
    rows = {kind: _rows(record.entries(kind), last_seq, end_utc) for kind in ("assessment", "action", "roadmap")}
    return Stood(head=head, assessments=rows["assessment"], actions=rows["action"], roadmaps=rows["roadmap"])


def by_number(name: str) -> list[tuple[int, int | str]]:
    """A key that sorts names as people count.

    >>> sorted(["FJI-A10", "FJI-A2", "SDG 13.1", "SDG 6.6.1"], key=by_number)
    ['FJI-A2', 'FJI-A10', 'SDG 6.6.1', 'SDG 13.1']
    """
    return [(0, int(part)) if part.isdecimal() else (1, part) for part in re.split(r"(\d+)", name)]


def _rows(entries: Iterable[Entry], last_seq: int, end_utc: datetime) -> tuple[Any, ...]:
    """The values of the last entry of each item before a time, with that entry."""
    last: dict[str, Entry] = {}
    for entry in entries:
        if entry.seq > last_seq:
            break
        if entry.at_utc < end_utc:
            last[entry.id] = entry
    held = sorted(last.values(), key=lambda entry: by_number(entry.id))
    return tuple((made(KINDS[entry.kind], entry.body, f"{entry.kind} {entry.id} on record"), entry) for entry in held)
