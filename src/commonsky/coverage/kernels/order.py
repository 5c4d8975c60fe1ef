"""Sorting of passes: a counting sort by point, then by time within each point. Facts: none."""

import numpy as np
from numba import njit


@njit(cache=True, nogil=True)
def order_by_point(point, time, points):
    """Rows in the order of point, then time.

    Args:
        point: (n,), point index of each row.
        time: (n,), what to order by within a point.
        points: how many points there are.

    Returns:
        order: (n,), row numbers; first: (points + 1,), where each point begins in the order.
    """
    first = np.zeros(points + 1, np.int64)
    for i in point:
        first[i + 1] += 1
    for i in range(points):
        first[i + 1] += first[i]
    at = first[:-1].copy()
    order = np.empty(len(point), np.int64)
    for row in range(len(point)):
        order[at[point[row]]] = row
        at[point[row]] += 1
    for i in range(points):
        rows = order[first[i] : first[i + 1]]
        order[first[i] : first[i + 1]] = rows[np.argsort(time[rows], kind="mergesort")]
    return order, first
