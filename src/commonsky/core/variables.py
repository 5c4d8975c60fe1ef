"""The variables that people need and systems measure. Facts: data/variables.toml, after the CF standard names. Leaves out products."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Literal

from commonsky.core.errors import UnknownNameError

Domain = Literal["land", "sea", "both"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Variable:
    """One observable quantity.

    Args:
        name: our one word for it, such as ``soil_moisture``.
        unit: canonical unit, of its uncertainty too.
        domain: where it is asked for: land, the coastal sea, or both.
        titles: its name by language code.
        cf_standard_name: the CF convention's name, or empty where there is none.
        meanings: one sentence by language code.
    """

    name: str
    unit: str
    domain: Domain
    titles: dict[str, str] = field(hash=False)
    cf_standard_name: str = ""
    meanings: dict[str, str] = field(hash=False, default_factory=dict)


@cache
def variables() -> dict[str, Variable]:
    """All variables by name.

    >>> variables()["soil_moisture"].domain
    'land'
    """
    rows = tomllib.loads(files("commonsky.core").joinpath("data/variables.toml").read_text("utf-8"))["variable"]
    return {row["name"]: _variable(row) for row in rows}


def find_variable(name: str) -> Variable:
    """The variable of this name.

    Raises:
        UnknownNameError: with the nearest name.
    """
    if name not in variables():
        raise UnknownNameError("variable", name, variables())
    return variables()[name]


def _variable(row: dict[str, str]) -> Variable:
    titles, meanings = (
        {key.removeprefix(start): value for key, value in row.items() if key.startswith(start)} for start in ("title_", "meaning_")
    )
    return Variable(
        name=row["name"],
        unit=row["unit"],
        domain=row["domain"],  # type: ignore[arg-type]  # the contract test holds the three words
        titles=titles,
        cf_standard_name=row.get("cf_standard_name", ""),
        meanings=meanings,
    )
