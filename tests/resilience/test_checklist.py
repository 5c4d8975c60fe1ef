"""The checklist: its rows, answers read from files, and counts in which what nobody answered is never a no."""

import hashlib
import json
import re
from datetime import date

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from commonsky.cli.checklist import checklist
from commonsky.core.errors import CommonskyError, InvalidInputError, OutputError, UnknownNameError
from commonsky.resilience.checklist import (
    FRAMEWORKS,
    PHASES,
    STATES,
    SUBJECTS,
    Answer,
    Question,
    Sheet,
    Standing,
    packaged_checklist,
    questions,
    standings,
)
from commonsky.resilience.families.checklist import CHECKLIST
from commonsky.workflows.checklist import form, read_answers, write_form

ROWS = packaged_checklist()
TEXTS = ("question", "why", "evidence")
GIVEN = {"by": "ana", "date": "2026-11-20"}
SAID = ("yes", "partly", "no", "not applicable")


def answered(question, said="yes", **more):
    return Answer.model_validate({"question": question, "answer": said, **GIVEN, **more})


def row_of(name, **changes):
    return ROWS[name].model_dump(mode="json") | changes


def toml(*answers, head='subject = "mission"\nby = "ana"\ndate = 2026-11-20'):
    rows = ["[[answer]]\n" + "\n".join(f'{key} = "{value}"' for key, value in row.items()) for row in answers]
    return "\n".join([head, *rows])


@pytest.fixture
def read(tmp_path):
    def from_text(text, name="answers.toml"):
        file = tmp_path / name
        file.write_text(text, "utf-8")
        return read_answers(file)

    return from_text


def test_every_subject_is_asked_in_every_phase():
    assert {(s, p): len(questions(subject=s, phase=p)) >= 4 for s in SUBJECTS for p in PHASES} == {
        (s, p): True for s in SUBJECTS for p in PHASES
    }
    assert 45 <= len(ROWS) <= 60
    assert all(any(q.outside for q in questions(subject=s)) for s in SUBJECTS)


def test_every_row_speaks_both_languages_and_says_where_its_ids_were_read():
    for row in ROWS.values():
        for name in TEXTS:
            told = getattr(row, name)
            assert re.search(r"[\u4e00-\u9fff]", told.zh), (row.id, name)
            assert not re.search(r"[\u4e00-\u9fff]", told.en), (row.id, name)
        assert row.question.en.endswith("?")
        assert row.question.zh.endswith("？")
        assert all(source.where.startswith("https://") for source in row.source), row.id
        assert len(set(row.references)) == len(row.references) >= 2, row.id
    assert len({row.question.en for row in ROWS.values()}) == len(ROWS)


def test_every_framework_is_used():
    assert {framework for row in ROWS.values() for framework, _ in row.references} == set(FRAMEWORKS)


def test_the_family_lists_the_rows():
    assert CHECKLIST.rows() == ROWS


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"source": [{"what": "NIST CSF 9", "where": "https://x.org", "quoted": "A"}]}, "no framework"),
        ({"source": [{"what": "SPARTA", "where": "https://x.org", "quoted": "CM44"}]}, "no id of SPARTA"),
        ({"phase": "recover"}, "no id for mission, recover"),
        ({"why": {"en": "x", "zh": ""}}, "at least 1 character"),
        ({"theme": "luck"}, "Input should be"),
    ],
)
def test_a_broken_row_is_refused(changes, why):
    with pytest.raises(ValidationError, match=why):
        Question.model_validate(row_of("M-WI-1", **changes))


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"question": "M-WI-99"}, "no question named 'M-WI-99'"),
        ({"answer": "not applicable"}, "needs a reason"),
        ({"answer": "maybe"}, "Input should be"),
        ({"by": ""}, "at least 1 character"),
        ({"link": "file:///etc/passwd"}, "no address that starts with https"),
        ({"link": "http://insecure.example/x"}, "no address that starts with https"),
        ({"date": "2999-01-01"}, "lies in the future"),
        ({"sha256": "0" * 64}, "sha256 is of a file"),
        ({"score": 5}, "Extra inputs"),
    ],
)
def test_an_answer_that_makes_no_sense_is_refused(changes, why):
    with pytest.raises(ValidationError, match=why):
        Answer.model_validate({"question": "M-WI-1", "answer": "yes", **GIVEN, **changes})


