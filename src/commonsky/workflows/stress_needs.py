"""What scenarios do to the needs of a country: levels by stage, ages, waits, curves, and whose data would help. Joins resilience and gaps.

Facts: none of its own. Each need is gone through once: its sets of fresh systems answer every scenario. Leaves out navigation and telecom.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from commonsky.gaps.admissible import whatever_accuracy
from commonsky.gaps.levels import newest_ages_h
from commonsky.profile import stress_model as model
from commonsky.resilience.fresh_sets import THRESHOLD
from commonsky.resilience.losses import by_mission, share_at_least, system_of, taken, waits_h, watch
from commonsky.resilience.recovery import back_h, comes_back
from commonsky.resilience.subsets import EXACT, both, one_and_two

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from commonsky.core.execution import Executor
    from commonsky.coverage.passes import Passes
    from commonsky.gaps.admissible import Service
    from commonsky.gaps.levels import Simulation
    from commonsky.resilience.fresh_sets import FreshSets
    from commonsky.resilience.losses import Case, Reading, Watch
    from commonsky.resilience.scenario import Loss, Scenario
    from commonsky.workflows.over_country import Weighed

#: The level that losses are told at.
SERVED = (THRESHOLD,)
#: Cells whose ages and waits are reckoned, and the instants of a curve.
SAMPLE, STEPS = 150, 120
#: Share of the window that has passed when a curve's event strikes.
STRIKES_AT = 1 / 3
#: Change of a served share below which a need is not said to be hit.
LEAST = 5e-4
MOST_SYSTEMS, MOST_OPENED = 8, 3


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Struck:
    """One scenario with what it takes away here.

    Args:
        scenario, loss: the row, and its loss over the country.
        absent: missions that do not fly beforehand: planned ones, unless the scenario is about their launch.
    """

    scenario: Scenario
    loss: Loss
    absent: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class NeedUnder:
    """One need under all scenarios.

    Args:
        before: the need with nothing lost.
        effects: by scenario, None where it does not touch the need.
        stages: (scenarios, 4, 2), served share by area and by people before, at absorb, adapt and recover.
    """

    before: model.NeedBefore
    effects: tuple[model.Effect | None, ...]
    stages: NDArray[np.float64]


def need_under(weighed: Weighed, struck: Sequence[Struck], absent: frozenset[str], executor: Executor) -> NeedUnder:
    """One need under all scenarios.

    Args:
        weighed: the need and what its cells stand for.
        struck: the scenarios.
        absent: missions that do not fly with nothing lost.
        executor: how chunks of cells are spread.
    """
    case = weighed.case
    best, stated = (watch(case, reading, executor, numbers=SERVED) for reading in ("at best", "stated"))
    opened = watch(case.opened(), "at best", executor, numbers=SERVED)
    gone = [_gone(case, s) for s in struck]
    before, stages = _before(weighed, best, stated, absent, executor), np.zeros((len(struck), 4, 2))
    effects = []
    for k, one in enumerate(struck):
        flies, after, back = gone[k]
        slow = {m: h for m, h in one.loss.slower_h.items() if np.isfinite(h) and h > 0 and any(s.mission == m for s in case.services)}
        hit = best if not slow else watch(case.slowed(slow), "at best", executor, numbers=SERVED)
        wider = opened if not slow else watch(case.opened().slowed(slow), "at best", executor)
        levels = [w.after([x])[:, 0] for w, x in ((best, flies), (hit, after), (wider, after), (best, back))]
        for stage, level in enumerate(levels):
            stages[k, stage] = [float(share_at_least(level[:, None], v)[0]) for v in (weighed.area_km2, weighed.people)]
        stages[k, 1] = np.maximum(stages[k, 1], stages[k, 0] - _deepest(weighed, one, stages[k, 0] - stages[k, 1]))
        stages[k, 2] = np.clip(stages[k, 2], stages[k, 1], np.maximum(stages[k, 0], stages[k, 1]))  # what is brought back, no more
        stages[k, 3] = np.maximum(stages[k, 3], stages[k, 1])
        touched = bool((after - flies) & set(_serving(best))) or bool(slow)
        effects.append(_effect(weighed, stages[k], (flies, after), slow, (best, stated, wider), executor) if touched else None)
    return NeedUnder(before=before, effects=tuple(effects), stages=stages)


def _deepest(weighed: Weighed, struck: Struck, fall: NDArray[np.float64]) -> NDArray[np.float64]:
    """How far the served share falls before all is back: a need withstands what ends before its products are too old.

    Args:
        weighed: the need.
        struck: the scenario.
        fall: how far it falls when nothing comes back, by area and by people.
    """
    back, window_h = back_h(struck.scenario), (weighed.case.simulation.end_s - weighed.case.simulation.start_s) / 3600.0
    if back is None or back[1] >= (1 - STRIKES_AT) * window_h or fall.max() <= LEAST:
        return fall
    told = curve(weighed, struck)
    if told is None:
        return fall
    before = max((p.share for p in told.points if p.time_h < 0), default=1.0)
    lowest = min(p.share for p in told.points if p.time_h >= 0)
    steady = min(p.share_lost for p in told.points if p.time_h >= 0)
    part = (before - lowest) / (before - steady) if before > steady else 0.0
    return fall * min(1.0, max(0.0, part))


def _gone(case: Case, struck: Struck) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """Systems that are not there before, after, and once what is published to come back is back."""
    names = frozenset(system_of(s) for s in case.services)
    before = frozenset(n for n in names if n.partition("\t")[0] in struck.absent)
    lost = taken(case.services, struck.loss)
    after = before | lost
    back: set[str] = set()
    for way in struck.scenario.recovery:
        back |= {n for n in after if n.partition("\t")[0] in way.restores}
    back |= lost if comes_back(struck.scenario) else set()
    return before, after, after - back


def _serving(watched: Watch) -> tuple[str, ...]:
    return watched.threshold.used().systems


def _before(weighed: Weighed, best: Watch, stated: Watch, absent: frozenset[str], executor: Executor) -> model.NeedBefore:
    """The need with nothing lost, and what it hangs on."""
    case = weighed.case
    requirement = case.requirement
    base = frozenset(system_of(s) for s in case.services if s.mission in absent)
    area, people = (float(share_at_least(best.after([base]), v)[0]) for v in (weighed.area_km2, weighed.people))
    sets = _without(by_mission(best.threshold), absent)
    asked = requirement.asked("threshold")
    systems, rows, exact = _hangs_on(sets, weighed.area_km2, executor)
    return model.NeedBefore(
        id=requirement.id,
        titles=case.need.titles,
        variable=requirement.variable,
        theme=requirement.theme,
        weight=case.need.weight,
        area=round(area, 4),
        people=round(people, 4),
        area_stated=round(float(share_at_least(stated.after([base]), weighed.area_km2)[0]), 4),
        age_limit_h=None if asked.cycle_h is None else round(asked.cycle_h + (asked.timeliness_h or 0.0), 3),
        age_h=_median_age(case, "at best", absent, weighed.area_km2),
        systems=systems,
        exact=exact,
        envelope=rows,
    )


def _without(sets: FreshSets, names: frozenset[str]) -> FreshSets:
    """The same without some systems."""
    masked = replace(sets, sets=sets.sets & ~sets.lost(names)[None, :])
    return masked.used()


def _hangs_on(
    sets: FreshSets, weights: NDArray[np.float64], executor: Executor
) -> tuple[tuple[model.System, ...], tuple[model.Loss, ...], bool]:
    if not sets.systems:
        return (), (), True
    rows, found = both(sets, weights, executor)
    left = np.diag(one_and_two(sets, weights)[0])
    order = sorted(range(len(sets.systems)), key=lambda k: (-found.value[k], left[k], sets.systems[k]))[:MOST_SYSTEMS]
    systems = tuple(
        model.System(
            name=found.systems[k],
            shapley=round(float(found.value[k]), 4),
            error=round(float(found.error[k]), 4),
            left=round(float(left[k]), 4),
        )
        for k in order
    )
    losses = tuple(
        model.Loss(
            lost=int(k),
            losses=rows.losses[i],
            best=round(float(rows.best[i]), 4),
            median=round(float(rows.median[i]), 4),
            worst=round(float(rows.worst[i]), 4),
            worst_systems=rows.worst_systems[i],
        )
        for i, k in enumerate(rows.lost)
    )
    return systems, losses, len(sets.systems) <= EXACT


def _effect(
    weighed: Weighed,
    shares: NDArray[np.float64],
    systems: tuple[frozenset[str], frozenset[str]],
    slow: dict[str, float],
    watches: tuple[Watch, Watch, Watch],
    executor: Executor,
) -> model.Effect:
    """What one scenario does to one need."""
    best, stated, opened = watches
    case, (flies, after) = weighed.case, systems
    hit = stated if not slow else watch(case.slowed(slow), "stated", executor, numbers=SERVED)
    told = [float(share_at_least(w.after([x]), weighed.area_km2)[0]) for w, x in ((stated, flies), (hit, after))]
    lost = frozenset(n.partition("\t")[0] for n in after)
    left = _left(case.slowed(slow) if slow else case, after)
    here = _sample(case.cells)
    waits = [_middle(waits_h(c, "at best", case.cells[here]), weighed.area_km2[here]) for c in (_left(case, flies), left)]
    return model.Effect(
        need=case.requirement.id,
        before=round(shares[0, 0], 4),
        absorb=round(shares[1, 0], 4),
        adapt=round(shares[2, 0], 4),
        recover=round(shares[3, 0], 4),
        people_before=round(shares[0, 1], 4),
        people_absorb=round(shares[1, 1], 4),
        stated_before=round(told[0], 4),
        stated_absorb=round(told[1], 4),
        age_before_h=_median_age(_left(case, flies), "at best", frozenset(), weighed.area_km2),
        age_after_h=_median_age(left, "at best", frozenset(), weighed.area_km2),
        wait_before_h=waits[0],
        wait_after_h=waits[1],
        opened=_would_help(weighed, best, opened, after, lost) if shares[2, 0] - shares[1, 0] > LEAST else (),
    )


def _left(case: Case, gone: frozenset[str]) -> Case:
    """The case without the services that are gone."""
    return replace(case, services=tuple(s for s in case.services if system_of(s) not in gone))


def _would_help(weighed: Weighed, best: Watch, opened: Watch, after: frozenset[str], lost: frozenset[str]) -> tuple[str, ...]:
    """Missions whose data, opened, would give back the most, each beside what is left."""
    mine = set(_serving(best))
    extra = sorted({n.partition("\t")[0] for n in _serving(opened) if n not in mine} - lost)
    every = frozenset(opened.threshold.systems) - mine
    tries = [after | frozenset(n for n in every if n.partition("\t")[0] != mission) for mission in (*extra, "")]
    held = share_at_least(opened.after(tries), weighed.area_km2)
    kinds: dict[str, set[str]] = {}
    for service in weighed.case.services:
        kinds.setdefault(service.mission, set()).add(service.instrument.kind)
    sought = set().union(*(kinds.get(mission, set()) for mission in lost))  # what sees as the lost ones did comes first
    gains = sorted(
        ((float(held[k] - held[-1]), name) for k, name in enumerate(extra)),
        key=lambda row: (-round(row[0], 2), not kinds.get(row[1], set()) & sought, row[1]),
    )
    return tuple(name for gain, name in gains[:MOST_OPENED] if gain > LEAST)


def _sample(cells: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.unique(np.linspace(0, len(cells) - 1, min(len(cells), SAMPLE)).astype(int)) if len(cells) else np.zeros(0, np.int64)


def _middle(values: NDArray[np.float64], weights: NDArray[np.float64]) -> float | None:
    """Median by weight; None where it is not finite."""
    if not len(values) or weights.sum() <= 0:
        return None
    order = np.argsort(values)
    share = np.cumsum(weights[order])
    middle = float(values[order][np.searchsorted(share, share[-1] / 2)])
    return round(middle, 2) if np.isfinite(middle) else None


def _median_age(case: Case, reading: Reading, absent: frozenset[str], area_km2: NDArray[np.float64]) -> float | None:
    """Median by area and time of the newest product's age, hours; None where most places have none."""
    here = _sample(case.cells)
    services = [s for s in case.services if s.mission not in absent]
    if not services or not len(here):
        return None
    simulation = case.simulation
    times = np.linspace(simulation.start_s, simulation.end_s, STEPS)
    asked = tuple(services) if reading == "stated" else whatever_accuracy(services)
    ages = newest_ages_h(simulation, asked, case.need, case.requirement, case.cells[here], times)
    weights = np.repeat(area_km2[here], len(times))
    return _middle(np.where(np.isnan(ages), np.inf, ages).ravel().astype(float), weights)


