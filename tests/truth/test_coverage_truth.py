"""Passes of 10 satellites over 2,542 points for 7 days, against TAT-C 3.6.0: the comparison of the real data decides."""

import subprocess
import sys

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from commonsky.core.time import parse_utc, seconds_since_epoch
from commonsky.coverage.passes import Look, cone_look, gather
from commonsky.coverage.points import bin_points
from commonsky.coverage.revisit import revisit_gaps, summarise
from commonsky.orbits.propagation import propagate
from commonsky.sources.element_format import read_elements

START_S, WEEK_S = seconds_since_epoch(parse_utc("2026-11-01")), 7 * 86_400.0
HALF_ANGLE_DEG = 11.5948


def passes_of_the_region(folder, step_s):
    lat, lon = np.loadtxt(folder / "region_points.csv", delimiter=",", skiprows=1, unpack=True)
    points = bin_points(lat, lon)
    found = [
        cone_look(propagate(e, START_S, WEEK_S, step_s=step_s), points, np.radians(HALF_ANGLE_DEG), Look(platform=e.name))
        for e in read_elements(folder / "tles.txt").sets
    ]
    return gather(found, len(points))


def compare(folder, passes, path):
    names = [passes.looks[n].platform for n in passes.look]
    columns = {"point": passes.point_of_each(), "start_s": passes.start_s - START_S, "end_s": passes.end_s - START_S, "platform": names}
    pq.write_table(pa.table(columns), path)
    script, truth = folder / "compare_passes.py", folder / "region_passes_tatc360.npy"
    return subprocess.run([sys.executable, script, path, truth], capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def folder(shared_data):
    return shared_data / "coverage_truth"


@pytest.fixture(scope="module")
def passes(folder):
    return passes_of_the_region(folder, 60.0)


@pytest.mark.truth
@pytest.mark.parametrize("step_s", [30.0, 120.0])
def test_the_same_passes_whatever_the_step(folder, tmp_path, step_s):
    run = compare(folder, passes_of_the_region(folder, step_s), tmp_path / "ours.parquet")
    assert run.returncode == 0, run.stdout + run.stderr


@pytest.mark.truth
def test_the_same_passes_to_milliseconds(folder, passes, tmp_path):
    run = compare(folder, passes, tmp_path / "ours.parquet")
    assert run.returncode == 0, run.stdout + run.stderr


@pytest.mark.truth
def test_the_comparison_notices_a_pass_that_is_missing_or_moved(folder, passes, tmp_path):
    columns = {f: getattr(passes, f).copy() for f in ("first", "start_s", "end_s", "look", "incidence_deg")}
    columns["start_s"][:100] += 5.0
    moved = type(passes)(**columns, looks=passes.looks)
    assert compare(folder, moved, tmp_path / "ours.parquet").returncode == 1


@pytest.mark.truth
def test_revisit_is_the_published_one(passes):
    # TAT-C 3.6.0, as the data's manifest has it: gaps inside the window only
    gaps = revisit_gaps(passes, START_S, START_S + WEEK_S)
    inside = ~gaps.censored
    total, count, longest = (np.zeros(passes.points) for _ in range(3))
    np.add.at(total, gaps.point[inside], gaps.hours[inside])
    np.add.at(count, gaps.point[inside], 1)
    np.maximum.at(longest, gaps.point[inside], gaps.hours[inside])
    assert (total / count).mean() == pytest.approx(10.167, abs=0.002)
    assert longest.max() == pytest.approx(33.572, abs=0.002)
    assert longest.mean() == pytest.approx(25.21, abs=0.01)
    assert summarise(gaps, passes).never_seen == 0
