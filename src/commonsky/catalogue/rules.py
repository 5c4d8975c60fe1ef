"""Rules that rows keep among themselves: names resolve, dates are in order, numbers are of one row, figures have their quotation.

Facts: none; a rule states what must hold whatever the figures are. Each is a function from families to problems, gathered in RULES.
A row may be excused from a rule by its own note: ``[except RULE: why]``. Leaves out what needs the mathematics of orbits:
orbits.consistency.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from commonsky.core.variables import find_variable

if TYPE_CHECKING:
    from commonsky.catalogue.model import Mission
    from commonsky.core.citation import Source

#: Families by name, each with its rows by name.
Facts = Mapping[str, Mapping[str, Any]]
#: Days that a planned launch may lie behind, by how well its date is known.
PRECISION_DAYS = {"day": 1, "month": 31, "quarter": 92, "year": 366}
#: What the description of a source says where it gives a figure of this kind.
ORBIT_WORDS = ("orbit", "altitude", "perigee")
STANDING_WORDS = ("longitude", "position", "slot", "orbit")
SWATH_WORDS = ("swath", "footprint", "mode", "scene", "frame", "scan", "beam")
RESOLUTION_WORDS = ("resolution", "footprint", "sampling", "pixel", "grid", "spacing", "beam")
UNCERTAINTY_WORDS = ("uncertainty", "accuracy", "error")
LATENCY_WORDS = ("latency", "timeliness", "delay")
_ALLOWED = re.compile(r"\[except ([^:\]]+): *[^\]\s][^\]]*\]")
_NUMBER = re.compile(r"\d+")
_LENGTH = re.compile(r"(\d+(?:[.,]\d+)*)[ -]?(km|kilomet|m\b|met)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A row that breaks a rule: family, name of the row, name of the rule, and what is wrong in one line."""

    family: str
    row: str
    rule: str
    what: str


Rule = Callable[[Facts], Iterator[Problem]]


def find_problems(facts: Facts, rules: Iterable[Rule]) -> tuple[Problem, ...]:
    """All problems that the rows' own notes do not excuse, in the order of the rules."""
    found = (problem for rule in rules for problem in rule(facts))
    return tuple(p for p in found if p.rule not in excused(getattr(facts[p.family].get(p.row), "note", "")))


def excused(note: str) -> tuple[str, ...]:
    """Rules that a note excuses its row from; an excuse without a reason is none.

    >>> excused("Fine. [except date order: the page has no year] [except other:]")
    ('date order',)
    """
    return tuple(found.strip() for found in _ALLOWED.findall(note))


def plain_name(name: str) -> str:
    """A name without case, accents, spaces and signs.

    >>> plain_name("Göktürk-1"), plain_name("Metop SG-A1") == plain_name("MetOp-SG A1")
    ('gokturk1', True)
    """
    flat = unicodedata.normalize("NFKD", name.casefold())
    return "".join(c for c in flat if c.isalnum())


def names_resolve(facts: Facts) -> Iterator[Problem]:
    """Instruments fly on missions of the catalogue, needs ask requirements that exist, climate variables name ours."""
    missions, requirements = facts.get("missions", {}), facts.get("requirements", {})
    for name, instrument in facts.get("instruments", {}).items():
        for mission in instrument.missions:
            if mission not in missions:
                yield _problem("instruments", name, "names resolve", f"flies on {mission!r}, which is no mission of the catalogue")
    for name, need in facts.get("needs", {}).items():
        if need.requirement not in requirements:
            yield _problem("needs", name, "names resolve", f"asks {need.requirement!r}, which is no requirement")
    for name, ecv in facts.get("ecvs", {}).items():
        for variable in ecv.variables:
            if not _is_variable(variable):
                yield _problem("ecvs", name, "names resolve", f"names {variable!r}, which is no variable")


def modes_resolve(facts: Facts) -> Iterator[Problem]:
    """What an instrument measures is measured in modes that it has."""
    for name, instrument in facts.get("instruments", {}).items():
        known = {mode.name for mode in instrument.modes}
        for measure in instrument.measures:
            for mode in measure.modes:
                if mode not in known:
                    yield _problem("instruments", name, "modes resolve", f"{measure.variable} is measured in the unknown mode {mode!r}")


