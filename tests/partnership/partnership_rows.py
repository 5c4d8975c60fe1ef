"""Small rows of our own, so that no test depends on the packaged ones; and moments one hour apart."""

from datetime import date, timedelta

from commonsky.catalogue.mechanisms import Mechanism
from commonsky.catalogue.practices import Practice
from commonsky.catalogue.solutions import Solution
from commonsky.core.time import parse_utc
from commonsky.needs.model import Need, Requirement
from commonsky.partnership.fields import Known
from commonsky.partnership.matching import Gap
from commonsky.partnership.reasons import hazards_of
from commonsky.world.countries import Country

START = parse_utc("2026-11-01")
SOURCE = ({"what": "made up", "where": "https://example.org"},)
KNOWN = Known(
    requirements=("flood-soil-moisture", "drought-precipitation-amount", "fire-area"), targets=("SDG 6.6.1", "SDG 13.1", "Sendai G-2")
)
FIJI = Country(
    iso2="FJ", iso3="FJI", m49=242, names={"en": "Fiji", "zh": "斐济"}, region="Oceania", subregion="Melanesia", independent=True
)


def at(hours):
    return START + timedelta(hours=hours)


def requirement(name="flood-soil-moisture", variable="soil_moisture", **fields):
    row = {
        "id": name,
        "theme": "flood",
        "variable": variable,
        "application": "made up",
        "uncertainty_sigmas": 1,
        "confidence": "firm",
        "valid_from": date(2020, 1, 1),
        "as_of": date(2026, 11, 22),
        "source": SOURCE,
        "observing_cycle": {"unit": "h", "goal": 6, "breakthrough": 12, "threshold": 24},
    }
    return Requirement.model_validate(row | fields)


def gap_of(row, **fields):
    """The gap of a requirement that misses its threshold in Fiji."""
    told = {"need": row.id, "variable": row.variable, "hazards": hazards_of(row.theme), "country": "FJI", "asked": row.asked("threshold")}
    return Gap(**(told | fields))


def need(name="flood-soil-moisture", **fields):
    return Need.model_validate({"requirement": name, "title_en": "made up"} | fields)


def solution(name="Wetness", **fields):
    row = {
        "name": name,
        "kind": "product",
        "owner": "ESA",
        "what": "made up",
        "variables": ("soil_moisture",),
        "hazards": ("flood",),
        "where": {"text": "worldwide"},
        "access": "open",
        "licence": "made up",
        "maturity": "operational",
        "status_as_of": date(2026, 11, 1),
        "page": "https://example.org",
        "as_of": date(2026, 11, 22),
        "source": SOURCE,
    }
    return Solution.model_validate(row | fields)


def practice(name="Recipe", **fields):
    row = {
        "name": name,
        "what": "made up",
        "publisher": "UN-SPIDER",
        "variables": ("soil_moisture",),
        "inputs": ({"name": "place", "kind": "place", "what": "where"},),
        "outputs": ({"name": "wet", "kind": "raster", "what": "wetness"},),
        "steps": ({"name": "Look", "what": "look", "by": "hand"},),
        "page": "https://example.org",
        "status": "published",
        "status_as_of": date(2026, 11, 1),
        "as_of": date(2026, 11, 22),
        "source": SOURCE,
    }
    return Practice.model_validate(row | fields)


def mechanism(name="Help", **fields):
    row = {
        "name": name,
        "operator": "agencies",
        "kind": "imagery and maps",
        "status": "operational",
        "status_as_of": date(2026, 11, 1),
        "who_may_ask": "registered authorities",
        "who_may_ask_zh": "已登记的主管部门",
        "how_to_ask": "by form",
        "contact_page": "https://example.org",
        "cost": "free",
        "products": "maps",
        "hazards": ("flood",),
        "as_of": date(2026, 11, 22),
        "source": SOURCE,
    }
    return Mechanism.model_validate(row | fields)
