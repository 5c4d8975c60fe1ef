"""Horizons: planted ridges, the packaged relief, rasters of one's own, and what is refused."""

import numpy as np
import pytest

from commonsky.core.citation import Source
from commonsky.core.errors import InvalidInputError
from commonsky.coverage.horizon import KM_PER_DEG, SECTORS, constant_mask, horizon_deg, relief_mask
from commonsky.sources.relief import read_relief
from commonsky.world.relief import Relief, packaged_relief

KATHMANDU = np.array([27.7]), np.array([85.3])


def planted(height_m, *, south=-1.0, west=9.0, step=0.01):
    return Relief(
        name="planted",
        south_deg=south,
        west_deg=west,
        step_deg=(step, step),
        height_m=np.asarray(height_m, np.float32),
        round_the_earth=False,
        source=Source(what="heights", where="a test"),
    )


def ridge(height_m=1000.0, lat=0.1):
    """A wall from west to east, 11 km north of the equator, on a plain."""
    heights = np.zeros((201, 201))
    heights[round((lat + 1.0) / 0.01)] = height_m
    return planted(heights)


def test_a_ridge_stands_as_high_as_its_angle():
    found = horizon_deg(ridge(), np.array([0.0]), np.array([10.0]))[0]
    away_km = 0.1 * KM_PER_DEG
    expected = np.degrees(np.arctan(1.0 / away_km - away_km / 2 / 6371.0))
    middle = np.radians(5.0)  # of the sectors beside north
    assert found[[0, 35]] == pytest.approx([np.degrees(np.arctan(np.tan(np.radians(expected)) * np.cos(middle)))] * 2, abs=0.3)
    assert (found[9:27] < 0.01).all()  # the plain to the south falls away
    assert (found[2:8] < np.sort(found[:6])[::-1] + 0.2).all()  # lower, the more slantwise it is seen
    assert found[7] < 0.5 * found[0]


def test_a_ridge_behind_the_earth_is_not_seen():
    far = planted(np.where(np.arange(201)[:, None] == 200, 50.0, 0.0) * np.ones((201, 201)), step=0.01)
    assert (horizon_deg(far, np.array([-0.9]), np.array([10.0])) < 0.0).all()  # 50 m high, 210 km away


def test_who_stands_higher_sees_a_lower_horizon():
    heights = ridge().height_m.copy()
    heights[90:108, 90:111] = 500.0
    low, high = (horizon_deg(relief, np.array([0.0]), np.array([10.0]))[0, 0] for relief in (ridge(), planted(heights)))
    assert 0 < high < low


def test_without_heights_a_ray_meets_nothing():
    assert (horizon_deg(ridge(), np.array([40.0]), np.array([10.0])) == -90.0).all()


def test_the_mask_is_the_larger_of_five_degrees_and_the_land():
    mask = relief_mask(ridge(3000.0), np.array([0.0]), np.array([10.0]))[0]
    assert mask[0] > 10.0
    assert mask[18] == 5.0
    assert relief_mask(ridge(), np.array([0.0]), np.array([10.0]), least_deg=20.0).min() == 20.0


@pytest.mark.parametrize("mask", [-1.0, 89.5, 200.0, float("nan")])
def test_a_mask_out_of_range_is_refused(mask):
    with pytest.raises(InvalidInputError, match=r"mask of .* degrees is out of range; give 0 to 89"):
        constant_mask(1, mask)


def test_the_packaged_relief_knows_mountains_and_seas():
    relief = packaged_relief()
    heights = relief.at(np.array([27.99, 27.7, 0.0, 72.0, -18.0]), np.array([86.93, 85.3, -150.0, -40.0, 540.0 - 0.01]))
    assert 5500 < heights[0] < 8000  # Everest, smoothed
    assert 1000 < heights[1] < 2500  # Kathmandu
    assert heights[2] == 0.0  # the Pacific
    assert 2500 < heights[3] < 3500  # Greenland
    assert np.isfinite(heights[4])
    assert relief.height_m.min() >= 0.0


def test_the_packaged_relief_goes_round():
    relief = packaged_relief()
    west, east = (relief.at(np.array([65.0, -17.8]), np.array([lon, lon])) for lon in (-180.0, 180.0))
    assert west == pytest.approx(east)
    assert relief.at(np.array([90.0, -90.0]), np.array([0.0, 0.0])) == pytest.approx([0.0, 2810.0], abs=20.0)


def test_the_himalaya_stands_north_of_kathmandu_and_the_plain_lies_south():
    found = horizon_deg(packaged_relief(), *KATHMANDU)[0]
    assert found.shape == (SECTORS,)
    assert found[[34, 35, 0, 1, 2]].max() > 3.0
    assert found[16:20].max() < found[[34, 35, 0, 1, 2]].max()


