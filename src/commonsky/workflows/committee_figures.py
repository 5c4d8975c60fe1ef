"""The numbers of the report to the Committee, of the whole and of each country, with the records that they are counted from. Facts: none.

Needs are those that a country chose; how they are met is what the attached profile says of them, and of no others.
"""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from commonsky.partnership.versions import NOT_IN_PROFILE
from commonsky.profile.committee_model import ACTION_STATES, CountryRow, Figure, RecordRef
from commonsky.workflows.actions import is_late
from commonsky.world.countries import find_country

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from commonsky.partnership.actions import Action, Overlap
    from commonsky.partnership.versions import Assessment, Version
    from commonsky.store.model import Entry
    from commonsky.workflows.committee_records import Acted, Held, Mapped


def answer(
    held: Sequence[Held], acted: Sequence[Acted], maps: Sequence[Mapped], shared: Sequence[Overlap], period: tuple[date, date]
) -> tuple[Figure, ...]:
    """The numbers of the report's first sentence.

    Args:
        held: one assessment a country.
        acted, maps: actions and roadmaps.
        shared: where several owners act for one need.
        period: first and last day; the rows are as they stood at the end of the last.
    """
    return (*_of_needs(held), *_of_actions(acted, period), _of_overlaps(shared, acted), _of_milestones(maps, period[1]))


def country_row(iso3: str, held: Sequence[Held], acted: Sequence[Acted]) -> CountryRow:
    """One country's row.

    Args:
        iso3: ISO 3166 alpha-3.
        held, acted: assessments and actions, of all countries.
    """
    mine = [pair for pair in held if pair[0].country == iso3]
    doing = [pair for pair in acted if pair[0].country == iso3]
    version = what_holds(mine[0][0]) if mine else None
    met = Counter(version.standing.values()) if version and version.profile else None
    reaching = _reaching(doing)
    states: Counter[str] = Counter(a.state for a, _ in doing)

    def so(standing: str, label: str, label_zh: str) -> Figure:
        return figure(met[standing] if met is not None else "—", label, label_zh, mine)

    return CountryRow(
        iso3=iso3,
        names={code: find_country(iso3).names[code] for code in ("en", "zh")},
        assessment=ref(mine[0][1]) if mine else None,
        state=version.state if version else "",
        version=version.number if version else 0,
        needs=figure(len(version.choices) if version else 0, "needs chosen", "项需求", mine),
        met=so("met", "met", "已满足"),
        partly=so("partly", "partly", "部分满足"),
        unmet=so("nowhere", "not met", "未满足"),
        not_observed=so("not observed", "not observed", "未获观测"),
        not_in_profile=so(NOT_IN_PROFILE, "not in the profile", "不在概况中") if met is not None else None,
        actions={s: figure(states[s], s, s, [(a, e) for a, e in doing if a.state == s]) for s in ACTION_STATES if states[s]},
        people=figure(_people(reaching), "people reached", "受益人数", reaching) if reaching else None,
        cost=_costs([a for a, _ in doing if a.stands]),
    )


def newest(held: Iterable[Held]) -> list[Held]:
    """One assessment a country: the newest with an accepted version, which holds whatever came after it, else the newest not withdrawn."""
    found: dict[str, Held] = {}
    for assessment, entry in held:
        before = found.get(assessment.country)
        if assessment.accepted or (assessment.current.state != "withdrawn" and not (before and before[0].accepted)):
            found[assessment.country] = (assessment, entry)
    return list(found.values())


def what_holds(assessment: Assessment) -> Version:
    """The version that counts: the accepted one, else the newest."""
    return assessment.accepted or assessment.current


def figure(value: Any, label: str, label_zh: str, rows: Iterable[tuple[Any, Entry]], refs: tuple[RecordRef, ...] = ()) -> Figure:
    """A figure with the records that it was counted from; `label` may hold a singular and a plural, apart by a bar."""
    one, _, many = label.partition("|")
    told = one if value == 1 or not many else many
    return Figure(value=value, label=told, label_zh=label_zh, refs=refs or tuple(ref(entry) for _, entry in rows))


