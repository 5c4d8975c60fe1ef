"""`update` and `doctor` as a person runs them: exit codes, one-line refusals; a full disk and Ctrl-C leave the old files."""

import json
import os
import resource
import signal
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta

import pytest

from made_server import Made, days, serving, sets

RUN = """
from commonsky.cli.app import app, main
from commonsky.cli.doctor import doctor
from commonsky.cli.update import update
app.add_command(update)
app.add_command(doctor)
main()
"""
#: The commands read the clock, so what they are given is of today.
TODAY = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
OLD = sets(40, TODAY - timedelta(days=2))
NEW = sets(300, TODAY)


@pytest.fixture
def server():
    with serving() as made:
        yield made


@pytest.fixture
def data(tmp_path, server):
    """A data folder with forty sets of two days ago."""
    done = commonsky("update", "elements", "--url", server.give("/old", Made(OLD)), data=tmp_path)
    assert done.returncode == 0, done.stderr
    server.asked.clear()
    return tmp_path


def environment(data):
    return os.environ | {"COMMONSKY_DATA": str(data)}


def commonsky(*arguments, data, **options):
    command = [sys.executable, "-c", RUN, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120, env=environment(data), **options)


def everything(folder):
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def refused(done):
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith("commonsky: ")
    return done.stderr


def test_elements_are_fetched_and_where_they_are_is_told(data, server):
    done = commonsky("update", "elements", "--url", server.give("/x", Made(NEW)), data=data)
    assert (done.returncode, done.stderr) == (0, "")
    first, second = done.stdout.splitlines()
    assert first == f"own: 300 element sets, newest {TODAY:%Y-%m-%d}: {data}/elements/own.txt"
    assert second == f"300 satellites in all: {data}/elements.json"


def test_json_prints_only_json(data, server):
    done = commonsky("update", "elements", "--json", "--url", server.give("/x", Made(NEW)), data=data)
    assert done.stderr == ""
    told = json.loads(done.stdout)
    assert (told["satellites"], told["joined"]) == (300, f"{data}/elements.json")
    assert told["files"][0]["state"] == "renewed"


def test_a_refusal_as_json_is_told_twice_and_fails(data, server):
    done = commonsky("update", "elements", "--json", "--url", server.give("/x", Made(status=404)), data=data)
    assert "answered 404" in refused(done)
    assert "answered 404" in json.loads(done.stdout)["files"][0]["why"]


def test_still_current(data, server):
    url = server.give("/x", Made(NEW, headers={"ETag": '"a"'}), Made(status=304))
    commonsky("update", "elements", "--url", url, data=data)
    before = everything(data)
    done = commonsky("update", "elements", "--url", url, data=data)
    assert done.returncode == 0
    assert done.stdout.startswith("own: still current, 300 element sets")
    assert everything(data) == before


@pytest.mark.parametrize(
    ("answer", "line"),
    [
        (Made(status=404), "answered 404 Not Found"),
        (Made(b"<!DOCTYPE html><html>"), "a web page came in place of element sets"),
        (Made(sets(19, TODAY)), "less than half of the 40 that are here"),
        (Made(sets(40, TODAY - timedelta(days=9))), "is older than"),
        (Made(sets(40, TODAY + timedelta(days=9))), "in the future"),
        (Made(status=302, headers={"Location": "https://elsewhere.example/"}), "sends us on to https://elsewhere.example"),
    ],
)
def test_what_is_refused_is_one_line_and_the_old_stays(data, server, answer, line):
    before = everything(data)
    done = commonsky("update", "elements", "--url", server.give("/x", answer), data=data)
    assert line in refused(done)
    assert everything(data) == before


def test_without_a_network_there_is_one_line_with_the_way_out(tmp_path):
    done = commonsky("update", "elements", "--url", "http://127.0.0.1:9/x", data=tmp_path)
    line = refused(done)
    assert "cannot reach 127.0.0.1: Connection refused (3 tries)" in line
    assert "give a file: commonsky assess ... --elements FILE" in line
    assert everything(tmp_path) == {}


