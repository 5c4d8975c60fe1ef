"""Compiled loops of losses: who is fresh when, and the uncovered time of every loss. Facts: methods.md, Resilience and design.

The time that no system covers after a loss is the sum of the times whose fresh systems were all lost: one sweep over a cell's products
gives the time of each set of fresh systems, and every loss is then a sum over sets. Leaves out what a loss is worth.
"""

import numpy as np
from numba import njit

from commonsky.gaps.bits import RESOLUTION
from commonsky.gaps.events import collect, needed_room, room_for

#: Bits of one word.
WORD = 64


@njit(cache=True)
def _slot(keys, used, mask):
    """Place of a mask in a table of 2**n places: its own, or the empty one where it belongs."""
    size = len(used)
    h = np.uint64(1469598103934665603)
    for w in range(len(mask)):
        h = (h ^ mask[w]) * np.uint64(1099511628211)
        h ^= h >> np.uint64(29)
    at = np.int64(h & np.uint64(size - 1))
    while used[at]:
        same = True
        for w in range(len(mask)):
            if keys[at, w] != mask[w]:
                same = False
                break
        if same:
            return at
        at = (at + 1) & (size - 1)
    return at


@njit(cache=True)
def _grown(keys, used, seconds):
    """A table twice as large with the same entries."""
    size = 2 * len(used)
    more, taken, worth = np.zeros((size, keys.shape[1]), np.uint64), np.zeros(size, np.bool_), np.zeros(size)
    for at in range(len(used)):
        if used[at]:
            to = _slot(more, taken, keys[at])
            more[to], taken[to], worth[to] = keys[at], True, seconds[at]
    return more, taken, worth


@njit(cache=True)
def _put(table, count, mask, seconds):
    """Adds time to a mask; gives the table, grown where it was half full, and how many masks it holds."""
    keys, used, worth = table
    at = _slot(keys, used, mask)
    if not used[at]:
        if 2 * (count + 1) > len(used):
            keys, used, worth = _grown(keys, used, worth)
            at = _slot(keys, used, mask)
        keys[at], used[at] = mask, True
        count += 1
    worth[at] += seconds
    return (keys, used, worth), count


@njit(cache=True)
def _spells(events, count, level, terms, group, window, spells):
    """Spells in which each system has a fresh product: start, end and system; touching ones of a system are one. Gives their number."""
    latency_s, misses, widest, age_s = terms
    begin, end = window
    low, high, whose = spells[0], spells[1], spells[2]
    last = np.full(group.max() + 1, -1, np.int64)
    n = 0
    for row in range(count):
        s = events[2][row]
        if misses[s, level] | (RESOLUTION if events[3][row] > widest[s, level] else 0) or latency_s[s, level] >= age_s[level]:
            continue
        a, b = max(begin, events[0][row] + latency_s[s, level]), min(end, events[1][row] + age_s[level])
        if b <= a:
            continue
        g = group[s]
        k = last[g]
        if k >= 0 and a <= high[k] and b >= low[k]:
            low[k], high[k] = min(low[k], a), max(high[k], b)
        else:
            low[n], high[n], whose[n] = a, b, g
            last[g] = n
            n += 1
    return n


