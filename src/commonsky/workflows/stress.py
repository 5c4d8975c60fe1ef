"""What breaks when something fails, over one country: see, locate, tell. Joins world, needs, catalogue, coverage, gaps and resilience.

Facts: none of its own. Each scenario strikes alone. Leaves out clouds, and several scenarios at once.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Literal

import numpy as np

from commonsky import __version__
from commonsky.core.errors import InvalidInputError
from commonsky.core.time import iso
from commonsky.profile import compose
from commonsky.profile import stress_model as model
from commonsky.profile.stress_additions import Hit, to_add
from commonsky.profile.stress_answer import Now, answer_of, capabilities_of, see_now, stated_now, told_share
from commonsky.resilience.load import check_together, find_scenario, losses, packaged_scenarios, read_scenarios
from commonsky.resilience.recovery import back_h, comes_back
from commonsky.resilience.scenario import KINDS, Setting
from commonsky.sources.element_format import read_elements
from commonsky.workflows.over_country import Inputs, Over, catalogue_of, over_country, start_of
from commonsky.workflows.reports import Writers, write_report
from commonsky.workflows.stress_needs import LEAST, Struck, curve, need_under
from commonsky.workflows.stress_services import (
    country_paths,
    located_after,
    locating,
    navigation_table,
    packaged_systems,
    path_table,
    struck_share,
    telecom_table,
    telling,
    told_after,
)
from commonsky.world.countries import groups_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from commonsky.core.execution import Progress
    from commonsky.resilience.scenario import Probability, Scenario
    from commonsky.workflows.over_country import Weighed
    from commonsky.workflows.stress_needs import NeedUnder
    from commonsky.workflows.stress_services import Locating, Systems, Telling

MOST_CURVES = 2
#: Hours below which a loss passes before anything new could be built.
PASSING_H = 720.0
STAGES: tuple[model.StageName, ...] = ("before", "absorb", "adapt", "recover")


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is asked of `stress`.

    Args:
        inputs: country, window and files, as of `assess`.
        scenarios: names; none: all of them.
        own: a file of scenarios of the user's, or None.
        paths: a file of the country's alert paths, or None.
        command: the command line, for the record.
    """

    inputs: Inputs
    scenarios: tuple[str, ...] = ()
    own: Path | None = None
    paths: Path | None = None
    command: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Work:
    """What one run works with."""

    over: Over
    systems: Systems
    struck: tuple[Struck, ...]
    absent: frozenset[str]
    here: Locating
    telling: Telling
    navigation: tuple[model.NavigationSystem, ...]
    telecom: tuple[model.TelecomSystem, ...]
    own: bool
    notes: list[str] = field(default_factory=list)


def stress(request: Request, progress: Progress) -> model.Stress:
    """What scenarios take from a country.

    Args:
        request: what is asked.
        progress: is told what is being done.

    Raises:
        CommonskyError: if an input is refused.
    """
    chosen, refused = _chosen(request)
    systems = packaged_systems()
    paths, origin = country_paths(request.paths, systems)
    inputs = replace(request.inputs, also=_standing_by(chosen, request.inputs))
    over = over_country(inputs, progress)
    setting = _setting(over, systems)
    absent = frozenset(_not_flying(over, inputs.also))
    struck = tuple(_struck(one, setting, absent) for one in chosen)
    _refuse_misspelt(request, struck)
    given = read_elements(inputs.elements).sets if inputs.elements else ()
    progress.step("where positions can be had")
    here = locating(over, systems, given)
    navigation, telecom = navigation_table(here), telecom_table(here, systems, over)
    work = _Work(
        over=over,
        systems=systems,
        struck=struck,
        absent=absent,
        here=here,
        telling=telling(paths, origin, telecom, navigation),
        navigation=navigation,
        telecom=telecom,
        own=inputs.instruments is not None,
        notes=[*refused, *(f"{one.scenario.name}: {line}" for one in struck for line in one.loss.not_found)],
    )
    return _told(request, work, progress)


