"""The story in docs/howto/fiji-story.md, run command by command: targets, needs, assessment, consultation, actions, report."""

import json
import re
import shlex
from contextlib import chdir
from pathlib import Path

import pytest
from click.testing import CliRunner

from commonsky.cli.app import app

STORY = Path(__file__).parents[2] / "docs/howto/fiji-story.md"


def blocks(kind: str) -> list[str]:
    return re.findall(rf"```{kind}\n(.*?)```", STORY.read_text(), re.DOTALL)


def commands() -> list[str]:
    return [line for block in blocks("sh") for line in block.splitlines() if line.strip()]


def variables() -> dict[str, str]:
    pairs = [line.removeprefix("export ").split("=", 1) for line in commands() if line.startswith("export ")]
    return {name: shlex.split(value)[0] for name, value in pairs}


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """Where the story was run, and what each command printed."""
    folder = tmp_path_factory.mktemp("fiji")
    (needs,) = [block for block in blocks("toml") if "[[need]]" in block]
    (folder / "fiji-needs.toml").write_text(needs)
    printed = {}
    with chdir(folder):
        for line in commands():
            if line.startswith("commonsky "):
                done = CliRunner(env=variables()).invoke(app, shlex.split(line)[1:])
                assert done.exit_code == 0, f"{line}\n{done.output}\n{done.exception!r}"
                printed[line] = done.stdout
    return folder, printed


def said(told, beginning: str) -> str:
    return next(text for line, text in told[1].items() if line.startswith(f"commonsky {beginning}"))


def test_each_step_says_what_it_did(told):
    assert "precipitation_rate  supports" in said(told, "needs show")
    assert said(told, "assessments start").startswith("FJI-1: started with 4 needs; draft")
    assert "0 open; in consultation" in said(told, "assessments answer")
    assert "accepted" in said(told, "assessments accept")


def test_the_accepted_version_stays_and_the_next_one_says_what_it_adds(told):
    assert "drought-soil-moisture" in said(told, "assessments diff")
    assert len(said(told, "assessments history").splitlines()) == 1 + 8  # a heading, and a line for each change


def test_what_fits_a_gap_is_named_with_its_reason(told):
    found = said(told, "actions match")
    assert "CMORPH2: It gives rain rate." in found
    assert "in the way" in found


def test_two_partners_for_one_need_show(told):
    assert "FJI-A1, FJI-A2" in said(told, "actions overlaps")


def test_the_report_counts_what_was_done_and_names_the_records(told):
    folder, _ = told
    report = json.loads((folder / "committee/committee-report.json").read_text())
    figures = {figure["label"]: figure for figure in report["answer"]}
    assert figures["{} country has an accepted assessment"]["value"] == 1
    assert figures["{} actions are on record"]["value"] == 2
    assert figures["{} action was done in the period"]["value"] == 1
    assert figures["{} people are reached, as stated"]["value"] == 120000
    assert {ref["id"] for ref in figures["{} actions are on record"]["refs"]} == {"FJI-A1", "FJI-A2"}
    assert {path.name for path in (folder / "committee").iterdir()} >= {"committee-report.en.html", "committee-report.zh.html"}


def test_the_log_is_whole(told):
    assert said(told, "store verify").startswith("whole; head ")
