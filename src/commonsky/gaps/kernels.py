"""Compiled loops of gaps: how long, cell by cell, the newest admissible product is young enough. Facts: methods.md, From coverage to gaps.

Each product is usable from its observation plus its latency until its observation plus the age limit. Events are taken from the last to
the first in order of their end, so that a gap is final as soon as it is seen. A standing look counts as one spell where its images
follow closely enough, else as its single images.
"""

import numpy as np
from numba import njit

from commonsky.gaps.bits import OFTEN, RESOLUTION, TIMELY
from commonsky.gaps.events import gather, room_for, seen_at


@njit(cache=True)
def _admits(questions, terms):
    """Latency of each source for each question, s, infinite where it is not admitted; and its greatest incidence; (q, s) each."""
    latency_s, misses, widest_deg, age_s, timely_s = terms
    waits, edges = np.full((len(questions), len(misses)), np.inf), np.full((len(questions), len(misses)), np.inf)
    for q in range(len(questions)):
        level, bits = questions[q, 0], questions[q, 1]
        for s in range(len(misses)):
            latency = min(latency_s[s, level], timely_s[level]) if bits & TIMELY else latency_s[s, level]
            if not misses[s, level] & ~(bits & 15) and latency < age_s[level]:
                waits[q, s] = latency
            if not bits & RESOLUTION:
                edges[q, s] = widest_deg[s, level]
    return waits, edges


@njit(cache=True)
def _first_fresh(begin, finish, cycle_s, age, time):
    """When a train's first image that is fresh at a time or later was taken; infinite where it has none."""
    last = np.floor((finish - begin) / cycle_s)
    k = max(0.0, np.ceil((time - age - begin) / cycle_s))
    if k > 0 and begin + (k - 1) * cycle_s + age >= time:
        k -= 1
    elif begin + k * cycle_s + age < time:
        k += 1
    return begin + k * cycle_s if k <= last else np.inf


@njit(cache=True)
def _last_stale(begin, finish, cycle_s, age, time):
    """When a train's last image that is stale at a time was taken; minus infinity where it has none."""
    k = min(np.floor((finish - begin) / cycle_s), np.ceil((time - age - begin) / cycle_s))
    while k >= 0 and begin + k * cycle_s + age >= time:
        k -= 1
    return begin + k * cycle_s if k >= 0 else -np.inf


@njit(cache=True)
def _reach(cars, trains, cycle_s, age, wait, edge, covered_from):
    """From when on images of trains cover what ends at a time, or that time itself where none does."""
    for t in range(cars - 1, -1, -1):
        if trains[1][t] + age < covered_from:
            break
        s = trains[2][t]
        if trains[0][t] + wait[s] < covered_from and trains[3][t] <= edge[s]:
            close = cycle_s[s] + wait[s] <= age and trains[1][t] - cycle_s[s] + age >= covered_from
            image = trains[0][t] if close else _first_fresh(trains[0][t], trains[1][t], cycle_s[s], age, covered_from)
            covered_from = min(covered_from, image + wait[s])
    return covered_from


@njit(cache=True)
def _before(cars, trains, cycle_s, age, wait, edge, covered_from, until):
    """Until when the last image of trains that is stale at a time was fresh; at least `until`."""
    for t in range(cars - 1, -1, -1):
        if trains[1][t] + age <= until:
            break
        s = trains[2][t]
        if wait[s] < np.inf and trains[3][t] <= edge[s]:
            until = max(until, _last_stale(trains[0][t], trains[1][t], cycle_s[s], age, covered_from) + age)
    return until


