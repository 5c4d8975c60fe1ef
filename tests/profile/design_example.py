"""A made-up answer of `design` for the Solomon Islands: radar satellites in two planes, a weather station, and a mission opened."""

from __future__ import annotations

from commonsky.core.citation import Source
from commonsky.profile.design_model import (
    AdditionRow,
    AlternativeRow,
    CostRow,
    CostTotal,
    DesignAnswer,
    DesignArea,
    DesignNeed,
    FrontRow,
    GroundRow,
    OrbitRow,
    PlaneRow,
    Proof,
    RevisitRow,
    SensorRow,
    Served,
)
from commonsky.profile.model import Window

POLICY = {"en": "open, or free after registration", "zh": "开放或注册后免费"}
LIFETIME = {"en": "Needed for as long as the need stands.", "zh": "只要需求存在就需要它。"}
RADAR = CostRow(
    name="made-up-radar",
    titles={"en": "Made-up radar satellite", "zh": "虚构雷达卫星"},
    what="contract for two satellites, halved",
    currency="USD",
    year=2022,
    low=40e6,
    high=65e6,
    low_all=120e6,
    high_all=195e6,
    note="without launch",
    source=(Source(what="price", where="https://example.org/contract (read 2026-11-02)", quoted="USD 130 million for two"),),
)


def _addition(rank: int, kind: str, titles: dict[str, str], count: int, **more: object) -> AdditionRow:
    told: dict[str, object] = {
        "orbit": None,
        "sensor": None,
        "revisit": None,
        "ground": None,
        "place": None,
        "missions": (),
        "costs": (),
        "alternatives": (),
        "serves": ("water",),
        "latency_h": 6.0,
        "asks": {"en": "products within 6 h", "zh": "6 小时内出产品"},
        "data_policy": POLICY,
        "lifetime": LIFETIME,
        "share_after": 0.5 + 0.15 * rank,
    }
    return AdditionRow.model_validate(told | {"rank": rank, "kind": kind, "titles": titles, "count": count} | more)


def example_design() -> DesignAnswer:
    """The whole of it."""
    planes = (PlaneRow(node_time="18:00", node_share=0.0, phases=(0.0, 0.5)), PlaneRow(node_time="22:00", node_share=0.17, phases=(0.25,)))
    sun = {"en": "sun-synchronous orbit at 560 km, ascending at 18:00", "zh": "高 560 公里的太阳同步轨道，升交点地方时 18:00"}
    radar = _addition(
        1,
        "sar",
        {
            "en": "3 satellites in 2 planes: synthetic aperture radar, swath 250 km",
            "zh": "3 颗卫星，2 个轨道面：合成孔径雷达，幅宽 250 公里",
        },
        3,
        orbit=OrbitRow(kind="sun-synchronous", titles=sun, altitude_km=560.0, inclination_deg=97.6, planes=planes),
        sensor=SensorRow(
            kind="sar",
            titles={"en": "synthetic aperture radar", "zh": "合成孔径雷达"},
            swath_km=250.0,
            incidence_min_deg=25.0,
            incidence_max_deg=46.0,
            side="right",
            light="any",
            precedents=("C-SAR",),
        ),
        revisit=RevisitRow(median_h=31.0, p95_h=44.0, seen_area=1.0),
        ground=GroundRow(stations=("Svalbard", "Alice Springs"), wait_h=1.2, kept=True),
        costs=(RADAR,),
        alternatives=(
            AlternativeRow(titles={"en": "an optical imager in the same orbit", "zh": "同一轨道上的光学成像仪"}, name="x", kept=0.61),
        ),
    )
    gauge = _addition(
        2, "gauge", {"en": "A weather station at Honiara", "zh": "霍尼亚拉气象站"}, 1, place=(-9.43, 159.95), share_after=0.86
    )
    opened = _addition(3, "unused", {"en": "Dew-4 imaged here as well", "zh": "Dew-4 也在此成像"}, 1, missions=("Dew-4",), share_after=0.91)
    shares = (0.42, 0.6, 0.74, 0.8, 0.86, 0.91)
    total = CostTotal(currency="USD", low=120e6, high=195e6, left_out=2)
    return DesignAnswer(
        version="0.3",
        made_utc="2026-11-23T08:00:00Z",
        command="commonsky design SLB --need flood",
        window=Window(start_utc="2026-09-01T00:00:00Z", end_utc="2026-10-01T00:00:00Z", days=30.0, early_days=12.0),
        area=DesignArea(
            names={"en": "Solomon Islands", "zh": "所罗门群岛"},
            codes=("SLB",),
            lat_min_deg=-12.3,
            lat_max_deg=-6.6,
            land_km2=28400.0,
            sea_km2=90000.0,
            people=740000.0,
            cells=120,
            cells_from=3866,
        ),
        level="threshold",
        objective="area",
        budget=5,
        kinds=("sar", "gauge", "unused"),
        without=("Sentinel-1C",),
        answer={
            "en": "5 additions would close the gap in Solomon Islands at threshold level: served time rises from 42 % to 91 %. First: SAR.",
            "zh": "增加 5 项即可在所罗门群岛填补阈值水平的缺口：受服务时间从 42 % 升至 91 %。首先：3 颗雷达卫星。",
        },
        already_met=False,
        met=True,
        share_before=0.42,
        share_after=0.91,
        needs=(
            DesignNeed(
                id="water",
                theme="flood",
                variable="surface_water_extent",
                titles={"en": "See which land is under water", "zh": "看清哪些地方被水淹了"},
                variable_names={"en": "Surface water extent", "zh": "地表水范围"},
                unit="1",
                resolution_m=30.0,
                uncertainty=0.1,
                cycle_h=48.0,
                timeliness_h=6.0,
                before=Served(area=0.42, people=0.38, time=0.42),
                after=Served(area=0.96, people=0.97, time=0.91),
                met_before=False,
                met_after=True,
                kinds=("sar",),
            ),
        ),
        additions=(radar, gauge, opened),
        front=tuple(
            FrontRow(
                count=n, share=share, met=n == 5, chosen=n == 5, names=tuple(f"sar-{k}" for k in range(n)), costs=(total,) if n else ()
            )
            for n, share in enumerate(shares)
        ),
        costs=(total,),
        costs_told={"en": "What comparable things have cost, in prices of their year.", "zh": "为可比事物的历史费用，按当年价格。"},
        proof=Proof(
            a_priori=0.632,
            proven=0.91,
            gain=0.49,
            most_gain=0.538,
            greedy_gain=0.47,
            exchanges_tried=312,
            exchanges_finished=True,
            phase_low=0.85,
            phase_high=0.92,
        ),
        candidates={"sar": 480, "gauge": 33},
        cloud_cover=0.71,
        assumptions=({"en": "Clouds are left out.", "zh": "未计云的影响。"},),
        notes=("a note <that> is hostile",),
    )