def stations_spell_missions(facts: Facts) -> Iterator[Problem]:
    """A station names a mission as the catalogue does, or in words of its own that are no other spelling of one."""
    known = {plain_name(name): name for name in facts.get("missions", {})}
    for name, station in facts.get("stations", {}).items():
        for mission in station.missions:
            right = known.get(plain_name(mission), mission)
            if right != mission:
                yield _problem("stations", name, "spelling of missions", f"receives {mission!r}; the catalogue spells it {right!r}")


def names_differ(facts: Facts) -> Iterator[Problem]:
    """No two rows of a family differ by the spelling of their name alone."""
    for family, rows in facts.items():
        seen: dict[tuple[str, tuple[str, ...]], str] = {}
        for name in rows:
            # SDG 1.1 is not SDG 11: numbers count one by one
            first = seen.setdefault((plain_name(name), tuple(_NUMBER.findall(name))), name)
            if first != name:
                yield _problem(family, name, "two spellings", f"differs from {first!r} by its spelling alone")


def numbers_are_of_one_mission(facts: Facts) -> Iterator[Problem]:
    """A catalogue number or an international designator stands in one row."""
    for field in ("norad", "cospar"):
        rows: dict[Any, list[str]] = defaultdict(list)
        for name, mission in facts.get("missions", {}).items():
            if getattr(mission, field):
                rows[getattr(mission, field)].append(name)
        for value, names in rows.items():
            for name in names[1:]:
                yield _problem("missions", name, "number used twice", f"{field} {value} is also that of {names[0]}")


def flying_has_a_number(facts: Facts) -> Iterator[Problem]:
    """A single satellite that was launched has a catalogue number; a fleet has none, since it is many objects."""
    for name, mission in facts.get("missions", {}).items():
        if mission.satellites == 1 and mission.status != "planned" and not mission.norad:
            yield _problem("missions", name, "number of a satellite", f"was launched on {mission.launch_date} and has no norad")
        if mission.satellites > 1 and mission.norad:
            yield _problem(
                "missions", name, "number of a satellite", f"stands for {mission.satellites} satellites and has the norad of one"
            )


def designator_is_of_the_launch(facts: Facts) -> Iterator[Problem]:
    """The international designator begins with the year of launch."""
    for name, mission in facts.get("missions", {}).items():
        if mission.cospar and int(mission.cospar[:4]) != mission.launch_date.year and mission.satellites == 1:
            what = f"cospar {mission.cospar} is not of {mission.launch_date.year}, the year of launch"
            yield _problem("missions", name, "year of launch", what)


def dates_are_in_order(facts: Facts) -> Iterator[Problem]:
    """Launch before end, a state no younger than the row, and an end that agrees with the state."""
    for name, mission in facts.get("missions", {}).items():
        for what in _wrong_dates(mission):
            yield _problem("missions", name, "date order", what)
    for family in ("navigation", "telecom", "stations", "networks"):
        for name, row in facts.get(family, {}).items():
            if row.status_as_of > row.as_of:
                yield _problem(family, name, "date order", f"status_as_of {row.status_as_of} lies after as_of {row.as_of}")


def _wrong_dates(mission: Mission) -> Iterator[str]:
    end, ended = mission.end_date, mission.status == "ended"
    if end is not None and end < mission.launch_date:
        yield f"end_date {end} lies before launch_date {mission.launch_date}"
    if mission.status_as_of > mission.as_of:
        yield f"status_as_of {mission.status_as_of} lies after as_of {mission.as_of}"
    if ended and end is None:
        yield "ended, without an end_date"
    if ended and end is not None and end > mission.as_of:
        yield f"ended, with end_date {end} after as_of {mission.as_of}"
    if not ended and end is not None and end <= mission.as_of:
        yield f"{mission.status}, with end_date {end} before as_of {mission.as_of}"


def launches_agree_with_states(facts: Facts) -> Iterator[Problem]:
    """What flies was launched; what is planned has not missed its launch."""
    for name, mission in facts.get("missions", {}).items():
        if mission.status != "planned" and mission.launch_date > mission.as_of:
            yield _problem("missions", name, "launch and status", f"{mission.status}, with launch_date {mission.launch_date} to come")
        last = mission.launch_date + timedelta(days=PRECISION_DAYS[mission.launch_precision])
        if mission.status == "planned" and last <= mission.as_of:
            what = f"planned, but its launch ({mission.launch_date}, to the {mission.launch_precision}) has passed by {mission.as_of}"
            yield _problem("missions", name, "launch and status", what)


