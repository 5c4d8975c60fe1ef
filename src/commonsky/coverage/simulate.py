"""Passes of a whole fleet over a country's cells, at as many sample points as each swath needs. Facts: methods.md, Coverage.

A cell's centre stands for its area where the cell is at most a fifth of the swath; else the cell is quartered once or twice:
16 sample points, or 4 where a country has many cells, are an unbiased sample of its area, if not a fine one for the narrowest swaths.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from commonsky.core.errors import InvalidInputError
from commonsky.coverage.conical import conical_look, scan_angles_rad
from commonsky.coverage.moving import DiskLimits, moving_look
from commonsky.coverage.occultation import daily_spacing_km, reached_deg, renewal_h
from commonsky.coverage.passes import (
    NO_LIMITS_DEG,
    Found,
    Look,
    exchanged,
    find_crossings,
    gather,
    grid_look,
    standing_look,
    swath_look,
)
from commonsky.coverage.points import bin_points
from commonsky.coverage.sensors import glint_limits_deg, look_windows, narrowest_km, solar_limits_deg
from commonsky.coverage.stations import network_look
from commonsky.orbits.propagation import propagate

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from commonsky.catalogue.model import Instrument, Measure, Mode
    from commonsky.core.execution import Executor
    from commonsky.coverage.fleet import Platform
    from commonsky.coverage.passes import Crossings, Passes
    from commonsky.coverage.points import Points
    from commonsky.coverage.stations import NetworkViewer
    from commonsky.orbits.propagation import Track
    from commonsky.world.cells import Cells

DEEPEST_SAMPLING = 2
#: Sample points of a whole country that a minute of computing allows: beyond, cells are quartered once at most.
MOST_POINTS = 20_000
SWATHS_PER_CELL = 5.0
STEP_S = 120.0
#: Geometries that look all the time, or in spells, once a cycle.
STANDING = ("disk", "grid")
#: Geometries that look across the track, those that need none.
ACROSS, TRACKLESS = ("swath", "side-looking", "track", "agile"), ("grid", "occultation")


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewer:
    """One instrument mode on one platform, the depth of sampling that its swath needs, and its place among that depth's looks."""

    platform: Platform
    instrument: Instrument
    mode: Mode
    depth: int
    number: int

    @property
    def daily_spacing_km(self) -> float | None:
        """Spacing of a day's profiles, km; None where it makes no occultations."""
        if self.mode.geometry != "occultation":
            return None
        return daily_spacing_km(self.mode.profiles_day or 1.0, reached_deg(self.mode, self.platform))


def viewers_of(
    platforms: Sequence[Platform],
    instruments: Sequence[Instrument],
    variables: set[str],
    cell_km: float,
    *,
    deepest: int = DEEPEST_SAMPLING,
    wanted: Callable[[Instrument, Measure], bool] = lambda *_: True,
) -> tuple[Viewer, ...]:
    """Instrument modes that measure one of some variables, on the platforms that fly them.

    Args:
        platforms, instruments: of the catalogue.
        variables: by name.
        cell_km: size of a cell.
        deepest: how many times a cell is quartered at most.
        wanted: whether what an instrument measures is worth simulating.
    """
    flying = {p.mission.name: p for p in platforms}
    counts = [0] * (DEEPEST_SAMPLING + 1)
    found = []
    for instrument in instruments:
        measures = [m for m in instrument.measures if m.variable in variables and wanted(instrument, m)]
        serving = {name for measure in measures for name in measure.modes}
        for mission in instrument.missions:
            for mode in instrument.modes:
                if mission in flying and mode.name in serving:
                    depth = min(deepest, sampling_depth(mode, flying[mission].radius_km, cell_km))
                    found.append(Viewer(platform=flying[mission], instrument=instrument, mode=mode, depth=depth, number=counts[depth]))
                    counts[depth] += 1
    return tuple(found)


def deepest_sampling(cells: int) -> int:
    """How many times cells are quartered at most: twice, or once where there would be too many sample points.

    >>> deepest_sampling(1200), deepest_sampling(2000)
    (2, 1)
    """
    return DEEPEST_SAMPLING if cells * 4**DEEPEST_SAMPLING <= MOST_POINTS else 1


def sampling_depth(mode: Mode, radius_km: float, cell_km: float) -> int:
    """How many times a cell is quartered so that its parts are at most a fifth of the swath; twice at most.

    Args:
        mode: the mode.
        radius_km: distance of its satellite from the Earth's centre.
        cell_km: size of a cell.
    """
    parts = SWATHS_PER_CELL * cell_km / max(narrowest_km(mode, radius_km, cell_km), 1e-3)
    return int(np.clip(np.ceil(np.log2(max(parts, 1.0)) - 1e-9), 0, DEEPEST_SAMPLING))


