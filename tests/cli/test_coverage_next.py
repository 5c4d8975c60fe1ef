"""The two commands as a person runs them: the answer first, nothing but JSON on standard output, one-line refusals."""

import json

import pytest
from click.testing import CliRunner

from commonsky.cli.coverage_next import next_looks, tracks
from commonsky.core.errors import CommonskyError

NEXT = ["-9.43,159.95", "--need", "flood", "--date", "2026-11-22"]


def run(command, *arguments):
    return CliRunner().invoke(command, [str(a) for a in arguments])


def test_next_prints_the_answer_and_the_order():
    done = run(next_looks, *NEXT, "--rows", 3)
    assert done.exit_code == 0, done.output
    plain = " ".join(done.output.split())
    assert "The first look at a known time that is fine enough: Sentinel-1C" in plain
    assert "Emergency tasking order" in plain
    assert "International Charter" in plain


@pytest.mark.parametrize("columns", ["80", "120"])
def test_next_cuts_no_word_and_says_when_the_product_is_there(monkeypatch, columns):
    monkeypatch.setenv("COLUMNS", columns)
    printed = run(next_looks, *NEXT, "--rows", 8).output
    words = set(printed.replace(",", " ").split())
    assert {"satellite", "Sentinel-1C", "comes", "unasked", "there"} <= words
    assert "product there" in printed
    assert "product 2" in " ".join(printed.split())  # of the first look by what is measured, on the 2Nth
    assert max(len(line) for line in printed.splitlines()) <= int(columns)


def test_the_order_tells_of_a_fleet_what_its_page_tells(tmp_path):
    printed = run(next_looks, *NEXT, "--rows", 20, "--out", tmp_path / "next.html").output
    assert "≈\u00a0every 3\u202fh · ICEYE" in printed
    assert "≈\u00a0every 3\u202fh" in (tmp_path / "next.html").read_text("utf-8")


def test_next_says_which_of_several_places_was_taken():
    done = run(next_looks, "San Jose", "--need", "fire", "--within", "1h", "--date", "2026-11-22")
    assert "'San Jose' is taken as San Jose, United States of America, the largest of" in " ".join(done.output.split())


def test_next_speaks_chinese_and_writes_a_file(tmp_path):
    done = run(next_looks, *NEXT, "--language", "zh", "--out", tmp_path / "next.html")
    assert done.exit_code == 0, done.output
    assert "应急任务申请顺序" in done.output
    assert "应急任务申请顺序" in (tmp_path / "next.html").read_text("utf-8")


def test_next_prints_only_json_where_json_is_asked():
    done = run(next_looks, *NEXT, "--json")
    told = json.loads(done.stdout)
    assert told["looks"][0]["time_utc"].startswith("2026-11-2")
    assert told["tasking_order"][0]["rank"] == 1
    assert {m["name"] for m in told["mechanisms"]} >= {"International Charter", "Sentinel Asia"}


@pytest.mark.parametrize("changed", [["--out", "a.txt"], ["--language", "xx"], ["--within", "soon"]])
def test_next_refuses_in_one_line(changed):
    done = run(next_looks, *NEXT, *changed)
    assert isinstance(done.exception, CommonskyError)
    assert "\n" not in str(done.exception)


def test_tracks_writes_the_map_and_says_where(tmp_path):
    done = run(tracks, "Sentinel-2A", "TanDEM-X", "--start", "2026-11-22", "--hours", 2, "--country", "SLB", "--out", tmp_path / "t.html")
    assert done.exit_code == 0, done.output
    assert "TanDEM-X: place along the orbit not known" in done.output
    assert "Solomon Islands" in (tmp_path / "t.html").read_text("utf-8")


def test_tracks_prints_only_json_where_json_is_asked(tmp_path):
    done = run(tracks, "Sentinel-2A", "--start", "2026-11-22", "--hours", 1, "--out", tmp_path / "t.geojson", "--json")
    assert json.loads(done.stdout)["satellites"] == [
        {"satellite": "Sentinel-2A", "basis": "anchored nominal orbit", "place_along_orbit_known": True}
    ]
