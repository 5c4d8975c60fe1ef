"""Space solutions, practices, offices and uses: sourced rows that name what exists, and whom they serve."""

import re
from collections import Counter
from types import SimpleNamespace

import pytest
from pydantic import ValidationError

from commonsky.catalogue import offer_rules as rules
from commonsky.catalogue.load import packaged_offices, packaged_practices, packaged_solutions, packaged_uses
from commonsky.catalogue.search import country_words, search
from commonsky.catalogue.serving import WORLD, serves, serving
from commonsky.catalogue.solutions import Solution, SolutionWhere
from commonsky.core.errors import UnknownNameError
from commonsky.core.hazards import HAZARD_NAMES, PHASE_NAMES
from commonsky.workflows.catalogue_check import check
from commonsky.world.countries import boundary, countries, find_country

ROWS = packaged_solutions()
EACH = pytest.mark.parametrize("row", list(ROWS.values()), ids=lambda row: row.name)
#: Rows whose sources bound them, and what they give three countries. By hand, from where each says that it serves.
SERVED = {
    "GloFAS": ("all", "all", "all"),
    "GSMaP": ("all", "all", "all"),
    "International Charter": ("all", "all", "all"),
    "Digital Earth Africa": ("none", "none", "all"),
    "Digital Earth Australia": ("none", "none", "none"),
    "TAMSAT": ("none", "none", "all"),
    "EFAS": ("none", "none", "none"),
    "EFFIS": ("none", "none", "none"),
    "EGMS": ("none", "none", "none"),
    "EGNOS": ("none", "none", "none"),
    "GAGAN": ("none", "none", "none"),
    "GEONETCast Americas": ("none", "none", "none"),
    "EUMETCast": ("none", "none", "all"),
    "HimawariCast": ("all", "all", "none"),
    "QZSS DC Report": ("all", "all", "none"),
    "GEDI L4B biomass": ("all", "all", "all"),
    "RADD alerts": ("all", "part", "all"),
    "Copernicus snow cover extent": ("none", "all", "part"),
    "Google Open Buildings": ("none", "all", "all"),
    "FEWS NET": ("unstated", "unstated", "unstated"),
    "Google Flood Hub": ("unstated", "unstated", "unstated"),
}
THREE = ("FJI", "NPL", "KEN")


def test_the_compendium_is_broad():
    assert len(ROWS) >= 80
    hazards = Counter(hazard for row in ROWS.values() for hazard in row.hazards)
    assert {"flood", "drought", "storm", "fire", "earthquake", "tsunami", "landslide", "volcano", "oil spill", "space weather"} <= set(
        hazards
    )
    assert {phase for row in ROWS.values() for phase in row.phases} == set(PHASE_NAMES)
    assert {row.technology for row in ROWS.values()} == {"earth observation", "navigation", "telecommunication"}
    assert {row.access for row in ROWS.values()} >= {"open", "registration", "restricted"}


@EACH
def test_every_row_has_sources_with_what_was_read(row):
    assert len(row.source) >= 1
    assert all(source.where.startswith("http") and source.what for source in row.source)
    assert any(source.quoted for source in row.source)
    assert row.what
    assert re.search(r"[\u4e00-\u9fff]", row.name_zh + row.what_zh)


@EACH
def test_no_row_holds_a_person_or_a_telephone(row):
    text = f"{row.owner} {row.what} {row.licence} {row.cost} {row.needs_also} {row.note} {row.page}"
    assert not re.search(r"\S@\S", text)
    assert not re.search(r"\+\d[\d ()-]{6,}", text)


@pytest.mark.parametrize("family", ["solutions", "practices", "offices", "uses", "targets"])
def test_the_packaged_rows_keep_every_rule(family):
    assert check([family]).problems == ()


@pytest.mark.parametrize("name", SERVED)
def test_who_is_served(name):
    assert tuple(serves(ROWS[name].where, code) for code in THREE) == SERVED[name]


@pytest.mark.parametrize("code", THREE)
def test_every_solution_answers_whether_it_serves_a_country(code):
    told = {name: serves(row.where, code) for name, row in ROWS.items()}
    assert set(told.values()) <= {"all", "part", "none", "unstated"}
    assert len(serving(ROWS.values(), code)) >= 60
    assert {row.name for row in serving(ROWS.values(), code)} == {name for name, share in told.items() if share in {"all", "part"}}


@pytest.mark.parametrize("code", [*THREE, "RUS", "USA", "NZL", "KIR", "BRA"])
def test_bounds_agree_with_the_countrys_box(code):
    west, south, east, north = boundary(find_country(code)).bounds
    for name, row in ROWS.items():
        box = row.where.bounds_deg
        if box is None or box == WORLD:
            continue
        share = serves(row.where, code)
        inside = box[1] <= south and north <= box[3] and (box[0] <= west and east <= box[2] if box[0] <= box[2] else False)
        apart = box[3] < south or north < box[1] or (box[0] <= box[2] and (box[2] < west or east < box[0]))
        assert not inside or share == "all", name
        assert not apart or share == "none", name


def test_bounds_across_the_antimeridian():
    pacific = SolutionWhere(text="the Pacific", bounds_deg=(160, -50, -140, 30))
    assert [serves(pacific, code) for code in ("FJI", "KEN", "NZL")] == ["all", "none", "part"]


