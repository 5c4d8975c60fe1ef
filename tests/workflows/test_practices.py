"""Practices carried out: our steps run, others wait, a run is taken up again."""

import json

import pytest

from commonsky.catalogue.load import packaged_practices
from commonsky.core.errors import InvalidInputError, UnknownNameError
from commonsky.workflows.practices import FILE, checked_inputs, find_practice, listed, run, uses

TASKING = {"place": "Honiara", "need": "flood", "within": "24h", "start": "2026-11-22", "event": "flood"}


def practice(*steps):
    """The packaged emergency practice with other steps."""
    row = packaged_practices()["Emergency tasking"]
    return row.model_validate(row.model_dump() | {"steps": steps})


LOOKUP = {"name": "Look up", "what": "Read how.", "by": "command", "command": "commonsky catalogue show mechanisms 'International Charter'"}
BROKEN = {"name": "Break", "what": "Fails.", "by": "command", "command": "commonsky catalogue show mechanisms 'No such thing'"}
CALL = {"name": "Call", "what": "Ring the operator.", "by": "hand"}


def test_our_steps_are_run_and_a_step_by_hand_waits(tmp_path):
    found = run(practice(LOOKUP, CALL, LOOKUP), {}, tmp_path)
    assert [step.state for step in found] == ["done", "waiting", "open"]
    assert "authorised users" in (tmp_path / found[0].output).read_text()


def test_a_run_is_taken_up_where_it_was_left(tmp_path):
    recipe = practice(LOOKUP, CALL, LOOKUP)
    run(recipe, {}, tmp_path)
    (tmp_path / "01-look-up.txt").write_text("kept")
    assert [step.state for step in run(recipe, {}, tmp_path, ticked=[2])] == ["done"] * 3
    assert (tmp_path / "01-look-up.txt").read_text() == "kept"
    assert json.loads((tmp_path / FILE).read_text())["steps"]["3"]["state"] == "done"


def test_a_step_that_fails_stops_the_run_and_is_tried_again(tmp_path):
    recipe = practice(BROKEN, LOOKUP)
    for _ in range(2):
        assert [step.state for step in run(recipe, {}, tmp_path)] == ["failed", "open"]
    assert "no mechanism named" in (tmp_path / "01-break.txt").read_text()


def test_inputs_are_asked_for_by_name_and_checked(tmp_path):
    row = find_practice("emergency TASKING")
    with pytest.raises(InvalidInputError, match=r"needs place: .*give --input place=Honiara"):
        run(row, {}, tmp_path)
    with pytest.raises(UnknownNameError, match="did you mean 'place'"):
        run(row, TASKING | {"plaec": "Suva"}, tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_folder_of_another_run_is_refused(tmp_path):
    run(practice(LOOKUP), {}, tmp_path)
    with pytest.raises(InvalidInputError, match="holds a run of 'Emergency tasking'"):
        run(packaged_practices()["Drought by VCI"], {}, tmp_path)


def test_only_a_person_s_step_is_ticked_off(tmp_path):
    with pytest.raises(InvalidInputError, match="is run, not ticked off"):
        run(practice(LOOKUP, CALL), {}, tmp_path, ticked=[1])
    with pytest.raises(InvalidInputError, match="steps 1 to 2, not 9"):
        run(practice(LOOKUP, CALL), {}, tmp_path, ticked=[9])


def test_a_tick_before_its_turn_is_refused_and_not_lost(tmp_path):
    with pytest.raises(InvalidInputError, match=r"^step 3 comes after step 1, which is not done; tick 3 off after it$"):
        run(practice(CALL, LOOKUP, CALL), {}, tmp_path, ticked=[3])
    assert not list(tmp_path.iterdir())
    recipe = practice(CALL, CALL, CALL)
    assert [step.state for step in run(recipe, {}, tmp_path, ticked=[2, 1])] == ["done", "done", "waiting"]
    assert [step.state for step in run(recipe, {}, tmp_path, ticked=[1, 3])] == ["done"] * 3


SHOW = {"name": "Show", "what": "Read.", "by": "command", "command": "commonsky catalogue show mechanisms {place}"}


def test_other_inputs_are_refused_once_a_step_is_done_with_the_old_ones(tmp_path):
    recipe = practice(SHOW, CALL)
    run(recipe, {"place": "No such thing"}, tmp_path)
    run(recipe, {"place": "International Charter"}, tmp_path)  # nothing was done with the first
    with pytest.raises(InvalidInputError, match="were done with place 'International Charter'; give another folder for 'Sentinel Asia'"):
        run(recipe, {"place": "Sentinel Asia"}, tmp_path, ticked=[2])
    kept = json.loads((tmp_path / FILE).read_text())
    assert kept["inputs"] == {"place": "International Charter"}
    assert [step.state for step in run(recipe, {"place": "International Charter"}, tmp_path, ticked=[2])] == ["done", "done"]


@pytest.mark.parametrize("value", ["--help", "-h", "-9h"])
def test_a_value_that_a_command_would_read_as_an_option_is_refused(tmp_path, value):
    with pytest.raises(InvalidInputError, match=f"^place '{value}' begins with a minus, as an option does; give it without$"):
        run(practice(SHOW), {"place": value}, tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_place_south_of_the_equator_is_no_option():
    assert checked_inputs(practice(SHOW), {"place": "-9.43, -159.95"}) == {"place": "-9.43, -159.95"}


@pytest.mark.parametrize(
    "text",
    ['{"practice": "Emergency tasking", "steps": {}}', '{"practice": "Emergency tasking", "inputs": {}, "steps": {"1": {}}}', "[]", "no"],
)
def test_a_file_of_a_run_that_is_not_whole_is_refused_in_one_line(tmp_path, text):
    (tmp_path / FILE).write_text(text)
    with pytest.raises(InvalidInputError, match=f"{FILE} is no run of ours; give another folder$"):
        run(practice(LOOKUP), {}, tmp_path)


def test_every_command_of_a_packaged_practice_is_one_of_ours():
    from commonsky.cli.app import app

    for row in packaged_practices().values():
        for step in row.steps:
            group = app
            for word in step.command.split()[1:]:
                if word in getattr(group, "commands", {}):
                    group = group.commands[word]
            assert not step.command or not hasattr(group, "commands"), f"{row.name}: {step.command}"


def test_practices_and_uses_are_found_by_hazard_and_unknown_words_are_refused():
    assert {"Radar flood mapping in Python"} <= {row.name for row in listed(hazard="flood", phase="response")}
    assert all(row.hazard == "drought" for row in uses(hazard="drought"))
    with pytest.raises(UnknownNameError, match="did you mean 'flood'"):
        listed(hazard="fluud")


def test_there_are_at_least_twelve_practices_with_what_they_are_held_against():
    rows = packaged_practices().values()
    assert len(rows) >= 12
    assert sum(bool(row.expected) for row in rows) >= 8
    assert all(row.limits and row.inputs and row.outputs for row in rows)
