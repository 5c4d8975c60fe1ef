"""The user's grid of cloud cover: orders, units, holes, and what is refused."""

import numpy as np
import pytest

from commonsky.core.errors import InvalidInputError, UnknownNameError
from commonsky.sources.cloud_grids import read_cloud_grid

xarray = pytest.importorskip("xarray", reason="needs the extra grid")
pytest.importorskip("h5netcdf", reason="needs the extra grid")
rasterio = pytest.importorskip("rasterio", reason="needs the extra raster")

LAT, LON = np.arange(-85.0, 90.0, 10.0), np.arange(-175.0, 180.0, 10.0)
PLACES = (np.array([-85.0, 3.0, 44.0, 89.9]), np.array([-179.9, 12.0, 179.9, -31.0]))


def truth(months=12):
    """A cover that tells its month, row and column: 0 to 0.999."""
    at = np.arange(months)[:, None, None], np.arange(len(LAT))[:, None], np.arange(len(LON))
    return (at[0] * 0.08 + at[1] * 0.004 + at[2] * 0.0015).astype(float)


def write_nc(path, cover, *, lat=LAT, lon=LON, units="1", name="clt", time=None, dims=("time", "lat", "lon"), **more):
    coords = {dims[-2]: lat, dims[-1]: lon} | ({"time": time} if time is not None else {})
    used = dims if cover.ndim == 3 else dims[1:]
    field = xarray.DataArray(cover, dims=used, coords=coords, attrs={"units": units} if units else {})
    xarray.Dataset({name: field} | more).to_netcdf(path, engine="h5netcdf")
    return path


def write_tif(path, cover, *, west=-180.0, north=90.0, step=10.0, nodata=None, crs="EPSG:4326", down=True):
    transform = rasterio.Affine(step, 0, west, 0, -step if down else step, north if down else -north)
    options = {"driver": "GTiff", "height": cover.shape[1], "width": cover.shape[2], "count": len(cover), "dtype": "float32"}
    with rasterio.open(path, "w", crs=crs, transform=transform, nodata=nodata, **options) as target:
        target.write(cover.astype("float32"))
    return path


def expected(months=12):
    rows, columns = [0, 9, 13, 17], [0, 19, 35, 14]
    return np.broadcast_to(truth(months)[:, rows, columns].T, (4, 12))


def test_a_netcdf_grid_is_read_where_it_stands(tmp_path):
    grid = read_cloud_grid(write_nc(tmp_path / "own.nc", truth()))
    assert grid.monthly
    assert grid.at(*PLACES) == pytest.approx(expected(), abs=1e-6)


@pytest.mark.parametrize("units", ["%", "percent", ""])
def test_per_cent_is_understood(tmp_path, units):
    grid = read_cloud_grid(write_nc(tmp_path / "own.nc", 100 * truth(), units=units))
    assert grid.at(*PLACES) == pytest.approx(expected(), abs=1e-6)


def test_small_per_cent_with_their_unit_are_not_taken_for_shares(tmp_path):
    grid = read_cloud_grid(write_nc(tmp_path / "own.nc", np.full((18, 36), 0.8), units="%"))
    assert grid.cover.max() == pytest.approx(0.008)


def test_latitude_from_the_north_and_longitude_from_zero_are_turned(tmp_path):
    path = write_nc(tmp_path / "own.nc", np.roll(truth()[:, ::-1], 18, axis=2), lat=LAT[::-1], lon=np.arange(5.0, 360.0, 10.0))
    grid = read_cloud_grid(path)
    assert grid.lon_deg[0] == -175.0
    assert grid.at(*PLACES) == pytest.approx(expected(), abs=1e-6)


def test_a_seam_that_stands_twice_is_taken_once(tmp_path):
    lon = np.arange(0.0, 361.0, 10.0)
    grid = read_cloud_grid(write_nc(tmp_path / "own.nc", np.full((18, 37), 0.5), lon=lon))
    assert len(grid.lon_deg) == 36


def test_months_are_put_in_order_by_their_times(tmp_path):
    time = np.array([f"2020-{m:02d}-15" for m in range(1, 13)], "datetime64[ns]")
    path = write_nc(tmp_path / "own.nc", np.roll(truth(), 5, axis=0), time=np.roll(time, 5))
    assert read_cloud_grid(path).at(*PLACES) == pytest.approx(expected(), abs=1e-6)


def test_other_names_other_orders_and_one_field(tmp_path):
    path = tmp_path / "own.nc"
    field = xarray.DataArray(truth(1)[0].T, dims=("longitude", "latitude"), coords={"longitude": LON, "latitude": LAT})
    xarray.Dataset({"tcc": field, "t2m": field + 270}).to_netcdf(path, engine="h5netcdf")
    grid = read_cloud_grid(path)
    assert not grid.monthly
    assert grid.at(*PLACES) == pytest.approx(expected(1), abs=1e-6)


