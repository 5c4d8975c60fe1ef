"""Positions and alert paths of a country, before and after scenarios. Joins coverage, world and resilience. Facts: none of its own.

Navigation is reckoned at some of the country's cells over a day, with the packaged relief as terrain mask. Leaves out accuracy: a disturbed
ionosphere is told as a factor on errors of ranging, not as a loss.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from commonsky.catalogue.load import packaged
from commonsky.catalogue.systems import Downlink, Navigation, Station, Telecom
from commonsky.core.time import seconds_since_epoch
from commonsky.coverage.gnss import navigation_satellites, navigation_service, navigation_services, working
from commonsky.coverage.horizon import relief_mask
from commonsky.coverage.telecom import telecom_service
from commonsky.profile import stress_model as model
from commonsky.resilience.alert_paths import (
    TOLD,
    check_systems,
    lost_events,
    packaged_alert_paths,
    paths_left,
    read_alert_paths,
    single_points_of,
)
from commonsky.world.relief import packaged_relief
from commonsky.world.thinning import stand_for

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from commonsky.core.elements import Elements
    from commonsky.coverage.gnss import NavigationService
    from commonsky.coverage.shells import ShellSatellite
    from commonsky.resilience.alert_paths import PathSet
    from commonsky.resilience.scenario import Loss
    from commonsky.workflows.over_country import Over

#: Places at which positions are reckoned, and the steps of their day.
MOST_PLACES, STEP_S, DAY_H = 60, 600.0, 24.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Systems:
    """Rows of systems beside the observing missions, by name."""

    navigation: dict[str, Navigation]
    telecom: dict[str, Telecom]
    stations: dict[str, Station]
    downlinks: dict[str, Downlink]


def packaged_systems() -> Systems:
    """The packaged rows."""
    return Systems(
        navigation=packaged("commonsky.catalogue", "navigation", "navigation", Navigation),
        telecom=packaged("commonsky.catalogue", "telecom", "telecom", Telecom),
        stations=packaged("commonsky.catalogue", "stations", "station", Station),
        downlinks=packaged("commonsky.catalogue", "downlinks", "downlink", Downlink),
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Locating:
    """Positions with nothing lost.

    Args:
        satellites: of all systems.
        at: (n,), positions of the places among the cells reckoned with.
        lat_deg, lon_deg, mask_deg: (n,) and (n, 36), places and their masks.
        weights: (n,), share of the country's land that each stands for.
        times_s: (t,), even.
        before: what all systems together give.
    """

    satellites: tuple[ShellSatellite, ...]
    at: NDArray[np.int64]
    lat_deg: NDArray[np.float64]
    lon_deg: NDArray[np.float64]
    mask_deg: NDArray[np.float64]
    weights: NDArray[np.float64]
    times_s: NDArray[np.float64]
    before: NavigationService


def locating(over: Over, systems: Systems, given: Sequence[Elements]) -> Locating:
    """Positions over a country with nothing lost.

    Args:
        over: the country.
        systems: rows of navigation systems.
        given: element sets that take the place of nominal slots.
    """
    land = np.flatnonzero(over.whole.land_km2[over.chosen] > 0)
    at = land[np.unique(np.linspace(0, len(land) - 1, min(len(land), MOST_PLACES)).astype(int))]
    cells = over.chosen[at]
    lat, lon = over.whole.lat_deg[cells], over.whole.lon_deg[cells]
    mask = relief_mask(packaged_relief(), lat, lon)
    satellites = navigation_satellites(systems.navigation.values(), over.start, given=given)
    times = seconds_since_epoch(over.start) + np.arange(0.0, DAY_H * 3600.0, STEP_S)
    weights = stand_for(over.whole.land_km2, cells, np.ones(len(cells), bool))
    return Locating(
        satellites=satellites,
        at=at,
        lat_deg=lat,
        lon_deg=lon,
        mask_deg=mask,
        weights=weights / weights.sum(),
        times_s=times,
        before=navigation_service(satellites, lat, lon, mask, times),
    )


def navigation_table(here: Locating) -> tuple[model.NavigationSystem, ...]:
    """Each system alone, all together, all but each one; and what augments them."""
    names = here.before.systems
    ranging = tuple(n for n in names if any(s.system == n and not s.augments for s in here.satellites))
    choices = [(n,) for n in ranging] + [ranging] + [tuple(m for m in ranging if m != n) for n in ranging]
    told = [*ranging, "all", *(f"all but {n}" for n in ranging)]
    kinds = ["alone"] * len(ranging) + ["together"] + ["all but"] * len(ranging)
    served = navigation_services(here.satellites, here.lat_deg, here.lon_deg, here.mask_deg, here.times_s, choices=choices)
    rows = [_system(name, kind, one, here.weights) for name, kind, one in zip(told, kinds, served, strict=True)]
    for k, name in enumerate(here.before.sbas_names):
        share = float(here.weights @ here.before.sbas[:, k])
        if share > 0:
            rows.append(
                model.NavigationSystem(
                    name=name, kind="augmentation", available=round(share, 4), in_view=round(share, 3), pdop_median=None, worst_outage_h=0.0
                )
            )
    return tuple(rows)


def _system(name: str, kind: str, one: NavigationService, weights: NDArray[np.float64]) -> model.NavigationSystem:
    return model.NavigationSystem(
        name=name,
        kind=kind,  # type: ignore[arg-type]  # the caller's words are the model's
        available=round(float(weights @ one.available), 4),
        in_view=round(float(weights @ one.in_view), 2),
        pdop_median=_median(one.pdop_median, weights),
        worst_outage_h=round(float(one.longest_outage_s.max()) / 3600.0, 2),
    )


def _median(values: NDArray[np.float64], weights: NDArray[np.float64]) -> float | None:
    order = np.argsort(values)
    middle = float(values[order][np.searchsorted(np.cumsum(weights[order]), 0.5 - 1e-12)])
    return round(middle, 2) if np.isfinite(middle) else None


def located_after(here: Locating, loss: Loss) -> model.NavigationAfter | None:
    """Positions after a loss; None where it takes nothing from navigation.

    Args:
        here: positions with nothing lost.
        loss: what is lost, over the cells reckoned with.
    """
    gone = frozenset(loss.navigation)
    if not gone and loss.ranging <= 1.0:
        return None
    struck = np.ones(len(here.at), bool) if loss.where is None else loss.where[here.at]
    if not struck.any():
        return None
    before = here.before
    if not working([s for s in here.satellites if not s.augments], gone):
        available, outage = np.zeros(len(here.at)), np.full(len(here.at), DAY_H * 3600.0)
        pdop = np.full(len(here.at), np.inf)
    else:
        left = navigation_service(here.satellites, here.lat_deg, here.lon_deg, here.mask_deg, here.times_s, lost=gone)
        available, outage, pdop = left.available, left.longest_outage_s, left.pdop_median
    longest_s = np.inf if loss.hours is None else loss.hours * 3600.0
    available = np.where(struck, available, before.available)  # while it lasts
    outage = np.where(struck, np.maximum(np.minimum(longest_s, outage), before.longest_outage_s), before.longest_outage_s)
    return model.NavigationAfter(
        systems_lost=tuple(sorted(gone)),
        available=round(float(here.weights @ available), 4),
        available_before=round(float(here.weights @ before.available), 4),
        worst_outage_h=round(float(outage.max()) / 3600.0, 2),
        pdop_median=_median(np.where(struck, pdop, before.pdop_median), here.weights),
        area_share=round(float(here.weights @ struck), 4),
        ranging=loss.ranging,
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Telling:
    """Alert paths of a country with nothing lost.

    Args:
        paths: the country's own, or the template; `origin` says which.
        absent: systems that paths name and that do not stand over the country, or of which that is not known.
        working: names of the paths to people, or to those who tell them, that work without these.
    """

    paths: PathSet
    origin: str
    absent: frozenset[str]
    working: tuple[str, ...]


def country_paths(path: Path | None, systems: Systems) -> tuple[PathSet, str]:
    """The alert paths, and where they are from.

    Raises:
        CommonskyError: if the user's file is not sound.
    """
    paths = read_alert_paths(path) if path is not None else packaged_alert_paths()
    check_systems(paths, systems.telecom, systems.navigation)
    return paths, path.name if path is not None else "packaged template"


def telling(paths: PathSet, origin: str, telecom: Sequence[model.TelecomSystem], navigation: Sequence[model.NavigationSystem]) -> Telling:
    """Which alert paths work over a country with nothing lost.

    Args:
        paths, origin: of the country.
        telecom, navigation: what stands over it.
    """
    absent = {row.name for row in telecom if not row.known or not row.in_view}
    absent |= {row.name for row in navigation if row.kind == "alone" and row.in_view <= 0}
    used = {name for element in paths.elements for name in (*element.telecom, *element.navigation)}
    gone = frozenset(absent & used)
    left = set(paths_left(paths, (), gone, gone).left)
    return Telling(
        paths=paths, origin=origin, absent=gone, working=tuple(p.name for p in paths.paths if p.reaches in TOLD and p.name in left)
    )


def path_table(here: Telling) -> tuple[model.AlertPath, ...]:
    """The paths that work, with the elements whose loss alone breaks each."""
    events = lost_events(here.paths, (), here.absent, here.absent)
    return tuple(
        model.AlertPath(name=p.name, titles=p.titles, single_points=single_points_of(here.paths, (p.name,), events))
        for p in here.paths.paths
        if p.name in here.working
    )


def struck_share(here: Locating, loss: Loss) -> float:
    """Share of the country's land over which a loss strikes what is used there."""
    return 1.0 if loss.where is None else float(here.weights @ loss.where[here.at])


