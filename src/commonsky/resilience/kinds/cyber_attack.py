"""A cyber attack on a ground segment: satellites fly on, their data are held back. Facts: the catalogue's operators and downlinks.

All missions that the attacked operator operates, alone or with others, and all missions of an attacked downlink are held back: the worst
case, since who else can command them is not published. Stations lost bring a delay as `loss-of-ground-station` says. Leaves out how the
attack is done, and data that are changed and not held back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

import numpy as np
from pydantic import model_validator

from commonsky.catalogue.model import Row
from commonsky.resilience.kinds.loss_of_fleet import missions_of, operated_by, unknown_operator
from commonsky.resilience.kinds.loss_of_ground_station import delays
from commonsky.resilience.kinds.loss_of_satellite import Names, find_names, in_service, told_of, told_of_names
from commonsky.resilience.scenario import Kind, Loss

if TYPE_CHECKING:
    from collections.abc import Iterable

    from commonsky.catalogue.model import Mission
    from commonsky.resilience.scenario import Setting, Titles


class CyberAttack(Row):
    """Who is attacked: an operator; stations, telecom systems, downlinks by name; tags of elements of alert paths that go with them."""

    operator: str = ""
    stations: Names = ()
    telecom: Names = ()
    downlinks: Names = ()
    tags: Names = ()

    @model_validator(mode="after")
    def _some(self) -> Self:
        if not (self.operator.strip() or self.stations or self.telecom or self.downlinks or self.tags):
            raise ValueError("give operator, stations, telecom, downlinks or tags")
        return self


def lose_to_attack(takes: CyberAttack, setting: Setting) -> Loss:
    """Data held back, stations, telecom and tags lost."""
    stations, no_station = find_names("ground station", takes.stations, setting.stations)
    telecom, no_telecom = find_names("telecom system", takes.telecom, setting.telecom)
    downlinks, no_downlink = find_names("downlink", takes.downlinks, setting.downlinks)
    stations = tuple(dict.fromkeys((*stations, *_operated(takes.operator, setting.stations.items()))))
    serving = [(name, setting.telecom[name]) for name in in_service(setting.telecom)]
    telecom = tuple(dict.fromkeys((*telecom, *_operated(takes.operator, serving))))
    commanded = missions_of(takes.operator, setting)
    delivered = [setting.missions[n] for name in downlinks for n in setting.downlinks[name].missions if n in setting.missions]
    held = {m.name: m for m in (*commanded, *delivered) if m.gives_products(setting.start.date())}
    found = delays((*stations, *telecom), setting, apart=held)
    nobody = unknown_operator(takes.operator, setting) if takes.operator and not (commanded or stations or telecom) else ()
    return Loss(
        slower_h=found.slower_h | dict.fromkeys(held, np.inf),
        stations=frozenset(stations),
        telecom=frozenset(telecom),
        tags=frozenset(takes.tags),
        told=(
            *told_of(held.values(), "data held back", "数据被扣留"),
            *_shared(held.values(), takes.operator),
            *told_of_names(stations, "ground stations lost", "失去地面站"),
            *told_of_names(telecom, "telecom lost", "失去通信系统"),
            *told_of_names(takes.tags, "lost to warnings", "预警无法使用"),
            *found.told,
        ),
        not_found=(*no_station, *no_telecom, *no_downlink, *nobody),
    )


def _operated(operator: str, rows: Iterable[tuple[str, object]]) -> list[str]:
    return [name for name, row in rows if operated_by(operator, getattr(row, "operator", ""))]


def _shared(held: Iterable[Mission], operator: str) -> tuple[Titles, ...]:
    """The line that says which of an operator's missions have other operators too."""
    rows = [m for m in held if any(operated_by(operator, a) for a in m.agencies) and not all(operated_by(operator, a) for a in m.agencies)]
    en = "also operated by others, who may be able to command them: counted as held back, the worst case"
    return told_of(rows, en, "这些任务还有其他运营机构，或许仍能指挥；按最坏情况计为扣留")


CYBER_ATTACK = Kind(
    name="cyber-attack",
    titles={"en": "Cyber attack on a ground segment", "zh": "地面系统遭受网络攻击"},
    asks=CyberAttack,
    lose=lose_to_attack,
    source="operators, stations and downlinks of the catalogue (catalogue/data), as each row's source names them",
)
