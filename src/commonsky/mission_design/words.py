"""Sentences of the answer, in English and Chinese. Facts: none. Leaves out the numbers themselves: they come in."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

from commonsky.core.variables import find_variable
from commonsky.mission_design.orbits import SPAN_H, clock
from commonsky.mission_design.sensors import TITLES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from commonsky.mission_design.candidates import Design, Item
    from commonsky.mission_design.spec import Addition
    from commonsky.mission_design.spells import Demand

Titles = dict[str, str]
LEVEL_WORDS = {"goal": "目标", "breakthrough": "突破", "threshold": "阈值"}
#: Why no lifetime is assumed.
LIFETIME: dict[str, Titles] = {
    "satellite": {
        "en": "Needed for as long as the need stands: plan the successor before the design life ends; none of it is in the figures.",
        "zh": "只要需求存在就需要它：应在设计寿命结束前安排后继；图中数字未计入寿命。",
    },
    "ground": {
        "en": "Needed for as long as the need stands: its upkeep is a yearly cost.",
        "zh": "只要需求存在就需要它：其维护是每年的费用。",
    },
    "unused": {"en": "Lasts as long as the mission flies.", "zh": "持续到该任务结束。"},
}
POLICY: Titles = {"en": "open, or free after registration, as the need asks", "zh": "按需求为开放或注册后免费"}


def percent(share: float) -> str:
    """A share in whole per cent; what is not quite all is never 100, and what is not quite nothing never 0.

    >>> percent(0.9951), percent(1.0), percent(0.31), percent(0.004), percent(0.0)
    ('more than 99 %', '100 %', '31 %', 'less than 1 %', '0 %')
    """
    return _percent(share, ("more than 99 %", "less than 1 %", " %"))


def percent_zh(share: float) -> str:
    """The same in Chinese.

    >>> percent_zh(0.9951), percent_zh(0.004), percent_zh(0.31)
    ('超过99%', '不到1%', '31%')
    """
    return _percent(share, ("超过99%", "不到1%", "%"))


def _percent(share: float, words: tuple[str, str, str]) -> str:
    """A share told; words for almost all, for almost nothing, and the unit."""
    if 0.99 < share < 1.0 - 1e-9 and f"{100 * share:.0f}" == "100":
        return words[0]
    return words[1] if 1e-9 < share < 0.005 else f"{100 * share:.0f}{words[2]}"


def orbit_titles(design: Design) -> Titles:
    """An orbit in words.

    >>> from commonsky.mission_design.orbits import Orbit
    >>> from commonsky.mission_design.sensors import Sensor
    >>> from commonsky.mission_design.candidates import Design
    >>> sensor = Sensor(kind="sar", swath_km=250.0)
    >>> orbit_titles(Design(orbit=Orbit(altitude_km=500.0, inclination_deg=13.0), sensor=sensor, latency_h=3.0, demands=(0,)))["en"]
    'orbit inclined by 13 degrees at 500 km'
    """
    orbit = design.orbit
    if orbit.node_time_h is None:
        return {
            "en": f"orbit inclined by {orbit.inclination_deg:g} degrees at {orbit.altitude_km:.0f} km",
            "zh": f"倾角 {orbit.inclination_deg:g} 度、高 {orbit.altitude_km:.0f} 公里的轨道",
        }
    return {
        "en": f"sun-synchronous orbit at {orbit.altitude_km:.0f} km, ascending at {clock(orbit.node_time_h)}",
        "zh": f"高 {orbit.altitude_km:.0f} 公里的太阳同步轨道，升交点地方时 {clock(orbit.node_time_h)}",
    }


def design_titles(design: Design, count: int, planes: int) -> Titles:
    """A design in words, with how many satellites in how many planes."""
    where, what, swath = orbit_titles(design), TITLES[design.sensor.kind], f"{design.sensor.swath_km:.0f}"
    many = "1 satellite" if count == 1 else f"{count} satellites in {planes} plane{'s' * (planes > 1)}"
    soon = isfinite(design.latency_h)
    return {
        "en": f"{many}, {where['en']}: {what['en']}, swath {swath} km" + (f", product within {design.latency_h:g} h" if soon else ""),
        "zh": f"{count} 颗卫星，{planes} 个轨道面，{where['zh']}：{what['zh']}，幅宽 {swath} 公里"
        + (f"，{design.latency_h:g} 小时内出产品" if soon else ""),
    }


def addition_titles(addition: Addition) -> Titles:
    """An addition in words."""
    if addition.works is not None:
        return dict(addition.works.titles)
    planes = len({s.slot.plane for s in addition.satellites})
    return design_titles(addition.satellites[0].design, addition.count, planes)


def item_titles(item: Item) -> Titles:
    """One candidate in words."""
    design = getattr(item, "design", None)
    return dict(item.titles) if design is None else design_titles(design, 1, 1)  # type: ignore[union-attr]


def nodes_of(design: Design, plane: float) -> str | None:
    """Local time of a plane's ascending node, or None where the orbit is inclined."""
    return None if design.orbit.node_time_h is None else clock(design.orbit.node_time_h + SPAN_H * plane)


