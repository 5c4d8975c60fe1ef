"""Compiled loops of gaps: how long, cell by cell, the newest admissible product is young enough. Facts: methods.md, From coverage to gaps.

Each product is usable from its observation plus its latency until its observation plus the age limit. Events are taken from the last to
the first in order of their end, so that a gap is final as soon as it is seen. A standing look counts as one spell where its images
follow closely enough, else as its single images.
"""

import numpy as np
from numba import njit

#: Bits of what a source misses.
RESOLUTION, UNCERTAINTY, POLICY, ACQUISITION = 1, 2, 4, 8
#: Bits of a question, beside those four: the product comes in time; observations come often enough.
TIMELY, OFTEN = 16, 32


@njit(cache=True)
def _row_at(point, depth, level, own):
    """Which point of a depth of sampling stands for a point of another: its ancestor, or one of its parts."""
    return point >> (2 * (depth - level)) if level <= depth else ((point + 1) << (2 * (level - depth))) - 1 - own


@njit(cache=True)
def _images(begin, finish, cycle_s, since):
    """Number of the first image of a standing look after a time, or of its last if all came before, and how many follow."""
    last = int((finish - begin) / cycle_s)
    skip = min(max(0, int((since - begin) / cycle_s)), last)
    return skip, last + 1 - skip


@njit(cache=True)
def _room(events):
    """Room for events: start, end, source, incidence."""
    return np.empty(events), np.empty(events), np.empty(events, np.int16), np.empty(events, np.float32)


@njit(cache=True)
def _copy(source, row, target, to):
    target[0][to], target[1][to], target[2][to], target[3][to] = source[0][row], source[1][row], source[2][row], source[3][row]


@njit(cache=True)
def _needed(point, depth, own, passes, cycle_s, single, useful, since):
    """Room that the events of a point take."""
    first, start, end, look, _, code = passes
    count = 0
    for level in range(len(first)):
        if len(first[level]) > 1:
            at = _row_at(point, depth, level, own)
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
def _collect(point, depth, own, passes, cycle_s, single, useful, since, events, spare):
    """Events of one sample point from every depth of sampling, in the order of their end; gives their number.

    `point` counts 4**depth points a cell; passes sampled more finely are read at one of their points inside it.
    """
    first, start, end, look, inc, code = passes
    b_start, b_end, b_code, b_inc = events
    count = 0
    for level in range(len(first)):
        if len(first[level]) <= 1:
            continue
        at = _row_at(point, depth, level, own)
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
def _uncovered(count, level, bits, events, window, terms, budget_s):
    """Seconds of the window in which no admissible product is young enough; stops once past the budget."""
    b_start, b_end, b_code, b_inc = events
    latency_s, misses, widest_deg, age_s, timely_s = terms
    begin, finish = window
    covered_from, gap = finish, 0.0
    let_pass, age = bits & 15, age_s[level]
    for row in range(count - 1, -1, -1):
        s = b_code[row]
        missed = misses[s, level] | (RESOLUTION if b_inc[row] > widest_deg[s, level] else 0)
        if missed & ~let_pass:
            continue
        latency = latency_s[s, level]
        if bits & TIMELY:
            latency = min(latency, timely_s[level])
        if latency >= age:
            continue
        until = b_end[row] + age
        if until < covered_from:
            gap += covered_from - max(until, begin)
            covered_from = until
            if covered_from <= begin or gap > budget_s:
                return gap
        covered_from = min(covered_from, b_start[row] + latency)
        if covered_from <= begin:
            return gap
    return gap + max(0.0, covered_from - begin)


@njit(cache=True)
def _ever(count, level, bits, events, terms):
    """Whether any admissible product with a latency under the age limit was made at all."""
    _, _, b_code, b_inc = events
    latency_s, misses, widest_deg, age_s, timely_s = terms
    for row in range(count):
        s = b_code[row]
        missed = misses[s, level] | (RESOLUTION if b_inc[row] > widest_deg[s, level] else 0)
        latency = min(latency_s[s, level], timely_s[level]) if bits & TIMELY else latency_s[s, level]
        if not missed & ~(bits & 15) and latency < age_s[level]:
            return True
    return False


@njit(cache=True)
def _stale(count, level, bits, events, terms, window, early_s, budget_s):
    """Seconds of the window in which a question's answer is stale at one sample point; may stop once past the budget."""
    length, age_s = window[1] - window[0], terms[3]
    begin = window[0] + max(0.0, age_s[level] - early_s)
    if bits & OFTEN or begin >= window[1]:
        return 0.0 if _ever(count, level, bits, events, terms) else length
    part = (window[1] - begin) / length
    return _uncovered(count, level, bits, events, (begin, window[1]), terms, budget_s * part) / part


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
    points, length = 4**depth, window[1] - window[0]
    budget = slack * points * length + 1e-6
    gap, seen = np.zeros((len(cells), len(questions))), np.zeros(len(cells), np.bool_)
    room = 4096
    events, spare = _room(room), _room(room)
    since = window[0] - min(early_s, terms[3].max())
    for further in range(2):
        for c in range(len(cells)):
            for j in range(points):
                if further and not _still_open(gap[c], questions, budget):
                    break
                point, own = cells[c] * points + j, j & 1
                if not further and not seen[c]:
                    seen[c] = _seen(point, depth, own, passes)
                if not further and not exact and gap[c, :3].min() > budget:
                    continue
                needed = _needed(point, depth, own, passes, cycle_s, single, useful[further], since)
                if needed > room:
                    room = 2 * needed
                    events, spare = _room(room), _room(room)
                count = _collect(point, depth, own, passes, cycle_s, single, useful[further], since, events, spare)
                for q in range(len(questions)):
                    level, bits = questions[q, 0], questions[q, 1]
                    if (bits != 0) != (further != 0) or (further and gap[c, level] <= budget):
                        continue
                    stops = further or not exact
                    if not (stops and gap[c, q] > budget):
                        left = budget - gap[c, q] if stops else np.inf
                        gap[c, q] += _stale(count, level, bits, events, terms, window, early_s, left)
    return 1.0 - np.minimum(gap / (points * length), 1.0), seen


@njit(cache=True)
def _still_open(gap, questions, budget):
    """Whether any further question is undecided: its level is lost and it is not; the first three questions are the levels."""
    for q in range(3, len(questions)):
        if gap[questions[q, 0]] > budget and gap[q] <= budget:
            return True
    return False


@njit(cache=True)
def _seen(point, depth, own, passes):
    """Whether anything that measures the variable ever looks at a point."""
    first, _, _, look, _, code = passes
    for level in range(len(first)):
        if len(first[level]) > 1:
            at = _row_at(point, depth, level, own)
            for row in range(first[level][at], first[level][at + 1]):
                if code[level][look[level][row]] >= 0:
                    return True
    return False


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
