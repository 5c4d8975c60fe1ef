"""Strips over rings of cells: what each swath sweeps between two instants, as intervals of a ring. Facts: methods.md, World maps.

Between two nodes a swath sweeps a four-sided piece of the sphere, bounded by great circles and run about with its inside on the left: where
a side rises through a ring's latitude it bounds the piece in the east, where it falls in the west. Each crossing is one arc cosine.
Time runs backwards, as in gaps.kernels: a gap is then final as soon as it is seen, and no pass is stored.
"""

from math import acos, ceil, cos, floor, pi, sin

import numpy as np
from numba import njit

TURN = 2 * pi
#: Pieces of a ring at most: four sides bound two, and the Sun can cut each in two.
PIECES = 8
#: Rows of the working space: begin and end of each piece, and room for the same.
LOW, HIGH, SPARE_LOW, SPARE_HIGH = range(4)
#: Columns of a side: normal as height, length across and longitude; sines of latitude between which it rises, and falls.
HEIGHT, ACROSS, LONGITUDE, RISES, RISEN, FALLS, FALLEN = range(7)


@njit(cache=True, inline="always")
def _interval(a, b, centre):
    """Where a + b cos(longitude - centre) is not negative: centre and half width, rad; half width pi: all of the ring, below 0: none."""
    if a >= b:
        return 0.0, pi
    if a <= -b:
        return 0.0, -1.0
    return centre, acos(-a / b)


@njit(cache=True)
def _cut(work, count, centre, half):
    """Pieces of a ring cut to an interval; gives how many are left."""
    if half >= pi:
        return count
    found = 0
    for i in range(count):
        begin = centre - half
        begin += TURN * ceil((work[LOW, i] - begin - 2 * half) / TURN)
        while begin <= work[HIGH, i]:
            a, b = max(work[LOW, i], begin), min(work[HIGH, i], begin + 2 * half)
            if b >= a and found < PIECES:
                work[SPARE_LOW, found], work[SPARE_HIGH, found] = a, b
                found += 1
            begin += TURN
    for i in range(found):
        work[LOW, i], work[HIGH, i] = work[SPARE_LOW, i], work[SPARE_HIGH, i]
    return found


@njit(cache=True, nogil=True)
def _fill(gap, from_s, demand, a, b, floor_s, ready):
    """The product of one instant over a run of cells: what lies between its end of use and the next product's begin is a gap."""
    for x in range(a, b):
        nearest = from_s[demand, x]
        gap[demand, x] += max(0.0, nearest - floor_s)
        from_s[demand, x] = min(nearest, ready)


@njit(cache=True, nogil=True)
def _give(starts, demands, latency_s, s, time, a, b, age_s, begin_s, gap, from_s):
    """Give a run of cells, seen at a time, to every demand that a source serves."""
    for row in range(starts[s], starts[s + 1]):
        demand = demands[row]
        floor_s = max(time + age_s[demand], begin_s[demand])
        _fill(gap, from_s, demand, a, b, floor_s, time + latency_s[row])


@njit(cache=True, inline="always")
def _row(sides, s, k):
    """One side as plain numbers: a view of an array in the innermost loop costs more than what is done with it."""
    return sides[s, k, 0], sides[s, k, 1], sides[s, k, 2], sides[s, k, 3], sides[s, k, 4], sides[s, k, 5], sides[s, k, 6]


@njit(cache=True, inline="always")
def _lowest(side):
    return min(side[RISES] if side[RISES] < side[RISEN] else 2.0, side[FALLS] if side[FALLS] < side[FALLEN] else 2.0)


@njit(cache=True, inline="always")
def _highest(side):
    return max(side[RISEN] if side[RISES] < side[RISEN] else -2.0, side[FALLEN] if side[FALLS] < side[FALLEN] else -2.0)


@njit(cache=True, inline="always")
def _pole(behind, ahead, left, right):
    """1 where a piece holds the north pole, -1 the south pole, else 0."""
    if behind[HEIGHT] >= 0 and ahead[HEIGHT] <= 0 and left[HEIGHT] >= 0 and right[HEIGHT] >= 0:
        return 1
    return -1 if behind[HEIGHT] <= 0 and ahead[HEIGHT] >= 0 and left[HEIGHT] <= 0 and right[HEIGHT] <= 0 else 0