def already_met(area: Titles, level: str) -> Titles:
    """That nothing is to be added."""
    return {
        "en": f"Nothing to add: in {area['en']} the need already holds at {level} level on 95 % of the area or more.",
        "zh": f"无需增加：在{area.get('zh', area['en'])}，该需求已在 95% 以上的面积上达到{LEVEL_WORDS[level]}水平。",
    }


def no_candidate(area: Titles, needs: Sequence[str]) -> Titles:
    """That nothing that was tried helps."""
    return {
        "en": f"Nothing that was tried adds anything for {', '.join(needs)} in {area['en']}.",
        "zh": f"所尝试的增加项对{area.get('zh', area['en'])}的 {', '.join(needs)} 均无作用。",
    }


def answer(
    area: Titles,
    level: str,
    count: int,
    shares: tuple[float, float],
    first: Titles,
    *,
    held: tuple[bool, bool],
    phases: tuple[float, float],
) -> Titles:
    """The answer in a sentence.

    Args:
        area, level: where, and what is to hold.
        count: things to be built or opened.
        shares: served before and after.
        first: the first addition in words.
        held: whether every need then holds at the phase of the search, and at every phase tried.
        phases: least and greatest share served over the phases tried.
    """
    en, zh = [percent(s) for s in (*shares, *phases)], [percent_zh(s) for s in (*shares, *phases)]
    things = "1 addition" if count == 1 else f"{count} additions"
    place, told = area.get("zh", area["en"]), LEVEL_WORDS[level]
    close = "closes" if count == 1 else "close"
    last = {"en": f" First: {first['en']}.", "zh": f"首先：{first['zh']}。"}
    if all(held):
        apart = en[2] != en[3]
        said = {
            "en": f"{things} would close the gap in {area['en']} at {level} level: served time rises from {en[0]} to {en[1]}"
            + (f", at every phase tried to between {en[2]} and {en[3]}." if apart else "."),
            "zh": f"增加 {count} 项即可在{place}填补{told}水平的缺口：受服务时间从 {zh[0]} 升至 {zh[1]}"
            + (f"，在所试的各相位下为 {zh[2]} 至 {zh[3]}。" if apart else "。"),
        }
    elif held[0]:
        said = {
            "en": f"At the phase tried {things} {close} the gap in {area['en']} at {level} level, raising served time from "
            f"{en[0]} to {en[1]}; at others served time is between {en[2]} and {en[3]}, and the gap is not closed at all of them.",
            "zh": f"在所试的首个相位下，增加 {count} 项可在{place}填补{told}水平的缺口，受服务时间从 {zh[0]} 升至 {zh[1]}；"
            f"在其他相位下为 {zh[2]} 至 {zh[3]}，并非都能填补缺口。",
        }
    else:
        said = {
            "en": f"{things} would not close the gap in {area['en']} at {level} level; the best found of the candidates tried raises "
            f"served time from {en[0]} to {en[1]}" + (f", at other phases to between {en[2]} and {en[3]}." if en[2] != en[3] else "."),
            "zh": f"增加 {count} 项仍不能在{place}填补{told}水平的缺口；所试候选中找到的最佳组合把受服务时间从 {zh[0]} 提高到 {zh[1]}"
            + (f"，在其他相位下为 {zh[2]} 至 {zh[3]}。" if zh[2] != zh[3] else "。"),
        }
    return {language: said[language] + last[language] for language in said}