def ref(entry: Entry) -> RecordRef:
    """The record that an entry made, at its revision."""
    return RecordRef(kind=entry.kind, id=entry.id, revision=entry.revision)


def cost_range(currency: str, low: Decimal, high: Decimal) -> str:
    """What it costs in words.

    >>> cost_range("USD", Decimal(10000), Decimal(25000)).replace(chr(0x202F), " ")
    'USD 10 000 to 25 000'
    """
    told = [f"{value:,f}".replace(",", "\u202f") for value in (low, high)]
    return f"{currency} {told[0]}" if low == high else f"{currency} {told[0]} to {told[1]}"


def _of_needs(held: Sequence[Held]) -> tuple[Figure, ...]:
    accepted = [(a, e) for a, e in held if a.accepted]
    profiled = [(a, e) for a, e in held if what_holds(a).profile]
    stands = Counter(standing for a, _ in profiled for standing in what_holds(a).standing.values())
    return (
        figure(
            len(accepted),
            "{} country has an accepted assessment|{} countries have an accepted assessment",
            "{}个国家的评估已获通过",
            accepted or held,
        ),
        figure(
            stands["partly"] + stands["nowhere"],
            "{} chosen need is not fully met, by its profile|{} chosen needs are not fully met, by their profiles",
            "据其概况，{}项选定需求未完全满足",
            profiled,
        ),
        figure(
            stands["not observed"] + stands[NOT_IN_PROFILE],
            "{} chosen need is not observed or not in its profile|{} chosen needs are not observed or not in their profiles",
            "{}项选定需求未获观测或不在概况中",
            profiled,
        ),
    )


def _of_actions(acted: Sequence[Acted], period: tuple[date, date]) -> tuple[Figure, ...]:
    standing = [(a, e) for a, e in acted if a.stands]
    done = [(a, e) for a, e in acted if a.state == "done" and a.last_day and period[0] <= a.last_day <= period[1]]
    late = [(a, e) for a, e in acted if is_late(a, period[1])]
    reaching = _reaching(acted)
    return (
        figure(len(standing), "{} action is on record|{} actions are on record", "在册行动{}项", standing),
        figure(len(done), "{} action was done in the period|{} actions were done in the period", "报告期内完成行动{}项", done),
        figure(len(late), "{} action is late|{} actions are late", "逾期行动{}项", late),
        figure(_people(reaching), "{} person is reached, as stated|{} people are reached, as stated", "受益人数{}（自报）", reaching),
    )


def _of_overlaps(shared: Sequence[Overlap], acted: Sequence[Acted]) -> Figure:
    entries = {action.id: entry for action, entry in acted}
    return figure(
        len({(overlap.country, overlap.need) for overlap in shared}),
        "for {} need two partners may do the same|for {} needs two partners may do the same",
        "有{}项需求可能由两方重复行动",
        [(action, entries[action.id]) for overlap in shared for action in overlap.actions],
    )


def _of_milestones(maps: Sequence[Mapped], on: date) -> Figure:
    states = [state for r, _ in maps for m in r.milestones if (state := m.state_on(on)) != "dropped"]
    label = f"{{}} of {len(states)} milestones are reached"
    return figure(states.count("done"), label, f"{len(states)}个里程碑中已达到{{}}个", maps)


def _reaching(acted: Iterable[Acted]) -> list[Acted]:
    return [(a, e) for a, e in acted if a.state == "done" and a.people and a.people.number is not None]


def _people(rows: Iterable[Acted]) -> int:
    return sum(a.people.number or 0 for a, _ in rows if a.people)


def _costs(actions: Iterable[Action]) -> tuple[str, ...]:
    sums: dict[str, tuple[Decimal, Decimal]] = {}
    for action in actions:
        if action.cost:
            low, high = sums.get(action.cost.currency, (Decimal(0), Decimal(0)))
            sums[action.cost.currency] = (low + action.cost.low, high + action.cost.high)
    return tuple(cost_range(currency, low, high) for currency, (low, high) in sorted(sums.items()))
