"""From what was judged over the world to what documents tell of it. Facts: none of its own. Pure functions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

from commonsky.core.citation import Source
from commonsky.core.variables import find_variable
from commonsky.profile.model import Window
from commonsky.profile.world_model import Row, World, WorldCells, WorldCountry, WorldGroup, WorldNeed, as_shares, shares, unmet
from commonsky.world.cells import BAND_KM, Cells
from commonsky.world.countries import countries, group_sources, groups_of
from commonsky.world.people import spread_people

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from numpy.typing import NDArray

    from commonsky.gaps.world_levels import WorldLevels
    from commonsky.needs.model import Need, Requirement
    from commonsky.profile.model import Shares
    from commonsky.world.countries import Country, Group
    from commonsky.world.globe import Globe
    from commonsky.world.rings import Rings

NOT_APPLYING = 5
#: Groups that are always told of, in this order.
GROUPS = ("LDC", "LLDC", "SIDS")


class Judged(Protocol):
    """Levels of one need in every cell, over the window and by month."""

    @property
    def whole(self) -> WorldLevels:
        """Over the whole window."""

    @property
    def granted(self) -> WorldLevels:
        """The same were every accuracy and latency that no source states good enough."""

    @property
    def dark(self) -> NDArray[np.bool_]:
        """Where it falls short, as shown, only for want of daylight in the window."""

    @property
    def months(self) -> tuple[tuple[str, WorldLevels], ...]:
        """By calendar month, where the window has more than one."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Base:
    """What does not depend on needs: cells of the world's countries in the order of the rings, and each country's part of them.

    Args:
        rings: all cells of the Earth.
        cells: those that any country has land or coastal sea in; land and sea of all countries together.
        position: (n,), number of each in `rings`.
        people: (n,).
        owner: (n,), the country with most of the cell.
        rows: each country's part, by ISO3.
        groups: of each country on the date.
    """

    rings: Rings
    cells: Cells
    position: NDArray[np.int64]
    people: NDArray[np.float64]
    owner: NDArray[np.str_]
    rows: dict[str, Row]
    groups: dict[str, tuple[Group, ...]]

    def at(self, domain: str) -> NDArray[np.int64]:
        """Positions of the cells that a need of the land, the sea or both applies to."""
        return np.flatnonzero(self.km2(domain) > 0)

    def wanted(self, domain: str) -> NDArray[np.bool_]:
        """The same as a mask over all cells of the Earth."""
        mask = np.zeros(len(self.rings.ids), bool)
        mask[self.position[self.at(domain)]] = True
        return mask

    def km2(self, domain: str) -> NDArray[np.float64]:
        """Area of each cell that a need applies to, km2, (n,)."""
        return _of_domain(domain, self.cells.land_km2, self.cells.sea_km2)


def base_cells(globe: Globe, rings: Rings, on: date) -> Base:
    """Cells, countries and people of the world on a date."""
    order = np.argsort(rings.ids)
    number = order[np.searchsorted(rings.ids[order], globe.ids)]
    position, cell = np.unique(number, return_inverse=True)
    lat, lon = rings.centres()
    land = np.asarray(np.bincount(cell, weights=globe.land_km2), np.float64)
    sea = np.maximum.reduceat(globe.sea_km2[np.argsort(cell, kind="stable")], np.concatenate([[0], np.cumsum(np.bincount(cell))[:-1]]))
    rows, groups, people = {}, {}, np.zeros(len(position))
    best = np.full(len(position), -1.0)
    owner = np.full(len(position), "   ")
    for iso3, country in countries().items():
        at = np.flatnonzero(globe.iso3 == iso3)
        if not len(at):
            continue
        own = spread_people(country, globe.of(country), on).people
        rows[iso3] = Row(cell=cell[at], land_km2=globe.land_km2[at], sea_km2=globe.sea_km2[at], people=own)
        groups[iso3] = groups_of(country, on)
        people[cell[at]] += own
        size = globe.land_km2[at] + 1e-6 * globe.sea_km2[at]
        wins = size > best[cell[at]]
        best[cell[at][wins]], owner[cell[at][wins]] = size[wins], iso3
    cells = Cells(
        depth=rings.depth,
        ids=rings.ids[position],
        lat_deg=lat[position],
        lon_deg=lon[position],
        land_km2=land,
        sea_km2=sea,
        band_km=BAND_KM,
    )
    return Base(rings=rings, cells=cells, position=position, people=people, owner=owner, rows=rows, groups=groups)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Found:
    """Levels of all needs in all cells as shown and as possible, and where it is for want of daylight; (needs, n) each."""

    shown: NDArray[np.int8]
    possible: NDArray[np.int8]
    dark: NDArray[np.bool_]