FILES = ("stress.html", "stress.json", "stress.csv", "stress.pdf")


def stress_files(request: Request, folder: Path, language: str, progress: Progress, *, documents: bool = True) -> model.Stress:
    """What scenarios take from a country, written as files; arguments as of `stress` and `reports.write_report`."""
    from commonsky.profile.stress_csv import stress_csv
    from commonsky.profile.stress_page import render_stress
    from commonsky.profile.stress_pdf import write_stress_pdf

    writers = Writers(name="stress", json=_json, csv=stress_csv, html=render_stress, pdf=write_stress_pdf)
    check_request(request)
    return write_report(lambda: stress(request, progress), writers, folder, language, progress, documents=documents)


def _json(found: model.Stress) -> str:
    return found.model_dump_json(indent=1)


def _chosen(request: Request) -> tuple[tuple[Scenario, ...], tuple[str, ...]]:
    """The scenarios asked for, and lines on rows that were refused.

    Raises:
        CommonskyError: if a name is unknown, or two contradict each other.
    """
    own, refused = read_scenarios(request.own) if request.own is not None else ((), ())
    shadowed = sorted({one.name for one in own} & set(packaged_scenarios()))
    refused = (*refused, *(f"{name}: your own scenario takes the place of the packaged one of that name" for name in shadowed))
    if not request.scenarios:
        known = packaged_scenarios() | {one.name: one for one in own}
        return (own or tuple(known.values())), refused
    found = tuple(find_scenario(name, own) for name in request.scenarios)
    check_together(found)
    return found, refused


def _standing_by(chosen: Sequence[Scenario], inputs: Inputs) -> tuple[str, ...]:
    """Missions that do not give products now and that a scenario is about: planned ones that may be late, and spares that take over."""
    missions = catalogue_of(inputs).missions
    named = {name for one in chosen for name in (*one.takes.get("missions", ()), *(n for w in one.recovery for n in w.restores))}
    last = (start_of(inputs) + timedelta(days=inputs.days)).date()
    return tuple(
        sorted(
            name
            for name in named & set(missions)
            if missions[name].status in {"planned", "standby", "commissioning"} and missions[name].launch_date <= last
        )
    )


def _not_flying(over: Over, also: Sequence[str]) -> set[str]:
    on = over.start.date()
    return {name for name in also if not over.catalogue.missions[name].gives_products(on)}


def _setting(over: Over, systems: Systems) -> Setting:
    cells = over.chosen
    return Setting(
        missions=over.catalogue.missions,
        instruments=over.catalogue.instruments,
        navigation=systems.navigation,
        telecom=systems.telecom,
        stations=systems.stations,
        downlinks=systems.downlinks,
        platforms=over.fleet.platforms,
        lat_deg=over.whole.lat_deg[cells],
        lon_deg=over.whole.lon_deg[cells],
        start=over.start,
        days=over.days,
    )


def _struck(scenario: Scenario, setting: Setting, absent: frozenset[str]) -> Struck:
    loss = losses(scenario, setting)
    delayed = {mission for mission, _, _ in loss.looks} if scenario.kind == "launch-delay" else set()
    return Struck(scenario=scenario, loss=loss, absent=absent - delayed)


def _refuse_misspelt(request: Request, struck: Sequence[Struck]) -> None:
    """Refuse a scenario of the user's, or asked for by name, of which nothing was found: it would be told as harmless.

    Raises:
        InvalidInputError: with the first name that is not known.
    """
    for one in struck:
        loss = one.loss
        nothing = not (loss.looks or loss.slower_h or loss.navigation or loss.telecom or loss.stations or loss.tags or loss.ranging > 1)
        if nothing and loss.not_found and one.scenario.kind != "launch-delay" and (request.scenarios or request.own is not None):
            raise InvalidInputError(f"{one.scenario.name} takes nothing that is known: {loss.not_found[0]}")


