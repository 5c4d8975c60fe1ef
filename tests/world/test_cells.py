"""Cells of a country: equal areas on the ellipsoid, land that adds up, a cell for every island, both sides of the antimeridian."""

from functools import cache

import numpy as np
import pytest
import shapely

from commonsky.core.errors import InvalidInputError
from commonsky.world.cells import LEAST_CELLS, MOST_CELLS, cell_km2, country_cells
from commonsky.world.countries import all_land, boundary, find_country

#: Large and small, coastal and landlocked, of many islands, over the antimeridian, near a pole.
SOME = ("SLB", "KIR", "FJI", "RUS", "TUV", "NPL", "NRU", "ISL", "MDV", "LSO")


@cache
def cells_of(iso3):
    return country_cells(boundary(find_country(iso3)), all_land())


def ellipsoid_km2(shape):
    """Area on WGS84 by Green's theorem over edges cut to 0.02 degrees: the closed area of a zone, integrated over longitude."""
    e, b = np.sqrt((2 - 1 / 298.257223563) / 298.257223563), 6356.752314245
    total = 0.0
    for polygon in shape.geoms:
        for sign, ring in [(1, polygon.exterior), *((-1, hole) for hole in polygon.interiors)]:
            lon, lat = np.radians(shapely.get_coordinates(shapely.segmentize(ring, 0.02))).T
            s = np.sin(lat)
            zone = b**2 / 2 * (s / (1 - e**2 * s**2) + np.log((1 + e * s) / (1 - e * s)) / (2 * e))
            total += sign * abs(np.sum((zone[1:] + zone[:-1]) / 2 * np.diff(lon)))
    return total


def unit_vectors(lat_deg, lon_deg):
    lat, lon = np.radians(lat_deg), np.radians(lon_deg)
    return np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)], axis=1)


def island_points(iso3):
    points = shapely.point_on_surface(shapely.get_parts(boundary(find_country(iso3))))
    return shapely.get_y(points), shapely.get_x(points)


@pytest.mark.parametrize("iso3", SOME)
def test_between_a_thousand_and_five_thousand_cells(iso3):
    assert LEAST_CELLS <= len(cells_of(iso3)) <= MOST_CELLS


def test_the_smallest_state_has_as_many_as_the_finest_cells_give():
    found = cells_of("VAT")
    assert 0 < len(found) < LEAST_CELLS
    assert found.depth == 13


@pytest.mark.truth
@pytest.mark.parametrize("iso3", ["SLB", "KIR", "FJI", "RUS"])
def test_the_land_of_cells_is_the_polygons_area(iso3):
    assert cells_of(iso3).land_km2.sum() == pytest.approx(ellipsoid_km2(boundary(find_country(iso3))), rel=1e-3)


@pytest.mark.parametrize("iso3", SOME)
def test_land_and_sea_fit_into_each_cell(iso3):
    found = cells_of(iso3)
    assert found.land_km2.min() >= 0
    assert found.sea_km2.min() >= 0
    assert (found.land_km2 + found.sea_km2).max() <= found.cell_km2 * 1.001
    assert ((found.land_km2 > 0) | (found.sea_km2 > 0)).all()


@pytest.mark.parametrize("iso3", ["KIR", "TUV", "MDV", "SLB"])
def test_every_island_has_a_cell_with_land(iso3):
    lat, lon = island_points(iso3)
    at = cells_of(iso3).find(lat, lon)
    assert (at >= 0).all()
    assert (cells_of(iso3).land_km2[at] > 0).all()


@pytest.mark.parametrize("iso3", ["FJI", "RUS", "KIR"])
def test_a_country_over_the_antimeridian_has_cells_on_both_sides(iso3):
    lon = cells_of(iso3).lon_deg
    assert (lon < -150).any()
    assert (lon > 150).any()
    assert ((lon >= -180) & (lon < 180)).all()


