"""The General Catalog of Artificial Space Objects (GCAT), its table satcat.tsv.

Facts: J. McDowell, planet4589.org/space/gcat: web/cat/cols.html (columns), web/intro/type.html (the first letter of Type), phases.html
(Status), vague.html (dates). A dash means nothing. State codes of one and two letters are GCAT's own; those that are not here are shown as
they are. The Soviet Union's objects are counted as the Russian Federation's. Leaves out masses, sizes, orbits and later phases.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from commonsky.catalogue.objects import RegisteredObject, read_cospar, read_norad
from commonsky.sources.register_format import RegisterFormat, read_date

if TYPE_CHECKING:
    from collections.abc import Iterator

    from commonsky.catalogue.objects import Kind
    from commonsky.sources.register_format import Table

KINDS: dict[str, Kind] = {"P": "payload", "S": "payload", "R": "rocket body", "C": "component", "D": "debris", "X": "debris", "Z": "debris"}
#: GCAT's codes that are not ISO 3166 alpha-2; the others are.
OWN_CODES = {
    "B": "BEL", "CYM": "CYM", "D": "DEU", "E": "ESP", "F": "FRA", "GRD": "GRD", "GUF": "FRA", "I": "ITA", "J": "JPN", "L": "LUX",
    "MYM": "MMR", "N": "NOR", "P": "PRT", "S": "SWE", "SU": "RUS", "T": "THA", "UAE": "ARE", "UK": "GBR",
    "I-ESA": "ESA", "I-ESRO": "ESA", "I-EUM": "EUMETSAT",
}  # fmt: skip
#: Columns that are read.
COLUMNS = ("satcat", "piece", "type", "name", "plname", "altnames", "ldate", "ddate", "status", "state")
#: Status of an object that is no longer in orbit, and in words.
GONE = {"R": "re-entered", "D": "deorbited", "L": "landed"}


def parse_gcat(table: Table) -> Iterator[RegisteredObject | str]:
    """Rows of satcat.tsv."""
    for line, row in table.rows:
        if isinstance(row, str):
            yield row
            continue
        yield from _row(line, {key: "" if row.get(key, "-") in {"-", "*"} else row[key] for key in COLUMNS})


def _row(line: int, cell: dict[str, str]) -> Iterator[RegisteredObject | str]:
    """A row, or why there is none; before it what is left out of it."""
    norad = read_norad(cell["satcat"].removeprefix("S")) or 0  # words stand where there is no number
    cospar, repaired = read_cospar(cell["piece"])
    if not (norad or cospar):
        yield f"line {line}: {cell.get('satcat', '')!r} is no SATCAT number, {cell.get('piece', '')!r} no COSPAR id"
        return
    launch, gone_on = read_date(cell["ldate"]), read_date(cell["ddate"])
    for what, read in (("ldate", launch), ("ddate", gone_on)):
        if read is None:
            yield f"line {line}: {cell[what]!r} is no date; the rest of the row is used"
    status = cell["status"].strip(" ?")
    state = cell["state"]
    names = [cell["plname"], *cell["altnames"].split(",")]
    yield RegisteredObject(
        list="gcat",
        line=line,
        name=cell["name"],
        other_names=tuple(name.strip() for name in names if name.strip()),
        cospar=cospar,
        repaired=repaired,
        norad=norad,
        kind=KINDS.get(cell["type"][:1].upper(), "unknown"),
        states=(_iso3(state),) if state else (),
        state_given=state,
        launch_date=launch or "",
        decay_date=(gone_on or "") if status in GONE else "",
        in_orbit=True if status == "O" else False if status in GONE else None,
        status={"O": "in orbit"}.get(status, GONE.get(status, status)),
    )


@cache
def _iso3(code: str) -> str:
    from commonsky.world.countries import countries

    if code in OWN_CODES:
        return OWN_CODES[code]
    return next((one.iso3 for one in countries().values() if one.iso2 == code), code)


GCAT = RegisterFormat(
    name="gcat-satcat",
    list="gcat",
    looks_like=lambda names: {"jcat", "satcat", "piece", "type", "name"} <= names,
    parse=parse_gcat,
    source="J. McDowell, General Catalog of Artificial Space Objects, https://planet4589.org/space/gcat/web/cat/cols.html",
)
