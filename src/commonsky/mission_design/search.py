"""The search: lazy greedy with its true bounds, then exchanges. Facts: Nemhauser, Wolsey and Fisher 1978 (1 - 1/e); Minoux 1978 (lazy).

It knows items by number and what one adds to a state, nothing else; the objective must be monotone and submodular, or the bounds are
void. Ties go by the items' rank, so that their order does not matter. Leaves out limits other than a count.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field
from itertools import combinations
from math import e
from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

S = TypeVar("S")

#: Share of the best possible gain that greedy reaches at least, with as many items as it may take.
A_PRIORI = 1.0 - 1.0 / e
#: Gains closer than this are one gain.
DIGITS = 12
#: Exchanges evaluated at most.
MOST_TRIED = 1500
#: Items that come in together at most.
LARGEST_MOVE = 4
#: Sets of as many items that are tried out for being given up.
MOST_LEFT_OUT = 12
#: Items among which larger sets to be given up are looked for: those that are missed least.
FEW = 6


class Objective(Protocol[S]):
    """What is added by an item to what is there."""

    def gain(self, item: int, state: S) -> float:
        """What an item adds to a state."""

    def join(self, item: int, state: S) -> S:
        """The state with an item."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """Items in the order of choice.

    Args:
        items: their numbers.
        gains: what each added to those before it.
        most: upper bounds on what each item adds to the last state.
    """

    items: tuple[int, ...]
    gains: tuple[float, ...]
    most: tuple[float, ...] = field(repr=False)

    @property
    def gain(self) -> float:
        """What all of them add together."""
        return sum(self.gains)


def lazy_greedy(
    objective: Objective[S],
    state: S,
    most: Sequence[float],
    rank: Sequence[int],
    count: int,
    *,
    begin: Sequence[int] = (),
    tick: Callable[[], None] = lambda: None,
) -> tuple[Chosen, S]:
    """The item that adds most, again and again; an item is evaluated anew only while what it added before is the most of all.

    Args:
        objective, state: what is maximised, from which state on.
        most: what each item adds to that state, or more.
        rank: of each item; of equal gains the lowest rank is taken.
        count: how many items may be taken, with those of `begin`.
        begin: items that are taken first, whatever they add.
        tick: called as each item is taken.
    """
    bounds, items, gains = list(most), [], []
    for item in begin:
        gains.append(objective.gain(item, state))
        state = objective.join(item, state)
        items.append(item)
    heap = [(-round(bound, DIGITS), rank[i], i, -1) for i, bound in enumerate(bounds) if bound > 0 and i not in items]
    heapq.heapify(heap)
    while heap and len(items) < count:
        negative, _, item, at = heapq.heappop(heap)
        if at == len(items):
            if -negative <= 0:
                break
            state = objective.join(item, state)
            items.append(item)
            gains.append(-negative)
            tick()
            continue
        bounds[item] = min(bounds[item], objective.gain(item, state))
        heapq.heappush(heap, (-round(bounds[item], DIGITS), rank[item], item, len(items)))
    return Chosen(items=tuple(items), gains=tuple(gains), most=tuple(bounds)), state


def upper_bound(objective: Objective[S], state: S, chosen: Chosen, count: int) -> float:
    """The most that any `count` items can add, from what is known after a choice: its gain, and the largest of what is still to be added.

    Source: Minoux 1978; by submodularity no set adds more to the state than its items do one by one.
    """
    bounds = {i: bound for i, bound in enumerate(chosen.most) if i not in set(chosen.items) and bound > 0}
    fresh: set[int] = set()
    while True:
        largest = heapq.nlargest(count, bounds, key=bounds.__getitem__)
        stale = [i for i in largest if i not in fresh]
        if not stale:
            return chosen.gain + sum(bounds[i] for i in largest)
        for item in stale:
            bounds[item] = min(bounds[item], objective.gain(item, state))
            fresh.add(item)


def first_bound(most: Sequence[float], count: int) -> float:
    """The most that any `count` items can add, from what each adds alone.

    >>> first_bound([3.0, 1.0, 2.0], 2)
    5.0
    """
    return sum(heapq.nlargest(count, most))


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchanged:
    """What exchanges came to: the items, what they add together, how many sets were tried, and whether nothing better was left to try."""

    items: tuple[int, ...]
    gain: float
    tried: int
    finished: bool


def exchange(
    objective: Objective[S],
    state: S,
    chosen: Sequence[int],
    moves: Sequence[tuple[tuple[int, ...], float]],
    rank: Sequence[int],
    *,
    most_tried: int = MOST_TRIED,
) -> Exchanged:
    """Items exchanged for as many others as long as that adds anything.

    Args:
        objective, state: what is maximised, from which state on.
        chosen: items to begin with.
        moves: items that may come in together, and what they add to the first state, or more.
        rank: of each item.
        most_tried: sets evaluated at most.
    """
    order = sorted(moves, key=lambda move: (-round(move[1], DIGITS), [rank[i] for i in move[0]]))
    items = tuple(chosen)
    best, _ = gain_of(objective, state, items)
    tried = 0
    while True:
        found, best_now = items, best
        for left in _left_out(objective, state, items):
            rest = tuple(i for i in items if i not in left)
            base, base_state = gain_of(objective, state, rest)
            for incoming, bound in order:
                if base + bound <= best_now + 10.0**-DIGITS:
                    break
                if len(incoming) != len(left) or set(incoming) & set(items):
                    continue
                if tried >= most_tried:
                    return Exchanged(items=found, gain=best_now, tried=tried, finished=False)
                tried += 1
                more = base + gain_of(objective, base_state, incoming)[0]
                if more > best_now + 10.0**-DIGITS:
                    found, best_now = (*rest, *incoming), more
        if found == items:
            return Exchanged(items=items, gain=best, tried=tried, finished=True)
        items, best = found, best_now


def _left_out(objective: Objective[S], state: S, items: tuple[int, ...]) -> list[tuple[int, ...]]:
    """Sets of items that may be given up, small ones first; where there are many of a size, those of the items that are missed least."""
    whole = gain_of(objective, state, items)[0]
    missed = {one: whole - gain_of(objective, state, tuple(i for i in items if i != one))[0] for one in items}
    found: list[tuple[int, ...]] = []
    for size in range(1, min(len(items), LARGEST_MOVE) + 1):
        least = sorted(items, key=missed.__getitem__)[: len(items) if size == 1 else FEW]
        found += list(combinations(least, size))[: max(MOST_LEFT_OUT, len(least))]
    return found


def gain_of(objective: Objective[S], state: S, items: Sequence[int]) -> tuple[float, S]:
    """What items add to a state together, and the state with them."""
    total = 0.0
    for item in items:
        total += objective.gain(item, state)
        state = objective.join(item, state)
    return total, state