def test_space_weather(tmp_path, server):
    body = days((f"{TODAY:%Y-%m-%d}", 23, 9, 140.7, "OBS"), ("2099-01-01", 95, 9, 140.7, "PRM"), ("2099-02-01", 30, 9, 140.7, "PRM"))
    done = commonsky("update", "space-weather", "--url", server.give("/sw", Made(body)), data=tmp_path)
    assert done.returncode == 0
    assert done.stdout == f"space-weather: 2 days, newest {TODAY:%Y-%m-%d}: {tmp_path}/space-weather.csv\n"
    assert done.stderr == "refused: space-weather: line 3: 2099-01-01: KP1 is 95; it can be 0 to 90\n"


@pytest.mark.parametrize("arguments", [("elements", "--group", "wether"), ("elements", "--url", "http://a.example/x")])
def test_what_makes_no_sense_is_one_line(tmp_path, arguments):
    refused(commonsky("update", *arguments, data=tmp_path))
    assert everything(tmp_path) == {}


def test_a_full_disk_is_one_line_and_the_old_stays(data, server):
    def small_files():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (30_000, 30_000))

    before = everything(data)
    assert len(NEW) > 30_000 > max(map(len, before.values()))
    done = commonsky("update", "elements", "--url", server.give("/x", Made(NEW)), data=data, preexec_fn=small_files)
    assert "cannot write to" in refused(done)
    assert "File too large; nothing was changed there" in done.stderr
    assert everything(data) == before


@pytest.mark.parametrize(("how", "code", "left"), [(signal.SIGINT, 1, 0), (signal.SIGKILL, -9, 2)])
def test_a_download_that_is_stopped_leaves_the_old(data, server, how, code, left):
    before = everything(data)
    free = threading.Event()
    url = server.give("/x", Made(NEW, stalls=free))
    command = [sys.executable, "-c", RUN, "update", "elements", "--url", url]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment(data))
    assert server.half_sent.wait(60)
    running.send_signal(how)
    _, error = running.communicate(timeout=60)
    free.set()
    assert running.returncode == code
    assert "Traceback" not in error
    if how == signal.SIGINT:
        assert error == "commonsky: stopped by Ctrl-C; no file of the result was written\n"
    after = everything(data)
    assert {name: after[name] for name in before} == before
    hidden = [name for name in after if name not in before]
    assert len(hidden) == left
    assert all("/.own." in name for name in hidden)


def test_the_doctor_finds_the_house_sound(data):
    done = commonsky("doctor", data=data)
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert {line.split()[0] for line in lines} <= {"ok", "stale", "missing"}
    own = next(line for line in lines if " own elements " in line)
    assert own.startswith("ok")
    assert f"(2 to 2 days old): {data}/elements.json" in own or f"(3 to 3 days old): {data}/elements.json" in own
    assert any(line.startswith("missing") and "none: commonsky update space-weather" in line for line in lines)


def test_the_doctor_as_json(data):
    done = commonsky("doctor", "--json", data=data)
    assert (done.returncode, done.stderr) == (0, "")
    told = json.loads(done.stdout)
    assert told["sound"] is True
    assert {f["state"] for f in told["findings"]} <= {"ok", "stale", "missing"}
    assert {"commonsky", "python", "platform", "numpy", "rasterio", "catalogue", "data folder"} <= {f["name"] for f in told["findings"]}


def test_the_doctor_fails_where_something_required_is_missing(tmp_path):
    """A package of this name that requires what nobody has, found before the real one."""
    info = tmp_path / "commonsky-0.1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: commonsky\nVersion: 0.1.0\nRequires-Dist: not-there-at-all>=1\n", "utf-8")
    command = [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(tmp_path)!r})\n{RUN}", "doctor"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120, env=environment(tmp_path))
    assert done.returncode == 1
    assert "missing: pip install not-there-at-all" in done.stdout
    assert "Traceback" not in done.stderr
