"""Can this country still see, locate and tell: the answer in sentences. Facts: none of its own; English and Chinese."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from commonsky.profile import stress_model as model
from commonsky.profile.quantities import duration

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from commonsky.profile.model import Country

Titles = dict[str, str]
#: Change of a share that is worth a word.
WORTH = 0.005
#: Served share below which the smallest addition is worth a search.
POOR = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Now:
    """What the country can do with nothing lost: shares, how many alert paths stand, and the titles of its needs by id.

    `see` is at best, `stated` as stated; `template` whether the alert paths are the packaged ones.
    """

    see: float
    stated: float
    locate: float
    paths: int
    template: bool
    titles: Mapping[str, Titles]


def see_now(needs: Sequence[model.NeedBefore], by: Literal["area", "people"]) -> float:
    """Mean over needs, by weight, of what is served."""
    weight = sum(n.weight for n in needs)
    return sum(n.weight * (n.people if by == "people" else n.area) for n in needs) / weight if weight else 0.0


def stated_now(needs: Sequence[model.NeedBefore]) -> float:
    """Mean over needs, by weight, of what is served of the area as stated."""
    weight = sum(n.weight for n in needs)
    return sum(n.weight * n.area_stated for n in needs) / weight if weight else 0.0


def told_share(told: model.TellingAfter) -> float:
    """Share of alert paths that stand, those lost over a part of the land counted by that part."""
    return 1.0 - told.area_share * (1.0 - told.paths_left / told.paths_before) if told.paths_before else 1.0


def capabilities_of(scenarios: Sequence[model.ScenarioAfter], now: Now, by: Literal["area", "people"]) -> tuple[model.Capability, ...]:
    """The three questions, each with what is left after the worst of the scenarios.

    Args:
        scenarios: with their stages.
        now: what is there with nothing lost.
        by: what shares of seeing are of.
    """
    rows = (_see(scenarios, now, by), _locate(scenarios, now), _tell(scenarios, now))
    return tuple(
        model.Capability(
            name=name,  # type: ignore[arg-type]  # one of the three
            question=QUESTIONS[name],
            before=round(before, 4),
            worst=round(worst, 4) if scenario else round(before, 4),
            worst_scenario=scenario,
            sentence=sentence,
        )
        for name, (before, worst, scenario, sentence) in zip(QUESTIONS, rows, strict=True)
    )


QUESTIONS: dict[str, Titles] = {
    "see": {"en": "Can it still see?", "zh": "还能看见吗？"},
    "locate": {"en": "Can it still locate?", "zh": "还能定位吗？"},
    "tell": {"en": "Can it still tell?", "zh": "还能告知吗？"},
}
_Row = tuple[float, float, str, Titles]


def _worst(scenarios: Sequence[model.ScenarioAfter], left: Mapping[str, float], before: Mapping[str, float]) -> model.ScenarioAfter | None:
    """The scenario after which least is left, of those that take anything worth a word."""
    hit = [s for s in scenarios if before[s.name] - left[s.name] > WORTH]
    return min(hit, key=lambda s: (left[s.name], s.name)) if hit else None


def _see(scenarios: Sequence[model.ScenarioAfter], now: Now, by: str) -> _Row:
    at = {s.name: [stage.see_people if by == "people" else stage.see for stage in s.stages] for s in scenarios}
    whom = {"people": ("the people", "人口"), "area": ("the area", "面积")}[by]
    first = {
        "en": f"by {whom[0]}, {pct(now.see)} of what it needs to see could be seen at best ({pct(now.stated)} of the area as "
        "sources state)",
        "zh": f"按{whom[1]}计，所需观测最多可满足{pct(now.see, 'zh')}（按来源所述为面积的{pct(now.stated, 'zh')}）",
    }
    hit = [s for s in scenarios if _fall(s) > WORTH]
    if not hit:
        yes = _steady(now.see)
        told = {
            "en": f"{yes['en']}: {first['en']}, and no scenario takes from it.",
            "zh": f"{yes['zh']}：{first['zh']}，所列情景均不减少。",
        }
        return now.see, now.see, "", told
    worst = min(hit, key=lambda s: (at[s.name][1] - at[s.name][0], s.name))
    lost = [e for e in worst.effects if e.before - e.absorb > WORTH]
    hardest = worst_effect(worst) or lost[0]
    name = now.titles[hardest.need]
    verdict = _verdict(at[worst.name][1], at[worst.name][0])
    if verdict["en"] not in {"No", "Barely"} and _fall(worst) > POOR:
        verdict = {"en": "Not all", "zh": "不能全部看见"}
    count = f"{len(lost)} needs lose" if len(lost) > 1 else "one need loses"
    told = {
        "en": f"{verdict['en']}: {first['en']}; after “{worst.titles['en']}”{_lasting(worst, 'en')} {count}, "
        f"the hardest hit “{name['en']}”: "
        f"served on {pct(hardest.before)} of its area before, on {pct(hardest.absorb)} after{_helped(hardest, 'en')}.",
        "zh": f"{verdict['zh']}：{first['zh']}；“{worst.titles['zh']}”{_lasting(worst, 'zh')}之后有{len(lost)}项需求受损，"
        f"受损最重的是“{name['zh']}”："
        f"可服务面积由{pct(hardest.before, 'zh')}降为{pct(hardest.absorb, 'zh')}{_helped(hardest, 'zh')}。",
    }
    return at[worst.name][0], at[worst.name][1], worst.name, told


def worst_effect(scenario: model.ScenarioAfter) -> model.Effect | None:
    """The need of which most falls away; None where none does."""
    lost = [e for e in scenario.effects if e.before - e.absorb > WORTH]
    return min(lost, key=lambda e: (e.absorb - e.before, e.need)) if lost else None


def _fall(scenario: model.ScenarioAfter) -> float:
    """The greatest fall of any need's served share."""
    return max((e.before - e.absorb for e in scenario.effects), default=0.0)


