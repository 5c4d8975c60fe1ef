"""What the record holds and what it can do: values and small protocols, no database. Facts: none. Leaves out how it is stored.

An item is one thing as it is now, such as an alert; an entry is one change of it, for ever. Every change of an item is an entry.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, Self

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What somebody wants to write: the item's whole new body and state.

    Args:
        kind: such as ``alert``.
        id: of the item, unique within its kind.
        body: of what JSON can say; Decimal, dates and times are written as strings, NaN is refused.
        state: such as ``draft``; a word of the kind's own.
        actor: who does it.
        action: what is done, such as ``approve``.
        reason: why, in the actor's words.
        expected: revision that the writer saw; 0: the item must not exist yet.
        at_utc: aware time; None: when it is written.
    """

    kind: str
    id: str
    body: dict[str, Any]
    state: str
    actor: str
    action: str
    reason: str = ""
    expected: int = 0
    at_utc: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing as it is now; revisions count from 1."""

    kind: str
    id: str
    revision: int
    state: str
    body: dict[str, Any]
    changed_utc: datetime
    changed_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One row of the audit log: a change as it was made, chained to the row before.

    Args:
        seq: place in the log, from 1, without holes.
        previous: hash of the entry before, 64 zeros in the first.
        hash: SHA-256 over all the other fields, in hexadecimal; the exact bytes stand in docs/design/012-record.md.
    """

    seq: int
    at_utc: datetime
    actor: str
    action: str
    reason: str
    kind: str
    id: str
    revision: int
    state: str
    body: dict[str, Any]
    previous: str
    hash: str


class Reader(Protocol):
    """Reads what is, and how it came to be."""

    def read(self, kind: str, id: str) -> Item | None:  # noqa: A002 - the field's name
        """The item as it is now, or None where there is none."""

    def items(self, kind: str, *, state: str = "", prefix: str = "") -> tuple[Item, ...]:
        """All items of a kind in order of id (of its code points), in one state and with one beginning of the id where given."""

    def entries(self, kind: str = "", id: str = "", after: int = 0) -> Iterator[Entry]:  # noqa: A002 - the field's name
        """The log in its order: of one kind or one item where given, only those with a greater seq than `after`."""


class Writer(Protocol):
    """Writes changes."""

    def write(self, *changes: Change) -> tuple[Item, ...]:
        """Write all changes or none, in one transaction; returns when they would outlive a loss of power.

        Returns:
            The item after each change, in order.

        Raises:
            ConflictError: if an item is not at the revision that its change expected; nothing was written.
            InvalidInputError: if a change cannot be stored; nothing was written.
            OutputError: if the disk is full, read-only or held by another process, or the server is away; nothing was acknowledged.
        """


class Auditor(Protocol):
    """Shows whether the log and the items are what was written."""

    def head(self) -> str:
        """The newest entry as ``SEQ:HASH``, to be kept elsewhere; 64 zeros at 0 where the log is empty."""

    def verify(self, *, head: str = "") -> tuple[str, ...]:
        """Check the whole chain and each item; nothing returned means no fault.

        Args:
            head: a head that was kept elsewhere; the log must still hold it. Without it a log cut at its end, or written anew, may pass.

        Returns:
            A line for each fault.
        """


class Record(Reader, Writer, Auditor, Protocol):
    """The record, open; close it, or use it in a ``with`` statement."""

    def close(self) -> None:
        """Finish what is being written, then let go of files and connections."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *_: object) -> None: ...
