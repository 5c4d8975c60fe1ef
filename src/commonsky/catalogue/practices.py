"""Rows of recommended practices: recipes from a question to a product, with what they need and what came out where they were tried.

Facts: data/practices. Checked when they load, as `catalogue.model` says. Leaves out the publishers' prose, and commands that do not exist
yet: what we cannot do is a step by hand or by other software.
"""

from __future__ import annotations

import re
import shlex
from datetime import date
from typing import TYPE_CHECKING, Annotated, Literal, Self

from pydantic import Field, model_validator

from commonsky.catalogue.model import Row, Sourced, VariableName
from commonsky.core.errors import InvalidInputError
from commonsky.core.hazards import HazardName, PhaseName

if TYPE_CHECKING:
    from collections.abc import Mapping

ItemKind = Literal["raster", "vector", "table", "time series", "number", "date", "place", "text"]
#: Who does a step: a command of ours, a person, or other software.
StepBy = Literal["command", "hand", "software"]
#: Published: its owner offers it to follow. Operational: its owner also runs it. Superseded: its owner has put another in its place.
PracticeStatus = Literal["published", "operational", "superseded"]
Address = Annotated[str, Field(pattern=r"^https?://\S+$")]
_SLOT = re.compile(r"\{([a-z][a-z0-9_]*)\}")


class PracticeItem(Row):
    """What goes in or comes out. `name` is the slot that commands fill: {place}."""

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    kind: ItemKind
    what: str
    unit: str = ""
    required: bool = True


class PracticeStep(Row):
    """One step. A command is a template: {name} stands for an input of the practice.

    >>> step = PracticeStep(name="Look ahead", what="Next look", by="command", command="commonsky coverage next {place} --need flood")
    >>> step.line({"place": "Sri Lanka"})
    "commonsky coverage next 'Sri Lanka' --need flood"
    """

    name: str
    what: str
    what_zh: str = ""
    by: StepBy
    command: str = ""
    software: str = ""

    @model_validator(mode="after")
    def _doer_named(self) -> Self:
        if (self.by == "command") != bool(self.command):
            raise ValueError(f"step {self.name}: a step by command has a command, another has none")
        if (self.by == "software") != bool(self.software):
            raise ValueError(f"step {self.name}: a step by software names it, another names none")
        if self.command and not self.command.startswith("commonsky "):
            raise ValueError(f"step {self.name}: a command starts with 'commonsky '; other programs are software")
        return self

    @property
    def slots(self) -> tuple[str, ...]:
        """Names that the command's template asks for, in order."""
        return tuple(_SLOT.findall(self.command))

    def line(self, values: Mapping[str, str]) -> str:
        """The command with its slots filled, quoted for a shell.

        Raises:
            InvalidInputError: if a slot has no value, or the step is no command.
        """
        if not self.command:
            raise InvalidInputError(f"step {self.name} is done by {self.software or self.by}; it has no command")
        if missing := [slot for slot in self.slots if slot not in values]:
            raise InvalidInputError(f"step {self.name} needs a value for {missing[0]}; it asks for: {', '.join(self.slots)}")
        return _SLOT.sub(lambda match: shlex.quote(values[match[1]]), self.command)


class PracticeTrial(Row):
    """That it was tried in a place; `year` is that of the event or of the work, None where the page says none."""

    place: str
    year: Annotated[int, Field(ge=1900, le=2100)] | None = None
    hazard: HazardName | None = None
    where: Address


class PracticeFigure(Row):
    """A figure that the practice's own page, its code or a validation states; `value` as printed there."""

    what: str
    value: str
    unit: str = ""
    where: Address
    quoted: str


class Practice(Sourced):
    """One practice. `strengths` and `limits` are what sources say of it, in our words; `expected` is what a run can be held against."""

    name: str
    full_name: str = ""
    name_zh: str = ""
    what: str
    what_zh: str = ""
    publisher: str
    hazards: tuple[HazardName, ...] = ()
    phases: tuple[PhaseName, ...] = ()
    variables: tuple[VariableName, ...] = ()
    targets: tuple[str, ...] = ()
    inputs: tuple[PracticeItem, ...] = Field(min_length=1)
    outputs: tuple[PracticeItem, ...] = Field(min_length=1)
    steps: tuple[PracticeStep, ...] = Field(min_length=1)
    strengths: tuple[str, ...] = ()
    limits: tuple[str, ...] = ()
    regions_tried: tuple[PracticeTrial, ...] = ()
    expected: tuple[PracticeFigure, ...] = ()
    instruments: tuple[str, ...] = ()
    page: Address
    status: PracticeStatus
    status_as_of: date

    @model_validator(mode="after")
    def _whole(self) -> Self:
        given = [item.name for item in self.inputs if item.required]
        unknown = {slot for step in self.steps for slot in step.slots} - set(given)
        if unknown:
            raise ValueError(f"a command asks for {{{min(unknown)}}}, which is no required input; required: {', '.join(given) or 'none'}")
        names = [item.name for item in (*self.inputs, *self.outputs)]
        if twice := next((name for name in names if names.count(name) > 1), None):
            raise ValueError(f"{twice} stands twice among inputs and outputs; give each its own name")
        return self
