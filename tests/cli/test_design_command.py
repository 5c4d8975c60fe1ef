"""`design` as a person runs it: the answer first, nothing but JSON on standard output, one-line refusals, files whole."""

import json

import pytest
from click.testing import CliRunner

from commonsky.cli.design import design
from commonsky.core.errors import CommonskyError
from commonsky.mission_design.words import answer, costs_told
from commonsky.profile.design_model import DesignAnswer

SMALL = {"type": "Polygon", "coordinates": [[[159.6, -9.8], [160.4, -9.8], [160.4, -9.2], [159.6, -9.2], [159.6, -9.8]]]}
SHORT = ["--date", "2026-11-23", "--days", "2"]


def run(*arguments):
    return CliRunner().invoke(design, [str(a) for a in arguments])


@pytest.fixture
def place(tmp_path):
    path = tmp_path / "guadalcanal.geojson"
    path.write_text(json.dumps(SMALL))
    return path


def test_the_answer_comes_first_and_the_files_are_whole(place, tmp_path):
    out = tmp_path / "out"
    done = run("--polygon", place, "--need", "fire-burnt-area", "--kinds", "optical", "--budget", 3, *SHORT, "--out", out)
    assert done.exit_code == 0, done.output
    first = next(line for line in done.output.splitlines() if line.strip() and not line.startswith("commonsky"))
    assert "close the gap in guadalcanal at threshold level: served time rises from" in first
    assert "of the candidates tried could add" in done.output
    told = DesignAnswer.model_validate_json((out / "design.json").read_text("utf-8"))
    assert {p.name for p in out.iterdir()} == {"design.html", "design.json", "design.csv", "design.pdf"}
    assert told.additions[0].orbit.kind == "inclined"
    assert told.additions[0].sensor.precedents
    assert told.share_after > told.share_before
    assert told.proof.proven >= told.proof.a_priori - 1e-9
    assert told.front[0].count == 0
    assert [row.chosen for row in told.front].count(True) == 1
    assert len((out / "design.csv").read_text("utf-8").splitlines()) == 1 + len(told.additions)
    for titles in (told.answer, told.additions[0].titles, told.additions[0].asks, told.additions[0].lifetime, *told.assumptions):
        assert titles["en"]
        assert titles["zh"]


def test_only_json_where_json_is_asked(place, tmp_path):
    done = run("--polygon", place, "--need", "flood-inland-water-level", "--kinds", "gauge", *SHORT, "--out", tmp_path / "o", "--json")
    told = json.loads(done.stdout)
    assert told["additions"][0]["kind"] == "gauge"
    assert told["costs"][0]["currency"] == "USD"
    assert set(told["files"]) == {"design.html", "design.json", "design.csv", "design.pdf"}


def test_a_need_that_is_met_says_so_and_adds_nothing(place, tmp_path):
    done = run("--polygon", place, "--need", "flood-surface-water-extent", *SHORT, "--out", tmp_path / "o")
    assert done.exit_code == 0, done.output
    assert "Nothing to add: in guadalcanal the need already holds at threshold level" in done.output
    assert json.loads((tmp_path / "o" / "design.json").read_text("utf-8"))["additions"] == []


def test_nothing_that_helps_is_said(place, tmp_path):
    done = run("--polygon", place, "--need", "water-terrestrial-water-storage", *SHORT, "--out", tmp_path / "o")
    assert done.exit_code == 0, done.output
    assert "Nothing that was tried adds anything for water-terrestrial-water-storage" in done.output


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["SLB", "--need", "flood", "--budget", "0"], "--budget 0 is out of range"),
        (["SLB", "--need", "flood", "--budget", "-1"], "give 1 to 24"),
        (["SLB"], "give --need NAME"),
        (["--need", "flood"], "give one place"),
        (["SLB", "--region", "Africa", "--need", "flood"], "give one place"),
        (["SLB", "--need", "fluud"], "did you mean 'flood'"),
        (["SLB", "--need", "flood", "--kinds", "sar,ladar"], "no kind of addition named 'ladar'"),
        (["SLB", "--need", "flood", "--level", "best"], "no level named 'best'"),
        (["SLB", "--need", "flood", "--objective", "money"], "no objective named 'money'"),
        (["SLB", "--need", "flood", "--days", "0"], "--days 0 is out of range"),
        (["SLB", "--need", "flood", "--without", "Sentinel-9Z"], "no mission named 'Sentinel-9Z'"),
        (["Atlantis", "--need", "flood"], "no country named 'Atlantis'"),
        (["--region", "Atlantis", "--need", "flood"], "no region or group named 'Atlantis'"),
    ],
)
def test_what_makes_no_sense_is_refused_in_one_line(tmp_path, arguments, message):
    done = run(*arguments, *(["--date", "2026-11-23"]), "--out", tmp_path / "o")
    assert isinstance(done.exception, CommonskyError)
    assert message in str(done.exception)
    assert "\n" not in str(done.exception)
    assert not (tmp_path / "o").exists()


def test_a_polygon_that_crosses_itself_leaves_nothing_behind(tmp_path):
    path = tmp_path / "bow.geojson"
    path.write_text(json.dumps({"type": "Polygon", "coordinates": [[[0, 0], [2, 2], [2, 0], [0, 2], [0, 0]]]}))
    done = run("--polygon", path, "--need", "flood", "--out", tmp_path / "o", *SHORT)
    assert "crosses itself near 1, 1" in str(done.exception)
    assert not (tmp_path / "o").exists()


ONE = {"en": "1 satellite", "zh": "1 颗卫星"}
PLACE = {"en": "Kenya", "zh": "肯尼亚"}


def test_a_gap_is_closed_only_where_it_is_so_at_every_phase():
    every = answer(PLACE, "goal", 2, (0.3, 1.0), ONE, held=(True, True), phases=(0.97, 1.0))
    assert "2 additions would close the gap in Kenya" in every["en"]
    assert "at every phase tried to between 97 % and 100 %" in every["en"]
    some = answer(PLACE, "goal", 1, (0.3, 1.0), ONE, held=(True, False), phases=(0.486, 1.0))
    assert "would close" not in some["en"]
    assert some["en"].startswith("At the phase tried 1 addition close")
    assert "between 49 % and 100 %" in some["en"]
    assert "49% 至 100%" in some["zh"]
    assert "即可" not in some["zh"]
    none = answer(PLACE, "goal", 1, (0.004, 0.9951), ONE, held=(False, False), phases=(0.9951, 0.9951))
    assert "less than 1 % to more than 99 %" in none["en"]
    assert "不到1%" in none["zh"]
    assert "of the candidates tried" in none["en"]


def test_a_sheet_says_that_a_count_is_no_cost():
    assert "fewer is not always cheaper" in costs_told(0)["en"]
    assert "件数少不一定费用低" in costs_told(0)["zh"]


def test_a_place_at_sea_has_needs_of_the_sea_and_none_of_the_land(tmp_path):
    path = tmp_path / "sea.geojson"
    path.write_text(json.dumps({"type": "Polygon", "coordinates": [[[-140, -30], [-138, -30], [-138, -28], [-140, -28], [-140, -30]]]}))
    done = run("--polygon", path, "--need", "fire-burnt-area", "--kinds", "optical", *SHORT, "--out", tmp_path / "o")
    assert "concerns nothing in sea" in str(done.exception)
    done = run("--polygon", path, "--need", "storm-ocean-surface-wind", "--kinds", "microwave", *SHORT, "--out", tmp_path / "o")
    assert done.exit_code == 0, done.output
