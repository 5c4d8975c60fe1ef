"""Telecom systems from the ground: how often a satellite is in view, how high, and the least time that light takes through it.

Facts: the shells of the catalogue's rows. A satellite over the equator stands where its row has it. Others move in Walker's pattern of the
published number of satellites and planes; where along it they are today is not published, so their figures are statistics over the
window, of evenly spaced times, and mean nothing for a given hour. Where a shell's longitudes, inclination or planes are not published,
it is left out and said; nothing is guessed.

The latency is one way, user to satellite to ground, with the ground station as far from the satellite as the user: a lower bound. Links
between satellites, messages that are stored until a station comes in view, processing and the network behind the station add to it.
Leaves out rain, beams, capacity, licences and prices: in view is not in service.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from commonsky.core.errors import InvalidInputError
from commonsky.core.places import EQUATOR_KM, earth_fixed_km, up_vectors
from commonsky.core.time import seconds_since_epoch
from commonsky.coverage.shells import STANDING, missing_geometry, positions_km, satellites_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import datetime

    from numpy.typing import NDArray

    from commonsky.catalogue.systems import Shell, Telecom
    from commonsky.coverage.shells import ShellSatellite

#: Elevation from which a terminal works where the system's row has none, degrees: our assumption, that of the QZSS warning service too.
MIN_ELEVATION_DEG = 10.0
LIGHT_KM_S = 299792.458
#: Positions of satellites that are computed for a system: large ones are looked at less often, since one is near at any time.
POSITIONS = 200_000
FEWEST, MOST_TIMES = 144, 480
#: Systems of which more satellites serve than their rows have, as the rows' notes say: what is in view is in view, what is not may be.
PARTLY_ENTERED = frozenset({"Argos / Kinéis", "EDRS", "EUMETCast", "INSAT DRT", "Inmarsat L-band", "Meteosat DCS", "Starlink"})
#: How much farther than on the sphere a satellite is looked for, degrees: the ellipsoid's flattening tilts the horizon by 0.2 at most.
MARGIN_DEG = 1.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TelecomService:
    """What a system offers by geometry to n places.

    Args:
        system, kind: as in the catalogue's row.
        known: whether its geometry is published; if not, figures are NaN.
        complete: whether all its satellites are counted; if not, figures are the least there is, and out of view proves nothing.
        why: why it is not known or not complete; empty: nothing.
        in_view: (n,), share of the time at which at least one satellite stands high enough.
        satellites: (n,), mean number of those.
        elevation_deg: (n,), greatest elevation of any of them; NaN where there never is one.
        latency_min_ms, latency_median_ms: (n,), one way by the nearest of them, least and median over the time in view; NaN likewise.
        published_latency_s: what its row has, processing and all; None: not published.
        min_elevation_deg: what counts as high enough, the horizon aside.
        moving: whether satellites come and go, so that figures are statistics over the window.
        times: how many times were looked at.
    """

    system: str
    kind: str
    known: bool
    complete: bool
    why: str = ""
    in_view: NDArray[np.float64]
    satellites: NDArray[np.float64]
    elevation_deg: NDArray[np.float64]
    latency_min_ms: NDArray[np.float64]
    latency_median_ms: NDArray[np.float64]
    published_latency_s: float | None
    min_elevation_deg: float
    moving: bool
    times: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sites:
    """Places on the ellipsoid with their own directions, each (n, 3), Earth-fixed, and their horizon.

    Args:
        position_km: where they are.
        up, east, north: unit vectors.
        horizon_deg: (n, sectors), elevation of the horizon by azimuth, clockwise in even sectors that begin at north; None: flat.
    """

    position_km: NDArray[np.float64]
    up: NDArray[np.float64]
    east: NDArray[np.float64]
    north: NDArray[np.float64]
    horizon_deg: NDArray[np.float64] | None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class View:
    """What n places see of some satellites over t times: (n,) each, but `slant_km` (t, n), infinite where none is in view."""

    satellites: NDArray[np.float64]
    elevation_deg: NDArray[np.float64]
    slant_km: NDArray[np.float32]


def telecom_service(
    rows: Iterable[Telecom],
    lat_deg: NDArray[np.float64],
    lon_deg: NDArray[np.float64],
    start: datetime,
    hours: float,
    *,
    horizon_deg: NDArray[np.float64] | None = None,
    min_elevation_deg: float = MIN_ELEVATION_DEG,
    lost: Collection[str] = frozenset(),
) -> tuple[TelecomService, ...]:
    """What each system offers by geometry, in the order of the rows.

    Args:
        rows: of the catalogue.
        lat_deg, lon_deg: (n,), places at height 0.
        start: first instant of the window, aware UTC.
        hours: length of the window; a day is a good choice.
        horizon_deg: (n, sectors), elevation of the horizon by azimuth from north, clockwise; None: flat.
        min_elevation_deg: from which a terminal works where its row does not say.
        lost: names of systems that are lost: they are never in view.

    Raises:
        InvalidInputError: if the elevation, the window or the horizon makes no sense.
    """
    if not 0 <= min_elevation_deg < 90:
        raise InvalidInputError(f"least elevation {min_elevation_deg:g} is out of range; give 0 to under 90 degrees")
    if not 0 < hours <= 24 * 31:
        raise InvalidInputError(f"a window of {hours:g} hours is out of range; give more than 0 and at most {24 * 31}")
    sites = sites_at(lat_deg, lon_deg, horizon_deg)
    return tuple(_service(row, sites, start, hours, row.min_elevation_deg or min_elevation_deg, row.name in lost) for row in rows)


def sites_at(lat_deg: NDArray[np.float64], lon_deg: NDArray[np.float64], horizon_deg: NDArray[np.float64] | None = None) -> Sites:
    """Places with their directions.

    Args:
        lat_deg, lon_deg: (n,), degrees.
        horizon_deg: (n, sectors), or None.

    Raises:
        InvalidInputError: if the horizon is not given for each place.
    """
    lat, lon = np.asarray(lat_deg, float), np.asarray(lon_deg, float)
    if horizon_deg is not None and (horizon_deg.ndim != 2 or len(horizon_deg) != len(lat)):
        raise InvalidInputError(f"a horizon of shape {horizon_deg.shape} does not fit {len(lat)} places; give a row of sectors for each")
    up, turn = up_vectors(lat, lon), np.radians(lon)
    east = np.stack([-np.sin(turn), np.cos(turn), np.zeros(len(lat))], axis=1)
    return Sites(position_km=earth_fixed_km(lat, lon), up=up, east=east, north=np.cross(up, east), horizon_deg=horizon_deg)


def footprint_radius_deg(altitude_km: float, elevation_deg: float) -> float:
    """Angle at the Earth's centre from below a satellite to where it stands at an elevation, on the sphere of the equator's radius.

    >>> round(footprint_radius_deg(35786.0, 0.0), 1), round(footprint_radius_deg(780.0, 10.0), 1)
    (81.3, 18.7)
    """
    least = np.radians(elevation_deg)
    return float(np.degrees(np.arccos(np.cos(least) * EQUATOR_KM / (EQUATOR_KM + altitude_km)) - least))


def placeable(shells: Sequence[Shell]) -> tuple[tuple[Shell, ...], str]:
    """Shells whose satellites can be placed, and why the others cannot; empty where all can."""
    if not shells:
        return (), "no orbit is published in its row"
    reasons = {position: _missing(shell) for position, shell in enumerate(shells)}
    usable = tuple(shell for position, shell in enumerate(shells) if not reasons[position])
    said = dict.fromkeys(f"{_called(shell)}: {reasons[position]}" for position, shell in enumerate(shells) if reasons[position])
    return usable, f"{'left out: ' if usable and said else ''}{'; '.join(said)}"


def view_of(satellites: Sequence[ShellSatellite], sites: Sites, times_s: NDArray[np.float64], least_deg: float) -> View:
    """What places see of satellites.

    Args:
        satellites: (m,).
        sites: (n,).
        times_s: (t,), seconds since 2000-01-01T00:00Z.
        least_deg: elevation from which a satellite counts, where the horizon is not higher.
    """
    places = positions_km(satellites, times_s)
    count, sine = np.zeros(len(sites.up)), np.full(len(sites.up), -np.inf)
    slant = np.full((len(places), len(sites.up)), np.inf, np.float32)
    near = _near(places, sites, least_deg)
    for k, position in enumerate(places):
        site, rise, away = _sight(position[near[k]], sites, least_deg)
        if len(site):
            count += np.bincount(site, minlength=len(count))
            first = np.flatnonzero(np.diff(site, prepend=-1))
            here = site[first]
            sine[here] = np.maximum(sine[here], np.maximum.reduceat(rise, first))
            slant[k, here] = np.minimum.reduceat(away, first)
    elevation = np.where(np.isfinite(sine), np.degrees(np.arcsin(np.clip(sine, -1.0, 1.0))), np.nan)
    return View(satellites=count / max(len(places), 1), elevation_deg=elevation, slant_km=slant)


def _missing(shell: Shell) -> str:
    """Why a shell's satellites cannot be placed without a guess; empty where they can."""
    if why := missing_geometry(shell):
        return why
    pattern_known = shell.kind in STANDING or shell.kind == "geosynchronous" or shell.planes is not None
    return "" if pattern_known else "the number of its planes is not published"


