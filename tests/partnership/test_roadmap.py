"""The roadmap: steps of a milestone, progress by hand, the course for a chart, and what the shipped example says of its dates."""

from datetime import date

import pytest
from partnership_rows import at

from commonsky.core.errors import InvalidInputError, TransitionError, UnknownNameError
from commonsky.partnership import roadmap as steps
from commonsky.partnership.actions import Evidence
from commonsky.partnership.roadmap import Milestone, Phase, Roadmap, course, packaged_roadmap, progress

PROOF = Evidence(what="the report", where="https://example.org/report", by="Ana", at_utc=at(0))


def milestone(name, due, **fields):
    return Milestone.model_validate({"id": name, "title": f"Milestone {name}", "due": due} | fields)


def roadmap(**fields):
    first = Phase(
        name="First",
        start=date(2027, 1, 1),
        end=date(2027, 12, 31),
        milestones=(milestone("M1", date(2027, 3, 1)), milestone("M2", date(2027, 6, 1)), milestone("M3", date(2027, 12, 1))),
    )
    second = Phase(name="Second", start=date(2028, 1, 1), end=date(2030, 12, 31))
    return Roadmap.model_validate({"id": "example", "title": "Example", "horizon": date(2030, 12, 31), "phases": (first, second)} | fields)


def advanced():
    """M1 reached on time, M2 moved by two months, M3 dropped."""
    made = roadmap()
    made = made.replaced(steps.reach(made.milestone("M1"), PROOF, date(2027, 2, 1), today=date(2027, 2, 1)))
    made = made.replaced(steps.move(made.milestone("M2"), date(2027, 8, 1), "the training was later"))
    return made.replaced(steps.drop(made.milestone("M3"), "no longer asked"))


def test_progress_counts_by_hand():
    first, second = progress(advanced(), date(2027, 8, 2))
    assert first.counts == {"done": 1, "under way": 0, "planned": 0, "late": 1, "dropped": 1}
    assert (first.share, first.due_share) == (0.5, 1.0)
    assert (second.share, second.due_share) == (None, None)


def test_a_day_before_sees_less():
    (first, _) = progress(advanced(), date(2027, 1, 31))
    assert (first.counts["done"], first.counts["under way"], first.share) == (0, 1, 0.0)


def test_a_row_says_of_a_day_what_its_phase_counts_then():
    for day in (date(2027, 1, 31), date(2027, 2, 1), date(2027, 3, 2), date(2027, 8, 2)):
        made = advanced()
        states = [m.state_on(day) for m in made.phases[0].milestones]
        assert {state: states.count(state) for state in steps.STATES} == progress(made, day)[0].counts


def test_the_course_tells_what_was_planned_and_what_is_done():
    points = {p.day: (p.first_planned, p.planned, p.done) for p in course(advanced(), date(2027, 7, 1))}
    assert points == {
        date(2027, 1, 1): (0, 0, 0),
        date(2027, 2, 1): (0, 0, 1),
        date(2027, 3, 1): (1, 1, 1),
        date(2027, 6, 1): (2, 1, 1),
        date(2027, 7, 1): (2, 1, 1),
        date(2027, 8, 1): (2, 2, None),
        date(2030, 12, 31): (2, 2, None),
    }


def test_late_is_after_the_day_not_on_it():
    row = milestone("M1", date(2027, 3, 1))
    assert [row.state_on(date(2027, 3, 1)), row.state_on(date(2027, 3, 2))] == ["planned", "late"]
    assert steps.begin(row).state_on(date(2027, 3, 1)) == "under way"


def test_a_moved_milestone_keeps_its_earlier_dates():
    moved = steps.move(steps.move(milestone("M1", date(2027, 3, 1)), date(2027, 4, 1), "rain"), date(2027, 5, 1), "more rain")
    assert [(m.was, m.reason) for m in moved.moves] == [(date(2027, 3, 1), "rain"), (date(2027, 4, 1), "more rain")]
    assert (moved.due, moved.dates) == (date(2027, 5, 1), "decided")


def test_nothing_is_reached_without_evidence_or_twice():
    row = milestone("M1", date(2027, 3, 1))
    with pytest.raises(InvalidInputError, match=r"^milestone M1 has no evidence; give what shows that it was reached$"):
        steps.reach(row, (), date(2027, 2, 1), today=date(2027, 2, 1))
    done = steps.reach(row, [PROOF], date(2027, 2, 1), today=date(2027, 2, 1))
    for again in (
        lambda: steps.reach(done, PROOF, date(2027, 2, 2), today=date(2027, 2, 2)),
        lambda: steps.begin(done),
        lambda: steps.drop(done, "x"),
        lambda: steps.move(done, date(2027, 4, 1), "x"),
    ):
        with pytest.raises(
            TransitionError, match=r"^milestone M1 is done and cannot be (reached|begun|moved|dropped); add a new milestone"
        ):
            again()


