"""A record in a few words, for the doctor. Facts: none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select, text

from commonsky.store.schema import known_versions, postgis_version, schema_version
from commonsky.store.tables import ENTRY, NEWEST

if TYPE_CHECKING:
    from sqlalchemy import Connection


def describe(connection: Connection) -> str:
    """The database, its version, the record's version, and how many entries there are."""
    version = schema_version(connection)
    if version is None:
        return f"{_database(connection)}; no record yet, made when first needed"
    entries = connection.execute(select(func.count()).select_from(ENTRY)).scalar() or 0
    older = (
        f", to be brought to {NEWEST} when next opened"
        if version in known_versions()
        else ", newer than this commonsky: pip install -U commonsky"
    )
    step = "" if version == NEWEST else older
    return f"{_database(connection)}; version {version}{step}, {entries} entries"


def _database(connection: Connection) -> str:
    if connection.dialect.name == "sqlite":
        return f"SQLite {connection.execute(text('SELECT sqlite_version()')).scalar()}"
    server = str(connection.execute(text("SHOW server_version")).scalar()).split()[0]
    postgis = postgis_version(connection)
    return f"PostgreSQL {server}, {f'PostGIS {postgis}' if postgis else 'PostGIS not enabled'}"
