"""`commonsky stress` as typed: usage, refusals in one line, JSON alone on standard output, the folder whole or not at all."""

import json
import subprocess
import sys

import pytest
from click.testing import CliRunner

from commonsky.cli.stress import stress
from commonsky.core.errors import CommonskyError
from commonsky.resilience.load import packaged_scenarios

WATER = "flood-surface-water-extent"
SMALL = ["NRU", "--need", WATER, "--days", "2", "--date", "2026-11-01", "--no-documents"]


def typed(*words):
    return CliRunner().invoke(stress, [str(word) for word in words])


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ([], "give a COUNTRY, such as SLB, or --list"),
        (["NRU"], "give --scenario NAME, --all, or --scenarios FILE"),
        (["NRU", "--all", "--scenario", "gps-lost"], "give --scenario NAME or --all, not both"),
        (["NRU", "--all", "--nope"], "No such option"),
        (["NRU", "--all", "--days", "many"], "is not a valid float"),
    ],
)
def test_usage_is_exit_code_2(words, told):
    said = typed(*words)
    assert said.exit_code == 2
    assert told in said.stderr
    assert said.stdout == ""


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["NRU", "--scenario", "gps-losst"], "did you mean 'gps-lost'"),
        (["NRU", "--scenario", "storm-g5", "--scenario", "storm-g4"], "storm-g5 and storm-g4 contradict each other"),
        (["NRU", "--scenario", "gps-lost", "--scenario", "gps-lost"], "gps-lost is given twice"),
        (["Naurru", "--all"], "did you mean 'Nauru'"),
        (["NRU", "--all", "--days", "0"], "give 1 to 120"),
        (["NRU", "--all", "--date", "yesterday"], "'yesterday' is no time"),
        (["NRU", "--all", "--date", "1900-01-01"], "give one from 1957 to 2099"),
        (["NRU", "--all", "--language", "xx"], "no language named 'xx'"),
        (["NRU", "--scenarios", "none.toml"], "cannot read none.toml"),
        (["NRU", "--scenarios", "."], "cannot read ."),
        (["NRU", "--scenario", "gps-lost", "--paths", "none.toml"], "cannot read none.toml"),
        (["NRU", "--scenario", "gps-lost", "--need", "fluud"], "did you mean 'flood'"),
    ],
)
def test_what_is_refused_is_one_line_and_writes_nothing(tmp_path, words, told):
    said = typed(*words, "--out", tmp_path / "s")
    assert isinstance(said.exception, CommonskyError), said.output
    assert told in str(said.exception)
    assert "\n" not in str(said.exception)
    assert said.stdout == ""
    assert list(tmp_path.iterdir()) == []


def test_the_list_is_all_scenarios():
    said = typed("--list")
    assert said.exit_code == 0
    assert all(name in said.stdout for name in packaged_scenarios())
    rows = json.loads(typed("--list", "--json").stdout)
    assert [row["name"] for row in rows] == list(packaged_scenarios())
    assert set(rows[0]) == {"name", "kind", "titles", "happened"}


def test_the_list_of_a_file_tells_what_it_refuses(tmp_path):
    good = 'name = "ours"\nkind = "loss-of-navigation"\ntitles = { en = "Ours" }\ntakes = { systems = ["GPS"] }\nas_of = 2026-11-01\n'
    row = f'[[scenario]]\n{good}source = [{{ what = "all", where = "made up" }}]\n'
    (tmp_path / "own.toml").write_text(row + row.replace("systems", "sistems").replace("ours", "theirs"), "utf-8")
    said = typed("--list", "--scenarios", tmp_path / "own.toml")
    assert said.exit_code == 0
    assert "Ours" in said.stdout
    assert "theirs" not in said.stdout
    assert "takes.sistems is no field; did you mean 'systems'" in said.stderr


def test_a_scenario_of_which_no_name_is_found_is_refused_and_writes_nothing(tmp_path):
    row = (
        'name = "ours"\nkind = "loss-of-satellite"\ntitles = { en = "Ours" }\ntakes = { missions = ["Sentinel-1Z"] }\nas_of = 2026-11-01\n'
    )
    own = tmp_path / "own.toml"
    own.write_text(f'[[scenario]]\n{row}source = [{{ what = "all", where = "made up" }}]\n', "utf-8")
    said = typed(*SMALL, "--scenarios", own, "--out", tmp_path / "s")
    assert isinstance(said.exception, CommonskyError), said.output
    assert str(said.exception).startswith("ours takes nothing that is known: ")
    assert "\n" not in str(said.exception)
    assert said.stdout == ""
    assert list(tmp_path.iterdir()) == [own]


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """A run with JSON, and its folder."""
    folder = tmp_path_factory.mktemp("told") / "s"
    return typed(*SMALL, "--scenario", "sentinel-1-fleet-lost", "--scenario", "gps-lost", "--json", "--out", folder), folder


def test_json_prints_only_json(told):
    said, folder = told
    assert said.exit_code == 0, said.exception
    assert said.stderr == ""
    found = json.loads(said.stdout)
    assert found["country"] == "NRU"
    assert {s["name"] for s in found["scenarios"]} == {"sentinel-1-fleet-lost", "gps-lost"}
    assert found["files"] == {f"stress.{kind}": str(folder / f"stress.{kind}") for kind in ("html", "json", "csv")}


def test_the_folder_holds_the_whole_report(told):
    said, folder = told
    assert sorted(path.name for path in folder.iterdir()) == ["stress.csv", "stress.html", "stress.json"]
    written = json.loads((folder / "stress.json").read_text("utf-8"))
    assert written["format"] == "commonsky stress 1"
    assert written["answer"] == json.loads(said.stdout)["answer"]


def test_a_folder_with_other_files_is_left_alone(tmp_path):
    (tmp_path / "s").mkdir()
    (tmp_path / "s" / "mine.txt").write_text("mine", "utf-8")
    said = typed(*SMALL, "--scenario", "gps-lost", "--out", tmp_path / "s")
    assert isinstance(said.exception, CommonskyError)
    assert [path.name for path in (tmp_path / "s").iterdir()] == ["mine.txt"]
    assert [path.name for path in tmp_path.iterdir()] == ["s"]


def test_the_table_says_what_never_comes_in_the_language_asked(tmp_path):
    said = typed(*SMALL, "--days", "8", "--scenario", "sentinel-1-fleet-lost", "--language", "zh", "--out", tmp_path / "s")
    assert said.exit_code == 0, said.exception
    assert "还能看见吗？" in said.stdout
    assert "哨兵一号" in said.stdout
    assert "never comes" in said.stdout
    assert f"Report: {tmp_path / 's' / 'stress.html'}" in said.stdout


def test_a_refusal_is_exit_code_1_and_one_line(tmp_path):
    command = [sys.executable, "-c", "from commonsky.cli.app import main; main()", "stress", "NRU", "--scenario", "gps-losst"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=False, timeout=120)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert "did you mean 'gps-lost'" in done.stderr
    assert list(tmp_path.iterdir()) == []
