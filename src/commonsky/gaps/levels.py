"""The level that holds in each cell, and what limits it. Facts: methods.md, From coverage to gaps.

A level holds in a cell if the newest admissible product is younger than cycle plus timeliness at 95 % or more of the instants of the
window, taken over the cell's sample points. Where a requirement asks no timeliness, an observation counts from the moment it is made.
Where the age limit is longer than what was simulated before the window, the level is judged from the instant on at which all of it
was; where it is longer than the whole simulation, the level holds wherever an admissible product is made at all.

An attribute limits a level if the level would hold were that attribute alone let pass: resolution, uncertainty, data policy, acquisition as
if every source met it; timeliness as if every product came in time; cycle as if the sources that pass came often enough.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np

from commonsky.coverage.passes import only
from commonsky.gaps.admissible import Service, repeat_s, table_of_misses
from commonsky.gaps.bits import ACQUISITION, OFTEN, POLICY, RESOLUTION, TIMELY, UNCERTAINTY
from commonsky.needs.model import LEVELS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from commonsky.core.execution import Executor
    from commonsky.coverage.passes import Passes
    from commonsky.needs.model import Need, Requirement

HELD = 0.95
#: Bit of each attribute that can limit a level, in the order in which people are told of them.
LIMITS: dict[str, int] = {
    "observing_cycle": OFTEN,
    "timeliness": TIMELY,
    "horizontal_resolution": RESOLUTION,
    "uncertainty": UNCERTAINTY,
    "data_policy": POLICY,
    "acquisition": ACQUISITION,
}
SINGLES = tuple(LIMITS.values())
PAIRS = tuple(a | b for a, b in combinations(SINGLES, 2))
QUESTIONS = (0, *SINGLES, *PAIRS)
#: The levels themselves, nothing let pass.
_BASE = np.array([[level, 0] for level in range(len(LEVELS))], np.int64)
#: Sample points of a cell are at most 4**2.
FINEST = 2
CHUNK = 64


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Attained:
    """What holds in each cell that a need applies to.

    Args:
        cells: (c,), positions of those cells.
        fresh: (c, 3), share of window and sample points with a young enough admissible product, by level, goal first; where the
            simulation is not exact, too low where a level is lost.
        level: (c,), 0 goal, 1 breakthrough, 2 threshold, 3 not met, 4 not observed.
        answers: (c, 3, 22), whether each level would hold with each of QUESTIONS let pass.
    """

    cells: NDArray[np.int64]
    fresh: NDArray[np.float64]
    level: NDArray[np.int8]
    answers: NDArray[np.bool_]

    def limits(self, level: int) -> NDArray[np.int64]:
        """Bits of questions that free a level, per cell: singles where any works, else pairs; 0 where it holds or nothing does."""
        weights = 1 << np.arange(len(QUESTIONS), dtype=np.int64)
        answers = self.answers[:, level]
        singles = (answers[:, 1 : 1 + len(SINGLES)] * weights[1 : 1 + len(SINGLES)]).sum(axis=1)
        pairs = (answers[:, 1 + len(SINGLES) :] * weights[1 + len(SINGLES) :]).sum(axis=1)
        return np.where(answers[:, 0], 0, np.where(singles > 0, singles, pairs))


def attributes_of(question: int) -> tuple[str, ...]:
    """Names of the attributes that a question lets pass.

    >>> attributes_of(OFTEN | RESOLUTION)
    ('observing_cycle', 'horizontal_resolution')
    """
    return tuple(name for name, bit in LIMITS.items() if question & bit)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Simulation:
    """Passes at each depth of sampling and the window they are judged in.

    Args:
        passes: by depth; None where no look needs it.
        start_s, end_s: the window, seconds since 2000-01-01T00:00Z.
        early_s: how long before the window the passes begin.
        exact: whether fresh shares are wanted in full; else they stop, and say 0, where a level is lost, which is quicker.
    """

    passes: tuple[Passes | None, ...]
    start_s: float
    end_s: float
    early_s: float
    exact: bool = True

    def only(self, services: Sequence[Service]) -> Simulation:
        """The same with the passes of some services alone."""
        rows: list[Passes | None] = []
        for depth, found in enumerate(self.passes):
            here = [s.look for s in services if s.depth == depth]
            rows.append(only(found, np.isin(np.arange(len(found.looks)), here)) if found is not None and here else None)
        return replace(self, passes=tuple(rows))

    def columns(self) -> tuple[tuple[NDArray[Any], ...], ...]:
        """Columns first, start, end, look, incidence, each a tuple by depth as the kernels want them."""
        nothing = (np.zeros(1, np.int64), np.zeros(0), np.zeros(0), np.zeros(0, np.int16), np.zeros(0, np.float32))
        rows = [(p.first, p.start_s, p.end_s, p.look, p.incidence_deg) if p is not None else nothing for p in self.passes]
        return tuple(zip(*rows, strict=True))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Terms:
    """A requirement and its services as the kernels want them; see `kernels.judge` for the arrays.

    `widest` is in the unit of what a service's passes carry: degrees of incidence, or km between a network's stations.
    """

    depth: int
    code: tuple[NDArray[np.int16], ...]
    cycle_s: NDArray[np.float64]
    single: NDArray[np.bool_]
    latency_s: NDArray[np.float64]
    misses: NDArray[np.uint8]
    widest: NDArray[np.float64]
    age_s: NDArray[np.float64]
    timely_s: NDArray[np.float64]


def times_s(services: Sequence[Service], requirement: Requirement) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Age limit and timeliness by level, (3,), and latency by service and level, (services, 3), s; what is not asked does not bind."""
    asked = [requirement.asked(level) for level in LEVELS]
    timely_s = np.array([np.inf if a.timeliness_h is None else a.timeliness_h * 3600.0 for a in asked])
    cycle_s = np.array([np.inf if a.cycle_h is None else a.cycle_h * 3600.0 for a in asked])
    latency = np.array([s.latency_s for s in services]).reshape(-1, 1)
    latency_s = np.where(np.isinf(timely_s)[None, :], 0.0, latency * np.ones((1, len(LEVELS))))
    return cycle_s + np.where(np.isinf(timely_s), 0.0, timely_s), timely_s, latency_s


