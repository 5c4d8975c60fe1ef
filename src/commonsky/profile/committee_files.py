"""The report to the Committee as files: HTML, PDF and DOCX by language, and JSON of all that they tell. Facts: none of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from commonsky.core.errors import OutputError
from commonsky.profile.committee_page import render_committee
from commonsky.profile.committee_sections import committee_document
from commonsky.profile.pdf import save_pdf
from commonsky.profile.word_document import save_docx

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from commonsky.profile.committee_model import CommitteeReport

NAME = "committee-report"


def write_committee(
    report: CommitteeReport, out: Path, languages: Iterable[str] = ("en", "zh"), *, documents: bool = True
) -> tuple[Path, ...]:
    """Write committee-report.json, and in each language .html, and .docx and .pdf where they are wanted.

    Args:
        report: what is told.
        out: folder, made where it is not there.
        languages: of the documents.
        documents: whether .docx and .pdf are written.

    Returns:
        The files in the order of writing.

    Raises:
        UnknownNameError: if there are no words in a language; nothing was written.
        InvalidInputError: if no installed font has a character of a PDF or a picture; what was written before stays.
        MissingExtraError: without typst or python-docx.
        OutputError: if a file cannot be written.
    """
    held = {language: committee_document(report, language) for language in languages}
    written = [out / f"{NAME}.json"]
    _write(written[0], report.model_dump_json(indent=1) + "\n")
    for language, document in held.items():
        page, word, pdf = (out / f"{NAME}.{language}.{kind}" for kind in ("html", "docx", "pdf"))
        _write(page, render_committee(report, language))
        written.append(page)
        if documents:
            save_docx(document, word)
            save_pdf(document, pdf)
            written += [word, pdf]
    return tuple(written)


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise OutputError(f"{path} cannot be written: {error.strerror}; give another folder") from error
