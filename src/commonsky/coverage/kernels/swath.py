"""Crossings of an instrument's line of sight: the instant at which each point lies straight across the track. Facts: methods.md, Coverage.

The line of sight sweeps the plane across the velocity over the turning Earth (as yaw steering keeps it). A point is seen at the
instant at which it lies in that plane, if its look angle, or its incidence angle and side, lie in the mode's window.
"""

from math import acos, asin, atan2, cos, pi, sin, sqrt

import numpy as np
from numba import njit

from commonsky.coverage.kernels.geometry import B_KM, grown, hermite, hermite_speed, vertical, within

#: Columns of a window: least and greatest signed look angle (right of flight is positive), least and greatest incidence, rad.
WINDOW = 4
#: Distance from the plane at which a point counts as in it, km: 0.3 ms of flight.
CLOSE_KM = 2e-3
#: How far out of a window, rad, the first guess of a crossing may lie before it is dropped; the guess is within seconds.
SLACK = 0.02


@njit(cache=True, inline="always")
def _ahead_at(x, y, z, vx, vy, vz, nx, ny, nz, p, i):
    """Distance, km, by which point i lies ahead of the plane across the track."""
    vn = vx * nx + vy * ny + vz * nz
    fx, fy, fz = vx - vn * nx, vy - vn * ny, vz - vn * nz
    return ((p[i, 0] - x) * fx + (p[i, 1] - y) * fy + (p[i, 2] - z) * fz) / sqrt(fx * fx + fy * fy + fz * fz)


@njit(cache=True)
def _plane(r, v):
    """Unit forward vector of the plane across the track at a node, and its distance from the Earth's centre, km."""
    nx, ny, nz = vertical(r[0], r[1], r[2])
    vn = v[0] * nx + v[1] * ny + v[2] * nz
    fx, fy, fz = v[0] - vn * nx, v[1] - vn * ny, v[2] - vn * nz
    length = sqrt(fx * fx + fy * fy + fz * fz)
    return np.array([fx / length, fy / length, fz / length, (fx * r[0] + fy * r[1] + fz * r[2]) / length])


@njit(cache=True)
def _ahead(r, v, k, step_s, x, p, i):
    px, py, pz = hermite(r, v, k, step_s, x)
    vx, vy, vz = hermite_speed(r, v, k, step_s, x)
    nx, ny, nz = vertical(px, py, pz)
    return _ahead_at(px, py, pz, vx, vy, vz, nx, ny, nz, p, i)


@njit(cache=True)
def _crossing(r, v, k, step_s, a0, a1, p, i):
    """Share of arc k at which point i lies in the plane (secant; the distance is nearly straight in time)."""
    x0, x1 = 0.0, 1.0
    for _ in range(20):
        x = x1 - a1 * (x1 - x0) / (a1 - a0)
        x = min(max(x, -0.01), 1.01)
        a = _ahead(r, v, k, step_s, x, p, i)
        if abs(a) < CLOSE_KM:
            return x
        x0, a0, x1, a1 = x1, a1, x, a
        if a1 == a0:
            return x
    return x


@njit(cache=True)
def _angles(r, v, k, step_s, x, p, up, i):
    """Signed look angle (right of flight positive) and incidence angle of point i, rad."""
    px, py, pz = hermite(r, v, k, step_s, x)
    vx, vy, vz = hermite_speed(r, v, k, step_s, x)
    nx, ny, nz = vertical(px, py, pz)
    dx, dy, dz = p[i, 0] - px, p[i, 1] - py, p[i, 2] - pz
    length = sqrt(dx * dx + dy * dy + dz * dz)
    # right of flight = forward x up
    rx, ry, rz = vy * nz - vz * ny, vz * nx - vx * nz, vx * ny - vy * nx
    right = (dx * rx + dy * ry + dz * rz) / sqrt(rx * rx + ry * ry + rz * rz)
    down = -(dx * nx + dy * ny + dz * nz)
    sine = -(dx * up[i, 0] + dy * up[i, 1] + dz * up[i, 2]) / length
    return atan2(right, down), acos(min(1.0, max(-1.0, sine)))


@njit(cache=True, inline="always")
def _in_window(look, incidence, window, slack):
    """Whether angles lie in any window, or within a slack of it."""
    for w in range(len(window)):
        if window[w, 0] - slack <= look <= window[w, 1] + slack and window[w, 2] - slack <= incidence <= window[w, 3] + slack:
            return True
    return False


