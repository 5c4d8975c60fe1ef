"""The next looks in words, as rows, CSV, GeoJSON and JSON: one place where a look becomes text. Facts: RFC 4180, RFC 7946.

The words come from next_words.toml. Leaves out the page, which only arranges these.
"""

from __future__ import annotations

import csv
import io
import json
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from commonsky.catalogue.families.mechanisms import MECHANISMS
from commonsky.core.time import iso
from commonsky.core.variables import variables
from commonsky.profile.quantities import duration, length, percent
from commonsky.profile.wording import Wording, read_section_words, read_wording

if TYPE_CHECKING:
    from datetime import datetime

    from commonsky.profile.next_look import Look, NextLooks, Served

COLUMNS = (
    "kind", "time_utc", "time_uncertain", "time_error_s", "until_utc", "local_solar_time", "satellite", "satellites", "instrument",
    "instrument_kind", "mode", "other_modes", "variable", "also_measures", "product", "resolution_m", "meets", "incidence_deg", "light",
    "sun_elevation_deg", "glint_risk_on_water", "glint_angle_deg", "clear_sky_odds", "acquisition", "acquisition_note", "data_policy",
    "how", "mechanisms", "agencies", "latency_h", "product_utc", "share_of_area", "cycle_min", "passes_least", "passes_most", "local_hours",
    "tasking_order",
)  # fmt: skip


@lru_cache(maxsize=4)
def read_words(language: str) -> Wording:
    """The words of the next looks and of track maps in a language.

    Raises:
        UnknownNameError: if they are not there in it.

    >>> read_words("zh")("level.goal")
    '目标'
    """
    return read_section_words("next_words.toml", language)


def moment(time: datetime | None, words: Wording, *, exact: bool = True) -> str:
    """A time to the minute, marked where it is uncertain."""
    if time is None:
        return words("word.unknown")
    return ("" if exact else "≈\u00a0") + time.strftime(words("next.pattern"))


def clock(hours: float | None) -> str:
    """Hours as a clock shows them.

    >>> clock(10.66), clock(23.999)
    ('10:40', '00:00')
    """
    if hours is None:
        return ""
    minutes = round(hours * 60) % 1440
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def titled(variable: str, words: Wording) -> str:
    """A variable's name for people."""
    known = variables().get(variable)
    return words.pick(known.titles) if known else variable.replace("_", " ")


def need_title(told: NextLooks, words: Wording) -> str:
    """The need's name for people: of a theme, a requirement or a variable."""
    if told.titles:
        return words.pick(told.titles)
    return titled(told.need, words) if told.need in variables() else read_wording(words.language).word("theme", told.need)


def how(look: Look, words: Wording, *, style: str = "short") -> str:
    """How the data of a look come, in a few words or, with the style ``way``, in a sentence."""
    chinese = words.language == "zh"
    names = [MECHANISMS.rows()[name].name_zh or name for name in look.ask.mechanisms] if chinese else look.ask.mechanisms
    who = ("、" if chinese else ", ").join(names or look.ask.agencies)
    return words(f"{style}.{look.ask.way}", who=who)


def light(look: Look, words: Wording) -> str:
    """Day or night, how high the Sun stands, and whether water may mirror it."""
    if look.light is None or look.sun_elevation_deg is None:
        return ""
    text = words("light.sun", light=words(f"light.{look.light}"), elevation=f"{look.sun_elevation_deg:.0f}°".replace("-", "−"))
    return f"{text}; {words('light.glint')}" if look.glint else text


def ready(look: Look, words: Wording, served: Served | None = None) -> str:
    """When the product is there: of one variable, else of the look's main one."""
    served = served or look.main
    if served.latency_h is None:
        return words("word.unpublished")
    if look.kind == "pass":
        return moment(look.product_of(served), words, exact=look.exact)
    return f"+\u00a0{duration(served.latency_h)}"


