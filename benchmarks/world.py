"""What the whole world costs: wall, CPU and memory of a month, what a further need or level adds, whether cost grows in a straight line.

Every orbiting mode of the packaged catalogue that the engine follows serves one demand, a need at one level: everything 51 km or finer is
taken to serve, which is more than any real need has. Cost over satellites, days and cells is drawn as a figure. CPU seconds of the process,
medians of three, one worker; the month alone runs on all cores. Leaves out reading outlines, standing looks, and writing.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import sys
import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

os.environ |= dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")

import numpy as np

from commonsky.catalogue.load import packaged_catalogue
from commonsky.core.execution import SerialExecutor, ThreadExecutor
from commonsky.core.time import seconds_since_epoch
from commonsky.coverage.fleet import assemble
from commonsky.coverage.sensors import look_windows, solar_limits_deg
from commonsky.coverage.simulate import viewers_of
from commonsky.coverage.world import STEP_S, Demand, Mask, Sweeping, shares_without
from commonsky.gaps.world_levels import is_in_world
from commonsky.orbits.propagation import propagate
from commonsky.profile.figures import to_svg
from commonsky.world.rings import rings

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from commonsky.core.execution import Executor

START = datetime(2026, 11, 1, tzinfo=UTC)
BEGIN_S, DAY_S, HOUR_S = seconds_since_epoch(START), 86400.0, 3600.0
DEPTH, ROUNDS, DAYS = 7, 3, 30.0
#: Age limit of the demand, and latency of every product.
AGE_S, LATENCY_S = 12 * HOUR_S, 3 * HOUR_S
#: The short job that the lines start from.
SHORT_DAYS = 1.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Job:
    """Who looks, where, for how long, and for how many demands."""

    looks: Sequence[Sweeping]
    depth: int = DEPTH
    days: float = SHORT_DAYS
    demands: int = 1

    def run(self, executor: Executor) -> float:
        """Mean share of time without, over cells: what is computed."""
        found = rings(self.depth)
        mask = Mask(found, np.ones(len(found.ids), bool))
        looks = [replace(look, serves=tuple((d, LATENCY_S) for d in range(self.demands))) for look in self.looks]
        demands = [Demand(age_s=AGE_S * (1 + d), begin_s=BEGIN_S + DAY_S / 2) for d in range(self.demands)]
        window = (BEGIN_S, BEGIN_S + self.days * DAY_S)
        return float(shares_without(mask, looks, [], demands, window, executor).mean())


def all_looks() -> list[Sweeping]:
    """Every mode of the catalogue that orbits, but disks from satellites that move."""
    catalogue = packaged_catalogue()
    fleet = assemble(catalogue, (), START)
    instruments = list(catalogue.instruments.values())
    variables = {measure.variable for instrument in instruments for measure in instrument.measures}
    cell_km = float(np.sqrt(rings(DEPTH).cell_km2))
    viewers = [v for v in viewers_of(fleet.platforms, instruments, variables, cell_km) if v.platform.elements and is_in_world(v)]
    return [
        Sweeping(
            elements=v.platform.elements[0],
            windows=look_windows(v.mode, v.platform.radius_km, cell_km),
            zenith_limits_deg=solar_limits_deg(v.mode),
            serves=(),
        )
        for v in viewers
        if v.mode.geometry != "grid"
    ]


def cpu_s(work: Callable[[], object]) -> float:
    """CPU seconds, the median of three."""
    rows = []
    for _ in range(ROUNDS):
        begin = time.process_time()
        work()
        rows.append(time.process_time() - begin)
    return statistics.median(rows)


def month(looks: Sequence[Sweeping]) -> None:
    """The month on all cores: wall, CPU, memory."""
    job, executor = Job(looks=looks, days=DAYS), ThreadExecutor(os.cpu_count() or 1)
    walls, cpus = [], []
    for _ in range(ROUNDS):
        begin, used = time.perf_counter(), time.process_time()
        share = job.run(executor)
        walls.append(time.perf_counter() - begin)
        cpus.append(time.process_time() - used)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(
        f"whole world, {len(looks)} modes, one demand, {DAYS:g} days, {len(rings(DEPTH).ids):,} cells: "
        f"{statistics.median(walls):.1f} s wall on {os.cpu_count()} cores, {statistics.median(cpus):.1f} CPU s, "
        f"{peak:.2f} GiB at most (mean share without: {share:.4f})",
        flush=True,
    )


def demands(looks: Sequence[Sweeping]) -> None:
    """What a further need or level adds to a sweep, each being one more demand on the same looks."""
    cost = {n: cpu_s(lambda n=n: Job(looks=looks, demands=n).run(SerialExecutor())) for n in (1, 4)}  # type: ignore[misc]
    each = (cost[4] - cost[1]) / 3
    print(f"a further need or level on the same looks: {each:.2f} CPU s on top of {cost[1]:.2f}, {100 * each / cost[1]:.0f} %", flush=True)


def parts(looks: Sequence[Sweeping]) -> None:
    """Where the time goes, and SGP4's share, which nothing of ours can go below."""
    whole = cpu_s(lambda: Job(looks=looks).run(SerialExecutor()))
    span = SHORT_DAYS * DAY_S
    floor = cpu_s(lambda: [propagate(look.elements, BEGIN_S, span, step_s=STEP_S) for look in looks])
    print(
        f"of {whole:.2f} CPU s for {SHORT_DAYS:g} days SGP4 and the turn to Earth-fixed take {floor:.2f}, {100 * floor / whole:.0f} %",
        flush=True,
    )


