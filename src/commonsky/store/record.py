"""The record's door: its values, and opening it. Facts: design note 012.

>>> from tempfile import TemporaryDirectory
>>> with TemporaryDirectory() as folder, open_record(f"{folder}/record.sqlite") as record:
...     drafted = Change(kind="alert", id="SLB-1", body={"hazard": "flood"}, state="draft", actor="ana", action="draft")
...     record.write(drafted)[0].revision, record.verify()
(1, ())
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from commonsky.store.model import Auditor, Change, Entry, Item, Reader, Record, Writer

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["Auditor", "Change", "Entry", "Item", "Reader", "Record", "Writer", "describe_record", "open_existing", "open_record"]


def open_record(url: str | Path | None = None) -> Record:
    """Open the record, making it where there is none and bringing it up to date where it is older.

    Args:
        url: a path, sqlite:///PATH or postgresql://USER@HOST/DATABASE; None: $COMMONSKY_RECORD, else record.sqlite in the data folder.

    Raises:
        InvalidInputError: if the place makes no sense, holds something else, or a record newer than this code.
        MissingExtraError: if it is on PostgreSQL and the driver is not installed.
        OutputError: if it cannot be written, or the server cannot be reached.
    """
    from commonsky.store.places import find_place
    from commonsky.store.sql_record import SqlRecord

    return SqlRecord(find_place(url))


def open_existing(url: str | Path | None = None) -> Record | None:
    """Open the record where there is one already; None where there is none, and none is made.

    Raises:
        CommonskyError: as `open_record` does.
    """
    import os

    from commonsky.store.own_file import own_file

    if url is None and not os.environ.get("COMMONSKY_RECORD") and not own_file().exists():
        return None  # found without loading a database
    from commonsky.store.connections import make_engine
    from commonsky.store.places import find_place
    from commonsky.store.refusals import plainly
    from commonsky.store.schema import schema_version

    place = find_place(url)
    if place.file is not None and not place.file.exists():
        return None
    engine = make_engine(place)
    try:
        with plainly(place.name), engine.connect() as connection:
            found = schema_version(connection)
    finally:
        engine.dispose()
    return open_record(url) if found else None


def describe_record(url: str | Path | None = None) -> str:
    """One line on where the record is and what it is of; makes nothing.

    Raises:
        CommonskyError: as `open_record` does.
    """
    from commonsky.store.connections import make_engine
    from commonsky.store.description import describe
    from commonsky.store.places import find_place
    from commonsky.store.refusals import plainly

    place = find_place(url)
    if place.file is not None and not place.file.exists():
        return f"none yet, made when first needed: {place.name}"
    engine = make_engine(place)
    try:
        with plainly(place.name), engine.connect() as connection:
            return f"{describe(connection)}: {place.name}"
    finally:
        engine.dispose()
