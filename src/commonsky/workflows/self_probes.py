"""Probes of this software: what the checklist asks and can be tried is tried on this machine. Joins store and sources.

Facts: end of support of Python versions: include/release-cycle.json of devguide.python.org, read 2026-11-23. Whatever is written goes
into a temporary folder; servers that are asked are our own, on this machine. Leaves out what only a person or another machine can show:
power cut tests, who may log in, whether a package is sound.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from importlib import metadata
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Literal

from commonsky.core.errors import CommonskyError, UnknownNameError
from commonsky.core.time import iso
from commonsky.resilience.checklist import Probed
from commonsky.sources.addresses import check_url, opener
from commonsky.sources.elements.omm import parse_xml
from commonsky.sources.spreadsheets import read_sheet
from commonsky.workflows.doctor import ELEMENTS_STALE_DAYS, SPACE_WEATHER_STALE_DAYS, requirements
from commonsky.workflows.probe_parts import (
    HARMLESS_WORK,
    away_and_endless,
    backed_up,
    hosts_asked,
    swollen_sheet,
    tamper,
    written,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from urllib.request import OpenerDirector

    from sqlalchemy import Engine

    from commonsky.core.elements import Elements
    from commonsky.store.model import Record
    from commonsky.store.places import RecordPlace

Result = tuple[Literal["pass", "fail", "unknown"], str]
LEAST_FREE_GB = 1.0
#: Last month of support of a Python version, as its first day.
END_OF_SUPPORT = {(3, 11): date(2027, 10, 1), (3, 12): date(2028, 10, 1), (3, 13): date(2029, 10, 1), (3, 14): date(2030, 10, 1)}
BAD_ADDRESSES = (
    "http://example.org/x",
    "ftp://example.org/x",
    "file:///etc/hostname",
    "https://ana:secret@example.org/x",
    "//example.org/x",
)
ENTITIES = '<!DOCTYPE ndm [<!ENTITY a "x">]><ndm><omm><OBJECT_NAME>&a;</OBJECT_NAME></omm></ndm>'


def _record_opener(place: str) -> Record:
    from commonsky.store.record import open_record

    return open_record(place)


def _engine_maker(place: RecordPlace) -> Engine:
    from commonsky.store.connections import make_engine

    return make_engine(place)


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What is probed: the software's own parts, which a test may exchange for broken ones.

    Args:
        record: the record whose permissions are looked at; None: the user's.
        folder: of the user's own data; None: the usual one.
        now: aware time that ages are counted to; None: the clock's.
        python: major and minor version.
        most_bytes: cap of the download that is tried.
        sheet_mb: what the swollen spreadsheet inflates to, MB.
        work: Python statements that must ask no other host.
        free_bytes: of a folder's disk.
        packages: required packages: version and licence, empty texts where there is none.
    """

    record: str | None = None
    folder: Path | None = None
    now: datetime | None = None
    python: tuple[int, int] = field(default_factory=lambda: (sys.version_info.major, sys.version_info.minor))
    most_bytes: int = 100_000
    sheet_mb: int = 210
    work: str = HARMLESS_WORK
    open_record: Callable[[str], Record] = _record_opener
    make_engine: Callable[[RecordPlace], Engine] = _engine_maker
    back_up: Callable[[Path, Path], None] = backed_up
    parse_xml: Callable[[str, str], Iterator[Elements | str]] = parse_xml
    check_url: Callable[[str], str] = check_url
    opener: Callable[[str], OpenerDirector] = opener
    read_sheet: Callable[[Path], list[list[str]]] = read_sheet
    free_bytes: Callable[[Path], int] = lambda folder: shutil.disk_usage(folder).free
    packages: Callable[[], Mapping[str, tuple[str, str]]] = field(default_factory=lambda: required_packages)


@dataclass(frozen=True, slots=True)
class Probe:
    """One probe: its id, the question that it bears on, what is shown where it passes, and the look; a row of a table, so by position."""

    id: str
    question: str
    en: str
    zh: str
    look: Callable[[Setting], Result]


