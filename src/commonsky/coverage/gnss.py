"""Positions by satellite navigation: who is in view over the land, how well the geometry holds, how long it fails. Facts: see below.

A position counts where its dilution of precision is at most 6, as in the GPS performance standard (SPS PS, section 3), with one clock
unknown for each system in use, as receivers solve it: Galileo, BeiDou and the rest keep times of their own. Satellites that only augment
others (WAAS, EGNOS and the like) are counted in view and not used to range. Names of satellites in element sets: CelesTrak's.

Leaves out signals (power, multipath, the ionosphere, jamming), receivers that take one system only, and which satellites are set unhealthy.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from commonsky.core.errors import InvalidInputError, UnknownNameError
from commonsky.core.places import earth_fixed_km, up_vectors
from commonsky.coverage.kernels.gnss import serve, shares_in_sight
from commonsky.coverage.shells import ShellSatellite, missing_geometry, positions_km, satellites_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from numpy.typing import NDArray

    from commonsky.catalogue.systems import Navigation
    from commonsky.core.elements import Elements

    Floats = NDArray[np.float64]

PDOP_LIMIT = 6.0
FLYING = frozenset({"operational", "extended", "commissioning"})
#: Which system an element set is of: words of its name, and its revolutions a day.
WORDS: dict[str, tuple[str, tuple[tuple[float, float], ...]]] = {
    "GPS": (r"\bGPS\b|\bNAVSTAR\b", ((1.9, 2.1),)),
    "Galileo": (r"\bGALILEO\b|\bGSAT0[12]\d\d\b", ((1.6, 1.8),)),
    "GLONASS": (r"\bGLONASS\b|\bCOSMOS\b", ((2.1, 2.16),)),
    "BeiDou-3": (r"\bBEIDOU\b", ((0.95, 1.05), (1.8, 1.92))),
    "QZSS": (r"\bQZS\b|\bMICHIBIKI\b", ((0.95, 1.05),)),
    "NavIC": (r"\bIRNSS\b|\bNVS\b", ((0.95, 1.05),)),
}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class NavigationService:
    """What some systems together give at some places over a window.

    Args:
        systems: that are used.
        available: (n,), share of times with a position whose PDOP is at most 6.
        in_view: (n,), mean number of satellites above the mask.
        pdop_median, pdop_p95: (n,), over the times, by nearest rank; infinite where there is no position then.
        hdop_median, vdop_median: (n,), likewise.
        longest_outage_s: (n,), longest run of times without such a position, each time standing for one step.
        sbas_names: (k,), satellites that augment, as ``EGNOS/5E``.
        sbas: (n, k), share of times that each stands above the mask.
    """

    systems: tuple[str, ...]
    available: Floats
    in_view: Floats
    pdop_median: Floats
    pdop_p95: Floats
    hdop_median: Floats
    vdop_median: Floats
    longest_outage_s: Floats
    sbas_names: tuple[str, ...]
    sbas: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Dilution:
    """How errors of ranges become errors of position and time at one place and time; infinite without a position.

    `tdop` is that of the clock that is known best, and gdop² = pdop² + tdop²; with one system these are the usual ones.
    """

    gdop: float
    pdop: float
    hdop: float
    vdop: float
    tdop: float


def navigation_satellites(rows: Iterable[Navigation], start: datetime, *, given: Sequence[Elements] = ()) -> tuple[ShellSatellite, ...]:
    """The satellites of some systems: where their slots are, or as element sets have them.

    A system with element sets among those given is taken from them alone. Of a system of which fewer work than have slots, that many are
    taken, evenly, since which ones work is not known.

    Args:
        rows: of the catalogue; those that do not fly yet or any more are passed over.
        start: of the window, UTC.
        given: element sets, matched to systems by name and revolutions a day.
    """
    found: list[ShellSatellite] = []
    for row in rows:
        own = [one for one in given if system_of(one) == row.name]
        if row.status not in FLYING and not own:
            continue
        placed = _given(row, own) if own else _nominal(row, start)
        found += [replace(one, augments=row.kind == "augmentation") for one in placed]
    return tuple(found)


def system_of(elements: Elements) -> str:
    """The system that an element set is of, by its name and its revolutions a day; empty for others."""
    name = elements.name.upper().replace("-", " ")
    for system, (words, spans) in WORDS.items():
        if re.search(words, name) and any(low <= elements.mean_motion_rev_day <= high for low, high in spans):
            return system
    return ""


def navigation_service(
    satellites: Sequence[ShellSatellite],
    lat_deg: Floats,
    lon_deg: Floats,
    horizon_deg: Floats,
    times_s: Floats,
    *,
    lost: frozenset[str] = frozenset(),
    systems: tuple[str, ...] | None = None,
) -> NavigationService:
    """What some systems give together.

    Args:
        satellites: as `navigation_satellites` gives them.
        lat_deg, lon_deg: (n,), places.
        horizon_deg: (n, k), mask by sector from north through east, as `coverage.horizon` gives it.
        times_s: (t,), even, seconds since 2000-01-01T00:00Z.
        lost: systems, or satellites as ``GPS/A1``, that do not work.
        systems: that are used; None: all.

    Raises:
        InvalidInputError: if there are no times, or the mask does not fit the places.
        UnknownNameError: if a system has no satellite here.
    """
    left = working(satellites, lost)
    known = _systems(satellites)
    chosen = known if systems is None else systems
    for name in chosen:
        if name not in known:
            raise UnknownNameError("navigation system", name, known)
    return navigation_services(left, lat_deg, lon_deg, horizon_deg, times_s, choices=(tuple(chosen),))[0]


def navigation_services(
    satellites: Sequence[ShellSatellite],
    lat_deg: Floats,
    lon_deg: Floats,
    horizon_deg: Floats,
    times_s: Floats,
    *,
    choices: Sequence[tuple[str, ...]],
) -> tuple[NavigationService, ...]:
    """What each of several choices of systems gives, at the price of one; arguments as for `navigation_service`."""
    horizon, times = np.asarray(horizon_deg, float), np.asarray(times_s, float)
    if not len(times) or horizon.shape[:1] != np.shape(lat_deg):
        raise InvalidInputError(
            f"{len(times)} times and a mask of {len(horizon)} places for {len(lat_deg)}; give at least one, and one for each"
        )
    ranging, helping = ([one for one in satellites if one.augments is augments] for augments in (False, True))
    names = _systems(ranging)
    number = np.array([names.index(one.system) for one in ranging], np.int64)
    uses = np.array([[name in choice for name in names] for choice in choices], bool).reshape(len(choices), len(names))
    sky = (earth_fixed_km(lat_deg, lon_deg), _axes(lat_deg, lon_deg), np.sin(np.radians(horizon)))
    figures = serve(positions_km(ranging, times), number, *sky, uses, PDOP_LIMIT)
    seen = shares_in_sight(positions_km(helping, times), *sky)
    step_s = float(times[1] - times[0]) if len(times) > 1 else 0.0
    figures[:, :, 6] *= step_s
    sbas_names = tuple(one.full_name for one in helping)
    return tuple(
        NavigationService(
            systems=choice,
            available=figures[k, :, 0],
            in_view=figures[k, :, 1],
            pdop_median=figures[k, :, 2],
            pdop_p95=figures[k, :, 3],
            hdop_median=figures[k, :, 4],
            vdop_median=figures[k, :, 5],
            longest_outage_s=figures[k, :, 6],
            sbas_names=sbas_names,
            sbas=seen,
        )
        for k, choice in enumerate(choices)
    )


def working(satellites: Sequence[ShellSatellite], lost: frozenset[str]) -> tuple[ShellSatellite, ...]:
    """The satellites that are left when some systems, or single satellites as ``GPS/A1``, are lost."""
    return tuple(one for one in satellites if one.system not in lost and one.full_name not in lost)


def named(asked: Iterable[str], satellites: Sequence[ShellSatellite]) -> tuple[str, ...]:
    """Systems and satellites by their full names; a system by its beginning too, in any case.

    Raises:
        UnknownNameError: if nothing is called so.
    """
    systems = tuple(dict.fromkeys(one.system for one in satellites))
    single = {one.full_name.casefold(): one.full_name for one in satellites}
    found = []
    for name in asked:
        plain = name.strip().casefold()
        fitting = [s for s in systems if s.casefold() == plain] or [s for s in systems if plain and s.casefold().startswith(plain)]
        if plain in single:
            found.append(single[plain])
        elif len(fitting) == 1:
            found.append(fitting[0])
        else:
            known = [n for n in single.values() if n.startswith(f"{name.partition('/')[0]}/")] if "/" in name else systems
            raise UnknownNameError("navigation system or satellite", name, known or systems)
    return tuple(dict.fromkeys(found))


def dilution(directions: Floats, systems: Sequence[str]) -> Dilution:
    """Dilution of precision of one geometry, by the whole normal matrix: three of position and a clock for each system.

    Args:
        directions: (n, 3), unit vectors to the satellites: east, north, up.
        systems: (n,), the system of each. One that has a single satellite beside others adds nothing and takes nothing.

    >>> thirty = [[np.cos(np.pi / 6) * np.sin(a), np.cos(np.pi / 6) * np.cos(a), 0.5] for a in (0, 2 * np.pi / 3, 4 * np.pi / 3)]
    >>> round(dilution(np.array([[0, 0, 1.0], *thirty]), ["GPS"] * 4).pdop, 6)
    2.666667
    """
    names = tuple(dict.fromkeys(systems))
    clocks = np.array([[float(one == name) for name in names] for one in systems]).reshape(len(systems), len(names))
    design = np.hstack([np.asarray(directions, float).reshape(-1, 3), clocks])
    normal = design.T @ design
    if len(design) < design.shape[1] or np.linalg.matrix_rank(normal, hermitian=True) < len(normal):
        return Dilution(gdop=np.inf, pdop=np.inf, hdop=np.inf, vdop=np.inf, tdop=np.inf)
    variance = np.diag(np.linalg.inv(normal))
    position, time = float(variance[:3].sum()), float(variance[3:].min())
    return Dilution(
        gdop=float(np.sqrt(position + time)),
        pdop=float(np.sqrt(position)),
        hdop=float(np.sqrt(variance[0] + variance[1])),
        vdop=float(np.sqrt(variance[2])),
        tdop=float(np.sqrt(time)),
    )


def _systems(satellites: Iterable[ShellSatellite]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.system for one in satellites if not one.augments))


def _nominal(row: Navigation, start: datetime) -> list[ShellSatellite]:
    placed = [one for shell in row.shells if not missing_geometry(shell) for one in satellites_of(row.name, shell, start)]
    count = len(placed) if row.satellites_working is None else min(len(placed), row.satellites_working)
    return [placed[k * len(placed) // count] for k in range(count)]


def _given(row: Navigation, own: Sequence[Elements]) -> list[ShellSatellite]:
    names = [one.name for one in own]
    return [
        ShellSatellite(system=row.name, shell="", name=one.name if names.count(one.name) == 1 else f"{one.name} {one.norad}", elements=one)
        for one in own
    ]


def _axes(lat_deg: Floats, lon_deg: Floats) -> Floats:
    """Unit vectors east, north and up of each place, (n, 3, 3)."""
    up, lon = up_vectors(lat_deg, lon_deg), np.radians(lon_deg)
    east = np.stack([-np.sin(lon), np.cos(lon), np.zeros(len(lon))], axis=1)
    return np.stack([east, np.cross(up, east), up], axis=1)
