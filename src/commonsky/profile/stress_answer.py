"""Can this country still see, locate and tell: the answer in sentences, and what to add. Facts: none of its own; English and Chinese."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from commonsky.profile import stress_model as model

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
    """What the country can do with nothing lost: shares, how many alert paths stand, and the titles of its needs by id."""

    see: float
    locate: float
    paths: int
    titles: Mapping[str, Titles]


def see_now(needs: Sequence[model.NeedBefore], by: Literal["area", "people"]) -> float:
    """Mean over needs, by weight, of what is served."""
    weight = sum(n.weight for n in needs)
    return sum(n.weight * (n.people if by == "people" else n.area) for n in needs) / weight if weight else 0.0


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
        "en": f"by {whom[0]}, {_percent(now.see)} of what it needs to see could be seen at best",
        "zh": f"按{whom[1]}计，所需观测最多可满足{_percent(now.see, 'zh')}",
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
    verdict = ("Not all", "不能全部看见") if _fall(worst) > POOR else ("Mostly", "大体能")
    count = f"{len(lost)} needs lose" if len(lost) > 1 else "one need loses"
    told = {
        "en": f"{verdict[0]}: {first['en']}; after “{worst.titles['en']}” {count}, the hardest hit “{name['en']}”: "
        f"served on {_percent(hardest.before)} of its area before, on {_percent(hardest.absorb)} after{_helped(hardest, 'en')}.",
        "zh": f"{verdict[1]}：{first['zh']}；“{worst.titles['zh']}”之后有{len(lost)}项需求受损，受损最重的是“{name['zh']}”："
        f"可服务面积由{_percent(hardest.before, 'zh')}降为{_percent(hardest.absorb, 'zh')}{_helped(hardest, 'zh')}。",
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
    share = _percent(effect.adapt, language)
    return f" ({share} with others' data opened)" if language == "en" else f"（若动用他方数据为{share}）"


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
                "en": f"{yes['en']}: a position can be had {_percent(now.locate)} of the time, and no scenario takes from it.",
                "zh": f"{yes['zh']}：{_percent(now.locate, 'zh')}的时间可以定位，所列情景均不减少。",
            },
        )
    verdict = _verdict(left[worst.name], now.locate)
    return (
        now.locate,
        left[worst.name],
        worst.name,
        {
            "en": f"{verdict['en']}: a position can be had {_percent(now.locate)} of the time, "
            f"and {_percent(left[worst.name])} after “{worst.titles['en']}”.",
            "zh": f"{verdict['zh']}：现在{_percent(now.locate, 'zh')}的时间可以定位，"
            f"“{worst.titles['zh']}”之后为{_percent(left[worst.name], 'zh')}。",
        },
    )


def _tell(scenarios: Sequence[model.ScenarioAfter], now: Now) -> _Row:
    left = {s.name: now.paths if s.telling is None else s.telling.paths_left for s in scenarios}
    shares = {name: (value / now.paths if now.paths else 0.0) for name, value in left.items()}
    worst = _worst(scenarios, shares, dict.fromkeys(left, 1.0 if now.paths else 0.0))
    if worst is None:
        return (
            1.0 if now.paths else 0.0,
            1.0 if now.paths else 0.0,
            "",
            {
                "en": f"Yes: all {now.paths} alert paths stand in every scenario." if now.paths else "No alert path is listed.",
                "zh": f"能：所列{now.paths}条预警路径在各情景下都保持畅通。" if now.paths else "未列出预警路径。",
            },
        )
    verdict = _verdict(shares[worst.name], 1.0)
    return (
        1.0,
        shares[worst.name],
        worst.name,
        {
            "en": f"{verdict['en']}: of {now.paths} alert paths {left[worst.name]} are left after “{worst.titles['en']}”.",
            "zh": f"{verdict['zh']}：{now.paths}条预警路径在“{worst.titles['zh']}”之后剩{left[worst.name]}条。",
        },
    )


def _steady(share: float) -> Titles:
    """The answer where no scenario takes anything: what was never there is not kept."""
    return {"en": "Yes", "zh": "能"} if share > WORTH else {"en": "No", "zh": "不能"}


def _verdict(left: float, before: float) -> Titles:
    if left <= WORTH:
        return {"en": "No", "zh": "不能"}
    if left < POOR * before:
        return {"en": "Barely", "zh": "勉强"}
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
    low, high = (
        _percent(v, code) for v in ((worst.absorb, worst.before) if worst else (capability.worst or 0.0, capability.before or 0.0))
    )
    if worst is not None:
        name = titles[worst.need][code]
        return (
            f"{start}, “{name}” {after} on {low} of its area, {high} before"
            if code == "en"
            else f"{start}，{after}“{name}”由{high}降为{low}"
        )
    return f"{start}, {after} {low}, {high} before" if code == "en" else f"{start}，{after}由{high}降为{low}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """What a scenario did, for what to add.

    Args:
        lost: missions lost that measure what a need asks, by its id.
        silent: whether nothing publishes when what is lost is back.
        titles: of every need, by id.
        iso3: of the country.
    """

    lost: Mapping[str, tuple[str, ...]]
    silent: bool
    titles: Mapping[str, Titles]
    iso3: str


def to_add(
    hit: Hit, effects: Sequence[model.Effect], located: model.NavigationAfter | None, told: model.TellingAfter | None
) -> tuple[Titles, ...]:
    """What would make the loss bearable, first things first.

    Args:
        hit: what was lost.
        effects: on needs, hardest first.
        located, told: navigation and alert paths after the scenario.
    """
    rows: list[Titles] = []
    fallen = [e for e in effects if e.before - e.absorb > WORTH]
    for effect in fallen[:2]:
        name = hit.titles[effect.need]
        if effect.opened:
            rows.append(
                {
                    "en": f"For “{name['en']}”: agree beforehand on data of {', '.join(effect.opened)}, held back or tasked today; "
                    f"with all such data {_percent(effect.adapt)} of the area would be served instead of {_percent(effect.absorb)}.",
                    "zh": f"针对“{name['zh']}”：事先商定使用{'、'.join(effect.opened)}的受限或定制数据；"
                    f"动用全部此类数据可服务{_percent(effect.adapt, 'zh')}的面积，而不是{_percent(effect.absorb, 'zh')}。",
                }
            )
        if effect.adapt < POOR * effect.before:
            without = " ".join(f'--without "{m}"' for m in hit.lost[effect.need])
            command = f"commonsky design {hit.iso3} --need {effect.need} {without}".strip()
            rows.append(
                {
                    "en": f"For “{name['en']}” nothing that flies fills the gap; the smallest addition is found with: {command}",
                    "zh": f"针对“{name['zh']}”，现有系统无法弥补；可用以下命令求最小增补：{command}",
                }
            )
    if located is not None and located.systems_lost:
        rows.append(
            {
                "en": "Keep ways to find positions and time without satellites where lives hang on them: "
                "charts, inertial sensors, local clocks.",
                "zh": "在关乎生命之处保留不依赖卫星的定位与授时手段：图纸、惯性器件、本地时钟。",
            }
            if located.available < POOR
            else {
                "en": f"Receivers and clocks that use {', '.join(located.systems_lost)} alone fail; use those of several systems, "
                f"which still have a position {_percent(located.available)} of the time.",
                "zh": f"只用{'、'.join(located.systems_lost)}的接收机与时钟会失效；"
                f"应使用多系统设备，其仍有{_percent(located.available, 'zh')}的时间可定位。",
            }
        )
    if told is not None and told.lost:
        why = {code: (", " if code == "en" else "、").join(w[code] for w in told.why[:3]) for code in ("en", "zh")}
        rows.append(
            {
                "en": f"A second way for what {len(told.lost)} alert paths share: {why['en']}.",
                "zh": f"为{len(told.lost)}条预警路径共用的环节准备第二途径：{why['zh']}。",
            }
        )
    if hit.silent and (fallen or located is not None or (told is not None and told.lost)):
        rows.append(
            {
                "en": "Ask the operator how long it would take to come back: no source read says so.",
                "zh": "向运营方询问恢复所需时间：所查来源均未公布。",
            }
        )
    return tuple(rows)


def _percent(share: float, language: str = "en") -> str:
    """A share as whole percent; what is little is not nothing, and what is not all is not all."""
    if 0 < share < 0.01:
        return "less than 1 %" if language == "en" else "不到1%"
    if 0.99 < share < 1.0:
        return "more than 99 %" if language == "en" else "超过99%"
    return f"{share * 100:.0f} %" if language == "en" else f"{share * 100:.0f}%"
