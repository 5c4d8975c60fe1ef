"""The record against a dictionary and a list: whatever is written in whatever order, both say the same."""

import itertools

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from commonsky.core.errors import ConflictError
from commonsky.store.record import open_record
from made_changes import change

KINDS = st.sampled_from(["alert", "offer"])
IDS = st.sampled_from(["a", "a-1", "b", "ü"])
STATES = st.sampled_from(["draft", "sent"])
#: How far from the true revision the writer's view is; mostly not at all.
OFF = st.sampled_from([0, 0, 0, 0, 1, -1])
STEPS = st.lists(st.tuples(KINDS, IDS, STATES, st.integers(0, 99), OFF), min_size=1, max_size=4)


class RecordModel(RuleBasedStateMachine):
    places = None

    def __init__(self):
        super().__init__()
        self.place = self.places.new()
        self.record = open_record(self.place)
        self.items, self.log, self.heads = {}, [], []

    @initialize()
    def begin(self):
        assert self.record.verify() == ()

    @rule(steps=STEPS)
    def write(self, steps):
        items, log, conflict = dict(self.items), [], False
        changes = []
        for kind, name, state, n, off in steps:
            revision = items[kind, name][0] if (kind, name) in items else 0
            expected = max(0, revision + off)
            conflict = conflict or expected != revision
            changes.append(change(name, kind=kind, state=state, body={"n": n}, expected=expected))
            items[kind, name] = (revision + 1, state, {"n": n})
            log.append((kind, name, revision + 1, state, {"n": n}))
        try:
            written = self.record.write(*changes)
        except ConflictError:
            assert conflict
        else:
            assert not conflict
            assert [(i.kind, i.id, i.revision, i.state, i.body) for i in written] == log
            self.items, self.log = items, self.log + log

    @rule()
    def open_anew(self):
        self.record.close()
        self.record = open_record(self.place)

    @rule()
    def keep_the_head(self):
        self.heads.append(self.record.head())

    @rule(kind=KINDS, state=st.just("") | STATES, prefix=st.sampled_from(["", "a", "a-", "ü"]))
    def list_items(self, kind, state, prefix):
        found = [(i.id, i.revision, i.state, i.body) for i in self.record.items(kind, state=state, prefix=prefix)]
        assert found == sorted(
            (name, *item) for (k, name), item in self.items.items()
            if k == kind and state in {"", item[1]} and name.startswith(prefix)
        )  # fmt: skip

    @rule(kind=KINDS, name=IDS, after=st.integers(0, 10))
    def list_entries(self, kind, name, after):
        found = [(e.seq, e.revision, e.state, e.body) for e in self.record.entries(kind, name, after)]
        counted = zip(itertools.count(1), self.log, strict=False)
        assert found == [(seq, *rest) for seq, (k, n, *rest) in counted if (k, n) == (kind, name) and seq > after]

    @invariant()
    def each_item_is_the_models(self):
        for kind, name in itertools.product(["alert", "offer"], ["a", "a-1", "b", "ü"]):
            found = self.record.read(kind, name)
            assert (found and (found.revision, found.state, found.body)) == self.items.get((kind, name))

    def teardown(self):
        assert [(e.kind, e.id, e.revision, e.state, e.body) for e in self.record.entries()] == self.log
        for head in self.heads:
            assert self.record.verify(head=head) == ()
        assert self.record.verify() == ()
        self.record.close()


def test_the_record_is_a_dictionary_and_a_list(places):
    chosen = settings(deadline=None, derandomize=True, max_examples=25, stateful_step_count=15)
    run_state_machine_as_test(type("Model", (RecordModel,), {"places": places}), settings=chosen)
