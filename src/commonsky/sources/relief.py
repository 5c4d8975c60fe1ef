"""Heights from the user's own raster: GeoTIFF, or anything that GDAL reads. Facts: none; SRTM, Copernicus DEM and the like as they come.

The first band is read, metres, out to the distance that counts for a horizon around the places. A finer raster than `MOST_POINTS` allow is
averaged, which lowers ridges. Where it has no value the height is 0 m, as over the sea. Without a reference system it is taken as degrees.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from commonsky.core.citation import Source
from commonsky.core.errors import InvalidInputError, MissingExtraError
from commonsky.world.relief import Relief

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

#: Rows, and columns, that are kept at most.
MOST_POINTS = 6000
#: How far around the places heights are read, degrees of latitude: 150 km.
MARGIN_DEG = 1.35
#: Heights between which land lies, m: others are taken for a raster of something else.
LOWEST_M, HIGHEST_M = -500.0, 9000.0


def read_relief(path: Path, lat_deg: NDArray[np.float64], lon_deg: NDArray[np.float64]) -> Relief:
    """Heights about some places.

    Args:
        path: the raster; needs the extra ``raster``.
        lat_deg, lon_deg: (n,), places that it must cover.

    Raises:
        InvalidInputError: if it cannot be read, does not cover a place, or holds no heights in metres.
        MissingExtraError: without the extra.
    """
    try:
        import rasterio
        from rasterio.errors import RasterioError
        from rasterio.vrt import WarpedVRT
    except ImportError as error:
        raise MissingExtraError(f"reading {path.suffix or 'this file'}", "raster") from error
    try:
        with rasterio.open(path) as raster:
            given = {} if raster.crs else {"src_crs": "EPSG:4326"}
            with WarpedVRT(raster, crs="EPSG:4326", **given) as flat:
                return _read(flat, path, np.asarray(lat_deg, float), np.asarray(lon_deg, float))
    except (RasterioError, OSError) as error:
        raise InvalidInputError(f"cannot read {path}: {error}; give a raster of heights in metres, such as a GeoTIFF") from error


def _read(flat: Any, path: Path, lat_deg: NDArray[np.float64], lon_deg: NDArray[np.float64]) -> Relief:
    """The part of a raster in degrees, north up, that matters for the places."""
    from rasterio.enums import Resampling
    from rasterio.windows import Window

    west, north, wide, high = flat.transform.c, flat.transform.f, flat.transform.a, -flat.transform.e
    across = (lon_deg - west) % 360.0
    down = north - lat_deg
    _check_cover(flat, path, outside=(down < 0) | (down > flat.height * high) | (across > flat.width * wide))
    around = flat.width * wide >= 360.0 - wide
    margin = MARGIN_DEG / max(float(np.cos(np.radians(np.abs(lat_deg).max()))), 0.05)
    first_row, last_row = _span(down, MARGIN_DEG, high, flat.height)
    spread = np.ptp(across) > 180.0 and around
    first, last = (0, flat.width) if spread else _span(across, margin, wide, flat.width)
    rows, columns = last_row - first_row, last - first
    shape = (min(rows, MOST_POINTS), min(columns, MOST_POINTS))
    window = Window(first, first_row, columns, rows)
    read = flat.read(1, window=window, out_shape=shape, resampling=Resampling.average, masked=True)
    height = np.nan_to_num(np.ma.filled(read.astype(np.float32), 0.0))[::-1]
    _check_heights(height, path)
    step = (rows * high / shape[0], columns * wide / shape[1])
    return Relief(
        name=path.name,
        south_deg=north - last_row * high + step[0] / 2,
        west_deg=west + first * wide + step[1] / 2,
        step_deg=step,
        height_m=np.ascontiguousarray(height),
        round_the_earth=bool(around and columns == flat.width),
        source=Source(what="height of the land", where=path.name, quoted=f"{shape[0]} x {shape[1]} points of {step[0]:.4g} degrees"),
    )


def _span(offset: NDArray[np.float64], margin: float, step: float, count: int) -> tuple[int, int]:
    """First and one past the last row or column about some offsets from the edge, degrees."""
    low, high = float(offset.min()) - margin, float(offset.max()) + margin
    first, last = max(0, int(low // step)), min(count, int(high // step) + 1)
    return min(first, max(count - 2, 0)), max(last, min(count, 2))


def _check_cover(flat: Any, path: Path, *, outside: NDArray[np.bool_]) -> None:
    if outside.any():
        b = flat.bounds
        raise InvalidInputError(
            f"{path} does not cover {int(outside.sum())} of {len(outside)} places: it spans latitude {b.bottom:.4g} to {b.top:.4g}"
            f" and longitude {b.left:.4g} to {b.right:.4g}; give a raster of the whole area, or a constant with --mask"
        )


def _check_heights(height: NDArray[np.float32], path: Path) -> None:
    low, high = float(height.min()), float(height.max())
    if min(height.shape) < 2 or low < LOWEST_M or high > HIGHEST_M:
        raise InvalidInputError(f"{path} holds values from {low:g} to {high:g}, which are no heights in metres; give a raster of heights")
