"""Severe space weather by NOAA's scales: R where it is day, S about the poles, G poleward of a geomagnetic latitude.

Facts: NOAA Space Weather Prediction Center, NOAA Space Weather Scales (swpc.noaa.gov/noaa-scales-explanation, read at
swpc-drupal.woc.noaa.gov, 2025-06-07). A service counts as lost where the scale speaks of its blackout, outage or collapse; where it speaks
of fading, errors or alarms that is told, not counted. Area of a storm: "primarily poleward of" 60, 55, 50 and 45 degrees of geomagnetic
latitude in SWPC's alerts for K of 5, 6, 7 and 8 (watchers.news 2014-04-12; marygreeley.com 2016-04-02; wxbrad.com, issue of 2014-01-08;
hexbear.net/post/3643369, issue of 2024-10-09); 40 degrees for G5, to which the scale says that aurora has been seen.
Geomagnetic latitude is that of a centred dipole (IGRF-14, epoch 2025.0, terms of degree 1, nT).
Errors of position: the scales give no factor; in the storm of August 2018 precise positioning erred by up to 5 times the quiet error
(acemap.info/paper/499662210), which stands here for G3 and above unless the scenario gives its own.
A radio blackout without an instant is taken at the hour of the window's first day at which most of the country has daylight.
Leaves out the ionosphere near the magnetic equator, the turning of the Earth during a blackout, and the loss of satellites, of which the
scales say that it may happen but not to how many.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any, Literal

import numpy as np
from pydantic import BeforeValidator, Field

from commonsky.catalogue.model import Row
from commonsky.core.places import earth_fixed_km, up_vectors
from commonsky.core.time import SECONDS_PER_DAY, iso, parse_utc, seconds_since_epoch
from commonsky.orbits.sun import sun_direction
from commonsky.resilience.scenario import Kind, Loss

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from commonsky.resilience.scenario import Setting, Titles

#: Coefficients g(1,1), h(1,1) and g(1,0) of IGRF-14 for 2025.0, nT: the dipole points against them.
IGRF_2025 = (-1410.3, 4545.5, -29350.0)
#: Geomagnetic latitude from which a storm of each level has its effects, degrees.
STORM_FROM_DEG = {1: 60.0, 2: 55.0, 3: 50.0, 4: 45.0, 5: 40.0}
#: Geomagnetic latitude of "the polar regions" of the S scale, degrees: the scale gives none; 60 is where high latitudes are said to begin
#: (spaceweatherlive.com, low, middle and high latitude).
POLAR_FROM_DEG = 60.0
#: How often the Sun's height is looked at for the hours of daylight, s.
SUN_EVERY_S = 600.0
HF, LOW_FREQUENCY, POWER = "HF radio", "low-frequency navigation", "mains power"


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What a level does: tags lost, for how many hours of a day at most where published, factor on ranging errors, and in words."""

    tags: tuple[str, ...] = ()
    hours: float | None = None
    ranging: float = 1.0
    en: str
    zh: str


