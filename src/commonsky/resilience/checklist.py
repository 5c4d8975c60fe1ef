"""The resilience checklist: questions with the evidence asked for, answers, and how they stand, by counts alone.

Facts: data/checklist.toml; a question names published frameworks by their ids (`source`), its words are ours. Leaves out a score: one
figure over different questions would be made up. What was not answered is told as such, never as "no".
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Annotated, Literal, Self, get_args

from pydantic import Field, model_validator

from commonsky.catalogue.load import packaged
from commonsky.catalogue.model import Row, Sourced
from commonsky.core.errors import UnknownNameError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Subject = Literal["mission", "ground-segment", "warning-centre"]
Phase = Literal["withstand", "absorb", "adapt", "recover"]
Theme = Literal["hardware", "orbit", "debris", "spares", "power", "communications", "people", "data", "supply", "cyber"]
Said = Literal["yes", "partly", "no", "not applicable"]
#: How a question stands: as it was answered, or not answered.
State = Literal["yes", "partly", "no", "not applicable", "not answered"]
#: What an answer shows: a file with its hash, an address, words alone, nothing; or a file that is not there, or is not as it was hashed.
Shown = Literal["file", "link", "words", "nothing", "file missing", "file changed"]
SUBJECTS: tuple[Subject, ...] = get_args(Subject)
PHASES: tuple[Phase, ...] = get_args(Phase)
STATES: tuple[State, ...] = get_args(State)
#: Published frameworks, and what an id of each looks like.
FRAMEWORKS: dict[str, str] = {
    "NIST CSF 2.0": r"(GV|ID|PR|DE|RS|RC)\.[A-Z]{2}-\d{2}",
    "NIST SP 800-53 Rev. 5": r"[A-Z]{2}-\d{1,2}",
    "NIST IR": r"IR \d{4}",
    "ISO/IEC 27001:2022": r"A\.[5-8]\.\d{1,2}",
    "ISO 22301:2019": r"\d+(\.\d+)+",
    "ISO space debris": r"ISO \d{5}:\d{4}",
    "IADC": r"IADC-\d{2}-\d{2}",
    "SPARTA": r"CM\d{4}",
    "CCSDS": r"\d{3}\.\d-[A-Z]-\d",
    "UN LTS Guidelines": r"[A-D]\.\d+(\.\d+[a-z]?)?",
    "WMO MHEWS checklist": r"[a-z ,]+",
    "ITU-T": r"[A-Z]\.\d+",
    "Sendai Framework": r"[A-G]-\d",
}
_LETTERS = {"M": "mission", "G": "ground-segment", "W": "warning-centre"}
_PHASE_LETTERS = {"WI": "withstand", "AB": "absorb", "AD": "adapt", "RE": "recover"}
Words = Annotated[str, Field(min_length=1)]


class Told(Row):
    """The same words in English and Chinese."""

    en: Words
    zh: Words

    def by_language(self) -> dict[str, str]:
        """As the pages take them."""
        return {"en": self.en, "zh": self.zh}


class Question(Sourced):
    """One question.

    `evidence` is the document or measurement that is asked for; `outside`: those who depend on the subject from outside must be able to
    see it. Each source is a framework, the page where its ids were read, and the ids, divided by semicolons.
    """

    id: Annotated[str, Field(pattern=r"^[MGW]-(WI|AB|AD|RE)-\d{1,2}$")]
    subject: Subject
    phase: Phase
    theme: Theme
    question: Told
    why: Told
    evidence: Told
    outside: bool = False

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        letter, phase, _ = self.id.split("-")
        if (_LETTERS[letter], _PHASE_LETTERS[phase]) != (self.subject, self.phase):
            raise ValueError(f"{self.id} is no id for {self.subject}, {self.phase}")
        for source in self.source:
            if source.what not in FRAMEWORKS:
                raise ValueError(f"{source.what!r} is no framework that is known; known: {', '.join(FRAMEWORKS)}")
            for name in source.quoted.split("; "):
                if not re.fullmatch(FRAMEWORKS[source.what], name):
                    raise ValueError(f"{name!r} is no id of {source.what}")
        return self

    @property
    def references(self) -> tuple[tuple[str, str], ...]:
        """Framework and id, in the order of the row.

        >>> packaged_checklist()["W-AD-1"].references[0]
        ('ITU-T', 'X.1303')
        """
        return tuple((source.what, name) for source in self.source for name in source.quoted.split("; "))


class Answer(Row):
    """What somebody answered; `sha256` is of the file as it was when the answer was given, where that was kept."""

    question: str
    answer: Said
    by: Words
    date: date
    evidence: str = ""
    link: str = ""
    file: str = ""
    sha256: str = ""

    @model_validator(mode="after")
    def _sound(self) -> Self:
        if self.link and not re.fullmatch(r"https://\S+", self.link):
            raise ValueError(f"link {self.link!r} is no address that starts with https://")
        if self.sha256 and not re.fullmatch(r"[0-9a-f]{64}", self.sha256):
            raise ValueError(f"sha256 {self.sha256!r} is no hash of 64 hexadecimal digits in lower case")
        if self.date > datetime.now(UTC).date() + timedelta(days=1):
            raise ValueError(f"date {self.date} lies in the future")
        if self.question not in packaged_checklist():
            raise ValueError(str(UnknownNameError("question", self.question, packaged_checklist())))
        if self.answer == "not applicable" and not self.evidence.strip():
            raise ValueError("not applicable needs a reason; write it as evidence")
        if self.sha256 and not self.file:
            raise ValueError("sha256 is of a file; name it as file")
        return self


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How one question stands.

    Args:
        question: which.
        answer: None: not answered.
        sha256: of the file as it is now; empty: none was given or it is not there.
    """

    question: Question
    answer: Answer | None = None
    sha256: str = ""

    @property
    def state(self) -> State:
        """As answered, or that it was not."""
        return self.answer.answer if self.answer else "not answered"

    @property
    def is_open(self) -> bool:
        """Whether something is left to do: not answered, no, or partly."""
        return self.state in {"not answered", "no", "partly"}

    @property
    def shown(self) -> Shown:
        """The best that an answer shows; a file that is missing or changed is said before anything else."""
        if self.answer is None:
            return "nothing"
        if self.answer.file:
            if not self.sha256:
                return "file missing"
            return "file changed" if self.answer.sha256 not in {"", self.sha256} else "file"
        if self.answer.link:
            return "link"
        return "words" if self.answer.evidence.strip() else "nothing"

    @property
    def lacks_evidence(self) -> bool:
        """Whether a yes or partly rests on less than a document: words, nothing, or a file that is not the one that was meant."""
        return self.state in {"yes", "partly"} and self.shown not in {"file", "link"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Probed:
    """What was found when this software was run and looked at.

    Args:
        id: of the probe.
        questions: ids of the questions that it bears on.
        titles: what was probed, by language.
        result: ``unknown``: it could not be measured here.
        fact: what was measured.
    """

    id: str
    questions: tuple[str, ...]
    titles: Mapping[str, str] = field(hash=False)
    result: Literal["pass", "fail", "unknown"]
    fact: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The checklist as one body answered it.

    Args:
        name: of what was looked at, such as a centre.
        standings: every question of the subjects, in the order of the list.
        refused: a line for each row of the answers that is not sound.
        probes: what this software showed by running, for the questions of the sheet.
    """

    name: str
    standings: tuple[Standing, ...]
    refused: tuple[str, ...] = ()
    probes: tuple[Probed, ...] = ()

    @property
    def subjects(self) -> tuple[Subject, ...]:
        """Subjects of the sheet, in the order of the list."""
        return tuple(s for s in SUBJECTS if any(row.question.subject == s for row in self.standings))

    def counts(self, subject: Subject | None = None, phase: Phase | None = None) -> dict[State, int]:
        """Questions by how they stand, for a subject and a phase where given; every state is named, with 0 where there is none."""
        found = Counter(
            row.state for row in self.standings if subject in {None, row.question.subject} and phase in {None, row.question.phase}
        )
        return {state: found[state] for state in STATES}


@cache
def packaged_checklist() -> dict[str, Question]:
    """The packaged questions by id."""
    return packaged("commonsky.resilience", "checklist", "question", Question)


def questions(*, subject: str = "", phase: str = "") -> tuple[Question, ...]:
    """Questions, for one subject and phase where given.

    Raises:
        UnknownNameError: for an unknown subject or phase.

    >>> len(questions(subject="mission", phase="recover"))
    4
    """
    for kind, given, known in (("subject", subject, SUBJECTS), ("phase", phase, PHASES)):
        if given and given not in known:
            raise UnknownNameError(kind, given, known)
    return tuple(q for q in packaged_checklist().values() if subject in {"", q.subject} and phase in {"", q.phase})


def standings(subjects: Iterable[str], answers: Iterable[Answer], hashes: Mapping[str, str]) -> tuple[Standing, ...]:
    """Every question of the subjects and how it stands.

    Args:
        subjects: whose questions.
        answers: at most one a question.
        hashes: SHA-256 of the files that are there, by question.
    """
    given = {answer.question: answer for answer in answers}
    wanted = set(subjects)
    rows = (q for q in packaged_checklist().values() if q.subject in wanted)
    return tuple(Standing(question=q, answer=given.get(q.id), sha256=hashes.get(q.id, "")) for q in rows)
