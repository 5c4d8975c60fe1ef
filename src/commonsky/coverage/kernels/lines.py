"""The line on the ground that a swath sees at each node, and the sides between nodes, as kernels.strips takes them. Facts: Snyder 1987.

The line runs where the plane across the velocity over the turning Earth meets the ellipsoid, as in kernels.swath; between its ends it is
taken for a great circle, which errs by under 3 km for the widest swath.
"""

from math import asin, atan2, cos, hypot, pi, sin, sqrt

import numpy as np
from numba import njit

from commonsky.coverage.kernels.geometry import A_KM, B_KM, vertical

FLAT = 1.0 - B_KM / A_KM
#: Greatest incidence angle that a ray is followed to, rad.
GRAZING = 89.5 * pi / 180
#: How far beyond its Sun's limit a piece is dropped whole: a step of flight and the line's curve, rad.
SLACK = 0.16


@njit(cache=True, inline="always")
def _looks(radius, sine2, window):
    """Signed looks at the left and right end of a window, rad; the left beyond the right where nothing is seen."""
    ground = A_KM * (1.0 - FLAT * sine2)
    near = asin(min(1.0, ground / radius * sin(min(window[2], GRAZING))))
    far = asin(min(1.0, ground / radius * sin(min(window[3], GRAZING))))
    if window[2] <= 0.0:
        return max(window[0], -far), min(window[1], far)
    if window[1] <= 0.0:
        return max(window[0], -far), min(window[1], -near)
    return max(window[0], near), min(window[1], far)


@njit(cache=True, inline="always")
def _ground(x, y, z, down, right, look, out):
    """Unit vector from the Earth's centre to where a line of sight meets the ellipsoid, or passes it nearest."""
    stretch = A_KM / B_KM
    c, s = cos(look), sin(look)
    dx, dy, dz = c * down[0] + s * right[0], c * down[1] + s * right[1], (c * down[2] + s * right[2]) * stretch
    zs = z * stretch
    a, b, e = dx * dx + dy * dy + dz * dz, dx * x + dy * y + dz * zs, x * x + y * y + zs * zs - A_KM * A_KM
    way = (-b - sqrt(max(b * b - a * e, 0.0))) / a
    gx, gy, gz = x + way * dx, y + way * dy, (zs + way * dz) / stretch
    length = sqrt(gx * gx + gy * gy + gz * gz)
    out[0], out[1], out[2] = gx / length, gy / length, gz / length


@njit(cache=True)
def side(start, end, out):
    """Enter a great arc of under half a turn as the columns of kernels.strips say; an empty span ends where it begins."""
    nx, ny = start[1] * end[2] - start[2] * end[1], start[2] * end[0] - start[0] * end[2]
    nz = start[0] * end[1] - start[1] * end[0]
    length = max(sqrt(nx * nx + ny * ny + nz * nz), 1e-300)
    nx, ny, nz = nx / length, ny / length, nz / length
    across = hypot(nx, ny)
    out[0], out[1], out[2] = nz, across, atan2(ny, nx)
    across = max(across, 1e-12)
    px, py, pz = -nx * nz / across, -ny * nz / across, across
    tx, ty, tz = ny * start[2] - nz * start[1], nz * start[0] - nx * start[2], nx * start[1] - ny * start[0]
    reach = atan2(end[0] * tx + end[1] * ty + end[2] * tz, end[0] * start[0] + end[1] * start[1] + end[2] * start[2])
    at = atan2(px * tx + py * ty + pz * tz, px * start[0] + py * start[1] + pz * start[2])
    over, under = 0.0 < at < reach, at < 0.0 and at + pi < reach
    begin, finish = start[2], end[2]
    out[3] = -across if under else begin
    out[4] = across if over else max(finish, out[3])
    out[5] = -across if under else finish
    out[6] = across if over else max(begin, out[5])


@njit(cache=True, nogil=True)
def lines_and_sides(r, v, suns, windows, lit):
    """Lines of each window at each node, (w, k + 1, 7), NaN where nothing is seen, and sides, (w, k, 7) left and right.

    Args:
        r, v: track nodes, (k + 1, 3), km and km/s, Earth-fixed.
        suns: (k + 1, 3), direction of the Sun at each node.
        windows: (w, 4), least and greatest look and incidence angles, rad.
        lit: least and greatest cosine of the solar zenith angle at which the mode works.
    """
    nodes = len(r)
    lines = np.empty((len(windows), nodes, 7))
    lefts, rights = np.empty((len(windows), nodes - 1, 7)), np.empty((len(windows), nodes - 1, 7))
    down, right = np.empty(3), np.empty(3)
    ends = np.empty((len(windows), 2, 2, 3))
    for k in range(nodes):
        x, y, z = r[k, 0], r[k, 1], r[k, 2]
        radius = sqrt(x * x + y * y + z * z)
        ux, uy, uz = vertical(x, y, z)
        down[0], down[1], down[2] = -ux, -uy, -uz
        rx, ry, rz = v[k, 1] * uz - v[k, 2] * uy, v[k, 2] * ux - v[k, 0] * uz, v[k, 0] * uy - v[k, 1] * ux
        length = sqrt(rx * rx + ry * ry + rz * rz)
        right[0], right[1], right[2] = rx / length, ry / length, rz / length
        height = ux * suns[k, 0] + uy * suns[k, 1] + uz * suns[k, 2]
        zenith = pi / 2 - asin(min(1.0, max(-1.0, height)))
        for w in range(len(windows)):
            low, high = _looks(radius, (z / radius) ** 2, windows[w])
            now, before = ends[w, k % 2], ends[w, (k + 1) % 2]
            _ground(x, y, z, down, right, low, now[0])
            _ground(x, y, z, down, right, high, now[1])
            side(now[0], now[1], lines[w, k])
            if k > 0:
                side(now[0], before[0], lefts[w, k - 1])
                side(before[1], now[1], rights[w, k - 1])
            most = max(abs(low), abs(high))
            reach = asin(min(1.0, radius / A_KM * sin(most))) - most + SLACK if most < pi / 2 else pi
            day, night = pi / 2 - asin(lit[0]), pi / 2 - asin(lit[1])
            if not high - low > 1e-6 or zenith > day + reach or zenith < night - reach:
                lines[w, k, 0] = np.nan
    return lines, lefts, rights
