"""How work is spread, and who is told of it: small protocols, so that a cluster is a matter of address. Facts: none.

Leaves out Dask until a room needs it.
"""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Protocol, TypeVar

T = TypeVar("T")
R = TypeVar("R")


class Executor(Protocol):
    """Calls a pure function for each item and gives the results in the items' order."""

    def map(self, function: Callable[[T], R], items: Iterable[T]) -> Iterator[R]:
        """Results in the order of the items; the first error is raised when its turn comes."""


class Progress(Protocol):
    """Is told what is being done."""

    def step(self, what: str, parts: int = 1) -> None:
        """A new step of so many parts begins."""

    def tick(self) -> None:
        """One part of the step is done."""


class Untold:
    """Nobody is told.

    >>> Untold().step("finding passes", 2)
    """

    def step(self, what: str, parts: int = 1) -> None:
        """Nothing."""

    def tick(self) -> None:
        """Nothing."""


class SerialExecutor:
    """One after the other, in this thread.

    >>> list(SerialExecutor().map(abs, [-1, 2]))
    [1, 2]
    """

    def map(self, function: Callable[[T], R], items: Iterable[T]) -> Iterator[R]:
        """Results in the order of the items."""
        return map(function, items)


@dataclass(frozen=True, slots=True)
class ThreadExecutor:
    """Several at a time; kernels compiled with nogil run beside each other, and results equal the serial run.

    >>> list(ThreadExecutor(2).map(abs, [-1, 2]))
    [1, 2]
    """

    workers: int

    def map(self, function: Callable[[T], R], items: Iterable[T]) -> Iterator[R]:
        """Results in the order of the items; on an error or Ctrl-C what has not begun is dropped."""
        pool = ThreadPoolExecutor(self.workers)
        try:
            futures = [pool.submit(function, item) for item in items]
            for future in futures:
                yield future.result()
        finally:
            pool.shutdown(wait=True, cancel_futures=True)
