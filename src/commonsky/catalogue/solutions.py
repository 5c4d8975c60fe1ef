"""Rows of the compendium of space solutions: products, services and methods that exist, who may use them, and what a country must have.

Facts: data/solutions. Checked when they load, as `catalogue.model` says. Leaves out figures that no page of the owner states, and prices.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from commonsky.catalogue.model import Positive, Row, Sourced
from commonsky.core.hazards import HazardName, PhaseName
from commonsky.core.variables import find_variable

SolutionKind = Literal["data set", "product", "service", "platform", "method", "software"]
Access = Literal["open", "registration", "restricted", "commercial"]
Maturity = Literal["research", "pre-operational", "operational", "ended"]
#: What a country must have to use it.
Means = Literal[
    "internet", "broadband", "satellite reception", "gis skills", "programming skills", "remote sensing skills", "hydrological model",
    "ground measurements", "authorised focal point", "agreement", "subscription", "telephone network"
]  # fmt: skip
Technology = Literal["earth observation", "navigation", "telecommunication"]
Box = tuple[float, float, float, float]


class SolutionWhere(Row):
    """Where it serves: `text` for people; `countries` (ISO 3166 alpha-3) or `bounds_deg` (west, south, east, north), none: everywhere.

    Bounds of the whole world say that it serves some countries only, and that no source lists which.
    """

    text: str
    countries: tuple[Annotated[str, Field(pattern=r"^[A-Z]{3}$")], ...] = ()
    bounds_deg: Box | None = None


class Solution(Sourced):
    """One solution.

    `cycle_h` is how often it is made, `latency_h` how long after the observation it is there, `resolution_m` of its cells; None where no
    source states it. `instruments` and `networks` are those of the catalogue that it is made from, `inputs` others, in words.
    """

    name: str
    full_name: str = ""
    name_zh: str = ""
    kind: SolutionKind
    technology: Technology = "earth observation"
    owner: str
    partners: tuple[str, ...] = ()
    what: str
    what_zh: str = ""
    variables: tuple[str, ...] = ()
    hazards: tuple[HazardName, ...] = ()
    phases: tuple[PhaseName, ...] = ()
    targets: tuple[str, ...] = ()
    instruments: tuple[str, ...] = ()
    networks: tuple[str, ...] = ()
    inputs: tuple[str, ...] = ()
    where: SolutionWhere
    since: Annotated[int, Field(ge=1900, le=2100)] | None = None
    resolution_m: Positive | None = None
    cycle_h: Positive | None = None
    latency_h: Annotated[float, Field(ge=0)] | None = None
    access: Access
    licence: str
    cost: str = ""
    maturity: Maturity
    status_as_of: date
    needs_means: tuple[Means, ...] = ()
    needs_also: str = ""
    page: Annotated[str, Field(pattern=r"^https?://\S+$")]

    @model_validator(mode="after")
    def _known(self) -> Self:
        try:
            for name in self.variables:
                find_variable(name)
        except LookupError as error:
            raise ValueError(str(error)) from error
        if not self.variables and not self.hazards and self.technology == "earth observation":
            raise ValueError("names neither a variable nor a hazard; give at least one")
        return self

    def serves(self, country: str) -> bool | None:
        """Whether it serves a country by its code; None where only its bounds say, and the caller must look at the map."""
        if self.where.countries:
            return country in self.where.countries
        return None if self.where.bounds_deg else True