def compose(
    base: Base, asked: Sequence[tuple[Need, Requirement]], judged: Sequence[Judged], notes: Sequence[str]
) -> tuple[World, WorldCells]:
    """The world as documents tell of it; version, window and the like are the caller's to fill in."""
    domains = [find_variable(requirement.variable).domain for _, requirement in asked]
    told = list(zip(domains, judged, strict=True))
    levels = np.array([_everywhere(base, domain, j.whole.level) for domain, j in told], np.int8).reshape(len(asked), len(base.cells))
    possible = np.array([_everywhere(base, domain, j.granted.level) for domain, j in told], np.int8).reshape(levels.shape)
    fresh = np.zeros(levels.shape, np.float32)
    dark = np.zeros(levels.shape, bool)
    for number, (domain, one) in enumerate(told):
        fresh[number, base.at(domain)] = one.whole.fresh[:, 2]
        dark[number, base.at(domain)] = one.dark
    found = Found(shown=levels, possible=possible, dark=dark)
    rows = tuple(_country(base, countries()[iso3], row, found, domains) for iso3, row in base.rows.items())
    cells = WorldCells(
        ids=base.cells.ids,
        lat_deg=base.cells.lat_deg,
        lon_deg=base.cells.lon_deg,
        land_km2=base.cells.land_km2,
        sea_km2=base.cells.sea_km2,
        people=base.people,
        iso3=base.owner,
        levels=levels,
        possible=possible,
        fresh=fresh,
        dark=dark,
    )
    needs = tuple(_need(base, pair, domain, j) for pair, domain, j in zip(asked, domains, judged, strict=True))
    world = World(
        version="",
        made_utc="",
        command="",
        window=Window(start_utc="", end_utc="", days=0, early_days=0),
        cell_km2=base.cells.cell_km2,
        land_km2=float(base.cells.land_km2.sum()),
        people=float(base.people.sum()),
        needs=needs,
        countries=tuple(sorted(rows, key=lambda c: -c.unmet_people)),
        groups=_groups(base, rows, found, domains),
        notes=tuple(notes),
        sources=_sources(base),
    )
    return world, cells


def _of_domain(domain: str, land: NDArray[np.float64], sea: NDArray[np.float64]) -> NDArray[np.float64]:
    return {"land": land, "sea": sea, "both": land + sea}[domain]


def _everywhere(base: Base, domain: str, level: NDArray[np.int8]) -> NDArray[np.int8]:
    """Levels of the cells that a need applies to as levels of all."""
    found = np.full(len(base.cells), NOT_APPLYING, np.int8)
    found[base.at(domain)] = level
    return found


def _need(base: Base, pair: tuple[Need, Requirement], domain: str, one: Judged) -> WorldNeed:
    need, requirement = pair
    at = base.at(domain)
    area, people = base.km2(domain)[at], base.people[at]
    serving = one.whole.serving
    return WorldNeed(
        id=requirement.id,
        titles=need.titles,
        theme=requirement.theme,
        variable=requirement.variable,
        domain=domain,
        serving=(serving[0], serving[1], serving[2]),
        area=as_shares(shares(one.whole.level, area)),
        people=as_shares(shares(one.whole.level, people)),
        possible_area=as_shares(shares(one.granted.level, area)),
        possible_people=as_shares(shares(one.granted.level, people)),
        months=tuple((name, as_shares(shares(levels.level, area))) for name, levels in one.months),
        dark_area=_part(one.dark, area),
        dark_people=_part(one.dark, people),
    )


def _part(of: NDArray[np.bool_], weights: NDArray[np.float64]) -> float:
    """Share of some weights; 0 of none."""
    total = float(weights.sum())
    return float(weights[of].sum()) / total if total > 0 else 0.0


def _country(base: Base, country: Country, row: Row, found: Found, domains: Sequence[str]) -> WorldCountry:
    """One country."""
    shown = _weights(row, found.shown, domains)
    told, by_people = _told(shown)
    possible, possible_by_people = _told(_weights(row, found.possible, domains))
    dark = _mean_dark(_dark_weights(row, found, domains), shown)
    return WorldCountry(
        iso3=country.iso3,
        names=country.names,
        region=country.region,
        subregion=country.subregion,
        groups=tuple(group.id for group in base.groups[country.iso3]),
        land_km2=float(row.land_km2.sum()),
        people=float(row.people.sum()),
        area=told,
        by_people=by_people,
        unmet_area=_mean_unmet(told),
        unmet_people=_mean_unmet(by_people),
        possible_area=possible,
        possible_by_people=possible_by_people,
        possible_unmet_area=_mean_unmet(possible),
        possible_unmet_people=_mean_unmet(possible_by_people),
        dark_area=dark[0],
        dark_people=dark[1],
    )


