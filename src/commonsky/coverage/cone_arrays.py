"""Passes of a cone about the geodetic nadir, in whole arrays: the same passes as `kernels.cone`, without loading a compiler.

A small job is over before the compiler is loaded, so small jobs come here; each is the other's judge in the tests. Between two nodes the
margin (see `_Pairs`) is nearly a parabola: a cubic through its values and slopes at the nodes gives its roots and its peak to milliseconds,
and one or two true values mend them. Facts: methods.md, Coverage; Bowring 1976. Leaves out cones that reach the horizon (`fits`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from commonsky.core.places import E2, EQUATOR_KM, POLE_KM

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from commonsky.coverage.points import Points
    from commonsky.orbits.propagation import Track

    Floats = NDArray[np.float64]
    Indices = NDArray[np.int64]
    Edges = tuple[Indices, Floats]

#: A correction below this leaves an error far under 0.1 ms: the cubic's slope is right to 1 %.
SETTLED_S = 2e-3
EDGE_S = 1e-6
EP2 = E2 / (1 - E2)
ROUNDS, CORRECTIONS = 40, 10
#: Half angle up to which cones come here, and the longest step between nodes for which the cubic holds.
NARROW_RAD, SHORT_STEP_S = 0.8, 61.0


def fits(track: Track, half_rad: float) -> bool:
    """Whether a cone stays clear of the horizon, and the nodes are close enough.

    Args:
        track: the satellite's track over the window.
        half_rad: half angle of the cone.
    """
    highest = float(np.sqrt((track.position_km**2).sum(axis=1)).max())
    return half_rad <= NARROW_RAD and track.step_s <= SHORT_STEP_S and highest * np.sin(half_rad + 0.02) < POLE_KM


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Nodes:
    """Nodes of a track, component by component: (3, n) position and change to the next, km; velocity, km a step; and (n,) stretch.

    A vector (x, y, stretch z) lies along the geodetic vertical through (x, y, z).
    """

    position: Floats
    change: Floats
    velocity: Floats
    stretch: Floats
    step_s: float


def _nodes(track: Track) -> _Nodes:
    position = np.ascontiguousarray(track.position_km.T)
    rho2, t2 = position[0] ** 2 + position[1] ** 2, (position[2] * EQUATOR_KM) ** 2
    u2 = rho2 * POLE_KM**2
    each = EQUATOR_KM * POLE_KM / (t2 + u2) ** 1.5
    return _Nodes(
        position=position,
        change=np.diff(position, axis=1),
        velocity=np.ascontiguousarray(track.velocity_km_s.T) * track.step_s,
        stretch=(1 + EP2 * t2 * each) / (1 - E2 * u2 * each),
        step_s=track.step_s,
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Pairs:
    """Arcs between nodes paired with points: (c,) arc and point numbers, the nodes, the points' positions (3, p).

    The margin is 1 / cos^2 of the cone's half angle less that of the angle off nadir: above zero inside.
    """

    nodes: _Nodes
    arc: Indices
    point: Indices
    position: Floats
    asked: float

    def some(self, at: Indices) -> _Pairs:
        """The pairs at some positions."""
        return _Pairs(nodes=self.nodes, arc=self.arc[at], point=self.point[at], position=self.position, asked=self.asked)

    def margin(self, share: Floats) -> Floats:
        """Margin at a share of each arc."""
        hermite = (3 - 2 * share) * share * share
        begin, end = share * (1 - share) ** 2, (share - 1) * share * share
        stretch = self.nodes.stretch[self.arc]
        stretch += share * (self.nodes.stretch[self.arc + 1] - stretch)
        sight2, along, vertical2 = np.zeros(len(share)), np.zeros(len(share)), np.zeros(len(share))
        for axis in range(3):
            change, velocity = self.nodes.change[axis], self.nodes.velocity[axis]
            place = self.nodes.position[axis][self.arc] + hermite * change[self.arc]
            place += begin * velocity[self.arc] + end * velocity[self.arc + 1]
            sight = self.position[axis][self.point] - place
            vertical = place * stretch if axis == 2 else place
            sight2 += sight * sight
            along += sight * vertical
            vertical2 += vertical * vertical
        return self.asked - sight2 * vertical2 / (along * along)

    def at_node(self, which: int) -> tuple[Floats, Floats]:
        """Margin and its slope, per share of an arc, at the arcs' first (0) or last (1) nodes."""
        node = self.arc + which
        stretch = self.nodes.stretch[node]
        sums = np.zeros((7, len(node)))
        for axis in range(3):
            place, velocity = self.nodes.position[axis][node], self.nodes.velocity[axis][node]
            sight = self.position[axis][self.point] - place
            vertical, turning = (place * stretch, velocity * stretch) if axis == 2 else (place, velocity)
            squares = (sight * sight, sight * vertical, vertical * vertical)
            rates = (sight * velocity, velocity * vertical, sight * turning, vertical * turning)
            for row, term in enumerate((*squares, *rates)):
                sums[row] += term
        sight2, along, vertical2, closing, climbing, swinging, turning2 = sums
        along2 = along * along
        slope = 2 * sight2 * vertical2 * (swinging - climbing) / (along2 * along) + 2 * (closing * vertical2 - sight2 * turning2) / along2
        return self.asked - sight2 * vertical2 / along2, slope


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Cubic:
    """The margin over each arc, nearly: coefficients of a cubic in the share of the arc."""

    a: Floats
    b: Floats
    c: Floats
    d: Floats

    def some(self, at: Indices, shift: Floats | float = 0.0) -> _Cubic:
        """The cubics at some positions, moved up."""
        return _Cubic(a=self.a[at], b=self.b[at], c=self.c[at], d=self.d[at] + shift)

    def value(self, share: Floats) -> Floats:
        """Margin at a share of each arc."""
        return ((self.a * share + self.b) * share + self.c) * share + self.d

    def slope(self, share: Floats) -> Floats:
        """Change of the margin per share of each arc."""
        return (3 * self.a * share + 2 * self.b) * share + self.c

    def turning(self, sign: Floats) -> Floats:
        """Share at which sign times the cubic peaks; NaN where it does not."""
        inner = self.b * self.b - 3 * self.a * self.c
        root = np.sqrt(np.where(inner > 0, inner, np.nan))
        # the root of a quadratic that does not cancel
        return np.asarray(-self.c / (self.b - sign * root))

    def root(self, low: Floats, high: Floats) -> Floats:
        """Nearly the share at which the cubic passes zero between two of unlike sign: by the parabola through both, then Newton."""
        begin, end, width = self.value(low), self.value(high), high - low
        tilt = self.slope(low) * width
        root = np.sqrt(np.maximum(tilt * tilt - 4 * (end - begin - tilt) * begin, 0.0))
        below = tilt + np.where(begin < end, root, -root)
        share = low + width * np.clip(-2 * begin / np.where(below == 0, np.inf, below), 0.0, 1.0)
        for _ in range(2):
            slope = self.slope(share)
            share = np.clip(share - self.value(share) / np.where(slope == 0, np.inf, slope), low, high)
        return np.asarray(share)


