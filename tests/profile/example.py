"""A made-up archipelago: 40 cells round an island group and one across the antimeridian, three needs. Believable, and true of nowhere."""

from __future__ import annotations

import numpy as np

from commonsky.core.citation import Source
from commonsky.profile.geometry import MapGeometry
from commonsky.profile.model import (
    Action,
    Age,
    Attribute,
    Cell,
    Country,
    Limit,
    Match,
    MonthShares,
    Need,
    NeedOptions,
    Obstacle,
    Office,
    Options,
    Orbit,
    Overlap,
    People,
    Profile,
    RecordedAction,
    Server,
    Shares,
    Unserved,
    Window,
)

HALF_DEG = 0.4
READ = Source(what="all values", where="https://example.org/requirements/442 (read 2026-09-28)", quoted="1/5/30 km; 5/10/60 min")
FLEET = Source(what="swath", where="Handbook of Made-up Missions, 2026, table 3", quoted="250 km")
LAND = Source(what="boundary", where="Natural Earth 5.1.1, 1:10m", quoted="")
LEVELS = {
    "rain-now": "b" * 6 + "t" * 14 + "n" * 18 + "o" * 3,
    "water-extent": "g" * 4 + "b" * 8 + "t" * 8 + "n" * 20 + "o",
    "sea-level": "x" * 3 + "t" * 20 + "g" * 10 + "n" * 8,
}
TITLES = {
    "rain-now": {"en": "See how hard it rains, now", "zh": "看清此刻雨有多大"},
    "water-extent": {"en": "See which land is under water", "zh": "看清哪些地方被水淹了"},
    "sea-level": {"en": "Know how high the sea stands at the coast", "zh": "知道海岸的海面有多高"},
}
VARIABLES = {
    "rain-now": ("flood", "precipitation_rate", "mm/h", {"en": "Precipitation rate", "zh": "降水强度"}, "land"),
    "water-extent": ("flood", "surface_water_extent", "1", {"en": "Surface water extent", "zh": "地表水范围"}, "land"),
    "sea-level": ("coast", "sea_surface_height", "m", {"en": "Sea surface height", "zh": "海面高度"}, "sea"),
}


def example_geometry() -> MapGeometry:
    """Outlines to go with `example_profile`."""
    lats, lons = _centres()
    corners = np.array([[0, -HALF_DEG], [HALF_DEG, 0], [0, HALF_DEG], [-HALF_DEG, 0]])
    outline = np.stack([lons, lats], axis=1)[:, None] + corners
    turn = np.linspace(0, 2 * np.pi, 60)
    island = np.stack([177.0 + 1.4 * np.cos(turn) + 0.2 * np.cos(5 * turn), -9.0 + 0.9 * np.sin(turn) + 0.15 * np.sin(4 * turn)], axis=1)
    islet = np.stack([-180.0 + 0.15 * np.cos(turn), -6.0 + 0.12 * np.sin(turn)], axis=1)
    other = np.stack([173.0 + 0.8 * np.cos(turn), -11.2 + 0.6 * np.sin(turn)], axis=1)
    return MapGeometry(
        cell_outline=outline,
        country=(island, islet),
        neighbours=(other,),
        disputed=(np.array([[175.0, -7.6], [175.4, -10.4]]),),
        places=(("Port Meridian", 177.2, -9.1, 64000), ("Sandhaven", 176.1, -8.7, 8100), ("Farlight", 179.95, -6.0, 900)),
    )


def example_profile() -> Profile:
    """The profile of Meridia, made up."""
    lats, lons = _centres()
    cells = tuple(
        Cell(
            id=1000 + i,
            lat_deg=float(lat),
            lon_deg=float((lon + 180) % 360 - 180),
            land_km2=900.0 if i < 40 else 60.0,
            sea_km2=2600.0,
            people=2500.0 + 40 * i,
        )
        for i, (lat, lon) in enumerate(zip(lats, lons, strict=True))
    )
    return Profile(
        version="0.1.0",
        made_utc="2026-11-22T10:00:00+00:00",
        command="commonsky assess MRD --date 2026-11-22 --days 30",
        country=_country(),
        window=Window(start_utc="2026-10-23T00:00:00+00:00", end_utc="2026-11-22T00:00:00+00:00", days=30, early_days=12),
        answer={
            "en": "Over 47 % of Meridia's land, flood water could be mapped only too late to act on; "
            "asking for radar images would close most of that gap.",
            "zh": "在梅里迪亚 47 % 的陆地上，洪水制图的时间晚到已无法据此采取行动；请求雷达成像可弥补其中大部分。",
        },
        healpix_depth=7,
        cell_km2=3500.0,
        land_km2=36060.0,
        coastal_band_km=50,
        cells=cells,
        needs=tuple(_need(name) for name in LEVELS),
        orbits=_orbits(),
        people=People(
            total=721455,
            year=2024,
            placed_share=0.41,
            method="places and land",
            headline_by="area",
            sensitivity=({"id": "rain-now", "spread": 0.44, "placed": 0.61}, {"id": "water-extent", "spread": 0.48, "placed": 0.52}),
            sources=(Source(what="people", where="https://example.org/people", quoted="721 455"),),
        ),
        unserved=(
            Unserved(name="Port Meridian", lat_deg=-9.1, lon_deg=177.2, people=64000, needs_not_met=("water-extent",)),
            Unserved(name="Farlight", lat_deg=-6.0, lon_deg=179.95, people=900, needs_not_met=("rain-now", "water-extent")),
        ),
        actions=(_action(),),
        options=_options(),
        notes=("Sentinel-9X was left out: its elements were 61 days old.",),
        sources=(LAND,),
    )


