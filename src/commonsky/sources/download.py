"""A file from the network takes the place of the old one only when it is proved good; else the old stays bit for bit.

Facts: RFC 9110 (conditional requests, redirects); CelesTrak, GP data formats and usage policy: groups, renewed every 2 hours; a 403
that says "has not updated since" means that what was fetched before is still current. Leaves out resuming, passwords, compressed answers.
"""

from __future__ import annotations

import hashlib
import http.client
import json
import os
import ssl
import tempfile
import time
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, fields
from datetime import timedelta
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any
from urllib import request as web
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit

from commonsky import __version__
from commonsky.core.errors import InvalidInputError, OutputError
from commonsky.core.time import iso, parse_utc
from commonsky.sources.addresses import check_url, opener

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

#: CelesTrak's groups that hold Earth-observation missions or what they lean on: name, what is in it, whether it is fetched unasked.
GROUPS: dict[str, tuple[str, bool]] = {
    "resource": ("Earth resources: Sentinel, Landsat, radars", True),
    "weather": ("weather: Metop, JPSS, Meteosat, Himawari, FengYun", True),
    "noaa": ("NOAA's polar satellites", True),
    "goes": ("GOES", True),
    "planet": ("Planet's imagers", True),
    "spire": ("Spire: radio occultation", False),
    "dmc": ("disaster monitoring constellation", False),
    "argos": ("data collection: Argos", False),
    "sarsat": ("search and rescue payloads", False),
    "science": ("space and Earth science", False),
    "gnss": ("navigation: GPS, Galileo, GLONASS, BeiDou", False),
}
GROUP_URL = "https://celestrak.org/NORAD/elements/gp.php?GROUP={group}&FORMAT=JSON"
#: How often CelesTrak renews its data, hours; who asks more often is answered 403, and in the end not at all.
RENEWED_H = 2.0
#: How far in the future an epoch may lie: some operators' sets are for a little ahead.
AHEAD = timedelta(days=3)
_UNCHANGED = "has not updated since"
_CHUNK = 65536


class UnreachableError(InvalidInputError):
    """A host that cannot be reached, or that fails however often it is asked; others of the same host need not be tried."""


class _TryAgainError(Exception):
    """What a second try may mend."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What a file holds: sound sets (or days), the newest epoch, a line for each row that was refused."""

    sets: int
    newest_utc: datetime
    refused: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What is fetched.

    Args:
        name: short, such as ``weather``.
        url: https; http only from this machine itself.
        kind: what it holds, such as ``element sets``.
        read: reads a file, or raises InvalidInputError.
        way_out: what to do without a network.
        renewed_h: how often the provider renews it, hours; it is not asked more often. 0: always asked.
    """

    name: str
    url: str
    kind: str
    read: Callable[[Path], Contents]
    way_out: str
    renewed_h: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long and how often to try: tries, the pauses between them, one wait, one download (seconds), and the largest answer (bytes)."""

    tries: int = 3
    pauses_s: tuple[float, ...] = (1.0, 3.0)
    timeout_s: float = 20.0
    longest_s: float = 1800.0
    most_bytes: int = 50_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """Where a file came from, as it stands beside it in JSON; times are ISO 8601 UTC."""

    url: str
    fetched_utc: str
    sha256: str
    etag: str
    last_modified: str
    sets: int
    newest_epoch: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fresh:
    """A new file that is proved good, and waits beside the old one."""

    path: Path
    staged: Path
    staged_record: Path
    record: Record
    contents: Contents

    def keep(self) -> None:
        """Put it in the old one's place, then its record; a crash in between costs one needless download, no more.

        Raises:
            OutputError: if the folder cannot be written.
        """
        with _writing(self.path):
            self.staged.replace(self.path)
            self.staged_record.replace(record_path(self.path))
            _sync_folder(self.path.parent)


def record_path(path: Path) -> Path:
    """Where the record of a file stands.

    >>> record_path(Path("weather.json")).name
    'weather.record.json'
    """
    return path.with_name(f"{path.stem}.record.json")


def read_record(path: Path) -> Record | None:
    """The record of a file, or None where there is none, it is damaged, or the file has changed since."""
    try:
        row = json.loads(record_path(path).read_text("utf-8"))
        known = Record(**{f.name: row[f.name] for f in fields(Record)})
        parse_utc(known.fetched_utc)
        return known if hashlib.sha256(path.read_bytes()).hexdigest() == known.sha256 else None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


