"""Actions: what each step does and refuses, their order, where partners do the same, and, by random steps, what never happens."""

from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from partnership_rows import KNOWN, at

from commonsky.core.errors import CommonskyError, InvalidInputError, TransitionError, UnknownNameError
from commonsky.partnership import actions as steps
from commonsky.partnership.actions import Action, Cost, Evidence, People, check_order, overlaps

PROOF = Evidence(what="minutes of training", where="https://example.org/minutes", by="Ana", at_utc=at(3))


def proposed(number=1, country="FJI", **fields):
    values = {"id": f"{country}-A{number}", "country": country, "title": "Train", "need": "flood-soil-moisture", "owner": "ESA"} | fields
    return steps.propose(**values, by="Ana", at_utc=at(0), known=KNOWN)


def agreed(**fields):
    return steps.agree(proposed(**fields), by="Ana", at_utc=at(1))


def begun(**fields):
    return steps.begin(agreed(**fields), by="Ana", at_utc=at(2))


def done(**fields):
    return steps.finish(steps.add_evidence(begun(**fields), PROOF, by="Ana", at_utc=at(3)), by="Ana", at_utc=at(4))


def test_an_action_goes_from_proposed_to_done_and_tells_it():
    assert [(step.by, step.did) for step in done().history] == [
        ("Ana", "proposed"),
        ("Ana", "agreed"),
        ("Ana", "begun"),
        ("Ana", "added evidence: minutes of training"),
        ("Ana", "done"),
    ]
    assert done().last_day == date(2026, 11, 1)


@pytest.mark.parametrize("planned", [None, date(2020, 1, 1), date(2026, 10, 1), date(2027, 1, 1)])
def test_an_action_starts_on_the_day_on_which_it_is_begun_whatever_was_planned(planned):
    assert begun(start=planned).start == date(2026, 11, 1)


def test_what_waited_for_an_action_that_was_done_late_can_begin():
    late = steps.add_evidence(begun(number=1, due=date(2026, 11, 2)), PROOF, by="Ana", at_utc=at(72))
    late = steps.finish(late, by="Ana", at_utc=at(96))
    waited = steps.begin(agreed(number=2, after=("FJI-A1",), start=date(2026, 11, 2)), by="Ana", at_utc=at(97))
    assert (late.last_day, waited.start) == (date(2026, 11, 5), date(2026, 11, 5))
    check_order([late, waited])


def test_what_was_due_before_it_begins_needs_a_new_due_date_first():
    with pytest.raises(InvalidInputError, match="^action FJI-A1 was due on 2026-10-31 and cannot begin on 2026-11-01; change its due date"):
        begun(due=date(2026, 10, 31))


def test_nothing_is_done_without_evidence():
    with pytest.raises(InvalidInputError, match=r"^action FJI-A1 has no evidence; add what shows that it was done, then finish it$"):
        steps.finish(begun(), by="Ana", at_utc=at(4))
    with pytest.raises(ValueError, match="done without evidence"):
        Action.model_validate(done().model_dump() | {"evidence": ()})


def test_a_change_says_from_what_to_what_and_why():
    cost = Cost(currency="USD", low=Decimal(10), high=Decimal(20), source="quote")
    told = steps.change(agreed(), cost=cost, partners=("FAO",), reason="a quote came", by="Ben", at_utc=at(2), known=KNOWN)
    last = told.history[-1]
    assert (last.did, last.reason) == ("changed cost from none to USD 10 to 20 (quote), partners from none to FAO", "a quote came")
    assert told.cost == cost


def test_a_dropped_action_keeps_its_reason_and_cannot_be_dropped_again():
    dropped = steps.drop(agreed(), "no money", by="Ana", at_utc=at(2))
    assert dropped.history[-1].reason == "no money"
    with pytest.raises(TransitionError, match=r"^action FJI-A1 is dropped and cannot be dropped; propose a new action$"):
        steps.drop(dropped, "again", by="Ana", at_utc=at(3))


def test_evidence_may_still_come_after_the_end():
    assert len(steps.add_evidence(done(), PROOF, by="Ana", at_utc=at(5)).evidence) == 2


