"""What is left after every loss of k of n systems: the envelope, and which systems matter most. Facts: methods.md, Resilience and design.

Up to `EXACT` systems every loss is reckoned; beyond, losses of one and two are exact, and Shapley values come from drawn orders, with
their standard error. Source of the value: L. S. Shapley 1953, A Value for n-Person Games. Leaves out what a loss costs.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from math import comb
from typing import TYPE_CHECKING

import numpy as np

from commonsky.core.errors import InvalidInputError
from commonsky.core.execution import SerialExecutor

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from commonsky.core.execution import Executor
    from commonsky.resilience.fresh_sets import FreshSets

#: Systems of which every loss is reckoned: beyond, the losses are too many.
EXACT = 20
#: Orders drawn where there are more systems; half of them are the others read backwards.
ORDERS = 400
#: Parts that cells are spread in.
CHUNKS = 8


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Envelope:
    """Served share after the loss of k systems.

    Args:
        lost: (m,), k.
        best, median, worst: (m,), over all losses of k.
        worst_systems: (m,), names of a worst loss, the first in the order of the systems.
        losses: (m,), how many losses of k there are.
    """

    lost: NDArray[np.int64]
    best: NDArray[np.float64]
    median: NDArray[np.float64]
    worst: NDArray[np.float64]
    worst_systems: tuple[tuple[str, ...], ...]
    losses: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Importance:
    """How much of the served share each system brings, by its Shapley value; they sum to what is served with all of them.

    Args:
        systems: names.
        value: (n,), share.
        error: (n,), standard error, 0 where exact.
        exact: whether every loss was reckoned.
    """

    systems: tuple[str, ...]
    value: NDArray[np.float64]
    error: NDArray[np.float64]
    exact: bool


def served_by_loss(sets: FreshSets, weights: NDArray[np.float64], executor: Executor | None = None) -> NDArray[np.float64]:
    """Served share for every loss, (2**n,): bit k of the index is system k lost.

    Args:
        sets: of at most `EXACT` systems.
        weights: (c,), such as area or people; shares are of their sum.
        executor: how chunks of cells are spread; None: one after the other.

    Raises:
        InvalidInputError: if there are more systems.
    """
    if len(sets.systems) > EXACT:
        raise InvalidInputError(f"{len(sets.systems)} systems have too many losses; give at most {EXACT}, or ask for losses of one and two")
    first, at, heavy = _alike(sets, weights)
    parts = np.array_split(np.arange(len(heavy)), min(len(heavy), CHUNKS)) if len(heavy) else []
    ask = partial(_some_losses, sets, first, at, heavy)
    found = (executor or SerialExecutor()).map(ask, parts)
    return np.asarray(sum(found, np.zeros(1 << len(sets.systems))) / max(float(weights.sum()), 1e-300))


def _alike(sets: FreshSets, weights: NDArray[np.float64]) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Cells whose times are the same to a hundredth of a second made one: first rows, their order, and the weights of what is left."""
    known: dict[bytes, int] = {}
    rows: list[NDArray[np.int64]] = []
    heavy: list[float] = []
    rounded = np.round(sets.seconds * 100).astype(np.int64)
    for c in range(len(sets.first) - 1):
        begin, end = sets.first[c], sets.first[c + 1]
        order = np.argsort(sets.sets[begin:end, 0], kind="stable") + begin
        key = sets.sets[order].tobytes() + rounded[order].tobytes()
        if key not in known:
            known[key] = len(rows)
            rows.append(np.arange(begin, end))
            heavy.append(0.0)
        heavy[known[key]] += weights[c]
    first = np.concatenate([[0], np.cumsum([len(r) for r in rows])]).astype(np.int64)
    return first, np.concatenate(rows) if rows else np.zeros(0, np.int64), np.array(heavy)


def _some_losses(
    sets: FreshSets, first: NDArray[np.int64], at: NDArray[np.int64], heavy: NDArray[np.float64], cells: NDArray[np.int64]
) -> NDArray[np.float64]:
    from commonsky.resilience.kernels import all_losses

    mine = first[cells[0] : cells[-1] + 2]
    rows = at[mine[0] : mine[-1]]
    return np.asarray(all_losses(mine - mine[0], sets.sets[rows], sets.seconds[rows], len(sets.systems), sets.allowed_s, heavy[cells]))


def envelope(sets: FreshSets, weights: NDArray[np.float64], executor: Executor | None = None) -> Envelope:
    """The served share after the loss of k systems: of every k up to `EXACT` systems, else of none, one and two.

    Args:
        sets: who is fresh when.
        weights: (c,), such as area or people.
        executor: how chunks of cells are spread; None: one after the other.
    """
    if len(sets.systems) > EXACT:
        return _first_losses(sets, weights)
    return envelope_of(sets.systems, served_by_loss(sets, weights, executor))


