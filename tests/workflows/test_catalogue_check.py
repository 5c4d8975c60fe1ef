"""The check: the packaged rows keep every rule, element sets are told of beside their missions; the exit codes of the command."""

import json
from dataclasses import replace

import pytest
from click.testing import CliRunner

from commonsky.catalogue.load import packaged_catalogue
from commonsky.cli.catalogue_check import check as command
from commonsky.core.errors import UnknownNameError
from commonsky.workflows.catalogue_check import check, check_facts, compare_sets, packaged_facts

CATALOGUE = packaged_catalogue()
LANDSAT = CATALOGUE.elements[CATALOGUE.missions["Landsat 8"].norad]


def tle_of(row, path):
    """A file of one real element set, as OMM in CSV."""
    names = (
        "OBJECT_NAME,OBJECT_ID,NORAD_CAT_ID,EPOCH,MEAN_MOTION,ECCENTRICITY,INCLINATION,RA_OF_ASC_NODE,ARG_OF_PERICENTER,MEAN_ANOMALY,BSTAR"
    )
    figures = (
        row.name,
        row.cospar,
        row.norad,
        row.epoch_utc.strftime("%Y-%m-%dT%H:%M:%S.%f"),
        row.mean_motion_rev_day,
        row.eccentricity,
        row.inclination_deg,
        row.node_deg,
        row.perigee_deg,
        row.anomaly_deg,
        row.bstar,
    )
    path.write_text(names + "\n" + ",".join(map(str, figures)) + "\n", "utf-8")
    return path


@pytest.mark.parametrize("family", ["missions", "instruments", "navigation", "telecom", "networks", "ecvs", "requirements", "uses"])
def test_the_packaged_rows_keep_every_rule(family):
    assert check([family]).problems == ()


def test_all_families_are_checked_where_none_is_named():
    found = check()
    assert {"missions", "instruments", "stations", "ecvs", "requirements", "needs"} <= set(found.rows)
    assert sum(found.rows.values()) > 500


def test_an_unknown_family_suggests_the_nearest():
    with pytest.raises(UnknownNameError, match="did you mean 'missions'"):
        check(["mision"])


def test_only_the_families_asked_for_are_told_of():
    facts = dict(packaged_facts())
    broken = CATALOGUE.missions["Landsat 8"].model_copy(update={"norad": 0})
    facts["missions"] = facts["missions"] | {"Landsat 8": broken}
    assert [p.row for p in check_facts(facts, {"missions"}).problems] == ["Landsat 8"]
    assert check_facts(facts, {"instruments"}).problems == ()


def test_sets_are_told_of_beside_their_missions():
    moved = replace(LANDSAT, mean_motion_rev_day=15.5)
    renamed = replace(LANDSAT, norad=0)
    stranger = replace(LANDSAT, norad=99999, cospar="")
    escaping = replace(LANDSAT, mean_motion_rev_day=-1.0)
    found = compare_sets(CATALOGUE.missions, [LANDSAT, moved, renamed, stranger, escaping])
    assert [s.verdict for s in found] == ["agrees", "contradicts", "agrees", "not in the catalogue", "refused"]
    assert [s.mission for s in found[:4]] == ["Landsat 8", "Landsat 8", "Landsat 8", ""]
    assert "the mission at 705 km" in found[1].why
    assert found[0].our_altitude_km == 705.0
    assert found[3].our_altitude_km is None


def test_a_set_that_contradicts_is_a_problem_and_the_command_says_so(tmp_path):
    file = tle_of(replace(LANDSAT, mean_motion_rev_day=15.5), tmp_path / "moved.csv")
    done = CliRunner().invoke(command, ["missions", "--elements", str(file)])
    assert done.exit_code == 1
    assert "missions, Landsat 8: element set: the element set of" in done.output
    assert "1 problems" in done.output


def test_a_clean_check_is_exit_code_0_and_json_is_json_alone(tmp_path):
    file = tle_of(LANDSAT, tmp_path / "kept.csv")
    done = CliRunner().invoke(command, ["missions", "--elements", str(file), "--json"])
    assert done.exit_code == 0, done.output
    told = json.loads(done.output)
    assert told["problems"] == []
    assert told["sets"][0]["verdict"] == "agrees"
    assert CliRunner().invoke(command, ["missions", "--elements", str(file)]).exit_code == 0
