"""Spells in which a margin of a moving satellite is not negative: above a station's mask, or in line with a relay. Facts: none of its own.

In whole arrays, since stations are few: the margin is taken at every node of the track; a change of sign between two nodes is an edge, and
about every node at which the margin turns without changing sign, the turning point is sought, so that a spell shorter than a step is not
lost. Edges are halved down to 1e-5 s on the cubic between nodes. Leaves out margins that turn twice within two steps: at 60 s no
satellite's elevation does.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from commonsky.orbits.propagation import positions_at

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from commonsky.orbits.propagation import Track

    Floats = NDArray[np.float64]
    Indices = NDArray[np.int64]
    #: Margin of some ways (k,) at some positions (k, 3), km.
    Margin = Callable[[Indices, Floats], Floats]

#: An edge is known to this, a turning point to the second: a spell that lasts less about its peak may be lost.
EDGE_S, TURNING_S = 1e-5, 0.02
GOLDEN = 0.6180339887498949


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Spells:
    """Spells by way, then by time.

    Args:
        way: (n,), whose spell it is.
        start_s, end_s: (n,), seconds since the first node; cut at the window.
        peak: (n,), greatest margin within the spell.
    """

    way: Indices
    start_s: Floats
    end_s: Floats
    peak: Floats


def find_spells(track: Track, margin: Margin, ways: int) -> Spells:
    """Every spell in which the margin of a way is not negative.

    Args:
        track: the satellite's track over the window.
        margin: of some ways at some positions of the satellite.
        ways: how many ways there are.
    """
    nodes = len(track.position_km)
    at_nodes = np.array([margin(np.full(nodes, way), track.position_km) for way in range(ways)]).reshape(ways, nodes)
    begun, ended = (np.flatnonzero(at_nodes[:, node] >= 0) for node in (0, -1))
    bounds = (np.column_stack([begun, np.zeros(len(begun))]), np.column_stack([ended, np.full(len(ended), nodes - 1.0)]))
    edges = np.concatenate([_plain_edges(track, margin, at_nodes), _hidden_edges(track, margin, at_nodes), *bounds])
    edges = edges[np.lexsort((edges[:, 1], edges[:, 0]))]
    way, start, end = edges[0::2, 0].astype(np.int64), edges[0::2, 1], edges[1::2, 1]
    _, peak = _turning(track, margin, way, start, end, np.ones(len(way)))
    return Spells(way=way, start_s=start * track.step_s, end_s=end * track.step_s, peak=peak)


def _position(track: Track, share: Floats) -> Floats:
    """Positions, (k, 3) km, Earth-fixed, at times in steps since the first node."""
    return positions_at(track, track.start_s + share * track.step_s)


def _plain_edges(track: Track, margin: Margin, at_nodes: Floats) -> Floats:
    """Way and time, in steps, of each edge between a node outside and a node inside, (k, 2)."""
    inside = at_nodes >= 0
    way, arc = np.nonzero(inside[:, 1:] != inside[:, :-1])
    low = arc.astype(np.float64)
    return np.column_stack([way.astype(float), _edge(track, margin, way, low, low + 1)])


def _hidden_edges(track: Track, margin: Margin, at_nodes: Floats) -> Floats:
    """Edges on both sides of a peak between nodes outside, or of a dip between nodes inside, (k, 2)."""
    sign = np.where(at_nodes < 0, 1.0, -1.0)
    steps = np.diff(at_nodes, axis=1)
    ends = np.ones((len(at_nodes), 1), bool)
    # of two nodes with the same margin the first alone counts
    turns = np.hstack([ends, sign[:, 1:] * steps > 0]) & np.hstack([sign[:, :-1] * steps <= 0, ends])
    way, node = np.nonzero(turns)
    sign = sign[way, node]
    low = np.maximum(node - 1, 0).astype(np.float64)
    high = np.minimum(node + 1, at_nodes.shape[1] - 1).astype(np.float64)
    middle, found = _turning(track, margin, way, low, high, sign)
    some = np.flatnonzero(np.where(sign > 0, found >= 0, found < 0))
    way, middle = way[some], middle[some]
    before, after = _edge(track, margin, way, low[some], middle), _edge(track, margin, way, middle, high[some])
    return np.column_stack([np.concatenate([way, way]), np.concatenate([before, after])])


def _turning(track: Track, margin: Margin, way: Indices, low: Floats, high: Floats, sign: Floats) -> tuple[Floats, Floats]:
    """Time, in steps, at which sign times the margin peaks between two times, and the margin there (golden section, all at once)."""
    while len(way) and float((high - low).max()) * track.step_s > TURNING_S:
        first, second = high - GOLDEN * (high - low), low + GOLDEN * (high - low)
        better = sign * margin(way, _position(track, first)) > sign * margin(way, _position(track, second))
        low, high = np.where(better, low, first), np.where(better, second, high)
    middle = (low + high) / 2
    return middle, margin(way, _position(track, middle))


def _edge(track: Track, margin: Margin, way: Indices, low: Floats, high: Floats) -> Floats:
    """Time, in steps, at which the margin changes sign between two times (halving, all at once)."""
    inside = margin(way, _position(track, low)) >= 0
    while len(way) and float((high - low).max()) * track.step_s > EDGE_S:
        middle = (low + high) / 2
        same = (margin(way, _position(track, middle)) >= 0) == inside
        low, high = np.where(same, middle, low), np.where(same, high, middle)
    return np.asarray((low + high) / 2)
