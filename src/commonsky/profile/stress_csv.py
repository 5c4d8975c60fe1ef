"""stress.csv, and tables as CSV. Facts: the report's own rows. Left out: curves, envelopes and sources, which stress.json has."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from commonsky.profile.quantities import THIN
from commonsky.profile.stress_tables import STAGES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from commonsky.profile.blocks import Table, Text
    from commonsky.profile.stress_model import Effect, Figure, ScenarioAfter, Stress

COLUMNS = (
    "scenario", "kind", "title", "need", "need_title", "before", "absorb", "adapt", "recover", "people_before", "people_absorb",
    "stated_before", "stated_absorb", "age_before_h", "age_after_h", "wait_before_h", "wait_after_h", "to_open",
    *(f"{name}_{stage}" for name in ("see", "see_people", "locate", "tell") for stage in STAGES),
    "probability", "lasting", "warning_lost_h", "navigation_lost", "telecom_lost", "paths_lost",
)  # fmt: skip


def stress_csv(stress: Stress) -> str:
    """stress.csv: one row a scenario and need that it touches; a scenario that touches none has one row without a need.

    Args:
        stress: the report.

    Returns:
        RFC 4180 text, shares 0 to 1, hours; empty where a value is not known.
    """
    titles = {need.id: need.titles.get("en", need.id) for need in stress.needs}
    rows = [
        _scenario_row(row) | (_effect_row(effect, titles) if effect else {})
        for row in stress.scenarios
        for effect in row.effects or (None,)
    ]
    return csv_text(COLUMNS, ([row.get(name) for name in COLUMNS] for row in rows))


def csv_text(head: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """Rows as CSV; what is not known is empty."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([list(head), *(list(row) for row in rows)])
    return text.getvalue()


def table_csv(table: Table) -> str:
    """The words of a table as CSV, thin spaces plain."""
    return csv_text(table.head, ([_words_of(cell) for cell in row] for row in table.rows)).replace(THIN, " ")


def _words_of(cell: Text) -> str:
    return " ".join(part for part in (cell.text, *(words for words, _ in cell.links), cell.under) if part)


def _scenario_row(row: ScenarioAfter) -> dict[str, object]:
    stages = {f"{name}_{stage.stage}": getattr(stage, name) for stage in row.stages for name in ("see", "see_people", "locate", "tell")}
    return stages | {
        "scenario": row.name,
        "kind": row.kind,
        "title": row.titles.get("en", row.name),
        "probability": "; ".join(f"{_bounds(f)} per {f.per}: {f.of}" for f in row.probability),
        "lasting": "; ".join(f"{_bounds(f)} {f.per}: {f.of}" for f in row.lasting),
        "warning_lost_h": row.warning_lost_h,
        "navigation_lost": "; ".join(row.navigation.systems_lost) if row.navigation else "",
        "telecom_lost": "; ".join(row.telling.systems_lost) if row.telling else "",
        "paths_lost": "; ".join(row.telling.lost) if row.telling else "",
    }


def _bounds(figure: Figure) -> str:
    return f"{figure.low:g}" if figure.low == figure.high else f"{figure.low:g} to {figure.high:g}"


def _effect_row(effect: Effect, titles: Mapping[str, str]) -> dict[str, object]:
    held = effect.model_dump(exclude={"opened"})
    return held | {"need_title": titles.get(effect.need, effect.need), "to_open": "; ".join(effect.opened)}