def hours(look: Look, words: Wording) -> str:
    """The local hours of passes whose times are not known, to the quarter of an hour."""
    if not look.hours:
        return words("word.any_hour")
    spans = [(clock(round(a * 4 - 0.5) / 4 % 24), clock(round(b * 4 + 0.5) / 4 % 24)) for a, b in look.hours]
    return ", ".join(f"{a}–{b}" for a, b in spans)


def count(look: Look) -> str:
    """How many passes the window holds."""
    if look.count is None:
        return ""
    least, most = look.count
    return str(most) if least == most else f"{least}–{most}"


def satellite(look: Look, words: Wording) -> str:
    """The satellite, and how many it is one of."""
    return f"{look.satellite} ({words('next.fleet', count=look.satellites)})" if look.satellites > 1 else look.satellite


def cells(look: Look, told: NextLooks, words: Wording) -> dict[str, str]:
    """A look as texts by column; columns that say nothing of its kind are not there."""
    row = {"satellite": satellite(look, words), "instrument": f"{look.instrument}, {look.mode}"}
    if look.kind == "pass":
        row = {"time": moment(look.time_utc, words, exact=look.exact), "local": clock(look.local_h)} | row
    row["measures"] = titled(look.main.variable, words)
    row["resolution"] = length(look.main.resolution_m)
    row["meets"] = words(f"level.{look.main.level}")
    if told.is_area and look.kind != "uncertain":
        row["satellite"] += f" · {words('next.share', share=percent(look.share))}"
    if look.kind == "standing":
        row["cycle"] = when(look, words)
    elif look.kind == "uncertain":
        row |= {"count": count(look), "hours": hours(look, words)}
    else:
        row["incidence"] = f"{look.incidence_deg:.0f}°" if look.incidence_deg is not None else ""
        row["light"] = light(look, words)
        if told.clouds:
            row["clear"] = words("word.hinders_not") if look.clear_odds is None else percent(look.clear_odds)
    row["comes"] = how(look, words)
    row["ready"] = ready(look, words)
    return row


def brief_cells(look: Look, told: NextLooks, words: Wording, *, narrow: bool = False) -> dict[str, str]:
    """The same in few columns, for a terminal: what is fine enough is marked.

    Args:
        look: the look.
        told: of which it is one.
        words: of the language.
        narrow: in fewer columns still, of two lines each, for 80 characters.
    """
    full = cells(look, told, words)
    row: dict[str, str] = {name: full[name] for name in ("time", "count", "hours", "cycle") if name in full}
    who = f"{'●' if look.meets else '○'} {full['satellite']}, {look.instrument}"
    sky = words(f"light.{look.light}") + (f" · {words('light.glint_short')}" if look.glint else "") if look.kind == "pass" else ""
    if narrow:
        row |= {"hours": row["hours"].replace(", ", ",\n")} if "hours" in row else {}
        row["satellite"] = f"{who}\n{full['measures']}, {full['resolution']}"
        row |= ({"sky": f"{sky}\n{full['clear']}"} if "clear" in full else {"light": sky}) if sky else {}
    else:
        row |= {"satellite": who, "measures": full["measures"], "resolution": full["resolution"]}
        row |= {"light": sky} if sky else {}
        row |= {"clear": full["clear"]} if "clear" in full else {}
    return row | {"ready": full["ready"], "comes": words(f"brief.{look.ask.way}")}


def when(look: Look, words: Wording) -> str:
    """When a look comes, in a few words: its time, its cycle, or that nobody knows."""
    if look.kind == "standing":
        return ("" if look.exact else "≈\u00a0") + words("next.every", cycle=duration((look.cycle_min or 0.0) / 60.0))
    return moment(look.time_utc, words, exact=look.exact)


def first_by_variable(told: NextLooks) -> list[tuple[str, Look | None]]:
    """For each variable of the need the first look at a known time, or that stands, whose resolution is fine enough."""
    found = []
    for variable in told.variables:
        timed = [look for look in told.looks if look.exact and look.time_utc is not None and look.fine_for(variable)]
        found.append((variable, min(timed, key=lambda look: look.time_utc or told.end_utc, default=None)))
    return found