def test_a_coast_at_the_antimeridian_is_not_a_gap():
    # Taveuni and Vanua Levu lie across 180 degrees
    found = cells_of("FJI")
    near = found.lon_deg[(found.land_km2 > 0) & (np.abs(found.lat_deg + 16.6) < 0.6)]
    assert {bool(side) for side in near[np.abs(near) > 179] > 0} == {True, False}


@pytest.mark.parametrize("iso3", ["NPL", "LSO"])
def test_a_landlocked_country_has_no_sea(iso3):
    assert cells_of(iso3).sea_km2.sum() == 0
    assert not cells_of(iso3).coastal


def test_the_band_is_no_wider_than_it_says():
    found = cells_of("TUV")
    sea_only = (found.land_km2 == 0) & (found.sea_km2 > 0)
    assert sea_only.any()
    coast = shapely.get_coordinates(shapely.segmentize(boundary(find_country("TUV")), 0.01))
    here, there = (unit_vectors(lat, lon) for lat, lon in ((found.lat_deg, found.lon_deg), (coast[:, 1], coast[:, 0])))
    nearest = 6371.0 * np.arccos(np.clip(here @ there.T, -1, 1)).min(axis=1)
    assert nearest[sea_only].max() < 25.5
    # and as wide: the sea at 24 km from the coast counts
    assert nearest[sea_only].max() > 24.0


def test_a_wider_band_has_more_sea_and_the_same_land():
    shape = boundary(find_country("NRU"))
    narrow, wide = (country_cells(shape, all_land(), band_km=band) for band in (10.0, 60.0))
    assert wide.sea_km2.sum() > narrow.sea_km2.sum()
    assert wide.land_km2.sum() == pytest.approx(narrow.land_km2.sum(), rel=1e-3)


@pytest.mark.parametrize("iso3", SOME)
@pytest.mark.parametrize("extra", [1, 2])
def test_sample_points_lie_in_their_cells(iso3, extra):
    found = cells_of(iso3)
    lat, lon = found.sample_points(extra)
    assert (found.find(lat, lon) == np.repeat(np.arange(len(found)), 4**extra)).all()


@pytest.mark.parametrize("iso3", SOME)
def test_centres_and_corners_are_those_of_the_cells(iso3):
    found = cells_of(iso3)
    assert (found.find(found.lat_deg, found.lon_deg) == np.arange(len(found))).all()
    corners = found.outlines()
    inward = corners + (np.stack([found.lon_deg, found.lat_deg], axis=1)[:, None] - corners) * 0.1
    assert (found.find(inward[:, :, 1].ravel(), inward[:, :, 0].ravel()) == np.repeat(np.arange(len(found)), 4)).all()


def test_all_cells_of_the_earth_have_its_area():
    assert cell_km2(5) * 12 * 4**5 == pytest.approx(510_065_622, rel=1e-8)
    assert cell_km2(6) * 4 == pytest.approx(cell_km2(5))


def test_a_place_outside_has_no_cell_but_a_nearest_one():
    found = cells_of("SLB")
    lat, lon = np.array([60.0, -9.43]), np.array([10.0, 159.95])
    assert list(found.find(lat, lon) >= 0) == [False, True]
    nearest = found.nearest_land(lat, lon)
    assert (found.land_km2[nearest] > 0).all()
    assert nearest[1] == found.find(lat, lon)[1]
    assert len(found.find(np.zeros(0), np.zeros(0))) == 0


def test_a_boundary_without_area_is_refused():
    with pytest.raises(InvalidInputError, match="the boundary has no area; give polygons in degrees, longitude first"):
        country_cells(shapely.MultiPolygon(), all_land())


def test_a_square_of_land_by_hand():
    # one degree at the equator: 111.32 by 110.57 km; no other land, so its band is sea all round
    square = shapely.MultiPolygon([shapely.box(0, 0, 1, 1)])
    found = country_cells(square, [square])
    assert found.land_km2.sum() == pytest.approx(111.32 * 110.57, rel=2e-3)
    assert found.sea_km2.sum() == pytest.approx(4 * 111 * 25 + np.pi * 25**2, rel=0.05)
