"""What one loss takes, from the passes of a profile; and reports that are told with it: read, or refused in one line."""

import json

import numpy as np
import pytest
from click.testing import CliRunner
from small import Silent, request

from commonsky.cli.assess import assess as command
from commonsky.core.errors import InvalidInputError
from commonsky.profile.model import Profile
from commonsky.workflows.assess import assess
from commonsky.workflows.resilience import MOST_CELLS, falls, read_reports

COUNTRY = {"iso3": "MCO", "iso2": "MC", "m49": 492, "names": {"en": "Monaco"}, "region": "Europe", "subregion": "", "groups": []}
WINDOW = {"start_utc": "2026-11-01T00:00:00Z", "end_utc": "2026-11-04T00:00:00Z", "days": 3.0, "early_days": 1.0}
TIMELINE = {
    "format": "commonsky timeline 1", "version": "0.1", "made_utc": "2026-11-23T03:00:00Z", "command": "", "country": COUNTRY,
    "window": WINDOW,
    "first_year": 2020, "last_year": 2035, "step_months": 3, "answer": {"en": "From 2031 on nobody sees it."}, "cells": 1, "cells_all": 1,
    "needs": [], "missions": [], "notes": [], "sources": [],
}  # fmt: skip


def written(folder, name="timeline.json", **changes):
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(json.dumps(TIMELINE | changes), "utf-8")
    return folder


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    """A profile of Monaco, told with a timeline."""
    folder = tmp_path_factory.mktemp("resilience")
    given = written(folder / "timeline-MCO")
    progress = Silent()
    profile = assess(request(folder, documents=False, reports=(given, given / "timeline.json")), progress)
    return profile, folder / "out", progress


def test_every_need_says_how_many_systems_stand_behind_it(done):
    found = done[0].resilience
    assert [row.need for row in found.needs] == [need.id for need in done[0].needs]
    assert found.cells <= MOST_CELLS < found.cells_all == len(done[0].cells)
    assert all(0 <= row.served <= 1 and len(row.strongest) <= 3 for row in found.needs)
    assert all(len(row.strongest) == min(3, row.systems) for row in found.needs)


def test_what_is_at_best_is_no_less_than_what_is_stated(done):
    stated = {need.id: need.area.goal + need.area.breakthrough + need.area.threshold for need in done[0].needs}
    assert all(row.served >= stated[row.need] - 0.05 for row in done[0].resilience.needs)


def test_missions_and_needs_tell_the_same_falls(done):
    found = done[0].resilience
    by_need = {(name, row.need) for row in found.needs for name in row.hangs_on}
    assert by_need == {(row.name, need) for row in found.missions for need in row.falls}
    counts = [(len(row.falls), row.touches) for row in found.missions]
    assert counts == sorted(counts, reverse=True)


def test_positions_and_warnings_are_told(done):
    found = done[0].resilience
    kinds = [row.kind for row in found.navigation]
    assert kinds.count("together") == 1
    assert kinds.count("alone") == kinds.count("all but") > 1
    together = next(row for row in found.navigation if row.kind == "together")
    assert all(row.available <= together.available + 1e-6 for row in found.navigation)
    assert found.paths
    assert found.paths_from == "packaged template"
    assert all(point in path.single_points for path in found.paths for point in found.paths_shared)


def test_a_need_falls_where_half_or_more_is_lost():
    assert [falls(served, left) for served, left in ((1.0, 0.5), (1.0, 0.51), (0.005, 0.0))] == [True, False, False]
    assert np.all([falls(s, 0.0) for s in (0.01, 1.0)])


def test_a_report_given_is_told_once_and_kept_by_its_hash(done):
    profile, out, _ = done
    (row,) = profile.reports
    assert (row.kind, row.file, len(row.sha256)) == ("timeline", "timeline-MCO/timeline.json", 64)
    assert Profile.model_validate_json((out / "profile.json").read_text("utf-8")) == profile
    page = (out / "profile.html").read_text("utf-8")
    assert "From 2031 on nobody sees it." in page
    assert 'id="report-1"' in page


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"country": COUNTRY | {"iso3": "FRA"}}, "timeline.json is of FRA, not of MCO alone"),
        ({"format": "commonsky timeline 9"}, "'commonsky timeline 9'; give stress.json"),
        ({"cells": "many"}, "no whole timeline report: cells"),
    ],
)
def test_a_report_of_another_country_or_format_is_refused_before_any_work(tmp_path, changes, words):
    progress = Silent()
    with pytest.raises(InvalidInputError, match=words) as refused:
        assess(request(tmp_path, reports=(written(tmp_path / "given", **changes),)), progress)
    assert "\n" not in str(refused.value)
    assert progress.steps == []
    assert not (tmp_path / "out").exists()


def test_a_folder_without_reports_and_a_file_that_is_none_are_refused(tmp_path):
    with pytest.raises(InvalidInputError, match="holds no report"):
        read_reports([tmp_path], "MCO")
    (tmp_path / "a.json").write_text("no json", "utf-8")
    with pytest.raises(InvalidInputError, match="is no JSON"):
        read_reports([tmp_path / "a.json"], "MCO")
    (tmp_path / "a.json").write_text("[]", "utf-8")
    with pytest.raises(InvalidInputError, match="has 'no format'"):
        read_reports([tmp_path / "a.json"], "MCO")


def test_a_design_of_a_region_is_not_of_a_country_alone(tmp_path):
    (tmp_path / "design.json").write_text(json.dumps({"additions": [], "front": [], "area": {}}), "utf-8")
    with pytest.raises(InvalidInputError, match="no whole design report"):
        read_reports([tmp_path], "MCO")


def test_with_does_not_go_with_the_whole_world(tmp_path):
    found = CliRunner().invoke(command, ["--all", "--with", str(written(tmp_path / "given"))])
    assert found.exit_code == 2
    assert "--with is of one country" in found.output
