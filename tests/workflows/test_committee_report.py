"""The report to the Committee from records with dates: judged at the period's end, of one moment, of chosen needs alone, and no secrets."""

import json
import shlex
from datetime import UTC, date, datetime

import pytest
from click.testing import CliRunner
from record_model import PROFILE

from commonsky.cli.app import app
from commonsky.cli.report import command_line
from commonsky.core.errors import InvalidInputError, UnknownNameError
from commonsky.partnership import actions as acting
from commonsky.partnership import assessments as assessing
from commonsky.partnership import roadmap as mapping
from commonsky.partnership.actions import Evidence, People
from commonsky.partnership.assessments import Choice
from commonsky.partnership.roadmap import Milestone, Phase, Roadmap
from commonsky.profile.committee_page import render_committee
from commonsky.store.record import Change, open_record
from commonsky.workflows import assessments, roadmaps
from commonsky.workflows.committee import committee_report

NEED, OTHER, THIRD, ABSENT = "flood-surface-water-extent", "drought-soil-moisture", "flood-soil-moisture", "fire-burnt-area"


@pytest.fixture
def record(tmp_path):
    with open_record(tmp_path / "record.sqlite") as opened:
        yield opened


def moment(day):
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def put(record, kind, value, day):
    """Write a value as of a day; its state stands in the log as the workflows would write it."""
    before = record.read(kind, value.id)
    state = value.current.state if kind == "assessment" else getattr(value, "state", "kept")
    change = Change(
        kind=kind, id=value.id, body=value.model_dump(mode="json"), state=state, actor="Ana", action="write",
        reason=f"on {day}", expected=before.revision if before else 0, at_utc=moment(day),
    )  # fmt: skip
    return record.write(change)[0]


def proposed(name="FJI-A1", day=date(2018, 5, 1), **fields):
    values = {"country": "FJI", "title": "Train", "need": NEED, "owner": "ESA", **fields}
    return acting.propose(id=name, **values, by="Ana", at_utc=moment(day))


def finished(action, day):
    proof = Evidence(what="minutes", where="https://example.org", by="Ana", at_utc=moment(day))
    if action.due and action.due < day:
        action = acting.change(action, reason="late", by="Ana", at_utc=moment(day), due=day)
    for step in (acting.agree, acting.begin):
        action = step(action, by="Ana", at_utc=moment(day))
    return acting.finish(acting.add_evidence(action, proof, by="Ana", at_utc=moment(day)), by="Ana", at_utc=moment(day))


def consulted(*needs):
    first = moment(date(2018, 3, 1))
    made = assessing.start(id="FJI-1", country="FJI", title="Floods", owner="NDMO", by="Ana", at_utc=first)
    made = assessing.choose(made, [Choice(requirement=need) for need in needs or (NEED,)], by="Ana", at_utc=first)
    return assessing.open_consultation(made, by="Ana", at_utc=first)


@pytest.fixture
def dated(record):
    """In consultation and proposed in 2018; accepted and done in 2026; an action due in 2028."""
    action, assessment = proposed(people=People(number=500, how="counted"), due=date(2018, 12, 31)), consulted()
    put(record, "assessment", assessment, date(2018, 3, 1))
    put(record, "action", action, date(2018, 5, 1))
    put(record, "assessment", assessing.accept(assessment, by="Ana", at_utc=moment(date(2026, 5, 1))), date(2026, 5, 1))
    put(record, "action", finished(action, date(2026, 6, 1)), date(2026, 6, 1))
    put(record, "action", proposed("FJI-A2", date(2026, 7, 1), due=date(2028, 1, 1)), date(2026, 7, 1))
    return record


def reported(record, since=date(2019, 1, 1), until=date(2019, 12, 31), **fields):
    return committee_report(record, **({"countries": (), "roadmap": "", "since": since, "until": until, "command": "x"} | fields))


def counted(report):
    return [figure.value for figure in report.answer]


def test_a_period_knows_nothing_of_what_came_after_it(dated):
    then, later = reported(dated), reported(dated, date(2026, 1, 1), date(2026, 6, 1))
    # accepted, unmet, not known, on record, done, late, people, overlaps, milestones
    assert counted(then) == [0, 0, 0, 1, 0, 1, 0, 0, 0]
    assert counted(later) == [1, 0, 0, 1, 1, 0, 500, 0, 0]
    assert (then.as_of, then.countries[0].state, [a.state for a in then.actions]) == (date(2019, 12, 31), "in consultation", ["proposed"])


def test_what_is_written_on_the_last_day_counts(dated):
    assert [a.state for a in reported(dated, until=date(2026, 5, 31)).actions] == ["proposed"]
    assert [a.state for a in reported(dated, until=date(2026, 6, 1)).actions] == ["done"]


