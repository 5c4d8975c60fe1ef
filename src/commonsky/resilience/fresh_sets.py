"""Who is fresh when, cell by cell: from it every loss is a sum. Facts: methods.md, Resilience and design; gaps.levels for what fresh means.

For one need and one level, each cell has the time in which exactly this set of systems has a young enough admissible product. After a
loss, the time uncovered is that of the sets of which nothing is left: the same answer as judging the passes anew without the lost ones,
for any loss, without judging again. Leaves out clouds, and delays of delivery: a delay changes the services, and the sets with them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from commonsky.gaps.levels import CHUNK, HELD, terms
from commonsky.needs.model import LEVELS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from commonsky.core.execution import Executor
    from commonsky.gaps.admissible import Service
    from commonsky.gaps.levels import Simulation, Terms
    from commonsky.needs.model import Need, Requirement

THRESHOLD = len(LEVELS) - 1
WORD = 64


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FreshSets:
    """How long each set of systems, and no other, has a fresh product for one need and level.

    Args:
        systems: names; bit k of a set is system k.
        first: (c + 1,), first row of each cell.
        sets: (n, words), unsigned 64-bit words, the low systems in the first.
        seconds: (n,), summed over the cell's sample points.
        total_s: window times sample points of a cell.
    """

    systems: tuple[str, ...]
    first: NDArray[np.int64]
    sets: NDArray[np.uint64]
    seconds: NDArray[np.float64]
    total_s: float

    @property
    def allowed_s(self) -> float:
        """Time that may be uncovered for the level to hold in a cell, s."""
        return (1.0 - HELD) * self.total_s + 1e-6

    def lost(self, names: Iterable[str]) -> NDArray[np.uint64]:
        """Some systems as words of a set; names that it does not have change nothing.

        Args:
            names: of systems.
        """
        mask = np.zeros(self.sets.shape[1], np.uint64)
        for name in set(names) & set(self.systems):
            k = self.systems.index(name)
            mask[k // WORD] |= np.uint64(1) << np.uint64(k % WORD)
        return mask

    def fresh(self, losses: Sequence[Iterable[str]]) -> NDArray[np.float64]:
        """Share of window and sample points with a fresh product after each loss, (cells, losses).

        Args:
            losses: systems lost, by name; an empty one is what is there.
        """
        from commonsky.resilience.kernels import uncovered

        masks = np.array([self.lost(names) for names in losses], np.uint64).reshape(len(losses), self.sets.shape[1])
        return np.asarray(1.0 - uncovered(self.first, self.sets, self.seconds, masks) / self.total_s)

    def holds(self, losses: Sequence[Iterable[str]]) -> NDArray[np.bool_]:
        """Whether the level holds in each cell after each loss, (cells, losses)."""
        return self.fresh(losses) >= HELD - 1e-9

    def grouped(self, systems: dict[str, str]) -> FreshSets:
        """The same by groups of systems, such as missions in place of modes; sets that become alike are left as rows of their own.

        Args:
            systems: name of each system's group.
        """
        names = tuple(dict.fromkeys(systems[name] for name in self.systems))
        sets = np.zeros((len(self.sets), max(1, -(-len(names) // WORD))), np.uint64)
        for k, name in enumerate(self.systems):
            has = (self.sets[:, k // WORD] >> np.uint64(k % WORD)) & np.uint64(1)
            to = names.index(systems[name])
            sets[:, to // WORD] |= has << np.uint64(to % WORD)
        return FreshSets(systems=names, first=self.first, sets=sets, seconds=self.seconds, total_s=self.total_s)

    def used(self) -> FreshSets:
        """The same without the systems that are in no set."""
        present = np.bitwise_or.reduce(self.sets, axis=0) if len(self.sets) else np.zeros(self.sets.shape[1], np.uint64)
        kept = [k for k in range(len(self.systems)) if (int(present[k // WORD]) >> (k % WORD)) & 1]
        sets = np.zeros((len(self.sets), max(1, -(-len(kept) // WORD))), np.uint64)
        for to, k in enumerate(kept):
            sets[:, to // WORD] |= ((self.sets[:, k // WORD] >> np.uint64(k % WORD)) & np.uint64(1)) << np.uint64(to % WORD)
        names = tuple(self.systems[k] for k in kept)
        return FreshSets(systems=names, first=self.first, sets=sets, seconds=self.seconds, total_s=self.total_s)


def fresh_sets(
    simulation: Simulation,
    services: Sequence[Service],
    need: Need,
    requirement: Requirement,
    cells: NDArray[np.int64],
    executor: Executor,
    *,
    level: int = THRESHOLD,
    systems: Sequence[str] | None = None,
) -> FreshSets:
    """Who is fresh when, for one need at one level.

    Args:
        simulation, services, need, requirement, cells, executor: as `gaps.levels.attain` takes them.
        level: 0 goal, 1 breakthrough, 2 threshold.
        systems: name of the system that each service belongs to; None: its mission or network.
    """
    names = list(systems) if systems is not None else [s.mission for s in services]
    known = tuple(dict.fromkeys(names))
    if not services:
        first, length = np.arange(len(cells) + 1), simulation.end_s - simulation.start_s
        return FreshSets(
            systems=(), first=first, sets=np.zeros((len(cells), 1), np.uint64), seconds=np.full(len(cells), length), total_s=length
        )
    found = terms(simulation, services, need, requirement)
    group = np.array([known.index(name) for name in names], np.int64)
    ask = partial(_rows, simulation, found, group, level)
    parts = list(executor.map(ask, [cells[i : i + CHUNK] for i in range(0, len(cells), CHUNK)]))
    sizes = np.cumsum([0, *(p[0][-1] for p in parts)])
    return FreshSets(
        systems=known,
        first=np.concatenate([[0], *(p[0][1:] + size for p, size in zip(parts, sizes[:-1], strict=True))]).astype(np.int64),
        sets=np.concatenate([p[1] for p in parts]) if parts else np.zeros((0, len(known) // WORD + 1), np.uint64),
        seconds=np.concatenate([p[2] for p in parts]) if parts else np.zeros(0),
        total_s=(simulation.end_s - simulation.start_s) * 4**found.depth,
    )


def _rows(
    simulation: Simulation, found: Terms, group: NDArray[np.int64], level: int, cells: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.uint64], NDArray[np.float64]]:
    from commonsky.resilience.kernels import fresh_rows

    useful = found.misses[:, level] == 0
    first, sets, seconds = fresh_rows(
        cells,
        found.depth,
        (*simulation.columns(), found.code),
        (found.cycle_s, found.single, useful),
        (found.latency_s, found.misses, found.widest, found.age_s),
        group,
        level,
        (simulation.start_s, simulation.end_s),
        simulation.early_s,
    )
    return first, sets, seconds
