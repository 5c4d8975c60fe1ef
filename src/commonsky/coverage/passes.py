"""Passes: who sees which point when. Events, not statistics; everything else of coverage only reads them. Facts: methods.md, Coverage.

A crossing of a swath is an instant (start = end). A cone's pass lasts from rise to set. A standing look of a geostationary imager lasts
while it looks, and repeats every `cycle_s`. Leaves out clouds. Conical scans and disks from moving satellites: `conical`, `moving`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from commonsky.coverage.cone_arrays import cone_arrays, fits
from commonsky.orbits.propagation import positions_at
from commonsky.orbits.sun import glint_angle_deg, sun_direction

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from commonsky.coverage.points import Points
    from commonsky.orbits.propagation import Track

#: Seconds between looks at the Sun when its limits cut a standing look.
SUN_STEP_S = 600.0
#: Solar zenith angles of a mode that works in any light.
NO_LIMITS_DEG = (0.0, 180.0)
#: Points times nodes up to which a cone's passes are found in arrays: the compiler takes longer to load.
SMALL_JOB = 100_000_000
#: Rows up to which numpy sorts, for the same reason.
FEW_ROWS = 500_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One mode of one instrument on one platform.

    Args:
        platform, instrument, mode: names; instrument and mode are empty for a bare cone.
        cycle_s: seconds between images of a standing look; 0 for a pass.
    """

    platform: str
    instrument: str = ""
    mode: str = ""
    cycle_s: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Passes:
    """Passes sorted by point, then by end.

    Args:
        first: (points + 1,), row of each point's first pass.
        start_s, end_s: (n,), seconds since 2000-01-01T00:00Z.
        look: (n,), position in `looks`.
        incidence_deg: (n,), angle between the line of sight and the vertical at the point; NaN for a cone.
        looks: whose passes they are.
    """

    first: NDArray[np.int64]
    start_s: NDArray[np.float64]
    end_s: NDArray[np.float64]
    look: NDArray[np.int16]
    incidence_deg: NDArray[np.float32]
    looks: tuple[Look, ...]

    def __len__(self) -> int:
        return len(self.start_s)

    @property
    def points(self) -> int:
        """How many points the passes are over."""
        return len(self.first) - 1

    def at(self, points: NDArray[np.int64]) -> Passes:
        """The passes over some points, numbered anew in their order."""
        sizes = np.diff(self.first)[points]
        first = np.concatenate([[0], np.cumsum(sizes)])
        rows = np.arange(first[-1]) + np.repeat(self.first[points] - first[:-1], sizes)
        columns = {name: getattr(self, name)[rows] for name in ("start_s", "end_s", "look", "incidence_deg")}
        return replace(self, first=first, **columns)

    def point_of_each(self) -> NDArray[np.int64]:
        """Point index of every pass, (n,)."""
        return np.repeat(np.arange(self.points), np.diff(self.first))


def only(passes: Passes, wanted: NDArray[np.bool_]) -> Passes:
    """The passes of some looks alone, numbered as before.

    Args:
        passes: sorted passes.
        wanted: (looks,), whether each look is kept.
    """
    from commonsky.coverage.kernels.order import kept_rows

    rows, first = kept_rows(passes.first, passes.look, wanted)
    columns = {name: getattr(passes, name)[rows] for name in ("start_s", "end_s", "look", "incidence_deg")}
    return replace(passes, first=first, **columns)


