"""The level that holds in every cell of the Earth, for one need. Facts: methods.md, World maps; the rules are those of gaps.levels.

Read from the world engine (coverage.world), which keeps no passes: it says which level holds, not what limits it. Leaves out phases of
orbits of unknown phase but the first, disks of satellites that move, and sampling within cells.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from commonsky.core.places import AUTHALIC_KM
from commonsky.coverage.occultation import reached_deg
from commonsky.coverage.passes import in_disk
from commonsky.coverage.sensors import half_look_rad, look_windows, solar_limits_deg
from commonsky.coverage.stations import NetworkViewer
from commonsky.coverage.world import Demand, Standing, Sweeping, shares_without
from commonsky.gaps.admissible import granted, repeat_s, table_of_misses
from commonsky.gaps.assessed import services_for
from commonsky.gaps.levels import HELD, times_s
from commonsky.needs.model import LEVELS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from commonsky.catalogue.model import Mode
    from commonsky.core.execution import Executor
    from commonsky.coverage.simulate import Viewer
    from commonsky.coverage.world import Mask
    from commonsky.gaps.admissible import Service
    from commonsky.needs.model import Need, Requirement

DAY_S = 86400.0
#: Longest time simulated before the window, as gaps.levels has it.
EARLIEST_S = 30 * DAY_S


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class WorldLevels:
    """What holds in each cell.

    Args:
        level: (n,), 0 goal, 1 breakthrough, 2 threshold, 3 not met, 4 not observed.
        fresh: (n, 3), share of the window with a young enough product, goal first.
        serving: how many instrument modes and networks are admissible at each level, (3,).
    """

    level: NDArray[np.int8]
    fresh: NDArray[np.float32]
    serving: tuple[int, ...]


def world_levels(
    mask: Mask,
    viewers: Sequence[Viewer],
    networks: Sequence[NetworkViewer],
    asked: tuple[Need, Requirement],
    window_s: tuple[float, float],
    executor: Executor,
    *,
    unstated_too: bool = False,
    tick: Callable[[], None] = lambda: None,
) -> tuple[WorldLevels, ...]:
    """Levels of one need over the wanted cells, as shown; and as they could be, where that is asked.

    Args:
        mask: the cells.
        viewers: instrument modes of the fleet.
        networks: ground networks, their spacing given for the wanted cells.
        asked: the need and its requirement.
        window_s: start and end of the window, seconds since 2000-01-01T00:00Z.
        executor: how the work is spread.
        unstated_too: whether to tell too what would be were every accuracy and latency that no source states good enough; both are found in
            one sweep of the Earth.
        tick: called as each stretch of time is done.
    """
    requirement = asked[1]
    services = services_for(requirement.variable, viewers, networks)
    sources: list[Viewer | NetworkViewer] = [*viewers, *networks]  # in the order of the services
    seen_by = [s for s in sources for m in s.instrument.measures if m.variable == requirement.variable and s.mode.name in m.modes]
    readings = (services, granted(services)) if unstated_too else (services,)
    age_s = times_s(services, requirement)[0]
    early = min(EARLIEST_S, float(np.max(age_s[np.isfinite(age_s)], initial=DAY_S)))
    begin, finish = window_s
    demands = [Demand(age_s=float(a), begin_s=float(min(max(begin, begin - early + a), finish))) for a in age_s] * len(readings)
    sweeps: dict[tuple[object, ...], _Sweep] = {}
    standing: list[Standing] = []
    serving = [_enter_all(some, seen_by, asked, number * len(LEVELS), mask, sweeps, standing) for number, some in enumerate(readings)]
    rows = [s.row() for s in sweeps.values()]
    fresh = 1.0 - shares_without(mask, rows, standing, demands, (begin - early, finish), executor, tick=tick)
    seen = _reached(mask, seen_by)
    parts = np.split(fresh, len(readings))
    return tuple(_told(part, seen, count) for part, count in zip(parts, serving, strict=True))


def _told(fresh: NDArray[np.float64], seen: NDArray[np.bool_], serving: tuple[int, ...]) -> WorldLevels:
    """Levels from fresh shares, (3, n), goal first."""
    held = fresh >= HELD - 1e-9
    attained = np.where(held[0], 0, np.where(held[1], 1, np.where(held[2], 2, np.where(seen, 3, 4)))).astype(np.int8)
    return WorldLevels(level=attained, fresh=fresh.T.astype(np.float32), serving=serving)


def _enter_all(
    services: Sequence[Service],
    seen_by: Sequence[Viewer | NetworkViewer],
    asked: tuple[Need, Requirement],
    first: int,
    mask: Mask,
    sweeps: dict[tuple[object, ...], _Sweep],
    standing: list[Standing],
) -> tuple[int, ...]:
    """Enter all services that are admissible at a level, their demands numbered from `first` on; how many there are at each level."""
    need, requirement = asked
    age_s, _, latency_s = times_s(services, requirement)
    misses, widest = table_of_misses(list(services), need, requirement)
    serving = [0] * len(LEVELS)
    for number, service in enumerate(services):
        for level in range(len(LEVELS)):
            if misses[number, level] == 0 and latency_s[number, level] < age_s[level]:
                serving[level] += 1
                serves = (first + level, float(latency_s[number, level]))
                _enter(service, seen_by[number], requirement, float(widest[number, level]), serves, mask, sweeps, standing)
    return tuple(serving)


def _reached(mask: Mask, sources: Sequence[Viewer | NetworkViewer]) -> NDArray[np.bool_]:
    """Which cells anything that measures the variable can look at, admissible or not: by latitude and disk, whatever the Sun."""
    found = np.zeros(len(mask), bool)
    for source in sources:
        if isinstance(source, NetworkViewer):
            found[:] = True
            continue
        cells = _disk_or_band(source, mask, 90.0)
        if cells is not None:
            found[cells] = True
        else:
            found |= np.abs(mask.up[:, 2]) <= np.sin(np.radians(_farthest_deg(source, mask.cell_km)))
    return found


def _farthest_deg(viewer: Viewer, cell_km: float) -> float:
    """Greatest latitude that a mode looks at, degrees."""
    platform = viewer.platform
    windows = _windows(viewer.mode, platform.radius_km, cell_km, 90.0)
    ground = AUTHALIC_KM / platform.radius_km
    sines = np.minimum(np.sin(np.abs(windows[:, :2]).max(axis=1)), ground * np.sin(windows[:, 3]))
    look = np.arcsin(np.minimum(sines, ground * (1 - 1e-9)))
    inclination = platform.mission.orbit.inclination_deg
    return float(min(90.0, min(inclination, 180.0 - inclination) + np.degrees(np.arcsin(np.sin(look) / ground) - look).max()))


def is_in_world(viewer: Viewer) -> bool:
    """Whether the world engine can follow a mode: not a disk from a satellite that moves."""
    return viewer.mode.geometry != "disk" or viewer.platform.position_km is not None


@dataclass(slots=True, kw_only=True)
class _Sweep:
    """A sweep that several services share: of those that serve a demand the promptest counts."""

    viewer: Viewer
    windows: NDArray[np.float64]
    limits_deg: tuple[float, float]
    latency_s: dict[int, float]

    def row(self) -> Sweeping:
        """As the world engine takes it."""
        return Sweeping(
            elements=self.viewer.platform.elements[0],
            windows=self.windows,
            zenith_limits_deg=self.limits_deg,
            serves=tuple(sorted(self.latency_s.items())),
        )


def _enter(
    service: Service,
    source: Viewer | NetworkViewer,
    requirement: Requirement,
    widest: float,
    serves: tuple[int, float],
    mask: Mask,
    sweeps: dict[tuple[object, ...], _Sweep],
    standing: list[Standing],
) -> None:
    """Enter a service that is admissible at a level, as a sweep or as a standing look."""
    cells, limits = _standing_cells(source, widest, mask), solar_limits_deg(service.mode)
    if cells is not None or isinstance(source, NetworkViewer):
        seen = np.zeros(0, np.int64) if cells is None else cells
        standing.append(Standing(cells=seen, cycle_s=repeat_s(service, requirement), zenith_limits_deg=limits, serves=(serves,)))
        return
    windows = _windows(service.mode, source.platform.radius_km, mask.cell_km, widest)
    key = (source.platform.mission.name, windows.tobytes(), limits)
    found = sweeps.setdefault(key, _Sweep(viewer=source, windows=windows, limits_deg=limits, latency_s={}))
    found.latency_s[serves[0]] = min(found.latency_s.get(serves[0], np.inf), serves[1])


def _windows(mode: Mode, radius_km: float, cell_km: float, widest_deg: float) -> NDArray[np.float64]:
    """Look windows of a mode, cut to where its resolution is met; a conical scan reaches half its swath to either side."""
    if mode.geometry == "conical":
        half = half_look_rad(mode.swath_km or 0.0, radius_km)
        windows = np.array([[-half, half, 0.0, np.pi / 2]])
    else:
        windows = look_windows(mode, radius_km, cell_km)
    windows[:, 3] = np.minimum(windows[:, 3], np.radians(min(widest_deg, 90.0)))
    return windows


def _standing_cells(source: Viewer | NetworkViewer, widest: float, mask: Mask) -> NDArray[np.int64] | None:
    """Cells that a look sees all the time; None where it passes by."""
    if isinstance(source, NetworkViewer):
        return np.flatnonzero(source.spacing_km <= widest)
    return _disk_or_band(source, mask, widest)


def _disk_or_band(viewer: Viewer, mask: Mask, widest_deg: float) -> NDArray[np.int64] | None:
    """Cells of a disk out to a zenith angle, or up to a latitude; None where the satellite passes by."""
    platform, mode = viewer.platform, viewer.mode
    if mode.geometry in {"grid", "occultation"}:
        latitude = reached_deg(mode, platform) if mode.geometry == "occultation" else mode.max_latitude_deg or 90.0
        return np.flatnonzero(np.abs(mask.up[:, 2]) <= np.sin(np.radians(latitude)) + 1e-12)
    if platform.position_km is not None:
        zenith = min(mode.max_zenith_deg or 70.0, widest_deg)
        return in_disk(platform.position_km, mask.position_km, mask.up, zenith, mode.bounds_deg)[0]
    return None