def simulate(
    viewers: Sequence[Viewer],
    cells: Cells,
    window_s: tuple[float, float],
    executor: Executor,
    *,
    phase: int = 0,
    networks: Sequence[NetworkViewer] = (),
    tick: Callable[[], None] = lambda: None,
    left_out: Callable[[str], None] | None = None,
) -> tuple[Passes | None, ...]:
    """Passes of every viewer over the window, by depth of sampling; None where no look needs a depth.

    Args:
        viewers: whose passes.
        cells: over which cells.
        window_s: start and end, seconds since 2000-01-01T00:00Z.
        executor: how platforms are spread.
        phase: which of the phases tried, for orbits of unknown phase.
        networks: ground networks whose looks follow those of the viewers at depth 0.
        tick: called as each platform is done.
        left_out: is told, a line each, of satellites whose elements fail within the window; they then have no passes.

    Raises:
        InvalidInputError: if a satellite's elements fail within the window and nobody is to be told.
    """
    points = {depth: bin_points(*cells.sample_points(depth)) for depth in sorted({v.depth for v in viewers})}
    aboard: dict[str, list[Viewer]] = {}
    for viewer in viewers:
        aboard.setdefault(viewer.platform.mission.name, []).append(viewer)
    look = partial(_looks, points=points, window_s=window_s, cell_km=float(np.sqrt(cells.cell_km2)), phase=phase)
    found: dict[tuple[int, int], Found] = {}
    for mates, (passes, failure) in zip(aboard.values(), executor.map(look, aboard.values()), strict=True):
        if failure and left_out is None:
            raise InvalidInputError(failure)
        if failure and left_out is not None:
            left_out(f"not simulated: {mates[0].platform.mission.name}: {failure}")
        found |= {(viewer.depth, viewer.number): one for viewer, one in zip(mates, passes, strict=True)}
        tick()
    rows: list[Passes | None] = []
    for depth in range(DEEPEST_SAMPLING + 1):
        parts = [found.pop((depth, v.number)) for v in viewers if v.depth == depth]
        parts += [network_look(n, window_s) for n in networks if n.depth == depth]
        rows.append(gather(parts, len(cells) * 4**depth) if parts else None)
    return tuple(rows)


def at_phase(
    viewers: Sequence[Viewer],
    cells: Cells,
    at: NDArray[np.int64],
    passes: Sequence[Passes | None],
    window_s: tuple[float, float],
    executor: Executor,
    phase: int,
) -> tuple[Passes | None, ...]:
    """Passes over some cells at another phase of the orbits whose phase is unknown; all others pass as they did.

    Args:
        viewers: whose passes.
        cells: the cells in question.
        at: their positions among the cells of `passes`.
        passes: of all viewers at the first phase, by depth of sampling.
        window_s, executor, phase: as `simulate` takes them.
    """
    adrift = [v for v in viewers if len(v.platform.elements) > 1]
    numbers = {depth: [v.number for v in adrift if v.depth == depth] for depth in range(DEEPEST_SAMPLING + 1)}
    moved = [replace(v, number=numbers[v.depth].index(v.number)) for v in adrift]
    fresh = simulate(moved, cells, window_s, executor, phase=phase, left_out=lambda _: None)  # said at the first phase
    rows: list[Passes | None] = []
    for depth, (old, new) in enumerate(zip(passes, fresh, strict=True)):
        points = (at[:, None] * 4**depth + np.arange(4**depth)).ravel()
        rows.append(None if old is None else exchanged(old.at(points), new, numbers[depth]))
    return tuple(rows)


def _looks(
    mates: Sequence[Viewer], *, points: dict[int, Points], window_s: tuple[float, float], cell_km: float, phase: int
) -> tuple[list[Found], str]:
    """Passes of all viewers aboard one platform, whose track is computed once; and why there is no track where it fails."""
    platform = mates[0].platform
    elements = platform.elements[phase % len(platform.elements)] if platform.elements else None
    track, failure = None, ""
    if elements is not None and any(v.mode.geometry not in TRACKLESS for v in mates):
        try:
            track = propagate(elements, window_s[0], window_s[1] - window_s[0], step_s=STEP_S)
        except InvalidInputError as error:
            failure = str(error)
    if failure:
        return [_nothing(viewer) for viewer in mates], failure
    crossings = {} if track is None else _crossings(mates, track, points, cell_km)
    scans = {} if track is None else _scans(mates, track, points)
    found = []
    for viewer in mates:
        scan = scans.get((viewer.depth, viewer.mode.name, viewer.instrument.name))
        here = points[viewer.depth]
        found.append(scan if scan is not None else _look(viewer, crossings.get(viewer.depth), track, here, window_s, cell_km))
    return found, ""


