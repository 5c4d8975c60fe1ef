"""Many callers, one writer: whoever waits when the writer is free goes into its next transaction, and all are answered after one commit.

Facts: the idea is as old as Gawlick and Kinkade, "Varieties of concurrency control in IMS/VS Fast Path", 1985. Leaves out any waiting on
purpose: a lone caller is served at once, and groups form by themselves while a commit is under way.
"""

from __future__ import annotations

import os
import queue
import threading
from concurrent.futures import Future
from typing import TYPE_CHECKING, Generic, TypeVar

from commonsky.core.errors import InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

#: At most this many callers in one transaction, so that none waits long for the others' work.
MOST = 256

Work = TypeVar("Work")
Done = TypeVar("Done")


class GroupCommit(Generic[Work, Done]):
    """The writer thread of a record; it starts with the first work.

    Args:
        together: does all of a group's work in one transaction; answers each, in order, with a result or an error.
    """

    def __init__(self, together: Callable[[Sequence[Work]], Sequence[Done | Exception]]) -> None:
        self._together = together
        self._waiting: queue.SimpleQueue[tuple[Work, Future[Done]] | None] = queue.SimpleQueue()
        self._gate = threading.Lock()
        self._thread: threading.Thread | None = None
        self._closed = False
        self._process = os.getpid()

    def submit(self, work: Work) -> Done:
        """Do the work; returns, or raises, when it is committed or refused."""
        self.check()
        future: Future[Done] = Future()
        with self._gate:
            if self._closed:
                raise InvalidInputError("the record is closed; open it again")
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="commonsky-record", daemon=True)
                self._thread.start()
            self._waiting.put((work, future))
        return future.result()

    def check(self) -> None:
        """Refuse to work in a child of the process that opened the record: threads and connections do not survive a fork.

        Raises:
            InvalidInputError: in such a child, or when closed.
        """
        if self.is_forked:
            raise InvalidInputError("the record was opened before this process was forked; open it anew in the new process")
        if self._closed:
            raise InvalidInputError("the record is closed; open it again")

    @property
    def is_forked(self) -> bool:
        """Whether this is a child of the process that opened the record."""
        return os.getpid() != self._process

    def close(self) -> None:
        """Serve all that wait, then stop."""
        if self.is_forked:  # the gate may be held for ever by a thread that is not here
            return
        with self._gate:
            self._closed = True
            self._waiting.put(None)
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        while (first := self._waiting.get()) is not None:
            group, last = [first], False
            while len(group) < MOST and not last:
                try:
                    more = self._waiting.get_nowait()
                except queue.Empty:
                    break
                if more is None:
                    last = True
                else:
                    group.append(more)
            self._serve(group)
            if last:
                return

    def _serve(self, group: list[tuple[Work, Future[Done]]]) -> None:
        answers: Sequence[Done | Exception]
        try:
            answers = self._together([work for work, _ in group])
        except Exception as error:  # noqa: BLE001 - whatever it is, it belongs to the callers, who would wait for ever
            answers = [error] * len(group)
        for (_, future), answer in zip(group, answers, strict=True):
            if isinstance(answer, Exception):
                future.set_exception(answer)
            else:
                future.set_result(answer)
