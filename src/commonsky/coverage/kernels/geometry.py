"""Geometry that the compiled loops share. Facts: Bowring 1976 for the geodetic vertical. Leaves out refraction."""

from math import sqrt

import numpy as np
from numba import njit

A_KM = 6378.137
B_KM = 6356.752314245179
E2 = 0.0066943799901413165
EP2 = 0.006739496742276434


@njit(cache=True, inline="always")
def hermite(r, v, k, step_s, x):
    """Position at share x of arc k, cubic Hermite between its nodes: x, y, z in km."""
    x2, x3 = x * x, x * x * x
    h0, h1 = 2 * x3 - 3 * x2 + 1, 3 * x2 - 2 * x3
    g0, g1 = (x3 - 2 * x2 + x) * step_s, (x3 - x2) * step_s
    return (
        h0 * r[k, 0] + h1 * r[k + 1, 0] + g0 * v[k, 0] + g1 * v[k + 1, 0],
        h0 * r[k, 1] + h1 * r[k + 1, 1] + g0 * v[k, 1] + g1 * v[k + 1, 1],
        h0 * r[k, 2] + h1 * r[k + 1, 2] + g0 * v[k, 2] + g1 * v[k + 1, 2],
    )


@njit(cache=True, inline="always")
def hermite_speed(r, v, k, step_s, x):
    """Velocity at share x of arc k, the derivative of `hermite`: km/s."""
    x2 = x * x
    h = (6 * x2 - 6 * x) / step_s
    g0, g1 = 3 * x2 - 4 * x + 1, 3 * x2 - 2 * x
    return (
        h * (r[k, 0] - r[k + 1, 0]) + g0 * v[k, 0] + g1 * v[k + 1, 0],
        h * (r[k, 1] - r[k + 1, 1]) + g0 * v[k, 1] + g1 * v[k + 1, 1],
        h * (r[k, 2] - r[k + 1, 2]) + g0 * v[k, 2] + g1 * v[k + 1, 2],
    )


@njit(cache=True, inline="always")
def vertical(x, y, z):
    """Unit vector of the geodetic vertical through a point in space (Bowring, one step: under 1e-8 rad below 2,000 km)."""
    rho = sqrt(x * x + y * y)
    t, u = z * A_KM, rho * B_KM
    length = sqrt(t * t + u * u)
    s, c = t / length, u / length
    up, out = z + EP2 * B_KM * s * s * s, rho - E2 * A_KM * c * c * c
    length = sqrt(up * up + out * out)
    out /= length
    if rho < 1e-9:
        return 0.0, 0.0, up / length
    return out * x / rho, out * y / rho, up / length


@njit(cache=True)
def grown(array):
    """The same array with twice the room."""
    bigger = np.empty(2 * len(array), array.dtype)
    bigger[: len(array)] = array
    return bigger


@njit(cache=True, inline="always")
def within(x, y, z, bin_row, cos_reach, sin_reach):
    """Whether a unit vector lies within a reach of a bin: its centre, then the cosine and sine of its own radius.

    The angle's cosine is compared with that of the sum of both, unless the sum passes a half turn.
    """
    cosine = x * bin_row[0] + y * bin_row[1] + z * bin_row[2]
    return cosine >= cos_reach * bin_row[3] - sin_reach * bin_row[4] or sin_reach * bin_row[3] + cos_reach * bin_row[4] <= 0.0
