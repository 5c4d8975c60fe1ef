"""Loss of all that one operator flies, or of named missions and systems at once. Facts: operators as the catalogue names them.

Leaves out the operator's ground stations: those are lost by `loss-of-ground-station` or `cyber-attack`. A mission of several agencies is
lost with any of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from pydantic import model_validator

from commonsky.catalogue.model import Row
from commonsky.core.errors import UnknownNameError
from commonsky.resilience.kinds.loss_of_satellite import Names, all_looks, find_names, in_service, told_of, told_of_names
from commonsky.resilience.scenario import Kind, Loss

if TYPE_CHECKING:
    from commonsky.catalogue.model import Mission
    from commonsky.resilience.scenario import Setting


class LossOfFleet(Row):
    """An operator, as the catalogue writes it or its first words; names of missions and systems; one of the two or both."""

    operator: str = ""
    names: Names = ()

    @model_validator(mode="after")
    def _some(self) -> Self:
        if not self.operator.strip() and not self.names:
            raise ValueError("give operator, names or both")
        return self


def lose_fleet(takes: LossOfFleet, setting: Setting) -> Loss:
    """All looks of the operator's missions, and its navigation and telecom systems."""
    on = setting.start.date()
    everything = {**setting.telecom, **setting.navigation, **setting.missions}
    named, missing = find_names("mission or system", takes.names, everything)
    missions = {m.name: m for m in missions_of(takes.operator, setting)} | {n: setting.missions[n] for n in named if n in setting.missions}
    flies = [mission for mission in missions.values() if mission.gives_products(on)]
    navigation, telecom = (
        [n for n in in_service(rows) if n in named or operated_by(takes.operator, rows[n].operator)]
        for rows in (setting.navigation, setting.telecom)
    )
    quiet = [f"{name} is not in service on {on}" for name in named if name not in {*navigation, *telecom, *(m.name for m in flies)}]
    nobody = unknown_operator(takes.operator, setting) if takes.operator and not (missions or navigation or telecom) else ()
    return Loss(
        looks=all_looks(flies),
        navigation=frozenset(navigation),
        telecom=frozenset(telecom),
        told=(
            *told_of(flies),
            *told_of_names(navigation, "navigation lost", "失去导航系统"),
            *told_of_names(telecom, "telecom lost", "失去通信系统"),
        ),
        not_found=(*missing, *quiet, *nobody),
    )


def operated_by(operator: str, written: str) -> bool:
    """Whether a row's operator, or one of several parted by semicolons, is this one or begins with it, word by word.

    >>> operated_by("noaa", "NOAA (USA)"), operated_by("CLS", "CNES; Kinéis; CLS (France)"), operated_by("INT", "Intelsat")
    (True, True, False)
    """
    asked = operator.strip().casefold()
    parts = (part.strip().casefold() for part in written.split(";"))
    return bool(asked) and any(part.startswith(asked) and not part[len(asked) :][:1].isalnum() for part in parts)


def missions_of(operator: str, setting: Setting) -> tuple[Mission, ...]:
    """Missions of an operator, whatever their status."""
    return tuple(m for m in setting.missions.values() if any(operated_by(operator, agency) for agency in m.agencies))


def unknown_operator(operator: str, setting: Setting) -> tuple[str, ...]:
    """The line that says that nobody of this name operates anything."""
    agencies = {agency for mission in setting.missions.values() for agency in mission.agencies}
    systems = {row.operator for rows in (setting.navigation, setting.telecom, setting.stations) for row in rows.values()}
    return (str(UnknownNameError("operator", operator, agencies | systems)),)


LOSS_OF_FLEET = Kind(
    name="loss-of-fleet",
    titles={"en": "Loss of an operator's fleet", "zh": "失去一家运营机构的全部卫星"},
    asks=LossOfFleet,
    lose=lose_fleet,
    source="agencies and operators of the catalogue (catalogue/data), as each row's source names them",
)
