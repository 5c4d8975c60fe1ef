"""`commonsky coverage telecom`, from options to what a person reads."""

import json

import pytest
from click.testing import CliRunner

from commonsky.cli.coverage_telecom import telecom
from commonsky.core.errors import InvalidInputError, UnknownNameError
from commonsky.core.time import parse_utc
from commonsky.workflows.telecom import TelecomRequest, sentence, telecom_over

HONIARA = "-9.43,159.95"
OWN = """
[[path_set]]
name = "own"
titles = { en = "Paths of our own", zh = "本国路径" }
as_of = 2026-11-22
source = [{ what = "survey", where = "ministry" }]
[[path_set.causes]]
name = "grid"
titles = { en = "grid down", zh = "停电" }
tags = ["mains power"]
probability = 0.1
independent = true
[[path_set.elements]]
name = "tower"
titles = { en = "tower", zh = "基站" }
causes = ["grid"]
availability = 0.9
source = [{ what = "log", where = "operator" }]
[[path_set.elements]]
name = "phone"
titles = { en = "satellite phone", zh = "卫星电话" }
telecom = ["TELECOM"]
availability = 0.5
independent = true
source = [{ what = "log", where = "office" }]
[[path_set.paths]]
name = "cell"
titles = { en = "cell broadcast", zh = "小区广播" }
steps = ["tower"]
[[path_set.paths]]
name = "call"
titles = { en = "calls", zh = "电话" }
reaches = "officers"
steps = ["phone"]
"""


@pytest.fixture
def own(tmp_path):
    def written(system="Iridium NEXT"):
        file = tmp_path / "own.toml"
        file.write_text(OWN.replace("TELECOM", system), "utf-8")
        return file

    return written


def run(*words):
    result = CliRunner().invoke(telecom, [str(word) for word in words], catch_exceptions=False)
    assert result.exit_code == 0
    return result


def test_the_answer_stands_first_then_systems_then_paths():
    result = run(HONIARA, "--date", "2026-11-23")
    lines = result.stdout.splitlines()
    assert lines[0].startswith(f"{HONIARA}: 11 of 12 of the template's alert paths to people and officers work; the loss of warning centre")
    assert "of 1 more it is not known (satellites to phones)" in lines[0]
    assert "satellites to phones directly\tpeople\tnot known: Starlink Direct to Cell\t—" in lines
    assert "Inmarsat L-band" in lines[0]
    assert any(line.startswith("Iridium NEXT\ttwo-way\t9") for line in lines)
    assert any(line.startswith("Globalstar\ttwo-way\tnot known\t") for line in lines)
    assert any(line.startswith("sirens\tpeople\tyes\t") for line in lines)
    assert "Globalstar: LEO shell: the number of its planes is not published" in result.stderr
    assert "replace it with --paths FILE" in result.stderr
    assert "counted as lost, never in view or ended: Thuraya" in result.stderr


def test_json_is_all_there_is_on_standard_output():
    shown = json.loads(run(HONIARA, "--date", "2026-11-23", "--json").stdout)
    assert shown["start_utc"] == "2026-11-23T00:00:00Z"
    systems = {row["name"]: row for row in shown["systems"]}
    assert systems["CMACast"]["in_view"] == {"mean": 1.0, "least": 1.0}
    assert systems["CMACast"]["latency_ms"] == pytest.approx(249.5, abs=1.0)
    assert systems["Globalstar"]["in_view"] == {"mean": None, "least": None}
    assert systems["Tiantong-1"]["titles"]["zh"] == "天通"
    paths = {row["name"]: row for row in shown["paths"]}
    assert paths["cell broadcast"]["titles"]["zh"] == "小区广播"
    assert paths["cell broadcast"]["works"] is True
    assert (paths["satellites to phones"]["works"], paths["satellites to phones"]["hangs_on"]) == (None, ["Starlink Direct to Cell"])
    assert shown["single_points"] == [{"name": "warning centre", "zh": "国家预警中心及其人员与系统"}]
    assert shown["availability"]["exact"] is None
    assert shown["availability"]["why"]