#: By the scale's own table; hours are the upper ends that it gives.
EFFECTS = {
    "R1": Effect(
        en="HF radio is likely to weaken and contact to be lost now and then; low-frequency navigation disturbed briefly",
        zh="短波通信可能减弱，偶尔失去联系；低频导航短暂受扰",
    ),
    "R2": Effect(
        en="HF radio contact is likely to be lost for tens of minutes in limited areas; low-frequency navigation disturbed as long",
        zh="局部地区短波通信可能中断数十分钟；低频导航同时受扰",
    ),
    "R3": Effect(
        tags=(HF,),
        hours=1.0,
        en="HF radio lost over wide areas for about an hour; low-frequency navigation disturbed as long",
        zh="大范围短波通信中断约一小时；低频导航同时受扰",
    ),
    "R4": Effect(
        tags=(HF, LOW_FREQUENCY),
        hours=2.0,
        en="HF radio lost over most of the sunlit side for one to two hours, low-frequency navigation out; minor trouble for GNSS",
        zh="向阳面大部分地区短波通信中断一至两小时，低频导航中断；卫星导航可能受扰",
    ),
    "R5": Effect(
        tags=(HF, LOW_FREQUENCY),
        en="HF radio lost on the whole sunlit side for hours, low-frequency navigation out for many hours; satellite navigation errs more",
        zh="整个向阳面短波通信中断数小时，低频导航中断多个小时；卫星导航误差增大",
    ),
    "S1": Effect(en="HF radio about the poles is likely to be disturbed a little", zh="极区短波通信可能轻微受扰"),
    "S2": Effect(
        en="HF radio and navigation about the poles are likely to be disturbed a little; rare single-event upsets on satellites",
        zh="极区短波通信和导航可能轻微受扰；卫星偶发单粒子翻转",
    ),
    "S3": Effect(
        en="HF radio about the poles and positions are likely to be worse; single-event upsets and noise in images of satellites",
        zh="极区短波通信和定位可能变差；卫星可能出现单粒子翻转和图像噪声",
    ),
    "S4": Effect(
        tags=(HF,),
        en="HF radio about the poles lost and positions worse for days; satellites may have trouble with memory, images and star trackers",
        zh="极区短波通信中断、定位变差，可持续数日；卫星的存储器、成像和星敏感器可能出现问题",
    ),
    "S5": Effect(
        tags=(HF,),
        en="HF radio about the poles lost, positions very poor; single satellites may be lost or blinded: which ones nobody can say",
        zh="极区短波通信完全中断，定位很差；个别卫星可能失效或无法成像，无法预知是哪些",
    ),
    "G1": Effect(en="power grids are likely to fluctuate weakly; small effects on satellites", zh="电网可能出现微弱波动；对卫星影响很小"),
    "G2": Effect(
        en="HF radio is likely to fade and power systems to give voltage alarms; drag on low satellites may change",
        zh="短波通信可能衰落，电力系统可能出现电压告警；低轨卫星所受阻力可能变化",
    ),
    "G3": Effect(
        ranging=5.0,
        en="HF radio and satellite navigation are likely to be intermittent, voltages to need correction; drag on low satellites may grow",
        zh="短波通信和卫星导航可能时断时续，电压可能需要调整；低轨卫星所受阻力可能增大",
    ),
    "G4": Effect(
        tags=(HF,),
        ranging=5.0,
        en="HF radio sporadic or blacked out, satellite navigation disturbed for hours; power systems may trip; tracking harder",
        zh="短波通信断续或中断，卫星导航受扰数小时；电力系统可能误跳闸；卫星跟踪变难",
    ),
    "G5": Effect(
        tags=(HF, LOW_FREQUENCY, POWER),
        ranging=5.0,
        en="HF radio lost for one to two days, satellite navigation disturbed for days; some power grids may collapse: counted as lost",
        zh="短波通信中断一至两天，卫星导航受扰数日；部分电网可能崩溃，按失去计",
    ),
}


def _utc(given: Any) -> Any:
    """A time or day as text or of TOML, aware; no offset means UTC."""
    if isinstance(given, (date, datetime)):
        return parse_utc(given.isoformat())
    if given is None or isinstance(given, str):
        return given and parse_utc(given)
    raise ValueError("write a time as 2026-11-01T00:00:00Z")


class SpaceWeather(Row):
    """Scale and level; for R the instant, else the hour of the first day with most daylight; a factor on ranging errors of its own."""

    scale: Literal["G", "S", "R"]
    level: Annotated[int, Field(ge=1, le=5)]
    at_utc: Annotated[datetime | None, BeforeValidator(_utc)] = None
    ranging: Annotated[float, Field(ge=1, allow_inf_nan=False)] | None = None


def lose_to_space_weather(takes: SpaceWeather, setting: Setting) -> Loss:
    """Tags lost and ranging made worse where the scale's level reaches; nothing where no cell of the country lies there."""
    effect = EFFECTS[f"{takes.scale}{takes.level}"]
    at = takes.at_utc or (lightest_hour(setting) if takes.scale == "R" else setting.start)
    where, place = _where(takes, at, setting)
    hours = effect.hours
    if takes.scale == "R" and takes.level == 5:
        hours = longest_daylight_h(setting.lat_deg, setting.lon_deg, seconds_since_epoch(at))
    ranging = (effect.ranging if takes.ranging is None else takes.ranging) if where.any() else 1.0
    told = [_reached(takes, place, where), {"en": effect.en, "zh": effect.zh}]
    if takes.scale == "R" and takes.at_utc is None:
        told.insert(1, _taken_at(at, most=bool(where.mean() > 0.5)))
    if ranging > 1:
        told.append(_RANGING if takes.ranging is None else {"en": f"ranging errors {ranging:g} times", "zh": f"测距误差为{ranging:g}倍"})
    return Loss(tags=frozenset(effect.tags), where=where, hours=hours, ranging=ranging, told=tuple(told) if where.any() else (told[0],))


def geomagnetic_latitude_deg(lat_deg: NDArray[np.float64], lon_deg: NDArray[np.float64]) -> NDArray[np.float64]:
    """Latitude about the axis of the centred dipole of 2025, (n,), degrees.

    >>> geomagnetic_latitude_deg(np.array([80.82, -80.82]), np.array([-72.76, 107.24])).round(0).tolist()
    [90.0, -90.0]
    """
    axis = -np.array(IGRF_2025) / np.linalg.norm(IGRF_2025)
    position = earth_fixed_km(np.asarray(lat_deg, float), np.asarray(lon_deg, float))
    return np.asarray(np.degrees(np.arcsin(np.clip(position @ axis / np.linalg.norm(position, axis=1), -1.0, 1.0))))


