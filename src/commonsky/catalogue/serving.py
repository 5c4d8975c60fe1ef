"""Whether a solution serves a country: by its list of countries, else by its bounds and the country's outline.

Facts: `where` of the rows of data/solutions; packaged outlines of world. Leaves out who may use it, which `access` says.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Literal

from commonsky.world.countries import all_land, countries, find_country

if TYPE_CHECKING:
    from collections.abc import Iterable

    from shapely import MultiPolygon

    from commonsky.catalogue.solutions import Box, Solution, SolutionWhere

#: Of a country; unstated: it serves some countries, and no source lists which.
Share = Literal["all", "part", "none", "unstated"]
WORLD: Box = (-180.0, -90.0, 180.0, 90.0)


def serves(where: SolutionWhere, country: str) -> Share:
    """How much of a country is served.

    Args:
        where: of a solution.
        country: ISO 3166 alpha-3 code, or any name that world.countries knows.

    Raises:
        UnknownNameError: if there is no such country.

    >>> from commonsky.catalogue.load import packaged_solutions
    >>> [serves(packaged_solutions()["Digital Earth Africa"].where, code) for code in ("KEN", "FJI")]
    ['all', 'none']
    """
    code = find_country(country).iso3
    if where.countries:
        return "all" if code in where.countries else "none"
    return _inside(code, where.bounds_deg) if where.bounds_deg else "all"


def serving(solutions: Iterable[Solution], country: str) -> tuple[Solution, ...]:
    """Those solutions that serve a country, or a part of it, as far as sources say."""
    return tuple(solution for solution in solutions if serves(solution.where, country) in {"all", "part"})


@cache
def _inside(code: str, bounds_deg: Box) -> Share:
    """How much of a country's outline lies in bounds; bounds whose west is greater than their east cross the antimeridian."""
    import shapely

    if bounds_deg == WORLD:
        return "unstated"
    west, south, east, north = bounds_deg
    spans = ((west, east),) if west <= east else ((west, 180.0), (-180.0, east))
    areas = [shapely.box(left, south, right, north) for left, right in spans]
    outline = _outlines()[code]
    around = shapely.box(*outline.bounds)
    if not any(shapely.intersects(area, around) for area in areas):
        return "none"
    if shapely.covers(shapely.union_all(areas), outline):
        return "all"
    return "part" if any(shapely.intersects(area, outline) for area in areas) else "none"


@cache
def _outlines() -> dict[str, MultiPolygon]:
    return dict(zip(countries(), all_land(), strict=False))  # the areas without a code come last
