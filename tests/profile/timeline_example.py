"""A made-up country's years: five needs, thirty missions, quarterly points from 2020 to 2035. Believable, and true of nowhere."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from commonsky.core.citation import Source
from commonsky.profile.model import Country, Window
from commonsky.profile.timeline_model import Course, CourseName, Delay, NeedTimeline, Point, Span, Timeline, Turn

FIRST, LAST = 2020, 2035
NAMES = {"en": "Isles of Nowhere", "zh": "无有群岛"}
NEEDS = (
    ("rain-now", "precipitation_rate", {"en": "See how hard it rains, now", "zh": "看清此刻雨有多大"}, 3),
    ("water-extent", "surface_water_extent", {"en": "See which land is under water, also at night", "zh": "看清哪些地方被水淹了"}, 9),
    ("soil-moisture", "soil_moisture", {"en": "Know how wet the ground is", "zh": "了解土壤有多湿"}, 12),
    ("fire-spots", "active_fire", {"en": "Find fires while they are small", "zh": "趁火势尚小发现火点"}, 6),
    ("ground-motion", "surface_displacement", {"en": "Notice slow movement of the ground", "zh": "察觉地面的缓慢移动"}, 4),
)
COURSES: tuple[CourseName, ...] = ("early", "expected", "late")
BASES = {
    "came": {"en": "its end came on that day", "zh": "已于该日结束"},
    "published": {"en": "published by its operator", "zh": "运营方公布"},
    "assumed": {"en": "assumed: design life of 7 years, and half as long again", "zh": "假定：设计寿命 7 年，再加一半"},
}
LAUNCHES = Source(what="launch", where="https://example.org/launches (read 2026-11-02)", quoted="Q3 2028")
DESIGN = Source(what="design life", where="Handbook of Made-up Missions, 2026, table 3", quoted="7 years")


def example_timeline() -> Timeline:
    """The whole of it."""
    missions = tuple(_span(n) for n in range(30))
    return Timeline(
        version="0.3",
        made_utc="2026-11-23T08:00:00Z",
        command="commonsky timeline NOW",
        country=Country(iso3="NOW", iso2="NW", m49=1, names=NAMES, region="Oceania", subregion="Nowhere", groups=()),
        window=Window(start_utc="2026-09-01T00:00:00Z", end_utc="2026-10-01T00:00:00Z", days=30.0, early_days=12.0),
        first_year=FIRST,
        last_year=LAST,
        step_months=3,
        answer={
            "en": "From 2031 on nobody will see how wet the ground is on 58 % of the land; today it is seen on 71 %.",
            "zh": "2031 年起 58 % 的陆地上将无从得知土壤有多湿；今日可知的为 71 %。",
        },
        cells=400,
        cells_all=1620,
        needs=tuple(_need(order, missions) for order in range(len(NEEDS))),
        missions=missions,
        notes=("Dew-3: no orbit is published; it is left out", "12 missions without a design life: 5 years are assumed"),
        sources=(Source(what="boundary", where="Natural Earth 5.1.1, 1:10m"), LAUNCHES),
    )


def _span(n: int) -> Span:
    start = date(2012, 3, 1) + timedelta(days=230 * n)
    planned = start > date(2026, 11, 23)
    life = timedelta(days=365 * 7)
    early, expected, late = (start + life * part for part in (1.0, 1.4, 2.0))
    kind = "came" if expected < date(2026, 11, 23) else "published" if n % 3 == 0 else "assumed"
    ends = (expected,) * 3 if kind == "came" else (early, expected, late)
    told = [None if end.year > LAST + 3 else end.isoformat() for end in ends]
    return Span(
        mission=f"{('Dew', 'Kestrel', 'Lantern', 'Meridian')[n % 4]}-{n // 4 + 1}{'ABC'[n % 3]}",
        status="ended" if kind == "came" else "planned" if planned else "operational",
        start=start.isoformat(),
        end_early=told[0],
        end_expected=told[1],
        end_late=told[2],
        basis=BASES[kind],
        planned=planned,
        sources=(LAUNCHES,) if planned else (DESIGN,),
    )


def _flying(span: Span, day: str, which: str) -> bool:
    end = {"early": span.end_early, "expected": span.end_expected, "late": span.end_late}[which]
    return span.start <= day and (end is None or day < end)


def _need(order: int, missions: tuple[Span, ...]) -> NeedTimeline:
    name, variable, titles, wanted = NEEDS[order]
    mine = [span for n, span in enumerate(missions) if n % 5 == order or (order == 1 and n % 2)]
    days = [date(year, month, 1).isoformat() for year in range(FIRST, LAST + 1) for month in (1, 4, 7, 10)]
    courses = tuple(Course(course=which, points=tuple(_point(mine, day, which, wanted) for day in days)) for which in COURSES)
    points = courses[1].points
    turns = tuple(
        Turn(
            date=b.date,
            before=a.threshold,
            after=b.threshold,
            comes=tuple(s.mission for s in mine if a.date < s.start <= b.date),
            goes=tuple(s.mission for s in mine if s.end_expected and a.date < s.end_expected <= b.date),
        )
        for a, b in pairwise(points)
        if a.threshold != b.threshold
    )
    planned = [span for span in mine if span.planned][:3]
    delays = [Delay(mission=s.mission, months=m, lost_share_years=0.011 * m * (1 + n)) for n, s in enumerate(planned) for m in (12, 24)]
    delays += [Delay(mission="", months=m, lost_share_years=0.05 * m) for m in (12, 24) if planned]
    told = () if order == 0 else tuple(delays)
    return NeedTimeline(id=name, titles=titles, variable=variable, weight=1.0, courses=courses, turns=turns, delays=told)


def _point(mine: list[Span], day: str, which: str, wanted: int) -> Point:
    flying = sum(_flying(span, day, which) for span in mine)
    share = 1.0 if wanted == 3 and flying > 2 else min(1.0, flying / wanted)
    higher = {"goal": round(share**4, 4), "breakthrough": round(share**2, 4)}
    return Point(date=day, **higher, threshold=share, threshold_stated=round(0.8 * share, 4), missions=flying)