@njit(cache=True)
def _uncovered(counts, events, trains, cycle_s, window, age, admits, budget_s):
    """Seconds of the window in which no admissible product is young enough; stops once past the budget.

    Args:
        counts: how many events and trains there are.
        events, trains: as `collect` and `_trains` fill them.
        cycle_s, window: as `judge` takes them.
        age: the age limit, s.
        admits: the question's row of what `_admits` gives.
        budget_s: where to stop.
    """
    b_start, b_end, b_code, b_inc = events
    wait, edge = admits
    begin, covered_from = window
    row, cars, gap = counts[0] - 1, counts[1], 0.0
    while covered_from > begin:
        until = begin
        while row >= 0:
            s = b_code[row]
            if wait[s] < np.inf and b_inc[row] <= edge[s]:
                until = b_end[row] + age
                if until < covered_from:
                    break
                covered_from = min(covered_from, b_start[row] + wait[s])
            row -= 1
        while cars and trains[0][cars - 1] + wait[trains[2][cars - 1]] >= covered_from:
            cars -= 1  # it has given all that it can
        if cars:
            reached = _reach(cars, trains, cycle_s, age, wait, edge, covered_from)
            if reached < covered_from:
                covered_from = reached
                continue
            until = _before(cars, trains, cycle_s, age, wait, edge, covered_from, until if row >= 0 else begin)
        if covered_from <= begin:
            break
        until = max(until, begin) if row >= 0 or cars else begin
        gap += covered_from - until
        covered_from = until
        if gap > budget_s:
            break
    return gap


@njit(cache=True)
def _ever(count, events, admits):
    """Whether any admissible product with a latency under the age limit was made at all."""
    wait, edge = admits
    for row in range(count):
        s = events[2][row]
        if wait[s] < np.inf and events[3][row] <= edge[s]:
            return True
    return False


@njit(cache=True)
def _stale(counts, often, events, trains, cycle_s, age, admits, window, early_s, budget_s):
    """Seconds of the window in which a question's answer is stale at one sample point; may stop once past the budget."""
    length = window[1] - window[0]
    begin = window[0] + max(0.0, age - early_s)
    if often or begin >= window[1]:
        return 0.0 if _ever(counts[0], events, admits) or _ever(counts[1], trains, admits) else length
    part = (window[1] - begin) / length
    return _uncovered(counts, events, trains, cycle_s, (begin, window[1]), age, admits, budget_s * part) / part


@njit(cache=True, nogil=True)
def judge(cells, depth, passes, cycle_s, single, useful, terms, questions, window, early_s, slack, exact):
    """Share of the window, and of each cell's sample points, in which each question's answer is fresh.

    Args:
        cells: (c,), positions of the cells to judge.
        depth: sample points of a cell are 4**depth.
        passes: first, start, end, look, incidence at each depth of sampling (empty where unused), as tuples of arrays, and
            per depth the source number of each look, or -1.
        cycle_s, single: (s,), seconds between images of a standing look; whether its images count singly.
        useful: (2, s), whether a source can matter to the levels themselves, and to the further questions.
        terms: latency_s, (s, 3), latency at each level (0 where no timeliness is asked), s, infinite where no source states it;
            misses, (s, 3), bits of what each source misses at each level, resolution only where it misses it everywhere;
            widest_deg, (s, 3), greatest incidence at which the resolution is still met;
            age_s, (3,), greatest age at each level, infinite where no cycle is asked;
            timely_s, (3,), timeliness asked at each level, infinite where none is.
        questions: (q, 2), level and bits of what is let pass; the first three are the levels themselves, without bits; another
            is not asked where its level holds, and stops where it cannot hold any more.
        window: start and end, s.
        early_s: how long before the window the passes begin. An older age limit is judged from the instant on at which all of it was
            simulated; one older than all of the simulation holds wherever a product is made at all.
        slack: share of a cell and window that may be stale for a level to hold.
        exact: whether the shares of the levels themselves are wanted in full, or may stop too.

    Returns:
        fresh shares, (c, q), 0 where a question stopped; whether anything at all was seen in each cell, (c,).
    """
    points, length, age_s = 4**depth, window[1] - window[0], terms[3]
    budget = slack * points * length + 1e-6
    gap, seen = np.zeros((len(cells), len(questions))), np.zeros(len(cells), np.bool_)
    buffers = (room_for(4096), room_for(4096), room_for(64))
    waits, edges = _admits(questions, terms)
    since = window[0] - min(early_s, age_s.max())
    done = np.empty(len(questions), np.bool_)
    for step in range(3):
        helps = useful[min(step, 1)]
        for c in range(len(cells)):
            _close(gap[c], questions, budget, step, done)
            for j in range(points):
                point, own = cells[c] * points + j, j & 1
                if not step and not seen[c]:
                    seen[c] = seen_at(point, depth, own, passes)
                if done.all() or (not step and not exact and gap[c, :3].min() > budget):
                    break
                buffers, count, cars = gather(point, depth, own, passes, cycle_s, single, helps, since, buffers)
                for q in range(len(questions)):
                    if done[q]:
                        continue
                    left = budget - gap[c, q] if step or not exact else np.inf
                    how, age = (waits[q], edges[q]), age_s[questions[q, 0]]
                    counts, often = (count, cars), questions[q, 1] & OFTEN != 0
                    gap[c, q] += _stale(counts, often, buffers[0], buffers[2], cycle_s, age, how, window, early_s, left)
                    done[q] = gap[c, q] > budget and (step > 0 or not exact)
    return 1.0 - np.minimum(gap / (points * length), 1.0), seen