@njit(cache=True, inline="always")
def _after(sine, limit):
    """Number of the first ring that lies at a sine of latitude or below it; sines fall from ring to ring."""
    first, last = 0, len(sine)
    while first < last:
        middle = (first + last) // 2
        if sine[middle] > limit:
            first = middle + 1
        else:
            last = middle
    return first


@njit(cache=True)
def _bound(side, sine, cosine, east, west, work, easts, wests):
    """Enter where a side crosses a ring, in the rows of eastern and western bounds. Gives how many bounds there are."""
    rises, falls = side[RISES] <= sine < side[RISEN], side[FALLS] <= sine < side[FALLEN]
    if not (rises or falls):
        return easts, wests
    half = acos(min(1.0, max(-1.0, -side[HEIGHT] * sine / max(side[ACROSS] * cosine, 1e-300))))
    if rises:
        work[east, easts] = side[LONGITUDE] + half
        easts += 1
    if falls:
        work[west, wests] = side[LONGITUDE] - half
        wests += 1
    return easts, wests


@njit(cache=True)
def _seen(sides, pole, ring, sun, lit, work):
    """Pieces of a ring that a strip's piece covers where the Sun allows it; gives how many."""
    sine, cosine, up_sine, up_cosine = ring
    easts, wests = _bound(sides[0], sine, cosine, HIGH, LOW, work, 0, 0)
    wests, easts = _bound(sides[1], sine, cosine, LOW, HIGH, work, wests, easts)  # it is run the other way, and bounds the other way
    easts, wests = _bound(sides[2], sine, cosine, HIGH, LOW, work, easts, wests)
    easts, wests = _bound(sides[3], sine, cosine, HIGH, LOW, work, easts, wests)
    count = min(easts, wests)
    if count == 0:
        if pole * sine <= 0.0:
            return 0
        work[LOW, 0], work[HIGH, 0], count = 0.0, TURN, 1
    elif count == 1:
        wide = work[HIGH, 0] - work[LOW, 0]
        work[HIGH, 0] -= TURN * floor(wide / TURN)
    else:
        for i in range(count):
            nearest = TURN
            for j in range(easts):
                nearest = min(nearest, (work[HIGH, j] - work[LOW, i]) % TURN)
            work[SPARE_HIGH, i] = work[LOW, i] + nearest
        for i in range(count):
            work[HIGH, i] = work[SPARE_HIGH, i]
    if lit[0] > -1.0:  # by day: the vertical's product with the Sun's direction is at least lit[0]
        centre, half = _interval(sun[0] * up_sine - lit[0], sun[1] * up_cosine, sun[2])
    elif lit[1] < 1.0:  # by night: at most lit[1]
        centre, half = _interval(lit[1] - sun[0] * up_sine, sun[1] * up_cosine, sun[2] + pi)
    else:
        return count
    return 0 if half < 0 else _cut(work, count, centre, half)


@njit(cache=True, inline="always")
def _stand(standing, at, time, sun, wanted_from, wanted_to, up, terms, gap, from_s):
    """Every standing look that is due at a step, over a band of cells: an image, or the spell up to the next."""
    every, spell_s, cell_first, cells, lit, starts, demands, latency_s = standing
    age_s, begin_s = terms
    sun_x, sun_y = cos(sun[2]), sin(sun[2])
    for s in range(len(every)):
        if at % every[s]:
            continue
        dark = lit[s, 0] > -1.0 or lit[s, 1] < 1.0
        for row in range(starts[s], starts[s + 1]):
            demand = demands[row]
            until, ready = time + spell_s[s] + age_s[demand], time + latency_s[row]
            floor_s = max(until, begin_s[demand])
            for i in range(cell_first[s], cell_first[s + 1]):
                x = cells[i]
                if x < wanted_from or x >= wanted_to:
                    continue
                if dark:
                    height = up[x, 2] * sun[0] + sun[1] * (up[x, 0] * sun_x + up[x, 1] * sun_y)
                    if height < lit[s, 0] or height > lit[s, 1]:
                        continue
                nearest = from_s[demand, x]
                gap[demand, x] += max(0.0, nearest - floor_s)
                from_s[demand, x] = min(nearest, ready)


