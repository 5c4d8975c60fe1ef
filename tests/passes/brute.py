"""Visibility by brute force: every second (or half) of a window, with formulas that share nothing with the kernels."""

from dataclasses import dataclass

import numpy as np

from commonsky.core.elements import Elements
from commonsky.core.time import parse_utc, seconds_since_epoch
from commonsky.orbits.propagation import propagate

EPOCH = parse_utc("2026-11-01")
START_S = seconds_since_epoch(EPOCH)
A_KM, F = 6378.137, 1 / 298.257223563
MU = 398600.4418


def orbit(altitude_km, inclination_deg, *, eccentricity=0.001, node_deg=0.0, perigee_deg=90.0, anomaly_deg=0.0, name="SAT"):
    """Elements from a mean altitude above the equator's radius."""
    motion = np.sqrt(MU / (A_KM + altitude_km) ** 3) * 86_400 / (2 * np.pi)
    return Elements(
        name=name,
        norad=90_001,
        cospar="",
        epoch_utc=EPOCH,
        mean_motion_rev_day=float(motion),
        eccentricity=eccentricity,
        inclination_deg=inclination_deg,
        node_deg=node_deg,
        perigee_deg=perigee_deg,
        anomaly_deg=anomaly_deg,
        origin="made up",
    )


def verticals(position_km):
    """Geodetic verticals through points in space, (n, 3), by iteration of the latitude until it stands still."""
    x, y, z = position_km.T
    rho, e2 = np.hypot(x, y), F * (2 - F)
    lat = np.arctan2(z, rho * (1 - e2))
    for _ in range(30):
        n = A_KM / np.sqrt(1 - e2 * np.sin(lat) ** 2)
        lat = np.arctan2(z + n * e2 * np.sin(lat), rho)
    lon = np.arctan2(y, x)
    return np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)], axis=1)


def ground(lat_deg, lon_deg):
    """Position and vertical of a point at height 0, by the textbook formula."""
    lat, lon = np.radians(lat_deg), np.radians(lon_deg)
    n = A_KM / np.sqrt(1 - F * (2 - F) * np.sin(lat) ** 2)
    up = np.array([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])
    return up * np.array([n, n, n * (1 - F) ** 2]), up


@dataclass(frozen=True)
class Flown:
    """A satellite at even short steps."""

    time_s: np.ndarray
    position_km: np.ndarray
    velocity_km_s: np.ndarray
    up: np.ndarray


def fly(elements, duration_s, step_s, start_s=START_S):
    track = propagate(elements, start_s, duration_s, step_s=step_s)
    time = start_s + track.step_s * np.arange(len(track.position_km))
    return Flown(time, track.position_km, track.velocity_km_s, verticals(track.position_km))


def sight(flown, lat_deg, lon_deg):
    """Off-nadir and elevation angles of a point at every step, degrees."""
    position, up = ground(lat_deg, lon_deg)
    line = position - flown.position_km
    line /= np.linalg.norm(line, axis=1)[:, None]
    off_nadir = np.degrees(np.arccos(np.clip(-np.einsum("ij,ij->i", line, flown.up), -1, 1)))
    return off_nadir, np.degrees(np.arcsin(np.clip(-(line @ up), -1, 1)))


def spells(time_s, inside):
    """Start and end of every spell in which a condition holds, (n, 2): the first and last steps at which it does."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], inside.astype(np.int8), [0]])))
    return time_s[np.stack([edges[0::2], edges[1::2] - 1], axis=1)]


def cone_spells(flown, lat_deg, lon_deg, half_angle_deg):
    off_nadir, elevation = sight(flown, lat_deg, lon_deg)
    return spells(flown.time_s, (off_nadir <= half_angle_deg) & (elevation >= 0))


def disagreements(ours, theirs, tolerance_s):
    """Lines on spells of either side that have no partner with both edges within a tolerance, unless shorter than it."""

    def astray(some, others):
        return [s for s in some if s[1] - s[0] > tolerance_s and not any(np.abs(s - o).max() <= tolerance_s for o in others)]

    return [("only ours", *s) for s in astray(ours, theirs)] + [("only brute force", *s) for s in astray(theirs, ours)]
