"""Passes of a cone that stays well clear of the horizon, from a low orbit: one pass for each time that the track comes abeam of a point.

A vector along the geodetic vertical is (x, y, stretch z), and the margin is (sight . vertical)^2 - cos^2(half angle) sight^2 vertical^2,
above zero inside: no root, no division, and nearly a parabola in time, so that Newton's method from the parabola's own roots is done in
two or three values. Time is counted in arcs between nodes. Facts: methods.md, Coverage; Bowring 1976. Leaves out other cones: `cone`.
"""

from math import cos, sin, sqrt

import numpy as np
from numba import njit

from commonsky.coverage.kernels.geometry import A_KM, B_KM, E2, EP2, grown

#: Half angle, reach and half an arc's length on the ground up to which the track passes a point once, and its planes abeam do not cross.
WIDEST_RAD, FARTHEST_RAD, LONGEST_RAD = 0.8, 0.35, 0.08
#: A step of Newton's below this leaves an error under 0.1 ms.
SETTLED_S = 2e-3
#: How far a track strays from the great circle between two nodes, at most, rad.
STRAY = 1e-3
#: Columns of an arc: coefficients of x, y and z, rising powers; stretch at its first node and its change.
COLUMNS = 14


@njit(cache=True)
def suits(far_km, half_arc, reach_rad, half_rad):
    """Whether a cone and a track are of this kind."""
    clear = half_rad <= WIDEST_RAD and far_km * sin(half_rad + 0.02) < B_KM
    return clear and reach_rad <= FARTHEST_RAD and half_arc <= LONGEST_RAD


@njit(cache=True, inline="always")
def _stretch(x, y, z):
    """What z is multiplied by to turn a position into a vector along its geodetic vertical (Bowring, one step)."""
    t2, u2 = (z * A_KM) ** 2, (x * x + y * y) * B_KM**2
    each = A_KM * B_KM / ((t2 + u2) * sqrt(t2 + u2))
    return (1.0 + EP2 * t2 * each) / (1.0 - E2 * u2 * each)


@njit(cache=True)
def _planes(r, v):
    """Plane abeam of each node, (n, 4): direction of flight along the ground, and its product with the node's position, km."""
    planes = np.empty((len(r), 4))
    for k in range(len(r)):
        x, y, z = r[k, 0], r[k, 1], r[k, 2]
        w = _stretch(x, y, z) * z
        climb = (x * v[k, 0] + y * v[k, 1] + w * v[k, 2]) / (x * x + y * y + w * w)
        fx, fy, fz = v[k, 0] - climb * x, v[k, 1] - climb * y, v[k, 2] - climb * w
        planes[k, 0], planes[k, 1], planes[k, 2], planes[k, 3] = fx, fy, fz, fx * x + fy * y + fz * z
    return planes


@njit(cache=True)
def _arcs(r, v, step_s):
    """Arcs between nodes, (n - 1, COLUMNS)."""
    arcs = np.empty((len(r) - 1, COLUMNS))
    after = _stretch(r[0, 0], r[0, 1], r[0, 2])
    for k in range(len(r) - 1):
        for axis in range(3):
            begin, change = r[k, axis], r[k + 1, axis] - r[k, axis]
            u, w = v[k, axis] * step_s, v[k + 1, axis] * step_s
            at = 4 * axis
            arcs[k, at], arcs[k, at + 1], arcs[k, at + 2], arcs[k, at + 3] = begin, u, 3 * change - 2 * u - w, u + w - 2 * change
        before, after = after, _stretch(r[k + 1, 0], r[k + 1, 1], r[k + 1, 2])
        arcs[k, 12], arcs[k, 13] = before, after - before
    return arcs


@njit(cache=True, inline="always")
def _place(arcs, k, x):
    """Position and velocity at a share of an arc, km and km an arc, and stretch."""
    return (
        ((arcs[k, 3] * x + arcs[k, 2]) * x + arcs[k, 1]) * x + arcs[k, 0],
        ((arcs[k, 7] * x + arcs[k, 6]) * x + arcs[k, 5]) * x + arcs[k, 4],
        ((arcs[k, 11] * x + arcs[k, 10]) * x + arcs[k, 9]) * x + arcs[k, 8],
        (3 * arcs[k, 3] * x + 2 * arcs[k, 2]) * x + arcs[k, 1],
        (3 * arcs[k, 7] * x + 2 * arcs[k, 6]) * x + arcs[k, 5],
        (3 * arcs[k, 11] * x + 2 * arcs[k, 10]) * x + arcs[k, 9],
        arcs[k, 13] * x + arcs[k, 12],
    )


