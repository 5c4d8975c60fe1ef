"""A small world of made figures: four countries on real cells, one across the antimeridian, one at the pole, one with nobody in it."""

import numpy as np

from commonsky.core.citation import Source
from commonsky.profile.model import Shares, Window
from commonsky.profile.world_model import World, WorldCells, WorldCountry, WorldGroup, WorldNeed, as_shares, shares, unmet
from commonsky.world.cells import cell_km2
from commonsky.world.globe import DEPTH
from commonsky.world.rings import rings

DOMAINS = ("both", "land", "sea")
#: ISO3, names, groups, region, and the box of degrees that its cells lie in.
PLACES = (
    ("AAA", {"en": "Meridia", "zh": "梅里迪亚"}, ("LDC",), "Africa", (-8.0, 8.0, 10.0, 30.0)),
    ("BBB", {"en": "Datelia", "zh": "戴特利亚"}, ("SIDS",), "Oceania", (-18.5, -17.0, 179.0, 181.0)),
    ("CCC", {"en": "Borealia <b>", "zh": "北地"}, (), "Europe", (60.0, 66.0, 20.0, 40.0)),
    ("ATA", {"en": "Icy South", "zh": "南冰洲"}, (), "", (-90.0, -88.0, -180.0, 180.0)),
)


def example_cells():
    """Cells of the made countries from the north: the first need varies, the second is met but in Datelia, the third is of the sea.

    What could be: of the first, part of what is not met in Meridia; of the second no more than is shown; of the third all.
    """
    lat, lon = rings(DEPTH).centres()
    owner = np.full(len(lat), "   ")
    for iso3, _, _, _, (south, north, west, east) in PLACES:
        owner[(lat >= south) & (lat < north) & ((lon - west) % 360 <= east - west)] = iso3
    at = np.flatnonzero(owner != "   ")
    owner, lat, lon = owner[at], lat[at], lon[at]
    area = cell_km2(DEPTH)
    small = owner == "BBB"
    land = np.where(small, 40.0, area)
    sea = np.where(small, area - 40.0, 0.0)
    levels = np.stack(
        [
            (np.arange(len(at)) // 7 % 5),
            np.where(small, 4, 1),
            np.where(small, 3, 5),
        ]
    ).astype(np.int8)
    possible = levels.copy()
    possible[0] = np.where((levels[0] == 3) & (owner == "AAA") & (np.arange(len(at)) % 3 > 0), 1, levels[0])
    possible[2] = np.where(small, 2, 5)
    people = np.where(owner == "ATA", 0.0, np.where(small, 100.0, 2500.0))
    fresh = np.where(levels <= 2, 0.97, 0.4).astype(np.float32)
    ids = rings(DEPTH).ids[at]
    place = {"ids": ids, "lat_deg": lat, "lon_deg": lon, "iso3": owner}
    dark = np.zeros(levels.shape, bool)
    return WorldCells(**place, land_km2=land, sea_km2=sea, people=people, levels=levels, possible=possible, fresh=fresh, dark=dark)


def _of(cells, at, need, levels):
    """Shares of area and of people of some cells."""
    km2 = {"land": cells.land_km2, "sea": cells.sea_km2, "both": cells.land_km2 + cells.sea_km2}[DOMAINS[need]]
    on = at & (levels[need] < 5) & (km2 > 0)
    level = levels[need][on]
    return as_shares(shares(level, km2[on])), as_shares(shares(level, cells.people[on]))


def _mean(told):
    found = [unmet(s) for s in told if sum(s.model_dump().values()) > 0]
    return float(np.mean(found)) if found else 0.0


def _all_needs(cells, at, levels):
    area, people = zip(*(_of(cells, at, need, levels) for need in range(len(DOMAINS))), strict=True)
    return area, people


def _told(cells, at):
    """What countries and groups both have: shares by need as shown and as possible, by area and by people, and the means of each."""
    area, people = _all_needs(cells, at, cells.levels)
    possible = _all_needs(cells, at, cells.possible)
    means = {"unmet_area": _mean(area), "unmet_people": _mean(people)}
    means |= {"possible_unmet_area": _mean(possible[0]), "possible_unmet_people": _mean(possible[1])}
    return area, people, possible, means


def example_world(cells=None):
    """The world that the cells make."""
    cells = cells or example_cells()
    countries = []
    for iso3, names, groups, region, _ in PLACES:
        at = cells.iso3 == iso3
        area, people, possible, means = _told(cells, at)
        countries.append(
            WorldCountry(
                iso3=iso3,
                names=names,
                region=region,
                subregion="",
                groups=groups,
                land_km2=float(cells.land_km2[at].sum()),
                people=float(cells.people[at].sum()),
                area=area,
                by_people=people,
                possible_area=possible[0],
                possible_by_people=possible[1],
                **means,
            )
        )
    named = [("LDC", "group", {"en": "Least developed", "zh": "最不发达国家"}, ["AAA"]), ("SIDS", "group", {"en": "Islands"}, ["BBB"])]
    named += [(region, "region", {"en": region}, [iso3]) for iso3, _, _, region, _ in PLACES if region]
    groups = []
    for name, kind, titles, members in named:
        at = np.isin(cells.iso3, members)
        area, people, possible, means = _told(cells, at)
        groups.append(
            WorldGroup(
                id=name,
                kind=kind,
                titles=titles,
                countries=len(members),
                land_km2=float(cells.land_km2[at].sum()),
                people=float(cells.people[at].sum()),
                by_need=area,
                people_by_need=people,
                possible_by_need=possible[0],
                possible_people_by_need=possible[1],
                **means,
            )
        )
    whole = _all_needs(cells, np.ones(len(cells.ids), bool), cells.levels)
    possible = _all_needs(cells, np.ones(len(cells.ids), bool), cells.possible)
    half = Shares(goal=0.5, breakthrough=0, threshold=0, not_met=0.5, not_observed=0)
    needs = tuple(
        WorldNeed(
            id=f"need-{i}",
            titles={"en": f"Need number {i}", "zh": f"第 {i} 项需求"},
            theme="flood",
            variable="rain",
            domain=domain,
            serving=(1, 2, 3),
            area=whole[0][i],
            people=whole[1][i],
            possible_area=possible[0][i],
            possible_people=possible[1][i],
            months=(("2026-10", whole[0][i]), ("2026-11", half)) if i == 0 else (),
        )
        for i, domain in enumerate(DOMAINS)
    )
    return World(
        version="1.2.3",
        made_utc="2026-11-22T10:00:00Z",
        command="commonsky assess --all",
        window=Window(start_utc="2026-10-01T00:00:00Z", end_utc="2026-12-01T00:00:00Z", days=61, early_days=30),
        cell_km2=cell_km2(DEPTH),
        land_km2=float(cells.land_km2.sum()),
        people=float(cells.people.sum()),
        needs=needs,
        countries=tuple(countries),
        groups=tuple(groups),
        notes=("not simulated: Nowhere-1",),
        sources=(Source(what="outlines", where="https://example.org/outlines"),),
    )
