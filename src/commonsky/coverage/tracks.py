"""Ground tracks and footprints as lines and polygons of longitude and latitude, cut at the antimeridian. Facts: methods.md, Coverage.

A footprint is swept by the instrument's line of sight in the plane across the velocity over the turning Earth, as the exact engine
(coverage.kernels.swath) takes it, between the same look and incidence angles; so what lies in it is what a pass is found over. The ground
is the WGS84 ellipsoid. Leaves out terrain, the Sun (a mode that works by day is swept by night too), and what an agile imager cannot
take in one go: its footprint is all that it can reach.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely
from numpy.typing import NDArray

from commonsky.core.places import E2, EQUATOR_KM, POLE_KM, wrap_longitude

if TYPE_CHECKING:
    from collections.abc import Sequence

    from commonsky.orbits.propagation import Track

Floats = NDArray[np.float64]
#: Longest step along a track that is drawn, s: a chord of 20 s leaves the arc by under 1 km.
STEP_S = 20.0
#: Widest step across a strip, rad on the ground: a straight line of degrees strays from the true one by under 0.1 degree below POLAR_DEG.
ACROSS_RAD = 0.026
#: Latitude beyond which strips are joined from single steps: a pole may lie within.
POLAR_DEG = 78.0
#: Smallest part of a footprint that is kept, square degrees: what is smaller is a sliver of rounding.
SLIVER = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class State:
    """Positions and velocities at chosen times.

    Args:
        time_s: (n,), seconds since 2000-01-01T00:00Z.
        position_km, velocity_km_s: (n, 3), Earth-fixed, relative to the turning Earth.
    """

    time_s: Floats
    position_km: Floats
    velocity_km_s: Floats


def state_at(track: Track, time_s: Floats) -> State:
    """Where a satellite is at times within its track, cubic Hermite between nodes.

    Args:
        track: the satellite's track.
        time_s: (n,), seconds since 2000-01-01T00:00Z; times outside the track are brought to its ends.
    """
    r, v, step = track.position_km, track.velocity_km_s, track.step_s
    along = np.clip((np.asarray(time_s, float) - track.start_s) / step, 0.0, len(r) - 1.0)
    k = np.minimum(along.astype(int), max(0, len(r) - 2))
    x = (along - k)[:, None]
    q0, q1 = (r[k], r[np.minimum(k + 1, len(r) - 1)])
    u0, u1 = (v[k], v[np.minimum(k + 1, len(r) - 1)])
    position = (2 * x**3 - 3 * x**2 + 1) * q0 + (3 * x**2 - 2 * x**3) * q1 + step * ((x**3 - 2 * x**2 + x) * u0 + (x**3 - x**2) * u1)
    velocity = (6 * x**2 - 6 * x) / step * (q0 - q1) + (3 * x**2 - 4 * x + 1) * u0 + (3 * x**2 - 2 * x) * u1
    return State(time_s=track.start_s + along * step, position_km=position, velocity_km_s=velocity)


def even_times(track: Track, step_s: float = STEP_S) -> Floats:
    """Times from a track's start to its end, no further apart than a step, (n,)."""
    duration = track.step_s * (len(track.position_km) - 1)
    return np.asarray(np.linspace(track.start_s, track.start_s + duration, max(2, int(np.ceil(duration / step_s)) + 1)))


def geodetic(position_km: Floats) -> tuple[Floats, Floats]:
    """Latitude and longitude, degrees, (n,) each, of the points straight below positions in space.

    Source: Bowring 1976, one step (under 1e-8 rad below 2,000 km of altitude).

    >>> [round(float(v[0]), 6) for v in geodetic(np.array([[0.0, -7000.0, 0.0]]))]
    [0.0, -90.0]
    """
    rho = np.hypot(position_km[:, 0], position_km[:, 1])
    angle = np.arctan2(position_km[:, 2] * EQUATOR_KM, rho * POLE_KM)
    up = position_km[:, 2] + E2 / (1 - E2) * POLE_KM * np.sin(angle) ** 3
    lat = np.arctan2(up, rho - E2 * EQUATOR_KM * np.cos(angle) ** 3)
    return np.degrees(lat), np.degrees(np.arctan2(position_km[:, 1], position_km[:, 0]))


def ground_track(track: Track, *, step_s: float = STEP_S) -> list[Floats]:
    """The line below a satellite, cut at the antimeridian: pieces of (n, 2), longitude first, degrees."""
    lat, lon = geodetic(state_at(track, even_times(track, step_s)).position_km)
    return cut_line(lon, lat)


