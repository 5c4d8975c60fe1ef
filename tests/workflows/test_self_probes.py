"""Probes of this software: each passes on what is sound, fails on what is broken, and none passes what it cannot try."""

from contextlib import contextmanager
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from sqlalchemy import create_engine, event

from commonsky.core.errors import InvalidInputError, MissingExtraError, UnknownNameError
from commonsky.resilience.checklist import packaged_checklist
from commonsky.store.record import open_record
from commonsky.workflows.self_probes import PROBES, Setting, run_probes
from made_server import days, sets

NOW = datetime(2026, 11, 23, tzinfo=UTC)
PACKAGES = {"kept": ("1.0", "MIT"), "silent": ("2.0", ""), "gone": ("", "")}
LATER = datetime(2031, 1, 1, tzinfo=UTC)


def probed(name, setting):
    return run_probes(setting, only=[name])[0]


def loose_engine(place):
    engine = create_engine(place.url)
    event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA synchronous=OFF").close())
    return engine


@contextmanager
def blind_record(place):
    """A record that finds no fault, whatever was done to it."""
    with open_record(place) as record:
        yield SimpleNamespace(write=record.write, head=record.head, entries=record.entries, verify=lambda **_: ())


def refusing(*_):
    raise InvalidInputError("it inflates to more than 200 MB")


@pytest.fixture
def folder(tmp_path):
    """A data folder with elements of 20 November 2026 and space weather observed to 21 November, and a record."""
    (tmp_path / "elements.json").write_bytes(sets(2, datetime(2026, 11, 20, tzinfo=UTC)))
    (tmp_path / "space-weather.csv").write_bytes(days(("2026-11-21", 20, 8, 120.0, "OBS")))
    with open_record(tmp_path / "record.sqlite"):
        pass
    (tmp_path / "record.sqlite").chmod(0o640)
    tmp_path.chmod(0o755)
    return tmp_path


def sound(folder):
    return Setting(record=str(folder / "record.sqlite"), folder=folder, now=NOW, sheet_mb=1, read_sheet=refusing)


BROKEN = {
    "record-durable": ({"make_engine": loose_engine}, "synchronous 0"),
    "record-chained": ({"open_record": blind_record}, "a changed entry was not found"),
    "record-restored": ({"back_up": lambda *_: None}, "0 of 3 entries came back"),
    "record-permissions": ({}, "others may write or replace it"),
    "quiet": ({"work": "import socket; socket.create_connection(('192.0.2.1', 80), 1)"}, "192.0.2.1"),
    "xml-entities": ({"parse_xml": lambda *_: iter([object()])}, "with an entity was read"),
    "addresses": ({"check_url": lambda url: url}, "taken: http://example.org/x, ftp://"),
    "redirects": ({"opener": lambda _: SimpleNamespace(open=lambda *_, **__: SimpleNamespace(close=lambda: None))}, "was followed"),
    "download-cap": ({"most_bytes": 10_000_000}, "300000 bytes were taken"),
    "sheet-cap": ({"read_sheet": lambda _: [["1"]]}, "there is no cap"),
    "licences": ({"packages": lambda: PACKAGES}, "not there: gone; without a licence stated: silent"),
    "python": ({"now": LATER}, "until 2027-10"),
    "free-disk": ({"free_bytes": lambda _: 1000}, "0.0 GB free"),
    "elements-age": ({"now": LATER}, "at most 30 asked for"),
    "space-weather-age": ({"now": LATER}, "at most 7 asked for"),
}  # fmt: skip


def test_every_probe_bears_on_a_question_and_is_broken_below():
    assert {probe.id for probe in PROBES} == set(BROKEN)
    assert len(BROKEN) == len(PROBES)
    assert {probe.question for probe in PROBES} <= set(packaged_checklist())


@pytest.mark.parametrize("name", [probe.id for probe in PROBES])
def test_a_sound_part_passes(name, folder):
    setting = sound(folder)
    if name == "python":
        setting = Setting(python=(3, 12), now=NOW)
    found = probed(name, setting)
    assert found.result == "pass", found.fact
    assert set(found.titles) == {"en", "zh"}
    assert found.fact
    assert "\n" not in found.fact


@pytest.mark.parametrize("name", list(BROKEN))
def test_a_broken_part_fails(name, folder):
    changes, fact = BROKEN[name]
    if name == "record-permissions":
        (folder / "record.sqlite").chmod(0o666)
    usual = {"record": str(folder / "record.sqlite"), "folder": folder, "now": NOW, "sheet_mb": 1, "python": (3, 11)}
    found = probed(name, Setting(**usual | changes))
    assert found.result == "fail", found.fact
    assert fact in found.fact


def test_more_ways_to_fail(folder):
    assert "3.11 is required" in probed("python", Setting(python=(3, 9))).fact
    assert probed("xml-entities", Setting(parse_xml=lambda *_: iter(()))).result == "fail"
    assert "is refused too" in probed("addresses", Setting(check_url=refusing)).fact
    folder.chmod(0o777)
    assert probed("record-permissions", sound(folder)).result == "fail"
    folder.chmod(0o755)


@pytest.mark.parametrize(
    ("name", "changes", "fact"),
    [
        ("quiet", {"work": "raise RuntimeError('no')"}, "RuntimeError: no"),
        ("quiet", {"work": "import os; os._exit(3)"}, "did not end well"),
        ("python", {"python": (3, 99)}, "not known"),
        ("licences", {"packages": dict}, "runs from a folder"),
        ("elements-age", {"folder": None}, "none were fetched"),
        ("space-weather-age", {"folder": None}, "none was fetched"),
        ("record-permissions", {"record": None}, "no record of your own yet"),
    ],
)
def test_what_cannot_be_tried_is_no_pass(name, changes, fact, tmp_path):
    empty = {"folder": tmp_path, "record": str(tmp_path / "none.sqlite")}
    found = probed(name, Setting(**empty | {key: value for key, value in changes.items() if value is not None}))
    assert found.result == "unknown"
    assert fact in found.fact


def test_a_missing_package_makes_a_probe_unknown():
    def lacking(path):
        raise MissingExtraError("reading XLSX", "office")

    found = probed("sheet-cap", Setting(sheet_mb=1, read_sheet=lacking))
    assert (found.result, "commonsky[office]" in found.fact) == ("unknown", True)


def test_a_swollen_sheet_is_a_spreadsheet(tmp_path):
    from commonsky.sources.spreadsheets import read_sheet
    from commonsky.workflows.probe_parts import swollen_sheet

    pytest.importorskip("openpyxl")
    file = swollen_sheet(tmp_path, 2)
    assert file.stat().st_size < 100_000
    assert read_sheet(file) == [["1"]]


def test_an_unknown_probe_is_refused():
    with pytest.raises(UnknownNameError, match="no probe named 'luck'"):
        run_probes(only=["luck"])
