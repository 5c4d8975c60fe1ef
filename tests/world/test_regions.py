"""Names of M49 regions."""

from commonsky.world.countries import countries
from commonsky.world.regions import CHINESE, region_names


def test_every_region_and_subregion_of_a_country_has_a_chinese_name():
    used = {name for c in countries().values() for name in (c.region, c.subregion) if name}
    assert used <= set(CHINESE)


def test_a_name_of_no_region_stands_as_it_is():
    assert region_names("Atlantis") == {"en": "Atlantis", "zh": "Atlantis"}
