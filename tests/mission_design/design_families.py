"""Families of intervals for tests: made by rule or drawn, with the objective written a second time, minute by minute."""

import numpy as np

from commonsky.mission_design.spells import Spells, added, joined, no_spells


def spells_of(by_cell):
    """Spells from a list of (begin, end) pairs for each cell, in any order, touching or not."""
    found = no_spells(len(by_cell))
    for cell, pairs in enumerate(by_cell):
        for begin, end in pairs:
            first = np.zeros(len(by_cell) + 1, np.int64)
            first[cell + 1 :] = 1
            found = joined(found, Spells(first=first, begin=np.array([float(begin)]), end=np.array([float(end)])))
    return found


class Family:
    """An objective over items that are spells, as the search wants it."""

    def __init__(self, items, weights):
        self.items, self.weights = items, np.asarray(weights, float)

    @property
    def nothing(self):
        return no_spells(len(self.weights))

    def gain(self, item, state):
        return added(self.items[item], state, self.weights)

    def join(self, item, state):
        return joined(state, self.items[item])

    def value(self, items):
        state = self.nothing
        for item in items:
            state = self.join(item, state)
        return float((state.seconds() * self.weights).sum())

    def gains(self):
        return [self.gain(i, self.nothing) for i in range(len(self.items))]


def drawn(rng, items, cells, length=600):
    """Random spells of whole minutes, some long, some short, some items much like others."""
    rows = []
    for _ in range(items):
        by_cell = []
        for _ in range(cells):
            begins = rng.integers(0, length - 5, rng.integers(0, 6))
            by_cell.append([(int(b), int(min(length, b + rng.integers(1, 120)))) for b in begins])
        rows.append(by_cell)
    return rows


def by_minutes(rows, chosen, weights, length=600):
    """Weighted minutes that any of the chosen covers."""
    covered = np.zeros((len(weights), length), bool)
    for item in chosen:
        for cell, pairs in enumerate(rows[item]):
            for begin, end in pairs:
                covered[cell, begin:end] = True
    return float((covered.sum(axis=1) * np.asarray(weights)).sum())
