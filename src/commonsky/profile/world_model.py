"""The whole world as data: what world.json, the tables and the page of `assess --all` are made from. Facts: none of its own.

Shares are of what a need applies to (land, coastal sea, or both): goal, breakthrough, threshold, not met, not observed; they sum to 1, or
are all 0 where a country has nothing that it applies to. Each is told twice: as shown, where an accuracy or a latency that no source states
counts as not met; and as possible, were every such figure good enough. What is possible is never less than what is shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from commonsky.core.citation import Source
from commonsky.profile.model import Shares, Titles, Window, _Row

if TYPE_CHECKING:
    from numpy.typing import NDArray


class WorldNeed(_Row):
    """One need over the world, in the order that it was asked."""

    id: str
    titles: Titles
    theme: str
    variable: str
    domain: str
    serving: tuple[int, int, int]
    area: Shares
    people: Shares
    #: The same were every accuracy and latency that no source states good enough: what could be, not what is shown.
    possible_area: Shares
    possible_people: Shares
    months: tuple[tuple[str, Shares], ...] = ()
    #: Shares of area and of people that fall short, as shown, only for want of daylight in the window.
    dark_area: float = 0.0
    dark_people: float = 0.0


class WorldCountry(_Row):
    """One country: its land and people, and the shares of each need in the order of the needs."""

    iso3: str
    names: Titles
    region: str
    subregion: str
    groups: tuple[str, ...]
    land_km2: float
    people: float
    area: tuple[Shares, ...]
    by_people: tuple[Shares, ...]
    #: Mean over the needs that apply of the share of area, and of people, below threshold.
    unmet_area: float
    unmet_people: float
    #: The same four were every accuracy and latency that no source states good enough.
    possible_area: tuple[Shares, ...]
    possible_by_people: tuple[Shares, ...]
    possible_unmet_area: float
    possible_unmet_people: float
    #: Means over the needs that apply of what falls short, as shown, only for want of daylight in the window.
    dark_area: float = 0.0
    dark_people: float = 0.0


class WorldGroup(_Row):
    """Countries together: a region of the M49 standard, or a group such as LDC; shares weighted by area, and by people."""

    id: str
    kind: str
    titles: Titles
    countries: int
    land_km2: float
    people: float
    unmet_area: float
    unmet_people: float
    by_need: tuple[Shares, ...]
    people_by_need: tuple[Shares, ...]
    #: The same four were every accuracy and latency that no source states good enough.
    possible_unmet_area: float
    possible_unmet_people: float
    possible_by_need: tuple[Shares, ...]
    possible_people_by_need: tuple[Shares, ...]
    #: As of a country.
    dark_area: float = 0.0
    dark_people: float = 0.0


class World(_Row):
    """The whole result."""

    version: str
    made_utc: str
    command: str
    window: Window
    cell_km2: float
    land_km2: float
    people: float
    needs: tuple[WorldNeed, ...]
    countries: tuple[WorldCountry, ...]
    groups: tuple[WorldGroup, ...]
    notes: tuple[str, ...]
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class WorldCells:
    """Cells of the maps, north to south.

    Args:
        ids: (n,), HEALPix nested index at depth 7.
        lat_deg, lon_deg: (n,), centres.
        land_km2, sea_km2, people: (n,).
        iso3: (n,), the country with most of the cell.
        levels: (needs, n), 0 goal, 1 breakthrough, 2 threshold, 3 not met, 4 not observed, 5 does not apply.
        possible: (needs, n), the same were every accuracy and latency that no source states good enough.
        fresh: (needs, n), share of the window with a product young enough for the threshold.
        dark: (needs, n), whether it falls short, as shown, only for want of daylight in the window.
    """

    ids: NDArray[np.uint64]
    lat_deg: NDArray[np.float64]
    lon_deg: NDArray[np.float64]
    land_km2: NDArray[np.float64]
    sea_km2: NDArray[np.float64]
    people: NDArray[np.float64]
    iso3: NDArray[np.str_]
    levels: NDArray[np.int8]
    possible: NDArray[np.int8]
    fresh: NDArray[np.float32]
    dark: NDArray[np.bool_]


class Row(NamedTuple):
    """A country's part of a cell: position of the cell, and the country's land, sea and people in it."""

    cell: NDArray[np.int64]
    land_km2: NDArray[np.float64]
    sea_km2: NDArray[np.float64]
    people: NDArray[np.float64]


def shares(level: NDArray[np.int8], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Weight at each of the five levels, not divided by their sum."""
    return np.asarray(np.bincount(level, weights=weights, minlength=6)[:5], np.float64)


def as_shares(weights: NDArray[np.float64]) -> Shares:
    """Weights as shares of their sum; all 0 where there are none.

    >>> as_shares(np.array([1.0, 0, 0, 3.0, 0])).not_met
    0.75
    """
    total = float(weights.sum())
    part = weights / total if total > 0 else np.zeros(5)
    goal, breakthrough, threshold, not_met, not_observed = (float(x) for x in part)
    return Shares(goal=goal, breakthrough=breakthrough, threshold=threshold, not_met=not_met, not_observed=not_observed)


def unmet(of: Shares) -> float:
    """Share below threshold."""
    return of.not_met + of.not_observed
