"""The specification sheet of `design` as PDF: A4, tagged, set from the same pieces as the page. Facts: none of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from commonsky.profile.design_page import design_told, read_words
from commonsky.profile.pdf import save_pdf
from commonsky.profile.timeline_page import on_paper

if TYPE_CHECKING:
    from pathlib import Path

    from commonsky.profile.design_model import DesignAnswer


def write_design_pdf(design: DesignAnswer, language: str, path: Path) -> None:
    """Write design.pdf.

    Args:
        design: what is told.
        language: ``en`` or ``zh``.
        path: file to write.

    Raises:
        UnknownNameError: if there are no words in the language.
        InvalidInputError: if no installed font has a character of the text.
        MissingExtraError: without typst.
        OutputError: if the file cannot be written.
    """
    words = read_words(language)
    save_pdf(on_paper(design_told(design, words), words), path)
