"""Attained level of every need from year to year, as missions end and planned ones fly. Joins catalogue, coverage, gaps and resilience.

Facts: none of its own. One window's passes stand for every year: orbits are taken to be kept, and which missions fly on a date is a loss of
those that do not. Leaves out missions that nobody has announced, and ground networks' future.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import numpy as np

from commonsky import __version__
from commonsky.catalogue.lives import Life
from commonsky.catalogue.load import packaged
from commonsky.core.errors import InvalidInputError
from commonsky.core.time import iso
from commonsky.profile import compose
from commonsky.profile import timeline_model as model
from commonsky.profile.timeline_answer import answer_of
from commonsky.resilience.delays import usual_months
from commonsky.resilience.lives import COURSES, OVERRUN, changed, span_of, usual_design_years
from commonsky.resilience.losses import by_mission, share_at_least, system_of, watch
from commonsky.workflows.over_country import Inputs, catalogue_of, over_country, start_of
from commonsky.workflows.reports import Writers, write_report
from commonsky.world.countries import groups_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from commonsky.catalogue.load import Catalogue
    from commonsky.core.execution import Progress
    from commonsky.resilience.lives import Course, Span
    from commonsky.workflows.over_country import Over, Weighed

FIRST_YEAR, LAST_YEAR, STEP_MONTHS = 2020, 2035, 3
#: Before the first, the catalogue lacks most missions that have ended since.
EARLIEST_YEAR, LATEST_YEAR = 2020, 2060
#: Delays tried, months.
DELAYS = (12, 24)
#: Change of a served share that is told.
WORTH = 0.005


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is asked of `timeline`.

    Args:
        inputs: country, window and files, as of `assess`.
        first_year, last_year: of the timeline.
        delays: months by planned mission, what-ifs of the user's.
        ends: day by mission, likewise.
        command: the command line, for the record.
    """

    inputs: Inputs
    first_year: int = FIRST_YEAR
    last_year: int = LAST_YEAR
    delays: tuple[tuple[str, float], ...] = ()
    ends: tuple[tuple[str, date], ...] = ()
    command: str = ""


def timeline(request: Request, progress: Progress) -> model.Timeline:
    """Attained level of every need over the years.

    Args:
        request: what is asked.
        progress: is told what is being done.

    Raises:
        CommonskyError: if an input is refused, or what-ifs contradict the rows.
    """
    check_years(request)
    inputs = request.inputs
    catalogue = catalogue_of(inputs)
    lives = packaged("commonsky.catalogue", "lives", "life", Life)
    spans = _spans(request, catalogue, lives, start_of(inputs).date())
    within = _within(request, spans)
    over = over_country(replace(inputs, also=tuple(sorted(within)), any_age=True), progress)
    dates = _dates(request)
    planned = sorted(name for name in within if catalogue.missions[name].status == "planned")
    cases = tuple(over.cases())
    progress.step("years, need by need", len(cases))
    needs = []
    for weighed in cases:
        needs.append(_need(weighed, spans, dates, planned, over))
        progress.tick()
    return _told(request, over, within, needs, lives)


FILES = ("timeline.html", "timeline.json", "timeline.csv", "timeline.pdf")


def timeline_files(request: Request, folder: Path, language: str, progress: Progress, *, documents: bool = True) -> model.Timeline:
    """Attained level of every need over the years, written as files; arguments as of `timeline` and `reports.write_report`."""
    from commonsky.profile.timeline_page import render_timeline
    from commonsky.profile.timeline_pdf import write_timeline_pdf
    from commonsky.profile.timeline_tables import timeline_csv

    writers = Writers(name="timeline", json=_json, csv=timeline_csv, html=render_timeline, pdf=write_timeline_pdf)
    check_years(request)
    return write_report(lambda: timeline(request, progress), writers, folder, language, progress, documents=documents)


def _json(found: model.Timeline) -> str:
    return found.model_dump_json(indent=1)


