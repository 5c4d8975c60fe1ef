"""The catalogue as STAC: one Collection an instrument, and the Catalog at the root. Pure functions over rows.

Facts: STAC specification 1.1.0 (Catalog, Collection, common metadata); SAR extension 1.3.2 and satellite extension 1.0.0, summaries only.
`gsd` is the resolution that a mode's row states, m. The box of an instrument is what its satellites can see: tracks up to the
inclination and the swath beyond them, the disk under a geostationary one, the whole Earth for an eccentric orbit; spherical Earth.
Leaves out items and assets (the catalogue holds no scenes), polarizations (no row states them), and `self` links: the specification
wants them absolute, and where an export will stand is not known.
"""

from __future__ import annotations

from math import asin, degrees, radians, sin
from typing import TYPE_CHECKING, Any

from commonsky.catalogue.families.instruments import INSTRUMENTS
from commonsky.catalogue.load import packaged_catalogue
from commonsky.catalogue.records import CATALOGUE_FILE, describe, slug, via_links
from commonsky.core.variables import find_variable

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from commonsky.catalogue.load import Catalogue
    from commonsky.catalogue.model import Instrument, Mission, Mode, Orbit
    from commonsky.core.citation import Source

VERSION = "1.1.0"
SAR = "https://stac-extensions.github.io/sar/v1.3.2/schema.json"
SAT = "https://stac-extensions.github.io/sat/v1.0.0/schema.json"
RADAR = "synthetic aperture radar"
#: Mean radius of the Earth, km (IUGG).
EARTH_KM = 6371.0088
WORLD = (-180.0, -90.0, 180.0, 90.0)
_JSON = "application/json"

#: West, south, east, north, degrees; west is greater than east where the box crosses the antimeridian.
Box = tuple[float, float, float, float]


def collections(catalogue: Catalogue | None = None) -> list[dict[str, Any]]:
    """A Collection for each instrument, in the catalogue's order.

    Args:
        catalogue: whose instruments; the packaged one if none is given.

    >>> next(c for c in collections() if c["id"] == "msi")["summaries"]["platform"][:2]
    ['Sentinel-2A', 'Sentinel-2B']
    """
    found = catalogue or packaged_catalogue()
    return [collection(instrument, [found.missions[name] for name in instrument.missions]) for instrument in found.instruments.values()]


