"""Notes of a run in the reader's language. Facts: section `note` of `strings/`, whose English holds every sentence as the run writes it.

A run notes what it assumed in English, as its data say it. Here each clause is found again among those sentences and told in the reader's
language with its figures. Leaves out what is not among them, such as why a row of a user's file was refused: that stays English.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from commonsky.profile.wording import read_wording

if TYPE_CHECKING:
    from commonsky.profile.wording import Wording

CLAUSE = "; "


def reader_note(note: str, wording: Wording) -> str:
    """A note as a sentence in the reader's language; in English where one of its clauses has no other words.

    >>> reader_note("cloud cover of 12 cells from the packaged zonal climatology", read_wording("zh"))
    '12 个单元的云量取自内置的纬向气候态。'
    >>> reader_note("refused: row 3", read_wording("en"))
    'Refused: row 3.'
    """
    clauses = [_told(clause, wording) for clause in note.split(CLAUSE)] if wording.language != "en" else []
    if clauses and all(clauses):
        return ("；" if wording.language == "zh" else CLAUSE).join(clauses) + ("。" if wording.language == "zh" else ".")
    return f"{note[:1].upper()}{note[1:].removesuffix('.')}."


def known(note: str) -> bool:
    """Whether every clause of a note is among the sentences of `strings/`."""
    return all(any(p.fullmatch(clause) for p in _patterns().values()) for clause in note.split(CLAUSE))


def _told(clause: str, wording: Wording) -> str:
    for key, pattern in _patterns().items():
        if found := pattern.fullmatch(clause):
            return wording(f"note.{key}", **found.groupdict())
    return ""


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    """Each sentence as a pattern whose groups are its figures."""
    return {
        key: re.compile(re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>.+?)", re.escape(text)))
        for key, text in read_wording("en").sections["note"].items()
    }
