"""Height of the land on a grid: the packaged one of 5 minutes of arc, or any other. Facts: data/relief_5min.xz, see data/SOURCES.md.

The packaged grid has one height for each 9 km, in steps of 20 m: ridges are lower and valleys higher than they are, so whatever is made of
it about horizons is a lower bound. Leaves out the sea floor, trees and buildings.
"""

from __future__ import annotations

import lzma
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

import numpy as np

from commonsky.core.citation import Source

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: Grid of the packaged file: steps of 5 minutes of arc from the south pole and Greenwich; heights in steps of 20 m, as differences from
#: row to row of the differences from column to column, which halves the file.
PACKAGED_STEP_DEG, PACKAGED_SHAPE, PACKAGED_STEP_M = 1 / 12, (2161, 4320), 20.0
PACKAGED = Source(
    what="height of the land, at every 5 minutes of arc",
    where="ETOPO5 (NOAA NGDC CD-ROM, 29 April 1993) through IRI/LDEO and Debian ferret-datasets 7.6.0-5, etopo5.cdf",
    quoted="Relief Of the Surface of the Earth; updated 27 Feb 1998 from NGDC CD-ROM 29 April 1993",
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Relief:
    """Heights at the points of a grid of latitude and longitude.

    Args:
        name: for people.
        south_deg, west_deg: of the first point.
        step_deg: from row to row, from column to column.
        height_m: (rows, columns), from the south and the west; NaN where nothing is known.
        round_the_earth: whether the first column follows on the last.
        source: where the heights were read.
    """

    name: str
    south_deg: float
    west_deg: float
    step_deg: tuple[float, float]
    height_m: NDArray[np.float32]
    round_the_earth: bool
    source: Source

    def at(self, lat_deg: NDArray[np.float64], lon_deg: NDArray[np.float64]) -> NDArray[np.float64]:
        """Heights at points of any shape, m, bilinear; NaN outside the grid and beside its holes.

        Args:
            lat_deg, lon_deg: points, degrees.
        """
        rows, columns = self.height_m.shape
        y = (np.asarray(lat_deg, float) - self.south_deg) / self.step_deg[0]
        x = ((np.asarray(lon_deg, float) - self.west_deg) % 360.0) / self.step_deg[1]
        inside = (y >= -1e-9) & (y <= rows - 1 + 1e-9)
        if not self.round_the_earth:
            inside &= x <= columns - 1 + 1e-9
        row = np.clip(np.floor(y).astype(np.int64), 0, max(rows - 2, 0))
        column = np.floor(x).astype(np.int64)
        column = column % columns if self.round_the_earth else np.clip(column, 0, max(columns - 2, 0))
        beside = (column + 1) % columns
        v, u = np.clip(y - row, 0.0, 1.0), np.clip(x - np.floor(x) if self.round_the_earth else x - column, 0.0, 1.0)
        h = self.height_m
        low = h[row, column] * (1 - u) + h[row, beside] * u
        high = h[row + 1, column] * (1 - u) + h[row + 1, beside] * u
        return np.where(inside, low * (1 - v) + high * v, np.nan)


@cache
def packaged_relief() -> Relief:
    """The grid that the package carries: the whole Earth, sea at 0 m.

    >>> relief = packaged_relief()
    >>> bool(relief.at(np.array([28.0]), np.array([86.9]))[0] > 4000)
    True
    """
    packed = (files("commonsky.world") / "data" / "relief_5min.xz").read_bytes()
    differences = np.frombuffer(lzma.decompress(packed), "<i2").reshape(PACKAGED_SHAPE)
    steps = differences.cumsum(axis=0, dtype=np.int16).cumsum(axis=1, dtype=np.int16)
    height = steps.astype(np.float32) * np.float32(PACKAGED_STEP_M)
    return Relief(
        name="packaged relief",
        south_deg=-90.0,
        west_deg=0.0,
        step_deg=(PACKAGED_STEP_DEG, PACKAGED_STEP_DEG),
        height_m=height,
        round_the_earth=True,
        source=PACKAGED,
    )