@njit(cache=True, nogil=True)
def sweep(nodes, number, strips, serving, standing, suns, rings, up, terms, band, gap, from_s):
    """Take all looks from the last instant to the first over a band of rings.

    Args:
        nodes: (k + 1,), seconds, even steps; `number` of the first counts them from the start of the simulation.
        strips: lines, (s, k + 1, 7), the swath's line on the ground at each node, from its left to its right end, NaN where there is none;
            lefts and rights, (s, k, 7), the sides between nodes, back and forth; each as the columns above; lit, (s, 2), least and greatest
            cosine of the solar zenith angle at which each works.
        serving: which demands each strip serves, and how late: rows starts[s] to starts[s + 1] of demands and latency_s.
        standing: looks that stand: every how many steps, the spell that an image stands for, s, wanted cells of each, lit, and demands.
        suns: (k, 3), direction of the Sun in the middle of each step: height, length across, longitude.
        rings: where each ring begins, longitude of its first cell, rad, sine and cosine of geocentric and of geodetic latitude, and how
            many wanted cells stand before each cell, (n + 1,).
        up: (wanted, 3), verticals.
        terms: age_s and begin_s, the start of the window, by demand.
        band: first and last ring, half open.
        gap, from_s: (d, wanted), seconds without a product, and the time from which on there is one; changed in place.
    """
    lines, lefts, rights, lit = strips
    first, lon, sine, cosine, up_sine, up_cosine, wanted = rings
    starts, demands, latency_s = serving
    age_s, begin_s = terms
    work = np.empty((4, PIECES))
    least_cell, most_cell = wanted[first[band[0]]], wanted[first[band[1]]]
    step = nodes[1] - nodes[0]
    for k in range(len(nodes) - 2, -1, -1):
        time = nodes[k] + 0.5 * step
        sun = (suns[k, 0], suns[k, 1], suns[k, 2])
        for s in range(len(lines)):
            if not (lines[s, k, 0] == lines[s, k, 0] and lines[s, k + 1, 0] == lines[s, k + 1, 0]):  # NaN: nothing to see
                continue
            sides = (_row(lines, s, k), _row(lines, s, k + 1), _row(lefts, s, k), _row(rights, s, k))
            pole = _pole(sides[0], sides[1], sides[2], sides[3])
            most = max(_highest(sides[0]), _highest(sides[1]), _highest(sides[2]), _highest(sides[3]))
            least = min(_lowest(sides[0]), _lowest(sides[1]), _lowest(sides[2]), _lowest(sides[3]))
            top = band[0] if pole > 0 else max(band[0], _after(sine, most))
            bottom = band[1] if pole < 0 else min(band[1], _after(sine, least - 1e-12))
            light = (lit[s, 0], lit[s, 1])
            for r in range(top, bottom):
                if wanted[first[r]] == wanted[first[r + 1]]:
                    continue
                count = _seen(sides, pole, (sine[r], cosine[r], up_sine[r], up_cosine[r]), sun, light, work)
                cells = first[r + 1] - first[r]
                for i in range(count):
                    per_rad = cells / TURN
                    turn = floor((work[LOW, i] - lon[r]) / TURN) * cells
                    a = ceil((work[LOW, i] - lon[r]) * per_rad - turn)
                    b = floor((work[HIGH, i] - lon[r]) * per_rad - turn) + 1
                    if b <= a:
                        continue
                    if b - a >= cells:
                        _give(starts, demands, latency_s, s, time, wanted[first[r]], wanted[first[r + 1]], age_s, begin_s, gap, from_s)
                        continue
                    if a >= cells:
                        a, b = a - cells, b - cells
                    _give(
                        starts,
                        demands,
                        latency_s,
                        s,
                        time,
                        wanted[first[r] + a],
                        wanted[first[r] + min(b, cells)],
                        age_s,
                        begin_s,
                        gap,
                        from_s,
                    )
                    if b > cells:
                        _give(
                            starts, demands, latency_s, s, time, wanted[first[r]], wanted[first[r] + b - cells], age_s, begin_s, gap, from_s
                        )
        _stand(standing, number + k, nodes[k], sun, least_cell, most_cell, up, terms, gap, from_s)
