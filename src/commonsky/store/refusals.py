"""What a database says when it cannot, as one clear line of ours.

Facts: sqlite.org/rescode.html; PostgreSQL 17 documentation, appendix A (SQLSTATE). Leaves out retrying: who calls decides.
"""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from commonsky.core.errors import CommonskyError, InvalidInputError, OutputError

if TYPE_CHECKING:
    from collections.abc import Iterator

_SAFE = "what was acknowledged is safe"
#: By the beginning of SQLite's name of the error, or of PostgreSQL's SQLSTATE: our error, and what it says after the place.
_KNOWN: tuple[tuple[str, type[CommonskyError], str], ...] = (
    ("SQLITE_FULL", OutputError, f"the disk is full; make room, {_SAFE}"),
    ("SQLITE_IOERR", OutputError, f"the disk refuses (full, over a quota, or broken); make room, {_SAFE}"),
    ("SQLITE_READONLY", OutputError, "it is read-only; make the file and its folder writable, or name another as COMMONSKY_RECORD"),
    ("SQLITE_CANTOPEN", OutputError, "it cannot be opened; make the file and its folder writable, or name another as COMMONSKY_RECORD"),
    ("SQLITE_BUSY", OutputError, "another process holds it for too long; stop that one, or try again"),
    ("SQLITE_LOCKED", OutputError, "another process holds it for too long; stop that one, or try again"),
    ("SQLITE_NOTADB", InvalidInputError, "it is no SQLite database; name another file"),
    ("SQLITE_CORRUPT", InvalidInputError, "the file is damaged; bring back a backup"),
    ("SQLITE_TOOBIG", InvalidInputError, "a body is too long for one row; keep large things in files and write their names"),
    ("53100", OutputError, f"the server's disk is full; make room, {_SAFE}"),
    ("55P03", OutputError, "another process holds it for too long; stop that one, or try again"),
    ("25006", OutputError, "the server is read-only; name the one that takes writes as COMMONSKY_RECORD"),
    ("42501", OutputError, "the user of the database may not do that; grant it, or name another user in the URL"),
    ("54000", InvalidInputError, "a body is too long for one row; keep large things in files and write their names"),
    ("28", InvalidInputError, "the server refuses this user or password; mend the URL"),
    ("3D000", InvalidInputError, "there is no such database on the server; make it with createdb"),
)


@contextmanager
def plainly(place: str) -> Iterator[None]:
    """Turn a database's error within the block into one of ours, about the record at `place`."""
    try:
        yield
    except SQLAlchemyError as error:
        raise refusal(error, place) from error


def refusal(error: SQLAlchemyError, place: str) -> CommonskyError:
    """Our error for a database's."""
    cause = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    code = _code(cause)
    for beginning, ours, text in _KNOWN:
        if code.startswith(beginning):
            return ours(f"the record {place}: {text}")
    said = " ".join(str(cause).split("\n\n")[0].split())
    return OutputError(f"the record {place}: {said[:300]}; {_SAFE}")


def _code(cause: BaseException) -> str:
    if isinstance(cause, sqlite3.Error):
        return str(getattr(cause, "sqlite_errorname", ""))
    return str(getattr(cause, "sqlstate", "") or "")
