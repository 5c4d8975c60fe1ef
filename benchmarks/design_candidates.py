"""What the search for the smallest addition costs: 2,000 candidates, how cost grows with candidates and with cells, and its memory.

Satellites on tried orbits over a country's cells and a month, for a need that nothing on the ground can serve: streaming all gains, lazy
greedy, constellations, exchanges and bounds. Wall and CPU seconds, medians of three for the headline; one worker for growth. Wanted: 2,000
candidates over 300 cells under 60 s of wall on two cores. Leaves out reading outlines and today's passes, which are told beside it.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

os.environ |= dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")

import numpy as np

from commonsky.core.execution import SerialExecutor, ThreadExecutor, Untold
from commonsky.coverage.points import bin_points
from commonsky.mission_design.area import country_area
from commonsky.mission_design.candidates import designs_of, packs_of, satellites_of
from commonsky.mission_design.cover import Cover
from commonsky.mission_design.orbits import PATTERNS, orbit_grid
from commonsky.mission_design.plan import KINDS, Terms, make_plan
from commonsky.mission_design.sensors import Sensor
from commonsky.mission_design.solve import solve
from commonsky.mission_design.streams import Streams
from commonsky.needs.load import default_needs, wanted_needs

if TYPE_CHECKING:
    from commonsky.core.execution import Executor
    from commonsky.mission_design.plan import Plan

START = datetime(2026, 11, 23, tzinfo=UTC)
CANDIDATES, CELLS, DAYS, COUNT, ROUNDS, WANTED_S = 2000, 300, 30.0, 3, 3, 60.0
#: Daily, by day and night, with a timeliness: radars and optical imagers in several latencies.
NEED, LEVEL = "flood-surface-water-extent", "goal"


def plan_of(country: str, cells: int, days: float = DAYS) -> Plan:
    """A plan with what serves a country today, its satellites left to `trimmed`."""
    area = country_area(country, START.date(), most=cells)
    asked = wanted_needs(default_needs().for_country(coastal=True, on=START.date()), (NEED,))
    terms = Terms(level=LEVEL, count=COUNT, kinds=KINDS, without=(), start=START, days=days, by_people=False)
    return make_plan(area, asked, terms, ThreadExecutor(os.cpu_count() or 1), Untold())


def trimmed(plan: Plan, candidates: int) -> Plan:
    """The plan with so many satellites, evenly taken from all designs, and nothing on the ground; nothing is kept from earlier runs."""
    swaths = {"sar": {0: [30.0, 100.0, 250.0]}, "optical": {0: [60.0, 290.0, 800.0]}}
    designs = designs_of(orbit_grid(plan.area.lat_deg), swaths, plan.area.lat_deg, plan.demands)
    patterns = [p for p in PATTERNS if p.count <= COUNT]
    slots = tuple(dict.fromkeys(slot for p in patterns for slot in p.slots))
    wanted = min(len(designs), max(1, candidates // len(slots)))
    some = [designs[i] for i in np.unique(np.linspace(0, len(designs) - 1, wanted).astype(int))]
    items = satellites_of(some, slots)
    sensors = list(dict.fromkeys(Sensor(kind=d.sensor.kind, swath_km=d.sensor.swath_km, side=d.sensor.side) for d in some))
    streams = Streams(bin_points(plan.area.cells.lat_deg, plan.area.cells.lon_deg), sensors, START, plan.today.window_s)
    return replace(plan, cover=Cover(items, plan.demands, streams), packs=packs_of(items, COUNT, patterns))


def run(plan: Plan, executor: Executor) -> tuple[float, float, str]:
    """Wall and CPU seconds of a search, and what it came to."""
    begin, used = time.perf_counter(), time.process_time()
    solved = solve(plan.cover, plan.base, plan.packs, COUNT, executor)
    took = time.perf_counter() - begin, time.process_time() - used
    told = f"{solved.base:.3f} to {solved.front[solved.answer].value:.3f} with {solved.answer}, proven {solved.proven:.2f}"
    return *took, told


def headline(country: str) -> bool:
    """2,000 candidates on all cores; whether it keeps the limit."""
    begin = time.perf_counter()
    plan = plan_of(country, CELLS)
    before = time.perf_counter() - begin
    rows = [run(trimmed(plan, CANDIDATES), ThreadExecutor(os.cpu_count() or 1)) for _ in range(ROUNDS)]
    wall, cpu = (statistics.median(row[k] for row in rows) for k in (0, 1))
    count, peak = len(trimmed(plan, CANDIDATES).cover.items), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(
        f"{country}: {count:,} candidates, {CELLS} cells, {DAYS:g} days: {wall:.1f} s wall on {os.cpu_count()} cores, {cpu:.1f} CPU s, "
        f"{peak:.2f} GiB at most; served {rows[0][2]}; outline and today's passes {before:.1f} s before it",
        flush=True,
    )
    return wall < WANTED_S


def growth() -> None:
    """CPU seconds over candidates and over cells, one worker."""
    plan = plan_of("SLB", CELLS)
    for candidates in (500, 1000, 2000, 4000):
        some = trimmed(plan, candidates)
        print(f"  {len(some.cover.items):7,} candidates  {run(some, SerialExecutor())[1]:7.2f} CPU s", flush=True)
    for cells in (75, 150, 300, 600):
        some = trimmed(plan_of("SLB", cells), CANDIDATES)
        print(f"  {cells:7,} cells       {run(some, SerialExecutor())[1]:7.2f} CPU s", flush=True)


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="What the search for the smallest addition costs.")
    parser.add_argument("--only", choices=("headline", "growth"), help="measure this alone")
    given = parser.parse_args()
    run(trimmed(plan_of("SLB", 20, days=2.0), 50), SerialExecutor())  # compiled loops are loaded
    held = True
    if given.only in {None, "headline"}:
        held = all([headline("SLB"), headline("KEN")])
    if given.only in {None, "growth"}:
        growth()
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
