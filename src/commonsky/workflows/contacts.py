"""Contact windows of satellites with their own stations and the user's. Joins catalogue, sources, orbits and coverage.

Facts: none of its own. A mission's stations are those of its row in the catalogue's downlinks; stations and relays of the user's are added
to them. A relay carries a part of the data only, so that a mission with stations is judged by those alone unless relays are asked for.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from commonsky.catalogue.load import packaged, packaged_catalogue
from commonsky.catalogue.systems import Downlink, Station, Telecom
from commonsky.core.errors import InvalidInputError, StaleElementsError
from commonsky.core.places import Place
from commonsky.core.time import parse_utc, seconds_since_epoch
from commonsky.coverage.contacts import MIN_ELEVATION_DEG, GroundStation, Relay, find_contacts
from commonsky.coverage.fleet import STALE_DAYS, assemble
from commonsky.orbits.propagation import age_days, propagate
from commonsky.sources.element_format import read_elements

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from commonsky.core.elements import Elements
    from commonsky.core.execution import Progress
    from commonsky.coverage.contacts import Contacts, Way
    from commonsky.coverage.fleet import Platform

DAY_S = 86400.0
LONGEST_DAYS = 400.0


@dataclass(frozen=True, slots=True, kw_only=True)
class GroundRequest:
    """What both commands are asked.

    Args:
        missions: names of the catalogue; none: every element set given, or every mission whose downlink is known.
        elements: element sets of the user's, or None.
        stations: as NAME=LAT,LON[,MIN_ELEVATION], added to the missions' own.
        relays: as NAME=LONGITUDE, added too.
        start, days: the window.
        min_elevation_deg: from which a station without one of its own receives.
        with_relays: whether the catalogue's relays count for a mission that has stations.
        any_age: whether elements years from the window are let pass.
    """

    missions: tuple[str, ...]
    elements: Path | None
    stations: tuple[str, ...] = ()
    relays: tuple[str, ...] = ()
    start: str
    days: float
    min_elevation_deg: float = MIN_ELEVATION_DEG
    with_relays: bool = False
    any_age: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SatelliteContacts:
    """One satellite's contacts, and where its positions come from."""

    satellite: str
    basis: str
    contacts: Contacts


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ContactsFound:
    """Contacts of all satellites, the window, and a line for what was refused or assumed."""

    satellites: tuple[SatelliteContacts, ...]
    start_s: float
    end_s: float
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Flier:
    """A satellite that moves: its name, elements, their basis; its downlink's row and its platform where the catalogue has them."""

    name: str
    elements: Elements
    basis: str
    downlink: Downlink | None
    platform: Platform | None


def downlinks() -> dict[str, Downlink]:
    """Rows of the catalogue's downlinks by mission.

    >>> downlinks()["Metop-C"].stations
    ('Svalbard (SvalSat)', 'McMurdo')
    """
    rows = packaged("commonsky.catalogue", "downlinks", "downlink", Downlink)
    return {mission: row for row in rows.values() for mission in row.missions}


def contacts_of(request: GroundRequest, progress: Progress) -> ContactsFound:
    """Contacts of each satellite with its stations and relays within the window.

    Args:
        request: what is asked.
        progress: is told what is being done.

    Raises:
        InvalidInputError: if nothing that is asked can be computed.
        UnknownNameError: if a mission is not of the catalogue.
        StaleElementsError: if elements are years from the window and this is not allowed.
    """
    start_s, end_s = window_s(request)
    fliers, notes = fliers_of(request)
    found, more = contacts_by_satellite(request, fliers, start_s, end_s, progress)
    return ContactsFound(satellites=found, start_s=start_s, end_s=end_s, notes=(*notes, *more))


