"""Whoever changes the record behind its back is found, with a line that says where. The triggers are taken away first."""

import pytest

from commonsky.core.errors import InvalidInputError
from commonsky.store.canonical import HASHED, entry_hash
from commonsky.store.record import open_record
from made_changes import alter, change, unguard


@pytest.fixture
def filled(place):
    """A place with five entries of three items, and its head."""
    with open_record(place) as record:
        record.write(change("a"), change("b"), change("c", kind="offer"))
        record.write(change("a", body={"n": 2}, expected=1, state="sent"))
        record.write(change("b", body={"n": 3}, expected=1, actor="ben"))
        assert record.verify(head=record.head()) == ()
        head = record.head()
    unguard(place)
    return place, head


def faults(place, head=""):
    with open_record(place) as record:
        return record.verify(head=head)


EDITS = {
    "body": "'{\"n\":7}'", "actor": "'eve'", "action": "'x'", "reason": "'none'", "at_utc": "'2026-01-01T00:00:00.000000Z'",
    "state": "'x'", "id": "'z'", "kind": "'x'", "revision": "9",
}  # fmt: skip


@pytest.mark.parametrize("field", EDITS)
def test_an_edited_entry(filled, field):
    place, _ = filled
    alter(place, f"UPDATE record_entry SET {field} = {EDITS[field]} WHERE seq = 3")  # noqa: S608
    assert faults(place)[0].startswith("entry 3 was changed: it says its hash is ")


def test_an_edited_entry_with_its_hash_made_anew(filled):
    place, _ = filled
    (row,) = alter(place, f"SELECT {', '.join(HASHED)} FROM record_entry WHERE seq = 3")  # noqa: S608
    made = entry_hash({**dict(zip(HASHED, row, strict=True)), "actor": "eve"})
    alter(place, f"UPDATE record_entry SET actor = 'eve', hash = '{made}' WHERE seq = 3")  # noqa: S608
    chain, item = faults(place)
    assert chain.startswith("entry 4 does not follow entry 3: it names ")
    assert f"that is {made[:12]}…" in chain
    assert item == "offer 'c' does not equal its last entry (3): changed_by"


@pytest.mark.parametrize(
    ("which", "line"), [("2", "entry 2 is missing"), ("2, 3", "entries 2 to 3 are missing"), ("1", "entry 1 is missing")]
)
def test_a_deleted_entry(filled, which, line):
    place, _ = filled
    alter(place, f"DELETE FROM record_entry WHERE seq IN ({which})")  # noqa: S608
    assert faults(place)[0] == line


def test_a_deleted_entry_with_the_others_counted_anew(filled):
    place, _ = filled
    alter(place, "DELETE FROM record_entry WHERE seq = 5", "UPDATE record_entry SET seq = 5 WHERE seq = 4")
    alter(place, "DELETE FROM record_entry WHERE seq = 3", "UPDATE record_entry SET seq = 3 WHERE seq = 5")
    found = faults(place)
    assert found[0].startswith("entry 3 does not follow entry 2")
    assert found[1].startswith("entry 3 was changed")


def test_two_entries_swapped(filled):
    place, _ = filled
    alter(place, *(f"UPDATE record_entry SET seq = {to} WHERE seq = {of}" for of, to in ((2, 99), (3, 2), (99, 3))))  # noqa: S608
    found = faults(place)
    for line in ("entry 2 does not follow entry 1", "entry 2 was changed", "entry 3 does not follow entry 2", "entry 3 was changed"):
        assert any(fault.startswith(line) for fault in found)


@pytest.mark.parametrize(
    ("setting", "names"),
    [
        ("body = '{\"n\":7}'", "body"),
        ("state = 'approved', changed_by = 'eve'", "state, changed_by"),
        ("changed_utc = '2026-01-01T00:00:00.000000Z'", "changed_utc"),
    ],
)
def test_an_edited_item(filled, setting, names):
    place, _ = filled
    alter(place, f"UPDATE record_item SET {setting} WHERE id = 'a'")  # noqa: S608
    assert faults(place) == (f"alert 'a' does not equal its last entry (4): {names}",)


def test_a_body_that_is_no_json_is_one_line(filled):
    place, _ = filled
    alter(place, "UPDATE record_item SET body = '{half' WHERE id = 'a'", "UPDATE record_entry SET at_utc = 'soon' WHERE seq = 1")
    with open_record(place) as record:
        for look in (lambda: record.read("alert", "a"), lambda: list(record.entries())):
            with pytest.raises(InvalidInputError, match="alert 'a' at revision .: what is stored is no longer what was written; verify"):
                look()
        assert len(record.verify()) == 2


