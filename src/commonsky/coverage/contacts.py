"""Contact windows: when a satellite is in sight of the ground stations and relay satellites that bring its data down.

Facts: the geodetic elevation of a satellite at a site of height 0 on WGS84; a straight line between two satellites that the ellipsoid does
not cut. Leaves out refraction (it lifts a satellite at 5 degrees by about 0.2), the terrain around a station (its mask is one angle),
antennas that are busy with another satellite, the volume that a contact can bring down, and where a relay's antenna can point.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from commonsky.core.errors import InvalidInputError
from commonsky.core.places import EQUATOR_KM, POLE_KM, earth_fixed_km, up_vectors
from commonsky.coverage.kernels.elevation import find_spells
from commonsky.orbits.nominal import geostationary_position_km

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from commonsky.core.places import Place
    from commonsky.orbits.propagation import Track

#: Elevation from which a station receives where its own is not known, degrees: our assumption, and the usual one of link budgets.
MIN_ELEVATION_DEG = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class GroundStation:
    """A ground station: its name, its place at height 0, and the elevation from which it receives, degrees."""

    name: str
    place: Place
    min_elevation_deg: float = MIN_ELEVATION_DEG

    def __post_init__(self) -> None:
        """Refuse an elevation that no satellite passes."""
        if not 0 <= self.min_elevation_deg < 90:
            raise InvalidInputError(
                f"station {self.name}: least elevation {self.min_elevation_deg:g} is out of range; give 0 to under 90 degrees"
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Relay:
    """A geostationary relay satellite: its name and the longitude over which it stands, degrees east."""

    name: str
    longitude_deg: float

    def __post_init__(self) -> None:
        """Refuse a longitude that is none."""
        if not -180 <= self.longitude_deg <= 360:
            raise InvalidInputError(f"relay {self.name}: longitude {self.longitude_deg:g} is out of range; give -180 to 360 degrees east")


Way = GroundStation | Relay


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Contacts:
    """Contacts of one satellite in order of start.

    Args:
        way: (n,), position in `ways`.
        start_s, end_s: (n,), seconds since 2000-01-01T00:00Z; cut at the window.
        peak_deg: (n,), greatest elevation; NaN for a relay.
        ways: the stations and relays looked for, those never met too.
    """

    way: NDArray[np.int64]
    start_s: NDArray[np.float64]
    end_s: NDArray[np.float64]
    peak_deg: NDArray[np.float64]
    ways: tuple[Way, ...]

    def __len__(self) -> int:
        return len(self.start_s)


def find_contacts(track: Track, ways: Sequence[Way]) -> Contacts:
    """Contacts of a satellite with stations and relays, exact to 0.1 s against its own track.

    Args:
        track: the satellite's track over the window, 60 s between nodes or less.
        ways: stations and relays, no name twice.

    Raises:
        InvalidInputError: if a name stands twice.
    """
    names = [way.name for way in ways]
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise InvalidInputError(f"{twice} stands twice among the stations and relays; give each a name of its own")
    stations = [n for n, way in enumerate(ways) if isinstance(way, GroundStation)]
    relays = [n for n, way in enumerate(ways) if isinstance(way, Relay)]
    over = _over_stations(track, [way for way in ways if isinstance(way, GroundStation)])
    beyond = _over_relays(track, [way for way in ways if isinstance(way, Relay)])
    way, start, end, peak = (
        np.concatenate(pair)
        for pair in zip(
            (np.array(stations, np.int64)[over[0]], *over[1:]), (np.array(relays, np.int64)[beyond[0]], *beyond[1:]), strict=True
        )
    )
    order = np.lexsort((way, start))
    return Contacts(way=way[order], start_s=start[order], end_s=end[order], peak_deg=peak[order], ways=tuple(ways))


_Found = tuple["NDArray[np.int64]", "NDArray[np.float64]", "NDArray[np.float64]", "NDArray[np.float64]"]


def _over_stations(track: Track, stations: Sequence[GroundStation]) -> _Found:
    """Station number, start, end and greatest elevation of each contact."""
    lat = np.array([s.place.lat_deg for s in stations])
    lon = np.array([s.place.lon_deg for s in stations])
    site, up = earth_fixed_km(lat, lon), up_vectors(lat, lon)
    least = np.sin(np.radians([s.min_elevation_deg for s in stations]))

    def margin(way: NDArray[np.int64], position: NDArray[np.float64]) -> NDArray[np.float64]:
        sight = position - site[way]
        sine = np.einsum("ij,ij->i", sight, up[way]) / np.sqrt(np.einsum("ij,ij->i", sight, sight))
        return np.asarray(sine - least[way])

    found = find_spells(track, margin, len(stations))
    peak = np.degrees(np.arcsin(np.clip(found.peak + least[found.way], -1.0, 1.0)))
    return found.way, track.start_s + found.start_s, track.start_s + found.end_s, peak


def _over_relays(track: Track, relays: Sequence[Relay]) -> _Found:
    """Relay number, start and end of each contact; there is no elevation.

    The ellipsoid is made a sphere by stretching its axis; the line of sight is free where its nearest point to the centre lies outside.
    """
    stretch = np.array([1.0, 1.0, EQUATOR_KM / POLE_KM])
    stands = np.array([geostationary_position_km(r.longitude_deg) for r in relays]).reshape(-1, 3) * stretch

    def margin(way: NDArray[np.int64], position: NDArray[np.float64]) -> NDArray[np.float64]:
        """How far each line of sight passes above the stretched Earth, km."""
        here = position * stretch
        line = stands[way] - here
        along = -np.einsum("ij,ij->i", here, line) / np.einsum("ij,ij->i", line, line)
        nearest = here + np.clip(along, 0.0, 1.0)[:, None] * line
        return np.asarray(np.sqrt(np.einsum("ij,ij->i", nearest, nearest)) - EQUATOR_KM)

    found = find_spells(track, margin, len(relays))
    return found.way, track.start_s + found.start_s, track.start_s + found.end_s, np.full(len(found.way), np.nan)
