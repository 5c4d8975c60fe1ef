"""People from the user's own grid or list. Facts: none; WorldPop, GHSL and GPW rasters are read as they come. Leaves out age and sex."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from commonsky.core.errors import InvalidInputError, MissingExtraError

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

_COLUMNS = {
    "lat": ("lat", "latitude", "lat_deg", "y"),
    "lon": ("lon", "longitude", "lon_deg", "lng", "x"),
    "people": ("people", "population", "pop"),
}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PeopleAt:
    """People at points, degrees, and a line for each row that was refused."""

    lat_deg: NDArray[np.float64]
    lon_deg: NDArray[np.float64]
    people: NDArray[np.float64]
    refused: tuple[str, ...] = ()


def read_people(path: Path) -> PeopleAt:
    """People of a CSV (columns lat, lon, people) or a raster of counts (GeoTIFF, NetCDF; needs the extra ``raster``).

    Raises:
        InvalidInputError: if the file cannot be read or holds no people.
    """
    found = _csv(path) if path.suffix.lower() in {".csv", ".txt", ".tsv"} else _raster(path)
    if not found.people.sum() > 0:
        raise InvalidInputError(f"{path} holds no people; give counts of people, as CSV with lat,lon,people or as a raster")
    return found


def _csv(path: Path) -> PeopleAt:
    try:
        with path.open(newline="", encoding="utf-8-sig") as handle:
            rows = list(csv.reader(handle, delimiter="\t" if path.suffix == ".tsv" else ","))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InvalidInputError(f"cannot read {path}: {error}; give a CSV with the columns lat,lon,people") from error
    header = [name.strip().casefold() for name in rows[0]] if rows else []
    at = {key: next((header.index(n) for n in names if n in header), -1) for key, names in _COLUMNS.items()}
    missing = [key for key, position in at.items() if position < 0]
    if missing:
        raise InvalidInputError(f"{path} has no column {missing[0]}; name the columns lat,lon,people")
    good: list[tuple[float, float, float]] = []
    refused: list[str] = []
    for number, row in enumerate(rows[1:], start=2):
        try:
            lat, lon, people = (float(row[at[key]]) for key in ("lat", "lon", "people"))
        except (ValueError, IndexError) as error:
            refused.append(f"{path.name}, line {number}: {error}")
            continue
        if -90 <= lat <= 90 and -360 <= lon <= 360 and 0 <= people < np.inf:
            good.append((lat, lon, people))
        else:
            refused.append(f"{path.name}, line {number}: out of range")
    table = np.array(good, float).reshape(-1, 3)
    return PeopleAt(lat_deg=table[:, 0], lon_deg=table[:, 1], people=table[:, 2], refused=tuple(refused))


def _raster(path: Path) -> PeopleAt:
    try:
        import rasterio
        from rasterio.errors import RasterioError
        from rasterio.warp import transform
    except ImportError as error:
        raise MissingExtraError(f"reading {path.suffix or 'this file'}", "raster") from error
    lat, lon, people = [], [], []
    try:
        with rasterio.open(path) as source:
            for _, window in source.block_windows(1):
                block = source.read(1, window=window, masked=True).astype(float).filled(0.0)
                row, column = np.nonzero(np.isfinite(block) & (block > 0))
                if len(row):
                    x, y = rasterio.transform.xy(source.transform, row + window.row_off, column + window.col_off)
                    lons, lats = transform(source.crs, "EPSG:4326", x, y) if source.crs and not source.crs.is_geographic else (x, y)
                    lat.append(np.asarray(lats, float))
                    lon.append(np.asarray(lons, float))
                    people.append(block[row, column])
    except (RasterioError, OSError) as error:
        raise InvalidInputError(f"cannot read {path}: {error}; give a raster of counts of people") from error
    nothing = [np.zeros(0)]
    return PeopleAt(
        lat_deg=np.concatenate(lat or nothing), lon_deg=np.concatenate(lon or nothing), people=np.concatenate(people or nothing)
    )
