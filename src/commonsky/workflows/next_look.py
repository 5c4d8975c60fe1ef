"""Next observations of a place for a need, in order, and the order in which to ask for them. Joins world, needs, coverage and catalogue.

Facts: none of its own. A time is told only where it is known: from element sets of the user's, or an orbit that keeps a published cycle and
is anchored. What flies at a phase that nobody knows has a count and its hours, over the phases tried. Leaves out how long an operator needs
to task a satellite: nobody publishes it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from commonsky.catalogue.families.mechanisms import MECHANISMS
from commonsky.catalogue.load import packaged_catalogue, with_own_rows
from commonsky.core.errors import InvalidInputError, OutputError, UnknownNameError
from commonsky.core.time import seconds_since_epoch
from commonsky.core.variables import variables
from commonsky.coverage.fleet import assemble
from commonsky.needs.load import default_needs, packaged_requirements
from commonsky.profile.next_look import NextLooks
from commonsky.sources.element_format import read_elements
from commonsky.workflows.looks import Scene, looks_of
from commonsky.workflows.target import find_target

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from commonsky.catalogue.mechanisms import Mechanism
    from commonsky.core.execution import Progress
    from commonsky.needs.model import Requirement
    from commonsky.profile.next_look import Look
    from commonsky.workflows.looks import ClearOdds, Hindered
    from commonsky.workflows.target import Target

MOST_HOURS = 24.0 * 31
#: Mechanisms that move satellites.
MOVING = frozenset({"imagery and maps", "rapid scan"})
#: Of themes that ask several variables, the one that shows the event itself: the answer leads with it.
LEADS = {"flood": "surface_water_extent", "fire": "active_fire"}


@dataclass(frozen=True, slots=True, kw_only=True)
class NextRequest:
    """What is asked.

    Args:
        place: a country, a listed place, LAT,LON or a GeoJSON file.
        need: a theme, a requirement's id, or a variable.
        within_h: length of the window, hours.
        date: its start, UTC; None: now.
        elements, instruments: files of the user's, or None.
        any_age: whether elements years from the window are let pass.
    """

    place: str
    need: str
    within_h: float
    date: datetime | None = None
    elements: Path | None = None
    instruments: Path | None = None
    any_age: bool = False


def parse_hours(text: str) -> float:
    """Hours that a text such as ``72h`` or ``3d`` means.

    Raises:
        InvalidInputError: if it means none, or more than a month.

    >>> parse_hours("72h"), parse_hours("3d"), parse_hours("24")
    (72.0, 72.0, 24.0)
    """
    plain = text.strip().lower()
    factor = 24.0 if plain.endswith("d") else 1.0
    try:
        hours = float(plain.rstrip("hd")) * factor
    except ValueError as error:
        raise InvalidInputError(f"--within {text!r} is no length of time; write it as 72h or 3d") from error
    if not 0 < hours <= MOST_HOURS:
        raise InvalidInputError(f"--within {text} is out of range; give more than 0 and at most 31d")
    return hours


def requirements_for(need: str) -> dict[str, tuple[Requirement, ...]]:
    """Variables that a need asks, what shows the event first, each with its requirements; none for a variable that no requirement asks.

    Args:
        need: a theme, a requirement's id, or a variable.

    Raises:
        UnknownNameError: with the nearest name.

    >>> list(requirements_for("fire")), next(iter(requirements_for("flood")))
    (['active_fire', 'burnt_area'], 'surface_water_extent')
    """
    every = packaged_requirements()
    of_theme = [requirement for _, requirement in default_needs().needs if requirement.theme == need]
    of_theme = of_theme or [requirement for requirement in every.values() if requirement.theme == need]
    found = of_theme or ([every[need]] if need in every else [r for r in every.values() if r.variable == need])
    if not found and need not in variables():
        raise UnknownNameError("theme, requirement or variable", need, [*{r.theme for r in every.values()}, *every, *variables()])
    leading = [LEADS[need]] if LEADS.get(need) in {r.variable for r in found} else []
    named = dict.fromkeys([*leading, *(r.variable for r in found)]) or {need: None}
    return {name: tuple(r for r in found if r.variable == name) for name in named}


def find_next(
    request: NextRequest, progress: Progress, *, clear_odds: ClearOdds | None = None, hindered: Hindered | None = None
) -> NextLooks:
    """The next looks at a place that serve a need.

    Args:
        request: what is asked.
        progress: is told what is being done.
        clear_odds: probability of a clear view at latitude, longitude and time; None: the odds are left out.
        hindered: whether cloud hides a variable from an instrument; asked only beside `clear_odds`.

    Raises:
        InvalidInputError: if an input is refused.
        UnknownNameError: if the need or the place has no such name.
    """
    asked = requirements_for(request.need)
    start = request.date or datetime.now(UTC).replace(microsecond=0)
    target = find_target(request.place)
    asked = _here(asked, target)
    catalogue = with_own_rows(packaged_catalogue(), request.instruments) if request.instruments else packaged_catalogue()
    given = read_elements(request.elements) if request.elements else None
    fleet = assemble(catalogue, given.sets if given else (), start, any_age=request.any_age)
    begin = seconds_since_epoch(start)
    scene = Scene(
        target=target,
        catalogue=catalogue,
        asked=asked,
        window_s=(begin, begin + request.within_h * 3600.0),
        mechanisms=tuple(m for m in MECHANISMS.rows().values() if m.serves(target.region)),
        clear_odds=clear_odds,
        hindered=hindered,
    )
    failed: list[str] = []
    looks = looks_of(scene, fleet, progress, failed.append)
    order = _order(looks)
    return NextLooks(
        place=target.name,
        lat_deg=target.place.lat_deg,
        lon_deg=target.place.lon_deg,
        is_area=target.is_area,
        need=request.need,
        variables=tuple(asked),
        start_utc=start,
        end_utc=start + timedelta(hours=request.within_h),
        looks=looks,
        order=order,
        mechanisms=_mechanisms(scene, order or looks, request.need),
        notes=(*fleet.notes, *failed, *(f"refused: {line}" for line in (*(given.refused if given else ()), *catalogue.refused))),
        clouds=clear_odds is not None,
        titles=next((need.titles for need, requirement in default_needs().needs if requirement.id == request.need), {}),
        lead=next((name for name in asked if name == LEADS.get(request.need)), ""),
        place_note=target.note,
    )


def _here(asked: dict[str, tuple[Requirement, ...]], target: Target) -> dict[str, tuple[Requirement, ...]]:
    """Of several variables those that there is something of: no surface of the sea far inland; one alone is asked as it is."""
    domains = {*target.domains, "both"}
    found = {name: rows for name, rows in asked.items() if variables()[name].domain in domains}
    return found or asked


def _order(looks: Sequence[Look]) -> tuple[Look, ...]:
    """What to ask for first: looks that meet the need but must be asked for, the earliest of each satellite; those without a time last."""
    first: dict[str, Look] = {}
    for look in looks:
        if look.meets and look.must_be_asked:
            first.setdefault(look.satellite, look)
    known = [look for look in first.values() if look.time_utc is not None]
    unknown = [look for look in first.values() if look.time_utc is None]
    return (*known, *unknown)


def _mechanisms(scene: Scene, looks: Sequence[Look], need: str) -> tuple[Mechanism, ...]:
    """Mechanisms that bring the looks, in the order of the first look that each brings; then those that only map or pass a request on."""
    named = list(dict.fromkeys(name for look in looks for name in look.ask.mechanisms))
    known = {m.name: m for m in scene.mechanisms}
    rest = [m for m in scene.mechanisms if m.name not in named and m.kind not in MOVING and (not m.hazards or need in m.hazards)]
    return (*(known[name] for name in named), *rest)


SUFFIXES = (".csv", ".geojson", ".html")


def check_out(path: Path | None) -> None:
    """Refuse a file whose suffix says no format of ours.

    Raises:
        OutputError: with the suffixes that would work.
    """
    if path is not None and path.suffix.lower() not in SUFFIXES:
        raise OutputError(f"{path} has no suffix that we write; give {', '.join(SUFFIXES)} with --out")


def write_next(told: NextLooks, path: Path, language: str = "en") -> None:
    """Write the looks as CSV, GeoJSON or HTML, by the suffix, whole or not at all.

    Raises:
        OutputError: if the file cannot be written, or its suffix says nothing.
    """
    from commonsky.profile.next_page import render_next
    from commonsky.profile.next_tables import next_csv, next_geojson

    check_out(path)
    made = {".csv": next_csv, ".geojson": next_geojson}.get(path.suffix.lower())
    write_text(path, made(told) if made else render_next(told, language))


def write_text(path: Path, text: str) -> None:
    """Write a text file, whole or not at all.

    Raises:
        OutputError: if it cannot be written.
    """
    staging = path.with_name(f".{path.name}.part")
    try:
        staging.write_text(text, "utf-8", newline="")
        staging.replace(path)
    except OSError as error:
        staging.unlink(missing_ok=True)
        raise OutputError(f"cannot write {path}: {error.strerror or error}; give another file with --out") from error
