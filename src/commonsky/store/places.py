"""Where a record is: a file or a server, from a path, a URL, the environment or the XDG folder.

Facts: none but own_file's. Leaves out records in memory: what is acknowledged must outlive the process.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from commonsky.core.errors import InvalidInputError, MissingExtraError
from commonsky.store.own_file import WOULD_WORK, own_file


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordPlace:
    """A record's place: the URL for the driver, what people read of it (without a password), and the file where it is one."""

    url: URL
    name: str
    file: Path | None = None


def find_place(given: str | Path | None = None) -> RecordPlace:
    """The place that is meant.

    Args:
        given: a path or URL; None: $COMMONSKY_RECORD, else record.sqlite in $COMMONSKY_DATA, in $XDG_DATA_HOME/commonsky or in
            ~/.local/share/commonsky.

    Raises:
        InvalidInputError: if the URL is of neither database, or names no file.
        MissingExtraError: if PostgreSQL is meant and its driver is not installed.

    >>> find_place("postgresql://ana:secret@db.example/warnings").name if _has_driver() else "postgresql://ana:***@db.example/warnings"
    'postgresql://ana:***@db.example/warnings'
    """
    text = str(given) if given is not None else os.environ.get("COMMONSKY_RECORD") or str(own_file())
    if "://" not in text:
        return _file(text)
    try:
        url = make_url(text)
    except (ArgumentError, ValueError) as error:
        raise InvalidInputError(f"{_masked(text)} is no URL of a record; {WOULD_WORK}") from error
    if url.drivername == "sqlite":
        return _file(url.database or "")
    if url.drivername in {"postgresql", "postgres", "postgresql+psycopg"}:
        return _server(url)
    raise InvalidInputError(f"{url.drivername}:// is no place for a record; {WOULD_WORK}")


def _file(text: str) -> RecordPlace:
    if not text.strip() or text == ":memory:" or "\0" in text:
        raise InvalidInputError(f"{text!r} names no file for a record; {WOULD_WORK}")
    try:
        path = Path(text).expanduser().absolute()
    except RuntimeError as error:
        raise InvalidInputError(f"{text}: no home folder is known; {WOULD_WORK}") from error
    if path.is_dir():
        raise InvalidInputError(f"{path} is a folder; give a file, such as {path / 'record.sqlite'}")
    return RecordPlace(url=URL.create("sqlite", database=str(path)), name=str(path), file=path)


def _server(url: URL) -> RecordPlace:
    if not _has_driver():
        raise MissingExtraError("a record on PostgreSQL", "postgres")
    name = url.set(drivername="postgresql", query={}).render_as_string(hide_password=True)
    return RecordPlace(url=url.set(drivername="postgresql+psycopg"), name=name)


def _has_driver() -> bool:
    try:
        import psycopg  # noqa: F401 - its library in C may lack even where the package is found
    except ImportError:
        return False
    return True


def _masked(text: str) -> str:
    """What was given, without what may be a password."""
    scheme, _, rest = text.partition("://")
    return f"{scheme}://{rest.rpartition('@')[2]}"
