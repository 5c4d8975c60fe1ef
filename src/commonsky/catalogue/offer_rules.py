"""Rules for what is on offer beside the satellites: solutions, practices, offices, uses name what exists and say where they serve.

Facts: none; a rule states what must hold whatever the figures are, as those of `catalogue.rules`. Leaves out whether a page still answers:
that needs the network.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from commonsky.catalogue.rules import Problem
from commonsky.world.countries import countries

if TYPE_CHECKING:
    from collections.abc import Iterator

    from commonsky.catalogue.rules import Facts, Rule

#: Families of what is on offer.
OFFERS = ("solutions", "practices", "offices", "uses")
#: Where their page stands.
_PAGES = ("page", "how_to_reach")
_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}")


def offers_name_what_exists(facts: Facts) -> Iterator[Problem]:
    """Targets, instruments and networks of an offer are rows of those families, each named once."""
    for family, name, row in _offers(facts):
        for kind in ("targets", "instruments", "networks"):
            named = getattr(row, kind, ())
            for one in named:
                if one not in facts.get(kind, {}):
                    yield _problem(family, name, "names resolve", f"names {one!r}, which is none of the {kind}")
            for one in {one for one in named if named.count(one) > 1}:
                yield _problem(family, name, "names resolve", f"names {one!r} twice")


def offers_serve_countries(facts: Facts) -> Iterator[Problem]:
    """Countries are known by their codes, and bounds are in order; a place is said by one of the two."""
    known = countries()
    for family, name, row in _offers(facts):
        where = getattr(row, "where", row)
        for code in (*getattr(where, "countries", ()), *([row.country] if getattr(row, "country", "") else [])):
            if code not in known:
                yield _problem(family, name, "countries", f"names {code!r}, which is no ISO 3166 alpha-3 code of a country")
        bounds = getattr(where, "bounds_deg", None)
        if bounds is not None and not _are_bounds(bounds):
            yield _problem(family, name, "countries", f"bounds {bounds} are not west, south, east, north in degrees")
        if bounds is not None and where.countries:
            yield _problem(family, name, "countries", "gives countries and bounds; keep one")


def pages_have_hosts(facts: Facts) -> Iterator[Problem]:
    """The page of an offer is on a host of the open internet."""
    for family, name, row in _offers(facts):
        for field in _PAGES:
            page = getattr(row, field, "")
            if page and not _HOST.fullmatch((urlsplit(page).hostname or "").casefold()):
                yield _problem(family, name, "page", f"{field} {page!r} is on no host that others can reach")


def offers_have_dates_in_order(facts: Facts) -> Iterator[Problem]:
    """A state is no younger than its row, and nothing began after its state was read."""
    for family, name, row in _offers(facts):
        read = getattr(row, "status_as_of", None)
        if read is None:
            continue
        if read > row.as_of:
            yield _problem(family, name, "date order", f"status_as_of {read} lies after as_of {row.as_of}")
        since = getattr(row, "since", None)
        if since is not None and since > read.year:
            yield _problem(family, name, "date order", f"since {since} lies after status_as_of {read}")


RULES: tuple[Rule, ...] = (offers_name_what_exists, offers_serve_countries, pages_have_hosts, offers_have_dates_in_order)


def _offers(facts: Facts) -> Iterator[tuple[str, str, Any]]:
    for family in OFFERS:
        for name, row in facts.get(family, {}).items():
            yield family, name, row


def _are_bounds(bounds: tuple[float, float, float, float]) -> bool:
    west, south, east, north = bounds
    return -180 <= west <= 180 and -180 <= east <= 180 and -90 <= south < north <= 90 and west != east


def _problem(family: str, row: str, rule: str, what: str) -> Problem:
    return Problem(family=family, row=row, rule=rule, what=what)
