"""What fits a gap: solutions, practices, mechanisms and partners' offers, best first, with the reason for each and what stands in the way.

Facts: those of the rows, and data/matching.toml for words and points. A row that names variables fits only through the gap's own variable;
one that names none fits through a hazard, where an image can show the variable. What does not serve the country, as catalogue.serving has
it, is not offered; where that is not known, it comes last and says so. The score is the sum of the reasons' points, and puts matches in
order, no more. Leaves out words of descriptions, prices, and uncertainty, which no row of a solution states.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from commonsky.catalogue.serving import serves
from commonsky.core.errors import InvalidInputError
from commonsky.partnership.reasons import (
    DOUBLE,
    Hindrance,
    Reason,
    both,
    hazard_names,
    hindrance,
    hours,
    lacking,
    means_name,
    metres,
    reason,
    variable_name,
    wording,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from commonsky.catalogue.mechanisms import Mechanism
    from commonsky.catalogue.practices import Practice
    from commonsky.catalogue.solutions import Solution
    from commonsky.needs.model import Asked
    from commonsky.partnership.offers import Offer
    from commonsky.world.countries import Country

MatchKind = Literal["solution", "practice", "mechanism", "offer"]
KINDS: tuple[MatchKind, ...] = ("solution", "practice", "mechanism", "offer")
#: Solutions of these kinds bring values of their variables; the others work with values that one has.
GIVING = ("data set", "product", "service")
_WORKING = ("operational", "extended", "commissioning")
_IMAGING = ("imagery and maps", "rapid scan")
#: What an image of a disaster shows: a row that names a hazard and no variable brings these, and nothing else.
SHOWN = ("surface_water_extent", "active_fire", "burnt_area", "land_cover", "ground_displacement", "volcanic_ash", "snow_cover")
_SEEN_TOO_SELDOM = ("observing_cycle", "acquisition")


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A need that is not met in a country.

    Args:
        need: id of its requirement.
        variable: that it is on.
        hazards: that it is for, none: no hazard.
        limiting: attributes that stand in its way, as gaps name them.
        country: ISO 3166 alpha-3.
        targets: that it serves.
        asked: values of the level that is missed, in canonical units; None: figures are not compared.
    """

    need: str
    variable: str
    hazards: tuple[str, ...] = ()
    limiting: tuple[str, ...] = ()
    country: str
    targets: tuple[str, ...] = ()
    asked: Asked | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """Something that fits a gap.

    Args:
        kind: of the row.
        name: of the row; an offer's id.
        score: sum of the reasons' points.
        reasons: why it fits.
        obstacles: what stands in the way.
        needs_means: what a country must have to use it.
    """

    kind: MatchKind
    name: str
    score: float
    reasons: tuple[Reason, ...]
    obstacles: tuple[Hindrance, ...]
    needs_means: tuple[str, ...]


def matches(
    gap: Gap,
    solutions: Iterable[Solution],
    practices: Iterable[Practice],
    mechanisms: Iterable[Mechanism],
    offers: Iterable[Offer],
    country: Country,
) -> tuple[Match, ...]:
    """What fits a gap, best first; the order of the rows given does not matter.

    Args:
        gap: what is missing.
        solutions, practices, mechanisms, offers: what there is; offers as they hold on the day.
        country: the gap's.

    Raises:
        InvalidInputError: if the country is not the gap's.
    """
    if gap.country != country.iso3:
        raise InvalidInputError(f"the gap is of {gap.country}, the country given is {country.iso3}; give one and the same")
    found = [m for m in (_solution(gap, row, country) for row in solutions) if m]
    found += [m for m in (_practice(gap, row, country) for row in practices) if m]
    found += [m for m in (_mechanism(gap, row, country) for row in mechanisms) if m]
    wanted = sorted((m.name, name) for m in found for name in m.needs_means)
    found += [m for m in (_offer(gap, row, country, wanted) for row in offers) if m]
    return tuple(sorted(found, key=_best_first))


def _best_first(match: Match) -> tuple[bool, float, int, int, str]:
    """Behind all others stands what may not serve the country at all."""
    unsure = any(each.name == "place_unknown" for each in match.obstacles)
    return unsure, -match.score, len(match.obstacles), KINDS.index(match.kind), match.name


def _solution(gap: Gap, row: Solution, country: Country) -> Match | None:
    subject = _subject(gap, row.variables, row.hazards, "gives" if row.kind in GIVING else "works_with")
    if not subject or row.maturity == "ended" or not (row.variables or gap.variable in SHOWN):
        return None
    place = list(_place(row, country))
    if not place:
        return None
    said = [*subject, *_targets(gap, row.targets), *place, *_figures(gap, row), *_terms(gap, row)]
    return _match("solution", row.name, said, row.needs_means)


def _practice(gap: Gap, row: Practice, country: Country) -> Match | None:
    subject = _subject(gap, row.variables, row.hazards, "works_with")
    if not subject or row.status == "superseded" or not (row.variables or gap.variable in SHOWN):
        return None
    said: list[Reason | Hindrance] = [*subject, *_targets(gap, row.targets)]
    places = list(dict.fromkeys(trial.place for trial in row.regions_tried))
    here = [place for place in places if country.names["en"].casefold() in place.casefold()]
    if places:
        said.append(reason("tried_here" if here else "tried", {"places": both(", ".join(here or places))}))
    if commands := sum(step.by == "command" for step in row.steps):
        said.append(reason("commands", {"number": both(str(commands))}))
    if software := sorted({step.software for step in row.steps if step.software}):
        said.append(hindrance("software", {"software": both(", ".join(software))}))
    return _match("practice", row.name, said)


