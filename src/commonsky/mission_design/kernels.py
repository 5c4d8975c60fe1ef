"""Compiled loops of the search: products become spells in which they are young enough, spells are joined and measured.

Facts: methods.md, From coverage to gaps, and Resilience and design. A product is usable from its observation plus its latency until its
observation plus the age limit. Spells of a cell are apart and in order, as (cells + 1,) first rows, begins and ends. Leaves out what is
admissible: whoever calls has sorted that out.
"""

from typing import Any

import numpy as np
from numba import njit


@njit(cache=True, nogil=True)
def _seen(look: float, incidence: float, sun: float, windows: Any, sun_limits: tuple[float, float]) -> bool:
    """Whether a crossing lies within any window of angles, rad, and the Sun's cosine within its limits."""
    if not sun_limits[0] <= sun <= sun_limits[1]:
        return False
    for w in range(len(windows)):
        if windows[w, 0] <= look <= windows[w, 1] and windows[w, 2] <= incidence <= windows[w, 3]:
            return True
    return False


@njit(cache=True, nogil=True)
def crossing_spells(
    first: Any, columns: Any, windows: Any, sun_limits: tuple[float, float], times: tuple[float, float, float, float]
) -> Any:
    """Spells of what some satellites see together, all with one latency.

    Args:
        first: (satellites, cells + 1), rows of each satellite's crossings of each cell, in the order of time.
        columns: time, s, signed look and incidence, rad, and cosine of the solar zenith angle, (n,) each.
        windows: (w, 4), least and greatest look and incidence, rad.
        sun_limits: least and greatest cosine of the solar zenith angle.
        times: latency, age limit, and the window's begin and end, s.
    """
    time, look, incidence, sun = columns
    wait, age, window_begin, window_end = times
    satellites, cells = first.shape[0], first.shape[1] - 1
    room = 0
    for s in range(satellites):
        room += first[s, cells] - first[s, 0]
    found, begin, end = np.zeros(cells + 1, np.int64), np.empty(room), np.empty(room)
    at, n = np.empty(satellites, np.int64), 0
    for c in range(cells):
        at[:] = first[:, c]
        here = n
        while True:
            soonest, chosen = np.inf, -1
            for s in range(satellites):
                if at[s] < first[s, c + 1] and time[at[s]] < soonest:
                    soonest, chosen = time[at[s]], s
            if chosen < 0:
                break
            row = at[chosen]
            at[chosen] += 1
            a, b = max(soonest + wait, window_begin), min(soonest + age, window_end)
            if b <= a or not _seen(look[row], incidence[row], sun[row], windows, sun_limits):
                continue
            if n > here and a <= end[n - 1]:
                end[n - 1] = max(end[n - 1], b)
            else:
                begin[n], end[n] = a, b
                n += 1
        found[c + 1] = n
    return found, begin[:n].copy(), end[:n].copy()


@njit(cache=True, nogil=True)
def _images(start: float, end: float, cycle: float, times: tuple[float, float, float, float]) -> tuple[int, int]:
    """Numbers of the first image of a train that matters to the window, and of the one after its last."""
    wait, age, window_begin, window_end = times
    count = int((end - start) / cycle) + 1
    low = int(max(0.0, np.floor((window_begin - age - start) / cycle)))
    high = int(max(0.0, min(float(count), np.ceil((window_end - wait - start) / cycle) + 1.0)))
    return min(low, high), high


