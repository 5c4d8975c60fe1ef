"""Spells in which a satellite that comes and goes stands near a point's zenith: exact rise and set. Facts: methods.md, Coverage.

The margin of a point is the cosine of the satellite's zenith angle less that of the greatest allowed. Between two nodes of the track it
changes sign, or has one extremum, or neither. Leaves out refraction.
"""

from math import acos, asin, atan2, cos, pi, sin, sqrt

import numpy as np
from numba import njit

from commonsky.coverage.kernels.geometry import A_KM, B_KM, grown, hermite, within

EDGE_S = 1e-3
#: Width, s, to which an extremum is sought: a spell shorter than it may be lost.
GRAZING_S = 0.1


@njit(cache=True)
def _margin(r, v, k, step_s, x, p, up, i, least):
    """Margin of point i at share x of arc k."""
    px, py, pz = hermite(r, v, k, step_s, x)
    sx, sy, sz = px - p[i, 0], py - p[i, 1], pz - p[i, 2]
    return (sx * up[i, 0] + sy * up[i, 1] + sz * up[i, 2]) / sqrt(sx * sx + sy * sy + sz * sz) - least


@njit(cache=True)
def _margin_and_trend(r, v, k, p, up, i, least):
    """Margin of point i at node k, and its change a second."""
    sx, sy, sz = r[k, 0] - p[i, 0], r[k, 1] - p[i, 1], r[k, 2] - p[i, 2]
    s2 = sx * sx + sy * sy + sz * sz
    high = sx * up[i, 0] + sy * up[i, 1] + sz * up[i, 2]
    climb = v[k, 0] * up[i, 0] + v[k, 1] * up[i, 1] + v[k, 2] * up[i, 2]
    away = sx * v[k, 0] + sy * v[k, 1] + sz * v[k, 2]
    length = sqrt(s2)
    return high / length - least, climb / length - high * away / (s2 * length)


@njit(cache=True)
def _root(r, v, k, step_s, low, high, p, up, i, least):
    """Share of arc k where the margin passes zero between two shares of unlike sign (Illinois)."""
    m_low, m_high = _margin(r, v, k, step_s, low, p, up, i, least), _margin(r, v, k, step_s, high, p, up, i, least)
    side, x = 0, low
    for _ in range(60):
        last = x
        x = (low * m_high - high * m_low) / (m_high - m_low) if m_high != m_low else low
        if (high - low) * step_s < EDGE_S or abs(x - last) * step_s < 0.1 * EDGE_S:
            break
        m = _margin(r, v, k, step_s, x, p, up, i, least)
        if (m < 0) == (m_low < 0):
            low, m_low = x, m
            m_high = 0.5 * m_high if side == -1 else m_high
            side = -1
        else:
            high, m_high = x, m
            m_low = 0.5 * m_low if side == 1 else m_low
            side = 1
    return x


@njit(cache=True)
def _turn(r, v, k, step_s, sign, p, up, i, least):
    """Share of arc k at which sign x margin is above zero at or near its peak, or -1 where it stays below (golden section)."""
    low, high = 0.0, 1.0
    while (high - low) * step_s > GRAZING_S:
        a, b = low + 0.381966 * (high - low), low + 0.618034 * (high - low)
        m_a, m_b = sign * _margin(r, v, k, step_s, a, p, up, i, least), sign * _margin(r, v, k, step_s, b, p, up, i, least)
        if m_a > 0 or m_b > 0:
            return a if m_a > m_b else b
        if m_a > m_b:
            high = b
        else:
            low = a
    return -1.0


@njit(cache=True)
def _around(radius_km, cosine, zenith):
    """Earth-central angle, rad, about the middle of an arc within which a point can have the satellite: an upper bound."""
    zenith = min(zenith + 0.0035, pi / 2)
    return zenith - asin(B_KM / radius_km * sin(zenith)) + acos(min(1.0, cosine)) * 1.05 + 0.004


@njit(cache=True)
def _settled(r, v, k, step_s, p, up, i, bin_row, zenith_rad):
    """Whether the satellite stays well inside, or well outside, all along arc k for all points of a bin, judged by its first point i.

    Two points of the bin differ by at most its width in their verticals, and see the satellite as far apart as the ground between them
    looks from there; along the arc the sight turns by at most the flight over the distance.
    """
    sx, sy, sz = r[k, 0] - p[i, 0], r[k, 1] - p[i, 1], r[k, 2] - p[i, 2]
    distance = sqrt(sx * sx + sy * sy + sz * sz)
    width = 2.0 * atan2(bin_row[4], bin_row[3])
    speed = max(sqrt(v[k, 0] ** 2 + v[k, 1] ** 2 + v[k, 2] ** 2), sqrt(v[k + 1, 0] ** 2 + v[k + 1, 1] ** 2 + v[k + 1, 2] ** 2))
    moved = A_KM * width + 1.5 * speed * step_s  # the speed between nodes is hardly above theirs; half as much again is safe
    if moved > 0.5 * distance:
        return False
    zenith = acos(min(1.0, max(-1.0, (sx * up[i, 0] + sy * up[i, 1] + sz * up[i, 2]) / distance)))
    return abs(zenith - zenith_rad) > width + moved / (distance - moved)


