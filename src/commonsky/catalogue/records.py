"""The catalogue as records of OGC API - Records: one GeoJSON feature a row of any family, and a catalogue that lists them.

Facts: OGC 20-004r1, OGC API - Records - Part 1: Core 1.0, its requirements classes record-core and record-collection. The words of a
record are made of the row's own figures; its sources stand in it as links where they have an address, and all of them in `sources`.
Leaves out the rows' notes, formats (a row describes a satellite or a network, not files), and a base address: links are relative.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from pydantic import BaseModel

from commonsky.catalogue.family import text_of, value_at
from commonsky.core.citation import Source
from commonsky.core.variables import find_variable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from commonsky.catalogue.family import Families, Family

CATALOGUE_FILE = "catalog.json"
CATALOGUE_ID = "commonsky:catalogue"
LICENSE = "Apache-2.0"
RIGHTS = "Facts with their sources. The license is that of this record, not of the data that what it describes gives."
CF_SCHEME = "https://cfconventions.org/Data/cf-standard-names/93/build/cf-standard-name-table.html"
OWN_SCHEME = "commonsky:variables"
_CONFORMANCE = "http://www.opengis.net/spec/ogcapi-records-1/1.0/conf"
_LICENSE_LINK = {"rel": "license", "href": "https://www.apache.org/licenses/LICENSE-2.0", "title": LICENSE}
_RECORD, _CATALOGUE = "application/geo+json", "application/json"
#: Letters that no decomposition brings down to ASCII.
_LETTERS = str.maketrans({"ø": "o", "æ": "ae", "œ": "oe", "ß": "ss", "ł": "l", "đ": "d", "ı": "i"})
_WORDS_OF_ORBIT = (
    ("{} orbit", "orbit.kind"),
    ("inclination {}°", "orbit.inclination_deg"),
    ("mean local time of the ascending node {}", "orbit.ascending_node"),
    ("longitude {}° east", "orbit.longitude_deg"),
    ("repeats after {} days", "orbit.repeat_days"),
)
#: What a description says of a row: words about the field at a dotted path, left out where the field is empty.
_WORDS: dict[str, tuple[tuple[str, str], ...]] = {
    "missions": (
        ("{}", "status"),
        ("status as of {}", "status_as_of"),
        ("by {}", "agencies"),
        *_WORDS_OF_ORBIT,
        ("disposal: {}", "disposal"),
    ),
    "instruments": (("{}", "kind"), ("on {}", "missions"), ("band {}", "band"), ("data policy {}", "data_policy")),
    "navigation": (
        ("{} navigation", "kind"),
        ("by {}", "operator"),
        ("{}", "status"),
        ("serves {}", "service_area"),
        ("{} satellites by design", "satellites_nominal"),
        ("{} satellites working", "satellites_working"),
        ("position to {} m", "position_accuracy_m"),
        ("signals {}", "signals"),
    ),
    "telecom": (
        ("{}", "kind"),
        ("by {}", "operator"),
        ("{}", "status"),
        ("bands {}", "frequency_bands"),
        ("latency {} s", "latency_s"),
        ("data policy {}", "data_policy"),
    ),
    "stations": (
        ("{} ground station", "kind"),
        ("in {}", "country"),
        ("of {}", "operator"),
        ("{}", "status"),
        ("receives {}", "missions"),
        ("bands {}", "bands"),
    ),
    "downlinks": (
        ("brings down the data of {}", "missions"),
        ("at {}", "stations"),
        ("through relays {}", "relays"),
        ("also at {}, whose coordinates are not known here", "missing"),
        ("{} minutes from reception to product", "processing_min"),
    ),
    "mechanisms": (
        ("brings {}", "kind"),
        ("run by {}", "operator"),
        ("{}", "status"),
        ("who may ask: {}", "who_may_ask"),
        ("how: {}", "how_to_ask"),
        ("cost: {}", "cost"),
        ("products: {}", "products"),
        ("hazards: {}", "hazards"),
        ("page: {}", "contact_page"),
    ),
    "solutions": (
        ("{}", "what"),
        ("a {}", "kind"),
        ("of {}", "owner"),
        ("with {}", "partners"),
        ("{}", "maturity"),
        ("hazards: {}", "hazards"),
        ("phases: {}", "phases"),
        ("targets: {}", "targets"),
        ("made from {}", "instruments"),
        ("and {}", "networks"),
        ("serves {}", "where.text"),
        ("since {}", "since"),
        ("cells of {} m", "resolution_m"),
        ("made every {} h", "cycle_h"),
        ("there after {} h", "latency_h"),
        ("access {}", "access"),
        ("needs {}", "needs_means"),
        ("page: {}", "page"),
    ),
    "practices": (
        ("{}", "what"),
        ("published by {}", "publisher"),
        ("{}", "status"),
        ("hazards: {}", "hazards"),
        ("phases: {}", "phases"),
        ("targets: {}", "targets"),
        ("page: {}", "page"),
    ),
    "offices": (
        ("{}", "kind"),
        ("at {}", "host"),
        ("in {}", "city"),
        ("country {}", "country"),
        ("{}", "status"),
        ("network {}", "network"),
        ("tasks: {}", "tasks"),
        ("hazards: {}", "hazards"),
        ("serves {}", "serves"),
        ("page: {}", "how_to_reach"),
    ),
    "uses": (("{}", "what"), ("hazard {}", "hazard"), ("phase {}", "phase"), ("technology {}", "technology")),
    "targets": (
        ("{}", "what"),
        ("{}", "kind"),
        ("part of {}", "parent"),
        ("custodian {}", "custodian"),
        ("linked to no variable: {}", "no_link"),
    ),
    "networks": (
        ("{} network", "kind"),
        ("of {}", "operator"),
        ("{}", "status"),
        ("{} stations", "stations"),
        ("required spacing {} km", "required_spacing_km"),
        ("design spacing {} km", "design_spacing_km"),
        ("data policy {}", "data_policy"),
    ),
    "ecvs": (("Essential Climate Variable of the domain {}", "domain"),),
    "requirements": (
        ("for {}", "theme"),
        ("{}", "application"),
        ("layer {}", "layer"),
        ("confidence {}", "confidence"),
        ("valid from {}", "valid_from"),
        ("valid until {}", "valid_until"),
    ),
}
_KEYWORDS = (
    "kind", "status", "theme", "domain", "data_policy", "orbit.kind", "agencies", "operator", "country", "full_name", "name_zh",
    "framework", "owner", "publisher", "hazards", "phases", "hazard", "phase", "technology", "maturity", "access",
)  # fmt: skip
#: Who runs what a row describes.
_RUNS = ("operator", "owner", "publisher", "host")
#: Fields that name rows of other families.
_NAMES_ROWS = {
    "missions": "missions", "instruments": "instruments", "networks": "networks", "targets": "targets", "parent": "targets",
}  # fmt: skip


def record(family: Family, name: str, row: Any, *, related: Iterable[tuple[str, str]] = ()) -> dict[str, Any]:
    """One row as a record.

    Args:
        family: that the row is of.
        name: of the row in its family.
        row: the row.
        related: family and name of rows to point at, such as the missions of an instrument.
    """
    identifier = record_id(family.name, name)
    sources = list(_sources_of(row))
    return {
        "id": identifier,
        "type": "Feature",
        "conformsTo": [f"{_CONFORMANCE}/record-core"],
        "geometry": _geometry(row),
        "time": _time(row),
        "properties": _properties(family, name, row, sources),
        "links": [
            {"rel": "self", "href": f"./{file_of(identifier)}", "type": _RECORD},
            {"rel": "collection", "href": f"./{CATALOGUE_FILE}", "type": _CATALOGUE},
            _LICENSE_LINK,
            *({"rel": "related", "href": f"./{file_of(record_id(*at))}", "type": _RECORD, "title": at[1]} for at in related),
            *via_links(sources),
        ],
    }


def records(families: Families) -> Iterator[dict[str, Any]]:
    """Every row of every family as a record; what names rows of another family (instruments their missions) points there, and back."""
    rows = {family.name: (family, family.rows()) for family in families}
    related: dict[tuple[str, str], dict[tuple[str, str], None]] = {}
    for kind, (_, found) in rows.items():
        for name, row in found.items():
            for other in _named_rows(row):
                if other[0] in rows and other[1] in rows[other[0]][1]:
                    related.setdefault((kind, name), {})[other] = None
                    related.setdefault(other, {})[kind, name] = None
    for kind, (family, found) in rows.items():
        for name, row in found.items():
            yield record(family, name, row, related=related.get((kind, name), ()))


def _named_rows(row: Any) -> Iterator[tuple[str, str]]:
    """Family and name of the rows that a row names."""
    for field, family in _NAMES_ROWS.items():
        yield from ((family, name) for name in _texts(value_at(row, field)))


def collection_document(families: Families) -> dict[str, Any]:
    """The catalogue that the records are members of, with a link to each."""
    titles = [(record_id(family.name, name), title_of(family, name, row)) for family in families for name, row in family.rows().items()]
    newest = max(row.as_of for family in families for row in family.rows().values())
    return {
        "id": CATALOGUE_ID,
        "type": "Catalog",
        "itemType": "record",
        "title": "commonsky catalogue",
        "description": f"{', '.join(family.titles['en'] for family in families)}: {len(titles)} records, each with its sources.",
        "conformsTo": [f"{_CONFORMANCE}/{name}" for name in ("record-collection", "record-core", "crawlable-catalog", "json")],
        "updated": _moment(newest),
        "language": {"code": "en"},
        "keywords": [family.titles["en"] for family in families],
        "license": LICENSE,
        "rights": RIGHTS,
        "extent": {"spatial": {"bbox": [[-180, -90, 180, 90]]}},
        "links": [
            {"rel": "self", "href": f"./{CATALOGUE_FILE}", "type": _CATALOGUE},
            _LICENSE_LINK,
            *({"rel": "item", "href": f"./{file_of(key)}", "type": _RECORD, "title": title} for key, title in titles),
        ],
    }


def record_id(family: str, name: str) -> str:
    """The identifier of a row's record; it stays the same as long as the row's name does.

    >>> record_id("missions", "Göktürk-1")
    'commonsky:missions:gokturk-1'
    """
    return f"commonsky:{family}:{slug(name)}"


def file_of(identifier: str) -> str:
    """The file of a record in an export.

    >>> file_of("commonsky:missions:sentinel-1a")
    'missions.sentinel-1a.json'
    """
    return ".".join(identifier.split(":")[1:]) + ".json"


def slug(name: str) -> str:
    """A name in small ASCII letters, digits and hyphens; letters of other scripts by their code point.

    >>> slug("Tromsø (TSS)"), slug("高分-3")
    ('tromso-tss', 'u9ad8u5206-3')
    """
    plain = unicodedata.normalize("NFKD", name.casefold().translate(_LETTERS))
    kept = (c if c.isascii() else f"u{ord(c):x}" if c.isalnum() else "" for c in plain)
    return re.sub(r"[^a-z0-9]+", "-", "".join(kept)).strip("-")


def via_links(sources: Iterable[Source]) -> list[dict[str, Any]]:
    """A link to each address that sources name, once, with all that was read there as its title."""
    read: dict[str, list[str]] = {}
    for source in sources:
        for address in _addresses(source.where):
            if source.what not in read.setdefault(address, []):
                read[address].append(source.what)
    return [{"rel": "via", "href": address, "title": "; ".join(what)} for address, what in read.items()]


def _addresses(where: str) -> list[str]:
    """The http and https addresses in a text, with what is not ASCII escaped."""
    found = (word.rstrip(",;") for word in where.split() if word.startswith(("http://", "https://")))
    return [quote(address, safe="%/:?#[]@!$&'()*+,;=~") for address in found]


def title_of(family: Family, name: str, row: Any) -> str:
    """The title of a row: its name or code with its long name, or of a requirement what it asks for."""
    if family.name == "requirements":
        return f"{find_variable(row.variable).titles['en']}: {row.application}"
    full = value_at(row, "full_name") or (value_at(row, "name") if value_at(row, "id") else "")
    return f"{name}: {full}" if full and full != name else name


def _properties(family: Family, name: str, row: Any, sources: list[Source]) -> dict[str, Any]:
    themes = _themes(_variables_of(row))
    contacts = [{"organization": agency, "roles": ["operator"]} for agency in _operators(row)]
    numbers = [("NORAD", value_at(row, "norad")), ("COSPAR", value_at(row, "cospar"))]
    external = [{"scheme": scheme, "value": str(value)} for scheme, value in numbers if value]
    keywords = [word for path in _KEYWORDS for word in _texts(value_at(row, path))] + [
        c["title"] for t in themes[-1:] for c in t["concepts"]
    ]
    return {
        "type": family.kind,
        "title": title_of(family, name, row),
        "description": describe(family, row),
        "language": {"code": "en"},
        "keywords": list(dict.fromkeys([family.titles["en"], *keywords])),
        **({"themes": themes} if themes else {}),
        "created": _moment(row.as_of),
        "updated": _moment(row.as_of),
        **({"contacts": contacts} if contacts else {}),
        **({"externalIds": external} if external else {}),
        "license": LICENSE,
        "rights": RIGHTS,
        "sources": [source.model_dump(exclude_defaults=True) for source in sources],
    }


def describe(family: Family, row: Any) -> str:
    """A row in plain words, of its own figures."""
    words = _WORDS.get(family.name) or tuple((heading + " {}", path) for heading, path in family.columns)
    said = [form.format(text_of(value).removesuffix(".")) for form, path in words if (value := value_at(row, path)) not in (None, "", ())]
    said += [
        *([f"{row.satellites} satellites"] if (value_at(row, "satellites") or 1) > 1 else []),
        *([_height(row.orbit)] if value_at(row, "orbit") else []),
        *([f"launch {_launch(row)}"] if value_at(row, "launch_date") else []),
        *(["broadcasts emergency messages"] if value_at(row, "emergency_messages") else []),
        *(f"mode {m.name}: {m.geometry}, {text_of(m.resolution_m)} m" for m in value_at(row, "modes") or ()),
        *_shells(row),
        *_asked(row),
    ]
    measured = [find_variable(name).titles["en"] for name in _variables_of(row)]
    sentence = "; ".join(said) + "."
    return sentence[:1].upper() + sentence[1:] + (f" Variables: {', '.join(measured)}." if measured else "")


def _height(orbit: Any) -> str:
    """Altitude as quoted, or perigee and apogee of an eccentric orbit."""
    if orbit.kind == "eccentric":
        return f"perigee {text_of(orbit.perigee_km)} km, apogee {text_of(orbit.apogee_km)} km"
    return f"altitude {text_of(orbit.altitude_km)} km"


def _shells(row: Any) -> Iterator[str]:
    for shell in value_at(row, "shells") or ():
        tilt = "" if shell.inclination_deg is None else f", inclination {text_of(shell.inclination_deg)}°"
        yield f"{shell.satellites} satellites ({shell.kind}) at {text_of(shell.altitude_km)} km{tilt}"


def _asked(row: Any) -> Iterator[str]:
    """What a requirement asks, in its source's units."""
    for attribute in ("horizontal_resolution", "vertical_resolution", "uncertainty", "observing_cycle", "timeliness", "stability"):
        values = value_at(row, attribute)
        if values is not None:
            levels = [(level, getattr(values, level)) for level in ("goal", "breakthrough", "threshold")]
            stated = ", ".join(f"{level} {text_of(value)}" for level, value in levels if value is not None)
            yield f"{attribute.replace('_', ' ')} in {values.unit}: {stated}"


