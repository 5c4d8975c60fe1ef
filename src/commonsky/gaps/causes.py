"""What limits a level, in words, and the first action against it. Facts: data/causes.toml, our own words. Leaves out costs."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from commonsky.core.variables import find_variable
from commonsky.gaps.admissible import table_of_misses
from commonsky.gaps.levels import LIMITS, QUESTIONS, attributes_of
from commonsky.needs.model import LEVELS

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from commonsky.gaps.admissible import Service
    from commonsky.gaps.levels import Attained
    from commonsky.needs.model import LevelName, Need, Requirement

LANGUAGES = ("en", "zh")
#: Limits told for each level: the widest ones.
TOLD = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """What stands between an area and a level.

    Args:
        level: the level that does not hold.
        attributes: whose relaxing makes it hold: one, the two of a smallest pair, or none.
        weight: share of the area, 0 to 1.
        cells: (c,), whether each of the need's cells is so limited.
        cause, action: in words, by language.
        kind: kind of action.
    """

    level: LevelName
    attributes: tuple[str, ...]
    weight: float
    cells: NDArray[np.bool_] = field(hash=False)
    cause: dict[str, str] = field(hash=False)
    action: dict[str, str] = field(hash=False)
    kind: str


@cache
def wording() -> dict[str, dict[str, str]]:
    """Texts of every cause."""
    return tomllib.loads(files("commonsky.gaps").joinpath("data/causes.toml").read_text("utf-8"))


def limits_of(
    attained: Attained, weights: NDArray[np.float64], services: Sequence[Service], need: Need, requirement: Requirement
) -> tuple[Limit, ...]:
    """The widest limits of each level, strictest level first.

    Args:
        attained: levels and answers of the need's cells.
        weights: (c,), share of the area in each cell, summing to 1.
        services: what measures the variable.
        need, requirement: what is asked.
    """
    found: list[Limit] = []
    for k, level in enumerate(LEVELS):
        lost = attained.level > k
        if not lost.any():
            continue
        bits = attained.limits(k)
        here = [
            (lost & ((bits >> position) & 1).astype(bool), attributes_of(question))
            for position, question in enumerate(QUESTIONS)
            if question
        ]
        here = sorted(((c, a) for c, a in here if c.any()), key=lambda row: -float(weights[row[0]].sum()))[:TOLD]
        unseen = lost & (attained.level == len(LEVELS) + 1)
        here += [(c, a) for c, a in ((lost & (bits == 0) & ~unseen, ()), (unseen, ("unobserved",))) if c.any()]
        found += [_limit(level, cells, names, float(weights[cells].sum()), services, need, requirement) for cells, names in here]
    return tuple(found)


def _limit(
    level: LevelName,
    cells: NDArray[np.bool_],
    names: tuple[str, ...],
    weight: float,
    services: Sequence[Service],
    need: Need,
    requirement: Requirement,
) -> Limit:
    freed = _freed(level, names, services, need, requirement)
    parts = [_part(name, level, freed, requirement) for name in names] or [("nothing", {})]
    texts = {which: {code: _joined(parts, which, code) for code in LANGUAGES} for which in ("cause", "action")}
    return Limit(
        level=level,
        attributes=() if names == ("unobserved",) else names,
        weight=weight,
        cells=cells,
        cause=texts["cause"],
        action=texts["action"],
        kind=wording()[parts[0][0]]["kind"],
    )


def _freed(level: LevelName, names: tuple[str, ...], services: Sequence[Service], need: Need, requirement: Requirement) -> list[Service]:
    """Services that meet the level in all but the named attributes: the ones whose figures tell what is missing."""
    if names == ("unobserved",) or not services:
        return []
    let_pass = bits_of(names) & 15
    misses = table_of_misses(list(services), need, requirement)[0][:, LEVELS.index(level)]
    return [s for s, missed in zip(services, misses, strict=True) if not int(missed) & ~let_pass]


def _joined(parts: list[tuple[str, dict[str, dict[str, str]]]], which: str, code: str) -> str:
    glue = "" if code == "zh" else " "
    return glue.join(wording()[name][f"{which}_{code}"].format(**figures.get(code, {})) for name, figures in parts)


def _part(name: str, level: LevelName, freed: Sequence[Service], requirement: Requirement) -> tuple[str, dict[str, dict[str, str]]]:
    """Which text tells of an attribute, and the figures in it by language."""
    if name == "unobserved":
        return "unobserved", {}
    asked = _asked(name, level, requirement)
    best = _best(name, level, freed, requirement)
    if not best and (silent := _silent(name, freed)):
        text = wording()["unstated"]
        products = ", ".join(silent[:3]) + (" …" if len(silent) > 3 else "")
        return "unstated", {code: {"what": text[f"what_{name}_{code}"], "products": products} for code in LANGUAGES}
    if not best and name == "horizontal_resolution":
        name = "edge"
    return name, {code: {"asked": asked, "best": best or ("more" if code == "en" else "更差")} for code in LANGUAGES}


def _silent(name: str, freed: Sequence[Service]) -> list[str]:
    """Instruments whose uncertainty or delivery no source states."""
    if name == "uncertainty":
        return sorted({s.instrument.name for s in freed if s.measure.uncertainty is None})
    if name == "timeliness":
        return sorted({s.instrument.name for s in freed if s.measure.latency_h is None})
    return []


def _asked(name: str, level: LevelName, requirement: Requirement) -> str:
    if name not in {"observing_cycle", "timeliness", "horizontal_resolution", "uncertainty"}:
        return ""
    values = requirement.values(name)
    if values is None:
        return "—"
    uncertainty = requirement.asked(level).uncertainty
    if name == "uncertainty" and uncertainty is not None:  # in the unit of what it is compared with
        return _figure(uncertainty, _unit(requirement))
    return _figure(values.at(level), values.unit)


def _best(name: str, level: LevelName, freed: Sequence[Service], requirement: Requirement) -> str:
    """The best stated figure that still misses what is asked, with its unit; nothing where none is stated."""
    asked = requirement.asked(level)
    if name == "timeliness":
        late = [s.measure.latency_h for s in freed if s.measure.latency_h is not None and s.measure.latency_h > (asked.timeliness_h or 0.0)]
        return _figure(min(late), "h") if late else ""
    if name == "horizontal_resolution":
        # a pixel that meets it at nadir misses it at the edge of the swath, where it counts
        coarse = [s.resolution_m for s in freed if s.resolution_m > (asked.resolution_m or 0.0)]
        finest = min(coarse, default=0.0)
        return "" if not coarse else _figure(finest / 1000, "km") if finest >= 1000 else _figure(finest, "m")
    if name == "uncertainty":
        poor = [
            s.measure.uncertainty for s in freed if s.measure.uncertainty is not None and s.measure.uncertainty > (asked.uncertainty or 0.0)
        ]
        return _figure(min(poor), _unit(requirement)) if poor else ""
    return ""


def _unit(requirement: Requirement) -> str:
    """The unit in which uncertainties are told: the variable's, but a share that the requirement writes in per cent stays so."""
    values, unit = requirement.values("uncertainty"), find_variable(requirement.variable).unit
    return "percent" if unit == "dimensionless" and values is not None and values.unit in {"percent", "%"} else unit


def _figure(value: float, unit: str) -> str:
    r"""A figure with its unit, a thin space between; a share as it is, or in per cent where that is the unit.

    >>> _figure(0.2, "dimensionless"), _figure(0.05, "percent")
    ('0.2', '5\u202f%')
    """
    if unit in {"dimensionless", "percent"}:
        return f"{value:.3g}" if unit == "dimensionless" else f"{100 * value:.3g}\u202f%"
    return f"{value:.3g}\u202f{unit.replace('^3', '³')}"


def limit_name(attribute: str, code: str) -> str:
    """Short name of a limit in a language.

    >>> limit_name("timeliness", "en")
    'how soon the product is there'
    """
    return wording()[attribute][f"name_{code}"]


def bits_of(attributes: Sequence[str]) -> int:
    """Bits of some attributes, as the kernels know them.

    >>> bits_of(["timeliness", "uncertainty"]) == LIMITS["timeliness"] | LIMITS["uncertainty"]
    True
    """
    return sum(LIMITS[name] for name in attributes)
