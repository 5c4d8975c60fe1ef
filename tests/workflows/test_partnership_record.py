"""Assessments and actions through the workflows, on both databases: random commands against a model, many writers, bad input.

The commands are several people's, at two open records, one of which overtakes the other at times.
"""

import json
import random
import subprocess
import sys
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from many_writers import ASSESSMENT, CHAINED, NEED, prepare, write
from record_model import COUNTRIES, MOVES, NEEDS, STEPS, Actions, Assessments, has_circle, make_profile

from commonsky.core.errors import InvalidInputError, TransitionError, UnknownNameError
from commonsky.store.record import open_record
from commonsky.workflows import actions, assessments, committee, roadmaps
from made_changes import alter, unguard

REFUSALS = (InvalidInputError, UnknownNameError, TransitionError)
PEOPLE = st.sampled_from([*("Ana", "Ben", "陈") * 5, " "])
OWNERS = st.sampled_from([*("ESA", "FAO") * 4, "ESA and FAO"])
NEED_NAMES = st.sampled_from([*NEEDS * 5, "flod-surface-water-extent"])
WHY = st.sampled_from(["a storm came", "no money", "better data", ""])
#: Which of those there are, mostly of the first; NOBODY is none of them.
NOBODY = 99
WHICH = st.sampled_from([0, 0, 0, 1, 1, 2, 3, 0, 0, 1, 1, 2, 3, 4, NOBODY])
#: Far from today on both sides, so that only what is done or begun today is of today.
DAYS = st.sampled_from([None, None, date(2020, 1, 1), date(2020, 6, 1), date(2099, 1, 1), date(2099, 6, 1)])
AFTER = st.lists(WHICH, max_size=2, unique=True).map(tuple)

ASSESSMENT_COMMANDS = st.one_of(
    st.tuples(st.just("start"), PEOPLE, st.sampled_from(COUNTRIES), OWNERS),
    st.tuples(st.just("choose"), PEOPLE, WHICH, NEED_NAMES, st.sampled_from([1.0, 2.0, 0.5, -1.0])),
    st.tuples(st.just("drop"), PEOPLE, WHICH, NEED_NAMES, WHY),
    st.tuples(st.just("attach"), PEOPLE, WHICH),
    st.tuples(
        st.just("comment"),
        PEOPLE,
        WHICH,
        st.sampled_from(["assessment", "profile", f"need {NEEDS[0]}"]),
        st.sampled_from(["too late", "good", ""]),
    ),
    st.tuples(
        st.just("answer"),
        PEOPLE,
        WHICH,
        st.integers(1, 3),
        st.sampled_from(["accepted", "not accepted", "accepted in part", "accepted", ""]),
    ),
    st.tuples(st.just("move"), PEOPLE, WHICH, st.sampled_from(list(STEPS)), WHY),
    *[st.tuples(st.just("onward"), PEOPLE, st.sampled_from([0, 0, 1]))] * 6,
)
ACTION_COMMANDS = st.one_of(
    st.tuples(st.just("propose"), PEOPLE, st.sampled_from(COUNTRIES), OWNERS, NEED_NAMES, AFTER, DAYS, DAYS),
    st.tuples(st.just("move"), PEOPLE, WHICH, st.sampled_from(list(MOVES)), WHY),
    *[st.tuples(st.just("onward"), PEOPLE, st.sampled_from([0, 0, 1]))] * 6,
    st.tuples(st.just("change"), PEOPLE, WHICH, st.just("after"), AFTER, WHY),
    st.tuples(st.just("change"), PEOPLE, WHICH, st.just("after"), AFTER, st.just("it must wait")),
    st.tuples(st.just("change"), PEOPLE, WHICH, st.sampled_from(["start", "due"]), DAYS, WHY),
    st.tuples(st.just("change"), PEOPLE, WHICH, st.sampled_from(["owner", "title"]), OWNERS, WHY),
    st.tuples(st.just("prove"), PEOPLE, WHICH, st.sampled_from(["https://example.org/minutes", "https://example.org/minutes", ""])),
)  # fmt: skip


