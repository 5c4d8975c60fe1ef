"""What a satellite on a tried orbit would see: crossings of the points, found once a satellite and shared by all its sensors.

Facts: the exact engine of `coverage`. Crossings are kept as long as there is room and found again when they are asked for later, so that
memory stays small however many candidates there are. Leaves out clouds.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np

from commonsky.coverage.conical import conical_look, scan_angles_rad
from commonsky.coverage.passes import Look, find_crossings
from commonsky.coverage.sensors import look_windows, solar_limits_deg
from commonsky.coverage.simulate import STEP_S
from commonsky.mission_design import kernels
from commonsky.mission_design.orbits import elements_of
from commonsky.mission_design.spells import Spells, no_spells
from commonsky.orbits.derived import radius_km
from commonsky.orbits.propagation import propagate

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from numpy.typing import NDArray

    from commonsky.coverage.points import Points
    from commonsky.mission_design.candidates import Satellite
    from commonsky.mission_design.orbits import Orbit, Slot
    from commonsky.mission_design.sensors import Sensor
    from commonsky.mission_design.spells import Demand
    from commonsky.orbits.propagation import Track

#: Memory that crossings may take, bytes.
ROOM_BYTES = 400_000_000
#: Any cosine of the Sun's zenith angle.
ANY_SUN = (-2.0, 2.0)
#: A window that every crossing of a conical scan lies in.
ANY_LOOK = np.array([[-4.0, 4.0, -1.0, 4.0]])


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Stream:
    """Crossings of one satellite, by cell, then time.

    Args:
        first: (cells + 1,), row of each cell's first crossing.
        time_s: (n,), seconds since 2000-01-01T00:00Z.
        look_rad, incidence_rad: (n,), signed look angle, right of flight positive, and incidence angle.
        sun: (n,), cosine of the solar zenith angle.
    """

    first: NDArray[np.int64]
    time_s: NDArray[np.float64]
    look_rad: NDArray[np.float32]
    incidence_rad: NDArray[np.float32]
    sun: NDArray[np.float32]

    @property
    def size(self) -> int:
        """Memory that it takes, bytes."""
        return self.first.nbytes + self.time_s.nbytes + 3 * self.look_rad.nbytes


def _stream(cell: NDArray[np.int64], cells: int, time_s: NDArray[np.float64], *angles: NDArray[np.float64]) -> Stream:
    order = np.lexsort((time_s, cell))
    first = np.concatenate([[0], np.cumsum(np.bincount(cell, minlength=cells))]).astype(np.int64)
    look, incidence, sun = (np.ascontiguousarray(a[order], np.float32) for a in angles)
    return Stream(first=first, time_s=np.ascontiguousarray(time_s[order]), look_rad=look, incidence_rad=incidence, sun=sun)


class Streams:
    """Crossings of all satellites that are tried.

    Args:
        points: on the ground.
        sensors: that are tried.
        epoch_utc: at which satellites are in their places.
        window_s: start and end of what is simulated, seconds since 2000-01-01T00:00Z.
        room_bytes: memory that may be taken.
        shift: share of a revolution by which satellites are moved, see `elements_of`.
    """

    def __init__(
        self,
        points: Points,
        sensors: Sequence[Sensor],
        epoch_utc: datetime,
        window_s: tuple[float, float],
        *,
        room_bytes: int = ROOM_BYTES,
        shift: float = 0.0,
    ) -> None:
        self._points, self._sensors, self._epoch_utc, self._window_s = points, tuple(dict.fromkeys(sensors)), epoch_utc, window_s
        self._room_bytes, self._shift, self._taken = room_bytes, shift, 0
        self._known: OrderedDict[tuple[Orbit, Slot], dict[str, Stream]] = OrderedDict()
        self._lock = Lock()

    def moved(self, sensors: Sequence[Sensor], shift: float) -> Streams:
        """The same with all satellites moved by a share of a revolution, and the nodes of inclined orbits of a turn."""
        return Streams(self._points, sensors, self._epoch_utc, self._window_s, room_bytes=self._room_bytes // 4, shift=shift)

    def track(self, orbit: Orbit, slot: Slot) -> Track:
        """The track of a satellite over all that is simulated."""
        begin, end = self._window_s
        return propagate(elements_of(orbit, slot, self._epoch_utc, shift=self._shift), begin, end - begin, step_s=STEP_S)

    def of(self, orbit: Orbit, slot: Slot) -> dict[str, Stream]:
        """Crossings of a satellite: of all sensors that look across the track together, and of each conical scan."""
        with self._lock:
            if (orbit, slot) in self._known:
                self._known.move_to_end((orbit, slot))
                return self._known[orbit, slot]
        found = self._found(orbit, slot)
        with self._lock:
            if (orbit, slot) not in self._known:
                self._known[orbit, slot] = found
                self._taken += sum(s.size for s in found.values())
            while self._taken > self._room_bytes and len(self._known) > 1:
                _, dropped = self._known.popitem(last=False)
                self._taken -= sum(s.size for s in dropped.values())
        return found

    def _found(self, orbit: Orbit, slot: Slot) -> dict[str, Stream]:
        elements = elements_of(orbit, slot, self._epoch_utc)
        track, radius, points = self.track(orbit, slot), radius_km(elements), self._points
        found = {}
        across = [look_windows(s.mode(orbit.altitude_km), radius, 1.0) for s in self._sensors if not s.conical]
        if across:
            seen = find_crossings(track, points, np.unique(np.concatenate(across), axis=0), lit=True)
            found["across"] = _stream(points.order[seen.at], len(points), seen.time_s, seen.look_rad, seen.incidence_rad, seen.sun)
        for sensor in self._sensors:
            if sensor.conical:
                angles = scan_angles_rad(sensor.mode(orbit.altitude_km), radius)
                scan = conical_look(track, points, angles, Look(platform=orbit.name))
                zero = np.zeros(len(scan.point))
                found[sensor.name] = _stream(scan.point, len(points), scan.start_s, zero, zero, zero)
        return found

    def together(self, orbit: Orbit, slots: Sequence[Slot], sensor: Sensor) -> tuple[NDArray[np.int64], tuple[NDArray[Any], ...]]:
        """Crossings of some satellites of one design as the compiled loop takes them."""
        rows = [self.of(orbit, slot)[sensor.name if sensor.conical else "across"] for slot in slots]
        before = np.concatenate([[0], np.cumsum([len(r.time_s) for r in rows])])[:-1]
        first = np.stack([r.first + at for r, at in zip(rows, before, strict=True)])
        if len(rows) == 1:
            return first, (rows[0].time_s, rows[0].look_rad, rows[0].incidence_rad, rows[0].sun)
        columns = tuple(np.concatenate([getattr(r, name) for r in rows]) for name in ("time_s", "look_rad", "incidence_rad", "sun"))
        return first, columns

    def spells(self, satellites: Sequence[Satellite], demands: Sequence[Demand]) -> dict[int, Spells]:
        """Spells that satellites of one design give together, by demand."""
        design = satellites[0].design
        first, columns = self.together(design.orbit, [s.slot for s in satellites], design.sensor)
        windows, sun = self.limits(satellites[0])
        found = {}
        for number in design.demands:
            times = demands[number].times(3600.0 * design.latency_h)
            if not times[0] < times[1]:
                found[number] = no_spells(len(self._points))
                continue
            spells = kernels.crossing_spells(first, columns, windows, sun, times)
            found[number] = Spells(first=spells[0], begin=spells[1], end=spells[2])
        return found

    def limits(self, satellite: Satellite) -> tuple[NDArray[np.float64], tuple[float, float]]:
        """Windows of look and incidence of a satellite's sensor, and limits of the Sun's cosine."""
        design = satellite.design
        if design.sensor.conical:
            return ANY_LOOK, ANY_SUN
        mode = design.sensor.mode(design.orbit.altitude_km)
        windows = look_windows(mode, radius_km(elements_of(design.orbit, satellite.slot, self._epoch_utc)), 1.0)
        low, high = solar_limits_deg(mode)
        sun = ANY_SUN if (low, high) == (0.0, 180.0) else (float(np.cos(np.radians(high))), float(np.cos(np.radians(low))))
        return windows, sun

    def looks(self, satellites: Sequence[Satellite]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Cell and time of every look of satellites of one design, by cell, then time."""
        design = satellites[0].design
        first, (time, look, incidence, sun) = self.together(design.orbit, [s.slot for s in satellites], design.sensor)
        windows, (low, high) = self.limits(satellites[0])
        cell = np.concatenate([np.repeat(np.arange(first.shape[1] - 1), np.diff(row)) for row in first])
        seen = np.zeros(len(time), bool)
        for a, b, c, d in windows:
            seen |= (look >= a) & (look <= b) & (incidence >= c) & (incidence <= d)
        seen &= (sun >= low) & (sun <= high)
        order = np.lexsort((time[seen], cell[seen]))
        return cell[seen][order], np.asarray(time[seen][order], float)
