"""Offers of partners: what an organisation is ready to give, to whom, until when. Facts: none. Leaves out promises of money."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import model_validator

from commonsky.catalogue.model import Row, VariableName
from commonsky.catalogue.solutions import Means
from commonsky.core.hazards import HazardName
from commonsky.partnership.fields import CountryCode, Organisation, Said, written_as

OfferedKind = Literal["data", "service", "training", "equipment", "advice", "funding"]


class Offer(Row):
    """One offer. `countries` none: any. `means` are what it brings to a country that lacks them; valid from its first to its last day."""

    id: Annotated[str, written_as(r"O-[1-9]\d*", "O-1")]
    title: Said
    title_zh: str = ""
    by: Organisation
    kind: OfferedKind
    variables: tuple[VariableName, ...] = ()
    hazards: tuple[HazardName, ...] = ()
    targets: tuple[str, ...] = ()
    countries: tuple[CountryCode, ...] = ()
    means: tuple[Means, ...] = ()
    valid_from: date | None = None
    valid_until: date | None = None
    how_to_ask: Said
    note: str = ""

    @model_validator(mode="after")
    def _sound(self) -> Self:
        if not (self.variables or self.hazards or self.means):
            raise ValueError("names no variable, hazard or means; give at least one, so that needs can find it")
        if self.valid_from and self.valid_until and self.valid_until < self.valid_from:
            raise ValueError(f"valid_until {self.valid_until} lies before valid_from {self.valid_from}; give a later day")
        return self

    def serves(self, country: str) -> bool:
        """Whether it is for a country by its ISO 3166 alpha-3 code."""
        return not self.countries or country in self.countries

    def holds(self, on: date) -> bool:
        """Whether it holds on a day."""
        return (self.valid_from is None or self.valid_from <= on) and (self.valid_until is None or on <= self.valid_until)
