"""Instants of a conical scan: where each point lies on the circle that the beam draws about nadir. Facts: methods.md, Coverage.

The scan is fast beside the flight, so a point is seen when the cone of the beam's angle off nadir reaches it and again when it leaves it:
the rise and the set of that cone. The first lies ahead of the satellite, the second behind; the scan's own arc says which are used.
"""

from math import atan2, pi, sqrt

import numpy as np
from numba import njit

from commonsky.coverage.kernels.cone import cone_passes
from commonsky.coverage.kernels.geometry import hermite, hermite_speed, vertical


@njit(cache=True)
def _bearing(r, v, k, step_s, x, p, up, i):
    """Angle of point i from the direction of flight, about nadir, right positive, and its incidence angle's cosine."""
    px, py, pz = hermite(r, v, k, step_s, x)
    vx, vy, vz = hermite_speed(r, v, k, step_s, x)
    nx, ny, nz = vertical(px, py, pz)
    dx, dy, dz = p[i, 0] - px, p[i, 1] - py, p[i, 2] - pz
    dn, vn = dx * nx + dy * ny + dz * nz, vx * nx + vy * ny + vz * nz
    fx, fy, fz = vx - vn * nx, vy - vn * ny, vz - vn * nz
    speed = sqrt(fx * fx + fy * fy + fz * fz)
    ahead = (dx * fx + dy * fy + dz * fz) / speed
    # right of flight = forward x up
    rx, ry, rz = fy * nz - fz * ny, fz * nx - fx * nz, fx * ny - fy * nx
    right = (dx * rx + dy * ry + dz * rz) / speed
    length = sqrt(ahead * ahead + right * right + dn * dn)
    cosine = -(dx * up[i, 0] + dy * up[i, 1] + dz * up[i, 2]) / length
    return atan2(right, ahead), cosine


@njit(cache=True, nogil=True)
def scan_crossings(r, v, step_s, p, up, coarse, coarse_at, fine, fine_at, half_rad, arc_rad, fore, aft):
    """Every instant at which a point lies on the used part of the scan circle.

    Args:
        r, v, step_s: track nodes, (n, 3), km and km/s, Earth-fixed, and the seconds between them.
        p, up, coarse, coarse_at, fine, fine_at: points in bins, as `Points` holds them.
        half_rad: angle of the beam off nadir.
        arc_rad: half of the scan's arc about the direction of flight, and about the opposite one.
        fore, aft: whether the arc ahead and the arc behind are used.

    Returns:
        point index, seconds since the first node, cosine of the incidence angle.
    """
    index, start, end = cone_passes(r, v, step_s, p, up, coarse, coarse_at, fine, fine_at, half_rad)
    last, arcs = (len(r) - 1) * step_s, len(r) - 1
    point, time, cosine = np.empty(2 * len(index), np.int32), np.empty(2 * len(index)), np.empty(2 * len(index))
    count = 0
    for row in range(len(index)):
        for side in range(2):
            t = end[row] if side else start[row]
            if t <= 0.0 or t >= last:  # cut by the window: no edge of the cone
                continue
            k = min(int(t / step_s), arcs - 1)
            bearing, facing = _bearing(r, v, k, step_s, t / step_s - k, p, up, index[row])
            if (fore and abs(bearing) <= arc_rad) or (aft and pi - abs(bearing) <= arc_rad):
                point[count], time[count], cosine[count] = index[row], t, facing
                count += 1
    return point[:count], time[:count], cosine[:count]
