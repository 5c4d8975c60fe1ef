"""Changes become entries and items: checked against what is there, chained, and written in as few statements as there are tables.

Facts: none. The caller holds the writers' lock, so what is read here is still true when it is written. A change that conflicts is left out
in memory, before anything is written: it harms no other caller of the transaction, which is what a savepoint each would do, for less.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, insert, select, tuple_, update

from commonsky.core.errors import ConflictError, InvalidInputError
from commonsky.store.canonical import NO_HASH, body_text, check_text, entry_hash, utc_text
from commonsky.store.rows import item_of
from commonsky.store.tables import ENTRY, ITEM

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sqlalchemy import Connection

    from commonsky.store.model import Change, Item

_KEYS_AT_ONCE = 400
#: In characters; an index of PostgreSQL takes some 2,700 bytes, and four is the most that a character needs.
_LONGEST = {"kind": 100, "id": 400, "state": 100, "actor": 400, "action": 100}
_UPDATE = (
    update(ITEM)
    .where(ITEM.c.kind == bindparam("of_kind"), ITEM.c.id == bindparam("of_id"))
    .values({name: bindparam(name) for name in ("revision", "state", "body", "changed_utc", "changed_by")})
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A change that can be stored: texts that are texts, the body as canonical JSON, the time as text or nothing."""

    kind: str
    id: str
    body: str
    state: str
    actor: str
    action: str
    reason: str
    expected: int
    at_utc: str


def draft(change: Change) -> Draft:
    """A change as it will be stored.

    Raises:
        InvalidInputError: if a text, the body, the time or the expected revision cannot be stored.
    """
    of = f"{change.kind} {change.id!r}"
    for name, longest in _LONGEST.items():
        check_text(getattr(change, name), f"{of}: {name}", needed=True, longest=longest)
    check_text(change.reason, f"{of}: reason")
    if not isinstance(change.expected, int) or change.expected < 0:
        raise InvalidInputError(f"{of}: expected is {change.expected!r}; give the revision that you saw, 0 where there must be none")
    return Draft(
        kind=change.kind,
        id=change.id,
        body=body_text(change.body, of),
        state=change.state,
        actor=change.actor,
        action=change.action,
        reason=change.reason,
        expected=change.expected,
        at_utc="" if change.at_utc is None else utc_text(change.at_utc),
    )


def append(connection: Connection, groups: Sequence[Sequence[Draft]]) -> list[tuple[Item, ...] | Exception]:
    """Write each group whole, or answer it with its conflict; later groups see what earlier ones wrote."""
    log = _Log(connection, {(d.kind, d.id) for group in groups for d in group})
    answers = [log.take(group) for group in groups]
    log.write(connection)
    return answers


class _Log:
    """The end of the log while a transaction adds to it, and the items that it touches."""

    def __init__(self, connection: Connection, keys: Iterable[tuple[str, str]]) -> None:
        newest = connection.execute(select(ENTRY.c.seq, ENTRY.c.hash).order_by(ENTRY.c.seq.desc()).limit(1)).one_or_none()
        self._seq: int = newest.seq if newest else 0
        self._hash: str = newest.hash if newest else NO_HASH
        self._now = utc_text(datetime.now(UTC))
        self._items = {(row["kind"], row["id"]): row for row in _items(connection, sorted(keys))}
        self._found = frozenset(self._items)
        self._entries: list[dict[str, Any]] = []

    def take(self, group: Sequence[Draft]) -> tuple[Item, ...] | Exception:
        """The items after a group's changes, or its conflict, after which nothing of the group remains."""
        seq, previous = self._seq, self._hash
        items: dict[tuple[str, str], Mapping[Any, Any]] = {}
        entries, answer = [], []
        for change in group:
            key = change.kind, change.id
            found = items.get(key) or self._items.get(key)
            if (found["revision"] if found else 0) != change.expected:
                return _conflict(change, found)
            seq += 1
            entry = self._entry(change, seq, previous)
            entries.append(entry)
            previous = entry["hash"]
            items[key] = _item(entry)
            answer.append(item_of(items[key]))
        self._items |= items
        self._entries += entries
        self._seq, self._hash = seq, previous
        return tuple(answer)

    def write(self, connection: Connection) -> None:
        """Put all that was taken into the tables."""
        changed = sorted({(e["kind"], e["id"]) for e in self._entries})
        made = [dict(self._items[key]) for key in changed if key not in self._found]
        kept = [_update(self._items[key]) for key in changed if key in self._found]
        if made:
            connection.execute(insert(ITEM), made)
        if kept:
            connection.execute(_UPDATE, kept)
        if self._entries:
            connection.execute(insert(ENTRY), self._entries)

    def _entry(self, change: Draft, seq: int, previous: str) -> dict[str, Any]:
        fields = {
            "seq": seq,
            "at_utc": change.at_utc or self._now,
            "actor": change.actor,
            "action": change.action,
            "reason": change.reason,
            "kind": change.kind,
            "id": change.id,
            "revision": change.expected + 1,
            "state": change.state,
            "body": change.body,
            "previous": previous,
        }
        return {**fields, "hash": entry_hash(fields)}


def _items(connection: Connection, keys: Sequence[tuple[str, str]]) -> Iterator[Mapping[Any, Any]]:
    for first in range(0, len(keys), _KEYS_AT_ONCE):
        wanted = tuple_(ITEM.c.kind, ITEM.c.id).in_(keys[first : first + _KEYS_AT_ONCE])
        yield from connection.execute(select(ITEM).where(wanted)).mappings()


def _item(entry: Mapping[str, Any]) -> dict[str, Any]:
    same = {name: entry[name] for name in ("kind", "id", "revision", "state", "body")}
    return {**same, "changed_utc": entry["at_utc"], "changed_by": entry["actor"]}


def _update(row: Mapping[Any, Any]) -> dict[str, Any]:
    changed = {name: row[name] for name in ("revision", "state", "body", "changed_utc", "changed_by")}
    return {"of_kind": row["kind"], "of_id": row["id"], **changed}


def _conflict(change: Draft, found: Mapping[Any, Any] | None) -> ConflictError:
    of = f"{change.kind} {change.id!r}"
    if found is None:
        return ConflictError(f"{of} is not there, revision {change.expected} was expected; to make it, expect revision 0")
    by = f"changed by {found['changed_by']} at {found['changed_utc']}"
    if change.expected == 0:
        return ConflictError(f"{of} is there already, at revision {found['revision']}, {by}; read it, or take another id")
    return ConflictError(f"{of} is at revision {found['revision']}, {by}; revision {change.expected} was expected; read it again")
