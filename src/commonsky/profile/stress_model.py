"""What breaks when something fails, as data: what stress.json holds and every other document is made from. Facts: none of its own.

Shares are of the area that a need applies to, or of the people there, at threshold level or better, 0 to 1.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from commonsky.core.citation import Source
from commonsky.profile.model import Country, Window

Titles = dict[str, str]
StageName = Literal["before", "absorb", "adapt", "recover"]


class _Row(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Capability(_Row):
    """One of the three things that a country must still be able to do."""

    name: Literal["see", "locate", "tell"]
    question: Titles
    before: float | None = Field(description="share with nothing lost; null where nothing is known")
    worst: float | None = Field(description="share after the worst of the scenarios")
    worst_scenario: str = Field(description="name of that scenario; empty where none takes anything")
    sentence: Titles


class Loss(_Row):
    """The served share after the loss of k systems of one need."""

    lost: int
    losses: int = Field(description="how many losses of k systems there are, all of them reckoned")
    best: float
    median: float
    worst: float
    worst_systems: tuple[str, ...]


class System(_Row):
    """One mission or network that serves a need at threshold level."""

    name: str
    shapley: float = Field(description="what it brings to the served share, on the average over all orders of joining")
    error: float = Field(description="standard error of that, 0 where exact")
    left: float = Field(description="served share when it alone is lost")


class NeedBefore(_Row):
    """One need with nothing lost, and what it hangs on; in the reading at best."""

    id: str
    titles: Titles
    variable: str
    theme: str
    weight: float
    area: float = Field(description="served share of area at best: whatever the accuracy, an unstated delay as none")
    people: float
    area_stated: float = Field(description="served share of area as stated: what no source states counts as not met")
    age_limit_h: float | None
    age_h: float | None = Field(description="median by area and time of the newest product's age")
    systems: tuple[System, ...] = Field(description="heaviest first")
    exact: bool = Field(description="whether every loss was reckoned, or orders were drawn")
    envelope: tuple[Loss, ...]


class Stage(_Row):
    """What is left at one stage of a scenario, over all needs by weight."""

    stage: StageName
    see: float = Field(description="mean over needs, by weight, of the served share")
    see_people: float
    locate: float | None = Field(description="share of the time, by area, with a position of PDOP 6 or better")
    tell: float | None = Field(description="share of the alert paths that stand with nothing lost")
    after_low_h: float | None = Field(description="hours after the event at which it begins; null: no source says")
    after_high_h: float | None
    what: Titles


class Effect(_Row):
    """What a scenario does to one need; shares of area at best, by stage."""

    need: str
    before: float
    absorb: float
    adapt: float = Field(description="were restricted, commercial and tasked data of what is left opened")
    recover: float
    people_before: float
    people_absorb: float
    stated_before: float
    stated_absorb: float
    age_before_h: float | None
    age_after_h: float | None
    wait_before_h: float | None = Field(description="mean time from an event to the first product of it delivered, median by area")
    wait_after_h: float | None = Field(description="null: none comes any more")
    opened: tuple[str, ...] = Field(description="missions whose data, opened, would give back what was lost, strongest first")


class CurvePoint(_Row):
    """Share of area with a product young enough, at a time after the event."""

    time_h: float
    share: float
    share_lost: float = Field(description="were nothing brought in and nothing repaired")


class Curve(_Row):
    """One need from before the event on: how it withstands, absorbs, adapts and recovers."""

    need: str
    points: tuple[CurvePoint, ...]


class NavigationAfter(_Row):
    """Positions after a scenario."""

    systems_lost: tuple[str, ...]
    available: float = Field(description="share of the time with a position of PDOP 6 or better while it lasts, mean by area")
    available_before: float
    worst_outage_h: float = Field(description="longest time without, at the worst place")
    pdop_median: float | None
    area_share: float = Field(description="share of the area over which it is lost or disturbed")
    ranging: float = Field(description="factor by which the error of ranging grows")


class TellingAfter(_Row):
    """Alert paths and telecom after a scenario."""

    systems_lost: tuple[str, ...]
    paths_before: int
    paths_left: int
    lost: tuple[str, ...] = Field(description="names of the paths that are lost")
    area_share: float = Field(default=1.0, description="share of the land over which they are lost")
    why: tuple[Titles, ...]


class Figure(_Row):
    """A published probability or length."""

    low: float
    high: float
    per: str = Field(description="year, decade, solar cycle, launch, mission; or hours")
    of: str
    sources: tuple[Source, ...]


class WayBack(_Row):
    """One way of recovery."""

    how: str
    what: Titles
    restores: tuple[str, ...]
    after_low_h: float | None
    after_high_h: float | None
    sources: tuple[Source, ...]


class ScenarioAfter(_Row):
    """One scenario with everything that it does here."""

    name: str
    kind: str
    kind_titles: Titles
    titles: Titles
    told: tuple[Titles, ...] = Field(description="what is lost, a line each")
    not_found: tuple[str, ...]
    happened: str
    note: str
    probability: tuple[Figure, ...]
    lasting: tuple[Figure, ...]
    recovery: tuple[WayBack, ...]
    stages: tuple[Stage, ...]
    effects: tuple[Effect, ...] = Field(description="needs that it touches, hardest hit first")
    curves: tuple[Curve, ...]
    navigation: NavigationAfter | None = Field(description="null where it takes nothing from navigation")
    telling: TellingAfter | None
    warning_lost_h: float | None = Field(description="largest growth of the wait for a first product among the needs that it touches")
    add: tuple[Titles, ...] = Field(description="what to add, first things first")
    sources: tuple[Source, ...]


class NavigationSystem(_Row):
    """One navigation system, or all together, over the country."""

    name: str
    kind: Literal["alone", "together", "all but", "augmentation"]
    available: float
    in_view: float
    pdop_median: float | None
    worst_outage_h: float


class TelecomSystem(_Row):
    """One telecom system over the country."""

    name: str
    kind: str
    known: bool
    why_unknown: str
    in_view: float | None = Field(description="share of area and time with a satellite high enough")
    elevation_deg: float | None
    latency_ms: float | None = Field(description="one-way time by geometry, median over the time in view and by area")
    latency_stated_s: float | None


class AlertPath(_Row):
    """One way by which a warning reaches people."""

    name: str
    titles: Titles
    single_points: tuple[str, ...] = Field(description="elements whose loss alone breaks it")


class Stress(_Row):
    """What breaks when something fails, over one country."""

    format: Literal["commonsky stress 1"] = "commonsky stress 1"
    version: str
    made_utc: str
    command: str
    country: Country
    window: Window
    answer: Titles
    headline_by: Literal["area", "people"]
    cells: int = Field(description="cells reckoned with")
    cells_all: int = Field(description="cells of the country; each reckoned one stands for its neighbours")
    capabilities: tuple[Capability, ...]
    needs: tuple[NeedBefore, ...]
    scenarios: tuple[ScenarioAfter, ...] = Field(description="hardest first")
    navigation: tuple[NavigationSystem, ...]
    mask: Titles = Field(description="the terrain mask that navigation was reckoned with")
    telecom: tuple[TelecomSystem, ...]
    paths: tuple[AlertPath, ...]
    paths_from: str = Field(description="the packaged template, or the file given")
    notes: tuple[str, ...]
    sources: tuple[Source, ...]
