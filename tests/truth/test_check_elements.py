"""The 42 real element sets of 2026 against the catalogue: those of its missions agree, the others are named as unknown."""

import pytest

from commonsky.workflows.catalogue_check import check


@pytest.fixture(scope="module")
def report(shared_data):
    return check(["missions"], shared_data / "orbits" / "tle_2026.tle")


@pytest.mark.truth
def test_every_set_of_the_file_is_told_of(report):
    assert len(report.sets) == 42
    assert report.refused == ()


@pytest.mark.truth
def test_no_set_contradicts_its_mission(report):
    assert [(s.name, s.why) for s in report.sets if s.verdict in {"contradicts", "refused"}] == []


@pytest.mark.truth
def test_satellites_of_no_mission_are_listed_as_such(report):
    agreeing = [s for s in report.sets if s.verdict == "agrees"]
    unknown = [s for s in report.sets if s.verdict == "not in the catalogue"]
    assert len(agreeing) + len(unknown) == 42
    assert len(agreeing) >= 35
    assert all(s.mission == "" for s in unknown)


@pytest.mark.truth
def test_a_set_stands_beside_the_missions_own_figures(report):
    landsat = next(s for s in report.sets if s.mission == "Landsat 8")
    assert abs(landsat.altitude_km - landsat.our_altitude_km) < 25.0
    assert abs(landsat.node_time_h - landsat.our_node_time_h) < 0.25
