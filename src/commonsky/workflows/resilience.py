"""What a country's needs hang on, told with its profile: one mission, navigation system or alert path lost at a time.

Facts: none of its own. Joins world, gaps and resilience over the passes that the profile was made from, at cells that stand for all and in
the reading at best. Reports that were written on the country are read here too. Leaves out scenarios, delays and others' data, which
`commonsky stress` reckons with.
"""

from __future__ import annotations

import json
from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING, Literal

import numpy as np
from pydantic import ValidationError

from commonsky.core.errors import InvalidInputError
from commonsky.core.execution import SerialExecutor
from commonsky.gaps.admissible import whatever_accuracy
from commonsky.profile import model
from commonsky.profile.design_model import DesignAnswer
from commonsky.profile.resilience_answer import answer_of
from commonsky.profile.resilience_reports import HeldReport
from commonsky.profile.stress_model import Stress
from commonsky.profile.timeline_model import Timeline
from commonsky.resilience.alert_paths import lost_events, single_points_of
from commonsky.resilience.fresh_sets import fresh_sets
from commonsky.resilience.losses import by_mission
from commonsky.resilience.subsets import both, drawn_importance, one_and_two
from commonsky.workflows.stress_services import (
    country_paths,
    locating,
    navigation_table,
    packaged_systems,
    path_table,
    telecom_table,
    telling,
)
from commonsky.world.thinning import representatives

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from commonsky.core.elements import Elements
    from commonsky.coverage.passes import Passes
    from commonsky.profile.stress_model import NavigationSystem
    from commonsky.resilience.fresh_sets import FreshSets
    from commonsky.resilience.losses import Case
    from commonsky.workflows.over_country import Over, Weighed
    from commonsky.workflows.stress_services import Telling

#: Cells reckoned with at most, and places for positions.
MOST_CELLS, MOST_PLACES = 100, 24
#: Systems of which every loss is reckoned, and the orders drawn where there are more.
EXACT, ORDERS = 12, 60
#: Systems told of each need.
STRONGEST = 3
#: A change of the served share that counts as one.
TOUCHED = 0.01


def thinned(over: Over) -> Over:
    """The same country over at most `MOST_CELLS` of its cells, with the passes over those alone.

    Args:
        over: the country with passes over all of its cells.
    """
    chosen = representatives((over.whole.land_km2, over.whole.sea_km2), MOST_CELLS)
    simulation = over.ground.simulation
    passes = tuple(_at(found, depth, chosen) for depth, found in enumerate(simulation.passes))
    ground = replace(over.ground, cells=over.whole.some(chosen), simulation=replace(simulation, passes=passes), others=(), months=())
    return replace(over, chosen=chosen, ground=ground)


def _at(passes: Passes | None, depth: int, cells: NDArray[np.int64]) -> Passes | None:
    """The passes over some cells, each with all of its sample points."""
    return None if passes is None else passes.at((cells[:, None] * 4**depth + np.arange(4**depth)).ravel())


def resilience_of(over: Over, given: Sequence[Elements] = ()) -> model.Resilience:
    """What the country's needs, positions and alert paths hang on.

    Args:
        over: the country with passes over all of its cells.
        given: element sets of the user's, among which those of navigation satellites count.
    """
    some = thinned(over)
    found = list(over.executor.map(_need, some.cases()))
    needs = tuple(row for row, _ in found)
    missions = _missions(found)
    navigation, paths = _services(some, given)
    return model.Resilience(
        answer=answer_of(needs, missions),
        cells=len(some.chosen),
        cells_all=len(over.whole),
        needs=needs,
        missions=missions,
        navigation=tuple(
            model.NavigationAlone(
                name=row.name, kind=row.kind, available=row.available, in_view=row.in_view, worst_outage_h=row.worst_outage_h
            )
            for row in navigation
            if row.kind in {"alone", "together", "all but"}
        ),
        paths=_paths(paths),
        paths_shared=_shared(paths),
        paths_from=paths.origin,
        sources=paths.paths.source,
    )


def _need(weighed: Weighed) -> tuple[model.NeedResilience, dict[str, float]]:
    """One need, and the served share without each system that serves it."""
    case, weights = weighed.case, weighed.area_km2
    sets = _sets(case)
    if not sets.systems:
        return model.NeedResilience(need=case.requirement.id, served=0.0, systems=0, strongest=(), hangs_on=(), exact=True), {}
    losses, served = one_and_two(sets, weights)
    left = {name: float(losses[k, k]) for k, name in enumerate(sets.systems)}
    exact = len(sets.systems) <= EXACT
    brings = both(sets, weights)[1] if exact else drawn_importance(sets, weights, seed=0, orders=ORDERS)
    order = sorted(range(len(sets.systems)), key=lambda k: (-brings.value[k], left[sets.systems[k]], sets.systems[k]))
    row = model.NeedResilience(
        need=case.requirement.id,
        served=round(served, 4),
        systems=len(sets.systems),
        strongest=tuple(_behind(sets.systems[k], float(brings.value[k]), float(brings.error[k]), left) for k in order[:STRONGEST]),
        hangs_on=tuple(sorted((name for name in left if falls(served, left[name])), key=lambda name: (left[name], name))),
        exact=exact,
    )
    return row, left


def _sets(case: Case) -> FreshSets:
    """Who is fresh when at threshold level, by mission, at best; those that serve it nowhere alone left out."""
    services = whatever_accuracy(case.services)
    return by_mission(fresh_sets(case.simulation, services, case.need, case.requirement, case.cells, SerialExecutor()))


