"""Numbers of a timeline by year and as tables: needs by year, turns, launch delays and missions; timeline.csv. Facts: the timeline's own.

A share holds from the day for which it was computed until the next one. Leaves out the early and the late course of the two higher levels,
which timeline.csv and timeline.json hold.
"""

from __future__ import annotations

import csv
import io
from calendar import isleap
from datetime import date
from typing import TYPE_CHECKING, Literal

from commonsky.profile.blocks import Table, Text
from commonsky.profile.citations import runs_of
from commonsky.profile.quantities import number, percent
from commonsky.profile.wording import Wording, read_section_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from commonsky.profile.citations import Citations
    from commonsky.profile.timeline_model import NeedTimeline, Point, Span, Timeline

Basis = Literal["came", "published", "assumed"]
COLUMNS = ("need", "variable", "course", "date", "goal", "breakthrough", "threshold", "threshold_stated", "missions")
#: Shares that differ by less are the same on paper, and losses below this, in share-years, are none.
SAME, NO_LOSS = 0.005, 0.005


def read_words(language: str) -> Wording:
    """The words of the report in a language.

    Raises:
        UnknownNameError: if they are not there in it.

    >>> read_words("zh")("timeline.threshold")
    '阈值级'
    """
    return read_section_words("timeline_words.toml", language)


def timeline_csv(timeline: Timeline) -> str:
    """timeline.csv: a row a need, course and date; shares 0 to 1."""
    return _csv(
        COLUMNS,
        (
            (n.id, n.variable, c.course, p.date, p.goal, p.breakthrough, p.threshold, p.threshold_stated, p.missions)
            for n in timeline.needs
            for c in n.courses
            for p in c.points
        ),
    )


def strip_csv(timeline: Timeline) -> str:
    """One row a need and year: mean share at threshold level or better, expected course, 0 to 1."""
    rows = ((n.id, year, f"{share:.4f}") for n in timeline.needs for year, share in yearly(n).items())
    return _csv(("need", "year", "threshold"), rows)


def delays_csv(timeline: Timeline) -> str:
    """One row a need, mission and delay; no mission: all planned ones."""
    rows = ((n.id, d.mission, d.months, d.lost_share_years) for n in timeline.needs for d in n.delays)
    return _csv(("need", "mission", "months", "lost_share_years"), rows)


def flights_csv(timeline: Timeline) -> str:
    """One row a mission; an end that is empty lies beyond the last year."""
    rows = (
        (s.mission, s.status, s.start, s.end_early or "", s.end_expected or "", s.end_late or "", s.basis.get("en", ""))
        for s in timeline.missions
    )
    return _csv(("mission", "status", "start", "end_early", "end_expected", "end_late", "basis"), rows)


