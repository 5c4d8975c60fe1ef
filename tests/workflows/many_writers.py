"""A program that proposes, comments and chains actions from four threads, and prints one line of JSON on what was acknowledged.

python many_writers.py PLACE NAME COUNT
"""

import json
import random
import sys
import threading

from commonsky.core.errors import InvalidInputError
from commonsky.store.record import open_record
from commonsky.workflows import actions, assessments

ASSESSMENT = "FJI-1"
NEED = "flood-surface-water-extent"
#: Actions that all writers chain, so that they come into each other's way.
CHAINED = 6


def prepare(record):
    """An assessment in consultation, and the actions to chain."""
    assessments.start(record, "FJI", title="", owner="NDMO", participants=(), needs=None, empty=True, by="Ana")
    assessments.choose(record, ASSESSMENT, [NEED], weight=1, why="", targets=(), by="Ana")
    assessments.move(record, ASSESSMENT, "consult", by="Ana")
    for _ in range(CHAINED):
        actions.propose(record, "FJI", {"title": "Train", "need": NEED, "owner": "ESA"}, by="Ana")


def write(record, me, count):
    """One writer's work: what was acknowledged, each with its id, and how many chains were refused."""
    chance = random.Random(me)
    said = {"by": me, "proposed": [], "comments": [], "chained": [], "refused": 0}
    for n in range(count):
        _, item = actions.propose(record, "FJI", {"title": f"{me} {n}", "need": NEED, "owner": "ESA"}, by=me)
        said["proposed"].append((item.id, f"{me} {n}"))
        assessments.comment(record, ASSESSMENT, f"{me} {n}", on="assessment", organisation="WMO", by=me)
        said["comments"].append(f"{me} {n}")
        one, other = (f"FJI-A{number}" for number in chance.sample(range(1, CHAINED + 1), 2))
        try:
            _, item = actions.change(record, one, {"after": (other,)}, f"{me} {n}", by=me)
        except InvalidInputError as error:
            assert "in a circle" in str(error)
            said["refused"] += 1
        else:
            said["chained"].append((one, item.revision, other))
    return said


def main(place, name, count):
    """Four threads on one open record."""
    said = []
    with open_record(place) as record:
        threads = [threading.Thread(target=lambda me: said.append(write(record, me, count)), args=(f"{name}{n}",)) for n in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    print(json.dumps(said))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
