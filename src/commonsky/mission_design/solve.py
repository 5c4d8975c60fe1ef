"""The smallest addition: greedy, constellations as a whole, exchanges; with bounds that hold. Facts: methods.md, Resilience and design.

For every number of items the best set that was found; the answer is the smallest that meets every demand on 95 % of its area at every
phase tried, else the best of as many as may be added. A set that meets them at the phase of the search alone is added to by what helps most
over all phases, among the items that add most alone. Leaves out proofs of optimality: the bounds say how far from the best an answer is.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from commonsky.gaps.levels import HELD
from commonsky.mission_design.candidates import Satellite
from commonsky.mission_design.phases import Phases
from commonsky.mission_design.search import A_PRIORI, exchange, first_bound, gain_of, lazy_greedy, upper_bound

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from commonsky.core.execution import Executor
    from commonsky.mission_design.cover import Cover, State
    from commonsky.mission_design.phases import Judged
    from commonsky.mission_design.search import Chosen

#: A gain smaller than this is none, as a share of all time and of all that counts.
NOTHING = 1e-6
#: Alternatives within this share of the answer's gain, and how many are told.
NEAR, MOST_TOLD = 0.05, 8
#: Items, those that add most alone, that may be added for the other phases, of all and of each sensor; sisters come with them.
MOST_MORE, EACH_MORE = 24, 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """The best set of so many items that was found.

    Args:
        items: their numbers.
        value: share of time and of all that counts that is served with them, 0 to 1.
        met: whether every demand's level then holds on 95 % of its area, at the phase of the search.
        phases: the same at each other phase, where `met` and something flies; else nothing.
    """

    items: tuple[int, ...]
    value: float
    met: bool
    phases: tuple[Judged, ...] = ()

    @property
    def always(self) -> bool:
        """Whether every demand's level holds at every phase tried."""
        return self.met and all(met for _, met in self.phases)


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternative:
    """An item that could stand in for one of the answer's, and the share of the answer's gain that is kept."""

    instead_of: int
    item: int
    kept: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Solved:
    """What the search came to.

    Args:
        base: share served before.
        front: from no item to as many as may be added; value and items of each.
        answer: position of the answer in `front`.
        greedy_gain: what lazy greedy alone adds with the answer's number of items.
        a_priori: share of the best possible gain that greedy reaches whatever the case.
        most_gain: the most that any set of so many items can add, from this case's own bounds.
        tried, finished: sets tried in exchanges, and whether nothing better was left to try.
        gains: what each item adds alone.
        alternatives: within 5 % of the answer.
    """

    base: float
    front: tuple[Point, ...]
    answer: int
    greedy_gain: float
    a_priori: float
    most_gain: float
    tried: int
    finished: bool
    gains: tuple[float, ...]
    alternatives: tuple[Alternative, ...]

    @property
    def gain(self) -> float:
        """What the answer adds."""
        return self.front[self.answer].value - self.base

    @property
    def proven(self) -> float:
        """Share of the best possible gain that the answer is proven to reach, 0 to 1."""
        return 1.0 if self.most_gain <= NOTHING else min(1.0, self.gain / self.most_gain)


def solve(
    cover: Cover, base: State, packs: Sequence[tuple[int, ...]], count: int, executor: Executor, tick: Callable[[], None] = lambda: None
) -> Solved:
    """The smallest addition that meets every demand, or the best of so many items.

    Args:
        cover: the objective.
        base: what is served already.
        packs: constellations, as numbers of items.
        count: items that may be added.
        executor: how the first look at all candidates is spread.
        tick: called as each orbit is done.
    """
    rank = _ranks(cover)
    gains, together = cover.first_gains(base, packs, executor, tick)
    served = cover.value(base)
    greedy, state = lazy_greedy(cover, base, gains, rank, count)
    runs = [greedy, *_from_packs(cover, base, gains, rank, count, _best_of_each_size(packs, together, rank))]
    points = [Point(items=(), value=served, met=cover.met(base, HELD))]
    for size in range(1, count + 1):
        items = max((run.items[:size] for run in runs), key=lambda some: _sum(runs, some))
        if len(items) < size:
            break
        points.append(_point(cover, base, items, served))
    answer = next((n for n, point in enumerate(points) if point.met), len(points) - 1)
    tried, finished = 0, True
    moves = [((i,), gain) for i, gain in enumerate(gains) if gain > NOTHING] + list(zip(packs, together, strict=True))
    for size in sorted({answer, answer - 1} & set(range(1, len(points)))):
        better = exchange(cover, base, points[size].items, moves, rank)
        tried, finished = tried + better.tried, finished and better.finished
        if better.gain > points[size].value - served + 1e-12:
            points[size] = _point(cover, base, better.items, served)
    points = _at_all_phases(cover, base, points, gains, rank, count)
    answer = next((n for n, point in enumerate(points) if point.always), len(points) - 1)
    prefix = lazy_greedy(cover, base, gains, rank, answer) if answer < len(greedy.items) else (greedy, state)
    bound = min(first_bound(gains, answer), upper_bound(cover, prefix[1], prefix[0], answer)) if answer else 0.0
    return Solved(
        base=served,
        front=tuple(points),
        answer=answer,
        greedy_gain=prefix[0].gain if answer else 0.0,
        a_priori=A_PRIORI,
        most_gain=max(min(bound, 1.0 - served), points[answer].value - served),
        tried=tried,
        finished=finished,
        gains=tuple(gains),
        alternatives=_alternatives(cover, base, points[answer].items, gains, rank),
    )


