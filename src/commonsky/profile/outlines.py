"""Outlines for the map: the country, other land near it, disputed lines, places. Facts: world's data. Leaves out any claim on borders."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from commonsky.profile.geometry import MapGeometry
from commonsky.world.countries import disputed_areas

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray
    from shapely import MultiPolygon

    from commonsky.world.cells import Cells
    from commonsky.world.people import Places

NAMED_PLACES = 40
#: Parts of the map's width at which a bend of an outline is too small to see.
FINEST = 1500


def map_geometry(cells: Cells, outline: MultiPolygon, others: Iterable[MultiPolygon], listed: Places) -> MapGeometry:
    """What the map of a country is drawn from.

    Args:
        cells: its cells.
        outline: its outline, degrees.
        others: outlines of all other land.
        listed: its listed places, most people first.
    """
    corners = cells.outlines()
    frame = _frame(corners)
    step = (frame[3] - frame[1]) / FINEST
    n = min(NAMED_PLACES, len(listed.names))
    return MapGeometry(
        cell_outline=corners,
        country=tuple(_rings([outline], frame, step)),
        neighbours=tuple(_rings(others, frame, step)),
        disputed=tuple(_rings(disputed_areas(), frame, step)),
        places=tuple((listed.names[i], float(listed.lon_deg[i]), float(listed.lat_deg[i]), int(listed.people[i])) for i in range(n)),
    )


def _frame(corners: NDArray[np.float64]) -> tuple[float, float, float, float]:
    """West, south, east, north of the cells with a margin; west to east may pass 180, and is the shorter way round."""
    lon, lat = corners[:, :, 0].ravel(), corners[:, :, 1].ravel()
    turned = np.where(lon < 0, lon + 360.0, lon)
    chosen = lon if np.ptp(lon) <= np.ptp(turned) else turned
    margin = 0.15 * max(float(np.ptp(lat)), float(np.ptp(chosen)) * 0.5) + 0.3
    return (
        float(chosen.min()) - 2 * margin,
        max(-90.0, float(lat.min()) - margin),
        float(chosen.max()) + 2 * margin,
        min(90.0, float(lat.max()) + margin),
    )


def _rings(shapes: Iterable[MultiPolygon], frame: tuple[float, float, float, float], step: float) -> Iterable[NDArray[np.float64]]:
    """Rings within the frame, bends that cannot be seen left out, small islands kept."""
    for shape in shapes:
        for turn in (-360.0, 0.0, 360.0):
            west, south, east, north = shape.bounds
            if west + turn > frame[2] or east + turn < frame[0] or south > frame[3] or north < frame[1]:
                continue
            for part in shapely.get_parts(shape):
                w, s, e, n = part.bounds
                if w + turn > frame[2] or e + turn < frame[0] or s > frame[3] or n < frame[1]:
                    continue
                plain = shapely.simplify(part, step) if max(e - w, n - s) > 4 * step else part
                for ring in (
                    [plain.exterior, *plain.interiors] if isinstance(plain, shapely.Polygon) and not plain.is_empty else [part.exterior]
                ):
                    yield shapely.get_coordinates(ring) + np.array([turn, 0.0])