@njit(cache=True)
def _margin(arcs, t, px, py, pz, cos2):
    """Margin of a point and its slope at a time, in arcs."""
    k = min(int(t), len(arcs) - 1)
    x, y, z, vx, vy, vz, w = _place(arcs, k, t - k)
    sx, sy, sz, nz, mz = px - x, py - y, pz - z, w * z, w * vz + arcs[k, 13] * z
    q, a, b = sx * x + sy * y + sz * nz, sx * sx + sy * sy + sz * sz, x * x + y * y + nz * nz
    q1 = sx * vx + sy * vy + sz * mz - vx * x - vy * y - vz * nz
    a1, b1 = -2 * (sx * vx + sy * vy + sz * vz), 2 * (x * vx + y * vy + nz * mz)
    return q * q - cos2 * a * b, 2 * q * q1 - cos2 * (a1 * b + a * b1)


@njit(cache=True)
def _bent(arcs, t, px, py, pz, cos2):
    """As `_margin`, and the slope's slope."""
    k = min(int(t), len(arcs) - 1)
    share = t - k
    x, y, z, vx, vy, vz, w = _place(arcs, k, share)
    ax, ay, az = 6 * arcs[k, 3] * share + 2 * arcs[k, 2], 6 * arcs[k, 7] * share + 2 * arcs[k, 6], 6 * arcs[k, 11] * share + 2 * arcs[k, 10]
    sx, sy, sz, nz, mz, oz = px - x, py - y, pz - z, w * z, w * vz + arcs[k, 13] * z, w * az + 2 * arcs[k, 13] * vz
    q, a, b = sx * x + sy * y + sz * nz, sx * sx + sy * sy + sz * sz, x * x + y * y + nz * nz
    q1 = sx * vx + sy * vy + sz * mz - vx * x - vy * y - vz * nz
    a1, b1 = -2 * (sx * vx + sy * vy + sz * vz), 2 * (x * vx + y * vy + nz * mz)
    q2 = sx * ax + sy * ay + sz * oz - 2 * (vx * vx + vy * vy + vz * mz) - ax * x - ay * y - az * nz
    a2 = 2 * (vx * vx + vy * vy + vz * vz - sx * ax - sy * ay - sz * az)
    b2 = 2 * (vx * vx + vy * vy + mz * mz + x * ax + y * ay + nz * oz)
    bend = 2 * (q1 * q1 + q * q2) - cos2 * (a2 * b + 2 * a1 * b1 + a * b2)
    return q * q - cos2 * a * b, 2 * q * q1 - cos2 * (a1 * b + a * b1), bend


@njit(cache=True)
def _edge(arcs, inside, t, way, settled, px, py, pz, cos2):
    """Time at which a pass that holds at a time inside begins (way -1) or ends (way 1), from a guess; the window's end if it goes on."""
    last = float(len(arcs))
    t = min(max(t, 0.0), last)
    for _ in range(12):
        m, slope = _margin(arcs, t, px, py, pz, cos2)
        if slope * way >= 0.0:
            break
        change = -m / slope
        if m >= 0.0 and (t <= 0.0 if way < 0 else t >= last):
            return t
        t = min(max(t + change, 0.0), last)
        if (t - inside) * way < 0.0:
            break
        if abs(change) < settled:
            return t
    return _searched(arcs, inside, way, px, py, pz, cos2)


@njit(cache=True)
def _searched(arcs, inside, way, px, py, pz, cos2):
    """As `_edge`, by steps and halves: slow and sure."""
    last = float(len(arcs))
    near, far = inside, inside
    while _margin(arcs, far, px, py, pz, cos2)[0] >= 0.0:
        if far <= 0.0 if way < 0 else far >= last:
            return far
        near, far = far, min(max(far + 0.05 * way, 0.0), last)
    for _ in range(40):
        middle = 0.5 * (near + far)
        if _margin(arcs, middle, px, py, pz, cos2)[0] >= 0.0:
            near = middle
        else:
            far = middle
    return near


@njit(cache=True)
def _pass(arcs, t, settled, px, py, pz, cos2):
    """Begin and end of the pass about a time nearly abeam, in arcs; end before begin where there is none."""
    last = float(len(arcs))
    m, slope, bend = _bent(arcs, t, px, py, pz, cos2)
    for _ in range(6):
        if m >= 0.0:
            break
        if bend >= 0.0 or m - slope * slope / bend < 0.0:  # the parabola's peak, its rise taken twice, stays outside
            return 0.0, -1.0
        t, before = min(max(t - slope / bend, 0.0), last), t
        if abs(t - before) < 1e-9:
            break
        m, slope, bend = _bent(arcs, t, px, py, pz, cos2)
    if m < 0.0:
        return 0.0, -1.0
    rise, fall = t - 0.1, t + 0.1
    if bend < 0.0:
        root = sqrt(slope * slope - 2.0 * m * bend)
        rise, fall = t + (root - slope) / bend, t - (root + slope) / bend
    return _edge(arcs, t, rise, -1.0, settled, px, py, pz, cos2), _edge(arcs, t, fall, 1.0, settled, px, py, pz, cos2)