def test_each_record_cited_is_the_entry_that_stood_then(dated):
    entries = {(e.kind, e.id, e.revision): e for e in dated.entries()}
    for until in (date(2019, 12, 31), date(2026, 6, 1), date(2026, 8, 1)):
        report = reported(dated, until=until)
        for row in report.cited:
            entry = entries[row.ref.kind, row.ref.id, row.ref.revision]
            assert (row.hash, row.state, row.reason, row.changed_utc) == (entry.hash, entry.state, entry.reason, entry.at_utc)
            assert entry.at_utc.date() <= until
        known = {row.ref for row in report.cited}
        assert {ref for figure in report.answer for ref in figure.refs} <= known


def test_a_period_that_is_not_over_is_refused(dated):
    with pytest.raises(InvalidInputError, match=r"^the period ends on 2130-12-01, but today is .* UTC; give an end that has come$"):
        reported(dated, until=date(2130, 12, 1))


def test_a_period_before_all_records_has_nothing_to_tell(dated):
    with pytest.raises(InvalidInputError, match="^nothing is on record at the end of 2017-12-31; give a later --until"):
        reported(dated, date(2017, 1, 1), date(2017, 12, 31))


class WrittenMeanwhile:
    """An open record into which somebody writes whenever the log is looked at."""

    def __init__(self, record, write):
        self._record, self._write = record, write

    def entries(self, *args, **kwargs):
        self._write()
        return self._record.entries(*args, **kwargs)

    def items(self, *args, **kwargs):
        self._write()
        return self._record.items(*args, **kwargs)

    def __getattr__(self, name):
        return getattr(self._record, name)


def test_the_report_is_of_one_moment(dated):
    head, names = dated.head(), iter(range(3, 99))
    busy = WrittenMeanwhile(dated, lambda: put(dated, "action", proposed(f"FJI-A{next(names)}"), date(2026, 8, 1)))
    report = reported(busy, until=date(2026, 9, 1))
    assert (report.head_hash, report.chain_verified) == (head, True)
    assert [row.ref.id for row in report.actions] == ["FJI-A1", "FJI-A2"]
    assert head.partition(":")[2] in {row.hash for row in report.cited}
    assert next(names) > 3  # somebody did write
    assert dated.head() != head


def profile(folder):
    """Two needs of Fiji: one met that nobody chose, one not observed; a third met by half."""
    shares = {OTHER: (1.0, 0.0, 0.0), THIRD: (0.0, 0.0, 1.0), NEED: (0.5, 0.5, 0.0)}
    needs = [{"id": need, "people": dict(zip(("met", "not_met", "not_observed"), of, strict=True))} for need, of in shares.items()]
    folder.mkdir()
    (folder / "profile.json").write_text(json.dumps(PROFILE | {"needs": needs}))
    return folder


@pytest.fixture
def attached(record, tmp_path):
    """An assessment in draft with three needs and a profile that judges two of them."""
    assessments.start(record, "FJI", title="", owner="NDMO", participants=(), needs=None, empty=True, by="Ana")
    assessments.choose(record, "FJI-1", [NEED, THIRD, ABSENT], weight=1, why="", targets=(), by="Ana")
    assessments.attach(record, "FJI-1", profile(tmp_path / "profile"), by="Ana")
    return record


def test_chosen_needs_alone_are_counted_and_what_is_not_observed_stands_apart(attached):
    for step in ("consult", "accept"):
        assessments.move(attached, "FJI-1", step, by="Ana")
    report = reported(attached, since=None, until=None)
    (row,) = report.countries
    told = [figure.value for figure in (row.needs, row.met, row.partly, row.unmet, row.not_observed, row.not_in_profile)]
    assert told == [3, 0, 1, 0, 1, 1]
    assert counted(report)[:3] == [1, 1, 2]
    for language, words in (("en", ("not observed", "1 not in the profile")), ("zh", ("未获观测", "1 项不在概况中"))):
        page = render_committee(report, language)
        assert all(word in page for word in words)


@pytest.mark.parametrize("step", ["consult", "accept"])
def test_a_profile_that_is_gone_or_changed_is_noticed(attached, tmp_path, step):
    if step == "accept":
        assessments.move(attached, "FJI-1", "consult", by="Ana")
    file, head = tmp_path / "profile" / "profile.json", attached.head()
    whole = file.read_text()
    file.write_text(whole + "\n")
    with pytest.raises(
        InvalidInputError, match="of FJI-1 was changed since it was attached; put back what it was, or attach it anew in draft"
    ):
        assessments.move(attached, "FJI-1", step, by="Ana")
    file.unlink()
    with pytest.raises(InvalidInputError, match="of FJI-1 is not there any more; put it back, or attach it anew in draft"):
        assessments.move(attached, "FJI-1", step, by="Ana")
    assert attached.head() == head
    file.write_text(whole)
    assessments.move(attached, "FJI-1", step, by="Ana")