def sunlit(lat_deg: NDArray[np.float64], lon_deg: NDArray[np.float64], time_s: float) -> NDArray[np.bool_]:
    """Where the Sun stands above the horizon, (n,), at seconds since 2000-01-01T00:00Z."""
    return np.asarray(up_vectors(lat_deg, lon_deg) @ sun_direction(np.array([time_s]))[0] > 0)


def lightest_hour(setting: Setting) -> datetime:
    """Of the window's first day, in whole hours from its start, the one at which most cells lie in daylight.

    Where several have equally many, the one with the Sun highest over them all.
    """
    hours = np.arange(max(1, math.ceil(24.0 * min(setting.days, 1.0))))
    sun = sun_direction(np.asarray(seconds_since_epoch(setting.start) + SECONDS_PER_DAY / 24.0 * hours, np.float64))
    height = up_vectors(setting.lat_deg, setting.lon_deg) @ sun.T
    best = np.lexsort((height.mean(axis=0), (height > 0).sum(axis=0)))[-1]
    return setting.start + timedelta(hours=int(hours[best]))


def longest_daylight_h(lat_deg: NDArray[np.float64], lon_deg: NDArray[np.float64], from_s: float) -> float:
    """Hours of the next day in which the Sun is up at the cell that has most of it: a blackout of hours lasts no longer anywhere."""
    sun = sun_direction(from_s + np.arange(0.0, SECONDS_PER_DAY, SUN_EVERY_S))
    return float((up_vectors(lat_deg, lon_deg) @ sun.T > 0).mean(axis=1).max() * 24.0)


def _where(takes: SpaceWeather, at: datetime, setting: Setting) -> tuple[NDArray[np.bool_], Titles]:
    """Cells that are reached, and what is said of the place."""
    if takes.scale == "R":
        lit = sunlit(setting.lat_deg, setting.lon_deg, seconds_since_epoch(at))
        if takes.at_utc is None and not lit.any():
            return lit, {
                "en": f"on the sunlit side, looked at each hour of the day from {iso(setting.start)}",
                "zh": f"向阳面（自{iso(setting.start)}起逐小时查看一天）",
            }
        return lit, {"en": f"on the sunlit side at {iso(at)}", "zh": f"{iso(at)}的向阳面"}
    limit = POLAR_FROM_DEG if takes.scale == "S" else STORM_FROM_DEG[takes.level]
    where = np.abs(geomagnetic_latitude_deg(setting.lat_deg, setting.lon_deg)) >= limit
    ours = (" (our reading of 'polar')", "（本软件对“极区”的取值）") if takes.scale == "S" else ("", "")
    return where, {"en": f"poleward of {limit:g} degrees geomagnetic latitude{ours[0]}", "zh": f"地磁纬度{limit:g}度以上{ours[1]}"}


def _reached(takes: SpaceWeather, place: Titles, where: NDArray[np.bool_]) -> Titles:
    level = f"{takes.scale}{takes.level}"
    if not where.any():
        return {
            "en": f"{level} acts {place['en']}: no part of the country lies there",
            "zh": f"{level}影响{place['zh']}：该国没有任何部分位于其中",
        }
    share = f"{where.mean():.0%}"
    return {"en": f"{level} acts {place['en']}: {share} of the country's cells", "zh": f"{level}影响{place['zh']}：占该国网格的{share}"}


def _taken_at(at: datetime, *, most: bool) -> Titles:
    """What is said where the scenario names no instant."""
    hour = f"{at.astimezone(UTC):%H:%M} UTC"
    when = ("most of the country has daylight", "该国大部分地区为白天") if most else ("daylight reaches furthest", "该国白昼范围最大")
    return {
        "en": f"taken at {hour}, when {when[0]}; give at_utc for another time",
        "zh": f"按{hour}计算，此时{when[1]}；如需其他时刻请给出at_utc",
    }


_RANGING: Titles = {
    "en": "ranging errors up to 5 times those of quiet days, as in the storm of August 2018; no figure by level is published",
    "zh": "测距误差最大可达平静日的5倍，取自2018年8月磁暴中的精密定位；没有按等级公布的数值",
}

SPACE_WEATHER = Kind(
    name="space-weather",
    titles={"en": "Severe space weather", "zh": "严重空间天气"},
    asks=SpaceWeather,
    lose=lose_to_space_weather,
    source="NOAA SWPC, NOAA Space Weather Scales and alerts; IGRF-14 (IAGA), epoch 2025.0",
)
