"""The United Nations' Online Index of Objects Launched into Outer Space, as a person exports it: both registers in one table.

Facts: unoosa.org, spaceobjectregister: documents ST/SG/SER.E are of the Register under the Registration Convention, A/AC.105/INF of the
one under General Assembly resolution 1721 B (XVI). Column names are those of public copies of exports of 2011 and of 2020 to 2025:
International Designator, National Designator, Name of Space Object, State/Organization, Date of Launch, GSO Location, UN Registered,
Registration Document (or Document of Registration), Status, Date of Decay or Change, Function of Space Object, Secretariat's Remarks (or
Remarks), External website. The index also lists objects that no State has registered, and marks them so; what stands in square brackets
is the Secretariat's. Leaves out nuclear power sources and other documents. Launching States other than that of registry are not in it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from commonsky.catalogue.objects import RegisteredObject, read_cospar, read_norad
from commonsky.core.errors import UnknownNameError
from commonsky.sources.register_format import RegisterFormat, days_come_first, read_date

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from commonsky.sources.register_format import Table

YES, NO = frozenset({"yes", "y", "t", "true", "1"}), frozenset({"no", "n", "f", "false", "0"})
#: Words of a status that say that an object is no longer in orbit, and that it is.
GONE = ("decay", "re-ent", "reent", "deorbit", "de-orbit", "recovered", "landed", "returned", "destroyed")
#: Names of States that stand in the index and in no list of countries.
ALIASES = {"USSR": "RUS", "U.S.A.": "USA", "U.S.A": "USA", "PEOPLES REPUBLIC OF CHINA": "CHN", "FEDERAL REPUBLIC OF GERMANY": "DEU"}


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """A State, or an organisation that has accepted the Convention (its article VII): code and names by language."""

    code: str
    names: Mapping[str, str]


ORGANISATIONS = (
    State(code="ESA", names={"en": "European Space Agency", "zh": "欧洲空间局"}),
    State(code="EUMETSAT", names={"en": "EUMETSAT", "zh": "欧洲气象卫星应用组织"}),
)


#: What stands in the place of an id where there is none.
NO_ID = frozenset({"", "n/a", "na", "none", "nil", "unknown", "tbd", "pending"})


def find_state(text: str) -> State:
    """The State or organisation of a code or a name.

    Raises:
        UnknownNameError: with the nearest name.

    >>> find_state("nzl").code, find_state("European Space Agency").code, find_state("USSR").code
    ('NZL', 'ESA', 'RUS')
    """
    from commonsky.world.countries import find_country

    given = text.strip().casefold()
    for one in ORGANISATIONS:
        if given in {one.code.casefold(), *(name.casefold() for name in one.names.values())}:
            return one
    country = find_country(ALIASES.get(text.strip().upper(), text))
    return State(code=country.iso3, names=country.names)


def parse_un_index(table: Table) -> Iterator[RegisteredObject | str]:
    """Rows of the index."""
    rows = [row for _, row in table.rows if isinstance(row, dict)]
    day_first = days_come_first([row.get(key, "") for row in rows for key in ("dateoflaunch", "dateofdecayorchange")])
    for line, row in table.rows:
        if isinstance(row, str):
            yield row
        else:
            yield from _row(line, row, day_first)


def _row(line: int, cell: dict[str, str], day_first: bool | None) -> Iterator[RegisteredObject | str]:
    """A row, or why there is none; before it what is left out of it."""
    name, given = _clean(cell.get("nameofspaceobject", "")), cell.get("internationaldesignator", "")
    cospar, repaired = read_cospar(given)
    norad = read_norad(cell.get("noradnumber", ""))
    national = _clean(cell.get("nationaldesignator", ""))
    if not (name or cospar or norad or national):
        yield f"line {line}: has neither a name nor a designator"
        return
    if given and not cospar and given.strip(" .-").casefold() not in NO_ID:
        yield f"line {line}: {given!r} is no international designator of today's form; the rest of the row is used"
    if norad is None:
        yield f"line {line}: {cell['noradnumber']!r} is no NORAD number; the rest of the row is used"
    launch = read_date(cell.get("dateoflaunch", ""), day_first=day_first)
    changed = read_date(cell.get("dateofdecayorchange", ""), day_first=day_first)
    for what, read in (("dateoflaunch", launch), ("dateofdecayorchange", changed)):
        if read is None:
            yield f"line {line}: {cell[what]!r} can be read as no date, or as two; the rest of the row is used"
    status = _clean(cell.get("status", ""))
    gone = any(word in status.lower() for word in GONE)
    documents = read_documents(cell.get("registrationdocument", "") or cell.get("documentofregistration", ""))
    state = _clean(cell.get("stateorganization", ""))
    yield RegisteredObject(
        list="un",
        line=line,
        name=name,
        cospar=cospar,
        repaired=repaired,
        norad=norad or 0,
        states=_states(state),
        state_given=state,
        launch_date=launch or "",
        decay_date=(changed or "") if gone else "",
        in_orbit=False if gone else True if "in orbit" in status.lower() else None,
        status=status,
        registered=_marked(cell.get("unregistered", ""), documents),
        documents=documents,
        national_designator=national,
        function=_clean(cell.get("functionofspaceobject", "")),
        location=_clean(cell.get("gsolocation", "")),
        remarks=_clean(next((cell[key] for key in ("secretariatsremarks", "secretariatremarks", "remarks") if cell.get(key)), "")),
    )


def read_documents(text: str) -> tuple[str, ...]:
    """Symbols of registration documents in a text, or in an address that leads to them.

    >>> read_documents("ST/SG/SER.E/759 and /oosa/data/documents/2022/stsgser.e/stsgser.e554add.1.html")
    ('ST/SG/SER.E/759', 'ST/SG/SER.E/554/Add.1')
    >>> read_documents("A/AC.105/INF.420; A/AC.105/INF/37")
    ('A/AC.105/INF.420', 'A/AC.105/INF.37')
    """
    plain = re.sub(r"\s+", "", text).lower()
    found: dict[int, str] = {}
    for hit in re.finditer(r"st/?sg/?ser\.?e[./_]?([0-9]+)(?:[./_-]?add\.?_?([0-9]+))?", plain):
        found[hit.start()] = f"ST/SG/SER.E/{int(hit[1])}" + (f"/Add.{int(hit[2])}" if hit[2] else "")
    for hit in re.finditer(r"a?/?ac\.?105/?inf[./_]?([0-9]+)(?:[./_-]?add\.?_?([0-9]+))?", plain):
        found[hit.start()] = f"A/AC.105/INF.{int(hit[1])}" + (f"/Add.{int(hit[2])}" if hit[2] else "")
    return tuple(dict.fromkeys(found[start] for start in sorted(found)))


def _marked(text: str, documents: tuple[str, ...]) -> bool | None:
    """Whether the index marks a row as registered; without a mark, a document says so."""
    word = _clean(text).lower()
    if word in YES | NO:
        return word in YES
    return True if documents else None


def _clean(text: str) -> str:
    """A cell without the Secretariat's brackets."""
    return re.sub(r"\s+", " ", text.strip().strip("[]").strip())


@cache
def _states(text: str) -> tuple[str, ...]:
    """Codes of the States that a cell names; what is none is kept as it is."""
    if not text:
        return ()
    bare = re.sub(r"\((?:for|on behalf of)[^)]*\)?", "", text, flags=re.IGNORECASE).strip()
    try:
        return (find_state(bare).code,)
    except UnknownNameError:
        pieces = [piece.strip() for piece in re.split(r"[/;,&]| and ", bare) if piece.strip()]
        return tuple(code for piece in pieces for code in _states(piece)) if len(pieces) > 1 else (bare,)


UN_INDEX = RegisterFormat(
    name="un-online-index",
    list="un",
    looks_like=lambda names: {"internationaldesignator", "nameofspaceobject"} <= names,
    parse=parse_un_index,
    source="United Nations Office for Outer Space Affairs, Online Index of Objects Launched into Outer Space, https://www.unoosa.org",
)