def read_station(text: str, min_elevation_deg: float = MIN_ELEVATION_DEG) -> GroundStation:
    """A station from NAME=LAT,LON[,MIN_ELEVATION].

    Raises:
        InvalidInputError: if it is none, with what would work.

    >>> read_station("Honiara=-9.43,159.95,10").min_elevation_deg
    10.0
    """
    name, _, figures = (part.strip() for part in text.rpartition("="))
    try:
        numbers = [float(part) for part in figures.split(",")]
    except ValueError:
        numbers = []
    if not name or len(numbers) not in {2, 3} or not all(np.isfinite(numbers)):
        raise InvalidInputError(f"--station {text!r} is none; write it as NAME=LAT,LON or NAME=LAT,LON,MIN_ELEVATION in degrees")
    if not (abs(numbers[0]) <= 90 and abs(numbers[1]) <= 360):
        raise InvalidInputError(f"--station {text!r} is not on Earth; give a latitude of -90 to 90 and a longitude of -180 to 360 degrees")
    least = numbers[2] if len(numbers) == 3 else min_elevation_deg
    return GroundStation(name=name, place=Place(lat_deg=numbers[0], lon_deg=numbers[1]), min_elevation_deg=least)


def read_relay(text: str) -> Relay:
    """A geostationary relay satellite from NAME=LONGITUDE.

    Raises:
        InvalidInputError: if it is none, with what would work.
    """
    name, _, figure = (part.strip() for part in text.rpartition("="))
    try:
        longitude = float(figure)
    except ValueError:
        longitude = float("nan")
    if not name or not np.isfinite(longitude):
        raise InvalidInputError(f"--relay {text!r} is none; write it as NAME=LONGITUDE in degrees east")
    return Relay(name=name, longitude_deg=longitude)


def window_s(request: GroundRequest) -> tuple[float, float]:
    """Start and end of the window, seconds since 2000-01-01T00:00Z.

    Raises:
        InvalidInputError: if a figure of the request is out of range.
    """
    if not 0 < request.days <= LONGEST_DAYS:
        raise InvalidInputError(f"--days {request.days:g} is out of range; give more than 0 and at most {LONGEST_DAYS:g}")
    if not 0 <= request.min_elevation_deg < 90:
        raise InvalidInputError(f"--min-elevation {request.min_elevation_deg:g} is out of range; give 0 to under 90 degrees")
    start_s = seconds_since_epoch(parse_utc(request.start))
    return start_s, start_s + request.days * DAY_S


def fliers_of(request: GroundRequest) -> tuple[list[Flier], list[str]]:
    """The satellites asked for, and a line for each that cannot be."""
    given = read_elements(request.elements) if request.elements else None
    notes = [f"refused: {line}" for line in given.refused] if given else []
    if not request.missions and given is not None:
        return _given_fliers(given.sets, request), notes
    start = parse_utc(request.start)
    known = downlinks()
    catalogue = packaged_catalogue()
    names = dict.fromkeys(request.missions or [name for name in known if catalogue.mission(name).gives_products(start.date())])
    asked = [catalogue.mission(name) for name in names]
    for mission in asked:
        if mission.orbit.kind == "geostationary":
            notes.append(f"left out: {mission.name} stands over the equator, in sight of its stations all the time")
        elif not mission.gives_products(start.date()):
            notes.append(f"left out: {mission.name} gives no products on {start:%Y-%m-%d}; give another --start")
    moving = {m.name: m for m in asked if m.orbit.kind != "geostationary" and m.gives_products(start.date())}
    if not moving:
        raise InvalidInputError(notes[-1].removeprefix("left out: ") if notes else "no mission is left; give --mission or --elements")
    fleet = assemble(replace(catalogue, missions=moving), given.sets if given else (), start, any_age=request.any_age)
    fliers = [
        Flier(name=p.mission.name, elements=p.elements[0], basis=p.basis, downlink=known.get(p.mission.name), platform=p)
        for p in fleet.platforms
    ]
    adrift = ", ".join(f.name for f in fliers if f.basis == "nominal orbit, phase unknown")
    if adrift:
        notes.append(f"phase unknown: {adrift}: contacts are as many and as long as shown, but at other times; give --elements")
    return fliers, [*notes, *fleet.notes]


def _given_fliers(sets: Sequence[Elements], request: GroundRequest) -> list[Flier]:
    """Every element set as a satellite of its own; the downlink of the mission with its number, if there is one."""
    start_s = seconds_since_epoch(parse_utc(request.start))
    for elements in sets:
        days = abs(age_days(elements, start_s))
        if days > STALE_DAYS and not request.any_age:
            raise StaleElementsError(
                f"elements of {elements.name} are {days:.0f} days from the window; give newer ones, or allow it with --any-age"
            )
    known = downlinks()
    numbers = {m.norad: known.get(m.name) for m in packaged_catalogue().missions.values() if m.norad}
    names: dict[str, int] = {}
    fliers = []
    for elements in sets:
        names[elements.name] = names.get(elements.name, 0) + 1
        label = elements.name if names[elements.name] == 1 else f"{elements.name} ({names[elements.name]})"
        fliers.append(Flier(name=label, elements=elements, basis="element set", downlink=numbers.get(elements.norad), platform=None))
    return fliers


