"""A fetched file replaces the old one only when it is proved good: however a server or a disk fails, the old stays bit for bit."""

import errno
import json
import os
import socket
import threading
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.request import Request

import pytest

from commonsky import __version__
from commonsky.core.errors import InvalidInputError, OutputError
from commonsky.sources import addresses, download
from commonsky.sources.addresses import check_url
from commonsky.sources.download import Contents, Patience, Source, UnreachableError, fetched, read_record, record_path
from commonsky.sources.element_format import read_elements
from made_server import Made, serving, sets

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
NEW = datetime(2026, 11, 22, 6, tzinfo=UTC)
OLD = datetime(2026, 11, 20, 6, tzinfo=UTC)
QUICK = Patience(pauses_s=(0.0,), timeout_s=5.0)
PATH = "/gp.php?GROUP=weather&FORMAT=JSON"
GOOD = Made(sets(10, NEW), headers={"ETag": '"one"', "Last-Modified": "Sun, 22 Nov 2026 06:00:00 GMT"})


def read(path):
    found = read_elements(path)
    return Contents(sets=len(found.sets), newest_utc=max(e.epoch_utc for e in found.sets), refused=found.refused)


def source(url, **changes):
    return replace(Source(name="weather", url=url, kind="element sets", read=read, way_out="give a file with --elements FILE"), **changes)


def renew(url, path, now=NOW, patience=QUICK, **changes):
    with fetched(source(url, **changes), path, now, patience) as fresh:
        if fresh is not None:
            fresh.keep()
        return fresh


@pytest.fixture
def server():
    with serving() as made:
        yield made


@pytest.fixture
def file(tmp_path):
    return tmp_path / "elements" / "weather.json"


@pytest.fixture
def old(file, server):
    """Ten sets of two days ago with their record, and a snapshot of all that is there."""
    server.give("/old", Made(sets(10, OLD), headers={"ETag": '"zero"'}))
    renew(f"{server.url}/old", file, NOW - timedelta(days=2))
    server.asked.clear()
    return snapshot(file)


def snapshot(file):
    return {p.name: (p.read_bytes(), p.stat().st_mtime_ns, p.stat().st_ino) for p in file.parent.iterdir()}


def refusal(kind, url, file, **options):
    with pytest.raises(kind) as caught:
        renew(url, file, **options)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_a_good_file_comes_with_its_record_and_nothing_else(server, file):
    renew(server.give(PATH, GOOD), file)
    assert file.read_bytes() == GOOD.body
    assert sorted(snapshot(file)) == ["weather.json", "weather.record.json"]
    record = json.loads(record_path(file).read_text("utf-8"))
    assert record.pop("sha256") == download.hashlib.sha256(GOOD.body).hexdigest()
    assert record == {
        "url": server.url + PATH,
        "fetched_utc": "2026-11-22T12:00:00Z",
        "etag": '"one"',
        "last_modified": "Sun, 22 Nov 2026 06:00:00 GMT",
        "sets": 10,
        "newest_epoch": "2026-11-22T06:00:00Z",
    }
    assert file.stat().st_mode & 0o777 == 0o644


def test_who_asks_is_told_and_no_condition_where_nothing_is_here(server, file):
    renew(server.give(PATH, GOOD), file)
    headers = server.asked[0][1]
    assert headers["User-Agent"] == f"commonsky/{__version__}"
    assert headers["Accept-Encoding"] == "identity"
    assert "If-None-Match" not in headers


def test_a_newer_file_takes_the_old_ones_place(server, file, old):
    assert renew(server.give(PATH, GOOD), file).contents.sets == 10
    assert file.read_bytes() == GOOD.body
    assert snapshot(file).keys() == old.keys()


def test_what_has_not_changed_is_still_current(server, file):
    url = server.give(PATH, GOOD, Made(status=304))
    renew(url, file)
    before = snapshot(file)
    assert renew(url, file) is None
    headers = server.asked[1][1]
    assert headers["If-None-Match"] == '"one"'
    assert headers["If-Modified-Since"] == "Sun, 22 Nov 2026 06:00:00 GMT"
    assert snapshot(file) == before


