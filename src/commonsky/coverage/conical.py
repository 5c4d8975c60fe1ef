"""Conical scans: a beam at one angle off nadir turns about it, and sees a point ahead, behind, or both. Facts: methods.md, Coverage.

The swath limits the arc: across the track a point on the circle lies at sin(arc) sin(gamma) = sin(half swath), gamma the circle's radius,
all as angles at the Earth's centre. Leaves out the turn of the antenna itself: a second of time at most, a few km of flight.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from commonsky.coverage.passes import NO_LIMITS_DEG, Found, within_zenith
from commonsky.coverage.sensors import MEAN_KM

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from commonsky.catalogue.model import Mode
    from commonsky.coverage.passes import Look
    from commonsky.coverage.points import Points
    from commonsky.orbits.propagation import Track


def scan_angles_rad(mode: Mode, radius_km: float) -> tuple[float, float]:
    """Angle of the beam off nadir, and half of the arc about the direction of flight that reaches the swath's edge, rad.

    Args:
        mode: a conical scan.
        radius_km: distance of the satellite from the Earth's centre, at which the incidence angle is meant.

    >>> from commonsky.catalogue.model import Mode
    >>> mode = Mode(name="m", geometry="conical", incidence_deg=55, swath_km=1450, resolution_m=5e3, light="any", acquisition="systematic")
    >>> np.degrees(scan_angles_rad(mode, 7071.0)).round(1).tolist()
    [47.6, 61.4]
    """
    if mode.cone_deg is not None:
        cone = np.radians(mode.cone_deg)
        incidence = np.arcsin(min(1.0, radius_km / MEAN_KM * np.sin(cone)))
    else:
        incidence = np.radians(mode.incidence_deg or 0.0)
        cone = np.arcsin(MEAN_KM / radius_km * np.sin(incidence))
    edge = np.sin(min((mode.swath_km or 0.0) / 2 / MEAN_KM, np.pi / 2)) / max(np.sin(incidence - cone), 1e-12)
    return float(cone), float(np.arcsin(min(1.0, edge)))


def conical_look(
    track: Track,
    points: Points,
    angles_rad: tuple[float, float],
    look: Look,
    *,
    look_ahead: str = "fore",
    zenith_limits_deg: tuple[float, float] = NO_LIMITS_DEG,
) -> Found:
    """Instants at which points lie on the scan, where the Sun stands within limits; both crossings where both arcs are used.

    Args:
        track: the satellite's track over the window.
        points: points on the ground.
        angles_rad: of the beam off nadir, and half of the scan's arc.
        look: whose passes they are.
        look_ahead: `fore`, `aft` or `both`.
        zenith_limits_deg: solar zenith angles at the point at which the mode works.
    """
    from commonsky.coverage.kernels.conical import scan_crossings

    at, since, cosine = scan_crossings(
        track.position_km, track.velocity_km_s, track.step_s, points.position_km, points.up, points.coarse, points.coarse_at, points.fine,
        points.fine_at, *angles_rad, look_ahead != "aft", look_ahead != "fore",
    )  # fmt: skip
    time: NDArray[np.float64] = track.start_s + since
    kept = slice(None) if zenith_limits_deg == NO_LIMITS_DEG else within_zenith(points.up[at], time, zenith_limits_deg)
    incidence = np.degrees(np.arccos(np.clip(cosine[kept], -1.0, 1.0))).astype(np.float32)
    return Found(look=look, point=points.order[at[kept]], start_s=time[kept], end_s=time[kept], incidence_deg=incidence)
