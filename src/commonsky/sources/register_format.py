"""What a format of a register of space objects declares, and the reading of a file whose format is found from its column names.

A file is a table, as CSV (comma, semicolon or tab), JSON (an array of objects, alone or within an object) or XLSX; the formats name theirs.
The snapshot's date is what the file says of itself, in a line that begins with ``#`` or beside the array; else the user must give it:
a file's time of writing is never taken. Leaves out fetching: terms of use forbid some of it, and a file is enough.
"""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import dataclass, field
from datetime import date
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from commonsky.catalogue.objects import RegisteredObject
from commonsky.core.errors import InvalidInputError, UnknownNameError
from commonsky.core.registry import Registry

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from commonsky.catalogue.objects import ListName

#: Bytes of a file beyond which it is something else: the largest of these lists is about 30 MB.
MOST_BYTES = 300_000_000
_ISO = re.compile(r"(?P<y>[0-9]{4})(?:-(?P<m>[0-9]{1,2})(?:-(?P<d>[0-9]{1,2}))?)?(?=$|[T\s])(?!\s+[A-Za-z])")
_YEAR_FIRST = re.compile(r"(?P<y>[0-9]{4})\s+(?P<m>[A-Za-z]{3})[a-z]*(?:\s+(?P<d>[0-9]{1,2}))?(?=$|\s)")
_DAY_FIRST = re.compile(r"(?P<d>[0-9]{1,2})\s+(?P<m>[A-Za-z]{3})[a-z]*\.?,?\s+(?P<y>[0-9]{4})(?=$|\s)")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
#: Columns of the user's that can be mapped onto those of the UN index.
FIELDS = {
    "name": "Name of Space Object",
    "cospar": "International Designator",
    "norad": "NORAD Number",
    "national": "National Designator",
    "state": "State/Organization",
    "launch": "Date of Launch",
    "registered": "UN Registered",
    "document": "Registration Document",
    "status": "Status",
    "decay": "Date of Decay or Change",
    "function": "Function of Space Object",
    "location": "GSO Location",
    "remarks": "Secretariat's Remarks",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A file as rows of text: folded heading to cell, with the line that each begins on, or why a row is none."""

    headings: frozenset[str]
    rows: tuple[tuple[int, dict[str, str] | str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterFormat:
    """One format: a name, the list that it is of, whether headings are its own, and its parser.

    Args:
        name: such as ``celestrak-satcat``.
        list: which list it is.
        looks_like: says whether folded headings (letters and digits, lower case) are of this format; of no two is it true.
        parse: a table to rows, or why one is refused, and doubts about one that is used, in one line each.
        source: the document that defines the format.
    """

    name: str
    list: ListName
    looks_like: Callable[[frozenset[str]], bool]
    parse: Callable[[Table], Iterator[RegisteredObject | str]]
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterFile:
    """What a file held.

    Args:
        list, format: what it is.
        file: its name.
        said_date: of the snapshot as the file itself says it, or None.
        objects: sound rows.
        refused: a line for each row that is not sound, or that was used with something left out.
        notes: on the file as a whole.
    """

    list: ListName
    format: str
    file: str
    said_date: date | None
    objects: tuple[RegisteredObject, ...]
    refused: tuple[str, ...] = ()
    notes: tuple[str, ...] = field(default=())


REGISTER_FORMATS: Registry[RegisterFormat] = Registry("register format", "commonsky.sources.registers", RegisterFormat)


def read_register(path: Path, expected: ListName, columns: Mapping[str, str] | None = None) -> RegisterFile:
    """All rows of a register, in whichever registered format it is.

    Args:
        path: CSV, TSV, JSON or XLSX.
        expected: the list that it was given as.
        columns: of `FIELDS`, the heading that the file has in its place.

    Raises:
        InvalidInputError: if the file cannot be read, is of another list or of no known format, or holds no sound row.
        UnknownNameError: if a mapped field is none.
    """
    table, said, notes = _read_table(path)
    table = _mapped(table, columns or {}, path)
    found = next((one for one in REGISTER_FORMATS if one.looks_like(table.headings)), None)
    known = ", ".join(f"{one.name} (--{one.list})" for one in sorted(REGISTER_FORMATS, key=lambda one: one.name))
    if found is None:
        raise InvalidInputError(f"{path} has the columns of no register that we know; give one of: {known}")
    if found.list != expected:
        raise InvalidInputError(f"{path} is of the format {found.name}: give it with --{found.list}, not with --{expected}")
    rows = list(found.parse(table))
    objects = tuple(row for row in rows if isinstance(row, RegisteredObject))
    refused = tuple(row for row in rows if isinstance(row, str))
    if not objects:
        raise InvalidInputError(f"{path} holds no sound row{f' ({refused[0]})' if refused else ''}; save it again, as one of: {known}")
    return RegisterFile(
        list=expected, format=found.name, file=PurePath(path).name, said_date=said, objects=objects, refused=refused, notes=notes
    )  # fmt: skip


def fold_heading(text: str) -> str:
    """A heading as it is compared.

    >>> fold_heading("State/ Organization"), fold_heading("#JCAT")
    ('stateorganization', 'jcat')
    """
    return re.sub(r"[^a-z0-9]", "", text.lower())


def read_date(text: str, *, day_first: bool | None = None) -> str | None:
    """A date as ``2015-06-23``, ``2015-06`` or ``2015``; empty for none, None for what is no date.

    Args:
        text: ISO 8601, as GCAT writes it (``2015 Jun 23 0152:15``, ``2015 Jun?``), or with slashes.
        day_first: whether 04/05/2016 is the fourth of May; None: unknown, and such a date is none.

    >>> [read_date(t) for t in ("2015-06-23", "2015 Jun 23 0152:15", "2015 Jun?", "1961", "-", "2015-02-30", "23/06/2015", "04/05/2016")]
    ['2015-06-23', '2015-06-23', '2015-06', '1961', '', None, '2015-06-23', None]
    """
    packed = re.sub(r"[\[\]()?~*]", " ", text).strip() if text else ""
    if packed in {"", "-"}:
        return ""
    for form in (_ISO, _YEAR_FIRST, _DAY_FIRST):
        if found := form.match(packed):
            return _dated(found["y"], _month(found["m"]), found["d"])
    return _slashed(packed, day_first)


def _slashed(packed: str, day_first: bool | None) -> str | None:
    """A date with slashes or dots, where its order is known or does not matter."""
    found = re.match(r"([0-9]{1,2})[./]([0-9]{1,2})[./]([0-9]{4})(?=$|\s)", packed)
    if not found:
        return None
    first, second = int(found[1]), int(found[2])
    if max(first, second) > 12:
        day_first = first > 12
    elif first != second and day_first is None:
        return None
    return _dated(found[3], *((found[2], found[1]) if day_first else (found[1], found[2])))


def _month(name: str | None) -> str | None:
    """A month's number from its number or name; 13, which is none, for a name that is none."""
    if name is None or name.isdecimal():
        return name
    return str(MONTHS.index(name.lower()) + 1) if name.lower() in MONTHS else "13"


def _dated(year: str, month: str | None, day: str | None) -> str | None:
    try:
        checked = date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return None
    return checked.isoformat()[: 4 if month is None else 7 if day is None else 10]


def days_come_first(texts: list[str]) -> bool | None:
    """Whether dates with slashes have the day first, as those tell that can only be read one way; None where they do not tell.

    >>> days_come_first(["04/05/2016", "23/06/2015"]), days_come_first(["04/05/2016"]), days_come_first(["13/01/2016", "01/13/2016"])
    (True, None, None)
    """
    pairs = [re.match(r"\W*([0-9]{1,2})[./]([0-9]{1,2})[./][0-9]{4}", text) for text in texts]
    firsts = any(p and int(p[1]) > 12 for p in pairs)
    seconds = any(p and int(p[2]) > 12 for p in pairs)
    return None if firsts == seconds else firsts


def _mapped(table: Table, columns: Mapping[str, str], path: Path) -> Table:
    """The table with headings of the user's renamed to those of the UN index."""
    renamed: dict[str, str] = {}
    for name, heading in columns.items():
        if name not in FIELDS:
            raise UnknownNameError("column of the UN index", name, FIELDS)
        if fold_heading(heading) not in table.headings:
            raise InvalidInputError(f"{path} has no column {heading!r}; its columns, without marks: {', '.join(sorted(table.headings))}")
        renamed[fold_heading(heading)] = fold_heading(FIELDS[name])
    if not renamed:
        return table
    taken = set(renamed.values()) - set(renamed)

    def name_of(key: str) -> str:
        return renamed.get(key, f"own{key}" if key in taken else key)

    rows = tuple((n, row if isinstance(row, str) else {name_of(k): v for k, v in row.items()}) for n, row in table.rows)
    return Table(headings=frozenset(name_of(key) for key in table.headings), rows=rows)


def _read_table(path: Path) -> tuple[Table, date | None, tuple[str, ...]]:
    """A file's table, the snapshot's date that it says itself, and notes."""
    try:
        held = path.read_bytes() if path.stat().st_size <= MOST_BYTES else None
    except OSError as error:
        raise InvalidInputError(f"cannot read {path}: {error.strerror}; give a register as CSV, JSON or XLSX") from error
    if held is None:
        raise InvalidInputError(f"{path} is larger than {MOST_BYTES // 1_000_000} MB; give a register as CSV, JSON or XLSX")
    if held.startswith(b"PK\x03\x04"):
        from commonsky.sources.spreadsheets import read_sheet

        return *_from_cells(list(enumerate(read_sheet(path), start=1)), ragged=True), ()
    notes: tuple[str, ...] = ()
    try:
        text = held.decode("utf-8-sig")
    except UnicodeDecodeError:
        text, notes = held.decode("latin-1"), (f"{path.name} is not UTF-8; it was read as Latin-1",)
    if not text.strip():
        raise InvalidInputError(f"{path} is empty; give one of: {', '.join(sorted(REGISTER_FORMATS.entries))}")
    if text.lstrip().startswith(("[", "{")):
        return *_from_json(text, path), notes
    return *_from_text(text, path), notes


def _from_text(text: str, path: Path) -> tuple[Table, date | None]:
    lines = [line for line in text.splitlines() if line.strip()]
    first = next((line for line in lines if not line.startswith("#") or "\t" in line), lines[0])
    mark = max("\t,;", key=first.count)
    stream = io.StringIO(text.replace("\0", ""), newline="")
    reader = csv.reader(stream, delimiter=mark, quoting=csv.QUOTE_NONE) if mark == "\t" else csv.reader(stream, delimiter=mark)
    cells: list[tuple[int, list[str]]] = []
    begun = 1
    try:
        for row in reader:
            cells.append((begun, row))
            begun = reader.line_num + 1
    except csv.Error as error:
        raise InvalidInputError(f"{path}, line {begun}: {error}; save it again as CSV") from error
    return _from_cells(cells, ragged=False)


def _from_cells(cells: list[tuple[int, list[str]]], *, ragged: bool) -> tuple[Table, date | None]:
    """Rows under the first row that names columns; remarks that begin with # may say the date.

    Args:
        cells: line and cells of each row.
        ragged: whether empty cells at the end are left out, as in a spreadsheet.
    """
    said: date | None = None
    headings: list[str] = []
    rows: list[tuple[int, dict[str, str] | str]] = []
    for line, raw in cells:
        row = [cell.replace("\xa0", " ").strip() for cell in raw]
        if not any(row):
            continue
        if row[0].startswith("#") and (headings or len([cell for cell in row if cell]) < 3):
            said = said or _said(" ".join(row))
        elif not headings:
            headings = [fold_heading(cell) for cell in row]
        elif any(row[len(headings) :]) or (len(row) < len(headings) and not ragged):
            rows.append((line, f"line {line}: has {len(row)} cells, the heading {len(headings)}: {' | '.join(row)[:120]}"))
        else:
            rows.append((line, dict(zip(headings, row, strict=False))))
    return Table(headings=frozenset(headings) - {""}, rows=tuple(rows)), said


def _from_json(text: str, path: Path) -> tuple[Table, date | None]:
    try:
        held: Any = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InvalidInputError(f"{path} is broken JSON: {error}; save it again") from error
    said = None
    if isinstance(held, dict):
        said = next(
            (_said(f"snapshot {held[key]}") for key in held if fold_heading(key) in {"snapshot", "snapshotdate", "date", "updated"}), None
        )
        held = next((value for value in held.values() if isinstance(value, list)), [held])
    rows: list[tuple[int, dict[str, str] | str]] = []
    for number, row in enumerate(held, start=1):
        if isinstance(row, dict):
            rows.append((number, {fold_heading(str(key)): _cell(value) for key, value in row.items()}))
        else:
            rows.append((number, f"line {number}: is no object: {row!r:.40}"))
    return Table(headings=frozenset(key for _, row in rows if isinstance(row, dict) for key in row), rows=tuple(rows)), said


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(_cell(one) for one in value) if isinstance(value, list) else str(value).strip()


def _said(text: str) -> date | None:
    """The date in a remark that says when the list was made.

    >>> _said("# Updated 2026 Nov  3 1200:00"), _said("# snapshot: 2026-11-20"), _said("# 2026-11-20")
    (datetime.date(2026, 11, 3), datetime.date(2026, 11, 20), None)
    """
    found = re.search(r"(?:updated|snapshot|retrieved|as of)\W*(.*)", text, re.IGNORECASE)
    read = read_date(found[1].strip()) if found else None
    return date.fromisoformat(read) if read and len(read) == 10 else None
