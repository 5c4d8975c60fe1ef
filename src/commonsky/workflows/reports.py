"""Reports as files: data, table, page and, where its packages are installed, PDF, in one folder, whole or not at all. Facts: none."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, Generic, TypeVar

from commonsky.core.folders import check_replaceable, whole_folder

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from commonsky.core.execution import Progress

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Writers(Generic[T]):
    """What writes a report.

    Args:
        name: of the files, before the dot.
        json: report to JSON.
        csv: report to rows.
        html: report and language to a page.
        pdf: report, language and path.
    """

    name: str
    json: Callable[[T], str]
    csv: Callable[[T], str]
    html: Callable[[T, str], str]
    pdf: Callable[[T, str, Path], None]

    @property
    def files(self) -> tuple[str, ...]:
        """All files that it may write."""
        return tuple(f"{self.name}.{kind}" for kind in ("html", "json", "csv", "pdf"))


def write_report(
    make: Callable[[], T], writers: Writers[T], folder: Path, language: str, progress: Progress, *, documents: bool = True
) -> T:
    """A report made, and written into a folder, whole or not at all.

    Args:
        make: what makes it; called once the folder is known to be free.
        writers: how it is written.
        folder: where to.
        language: of page and PDF.
        progress: is told what is being done.
        documents: whether the PDF is wanted; it is written where its package is installed.

    Raises:
        CommonskyError: if an input is refused or the folder cannot be written; nothing is left behind then.
    """
    from commonsky.profile.wording import read_wording

    read_wording(language)
    check_replaceable(folder.absolute(), writers.files)
    with whole_folder(folder, writers.files) as inside:
        report = make()
        pdf = documents and find_spec("typst") is not None
        progress.step("writing the report", 3 + pdf)
        for kind, text in (("json", writers.json(report)), ("csv", writers.csv(report)), ("html", writers.html(report, language))):
            (inside / f"{writers.name}.{kind}").write_text(text, "utf-8", newline="")
            progress.tick()
        if pdf:
            writers.pdf(report, language, inside / f"{writers.name}.pdf")
            progress.tick()
    return report
