"""The answer in a sentence, by language. Facts: the profile's own figures. Says "could be" where not every pass is imaged."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from commonsky.gaps.causes import limit_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from commonsky.profile.model import Country, Need, Profile
    from commonsky.profile.wording import Wording

#: Share of the area from which a need counts as met.
MOST = 0.5
#: Share of the area from which it counts as met without a rest.
FULLY = 0.95
WARNING_THEMES = ("flood", "storm", "drought", "fire", "coast")


def answer(country: Country, needs: Sequence[Need]) -> dict[str, str]:
    """One or two sentences with the numbers that matter, by area, in English and Chinese.

    Args:
        country: whose profile it is.
        needs: its needs, assessed.
    """
    met = [n for n in needs if 1 - _lost(n) >= MOST]
    unmet = sorted((n for n in needs if n not in met), key=lambda n: (n.theme not in WARNING_THEMES, -n.weight * n.area_km2 * _lost(n)))
    return {"en": _english(country, needs, met, unmet), "zh": _chinese(country, needs, met, unmet)}


def _english(country: Country, needs: Sequence[Need], met: list[Need], unmet: list[Need]) -> str:
    seen = "could be met" if any(_depends_on_plans(n) for n in met) else "are met"
    whose = f"{len(met)} of the {len(needs)} observing needs of {country.names['en']}"
    first = f"{whose} {seen} on most of the area they concern, at least at threshold level."
    if not unmet:
        return first
    worst = unmet[0]
    share = _percent(1 - _lost(worst))
    limit = _first_limit(worst)
    why = f"; what stands in the way first is {limit_name(limit, 'en')}" if limit else ""
    titles = " and ".join(f"“{n.titles['en']}”" for n in unmet[:2])
    return f"{first} {len(unmet)} are not, among them {titles}: the first is met on {share} of its area{why}."


def _chinese(country: Country, needs: Sequence[Need], met: list[Need], unmet: list[Need]) -> str:
    seen = "有可能得到满足" if any(_depends_on_plans(n) for n in met) else "得到满足"
    first = f"{country.names['zh']}的{len(needs)}项观测需求中，有{len(met)}项在所涉大部分区域至少以最低要求等级{seen}。"
    if not unmet:
        return first
    worst = unmet[0]
    limit = _first_limit(worst)
    why = f"，首要制约是{limit_name(limit, 'zh')}" if limit else ""
    titles = "、".join(f"“{n.titles.get('zh') or n.titles['en']}”" for n in unmet[:2])
    return f"{first}另有{len(unmet)}项未满足，包括{titles}；其中第一项仅在{_percent(1 - _lost(worst))}的区域满足{why}。"


def _lost(need: Need) -> float:
    return need.area.not_met + need.area.not_observed


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
    rows = []
    for theme in dict.fromkeys(need.theme for need in profile.needs):
        mine = [need for need in profile.needs if need.theme == theme]
        met = sum(_lost(n) <= 1 - FULLY for n in mine)
        none = sum(_lost(n) >= 1 - 1e-9 for n in mine)
        limits = Counter(name for n in mine if _lost(n) > 1 - FULLY and (name := _first_limit(n)))
        first = limit_name(limits.most_common(1)[0][0], code) if limits else ""
        count = words("terminal.count", met=met, total=len(mine))
        rows.append((words.word("theme", theme), count, str(len(mine) - met - none), str(none), first))
    return rows