def test_a_body_of_the_record_is_read_back_whole():
    whole = proposed(cost={"currency": "FJD", "low": "0.10", "high": "0.30", "source": "quote"}, people={"number": 12, "how": "counted"})
    assert whole.cost is not None
    assert whole.cost.low == Decimal("0.10")
    assert Action.model_validate(whole.model_dump(mode="json")) == whole


@pytest.mark.parametrize(
    ("fields", "line"),
    [
        ({"owner": "ESA and FAO"}, "owner: 'ESA and FAO' reads as 2 organisations (ESA; FAO); give exactly one, the others as partners"),
        ({"owner": ["ESA", "FAO"]}, "owner: ESA, FAO is a list; give exactly one organisation, the others as partners"),
        ({"partners": ("ESA",)}, "ESA is owner and partner; keep it as owner"),
        ({"start": "2026-12-02", "due": "2026-12-01"}, "due 2026-12-01 lies before start 2026-12-02; give a later due date"),
        (
            {"cost": {"currency": "USD", "low": 20, "high": 10, "source": "quote"}},
            "cost: low 20 is more than high 10; give the smaller one as low",
        ),
        (
            {"cost": {"currency": "dollars", "low": 1, "high": 2, "source": "x"}},
            "cost.currency: 'dollars' does not read as one; write it as USD, the code of ISO 4217",
        ),
        ({"people": {"number": -1, "how": "x"}}, "people.number: -1: input should be greater than or equal to 0"),
        ({"after": ("FJI-A1",)}, "FJI-A1 waits for itself; take it out of after"),
        ({"offer": "GloFAS"}, "offer and offer_kind go together; give both or none"),
        ({"state": "done"}, "state is not given but comes with steps; agree, begin, add evidence, finish"),
    ],
)
def test_a_proposal_that_makes_no_sense_is_refused_in_one_line(fields, line):
    with pytest.raises(InvalidInputError) as refused:
        proposed(**fields)
    assert str(refused.value) == f"action FJI-A1: {line}"


def test_unknown_fields_needs_and_targets_name_the_nearest():
    with pytest.raises(InvalidInputError, match="action FJI-A1: no field named 'ownr'; did you mean 'owner'"):
        proposed(ownr="FAO")
    with pytest.raises(InvalidInputError, match="'partner' cannot be changed; did you mean 'partners'"):
        steps.change(proposed(), partner=("FAO",), reason="x", by="Ana", at_utc=at(1), known=KNOWN)
    with pytest.raises(UnknownNameError, match="did you mean 'flood-soil-moisture'"):
        proposed(need="flod-soil-moisture")
    with pytest.raises(UnknownNameError, match="did you mean 'Sendai G-2'"):
        steps.change(proposed(), targets=("Sendai G2",), reason="x", by="Ana", at_utc=at(1), known=KNOWN)


@pytest.mark.parametrize("field", ["id", "country", "state", "evidence", "history"])
def test_what_only_steps_change_is_not_changed_by_hand(field):
    with pytest.raises(InvalidInputError, match=f"^action FJI-A1: '{field}' cannot be changed; "):
        steps.change(agreed(), **{field: "done"}, reason="x", by="Ana", at_utc=at(2), known=KNOWN)


def test_a_change_needs_something_and_a_reason():
    with pytest.raises(InvalidInputError, match="nothing is given to change; give a field and its new value"):
        steps.change(agreed(), reason="x", by="Ana", at_utc=at(2), known=KNOWN)
    with pytest.raises(InvalidInputError, match="no reason is given"):
        steps.change(agreed(), note="y", reason=" ", by="Ana", at_utc=at(2), known=KNOWN)


def test_no_step_is_dated_before_the_last():
    with pytest.raises(InvalidInputError, match="lies before its last change"):
        steps.begin(agreed(), by="Ana", at_utc=at(0))


def test_a_circle_is_named():
    rows = [proposed(1, after=("FJI-A3",)), proposed(2, after=("FJI-A1",)), proposed(3, after=("FJI-A2",))]
    with pytest.raises(InvalidInputError) as refused:
        check_order(rows)
    assert str(refused.value) == "FJI-A1 -> FJI-A3 -> FJI-A2 -> FJI-A1 wait for each other in a circle; take one out of 'after'"


