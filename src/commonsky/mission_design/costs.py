"""What things of the kinds that are proposed have cost, as ranges. Facts: data/costs.toml, each row with its source and year.

Prices are of their own year and currency and are added up only within one currency; nothing is converted or inflated. Which rows stand for
which thing is our judgement, by kind and swath (`COMPARABLE`); what none stands for is told as a count. Leaves out launch and operation
unless a row says so.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from commonsky.core.citation import Source
from commonsky.core.errors import InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Sequence


class Cost(BaseModel):
    """What one thing of a kind has cost: from low to high, in a currency of a year."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    titles: dict[str, str] = Field(default_factory=dict)
    kind: str
    what: str
    currency: str
    low: float = Field(ge=0)
    high: float = Field(ge=0)
    year: int
    as_of: date
    source: tuple[Source, ...] = Field(min_length=1)
    note: str = ""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.high < self.low:
            raise ValueError("high must be no less than low")
        return self


@cache
def packaged_costs() -> tuple[Cost, ...]:
    """All packaged rows; none where the file is not there.

    Raises:
        InvalidInputError: if a row is broken.
    """
    path = files("commonsky.mission_design").joinpath("data/costs.toml")
    if not path.is_file():
        return ()
    try:
        return tuple(Cost.model_validate(row) for row in tomllib.loads(path.read_text("utf-8")).get("cost", []))
    except ValueError as error:
        raise InvalidInputError(f"the packaged costs are broken: {error}") from error


#: Rows that stand for a thing: its kind, the least and greatest swath, km, that they are comparable at, and their names.
COMPARABLE: tuple[tuple[str, float, float, tuple[str, ...]], ...] = (
    ("sar", 0.0, 50.0, ("sar-microsatellite",)),
    ("sar", 80.0, 400.0, ("c-band-sar-satellite", "c-band-sar-constellation-satellite")),
    ("optical", 0.0, 100.0, ("optical-microsatellite",)),
    ("optical", 150.0, 400.0, ("optical-satellite-sentinel-2", "optical-satellite-landsat")),
    ("optical", 2000.0, 4000.0, ("polar-weather-satellite",)),
    ("thermal", 100.0, 250.0, ("optical-satellite-landsat",)),
    ("thermal", 2000.0, 4000.0, ("polar-weather-satellite",)),
    ("microwave", 0.0, 4000.0, ("polar-weather-satellite",)),
    ("river gauge", 0.0, 0.0, ("river-gauge-installation",)),
    ("weather station", 0.0, 0.0, ("automatic-weather-station", "gbon-station-first-five-years")),
)


def comparable(kind: str, swath_km: float, costs: Sequence[Cost]) -> tuple[Cost, ...]:
    """Rows that stand for a thing, in the order of the table; none: it is told as a count.

    Args:
        kind: of sensor or of ground works.
        swath_km: of a sensor; 0 for others.
        costs: rows that are known.
    """
    known = {row.name: row for row in costs}
    names = [name for k, low, high, some in COMPARABLE if k == kind and low <= swath_km <= high for name in some]
    return tuple(known[name] for name in names if name in known)


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    """What some things have cost together in one currency, and how many of them no row in it stands for."""

    currency: str
    low: float
    high: float
    left_out: int


def totals(things: Sequence[tuple[int, Sequence[Cost]]]) -> tuple[Total, ...]:
    """Ranges by currency, from the cheapest to the dearest comparable row of each thing.

    Args:
        things: how many of each, and the rows that stand for it.

    >>> totals([(3, ())])
    ()
    """
    found = []
    for currency in sorted({row.currency for _, rows in things for row in rows}):
        low = high = 0.0
        left_out = 0
        for count, rows in things:
            own = [row for row in rows if row.currency == currency]
            left_out += 0 if own else count
            low += count * min((row.low for row in own), default=0.0)
            high += count * max((row.high for row in own), default=0.0)
        found.append(Total(currency=currency, low=low, high=high, left_out=left_out))
    return tuple(found)
