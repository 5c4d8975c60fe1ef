"""`commonsky timeline` as typed: usage, refusals in one line, JSON alone on standard output, the folder whole or not at all."""

import json
import subprocess
import sys

import pytest
from click.testing import CliRunner

from commonsky.cli.timeline import timeline
from commonsky.core.errors import CommonskyError

WATER = "flood-surface-water-extent"
SMALL = ["NRU", "--need", WATER, "--days", "2", "--date", "2026-11-01", "--from", "2026", "--to", "2028", "--no-documents"]


def typed(*words):
    return CliRunner().invoke(timeline, [str(word) for word in words])


@pytest.mark.parametrize(
    ("words", "told"),
    [([], "Missing argument 'COUNTRY'"), (["NRU", "--from", "soon"], "is not a valid integer"), (["NRU", "--nope"], "No such option")],
)
def test_usage_is_exit_code_2(words, told):
    said = typed(*words)
    assert said.exit_code == 2
    assert told in said.stderr
    assert said.stdout == ""


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["NRU", "--from", "2030", "--to", "2027"], "--from 2030 lies after --to 2027"),
        (["NRU", "--from", "1990"], "give 2020 to 2060"),
        (["NRU", "--delay", "Landsat 9=12"], "Landsat 9 was launched on 2021-09-27: no launch to delay"),
        (["NRU", "--delay", "Sentinel-3Z=12"], "did you mean 'Sentinel-3"),
        (["NRU", "--delay", "Sentinel-3C"], "is no pair"),
        (["NRU", "--delay", "=12"], "is no pair"),
        (["NRU", "--delay", "Sentinel-3C=late"], "'late' is no number of months"),
        (["NRU", "--delay", "Sentinel-3C=nan"], "out of range"),
        (["NRU", "--delay", "Sentinel-3C=0"], "out of range"),
        (["NRU", "--delay", "Sentinel-3C=6", "--delay", "Sentinel-3C=12"], "--delay of Sentinel-3C is given twice"),
        (["NRU", "--end", "Landsat 9=never"], "'never' is no day"),
        (["NRU", "--end", "Landsat 9=2010-01-01"], "give a later day"),
        (["NRU", "--end", "Landsat 7=2030-01-01"], "Landsat 7 ended on 2024-01-19"),
        (["Naurru"], "did you mean 'Nauru'"),
        (["NRU", "--days", "121"], "give 1 to 120"),
        (["NRU", "--language", "xx"], "no language named 'xx'"),
        (["NRU", "--need", "fluud"], "did you mean 'flood'"),
    ],
)
def test_what_is_refused_is_one_line_and_writes_nothing(tmp_path, words, told):
    said = typed(*words, "--out", tmp_path / "t")
    assert isinstance(said.exception, CommonskyError), said.output
    assert told in str(said.exception)
    assert "\n" not in str(said.exception)
    assert said.stdout == ""
    assert list(tmp_path.iterdir()) == []


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """A run with JSON and two ends, and its folder."""
    folder = tmp_path_factory.mktemp("told") / "t"
    ends = ["--end", "Sentinel-1C=2027-07-01", "--end", "Sentinel-1D=2027-07-01"]
    return typed(*SMALL, *ends, "--json", "--out", folder), folder


def test_json_prints_only_json(told):
    said, folder = told
    assert said.exit_code == 0, said.exception
    assert said.stderr == ""
    found = json.loads(said.stdout)
    assert [need["id"] for need in found["needs"]] == [WATER]
    assert (found["first_year"], found["last_year"]) == (2026, 2028)
    assert found["answer"]["en"].startswith("What if, for Sentinel-1C, Sentinel-1D: ")
    assert found["files"] == {f"timeline.{kind}": str(folder / f"timeline.{kind}") for kind in ("html", "json", "csv")}
    expected = next(c["points"] for c in found["needs"][0]["courses"] if c["course"] == "expected")
    assert [p["threshold"] for p in expected if p["date"] in {"2027-04-01", "2027-07-01"}] == [1.0, 0.0]


def test_the_folder_holds_the_whole_report(told):
    said, folder = told
    assert sorted(path.name for path in folder.iterdir()) == ["timeline.csv", "timeline.html", "timeline.json"]
    written = json.loads((folder / "timeline.json").read_text("utf-8"))
    assert written["format"] == "commonsky timeline 1"
    assert written["answer"] == json.loads(said.stdout)["answer"]


def test_the_table_has_a_row_a_need_and_a_column_a_year(tmp_path):
    said = typed(*SMALL, "--out", tmp_path / "t")
    assert said.exit_code == 0, said.exception
    (heads,) = [line for line in said.stdout.splitlines() if line.startswith("served, % of area")]
    assert heads.split()[-3:] == ["2026", "2027", "2028"]
    assert "See which land is under water" in said.stdout
    assert f"Report: {tmp_path / 't' / 'timeline.html'}" in said.stdout


def test_a_folder_that_cannot_be_made_is_refused_before_the_work(tmp_path):
    (tmp_path / "file").write_text("mine", "utf-8")
    said = typed(*SMALL, "--out", tmp_path / "file" / "t")
    assert isinstance(said.exception, CommonskyError)
    assert (tmp_path / "file").read_text("utf-8") == "mine"


def test_a_refusal_is_exit_code_1_and_one_line(tmp_path):
    command = [sys.executable, "-c", "from commonsky.cli.app import main; main()", "timeline", "NRU", "--delay", "Landsat 9=12"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=False, timeout=120)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert "no launch to delay" in done.stderr
    assert list(tmp_path.iterdir()) == []