def curve(weighed: Weighed, struck: Struck) -> model.Curve | None:
    """The need from before the event on, with what is published to come back; None where no cycle is asked.

    The event strikes a third into the window. Products made before it are used until they are too old: a need withstands as long.
    """
    case = weighed.case
    asked = case.requirement.asked("threshold")
    if asked.cycle_h is None or not case.services:
        return None
    flies, after, _ = _gone(case, struck)
    strike_s = case.simulation.start_s + STRIKES_AT * (case.simulation.end_s - case.simulation.start_s)
    slow = {m: h for m, h in struck.loss.slower_h.items() if np.isfinite(h) and h > 0}
    times = np.linspace(case.simulation.start_s, case.simulation.end_s, STEPS + 1)
    lost = _fresh_share(weighed, flies, after, times, (strike_s, np.inf), slow)
    back = back_h(struck.scenario)
    back_s = strike_s + (np.inf if back is None else back[1] * 3600.0)
    mended = _fresh_share(weighed, flies, after, times, (strike_s, back_s), slow) if back_s < case.simulation.end_s else lost
    points = tuple(
        model.CurvePoint(time_h=round(float(t - strike_s) / 3600.0, 2), share=round(float(a), 4), share_lost=round(float(b), 4))
        for t, a, b in zip(times, mended, lost, strict=True)
    )
    return model.Curve(need=case.requirement.id, points=points)


