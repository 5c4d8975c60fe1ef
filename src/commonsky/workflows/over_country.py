"""A country and what looks at it, thinned to cells that stand for all: what losses, years and additions are reckoned over.

Facts: none of its own. Joins world, needs, catalogue and coverage. Leaves out judging.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import numpy as np

from commonsky.catalogue.load import packaged_catalogue, with_own_rows
from commonsky.core.errors import InvalidInputError
from commonsky.core.execution import ThreadExecutor
from commonsky.core.variables import find_variable
from commonsky.coverage.fleet import assemble
from commonsky.gaps.assessed import domain_km2, services_for
from commonsky.needs.load import default_needs, read_needs, wanted_needs
from commonsky.resilience.losses import EVERY_ACQUISITION, EVERY_POLICY, Case
from commonsky.sources.boundaries import read_boundary
from commonsky.sources.element_format import read_elements
from commonsky.sources.population import read_people
from commonsky.sources.station_lists import packaged_stations, read_stations
from commonsky.workflows.simulated import simulated
from commonsky.world.cells import country_cells
from commonsky.world.countries import all_land, boundary, find_country
from commonsky.world.people import gridded_people, spread_people
from commonsky.world.thinning import representatives, stand_for

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    from commonsky.catalogue.load import Catalogue
    from commonsky.core.execution import Executor, Progress
    from commonsky.coverage.fleet import Fleet
    from commonsky.gaps.assessed import Ground
    from commonsky.needs.load import NeedList
    from commonsky.needs.model import Need, Requirement
    from commonsky.world.cells import Cells
    from commonsky.world.countries import Country
    from commonsky.world.people import Spread

#: Cells reckoned with at most.
MOST_CELLS = 1000
LONGEST_DAYS = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """What is given, as of `commonsky assess`.

    Args:
        country: a code or a name.
        date: first day of the window, UTC; None: today.
        days: length of the window.
        wanted: ids, themes or variables of needs; none: all of the country.
        elements, instruments, needs, population, boundary, stations: files of the user's, or None.
        any_age: whether elements years from the window are let pass.
        also: missions taken to fly whatever their rows say.
    """

    country: str
    date: datetime | None = None
    days: float = 30.0
    wanted: tuple[str, ...] = ()
    elements: Path | None = None
    instruments: Path | None = None
    needs: Path | None = None
    population: Path | None = None
    boundary: Path | None = None
    stations: Path | None = None
    any_age: bool = False
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Weighed:
    """One need's case, and what its cells stand for: area, km2, and people, (c,) each."""

    case: Case
    area_km2: NDArray[np.float64]
    people: NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Over:
    """A country, its thinned cells, and what looks at them.

    Args:
        country: whose it is.
        catalogue, fleet: what flies.
        whole: all of its cells; `chosen` are the positions of those reckoned with, which are the cells of `ground`.
        spread: its people by cell, of all cells.
        ground: passes over the chosen cells.
        asked: needs of the country that were wanted.
        executor: how work is spread.
        start, days: the window.
        notes: what was refused or assumed.
    """

    country: Country
    catalogue: Catalogue
    fleet: Fleet
    whole: Cells
    chosen: NDArray[np.int64]
    spread: Spread
    ground: Ground
    asked: tuple[tuple[Need, Requirement], ...]
    executor: Executor
    start: datetime
    days: float
    notes: tuple[str, ...]

    def cases(self) -> Iterator[Weighed]:
        """Every need with its services and the weights of its cells."""
        for need, requirement in self.asked:
            everywhere = domain_km2(self.whole, find_variable(requirement.variable).domain)
            fit = everywhere[self.chosen] > 0
            area, people = (stand_for(v, self.chosen, fit) for v in (everywhere, np.where(everywhere > 0, self.spread.people, 0.0)))
            services = services_for(requirement.variable, self.ground.viewers, self.ground.networks)
            at = np.flatnonzero(fit)
            case = Case(need=need, requirement=requirement, services=services, cells=at, simulation=self.ground.simulation.only(services))
            yield Weighed(case=case, area_km2=area[at], people=people[at])


