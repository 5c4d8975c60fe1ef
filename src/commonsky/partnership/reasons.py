"""Reasons for a match and obstacles to it, as complete sentences in two languages. Facts: data/matching.toml, our own words.

Leaves out whatever no row states: a sentence is made of a row's fields and of nothing else.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Literal

from commonsky.core.variables import find_variable

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

#: Those of actions; and that its figures, or its area, fall short.
ObstacleKind = Literal["policy", "access", "skill", "cost", "infrastructure", "quality", "place"]
#: What a fact counts that bears on what limits the need, as a multiple.
DOUBLE = 2.0
YEAR_H = 8766.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why something fits, by its name in data/matching.toml, in English and Chinese, and what that adds to its score."""

    name: str
    en: str
    zh: str
    points: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Hindrance:
    """What stands in the way of using it, by its name in data/matching.toml, in English and Chinese, and the kind of obstacle."""

    name: str
    kind: ObstacleKind
    en: str
    zh: str


@cache
def wording() -> dict[str, Any]:
    """Sentences and names of data/matching.toml."""
    return tomllib.loads(files("commonsky.partnership").joinpath("data/matching.toml").read_text("utf-8"))


def reason(name: str, facts: Mapping[str, tuple[str, str]] | None = None, *, counts: float = 1.0) -> Reason:
    """A reason by its name.

    Args:
        name: in data/matching.toml.
        facts: by slot of the sentence, in English and Chinese.
        counts: multiple of its points.

    >>> reason("gives", {"variable": ("soil moisture", "土壤水分")}).en
    'It gives soil moisture.'
    """
    text = wording()["reason"][name]
    return Reason(name=name, en=_filled(text["en"], facts, 0), zh=_filled(text["zh"], facts, 1), points=text["points"] * counts)


def hindrance(name: str, facts: Mapping[str, tuple[str, str]] | None = None) -> Hindrance:
    """An obstacle by its name, as `reason` does."""
    text = wording()["obstacle"][name]
    return Hindrance(name=name, kind=text["kind"], en=_filled(text["en"], facts, 0), zh=_filled(text["zh"], facts, 1))


def lacking(means: str) -> Hindrance:
    """That a country must have something first.

    >>> lacking("gis skills").en
    'It needs GIS skills.'
    """
    text = wording()["obstacle"]["needs"]
    named = {"means": means_name(means)}
    return Hindrance(
        name="needs", kind=wording()["means"][means]["kind"], en=_filled(text["en"], named, 0), zh=_filled(text["zh"], named, 1)
    )


def means_name(means: str) -> tuple[str, str]:
    """What a country must have, in words."""
    row = wording()["means"][means]
    return row["en"], row["zh"]


def both(text: str) -> tuple[str, str]:
    """A name that is the same in both languages."""
    return text, text


def variable_name(name: str) -> tuple[str, str]:
    """A variable, in words."""
    titles = find_variable(name).titles
    return titles["en"].lower() if titles["en"][1:2].islower() else titles["en"], titles.get("zh", titles["en"])


def hazard_names(hazards: Iterable[str]) -> tuple[str, str]:
    """Hazards, in words; one without a Chinese name keeps its own."""
    named = list(hazards)
    return ", ".join(named), "、".join(wording()["hazard"].get(name, name) for name in named)


def hazards_of(theme: str) -> tuple[str, ...]:
    """Hazards that a need of a theme is for; none where it is for no hazard.

    >>> hazards_of("coast"), hazards_of("climate")
    (('coastal',), ())
    """
    return tuple(wording()["theme"].get(theme, ()))


def hours(value: float) -> tuple[str, str]:
    """A time span in words; minutes below one hour, days from two on, years from two on.

    >>> hours(0.5), hours(12), hours(240), hours(43830)
    (('30 min', '30分钟'), ('12 h', '12小时'), ('10 days', '10天'), ('5 years', '5年'))
    """
    if value >= 2 * YEAR_H:
        return f"{value / YEAR_H:.2g} years", f"{value / YEAR_H:.2g}年"
    if value < 1:
        return f"{value * 60:.3g} min", f"{value * 60:.3g}分钟"
    return (f"{value:.3g} h", f"{value:.3g}小时") if value < 48 else (f"{value / 24:.3g} days", f"{value / 24:.3g}天")


def metres(value: float) -> tuple[str, str]:
    """A length in words; kilometres from one on.

    >>> metres(20), metres(5570)
    (('20 m', '20米'), ('5.57 km', '5.57公里'))
    """
    return (f"{value:.3g} m", f"{value:.3g}米") if value < 1000 else (f"{value / 1000:.4g} km", f"{value / 1000:.4g}公里")


def _filled(template: str, facts: Mapping[str, tuple[str, str]] | None, language: int) -> str:
    filled = template.format(**{slot: words[language].rstrip(".。") for slot, words in (facts or {}).items()})
    return " ".join(filled.split())