def _helped(effect: model.Effect, language: str) -> str:
    """What others' data would bring back, if anything."""
    if effect.adapt - effect.absorb <= WORTH:
        return ""
    share = pct(effect.adapt, language)
    return f" ({share} with others' data opened)" if language == "en" else f"（若动用他方数据为{share}）"


def _lasting(scenario: model.ScenarioAfter, code: str) -> str:
    """How long it lasts at most, where a source says so."""
    hours = next((s.after_high_h for s in scenario.stages if s.stage == "recover"), None)
    if hours is None:
        return ""
    told = duration(hours)
    return f" (back after {told} at the latest)" if code == "en" else f"（最迟{told}后恢复）"


def _locate(scenarios: Sequence[model.ScenarioAfter], now: Now) -> _Row:
    left = {s.name: s.stages[1].locate if s.stages[1].locate is not None else now.locate for s in scenarios}
    worst = _worst(scenarios, left, dict.fromkeys(left, now.locate))
    if worst is None:
        yes = _steady(now.locate)
        return (
            now.locate,
            now.locate,
            "",
            {
                "en": f"{yes['en']}: receivers of all systems have a position {pct(now.locate)} of the time, and no scenario takes "
                f"from it{_alone(scenarios, 'en')}.",
                "zh": f"{yes['zh']}：多系统接收机{pct(now.locate, 'zh')}的时间可以定位，所列情景均不减少{_alone(scenarios, 'zh')}。",
            },
        )
    verdict = _verdict(left[worst.name], now.locate)
    return (
        now.locate,
        left[worst.name],
        worst.name,
        {
            "en": f"{verdict['en']}: receivers of all systems have a position {pct(now.locate)} of the time, "
            f"and {pct(left[worst.name])} {_placed(worst, 'en')}after "
            f"“{worst.titles['en']}”{_lasting(worst, 'en')}{_alone(scenarios, 'en')}.",
            "zh": f"{verdict['zh']}：多系统接收机现在{pct(now.locate, 'zh')}的时间可以定位，"
            f"“{worst.titles['zh']}”{_lasting(worst, 'zh')}之后{_placed(worst, 'zh')}为"
            f"{pct(left[worst.name], 'zh')}{_alone(scenarios, 'zh')}。",
        },
    )


def _placed(scenario: model.ScenarioAfter, code: str) -> str:
    """That a share is a mean over the land, where positions are lost over a part of it."""
    share = 1.0 if scenario.navigation is None else scenario.navigation.area_share
    if share > 1 - WORTH:
        return ""
    told = pct(share, code)
    return f"as a mean over the land (lost on {told} of it) " if code == "en" else f"（{told}的陆地失去定位）按陆地平均"


def _alone(scenarios: Sequence[model.ScenarioAfter], code: str) -> str:
    """That receivers of one system alone fail with it, where a scenario takes a whole system."""
    lost = {n for s in scenarios if s.navigation is not None for n in s.navigation.systems_lost if "/" not in n}
    if not lost:
        return ""
    return "; receivers of one system alone fail with it" if code == "en" else "；单系统接收机则随该系统失效"


def _tell(scenarios: Sequence[model.ScenarioAfter], now: Now) -> _Row:
    left = {s.name: now.paths if s.telling is None else s.telling.paths_left for s in scenarios}
    shares = {s.name: (1.0 if s.telling is None else told_share(s.telling)) if now.paths else 0.0 for s in scenarios}
    worst = _worst(scenarios, shares, dict.fromkeys(left, 1.0 if now.paths else 0.0))
    if worst is None:
        return (
            1.0 if now.paths else 0.0,
            1.0 if now.paths else 0.0,
            "",
            {
                "en": f"Yes: all {now.paths} {_whose(now, 'en')} stand in every scenario." if now.paths else "No alert path is listed.",
                "zh": f"能：{_whose(now, 'zh')}{now.paths}条预警路径在各情景下都保持畅通。" if now.paths else "未列出预警路径。",
            },
        )
    verdict = _verdict(shares[worst.name], 1.0)
    return (
        1.0,
        shares[worst.name],
        worst.name,
        {
            "en": f"{verdict['en']}: of {now.paths} {_whose(now, 'en')} {left[worst.name]} are left{_within(worst, 'en')} after "
            f"“{worst.titles['en']}”{_lasting(worst, 'en')}.",
            "zh": f"{verdict['zh']}：{_whose(now, 'zh')}{now.paths}条预警路径在“{worst.titles['zh']}”{_lasting(worst, 'zh')}之后"
            f"{_within(worst, 'zh')}剩{left[worst.name]}条。",
        },
    )