def test_what_is_no_text_at_all(tmp_path):
    place = f"sqlite:///{tmp_path}/record.sqlite"
    with open_record(place) as record:
        record.write(change("a"), change("b"))
    unguard(place)
    alter(
        place, "UPDATE record_entry SET body = x'00ff', hash = x'01' WHERE seq = 1", "UPDATE record_entry SET revision = 'x' WHERE seq = 2"
    )
    found = "\n".join(faults(place))
    assert "entry 1 was changed" in found
    assert "entry 2 does not follow entry 1" in found
    assert "entry 2 was changed" in found


def test_an_item_set_back_to_an_earlier_revision(filled):
    place, _ = filled
    alter(place, "UPDATE record_item SET revision = 1, body = '{\"n\":1}', state = 'draft' WHERE id = 'a'")
    assert faults(place) == ("alert 'a' is at revision 1, its last entry (4) at 2",)


def test_an_item_of_nobody(filled):
    place, _ = filled
    alter(place, "INSERT INTO record_item VALUES ('alert', 'z', 1, 'sent', '{}', '2026-01-01T00:00:00.000000Z', 'eve')")
    assert faults(place) == ("alert 'z' has no entry in the log",)


def test_a_deleted_item(filled):
    place, _ = filled
    alter(place, "DELETE FROM record_item WHERE id = 'c'")
    assert faults(place) == ("offer 'c' has entries in the log, the item is not there",)


def test_a_cut_tail(filled):
    place, head = filled
    alter(place, "DELETE FROM record_entry WHERE seq = 5")
    assert faults(place) == ("alert 'b' is at revision 2, its last entry (2) at 1",)
    assert "entry 5, whose hash was kept, is not there; the log ends at entry 4: its end was cut off" in faults(place, head)


def test_a_tail_cut_with_its_item_is_found_by_the_head_that_was_kept(filled):
    place, head = filled
    alter(place, "DELETE FROM record_entry WHERE seq = 5")
    alter(place, "UPDATE record_item SET (revision, body, changed_utc, changed_by) ="
          " (SELECT revision, body, at_utc, actor FROM record_entry WHERE seq = 2) WHERE id = 'b'")  # fmt: skip
    assert faults(place) == ()  # what a chain alone cannot see
    assert faults(place, head) == ("entry 5, whose hash was kept, is not there; the log ends at entry 4: its end was cut off",)


def test_a_log_written_on_after_a_cut_is_found_by_the_head_that_was_kept(filled):
    place, head = filled
    alter(
        place, "DELETE FROM record_entry WHERE seq = 5", "DELETE FROM record_entry WHERE seq = 2", "DELETE FROM record_item WHERE id = 'b'"
    )
    alter(place, "DELETE FROM record_entry", "DELETE FROM record_item")
    with open_record(place) as record:
        record.write(*(change(f"{n}") for n in range(7)))
        assert record.verify() == ()
        (fault,) = record.verify(head=head)
    assert fault.startswith("entry 5 is not the one whose hash was kept: that was ")
    assert fault.endswith("; the log was written anew")


def test_entries_before_the_first(filled):
    place, _ = filled
    alter(
        place,
        "INSERT INTO record_entry SELECT -1,at_utc,actor,action,reason,kind,'q',1,state,body,previous,hash FROM record_entry WHERE seq = 1",
    )
    assert "entry -1 has a number that no entry has" in faults(place)


def test_revisions_with_a_hole(filled):
    place, _ = filled
    alter(place, "UPDATE record_entry SET revision = 5 WHERE seq = 4", "UPDATE record_item SET revision = 5 WHERE id = 'a'")
    assert "alert 'a' has 2 entries, of revisions 1 to 5" in faults(place)


@pytest.mark.parametrize("head", ["", "0:" + "0" * 64])
def test_the_head_of_an_empty_log_is_in_every_log(filled, head):
    assert faults(filled[0], head) == ()


@pytest.mark.parametrize("head", ["x", "5", "5:abc", "-1:" + "0" * 64, "1:" + "g" * 64, "٣:" + "a" * 64])
def test_what_is_no_head_is_refused(filled, head):
    with pytest.raises(InvalidInputError, match="is no head of a log; give SEQ:HASH"):
        faults(filled[0], head)
