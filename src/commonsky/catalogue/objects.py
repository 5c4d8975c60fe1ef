"""Space objects as registers list them, and which row of a register is which satellite: by COSPAR id, then NORAD number, never by name.

Facts: the form of an international designator, without the letters I and O (CelesTrak, SATCAT format); the two registers (Convention on
Registration, articles III and IV; General Assembly resolution 1721 B (XVI)). A link is made only where two facts agree, one of them an id,
and nothing speaks against it; what speaks against it is told and not resolved. All of a launch share its date, so that a date is no second
fact. A name alone is a suggestion. Leaves out Harvard designations (1961 Alpha Lambda 1), and who ought to have registered what.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field, replace
from datetime import date
from difflib import SequenceMatcher
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from commonsky.catalogue.model import Mission

ListName = Literal["satcat", "gcat", "un"]
Kind = Literal["payload", "rocket body", "component", "debris", "unknown"]
Register = Literal["", "registration-convention", "resolution-1721b"]
LISTS: tuple[ListName, ...] = ("satcat", "gcat", "un")
#: What lists are called.
TITLES: dict[ListName, str] = {"satcat": "SATCAT", "gcat": "GCAT", "un": "the UN index"}
#: Kinds of row that a satellite may be; the others are never linked to one.
SATELLITES: tuple[Kind, ...] = ("payload", "unknown")
#: Launch dates further apart than this, days, are of two launches: lists differ by a day over midnight and over local time.
SAME_LAUNCH_DAYS = 3
#: Likeness of two names from which one is suggested.
ALIKE = 0.8
#: Cyrillic and Greek capitals that look like the Latin ones.
_LOOK_ALIKE = str.maketrans("АВЕКМНОРСТУХІЈЅԌԚԜΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEKMHOPCTYXIJSGQWABEZHIKMNOPTYX")
_RUNS = re.compile(r"\d+|[^\W\d_]+")
#: Names of what has none yet: of OBJECT A the letter is that of its piece.
_NO_NAME = re.compile(r"OBJECT[\s-]*(?:([A-HJ-NP-Z]{0,3})|[0-9]+)|TBA\b.*|TBD|TO BE ASSIGNED|UNKNOWN|UNIDENTIFIED|UNNAMED")
#: Words before a number that add nothing to it.
_NUMBER = {"n", "no", "nr"}
_DASHES = re.compile(r"[\u00ad\u2010-\u2015\u2212\u2043\ufe58\ufe63_/]")
_DESIGNATOR = re.compile(r"([0-9]{4})-([0-9]{1,3})-?([A-HJ-NP-Z]{1,3})|([0-9]{2})-([0-9]{1,3})-?([A-HJ-NP-Z]{1,3})")
_PLAIN = re.compile(r"(?:19(?:5[7-9]|[6-9][0-9])|20[0-9]{2})-(?!000)[0-9]{3}[A-HJ-NP-Z]{1,3}")
_UNDASHED = re.compile(r"([0-9]{4}|[0-9]{2})([0-9]{3})-?([A-HJ-NP-Z]{1,3})")
#: First year of the space age: two digits from here on are of the twentieth century.
FIRST_YEAR = 57


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisteredObject:
    """One row of a register or catalogue of objects.

    Args:
        list, line: which list, and the line of its file.
        name, other_names: as written there.
        cospar: normalised, or empty; `repaired` where letters of another alphabet were read as those that they look like.
        norad: catalogue number, 0 for none.
        kind: what it is.
        states: ISO 3166 alpha-3 codes, or names of organisations; in the UN index the State of registry, elsewhere the owner's.
        state_given: as written there.
        launch_date, decay_date: as ``2015-06-23``, ``2015-06`` or ``2015``; empty: not told.
        launch_site: in words; `territory`: whose it is, a launching State by article I of the Convention.
        in_orbit: None where the list does not say; `status`: as written there.
        registered: what the UN index marks; None: no mark. `documents`: as ``ST/SG/SER.E/759``.
        national_designator, function, location, remarks: of the UN index.
    """

    list: ListName
    line: int
    name: str
    other_names: tuple[str, ...] = ()
    cospar: str = ""
    repaired: bool = False
    norad: int = 0
    kind: Kind = "unknown"
    states: tuple[str, ...] = ()
    state_given: str = ""
    launch_date: str = ""
    launch_site: str = ""
    territory: tuple[str, ...] = ()
    decay_date: str = ""
    in_orbit: bool | None = None
    status: str = ""
    registered: bool | None = None
    documents: tuple[str, ...] = ()
    national_designator: str = ""
    function: str = ""
    location: str = ""
    remarks: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """All its names, folded; then word by word."""
        return folded_names((self.name, *self.other_names))

    @property
    def where(self) -> str:
        """Where it stands, for people."""
        return f"{TITLES[self.list]}, line {self.line} ({self.name or self.cospar or self.norad})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """A satellite to be found in the lists: its name, and what is known of its ids and launch."""

    name: str
    other_names: tuple[str, ...] = ()
    cospar: str = ""
    norad: int = 0
    launch_date: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """All its names, folded; then word by word."""
        return folded_names((self.name, *self.other_names))


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """What one list says of a satellite.

    Args:
        row: the row that it is, or None.
        how: what agrees, such as ``COSPAR id, NORAD number``.
        conflict: what speaks against the rows that an id leads to, in one line; then `row` is None.
        suggestions: rows of a like name; never links.
        copies: further lines that say the same.
    """

    row: RegisteredObject | None = None
    how: str = ""
    conflict: str = ""
    suggestions: tuple[RegisteredObject, ...] = ()
    copies: tuple[int, ...] = ()


@dataclass(slots=True, kw_only=True)
class ObjectIndex:
    """Rows of one list by id and by name."""

    by_cospar: dict[str, list[RegisteredObject]] = field(default_factory=dict)
    by_norad: dict[int, list[RegisteredObject]] = field(default_factory=dict)
    by_name: dict[str, list[RegisteredObject]] = field(default_factory=dict)
    by_year: dict[str, list[RegisteredObject]] = field(default_factory=dict)


def index_objects(objects: Iterable[RegisteredObject]) -> ObjectIndex:
    """An index of rows; names and years are those of satellites alone."""
    index = ObjectIndex()
    for row in objects:
        if row.cospar:
            index.by_cospar.setdefault(row.cospar, []).append(row)
        if row.norad:
            index.by_norad.setdefault(row.norad, []).append(row)
        if row.kind in SATELLITES:
            for name in row.names:
                index.by_name.setdefault(name, []).append(row)
            index.by_year.setdefault((row.launch_date or row.cospar)[:4], []).append(row)
    return index


def read_cospar(text: str) -> tuple[str, bool]:
    """An international designator in its one form, and whether letters of another alphabet were repaired; empty where it is none.

    >>> [read_cospar(t)[0] for t in ("2015-028A", "2015-28a", "1998-067  A", "98067A", "[2015-028 A]", "2015028A")]
    ['2015-028A', '2015-028A', '1998-067A', '1998-067A', '2015-028A', '2015-028A']
    >>> read_cospar("2015-028А")  # with a Cyrillic letter
    ('2015-028A', True)
    >>> [read_cospar(t)[0] for t in ("201528A", "1961 Alpha Lambda 1", "2020-F01", "2015-028", "2O15-028A", "1956-001A")]
    ['', '', '', '', '', '']
    """
    if _PLAIN.fullmatch(text):
        return text, False
    shown = "".join(c for c in unicodedata.normalize("NFKC", text) if unicodedata.category(c) != "Cf").upper()
    plain = shown.translate(_LOOK_ALIKE)
    packed = re.sub(r"[\s\[\]()]", "", _DASHES.sub("-", plain))
    found = _DESIGNATOR.fullmatch(packed) or _UNDASHED.fullmatch(packed)
    if found is None:
        return "", False
    year, number, piece = (part for part in found.groups() if part is not None)
    full = int(year) if len(year) == 4 else int(year) + (1900 if int(year) >= FIRST_YEAR else 2000)
    if not 1900 + FIRST_YEAR <= full < 2100 or not int(number):
        return "", False
    return f"{full}-{int(number):03d}{piece}", plain != shown


def read_norad(text: str) -> int | None:
    """A catalogue number; 0 for none, and None for what is no number.

    >>> [read_norad(t) for t in ("40697", " 00032 ", "40697.0", "", "0", "NNA", "4069X", "-1")]
    [40697, 32, 40697, 0, 0, None, None, None]
    """
    if text.isascii() and text.isdecimal() and len(text) < 10:
        return int(text)
    packed = unicodedata.normalize("NFKC", text).strip()
    if not packed:
        return 0
    found = re.fullmatch(r"([0-9]{1,9})(?:\.0+)?", packed)
    return int(found[1]) if found else None


def fold_name(name: str) -> str:
    """A name as it is compared: no case, accents, spaces or marks; look-alike letters as the Latin ones.

    >>> fold_name("Sentinel-2A") == fold_name("SENTINEL 2А") == "sentinel2a"
    True
    """
    return "".join(_runs(name))


def _runs(name: str) -> list[str]:
    """Runs of letters and of digits."""
    if name.isascii():
        return _RUNS.findall(name.lower())
    plain = unicodedata.normalize("NFKD", name.upper()).translate(_LOOK_ALIKE)
    return _RUNS.findall("".join(c for c in plain if not unicodedata.combining(c)).casefold())


@lru_cache(maxsize=1 << 18)  # a list's names are asked for again and again
def folded_names(names: tuple[str, ...]) -> tuple[str, ...]:
    """Names as they are compared: each whole, what stands before brackets and in them; then by words in any order. None for OBJECT A.

    >>> folded_names(("ISS (ZARYA)", "OBJECT A"))
    ('isszarya', 'iss', 'zarya', 'iss zarya : ')
    >>> set(folded_names(("Elektro-L N2",))) & set(folded_names(("ELEKTRO-L No. 02",)))
    {'elektro : l 2'}
    """
    held = [name for name in names if not _NO_NAME.fullmatch(name.strip().upper())]
    pieces = [piece for name in held for piece in (name, name.partition("(")[0], *re.findall(r"\(([^()]+)\)", name))]
    folded = [fold_name(piece) for piece in pieces]
    return tuple(dict.fromkeys([*(name for name in folded if len(name) > 1), *filter(None, map(_by_words, held))]))


def _by_words(name: str) -> str:
    """Words of two letters and more by the alphabet, then numbers and single letters as they stand; empty for one run alone."""
    runs = _runs(name)
    runs = [run for run, after in zip(runs, [*runs, ""][1:], strict=True) if not (run in _NUMBER and after.isdecimal())]
    words = sorted(run for run in runs if len(run) > 1 and not run.isdecimal())
    numbers = [run.lstrip("0") or "0" for run in runs if len(run) == 1 or run.isdecimal()]
    return f"{' '.join(words)} : {' '.join(numbers)}" if words and len(runs) > 1 else ""


def sought_mission(mission: Mission) -> Sought:
    """What is known of a mission of the catalogue; the launch date as far as it is known."""
    parts = {"day": 10, "month": 7, "quarter": 4, "year": 4}[mission.launch_precision]
    return Sought(
        name=mission.name, cospar=mission.cospar, norad=mission.norad, launch_date=mission.launch_date.isoformat()[:parts]
    )  # fmt: skip


def find_object(
    sought: Sought, index: ObjectIndex, known: Callable[[str], frozenset[str]] = lambda _: frozenset(), *, suggest: bool = True
) -> Match:
    """The row of one list that a satellite is.

    Args:
        sought: the satellite.
        index: of the list.
        known: COSPAR ids that a folded name is known by elsewhere.
        suggest: whether rows of a like name are looked for where none is linked.
    """
    by_cospar = index.by_cospar.get(sought.cospar, []) if sought.cospar else []
    by_norad = index.by_norad.get(sought.norad, []) if sought.norad else []
    rows = _distinct([*by_cospar, *by_norad])
    if not rows:
        return Match(suggestions=_alike(sought, index) if suggest else ())
    named = [row for name in sought.names for row in index.by_name.get(name, ())]
    told = [f"{', '.join(_ids(sought, row))} leads to {row.where}" for row in rows]
    against = "; ".join(told) if len(rows) > 1 else _against(sought, rows[0], named, known)
    if against:
        return Match(conflict=against, suggestions=_alike(sought, index) if suggest else ())
    row = rows[0]
    agrees = _agreement(sought, row)
    if doubt := _unconfirmed(row, agrees):
        return Match(conflict=f"{row.where}: only its {agrees[0]} agrees; {doubt}", suggestions=(row,))
    return Match(row=row, how=", ".join(agrees), copies=tuple(r.line for r in [*by_cospar, *by_norad] if r.line != row.line))


def _distinct(rows: Sequence[RegisteredObject]) -> list[RegisteredObject]:
    """Rows that say different things; copies of a line count once."""
    if len(rows) < 2 or all(row is rows[0] for row in rows):
        return list(rows[:1])
    found: dict[RegisteredObject, RegisteredObject] = {}
    for row in rows:
        found.setdefault(replace(row, line=0), row)
    return list(found.values())


def _ids(sought: Sought, row: RegisteredObject) -> list[str]:
    same = {"COSPAR id": bool(row.cospar) and row.cospar == sought.cospar, "NORAD number": bool(row.norad) and row.norad == sought.norad}
    return [what for what, holds in same.items() if holds]


def _agreement(sought: Sought, row: RegisteredObject) -> list[str]:
    """What agrees: ids first."""
    agrees = _ids(sought, row)
    agrees += ["name"] if set(row.names) & set(sought.names) else []
    return agrees + (["launch date"] if _days_apart(sought.launch_date, row.launch_date) is not None else [])


def _unconfirmed(row: RegisteredObject, agrees: Sequence[str]) -> str:
    """Why what agrees is one fact, or nothing: a date is that of a whole launch, and so of no more worth than the id."""
    dated = "launch date" in agrees
    if len(agrees) - dated > 1:
        return ""
    named = "another name" if row.names else "no name of its own"
    return f"its launch date is that of all that was launched with it, and it bears {named}" if dated else "nothing else confirms it"


def _piece(row: RegisteredObject) -> str:
    """The letters of a piece that stand in place of a name, as in OBJECT A."""
    found = _NO_NAME.fullmatch(row.name.strip().upper())
    return (found[1] or "") if found else ""


def _against(sought: Sought, row: RegisteredObject, named: Sequence[RegisteredObject], known: Callable[[str], frozenset[str]]) -> str:
    """What speaks against a row, or nothing."""
    if told := _ids_against(sought, row):
        return told
    same_name = bool(set(row.names) & set(sought.names))
    if _piece(row) and sought.cospar and sought.cospar[8:] != _piece(row):
        return f"{row.where} has the id, but its name is that of another piece than {sought.cospar}"
    if row.repaired and not same_name and _ids(sought, row) == ["COSPAR id"]:
        return f"{row.where}: its id holds letters of another alphabet, and nothing else confirms it"
    apart = _days_apart(sought.launch_date, row.launch_date)
    if apart is not None and apart > SAME_LAUNCH_DAYS:
        return f"{row.where} was launched on {row.launch_date}, not on {sought.launch_date}"
    if named and not same_name:
        return f"{row.where} has the id, {named[0].where} the name"
    elsewhere = "" if same_name else _known_elsewhere(sought, row, known)
    return f"{row.where} has the id, but its name is that of {elsewhere}" if elsewhere else ""


def _ids_against(sought: Sought, row: RegisteredObject) -> str:
    if row.kind not in SATELLITES:
        return f"{row.where} is a {row.kind}"
    if sought.cospar and row.cospar and sought.cospar != row.cospar:
        return f"{row.where} has the NORAD number {row.norad} but the COSPAR id {row.cospar}, not {sought.cospar}"
    if sought.norad and row.norad and sought.norad != row.norad:
        return f"{row.where} has the COSPAR id {row.cospar} but the NORAD number {row.norad}, not {sought.norad}"
    return ""


def _known_elsewhere(sought: Sought, row: RegisteredObject, known: Callable[[str], frozenset[str]]) -> str:
    """Ids that the row's names are known by, where none of them is the one sought."""
    ids = frozenset[str]().union(*(known(name) for name in row.names))
    mine = sought.cospar or row.cospar
    return ", ".join(sorted(ids)) if ids and mine and mine not in ids else ""