def _whose(now: Now, code: str) -> str:
    """Whose alert paths they are: a template's are not the country's."""
    if code == "zh":
        return "模板（非本国实情）所列" if now.template else "所列"
    return "alert paths of a template, not the country's own," if now.template else "alert paths"


def _within(scenario: model.ScenarioAfter, code: str) -> str:
    """Over which part of the land alert paths are lost, where it is not all of it."""
    share = 1.0 if scenario.telling is None else scenario.telling.area_share
    if share > 1 - WORTH:
        return ""
    return f" within {pct(share)} of the land" if code == "en" else f"在{pct(share, 'zh')}的陆地上"


def _steady(share: float) -> Titles:
    """The answer where no scenario takes anything: what was never there is not kept."""
    if share <= WORTH:
        return {"en": "No", "zh": "不能"}
    return {"en": "Yes", "zh": "能"} if share >= POOR else {"en": "Only in part", "zh": "只能部分"}


def _verdict(left: float, before: float) -> Titles:
    """The answer from what is left: of what was there before, and at all."""
    if left <= WORTH:
        return {"en": "No", "zh": "不能"}
    if left < POOR * before:
        return {"en": "Barely", "zh": "勉强"}
    if left < POOR:
        return {"en": "Only in part", "zh": "只能部分"}
    return {"en": "Mostly", "zh": "大体能"} if left < 0.95 * before else {"en": "Yes, nearly as before", "zh": "能，与之前相近"}


def answer_of(
    capabilities: Sequence[model.Capability], scenarios: Sequence[model.ScenarioAfter], country: Country, titles: Mapping[str, Titles]
) -> Titles:
    """The question at the top, and its three answers, each in a few words.

    Args:
        capabilities: as `capabilities_of` gives them.
        scenarios: all that were tried.
        country: whose they are.
        titles: of every need, by id.
    """
    names = {"en": country.names["en"], "zh": country.names.get("zh", country.names["en"])}
    known = {s.name: s for s in scenarios}
    parts = {code: [_short(c, known.get(c.worst_scenario), titles, code) for c in capabilities] for code in ("en", "zh")}
    count = len(scenarios)
    tried = f"Of {count} scenarios, each alone:" if count != 1 else "After one scenario:"
    return {
        "en": f"When something fails, can {names['en']} still see, locate and tell? {tried} {'; '.join(parts['en'])}.",
        "zh": f"出现故障时，{names['zh']}还能看见、定位和告知吗？逐一试算{count}个情景：{'；'.join(parts['zh'])}。",
    }


def _short(capability: model.Capability, scenario: model.ScenarioAfter | None, titles: Mapping[str, Titles], code: str) -> str:
    """One answer in a few words: the verdict, and what falls most after the worst scenario."""
    verb = {"see": ("see", "看见"), "locate": ("locate", "定位"), "tell": ("tell", "告知")}[capability.name][code == "zh"]
    verdict = capability.sentence[code].partition(":" if code == "en" else "：")[0].rstrip(".。")
    verdict = verdict[0].lower() + verdict[1:] if code == "en" else verdict
    start = f"{verb} – {verdict}" if code == "en" else f"{verb}：{verdict}"
    if scenario is None:
        return start
    after = f"after “{scenario.titles['en']}”" if code == "en" else f"“{scenario.titles['zh']}”之后"
    worst = worst_effect(scenario) if capability.name == "see" else None
    low, high = (pct(v, code) for v in ((worst.absorb, worst.before) if worst else (capability.worst or 0.0, capability.before or 0.0)))
    if worst is not None:
        name = titles[worst.need][code]
        return (
            f"{start}, “{name}” {after} at best on {low} of its area, {high} before"
            if code == "en"
            else f"{start}，{after}“{name}”由{high}降为{low}"
        )
    return f"{start}, {after} {low}, {high} before" if code == "en" else f"{start}，{after}由{high}降为{low}"


def pct(share: float, language: str = "en") -> str:
    """A share as whole percent; what is little is not nothing, and what is not all is not all."""
    if 0 < share < 0.01:
        return "less than 1 %" if language == "en" else "不到1%"
    if 0.99 < share < 1.0:
        return "more than 99 %" if language == "en" else "超过99%"
    return f"{share * 100:.0f} %" if language == "en" else f"{share * 100:.0f}%"
