"""From targets to instruments: which variable matters to a target, which instruments measure it, how many of their missions fly on a date.

Facts: the links of data/targets and the measures of the catalogue's instruments, each with its own source. Pure: the date is given.
Leaves out how well a measurement serves a place, which gaps judges, and ground networks, which `networks_for` names beside the matrix.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from commonsky.needs.targets import goal_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import date

    from commonsky.catalogue.load import Catalogue
    from commonsky.catalogue.model import Instrument, Measure, Mission
    from commonsky.catalogue.systems import Network
    from commonsky.core.citation import Source
    from commonsky.needs.targets import Role, Target

    #: Whether an instrument on a mission can look at the place in question.
    Sees = Callable[[Instrument, Mission], bool]

#: Best first.
RELEVANCES = ("primary", "high", "fair")
Suits = Literal["primary", "high", "fair", ""]


@dataclass(frozen=True, slots=True, kw_only=True)
class Relevance:
    """One chain from a target over a variable to an instrument.

    Args:
        target: code, such as ``SDG 6.6.1``.
        variable, role, how: of the target's link.
        link_source: where the link was read; None: our judgement.
        instrument: that measures the variable; empty: no instrument of the catalogue does.
        missions: how many satellites flew it and gave products on the date; a fleet counts each of its satellites.
        relevance: how well the instrument suits the variable; empty where there is no instrument.
        product: what people get, products of several modes joined.
        instrument_sources: where the measure was read.
    """

    target: str
    variable: str
    role: Role
    how: str
    link_source: Source | None
    instrument: str = ""
    missions: int = 0
    relevance: Suits = ""
    product: str = ""
    instrument_sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Heat:
    """How many targets of a goal a variable matters to, by role, and how many instruments that measure it fly."""

    goal: str
    variable: str
    measures: int
    supports: int
    context: int
    instruments: int

    @property
    def strongest(self) -> Role:
        """The strongest role of the variable for any target of the goal."""
        return "measures" if self.measures else "supports" if self.supports else "context"

    @property
    def targets(self) -> int:
        """Targets in all roles; a target links to a variable once."""
        return self.measures + self.supports + self.context


def relevance(
    targets: Mapping[str, Target] | Iterable[Target], catalogue: Catalogue, on: date, *, sees: Sees | None = None
) -> tuple[Relevance, ...]:
    """All chains, in the order of the targets, then of their links, the best suited instruments first.

    Args:
        targets: by code, or as they come.
        catalogue: missions and instruments.
        on: the date on which missions count as flying.
        sees: leaves out what cannot look at a place; None: nothing is left out.

    Returns:
        A row a target, variable and instrument; a row without an instrument where none measures the variable (or none sees the place).
    """
    rows = targets.values() if hasattr(targets, "values") else targets
    known = measured_by(catalogue, on, sees=sees)
    found: list[Relevance] = []
    for target in rows:
        for link in target.links:
            told = Relevance(target=target.id, variable=link.variable, role=link.role, how=link.how, link_source=link.source)
            chains = [_with(told, by) for by in known.get(link.variable, ())]
            found.extend(chains or [told])
    return tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasuredBy:
    """That an instrument measures a variable: how well suited, flown by how many satellites, in which products."""

    instrument: str
    missions: int
    relevance: Suits
    product: str
    sources: tuple[Source, ...]


def measured_by(catalogue: Catalogue, on: date, *, sees: Sees | None = None) -> dict[str, tuple[MeasuredBy, ...]]:
    """Instruments by the variable that they measure: those that fly first, then the best suited, then by name."""
    found: dict[str, list[MeasuredBy]] = defaultdict(list)
    for instrument in catalogue.instruments.values():
        flown = [catalogue.missions[name] for name in instrument.missions if name in catalogue.missions]
        seeing = [mission for mission in flown if sees is None or sees(instrument, mission)]
        if flown and not seeing:
            continue
        count = sum(mission.satellites for mission in seeing if mission.gives_products(on))
        by_variable: dict[str, list[Measure]] = defaultdict(list)
        for measure in instrument.measures:
            by_variable[measure.variable].append(measure)
        for variable, measures in by_variable.items():
            found[variable].append(_measured(instrument.name, count, measures))
    return {variable: tuple(sorted(rows, key=_best_first)) for variable, rows in found.items()}


def heat(rows: Iterable[Relevance]) -> tuple[Heat, ...]:
    """The table goal by variable: counts of targets by role, in the order of the rows.

    >>> row = Relevance(target="SDG 6.6.1", variable="surface_water_extent", role="measures", how="area", link_source=None)
    >>> [(cell.goal, cell.variable, cell.measures, cell.targets) for cell in heat([row])]
    [('SDG 6', 'surface_water_extent', 1, 1)]
    """
    roles: dict[tuple[str, str], dict[str, Role]] = defaultdict(dict)
    flying: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in rows:
        key = (goal_of(row.target), row.variable)
        roles[key][row.target] = row.role
        if row.missions:
            flying[key].add(row.instrument)
    return tuple(_heat(key, tuple(by_target.values()), len(flying[key])) for key, by_target in roles.items())


def networks_for(variable: str, networks: Mapping[str, Network]) -> tuple[str, ...]:
    """Names of the ground networks that measure a variable."""
    return tuple(name for name, network in networks.items() if any(measure.variable == variable for measure in network.measures))


def _heat(key: tuple[str, str], roles: tuple[Role, ...], instruments: int) -> Heat:
    return Heat(
        goal=key[0],
        variable=key[1],
        measures=roles.count("measures"),
        supports=roles.count("supports"),
        context=roles.count("context"),
        instruments=instruments,
    )


def _measured(instrument: str, missions: int, measures: list[Measure]) -> MeasuredBy:
    best = min((measure.relevance for measure in measures), key=RELEVANCES.index)
    return MeasuredBy(
        instrument=instrument,
        missions=missions,
        relevance=best,
        product="; ".join(dict.fromkeys(measure.product for measure in measures)),
        sources=tuple(dict.fromkeys(source for measure in measures for source in measure.source)),
    )


def _best_first(row: MeasuredBy) -> tuple[bool, int, str]:
    return (row.missions == 0, RELEVANCES.index(row.relevance), row.instrument)


def _with(told: Relevance, by: MeasuredBy) -> Relevance:
    return Relevance(
        target=told.target,
        variable=told.variable,
        role=told.role,
        how=told.how,
        link_source=told.link_source,
        instrument=by.instrument,
        missions=by.missions,
        relevance=by.relevance,
        product=by.product,
        instrument_sources=by.sources,
    )
