"""Attained level from year to year as one HTML file that opens without a network, and as the blocks that its PDF is set from.

Facts: the timeline's own. Style and script stand in the file and are allowed by their hashes alone; without script nothing is missing but
sorting and copying. Each figure stands there twice, for a telephone and for a desk, and its data and picture are links that hold them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from commonsky.profile.blocks import Document, Heading, Items, Paragraph, Pictures, Table, Text
from commonsky.profile.citations import Citations
from commonsky.profile.drawings import FONT_SLOT
from commonsky.profile.notes import reader_note
from commonsky.profile.quantities import percent
from commonsky.profile.single_file import data_link, inlined
from commonsky.profile.timeline_figures import DELAYS, SHOWN, delays_drawing, flights_drawing, need_drawing, strip_drawing
from commonsky.profile.timeline_tables import (
    course,
    delays_csv,
    delays_table,
    flights_csv,
    flights_table,
    levels_table,
    read_words,
    share_at,
    strip_csv,
    strip_table,
    timeline_csv,
    title,
    turns_table,
    worst_delays,
    year_of,
    years_table,
)
from commonsky.profile.wording import read_wording

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from commonsky.profile.blocks import Block, Look
    from commonsky.profile.drawings import Drawing
    from commonsky.profile.timeline_model import NeedTimeline, Timeline
    from commonsky.profile.wording import Wording

STYLE = """
.chart { margin: .6rem 0 1.4rem; } .chart svg { display: block; width: 100%; height: auto; }
.chart .for-phone { max-width: 31rem; } .chart .for-desk { display: none; }
.chart [fill="#1f2328"] { fill: var(--ink); } .chart [stroke="#1f2328"] { stroke: var(--ink); }
.chart [fill="#d5d8dc"] { fill: var(--line); } .chart [stroke="#d5d8dc"] { stroke: var(--line); }
.chart [fill="#ffffff"] { fill: var(--paper); } .chart [stroke="#ffffff"] { stroke: var(--paper); }
.chart figcaption { font-size: .875rem; color: var(--soft); margin-top: .3rem; }
.chart figcaption a { display: inline-block; padding: .65rem .3rem; }
details.part { border-bottom: 1px solid var(--line); } details.part > summary { font-weight: 600; }
.report h3 { font-size: 1.0625rem; } .report .plain { max-width: 44rem; padding-inline-start: 1.1rem; } .plain li { margin-bottom: .4rem; }
.report .lead { max-width: 44rem; } .report .answer + .lead { margin-top: .6rem; }
.report .n { padding-inline-end: 1.1rem; } .report tbody th { min-width: 0; } .report table.data { max-width: 62rem; }
@media (max-width: 43.99rem) {
  .report .stack td.n[data-label] { justify-content: flex-end; gap: .6rem; }
  .report .stack td.n[data-label]::before { margin-inline-end: auto; }
  .report .pair td[data-label]::before { display: none; }
}
.report .broad { min-width: 56rem; } .report .broad tbody th { min-width: 11rem; }
@media (min-width: 44rem) {
  .chart .for-desk { display: block; } .chart .for-phone.paired { display: none; } .chart .for-desk.lines { max-width: 46rem; }
}
@media print {
  .chart .for-desk { display: block; } .chart .for-phone.paired { display: none; } .chart .for-phone { max-width: 110mm; }
  .report .broad { min-width: 0; font-size: 6pt; } .report .broad tbody th { min-width: 0; }
  .chart figcaption a { padding: 0; }
}
@media (prefers-color-scheme: dark) { .chart path[fill="transparent"] { stroke: var(--soft); } }
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A figure as it is told: drawn for a desk and paper, and for a telephone where that is another drawing.

    Args:
        name: of its files, without ending.
        wide: the drawing for a desk and paper; the only one where `narrow` is none.
        narrow: the drawing for a telephone.
        caption: what stands under it.
        data: its data as CSV.
        lines: whether it is drawn less wide than the page.
    """

    name: str
    wide: Drawing
    narrow: Drawing | None = None
    caption: str
    data: str
    lines: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Fold:
    """A part that unfolds on the page and has a heading on paper; links lead to its anchor, which its first paragraph carries on paper."""

    title: str
    pieces: tuple[Piece, ...]
    anchor: str = ""
    is_open: bool = False
    level: int = 2


Piece = Heading | Paragraph | Items | Table | Figure | Fold


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A report as pieces in reading order, with the words that stand around them."""

    product: str
    title: str
    made_utc: str
    pieces: tuple[Piece, ...]
    citations: Citations


def render_timeline(timeline: Timeline, language: str = "en") -> str:
    """timeline.html: the whole page as text.

    Args:
        timeline: what is told.
        language: ``en`` or ``zh``.

    Raises:
        UnknownNameError: if the page does not speak the language.
    """
    words = read_words(language)
    return render_told(timeline_told(timeline, words), words, "timeline", STYLE)