def _centres() -> tuple[np.ndarray, np.ndarray]:
    """40 cells on a diamond grid, and one that the antimeridian crosses."""
    rows = [(177.0 + (c - 2) * 2 * HALF_DEG + (r % 2) * HALF_DEG, -9.0 + (r - 4) * HALF_DEG) for r in range(8) for c in range(5)]
    lons, lats = zip(*rows, (180.0, -6.0), strict=True)
    return np.array(lats), np.array(lons)


def _country() -> Country:
    return Country(
        iso3="MRD",
        iso2="MD",
        m49=999,
        names={"en": "Meridia", "zh": "梅里迪亚"},
        region="Oceania",
        subregion="Melanesia",
        groups=(
            {"id": "LDC", "en": "Least developed country", "zh": "最不发达国家"},
            {"id": "SIDS", "en": "Small island developing State", "zh": "小岛屿发展中国家"},
        ),
    )


def shares_of(levels: str) -> Shares:
    """Shares that fit a string of levels, cells being of equal area."""
    applies = len(levels) - levels.count("x")
    return Shares(**{name: levels.count(code) / applies for name, code in zip(Shares.model_fields, "gbtno", strict=True)})


def _need(name: str) -> Need:
    theme, variable, unit, names, domain = VARIABLES[name]
    shares = shares_of(LEVELS[name])
    met = shares.goal + shares.breakthrough + shares.threshold
    return Need(
        id=name,
        theme=theme,
        variable=variable,
        unit=unit,
        domain=domain,
        titles=TITLES[name],
        variable_names=names,
        application="Nowcasting",
        weight=1.0,
        confidence="reasonable",
        attributes=(
            Attribute(name="horizontal_resolution", unit="km", goal=1, breakthrough=5, threshold=30),
            Attribute(name="observing_cycle", unit="min", goal=5, breakthrough=None, threshold=60),
        ),
        cell_levels=LEVELS[name],
        area_km2=36060.0,
        area=shares,
        people=shares,
        area_met_low=met - 0.06,
        area_met_high=met,
        by_month=(MonthShares(month="2026-10", area=shares), MonthShares(month="2026-11", area=shares)),
        limits=_limits(),
        servers=_servers(),
        age=_age(),
        sources=(READ,),
    )


def _limits() -> tuple[Limit, ...]:
    late = {"en": "Radar images arrive a day after they are taken.", "zh": "雷达图像在拍摄一天后才送达。"}
    faster = {"en": "Receive at a station in the region.", "zh": "在区域内的地面站接收。"}
    return (
        Limit(level="threshold", attributes=("timeliness",), area_share=0.31, people_share=0.28, cause=late, action=faster),
        Limit(
            level="threshold",
            attributes=("observing_cycle", "horizontal_resolution"),
            area_share=0.16,
            people_share=0.12,
            cause=late,
            action=faster,
        ),
        Limit(level="goal", attributes=(), area_share=0.9, people_share=0.9, cause=late, action=faster),
    )


def _servers() -> tuple[Server, ...]:
    radar = Server(
        mission="Sentinel-9A",
        instrument="C-SAR",
        mode="wide swath",
        kind="synthetic aperture radar",
        relevance="primary",
        acquisition="scenario",
        data_policy="open",
        best_level="breakthrough",
        fails=(),
        resolution_m=20,
        uncertainty=0.05,
        latency_h=24,
        median_gap_h=140,
        looks_per_week=1.2,
        product="Level-1 GRD",
        sources=(FLEET, READ),
    )
    imager = radar.model_copy(
        update={
            "mission": "Geosat-4",
            "instrument": "AHI",
            "mode": "full disk",
            "kind": "geostationary imager",
            "acquisition": "systematic",
            "best_level": None,
            "fails": ("horizontal_resolution",),
            "resolution_m": 2000.0,
            "median_gap_h": 0.17,
            "looks_per_week": 1008.0,
            "latency_h": 0.3,
        }
    )
    return radar, imager


