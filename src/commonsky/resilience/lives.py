"""When missions fly, past and to come: ends that came, ends that are published, ends that are expected from how long missions last.

Facts: the catalogue's missions and lives. Three courses: early, each mission ends with its design life, or today if that is over;
expected, at the published end, else after `OVERRUN` design lives, or half a design life from today where that is later; late, at the
published end, else beyond the last year. The overrun is our assumption: the catalogue holds what flies and few that ended, so that how long
missions last cannot be estimated from it (three of 79 with a design life have ended).

Leaves out failures at launch, and parts of missions that end before the whole.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from statistics import median
from typing import TYPE_CHECKING, Literal

from commonsky.core.errors import InvalidInputError, UnknownNameError
from commonsky.core.time import MEAN_MONTH_DAYS, YEAR_DAYS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from commonsky.catalogue.lives import Life
    from commonsky.catalogue.model import Mission

#: From a launch to come to its first products, months: commissioning as our assumption, not from a source.
COMMISSIONING_MONTHS = 6
#: Design lives that a mission is expected to last where no end is published: our assumption.
OVERRUN = 1.5
Course = Literal["early", "expected", "late"]
COURSES: tuple[Course, ...] = ("early", "expected", "late")
Basis = Literal["came", "published", "assumed", "given"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """When a mission gives products; an end of None lies beyond every year asked for.

    Args:
        mission: name.
        start: first day.
        early, expected, late: last day, exclusive, along each course.
        basis: where the ends come from.
    """

    mission: str
    start: date
    early: date | None
    expected: date | None
    late: date | None
    basis: Basis

    def flies(self, on: date, course: Course) -> bool:
        """Whether it gives products on a day along a course."""
        end: date | None = getattr(self, course)
        return self.start <= on and (end is None or on < end)

    def later(self, months: float) -> Span:
        """The same with its launch, and with it its ends, later."""
        by = timedelta(days=round(months * MEAN_MONTH_DAYS))
        ends = [None if end is None else end + by for end in (self.early, self.expected, self.late)]
        return replace(self, start=self.start + by, early=ends[0], expected=ends[1], late=ends[2])


def usual_design_years(lives: Mapping[str, Life]) -> float:
    """Median of the published design lives, years: what stands in where none is published."""
    return median(life.design_life_years for life in lives.values() if life.design_life_years)


def span_of(mission: Mission, life: Life | None, usual_years: float, on: date) -> Span:
    """When a mission gives products along each course.

    Args:
        mission, life: its rows.
        usual_years: design life where none is published.
        on: today: what flies now has lasted until then.
    """
    start = mission.launch_date
    wait = timedelta(days=round(COMMISSIONING_MONTHS * MEAN_MONTH_DAYS))
    if mission.status == "planned":
        start = max(start, mission.status_as_of) + wait
    elif mission.status == "commissioning":
        start = max(start + wait, mission.status_as_of)
    if mission.end_date is not None:
        return Span(
            mission=mission.name, start=start, early=mission.end_date, expected=mission.end_date, late=mission.end_date, basis="came"
        )
    years = (life.design_life_years if life else None) or usual_years
    now = max(on, start)
    design = start + timedelta(days=round(years * YEAR_DAYS))
    early = max(design, now)
    if life is not None and life.expected_end_from is not None and life.expected_end_until is not None:
        ends = (max(life.expected_end_from, now), max(life.expected_end_until, now), max(life.expected_end_until, now))
        return Span(mission=mission.name, start=start, early=min(early, ends[0]), expected=ends[1], late=ends[2], basis="published")
    expected = max(start + timedelta(days=round(OVERRUN * years * YEAR_DAYS)), now + timedelta(days=round(years / 2 * YEAR_DAYS)))
    late = max(life.consumables_until, now) if life is not None and life.consumables_until is not None else None
    expected = min(expected, late) if late is not None else expected
    return Span(mission=mission.name, start=start, early=early, expected=expected, late=late, basis="assumed")


def changed(spans: Sequence[Span], delays: Mapping[str, float], ends: Mapping[str, date], planned: frozenset[str]) -> tuple[Span, ...]:
    """Spans with what-ifs of the user's: launches later by months, and ends on a day.

    Raises:
        UnknownNameError: if a mission is not among them.
        InvalidInputError: if the what-ifs contradict the rows or one another.
    """
    known = {span.mission: span for span in spans}
    for name in (*delays, *ends):
        if name not in known:
            raise UnknownNameError("mission", name, known)
    for name, months in delays.items():
        if name not in planned:
            raise InvalidInputError(f"{name} was launched on {known[name].start}: no launch to delay; give a planned mission, or its end")
        if not 0 < months <= 600:
            raise InvalidInputError(f"a delay of {months:g} months for {name} is out of range; give more than 0 and at most 600")
        known[name] = replace(known[name].later(months), basis="given")
    for name, day in ends.items():
        if day <= known[name].start:
            raise InvalidInputError(f"{name} cannot end on {day}: it gives products from {known[name].start}; give a later day")
        if known[name].basis == "came" and day != known[name].expected:
            raise InvalidInputError(f"{name} ended on {known[name].expected}; it cannot end on {day} too")
        known[name] = replace(known[name], early=day, expected=day, late=day, basis="given")
    return tuple(known.values())
