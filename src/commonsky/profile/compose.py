"""From results to the profile as data. Facts: none of its own; every figure comes with the source that its room gave it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from commonsky.core.citation import Source
from commonsky.core.time import EPOCH, iso
from commonsky.core.variables import find_variable
from commonsky.gaps.causes import limits_of
from commonsky.gaps.levels import HELD, attributes_of
from commonsky.needs.model import LEVELS
from commonsky.profile import model
from commonsky.profile.orbits import orbit_row
from commonsky.profile.quantities import legible, once

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import timedelta

    from numpy.typing import NDArray

    from commonsky.coverage.fleet import Fleet
    from commonsky.coverage.revisit import Rhythm
    from commonsky.gaps.admissible import Service
    from commonsky.gaps.assessed import NeedResult
    from commonsky.gaps.causes import Limit
    from commonsky.world.cells import Cells
    from commonsky.world.countries import Country, Group
    from commonsky.world.people import Places, Spread

CODES = np.array(list("gbtno"))
MOST_UNSERVED, MOST_ACTIONS = 15, 12
THRESHOLD = 2


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Results:
    """All that a profile is made from.

    Args:
        country, groups: whose it is.
        cells, spread, listed: its cells, its people by cell, its listed places.
        fleet: platforms and how they were computed.
        rhythms: by domain and depth of sampling, how often each look comes.
        needs: results of every need.
        notes: what was refused or assumed.
        boundary: where the outline came from.
        groups_read: where the membership of groups was read.
    """

    country: Country
    groups: tuple[Group, ...]
    cells: Cells
    spread: Spread
    listed: Places
    fleet: Fleet
    rhythms: dict[tuple[str, int], Rhythm]
    needs: tuple[NeedResult, ...]
    notes: tuple[str, ...]
    boundary: Source
    groups_read: tuple[Source, ...]


def window_row(start_s: float, end_s: float, early_s: float) -> model.Window:
    """The window as the profile tells it."""
    start, end = (EPOCH + _seconds(s) for s in (start_s, end_s))
    return model.Window(start_utc=iso(start), end_utc=iso(end), days=(end_s - start_s) / 86400.0, early_days=early_s / 86400.0)


def country_row(country: Country, groups: Sequence[Group]) -> model.Country:
    """The country as the profile tells it."""
    return model.Country(
        iso3=country.iso3,
        iso2=country.iso2,
        m49=country.m49,
        names=country.names,
        region=country.region,
        subregion=country.subregion,
        groups=tuple({"id": g.id, **g.names} for g in groups),
    )


def cell_rows(cells: Cells, people: NDArray[np.float64]) -> tuple[model.Cell, ...]:
    """The cells with their people."""
    columns = (cells.ids.tolist(), cells.lat_deg.round(5).tolist(), cells.lon_deg.round(5).tolist())
    areas = (cells.land_km2.round(4).tolist(), cells.sea_km2.round(4).tolist(), people.round(1).tolist())
    return tuple(
        model.Cell(id=i, lat_deg=lat, lon_deg=lon, land_km2=land, sea_km2=sea, people=n)
        for i, lat, lon, land, sea, n in zip(*columns, *areas, strict=True)
    )


def need_row(result: NeedResult, results: Results) -> model.Need:
    """One need with everything that is told of it."""
    requirement, need = result.requirement, result.need
    variable = find_variable(requirement.variable)
    people = results.spread.people[result.attained.cells]
    codes = np.full(len(results.cells), "x")
    codes[result.attained.cells] = CODES[result.attained.level]
    return model.Need(
        id=requirement.id,
        theme=requirement.theme,
        variable=variable.name,
        unit=variable.unit,
        domain=variable.domain,
        titles=need.titles,
        variable_names=variable.titles,
        application=requirement.application,
        weight=need.weight,
        confidence=requirement.confidence,
        attributes=_attributes(result),
        cell_levels="".join(codes),
        area_km2=result.area_km2,
        area=_shares(result.shares()),
        people=_shares(result.shares(people)),
        area_met_low=round(result.met_range[0], 6),
        area_met_high=round(result.met_range[1], 6),
        by_month=tuple(model.MonthShares(month=name, area=_shares(shares)) for name, shares in result.months),
        limits=tuple(_limit(row, people) for row in _limits(result, results)),
        servers=_servers(result, results),
        age=_age(result),
        clouds=_clouds(result),
        sources=requirement.source,
    )


def people_row(results: Results) -> model.People:
    """How people were spread, and what each need's share would be were all of them in the listed places."""
    spread = results.spread
    rows: list[dict[str, float | str]] = []
    for result in results.needs:
        at = result.attained.cells
        met = [1.0 - float(result.shares(weights[at])[THRESHOLD + 1 :].sum()) for weights in (spread.people, spread.placed)]
        rows.append({"id": result.requirement.id, "spread": round(met[0], 4), "placed": round(met[1], 4)})
    return model.People(
        total=spread.total,
        year=spread.year,
        placed_share=spread.placed_share,
        method="grid" if spread.method == "grid" else "places and land",
        headline_by="people" if spread.placed_share >= 0.5 else "area",
        sensitivity=tuple(rows),
        sources=spread.sources,
    )


