"""Satellites of a shell of the catalogue, and where they are. Facts: data/gps_slots.toml, data/patterns.toml, the rows of the catalogue.

A shell says how many satellites, in how many planes, how high and how inclined. Where each of them is, is published for GPS, Galileo and
GLONASS as slots at an epoch; the cycle of the ground track carries them to any date. Elsewhere the pattern is known but not its phase, or
not even the pattern: then it is Walker's (nodes over 360 degrees; over 180 degrees where the inclination is 75 to 105), with F = 1, begun
at node 0 on 2000-01-01. Where the planes are not published either, there are as many as the divisor of the number that is nearest its root.

So this is the nominal geometry, never today's satellites: spares, outages and manoeuvres are left out. Element sets of the user's
replace it.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from math import degrees
from typing import TYPE_CHECKING, Any

import numpy as np
from sgp4.api import SGP4_ERRORS, SatrecArray

from commonsky.core.citation import Source
from commonsky.core.errors import InvalidInputError
from commonsky.core.time import EPOCH, EPOCH_JD, SECONDS_PER_DAY, seconds_since_epoch
from commonsky.orbits.nominal import FROZEN_PERIGEE_DEG, NominalOrbit, geostationary_position_km, nodal_rates, nominal_elements
from commonsky.orbits.propagation import earth_fixed, satellite_record, sidereal_angle

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from numpy.typing import NDArray

    from commonsky.catalogue.systems import Shell
    from commonsky.core.elements import Elements

STANDING = frozenset({"GEO", "geostationary"})
#: Inclinations whose planes are spread over half a turn, so that neighbours move alike (Walker's star), degrees.
POLAR_DEG = (75.0, 105.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A place in a shell at some time: node and mean argument of latitude, degrees, true equator and mean equinox of date."""

    name: str
    node_deg: float
    latitude_deg: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ShellSatellite:
    """One satellite of a system.

    Args:
        system: name of its row in the catalogue.
        shell: name of the shell, or empty.
        name: of its slot, such as ``A1`` or ``80E``, or as its element set has it.
        elements: mean elements; None where it stands over the equator.
        position_km: Earth-fixed position where it stands; else None.
        augments: whether it only augments others: it is counted in view, not for the position.
    """

    system: str
    shell: str
    name: str
    elements: Elements | None = None
    position_km: tuple[float, float, float] | None = None
    augments: bool = False

    @property
    def full_name(self) -> str:
        """System and name, as scenarios of loss say it.

        >>> ShellSatellite(system="GPS", shell="MEO", name="A1").full_name
        'GPS/A1'
        """
        return f"{self.system}/{self.name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """What is published of how a shell's satellites lie to each other; `epoch_s` None: not the phase."""

    phasing: int = 1
    epoch_s: float | None = None
    node_deg: float = 0.0
    latitude_deg: float = 0.0
    repeat_days: int | None = None
    repeat_orbits: int | None = None
    eccentricity: float | None = None
    perigee_deg: float = FROZEN_PERIGEE_DEG
    slots: tuple[Slot, ...] = ()
    sources: tuple[Source, ...] = ()


def pattern_of(system_name: str, shell: Shell) -> Pattern:
    """What is published of the pattern of a system's shell; an empty pattern where nothing is."""
    return _patterns().get((system_name, shell.name), Pattern())


def missing_geometry(shell: Shell) -> str:
    """Why no satellites can be placed, in words; empty where they can.

    A geostationary shell needs longitudes, any other its inclination (geosynchronous ones both).
    """
    if shell.kind not in STANDING and shell.inclination_deg is None:
        return "its inclination is not published"
    if shell.kind in STANDING | {"geosynchronous"} and not shell.longitudes_deg:
        return "the longitudes where it stands are not published"
    return "" if shell.satellites else "it has no satellites"