def cone_arrays(track: Track, points: Points, half_rad: float) -> tuple[Indices, Floats, Floats]:
    """Point index (in the order of the bins), start and end of every pass, seconds since the first node.

    Args:
        track: the satellite's track over the window.
        points: points on the ground.
        half_rad: half angle of the cone; `fits` says which.
    """
    pairs = _candidates(track, points, half_rad)
    (first, rate), (last, last_rate) = pairs.at_node(0), pairs.at_node(1)
    rise = last - first
    cubic = _Cubic(a=rate + last_rate - 2 * rise, b=3 * rise - 2 * rate - last_rate, c=rate, d=first)
    rises, sets = _plain_edges(pairs, cubic, first, last)
    more_rises, more_sets = _hidden_edges(pairs, cubic, first)
    count = len(track.position_km) - 1
    begun, ended = (np.flatnonzero((pairs.arc == arc) & (m >= 0)) for arc, m in ((0, first), (count - 1, last)))
    up = [(pairs.point[begun], np.zeros(len(begun))), rises, more_rises]
    down = [(pairs.point[ended], np.full(len(ended), count * track.step_s)), sets, more_sets]
    point, start = _sorted(up)
    _, end = _sorted(down)
    return point, start, end


def _sorted(edges: list[Edges]) -> Edges:
    point, time = np.concatenate([e[0] for e in edges]), np.concatenate([e[1] for e in edges])
    order = np.lexsort((time, point))
    return point[order], time[order]