def assumptions(cells: tuple[int, int], cloud_cover: float) -> tuple[Titles, ...]:
    """What every answer assumes.

    Args:
        cells: simulated, and of how many.
        cloud_cover: mean share of cloud over the area in the window.
    """
    cloud = f"{100 * cloud_cover:.0f}"
    return (
        {
            "en": "A new sensor meets the resolution and the uncertainty asked: that is the requirement on its developer.",
            "zh": "新传感器满足所要求的分辨率和不确定度：这是对研制方的要求。",
        },
        {
            "en": "What flies counts as stated: an accuracy or a delay that no source states counts as not met, so a gap may be one of "
            "documents alone; `commonsky stress` shows the other reading.",
            "zh": "现有系统按来源所述计：来源未说明的精度或延迟视为未满足，因此缺口可能只是文件缺口；`commonsky stress` 给出另一种读法。",
        },
        {
            "en": "A gauge reads one river and a station one place: each is taken to serve the spacing that the source asks of flat land; "
            "mountains and islands need more.",
            "zh": "水文站只读一条河，气象站只测一处：各按来源对平地所要求的间距计其服务范围；山地和岛屿需要更多。",
        },
        {
            "en": f"Clouds are left out; on average {cloud} % of the sky is covered there in this window, so an optical look is clear "
            f"about {100 - float(cloud):.0f} % of the time.",
            "zh": f"未计云的影响；该时段当地平均云量约 {cloud}%，因此光学观测约有 {100 - float(cloud):.0f}% 的机会无云。",
        },
        {
            "en": f"{cells[0]} cells stand for {cells[1]}, each for those nearest to it; cells are judged at their centres.",
            "zh": f"以 {cells[0]} 个网格代表 {cells[1]} 个，各代表离它最近者；在网格中心判断。",
        },
        {
            "en": "Satellites of a constellation are evenly spread; the first stands where we chose; what closes the gap does so at "
            "four phases: that and three others.",
            "zh": "星座卫星均匀分布；第一颗的位置为任意选取；称填补缺口者，在四个相位（该相位和另外三个）下均成立。",
        },
        {
            "en": "Every pass over the area is imaged: acquisition is systematic there. A site stands at the centre of a cell that holds "
            "land of the area itself, and reports every hour, within an hour.",
            "zh": "每次过境都成像：当地为系统采集。站点设在含有该地区自身陆地的网格中心，每小时报告一次，一小时内送达。",
        },
        {
            "en": "Orbits of unknown phase stand at the first phase tried; the catalogue's missions fly as its rows say on the date.",
            "zh": "相位未知的轨道取所试的第一个相位；目录中的任务按其在该日期的记录飞行。",
        },
    )


def costs_told(counted: int) -> Titles:
    """How to read the costs.

    Args:
        counted: things that no row stands for.
    """
    en = "What comparable things have cost, in prices of their year, without launch and operation unless a row says so; none is converted."
    en += " The search counts things: fewer is not always cheaper, and the costs of each set stand beside it."
    zh = "为可比事物的历史费用，按当年价格，除注明外不含发射和运行；未作换算。搜索按件数计：件数少不一定费用低，各组合的费用列在其旁。"
    if counted:
        en, zh = (
            f"{en} {counted} of the things proposed have no such row and are told as a count.",
            f"{zh}其中 {counted} 项没有可比数据，仅计数量。",
        )
    return {"en": en, "zh": zh}


def asks(demands: Sequence[Demand], latency_h: float) -> Titles:
    """What a new satellite must do, as requirements on its developer.

    Args:
        demands: that it serves.
        latency_h: within which its products must be there; infinite: none is asked.
    """
    en, zh = ["no timeliness is asked"], ["未要求时效"]
    if isfinite(latency_h):
        en, zh = [f"products within {latency_h:g} h"], [f"{latency_h:g} 小时内出产品"]
    for demand in demands:
        variable, asked = find_variable(demand.requirement.variable), demand.requirement.asked(demand.level)
        limits = [f"{asked.resolution_m:g} m"] if asked.resolution_m is not None else []
        limits += [f"±{asked.uncertainty:.3g} {variable.unit}"] if asked.uncertainty is not None else []
        if limits:
            en.append(f"{variable.titles['en'].lower()} at {', '.join(limits)} (one standard deviation)")
            zh.append(f"{variable.titles.get('zh', variable.name)}：{'、'.join(limits)}（一倍标准差）")
    return {"en": "; ".join(en), "zh": "；".join(zh)}


def unproven(kind: str, swath_km: float) -> Titles:
    """That no sensor of the catalogue has a swath at the resolution asked."""
    what = TITLES[kind]
    return {
        "en": f"No {what['en']} of the catalogue has a swath of {swath_km:.0f} km at the resolution asked: it would have to be developed.",
        "zh": f"目录中没有{what['zh']}在所要求的分辨率下具有 {swath_km:.0f} 公里幅宽：需要研制。",
    }
