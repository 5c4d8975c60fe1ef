"""Freshness as a probability: clouds decide which products there are. Facts: methods.md, From coverage to gaps; coverage/clouds.py.

A product of an instrument that clouds hinder exists with the probability that its cell is clear; looks of one spell share one sky.
At an instant, the chance of a young enough admissible product is 1 less the product, over the skies whose looks are usable then, of the
chance that each is cloudy; a usable product that clouds do not hinder makes it 1. The expected share of the window is the mean of that over
its instants. Where an age limit is longer than the whole simulation, it is the chance that an admissible product is made at all.

Leaves out what one cloudy cell tells about its neighbours: shares of area are expectations, without their spread.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from numba import njit

from commonsky.core.errors import InvalidInputError
from commonsky.coverage.clouds import hindered
from commonsky.gaps.bits import RESOLUTION
from commonsky.gaps.events import collect, needed_room, room_for
from commonsky.gaps.levels import CHUNK, terms
from commonsky.needs.model import LEVELS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from commonsky.core.execution import Executor
    from commonsky.coverage.clouds import Skies
    from commonsky.gaps.admissible import Service
    from commonsky.gaps.levels import Simulation, Terms
    from commonsky.needs.model import Need, Requirement

HOUR_S = 3600.0
#: Sky of a product that no cloud hinders.
NO_SKY = -1


def fresh_share(
    begin_s: NDArray[np.float64],
    until_s: NDArray[np.float64],
    sky: NDArray[np.int64],
    clear: NDArray[np.float64],
    window: tuple[float, float],
) -> float:
    """Expected share of a window in which a young enough product is there, of one place.

    Args:
        begin_s, until_s: (n,), from when to when each product is usable if it exists, s: observed plus latency, observed plus age limit.
        sky: (n,), number of the sky that decides whether it exists; below 0: it does.
        clear: (skies,), probability that each sky is clear.
        window: start and end, s.

    >>> fresh_share(np.array([0.0, 0.0]), np.array([10.0, 10.0]), np.array([0, 1]), np.array([0.5, 0.5]), (0.0, 20.0))
    0.375
    """
    return float(_expected(begin_s, until_s, sky, clear, window[0], window[1]))


def cloudy_shares(
    simulation: Simulation,
    services: Sequence[Service],
    need: Need,
    requirement: Requirement,
    cells: NDArray[np.int64],
    skies: Skies,
    executor: Executor,
) -> NDArray[np.float64]:
    """Expected share of window and sample points with a young enough admissible product under clouds, (cells, 3), goal first.

    Args:
        simulation, services, need, requirement, executor: as `levels.attain` takes them.
        cells: (c,), positions of cells.
        skies: of all cells that positions count, over the window and what is simulated before it.
    """
    return _by_cell(_shares, simulation, services, need, requirement, cells, skies, executor)


def clear_revisit_h(
    simulation: Simulation,
    services: Sequence[Service],
    need: Need,
    requirement: Requirement,
    cells: NDArray[np.int64],
    skies: Skies,
    executor: Executor,
) -> NDArray[np.float64]:
    """Expected time between clear admissible looks, hours, (cells, 3), goal first; infinite where none can be.

    It is the window over the expected number of clear occasions in it. All looks under one clear sky are one occasion, for they come or
    fail together; each look that no cloud hinders is one of its own, a standing one each of its images.

    Args: as `cloudy_shares` takes them.
    """
    per_hour = _by_cell(_occasions, simulation, services, need, requirement, cells, skies, executor)
    return np.divide(1.0, per_hour, out=np.full_like(per_hour, np.inf), where=per_hour > 0)


def _by_cell(
    kernel: Any,
    simulation: Simulation,
    services: Sequence[Service],
    need: Need,
    requirement: Requirement,
    cells: NDArray[np.int64],
    skies: Skies,
    executor: Executor,
) -> NDArray[np.float64]:
    if not services or not len(cells):
        return np.zeros((len(cells), len(LEVELS)))
    _check_cover(simulation, skies)
    found = terms(simulation, services, need, requirement)
    clouded = np.array([hindered(s.instrument.kind, requirement.variable) and s.spacing_km is None for s in services])
    ask = partial(_ask, kernel, simulation, found, clouded, skies)
    return np.concatenate(list(executor.map(ask, [cells[i : i + CHUNK] for i in range(0, len(cells), CHUNK)])))


def _check_cover(simulation: Simulation, skies: Skies) -> None:
    begin, end = skies.first * skies.spell_s, (skies.first + skies.clear.shape[1]) * skies.spell_s
    since = simulation.start_s - simulation.early_s
    if begin > since or end < simulation.end_s:
        raise InvalidInputError(f"skies known from {begin} to {end} s; give those from {since} to {simulation.end_s} s, as simulated")


def _ask(
    kernel: Any, simulation: Simulation, found: Terms, clouded: NDArray[np.bool_], skies: Skies, cells: NDArray[np.int64]
) -> NDArray[np.float64]:
    answer = kernel(
        cells,
        found.depth,
        (*simulation.columns(), found.code),
        (found.cycle_s, found.single, (found.misses == 0).any(axis=1), clouded),
        (found.latency_s, found.misses, found.widest, found.age_s),
        (skies.clear, skies.first, skies.spell_s),
        (simulation.start_s, simulation.end_s, simulation.early_s),
    )
    return np.asarray(answer)


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _expected(
    begin: NDArray[np.float64], until: NDArray[np.float64], sky: NDArray[np.int64], clear: NDArray[np.float64], start: float, end: float
) -> float:
    """See `fresh_share`. One sweep over both ends of every spell of use, in order of time."""
    first, last = np.argsort(begin), np.argsort(until)
    usable = np.zeros(len(clear), np.int64)
    at, fresh, sure, cloudy, open_ = start, 0.0, 0, 0.0, 0
    i = j = 0
    n = len(begin)
    while j < n:
        opens = i < n and begin[first[i]] <= until[last[j]]
        moment = begin[first[i]] if opens else until[last[j]]
        now = min(max(moment, start), end)
        if now > at:
            fresh += (now - at) * (1.0 if sure > 0 else -np.expm1(cloudy))
            at = now
        row = first[i] if opens else last[j]
        step = 1 if opens else -1
        i, j = (i + 1, j) if opens else (i, j + 1)
        if until[row] <= begin[row]:
            continue
        s = sky[row]
        if s < 0:
            sure += step
            continue
        usable[s] += step
        if usable[s] != (1 if opens else 0):
            continue
        if clear[s] >= 1.0:
            sure += step
        else:
            cloudy += step * np.log1p(-clear[s])
            open_ += step
            if open_ == 0:
                cloudy = 0.0  # what rounding left
    return fresh / (end - start)


@njit(cache=True)  # type: ignore[untyped-decorator]
def _uses(
    count: int, level: int, events: Any, terms_: Any, clouded: NDArray[np.bool_], spell: Any, lasting: bool
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.int64]]:
    """Admissible looks of a level as times of use: from when, until when, under which sky; a look over several skies is cut at their edges.

    Uses of one sky that touch are made one, so that few are left to sort. Without `lasting` no age limit is added to their ends.
    """
    b_start, b_end, b_code, b_inc = events
    latency_s, misses, widest, age_s = terms_
    first, spell_s, skies, earliest, latest = spell
    room = skies + 1 + count + (latest[:count] - earliest[:count]).sum()
    begin, until, sky = np.empty(room), np.empty(room), np.empty(room, np.int64)
    low, high = np.full(skies + 1, np.inf), np.full(skies + 1, -np.inf)  # the last place: no sky
    n = 0
    for row in range(count):
        s = b_code[row]
        if misses[s, level] | (RESOLUTION if b_inc[row] > widest[s, level] else 0) or latency_s[s, level] >= age_s[level]:
            continue
        before, after = (latency_s[s, level], age_s[level]) if lasting else (0.0, 0.0)
        for k in range(earliest[row], latest[row] + 1 if clouded[s] else earliest[row] + 1):
            slot, a, b = skies, b_start[row], b_end[row]
            if clouded[s]:
                if k * spell_s >= b > a:
                    continue
                slot, a, b = min(max(k - first, 0), skies - 1), max(a, k * spell_s), min(b, (k + 1) * spell_s)
            a, b = a + before, b + after
            if a <= high[slot] and b >= low[slot]:
                low[slot], high[slot] = min(low[slot], a), max(high[slot], b)
                continue
            if low[slot] <= high[slot]:  # apart from the last one of this sky, which is put down
                begin[n], until[n], sky[n] = low[slot], high[slot], slot
                n += 1
            low[slot], high[slot] = a, b
    for slot in range(skies + 1):
        if low[slot] <= high[slot]:
            begin[n], until[n], sky[n] = low[slot], high[slot], slot
            n += 1
    return begin[:n], until[:n], np.where(sky[:n] == skies, NO_SKY, sky[:n])


@njit(cache=True)  # type: ignore[untyped-decorator]
def _spells(events: Any, count: int, spell_s: float) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Numbers of the first and the last spell of each look."""
    earliest, latest = np.empty(count, np.int64), np.empty(count, np.int64)
    for row in range(count):
        earliest[row] = np.floor(events[0][row] / spell_s)
        latest[row] = np.floor(events[1][row] / spell_s)
    return earliest, latest