@njit(cache=True, nogil=True)
def pass_spells(first: Any, columns: Any, terms: Any, age: float, window: tuple[float, float]) -> Any:
    """Spells of passes of many looks, each with its own latency.

    Args:
        first: (cells + 1,), rows of each cell's passes.
        columns: start and end, s, number of the look, and incidence (or spacing of stations), (n,) each.
        terms: by look: latency, s, infinite where it does not count; greatest incidence; seconds between images where they count singly,
            else 0.
        age, window: the age limit, and the window's begin and end, s.
    """
    start, end, look, incidence = columns
    wait, edge, cycle = terms
    cells = len(first) - 1
    found = np.zeros(cells + 1, np.int64)
    begin, finish, n = np.empty(1024), np.empty(1024), 0
    for c in range(cells):
        here = n
        for row in range(first[c], first[c + 1]):
            s = look[row]
            if wait[s] == np.inf or incidence[row] > edge[s]:
                continue
            low, high = 0, 1
            if cycle[s] > 0:
                low, high = _images(start[row], end[row], cycle[s], (wait[s], age, window[0], window[1]))
            for m in range(low, high):
                a = start[row] + m * cycle[s] + wait[s]
                b = (start[row] + m * cycle[s] if cycle[s] > 0 else end[row]) + age
                a, b = max(a, window[0]), min(b, window[1])
                if b <= a:
                    continue
                if n == len(begin):
                    begin, finish = np.concatenate((begin, np.empty(n))), np.concatenate((finish, np.empty(n)))
                begin[n], finish[n] = a, b
                n += 1
        n = _joined(begin, finish, here, n)
        found[c + 1] = n
    return found, begin[:n].copy(), finish[:n].copy()


@njit(cache=True, nogil=True)
def _joined(begin: Any, end: Any, low: int, high: int) -> int:
    """Rows low to high put in order and joined where they touch, in place; gives the row after the last."""
    if high - low < 2:
        return high
    order = np.argsort(begin[low:high])
    a, b = begin[low:high][order], end[low:high][order]
    n = low
    begin[n], end[n] = a[0], b[0]
    for k in range(1, len(a)):
        if a[k] <= end[n]:
            end[n] = max(end[n], b[k])
        else:
            n += 1
            begin[n], end[n] = a[k], b[k]
    return n + 1


@njit(cache=True, nogil=True)
def gain_of(new: Any, old: Any, weights: Any) -> float:
    """What new spells add to old ones: seconds of each cell that only the new have, by the cell's weight, summed."""
    first, begin, end = new
    old_first, old_begin, old_end = old
    total = 0.0
    for c in range(len(weights)):
        if weights[c] == 0.0:
            continue
        j, added = old_first[c], 0.0
        for row in range(first[c], first[c + 1]):
            a, b = begin[row], end[row]
            while j < old_first[c + 1] and old_end[j] <= a:
                j += 1
            k = j
            while a < b and k < old_first[c + 1] and old_begin[k] < b:
                added += max(0.0, old_begin[k] - a)
                a = max(a, old_end[k])
                k += 1
            added += max(0.0, b - a)
        total += weights[c] * added
    return total


@njit(cache=True, nogil=True)
def united(one: Any, two: Any) -> Any:
    """The union of two sets of spells, apart and in order."""
    first, begin, end = one
    first_2, begin_2, end_2 = two
    room, cells = len(begin) + len(begin_2), len(first) - 1
    found, a, b, n = np.zeros(cells + 1, np.int64), np.empty(room), np.empty(room), 0
    for c in range(cells):
        i, j, here = first[c], first_2[c], n
        while i < first[c + 1] or j < first_2[c + 1]:
            take = j >= first_2[c + 1] or (i < first[c + 1] and begin[i] <= begin_2[j])
            low, high = (begin[i], end[i]) if take else (begin_2[j], end_2[j])
            if take:
                i += 1
            else:
                j += 1
            if n > here and low <= b[n - 1]:
                b[n - 1] = max(b[n - 1], high)
            else:
                a[n], b[n] = low, high
                n += 1
        found[c + 1] = n
    return found, a[:n].copy(), b[:n].copy()


@njit(cache=True, nogil=True)
def lengths(first: Any, begin: Any, end: Any) -> Any:
    """Seconds of each cell that its spells last together, (cells,)."""
    found = np.zeros(len(first) - 1)
    for c in range(len(found)):
        for row in range(first[c], first[c + 1]):
            found[c] += end[row] - begin[row]
    return found
