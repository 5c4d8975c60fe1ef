"""Rows of offices that help countries to use space: support offices, regional centres, programmes, warning centres.

Facts: data/offices. Checked when they load, as `catalogue.model` says. Leaves out persons, telephone numbers and e-mail addresses: the
office's own pages have them; and agreements between offices and countries that no page states.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from commonsky.catalogue.model import Latitude, Longitude, Sourced, Status
from commonsky.core.hazards import HazardName

OfficeKind = Literal["regional support office", "focal point", "regional centre", "programme", "warning centre"]
CountryCode = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]


class Office(Sourced):
    """One office; a house that hosts two is two rows.

    `serves` says for whom it is there, in words; `countries` (ISO 3166 alpha-3) only where a source lists them, `worldwide` only where one
    says so. Its place is given only where a page says it. `since` is the year in which it took up this task.
    """

    name: str
    full_name: str = ""
    name_zh: str = ""
    kind: OfficeKind
    host: str
    city: str = ""
    country: CountryCode
    lat_deg: Latitude | None = None
    lon_deg: Longitude | None = None
    network: str = ""
    hazards: tuple[HazardName, ...] = ()
    tasks: tuple[str, ...] = ()
    serves: str = ""
    countries: tuple[CountryCode, ...] = ()
    worldwide: bool = False
    how_to_reach: Annotated[str, Field(pattern=r"^https?://\S+$")]
    since: Annotated[int, Field(ge=1850, le=2100)] | None = None
    status: Status
    status_as_of: date

    @model_validator(mode="after")
    def _sound(self) -> Self:
        if (self.lat_deg is None) != (self.lon_deg is None):
            raise ValueError("lat_deg and lon_deg go together; give both or none")
        if self.worldwide and self.countries:
            raise ValueError("serves the world and a list of countries; keep one")
        if not self.tasks and not self.hazards:
            raise ValueError("says neither tasks nor hazards; give at least one")
        return self

    def helps(self, country: str) -> bool | None:
        """Whether it serves a country by its ISO 3166 alpha-3 code; None where sources only say it in words, or not at all."""
        if self.worldwide or country in self.countries:
            return True
        return False if self.countries else None
