"""The answer of `design` as specification sheets: one HTML file that opens without a network, and the blocks that its PDF is set from.

Facts: the answer's own. The answer comes first, then what it must serve, how much for how many, one sheet an addition, the limits. It is
told in the same pieces as the timeline, and its template is that of the timeline.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from commonsky.profile.blocks import Heading, Items, Table, Text
from commonsky.profile.citations import Citations, runs_of
from commonsky.profile.design_figures import front_drawing, sites_drawing
from commonsky.profile.design_model import design_csv, front_csv
from commonsky.profile.notes import reader_note
from commonsky.profile.quantities import duration, length, measure, number, percent, position
from commonsky.profile.timeline_page import STYLE, Figure, Fold, Told, answered, plain, render_told
from commonsky.profile.wording import Wording, read_section_words, read_wording

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from commonsky.profile.design_model import AdditionRow, CostTotal, DesignAnswer, DesignNeed, OrbitRow, SensorRow
    from commonsky.profile.drawings import Drawing
    from commonsky.profile.timeline_page import Piece

#: Name of an attribute, what is required, what it stands for.
Line = tuple[str, str, str]
#: Additions up to which all sheets stand open.
OPEN = 3


def read_words(language: str) -> Wording:
    """The words of the sheet in a language.

    Raises:
        UnknownNameError: if they are not there in it.

    >>> read_words("zh")("design.swath")
    '幅宽'
    """
    return read_section_words("design_words.toml", language)


def render_design(design: DesignAnswer, language: str = "en") -> str:
    """design.html: the whole page as text.

    Args:
        design: what is told.
        language: ``en`` or ``zh``.

    Raises:
        UnknownNameError: if the page does not speak the language.
    """
    words = read_words(language)
    return render_told(design_told(design, words), words, "design", STYLE)


def design_told(design: DesignAnswer, words: Wording) -> Told:
    """The sheet in reading order."""
    citations = Citations(source for row in design.additions for cost in row.costs for source in cost.source)
    return Told(
        product=words("design.product"),
        title=words("design.title", place=words.pick(design.area.names)),
        made_utc=design.made_utc,
        pieces=tuple(_pieces(design, citations, words)),
        citations=citations,
    )


def _pieces(design: DesignAnswer, citations: Citations, words: Wording) -> Iterator[Piece]:
    window = {"start": design.window.start_utc[:10], "end": design.window.end_utc[:10]}
    level, by = words(f"level.{design.level}"), words(f"design.by_{design.objective}")
    cells = {"cells": design.area.cells, "all": design.area.cells_from, "budget": design.budget}
    yield plain(words("design.facts", level=level, by=by, **window, **cells), "small")
    yield from answered(words.pick(design.answer), words)
    yield Heading(text=words("design.needs"), level=1)
    yield plain(words("design.needs_note"), "small")
    yield _needs_table(design, words)
    yield from _front(design, words)
    yield Heading(text=words("design.sheets"), level=1)
    yield plain(words("design.sheets_note" if design.additions else "design.no_sheets"), "small" if design.additions else "body")
    for row in design.additions:
        name = f"{row.rank} · {words.pick(row.titles)}"
        pieces = tuple(_sheet(row, design, citations, words))
        yield Fold(title=name, pieces=pieces, is_open=len(design.additions) <= OPEN, anchor=f"addition{row.rank}")
    yield from _sites(design, words)
    yield from _limits(design, words)


# what it must serve


def _needs_table(design: DesignAnswer, words: Wording) -> Table:
    head = ("col_need", "asked", "col_after", "col_area", "col_people", "col_time")
    rows = tuple(
        (
            Text(text=words.pick(need.titles), strong=True, under=words.pick(need.variable_names)),
            Text(text=_asked(need, words)),
            Text(text=words("design.met" if need.met_after else "design.not_met"), strong=not need.met_after),
            *(Text(text=_change(getattr(need.before, name), getattr(need.after, name), words)) for name in ("area", "people", "time")),
        )
        for need in design.needs
    )
    return _table(head, rows, (3, 3.2, 1.4, 1.6, 1.6, 1.6), words, right=(3, 4, 5))


def _asked(need: DesignNeed, words: Wording) -> str:
    told = []
    if need.resolution_m is not None:
        told.append(words("design.ask_resolution", value=length(need.resolution_m)))
    if need.uncertainty is not None:
        told.append(words("design.ask_uncertainty", value=measure(need.uncertainty, need.unit)))
    if need.cycle_h is not None:
        told.append(words("design.ask_cycle", value=duration(need.cycle_h)))
    if need.timeliness_h is not None:
        told.append(words("design.ask_timeliness", value=duration(need.timeliness_h)))
    return words("design.comma").join(told) or words("design.none_asked")


def _change(before: float, after: float, words: Wording) -> str:
    both = percent(before), percent(after)
    return both[0] if both[0] == both[1] else words("design.from_to", low=both[0], high=both[1])


# how much for how many


def _front(design: DesignAnswer, words: Wording) -> Iterator[Piece]:
    wide, narrow = (front_drawing(design, words, wide=wide) for wide in (True, False))
    if wide is None:
        return
    yield Heading(text=words("design.front"), level=1)
    proof = design.proof
    told = {"proven": percent(proof.proven), "a_priori": percent(proof.a_priori)} if proof else {}
    yield plain(words("design.front_note", **told) if proof else words("design.front_note_bare"), "note")
    yield _figure("additions", wide, narrow, design, words, front_csv(design))
    rows = tuple(
        (
            Text(text=str(row.count), strong=row.chosen),
            Text(text=percent(row.share), strong=row.chosen),
            Text(text=words("design.met" if row.met else "design.not_met")),
            Text(text=_money(row.costs, words)),
            Text(text=_set(row.names) or words("design.nothing")),
        )
        for row in design.front
    )
    yield _table(("col_count", "col_share", "col_holds", "col_cost", "col_set"), rows, (1, 1, 1.3, 2.4, 4), words)


def _set(names: Sequence[str]) -> str:
    """What a set holds, like things once with their number, whatever their places in orbit.

    >>> _set(["a 500 km, plane 0.00 phase 0.00", "a 500 km, plane 0.50 phase 0.50", "gauge at x"])
    '2 × a 500 km; gauge at x'
    """
    held = Counter(re.sub(r", plane [\d.]+ phase [\d.]+$", "", name) for name in names)
    return "; ".join(f"{count} × {name}" if count > 1 else name for name, count in held.items())


def _money(costs: Sequence[CostTotal], words: Wording) -> str:
    """Sums by currency, lowest to highest, and how many things are not in them."""
    told = []
    for cost in costs:
        missing = words("design.left_out", count=cost.left_out) if cost.left_out else ""
        told.append(_amount(cost.currency, cost.low, cost.high, words) + missing)
    return words("design.comma").join(told) or "—"


def _amount(currency: str, low: float, high: float, words: Wording) -> str:
    """What something costs, in the large unit of the language from there on."""
    unit = 1e4 if words.language == "zh" else 1e6
    key, part = ("amount_large", unit) if low >= unit else ("amount", 1.0)
    both = number(low / part), number(high / part)
    between = both[0] if both[0] == both[1] else words("design.from_to", low=both[0], high=both[1])
    return words(f"design.{key}", currency=currency, amount=between)


# one addition


def _sheet(row: AdditionRow, design: DesignAnswer, citations: Citations, words: Wording) -> Iterator[Piece]:
    lines = tuple((Text(text=name, strong=True), Text(text=text, under=told)) for name, text, told in _lines(row, design, words))
    yield _table(("col_attribute", "col_requirement"), lines, (2, 6), words)
    yield Heading(text=words("design.costs"), level=3)
    if not row.costs:
        yield plain(words("design.costs_count", count=row.count))
    else:
        yield _costs_table(row, citations, words)
    if row.alternatives:
        yield Heading(text=words("design.alternatives"), level=3)
        yield plain(words("design.alternatives_note"), "small")
        others = tuple((Text(text=words.pick(other.titles), strong=True), Text(text=percent(other.kept))) for other in row.alternatives)
        yield _table(("col_other", "col_kept"), others, (6, 1), words, right=(1,))


def _lines(row: AdditionRow, design: DesignAnswer, words: Wording) -> Iterator[Line]:
    """A line an attribute, in the order in which a mission is designed."""
    if row.orbit:
        yield from _orbit(row.orbit, row.count, words)
    if row.sensor:
        yield from _sensor(row.sensor, words)
    if row.place:
        yield words("design.place"), position(*row.place, 2), ""
    if row.missions:
        yield words("design.missions"), words("design.comma").join(row.missions), ""
    served = [need for need in design.needs if need.id in row.serves]
    for need in served:
        name = words.pick(need.variable_names)
        if need.resolution_m is not None and row.orbit:
            yield words("design.resolution"), length(need.resolution_m), name
        if need.uncertainty is not None and row.orbit:
            told = f"{name}{words('design.comma')}{words('design.uncertainty_told')}"
            yield words("design.uncertainty"), f"±{measure(need.uncertainty, need.unit)}", told
    yield from _timing(row, words)
    yield words("design.policy"), words.pick(row.data_policy), ""
    yield words("design.lifetime"), words.pick(row.lifetime), ""
    yield words("design.asks"), words.pick(row.asks), ""
    yield words("design.serves"), words("design.comma").join(words.pick(need.titles) for need in served) or "—", ""
    yield words("design.gives"), percent(row.share_after), words("design.gives_told")


def _orbit(orbit: OrbitRow, count: int, words: Wording) -> Iterator[Line]:
    sun = orbit.kind == "sun-synchronous"
    yield words("design.orbit"), words.pick(orbit.titles), ""
    yield words("design.altitude"), measure(orbit.altitude_km, "km", 4), ""
    yield words("design.inclination"), f"{orbit.inclination_deg:g}°", words("design.inclination_sun") if sun else ""
    nodes = [plane.node_time or number(plane.node_share) for plane in orbit.planes]
    yield words("design.node"), words("design.comma").join(nodes), words("design.node_told" if sun else "design.node_free")
    yield words("design.planes"), str(len(orbit.planes)), ""
    phases = " | ".join(words("design.comma").join(f"{360 * share:.0f}°" for share in plane.phases) for plane in orbit.planes)
    yield words("design.satellites"), f"{count} ({phases})", words("design.satellites_told")


def _sensor(sensor: SensorRow, words: Wording) -> Iterator[Line]:
    light = words.sections["design"].get(f"light_{sensor.light}", sensor.light)
    yield words("design.sensor"), words.pick(sensor.titles), light
    yield words("design.swath"), measure(sensor.swath_km, "km", 4), ""
    side = words.sections["design"].get(f"side_{sensor.side or 'none'}", sensor.side)
    if sensor.incidence_min_deg is not None and sensor.incidence_max_deg is not None:
        ends = dict.fromkeys((number(sensor.incidence_min_deg), number(sensor.incidence_max_deg)))
        key = "look_between" if len(ends) == 2 else "look_at"
        side = words(f"design.{key}", low=next(iter(ends)), high=list(ends)[-1]) + words("design.comma") + side
    yield words("design.look"), side, ""
    yield words("design.precedents"), words("design.comma").join(sensor.precedents) or words("design.no_precedents"), ""


def _timing(row: AdditionRow, words: Wording) -> Iterator[Line]:
    """Revisit, latency and the ground segment that keeps it."""
    if row.revisit:
        median, p95 = row.revisit.median_h, row.revisit.p95_h
        none = words("design.no_revisit")
        yield words("design.revisit_median"), none if median is None else duration(median), words("design.revisit_median_told")
        told = words("design.revisit_p95_told", seen=percent(row.revisit.seen_area))
        yield words("design.revisit_p95"), none if p95 is None else duration(p95), told
    latency = words("design.no_latency") if row.latency_h is None else duration(row.latency_h)
    yield words("design.latency"), latency, words("design.latency_told")
    if row.ground:
        stations = words("design.comma").join(row.ground.stations) or words("design.no_ground")
        key = "ground_never" if row.ground.wait_h is None else "ground_wait" if row.ground.kept else "ground_late"
        wait = {} if row.ground.wait_h is None else {"wait": duration(row.ground.wait_h)}
        yield words("design.ground"), stations, words(f"design.{key}", **wait)


def _costs_table(row: AdditionRow, citations: Citations, words: Wording) -> Table:
    head = tuple(words(f"design.{name}", **extra) for name, extra in (
        ("col_thing", {}), ("col_one", {}), ("col_all", {"count": row.count}), ("col_year", {}), ("col_source", {})
    ))  # fmt: skip
    rows = tuple(
        (
            Text(text=words.pick(cost.titles), strong=True, runs=runs_of(citations.numbers(cost.source))),
            Text(text=_amount(cost.currency, cost.low, cost.high, words)),
            Text(text=_amount(cost.currency, cost.low_all, cost.high_all, words)),
            Text(text=str(cost.year)),
            Text(text=cost.what, under=cost.note),
        )
        for cost in row.costs
    )
    return Table(head=head, rows=rows, widths=(2.4, 2, 2, 0.9, 3))


# where, and how far it may be trusted


def _sites(design: DesignAnswer, words: Wording) -> Iterator[Piece]:
    placed = [row for row in design.additions if row.place]
    drawing = sites_drawing(design, words)
    if not placed or drawing is None:
        return
    yield Heading(text=words("design.sites"), level=1)
    yield plain(words("design.sites_note"), "note")
    yield _figure("sites", drawing, None, design, words, design_csv(design))
    rows = tuple(
        (Text(text=str(row.rank), strong=True), Text(text=words.pick(row.titles)), Text(text=position(*row.place, 2)))
        for row in placed
        if row.place
    )
    yield _table(("col_number", "col_addition", "col_position"), rows, (0.8, 4, 2), words)


def _limits(design: DesignAnswer, words: Wording) -> Iterator[Piece]:
    yield Heading(text=words("design.limits"), level=1)
    told = [words.pick(text) for text in (*design.assumptions, *((design.costs_told,) if design.additions else ()))]
    if design.costs:
        told.append(f"{words('design.total')}{words('design.colon')}{_money(design.costs, words)}")
    if design.proof:
        proof = design.proof
        told.append(words("design.phases", low=percent(proof.phase_low), high=percent(proof.phase_high)))
        finished = words("design.finished" if proof.exchanges_finished else "design.unfinished")
        tried = {"count": sum(design.candidates.values()), "tried": proof.exchanges_tried, "finished": finished}
        told.append(words("design.searched", **tried))
    if design.without:
        told.append(words("design.without", names=words("design.comma").join(design.without)))
    yield Items(items=tuple((Text(text=text),) for text in told))
    if design.notes:
        yield Heading(text=words("design.notes"), level=2)
        house = read_wording(words.language)
        yield Items(items=tuple((Text(text=reader_note(note, house)),) for note in design.notes))
    made = words("design.made", version=design.version, time=design.made_utc[:16].replace("T", " "), command=design.command)
    yield plain(made, "small")


def _figure(name: str, wide: Drawing, narrow: Drawing | None, design: DesignAnswer, words: Wording, data: str) -> Figure:
    caption = words("design.figure_source", made=design.made_utc[:10])
    return Figure(name=name, wide=wide, narrow=narrow, caption=caption, data=data, lines=True)


def _table(
    head: Iterable[str],
    rows: tuple[tuple[Text, ...], ...],
    widths: tuple[float, ...],
    words: Wording,
    *,
    right: tuple[int, ...] = (),
) -> Table:
    return Table(head=tuple(words(f"design.{name}") for name in head), rows=rows, widths=widths, right=right)
