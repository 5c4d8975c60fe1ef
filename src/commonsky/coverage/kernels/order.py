"""Loops over passes: sorting them, keeping those of some looks, how often each look comes. Facts: none. Leaves out clouds."""

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


@njit(cache=True, nogil=True)
def kept_rows(first, look, wanted):
    """Rows of wanted looks, and where each point begins among them.

    Args:
        first, look: passes sorted by point.
        wanted: (looks,), whether a look is kept.
    """
    count = 0
    for row in range(len(look)):
        count += wanted[look[row]]
    rows, starts, at = np.empty(count, np.int64), np.empty(len(first), np.int64), 0
    for i in range(len(first) - 1):
        starts[i] = at
        for row in range(first[i], first[i + 1]):
            if wanted[look[row]]:
                rows[at] = row
                at += 1
    starts[len(first) - 1] = at
    return rows, starts


@njit(cache=True, nogil=True)
def rhythm(first, start, end, look, looks, counts, begin, finish, bins, longest_s):
    """How often each look comes: its passes in a window, and a histogram of the times between them, logarithmic from 60 s.

    Args:
        first, start, end, look: passes sorted by point.
        looks: how many looks there are.
        counts: (points,), whether a point counts.
        begin, finish: the window, s.
        bins, longest_s: number of bins and upper end of the last one.

    Returns:
        passes of each look, (looks,); histogram, (looks, bins); seconds of the window in which each look stands, summed over points,
        (looks,); points that count.
    """
    stood = np.zeros(looks)
    passes, gaps, points = np.zeros(looks, np.int64), np.zeros((looks, bins), np.int64), 0
    scale = bins / np.log(longest_s / 60.0)
    for i in range(len(first) - 1):
        if not counts[i]:
            continue
        points += 1
        last = np.full(looks, -np.inf)
        for row in range(first[i], first[i + 1]):
            s, t = look[row], end[row]
            stood[s] += max(0.0, min(t, finish) - max(start[row], begin))
            if begin <= t < finish:
                passes[s] += 1
            if last[s] > -np.inf and t > last[s]:
                gaps[s, min(bins - 1, max(0, int(scale * np.log(max(t - last[s], 60.0) / 60.0))))] += 1
            last[s] = t
    return passes, gaps, stood, points
