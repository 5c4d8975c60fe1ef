"""Passes shorter than a least access time are left out; the rest stay as they are."""

import json

import numpy as np
import pytest
from brute import START_S, orbit
from click.testing import CliRunner
from sgp4.io import compute_checksum

from commonsky.cli.coverage import coverage
from commonsky.coverage.passes import Look, cone_look
from commonsky.coverage.points import bin_points
from commonsky.orbits.propagation import propagate

RNG = np.random.default_rng(20261125)
POINTS = bin_points(np.degrees(np.arcsin(RNG.uniform(-1, 1, 40))), RNG.uniform(-180, 180, 40))
TRACK = propagate(orbit(700, 98.2, node_deg=30), START_S, 86_400.0)
LINES = (
    "1 40697U 15028A   26239.96293221 -.00000007  00000+0  13927-4 0  999",
    "2 40697  98.5649 313.7781 0001326  88.9197 271.2138 14.3081675958399",
)


def found(least_s, *, one_shot):
    return cone_look(TRACK, POINTS, np.radians(45), Look(platform="SAT"), one_shot=one_shot, least_s=least_s)


@pytest.mark.parametrize("one_shot", [True, False])
@pytest.mark.parametrize("least_s", [0.0, 60.0, 150.0, 1e6])
def test_only_the_short_ones_are_left_out(one_shot, least_s):
    everything, some = found(0.0, one_shot=one_shot), found(least_s, one_shot=one_shot)
    long = everything.end_s - everything.start_s >= least_s
    np.testing.assert_array_equal(some.start_s, everything.start_s[long])
    np.testing.assert_array_equal(some.point, everything.point[long])
    np.testing.assert_array_equal(some.end_s, everything.end_s[long])


def command(tmp_path, *more):
    (tmp_path / "points.csv").write_text("lat,lon\n0,0\n30,100\n-45,170\n")
    (tmp_path / "one.tle").write_text("\n".join(["SAT", *(line + str(compute_checksum(line + "0")) for line in LINES)]) + "\n")
    fixed = ["--points", str(tmp_path / "points.csv"), "--elements", str(tmp_path / "one.tle"), "--start", "2026-11-02T00:00:00Z"]
    return CliRunner().invoke(coverage, ["passes", *fixed, "--half-angle-deg", "60", "--out", str(tmp_path / "p.parquet"), "--json", *more])


def test_the_command_takes_a_least_access_time(tmp_path):
    counts = [json.loads(command(tmp_path, "--least-access", text).stdout)["passes"] for text in ("0", "180", "10000")]
    assert counts[0] > counts[1] > counts[2] == 0


@pytest.mark.parametrize("given", ["-1", "604800", "nan"])
def test_a_time_that_makes_no_sense_is_one_line(tmp_path, given):
    result = command(tmp_path, "--least-access", given)
    assert result.exit_code == 1
    assert "out of range; give seconds, 0 up to the window's length" in str(result.exception)
