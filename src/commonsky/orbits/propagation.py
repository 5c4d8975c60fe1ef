"""Positions of a satellite over a window, turning with the Earth. Facts: Vallado et al. 2006 (SGP4), IAU 1982 sidereal time.

Leaves out polar motion and UT1-UTC (together under 0.1 km on the ground) and manoeuvres.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, radians, tau
from typing import TYPE_CHECKING

import numpy as np
from sgp4.api import SGP4_ERRORS, WGS72, Satrec

from commonsky.core.errors import InvalidInputError
from commonsky.core.time import EPOCH, EPOCH_JD, SECONDS_PER_DAY, seconds_since_epoch

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from commonsky.core.elements import Elements

#: Rotation rate of the Earth, rad/s (WGS84).
EARTH_RATE = 7.292115e-5
#: What SGP4 counts its epochs from: 1949-12-31T00:00Z, Julian date 2433281.5.
SGP4_EPOCH_JD = 2433281.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """Earth-fixed positions and velocities at even steps; between them a cubic Hermite errs by under 1 m at 60 s.

    Args:
        start_s: time of the first node, seconds since 2000-01-01T00:00Z.
        step_s: seconds between nodes.
        position_km: (n, 3), Earth-fixed.
        velocity_km_s: (n, 3), relative to the turning Earth.
    """

    start_s: float
    step_s: float
    position_km: NDArray[np.float64]
    velocity_km_s: NDArray[np.float64]


def satellite_record(elements: Elements) -> Satrec:
    """SGP4's record of an element set.

    Raises:
        InvalidInputError: if SGP4 refuses the elements, with its reason.
    """
    record = Satrec()
    record.sgp4init(
        WGS72,
        "i",
        elements.norad % 339999,
        seconds_since_epoch(elements.epoch_utc) / SECONDS_PER_DAY + EPOCH_JD - SGP4_EPOCH_JD,
        elements.bstar,
        0.0,
        0.0,
        elements.eccentricity,
        radians(elements.perigee_deg),
        radians(elements.inclination_deg),
        radians(elements.anomaly_deg),
        elements.mean_motion_rev_day * tau / 1440.0,
        radians(elements.node_deg),
    )
    if record.error or not record.no_kozai > 0:
        reason = SGP4_ERRORS[record.error] if record.error else "its mean motion is not above zero"
        raise InvalidInputError(f"elements of {elements.name}: {reason}; give newer or corrected elements")
    return record


def propagate(elements: Elements, start_s: float, duration_s: float, *, step_s: float = 60.0) -> Track:
    """The track of one satellite over a window.

    Args:
        elements: mean elements.
        start_s: start of the window, seconds since 2000-01-01T00:00Z.
        duration_s: length of the window, s; the last node lies on its end.
        step_s: longest step between nodes, s.

    Raises:
        InvalidInputError: if the satellite has decayed or the elements fail within the window.
    """
    count = max(1, ceil(duration_s / step_s))
    since_s = np.linspace(0.0, duration_s, count + 1)
    days = start_s / SECONDS_PER_DAY
    whole = np.floor(days)
    error, position, velocity = satellite_record(elements).sgp4_array(
        np.full(count + 1, EPOCH_JD + whole), (days - whole) + since_s / SECONDS_PER_DAY
    )
    if error.any():
        first = int(np.flatnonzero(error)[0])
        raise InvalidInputError(_failure(elements, start_s + float(since_s[first]), SGP4_ERRORS[int(error[first])]))
    position, velocity = earth_fixed(position, velocity, start_s + since_s)
    return Track(start_s=start_s, step_s=duration_s / count, position_km=position, velocity_km_s=velocity)


def _failure(elements: Elements, time_s: float, reason: str) -> str:
    """Why elements give no position at a time, seconds since 2000-01-01T00:00Z: the likely cause before SGP4's own reason."""
    days = age_days(elements, time_s)
    if days < 0:
        why, better = f"they do not hold {-days:.1f} days before their epoch", "older elements or a later start"
    else:
        why = f"the satellite has probably come down, or they are too old: their orbit ends {days:.1f} days after their epoch"
        better = "newer elements"
    return f"elements of {elements.name}: {why} (SGP4: {reason}), within the window; give {better}"


def positions_at(track: Track, time_s: NDArray[np.float64]) -> NDArray[np.float64]:
    """Earth-fixed positions between the nodes of a track, (n, 3), km, by cubic Hermite.

    Args:
        track: the satellite's track.
        time_s: (n,), seconds since 2000-01-01T00:00Z, within the track.
    """
    steps = (np.asarray(time_s, float) - track.start_s) / track.step_s
    k = np.clip(np.floor(steps).astype(np.int64), 0, max(0, len(track.position_km) - 2))
    x = (steps - k)[:, None]
    r, v = track.position_km, track.velocity_km_s * track.step_s
    ahead = (3 - 2 * x) * x * x
    return np.asarray(r[k] + ahead * (r[k + 1] - r[k]) + x * (1 - x) ** 2 * v[k] + (x - 1) * x * x * v[k + 1])


def earth_fixed(
    position: NDArray[np.float64], velocity: NDArray[np.float64], time_s: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Position and velocity, (n, 3) each, from the true equator and mean equinox of date to the turning Earth.

    Source: Vallado et al. 2006, appendix C, polar motion left out.
    """
    angle = sidereal_angle(time_s)
    cos, sin = np.cos(angle), np.sin(angle)
    r, v = np.empty_like(position), np.empty_like(velocity)
    r[:, 0], r[:, 1], r[:, 2] = cos * position[:, 0] + sin * position[:, 1], cos * position[:, 1] - sin * position[:, 0], position[:, 2]
    v[:, 0] = cos * velocity[:, 0] + sin * velocity[:, 1] + EARTH_RATE * r[:, 1]
    v[:, 1] = cos * velocity[:, 1] - sin * velocity[:, 0] - EARTH_RATE * r[:, 0]
    v[:, 2] = velocity[:, 2]
    return r, v


def sidereal_angle(time_s: NDArray[np.float64]) -> NDArray[np.float64]:
    """Greenwich mean sidereal time, rad, at seconds since 2000-01-01T00:00Z (UT1 taken as UTC).

    Source: Aoki et al. 1982; Vallado 2013, eq. 3-47.

    >>> float(np.degrees(sidereal_angle(np.array([43200.0])))[0].round(4))
    280.4606
    """
    days = np.asarray(time_s, float) / SECONDS_PER_DAY - 0.5
    centuries = days / 36525.0
    seconds = 67310.54841 + (8640184.812866 + (0.093104 - 6.2e-6 * centuries) * centuries) * centuries + 3155760000.0 * centuries
    return np.asarray((seconds % SECONDS_PER_DAY) * (tau / SECONDS_PER_DAY))


def age_days(elements: Elements, time_s: float) -> float:
    """Days from the elements' epoch to a time; negative before the epoch."""
    return (time_s - (elements.epoch_utc - EPOCH).total_seconds()) / SECONDS_PER_DAY