@pytest.mark.parametrize("damage", ["file", "record", "url"])
def test_no_condition_is_sent_where_record_and_file_disagree(server, file, damage):
    url = server.give(PATH, GOOD)
    renew(url, file)
    if damage == "file":
        file.write_bytes(GOOD.body + b" ")
    elif damage == "record":
        record_path(file).write_text("{", "utf-8")
    else:
        url = server.give("/elsewhere", GOOD)
    assert renew(url, file) is not None
    assert "If-None-Match" not in server.asked[1][1]
    assert read_record(file).sha256 == download.hashlib.sha256(file.read_bytes()).hexdigest()


def test_nothing_new_where_nothing_is_here_is_refused(server, file):
    assert "nothing is here" in refusal(InvalidInputError, server.give(PATH, Made(status=304)), file)


def test_a_provider_that_renews_by_the_hour_is_not_asked_more_often(server, file):
    url = server.give(PATH, GOOD)
    renew(url, file, renewed_h=2.0)
    assert renew(url, file, NOW + timedelta(minutes=119), renewed_h=2.0) is None
    assert len(server.asked) == 1
    assert renew(url, file, NOW + timedelta(minutes=121), renewed_h=2.0) is not None
    assert len(server.asked) == 2


def test_celestraks_403_that_says_nothing_is_new_is_still_current(server, file, old):
    said = b"GP data has not updated since your last successful\r\ndownload of GROUP=weather at 2026-11-22 08:11:36 UTC."
    assert renew(server.give(PATH, Made(said, status=403)), file) is None
    assert snapshot(file) == old


@pytest.mark.parametrize(("status", "said"), [(404, b"no such group"), (403, b"<html>blocked</html>"), (429, b"")])
def test_a_refusal_of_the_servers_is_not_tried_again(server, file, old, status, said):
    line = refusal(InvalidInputError, server.give(PATH, Made(said, status=status)), file)
    assert f"answered {status}" in line
    assert "give a file with --elements FILE" in line
    assert ("no such group" in line) == (status == 404)
    assert len(server.asked) == 1
    assert snapshot(file) == old


@pytest.mark.parametrize("first", [Made(status=500), Made(status=503), Made(GOOD.body[:200], promised=len(GOOD.body))])
def test_what_may_pass_is_tried_again(server, file, first):
    renew(server.give(PATH, first, GOOD), file)
    assert file.read_bytes() == GOOD.body
    assert len(server.asked) == 2


def test_a_server_that_stays_broken_is_asked_three_times(server, file, old):
    line = refusal(UnreachableError, server.give(PATH, Made(status=500)), file)
    assert line.startswith("cannot reach 127.0.0.1: it answered 500 Internal Server Error (3 tries)")
    assert len(server.asked) == 3
    assert snapshot(file) == old


def test_a_body_that_breaks_off_is_never_taken(server, file, old):
    line = refusal(UnreachableError, server.give(PATH, Made(GOOD.body[:200], promised=len(GOOD.body))), file)
    assert f"broke off after 200 of {len(GOOD.body)} bytes" in line
    assert snapshot(file) == old


def test_a_body_that_breaks_off_unpromised_fails_its_proof(server, file, old):
    line = refusal(InvalidInputError, server.give(PATH, Made(GOOD.body[:-20], promised=-1)), file)
    assert "broken JSON" in line
    assert snapshot(file) == old


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"<!DOCTYPE html><html><body>Sign in to the hotel's network</body></html>", "a web page came in place of element sets"),
        (b"\n<HTML>", "a web page came in place of element sets"),
        (b"No GP data found", "(it begins 'No GP data found')"),
        (b"", "the answer is empty"),
        (b"[]", "holds no sound element set"),
        (b"\x1f\x8b\x08\x00", "is no text"),
        (b'[{"OBJECT_NAME": "X"}]', "X: has no EPOCH"),
    ],
)
def test_what_holds_no_element_sets_is_refused_by_what_came(server, file, old, body, why):
    line = refusal(InvalidInputError, server.give(PATH, Made(body)), file)
    assert why in line
    assert "old file, if any, stays" in line
    assert file.parent.name not in line.partition(" is refused: ")[2]
    assert snapshot(file) == old


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (sets(10, OLD - timedelta(days=1)), "its newest epoch, 2026-11-19T06:00:00Z, is older than 2026-11-20T06:00:00Z, which is here"),
        (sets(4, NEW), "it has 4 element sets, less than half of the 10 that are here"),
        (sets(10, NOW + timedelta(days=3, hours=1)), "an epoch, 2026-11-25T13:00:00Z, lies 3 days in the future"),
    ],
)
def test_what_is_worse_than_the_old_is_refused_with_the_way_out(server, file, old, body, why):
    line = refusal(InvalidInputError, server.give(PATH, Made(body)), file)
    assert why in line
    assert line.endswith(f"; the old file stays; remove {file} to take the new one")
    assert snapshot(file) == old


