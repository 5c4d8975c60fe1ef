"""Passes of a cone about the geodetic nadir, in whole arrays: the same passes as `kernels.cone`, without loading a compiler.

A small job is over before the compiler is loaded, so small jobs come here; each is the other's judge in the tests. Facts: methods.md,
Coverage. Leaves out nothing that the compiled loop does.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from commonsky.core.places import E2, EQUATOR_KM, POLE_KM

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from commonsky.coverage.points import Points
    from commonsky.orbits.propagation import Track

    Floats = NDArray[np.float64]
    Indices = NDArray[np.int64]

EDGE_S = 1e-4
#: Margin by which a peak that stays outside may still graze: it is searched more finely.
GRAZING = 2e-5
#: Margin below zero from which no peak rises within the seconds by which its first guess errs.
FAR = 5e-3
EP2 = E2 / (1 - E2)
ROUNDS, GOLDEN = 40, 0.381966


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Pairs:
    """Arcs paired with points: (c,) arc numbers, (c, 3) positions and verticals of the points; the cone's cosine; the track."""

    track: Track
    arc: Indices
    point: Indices
    position: Floats
    up: Floats
    cos_half: float

    def some(self, at: Indices) -> _Pairs:
        """The pairs at some positions."""
        return _Pairs(
            track=self.track, arc=self.arc[at], point=self.point[at], position=self.position[at], up=self.up[at], cos_half=self.cos_half
        )

    def margin(self, share: Floats) -> Floats:
        """Margin at a share of each arc: the smaller of cosine off nadir less the cone's, and sine of elevation."""
        x = share[:, None]
        r, v, k, step = self.track.position_km, self.track.velocity_km_s, self.arc, self.track.step_s
        back = (2 * x - 3) * x * x + 1
        place = back * r[k] + (1 - back) * r[k + 1] + step * x * (x - 1) * ((x - 1) * v[k] + x * v[k + 1])
        return _margin(place, self.position, self.up, self.cos_half)


def cone_arrays(track: Track, points: Points, half_rad: float) -> tuple[Indices, Floats, Floats]:
    """Point index (in the order of the bins), start and end of every pass, seconds since the first node.

    Args:
        track: the satellite's track over the window.
        points: points on the ground.
        half_rad: half angle of the cone.
    """
    pairs = _candidates(track, points, half_rad)
    count = len(track.position_km) - 1
    first, last = (_margin(track.position_km[pairs.arc + j], pairs.position, pairs.up, pairs.cos_half) for j in (0, 1))
    rises, sets = _plain_edges(pairs, first, last)
    more_rises, more_sets = _hidden_edges(pairs, first, last, half_rad)
    begun, ended = (np.flatnonzero((pairs.arc == arc) & (m >= 0)) for arc, m in ((0, first), (count - 1, last)))
    up = [(pairs.point[begun], np.zeros(len(begun))), rises, more_rises]
    down = [(pairs.point[ended], np.full(len(ended), count * track.step_s)), sets, more_sets]
    point, start = _sorted(up)
    _, end = _sorted(down)
    return point, start, end


def _sorted(edges: list[tuple[Indices, Floats]]) -> tuple[Indices, Floats]:
    point, time = np.concatenate([e[0] for e in edges]), np.concatenate([e[1] for e in edges])
    order = np.lexsort((time, point))
    return point[order], time[order]


def _candidates(track: Track, points: Points, half_rad: float) -> _Pairs:
    """Pairs of an arc and a point that lies within the cone's reach of it."""
    r = track.position_km
    middle = r[:-1] + r[1:]
    middle /= np.linalg.norm(middle, axis=1)[:, None]
    radius = np.linalg.norm(r, axis=1)
    half_arc = np.arccos(np.clip(np.einsum("ij,ij->i", middle, r[:-1]) / radius[:-1], -1.0, 1.0))
    around = np.minimum(_reach(float(radius.max()), half_rad) + 1.05 * half_arc, np.pi)
    some = np.flatnonzero(_near(middle, around, points.coarse).any(axis=1))
    arc, bins = np.nonzero(_near(middle[some], around[some], points.fine))
    arc = some[arc]
    sizes = np.diff(points.fine_at)[bins]
    arc = np.repeat(arc, sizes)
    starts = np.concatenate([[0], np.cumsum(sizes)])
    point = np.arange(starts[-1]) + np.repeat(points.fine_at[bins] - starts[:-1], sizes)
    kept = np.einsum("ij,ij->i", middle[arc], points.up[point]) >= np.cos(np.minimum(around + 0.004, np.pi))[arc]
    arc, point = arc[kept], point[kept]
    position, up = points.position_km[point], points.up[point]
    return _Pairs(track=track, arc=arc, point=point, position=position, up=up, cos_half=float(np.cos(half_rad)))


