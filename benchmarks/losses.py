"""What losses cost to reckon: all losses of one and two of 40 platforms, and the exact envelope of 15 systems, and how both grow.

Cells stand on an even grid of 10 to 27 degrees south, 30 to 41 east; platforms are the catalogue's low orbits in the order of their
names, each with a swath of 290 km; a product is good for two days. Medians of three, CPU seconds and wall seconds.
"""

from __future__ import annotations

import sys
import time
from datetime import UTC, date, datetime
from statistics import median
from typing import TYPE_CHECKING

import numpy as np

from commonsky.catalogue.load import packaged_catalogue
from commonsky.catalogue.model import Instrument, Measure, Mode
from commonsky.core.citation import Source
from commonsky.core.execution import ThreadExecutor
from commonsky.core.time import seconds_since_epoch
from commonsky.coverage.fleet import assemble
from commonsky.coverage.passes import Look, find_crossings, gather, swath_look
from commonsky.coverage.points import bin_points
from commonsky.coverage.sensors import look_windows
from commonsky.gaps.admissible import Service
from commonsky.gaps.levels import Simulation
from commonsky.needs.model import Need, Requirement, Values
from commonsky.orbits.propagation import propagate
from commonsky.resilience.fresh_sets import FreshSets, fresh_sets
from commonsky.resilience.subsets import envelope, one_and_two

if TYPE_CHECKING:
    from collections.abc import Callable

START = datetime(2026, 11, 1, tzinfo=UTC)
MADE = (Source(what="all", where="made up for this benchmark"),)
ON = date(2026, 11, 1)
DAY_S, CELLS, PLATFORMS, DAYS, SYSTEMS = 86400.0, 2500, 40, 30.0, 15
MODE = Mode(name="only", geometry="swath", swath_km=290.0, resolution_m=10.0, light="any", acquisition="systematic")
MEASURE = Measure(variable="surface_water_extent", modes=("only",), relevance="primary", product="made up", source=MADE)
REQUIREMENT = Requirement(
    id="made-up", theme="flood", variable="surface_water_extent", application="a benchmark", uncertainty_sigmas=1, confidence="firm",
    valid_from=ON, as_of=ON, source=MADE, observing_cycle=Values(unit="h", threshold=48.0),
)  # fmt: skip
NEED = Need(requirement="made-up", title_en="See which land is under water")


def timed(job: Callable[[], object]) -> tuple[float, float]:
    """Medians of three, after one to warm up: CPU seconds, wall seconds."""
    job()
    rows = []
    for _ in range(3):
        cpu, wall = time.process_time(), time.perf_counter()
        job()
        rows.append((time.process_time() - cpu, time.perf_counter() - wall))
    return median(r[0] for r in rows), median(r[1] for r in rows)


def case(cells: int, platforms: int, days: float) -> tuple[Simulation, tuple[Service, ...]]:
    """Passes of some platforms over some cells, and the services."""
    side = int(np.ceil(np.sqrt(cells)))
    lat, lon = (v.ravel()[:cells] for v in np.meshgrid(np.linspace(-27, -10, side), np.linspace(30, 41, side)))
    points = bin_points(lat, lon)
    fleet = assemble(packaged_catalogue(), (), START)
    low = sorted((p for p in fleet.platforms if p.elements and p.radius_km < 7400), key=lambda p: p.mission.name)
    begin, early = seconds_since_epoch(START), 2 * DAY_S
    found = []
    for number in range(platforms):
        platform = low[number % len(low)]
        track = propagate(platform.elements[0], begin - early, early + days * DAY_S, step_s=120.0)
        window = look_windows(MODE, platform.radius_km, 25.0)
        crossings = find_crossings(track, points, window, lit=False)
        found.append(swath_look(crossings, points, window, Look(platform=f"P{number}", instrument="made-up", mode="only")))
    passes = gather(found, cells)
    simulation = Simulation(passes=(passes, None, None), start_s=begin, end_s=begin + days * DAY_S, early_s=early)
    instrument = Instrument(
        name="made-up", kind="synthetic aperture radar", missions=("any",), data_policy="open", modes=(MODE,), measures=(MEASURE,),
        as_of=ON, source=MADE,
    )  # fmt: skip
    services = tuple(
        Service(mission=f"P{k}", instrument=instrument, mode=MODE, measure=MEASURE, radius_km=7071.0, look=k, depth=0)
        for k in range(platforms)
    )
    return simulation, services


def losses(cells: int, platforms: int, days: float) -> tuple[float, float, int]:
    """CPU and wall seconds of all losses of one and two from stored passes, and how many passes there are."""
    simulation, services = case(cells, platforms, days)
    executor, weights, at = ThreadExecutor(2), np.ones(cells), np.arange(cells)

    def job() -> object:
        return one_and_two(fresh_sets(simulation, services, NEED, REQUIREMENT, at, executor), weights)

    passes = simulation.passes[0]
    return (*timed(job), len(passes) if passes is not None else 0)


def drawn_sets(systems: int, cells: int = CELLS, rows: int = 200) -> FreshSets:
    """Sets of fresh systems drawn at random: as many different ones as there can be."""
    draw = np.random.default_rng(1)
    sets = draw.integers(0, 2**systems, (cells * rows, 1), dtype=np.uint64)
    seconds = draw.random(cells * rows)
    names = tuple(f"S{k}" for k in range(systems))
    return FreshSets(systems=names, first=np.arange(cells + 1) * rows, sets=sets, seconds=seconds, total_s=float(rows))


def main() -> int:
    """Print the figures; 1 where a bar is missed."""
    missed = 0
    print(f"all losses of one and two, from stored passes: {PLATFORMS} platforms, {CELLS} cells, {DAYS:g} days (bar 10 s)")
    for name, size in (
        ("as asked", (CELLS, PLATFORMS, DAYS)),
        ("twice the cells", (2 * CELLS, PLATFORMS, DAYS)),
        ("half the platforms", (CELLS, PLATFORMS // 2, DAYS)),
        ("half the days", (CELLS, PLATFORMS, DAYS / 2)),
    ):
        cpu, wall, passes = losses(*size)
        print(f"  {name:<20} {cpu:7.2f} CPU s  {wall:7.2f} s wall  {passes:9d} passes")
        missed += name == "as asked" and wall > 10.0
    print(f"exact envelope over all losses, {CELLS} cells, 200 different sets a cell (bar 5 s for {SYSTEMS} systems)")
    for systems in (12, 14, SYSTEMS, 16):
        sets, weights = drawn_sets(systems), np.ones(CELLS)
        cpu, wall = timed(lambda sets=sets, weights=weights: envelope(sets, weights, ThreadExecutor(2)))  # type: ignore[misc]
        print(f"  {systems:2d} systems, {2**systems:6d} losses {cpu:7.2f} CPU s  {wall:7.2f} s wall")
        missed += systems == SYSTEMS and wall > 5.0
    return int(missed > 0)


if __name__ == "__main__":
    sys.exit(main())
