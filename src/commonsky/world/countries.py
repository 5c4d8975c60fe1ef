"""Countries and territories by code or name. Facts: data/countries.parquet (M49, Natural Earth), data/groups.toml; see data/SOURCES.md.

A country is found by ISO 3166 codes, M49 number, or a name in any of the six UN languages. Leaves out any judgement on status.
"""

from __future__ import annotations

import tomllib
import unicodedata
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import as_file, files
from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq

from commonsky.core.citation import Source
from commonsky.core.errors import UnknownNameError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from shapely import MultiPolygon

LANGUAGES = ("en", "fr", "es", "ru", "ar", "zh")


@dataclass(frozen=True, slots=True, kw_only=True)
class Country:
    """One M49 country or territory.

    Args:
        iso2, iso3, m49: its codes.
        names: by language code, the six UN languages.
        region, subregion: of the M49 standard.
        independent: as the source marks it.
    """

    iso2: str
    iso3: str
    m49: int
    names: dict[str, str] = field(hash=False)
    region: str
    subregion: str
    independent: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A group of countries, such as LDC, with its name by language."""

    id: str
    names: dict[str, str] = field(hash=False)


@cache
def countries() -> dict[str, Country]:
    """All countries by ISO3.

    >>> countries()["SLB"].names["zh"]
    '所罗门群岛'
    """
    columns = ["iso2", "iso3", "m49", *(f"name_{code}" for code in LANGUAGES), "region", "subregion", "independent"]
    return {row["iso3"]: _country(row) for row in table("countries", columns).to_pylist()}


def find_country(query: str) -> Country:
    """The country that a code or a name means.

    Args:
        query: ISO2, ISO3, M49 or a name in Arabic, Chinese, English, French, Russian or Spanish; case and accents do not matter.

    Raises:
        UnknownNameError: with the nearest name.

    >>> [find_country(q).iso3 for q in ("slb", "SB", "090", "Islas Salomón", "所罗门群岛")]
    ['SLB', 'SLB', 'SLB', 'SLB', 'SLB']
    """
    key = _folded(query)
    if key.isdecimal() and len(key) < 9:
        key = str(int(key))
    known = _keys()
    if key not in known:
        names = [c.names["en"] for c in countries().values()] if len(key) > 3 else list(countries())
        raise UnknownNameError("country", query, [*names, *([] if len(key) <= 3 else aliases())])
    return countries()[known[key]]


def groups_of(country: Country, on: date) -> tuple[Group, ...]:
    """LDC, LLDC and SIDS as far as the country belongs to them on a date."""
    return tuple(
        Group(id=row["id"], names={"en": row["name_en"], "zh": row["name_zh"]})
        for row in _toml("groups")["group"]
        if any(m["iso3"] == country.iso3 and _belongs(m, on) for m in row["member"])
    )


def group_sources(ids: set[str]) -> tuple[Source, ...]:
    """Where the membership of these groups was read; the first source of each."""
    return tuple(Source(**row["source"][0]) for row in _toml("groups")["group"] if row["id"] in ids)


def boundary(country: Country) -> MultiPolygon:
    """The country's packaged outline, degrees, cut at the antimeridian."""
    import shapely

    rows = table("countries", ["iso3", "geometry"], [("iso3", "=", country.iso3)])
    found: MultiPolygon = shapely.from_wkb(rows["geometry"][0].as_py())
    return found


@cache
def all_land() -> tuple[MultiPolygon, ...]:
    """Every packaged outline, countries first, then the areas without an M49 code."""
    import shapely

    wkb = [*table("countries", ["geometry"])["geometry"].to_pylist(), *table("disputed", ["geometry"])["geometry"].to_pylist()]
    return tuple(shapely.from_wkb(wkb))


def land_beside(country: Country) -> tuple[MultiPolygon, ...]:
    """Every packaged outline but the country's own."""
    import shapely

    rows = table("countries", ["iso3", "geometry"], [("iso3", "!=", country.iso3)])
    wkb = [*rows["geometry"].to_pylist(), *table("disputed", ["geometry"])["geometry"].to_pylist()]
    return tuple(shapely.from_wkb(wkb))


def disputed_areas() -> tuple[MultiPolygon, ...]:
    """Areas whose status is disputed; maps draw their outline dashed."""
    import shapely

    rows = table("disputed", ["kind", "geometry"], [("kind", "=", "disputed")])
    return tuple(shapely.from_wkb(rows["geometry"].to_pylist()))


def table(name: str, columns: list[str], where: Sequence[tuple[str, str, Any]] = ()) -> Any:
    """Columns of a packaged Parquet table, rows by conditions such as ``("iso3", "=", "SLB")``; the other sign is ``!=``."""
    import pyarrow.compute as pc

    found = _whole(name, tuple(dict.fromkeys([*columns, *(column for column, _, _ in where)])))
    for column, sign, value in where:
        found = found.filter((pc.equal if sign == "=" else pc.not_equal)(found[column], value))
    return found.select(columns)


@cache
def _whole(name: str, columns: tuple[str, ...]) -> Any:
    with as_file(files("commonsky.world").joinpath(f"data/{name}.parquet")) as path:
        return pq.ParquetFile(path).read(columns=list(columns))


@cache
def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads(files("commonsky.world").joinpath(f"data/{name}.toml").read_text("utf-8"))


def _country(row: dict[str, Any]) -> Country:
    names = {code: row.pop(f"name_{code}") for code in LANGUAGES}
    return Country(names=names, **row)


def aliases() -> dict[str, str]:
    """Other names of countries as people write them, and the ISO3 of each."""
    found: dict[str, str] = _toml("countries_extra")["aliases"]
    return found


@cache
def _keys() -> dict[str, str]:
    """Folded code or name to ISO3; official names come last, so that they win over aliases."""
    keys = {_folded(alias): iso3 for alias, iso3 in aliases().items()}
    for country in countries().values():
        names = {*country.names.values(), country.iso2, country.iso3, str(country.m49)}
        keys |= {_folded(name): country.iso3 for name in names if name}
    return keys


def _folded(name: str) -> str:
    """Without case, accents and doubled spaces."""
    plain = unicodedata.normalize("NFKD", name.strip().casefold())
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).replace("\u2019", "'").split())


def _belongs(member: dict[str, Any], on: date) -> bool:
    return bool(member.get("from", on) <= on and ("until" not in member or on < member["until"]))
