"""Levels and limits a second time, minute by minute, from the definitions alone (From coverage to gaps; docstring of gaps.levels).

Each instant in turn: which admissible products are there, how old is the newest, is that young enough? It shares no code with the compiled
loops and none of their ideas (spells of freshness, order of ends, budgets). Slow on purpose. With times in whole minutes it is exact: the
instants are the half minutes.

Conventions of gaps.levels and gaps.kernels that are no consequence of the definitions, and are followed here: a standing look is one spell
without a last image where its images follow closely enough at every level; a look that was sampled more finely than it is judged is
read at the last of its points.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from commonsky.needs.model import LEVELS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from commonsky.gaps.admissible import Service
    from commonsky.gaps.levels import Simulation
    from commonsky.needs.model import Asked, Need, Requirement

EARTH_KM = 6371.0
NAMES = ("observing_cycle", "timeliness", "horizontal_resolution", "uncertainty", "data_policy", "acquisition")
#: What is let pass: nothing, one attribute, two.
QUESTIONS = tuple(frozenset(names) for size in range(3) for names in combinations(NAMES, size))
GROWING = ("optical imager", "thermal imager", "geostationary imager")


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """What one service sees at one sample point: from when to when, and at which incidence; start = end for an image."""

    start_s: NDArray[np.float64]
    end_s: NDArray[np.float64]
    incidence_deg: NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """Shares (c, levels, questions), and whether anything was seen (c,)."""

    shares: NDArray[np.float64]
    seen: NDArray[np.bool_]

    @property
    def answers(self) -> NDArray[np.bool_]:
        """Whether each level holds with each question's attributes let pass."""
        return self.shares >= 0.95 - 1e-9

    @property
    def level(self) -> list[int]:
        """The strictest level that holds; 3 where none does, 4 where nothing was ever seen."""
        held = self.answers[:, :, 0]
        return [next((k for k in range(3) if row[k]), 3 if saw else 4) for row, saw in zip(held, self.seen, strict=True)]

    def limits(self, cell: int, level: int) -> set[frozenset[str]]:
        """Sets of attributes that free a level: the single ones where there are any, else the pairs."""
        freed = [q for q, held in zip(QUESTIONS, self.answers[cell, level], strict=True) if held]
        smallest = min((len(q) for q in freed), default=0)
        return {q for q in freed if len(q) == smallest and smallest > 0}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One sample point: what each service sees there, at which instants it is asked, and what is known already."""

    services: Sequence[Service]
    observed: Sequence[Observed]
    instants: NDArray[np.float64]
    early_s: float
    known: dict[object, object] = field(default_factory=dict)


def second_opinion(
    simulation: Simulation, services: Sequence[Service], need: Need, requirement: Requirement, cells: NDArray[np.int64]
) -> Opinion:
    """Every question at every level in every cell."""
    singly = [is_single(s, requirement) for s in services]
    depth = min(2, max(s.depth for s in services))
    instants = np.arange(simulation.start_s + 30.0, simulation.end_s, 60.0)
    shares = np.zeros((len(cells), len(LEVELS), len(QUESTIONS)))
    seen = np.zeros(len(cells), bool)
    for c, cell in enumerate(cells):
        for point in range(cell * 4**depth, (cell + 1) * 4**depth):
            observed = [observe(simulation, s, point, depth, singly=one) for s, one in zip(services, singly, strict=True)]
            sample = Sample(services=services, observed=observed, instants=instants, early_s=simulation.early_s)
            seen[c] |= any(len(o.start_s) for o in observed)
            shares[c] += [[fresh_share(sample, need, requirement.asked(level), let) for let in QUESTIONS] for level in LEVELS]
    return Opinion(shares=shares / 4**depth, seen=seen)


def fresh_share(sample: Sample, need: Need, asked: Asked, let_pass: frozenset[str]) -> float:
    """Share of instants at which the newest admissible product is younger than cycle and timeliness together."""
    limit_s = np.inf if asked.cycle_h is None else 3600.0 * (asked.cycle_h + (asked.timeliness_h or 0.0))
    waits = [wait_s(s, asked, let_pass) for s in sample.services]
    counts = [admissible(s, need, asked, let_pass, o.incidence_deg) for s, o in zip(sample.services, sample.observed, strict=True)]
    known = sample.instants >= sample.instants[0] - 30.0 + max(0.0, limit_s - sample.early_s)
    if not known.any() or "observing_cycle" in let_pass:
        return float(any(rows.any() and wait < limit_s for rows, wait in zip(counts, waits, strict=True)))
    newest = np.full(len(sample.instants), -np.inf)
    for number, (rows, wait) in enumerate(zip(counts, waits, strict=True)):
        if rows.any() and np.isfinite(wait):
            newest = np.maximum(newest, _newest_known(sample, number, rows, wait))
    return float(np.mean((sample.instants - newest < limit_s)[known]))


def newest_s(observed: Observed, rows: NDArray[np.bool_], wait: float, instants: NDArray[np.float64]) -> NDArray[np.float64]:
    """When the newest product there is at each instant was observed; -inf before the first."""
    start, end = observed.start_s[rows], observed.end_s[rows]
    order = np.argsort(start)
    begun = np.searchsorted(start[order] + wait, instants, side="right")
    last_end = np.concatenate([[-np.inf], np.maximum.accumulate(end[order])])[begun]
    return np.minimum(instants - wait, last_end)


def admissible(
    service: Service, need: Need, asked: Asked, let_pass: frozenset[str], incidence_deg: NDArray[np.float64]
) -> NDArray[np.bool_]:
    """Which observations meet everything but cycle and timeliness; what no source states is not met."""
    meets = np.ones(len(incidence_deg), bool)
    if "horizontal_resolution" not in let_pass and asked.resolution_m is not None:
        meets &= pixel_m(service, incidence_deg) <= asked.resolution_m * (1 + 1e-9)
    if "uncertainty" not in let_pass and asked.uncertainty is not None:
        stated = service.measure.uncertainty
        meets &= stated is not None and stated <= asked.uncertainty * (1 + 1e-9)
    if "data_policy" not in let_pass:
        meets &= service.instrument.data_policy in need.data_policies
    if "acquisition" not in let_pass:
        meets &= service.mode.acquisition in need.acquisitions
    return meets


def pixel_m(service: Service, incidence_deg: NDArray[np.float64]) -> NDArray[np.float64]:
    """Size of the product's pixel: its own grid, or the mode's pixel as it grows with distance and obliqueness for what scans by angle."""
    incidence = np.radians(incidence_deg)
    slant = np.sqrt(service.radius_km**2 - (EARTH_KM * np.sin(incidence)) ** 2) - EARTH_KM * np.cos(incidence)
    grows = service.instrument.kind in GROWING and service.mode.geometry != "side-looking"
    growth = slant / (service.radius_km - EARTH_KM) / np.cos(incidence) if grows else 1.0
    return np.maximum(service.measure.resolution_m or 0.0, service.mode.resolution_m * growth * np.ones(len(incidence)))


def wait_s(service: Service, asked: Asked, let_pass: frozenset[str]) -> float:
    """From observation to the user: nothing where no timeliness is asked; for ever where none is stated; the asked one if let pass."""
    if asked.timeliness_h is None:
        return 0.0
    latency_h = np.inf if service.measure.latency_h is None else service.measure.latency_h
    return 3600.0 * (min(latency_h, asked.timeliness_h) if "timeliness" in let_pass else latency_h)


def is_single(service: Service, requirement: Requirement) -> bool:
    """Whether the images of a standing look come so far apart, at any level, that the answer depends on the single ones."""
    if service.mode.geometry not in {"disk", "grid"}:
        return False
    cycle_s = 60.0 * service.mode.cycle_min
    for level in LEVELS:
        asked = requirement.asked(level)
        limit_s = np.inf if asked.cycle_h is None else 3600.0 * (asked.cycle_h + (asked.timeliness_h or 0.0))
        for let_pass in (frozenset(), frozenset({"timeliness"})):
            wait = wait_s(service, asked, let_pass)
            if wait < limit_s < wait + cycle_s:
                return True
    return False


def observe(simulation: Simulation, service: Service, point: int, depth: int, *, singly: bool) -> Observed:
    """What a service sees at a sample point."""
    passes = simulation.passes[service.depth]
    finer = service.depth - depth
    own = (point + 1) * 4**finer - 1 if finer > 0 else point // 4**-finer
    mine = (passes.point_of_each() == own) & (passes.look == service.look)
    start, end, incidence = passes.start_s[mine], passes.end_s[mine], passes.incidence_deg[mine].astype(float)
    if not singly:
        return Observed(start_s=start, end_s=end, incidence_deg=incidence)
    cycle_s = 60.0 * service.mode.cycle_min
    images = [np.arange(a, b + 1e-6, cycle_s) for a, b in zip(start, end, strict=True)]
    time = np.concatenate([np.zeros(0), *images])
    return Observed(start_s=time, end_s=time, incidence_deg=np.repeat(incidence, [len(i) for i in images]))


def _newest_known(sample: Sample, number: int, rows: NDArray[np.bool_], wait: float) -> NDArray[np.float64]:
    key = number, rows.tobytes(), wait
    if key not in sample.known:
        sample.known[key] = newest_s(sample.observed[number], rows, wait, sample.instants)
    return sample.known[key]
