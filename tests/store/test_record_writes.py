"""What is written is read: whole, in order, with its revision; what cannot be stored is refused in one line and changes nothing."""

import hashlib
import json
import re
import threading
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commonsky.core.errors import ConflictError, InvalidInputError
from commonsky.store.canonical import body_text, entry_hash
from commonsky.store.record import Item, open_record
from made_changes import alter, change

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
BODIES = st.dictionaries(
    TEXTS,
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXTS,
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
        max_leaves=10,
    ),
    max_size=5,
)


def test_a_new_item_is_at_revision_1(record):
    moment = datetime(2026, 11, 1, 6, 30, tzinfo=UTC)
    (item,) = record.write(change("SLB-1", body={"hazard": "flood"}, at_utc=moment))
    assert item == Item(kind="alert", id="SLB-1", revision=1, state="draft", body={"hazard": "flood"}, changed_utc=moment, changed_by="ana")
    assert record.read("alert", "SLB-1") == item
    assert record.read("alert", "SLB-2") is None
    assert record.read("offer", "SLB-1") is None


def test_a_change_is_an_entry_with_its_actor_and_reason(record):
    record.write(change())
    record.write(change(body={"n": 2}, expected=1, state="approved", actor="ben", action="approve", reason="levels agree"))
    first, second = record.entries()
    assert (first.seq, first.action, first.reason, first.previous) == (1, "draft", "", "0" * 64)
    assert (second.seq, second.actor, second.action, second.reason) == (2, "ben", "approve", "levels agree")
    assert (second.revision, second.state, second.body, second.previous) == (2, "approved", {"n": 2}, first.hash)
    assert record.head() == f"2:{second.hash}"
    assert record.verify() == ()


def test_an_empty_record_has_a_head_too(record):
    assert record.head() == "0:" + "0" * 64
    assert record.verify(head=record.head()) == ()
    assert record.write() == ()


def test_a_time_is_the_writers_clock_where_none_is_given(record):
    before = datetime.now(UTC)
    (item,) = record.write(change())
    assert before - timedelta(milliseconds=1) <= item.changed_utc <= datetime.now(UTC)


def test_a_time_in_another_zone_is_kept_as_utc(record):
    (item,) = record.write(change(at_utc=datetime(2026, 11, 1, 17, 0, tzinfo=timezone(timedelta(hours=11)))))
    assert item.changed_utc == datetime(2026, 11, 1, 6, 0, tzinfo=UTC)
    assert item.changed_utc.tzinfo is UTC


def test_money_and_dates_travel_as_text(record):
    body = {"sum": Decimal("1.10"), "day": date(2026, 11, 1), "at": datetime(2026, 11, 1, tzinfo=UTC), "parts": (1, 2)}
    record.write(change(body=body))
    assert record.read("alert", "a").body == {
        "sum": "1.10", "day": "2026-11-01", "at": "2026-11-01T00:00:00.000000Z", "parts": [1, 2],
    }  # fmt: skip


def test_what_is_returned_is_no_part_of_what_was_given(record):
    body = {"list": [1]}
    (item,) = record.write(change(body=body))
    body["list"].append(2)
    assert item.body == record.read("alert", "a").body == {"list": [1]}