def _candidates(track: Track, points: Points, half_rad: float) -> _Pairs:
    """Pairs of an arc and a point that lies within the cone's reach of it."""
    r = track.position_km
    middle = r[:-1] + r[1:]
    middle /= np.sqrt((middle * middle).sum(axis=1))[:, None]
    radius = np.sqrt((r * r).sum(axis=1))
    half_arc = np.arccos(np.clip((middle * r[:-1]).sum(axis=1) / radius[:-1], -1.0, 1.0))
    around = np.minimum(_reach(float(radius.max()), half_rad) + 1.05 * half_arc, np.pi)
    some = np.flatnonzero(_near(middle, around, points.coarse).any(axis=1))
    arc, bins = np.nonzero(_near(middle[some], around[some], points.fine))
    arc = some[arc]
    sizes = np.diff(points.fine_at)[bins]
    arc = np.repeat(arc, sizes)
    starts = np.concatenate([[0], np.cumsum(sizes)])
    point = np.arange(starts[-1]) + np.repeat(points.fine_at[bins] - starts[:-1], sizes)
    limit = np.cos(np.minimum(around + 0.004, np.pi))
    across = sum(np.ascontiguousarray(middle[:, axis])[arc] * np.ascontiguousarray(points.up[:, axis])[point] for axis in range(3))
    kept = across >= limit[arc]
    position = np.ascontiguousarray(points.position_km.T)
    return _Pairs(nodes=_nodes(track), arc=arc[kept], point=point[kept], position=position, asked=float(np.cos(half_rad) ** -2))


def _near(middle: Floats, around: Floats, bins: Floats) -> NDArray[np.bool_]:
    """Whether each arc comes within its reach of each bin, (arcs, bins)."""
    least = np.outer(np.cos(around), bins[:, 3]) - np.outer(np.sin(around), bins[:, 4])
    past = np.outer(np.sin(around), bins[:, 3]) + np.outer(np.cos(around), bins[:, 4]) <= 0
    return np.asarray((middle @ bins[:, :3].T >= least) | past)


def _reach(radius_km: float, half_rad: float) -> float:
    """Earth-central angle within which the cone can see a point: an upper bound on the ellipsoid, rad."""
    half = half_rad + 0.0035
    sine = radius_km / POLE_KM * np.sin(half)
    horizon = np.arccos(POLE_KM / radius_km)
    return float(0.004 + (horizon if sine >= 1 else min(horizon, np.arcsin(sine) - half)))


def _plain_edges(pairs: _Pairs, cubic: _Cubic, first: Floats, last: Floats) -> tuple[Edges, Edges]:
    """Rises and sets between a node outside and a node inside."""
    at = np.flatnonzero((first < 0) != (last < 0))
    some, up = pairs.some(at), first[at] < 0
    share = _roots(some, cubic.some(at), np.zeros(len(at)), np.ones(len(at)))
    time = (some.arc + share) * pairs.nodes.step_s
    return (some.point[up], time[up]), (some.point[~up], time[~up])


