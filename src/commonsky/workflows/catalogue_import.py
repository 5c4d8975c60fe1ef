"""Compare the catalogue with a file of another's: an export of OSCAR/Space, or element sets. Facts: none of its own.

Row by row and field by field: ours, theirs, and whether they differ beyond a tolerance. Overwrites nothing: a difference is for a person to
judge, with a source. Leaves out agencies and ends of life from judgement, since they are spelt and meant differently; they are shown.
"""

from __future__ import annotations

import csv
import io
import os
import re
import tempfile
from collections import defaultdict
from dataclasses import dataclass, fields
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np

from commonsky.catalogue.rules import plain_name
from commonsky.core.errors import InvalidInputError, OutputError
from commonsky.core.places import wrap_longitude
from commonsky.core.time import seconds_since_epoch
from commonsky.orbits.derived import derive
from commonsky.orbits.propagation import sidereal_angle
from commonsky.sources.element_format import read_elements
from commonsky.sources.spreadsheets import read_sheet
from commonsky.sources.station_lists import delimiter_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from commonsky.catalogue.load import Catalogue
    from commonsky.catalogue.model import Mission
    from commonsky.core.elements import Elements

#: Differences beyond which two figures are not the same fact.
ALTITUDE_KM, NODE_MIN, LONGITUDE_DEG, LAUNCH_DAYS = 25.0, 20.0, 1.0, 1
#: Words of a heading, without spaces and signs, by the field that it stands for; the first that fits counts.
HEADINGS = {
    "name": ("acronym", "satellite", "satellitename", "name"),
    "full name": ("fullname",),
    "agency": ("agency", "spaceagency", "agencies"),
    "status": ("status", "satstatus"),
    "orbit": ("orbit", "orbittype"),
    "launch": ("launch", "launchdate"),
    "end": ("eol", "endoflife", "enddate", "eoldate"),
    "altitude": ("altitude", "altitudekm"),
    "longitude": ("longitude", "longitudedeg"),
    "node time": ("ect", "equatorcrossingtime"),
    "ascending node time": ("ectasc", "ltan"),
    "norad": ("norad", "noradid", "catalognumber"),
    "cospar": ("cospar", "cosparid", "internationaldesignator"),
}
#: What others call our states; a state that is not listed is shown and not judged.
STATES = {
    "operational": {"operational", "extended"},
    "inactive": {"ended"},
    "presumablyinactive": {"ended"},
    "lostatlaunch": {"ended"},
    "planned": {"planned"},
    "considered": {"planned"},
    "approved": {"planned"},
    "commissioning": {"commissioning"},
    "standby": {"standby"},
    "backup": {"standby"},
}
ORBITS = {
    "sunsynchronousorbit": {"sun-synchronous"},
    "driftingorbit": {"inclined"},
    "geostationaryorbit": {"geostationary"},
    "molniyaorbit": {"eccentric"},
    "highlyellipticalorbit": {"eccentric"},
}
#: The same family of satellites under two names.
FAMILIES = (("fengyun", "fy"), ("gaofen", "gf"), ("haiyang", "hy"), ("huanjing", "hj"), ("ziyuan", "zy"))
#: Names of OSCAR/Space that no rule of spelling turns into ours, without case, spaces and signs.
ALIASES = {
    "snpp": "suominpp",
    "sentinel6a": "sentinel6michaelfreilich",
    "cbers4b": "cbers4a",
    "scisat1": "scisat",
    "seosarpaz": "paz",
    "theos2main": "theos2",
    "gracecgracefo": "gracefo1",
    "lemur2": "spirelemur2",
    "zy12d": "zy102d",
    "kondorfka1": "kondorfkan1",
    "electroln2": "elektroln2",
    "electroln3": "elektroln3",
    "electroln4": "elektroln4",
    "electroln5": "elektroln5",
}

