"""A report on what breaks, made up by hand: four needs, five scenarios of five kinds and one that takes nothing."""

from commonsky.core.citation import Source
from commonsky.profile import stress_model as model
from commonsky.profile.model import Country, Window

KP = Source(
    what="days by class of storm",
    where="NOAA, Space Weather Scales, https://www.swpc.noaa.gov/noaa-scales-explanation",
    quoted="4 per cycle",
)
BACK = Source(what="loss and successor", where="https://esa.int/sentinel-1b", quoted="23 December 2021; December 5, 2024")
CABLE = Source(what="length of the cut", where="https://example.org/tonga", quoted="at least a month")
RADAR, OPTICAL = "Sentinel-1C", "Sentinel-2B"
LETTERS = "abcdefghijkl"


def need(name, en, zh, area, stated, systems, *, exact=True):
    """A need with systems of (name, share brought, error, left without it)."""
    count = len(systems)
    rows = tuple(model.System(name=s, shapley=v, error=e, left=left) for s, v, e, left in systems)
    left = sorted(row.left for row in rows)
    envelope = [model.Loss(lost=0, losses=1, best=area, median=area, worst=area, worst_systems=())]
    for k in range(1, count + 1):
        fade = (count - k) / max(1, count)
        worst = left[0] * fade
        envelope.append(
            model.Loss(
                lost=k, losses=k * 3, best=area * fade**0.25, median=(area * fade**0.5 + worst) / 2, worst=worst,
                worst_systems=tuple(row.name for row in rows[:k]),
            )
        )  # fmt: skip
    return model.NeedBefore(
        id=name, titles={"en": en, "zh": zh}, variable=name, theme="water", weight=1.0, area=area, people=max(0.0, area - 0.03),
        area_stated=stated, age_limit_h=72.0, age_h=20.0 if area else None, systems=rows, exact=exact,
        envelope=tuple(envelope) if rows else (),
    )  # fmt: skip


def needs():
    many = [(f"Imager {letter.upper()}", 0.09 - 0.007 * i, 0.004, 0.8) for i, letter in enumerate(LETTERS)]
    return (
        need("flood-extent", "Flood extent within three days", "三天内的洪水范围", 0.82, 0.41,
             [(RADAR, 0.46, 0, 0.31), ("Sentinel-1D", 0.31, 0, 0.55), ("RADARSAT Constellation", 0.05, 0, 0.79)]),
        need("crop-state", "State of crops, every ten days", "作物状况（每十天）", 0.93, 0.93,
             [(OPTICAL, 0.3, 0.01, 0.9), *many], exact=False),
        need("lightning", "Lightning, total density", "闪电总密度", 0.9961, 0.0, [("Himawari-9", 0.9961, 0, 0.0)]),
        need("soil-moisture", "Soil moisture in the root zone at the scale of one field, for early warning of drought",
             "根区土壤水分", 0.0, 0.0, []),
    )  # fmt: skip


def stages(see, locate, tell, recover=(None, None)):
    """Four stages: what is left of each at all of them, and the hours of recovery."""
    what = {"en": "what is left", "zh": "所剩"}
    hours = [(None, None), (0.0, 0.0), (None, None), recover]
    return tuple(
        model.Stage(stage=name, see=s, see_people=s, locate=x, tell=t, after_low_h=low, after_high_h=high, what=what)
        for name, s, x, t, (low, high) in zip(("before", "absorb", "adapt", "recover"), see, locate, tell, hours, strict=True)
    )


def effect(name, shares, **values):
    """An effect of the shares before, after, opened, recovered."""
    before, absorb, adapt, recover = shares
    rest = {
        "people_before": before, "people_absorb": absorb, "stated_before": before / 2, "stated_absorb": absorb / 2, "age_before_h": 20.0,
        "age_after_h": 55.0, "wait_before_h": 14.0, "wait_after_h": 41.0, "opened": (),
    } | values  # fmt: skip
    return model.Effect(need=name, before=before, absorb=absorb, adapt=adapt, recover=recover, **rest)


def curve(name, end_h, low, back_h, step_h=3.0):
    """Products young enough: fading after the event to `low`, back after `back_h`."""
    points = []
    hours = -48.0
    while hours <= end_h:
        fading = 0.82 if hours < 0 else max(low, 0.82 - 0.006 * hours)
        points.append(model.CurvePoint(time_h=hours, share=0.78 if hours >= back_h else fading, share_lost=fading))
        hours += step_h
    return model.Curve(need=name, points=tuple(points))


def scenario(name, en, zh, kind, stage_rows, **values):
    """A scenario; what is not given is empty."""
    rest = {
        "told": ({"en": f"{en}: all of it", "zh": f"{zh}：全部"},), "not_found": (), "happened": "", "note": "", "probability": (),
        "lasting": (), "recovery": (), "effects": (), "curves": (), "navigation": None, "telling": None, "warning_lost_h": None,
        "add": (), "sources": (BACK,),
    } | values  # fmt: skip
    kinds = {"en": kind.replace("-", " "), "zh": "情景"}
    return model.ScenarioAfter(name=name, kind=kind, kind_titles=kinds, titles={"en": en, "zh": zh}, stages=stage_rows, **rest)


