"""The report to the Committee as data: what committee-report.json holds and its documents are made from. Facts: none of its own.

Everything that a report counts is counted from records, and a figure names them: a kind, an id and the revision that stood then. `cited`
holds each of them once, as it stood. Times are UTC and aware; days are days. Leaves out the counting, which is the workflow's, and the
bodies of the records, which the record keeps.
"""

from __future__ import annotations

from datetime import date

from pydantic import AwareDatetime, Field

from commonsky.core.citation import Source
from commonsky.profile.model import Titles, _Row

#: States of an action, in the order of their life; a table and a figure show them so.
ACTION_STATES = ("proposed", "agreed", "under way", "done", "dropped")
#: States of a milestone, in the order in which a legend names them.
MILESTONE_STATES = ("done", "under way", "planned", "late", "dropped")


class RecordRef(_Row):
    """One record as it stood: its kind, its id and the revision; 0 where the revision is not known."""

    kind: str
    id: str
    revision: int = 0


class Figure(_Row):
    """One number, or a text in its place, with the records that it was counted from.

    In a sentence the number stands where its label has ``{}``, before the label where it has none. `unit` is that of a measured value, such
    as ``km2``; it is empty for what is counted, as the label says what that is.

    >>> Figure(value=2, label="{} actions are late", label_zh="{}项行动已逾期").value
    2
    """

    value: int | float | str
    unit: str = ""
    label: str
    label_zh: str
    refs: tuple[RecordRef, ...] = ()
    note: str = ""


class Fact(_Row):
    """One thing that a record says, named in both languages."""

    name: str
    name_zh: str
    value: str


class EntryRow(_Row):
    """One record cited, as it stood: who changed it last, when, why, and the hash of that entry in the log."""

    ref: RecordRef
    changed_utc: AwareDatetime
    changed_by: str
    state: str
    reason: str = ""
    hash: str
    facts: tuple[Fact, ...] = ()


class EvidenceRow(_Row):
    """What shows that something was done, and where it is: a web address or the name of a document."""

    what: str
    where: str


class CountryRow(_Row):
    """One country: its assessment, how its chosen needs are met, its actions by state, whom they reach and what they cost."""

    iso3: str
    names: Titles
    assessment: RecordRef | None = None
    state: str = ""
    version: int = 0
    needs: Figure
    met: Figure
    partly: Figure
    unmet: Figure
    not_observed: Figure | None = Field(default=None, description="chosen needs of which the profile says that no data tell")
    not_in_profile: Figure | None = Field(default=None, description="chosen needs that the profile does not judge")
    actions: dict[str, Figure] = Field(default_factory=dict, description="by state of an action; a state without any may be left out")
    people: Figure | None = Field(default=None, description="None: no record says how many")
    cost: tuple[str, ...] = Field(default=(), description="a range for each currency, such as 'USD 10 000 to 25 000'")


class TargetRow(_Row):
    """One target of an agenda: how many countries chose needs for it, how many needs, how many actions."""

    id: str
    name: str
    name_zh: str
    framework: str
    countries: Figure
    needs: Figure
    actions: Figure


class ActionRow(_Row):
    """One action as its record has it; `country` is its ISO 3166 alpha-3 code, `due` its last day."""

    ref: RecordRef
    title: str
    country: str
    need_title: str
    need_title_zh: str
    targets: tuple[str, ...] = ()
    owner: str
    partners: tuple[str, ...] = ()
    offer: str = ""
    obstacle: str = "none"
    cost: str = ""
    people: int | None = None
    state: str
    start: date | None = None
    due: date | None = None
    late: bool = False
    evidence: tuple[EvidenceRow, ...] = ()


class OverlapRow(_Row):
    """Actions of several owners for one need of a country at the same time."""

    need_title: str
    need_title_zh: str
    country: str
    actions: tuple[RecordRef, ...]
    owners: tuple[str, ...]


class MilestoneRow(_Row):
    """One milestone of the roadmap."""

    id: str
    title: str
    title_zh: str
    due: date
    state: str
    owner: str = ""
    evidence: tuple[EvidenceRow, ...] = ()


class PhaseRow(_Row):
    """One phase of the roadmap: its days, its milestones, and how many of them are done; `ref` is the roadmap's record."""

    name: str
    name_zh: str
    start: date
    end: date
    milestones: tuple[MilestoneRow, ...] = ()
    done: int
    total: int
    ref: RecordRef | None = None


class CommitteeReport(_Row):
    """The whole report."""

    title: str
    title_zh: str
    version: str
    made_utc: AwareDatetime
    as_of: date = Field(description="day at whose end the records stood so, the last of the period; the figures show it as today")
    period_start: date
    period_end: date = Field(description="last day of the period")
    command: str
    head_hash: str = Field(description="newest entry of the log, as SEQ:HASH")
    chain_verified: bool
    answer: tuple[Figure, ...]
    countries: tuple[CountryRow, ...] = ()
    targets: tuple[TargetRow, ...] = ()
    actions: tuple[ActionRow, ...] = ()
    overlaps: tuple[OverlapRow, ...] = ()
    phases: tuple[PhaseRow, ...] = ()
    cited: tuple[EntryRow, ...] = ()
    notes: tuple[Titles | str, ...] = Field(default=(), description="by language, or one text for all")
    sources: tuple[Source, ...] = ()
