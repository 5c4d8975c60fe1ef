"""Passes of a cone about the geodetic nadir, in whole arrays: the same passes as `kernels.cone`, without loading a compiler.

A small job is over before the compiler is loaded, so small jobs come here; each is the other's judge in the tests. A low satellite passes a
point once for each time that it comes abeam of it, and the margin, (sight . vertical)^2 - cos^2(half angle) sight^2 vertical^2, is nearly a
parabola in time about that moment: its roots, mended by Newton's method, are the pass's edges. Time is counted in arcs between nodes.
Facts: methods.md, Coverage; Bowring 1976. Leaves out cones that come near the horizon, and high orbits (`fits`).
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

EP2 = E2 / (1 - E2)
#: A step of Newton's below this leaves an error under 0.1 ms.
SETTLED_S = 2e-3
ROUNDS, HALVINGS, CLIMBS = 12, 40, 6
#: Step outwards where Newton's method strays, arcs.
WAY_OUT = 0.05
#: Half angle, reach and half an arc's length on the ground up to which cones come here, rad; how far a track strays from a great circle.
NARROW_RAD, FARTHEST_RAD, LONGEST_RAD, STRAY = 0.8, 0.35, 0.08, 1e-3


def fits(track: Track, half_rad: float) -> bool:
    """Whether a cone stays clear of the horizon, the orbit is low, and the nodes are close enough.

    Args:
        track: the satellite's track over the window.
        half_rad: half angle of the cone.
    """
    radius = np.sqrt(_dot(track.position_km.T, track.position_km.T))
    highest = float(radius.max())
    if half_rad > NARROW_RAD or highest * np.sin(half_rad + 0.02) >= POLE_KM or _reach(highest, half_rad) > FARTHEST_RAD:
        return False
    return bool(_half_arcs(track.position_km.T, radius).max(initial=0.0) <= LONGEST_RAD)


def _dot(a: Floats, b: Floats) -> Floats:
    """Products of vectors, (n,), from (3, n) each."""
    return np.asarray(np.einsum("ij,ij->j", a, b))


def _half_arcs(position: Floats, radius: Floats) -> Floats:
    """Half the angle between each node and the next, rad."""
    cosine = _dot(position[:, 1:], position[:, :-1]) / (radius[1:] * radius[:-1])
    return np.asarray(0.5 * np.arccos(np.clip(cosine, -1.0, 1.0)))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Arcs:
    """Arcs between nodes: (4, 3, n) coefficients of position, rising powers of the share; (2, n) stretch at the first node and its change.

    A vector (x, y, stretch z) lies along the geodetic vertical through (x, y, z).
    """

    terms: Floats
    stretch: Floats

    def __len__(self) -> int:
        return int(self.terms.shape[2])


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Pairs:
    """Points paired with times nearly abeam: (3, c) the points' positions, km, and (c,) times, arcs; and cos^2 of the half angle."""

    arcs: _Arcs
    place: Floats
    cos2: float

    def some(self, at: Indices) -> _Pairs:
        """The pairs at some positions."""
        return _Pairs(arcs=self.arcs, place=self.place[:, at], cos2=self.cos2)

    def margin(self, time: Floats, *, bent: bool = False) -> tuple[Floats, Floats, Floats]:
        """Margin of each pair at a time, its slope, and, where asked, the slope's slope (else zeros of length 0)."""
        arc = np.minimum(time.astype(np.int64), len(self.arcs) - 1)
        x = time - arc
        t, (first, change) = self.arcs.terms.take(arc, axis=2), self.arcs.stretch.take(arc, axis=1)
        stretch = first + x * change
        position, velocity = ((t[3] * x + t[2]) * x + t[1]) * x + t[0], (3 * t[3] * x + 2 * t[2]) * x + t[1]
        sight, up, turning = self.place - position, position.copy(), velocity.copy()
        up[2] *= stretch
        turning[2] = velocity[2] * stretch + change * position[2]
        q, a, b = _dot(sight, up), _dot(sight, sight), _dot(up, up)
        q1, a1, b1 = _dot(sight, turning) - _dot(velocity, up), -2 * _dot(sight, velocity), 2 * _dot(up, turning)
        margin, slope = q * q - self.cos2 * a * b, 2 * q * q1 - self.cos2 * (a1 * b + a * b1)
        if not bent:
            return margin, slope, np.zeros(0)
        speeding = 6 * t[3] * x + 2 * t[2]
        bending = speeding.copy()
        bending[2] = speeding[2] * stretch + 2 * change * velocity[2]
        q2 = _dot(sight, bending) - 2 * _dot(velocity, turning) - _dot(speeding, up)
        a2, b2 = 2 * (_dot(velocity, velocity) - _dot(sight, speeding)), 2 * (_dot(turning, turning) + _dot(up, bending))
        return margin, slope, 2 * (q1 * q1 + q * q2) - self.cos2 * (a2 * b + 2 * a1 * b1 + a * b2)