@settings(deadline=None, derandomize=True, max_examples=40)
@given(st.dictionaries(st.sampled_from(sorted(ROWS)), st.sampled_from(SAID)))
def test_counts_add_up_and_silence_is_never_a_no(said):
    given_answers = [answered(name, word, evidence="a reason") for name, word in said.items()]
    sheet = Sheet(name="x", standings=standings(SUBJECTS, given_answers, {}))
    counts = sheet.counts()
    assert counts["no"] == sum(word == "no" for word in said.values())
    assert counts["not answered"] == len(ROWS) - len(said)
    for state in STATES:
        assert counts[state] == sum(sheet.counts(s, p)[state] for s in SUBJECTS for p in PHASES)
    assert sum(counts.values()) == len(ROWS)


@pytest.mark.parametrize(
    ("answer", "digest", "shown", "lacks"),
    [
        (None, "", "nothing", False),
        (answered("M-WI-1"), "", "nothing", True),
        (answered("M-WI-1", evidence="seen"), "", "words", True),
        (answered("M-WI-1", link="https://x.org/a"), "", "link", False),
        (answered("M-WI-1", file="a.pdf"), "", "file missing", True),
        (answered("M-WI-1", file="a.pdf"), "b" * 64, "file", False),
        (answered("M-WI-1", file="a.pdf", sha256="b" * 64), "b" * 64, "file", False),
        (answered("M-WI-1", file="a.pdf", sha256="a" * 64), "b" * 64, "file changed", True),
        (answered("M-WI-1", "no"), "", "nothing", False),
    ],
)
def test_what_an_answer_shows(answer, digest, shown, lacks):
    found = Standing(question=ROWS["M-WI-1"], answer=answer, sha256=digest)
    assert (found.shown, found.lacks_evidence) == (shown, lacks)


@pytest.mark.parametrize("subject", SUBJECTS)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_an_empty_form_answers_nothing(read, subject, language):
    found = read(form(subject, language))
    assert (found.subjects, found.answers, found.refused) == ((subject,), (), ())


def test_an_unknown_subject_or_phase_is_refused():
    for call in (lambda: form("moon"), lambda: questions(subject="moon"), lambda: questions(phase="panic"), lambda: form("mission", "fr")):
        with pytest.raises(UnknownNameError, match="known:"):
            call()


def test_a_form_takes_no_other_files_place(tmp_path):
    file = tmp_path / "answers.toml"
    write_form("mission", file)
    before = file.read_bytes()
    with pytest.raises(OutputError, match="may hold answers"):
        write_form("mission", file)
    assert file.read_bytes() == before


def test_good_answers_survive_bad_ones(read):
    found = read(
        toml(
            {"question": "M-WI-1", "answer": "yes"},
            {"question": "M-WI-2", "answer": "perhaps"},
            {"question": "M-XX-2", "answer": "no"},
            {"question": "M-WI-1", "answer": "no"},
            {"question": "G-WI-1", "answer": "yes"},
            {"question": "M-RE-1", "answer": "partly", "by": "bo"},
            {"question": "M-RE-2", "answer": ""},
        )
    )
    assert [(a.question, a.answer, a.by) for a in found.answers] == [("M-WI-1", "yes", "ana"), ("M-RE-1", "partly", "bo")]
    assert [line.partition(": ")[2].partition(":")[0] for line in found.refused] == [
        "answer 2 (M-WI-2)",
        "answer 3 (M-XX-2)",
        "answer 4 (M-WI-1)",
        "G-WI-1 is asked of a ground-segment; the file is of mission",
    ]


