"""Retirement: missions end, by name or by age. Facts: launch dates and design lives of the catalogue.

By age: all that fly longer than their design life and some years. Leaves out missions whose design life no source states, and says so;
most satellites outlive their design, so that this is a question, not a forecast.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Self

from pydantic import Field, model_validator

from commonsky.catalogue.lives import Life
from commonsky.catalogue.load import packaged
from commonsky.catalogue.model import Row
from commonsky.core.time import YEAR_DAYS
from commonsky.resilience.kinds.loss_of_satellite import Names, all_looks, flying, told_of
from commonsky.resilience.scenario import Kind, Loss

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from commonsky.catalogue.model import Mission
    from commonsky.resilience.scenario import Setting, Titles


class Retirement(Row):
    """Missions by name, or years beyond the design life from which a mission is taken to end."""

    missions: Names = ()
    older_than_years: Annotated[float, Field(ge=0, le=100)] | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        if bool(self.missions) == (self.older_than_years is not None):
            raise ValueError("give missions or older_than_years, one of the two")
        return self


def lose_by_retirement(takes: Retirement, setting: Setting) -> Loss:
    """All looks of the missions that end."""
    if takes.older_than_years is None:
        lost, missing = flying(takes.missions, setting)
        return Loss(looks=all_looks(lost), told=told_of(lost, "retired", "退役"), not_found=missing)
    lives = packaged("commonsky.catalogue", "lives", "life", Life)
    on = setting.start.date()
    present = [mission for mission in setting.missions.values() if mission.gives_products(on)]
    lost = past_design_life(present, lives, on, takes.older_than_years)
    return Loss(looks=all_looks(lost), told=(*told_of(lost, "retired", "退役"), *_unknown(present, lives)))


def past_design_life(missions: Iterable[Mission], lives: Mapping[str, Life], on: date, years: float) -> tuple[Mission, ...]:
    """Missions that on a date have flown longer than their design life and this many years; without a design life none."""
    past = []
    for mission in missions:
        designed = _design_years(lives.get(mission.name))
        if designed is not None and on > mission.launch_date + timedelta(days=YEAR_DAYS * (designed + years)):
            past.append(mission)
    return tuple(past)


def _design_years(life: Life | None) -> float | None:
    return None if life is None else life.design_life_years


def _unknown(missions: Iterable[Mission], lives: Mapping[str, Life]) -> tuple[Titles, ...]:
    count = sum(_design_years(lives.get(mission.name)) is None for mission in missions)
    en = f"{count} missions are not judged: the catalogue has no design life of theirs"
    return ({"en": en, "zh": f"{count}个任务未作判断：目录中没有其设计寿命"},) if count else ()


RETIREMENT = Kind(
    name="retirement",
    titles={"en": "Retirement of ageing missions", "zh": "老化任务退役"},
    asks=Retirement,
    lose=lose_by_retirement,
    source="launch dates and design lives of the catalogue (catalogue/data/missions, lives.toml), with each row's source",
)