def _at_all_phases(
    cover: Cover, base: State, points: Sequence[Point], gains: Sequence[float], rank: Sequence[int], count: int
) -> list[Point]:
    """The front judged at the other phases; where nothing on it meets all demands at all of them, with what helps most over all phases."""
    phases = Phases(cover, base)
    judged = [replace(point, phases=phases.judged(point.items)) if point.met else point for point in points]
    first = next((n for n, point in enumerate(judged) if point.met), len(judged))
    if first == len(judged) or any(point.always for point in judged):
        return judged
    most = _worth_more(cover, judged[first].items, gains, rank)
    fronts = []
    for begin in (judged[first].items, ()):
        run, _ = lazy_greedy(phases, phases.start, most, rank, count, begin=begin)
        found = judged[:first]
        for size in range(first, len(run.items) + 1):
            point = _point(cover, base, run.items[:size], judged[0].value)
            found.append(replace(point, phases=phases.judged(point.items)))
            if found[-1].always:
                break
        if len(found) > first and found[first].value >= found[first - 1].value:
            fronts.append(found)
    best = min(fronts, key=lambda front: (not front[-1].always, len(front)))
    return best + [point for point in judged[len(best) :] if point.value >= best[-1].value]


def _worth_more(cover: Cover, begin: Sequence[int], gains: Sequence[float], rank: Sequence[int]) -> list[float]:
    """The most that each item adds, 1 or 0: those that add most alone, of all and of each sensor, and the sisters of some."""
    order = sorted((i for i, gain in enumerate(gains) if gain > NOTHING), key=lambda i: (-round(gains[i], 12), rank[i]))
    own = {_kin(cover, i) for i in begin}
    by_sensor: dict[object, list[int]] = {}
    for i in order:
        one = cover.items[i]
        by_sensor.setdefault(one.design.sensor if isinstance(one, Satellite) else one.kind, []).append(i)
    more = {*order[:MOST_MORE], *(i for i in order if _kin(cover, i) in own), *(i for some in by_sensor.values() for i in some[:EACH_MORE])}
    return [1.0 if i in more else 0.0 for i in range(len(gains))]


def _ranks(cover: Cover) -> list[int]:
    """Place of each item in the order of ties."""
    order = sorted(range(len(cover.items)), key=lambda i: cover.items[i].rank)
    ranks = [0] * len(order)
    for place, item in enumerate(order):
        ranks[item] = place
    return ranks


def _point(cover: Cover, base: State, items: tuple[int, ...], served: float) -> Point:
    gain, state = gain_of(cover, base, items)
    return Point(items=items, value=min(1.0, served + gain), met=cover.met(state, HELD))


def _sum(runs: Sequence[Chosen], items: tuple[int, ...]) -> float:
    """What the first items of the run that begins with them add."""
    return max(sum(run.gains[: len(items)]) for run in runs if run.items[: len(items)] == items)


def _best_of_each_size(packs: Sequence[tuple[int, ...]], together: Sequence[float], rank: Sequence[int]) -> list[tuple[int, ...]]:
    """The pack of each size that adds most alone."""
    best: dict[int, tuple[float, list[int], tuple[int, ...]]] = {}
    for pack, gain in zip(packs, together, strict=True):
        key = (-round(gain, 12), [rank[i] for i in pack], pack)
        if gain > NOTHING and (len(pack) not in best or key < best[len(pack)]):
            best[len(pack)] = key
    return [best[size][2] for size in sorted(best)]


def _from_packs(
    cover: Cover, base: State, gains: Sequence[float], rank: Sequence[int], count: int, packs: Sequence[tuple[int, ...]]
) -> list[Chosen]:
    return [lazy_greedy(cover, base, gains, rank, count, begin=pack)[0] for pack in packs]


def _alternatives(
    cover: Cover, base: State, items: tuple[int, ...], gains: Sequence[float], rank: Sequence[int]
) -> tuple[Alternative, ...]:
    """Items of another design that keep 95 % of the answer's gain in place of one of its own, at most a few for each."""
    whole = gain_of(cover, base, items)[0]
    found: list[Alternative] = []
    for one in items:
        rest = tuple(i for i in items if i != one)
        kept, state = gain_of(cover, base, rest)
        told: set[object] = {_kin(cover, i) for i in items}
        for item in sorted(range(len(gains)), key=lambda i: (-round(gains[i], 12), rank[i])):
            if kept + gains[item] < (1.0 - NEAR) * whole or len(told) > MOST_TOLD + len(items):
                break
            if _kin(cover, item) in told:
                continue
            told.add(_kin(cover, item))
            share = (kept + cover.gain(item, state)) / max(whole, NOTHING)
            if share >= 1.0 - NEAR:
                found.append(Alternative(instead_of=one, item=item, kept=min(share, 1.0)))
    return tuple(found)


def _kin(cover: Cover, item: int) -> object:
    """What counts as one and the same alternative: satellites of one design, wherever in their constellation."""
    one = cover.items[item]
    return getattr(one, "design", one.name)
