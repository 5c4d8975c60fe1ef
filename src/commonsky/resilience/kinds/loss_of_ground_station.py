"""Loss of ground stations and relays: what they bring down comes late or never. Facts: the catalogue's downlinks; simulated contacts.

With all ways lost nothing comes. With some lost, the delay is the mean wait to the next contact with those that remain, less the mean wait
with all: what `coverage.contacts` leaves out is left out here too, above all contacts too short for what was recorded. A relay carries a
part of the data, so that a mission with stations is judged by those. Missions whose stations, longitudes or positions nobody has published
are told, not guessed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

import numpy as np
from pydantic import model_validator

from commonsky.catalogue.model import Row
from commonsky.core.errors import InvalidInputError
from commonsky.core.places import Place
from commonsky.core.time import SECONDS_PER_DAY, seconds_since_epoch
from commonsky.coverage.contacts import Contacts, GroundStation, Relay, find_contacts
from commonsky.coverage.delivery import HOUR_S, wait_s
from commonsky.orbits.propagation import propagate
from commonsky.resilience.kinds.loss_of_satellite import Names, find_names, told_of_names
from commonsky.resilience.scenario import Kind, Loss

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Sequence

    from numpy.typing import NDArray

    from commonsky.catalogue.model import Mission
    from commonsky.catalogue.systems import Downlink
    from commonsky.coverage.contacts import Way
    from commonsky.coverage.fleet import Platform
    from commonsky.resilience.scenario import Setting, Titles

#: Days over which waits are averaged, days of contacts that are looked through after them, and time between two waits, s.
DAYS, DAYS_AFTER, EVERY_S = 2.0, 1.0, 300.0


class LossOfGroundStation(Row):
    """Ground stations, and relay systems of the telecom rows, by name."""

    stations: Names = ()
    relays: Names = ()

    @model_validator(mode="after")
    def _some(self) -> Self:
        if not self.stations and not self.relays:
            raise ValueError("give stations, relays or both")
        return self


@dataclass(frozen=True, slots=True, kw_only=True)
class Delays:
    """How much later missions deliver, hours, infinite where nothing comes down; and what is to be told of it."""

    slower_h: dict[str, float] = field(hash=False, default_factory=dict)
    told: tuple[Titles, ...] = ()


def lose_ground_stations(takes: LossOfGroundStation, setting: Setting) -> Loss:
    """Stations and relays lost, and the delay of every mission that brings its data down there."""
    relays = {name: row for name, row in setting.telecom.items() if row.kind == "relay"}
    stations, missing = find_names("ground station", takes.stations, setting.stations)
    lost, absent = find_names("relay", takes.relays, relays)
    found = delays((*stations, *lost), setting)
    told = (
        *told_of_names(stations, "ground stations lost", "失去地面站"),
        *told_of_names(lost, "relays lost", "失去中继系统"),
        *found.told,
    )
    return Loss(slower_h=found.slower_h, stations=frozenset(stations), telecom=frozenset(lost), told=told, not_found=(*missing, *absent))


def delays(lost: Iterable[str], setting: Setting, *, apart: Container[str] = ()) -> Delays:
    """Delays of the missions of all downlinks that lose a station or relay.

    Args:
        lost: names of stations and relays.
        setting: rows, platforms and start of the window.
        apart: missions that are not looked at.
    """
    gone = frozenset(lost).intersection((*setting.stations, *(name for row in setting.downlinks.values() for name in row.relays)))
    slower: dict[str, float] = {}
    told: list[Titles] = []
    if not gone:
        return Delays()
    for row in setting.downlinks.values():
        missions = _on_the_date((name for name in row.missions if name not in apart), setting)
        if missions and gone.intersection((*row.stations, *row.relays)):
            found, lines = _of_downlink(row, missions, gone, setting)
            slower |= found
            told += lines
    return Delays(slower_h=slower, told=(*told, *_not_judged(setting, apart)))


def _on_the_date(names: Iterable[str], setting: Setting) -> list[Mission]:
    on = setting.start.date()
    return [setting.missions[name] for name in names if name in setting.missions and setting.missions[name].gives_products(on)]


def _of_downlink(
    row: Downlink, missions: Sequence[Mission], gone: frozenset[str], setting: Setting
) -> tuple[dict[str, float], list[Titles]]:
    """Delay of each mission of one downlink, and its lines."""
    ways = (*row.stations, *row.relays)
    left = tuple(name for name in ways if name not in gone)
    if not left and not row.missing:
        names = _names(missions)
        line = {"en": f"{names[0]}: all ways down are lost: no data come", "zh": f"{names[1]}：全部下传途径失去，数据无法到达"}
        return {m.name: np.inf for m in missions}, [line]
    platforms = {platform.mission.name: platform for platform in setting.platforms}
    extra = {m.name: _extra_h(platforms.get(m.name), row, left, setting) for m in missions}
    found = {name: hours for name, hours in extra.items() if not isinstance(hours, str)}
    lines = []
    for why in dict.fromkeys(hours for hours in extra.values() if isinstance(hours, str)):
        names = _names(m for m in missions if extra[m.name] == why)
        lines.append(
            {"en": f"{names[0]}: how much later data come is not known: {why}", "zh": f"{names[1]}：数据晚到多久未知：{_WHY_ZH[why]}"}
        )
    if found:
        share = f"{len(ways) - len(left)}/{len(ways)}"
        lines.append(_later(_names(m for m in missions if m.name in found), share, sorted(found.values())))
        lines += [_beyond(row.name, row.missing)] if row.missing else []
    return found, lines


#: Why a delay is not known, and the same in Chinese.
_NO_POSITION = "its positions are not known"
_NO_LONGITUDE = "the longitudes of its relay are not known"
_NO_PLACE = "only stations remain whose place is not in the catalogue"
_PART = "the relay that is lost carries a part of the data, the stations remain"
_RELAY_ALONE = "a relay is left that carries a part of the data; how large a part is not published"
_WHY_ZH = {
    _NO_POSITION: "其位置未知",
    _NO_LONGITUDE: "其中继卫星的经度未知",
    _NO_PLACE: "剩余地面站的位置不在目录中",
    _PART: "失去的中继只传送一部分数据，地面站仍在",
    _RELAY_ALONE: "只剩传送一部分数据的中继，所占比例没有公布",
}


def _names(missions: Iterable[Mission]) -> tuple[str, str]:
    rows = tuple(missions)
    return ", ".join(m.name for m in rows), "、".join(m.name_zh or m.name for m in rows)


def _extra_h(platform: Platform | None, row: Downlink, left: Sequence[str], setting: Setting) -> float | str:
    """Hours that a mission's data come later by the ways left, or why that is not known."""
    before = row.stations or row.relays
    after = tuple(name for name in left if name in before)
    if not after:
        return _NO_PLACE if row.missing else _RELAY_ALONE
    if len(after) == len(before):
        return _PART
    if platform is None or not platform.elements:
        return _NO_POSITION
    ways = {name: _ways(name, setting) for name in before}
    if not all(ways.values()):
        return _NO_LONGITUDE
    start_s = seconds_since_epoch(setting.start)
    all_ways = [way for some in ways.values() for way in some]
    sides = [{way.name for name in side for way in ways[name]} for side in (before, after)]
    waits = []
    for elements in platform.elements:
        try:
            track = propagate(elements, start_s, (DAYS + DAYS_AFTER) * SECONDS_PER_DAY)
        except InvalidInputError:
            return _NO_POSITION
        contacts = find_contacts(track, all_ways)
        waits.append([_mean_wait_h(contacts, names, start_s) for names in sides])
    mean = np.mean(np.array(waits), axis=0)
    return float(mean[1] - mean[0]) if np.isfinite(mean[0]) else _NO_POSITION