class Overtaken:
    """An open record, before whose first write somebody else is faster."""

    def __init__(self, record, rival):
        self._record, self._rival = record, rival

    def write(self, *changes):
        rival, self._rival = self._rival, None
        if rival:
            rival()
        return self._record.write(*changes)

    def __getattr__(self, name):
        return getattr(self._record, name)


class RecordMachine(RuleBasedStateMachine):
    """Commands of people at two open records; subclasses say of what, where, and how a run begins."""

    places, folder, model, begins, seen = None, None, None, (), None

    def __init__(self):
        super().__init__()
        self.place = self.places.new()
        self.hands = [open_record(self.place), open_record(self.place)]
        self.truth, self.log, self.closed, self.comments = self.model(self.folder), [], {}, {}

    @initialize()
    def begin(self):
        for command in self.begins:
            assert self.truth.take(command)
            assert self.give(self.hands[0], command)

    def give(self, hand, command):
        """Whether the workflows take a command; what they acknowledge must be in the log."""
        try:
            item = self.truth.run(hand, command)
        except REFUSALS as error:
            assert "\n" not in str(error)
            self.seen["refused"] += 1
            return False
        self.log.append((self.truth.kind, item.id, item.revision, " ".join(command[1].split()), *self.truth.logged(command)))
        self.seen[item.state] += 1
        return True

    def named(self, command):
        """The command with ids in place of numbers."""
        ids = sorted(self.truth.rows)
        what, by, *rest = command
        if what == "onward":
            return self.truth.onward(_at(ids, rest[0]), by)
        if what in {"start", "propose"}:
            return (what, by, *(tuple(_at(ids, n) for n in part) if isinstance(part, tuple) else part for part in rest))
        return (what, by, _at(ids, rest[0]), *(tuple(_at(ids, n) for n in part) if isinstance(part, tuple) else part for part in rest[1:]))

    def one(self, command, hand):
        command = self.named(command)
        assert self.give(self.hands[hand], command) == self.truth.take(command), command

    def overtaken(self, first, second, hand):
        """The second command is given between the first one's judgement and its writing: as if one had come after the other."""
        first, second, taken = self.named(first), self.named(second), []
        slow = Overtaken(self.hands[hand], lambda: taken.append(self.give(self.hands[1 - hand], second)))
        late = self.give(slow, first)
        if not taken:  # the first was refused, and nothing was to be overtaken
            assert not late
            assert not self.truth.copy().take(first)
            return
        orders = []
        for pair in ((second, first), (first, second)):
            model = self.truth.copy()
            answers = dict(zip(("second", "first") if pair[0] is second else ("first", "second"), map(model.take, pair), strict=True))
            orders.append((answers, model))
        found = self.model.read(self.hands[hand])
        fitting = [m for answers, m in orders if answers == {"first": late, "second": taken[0]} and m.rows == found]
        assert fitting, (first, late, second, taken[0])
        self.truth = fitting[0]
        self.seen["overtaken"] += 1

    @invariant()
    def the_record_is_the_model(self):
        for hand in self.hands:
            assert self.model.read(hand) == self.truth.rows

    @invariant()
    def ids_have_no_holes(self):
        names = [item.id for item in self.hands[0].items(self.model.kind)]
        for country in COUNTRIES:
            numbers = [int(name.split("-")[1].removeprefix("A")) for name in names if name.startswith(country)]
            assert sorted(numbers) == list(range(1, len(numbers) + 1))

    @invariant()
    def what_is_closed_stays(self):
        """Accepted versions stay to the letter, comments stay, nothing is done without evidence, nobody waits in a circle."""
        after = {}
        for item in self.hands[1].items(self.model.kind):
            if self.model.kind == "action":
                after[item.id] = item.body["after"]
                assert item.body["state"] != "done" or item.body["evidence"]
                continue
            for version in item.body["versions"]:
                key = item.id, version["number"]
                if version["state"] == "accepted":
                    assert self.closed.setdefault(key, version) == version
                said = {(comment["number"], comment["by"], comment["text"]) for comment in version["comments"]}
                assert self.comments.get(key, set()) <= said
                self.comments[key] = said
            numbers = {version["number"] for version in item.body["versions"]}
            assert {number for name, number in self.closed if name == item.id} <= numbers
        assert not has_circle(after)

    def teardown(self):
        try:
            log = [(e.kind, e.id, e.revision, e.actor, e.action, e.reason) for e in self.hands[0].entries(self.model.kind)]
            assert log == self.log
            assert self.hands[1].verify(head=self.hands[0].head()) == ()
            if log:
                self.tamper(random.Random(len(log)))
        finally:
            for hand in self.hands:
                hand.close()

    def tamper(self, chance):
        """One row changed behind the record's back is named."""
        entry = chance.choice(list(self.hands[0].entries()))
        unguard(self.place)
        if chance.random() < 0.5:
            field, value = chance.choice(
                [("actor", "eve"), ("reason", "none at all"), ("body", '{"state":"done"}'), ("state", "agreed by eve")]
            )
            alter(self.place, f"UPDATE record_entry SET {field} = '{value}' WHERE seq = {entry.seq}")  # noqa: S608
            assert any(line.startswith(f"entry {entry.seq} was changed") for line in self.hands[0].verify())
        else:
            field = chance.choice(["changed_by", "body", "state"])
            alter(self.place, f"UPDATE record_item SET {field} = 'eve' WHERE kind = '{entry.kind}' AND id = '{entry.id}'")  # noqa: S608
            (line,) = self.hands[1].verify()
            assert line.startswith(f"{entry.kind} '{entry.id}' does not equal its last entry")
            assert line.endswith(f": {field}")