def cone_arrays(track: Track, points: Points, half_rad: float) -> tuple[Indices, Floats, Floats]:
    """Point index (in the order of the bins), start and end of every pass, seconds since the first node.

    Args:
        track: the satellite's track over the window.
        points: points on the ground.
        half_rad: half angle of the cone; `fits` says which.
    """
    position, velocity = np.ascontiguousarray(track.position_km.T), np.ascontiguousarray(track.velocity_km_s.T) * track.step_s
    stretch = _stretch(position)
    change = np.diff(position, axis=1)
    u, w = velocity[:, :-1], velocity[:, 1:]
    arcs = _Arcs(
        terms=np.stack([position[:, :-1], u, 3 * change - 2 * u - w, u + w - 2 * change]),
        stretch=np.stack([stretch[:-1], np.diff(stretch)]),
    )
    point, time = _abeam(position, _planes(position, velocity, stretch), points, half_rad)
    pairs = _Pairs(arcs=arcs, place=points.position_km.T[:, point], cos2=float(np.cos(half_rad) ** 2))
    at, time, (margin, slope, bend) = _inside(pairs, time)
    pairs, point = pairs.some(at), point[at]
    root = np.sqrt(np.maximum(slope * slope - 2 * margin * bend, 0.0))
    down = np.where(bend < 0, bend, -np.inf)
    guess = np.concatenate([time + (root - slope) / down, time - (root + slope) / down])
    both = np.tile(np.arange(len(at)), 2)
    way = np.repeat([-1.0, 1.0], len(at))
    start, end = np.split(_edges(pairs.some(both), time[both], guess, way, SETTLED_S / track.step_s) * track.step_s, 2)
    return point, start, end


def _stretch(position: Floats) -> Floats:
    """What z is multiplied by to turn a position into a vector along its geodetic vertical (Bowring, one step)."""
    t2, u2 = (position[2] * EQUATOR_KM) ** 2, (position[0] ** 2 + position[1] ** 2) * POLE_KM**2
    each = EQUATOR_KM * POLE_KM / (t2 + u2) ** 1.5
    return np.asarray((1 + EP2 * t2 * each) / (1 - E2 * u2 * each))


def _planes(position: Floats, velocity: Floats, stretch: Floats) -> Floats:
    """Plane abeam of each node, (4, n): direction of flight along the ground, and its product with the node's position."""
    up = position.copy()
    up[2] *= stretch
    forward = velocity - _dot(up, velocity) / _dot(up, up) * position
    forward[2] = velocity[2] - _dot(up, velocity) / _dot(up, up) * up[2]
    return np.concatenate([forward, _dot(forward, position)[None]])


def _abeam(position: Floats, planes: Floats, points: Points, half_rad: float) -> tuple[Indices, Floats]:
    """Points that a track comes abeam of within its cone's reach, and when, nearly; at the window's ends, those near it too."""
    radius = np.sqrt(_dot(position, position))
    half_arc, reach = float(_half_arcs(position, radius).max()), _reach(float(radius.max()), half_rad)
    middle = position[:, :-1] + position[:, 1:]
    middle /= np.sqrt(_dot(middle, middle))
    normal = np.cross(position[:, :-1], position[:, 1:], axis=0)
    normal /= np.sqrt(_dot(normal, normal))
    ways = (middle.T, normal.T, reach + 1.05 * half_arc, reach + STRAY)
    some = np.flatnonzero(_near(ways, points.coarse).any(axis=1))
    arc, bins = np.nonzero(_near((ways[0][some], ways[1][some], *ways[2:]), points.fine))
    arc = some[arc]
    sizes = np.diff(points.fine_at)[bins]
    starts = np.concatenate([[0], np.cumsum(sizes)])
    point = np.arange(starts[-1]) + np.repeat(points.fine_at[bins] - starts[:-1], sizes)
    arc = np.repeat(arc, sizes)
    place = np.ascontiguousarray(points.position_km.T)
    close = np.abs(_dot(normal.take(arc, axis=1), place.take(point, axis=1))) <= EQUATOR_KM * np.sin(reach + STRAY)
    arc, point = arc[close], point[close]
    here, fore, aft = place.take(point, axis=1), planes.take(arc, axis=1), planes.take(arc + 1, axis=1)
    ahead, behind = _dot(fore[:3], here) - fore[3], aft[3] - _dot(aft[:3], here)
    kept = ((ahead >= 0) | (arc == 0)) & ((behind > 0) | (arc == len(radius) - 2))
    ahead, behind = np.maximum(ahead[kept], 0.0), np.maximum(behind[kept], 0.0)
    return point[kept], arc[kept] + ahead / np.maximum(ahead + behind, 1e-300)


