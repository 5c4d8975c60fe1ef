"""Rows of the three agendas: goals, targets and indicators by code, and what can be observed for each.

Facts: data/targets. Descriptions are our own words; the agendas' own texts stand at the sources. Leaves out figures of countries.
"""

from __future__ import annotations

from typing import Literal, Self

from pydantic import model_validator

from commonsky.catalogue.model import Row, Sourced
from commonsky.core.citation import Source
from commonsky.core.variables import find_variable

Framework = Literal["sdg", "sendai", "paris"]
TargetKind = Literal["goal", "target", "indicator", "article", "paragraph"]
#: Measures: the variable is (part of) what the text counts. Supports: it is needed to act. Context: it helps to understand.
Role = Literal["measures", "supports", "context"]
LinkTechnology = Literal["navigation", "telecommunication"]
FRAMEWORKS: dict[Framework, str] = {"sdg": "Sustainable Development Goals", "sendai": "Sendai Framework", "paris": "Paris Agreement"}


class Link(Row):
    """That a variable matters to a target: in which role, how, and where that was read; without a source it is shown as our judgement."""

    variable: str
    role: Role
    how: str
    source: Source | None = None


class AlsoLink(Row):
    """That navigation or telecommunication by satellite matters to a target."""

    technology: LinkTechnology
    role: Role
    how: str
    source: Source | None = None


class Target(Sourced):
    """A goal, target, indicator, article or paragraph. One that links to no variable says why in `no_link`."""

    id: str
    framework: Framework
    kind: TargetKind
    parent: str = ""
    name: str
    name_zh: str
    what: str
    what_zh: str = ""
    custodian: str = ""
    links: tuple[Link, ...] = ()
    also: tuple[AlsoLink, ...] = ()
    no_link: str = ""

    @model_validator(mode="after")
    def _linked(self) -> Self:
        try:
            for link in self.links:
                find_variable(link.variable)
        except LookupError as error:
            raise ValueError(str(error)) from error
        if not self.links and not self.no_link:
            raise ValueError("links to no variable; give links, or say why none in no_link")
        if self.links and self.no_link:
            raise ValueError("has links and a reason for none; keep one")
        if len({link.variable for link in self.links}) != len(self.links):
            raise ValueError("links to a variable twice; keep one role")
        return self
