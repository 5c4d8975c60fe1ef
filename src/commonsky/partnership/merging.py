"""Needs of several countries merged into one list by stated rules: what differs is shown, and the least served come first.

Rows are one need if they have the same requirement's id, or the same variable, layer, theme and application. Values are compared in
canonical units, uncertainty as one standard deviation. The rule "strictest" asks the smallest value that any country asks, attribute by
attribute and level by level; "median" the median of those that are stated. Whatever the rule, data must be of use to all: policies and
acquisitions are those that every country takes. The weight is the mean of the countries' weights.

Facts: none; the rules are ours. Leaves out stability and vertical resolution, which are not judged; and people: a country is a country.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from statistics import median
from typing import TYPE_CHECKING, Literal

from commonsky.core.errors import InvalidInputError, UnknownNameError
from commonsky.core.variables import find_variable
from commonsky.needs.model import LEVELS, Asked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from commonsky.needs.model import LevelName, Need, Requirement

RuleName = Literal["strictest", "median"]
#: How one value is made of several, by the rule's name.
RULES: dict[RuleName, Callable[[Sequence[float]], float]] = {"strictest": min, "median": median}
#: Fields of Asked, as requirements name them.
ATTRIBUTES = {
    "resolution_m": "horizontal resolution",
    "uncertainty": "uncertainty",
    "cycle_h": "observing cycle",
    "timeliness_h": "timeliness",
}
_UNITS = {"resolution_m": "m", "cycle_h": "h", "timeliness_h": "h"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """One need of one or more countries.

    Args:
        variable, layer, theme, application: what is asked for; the application as the first country words it.
        requirements: ids of the merged requirements.
        countries: ISO 3166 alpha-3, in order.
        rule: by which values were merged.
        asked: by level, in canonical units.
        weight: mean of the countries' weights.
        data_policies, acquisitions: that all countries take; none: nothing serves all.
        met: by country, the share of its area at threshold or better, 0 to 1, or None: not assessed; least served first.
        conflicts: a line for each thing in which the countries differ.
    """

    variable: str
    layer: str
    theme: str
    application: str
    requirements: tuple[str, ...]
    countries: tuple[str, ...]
    rule: RuleName
    asked: Mapping[LevelName, Asked] = field(hash=False)
    weight: float
    data_policies: tuple[str, ...]
    acquisitions: tuple[str, ...]
    met: tuple[tuple[str, float | None], ...]
    conflicts: tuple[str, ...] = ()

    @property
    def met_range(self) -> tuple[float, float] | None:
        """Lowest and highest share met; None where no country was assessed."""
        shares = [share for _, share in self.met if share is not None]
        return (min(shares), max(shares)) if shares else None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ask:
    """One country's need, with the values of each level."""

    country: str
    need: Need
    requirement: Requirement
    levels: Mapping[LevelName, Asked] = field(hash=False)
    met: float | None


def merge(needs: Mapping[str, Sequence[tuple[Need, Requirement, float | None]]], rule: RuleName = "strictest") -> tuple[Merged, ...]:
    """Needs of countries as one list, least served first: by the lowest share met, then the mean share, then weight and countries.

    Args:
        needs: by country (ISO 3166 alpha-3), its needs with the share of its area at threshold or better, None: not assessed.
        rule: ``strictest`` or ``median``.

    Returns:
        merged needs; those that no country assessed come last, for nothing is known of how they are served.

    Raises:
        UnknownNameError: if there is no such rule.
        InvalidInputError: if a share is not within 0 and 1.
    """
    if rule not in RULES:
        raise UnknownNameError("rule", rule, RULES)
    asks = sorted(_asks(needs), key=lambda ask: (ask.country, ask.requirement.id))
    for ask in asks:
        if ask.met is not None and not 0 <= ask.met <= 1:
            raise InvalidInputError(f"{ask.country}, {ask.requirement.id}: the share met is {ask.met}; give a number from 0 to 1, or none")
    return tuple(sorted((_merged(group, rule) for group in _groups(asks)), key=_least_served))


def _asks(needs: Mapping[str, Sequence[tuple[Need, Requirement, float | None]]]) -> Iterator[_Ask]:
    """Every country's rows, with the values of each requirement reckoned once."""
    levels: dict[int, dict[LevelName, Asked]] = {}
    for country, rows in needs.items():
        for need, row, met in rows:
            if id(row) not in levels:
                levels[id(row)] = {level: row.asked(level) for level in LEVELS}
            yield _Ask(country=country, need=need, requirement=row, levels=levels[id(row)], met=met)


def _least_served(merged: Merged) -> tuple[bool, float, float, float, int, str, str, str]:
    shares = [share for _, share in merged.met if share is not None]
    lowest, mean = (min(shares), sum(shares) / len(shares)) if shares else (1.0, 1.0)
    return (not shares, lowest, mean, -merged.weight, -len(merged.countries), merged.variable, merged.theme, merged.requirements[0])


