"""Which offices serve a country, and by what."""

import pytest

from commonsky.catalogue.helping import helping
from commonsky.catalogue.load import packaged_offices
from commonsky.core.errors import UnknownNameError


def serving(country):
    return {office.name: basis for office, basis in helping(packaged_offices().values(), country)}


@pytest.mark.parametrize(
    ("country", "name", "basis"),
    [
        ("KEN", "RCMRD", "country list"),
        ("KEN", "SERVIR Eastern and Southern Africa", "region"),
        ("GTM", "SERVIR Central America", "region"),
        ("GTM", "CATHALAC", "region"),
        ("FJI", "SPC Geoscience Division", "region"),
        ("IDN", "UN-SPIDER RSO Indonesia", "host"),
        ("FRA", "UN-SPIDER Vienna", "world"),
    ],
)
def test_an_office_serves_by_list_region_host_or_world(country, name, basis):
    assert serving(country)[name] == basis


@pytest.mark.parametrize(
    ("country", "name"),
    [("MAR", "RCMRD"), ("AUS", "SPC Geoscience Division"), ("FJI", "UN-SPIDER RSO Indonesia"), ("FJI", "RSMC Nadi"), ("FRA", "ADPC")],
)
def test_others_do_not(country, name):
    assert name not in serving(country)


def test_the_nearest_come_first():
    assert list(serving("KEN").values()) == sorted(serving("KEN").values(), key=["country list", "host", "region", "world"].index)


def test_an_unknown_country_is_refused():
    with pytest.raises(UnknownNameError):
        serving("Atlantis")