@njit(cache=True)  # type: ignore[untyped-decorator]
def _made(sky: NDArray[np.int64], clear: NDArray[np.float64]) -> float:
    """Chance that any product is made at all."""
    cloudy, seen = 1.0, np.zeros(len(clear), np.bool_)
    for s in sky:
        if s < 0:
            return 1.0
        if not seen[s]:
            seen[s] = True
            cloudy *= 1.0 - clear[s]
    return 1.0 - cloudy


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _shares(
    cells: NDArray[np.int64], depth: int, passes: Any, sources: Any, terms_: Any, skies: Any, window: tuple[float, float, float]
) -> NDArray[np.float64]:
    """See `cloudy_shares`."""
    cycle_s, single, useful, clouded = sources
    clear, first, spell_s = skies
    age_s = terms_[3]
    points, room = 4**depth, 4096
    found = np.zeros((len(cells), len(age_s)))
    events, spare = room_for(room), room_for(room)
    early_s = window[2]
    since = window[0] - min(early_s, age_s.max())
    for c in range(len(cells)):
        for part in range(points):
            point, own = cells[c] * points + part, part & 1
            needed = needed_room(point, depth, own, passes, cycle_s, single, useful, since)
            if needed > room:
                room = 2 * needed
                events, spare = room_for(room), room_for(room)
            count = collect(point, depth, own, passes, cycle_s, single, useful, since, events, spare)
            earliest, latest = _spells(events, count, spell_s)
            for level in range(len(age_s)):
                begin = window[0] + max(0.0, age_s[level] - early_s)
                lasting = begin < window[1]
                a, b, sky = _uses(count, level, events, terms_, clouded, (first, spell_s, clear.shape[1], earliest, latest), lasting)
                found[c, level] += _expected(a, b, sky, clear[cells[c]], begin, window[1]) if lasting else _made(sky, clear[cells[c]])
    found /= points
    return found


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _occasions(
    cells: NDArray[np.int64], depth: int, passes: Any, sources: Any, terms_: Any, skies: Any, window: tuple[float, float, float]
) -> NDArray[np.float64]:
    """Expected clear occasions an hour; see `clear_revisit_h`."""
    cycle_s, single, useful, clouded = sources
    clear, first, spell_s = skies
    points, levels, room = 4**depth, len(terms_[3]), 4096
    found = np.zeros((len(cells), levels))
    events, spare = room_for(room), room_for(room)
    for c in range(len(cells)):
        for part in range(points):
            point, own = cells[c] * points + part, part & 1
            needed = needed_room(point, depth, own, passes, cycle_s, single, useful, window[0])
            if needed > room:
                room = 2 * needed
                events, spare = room_for(room), room_for(room)
            count = collect(point, depth, own, passes, cycle_s, single, useful, window[0], events, spare)
            for level in range(levels):
                found[c, level] += _count_clear(count, level, events, terms_, (cycle_s, clouded), (clear[cells[c]], first, spell_s), window)
    found *= HOUR_S / (points * (window[1] - window[0]))
    return found


@njit(cache=True)  # type: ignore[untyped-decorator]
def _count_clear(count: int, level: int, events: Any, terms_: Any, sources: Any, skies: Any, window: tuple[float, float, float]) -> float:
    """Expected clear occasions of one point in the window."""
    b_start, b_end, b_code, b_inc = events
    latency_s, misses, widest, age_s = terms_
    cycle_s, clouded = sources
    clear, first, spell_s = skies
    seen = np.zeros(len(clear), np.bool_)
    occasions = 0.0
    for row in range(count):
        s, a, b = b_code[row], max(b_start[row], window[0]), min(b_end[row], window[1])
        if misses[s, level] | (RESOLUTION if b_inc[row] > widest[s, level] else 0) or latency_s[s, level] >= age_s[level] or b < a:
            continue
        if not clouded[s]:
            occasions += 1.0 + (np.floor((b - a) / cycle_s[s]) if cycle_s[s] > 0 else 0.0)
            continue
        for k in range(int(a // spell_s), int(b // spell_s) + 1):
            sky = min(max(k - first, 0), len(clear) - 1)
            if not (k * spell_s >= b > a) and not seen[sky]:
                seen[sky] = True
                occasions += clear[sky]
    return occasions
