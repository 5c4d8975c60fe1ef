"""The fleet on a date: which missions fly, and from which elements their positions come. Facts: the catalogue; methods.md, Nominal orbits.

In order: an element set that the user gives; the mission's published cycle, anchored on the catalogue's dated element set; the nominal
orbit with its phase unknown, tried at several phases. A set that contradicts its mission is refused by name.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from commonsky.core.errors import InvalidInputError, StaleElementsError
from commonsky.core.time import seconds_since_epoch
from commonsky.orbits.derived import derive, radius_km
from commonsky.orbits.nominal import eccentric_elements, geostationary_position_km, nominal_elements, nominal_orbit
from commonsky.orbits.propagation import age_days

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from commonsky.catalogue.load import Catalogue
    from commonsky.catalogue.model import Mission
    from commonsky.core.elements import Elements
    from commonsky.orbits.nominal import NominalOrbit

Basis = Literal["element set", "anchored nominal orbit", "nominal orbit, phase unknown", "geostationary position"]
#: Days from the epoch beyond which a date is refused unless allowed; an element set errs by 1 to 3 km along track a day.
STALE_DAYS = 365.0
#: Differences beyond which an element set is not of the mission that its number says.
ALTITUDE_KM, INCLINATION_DEG, NODE_H = 60.0, 1.0, 1.0
#: Phases tried for an orbit whose phase is unknown; shares of a revolution.
PHASES = (0.0, 1 / 3, 2 / 3)
GOLDEN = 0.6180339887498949


@dataclass(frozen=True, slots=True, kw_only=True)
class Platform:
    """One satellite of the fleet.

    Args:
        mission: its row of the catalogue.
        basis: where its positions come from.
        elements: mean elements, one set for each phase tried (a single one where the phase is known); empty for a geostationary one.
        radius_km: distance from the Earth's centre.
        position_km: of a geostationary one, Earth-fixed.
    """

    mission: Mission
    basis: Basis
    elements: tuple[Elements, ...]
    radius_km: float
    position_km: tuple[float, float, float] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fleet:
    """Platforms that give products on the date, and what was refused or assumed, a line each."""

    platforms: tuple[Platform, ...]
    notes: tuple[str, ...]


def assemble(
    catalogue: Catalogue, given: Sequence[Elements], start: datetime, *, any_age: bool = False, also: Collection[str] = ()
) -> Fleet:
    """The fleet that gives products on a date.

    Args:
        catalogue: missions and their dated element sets.
        given: element sets of the user; matched by catalogue number, else by name.
        start: start of the window.
        any_age: whether elements years from the window are let pass.
        also: missions that are taken to fly whatever their rows say, such as planned ones.

    Raises:
        StaleElementsError: if a given set is more than a year from the window.
    """
    flying = [m for m in catalogue.missions.values() if m.gives_products(start.date()) or m.name in also]
    matched, notes = _matched(flying, given)
    for mission_name, elements in matched.items():
        days = age_days(elements, seconds_since_epoch(start))
        if abs(days) > STALE_DAYS and not any_age:
            raise StaleElementsError(
                f"elements of {mission_name} are {abs(days):.0f} days from {start:%Y-%m-%d}; "
                "give newer ones, a nearer --date, or allow it with --any-age"
            )
    anchored = [m for m in flying if m.name not in matched and m.norad in catalogue.elements and m.orbit.kind != "geostationary"]
    oldest = max((abs(age_days(catalogue.elements[m.norad], seconds_since_epoch(start))) for m in anchored), default=0.0)
    if oldest > STALE_DAYS and not any_age:
        raise StaleElementsError(
            f"{start:%Y-%m-%d} is up to {oldest:.0f} days from the catalogue's element sets; "
            "give a nearer --date or --elements, or allow it with --any-age"
        )
    if not flying:
        raise InvalidInputError(f"no mission of the catalogue gives products on {start:%Y-%m-%d}; give another --date or --instruments")
    known = [m for m in flying if m.orbit.kind != "eccentric" or m.orbit.apogee or m.name in matched or m.norad in catalogue.elements]
    unknown = ", ".join(m.name for m in flying if m not in known)
    if unknown:
        notes.append(
            f"not simulated: {unknown}: an eccentric orbit whose row does not say where its apogee lies needs its element set; "
            "give it with --elements"
        )
    platforms = [_platform(m, i, matched.get(m.name), catalogue.elements.get(m.norad), start) for i, m in enumerate(known)]
    return Fleet(platforms=tuple(platforms), notes=tuple(notes))


def contradiction(mission: Mission, elements: Elements) -> str:
    """Why an element set is not of a mission, or nothing."""
    derived = derive(elements)
    orbit = mission.orbit
    if orbit.kind == "eccentric":
        return "" if elements.eccentricity > 0.1 else "is near circular, the mission's orbit is not"
    if orbit.kind != "geostationary" and abs(derived.altitude_km - orbit.altitude_km) > ALTITUDE_KM:
        return f"flies at {derived.altitude_km:.0f} km, the mission at {orbit.altitude_km:.0f} km"
    if orbit.kind != "geostationary" and abs(elements.inclination_deg - orbit.inclination_deg) > INCLINATION_DEG:
        return f"is inclined by {elements.inclination_deg:.2f} degrees, the mission by {orbit.inclination_deg:.2f}"
    if orbit.node_time_h is not None:
        late_h = (derived.node_time_h - orbit.node_time_h + 12.0) % 24.0 - 12.0
        if abs(late_h) > NODE_H:
            return f"crosses the equator {abs(late_h):.1f} h {'after' if late_h > 0 else 'before'} the mission's local time"
    if orbit.kind == "geostationary" and abs(derived.period_min - 1436.0) > 60.0:
        return f"goes round in {derived.period_min:.0f} minutes, the mission stands over the equator"
    return ""


def _matched(flying: list[Mission], given: Sequence[Elements]) -> tuple[dict[str, Elements], list[str]]:
    numbers = {m.norad: m for m in flying if m.norad}
    names = {m.name.casefold(): m for m in flying}
    matched: dict[str, Elements] = {}
    notes: list[str] = []
    unknown = 0
    for elements in given:
        mission = numbers.get(elements.norad) or names.get(elements.name.casefold())
        if mission is None:
            unknown += 1
        elif reason := contradiction(mission, elements):
            notes.append(f"{elements.origin}: {elements.name} refused for {mission.name}: it {reason}")
        elif mission.orbit.kind == "geostationary":
            notes.append(f"{elements.origin}: {elements.name} not used: {mission.name} stands at the catalogue's longitude")
        else:
            kept = matched.get(mission.name)
            matched[mission.name] = elements if kept is None or elements.epoch_utc > kept.epoch_utc else kept
    if unknown:
        notes.append(f"{unknown} of {len(given)} element sets given are of no mission that gives products on the date")
    return matched, notes


def _platform(mission: Mission, number: int, given: Elements | None, anchor: Elements | None, start: datetime) -> Platform:
    orbit = mission.orbit
    if orbit.kind == "geostationary":
        position = geostationary_position_km(orbit.longitude_deg or 0.0)
        return Platform(mission=mission, basis="geostationary position", elements=(), radius_km=42164.17, position_km=position)
    if given is not None:
        return Platform(mission=mission, basis="element set", elements=(given,), radius_km=radius_km(given))
    phases = [(number * GOLDEN + phase) % 1.0 for phase in PHASES]
    if anchor is None and orbit.kind == "eccentric":
        sets = tuple(eccentric_elements(mission, start, phase=phase) for phase in phases)
        return Platform(mission=mission, basis="nominal orbit, phase unknown", elements=sets, radius_km=radius_km(sets[0]))
    nominal = _nominal(mission, anchor)
    if anchor is not None and nominal.repeat_days is not None:
        found = nominal_elements(nominal, start)
        return Platform(mission=mission, basis="anchored nominal orbit", elements=(found,), radius_km=radius_km(found))
    sets = tuple(_shifted(anchor, phase) if anchor is not None else nominal_elements(nominal, start, phase=phase) for phase in phases)
    return Platform(mission=mission, basis="nominal orbit, phase unknown", elements=sets, radius_km=radius_km(sets[0]))


def _nominal(mission: Mission, anchor: Elements | None) -> NominalOrbit:
    orbit = mission.orbit
    days, orbits = orbit.repeat_days, orbit.repeat_orbits
    if days is None and anchor is not None:
        derived = derive(anchor)
        days, orbits = derived.repeat_days, derived.repeat_orbits
    return replace(nominal_orbit(mission), repeat_days=days, repeat_orbits=orbits, anchor=anchor)


def _shifted(anchor: Elements, phase: float) -> Elements:
    """The anchor moved along its orbit, without drag: its shape is known, its phase on the date is not."""
    return replace(
        anchor,
        anomaly_deg=(anchor.anomaly_deg + 360.0 * phase) % 360.0,
        bstar=0.0,
        ndot_rev_day2=0.0,
        origin="nominal orbit, phase unknown",
    )
