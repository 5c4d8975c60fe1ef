"""Assessments: what each step does, what each state refuses, and, by a machine of random steps, what never happens."""

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from partnership_rows import KNOWN, at

from commonsky.core.errors import CommonskyError, InvalidInputError, TransitionError, UnknownNameError
from commonsky.partnership import assessments as steps
from commonsky.partnership.assessments import Assessment, Choice, ProfileRef, difference

PROFILE = ProfileRef(
    folder="profiles/FJI",
    sha256="0" * 64,
    made_utc=at(0),
    headline="Two of three needs are unmet",
    met=1,
    partly=0,
    unmet=2,
    no_data=0,
    window="2026-10",
)


def started(**fields):
    values = {"id": "FJI-1", "country": "FJI", "title": "Floods in Fiji", "owner": "Fiji Meteorological Service"} | fields
    return steps.start(**values, by="Ana", at_utc=at(0))


def chosen(*needs):
    rows = needs or (Choice(requirement="flood-soil-moisture", targets=("SDG 13.1",)),)
    return steps.choose(started(), rows, by="Ana", at_utc=at(1), known=KNOWN)


def consulted():
    return steps.open_consultation(chosen(), by="Ana", at_utc=at(2))


def commented(on="need flood-soil-moisture"):
    return steps.comment(consulted(), on=on, text="Add snow.", organisation="Red Cross", by="Ben", at_utc=at(3))


def accepted():
    return steps.accept(consulted(), by="Ana", at_utc=at(4))


def test_a_new_assessment_is_a_draft_that_says_who_started_it():
    version = started().current
    assert (version.number, version.state, version.choices, version.closed_utc) == (1, "draft", (), None)
    assert [(step.by, step.did) for step in version.history] == [("Ana", "started")]
    assert started().accepted is None


def test_choosing_the_same_need_again_takes_its_place_and_says_by_whom():
    again = steps.choose(chosen(), [Choice(requirement="flood-soil-moisture", weight=2)], by="Ben", at_utc=at(2), known=KNOWN)
    assert [(c.requirement, c.weight, c.by) for c in again.current.choices] == [("flood-soil-moisture", 2.0, "Ben")]


def test_a_dropped_need_is_gone_and_its_reason_stays():
    dropped = steps.drop(chosen(), "flood-soil-moisture", "asked by nobody", by="Ana", at_utc=at(2))
    assert dropped.current.choices == ()
    assert dropped.current.history[-1].reason == "asked by nobody"


def test_a_comment_is_answered_once_with_an_outcome():
    told = steps.answer(commented(), 1, "Snow is rare here.", "not accepted", by="Ana", at_utc=at(4))
    comment = told.current.comments[0]
    assert (comment.answer, comment.outcome, comment.answered_by) == ("Snow is rare here.", "not accepted", "Ana")
    with pytest.raises(InvalidInputError, match=r"^comment 1 was answered by Ana; say more in a comment of its own$"):
        steps.answer(told, 1, "Indeed.", "accepted", by="Ben", at_utc=at(5))


def test_acceptance_waits_for_every_answer():
    with pytest.raises(InvalidInputError, match=r"^assessment FJI-1 has comments without an answer: 1; answer them, then accept$"):
        steps.accept(commented(), by="Ana", at_utc=at(4))


def test_a_comment_may_be_answered_back_in_draft():
    back = steps.back_to_draft(commented(), "to add snow", by="Ana", at_utc=at(4))
    assert steps.answer(back, 1, "Added.", "accepted", by="Ana", at_utc=at(5)).current.unanswered == ()


def test_an_accepted_version_says_revise_with_a_reason():
    with pytest.raises(TransitionError) as refused:
        steps.choose(accepted(), [Choice(requirement="fire-area")], by="Ana", at_utc=at(5), known=KNOWN)
    assert str(refused.value) == (
        "assessment FJI-1, version 1, is accepted and cannot be given needs; revise it with a reason: that opens a new version"
    )


def test_revising_opens_a_draft_with_the_same_choices_and_leaves_the_accepted_version():
    before = accepted()
    after = steps.revise(before, "a new flood map", by="Ana", at_utc=at(5))
    assert after.versions[0] == before.current
    assert (after.current.number, after.current.state, after.current.reason) == (2, "draft", "a new flood map")
    assert after.current.choices == before.current.choices
    assert after.accepted == before.current


def test_a_withdrawn_revision_leaves_the_accepted_version_in_force():
    revised = steps.revise(accepted(), "a new flood map", by="Ana", at_utc=at(5))
    given_up = steps.withdraw(revised, "no time", by="Ana", at_utc=at(6))
    assert given_up.accepted == accepted().current
    assert given_up.current.closed_utc == at(6)


