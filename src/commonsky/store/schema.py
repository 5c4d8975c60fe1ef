"""The record's schema: made where there is none, brought up to date where it is older, refused where it is newer.

Facts: the versions in `store/migrations`, run by Alembic. Leaves out going back: the copy made before a step is the way back.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Engine, inspect, text
from sqlalchemy.exc import DBAPIError

from commonsky.core.errors import InvalidInputError, OutputError
from commonsky.store.connections import sync_folder, write_connection, write_turn
from commonsky.store.tables import NEWEST, VERSION_TABLE

if TYPE_CHECKING:
    from alembic.script import ScriptDirectory
    from sqlalchemy import Connection

    from commonsky.store.places import RecordPlace


def bring_up_to_date(engine: Engine, place: RecordPlace, version: str = NEWEST) -> None:
    """Make the schema, or step it up to a version; a SQLite file that holds a record is copied first.

    Raises:
        InvalidInputError: if the record is of a newer version than this code, or the file is some other program's.
        OutputError: if the place cannot be written.
    """
    if place.file is not None and not place.file.exists():
        _make_folder(place.file.parent)
    elif _is_ready(engine, place, version):
        return
    _write_ahead(engine, place)
    with write_connection(engine, place) as connection:
        found = schema_version(connection)
        _refuse_others(connection, place, found)
        if found != version:
            if found is not None and place.file is not None:
                _copy(place.file, found)
            _step(connection, found, version)
        connection.commit()
    if place.file is not None:
        sync_folder(place.file.parent)
    else:
        _add_postgis(engine)


def schema_version(connection: Connection) -> str | None:
    """The version of the schema that is there, or None where there is no record."""
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    found = connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar()  # noqa: S608 - a constant of ours
    return None if found is None else str(found)


def postgis_version(connection: Connection) -> str:
    """The version of PostGIS in a database of PostgreSQL, or nothing where it is not enabled."""
    return str(connection.execute(text("SELECT extversion FROM pg_extension WHERE extname = 'postgis'")).scalar() or "")


def known_versions() -> tuple[str, ...]:
    """All versions that this code knows, oldest first."""
    return tuple(script.revision for script in reversed(list(_scripts().walk_revisions())))


def _is_ready(engine: Engine, place: RecordPlace, version: str) -> bool:
    with engine.connect() as connection:
        found = schema_version(connection)
        _refuse_others(connection, place, found)
        ahead = place.file is None or connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        return ahead and found == version


def _refuse_others(connection: Connection, place: RecordPlace, found: str | None) -> None:
    if found not in {None, NEWEST} and found not in known_versions():
        raise InvalidInputError(
            f"the record {place.name} is of version {found}, this commonsky knows up to {NEWEST}; update it: pip install -U commonsky"
        )
    if found is None and place.file is not None and inspect(connection).get_table_names():
        raise InvalidInputError(f"{place.name} is another program's database, no record; name another file")
    if place.file is None and connection.execute(text("SHOW server_encoding")).scalar() != "UTF8":
        raise InvalidInputError(
            f"the database {place.name} is not in UTF-8; make one with: createdb --encoding UTF8 --template template0 NAME"
        )


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"cannot make the folder {folder} for the record: {error.strerror}; name another as COMMONSKY_RECORD") from error


def _write_ahead(engine: Engine, place: RecordPlace) -> None:
    """Set SQLite's write-ahead log, which the file remembers."""
    if place.file is None:
        return
    with write_turn(place), engine.connect() as connection:
        raw = connection.connection.cursor()
        found = raw.execute("PRAGMA journal_mode=WAL").fetchone()[0]
        raw.close()
    if found != "wal":
        raise OutputError(f"the record {place.name}: this file system cannot share memory between processes; name a file on a local disk")


def _copy(file: Path, version: str) -> None:
    """A copy of the file as it is before it is changed, whole on the disk when this returns."""
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%fZ")
    backup = file.with_name(f"{file.name}.version-{version}.{stamp}.backup")
    try:
        with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(backup)) as target:
            source.backup(target)
        sync_folder(file.parent)
    except (sqlite3.Error, OSError) as error:
        backup.unlink(missing_ok=True)
        raise OutputError(f"the record {file} must be brought up to date, and no copy could be made before: {error}; make room") from error


def _step(connection: Connection, found: str | None, version: str) -> None:
    from alembic.migration import MigrationContext
    from alembic.operations import Operations

    scripts = _scripts()
    context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE})
    with Operations.context(context):
        for script in reversed(list(scripts.iterate_revisions(version, found or "base"))):
            script.module.upgrade()
            context.stamp(scripts, script.revision)


def _scripts() -> ScriptDirectory:
    from alembic.script import ScriptDirectory as Directory

    return Directory(str(Path(__file__).parent / "migrations"))


def _add_postgis(engine: Engine) -> None:
    """Enable PostGIS where the server has it and the user may; these tables do without."""
    try:
        with engine.begin() as connection:
            if connection.execute(text("SELECT 1 FROM pg_available_extensions WHERE name = 'postgis'")).scalar():
                connection.execute(text("CREATE EXTENSION IF NOT EXISTS postgis"))
    except DBAPIError:
        return  # not allowed, or another process is enabling it; the doctor says which version there is
