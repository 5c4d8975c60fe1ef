"""A scenario as it is written, what it takes away, and the registry of kinds. Facts: data/scenarios.toml and files of the user's.

A scenario is a row: which kind, with which parameters, how probable and for how long where that is published, what happened in the past,
and how it is recovered. Its kind, one file in the folder kinds, turns the parameters into a loss over a country. Leaves out levels: what
a loss does to them is for `resilience.losses`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self

from pydantic import BaseModel, Field, model_validator

from commonsky.catalogue.model import Row, Sourced
from commonsky.core.citation import Source
from commonsky.core.registry import Registry

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    import numpy as np
    from numpy.typing import NDArray

    from commonsky.catalogue.model import Instrument, Mission
    from commonsky.catalogue.systems import Downlink, Navigation, Station, Telecom
    from commonsky.coverage.fleet import Platform

Titles = dict[str, str]


class Probability(Row):
    """How often or how likely, as published: a count or a share, from `low` to `high`, in the time or of the trials that `per` names."""

    low: Annotated[float, Field(ge=0)]
    high: Annotated[float, Field(ge=0)]
    per: Literal["year", "decade", "solar cycle", "launch", "mission"]
    of: str = Field(description="what is counted, such as: days of G5 storms; launches that fail")
    source: tuple[Source, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.high < self.low:
            raise ValueError(f"high {self.high:g} is less than low {self.low:g}")
        return self


class Lasting(Row):
    """How long, in hours, from `low` to `high`; both the same where one case is told."""

    low_h: Annotated[float, Field(ge=0)]
    high_h: Annotated[float, Field(ge=0)]
    of: str
    source: tuple[Source, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.high_h < self.low_h:
            raise ValueError(f"high_h {self.high_h:g} is less than low_h {self.low_h:g}")
        return self


class Recovery(Row):
    """One way back: what is restored, how, and after how long; without hours nobody has published them.

    `restores` names missions, systems or stations of the catalogue that are given back, or that take over; none: all that was lost.
    """

    how: Literal["passes by itself", "repair", "spare", "replacement", "other mission", "other station", "other path"]
    what: Titles
    restores: tuple[str, ...] = ()
    after_low_h: Annotated[float, Field(ge=0)] | None = None
    after_high_h: Annotated[float, Field(ge=0)] | None = None
    source: tuple[Source, ...] = ()

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if (self.after_low_h is None) != (self.after_high_h is None):
            raise ValueError("after_low_h and after_high_h stand together")
        if self.after_low_h is not None and self.after_high_h is not None and self.after_high_h < self.after_low_h:
            raise ValueError(f"after_high_h {self.after_high_h:g} is less than after_low_h {self.after_low_h:g}")
        if self.after_low_h is not None and not self.source:
            raise ValueError("a recovery with hours needs its source")
        return self


class Scenario(Sourced):
    """One scenario. `takes` holds the parameters that its kind asks for; `happened` tells a past case in a few words, with its year."""

    name: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    kind: str
    titles: Titles
    takes: dict[str, Any] = Field(default_factory=dict)
    probability: tuple[Probability, ...] = ()
    lasting: tuple[Lasting, ...] = ()
    recovery: tuple[Recovery, ...] = ()
    happened: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Setting:
    """Where and among what a scenario strikes.

    Args:
        missions, instruments, navigation, telecom, stations, downlinks: rows of the catalogue by name.
        platforms: satellites of the fleet that gives products on the date.
        lat_deg, lon_deg: (n,), cells of the country.
        start: first instant, aware UTC.
        days: length of the window.
    """

    missions: Mapping[str, Mission]
    instruments: Mapping[str, Instrument]
    navigation: Mapping[str, Navigation]
    telecom: Mapping[str, Telecom]
    stations: Mapping[str, Station]
    downlinks: Mapping[str, Downlink]
    platforms: tuple[Platform, ...]
    lat_deg: NDArray[np.float64]
    lon_deg: NDArray[np.float64]
    start: datetime
    days: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Loss:
    """What a scenario takes away.

    Args:
        looks: (mission, instrument, mode) lost; an empty instrument or mode stands for all of them.
        slower_h: hours that each mission's products come later; infinite: none come.
        navigation: systems lost, such as ``GPS``; or single satellites of one, as ``GPS/A1``.
        telecom: systems lost, by name.
        stations: ground stations lost, by name.
        tags: elements of alert paths lost by their tags, such as ``HF radio``, ``internet`` or ``mains power``.
        where: (n,), cells over which navigation, telecom and tags are lost; None: everywhere.
        hours: how much of a day it lasts where it comes and goes, such as the sunlit hours of a radio blackout; None: all of it.
        ranging: factor by which the error of ranging grows where navigation works still.
        told: what is lost, a line each.
        not_found: names that the scenario gives and the catalogue does not have on the date, a line each.
    """

    looks: frozenset[tuple[str, str, str]] = frozenset()
    slower_h: Mapping[str, float] = field(default_factory=dict)
    navigation: frozenset[str] = frozenset()
    telecom: frozenset[str] = frozenset()
    stations: frozenset[str] = frozenset()
    tags: frozenset[str] = frozenset()
    where: NDArray[np.bool_] | None = None
    hours: float | None = None
    ranging: float = 1.0
    told: tuple[Titles, ...] = ()
    not_found: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of scenario.

    Args:
        name: such as ``loss-of-satellite``.
        titles: its name for people, by language.
        asks: what `takes` of its scenarios must be.
        lose: parameters, read, and the setting, to the loss.
        source: what it rests on.
    """

    name: str
    titles: Titles = field(hash=False)
    asks: type[BaseModel]
    lose: Callable[[Any, Setting], Loss]
    source: str


KINDS: Registry[Kind] = Registry("kind of scenario", "commonsky.resilience.kinds", Kind)