def first_line(variable: str, look: Look | None, words: Wording) -> str:
    """What the first look for a variable is, in a line: when, who, how fine, how it comes, when the product is there."""
    served = look.served_for(variable) if look else None
    if look is None or served is None:
        return words("next.each_none")
    size, there = length(served.resolution_m), words("next.there", time=ready(look, words, served))
    return f"{when(look, words)} · {look.satellite}, {look.instrument} · {size} · {how(look, words)} · {there}"


def answer(told: NextLooks, words: Wording) -> str:
    """The answer in a sentence or two: first what shows the event itself, then what comes sooner or in its place."""
    window = duration((told.end_utc - told.start_utc).total_seconds() / 3600.0)
    if not told.looks:
        return words("next.answer_none", hours=window)
    firsts = {variable: look for variable, look in first_by_variable(told) if look is not None}
    by_time = sorted(firsts, key=lambda variable: firsts[variable].time_utc or told.end_utc)
    subject = told.lead or next(iter(by_time), told.variables[0] if len(told.variables) == 1 else "")
    first = firsts.get(subject)
    said = _first_words(told, subject, first, words) if first else _none_words(told, subject, window, words)
    other = next((firsts[name] for name in by_time if name != subject), None)
    if other is None or other.time_utc is None or (first and first.time_utc and other.time_utc >= first.time_utc):
        return said
    named = next(name for name in by_time if firsts[name] is other)
    key = "also" if first else "other"
    gap = "" if words.language == "zh" else " "
    return said + gap + words(f"next.answer_{key}", variable=titled(named, words), when=when(other, words), satellite=other.satellite)


def _first_words(told: NextLooks, variable: str, look: Look, words: Wording) -> str:
    """The sentence on the first look that is fine enough for a variable."""
    served = look.served_for(variable) or look.main
    values: dict[str, Any] = {
        "satellite": look.satellite,
        "instrument": look.instrument,
        "variable": titled(variable, words),
        "resolution": length(served.resolution_m),
        "there": _there(look, served, words),
        "how": how(look, words, style="way"),
    }
    if look.kind == "standing" or look.time_utc is None:
        return words("next.answer_standing", cycle=duration((look.cycle_min or 0.0) / 60.0), **values)
    after = duration((look.time_utc - told.start_utc).total_seconds() / 3600.0)
    return words("next.answer_pass", time=moment(look.time_utc, words), after=after, **values)


def _there(look: Look, served: Served, words: Wording) -> str:
    if served.latency_h is None:
        return words("next.there_unknown")
    if look.kind == "pass":
        return words("next.there_at", time=moment(look.product_of(served), words, exact=look.exact))
    return words("next.there_after", time=duration(served.latency_h))


def _none_words(told: NextLooks, variable: str, window: str, words: Wording) -> str:
    """The sentence where no look at a known time is fine enough for a variable, or, without a name, for any."""
    name = titled(variable, words) if variable else need_title(told, words)
    unsure = {look.satellite for look in told.looks if (look.fine_for(variable) if variable else look.meets)}
    if unsure:
        return words("next.answer_uncertain", variable=name, hours=window, count=len(unsure))
    seen = [(served.resolution_m, look) for look in told.looks for served in look.served if served.variable == variable or not variable]
    if not seen:
        return words("next.answer_missing", variable=name, hours=window)
    size, best = min(seen, key=lambda one: one[0])
    values = {"satellite": best.satellite, "instrument": best.instrument, "resolution": length(size)}
    return words("next.answer_coarse", variable=name, hours=window, **values)


