"""How work is spread, and who is told of it: small protocols, so that a cluster is a matter of address. Facts: none.

Whatever calls them, results are the same bytes. That holds for pure functions alone: what writes into an array that it was given writes
into a copy when another process does the work. Leaves out retries of a lost machine beyond Dask's own.
"""

from __future__ import annotations

from collections import deque
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib import import_module
from socket import create_connection
from typing import TYPE_CHECKING, Any, Protocol, Self, TypeVar

from commonsky.core.errors import InvalidInputError, MissingExtraError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

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


class DaskExecutor:
    """Several at a time on the workers of a Dask cluster; results equal the serial run.

    Workers need this package in the same version and processors of one family: compiled loops may round otherwise on another.

    Args:
        address: of the scheduler, such as `tcp://10.0.0.5:8786`; None: threads of this process.
        workers: how many threads where there is no address; None: one a core.
        timeout_s: how long the scheduler may take to answer.

    Raises:
        MissingExtraError: if Dask is not installed.
        InvalidInputError: if no scheduler answers at the address.
    """

    _client: Any

    def __init__(self, address: str | None = None, *, workers: int | None = None, timeout_s: float = 10.0) -> None:
        try:
            distributed = import_module("distributed")
        except ImportError as error:
            raise MissingExtraError("a Dask cluster", "dask") from error
        if address is None:
            # on the loopback by address: left to itself, Dask asks the system for a way to the Internet to learn its own
            here = {"processes": False, "n_workers": 1, "threads_per_worker": workers, "host": "127.0.0.1", "protocol": "tcp://"}
            self._client = distributed.Client(set_as_default=False, dashboard_address=None, **here)
            return
        try:
            # a client that finds nobody waits on its own end: knock first
            create_connection(distributed.comm.get_address_host_port(address), timeout_s).close()
            self._client = distributed.Client(address, timeout=timeout_s, set_as_default=False)
        except (OSError, ValueError) as error:
            raise InvalidInputError(f"no Dask scheduler answers at {address!r}; give one such as tcp://10.0.0.5:8786") from error

    def map(self, function: Callable[[T], R], items: Iterable[T]) -> Iterator[R]:
        """Results in the order of the items; on an error or Ctrl-C what has not begun is dropped."""
        # what the function carries goes to a worker once, not with every item; no key is a hash: two equal calls are two calls
        (carried,) = self._client.scatter([function], hash=False)
        waiting = deque(self._client.submit(_call, carried, item, pure=False) for item in items)
        try:
            while waiting:
                yield waiting.popleft().result()
        finally:
            self._client.cancel(waiting)

    def close(self) -> None:
        """Leave the cluster; one of this process ends."""
        self._client.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _call(function: Callable[[T], R], item: T) -> R:
    return function(item)
