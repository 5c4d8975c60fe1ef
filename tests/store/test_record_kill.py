"""What was acknowledged outlives kill -9 and a full disk; who cannot write is told so in one line."""

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import create_engine
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from commonsky.core.errors import OutputError
from commonsky.store.connections import make_engine, write_connection, write_turn
from commonsky.store.places import find_place
from commonsky.store.record import open_record
from commonsky.store.refusals import plainly, refusal
from made_changes import alter, change

FULL = """
import json, resource, sys
from pathlib import Path
from commonsky.core.errors import OutputError
from commonsky.store.record import Change, open_record

path = Path(sys.argv[1])
said = {"errors": [], "acknowledged": 0}

def write(record, n):
    record.write(Change(kind="a", id=f"{n:05d}", body={"x": "y" * 3000}, state="s", actor="me", action="do"))
    said["acknowledged"] = n + 1

with open_record(path) as record:
    for n in range(5):
        write(record, n)
    largest = max(p.stat().st_size for p in path.parent.iterdir())
    resource.setrlimit(resource.RLIMIT_FSIZE, (largest + 50_000, resource.RLIM_INFINITY))
    for n in range(5, 10_000):
        try:
            write(record, n)
        except OutputError as error:
            said["errors"].append(str(error))
            break
    said["at_the_limit"] = n
    said["while_full"] = len(record.items("a"))
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    write(record, n)
    said["faults"] = record.verify()
print(json.dumps(said))
"""

AS_NOBODY = """
import os, sys
from commonsky.core.errors import CommonskyError
from commonsky.store.record import Change, open_record
import commonsky.store.sql_record, alembic.script, alembic.migration, alembic.operations
if os.geteuid() == 0:
    os.setgroups([]); os.setgid(65534); os.setuid(65534)
try:
    with open_record(sys.argv[1]) as record:
        record.write(Change(kind="a", id="b", body={}, state="s", actor="me", action="do"))
    print("written")
except CommonskyError as error:
    print(type(error).__name__, error)
"""


def run(program, *arguments):
    return subprocess.run([sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=False, timeout=120)


def test_killed_three_hundred_times_it_keeps_what_it_acknowledged(tmp_path):
    program = Path(__file__).with_name("killed_writer.py")
    done = subprocess.run([sys.executable, program, tmp_path, "300", "7"], capture_output=True, text=True, check=False, timeout=400)
    assert (done.returncode, done.stderr) == (0, "")
    found = json.loads(done.stdout)
    assert found["faults"] == []
    assert found["cycles"] == 300
    assert found["acknowledged"] > 300  # else the children hardly lived


def test_the_check_after_a_kill_can_fail(tmp_path):
    from killed_writer import check

    place = str(tmp_path / "record.sqlite")
    with open_record(place) as record:
        record.write(change("p", kind="left"), change("p", kind="right"))
        assert list(check(place, ["p"])) == []
        record.write(change("q", kind="left"))
    assert list(check(place, ["p", "r"])) == [
        "r was acknowledged and is lost",
        "half a write: ['q']",
        "entries and items differ in number",
    ]


def test_a_full_disk_is_one_line_and_loses_nothing(tmp_path):
    done = run(FULL, tmp_path / "record.sqlite")
    assert (done.returncode, done.stderr) == (0, "")
    said = json.loads(done.stdout)
    (line,) = said["errors"]
    why = "the disk refuses (full, over a quota, or broken); make room, what was acknowledged is safe"
    assert line == f"the record {tmp_path}/record.sqlite: {why}"
    assert 5 < said["at_the_limit"] < 200
    assert said["while_full"] == said["at_the_limit"]
    assert said["acknowledged"] == said["at_the_limit"] + 1
    assert said["faults"] == []


def test_a_disk_that_says_it_is_full(tmp_path):
    engine = create_engine(f"sqlite:///{tmp_path / 'small.sqlite'}")
    line = "the record here: the disk is full; make room, what was acknowledged is safe"
    with pytest.raises(OutputError, match=line), plainly("here"), engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count=2")
        connection.exec_driver_sql("CREATE TABLE x (y)")
        connection.exec_driver_sql("INSERT INTO x VALUES (zeroblob(100000))")
    engine.dispose()


@pytest.mark.skipif(os.name != "posix", reason="no users here")
@pytest.mark.parametrize("there", [True, False])
def test_a_read_only_folder_is_one_line(there, tmp_path_factory):
    import tempfile

    with tempfile.TemporaryDirectory() as folder:  # pytest's own folders are closed to other users
        path = Path(folder) / "record.sqlite"
        if there:
            open_record(path).close()
            path.chmod(0o444)
        Path(folder).chmod(0o555)
        done = run(AS_NOBODY, path)
        Path(folder).chmod(0o755)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"OutputError the record {path}: ")
    assert "writable" in done.stdout
    assert done.stdout.count("\n") == 1


