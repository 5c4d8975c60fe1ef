"""Satellites above a mask and what they allow of a position, at every place and time. Facts: Kaplan and Hegarty 2006, section 7.3.

With one clock unknown for each system, the clocks drop out of the normal matrix system by system: of a system with n directions e, what is
left for the position is sum(e e') - sum(e) sum(e)' / n. So a system with one satellite adds nothing, and choices of systems are sums.
"""

from math import atan2, inf, pi, sqrt

import numpy as np
from numba import njit

#: Determinant below which the geometry gives no position: a PDOP of 6 needs at least 2e-5.
LEAST_DETERMINANT = 1e-12
#: What a system's sums are: six of e e' (ee, en, eu, nn, nu, uu), three of e, one of 1.
SUMS = 10
FIGURES = 7


@njit(cache=True)
def _sector(east, north, sectors):
    turn = atan2(east, north) / (2.0 * pi)
    return int((turn + 1.0) * sectors) % sectors


@njit(cache=True)
def _add_in_sight(position, t, system, places, axes, m, sine_mask, low, high, sums):
    """Adds the directions of the satellites in sight of a place at a time to the sums of their systems."""
    sums[:] = 0.0
    px, py, pz = places[m, 0], places[m, 1], places[m, 2]
    ux, uy, uz = axes[m, 2, 0], axes[m, 2, 1], axes[m, 2, 2]
    least = low * abs(low)
    for k in range(position.shape[1]):
        x, y, z = position[t, k, 0] - px, position[t, k, 1] - py, position[t, k, 2] - pz
        up = ux * x + uy * y + uz * z
        square = x * x + y * y + z * z
        if up * abs(up) < least * square:
            continue
        inverse = 1.0 / sqrt(square)
        up *= inverse
        east = (axes[m, 0, 0] * x + axes[m, 0, 1] * y + axes[m, 0, 2] * z) * inverse
        north = (axes[m, 1, 0] * x + axes[m, 1, 1] * y + axes[m, 1, 2] * z) * inverse
        if up < high and up < sine_mask[m, _sector(east, north, sine_mask.shape[1])]:
            continue
        s = system[k]
        sums[s, 0] += east * east
        sums[s, 1] += east * north
        sums[s, 2] += east * up
        sums[s, 3] += north * north
        sums[s, 4] += north * up
        sums[s, 5] += up * up
        sums[s, 6] += east
        sums[s, 7] += north
        sums[s, 8] += up
        sums[s, 9] += 1.0


@njit(cache=True)
def _drop_clocks(sums):
    """Turns the six sums of products of each system into what is left when its clock is solved for."""
    for s in range(sums.shape[0]):
        n = sums[s, 9]
        if n > 0.0:
            x, y, z = sums[s, 6], sums[s, 7], sums[s, 8]
            sums[s, 0] -= x * x / n
            sums[s, 1] -= x * y / n
            sums[s, 2] -= x * z / n
            sums[s, 3] -= y * y / n
            sums[s, 4] -= y * z / n
            sums[s, 5] -= z * z / n


@njit(cache=True)
def _variances(sums, choices, choice):
    """Variances of the horizontal position and of the height over that of a range; infinite without a position."""
    a = b = c = d = e = f = spare = 0.0
    for s in range(sums.shape[0]):
        if choices[choice, s] and sums[s, 9] > 1.0:
            a += sums[s, 0]
            b += sums[s, 1]
            c += sums[s, 2]
            d += sums[s, 3]
            e += sums[s, 4]
            f += sums[s, 5]
            spare += sums[s, 9] - 1.0
    of_east, of_north = d * f - e * e, a * f - c * c
    determinant = a * of_east - b * (b * f - c * e) + c * (b * e - c * d)
    if spare < 3.0 or determinant <= LEAST_DETERMINANT:
        return inf, inf
    return (of_east + of_north) / determinant, (a * d - b * b) / determinant


@njit(cache=True)
def ranked(values, row, rank):
    """The value of a rank among a row of values, which are left partly sorted (Hoare's selection)."""
    low, high = 0, values.shape[1] - 1
    while low < high:
        pivot = values[row, (low + high) // 2]
        i, j = low, high
        while i <= j:
            while values[row, i] < pivot:
                i += 1
            while values[row, j] > pivot:
                j -= 1
            if i <= j:
                values[row, i], values[row, j] = values[row, j], values[row, i]
                i += 1
                j -= 1
        if rank <= j:
            high = j
        elif rank >= i:
            low = i
        else:
            break
    return values[row, rank]


@njit(cache=True)
def serve(position, system, places, axes, sine_mask, choices, limit):
    """What each choice of systems gives at each place.

    Args:
        position: (t, n, 3), Earth-fixed, km.
        system: (n,), number of each satellite's system.
        places: (m, 3), Earth-fixed, km.
        axes: (m, 3, 3), unit vectors east, north and up.
        sine_mask: (m, k), sine of the mask in each sector, from north through east.
        choices: (c, s), whether each choice uses each system.
        limit: greatest PDOP at which a position counts.

    Returns:
        (c, m, 7): share of times served, mean number in view, median and 95th percentile of PDOP, medians of HDOP and VDOP, longest
        run of times that are not served. Percentiles are by nearest rank.
    """
    times = position.shape[0]
    count, systems = choices.shape
    found = np.zeros((count, places.shape[0], FIGURES))
    sums, views = np.empty((systems, SUMS)), np.empty(systems)
    across, height, both = np.empty((count, times)), np.empty((count, times)), np.empty((count, times))
    run, longest, served = np.empty(count), np.empty(count), np.empty(count)
    middle, most = (times + 1) // 2 - 1, int(np.ceil(0.95 * times)) - 1
    for m in range(places.shape[0]):
        low, high = sine_mask[m].min(), sine_mask[m].max()
        run[:], longest[:], served[:], views[:] = 0.0, 0.0, 0.0, 0.0
        for t in range(times):
            _add_in_sight(position, t, system, places, axes, m, sine_mask, low, high, sums)
            _drop_clocks(sums)
            for s in range(systems):
                views[s] += sums[s, 9]
            for c in range(count):
                flat, up = _variances(sums, choices, c)
                across[c, t], height[c, t], both[c, t] = flat, up, flat + up
                if flat + up <= limit * limit:
                    served[c] += 1.0
                    run[c] = 0.0
                else:
                    run[c] += 1.0
                    longest[c] = max(longest[c], run[c])
        for c in range(count):
            found[c, m, 0] = served[c] / times
            for s in range(systems):
                if choices[c, s]:
                    found[c, m, 1] += views[s] / times
            found[c, m, 2] = sqrt(ranked(both, c, middle))
            found[c, m, 3] = sqrt(ranked(both, c, most))
            found[c, m, 4] = sqrt(ranked(across, c, middle))
            found[c, m, 5] = sqrt(ranked(height, c, middle))
            found[c, m, 6] = longest[c]
    return found


@njit(cache=True)
def shares_in_sight(position, places, axes, sine_mask):
    """Share of the times that each satellite stands above the mask of each place, (m, n); arguments as for `serve`."""
    times, satellites = position.shape[0], position.shape[1]
    found = np.zeros((places.shape[0], satellites))
    each, sums = np.arange(satellites), np.empty((satellites, SUMS))
    for m in range(places.shape[0]):
        low, high = sine_mask[m].min(), sine_mask[m].max()
        for t in range(times):
            _add_in_sight(position, t, each, places, axes, m, sine_mask, low, high, sums)
            for k in range(satellites):
                found[m, k] += sums[k, 9]
    return found / times
