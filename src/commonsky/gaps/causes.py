"""What limits a level, in words, and the first action against it. Facts: data/causes.toml, our own words. Leaves out costs."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from commonsky.gaps.kernels import OFTEN, TIMELY
from commonsky.gaps.levels import LIMITS, QUESTIONS, attributes_of
from commonsky.needs.model import LEVELS

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from commonsky.gaps.admissible import Service
    from commonsky.gaps.levels import Attained
    from commonsky.needs.model import LevelName, Requirement

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


def limits_of(attained: Attained, weights: NDArray[np.float64], services: Sequence[Service], requirement: Requirement) -> tuple[Limit, ...]:
    """The widest limits of each level, strictest level first.

    Args:
        attained: levels and answers of the need's cells.
        weights: (c,), share of the area in each cell, summing to 1.
        services: what measures the variable.
        requirement: what is asked.
    """
    found: list[Limit] = []
    for k, level in enumerate(LEVELS):
        lost = attained.level > k
        if not lost.any():
            continue
        bits = attained.limits(k)
        here = [(lost & ((bits >> position) & 1).astype(bool), attributes_of(question)) for position, question in enumerate(QUESTIONS) if question]
        here = sorted(((c, a) for c, a in here if c.any()), key=lambda row: -float(weights[row[0]].sum()))[:TOLD]
        unseen = lost & (attained.level == len(LEVELS) + 1)
        here += [(c, a) for c, a in ((lost & (bits == 0) & ~unseen, ()), (unseen, ("unobserved",))) if c.any()]
        found += [_limit(level, cells, names, float(weights[cells].sum()), services, requirement) for cells, names in here]
    return tuple(found)


def _limit(
    level: LevelName, cells: NDArray[np.bool_], names: tuple[str, ...], weight: float, services: Sequence[Service], requirement: Requirement
) -> Limit:
    parts = [_part(name, level, services, requirement) for name in names] or [("nothing", {})]
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


def _joined(parts: list[tuple[str, dict[str, dict[str, str]]]], which: str, code: str) -> str:
    glue = "" if code == "zh" else " "
    return glue.join(wording()[name][f"{which}_{code}"].format(**figures.get(code, {})) for name, figures in parts)


def _part(name: str, level: LevelName, services: Sequence[Service], requirement: Requirement) -> tuple[str, dict[str, dict[str, str]]]:
    """Which text tells of an attribute, and the figures in it by language."""
    if name == "unobserved":
        return "unobserved", {}
    silent = _silent(name, services)
    if silent:
        text = wording()["unstated"]
        products = ", ".join(silent[:3]) + (" …" if len(silent) > 3 else "")
        return "unstated", {code: {"what": text[f"what_{name}_{code}"], "products": products} for code in LANGUAGES}
    asked, best = _asked(name, level, requirement), _best(name, services, requirement)
    return name, {code: {"asked": asked, "best": best or ("—" if code == "en" else "未知")} for code in LANGUAGES}


def _silent(name: str, services: Sequence[Service]) -> list[str]:
    """Instruments whose uncertainty or delivery no source states, where relaxing it is what frees the level."""
    if name == "uncertainty":
        rows = [s for s in services if s.measure.uncertainty is None]
    elif name == "timeliness":
        rows = [s for s in services if s.measure.latency_h is None]
    else:
        return []
    stated = len(services) - len(rows)
    return sorted({s.instrument.name for s in rows}) if len(rows) > stated else []


def _asked(name: str, level: LevelName, requirement: Requirement) -> str:
    if name not in {"observing_cycle", "timeliness", "horizontal_resolution", "uncertainty"}:
        return ""
    values = requirement.values(name)
    if values is None:
        return "—"
    value = values.at(level) / (requirement.uncertainty_sigmas if name == "uncertainty" else 1)
    return _figure(value, values.unit)


def _best(name: str, services: Sequence[Service], requirement: Requirement) -> str:
    from commonsky.core.variables import find_variable

    if name == "timeliness":
        stated = [s.measure.latency_h for s in services if s.measure.latency_h is not None]
        return _figure(min(stated), "h") if stated else ""
    if name == "horizontal_resolution":
        finest = min((s.resolution_m for s in services), default=0.0)
        return _figure(finest / 1000, "km") if finest >= 1000 else _figure(finest, "m")
    if name == "uncertainty":
        known = [s.measure.uncertainty for s in services if s.measure.uncertainty is not None]
        return _figure(min(known), find_variable(requirement.variable).unit) if known else ""
    return ""


def _figure(value: float, unit: str) -> str:
    """A figure with its unit, a thin space between; a share as a percentage.

    >>> _figure(0.2, "dimensionless")
    '20\\u202f%'
    """
    if unit == "dimensionless":
        return f"{100 * value:.3g}\u202f%"
    return f"{value:.3g}\u202f{unit.replace('^3', '³')}"


def limit_name(attribute: str, code: str) -> str:
    """Short name of a limit in a language.

    >>> limit_name("timeliness", "en")
    'how soon the product is there'
    """
    return wording()[attribute][f"name_{code}"]


def bits_of(attributes: Sequence[str]) -> int:
    """Bits of some attributes, as the kernels know them; the two of time are OFTEN and TIMELY.

    >>> bits_of(["timeliness"]) == TIMELY, bits_of(["observing_cycle"]) == OFTEN
    (True, True)
    """
    return sum(LIMITS[name] for name in attributes)
