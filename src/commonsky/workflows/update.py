"""Renew the user's own element sets and space weather from the network. Joins sources and the data folder. Facts: none of its own.

Each file is renewed or left as it is; files that came well are kept even where others were refused, all of them together at the end.
"""

from __future__ import annotations

import json
import os
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from commonsky.core.errors import InvalidInputError, OutputError, UnknownNameError
from commonsky.core.time import iso
from commonsky.sources.download import (
    GROUP_URL,
    GROUPS,
    RENEWED_H,
    Contents,
    Patience,
    Source,
    UnreachableError,
    fetched,
    write_whole,
)
from commonsky.sources.element_format import read_elements
from commonsky.sources.space_weather import SPACE_WEATHER_URL, read_space_weather

if TYPE_CHECKING:
    from collections.abc import Sequence

    from commonsky.core.elements import Elements
    from commonsky.core.execution import Progress
    from commonsky.sources.download import Fresh

#: Name of what --url gives, which is of no group.
OWN = "own"
ELEMENTS_WAY_OUT = "give a file: commonsky assess ... --elements FILE"
SPACE_WEATHER_WAY_OUT = "give another address with --url"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one file.

    Args:
        name: the group, ``own`` or ``space-weather``.
        state: ``renewed``, ``current`` (nothing is new), or ``refused`` (the old file stays).
        file: where it is.
        sets: sound element sets, or days; None where refused.
        newest_utc: newest epoch, or last observed day; None where refused.
        rows_refused: a line for each row of the new file that is not sound.
        why: why it was refused, or empty.
    """

    name: str
    state: Literal["renewed", "current", "refused"]
    file: Path
    sets: int | None = None
    newest_utc: datetime | None = None
    rows_refused: tuple[str, ...] = ()
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """What became of each file that was tried; the joined element sets, and how many they are, where there are any."""

    outcomes: tuple[Outcome, ...]
    joined: Path | None = None
    satellites: int = 0

    @property
    def done(self) -> bool:
        """Whether nothing was refused."""
        return all(outcome.state != "refused" for outcome in self.outcomes)


def data_folder(into: Path | None = None) -> Path:
    """Where the user's own data are: `into`, else $COMMONSKY_DATA, else $XDG_DATA_HOME/commonsky, else ~/.local/share/commonsky.

    Raises:
        OutputError: if there is no home.
    """
    if into is not None:
        return into.absolute()
    if own := os.environ.get("COMMONSKY_DATA"):
        return Path(own).absolute()
    shared = os.environ.get("XDG_DATA_HOME", "")
    if Path(shared).is_absolute():  # the XDG specification wants others ignored
        return Path(shared) / "commonsky"
    try:
        return Path.home() / ".local" / "share" / "commonsky"
    except RuntimeError as error:
        raise OutputError("no home folder is known; give a folder with --into, or as COMMONSKY_DATA") from error


def fetched_elements(into: Path | None = None) -> Path | None:
    """The file of all element sets that were fetched, each satellite once, or None where none were."""
    path = data_folder(into) / "elements.json"
    return path if path.is_file() else None


def fetched_space_weather(into: Path | None = None) -> Path | None:
    """The file of space weather that was fetched, or None."""
    path = data_folder(into) / "space-weather.csv"
    return path if path.is_file() else None


def update_elements(
    progress: Progress,
    *,
    url: str | None = None,
    groups: Sequence[str] = (),
    into: Path | None = None,
    now: datetime | None = None,
    patience: Patience | None = None,
) -> Update:
    """Renew element sets: the groups named, or those of Earth observation, or one file at a URL; then join all that are there.

    Args:
        progress: is told what is being done.
        url: of one file in any registered format, in place of groups.
        groups: CelesTrak's, by name; none: those that GROUPS marks.
        into: the data folder; None: the user's.
        now: aware time; None: the clock's.
        patience: how long and how often to try.

    Raises:
        InvalidInputError: if what is asked makes no sense.
        OutputError: if the folder cannot be written; nothing is changed then.
    """
    folder = data_folder(into)
    wanted = [(source, _group_file(folder, source.name)) for source in _sources(url, groups)]
    outcomes = _renew(wanted, progress, now, patience)
    joined, satellites = join_elements(folder)
    return Update(outcomes=outcomes, joined=joined, satellites=satellites)


def update_space_weather(
    progress: Progress,
    *,
    url: str | None = None,
    into: Path | None = None,
    now: datetime | None = None,
    patience: Patience | None = None,
) -> Update:
    """Renew the indices of space weather; arguments as for update_elements."""
    source = Source(
        name="space-weather",
        url=url or SPACE_WEATHER_URL,
        kind="days",
        read=_space_weather,
        way_out=SPACE_WEATHER_WAY_OUT,
        renewed_h=0.0 if url else RENEWED_H,
    )
    return Update(outcomes=_renew([(source, data_folder(into) / "space-weather.csv")], progress, now, patience))


def join_elements(folder: Path) -> tuple[Path | None, int]:
    """Write one file of all groups' sets, each satellite's newest, and say where and how many; untouched where nothing changed."""
    newest: dict[object, Elements] = {}
    for name in (*GROUPS, OWN):
        path = _group_file(folder, name)
        if not path.is_file():
            continue
        try:
            found = read_elements(path).sets
        except InvalidInputError:  # damaged since it was proved: what other groups hold is still good
            continue
        for elements in found:
            key = elements.norad or elements.name
            if key not in newest or elements.epoch_utc > newest[key].epoch_utc:
                newest[key] = elements
    joined = folder / "elements.json"
    if not newest:
        return None, 0
    rows = (json.dumps(_message(e), ensure_ascii=False) for e in sorted(newest.values(), key=lambda e: (e.norad, e.name)))
    text = ("[\n" + ",\n".join(rows) + "\n]\n").encode()
    if not joined.is_file() or joined.read_bytes() != text:
        write_whole(joined, text)
    return joined, len(newest)


def _message(elements: Elements) -> dict[str, str | float]:
    """An element set as an OMM's keywords (CCSDS 502.0-B-3), as CelesTrak writes them."""
    return {
        "OBJECT_NAME": elements.name,
        "OBJECT_ID": elements.cospar,
        "EPOCH": elements.epoch_utc.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds"),
        "MEAN_MOTION": elements.mean_motion_rev_day,
        "ECCENTRICITY": elements.eccentricity,
        "INCLINATION": elements.inclination_deg,
        "RA_OF_ASC_NODE": elements.node_deg,
        "ARG_OF_PERICENTER": elements.perigee_deg,
        "MEAN_ANOMALY": elements.anomaly_deg,
        "NORAD_CAT_ID": elements.norad,
        "BSTAR": elements.bstar,
        "MEAN_MOTION_DOT": elements.ndot_rev_day2,
        "MEAN_MOTION_DDOT": elements.nddot_rev_day3,
    }


