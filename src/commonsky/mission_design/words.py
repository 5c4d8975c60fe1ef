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
    """A share in whole per cent; what is not quite all is never 100.

    >>> percent(0.9996), percent(1.0), percent(0.31)
    ('99.9 %', '100 %', '31 %')
    """
    if 0.995 <= share < 1.0 - 1e-9:
        return "99.9 %"
    return f"{100 * share:.0f} %"


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


def answer(area: Titles, level: str, count: int, shares: tuple[float, float], first: Titles, *, met: bool) -> Titles:
    """The answer in a sentence.

    Args:
        area, level: where, and what is to hold.
        count: things to be built or opened.
        shares: served before and after.
        first: the first addition in words.
        met: whether every need then holds.
    """
    before, after = (percent(s) for s in shares)
    things = "1 addition" if count == 1 else f"{count} additions"
    place = area.get("zh", area["en"])
    if met:
        return {
            "en": f"{things} would close the gap in {area['en']} at {level} level: served time rises from {before} to {after}. "
            f"First: {first['en']}.",
            "zh": f"增加 {count} 项即可在{place}填补{LEVEL_WORDS[level]}水平的缺口：受服务时间从 {before} 升至 {after}。"
            f"首先：{first['zh']}。",
        }
    return {
        "en": f"{things} would not close the gap in {area['en']} at {level} level; the best found raises served time from {before} to "
        f"{after}. First: {first['en']}.",
        "zh": f"增加 {count} 项仍不能在{place}填补{LEVEL_WORDS[level]}水平的缺口；找到的最佳组合把受服务时间从 {before} 提高到 {after}。"
        f"首先：{first['zh']}。",
    }


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
            "en": f"Clouds are left out; on average {cloud} % of the sky is covered there in this window, so an optical look is clear "
            f"about {100 - float(cloud):.0f} % of the time.",
            "zh": f"未计云的影响；该时段当地平均云量约 {cloud}%，因此光学观测约有 {100 - float(cloud):.0f}% 的机会无云。",
        },
        {
            "en": f"{cells[0]} cells stand for {cells[1]}, each for those nearest to it; cells are judged at their centres.",
            "zh": f"以 {cells[0]} 个网格代表 {cells[1]} 个，各代表离它最近者；在网格中心判断。",
        },
        {
            "en": "Satellites of a constellation are evenly spread; the first stands where we chose; the answer is tried at other phases.",
            "zh": "星座卫星均匀分布；第一颗的位置为任意选取，并在其他相位下重新检验。",
        },
        {
            "en": "Every pass over the area is imaged: acquisition is systematic there. A site reports every hour, within an hour.",
            "zh": "每次过境都成像：当地为系统采集。站点每小时报告一次，一小时内送达。",
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
    zh = "为可比事物的历史费用，按当年价格，除注明外不含发射和运行；未作换算。"
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