def second_accepted():
    choice = Choice(requirement="fire-area")
    revised = steps.choose(steps.revise(accepted(), "fires", by="Ana", at_utc=at(5)), [choice], by="Ana", at_utc=at(6), known=KNOWN)
    return steps.accept(steps.open_consultation(revised, by="Ana", at_utc=at(7)), by="Ana", at_utc=at(8))


def test_the_newest_accepted_version_is_what_holds():
    assert second_accepted().accepted.number == 2
    assert second_accepted().versions[0] == accepted().current


def test_after_a_withdrawn_revision_the_choices_that_hold_are_copied():
    revised = steps.drop(steps.revise(second_accepted(), "less", by="Ana", at_utc=at(9)), "fire-area", "none", by="Ana", at_utc=at(10))
    again = steps.revise(steps.withdraw(revised, "no time", by="Ana", at_utc=at(11)), "anew", by="Ana", at_utc=at(12))
    assert [c.requirement for c in again.current.choices] == ["flood-soil-moisture", "fire-area"]


def test_a_revision_waits_for_the_open_version():
    with pytest.raises(TransitionError, match="is draft and cannot be revised; accept or withdraw this version first"):
        steps.revise(chosen(), "anew", by="Ana", at_utc=at(5))


def test_comments_are_numbered_through_all_versions():
    told = steps.accept(steps.answer(commented(), 1, "No.", "not accepted", by="Ana", at_utc=at(4)), by="Ana", at_utc=at(5))
    revised = steps.open_consultation(steps.revise(told, "anew", by="Ana", at_utc=at(6)), by="Ana", at_utc=at(7))
    second = steps.comment(revised, on="assessment", text="Good.", organisation="Red Cross", by="Ben", at_utc=at(8))
    assert [c.number for version in second.versions for c in version.comments] == [1, 2]


def test_a_profile_can_be_attached_and_commented_on():
    with_profile = steps.open_consultation(steps.attach_profile(chosen(), PROFILE, by="Ana", at_utc=at(2)), by="Ana", at_utc=at(3))
    told = steps.comment(with_profile, on="profile", text="Good.", organisation="Red Cross", by="Ben", at_utc=at(4))
    assert told.current.comments[0].on == "profile"


def test_a_version_says_how_its_chosen_needs_stand_and_no_others():
    rows = (Choice(requirement="flood-soil-moisture"), Choice(requirement="fire-area"))
    assert chosen(*rows).current.standing == {}
    judged = PROFILE.model_copy(update={"standing": {"flood-soil-moisture": "not observed", "drought-precipitation-amount": "met"}})
    attached = steps.attach_profile(chosen(*rows), judged, by="Ana", at_utc=at(2)).current
    assert attached.standing == {"flood-soil-moisture": "not observed", "fire-area": "not in the profile"}


def test_what_differs_between_versions():
    old = chosen(Choice(requirement="flood-soil-moisture", targets=("SDG 13.1",)), Choice(requirement="fire-area")).current
    rows = (
        Choice(requirement="flood-soil-moisture", weight=2, targets=("SDG 6.6.1",), why="rivers"),
        Choice(requirement="drought-precipitation-amount"),
    )
    new = steps.attach_profile(chosen(*rows), PROFILE, by="Ana", at_utc=at(2)).current
    assert difference(old, new) == (
        "added need drought-precipitation-amount",
        "dropped need fire-area",
        "need flood-soil-moisture: weight 1 -> 2",
        "need flood-soil-moisture: targets + SDG 6.6.1, - SDG 13.1",
        "need flood-soil-moisture: why '' -> 'rivers'",
        "profile none -> profiles/FJI",
    )
    assert difference(old, old) == ()


def test_a_body_of_the_record_is_read_back_whole():
    told = steps.answer(commented(), 1, "No.", "not accepted", by="Ana", at_utc=at(4))
    assert Assessment.model_validate_json(told.model_dump_json()) == told
    assert Assessment.model_validate(told.model_dump(mode="json")) == told


@pytest.mark.parametrize(
    ("fields", "line"),
    [
        ({"owner": "ESA and FAO"}, "owner: 'ESA and FAO' reads as 2 organisations (ESA; FAO); give exactly one, the others as partners"),
        ({"owner": ["ESA", "FAO"]}, "owner: ESA, FAO is a list; give exactly one organisation, the others as partners"),
        ({"owner": " "}, "owner: no organisation is given; give exactly one"),
        ({"id": "KEN-1"}, "id KEN-1 is not of country FJI; write it as FJI-1"),
        ({"title": " "}, "title: is empty; say it in a few words"),
    ],
)
def test_a_start_that_makes_no_sense_is_refused_in_one_line(fields, line):
    with pytest.raises(InvalidInputError) as refused:
        started(**fields)
    assert str(refused.value) == f"assessment {fields.get('id', 'FJI-1')}: {line}"