Verdict = Literal["agrees", "differs", "not judged", "only they have", "only we have"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One field of one row, ours beside theirs.

    Args:
        mission: our name, or nothing where only they have the row.
        their_name: their name, or nothing where only we have it.
        field: what is compared; ``row`` where only one side has it.
        ours, theirs: as written; nothing where a side does not say.
        verdict: ``not judged`` where one side says nothing or the two mean different things.
    """

    mission: str
    their_name: str
    field: str
    ours: str
    theirs: str
    verdict: Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Theirs:
    """A row of the other's, each field as text by our word for it."""

    names: tuple[str, ...]
    norad: int
    cospar: str
    fields: dict[str, str]


def compare(path: Path, catalogue: Catalogue) -> tuple[Difference, ...]:
    """Every field that a file and the catalogue both know of, then the rows that one of the two alone has.

    Args:
        path: an export of OSCAR/Space as XLSX or CSV (comma, semicolon or tab), or element sets in any format that is known.
        catalogue: ours.

    Raises:
        InvalidInputError: if the file cannot be read or is neither.
    """
    table = _table(_lines(path))
    rows = [_from_table(row) for row in table] if table else [_from_elements(e) for e in read_elements(path).sets]
    ours = {name: m for name, m in catalogue.missions.items() if table or (m.norad and m.status != "ended")}
    known = _Known(catalogue.missions.values())
    found: list[Difference] = []
    met: set[str] = set()
    alone: list[Difference] = []
    for row in rows:
        mission = known.find(row)
        if mission is None:
            alone.append(_row(row.names[0], "", "only they have", row.fields.get("launch", "")))
        else:
            met.add(mission.name)
            found += _fields(mission, row)
    alone += [_row("", name, "only we have", m.launch_date.isoformat()) for name, m in ours.items() if name not in met]
    return (*found, *alone)


def write_differences(differences: Iterable[Difference], path: Path) -> None:
    """Write all of it as CSV, whole or not at all, never over a file that is there.

    Raises:
        OutputError: if there is a file of this name, or it cannot be written.
    """
    staging = None
    try:
        handle, staging = tempfile.mkstemp(dir=path.absolute().parent, prefix=f".{path.name}.")
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            names = [field.name for field in fields(Difference)]
            writer.writerow(names)
            writer.writerows([getattr(d, name) for name in names] for d in differences)
        Path(staging).chmod(0o644)
        path.hardlink_to(staging)  # unlike a rename, refuses to take the place of a file
    except FileExistsError as error:
        raise OutputError(f"{path} is there already and is not written over; give another file with --out") from error
    except OSError as error:
        raise OutputError(f"cannot write {path}: {error.strerror or error}; give another file with --out") from error
    finally:
        if staging is not None:
            Path(staging).unlink(missing_ok=True)


def spellings(name: str) -> tuple[str, ...]:
    """Ways in which one satellite's name is written, without case, spaces and signs; the likeliest first.

    >>> spellings("FY-3D"), spellings("RapidEye (5 sats)")
    (('fy3d', 'fengyun3d'), ('rapideye5sats', 'rapideye', '5sats'))
    """
    inner = re.search(r"\((.+?)\)", name)
    found = [plain_name(name), plain_name(name.partition(" or ")[0])]
    if inner and not inner[1].isdecimal():  # GF-3(02) is another satellite than GF-3
        found += [plain_name(name.partition("(")[0]), plain_name(inner[1])]
    found += [ALIASES[n] for n in found if n in ALIASES]
    for long, short in FAMILIES:
        found += [long + n.removeprefix(short) for n in found if re.match(rf"{short}\d", n)]
    return tuple(dict.fromkeys(n for n in found if n))


class _Known:
    """Our missions by number, designator and spelling."""

    def __init__(self, missions: Iterable[Mission]) -> None:
        rows = list(missions)
        self._numbers = {m.norad: m for m in rows if m.norad}
        self._designators = {m.cospar: m for m in rows if m.cospar}
        self._names: dict[str, Mission] = {}
        for rank in range(6):
            for mission in rows:
                for spelling in spellings(mission.name)[rank : rank + 1]:
                    self._names.setdefault(spelling, mission)

    def find(self, row: Theirs) -> Mission | None:
        """The mission that a row is of: by number, then designator, then the likeliest spelling."""
        found = self._numbers.get(row.norad) or self._designators.get(row.cospar)
        return found or next((m for name in row.names for s in spellings(name) if (m := self._names.get(s))), None)


def _lines(path: Path) -> list[list[str]]:
    """Cells of a spreadsheet's first sheet or of CSV; of a text that is no table each line gives what a comma splits.

    Raises:
        InvalidInputError: if the file cannot be read, or is broken.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InvalidInputError(
            f"cannot read {path}: {error.strerror}; give an OSCAR/Space export as XLSX or CSV, or element sets"
        ) from error
    if content.startswith(b"PK"):
        return read_sheet(path)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")  # what older spreadsheets save
    lines = csv.reader(io.StringIO(text.lstrip(), newline=""), delimiter=delimiter_of(text))
    try:
        return list(lines)
    except csv.Error as error:
        raise InvalidInputError(f"line {lines.line_num} is broken CSV: {error}; export it again") from error


def _table(lines: list[list[str]]) -> list[dict[str, str]]:
    """Rows of a table of satellites by our word for each column; none where the lines are no such table."""
    headings = _headings(lines[0]) if lines else {}
    if "name" not in headings.values() or not {"orbit", "launch", "agency"} & set(headings.values()):
        return []
    rows = [line for line in lines[1:] if any(cell.strip() for cell in line)]
    return [{headings[i]: " ".join(cell.split()) for i, cell in enumerate(line) if i in headings} for line in rows]


def _headings(line: list[str]) -> dict[int, str]:
    """Our word for each column that we know; of two columns for one word the one whose heading stands first in our list."""
    plain = [plain_name(cell) for cell in line]
    found = {}
    for word, headings in HEADINGS.items():
        at = next((plain.index(heading) for heading in headings if heading in plain), None)
        if at is not None:
            found[at] = word
    return found


def _from_table(row: dict[str, str]) -> Theirs:
    names = tuple(n for n in (row.get("name", ""), row.get("full name", "")) if n) or ("a row without a name",)
    norad = row.get("norad", "")
    kept = {word: value for word, value in row.items() if value and word not in {"name", "full name", "norad", "cospar"}}
    if ascending := kept.pop("ascending node time", ""):
        kept.setdefault("node time", ascending if re.search("asc|desc", ascending, re.IGNORECASE) else f"{ascending} asc")
    return Theirs(names=names, norad=int(norad) if norad.isdecimal() else 0, cospar=row.get("cospar", ""), fields=kept)


def _from_elements(elements: Elements) -> Theirs:
    derived = derive(elements)
    fields_ = {"altitude": f"{derived.altitude_km:.0f}", "node time": f"{_clock(derived.node_time_h)} asc"}
    if abs(derived.period_min - 1436.07) < 10:
        mean_deg = elements.node_deg + elements.perigee_deg + elements.anomaly_deg
        turned = float(np.degrees(sidereal_angle(np.array([seconds_since_epoch(elements.epoch_utc)]))[0]))
        fields_["longitude"] = f"{float(wrap_longitude(mean_deg - turned)):.1f}"
    return Theirs(names=(elements.name,), norad=elements.norad, cospar=elements.cospar, fields=fields_)


def _row(theirs: str, ours: str, verdict: Verdict, launch: str) -> Difference:
    mine, other = ("", launch) if theirs else (launch, "")
    return Difference(mission=ours, their_name=theirs, field="row", ours=mine, theirs=other, verdict=verdict)


def _fields(mission: Mission, row: Theirs) -> Iterator[Difference]:
    """Each field that they give, beside ours."""
    orbit = mission.orbit
    ours: dict[str, str] = defaultdict(str)
    ours |= {
        "agency": ", ".join(mission.agencies),
        "status": mission.status,
        "orbit": orbit.kind,
        "launch": mission.launch_date.isoformat(),
        "end": mission.end_date.isoformat() if mission.end_date else "",
        "altitude": "" if orbit.kind == "eccentric" else f"{orbit.altitude_km:g}",
        "longitude": "" if orbit.longitude_deg is None else f"{orbit.longitude_deg:g}",
        "node time": orbit.ascending_node or "",
    }
    for word, theirs in row.fields.items():
        same = _JUDGES[word](mission, theirs) if word in _JUDGES and ours[word] else None
        verdict: Verdict = "not judged" if same is None else "agrees" if same else "differs"
        yield Difference(mission=mission.name, their_name=row.names[0], field=word, ours=ours[word], theirs=theirs, verdict=verdict)


def _same_altitude(mission: Mission, theirs: str) -> bool | None:
    value = _number(theirs)
    return None if value is None else abs(mission.orbit.altitude_km - value) <= ALTITUDE_KM


def _same_longitude(mission: Mission, theirs: str) -> bool | None:
    value = _number(theirs)
    if value is None or mission.orbit.longitude_deg is None:
        return None
    return abs((mission.orbit.longitude_deg - value + 180.0) % 360.0 - 180.0) <= LONGITUDE_DEG


def _same_node_time(mission: Mission, theirs: str) -> bool | None:
    hours, node_time_h = node_hours(theirs), mission.orbit.node_time_h
    if hours is None or node_time_h is None:
        return None
    return abs((node_time_h - hours + 12.0) % 24.0 - 12.0) * 60.0 <= NODE_MIN


def _same_launch(mission: Mission, theirs: str) -> bool | None:
    """Of a fleet, and where either side knows less than the day, nothing is judged."""
    day = read_day(theirs)
    if day is None or mission.launch_precision != "day" or mission.satellites > 1:
        return None
    return abs((mission.launch_date - day).days) <= LAUNCH_DAYS


def _same_status(mission: Mission, theirs: str) -> bool | None:
    states = STATES.get(plain_name(theirs))
    return None if states is None else mission.status in states


def _same_orbit(mission: Mission, theirs: str) -> bool | None:
    kinds = ORBITS.get(plain_name(theirs))
    return None if kinds is None else mission.orbit.kind in kinds


_JUDGES: dict[str, Callable[[Mission, str], bool | None]] = {
    "altitude": _same_altitude,
    "longitude": _same_longitude,
    "node time": _same_node_time,
    "launch": _same_launch,
    "status": _same_status,
    "orbit": _same_orbit,
}


def node_hours(text: str) -> float | None:
    """Local time of the ascending node that a text names, hours; a descending one is half a day away; None where it does not say which.

    >>> node_hours("10:30 desc"), node_hours("13:30:00 asc"), node_hours("13:30")
    (22.5, 13.5, None)
    """
    found = re.match(r"(\d{1,2}):(\d{2})(?::\d{2})?\s*(asc|desc)", text.strip(), re.IGNORECASE)
    if found is None:
        return None
    hours = int(found[1]) + int(found[2]) / 60.0
    return (hours + 12.0 * (found[3].casefold() == "desc")) % 24.0


def read_day(text: str) -> date | None:
    """The day that a text names; None for a month, a year or a bound.

    >>> read_day("20 Dec 1999"), read_day("2026-03"), read_day("≥2027")
    (datetime.date(1999, 12, 20), None, None)
    """
    for pattern in ("%d %b %Y", "%d %B %Y", "%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(text.strip(), pattern).date()  # noqa: DTZ007  # a date has no zone
        except ValueError:
            continue
    return None


def _number(text: str) -> float | None:
    """The number that a text begins with; a longitude may end in W."""
    found = re.match(r"\s*(-?\d+(?:\.\d+)?)\s*(?:km|°|deg)?\s*([EW]?)\s*$", text, re.IGNORECASE)
    if found is None:
        return None
    return float(found[1]) * (-1.0 if found[2].upper() == "W" else 1.0)


def _clock(hours: float) -> str:
    """Hours as HH:MM.

    >>> _clock(23.9999), _clock(10.5)
    ('00:00', '10:30')
    """
    minutes = round(hours * 60.0) % 1440
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
