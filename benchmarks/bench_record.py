"""Acknowledged writes a second to the record, from one caller and from sixteen, on SQLite and PostgreSQL, beside what the disk alone does.

    python benchmarks/bench_record.py [--seconds 5] [--postgres URL] [--folder FOLDER]

Each write is one item of about 300 bytes; a caller waits for its acknowledgement before it writes again. Without --postgres a private
server is started with its usual durable settings, where one is installed. The first line is the floor: 4 kB appended and fsynced.
"""

import argparse
import os
import statistics
import sys
import tempfile
import threading
import time
from contextlib import ExitStack
from pathlib import Path

from commonsky.store.record import Change, Record, open_record

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "store"))

FILLING = "x" * 250


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--postgres", default="", help="URL of a database that may be written to")
    parser.add_argument("--folder", type=Path, help="where the file is written; the disk that is measured")
    given = parser.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(dir=given.folder)))
        print(f"{'':<12} {'callers':>7} {'writes/s':>9} {'median ms':>10} {'p99 ms':>8}")
        show("fsync alone", 1, floor(folder / "floor", given.seconds))
        places = {"SQLite": str(folder / "record.sqlite"), "PostgreSQL": given.postgres or own_server(stack)}
        for name, place in places.items():
            if not place:
                print(f"{name:<12} no server here: python tools/servers.py says how to install one")
                continue
            for callers in (1, 16):
                with open_record(place) as record:
                    show(name, callers, times_of(record, callers, given.seconds))


def own_server(stack: ExitStack) -> str:
    """The URL of a private server that lives as long as the stack, or nothing."""
    from postgres import binaries, running_server  # type: ignore[import-not-found]

    return str(stack.enter_context(running_server(durable=True))) if binaries() else ""


def times_of(record: Record, callers: int, seconds: float) -> list[float]:
    """How long each write took, in seconds, while so many callers write."""
    found: list[list[float]] = [[] for _ in range(callers)]
    until = time.monotonic() + seconds
    run = f"{time.time_ns()}"

    def call(me: int) -> None:
        n = 0
        while time.monotonic() < until:
            begin = time.perf_counter()
            record.write(Change(kind="bench", id=f"{run}-{me}-{n}", body={"x": FILLING}, state="s", actor="bench", action="write"))
            found[me].append(time.perf_counter() - begin)
            n += 1

    threads = [threading.Thread(target=call, args=(me,)) for me in range(callers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [took for one in found for took in one]


def floor(path: Path, seconds: float) -> list[float]:
    """How long it takes to append 4 kB and have it on the disk, in seconds."""
    found, until = [], time.monotonic() + seconds
    with path.open("ab", buffering=0) as file:
        while time.monotonic() < until:
            begin = time.perf_counter()
            file.write(b"x" * 4096)
            os.fsync(file.fileno())
            found.append(time.perf_counter() - begin)
    return found


def show(name: str, callers: int, times_s: list[float]) -> None:
    """One line of the table; the rate is that of the callers' own time, which the last write's end may exceed by one write."""
    rate = callers * len(times_s) / sum(times_s)
    median, p99 = statistics.median(times_s), statistics.quantiles(times_s, n=100)[98]
    print(f"{name:<12} {callers:>7} {rate:>9.0f} {median * 1e3:>10.2f} {p99 * 1e3:>8.2f}", flush=True)


if __name__ == "__main__":
    main()
