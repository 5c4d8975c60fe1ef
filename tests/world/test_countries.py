"""Countries by code and by name in six languages; groups by date. Facts: M49, ISO 3166; UN decisions named in data/groups.toml."""

from datetime import date, timedelta

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from commonsky.core.errors import UnknownNameError
from commonsky.world.countries import LANGUAGES, all_land, boundary, countries, disputed_areas, find_country, group_sources, groups_of

STATES = [c for c in countries().values() if c.independent]


def groups(iso3, on):
    return {g.id for g in groups_of(countries()[iso3], on)}


def test_all_states_are_there():
    # 193 members of the United Nations, the Holy See, the State of Palestine, the Cook Islands and Niue
    assert len(STATES) == 197
    assert {"VAT", "PSE", "COK", "NIU", "SSD", "TLS"} <= {c.iso3 for c in STATES}
    assert len({c.iso2 for c in countries().values()}) == len({c.m49 for c in countries().values()}) == len(countries())


@pytest.mark.parametrize("country", STATES, ids=lambda c: c.iso3)
def test_a_state_is_found_by_each_code_and_each_name(country):
    assert set(country.names) == set(LANGUAGES)
    queries = [country.iso2, country.iso3, country.iso3.lower(), str(country.m49), f"{country.m49:03d}", *country.names.values()]
    assert {find_country(q).iso3 for q in queries} == {country.iso3}
    assert {find_country(f"  {name.upper()} ").iso3 for name in country.names.values()} == {country.iso3}


@pytest.mark.parametrize(
    ("query", "iso3"),
    [
        ("Cote d'Ivoire", "CIV"),
        ("Côte d\u2019Ivoire", "CIV"),
        ("COTE D'IVOIRE", "CIV"),
        ("Turkey", "TUR"),
        ("Türkiye", "TUR"),
        ("Bolivia", "BOL"),
        ("Tanzania", "TZA"),
        ("Viet Nam", "VNM"),
        ("Vietnam", "VNM"),
        ("Laos", "LAO"),
        ("Ivory Coast", "CIV"),
        ("USA", "USA"),
        ("Россия", "RUS"),
        ("日本", "JPN"),
        ("نيبال", "NPL"),
    ],
)
def test_names_as_people_write_them(query, iso3):
    assert find_country(query).iso3 == iso3


@pytest.mark.parametrize(
    ("query", "nearest"),
    [
        ("Solomn Islands", "Solomon Islands"),
        ("Nepall", "Nepal"),
        ("malavi", "Malawi"),
        ("Kirribati", "Kiribati"),
        ("Salomon Islands", "Solomon Islands"),
    ],
)
def test_a_misspelt_name_suggests_the_nearest(query, nearest):
    with pytest.raises(UnknownNameError, match=f"no country named '{query}'; did you mean '{nearest}'"):
        find_country(query)


@pytest.mark.parametrize("query", ["", "  ", "Atlantis", "000", "999", "፩", "²", "-8", "9" * 5000])
def test_what_is_no_country_is_a_typed_error(query):
    with pytest.raises(UnknownNameError, match="no country named "):
        find_country(query)


@given(st.text(max_size=20))
@settings(deadline=None, derandomize=True, max_examples=300)
def test_any_text_is_a_country_or_a_typed_error(text):
    try:
        assert find_country(text).iso3 in countries()
    except UnknownNameError as error:
        assert "no country named" in str(error)


@pytest.mark.truth
@pytest.mark.parametrize(
    ("iso3", "last_day"),
    [
        ("BTN", date(2023, 12, 12)),
        ("STP", date(2024, 12, 12)),
        ("VUT", date(2020, 12, 3)),
        ("MDV", date(2010, 12, 31)),
        ("WSM", date(2013, 12, 31)),
        ("GNQ", date(2017, 6, 3)),
    ],
)
def test_a_country_leaves_the_least_developed_on_its_day(iso3, last_day):
    # UN DESA and UN-OHRLLS pages on each graduation, named in data/groups.toml
    assert "LDC" in groups(iso3, last_day)
    assert "LDC" not in groups(iso3, last_day + timedelta(days=1))


@pytest.mark.truth
def test_bhutan_is_least_developed_on_one_day_and_not_on_another():
    assert groups("BTN", date(2023, 12, 12)) == {"LDC", "LLDC"}
    assert groups("BTN", date(2023, 12, 14)) == {"LLDC"}


@pytest.mark.truth
def test_how_many_belong():
    # UN DESA: 44 least developed countries after December 2024; UN-OHRLLS: 32 landlocked developing, 57 small island developing (38 and 19)
    on = date(2026, 11, 1)
    members = {group: [iso3 for iso3 in countries() if group in groups(iso3, on)] for group in ("LDC", "LLDC", "SIDS")}
    assert {group: len(found) for group, found in members.items()} == {"LDC": 44, "LLDC": 32, "SIDS": 57}
    assert len([iso3 for iso3 in countries() if "LDC" in groups(iso3, date(2024, 1, 1))]) == 45


def test_groups_of_some_countries_by_hand():
    on = date(2026, 11, 1)
    assert groups("MWI", on) == {"LDC", "LLDC"}
    assert groups("TUV", on) == {"LDC", "SIDS"}
    assert groups("FJI", on) == {"SIDS"}
    assert groups("KEN", on) == groups("FRA", on) == set()


def test_each_group_names_its_source_in_two_languages():
    assert len(group_sources({"LDC", "LLDC", "SIDS"})) == 3
    assert all(s.where for s in group_sources({"LDC"}))
    assert {set(g.names) == {"en", "zh"} for g in groups_of(countries()["MWI"], date(2026, 1, 1))} == {True}


@pytest.mark.parametrize("country", STATES, ids=lambda c: c.iso3)
def test_every_state_has_a_sound_outline(country):
    shape = boundary(country)
    assert shape.is_valid
    assert shape.area > 0
    west, south, east, north = shape.bounds
    assert (-180 <= west < east <= 180, -90 <= south < north <= 90) == (True, True)


def test_the_land_of_the_world_is_all_outlines():
    land = all_land()
    assert len(land) > len(countries()) == 249
    assert len(disputed_areas()) >= 9
    assert shapely.area(land).sum() > 20_000  # square degrees