def scenarios():
    still = (0.69, 0.69, 0.69, 0.69)
    located, telling = (0.9962, 0.9962, 0.9962, 0.9962), (1.0, 1.0, 1.0, 1.0)
    fleet = scenario(
        "copernicus-lost", "All Copernicus satellites fail", "哥白尼卫星全部失效", "loss-of-fleet",
        stages((0.69, 0.32, 0.44, 0.69), located, telling, (25872.0, 25872.0)),
        effects=(
            effect("flood-extent", (0.82, 0.05, 0.49, 0.82), wait_after_h=None, age_after_h=None, opened=("TerraSAR-X", "ICEYE")),
            effect("crop-state", (0.93, 0.57, 0.93, 0.93), opened=("Landsat 8",)),
        ),
        curves=(curve("flood-extent", 900.0, 0.05, 600.0), curve("crop-state", 900.0, 0.57, 1e9)),
        recovery=(
            model.WayBack(how="replacement", what={"en": "successors are launched", "zh": "发射后继卫星"}, restores=(),
                          after_low_h=25872.0, after_high_h=25872.0, sources=(BACK,)),
            model.WayBack(how="other mission", what={"en": "contributing missions", "zh": "贡献任务"}, restores=("TerraSAR-X",),
                          after_low_h=None, after_high_h=None, sources=()),
        ),
        warning_lost_h=27.0,
        add=({"en": "Sign a standing agreement for TerraSAR-X images.", "zh": "就TerraSAR-X影像签订常设协议。"},
             {"en": "Receive RADARSAT Constellation data.", "zh": "接收RADARSAT星座数据。"}),
    )  # fmt: skip
    storm = scenario(
        "storm-g5", "A geomagnetic storm of the highest class (G5)", "特大地磁暴（G5）", "space-weather",
        stages(still, (0.9962, 0.41, 0.41, 0.9962), (1.0, 0.4, 0.4, 1.0), (24.0, 48.0)),
        probability=(model.Figure(low=4, high=4, per="solar cycle", of="days on which Kp reaches 9", sources=(KP,)),
                     model.Figure(low=0.0046, high=0.0188, per="decade", of="chance of one or more of Carrington's size", sources=(KP,))),
        lasting=(model.Figure(low=24, high=48, per="hours", of="HF radio impossible in many areas", sources=(KP,)),),
        recovery=(model.WayBack(how="passes by itself", what={"en": "the storm ends", "zh": "磁暴结束"}, restores=(), after_low_h=24.0,
                                after_high_h=48.0, sources=(KP,)),),
        navigation=model.NavigationAfter(systems_lost=(), available=0.41, available_before=0.9962, worst_outage_h=14.5, pdop_median=2.1,
                                         area_share=1.0, ranging=3.0),
        telling=model.TellingAfter(systems_lost=("HF radio",), paths_before=5, paths_left=2, lost=("hf", "sat-phone", "tv"),
                                   why=({"en": "HF radio", "zh": "短波电台"}, {"en": "mains power", "zh": "市电"})),
        happened="2024: the storm of May", add=({"en": "Give wardens VHF radios.", "zh": "为预警员配备甚高频电台。"},), sources=(KP,),
    )  # fmt: skip
    satellite = scenario(
        "sentinel-1c-lost", "Sentinel-1C fails", "哨兵一号C星失效", "loss-of-satellite",
        stages((0.69, 0.52, 0.64, 0.69), located, telling),
        effects=(effect("flood-extent", (0.82, 0.31, 0.67, 0.82), opened=("TerraSAR-X",)),),
        curves=(curve("flood-extent", 90.0, 0.31, 60.0, 1.0),), warning_lost_h=9.4,
        note="Sentinel-1D goes on alone meanwhile.", not_found=("Sentinel-1X",),
    )  # fmt: skip
    station = scenario(
        "svalbard-lost", "The ground station on Svalbard is cut off", "斯瓦尔巴地面站中断", "loss-of-ground-station",
        stages((0.69, 0.66, 0.66, 0.69), located, telling, (720.0, 960.0)),
        effects=(effect("crop-state", (0.93, 0.84, 0.84, 0.93), age_after_h=31.0, wait_after_h=22.0),), warning_lost_h=8.0,
        lasting=(model.Figure(low=720, high=720, per="hours", of="a cut of one cable", sources=(CABLE,)),), sources=(CABLE,),
    )  # fmt: skip
    gps = scenario(
        "gps-lost", "GPS is lost", "GPS失效", "loss-of-navigation",
        stages(still, (0.9962, 0.9938, 0.9938, 0.9962), (1.0, 0.8, 0.8, 1.0), (12.0, 12.0)),
        navigation=model.NavigationAfter(systems_lost=("GPS",), available=0.9938, available_before=0.9962, worst_outage_h=0.5,
                                         pdop_median=2.4, area_share=1.0, ranging=1.0),
        telling=model.TellingAfter(systems_lost=(), paths_before=5, paths_left=4, lost=("sat-phone",),
                                   why=({"en": "GPS time", "zh": "GPS授时"},)),
    )  # fmt: skip
    nothing = scenario("worldview-3-lost", "WorldView-3 fails", "WorldView-3失效", "loss-of-satellite", stages(still, located, telling))
    return (fleet, storm, satellite, station, gps, nothing)


