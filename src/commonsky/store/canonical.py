"""One text for one value, and the hash of an entry over it. Facts: RFC 8785 (JSON Canonicalization Scheme), FIPS 180-4 (SHA-256).

A body is stored as text and the hash takes that text as a string. So whoever verifies never prints a number but a counting one, and what
RFC 8785 says of floating-point numbers and of the order of keys outside ASCII does not matter to the chain.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from math import isfinite
from typing import Any

from commonsky.core.errors import InvalidInputError

#: What stands as the hash before the first entry.
NO_HASH = "0" * 64
#: The fields of an entry that its hash covers.
HASHED = ("seq", "at_utc", "actor", "action", "reason", "kind", "id", "revision", "state", "body", "previous")


def canonical(value: Any) -> str:
    """JSON without spaces, keys in order, nothing escaped but what must be.

    >>> canonical({"b": 1, "a": "é"})
    '{"a":"é","b":1}'
    """
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def entry_hash(fields: Mapping[Any, Any]) -> str:
    """SHA-256 of an entry as it is stored: texts and counting numbers, the body as its text.

    >>> entry_hash(dict.fromkeys(HASHED, ""))[:12]
    'ec31ab9d41e4'
    """
    return hashlib.sha256(canonical({name: fields[name] for name in HASHED}).encode()).hexdigest()


def body_text(body: Any, of: str) -> str:
    """A change's body as the text that is stored.

    Args:
        body: a dictionary of what JSON can say, of Decimal, dates and aware times.
        of: what the change is of, for the message.

    Raises:
        InvalidInputError: if a value has no such text, or the dictionary holds itself.

    >>> body_text({"price": Decimal("1.50"), "day": date(2026, 11, 1)}, "offer 'a'")
    '{"day":"2026-11-01","price":"1.50"}'
    """
    if not isinstance(body, dict):
        raise InvalidInputError(f"{of}: the body is a {type(body).__name__}; give a dictionary")
    try:
        text = canonical(_plain(body))
        text.encode()
    except (ValueError, RecursionError) as error:
        reason = "it is nested too deep, or holds itself" if isinstance(error, RecursionError) else str(error)
        raise InvalidInputError(f"{of}: the body cannot be stored: {reason}") from error
    return text


def check_text(value: object, name: str, *, needed: bool = False, longest: int | None = None) -> None:
    """Refuse what is no text that both databases can hold.

    Args:
        value: what was given.
        name: of what it is, for the message.
        needed: whether it may not be empty.
        longest: in characters; None: any length.

    Raises:
        InvalidInputError: if it is no text, empty where needed, too long, or has NUL or half a surrogate pair in it.
    """
    if not isinstance(value, str) or "\0" in value or (needed and not value):
        raise InvalidInputError(f"{name} is {value!r:.80}; give {'a text that is not empty' if needed else 'a text'}, without NUL")
    if longest is not None and len(value) > longest:
        raise InvalidInputError(f"{name} has {len(value)} characters; give at most {longest}")
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise InvalidInputError(f"{name} is no Unicode text: {error.reason}") from error


def utc_text(moment: datetime) -> str:
    """An aware time as the record writes it: UTC to the microsecond, 27 characters.

    >>> utc_text(datetime(2026, 11, 1, 6, 30, tzinfo=UTC))
    '2026-11-01T06:30:00.000000Z'
    """
    if moment.tzinfo is None:
        raise InvalidInputError(f"the time {moment.isoformat()} has no zone; give it one, such as datetime.UTC")
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def _plain(value: Any) -> Any:
    """A value as JSON knows it."""
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, Mapping):
        for key in value:
            if not isinstance(key, str):
                raise InvalidInputError(f"the key {key!r:.80} is no string")
        return {key: _plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    return _scalar(value)


def _scalar(value: Any) -> str | float:
    if isinstance(value, datetime):
        return utc_text(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float | Decimal):
        if not isfinite(value):
            raise InvalidInputError(f"{value} is no number that JSON knows; leave it out, or write null")
        return str(value) if isinstance(value, Decimal) else value
    raise InvalidInputError(f"{value!r:.80} is a {type(value).__name__}; give text, numbers, lists, dictionaries, dates or null")