@njit(cache=True)
def _reach(radius_km, window):
    """Earth-central angle, rad, from the track to the farthest point that the windows admit: an upper bound."""
    horizon = acos(B_KM / radius_km)
    most = 0.0
    for w in range(len(window)):
        look = max(abs(window[w, 0]), abs(window[w, 1])) + 0.0035
        sine = radius_km / B_KM * sin(look) if look < pi / 2 else 2.0
        by_look = horizon if sine >= 1.0 else min(horizon, asin(sine) - look)
        incidence = min(window[w, 3] + 0.0035, pi / 2)
        by_incidence = incidence - asin(B_KM / radius_km * sin(incidence))
        most = max(most, min(by_look, by_incidence))
    return most + 0.004


@njit(cache=True, nogil=True)
def swath_crossings(r, v, step_s, p, up, coarse, coarse_at, fine, fine_at, window):
    """Every crossing of every point within the windows.

    Args:
        r, v, step_s: track nodes, (n, 3), km and km/s, Earth-fixed, and the seconds between them.
        p, up, coarse, coarse_at, fine, fine_at: points in bins, as `Points` holds them.
        window: (w, 4): least and greatest look, least and greatest incidence, rad; one that holds is enough.

    Returns:
        point index, seconds since the first node, signed look and incidence angle, rad; in order of arcs.
    """
    capacity, count = 1024, 0
    point, time = np.empty(capacity, np.int32), np.empty(capacity)
    looks, inc = np.empty(capacity), np.empty(capacity)
    nodes = len(r)
    planes = np.empty((nodes, 4))
    far = 0.0
    for k in range(nodes):
        planes[k] = _plane(r[k], v[k])
        far = max(far, sqrt(r[k, 0] ** 2 + r[k, 1] ** 2 + r[k, 2] ** 2))
    angle = _reach(far, window)
    for k in range(nodes - 1):
        mx, my, mz = r[k, 0] + r[k + 1, 0], r[k, 1] + r[k + 1, 1], r[k, 2] + r[k + 1, 2]
        m_length = sqrt(mx * mx + my * my + mz * mz)
        r_length = sqrt(r[k, 0] ** 2 + r[k, 1] ** 2 + r[k, 2] ** 2)
        half_arc = acos(min(1.0, (mx * r[k, 0] + my * r[k, 1] + mz * r[k, 2]) / (m_length * r_length)))
        around = angle + half_arc * 1.05
        least = cos(min(pi, around + 0.004)) * m_length
        cos_around, sin_around = cos(around), sin(around)
        mx, my, mz = mx / m_length, my / m_length, mz / m_length
        least /= m_length
        for b in range(len(coarse)):
            if not within(mx, my, mz, coarse[b], cos_around, sin_around):
                continue
            for f in range(coarse_at[b], coarse_at[b + 1]):
                if not within(mx, my, mz, fine[f], cos_around, sin_around):
                    continue
                for i in range(fine_at[f], fine_at[f + 1]):
                    if mx * up[i, 0] + my * up[i, 1] + mz * up[i, 2] < least:
                        continue
                    a0 = planes[k, 0] * p[i, 0] + planes[k, 1] * p[i, 1] + planes[k, 2] * p[i, 2] - planes[k, 3]
                    if a0 < 0:
                        continue
                    j = k + 1
                    a1 = planes[j, 0] * p[i, 0] + planes[j, 1] * p[i, 1] + planes[j, 2] * p[i, 2] - planes[j, 3]
                    if a1 >= 0:
                        continue
                    look, incidence = _angles(r, v, k, step_s, a0 / (a0 - a1), p, up, i)
                    if not _in_window(look, incidence, window, SLACK):
                        continue
                    x = _crossing(r, v, k, step_s, a0, a1, p, i)
                    look, incidence = _angles(r, v, k, step_s, x, p, up, i)
                    if not _in_window(look, incidence, window, 0.0):
                        continue
                    if count == capacity:
                        point, time, looks, inc = grown(point), grown(time), grown(looks), grown(inc)
                        capacity = len(point)
                    point[count], time[count], looks[count], inc[count] = i, (k + x) * step_s, look, incidence
                    count += 1
    return point[:count], time[:count], looks[:count], inc[:count]
