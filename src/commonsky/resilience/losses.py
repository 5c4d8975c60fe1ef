"""What a loss does to one need: levels before and after, in both readings, with the data of others, and with delays.

Facts: methods.md, Resilience and design. Two readings of the same passes: as stated, where what no source states counts as not met; and at
best, where any accuracy counts as good enough and an unstated delay as none, for a loss cannot be seen where nothing was shown to be met;
to let only unstated accuracies pass would favour what is badly documented. After a loss others' data may be opened:
the same need with every data policy and every way of acquisition let in. Leaves out clouds.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np

from commonsky.gaps.admissible import whatever_accuracy
from commonsky.gaps.levels import terms
from commonsky.resilience.fresh_sets import THRESHOLD, FreshSets, fresh_sets

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from commonsky.core.execution import Executor
    from commonsky.gaps.admissible import Service
    from commonsky.gaps.levels import Simulation
    from commonsky.needs.model import Need, Requirement
    from commonsky.resilience.scenario import Loss

Reading = Literal["stated", "at best"]
READINGS: tuple[Reading, ...] = ("stated", "at best")
#: Codes of a cell beyond the three levels.
NOT_MET, NOT_OBSERVED = 3, 4
EVERY_POLICY = ("open", "registration", "restricted", "commercial")
EVERY_ACQUISITION = ("systematic", "scenario", "tasked")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Case:
    """One need with what serves it.

    Args:
        need, requirement: what is asked.
        services: what measures its variable here.
        cells: (c,), positions of the cells that it applies to.
        simulation: passes and window.
    """

    need: Need
    requirement: Requirement
    services: tuple[Service, ...]
    cells: NDArray[np.int64]
    simulation: Simulation

    def opened(self) -> Case:
        """The same need were every data policy and every way of acquisition let in."""
        return replace(self, need=self.need.model_copy(update={"data_policies": EVERY_POLICY, "acquisitions": EVERY_ACQUISITION}))

    def slowed(self, hours: Mapping[str, float]) -> Case:
        """The same need with the products of some missions later; those that never come left out.

        Args:
            hours: by mission, infinite: none come.
        """
        kept = [s for s in self.services if np.isfinite(hours.get(s.mission, 0.0))]
        return replace(self, services=tuple(_later(s, hours.get(s.mission, 0.0)) for s in kept))


def _later(service: Service, hours: float) -> Service:
    if hours <= 0:
        return service
    return replace(service, measure=service.measure.model_copy(update={"latency_h": (service.measure.latency_h or 0.0) + hours}))


def system_of(service: Service) -> str:
    """Name of the system that a service is, fine enough for every loss: mission, instrument and mode."""
    return f"{service.mission}\t{service.instrument.name}\t{service.mode.name}"


def taken(services: Sequence[Service], loss: Loss) -> frozenset[str]:
    """Systems that a loss takes away from some services, those among them whose products come no more."""
    gone = {mission for mission, hours in loss.slower_h.items() if np.isinf(hours)}
    found = set()
    for service in services:
        mission, instrument, mode = service.mission, service.instrument.name, service.mode.name
        named = any(mission == m and i in {"", instrument} and w in {"", mode} for m, i, w in loss.looks)
        if mission in gone or named:
            found.add(system_of(service))
    return frozenset(found)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Watch:
    """Who is fresh when for one need in one reading, at some levels; without goal and breakthrough, what reaches them is at threshold.

    Args:
        levels: from the strictest to the threshold, which comes last.
        numbers: of those levels: 0 goal, 1 breakthrough, 2 threshold.
        seen: (c,), whether anything that measures the variable looks at a cell.
    """

    levels: tuple[FreshSets, ...]
    numbers: tuple[int, ...]
    seen: NDArray[np.bool_]

    @property
    def threshold(self) -> FreshSets:
        """Who is fresh when at threshold level."""
        return self.levels[-1]

    def after(self, losses: Sequence[frozenset[str]]) -> NDArray[np.int8]:
        """Level in each cell after each loss, (cells, losses): 0 goal, 1 breakthrough, 2 threshold, 3 not met, 4 not observed.

        Not observed is where nothing looked before the loss either.
        """
        held = np.array([sets.holds(losses) for sets in self.levels])
        worst = np.where(self.seen, NOT_MET, NOT_OBSERVED)[:, None]
        return np.where(held.any(axis=0), np.array(self.numbers)[held.argmax(axis=0)], worst).astype(np.int8)


def watch(case: Case, reading: Reading, executor: Executor, *, numbers: tuple[int, ...] = (0, 1, THRESHOLD)) -> Watch:
    """Who is fresh when for one need, by mission, instrument and mode.

    Args:
        case: the need and what serves it.
        reading: as stated, or at best.
        executor: how chunks of cells are spread.
        numbers: levels to look at, the threshold last.
    """
    services = case.services if reading == "stated" else whatever_accuracy(case.services)
    names = [system_of(s) for s in services]
    levels = tuple(
        fresh_sets(case.simulation, services, case.need, case.requirement, case.cells, executor, level=k, systems=names) for k in numbers
    )
    return Watch(levels=levels, numbers=numbers, seen=_seen(case))


def _seen(case: Case) -> NDArray[np.bool_]:
    """Whether anything that measures the variable looks at a cell at all in the simulation."""
    found = np.zeros(len(case.cells), bool)
    for depth, passes in enumerate(case.simulation.passes):
        looks = [s.look for s in case.services if s.depth == depth]
        if passes is None or not looks:
            continue
        mine = np.isin(passes.look, looks)
        count = np.concatenate([[0], np.cumsum(mine)])[passes.first]
        found |= np.diff(count[:: 4**depth])[case.cells] > 0
    return found


def waits_h(case: Case, reading: Reading, cells: NDArray[np.int64]) -> NDArray[np.float64]:
    """Mean time from an event in the first half of the window to the first admissible product of it that is delivered, hours, (cells,).

    A product counts from its observation after the event to its delivery; at threshold level. What comes after the window counts as coming
    at its end, so that the wait is a lower bound and a loss never shortens it; infinite where that befalls more than half of the instants.

    Args:
        case: the need and what serves it.
        reading: as stated, or at best.
        cells: positions.
    """
    services = case.services if reading == "stated" else whatever_accuracy(case.services)
    if not services or not len(cells):
        return np.full(len(cells), np.inf)
    from commonsky.resilience.kernels import mean_waits

    found = terms(case.simulation, services, case.need, case.requirement)
    latency = np.array([np.inf if s.measure.latency_h is None else s.latency_s for s in services])
    usable = (found.misses[:, THRESHOLD] == 0) & np.isfinite(latency)
    columns = (*case.simulation.columns(), found.code)
    waits = mean_waits(
        cells, columns, (found.cycle_s, usable), latency, found.widest[:, THRESHOLD], (case.simulation.start_s, case.simulation.end_s)
    )
    return np.asarray(waits / 3600.0)


def by_mission(sets: FreshSets) -> FreshSets:
    """The same by mission or network, those that serve the level somewhere alone."""
    return sets.grouped({name: name.partition("\t")[0] for name in sets.systems}).used()


def share_at_least(levels: NDArray[np.int8], weights: NDArray[np.float64], level: int = THRESHOLD) -> NDArray[np.float64]:
    """Share of some weights at a level or better after each loss, (losses,).

    Args:
        levels: (cells, losses), as `Watch.after` gives them.
        weights: (cells,).
        level: 0 goal, 1 breakthrough, 2 threshold.
    """
    return np.asarray((weights @ (levels <= level)) / max(float(weights.sum()), 1e-300))
