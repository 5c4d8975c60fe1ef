"""Passes of a cone about the geodetic nadir: exact rise and set at each point. Facts: methods.md, Coverage.

The margin of a point is the smaller of two differences: cosine of its angle off nadir minus the cone's, and sine of its elevation.
A pass is where the margin is not negative. Between two nodes of the track the margin changes sign, or has one extremum, or neither.
"""

from math import acos, asin, cos, pi, sin, sqrt

import numpy as np
from numba import njit

from commonsky.coverage.kernels.geometry import A_KM, B_KM, grown, hermite, vertical, within
from commonsky.coverage.kernels.narrow import narrow_passes, suits

EDGE_S = 1e-4
GRAZING = 2e-4


@njit(cache=True, inline="always")
def _margin_at(x, y, z, nx, ny, nz, p, up, i, cos_half):
    dx, dy, dz = p[i, 0] - x, p[i, 1] - y, p[i, 2] - z
    length = sqrt(dx * dx + dy * dy + dz * dz)
    off_nadir = -(dx * nx + dy * ny + dz * nz) / length - cos_half
    elevation = -(dx * up[i, 0] + dy * up[i, 1] + dz * up[i, 2]) / length
    return min(off_nadir, elevation)


@njit(cache=True)
def _margin(r, v, k, step_s, x, p, up, i, cos_half):
    """Margin of point i at share x of arc k."""
    px, py, pz = hermite(r, v, k, step_s, x)
    nx, ny, nz = vertical(px, py, pz)
    return _margin_at(px, py, pz, nx, ny, nz, p, up, i, cos_half)


@njit(cache=True, inline="always")
def _trend(x, y, z, vx, vy, vz, p, up, i, by_elevation):
    """A number with the sign of the margin's time derivative, nadir taken through the Earth's centre.

    Times the distance's square it is nearly straight in time: without, it peaks when the point is as far along as the satellite is high,
    and a straight line between nodes that lie beyond misses the closest approach by up to half a minute.
    """
    qx, qy, qz = x - p[i, 0], y - p[i, 1], z - p[i, 2]
    q2 = qx * qx + qy * qy + qz * qz
    qv = qx * vx + qy * vy + qz * vz
    if by_elevation:
        return (up[i, 0] * vx + up[i, 1] * vy + up[i, 2] * vz) * q2 - (up[i, 0] * qx + up[i, 1] * qy + up[i, 2] * qz) * qv
    r2, rv = x * x + y * y + z * z, x * vx + y * vy + z * vz
    rq = x * qx + y * qy + z * qz
    return (qv + rv - rq * rv / r2) * q2 - rq * qv


@njit(cache=True)
def _root(r, v, k, step_s, low, m_low, high, m_high, p, up, i, cos_half):
    """Share of arc k where the margin passes zero between two shares of unlike sign (Illinois)."""
    side = 0
    x = low
    for _ in range(60):
        if (high - low) * step_s < EDGE_S:
            break
        last = x
        x = (low * m_high - high * m_low) / (m_high - m_low)
        m = _margin(r, v, k, step_s, x, p, up, i, cos_half)
        if m == 0.0 or abs(x - last) * step_s < 0.1 * EDGE_S:
            break
        if (m < 0) == (m_low < 0):
            low, m_low = x, m
            if side == -1:
                m_high *= 0.5
            side = -1
        else:
            high, m_high = x, m
            if side == 1:
                m_low *= 0.5
            side = 1
    return x


@njit(cache=True)
def _extremum(r, v, k, step_s, g0, g1, sign, p, up, i, cos_half):
    """Share of arc k near which sign x margin peaks, and the margin there: secant on the trend, then golden section when it grazes."""
    x = g0 / (g0 - g1)
    m = _margin(r, v, k, step_s, x, p, up, i, cos_half)
    if sign * m > 0 or sign * m < -GRAZING * step_s:
        return x, m
    low, high = max(0.0, x - 0.5), min(1.0, x + 0.5)
    while (high - low) * step_s > 0.02:
        a, b = low + 0.381966 * (high - low), low + 0.618034 * (high - low)
        m_a = sign * _margin(r, v, k, step_s, a, p, up, i, cos_half)
        m_b = sign * _margin(r, v, k, step_s, b, p, up, i, cos_half)
        if m_a > m_b:
            high = b
        else:
            low = a
        if max(m_a, m_b) > 0:
            return (a, sign * m_a) if m_a > m_b else (b, sign * m_b)
    return x, m


