"""Assess the whole world: every need over every country, at 51 km. Joins world, needs, coverage, gaps and profile. Facts: none of its own.

Each need is kept as soon as it is judged, in the user's cache under a name made of all that it depends on, so that a run that was stopped
goes on where it was; what is kept is dropped when the folder is written. Says which level holds; what limits it is for `assess COUNTRY`.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import numpy as np

from commonsky import __version__
from commonsky.catalogue.load import packaged_catalogue, packaged_networks, with_own_rows
from commonsky.catalogue.search import cache_folder, fingerprint
from commonsky.core.errors import InvalidInputError
from commonsky.core.execution import ThreadExecutor
from commonsky.core.folders import check_replaceable, whole_folder
from commonsky.core.time import iso, seconds_since_epoch
from commonsky.core.variables import find_variable
from commonsky.coverage.fleet import assemble
from commonsky.coverage.sensors import solar_limits_deg
from commonsky.coverage.simulate import viewers_of
from commonsky.coverage.stations import network_viewers
from commonsky.coverage.world import Mask
from commonsky.gaps.admissible import can_matter
from commonsky.gaps.world_levels import WorldLevels, is_in_world, world_levels
from commonsky.needs.load import default_needs, read_needs, wanted_needs
from commonsky.orbits.sun import sun_direction
from commonsky.profile import compose_world
from commonsky.profile.compose import window_row
from commonsky.sources.element_format import read_elements
from commonsky.sources.station_lists import packaged_stations, read_stations
from commonsky.workflows.assess import LONGEST_DAYS
from commonsky.workflows.simulated import DAY_S, months_of
from commonsky.world.globe import DEPTH, globe
from commonsky.world.rings import rings

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from commonsky.core.execution import Executor, Progress
    from commonsky.coverage.simulate import Viewer
    from commonsky.coverage.stations import NetworkViewer
    from commonsky.needs.model import Need, Requirement
    from commonsky.profile.world_model import World, WorldCells

#: Position of the threshold among the levels.
THRESHOLD = 2
#: How much lower than at noon the Sun may stand when a satellite passes, degrees: three hours off noon in high latitudes.
LOW_SUN_DEG = 10.0
FILES = ("world.html", "world.json", "countries.csv", "groups.csv", "cells.parquet")


@dataclass(frozen=True, slots=True, kw_only=True)
class WorldRequest:
    """What is asked of `assess --all`.

    Args:
        date: first day of the window, UTC; None: today.
        days: length of the window.
        needs_wanted: ids of requirements, variables or themes; empty: all.
        elements, instruments, needs, stations: files of the user's, or None.
        out: folder to write into.
        language: of world.html.
        any_age: whether elements years from the window are let pass.
        command: the command line, for the record.
    """

    date: datetime | None
    days: float
    needs_wanted: tuple[str, ...]
    elements: Path | None
    instruments: Path | None
    needs: Path | None
    stations: Path | None
    out: Path
    language: str
    any_age: bool
    command: str


def assess_world(request: WorldRequest, progress: Progress, tell: Callable[[str], None] = lambda _: None) -> tuple[World, WorldCells]:
    """Every need over every country, written as files into the request's folder.

    Args:
        request: what is asked.
        progress: is told what is being done.
        tell: is told in a line what an earlier run kept, and what this one keeps if it is stopped.

    Raises:
        CommonskyError: if an input is refused or the folder cannot be written; what was judged so far is kept for the next run.
    """
    from commonsky.profile.wording import read_wording
    from commonsky.profile.world_page import render_world
    from commonsky.profile.world_tables import cells_table, countries_csv, groups_csv, world_json

    read_wording(request.language)
    check_replaceable(request.out.absolute(), FILES)
    world, cells, kept = _computed(request, progress, tell)
    progress.step("writing the world", len(FILES))
    with whole_folder(request.out, FILES) as folder:
        cells_table(world, cells, folder / "cells.parquet")
        progress.tick()
        for name, text in (
            ("world.json", world_json(world)),
            ("countries.csv", countries_csv(world)),
            ("groups.csv", groups_csv(world)),
            ("world.html", render_world(world, cells, request.language)),
        ):
            (folder / name).write_text(text, "utf-8", newline="")
            progress.tick()
    shutil.rmtree(kept, ignore_errors=True)
    return world, cells


def _computed(request: WorldRequest, progress: Progress, tell: Callable[[str], None]) -> tuple[World, WorldCells, Path]:
    executor = ThreadExecutor(os.cpu_count() or 1)
    if not 1 <= request.days <= LONGEST_DAYS:
        raise InvalidInputError(f"--days {request.days:g} is out of range; give 1 to {LONGEST_DAYS}")
    start = request.date or datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    progress.step("reading the catalogue")
    needs = read_needs(request.needs) if request.needs else default_needs()
    asked = wanted_needs(needs.for_country(coastal=True, on=start.date()), request.needs_wanted)
    catalogue = with_own_rows(packaged_catalogue(), request.instruments) if request.instruments else packaged_catalogue()
    given = read_elements(request.elements) if request.elements else None
    fleet = assemble(catalogue, given.sets if given else (), start, any_age=request.any_age)
    stations = read_stations(request.stations) if request.stations else packaged_stations()
    variables = {requirement.variable for _, requirement in asked}
    viewers = viewers_of(
        fleet.platforms,
        list(catalogue.instruments.values()),
        variables,
        float(np.sqrt(rings(DEPTH).cell_km2)),
        deepest=0,
        wanted=lambda instrument, measure: can_matter(instrument, measure, asked),
    )
    followed = [v for v in viewers if is_in_world(v)]
    base = compose_world.base_cells(globe(), rings(DEPTH), start.date())
    networks = network_viewers(packaged_networks().values(), stations, base.cells, variables, first=0)
    begin = seconds_since_epoch(start)
    spans = [(begin, begin + request.days * DAY_S)]
    months = months_of(*spans[0])
    kept = cache_folder() / "world" / _request_key(request, start, stations.ids)
    job = _Job(base=base, viewers=followed, networks=networks, window_s=spans[0], months=tuple(months), executor=executor, kept=kept)
    progress.step("judging needs over the world", len(asked))
    judged = _judged(job, asked, progress, tell)
    left = sorted({v.platform.mission.name for v in viewers if not is_in_world(v)})
    notes = (
        *fleet.notes,
        *(
            [f"not followed over the world: {', '.join(left)}: a disk from a satellite that moves; assess COUNTRY follows it"]
            if left
            else []
        ),
        "orbits of unknown phase are taken at one phase; a cell is judged at its centre, so a single cell under a narrow swath is a sample",
        *needs.expired(start.date()),
        *(f"refused: {line}" for line in (*(given.refused if given else ()), *catalogue.refused, *needs.refused, *stations.refused)),
    )
    world, cells = compose_world.compose(base, asked, judged, notes)
    header = {"version": __version__, "made_utc": iso(datetime.now(UTC)), "command": request.command}
    return world.model_copy(update=header | {"window": window_row(*spans[0], 30 * DAY_S)}), cells, kept


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Judged:
    """Levels of one need in every cell, over the window, the same were all that is unpublished good enough, and by month.

    `dark`, (n,): where it falls short as shown only for want of daylight, as cameras are asked that need it.
    """

    whole: WorldLevels
    granted: WorldLevels
    dark: NDArray[np.bool_]
    months: tuple[tuple[str, WorldLevels], ...]


def _judged(job: _Job, asked: Sequence[tuple[Need, Requirement]], progress: Progress, tell: Callable[[str], None]) -> list[Judged]:
    """All needs; one that is stopped says what is kept of it."""
    kept = sum(job.path(pair).exists() for pair in asked)
    if kept:
        tell(f"{kept} of {len(asked)} needs were judged and kept by an earlier run that was stopped; going on from there")
    judged: list[Judged] = []
    try:
        for pair in asked:
            judged.append(job.judge(pair))
            progress.tick()
    except BaseException:  # Ctrl-C is none of Exception
        if kept := sum(job.path(pair).exists() for pair in asked):
            tell(f"{kept} of {len(asked)} needs are judged and kept in {job.kept}; the same command goes on from there")
        raise
    return judged


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Job:
    base: compose_world.Base
    viewers: Sequence[Viewer]
    networks: Sequence[NetworkViewer]
    window_s: tuple[float, float]
    months: tuple[tuple[str, float, float], ...]
    executor: Executor
    kept: Path

    def path(self, pair: tuple[Need, Requirement]) -> Path:
        """Where a judged need is kept."""
        name = hashlib.sha256(f"{pair[0]!r} {pair[1]!r}".encode()).hexdigest()[:16]
        return self.kept / f"{name}.npz"

    def judge(self, pair: tuple[Need, Requirement]) -> Judged:
        """Levels of one need, read where an earlier run kept them."""
        path = self.path(pair)
        if (found := _read(path)) is not None:
            return found
        domain = find_variable(pair[1].variable).domain
        at = self.base.at(domain)
        mask = Mask(self.base.rings, self.base.wanted(domain))
        networks = [replace(n, spacing_km=n.spacing_km[at]) for n in self.networks]

        def over(window_s: tuple[float, float], *, unstated_too: bool = False) -> tuple[WorldLevels, ...]:
            return world_levels(mask, self.viewers, networks, pair, window_s, self.executor, unstated_too=unstated_too)

        whole, granted = over(self.window_s, unstated_too=True)
        months = tuple((name, over((a, b))[0]) for name, a, b in self.months)
        found = Judged(whole=whole, granted=granted, dark=self._dark(pair, domain, whole), months=months)
        _keep(path, found)
        return found

    def _dark(self, pair: tuple[Need, Requirement], domain: str, whole: WorldLevels) -> NDArray[np.bool_]:
        """Where the threshold is missed, and would hold were the Sun high all the time.

        Only cells are tried in which the Sun's height at noon, on the lowest day of the window, is within `LOW_SUN_DEG` of what some camera
        asks: elsewhere it is night, not season, that a camera waits for.
        """
        dark = np.zeros(len(whole.level), bool)
        variable = pair[1].variable
        seeing = [v for v in self.viewers if any(m.variable == variable and v.mode.name in m.modes for m in v.instrument.measures)]
        limits = [solar_limits_deg(v.mode)[1] for v in seeing if v.mode.light == "day"]
        if not limits:
            return dark
        at = self.base.at(domain)
        low = lowest_noon_deg(self.base.cells.lat_deg[at], self.window_s) < 90.0 - min(limits) + LOW_SUN_DEG
        tried = np.flatnonzero(low & (whole.level > THRESHOLD))
        if not len(tried):
            return dark
        wanted = np.zeros(len(self.base.rings.ids), bool)
        wanted[self.base.position[at[tried]]] = True
        bright = [replace(v, mode=v.mode.model_copy(update={"light": "any"})) if v.mode.light == "day" else v for v in seeing]
        networks = [replace(n, spacing_km=n.spacing_km[at[tried]]) for n in self.networks]
        (levels,) = world_levels(Mask(self.base.rings, wanted), bright, networks, pair, self.window_s, self.executor)
        dark[tried] = levels.level <= THRESHOLD
        return dark


def lowest_noon_deg(lat_deg: NDArray[np.float64], window_s: tuple[float, float]) -> NDArray[np.float64]:
    """Height of the Sun at noon on the day of a window on which it is lowest, degrees, (n,); below 0 in polar night.

    Args:
        lat_deg: (n,), latitudes.
        window_s: start and end, seconds since 2000-01-01T00:00Z.

    >>> from datetime import UTC, datetime
    >>> begin = seconds_since_epoch(datetime(2026, 12, 1, tzinfo=UTC))
    >>> lowest_noon_deg(np.array([0.0, 60.0, 80.0]), (begin, begin + 30 * DAY_S)).round(1).tolist()
    [66.6, 6.6, -13.4]
    """
    days = np.arange(window_s[0], window_s[1], DAY_S)
    declination = np.degrees(np.arcsin(sun_direction(days)[:, 2]))
    low, high = declination.min(), declination.max()
    return np.asarray(90.0 - np.maximum(np.abs(lat_deg - low), np.abs(lat_deg - high)))


def _request_key(request: WorldRequest, start: datetime, stations: Sequence[str]) -> str:
    """A name for all that a judged need depends on, the need itself aside."""
    digest = hashlib.sha256(f"3 {fingerprint()} {start} {request.days} {len(stations)} {request.any_age}".encode())
    for path in (request.elements, request.instruments, request.stations):
        digest.update(path.read_bytes() if path else b"-")
    return digest.hexdigest()[:16]


def _read(path: Path) -> Judged | None:
    """What an earlier run kept; None where there is none or it is damaged."""
    try:
        with np.load(path, allow_pickle=False) as file:
            spans = [
                (str(name), WorldLevels(level=file[f"level{i}"], fresh=file[f"fresh{i}"], serving=tuple(int(x) for x in file["serving"])))
                for i, name in enumerate(file["names"])
            ]
            dark = file["dark"]
    except (OSError, ValueError, KeyError, EOFError):
        return None
    return Judged(whole=spans[0][1], granted=spans[1][1], dark=dark, months=tuple(spans[2:]))


def _keep(path: Path, found: Judged) -> None:
    """Keep a judged need for the next run, whole or not at all; where it cannot be kept the run goes on."""
    spans = [("whole", found.whole), ("granted", found.granted), *found.months]
    rows: dict[str, Any] = {f"level{i}": s.level for i, (_, s) in enumerate(spans)}
    rows |= {f"fresh{i}": s.fresh for i, (_, s) in enumerate(spans)}
    staging = path.with_suffix(f".{os.getpid()}.npz")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        np.savez(staging, names=np.array([n for n, _ in spans]), serving=np.array(found.whole.serving), dark=found.dark, **rows)
        staging.replace(path)
    except OSError:
        staging.unlink(missing_ok=True)