@given(body=BODIES)
@settings(deadline=None, derandomize=True, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_body_comes_back_equal(record, body):
    id = f"{sum(1 for _ in record.entries())}"  # noqa: A001
    (item,) = record.write(change(id, body=body))
    assert item.body == body
    assert record.read("alert", id).body == body
    assert record.verify() == ()


@given(body=BODIES)
@settings(deadline=None, derandomize=True)
def test_a_body_has_one_text_whatever_the_order_of_its_keys(body):
    assert body_text(body, "it") == body_text(dict(reversed(body.items())), "it")


IDS = sorted(["B", "Z-1", "a", "a-1", "a-2", "a.1", "a\ud7ff", "aa", "b", "ä", "\uffff", "\U0001f30a"])


def test_items_are_in_order_of_code_points(record):
    record.write(*(change(name) for name in reversed(IDS)))
    assert [item.id for item in record.items("alert")] == IDS


@pytest.mark.parametrize("prefix", ["a", "a-", "a\ud7ff", "Z", "q", "\uffff", "\U0001f30a", "_", "%", "\U0010ffff"])
def test_a_prefix_is_the_beginning_of_the_id_and_no_pattern(record, prefix):
    record.write(*(change(name) for name in IDS))
    assert [item.id for item in record.items("alert", prefix=prefix)] == [name for name in IDS if name.startswith(prefix)]


def test_items_by_state(record):
    record.write(change("a"), change("b", state="sent"), change("c", kind="offer"))
    assert [item.id for item in record.items("alert", state="sent")] == ["b"]
    assert [item.id for item in record.items("alert", state="sent", prefix="a")] == []
    assert [item.id for item in record.items("offer")] == ["c"]


def test_entries_by_kind_and_item_and_place(record):
    record.write(change("a"), change("b"), change("a", kind="offer"))
    record.write(change("a", expected=1))
    assert [entry.seq for entry in record.entries(kind="alert")] == [1, 2, 4]
    assert [entry.seq for entry in record.entries(kind="alert", id="a")] == [1, 4]
    assert [entry.seq for entry in record.entries(id="a", after=1)] == [3, 4]
    assert [entry.seq for entry in record.entries(after=4)] == []


def test_a_log_of_many_pages_is_read_whole(record):
    record.write(*(change(f"{n:04d}") for n in range(1203)))
    assert [entry.seq for entry in record.entries()] == list(range(1, 1204))
    assert [entry.body for entry in record.entries(id="1202")] == [{"n": 1}]
    assert record.verify() == ()


def test_one_write_may_change_an_item_twice(record):
    first, second = record.write(change(), change(body={"n": 2}, expected=1))
    assert (first.revision, second.revision) == (1, 2)
    assert first.body == {"n": 1}
    assert record.read("alert", "a") == second
    assert record.verify() == ()


def test_a_conflict_says_who_changed_it_and_when(record):
    record.write(change(actor="ana", at_utc=datetime(2026, 11, 1, tzinfo=UTC)))
    with pytest.raises(ConflictError) as error:
        record.write(change(actor="ben", expected=2))
    assert str(error.value) == (
        "alert 'a' is at revision 1, changed by ana at 2026-11-01T00:00:00.000000Z; revision 2 was expected; read it again"
    )
    with pytest.raises(ConflictError, match="alert 'a' is there already, at revision 1, changed by ana at 2026"):
        record.write(change())
    with pytest.raises(ConflictError, match="alert 'b' is not there, revision 7 was expected; to make it, expect revision 0"):
        record.write(change("b", expected=7))


def test_a_conflict_leaves_nothing_of_its_write(record):
    record.write(change("a"))
    before = record.head()
    with pytest.raises(ConflictError):
        record.write(change("new"), change("a", expected=1), change("a", expected=1))
    assert record.read("alert", "new") is None
    assert record.head() == before


WRONG = [
    ({"kind": ""}, "kind is ''; give a text that is not empty"),
    ({"id": "a\0b"}, "without NUL"),
    ({"id": "x" * 401}, "id has 401 characters; give at most 400"),
    ({"actor": None}, "actor is None; give a text"),
    ({"reason": "\ud800"}, "reason is no Unicode text"),
    ({"expected": -1}, "expected is -1; give the revision that you saw"),
    ({"at_utc": datetime(2026, 11, 1)}, "has no zone"),  # noqa: DTZ001
    ({"body": [1]}, "the body is a list; give a dictionary"),
    ({"body": {"n": float("nan")}}, "nan is no number that JSON knows"),
    ({"body": {"n": Decimal("Infinity")}}, "Infinity is no number that JSON knows"),
    ({"body": {"n": {1, 2}}}, "is a set; give text, numbers"),
    ({"body": {1: 2}}, "the key 1 is no string"),
    ({"body": {"n": "\ud800"}}, "cannot be stored"),
    ({"body": {"n": 10**5000}}, "cannot be stored"),
]


@pytest.mark.parametrize(("fields", "message"), WRONG)
def test_what_cannot_be_stored_is_refused_in_one_line(record, fields, message):
    with pytest.raises(InvalidInputError, match=message) as error:
        record.write(change("good"), change(**fields))
    assert "\n" not in str(error.value)
    assert record.items("alert") == ()


def test_a_body_that_holds_itself_is_refused(record):
    body = {}
    body["self"] = body
    with pytest.raises(InvalidInputError, match="nested too deep, or holds itself"):
        record.write(change(body=body))


def test_looking_for_what_is_no_text_is_refused(record):
    for look in (lambda: record.read("alert", "\ud800"), lambda: record.items("a\0"), lambda: list(record.entries(id="\0"))):
        with pytest.raises(InvalidInputError):
            look()


def test_the_log_is_read_after_any_number_that_an_entry_can_have(record):
    record.write(change("a"), change("b"))
    assert [[e.seq for e in record.entries(after=n)] for n in (0, 1, 2, 2**63 - 1)] == [[1, 2], [2], [], []]
    for number in (-1, 2**63, 10**20):
        with pytest.raises(InvalidInputError, match=f"there is no entry {number} to read after; give 0 to"):
            list(record.entries(after=number))


def test_the_longest_names_fit(record):
    wide = "\U0001f30a"
    record.write(change(wide * 400, kind=wide * 100, state=wide * 100, actor=wide * 400, action=wide * 100, reason=wide * 5000))
    assert record.verify() == ()


def test_a_closed_record_says_so(place):
    record = open_record(place)
    record.write(change())
    record.close()
    record.close()
    for use in (lambda: record.write(change("b")), lambda: record.read("alert", "a"), record.verify):
        with pytest.raises(InvalidInputError, match="the record is closed; open it again"):
            use()
    with open_record(place) as again:
        assert again.read("alert", "a").revision == 1


def test_the_log_refuses_to_be_changed(place, record):
    record.write(change("a"), change("b"))
    statements = ["UPDATE record_entry SET actor = 'eve'", "DELETE FROM record_entry WHERE seq = 2"]
    if place.startswith("sqlite"):
        statements.append(
            "INSERT OR REPLACE INTO record_entry SELECT 2,at_utc,'eve',action,reason,kind,id,9,state,body,previous,hash FROM record_entry"
        )
        statements.append(
            "INSERT OR REPLACE INTO record_entry SELECT 9,at_utc,'eve',action,reason,kind,id,1,state,body,previous,hash FROM record_entry"
        )
    else:
        statements.append("TRUNCATE record_entry")
    for statement in statements:
        with pytest.raises(Exception, match="the log of the record is append-only"):
            alter(place, statement)
    assert record.verify() == ()


def json_string(text):
    """RFC 8785, 3.2.2.2, by the book."""
    short = {"\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r", '"': '\\"', "\\": "\\\\"}
    return '"' + "".join(short.get(c) or (f"\\u{ord(c):04x}" if ord(c) < 0x20 else c) for c in text) + '"'


def test_a_second_implementation_of_the_hash_agrees(place, record):
    record.write(change('é"\\\t\x1f\x7f\u2028', body={"ü": [1, 2.5, "\n"], "a": None}, reason="line\none"))
    record.write(change("b", body={"deep": {"z": 1e300, "y": -0.0}}))
    names = ("action", "actor", "at_utc", "body", "id", "kind", "previous", "reason", "revision", "seq", "state")
    for *fields, kept in alter(place, f"SELECT {', '.join(names)}, hash FROM record_entry ORDER BY seq"):  # noqa: S608
        shown = (str(v) if isinstance(v, int) else json_string(v) for v in fields)
        text = "{" + ",".join(f'"{name}":{value}' for name, value in zip(names, shown, strict=True)) + "}"
        assert hashlib.sha256(text.encode()).hexdigest() == kept


def test_the_example_of_the_design_note_has_the_hash_that_it_says():
    note = (Path(__file__).parents[2] / "docs" / "design" / "012-record.md").read_text(encoding="utf-8")
    shown = re.search(r"```json\n(.+)\n```\n\nthe hash is `(\w{64})`", note)
    assert hashlib.sha256(shown[1].encode()).hexdigest() == shown[2]
    assert entry_hash(json.loads(shown[1])) == shown[2]


def test_a_group_is_answered_each_for_itself(record):
    """Callers that wait together: conflicts and good writes in one transaction, each told its own."""
    record.write(change("taken"))
    answers, barrier = {}, threading.Barrier(12)

    def call(n):
        barrier.wait()
        try:
            answers[n] = record.write(change(f"{n}"), change("taken" if n % 3 == 0 else f"{n}", expected=0 if n % 3 == 0 else 1))
        except ConflictError as error:
            answers[n] = str(error)

    callers = [threading.Thread(target=call, args=(n,)) for n in range(12)]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join()
    for n, answer in answers.items():
        assert ("is there already" in answer) if n % 3 == 0 else [item.revision for item in answer] == [1, 2]
    assert [item.id for item in record.items("alert")] == sorted(["taken", *(str(n) for n in range(12) if n % 3)])
    assert record.verify() == ()
