"""The two tables of the record, the same on SQLite and PostgreSQL. Facts: none; the migrations make them, and a test holds both equal.

All text: times as `canonical.utc_text`, bodies as canonical JSON. On PostgreSQL its order is that of code points, as it is on SQLite.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Integer, MetaData, Table, Text, UniqueConstraint

#: Where the number of the schema's version is kept, and the newest that this code knows.
VERSION_TABLE = "record_version"
NEWEST = "0002"

_METADATA = MetaData()
WORDS = Text().with_variant(Text(collation="C"), "postgresql")
SEQ = BigInteger().with_variant(Integer(), "sqlite")

ITEM = Table(
    "record_item",
    _METADATA,
    Column("kind", WORDS, primary_key=True),
    Column("id", WORDS, primary_key=True),
    Column("revision", Integer, nullable=False),
    Column("state", WORDS, nullable=False),
    Column("body", WORDS, nullable=False),
    Column("changed_utc", WORDS, nullable=False),
    Column("changed_by", WORDS, nullable=False),
)

ENTRY = Table(
    "record_entry",
    _METADATA,
    Column("seq", SEQ, primary_key=True, autoincrement=False),
    Column("at_utc", WORDS, nullable=False),
    Column("actor", WORDS, nullable=False),
    Column("action", WORDS, nullable=False),
    Column("reason", WORDS, nullable=False),
    Column("kind", WORDS, nullable=False),
    Column("id", WORDS, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("state", WORDS, nullable=False),
    Column("body", WORDS, nullable=False),
    Column("previous", WORDS, nullable=False),
    Column("hash", WORDS, nullable=False),
    UniqueConstraint("kind", "id", "revision", name="record_entry_once"),
)
