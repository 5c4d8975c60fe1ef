"""What looks at a country in a window: the fleet's passes, at other phases too, and its networks. Facts: none. Leaves out judging."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np

from commonsky.catalogue.load import packaged_networks
from commonsky.core.time import EPOCH, seconds_since_epoch
from commonsky.coverage.passes import only
from commonsky.coverage.revisit import look_rhythm
from commonsky.coverage.simulate import at_phase, deepest_sampling, simulate, viewers_of
from commonsky.coverage.stations import network_viewers
from commonsky.gaps.admissible import can_matter
from commonsky.gaps.assessed import Ground, domain_km2
from commonsky.gaps.levels import Simulation

if TYPE_CHECKING:
    from datetime import datetime

    from commonsky.catalogue.model import Instrument
    from commonsky.core.execution import Executor, Progress
    from commonsky.coverage.fleet import Fleet
    from commonsky.coverage.passes import Passes
    from commonsky.coverage.revisit import Rhythm
    from commonsky.needs.load import NeedList
    from commonsky.sources.station_lists import StationList
    from commonsky.world.cells import Cells

DAY_S = 86400.0
#: Longest time simulated before the window, and with it: longer age limits are judged from the instant on at which all of them was.
EARLIEST_S, EARLIEST_AND_WINDOW_S = 30 * DAY_S, 45 * DAY_S
#: Cells over which the other phases of orbits of unknown phase are tried.
PHASE_CELLS = 300


def simulated(
    cells: Cells,
    fleet: Fleet,
    instruments: dict[str, Instrument],
    stations: StationList,
    needs: NeedList,
    start: datetime,
    days: float,
    executor: Executor,
    progress: Progress,
    lost: list[str],
    *,
    every_phase: bool = True,
) -> tuple[Ground, tuple[Passes | None, ...]]:
    """A country's ground with the passes of everything that can matter to its needs; and all passes by depth of sampling.

    Args:
        cells: of the country.
        fleet, instruments, stations, needs: what looks, and what is asked.
        start, days: the window.
        executor, progress: how the work is spread, and who is told.
        lost: takes a line for each satellite whose elements fail.
        every_phase: whether orbits of unknown phase are tried at their other phases too.
    """
    asked = needs.for_country(coastal=cells.coastal, on=start.date())
    variables = {requirement.variable for _, requirement in asked}
    viewers = viewers_of(
        fleet.platforms,
        list(instruments.values()),
        variables,
        float(np.sqrt(cells.cell_km2)),
        deepest=deepest_sampling(len(cells)),
        wanted=lambda instrument, measure: can_matter(instrument, measure, asked),
    )
    first = sum(v.depth == 0 for v in viewers)
    networks = network_viewers(packaged_networks().values(), stations, cells, variables, first=first)
    begin = seconds_since_epoch(start)
    end, early = begin + days * DAY_S, _early_s(needs, days)
    sample = np.unique(np.linspace(0, len(cells) - 1, min(len(cells), PHASE_CELLS)).astype(int))
    phases = max((len(v.platform.elements) for v in viewers), default=1) if every_phase else 1
    progress.step("finding passes", len({v.platform.mission.name for v in viewers}) + max(0, phases - 1))
    passes = simulate(viewers, cells, (begin - early, end), executor, networks=networks, tick=progress.tick, left_out=lost.append)
    others = []
    for phase in range(1, phases):
        others.append(at_phase(viewers, cells.some(sample), sample, passes, (begin - early, end), executor, phase))
        progress.tick()
    simulation = Simulation(passes=passes, start_s=begin, end_s=end, early_s=early, exact=False)
    ground = Ground(
        cells=cells,
        viewers=viewers,
        simulation=simulation,
        others=tuple(replace(simulation, passes=o) for o in others),
        sample=sample,
        months=tuple((name, replace(simulation, start_s=a, end_s=b, early_s=early + a - begin)) for name, a, b in months_of(begin, end)),
        networks=networks,
    )
    return ground, passes


def aloft(passes: tuple[Passes | None, ...], ground: Ground) -> tuple[Passes | None, ...]:
    """The passes of satellites alone: what a network's looks carry is no angle."""
    numbers = [n.number for n in ground.networks]
    return tuple(
        only(p, ~np.isin(np.arange(len(p.looks)), numbers)) if depth == 0 and p is not None and numbers else p
        for depth, p in enumerate(passes)
    )


def _early_s(needs: NeedList, days: float) -> float:
    """The longest age limit of any need that the simulation can still cover: half of a month's window at least."""
    asked = [requirement.asked("threshold") for _, requirement in needs.needs]
    ages = [(a.cycle_h + (a.timeliness_h or 0.0)) * 3600.0 for a in asked if a.cycle_h is not None]
    longest = min(EARLIEST_S, max(EARLIEST_S / 2, EARLIEST_AND_WINDOW_S - days * DAY_S))
    return min(max(ages, default=DAY_S), longest)


def months_of(begin: float, end: float) -> list[tuple[str, float, float]]:
    """Calendar months of the window, where it has more than one; parts of a month count as they are."""
    found, at = [], EPOCH + timedelta(seconds=begin)
    finish = EPOCH + timedelta(seconds=end)
    while at < finish:
        following = (at.replace(day=1) + timedelta(days=32)).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
        until = min(following, finish)
        found.append((at.strftime("%Y-%m"), seconds_since_epoch(at), seconds_since_epoch(until)))
        at = until
    return found if len(found) > 1 else []


def rhythms(ground: Ground) -> dict[tuple[str, int], Rhythm]:
    """How often each look comes, for each domain and depth of sampling."""
    found = {}
    for domain in ("land", "sea", "both"):
        counts = domain_km2(ground.cells, domain) > 0
        for depth, passes in enumerate(ground.simulation.passes):
            if passes is not None:
                found[domain, depth] = look_rhythm(passes, np.repeat(counts, 4**depth), ground.simulation.start_s, ground.simulation.end_s)
    return found