def check_years(request: Request) -> None:
    """Refuse years that contradict each other or lie out of range, and what-ifs given twice.

    Raises:
        InvalidInputError: with what would work.
    """
    if request.first_year > request.last_year:
        raise InvalidInputError(f"--from {request.first_year} lies after --to {request.last_year}; give the earlier year first")
    if not EARLIEST_YEAR <= request.first_year <= request.last_year <= LATEST_YEAR:
        raise InvalidInputError(f"{request.first_year} to {request.last_year} is out of range; give {EARLIEST_YEAR} to {LATEST_YEAR}")
    for what, rows in (("delay", request.delays), ("end", request.ends)):
        names = [name for name, _ in rows]
        if twice := next((name for name in names if names.count(name) > 1), None):
            raise InvalidInputError(f"--{what} of {twice} is given twice; give it once")


def _spans(request: Request, catalogue: Catalogue, lives: Mapping[str, Life], on: date) -> dict[str, Span]:
    """When each mission flies; those out of the years too, for what flies in the window may be among them."""
    usual = usual_design_years(lives)
    rows = [span_of(m, lives.get(name), usual, on) for name, m in catalogue.missions.items() if m.status != "standby"]
    planned = frozenset(name for name, m in catalogue.missions.items() if m.status == "planned")
    return {s.mission: s for s in changed(rows, dict(request.delays), dict(request.ends), planned)}


def _within(request: Request, spans: Mapping[str, Span]) -> dict[str, Span]:
    """The missions that fly at any time within the years."""
    first, last = date(request.first_year, 1, 1), date(request.last_year, 12, 31)
    return {name: s for name, s in spans.items() if s.start <= last and (s.late is None or s.late > first)}


def _dates(request: Request) -> tuple[date, ...]:
    """The first day of every quarter."""
    return tuple(date(y, m, 1) for y in range(request.first_year, request.last_year + 1) for m in range(1, 13, STEP_MONTHS))


def _need(weighed: Weighed, spans: Mapping[str, Span], dates: Sequence[date], planned: Sequence[str], over: Over) -> model.NeedTimeline:
    """One need along all courses, with what delays cost it."""
    case = weighed.case
    best, stated = (watch(case, reading, over.executor) for reading in ("at best", "stated"))
    names = [system_of(s) for s in case.services]
    serving = set(by_mission(best.threshold).systems)
    area = weighed.area_km2

    def shares(rows: Mapping[str, Span], course: Course) -> NDArray[np.float64]:
        gone = [_absent(names, rows, day, course) for day in dates]
        levels = best.after(gone)
        met = [share_at_least(levels, area, level) for level in range(3)]
        return np.array([*met, share_at_least(stated.after(gone), area)])

    by_course = {course: shares(spans, course) for course in COURSES}
    courses = tuple(
        model.Course(
            course=course,
            points=tuple(
                model.Point(
                    date=day.isoformat(),
                    goal=round(float(v[0, k]), 4),
                    breakthrough=round(float(v[1, k]), 4),
                    threshold=round(float(v[2, k]), 4),
                    threshold_stated=round(float(v[3, k]), 4),
                    missions=sum(name in spans and spans[name].flies(day, course) for name in serving),
                )
                for k, day in enumerate(dates)
            ),
        )
        for course, v in by_course.items()
    )
    expected = by_course["expected"][2]
    late = [name for name in planned if name in serving]
    tried = [(name, months) for months in DELAYS for name in ("", *late)] if late else []
    delays = []
    for name, months in tried:
        moved = {n: s.later(months) if n == name or (not name and n in late) else s for n, s in spans.items()}
        lost = float((expected - shares(moved, "expected")[2]).sum()) * STEP_MONTHS / 12
        if name == "" or abs(lost) > WORTH:
            delays.append(model.Delay(mission=name, months=months, lost_share_years=round(lost, 3)))
    return model.NeedTimeline(
        id=case.requirement.id,
        titles=case.need.titles,
        variable=case.requirement.variable,
        weight=case.need.weight,
        courses=courses,
        turns=_turns(expected, dates, spans, serving),
        delays=tuple(delays),
    )