def _csv(head: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([head, *rows])
    return text.getvalue()


# numbers


def year_of(day: str) -> float:
    """A day as a year with its part; a month or year alone is its first day.

    >>> year_of("2027"), year_of("2027-07-02T12:00:00Z"), year_of("2028-03")
    (2027.0, 2027.4986301369863, 2028.1639344262296)
    """
    numbers = [int(part) for part in day[:10].split("-")]
    found = date(*[*numbers, 1, 1][:3])
    return found.year + (found - date(found.year, 1, 1)).days / (366 if isleap(found.year) else 365)


def course(need: NeedTimeline, name: str) -> tuple[Point, ...]:
    """Points of one course of a need, by date; none where it has no such course."""
    found = next((c.points for c in need.courses if c.course == name), ())
    return tuple(sorted(found, key=lambda p: p.date))


def series(need: NeedTimeline, name: str, level: str, last_year: int) -> list[tuple[float, float]]:
    """Years and shares of one course at one level; the last share holds until the end of the last year."""
    found = [(year_of(p.date), float(getattr(p, level))) for p in course(need, name)]
    return [*found, (last_year + 1.0, found[-1][1])] if found and found[-1][0] < last_year + 1 else found


def yearly(need: NeedTimeline, name: str = "expected") -> dict[int, float]:
    """Mean share at threshold level or better over each year's dates."""
    found: dict[int, list[float]] = {}
    for point in course(need, name):
        found.setdefault(int(point.date[:4]), []).append(point.threshold)
    return {year: sum(values) / len(values) for year, values in found.items()}


def share_at(need: NeedTimeline, year: float, name: str = "expected") -> float:
    """Share at threshold level or better on a day, as computed for the last date before it."""
    points = course(need, name)
    before = [p.threshold for p in points if year_of(p.date) <= year]
    return before[-1] if before else points[0].threshold if points else 0.0


def basis_kind(span: Span) -> Basis:
    """What the end of a mission rests on, by its own words in English."""
    told = span.basis.get("en", "").lower()
    return "assumed" if "assum" in told else "published" if "publish" in told or "expect" in told or "source" in told else "came"


def lives(span: Span, timeline: Timeline) -> dict[str, float]:
    """Start, and early, expected and late end, as years, within the years of the timeline; an end that is not there lies beyond them."""
    low, high = timeline.first_year, timeline.last_year + 1

    def within(day: str | None) -> float:
        return float(high) if day is None else min(max(year_of(day), low), high)

    return {
        "from": within(span.start),
        "early": within(span.end_early),
        "expected": within(span.end_expected),
        "late": within(span.end_late),
    }


def mattering(timeline: Timeline) -> list[Span]:
    """Missions by how often they turn a need or cost it by a delay, most first; then those planned, then the others by start."""
    named = [name for n in timeline.needs for t in n.turns for name in (*t.comes, *t.goes)]
    named += [d.mission for n in timeline.needs for d in n.delays if abs(d.lost_share_years) > NO_LOSS]
    return sorted(timeline.missions, key=lambda s: (-named.count(s.mission), not s.planned, s.start, s.mission))


def worst_delays(timeline: Timeline) -> list[tuple[NeedTimeline, str, dict[int, float]]]:
    """Needs and missions whose delay changes something, the greatest loss first, each with its loss by months."""
    found: list[tuple[NeedTimeline, str, dict[int, float]]] = []
    for need in timeline.needs:
        by_mission: dict[str, dict[int, float]] = {}
        for delay in need.delays:
            by_mission.setdefault(delay.mission, {})[delay.months] = delay.lost_share_years
        found += [(need, name, lost) for name, lost in by_mission.items() if max(abs(v) for v in lost.values()) > NO_LOSS]
    return sorted(found, key=lambda row: -max(abs(v) for v in row[2].values()))


def title(need: NeedTimeline, words: Wording) -> str:
    """What a need is called."""
    return words.pick(need.titles) or need.id


def spread(low: float, high: float, words: Wording) -> str:
    """Two shares, from the one to the other; once where they read the same."""
    both = percent(low), percent(high)
    return both[0] if both[0] == both[1] else words("timeline.between", low=both[0], high=both[1])


# tables


def strip_table(timeline: Timeline, words: Wording) -> Table:
    """A row a need: its share today, when it is lowest and highest from today on, its share at the end with the band, and what changes."""
    head = ("col_need", "col_today", "col_low", "col_high", "col_last", "col_change")
    rows = tuple(_strip_row(order, need, timeline, words) for order, need in enumerate(timeline.needs))
    return _table(head, rows, (3.4, 0.9, 1.3, 1.3, 1.7, 1.1), words, right=(1, 2, 3, 4, 5))


def _strip_row(order: int, need: NeedTimeline, timeline: Timeline, words: Wording) -> tuple[Text, ...]:
    today, end = year_of(timeline.made_utc), timeline.last_year + 1.0
    now, last = share_at(need, today), share_at(need, end)
    ahead = [p for p in course(need, "expected") if year_of(p.date) >= today]
    low, high = (pick(ahead, key=lambda p: p.threshold, default=None) for pick in (min, max))
    band = sorted(share_at(need, end, name) for name in ("early", "late"))
    between = spread(band[0], band[1], words) if percent(band[0]) != percent(band[1]) else ""
    change = round(100 * last) - round(100 * now)
    return (
        Text(text="", strong=True, links=((title(need, words), f"need{order + 1}"),)),
        Text(text=percent(now)),
        *(Text(text=percent(p.threshold), under=p.date[:7]) if p else Text(text="—") for p in (low, high)),
        Text(text=percent(last), under=between),
        Text(text=words("timeline.points", number=f"{change:+d}".replace("-", "−")) if change else words("timeline.no_change")),
    )


def years_table(timeline: Timeline, words: Wording) -> Table:
    """A row a need, a column a year: the mean share of the year, per cent."""
    years = range(timeline.first_year, timeline.last_year + 1)
    rows = []
    for need in timeline.needs:
        shares = yearly(need)
        told = (f"{100 * shares[y]:.0f}" if y in shares else "—" for y in years)
        rows.append((Text(text=title(need, words), strong=True), *(Text(text=text) for text in told)))
    head = (words("timeline.col_need"), *(str(year) for year in years))
    return Table(head=head, rows=tuple(rows), widths=(4.2, *(0.8 for _ in years)), right=tuple(range(1, len(head))), fine=True)


def turns_table(need: NeedTimeline, words: Wording) -> Table:
    """A row a turn: its date, the share before and after, who comes and who goes."""
    rows = tuple(
        (
            Text(text=turn.date[:10], strong=True),
            Text(text=spread(turn.before, turn.after, words)),
            Text(text=_names(turn.comes, words)),
            Text(text=_names(turn.goes, words)),
        )
        for turn in sorted(need.turns, key=lambda t: t.date)
    )
    return _table(("col_date", "col_share", "col_comes", "col_goes"), rows, (1.1, 1.4, 3, 3), words)


def levels_table(need: NeedTimeline, timeline: Timeline, words: Wording) -> Table:
    """A row a year: the shares on its first date at each level, the band at threshold, as stated, and how many missions serve it."""
    first = {int(p.date[:4]): p for p in reversed(course(need, "expected"))}
    bands = [{int(p.date[:4]): p.threshold for p in reversed(course(need, name))} for name in ("early", "late")]
    rows = []
    for year in sorted(y for y in first if timeline.first_year <= y <= timeline.last_year):
        point = first[year]
        band = sorted(shares.get(year, point.threshold) for shares in bands)
        shares = (point.goal, point.breakthrough, point.threshold)
        between = spread(band[0], band[1], words)
        told = (*(percent(v) for v in shares), between, percent(point.threshold_stated), str(point.missions))
        rows.append((Text(text=str(year), strong=True), *(Text(text=text) for text in told)))
    head = ("col_year", "col_goal", "col_breakthrough", "col_threshold", "col_band", "col_stated", "col_missions")
    return _table(head, tuple(rows), (0.8, 0.9, 1.2, 1.1, 1.7, 1.2, 1), words, right=tuple(range(1, 7)))


def delays_table(timeline: Timeline, words: Wording) -> Table:
    """A row a need and mission: share-years lost by months of delay."""
    rows = worst_delays(timeline)
    months = sorted({m for _, _, lost in rows for m in lost})
    head = (words("timeline.col_mission"), words("timeline.col_need"), *(words("timeline.delay_of", months=m) for m in months))
    cells = tuple(
        (
            Text(text=mission or words("timeline.all_planned"), strong=True),
            Text(text=title(need, words)),
            *(Text(text=number(lost[m], 2) if m in lost else "—") for m in months),
        )
        for need, mission, lost in rows
    )
    return Table(head=head, rows=cells, widths=(2, 3.4, *(1.1 for _ in months)), right=tuple(range(2, len(head))))


def flights_table(timeline: Timeline, words: Wording, citations: Citations) -> Table:
    """A row a mission: start, the three ends, and what the end rests on, with its sources."""
    head = ("col_mission", "col_status", "col_start", "col_early", "col_expected", "col_late", "col_basis")
    rows = tuple(_flight_row(span, words, citations) for span in sorted(timeline.missions, key=lambda s: (s.start, s.mission)))
    return _table(head, rows, (2, 1.3, 1.1, 1.1, 1.1, 1.1, 3), words, fine=True)


def _flight_row(span: Span, words: Wording, citations: Citations) -> tuple[Text, ...]:
    letter = f"{words('timeline.letter_planned')} · " if span.planned else ""
    ends = (span.end_early, span.end_expected, span.end_late)
    return (
        Text(text=span.mission, strong=True),
        Text(text=letter + words.word("status", span.status)),
        Text(text=span.start[:10]),
        *(Text(text=end[:10] if end else words("timeline.beyond")) for end in ends),
        Text(text=words.pick(span.basis), runs=runs_of(citations.numbers(span.sources))),
    )


def _names(names: Sequence[str], words: Wording) -> str:
    return words("timeline.comma").join(names) or "—"


def _table(
    head: Iterable[str],
    rows: tuple[tuple[Text, ...], ...],
    widths: tuple[float, ...],
    words: Wording,
    *,
    right: tuple[int, ...] = (),
    fine: bool = False,
) -> Table:
    return Table(head=tuple(words(f"timeline.{name}") for name in head), rows=rows, widths=widths, right=right, fine=fine)