def _at(ids, number):
    return f"FJI-{number}" if number == NOBODY else ids[number % len(ids)]


def machine(places, folder, model, commands, begins):
    """A machine of these commands."""

    class Machine(RecordMachine):
        @rule(command=commands, hand=st.integers(0, 1))
        def one(self, command, hand):
            super().one(command, hand)

        @rule(first=commands, second=commands, hand=st.integers(0, 1))
        def overtaken(self, first, second, hand):
            super().overtaken(first, second, hand)

    Machine.places, Machine.folder, Machine.model, Machine.begins, Machine.seen = places, folder, model, begins, Counter()
    return Machine


def run(machine):
    generate = (Phase.explicit, Phase.generate)  # a run takes seconds: to shrink one takes long
    chosen = settings(deadline=None, derandomize=True, max_examples=16, stateful_step_count=30, phases=generate)
    run_state_machine_as_test(machine, settings=chosen)
    return machine.seen


def test_assessments_are_what_the_model_says(places, tmp_path):
    begins = (
        ("start", "Ana", "FJI", "NDMO"),
        ("choose", "Ana", "FJI-1", NEEDS[0], 1.0),
        ("move", "Ben", "FJI-1", "consult", ""),
        ("start", "Ben", "TUV", "TMS"),
    )
    seen = run(machine(places, make_profile(tmp_path / "profile"), Assessments, ASSESSMENT_COMMANDS, begins))
    assert min(seen[state] for state in ("draft", "in consultation", "accepted", "withdrawn", "refused", "overtaken")) > 1, seen


def test_actions_are_what_the_model_says(places):
    begins = [("propose", "Ana", country, "ESA", NEEDS[0], (), None, None) for country in ("FJI", "FJI", "FJI", "TUV")]
    seen = run(machine(places, None, Actions, ACTION_COMMANDS, begins))
    assert min(seen[state] for state in ("proposed", "agreed", "under way", "done", "dropped", "refused", "overtaken")) > 1, seen


