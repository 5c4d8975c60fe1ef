"""Covered time as an objective: what candidates add to what is served already. Facts: methods.md, Resilience and design.

A state is the spells of every demand. Covered seconds by weight are a measure of a union, so monotone and submodular, exactly: spells are
cut at instants, not at steps. Satellites' spells are found when they are asked for; only their gains are kept.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from commonsky.mission_design.candidates import Satellite
from commonsky.mission_design.spells import added, joined

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from commonsky.core.execution import Executor
    from commonsky.mission_design.candidates import Item
    from commonsky.mission_design.orbits import Orbit
    from commonsky.mission_design.spells import Demand, Spells
    from commonsky.mission_design.streams import Streams

State = tuple["Spells", ...]


class Cover:
    """The objective over items.

    Args:
        items: all candidates.
        demands: what is asked.
        streams: what satellites see.
    """

    def __init__(self, items: Sequence[Item], demands: Sequence[Demand], streams: Streams) -> None:
        self.items, self.demands, self.streams = tuple(items), tuple(demands), streams

    def spells(self, item: int) -> Mapping[int, Spells]:
        """Spells of an item by demand, those it serves."""
        one = self.items[item]
        return self.streams.spells([one], self.demands) if isinstance(one, Satellite) else one.spells

    def gain(self, item: int, state: State) -> float:
        """What an item adds, as a share of all time and of all that counts."""
        return self.worth(self.spells(item), state)

    def join(self, item: int, state: State) -> State:
        """The state with an item."""
        new = self.spells(item)
        return tuple(joined(old, new[d]) if d in new else old for d, old in enumerate(state))

    def worth(self, spells: Mapping[int, Spells], state: State) -> float:
        """What spells add to a state."""
        return sum(added(one, state[d], self.demands[d].value) for d, one in spells.items())

    def value(self, state: State) -> float:
        """Share of time and of all that counts that a state serves, 0 to 1."""
        return min(1.0, float(sum((s.seconds() * d.value).sum() for s, d in zip(state, self.demands, strict=True))))

    def met(self, state: State, share: float) -> bool:
        """Whether every demand's level holds on a share of its area."""
        return all(float(d.area[d.held(s)].sum()) >= share - 1e-9 for s, d in zip(state, self.demands, strict=True))

    def first_gains(
        self, state: State, packs: Sequence[tuple[int, ...]], executor: Executor, tick: Callable[[], None]
    ) -> tuple[list[float], list[float]]:
        """What each item, and each pack of satellites together, adds to a state; orbit by orbit, nothing but gains is kept.

        Args:
            state: that is added to.
            packs: satellites of one design, as positions among the items.
            executor: how orbits are spread.
            tick: called as each orbit is done.
        """
        gains, together = np.zeros(len(self.items)), np.zeros(len(packs))
        by_orbit: dict[Orbit, tuple[list[int], list[int]]] = {}
        for number, item in enumerate(self.items):
            if isinstance(item, Satellite):
                by_orbit.setdefault(item.design.orbit, ([], []))[0].append(number)
            else:
                gains[number] = self.worth(item.spells, state)
        for number, pack in enumerate(packs):
            one = self.items[pack[0]]
            if isinstance(one, Satellite):
                by_orbit[one.design.orbit][1].append(number)
        for (singles, groups), found in zip(
            by_orbit.values(), executor.map(partial(self._orbit_gains, state, packs), by_orbit.values()), strict=True
        ):
            gains[singles], together[groups] = found
            tick()
        return [float(g) for g in gains], [float(g) for g in together]

    def _orbit_gains(
        self, state: State, packs: Sequence[tuple[int, ...]], work: tuple[list[int], list[int]]
    ) -> tuple[list[float], list[float]]:
        """Gains of the satellites on one orbit, and of its packs."""
        singles, groups = work
        return [self.gain(i, state) for i in singles], [self.worth(self.pack_spells(packs[g]), state) for g in groups]

    def pack_spells(self, pack: Sequence[int]) -> Mapping[int, Spells]:
        """Spells of satellites of one design together."""
        return self.streams.spells([one for i in pack if isinstance(one := self.items[i], Satellite)], self.demands)