@njit(cache=True)
def _mixed_extremum(r, v, k, step_s, m0, m1, sign, p, up, i, cos_half):
    """As `_extremum`, golden section alone, where the limit may change from cone to horizon inside the arc; the start where none peaks."""
    rises = sign * (_margin(r, v, k, step_s, 1e-3, p, up, i, cos_half) - m0) > 0
    falls = sign * (m1 - _margin(r, v, k, step_s, 1.0 - 1e-3, p, up, i, cos_half)) <= 0
    low, high, x, m = 0.0, 1.0, 0.0, m0
    while rises and falls and sign * m <= 0 and (high - low) * step_s > 0.02:
        a, b = low + 0.381966 * (high - low), low + 0.618034 * (high - low)
        m_a, m_b = _margin(r, v, k, step_s, a, p, up, i, cos_half), _margin(r, v, k, step_s, b, p, up, i, cos_half)
        if sign * m_a > sign * m_b:
            high, x, m = b, a, m_a
        else:
            low, x, m = a, b, m_b
    return x, m


@njit(cache=True)
def _edges(r, v, k, step_s, m0, m1, by_elevation, mixed, p, up, i, cos_half):
    """Shares of arc k at which point i rises and sets, -1 where it does not, from its margins at both nodes."""
    if m0 < 0 <= m1:
        return _root(r, v, k, step_s, 0.0, m0, 1.0, m1, p, up, i, cos_half), -1.0
    if m0 >= 0 > m1:
        return -1.0, _root(r, v, k, step_s, 0.0, m0, 1.0, m1, p, up, i, cos_half)
    sign = 1.0 if m0 < 0 else -1.0  # outside at both nodes: a peak may rise above zero; inside: a dip may fall below
    if mixed:
        x, m = _mixed_extremum(r, v, k, step_s, m0, m1, sign, p, up, i, cos_half)
        return _around(r, v, k, step_s, m0, x, m, m1, p, up, i, cos_half)
    j = k + 1
    g0 = sign * _trend(r[k, 0], r[k, 1], r[k, 2], v[k, 0], v[k, 1], v[k, 2], p, up, i, by_elevation)
    g1 = sign * _trend(r[j, 0], r[j, 1], r[j, 2], v[j, 0], v[j, 1], v[j, 2], p, up, i, by_elevation)
    if not g0 > 0 >= g1:
        return -1.0, -1.0
    x, m = _extremum(r, v, k, step_s, g0, g1, sign, p, up, i, cos_half)
    return _around(r, v, k, step_s, m0, x, m, m1, p, up, i, cos_half)


@njit(cache=True)
def _around(r, v, k, step_s, m0, x, m, m1, p, up, i, cos_half):
    """Shares of arc k at which point i rises and sets before and after an extremum, -1 where the margin does not change sign there."""
    if (m >= 0) == (m0 >= 0):
        return -1.0, -1.0
    before = _root(r, v, k, step_s, 0.0, m0, x, m, p, up, i, cos_half)
    after = _root(r, v, k, step_s, x, m, 1.0, m1, p, up, i, cos_half)
    return (before, after) if m0 < 0 else (after, before)


@njit(cache=True)
def reach(radius_km, half_rad):
    """Earth-central angle, rad, within which a cone of this half angle can see a point: an upper bound on the ellipsoid."""
    half = half_rad + 0.0035  # nadir through the ellipsoid's normal leans up to 0.2 degree from the centre
    sine = radius_km / B_KM * sin(half) if half < pi / 2 else 2.0
    horizon = acos(B_KM / radius_km)
    return (horizon if sine >= 1.0 else min(horizon, asin(sine) - half)) + 0.004