def _told(request: Request, work: _Work, progress: Progress) -> model.Stress:
    over = work.over
    cases = tuple(over.cases())
    progress.step("losses, need by need", len(cases))
    needs: list[NeedUnder] = []
    for weighed in cases:
        needs.append(need_under(weighed, work.struck, work.absent, over.executor))
        progress.tick()
    progress.step("scenarios", len(work.struck))
    scenarios = []
    for k in range(len(work.struck)):
        scenarios.append(_scenario(k, work, cases, needs))
        progress.tick()
    by: Literal["area", "people"] = "people" if over.spread.placed_share >= 0.5 else "area"
    country = compose.country_row(over.country, groups_of(over.country, over.start.date()))
    ordered = tuple(sorted(scenarios, key=lambda row: (_left(row, by), -(row.warning_lost_h or 0.0), row.name)))
    simulation = over.ground.simulation
    paths = path_table(work.telling)
    now = Now(
        see=see_now([n.before for n in needs], by),
        stated=stated_now([n.before for n in needs]),
        locate=float(work.here.weights @ work.here.before.available),
        paths=len(paths),
        template=request.paths is None,
        titles={n.before.id: n.before.titles for n in needs},
    )
    capabilities = capabilities_of(ordered, now, by)
    return model.Stress(
        version=__version__,
        made_utc=iso(datetime.now(UTC)),
        command=request.command,
        country=country,
        window=compose.window_row(simulation.start_s, simulation.end_s, simulation.early_s),
        answer=answer_of(capabilities, ordered, country, now.titles),
        headline_by=by,
        cells=len(over.chosen),
        cells_all=len(over.whole),
        capabilities=capabilities,
        needs=tuple(n.before for n in needs),
        scenarios=ordered,
        navigation=work.navigation,
        mask={
            "en": "5 degrees, or the horizon of the packaged relief of 5 minutes of arc where that is higher: a lower bound in valleys",
            "zh": "5度，或所附5角分地形的地平线（取较高者）：在山谷中为下限",
        },
        telecom=work.telecom,
        paths=paths,
        paths_from=work.telling.origin,
        notes=(*_absent_note(work.telling), *over.notes, *work.notes),
        sources=(*over.spread.sources, *work.telling.paths.source),
    )


def _absent_note(here: Telling) -> tuple[str, ...]:
    """A line on the systems that no path of this country can count on."""
    names = ", ".join(sorted(here.absent))
    return (f"alert paths do not count on {names}: not over the country, ended, or not known to be there",) if names else ()


def _left(row: model.ScenarioAfter, by: str) -> float:
    """How much is left after a scenario, all three together: what is hardest hit comes first."""
    before, after = row.stages[0], row.stages[1]
    see = (before.see_people - after.see_people) if by == "people" else before.see - after.see
    locate = (before.locate or 0.0) - (after.locate or 0.0)
    tell = (before.tell or 0.0) - (after.tell or 0.0)
    return -round(see + locate + tell, 4)


def _scenario(k: int, work: _Work, cases: Sequence[Weighed], needs: Sequence[NeedUnder]) -> model.ScenarioAfter:
    one = work.struck[k]
    row, loss = one.scenario, one.loss
    located, told = located_after(work.here, loss), told_after(work.telling, loss, struck_share(work.here, loss))
    effects = sorted((e for n in needs if (e := n.effects[k]) is not None), key=lambda e: (e.absorb - e.before, e.need))
    hit = [e.need for e in effects if e.before - e.absorb > LEAST][:MOST_CURVES]
    curves = [c for w in cases if w.case.requirement.id in hit and (c := curve(w, one)) is not None]
    waits = [e.wait_after_h - e.wait_before_h for e in effects if e.wait_after_h is not None and e.wait_before_h is not None]
    return model.ScenarioAfter(
        name=row.name,
        kind=row.kind,
        kind_titles=KINDS[row.kind].titles,
        titles=row.titles,
        told=loss.told,
        not_found=loss.not_found,
        happened=row.happened,
        note=row.note,
        probability=tuple(_published(p) for p in row.probability),
        lasting=tuple(model.Figure(low=x.low_h, high=x.high_h, per="hours", of=x.of, sources=x.source) for x in row.lasting),
        recovery=tuple(
            model.WayBack(
                how=w.how, what=w.what, restores=w.restores, after_low_h=w.after_low_h, after_high_h=w.after_high_h, sources=w.source
            )
            for w in row.recovery
        ),
        stages=_stages(k, work, needs, located, told),
        effects=tuple(effects),
        curves=tuple(curves),
        navigation=located,
        telling=told,
        warning_lost_h=round(max(waits), 2) if waits and max(waits) > 0 else None,
        add=to_add(_hit(one, work, cases, needs), effects, located, told),
        sources=row.source,
    )


