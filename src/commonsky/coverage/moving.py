"""Disks from a satellite that comes and goes: spells in which it stands high over a point, in the light that the mode needs.

Facts: methods.md, Coverage. Such a satellite (Molniya orbits) looks for hours from near its apogee; a spell is a standing look that ends.
Leaves out the scan within an image.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from commonsky.coverage.passes import NO_LIMITS_DEG, Found, lit_spells, within_bounds
from commonsky.orbits.propagation import positions_at

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from commonsky.coverage.passes import Look
    from commonsky.coverage.points import Points
    from commonsky.orbits.propagation import Track

    #: Row, start and end of spells, in order of row.
    Spells = tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]

MEAN_KM = 6371.0
#: Halvings of a step of the track until the instant at which it passes a height is known to a millisecond.
HALVINGS = 18


@dataclass(frozen=True, slots=True, kw_only=True)
class DiskLimits:
    """When a disk is taken.

    Args:
        zenith_deg: greatest zenith angle of the satellite at the point.
        altitude_km: least height of the satellite above a sphere of 6,371 km.
        solar_deg: least and greatest solar zenith angle at the point.
        bounds_deg: west, south, east and north of what is scanned; None: all of the disk.
    """

    zenith_deg: float
    altitude_km: float = 0.0
    solar_deg: tuple[float, float] = NO_LIMITS_DEG
    bounds_deg: tuple[float, float, float, float] | None = None


def moving_look(track: Track, points: Points, limits: DiskLimits, look: Look) -> Found:
    """Spells in which a moving satellite sees points within all limits, cut at the track's window.

    Args:
        track: the satellite's track over the window.
        points: points on the ground.
        limits: when it looks.
        look: whose passes they are; the incidence angle that each carries is the one in the middle of the spell.
    """
    from commonsky.coverage.kernels.moving import zenith_spells

    bins = (points.coarse, points.coarse_at, points.fine, points.fine_at)
    nodes = (track.position_km, track.velocity_km_s, track.step_s)
    at, start, end = zenith_spells(*nodes, points.position_km, points.up, *bins, np.radians(limits.zenith_deg))
    kept = within_bounds(points.up, limits.bounds_deg)[at]
    order = np.lexsort((start[kept], at[kept]))
    spells: Spells = (at[kept][order].astype(np.int64), track.start_s + start[kept][order], track.start_s + end[kept][order])
    if limits.altitude_km > 0:
        spells = _high_spells(track, limits.altitude_km, spells)
    if limits.solar_deg != NO_LIMITS_DEG:
        seen = np.unique(spells[0])
        window = track.start_s, track.start_s + track.step_s * (len(track.position_km) - 1)
        row, begin, finish = lit_spells(points.up[seen], window, limits.solar_deg)
        spells = overlaps(spells, (seen[row], begin, finish))
    row, begin, finish = spells
    sight = positions_at(track, (begin + finish) / 2) - points.position_km[row]
    cosine = np.einsum("ij,ij->i", sight, points.up[row]) / np.linalg.norm(sight, axis=1)
    zenith = np.degrees(np.arccos(np.clip(cosine, -1.0, 1.0))).astype(np.float32)
    return Found(look=look, point=points.order[row], start_s=begin, end_s=finish, incidence_deg=zenith)


def overlaps(some: Spells, others: Spells) -> Spells:
    """What spells have in common, row by row; each side in order of row, its spells of a row apart from each other.

    >>> one, two = np.zeros(1, np.int64), np.zeros(2, np.int64)
    >>> row, start, end = overlaps((one, np.array([0.0]), np.array([9.0])), (two, np.array([-1.0, 5.0]), np.array([2.0, 20.0])))
    >>> start.tolist(), end.tolist()
    ([0.0, 5.0], [2.0, 9.0])
    """
    rows, starts, ends = [], [], []
    for row in np.intersect1d(some[0], others[0]):
        mine, theirs = (slice(*np.searchsorted(side[0], [row, row + 1])) for side in (some, others))
        start = np.maximum(some[1][mine][:, None], others[1][theirs][None, :])
        end = np.minimum(some[2][mine][:, None], others[2][theirs][None, :])
        kept = end > start
        rows.append(np.full(int(kept.sum()), row))
        starts.append(start[kept])
        ends.append(end[kept])
    if not rows:
        return np.zeros(0, np.int64), np.zeros(0), np.zeros(0)
    return np.concatenate(rows), np.concatenate(starts), np.concatenate(ends)


def _high_spells(track: Track, altitude_km: float, spells: Spells) -> Spells:
    """The parts of spells in which the satellite flies above a height."""
    high = np.linalg.norm(track.position_km, axis=1) - MEAN_KM - altitude_km >= 0
    edges = np.flatnonzero(high[1:] != high[:-1])
    low, up = track.start_s + track.step_s * edges, track.start_s + track.step_s * (edges + 1)
    for _ in range(HALVINGS):
        middle = (low + up) / 2
        same = (np.linalg.norm(positions_at(track, middle), axis=1) - MEAN_KM - altitude_km >= 0) == high[edges]
        low, up = np.where(same, middle, low), np.where(same, up, middle)
    finish = track.start_s + track.step_s * (len(high) - 1)
    bounds = np.concatenate([[track.start_s] if high[0] else [], (low + up) / 2, [finish] if high[-1] else []])
    seen = np.unique(spells[0])
    row = np.repeat(seen, len(bounds) // 2)
    return overlaps(spells, (row, np.tile(bounds[0::2], len(seen)), np.tile(bounds[1::2], len(seen))))
