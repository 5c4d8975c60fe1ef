"""Scenarios, packaged and the user's own, and what each takes away. Facts: data/scenarios.toml. A row without a source does not load.

The packaged scenarios must all be right; of a user's file the good rows load and each bad one gives a line. Leaves out what a loss means to
levels.
"""

from __future__ import annotations

from difflib import get_close_matches
from functools import cache
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ValidationError

from commonsky.catalogue.load import packaged, read_toml, rows_of
from commonsky.core.errors import InvalidInputError, UnknownNameError
from commonsky.resilience.scenario import KINDS, Loss, Scenario, Setting

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

#: Kinds that take missions away: none of them goes together with a delay of the same mission's launch.
ENDS_MISSIONS = ("loss-of-satellite", "loss-of-instrument", "loss-of-fleet", "retirement")


@cache
def packaged_scenarios() -> dict[str, Scenario]:
    """The scenarios that come with the package, by name.

    Raises:
        InvalidInputError: if one is broken.
    """
    found = packaged("commonsky.resilience", "scenarios", "scenario", Scenario)
    for scenario in found.values():
        read_takes(scenario)
    return found


def read_scenarios(path: Path) -> tuple[tuple[Scenario, ...], tuple[str, ...]]:
    """The sound scenarios of a user's file, in its order, and a line for each that is not.

    Args:
        path: TOML with [[scenario]] rows.

    Raises:
        InvalidInputError: if the file cannot be read, is no TOML, or has no sound row.
    """
    rows, refused = rows_of(read_toml(path), "scenario", Scenario)
    good: dict[str, Scenario] = {}
    for row in rows:
        try:
            read_takes(row)
        except (InvalidInputError, UnknownNameError) as error:
            refused.append(str(error))
            continue
        if row.name in good:
            refused.append(f"{row.name}: stands twice; the first is used")
        good.setdefault(row.name, row)
    if not good:
        raise InvalidInputError(f"{path} has no sound [[scenario]] row{': ' + refused[0] if refused else ''}")
    return tuple(good.values()), tuple(f"{path.name}: {line}" for line in refused)


def find_scenario(name: str, own: Iterable[Scenario] = ()) -> Scenario:
    """The scenario of this name, the user's own first.

    Raises:
        UnknownNameError: with the nearest name.
    """
    known = packaged_scenarios() | {scenario.name: scenario for scenario in own}
    if name not in known:
        raise UnknownNameError("scenario", name, known)
    return known[name]


def losses(scenario: Scenario, setting: Setting) -> Loss:
    """What a scenario takes away in a setting.

    Raises:
        UnknownNameError: if its kind is not known.
        InvalidInputError: if `takes` is not what its kind asks for.
    """
    return KINDS[scenario.kind].lose(read_takes(scenario), setting)


def read_takes(scenario: Scenario) -> BaseModel:
    """The parameters of a scenario as its kind asks for them.

    Raises:
        UnknownNameError: if its kind is not known.
        InvalidInputError: if a field is wrong, in one line.
    """
    try:
        kind = KINDS[scenario.kind]
    except UnknownNameError as error:
        raise UnknownNameError(f"kind of scenario (of {scenario.name})", scenario.kind, KINDS.entries) from error
    try:
        return kind.asks.model_validate(scenario.takes)
    except ValidationError as error:
        raise InvalidInputError(f"{scenario.name}: {_first_wrong(error, kind.asks, scenario.kind)}") from error


def _first_wrong(error: ValidationError, asks: type[BaseModel], kind: str) -> str:
    """One line on what is wrong; a field that does not exist comes first, as a field that is lacking may be the same one misspelt."""
    wrong = min(error.errors(), key=lambda found: found["type"] != "extra_forbidden")
    where = ".".join(str(part) for part in wrong["loc"])
    fields = f"a {kind} takes {', '.join(asks.model_fields)}"
    if wrong["type"] == "extra_forbidden":
        close = get_close_matches(where, asks.model_fields, n=1)
        return f"takes.{where} is no field{f'; did you mean {close[0]!r}?' if close else ''}; {fields}"
    if wrong["type"] == "missing":
        return f"takes lacks {where}; {fields}"
    message = wrong["msg"].removeprefix("Value error, ")
    message = message[:1].lower() + message[1:]
    return f"takes.{where}: {message} (given {wrong['input']!r})" if where else f"takes: {message}"


def check_together(scenarios: Sequence[Scenario]) -> None:
    """Refuse scenarios that cannot happen at once.

    Contradictory are: one scenario twice; one scale of space weather at two levels; one launch delayed by two spans; a mission whose launch
    is delayed and that is lost.

    Raises:
        InvalidInputError: with the two that contradict each other.
    """
    seen: dict[tuple[str, str], tuple[str, Any]] = {}
    names = [scenario.name for scenario in scenarios]
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise InvalidInputError(f"scenario {twice} is given twice; give it once")
    for scenario in scenarios:
        for what, value in _says(scenario):
            other, said = seen.setdefault(what, (scenario.name, value))
            if said != value:
                raise InvalidInputError(
                    f"{other} and {scenario.name} contradict each other: {what[0]} {what[1]} is {said}, then {value}; give one of them"
                )


def _says(scenario: Scenario) -> list[tuple[tuple[str, str], Any]]:
    """What a scenario says that no other may say otherwise: a thing, and its value."""
    takes = read_takes(scenario).model_dump()
    if scenario.kind == "space-weather":
        return [(("space weather on scale", takes["scale"]), f"of level {takes['level']}")]
    if scenario.kind == "launch-delay":
        return [(("mission", name.casefold()), f"launched {takes['months']:g} months late") for name in takes["missions"]]
    if scenario.kind in ENDS_MISSIONS:
        return [(("mission", name.casefold()), "flying and lost") for name in takes.get("missions", takes.get("names", ()))]
    return []
