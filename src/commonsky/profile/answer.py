"""The answer in a sentence, by language. Facts: the profile's own figures. Says "could be" where not every pass is imaged."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from commonsky.gaps.causes import limit_name
from commonsky.profile.unstated import only_unstated, silence, unstated

if TYPE_CHECKING:
    from collections.abc import Sequence

    from commonsky.profile.model import Country, Need, Profile
    from commonsky.profile.unstated import Basis
    from commonsky.profile.wording import Wording

#: Share of the area, or of the people, from which a need counts as met: at threshold or better.
MET = 0.95
WARNING_THEMES = ("flood", "storm", "drought", "fire", "coast", "geohazard", "air")


def answer(country: Country, needs: Sequence[Need], by: Basis = "area") -> dict[str, str]:
    """A few sentences with the numbers that matter, in English and Chinese.

    Args:
        country: whose profile it is.
        needs: its needs, assessed.
        by: what shares are of; people, where it is known well enough where they live.
    """
    sorts = [_sort(n, by) for n in needs]
    counts = {name: sorts.count(name) for name in ("met", "partly", "nowhere")}
    counts["unstated"] = sum(only_unstated(n, by, MET) for n in needs)
    counts["systematic"] = not any(_depends_on_plans(n) for n, sort in zip(needs, sorts, strict=True) if sort == "met")
    unmet = [n for n, sort in zip(needs, sorts, strict=True) if sort != "met"]
    worst = sorted(unmet, key=lambda n: (n.theme not in WARNING_THEMES, -n.weight * n.area_km2 * _lost(n, by)))[:2]
    return {"en": _english(country, counts, worst, by), "zh": _chinese(country, counts, worst, by)}


def _sort(need: Need, by: Basis) -> str:
    lost = _lost(need, by)
    return "met" if lost <= 1 - MET else "nowhere" if lost >= 1 - 1e-9 else "partly"


def _english(country: Country, counts: dict[str, int], worst: list[Need], by: Basis) -> str:
    seen = "are met" if counts["systematic"] else "could be met"
    total = counts["met"] + counts["partly"] + counts["nowhere"]
    whom = ("all or nearly all of the area", "a part of it") if by == "area" else ("all or nearly all of the people", "a part of them")
    first = f"{counts['met']} of the {total} observing needs of {country.names['en']} {seen} for {whom[0]} they concern"
    rest = f", {counts['partly']} for {whom[1]}, {counts['nowhere']} nowhere" if worst else ""
    first += f", at least at threshold level{rest}."
    if not worst:
        return first
    titles = " and ".join(f"“{n.titles['en']}”" for n in worst)
    lost = _lost(worst[0], by)
    where = "nowhere" if lost >= 1 else f"for {_percent(1 - lost)} of its {by}"
    told = f"{titles}; the first is met {where}" if len(worst) > 1 else f"{titles}, met {where}"
    reason = _first_reason(worst[0])
    why = f"{': ' if reason[1] else '; what stands in the way first is '}{_reason(reason, 'en')}" if reason else ""
    return f"{first} {_unstated_english(counts)}What weighs most: {told}{why}."


def _unstated_english(counts: dict[str, int]) -> str:
    """How many needs fall short for want of a published figure alone."""
    count, short = counts["unstated"], counts["partly"] + counts["nowhere"]
    if not count:
        return ""
    which = f"{count} of these {short} fall" if short > count > 1 else f"1 of these {short} falls" if short > 1 else "This one falls"
    which = f"All {short} of these fall" if short == count > 1 else which
    they = "they are" if count > 1 else "it is"
    return (
        f"{which} short only because no source states how sure the value is or how soon it comes: "
        f"{they} observed, and may be good enough as things stand. "
    )


def _chinese(country: Country, counts: dict[str, int], worst: list[Need], by: Basis) -> str:
    total = counts["met"] + counts["partly"] + counts["nowhere"]
    whom = "区域" if by == "area" else "人口"
    verb = "达到" if counts["systematic"] else "有可能达到"
    first = f"{country.names['zh']}的{total}项观测需求中，有{counts['met']}项在全部或绝大部分相关{whom}中{verb}阈值级或更高"
    if not worst:
        return f"{first}。"
    lost = _lost(worst[0], by)
    where = "在任何地方都未达到" if lost >= 1 else f"仅对{_percent(1 - lost)}的{whom}达到"
    titles = "、".join(f"“{n.titles.get('zh') or n.titles['en']}”" for n in worst)
    reason = _first_reason(worst[0])
    why = f"，{'原因是' if reason[1] else '首要制约是'}{_reason(reason, 'zh')}" if reason else ""
    rest = f"，{counts['partly']}项仅在部分{whom}中达到，{counts['nowhere']}项在任何地方都未达到。{_unstated_chinese(counts)}"
    which = "其中第一项" if len(worst) > 1 else "该项"
    return f"{first}{rest}最突出的是{titles}；{which}{where}{why}。"


def _unstated_chinese(counts: dict[str, int]) -> str:
    count, short = counts["unstated"], counts["partly"] + counts["nowhere"]
    text = "只是因为没有任何来源说明其数值有多可靠、产品多久可得：实际上有观测，现状也许已经够用。"
    return f"后两类共{short}项，其中{count}项{text}" if count else ""


def _lost(need: Need, by: Basis = "area") -> float:
    """Share below threshold; by area where nobody lives in what the need concerns."""
    people, area = need.people, need.area
    peopled = people.not_observed < 1 or area.not_observed >= 1  # shares of nobody are all not observed
    shares = people if by == "people" and peopled else area
    return shares.not_met + shares.not_observed


def _percent(share: float) -> str:
    r"""A share for people: no digits that are not known, and never 0 or 100 for what is not.

    >>> _percent(0.004), _percent(0.0), _percent(0.62)
    ('<\u202f1\u202f%', '0\u202f%', '62\u202f%')
    """
    if 0 < share < 0.01:
        return "<\u202f1\u202f%"
    return f"{min(100 * share, 99.0) if share < 1 else 100:.0f}\u202f%"


def _depends_on_plans(need: Need) -> bool:
    """Whether what serves it best is not imaged on every pass."""
    serving = [s for s in need.servers if s.best_level]
    return bool(serving) and any(s.acquisition != "systematic" for s in serving)


def _first_reason(need: Need) -> tuple[str, bool] | None:
    """What limits a need's threshold most widely, and whether only because no source states it."""
    rows = [row for row in need.limits if row.level == "threshold"]
    if not rows:
        return None
    if need.area.not_observed > need.area.not_met:
        return "unobserved", False
    if not rows[0].attributes:
        return "nothing", False
    silent = unstated(rows[0])
    return (silent or rows[0].attributes)[0], silent == rows[0].attributes


