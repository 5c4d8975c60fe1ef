"""The turn to write, and forks: a child neither keeps it from others nor takes it from its parent."""

import multiprocessing
import os
import signal
import subprocess
import sys
import threading
from contextlib import ExitStack, contextmanager

import pytest

from commonsky.core.errors import OutputError
from commonsky.store.connections import write_turn
from commonsky.store.places import find_place
from commonsky.store.record import open_record
from made_changes import change

pytestmark = pytest.mark.skipif("fork" not in multiprocessing.get_all_start_methods(), reason="this system has no fork")

PARENT = """
import os, sys, time
from commonsky.store.connections import write_turn
from commonsky.store.places import find_place

with write_turn(find_place(sys.argv[1])):
    if os.fork() == 0:
        os.write(1, f"{os.getpid()}\\n".encode())
    time.sleep(60)
"""


@contextmanager
def child_that_waits():
    """A forked child that does nothing, as a worker of a pool would; ended with the block."""
    child = os.fork()
    if child == 0:
        while True:
            signal.pause()
    try:
        yield
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


@pytest.fixture
def place(tmp_path):
    return find_place(tmp_path / "record.sqlite")


def test_a_child_born_in_a_turn_does_not_keep_it(place):
    with ExitStack() as children:
        with write_turn(place):
            children.enter_context(child_that_waits())
        with write_turn(place, 1.0):
            pass
        with open_record(place.file) as record:
            assert record.write(change())[0].revision == 1


def test_a_child_that_leaves_a_turn_does_not_take_it_from_its_parent(place):
    turn = ExitStack()
    turn.enter_context(write_turn(place))
    child = os.fork()
    if child == 0:
        try:
            turn.close()
        finally:
            os._exit(0)
    os.waitpid(child, 0)
    with pytest.raises(OutputError, match="another process holds it for too long"), write_turn(place, 0.05):
        pass
    turn.close()
    with write_turn(place, 1.0):
        pass


def try_turns(place, answers):
    with pytest.raises(OutputError), write_turn(place, 0.05):
        pass
    with write_turn(find_place(f"{place.file}-other"), 0.05):
        answers.append("both as they should")


def test_a_child_takes_turns_of_its_own_in_any_thread(place):
    with write_turn(place):
        child = os.fork()
        if child == 0:
            answers = []
            thread = threading.Thread(target=try_turns, args=(place, answers), daemon=True)
            thread.start()
            thread.join(10)
            os._exit(0 if answers else 1)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def test_a_dead_parents_turn_is_free_while_its_child_lives(place):
    parent = subprocess.Popen([sys.executable, "-c", PARENT, str(place.file)], stdout=subprocess.PIPE, text=True)
    child = int(parent.stdout.readline())
    try:
        with pytest.raises(OutputError, match="another process holds it for too long"), write_turn(place, 0.05):
            pass
        parent.kill()
        parent.wait(30)
        with write_turn(place, 1.0):
            os.kill(child, 0)  # it lives
    finally:
        parent.kill()
        os.kill(child, signal.SIGKILL)
        parent.communicate()
