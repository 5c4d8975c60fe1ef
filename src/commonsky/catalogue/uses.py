"""Rows of the space application matrix: what a space technology does for a hazard in a phase of disaster management.

Facts: data/uses. Checked when they load, as `catalogue.model` says. Leaves out products and services, which stand in `catalogue.solutions`,
and how well a use works: each row says that it is done, and where that was read.
"""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from commonsky.catalogue.model import Sourced, VariableName
from commonsky.catalogue.solutions import Technology
from commonsky.core.hazards import HazardName, PhaseName

#: How a technology is written in an id.
SHORT: dict[Technology, str] = {"earth observation": "eo", "navigation": "nav", "telecommunication": "com"}


class Use(Sourced):
    """One use; `id` is hazard, phase, short technology and a number: flood-response-eo-1. `variables`: those that it observes."""

    id: Annotated[str, Field(pattern=r"^[a-z-]+-(eo|nav|com)-[1-9]\d*$")]
    hazard: HazardName
    phase: PhaseName
    technology: Technology
    what: str
    what_zh: str = ""
    variables: tuple[VariableName, ...] = ()

    @model_validator(mode="after")
    def _named_for_its_cell(self) -> Self:
        stem = f"{self.hazard.replace(' ', '-')}-{self.phase}-{SHORT[self.technology]}-"
        if not self.id.startswith(stem):
            raise ValueError(f"id {self.id} does not start with {stem}")
        return self
