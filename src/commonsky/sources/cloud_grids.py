"""Cloud cover from the user's own grid, NetCDF-4 or GeoTIFF. Facts: names and units of CF. Leaves out projected and 2-D grids.

One band or time stands for every month, twelve are January to December. Cover is a share, 0 to 1, or per cent; latitude runs either
way; longitude is 0 to 360 or -180 to 180. Holes stay NaN: `coverage.clouds.cover_of` fills them and counts them. A GeoTIFF finer than
`FINEST_DEG` is read at that resolution, averaged.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

import numpy as np

from commonsky.core.errors import InvalidInputError, MissingExtraError, UnknownNameError
from commonsky.core.places import wrap_longitude

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

MONTHS = 12
FINEST_DEG = 0.1
#: What packing may add to a share, and still be cut off.
SLACK = 0.005
_CLOUDS = ("clt", "tcc", "cfc", "tcdc", "cloud_area_fraction", "cloud_fraction", "cloud_cover", "cloudiness", "cld")
_AXES = {"lat": ("lat", "latitude", "y", "rlat"), "lon": ("lon", "longitude", "x", "rlon")}
_PER_CENT, _SHARE = ("%", "percent", "per cent"), ("1", "fraction", "0-1", "dimensionless")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CloudGrid:
    """Cloud cover by month on a grid of latitude and longitude.

    Args:
        name: the file's name.
        lat_deg: (r,), middles of its rows, rising.
        lon_deg: (c,), middles of its columns, rising, in [-180, 180).
        cover: (12, r, c), share of the sky, 0 to 1, NaN where it has a hole.
        monthly: whether the file had twelve months; else its one field stands for each.
    """

    name: str
    lat_deg: NDArray[np.float64]
    lon_deg: NDArray[np.float64]
    cover: NDArray[np.float32]
    monthly: bool

    def at(self, lat_deg: NDArray[np.float64], lon_deg: NDArray[np.float64]) -> NDArray[np.float64]:
        """Cover at points by month, (n, 12), of the cell that each is in; NaN in holes and outside the grid.

        Args:
            lat_deg, lon_deg: (n,), degrees.

        Raises:
            InvalidInputError: if it has no value at any of the points, as a grid of another part of the world.
        """
        row, within = _nearest(self.lat_deg, np.asarray(lat_deg, float))
        around = np.concatenate([self.lon_deg[-1:] - 360.0, self.lon_deg, self.lon_deg[:1] + 360.0])
        column, across = _nearest(around, wrap_longitude(lon_deg))
        found = self.cover[:, row, (column - 1) % len(self.lon_deg)].T.astype(float)
        found[~(within & across)] = np.nan
        if found.size and np.isnan(found).all():
            own, asked = (
                f"{_span(lat, 'S', 'N')}, {_span(lon, 'W', 'E')}" for lat, lon in ((self.lat_deg, self.lon_deg), (lat_deg, lon_deg))
            )
            raise InvalidInputError(f"{self.name} has no cloud cover within {asked}: its cells lie within {own}; give a grid of that area")
        return found


def _span(values: NDArray[np.float64], below: str, above: str) -> str:
    """From the least to the greatest of some latitudes or longitudes.

    >>> _span(np.array([-12.25, 3.0]), "S", "N")
    '12.2 S to 3 N'
    """
    return " to ".join(f"{abs(v):.3g} {below if v < 0 else above}" for v in (float(np.min(values)), float(np.max(values))))


def _nearest(middles: NDArray[np.float64], values: NDArray[np.float64]) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Position of the nearest of rising middles, and whether it is near enough for its cell to hold the value."""
    at = np.searchsorted((middles[1:] + middles[:-1]) / 2, values, side="right")
    step = float(np.median(np.diff(middles)))
    return at, np.abs(values - middles[at]) <= 0.75 * step