def _groups(asks: Sequence[_Ask]) -> list[list[_Ask]]:
    """Rows that are one need, by either way of being the same; order of the rows kept."""
    group_of: dict[tuple[str, ...], int] = {}
    members: dict[int, list[int]] = {}
    keys: dict[int, set[tuple[str, ...]]] = {}
    for position, ask in enumerate(asks):
        own = set(_keys(ask.requirement))
        joined = {group_of[key] for key in own if key in group_of}
        members[position] = sorted([position, *(p for group in joined for p in members.pop(group))])
        keys[position] = own.union(*(keys.pop(group) for group in joined))
        group_of |= dict.fromkeys(keys[position], position)
    return [[asks[position] for position in group] for group in sorted(members.values())]


def _keys(row: Requirement) -> tuple[tuple[str, ...], ...]:
    """What makes two requirements one need, if they share any of it."""
    about = (row.variable, row.layer, row.theme)
    return ("id", *about, row.id), ("application", *about, " ".join(row.application.casefold().split()))


def _merged(group: Sequence[_Ask], rule: RuleName) -> Merged:
    first = group[0].requirement
    countries = tuple(dict.fromkeys(ask.country for ask in group))
    weights = {country: max(ask.need.weight for ask in group if ask.country == country) for country in countries}
    shares = {country: [ask.met for ask in group if ask.country == country and ask.met is not None] for country in countries}
    met = [(country, min(found) if found else None) for country, found in shares.items()]
    asked = {level: _asked(group, level, rule) for level in LEVELS}
    return Merged(
        variable=first.variable,
        layer=first.layer,
        theme=first.theme,
        application=first.application,
        requirements=tuple(sorted({ask.requirement.id for ask in group})),
        countries=countries,
        rule=rule,
        asked=asked,
        weight=sum(weights.values()) / len(weights),
        data_policies=_shared([ask.need.data_policies for ask in group]),
        acquisitions=_shared([ask.need.acquisitions for ask in group]),
        met=tuple(sorted(met, key=lambda row: (row[1] is None, row[1] or 0.0, row[0]))),
        conflicts=tuple(_conflicts(group, asked, rule)),
    )


def _asked(group: Sequence[_Ask], level: LevelName, rule: RuleName) -> Asked:
    """What all ask at a level, attribute by attribute; nothing where nobody asks."""
    values = {f.name: [v for ask in group if (v := getattr(ask.levels[level], f.name)) is not None] for f in fields(Asked)}
    return Asked(**{name: float(RULES[rule](found)) if found else None for name, found in values.items()})


def _shared(lists: Sequence[Sequence[str]]) -> tuple[str, ...]:
    return tuple(name for name in lists[0] if all(name in others for others in lists))


def _conflicts(group: Sequence[_Ask], asked: Mapping[LevelName, Asked], rule: RuleName) -> Iterator[str]:
    """A line for each thing in which countries differ, and what was made of it."""
    applications = _by_value((ask.country, " ".join(ask.requirement.application.split())) for ask in group)
    if len({text.casefold() for text in applications}) > 1:
        yield f"application: {_listed(applications)}"
    for name, words in ATTRIBUTES.items():
        yield from _value_conflicts(group, asked, rule, name, words)
    sigmas = _by_value((ask.country, ask.requirement.uncertainty_sigmas) for ask in group if ask.requirement.uncertainty)
    if len(sigmas) > 1:
        yield f"uncertainty is stated at {_listed({f'{sigma} sigma': who for sigma, who in sigmas.items()})}; compared at 1 sigma"
    for words, lists in (
        ("data policy", [(ask.country, ask.need.data_policies) for ask in group]),
        ("acquisition", [(ask.country, ask.need.acquisitions) for ask in group]),
    ):
        kinds = _by_value((country, ", ".join(sorted(names))) for country, names in lists)
        if len(kinds) > 1:
            yield f"{words}: {_listed(kinds)}; of use to all: {', '.join(_shared([names for _, names in lists])) or 'none'}"


def _value_conflicts(group: Sequence[_Ask], asked: Mapping[LevelName, Asked], rule: RuleName, name: str, words: str) -> Iterator[str]:
    unit = _UNITS.get(name) or find_variable(group[0].requirement.variable).unit
    stating = [ask for ask in group if getattr(ask.levels[LEVELS[0]], name) is not None]
    silent = sorted({ask.country for ask in group} - {ask.country for ask in stating})
    if stating and silent:
        asking = ", ".join(dict.fromkeys(ask.country for ask in stating))
        yield f"{words}: not asked by {', '.join(silent)}; asked by {asking}, and so of all"
    for level in LEVELS:
        values = _by_value((ask.country, f"{getattr(ask.levels[level], name):.9g}") for ask in stating)
        if len(values) > 1:
            in_order = {f"{float(value):.4g} {unit}": values[value] for value in sorted(values, key=float)}
            yield f"{words} at {level}: {_listed(in_order)}; {rule} asks {getattr(asked[level], name):.4g} {unit}"


def _by_value(pairs: Iterable[tuple[str, object]]) -> dict[str, list[str]]:
    """Countries by what they say."""
    found: dict[str, list[str]] = {}
    for country, value in pairs:
        found.setdefault(str(value), []).append(country)
    return {value: sorted(set(who)) for value, who in found.items()}


def _listed(found: Mapping[str, Sequence[str]]) -> str:
    return ", ".join(f"{value} ({', '.join(who)})" for value, who in found.items())