def _sources(url: str | None, groups: Sequence[str]) -> list[Source]:
    if url and groups:
        raise InvalidInputError("--url gives one file in place of groups; give --url or --group, not both")
    for name in groups:
        if name not in GROUPS:
            raise UnknownNameError("group", name, GROUPS)
    if url:
        return [Source(name=OWN, url=url, kind="element sets", read=_element_sets, way_out=ELEMENTS_WAY_OUT)]
    asked = dict.fromkeys(groups or [name for name, (_, unasked) in GROUPS.items() if unasked])
    return [
        Source(
            name=name,
            url=GROUP_URL.format(group=name),
            kind="element sets",
            read=_element_sets,
            way_out=ELEMENTS_WAY_OUT,
            renewed_h=RENEWED_H,
        )
        for name in asked
    ]


def _group_file(folder: Path, name: str) -> Path:
    return folder / "elements" / f"{name}.{'txt' if name == OWN else 'json'}"


def _element_sets(path: Path) -> Contents:
    found = read_elements(path)
    return Contents(sets=len(found.sets), newest_utc=max(e.epoch_utc for e in found.sets), refused=found.refused)


def _space_weather(path: Path) -> Contents:
    found = read_space_weather(path)
    if found.last_observed is None:
        raise InvalidInputError(f"{path} holds predicted days alone; give a file such as SW-Last5Years.csv")
    return Contents(sets=len(found.days), newest_utc=datetime.combine(found.last_observed, time(), UTC), refused=found.refused)


def _renew(
    wanted: Sequence[tuple[Source, Path]], progress: Progress, now: datetime | None, patience: Patience | None
) -> tuple[Outcome, ...]:
    """Fetch all, then put what came well in its place: stopped before that, nothing has changed."""
    progress.step("fetching", len(wanted))
    outcomes: list[Outcome] = []
    moment = now or datetime.now(UTC)
    with ExitStack() as stack:
        proved: list[Fresh] = []
        for source, path in wanted:
            try:
                fresh = stack.enter_context(fetched(source, path, moment, patience or Patience()))
            except InvalidInputError as error:
                outcomes.append(Outcome(name=source.name, state="refused", file=path, why=str(error)))
                if isinstance(error, UnreachableError):
                    break
            else:
                outcomes.append(_outcome(source, path, fresh))
                proved += [fresh] if fresh else []
            progress.tick()
        for fresh in proved:
            fresh.keep()
    return tuple(outcomes)


def _outcome(source: Source, path: Path, fresh: Fresh | None) -> Outcome:
    held = fresh.contents if fresh else source.read(path)
    return Outcome(
        name=source.name,
        state="renewed" if fresh else "current",
        file=path,
        sets=held.sets,
        newest_utc=held.newest_utc,
        rows_refused=held.refused if fresh else (),
    )


def as_row(outcome: Outcome) -> dict[str, object]:
    """An outcome for machines."""
    return {
        "name": outcome.name,
        "state": outcome.state,
        "file": str(outcome.file),
        "sets": outcome.sets,
        "newest_utc": iso(outcome.newest_utc) if outcome.newest_utc else None,
        "rows_refused": list(outcome.rows_refused),
        "why": outcome.why,
    }