def envelope_of(systems: tuple[str, ...], served: NDArray[np.float64]) -> Envelope:
    """The envelope from what is served after every loss.

    Args:
        systems: n names.
        served: (2**n,), as `served_by_loss` gives it.
    """
    n = len(systems)
    size = np.bitwise_count(np.arange(1 << n, dtype=np.uint64)).astype(np.int64)
    rows = [np.flatnonzero(size == k) for k in range(n + 1)]
    worst = [int(r[np.argmin(served[r])]) for r in rows]
    return Envelope(
        lost=np.arange(n + 1),
        best=np.array([served[r].max() for r in rows]),
        median=np.array([np.median(served[r]) for r in rows]),
        worst=served[worst],
        worst_systems=tuple(tuple(name for k, name in enumerate(systems) if w >> k & 1) for w in worst),
        losses=tuple(len(r) for r in rows),
    )


def both(sets: FreshSets, weights: NDArray[np.float64], executor: Executor | None = None) -> tuple[Envelope, Importance]:
    """The envelope and the importance of systems, every loss reckoned once; arguments as of `envelope`."""
    if len(sets.systems) > EXACT:
        return _first_losses(sets, weights), importance(sets, weights)
    served = served_by_loss(sets, weights, executor)
    value = Importance(systems=sets.systems, value=shapley(served), error=np.zeros(len(sets.systems)), exact=True)
    return envelope_of(sets.systems, served), value


def _first_losses(sets: FreshSets, weights: NDArray[np.float64]) -> Envelope:
    served, whole = one_and_two(sets, weights)
    n = len(sets.systems)
    one = np.diag(served)
    i, j = np.triu_indices(n, 1)
    two = served[i, j]
    first, second = int(np.argmin(one)), int(np.argmin(two))
    return Envelope(
        lost=np.arange(3),
        best=np.array([whole, one.max(), two.max()]),
        median=np.array([whole, np.median(one), np.median(two)]),
        worst=np.array([whole, one[first], two[second]]),
        worst_systems=((), (sets.systems[first],), (sets.systems[i[second]], sets.systems[j[second]])),
        losses=(1, n, comb(n, 2)),
    )


def one_and_two(sets: FreshSets, weights: NDArray[np.float64]) -> tuple[NDArray[np.float64], float]:
    """Served share after each loss of one, on the diagonal, and of two systems, (n, n); and with none lost.

    Args:
        sets: of any number of systems.
        weights: (c,), such as area or people.
    """
    from commonsky.resilience.kernels import pair_losses

    served, whole = pair_losses(sets.first, sets.sets, sets.seconds, len(sets.systems), sets.allowed_s, weights)
    total = max(float(weights.sum()), 1e-300)
    return np.asarray(served / total), float(whole / total)


def importance(sets: FreshSets, weights: NDArray[np.float64], *, seed: int = 0, orders: int = ORDERS) -> Importance:
    """Shapley value of each system in the served share.

    Args:
        sets: who is fresh when.
        weights: (c,), such as area or people.
        seed: of the orders drawn where there are more than `EXACT` systems.
        orders: how many are drawn.
    """
    n = len(sets.systems)
    if n <= EXACT:
        value = shapley(1.0 * served_by_loss(sets, weights))
        return Importance(systems=sets.systems, value=value, error=np.zeros(n), exact=True)
    return drawn_importance(sets, weights, seed=seed, orders=orders)


def shapley(served: NDArray[np.float64]) -> NDArray[np.float64]:
    """Shapley values from the value of every loss, (n,).

    Args:
        served: (2**n,), what is served after each loss: bit k of the index is system k lost.

    >>> shapley(np.array([1.0, 0.0, 1.0, 0.0])).tolist()  # system 0 does it alone
    [1.0, 0.0]
    """
    n = len(served).bit_length() - 1
    index = np.arange(len(served))
    size = np.bitwise_count(index.astype(np.uint64)).astype(np.int64)
    chance = np.array([1.0 / (n * comb(n - 1, k)) for k in range(n)])
    found = np.zeros(n)
    for k in range(n):
        with_it = index[(index >> k) & 1 == 0]  # losses that leave it
        found[k] = ((served[with_it] - served[with_it | (1 << k)]) * chance[size[with_it]]).sum()
    return found


def drawn_importance(sets: FreshSets, weights: NDArray[np.float64], *, seed: int, orders: int) -> Importance:
    """Shapley values from drawn orders in which systems join, each read backwards too; with the standard error of their mean."""
    from commonsky.resilience.kernels import along_orders

    n, draw = len(sets.systems), np.random.default_rng(seed)
    forth = np.array([draw.permutation(n) for _ in range(max(1, orders // 2))], np.int64).reshape(-1, n)
    rank = np.concatenate([forth, n - 1 - forth])
    adds = along_orders(sets.first, sets.sets, sets.seconds, rank, sets.allowed_s, weights) / max(float(weights.sum()), 1e-300)
    pairs = (adds[: len(forth)] + adds[len(forth) :]) / 2  # an order and its reverse are one draw
    error = pairs.std(axis=0, ddof=1) / np.sqrt(len(pairs)) if len(pairs) > 1 else np.full(n, np.nan)
    return Importance(systems=sets.systems, value=pairs.mean(axis=0), error=np.asarray(error), exact=False)
