"""The smallest addition that closes a gap, over a country, a region or a polygon. Joins needs, mission_design and profile.

Facts: none of its own. Writes the whole folder or nothing.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from commonsky import __version__
from commonsky.core.errors import InvalidInputError, UnknownNameError
from commonsky.core.execution import ThreadExecutor
from commonsky.core.time import iso
from commonsky.core.variables import find_variable
from commonsky.mission_design import words
from commonsky.mission_design.area import country_area, polygon_area, region_area
from commonsky.mission_design.candidates import Satellite
from commonsky.mission_design.costs import comparable, packaged_costs, totals
from commonsky.mission_design.orbits import elements_of
from commonsky.mission_design.plan import DAY_S, KINDS, Terms, cloud_cover, counts, make_plan
from commonsky.mission_design.sensors import TITLES
from commonsky.mission_design.solve import solve
from commonsky.mission_design.spec import additions, ground_segment, held, phase_range, revisit_of, state_with
from commonsky.needs.load import default_needs, wanted_needs
from commonsky.needs.model import LEVELS
from commonsky.profile import design_model as model
from commonsky.profile.model import Window
from commonsky.workflows.assess import LONGEST_DAYS
from commonsky.workflows.reports import Writers, write_report

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from commonsky.core.execution import Progress
    from commonsky.mission_design.area import Area
    from commonsky.mission_design.costs import Cost, Total
    from commonsky.mission_design.plan import Plan
    from commonsky.mission_design.solve import Solved
    from commonsky.mission_design.spec import Addition
    from commonsky.mission_design.spells import Demand

FILES = ("design.html", "design.json", "design.csv", "design.pdf")
MOST_THINGS = 24
HELD_AREA = 0.95


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
    rows = tuple(_addition(plan, solved, rank, found) for rank in range(len(found))) if solved is not None else ()
    before, after = plan.cover.value(plan.base), plan.cover.value(state)
    met = plan.cover.met(state, HELD_AREA)
    cloud = cloud_cover(plan)
    costs = packaged_costs()
    return model.DesignAnswer(
        version=__version__,
        made_utc=iso(datetime.now(UTC)),
        command=request.command,
        window=_window(plan),
        area=_area_row(area),
        level=terms.level,
        objective="people" if terms.by_people else "area",
        budget=terms.count,
        kinds=terms.kinds,
        without=terms.without,
        answer=_answer(plan, rows, (before, after), len(chosen), met=met, already=solved is None),
        already_met=solved is None,
        met=met,
        share_before=before,
        share_after=after,
        needs=tuple(
            _need(plan, n, d, held(d, b), held(d, s)) for n, (d, b, s) in enumerate(zip(plan.demands, plan.base, state, strict=True))
        ),
        additions=rows,
        front=_front(plan, solved, costs),
        costs=_totals(found, costs),
        costs_told=words.costs_told(sum(a.count for a in found if not _comparable(a, costs))),
        proof=_proof(plan, solved, chosen),
        candidates=counts(plan),
        cloud_cover=cloud,
        assumptions=(*_unproven(rows), *words.assumptions((len(area.cells), area.total), cloud)),
        notes=plan.notes,
    )


def _answer(
    plan: Plan, rows: Sequence[model.AdditionRow], shares: tuple[float, float], count: int, *, met: bool, already: bool
) -> dict[str, str]:
    names, level = plan.area.names, plan.terms.level
    if already:
        return words.already_met(names, level)
    if not rows:
        return words.no_candidate(names, [d.requirement.id for d in plan.demands])
    return words.answer(names, level, count, shares, rows[0].titles, met=met)


def _window(plan: Plan) -> Window:
    early = (plan.terms.start.timestamp() - datetime(2000, 1, 1, tzinfo=UTC).timestamp() - plan.today.window_s[0]) / DAY_S
    end = datetime.fromtimestamp(plan.terms.start.timestamp() + plan.terms.days * DAY_S, UTC)
    return Window(start_utc=iso(plan.terms.start), end_utc=iso(end), days=plan.terms.days, early_days=early)


def _area_row(area: Area) -> model.DesignArea:
    return model.DesignArea(
        names=area.names,
        codes=area.codes,
        lat_min_deg=area.lat_deg[0],
        lat_max_deg=area.lat_deg[1],
        land_km2=float(area.cells.land_km2.sum()),
        sea_km2=float(area.cells.sea_km2.sum()),
        people=float(area.people.sum()),
        cells=len(area.cells),
        cells_from=area.total,
    )


def _need(plan: Plan, number: int, demand: Demand, before: object, after: object) -> model.DesignNeed:
    requirement, asked = demand.requirement, demand.requirement.asked(demand.level)
    variable = find_variable(requirement.variable)
    served = [model.Served(area=h.area, people=h.people, time=h.time) for h in (before, after)]  # type: ignore[attr-defined]
    works = {item.kind for item in plan.cover.items if not isinstance(item, Satellite) and number in item.spells}
    kinds = {kind for n, kind in plan.precedents if n == number} | works
    return model.DesignNeed(
        id=requirement.id,
        theme=requirement.theme,
        variable=variable.name,
        titles=demand.need.titles,
        variable_names=variable.titles,
        unit=variable.unit,
        resolution_m=asked.resolution_m,
        uncertainty=asked.uncertainty,
        cycle_h=asked.cycle_h,
        timeliness_h=asked.timeliness_h,
        before=served[0],
        after=served[1],
        met_before=served[0].area >= HELD_AREA - 1e-9,
        met_after=served[1].area >= HELD_AREA - 1e-9,
        kinds=tuple(kind for kind in KINDS if kind in kinds),
    )


def _addition(plan: Plan, solved: Solved, rank: int, found: Sequence[Addition]) -> model.AdditionRow:
    """One addition with all that its sheet needs."""
    addition, one = found[rank], found[rank].satellites[:1]
    mine = {item.name for item in addition.satellites} | ({addition.works.name} if addition.works else set())
    names = {i: plan.cover.items[i] for i in solved.front[solved.answer].items}
    so_far = {item.name for a in found[: rank + 1] for item in (*a.satellites, *((a.works,) if a.works else ()))}
    state = state_with(plan, [i for i, item in names.items() if item.name in so_far])
    demands = one[0].design.demands if one else tuple(addition.works.spells) if addition.works else ()
    best: dict[object, model.AlternativeRow] = {}
    for row in solved.alternatives:
        if names[row.instead_of].name in mine:
            other = plan.cover.items[row.item]
            best.setdefault(_kin(other), model.AlternativeRow(titles=words.item_titles(other), name=other.name, kept=row.kept))
    works = addition.works
    kind = one[0].design.sensor.kind if one else works.kind if works else ""
    return model.AdditionRow(
        rank=rank + 1,
        kind=kind,
        titles=words.addition_titles(addition),
        count=addition.count,
        serves=tuple(plan.demands[n].requirement.id for n in demands),
        orbit=_orbit(plan, addition) if one else None,
        sensor=_sensor(plan, addition) if one else None,
        latency_h=_finite(one[0].design.latency_h) if one else works.latency_h if works else None,
        revisit=_revisit(plan, addition) if one else None,
        ground=_ground(plan, addition) if one else None,
        place=works.place if works else None,
        missions=works.missions if works else (),
        asks=dict(works.asks) if works else words.asks([plan.demands[n] for n in demands], one[0].design.latency_h),
        data_policy=words.POLICY,
        lifetime=words.LIFETIME["satellite" if one else "unused" if kind == "unused" else "ground"],
        share_after=plan.cover.value(state),
        costs=tuple(_cost(row, addition.count) for row in _comparable(addition, packaged_costs())),
        alternatives=tuple(sorted(best.values(), key=lambda row: (-row.kept, row.name))),
    )


def _kin(item: object) -> object:
    return getattr(item, "design", item)


def _orbit(plan: Plan, addition: Addition) -> model.OrbitRow:
    first = addition.satellites[0]
    orbit = first.design.orbit
    planes = sorted({s.slot.plane for s in addition.satellites})
    return model.OrbitRow(
        kind="inclined" if orbit.node_time_h is None else "sun-synchronous",
        titles=words.orbit_titles(first.design),
        altitude_km=orbit.altitude_km,
        inclination_deg=round(elements_of(orbit, first.slot, plan.terms.start).inclination_deg, 2),
        planes=tuple(
            model.PlaneRow(
                node_time=words.nodes_of(first.design, plane),
                node_share=plane if orbit.node_time_h is None else plane / 2.0,
                phases=tuple(sorted(s.slot.phase for s in addition.satellites if s.slot.plane == plane)),
            )
            for plane in planes
        ),
    )


def _sensor(plan: Plan, addition: Addition) -> model.SensorRow:
    design = addition.satellites[0].design
    mode = design.sensor.mode(design.orbit.altitude_km)
    known = {plan.precedents[n, design.sensor.kind].get(design.sensor.swath_km, "") for n in design.demands}
    return model.SensorRow(
        kind=design.sensor.kind,
        titles=TITLES[design.sensor.kind],
        swath_km=design.sensor.swath_km,
        incidence_min_deg=mode.incidence_min_deg if mode.incidence_deg is None else mode.incidence_deg,
        incidence_max_deg=mode.incidence_max_deg if mode.incidence_deg is None else mode.incidence_deg,
        side=design.sensor.side,
        light=mode.light,
        precedents=tuple(sorted(known - {""})),
    )


def _unproven(rows: Sequence[model.AdditionRow]) -> list[dict[str, str]]:
    """A line for each addition whose sensor has no precedent."""
    return [words.unproven(row.kind, row.sensor.swath_km) for row in rows if row.sensor is not None and not row.sensor.precedents]


def _finite(value: float) -> float | None:
    return value if np.isfinite(value) else None


def _revisit(plan: Plan, addition: Addition) -> model.RevisitRow:
    area = np.sum([plan.demands[n].area for n in addition.satellites[0].design.demands], axis=0)
    found = revisit_of(plan, addition.satellites, area)
    return model.RevisitRow(median_h=_finite(found.median_h), p95_h=_finite(found.p95_h), seen_area=found.seen_share)


def _ground(plan: Plan, addition: Addition) -> model.GroundRow:
    found = ground_segment(plan, addition.satellites)
    return model.GroundRow(stations=found.stations, wait_h=_finite(found.wait_h), kept=found.kept)


def _comparable(addition: Addition, costs: Sequence[Cost]) -> tuple[Cost, ...]:
    if addition.works is None:
        sensor = addition.satellites[0].design.sensor
        return comparable(sensor.kind, sensor.swath_km, costs)
    if addition.works.kind != "gauge":
        return ()
    return comparable("river gauge" if addition.works.name.startswith("gauge") else "weather station", 0.0, costs)


def _cost(row: Cost, count: int) -> model.CostRow:
    figures = row.model_dump(include={"name", "titles", "what", "currency", "year", "low", "high", "note"})
    return model.CostRow(**figures, low_all=count * row.low, high_all=count * row.high, source=row.source)


def _totals(found: Sequence[Addition], costs: Sequence[Cost]) -> tuple[model.CostTotal, ...]:
    rows: tuple[Total, ...] = totals([(a.count, _comparable(a, costs)) for a in found])
    return tuple(model.CostTotal(currency=t.currency, low=t.low, high=t.high, left_out=t.left_out) for t in rows)


def _front(plan: Plan, solved: Solved | None, costs: Sequence[Cost]) -> tuple[model.FrontRow, ...]:
    if solved is None:
        return ()
    rows = []
    for size, point in enumerate(solved.front):
        items = [plan.cover.items[i] for i in point.items]
        names, money = tuple(item.name for item in items), _totals(additions(items), costs)
        rows.append(model.FrontRow(count=size, share=point.value, met=point.met, chosen=size == solved.answer, names=names, costs=money))
    return tuple(rows)


def _proof(plan: Plan, solved: Solved | None, chosen: Sequence[int]) -> model.Proof | None:
    if solved is None:
        return None
    low, high = phase_range(plan, chosen)
    return model.Proof(
        a_priori=solved.a_priori,
        proven=solved.proven,
        gain=solved.gain,
        most_gain=solved.most_gain,
        greedy_gain=solved.greedy_gain,
        exchanges_tried=solved.tried,
        exchanges_finished=solved.finished,
        phase_low=low,
        phase_high=high,
    )
