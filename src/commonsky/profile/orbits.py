"""How a mission's positions were computed, as the profile tells it. Facts: the element set used; the mission's row of the catalogue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from commonsky.core.time import iso
from commonsky.orbits.derived import derive
from commonsky.orbits.propagation import age_days
from commonsky.profile.model import Orbit

if TYPE_CHECKING:
    from commonsky.coverage.fleet import Platform

#: Drift of the node below which its local time is worth telling, minutes a day.
STEADY_MIN_DAY = 0.3


def orbit_row(platform: Platform, start_s: float) -> Orbit:
    """One platform's orbit, derived from the elements that were used.

    Args:
        platform: of the fleet.
        start_s: start of the window, seconds since 2000-01-01T00:00Z.
    """
    mission = platform.mission
    common = {
        "mission": mission.name,
        "agencies": mission.agencies,
        "status": mission.status,
        "status_as_of": mission.status_as_of.isoformat(),
        "norad": mission.norad,
        "cospar": mission.cospar,
        "basis": platform.basis,
        "sources": mission.source,
    }
    nothing = dict.fromkeys(("epoch_utc", "age_days", "altitude_km", "inclination_deg", "local_time", "longitude_deg", "repeat"))
    if not platform.elements:
        return Orbit.model_validate(
            nothing | common | {"longitude_deg": mission.orbit.longitude_deg, "altitude_km": 35786.0, "inclination_deg": 0.0}
        )
    elements = platform.elements[0]
    found = derive(elements)
    minutes = round(found.node_time_h * 60) % 1440
    dated = platform.basis != "nominal orbit, phase unknown"
    figures = {
        "epoch_utc": iso(elements.epoch_utc) if dated else None,
        "age_days": round(age_days(elements, start_s), 1) if dated else None,
        "altitude_km": round(found.altitude_km, 1),
        "inclination_deg": round(elements.inclination_deg, 2),
        "local_time": f"{minutes // 60:02d}:{minutes % 60:02d}" if abs(found.node_drift_min_day) < STEADY_MIN_DAY else None,
        "repeat": f"{found.repeat_orbits} / {found.repeat_days} d" if found.repeat_days else None,
    }
    return Orbit.model_validate(nothing | common | figures)