def _mechanism(gap: Gap, row: Mechanism, country: Country) -> Match | None:
    hazards = [name for name in gap.hazards if name in row.hazards]
    images = row.kind in _IMAGING and bool(set(gap.limiting) & set(_SEEN_TOO_SELDOM))
    fits = gap.variable in SHOWN and (bool(hazards) or (images and not row.hazards))
    if not fits or row.status not in _WORKING or not row.serves(country.region):
        return None
    named = {"country": _named(country), "region": (country.region, wording()["region"].get(country.region, country.region))}
    said: list[Reason | Hindrance] = [reason("acts_on", {"hazards": hazard_names(hazards)})] if hazards else []
    said.append(reason("region" if row.regions else "all_regions", named))
    if images:
        said.append(reason("images", counts=DOUBLE))
    if row.around_the_clock:
        said.append(reason("around_the_clock"))
    said.append(hindrance("who_may_ask", {"who": (row.who_may_ask, row.who_may_ask_zh or row.who_may_ask)}))
    return _match("mechanism", row.name, said)


def _offer(gap: Gap, row: Offer, country: Country, wanted: Sequence[tuple[str, str]]) -> Match | None:
    """An offer that fits by itself, or that brings what another match needs."""
    if not row.serves(country.iso3) or (row.variables and gap.variable not in row.variables):
        return None
    subject = _subject(gap, row.variables, row.hazards, "gives" if row.kind in {"data", "service"} else "works_with")
    brings = [
        reason("brings", {"means": means_name(means), "name": both(", ".join(name for name, lacks in wanted if lacks == means))})
        for means in row.means
        if any(lacks == means for _, lacks in wanted)
    ]
    if not subject and (not brings or row.hazards):
        return None
    said: list[Reason | Hindrance] = [*subject, *_targets(gap, row.targets), *brings, reason("offered", {"by": both(row.by)})]
    if row.countries:
        said.append(reason("named", {"country": _named(country)}))
    return _match("offer", row.id, said)


def _match(kind: MatchKind, name: str, said: Sequence[Reason | Hindrance], means: tuple[str, ...] = ()) -> Match:
    reasons = tuple(each for each in said if isinstance(each, Reason))
    obstacles = (*(each for each in said if isinstance(each, Hindrance)), *(lacking(each) for each in means))
    score = float(sum(each.points for each in reasons))
    return Match(kind=kind, name=name, score=score, reasons=reasons, obstacles=obstacles, needs_means=means)


def _subject(gap: Gap, variables: Sequence[str], hazards: Sequence[str], how: str) -> list[Reason]:
    """That it is about the gap's variable, or, where it names none, its hazard; nothing where it is about something else."""
    if variables and gap.variable not in variables:
        return []
    shared = [name for name in gap.hazards if name in hazards or "all" in hazards]
    said = [reason(how, {"variable": variable_name(gap.variable)})] if variables else []
    return said + ([reason("hazards", {"hazards": hazard_names(shared)})] if shared else [])


def _targets(gap: Gap, targets: Sequence[str]) -> list[Reason]:
    shared = [target for target in gap.targets if target in targets]
    return [reason("targets", {"targets": (", ".join(shared), "、".join(shared))})] if shared else []


def _place(row: Solution, country: Country) -> Iterator[Reason | Hindrance]:
    """That it serves the country, wholly or in part, or that this is not known; nothing where it does not."""
    facts = {"country": _named(country), "where": both(row.where.text)}
    share = serves(row.where, country.iso3)
    if share == "unstated":
        yield hindrance("place_unknown", facts)
    elif share == "part":
        yield reason("partly_inside", facts)
        yield hindrance("partly_outside", facts)
    elif share == "all":
        yield reason("named" if row.where.countries else "inside" if row.where.bounds_deg else "everywhere", facts)


def _figures(gap: Gap, row: Solution) -> Iterator[Reason | Hindrance]:
    """How its figures stand against what is asked; a figure that no source states matters only where it limits the need."""
    if gap.asked is None:
        return
    rows = (
        ("observing_cycle", row.cycle_h, gap.asked.cycle_h, hours),
        ("timeliness", row.latency_h, gap.asked.timeliness_h, hours),
        ("horizontal_resolution", row.resolution_m, gap.asked.resolution_m, metres),
    )
    for name, has, asked, words in rows:
        if asked is None:
            continue
        limits = name in gap.limiting
        if has is None:
            if limits:
                yield hindrance(f"unstated_{name}", {"asked": words(asked)})
        elif has <= asked:
            yield reason(name, {"has": words(has), "asked": words(asked)}, counts=DOUBLE if limits else 1.0)
        else:
            yield hindrance(name, {"has": words(has), "asked": words(asked)})


def _terms(gap: Gap, row: Solution) -> Iterator[Reason | Hindrance]:
    """Who may use it, and whether it is kept running."""
    if row.access in {"open", "registration"}:
        yield reason(row.access, counts=DOUBLE if "data_policy" in gap.limiting else 1.0)
    else:
        yield hindrance(row.access, {"licence": both(row.licence)})
    if row.maturity == "operational":
        yield reason("operational", {"date": both(row.status_as_of.isoformat())})
    else:
        yield hindrance("not_operational", {"maturity": (row.maturity, wording()["maturity"][row.maturity])})


def _named(country: Country) -> tuple[str, str]:
    return country.names["en"], country.names.get("zh", country.names["en"])