def satellites_of(
    system_name: str, shell: Shell, start: datetime, *, count: int | None = None, slots: Sequence[Slot] | None = None
) -> tuple[ShellSatellite, ...]:
    """The satellites of a shell where its pattern has them.

    Args:
        system_name: of its row.
        shell: of the row.
        start: the time of the elements, UTC.
        count: how many, if not as the row says: of the pattern's, evenly chosen.
        slots: at `start`, if not as the pattern says.

    Raises:
        InvalidInputError: if the geometry is not published (see `missing_geometry`).
    """
    if why := missing_geometry(shell):
        raise InvalidInputError(f"{system_name}: {why}, so its satellites cannot be placed; give its element sets with --elements")
    count = shell.satellites if count is None else count
    if shell.kind in STANDING:
        return tuple(
            ShellSatellite(system=system_name, shell=shell.name, name=longitude_name(lon), position_km=geostationary_position_km(lon))
            for lon in shell.longitudes_deg[:count]
        )
    pattern = pattern_of(system_name, shell)
    reference = _reference(system_name, shell, pattern, start)
    if slots is None:
        begin = _figure_eight(shell, count, start) if shell.kind == "geosynchronous" else _even(_placed(shell, count, pattern), count)
        slots = (
            begin if shell.kind == "geosynchronous" else _carried(begin, reference, seconds_since_epoch(start) - (pattern.epoch_s or 0.0))
        )
    return tuple(
        ShellSatellite(system=system_name, shell=shell.name, name=slot.name, elements=_in_slot(reference, slot, pattern)) for slot in slots
    )


def positions_km(satellites: Sequence[ShellSatellite], times_s: NDArray[np.float64]) -> NDArray[np.float64]:
    """Earth-fixed positions, (t, n, 3), km.

    Args:
        satellites: (n,).
        times_s: (t,), seconds since 2000-01-01T00:00Z.

    Raises:
        InvalidInputError: if elements do not hold at a time.
    """
    times = np.asarray(times_s, float)
    found = np.empty((len(times), len(satellites), 3))
    moving = [k for k, one in enumerate(satellites) if one.elements is not None]
    for k, one in enumerate(satellites):
        if one.position_km is not None:
            found[:, k] = one.position_km
    if moving and len(times):
        records = SatrecArray([satellite_record(e) for k in moving if (e := satellites[k].elements) is not None])
        whole = np.floor(times / SECONDS_PER_DAY)
        error, position, velocity = records.sgp4(EPOCH_JD + whole, times / SECONDS_PER_DAY - whole)
        for row, k in enumerate(moving):
            if error[row].any():
                reason = SGP4_ERRORS[int(error[row].max())]
                raise InvalidInputError(f"elements of {satellites[k].full_name}: {reason}, within the window; give newer elements")
            found[:, k] = earth_fixed(position[row], velocity[row], times)[0]
    return found


def longitude_name(lon_deg: float) -> str:
    """Name of a satellite that stands over the equator.

    >>> longitude_name(110.5), longitude_name(-117.0)
    ('110.5E', '117W')
    """
    return f"{abs(lon_deg):g}{'W' if lon_deg < 0 else 'E'}"


def _reference(system_name: str, shell: Shell, pattern: Pattern, start: datetime) -> Elements:
    """Elements with the shell's cycle, wherever along the orbit."""
    synchronous = shell.kind == "geosynchronous"
    orbit = NominalOrbit(
        name=system_name,
        norad=0,
        cospar="",
        altitude_km=shell.altitude_km,
        inclination_deg=shell.inclination_deg or 0.0,
        sun_synchronous=False,
        node_time_h=None,
        repeat_days=1 if synchronous else pattern.repeat_days,
        repeat_orbits=1 if synchronous else pattern.repeat_orbits,
        anchor=None,
    )
    known = "nominal slots" if pattern.epoch_s is not None else "nominal orbit, phase unknown"
    return replace(nominal_elements(orbit, start), origin=known)


def _in_slot(reference: Elements, slot: Slot, pattern: Pattern) -> Elements:
    return replace(
        reference,
        name=f"{reference.name}/{slot.name}",
        node_deg=slot.node_deg % 360.0,
        eccentricity=reference.eccentricity if pattern.eccentricity is None else pattern.eccentricity,
        perigee_deg=pattern.perigee_deg,
        anomaly_deg=(slot.latitude_deg - pattern.perigee_deg) % 360.0,
    )


