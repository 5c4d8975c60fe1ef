"""The relevance matrix as told to people and programs: what the page shows, relevance.csv and relevance.json. Facts: none of its own.

The rows are those of needs.relevance. Leaves out drawing: relevance_page.
"""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

from commonsky.core.variables import find_variable
from commonsky.needs.relevance import heat
from commonsky.needs.targets import goal_of
from commonsky.profile.wording import Wording, read_section_words

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from commonsky.core.citation import Source
    from commonsky.needs.relevance import Heat, Relevance
    from commonsky.needs.targets import Target

COLUMNS = (
    "framework", "goal", "target", "target_name", "target_name_zh", "kind", "variable", "variable_name", "role", "how", "link_source",
    "link_quoted", "instrument", "missions_flying", "relevance", "product", "instrument_sources",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Matrix:
    """What is told.

    Args:
        targets: that were asked for, by code, those that link to nothing too.
        rows: the chains.
        on: the date on which satellites count as flying.
        framework: ``sdg``, ``sendai``, ``paris``, or empty for all.
        country: its names by language, or nothing for the world.
        networks: names of the ground networks that measure a variable, by variable.
        solutions: names of the solutions that name a target (and serve the country), by target.
        notes: what was left out, one line each.
        command, version: that made it.
    """

    targets: Mapping[str, Target]
    rows: tuple[Relevance, ...]
    on: date
    framework: str = ""
    country: Mapping[str, str] = field(default_factory=dict)
    networks: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    solutions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    command: str = ""
    version: str = ""

    @cached_property
    def heat(self) -> tuple[Heat, ...]:
        """Goal by variable, in the order of the targets."""
        return heat(self.rows)

    @cached_property
    def links(self) -> dict[tuple[str, str], tuple[Relevance, ...]]:
        """Chains by target and variable."""
        found: dict[tuple[str, str], list[Relevance]] = {}
        for row in self.rows:
            found.setdefault((row.target, row.variable), []).append(row)
        return {key: tuple(rows) for key, rows in found.items()}

    @cached_property
    def instruments(self) -> dict[str, tuple[Relevance, ...]]:
        """Chains that end in an instrument, each instrument once, by variable in the order of their names."""
        found: dict[str, dict[str, Relevance]] = {}
        for row in self.rows:
            by_name = found.setdefault(row.variable, {})
            if row.instrument:
                by_name.setdefault(row.instrument, row)
        return {variable: tuple(found[variable].values()) for variable in sorted(found)}


@lru_cache(maxsize=4)
def read_words(language: str) -> Wording:
    """The words of the relevance page in a language.

    Raises:
        UnknownNameError: if they are not there in it.

    >>> read_words("zh")("role.measures")
    '直接量度'
    """
    return read_section_words("relevance_words.toml", language)


def relevance_csv(matrix: Matrix) -> str:
    """relevance.csv: a row a target, variable and instrument; a target that links to nothing has no row."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in matrix.rows:
        target = matrix.targets[row.target]
        name = find_variable(row.variable).titles["en"]
        read, printed = (row.link_source.where, row.link_source.quoted) if row.link_source else ("", "")
        writer.writerow([
            target.framework, goal_of(row.target), row.target, target.name, target.name_zh, target.kind, row.variable, name, row.role,
            row.how, read, printed, row.instrument, row.missions if row.instrument else "", row.relevance, row.product,
            " | ".join(dict.fromkeys(source.where for source in row.instrument_sources)),
        ])  # fmt: skip
    return text.getvalue()


def relevance_json(matrix: Matrix) -> str:
    """relevance.json: targets with their links, variables with their instruments and networks, and the heat table."""
    return json.dumps(as_values(matrix), ensure_ascii=False, indent=1) + "\n"


def as_values(matrix: Matrix) -> dict[str, Any]:
    """All of it as plain values; an instrument stands once, under its variable."""
    return {
        "version": matrix.version,
        "command": matrix.command,
        "on": matrix.on.isoformat(),
        "framework": matrix.framework or "all",
        "country": dict(matrix.country) or None,
        "targets": [_target(target, matrix) for target in matrix.targets.values()],
        "variables": {
            variable: {
                "titles": find_variable(variable).titles,
                "instruments": [_instrument(row) for row in rows],
                "networks": list(matrix.networks.get(variable, ())),
            }
            for variable, rows in matrix.instruments.items()
        },
        "heat": [
            {
                "goal": cell.goal,
                "variable": cell.variable,
                "measures": cell.measures,
                "supports": cell.supports,
                "context": cell.context,
                "instruments_flying": cell.instruments,
            }
            for cell in matrix.heat
        ],
        "notes": list(matrix.notes),
    }


def _target(target: Target, matrix: Matrix) -> dict[str, Any]:
    links = [rows[0] for (code, _), rows in matrix.links.items() if code == target.id] if target.links else []
    return {
        "id": target.id,
        "framework": target.framework,
        "kind": target.kind,
        "parent": target.parent,
        "name": target.name,
        "name_zh": target.name_zh,
        "links": [
            {"variable": link.variable, "role": link.role, "how": link.how, "source": _source(link.link_source)} for link in links
        ],
        "no_link": target.no_link,
        "solutions": list(matrix.solutions.get(target.id, ())),
    }  # fmt: skip


def _instrument(row: Relevance) -> dict[str, Any]:
    return {
        "instrument": row.instrument,
        "missions_flying": row.missions,
        "relevance": row.relevance,
        "product": row.product,
        "sources": [_source(source) for source in row.instrument_sources],
    }


def _source(source: Source | None) -> dict[str, str] | None:
    return source.model_dump(exclude_defaults=True) if source else None