def told_after(here: Telling, loss: Loss, area_share: float) -> model.TellingAfter | None:
    """Alert paths after a loss; None where it takes nothing that they use.

    Args:
        here: the paths with nothing lost.
        loss: what is lost.
        area_share: share of the land over which it strikes.
    """
    whole = frozenset(n for n in loss.navigation if "/" not in n)
    if area_share <= 0 or (not loss.tags and not loss.telecom and not whole):
        return None
    found = paths_left(here.paths, loss.tags, here.absent | loss.telecom, here.absent | whole)
    lost = tuple(name for name in here.working if name in found.lost)
    if not lost and not loss.telecom and not loss.tags:
        return None
    titles = {part.name: part.titles for part in here.paths.parts}
    reasons = dict.fromkeys(why for name in lost for why in found.lost[name] if why not in here.absent)
    return model.TellingAfter(
        systems_lost=tuple(sorted(loss.telecom)),
        paths_before=len(here.working),
        paths_left=len(here.working) - len(lost),
        lost=lost,
        area_share=round(area_share, 4),
        why=tuple(titles.get(name, {"en": name, "zh": name}) for name in reasons),
    )


def telecom_table(here: Locating, systems: Systems, over: Over) -> tuple[model.TelecomSystem, ...]:
    """Every telecom system over the country."""
    found = telecom_service(systems.telecom.values(), here.lat_deg, here.lon_deg, over.start, DAY_H, horizon_deg=here.mask_deg)
    return tuple(
        model.TelecomSystem(
            name=one.system,
            kind=one.kind,
            known=one.known,
            why_unknown=one.why,
            in_view=round(float(here.weights @ one.in_view), 4) if one.known else None,
            elevation_deg=_finite(one.elevation_deg, here.weights),
            latency_ms=_finite(one.latency_median_ms, here.weights),
            latency_stated_s=one.published_latency_s,
        )
        for one in found
    )


def _finite(values: NDArray[np.float64], weights: NDArray[np.float64]) -> float | None:
    """Median by weight of the values that are there."""
    there = np.isfinite(values)
    return None if not there.any() else _median(values[there], weights[there] / weights[there].sum())
