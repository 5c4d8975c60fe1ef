"""Sets of items at other phases and nodes, where nobody knows at which they will fly. Facts: none; which are tried is ours and is told.

What is tried moves all new satellites together, so that a constellation keeps its pattern. Leaves out the phases of today's fleet.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from commonsky.gaps.levels import HELD
from commonsky.mission_design.candidates import Satellite
from commonsky.mission_design.cover import Cover
from commonsky.mission_design.search import gain_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from commonsky.mission_design.cover import State

#: Phases at which sets are tried again, as shares of a revolution and of a turn of the nodes.
SHIFTS = (0.21, 0.47, 0.83)
#: What a set serves at a phase, 0 to 1, and whether every demand's level then holds on 95 % of its area.
Judged = tuple[float, bool]


class Phases:
    """An objective at each of the other phases, and over all of them: the mean of what an item adds, monotone and submodular as each is.

    Args:
        cover: the objective at the phase of the search.
        base: what is served already.
        items: positions of those that will be asked for; None: all.
    """

    def __init__(self, cover: Cover, base: State, items: Sequence[int] | None = None) -> None:
        self._cover, self._base = cover, base
        some = range(len(cover.items)) if items is None else items
        sensors = [item.design.sensor for i in some if isinstance(item := cover.items[i], Satellite)]
        shifts = SHIFTS if sensors else ()
        self._others = tuple(Cover(cover.items, cover.demands, cover.streams.moved(sensors, shift)) for shift in shifts)

    @property
    def start(self) -> tuple[State, ...]:
        """What is served already, at the phase of the search and at each other."""
        return (self._base,) * (1 + len(self._others))

    def judged(self, items: Sequence[int]) -> tuple[Judged, ...]:
        """What items come to at each other phase; nothing where none of them flies."""
        if not any(isinstance(self._cover.items[i], Satellite) for i in items):
            return ()
        states = [(cover, gain_of(cover, self._base, items)[1]) for cover in self._others]
        return tuple((cover.value(state), cover.met(state, HELD)) for cover, state in states)

    def gain(self, item: int, state: tuple[State, ...]) -> float:
        """What an item adds, the mean over all phases."""
        covers = (self._cover, *self._others)
        return sum(cover.gain(item, one) for cover, one in zip(covers, state, strict=True)) / len(covers)

    def join(self, item: int, state: tuple[State, ...]) -> tuple[State, ...]:
        """The states with an item."""
        return tuple(cover.join(item, one) for cover, one in zip((self._cover, *self._others), state, strict=True))