@contextmanager
def fetched(source: Source, path: Path, now: datetime, patience: Patience = Patience()) -> Iterator[Fresh | None]:
    """Fetch a source beside `path` and prove it; what is not kept within the block is removed when it ends, by Ctrl-C too.

    Args:
        source: what to fetch.
        path: the file that is to be renewed; its folder is made.
        now: aware time.
        patience: how long and how often to try.

    Yields:
        What came, proved good; None where the file that is there is still current.

    Raises:
        UnreachableError: if the host cannot be reached.
        InvalidInputError: if the host refuses, or what came is no better than what is there.
        OutputError: if the folder cannot be written.
    """
    check_url(source.url)
    known = read_record(path)
    old = _held(source, path)
    known = known if old is not None and known is not None and known.url == source.url else None
    if known is not None and abs((now - parse_utc(known.fetched_utc)).total_seconds()) < source.renewed_h * 3600.0:
        yield None
        return
    staged: list[Path] = []
    try:
        with _writing(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            _sweep(path)
            staged += [_new_file(path), _new_file(record_path(path))]
            found = _fetch(source, known, staged[0], patience)
        if found is None and old is None:
            raise InvalidInputError(f"{source.url} says that nothing is new, but nothing is here; try again in {RENEWED_H:g} hours")
        yield None if found is None else _proved(source, path, (staged[0], staged[1]), found, old, now)
    finally:
        for file in staged:
            file.unlink(missing_ok=True)


def write_whole(path: Path, data: bytes) -> None:
    """Write a file whole or not at all: a new file beside it, fsync, rename.

    Raises:
        OutputError: if it cannot be written.
    """
    staged = None
    try:
        with _writing(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            staged = _new_file(path)
            with staged.open("wb") as sink:
                _write(sink, data)
            staged.replace(path)
            _sync_folder(path.parent)
    finally:
        if staged is not None:
            staged.unlink(missing_ok=True)


@dataclass(slots=True, kw_only=True)
class _Answer:
    """What came: digest of the bytes, and the two headers by which it is asked for again."""

    sha256: str
    etag: str = ""
    last_modified: str = ""


def _proved(source: Source, path: Path, staged: tuple[Path, Path], answer: _Answer, old: Contents | None, now: datetime) -> Fresh:
    new = _contents(source, staged[0])
    if why := _worse(new, old, source.kind, now):
        raise InvalidInputError(f"what came from {source.url} is refused: {why}; the old file stays; remove {path} to take the new one")
    record = Record(
        url=source.url,
        fetched_utc=iso(now),
        sha256=answer.sha256,
        etag=answer.etag,
        last_modified=answer.last_modified,
        sets=new.sets,
        newest_epoch=iso(new.newest_utc),
    )
    with _writing(path), staged[1].open("wb") as sink:
        _write(sink, (json.dumps(asdict(record), indent=2) + "\n").encode())
    return Fresh(path=path, staged=staged[0], staged_record=staged[1], record=record, contents=new)


def _contents(source: Source, staged: Path) -> Contents:
    try:
        return source.read(staged)
    except InvalidInputError as error:
        first = staged.read_bytes()[:400].decode("utf-8", "replace").strip()
        if first[:15].lower().startswith(("<!doctype html", "<html")):
            why = f"a web page came in place of {source.kind}"
        else:
            why = f"{str(error).replace(str(staged), 'the answer')} (it begins {' '.join(first[:60].split())!r})"
        raise InvalidInputError(f"what came from {source.url} is refused: {why}; the old file, if any, stays") from error


def _worse(new: Contents, old: Contents | None, kind: str, now: datetime) -> str:
    """Why what came may not take the old one's place, or nothing."""
    if new.newest_utc - now > AHEAD:
        return f"an epoch, {iso(new.newest_utc)}, lies {(new.newest_utc - now).days} days in the future"
    if old is not None and 2 * new.sets < old.sets:
        return f"it has {new.sets} {kind}, less than half of the {old.sets} that are here"
    if old is not None and new.newest_utc < old.newest_utc:
        return f"its newest epoch, {iso(new.newest_utc)}, is older than {iso(old.newest_utc)}, which is here"
    return ""


def _held(source: Source, path: Path) -> Contents | None:
    """What the file that is there holds; None where there is none, or it is damaged."""
    if not path.is_file():
        return None
    with suppress(InvalidInputError):
        return source.read(path)
    return None


def _fetch(source: Source, known: Record | None, into: Path, patience: Patience) -> _Answer | None:
    """Try as often as patience says; None where nothing is new."""
    headers = {"User-Agent": f"commonsky/{__version__}", "Accept-Encoding": "identity"}
    if known is not None and known.etag:
        headers["If-None-Match"] = known.etag
    if known is not None and known.last_modified:
        headers["If-Modified-Since"] = known.last_modified
    why = ""
    for attempt in range(patience.tries):
        if attempt:
            time.sleep(patience.pauses_s[min(attempt, len(patience.pauses_s)) - 1])
        try:
            return _once(source, headers, into, patience)
        except _TryAgainError as error:
            why = str(error)
    host = urlsplit(source.url).hostname
    raise UnreachableError(f"cannot reach {host}: {why} ({patience.tries} tries); try again later, or {source.way_out}")


def _once(source: Source, headers: dict[str, str], into: Path, patience: Patience) -> _Answer | None:
    asked = web.Request(source.url, headers=headers)  # noqa: S310  # check_url let https through, and http on this machine
    try:
        answer = opener(source.url).open(asked, timeout=patience.timeout_s)
    except HTTPError as error:
        try:
            _check_unchanged(source, error)
        finally:
            error.close()
        return None
    except (OSError, http.client.HTTPException) as error:
        raise _again(source, error) from error
    except InvalidInputError:
        raise
    except ValueError as error:
        raise InvalidInputError(f"{source.url} sends us on to no address ({error}); {source.way_out}") from error
    with answer, into.open("wb") as sink:
        if answer.status != 200:
            raise InvalidInputError(f"{source.url} answered {answer.status} {answer.reason}, which is no file; {source.way_out}")
        digest = _stream(source, answer, sink, patience)
        return _Answer(sha256=digest, etag=answer.headers.get("ETag", ""), last_modified=answer.headers.get("Last-Modified", ""))


def _check_unchanged(source: Source, error: HTTPError) -> None:
    """Return if an answer that is no file says that nothing is new; raise if it is worth another try, or refuses."""
    said, reason = "", " ".join(str(error.reason).split())
    with suppress(OSError, http.client.HTTPException, ValueError):
        said = " ".join(error.read(300).decode("utf-8", "replace").split())
    if error.code == http.HTTPStatus.NOT_MODIFIED or (error.code == http.HTTPStatus.FORBIDDEN and _UNCHANGED in said):
        return
    if error.code >= 500:
        raise _TryAgainError(f"it answered {error.code} {reason}")
    quoted = f" ({said[:80]!r})" if said and not said.startswith("<") else ""
    raise InvalidInputError(f"{source.url} answered {error.code} {reason}{quoted}; check the address, or {source.way_out}")


def _again(source: Source, error: Exception) -> Exception:
    reason = error.reason if isinstance(error, URLError) else error
    if isinstance(reason, ssl.SSLCertVerificationError):
        return InvalidInputError(
            f"{source.url}: its certificate is not to be trusted ({reason.verify_message}); check this machine's clock"
        )
    if isinstance(reason, TimeoutError):
        return _TryAgainError("no answer in time")
    return _TryAgainError(getattr(reason, "strerror", None) or str(reason) or type(reason).__name__)


def _stream(source: Source, answer: Any, sink: IO[bytes], patience: Patience) -> str:
    """Write an answer as it comes; the SHA-256 of all of it."""
    digest, size, until = hashlib.sha256(), 0, time.monotonic() + patience.longest_s
    length = answer.headers.get("Content-Length", "")
    promised = int(length) if length.isascii() and length.isdigit() else None
    while promised is None or size < promised:
        if max(size, promised or 0) > patience.most_bytes:
            raise InvalidInputError(
                f"{source.url} sends more than {patience.most_bytes / 1e6:g} MB; check the address, or {source.way_out}"
            )
        if time.monotonic() > until:
            raise InvalidInputError(f"{source.url} sends too slowly: not done in {patience.longest_s / 60:g} minutes; {source.way_out}")
        try:
            chunk = answer.read1(_CHUNK if promised is None else min(_CHUNK, promised - size))
        except (OSError, http.client.HTTPException) as error:
            raise _again(source, error) from error
        if not chunk:
            break
        digest.update(chunk)
        size += len(chunk)
        sink.write(chunk)
    if promised is not None and size < promised:
        raise _TryAgainError(f"the answer broke off after {size} of {promised} bytes")
    _write(sink, b"")
    return digest.hexdigest()


def _sweep(path: Path) -> None:
    """Remove what a process left that was killed: a download takes no day."""
    for name in (path.name, record_path(path).name):
        for left in path.parent.glob(f".{name}.*"):
            if time.time() - left.stat().st_mtime > 86400.0:
                left.unlink(missing_ok=True)


def _new_file(path: Path) -> Path:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    os.close(handle)
    Path(name).chmod(0o644)
    return Path(name)


def _write(sink: IO[bytes], data: bytes) -> None:
    """Write and do not come back before it is on the disk."""
    sink.write(data)
    sink.flush()
    os.fsync(sink.fileno())


def _sync_folder(folder: Path) -> None:
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _writing(path: Path) -> Iterator[None]:
    """An error of the disk as one line."""
    try:
        yield
    except OSError as error:
        raise OutputError(f"cannot write to {path.parent}: {error.strerror or error}; nothing was changed there") from error
