"""Which offices serve a country: by their list of countries, else by the region that their sources name, else by where they stand.

Facts: `serves` and `countries` of data/offices; regions and subregions of the UN M49 standard, and its intermediate regions where an
office is for one. Leaves out warning centres, whose areas are seas and airspaces, and areas that M49 does not draw, such as river basins.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from commonsky.world.countries import find_country

if TYPE_CHECKING:
    from collections.abc import Iterable

    from commonsky.catalogue.offices import Office
    from commonsky.world.countries import Country

Basis = Literal["country list", "world", "region", "host"]
#: The nearest come first: named countries, the country's own region, the world.
ORDER: tuple[Basis, ...] = ("country list", "host", "region", "world")
_PACIFIC = frozenset({"Melanesia", "Micronesia", "Polynesia"})
#: What sources say an office is for, to M49 regions, subregions and, for intermediate regions, codes of countries.
_AREAS: dict[str, frozenset[str]] = {
    "Africa": frozenset({"Africa"}),
    "53 states of Africa": frozenset({"Africa"}),
    "Asia": frozenset({"Asia"}),
    "member countries in Asia": frozenset({"Asia"}),
    "Asia and the Pacific": frozenset({"Asia"}) | _PACIFIC,
    "22 Pacific countries and territories": _PACIFIC,
    "Latin America and the Caribbean": frozenset({"Latin America and the Caribbean"}),
    "Southeast Asia": frozenset({"South-eastern Asia"}),
    "Central America": frozenset(["BLZ", "CRI", "GTM", "HND", "MEX", "NIC", "PAN", "SLV"]),
    "Eastern and Southern Africa": frozenset(
        {"BDI", "COM", "DJI", "ERI", "ETH", "KEN", "MDG", "MOZ", "MUS", "MWI", "MYT", "REU", "RWA", "SOM", "SSD", "SYC", "TZA", "UGA"}
    )
    | {"ZMB", "ZWE", "BWA", "LSO", "NAM", "SWZ", "ZAF"},
}


def helping(offices: Iterable[Office], country: str) -> tuple[tuple[Office, Basis], ...]:
    """Offices that serve a country, the nearest first, and by what they are said to.

    Args:
        offices: any; warning centres and those that ended are passed over.
        country: ISO 3166 alpha-3 code, or any name that world.countries knows.

    Raises:
        UnknownNameError: if there is no such country.

    >>> from commonsky.catalogue.load import packaged_offices
    >>> [(office.name, basis) for office, basis in helping(packaged_offices().values(), "FJI") if basis != "world"]
    [('ADPC', 'region'), ('SPC Geoscience Division', 'region'), ('UN-SPIDER Beijing', 'region')]
    """
    row = find_country(country)
    live = [office for office in offices if office.kind != "warning centre" and office.status != "ended"]
    found = [(office, basis) for office in live if (basis := _basis(office, row))]
    return tuple(sorted(found, key=lambda pair: (ORDER.index(pair[1]), pair[0].name)))


def _basis(office: Office, country: Country) -> Basis | None:
    helps = office.helps(country.iso3)
    if helps is not None:
        return None if not helps else "world" if office.worldwide else "country list"
    area = office.serves.partition(";")[0].removesuffix(" first").strip()
    if _AREAS.get(area, frozenset()) & {country.region, country.subregion, country.iso3}:
        return "region"
    return "host" if office.country == country.iso3 and not area else None
