"""Compiled loops that gather what a sample point gets: events, and trains of single images. Facts: methods.md, From coverage to gaps.

An event is a pass, or a standing look as one spell where its images follow closely enough. A look whose images do not is a train: they
are never copied out, but found by arithmetic. Leaves out what counts for whom.
"""

import numpy as np
from numba import njit


@njit(cache=True)
def row_at(point, depth, level, own):
    """Which point of a depth of sampling stands for a point of another: its ancestor, or one of its parts."""
    return point >> (2 * (depth - level)) if level <= depth else ((point + 1) << (2 * (level - depth))) - 1 - own


@njit(cache=True)
def _images(begin, finish, cycle_s, since):
    """Number of the first image of a standing look after a time, or of its last if all came before, and how many follow."""
    last = int((finish - begin) / cycle_s)
    skip = min(max(0, int((since - begin) / cycle_s)), last)
    return skip, last + 1 - skip


@njit(cache=True)
def room_for(events):
    """Room for events: start, end, source, incidence."""
    return np.empty(events), np.empty(events), np.empty(events, np.int16), np.empty(events, np.float32)


@njit(cache=True)
def _copy(source, row, target, to):
    target[0][to], target[1][to], target[2][to], target[3][to] = source[0][row], source[1][row], source[2][row], source[3][row]


@njit(cache=True)
def needed_room(point, depth, own, passes, cycle_s, single, useful, since):
    """Room that the events of a point take."""
    first, start, end, look, _, code = passes
    count = 0
    for level in range(len(first)):
        if len(first[level]) > 1:
            at = row_at(point, depth, level, own)
            for row in range(first[level][at], first[level][at + 1]):
                s = code[level][look[level][row]]
                if s >= 0 and useful[s]:
                    count += _images(start[level][row], end[level][row], cycle_s[s], since)[1] if single[s] else 1
    return count


@njit(cache=True)
def _merge(events, spare, middle, count):
    """Two runs of events, each in the order of its end, made one; the second begins at `middle`."""
    n = count - middle
    for m in range(n):
        _copy(events, middle + m, spare, m)
    i, j, k = middle - 1, n - 1, count - 1
    while j >= 0:
        if i >= 0 and events[1][i] > spare[1][j]:
            _copy(events, i, events, k)
            i -= 1
        else:
            _copy(spare, j, events, k)
            j -= 1
        k -= 1


@njit(cache=True)
def collect(point, depth, own, passes, cycle_s, single, useful, since, events, spare):
    """Events of one sample point from every depth of sampling, in the order of their end; gives their number.

    `point` counts 4**depth points a cell; passes sampled more finely are read at one of their points inside it.
    """
    first, start, end, look, inc, code = passes
    b_start, b_end, b_code, b_inc = events
    count = 0
    for level in range(len(first)):
        if len(first[level]) <= 1:
            continue
        at = row_at(point, depth, level, own)
        run = count
        for row in range(first[level][at], first[level][at + 1]):
            s = code[level][look[level][row]]
            if s < 0 or not useful[s]:
                continue
            here = count
            skip, images = _images(start[level][row], end[level][row], cycle_s[s], since) if single[s] else (0, 1)
            for m in range(images):
                at_once = start[level][row] + (skip + m) * cycle_s[s]
                b_start[count], b_end[count] = (at_once, at_once) if single[s] else (start[level][row], end[level][row])
                b_code[count], b_inc[count] = s, inc[level][row]
                count += 1
            if count > here > run and b_end[here] < b_end[here - 1]:
                _merge(events, spare, here, count)
        if count > run > 0 and b_end[run] < b_end[run - 1]:
            _merge(events, spare, run, count)
    return count


@njit(cache=True)
def _trains(point, depth, own, passes, single, useful, trains):
    """Trains of single images at a point: first image, end of the spell, source, incidence, by the spell's end; gives their number.

    Gives -1 where there are more than `trains` has room for.
    """
    first, start, end, look, inc, code = passes
    count = 0
    for level in range(len(first)):
        if len(first[level]) <= 1:
            continue
        at = row_at(point, depth, level, own)
        for row in range(first[level][at], first[level][at + 1]):
            s = code[level][look[level][row]]
            if s < 0 or not useful[s] or not single[s]:
                continue
            if count == len(trains[0]):
                return -1
            k = count
            while k > 0 and trains[1][k - 1] > end[level][row]:
                _copy(trains, k - 1, trains, k)
                k -= 1
            trains[0][k], trains[1][k], trains[2][k], trains[3][k] = start[level][row], end[level][row], s, inc[level][row]
            count += 1
    return count


@njit(cache=True)
def gather(point, depth, own, passes, cycle_s, single, useful, since, buffers):
    """Events and trains of a sample point: the buffers, grown where there was no room, and how many of each there are."""
    events, spare, trains = buffers
    dense = useful & ~single
    needed = needed_room(point, depth, own, passes, cycle_s, single, dense, since)
    if needed > len(events[0]):
        events, spare = room_for(2 * needed), room_for(2 * needed)
    count = collect(point, depth, own, passes, cycle_s, single, dense, since, events, spare)
    cars = _trains(point, depth, own, passes, single, useful, trains)
    while cars < 0:
        trains = room_for(4 * len(trains[0]))
        cars = _trains(point, depth, own, passes, single, useful, trains)
    return (events, spare, trains), count, cars


@njit(cache=True)
def seen_at(point, depth, own, passes):
    """Whether anything that measures the variable ever looks at a point."""
    first, _, _, look, _, code = passes
    for level in range(len(first)):
        if len(first[level]) > 1:
            at = row_at(point, depth, level, own)
            for row in range(first[level][at], first[level][at + 1]):
                if code[level][look[level][row]] >= 0:
                    return True
    return False