def test_the_variable_may_be_named_and_an_unknown_one_is_refused(tmp_path):
    path = tmp_path / "own.nc"
    field = xarray.DataArray(truth(1)[0], dims=("lat", "lon"), coords={"lat": LAT, "lon": LON})
    xarray.Dataset({"day": field, "night": field / 2}).to_netcdf(path, engine="h5netcdf")
    assert read_cloud_grid(path, "night").at(*PLACES) == pytest.approx(expected(1) / 2, abs=1e-6)
    with pytest.raises(InvalidInputError, match="day, night; name the one"):
        read_cloud_grid(path)
    with pytest.raises(UnknownNameError, match="dusk"):
        read_cloud_grid(path, "dusk")


def test_holes_and_points_outside_are_not_a_number(tmp_path):
    cover = truth()
    cover[3, 9, 19] = np.nan
    found = read_cloud_grid(write_nc(tmp_path / "own.nc", cover)).at(*PLACES)
    assert np.flatnonzero(np.isnan(found[1])).tolist() == [3]
    part = write_nc(tmp_path / "part.nc", cover[:, 9:12, 19:22], lat=LAT[9:12], lon=LON[19:22])
    assert np.isnan(read_cloud_grid(part).at(*PLACES)).all(axis=1).tolist() == [True, False, True, True]


def test_a_geotiff_is_read_with_its_holes(tmp_path):
    cover = 100 * truth()
    cover[:, 9, 19] = -1.0
    grid = read_cloud_grid(write_tif(tmp_path / "own.tif", cover[:, ::-1], nodata=-1.0))
    found = grid.at(*PLACES)
    assert np.isnan(found[1]).all()
    assert found[[0, 2, 3]] == pytest.approx(expected()[[0, 2, 3]], abs=1e-6)


def test_a_geotiff_from_the_south_and_from_zero_is_turned(tmp_path):
    path = write_tif(tmp_path / "own.tif", np.roll(truth(), 18, axis=2), west=0.0, down=False)
    assert read_cloud_grid(path).at(*PLACES) == pytest.approx(expected(), abs=1e-6)


def test_a_fine_geotiff_is_averaged(tmp_path):
    fine = np.tile([[0.0, 1.0], [1.0, 0.0]], (20, 40))[None]
    grid = read_cloud_grid(write_tif(tmp_path / "own.tif", fine, west=10.0, north=5.0, step=0.05))
    assert grid.cover.shape == (12, 20, 40)
    assert grid.cover == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("cover", "options", "words"),
    [
        (np.full((18, 36), 1.4), {}, "from 1.4 to 1.4 1; give cloud cover"),
        (np.full((18, 36), 150.0), {"units": "%"}, "150"),
        (np.full((18, 36), -0.2), {}, "-0.2"),
        (np.full((18, 36), 8000.0), {"units": ""}, "8000"),
        (np.full((18, 36), np.nan), {}, "holds no values"),
        (np.full((7, 18, 36), 0.5), {}, "7 bands or times"),
        (np.full((18, 36), 0.5), {"lat": np.linspace(-120, 120, 18)}, "latitudes -120 to 120"),
        (np.full((18, 36), 0.5), {"lon": np.linspace(0, 700, 36)}, "longitudes 0 to 700"),
        (np.full((18, 1), 0.5), {"lon": np.array([3.0])}, "1 columns"),
        (np.full((18, 36), 0.5), {"dims": ("time", "north", "east")}, "regular grid"),
    ],
)
def test_what_is_no_cloud_cover_is_refused_in_one_line(tmp_path, cover, options, words):
    path = write_nc(tmp_path / "own.nc", cover, **options)
    with pytest.raises(InvalidInputError, match=words) as error:
        read_cloud_grid(path)
    assert "\n" not in str(error.value)


def test_twelve_times_of_fewer_months_are_refused(tmp_path):
    time = np.array([f"2020-01-{d:02d}" for d in range(1, 13)], "datetime64[ns]")
    with pytest.raises(InvalidInputError, match="not 12 months"):
        read_cloud_grid(write_nc(tmp_path / "own.nc", truth(), time=time))


def test_a_projected_geotiff_is_refused(tmp_path):
    with pytest.raises(InvalidInputError, match="EPSG:4326"):
        read_cloud_grid(write_tif(tmp_path / "own.tif", truth(), crs="EPSG:3857"))


@pytest.mark.parametrize("name", ["own.nc", "own.tif"])
def test_rubbish_and_missing_files_are_refused(tmp_path, name):
    path = tmp_path / name
    with pytest.raises(InvalidInputError, match="there is no file"):
        read_cloud_grid(path)
    path.write_bytes(b"not a grid")
    with pytest.raises(InvalidInputError, match="cannot read own"):
        read_cloud_grid(path)


def test_a_grid_of_another_part_of_the_world_is_refused(tmp_path):
    grid = read_cloud_grid(write_nc(tmp_path / "small.nc", truth()[:, 9:12, 19:22], lat=LAT[9:12], lon=LON[19:22]))
    with pytest.raises(
        InvalidInputError, match="small.nc has no cloud cover within 12 S to 6 S, 155 E to 170 E.*5 N to 25 N, 15 E to 35 E"
    ):
        grid.at(np.array([-12.0, -6.0]), np.array([155.0, 170.0]))
    holes = np.where(np.arange(36) < 18, np.nan, truth())
    with pytest.raises(InvalidInputError, match="give a grid of that area"):
        read_cloud_grid(write_nc(tmp_path / "half.nc", holes)).at(np.array([0.0]), np.array([-60.0]))
