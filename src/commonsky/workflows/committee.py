"""The report to the Committee: counted from the records alone, each figure with the records that it was counted from. Facts: none.

Leaves out what no record says: a country without an assessment is not in the report, and the report says so.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from importlib.util import find_spec
from typing import TYPE_CHECKING

from commonsky import __version__
from commonsky.core.errors import InvalidInputError, UnknownNameError
from commonsky.needs.load import default_needs, packaged_requirements, packaged_targets
from commonsky.partnership.actions import overlaps
from commonsky.partnership.roadmap import progress
from commonsky.profile.committee_model import (
    ActionRow,
    CommitteeReport,
    EntryRow,
    EvidenceRow,
    Fact,
    MilestoneRow,
    OverlapRow,
    PhaseRow,
    TargetRow,
)
from commonsky.workflows.actions import is_late
from commonsky.workflows.committee_figures import answer, cost_range, country_row, figure, newest, ref, what_holds
from commonsky.workflows.committee_records import by_number, stood
from commonsky.workflows.partnership_record import now
from commonsky.world.countries import find_country

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from commonsky.partnership.actions import Action, Evidence, Overlap
    from commonsky.partnership.roadmap import Milestone, Roadmap
    from commonsky.store.model import Entry, Record
    from commonsky.workflows.committee_records import Acted, Held, Mapped

TITLE = ("Observing for development, safety and climate: progress report", "观测服务发展、安全与气候：进展报告")
#: Said in every report.
NOTES = (
    {
        "en": "Everything here is counted from the records named in the annex. What no record says is not in this report: "
        "its absence does not mean that nothing is done.",
        "zh": "本报告全部依据附件所列记录统计。记录中没有的内容不在本报告之内：没有记录不等于没有行动。",
    },
    {
        "en": "People reached are the sum of what the actions that are done state; people reached by two actions are counted twice. "
        "Costs are ranges as stated, summed by currency, never converted.",
        "zh": "受益人数为已完成行动自报人数之和；同一人受益于两项行动时计两次。费用为自报区间，按币种分别相加，不作换算。",
    },
)


def committee_report(
    record: Record, *, countries: Sequence[str], roadmap: str, since: date | None, until: date | None, command: str
) -> CommitteeReport:
    """The report as data: of the records as they stood at the end of the period.

    Args:
        record: what it is counted from.
        countries: codes or names; none: all that have an assessment or an action.
        roadmap: id; empty: all on record.
        since, until: the period's first and last day, UTC; None: the year up to today.
        command: for the record.

    Raises:
        InvalidInputError: if the period is out of order or not over yet, or nothing was on record at its end.
        UnknownNameError: if no roadmap of this id was on record then.
    """
    first, last = _period(since, until)
    chosen = {find_country(name).iso3 for name in countries}
    then = stood(record, last)
    held = newest([pair for pair in then.assessments if not chosen or pair[0].country in chosen])
    acted = [pair for pair in then.actions if not chosen or pair[0].country in chosen]
    maps = _maps(then.roadmaps, roadmap, last)
    if not (held or acted or maps):
        begin = "begin with: commonsky assessments start COUNTRY, or commonsky roadmap take-up"
        raise InvalidInputError(f"nothing is on record at the end of {last}; give a later --until, or {begin}")
    shared = overlaps(action for action, _ in acted)
    return CommitteeReport(
        title=TITLE[0],
        title_zh=TITLE[1],
        version=__version__,
        made_utc=now().replace(microsecond=0),
        as_of=last,
        period_start=first,
        period_end=last,
        command=command,
        head_hash=then.head,
        chain_verified=not record.verify(head=then.head),
        answer=answer(held, acted, maps, shared, (first, last)),
        countries=tuple(country_row(iso3, held, acted) for iso3 in sorted({a.country for a, _ in held} | {a.country for a, _ in acted})),
        targets=_targets(held, acted),
        actions=tuple(_action(action, entry, last) for action, entry in acted),
        overlaps=_overlaps(shared, {action.id: entry for action, entry in acted}),
        phases=tuple(row for r, entry in maps for row in _phases(r, entry, last)),
        cited=tuple(_cited(entry) for _, entry in (*held, *acted, *maps)),
        notes=NOTES,
    )


def write(report: CommitteeReport, out: Path, languages: Sequence[str], *, documents: bool) -> tuple[Path, ...]:
    """Write the report's files into a folder and give their paths, the data first.

    Args:
        report: what is told.
        out: the folder.
        languages: of the documents.
        documents: whether PDF and DOCX are written too, where their packages are installed.
    """
    from commonsky.profile.committee_files import write_committee

    there = documents and all(find_spec(name) for name in ("typst", "docx"))
    return write_committee(report, out, languages, documents=there)


def _period(since: date | None, until: date | None) -> tuple[date, date]:
    """First and last day."""
    today = now().date()
    last = until or today
    first = since or last - timedelta(days=365)
    if first > last:
        raise InvalidInputError(f"the period ends on {last}, before it begins on {first}; give a later end")
    if last > today:
        raise InvalidInputError(f"the period ends on {last}, but today is {today} UTC; give an end that has come")
    return first, last


def _maps(taken: Sequence[Mapped], name: str, on: date) -> list[Mapped]:
    """The roadmap of this id, or all."""
    maps = [(r, entry) for r, entry in taken if name in {"", r.id}]
    if name and not maps:
        raise UnknownNameError(f"roadmap on record at the end of {on}", name, [r.id for r, _ in taken])
    return maps


def _targets(held: Sequence[Held], acted: Sequence[Acted]) -> tuple[TargetRow, ...]:
    chosen: dict[str, list[tuple[str, str, Entry]]] = defaultdict(list)
    for assessment, entry in held:
        for choice in what_holds(assessment).choices:
            for target in choice.targets:
                chosen[target].append((assessment.country, choice.requirement, entry))
    doing: dict[str, list[Acted]] = defaultdict(list)
    for action, entry in acted:
        for target in action.targets if action.stands else ():
            doing[target].append((action, entry))
    known = packaged_targets()
    rows: list[TargetRow] = []
    for name in sorted(set(chosen) | set(doing), key=lambda n: (known[n].framework if n in known else "", by_number(n))):
        row, needs, acts = known.get(name), chosen[name], doing[name]
        read = list({entry.id: (None, entry) for _, _, entry in needs}.values())
        countries = {c for c, _, _ in needs} | {a.country for a, _ in acts}
        rows.append(
            TargetRow(
                id=name,
                name=row.name if row else name,
                name_zh=row.name_zh if row else name,
                framework=row.framework if row else "",
                countries=figure(len(countries), "countries", "个国家", [*read, *acts]),
                needs=figure(len({n for _, n, _ in needs}), "needs", "项需求", read),
                actions=figure(len(acts), "actions", "项行动", acts),
            )
        )
    return tuple(rows)


def _action(action: Action, entry: Entry, on: date) -> ActionRow:
    titles = need_titles(action.need)
    cost = action.cost
    return ActionRow(
        ref=ref(entry),
        title=action.title,
        country=action.country,
        need_title=titles["en"],
        need_title_zh=titles["zh"],
        targets=action.targets,
        owner=action.owner,
        partners=action.partners,
        offer=action.offer,
        obstacle=action.obstacle,
        cost=cost_range(cost.currency, cost.low, cost.high) if cost else "",
        people=action.people.number if action.people else None,
        state=action.state,
        start=action.start,
        due=action.due,
        late=is_late(action, on),
        evidence=_evidence(action.evidence),
    )


def _overlaps(shared: Iterable[Overlap], entries: Mapping[str, Entry]) -> tuple[OverlapRow, ...]:
    rows = []
    for found in shared:
        titles = need_titles(found.need)
        names = tuple(ref(entries[action.id]) for action in found.actions)
        rows.append(
            OverlapRow(need_title=titles["en"], need_title_zh=titles["zh"], country=found.country, actions=names, owners=found.owners)
        )
    return tuple(rows)


def _phases(roadmap: Roadmap, entry: Entry, on: date) -> list[PhaseRow]:
    rows = []
    for phase, told in zip(roadmap.phases, progress(roadmap, on), strict=True):
        milestones = tuple(_milestone(m, on) for m in phase.milestones)
        rows.append(
            PhaseRow(
                name=phase.name,
                name_zh=phase.name_zh or phase.name,
                start=phase.start,
                end=phase.end,
                milestones=milestones,
                done=told.counts.get("done", 0),
                total=sum(count for state, count in told.counts.items() if state != "dropped"),
                ref=ref(entry),
            )
        )
    return rows


def _milestone(milestone: Milestone, on: date) -> MilestoneRow:
    return MilestoneRow(
        id=milestone.id,
        title=milestone.title,
        title_zh=milestone.title_zh or milestone.title,
        due=milestone.due,
        state=milestone.state_on(on),
        owner=milestone.owner,
        evidence=_evidence(milestone.evidence),
    )


def _cited(entry: Entry) -> EntryRow:
    body = entry.body
    facts = [
        ("title", "标题", body.get("title", "")),
        ("owner", "牵头方", body.get("owner", "")),
        ("country", "国家", body.get("country", "")),
    ]
    return EntryRow(
        ref=ref(entry),
        changed_utc=entry.at_utc,
        changed_by=entry.actor,
        state=entry.state,
        reason=entry.reason,
        hash=entry.hash,
        facts=tuple(Fact(name=en, name_zh=zh, value=str(value)) for en, zh, value in facts if value),
    )


def need_titles(requirement: str) -> dict[str, str]:
    """What a need is called, by language: as in the default needs, else its variable and application."""
    known = {need.requirement: need.titles for need, _ in default_needs().needs}
    row = packaged_requirements().get(requirement)
    told = f"{row.variable.replace('_', ' ')}, {row.application}" if row else requirement
    return {"en": told, "zh": told} | known.get(requirement, {})


def _evidence(rows: Iterable[Evidence]) -> tuple[EvidenceRow, ...]:
    return tuple(EvidenceRow(what=row.what, where=row.where) for row in rows)