def unserved_rows(results: Results) -> tuple[model.Unserved, ...]:
    """The larger listed places with the needs that are not met where they stand."""
    listed = results.listed
    at = results.cells.nearest_land(listed.lat_deg[:MOST_UNSERVED], listed.lon_deg[:MOST_UNSERVED])
    rows = []
    for k, cell in enumerate(at):
        lost = [
            r.requirement.id
            for r in results.needs
            if (row := np.flatnonzero(r.attained.cells == cell)).size and r.attained.level[row[0]] > THRESHOLD
        ]
        if lost:
            place = {"name": listed.names[k], "lat_deg": round(float(listed.lat_deg[k]), 4), "lon_deg": round(float(listed.lon_deg[k]), 4)}
            rows.append(model.Unserved(**place, people=int(listed.people[k]), needs_not_met=tuple(lost)))  # type: ignore[arg-type]
    return tuple(rows)


def action_rows(results: Results) -> tuple[model.Action, ...]:
    """First actions: the widest limit of each need's threshold, widest and heaviest first; at most `MOST_ACTIONS` that differ."""
    rows: list[tuple[int, float, model.Action]] = []
    for result in results.needs:
        limit = next((row for row in _limits(result, results) if row.level == "threshold"), None)
        if limit is not None:
            people = float(results.spread.people[result.attained.cells[limit.cells]].sum())
            action = model.Action(
                need=result.requirement.id,
                level=limit.level,
                kind=limit.kind,  # type: ignore[arg-type]  # the wording's kinds are the model's; a test holds it
                text=_legible(limit.action),
                why=_legible(limit.cause),
                area_share=limit.weight,
                people=people,
            )
            # what one attribute frees comes before what needs two, and that before what nothing known frees
            rows.append((len(limit.attributes) or 3, -limit.weight * result.need.weight, action))
    ordered = [row[2] for row in sorted(rows, key=lambda row: row[:2])]
    told = dict.fromkeys((action.kind, action.text["en"]) for action in ordered)
    kept = set(list(told)[:MOST_ACTIONS])
    return tuple(action for action in ordered if (action.kind, action.text["en"]) in kept)


def orbit_rows(results: Results, start_s: float) -> tuple[model.Orbit, ...]:
    """How each platform that serves a need was computed."""
    serving = {s.mission for r in results.needs for s in r.services}
    return tuple(orbit_row(p, start_s) for p in results.fleet.platforms if p.mission.name in serving)


def country_sources(results: Results) -> tuple[Source, ...]:
    """Where the outline, the names and the groups come from."""
    names = Source(
        what="codes, names, regions",
        where="OCHA Countries & Territories Taxonomy through hdx-python-country 4.2.5, MIT",
        quoted=f"M49 {results.country.m49:03d}",
    )
    return (results.boundary, names, *results.groups_read)


def _seconds(value: float) -> timedelta:
    from datetime import timedelta

    return timedelta(seconds=value)


def _shares(shares: NDArray[np.float64]) -> model.Shares:
    goal, breakthrough, threshold, not_met, not_observed = (round(float(s), 6) for s in shares)
    return model.Shares(goal=goal, breakthrough=breakthrough, threshold=threshold, not_met=not_met, not_observed=not_observed)


def _attributes(result: NeedResult) -> tuple[model.Attribute, ...]:
    names = ("horizontal_resolution", "vertical_resolution", "uncertainty", "observing_cycle", "timeliness", "stability")
    stated = [(name, result.requirement.values(name)) for name in names]
    return tuple(
        model.Attribute(
            name=name,
            unit=v.unit,
            goal=v.goal,
            breakthrough=v.breakthrough,
            threshold=v.threshold,
            sigmas=result.requirement.uncertainty_sigmas if name == "uncertainty" else None,
        )
        for name, v in stated
        if v is not None
    )