def cut_line(lon_deg: Floats, lat_deg: Floats) -> list[Floats]:
    """A line cut where it crosses the antimeridian, both ends drawn up to it, (n, 2) each, longitude first.

    >>> [piece.tolist() for piece in cut_line(np.array([179.0, -179.0]), np.array([0.0, 2.0]))]
    [[[179.0, 0.0], [180.0, 1.0]], [[-180.0, 1.0], [-179.0, 2.0]]]
    """
    points = np.stack([wrap_longitude(lon_deg), np.asarray(lat_deg, float)], axis=1)
    pieces, begin = [], 0
    head: list[Floats] = []
    for k in np.flatnonzero(np.abs(np.diff(points[:, 0])) > 180.0):
        side = 180.0 if points[k, 0] > 0 else -180.0
        across = points[k + 1, 0] + 2 * side
        share = (side - points[k, 0]) / (across - points[k, 0]) if across != points[k, 0] else 0.5
        edge = points[k, 1] + share * (points[k + 1, 1] - points[k, 1])
        pieces.append(np.concatenate([*head, points[begin : k + 1], [[side, edge]]]))
        head, begin = [np.array([[-side, edge]])], int(k) + 1
    pieces.append(np.concatenate([*head, points[begin:]]))
    return [piece for piece in pieces if len(piece) > 1]


def swath_strips(track: Track, windows: Floats, *, step_s: float = STEP_S) -> list[Floats]:
    """Strips that a mode's line of sight sweeps, one a window: (n, m, 2) points on the ground, longitude first; NaN past the limb.

    Rows follow the flight, columns lie across it from one edge to the other, no further apart than `ACROSS_RAD`.

    Args:
        track: the satellite's track.
        windows: (w, 4), least and greatest signed look (right of flight positive), least and greatest incidence, rad.
        step_s: longest step along the track.
    """
    state = state_at(track, even_times(track, step_s))
    strips = []
    for look_least, look_most, incidence_least, incidence_most in windows:
        edges = _look_edges(state, (look_least, look_most), (incidence_least, incidence_most))
        looks = _columns(np.linalg.norm(state.position_km, axis=1), *edges)
        strips.append(np.stack([_seen(state, look) for look in looks], axis=1))
    return strips


def _columns(radius_km: Floats, least: Floats, most: Floats) -> Floats:
    """Look angles from one edge to the other, evenly spaced on the ground, (m, n): a sphere is near enough for the spacing."""
    away = [np.arcsin(np.clip(radius_km / EQUATOR_KM * np.sin(look), -1.0, 1.0)) - look for look in (least, most)]
    count = 1 + max(1, int(np.ceil(float(np.max(away[1] - away[0])) / ACROSS_RAD)))
    share = np.linspace(0.0, 1.0, count)[:, None]
    angle = away[0] + share * (away[1] - away[0])
    looks = np.arctan2(EQUATOR_KM * np.sin(angle), radius_km - EQUATOR_KM * np.cos(angle))
    looks[0], looks[-1] = least, most
    return np.asarray(looks)


def _look_edges(state: State, look: tuple[float, float], incidence: tuple[float, float]) -> tuple[Floats, Floats]:
    """Least and greatest look angle of a window at each position, rad: incidence angles become look angles there, limb and all."""
    radius = np.linalg.norm(state.position_km, axis=1)
    lat, _ = geodetic(state.position_km)
    local = EQUATOR_KM * (1 - (1 - POLE_KM / EQUATOR_KM) * np.sin(np.radians(lat)) ** 2)
    limb = np.arcsin(np.clip(local / radius, 0.0, 1.0)) - 1e-3
    near, far = (np.minimum(np.arcsin(np.clip(local / radius * np.sin(angle), 0.0, 1.0)), limb) for angle in incidence)
    if look[0] >= 0 or look[1] <= 0:
        side = 1.0 if look[0] >= 0 else -1.0
        low = np.maximum(min(abs(look[0]), abs(look[1])), near)
        high = np.minimum(max(abs(look[0]), abs(look[1])), far)
        return side * low, side * high
    return np.maximum(look[0], -far), np.minimum(look[1], far)


def _seen(state: State, look_rad: Floats) -> Floats:
    """Where the line of sight at a look angle meets the ellipsoid, (n, 2), longitude first; NaN where it passes by."""
    down, right = _axes(state)
    direction = np.cos(look_rad)[:, None] * down + np.sin(look_rad)[:, None] * right
    shape = np.array([EQUATOR_KM, EQUATOR_KM, POLE_KM])
    q, d = state.position_km / shape, direction / shape
    a, b, c = (d * d).sum(axis=1), (q * d).sum(axis=1), (q * q).sum(axis=1) - 1.0
    root = b * b - a * c
    with np.errstate(invalid="ignore"):
        distance = (-b - np.sqrt(root)) / a
    point = state.position_km + distance[:, None] * direction
    # on the ellipsoid itself the geodetic latitude is exact: tan(lat) = z / ((1 - e2) rho)
    lat = np.degrees(np.arctan2(point[:, 2], (1 - E2) * np.hypot(point[:, 0], point[:, 1])))
    return np.stack([np.degrees(np.arctan2(point[:, 1], point[:, 0])), lat], axis=1)


