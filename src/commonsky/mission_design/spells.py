"""Spells: when each cell has a product that is young enough. What needs ask of them, and what sources give. Facts: methods.md.

The rules are those of `gaps.levels`: an age limit of cycle plus timeliness; one older than what was simulated before the window is judged
from the instant on at which all of it was; one older than all of the simulation holds wherever an admissible product is made at all.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from commonsky.gaps.admissible import repeat_s, table_of_misses
from commonsky.gaps.levels import HELD, times_s
from commonsky.mission_design import kernels
from commonsky.needs.model import LEVELS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from commonsky.coverage.passes import Passes
    from commonsky.gaps.admissible import Service
    from commonsky.needs.model import LevelName, Need, Requirement


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Spells:
    """Spells of each cell, apart and in order.

    Args:
        first: (cells + 1,), row of each cell's first spell.
        begin, end: (n,), seconds since 2000-01-01T00:00Z.
    """

    first: NDArray[np.int64]
    begin: NDArray[np.float64]
    end: NDArray[np.float64]

    @property
    def columns(self) -> tuple[Any, ...]:
        """The arrays as the compiled loops take them."""
        return self.first, self.begin, self.end

    def seconds(self) -> NDArray[np.float64]:
        """How long the spells of each cell last together, s, (cells,)."""
        return np.asarray(kernels.lengths(*self.columns))


def no_spells(cells: int) -> Spells:
    """Nothing, over so many cells."""
    return Spells(first=np.zeros(cells + 1, np.int64), begin=np.zeros(0), end=np.zeros(0))


def joined(one: Spells, two: Spells) -> Spells:
    """The union of two sets of spells.

    >>> half = Spells(first=np.array([0, 1]), begin=np.array([0.0]), end=np.array([5.0]))
    >>> rest = Spells(first=np.array([0, 1]), begin=np.array([4.0]), end=np.array([9.0]))
    >>> joined(half, rest).seconds().tolist()
    [9.0]
    """
    first, begin, end = kernels.united(one.columns, two.columns)
    return Spells(first=first, begin=begin, end=end)


def added(new: Spells, old: Spells, weights: NDArray[np.float64]) -> float:
    """Seconds that only the new spells have, by each cell's weight, summed."""
    return float(kernels.gain_of(new.columns, old.columns, weights))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Demand:
    """A need at one level over some cells.

    Args:
        need, requirement, level: what is asked.
        age_s: age limit; infinite where no cycle is asked.
        begin_s, end_s: the window it is judged in, seconds since 2000-01-01T00:00Z.
        ever: whether one product made at all is enough, since the age limit is longer than all that is simulated.
        area, people: (cells,), share of each cell in the area and among the people that it concerns, each summing to 1 or all 0.
        value: (cells,), what a second of each cell is worth in the objective.
    """

    need: Need
    requirement: Requirement
    level: LevelName
    age_s: float
    begin_s: float
    end_s: float
    ever: bool
    area: NDArray[np.float64]
    people: NDArray[np.float64]
    value: NDArray[np.float64]

    @property
    def timeliness_h(self) -> float | None:
        """Timeliness asked, hours; None: none."""
        return self.requirement.asked(self.level).timeliness_h

    def times(self, latency_s: float) -> tuple[float, float, float, float]:
        """Latency, age limit, begin and end as the compiled loops take them; what has no timeliness asked counts at once."""
        wait = 0.0 if self.timeliness_h is None else latency_s
        if wait >= self.age_s:
            return np.inf, self.age_s, self.begin_s, self.end_s
        if self.ever:
            return -np.inf, np.inf, self.begin_s, self.end_s
        return wait, self.age_s, self.begin_s, self.end_s

    def held(self, spells: Spells) -> NDArray[np.bool_]:
        """Whether the level holds in each cell, by the rule of 95 %, (cells,)."""
        return spells.seconds() >= (self.end_s - self.begin_s) * HELD - 1e-6


def demand_of(
    asked: tuple[Need, Requirement],
    level: LevelName,
    window_s: tuple[float, float],
    early_s: float,
    shares: tuple[NDArray[np.float64], NDArray[np.float64]],
    *,
    by_people: bool,
    weight: float,
) -> Demand:
    """What a need asks at a level.

    Args:
        asked: the need and its requirement.
        level: that is to hold.
        window_s: start and end, seconds since 2000-01-01T00:00Z.
        early_s: how long before the window is simulated.
        shares: area and people of the cells, summing to 1 each, or all 0.
        by_people: whether the objective goes by people where the need's cells have any.
        weight: of this need in the objective.
    """
    need, requirement = asked
    age_s = float(times_s((), requirement)[0][LEVELS.index(level)])
    begin = window_s[0] + max(0.0, age_s - early_s)
    ever = not begin < window_s[1]
    begin = window_s[0] if ever else begin
    area, people = shares
    share = people if by_people and people.sum() > 0 else area
    value = weight * share / (window_s[1] - begin)
    return Demand(
        need=need,
        requirement=requirement,
        level=level,
        age_s=age_s,
        begin_s=begin,
        end_s=window_s[1],
        ever=ever,
        area=area,
        people=people,
        value=value,
    )


def service_spells(passes: Passes, services: Sequence[Service], latencies_s: Sequence[float], demand: Demand) -> Spells:
    """Spells of some services of a fleet, each with a latency, whatever of their other attributes is missed.

    Args:
        passes: of the fleet over the cells' centres.
        services: that are taken; how far out they have the resolution counts.
        latencies_s: of each; infinite: it gives nothing.
        demand: what is asked.
    """
    wait, edge, cycle = np.full(len(passes.looks), np.inf), np.full(len(passes.looks), np.inf), np.zeros(len(passes.looks))
    level = LEVELS.index(demand.level)
    widest = table_of_misses(list(services), demand.need, demand.requirement)[1]
    for number, (service, latency) in enumerate(zip(services, latencies_s, strict=True)):
        wait[service.look] = demand.times(latency)[0]
        edge[service.look] = widest[number, level]
        repeats = repeat_s(service, demand.requirement)
        loose = repeats + wait[service.look] > demand.age_s > wait[service.look] > -np.inf
        cycle[service.look] = repeats if loose else 0.0
    columns = (passes.start_s, passes.end_s, passes.look, passes.incidence_deg)
    age = demand.times(0.0)[1]
    first, begin, end = kernels.pass_spells(passes.first, columns, (wait, edge, cycle), age, (demand.begin_s, demand.end_s))
    return Spells(first=first, begin=begin, end=end)
