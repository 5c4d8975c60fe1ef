"""Speed of finding passes, beside tatc 3.6.0 in one run: the same satellites, points and days; CPU seconds; medians of three; interleaved.

Input: 10 sun-synchronous satellites at 705 km, 2,542 points of south-east Africa, 7 days, a cone of half angle 11.5948 degrees. It is read
from the project's shared data where that lies beside the checkout, else made here to the same recipe. Standard library only, but for the
side that a worker measures. Leaves out memory, and tatc's statistics: only passes are compared.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from math import asin, degrees, radians, sin
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

HALF_ANGLE_DEG, DAYS = 11.5948, 7
START = datetime(2026, 11, 1, tzinfo=UTC)
ROUNDS = 3
#: At least this many times faster.
WANTED = {"warm": 150.0, "whole process": 30.0}
#: Seconds between nodes of our tracks, as `assess` has them; the passes are the same at 30, 60 and 120 s (tests/truth).
STEP_S = 120.0
#: Share by which the numbers of passes may differ.
PASSES_APART = 1e-3
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"), "1")
TRUTH = Path(__file__).parents[2] / "shared" / "data" / "coverage_truth"


def put_input(folder: Path) -> str:
    """Write tles.txt and points.csv into a folder, and say where they are from."""
    folder.mkdir(parents=True, exist_ok=True)
    if (TRUTH / "tles.txt").is_file() and (TRUTH / "region_points.csv").is_file():
        shutil.copyfile(TRUTH / "tles.txt", folder / "tles.txt")
        shutil.copyfile(TRUTH / "region_points.csv", folder / "points.csv")
        return "the project's shared data"
    (folder / "tles.txt").write_text("".join(two_lines(number) for number in range(10)), "ascii")
    (folder / "points.csv").write_text("lat,lon\n" + "".join(f"{lat:.17e},{lon:.17e}\n" for lat, lon in grid()), "ascii")
    return "made to the same recipe"


def grid() -> list[tuple[float, float]]:
    """Latitude and longitude, degrees, of 62 by 41 points between 27 and 10 S, 30 and 41 E.

    Rows lie at the middles of 62 bands of equal area on the sphere, columns a step apart, the first half a step in.
    """
    south, north = sin(radians(-27.0)), sin(radians(-10.0))
    rows = [degrees(asin(south + (north - south) * (k + 0.5) / 62)) for k in range(62)]
    columns = [30.0 + 11.0 * (k + 0.5) / 41 for k in range(41)]
    return [(lat, lon) for lat in rows for lon in columns]


def two_lines(number: int) -> str:
    """One satellite of the ten, a name and two lines: pairs half a revolution apart in five planes 15 degrees apart."""
    node, anomaly = 178.6938 + 15.0 * (number % 5), 40.107045 * (number % 5) + 180.0 * (number // 5)
    epoch = f"{START:%y}{START.timetuple().tm_yday:03d}.00000000"
    first = f"1 {90001 + number:05d}U 26001A   {epoch}  .00000000  00000-0  10000-4 0    1"
    second = f"2 {90001 + number:05d}  98.2100 {node:8.4f} 0012000  90.0000 {anomaly:8.4f} 14.56345101    1"
    return f"SAT{number:02d}\n{first}{checksum(first)}\n{second}{checksum(second)}\n"


def checksum(line: str) -> int:
    """Sum of a line's digits, a minus counting one, modulo ten."""
    return sum(int(c) if c.isdigit() else c == "-" for c in line) % 10


def read_grid(path: Path) -> list[tuple[float, float]]:
    """Latitude and longitude of the points, degrees."""
    rows = [line.split(",") for line in path.read_text("ascii").splitlines()[1:]]
    return [(float(lat), float(lon)) for lat, lon in rows]


def ours(folder: Path) -> Callable[[int, float], int]:
    """Ours from element sets and coordinates to sorted passes: a function of how many points and days, giving the number of passes."""
    import numpy as np

    from commonsky.core.time import seconds_since_epoch
    from commonsky.coverage.passes import Look, cone_look, gather
    from commonsky.coverage.points import bin_points
    from commonsky.orbits.propagation import propagate
    from commonsky.sources.element_format import read_elements

    sets = read_elements(folder / "tles.txt").sets
    lat, lon = np.array(read_grid(folder / "points.csv")).T.copy()
    start_s, half = seconds_since_epoch(START), np.radians(HALF_ANGLE_DEG)

    def find(points: int, days: float) -> int:
        binned = bin_points(lat[:points], lon[:points])
        tracks = ((e, propagate(e, start_s, days * 86400.0, step_s=STEP_S)) for e in sets)
        found = [cone_look(track, binned, half, Look(platform=e.name)) for e, track in tracks]
        return len(gather(found, points))

    return find


def tatc(folder: Path) -> Callable[[int, float], int]:
    """The peer's fastest way, all points of a satellite in one call without solar angles, from its own objects to its sorted table."""
    from shapely.geometry import Point
    from tatc.analysis import collect_observations
    from tatc.schemas import Instrument, Satellite, TwoLineElements

    lines = (folder / "tles.txt").read_text("ascii").splitlines()
    instrument = Instrument(name="cone", field_of_regard=2 * HALF_ANGLE_DEG)
    satellites = [
        Satellite(name=lines[k], orbit=TwoLineElements(tle=lines[k + 1 : k + 3]), instruments=[instrument]) for k in range(0, len(lines), 3)
    ]
    places = [Point(lon, lat) for lat, lon in read_grid(folder / "points.csv")]

    def find(points: int, days: float) -> int:
        return len(collect_observations(places[:points], satellites, START, START + timedelta(days=days), omit_solar=True))

    return find


SIDES = {"ours": ours, "tatc": tatc}