def _axes(state: State) -> tuple[Floats, Floats]:
    """Unit vectors down the geodetic vertical and right of flight, (n, 3) each."""
    lat, lon = (np.radians(v) for v in geodetic(state.position_km))
    up = np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)], axis=1)
    right = np.cross(state.velocity_km_s, up)
    return -up, right / np.linalg.norm(right, axis=1)[:, None]


def footprint(strips: Sequence[Floats], *, join: int = 15) -> list[Floats]:
    """Strips as polygons within [-180, 180], rings of (n, 2), longitude first, closed.

    Args:
        strips: points as `swath_strips` gives them.
        join: how many steps make one polygon; more of them would lie over each other where a track crosses itself.
    """
    shapes: list[shapely.Geometry] = []
    for strip in strips:
        for first in range(0, len(strip) - 1, join):
            shapes += _chunk(strip[first : first + join + 1])
    rings = [shapely.get_coordinates(part.exterior) for part in shapes if isinstance(part, shapely.Polygon)]
    return [ring for ring in rings if len(ring) > 3]


def _chunk(piece: Floats) -> list[shapely.Geometry]:
    """Some steps of a strip: one ring where it is a simple one, else its quads joined, as over a pole or a limb."""
    if np.isfinite(piece).all() and np.abs(piece[..., 1]).max() < POLAR_DEG:
        return cut_ring(np.concatenate([piece[:-1, 0], piece[-1, :-1], piece[:0:-1, -1], piece[0, :0:-1]]))
    corners = np.stack([piece[:-1, :-1], piece[1:, :-1], piece[1:, 1:], piece[:-1, 1:]], axis=2).reshape(-1, 4, 2)
    quads = [part for ring in corners[np.isfinite(corners).all(axis=(1, 2))] for part in cut_ring(ring)]
    return list(shapely.get_parts(shapely.union_all(quads, grid_size=1e-7))) if quads else []


def cut_ring(ring: Floats) -> list[shapely.Geometry]:
    """A small ring on the globe as polygons within [-180, 180]; one that goes round a pole is closed along it.

    Args:
        ring: (n, 2), longitude first, degrees, not closed, no step over 180 degrees of longitude.

    >>> [p.bounds for p in cut_ring(np.array([[179.0, 0.0], [-179.0, 0.0], [-179.0, 1.0], [179.0, 1.0]]))]
    [(179.0, 0.0, 180.0, 1.0), (-180.0, 0.0, -179.0, 1.0)]
    """
    steps = wrap_longitude(np.diff(np.append(ring[:, 0], ring[0, 0])))
    turn = float(np.sum(steps))
    lon = ring[0, 0] + np.concatenate([[0.0], np.cumsum(steps[:-1])])
    points = np.stack([lon, ring[:, 1]], axis=1)
    if abs(turn) > 180.0:
        pole = 90.0 if ring[:, 1].mean() > 0 else -90.0
        points = np.concatenate([points, [[lon[0] + turn, ring[0, 1]], [lon[0] + turn, pole], [lon[0], pole]]])
    shape = shapely.make_valid(shapely.Polygon(points))
    low, high = points[:, 0].min(), points[:, 0].max()
    parts = []
    for shift in range(int(np.floor((low + 180.0) / 360.0)), int(np.floor((high + 180.0) / 360.0)) + 1):
        window = shapely.box(-180.0 + 360.0 * shift, -90.0, 180.0 + 360.0 * shift, 90.0)
        within = shapely.get_parts(shapely.intersection(shape, window))
        moved = shapely.transform(within, lambda xy, by=360.0 * shift: xy - [by, 0.0])
        parts += [p for p in moved if isinstance(p, shapely.Polygon) and p.area > SLIVER]
    return parts


def disk_ring(longitude_deg: float, radius_km: float, max_zenith_deg: float) -> Floats:
    """The circle on the ground within which a geostationary satellite stands high enough, (n, 2), longitude first, not closed, unwrapped.

    Args:
        longitude_deg: where the satellite stands.
        radius_km: its distance from the Earth's centre.
        max_zenith_deg: greatest zenith angle of the satellite, under 90.

    Source: a sphere of the equator's radius; 20 km from the ellipsoid's circle at most.

    >>> ring = disk_ring(0.0, 42164.17, 70.0)
    >>> round(float(ring[:, 1].max()), 1)
    61.8
    """
    zenith = np.radians(max_zenith_deg)
    reach = zenith - np.arcsin(EQUATOR_KM / radius_km * np.sin(zenith))
    bearing = np.linspace(0.0, 2 * np.pi, 181)[:-1]
    lat = np.arcsin(np.sin(reach) * np.cos(bearing))
    lon = np.arctan2(np.sin(bearing) * np.sin(reach), np.cos(reach))
    return np.stack([longitude_deg + np.degrees(lon), np.degrees(lat)], axis=1)
