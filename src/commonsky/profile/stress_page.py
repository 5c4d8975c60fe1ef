"""The report on what breaks as one HTML file that opens without a network and without script. Facts: none of its own.

It is set from the same blocks as the PDF. Style and script stand in the file and are allowed by their hashes alone; the script sorts and
copies tables and opens what a link leads to, and without it the page is whole. Leaves out hovering.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from commonsky.profile.blocks import Beside, Heading, Items, Paragraph, Pictures, Table, Text
from commonsky.profile.drawings import FONT_SLOT
from commonsky.profile.quantities import THIN
from commonsky.profile.single_file import data_link, inlined
from commonsky.profile.stress_csv import stress_csv, table_csv
from commonsky.profile.stress_document import Teller, stress_document
from commonsky.profile.stress_figures import captioned, stages_drawing
from commonsky.profile.stress_tables import joined_units, read_words, share_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from commonsky.profile.blocks import Block
    from commonsky.profile.stress_model import Capability, Stress
    from commonsky.profile.wording import Wording

__all__ = ["render_stress", "stress_csv", "stress_sections"]

#: Rows of a table that stand open; the others unfold.
MOST_ROWS = 12
WEB = ("https://", "http://")
STYLE = """
.cards { display: grid; gap: 1rem; margin: 1.4rem 0 .4rem; }
.card { border-top: 4px solid var(--g); background: var(--tint); padding: .8rem .9rem 1rem; border-radius: 0 0 4px 4px; }
.cards .card h2 { border: 0; margin: 0; padding: 0; font-size: 1.0625rem; }
.card p { margin: .45rem 0 0; } .card .q { font-weight: 600; margin: 0; }
.numbers { display: flex; flex-wrap: wrap; align-items: baseline; gap: .1rem .55rem; font-variant-numeric: tabular-nums; }
.numbers b { font-size: 1.9rem; line-height: 1.15; font-weight: 650; } .numbers .was { color: var(--soft); font-size: 1.25rem; }
.card .bar { height: .7rem; margin: .5rem 0 .3rem; background: var(--line); }
.card a { display: inline-block; padding: .65rem 0; margin: -.65rem 0; }
.pair { display: grid; gap: 1.2rem 2.4rem; margin: 1rem 0; } .pair > div { min-width: 0; }
.chart { margin: 0 0 .4rem; } .chart svg { display: block; width: 100%; max-width: 33rem; height: auto; overflow: visible; }
.chart [fill="#1f2328"] { fill: var(--ink); } .chart [stroke="#1f2328"] { stroke: var(--ink); }
.chart [stroke="#d5d8dc"] { stroke: var(--line); }
.chart figcaption { font-size: .8125rem; color: var(--soft); margin-top: .3rem; max-width: 33rem; }
.chart figcaption a { display: inline-block; padding: .65rem 0; margin: -.65rem 0; }
.answer + p { margin-top: .9rem; }
.lead { border-inline-start: 4px solid var(--n); padding-inline-start: .8rem; max-width: 44rem; }
.fold { border-bottom: 1px solid var(--line); scroll-margin-top: 1rem; }
.fold > summary { display: grid; grid-template-columns: 1.2rem minmax(0, 1fr); gap: 0 .4rem; align-items: baseline; list-style: none; }
.fold > summary::-webkit-details-marker { display: none; }
.fold > summary::before { content: "+"; color: var(--soft); font-size: 1.2rem; line-height: 1; }
.fold[open] > summary::before { content: "−"; }
.fold > summary b { font-weight: 600; } .fold > summary .short { grid-column: 2; color: var(--soft); font-size: .875rem; }
.fold .inside > :first-child { scroll-margin-top: 4.5rem; } .inside h3 { margin: 1.3rem 0 .3rem; }
.inside ul, .inside ol { margin: .2rem 0 .6rem; padding-inline-start: 1.3rem; max-width: 46rem; } .inside li { margin-bottom: .3rem; }
.report .n { white-space: normal; padding-inline-end: 1.1rem; } .report tbody th { min-width: 0; } .report td { min-width: 4.2rem; }
.told { color: var(--soft); font-size: .875rem; }
.report td a, .report th a { display: inline-block; padding: .55rem 0; margin: -.55rem 0; }
.cite a { padding: .3rem .2rem; } .limits li { max-width: 44rem; margin-bottom: .3rem; }
.parts-list a { padding: .6rem 0; }
@media (min-width: 44rem) {
  .cards { grid-template-columns: repeat(3, minmax(0, 1fr)); } .pair { grid-template-columns: repeat(2, minmax(0, 1fr)); }
  .pair.uneven { grid-template-columns: minmax(0, 1.5fr) minmax(0, 1fr); } .report .stack { table-layout: fixed; }
  .parts-list { columns: 16rem; } .sortable.stack tbody th { min-width: 0; }
}
@media (max-width: 43.99rem) {
  .report .stack.sortable thead { display: none; }
  .report .stack tbody td { position: relative; display: block; padding: .15rem 0 .15rem 8.2rem; min-height: 1.5rem; text-align: start; }
  .report .stack tbody td[data-label]::before {
    position: absolute; inset-inline-start: 0; width: 7.8rem; max-width: none; font-size: .8125rem; }
  .report .stack tbody tr { padding: .7rem 0; }
}
@media (prefers-color-scheme: dark) {
  .chart [fill="#1b6d7d"] { fill: #3f9fb0; } .chart [stroke="#1b6d7d"] { stroke: #58b3c4; } .chart [stroke="#a87412"] { stroke: #d9a441; }
  .chart [stroke="#c4593a"] { stroke: #e07a5b; } .chart [fill="#c4593a"] { fill: #e07a5b; }
}
@media print {
  .chart svg { max-width: 120mm; } .pair, .cards { grid-template-columns: repeat(2, minmax(0, 1fr)); }
  .report .stack { table-layout: fixed; }
  .card { background: none; border: 1px solid var(--line); } .fold > summary::before { content: ""; } .pair > div { break-inside: avoid; }
}
"""
HOURS = {"min": 1 / 60, "h": 1.0, "d": 24.0, "years": 8766.0, "年": 8766.0}
_SORTED = re.compile(rf"[<>]?(\d+(?:\.\d+)?)(?:{THIN}±{THIN}\d+)?(?:{THIN}(%|min|h|d|years|年|ms|s)|°)?(?: →.*)?")


def render_stress(stress: Stress, language: str = "en") -> str:
    """stress.html: the whole page as text.

    Args:
        stress: what is told.
        language: ``en`` or ``zh``.

    Raises:
        UnknownNameError: if the page does not speak the language.
    """
    import jinja2

    words = read_words(language)
    held = stress_document(stress, language, paper=False)
    told = Teller(stress, words, paper=False)
    loader = jinja2.PackageLoader("commonsky.profile", "templates")
    environment = jinja2.Environment(loader=loader, autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    sections = list(_sections(held.blocks))
    content = {
        "w": words,
        "held": held,
        "head": sections[0],
        "sections": sections[1:],
        "questions": [_card(row, told, words) for row in stress.capabilities],
        "count": len(stress.scenarios),
        "citations": told.citations,
        "most": MOST_ROWS,
        "web": WEB,
        "sorting": sorting,
    }
    return environment.get_template("stress.html.j2").render(**content, **inlined(STYLE)) + "\n"


def stress_sections(stress: Stress, wording: Wording) -> tuple[Block, ...]:
    """A short section for the country's profile: the answer, the figure of the hardest scenario, the table of the three questions.

    Args:
        stress: what is told.
        wording: of the profile; a language without words of ours is told in English.

    Returns:
        Blocks from a heading of level 1 on.
    """
    words = read_words(wording.language if wording.language in {"en", "zh"} else "en")
    told = Teller(stress, words, paper=True)
    blocks: list[Block] = [
        Heading(text=words("stress.section"), level=1),
        Paragraph(texts=(Text(text=joined_units(words.pick(stress.answer))),), look="lead"),
    ]
    hardest = told.harmful[0] if told.harmful else None
    drawing = stages_drawing(hardest, stress, words) if hardest else None
    table = told.questions()
    if drawing is None:
        return (*blocks, table)
    return (*blocks, Beside(left=(table,), right=(captioned(drawing, stress, words),), widths=(1.3, 1)))


def order(text: str) -> float | None:
    """What a cell is sorted by: its number, durations in hours; None where it does not begin with a figure.

    >>> [order(t.replace(" %", THIN + "%").replace(" d", THIN + "d")) for t in ("<1 %", "62 %", "12 d", "no later")]
    [0.5, 62.0, 288.0, None]
    """
    found = _SORTED.fullmatch(text)
    if found is None:
        return None
    value = float(found[1]) * HOURS.get(found[2] or "", 1.0)
    return value / 2 if text.startswith("<") else value


def sorting(table: Table) -> list[list[float | None]]:
    """What each cell is sorted by, row by row: a number in columns that hold them, where a cell without one comes first; else None."""
    columns = [[order(cell.text) for cell in column] for column in zip(*table.rows, strict=True)]
    numeric = [2 * sum(value is not None for value in column) > len(column) for column in columns]
    return [[(-1.0 if v is None else v) if n else None for v, n in zip(row, numeric, strict=True)] for row in zip(*columns, strict=True)]


def _card(row: Capability, told: Teller, words: Wording) -> dict[str, Any]:
    """One of the three questions with its two numbers and a bar of what is left and what is lost."""
    before, worst = (None if share is None else round(100 * share, 2) for share in (row.before, row.worst))
    texts = [share_text(share, words) for share in (row.before, row.worst)]
    name = told.name_of(row.worst_scenario)
    return {
        "name": words.word("capability", row.name),
        "question": words.pick(row.question),
        "sentence": joined_units(words.pick(row.sentence)),
        "before": texts[0],
        "worst": texts[1],
        "bar": None if before is None or worst is None else (worst, max(0.0, before - worst)),
        "label": words("stress.bar_label", before=texts[0], worst=texts[1]),
        "hardest": words("stress.after", name=name) if name else words("stress.none_takes"),
        "anchor": told.anchors.get(row.worst_scenario, ""),
    }


def _sections(blocks: Iterable[Block]) -> Iterator[dict[str, Any]]:
    """What stands before the first heading, then each part; what follows a heading of level 2 folds under it."""
    parts: list[dict[str, Any]] = [{"title": "", "id": "", "pieces": []}]
    folds: list[dict[str, Any]] = []
    for block in blocks:
        if isinstance(block, Heading) and block.level == 1:
            parts.append({"title": block.text, "id": f"part{len(parts)}", "pieces": []})
            folds = []
        elif isinstance(block, Heading) and block.level == 2:
            folds = [{"kind": "fold", "title": block.text, "note": None, "id": "", "pieces": []}]
            parts[-1]["pieces"] += folds
        elif folds and isinstance(block, Paragraph) and block.look == "note" and folds[0]["note"] is None:
            folds[0] |= {"note": block, "id": block.texts[0].anchor}
        else:
            (folds or parts)[-1]["pieces"].append(_piece(block))
    for part in parts:
        part["pieces"] = list(_with_tables(part["pieces"]))
        for piece in part["pieces"]:
            if piece["kind"] == "fold":
                piece["pieces"] = list(_with_tables(piece["pieces"]))
        yield part


def _piece(block: Block) -> dict[str, Any]:
    if isinstance(block, Beside):
        sides = [list(_with_tables([_piece(one) for one in side])) for side in (block.left, block.right) if side]
        first = sides[0][0]
        for piece in (piece for side in sides[1:] for piece in side if piece["kind"] == "picture" and first["kind"] == "table"):
            piece["data"] = first["block"]  # the table beside it
        return {"kind": "pair", "sides": sides, "even": block.widths[0] == block.widths[1]}
    if isinstance(block, Pictures):
        return {"kind": "picture", "caption": block.caption[0].text, "drawing": block.drawings[0], "table": None, "data": None}
    kinds = {Heading: "heading", Paragraph: "paragraph", Items: "items", Table: "table"}
    return {"kind": kinds[type(block)], "block": block}


def _with_tables(pieces: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """A table right after a picture is that picture's: it folds under it, and its data are what the picture offers."""
    held: dict[str, Any] | None = None
    for piece in pieces:
        if held is not None and piece["kind"] == "table":
            held["table"] = held["data"] = piece["block"]
            held = None
            continue
        held = piece if piece["kind"] == "picture" else None
        if held is not None:
            held["files"] = lambda one=piece: _files(one)
            held["svg"] = Markup(piece["drawing"].svg.replace(f'font-family="{FONT_SLOT}"', 'font-family="inherit"'))  # noqa: S704 - by vl-convert
        yield piece


def _files(piece: dict[str, Any]) -> dict[str, str]:
    """Addresses that hold the picture, and the data of its table where it has one."""
    found = {"svg": data_link("image/svg+xml", piece["drawing"].svg)}
    return found | {"csv": data_link("text/csv", table_csv(piece["data"])) if piece["data"] else ""}