def _age() -> Age:
    time = np.arange(0, 720, 3.0)
    median = (time * 0.9 + 11) % 66 + 20
    none = [None if t > 600 else float(v) for t, v in zip(time, median * 1.9, strict=True)]
    return Age(
        time_h=tuple(time.tolist()),
        median_h=tuple(median.round(2).tolist()),
        p10_h=tuple((median * 0.4).round(2).tolist()),
        p90_h=tuple(none),
        level_limit_h={"goal": 6.0, "breakthrough": 12.0, "threshold": 48.0},
    )


def _orbits() -> tuple[Orbit, ...]:
    first = Orbit(
        mission="Sentinel-9A",
        agencies=("Made-up Agency",),
        status="operational",
        status_as_of="2026-10-01",
        norad=99001,
        cospar="2024-001A",
        basis="element set",
        epoch_utc="2026-11-20T03:00:00+00:00",
        age_days=2.3,
        altitude_km=693.0,
        inclination_deg=98.18,
        local_time="18:00",
        longitude_deg=None,
        repeat="175 orbits in 12 days",
        sources=(FLEET,),
    )
    fixed = {"mission": "Geosat-4", "basis": "geostationary position", "longitude_deg": 140.7, "epoch_utc": None, "age_days": None}
    return first, first.model_copy(update={**fixed, "altitude_km": 35786.0, "inclination_deg": 0.0, "local_time": None, "repeat": None})


def _action() -> Action:
    return Action(
        need="water-extent",
        level="threshold",
        kind="task",
        area_share=0.31,
        people=224000,
        text={"en": "Ask for radar images of the islands when a cyclone warning is out.", "zh": "在发布气旋警报时请求对各岛进行雷达成像。"},
        why={"en": "The published plan leaves out every second pass.", "zh": "公布的计划隔一次过境才成像一次。"},
    )


def _options() -> Options:
    mapped = Match(
        kind="solution",
        name="Flood Mapper",
        titles={"en": "Flood Mapper", "zh": "洪水制图仪"},
        by="Made-up Agency",
        page="https://example.org/mapper",
        reasons=({"en": "It gives surface water extent.", "zh": "提供地表水范围。"},),
        obstacles=(Obstacle(kind="skill", text={"en": "It needs GIS skills.", "zh": "需要地理信息系统技能。"}),),
        sources=(Source(what="what it gives", where="https://example.org/mapper", quoted="water extent"),),
    )
    taught = Match(
        kind="offer",
        name="O-7",
        titles={"en": "Training in radar maps", "zh": "雷达制图培训"},
        by="School of Skies",
        page="",
        how_to_ask={"en": "Write to the school."},
        revision=4,
        reasons=({"en": "It brings GIS skills.", "zh": "可带来地理信息系统技能。"},),
        obstacles=(),
        sources=(),
    )
    begun = RecordedAction(
        id="MRD-A1",
        revision=3,
        title="Map floods at the coast",
        owner="Meridian Survey",
        partners=("School of Skies",),
        state="under way",
        due="2026-11-01",
        late=True,
    )
    second = begun.model_copy(
        update={
            "id": "MRD-A2",
            "revision": 1,
            "title": "Map floods again",
            "owner": "Port Office",
            "partners": (),
            "due": None,
            "late": False,
        }
    )
    office = Office(
        name="Sky Help",
        titles={"en": "Sky Help", "zh": "天空援助处"},
        kind="regional centre",
        host="House of Skies",
        city="Port Meridian",
        country={"en": "Meridia", "zh": "梅里迪亚"},
        tasks=("training",),
        serves="",
        basis="host",
        page="https://example.org/help",
        status_as_of="2026-10-01",
        sources=(Source(what="tasks", where="https://example.org/help", quoted=""),),
    )
    overlap = Overlap(actions=("MRD-A1", "MRD-A2"), owners=("Meridian Survey", "Port Office"), same=("Flood Mapper",))
    water = NeedOptions(need="water-extent", standing="partly", matches=(mapped, taught), actions=(begun, second), overlaps=(overlap,))
    bare = NeedOptions(need="rain-now", standing="partly", matches=(), actions=(), overlaps=())
    return Options(needs=(bare, water), offices=(office,), record_utc="2026-11-22T09:30:00+00:00", elsewhere=("MRD-A9",))
