"""A program that kills its child again and again while that writes a record, and prints one line of JSON on what it found.

Each child opens the record, writes pairs of items from three threads, and says each acknowledged pair down a pipe. It is killed (-9)
after a random time, at times while it makes the record. After each ten, all that was said must be there, nothing half.

    python killed_writer.py FOLDER CYCLES SEED
"""

import json
import os
import random
import select
import signal
import sys
import threading
import time
from pathlib import Path

import alembic.migration
import alembic.operations
import alembic.script  # noqa: F401 - loaded once here, so that no child spends its short life on it

from commonsky.store.record import Change, open_record

CYCLES_A_FILE = 30
CHECK_EVERY = 10


def write_for_ever(place, name, pipe):
    """The child's life."""
    with open_record(place) as record:

        def write(thread):
            n = 0
            while True:
                pair = f"{name}-{thread}-{n}"
                body = {"of": pair, "filling": "x" * random.randrange(2000)}
                record.write(
                    *(Change(kind=side, id=pair, body=body, state="s", actor="child", action="write") for side in ("left", "right"))
                )
                os.write(pipe, f"{pair}\n".encode())  # shorter than PIPE_BUF, so never mixed with another thread's
                n += 1

        for thread in range(3):
            threading.Thread(target=write, args=(thread,), daemon=True).start()
        time.sleep(60)


def cycle(place, name, life_s, *, from_the_first_word):
    """One child's life and death; what it said was acknowledged. Its life is counted from its making, or from its first acknowledgement."""
    out, into = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(out)
        try:
            write_for_ever(place, name, into)
        except BaseException as error:  # noqa: BLE001 - all of it is told
            os.write(into, f"! {type(error).__name__} {error}\n".encode())
        finally:
            os._exit(1)
    os.close(into)
    if from_the_first_word:  # so that a busy machine, too, kills in the midst of writing
        select.select([out], [], [], 10)
    time.sleep(life_s)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    with os.fdopen(out) as said:
        return said.read().split("\n")[:-1]


def check(place, said):
    """What is wrong with a record in which `said` was acknowledged."""
    with open_record(place) as record:
        left, right = ({item.id: item.body for item in record.items(side)} for side in ("left", "right"))
        yield from (f"{pair} was acknowledged and is lost" for pair in said if pair not in left)
        if left != right:
            yield f"half a write: {sorted(left.keys() ^ right.keys())[:3]}"
        if sum(1 for _ in record.entries()) != 2 * len(left):
            yield "entries and items differ in number"
        yield from record.verify()


def main(folder, cycles, seed):
    """Run all cycles."""
    random.seed(seed)
    faults, total, said, place = [], 0, [], ""
    for n in range(cycles):
        if n % CYCLES_A_FILE == 0:
            said, place = [], str(Path(folder) / f"record{n}.sqlite")
        said += cycle(place, f"c{n}", random.uniform(0.0, 0.05), from_the_first_word=n % 3 != 0)
        if (n + 1) % CHECK_EVERY == 0 or n == cycles - 1:
            faults += [line for line in said if line.startswith("!")] + list(check(place, [s for s in said if not s.startswith("!")]))
        if (n + 1) % CYCLES_A_FILE == 0 or n == cycles - 1:
            total += len(said)
    print(json.dumps({"cycles": cycles, "acknowledged": total, "faults": faults}))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