@pytest.mark.parametrize(
    "name",
    [
        "Food and Agriculture Organization",
        "Ministry of Science and ICT",
        "Ministry of Agriculture, Fiji",
        "粮食和农业组织",
        "环境与气候变化部",
        "Ministry of Environment and Natural Resources",
    ],
)
def test_one_name_with_a_joint_in_it_is_one_organisation(name):
    assert started(owner=name).owner == name


@pytest.mark.parametrize(
    "name",
    [
        "ESA/FAO",
        "ESA & FAO",
        "NASA, ESA",
        "NASA, ESA and JAXA",
        "Ministry of Health and Ministry of Water",
        "农业部和水利部",
        "ESA; FAO",
        "ESA + the WFP",
    ],
)
def test_two_names_in_one_are_two_organisations(name):
    with pytest.raises(InvalidInputError, match="give exactly one, the others as partners"):
        started(owner=name)


def test_unknown_needs_and_targets_name_the_nearest():
    with pytest.raises(UnknownNameError, match="no requirement named 'flood-soil-moistur'; did you mean 'flood-soil-moisture'"):
        chosen(Choice(requirement="flood-soil-moistur"))
    with pytest.raises(UnknownNameError, match=r"no target named 'SDG 6\.6\.2'; did you mean 'SDG 6\.6\.1'"):
        chosen(Choice(requirement="fire-area", targets=("SDG 6.6.2",)))
    with pytest.raises(UnknownNameError, match="no chosen need named 'fire-are'"):
        steps.drop(chosen(), "fire-are", "typing", by="Ana", at_utc=at(2))


@pytest.mark.parametrize(
    ("on", "words"),
    [
        ("need flood-soil-moistur", "did you mean 'flood-soil-moisture'"),
        ("profile", "no profile is attached to comment on; comment on 'assessment'"),
        ("page 3", "a comment cannot be on 'page 3'; give 'assessment', 'profile' or 'need REQUIREMENT'"),
    ],
)
def test_a_comment_on_nothing_that_stands_there_is_refused(on, words):
    with pytest.raises(CommonskyError, match=words):
        commented(on=on)


def test_no_step_is_dated_before_the_last():
    with pytest.raises(
        InvalidInputError, match=r"^assessment FJI-1: 2026-11-01T00:00:00Z lies before its last change, 2026-11-01T01:00:00Z; "
    ):
        steps.open_consultation(chosen(), by="Ana", at_utc=at(0))


def test_a_time_without_zone_is_refused():
    with pytest.raises(InvalidInputError, match="has no zone; give UTC, as 2026-11-01T02:00:00Z"):
        steps.open_consultation(chosen(), by="Ana", at_utc=at(2).replace(tzinfo=None))


def test_nothing_chosen_is_put_before_nobody():
    with pytest.raises(InvalidInputError, match=r"^assessment FJI-1 has no need; choose at least one first$"):
        steps.open_consultation(started(), by="Ana", at_utc=at(1))
    with pytest.raises(InvalidInputError, match="no need is given; give at least one requirement"):
        steps.choose(started(), [], by="Ana", at_utc=at(1), known=KNOWN)


@pytest.mark.parametrize("step", [steps.back_to_draft, steps.withdraw])
def test_a_step_that_needs_a_reason_says_so(step):
    with pytest.raises(InvalidInputError, match="no reason is given; say why in a few words"):
        step(consulted(), "  ", by="Ana", at_utc=at(5))


def test_an_outsiders_body_with_a_broken_history_of_versions_is_refused():
    body = accepted().model_dump(mode="json")
    for broken in (
        body | {"versions": [body["versions"][0] | {"closed_utc": None}]},
        body | {"versions": [body["versions"][0] | {"choices": []}]},
        body | {"versions": [body["versions"][0] | {"number": 2}]},
        body | {"versions": [body["versions"][0] | {"closed_utc": "2026-10-01T00:00:00Z"}]},
        body | {"versions": []},
        body | {"surprise": 1},
    ):
        with pytest.raises(ValueError, match="validation error"):
            Assessment.model_validate(broken)


