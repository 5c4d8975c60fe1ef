"""One need, assessed: levels, limits, ages and who serves it. Facts: methods.md, From coverage to gaps. Pure functions."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from commonsky.core.places import AUTHALIC_KM
from commonsky.core.variables import find_variable
from commonsky.coverage.clouds import hindered
from commonsky.gaps.admissible import Service
from commonsky.gaps.causes import limits_of
from commonsky.gaps.freshness import clear_revisit_h, cloudy_shares
from commonsky.gaps.levels import HELD, attain, fresh_shares, newest_ages_h

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from commonsky.core.execution import Executor
    from commonsky.coverage.clouds import Skies
    from commonsky.coverage.simulate import Viewer
    from commonsky.coverage.stations import NetworkViewer
    from commonsky.gaps.causes import Limit
    from commonsky.gaps.levels import Attained, Simulation
    from commonsky.needs.model import Need, Requirement
    from commonsky.world.cells import Cells

#: Cells whose ages make the figure of the newest product's age.
AGE_CELLS = 400
AGE_STEPS = 240
THRESHOLD = 2
#: Cells over which clouds are reckoned.
CLOUD_CELLS = 200


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class UnderClouds:
    """What clouds leave of a need, over a sample of its cells; levels goal first.

    Args:
        weights: (k,), share of the area in each cell of the sample, summing to 1.
        fresh: (k, 3), expected share of the window with a young enough admissible product.
        cloudless: (k, 3), the same were the sky always clear.
        clear_revisit_h: (k, 3), expected time between clear admissible looks, hours; infinite where none can be.
    """

    weights: NDArray[np.float64]
    fresh: NDArray[np.float64]
    cloudless: NDArray[np.float64]
    clear_revisit_h: NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class NeedResult:
    """What came out for one need.

    Args:
        need, requirement: what is asked.
        services: what measures its variable here.
        attained: levels and answers of its cells.
        weights: (c,), share of the area it applies to in each of its cells, summing to 1.
        area_km2: that area.
        met_range: lowest and highest share of area at threshold or better over the phases tried.
        months: shares of area by month, at goal, breakthrough, threshold, not met, not observed.
        limits: what stands in the way.
        ages_h: (3, t), 10th, 50th and 90th percentile by area of the newest product's age; NaN where none has come.
        times_s: (t,), when.
        clouds: what clouds leave of it; None where they hinder nothing that serves it.
    """

    need: Need
    requirement: Requirement
    services: tuple[Service, ...]
    attained: Attained
    weights: NDArray[np.float64]
    area_km2: float
    met_range: tuple[float, float]
    months: tuple[tuple[str, NDArray[np.float64]], ...]
    limits: tuple[Limit, ...]
    ages_h: NDArray[np.float64]
    times_s: NDArray[np.float64]
    clouds: UnderClouds | None = None

    def shares(self, weights: NDArray[np.float64] | None = None) -> NDArray[np.float64]:
        """Shares at goal, breakthrough, threshold, not met, not observed, (5,), by area or by other weights of its cells."""
        return level_shares(self.attained.level, self.weights if weights is None else weights)


def level_shares(level: NDArray[np.int8], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Share of some weights at each of the five levels; all not observed where there is no weight.

    >>> level_shares(np.array([0, 3], np.int8), np.array([1.0, 3.0])).tolist()
    [0.25, 0.0, 0.0, 0.75, 0.0]
    """
    total = weights.sum()
    if total <= 0:
        return np.array([0.0, 0.0, 0.0, 0.0, 1.0])
    return np.asarray(np.bincount(level, weights=weights, minlength=5) / total)


def domain_km2(cells: Cells, domain: str) -> NDArray[np.float64]:
    """Area of each cell that a need of the land, the sea or both applies to, km2, (n,)."""
    return {"land": cells.land_km2, "sea": cells.sea_km2, "both": cells.land_km2 + cells.sea_km2}[domain]


