"""Words and numbers of the report to the Committee, and what a figure leads to. Facts: committee_words.toml."""

from __future__ import annotations

from typing import TYPE_CHECKING

from commonsky.profile.quantities import THIN, measure, unit_symbol
from commonsky.profile.wording import Wording, read_section_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from commonsky.profile.committee_model import CommitteeReport, Figure, RecordRef

#: Where the number of a figure stands in its label.
PLACE = "{}"
Links = tuple[tuple[str, str], ...]


def read_words(language: str) -> Wording:
    """The words of the report in a language.

    Raises:
        UnknownNameError: if they are not there in it.

    >>> read_words("zh")("committee.targets")
    '具体目标'
    """
    return read_section_words("committee_words.toml", language)


class Anchors:
    """Where each record and each figure of the answer stands in a report; names of letters and digits, whatever the records' ids are.

    Args:
        report: whose cited records and answer are numbered, from 1.
    """

    def __init__(self, report: CommitteeReport) -> None:
        self._exact = {(e.ref.kind, e.ref.id, e.ref.revision): f"record{n}" for n, e in enumerate(report.cited, 1)}
        self._newest = {(e.ref.kind, e.ref.id): f"record{n}" for n, e in enumerate(report.cited, 1)}

    def of(self, ref: RecordRef) -> str:
        """Anchor of a record in the annex: of that revision, else of the one that is there; empty where it is not cited."""
        return self._exact.get((ref.kind, ref.id, ref.revision)) or self._newest.get((ref.kind, ref.id), "")

    def links(self, refs: Iterable[RecordRef]) -> Links:
        """Ids of records, each with its anchor, each once, in the order of the annex; those that are not in it come last."""
        found = dict.fromkeys((ref.id, self.of(ref)) for ref in refs)
        return tuple(sorted(found, key=lambda link: int(link[1].removeprefix("record") or len(self._exact) + 1)))

    def answer(self, figure: Figure, order: int) -> str:
        """Where the number of a figure of the answer leads: to its record if it is one, else to the list of its records.

        Args:
            figure: of the answer.
            order: its place there, from 1.
        """
        only = {self.of(ref) for ref in figure.refs}
        return next(iter(only)) if len(only) == 1 and only != {""} else f"figure{order}"


def value(figure: Figure) -> str:
    """The number of a figure with its unit; whole numbers with all their digits, as they are counted.

    >>> from commonsky.profile.committee_model import Figure
    >>> [value(Figure(value=v, unit=u, label="", label_zh="")).replace(THIN, " ") for v, u in ((45120, ""), (0.5, "km2"), ("many", ""))]
    ['45 120', '0.5 km²', 'many']
    """
    if isinstance(figure.value, float):
        return measure(figure.value, figure.unit)
    text = whole(figure.value) if isinstance(figure.value, int) else figure.value
    return text if figure.unit in {"", "1"} else f"{text}{THIN}{unit_symbol(figure.unit)}"


def whole(count: int) -> str:
    """A whole number with thin spaces between thousands."""
    return f"{count:,}".replace(",", THIN)


def label(figure: Figure, words: Wording) -> tuple[str, str]:
    """What stands before the number of a figure and what after it, in the reader's language."""
    text = (figure.label_zh if words.language == "zh" else "") or figure.label
    before, place, after = text.partition(PLACE)
    gap = "" if words.language == "zh" else " "
    return (before, after) if place else ("", f"{gap}{text}")


def either(text: str, text_zh: str, words: Wording) -> str:
    """The text in the reader's language; in the other where it has none."""
    return (text_zh or text) if words.language == "zh" else (text or text_zh)


def listed(items: Sequence[str], words: Wording) -> str:
    """Names one after the other, or a dash where there is none.

    >>> listed(["a", "b"], read_words("en")), listed(["甲", "乙"], read_words("zh")), listed([], read_words("en"))
    ('a, b', '甲、乙', '—')
    """
    return ("、" if words.language == "zh" else ", ").join(items) or words("committee.unknown")


def spell(start: date | None, due: date | None, words: Wording) -> str:
    """From when until when, as far as it is known."""
    if start and due:
        return words("committee.from_to", start=start, end=due)
    if due:
        return words("committee.due", date=due)
    return words("committee.since", date=start) if start else ""
