"""The whole Earth's cells and whose they are. Facts: data/world_cells.parquet, made by tools/build_world_cells.py.

Made from the packaged outlines: land of a cell is each country's own polygons within it; sea is what no polygon covers, within a country's
coastal band. A cell on a border has rows of several countries. Leaves out outlines of the user's: those are for one country.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

import numpy as np
from healpix_geo import nested

from commonsky.world.cells import BAND_KM, Cells, wrapped

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from commonsky.world.countries import Country

#: HEALPix depth of the world's cells: 51 km across.
DEPTH = 7


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Globe:
    """Which country has how much of each cell.

    Args:
        ids: (n,), nested index, by country, then index.
        iso3: (n,), whose.
        land_km2, sea_km2: (n,), land, and sea within the coastal band.
    """

    ids: NDArray[np.uint64]
    iso3: NDArray[np.str_]
    land_km2: NDArray[np.float64]
    sea_km2: NDArray[np.float64]

    def of(self, country: Country) -> Cells:
        """A country's cells at the world's depth."""
        at = np.flatnonzero(self.iso3 == country.iso3)
        lon, lat = nested.healpix_to_lonlat(self.ids[at], DEPTH, ellipsoid="WGS84")
        return Cells(
            depth=DEPTH,
            ids=self.ids[at],
            lat_deg=np.asarray(lat),
            lon_deg=wrapped(lon),
            land_km2=self.land_km2[at],
            sea_km2=self.sea_km2[at],
            band_km=BAND_KM,
        )


@cache
def globe() -> Globe:
    """The packaged cells of all countries.

    >>> bool(globe().land_km2.sum() > 1.3e8)
    True
    """
    import pyarrow.parquet as pq

    with files("commonsky.world").joinpath("data/world_cells.parquet").open("rb") as handle:
        table = pq.ParquetFile(handle).read()
    return Globe(
        ids=table["cell"].to_numpy().astype(np.uint64),
        iso3=np.asarray(table["iso3"].to_pylist()),
        land_km2=table["land_km2"].to_numpy().astype(float),
        sea_km2=table["sea_km2"].to_numpy().astype(float),
    )