@njit(cache=True)
def _wide_passes(r, v, step_s, p, up, coarse, coarse_at, fine, fine_at, half_rad):
    """As `cone_passes`, for any cone and orbit: the margins of every point near an arc are followed from node to node."""
    cos_half = cos(half_rad)
    capacity, count = 1024, 0
    point, start, end = np.empty(capacity, np.int32), np.empty(capacity), np.empty(capacity)
    opened = np.full(len(p), -1.0)
    nodes = len(r)
    up_node = np.empty((nodes, 3))
    far, near = 0.0, 1e12
    for k in range(nodes):
        up_node[k, 0], up_node[k, 1], up_node[k, 2] = vertical(r[k, 0], r[k, 1], r[k, 2])
        length = sqrt(r[k, 0] ** 2 + r[k, 1] ** 2 + r[k, 2] ** 2)
        far, near = max(far, length), min(near, length)
    by_elevation = half_rad >= pi / 2 or near * sin(half_rad) >= A_KM
    mixed = not by_elevation and far * sin(half_rad) >= B_KM - 30.0  # an eccentric orbit: the cone bounds it below, the horizon above
    angle = reach(far, half_rad)
    for k in range(nodes - 1):
        mx, my, mz = r[k, 0] + r[k + 1, 0], r[k, 1] + r[k + 1, 1], r[k, 2] + r[k + 1, 2]
        m_length = sqrt(mx * mx + my * my + mz * mz)
        r_length = sqrt(r[k, 0] ** 2 + r[k, 1] ** 2 + r[k, 2] ** 2)
        cosine = (mx * r[k, 0] + my * r[k, 1] + mz * r[k, 2]) / (m_length * r_length)
        around = angle + acos(min(1.0, cosine)) * 1.05
        cos_around, sin_around = cos(around), sin(around)
        least = cos(min(pi, around + 0.004))
        mx, my, mz = mx / m_length, my / m_length, mz / m_length
        for b in range(len(coarse)):
            if not within(mx, my, mz, coarse[b], cos_around, sin_around):
                continue
            for f in range(coarse_at[b], coarse_at[b + 1]):
                if not within(mx, my, mz, fine[f], cos_around, sin_around):
                    continue
                for i in range(fine_at[f], fine_at[f + 1]):
                    if mx * up[i, 0] + my * up[i, 1] + mz * up[i, 2] < least:
                        continue
                    m0 = _margin_at(r[k, 0], r[k, 1], r[k, 2], up_node[k, 0], up_node[k, 1], up_node[k, 2], p, up, i, cos_half)
                    m1 = _margin_at(
                        r[k + 1, 0], r[k + 1, 1], r[k + 1, 2], up_node[k + 1, 0], up_node[k + 1, 1], up_node[k + 1, 2], p, up, i, cos_half
                    )
                    if k == 0 and m0 >= 0:
                        opened[i] = 0.0
                    x_rise, x_set = _edges(r, v, k, step_s, m0, m1, by_elevation, mixed, p, up, i, cos_half)
                    if x_rise >= 0 and not (x_set >= 0 and m0 >= 0):
                        opened[i] = (k + x_rise) * step_s
                    if x_set >= 0:
                        if count == capacity:
                            point, start, end = grown(point), grown(start), grown(end)
                            capacity = len(point)
                        point[count], start[count], end[count] = i, opened[i], (k + x_set) * step_s
                        count += 1
                        opened[i] = (k + x_rise) * step_s if (x_rise >= 0 and m0 >= 0) else -1.0
    last = (nodes - 1) * step_s
    for i in range(len(p)):
        if opened[i] >= 0:
            if count == capacity:
                point, start, end = grown(point), grown(start), grown(end)
                capacity = len(point)
            point[count], start[count], end[count] = i, opened[i], last
            count += 1
    return point[:count], start[:count], end[:count]


@njit(cache=True)
def _span(r):
    """Greatest distance from the Earth's centre, km, and half the longest angle between two nodes, rad."""
    far2, least, before = 0.0, 1.0, 0.0
    for k in range(len(r)):
        r2 = r[k, 0] * r[k, 0] + r[k, 1] * r[k, 1] + r[k, 2] * r[k, 2]
        if k > 0:
            least = min(least, (r[k - 1, 0] * r[k, 0] + r[k - 1, 1] * r[k, 1] + r[k - 1, 2] * r[k, 2]) / sqrt(r2 * before))
        before = r2
        far2 = max(far2, r2)
    return sqrt(far2), 0.5 * acos(max(-1.0, least))


@njit(cache=True, nogil=True)
def cone_passes(r, v, step_s, p, up, coarse, coarse_at, fine, fine_at, half_rad):
    """Rise and set of every pass of a cone.

    Args:
        r, v: track nodes, (n, 3), km and km/s, Earth-fixed.
        step_s: seconds between nodes.
        p, up: points, (m, 3) km, and their verticals, (m, 3), in the order of the fine bins.
        coarse, fine: bins, (b, 5), as `Points` holds them.
        coarse_at, fine_at: first fine bin of each coarse bin, first point of each fine bin; one entry more than bins.
        half_rad: half angle of the cone.

    Returns:
        point index, start and end in seconds since the first node.
    """
    far, half_arc = _span(r)
    angle = reach(far, half_rad)
    if suits(far, half_arc, angle, half_rad):
        return narrow_passes(r, v, step_s, p, coarse, coarse_at, fine, fine_at, half_rad, half_arc, angle)
    return _wide_passes(r, v, step_s, p, up, coarse, coarse_at, fine, fine_at, half_rad)