def known_names(missions: Iterable[Sought], others: Iterable[RegisteredObject]) -> Callable[[str], frozenset[str]]:
    """COSPAR ids by folded name: those of missions first, then those of satellites in other lists."""
    trusted, listed = dict[str, set[str]](), dict[str, set[str]]()
    for one in missions:
        for name in one.names if one.cospar else ():
            trusted.setdefault(name, set()).add(one.cospar)
    for row in others:
        for name in row.names if row.cospar and row.kind in SATELLITES else ():
            listed.setdefault(name, set()).add(row.cospar)
    return lambda name: frozenset(trusted.get(name) or listed.get(name) or ())


def _days_apart(one: str, other: str) -> float | None:
    """Days between two dates, 0 where the less exact holds the other; None where one is not told or only as a year.

    >>> _days_apart("2015-06-23", "2015-06-22"), _days_apart("2015-06", "2015-06-22"), _days_apart("2015", "2015-06-22")
    (1, 0, None)
    >>> _days_apart("2015", "2016-06-22")
    365
    """
    shared = min(len(one), len(other))
    if not shared:
        return None
    if shared == 10:
        return abs((date.fromisoformat(one) - date.fromisoformat(other)).days)
    if one[:shared] == other[:shared]:
        return 0 if shared == 7 else None
    return _months_apart(one[:7], other[:7])


