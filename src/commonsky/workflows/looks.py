"""Looks at one target, told one by one: passes at known times, looks that stand, passes whose times nobody knows. Facts: methods.md.

The engine's crossings at the target become passes of an instrument, each in the mode that serves the need best, with the light, glint and
clouds of its time. Leaves out ground networks.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np

from commonsky.core.execution import ThreadExecutor
from commonsky.core.time import EPOCH
from commonsky.coverage.light import GLINT_DEG, glint_angle_deg, light_at, local_hours, solar_elevation_deg
from commonsky.coverage.sensors import footprint_growth
from commonsky.coverage.simulate import STANDING, STEP_S, simulate, viewers_of
from commonsky.coverage.tracks import state_at
from commonsky.gaps.admissible import GROWING
from commonsky.needs.model import LEVELS
from commonsky.orbits.propagation import age_days, propagate
from commonsky.profile.next_look import LEVEL_ORDER, Ask, Look, Served

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from numpy.typing import NDArray

    from commonsky.catalogue.load import Catalogue
    from commonsky.catalogue.mechanisms import Mechanism
    from commonsky.catalogue.model import Instrument
    from commonsky.core.execution import Executor, Progress
    from commonsky.coverage.fleet import Fleet, Platform
    from commonsky.coverage.passes import Passes
    from commonsky.coverage.simulate import Viewer
    from commonsky.needs.model import Requirement
    from commonsky.orbits.propagation import Track
    from commonsky.profile.next_look import Way
    from commonsky.workflows.target import Target

    #: Probability of a clear view at latitude, longitude (degrees) and a time, or None where nobody knows.
    ClearOdds = Callable[[float, float, datetime], float | None]
    #: Whether cloud hides a variable from an instrument.
    Hindered = Callable[[Instrument, str], bool]

#: Size of a cell, km, that makes every swath wide against it: one sample point stands for a place.
PLACE_KM = 1e-3
#: Crossings of one satellite's instrument closer in time than this are one pass over an area, s.
ONE_PASS_S = 900.0
#: How much an element set errs along the track, km a day (methods.md), and how fast a low satellite flies, km/s.
ALONG_KM_DAY, SPEED_KM_S = 3.0, 7.5
#: How far from its cycle a track is kept, km at the equator (docs/design/002-nominal-orbits-anchored.md), over the Earth's turn, km/s.
KEPT_KM, TURN_KM_S = 5.0, 0.465
#: Errors of time beyond which a time is flagged, s.
EXACT_S = 60.0
#: Local times further apart than this are told as spans of their own, hours.
SPAN_H = 2.5
#: Geometries that are told in one line with a cycle: profiles by occultation come somewhere near once in theirs.
LASTING = (*STANDING, "occultation")
ACQUISITION_ORDER = ("systematic", "scenario", "tasked")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Scene:
    """What all looks share.

    Args:
        target: what is looked at.
        catalogue: instruments.
        asked: variables, each with its requirements.
        window_s: start and end, seconds since 2000-01-01T00:00Z.
        mechanisms: emergency mechanisms that serve the place.
        clear_odds: probability of a clear view at latitude and longitude, degrees, and a time; None: not known.
        hindered: whether cloud hides a variable from an instrument; None: from each.
    """

    target: Target
    catalogue: Catalogue
    asked: dict[str, tuple[Requirement, ...]]
    window_s: tuple[float, float]
    mechanisms: tuple[Mechanism, ...]
    clear_odds: ClearOdds | None
    hindered: Hindered | None


def looks_of(scene: Scene, fleet: Fleet, progress: Progress, left_out: Callable[[str], None]) -> tuple[Look, ...]:
    """All looks within the window: passes in the order of their times, then those that stand, then those whose times nobody knows.

    Args:
        scene: what is looked at, and for what.
        fleet: satellites with their positions.
        progress: is told what is being done.
        left_out: is told, a line each, of satellites whose elements fail within the window.
    """
    viewers = viewers_of(fleet.platforms, list(scene.catalogue.instruments.values()), set(scene.asked), PLACE_KM)
    if not viewers:
        return ()
    executor = ThreadExecutor(os.cpu_count() or 1)
    progress.step("finding looks", len({v.platform.mission.name for v in viewers}))
    passes = simulate(viewers, scene.target.cells, scene.window_s, executor, tick=progress.tick, left_out=left_out)[0]
    if passes is None:
        return ()
    by_viewer = _events(passes, len(viewers))
    timed, standing, uncertain = [], [], []
    others = _other_phases(viewers, scene, executor)
    for mates in _aboard(viewers):
        stands = [v for v in mates if v.mode.geometry in LASTING]
        moves = [v for v in mates if v.mode.geometry not in LASTING]
        standing += _standing(scene, stands, by_viewer)
        if moves and len(moves[0].platform.elements) > 1:
            uncertain += _uncertain(scene, moves, [by_viewer, *others])
        else:
            timed += _timed(scene, moves, by_viewer)
    timed.sort(key=lambda look: (look.time_utc or datetime.max.replace(tzinfo=UTC), LEVEL_ORDER.index(look.main.level)))
    standing.sort(key=lambda look: (LEVEL_ORDER.index(look.main.level), look.cycle_min or 0.0))
    uncertain.sort(key=lambda look: (LEVEL_ORDER.index(look.main.level), *(-n for n in look.count or (0, 0)), look.satellite))
    return (*timed, *standing, *uncertain)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Events:
    """Crossings or spells of one viewer: times, incidence angles, point of each, in order of start; the cycle, s, of what stands."""

    start_s: NDArray[np.float64]
    end_s: NDArray[np.float64]
    incidence_deg: NDArray[np.float64]
    point: NDArray[np.int64]
    cycle_s: float = 0.0


def _events(passes: Passes, viewers: int) -> list[_Events]:
    point = passes.point_of_each()
    order = np.argsort(passes.start_s, kind="stable")
    found = []
    for number in range(viewers):
        rows = order[passes.look[order] == number]
        found.append(
            _Events(
                start_s=passes.start_s[rows],
                end_s=passes.end_s[rows],
                incidence_deg=passes.incidence_deg[rows].astype(float),
                point=point[rows],
                cycle_s=passes.looks[number].cycle_s,
            )
        )
    return found


def _other_phases(viewers: Sequence[Viewer], scene: Scene, executor: Executor) -> list[list[_Events]]:
    """Events at the further phases of orbits whose phase is unknown; empty for all others."""
    adrift = [v for v in viewers if len(v.platform.elements) > 1]
    phases = max((len(v.platform.elements) for v in adrift), default=1)
    nothing = _Events(start_s=np.zeros(0), end_s=np.zeros(0), incidence_deg=np.zeros(0), point=np.zeros(0, np.int64))
    rows = []
    for phase in range(1, phases):
        moved = [replace(v, number=i) for i, v in enumerate(adrift)]
        passes = simulate(moved, scene.target.cells, scene.window_s, executor, phase=phase, left_out=lambda _: None)[0]
        found = _events(passes, len(adrift)) if passes is not None else [nothing] * len(adrift)
        events = [nothing] * len(viewers)
        for viewer, one in zip(adrift, found, strict=True):
            events[viewer.number] = one
        rows.append(events)
    return rows


def _aboard(viewers: Sequence[Viewer]) -> Iterable[list[Viewer]]:
    """Modes of one instrument on one platform, together."""
    groups: dict[tuple[str, str], list[Viewer]] = {}
    for viewer in viewers:
        groups.setdefault((viewer.platform.mission.name, viewer.instrument.name), []).append(viewer)
    return groups.values()


def _runs(times: NDArray[np.float64]) -> list[NDArray[np.int64]]:
    """Rows of each pass: crossings that follow each other within a quarter of an hour."""
    if not len(times):
        return []
    return np.split(np.arange(len(times)), np.flatnonzero(np.diff(times) > ONE_PASS_S) + 1)


def _timed(scene: Scene, mates: Sequence[Viewer], by_viewer: Sequence[_Events]) -> list[Look]:
    """Passes of one instrument at known times, each in its most useful mode."""
    every = [(float(by_viewer[v.number].start_s[run].mean()), run, v) for v in mates for run in _runs(by_viewer[v.number].start_s)]
    if not every:
        return []
    every.sort(key=lambda one: one[0])
    track = _track(every[0][2].platform, scene)
    groups = np.split(np.arange(len(every)), np.flatnonzero(np.diff([one[0] for one in every]) > ONE_PASS_S) + 1)
    return [_pass(scene, [every[i] for i in group], by_viewer, track) for group in groups]


def _track(platform: Platform, scene: Scene) -> Track:
    begin, end = scene.window_s
    return propagate(platform.elements[0], begin, end - begin, step_s=STEP_S)


def _pass(scene: Scene, modes: Sequence[tuple[float, NDArray[np.int64], Viewer]], by_viewer: Sequence[_Events], track: Track) -> Look:
    """One pass of one instrument: the best of its modes, with the circumstances."""
    rated = [(_served(scene, v, float(by_viewer[v.number].incidence_deg[run].mean())), time, run, v) for time, run, v in modes]
    rated.sort(key=lambda row: _rank(row[0], row[3]))
    served, time_s, run, viewer = rated[0]
    events = by_viewer[viewer.number]
    look = _line(scene, viewer, served, others=sorted({row[3].mode.name for row in rated} - {viewer.mode.name}))
    exact, error_s = _certainty(viewer.platform, time_s)
    return _lit(
        scene,
        viewer,
        replace(
            look,
            kind="pass",
            time_utc=_moment(time_s),
            exact=exact,
            error_s=error_s,
            incidence_deg=float(events.incidence_deg[run].mean()),
            share=len(set(events.point[run].tolist())) / len(scene.target.cells),
        ),
        time_s,
        track,
    )


def _rank(served: tuple[Served, ...], viewer: Viewer) -> tuple[int, int, float]:
    return LEVEL_ORDER.index(served[0].level), ACQUISITION_ORDER.index(viewer.mode.acquisition), served[0].resolution_m


def _lit(scene: Scene, viewer: Viewer, look: Look, time_s: float, track: Track | None) -> Look:
    """The look with the Sun, glint and clouds of its time."""
    lat, lon, at = scene.target.place.lat_deg, scene.target.place.lon_deg, np.array([time_s])
    elevation = float(solar_elevation_deg(lat, lon, at)[0])
    glint = None
    if viewer.mode.light == "day" and track is not None and elevation > 0:
        glint = float(glint_angle_deg(lat, lon, at, state_at(track, at).position_km)[0])
    return replace(
        look,
        local_h=float(local_hours(lon, at)[0]),
        sun_elevation_deg=elevation,
        light=light_at(elevation),
        glint_deg=glint,
        glint=glint is not None and glint < GLINT_DEG,
        clear_odds=_odds(scene, viewer, look, time_s),
    )


def _odds(scene: Scene, viewer: Viewer, look: Look, time_s: float) -> float | None:
    if scene.clear_odds is None or (scene.hindered is not None and not scene.hindered(viewer.instrument, look.main.variable)):
        return None
    return scene.clear_odds(scene.target.place.lat_deg, scene.target.place.lon_deg, _moment(time_s))


def _certainty(platform: Platform, time_s: float) -> tuple[bool, float | None]:
    """Whether the time of a pass is known, and how far off it may be, s."""
    if platform.mission.satellites > 1 or platform.basis not in {"element set", "anchored nominal orbit"}:
        return False, None
    if platform.basis == "anchored nominal orbit":
        return platform.mission.orbit.repeat_days is not None, KEPT_KM / TURN_KM_S if platform.mission.orbit.repeat_days else None
    error_s = abs(age_days(platform.elements[0], time_s)) * ALONG_KM_DAY / SPEED_KM_S
    return error_s <= EXACT_S, error_s


def _standing(scene: Scene, mates: Sequence[Viewer], by_viewer: Sequence[_Events]) -> list[Look]:
    """Looks that stand, one line an instrument: its most useful mode; products slower than the window are no next look."""
    rows = []
    for viewer in mates:
        events = by_viewer[viewer.number]
        if len(events.start_s) and events.cycle_s <= scene.window_s[1] - scene.window_s[0]:
            rows.append((_served(scene, viewer, float(events.incidence_deg.mean())), viewer))
    if not rows:
        return []
    rows.sort(key=lambda row: (*_rank(*row), by_viewer[row[1].number].cycle_s))
    served, viewer = rows[0]
    events = by_viewer[viewer.number]
    look = _line(scene, viewer, served, others=sorted({v.mode.name for _, v in rows} - {viewer.mode.name}))
    unsure = viewer.platform.mission.satellites > 1 or (len(viewer.platform.elements) > 1 and viewer.mode.geometry == "disk")
    look = replace(
        look,
        kind="standing",
        time_utc=None if unsure else _moment(float(events.start_s[0])),
        until_utc=None if unsure else _moment(float(events.end_s[0])),
        exact=not unsure,
        incidence_deg=None if viewer.mode.geometry != "disk" else float(events.incidence_deg.mean()),
        share=len(set(events.point.tolist())) / len(scene.target.cells),
        cycle_min=events.cycle_s / 60.0,
    )
    return [look if unsure else _lit(scene, viewer, look, float(events.start_s[0]), None)]


def _uncertain(scene: Scene, mates: Sequence[Viewer], phases: Sequence[Sequence[_Events]]) -> list[Look]:
    """One line for passes at times that nobody knows: how many in the window, and at which hours, over the phases tried."""
    counts, hours, rated = [], [], []
    for by_viewer in phases:
        times = np.sort(np.concatenate([by_viewer[v.number].start_s for v in mates]))
        runs = _runs(times)
        counts.append(len(runs))
        hours += [float(local_hours(scene.target.place.lon_deg, times[run].mean(keepdims=True))[0]) for run in runs]
    if not max(counts):
        return []
    for viewer in mates:
        angles = np.concatenate([by_viewer[viewer.number].incidence_deg for by_viewer in phases])
        if len(angles):
            rated.append((_served(scene, viewer, float(angles.mean())), viewer))
    rated.sort(key=lambda row: _rank(*row))
    served, viewer = rated[0]
    look = _line(scene, viewer, served, others=sorted({v.mode.name for _, v in rated} - {viewer.mode.name}))
    spans = _spans(hours) if viewer.platform.mission.orbit.kind == "sun-synchronous" else ()
    return [replace(look, kind="uncertain", exact=False, count=(min(counts), max(counts)), hours=spans)]


def _spans(hours: Sequence[float]) -> tuple[tuple[float, float], ...]:
    """Spans of the day that hold all of some local times, cut where they lie far apart; nothing where they fill the day.

    >>> _spans([22.5, 10.2, 10.9, 23.5, 0.4])
    ((10.2, 10.9), (22.5, 0.4))
    """
    at = sorted(hours)
    gaps = [(at[(i + 1) % len(at)] - at[i]) % 24.0 if len(at) > 1 else 24.0 for i in range(len(at))]
    ends = [i for i, gap in enumerate(gaps) if gap > SPAN_H]
    if not ends:
        return ()
    starts = [(ends[k - 1] + 1) % len(at) for k in range(len(ends))]
    return tuple(sorted((at[s], at[e]) for s, e in zip(starts, ends, strict=True)))


def _served(scene: Scene, viewer: Viewer, incidence_deg: float) -> tuple[Served, ...]:
    """What a mode measures for the need at an incidence angle, the most useful first."""
    mode, found = viewer.mode, []
    grows = (
        viewer.instrument.kind in GROWING and mode.geometry not in {"side-looking", "grid", "occultation"} and np.isfinite(incidence_deg)
    )
    growth = float(footprint_growth(np.array([incidence_deg]), viewer.platform.radius_km)[0]) if grows else 1.0
    for measure in viewer.instrument.measures:
        if measure.variable in scene.asked and mode.name in measure.modes:
            resolution = max(measure.resolution_m or 0.0, mode.resolution_m * growth)
            level = _level(scene.asked[measure.variable], resolution)
            found.append(
                Served(
                    variable=measure.variable,
                    product=measure.product,
                    resolution_m=resolution,
                    level=level,
                    latency_h=measure.latency_h,
                )
            )
    wanted = list(scene.asked)
    return tuple(sorted(found, key=lambda s: (LEVEL_ORDER.index(s.level), wanted.index(s.variable), s.resolution_m)))


def _level(requirements: Iterable[Requirement], resolution_m: float) -> str:
    """The strictest level of any requirement whose resolution is met."""
    best = []
    for requirement in requirements:
        asked = [requirement.asked(level).resolution_m for level in LEVELS]
        met = [level for level, most in zip(LEVELS, asked, strict=True) if most is not None and resolution_m <= most * (1 + 1e-9)]
        best.append("unasked" if asked[-1] is None else met[0] if met else "coarser")
    return min(best, key=LEVEL_ORDER.index, default="unasked")


def _line(scene: Scene, viewer: Viewer, served: tuple[Served, ...], *, others: Sequence[str]) -> Look:
    mission, instrument, mode = viewer.platform.mission, viewer.instrument, viewer.mode
    movers = [m for m in scene.mechanisms if m.brings(mission.name, mission.agencies)]
    images = tuple(m.name for m in movers if m.kind == "imagery and maps")
    way = _way(instrument.data_policy, mode.acquisition, brought=bool(images))
    brought = images if way in {"plan", "request", "agreement"} else ()
    if mode.geometry == "disk":
        brought += tuple(m.name for m in movers if m.kind == "rapid scan")
    return Look(
        kind="pass",
        satellite=mission.name,
        satellites=mission.satellites,
        instrument=instrument.name,
        instrument_kind=instrument.kind,
        mode=mode.name,
        other_modes=tuple(others),
        served=served,
        acquisition=mode.acquisition,
        data_policy=instrument.data_policy,
        ask=Ask(way=way, mechanisms=brought, agencies=mission.agencies, note=mode.acquisition_note),
    )


def _way(policy: str, acquisition: str, *, brought: bool) -> Way:
    """How the data come, by who may have them and by what the satellite takes unasked."""
    if policy in {"restricted", "commercial"}:
        return "request" if brought or policy == "commercial" else "agreement"
    if acquisition == "systematic":
        return "open" if policy == "open" else "register"
    return "request" if acquisition == "tasked" else "plan"


def _moment(time_s: float) -> datetime:
    return EPOCH + timedelta(seconds=round(time_s, 3))