def _weights(row: Row, levels: NDArray[np.int8], domains: Sequence[str]) -> NDArray[np.float64]:
    """Area and people of a country at each level, (2, needs, 5)."""
    area, people = found = np.zeros((2, len(domains), 5))
    for number, domain in enumerate(domains):
        km2 = _of_domain(domain, row.land_km2, row.sea_km2)
        at = np.flatnonzero((km2 > 0) & (levels[number, row.cell] < NOT_APPLYING))
        level = levels[number, row.cell[at]]
        area[number], people[number] = shares(level, km2[at]), shares(level, row.people[at])
    return found


def _dark_weights(row: Row, found: Found, domains: Sequence[str]) -> NDArray[np.float64]:
    """Area and people of a country that are short only for want of daylight, (2, needs)."""
    area, people = lost = np.zeros((2, len(domains)))
    for number, domain in enumerate(domains):
        at = found.dark[number, row.cell]
        area[number], people[number] = _of_domain(domain, row.land_km2, row.sea_km2)[at].sum(), row.people[at].sum()
    return lost


def _mean_dark(dark: NDArray[np.float64], weights: NDArray[np.float64]) -> tuple[float, float]:
    """Mean over the needs that apply of the share, of area and of people, that is short only for want of daylight."""
    total = weights.sum(axis=-1)
    area, people = (float(np.mean(d[t > 0] / t[t > 0])) if (t > 0).any() else 0.0 for d, t in zip(dark, total, strict=True))
    return area, people


def _told(weights: NDArray[np.float64]) -> tuple[tuple[Shares, ...], tuple[Shares, ...]]:
    """Shares of area and of people, need by need."""
    area, people = weights
    return tuple(as_shares(a) for a in area), tuple(as_shares(p) for p in people)


def _mean_unmet(told: Sequence[Shares]) -> float:
    """Mean share below threshold over the needs that apply."""
    found = [unmet(s) for s in told if s.goal + s.breakthrough + s.threshold + s.not_met + s.not_observed > 0]
    return float(np.mean(found)) if found else 0.0


def _groups(base: Base, rows: Sequence[WorldCountry], found: Found, domains: Sequence[str]) -> tuple[WorldGroup, ...]:
    """Groups by law first, then regions, the least served first within each."""
    titles = {group.id: group.names for groups in base.groups.values() for group in groups}
    members = [(g, "group", titles[g], [c for c in rows if g in c.groups]) for g in GROUPS if g in titles]
    regions = sorted({c.region for c in rows if c.region})
    members += [(region, "region", {"en": region}, [c for c in rows if c.region == region]) for region in regions]
    made = []
    for name, kind, names, some in members:
        shown, could = (
            np.sum([_weights(base.rows[c.iso3], levels, domains) for c in some], axis=0) for levels in (found.shown, found.possible)
        )
        (by_need, by_people), (possible, possible_by_people) = _told(shown), _told(could)
        dark = _mean_dark(np.sum([_dark_weights(base.rows[c.iso3], found, domains) for c in some], axis=0), shown)
        made.append(
            WorldGroup(
                id=name,
                kind=kind,
                titles=names,
                countries=len(some),
                land_km2=sum(c.land_km2 for c in some),
                people=sum(c.people for c in some),
                unmet_area=_mean_unmet(by_need),
                unmet_people=_mean_unmet(by_people),
                by_need=by_need,
                people_by_need=by_people,
                possible_unmet_area=_mean_unmet(possible),
                possible_unmet_people=_mean_unmet(possible_by_people),
                possible_by_need=possible,
                possible_people_by_need=possible_by_people,
                dark_area=dark[0],
                dark_people=dark[1],
            )
        )
    return tuple(sorted(made, key=lambda g: (g.kind, -g.unmet_people)))


def _sources(base: Base) -> tuple[Source, ...]:
    outline = Source(
        what="outlines, de facto", where="Natural Earth 4.1.0, 1:10m Admin 0, through world-atlas 2.0.2, public domain", quoted=""
    )
    return (outline, *group_sources({g.id for groups in base.groups.values() for g in groups}))