@njit(cache=True, nogil=True)
def zenith_spells(r, v, step_s, p, up, coarse, coarse_at, fine, fine_at, zenith_rad):
    """Start and end of every spell in which the satellite stands within an angle of a point's zenith.

    Args:
        r, v, step_s: track nodes, (n, 3), km and km/s, Earth-fixed, and the seconds between them.
        p, up, coarse, coarse_at, fine, fine_at: points in bins, as `Points` holds them.
        zenith_rad: greatest zenith angle.

    Returns:
        point index, start and end in seconds since the first node, in order of end.
    """
    least = cos(zenith_rad)
    capacity, count = 1024, 0
    point, start, end = np.empty(capacity, np.int32), np.empty(capacity), np.empty(capacity)
    opened = np.full(len(p), -1.0)
    for k in range(len(r) - 1):
        mx, my, mz = r[k, 0] + r[k + 1, 0], r[k, 1] + r[k + 1, 1], r[k, 2] + r[k + 1, 2]
        length = sqrt(mx * mx + my * my + mz * mz)
        here = sqrt(r[k, 0] ** 2 + r[k, 1] ** 2 + r[k, 2] ** 2)
        there = sqrt(r[k + 1, 0] ** 2 + r[k + 1, 1] ** 2 + r[k + 1, 2] ** 2)
        cosine = (mx * r[k, 0] + my * r[k, 1] + mz * r[k, 2]) / (length * here)
        around = min(pi, _around(1.01 * max(here, there), cosine, zenith_rad))
        cos_around, sin_around, bound = cos(around), sin(around), cos(min(pi, around + 0.004))
        mx, my, mz = mx / length, my / length, mz / length
        for b in range(len(coarse)):
            if not within(mx, my, mz, coarse[b], cos_around, sin_around):
                continue
            for f in range(coarse_at[b], coarse_at[b + 1]):
                if not within(mx, my, mz, fine[f], cos_around, sin_around):
                    continue
                if k > 0 and _settled(r, v, k, step_s, p, up, fine_at[f], fine[f], zenith_rad):
                    continue
                for i in range(fine_at[f], fine_at[f + 1]):
                    if mx * up[i, 0] + my * up[i, 1] + mz * up[i, 2] < bound:
                        continue
                    m0, g0 = _margin_and_trend(r, v, k, p, up, i, least)
                    m1, g1 = _margin_and_trend(r, v, k + 1, p, up, i, least)
                    if k == 0 and m0 >= 0:
                        opened[i] = 0.0
                    rise, fall = -1.0, -1.0
                    if m0 < 0 <= m1:
                        rise = _root(r, v, k, step_s, 0.0, 1.0, p, up, i, least)
                    elif m0 >= 0 > m1:
                        fall = _root(r, v, k, step_s, 0.0, 1.0, p, up, i, least)
                    else:
                        sign = 1.0 if m0 < 0 else -1.0  # outside at both nodes: a peak may rise above zero; inside: a dip may fall below
                        if sign * g0 > 0 >= sign * g1:
                            x = _turn(r, v, k, step_s, sign, p, up, i, least)
                            if x >= 0:
                                before = _root(r, v, k, step_s, 0.0, x, p, up, i, least)
                                after = _root(r, v, k, step_s, x, 1.0, p, up, i, least)
                                rise, fall = (before, after) if m0 < 0 else (after, before)
                    if rise >= 0 and m0 < 0:
                        opened[i] = (k + rise) * step_s
                    if fall >= 0:
                        if count == capacity:
                            point, start, end = grown(point), grown(start), grown(end)
                            capacity = len(point)
                        point[count], start[count], end[count] = i, opened[i], (k + fall) * step_s
                        count += 1
                        opened[i] = (k + rise) * step_s if rise >= 0 and m0 >= 0 else -1.0
    last = (len(r) - 1) * step_s
    for i in range(len(p)):
        if opened[i] >= 0:
            if count == capacity:
                point, start, end = grown(point), grown(start), grown(end)
                capacity = len(point)
            point[count], start[count], end[count] = i, opened[i], last
            count += 1
    return point[:count], start[:count], end[:count]
