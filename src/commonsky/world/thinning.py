"""Some cells that stand for all: an even sample in the order of the nested index, which runs from neighbour to neighbour. Facts: none.

Each cell's area or people goes to the nearest of the chosen ones along that order, so that sums are kept. Leaves out nearness across the
seams of the index: far enough apart to matter only where a country is a handful of chosen cells.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray


def representatives(domains: Sequence[NDArray[np.float64]], most: int) -> NDArray[np.int64]:
    """Positions of at most `most` cells, but one of each domain at least, spread evenly over each; all of them where they are few.

    Args:
        domains: (n,) each, area of every cell in each domain, such as land and sea.
        most: how many are wanted at most.

    >>> representatives([np.ones(4), np.array([0.0, 0.0, 0.0, 1.0])], 2).tolist()
    [0, 3]
    """
    having = [np.flatnonzero(area > 0) for area in domains]
    having = [at for at in having if len(at)]
    if not having or len(domains[0]) <= most:
        return np.arange(len(domains[0]))
    each = max(1, most // len(having))
    chosen = [at[np.unique(np.linspace(0, len(at) - 1, min(each, len(at))).astype(int))] for at in having]
    return np.unique(np.concatenate(chosen))


def stand_for(values: NDArray[np.float64], chosen: NDArray[np.int64], fit: NDArray[np.bool_]) -> NDArray[np.float64]:
    """What each chosen cell stands for: the sum of the values of the cells to which it is the nearest that fits, (len(chosen),).

    Args:
        values: (n,), of all cells, such as area or people.
        chosen: (m,), positions, rising.
        fit: (m,), whether each chosen cell may take any; where none does, nothing is taken.

    >>> stand_for(np.array([1.0, 2.0, 4.0]), np.array([0, 2]), np.array([True, True])).tolist()
    [3.0, 4.0]
    """
    found = np.zeros(len(chosen))
    at = np.flatnonzero(fit)
    if len(at):
        places = chosen[at]
        after = np.minimum(np.searchsorted(places, np.arange(len(values))), len(places) - 1)
        before = np.maximum(after - 1, 0)
        where = np.arange(len(values))
        nearest = np.where(np.abs(places[after] - where) < np.abs(where - places[before]), after, before)
        found[at] = np.bincount(nearest, weights=values, minlength=len(at))
    return found
