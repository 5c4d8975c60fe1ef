"""The report on what breaks as a PDF. Facts: the report's own. Leaves out what paper has no room for: stress_document says what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from commonsky.profile.pdf import save_pdf
from commonsky.profile.stress_document import stress_document

if TYPE_CHECKING:
    from pathlib import Path

    from commonsky.profile.stress_model import Stress


def write_stress_pdf(stress: Stress, language: str, path: Path) -> None:
    """Write the report as a PDF file: A4, tagged, with contents and page numbers.

    Args:
        stress: what is told.
        language: ``en`` or ``zh``.
        path: file to write.

    Raises:
        UnknownNameError: if there are no words in the language.
        InvalidInputError: if no installed font has a character of the text.
        MissingExtraError: without typst.
        OutputError: if the file cannot be written.
    """
    save_pdf(stress_document(stress, language), path)