def lines(looks: Sequence[Sweeping]) -> list[dict[str, Any]]:
    """Cost over satellites, days and cells, each the rest held."""
    shuffled = [looks[i] for i in np.random.default_rng(1).permutation(len(looks))]
    most = len(looks)
    jobs: dict[str, list[tuple[float, Job]]] = {
        "modes": [(n, Job(looks=shuffled[:n])) for n in (most // 4, most // 2, 3 * most // 4, most)],
        "days": [(d, Job(looks=looks, days=float(d))) for d in (0.5, 1, 2, 4)],
        "thousand cells": [(12 * 4**d / 1000, Job(looks=looks, depth=d)) for d in (5, 6, 7, 8)],
    }
    rows = []
    for what, some in jobs.items():
        for amount, job in some:
            rows.append({"what": what, "amount": amount, "cpu_s": cpu_s(lambda job=job: job.run(SerialExecutor()))})  # type: ignore[misc]
            print(f"  {amount:8.1f} {what:<15} {rows[-1]['cpu_s']:7.2f} CPU s", flush=True)
    return rows


def fit(rows: Sequence[dict[str, Any]]) -> str:
    """A straight line by least squares through one set of rows: its terms, and how far the farthest row lies from it."""
    x, y = np.array([r["amount"] for r in rows]), np.array([r["cpu_s"] for r in rows])
    slope, start = np.polyfit(x, y, 1)
    apart = float(np.abs(y - slope * x - start).max() / y.max())
    return f"{rows[0]['what']}: {start:.2f} s + {slope:.4f} s each; farthest from the line {100 * apart:.0f} % of the largest"


def draw(rows: Sequence[dict[str, Any]], path: Path) -> None:
    """Three panels as SVG: a row each, with the straight line through them."""
    y = {"field": "cpu_s", "type": "quantitative", "title": "CPU s", "scale": {"zero": True}, "axis": {"tickCount": 4, "grid": True}}
    panels = []
    for what in dict.fromkeys(r["what"] for r in rows):
        x = {"field": "amount", "type": "quantitative", "title": what, "scale": {"zero": True}, "axis": {"tickCount": 4, "grid": False}}
        layers = [
            {"mark": {"type": "line", "color": "#888", "strokeWidth": 1}, "transform": [{"regression": "cpu_s", "on": "amount"}]},
            {"mark": {"type": "point", "filled": True, "color": "#0b6e99", "size": 45}},
        ]
        some = [r for r in rows if r["what"] == what]
        panels.append({"width": 190, "height": 140, "data": {"values": some}, "encoding": {"x": x, "y": y}, "layer": layers})
    spec = {"hconcat": panels, "config": {"font": "sans-serif", "view": {"stroke": None}, "background": "#fff"}}
    label = "CPU seconds of the world engine over modes, days and cells: straight lines"
    path.write_text(to_svg(spec, label) + "\n", "utf-8", newline="")


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="What the whole world costs.")
    parser.add_argument("--figure", type=Path, help="write the figure of straight lines to this SVG")
    parser.add_argument("--only", choices=("month", "demands", "parts", "lines"), help="measure this alone")
    given = parser.parse_args()
    looks = all_looks()
    Job(looks=looks, days=0.2, depth=5).run(SerialExecutor())  # compiled loops are loaded
    for name, measure in {"month": month, "demands": demands, "parts": parts}.items():
        if given.only in {None, name}:
            measure(looks)
    if given.only in {None, "lines"}:
        rows = lines(looks)
        for what in dict.fromkeys(r["what"] for r in rows):
            print(fit([r for r in rows if r["what"] == what]))
        if given.figure:
            draw(rows, given.figure)
    return 0


if __name__ == "__main__":
    sys.exit(main())