def status_follows_launch(facts: Facts) -> Iterator[Problem]:
    """The state of a mission that flies was read after its launch."""
    for name, mission in facts.get("missions", {}).items():
        if mission.status != "planned" and mission.status_as_of < mission.launch_date:
            what = f"{mission.status} as of {mission.status_as_of}, before its launch on {mission.launch_date}"
            yield _problem("missions", name, "launch and status", what)


def same_design_same_swath(facts: Facts) -> Iterator[Problem]:
    """Two rows of one instrument's name on one mission do not give a mode of one name two swaths or resolutions."""
    seen: dict[tuple[str, str, str], tuple[str, tuple[Any, Any]]] = {}
    for name, instrument in facts.get("instruments", {}).items():
        for mission in instrument.missions:
            for mode in instrument.modes:
                key = (plain_name(name.partition("(")[0]), mission, mode.name)
                figures = (mode.swath_km, mode.resolution_m)
                first, theirs = seen.setdefault(key, (name, figures))
                if first != name and theirs != figures:
                    what = f"mode {mode.name!r} on {mission} has swath and resolution {figures}, in {first!r} {theirs}"
                    yield _problem("instruments", name, "one fact twice", what)


def radar_sees_by_night(facts: Facts) -> Iterator[Problem]:
    """A radar has a band where it makes images, and needs no daylight."""
    for name, instrument in facts.get("instruments", {}).items():
        if instrument.kind == "synthetic aperture radar" and instrument.band is None:
            yield _problem("instruments", name, "radar", "a synthetic aperture radar without a band")
        if instrument.kind in _ACTIVE and any(mode.light != "any" for mode in instrument.modes):
            yield _problem("instruments", name, "radar", f"a {instrument.kind} with a mode that depends on daylight")


_ACTIVE = {"synthetic aperture radar", "altimeter", "scatterometer", "precipitation radar", "microwave radiometer", "microwave sounder"}


def modes_fit_their_orbits(facts: Facts) -> Iterator[Problem]:
    """A disk is seen from a satellite that stands or rises high; what crosses the track needs one that moves."""
    missions = facts.get("missions", {})
    for name, instrument in facts.get("instruments", {}).items():
        kinds = {missions[m].orbit.kind for m in instrument.missions if m in missions}
        for mode in instrument.modes:
            if mode.geometry == "disk" and not kinds <= {"geostationary", "eccentric"}:
                yield _problem("instruments", name, "mode and orbit", f"mode {mode.name!r} is a disk, from an orbit that is low")
            if mode.geometry not in {"disk", "grid"} and "geostationary" in kinds:
                yield _problem(
                    "instruments", name, "mode and orbit", f"mode {mode.name!r} is a {mode.geometry}, from a geostationary orbit"
                )


def angles_are_in_order(facts: Facts) -> Iterator[Problem]:
    """The lesser of two angles is less, and the south of an area lies south of its north."""
    for name, instrument in facts.get("instruments", {}).items():
        for mode in instrument.modes:
            pairs = {"incidence": (mode.incidence_min_deg, mode.incidence_max_deg), "look": (mode.look_min_deg, mode.look_max_deg)}
            for kind, (low, high) in pairs.items():
                if low is not None and high is not None and low >= high:
                    yield _problem("instruments", name, "angles", f"mode {mode.name!r}: {kind} from {low:g} to {high:g} degrees")
            if mode.bounds_deg is not None and mode.bounds_deg[1] >= mode.bounds_deg[3]:
                what = f"mode {mode.name!r}: bounds from {mode.bounds_deg[1]:g} to {mode.bounds_deg[3]:g} degrees north"
                yield _problem("instruments", name, "angles", what)


def sources_say_where(facts: Facts) -> Iterator[Problem]:
    """Each source says what it gives and where that was read."""
    for family, rows in facts.items():
        for name, row in rows.items():
            for source in _all_sources(row):
                if not source.where.strip() or not source.what.strip():
                    what = f"a source has no {'where' if source.what.strip() else 'what'}: {source.what or source.where!r}"
                    yield _problem(family, name, "source", what)