NEEDS = st.sampled_from(KNOWN.requirements)
#: States from which each step is allowed, written by hand from the contract.
ALLOWED = {
    "choose": {"draft"},
    "drop": {"draft"},
    "attach": {"draft"},
    "consult": {"draft"},
    "comment": {"in consultation"},
    "answer": {"draft", "in consultation"},
    "back": {"in consultation"},
    "accept": {"in consultation"},
    "revise": {"accepted", "withdrawn"},
    "withdraw": {"draft", "in consultation"},
}


class Assessing(RuleBasedStateMachine):
    """Random steps beside a model: a state, a set of needs, and a dictionary of comments to whether they are answered."""

    @initialize()
    def begin(self):
        self.hours = 0
        self.real = started()
        self.state, self.needs, self.answered, self.closed = "draft", {}, {}, []
        self.kept_needs = None

    def attempt(self, name, fits, step, *args, **kwargs):
        """Do a step; it must succeed exactly if the state allows it and the model says that it fits."""
        self.hours += 1
        expected = self.state in ALLOWED[name] and fits
        before = self.real
        try:
            self.real = step(self.real, *args, by="Ana", at_utc=at(self.hours), **kwargs)
        except CommonskyError as error:
            assert not expected, error
            assert "\n" not in str(error)
            assert (self.state in ALLOWED[name]) != isinstance(error, TransitionError)
            assert self.real is before
        else:
            assert expected, f"{name} succeeded in {self.state}"
        return expected

    @property
    def here(self):
        """Numbers of the comments on the current version."""
        return [number for number, (version, _) in self.answered.items() if version == len(self.closed) + 1]

    @rule(need=NEEDS, weight=st.sampled_from([1.0, 2.0]))
    def choose(self, need, weight):
        if self.attempt("choose", True, steps.choose, [Choice(requirement=need, weight=weight)], known=KNOWN):
            self.needs[need] = weight

    @rule(need=NEEDS)
    def drop(self, need):
        if self.attempt("drop", need in self.needs, steps.drop, need, "not needed"):
            del self.needs[need]

    @rule()
    def attach(self):
        self.attempt("attach", True, steps.attach_profile, PROFILE)

    @rule()
    def consult(self):
        if self.attempt("consult", bool(self.needs), steps.open_consultation):
            self.state = "in consultation"

    @rule(need=NEEDS)
    def comment(self, need):
        fits = need in self.needs
        if self.attempt("comment", fits, steps.comment, on=f"need {need}", text="More.", organisation="WFP"):
            self.answered[len(self.answered) + 1] = (len(self.closed) + 1, False)

    @rule(number=st.integers(1, 4), outcome=st.sampled_from(["accepted", "accepted in part", "not accepted"]))
    def answer(self, number, outcome):
        fits = number in self.here and not self.answered[number][1]
        if self.attempt("answer", fits, steps.answer, number, "Well.", outcome):
            self.answered[number] = (self.answered[number][0], True)

    @rule()
    def back(self):
        if self.attempt("back", True, steps.back_to_draft, "to change it"):
            self.state = "draft"

    @rule()
    def accept(self):
        fits = bool(self.needs) and all(self.answered[number][1] for number in self.here)
        if self.attempt("accept", fits, steps.accept):
            self.state, self.kept_needs = "accepted", dict(self.needs)
            self.snapshot = self.real.current

    @rule(need=NEEDS)
    def go_through(self, need):
        """From a draft to an accepted version, so that later versions are reached often."""
        self.choose(need, 1.0)
        self.consult()
        for number in self.here:
            self.answer(number, "accepted")
        self.accept()

    @rule()
    def revise(self):
        if self.attempt("revise", True, steps.revise, "anew"):
            self.closed.append(self.real.versions[-2])
            self.needs = dict(self.kept_needs if self.kept_needs is not None else self.needs)
            self.state = "draft"

    @rule()
    def withdraw(self):
        if self.attempt("withdraw", True, steps.withdraw, "no time"):
            self.state = "withdrawn"

    @invariant()
    def the_model_holds(self):
        current = self.real.current
        assert current.state == self.state
        assert {c.requirement: c.weight for c in current.choices} == self.needs

    @invariant()
    def closed_versions_never_change(self):
        assert list(self.real.versions[:-1]) == self.closed
        if self.kept_needs is not None:
            assert self.real.accepted == self.snapshot

    @invariant()
    def comments_never_vanish(self):
        comments = [c for version in self.real.versions for c in version.comments]
        assert {c.number: bool(c.outcome) for c in comments} == {n: done for n, (_, done) in self.answered.items()}

    @invariant()
    def the_body_reads_back(self):
        assert Assessment.model_validate(self.real.model_dump(mode="json")) == self.real


Assessing.TestCase.settings = settings(deadline=None, derandomize=True, max_examples=60, stateful_step_count=40)
TestAssessing = Assessing.TestCase
