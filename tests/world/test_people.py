"""People by cell: totals are kept, and no place is lost because it lies outside the drawn land. Facts: UN WPP 2024, GeoNames."""

from datetime import date
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonsky.world.cells import country_cells
from commonsky.world.countries import all_land, boundary, find_country
from commonsky.world.people import gridded_people, national_total, places, spread_people

ON = date(2026, 11, 1)
SOME = ("SLB", "KIR", "TUV", "MWI")


@cache
def cells_of(iso3):
    return country_cells(boundary(find_country(iso3)), all_land())


@cache
def spread_of(iso3):
    return spread_people(find_country(iso3), cells_of(iso3), ON)


@pytest.mark.truth
@pytest.mark.parametrize(
    ("iso3", "year", "millions"), [("NPL", 2020, 28.97), ("MWI", 2020, 19.53), ("KEN", 2020, 51.99), ("FRA", 2020, 65.91)]
)
def test_national_totals_are_those_of_the_united_nations(iso3, year, millions):
    # World Population Prospects 2024, medium variant, 1 July
    total, of = national_total(find_country(iso3), date(year, 7, 1))
    assert of == year
    assert total / 1e6 == pytest.approx(millions, rel=0.03)


def test_a_year_between_two_of_the_source_lies_between_them():
    totals = [national_total(find_country("MWI"), date(year, 1, 1))[0] for year in (2025, 2026, 2030)]
    assert totals[0] < totals[1] < totals[2]
    assert totals[1] == pytest.approx(totals[0] + (totals[2] - totals[0]) / 5)


@pytest.mark.parametrize("iso3", SOME)
def test_the_national_total_is_kept(iso3):
    spread = spread_of(iso3)
    assert spread.people.sum() == pytest.approx(spread.total, rel=1e-9)
    assert spread.total == national_total(find_country(iso3), ON)[0]
    assert spread.people.min() >= 0
    assert spread.year == 2026


@pytest.mark.parametrize("iso3", SOME)
def test_nothing_is_lost_from_places_outside_the_cells(iso3):
    listed = places(find_country(iso3))
    spread = spread_of(iso3)
    assert spread.placed.sum() == pytest.approx(min(listed.people.sum(), spread.total), rel=1e-9)
    assert 0 < spread.placed_share <= 1


@pytest.mark.parametrize("iso3", SOME)
def test_people_live_on_land(iso3):
    assert spread_of(iso3).people[cells_of(iso3).land_km2 == 0].sum() == 0


def test_the_rest_is_spread_by_land():
    cells, spread = cells_of("MWI"), spread_of("MWI")
    land = cells.land_km2 > 0
    assert spread.spread[land] / cells.land_km2[land] == pytest.approx(np.full(land.sum(), spread.spread.sum() / cells.land_km2.sum()))


def test_the_capital_is_where_its_people_are():
    cells, spread = cells_of("MWI"), spread_of("MWI")
    lilongwe = cells.find(np.array([-13.9669]), np.array([33.7873]))[0]
    assert spread.placed[lilongwe] == spread.placed.max()


def test_places_that_add_up_to_more_than_the_nation_are_scaled_down():
    listed, spread = places(find_country("TUV")), spread_of("TUV")
    if listed.people.sum() <= spread.total:
        pytest.fail("the example no longer exceeds its total; choose another country")
    assert spread.placed.sum() == pytest.approx(spread.total)
    assert spread.spread.sum() == pytest.approx(0, abs=1e-6)


def test_a_country_without_a_total_has_that_of_its_places():
    norfolk = find_country("NFK")
    assert national_total(norfolk, ON) == (0.0, 0)
    spread = spread_people(norfolk, country_cells(boundary(norfolk), all_land()), ON)
    assert spread.total == places(norfolk).people.sum() > 0


def test_places_stand_with_most_people_first():
    listed = places(find_country("NPL"))
    assert listed.names[0] == "Kathmandu"
    assert (np.diff(listed.people) <= 0).all()


@given(st.lists(st.tuples(st.floats(-18, -9), st.floats(32, 36.5), st.floats(0, 1e6)), max_size=30))
@settings(deadline=None, derandomize=True, max_examples=50)
def test_a_grid_of_the_users_counts_what_lies_within(rows):
    lat, lon, people = (np.array(c, float) for c in zip(*rows, strict=True)) if rows else (np.zeros(0),) * 3
    spread = gridded_people(cells_of("MWI"), lat, lon, people, "grid.tif")
    inside = cells_of("MWI").find(lat, lon) >= 0
    assert spread.people.sum() == pytest.approx(people[inside].sum())
    assert spread.total == pytest.approx(people[inside].sum())
    assert (spread.year, spread.method, spread.sources[0].where) == (0, "grid", "grid.tif")


def test_sources_say_how_much_was_read():
    assert any("GeoNames" in s.where for s in spread_of("SLB").sources)
    assert any("World Population Prospects 2024" in s.where for s in spread_of("SLB").sources)
