"""Passes of bare cones over a list of points: what other tools call access. Joins sources, orbits and coverage. Facts: none of its own."""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from math import radians
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from commonsky.core.errors import InvalidInputError, OutputError, StaleElementsError
from commonsky.core.time import parse_utc, seconds_since_epoch
from commonsky.coverage.passes import Look, Passes, cone_look, gather
from commonsky.coverage.points import bin_points
from commonsky.coverage.revisit import RevisitSummary, revisit_gaps, summarise
from commonsky.orbits.propagation import age_days, propagate
from commonsky.sources.element_format import read_elements

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyarrow as pa
    from numpy.typing import NDArray

    from commonsky.core.elements import Elements
    from commonsky.core.execution import Progress

STALE_DAYS = 365.0
#: Seconds between nodes of a track: the passes are the same at 60 s, and SGP4 takes most of the time.
STEP_S = 120.0
LONGEST_DAYS = 3660.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ConeRequest:
    """What is asked: element sets and points as files, the cone's half angle, the window, the shortest pass that counts, s."""

    elements: Path
    points: Path
    half_angle_deg: float
    start: str
    days: float
    any_age: bool
    least_access: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ConePasses:
    """Passes, the window that they lie in, and a line for each element set or point that was refused."""

    passes: Passes
    start_s: float
    end_s: float
    refused: tuple[str, ...]


def find_cone_passes(request: ConeRequest, progress: Progress, *, one_shot: bool = False) -> ConePasses:
    """All passes of a cone of every satellite over every point.

    Args:
        request: what is asked.
        progress: is told what is being done.
        one_shot: whether the process ends after this, so that loading compiled loops does not pay for a small job.

    Raises:
        InvalidInputError: if an input is refused.
        StaleElementsError: if elements are years from the window and this is not allowed.
    """
    if not 0 < request.half_angle_deg <= 90:
        raise InvalidInputError(f"--half-angle-deg {request.half_angle_deg:g} is out of range; give more than 0 and at most 90 degrees")
    if not 0 < request.days <= LONGEST_DAYS:
        raise InvalidInputError(f"--days {request.days:g} is out of range; give more than 0 and at most {LONGEST_DAYS:g}")
    if not 0 <= request.least_access < request.days * 86400.0:
        raise InvalidInputError(f"--least-access {request.least_access:g} is out of range; give seconds, 0 up to the window's length")
    start_s = seconds_since_epoch(parse_utc(request.start))
    found = read_elements(request.elements)
    lat, lon = read_points(request.points)
    _check_age(found.sets, start_s, any_age=request.any_age)
    points = bin_points(lat, lon)
    rows, refused = [], list(found.refused)
    progress.step("finding passes", len(found.sets))
    for name, elements in _named(found.sets):
        progress.tick()
        try:
            track = propagate(elements, start_s, request.days * 86400.0, step_s=STEP_S)
        except InvalidInputError as error:
            refused.append(str(error))
            continue
        half, least_s = radians(request.half_angle_deg), request.least_access
        rows.append(cone_look(track, points, half, Look(platform=name), one_shot=one_shot, least_s=least_s))
    if not rows:
        raise InvalidInputError(refused[-1])
    return ConePasses(passes=gather(rows, len(lat)), start_s=start_s, end_s=start_s + request.days * 86400.0, refused=tuple(refused))


def revisit_of(found: ConePasses) -> RevisitSummary:
    """Figures of the gaps between the passes."""
    return summarise(revisit_gaps(found.passes, found.start_s, found.end_s), found.passes)