def _fresh_share(
    weighed: Weighed,
    flies: frozenset[str],
    after: frozenset[str],
    times: NDArray[np.float64],
    away_s: tuple[float, float],
    slow: dict[str, float],
) -> NDArray[np.float64]:
    """Share of area with a young enough product at some times, when systems are away from one instant to another."""
    case = weighed.case
    here = _sample(case.cells)
    services = whatever_accuracy(_left(case, flies).services)
    asked = case.requirement.asked("threshold")
    limit_h = (asked.cycle_h or 0.0) + (asked.timeliness_h or 0.0)
    late = whatever_accuracy(_left(case, flies | after).slowed(slow).services)
    steady = [s for s in services if system_of(s) not in after and s.mission not in slow]
    away = [s for s in services if system_of(s) in after or s.mission in slow]
    parts = (
        (case.simulation, steady),
        (interrupted(case.simulation, away, away_s), away),
        (case.simulation, [s for s in late if s.mission in slow]),
    )
    found = [newest_ages_h(simulation, kept, case.need, case.requirement, case.cells[here], times) for simulation, kept in parts]
    youngest = np.fmin(np.fmin(found[0], found[1]), found[2])
    weights = weighed.area_km2[here]
    return np.asarray(weights @ (np.where(np.isnan(youngest), np.inf, youngest) <= limit_h) / max(float(weights.sum()), 1e-300))