def _near(middle: Floats, around: Floats, bins: Floats) -> NDArray[np.bool_]:
    """Whether each arc comes within its reach of each bin, (arcs, bins)."""
    least = np.outer(np.cos(around), bins[:, 3]) - np.outer(np.sin(around), bins[:, 4])
    past = np.outer(np.sin(around), bins[:, 3]) + np.outer(np.cos(around), bins[:, 4]) <= 0
    return np.asarray((middle @ bins[:, :3].T >= least) | past)


def _reach(radius_km: float, half_rad: float) -> float:
    """Earth-central angle within which the cone can see a point: an upper bound on the ellipsoid, rad."""
    half = half_rad + 0.0035
    sine = radius_km / POLE_KM * np.sin(half) if half < np.pi / 2 else 2.0
    horizon = np.arccos(POLE_KM / radius_km)
    return float(0.004 + (horizon if sine >= 1 else min(horizon, np.arcsin(sine) - half)))


def _margin(place: Floats, position: Floats, up: Floats, cos_half: float) -> Floats:
    sight = position - place
    length = np.sqrt(np.einsum("ij,ij->i", sight, sight))
    off_nadir = -np.einsum("ij,ij->i", sight, _vertical(place)) / length - cos_half
    return np.asarray(np.minimum(off_nadir, -np.einsum("ij,ij->i", sight, up) / length))


def _vertical(place: Floats) -> Floats:
    """Unit vectors of the geodetic vertical through points in space (Bowring 1976, one step)."""
    rho = np.sqrt(place[:, 0] * place[:, 0] + place[:, 1] * place[:, 1])
    t, u = place[:, 2] * EQUATOR_KM, rho * POLE_KM
    length = np.sqrt(t * t + u * u)
    sine, cosine = t / length, u / length
    rise, out = place[:, 2] + EP2 * POLE_KM * sine * sine * sine, rho - E2 * EQUATOR_KM * cosine * cosine * cosine
    length = np.sqrt(rise * rise + out * out)
    share = out / length / np.maximum(rho, 1e-9)
    return np.stack([place[:, 0] * share, place[:, 1] * share, rise / length], axis=1)


def _plain_edges(pairs: _Pairs, first: Floats, last: Floats) -> tuple[tuple[Indices, Floats], tuple[Indices, Floats]]:
    """Rises and sets between a node outside and a node inside."""
    at = np.flatnonzero((first < 0) != (last < 0))
    some = pairs.some(at)
    share = _roots(some, np.zeros(len(at)), first[at], np.ones(len(at)), last[at])
    time, up = (some.arc + share) * pairs.track.step_s, first[at] < 0
    return (some.point[up], time[up]), (some.point[~up], time[~up])


def _hidden_edges(pairs: _Pairs, first: Floats, last: Floats, half_rad: float) -> tuple[tuple[Indices, Floats], tuple[Indices, Floats]]:
    """Rises and sets of peaks between two nodes outside, and of dips between two nodes inside."""
    same = np.flatnonzero((first < 0) == (last < 0))
    some = pairs.some(same)
    sign = np.where(first[same] < 0, 1.0, -1.0)
    trends = [sign * _trend(some, j, half_rad) for j in (0, 1)]
    turning = np.flatnonzero((trends[0] > 0) & (trends[1] <= 0))
    some, at, sign = some.some(turning), same[turning], sign[turning]
    share = np.clip(trends[0][turning] / (trends[0][turning] - trends[1][turning]), 0.0, 1.0)
    close = np.flatnonzero(sign * some.margin(share) > -FAR)
    some, at, sign = some.some(close), at[close], sign[close]
    share, margin = _extremum(some, share[close], sign)
    crossing = np.flatnonzero((margin >= 0) != (first[at] >= 0))
    some, at, share, margin, sign = some.some(crossing), at[crossing], share[crossing], margin[crossing], sign[crossing]
    zeros, ones = np.zeros(len(at)), np.ones(len(at))
    before = (some.arc + _roots(some, zeros, first[at], share, margin)) * pairs.track.step_s
    after = (some.arc + _roots(some, share, margin, ones, last[at])) * pairs.track.step_s
    peak = sign > 0
    return (some.point, np.where(peak, before, after)), (some.point, np.where(peak, after, before))


