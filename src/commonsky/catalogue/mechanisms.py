"""Rows of emergency mechanisms: who brings images or maps when disaster strikes, who may ask, and how.

Facts: data/mechanisms.toml. Checked when they load, as `catalogue.model` says. Leaves out telephone numbers and persons: a page of the
mechanism's own says whom to call; and how fast a satellite can be tasked, which no mechanism publishes.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from commonsky.catalogue.model import Sourced, Status

#: What a request moves: new images and maps, maps alone, faster scans of a geostationary imager, a request to another mechanism; or nothing
#: has to be asked.
MechanismKind = Literal["imagery and maps", "mapping", "rapid scan", "gateway", "automatic", "data release"]
Region = Literal["Africa", "Americas", "Asia", "Europe", "Oceania"]


class Mechanism(Sourced):
    """One mechanism.

    `regions` are M49 regions it serves, none: all; `agencies` and `missions` are whose satellites it can move, none: it moves no satellite
    of its own; `hazards` is what it says it acts on, none: it says no list. `around_the_clock` is None where no source says.
    """

    name: str
    full_name: str = ""
    name_zh: str = ""
    operator: str
    kind: MechanismKind
    status: Status
    status_as_of: date
    who_may_ask: str
    who_may_ask_zh: str = ""
    how_to_ask: str
    how_to_ask_zh: str = ""
    contact_page: Annotated[str, Field(pattern=r"^https?://\S+$")]
    cost: str
    products: str
    around_the_clock: bool | None = None
    hazards: tuple[str, ...] = ()
    regions: tuple[Region, ...] = ()
    agencies: tuple[str, ...] = ()
    missions: tuple[str, ...] = ()

    def serves(self, region: str) -> bool:
        """Whether it serves an M49 region; an unknown one, an empty text, is served by those that serve all."""
        return not self.regions or region in self.regions

    def brings(self, mission: str, agencies: tuple[str, ...]) -> bool:
        """Whether it can move a mission, by its own name or by one of its agencies."""
        return mission in self.missions or any(agency in self.agencies for agency in agencies)