def _hidden_edges(pairs: _Pairs, cubic: _Cubic, first: Floats) -> tuple[Edges, Edges]:
    """Rises and sets of peaks between two nodes outside, and of dips between two nodes inside."""
    same = np.flatnonzero((first < 0) == (cubic.value(np.ones(len(first))) < 0))
    sign = np.where(first[same] < 0, 1.0, -1.0)
    turning = cubic.some(same).turning(sign)
    # a peak that stays this far outside is no pass: the cubic errs by less
    inside = np.flatnonzero((turning > 0) & (turning < 1))
    at, sign, share = same[inside], sign[inside], turning[inside]
    close = np.flatnonzero(sign * cubic.some(at).value(share) > -0.03 * pairs.asked)
    at, sign, share = at[close], sign[close], share[close]
    some = pairs.some(at)
    share, margin = _peak(some, share, sign)
    crossing = np.flatnonzero(sign * margin > 0)
    some, at, share, peak = some.some(crossing), at[crossing], share[crossing], sign[crossing] > 0
    bent = cubic.some(at)
    bent = bent.some(np.arange(len(at)), margin[crossing] - bent.value(share))
    both = np.tile(np.arange(len(at)), 2)
    zeros, ones = np.zeros(len(at)), np.ones(len(at))
    roots = _roots(some.some(both), bent.some(both), np.concatenate([zeros, share]), np.concatenate([share, ones]))
    before, after = ((some.arc + part) * pairs.nodes.step_s for part in np.split(roots, 2))
    return (some.point, np.where(peak, before, after)), (some.point, np.where(peak, after, before))


def _peak(pairs: _Pairs, share: Floats, sign: Floats) -> tuple[Floats, Floats]:
    """Share near which sign times the margin peaks, by a parabola through three true values, and the margin there."""
    width = min(6.0 / pairs.nodes.step_s, 0.25)
    middle = np.clip(share, width, 1.0 - width)
    here, before, after = pairs.margin(middle), pairs.margin(middle - width), pairs.margin(middle + width)
    bend = sign * (before + after - 2 * here)
    shift = np.where(bend < 0, width * sign * (before - after) / np.where(bend < 0, 2 * bend, 1.0), 0.0)
    best = np.clip(middle + shift, 0.0, 1.0)
    found = pairs.margin(best)
    better = sign * found > sign * here
    return np.where(better, best, middle), np.where(better, found, here)


def _roots(pairs: _Pairs, cubic: _Cubic, low: Floats, high: Floats) -> Floats:
    """Shares between low and high at which the margin passes zero: the cubic's root, mended by true values until it stands still."""
    share = cubic.root(low, high)
    open_ = np.arange(len(share))
    for _ in range(CORRECTIONS):
        slope = cubic.slope(share[open_])
        moved = -pairs.margin(share[open_]) / np.where(slope == 0, np.inf, slope)
        share[open_] = np.clip(share[open_] + moved, low[open_], high[open_])
        open_going = np.flatnonzero(np.abs(moved) * pairs.nodes.step_s > SETTLED_S)
        if not len(open_going):
            return share
        pairs, cubic, open_ = pairs.some(open_going), cubic.some(open_going), open_[open_going]
    share[open_] = _bracketed(pairs.margin, low[open_], high[open_], EDGE_S / pairs.nodes.step_s)
    return share


def _bracketed(margin: Callable[[Floats], Floats], low: Floats, high: Floats, width: float) -> Floats:
    """Shares at which a function passes zero between two shares (Illinois, all at once)."""
    m_low, m_high = margin(low), margin(high)
    low, high, found = low.copy(), high.copy(), low.copy()
    side = np.zeros(len(low))
    for _ in range(ROUNDS):
        gap = m_high - m_low
        x = np.where(gap == 0, low, (low * m_high - high * m_low) / np.where(gap == 0, 1.0, gap))
        if not len(x) or float(np.abs(x - found).max()) <= width:
            return x
        found, m = x, margin(x)
        is_low = (m < 0) == (m_low < 0)
        m_high = np.where(is_low, np.where(side == -1, m_high / 2, m_high), m)
        m_low = np.where(is_low, m, np.where(side == 1, m_low / 2, m_low))
        low, high, side = np.where(is_low, x, low), np.where(is_low, high, x), np.where(is_low, -1.0, 1.0)
    return found