def _near(ways: tuple[Floats, Floats, float, float], bins: Floats) -> NDArray[np.bool_]:
    """Whether each arc comes within its reach of each bin, (arcs, bins), along its way and across it."""
    middle, normal, around, wide = ways
    cos, sin = bins[:, 3], bins[:, 4]
    along = middle @ bins[:, :3].T >= np.where(
        sin * np.cos(around) + cos * np.sin(around) > 0, np.cos(around) * cos - np.sin(around) * sin, -2
    )
    most = np.where(np.cos(wide) * cos - np.sin(wide) * sin > 0, np.sin(wide) * cos + np.cos(wide) * sin, 2)
    return np.asarray(along & (np.abs(normal @ bins[:, :3].T) <= most))


def _reach(radius_km: float, half_rad: float) -> float:
    """Earth-central angle within which the cone can see a point: an upper bound on the ellipsoid, rad."""
    half = half_rad + 0.0035
    sine = radius_km / POLE_KM * np.sin(half)
    horizon = np.arccos(POLE_KM / radius_km)
    return float(0.004 + (horizon if sine >= 1 else min(horizon, np.arcsin(sine) - half)))


def _inside(pairs: _Pairs, time: Floats) -> tuple[Indices, Floats, tuple[Floats, Floats, Floats]]:
    """Pairs with a pass, a time inside each, and the margin there with both slopes: the parabola's peak is climbed where need be."""
    time = time.copy()
    margin, slope, bend = pairs.margin(time, bent=True)
    low = np.flatnonzero(margin < 0)
    for _ in range(CLIMBS):
        # the parabola's peak, its rise taken twice: where that stays outside there is no pass
        low = low[(bend[low] < 0) & (margin[low] * bend[low] <= slope[low] ** 2)]
        moved = np.clip(time[low] - slope[low] / bend[low], 0.0, float(len(pairs.arcs)))
        low, moved = low[moved != time[low]], moved[moved != time[low]]
        if not len(low):
            break
        time[low] = moved
        margin[low], slope[low], bend[low] = pairs.some(low).margin(moved, bent=True)
        low = low[margin[low] < 0]
    at = np.flatnonzero(margin >= 0)
    return at, time[at], (margin[at], slope[at], bend[at])


def _edges(pairs: _Pairs, inside: Floats, guess: Floats, way: Floats, settled: float) -> Floats:
    """Times at which passes that hold at times inside begin (way -1) or end (way 1), from guesses; the window's end where they go on."""
    last = float(len(pairs.arcs))
    time = np.clip(guess, 0.0, last)
    open_, strayed = np.arange(len(time)), [np.zeros(0, np.int64)]
    for _ in range(ROUNDS):
        if not len(open_):
            break
        margin, slope, _ = pairs.some(open_).margin(time[open_])
        out = slope * way[open_] < 0
        moved = np.where(out, -margin / np.where(out, slope, 1.0), 0.0)
        over = (margin >= 0) & (time[open_] == np.where(way[open_] < 0, 0.0, last))
        there = np.where(over, time[open_], np.clip(time[open_] + moved, 0.0, last))
        lost = ~out | ((there - inside[open_]) * way[open_] < 0)
        time[open_] = there
        strayed.append(open_[lost])
        open_ = open_[~lost & ~over & (np.abs(moved) >= settled)]
    far = np.concatenate([*strayed, open_])
    time[far] = _searched(pairs.some(far), inside[far], way[far])
    return time


def _searched(pairs: _Pairs, inside: Floats, way: Floats) -> Floats:
    """As `_edges`, by steps and halves: slow and sure."""
    near, far, last = inside.copy(), inside.copy(), float(len(pairs.arcs))
    open_ = np.arange(len(near))
    while len(open_):
        beyond = np.clip(far[open_] + WAY_OUT * way[open_], 0.0, last)
        near[open_], stuck = far[open_], beyond == far[open_]
        far[open_] = beyond
        open_ = open_[(pairs.some(open_).margin(beyond)[0] >= 0) & ~stuck]
    for _ in range(HALVINGS if len(near) else 0):
        middle = 0.5 * (near + far)
        holds = pairs.margin(middle)[0] >= 0
        near, far = np.where(holds, middle, near), np.where(holds, far, middle)
    return np.asarray(near)