def capabilities():
    def one(name, question, zh, before, worst, by, sentence, sentence_zh):
        return model.Capability(name=name, question={"en": question, "zh": zh}, before=before, worst=worst, worst_scenario=by,
                                sentence={"en": sentence, "zh": sentence_zh})  # fmt: skip

    return (
        one("see", "Can Fiji still see?", "斐济还能观测吗？", 0.69, 0.32, "copernicus-lost",
            "Of what can be seen today, less than half would be left.", "目前所能观测到的，将剩不到一半。"),
        one("locate", "Can Fiji still locate?", "斐济还能定位吗？", 0.9962, 0.41, "storm-g5",
            "Positions would be there for two fifths of the time.", "五分之二的时间可以定位。"),
        one("tell", "Can Fiji still tell its people?", "斐济还能告知公众吗？", 1.0, 0.4, "storm-g5",
            "Two of five ways to warn people would stand.", "五条预警路径将剩两条。"),
    )  # fmt: skip


def navigation():
    def one(name, kind, share, seen, pdop, gap):
        return model.NavigationSystem(name=name, kind=kind, available=share, in_view=seen, pdop_median=pdop, worst_outage_h=gap)

    alone = [
        one("GPS", "alone", 0.981, 9.3, 2.1, 0.4),
        one("Galileo", "alone", 0.962, 7.9, 2.4, 0.8),
        one("NavIC", "alone", 0.0, 0.4, None, 24.0),
    ]
    others = [one(f"all but {row.name}", "all but", 0.9938, 30.1, 1.2, 0.1) for row in alone]
    return (*alone, one("all", "together", 0.9962, 38.0, 1.1, 0.0), *others, one("SouthPAN", "augmentation", 0.88, 0.88, None, 0.0))


def telecom():
    def one(name, kind, known, **values):
        rest = {"why_unknown": "", "in_view": None, "elevation_deg": None, "latency_ms": None, "latency_stated_s": None} | values
        return model.TelecomSystem(name=name, kind=kind, known=known, **rest)

    return (
        one("Private mesh", "two-way", False, why_unknown="no orbit is published"),
        one("Iridium", "two-way", True, in_view=1.0, elevation_deg=41.0, latency_ms=3.9),
        one("GEONETCast", "broadcast", True, in_view=0.97, elevation_deg=52.3, latency_ms=121.0, latency_stated_s=300.0),
    )


def paths():
    def one(name, en, zh, *points):
        return model.AlertPath(name=name, titles={"en": en, "zh": zh}, single_points=points)

    return (
        one("hf", "HF radio to wardens", "短波电台至预警员", "warning centre", "HF transmitter"),
        one("sat-phone", "Satellite telephones", "卫星电话", "warning centre"),
        one("tv", "Television", "电视", "warning centre", "broadcast mast"),
        one("cell", "Cell broadcast", "小区广播", "warning centre", "mobile core"),
        one("sirens", "Sirens on the coast", "沿海警报器"),
    )


def example_stress():
    """Everything that a report can hold."""
    names = {"en": "Fiji", "zh": "斐济"}
    return model.Stress(
        version="1.0", made_utc="2026-11-23T04:05:06+00:00", command="commonsky stress FJI",
        country=Country(iso3="FJI", iso2="FJ", m49=242, names=names, region="Oceania", subregion="Melanesia", groups=()),
        window=Window(start_utc="2026-10-01T00:00:00+00:00", end_utc="2026-10-31T00:00:00+00:00", days=30.0, early_days=30.0),
        answer={"en": "The hardest of six failures would leave Fiji less than half of what it can see today.",
                "zh": "六种失效中最严重者将使斐济剩下不到一半的观测能力。"},
        headline_by="area", cells=120, cells_all=480, capabilities=capabilities(), needs=needs(), scenarios=scenarios(),
        navigation=navigation(), mask={"en": "5 degrees, or the horizon of the relief", "zh": "5度或地形地平线"}, telecom=telecom(),
        paths=paths(), paths_from="the packaged template", notes=("cloud cover of 12 cells from the packaged zonal climatology",),
        sources=(Source(what="people by cell", where="https://example.org/people"),),
    )  # fmt: skip


def bare_stress():
    """A report without anything to tell."""
    unknown = {"before": None, "worst": None, "worst_scenario": "", "sentence": {"en": "Nothing is known.", "zh": "一无所知。"}}
    empty = {"needs": (), "scenarios": (), "navigation": (), "telecom": (), "paths": (), "notes": (), "sources": ()}
    cards = tuple(row.model_copy(update=unknown) for row in capabilities())
    return example_stress().model_copy(update=empty | {"capabilities": cards, "cells": 480})