def services_for(variable: str, viewers: Sequence[Viewer], networks: Sequence[NetworkViewer] = ()) -> tuple[Service, ...]:
    """Instrument modes that measure a variable, then ground networks that do."""
    aloft = tuple(
        Service(
            mission=v.platform.mission.name,
            instrument=v.instrument,
            mode=v.mode,
            measure=measure,
            radius_km=v.platform.radius_km,
            look=v.number,
            depth=v.depth,
            daily_spacing_km=v.daily_spacing_km,
        )
        for v in viewers
        for measure in v.instrument.measures
        if measure.variable == variable and v.mode.name in measure.modes
    )
    return aloft + tuple(
        Service(
            mission=n.mission,
            instrument=n.instrument,
            mode=n.mode,
            measure=measure,
            radius_km=AUTHALIC_KM,
            look=n.number,
            depth=n.depth,
            spacing_km=(float(n.spacing_km.min()), float(n.spacing_km.max())),
        )
        for n in networks
        for measure in n.instrument.measures
        if measure.variable == variable and n.mode.name in measure.modes
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ground:
    """What needs are judged over.

    Args:
        cells: the country's cells.
        viewers: instrument modes of the fleet.
        simulation: passes over all cells.
        others: simulations at the other phases tried, over the cells of `sample`.
        sample: positions of those cells.
        months: name, start and end of each calendar month in the window, where there is more than one.
        networks: ground networks whose stations have positions.
        skies: of all cells, for needs of the land, the sea and both; none: clouds are left out.
    """

    cells: Cells
    viewers: tuple[Viewer, ...]
    simulation: Simulation
    others: tuple[Simulation, ...]
    sample: NDArray[np.int64]
    months: tuple[tuple[str, Simulation], ...]
    networks: tuple[NetworkViewer, ...] = ()
    skies: dict[str, Skies] = field(default_factory=dict)


def assess_variable(ground: Ground, variable: str, asked: Sequence[tuple[Need, Requirement]], executor: Executor) -> Iterator[NeedResult]:
    """Levels, limits, ages and servers of every need of one variable: its passes are sorted out once.

    Args:
        ground: cells, fleet and passes.
        variable: what is measured.
        asked: needs of that variable, with their requirements.
        executor: how chunks of cells are spread.
    """
    services = services_for(variable, ground.viewers, ground.networks)
    simulation = ground.simulation.only(services)
    mine = replace(
        ground,
        simulation=simulation,
        others=tuple(other.only(services) for other in ground.others),
        months=tuple((name, replace(month, passes=simulation.passes)) for name, month in ground.months),
    )
    for need, requirement in asked:
        yield _assess(mine, services, need, requirement, executor)


def _assess(ground: Ground, services: tuple[Service, ...], need: Need, requirement: Requirement, executor: Executor) -> NeedResult:
    km2 = domain_km2(ground.cells, find_variable(requirement.variable).domain)
    at = np.flatnonzero(km2 > 0)
    weights = km2[at] / max(float(km2.sum()), 1e-12)
    attained = attain(ground.simulation, services, need, requirement, at, executor)
    times, ages = _ages(ground, services, need, requirement, at, weights)
    return NeedResult(
        need=need,
        requirement=requirement,
        services=services,
        attained=attained,
        weights=weights,
        area_km2=float(km2.sum()),
        met_range=_met_range(ground, services, need, requirement, attained, weights, executor),
        months=_months(ground, services, need, requirement, attained, weights, executor),
        limits=limits_of(attained, weights, services, need, requirement),
        ages_h=ages,
        times_s=times,
        clouds=_under_clouds(ground, services, need, requirement, at, weights, executor),
    )


def _under_clouds(
    ground: Ground,
    services: tuple[Service, ...],
    need: Need,
    requirement: Requirement,
    at: NDArray[np.int64],
    weights: NDArray[np.float64],
    executor: Executor,
) -> UnderClouds | None:
    skies = ground.skies.get(find_variable(requirement.variable).domain)
    if skies is None or not len(at) or not any(hindered(s.instrument.kind, requirement.variable) for s in services):
        return None
    chosen = np.unique(np.linspace(0, len(at) - 1, min(len(at), CLOUD_CELLS)).astype(int))
    simulation, cells = replace(ground.simulation, exact=True), at[chosen]
    return UnderClouds(
        weights=weights[chosen] / weights[chosen].sum(),
        fresh=cloudy_shares(simulation, services, need, requirement, cells, skies, executor),
        cloudless=fresh_shares(simulation, services, need, requirement, cells, executor),
        clear_revisit_h=clear_revisit_h(simulation, services, need, requirement, cells, skies, executor),
    )


def _ages(
    ground: Ground, services: tuple[Service, ...], need: Need, requirement: Requirement, at: NDArray[np.int64], weights: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    times = np.linspace(ground.simulation.start_s, ground.simulation.end_s, AGE_STEPS + 1)
    chosen = np.unique(np.linspace(0, len(at) - 1, min(len(at), AGE_CELLS)).astype(int)) if len(at) else np.zeros(0, int)
    ages = newest_ages_h(ground.simulation, services, need, requirement, at[chosen], times)
    found = np.full((3, len(times)), np.nan)
    for k, column in enumerate(ages.T):
        ages_now = _quantiles(np.where(np.isnan(column), np.inf, column), weights[chosen])
        found[:, k] = np.where(np.isinf(ages_now), np.nan, ages_now)
    return times, found


def _quantiles(values: NDArray[np.float32], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    order = np.argsort(values)
    share = np.cumsum(weights[order])
    at = np.searchsorted(share, np.array([0.1, 0.5, 0.9]) * share[-1])
    return np.asarray(values[order][np.minimum(at, len(values) - 1)], float)


def _met_range(
    ground: Ground,
    services: tuple[Service, ...],
    need: Need,
    requirement: Requirement,
    attained: Attained,
    weights: NDArray[np.float64],
    executor: Executor,
) -> tuple[float, float]:
    """Share met at the headline's phase, widened by what the other phases change over the sample of cells."""
    met = float(weights[attained.level <= THRESHOLD].sum())
    both, here, rows = np.intersect1d(attained.cells, ground.sample, return_indices=True)
    adrift = {v.platform.mission.name for v in ground.viewers if len(v.platform.elements) > 1}
    if not ground.others or not len(both) or not any(s.mission in adrift for s in services):
        return met, met
    part = weights[here] / weights[here].sum()
    base = float(part[attained.level[here] <= THRESHOLD].sum())
    changes = [0.0]
    for other in ground.others:
        held = fresh_shares(other, services, need, requirement, rows, executor).max(axis=1) >= HELD - 1e-9
        changes.append(float(part[held].sum()) - base)
    return max(0.0, met + min(changes)), min(1.0, met + max(changes))


def _months(
    ground: Ground,
    services: tuple[Service, ...],
    need: Need,
    requirement: Requirement,
    attained: Attained,
    weights: NDArray[np.float64],
    executor: Executor,
) -> tuple[tuple[str, NDArray[np.float64]], ...]:
    found = []
    for name, simulation in ground.months:
        held = fresh_shares(simulation, services, need, requirement, attained.cells, executor) >= HELD - 1e-9
        lost = np.where(attained.level == THRESHOLD + 2, THRESHOLD + 2, THRESHOLD + 1)
        level = np.where(held[:, 0], 0, np.where(held[:, 1], 1, np.where(held[:, 2], 2, lost)))
        found.append((name, level_shares(level.astype(np.int8), weights)))
    return tuple(found)
