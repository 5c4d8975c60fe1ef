"""Ground tracks and footprints as values, and as GeoJSON. Facts: RFC 7946; workflows.tracks makes them. Leaves out how they are drawn."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from commonsky.core.time import EPOCH, iso
from commonsky.coverage.tracks import cut_line

if TYPE_CHECKING:
    from commonsky.world.countries import Country

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Footprint:
    """What one instrument sweeps or sees.

    Args:
        instrument, mode, geometry: as the catalogue names them; the mode that is used most.
        swath_km, incidence_deg, cycle_min: its figures, None where it has none.
        rings: polygons within [-180, 180], (n, 2) each, longitude first, closed; not where a mode that works by day has no light.
        light: in which the mode works: ``day``, ``any`` or ``night``.
    """

    instrument: str
    mode: str
    geometry: str
    swath_km: float | None
    incidence_deg: tuple[float, float] | None
    cycle_min: float | None
    rings: tuple[Floats, ...]
    light: str = "any"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TrackLine:
    """One satellite.

    Args:
        name: of the mission or the element set.
        basis: where its positions come from.
        known: whether its place along the orbit is known on the date.
        time_s, lon_deg, lat_deg: (n,), the points below it, seconds since 2000-01-01T00:00Z, degrees; empty where it stands still.
        footprints: of its instruments.
        station_deg: longitude over which it stands; None: it moves.
        undrawn: instruments aboard that have no footprint to draw.
        refused: whether an instrument on it may be among the rows of the user's that were refused.
    """

    name: str
    basis: str
    known: bool
    time_s: Floats
    lon_deg: Floats
    lat_deg: Floats
    footprints: tuple[Footprint, ...] = ()
    station_deg: float | None = None
    undrawn: tuple[str, ...] = ()
    refused: bool = False

    @property
    def pieces(self) -> list[Floats]:
        """The track cut at the antimeridian, (n, 2) each, longitude first."""
        return cut_line(self.lon_deg, self.lat_deg) if len(self.lon_deg) else []

    def moment(self, index: int) -> datetime:
        """When it is at a point of its track."""
        return EPOCH.astimezone(UTC) + timedelta(seconds=round(float(self.time_s[index])))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TrackSheet:
    """Satellites over a window.

    Args:
        start_utc, end_utc: the window.
        lines: the satellites.
        country: that the map is of; None: the world.
        notes: what was refused or assumed, a line each.
    """

    start_utc: datetime
    end_utc: datetime
    lines: tuple[TrackLine, ...]
    country: Country | None
    notes: tuple[str, ...]


def tracks_geojson(sheet: TrackSheet) -> str:
    """A feature for each track, station and footprint; lines and polygons are cut at the antimeridian (RFC 7946, 3.1.9)."""
    features: list[dict[str, Any]] = []
    for line in sheet.lines:
        about = {"satellite": line.name, "basis": line.basis, "place_along_orbit_known": line.known}
        if line.station_deg is not None:
            features.append(_feature({"type": "Point", "coordinates": [line.station_deg, 0.0]}, about | {"what": "station"}))
        if line.pieces:
            window = {"start_utc": iso(sheet.start_utc), "end_utc": iso(sheet.end_utc)}
            lines = {"type": "MultiLineString", "coordinates": [_rounded(p) for p in line.pieces]}
            features.append(_feature(lines, about | {"what": "ground track"} | window))
        for mark in line.footprints:
            seen: dict[str, Any] = {"what": "footprint", "instrument": mark.instrument, "mode": mark.mode, "geometry": mark.geometry}
            seen["light"] = mark.light
            seen |= {"swath_km": mark.swath_km, "incidence_deg": mark.incidence_deg, "cycle_min": mark.cycle_min}
            polygons = {"type": "MultiPolygon", "coordinates": [[_rounded(_counterclockwise(ring))] for ring in mark.rings]}
            features.append(_feature(polygons, about | seen))
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False) + "\n"


def _feature(geometry: dict[str, Any], properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def _rounded(points: Floats) -> list[list[float]]:
    """Points to a hundredth of a kilometre."""
    return [[round(float(x), 4), round(float(y), 4)] for x, y in points]


def _counterclockwise(ring: Floats) -> Floats:
    """A ring in the sense that RFC 7946, 3.1.6, asks of an outer one."""
    x, y = ring[:, 0], ring[:, 1]
    return ring if float(np.sum(x[:-1] * y[1:] - x[1:] * y[:-1])) > 0 else ring[::-1]
