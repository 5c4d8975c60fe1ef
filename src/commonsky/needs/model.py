"""Requirements and needs as they are written, checked when they load. Facts: data/requirements.toml, data/needs.toml.

A value missing at a level is the next laxer one that is stated; where none is laxer, the nearest stricter: a requirement of one value
asks it at every level. Leaves out stability and vertical resolution from judgement: no instrument row states them yet.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ModelWrapValidatorHandler, ValidationError, model_validator

from commonsky.core.citation import Source
from commonsky.core.units import factor
from commonsky.core.variables import find_variable

LevelName = Literal["goal", "breakthrough", "threshold"]
#: Strictest first.
LEVELS: tuple[LevelName, ...] = ("goal", "breakthrough", "threshold")
Theme = Literal[
    "flood", "drought", "storm", "coast", "agriculture", "forest", "fire", "climate", "air", "geohazard", "weather", "water", "ice"
]
Policy = Literal["open", "registration", "restricted", "commercial"]
Acquisition = Literal["systematic", "scenario", "tasked"]
ATTRIBUTES = ("horizontal_resolution", "vertical_resolution", "uncertainty", "observing_cycle", "timeliness", "stability")
_CANONICAL = {"horizontal_resolution": "m", "observing_cycle": "h", "timeliness": "h"}


#: What stands in fields that a user's row must have, for the one who left one out.
_LACKING = {
    "requirement": "the id of a requirement, as docs/reference/needs.md lists them",
    "title_en": 'the need in plain words, such as title_en = "See which land is under water"',
    "id": "a name of its own, by which needs refer to it",
    "theme": "what it is for, such as flood",
    "variable": "what is to be observed, as docs/reference/variables.md lists them",
    "application": "what its source says that it is for",
    "uncertainty_sigmas": "1 or 2, the standard deviations that its uncertainty is",
    "confidence": "firm, reasonable or speculative",
    "valid_from": "the date from which it holds, such as 2026-01-01",
    "as_of": "the date on which it was read",
    "source": "where each figure was read",
    "unit": "the unit of the values, such as km or h",
}


class _Row(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    @model_validator(mode="wrap")
    @classmethod
    def _whole(cls, given: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        """Say in words what a row lacks first of all, or what a misspelt field was meant to be."""
        try:
            return handler(given)
        except ValidationError as error:
            first = error.errors()[0]
            if len(first["loc"]) != 1 or first["type"] not in {"missing", "extra_forbidden"}:
                raise
            name, unknown = str(first["loc"][0]), [str(field) for field in given if field not in cls.model_fields]
            meant = [name] if first["type"] == "missing" else [field for field in cls.model_fields if field not in given]
            for field in unknown:
                if close := get_close_matches(field, meant, n=1, cutoff=0.7):
                    raise ValueError(f"has no field {field!r}; did you mean {close[0]!r}?") from error
            if first["type"] == "extra_forbidden":
                raise ValueError(f"has no field {name!r}; known: {', '.join(cls.model_fields)}") from error
            raise ValueError(f"lacks {name}; give {_LACKING.get(name, 'it')}") from error


class Values(_Row):
    """One attribute's values in the source's own unit; smaller is stricter."""

    unit: str
    goal: Annotated[float, Field(ge=0)] | None = None
    breakthrough: Annotated[float, Field(ge=0)] | None = None
    threshold: Annotated[float, Field(ge=0)] | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        stated = [value for value in (self.goal, self.breakthrough, self.threshold) if value is not None]
        if not stated:
            raise ValueError("no value at any level; give goal, breakthrough or threshold")
        if stated != sorted(stated):
            raise ValueError("goal must be the smallest and threshold the largest value")
        return self

    def at(self, level: LevelName) -> float:
        """The value asked at a level, by the rule of this module.

        >>> Values(unit="km", goal=1, threshold=10).at("breakthrough")
        10.0
        """
        position = LEVELS.index(level)
        laxer = [getattr(self, name) for name in LEVELS[position:]]
        stricter = [getattr(self, name) for name in reversed(LEVELS[:position])]
        return float(next(value for value in [*laxer, *stricter] if value is not None))


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a requirement asks at one level, in canonical units; None: nothing.

    Args:
        resolution_m: horizontal resolution.
        uncertainty: one standard deviation, in the variable's unit.
        cycle_h: observing cycle.
        timeliness_h: from observation to the user.
    """

    resolution_m: float | None
    uncertainty: float | None
    cycle_h: float | None
    timeliness_h: float | None


class Requirement(_Row):
    """Variable by application, with the values that its source asks."""

    id: str
    theme: Theme
    variable: str
    layer: str = ""
    application: str
    uncertainty_sigmas: Literal[1, 2]
    confidence: Literal["firm", "reasonable", "speculative"]
    valid_from: date
    valid_until: date | None = None
    as_of: date
    note: str = ""
    source: tuple[Source, ...] = Field(min_length=1)
    horizontal_resolution: Values | None = None
    vertical_resolution: Values | None = None
    uncertainty: Values | None = None
    observing_cycle: Values | None = None
    timeliness: Values | None = None
    stability: Values | None = None

    @model_validator(mode="after")
    def _sound(self) -> Self:
        try:
            find_variable(self.variable)
            for name in _judged(self):
                self.canonical(name, LEVELS[-1])
        except LookupError as error:
            raise ValueError(str(error)) from error
        if not _judged(self):
            raise ValueError("asks nothing; give at least one of horizontal_resolution, uncertainty, observing_cycle, timeliness")
        return self

    def values(self, attribute: str) -> Values | None:
        """The values of one attribute as the source prints them, or None."""
        found: Values | None = getattr(self, attribute)
        return found

    def canonical(self, attribute: str, level: LevelName) -> float | None:
        """What is asked of one attribute at a level, in its canonical unit; uncertainty as one standard deviation."""
        values = self.values(attribute)
        if values is None:
            return None
        unit = find_variable(self.variable).unit if attribute == "uncertainty" else _CANONICAL[attribute]
        value = values.at(level) * factor(values.unit, unit, f"{self.id}, {attribute}")
        return value / self.uncertainty_sigmas if attribute == "uncertainty" else value

    def asked(self, level: LevelName) -> Asked:
        """All that is judged, at one level."""
        return Asked(
            resolution_m=self.canonical("horizontal_resolution", level),
            uncertainty=self.canonical("uncertainty", level),
            cycle_h=self.canonical("observing_cycle", level),
            timeliness_h=self.canonical("timeliness", level),
        )


def _judged(requirement: Requirement) -> list[str]:
    return [name for name in ("horizontal_resolution", "uncertainty", "observing_cycle", "timeliness") if requirement.values(name)]


class Need(_Row):
    """A country's need: a requirement with a weight, and what kinds of data serve it."""

    requirement: str
    weight: Annotated[float, Field(gt=0)] = 1.0
    applies: Literal["all", "coastal"] = "all"
    title_en: str
    title_zh: str = ""
    why: str = ""
    data_policies: tuple[Policy, ...] = ("open", "registration")
    acquisitions: tuple[Acquisition, ...] = ("systematic", "scenario")
    agenda: tuple[dict[str, Any], ...] = ()

    @property
    def titles(self) -> dict[str, str]:
        """The title by language code."""
        return {"en": self.title_en} | ({"zh": self.title_zh} if self.title_zh else {})