def root(children: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The Catalog that the Collections hang under."""
    links = [{"rel": "child", "href": f"./{child['id']}.json", "type": _JSON, "title": child["title"]} for child in children]
    return {
        "type": "Catalog",
        "stac_version": VERSION,
        "id": "commonsky",
        "title": "commonsky catalogue",
        "description": f"Instruments that observe the Earth from space, {len(children)} in all, each with the sources of its figures.",
        "links": [{"rel": "root", "href": f"./{CATALOGUE_FILE}", "type": _JSON}, *links],
    }


def collection(instrument: Instrument, missions: Sequence[Mission]) -> dict[str, Any]:
    """One instrument as a Collection.

    Args:
        instrument: the instrument.
        missions: those that fly it.
    """
    summaries = _summaries(instrument, missions)
    extensions = [uri for uri, prefix in ((SAR, "sar:"), (SAT, "sat:")) if any(key.startswith(prefix) for key in summaries)]
    agencies = dict.fromkeys(agency for mission in missions for agency in mission.agencies)
    title = f"{instrument.name}: {instrument.full_name}" if instrument.full_name else instrument.name
    variables = dict.fromkeys(find_variable(measure.variable).titles["en"] for measure in instrument.measures)
    up = f"./{CATALOGUE_FILE}"
    return {
        "type": "Collection",
        "stac_version": VERSION,
        "stac_extensions": extensions,
        "id": slug(instrument.name),
        "title": title,
        "description": describe(INSTRUMENTS, instrument),
        "keywords": list(dict.fromkeys([instrument.kind, f"{instrument.data_policy} data", *variables])),
        "license": "other",
        "providers": [{"name": agency, "roles": ["producer"]} for agency in agencies],
        "extent": {"spatial": {"bbox": _boxes(instrument, missions)}, "temporal": {"interval": [_interval(missions)]}},
        "summaries": summaries,
        "links": [
            {"rel": "root", "href": up, "type": _JSON},
            {"rel": "parent", "href": up, "type": _JSON},
            *via_links(_sources(instrument)),
        ],
    }


def _sources(instrument: Instrument) -> list[Source]:
    return [*instrument.source, *(source for measure in instrument.measures for source in measure.source)]


def _summaries(instrument: Instrument, missions: Sequence[Mission]) -> dict[str, Any]:
    """Sets of values; a set that would be empty is left out."""
    radar = instrument.kind == RADAR
    modes = instrument.modes
    sides = {side for mode in modes for side in (("left", "right") if mode.side == "both" else (mode.side,)) if side}
    found: dict[str, list[Any]] = {
        "platform": [mission.name for mission in missions],
        "constellation": [mission.name for mission in missions if mission.satellites > 1],
        "instruments": [instrument.name],
        "gsd": sorted({mode.resolution_m for mode in modes}),
        "sar:instrument_mode": [mode.name for mode in modes] if radar else [],
        "sar:frequency_band": [instrument.band] if radar and instrument.band else [],
        "sar:observation_direction": sorted(sides) if radar else [],
        "sat:platform_international_designator": [mission.cospar for mission in missions if mission.cospar],
        "sat:orbit_state": ["geostationary"] if all(m.orbit.kind == "geostationary" for m in missions) else [],
        "commonsky:data_policy": [instrument.data_policy],
    }
    return {key: values for key, values in found.items() if values}


def _interval(missions: Sequence[Mission]) -> list[str | None]:
    """From the first launch to the last end; open while one has no end; of the planned by the first day named."""
    ends = [mission.end_date for mission in missions]
    last = None if None in ends else max(end for end in ends if end is not None)
    launched = [mission for mission in missions if mission.status != "planned"] or missions
    return [_moment(min(mission.launch_date for mission in launched)), _moment(last) if last else None]


def _boxes(instrument: Instrument, missions: Sequence[Mission]) -> list[list[float]]:
    """The box of all, and where it is made of several apart in longitude, each of them after it.

    Several are cut at the antimeridian, and a box of all that would cross it goes all the way round: a reader that compares edges then
    finds every box within the first.
    """
    parts = list(dict.fromkeys(_joined([box_of(mode, mission.orbit) for mode in instrument.modes]) for mission in missions))
    whole, shown = _joined(parts), []
    if len(parts) > 1 and any(part[:3:2] != (-180.0, 180.0) for part in parts):
        shown = [half for part in parts for half in _cut(part)]
        whole = whole if whole[0] <= whole[2] else (-180.0, whole[1], 180.0, whole[3])
    return [[round(edge, 2) for edge in box] for box in (whole, *shown)]


def _cut(box: Box) -> list[Box]:
    """A box in one part, or in two where it crosses the antimeridian.

    >>> _cut((170.0, -5.0, -160.0, 5.0))
    [(170.0, -5.0, 180.0, 5.0), (-180.0, -5.0, -160.0, 5.0)]
    """
    west, south, east, north = box
    return [box] if west <= east else [(west, south, 180.0, north), (-180.0, south, east, north)]


def box_of(mode: Mode, orbit: Orbit) -> Box:
    """What a mode can see from an orbit, degrees.

    >>> from commonsky.catalogue.load import packaged_catalogue
    >>> found = packaged_catalogue()
    >>> [round(edge) for edge in box_of(found.instruments["MSI"].modes[0], found.missions["Sentinel-2A"].orbit)]
    [-180, -83, 180, 83]
    """
    if mode.bounds_deg is not None:
        return mode.bounds_deg
    if mode.max_latitude_deg is not None:
        return (-180.0, -mode.max_latitude_deg, 180.0, mode.max_latitude_deg)
    if orbit.kind == "eccentric" or mode.geometry == "occultation":
        return WORLD
    reach = _reach_deg(mode, orbit.altitude_km)
    if orbit.kind == "geostationary" and orbit.longitude_deg is not None:
        return (_turned(orbit.longitude_deg - reach), -reach, _turned(orbit.longitude_deg + reach), reach)
    north = min(90.0, min(orbit.inclination_deg, 180.0 - orbit.inclination_deg) + reach)
    return (-180.0, -north, 180.0, north)


def _reach_deg(mode: Mode, altitude_km: float) -> float:
    """How far from the point below the satellite the mode sees, degrees at the Earth's centre."""
    look = max(abs(angle) for angle in (mode.look_min_deg or 0.0, mode.look_max_deg or 0.0, mode.roll_max_deg or 0.0))
    zenith = max(mode.max_zenith_deg or 0.0, mode.incidence_max_deg or 0.0)
    half_swath = degrees((mode.swath_km or 0.0) / 2.0 / EARTH_KM)
    tilted = zenith - degrees(asin(EARTH_KM / (EARTH_KM + altitude_km) * sin(radians(zenith)))) if zenith else _seen_deg(look, altitude_km)
    return max(half_swath, tilted + (half_swath if mode.geometry == "agile" else 0.0))


def _seen_deg(look_deg: float, altitude_km: float) -> float:
    """Angle at the Earth's centre of what is seen at an angle from the nadir; up to the horizon where it looks past it.

    >>> round(_seen_deg(45.0, 700.0), 1), round(_seen_deg(80.0, 700.0), 1)
    (6.7, 25.7)
    """
    sine = (EARTH_KM + altitude_km) / EARTH_KM * sin(radians(look_deg))
    if sine >= 1.0:
        return 90.0 - degrees(asin(EARTH_KM / (EARTH_KM + altitude_km)))
    return degrees(asin(sine)) - look_deg


def _joined(boxes: Sequence[Box]) -> Box:
    """The narrowest box around boxes, over the antimeridian where that is narrower."""
    south, north = min(box[1] for box in boxes), max(box[3] for box in boxes)
    widths = [box[2] - box[0] if box[2] >= box[0] else box[2] - box[0] + 360.0 for box in boxes]
    spans = [(max((box[0] - start[0]) % 360.0 + width for box, width in zip(boxes, widths, strict=True)), start[0]) for start in boxes]
    span, west = min(spans)
    return (-180.0, south, 180.0, north) if span >= 360.0 else (west, south, _turned(west + span), north)


def _turned(longitude_deg: float) -> float:
    """A longitude within -180 to 180 degrees.

    >>> _turned(217.5)
    -142.5
    """
    return (longitude_deg + 180.0) % 360.0 - 180.0


def _moment(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"
