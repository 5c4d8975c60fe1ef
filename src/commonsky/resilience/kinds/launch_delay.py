"""A launch delay: planned missions come later than their rows say. Facts: planned launches of the catalogue.

The delay counts from the first possible day of launch, or from the day of the row's status where that day has passed. Leaves out the time
from launch to first products. What a delay means over years is for the timeline; on one date it takes away what would fly by then.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from commonsky.catalogue.model import Positive, Row
from commonsky.core.time import MEAN_MONTH_DAYS
from commonsky.resilience.kinds.loss_of_satellite import Names, all_looks, find_names
from commonsky.resilience.scenario import Kind, Loss

if TYPE_CHECKING:
    from datetime import date

    from commonsky.catalogue.model import Mission
    from commonsky.resilience.scenario import Setting, Titles

#: Longer than any delay that makes sense, months.
LONGEST_MONTHS = 600


class LaunchDelay(Row):
    """Planned missions by name, and months."""

    missions: Annotated[Names, Field(min_length=1)]
    months: Annotated[Positive, Field(le=LONGEST_MONTHS)]


def lose_by_delay(takes: LaunchDelay, setting: Setting) -> Loss:
    """Looks of the missions that would fly within the window and, delayed, do not when it begins."""
    names, missing = find_names("mission", takes.missions, setting.missions)
    rows = [setting.missions[name] for name in names]
    first, last = setting.start.date(), (setting.start + timedelta(days=setting.days)).date()
    planned = [row for row in rows if row.status == "planned"]
    lost = [row for row in planned if due(row) <= last and delayed(row, takes.months) > first]
    flown = (f"{row.name} is {row.status} and was launched on {row.launch_date}: no launch to delay" for row in rows if row not in planned)
    told = tuple(_told(row, takes.months, lost=row in lost) for row in planned)
    return Loss(looks=all_looks(lost), told=told, not_found=(*missing, *flown))


def due(mission: Mission) -> date:
    """The day from which a delay counts."""
    return max(mission.launch_date, mission.status_as_of)


def delayed(mission: Mission, months: float) -> date:
    """The first possible day of launch after a delay."""
    return due(mission) + timedelta(days=round(months * MEAN_MONTH_DAYS))


def _told(mission: Mission, months: float, *, lost: bool) -> Titles:
    then = delayed(mission, months)
    en = f"{mission.name}: launched {months:g} months later, on {then} at the earliest"
    zh = f"{mission.name_zh or mission.name}：推迟{months:g}个月发射，最早{then}"
    return {"en": en if lost else f"{en}; nothing is lost in this window", "zh": zh if lost else f"{zh}；本时段内没有损失"}


LAUNCH_DELAY = Kind(
    name="launch-delay",
    titles={"en": "Delay of a launch", "zh": "发射推迟"},
    asks=LaunchDelay,
    lose=lose_by_delay,
    source="planned launches of the catalogue (catalogue/data/missions), with each row's source",
)