def test_a_list_of_countries_is_all_or_none():
    two = SolutionWhere(text="two", countries=("FJI", "NPL"))
    assert [serves(two, name) for name in ("Fiji", "尼泊尔", "KEN")] == ["all", "all", "none"]
    with pytest.raises(UnknownNameError, match="did you mean 'Fiji'"):
        serves(two, "Fijii")


@pytest.fixture
def cache(tmp_path_factory, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.getbasetemp() / "solutions-cache"))


@pytest.mark.usefixtures("cache")
def test_a_country_in_a_question_finds_what_serves_it():
    fiji = [hit.name for hit in search("flood solutions for Fiji", most=50)]
    assert fiji == [hit.name for hit in search("flood solutions Fiji", most=50)]
    assert {"GloFAS", "International Charter"} <= set(fiji)
    assert not {"EFAS", "FEWS NET"} & set(fiji)
    assert {"GloFAS"} <= {hit.name for hit in search("斐济 洪水", family="solutions", most=50)}
    assert "TAMSAT" in {hit.name for hit in search("rain Kenya", family="solutions", most=50)}
    assert "TAMSAT" not in {hit.name for hit in search("rain Nepal", family="solutions", most=50)}


@pytest.mark.usefixtures("cache")
@pytest.mark.parametrize(
    ("question", "family", "found"),
    [
        ("SDG 6.6.1", "targets", "SDG 6.6.1"),
        ("优质教育", "targets", "SDG 4"),
        ("预警", "targets", "Sendai G"),
        ("locust", "uses", "pests-preparedness-eo-1"),
    ],
)
def test_the_new_families_are_searched(question, family, found):
    assert found in {hit.name for hit in search(question, family=family, most=100)}


def test_names_of_countries_are_words_of_questions():
    known = dict(country_words())
    assert {"fiji": "FJI", "nepal": "NPL", "肯尼亚": "KEN", "côte d'ivoire": "CIV"}.items() <= {
        k.replace("’", "'"): v for k, v in known.items()
    }.items()
    assert set(known.values()) <= set(countries())


def test_practices_offices_and_uses_are_there():
    assert len(packaged_practices()) >= 20
    assert len(packaged_offices()) >= 40
    assert {row.hazard for row in packaged_uses().values()} <= set(HAZARD_NAMES)
    assert len(packaged_uses()) >= 100


def made(**changes):
    whole = {
        "name": "S", "kind": "product", "owner": "O", "what": "w", "variables": ["land_cover"], "where": {"text": "the world"},
        "access": "open", "licence": "open", "maturity": "operational", "status_as_of": "2026-01-01",
        "page": "https://example.org/s", "as_of": "2026-11-22",
        "source": [{"what": "w", "where": "https://example.org"}],
    }  # fmt: skip
    return Solution.model_validate(whole | changes)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"variables": []}, "neither a variable nor a hazard"),
        ({"variables": ["love"]}, "no variable named"),
        ({"page": "example.org"}, "page"),
        ({"hazards": ["fluud"]}, "hazards"),
        ({"where": {"text": "x", "countries": ["Fiji"]}}, "countries"),
    ],
)
def test_a_broken_row_is_refused(changes, words):
    with pytest.raises(ValidationError, match=words):
        made(**changes)


def facts(row):
    return {"solutions": {"S": row}, "targets": {"SDG 1": None}, "instruments": {"A": None}, "networks": {}}


SLIPS = [
    (rules.offers_name_what_exists, made(targets=["SDG 99"]), "'SDG 99', which is none of the targets"),
    (rules.offers_name_what_exists, made(instruments=["B"]), "none of the instruments"),
    (rules.offers_name_what_exists, made(networks=["N"]), "none of the networks"),
    (rules.offers_name_what_exists, made(targets=["SDG 1", "SDG 1"]), "twice"),
    (rules.offers_serve_countries, made(where={"text": "x", "countries": ["XXX"]}), "'XXX', which is no ISO"),
    (rules.offers_serve_countries, made(where={"text": "x", "bounds_deg": [0, 20, 10, 10]}), "not west, south, east, north"),
    (rules.offers_serve_countries, made(where={"text": "x", "bounds_deg": [0, 0, 10, 10], "countries": ["FJI"]}), "keep one"),
    (rules.pages_have_hosts, made(page="https://localhost/x"), "on no host"),
    (rules.pages_have_hosts, made(page="https://10.0.0.1/x"), "on no host"),
    (rules.offers_have_dates_in_order, made(status_as_of="2026-12-01"), "lies after as_of"),
    (rules.offers_have_dates_in_order, made(since=2027), "since 2027"),
]


@pytest.mark.parametrize(("rule", "slip", "words"), SLIPS, ids=[words for _, _, words in SLIPS])
def test_each_rule_finds_its_slip(rule, slip, words):
    assert [words in problem.what for problem in rule(facts(slip))] == [True]


def test_every_rule_has_a_failing_example_and_leaves_sound_rows_alone():
    assert {rule for rule, _, _ in SLIPS} == set(rules.RULES)
    sound = made(targets=["SDG 1"], instruments=["A"], since=2020, where={"text": "x", "bounds_deg": [170, -20, -170, 20]})
    office = SimpleNamespace(
        country="FJI", countries=(), how_to_reach="https://example.org/", status_as_of=sound.status_as_of, as_of=sound.as_of
    )
    for rule in rules.RULES:
        assert not list(rule(facts(sound) | {"offices": {"O": office}}))
