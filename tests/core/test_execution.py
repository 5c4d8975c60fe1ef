"""Executors give results in the items' order, whatever finishes first, and raise the first error in its turn."""

import threading
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonsky.core.execution import SerialExecutor, ThreadExecutor

EXECUTORS = [SerialExecutor(), ThreadExecutor(1), ThreadExecutor(4)]


@pytest.mark.parametrize("executor", EXECUTORS)
@given(items=st.lists(st.integers()))
@settings(deadline=None, derandomize=True, max_examples=25)
def test_results_stand_in_the_order_of_the_items(executor, items):
    assert list(executor.map(lambda x: x * 2, items)) == [x * 2 for x in items]


def test_what_finishes_first_does_not_come_first():
    def slow_if_first(n):
        time.sleep(0.05 if n == 0 else 0.0)
        return n

    assert list(ThreadExecutor(4).map(slow_if_first, range(8))) == list(range(8))


@pytest.mark.parametrize("executor", EXECUTORS)
def test_an_error_comes_in_its_turn(executor):
    results = executor.map(lambda x: 1 / x, [1, 2, 0, 4])
    assert [next(results), next(results)] == [1.0, 0.5]
    with pytest.raises(ZeroDivisionError):
        next(results)


def test_what_has_not_begun_is_dropped_after_an_error():
    begun = []

    def note(n):
        begun.append(n)
        if n == 0:
            raise ValueError("stop")
        time.sleep(0.01)

    with pytest.raises(ValueError, match="stop"):
        list(ThreadExecutor(1).map(note, range(200)))
    assert len(begun) < 50


def test_threads_work_beside_each_other():
    meeting = threading.Barrier(3, timeout=10)
    assert sorted(ThreadExecutor(3).map(lambda _: meeting.wait(), range(3))) == [0, 1, 2]


def test_leaving_early_leaves_no_thread_behind():
    before = threading.active_count()
    results = ThreadExecutor(2).map(abs, range(100))
    next(results)
    results.close()
    assert threading.active_count() == before