def _hit(one: Struck, work: _Work, cases: Sequence[Weighed], needs: Sequence[NeedUnder]) -> Hit:
    lost = {m for m, _, _ in one.loss.looks} | {m for m, hours in one.loss.slower_h.items() if np.isinf(hours)}
    return Hit(
        lost={w.case.requirement.id: tuple(sorted(lost & {s.mission for s in w.case.services})) for w in cases},
        silent=back_h(one.scenario) is None,
        passing=(hours := back_h(one.scenario)) is not None and hours[1] < PASSING_H,
        own=work.own,
        titles={n.before.id: n.before.titles for n in needs},
        iso3=work.over.country.iso3,
    )


def _published(row: Probability) -> model.Figure:
    return model.Figure(low=row.low, high=row.high, per=row.per, of=row.of, sources=row.source)


def _stages(
    k: int,
    work: _Work,
    needs: Sequence[NeedUnder],
    located: model.NavigationAfter | None,
    told: model.TellingAfter | None,
) -> tuple[model.Stage, ...]:
    """What is left at each stage, over all needs by weight."""
    weights = np.array([n.before.weight for n in needs])
    shares = np.tensordot(weights / max(weights.sum(), 1e-300), np.array([n.stages[k] for n in needs]).reshape(len(needs), 4, 2), axes=1)
    before = float(work.here.weights @ work.here.before.available)
    locate = [before, before if located is None else located.available]
    tell = [1.0, 1.0 if told is None or not told.paths_before else told_share(told)]
    row = work.struck[k].scenario
    hours, ends = back_h(row), comes_back(row)
    after = {"locate": before if ends else locate[1], "tell": 1.0 if ends else tell[1]}
    return tuple(
        model.Stage(
            stage=stage,
            see=round(float(shares[i, 0]), 4),
            see_people=round(float(shares[i, 1]), 4),
            locate=round(after["locate"] if i == 3 else locate[min(i, 1)], 4),
            tell=round(after["tell"] if i == 3 else tell[min(i, 1)], 4),
            after_low_h=hours[0] if i == 3 and hours else (0.0 if i == 1 else None),
            after_high_h=hours[1] if i == 3 and hours else (0.0 if i == 1 else None),
            what=_STAGE_WORDS[stage],
        )
        for i, stage in enumerate(STAGES)
    )


_STAGE_WORDS = {
    "before": {"en": "nothing lost", "zh": "未受影响"},
    "absorb": {"en": "once products made before are too old: what is left as data flow today", "zh": "旧产品过期之后：按现有数据渠道所剩"},
    "adapt": {"en": "with restricted, commercial and tasked data of what is left", "zh": "动用其余系统的受限、商业与定制数据之后"},
    "recover": {"en": "with everything back that is published to come back", "zh": "已公布的恢复措施全部到位之后"},
}


def check_request(request: Request) -> None:
    """Refuse what cannot be asked before anything is computed.

    Raises:
        CommonskyError: if a scenario or the window is refused.
    """
    _chosen(request)
    start_of(request.inputs)