def test_a_table_is_read_as_well(read):
    text = "\ufeffquestion,answer,by,date,evidence,extra\nM-WI-1,yes,ana,2026-11-20,seen,x\nW-WI-1,no,ana,2026-11-20,,\nM-WI-2,,,,,\n"
    found = read(text, "centre.csv")
    assert (found.name, found.subjects) == ("centre", ("mission", "warning-centre"))
    assert [(a.question, a.answer, a.evidence, a.date) for a in found.answers] == [
        ("M-WI-1", "yes", "seen", date(2026, 11, 20)),
        ("W-WI-1", "no", "", date(2026, 11, 20)),
    ]
    assert found.refused == ()


@pytest.mark.parametrize(
    ("text", "name", "why"),
    [
        ("a,b\n1,2\n", "x.csv", "no columns question and answer"),
        ("[[answer", "x.toml", "no TOML"),
        ("", "x.toml", "holds no sound answer"),
        ('subject = "moon"', "x.toml", "no subject named 'moon'"),
        ('answer = "yes"', "x.toml", "holds no sound answer: x.toml: answer 1"),
    ],
)
def test_a_file_without_answers_is_refused(read, text, name, why):
    with pytest.raises(CommonskyError, match=why):
        read(text, name)


def test_a_missing_or_endless_file_is_refused(tmp_path):
    for name in ("none.toml", "none.csv"):
        with pytest.raises(InvalidInputError, match="cannot read"):
            read_answers(tmp_path / name)
    huge = tmp_path / "huge.toml"
    with huge.open("wb") as file:
        file.truncate(10_000_001)
    with pytest.raises(InvalidInputError, match="larger than 10 MB"):
        read_answers(huge)


def test_the_hash_of_a_file_is_kept(read, tmp_path):
    (tmp_path / "a.pdf").write_bytes(b"proof")
    found = read(toml({"question": "M-WI-1", "answer": "yes", "file": "a.pdf"}, {"question": "M-WI-2", "answer": "yes", "file": "b.pdf"}))
    assert found.hashes == {"M-WI-1": hashlib.sha256(b"proof").hexdigest()}


def test_the_list_is_printed():
    runner = CliRunner()
    rows = json.loads(runner.invoke(checklist, ["list", "--subject", "warning-centre", "--phase", "recover", "--json"]).stdout)
    assert [row["id"] for row in rows] == ["W-RE-1", "W-RE-2", "W-RE-3", "W-RE-4"]
    lines = runner.invoke(checklist, ["list", "--language", "zh"]).stdout.splitlines()
    assert len(lines) == 1 + len(ROWS)
    assert ROWS["M-WI-1"].question.zh in lines[1]


def test_a_form_is_filled_in_and_reported(tmp_path):
    runner, file, out = CliRunner(), tmp_path / "answers.toml", tmp_path / "report"
    assert runner.invoke(checklist, ["form", "--subject", "mission", "--out", str(file)]).exit_code == 0
    text = file.read_text("utf-8").replace('by = ""', 'by = "ana"').replace('date = ""', "date = 2026-11-20")
    file.write_text(text.replace('answer = ""', 'answer = "yes"', 1).replace('name = ""', 'name = "Sat-1"'), "utf-8")
    told = runner.invoke(checklist, ["report", str(file), "--out", str(out), "--json"])
    assert told.exit_code == 0
    values = json.loads(told.stdout)
    assert (values["name"], values["evidence_lacking"], values["probes"]) == ("Sat-1", ["M-WI-1"], [])
    assert values["counts"]["mission"]["withstand"] == {"yes": 1, "partly": 0, "no": 0, "not applicable": 0, "not answered": 4}
    assert sorted(path.name for path in out.iterdir()) == ["checklist.csv", "checklist.html", "checklist.json"]
    again = runner.invoke(checklist, ["report", str(file), "--out", str(out), "--language", "zh"])
    assert "1 yes, 0 partly, 0 no, 0 not applicable, 16 not answered" in again.stdout
    assert 'lang="zh"' in (out / "checklist.html").read_text("utf-8")


def test_a_probe_is_run_by_name():
    found = CliRunner().invoke(checklist, ["probe", "addresses", "xml-entities", "--json"])
    assert (found.exit_code, [row["result"] for row in json.loads(found.stdout)]) == (0, ["pass", "pass"])
    assert isinstance(CliRunner().invoke(checklist, ["probe", "luck"]).exception, UnknownNameError)
