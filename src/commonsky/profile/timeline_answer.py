"""What the years bring, in sentences. Facts: none of its own; English and Chinese."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from commonsky.profile.model import Country
    from commonsky.profile.timeline_model import NeedTimeline, Point

#: Share of the area from which a need counts as served.
SERVED = 0.95


def points_of(need: NeedTimeline, course: str) -> tuple[Point, ...]:
    """The points of one course."""
    return next(c.points for c in need.courses if c.course == course)


def answer_of(
    needs: Sequence[NeedTimeline], country: Country, today: date, *, assumed: frozenset[str] = frozenset(), given: Sequence[str] = ()
) -> dict[str, str]:
    """How many needs are served now and at the end, which falls first, which comes first, in English and Chinese.

    Args:
        needs: along their courses.
        country: whose they are.
        today: the day that counts as now.
        assumed: missions whose ends are our assumption.
        given: missions with dates of the user's own.
    """
    if not needs:
        return {"en": "No need was judged.", "zh": "没有可评估的需求。"}
    dates = [p.date for p in points_of(needs[0], "expected")]
    now = max((k for k, d in enumerate(dates) if d <= today.isoformat()), default=0)
    counts = {
        course: [sum(points_of(n, course)[k].threshold >= SERVED for n in needs) for k in range(len(dates))]
        for course in ("early", "expected", "late")
    }
    last = len(dates) - 1
    names = {"en": country.names["en"], "zh": country.names.get("zh", country.names["en"])}
    count = f"Of {len(needs)} observing needs" if len(needs) > 1 else "Of one observing need"
    told = {
        "en": f"{count} of {names['en']}, {counts['expected'][now]} could be served at best on nearly all of the "
        f"area on {dates[now]}, and {counts['expected'][last]} on {dates[last]} if missions last as expected "
        f"({counts['early'][last]} if they end with their design life, {counts['late'][last]} if they fly on).",
        "zh": f"在{names['zh']}的{len(needs)}项观测需求中，{dates[now]}最多可有{counts['expected'][now]}项在几乎全部面积上得到满足；"
        f"若任务按预期持续，{dates[last]}为{counts['expected'][last]}项"
        f"（若均止于设计寿命为{counts['early'][last]}项，若继续运行为{counts['late'][last]}项）。",
    }
    fall, rise = _first(needs, today, -1), _first(needs, today, 1)
    if fall is not None:
        told["en"] += f" First to fall: “{fall[0].titles['en']}”, by {fall[1]}{_who(fall[2], ' as ', ' go', ' goes')}."
        told["zh"] += f"最先下降的是“{fall[0].titles['zh']}”（{fall[1]}{_who_zh(fall[2], '结束')}）。"
    if rise is not None:
        told["en"] += f" First to gain: “{rise[0].titles['en']}”, by {rise[1]}{_who(rise[2], ' as ', ' come', ' comes')}."
        told["zh"] += f"最先改善的是“{rise[0].titles['zh']}”（{rise[1]}{_who_zh(rise[2], '投入使用')}）。"
    for change, words in ((fall, ("that end is an assumption", "该结束时间为假定")), (rise, ("", ""))):
        if change is not None and words[0] and set(change[2]) & assumed:
            told["en"] += f" ({words[0][0].upper()}{words[0][1:]}.)"
            told["zh"] += f"（{words[1]}。）"
    if given:
        told["en"] = f"What if, for {', '.join(given)}: {told['en']}"
        told["zh"] = f"假设情形（{'、'.join(given)}）：{told['zh']}"
    return told


def _first(needs: Sequence[NeedTimeline], today: date, sign: int) -> tuple[NeedTimeline, str, tuple[str, ...]] | None:
    """The first need whose served share changes after today by a tenth or more, when, and who goes or comes."""
    found = [(t.date, n.id, n, t) for n in needs for t in n.turns if t.date > today.isoformat() and (t.after - t.before) * sign >= 0.1]
    if not found:
        return None
    first = min(row[0] for row in found)
    _, _, need, turn = max((row for row in found if row[0] == first), key=lambda row: (abs(row[3].after - row[3].before), row[1]))
    return need, turn.date, turn.goes if sign < 0 else turn.comes


def _who(names: Sequence[str], before: str, many: str, one: str) -> str:
    if not names:
        return ""
    return f"{before}{', '.join(names[:3])}{' and others' if len(names) > 3 else ''}{many if len(names) > 1 else one}"


def _who_zh(names: Sequence[str], verb: str) -> str:
    return f"，{'、'.join(names[:3])}{'等' if len(names) > 3 else ''}{verb}" if names else ""