def _behind(name: str, brings: float, error: float, left: dict[str, float]) -> model.SystemBehind:
    return model.SystemBehind(name=name, brings=round(brings, 4), error=round(error, 4), left=round(left[name], 4))


def falls(served: float, left: float) -> bool:
    """Whether a loss takes a served share down by half or more; what is served nowhere to speak of cannot fall.

    >>> falls(0.8, 0.4), falls(0.8, 0.41), falls(0.004, 0.0)
    (True, False, False)
    """
    return served >= TOUCHED and left <= served / 2 + 1e-9


def _missions(found: Sequence[tuple[model.NeedResilience, dict[str, float]]]) -> tuple[model.MissionResilience, ...]:
    """Systems whose loss alone changes a need, those that bring most down first."""
    names = {name for _, left in found for name in left}
    rows = [
        model.MissionResilience(
            name=name,
            falls=tuple(row.need for row, _ in found if name in row.hangs_on),
            touches=sum(row.served - left.get(name, row.served) >= TOUCHED for row, left in found),
            serves=sum(name in left for _, left in found),
        )
        for name in names
    ]
    return tuple(sorted((row for row in rows if row.touches), key=lambda row: (-len(row.falls), -row.touches, row.name)))


def _services(over: Over, given: Sequence[Elements]) -> tuple[tuple[NavigationSystem, ...], Telling]:
    """Navigation systems over the country, and the alert paths of the template that work there."""
    places = representatives((over.whole.land_km2,), MOST_PLACES)
    systems = packaged_systems()
    here = locating(replace(over, chosen=places), systems, given)
    navigation = navigation_table(here)
    paths, origin = country_paths(None, systems)
    return navigation, telling(paths, origin, telecom_table(here, systems, over), navigation)


def _paths(here: Telling) -> tuple[model.AlertPath, ...]:
    return tuple(
        model.AlertPath(name=row.name, titles=row.titles, single_points=tuple(_title(here, name) for name in row.single_points))
        for row in path_table(here)
    )


def _shared(here: Telling) -> tuple[model.Titles, ...]:
    """What stops all of the paths at once."""
    if not here.working:
        return ()
    events = lost_events(here.paths, (), here.absent, here.absent)
    return tuple(_title(here, name) for name in single_points_of(here.paths, here.working, events))


def _title(here: Telling, name: str) -> model.Titles:
    """An element or cause by what it is called; a system of the catalogue by its name."""
    return next((dict(part.titles) for part in here.paths.parts if part.name == name), {"en": name})


#: Reports that can be told with a profile, by the name of their file without ending.
KINDS: tuple[Literal["stress", "timeline", "design"], ...] = ("stress", "timeline", "design")


def read_reports(paths: Sequence[Path], iso3: str) -> tuple[HeldReport, ...]:
    """Reports on a country that `stress`, `timeline` or `design` wrote, in the order given, each once.

    Args:
        paths: JSON files, or folders that hold them.
        iso3: of the country.

    Raises:
        InvalidInputError: if a file cannot be read, is no such report, or is of another country.
    """
    files = [file.resolve() for path in paths for file in _files(path)]
    return tuple(_read(file, iso3) for file in dict.fromkeys(files))


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    found = [path / f"{kind}.json" for kind in KINDS if (path / f"{kind}.json").is_file()]
    if not found:
        raise InvalidInputError(
            f"{path} holds no report; give a folder with {', '.join(f'{kind}.json' for kind in KINDS)}, or one of these"
        )
    return found


def _read(file: Path, iso3: str) -> HeldReport:
    try:
        text = file.read_bytes()
        data = json.loads(text)
    except OSError as error:
        raise InvalidInputError(f"{file.name} cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise InvalidInputError(f"{file.name} is no JSON; give what `commonsky stress`, `timeline` or `design` wrote") from error
    kind = _kind(data)
    if kind is None:
        said = data.get("format", "no format") if isinstance(data, dict) else "no format"
        raise InvalidInputError(f"{file.name} has {said!r}; give stress.json, timeline.json or design.json of this version of commonsky")
    told = _told(kind, text, file)
    whose = told.area.codes if isinstance(told, DesignAnswer) else (told.country.iso3,)
    if whose != (iso3,):
        raise InvalidInputError(f"{file.name} is of {', '.join(whose[:3]) or 'a polygon'}, not of {iso3} alone; give one of {iso3}")
    lies = f"{file.parent.name}/{file.name}"
    row = model.Report(kind=kind, file=lies, sha256=sha256(text).hexdigest(), made_utc=told.made_utc, answer=told.answer)
    return HeldReport(row=row, told=told)


def _kind(data: object) -> Literal["stress", "timeline", "design"] | None:
    """What a report is: by its format, and by its fields where its kind has no format."""
    if not isinstance(data, dict):
        return None
    if "format" not in data:
        return "design" if {"additions", "front", "area"} <= set(data) else None
    return next((kind for kind in KINDS if data["format"] == f"commonsky {kind} 1"), None)


def _told(kind: str, text: bytes, file: Path) -> Stress | Timeline | DesignAnswer:
    try:
        if kind == "design":
            return DesignAnswer.model_validate_json(text)
        return Stress.model_validate_json(text) if kind == "stress" else Timeline.model_validate_json(text)
    except ValueError as error:  # pydantic's
        first = error.errors()[0] if isinstance(error, ValidationError) else {"loc": (), "msg": str(error)}
        where = ".".join(str(part) for part in first["loc"])
        raise InvalidInputError(f"{file.name} is no whole {kind} report: {where}: {first['msg']}") from error