def interrupted(simulation: Simulation, services: Sequence[Service], away_s: tuple[float, float]) -> Simulation:
    """The simulation with some services away from one instant to another; only the ages of products may be asked of it.

    Args:
        simulation: passes and window.
        services: those that are away.
        away_s: from when, until when, seconds since 2000-01-01T00:00Z. A standing look that the absence cuts goes on with its next image.
    """
    rows: list[Passes | None] = []
    for depth, passes in enumerate(simulation.passes):
        looks = [s.look for s in services if s.depth == depth]
        if passes is None or not looks:
            rows.append(passes)
            continue
        rows.append(_cut(passes, np.isin(passes.look, looks), away_s))
    return replace(simulation, passes=tuple(rows))


def _cut(passes: Passes, mine: NDArray[np.bool_], away_s: tuple[float, float]) -> Passes:
    """Passes with what some of them see from one instant to another taken out."""
    begin, end = passes.start_s, passes.end_s
    earlier = ~mine | (begin < away_s[0]) | (begin >= away_s[1])
    cut = mine & (begin < away_s[0]) & (end >= away_s[0])
    cycle_s = np.array([look.cycle_s for look in passes.looks])[passes.look] if len(passes.looks) else np.zeros(0)
    paces_s = np.where(cycle_s > 0, cycle_s, 1.0)
    last_s = np.where(cycle_s > 0, begin + (np.ceil((away_s[0] - begin) / paces_s) - 1) * cycle_s, away_s[0])
    again = away_s[1] if np.isfinite(away_s[1]) else end.max(initial=0.0) + 1.0
    resumed_s = np.where(cycle_s > 0, begin + np.ceil((again - begin) / paces_s) * cycle_s, again)
    later = mine & (begin < again) & (end > again) & (resumed_s <= end)
    point = np.concatenate([passes.point_of_each()[earlier], passes.point_of_each()[later]])
    end_s = np.concatenate([np.where(cut, last_s, end)[earlier], end[later]])
    order = np.lexsort((end_s, point))
    start_s = np.concatenate([begin[earlier], resumed_s[later]])[order]
    look, incidence = (np.concatenate([column[earlier], column[later]])[order] for column in (passes.look, passes.incidence_deg))
    first = np.searchsorted(point[order], np.arange(passes.points + 1))
    return replace(passes, first=first, start_s=start_s, end_s=end_s[order], look=look, incidence_deg=incidence)
