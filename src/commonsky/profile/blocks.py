"""What a document is made of, in reading order: headings, paragraphs, lists, tables, pictures. Facts: none. Leaves out how they look."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from commonsky.profile.drawings import Drawing

Look = Literal["body", "small", "note", "fine", "answer", "lead"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A piece of text with what stands at it.

    Args:
        text: the words.
        strong: whether it is set bold.
        code: of a level whose swatch is drawn before it, or an empty text.
        runs: first and last number of each run of sources that it is cited with.
        under: a second line in small type.
        shares: codes and per cent of a bar that is drawn in its place.
        links: words and the anchor, or web address, that each leads to; no anchor, no link. On a line of their own where there is a text.
        anchor: name by which links lead to it, of letters and digits, once in a document.
    """

    text: str
    strong: bool = False
    code: str = ""
    runs: tuple[tuple[int, int], ...] = ()
    under: str = ""
    shares: tuple[tuple[str, float], ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    anchor: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A heading of a part (level 1), of a need or section (2), of a piece of it (3); none is skipped. Needs carry their bar."""

    text: str
    level: int
    bar: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """Pieces of text set as one paragraph."""

    texts: tuple[Text, ...]
    look: Look = "body"


@dataclass(frozen=True, slots=True, kw_only=True)
class Items:
    """A list; the numbered list of sources is what citations lead to."""

    items: tuple[tuple[Text, ...], ...]
    look: Literal["numbered", "plain", "sources"] = "plain"


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table with one row of headings.

    Args:
        head: headings.
        rows: cells of each row; the first names the row.
        widths: relative widths of the columns.
        right: columns set flush right.
        fine: whether it is set in the smaller size.
        beside: in so many parts side by side, where the page is wide enough.
    """

    head: tuple[str, ...]
    rows: tuple[tuple[Text, ...], ...]
    widths: tuple[float, ...]
    right: tuple[int, ...] = ()
    fine: bool = False
    beside: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Pictures:
    """One or more drawings with one caption; the first is the widest."""

    drawings: tuple[Drawing, ...]
    caption: tuple[Text, ...]
    heading: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """Blocks side by side on a wide page, one after the other elsewhere; the widths are relative."""

    left: tuple[Block, ...]
    right: tuple[Block, ...]
    widths: tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """Here a list of the parts is set; the first page ends before it."""


Block = Heading | Paragraph | Items | Table | Pictures | Beside | Contents


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A profile or a report in reading order.

    Args:
        title: the country, or what the report is called.
        product: what the document is.
        language: of the words.
        made_utc: when it was made, ISO 8601.
        colon: as the language writes it, with its space.
        blocks: all else.
    """

    title: str
    product: str
    language: str
    made_utc: str
    colon: str
    blocks: tuple[Block, ...]