@njit(cache=True)
def _close(gap, questions, budget, step, done):
    """Marks what is not asked of a cell at a step: the levels first, then each question that lets one attribute pass, then the pairs.

    None is asked where its level holds; a pair holds, and takes the gap, where one of its two held alone.
    """
    for q in range(len(questions)):
        level, bits = questions[q, 0], questions[q, 1]
        attributes = min(2, (bits & 1) + (bits >> 1 & 1) + (bits >> 2 & 1) + (bits >> 3 & 1) + (bits >> 4 & 1) + (bits >> 5 & 1))
        done[q] = attributes != step or (step > 0 and gap[level] <= budget)
        if step == 2 and not done[q]:
            for one in range(len(questions)):
                part = questions[one, 1]
                if part and questions[one, 0] == level and part != bits and part & ~bits == 0 and gap[one] <= budget:
                    gap[q], done[q] = gap[one], True
                    break


@njit(cache=True, nogil=True)
def ages(cells, passes, cycle_s, latency_s, usable, times):
    """Age of the newest product at each time, at the first sample point of each cell, s; NaN where none has come yet.

    Args:
        cells, passes, cycle_s: as `judge` takes them.
        latency_s: (s,), latency of each source; infinite ones never come.
        usable: (s,), greatest incidence at which a source counts, degrees; below 0: never.
        times: (t,), seconds since 2000-01-01T00:00Z, rising, evenly spaced.
    """
    first, start, end, look, inc, code = passes
    found = np.full((len(cells), len(times)), np.nan, np.float32)
    step = times[1] - times[0]
    newest = np.empty(len(times))
    for c in range(len(cells)):
        newest[:] = -np.inf
        for level in range(len(first)):
            if len(first[level]) <= 1:
                continue
            point = cells[c] * 4**level
            for row in range(first[level][point], first[level][point + 1]):
                s = code[level][look[level][row]]
                if s < 0 or inc[level][row] > usable[s] or latency_s[s] == np.inf:
                    continue
                begin, finish = start[level][row], end[level][row]
                k = max(0, int(np.ceil((begin + latency_s[s] - times[0]) / step)))
                while k < len(times) and cycle_s[s] > 0 and times[k] - latency_s[s] < finish:
                    image = begin + np.floor((times[k] - latency_s[s] - begin) / cycle_s[s]) * cycle_s[s]
                    newest[k] = max(newest[k], image)
                    k += 1
                if k < len(times):
                    newest[k] = max(newest[k], finish)
        best = -np.inf
        for k in range(len(times)):
            best = max(best, newest[k])
            if best > -np.inf:
                found[c, k] = times[k] - best
    return found
