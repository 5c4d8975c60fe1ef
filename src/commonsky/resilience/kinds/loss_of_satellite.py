"""Loss of satellites: all that they observe ends. Facts: missions of the catalogue. Leaves out what goes on board without observing.

Also what all kinds share: how names are read, found in the catalogue on the date, and told.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BeforeValidator, Field

from commonsky.catalogue.model import Row
from commonsky.core.errors import UnknownNameError
from commonsky.resilience.scenario import Kind, Loss

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from commonsky.catalogue.model import Mission
    from commonsky.resilience.scenario import Setting, Titles

#: Statuses of a system that is not in the sky.
NOT_IN_SERVICE = ("ended", "planned")


def _as_list(given: Any) -> Any:
    return (given,) if isinstance(given, str) else given


#: Names, one or many; a lone name counts as a list of one.
Names = Annotated[tuple[str, ...], BeforeValidator(_as_list)]


class LossOfSatellite(Row):
    """Missions by name."""

    missions: Annotated[Names, Field(min_length=1)]


def lose_satellites(takes: LossOfSatellite, setting: Setting) -> Loss:
    """All looks of the missions; those that give no products on the date are told as not found."""
    lost, missing = flying(takes.missions, setting)
    return Loss(looks=all_looks(lost), told=told_of(lost), not_found=missing)


def flying(names: Iterable[str], setting: Setting) -> tuple[tuple[Mission, ...], tuple[str, ...]]:
    """Missions of these names that give products on the date, and a line for each name that is none."""
    found, missing = find_names("mission", names, setting.missions)
    on = setting.start.date()
    flies = tuple(setting.missions[name] for name in found if setting.missions[name].gives_products(on))
    quiet = (f"{name} gives no products on {on}" for name in found if not setting.missions[name].gives_products(on))
    return flies, (*missing, *quiet)


def find_names(kind: str, names: Iterable[str], rows: Mapping[str, Any]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Names as the catalogue writes them, each once, and a line for each that it does not have; case does not matter.

    >>> find_names("system", ["gps", "GPS", "Galilei"], {"GPS": 1, "Galileo": 2})
    (('GPS',), ("no system named 'Galilei'; did you mean 'Galileo'? known: GPS, Galileo",))
    """
    written = {name.casefold(): name for name in rows}
    given = tuple(dict.fromkeys(name.strip() for name in names))
    found = dict.fromkeys(written[name.casefold()] for name in given if name.casefold() in written)
    return tuple(found), tuple(str(UnknownNameError(kind, name, rows)) for name in given if name.casefold() not in written)


def in_service(rows: Mapping[str, Any]) -> tuple[str, ...]:
    """Names of the systems that are neither ended nor planned."""
    return tuple(name for name, row in rows.items() if row.status not in NOT_IN_SERVICE)


def all_looks(missions: Iterable[Mission]) -> frozenset[tuple[str, str, str]]:
    """All instruments and modes of these missions, as a loss writes them."""
    return frozenset((mission.name, "", "") for mission in missions)


def told_of(missions: Iterable[Mission], en: str = "lost", zh: str = "失去") -> tuple[Titles, ...]:
    """A line that names missions; none where there are none."""
    rows = tuple(missions)
    if not rows:
        return ()
    chinese = "、".join(mission.name_zh or mission.name for mission in rows)
    return ({"en": f"{en}: {', '.join(mission.name for mission in rows)}", "zh": f"{zh}：{chinese}"},)


def told_of_names(names: Iterable[str], en: str, zh: str) -> tuple[Titles, ...]:
    """A line that names systems or stations; none where there are none."""
    listed = tuple(names)
    return ({"en": f"{en}: {', '.join(listed)}", "zh": f"{zh}：{'、'.join(listed)}"},) if listed else ()


LOSS_OF_SATELLITE = Kind(
    name="loss-of-satellite",
    titles={"en": "Loss of a satellite", "zh": "失去卫星"},
    asks=LossOfSatellite,
    lose=lose_satellites,
    source="missions of the catalogue (catalogue/data/missions), by name",
)