def as_row(look: Look, told: NextLooks) -> dict[str, Any]:
    """A look as plain values by column; None where there is nothing to say."""
    rank = next((i for i, other in enumerate(told.order, start=1) if other is look), None)
    return {
        "kind": look.kind,
        "time_utc": iso(look.time_utc) if look.time_utc else None,
        "time_uncertain": not look.exact,
        "time_error_s": _rounded(look.error_s, 1),
        "until_utc": iso(look.until_utc) if look.until_utc else None,
        "local_solar_time": clock(look.local_h) or None,
        "satellite": look.satellite,
        "satellites": look.satellites,
        "instrument": look.instrument,
        "instrument_kind": look.instrument_kind,
        "mode": look.mode,
        "other_modes": list(look.other_modes),
        "variable": look.main.variable,
        "also_measures": [s.variable for s in look.served[1:]],
        "product": look.main.product,
        "resolution_m": _rounded(look.main.resolution_m, 1),
        "meets": look.main.level,
        "incidence_deg": _rounded(look.incidence_deg, 1),
        "light": look.light,
        "sun_elevation_deg": _rounded(look.sun_elevation_deg, 1),
        "glint_risk_on_water": look.glint if look.glint_deg is not None else None,
        "glint_angle_deg": _rounded(look.glint_deg, 1),
        "acquisition": look.acquisition,
        "acquisition_note": look.ask.note or None,
        "data_policy": look.data_policy,
        "how": look.ask.way,
        "mechanisms": list(look.ask.mechanisms),
        "agencies": list(look.ask.agencies),
        "latency_h": look.main.latency_h,
        "product_utc": iso(look.product_utc) if look.product_utc else None,
        "share_of_area": _rounded(look.share, 3),
        "cycle_min": look.cycle_min,
        "passes_least": look.count[0] if look.count else None,
        "passes_most": look.count[1] if look.count else None,
        "local_hours": [f"{clock(a)}/{clock(b)}" for a, b in look.hours],
        "tasking_order": rank,
    } | ({"clear_sky_odds": _rounded(look.clear_odds, 2)} if told.clouds else {})


def _rounded(value: float | None, digits: int) -> float | None:
    return None if value is None else round(value, digits)


def next_json(told: NextLooks, language: str = "en") -> dict[str, Any]:
    """All that is told, as JSON values."""
    words = read_words(language)
    return {
        "place": told.place,
        "latitude_deg": round(told.lat_deg, 6),
        "longitude_deg": round(told.lon_deg, 6),
        "need": told.need,
        "variables": list(told.variables),
        "start_utc": iso(told.start_utc),
        "end_utc": iso(told.end_utc),
        "answer": answer(told, words),
        "looks": [as_row(look, told) for look in told.looks],
        "tasking_order": [
            {"rank": rank, "satellite": look.satellite, "time_utc": iso(look.time_utc) if look.time_utc else None, "ask": how(look, words)}
            for rank, look in enumerate(told.order, start=1)
        ],
        "mechanisms": [m.model_dump(mode="json", exclude={"agencies", "missions", "note"}) for m in told.mechanisms],
        "notes": [*([told.place_note] if told.place_note else ()), *told.notes],
    }


def next_csv(told: NextLooks) -> str:
    """One row a look; lists are joined by semicolons, what is not known is empty."""
    columns = [c for c in COLUMNS if told.clouds or c != "clear_sky_odds"]
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    for look in told.looks:
        writer.writerow({name: _plain(value) for name, value in as_row(look, told).items()})
    return text.getvalue()


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return "; ".join(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else value


def next_geojson(told: NextLooks) -> str:
    """A feature a look, at the place; what is known of it as properties."""
    place = {"type": "Point", "coordinates": [round(told.lon_deg, 6), round(told.lat_deg, 6)]}
    features = [{"type": "Feature", "geometry": place, "properties": as_row(look, told)} for look in told.looks]
    about = {key: value for key, value in next_json(told).items() if key not in {"looks", "mechanisms"}}
    return json.dumps({"type": "FeatureCollection", "properties": about, "features": features}, ensure_ascii=False, indent=1) + "\n"
