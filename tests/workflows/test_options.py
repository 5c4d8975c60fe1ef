"""What can be done about a profile's gaps: with a record, without one, and with one that cannot be read."""

import json
from datetime import UTC, date, datetime

import pytest
from small import Silent, request

from commonsky.profile.model import Profile
from commonsky.profile.notes import known
from commonsky.store.record import open_existing, open_record
from commonsky.workflows.actions import fits, is_late, move, offer, propose
from commonsky.workflows.assess import assess
from commonsky.workflows.options import UNREAD, options_of, with_options

NEED = "flood-surface-water-extent"
AT = datetime(2026, 11, 22, 9, tzinfo=UTC)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A folder that was assessed with no record anywhere, its profile, and where a record would have been made."""
    folder = tmp_path_factory.mktemp("options")
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("COMMONSKY_RECORD", raising=False)
        patch.setenv("COMMONSKY_DATA", str(folder / "data"))
        profile = assess(request(folder, documents=False), Silent())
    return folder / "out", unmet(profile), folder / "data"


def unmet(profile):
    """The profile with all of its needs met nowhere, so that there is something to do."""
    needs = []
    for need in profile.needs:
        nowhere = need.area.model_copy(update={"goal": 0.0, "breakthrough": 0.0, "threshold": 0.0, "not_met": 1.0, "not_observed": 0.0})
        needs.append(need.model_copy(update={"area": nowhere, "people": nowhere}))
    return profile.model_copy(update={"needs": tuple(needs)})


@pytest.fixture
def record(tmp_path):
    with open_record(tmp_path / "record.sqlite") as opened:
        yield opened


def act(record, **fields):
    return propose(record, "MCO", {"title": "Map floods", "need": NEED, "owner": "Survey"} | fields, by="ana")[0]


def row_of(found, need=NEED):
    return next(row for row in found.needs if row.need == need)


def test_assess_tells_matches_and_makes_no_record(made):
    folder, _, data = made
    told = json.loads((folder / "profile.json").read_text("utf-8"))["options"]
    assert told["record_utc"] is None
    assert {office["basis"] for office in told["offices"]} >= {"world"}
    assert not data.exists()


def test_without_a_record_each_need_has_its_best_three_with_reasons(made):
    row = row_of(options_of(made[1], at=AT))
    assert row.standing == "nowhere"
    assert len(row.matches) == 3
    assert all(match.reasons and match.by and match.page and match.sources for match in row.matches)
    assert (row.actions, row.overlaps) == ((), ())


def test_matches_are_those_of_the_command(made, tmp_path):
    (tmp_path / "profile.json").write_text(made[1].model_dump_json(), "utf-8")
    by_command = [(fit.gap.need, [match.name for match in fit.matches]) for fit in fits(tmp_path, None, most=3)]
    assert by_command == [(row.need, [match.name for match in row.matches]) for row in options_of(made[1], at=AT).needs]


def test_actions_stand_with_their_revision_and_lateness_dropped_ones_last(made, record):
    given_up = act(record, title="Buy a mast")
    move(record, given_up.id, "drop", reason="no money", by="ana")
    late = act(record, start=date(2026, 1, 1), due=date(2026, 11, 21), partners=("School",))
    move(record, late.id, "agree", by="ana")
    act(record, owner="Port", start=date(2026, 11, 1), due=date(2026, 11, 22))
    row = row_of(options_of(made[1], record, at=AT))
    assert [(a.id, a.revision, a.state, a.late) for a in row.actions] == [
        ("MCO-A2", 2, "agreed", True), ("MCO-A3", 1, "proposed", False), ("MCO-A1", 2, "dropped", False),
    ]  # fmt: skip
    assert row.actions[0].partners == ("School",)
    assert [(each.actions, each.owners) for each in row.overlaps] == [(("MCO-A2", "MCO-A3"), ("Port", "Survey"))]


def test_actions_of_another_country_do_not_count_and_of_another_need_stand_elsewhere(made, record):
    propose(record, "FRA", {"title": "Map floods", "need": NEED, "owner": "Survey"}, by="ana")
    act(record, need="drought-soil-moisture")
    found = options_of(made[1], record, at=AT)
    assert [row.actions for row in found.needs] == [(), ()]
    assert found.elsewhere == ("MCO-A1",)


def test_an_offer_counts_while_it_holds(made, record):
    fields = {"title": "Flood maps", "by": "School", "kind": "data", "variables": ("surface_water_extent",), "how_to_ask": "Write."}
    targets = {"hazards": ("flood",), "countries": ("MCO",), "targets": ("SDG 13.1", "SDG 11.5", "SDG 6.6.1")}
    offer(record, {**fields, **targets, "valid_until": date(2026, 11, 22)}, by="ana")
    with_it, after = (options_of(made[1], record, at=AT.replace(day=day)) for day in (22, 23))
    names = [[match.name for row in found.needs for match in row.matches if match.kind == "offer"] for found in (with_it, after)]
    assert names[1] == []
    offered = next(match for match in row_of(with_it).matches if match.kind == "offer")
    assert (offered.revision, offered.by, offered.how_to_ask) == (1, "School", {"en": "Write."})


@pytest.mark.parametrize(("due", "late"), [(date(2026, 11, 21), True), (date(2026, 11, 22), False), (None, False)])
def test_late_is_open_after_the_last_day(record, due, late):
    assert is_late(act(record, due=due), AT.date()) is late


def test_the_record_that_is_set_is_read(made, record, tmp_path, monkeypatch):
    act(record)
    monkeypatch.setenv("COMMONSKY_RECORD", str(tmp_path / "record.sqlite"))
    told = with_options(made[1])
    assert [a.id for a in row_of(told.options).actions] == ["MCO-A1"]
    assert told.options.record_utc
    assert Profile.model_validate_json(told.model_dump_json()) == told


def test_a_record_that_cannot_be_read_stops_no_profile(made, tmp_path, monkeypatch):
    broken = tmp_path / "record.sqlite"
    broken.write_text("this is no database, whatever its name says" * 100, "utf-8")
    monkeypatch.setenv("COMMONSKY_RECORD", str(broken))
    told = with_options(made[1])
    assert told.notes[-1] == UNREAD
    assert known(UNREAD)
    assert told.options.record_utc is None
    assert row_of(told.options).matches


@pytest.mark.parametrize("content", [None, b""])
def test_a_record_that_is_not_there_is_not_made(tmp_path, content):
    place = tmp_path / "folder" / "record.sqlite"
    if content is not None:
        place.parent.mkdir()
        place.write_bytes(content)
    assert open_existing(place) is None
    assert place.exists() == (content is not None)
    assert content is None or place.read_bytes() == b""