def _carried(slots: Sequence[Slot], reference: Elements, seconds: float) -> tuple[Slot, ...]:
    """Slots so many seconds later, at the rates of the reference."""
    along, node = (degrees(rate) * seconds for rate in nodal_rates(satellite_record(reference)))
    return tuple(replace(slot, node_deg=slot.node_deg + node, latitude_deg=slot.latitude_deg + along) for slot in slots)


def _placed(shell: Shell, count: int, pattern: Pattern) -> tuple[Slot, ...]:
    """The pattern's slots at its epoch; at least `count` of them."""
    if len(pattern.slots) >= count:
        return pattern.slots
    planes = shell.planes or _planes(shell.satellites)
    per_plane = -(-max(count, shell.satellites) // planes)
    low, high = POLAR_DEG
    star = low <= (shell.inclination_deg or 0.0) <= high
    between = 180.0 / per_plane if star else 360.0 * pattern.phasing / (planes * per_plane)
    return tuple(
        Slot(
            name=f"{_letters(plane)}{k + 1}",
            node_deg=pattern.node_deg + plane * (180.0 if star else 360.0) / planes,
            latitude_deg=pattern.latitude_deg + k * 360.0 / per_plane + plane * between,
        )
        for plane in range(planes)
        for k in range(per_plane)
    )


def _figure_eight(shell: Shell, count: int, start: datetime) -> tuple[Slot, ...]:
    """Slots at `start` of satellites that share figures of eight about some longitudes, evenly in time on each."""
    turned = degrees(float(sidereal_angle(np.array([seconds_since_epoch(start)]))[0]))
    per_figure = -(-count // len(shell.longitudes_deg))
    slots = []
    for k in range(count):
        longitude = shell.longitudes_deg[k // per_figure]
        node = 360.0 * (k % per_figure) / per_figure
        slots.append(Slot(name=f"{shell.name or 'IGSO'}{k + 1}", node_deg=node, latitude_deg=(longitude + turned - node) % 360.0))
    return tuple(slots)


def _even(slots: Sequence[Slot], count: int) -> tuple[Slot, ...]:
    """So many of the slots, evenly chosen."""
    return tuple(slots[k * len(slots) // count] for k in range(count))


def _planes(count: int) -> int:
    """The divisor of a number nearest its root.

    >>> _planes(24), _planes(600), _planes(13)
    (4, 24, 1)
    """
    return min((d for d in range(1, count + 1) if count % d == 0), key=lambda d: abs(d - count**0.5))


def _letters(number: int) -> str:
    """A, B, ..., Z, AA, AB, ...

    >>> _letters(0), _letters(25), _letters(26)
    ('A', 'Z', 'AA')
    """
    return (_letters(number // 26 - 1) if number >= 26 else "") + chr(ord("A") + number % 26)


@cache
def _patterns() -> dict[tuple[str, str], Pattern]:
    gps = _table("gps_slots.toml")
    slots = tuple(Slot(name=name, node_deg=node, latitude_deg=u) for name, (node, u) in gps["slots"].items())
    found = {(gps["system"], gps["shell"]): replace(_pattern(gps), slots=slots)}
    return found | {(row["system"], row["shell"]): _pattern(row) for row in _table("patterns.toml")["pattern"]}


def _pattern(row: dict[str, Any]) -> Pattern:
    kept = {name: row[name] for name in Pattern.__dataclass_fields__ if name in row and name not in {"slots", "sources"}}
    epoch_s = (row["epoch_utc"] - EPOCH).total_seconds() if "epoch_utc" in row else None
    if "node_longitude_deg" in row and epoch_s is not None:
        kept["node_deg"] = row["node_longitude_deg"] + degrees(float(sidereal_angle(np.array([epoch_s]))[0]))
    return Pattern(**kept, epoch_s=epoch_s, sources=tuple(Source(**one) for one in row["source"]))


def _table(name: str) -> dict[str, Any]:
    return tomllib.loads((files("commonsky.coverage") / "data" / name).read_text("utf-8"))
