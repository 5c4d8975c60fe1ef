"""Tables of the report on what breaks, as blocks, and how its figures are put into words. Facts: the report's own rows.

Published figures keep their own bounds: one number where both are the same, a range elsewhere, nothing in between.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from commonsky.profile.blocks import Table, Text
from commonsky.profile.quantities import THIN, duration, measure, number, percent
from commonsky.profile.wording import read_section_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from commonsky.profile.stress_model import (
        AlertPath,
        Curve,
        Effect,
        Figure,
        NavigationSystem,
        NeedBefore,
        ScenarioAfter,
        Stage,
        Stress,
        TelecomSystem,
    )
    from commonsky.profile.wording import Wording

Cells = tuple[Text, ...]
NONE = "—"
YEAR_H = 8766.0
PER_YEARS = {"year": 1.0, "decade": 10.0, "solar cycle": 11.0}
STAGES = ("before", "absorb", "adapt", "recover")
#: A need is hit where at least this share of its area is lost.
LEAST = 0.0005
#: Hours by which a first look must come later to be told.
LATE_H = 0.5
#: Times of a curve that its table has at most.
TIMES = 10
#: Names in a cell at most; letters from which on a cell holds the first clause of a sentence alone.
FEW, LONG = 3, 80


# words for figures


def period(hours: float, words: Wording) -> str:
    """A duration for people: in years from two years on, at once where it is none.

    >>> from commonsky.profile.wording import read_section_words
    >>> words = read_section_words("stress_words.toml", "en")
    >>> [period(h, words).replace(THIN, " ") for h in (0, 0.2, 21.5, 144, 25872)]
    ['at once', '12 min', '22 h', '6 d', '3 years']
    """
    if hours <= 0:
        return words("stress.at_once")
    if hours < 2 * YEAR_H:
        return duration(hours)
    return f"{number(hours / YEAR_H, 2)}{THIN}{words('period.years')}"


def span(low: float, high: float, words: Wording) -> str:
    """A duration from low to high, the unit once where both share it.

    >>> from commonsky.profile.wording import read_section_words
    >>> words = read_section_words("stress_words.toml", "en")
    >>> [span(a, b, words).replace(THIN, " ") for a, b in ((12, 12), (24, 36), (26.8, 122.8), (0, 6))]
    ['12 h', '24–36 h', '27 h – 5.1 d', '0–6 h']
    """
    first, last = (period(low, words) if low > 0 else f"0{THIN}{period(high, words).rpartition(THIN)[2]}"), period(high, words)
    if high <= 0 or first == last:
        return last
    (value, _, unit), (_, _, other) = first.rpartition(THIN), last.rpartition(THIN)
    return f"{value}–{last}" if unit == other else f"{first} – {last}"


def share_span(low: float, high: float) -> str:
    """Shares from low to high in whole per cent.

    >>> share_span(0.0046, 0.0188).replace(THIN, " "), share_span(0.12, 0.12).replace(THIN, " ")
    ('<1–2 %', '12 %')
    """
    first, last = percent(low), percent(high)
    return last if first == last else f"{first.removesuffix(f'{THIN}%')}–{last}"


def how_often(figure: Figure, words: Wording) -> str:
    """A published probability or count in words with its number."""
    if figure.per in {"launch", "mission"}:
        return words(f"period.{figure.per}", share=share_span(figure.low, figure.high))
    per = words.word("per", figure.per)
    if figure.of.startswith("chance"):
        return words("period.chance", share=share_span(figure.low, figure.high), per=per)
    amounts = [number(v, 2) for v in (figure.low, figure.high)]
    text = words("period.count", number=amounts[0] if amounts[0] == amounts[1] else "–".join(amounts), per=per)
    years = PER_YEARS.get(figure.per, 0.0)
    if not years or figure.low <= 0 or figure.high / years >= 1 / 15:
        return text
    ends = [number(years / v, 1) for v in (figure.high, figure.low)]
    return f"{text} ({words('period.once', years=ends[0] if ends[0] == ends[1] else '–'.join(ends))})"


def begins(stage: Stage, words: Wording) -> str:
    """When a stage begins, in words; nothing for the one before the event, and for what begins when somebody decides."""
    if stage.stage == "before":
        return ""
    if stage.after_low_h is None:
        return words("stress.no_source")
    high = stage.after_low_h if stage.after_high_h is None else stage.after_high_h
    return words("stress.at_once") if high <= 0 else words("stress.begins", time=span(stage.after_low_h, high, words))


def share_text(share: float | None, words: Wording) -> str:
    """A share in per cent, or that it is not known."""
    return words("stress.not_known") if share is None else percent(share)


def change(before: str, after: str) -> str:
    """What was and what is; once where nothing changes."""
    return before if before == after else f"{before} → {after}"


def joined(names: Iterable[str], words: Wording) -> str:
    """Names one after the other."""
    return ("、" if words.language == "zh" else ", ").join(names)


def navigation_name(row: NavigationSystem, words: Wording) -> str:
    """A system alone, all together, or all but one, by name."""
    return words(f"navigation.{row.kind}", name=row.name.removeprefix("all but "))


def hit(row: ScenarioAfter) -> list[Effect]:
    """Needs that lose some of their area in a scenario."""
    return [effect for effect in row.effects if effect.before - effect.absorb > LEAST]


def loses(row: ScenarioAfter) -> list[Effect]:
    """Needs that lose some of their area in either reading, or all that comes for them."""
    found = []
    for e in row.effects:
        ended = e.wait_before_h is not None and e.wait_after_h is None
        if e.before - e.absorb > LEAST or e.stated_before - e.stated_absorb > LEAST or ended:
            found.append(e)
    return found


def harms(row: ScenarioAfter) -> bool:
    """Whether a scenario takes anything here: from needs in either reading, from positions, or from alert paths."""
    seen = bool(loses(row))
    placed = row.navigation is not None and (
        row.navigation.available_before - row.navigation.available > LEAST or row.navigation.ranging > 1
    )
    return seen or placed or (row.telling is not None and bool(row.telling.lost)) or (row.warning_lost_h or 0) >= LATE_H


def later(row: ScenarioAfter, words: Wording) -> str:
    """By how much a first look at an event comes later, and for how many needs none comes any more."""
    ended = sum(e.wait_before_h is not None and e.wait_after_h is None for e in row.effects)
    texts = [duration(row.warning_lost_h)] if row.warning_lost_h else []
    texts += [words("stress.no_more", count=ended)] if ended else []
    return ("；" if words.language == "zh" else "; ").join(texts) or words("stress.no_later")


# tables


def scenarios_table(stress: Stress, rows: Sequence[ScenarioAfter], words: Wording, anchors: Mapping[str, str]) -> Table:
    """One row a scenario: what is left, how often, how long, what is hit, how it recovers, what to add.

    Args:
        stress: the report.
        rows: scenarios, hardest first.
        words: of the reader's language.
        anchors: where each is told in full, by name; none for those that are not.
    """
    keys = ("scenario", "left", "probability", "lasting", "needs", "warning", "recovery", "add")
    cells = tuple(_scenario_cells(row, stress, words, anchors.get(row.name, "")) for row in rows)
    head = tuple(words(f"stress.col_{key}") for key in keys)
    return Table(head=head, rows=cells, widths=(2.5, 1.6, 1.4, 1.2, 0.8, 1.1, 1.6, 2.8), fine=True)


def _scenario_cells(row: ScenarioAfter, stress: Stress, words: Wording, anchor: str) -> Cells:
    name = words.pick(row.titles)
    after = next((stage for stage in row.stages if stage.stage == "absorb"), None)
    see = None if after is None else after.see_people if stress.headline_by == "people" else after.see
    left = [share_text(v, words) for v in ((see, after.locate, after.tell) if after else (None, None, None))]
    often = [how_often(figure, words) for figure in row.probability]
    lasting = [span(figure.low, figure.high, words) for figure in row.lasting]
    back = dict.fromkeys(words.word("how", way.how) + _when(way.after_low_h, way.after_high_h, words) for way in row.recovery)
    unknown = words("stress.not_published")
    semicolon = "；" if words.language == "zh" else "; "
    return (
        Text(text="", strong=True, links=((name, anchor),)) if anchor else Text(text=name, strong=True),
        Text(text=" / ".join(left)),
        Text(text=semicolon.join(often) or unknown),
        Text(text=semicolon.join(lasting) or unknown),
        Text(text=words("stress.of_needs", count=len(hit(row)), all=len(stress.needs))),
        Text(text=later(row, words)),
        Text(text=semicolon.join(back) or unknown),
        Text(text=_short(words.pick(row.add[0]), words) if row.add else NONE),
    )


def _short(text: str, words: Wording) -> str:
    """The first clause of a long sentence; the rest stands where the scenario is told in full."""
    first, *rest = re.split("[;；]", text, maxsplit=1)
    return f"{first} …" if rest and len(text) >= LONG / (2 if words.language == "zh" else 1) else text


def _when(low: float | None, high: float | None, words: Wording) -> str:
    if low is None:
        return ""
    return f"{'，' if words.language == 'zh' else ' '}{words('stress.back_after', time=span(low, low if high is None else high, words))}"


def stages_table(stress: Stress, rows: Sequence[ScenarioAfter], words: Wording) -> Table:
    """One row a scenario and ability: what is left at each stage."""
    found = []
    for row in rows:
        for name in ("see", "locate", "tell"):
            field = "see_people" if name == "see" and stress.headline_by == "people" else name
            shares = (Text(text=share_text(getattr(stage, field), words)) for stage in row.stages)
            found.append((Text(text=words.pick(row.titles), strong=True), Text(text=words.word("capability", name)), *shares))
    head = (words("stress.col_scenario"), words("stress.col_ability"), *(words.word("stage", stage) for stage in STAGES))
    return Table(head=head, rows=tuple(found), widths=(3.4, 1, 1, 1, 1, 1), right=(2, 3, 4, 5))


def effects_table(effects: Iterable[Effect], stress: Stress, words: Wording) -> Table:
    """One row a need that a scenario touches, by area and people, in both readings."""
    titles = {need.id: words.pick(need.titles) for need in stress.needs}
    keys = ("need", "before", "absorb", "adapt", "recover", "people", "stated", "age", "wait", "opened")
    cells = tuple(_effect_cells(effect, titles, words) for effect in effects)
    head = tuple(words(f"stress.col_{key}") for key in keys)
    return Table(head=head, rows=cells, widths=(2.6, 0.8, 0.9, 0.9, 1.05, 1.35, 1.3, 1.4, 1.5, 1.7), right=(1, 2, 3, 4, 5, 6), fine=True)


def _effect_cells(effect: Effect, titles: Mapping[str, str], words: Wording) -> Cells:
    never = words("stress.never")
    wait = NONE if effect.wait_before_h is None else change(_hours(effect.wait_before_h, NONE), _hours(effect.wait_after_h, never))
    age = NONE if effect.age_before_h is None else change(_hours(effect.age_before_h, NONE), _hours(effect.age_after_h, never))
    return (
        Text(text=titles.get(effect.need, effect.need), strong=True),
        *(Text(text=percent(share)) for share in (effect.before, effect.absorb, effect.adapt, effect.recover)),
        Text(text=change(percent(effect.people_before), percent(effect.people_absorb))),
        Text(text=change(percent(effect.stated_before), percent(effect.stated_absorb))),
        Text(text=age),
        Text(text=wait),
        Text(text=joined(effect.opened, words) or NONE),
    )


def _hours(hours: float | None, none: str) -> str:
    return none if hours is None else duration(hours)


def curve_table(curve: Curve, title: str, words: Wording) -> Table:
    """A curve at a few times, the event among them."""
    points = curve.points
    step = max(1, -(-len(points) // (TIMES - 2)))
    event = next((i for i, p in enumerate(points) if p.time_h >= 0), 0)
    chosen = sorted({*range(0, len(points), step), max(0, event - 1), event, len(points) - 1})
    rows = tuple(
        (Text(text=_moment(points[i].time_h)), Text(text=percent(points[i].share)), Text(text=percent(points[i].share_lost)))
        for i in chosen
    )
    head = (f"{title} · {words('stress.col_time')}", words("stress.col_with"), words("stress.col_without"))
    return Table(head=head, rows=rows, widths=(2.4, 1, 1), right=(1, 2))


def _moment(hours: float) -> str:
    return f"0{THIN}h" if abs(hours) < 1 / 60 else f"{'−' if hours < 0 else ''}{duration(abs(hours))}"


def envelope_table(need: NeedBefore, words: Wording) -> Table:
    """What is left by number of systems lost."""
    keys = ("stress.col_lost_count", "stress.col_losses", "stress.best", "stress.median", "stress.worst", "stress.col_worst_systems")
    rows = tuple(
        (
            Text(text=str(row.lost)),
            Text(text=number(row.losses)),
            *(Text(text=percent(share)) for share in (row.best, row.median, row.worst)),
            Text(text=_few(row.worst_systems, words)),
        )
        for row in need.envelope
    )
    return Table(head=tuple(words(key) for key in keys), rows=rows, widths=(1, 1, 0.9, 1.15, 0.95, 3.4), right=(1, 2, 3, 4))


def _few(names: Sequence[str], words: Wording) -> str:
    """The first names and how many more there are."""
    if len(names) <= FEW + 1:
        return joined(names, words) or NONE
    return words("stress.and_more", names=joined(names[:FEW], words), count=len(names) - FEW)


def systems_table(need: NeedBefore, bring: Iterable[str], words: Wording) -> Table:
    """What each system brings, and what is left without it."""
    rows = tuple(
        (Text(text=row.name, strong=True), Text(text=text), Text(text=percent(row.left)))
        for row, text in zip(need.systems, bring, strict=True)
    )
    head = (words("stress.col_system"), words("stress.col_brings"), words("stress.col_left_alone"))
    return Table(head=head, rows=rows, widths=(3, 1.2, 1.4), right=(1, 2))


def navigation_table(rows: Sequence[NavigationSystem], words: Wording) -> Table:
    """Navigation systems alone, together, all but each, and what augments them."""
    keys = ("system", "available", "in_view", "pdop", "gap")
    cells = tuple(
        (
            Text(text=navigation_name(row, words), strong=True),
            Text(text=percent(row.available)),
            Text(text=NONE if row.kind == "augmentation" else number(row.in_view, 2)),
            Text(text=NONE if row.pdop_median is None else number(row.pdop_median, 2)),
            Text(text=NONE if row.kind == "augmentation" else _gap(row.worst_outage_h)),
        )
        for row in rows
    )
    return Table(head=tuple(words(f"stress.col_{key}") for key in keys), rows=cells, widths=(2.6, 1, 1.2, 1.2, 1.8), right=(1, 2, 3, 4))


def _gap(hours: float) -> str:
    return duration(hours) if hours > 0 else f"0{THIN}min"


def telecom_rows(rows: Sequence[TelecomSystem], words: Wording) -> Table:
    """Telecom systems over the country, those whose geometry is known first."""
    keys = ("system", "kind", "in_view", "elevation", "latency", "latency_stated")
    cells = tuple(
        (
            Text(text=row.name, strong=True, under="" if row.known else words("stress.no_geometry", why=row.why_unknown)),
            Text(text=words.word("telecom_kind", row.kind)),
            Text(text=NONE if row.in_view is None else percent(row.in_view)),
            Text(text=NONE if row.elevation_deg is None else f"{row.elevation_deg:.0f}°"),
            Text(text=NONE if row.latency_ms is None else measure(row.latency_ms, "ms", 2)),
            Text(text=NONE if row.latency_stated_s is None else _seconds(row.latency_stated_s)),
        )
        for row in sorted(rows, key=lambda row: not row.known)
    )
    head = [words(f"stress.col_{key}") for key in keys]
    head[2] = words("stress.telecom_seen")
    return Table(head=tuple(head), rows=cells, widths=(3, 1.3, 1.2, 1.4, 1.4, 1.4), right=(2, 3, 4, 5))


def _seconds(seconds: float) -> str:
    return measure(seconds, "s", 2) if seconds < 90 else duration(seconds / 3600)


def paths_table(rows: Sequence[AlertPath], words: Wording) -> Table:
    """Alert paths with the elements whose loss alone breaks each."""
    head = (words("stress.col_path"), words("stress.col_single"))
    cells = tuple(
        (Text(text=words.pick(row.titles), strong=True), Text(text=joined(row.single_points, words) or words("stress.single_none")))
        for row in rows
    )
    return Table(head=head, rows=cells, widths=(2, 4))


def read_words(language: str) -> Wording:
    """The words of the report in a language.

    Raises:
        UnknownNameError: if they are not there in it.

    >>> read_words("zh")("stress.limits")
    '本报告未说明什么'
    """
    return read_section_words("stress_words.toml", language)


def joined_units(text: str) -> str:
    """A text in which no line breaks between a number and its per cent.

    >>> joined_units("100 % before") == "100\u202f% before"
    True
    """
    return re.sub(r"(?<=\d) %", "\u202f%", text)
