"""The resilience checklist as one HTML file that opens without a network, as a table and as data. Facts: none of its own.

Style stands in the file and is allowed by its hash alone; there is no script. Leaves out a score: counts are all that is told.
"""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

from commonsky import __version__
from commonsky.profile.citations import Citations
from commonsky.profile.single_file import inlined
from commonsky.profile.wording import read_section_words
from commonsky.resilience.checklist import PHASES, STATES

if TYPE_CHECKING:
    from datetime import date

    from commonsky.profile.wording import Wording
    from commonsky.resilience.checklist import Sheet, Standing

COLUMNS = (
    "id", "subject", "phase", "theme", "question", "question_zh", "evidence_asked", "evidence_asked_zh", "outside", "references", "state",
    "shown", "lacks_evidence", "evidence", "link", "file", "sha256", "by", "date",
)  # fmt: skip
#: Colour of each state, and the class that it has on the page; dark enough or light enough to tell apart in grey.
CLASSES = {"yes": "yes", "partly": "partly", "no": "no", "not applicable": "na", "not answered": "none"}
COLOURS = {"yes": "#1b6d7d", "partly": "#e8c872", "no": "#c4593a", "na": "#c9cdd1", "none": "#ffffff"}
STYLE = (
    "".join(f".{name} {{ fill: {colour}; }} " for name, colour in COLOURS.items())
    + "\n.swatch .none, .bar .none { fill: var(--paper); } .bar rect { stroke: none; }\n"
    ".bar { min-width: 9rem; max-width: 22rem; border: 1px solid var(--soft); } .counts .wide-cell { padding-inline-start: 1.2rem; }\n"
    ".state { white-space: nowrap; } .ask { font-weight: normal; width: 40%; } .ask .id { font-weight: 600; }\n"
    "@media (max-width: 43.99rem) { .counts .wide-cell { padding-inline-start: 0; } .bar { max-width: none; } .ask { width: auto; } }\n"
    ".states { list-style: none; margin: .6rem 0 1rem; padding: 0; display: flex; flex-wrap: wrap; gap: .3rem 1.2rem; }\n"
    ".asked { margin: 0 0 1.2rem; padding: 0 0 .6rem; border-bottom: 1px solid var(--line); max-width: 48rem; break-inside: avoid; }\n"
    ".asked h4 { font-size: 1rem; margin: 0 0 .2rem; } .asked p { margin: 0 0 .25rem; } .asked:target { background: var(--tint); }\n"
    "@media (min-width: 44rem) { .counts td.n, .counts th.n { min-width: 3.2rem; } } .id { white-space: nowrap; }\n"
    ".counts .sum > * { font-weight: 600; } .refs a { white-space: nowrap; }\n"
    "@media print { details::details-content { content-visibility: visible; block-size: auto; opacity: 1; } }\n"
)  # fmt: skip


