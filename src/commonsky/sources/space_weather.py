"""Daily indices of space weather: Kp, Ap, F10.7, observed and predicted, with the flag that tells which.

Facts: CelesTrak, Space Weather Data Documentation (SW-All.csv, SW-Last5Years.csv): Kp is printed times ten; the flag is F10.7's, so on
the last observed day the hours to come may hold predicted Kp. Leaves out ap by three hours, Cp, C9, sunspots and the 81-day means.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Literal, cast, get_args

from commonsky.core.errors import InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

SPACE_WEATHER_URL = "https://celestrak.org/SpaceData/SW-Last5Years.csv"
#: OBS observed, INT interpolated between observations, PRD predicted by the day (45 days), PRM predicted by the month.
DataType = Literal["OBS", "INT", "PRD", "PRM"]
_KP = tuple(f"KP{number}" for number in range(1, 9))
_NEEDED = ("DATE", *_KP, "AP_AVG", "F10.7_OBS", "F10.7_DATA_TYPE")
#: Most that each can be: Kp 9o, ap 400 by their definition; F10.7 has not passed 500 since 1947, apart from bursts.
_MOST = {"AP_AVG": 400.0, "F10.7_OBS": 1000.0} | dict.fromkeys(_KP, 90.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class SpaceWeatherDay:
    """One day, UTC.

    Args:
        date: the day; for PRM the first of its month.
        kp: planetary index by three hours from 00 UTC, 0 to 9, in tenths as printed (2.3 stands for 2 1/3); None where not given.
        ap_avg: mean of the day's eight ap, 2 nT; None where not given.
        f107_obs: radio flux at 10.7 cm as observed, 1e-22 W m-2 Hz-1; None where not given.
        data_type: whether observed or predicted.
    """

    date: date
    kp: tuple[float | None, ...]
    ap_avg: float | None
    f107_obs: float | None
    data_type: DataType

    @property
    def observed(self) -> bool:
        """Whether the day lies behind us, not in a prediction."""
        return self.data_type in {"OBS", "INT"}


@dataclass(frozen=True, slots=True, kw_only=True)
class SpaceWeatherFile:
    """What a file held: sound days in order, and a line for each row that is not."""

    days: tuple[SpaceWeatherDay, ...]
    refused: tuple[str, ...]

    @property
    def last_observed(self) -> date | None:
        """The last day that was observed."""
        return max((day.date for day in self.days if day.observed), default=None)


def read_space_weather(path: Path) -> SpaceWeatherFile:
    """All days of a file in the layout of CelesTrak's SW-Last5Years.csv.

    Raises:
        InvalidInputError: if the file cannot be read, lacks a column, or holds no sound day.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
        rows = list(csv.DictReader(io.StringIO(text, newline=""), restval=""))
    except OSError as error:
        raise InvalidInputError(f"cannot read {path}: {error.strerror}; give a file such as SW-Last5Years.csv") from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise InvalidInputError(f"{path} is no CSV; give a file such as SW-Last5Years.csv") from error
    missing = [name for name in _NEEDED if not rows or name not in rows[0]]
    if missing:
        raise InvalidInputError(f"{path} has no column {missing[0]} or no rows; give a file such as SW-Last5Years.csv")
    days: dict[date, SpaceWeatherDay] = {}
    refused = []
    for number, row in enumerate(rows, start=2):
        found = from_fields(row)
        if isinstance(found, str):
            refused.append(f"line {number}: {found}")
        elif days.setdefault(found.date, found) is not found:
            refused.append(f"line {number}: {found.date} stands twice")
    if not days:
        raise InvalidInputError(f"{path} holds no sound day ({refused[0]}); give a file such as SW-Last5Years.csv")
    return SpaceWeatherFile(days=tuple(days[day] for day in sorted(days)), refused=tuple(refused))


def from_fields(row: Mapping[str, str]) -> SpaceWeatherDay | str:
    """One row by its columns' names as a day, or why it is refused.

    >>> row = dict.fromkeys(_NEEDED, "") | {"DATE": "2026-03-01", "KP1": "27", "F10.7_OBS": "147.0", "F10.7_DATA_TYPE": "OBS"}
    >>> from_fields(row).kp[:2]
    (2.7, None)
    >>> from_fields(row | {"KP8": "91"})
    '2026-03-01: KP8 is 91; it can be 0 to 90'
    """
    label = (row["DATE"] or "a row without a date").strip()
    try:
        day = datetime.strptime(label, "%Y-%m-%d").replace(tzinfo=UTC).date()
        number = {name: _number(name, row[name]) for name in (*_KP, "AP_AVG", "F10.7_OBS")}
    except ValueError as error:
        return f"{label}: {error}"
    flag = row["F10.7_DATA_TYPE"].strip()
    if flag not in get_args(DataType):
        return f"{label}: F10.7_DATA_TYPE is {flag!r}; it can be {', '.join(get_args(DataType))}"
    return SpaceWeatherDay(
        date=day,
        kp=tuple(None if (printed := number[name]) is None else printed / 10.0 for name in _KP),
        ap_avg=number["AP_AVG"],
        f107_obs=number["F10.7_OBS"],
        data_type=cast("DataType", flag),
    )


def _number(name: str, text: str) -> float | None:
    """A figure within its bounds; None where the column is blank. NaN is within none."""
    if not text.strip():
        return None
    value = float(text)
    if not 0.0 <= value <= _MOST[name]:
        raise ValueError(f"{name} is {text.strip()}; it can be 0 to {_MOST[name]:g}")
    return value