def _limit(row: Limit, people: NDArray[np.float64]) -> model.Limit:
    total = float(people.sum())
    return model.Limit(
        level=row.level,
        attributes=row.attributes,
        area_share=round(row.weight, 6),
        people_share=round(float(people[row.cells].sum()) / total, 6) if total else 0.0,
        cause=_legible(row.cause),
        action=_legible(row.action),
    )


def _limits(result: NeedResult, results: Results) -> tuple[Limit, ...]:
    """What limits a need, told of those alone that look at the country: an instrument over another ocean explains nothing here."""
    domain = find_variable(result.requirement.variable).domain
    here = [s for s in result.services if results.rhythms[domain, s.depth].per_week[s.look] > 0]
    if len(here) == len(result.services):
        return result.limits
    return limits_of(result.attained, result.weights, here, result.need, result.requirement)


def _legible(texts: dict[str, str]) -> dict[str, str]:
    return {code: once(legible(text, code), code) for code, text in texts.items()}


def _servers(result: NeedResult, results: Results) -> tuple[model.Server, ...]:
    from commonsky.gaps.admissible import table_of_misses

    if not result.services:
        return ()
    misses, _ = table_of_misses(list(result.services), result.need, result.requirement)
    domain = find_variable(result.requirement.variable).domain
    rows = [_server(s, misses[i], results.rhythms[domain, s.depth], result) for i, s in enumerate(result.services)]
    return tuple(sorted((r for r in rows if r.looks_per_week > 0), key=lambda r: (_rank(r.best_level), -r.looks_per_week)))


def _rank(level: str | None) -> int:
    return LEVELS.index(level) if level in LEVELS else len(LEVELS)


def _server(service: Service, misses: NDArray[np.uint8], rhythm: Rhythm, result: NeedResult) -> model.Server:
    asked = result.requirement.asked("threshold")
    fails = list(attributes_of(int(misses[THRESHOLD])))
    latency = service.measure.latency_h
    if asked.timeliness_h is not None and (latency is None or latency > asked.timeliness_h + (asked.cycle_h or 0.0)):
        fails.append("timeliness")
    gap = float(rhythm.median_gap_h[service.look])
    return model.Server(
        mission=service.mission,
        instrument=service.instrument.name,
        mode=service.mode.name,
        kind=service.instrument.kind,
        relevance=service.measure.relevance,
        acquisition=service.mode.acquisition,
        data_policy=service.instrument.data_policy,
        best_level=next((level for k, level in enumerate(LEVELS) if misses[k] == 0), None),
        fails=tuple(fails),
        resolution_m=service.resolution_m if service.spacing_km is None else service.mode.resolution_m,
        uncertainty=service.measure.uncertainty,
        latency_h=latency,
        median_gap_h=None if np.isnan(gap) else round(gap, 2),
        looks_per_week=round(float(rhythm.per_week[service.look]), 3),
        product=service.measure.product,
        sources=(*service.measure.source, *service.instrument.source),
    )


def _clouds(result: NeedResult) -> model.Clouds | None:
    found = result.clouds
    if found is None:
        return None
    order = np.argsort(found.clear_revisit_h, axis=0)
    middle = np.array([o[min(np.searchsorted(np.cumsum(found.weights[o]), 0.5), len(o) - 1)] for o in order.T])
    median = found.clear_revisit_h[middle, np.arange(len(LEVELS))]
    by_level = {
        "fresh": found.weights @ found.fresh,
        "cloudless": found.weights @ found.cloudless,
        "area_held": found.weights @ (found.fresh >= HELD - 1e-9),
    }
    rounded: dict[str, dict[str, float]] = {
        name: {str(level): round(float(v), 4) for level, v in zip(LEVELS, row, strict=True)} for name, row in by_level.items()
    }
    return model.Clouds(
        fresh=rounded["fresh"],
        cloudless=rounded["cloudless"],
        area_held=rounded["area_held"],
        clear_revisit_h={level: round(float(h), 1) if np.isfinite(h) else None for level, h in zip(LEVELS, median, strict=True)},
    )


def _age(result: NeedResult) -> model.Age:
    hours = (result.times_s - result.times_s[0]) / 3600.0
    low, middle, high = (tuple(None if np.isnan(v) else round(float(v), 2) for v in row) for row in result.ages_h)
    limits: dict[str, float] = {}
    for level in LEVELS:
        asked = result.requirement.asked(level)
        if asked.cycle_h is not None:
            limits[level] = round(asked.cycle_h + (asked.timeliness_h or 0.0), 3)
    return model.Age(time_h=tuple(hours.round(2).tolist()), median_h=middle, p10_h=low, p90_h=high, level_limit_h=limits)