def test_nothing_is_reached_on_a_day_to_come():
    row = milestone("M1", date(2027, 3, 1))
    with pytest.raises(
        InvalidInputError, match=r"^milestone M1 cannot be reached on 2029-01-01: today is 2026-11-22 UTC; give a day that has"
    ):
        steps.reach(row, PROOF, date(2029, 1, 1), today=date(2026, 11, 22))
    assert steps.reach(row, PROOF, date(2026, 11, 22), today=date(2026, 11, 22)).state == "done"


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        (
            {"state": "done", "done_on": date(2026, 1, 1), "evidence": (PROOF,)},
            "M1 is done in the file; take it up as planned, then: .* reach M1$",
        ),
        ({"state": "dropped"}, "M1 is dropped in the file; take it up as planned, then: .* drop M1$"),
        ({"evidence": (PROOF,)}, "M1 has evidence in the file; leave it out: "),
    ],
)
def test_what_is_not_open_is_not_taken_up(fields, words):
    made = roadmap()
    steps.check_untouched(made.replaced(steps.begin(made.milestone("M1"))))
    with pytest.raises(InvalidInputError, match=words):
        steps.check_untouched(made.replaced(milestone("M1", date(2027, 3, 1), **fields)))


def test_a_move_or_a_drop_says_why():
    row = milestone("M1", date(2027, 3, 1))
    with pytest.raises(InvalidInputError, match=r"^milestone M1: reason: is empty; say it in a few words$"):
        steps.move(row, date(2027, 4, 1), " ")
    with pytest.raises(InvalidInputError, match="is due on 2027-03-01 already; give another date"):
        steps.move(row, date(2027, 3, 1), "x")
    with pytest.raises(InvalidInputError, match="no reason is given"):
        steps.drop(row, " ")


def test_no_milestone_is_moved_beyond_the_horizon_or_before_its_phase():
    made = roadmap()
    late = steps.move(made.milestone("M1"), date(2031, 1, 1), "x")
    with pytest.raises(InvalidInputError, match=r"^roadmap example: milestone M1 ends on 2031-01-01, after the horizon 2030-12-31; "):
        made.replaced(late)
    with pytest.raises(InvalidInputError, match="milestone M1 is due on 2026-12-31, before phase 'First' starts on 2027-01-01"):
        made.replaced(steps.move(made.milestone("M1"), date(2026, 12, 31), "x"))


def test_an_unknown_milestone_names_the_nearest():
    with pytest.raises(UnknownNameError, match="no milestone named 'M4'"):
        roadmap().milestone("M4")
    with pytest.raises(UnknownNameError, match="no roadmap named 'priority6'; did you mean 'priority-6'"):
        packaged_roadmap("priority6")


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"phases": ()}, "at least 1"),
        ({"phases": tuple(reversed(roadmap().phases))}, "not in the order of their starts"),
        ({"phases": (roadmap().phases[0], roadmap().phases[0])}, "two milestones have the id M1"),
        ({"horizon": date(2029, 1, 1)}, "phase 'Second' ends on 2030-12-31, after the horizon 2029-01-01"),
        ({"id": "No Good"}, "'No Good' does not read as one; write it as priority-6"),
    ],
)
def test_a_roadmap_that_makes_no_sense_is_refused(fields, words):
    with pytest.raises(ValueError, match=words):
        roadmap(**fields)


def test_a_phase_or_a_milestone_that_makes_no_sense_is_refused():
    with pytest.raises(ValueError, match="before it starts"):
        Phase(name="First", start=date(2027, 1, 2), end=date(2027, 1, 1))
    with pytest.raises(ValueError, match="done_on stands with a milestone that is done"):
        milestone("M1", date(2027, 1, 1), state="done", evidence=(PROOF,))
    with pytest.raises(ValueError, match="done without evidence"):
        milestone("M1", date(2027, 1, 1), state="done", done_on=date(2027, 1, 1))
    with pytest.raises(ValueError, match="reads as 2 organisations"):
        milestone("M1", date(2027, 1, 1), owner="ESA and FAO")


def test_a_body_of_the_record_is_read_back_whole():
    assert Roadmap.model_validate(advanced().model_dump(mode="json")) == advanced()


def test_the_example_has_three_steps_up_to_2030_and_says_that_its_dates_are_examples():
    made = packaged_roadmap()
    assert (len(made.phases), made.horizon) == (3, date(2030, 12, 31))
    assert {phase.dates for phase in made.phases} == {m.dates for m in made.milestones} == {"example"}
    assert all(phase.name_zh for phase in made.phases)
    assert all(m.title_zh and m.indicator and "aragraph" in m.note for m in made.milestones)
    assert {m.state for m in made.milestones} == {"planned"}