@njit(cache=True)
def _sweep(spells, n, window, table, held, words):
    """Adds the time of each set of fresh systems over a window to a table."""
    low, high, whose = spells
    counts = np.zeros(words * WORD, np.int32)
    mask = np.zeros(words, np.uint64)
    starts, ends = np.argsort(low[:n], kind="mergesort"), np.argsort(high[:n], kind="mergesort")
    at, i, j = window[0], 0, 0
    while j < n:
        opens = i < n and low[starts[i]] <= high[ends[j]]
        k = starts[i] if opens else ends[j]
        time = low[k] if opens else high[k]
        if time > at:
            table, held = _put(table, held, mask, time - at)
            at = time
        g = whose[k]
        if opens:
            counts[g] += 1
            i += 1
            if counts[g] == 1:
                mask[g // WORD] |= np.uint64(1) << np.uint64(g % WORD)
        else:
            counts[g] -= 1
            j += 1
            if counts[g] == 0:
                mask[g // WORD] &= ~(np.uint64(1) << np.uint64(g % WORD))
    if window[1] > at:
        table, held = _put(table, held, mask, window[1] - at)
    return table, held


@njit(cache=True)
def _ever(events, count, level, terms, group, words):
    """Which systems ever have an admissible product: where an age limit is longer than the simulation."""
    latency_s, misses, widest, age_s = terms
    mask = np.zeros(words, np.uint64)
    for row in range(count):
        s = events[2][row]
        if not (misses[s, level] | (RESOLUTION if events[3][row] > widest[s, level] else 0)) and latency_s[s, level] < age_s[level]:
            mask[group[s] // WORD] |= np.uint64(1) << np.uint64(group[s] % WORD)
    return mask


@njit(cache=True, nogil=True)
def fresh_rows(cells, depth, passes, sources, terms, group, level, window, early_s):
    """How long each set of systems, and no other, has a fresh product, cell by cell.

    Args:
        cells, depth, passes, window, early_s: as `gaps.kernels.judge` takes them.
        sources: cycle_s and single, as `judge` takes them; and (s,), whether a source can matter.
        terms: latency_s, misses, widest_deg and age_s, as `judge` takes them.
        group: (s,), number of the system that each source belongs to.
        level: 0 goal, 1 breakthrough, 2 threshold.

    Returns:
        first row of each cell, (c + 1,); sets, (n, words); seconds of each, (n,), scaled to a window of full length.
    """
    cycle_s, single, useful = sources
    points, length, age = 4**depth, window[1] - window[0], terms[3][level]
    words = group.max() // WORD + 1
    begin = window[0] + max(0.0, age - early_s)
    ever = begin >= window[1]
    part = 1.0 if ever else (window[1] - begin) / length
    since = window[0] - min(early_s, terms[3].max())
    room, filled = 4096, 0
    events, spare = room_for(room), room_for(room)
    spells = (np.empty(room), np.empty(room), np.empty(room, np.int64))
    first = np.zeros(len(cells) + 1, np.int64)
    sets, seconds = np.empty((4096, words), np.uint64), np.empty(4096)
    for c in range(len(cells)):
        table, held = (np.zeros((64, words), np.uint64), np.zeros(64, np.bool_), np.zeros(64)), 0
        for j in range(points):
            point, own = cells[c] * points + j, j & 1
            needed = needed_room(point, depth, own, passes, cycle_s, single, useful, since)
            if needed > room:
                room = 2 * needed
                events, spare = room_for(room), room_for(room)
                spells = (np.empty(room), np.empty(room), np.empty(room, np.int64))
            count = collect(point, depth, own, passes, cycle_s, single, useful, since, events, spare)
            if ever:
                table, held = _put(table, held, _ever(events, count, level, terms, group, words), length)
                continue
            n = _spells(events, count, level, terms, group, (begin, window[1]), spells)
            table, held = _sweep(spells, n, (begin, window[1]), table, held, words)
        while filled + held > len(seconds):
            more, worth = np.empty((2 * len(seconds), words), np.uint64), np.empty(2 * len(seconds))
            more[:filled], worth[:filled] = sets[:filled], seconds[:filled]
            sets, seconds = more, worth
        for at in range(len(table[1])):
            if table[1][at]:
                sets[filled], seconds[filled] = table[0][at], table[2][at] / part
                filled += 1
        first[c + 1] = filled
    return first, sets[:filled].copy(), seconds[:filled].copy()


@njit(cache=True, nogil=True)
def uncovered(first, sets, seconds, lost):
    """Time that nothing covers after each of some losses, s, (c, losses).

    Args:
        first, sets, seconds: as `fresh_rows` gives them.
        lost: (losses, words), systems lost.
    """
    found = np.zeros((len(first) - 1, len(lost)))
    for c in range(len(first) - 1):
        for row in range(first[c], first[c + 1]):
            for k in range(len(lost)):
                gone = True
                for w in range(sets.shape[1]):
                    if sets[row, w] & ~lost[k, w]:
                        gone = False
                        break
                if gone:
                    found[c, k] += seconds[row]
    return found


@njit(cache=True)
def _members(mask, room):
    """Positions of the first systems of a set, and how many there are at most len(room) + 1."""
    n = 0
    for w in range(len(mask)):
        bits = mask[w]
        while bits:
            low = bits & (~bits + np.uint64(1))
            if n == len(room):
                return n + 1
            k = 0
            while low >> np.uint64(k) != 1:
                k += 1
            room[n] = w * WORD + k
            n += 1
            bits ^= low
    return n


@njit(cache=True, nogil=True)
def pair_losses(first, sets, seconds, systems, allowed_s, weights):
    """Weight that is served when no, each one, and each two of the systems are lost.

    Args:
        first, sets, seconds: as `fresh_rows` gives them.
        systems: how many there are.
        allowed_s: time that may be uncovered for a cell to be served, s.
        weights: (c,), such as area or people.

    Returns:
        (systems, systems): on the diagonal the loss of one, beside it the loss of two; and what is served with none lost.
    """
    served, whole = np.zeros((systems, systems)), 0.0
    room = np.empty(2, np.int64)
    ones, twos = np.zeros(systems), np.zeros((systems, systems))
    for c in range(len(first) - 1):
        none = 0.0
        ones[:] = 0.0
        twos[:, :] = 0.0
        for row in range(first[c], first[c + 1]):
            n = _members(sets[row], room)
            if n == 0:
                none += seconds[row]
            elif n == 1:
                ones[room[0]] += seconds[row]
            elif n == 2:
                twos[room[0], room[1]] += seconds[row]
        if none > allowed_s:
            continue
        whole += weights[c]
        for i in range(systems):
            if none + ones[i] > allowed_s:
                continue
            served[i, i] += weights[c]
            for j in range(i + 1, systems):
                if none + ones[i] + ones[j] + twos[i, j] <= allowed_s:
                    served[i, j] += weights[c]
                    served[j, i] += weights[c]
    return served, whole


@njit(cache=True, nogil=True)
def all_losses(first, sets, seconds, systems, allowed_s, weights):
    """Weight that is served after every loss, (2**systems,): bit k of the index is system k lost.

    Each cell's times by set are summed over all subsets of the loss (a zeta transform): n 2**n additions a cell.
    """
    size = 1 << systems
    served = np.zeros(size)
    gap = np.empty(size)
    for c in range(len(first) - 1):
        gap[:] = 0.0
        for row in range(first[c], first[c + 1]):
            gap[np.int64(sets[row, 0])] += seconds[row]
        half = 1
        while half < size:
            for block in range(0, size, 2 * half):
                for k in range(block, block + half):
                    gap[k + half] += gap[k]
            half *= 2
        for k in range(size):
            if gap[k] <= allowed_s:
                served[k] += weights[c]
    return served


@njit(cache=True, nogil=True)
def along_orders(first, sets, seconds, rank, allowed_s, weights):
    """What each system adds to the served weight as systems join in each of some orders, (orders, systems).

    Args:
        first, sets, seconds: as `fresh_rows` gives them.
        rank: (orders, systems), at which place each system joins.
        allowed_s: time that may be uncovered for a cell to be served, s.
        weights: (c,), such as area or people.
    """
    orders, systems = rank.shape
    adds = np.zeros((orders, systems))
    room = np.empty(systems, np.int64)
    joins = np.zeros((orders, systems), np.int64)
    for o in range(orders):
        for s in range(systems):
            joins[o, rank[o, s]] = s
    gained = np.zeros((orders, systems + 1))
    for c in range(len(first) - 1):
        gained[:, :] = 0.0
        total = 0.0
        for row in range(first[c], first[c + 1]):
            total += seconds[row]
            n = _members(sets[row], room)
            if n == 0:
                continue
            for o in range(orders):
                early = systems
                for m in range(n):
                    early = min(early, rank[o, room[m]])
                gained[o, early] += seconds[row]
        for o in range(orders):
            left = total
            if left <= allowed_s:
                continue
            for place in range(systems):
                left -= gained[o, place]
                if left <= allowed_s:
                    adds[o, joins[o, place]] += weights[c]
                    break
    return adds


@njit(cache=True, nogil=True)
def mean_waits(cells, passes, sources, latency_s, widest, window):
    """Mean time from an instant of the first half of a window to the first delivery of what is observed after it, s, (c,).

    What is delivered after the window counts as delivered at its end, so that the wait is a lower bound and a loss never shortens it;
    infinite where that befalls more than half of the instants.

    Args:
        cells: (c,), positions; the first sample point of each is taken.
        passes: as `gaps.kernels.judge` takes them.
        sources: cycle_s and, (s,), whether a source counts.
        latency_s: (s,), from observation to delivery.
        widest: (s,), greatest incidence at which a source counts.
        window: start and end, s.
    """
    cycle_s, usable = sources
    first = passes[0]
    begin, end = window
    middle = (begin + end) / 2
    found = np.full(len(cells), np.inf)
    single = cycle_s > 0
    depth = 0
    for level in range(len(first)):
        if len(first[level]) > 1:
            depth = level
    room = 4096
    events, spare = room_for(room), room_for(room)
    for c in range(len(cells)):
        point = cells[c] * 4**depth
        needed = needed_room(point, depth, 0, passes, cycle_s, single, usable, begin)
        if needed > room:
            room = 2 * needed
            events, spare = room_for(room), room_for(room)
        count = collect(point, depth, 0, passes, cycle_s, single, usable, begin, events, spare)
        waited, late, soonest, until = 0.0, 0.0, end, end
        for row in range(count - 1, -2, -1):
            seen = begin  # before the first observation there is the window's start
            if row >= 0:
                if events[3][row] > widest[events[2][row]] or events[1][row] >= end:
                    continue
                seen = events[1][row]
            low, high = max(seen, begin), min(until, middle)
            if high > low:
                waited += (high - low) * (soonest - (high + low) / 2)
                late += high - low if soonest >= end else 0.0
            until = min(until, seen)
            if until <= begin:
                break
            soonest = min(soonest, seen + latency_s[events[2][row]]) if row >= 0 else soonest
        if late <= (middle - begin) / 2:
            found[c] = waited / (middle - begin)
    return found