def _months_apart(one: str, other: str) -> int | None:
    """Days between months or years that are not the same; months side by side may be days apart, so they say nothing."""
    if len(one) == 4 or len(other) == 4:
        years = abs(int(one[:4]) - int(other[:4]))
        return 365 * years if years else None
    months = abs(int(one[:4]) * 12 + int(one[5:7]) - int(other[:4]) * 12 - int(other[5:7]))
    return 30 * months if months > 1 else None


def _alike(sought: Sought, index: ObjectIndex, most: int = 3) -> tuple[RegisteredObject, ...]:
    """Satellites of the name; and those of a like name with the same digits whose id does not differ, launched about the same year."""
    names = sought.names
    if not names:
        return ()
    year = (sought.launch_date or sought.cospar)[:4]
    years = [str(int(year) + step) for step in (-1, 0, 1)] if year else list(index.by_year)
    exact = {id(row): row for name in names for row in index.by_name.get(name, ())}
    found = {key: (1.0, row) for key, row in exact.items()}
    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(names[0])
    for row in (row for y in ([*years, ""] if year else years) for row in index.by_year.get(y, ())):
        for name in row.names[:2] if not (row.cospar and sought.cospar) and id(row) not in exact else ():
            matcher.set_seq1(name)
            if _digits(name) == _digits(names[0]) and matcher.real_quick_ratio() >= ALIKE and (ratio := matcher.ratio()) >= ALIKE:
                found.setdefault(id(row), (ratio, row))
    ranked = sorted(found.values(), key=lambda pair: (-pair[0], pair[1].line))
    return tuple(row for _, row in ranked[:most])


def _digits(name: str) -> str:
    return "".join(c for c in name if c.isdigit())


def register_of(documents: Iterable[str]) -> Register:
    """Which of the two registers documents belong to; the Convention's where both were used.

    >>> register_of(["ST/SG/SER.E/759"]), register_of(["A/AC.105/INF.420"]), register_of([])
    ('registration-convention', 'resolution-1721b', '')
    """
    held = tuple(documents)
    if any(code.startswith("ST/SG/SER.E") for code in held):
        return "registration-convention"
    return "resolution-1721b" if any(code.startswith("A/AC.105/INF") for code in held) else ""
