"""How late satellites fly: published plans beside the day of the launch. Facts: data/launch_delays.toml. Leaves out why."""

from __future__ import annotations

from datetime import date
from functools import cache
from statistics import median
from typing import Self

from pydantic import Field, model_validator

from commonsky.catalogue.load import packaged
from commonsky.catalogue.model import Sourced
from commonsky.core.time import MEAN_MONTH_DAYS


class LaunchDelay(Sourced):
    """One plan and what became of it, or a mean over many. Early launches stand here too, as negative delays."""

    name: str = Field(min_length=1)
    missions: str
    planned: date | None = None
    flown: date | None = None
    mean_months: float | None = None

    @model_validator(mode="after")
    def _either(self) -> Self:
        if (self.planned is None) != (self.flown is None) or (self.planned is None) == (self.mean_months is None):
            raise ValueError("give planned and flown, or mean_months")
        return self

    @property
    def months(self) -> float:
        """Delay in months."""
        if self.planned is None or self.flown is None:
            return self.mean_months or 0.0
        return (self.flown - self.planned).days / MEAN_MONTH_DAYS


@cache
def packaged_delays() -> dict[str, LaunchDelay]:
    """The packaged delays by name."""
    return packaged("commonsky.resilience", "launch_delays", "delay", LaunchDelay)


def usual_months() -> tuple[float, float, int]:
    """Median and greatest delay of single launches, months, and how many they are."""
    found = sorted(row.months for row in packaged_delays().values() if row.planned is not None)
    return median(found), found[-1], len(found)
