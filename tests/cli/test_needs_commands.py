"""`commonsky needs` and `commonsky solutions` as a person runs them: what is printed, JSON alone on request, one-line refusals."""

import json
import subprocess
import sys

import pytest
from click.testing import CliRunner

from commonsky.cli.app import app
from commonsky.core.errors import CommonskyError, InvalidInputError, UnknownNameError


@pytest.fixture(autouse=True)
def cache(tmp_path_factory, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.getbasetemp() / "needs-cache"))


def run(*arguments):
    done = CliRunner().invoke(app, list(arguments))
    if isinstance(done.exception, CommonskyError):
        raise done.exception
    assert done.exit_code == 0, done.output
    return done.stdout


def told(*arguments):
    return json.loads(run(*arguments, "--json"))


def test_targets_are_found_by_words_code_and_framework():
    assert {row["id"] for row in told("needs", "targets", "SDG", "6.6")} == {"SDG 6.6", "SDG 6.6.1"}
    assert {row["id"].split()[0] for row in told("needs", "targets", "--framework", "sendai")} == {"Sendai"}
    assert len(told("needs", "targets")) == 516
    assert "Sendai G" in {row["id"] for row in told("needs", "targets", "预警")}
    assert len(told("needs", "targets", "SDG 6")) == 1 + 8 + 11


def test_words_that_nothing_holds_are_said():
    done = CliRunner().invoke(app, ["needs", "targets", "qqqq"])
    assert done.exit_code == 0
    assert "try fewer or other words" in done.stderr


def test_a_target_is_shown_with_its_chains():
    text = run("needs", "show", "SDG", "6.6.1", "--date", "2026-11-22")
    for part in (
        "surface_water_extent  measures",
        "C-SAR",
        "our judgement",
        "ground networks: ",
        "GRDC",
        "climate-surface-water-extent",
        "Freshwater Ecosystems Explorer",
    ):
        assert part in text
    row = told("needs", "show", "SDG 6.6.1", "--date", "2026-11-22")
    assert {"SDG 6.6.1 Freshwater Ecosystems Explorer"} <= {one["name"] for one in row["solutions"]}
    assert row["links"][0]["instruments"][0].keys() == {"instrument", "missions_flying", "relevance", "product"}
    assert "SDG 6.6.1" in told("needs", "show", "SDG 6.6")["parts"]


def test_a_target_without_links_says_why():
    assert "no link: " in run("needs", "show", "5.1")


def test_default_needs_are_listed_with_their_targets():
    rows = told("needs", "list")
    assert len(rows) == 55
    assert next(row for row in rows if row["id"] == "flood-precipitation-rate")["targets"] == ["Sendai G", "SDG 13.1"]


def test_relevance_writes_its_four_files(tmp_path):
    out = tmp_path / "r"
    row = told("needs", "relevance", "--framework", "sendai", "--country", "Nepal", "--date", "2026-11-22", "--out", str(out))
    assert sorted(path.name for path in out.iterdir()) == ["relevance.csv", "relevance.html", "relevance.json", "relevance.svg"]
    assert any("no sea coast" in note for note in row["notes"])
    text = (out / "relevance.csv").read_text("utf-8")
    assert "ocean_surface_wind" not in text
    assert "GOCI-II" not in text
    assert json.loads((out / "relevance.json").read_text("utf-8"))["country"]["en"] == "Nepal"
    again = run("needs", "relevance", "--framework", "sendai", "--out", str(out), "--language", "zh", "--date", "2026-11-22")
    assert "仙台" in (out / "relevance.html").read_text("utf-8")
    assert str(out / "relevance.html") in again