def exchanged(passes: Passes, fresh: Passes | None, numbers: Sequence[int]) -> Passes:
    """The passes with those of some looks replaced.

    Args:
        passes: sorted passes.
        fresh: sorted passes over the same points, of the looks to replace; None: there are none.
        numbers: position in `passes.looks` of each look of `fresh`.
    """
    if fresh is None:
        return passes
    wanted = np.ones(len(passes.looks), bool)
    wanted[list(numbers)] = False
    kept = only(passes, wanted)
    point = np.concatenate([kept.point_of_each(), fresh.point_of_each()])
    end = np.concatenate([kept.end_s, fresh.end_s])
    order, first = _order(point, end, passes.points)
    return Passes(
        first=first,
        start_s=np.concatenate([kept.start_s, fresh.start_s])[order],
        end_s=end[order],
        look=np.concatenate([kept.look, np.asarray(numbers, np.int16)[fresh.look]])[order],
        incidence_deg=np.concatenate([kept.incidence_deg, fresh.incidence_deg])[order],
        looks=passes.looks,
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Found:
    """Passes of one look, point indices in the points' own order as given."""

    look: Look
    point: NDArray[np.int64]
    start_s: NDArray[np.float64]
    end_s: NDArray[np.float64]
    incidence_deg: NDArray[np.float32]


def cone_look(track: Track, points: Points, half_angle_rad: float, look: Look, *, one_shot: bool = False, least_s: float = 0.0) -> Found:
    """Passes of a cone about the geodetic nadir, rise to set, cut at the track's window.

    Args:
        track: the satellite's track over the window.
        points: points on the ground.
        half_angle_rad: half angle of the cone.
        look: whose passes they are.
        one_shot: whether the process ends after this job; a small one is then done before the compiled loops are loaded.
        least_s: passes shorter than this within the window are left out.
    """
    if one_shot and len(points) * len(track.position_km) <= SMALL_JOB and fits(track, half_angle_rad):
        at, start, end = cone_arrays(track, points, half_angle_rad)
    else:
        from commonsky.coverage.kernels.cone import cone_passes

        at, start, end = cone_passes(*_arrays(track, points), half_angle_rad)
    if least_s > 0:
        long = end - start >= least_s
        at, start, end = at[long], start[long], end[long]
    nothing = np.full(len(at), np.nan, np.float32)
    return Found(look=look, point=points.order[at], start_s=track.start_s + start, end_s=track.start_s + end, incidence_deg=nothing)


def _arrays(track: Track, points: Points) -> tuple[Any, ...]:
    """A track and points as the kernels take them."""
    bins = (points.coarse, points.coarse_at, points.fine, points.fine_at)
    return track.position_km, track.velocity_km_s, track.step_s, points.position_km, points.up, *bins


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Crossings:
    """Instants at which points lie across a track, within the windows of all modes that share its satellite.

    Args:
        at: (n,), positions among the points in the order of the bins.
        time_s: (n,), seconds since 2000-01-01T00:00Z.
        look_rad, incidence_rad: (n,), signed look angle, right of flight positive, and incidence angle.
        sun: (n,), cosine of the solar zenith angle; empty where no mode asks for it.
        glint_deg: (n,), angle from the Sun's mirror image; empty where no mode asks for it.
    """

    at: NDArray[np.int32]
    time_s: NDArray[np.float64]
    look_rad: NDArray[np.float64]
    incidence_rad: NDArray[np.float64]
    sun: NDArray[np.float64]
    glint_deg: NDArray[np.float64]


def find_crossings(track: Track, points: Points, windows: NDArray[np.float64], *, lit: bool, glinting: bool = False) -> Crossings:
    """Crossings of the plane across the track: whose they are is a matter of angles, so all modes aboard share them.

    Args:
        track: the satellite's track over the window.
        points: points on the ground.
        windows: (w, 4), least and greatest look and incidence angles, rad, of all modes.
        lit: whether any mode asks where the Sun stands.
        glinting: whether any mode asks where it is mirrored.
    """
    from commonsky.coverage.kernels.swath import swath_crossings

    at, since, look, incidence = swath_crossings(*_arrays(track, points), windows)
    time = track.start_s + since
    towards = sun_direction(time) if lit or glinting else np.zeros((0, 3))
    sun = np.einsum("ij,ij->i", points.up[at], towards) if lit else np.zeros(0)
    glint = glint_angle_deg(points.up[at], positions_at(track, time) - points.position_km[at], towards) if glinting else np.zeros(0)
    return Crossings(at=at, time_s=time, look_rad=look, incidence_rad=incidence, sun=sun, glint_deg=glint)


def swath_look(
    found: Crossings,
    points: Points,
    window: NDArray[np.float64],
    look: Look,
    *,
    zenith_limits_deg: tuple[float, float] = NO_LIMITS_DEG,
    glint_limits_deg: tuple[float, float] = NO_LIMITS_DEG,
) -> Found:
    """Crossings within the windows of one mode, where the Sun and its mirror image stand within limits.

    Args:
        found: crossings of its satellite.
        points: points on the ground.
        window: (w, 4), least and greatest look and incidence angles, rad; one that holds is enough.
        look: whose passes they are.
        zenith_limits_deg: solar zenith angles at the point at which the mode works.
        glint_limits_deg: angles between the line of sight and the Sun's mirror image at which it works.
    """
    seen = np.zeros(len(found.at), bool)
    for look_least, look_most, incidence_least, incidence_most in window:
        seen |= (
            (found.look_rad >= look_least)
            & (found.look_rad <= look_most)
            & (found.incidence_rad >= incidence_least)
            & (found.incidence_rad <= incidence_most)
        )
    if zenith_limits_deg != NO_LIMITS_DEG:
        seen &= (found.sun <= np.cos(np.radians(zenith_limits_deg[0]))) & (found.sun >= np.cos(np.radians(zenith_limits_deg[1])))
    if glint_limits_deg != NO_LIMITS_DEG:
        seen &= (found.glint_deg >= glint_limits_deg[0]) & (found.glint_deg <= glint_limits_deg[1])
    time = found.time_s[seen]
    incidence = np.degrees(found.incidence_rad[seen]).astype(np.float32)
    return Found(look=look, point=points.order[found.at[seen]], start_s=time, end_s=time, incidence_deg=incidence)


def within_zenith(up: NDArray[np.float64], time_s: NDArray[np.float64], limits_deg: tuple[float, float]) -> NDArray[np.bool_]:
    """Whether the solar zenith angle at each point and time lies within limits, (n,)."""
    cosine = np.einsum("ij,ij->i", up, sun_direction(time_s))
    return np.asarray((cosine <= np.cos(np.radians(limits_deg[0]))) & (cosine >= np.cos(np.radians(limits_deg[1]))))


def standing_look(
    position_km: tuple[float, float, float],
    points: Points,
    max_zenith_deg: float,
    window_s: tuple[float, float],
    look: Look,
    *,
    zenith_limits_deg: tuple[float, float] = NO_LIMITS_DEG,
    bounds_deg: tuple[float, float, float, float] | None = None,
) -> Found:
    """Standing looks of a geostationary imager: the whole window, or each spell in which the Sun stands within limits.

    Args:
        position_km: of the satellite, Earth-fixed.
        points: points on the ground.
        max_zenith_deg: greatest zenith angle of the satellite at the point.
        window_s: start and end, seconds since 2000-01-01T00:00Z.
        look: whose passes they are.
        zenith_limits_deg: solar zenith angles at the point at which the mode works.
        bounds_deg: west, south, east and north of what it scans; None: all of the disk.
    """
    at, zenith = in_disk(position_km, points.position_km, points.up, max_zenith_deg, bounds_deg)
    if zenith_limits_deg == NO_LIMITS_DEG:
        start, end, row = np.full(len(at), window_s[0]), np.full(len(at), window_s[1]), np.arange(len(at))
    else:
        row, start, end = lit_spells(points.up[at], window_s, zenith_limits_deg)
    return Found(look=look, point=points.order[at[row]], start_s=start, end_s=end, incidence_deg=zenith[row])


def in_disk(
    satellite_km: tuple[float, float, float],
    position_km: NDArray[np.float64],
    up: NDArray[np.float64],
    max_zenith_deg: float,
    bounds_deg: tuple[float, float, float, float] | None,
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Which points a geostationary imager sees, and the satellite's zenith angle there, degrees.

    Args:
        satellite_km: of the satellite, Earth-fixed.
        position_km, up: (n, 3), of the points, and their verticals.
        max_zenith_deg: greatest zenith angle of the satellite at a point.
        bounds_deg: west, south, east and north of what it scans; None: all of the disk.
    """
    sight = np.array(satellite_km) - position_km
    cosine = np.einsum("ij,ij->i", sight, up) / np.linalg.norm(sight, axis=1)
    at = np.flatnonzero((cosine >= np.cos(np.radians(max_zenith_deg))) & within_bounds(up, bounds_deg))
    return at, np.degrees(np.arccos(np.clip(cosine[at], -1, 1))).astype(np.float32)


def within_bounds(up: NDArray[np.float64], bounds_deg: tuple[float, float, float, float] | None) -> NDArray[np.bool_]:
    """Whether points lie within west, south, east and north, (n,); a box may cross the antimeridian.

    Args:
        up: (n, 3), verticals.
        bounds_deg: of the box; None: everything lies within.

    >>> within_bounds(np.array([[-1.0, 0.0, 0.0]]), (170.0, -10.0, -170.0, 10.0)).tolist()
    [True]
    """
    if bounds_deg is None:
        return np.ones(len(up), bool)
    west, south, east, north = bounds_deg
    lat, lon = np.degrees(np.arcsin(up[:, 2])), np.degrees(np.arctan2(up[:, 1], up[:, 0]))
    return np.asarray((lat >= south) & (lat <= north) & ((lon - west) % 360.0 <= (east - west) % 360.0))


def grid_look(points: Points, max_latitude_deg: float, window_s: tuple[float, float], look: Look) -> Found:
    """Standing looks of a product of many satellites: the whole window, up to a latitude.

    Args:
        points: points on the ground.
        max_latitude_deg: greatest latitude, north and south.
        window_s: start and end, seconds since 2000-01-01T00:00Z.
        look: whose passes they are.
    """
    at = np.flatnonzero(np.abs(points.up[:, 2]) <= np.sin(np.radians(max_latitude_deg)) + 1e-12)
    start, end = np.full(len(at), window_s[0]), np.full(len(at), window_s[1])
    return Found(look=look, point=points.order[at], start_s=start, end_s=end, incidence_deg=np.zeros(len(at), np.float32))


def lit_spells(
    up: NDArray[np.float64], window_s: tuple[float, float], limits_deg: tuple[float, float]
) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
    """Row, start and end of each spell in which the Sun stands within limits; edges interpolated between steps.

    Args:
        up: (n, 3), verticals.
        window_s: start and end, seconds since 2000-01-01T00:00Z.
        limits_deg: least and greatest solar zenith angle.
    """
    time = np.linspace(*window_s, max(2, int((window_s[1] - window_s[0]) / SUN_STEP_S) + 1))
    sun = sun_direction(time)
    low, high = np.cos(np.radians(limits_deg[1])), np.cos(np.radians(limits_deg[0]))
    rows, starts, ends = [], [], []
    for row, vertical in enumerate(up):
        margin = np.minimum(sun @ vertical - low, high - sun @ vertical)
        inside = margin >= 0
        edges = np.flatnonzero(inside[1:] != inside[:-1])
        crossing = time[edges] + (time[1] - time[0]) * margin[edges] / (margin[edges] - margin[edges + 1])
        bounds = np.concatenate([time[:1] if inside[0] else [], crossing, time[-1:] if inside[-1] else []])
        rows.append(np.full(len(bounds) // 2, row))
        starts.append(bounds[0::2])
        ends.append(bounds[1::2])
    if not rows:
        return np.zeros(0, np.int64), np.zeros(0), np.zeros(0)
    return np.concatenate(rows), np.concatenate(starts), np.concatenate(ends)


def _order(point: NDArray[np.int64], time_s: NDArray[np.float64], points: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Rows in the order of point, then time, and the first row of each point."""
    if len(point) <= FEW_ROWS:
        first = np.concatenate([[0], np.cumsum(np.bincount(point, minlength=points))]).astype(np.int64)
        return np.lexsort((time_s, point)), first
    from commonsky.coverage.kernels.order import order_by_point

    order, first = order_by_point(point, time_s, points)
    return order, first


def gather(found: Sequence[Found], points: int) -> Passes:
    """Passes of several looks as one table, sorted by point, then by end.

    Args:
        found: what each look found.
        points: how many points there are.
    """
    rows = [f for f in found if len(f.point)] or list(found[:1])
    point = np.concatenate([f.point for f in rows]) if rows else np.zeros(0, np.int64)
    end = np.concatenate([f.end_s for f in rows]) if rows else np.zeros(0)
    order, first = _order(point, end, points)
    numbers = {id(f): n for n, f in enumerate(found)}
    look = np.concatenate([np.full(len(f.point), numbers[id(f)], np.int16) for f in rows]) if rows else np.zeros(0, np.int16)
    return Passes(
        first=first,
        start_s=np.concatenate([f.start_s for f in rows])[order] if rows else np.zeros(0),
        end_s=end[order],
        look=look[order],
        incidence_deg=np.concatenate([f.incidence_deg for f in rows])[order] if rows else np.zeros(0, np.float32),
        looks=tuple(f.look for f in found),
    )