def whole(record, said):
    """What must hold after many wrote: nothing that was acknowledged is lost, and at no moment did anybody wait in a circle."""
    found = {item.id: item.body for item in record.items("action")}
    proposed = [(name, title) for each in said for name, title in each["proposed"]]
    assert len({name for name, _ in proposed}) == len(proposed)
    assert {name: found[name]["title"] for name, _ in proposed} == dict(proposed)
    assert set(found) == {f"FJI-A{n}" for n in range(1, CHAINED + len(proposed) + 1)}
    (version,) = record.read("assessment", ASSESSMENT).body["versions"]
    assert [comment["number"] for comment in version["comments"]] == list(range(1, len(version["comments"]) + 1))
    assert sorted(comment["text"] for comment in version["comments"]) == sorted(text for each in said for text in each["comments"])
    after, chained = {}, {}
    for entry in record.entries("action"):
        after[entry.id] = entry.body["after"]
        assert not has_circle(after), entry.seq
        if entry.action == "change after":
            chained[entry.id, entry.revision] = (entry.actor, *entry.body["after"])
    assert chained == {(name, revision): (each["by"], other) for each in said for name, revision, other in each["chained"]}
    assert Counter(entry.actor for entry in record.entries("assessment") if entry.action == "comment on assessment") == {
        each["by"]: len(each["comments"]) for each in said
    }
    assert sum(each["refused"] for each in said) > 0  # else no circle was ever near
    assert record.verify(head=record.head()) == ()


def test_eight_threads_on_two_open_records_lose_nothing(place):
    with open_record(place) as one, open_record(place) as other, ThreadPoolExecutor(8) as pool:
        prepare(one)
        whole(one, list(pool.map(lambda n: write((one, other)[n % 2], f"thread{n}", 4), range(8))))


