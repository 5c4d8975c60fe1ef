"""Many threads and processes write at once: nothing is lost, no revision is missing or taken twice, the chain holds."""

import json
import multiprocessing
import subprocess
import sys
import threading

import pytest

from commonsky.core.errors import ConflictError, InvalidInputError
from commonsky.store.record import open_record
from made_changes import change

WRITES = """
import sys, threading
from commonsky.core.errors import ConflictError
from commonsky.store.record import Change, open_record

place, me, count = sys.argv[1], sys.argv[2], int(sys.argv[3])

def write(record, thread):
    for n in range(count):
        own = Change(kind="own", id=f"{me}-{thread}-{n}", body={}, state="s", actor=me, action="write")
        while True:
            seen = record.read("shared", "counter")
            body, revision = ({"n": seen.body["n"] + 1}, seen.revision) if seen else ({"n": 1}, 0)
            try:
                record.write(own, Change(kind="shared", id="counter", body=body, state="s", actor=me, action="count", expected=revision))
                break
            except ConflictError:
                continue

with open_record(place) as record:
    threads = [threading.Thread(target=write, args=(record, n)) for n in range(3)]
    [t.start() for t in threads]
    [t.join() for t in threads]
print("done")
"""


def started(place, *, processes, count):
    command = [sys.executable, "-c", WRITES, place]
    return [
        subprocess.Popen([*command, f"p{n}", str(count)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for n in range(processes)
    ]


def test_processes_that_also_make_the_record_lose_nothing(place):
    for process in started(place, processes=4, count=8):
        out, err = process.communicate(timeout=120)
        assert (process.returncode, out, err) == (0, "done\n", "")
    with open_record(place) as record:
        assert record.read("shared", "counter").body == {"n": 4 * 3 * 8}
        assert record.read("shared", "counter").revision == 4 * 3 * 8
        assert len(record.items("own")) == 4 * 3 * 8
        assert [e.revision for e in record.entries("shared")] == list(range(1, 4 * 3 * 8 + 1))
        assert [e.body["n"] for e in record.entries("shared")] == list(range(1, 4 * 3 * 8 + 1))
        assert record.verify() == ()


def test_threads_lose_nothing(record):
    conflicts = []

    def write(me):
        for n in range(25):
            record.write(change(f"{me}-{n}", kind="own"))
            while True:
                seen = record.read("shared", "x")
                try:
                    record.write(change("x", kind="shared", expected=seen.revision if seen else 0, body={"by": me, "n": n}))
                    break
                except ConflictError:
                    conflicts.append(me)

    threads = [threading.Thread(target=write, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(record.items("own")) == 200
    assert [e.revision for e in record.entries("shared")] == list(range(1, 201))
    assert {(e.body["by"], e.body["n"]) for e in record.entries("shared")} == {(by, n) for by in range(8) for n in range(25)}
    assert conflicts  # else this test tests nothing
    assert record.verify() == ()


def test_who_verifies_while_others_write_sees_one_moment(record):
    stop = threading.Event()

    def write():
        revision = 0
        while not stop.is_set():
            record.write(change("x", expected=revision), change(f"y{revision}"))
            revision += 1

    thread = threading.Thread(target=write)
    thread.start()
    try:
        for _ in range(15):
            assert record.verify(head=record.head()) == ()
    finally:
        stop.set()
        thread.join()


def test_two_records_of_one_process_see_each_other(place):
    with open_record(place) as one, open_record(place) as other:
        one.write(change())
        other.write(change(expected=1, body={"n": 2}))
        assert one.read("alert", "a").revision == 2
        with pytest.raises(ConflictError):
            one.write(change(expected=1))


def _use_after_fork(record, answers):
    try:
        record.write(change("child"))
    except InvalidInputError as error:
        record.close()
        answers.put(str(error))


@pytest.mark.skipif("fork" not in multiprocessing.get_all_start_methods(), reason="this system has no fork")
def test_a_forked_child_is_told_to_open_anew(record):
    record.write(change())
    context = multiprocessing.get_context("fork")
    answers = context.SimpleQueue()
    child = context.Process(target=_use_after_fork, args=(record, answers))
    child.start()
    child.join(30)
    assert answers.get() == "the record was opened before this process was forked; open it anew in the new process"
    assert record.write(change("parent"))


def test_callers_that_wait_share_a_commit(place, record):
    """Sixteen callers need far fewer commits than writes; counted by the time stamps, one a transaction."""
    barrier = threading.Barrier(16)

    def write(me):
        barrier.wait()
        for n in range(20):
            record.write(change(f"{me}-{n}"))

    threads = [threading.Thread(target=write, args=(n,)) for n in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    entries = list(record.entries())
    assert len(entries) == 320
    assert len({entry.at_utc for entry in entries}) < 160
    assert json.dumps([entry.seq for entry in entries]) == json.dumps(list(range(1, 321)))
