"""Orbit mean-elements messages in their four written forms. Facts: CCSDS 502.0-B-3, section 4; CelesTrak GP data formats.

Keywords are the standard's; a set without one that SGP4 needs, or in another frame or theory, is refused by its name.
"""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import UTC, datetime
from math import isfinite
from typing import TYPE_CHECKING, Any
from xml.parsers import expat

from commonsky.core.elements import Elements
from commonsky.sources.element_format import ElementFormat

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

_SOURCE = "CCSDS 502.0-B-3, Orbit Data Messages, section 4"
_NEEDED = ("EPOCH", "MEAN_MOTION", "ECCENTRICITY", "INCLINATION", "RA_OF_ASC_NODE", "ARG_OF_PERICENTER", "MEAN_ANOMALY")


def from_fields(fields: Mapping[str, Any], origin: str) -> Elements | str:
    """One message's keywords as elements, or why it is refused.

    >>> from_fields({"OBJECT_NAME": "ISS", "REF_FRAME": "GCRF"}, "f").partition(",")[0]
    'ISS: has no EPOCH'
    """
    name = str(fields.get("OBJECT_NAME") or fields.get("NORAD_CAT_ID") or "a set without a name")
    missing = [key for key in _NEEDED if fields.get(key) is None or fields[key] == ""]
    if missing:
        return f"{name}: has no {', '.join(missing)}"
    for key, allowed in (("REF_FRAME", {"TEME"}), ("TIME_SYSTEM", {"UTC"}), ("MEAN_ELEMENT_THEORY", {"SGP4", "SGP/SGP4", "SGP"})):
        if fields.get(key) and str(fields[key]).upper() not in allowed:
            return f"{name}: {key} is {fields[key]}; SGP4 needs {' or '.join(sorted(allowed))}"
    try:
        return _elements(name, fields, origin)
    except (ValueError, TypeError, OverflowError) as error:
        return f"{name}: {error}"


def _elements(name: str, fields: Mapping[str, Any], origin: str) -> Elements:
    number = {key: float(fields.get(key) or 0.0) for key in (*_NEEDED[1:], "BSTAR", "MEAN_MOTION_DOT", "MEAN_MOTION_DDOT")}
    wrong = [key for key, value in number.items() if not isfinite(value)]
    if wrong or not 0 <= number["ECCENTRICITY"] < 1 or not 0 < number["MEAN_MOTION"] < 20:
        raise ValueError(f"{', '.join(wrong) or 'ECCENTRICITY or MEAN_MOTION'} is out of range")
    epoch = datetime.fromisoformat(_calendar(str(fields["EPOCH"]).strip()))
    return Elements(
        name=name,
        norad=int(float(fields.get("NORAD_CAT_ID") or 0)),
        cospar=str(fields.get("OBJECT_ID") or ""),
        epoch_utc=epoch.replace(tzinfo=UTC) if epoch.tzinfo is None else epoch.astimezone(UTC),
        mean_motion_rev_day=number["MEAN_MOTION"],
        eccentricity=number["ECCENTRICITY"],
        inclination_deg=number["INCLINATION"],
        node_deg=number["RA_OF_ASC_NODE"],
        perigee_deg=number["ARG_OF_PERICENTER"],
        anomaly_deg=number["MEAN_ANOMALY"],
        bstar=number["BSTAR"],
        ndot_rev_day2=number["MEAN_MOTION_DOT"],
        nddot_rev_day3=number["MEAN_MOTION_DDOT"],
        origin=origin,
    )


def _calendar(epoch: str) -> str:
    """An epoch by day of year, which the standard also allows, in calendar form."""
    if re.match(r"^\d{4}-\d{3}T", epoch):
        date, _, clock = epoch.partition("T")
        return datetime.strptime(date, "%Y-%j").replace(tzinfo=UTC).strftime("%Y-%m-%d") + "T" + clock
    return epoch


def parse_json(text: str, origin: str) -> Iterator[Elements | str]:
    """A JSON object, or an array of them."""
    try:
        rows = json.loads(text)
    except (ValueError, RecursionError) as error:
        yield f"broken JSON: {error}"
        return
    for row in rows if isinstance(rows, list) else [rows]:
        yield from_fields(row, origin) if isinstance(row, dict) else f"not an object: {row!r:.40}"


def parse_csv(text: str, origin: str) -> Iterator[Elements | str]:
    """One message a line under a header of keywords."""
    try:
        for row in csv.DictReader(io.StringIO(text, newline="")):
            yield from_fields(row, origin)
    except csv.Error as error:
        yield f"broken CSV: {error}"


def parse_kvn(text: str, origin: str) -> Iterator[Elements | str]:
    """KEYWORD = value lines; each message begins with CCSDS_OMM_VERS, or where a keyword of the orbit comes again."""
    fields: dict[str, str] = {}
    for line in text.splitlines():
        key, mark, value = (part.strip() for part in line.partition("="))
        if not mark or key == "COMMENT":
            continue
        if key == "CCSDS_OMM_VERS" or (key in fields and key in {"OBJECT_NAME", "EPOCH"}):
            if "EPOCH" in fields or "OBJECT_NAME" in fields:
                yield from_fields(fields, origin)
            fields = {}
        fields[key] = value.rpartition("[")[0].rstrip() if value.endswith("]") and "[" in value else value
    if fields:
        yield from_fields(fields, origin)


def parse_xml(text: str, origin: str) -> Iterator[Elements | str]:
    """``omm`` elements, alone or inside ``ndm``; a document type declaration is refused."""
    messages: list[dict[str, str]] = []
    content: list[str] = []
    parser = expat.ParserCreate()

    def refuse(*_: object) -> None:
        raise ValueError("a document type declaration is not allowed")

    def start(tag: str, _: object) -> None:
        content.clear()
        if tag.rpartition(":")[2] == "omm":
            messages.append({})

    def end(tag: str) -> None:
        if messages:
            messages[-1].setdefault(tag.rpartition(":")[2], "".join(content).strip())

    parser.StartDoctypeDeclHandler, parser.StartElementHandler, parser.EndElementHandler = refuse, start, end
    parser.CharacterDataHandler = content.append
    broken = ""
    try:
        parser.Parse(text, True)
    except (expat.ExpatError, ValueError) as error:
        broken = f"broken XML: {error}"
    for fields in messages:
        yield from_fields(fields, origin)
    if broken:
        yield broken


def _begins(*marks: str) -> Callable[[str], bool]:
    return lambda text: text.lstrip().startswith(marks)


JSON = ElementFormat(name="omm-json", looks_like=_begins("{", "["), parse=parse_json, source=_SOURCE)
XML = ElementFormat(name="omm-xml", looks_like=_begins("<"), parse=parse_xml, source=_SOURCE)
KVN = ElementFormat(
    name="omm-kvn",
    looks_like=lambda text: bool(re.search(r"^[ \t]*(CCSDS_OMM_VERS|OBJECT_NAME|EPOCH)\s*=", text, re.MULTILINE)),
    parse=parse_kvn,
    source=_SOURCE,
)
CSV = ElementFormat(
    name="omm-csv",
    looks_like=lambda text: {"EPOCH", "MEAN_MOTION"} <= set(text.lstrip().split("\n", 1)[0].strip().replace('"', "").split(",")),
    parse=parse_csv,
    source=_SOURCE,
)