def run_probes(setting: Setting | None = None, *, only: Iterable[str] = ()) -> tuple[Probed, ...]:
    """Run the probes, all or those named.

    Raises:
        UnknownNameError: for an unknown probe.
    """
    known = {probe.id: probe for probe in PROBES}
    names = tuple(only) or tuple(known)
    for name in names:
        if name not in known:
            raise UnknownNameError("probe", name, known)
    return tuple(_run(known[name], setting or Setting()) for name in names)


def _run(probe: Probe, setting: Setting) -> Probed:
    """A probe that cannot be carried out says so, and is no pass."""
    try:
        result, fact = probe.look(setting)
    except (CommonskyError, OSError, ImportError) as error:
        result, fact = "unknown", f"cannot be tried here: {error}"
    titles = {"en": probe.en, "zh": probe.zh}
    return Probed(id=probe.id, questions=(probe.question,), titles=titles, result=result, fact=" ".join(fact.split()))


def required_packages() -> dict[str, tuple[str, str]]:
    """Packages that are always required, with the version that is there and the licence that it states."""
    found = {}
    for name, extra in requirements(metadata.requires("commonsky") or ()).items():
        if extra:
            continue
        try:
            found[name] = (metadata.version(name), _licence(metadata.metadata(name)))
        except metadata.PackageNotFoundError:
            found[name] = ("", "")
    return found


def _licence(told: metadata.PackageMetadata) -> str:
    named = [str(line).rpartition(":: ")[2] for line in told.get_all("Classifier") or [] if str(line).startswith("License ::")]
    fields = (str(told[name]).strip() for name in ("License-Expression", "License") if name in told)
    return next((line.splitlines()[0][:60] for line in fields if line), named[0] if named else "")


def _durable(setting: Setting) -> Result:
    from commonsky.store.places import find_place

    with TemporaryDirectory() as folder:
        file = Path(folder) / "record.sqlite"
        written(setting.open_record, file)
        engine = setting.make_engine(find_place(str(file)))
        try:
            with engine.connect() as connection:
                journal, sync = (connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("journal_mode", "synchronous"))
        finally:
            engine.dispose()
    good = journal == "wal" and sync in {2, 3}
    return "pass" if good else "fail", f"journal_mode {journal}, synchronous {sync} (2: FULL, 3: EXTRA)"


def _chained(setting: Setting) -> Result:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "record.sqlite"
        written(setting.open_record, file)
        with setting.open_record(str(file)) as record:
            before = record.verify()
        tamper(file)
        with setting.open_record(str(file)) as record:
            after = record.verify()
    if before:
        return "fail", f"an untouched record is said to have a fault: {before[0]}"
    return (
        ("pass", f"one word was changed in one entry of three; found: {after[0]}") if after else ("fail", "a changed entry was not found")
    )


def _restored(setting: Setting) -> Result:
    with TemporaryDirectory() as folder:
        file, copy = Path(folder) / "record.sqlite", Path(folder) / "elsewhere.sqlite"
        head, count = written(setting.open_record, file)
        setting.back_up(file, copy)
        with setting.open_record(str(copy)) as record:
            faults, found, kept = record.verify(head=head), record.head(), len(tuple(record.entries()))
    good = not faults and (found, kept) == (head, count)
    return (
        "pass" if good else "fail",
        f"{kept} of {count} entries came back, {len(faults)} faults, head {'the same' if found == head else 'another'}",
    )


def _permissions(setting: Setting) -> Result:
    from commonsky.store.places import find_place

    file = find_place(setting.record).file
    if file is None:
        return "unknown", "the record is on a server; its rights are the database's"
    if os.name != "posix" or not file.exists():
        return "unknown", "there is no record of your own yet" if os.name == "posix" else "rights of files are not told by mode here"
    mode, around = file.stat().st_mode & 0o7777, file.parent.stat().st_mode & 0o7777
    loose = bool(mode & 0o022) or (bool(around & 0o022) and not around & 0o1000)
    read = "others may read it" if mode & 0o004 else "others may not read it"
    return "fail" if loose else "pass", f"mode {mode:04o}, its folder {around:04o}; {'others may write or replace it' if loose else read}"


