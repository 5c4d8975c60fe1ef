"""The resilience checklist filled in: a form, the answers read back with the hashes of their files, a report. Joins resilience and profile.

Facts: none of its own. Good rows of the answers survive bad ones, which are told line by line. Leaves out judging what a document says.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any, get_args

from commonsky.catalogue.load import check_rows, read_toml
from commonsky.core.errors import InvalidInputError, OutputError, UnknownNameError
from commonsky.core.folders import whole_folder
from commonsky.resilience.checklist import SUBJECTS, Answer, Said, Sheet, packaged_checklist, questions, standings
from commonsky.sources.download import write_whole

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from commonsky.core.execution import Progress
    from commonsky.resilience.checklist import Probed
    from commonsky.workflows.self_probes import Setting

FILES = ("checklist.html", "checklist.csv", "checklist.json")
#: A file of answers is text by hand; what is larger is another file.
MOST_BYTES = 10_000_000
_BLOCK = 1 << 20
_FIELDS = tuple(Answer.model_fields)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """A file of answers as read: whose they are, the sound ones, the hashes of their files by question, a line for each that is not."""

    name: str
    subjects: tuple[str, ...]
    answers: tuple[Answer, ...]
    hashes: Mapping[str, str]
    refused: tuple[str, ...]


def form(subject: str, language: str = "en") -> str:
    """An empty file of answers to fill in, each question with the evidence that is asked for.

    Raises:
        UnknownNameError: for an unknown subject or language.

    >>> form("mission").count("[[answer]]") == len(questions(subject="mission"))
    True
    """
    if language not in {"en", "zh"}:
        raise UnknownNameError("language", language, ("en", "zh"))
    if subject not in SUBJECTS:
        raise UnknownNameError("subject", subject, SUBJECTS)
    lines = [*_HEAD[language], f'subject = "{subject}"', 'name = ""', 'by = ""', 'date = ""', ""]
    for row in questions(subject=subject):
        lines += [
            "[[answer]]",
            f"# {getattr(row.question, language)}",
            f"# {_ASKED[language]}{getattr(row.evidence, language)}",
            f'question = "{row.id}"',
            *(f'{name} = ""' for name in ("answer", "evidence", "link", "file")),
            "",
        ]
    return "\n".join(lines)


_ASKED = {"en": "evidence asked for: ", "zh": "所需证据："}
_HEAD = {
    "en": (
        "# Resilience checklist. name: what was looked at; by, date: who answers and when, for every answer that does not say otherwise.",
        f"# answer: {', '.join(get_args(Said))}; left empty: not answered. not applicable needs a reason, as evidence.",
        "# evidence: in words; link: https://...; file: beside this one, its hash is kept.",
    ),
    "zh": (
        "# 韧性清单。name：对象名称；by、date：回答者与日期，适用于未另行注明的各条回答。",
        f"# answer 填 {', '.join(get_args(Said))}（是、部分、否、不适用）；留空表示未回答。填 not applicable 须在 evidence 中说明理由。",
        "# evidence：文字说明；link：https://...；file：与本文件同处的文件，其哈希值会被记录。",
    ),
}


def write_form(subject: str, out: Path, language: str = "en") -> None:
    """Write a form; one that is there already stays.

    Raises:
        OutputError: if the file is there, or cannot be written.
    """
    text = form(subject, language)
    if out.exists():
        raise OutputError(f"{out} is there already and may hold answers; give another name with --out")
    write_whole(out, text.encode())


def read_answers(path: Path) -> Answers:
    """The answers of a file, TOML or CSV.

    Raises:
        InvalidInputError: if it cannot be read, or names no subject and holds no sound answer.
        UnknownNameError: if its subject is unknown.
    """
    if path.is_file() and path.stat().st_size > MOST_BYTES:
        raise InvalidInputError(f"{path} is larger than {MOST_BYTES // 1_000_000} MB; give a file as `commonsky checklist form` writes it")
    head, rows = _csv(path) if path.suffix.lower() == ".csv" else _toml(path)
    found, refused = _sound(rows, path.name)
    named = head.get("subject") or ()
    subjects = (named,) if isinstance(named, str) else tuple(str(name) for name in named)
    for name in subjects:
        if name not in SUBJECTS:
            raise UnknownNameError("subject", name, SUBJECTS)
    subjects = subjects or tuple(s for s in SUBJECTS if any(packaged_checklist()[a.question].subject == s for a in found))
    if not subjects:
        why = f": {refused[0]}" if refused else ""
        raise InvalidInputError(f"{path} holds no sound answer{why}; begin one with `commonsky checklist form`")
    kept, strange = _of_subjects(found, subjects, path.name)
    hashes = {a.question: digest for a in kept if a.file and (digest := _digest(path.parent / a.file))}
    name = str(head.get("name") or path.stem)
    return Answers(name=name, subjects=subjects, answers=tuple(kept), hashes=hashes, refused=(*refused, *strange))


def make_sheet(path: Path, progress: Progress, *, setting: Setting | None = None) -> Sheet:
    """The checklist as a file of answers fills it in, with what this software shows by running where a question asks for it.

    Raises:
        InvalidInputError: as `read_answers` does.
    """
    from commonsky.workflows.self_probes import PROBES, run_probes

    progress.step("reading answers and their files")
    read = read_answers(path)
    rows = standings(read.subjects, read.answers, read.hashes)
    asked = {row.question.id for row in rows}
    wanted = [probe.id for probe in PROBES if probe.question in asked]
    progress.step("probing this software", max(len(wanted), 1))
    probes: list[Probed] = []
    for name in wanted:
        probes += run_probes(setting, only=[name])
        progress.tick()
    return Sheet(name=read.name, standings=rows, refused=read.refused, probes=tuple(probes))


def write_sheet(sheet: Sheet, out: Path, language: str = "en", *, on: date | None = None) -> list[Path]:
    """Write the page, the table and the data into a folder, whole or not at all.

    Raises:
        UnknownNameError: if the page does not speak the language.
        OutputError: if the folder cannot be written or holds what is not ours.
    """
    from commonsky.profile.checklist_page import checklist_csv, checklist_json, render_checklist

    day = on or datetime.now(UTC).date()
    texts = (render_checklist(sheet, day, language), checklist_csv(sheet), checklist_json(sheet, day))
    with whole_folder(out, FILES) as staging:
        for name, text in zip(FILES, texts, strict=True):
            (staging / name).write_text(text, "utf-8", newline="")
    return [out / name for name in FILES]


def _toml(path: Path) -> tuple[dict[str, Any], list[Any]]:
    """What a file says of itself, and its rows with what holds for all of them put in."""
    document = read_toml(path)
    rows = document.get("answer", [])
    usual = {name: document[name] for name in ("by", "date") if document.get(name)}
    listed = rows if isinstance(rows, list) else [rows]
    return document, [usual | {k: v for k, v in row.items() if v != ""} if isinstance(row, dict) else row for row in listed]


def _csv(path: Path) -> tuple[dict[str, Any], list[Any]]:
    try:
        text = path.read_text("utf-8-sig")
    except OSError as error:
        raise InvalidInputError(f"cannot read {path}: {error.strerror}; give a file of answers") from error
    except UnicodeDecodeError as error:
        raise InvalidInputError(f"{path} is no CSV in UTF-8: {error}; save it as CSV UTF-8") from error
    try:
        reader = csv.DictReader(io.StringIO(text, newline=""))
        if not {"question", "answer"} <= set(reader.fieldnames or ()):
            raise InvalidInputError(f"{path} has no columns question and answer; its first line names them: {','.join(_FIELDS)}")
        return {}, [{str(k): (v or "").strip() for k, v in row.items() if k in _FIELDS and v} for row in reader]
    except csv.Error as error:
        raise InvalidInputError(f"{path} is a broken CSV: {error}; save it again") from error


def _sound(rows: Iterable[Any], file: str) -> tuple[list[Answer], list[str]]:
    """Sound answers, each question once, and a line for each row that is not; rows left empty are no answers."""
    found: dict[str, Answer] = {}
    refused = []
    for number, row in enumerate(rows, start=1):
        if isinstance(row, dict) and not row.get("answer"):
            continue
        good, bad = check_rows([row], "answer", Answer)
        name = _label(file, number, row)
        if bad:
            refused.append(f"{name}: {bad[0].partition(': ')[2]}")
        elif good[0].question in found:
            refused.append(f"{name}: the question was answered above; the first answer stands")
        else:
            found[good[0].question] = good[0]
    return list(found.values()), refused


def _label(file: str, number: int, row: Any) -> str:
    """Which row is meant, for people."""
    question = row.get("question") if isinstance(row, dict) else None
    return f"{file}: answer {number}" + (f" ({question})" if question else "")


def _of_subjects(found: Iterable[Answer], subjects: tuple[str, ...], file: str) -> tuple[list[Answer], list[str]]:
    """Answers to questions of the subjects, and a line for each other."""
    kept, strange = [], []
    for answer in found:
        subject = packaged_checklist()[answer.question].subject
        if subject in subjects:
            kept.append(answer)
        else:
            strange.append(f"{file}: {answer.question} is asked of a {subject}; the file is of {', '.join(subjects)}")
    return kept, strange


def _digest(path: Path) -> str:
    """SHA-256 of a file; empty where it is not there or cannot be read."""
    digest = sha256()
    try:
        with path.open("rb") as handle:
            while block := handle.read(_BLOCK):
                digest.update(block)
    except OSError:
        return ""
    return digest.hexdigest()
