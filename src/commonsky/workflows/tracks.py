"""Ground tracks and footprints of missions, drawn or written. Joins catalogue, sources, coverage and profile. Facts: none of its own.

A mission's positions come as everywhere: the user's element set, an anchored orbit, else a phase that nobody knows, which is said. An
element set of no mission of the catalogue is drawn as a track alone. On a country's map footprints are swept near it alone, those of a
mode that works by day not where the Sun stands too low for it. Leaves out networks and occultations.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np
import shapely

from commonsky.catalogue.load import packaged_catalogue, with_own_rows
from commonsky.core.errors import InvalidInputError, OutputError, UnknownNameError
from commonsky.core.places import up_vectors
from commonsky.core.time import seconds_since_epoch
from commonsky.coverage.fleet import assemble
from commonsky.coverage.passes import NO_LIMITS_DEG
from commonsky.coverage.sensors import look_windows, solar_limits_deg
from commonsky.coverage.tracks import cut_ring, disk_ring, even_times, footprint, geodetic, state_at, swath_strips
from commonsky.orbits.propagation import propagate
from commonsky.orbits.sun import sun_direction
from commonsky.profile.track_map import render_tracks, tracks_svg
from commonsky.profile.track_sheet import Footprint, TrackLine, TrackSheet, tracks_geojson
from commonsky.sources.element_format import read_elements
from commonsky.workflows.next_look import write_text
from commonsky.workflows.target import namesakes
from commonsky.world.countries import boundary, find_country

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from commonsky.catalogue.load import Catalogue
    from commonsky.catalogue.model import Instrument, Mode
    from commonsky.core.elements import Elements
    from commonsky.core.execution import Progress
    from commonsky.coverage.fleet import Platform
    from commonsky.orbits.propagation import Track
    from commonsky.world.countries import Country

SUFFIXES = (".svg", ".html", ".geojson")
MOST_HOURS = 24.0 * 31
#: Satellites that one map can tell apart.
MOST_SATELLITES = 8
#: Width of a cell, km, that a track's reach is drawn with.
TRACK_KM = 1.0
#: How far beside a country a satellite still sweeps its map, degrees: the widest swaths of low orbits reach 15.
AROUND_DEG = 16.0
#: Geometries that sweep a footprint along the track.
SWEPT = ("swath", "side-looking", "track", "agile", "conical")


@dataclass(frozen=True, slots=True, kw_only=True)
class TracksRequest:
    """What is asked.

    Args:
        missions: names of the catalogue or of the user's instrument file; none: all element sets given.
        start: start of the window, UTC; None: now.
        hours: its length.
        elements, instruments: files of the user's, or None.
        country: a code or a name: the map is of it; empty: of the world.
        any_age: whether elements years from the window are let pass.
    """

    missions: tuple[str, ...]
    start: datetime | None
    hours: float
    elements: Path | None = None
    instruments: Path | None = None
    country: str = ""
    any_age: bool = False


def check_tracks_out(path: Path) -> None:
    """Refuse a file whose suffix says no format of ours.

    Raises:
        OutputError: with the suffixes that would work.
    """
    if path.suffix.lower() not in SUFFIXES:
        raise OutputError(f"{path} has no suffix that we write; give {', '.join(SUFFIXES)} with --out")


def find_tracks(request: TracksRequest, progress: Progress) -> TrackSheet:
    """Tracks and footprints of what is asked over the window.

    Args:
        request: what is asked.
        progress: is told what is being done.

    Raises:
        InvalidInputError: if an input is refused or nothing is named.
        UnknownNameError: if a mission or the country has no such name.
    """
    if not 0 < request.hours <= MOST_HOURS:
        raise InvalidInputError(f"--hours {request.hours:g} is out of range; give more than 0 and at most {MOST_HOURS:g}")
    if not request.missions and request.elements is None:
        raise InvalidInputError("nothing to draw; name missions, or give element sets with --elements")
    country = find_country(request.country) if request.country else None
    start = request.start or datetime.now(UTC).replace(microsecond=0)
    catalogue = with_own_rows(packaged_catalogue(), request.instruments) if request.instruments else packaged_catalogue()
    given = read_elements(request.elements) if request.elements else None
    sets = given.sets if given else ()
    platforms, alone, notes = _chosen(request, catalogue, sets, start)
    progress.step("drawing tracks", len(platforms) + len(alone))
    lines = []
    begin, length = seconds_since_epoch(start), request.hours * 3600.0
    near = _surroundings(country) if country else None
    bad_rows = request.instruments is not None and bool(catalogue.refused)
    for platform in platforms:
        line = _platform_line(platform, catalogue, begin, length, near)
        lines.append(replace(line, refused=bad_rows and not line.footprints and not line.undrawn))
        progress.tick()
    for elements in alone:
        lines.append(replace(_line(elements.name, "element set", propagate(elements, begin, length)), refused=bad_rows))
        progress.tick()
    refused = tuple(f"refused: {line}" for line in (*(given.refused if given else ()), *catalogue.refused))
    taken = namesakes(request.country, country) if country else ""
    said = (*([taken] if taken else ()), *notes, *refused)
    return TrackSheet(start_utc=start, end_utc=start + timedelta(hours=request.hours), lines=tuple(lines), country=country, notes=said)


def _chosen(
    request: TracksRequest, catalogue: Catalogue, sets: Sequence[Elements], start: datetime
) -> tuple[list[Platform], list[Elements], tuple[str, ...]]:
    """Platforms named or given, element sets of no mission, and what the fleet notes of them."""
    fleet = assemble(catalogue, sets, start, any_age=request.any_age)
    flying = {p.mission.name: p for p in fleet.platforms}
    known = {name.casefold(): name for name in catalogue.missions}
    names = []
    for asked in request.missions:
        name = known.get(asked.casefold())
        if name is None:
            raise UnknownNameError("mission", asked, catalogue.missions)
        if name not in flying:
            raise InvalidInputError(
                f"{name} gives no products on {start:%Y-%m-%d}, or has no orbit to draw; name another, or another --start"
            )
        names.append(name)
    numbers = {m.norad for m in catalogue.missions.values() if m.norad}
    titles = {name.casefold() for name in catalogue.missions}
    alone = [] if request.missions else [e for e in sets if e.norad not in numbers and e.name.casefold() not in titles]
    if not request.missions:
        names = [p.mission.name for p in fleet.platforms if p.basis == "element set"]
    if not names and not alone:
        raise InvalidInputError(_why_none(catalogue, sets, fleet.notes, start))
    if len(names) + len(alone) > MOST_SATELLITES:
        raise InvalidInputError(f"{len(names) + len(alone)} satellites are too many for one map; name at most {MOST_SATELLITES}")
    told = tuple(note for note in fleet.notes if not note.startswith("not simulated") and sets)
    return [flying[name] for name in dict.fromkeys(names)], alone, told


def _why_none(catalogue: Catalogue, sets: Sequence[Elements], notes: Sequence[str], start: datetime) -> str:
    """Why none of some element sets is drawn, each of which has the name or the number of a mission: the first reason, what would work."""
    refused = next((note for note in notes if " refused for " in note), "")
    if refused:
        return f"{refused}; give elements that fit the mission, correct the mission's row, or give the set another name and number"
    standing = next((note for note in notes if " not used: " in note), "")
    if standing:
        return f"{standing}; name the mission to draw it there"
    first = sets[0]
    missions = catalogue.missions.values()
    of = next(m.name for m in missions if first.name.casefold() == m.name.casefold() or (m.norad and m.norad == first.norad))
    return f"{first.name} is of {of}, which gives no products on {start:%Y-%m-%d}; give another --start, or name missions"


def _surroundings(country: Country) -> tuple[NDArray[np.float64], float]:
    """The middle of a country as a unit vector, and the cosine of the angle within which a satellite may sweep its map."""
    coordinates = shapely.get_coordinates(boundary(country))
    vectors = up_vectors(coordinates[:, 1], coordinates[:, 0])
    middle = vectors.mean(axis=0)
    middle /= np.linalg.norm(middle)
    reach = 2.5 * float(np.arccos(np.clip((vectors @ middle).min(), -1.0, 1.0))) + np.radians(AROUND_DEG)
    return middle, float(np.cos(min(reach, np.pi)))


def _platform_line(
    platform: Platform, catalogue: Catalogue, begin: float, length: float, near: tuple[NDArray[np.float64], float] | None
) -> TrackLine:
    """The track of a mission, and a footprint for each instrument: of the mode that is used most, the widest of such."""
    mission = platform.mission
    aboard = [i for i in catalogue.instruments.values() if mission.name in i.missions]
    moving = platform.position_km is None
    undrawn = tuple(i.name for i in aboard if not (_swept(i) if moving else _disks(i)))
    if not moving:
        return TrackLine(
            name=mission.name,
            basis=platform.basis,
            known=True,
            time_s=np.zeros(0),
            lon_deg=np.zeros(0),
            lat_deg=np.zeros(0),
            footprints=tuple(_disk(i, mission.orbit.longitude_deg or 0.0, platform.radius_km) for i in aboard if _disks(i)),
            station_deg=mission.orbit.longitude_deg,
            undrawn=undrawn,
        )
    track = propagate(platform.elements[0], begin, length)
    marks = []
    for instrument in aboard:
        modes = _swept(instrument)
        if modes:
            mode = max(modes, key=lambda m: (*_use(instrument, m), _width_rad(m, platform.radius_km)))
            strips = _beside(track, swath_strips(track, look_windows(mode, platform.radius_km, TRACK_KM)), near)
            marks.append(_mark(instrument, mode, footprint(_by_light(track, strips, mode))))
    known = len(platform.elements) == 1 and mission.satellites == 1
    return replace(_line(mission.name, platform.basis, track, known=known, footprints=tuple(marks)), undrawn=undrawn)


def _swept(instrument: Instrument) -> list[Mode]:
    """Modes that sweep a footprint along the track."""
    return [m for m in instrument.modes if m.geometry in SWEPT]


def _line(name: str, basis: str, track: Track, *, known: bool = True, footprints: tuple[Footprint, ...] = ()) -> TrackLine:
    times = even_times(track)
    lat, lon = geodetic(state_at(track, times).position_km)
    return TrackLine(name=name, basis=basis, known=known, time_s=times, lon_deg=lon, lat_deg=lat, footprints=footprints)


def _beside(track: Track, strips: list[NDArray[np.float64]], near: tuple[NDArray[np.float64], float] | None) -> list[NDArray[np.float64]]:
    """Strips where the satellite is near a country; NaN elsewhere."""
    if near is None:
        return strips
    position = state_at(track, even_times(track)).position_km
    away = position @ near[0] < near[1] * np.linalg.norm(position, axis=1)
    return [np.where(away[:, None, None], np.nan, strip) for strip in strips]


def _by_light(track: Track, strips: list[NDArray[np.float64]], mode: Mode) -> list[NDArray[np.float64]]:
    """Strips where the Sun stands as the mode needs it, NaN elsewhere: a camera that works by day sweeps nothing by night."""
    limits = solar_limits_deg(mode)
    if limits == NO_LIMITS_DEG:
        return strips
    sun = sun_direction(even_times(track))
    lit = []
    for strip in strips:
        up = up_vectors(strip[..., 1].ravel(), strip[..., 0].ravel()).reshape(*strip.shape[:2], 3)
        zenith = np.degrees(np.arccos(np.clip((up * sun[:, None, :]).sum(axis=-1), -1.0, 1.0)))
        lit.append(np.where(((zenith >= limits[0]) & (zenith <= limits[1]))[..., None], strip, np.nan))
    return lit


def _use(instrument: Instrument, mode: Mode) -> tuple[bool, int]:
    """Whether a mode is taken unasked, and how many variables are measured in it: what stands for the instrument."""
    return mode.acquisition != "tasked", sum(mode.name in measure.modes for measure in instrument.measures)


def _width_rad(mode: Mode, radius_km: float) -> float:
    windows = look_windows(mode, radius_km, TRACK_KM)
    return float((windows[:, 1] - windows[:, 0]).clip(0.0, 1.0).sum() + (windows[:, 3] - windows[:, 2]).sum())


def _mark(instrument: Instrument, mode: Mode, rings: Sequence[NDArray[np.float64]]) -> Footprint:
    return Footprint(
        instrument=instrument.name,
        mode=mode.name,
        geometry=mode.geometry,
        swath_km=mode.swath_km,
        incidence_deg=None if mode.incidence_max_deg is None else (mode.incidence_min_deg or 0.0, mode.incidence_max_deg),
        cycle_min=mode.cycle_min,
        rings=tuple(rings),
        light=mode.light,
    )


def _disks(instrument: Instrument) -> list[Mode]:
    return [m for m in instrument.modes if m.geometry == "disk"]


def _disk(instrument: Instrument, longitude_deg: float, radius_km: float) -> Footprint:
    """What a geostationary imager sees: its widest disk, or the box that it scans."""
    mode = max(_disks(instrument), key=lambda m: (m.bounds_deg is None, m.max_zenith_deg or 0.0))
    parts = cut_ring(disk_ring(longitude_deg, radius_km, mode.max_zenith_deg or 70.0))
    if mode.bounds_deg is not None:
        west, south, east, north = mode.bounds_deg
        boxes = [(west, east)] if west <= east else [(west, 180.0), (-180.0, east)]
        window = shapely.union_all([shapely.box(a, south, b, north) for a, b in boxes])
        parts = [p for part in parts for p in shapely.get_parts(shapely.intersection(part, window)) if isinstance(p, shapely.Polygon)]
    return _mark(instrument, mode, [shapely.get_coordinates(p.exterior) for p in parts])


def write_tracks(sheet: TrackSheet, path: Path, language: str = "en") -> None:
    """Write the tracks as SVG, HTML or GeoJSON, by the suffix, whole or not at all.

    Raises:
        OutputError: if the file cannot be written, or its suffix says nothing.
    """
    check_tracks_out(path)
    suffix = path.suffix.lower()
    if suffix == ".geojson":
        write_text(path, tracks_geojson(sheet))
    else:
        write_text(path, tracks_svg(sheet, language) if suffix == ".svg" else render_tracks(sheet, language))
