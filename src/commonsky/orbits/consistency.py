"""Rules that an orbit and what looks down from it keep: the cycle gives the altitude, the altitude the inclination and the horizon.

Facts: SGP4's secular rates (orbits.nominal); a spherical Earth for what is seen. Each rule is a function from families to problems,
gathered in RULES; REMARKS are worth a look and break nothing. Leaves out real element sets: coverage.fleet says what those contradict.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from math import acos, asin, degrees, pi, radians, sin, sqrt
from typing import TYPE_CHECKING

from commonsky.catalogue.model import GEOSTATIONARY_KM
from commonsky.catalogue.rules import Problem
from commonsky.orbits.derived import derive
from commonsky.orbits.nominal import EARTH_KM, MU_KM3_S2, nominal_elements, nominal_orbit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from commonsky.catalogue.model import Instrument, Mission, Mode
    from commonsky.catalogue.rules import Facts, Rule

#: Quoted altitudes are above a mean, an equatorial or a local radius: they differ by up to 21 km.
ALTITUDE_KM = 25.0
#: An orbit that is let go drifts because its inclination no longer fits: Aqua by 0.25 degrees.
INCLINATION_DEG = 0.4
#: An inclined orbit so near sun-synchrony, at these altitudes, may be one.
NEAR_DEG, LOW_KM, HIGH_KM = 0.1, 300.0, 1000.0
#: Share by which a swath may differ from what its angles give: pages round both.
SWATH_SHARE = 0.10
#: Most that a geostationary orbit differs from the height that stands still, km, and is let incline, degrees.
STANDING_KM, STANDING_DEG = 60.0, 8.0
MEAN_KM = 6371.0
_EPOCH = datetime(2026, 1, 1, tzinfo=UTC)


def altitudes_fit_their_cycles(facts: Facts) -> Iterator[Problem]:
    """The semi-major axis that closes the repeat cycle lies at the altitude quoted."""
    for name, mission in facts.get("missions", {}).items():
        if mission.orbit.repeat_days is None or mission.orbit.kind not in {"sun-synchronous", "inclined"}:
            continue
        altitude_km = derive(nominal_elements(nominal_orbit(mission), _EPOCH)).altitude_km
        if abs(altitude_km - mission.orbit.altitude_km) > ALTITUDE_KM:
            cycle = f"{mission.orbit.repeat_orbits} orbits in {mission.orbit.repeat_days} days"
            what = f"{cycle} make an altitude of {altitude_km:.0f} km, the row has {mission.orbit.altitude_km:.0f} km"
            yield Problem(family="missions", row=name, rule="altitude and cycle", what=what)


def sun_synchronous_inclinations_fit(facts: Facts) -> Iterator[Problem]:
    """A node that keeps its local time needs the inclination that turns it with the Sun at this altitude."""
    for name, mission in facts.get("missions", {}).items():
        if mission.orbit.kind != "sun-synchronous":
            continue
        wanted_deg = sun_synchronous_deg(mission)
        if abs(wanted_deg - mission.orbit.inclination_deg) > INCLINATION_DEG:
            what = f"is inclined by {mission.orbit.inclination_deg:.2f} degrees; a node that keeps its local time needs {wanted_deg:.2f}"
            yield Problem(family="missions", row=name, rule="node time and inclination", what=what)


def inclined_orbits_are_not_sun_synchronous(facts: Facts) -> Iterator[Problem]:
    """A remark: an orbit said to drift has the inclination of one that keeps its local time."""
    for name, mission in facts.get("missions", {}).items():
        orbit = mission.orbit
        if orbit.kind == "inclined" and LOW_KM <= orbit.altitude_km <= HIGH_KM and orbit.inclination_deg > 90:
            wanted_deg = sun_synchronous_deg(mission)
            if abs(wanted_deg - orbit.inclination_deg) <= NEAR_DEG:
                what = f"inclined by {orbit.inclination_deg:.2f} degrees at {orbit.altitude_km:.0f} km: is it sun-synchronous?"
                yield Problem(family="missions", row=name, rule="inclined or sun-synchronous", what=what)


def standing_orbits_stand(facts: Facts) -> Iterator[Problem]:
    """A geostationary orbit has a longitude, the altitude that stands still, and hardly an inclination."""
    for name, mission in facts.get("missions", {}).items():
        if mission.orbit.kind == "geostationary":
            for what in _not_standing(mission):
                yield Problem(family="missions", row=name, rule="geostationary", what=what)


def _not_standing(mission: Mission) -> Iterator[str]:
    orbit = mission.orbit
    if orbit.longitude_deg is None:
        yield "stands over the equator at no longitude"
    if abs(orbit.altitude_km - GEOSTATIONARY_KM) > STANDING_KM:
        yield f"stands at {orbit.altitude_km:.0f} km; only {GEOSTATIONARY_KM:.0f} km stands still"
    if orbit.inclination_deg > STANDING_DEG:
        yield f"is inclined by {orbit.inclination_deg:.1f} degrees and does not stand still"


def eccentric_orbits_fit(facts: Facts) -> Iterator[Problem]:
    """Perigee lies below apogee and above the air; the period of both makes the cycle where one is stated."""
    for name, mission in facts.get("missions", {}).items():
        orbit = mission.orbit
        if orbit.kind != "eccentric" or orbit.perigee_km is None or orbit.apogee_km is None:
            continue
        if not 100.0 < orbit.perigee_km < orbit.apogee_km:
            what = f"perigee {orbit.perigee_km:.0f} km and apogee {orbit.apogee_km:.0f} km"
            yield Problem(family="missions", row=name, rule="eccentric orbit", what=what)
        elif orbit.repeat_days and orbit.repeat_orbits:
            period_min = period_of_min((orbit.perigee_km + orbit.apogee_km) / 2)
            stated_min = 1440.0 * orbit.repeat_days / orbit.repeat_orbits
            if abs(period_min / stated_min - 1) > 0.01:
                what = f"perigee and apogee make a period of {period_min:.0f} min, the cycle one of {stated_min:.0f} min"
                yield Problem(family="missions", row=name, rule="eccentric orbit", what=what)


def swaths_lie_within_the_horizon(facts: Facts) -> Iterator[Problem]:
    """No swath is wider than what is seen from the lowest of the missions that fly it, and no look angle passes the Earth by."""
    for name, instrument, mode, altitude_km in _low_modes(facts):
        widest_km = 2 * MEAN_KM * acos(MEAN_KM / (MEAN_KM + altitude_km))
        limit_deg = horizon_deg(altitude_km)
        if mode.swath_km is not None and mode.swath_km > widest_km:
            what = f"mode {mode.name!r}: a swath of {mode.swath_km:.0f} km, seen from {altitude_km:.0f} km are {widest_km:.0f} km at most"
            yield Problem(family="instruments", row=name, rule="horizon", what=what)
        for look_deg in (mode.look_min_deg, mode.look_max_deg, mode.roll_max_deg):
            if look_deg is not None and abs(look_deg) > limit_deg:
                what = f"mode {mode.name!r}: looks {look_deg:g} degrees off nadir, the horizon of {instrument.name} lies at {limit_deg:.1f}"
                yield Problem(family="instruments", row=name, rule="horizon", what=what)


def swaths_agree_with_look_angles(facts: Facts) -> Iterator[Problem]:
    """Where a swath and its angles are both given they agree at the altitude of one of the missions."""
    for name, instrument in facts.get("instruments", {}).items():
        altitudes = _altitudes_km(facts, instrument)
        for mode in instrument.modes:
            if mode.geometry != "swath" or mode.swath_km is None or mode.look_min_deg is None or mode.look_max_deg is None:
                continue
            widths = [width for a in altitudes if (width := width_km(mode.look_min_deg, mode.look_max_deg, a)) is not None]
            if widths and all(abs(width / mode.swath_km - 1) > SWATH_SHARE for width in widths):
                what = f"mode {mode.name!r}: its look angles make a swath of {widths[0]:.0f} km, the row has {mode.swath_km:g} km"
                yield Problem(family="instruments", row=name, rule="swath and look angles", what=what)


def incidences_hold_the_scene(facts: Facts) -> Iterator[Problem]:
    """The ground between the least and the greatest incidence of a side-looking mode is as wide as a scene."""
    for name, instrument in facts.get("instruments", {}).items():
        for mode in instrument.modes:
            if mode.geometry != "side-looking" or mode.swath_km is None:
                continue
            near, far = mode.incidence_min_deg or 0.0, mode.incidence_max_deg or 0.0
            widths = [ground_km(far, a) - ground_km(near, a) for a in _altitudes_km(facts, instrument)]
            if widths and max(widths) < mode.swath_km * (1 - SWATH_SHARE):
                what = f"mode {mode.name!r}: {near:g} to {far:g} degrees reach {max(widths):.0f} km, a scene has {mode.swath_km:g} km"
                yield Problem(family="instruments", row=name, rule="incidence and swath", what=what)


RULES: tuple[Rule, ...] = (
    altitudes_fit_their_cycles,
    sun_synchronous_inclinations_fit,
    standing_orbits_stand,
    eccentric_orbits_fit,
    swaths_lie_within_the_horizon,
    swaths_agree_with_look_angles,
    incidences_hold_the_scene,
)
REMARKS: tuple[Rule, ...] = (inclined_orbits_are_not_sun_synchronous,)


def sun_synchronous_deg(mission: Mission) -> float:
    """Inclination whose node turns with the mean Sun, at a mission's cycle or altitude."""
    return nominal_elements(replace(nominal_orbit(mission), sun_synchronous=True), _EPOCH).inclination_deg


