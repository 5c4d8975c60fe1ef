"""The report to the Committee: counted from the records alone, each figure with the records that it was counted from. Facts: none.

Leaves out what no record says: a country without an assessment is not in the report, and the report says so.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, timedelta
from decimal import Decimal
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from commonsky import __version__
from commonsky.core.errors import InvalidInputError, UnknownNameError
from commonsky.needs.load import default_needs, packaged_requirements, packaged_targets
from commonsky.partnership.roadmap import progress
from commonsky.profile.committee_model import (
    ACTION_STATES,
    ActionRow,
    CommitteeReport,
    CountryRow,
    EntryRow,
    EvidenceRow,
    Fact,
    Figure,
    MilestoneRow,
    OverlapRow,
    PhaseRow,
    RecordRef,
    TargetRow,
)
from commonsky.workflows import actions as action_work
from commonsky.workflows import assessments as assessment_work
from commonsky.workflows.partnership_record import all_of, now
from commonsky.workflows.roadmaps import KIND as ROADMAP
from commonsky.world.countries import find_country

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from commonsky.partnership.actions import Action, Evidence
    from commonsky.partnership.roadmap import Milestone, Roadmap
    from commonsky.partnership.versions import Assessment, Version
    from commonsky.store.model import Entry, Item, Record

    Held = tuple[Assessment, Item]
    Acted = tuple[Action, Item]

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
    """The report as data.

    Args:
        record: what it is counted from.
        countries: codes or names; none: all that have an assessment or an action.
        roadmap: id; empty: all on record.
        since, until: the period; None: the year up to today.
        command: for the record.

    Raises:
        InvalidInputError: if the period is out of order, or nothing is on record.
        UnknownNameError: if no roadmap of this id is on record.
    """
    today = now().date()
    last, first = until or today, since or (until or today) - timedelta(days=365)
    if first > last:
        raise InvalidInputError(f"the period ends on {last}, before it begins on {first}; give a later end")
    chosen = {find_country(name).iso3 for name in countries}
    held = _newest([pair for pair in assessment_work.listed(record) if not chosen or pair[0].country in chosen])
    acted = [pair for pair in action_work.listed(record) if not chosen or pair[0].country in chosen]
    taken = all_of(record, ROADMAP)
    maps = [(r, i) for r, i in taken if roadmap in {"", r.id}]
    if roadmap and not maps:
        raise UnknownNameError("roadmap on record", roadmap, [r.id for r, _ in taken])
    if not (held or acted or maps):
        raise InvalidInputError("nothing is on record; begin with: commonsky assessments start COUNTRY, or commonsky roadmap take-up")
    overlaps = _overlaps([action for action, _ in acted], {i.id: _ref(i) for _, i in acted})
    return CommitteeReport(
        title=TITLE[0],
        title_zh=TITLE[1],
        version=__version__,
        made_utc=now().replace(microsecond=0),
        as_of=today,
        period_start=first,
        period_end=last,
        command=command,
        head_hash=record.head(),
        chain_verified=not record.verify(),
        answer=_answer(held, acted, maps, overlaps, (first, last)),
        countries=tuple(_country(iso3, held, acted) for iso3 in sorted({a.country for a, _ in held} | {a.country for a, _ in acted})),
        targets=_targets(held, acted),
        actions=tuple(_action(action, item, last) for action, item in acted),
        overlaps=overlaps,
        phases=tuple(row for r, i in maps for row in _phases(r, i, last)),
        cited=tuple(_cited(record, item) for _, item in (*held, *acted, *maps)),
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


def _newest(held: Iterable[Held]) -> list[Held]:
    """One assessment a country: the newest with an accepted version, which holds whatever came after it, else the newest not withdrawn."""
    found: dict[str, Held] = {}
    for assessment, item in held:
        before = found.get(assessment.country)
        if assessment.accepted or (assessment.current.state != "withdrawn" and not (before and before[0].accepted)):
            found[assessment.country] = (assessment, item)
    return list(found.values())


def _what_holds(assessment: Assessment) -> Version:
    """The version that counts: the accepted one, else the newest."""
    return assessment.accepted or assessment.current


def _answer(
    held: Sequence[Held],
    acted: Sequence[Acted],
    maps: Sequence[tuple[Roadmap, Item]],
    overlaps: Sequence[OverlapRow],
    period: tuple[date, date],
) -> tuple[Figure, ...]:
    accepted = [(a, i) for a, i in held if a.accepted]
    profiled = [(a, i) for a, i in held if _what_holds(a).profile]
    standing = [(a, i) for a, i in acted if a.stands]
    done = [(a, i) for a, i in acted if a.state == "done" and a.last_day and period[0] <= a.last_day <= period[1]]
    late = [(a, i) for a, i in acted if action_work.is_late(a, period[1])]
    reaching = [(a, i) for a, i in acted if a.state == "done" and a.people and a.people.number is not None]
    milestones = [(m, i) for r, i in maps for m in r.milestones]
    reached = [(m, i) for m, i in milestones if m.done_on and m.done_on <= period[1]]
    unmet = sum(p.unmet + p.partly + p.no_data for a, _ in profiled if (p := _what_holds(a).profile))
    return (
        _figure(
            len(accepted),
            "{} country with an accepted assessment|{} countries with an accepted assessment",
            "{}个国家的评估已获通过",
            accepted or held,
        ),
        _figure(
            unmet,
            "{} need not fully met in their profiles|{} needs not fully met in their profiles",
            "其概况中有{}项需求未完全满足",
            profiled,
        ),
        _figure(len(standing), "{} action on record|{} actions on record", "在册行动{}项", standing),
        _figure(len(done), "{} action done in the period|{} actions done in the period", "报告期内完成行动{}项", done),
        _figure(len(late), "{} action late|{} actions late", "逾期行动{}项", late),
        _figure(
            sum(a.people.number for a, _ in reaching if a.people and a.people.number),
            "{} person reached, as stated|{} people reached, as stated",
            "受益人数{}（自报）",
            reaching,
        ),
        _figure(
            len(overlaps),
            "{} need for which two partners do the same|{} needs for which two partners do the same",
            "有{}项需求由两方重复行动",
            [],
            tuple(r for o in overlaps for r in o.actions),
        ),
        _figure(len(reached), f"{{}} of {len(milestones)} milestones reached", f"{len(milestones)}个里程碑中已达到{{}}个", maps),
    )


def _country(iso3: str, held: Sequence[Held], acted: Sequence[Acted]) -> CountryRow:
    row = find_country(iso3)
    mine = [(a, i) for a, i in held if a.country == iso3]
    doing = [(a, i) for a, i in acted if a.country == iso3]
    version = _what_holds(mine[0][0]) if mine else None
    profile = version.profile if version else None
    reaching = [(a, i) for a, i in doing if a.state == "done" and a.people and a.people.number is not None]
    states: Counter[str] = Counter(a.state for a, _ in doing)
    return CountryRow(
        iso3=iso3,
        names={code: row.names[code] for code in ("en", "zh")},
        assessment=_ref(mine[0][1]) if mine else None,
        state=version.state if version else "",
        version=version.number if version else 0,
        needs=_figure(len(version.choices) if version else 0, "needs chosen", "项需求", mine),
        met=_figure(profile.met if profile else "—", "met", "已满足", mine),
        partly=_figure(profile.partly if profile else "—", "partly", "部分满足", mine),
        unmet=_figure(profile.unmet + profile.no_data if profile else "—", "not met", "未满足", mine),
        actions={s: _figure(states[s], s, s, [(a, i) for a, i in doing if a.state == s]) for s in ACTION_STATES if states[s]},
        people=_figure(_people(reaching), "people reached", "受益人数", reaching) if reaching else None,
        cost=_costs([a for a, _ in doing if a.stands]),
    )


def _targets(held: Sequence[Held], acted: Sequence[Acted]) -> tuple[TargetRow, ...]:
    chosen: dict[str, list[tuple[str, str, Item]]] = defaultdict(list)
    for assessment, item in held:
        for choice in _what_holds(assessment).choices:
            for target in choice.targets:
                chosen[target].append((assessment.country, choice.requirement, item))
    doing: dict[str, list[Acted]] = defaultdict(list)
    for action, item in acted:
        for target in action.targets if action.stands else ():
            doing[target].append((action, item))
    known = packaged_targets()
    rows: list[TargetRow] = []
    for name in sorted(set(chosen) | set(doing), key=lambda n: (known[n].framework if n in known else "", _natural(n))):
        row, needs, acts = known.get(name), chosen[name], doing[name]
        items = list({item.id: (None, item) for _, _, item in needs}.values())
        countries = {c for c, _, _ in needs} | {a.country for a, _ in acts}
        rows.append(
            TargetRow(
                id=name,
                name=row.name if row else name,
                name_zh=row.name_zh if row else name,
                framework=row.framework if row else "",
                countries=_figure(len(countries), "countries", "个国家", [*items, *acts]),
                needs=_figure(len({n for _, n, _ in needs}), "needs", "项需求", items),
                actions=_figure(len(acts), "actions", "项行动", acts),
            )
        )
    return tuple(rows)


def _action(action: Action, item: Item, on: date) -> ActionRow:
    titles = need_titles(action.need)
    cost = action.cost
    return ActionRow(
        ref=_ref(item),
        title=action.title,
        country=action.country,
        need_title=titles["en"],
        need_title_zh=titles["zh"],
        targets=action.targets,
        owner=action.owner,
        partners=action.partners,
        offer=action.offer,
        obstacle=action.obstacle,
        cost=_range(cost.currency, cost.low, cost.high) if cost else "",
        people=action.people.number if action.people else None,
        state=action.state,
        start=action.start,
        due=action.due,
        late=action_work.is_late(action, on),
        evidence=_evidence(action.evidence),
    )


def _overlaps(actions: Sequence[Action], refs: dict[str, RecordRef]) -> tuple[OverlapRow, ...]:
    from commonsky.partnership.actions import overlaps

    rows = []
    for found in overlaps(actions):
        titles = need_titles(found.need)
        names = tuple(refs[a.id] for a in found.actions)
        rows.append(
            OverlapRow(need_title=titles["en"], need_title_zh=titles["zh"], country=found.country, actions=names, owners=found.owners)
        )
    return tuple(rows)


def _phases(roadmap: Roadmap, item: Item, on: date) -> list[PhaseRow]:
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
                ref=_ref(item),
            )
        )
    return rows


def _milestone(milestone: Milestone, on: date) -> MilestoneRow:
    state = "late" if milestone.state in {"planned", "under way"} and milestone.due < on else milestone.state
    return MilestoneRow(
        id=milestone.id,
        title=milestone.title,
        title_zh=milestone.title_zh or milestone.title,
        due=milestone.due,
        state=state,
        owner=milestone.owner,
        evidence=_evidence(milestone.evidence),
    )


def _cited(record: Record, item: Item) -> EntryRow:
    last: Entry | None = None
    for entry in record.entries(item.kind, item.id):
        last = entry
    body = item.body
    facts = [
        ("title", "标题", body.get("title", "")),
        ("owner", "牵头方", body.get("owner", "")),
        ("country", "国家", body.get("country", "")),
    ]
    return EntryRow(
        ref=_ref(item),
        changed_utc=item.changed_utc,
        changed_by=item.changed_by,
        state=item.state,
        reason=last.reason if last else "",
        hash=last.hash if last else "",
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


def _people(rows: Iterable[Acted]) -> int:
    return sum(a.people.number or 0 for a, _ in rows if a.people)


def _costs(actions: Iterable[Action]) -> tuple[str, ...]:
    sums: dict[str, tuple[Decimal, Decimal]] = {}
    for action in actions:
        if action.cost:
            low, high = sums.get(action.cost.currency, (Decimal(0), Decimal(0)))
            sums[action.cost.currency] = (low + action.cost.low, high + action.cost.high)
    return tuple(_range(currency, low, high) for currency, (low, high) in sorted(sums.items()))


def _range(currency: str, low: Decimal, high: Decimal) -> str:
    told = [f"{value:,f}".replace(",", "\u202f") for value in (low, high)]
    return f"{currency} {told[0]}" if low == high else f"{currency} {told[0]} to {told[1]}"


def _figure(value: Any, label: str, label_zh: str, rows: Iterable[tuple[Any, Item]], refs: tuple[RecordRef, ...] = ()) -> Figure:
    """A figure with the records that it was counted from; `label` may hold a singular and a plural, apart by a bar."""
    one, _, many = label.partition("|")
    told = one if value == 1 or not many else many
    return Figure(value=value, label=told, label_zh=label_zh, refs=refs or tuple(_ref(item) for _, item in rows))


def _ref(item: Item) -> RecordRef:
    return RecordRef(kind=item.kind, id=item.id, revision=item.revision)


def _natural(name: str) -> list[tuple[int, int | str]]:
    parts = name.replace("-", ".").replace(" ", ".").split(".")
    return [(0, int(part)) if part.isdigit() else (1, part) for part in parts]
