"""Attained level from year to year as PDF: A4, tagged, set from the same pieces as the page. Facts: none of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from commonsky.profile.pdf import save_pdf
from commonsky.profile.timeline_page import on_paper, timeline_told
from commonsky.profile.timeline_tables import read_words

if TYPE_CHECKING:
    from pathlib import Path

    from commonsky.profile.timeline_model import Timeline


def write_timeline_pdf(timeline: Timeline, language: str, path: Path) -> None:
    """Write timeline.pdf.

    Args:
        timeline: what is told.
        language: ``en`` or ``zh``.
        path: file to write.

    Raises:
        UnknownNameError: if there are no words in the language.
        InvalidInputError: if no installed font has a character of the text.
        MissingExtraError: without typst.
        OutputError: if the file cannot be written.
    """
    words = read_words(language)
    save_pdf(on_paper(timeline_told(timeline, words), words), path)