def read_cloud_grid(path: Path, variable: str | None = None) -> CloudGrid:
    """Cloud cover of a NetCDF-4 file (extra ``grid``) or a GeoTIFF (extra ``raster``).

    Args:
        path: the file.
        variable: which one of a NetCDF file's; None: the only one, or the one that is named for cloud.

    Raises:
        InvalidInputError: if it cannot be read, is no grid of latitude and longitude, or its values are no cloud cover.
        MissingExtraError: if the extra is not installed.
    """
    if not path.is_file():
        raise InvalidInputError(f"there is no file {path}; give cloud cover as NetCDF-4 or GeoTIFF")
    tiff = path.suffix.lower() in {".tif", ".tiff"}
    lat, lon, values, unit = _geotiff(path) if tiff else _netcdf(path, variable)
    if len(values) not in {1, MONTHS}:
        raise InvalidInputError(
            f"{path.name} has {len(values)} bands or times; give one field for all the year, or 12 from January to December"
        )
    lat, lon, values = _in_order(path.name, lat, lon, values)
    cover = _share(path.name, values, unit)
    return CloudGrid(
        name=path.name,
        lat_deg=lat,
        lon_deg=lon,
        cover=np.broadcast_to(cover, (MONTHS, *cover.shape[1:])),
        monthly=len(values) == MONTHS,
    )


def _in_order(
    name: str, lat: NDArray[np.float64], lon: NDArray[np.float64], values: NDArray[np.float32]
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float32]]:
    """Rows from south to north, columns from -180 to 180, none twice."""
    if len(lat) < 2 or len(lon) < 2:
        raise InvalidInputError(f"{name} has {len(lat)} rows and {len(lon)} columns; give a grid of two or more of each")
    if not (
        np.isfinite(lat).all() and np.isfinite(lon).all() and np.abs(lat).max() <= 90.01 and -360.01 <= lon.min() <= lon.max() <= 360.01
    ):
        raise InvalidInputError(
            f"{name} has latitudes {lat.min():g} to {lat.max():g} and longitudes {lon.min():g} to {lon.max():g}; "
            "give degrees within 90 and 360"
        )
    rows, row = np.unique(lat, return_index=True)
    columns, column = np.unique(wrap_longitude(lon).round(9), return_index=True)
    return rows, columns, values[:, row][:, :, column]


def _share(name: str, values: NDArray[np.float32], unit: str) -> NDArray[np.float32]:
    """Shares from shares or per cent, by the unit where it says so, else by the largest value."""
    if not np.isfinite(values).any():
        raise InvalidInputError(f"{name} holds no values; give cloud cover from 0 to 1, or in per cent")
    least, most = float(np.nanmin(values)), float(np.nanmax(values))
    scale = 100.0 if unit in _PER_CENT or (unit not in _SHARE and most > 1 + SLACK) else 1.0
    if least < -SLACK * scale or most > (1 + SLACK) * scale:
        raise InvalidInputError(
            f"{name} has values from {least:g} to {most:g} {unit}".rstrip() + "; give cloud cover from 0 to 1, or in per cent"
        )
    return np.asarray(np.clip(values / np.float32(scale), 0.0, 1.0), np.float32)


def _netcdf(path: Path, variable: str | None) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float32], str]:
    try:
        import_module("h5py")  # what h5netcdf reads with, and xarray with that
        import_module("h5netcdf")
        import xarray
    except ImportError as error:
        raise MissingExtraError(f"reading {path.suffix or 'this file'}", "grid") from error
    try:
        with xarray.open_dataset(path, engine="h5netcdf", decode_timedelta=False) as data:
            field = data[_variable(path.name, data, variable)]
            lat, lon = _axis(path.name, field, "lat"), _axis(path.name, field, "lon")
            others = [d for d in field.dims if d not in {lat, lon}]
            field = field.isel({d: 0 for d in others if field.sizes[d] == 1 and len(others) > 1})
            times = [d for d in field.dims if d not in {lat, lon}]
            if len(times) > 1:
                raise InvalidInputError(
                    f"{path.name}: {field.name} has the dimensions {', '.join(map(str, field.dims))}; give time, lat, lon"
                )
            field = _by_month(path.name, field.transpose(*times, lat, lon), times)
            values = np.asarray(field.values, np.float32)
            unit = str(field.attrs.get("units", "")).strip().lower()
            return (
                np.asarray(field[lat].values, float),
                np.asarray(field[lon].values, float),
                values if times else values[None],
                unit,
            )
    except (OSError, ValueError, KeyError, TypeError) as error:
        if isinstance(error, InvalidInputError):
            raise
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise InvalidInputError(f"cannot read {path.name}: {reason}; give NetCDF-4 with time, lat, lon, or GeoTIFF") from error


