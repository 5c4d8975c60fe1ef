"""Rows of a design's answer, from what the search found. Facts: none of its own. Leaves out sentences on the whole."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import numpy as np

from commonsky.core.time import iso
from commonsky.core.variables import find_variable
from commonsky.mission_design import words
from commonsky.mission_design.candidates import Satellite
from commonsky.mission_design.costs import comparable, packaged_costs, totals
from commonsky.mission_design.orbits import elements_of
from commonsky.mission_design.plan import DAY_S, KINDS
from commonsky.mission_design.sensors import TITLES
from commonsky.mission_design.spec import additions, ground_segment, phase_range, revisit_of, state_with
from commonsky.profile import design_model as model
from commonsky.profile.model import Window

if TYPE_CHECKING:
    from collections.abc import Sequence

    from commonsky.mission_design.area import Area
    from commonsky.mission_design.costs import Cost, Total
    from commonsky.mission_design.plan import Plan
    from commonsky.mission_design.solve import Solved
    from commonsky.mission_design.spec import Addition
    from commonsky.mission_design.spells import Demand

HELD_AREA = 0.95


def window_row(plan: Plan) -> Window:
    """The window as the answer tells it."""
    early = (plan.terms.start.timestamp() - datetime(2000, 1, 1, tzinfo=UTC).timestamp() - plan.today.window_s[0]) / DAY_S
    end = datetime.fromtimestamp(plan.terms.start.timestamp() + plan.terms.days * DAY_S, UTC)
    return Window(start_utc=iso(plan.terms.start), end_utc=iso(end), days=plan.terms.days, early_days=early)


def area_row(area: Area) -> model.DesignArea:
    """Where the gap is, as the answer tells it."""
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


def need_row(plan: Plan, number: int, demand: Demand, before: object, after: object) -> model.DesignNeed:
    """One need, before and after."""
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


def addition_row(plan: Plan, solved: Solved, rank: int, found: Sequence[Addition]) -> model.AdditionRow:
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
        costs=tuple(_cost(row, addition.count) for row in comparable_costs(addition, packaged_costs())),
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


def _finite(value: float) -> float | None:
    return value if np.isfinite(value) else None


def _revisit(plan: Plan, addition: Addition) -> model.RevisitRow:
    area = np.sum([plan.demands[n].area for n in addition.satellites[0].design.demands], axis=0)
    found = revisit_of(plan, addition.satellites, area)
    return model.RevisitRow(median_h=_finite(found.median_h), p95_h=_finite(found.p95_h), seen_area=found.seen_share)


def _ground(plan: Plan, addition: Addition) -> model.GroundRow:
    found = ground_segment(plan, addition.satellites)
    return model.GroundRow(stations=found.stations, wait_h=_finite(found.wait_h), kept=found.kept)


def comparable_costs(addition: Addition, costs: Sequence[Cost]) -> tuple[Cost, ...]:
    """What things like an addition have cost; nothing where no row fits."""
    if addition.works is None:
        sensor = addition.satellites[0].design.sensor
        return comparable(sensor.kind, sensor.swath_km, costs)
    if addition.works.kind != "gauge":
        return ()
    return comparable("river gauge" if addition.works.name.startswith("gauge") else "weather station", 0.0, costs)


def _cost(row: Cost, count: int) -> model.CostRow:
    figures = row.model_dump(include={"name", "titles", "what", "currency", "year", "low", "high", "note"})
    return model.CostRow(**figures, low_all=count * row.low, high_all=count * row.high, source=row.source)


def totals_of(found: Sequence[Addition], costs: Sequence[Cost]) -> tuple[model.CostTotal, ...]:
    """Costs of all additions, by currency."""
    rows: tuple[Total, ...] = totals([(a.count, comparable_costs(a, costs)) for a in found])
    return tuple(model.CostTotal(currency=t.currency, low=t.low, high=t.high, left_out=t.left_out) for t in rows)


def front_rows(plan: Plan, solved: Solved | None, costs: Sequence[Cost]) -> tuple[model.FrontRow, ...]:
    """The best set that was found for each number of additions."""
    if solved is None:
        return ()
    rows = []
    for size, point in enumerate(solved.front):
        items = [plan.cover.items[i] for i in point.items]
        names, money = tuple(item.name for item in items), totals_of(additions(items), costs)
        rows.append(model.FrontRow(count=size, share=point.value, met=point.always, chosen=size == solved.answer, names=names, costs=money))
    return tuple(rows)


def proof_of(plan: Plan, solved: Solved | None, chosen: Sequence[int]) -> model.Proof | None:
    """How near the best the answer is shown to be; None without a search."""
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
