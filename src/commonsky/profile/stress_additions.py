"""What would make a loss bearable, in sentences. Facts: none of its own; English and Chinese. Leaves out what it would cost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from commonsky.profile.stress_answer import POOR, WORTH, pct

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from commonsky.profile import stress_model as model

Titles = dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """What a scenario did, for what to add.

    Args:
        lost: missions lost that measure what a need asks, by its id.
        silent: whether nothing publishes when what is lost is back.
        passing: whether it is back before anything new could be built.
        own: whether missions of the user's own may be among the lost, which a design does not know.
        titles: of every need, by id.
        iso3: of the country.
    """

    lost: Mapping[str, tuple[str, ...]]
    silent: bool
    passing: bool
    own: bool
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
                    f"with all such data {pct(effect.adapt)} of the area would be served instead of {pct(effect.absorb)}.",
                    "zh": f"针对“{name['zh']}”：事先商定使用{'、'.join(effect.opened)}的受限或定制数据；"
                    f"动用全部此类数据可服务{pct(effect.adapt, 'zh')}的面积，而不是{pct(effect.absorb, 'zh')}。",
                }
            )
        if effect.adapt < POOR * effect.before and not hit.passing and not hit.own:
            without = " ".join(f'--without "{m}"' for m in hit.lost[effect.need])
            command = f"commonsky design {hit.iso3} --need {effect.need} {without}".strip()
            share = {code: pct(effect.adapt, code) for code in ("en", "zh")}
            rows.append(
                {
                    "en": f"For “{name['en']}” what flies serves {share['en']} of the area at most; an addition is found with: {command}",
                    "zh": f"针对“{name['zh']}”，现有系统最多服务{share['zh']}的面积；可用以下命令求增补：{command}",
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
                f"which still have a position {pct(located.available)} of the time.",
                "zh": f"只用{'、'.join(located.systems_lost)}的接收机与时钟会失效；"
                f"应使用多系统设备，其仍有{pct(located.available, 'zh')}的时间可定位。",
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