def _absent(names: Sequence[str], spans: Mapping[str, Span], day: date, course: Course) -> frozenset[str]:
    """Systems whose missions do not give products on a day; ground networks are always there."""
    return frozenset(n for n in names if (span := spans.get(n.partition("\t")[0])) is not None and not span.flies(day, course))


def _turns(shares: NDArray[np.float64], dates: Sequence[date], spans: Mapping[str, Span], serving: set[str]) -> tuple[model.Turn, ...]:
    """Dates at which the served share changes, and who comes or goes then."""
    found = []
    for k in range(1, len(dates)):
        if abs(shares[k] - shares[k - 1]) > WORTH:
            now, then = ({n for n in serving & set(spans) if spans[n].flies(d, "expected")} for d in (dates[k], dates[k - 1]))
            found.append(
                model.Turn(
                    date=dates[k].isoformat(),
                    before=round(float(shares[k - 1]), 4),
                    after=round(float(shares[k]), 4),
                    comes=tuple(sorted(now - then)),
                    goes=tuple(sorted(then - now)),
                )
            )
    return tuple(found)


def _told(
    request: Request, over: Over, spans: Mapping[str, Span], needs: Sequence[model.NeedTimeline], lives: Mapping[str, Life]
) -> model.Timeline:
    country = compose.country_row(over.country, groups_of(over.country, over.start.date()))
    simulation = over.ground.simulation
    serving = {v.platform.mission.name for v in over.ground.viewers}
    median_months, most_months, count = usual_months()
    return model.Timeline(
        version=__version__,
        made_utc=iso(datetime.now(UTC)),
        command=request.command,
        country=country,
        window=compose.window_row(simulation.start_s, simulation.end_s, simulation.early_s),
        first_year=request.first_year,
        last_year=request.last_year,
        step_months=STEP_MONTHS,
        answer=answer_of(
            needs,
            country,
            over.start.date(),
            assumed=frozenset(name for name, span in spans.items() if span.basis == "assumed"),
            given=tuple(dict.fromkeys(name for name, _ in (*request.delays, *request.ends))),  # those out of the years too
        ),
        cells=len(over.chosen),
        cells_all=len(over.whole),
        needs=tuple(needs),
        missions=tuple(_span(span, over.catalogue, lives) for name, span in sorted(spans.items()) if name in serving),
        notes=(
            f"of {count} single launches read, the median flew {median_months:.0f} months after its plan, the latest {most_months:.0f}",
            "years that are past are told by the missions of the catalogue; ended ones that it lacks, and spares, are not in them",
            *(f"what if: {name} is launched {months:g} months later" for name, months in request.delays),
            *(f"what if: {name} ends on {day}" for name, day in request.ends),
            *_negative(needs),
            *over.notes,
        ),
        sources=(),
    )


def _negative(needs: Sequence[model.NeedTimeline]) -> tuple[str, ...]:
    """A line where a delay gains: its end moves with its launch."""
    gains = any(d.lost_share_years < 0 for n in needs for d in n.delays)
    return ("a delay that gains is one whose mission, launched later, lasts longer into these years",) if gains else ()


_BASIS = {
    "given": {"en": "what if: its date is given with this run", "zh": "假设情形：日期由本次运行给定"},
    "came": {"en": "its end came", "zh": "已结束"},
    "published": {"en": "an end is published", "zh": "已公布结束时间"},
    "assumed": {
        "en": f"no end is published: {OVERRUN:g} design lives, or half of one from today, are assumed",
        "zh": f"未公布结束时间：假定为设计寿命的{OVERRUN:g}倍，或自今日起半个设计寿命",
    },
}


def _span(span: Span, catalogue: Catalogue, lives: Mapping[str, Life]) -> model.Span:
    mission = catalogue.missions[span.mission]
    life = lives.get(span.mission)
    early, expected, late = (None if end is None else end.isoformat() for end in (span.early, span.expected, span.late))
    return model.Span(
        mission=span.mission,
        status=mission.status,
        start=span.start.isoformat(),
        end_early=early,
        end_expected=expected,
        end_late=late,
        basis=_BASIS[span.basis],
        planned=mission.status == "planned",
        sources=(*mission.source, *(life.source if life else ())),
    )