def _launch(row: Any) -> str:
    """The launch date as far as it is known."""
    day: date = row.launch_date
    quarter = f"quarter {(day.month + 2) // 3} of {day.year}"
    return {"day": day.isoformat(), "month": f"{day:%Y-%m}", "quarter": quarter, "year": str(day.year)}[row.launch_precision]


def _geometry(row: Any) -> dict[str, Any] | None:
    known = [(value_at(row, lat), value_at(row, lon)) for lat, lon in (("latitude_deg", "longitude_deg"), ("lat_deg", "lon_deg"))]
    lat, lon = next((pair for pair in known if None not in pair), (None, None))
    return None if lat is None or lon is None else {"type": "Point", "coordinates": [lon, lat]}


def _time(row: Any) -> dict[str, Any] | None:
    """From launch to end, as dates; nothing for what is not launched."""
    start, end = value_at(row, "launch_date"), value_at(row, "end_date")
    return (
        None
        if start is None or value_at(row, "status") == "planned"
        else {"interval": [start.isoformat(), end.isoformat() if end else ".."]}
    )


def _themes(names: list[str]) -> list[dict[str, Any]]:
    """Variables as concepts: by CF standard name where there is one, and all of them by our own name, last."""
    found = [find_variable(name) for name in names]
    standard = {v.cf_standard_name: {"id": v.cf_standard_name, "title": v.titles["en"]} for v in found if v.cf_standard_name}
    own = [{"id": v.name, "title": v.titles["en"]} for v in found]
    schemes = ((CF_SCHEME, list(standard.values())), (OWN_SCHEME, own))
    return [{"scheme": scheme, "concepts": concepts} for scheme, concepts in schemes if concepts]


def _variables_of(row: Any) -> list[str]:
    """Names of the variables that a row measures, asks for or groups, each once."""
    measured = [measure.variable for measure in value_at(row, "measures") or ()]
    return list(dict.fromkeys([*measured, *(value_at(row, "variables") or ()), *_texts(value_at(row, "variable"))]))


def _operators(row: Any) -> list[str]:
    return [*(value_at(row, "agencies") or ()), *(name for word in _RUNS for name in _texts(value_at(row, word)))]


def _texts(value: Any) -> list[str]:
    return [str(part) for part in (value if isinstance(value, tuple) else (value,)) if part]


def _sources_of(part: Any) -> Iterator[Source]:
    """All sources in a row, those of its parts too."""
    if isinstance(part, Source):
        yield part
    elif isinstance(part, BaseModel):
        for name in type(part).model_fields:
            yield from _sources_of(getattr(part, name))
    elif isinstance(part, tuple):
        for one in part:
            yield from _sources_of(one)


def _moment(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"
