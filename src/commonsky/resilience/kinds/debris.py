"""Debris in a band of altitudes: what flies in it or through it is lost. Facts: orbits of the catalogue.

A satellite on an eccentric orbit is hit where its perigee to apogee meets the band. Leaves out the density of debris and the time it takes:
that is the scenario's own probability. Altitudes are as quoted by their sources, with their roughness.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Self

from pydantic import Field, model_validator

from commonsky.catalogue.model import Positive, Row
from commonsky.resilience.kinds.loss_of_satellite import all_looks, in_service, told_of, told_of_names
from commonsky.resilience.scenario import Kind, Loss

if TYPE_CHECKING:
    from collections.abc import Mapping

    from commonsky.catalogue.model import Orbit
    from commonsky.catalogue.systems import Navigation, Telecom
    from commonsky.resilience.scenario import Setting, Titles


class Debris(Row):
    """A band of altitudes, km above the equator, both ends in it; `share` of the satellites in it that are hit."""

    altitude_from_km: Annotated[float, Field(ge=0, allow_inf_nan=False)]
    altitude_to_km: Positive
    share: Annotated[float, Field(gt=0, le=1)] = 1.0

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.altitude_to_km < self.altitude_from_km:
            raise ValueError(f"altitude_to_km {self.altitude_to_km:g} is less than altitude_from_km {self.altitude_from_km:g}")
        return self


def lose_to_debris(takes: Debris, setting: Setting) -> Loss:
    """Missions in the band, and systems all of whose shells lie in it; with a share under one still all of them, as the worst case."""
    hit = [m for m in setting.missions.values() if m.gives_products(setting.start.date()) and in_band(m.orbit, takes)]
    (navigation, part), (telecom, more) = (_systems(rows, takes) for rows in (setting.navigation, setting.telecom))
    told = (
        *told_of(hit, "in the band and lost", "位于该高度带内，失去"),
        *told_of_names(navigation, "navigation in the band and lost", "位于该高度带内，失去导航系统"),
        *told_of_names(telecom, "telecom in the band and lost", "位于该高度带内，失去通信系统"),
        *told_of_names(
            (*part, *more), "a part of their satellites flies in the band, not counted as lost", "部分卫星位于该高度带内，未计为失去"
        ),
        *(_worst(takes.share) if takes.share < 1 and (hit or navigation or telecom) else ()),
    )
    return Loss(looks=all_looks(hit), navigation=frozenset(navigation), telecom=frozenset(telecom), told=told)


def in_band(orbit: Orbit, takes: Debris) -> bool:
    """Whether an orbit lies in the band, or passes through it."""
    low, high = orbit.altitude_km, orbit.altitude_km
    if orbit.kind == "eccentric" and orbit.perigee_km is not None and orbit.apogee_km is not None:
        low, high = orbit.perigee_km, orbit.apogee_km
    return low <= takes.altitude_to_km and high >= takes.altitude_from_km


def _systems(rows: Mapping[str, Navigation] | Mapping[str, Telecom], takes: Debris) -> tuple[list[str], list[str]]:
    """Systems with all shells in the band, and those with some."""
    whole: list[str] = []
    part: list[str] = []
    for name in in_service(rows):
        inside = [takes.altitude_from_km <= shell.altitude_km <= takes.altitude_to_km for shell in rows[name].shells]
        if any(inside):
            (whole if all(inside) else part).append(name)
    return whole, part


def _worst(share: float) -> tuple[Titles, ...]:
    return (
        {
            "en": f"{share:.0%} of them would be hit; which ones nobody can say, so all are counted as lost: the worst case",
            "zh": f"其中约{share:.0%}会被击中；无法预知是哪些，因此全部计为失去，即最坏情况",
        },
    )


DEBRIS = Kind(
    name="debris",
    titles={"en": "Debris in a band of altitudes", "zh": "某一高度带内的空间碎片"},
    asks=Debris,
    lose=lose_to_debris,
    source="altitudes of the catalogue's orbits and shells (catalogue/data), as published",
)