def test_waiting_for_what_does_not_exist_names_the_nearest():
    with pytest.raises(UnknownNameError, match="no action named 'FJI-A7'; did you mean 'FJI-A"):
        check_order([proposed(1, after=("FJI-A7",)), proposed(2)])
    with pytest.raises(InvalidInputError, match="two actions have the id FJI-A1; give each its own"):
        check_order([proposed(1), proposed(1, title="Other")])


def test_dates_follow_the_order():
    first = proposed(1, due=date(2027, 3, 31))
    check_order([first, proposed(2, after=("FJI-A1",), start=date(2027, 3, 31))])
    with pytest.raises(InvalidInputError) as refused:
        check_order([first, proposed(2, after=("FJI-A1",), start=date(2027, 3, 30))])
    assert str(refused.value) == "FJI-A2 starts on 2027-03-30, before FJI-A1, which it waits for, ends on 2027-03-31; start it then"


def test_what_was_done_early_lets_the_next_begin_early():
    check_order([done(number=1, due=date(2027, 3, 31)), proposed(2, after=("FJI-A1",), start=date(2026, 11, 2))])


def test_nothing_begins_while_it_waits():
    waiting = begun(number=2, after=("FJI-A1",))
    with pytest.raises(InvalidInputError, match=r"^FJI-A2 is under way but waits for FJI-A1, which is agreed; finish FJI-A1 first$"):
        check_order([agreed(number=1), waiting])
    with pytest.raises(InvalidInputError, match="which is dropped; change it with --no-after, or --after for what stays"):
        check_order([steps.drop(agreed(number=1), "no money", by="Ana", at_utc=at(2)), waiting])


def test_a_long_chain_is_no_circle():
    check_order([proposed(n, after=(f"FJI-A{n + 1}",) if n < 1500 else ()) for n in range(1, 1501)])


def dated(number, owner, start, due, **fields):
    return proposed(number, owner=owner, start=start and date(2027, start, 1), due=due and date(2027, due, 1), **fields)


def test_two_partners_for_one_need_at_overlapping_times_are_shown():
    rows = [dated(10, "FAO", 3, 6, offer="GloFAS", offer_kind="solution"), dated(2, "ESA", 1, 4, offer="GloFAS", offer_kind="solution")]
    (found,) = overlaps(rows)
    assert (found.country, found.need, [a.id for a in found.actions]) == ("FJI", "flood-soil-moisture", ["FJI-A2", "FJI-A10"])
    assert found.owners == ("ESA", "FAO")
    assert found.same_offers == ("GloFAS",)


@pytest.mark.parametrize(
    "other",
    [
        dated(2, "FAO", 5, 6),  # later
        dated(2, "ESA", 3, 6),  # the same owner
        dated(2, "FAO", 3, 6, country="KEN"),
        dated(2, "FAO", 3, 6, need="fire-area"),
        steps.drop(dated(2, "FAO", 3, 6), "no money", by="Ana", at_utc=at(1)),
    ],
)
def test_what_is_not_the_same_is_not_shown(other):
    assert overlaps([dated(1, "ESA", 1, 4), other]) == ()


def test_a_date_that_is_not_given_may_be_any_day():
    assert len(overlaps([dated(1, "ESA", 1, 4), dated(2, "FAO", None, None)])) == 1
    assert len(overlaps([dated(1, "ESA", 1, 4), dated(2, "FAO", 4, None)])) == 1


def test_actions_joined_through_another_stand_in_one_row():
    (found,) = overlaps([dated(1, "ESA", 1, 3), dated(2, "FAO", 2, 6), dated(3, "WFP", 5, 8), dated(4, "WMO", 9, 10)])
    assert [a.id for a in found.actions] == ["FJI-A1", "FJI-A2", "FJI-A3"]