def write(path, heights, **how):
    rasterio = pytest.importorskip("rasterio", reason="needs the extra raster")
    settings = {"west": 84.0, "north": 29.0, "step": 0.01, "crs": "EPSG:4326", "nodata": None} | how
    transform = rasterio.Affine(settings["step"], 0, settings["west"], 0, -settings["step"], settings["north"])
    options = {"driver": "GTiff", "height": heights.shape[0], "width": heights.shape[1], "count": 1, "dtype": "float32"}
    with rasterio.open(path, "w", crs=settings["crs"], transform=transform, nodata=settings["nodata"], **options) as target:
        target.write(heights.astype("float32"), 1)
    return path


def test_a_raster_is_read_where_it_stands(tmp_path):
    heights = np.arange(300)[:, None] * 10.0 + np.arange(300)[None, :]
    relief = read_relief(write(tmp_path / "own.tif", heights), np.array([27.5, 28.0]), np.array([85.0, 86.0]))
    lat, lon = 29.0 - 0.01 * (120 + 0.5), 84.0 + 0.01 * (130 + 0.5)
    assert relief.at(np.array([lat]), np.array([lon])) == pytest.approx([1330.0], abs=0.5)
    assert not relief.round_the_earth
    assert relief.source.where == "own.tif"


def test_a_raster_in_metres_of_a_projection_is_turned_into_degrees(tmp_path):
    heights = np.full((400, 400), 700.0)
    path = write(tmp_path / "utm.tif", heights, crs="EPSG:32645", west=200000.0, north=3200000.0, step=500.0)
    relief = read_relief(path, np.array([28.0]), np.array([85.0]))
    assert relief.at(np.array([28.0]), np.array([85.0])) == pytest.approx([700.0], abs=0.1)


@pytest.mark.parametrize(("west", "wide"), [(-180.0, 360), (0.0, 360), (170.0, 20)])
def test_a_raster_serves_both_sides_of_the_antimeridian(tmp_path, west, wide):
    east = (west + np.arange(wide) + 0.5) % 360.0
    heights = np.ones((180, 1)) * np.where(east < 180.0, 100.0, 200.0)[None, :]
    path = write(tmp_path / "fiji.tif", heights, west=west, north=90.0, step=1.0)
    lat, lon = np.array([-17.5, -17.5]), np.array([178.5, -178.5])
    relief = read_relief(path, lat, lon)
    assert relief.at(lat, lon) == pytest.approx([100.0, 200.0])
    assert relief.at(np.array([-17.5]), np.array([-180.0])) == pytest.approx([150.0])


def test_holes_of_a_raster_are_the_sea(tmp_path):
    heights = np.full((300, 300), -9999.0)
    heights[150] = 2000.0
    relief = read_relief(write(tmp_path / "holes.tif", heights, nodata=-9999.0), np.array([27.0]), np.array([85.0]))
    assert relief.height_m.min() == 0.0
    assert relief.height_m.max() == 2000.0


def test_a_finer_raster_shows_the_valley_that_the_packaged_one_smooths(tmp_path):
    heights = np.full((300, 300), 4000.0)
    heights[:, 128:133] = 1000.0  # a gorge, 5 km wide
    relief = read_relief(write(tmp_path / "gorge.tif", heights), np.array([27.5]), np.array([85.305]))
    mask = relief_mask(relief, np.array([27.5]), np.array([85.305]))[0]
    assert mask[8:10].min() > 30.0  # to the east
    assert mask[[0, 17, 18, 35]].max() < 30.0  # along it


def test_rasters_that_cannot_serve_are_refused(tmp_path):
    here = np.array([27.5, 40.0]), np.array([85.0, 85.0])
    with pytest.raises(InvalidInputError, match=r"does not cover 1 of 2 places: it spans latitude 26 to 29 and longitude 84 to 87"):
        read_relief(write(tmp_path / "small.tif", np.zeros((300, 300))), *here)
    with pytest.raises(InvalidInputError, match=r"holds values from .* no heights in metres"):
        read_relief(write(tmp_path / "cold.tif", np.full((300, 300), 2e4)), here[0][:1], here[1][:1])
    (tmp_path / "none.tif").write_text("no raster", "utf-8")
    with pytest.raises(InvalidInputError, match=r"cannot read .*none.tif"):
        read_relief(tmp_path / "none.tif", *here)
    with pytest.raises(InvalidInputError, match=r"cannot read .*absent.tif"):
        read_relief(tmp_path / "absent.tif", *here)