def timeline_told(timeline: Timeline, words: Wording) -> Told:
    """The report in reading order."""
    citations = Citations([*timeline.sources, *(source for span in timeline.missions for source in span.sources)])
    return Told(
        product=words("timeline.product"),
        title=words("timeline.title", country=words.pick(timeline.country.names), first=timeline.first_year, last=timeline.last_year),
        made_utc=timeline.made_utc,
        pieces=tuple(_pieces(timeline, citations, words)),
        citations=citations,
    )


def _pieces(timeline: Timeline, citations: Citations, words: Wording) -> Iterator[Piece]:
    key = "cells_all" if timeline.cells == timeline.cells_all else "cells_some"
    cells = words(f"timeline.{key}", cells=timeline.cells, all=timeline.cells_all)
    window = {"start": timeline.window.start_utc[:10], "end": timeline.window.end_utc[:10]}
    yield plain(words("timeline.facts", months=timeline.step_months, cells=cells, **window), "small")
    yield from answered(words.pick(timeline.answer), words)
    yield from _strip(timeline, words)
    yield from _needs(timeline, words)
    yield from _delays(timeline, words)
    yield from _flights(timeline, citations, words)
    yield from _assumed(timeline, words)


def _strip(timeline: Timeline, words: Wording) -> Iterator[Piece]:
    yield Heading(text=words("timeline.strip"), level=1)
    if not timeline.needs:
        yield plain(words("timeline.no_points"))
        return
    yield plain(words("timeline.strip_note"), "note")
    wide, narrow = (strip_drawing(timeline, words, wide=wide) for wide in (True, False))
    yield _figure("needs-by-year", wide, narrow, timeline, words, strip_csv(timeline))
    yield plain(words("timeline.strip_table_note"), "small")
    yield strip_table(timeline, words)
    told = (plain(words("timeline.years_fold_note"), "small"), years_table(timeline, words))
    yield Fold(title=words("timeline.years_fold"), pieces=told)


def _needs(timeline: Timeline, words: Wording) -> Iterator[Piece]:
    if not timeline.needs:
        return
    yield Heading(text=words("timeline.needs"), level=1)
    yield plain(words("timeline.needs_note"), "small")
    for order, need in enumerate(timeline.needs, 1):
        anchor = f"need{order}"
        pieces = tuple(_need(need, anchor, timeline, words))
        yield Fold(title=title(need, words), pieces=pieces, anchor=anchor, is_open=order == 1)


def _need(need: NeedTimeline, anchor: str, timeline: Timeline, words: Wording) -> Iterator[Piece]:
    if not course(need, "expected"):
        yield Paragraph(texts=(Text(text=words("timeline.no_points"), anchor=anchor),))
        return
    yield Paragraph(texts=(Text(text=_need_told(need, timeline, words), anchor=anchor),), look="lead")
    wide, narrow = (need_drawing(need, timeline, words, wide=wide) for wide in (True, False))
    yield _figure(need.id, wide, narrow, timeline, words, timeline_csv(timeline.model_copy(update={"needs": (need,)})), lines=True)
    yield Heading(text=words("timeline.turns"), level=3)
    yield turns_table(need, words) if need.turns else plain(words("timeline.no_turns"))
    by_year = (plain(words("timeline.levels_note"), "small"), levels_table(need, timeline, words))
    yield Fold(title=words("timeline.levels"), pieces=by_year, level=3)


def _need_told(need: NeedTimeline, timeline: Timeline, words: Wording) -> str:
    today, end = year_of(timeline.made_utc), timeline.last_year + 1.0
    band = sorted(share_at(need, end, name) for name in ("early", "late"))
    shares = {"now": share_at(need, today), "last": share_at(need, end), "low": band[0], "high": band[1]}
    text = words("timeline.need_told", year=timeline.last_year, **{name: percent(share) for name, share in shares.items()})
    ahead = [p for p in course(need, "expected") if year_of(p.date) >= today]
    lowest = min(ahead, key=lambda p: p.threshold, default=None)
    if lowest is None or lowest.threshold >= min(shares["now"], shares["last"]):
        return text
    gap = "" if words.language == "zh" else " "
    return text + gap + words("timeline.need_lowest", low=percent(lowest.threshold), date=lowest.date[:7])


def _delays(timeline: Timeline, words: Wording) -> Iterator[Piece]:
    yield Heading(text=words("timeline.delays"), level=1)
    drawing = delays_drawing(timeline, words)
    if drawing is None:
        yield plain(words("timeline.no_delays"))
        return
    rows = len(worst_delays(timeline))
    more = words("timeline.delays_more", shown=DELAYS, all=rows) if rows > DELAYS else ""
    yield plain(joined([words("timeline.delays_note"), more], words), "note")
    yield _figure("launch-delays", drawing, None, timeline, words, delays_csv(timeline))
    yield delays_table(timeline, words)