def _ways(name: str, setting: Setting) -> list[Way]:
    """A station, or the satellites of a relay system whose longitudes are known."""
    if name in setting.stations:
        row = setting.stations[name]
        return [GroundStation(name=name, place=Place(lat_deg=row.latitude_deg, lon_deg=row.longitude_deg))]
    shells = setting.telecom[name].shells if name in setting.telecom else ()
    return [Relay(name=f"{name} {longitude:g}", longitude_deg=longitude) for shell in shells for longitude in shell.longitudes_deg]


def _mean_wait_h(contacts: Contacts, names: set[str], start_s: float) -> float:
    """Mean wait to the next contact with the ways of these names, hours; infinite where one never comes in the window."""
    kept: NDArray[np.bool_] = np.array([contacts.ways[way].name in names for way in contacts.way], bool)
    some = Contacts(
        way=contacts.way[kept],
        start_s=contacts.start_s[kept],
        end_s=contacts.end_s[kept],
        peak_deg=contacts.peak_deg[kept],
        ways=contacts.ways,
    )
    return float(np.mean(wait_s(some, start_s + np.arange(0.0, DAYS * SECONDS_PER_DAY, EVERY_S)))) / HOUR_S


def _later(names: tuple[str, str], share: str, hours: Sequence[float]) -> Titles:
    """The line of missions with known delays, from the least to the greatest."""
    if not np.isfinite(hours[-1]):
        en, zh = f"no contact for more than {DAYS_AFTER:g} day at a time with what remains", "与剩余站点超过一天没有联系"
    else:
        unit, factor, digits = (("min", "分钟"), 60.0, 0) if hours[-1] < 1 else (("h", "小时"), 1.0, 1)
        span = "-".join(dict.fromkeys(f"{factor * end:.{digits}f}" for end in (hours[0], hours[-1])))
        en, zh = f"data come {span} {unit[0]} later on average", f"数据平均晚到{span}{unit[1]}"
    return {"en": f"{names[0]}: {share} of the ways down lost; {en}", "zh": f"{names[1]}：下传途径失去{share}；{zh}"}


def _beyond(name: str, missing: Sequence[str]) -> Titles:
    return {
        "en": f"{name} is also received at {', '.join(missing)}, whose place is not in the catalogue: its data may come sooner than told",
        "zh": f"{name}还由{'、'.join(missing)}接收，目录中没有其位置：数据可能比所示更早到达",
    }


def _not_judged(setting: Setting, apart: Container[str]) -> tuple[Titles, ...]:
    """Missions without a downlink in the catalogue: how many, and the geostationary among them by name."""
    known = {name for row in setting.downlinks.values() for name in row.missions}
    rows = _on_the_date((name for name in setting.missions if name not in known and name not in apart), setting)
    if not rows:
        return ()
    still = [row for row in rows if row.orbit.kind == "geostationary"]
    en = f"{len(rows)} missions are not judged: where they bring down their data is not in the catalogue"
    zh = f"{len(rows)}个任务未作判断：目录中没有其数据下传地点"
    if still:
        en += f"; geostationary among them: {', '.join(row.name for row in still)}"
        zh += f"；其中静止卫星：{'、'.join(row.name_zh or row.name for row in still)}"
    return ({"en": en, "zh": zh},)


LOSS_OF_GROUND_STATION = Kind(
    name="loss-of-ground-station",
    titles={"en": "Loss of a ground station or relay", "zh": "失去地面站或中继"},
    asks=LossOfGroundStation,
    lose=lose_ground_stations,
    source="downlinks of the catalogue (catalogue/data/downlinks.toml); contacts simulated by coverage.contacts",
)