def test_a_folder_with_other_files_is_left_alone(tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(OSError, match="holds other files"):
        run("needs", "relevance", "--framework", "sendai", "--out", str(tmp_path))
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_needs_of_countries_are_merged(tmp_path):
    own = '[[need]]\nrequirement = "flood-soil-moisture"\ntitle_en = "Soaked ground"\nweight = 3.0\n'
    (tmp_path / "needs.toml").write_text(own, "utf-8")
    (tmp_path / "p").mkdir()
    area = {"goal": 0.1, "breakthrough": 0.1, "threshold": 0.2, "not_met": 0.6}
    (tmp_path / "p" / "profile.json").write_text(json.dumps({"needs": [{"id": "flood-soil-moisture", "area": area}]}), "utf-8")
    found = told("needs", "merge", f"FJI={tmp_path / 'needs.toml'}", "SLB=default", "--profile", f"fiji={tmp_path / 'p'}")
    assert found["needs"][0]["requirements"] == ["flood-soil-moisture"]
    assert found["needs"][0]["countries"] == ["FJI", "SLB"]
    assert found["needs"][0]["met"]["FJI"] == pytest.approx(0.4)
    assert len(found["needs"]) == 55
    assert "soil_moisture" in run("needs", "merge", f"FJI={tmp_path / 'needs.toml'}", "SLB=default")


@pytest.mark.parametrize(
    ("arguments", "error", "words"),
    [
        (("needs", "show", "SDG 6.6.9"), UnknownNameError, "did you mean 'SDG 6.6"),
        (("needs", "targets", "--framework", "kyoto"), UnknownNameError, "known: paris, sdg, sendai"),
        (("needs", "relevance", "--framework", "kyoto"), UnknownNameError, "known: paris, sdg, sendai"),
        (("needs", "relevance", "--language", "xx"), UnknownNameError, "known: en, zh"),
        (("needs", "relevance", "--country", "Fijii"), UnknownNameError, "did you mean 'Fiji'"),
        (("needs", "merge", "FJI"), InvalidInputError, "write FJI=needs.toml"),
        (("needs", "merge", "FJI=default", "Fiji=default"), InvalidInputError, "FJI stands twice"),
        (("needs", "merge", "FJI=none.toml"), InvalidInputError, "cannot read none.toml"),
        (("needs", "merge", "FJI=default", "--profile", "FJI=none"), InvalidInputError, "a folder that assess wrote"),
        (("needs", "merge", "FJI=default", "--rule", "kindest"), UnknownNameError, "median, strictest"),
        (("solutions", "search", "--hazard", "fluud"), UnknownNameError, "did you mean 'flood'"),
        (("solutions", "search", "--phase", "later"), UnknownNameError, "preparedness, prevention"),
        (("solutions", "search", "--access", "free"), UnknownNameError, "open, registration"),
        (("solutions", "search", "--variable", "rain"), UnknownNameError, "no variable named 'rain'"),
        (("solutions", "search", "--target", "SDG 18"), UnknownNameError, "no target named"),
        (("solutions", "search", "--country", "Fijii"), UnknownNameError, "did you mean 'Fiji'"),
        (("solutions", "show", "GloFASS"), UnknownNameError, "did you mean 'GloFAS'"),
    ],
)
def test_a_slip_is_answered_with_what_would_work(arguments, error, words):
    with pytest.raises(error, match=words):
        run(*arguments)


def test_solutions_hold_to_all_that_is_asked():
    rows = told("solutions", "search", "flood", "--country", "FJI", "--hazard", "flood", "--phase", "response", "--access", "open")
    assert rows
    for row in rows:
        assert {"flood", "all"} & set(row["hazards"])
        assert "response" in row["phases"]
        assert row["access"] == "open"
        assert row["serves"] in {"all", "part", "unstated"}
    shares = [row["serves"] == "unstated" for row in told("solutions", "search", "--country", "Fiji")]
    assert shares == sorted(shares)


def test_a_goal_finds_what_names_a_part_of_it():
    names = {row["name"] for row in told("solutions", "search", "--target", "SDG 6")}
    assert {"SDG 6.6.1 Freshwater Ecosystems Explorer"} <= names
    assert {row["name"] for row in told("solutions", "search", "--target", "6.6.1")} <= names


def test_no_solution_is_said():
    done = CliRunner().invoke(app, ["solutions", "search", "flood", "--hazard", "asteroid", "--access", "commercial"])
    assert done.exit_code == 0
    assert "ask for less" in done.stderr


def test_solutions_are_listed_and_shown():
    assert len(told("solutions", "list")) >= 80
    text = run("solutions", "show", "glofas")
    assert text.startswith("name: GloFAS")
    assert "source  " in text


def test_help_imports_nothing_heavy():
    code = (
        "import sys; sys.argv = ['commonsky', '--help']\nfrom commonsky.cli.app import app\n"
        "app(standalone_mode=False)\nassert not {'pydantic', 'numpy', 'jinja2', 'shapely', 'pyarrow'} & set(sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
