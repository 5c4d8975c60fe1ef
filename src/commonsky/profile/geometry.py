"""What a map of the country is drawn from, beside the profile's own figures. Facts: none. Leaves out any claim on borders."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MapGeometry:
    """Outlines in degrees, longitude first.

    Args:
        cell_outline: (n, k, 2), outline of each cell in the profile's order, longitudes near the cell's centre (may pass 180).
        country: rings of the country, (m, 2) each.
        neighbours: rings of other land near it, (m, 2) each.
        disputed: lines or rings whose course is disputed, (m, 2) each; drawn dashed.
        places: name, longitude, latitude and people of the larger places, most people first.
    """

    cell_outline: NDArray[np.float64]
    country: tuple[NDArray[np.float64], ...]
    neighbours: tuple[NDArray[np.float64], ...]
    disputed: tuple[NDArray[np.float64], ...]
    places: tuple[tuple[str, float, float, int], ...]
