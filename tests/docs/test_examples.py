"""The examples of the documentation load whole, and say what the text around them says."""

from pathlib import Path

from commonsky.catalogue.load import packaged_catalogue, with_own_rows
from commonsky.core.execution import Untold
from commonsky.core.time import parse_utc
from commonsky.needs.load import packaged_requirements, read_needs
from commonsky.workflows.tracks import TracksRequest, find_tracks

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"


def test_the_example_of_needs_loads_without_a_refusal():
    found = read_needs(EXAMPLES / "needs.toml")
    assert found.refused == ()
    own = [requirement.id for _, requirement in found.needs if requirement.id not in packaged_requirements()]
    assert own == ["own-garden-soil-moisture"]


def test_a_level_that_the_example_leaves_out_asks_what_the_next_laxer_asks():
    requirement = {r.id: r for _, r in read_needs(EXAMPLES / "needs.toml").needs}["own-garden-soil-moisture"]
    assert requirement.asked("breakthrough") == requirement.asked("threshold")
    assert requirement.asked("goal") != requirement.asked("threshold")


def test_the_example_of_instruments_loads_without_a_refusal():
    ours = packaged_catalogue()
    found = with_own_rows(ours, EXAMPLES / "instruments.toml")
    assert found.refused == ours.refused
    assert set(found.missions) - set(ours.missions) == {"Island Eye 1", "Island Eye 2"}
    assert set(found.instruments) - set(ours.instruments) == {"Lagoon Camera", "Flood Radar"}


def test_the_examples_of_element_sets_and_instruments_work_together():
    start = parse_utc("2026-12-01")
    files = {"elements": EXAMPLES / "sets.txt", "instruments": EXAMPLES / "instruments.toml"}
    lines = find_tracks(TracksRequest(missions=(), start=start, hours=1.0, **files), Untold()).lines
    assert [(line.name, line.basis, len(line.footprints)) for line in lines] == [
        ("Island Eye 1", "element set", 2),
        ("Island Eye 2", "element set", 1),
    ]