def _variable(name: str, data: Any, wanted: str | None) -> str:
    """Name of the variable that is cloud cover."""
    grids = [str(key) for key, field in data.data_vars.items() if field.ndim >= 2]
    if wanted is not None:
        if wanted not in grids:
            raise UnknownNameError(f"gridded variable in {name}", wanted, grids)
        return wanted
    clouds = [
        key for key in grids if key.lower() in _CLOUDS or str(data[key].attrs.get("standard_name", "")).startswith("cloud_area_fraction")
    ]
    for found in (clouds, grids):
        if len(found) == 1:
            return found[0]
    raise InvalidInputError(f"{name} has the gridded variables {', '.join(grids) or 'none'}; name the one that is cloud cover")


def _axis(name: str, field: Any, which: str) -> str:
    """Name of the dimension that is latitude or longitude."""
    unit = {"lat": "degrees_north", "lon": "degrees_east"}[which]
    for dim in field.dims:
        named = str(dim).lower() in _AXES[which]
        if dim in field.coords and (named or field[dim].attrs.get("units") == unit):
            return str(dim)
    raise InvalidInputError(
        f"{name}: {field.name} has the dimensions {', '.join(map(str, field.dims))}; give a regular grid with the coordinates lat and lon"
    )


def _by_month(name: str, field: Any, times: list[Any]) -> Any:
    """The same from January to December, where its times tell their months."""
    if not times or field.sizes[times[0]] != MONTHS or times[0] not in field.coords or field[times[0]].dtype.kind != "M":
        return field
    months = field[times[0]].dt.month.values
    if len(set(months.tolist())) != MONTHS:
        raise InvalidInputError(f"{name} has 12 times that are not 12 months; give one mean for each month")
    return field.isel({times[0]: np.argsort(months)})


def _geotiff(path: Path) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float32], str]:
    try:
        import rasterio
        from rasterio.enums import Resampling
        from rasterio.errors import RasterioError
    except ImportError as error:
        raise MissingExtraError(f"reading {path.suffix}", "raster") from error
    try:
        with rasterio.open(path) as source:
            step = source.transform
            if step.b or step.d or (source.crs and not source.crs.is_geographic):
                raise InvalidInputError(f"{path.name} is not a grid of latitude and longitude; reproject it to EPSG:4326, north up")
            height = _coarsened(source.height, abs(step.e))
            width = _coarsened(source.width, abs(step.a))
            shape = (source.count, height, width)
            block = source.read(out_shape=shape, masked=True, resampling=Resampling.average)
            scaled = block.astype(float).filled(np.nan) * np.reshape(source.scales, (-1, 1, 1)) + np.reshape(source.offsets, (-1, 1, 1))
            lat = step.f + step.e * source.height / height * (np.arange(height) + 0.5)
            lon = step.c + step.a * source.width / width * (np.arange(width) + 0.5)
            unit = str(source.units[0] or "").strip().lower()
    except (RasterioError, OSError) as error:
        raise InvalidInputError(f"cannot read {path.name}: {error}; give NetCDF-4 or a GeoTIFF of cloud cover") from error
    return lat, lon, np.asarray(scaled, np.float32), unit


def _coarsened(count: int, step_deg: float) -> int:
    """How many rows or columns to read: those there are, or as many as `FINEST_DEG` allows.

    >>> _coarsened(180, 1.0), _coarsened(16800, 1 / 120)
    (180, 1400)
    """
    return count if step_deg >= FINEST_DEG or count < 4 else max(2, round(count * step_deg / FINEST_DEG))
