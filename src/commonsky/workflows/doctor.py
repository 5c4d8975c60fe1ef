"""What is installed, what is stale, what is missing: looked at on this machine, the network is not tried.

Facts: none of its own; what is required is read from the package's own metadata. Leaves out whether a package that is there is sound.
"""

from __future__ import annotations

import platform
import re
import shutil
import tempfile
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from importlib import metadata
from typing import TYPE_CHECKING, Literal

from commonsky import __version__
from commonsky.core.errors import CommonskyError
from commonsky.core.time import iso

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

State = Literal["ok", "stale", "missing"]
ELEMENTS_STALE_DAYS = 30.0
SPACE_WEATHER_STALE_DAYS = 7.0
STATE_STALE_DAYS = 365


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that was looked at: its state, whether nothing works without it, and what there is to say."""

    name: str
    state: State
    text: str
    required: bool = False


def examine(now: datetime | None = None) -> tuple[Finding, ...]:
    """Everything that is looked at, in the order that it is shown.

    Args:
        now: aware time that ages are counted to; None: the clock's.
    """
    moment = now or datetime.now(UTC)
    return (
        Finding(name="commonsky", state="ok", text=__version__),
        Finding(name="python", state="ok", text=platform.python_version()),
        Finding(name="platform", state="ok", text=platform.platform()),
        *_packages(),
        _guarded("hot loops", _loops),
        _guarded("catalogue", _catalogue, required=True),
        _guarded("mission states", lambda: _states(moment.date())),
        _guarded("packaged elements", lambda: _packaged_elements(moment)),
        _guarded("own elements", lambda: _own_elements(moment)),
        _guarded("own space weather", lambda: _own_space_weather(moment)),
        _guarded("record", _record),
        _guarded("data folder", _folder),
    )


def sound(findings: Iterable[Finding]) -> bool:
    """Whether nothing that is required is missing."""
    return not any(f.required and f.state == "missing" for f in findings)


def requirements(lines: Iterable[str]) -> dict[str, str]:
    """Packages to the extra that wants them, or to nothing where they are always required; from a package's metadata.

    >>> requirements(["numpy>=2.0", 'rasterio>=1.4; extra == "raster"', "tomli; python_version < '3'"])
    {'numpy': '', 'rasterio': 'raster'}
    """
    found = {}
    for line in lines:
        need, _, marker = line.partition(";")
        extra = re.search(r"extra\s*==\s*[\"']([^\"']+)", marker)
        name = re.match(r"[\w.-]+", need.strip())
        if name and (extra or not marker.strip()):
            found[name.group()] = extra.group(1) if extra else ""
    return found


def _packages() -> list[Finding]:
    try:
        wanted = requirements(metadata.requires("commonsky") or ())
    except metadata.PackageNotFoundError:
        text = "missing: pip install commonsky (it runs from a folder, and what it requires is not known)"
        return [Finding(name="packages", state="missing", text=text)]
    return [_package(name, extra) for name, extra in sorted(wanted.items(), key=lambda item: (item[1], item[0]))]


def _package(name: str, extra: str) -> Finding:
    try:
        return Finding(name=name, state="ok", text=metadata.version(name), required=not extra)
    except metadata.PackageNotFoundError:
        what = f'"commonsky[{extra}]"' if extra else name
        return Finding(name=name, state="missing", text=f"missing: pip install {what}", required=not extra)


def _guarded(name: str, look: Callable[[], tuple[State, str]], *, required: bool = False) -> Finding:
    """A look that says so itself where it cannot look, since what it needs is not installed or is broken."""
    try:
        state, text = look()
    except (ImportError, CommonskyError, OSError) as error:
        state, text = "missing", f"cannot be looked at: {error}"
    return Finding(name=name, state=state, text=" ".join(text.split()), required=required)


def _loops() -> tuple[State, str]:
    from commonsky.workflows.assess import is_compiled

    return ("ok", "compiled") if is_compiled() else ("missing", "not compiled yet: the first assess takes about a minute more")


def _catalogue() -> tuple[State, str]:
    from commonsky.catalogue.load import packaged_catalogue

    found = packaged_catalogue()
    dates = [row.as_of for row in (*found.missions.values(), *found.instruments.values())]
    text = f"{len(found.missions)} missions, {len(found.instruments)} instruments, as of {min(dates)} to {max(dates)}"
    return "ok", text


def _states(today: date) -> tuple[State, str]:
    """How long ago a source last said how each flying mission is."""
    from commonsky.catalogue.load import packaged_catalogue

    flying = [m for m in packaged_catalogue().missions.values() if m.gives_products(today)]
    old = sorted((m for m in flying if (today - m.status_as_of).days > STATE_STALE_DAYS), key=lambda m: m.status_as_of)
    text = f"{len(flying)} missions give products"
    if not old:
        return "ok", f"{text}, each seen at work within {STATE_STALE_DAYS} days"
    oldest = ", ".join(f"{m.name} {m.status_as_of}" for m in old[:3])
    return "stale", f"{text}; of {len(old)} the state was last read over a year ago, the oldest: {oldest}"


def _packaged_elements(now: datetime) -> tuple[State, str]:
    from commonsky.catalogue.load import packaged_catalogue

    return _ages([e.epoch_utc for e in packaged_catalogue().elements.values()], now)


def _own_elements(now: datetime) -> tuple[State, str]:
    from commonsky.sources.element_format import read_elements
    from commonsky.workflows.update import fetched_elements

    path = fetched_elements()
    if path is None:
        return "missing", "none: commonsky update elements"
    state, text = _ages([e.epoch_utc for e in read_elements(path).sets], now)
    return state, f"{text}: {path}{_hint(state, 'elements')}"


def _own_space_weather(now: datetime) -> tuple[State, str]:
    from commonsky.sources.download import read_record
    from commonsky.sources.space_weather import read_space_weather
    from commonsky.workflows.update import fetched_space_weather

    path = fetched_space_weather()
    if path is None:
        return "missing", "none: commonsky update space-weather"
    last, record = read_space_weather(path).last_observed, read_record(path)
    age = _days(_midnight(last), now) if last else float("inf")
    state: State = "stale" if age > SPACE_WEATHER_STALE_DAYS else "ok"
    fetched = f", fetched {record.fetched_utc}" if record else ""
    return state, f"observed to {last} ({age:.0f} days old{fetched}): {path}{_hint(state, 'space-weather')}"


def _ages(epochs: list[datetime], now: datetime) -> tuple[State, str]:
    oldest, newest = min(epochs), max(epochs)
    text = f"{len(epochs)} sets, epochs {iso(oldest)} to {iso(newest)} ({_days(oldest, now):.0f} to {_days(newest, now):.0f} days old)"
    old = sum(_days(epoch, now) > ELEMENTS_STALE_DAYS for epoch in epochs)
    if not old:
        return "ok", text
    return "stale", f"{text}; {old} older than {ELEMENTS_STALE_DAYS:g} days"


def _record() -> tuple[State, str]:
    """Where the record is and, on PostgreSQL, whether PostGIS is there."""
    from commonsky.store.record import describe_record

    return "ok", describe_record()


def _folder() -> tuple[State, str]:
    from commonsky.workflows.update import data_folder

    folder = data_folder()
    there = _nearest(folder)
    free = f"{shutil.disk_usage(there).free / 1e9:.1f} GB free"
    try:
        with tempfile.TemporaryFile(dir=there):  # what permissions say is not the truth for root, nor on a read-only disk
            pass
    except OSError as error:
        return "missing", f"{folder} cannot be written to: {error.strerror}; name another as COMMONSKY_DATA"
    return "ok", f"{folder}{'' if there == folder else ' (made when first needed)'}, writable, {free}"


def _nearest(folder: Path) -> Path:
    """The folder, or the nearest above it that is there."""
    return next(place for place in (folder, *folder.parents) if place.exists())


def _hint(state: State, what: str) -> str:
    return f"; commonsky update {what}" if state == "stale" else ""


def _days(moment: datetime, now: datetime) -> float:
    return (now - moment).total_seconds() / 86400.0


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
