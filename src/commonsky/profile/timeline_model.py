"""Attained level from year to year as data: what timeline.json holds and every other document is made from. Facts: none of its own.

Three courses: early, where every mission ends as soon as its design life or published expectation allows; expected; and late, where each
flies on until a source says that it will not. Shares are of area at threshold level or better in the reading at best, 0 to 1.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from commonsky.core.citation import Source
from commonsky.profile.model import Country, Window

Titles = dict[str, str]
CourseName = Literal["early", "expected", "late"]


class _Row(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Point(_Row):
    """Served shares on a date, by level: at goal, at breakthrough or better, at threshold or better."""

    date: str
    goal: float
    breakthrough: float
    threshold: float
    threshold_stated: float = Field(description="as stated: what no source states counts as not met")
    missions: int = Field(description="missions that serve the threshold level on the date")


class Course(_Row):
    """One need along one course."""

    course: CourseName
    points: tuple[Point, ...]


class Turn(_Row):
    """A date at which the served share of a need changes, and the missions that come or go then."""

    date: str
    before: float
    after: float
    comes: tuple[str, ...]
    goes: tuple[str, ...]


class Delay(_Row):
    """What a later launch costs a need."""

    mission: str = Field(description="one planned mission, or empty: all of them")
    months: int
    lost_share_years: float = Field(description="served share of area, summed over years, that is lost against no delay")


class NeedTimeline(_Row):
    """One need over the years."""

    id: str
    titles: Titles
    variable: str
    weight: float
    courses: tuple[Course, ...]
    turns: tuple[Turn, ...] = Field(description="of the expected course")
    delays: tuple[Delay, ...]


class Span(_Row):
    """When one mission flies, and why that is said."""

    mission: str
    status: str
    start: str
    end_early: str | None
    end_expected: str | None = Field(description="null: beyond the last year")
    end_late: str | None
    basis: Titles = Field(description="whether its end came, is published, or is assumed from its design life")
    planned: bool
    sources: tuple[Source, ...]


class Timeline(_Row):
    """Attained level of every need from year to year, over one country."""

    format: Literal["commonsky timeline 1"] = "commonsky timeline 1"
    version: str
    made_utc: str
    command: str
    country: Country
    window: Window = Field(description="the window whose passes stand for every year")
    first_year: int
    last_year: int
    step_months: int
    answer: Titles
    cells: int
    cells_all: int
    needs: tuple[NeedTimeline, ...]
    missions: tuple[Span, ...]
    notes: tuple[str, ...]
    sources: tuple[Source, ...]