@njit(cache=True, inline="always")
def _off(bins, b, x, y, z, cos_reach, sin_reach):
    """Whether a bin lies wholly beyond a reach of a unit vector."""
    cosine = x * bins[b, 0] + y * bins[b, 1] + z * bins[b, 2]
    return cosine < cos_reach * bins[b, 3] - sin_reach * bins[b, 4] and sin_reach * bins[b, 3] + cos_reach * bins[b, 4] > 0.0


@njit(cache=True, inline="always")
def _aside(bins, b, x, y, z, cos_wide, sin_wide):
    """Whether a bin lies wholly farther from a great circle, of this normal, than a width."""
    across = abs(x * bins[b, 0] + y * bins[b, 1] + z * bins[b, 2])
    return across > sin_wide * bins[b, 3] + cos_wide * bins[b, 4] and cos_wide * bins[b, 3] - sin_wide * bins[b, 4] > 0.0


@njit(cache=True)
def _passes_of_bin(arcs, planes, normal, k, points, cos2, settled, found, count):
    """Enter the passes of a bin's points that come abeam within an arc, or within the window's first or last come no nearer."""
    p, begin, end, wide_km = points
    point, rise, fall = found
    nx, ny, nz = normal
    fx, fy, fz, f = planes[k, 0], planes[k, 1], planes[k, 2], planes[k, 3]
    gx, gy, gz, g = planes[k + 1, 0], planes[k + 1, 1], planes[k + 1, 2], planes[k + 1, 3]
    first, last = k == 0, k == len(arcs) - 1
    for i in range(begin, end):
        px, py, pz = p[i, 0], p[i, 1], p[i, 2]
        if abs(nx * px + ny * py + nz * pz) > wide_km:
            continue
        ahead, behind = fx * px + fy * py + fz * pz - f, g - gx * px - gy * py - gz * pz
        if (ahead < 0.0 and not first) or (behind <= 0.0 and not last):
            continue
        share = 0.0 if ahead <= 0.0 else (1.0 if behind <= 0.0 else ahead / (ahead + behind))
        t0, t1 = _pass(arcs, k + share, settled, px, py, pz, cos2)
        if t1 >= t0:
            point[count], rise[count], fall[count] = i, t0, t1
            count += 1
    return count


@njit(cache=True, nogil=True)
def narrow_passes(r, v, step_s, p, coarse, coarse_at, fine, fine_at, half_rad, half_arc, reach_rad):
    """Rise and set of every pass: arguments and result as `cone.cone_passes` has them, in no order.

    Args:
        half_arc: angle on the ground of half the longest arc between nodes, rad.
        reach_rad: Earth-central angle within which the cone can see a point.
    """
    arcs, planes = _arcs(r, v, step_s), _planes(r, v)
    around, wide = reach_rad + 1.05 * half_arc, reach_rad + STRAY
    cos_around, sin_around, cos_wide, sin_wide = cos(around), sin(around), cos(wide), sin(wide)
    cos2, settled, wide_km, room = cos(half_rad) ** 2, SETTLED_S / step_s, sin_wide * A_KM, 4096
    count, point, rise, fall = 0, np.empty(room, np.int32), np.empty(room), np.empty(room)
    for k in range(len(arcs)):
        x, y, z = r[k, 0] + r[k + 1, 0], r[k, 1] + r[k + 1, 1], r[k, 2] + r[k + 1, 2]
        length = sqrt(x * x + y * y + z * z)
        x, y, z = x / length, y / length, z / length
        nx, ny, nz = y * r[k, 2] - z * r[k, 1], z * r[k, 0] - x * r[k, 2], x * r[k, 1] - y * r[k, 0]
        length = sqrt(nx * nx + ny * ny + nz * nz)
        nx, ny, nz = nx / length, ny / length, nz / length
        for b in range(len(coarse)):
            if _off(coarse, b, x, y, z, cos_around, sin_around) or _aside(coarse, b, nx, ny, nz, cos_wide, sin_wide):
                continue
            for f in range(coarse_at[b], coarse_at[b + 1]):
                if _off(fine, f, x, y, z, cos_around, sin_around) or _aside(fine, f, nx, ny, nz, cos_wide, sin_wide):
                    continue
                while count + fine_at[f + 1] - fine_at[f] > len(point):
                    point, rise, fall = grown(point), grown(rise), grown(fall)
                points = (p, fine_at[f], fine_at[f + 1], wide_km)
                count = _passes_of_bin(arcs, planes, (nx, ny, nz), k, points, cos2, settled, (point, rise, fall), count)
    return point[:count], rise[:count] * step_s, fall[:count] * step_s