def render_checklist(sheet: Sheet, on: date, language: str = "en") -> str:
    """checklist.html: the whole page as text.

    Args:
        sheet: what is told.
        on: the date that it bears.
        language: ``en`` or ``zh``.

    Raises:
        UnknownNameError: if the page does not speak the language.
    """
    import jinja2

    words = read_section_words("checklist_words.toml", language)
    loader = jinja2.PackageLoader("commonsky.profile", "templates")
    environment = jinja2.Environment(loader=loader, autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.globals.update(w=words, classes=CLASSES, states=STATES, phases=PHASES, pick=lambda told: getattr(told, language))
    environment.globals["given"] = lambda row: _given(row, words)
    content = _content(sheet, on, words) | inlined(STYLE, script="", images=False)
    return environment.get_template("checklist.html.j2").render(**content) + "\n"


def answer(sheet: Sheet, words: Wording) -> list[str]:
    """What the page says first, a sentence each; never a score."""
    counts, rows = sheet.counts(), sheet.standings
    if counts["not answered"] == len(rows):
        return [words("page.answer_all_open", count=len(rows)), words("page.no_score")]
    named = {CLASSES[state]: number for state, number in counts.items()}
    told = [words("page.answer", count=len(rows), **named)]
    claimed, lacking = counts["yes"] + counts["partly"], sum(row.lacks_evidence for row in rows)
    if claimed:
        told.append(words("page.answer_lacking" if lacking else "page.answer_backed", claimed=claimed, lacking=lacking))
    if outside := [row for row in rows if row.question.outside]:
        told.append(words("page.answer_outside", seen=sum(_is_seen(row) for row in outside), outside=len(outside)))
    return [*told, words("page.no_score")]


def checklist_csv(sheet: Sheet) -> str:
    """checklist.csv: a row a question, answered or not."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in sheet.standings:
        told = _row(row)
        told["references"] = "; ".join(f"{framework} {name}" for framework, name in row.question.references)
        writer.writerow([told[name] for name in COLUMNS])
    return text.getvalue()


def checklist_json(sheet: Sheet, on: date) -> str:
    """checklist.json: counts by subject and phase, every question, the probes, and what was refused."""
    return json.dumps(as_values(sheet, on), ensure_ascii=False, indent=1) + "\n"


def as_values(sheet: Sheet, on: date) -> dict[str, Any]:
    """All of it as plain values."""
    return {
        "version": __version__,
        "on": on.isoformat(),
        "name": sheet.name,
        "counts": {s: {phase: sheet.counts(s, phase) for phase in PHASES} for s in sheet.subjects},
        "open": [row.question.id for row in sheet.standings if row.is_open],
        "evidence_lacking": [row.question.id for row in sheet.standings if row.lacks_evidence],
        "outside": {row.question.id: _is_seen(row) for row in sheet.standings if row.question.outside},
        "questions": [_row(row) for row in sheet.standings],
        "probes": [
            {"id": p.id, "questions": list(p.questions), "titles": dict(p.titles), "result": p.result, "fact": p.fact} for p in sheet.probes
        ],
        "refused": list(sheet.refused),
    }


def _row(row: Standing) -> dict[str, Any]:
    question, given = row.question, row.answer
    return {
        "id": question.id,
        "subject": question.subject,
        "phase": question.phase,
        "theme": question.theme,
        "question": question.question.en,
        "question_zh": question.question.zh,
        "evidence_asked": question.evidence.en,
        "evidence_asked_zh": question.evidence.zh,
        "outside": question.outside,
        "references": [{"framework": framework, "id": name} for framework, name in question.references],
        "state": row.state,
        "shown": row.shown,
        "lacks_evidence": row.lacks_evidence,
        "evidence": given.evidence if given else "",
        "link": given.link if given else "",
        "file": given.file if given else "",
        "sha256": row.sha256,
        "by": given.by if given else "",
        "date": given.date.isoformat() if given else "",
    }


def _given(row: Standing, words: Wording) -> list[str]:
    """What was given as evidence: words, link, and file, with what is wrong with it."""
    if row.answer is None:
        return []
    wrong = f" ({words(f'shown.{row.shown}')})" if row.shown in {"file missing", "file changed"} else ""
    return [part for part in (row.answer.evidence.strip(), row.answer.link, row.answer.file and f"{row.answer.file}{wrong}") if part]


def _is_seen(row: Standing) -> bool:
    """Whether there is something that can be shown to those outside."""
    return row.shown in {"file", "link"}


def _content(sheet: Sheet, on: date, words: Wording) -> dict[str, Any]:
    rows = sheet.standings
    return {
        "sheet": sheet,
        "facts": words("page.facts", on=on.isoformat(), file=sum(row.answer is not None for row in rows), count=len(rows)),
        "answer": answer(sheet, words),
        "gap": "" if words.language == "zh" else " ",
        "open": [row for row in rows if row.is_open],
        "lacking": [row for row in rows if row.lacks_evidence],
        "outside": [row for row in rows if row.question.outside],
        "segments": _segments,
        "version": __version__,
        "citations": Citations(source for row in rows for source in row.question.source),
    }


def _segments(counts: dict[str, int]) -> list[tuple[str, float, float]]:
    """Class, start and width of each part of a bar, per cent.

    >>> _segments({"yes": 1, "not answered": 3})
    [('yes', 0.0, 25.0), ('none', 25.0, 75.0)]
    """
    total, start, found = sum(counts.values()), 0.0, []
    for state, number in counts.items():
        if number:
            width = 100.0 * number / total
            found.append((CLASSES[state], round(start, 3), round(width, 3)))
            start += width
    return found