def terms(simulation: Simulation, services: Sequence[Service], need: Need, requirement: Requirement) -> Terms:
    """A requirement and the services that measure its variable, in arrays."""
    age_s, timely_s, latency_s = times_s(services, requirement)
    repeats_s = np.array([repeat_s(s, requirement) for s in services])
    prompt = np.minimum(latency_s, timely_s[None, :])
    loose = [(repeats_s[:, None] + wait > age_s) & (wait < age_s) for wait in (latency_s, prompt)]
    misses, widest = table_of_misses(list(services), need, requirement)
    single = (loose[0] | loose[1]).any(axis=1) & (repeats_s > 0)
    return Terms(
        depth=min(FINEST, max((s.depth for s in services), default=0)),
        code=_codes(simulation, services),
        cycle_s=repeats_s,
        single=single,
        latency_s=latency_s,
        misses=misses,
        widest=widest,
        age_s=age_s,
        timely_s=timely_s,
    )


def attain(
    simulation: Simulation, services: Sequence[Service], need: Need, requirement: Requirement, cells: NDArray[np.int64], executor: Executor
) -> Attained:
    """Level and limits of one need in each cell.

    Args:
        simulation: passes and window.
        services: instrument modes that measure the need's variable.
        need, requirement: what is asked.
        cells: positions of the cells that it applies to.
        executor: how chunks of cells are spread.
    """
    if not services:
        nothing = np.zeros((len(cells), len(LEVELS), len(QUESTIONS)), bool)
        return Attained(cells=cells, fresh=np.zeros((len(cells), 3)), level=np.full(len(cells), 4, np.int8), answers=nothing)
    found = terms(simulation, services, need, requirement)
    asked, stands_for = _distinct_questions(found)
    shares, seen = _judge(simulation, found, cells, np.concatenate([_BASE, asked]), executor)
    held = shares >= HELD - 1e-9
    answers = np.zeros((len(cells), len(LEVELS), len(QUESTIONS)), bool)
    for number, (level, question) in stands_for:
        answers[:, level, question] = held[:, len(_BASE) + number] & ~held[:, level]
    answers |= held[:, : len(LEVELS), None]
    attained = np.where(held[:, 0], 0, np.where(held[:, 1], 1, np.where(held[:, 2], 2, np.where(seen, 3, 4))))
    return Attained(cells=cells, fresh=shares[:, : len(LEVELS)], level=attained.astype(np.int8), answers=answers)