def _trend(pairs: _Pairs, node: int, half_rad: float) -> Floats:
    """A number with the sign of the margin's time derivative at a node of each arc, nadir taken through the Earth's centre."""
    r, v = pairs.track.position_km[pairs.arc + node], pairs.track.velocity_km_s[pairs.arc + node]
    q = r - pairs.position
    q2, qv = np.einsum("ij,ij->i", q, q), np.einsum("ij,ij->i", q, v)
    nearest = float(np.linalg.norm(pairs.track.position_km, axis=1).min())
    if half_rad >= np.pi / 2 or nearest * np.sin(half_rad) >= EQUATOR_KM:
        return np.asarray(np.einsum("ij,ij->i", pairs.up, v) - np.einsum("ij,ij->i", pairs.up, q) * qv / q2)
    r2, rv, rq = np.einsum("ij,ij->i", r, r), np.einsum("ij,ij->i", r, v), np.einsum("ij,ij->i", r, q)
    return np.asarray((qv + rv) - rq * (rv / r2 + qv / q2))


def _extremum(pairs: _Pairs, share: Floats, sign: Floats) -> tuple[Floats, Floats]:
    """Share of each arc near which sign times the margin peaks, and the margin there: a parabola, then golden section where it grazes."""
    share, margin = _parabola_peak(pairs, share, sign)
    grazing = np.flatnonzero((sign * margin <= 0) & (sign * margin >= -GRAZING))
    some, turn, reach = pairs.some(grazing), sign[grazing], 5.0 / pairs.track.step_s
    low, high = np.maximum(share[grazing] - reach, 0.0), np.minimum(share[grazing] + reach, 1.0)
    for _ in range(ROUNDS):
        if not len(low) or float((high - low).max()) * pairs.track.step_s < 0.02:
            break
        a, b = low + GOLDEN * (high - low), high - GOLDEN * (high - low)
        left = turn * some.margin(a) > turn * some.margin(b)
        low, high = np.where(left, low, a), np.where(left, b, high)
    best = (low + high) / 2
    found = some.margin(best)
    better = turn * found > turn * margin[grazing]
    share[grazing[better]], margin[grazing[better]] = best[better], found[better]
    return share, margin


def _parabola_peak(pairs: _Pairs, share: Floats, sign: Floats) -> tuple[Floats, Floats]:
    """Peak of the parabola through three margins about a share, if it is higher than the middle one, and the margin there."""
    width = min(6.0 / pairs.track.step_s, 0.25)
    middle = np.clip(share, width, 1.0 - width)
    here, before, after = pairs.margin(middle), pairs.margin(middle - width), pairs.margin(middle + width)
    bend = sign * (before + after - 2 * here)
    shift = np.where(bend < 0, width * sign * (before - after) / np.where(bend < 0, 2 * bend, 1.0), 0.0)
    peak = np.clip(middle + shift, 0.0, 1.0)
    found = pairs.margin(peak)
    better = sign * found > sign * here
    return np.where(better, peak, middle), np.where(better, found, here)


def _roots(pairs: _Pairs, low: Floats, m_low: Floats, high: Floats, m_high: Floats) -> Floats:
    """Shares at which the margin passes zero between two shares of unlike sign (Illinois, all at once; done ones drop out)."""
    found = low.copy()
    open_ = np.arange(len(low))
    side = np.zeros(len(low))
    for _ in range(ROUNDS):
        if not len(open_):
            break
        x = (low * m_high - high * m_low) / (m_high - m_low)
        m = pairs.margin(x)
        moved = np.abs(x - found[open_]) * pairs.track.step_s
        found[open_] = x
        is_low = (m < 0) == (m_low < 0)
        m_high = np.where(is_low, np.where(side == -1, m_high / 2, m_high), m)
        m_low = np.where(is_low, m, np.where(side == 1, m_low / 2, m_low))
        low, high, side = np.where(is_low, x, low), np.where(is_low, high, x), np.where(is_low, -1.0, 1.0)
        going = np.flatnonzero((moved > EDGE_S) & (m != 0) & ((high - low) * pairs.track.step_s > EDGE_S))
        pairs, open_ = pairs.some(going), open_[going]
        low, high, m_low, m_high, side = low[going], high[going], m_low[going], m_high[going], side[going]
    return found