def _flights(timeline: Timeline, citations: Citations, words: Wording) -> Iterator[Piece]:
    yield Heading(text=words("timeline.flights"), level=1)
    wide, narrow = (flights_drawing(timeline, words, wide=wide) for wide in (True, False))
    if wide is None:
        yield plain(words("timeline.no_flights"))
        return
    rows = len(timeline.missions)
    more = words("timeline.flights_more", shown=SHOWN, all=rows) if rows > SHOWN else ""
    yield plain(joined([words("timeline.flights_note"), more], words), "note")
    yield _figure("missions-by-year", wide, narrow, timeline, words, flights_csv(timeline))
    yield Fold(title=words("timeline.flights_fold"), pieces=(flights_table(timeline, words, citations),))


def _assumed(timeline: Timeline, words: Wording) -> Iterator[Piece]:
    yield Heading(text=words("timeline.assumed"), level=1)
    told = ("ends", "courses", "phases", "window", "shares")
    yield Items(items=tuple((Text(text=words(f"timeline.assumed_{name}")),) for name in told))
    if timeline.notes:
        yield Heading(text=words("timeline.notes"), level=2)
        house = read_wording(words.language)
        yield Items(items=tuple((Text(text=reader_note(note, house)),) for note in timeline.notes))
    made = words("timeline.made", version=timeline.version, time=timeline.made_utc[:16].replace("T", " "), command=timeline.command)
    yield plain(made, "small")


def _figure(
    name: str, wide: Drawing, narrow: Drawing | None, timeline: Timeline, words: Wording, data: str, *, lines: bool = False
) -> Figure:
    caption = words("timeline.figure_source", made=timeline.made_utc[:10])
    return Figure(name=name, wide=wide, narrow=narrow, caption=caption, data=data, lines=lines)


# of any report that is told in pieces


def plain(text: str, look: Look = "body") -> Paragraph:
    """A paragraph of one text."""
    return Paragraph(texts=(Text(text=text),), look=look)


def answered(text: str, words: Wording) -> Iterator[Paragraph]:
    """An answer: its first sentence large, the others after it."""
    first, stop, rest = text.partition("。" if words.language == "zh" else ". ")
    yield plain(first + (stop.rstrip() if rest else stop), "answer")
    if rest:
        yield plain(rest, "lead")


def joined(sentences: Iterable[str], words: Wording) -> str:
    """Sentences one after the other, as the language sets them."""
    return ("" if words.language == "zh" else " ").join(text for text in sentences if text)


def on_paper(told: Told, words: Wording) -> Document:
    """The report as a document of blocks, with its sources as a numbered list."""
    sources = tuple((Text(text=found.where, runs=((found.number, found.number),)),) for found in told.citations)
    last = (Heading(text=words.sections[_section(words)]["sources"], level=1), Items(items=sources, look="sources")) if sources else ()
    return Document(
        title=told.title,
        product=told.product,
        language=words.language,
        made_utc=told.made_utc,
        colon=words.sections[_section(words)]["colon"],
        blocks=(*(block for piece in told.pieces for block in _blocks(piece)), *last),
    )


def _section(words: Wording) -> str:
    """The first section of a report's words: the one that is its own."""
    return next(iter(words.sections))


def _blocks(piece: Piece) -> tuple[Block, ...]:
    if isinstance(piece, Figure):
        return (Pictures(drawings=(piece.wide,), caption=(Text(text=piece.caption),)),)
    if isinstance(piece, Fold):
        return (Heading(text=piece.title, level=piece.level), *(block for inner in piece.pieces for block in _blocks(inner)))
    return (piece,)


def render_told(told: Told, words: Wording, template: str, style: str) -> str:
    """The page of a report that is told in pieces.

    Args:
        told: the report.
        words: its words; the first section is its own.
        template: name of its template, without ending.
        style: rules of its own.
    """
    import jinja2

    own = _section(words)
    loader = jinja2.PackageLoader("commonsky.profile", "templates")
    environment = jinja2.Environment(loader=loader, autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.globals.update(w=words, own=own, say=lambda key: words.sections[own][key], kind_of=_kind, drawn=_drawn)
    head, *sections = _sections(told.pieces)
    content = {"told": told, "head": head, "sections": sections, "citations": told.citations, "held": data_link}
    return environment.get_template(f"{template}.html.j2").render(**content, **inlined(style)) + "\n"


def _sections(pieces: Sequence[Piece]) -> list[dict[str, Any]]:
    """What stands before the first heading, then each part with the name that links lead to."""
    found: list[dict[str, Any]] = [{"title": "", "id": "", "pieces": []}]
    for piece in pieces:
        if isinstance(piece, Heading) and piece.level == 1:
            found.append({"title": piece.text, "id": f"part{len(found)}", "pieces": []})
        else:
            found[-1]["pieces"].append(piece)
    return found


def _kind(piece: Piece) -> str:
    return type(piece).__name__.lower()


def _drawn(drawing: Drawing, classes: str) -> Markup:
    """A drawing in the page's own type."""
    svg = drawing.svg.replace(f'font-family="{FONT_SLOT}"', 'font-family="inherit"').replace("<svg ", f'<svg class="{classes}" ', 1)
    return Markup(svg)  # noqa: S704 - written by vl-convert from our own specification