@pytest.mark.parametrize("body", [sets(5, NEW), sets(10, OLD), sets(10, NOW + timedelta(days=2, hours=23))])
def test_half_as_many_and_no_newer_and_a_little_ahead_will_do(server, file, old, body):
    assert renew(server.give(PATH, Made(body)), file) is not None
    assert file.read_bytes() == body


def test_a_damaged_old_file_is_nothing_to_compare_with(server, file, old):
    file.write_bytes(b"\0" * 100)
    renew(server.give(PATH, Made(sets(1, OLD - timedelta(days=9)))), file)
    assert read(file).sets == 1


def test_bad_rows_of_a_good_file_are_named(server, file):
    rows = json.loads(GOOD.body)
    rows[3]["EPOCH"] = "never"
    fresh = renew(server.give(PATH, Made(json.dumps(rows).encode())), file)
    assert fresh.contents.sets == 9
    assert fresh.contents.refused[0].startswith("SAT 40004: ")


@pytest.mark.parametrize("promised", [None, -1])
def test_a_body_without_end_is_stopped(server, file, old, promised):
    patience = replace(QUICK, most_bytes=100_000)
    line = refusal(InvalidInputError, server.give(PATH, Made(b" " * 2_000_000, promised=promised)), file, patience=patience)
    assert "sends more than 0.1 MB" in line
    assert len(server.asked) == 1
    assert snapshot(file) == old


def test_a_server_that_says_nothing_is_given_up(server, file, old):
    free = threading.Event()
    url = server.give(PATH, Made(GOOD.body, stalls=free))
    line = refusal(UnreachableError, url, file, patience=replace(QUICK, timeout_s=0.2))
    free.set()
    assert "no answer in time (3 tries)" in line
    assert snapshot(file) == old


def test_a_server_that_trickles_is_given_up(server, file, old):
    url = server.give(PATH, Made(GOOD.body))
    line = refusal(InvalidInputError, url, file, patience=replace(QUICK, longest_s=-60.0))
    assert "sends too slowly" in line
    assert snapshot(file) == old


def test_a_host_that_is_not_there_is_one_line_with_the_way_out(file):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    line = refusal(UnreachableError, f"http://127.0.0.1:{port}/x", file)
    assert line.startswith(f"cannot reach 127.0.0.1: {os.strerror(errno.ECONNREFUSED)} (3 tries)")
    assert line.endswith("give a file with --elements FILE")
    assert snapshot(file) == {}


def test_a_redirect_on_this_machine_is_followed(server, file):
    url = server.give("/here", Made(b"x" * 100, status=302, headers={"Location": f"{server.url}/there"}))
    server.give("/there", GOOD)
    renew(url, file)
    assert file.read_bytes() == GOOD.body
    assert read_record(file).url == url


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("target", ["https://elsewhere.example/x", "http://elsewhere.example/x", "//elsewhere.example/x"])
def test_a_redirect_to_elsewhere_is_refused_unasked(server, file, old, status, target):
    line = refusal(InvalidInputError, server.give(PATH, Made(status=status, headers={"Location": target})), file)
    assert "elsewhere.example; give the new address, if you trust it" in line
    assert len(server.asked) == 1
    assert snapshot(file) == old


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://127.0.0.1/x", "http://[", "/here"])
def test_a_redirect_to_no_address_or_to_itself_is_refused(server, file, old, target):
    line = refusal(InvalidInputError, server.give("/here", Made(status=302, headers={"Location": target})), file)
    assert server.url in line or target in line
    assert snapshot(file) == old