def write_cone_passes(found: ConePasses, path: Path) -> None:
    """Write point, start_s, end_s (seconds since the start of the window) and platform as Parquet, whole or not at all.

    Raises:
        OutputError: if the file cannot be written.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    passes = found.passes
    names = pa.DictionaryArray.from_arrays(_column(passes.look), _words([look.platform for look in passes.looks]))
    columns = {
        "point": passes.point_of_each(),
        "start_s": passes.start_s - found.start_s,
        "end_s": passes.end_s - found.start_s,
    }
    table = pa.table({name: _column(values) for name, values in columns.items()} | {"platform": names})
    staging = None
    try:
        handle, staging = tempfile.mkstemp(dir=path.absolute().parent, prefix=f".{path.name}.")
        os.close(handle)
        pq.write_table(table, staging, compression="zstd")
        Path(staging).chmod(0o644)
        Path(staging).replace(path)
    except OSError as error:
        raise OutputError(f"cannot write {path}: {error.strerror or error}; give another file with --out") from error
    finally:
        if staging is not None:
            Path(staging).unlink(missing_ok=True)


def _words(words: Sequence[str]) -> pa.StringArray:
    """Words as Arrow's, without a look at lists: that look alone loads pandas where it is installed, two seconds."""
    import pyarrow as pa

    coded = [word.encode() for word in words]
    ends = np.cumsum([0, *map(len, coded)]).astype(np.int32)
    return pa.StringArray.from_buffers(len(coded), pa.py_buffer(ends.tobytes()), pa.py_buffer(b"".join(coded)))


def _column(values: NDArray[Any]) -> pa.Array[Any]:
    """An array as Arrow's, without a look at masks: that look alone loads numpy.ma."""
    import pyarrow as pa

    return pa.Array.from_buffers(pa.from_numpy_dtype(values.dtype), len(values), [None, pa.py_buffer(values.tobytes())])


def read_points(path: Path) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Latitude and longitude, degrees, of a CSV with the columns lat,lon; every row must be sound, since rows are known by number.

    Raises:
        InvalidInputError: if the file cannot be read or a row is no point, with its line.
    """
    import csv

    try:
        with path.open(newline="", encoding="utf-8-sig") as handle:
            rows = list(csv.reader(handle))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InvalidInputError(f"cannot read {path}: {error}; give a CSV with the columns lat,lon") from error
    header = [name.strip().casefold() for name in rows[0]] if rows else []
    if not {"lat", "lon"} <= set(header):
        raise InvalidInputError(f"{path} has no columns lat,lon; its first line must name them")
    at = header.index("lat"), header.index("lon")
    table = np.empty((len(rows) - 1, 2))
    for number, row in enumerate(rows[1:]):
        try:
            table[number] = float(row[at[0]]), float(row[at[1]])
        except (ValueError, IndexError) as error:
            raise InvalidInputError(f"{path}, line {number + 2}: no point in {','.join(row)!r}; give lat,lon in degrees") from error
    wrong = np.flatnonzero(~((np.abs(table[:, 0]) <= 90) & (np.abs(table[:, 1]) <= 360)))
    if len(wrong) or not len(table):
        where = f"line {wrong[0] + 2}: out of range" if len(wrong) else "no points"
        raise InvalidInputError(f"{path}, {where}; give latitudes of -90 to 90 and longitudes of -180 to 360 degrees")
    return table[:, 0].copy(), table[:, 1].copy()


def _check_age(sets: Sequence[Elements], start_s: float, *, any_age: bool) -> None:
    for elements in sets:
        days = age_days(elements, start_s)
        if abs(days) > STALE_DAYS and not any_age:
            raise StaleElementsError(
                f"elements of {elements.name} are {abs(days):.0f} days from the window; give newer ones, or allow it with --any-age"
            )


def _named(sets: Sequence[Elements]) -> list[tuple[str, Elements]]:
    """Each set with a name of its own: its number is added where a name stands twice."""
    names = [e.name for e in sets]
    seen: dict[str, int] = {}
    rows = []
    for elements in sets:
        label = elements.name if names.count(elements.name) == 1 else f"{elements.name} {elements.norad}"
        seen[label] = seen.get(label, 0) + 1
        rows.append((label if seen[label] == 1 else f"{label} ({seen[label]})", elements))
    return rows