def fresh_shares(
    simulation: Simulation, services: Sequence[Service], need: Need, requirement: Requirement, cells: NDArray[np.int64], executor: Executor
) -> NDArray[np.float64]:
    """Share of window and sample points with a young enough admissible product, (cells, 3), goal first."""
    if not services:
        return np.zeros((len(cells), len(LEVELS)))
    return _judge(simulation, terms(simulation, services, need, requirement), cells, _BASE, executor)[0]


def newest_ages_h(
    simulation: Simulation,
    services: Sequence[Service],
    need: Need,
    requirement: Requirement,
    cells: NDArray[np.int64],
    times_s: NDArray[np.float64],
) -> NDArray[np.float32]:
    """Age of the newest product admissible at threshold level, hours, (cells, times); NaN where none has come yet."""
    if not services or not len(cells):
        return np.full((len(cells), len(times_s)), np.nan, np.float32)
    from commonsky.gaps.kernels import ages

    found = terms(simulation, services, need, requirement)
    last = len(LEVELS) - 1
    usable = np.where(found.misses[:, last] == 0, found.widest[:, last], -1.0)
    latency = np.where(np.isinf(found.timely_s[last]), 0.0, found.latency_s[:, last])
    return np.asarray(ages(cells, (*simulation.columns(), found.code), found.cycle_s, latency, usable, times_s) / np.float32(3600))


def _codes(simulation: Simulation, services: Sequence[Service]) -> tuple[NDArray[np.int16], ...]:
    codes = [np.full(len(p.looks) if p is not None else 0, -1, np.int16) for p in simulation.passes]
    for number, service in enumerate(services):
        codes[service.depth][service.look] = number
    return tuple(codes)


def _distinct_questions(found: Terms) -> tuple[NDArray[np.int64], list[tuple[int, tuple[int, int]]]]:
    """Questions worth asking, and which of all questions each answers: those that admit the same sources in the same way are one."""
    asked: list[tuple[int, int]] = []
    stands_for: list[tuple[int, tuple[int, int]]] = []
    known: dict[tuple[Any, ...], int] = {}
    for level in range(len(LEVELS)):
        base = _key(found, level, 0)
        for position, question in enumerate(QUESTIONS):
            key = _key(found, level, question)
            if position == 0 or key == base or not any(key[1]):
                continue
            if key not in known:
                known[key] = len(asked)
                asked.append((level, question))
            stands_for.append((known[key], (level, position)))
    return np.array(asked, np.int64).reshape(-1, 2), stands_for


def _key(found: Terms, level: int, question: int) -> tuple[Any, ...]:
    """What decides the answer to a question: the sources let in, how far out, and how their times are taken."""
    missed = found.misses[:, level] & ~np.uint8(question & 15)
    let_in = tuple(bool(m == 0) for m in missed)
    edge = tuple(found.widest[missed == 0, level]) if not question & RESOLUTION else ()
    latency = found.latency_s[missed == 0, level]
    timely = bool(question & TIMELY) and bool((latency > found.timely_s[level]).any())
    return level, let_in, edge, timely, bool(question & OFTEN)


def _useful(found: Terms, questions: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Whether a source can matter to the levels themselves, and to the further questions, (2, sources)."""
    useful = np.zeros((2, len(found.misses)), bool)
    for level, bits in questions:
        useful[int(bits != 0)] |= (found.misses[:, level] & ~np.uint8(bits & 15)) == 0
    return useful


def _judge(
    simulation: Simulation, found: Terms, cells: NDArray[np.int64], questions: NDArray[np.int64], executor: Executor
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    ask = partial(_judge_some, simulation.columns(), found, questions, simulation)
    chunks = [cells[i : i + CHUNK] for i in range(0, len(cells), CHUNK)]
    answers = list(executor.map(ask, chunks))
    if not answers:
        return np.zeros((0, len(questions))), np.zeros(0, bool)
    return np.concatenate([a[0] for a in answers]), np.concatenate([a[1] for a in answers])


def _judge_some(
    columns: tuple[tuple[NDArray[Any], ...], ...],
    found: Terms,
    questions: NDArray[np.int64],
    simulation: Simulation,
    cells: NDArray[np.int64],
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    from commonsky.gaps.kernels import judge

    fresh, seen = judge(
        cells,
        found.depth,
        (*columns, found.code),
        found.cycle_s,
        found.single,
        _useful(found, questions),
        (found.latency_s, found.misses, found.widest, found.age_s, found.timely_s),
        questions,
        (simulation.start_s, simulation.end_s),
        simulation.early_s,
        1.0 - HELD,
        simulation.exact,
    )
    return fresh, seen