def _quiet(setting: Setting) -> Result:
    asked, ended = hosts_asked(setting.work)
    if asked:
        return "fail", f"asked without being told to: {', '.join(sorted(set(asked)))}"
    if ended:
        return "unknown", f"the work did not end well: {ended}"
    return "pass", "catalogue, doctor and a record were used; no host but this machine was asked"


def _no_entities(setting: Setting) -> Result:
    rows = list(setting.parse_xml(ENTITIES, "probe"))
    taken = [row for row in rows if not isinstance(row, str) or "document type" not in row]
    if rows and not taken:
        return "pass", f"refused: {rows[0]}"
    return "fail", "a document type declaration with an entity was read" if taken else "it was passed over without a word"


def _addresses(setting: Setting) -> Result:
    taken = [url for url in BAD_ADDRESSES if not _refused(setting.check_url, url)]
    if _refused(setting.check_url, "https://celestrak.org/x"):
        return "fail", "an address with https is refused too"
    return (
        ("fail", f"taken: {', '.join(taken)}")
        if taken
        else ("pass", f"{len(BAD_ADDRESSES)} of {len(BAD_ADDRESSES)} bad addresses refused; https taken")
    )


def _refused(check: Callable[[str], object], url: str) -> bool:
    try:
        check(url)
    except CommonskyError:
        return True
    return False


def _redirects(setting: Setting) -> Result:
    with away_and_endless() as base:
        try:
            setting.opener(f"{base}/away").open(f"{base}/away", timeout=5.0).close()
        except CommonskyError as error:
            return "pass", f"a redirect to another host is refused: {str(error).replace(base, 'the probe')}"
        except OSError as error:
            return "fail", f"a redirect to another host was followed: {error}"
    return "fail", "a redirect to another host was followed"


def _capped(setting: Setting) -> Result:
    from commonsky.sources.download import Contents, Patience, Source, fetched

    moment = setting.now or datetime.now(UTC)
    with away_and_endless() as base, TemporaryDirectory() as folder:
        read = lambda path: Contents(sets=path.stat().st_size, newest_utc=moment)  # noqa: E731 - the whole of a reader
        source = Source(name="probe", url=f"{base}/long", kind="bytes", read=read, way_out="nothing is to be done")
        patience = Patience(tries=1, timeout_s=5.0, most_bytes=setting.most_bytes)
        try:
            with fetched(source, Path(folder) / "probe.bin", moment, patience) as fresh:
                return "fail", f"{fresh.contents.sets if fresh else 0} bytes were taken, with a cap of {setting.most_bytes / 1e6:g} MB"
        except CommonskyError as error:
            if "sends more than" not in str(error):
                return "unknown", str(error).replace(base, "the probe")
        left = len(list(Path(folder).iterdir()))
    told = f"cut off at {setting.most_bytes / 1e6:g} MB, {left} files left; the usual cap is {Patience().most_bytes / 1e6:g} MB"
    return "fail" if left else "pass", told


def _sheets(setting: Setting) -> Result:
    with TemporaryDirectory() as folder:
        file = swollen_sheet(Path(folder), setting.sheet_mb)
        told = f"a spreadsheet of {file.stat().st_size / 1e6:.1f} MB that inflates to {setting.sheet_mb} MB"
        try:
            setting.read_sheet(file)
        except ImportError:
            raise
        except CommonskyError as error:
            return "pass", f"{told} is refused: {str(error).replace(str(file), 'the probe')}"
    return "fail", f"{told} was read to its end; there is no cap"


def _licences(setting: Setting) -> Result:
    found = setting.packages()
    missing = sorted(name for name, (version, _) in found.items() if not version)
    silent = sorted(name for name, (version, licence) in found.items() if version and not licence)
    listed = "; ".join(f"{name} {version} ({licence})" for name, (version, licence) in sorted(found.items()) if version and licence)
    if not found:
        return "unknown", "what is required is not known: it runs from a folder"
    if missing or silent:
        return "fail", f"not there: {', '.join(missing) or 'none'}; without a licence stated: {', '.join(silent) or 'none'}; {listed}"
    return "pass", f"{len(found)} required packages, each with a licence: {listed}"


