"""The answer in a sentence, by language. Facts: the profile's own figures. Says "could be" where not every pass is imaged."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Literal

from commonsky.gaps.causes import limit_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from commonsky.profile.model import Country, Need, Profile
    from commonsky.profile.wording import Wording

#: Share of the area, or of the people, from which a need counts as met: at threshold or better.
MET = 0.95
WARNING_THEMES = ("flood", "storm", "drought", "fire", "coast", "geohazard", "air")
Basis = Literal["area", "people"]


def answer(country: Country, needs: Sequence[Need], by: Basis = "area") -> dict[str, str]:
    """Two sentences with the numbers that matter, in English and Chinese.

    Args:
        country: whose profile it is.
        needs: its needs, assessed.
        by: what shares are of; people, where it is known well enough where they live.
    """
    sorts = [_sort(n, by) for n in needs]
    counts = {name: sorts.count(name) for name in ("met", "partly", "nowhere")}
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
    limit = _first_limit(worst[0])
    why = f"; what stands in the way first is {limit_name(limit, 'en')}" if limit else ""
    titles = " and ".join(f"“{n.titles['en']}”" for n in worst)
    share = _percent(1 - _lost(worst[0], by))
    return f"{first} What weighs most: {titles}; the first is met for {share} of its {by}{why}."


def _chinese(country: Country, counts: dict[str, int], worst: list[Need], by: Basis) -> str:
    seen = "得到满足" if counts["systematic"] else "有可能得到满足"
    total = counts["met"] + counts["partly"] + counts["nowhere"]
    whom = "区域" if by == "area" else "人口"
    first = f"{country.names['zh']}的{total}项观测需求中，有{counts['met']}项对所涉全部或绝大部分{whom}至少以最低要求等级{seen}"
    if not worst:
        return f"{first}。"
    limit = _first_limit(worst[0])
    why = f"，首要制约是{limit_name(limit, 'zh')}" if limit else ""
    titles = "、".join(f"“{n.titles.get('zh') or n.titles['en']}”" for n in worst)
    share = _percent(1 - _lost(worst[0], by))
    rest = f"，{counts['partly']}项仅对部分{whom}满足，{counts['nowhere']}项完全未满足。最突出的是{titles}"
    return f"{first}{rest}；其中第一项仅对{share}的{whom}满足{why}。"


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


def _first_limit(need: Need) -> str | None:
    rows = [row for row in need.limits if row.level == "threshold"]
    if not rows:
        return None
    if need.area.not_observed > need.area.not_met:
        return "unobserved"
    return rows[0].attributes[0] if rows[0].attributes else "nothing"


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
        limits = Counter(name for n, sort in zip(mine, sorts, strict=True) if sort != "met" and (name := _first_limit(n)))
        first = limit_name(limits.most_common(1)[0][0], code) if limits else ""
        count = words("terminal.count", met=sorts.count("met"), total=len(mine))
        rows.append((words.word("theme", theme), count, str(sorts.count("partly")), str(sorts.count("nowhere")), first))
    return rows
