"""Rows of missions' lives: how long each was designed to fly, when its operator expects it to end, and what is to follow it.

Facts: data/lives.toml. Checked when they load, as `catalogue.model` says. Leaves out dates of launch and of an end that came: those stand
in the mission's own row. What no source states is left empty; workflows say which assumption they make instead.
"""

from __future__ import annotations

from datetime import date
from typing import Self

from pydantic import Field, model_validator

from commonsky.catalogue.model import Positive, Sourced


class Life(Sourced):
    """The life of one mission.

    Args:
        name: of the mission, as its row has it.
        design_life_years: as designed, from launch or from the start of its service as the note says.
        expected_end_from, expected_end_until: first and last day on which a source expects it to end; one day twice where it gives one.
        consumables_until: how long fuel or orbit lasts, by the source.
        followed_by: missions of the catalogue that carry on its series, the first in time first.
        spare: a satellite that flies or stands ready to take its place, in words; empty: none stated.
    """

    name: str
    design_life_years: Positive | None = None
    expected_end_from: date | None = None
    expected_end_until: date | None = None
    consumables_until: date | None = None
    followed_by: tuple[str, ...] = Field(default=())
    spare: str = ""

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if (self.expected_end_from is None) != (self.expected_end_until is None):
            raise ValueError("expected_end_from and expected_end_until stand together; give both, or one day twice")
        if self.expected_end_from and self.expected_end_until and self.expected_end_until < self.expected_end_from:
            raise ValueError(f"expected_end_until {self.expected_end_until} lies before expected_end_from {self.expected_end_from}")
        return self