def orbits_are_quoted(facts: Facts) -> Iterator[Problem]:
    """Some source of a mission gives its orbit, or the longitude at which it stands, as printed."""
    for name, mission in facts.get("missions", {}).items():
        orbit = mission.orbit
        words = STANDING_WORDS if orbit.kind == "geostationary" else ORBIT_WORDS
        if not _is_quoted(mission.source, words, (1000.0 * orbit.altitude_km,)):
            yield _problem("missions", name, "figure without its quotation", "no source quotes its orbit")


def looks_are_quoted(facts: Facts) -> Iterator[Problem]:
    """Some source of an instrument gives its swath, and one its resolution, as printed."""
    for name, instrument in facts.get("instruments", {}).items():
        sources = list(_all_sources(instrument))
        swaths = [1000.0 * mode.swath_km for mode in instrument.modes if mode.swath_km is not None and mode.geometry != "grid"]
        if swaths and not _is_quoted(sources, SWATH_WORDS, swaths):
            yield _problem("instruments", name, "figure without its quotation", "no source quotes its swath")
        if not _is_quoted(sources, RESOLUTION_WORDS, [mode.resolution_m for mode in instrument.modes]):
            yield _problem("instruments", name, "figure without its quotation", "no source quotes its resolution")


def performance_is_quoted(facts: Facts) -> Iterator[Problem]:
    """An uncertainty or a latency has a source that gives it, as printed."""
    for name, instrument in facts.get("instruments", {}).items():
        for measure in instrument.measures:
            if measure.uncertainty is not None and not _is_quoted(measure.source, UNCERTAINTY_WORDS, ()):
                what = f"{measure.variable}: no source quotes its uncertainty"
                yield _problem("instruments", name, "figure without its quotation", what)
            if measure.latency_h is not None and not _is_quoted(measure.source, LATENCY_WORDS, ()):
                yield _problem("instruments", name, "figure without its quotation", f"{measure.variable}: no source quotes its latency")


RULES: tuple[Rule, ...] = (
    names_resolve,
    modes_resolve,
    stations_spell_missions,
    names_differ,
    numbers_are_of_one_mission,
    flying_has_a_number,
    designator_is_of_the_launch,
    dates_are_in_order,
    launches_agree_with_states,
    status_follows_launch,
    same_design_same_swath,
    radar_sees_by_night,
    modes_fit_their_orbits,
    angles_are_in_order,
    sources_say_where,
    orbits_are_quoted,
    looks_are_quoted,
    performance_is_quoted,
)


def _problem(family: str, row: str, rule: str, what: str) -> Problem:
    return Problem(family=family, row=row, rule=rule, what=what)


def _is_variable(name: str) -> bool:
    try:
        find_variable(name)
    except LookupError:
        return False
    return True


def _all_sources(row: Any) -> Iterator[Source]:
    """Sources of a row and of its parts."""
    yield from getattr(row, "source", ())
    for part in (*getattr(row, "measures", ()), *getattr(row, "shells", ())):
        yield from part.source
    yield from (link.source for link in (*getattr(row, "links", ()), *getattr(row, "also", ())) if link.source is not None)


def _is_quoted(sources: Iterable[Source], words: Iterable[str], lengths_m: Iterable[float]) -> bool:
    """Whether a source says that it gives figures of this kind, or prints one of these lengths, and its quotation is not empty."""
    wanted = set(lengths_m)
    return any(
        source.quoted and (any(word in source.what.casefold() for word in words) or wanted & printed_lengths_m(source.quoted))
        for source in sources
    )


def printed_lengths_m(text: str) -> set[float]:
    """Lengths in a text, m; a comma stands for a thousand where three digits follow it, else for a point.

    >>> sorted(printed_lengths_m("1,400 km; 0,5 m; 25-km product; 16 days"))
    [0.5, 25000.0, 1400000.0]
    """
    found = set()
    for number, unit in _LENGTH.findall(text):
        thousands = re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d+)?", number)
        digits = number.replace(",", "" if thousands else ".")
        if digits.count(".") <= 1:
            found.add(round(float(digits) * (1000.0 if unit.casefold().startswith("k") else 1.0), 3))
    return found
