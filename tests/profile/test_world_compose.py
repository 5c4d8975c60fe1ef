"""From judged levels to the world: what is shown and what could be are summed alike, for needs, countries and groups."""

from datetime import UTC, datetime
from types import SimpleNamespace

import numpy as np
import pytest

from commonsky.gaps.world_levels import WorldLevels
from commonsky.needs.load import default_needs
from commonsky.profile.compose_world import Base, compose
from commonsky.profile.world_model import Row, unmet
from commonsky.world.cells import BAND_KM, Cells
from commonsky.world.countries import countries, groups_of
from commonsky.world.rings import rings

ON = datetime(2026, 11, 1, tzinfo=UTC).date()


def made_base():
    """Four cells of land: three of Chad, the last of them shared half and half with Niger, and one of Fiji."""
    land, people = np.array([100.0, 100.0, 100.0, 50.0]), np.array([10.0, 20.0, 40.0, 5.0])
    lat, lon = rings(7).centres()
    at = np.arange(4) * 9000
    cells = Cells(
        depth=7, ids=rings(7).ids[at], lat_deg=lat[at], lon_deg=lon[at], land_km2=land, sea_km2=np.zeros(4), band_km=BAND_KM
    )  # fmt: skip
    parts = {"TCD": ([0, 1, 2], [100, 100, 50], [10, 20, 20]), "NER": ([2], [50], [20]), "FJI": ([3], [50], [5])}
    rows = {
        iso3: Row(cell=np.array(cell), land_km2=np.array(km2, float), sea_km2=np.zeros(len(cell)), people=np.array(living, float))
        for iso3, (cell, km2, living) in parts.items()
    }
    groups = {iso3: groups_of(countries()[iso3], ON) for iso3 in rows}
    owner = np.array(["TCD", "TCD", "TCD", "FJI"])
    return Base(rings=rings(7), cells=cells, position=at, people=people, owner=owner, rows=rows, groups=groups)


def judged(shown, possible):
    whole, granted = (
        WorldLevels(level=np.array(level, np.int8), fresh=np.zeros((4, 3), np.float32), serving=(0, 0, 0)) for level in (shown, possible)
    )
    return SimpleNamespace(whole=whole, granted=granted, months=(), dark=np.array([False, True, False, False]))


@pytest.fixture(scope="module")
def composed():
    pair = next(p for p in default_needs().for_country(coastal=True, on=ON) if p[1].id == "flood-soil-moisture")
    return compose(made_base(), [pair], [judged([3, 3, 2, 4], [1, 3, 2, 2])], ())


def test_needs_tell_what_is_shown_and_what_could_be(composed):
    need = composed[0].needs[0]
    assert unmet(need.area) == pytest.approx(250 / 350)
    assert unmet(need.possible_area) == pytest.approx(100 / 350)
    assert unmet(need.possible_people) == pytest.approx(20 / 75)


def test_countries_tell_both_of_their_own_part_of_each_cell(composed):
    chad = next(c for c in composed[0].countries if c.iso3 == "TCD")
    assert (chad.unmet_area, chad.possible_unmet_area) == pytest.approx((200 / 250, 100 / 250))
    assert (chad.unmet_people, chad.possible_unmet_people) == pytest.approx((30 / 50, 20 / 50))
    assert chad.possible_area[0].breakthrough == pytest.approx(100 / 250)


def test_groups_tell_both_of_their_countries_together(composed):
    africa = next(g for g in composed[0].groups if g.id == "Africa")
    assert (africa.unmet_area, africa.possible_unmet_area) == pytest.approx((200 / 300, 100 / 300))
    assert (africa.unmet_people, africa.possible_unmet_people) == pytest.approx((30 / 70, 20 / 70))
    assert unmet(africa.possible_by_need[0]) == pytest.approx(100 / 300)


def test_ranks_go_by_what_is_shown(composed):
    assert [c.iso3 for c in composed[0].countries] == ["FJI", "TCD", "NER"]
    assert composed[0].countries[0].possible_unmet_people == 0


def test_cells_hold_both_levels(composed):
    assert composed[1].levels.tolist() == [[3, 3, 2, 4]]
    assert composed[1].possible.tolist() == [[1, 3, 2, 2]]


def test_what_is_short_for_want_of_daylight_is_summed_alike(composed):
    world, cells = composed
    assert cells.dark.tolist() == [[False, True, False, False]]
    assert world.needs[0].dark_area == pytest.approx(100 / 350)
    assert world.needs[0].dark_people == pytest.approx(20 / 75)
    chad = next(c for c in world.countries if c.iso3 == "TCD")
    assert (chad.dark_area, chad.dark_people) == pytest.approx((100 / 250, 20 / 50))
    africa, oceania = (next(g for g in world.groups if g.id == name) for name in ("Africa", "Oceania"))
    assert africa.dark_area == pytest.approx(100 / 300)
    assert oceania.dark_people == 0


def test_groups_tell_people_by_need(composed):
    africa = next(g for g in composed[0].groups if g.id == "Africa")
    assert unmet(africa.people_by_need[0]) == pytest.approx(30 / 70)
    assert unmet(africa.possible_people_by_need[0]) == pytest.approx(20 / 70)