def period_of_min(altitude_km: float) -> float:
    """Keplerian period at a mean altitude above the equatorial radius, minutes.

    >>> round(period_of_min(705.0), 1)
    98.9
    """
    return 2 * pi * sqrt((EARTH_KM + altitude_km) ** 3 / MU_KM3_S2) / 60.0


def horizon_deg(altitude_km: float) -> float:
    """Look angle of the horizon from nadir, degrees.

    >>> round(horizon_deg(705.0), 1)
    64.2
    """
    return degrees(asin(MEAN_KM / (MEAN_KM + altitude_km)))


def ground_km(incidence_deg: float, altitude_km: float) -> float:
    """Distance on the ground from nadir to where a line of sight meets it at an incidence angle.

    >>> round(ground_km(46.0, 693.0) - ground_km(29.1, 693.0))
    274
    """
    incidence = radians(incidence_deg)
    return MEAN_KM * (incidence - asin(MEAN_KM / (MEAN_KM + altitude_km) * sin(incidence)))


def width_km(look_min_deg: float, look_max_deg: float, altitude_km: float) -> float | None:
    """Width on the ground between two signed look angles; None where one passes the Earth by.

    >>> round(width_km(-55.0, 55.0, 705.0))
    2330
    """
    radius = MEAN_KM + altitude_km
    if max(abs(look_min_deg), abs(look_max_deg)) > horizon_deg(altitude_km):
        return None
    low, high = (asin(radius / MEAN_KM * sin(radians(a))) - radians(a) for a in (look_min_deg, look_max_deg))
    return MEAN_KM * (high - low)


def _altitudes_km(facts: Facts, instrument: Instrument) -> list[float]:
    """Altitudes of the missions that fly an instrument and do not stand; an eccentric orbit counts with its apogee."""
    missions = facts.get("missions", {})
    orbits = [missions[name].orbit for name in instrument.missions if name in missions]
    return [orbit.apogee_km or orbit.altitude_km for orbit in orbits if orbit.kind != "geostationary"]


def _low_modes(facts: Facts) -> Iterator[tuple[str, Instrument, Mode, float]]:
    """Modes that look from a moving satellite, with the lowest altitude that they look from."""
    for name, instrument in facts.get("instruments", {}).items():
        altitudes = _altitudes_km(facts, instrument)
        for mode in instrument.modes:
            if altitudes and mode.geometry not in {"grid", "disk", "occultation"}:
                yield name, instrument, mode, min(altitudes)
