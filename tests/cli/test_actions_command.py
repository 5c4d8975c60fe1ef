"""`actions` as a person runs it: what a change leaves as it stands, waiting for nothing, and profiles that are not whole."""

import json

import pytest
from click.testing import CliRunner

from commonsky.cli.app import app
from commonsky.core.errors import InvalidInputError

PROFILE = {
    "format": "commonsky profile 1",
    "country": {"iso3": "FJI"},
    "made_utc": "2026-11-01T00:00:00Z",
    "answer": {"en": "no need of one is met"},
    "people": {"headline_by": "people"},
    "window": {"start_utc": "2026-11-01T00:00:00Z", "end_utc": "2026-11-04T00:00:00Z"},
}
NEED = {
    "id": "flood-soil-moisture",
    "theme": "flood",
    "variable": "soil_moisture",
    "titles": {"en": "Wet ground"},
    "area": {"met": 0.0, "not_met": 1.0, "not_observed": 0.0},
    "people": {"met": 0.0, "not_met": 1.0, "not_observed": 0.0},
    "limits": [{"attributes": ["timeliness"]}],
}


@pytest.fixture
def commonsky(tmp_path):
    """Runs a command on a record of its own; gives what it printed, and raises what it refused."""

    def run(*arguments):
        given = {"COMMONSKY_RECORD": str(tmp_path / "record.sqlite"), "COMMONSKY_BY": "Ana"}
        return CliRunner().invoke(app, list(map(str, arguments)), env=given, catch_exceptions=False).stdout

    return run


@pytest.fixture
def propose(commonsky):
    def run(*options):
        told = ("--title", "Train", "--need", "flood-soil-moisture", "--owner", "ESA", *options, "--json")
        return json.loads(commonsky("actions", "propose", "FJI", *told))["body"]

    return run


@pytest.fixture
def change(commonsky):
    def run(name, *options):
        return json.loads(commonsky("actions", "change", name, *options, "--reason", "why not", "--json"))["body"]

    return run


WHOLE = ("--cost", "FJD", 10, 20, "--cost-source", "quote", "--people", 500, "--people-how", "census")
COST = {"currency": "FJD", "low": "10", "high": "20", "source": "quote"}
PEOPLE = {"number": 500, "how": "census"}


@pytest.mark.parametrize(
    ("options", "cost", "people"),
    [
        (("--people-how", "counted"), COST, {"number": 500, "how": "counted"}),
        (("--people", 600), COST, {"number": 600, "how": "census"}),
        (("--cost", "usd", 1, 2), {"currency": "USD", "low": "1", "high": "2", "source": "quote"}, PEOPLE),
        (("--cost-source", "invoice"), COST | {"source": "invoice"}, PEOPLE),
    ],
)
def test_of_a_cost_and_of_people_what_is_not_given_stays(propose, change, options, cost, people):
    propose(*WHOLE)
    found = change("FJI-A1", *options)
    assert (found["cost"], found["people"]) == (cost, people)


def test_where_nobody_says_where_figures_are_from_they_are_the_proposers(propose, change):
    unsaid = "estimate of its proposer"
    found = propose("--cost", "FJD", 10, 20, "--people", 500)
    assert (found["cost"], found["people"]) == (COST | {"source": unsaid}, {"number": 500, "how": unsaid})
    propose()
    assert change("FJI-A2", "--people", 3)["people"] == {"number": 3, "how": unsaid}


def test_a_source_without_its_cost_is_refused(propose, change):
    with pytest.raises(InvalidInputError, match="^cost: currency is missing; give it$"):
        propose("--cost-source", "quote")
    propose()
    with pytest.raises(InvalidInputError, match="^cost: currency is missing; give it$"):
        change("FJI-A1", "--cost-source", "quote")


def test_what_waits_for_a_dropped_action_begins_once_it_waits_for_nothing(commonsky, propose, change):
    propose()
    propose("--after", "FJI-A1")
    commonsky("actions", "drop", "FJI-A1", "--reason", "no money")
    commonsky("actions", "agree", "FJI-A2")
    with pytest.raises(InvalidInputError, match="which is dropped; change it with --no-after"):
        commonsky("actions", "begin", "FJI-A2")
    with pytest.raises(InvalidInputError, match="^--after and --no-after are both given; give one of them$"):
        change("FJI-A2", "--no-after", "--after", "FJI-A1")
    assert change("FJI-A2", "--no-after")["after"] == []
    assert "under way" in commonsky("actions", "begin", "FJI-A2")


def profile(folder, **changes):
    (folder / "profile.json").write_text(json.dumps(PROFILE | {"needs": [NEED]} | changes))
    return folder


def test_what_fits_a_profile_is_shown(commonsky, propose, tmp_path):
    propose()
    (found,) = json.loads(commonsky("actions", "match", profile(tmp_path), "--json"))
    assert (found["need"], found["standing"]) == ("flood-soil-moisture", "nowhere")
    assert (len(found["matches"]), found["actions"]) == (5, ["FJI-A1"])


@pytest.mark.parametrize(
    ("changes", "missing"),
    [
        ({"people": {}}, "people.headline_by is missing"),
        ({"country": None}, "country: None: "),
        ({"needs": [{name: part for name, part in NEED.items() if name != "limits"}]}, "needs.0.limits is missing"),
        ({"needs": [NEED | {"titles": {}}]}, "needs.0.titles.en is missing"),
    ],
)
def test_a_profile_that_is_not_whole_is_no_ground_for_matching(commonsky, propose, tmp_path, changes, missing):
    propose()
    with pytest.raises(InvalidInputError, match=f"is not whole, make it anew with `commonsky assess`: {missing}") as refused:
        commonsky("actions", "match", profile(tmp_path, **changes))
    assert "\n" not in str(refused.value)


def test_a_profile_without_a_headline_is_not_attached(commonsky, tmp_path):
    commonsky("assessments", "start", "FJI", "--owner", "ESA", "--empty")
    with pytest.raises(InvalidInputError, match=r"is not whole \('headline'\); make it anew: commonsky assess FJI$") as refused:
        commonsky("assessments", "attach", "FJI-1", profile(tmp_path, answer={"en": None}))
    assert "\n" not in str(refused.value)


def test_evidence_that_is_no_file_is_kept_and_said_to_have_no_hash(propose, commonsky, tmp_path):
    propose()
    commonsky("actions", "agree", "FJI-A1")
    commonsky("actions", "begin", "FJI-A1")
    given = {"COMMONSKY_RECORD": str(tmp_path / "record.sqlite"), "COMMONSKY_BY": "Ana"}
    for where, said in (("profile.jsn", "no file 'profile.jsn' here"), ("https://example.org/report", "")):
        found = CliRunner().invoke(app, ["actions", "evidence", "FJI-A1", "Report", where], env=given, catch_exceptions=False)
        assert (found.exit_code, said in found.stderr, bool(found.stderr)) == (0, True, bool(said))
