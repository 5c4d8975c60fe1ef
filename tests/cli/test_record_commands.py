"""Commands that only read the record: they make none, and say in one line where there is none."""

import json

import pytest
from click.testing import CliRunner
from test_commands import commonsky

from commonsky.cli.app import app
from commonsky.core.errors import InvalidInputError

READING = (
    "store verify",
    "store log",
    "assessments list",
    "assessments show FJI-1",
    "assessments history FJI-1",
    "assessments diff FJI-1",
    "actions list",
    "actions show FJI-A1",
    "actions overlaps",
    "actions match profile",
    "roadmap show",
    "roadmap show another",
    "report committee --no-documents",
)


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Runs a command with an empty data folder."""
    monkeypatch.setenv("COMMONSKY_DATA", str(tmp_path / "data"))
    monkeypatch.delenv("COMMONSKY_RECORD", raising=False)
    monkeypatch.chdir(tmp_path)
    return lambda line: CliRunner().invoke(app, line.split())


@pytest.mark.parametrize("content", [None, b""])
@pytest.mark.parametrize("command", READING)
def test_a_mistyped_record_is_refused_and_not_made(run, tmp_path, command, content):
    place = tmp_path / "mistyped" / "record.sqlite"
    if content is not None:
        place.parent.mkdir()
        place.write_bytes(content)
    done = run(f"{command} --record {place}")
    assert isinstance(done.exception, InvalidInputError)
    assert str(done.exception).startswith(f"there is no record at {place}; name the one that is meant with --record")
    assert done.stdout == ""
    assert sorted(tmp_path.rglob("*")) == ([] if content is None else [place.parent, place])
    assert content is None or place.read_bytes() == b""


@pytest.mark.parametrize("command", ["store verify", "assessments list", "roadmap show another"])
def test_where_nobody_named_a_record_none_is_made_either(run, tmp_path, command):
    done = run(command)
    assert str(done.exception).startswith(f"there is no record at {tmp_path / 'data' / 'record.sqlite'};")
    assert list(tmp_path.iterdir()) == []


def test_the_shipped_roadmap_is_shown_without_a_record(run, tmp_path):
    done = run("roadmap show")
    assert done.exit_code == 0, done.exception
    assert "it is not on record: commonsky roadmap take-up" in done.stdout
    assert list(tmp_path.iterdir()) == []


def test_a_record_that_is_there_is_read(run):
    assert run("roadmap take-up --by ana").exit_code == 0
    assert run("store verify").stdout.startswith("whole; head 1:")
    (entry,) = json.loads(run("store log --json").stdout)
    assert entry["actor"] == "ana"
    assert "priority-6" in run("roadmap show").stdout


@pytest.mark.parametrize("number", ["100000000000000000000", "-1"])
def test_a_number_that_no_entry_can_have_is_refused_in_one_line(tmp_path, number):
    assert commonsky("roadmap", "take-up", "--by", "ana", "--record", "r.sqlite", cwd=tmp_path).returncode == 0
    done = commonsky("store", "log", "--after", number, "--record", "r.sqlite", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.splitlines()[-1].endswith(f"there is no entry {number} to read after; give 0 to 9223372036854775807")
    assert len(done.stderr.splitlines()) == 1