def test_eight_writers_in_two_processes_lose_nothing(place):
    with open_record(place) as record:
        prepare(record)
        command = [sys.executable, str(Path(__file__).with_name("many_writers.py")), place]
        running = [
            subprocess.Popen([*command, f"process{n}-", "4"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for n in range(2)
        ]
        told = [process.communicate(timeout=100) for process in running]
        assert [error for _, error in told] == [""] * 2
        said = [each for out, _ in told for each in json.loads(out)]
        assert len(said) == 8
        whole(record, said)


def test_a_ring_that_eight_close_at_once_stays_open_at_one_place(place):
    """Each of the eight changes is right alone; all of them together would be a circle."""
    with open_record(place) as one, open_record(place) as other, ThreadPoolExecutor(8) as pool:
        for _ in range(8):
            propose(one)
        ready = threading.Barrier(8)

        def close(n):
            ready.wait()
            try:
                actions.change(
                    (one, other)[n % 2], f"FJI-A{n + 1}", {"after": (f"FJI-A{(n + 1) % 8 + 1}",)}, "it must wait", by=f"writer{n}"
                )
            except InvalidInputError as error:
                return str(error)
            return ""

        (refused,) = [line for line in pool.map(close, range(8)) if line]
        assert refused.endswith("wait for each other in a circle; take one out of 'after'")
        assert sorted(len(action.after) for action, _ in actions.listed(one)) == [0, *[1] * 7]
        assert one.verify() == ()


def test_each_of_two_waits_for_the_other_and_the_later_is_refused(record, place):
    propose(record), propose(record)
    with open_record(place) as rival:
        slow = Overtaken(record, lambda: actions.change(rival, "FJI-A2", {"after": ("FJI-A1",)}, "first", by="Ben"))
        with pytest.raises(InvalidInputError, match="^FJI-A1 -> FJI-A2 -> FJI-A1 wait for each other in a circle"):
            actions.change(slow, "FJI-A1", {"after": ("FJI-A2",)}, "second", by="Ana")
    assert [action.after for action, _ in actions.listed(record)] == [(), ("FJI-A1",)]


def propose(record, **fields):
    return actions.propose(record, "FJI", {"title": "Train", "need": NEED, "owner": "ESA", **fields}, by="Ana")


def do(record, name, *steps):
    for step in steps:
        if step == "prove":
            actions.prove(record, name, "minutes", "https://example.org/minutes", by="Ana")
        else:
            actions.move(record, name, step, by="Ana")


def start(record, **fields):
    values = {"country": "FJI", "title": "", "owner": "NDMO", "participants": (), "needs": None, "empty": True, "by": "Ana"}
    return assessments.start(record, **(values | fields))


def change(record, name, **fields):
    return actions.change(record, name, fields, "why not", by="Ana")


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    """A record with an accepted assessment; an action, a second that waits for it, and a third that is done."""
    with open_record(tmp_path_factory.mktemp("filled") / "record.sqlite") as record:
        prepare(record)
        assessments.move(record, ASSESSMENT, "accept", by="Ana")
        change(record, "FJI-A1", due=date(2099, 6, 1))
        change(record, "FJI-A2", after=("FJI-A1",))
        do(record, "FJI-A3", "agree", "begin", "prove", "finish")
        start(record, country="TUV")
        roadmaps.take_up(record, None, by="Ana")
        yield record


OFFER = {"title": "Help", "by": "WMO", "kind": "training", "hazards": ("flood",), "how_to_ask": "write"}
BAD = {
    "two owners of an assessment": (lambda r: start(r, owner="ESA and FAO"), InvalidInputError, "reads as 2 organisations .* exactly one"),
    "two owners of an action": (lambda r: propose(r, owner="ESA, FAO"), InvalidInputError, "reads as 2 organisations .* exactly one"),
    "a list of owners": (lambda r: change(r, "FJI-A1", owner=["ESA", "FAO"]), InvalidInputError, "ESA, FAO is a list; give exactly one"),
    "a circle": (lambda r: change(r, "FJI-A1", after=("FJI-A2",)), InvalidInputError, "FJI-A1 -> FJI-A2 -> FJI-A1 wait .* in a circle"),
    "itself": (lambda r: change(r, "FJI-A1", after=("fji-a1",)), InvalidInputError, "FJI-A1 waits for itself"),
    "a need for what is accepted": (
        lambda r: assessments.choose(r, ASSESSMENT, [NEEDS[1]], weight=1, why="", targets=(), by="Ana"),
        TransitionError,
        "version 1, is accepted and cannot be given needs; revise it with a reason: that opens a new version$",
    ),
    "a need out of what is accepted": (
        lambda r: assessments.drop(r, ASSESSMENT, NEED, "x", by="Ana"),
        TransitionError,
        "revise it with a reason",
    ),
    "a comment on what is accepted": (
        lambda r: assessments.comment(r, ASSESSMENT, "x", on="assessment", organisation="WMO", by="Ana"),
        TransitionError,
        "revise it with a reason",
    ),
    "revised for no reason": (
        lambda r: assessments.move(r, ASSESSMENT, "revise", by="Ana"),
        InvalidInputError,
        "no reason is given; say why",
    ),
    "an end before the start": (
        lambda r: propose(r, start=date(2027, 2, 1), due=date(2027, 1, 1)),
        InvalidInputError,
        "due 2027-01-01 lies before start 2027-02-01; give a later due date",
    ),
    "a start before the end of what it waits for": (
        lambda r: propose(r, start=date(2027, 2, 1), after=("FJI-A1",)),
        InvalidInputError,
        "starts on 2027-02-01, before FJI-A1, which it waits for, ends on 2099-06-01; start it then",
    ),
    "a period that ends before it begins": (
        lambda r: committee.committee_report(
            r, countries=(), roadmap="", since=date(2026, 2, 1), until=date(2026, 1, 1), command="commonsky"
        ),
        InvalidInputError,
        "the period ends on 2026-01-01, before it begins on 2026-02-01",
    ),
    "an unknown need": (lambda r: propose(r, need="flod-surface-water-extent"), UnknownNameError, f"did you mean '{NEED}'"),
    "an unknown need of an assessment": (
        lambda r: assessments.choose(r, "TUV-1", ["flod-surface-water-extent"], weight=1, why="", targets=(), by="Ana"),
        UnknownNameError,
        f"did you mean '{NEED}'",
    ),
    "a weight below nothing": (
        lambda r: assessments.choose(r, "TUV-1", [NEED], weight=-1, why="", targets=(), by="Ana"),
        InvalidInputError,
        f"need {NEED}: weight: -1",
    ),
    "an unknown target": (lambda r: propose(r, targets=("SDG 13.11",)), UnknownNameError, "no target named 'SDG 13.11'"),
    "an unknown target of an offer": (
        lambda r: actions.offer(r, OFFER | {"targets": ("SDG 13.11",)}, by="Ana"),
        UnknownNameError,
        "no target named",
    ),
    "an offer for no country": (
        lambda r: actions.offer(r, OFFER | {"countries": ("FJJ",)}, by="Ana"),
        UnknownNameError,
        "no country named 'FJJ'",
    ),
    "an unknown offer": (lambda r: propose(r, offer="Glofass"), UnknownNameError, "network, mission or offer named 'Glofass'"),
    "an unknown offer of a kind": (
        lambda r: change(r, "FJI-A1", offer="Glofass", offer_kind="solution"),
        UnknownNameError,
        "no solution named",
    ),
    "a kind without its offer": (lambda r: change(r, "FJI-A1", offer_kind="solution"), InvalidInputError, "without its offer"),
    "an unknown assessment": (lambda r: change(r, "FJI-A1", assessment="FJI-7"), UnknownNameError, "no assessment named 'FJI-7'"),
    "an unknown action": (lambda r: propose(r, after=("FJI-A77",)), UnknownNameError, "no action named 'FJI-A77'"),
    "an unknown field": (lambda r: propose(r, ownr="ESA"), InvalidInputError, "no field 'ownr'; did you mean 'owner'"),
    "a field that is not given": (lambda r: propose(r, id="FJI-A9"), InvalidInputError, "id is no field to give"),
    "an unknown country": (lambda r: start(r, country="Fidji Islands"), UnknownNameError, "no country named 'Fidji Islands'"),
    "an unknown country of an action": (
        lambda r: actions.propose(r, "Atlantis", {"title": "x", "need": NEED, "owner": "ESA"}, by="Ana"),
        UnknownNameError,
        "no country named 'Atlantis'",
    ),
    "nobody": (lambda r: start(r, by=""), InvalidInputError, "^who does this\\? give --by NAME, or set COMMONSKY_BY once$"),
    "nobody moves it": (lambda r: actions.move(r, "FJI-A1", "agree", by=" "), InvalidInputError, "^who does this"),
    "nobody reaches it": (
        lambda r: roadmaps.reach(r, "priority-6", "S1-gaps", "x", "y", None, by=""),
        InvalidInputError,
        "^who does this",
    ),
    "a name that is too long": (lambda r: actions.move(r, "FJI-A1", "agree", by="x" * 500), InvalidInputError, "actor has 500 characters"),
    "an unknown step": (lambda r: actions.move(r, "FJI-A1", "aggree", by="Ana"), UnknownNameError, "did you mean 'agree'"),
    "an unknown step of an assessment": (
        lambda r: assessments.move(r, "TUV-1", "acept", by="Ana"),
        UnknownNameError,
        "did you mean 'accept'",
    ),
    "done without evidence": (
        lambda r: actions.move(r, "FJI-A1", "finish", by="Ana"),
        TransitionError,
        "FJI-A1 is proposed and cannot be finished",
    ),
    "what is done": (
        lambda r: change(r, "FJI-A3", title="Train more"),
        TransitionError,
        "is done and cannot be changed; propose a new action",
    ),
    "evidence that is nowhere": (
        lambda r: actions.prove(r, "FJI-A3", "minutes", "", by="Ana"),
        InvalidInputError,
        "evidence: where: is empty",
    ),
    "an unknown milestone": (lambda r: roadmaps.begin(r, "priority-6", "S1-gap", by="Ana"), UnknownNameError, "did you mean 'S1-gaps'"),
    "a roadmap that is there": (lambda r: roadmaps.take_up(r, None, by="Ana"), InvalidInputError, "on record already"),
    "an unknown roadmap": (
        lambda r: committee.committee_report(r, countries=(), roadmap="priority-7", since=None, until=None, command="commonsky"),
        UnknownNameError,
        "did you mean 'priority-6'",
    ),
    "no profile": (lambda r: assessments.attach(r, "TUV-1", Path("nowhere"), by="Ana"), InvalidInputError, "no profile in nowhere; give"),
}


@pytest.mark.parametrize("case", BAD)
def test_what_makes_no_sense_is_refused_in_one_line_and_leaves_no_trace(filled, case):
    command, error, line = BAD[case]
    before = filled.head()
    with pytest.raises(error, match=line) as refused:
        command(filled)
    assert "\n" not in str(refused.value)
    assert filled.head() == before


def test_a_profile_that_is_not_whole_is_refused(record, tmp_path):
    start(record)
    folder = make_profile(tmp_path / "profile")
    data = json.loads((folder / "profile.json").read_text())
    (folder / "profile.json").write_text(json.dumps({name: part for name, part in data.items() if name != "window"}))
    with pytest.raises(InvalidInputError, match=r"not whole \('window'\); make it anew: commonsky assess FJI$"):
        assessments.attach(record, "FJI-1", folder, by="Ana")


def test_nothing_begins_before_what_it_waits_for_is_done_whatever_its_start_says(record):
    propose(record)
    propose(record, after=("FJI-A1",), start=date(2020, 1, 1))
    do(record, "FJI-A2", "agree")
    with pytest.raises(InvalidInputError, match="^FJI-A2 is under way but waits for FJI-A1, which is proposed; finish FJI-A1 first$"):
        do(record, "FJI-A2", "begin")


def test_what_ended_late_stops_its_own_followers_and_nobody_else(record):
    propose(record, start=date(2019, 1, 1))
    propose(record, after=("FJI-A1",), start=date(2020, 2, 1))
    do(record, "FJI-A1", "agree", "begin", "prove", "finish")  # years after it was due, and after the second was to begin
    propose(record)
    propose(record, after=("FJI-A3",), start=date(2020, 3, 1))
    with pytest.raises(InvalidInputError, match="FJI-A2 starts on 2020-02-01, before FJI-A1, which it waits for, ends on"):
        change(record, "FJI-A2", due=date(2099, 1, 1))


def test_a_long_list_of_needs_is_cut_in_the_log_and_whole_in_the_history(record):
    from commonsky.needs.load import packaged_requirements

    needs = sorted(packaged_requirements())[:8]
    start(record)
    made, _ = assessments.choose(record, "FJI-1", needs, weight=1, why="all of it", targets=(), by="Ana")
    entry = assessments.history(record, "FJI-1")[-1]
    assert (len(entry.action), entry.action[-1], entry.reason) == (100, "…", "all of it")
    assert made.current.history[-1].did == f"chose {', '.join(needs)}"


def test_evidence_at_a_long_address_is_kept(record):
    propose(record)
    do(record, "FJI-A1", "agree", "begin")
    address = f"https://example.org/{'x' * 5000}"
    assert actions.prove(record, "FJI-A1", "minutes", address, by="Ana")[0].evidence[0].where == address


def test_an_offer_can_be_taken_away_again(record):
    actions.offer(record, OFFER | {"countries": ("Fiji",)}, by="Ana")
    assert actions.offers(record)[0].countries == ("FJI",)
    assert propose(record, offer="O-1")[0].offer_kind == "offer"
    assert change(record, "FJI-A1", offer="")[0].offer_kind == ""


def test_a_row_that_is_no_longer_one_is_one_line(record, place):
    propose(record)
    unguard(place)
    alter(place, 'UPDATE record_item SET body = \'{"id":"FJI-A1"}\'')
    for look in (lambda: actions.listed(record), lambda: do(record, "FJI-A1", "agree")):
        with pytest.raises(InvalidInputError, match="^action FJI-A1 on record: country is missing; give it$"):
            look()


def test_the_committee_is_told_of_the_accepted_assessment_whatever_came_after_it(filled):
    for step in ("revise", "withdraw"):
        assessments.move(filled, ASSESSMENT, step, reason="new floods", by="Ana")
    start(filled)
    report = committee.committee_report(filled, countries=("FJI",), roadmap="", since=None, until=None, command="commonsky")
    (accepted,) = [figure for figure in report.answer if figure.label.endswith("an accepted assessment")]
    assert (accepted.value, [ref.id for ref in accepted.refs]) == (1, [ASSESSMENT])
    assert (report.countries[0].state, report.countries[0].version) == ("accepted", 1)
    assert report.chain_verified
