"""Where the record is, and how its schema is made, brought up to date, or refused."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import MetaData, inspect

from commonsky.core.errors import InvalidInputError, OutputError
from commonsky.store.canonical import NO_HASH, entry_hash
from commonsky.store.connections import make_engine
from commonsky.store.places import find_place
from commonsky.store.record import describe_record, open_record
from commonsky.store.schema import bring_up_to_date, known_versions
from commonsky.store.tables import ENTRY, ITEM, NEWEST
from made_changes import alter, change

WITHOUT_DRIVER = """
import sys
sys.modules["psycopg"] = None
from commonsky.core.errors import MissingExtraError
from commonsky.store.record import open_record
try:
    open_record("postgresql://tester@127.0.0.1:1/x")
except MissingExtraError as error:
    print(error)
"""


def of_version(place, version):
    """A record as the code of that version left it, with an item in it."""
    found = find_place(place)
    engine = make_engine(found)
    bring_up_to_date(engine, found, version)
    engine.dispose()
    when = "2026-01-01T00:00:00.000000Z"
    item = {"kind": "alert", "id": "a", "revision": 1, "state": "draft", "body": "{}"}
    entry = {"seq": 1, "at_utc": when, "actor": "ana", "action": "draft", "reason": "", **item, "previous": NO_HASH}
    insert(place, "record_item", {**item, "changed_utc": when, "changed_by": "ana"})
    insert(place, "record_entry", {**entry, "hash": entry_hash(entry)})


def insert(place, table, row):
    alter(place, f"INSERT INTO {table} ({', '.join(row)}) VALUES ({', '.join(repr(value) for value in row.values())})")  # noqa: S608


def test_the_newest_version_is_the_last_migration():
    assert known_versions() == ("0001", "0002")
    assert known_versions()[-1] == NEWEST


def test_the_migrations_make_the_tables_that_the_code_uses(place):
    open_record(place).close()
    engine = make_engine(find_place(place))
    made = MetaData()
    made.reflect(engine, only=["record_item", "record_entry"])
    for table in (ITEM, ENTRY):
        found = made.tables[table.name]
        assert [(c.name, c.nullable, c.primary_key) for c in found.columns] == [(c.name, c.nullable, c.primary_key) for c in table.columns]
        assert [str(c.type.compile(engine.dialect)) for c in found.columns] == [str(c.type.compile(engine.dialect)) for c in table.columns]
    assert [c["column_names"] for c in inspect(engine).get_unique_constraints("record_entry")] == [["kind", "id", "revision"]]
    engine.dispose()


def test_a_record_of_version_1_is_brought_up_to_date(place, tmp_path):
    of_version(place, "0001")
    assert "version 0001, to be brought to 0002 when next opened, 1 entries" in describe_record(place)
    with open_record(place) as record:
        assert record.read("alert", "a").changed_by == "ana"
        record.write(change("a", expected=1))
        assert [entry.revision for entry in record.entries()] == [1, 2]
        assert record.verify() == ()
    assert "version 0002, 2 entries" in describe_record(place)
    with pytest.raises(Exception, match="append-only"):
        alter(place, "DELETE FROM record_entry")


def test_a_file_is_copied_before_it_is_brought_up_to_date(tmp_path):
    path = tmp_path / "record.sqlite"
    of_version(f"sqlite:///{path}", "0001")
    open_record(path).close()
    (backup,) = tmp_path.glob("record.sqlite.version-0001.*.backup")
    assert "version 0001" in describe_record(backup)
    with open_record(backup) as record:
        assert record.read("alert", "a").revision == 1


def test_a_new_or_current_file_is_not_copied(tmp_path):
    for _ in range(2):
        open_record(tmp_path / "record.sqlite").close()
    assert list(tmp_path.glob("*.backup")) == []


def test_a_record_newer_than_the_code_is_refused(place):
    open_record(place).close()
    alter(place, "UPDATE record_version SET version_num = '9999'")
    with pytest.raises(InvalidInputError, match="is of version 9999, this commonsky knows up to 0002; update it: pip install -U commonsky"):
        open_record(place)
    assert "version 9999, newer than this commonsky: pip install -U commonsky" in describe_record(place)
    assert alter(place, "SELECT version_num FROM record_version") == [("9999",)]


def test_an_empty_file_becomes_a_record(tmp_path):
    path = tmp_path / "record.sqlite"
    path.touch()
    with open_record(path) as record:
        assert record.write(change())


def test_a_file_in_a_missing_folder_is_made_with_it(tmp_path):
    with open_record(f"sqlite:///{tmp_path}/a/b/record.sqlite") as record:
        record.write(change())
    assert alter(f"sqlite:///{tmp_path}/a/b/record.sqlite", "PRAGMA journal_mode") == [("wal",)]


def test_a_sqlite_commit_waits_for_the_disk(tmp_path):
    with open_record(tmp_path / "record.sqlite") as record, record._engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
        assert connection.exec_driver_sql("PRAGMA busy_timeout").scalar() == 30_000


def test_a_postgresql_commit_waits_for_the_disk(server):
    with open_record(f"{server}?options=-csynchronous_commit%3Doff") as record, record._engine.connect() as connection:
        assert connection.exec_driver_sql("SHOW synchronous_commit").scalar() == "on"


def test_postgis_is_enabled_where_the_server_has_it(server):
    available = alter(server, "SELECT 1 FROM pg_available_extensions WHERE name = 'postgis'")
    alter(server, "CREATE DATABASE maps", isolation="AUTOCOMMIT")
    place = server.replace("/postgres", "/maps")
    assert "PostGIS not enabled; no record yet, made when first needed" in describe_record(place)
    open_record(place).close()
    assert ("PostGIS 3" if available else "PostGIS not enabled") in describe_record(place)


def test_another_programs_database_is_refused_and_kept(tmp_path):
    path = tmp_path / "other.sqlite"
    alter(f"sqlite:///{path}", "CREATE TABLE theirs (x)")
    before = path.read_bytes()
    with pytest.raises(InvalidInputError, match="is another program's database, no record; name another file"):
        open_record(path)
    assert path.read_bytes() == before


def test_what_is_no_database_is_refused_and_kept(tmp_path):
    path = tmp_path / "thesis.docx"
    path.write_text("years of work" * 100)
    with pytest.raises(InvalidInputError, match="it is no SQLite database; name another file"):
        open_record(path)
    assert path.read_text() == "years of work" * 100


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("mysql://x@y/z", r"mysql:// is no place for a record; give a path, sqlite:///PATH, or postgresql://USER@HOST/DATABASE"),
        ("://", "is no URL of a record"),
        ("postgresql://me:secret@host:port/x", "postgresql://host:port/x is no URL of a record"),
        ("sqlite://", "names no file for a record"),
        ("sqlite:///:memory:", "names no file for a record"),
        (":memory:", "names no file for a record"),
        ("", "names no file for a record"),
        ("a\0b", "names no file for a record"),
    ],
)
def test_a_place_that_makes_no_sense_is_refused_without_its_password(url, message):
    with pytest.raises(InvalidInputError, match=message) as error:
        open_record(url)
    assert "secret" not in str(error.value)


def test_a_folder_is_no_record(tmp_path):
    with pytest.raises(InvalidInputError, match=r"is a folder; give a file, such as .*record\.sqlite"):
        open_record(tmp_path)


def test_a_folder_that_cannot_be_made_is_one_line(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(OutputError, match=r"cannot make the folder .*; name another as COMMONSKY_RECORD"):
        open_record(tmp_path / "file" / "deeper" / "record.sqlite")


def test_a_server_that_is_away_is_one_line_without_its_password():
    pytest.importorskip("psycopg")
    with pytest.raises(OutputError) as error:
        open_record("postgresql://me:secret@127.0.0.1:1/x?connect_timeout=3")
    assert str(error.value).startswith("the record postgresql://me:***@127.0.0.1:1/x: ")
    assert "secret" not in str(error.value)
    assert "\n" not in str(error.value)


def test_a_missing_driver_is_an_extra():
    done = subprocess.run([sys.executable, "-c", WITHOUT_DRIVER], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == 'a record on PostgreSQL needs an extra: pip install "commonsky[postgres]"\n'


def test_the_environment_names_the_place(tmp_path, monkeypatch):
    for name in ("COMMONSKY_RECORD", "COMMONSKY_DATA", "XDG_DATA_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert find_place().file == tmp_path / ".local" / "share" / "commonsky" / "record.sqlite"
    monkeypatch.setenv("XDG_DATA_HOME", "not/absolute")
    assert find_place().file == tmp_path / ".local" / "share" / "commonsky" / "record.sqlite"
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "xdg"))
    assert find_place().file == tmp_path / "xdg" / "commonsky" / "record.sqlite"
    monkeypatch.setenv("COMMONSKY_DATA", str(tmp_path / "data"))
    assert find_place().file == tmp_path / "data" / "record.sqlite"
    monkeypatch.setenv("COMMONSKY_RECORD", f"sqlite:///{tmp_path}/own.sqlite")
    assert find_place().file == tmp_path / "own.sqlite"
    assert find_place("~/mine.sqlite").file == tmp_path / "mine.sqlite"
    assert find_place(Path(os.sep) / "x" / "y").file == Path(os.sep) / "x" / "y"


def test_describing_makes_nothing(tmp_path):
    path = tmp_path / "a" / "record.sqlite"
    assert describe_record(path) == f"none yet, made when first needed: {path}"
    assert not path.parent.exists()
