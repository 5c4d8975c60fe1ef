"""Reports on a country as parts of its profile: the answer, the main figure with its table, and where the whole report lies.

Facts: the reports' own. Their words are their own too; a language that they do not speak is told in English. Leaves out all else of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from commonsky.profile.blocks import Table, Text
from commonsky.profile.design_figures import front_drawing
from commonsky.profile.design_model import DesignAnswer
from commonsky.profile.quantities import duration, measure, percent
from commonsky.profile.resilience_parts import Figure, Fold, answered, lies, report_part, said, without_links
from commonsky.profile.stress_figures import stages_drawing
from commonsky.profile.stress_model import Stress
from commonsky.profile.stress_tables import harms, scenarios_table, stages_table
from commonsky.profile.timeline_figures import strip_drawing
from commonsky.profile.timeline_tables import strip_table
from commonsky.profile.wording import read_section_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from commonsky.profile.design_model import AdditionRow
    from commonsky.profile.model import Report
    from commonsky.profile.resilience_parts import Part, Piece
    from commonsky.profile.timeline_model import Timeline
    from commonsky.profile.wording import Wording

#: Scenarios whose stages are drawn.
DRAWN = 3
SPOKEN = frozenset({"en", "zh"})
NONE = "—"


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldReport:
    """A report that was given: what the profile keeps of it, and all of it."""

    row: Report
    told: Stress | Timeline | DesignAnswer


def report_parts(held: Sequence[HeldReport], wording: Wording) -> tuple[Part, ...]:
    """A part of the profile for each report, in the order given."""
    return tuple(
        report_part(one.row, wording, order, (answered(one.row, wording), *_pieces(one, wording), lies(one.row, wording)))
        for order, one in enumerate(held, 1)
    )


def _pieces(one: HeldReport, wording: Wording) -> Iterator[Piece]:
    if isinstance(one.told, Stress):
        return _stress(one.told, wording)
    return _design(one.told, wording) if isinstance(one.told, DesignAnswer) else _timeline(one.told, wording)


def _words(name: str, wording: Wording) -> Wording:
    return read_section_words(f"{name}_words.toml", wording.language if wording.language in SPOKEN else "en")


def _stress(stress: Stress, wording: Wording) -> Iterator[Piece]:
    """Stages of the hardest scenarios, and all that take something."""
    words = _words("stress", wording)
    harmful = [row for row in stress.scenarios if harms(row)]
    if not harmful:
        yield said(wording("reports.scenarios_none", count=len(stress.scenarios)))
        return
    drawn = harmful[:DRAWN]
    yield said(wording("reports.stages_drawn", count=len(drawn)), "small")
    for order, row in enumerate(drawn, 1):
        drawing = stages_drawing(row, stress, words)
        if drawing is not None:
            table = without_links(stages_table(stress, [row], words))
            yield Figure(name=f"stages-{order}", wide=drawing, caption=wording("reports.source"), table=table, beside=True)
    told = without_links(stages_table(stress, drawn, words))
    yield Fold(title=wording("reports.stages"), note=wording("reports.stages_brief", count=len(drawn)), pieces=(told,))
    brief = wording("reports.scenarios_brief", count=len(harmful), all=len(stress.scenarios))
    yield Fold(title=wording("reports.scenarios"), note=brief, pieces=(without_links(scenarios_table(stress, harmful, words, {})),))


def _timeline(timeline: Timeline, wording: Wording) -> Iterator[Piece]:
    """Needs by year."""
    words = _words("timeline", wording)
    if not timeline.needs:
        return
    yield said(words("timeline.strip_note"), "small")
    wide, narrow = (strip_drawing(timeline, words, wide=wide) for wide in (True, False))
    table = without_links(strip_table(timeline, words))
    yield Figure(name="needs-by-year", wide=wide, narrow=narrow, caption=wording("reports.source"), table=table)


def _design(told: DesignAnswer, wording: Wording) -> Iterator[Piece]:
    """What is added, and how far each number of additions goes."""
    w = wording
    if not told.additions:
        yield said(w("reports.nothing_added" if told.already_met else "reports.nothing_found"))
        return
    head = tuple(w(f"reports.{key}") for key in ("addition", "serves", "orbit", "swath", "latency", "after"))
    titles = {need.id: w.pick(need.titles) for need in told.needs}
    rows = tuple(_addition(row, titles, w) for row in told.additions)
    yield Table(head=head, rows=rows, widths=(3, 3, 2, 1, 1.1, 1.2), right=(3, 4, 5))
    yield said(w.pick(told.costs_told), "small")
    words = _words("design", w)
    wide, narrow = (front_drawing(told, words, wide=wide) for wide in (True, False))
    if wide is not None:
        caption = "".join((w("reports.front_note"), "" if w.language == "zh" else " ", w("reports.source")))
        yield Figure(name="additions", wide=wide, narrow=narrow, caption=caption, table=_front(told, words, w))


def _front(told: DesignAnswer, words: Wording, w: Wording) -> Table:
    names = tuple(w(f"reports.{key}") for key in ("front_count", "front_share", "front_holds"))
    rows = tuple(
        (
            Text(text=str(row.count), strong=row.chosen),
            Text(text=percent(row.share), strong=row.chosen),
            Text(text=words("design.met" if row.met else "design.not_met")),
        )
        for row in told.front
    )
    return Table(head=names, rows=rows, widths=(1, 1, 2), right=(1,))


def _addition(row: AdditionRow, titles: dict[str, str], w: Wording) -> tuple[Text, ...]:
    return (
        Text(text=w.pick(row.titles), strong=True),
        Text(text=_semicolon(w).join(titles.get(need, need) for need in row.serves)),
        Text(text=w.pick(row.orbit.titles) if row.orbit else NONE),
        Text(text=measure(row.sensor.swath_km, "km") if row.sensor else NONE),
        Text(text=duration(row.latency_h) if row.latency_h is not None else NONE),
        Text(text=percent(row.share_after)),
    )


def _semicolon(w: Wording) -> str:
    return "；" if w.language == "zh" else "; "
