"""Rows of the tables as values of the record. Facts: none."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

from commonsky.core.errors import InvalidInputError
from commonsky.store.model import Entry, Item

if TYPE_CHECKING:
    from collections.abc import Mapping


def item_of(row: Mapping[Any, Any]) -> Item:
    """A row of the items, read."""
    body, changed = _read(row, "changed_utc")
    return Item(
        kind=row["kind"],
        id=row["id"],
        revision=row["revision"],
        state=row["state"],
        body=body,
        changed_utc=changed,
        changed_by=row["changed_by"],
    )


def entry_of(row: Mapping[Any, Any]) -> Entry:
    """A row of the log, read."""
    body, at = _read(row, "at_utc")
    return Entry(
        seq=row["seq"],
        at_utc=at,
        actor=row["actor"],
        action=row["action"],
        reason=row["reason"],
        kind=row["kind"],
        id=row["id"],
        revision=row["revision"],
        state=row["state"],
        body=body,
        previous=row["previous"],
        hash=row["hash"],
    )


def _read(row: Mapping[Any, Any], time: str) -> tuple[dict[str, Any], datetime]:
    try:
        return json.loads(row["body"]), datetime.fromisoformat(row[time])
    except (ValueError, TypeError) as error:
        of = f"{row['kind']} {row['id']!r}"
        raise InvalidInputError(
            f"{of} at revision {row['revision']}: what is stored is no longer what was written; verify the record"
        ) from error
