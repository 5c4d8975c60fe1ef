"""Parts of a profile that are told once for page, PDF and DOCX: pieces in reading order, and reports as they stand without their files.

Facts: the profile's own. A figure is drawn twice where a telephone wants another drawing; its table folds under it on the page and follows
it on paper. Leaves out form, which templates and sections give.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from commonsky.core.citation import Source
from commonsky.profile.blocks import Beside, Heading, Paragraph, Pictures, Table, Text
from commonsky.profile.citations import Citations, cite

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from commonsky.profile.blocks import Block, Look
    from commonsky.profile.drawings import Drawing
    from commonsky.profile.model import Profile, Report
    from commonsky.profile.wording import Wording


#: Width of a drawing, px, from which it takes all of a page.
BROAD = 640.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A figure with its table.

    Args:
        name: of its files, without ending.
        wide: the drawing for a desk and paper, and for a telephone where there is no `narrow`.
        narrow: the drawing for a telephone, or None.
        caption: what stands under it.
        table: its numbers, or None.
        beside: whether it stands beside others like it on a desk and on paper; its numbers then are only offered as a file.
    """

    name: str
    wide: Drawing
    narrow: Drawing | None = None
    caption: str
    table: Table | None = None
    beside: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Fold:
    """What folds under a heading on the page, with a line beside it, and stands open on paper."""

    title: str
    note: str
    pieces: tuple[Paragraph | Table | Figure, ...]


Piece = Paragraph | Table | Figure | Fold


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part of the profile: its heading, the name that links lead to, and its pieces."""

    title: str
    id: str
    pieces: tuple[Piece, ...]


def blocks_of(part: Part) -> Iterable[Block]:
    """A part as blocks of the PDF and the DOCX."""
    yield Heading(text=part.title, level=1)
    row: list[Figure] = []
    for piece in part.pieces:
        if isinstance(piece, Figure) and piece.beside:
            row.append(piece)
            continue
        yield from _paired(row)
        row = []
        if isinstance(piece, Fold):
            yield Heading(text=piece.title, level=2)
            yield said(piece.note, "note")
        for one in piece.pieces if isinstance(piece, Fold) else (piece,):
            yield from _figured(one) if isinstance(one, Figure) else (one,)
    yield from _paired(row)


def _figured(figure: Figure) -> Iterable[Block]:
    """A figure and its table, one after the other where the drawing needs the whole width, else side by side."""
    if figure.table is None or is_broad(figure.wide):
        yield _pictures(figure)
        yield from (figure.table,) if figure.table else ()
    else:
        drawn = replace(figure, wide=figure.narrow or figure.wide)
        yield Beside(left=(_pictures(drawn),), right=(figure.table,), widths=(1, 1.3))


def is_broad(drawing: Drawing) -> bool:
    """Whether a drawing is so wide that it takes all of a page."""
    found = re.search(r'viewBox="0 0 ([\d.]+) ', drawing.svg)
    return found is not None and float(found[1]) >= BROAD


def _paired(row: Sequence[Figure]) -> Iterable[Block]:
    """Figures two by two."""
    for two in (row[i : i + 2] for i in range(0, len(row), 2)):
        yield Beside(left=(_pictures(two[0]),), right=tuple(_pictures(one) for one in two[1:]), widths=(1, 1))


def _pictures(figure: Figure) -> Pictures:
    return Pictures(drawings=(figure.wide,), caption=(Text(text=figure.caption),))


def said(text: str, look: Look = "body") -> Paragraph:
    """A paragraph of one text."""
    return Paragraph(texts=(Text(text=text),), look=look)


def without_links(table: Table) -> Table:
    """A table of another document's with its words alone: neither places nor sources of that document are in this one."""
    return replace(table, rows=tuple(tuple(_bare(cell) for cell in row) for row in table.rows))


def _bare(cell: Text) -> Text:
    return replace(cell, text=cell.text or ", ".join(words for words, _ in cell.links), links=(), runs=(), anchor="")


def cited(profile: Profile) -> Citations:
    """All documents of a profile, those of what it hangs on last."""
    found = cite(profile)
    if profile.resilience is None:
        return found
    before = (Source(what=what, where=each.where, quoted=quoted) for each in found for what, quoted in each.figures)
    return Citations([*before, *profile.resilience.sources])


def told_reports(profile: Profile, wording: Wording) -> tuple[Part, ...]:
    """Reports that were given, without what only their files hold: a part each with its answer and where the rest lies."""
    return tuple(
        report_part(row, wording, order, (answered(row, wording), lies(row, wording))) for order, row in enumerate(profile.reports, 1)
    )


def report_part(row: Report, wording: Wording, order: int, pieces: tuple[Piece, ...]) -> Part:
    """The part of one report, whatever is told of it."""
    return Part(title=wording(f"reports.{row.kind}"), id=f"report-{order}", pieces=pieces)


def answered(row: Report, wording: Wording) -> Paragraph:
    """A report's answer."""
    return said(wording.pick(row.answer))


def lies(row: Report, wording: Wording) -> Paragraph:
    """Where the whole report lies, and when it was made."""
    made = row.made_utc[:16].replace("T", " ")
    return said(wording("reports.lies", file=row.file, date=made, sha256=row.sha256[:12]), "small")