@given(
    spans=st.lists(st.tuples(st.sampled_from(["ESA", "FAO", "WFP"]), st.integers(1, 12), st.integers(0, 3)), max_size=6),
    shuffle=st.randoms(use_true_random=False),
)
@settings(deadline=None, derandomize=True, max_examples=60)
def test_overlaps_are_those_of_pairs_whatever_the_order(spans, shuffle):
    rows = [dated(n, owner, start, min(12, start + length)) for n, (owner, start, length) in enumerate(spans, start=1)]
    pairs = {frozenset((a.id, b.id)) for a in rows for b in rows if a.owner != b.owner and a.start <= b.due and b.start <= a.due}
    found = overlaps(rows)
    assert {action.id for row in found for action in row.actions} == {name for pair in pairs for name in pair}
    assert all(any(pair <= {a.id for a in row.actions} for row in found) for pair in pairs)
    mixed = list(rows)
    shuffle.shuffle(mixed)
    assert overlaps(mixed) == found


@given(links=st.dictionaries(st.integers(1, 6), st.sets(st.integers(1, 6), max_size=3), max_size=6))
@settings(deadline=None, derandomize=True, max_examples=150)
def test_a_circle_is_refused_exactly_where_one_is(links):
    names = sorted(set(links) | {n for after in links.values() for n in after})
    after = {n: {m for m in links.get(n, ()) if m != n} for n in names}
    rows = [proposed(n, after=tuple(f"FJI-A{m}" for m in sorted(after[n]))) for n in names]
    left = dict(after)
    while free := [n for n, waits in left.items() if not waits & set(left)]:  # take out what waits for nothing, until nothing changes
        for n in free:
            del left[n]
    if left:
        with pytest.raises(InvalidInputError, match="in a circle") as refused:
            check_order(rows)
        path = [int(part.removeprefix("FJI-A")) for part in str(refused.value).partition(" wait ")[0].split(" -> ")]
        assert path[0] == path[-1]
        assert all(b in after[a] for a, b in pairwise(path))
    else:
        check_order(rows)


#: States from which each step is allowed, written by hand from the contract.
ALLOWED = {
    "agree": {"proposed"},
    "begin": {"agreed"},
    "prove": {"under way", "done"},
    "finish": {"under way"},
    "drop": {"proposed", "agreed", "under way"},
    "change": {"proposed", "agreed", "under way"},
}


class Acting(RuleBasedStateMachine):
    """Random steps beside a model: a state, a title, and a number of pieces of evidence."""

    @initialize()
    def begin_with(self):
        self.hours = 0
        self.real = proposed()
        self.state, self.title, self.proofs, self.told = "proposed", "Train", 0, 1

    def attempt(self, name, fits, step, *args, **kwargs):
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
            self.told += 1
        return expected

    @rule()
    def agree(self):
        if self.attempt("agree", True, steps.agree):
            self.state = "agreed"

    @rule()
    def begin(self):
        if self.attempt("begin", True, steps.begin):
            self.state = "under way"

    @rule()
    def prove(self):
        if self.attempt("prove", True, steps.add_evidence, PROOF):
            self.proofs += 1

    @rule()
    def finish(self):
        if self.attempt("finish", self.proofs > 0, steps.finish):
            self.state = "done"

    @rule(reason=st.sampled_from(["", "no money"]))
    def drop(self, reason):
        if self.attempt("drop", bool(reason), steps.drop, reason):
            self.state = "dropped"

    @rule(title=st.sampled_from(["", "Train twice", "Train all"]))
    def change(self, title):
        if self.attempt("change", bool(title), steps.change, title=title, reason="more people", known=KNOWN):
            self.title = title

    @invariant()
    def the_model_holds(self):
        assert (self.real.state, self.real.title, len(self.real.evidence)) == (self.state, self.title, self.proofs)
        assert len(self.real.history) == self.told
        assert self.real.state != "done" or self.real.evidence

    @invariant()
    def the_body_reads_back(self):
        assert Action.model_validate(self.real.model_dump(mode="json")) == self.real


Acting.TestCase.settings = settings(deadline=None, derandomize=True, max_examples=60, stateful_step_count=30)
TestActing = Acting.TestCase


def test_how_many_it_reaches_may_be_unknown_but_not_how_it_was_reckoned():
    assert People(how="not counted yet").number is None
    with pytest.raises(ValueError, match="say it in a few words"):
        People(number=3, how="")
