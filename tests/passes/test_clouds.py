"""Cloud cover: what is packaged, how it is filled, and who is hindered by it."""

import tomllib
from importlib.resources import files

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonsky.catalogue.load import packaged_catalogue
from commonsky.core.errors import InvalidInputError
from commonsky.core.time import parse_utc, seconds_since_epoch
from commonsky.core.variables import variables
from commonsky.coverage.clouds import FREE, HINDERED, SKY_S, UNHINDERED, climatology, cover_of, hindered, skies, zonal_cover

#: Share of the Earth's surface in each zone of 10 degrees, from the south.
ZONE_SHARE = np.diff(np.sin(np.radians(np.arange(-90, 91, 10)))) / 2


def test_every_zone_and_month_has_a_cover_and_the_filled_ones_are_marked():
    known = climatology()
    assert ((known.cover > 0.2) & (known.cover < 0.95)).all()
    assert not known.filled[0, 3:15].any()  # land from 60 south to 60 north
    assert not known.filled[1, 2:17].any()  # sea from 70 south to 80 north
    assert known.filled[:, 0].all()
    assert known.filled[0, 16, [0, 10, 11]].all()  # polar night


def test_a_filled_month_lies_between_its_neighbours_and_a_filled_zone_is_its_nearest():
    known = climatology()
    night = known.cover[0, 16, [10, 11, 0]]
    ends = sorted(known.cover[0, 16, [9, 1]])
    assert ((night >= ends[0]) & (night <= ends[1])).all()
    assert (known.cover[0, :3] == known.cover[0, 3]).all()
    assert (known.cover[1, 17] == known.cover[1, 16]).all()


def test_rows_of_the_file_are_zones_of_ten_degrees_with_a_count():
    table = tomllib.loads(files("commonsky.coverage").joinpath("data/clouds.toml").read_text("utf-8"))
    for row in table["zone"]:
        assert row["north_deg"] == row["south_deg"] + 10
        assert row["observed"] > 0
        assert len(row["cover"]) == 12
    assert all(
        source["licence"] and source["quoted"]
        for source in table["source"]
        if "check" not in source["what"] and "why" not in source["what"]
    )


@pytest.mark.truth
def test_the_packaged_cover_lies_below_what_modis_calls_cloudy_by_less_than_fifteen_points():
    # King et al. 2013, abstract: about 55 % over land, around 72 % over ocean; ours counts thin cloud as clear
    sea = float((climatology().cover[1, 2:17].mean(axis=1) * ZONE_SHARE[2:17]).sum() / ZONE_SHARE[2:17].sum())
    land = float((climatology().cover[0, 3:17].mean(axis=1) * ZONE_SHARE[3:17]).sum() / ZONE_SHARE[3:17].sum())
    assert 0.57 < sea < 0.72
    assert 0.40 < land < 0.55


def test_the_monsoon_and_the_dry_season_are_where_they_belong():
    sahel = climatology().cover[0, 10]
    southern_africa = climatology().cover[0, 7]
    assert sahel[7] > sahel[0] + 0.15
    assert southern_africa[0] > southern_africa[7] + 0.15


def test_cover_between_the_middles_of_zones_is_interpolated_and_a_coast_is_mixed():
    cover = climatology().cover
    found = zonal_cover(np.array([5.0, 10.0, 5.0, 89.9]), np.array([1.0, 1.0, 0.25, 0.0]))
    assert found[0] == pytest.approx(cover[0, 9])
    assert found[1] == pytest.approx((cover[0, 9] + cover[0, 10]) / 2)
    assert found[2] == pytest.approx(0.25 * cover[0, 9] + 0.75 * cover[1, 9])
    assert found[3] == pytest.approx(cover[1, 17])


def test_holes_of_the_users_grid_fall_back_and_are_counted():
    own = np.full((3, 12), 0.9)
    own[1] = np.nan
    own[2, 4] = np.nan
    found = cover_of(np.zeros(3), np.ones(3), own)
    zonal = zonal_cover(np.zeros(3), np.ones(3))
    assert (found.own, found.fallen_back) == (1, 2)
    assert (found.share[0] == 0.9).all()
    assert (found.share[1] == zonal[1]).all()
    assert found.share[2, 4] == zonal[2, 4]
    assert "1 cells" in found.note
    assert "2" in found.note


def test_without_a_grid_the_note_says_where_cover_is_from():
    assert "zonal climatology" in cover_of(np.zeros(2), np.ones(2)).note


def test_own_cover_of_other_cells_is_refused():
    with pytest.raises(InvalidInputError, match="12 months for each of 3 cells"):
        cover_of(np.zeros(3), np.ones(3), np.zeros((2, 12)))


def test_skies_follow_the_months_and_a_later_window_has_the_same_spells():
    cover = np.tile(np.arange(12) / 12, (2, 1))
    start = seconds_since_epoch(parse_utc("2026-01-20"))
    found = skies(cover, start, start + 60 * 86400)
    assert found.clear[0, 0] == 1.0
    assert found.clear[1, -1] == pytest.approx(1 - 2 / 12)
    later = skies(cover, start + 86400, start + 60 * 86400)
    shift = later.first - found.first
    assert (later.clear == found.clear[:, shift:]).all()
    assert found.first * SKY_S <= start < (found.first + 1) * SKY_S


@settings(deadline=None, derandomize=True)
@given(st.floats(-1e9, 1e9), st.floats(1, 1e7))
def test_skies_cover_what_is_asked(start, length):
    found = skies(np.full((1, 12), 0.3), start, start + length)
    assert found.first * SKY_S <= start
    assert (found.first + found.clear.shape[1]) * SKY_S >= start + length


def test_a_window_that_ends_before_it_begins_is_refused():
    with pytest.raises(InvalidInputError, match="start before the end"):
        skies(np.full((1, 12), 0.3), 10.0, 5.0)


def test_every_kind_of_the_catalogue_is_declared_once():
    kinds = {instrument.kind for instrument in packaged_catalogue().instruments.values()}
    assert kinds <= set(HINDERED) | set(FREE)
    assert not set(HINDERED) & set(FREE)


def test_every_exempt_variable_exists_and_every_entry_has_a_reason():
    assert set(UNHINDERED) <= set(variables())
    assert all(reason.strip() for table in (HINDERED, FREE, UNHINDERED) for reason in table.values())


@pytest.mark.parametrize(
    ("kind", "variable", "expected"),
    [
        ("optical imager", "burnt_area", True),
        ("thermal imager", "land_surface_temperature", True),
        ("spectrometer", "co2_column", True),
        ("spectrometer", "so2_column", False),
        ("geostationary imager", "lightning", False),
        ("microwave radiometer", "sea_surface_temperature", False),
        ("infrared sounder", "sea_surface_temperature", True),
        ("infrared sounder", "temperature_profile", False),
        ("lidar", "canopy_height", True),
        ("a kind that nobody declared", "land_cover", False),
    ],
)
def test_who_is_hindered(kind, variable, expected):
    assert hindered(kind, variable) is expected