def _free(setting: Setting) -> Result:
    from commonsky.workflows.update import data_folder

    folder = data_folder(setting.folder)
    there = next(place for place in (folder, *folder.parents) if place.exists())
    free_gb = setting.free_bytes(there) / 1e9
    return "pass" if free_gb >= LEAST_FREE_GB else "fail", f"{free_gb:.1f} GB free for your data, at least {LEAST_FREE_GB:g} asked for"


def _elements(setting: Setting) -> Result:
    from commonsky.sources.element_format import read_elements
    from commonsky.workflows.update import fetched_elements

    path = fetched_elements(setting.folder)
    if path is None:
        return "unknown", "none were fetched: commonsky update elements"
    sets = read_elements(path).sets
    return _aged(max(s.epoch_utc for s in sets), ELEMENTS_STALE_DAYS, setting, f"{len(sets)} sets, the newest of")


def _space_weather(setting: Setting) -> Result:
    from commonsky.sources.space_weather import read_space_weather
    from commonsky.workflows.update import fetched_space_weather

    path = fetched_space_weather(setting.folder)
    last = read_space_weather(path).last_observed if path else None
    if last is None:
        return "unknown", "none was fetched: commonsky update space-weather"
    return _aged(datetime.combine(last, time(), UTC), SPACE_WEATHER_STALE_DAYS, setting, "observed to")


def _aged(moment: datetime, most_days: float, setting: Setting, told: str) -> Result:
    days = ((setting.now or datetime.now(UTC)) - moment).total_seconds() / 86400.0
    return "pass" if days <= most_days else "fail", f"{told} {iso(moment)}, {days:.0f} days ago; at most {most_days:g} asked for"


def _python(setting: Setting) -> Result:
    least = re.search(r">=\s*(\d+)\.(\d+)", metadata.metadata("commonsky")["Requires-Python"] or "")
    name = ".".join(str(part) for part in setting.python)
    if least and setting.python < (int(least[1]), int(least[2])):
        return "fail", f"Python {name}; {least[0]} is required"
    end = END_OF_SUPPORT.get(setting.python)
    if end is None:
        return "unknown", f"Python {name}; when its support ends is not known to this version"
    today = (setting.now or datetime.now(UTC)).date()
    return "pass" if (today.year, today.month) <= (end.year, end.month) else "fail", f"Python {name}, with security fixes until {end:%Y-%m}"


PROBES = (
    Probe("record-durable", "W-AB-4", "What the record acknowledges is on the disk", "记录确认前已落盘", _durable),
    Probe("record-chained", "W-AB-4", "A change made behind the record's back is found", "绕过记录的改动能被发现", _chained),
    Probe("record-restored", "W-RE-1", "A backup of the record is whole when restored", "记录备份恢复后完整", _restored),
    Probe("record-permissions", "W-WI-3", "Nobody else may write your record", "他人不能改写您的记录", _permissions),
    Probe("quiet", "W-AD-3", "No other host is asked without being told to", "未经要求不访问其他主机", _quiet),
    Probe("xml-entities", "W-WI-4", "XML with a document type declaration is refused", "拒收带文档类型声明的 XML", _no_entities),
    Probe("addresses", "W-WI-4", "Only https is fetched, and http of this machine", "只经 https 下载（本机 http 除外）", _addresses),
    Probe("redirects", "W-WI-4", "A download follows to no other host", "下载不跟随跳转到其他主机", _redirects),
    Probe("download-cap", "W-WI-4", "A download without end is cut off", "无尽的下载会被截断", _capped),
    Probe("sheet-cap", "W-WI-4", "A spreadsheet that inflates without bound is refused", "拒收无限膨胀的电子表格", _sheets),
    Probe("licences", "W-AD-5", "Required packages are there, with version and licence", "所需软件包齐备，版本与许可证明确", _licences),
    Probe("python", "W-AD-5", "The version of Python is still mended", "所用 Python 版本仍有安全修复", _python),
    Probe("free-disk", "W-AB-4", "There is room on the disk", "磁盘有足够空间", _free),
    Probe("elements-age", "W-AB-2", "Orbital elements are fresh", "轨道根数未过期", _elements),
    Probe("space-weather-age", "W-AB-2", "Space weather is fresh", "空间天气数据未过期", _space_weather),
)