@pytest.mark.parametrize(
    ("target", "follows"),
    [
        ("https://a.example/y", True),
        ("https://a.example:8443/y", True),
        ("http://a.example/y", False),
        ("https://b.example/y", False),
        ("https://me:secret@a.example/y", False),
        ("http://127.0.0.1/y", False),
        ("https://localhost/y", False),
    ],
)
def test_a_host_of_the_world_leads_to_itself_over_https_alone(target, follows):
    class Body:
        def close(self):
            pass

    handler = addresses._Redirects("https://a.example/x")
    asked = Request("https://a.example/x")
    if follows:
        assert handler.redirect_request(asked, Body(), 302, "", {}, target).full_url == target
    else:
        with pytest.raises(InvalidInputError):
            handler.redirect_request(asked, Body(), 302, "", {}, target)


@pytest.mark.parametrize(
    ("url", "line"),
    [
        ("http://celestrak.org/x", "give it with https://"),
        ("ftp://celestrak.org/x", "no address that we fetch from"),
        ("file:///etc/passwd", "no address that we fetch from"),
        ("celestrak.org", "no address that we fetch from"),
        ("https://", "no address that we fetch from"),
        ("https://a.example/a b", "no address that we fetch from"),
        ("https://a.example/\n", "no address that we fetch from"),
        ("https://[::1", "is no address"),
        ("https://a.example:port/", "is no address"),
        ("https://me:secret@a.example/", "carries a user name or password"),
        ("http://127.0.0.1.example.org/x", "give it with https://"),
        ("http://localhost.example.org/x", "give it with https://"),
    ],
)
def test_an_address_that_may_not_be_asked_is_refused(url, line, file):
    found = refusal(InvalidInputError, url, file)
    assert line in found
    assert "secret" not in found


@pytest.mark.parametrize("url", ["https://celestrak.org/x?a=b", "http://127.0.0.1:8000/", "http://localhost/", "http://[::1]:80/x"])
def test_an_address_that_may_be_asked(url):
    assert check_url(url)


@pytest.mark.parametrize("error", [KeyboardInterrupt(), SystemExit(1), RuntimeError("boom")])
def test_what_is_not_kept_leaves_nothing(server, file, old, error):
    with pytest.raises(type(error)), fetched(source(server.give(PATH, GOOD)), file, NOW, QUICK) as fresh:
        assert fresh.staged.read_bytes() == GOOD.body
        assert file.read_bytes() == old["weather.json"][0]
        raise error
    assert snapshot(file) == old


def test_what_a_kill_left_is_removed_after_a_day_and_not_before(server, file, old):
    for name, age_s in (
        (".weather.json.dead", 90_000),
        (".weather.record.json.dead", 90_000),
        (".weather.json.busy", 60),
        (".noaa.json.dead", 90_000),
    ):
        (file.parent / name).write_bytes(b"half")
        os.utime(file.parent / name, (time.time() - age_s,) * 2)
    renew(server.give(PATH, GOOD), file)
    assert sorted(snapshot(file)) == [".noaa.json.dead", ".weather.json.busy", "weather.json", "weather.record.json"]


def test_a_folder_that_cannot_be_made_is_one_line(server, tmp_path):
    (tmp_path / "elements").write_text("a file", "utf-8")
    line = refusal(OutputError, server.give(PATH, GOOD), tmp_path / "elements" / "weather.json")
    assert line.startswith("cannot write to ")
    assert server.asked == []


def test_a_record_of_another_shape_is_none(file, server):
    renew(server.give(PATH, GOOD), file)
    for text in ("[]", "null", "{}", '{"url": 1}', "\udce4"):
        record_path(file).write_text(text, "utf-8", errors="surrogateescape")
        assert read_record(file) is None
