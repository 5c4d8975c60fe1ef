"""The profile as PDF: A4, tagged (PDF/UA-1), with bookmarks, contents and page numbers. Facts: none of its own.

Its order is `sections`; its look is templates/profile.typ. Left out there, left out here.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any

from commonsky.core.errors import OutputError
from commonsky.profile.blocks import Beside, Contents, Heading, Items, Paragraph, Pictures, Table
from commonsky.profile.drawings import colours
from commonsky.profile.sections import document
from commonsky.profile.typesetting import to_pdf, typefaces

if TYPE_CHECKING:
    from pathlib import Path

    from commonsky.profile.blocks import Block, Document
    from commonsky.profile.drawings import Drawing
    from commonsky.profile.geometry import MapGeometry
    from commonsky.profile.model import Profile

NAMES = {
    Heading: "heading",
    Paragraph: "paragraph",
    Items: "items",
    Table: "table",
    Pictures: "pictures",
    Beside: "beside",
    Contents: "contents",
}


def write_pdf(profile: Profile, geometry: MapGeometry, language: str, path: Path) -> None:
    """Write the profile as a PDF file.

    Args:
        profile: what is told.
        geometry: outlines for the map.
        language: one of `languages()`.
        path: file to write.

    Raises:
        UnknownNameError: if there are no words in the language.
        InvalidInputError: if no installed font has a character of the text.
        MissingExtraError: without typst.
        OutputError: if the file cannot be written.
    """
    save_pdf(document(profile, geometry, language), path)


def save_pdf(held: Document, path: Path) -> None:
    """Write any document of blocks as a PDF file; raises what `write_pdf` does, but for languages."""
    language = held.language
    data = {
        "title": held.title,
        "product": held.product,
        "language": language,
        "fonts": typefaces().families(language),
        "colours": colours(),
        "blocks": [_block(block, language) for block in held.blocks],
    }
    pdf = to_pdf("profile.typ", data, datetime.fromisoformat(held.made_utc))
    try:
        path.write_bytes(pdf)
    except OSError as error:
        raise OutputError(f"{path} cannot be written: {error.strerror}; give another folder") from error


def _block(block: Block, language: str) -> dict[str, Any]:
    """A block as the template reads it: its kind and its fields."""
    if isinstance(block, Beside):
        sides = {name: [_block(b, language) for b in side] for name, side in (("left", block.left), ("right", block.right))}
        return {"kind": "beside", "widths": block.widths, **sides}
    if isinstance(block, Pictures):
        drawn = [_drawing(d, language) for d in block.drawings]
        return {"kind": "pictures", "drawings": drawn, "heading": block.heading, "caption": [asdict(t) for t in block.caption]}
    return {"kind": NAMES[type(block)], **asdict(block)}


def _drawing(drawing: Drawing, language: str) -> dict[str, Any]:
    return {"svg": typefaces().fitted(drawing, language), "label": drawing.label, "name": drawing.name, "ratio": drawing.ratio}
