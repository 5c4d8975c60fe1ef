"""The commands as a person runs them: exit codes, one-line refusals, nothing but JSON on standard output, silence off a terminal."""

import json
import os
import resource
import signal
import subprocess
import sys
import time

import pyarrow.parquet as pq
import pytest

ISS = """ISS (ZARYA)
1 25544U 98067A   26192.50000000  .00010000  00000-0  18000-3 0  999{a}
2 25544  51.6300 120.0000 0005000  90.0000 270.0000 15.5000000050000{b}
"""


def commonsky(*arguments, cwd, **options):
    command = [sys.executable, "-c", "from commonsky.cli.app import main; main()", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, cwd=cwd, check=False, timeout=300, **options)


def checksum(line):
    return sum(int(c) if c.isdigit() else c == "-" for c in line) % 10


@pytest.fixture
def inputs(tmp_path):
    lines = ISS.splitlines()
    text = ISS.format(a=checksum(lines[1][:68]), b=checksum(lines[2][:68]))
    (tmp_path / "iss.tle").write_text(text, "utf-8")
    (tmp_path / "points.csv").write_text("lat,lon\n0,0\n-9.43,159.95\n51.6,180\n", "utf-8")
    return tmp_path


def cone(inputs, **changes):
    values = {
        "elements": "iss.tle",
        "points": "points.csv",
        "half-angle-deg": 45,
        "start": "2026-07-11",
        "days": 2,
        "out": "o.parquet",
    } | changes
    options = [part for key, value in values.items() if value is not None for part in (f"--{key}", value)]
    return commonsky("coverage", "passes", *options, cwd=inputs)


def test_passes_are_written_with_the_four_columns(inputs):
    done = cone(inputs)
    assert done.returncode == 0, done.stderr
    table = pq.read_table(inputs / "o.parquet")
    assert table.column_names == ["point", "start_s", "end_s", "platform"]
    assert set(table["platform"].to_pylist()) == {"ISS (ZARYA)"}
    assert (table["end_s"].to_numpy() > table["start_s"].to_numpy()).all()
    assert table["end_s"].to_numpy().max() <= 2 * 86400


def test_passes_as_json_print_only_json(inputs):
    done = cone(inputs, json=None)
    done = commonsky(
        "coverage", "passes", "--elements", "iss.tle", "--points", "points.csv", "--half-angle-deg", "45", "--start", "2026-07-11",
        "--out", "o.parquet", "--json", cwd=inputs,
    )  # fmt: skip
    assert json.loads(done.stdout)["satellites"] == 1
    assert done.stderr == ""


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({"elements": "none.tle"}, "cannot read none.tle"),
        ({"points": "none.csv"}, "cannot read none.csv"),
        ({"half-angle-deg": 0}, "give more than 0 and at most 90 degrees"),
        ({"days": -1}, "--days -1 is out of range"),
        ({"start": "yesterday"}, "'yesterday' is no time"),
        ({"start": "2031-07-11"}, "allow it with --any-age"),
        ({"out": "no/such/folder/o.parquet"}, "cannot write"),
    ],
)
def test_bad_input_is_one_line_and_exit_code_1(inputs, changes, line):
    done = cone(inputs, **changes)
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert line in done.stderr
    assert not (inputs / "o.parquet").exists()


def test_a_corrupt_element_set_is_refused_by_name(inputs):
    text = (inputs / "iss.tle").read_text("utf-8")
    (inputs / "iss.tle").write_text(text.replace("51.6300", "51.6400"), "utf-8")
    done = cone(inputs)
    assert done.returncode == 1
    assert "ISS (ZARYA): checksum of line 2" in done.stderr


def test_unknown_country_suggests_the_nearest(tmp_path):
    done = commonsky("assess", "Solomon Island", cwd=tmp_path)
    assert done.returncode == 1
    assert "did you mean 'Solomon Islands'?" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_option_is_usage(tmp_path):
    assert commonsky("assess", "SLB", "--nope", cwd=tmp_path).returncode == 2


def test_assess_as_json_prints_only_json_and_writes_the_folder(tmp_path):
    need = '[[need]]\nrequirement = "flood-soil-moisture"\ntitle_en = "soil"\n'
    (tmp_path / "n.toml").write_text(need, "utf-8")
    done = commonsky("assess", "VAT", "--needs", "n.toml", "--days", "2", "--date", "2026-11-01", "--json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    summary = json.loads(done.stdout)
    assert summary["country"] == "VAT"
    assert (tmp_path / "profile-VAT" / "profile.html").exists()
    assert done.stderr == ""


def test_off_a_terminal_there_is_no_progress(tmp_path):
    (tmp_path / "n.toml").write_text('[[need]]\nrequirement = "flood-soil-moisture"\ntitle_en = "soil"\n', "utf-8")
    done = commonsky("assess", "VAT", "--needs", "n.toml", "--days", "2", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert "profile-VAT/profile.html" in done.stdout


def test_a_full_disk_is_one_line_and_nothing_is_left(tmp_path):
    (tmp_path / "n.toml").write_text('[[need]]\nrequirement = "flood-soil-moisture"\ntitle_en = "soil"\n', "utf-8")

    def small_files():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))

    environment = os.environ | {"NUMBA_DISABLE_JIT": "0"}
    done = commonsky("assess", "VAT", "--needs", "n.toml", "--days", "2", cwd=tmp_path, preexec_fn=small_files, env=environment)
    assert done.returncode == 1, done.stderr
    assert done.stderr.count("\n") == 1
    assert "cannot write" in done.stderr
    assert sorted(p.name for p in tmp_path.iterdir()) == ["n.toml"]


def test_ctrl_c_is_one_line_and_nothing_is_left(tmp_path):
    command = [sys.executable, "-c", "from commonsky.cli.app import main; main()", "assess", "SLB"]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=tmp_path)
    time.sleep(6)
    running.send_signal(signal.SIGINT)
    _, error = running.communicate(timeout=120)
    assert running.returncode == 1
    assert "stopped by Ctrl-C; no file of the result was written" in error
    assert "Traceback" not in error
    assert list(tmp_path.iterdir()) == []


def test_help_names_every_command(tmp_path):
    done = commonsky("--help", cwd=tmp_path)
    assert done.returncode == 0
    assert "assess" in done.stdout
    assert "coverage" in done.stdout
