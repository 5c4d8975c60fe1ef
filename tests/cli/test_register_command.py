"""`commonsky register` as typed: the answer, JSON alone on standard output, files, one line for what is refused."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from commonsky.cli.register import register
from commonsky.core.errors import CommonskyError

FILES = Path(__file__).parents[1] / "sources" / "register_files"
GIVEN = ["--satcat", FILES / "celestrak.csv", "--gcat", FILES / "gcat.tsv", "--un", FILES / "un_index.csv", "--snapshot-date", "2026-11-20"]


def typed(*words):
    return CliRunner().invoke(register, [str(word) for word in words])


def test_match_answers_first_and_writes_its_files(tmp_path):
    said = typed("match", *GIVEN, "--mission", "Sentinel-2A", "--out", tmp_path / "r")
    assert said.exit_code == 0, said.output
    assert said.stdout.startswith(
        "Sentinel-2A is registered: Register under the Registration Convention, State or organisation of registry ESA"
    )
    assert "un_index.csv: 8 rows, of 2026-11-20 as you say; 3 lines not sound" in said.stderr
    assert "gcat.tsv: 8 rows, of 2026-11-03 as it says" in said.stderr
    assert sorted(path.name for path in (tmp_path / "r").iterdir()) == ["register.csv", "register.html", "register.json"]


def test_match_prints_json_alone(tmp_path):
    said = typed("match", *GIVEN, "--country", "NZL", "--json", "--out", tmp_path / "r")
    told = json.loads(said.stdout)
    assert (said.stderr, told["state"], len(told["findings"])) == ("", "NZL", 2)


def test_match_speaks_chinese_and_maps_columns(tmp_path):
    path = tmp_path / "un.csv"
    path.write_text("Intl ID,Object,Country,Launch,Document\n2015-028A,Sentinel-2A,ESA,2015-06-23,ST/SG/SER.E/1\n")
    mapped = [f"--column={pair}" for pair in ("cospar=Intl ID", "name=Object", "state=Country", "launch=Launch", "document=Document")]
    said = typed("match", "--un", path, *mapped, "--snapshot-date", "un=2026-11-01", "--mission", "Sentinel-2A", "--language", "zh",
                 "--out", tmp_path / "r")  # fmt: skip
    assert said.stdout.startswith("据 2026-11-01 的快照，Sentinel-2A 已登记：《登记公约》登记册")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["match"], "no register was given"),
        (["match", "--un", FILES / "gcat.tsv"], "is of the format gcat-satcat: give it with --gcat"),
        (["match", "--un", FILES / "un_index.csv"], "does not say of which day it is"),
        (["match", *GIVEN, "--mission", "Sentinel-2Z"], "did you mean 'Sentinel-2"),
        (["match", *GIVEN, "--country", "QQQ"], "no country named 'QQQ'"),
        (["match", *GIVEN, "--language", "xx"], "no language named 'xx'"),
        (["form", "Sentinel-2Z", "--state", "ESA"], "no mission named 'Sentinel-2Z'"),
        (["form", "Sentinel-2A", "--state", "EZA"], "no country named 'EZA'"),
    ],
)
def test_what_is_refused_is_one_line_and_writes_nothing(tmp_path, words, told):
    said = typed(*words, "--out", tmp_path / "r")
    assert isinstance(said.exception, CommonskyError)
    assert told in str(said.exception)
    assert "\n" not in str(said.exception)
    assert not (tmp_path / "r").exists()


def test_a_column_without_a_heading_is_a_slip_of_usage():
    said = typed("match", *GIVEN, "--column", "cospar")
    assert said.exit_code == 2
    assert "--column cospar: write it as NAME=VALUE" in said.stderr


def test_form_drafts_and_says_that_it_is_a_draft(tmp_path):
    said = typed("form", "Sentinel-2A", "--state", "ESA", "--designator", "EX-7", "--out", tmp_path / "f")
    assert said.exit_code == 0, said.output
    assert said.stdout.startswith("Sentinel-2A, drafted for European Space Agency: 14 fields are filled")
    assert "(draft, not submitted)" in said.stdout
    told = json.loads(typed("form", "Sentinel-2A", "--state", "ESA", "--json", "--out", tmp_path / "f").stdout)
    assert told["status"] == "draft, not submitted"
    assert told["to_be_filled"] == ["other_states", "national", "launch_site", "website", "launch_vehicle"]
