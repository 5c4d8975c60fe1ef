"""The smallest addition that closes a gap, over a country, a region or a polygon. Joins needs, mission_design and profile.

Facts: none of its own. Writes the whole folder or nothing.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from commonsky import __version__
from commonsky.core.errors import InvalidInputError, UnknownNameError
from commonsky.core.execution import ThreadExecutor
from commonsky.core.time import iso
from commonsky.mission_design import words
from commonsky.mission_design.area import country_area, polygon_area, region_area
from commonsky.mission_design.candidates import Satellite
from commonsky.mission_design.costs import packaged_costs
from commonsky.mission_design.plan import KINDS, Terms, cloud_cover, counts, make_plan
from commonsky.mission_design.solve import solve
from commonsky.mission_design.spec import additions, held, state_with
from commonsky.needs.load import default_needs, wanted_needs
from commonsky.needs.model import LEVELS
from commonsky.profile import design_model as model
from commonsky.workflows.assess import LONGEST_DAYS
from commonsky.workflows.design_rows import (
    HELD_AREA,
    addition_row,
    area_row,
    comparable_costs,
    front_rows,
    need_row,
    proof_of,
    totals_of,
    window_row,
)
from commonsky.workflows.reports import Writers, write_report

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from commonsky.core.execution import Progress
    from commonsky.mission_design.area import Area
    from commonsky.mission_design.plan import Plan
    from commonsky.mission_design.solve import Solved

FILES = ("design.html", "design.json", "design.csv", "design.pdf")
MOST_THINGS = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class DesignRequest:
    """What is asked.

    Args:
        country, region, polygon: where; one of the three, the others empty.
        needs: ids of requirements, themes or variables.
        level: that is to hold.
        budget: how many things may be added: each satellite, site, station and opened mission is one.
        kinds: of addition; empty: all.
        without: missions taken as gone.
        date: first day of the window, UTC; None: today.
        days: length of the window.
        objective: ``area`` or ``people``.
        out: folder to write into; None: nothing is written.
        command: the command line, for the record.
        language: of the sheet.
        documents: whether design.pdf is written too, where its package is installed.
    """

    country: str = ""
    region: str = ""
    polygon: Path | None = None
    needs: tuple[str, ...]
    level: str = "threshold"
    budget: int = 3
    kinds: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    date: datetime | None = None
    days: float = 30.0
    objective: str = "area"
    out: Path | None = None
    command: str = ""
    language: str = "en"
    documents: bool = True


def design(request: DesignRequest, progress: Progress) -> model.DesignAnswer:
    """The smallest addition that closes a gap, written as files where a folder is given.

    Args:
        request: what is asked.
        progress: is told what is being done.

    Raises:
        CommonskyError: if an input is refused or the folder cannot be written; nothing is left behind then.
    """
    from commonsky.profile.design_page import render_design
    from commonsky.profile.design_pdf import write_design_pdf

    terms = _terms(request)
    if request.out is None:
        return _computed(request, terms, progress)
    writers = Writers(name="design", json=_json, csv=model.design_csv, html=render_design, pdf=write_design_pdf)
    make = partial(_computed, request, terms, progress)
    return write_report(make, writers, request.out, request.language, progress, documents=request.documents)


def _json(told: model.DesignAnswer) -> str:
    return told.model_dump_json(indent=1) + "\n"


def _terms(request: DesignRequest) -> Terms:
    """What may be added, checked."""
    if sum(map(bool, (request.country, request.region, request.polygon))) != 1:
        raise InvalidInputError("give one place: a COUNTRY, --region NAME or --polygon FILE")
    if not request.needs:
        raise InvalidInputError("give --need NAME: a theme such as flood, a requirement's id, or a variable")
    if not 1 <= request.budget <= MOST_THINGS:
        raise InvalidInputError(f"--budget {request.budget} is out of range: it is how many things may be added; give 1 to {MOST_THINGS}")
    if request.level not in LEVELS:
        raise UnknownNameError("level", request.level, LEVELS)
    if request.objective not in {"area", "people"}:
        raise UnknownNameError("objective", request.objective, ("area", "people"))
    for kind in request.kinds:
        if kind not in KINDS:
            raise UnknownNameError("kind of addition", kind, KINDS)
    if not 1 <= request.days <= LONGEST_DAYS:
        raise InvalidInputError(f"--days {request.days:g} is out of range; give 1 to {LONGEST_DAYS}")
    return Terms(
        level=next(name for name in LEVELS if name == request.level),
        count=request.budget,
        kinds=tuple(k for k in KINDS if not request.kinds or k in request.kinds),
        without=request.without,
        start=request.date or datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0),
        days=request.days,
        by_people=request.objective == "people",
    )


def _area(request: DesignRequest, on: datetime) -> Area:
    if request.polygon is not None:
        return polygon_area(request.polygon, on.date())
    return region_area(request.region, on.date()) if request.region else country_area(request.country, on.date())


def _computed(request: DesignRequest, terms: Terms, progress: Progress) -> model.DesignAnswer:
    executor = ThreadExecutor(os.cpu_count() or 1)
    needs = default_needs()
    wanted_needs(needs.needs, request.needs)  # a name that nobody knows is refused before anything is read
    progress.step("reading the place")
    area = _area(request, terms.start)
    coastal = bool(area.cells.sea_km2.sum() > 0)
    asked = wanted_needs(needs.for_country(coastal=coastal, on=terms.start.date()), request.needs)
    plan = make_plan(area, asked, terms, executor, progress)
    if plan.cover.met(plan.base, HELD_AREA):
        return _told(request, plan, None)
    orbits = {item.design.orbit for item in plan.cover.items if isinstance(item, Satellite)}
    progress.step(f"trying {len(plan.cover.items):,} candidates", len(orbits))
    solved = solve(plan.cover, plan.base, plan.packs, terms.count, executor, progress.tick)
    progress.step("specifying the answer")
    return _told(request, plan, solved)


def _told(request: DesignRequest, plan: Plan, solved: Solved | None) -> model.DesignAnswer:
    """The answer as data; without a search where nothing is to be added."""
    terms, area = plan.terms, plan.area
    chosen = solved.front[solved.answer].items if solved is not None else ()
    state = state_with(plan, chosen)
    found = additions([plan.cover.items[i] for i in chosen])
    rows = tuple(addition_row(plan, solved, rank, found) for rank in range(len(found))) if solved is not None else ()
    before, after = plan.cover.value(plan.base), plan.cover.value(state)
    held_here = plan.cover.met(state, HELD_AREA)
    met = held_here if solved is None else solved.front[solved.answer].always
    proof = proof_of(plan, solved, chosen)
    cloud = cloud_cover(plan)
    costs = packaged_costs()
    return model.DesignAnswer(
        version=__version__,
        made_utc=iso(datetime.now(UTC)),
        command=request.command,
        window=window_row(plan),
        area=area_row(area),
        level=terms.level,
        objective="people" if terms.by_people else "area",
        budget=terms.count,
        kinds=terms.kinds,
        without=terms.without,
        answer=_answer(plan, rows, (before, after), proof, held=(held_here, met)),
        already_met=solved is None,
        met=met,
        share_before=before,
        share_after=after,
        needs=tuple(
            need_row(plan, n, d, held(d, b), held(d, s)) for n, (d, b, s) in enumerate(zip(plan.demands, plan.base, state, strict=True))
        ),
        additions=rows,
        front=front_rows(plan, solved, costs),
        costs=totals_of(found, costs),
        costs_told=words.costs_told(sum(a.count for a in found if not comparable_costs(a, costs))),
        proof=proof,
        candidates=counts(plan),
        cloud_cover=cloud,
        assumptions=(*_unproven(rows), *words.assumptions((len(area.cells), area.total), cloud)),
        notes=plan.notes,
    )


def _answer(
    plan: Plan, rows: Sequence[model.AdditionRow], shares: tuple[float, float], proof: model.Proof | None, *, held: tuple[bool, bool]
) -> dict[str, str]:
    names, level = plan.area.names, plan.terms.level
    if proof is None:
        return words.already_met(names, level)
    if not rows:
        return words.no_candidate(names, [d.requirement.id for d in plan.demands])
    count = sum(row.count for row in rows)
    return words.answer(names, level, count, shares, rows[0].titles, held=held, phases=(proof.phase_low, proof.phase_high))


def _unproven(rows: Sequence[model.AdditionRow]) -> list[dict[str, str]]:
    """A line for each addition whose sensor has no precedent."""
    return [words.unproven(row.kind, row.sensor.swath_km) for row in rows if row.sensor is not None and not row.sensor.precedents]
