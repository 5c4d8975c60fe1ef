"""Essential Climate Variables: domain, and which of our variables are among their products. Facts: data/ecvs.toml (GCOS-245)."""

from __future__ import annotations

from typing import Literal

from commonsky.catalogue.model import Sourced, VariableName

Domain = Literal[
    "atmosphere: surface",
    "atmosphere: upper air",
    "atmosphere: composition",
    "ocean: physical",
    "ocean: biogeochemistry",
    "ocean: biology",
    "land: hydrology",
    "land: cryosphere",
    "land: biosphere",
    "land: anthroposphere",
]


class EssentialClimateVariable(Sourced):
    """One Essential Climate Variable; `variables` is empty where none of ours is among its products."""

    name: str
    name_zh: str = ""
    domain: Domain
    variables: tuple[VariableName, ...] = ()