def test_who_waits_too_long_for_a_file_is_told_so(tmp_path):
    place = find_place(tmp_path / "record.sqlite")
    line = f"the record {place.name}: another process holds it for too long; stop that one, or try again"
    with write_turn(place), pytest.raises(OutputError) as error, write_turn(place, 0.05):
        pass
    assert str(error.value) == line
    with write_turn(place, 0.05):
        pass


def test_who_waits_too_long_for_a_server_is_told_so(server):
    place = find_place(f"{server}?options=-csearch_path%3Dpublic")
    one, other = make_engine(place), make_engine(place)
    with write_connection(one, place):
        with (
            pytest.raises(OutputError, match="another process holds it for too long"),
            plainly("here"),
            write_connection(other, place, 0.05),
        ):
            pass
        with one.connect() as reader:  # a reader waits for no writer
            assert reader.exec_driver_sql("SELECT 1").scalar() == 1
    with write_connection(other, place, 0.05):
        pass
    one.dispose()
    other.dispose()


def test_a_file_that_another_program_locks_is_told_so(tmp_path):
    path = tmp_path / "record.sqlite"
    open_record(path).close()
    engine = create_engine(f"sqlite:///{path}", connect_args={"timeout": 0.05})
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(OutputError, match="another process holds it for too long"), plainly("here"), engine.begin() as connection:
            connection.exec_driver_sql("DELETE FROM record_item")
    engine.dispose()


def test_a_group_in_which_one_write_breaks_the_others_is_written_one_by_one(place, record):
    """A trigger of the test's stands for whatever a database may refuse."""
    if place.startswith("sqlite"):
        alter(place, "CREATE TRIGGER t BEFORE INSERT ON record_item WHEN NEW.id = 'bad' BEGIN SELECT RAISE(ABORT, 'not this one'); END")
    else:
        alter(
            place,
            """CREATE FUNCTION t() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN IF NEW.id = 'bad' THEN RAISE 'not this one'; END IF; RETURN NEW; END $$""",
            "CREATE TRIGGER t BEFORE INSERT ON record_item FOR EACH ROW EXECUTE FUNCTION t()",
        )
    from commonsky.store.append import draft

    answers = record._commit([(draft(change(name)),) for name in ("a", "bad", "b")])
    assert [type(answer) for answer in answers] == [tuple, OutputError, tuple]
    assert "not this one" in str(answers[1])
    assert [item.id for item in record.items("alert")] == ["a", "b"]
    assert record.verify() == ()
    with pytest.raises(OutputError, match="not this one") as error:
        record.write(change("bad"))
    assert "\n" not in str(error.value)


def test_an_error_of_an_unknown_kind_is_still_one_line():
    assert str(refusal(DBAPIError("SELECT 1", None, Exception("strange\nthing\n\nand more")), "here")) == (
        "the record here: strange thing; what was acknowledged is safe"
    )
    assert isinstance(refusal(SQLAlchemyError("pool"), "here"), OutputError)
