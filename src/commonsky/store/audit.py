"""What is wrong with a record: its chain link by link, and each item against its last entry. Facts: design note 012.

Leaves out who did it: a chain shows that something was changed and where, not by whom.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, func, or_, select

from commonsky.core.errors import InvalidInputError
from commonsky.store.canonical import NO_HASH, entry_hash
from commonsky.store.tables import ENTRY, ITEM

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sqlalchemy import Connection

_AT_ONCE = 1000
#: An item's fields beside the entry's that they must equal.
_SAME = {"state": "state", "body": "body", "changed_utc": "at_utc", "changed_by": "actor"}


def newest_head(connection: Connection) -> str:
    """The newest entry as SEQ:HASH."""
    newest = connection.execute(select(ENTRY.c.seq, ENTRY.c.hash).order_by(ENTRY.c.seq.desc()).limit(1)).one_or_none()
    return f"{newest.seq}:{newest.hash}" if newest else f"0:{NO_HASH}"


def parse_head(text: str) -> tuple[int, str]:
    """A head's place in the log, and its hash.

    >>> parse_head("3:" + "a" * 64)[0]
    3
    """
    found = re.fullmatch(r"\s*(\d{1,18}):([0-9a-fA-F]{64})\s*", text, re.ASCII)
    if not found:
        raise InvalidInputError(f"{text!r:.80} is no head of a log; give SEQ:HASH as it was printed, the hash of 64 hexadecimal digits")
    return int(found[1]), found[2].lower()


def faults(connection: Connection, kept: tuple[int, str] | None = None) -> Iterator[str]:
    """A line for each fault, those of the chain first.

    Args:
        connection: one that sees a single moment.
        kept: place and hash of a head that was kept elsewhere.
    """
    yield from _chain_faults(connection)
    if kept is not None:
        yield from _head_faults(connection, *kept)
    yield from _item_faults(connection)
    yield from _history_faults(connection)


def _chain_faults(connection: Connection) -> Iterator[str]:
    last, last_hash = 0, NO_HASH
    rows = connection.execute(select(ENTRY).order_by(ENTRY.c.seq), execution_options={"yield_per": _AT_ONCE})
    for row in rows.mappings():
        seq = row["seq"]
        if seq > last + 1:
            yield f"entry {last + 1} is missing" if seq == last + 2 else f"entries {last + 1} to {seq - 1} are missing"
        elif seq <= last:
            yield f"entry {seq} has a number that no entry has"
        elif row["previous"] != last_hash:
            names = f"it names {row['previous']!s:.12}… as the hash before, that is {last_hash!s:.12}…"
            yield f"entry {seq} does not follow entry {last}: {names}"
        if (made := _hash(row)) != row["hash"]:
            yield f"entry {seq} was changed: it says its hash is {row['hash']!s:.12}…, its contents give {made:.12}…"
        last, last_hash = seq, row["hash"]


def _hash(row: Mapping[Any, Any]) -> str:
    try:
        return entry_hash(row)
    except (TypeError, ValueError):
        return "nothing, since they are no text"


def _head_faults(connection: Connection, seq: int, kept: str) -> Iterator[str]:
    if seq == 0:
        if kept != NO_HASH:
            yield f"the head that was kept, 0:{kept:.12}…, is of no log"
        return
    found = connection.execute(select(ENTRY.c.hash).where(ENTRY.c.seq == seq)).scalar()
    if found is None:
        newest = connection.execute(select(func.max(ENTRY.c.seq))).scalar() or 0
        yield f"entry {seq}, whose hash was kept, is not there; the log ends at entry {newest}: its end was cut off"
    elif found != kept:
        yield f"entry {seq} is not the one whose hash was kept: that was {kept:.12}…, here it is {found!s:.12}…; the log was written anew"


def _item_faults(connection: Connection) -> Iterator[str]:
    """Items that do not equal their last entry, or have none."""
    last = select(ENTRY.c.kind, ENTRY.c.id, func.max(ENTRY.c.revision).label("last")).group_by(ENTRY.c.kind, ENTRY.c.id).subquery()
    entry = ENTRY.alias()
    differs = or_(last.c.last.is_(None), last.c.last != ITEM.c.revision, *(ITEM.c[i] != entry.c[e] for i, e in _SAME.items()))
    found = (
        select(ITEM, last.c.last, entry.c.seq, *(entry.c[e].label(f"entry_{i}") for i, e in _SAME.items()))
        .outerjoin(last, and_(last.c.kind == ITEM.c.kind, last.c.id == ITEM.c.id))
        .outerjoin(entry, and_(entry.c.kind == ITEM.c.kind, entry.c.id == ITEM.c.id, entry.c.revision == last.c.last))
        .where(differs)
        .order_by(ITEM.c.kind, ITEM.c.id)
    )
    for row in connection.execute(found, execution_options={"yield_per": _AT_ONCE}).mappings():
        of = f"{row['kind']} {row['id']!r}"
        if row["last"] is None:
            yield f"{of} has no entry in the log"
        elif row["last"] != row["revision"]:
            yield f"{of} is at revision {row['revision']}, its last entry ({row['seq']}) at {row['last']}"
        else:
            names = ", ".join(name for name in _SAME if row[name] != row[f"entry_{name}"])
            yield f"{of} does not equal its last entry ({row['seq']}): {names}"


def _history_faults(connection: Connection) -> Iterator[str]:
    """Entries of items that are not there, and revisions that are not counted from 1 without holes."""
    count, last = func.count().label("count"), func.max(ENTRY.c.revision).label("last")
    story = select(ENTRY.c.kind, ENTRY.c.id, count, last, func.min(ENTRY.c.revision).label("first"))
    history = story.group_by(ENTRY.c.kind, ENTRY.c.id).subquery()
    found = (
        select(history, ITEM.c.revision)
        .outerjoin(ITEM, and_(ITEM.c.kind == history.c.kind, ITEM.c.id == history.c.id))
        .where(or_(ITEM.c.id.is_(None), history.c.count != history.c.last, history.c.first != 1))
        .order_by(history.c.kind, history.c.id)
    )
    for row in connection.execute(found, execution_options={"yield_per": _AT_ONCE}).mappings():
        of = f"{row['kind']} {row['id']!r}"
        if row["revision"] is None:
            yield f"{of} has entries in the log, the item is not there"
        if row["count"] != row["last"] or row["first"] != 1:
            yield f"{of} has {row['count']} entries, of revisions {row['first']} to {row['last']}"