def _reason(reason: tuple[str, bool], code: str) -> str:
    """A reason in words.

    >>> _reason(("uncertainty", True), "en"), _reason(("uncertainty", False), "en")
    ('no source states how sure the value is', 'how sure the value is')
    """
    name, silent = reason
    if not silent:
        return limit_name(name, code)
    return f"{'没有任何来源说明' if code == 'zh' else 'no source states '}{silence((name,), code)}"


def theme_rows(profile: Profile, words: Wording) -> list[tuple[str, str, str, str, str]]:
    """One row a theme for a short table: theme, needs met, partly met, not met, the commonest limit.

    Args:
        profile: assessed.
        words: of the reader's language.
    """
    code = words.language if words.language in {"en", "zh"} else "en"
    by = profile.people.headline_by
    rows = []
    for theme in dict.fromkeys(need.theme for need in profile.needs):
        mine = [need for need in profile.needs if need.theme == theme]
        sorts = [_sort(need, by) for need in mine]
        limits = Counter(name for n, sort in zip(mine, sorts, strict=True) if sort != "met" and (name := _first_reason(n)))
        first = _reason(limits.most_common(1)[0][0], code) if limits else ""
        count = words("terminal.count", met=sorts.count("met"), total=len(mine))
        rows.append((words.word("theme", theme), count, str(sorts.count("partly")), str(sorts.count("nowhere")), first))
    return rows
