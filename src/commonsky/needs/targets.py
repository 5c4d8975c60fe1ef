"""Rows of the three agendas: goals, targets and indicators by code, and what can be observed for each.

Facts: data/targets. Descriptions are our own words; the agendas' own texts stand at the sources. Leaves out figures of countries.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal, Self

from pydantic import model_validator

from commonsky.catalogue.model import Row, Sourced
from commonsky.core.citation import Source
from commonsky.core.variables import find_variable

if TYPE_CHECKING:
    from commonsky.needs.model import Need

Framework = Literal["sdg", "sendai", "paris"]
TargetKind = Literal["goal", "target", "indicator", "article", "paragraph"]
#: Measures: the variable is (part of) what the text counts. Supports: it is needed to act. Context: it helps to understand.
Role = Literal["measures", "supports", "context"]
LinkTechnology = Literal["navigation", "telecommunication"]
FRAMEWORKS: dict[Framework, str] = {"sdg": "Sustainable Development Goals", "sendai": "Sendai Framework", "paris": "Paris Agreement"}
#: How codes stand in texts.
_CODES = (
    ("SDG", re.compile(r"\bSDG (?:goal |target |indicator )?(\d+(?:\.[0-9a-z]+){0,2})", re.IGNORECASE)),
    ("Sendai", re.compile(r"\bSendai (?:Framework,? )?(?:target |indicator )?([A-G](?:-\d+)?)\b", re.IGNORECASE)),
    ("Paris", re.compile(r"\bParis (?:Agreement,? )?(?:Article )?(\d+(?:\.\d+)?(?:\([a-h]\))?)", re.IGNORECASE)),
)


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

    @property
    def variables(self) -> tuple[str, ...]:
        """Variables that it links to, as the row lists them."""
        return tuple(link.variable for link in self.links)


def goal_of(target_id: str) -> str:
    """The goal, global target or article that a code is of.

    >>> [goal_of(code) for code in ("SDG 6.6.1", "SDG 6.a", "Sendai G-2", "Paris 7.7(c)", "SDG 13")]
    ['SDG 6', 'SDG 6', 'Sendai G', 'Paris 7', 'SDG 13']
    """
    return re.split(r"[.(-]", target_id, maxsplit=1)[0]


def target_ids(need: Need) -> tuple[str, ...]:
    """Codes of the targets that a need's agenda names, each once; an entry in other words names none.

    >>> from commonsky.needs.model import Need
    >>> agenda = ({"what": "SDG target 13.1"}, {"what": "Sendai target G"}, {"what": "Paris Agreement, Article 7"})
    >>> target_ids(Need(requirement="r", title_en="t", agenda=agenda))
    ('SDG 13.1', 'Sendai G', 'Paris 7')
    """
    found = (code_in(str(entry.get("what", ""))) for entry in need.agenda)
    return tuple(dict.fromkeys(code for code in found if code))


def code_in(text: str) -> str:
    """The first code of a target in a text, as rows spell it, or an empty text.

    >>> code_in("sdg indicator 6.6.1"), code_in("Sendai G-2"), code_in("Paris Agreement, Article 7.7(c)"), code_in("something else")
    ('SDG 6.6.1', 'Sendai G-2', 'Paris 7.7(c)', '')
    """
    for spelled, pattern in _CODES:
        if match := pattern.search(text):
            code = match[1]
            return f"{spelled} {code.upper() if spelled == 'Sendai' else code.lower()}"
    return ""