def test_what_is_lost_takes_its_paths_with_it():
    words = ("--date", "2026-11-23", "--without", "Mains Power", "--without", "iridium next", "--json")
    shown = json.loads(run(HONIARA, *words).stdout)
    assert shown["lost"] == ["Iridium NEXT", "mains power"]
    paths = {row["name"]: row for row in shown["paths"]}
    assert paths["cell broadcast"] | {"titles": 0} == {
        "name": "cell broadcast", "titles": 0, "reaches": "people", "works": False, "lost": ["mains power"], "hangs_on": [],
        "single_points": [],
    }  # fmt: skip
    assert paths["satellite text messages"]["lost"] == ["Iridium NEXT"]
    assert paths["satellite calls"]["single_points"] == ["Inmarsat L-band", "satellite phones", "village focal points", "warning centre"]
    assert {row["name"]: row["in_view"]["mean"] for row in shown["systems"]}["Iridium NEXT"] == 0.0
    text = run(HONIARA, *words[:-1]).stdout
    assert "no: mains power" in text
    assert "Iridium NEXT\ttwo-way\tlost" in text


def test_a_countrys_own_paths_are_computed_exactly(own):
    found = telecom_over(TelecomRequest(country=HONIARA, date=parse_utc("2026-11-23"), paths=own()))
    assert found.availability.exact == pytest.approx(1 - (1 - 0.9 * 0.9) * 0.5)
    assert found.all_single == ()
    assert frozenset({"grid", "phone"}) in found.pairs
    assert "no single loss stops them all" in sentence(found)
    result = run(HONIARA, "--paths", own())
    assert "one path or another works 90.500% of the time" in result.stdout
    assert "pairs that stop them all:" in result.stdout
    assert "template" not in result.stderr


def test_a_system_that_never_rises_there_or_ended_carries_nothing(own):
    for system in ("Thuraya", "Swarm"):  # Thuraya's one satellite stands over 44 E
        found = telecom_over(TelecomRequest(country=HONIARA, paths=own(system)))
        assert found.left.lost == {"call": (system,)}
        assert found.out_of_view == (system,)
        assert found.availability.exact == pytest.approx(0.81)
    doubtful = telecom_over(TelecomRequest(country=HONIARA, paths=own("EUMETCast")))  # its C-band satellite is not entered
    assert doubtful.left.lost == {}
    assert doubtful.unknown == {"call": ("EUMETCast",)}
    assert doubtful.told == ("cell",)
    assert doubtful.availability.exact == pytest.approx(0.81)
    assert any("not counted: EUMETCast" in note for note in doubtful.notes)


def test_navigation_messages_end_where_their_satellites_do():
    pacific = telecom_over(TelecomRequest(country=HONIARA))
    brazil = telecom_over(TelecomRequest(country="-15.8,-47.9"))
    assert "navigation messages" in pacific.told
    assert "navigation messages" not in brazil.told
    assert {"QZSS", "NavIC"} <= set(brazil.out_of_view)


def test_nothing_left_is_said_plainly():
    found = telecom_over(TelecomRequest(country=HONIARA, without=("warning centre",)))
    assert found.told == ()
    assert found.unknown == {}
    assert sentence(found).startswith(f"{HONIARA}: none of 12 of the template's alert paths works. ")


def test_a_country_is_its_land_and_a_mask_hides_sky():
    nauru = telecom_over(TelecomRequest(country="NRU", date=parse_utc("2026-11-23"), mask_deg=0.0))
    assert (nauru.place, nauru.place_zh) == ("Nauru", "瑙鲁")
    assert (nauru.cells.land_km2 > 0).all()
    masked = telecom_over(TelecomRequest(country="NRU", date=parse_utc("2026-11-23"), mask_deg=60.0))
    share = {reach.service.system: reach.in_view for reach in nauru.systems}
    less = {reach.service.system: reach.in_view for reach in masked.systems}
    assert less["Iridium NEXT"] < 0.3 * share["Iridium NEXT"]
    assert (share["CMACast"], less["CMACast"]) == (1.0, 0.0)


@pytest.mark.parametrize(
    ("asked", "error", "match"),
    [
        ({"country": "Atlantis"}, UnknownNameError, "Atlantis"),
        ({"without": ("Iridium NXT",)}, UnknownNameError, "did you mean 'Iridium NEXT'"),
        ({"mask_deg": 95.0}, InvalidInputError, "mask of 95"),
        ({"mask_deg": -1.0}, InvalidInputError, "mask of -1"),
    ],
)
def test_bad_input_is_answered_in_one_line(asked, error, match):
    with pytest.raises(error, match=match) as raised:
        telecom_over(TelecomRequest(**({"country": HONIARA} | asked)))
    assert "\n" not in str(raised.value)


def test_an_unknown_system_in_a_file_is_answered_with_the_nearest(own):
    with pytest.raises(UnknownNameError, match="no telecom system named 'Iridum'; did you mean 'Iridium NEXT'"):
        telecom_over(TelecomRequest(country=HONIARA, paths=own("Iridum")))