def serve(side: str, folder: Path) -> None:
    """A worker that stays: warms up on a part of the points and a day, then measures once for every line it is sent."""
    find = SIDES[side](folder)
    find(200, 1.0)
    print("ready", flush=True)
    for _ in sys.stdin:
        begin = time.process_time()
        passes = find(len(read_grid(folder / "points.csv")), DAYS)
        print(json.dumps({"cpu_s": time.process_time() - begin, "passes": passes}), flush=True)


def warm(pythons: dict[str, Path], folder: Path) -> dict[str, list[dict[str, Any]]]:
    """Measurements of both sides in processes that stay, taking turns."""
    workers = {side: start_worker(python, side, folder) for side, python in pythons.items()}
    found: dict[str, list[dict[str, Any]]] = {side: [] for side in workers}
    for number in range(ROUNDS):
        for side, worker in workers.items():
            found[side].append(ask(worker))
            report(f"warm {number + 1}", side, found[side][-1])
    for worker in workers.values():
        worker.communicate()
    return found


def start_worker(python: Path, side: str, folder: Path) -> subprocess.Popen[str]:
    """A worker that has warmed up."""
    command = [python, __file__, "--worker", side, "--folder", folder]
    worker = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=os.environ | ONE_THREAD)
    if worker.stdout is None or worker.stdout.readline() != "ready\n":
        sys.exit(f"the worker of {side} did not start")
    return worker


def ask(worker: subprocess.Popen[str]) -> dict[str, Any]:
    """One measurement of a worker."""
    if worker.stdin is None or worker.stdout is None:
        sys.exit("a worker has no pipes")
    worker.stdin.write("go\n")
    worker.stdin.flush()
    answer: dict[str, Any] = json.loads(worker.stdout.readline())
    return answer


def whole(pythons: dict[str, Path], folder: Path) -> dict[str, list[dict[str, Any]]]:
    """Measurements of a fresh process each: our command, which writes a file too; tatc, which need not."""
    command = [pythons["ours"].parent / "commonsky", "coverage", "passes", "--elements", folder / "tles.txt"]
    command += ["--points", folder / "points.csv", "--half-angle-deg", HALF_ANGLE_DEG, "--start", START.isoformat(), "--days", DAYS]
    commands = {
        "ours": [*command, "--out", folder / "passes.parquet", "--json"],
        "tatc": [pythons["tatc"], __file__, "--worker", "tatc", "--once", "--folder", folder],
    }
    run_once(commands["ours"])  # the compiled cache is filled
    found: dict[str, list[dict[str, Any]]] = {side: [] for side in commands}
    for number in range(ROUNDS):
        for side, line in commands.items():
            found[side].append(run_once(line))
            report(f"whole {number + 1}", side, found[side][-1])
    return found


def run_once(command: list[Any]) -> dict[str, Any]:
    """CPU seconds, user and system, of a process and its children, and the number of passes that it prints."""
    process = subprocess.Popen([str(part) for part in command], stdout=subprocess.PIPE, text=True, env=os.environ | ONE_THREAD)
    if process.stdout is None:
        sys.exit("a process has no pipe")
    text = process.stdout.read()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{command[0]} failed")
    return {"cpu_s": used.ru_utime + used.ru_stime, "passes": json.loads(text.strip().splitlines()[-1])["passes"]}


def report(run: str, side: str, row: dict[str, Any]) -> None:
    """One measurement, for whoever waits."""
    print(f"  {run:<8} {side}  {row['cpu_s']:8.3f} CPU s  {row['passes']:,} passes", file=sys.stderr, flush=True)


def table(measured: dict[str, dict[str, list[dict[str, Any]]]]) -> bool:
    """Print medians and ratios; whether all that is wanted holds."""
    print(f"{'':<15} {'commonsky':>10} {'tatc 3.6.0':>11} {'ratio':>7} {'wanted':>7}   passes")
    held = True
    for name, sides in measured.items():
        cpu = {side: statistics.median(row["cpu_s"] for row in rows) for side, rows in sides.items()}
        counts = {side: {row["passes"] for row in rows} for side, rows in sides.items()}
        ratio = cpu["tatc"] / cpu["ours"]
        mine, theirs = min(counts["ours"]), min(counts["tatc"])
        same = all(len(c) == 1 for c in counts.values()) and abs(mine - theirs) <= PASSES_APART * theirs
        held &= same and ratio >= WANTED[name]
        passes = f"{mine:,} and {theirs:,}{'' if same else ': NOT the same'}"
        print(f"{name:<15} {cpu['ours']:>8.3f} s {cpu['tatc']:>9.2f} s {ratio:>7.0f} {WANTED[name]:>7.0f}   {passes}")
    return held


def main() -> int:
    """Measure and print, or work for the process that does."""
    parser = argparse.ArgumentParser(description="Speed of finding passes, beside tatc 3.6.0.")
    parser.add_argument("--folder", type=Path, default=Path("build/bench/input"), help="where the input is put")
    parser.add_argument("--peer", type=Path, default=Path("build/bench/peer/bin/python"), help="a Python that has tatc 3.6.0")
    parser.add_argument("--worker", choices=sorted(SIDES), help=argparse.SUPPRESS)
    parser.add_argument("--once", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.once:
        print(json.dumps({"passes": SIDES[given.worker](given.folder)(len(read_grid(given.folder / "points.csv")), DAYS)}))
    elif given.worker:
        serve(given.worker, given.folder)
    else:
        print(f"Input: {put_input(given.folder)}; CPU seconds, medians of {ROUNDS}, one thread, taking turns.", file=sys.stderr)
        pythons = {"ours": Path(sys.executable), "tatc": given.peer}
        return 0 if table({"warm": warm(pythons, given.folder), "whole process": whole(pythons, given.folder)}) else 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