def over_country(inputs: Inputs, progress: Progress) -> Over:
    """A country and what looks at it.

    Args:
        inputs: what is given.
        progress: is told what is being done.

    Raises:
        InvalidInputError: if an input is refused.
    """
    executor = ThreadExecutor(os.cpu_count() or 1)
    country, start = find_country(inputs.country), start_of(inputs)
    progress.step(f"reading {country.names['en']}")
    listed = read_needs(inputs.needs) if inputs.needs else default_needs()
    needs = replace(listed, needs=tuple(wanted_needs(listed.needs, inputs.wanted)))
    catalogue = catalogue_of(inputs)
    given = read_elements(inputs.elements) if inputs.elements else None
    fleet = assemble(catalogue, given.sets if given else (), start, any_age=inputs.any_age, also=inputs.also)
    names = [country.iso2, country.iso3, f"{country.m49:03d}", str(country.m49), *country.names.values()]
    outline, drawn = read_boundary(inputs.boundary, names) if inputs.boundary else (boundary(country), "")
    whole = country_cells(outline, all_land() if inputs.boundary is None else (*all_land(), outline))
    chosen = representatives((whole.land_km2, whole.sea_km2), MOST_CELLS)
    lost: list[str] = []
    stations = read_stations(inputs.stations) if inputs.stations else packaged_stations()
    ground, _ = simulated(
        whole.some(chosen),
        fleet,
        catalogue.instruments,
        stations,
        _opened(needs),
        start,
        inputs.days,
        executor,
        progress,
        lost,
        every_phase=False,
    )
    spread, refused = _people(inputs, country, whole, start)
    return Over(
        country=country,
        catalogue=catalogue,
        fleet=fleet,
        whole=whole,
        chosen=chosen,
        spread=spread,
        ground=ground,
        asked=tuple(needs.for_country(coastal=whole.coastal, on=start.date())),
        executor=executor,
        start=start,
        days=inputs.days,
        notes=(
            *fleet.notes,
            *lost,
            *([drawn] if drawn else []),
            *needs.expired(start.date()),
            *(f"refused: {line}" for line in (*(given.refused if given else ()), *catalogue.refused, *needs.refused, *refused)),
        ),
    )


def catalogue_of(inputs: Inputs) -> Catalogue:
    """The packaged catalogue, with the user's own rows where there are any."""
    return with_own_rows(packaged_catalogue(), inputs.instruments) if inputs.instruments else packaged_catalogue()


def start_of(inputs: Inputs) -> datetime:
    """First instant of the window.

    Raises:
        InvalidInputError: if it is too far off, or the window too short or long.
    """
    if not 1 <= inputs.days <= LONGEST_DAYS:
        raise InvalidInputError(f"--days {inputs.days:g} is out of range; give 1 to {LONGEST_DAYS}")
    if inputs.date is not None and not 1957 <= inputs.date.year <= 2099:
        raise InvalidInputError(f"--date {inputs.date:%Y-%m-%d} is out of range; give one from 1957 to 2099")
    return inputs.date or datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


def _opened(needs: NeedList) -> NeedList:
    """The same needs with every data policy and way of acquisition let in: what could be opened is simulated too."""
    every = {"data_policies": EVERY_POLICY, "acquisitions": EVERY_ACQUISITION}
    return replace(needs, needs=tuple((need.model_copy(update=every), requirement) for need, requirement in needs.needs))


def _people(inputs: Inputs, country: Country, cells: Cells, start: datetime) -> tuple[Spread, tuple[str, ...]]:
    if inputs.population is None:
        return spread_people(country, cells, start.date()), ()
    found = read_people(inputs.population)
    spread = gridded_people(cells, found.lat_deg, found.lon_deg, found.people, inputs.population.name)
    if not spread.total > 0:
        raise InvalidInputError(f"{inputs.population} has no people within {country.names['en']}; give counts with positions in degrees")
    return spread, found.refused