def made_map():
    rows = (
        Milestone(id=name, title=name, due=due)
        for name, due in (("M1", date(2026, 3, 1)), ("M2", date(2026, 9, 1)), ("M3", date(2026, 9, 1)))
    )
    phase = Phase(name="First", start=date(2026, 1, 1), end=date(2026, 12, 31), milestones=tuple(rows))
    return Roadmap(id="example", title="Example", horizon=date(2030, 12, 31), phases=(phase,))


@pytest.fixture
def mapped(record):
    """Three milestones: one reached in June, one dropped in July, one open."""
    road = made_map()
    put(record, "roadmap", road, date(2026, 1, 1))
    proof, day = Evidence(what="x", where="y", by="Ana", at_utc=moment(date(2026, 6, 1))), date(2026, 6, 1)
    road = road.replaced(mapping.reach(road.milestone("M1"), proof, day, today=day))
    put(record, "roadmap", road, day)
    put(record, "roadmap", road.replaced(mapping.drop(road.milestone("M2"), "no longer asked")), date(2026, 7, 1))
    return record


def progress_of(report):
    (phase,), label = report.phases, report.answer[-1]
    return [m.state for m in phase.milestones], (phase.done, phase.total), label.label.format(label.value)


def test_rows_phases_and_the_answer_say_the_same_of_milestones(mapped):
    early, late = reported(mapped, until=date(2026, 4, 1)), reported(mapped, until=date(2026, 9, 2))
    assert progress_of(early) == (["late", "planned", "planned"], (0, 3), "0 of 3 milestones are reached")
    assert progress_of(late) == (["done", "dropped", "late"], (1, 2), "1 of 2 milestones are reached")


def test_a_roadmap_that_was_not_yet_there_is_not_known(mapped):
    put(mapped, "action", proposed(), date(2018, 5, 1))
    with pytest.raises(UnknownNameError, match="no roadmap on record at the end of 2019-12-31 named 'example'; known: none"):
        reported(mapped, roadmap="example")


def test_a_roadmap_shown_as_of_a_day_has_nothing_done_before_its_day(mapped, tmp_path):
    words = ["roadmap", "show", "example", "--on", "2026-05-01", "--record", str(tmp_path / "record.sqlite")]
    shown = CliRunner().invoke(app, words)
    assert shown.exit_code == 0, shown.output
    assert "0% done" in shown.stdout
    (row,) = [line for line in shown.stdout.splitlines() if line.strip().startswith("M1")]
    assert "late" in row
    assert "done" not in row


def test_nobody_takes_up_what_is_done_or_reaches_what_is_to_come(record, tmp_path):
    file = tmp_path / "road.toml"
    head = 'id = "mine"\ntitle = "Mine"\nhorizon = 2030-12-31\n[[phases]]\nname = "One"\nstart = 2026-01-01\nend = 2030-12-31\n'
    row = '[[phases.milestones]]\nid = "M1"\ntitle = "First"\ndue = 2026-02-01\n'
    done = 'state = "done"\ndone_on = 2026-01-02\nevidence = [{what = "x", where = "y", by = "Minister", at_utc = 2026-01-02T00:00:00Z}]\n'
    file.write_text(head + row + done)
    with pytest.raises(InvalidInputError, match="^milestone M1 is done in the file; take it up as planned"):
        roadmaps.take_up(record, file, by="Ana")
    file.write_text(head + row)
    roadmaps.take_up(record, file, by="Ana")
    with pytest.raises(InvalidInputError, match="^milestone M1 cannot be reached on 2129-01-01: today is "):
        roadmaps.reach(record, "mine", "M1", "x", "y", date(2129, 1, 1), by="Ana")


def test_two_groups_of_partners_for_one_need_are_one_need(record):
    spans = ((2018, "ESA"), (2018, "FAO"), (2020, "ESA"), (2020, "WMO"))
    for number, (year, owner) in enumerate(spans, 1):
        action = proposed(f"FJI-A{number}", owner=owner, start=date(year, 6, 1), due=date(year, 7, 1))
        put(record, "action", action, date(2018, 5, 1))
    report = reported(record)
    (figure,) = [figure for figure in report.answer if "do the same" in figure.label]
    assert (len(report.overlaps), figure.value, figure.label) == (2, 1, "for {} need two partners may do the same")
    assert [ref.id for ref in figure.refs] == [f"FJI-A{n}" for n in range(1, 5)]


@pytest.mark.parametrize("option", ["--record {}", "--record={}"])
@pytest.mark.parametrize("tail", ["", "?password=SECRET&user=ana"])
def test_the_command_is_told_without_a_password(option, tail):
    pytest.importorskip("psycopg")
    words = option.format(f"postgresql://ana:SECRET@db.example/fiji{tail}").split()
    told = command_line(["commonsky", "report", "committee", *words, "--out", "my report"])
    assert "SECRET" not in told
    assert "postgresql://ana:***@db.example/fiji" in shlex.split(told)[-3]
    assert shlex.split(told)[-2:] == ["--out", "my report"]