def _called(shell: Shell) -> str:
    return f"shell {shell.name}" if shell.name else f"{shell.kind} shell"


def _service(row: Telecom, sites: Sites, start: datetime, hours: float, least_deg: float, lost: bool) -> TelecomService:
    usable, why = placeable(row.shells)
    if row.status == "ended":
        usable, why = (), "its service ended"
    elif usable and not why and row.name in PARTLY_ENTERED:
        why = "more of its satellites serve than its row has"
    moving = any(shell.kind not in STANDING for shell in usable)
    satellites = [one for shell in usable for one in satellites_of(row.name, shell, start)]
    times = np.zeros(0) if lost else _times(len(satellites), start, hours, moving)
    shape = len(sites.up)
    if usable and not lost:
        view = view_of(satellites, sites, times, least_deg)
    else:
        blank = np.full(shape, 0.0 if usable else np.nan)
        view = View(satellites=blank, elevation_deg=np.full(shape, np.nan), slant_km=np.zeros((0, shape), np.float32))
    least_ms, median_ms = _latency_ms(view.slant_km)
    in_view = np.isfinite(view.slant_km).mean(axis=0) if len(view.slant_km) else view.satellites
    return TelecomService(
        system=row.name,
        kind=row.kind,
        known=bool(usable),
        complete=bool(usable) and not why,
        why="lost" if lost else why,
        in_view=in_view,
        satellites=view.satellites,
        elevation_deg=view.elevation_deg,
        latency_min_ms=least_ms,
        latency_median_ms=median_ms,
        published_latency_s=row.latency_s,
        min_elevation_deg=least_deg,
        moving=moving,
        times=len(times),
    )


