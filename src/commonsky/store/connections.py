"""Engines and write transactions: how each database is made to keep what it says it kept, and to let one writer in at a time.

Facts: sqlite.org/wal.html, sqlite.org/pragma.html; PostgreSQL 17 documentation, 13.3.5 (advisory locks), 20.5.1 (synchronous_commit).
SQLite from 3.7.0 to 3.51.2 can damage a file in rare cases where one connection writes while another copies the write-ahead log back
(sqlite.org/wal.html#walresetbug). So writers also hold a lock file, through the commit and the copying that may follow it.
"""

from __future__ import annotations

import os
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any

from sqlalchemy import Engine, create_engine, event, text

from commonsky.core.errors import OutputError
from commonsky.store.turns import file_turn

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Connection

    from commonsky.store.places import RecordPlace

#: How long a writer waits for another process, in seconds.
PATIENCE_S = 30.0
#: Number of the advisory lock that writers of a database's record hold; any constant would do.
_LOCK = 0x636F6D6D6F6E736B
_PRAGMAS = (f"busy_timeout={int(PATIENCE_S * 1000)}", "synchronous=FULL", "foreign_keys=ON", "fullfsync=ON", "checkpoint_fullfsync=ON")


def make_engine(place: RecordPlace) -> Engine:
    """An engine whose connections are set for durable commits; nothing is opened yet."""
    if place.file is not None:
        engine = create_engine(place.url, connect_args={"isolation_level": None})
        event.listen(engine, "connect", _set_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    wait = {} if "connect_timeout" in place.url.query else {"connect_timeout": 10}
    engine = create_engine(place.url, isolation_level="READ COMMITTED", pool_pre_ping=True, connect_args=wait)
    event.listen(engine, "connect", _set_postgresql)
    return engine


@contextmanager
def write_turn(place: RecordPlace, patience_s: float = PATIENCE_S) -> Iterator[None]:
    """The turn to write a SQLite file, which one connection at a time has; on a server this waits for nothing.

    Raises:
        OutputError: if another process keeps the turn too long, or the folder is read-only.
    """
    with ExitStack() as held:
        if place.file is not None:
            _take_turn(held, place, place.file, patience_s)
        yield


@contextmanager
def write_connection(engine: Engine, place: RecordPlace, patience_s: float = PATIENCE_S) -> Iterator[Connection]:
    """A connection in a transaction that no other writer's overlaps; the block commits, or it is rolled back."""
    with write_turn(place, patience_s), engine.connect().execution_options(record_writes=True) as connection:
        connection.begin()
        if place.file is None:
            wait = f"set_config('lock_timeout', '{patience_s * 1000:.0f}ms', true)"
            connection.execute(text(f"SELECT {wait}, pg_advisory_xact_lock({_LOCK})"))
        yield connection


@contextmanager
def steady_connection(engine: Engine) -> Iterator[Connection]:
    """A connection that sees one moment of the record, whatever is written meanwhile."""
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            connection.execution_options(isolation_level="REPEATABLE READ")
        with connection.begin():
            yield connection


def sync_folder(folder: Path) -> None:
    """Make the names in a folder outlive a loss of power."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _take_turn(held: ExitStack, place: RecordPlace, file: Path, patience_s: float) -> None:
    try:
        held.enter_context(file_turn(file.with_name(f"{file.name}-lock"), patience_s))
    except TimeoutError as error:
        raise OutputError(f"the record {place.name}: another process holds it for too long; stop that one, or try again") from error
    except OSError as error:
        raise OutputError(f"the record {place.name}: cannot write beside it: {error.strerror}; make its folder writable") from error


def _set_sqlite(connection: Any, _: object) -> None:
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}").close()


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("record_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _set_postgresql(connection: Any, _: object) -> None:
    """A commit must be on the disk when it returns, whatever the server's setting."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'")
    connection.commit()
