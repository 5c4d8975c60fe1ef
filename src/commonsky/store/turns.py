"""The turn to write a file: who has it, and that no fork keeps it. Facts: flock(2), fork(2).

A lock of flock belongs to the open file, which a forked child shares, not to the process. So the turn is given back by unlocking: closing
alone would leave it with the child. And a child lets go of what it inherited as soon as it is born, so that a parent's death frees the
turn whatever its children do; a child never unlocks, which would take the turn from its parent. Leaves out files on other machines.
"""

from __future__ import annotations

import contextlib
import os
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

try:
    import fcntl
except ImportError:  # Windows: SQLite's own locks let one writer in, without the guard against its defect
    fcntl = None  # type: ignore[assignment]

if TYPE_CHECKING:
    from collections.abc import Iterator
    from io import FileIO
    from pathlib import Path


class _LockFiles:
    """The lock files that this process has open; a fork waits while one is being opened or closed."""

    def __init__(self) -> None:
        self._gate = threading.RLock()  # reentrant: a handler of signals may fork
        self._open: set[FileIO] = set()
        self._watches = False

    def open(self, path: Path) -> FileIO:
        """A lock file, open, made where it is not there."""
        with self._gate:
            if not self._watches:
                os.register_at_fork(before=self._gate.acquire, after_in_parent=self._gate.release, after_in_child=self._let_go)
                self._watches = True
            file = open(path, "ab", buffering=0)  # noqa: SIM115, PTH123 - it stays open after this
            self._open.add(file)
            return file

    def close(self, file: FileIO) -> None:
        """Unlock and close it, unless this is a child that let go of it already."""
        with self._gate:
            if file in self._open:
                self._open.remove(file)
                with file:
                    fcntl.flock(file, fcntl.LOCK_UN)

    def _let_go(self) -> None:
        for file in self._open:
            file.close()
        self._open.clear()
        self._gate.release()


_FILES = _LockFiles()


@contextmanager
def file_turn(path: Path, patience_s: float) -> Iterator[None]:
    """The turn that stands for a lock file, which one holder at a time has; on Windows this waits for nothing.

    Raises:
        OSError: if the lock file cannot be opened.
        TimeoutError: if another keeps the turn for longer than `patience_s`, in seconds.
    """
    if os.name != "posix":
        yield
        return
    file = _FILES.open(path)
    try:
        _wait_for(file, patience_s)
        yield
    finally:
        _FILES.close(file)


def _wait_for(file: FileIO, patience_s: float) -> None:
    until, pause_s = time.monotonic() + patience_s, 0.0005
    while True:
        with contextlib.suppress(BlockingIOError):
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        if time.monotonic() > until:
            raise TimeoutError
        time.sleep(pause_s)
        pause_s = min(pause_s * 1.5, 0.005)