def contacts_by_satellite(
    request: GroundRequest, fliers: Sequence[Flier], start_s: float, end_s: float, progress: Progress
) -> tuple[tuple[SatelliteContacts, ...], list[str]]:
    """Contacts of every satellite that has a way down and elements that hold, and a line for each that has not.

    Raises:
        InvalidInputError: if none of the user's stations, or none of the relays, is sound, or no satellite is left.
    """
    own, refused = _own_ways(request)
    for texts, kind in ((request.stations, GroundStation), (request.relays, Relay)):
        if texts and not any(isinstance(way, kind) for way in own):  # without what the user asks about it would be another question
            raise InvalidInputError(next(line for line in refused if repr(texts[0]) in line).removeprefix("refused: "))
    found, notes = [], list(refused)
    said: dict[str, list[str]] = {}
    progress.step("finding contacts", len(fliers))
    for flier in fliers:
        progress.tick()
        ways, remarks = _ways(flier, own, request)
        for remark in remarks if ways else ():
            said.setdefault(remark, []).append(flier.name)
        if not ways:
            why = remarks[-1] if remarks else "its stations are not in the catalogue; give --station NAME=LAT,LON or --relay NAME=LON"
            notes.append(f"left out: {flier.name}: {why}")
            continue
        try:
            track = propagate(flier.elements, start_s, end_s - start_s)
        except InvalidInputError as error:
            notes.append(f"left out: {error}")
            continue
        found.append(SatelliteContacts(satellite=flier.name, basis=flier.basis, contacts=find_contacts(track, ways)))
    notes += [f"{', '.join(names)}: {remark}" for remark, names in said.items()]
    if not found:
        raise InvalidInputError(notes[-1].removeprefix("refused: ").removeprefix("left out: "))
    return tuple(found), notes


def _own_ways(request: GroundRequest) -> tuple[list[Way], list[str]]:
    """Stations and relays of the user's, and a line for each that is none or stands twice."""
    ways: list[Way] = []
    notes = []
    for text, relay in [*((s, False) for s in request.stations), *((r, True) for r in request.relays)]:
        try:
            way = read_relay(text) if relay else read_station(text, request.min_elevation_deg)
        except InvalidInputError as error:
            notes.append(f"refused: {error}")
            continue
        if any(way.name == other.name for other in ways):
            notes.append(f"refused: {way.name} stands twice; the first is used")
        else:
            ways.append(way)
    return ways, notes


def _ways(flier: Flier, own: Sequence[Way], request: GroundRequest) -> tuple[list[Way], list[str]]:
    """A satellite's stations and relays, the user's first, and a remark for what its row names and cannot be placed."""
    row = flier.downlink
    if row is None:
        return list(own), []
    stations = packaged("commonsky.catalogue", "stations", "station", Station)
    telecom = packaged("commonsky.catalogue", "telecom", "telecom", Telecom)
    ways, notes = list(own), []
    for name in row.stations:
        place = Place(lat_deg=stations[name].latitude_deg, lon_deg=stations[name].longitude_deg)
        ways.append(GroundStation(name=name, place=place, min_elevation_deg=request.min_elevation_deg))
    if row.missing:
        notes.append(f"also received at {', '.join(row.missing)}, whose coordinates are not in the catalogue")
    for name in row.relays if request.with_relays or not row.stations else ():
        places = [longitude for shell in telecom[name].shells for longitude in shell.longitudes_deg]
        ways += [Relay(name=f"{name} {longitude:g}", longitude_deg=longitude) for longitude in places]
        if not places:
            notes.append(f"{name} is not simulated: its satellites' longitudes are not in the catalogue; give --relay NAME=LON")
    taken: dict[str, Way] = {}
    for way in ways:
        if way.name in taken:
            notes.append(f"{way.name} stands twice; yours is used")
        taken.setdefault(way.name, way)
    return list(taken.values()), notes