def _times(satellites: int, start: datetime, hours: float, moving: bool) -> NDArray[np.float64]:
    """Even times of the window at which satellites are looked at, in the middle of their steps; one where none moves."""
    begin = seconds_since_epoch(start)
    if not moving:
        return np.array([begin])
    count = int(np.clip(POSITIONS // max(satellites, 1), FEWEST, MOST_TIMES))
    return np.asarray(begin + (np.arange(count) + 0.5) * hours * 3600.0 / count)


def _latency_ms(slant_km: NDArray[np.float32]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Least and median one-way latency over the times in view, (n,), NaN where there are none; up and down are two slant ranges."""
    if not len(slant_km):
        empty = np.full(slant_km.shape[1], np.nan)
        return empty, empty
    ordered = np.sort(slant_km, axis=0).astype(float)
    seen = np.isfinite(ordered).sum(axis=0)
    places = np.arange(ordered.shape[1])
    middle = 0.5 * (ordered[np.maximum(seen - 1, 0) // 2, places] + ordered[np.minimum(seen // 2, len(ordered) - 1) * (seen > 0), places])
    scale = 2.0 / LIGHT_KM_S * 1000.0
    return np.where(seen > 0, ordered[0], np.nan) * scale, np.where(seen > 0, middle, np.nan) * scale


def _reach(radius_km: NDArray[np.float64], least_deg: float) -> NDArray[np.float64]:
    """Angle at the Earth's centre, rad, beyond which no place has a satellite of these distances from the centre in view."""
    least = np.radians(least_deg)
    inside = np.clip(np.cos(least) * EQUATOR_KM / radius_km, -1.0, 1.0)
    return np.asarray(np.arccos(inside) - least + np.radians(MARGIN_DEG))


def _near(places: NDArray[np.float64], sites: Sites, least_deg: float) -> NDArray[np.bool_]:
    """Satellites that any of the sites can have in view at a time, (t, m), and perhaps a few more: a cap about the sites tells."""
    middle = sites.up.sum(axis=0)
    length = float(np.linalg.norm(middle))
    radius = np.linalg.norm(places, axis=2)
    if length < 1e-6 * len(sites.up):
        return np.ones(radius.shape, bool)
    middle /= length
    cap = float(np.arccos(np.clip((sites.up @ middle).min(), -1.0, 1.0)))
    angle = np.arccos(np.clip(places @ middle / radius, -1.0, 1.0))
    return np.asarray(angle <= cap + _reach(radius, least_deg))


def _sight(
    satellites_km: NDArray[np.float64], sites: Sites, least_deg: float
) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
    """Each satellite in view of each site, in order of the sites: number of the site, sine of the elevation, slant range, km."""
    radius = np.linalg.norm(satellites_km, axis=1)
    toward = (satellites_km / radius[:, None]).astype(np.float32)
    nearest = np.cos(np.minimum(_reach(radius, least_deg), np.pi)).astype(np.float32)
    site, satellite = np.nonzero(sites.up.astype(np.float32) @ toward.T >= nearest)
    sight = satellites_km[satellite] - sites.position_km[site]
    slant = np.sqrt(np.einsum("ij,ij->i", sight, sight))
    sine = np.einsum("ij,ij->i", sight, sites.up[site]) / slant
    seen = sine >= np.sin(np.radians(least_deg))
    if sites.horizon_deg is not None:
        hidden = np.flatnonzero(seen & (sites.horizon_deg.max(axis=1) > least_deg)[site])  # elsewhere the horizon hides nothing more
        seen[hidden] = sine[hidden] >= _horizon_sine(sites, sites.horizon_deg, site[hidden], sight[hidden])
    return site[seen], sine[seen], slant[seen]


def _horizon_sine(
    sites: Sites, horizon_deg: NDArray[np.float64], site: NDArray[np.int64], sight: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Sine of the horizon's elevation at each site along a line of sight."""
    east, north = (np.einsum("ij,ij->i", sight, way[site]) for way in (sites.east, sites.north))
    sectors = horizon_deg.shape[1]
    sector = np.floor(np.degrees(np.arctan2(east, north)) % 360.0 * sectors / 360.0).astype(np.int64) % sectors
    return np.asarray(np.sin(np.radians(horizon_deg[site, sector])))