def _nothing(viewer: Viewer) -> Found:
    """No passes at all."""
    none = np.zeros(0)
    return Found(look=_named(viewer), point=np.zeros(0, np.int64), start_s=none, end_s=none, incidence_deg=none.astype(np.float32))


def _scans(mates: Sequence[Viewer], track: Track, points: dict[int, Points]) -> dict[tuple[int, str, str], Found]:
    """Passes of the conical scans aboard, by depth, mode and instrument; those that scan alike are found once."""
    known: dict[tuple[object, ...], Found] = {}
    found = {}
    for viewer in mates:
        mode = viewer.mode
        if mode.geometry == "conical":
            angles, limits = scan_angles_rad(mode, viewer.platform.radius_km), solar_limits_deg(mode)
            key = (viewer.depth, angles, limits, mode.look_ahead)
            if key not in known:
                ahead = mode.look_ahead
                here = points[viewer.depth]
                known[key] = conical_look(track, here, angles, _named(viewer), look_ahead=ahead, zenith_limits_deg=limits)
            found[viewer.depth, mode.name, viewer.instrument.name] = replace(known[key], look=_named(viewer))
    return found


def _crossings(mates: Sequence[Viewer], track: Track, points: dict[int, Points], cell_km: float) -> dict[int, Crossings]:
    """Crossings within the windows of all orbiting viewers aboard, by depth of sampling: each depth is searched once."""
    found = {}
    for depth in sorted({v.depth for v in mates}):
        here = [v.mode for v in mates if v.depth == depth and v.mode.geometry in ACROSS]
        if here:
            windows = np.concatenate([look_windows(mode, mates[0].platform.radius_km, cell_km) for mode in here])
            lit = any(solar_limits_deg(mode) != NO_LIMITS_DEG for mode in here)
            glinting = any(glint_limits_deg(mode) != NO_LIMITS_DEG for mode in here)
            found[depth] = find_crossings(track, points[depth], np.unique(windows, axis=0), lit=lit, glinting=glinting)
    return found


def _named(viewer: Viewer) -> Look:
    cycle_s = 60.0 * (viewer.mode.cycle_min or 0.0) if viewer.mode.geometry in STANDING else 0.0
    if viewer.daily_spacing_km is not None:  # from one profile to the next within a square as large as one
        cycle_s = 3600.0 * renewal_h(viewer.daily_spacing_km, viewer.mode.resolution_m / 1000.0)
    return Look(platform=viewer.platform.mission.name, instrument=viewer.instrument.name, mode=viewer.mode.name, cycle_s=cycle_s)


def _look(
    viewer: Viewer, crossings: Crossings | None, track: Track | None, points: Points, window_s: tuple[float, float], cell_km: float
) -> Found:
    """Passes of one viewer that is no conical scan."""
    platform, mode = viewer.platform, viewer.mode
    look = _named(viewer)
    if mode.geometry in TRACKLESS:
        latitude = reached_deg(mode, platform) if mode.geometry == "occultation" else mode.max_latitude_deg or 90.0
        return grid_look(points, latitude, window_s, look)
    if platform.position_km is not None:
        return standing_look(
            platform.position_km,
            points,
            mode.max_zenith_deg or 70.0,
            window_s,
            look,
            zenith_limits_deg=solar_limits_deg(mode),
            bounds_deg=mode.bounds_deg,
        )
    if track is not None and mode.geometry == "disk":
        limits = DiskLimits(
            zenith_deg=mode.max_zenith_deg or 70.0,
            altitude_km=mode.altitude_min_km or 0.0,
            solar_deg=solar_limits_deg(mode),
            bounds_deg=mode.bounds_deg,
        )
        return moving_look(track, points, limits, look)
    if crossings is None:
        raise InvalidInputError(f"{platform.mission.name}: mode {mode.name} is a {mode.geometry}, for which its orbit is not known")
    window = look_windows(mode, platform.radius_km, cell_km)
    return swath_look(crossings, points, window, look, zenith_limits_deg=solar_limits_deg(mode), glint_limits_deg=glint_limits_deg(mode))
