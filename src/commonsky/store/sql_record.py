"""The record on SQLite or PostgreSQL. Facts: design note 012. Leaves out large things: files lie in the archive."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from commonsky.core.errors import InvalidInputError
from commonsky.store.append import Draft, append, draft
from commonsky.store.audit import faults, newest_head, parse_head
from commonsky.store.canonical import check_text
from commonsky.store.connections import make_engine, steady_connection, write_connection
from commonsky.store.group_commit import GroupCommit
from commonsky.store.refusals import plainly, refusal
from commonsky.store.rows import entry_of, item_of
from commonsky.store.schema import bring_up_to_date
from commonsky.store.tables import ENTRY, ITEM

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from commonsky.store.model import Change, Entry, Item
    from commonsky.store.places import RecordPlace

_Group = tuple[Draft, ...]
_Items = tuple["Item", ...]
_ENTRIES_AT_ONCE = 500
_MOST_ENTRIES = 2**63 - 1  # both databases count no further


class SqlRecord:
    """The record at a place, open; safe to use from many threads, not across a fork. See `model.Record` for what each method does."""

    def __init__(self, place: RecordPlace) -> None:
        self._place = place
        self._engine = make_engine(place)
        self._writer: GroupCommit[_Group, _Items] = GroupCommit(self._commit)
        try:
            with plainly(place.name):
                bring_up_to_date(self._engine, place)
        except BaseException:
            self._engine.dispose()
            raise

    def write(self, *changes: Change) -> _Items:
        """Write all changes or none; returns when they are durable."""
        group = tuple(draft(change) for change in changes)
        return self._writer.submit(group) if group else ()

    def read(self, kind: str, id: str) -> Item | None:  # noqa: A002 - the field's name
        """The item as it is now, or None."""
        self._ready(kind=kind, id=id)
        with plainly(self._place.name), self._engine.connect() as connection:
            row = connection.execute(select(ITEM).where(ITEM.c.kind == kind, ITEM.c.id == id)).mappings().one_or_none()
        return None if row is None else item_of(row)

    def items(self, kind: str, *, state: str = "", prefix: str = "") -> _Items:
        """All items of a kind in order of id."""
        self._ready(kind=kind, state=state, prefix=prefix)
        query = select(ITEM).where(ITEM.c.kind == kind).order_by(ITEM.c.id)
        if state:
            query = query.where(ITEM.c.state == state)
        if prefix:
            query = query.where(ITEM.c.id >= prefix)
            end = _after_all(prefix)
            query = query.where(ITEM.c.id < end) if end else query
        with plainly(self._place.name), self._engine.connect() as connection:
            return tuple(item_of(row) for row in connection.execute(query).mappings())

    def entries(self, kind: str = "", id: str = "", after: int = 0) -> Iterator[Entry]:  # noqa: A002 - the field's name
        """The log in its order, read in pages so that a long look holds nobody up."""
        self._ready(kind=kind, id=id)
        if not 0 <= after <= _MOST_ENTRIES:
            raise InvalidInputError(f"there is no entry {after} to read after; give 0 to {_MOST_ENTRIES}")
        query = select(ENTRY).order_by(ENTRY.c.seq).limit(_ENTRIES_AT_ONCE)
        if kind:
            query = query.where(ENTRY.c.kind == kind)
        if id:
            query = query.where(ENTRY.c.id == id)
        while True:
            with plainly(self._place.name), self._engine.connect() as connection:
                page = [entry_of(row) for row in connection.execute(query.where(ENTRY.c.seq > after)).mappings()]
            yield from page
            if len(page) < _ENTRIES_AT_ONCE:
                return
            after = page[-1].seq

    def head(self) -> str:
        """The newest entry as SEQ:HASH, to be kept elsewhere."""
        self._ready()
        with plainly(self._place.name), self._engine.connect() as connection:
            return newest_head(connection)

    def verify(self, *, head: str = "") -> tuple[str, ...]:
        """A line for each fault of the chain and the items, as of one moment."""
        self._ready()
        kept = parse_head(head) if head else None
        with plainly(self._place.name), steady_connection(self._engine) as connection:
            return tuple(faults(connection, kept))

    def close(self) -> None:
        """Finish what is being written, then let go."""
        self._writer.close()
        self._engine.dispose(close=not self._writer.is_forked)  # a parent's connections are not a child's to close

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _ready(self, **texts: str) -> None:
        """Refuse where the record is closed or forked, or what is looked for is no text."""
        self._writer.check()
        for name, value in texts.items():
            check_text(value, name)

    def _commit(self, groups: Sequence[_Group]) -> Sequence[_Items | Exception]:
        """Write groups in one transaction; where one of them breaks it, each in its own."""
        with plainly(self._place.name), write_connection(self._engine, self._place) as connection:
            try:
                answers = append(connection, groups)
            except SQLAlchemyError as error:
                if len(groups) == 1:
                    return [refusal(error, self._place.name)]
            else:
                connection.commit()  # an error here is everybody's: whether it is on the disk is not known, so nothing is acknowledged
                return answers
        return [self._alone(group) for group in groups]

    def _alone(self, group: _Group) -> _Items | Exception:
        try:
            return self._commit([group])[0]
        except Exception as error:  # noqa: BLE001 - it belongs to this group's caller, not to the next one's
            return error


def _after_all(prefix: str) -> str:
    """The first text after all that begin so, by code points; nothing where there is none.

    >>> _after_all("SLB-")
    'SLB.'
    """
    for place in range(len(prefix) - 1, -1, -1):
        code = ord(prefix[place])
        if code < 0x10FFFF:
            return prefix[:place] + chr(0xE000 if code == 0xD7FF else code + 1)  # surrogates are no characters
    return ""
