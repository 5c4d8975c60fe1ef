"""Matching: never another variable, reasons made of the rows' own facts, and what does not serve the country is not offered."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from partnership_rows import FIJI, gap_of, mechanism, practice, requirement, solution

from commonsky.catalogue.load import packaged_solutions
from commonsky.catalogue.mechanisms import Region
from commonsky.catalogue.serving import serves
from commonsky.catalogue.solutions import Means
from commonsky.core.errors import InvalidInputError
from commonsky.core.hazards import HAZARD_NAMES
from commonsky.needs.model import Theme
from commonsky.partnership.matching import Gap, matches
from commonsky.partnership.offers import Offer
from commonsky.partnership.reasons import hazards_of, lacking, wording
from commonsky.world.countries import find_country

ASKED = requirement(
    timeliness={"unit": "h", "threshold": 24},
    horizontal_resolution={"unit": "km", "threshold": 1},
    observing_cycle={"unit": "h", "threshold": 24},
)
GAP = gap_of(ASKED, limiting=("timeliness",), targets=("SDG 13.1",))
WATER = gap_of(ASKED, variable="surface_water_extent", limiting=("observing_cycle",))


def offer(**fields):
    row = {"id": "O-1", "title": "made up", "by": "FAO", "kind": "data", "variables": ("soil_moisture",), "how_to_ask": "by form"}
    return Offer.model_validate(row | fields)


def matched(*rows, gap=GAP, country=FIJI, practices=(), mechanisms=(), offers=()):
    return matches(gap, rows, practices, mechanisms, offers, country)


def test_a_gap_of_a_requirement_has_its_hazard_and_its_values():
    assert (GAP.variable, GAP.hazards, GAP.need) == ("soil_moisture", ("flood",), "flood-soil-moisture")
    assert (GAP.asked.timeliness_h, GAP.asked.resolution_m) == (24.0, 1000.0)


def test_every_reason_and_obstacle_is_a_sentence_of_the_rows_facts():
    (found,) = matched(solution(latency_h=12, cycle_h=240, resolution_m=1000, needs_means=("gis skills",), targets=("SDG 13.1", "SDG 2.4")))
    assert [(r.en, r.points) for r in found.reasons] == [
        ("It gives soil moisture.", 4),
        ("It is made for flood.", 2),
        ("It serves SDG 13.1, as this need does.", 1),
        ("It serves Fiji: its area is worldwide.", 1),
        ("Its data are 12 h old; 24 h at most is asked.", 2),
        ("Its cells are 1 km wide; 1 km at most is asked.", 1),
        ("It is open to everybody.", 1),
        ("It is operational as of 2026-11-01.", 1),
    ]
    assert [(o.kind, o.en) for o in found.obstacles] == [
        ("quality", "It is made every 10 days, but every 24 h is asked."),
        ("skill", "It needs GIS skills."),
    ]
    assert found.score == 13.0
    assert found.needs_means == ("gis skills",)
    assert found.reasons[4].zh == "数据滞后12小时，要求不超过24小时。"
    assert found.reasons[3].zh == "服务范围包括斐济（worldwide）。"


def test_a_solution_of_another_variable_never_fits_whatever_its_words():
    other = solution(what="soil moisture soil moisture for floods in Fiji", variables=("snow_cover",), targets=("SDG 13.1",))
    assert matched(other, practices=[practice(variables=("snow_cover",))], offers=[offer(variables=("snow_cover",))]) == ()


def test_one_that_names_no_variable_fits_through_the_hazard_only():
    (found,) = matched(solution(variables=()), gap=WATER)
    assert found.reasons[0].en == "It is made for flood."
    assert matched(solution(variables=(), hazards=("fire",)), gap=WATER) == ()
    assert matched(solution(variables=(), hazards=("all",)), gap=WATER)[0].reasons[0].en == "It is made for flood."


def test_a_hazard_alone_brings_nothing_that_no_image_shows():
    assert matched(solution(variables=()), mechanisms=[mechanism()]) == ()


def test_one_that_serves_other_countries_is_not_offered():
    assert matched(solution(where={"text": "Brazil", "countries": ("BRA",)})) == ()
    (named,) = matched(solution(where={"text": "Pacific", "countries": ("FJI", "VUT")}))
    assert "It names Fiji among the countries that it serves." in [r.en for r in named.reasons]


@pytest.mark.parametrize(
    ("bounds", "words"),
    [
        ((170.0, -30.0, -170.0, 0.0), "It serves Fiji, which lies inside its bounds (there)."),
        ((0.0, -30.0, 180.0, 0.0), "It serves the part of Fiji that lies inside its bounds (there)."),
        ((-30.0, 27.0, 42.0, 72.0), ""),
        ((-180.0, -90.0, 180.0, 90.0), "Its area is given as there; whether it takes in Fiji is not known here: ask its owner."),
    ],
)
def test_bounds_are_held_against_the_countrys_own(bounds, words):
    found = matched(solution(where={"text": "there", "bounds_deg": bounds}))
    assert bool(found) == bool(words)
    assert not words or words in [said.en for said in (*found[0].reasons, *found[0].obstacles)]


def test_what_lies_beside_the_country_s_outline_is_not_offered_though_its_bounds_meet():
    row = packaged_solutions()["Digital Earth Africa"]
    own = Gap(need="x", variable=row.variables[0], country="UZB")
    assert serves(row.where, "UZB") == "none"
    assert matched(row, gap=own, country=find_country("UZB")) == ()


def test_where_the_area_is_not_known_it_stands_last():
    unknown = solution("A", latency_h=1, cycle_h=1, where={"text": "there", "bounds_deg": (-180.0, -90.0, 180.0, 90.0)})
    known, poorer = matched(unknown, solution("B"))
    assert (known.name, poorer.name) == ("B", "A")
    assert known.score < poorer.score


def test_what_has_ended_is_not_offered():
    assert matched(solution(maturity="ended"), practices=[practice(status="superseded")], mechanisms=[mechanism(status="ended")]) == ()


def test_a_figure_that_no_source_states_matters_where_it_limits():
    (found,) = matched(solution())
    assert [o.en for o in found.obstacles] == ["No source states how old its data are; 24 h at most is asked."]


@pytest.mark.parametrize(
    ("access", "kind", "words"),
    [("restricted", "access", "It is not open to everybody: made up."), ("commercial", "cost", "It is sold: made up.")],
)
def test_who_may_not_use_it_is_an_obstacle(access, kind, words):
    (found,) = matched(solution(access=access, latency_h=12))
    assert [(o.kind, o.en) for o in found.obstacles] == [(kind, words)]


def test_open_data_count_double_where_policy_limits():
    gap = gap_of(requirement(), limiting=("data_policy",))
    assert next(r.points for r in matched(solution(), gap=gap)[0].reasons if "open" in r.en) == 2


def test_a_practice_says_where_it_was_tried_and_what_software_it_needs():
    steps = (
        {"name": "a", "what": "a", "by": "software", "software": "QGIS"},
        {"name": "b", "what": "b", "by": "command", "command": "commonsky coverage next {place}"},
    )
    trials = ({"place": "Labasa, Fiji", "where": "https://example.org"}, {"place": "Nepal", "where": "https://example.org"})
    (found,) = matched(practices=[practice(steps=steps, regions_tried=trials)])
    assert [r.en for r in found.reasons] == [
        "It works with soil moisture.",
        "It was tried in Labasa, Fiji.",
        "Steps of it run here as commands: 1.",
    ]
    assert [(o.kind, o.en) for o in found.obstacles] == [("skill", "Steps of it need other software: QGIS.")]


def test_a_mechanism_fits_through_hazard_and_region_and_says_who_may_ask():
    assert matched(gap=WATER, mechanisms=[mechanism(regions=("Africa",))]) == ()
    assert matched(gap=WATER, mechanisms=[mechanism(hazards=("fire",))]) == ()
    (found,) = matched(gap=WATER, mechanisms=[mechanism(regions=("Oceania",), around_the_clock=True)])
    assert [(r.en, r.points) for r in found.reasons] == [
        ("It acts on flood.", 2),
        ("It serves Oceania, where Fiji lies.", 2),
        ("It can be asked for new images.", 2),
        ("It answers around the clock.", 1),
    ]
    assert [(o.kind, o.en, o.zh) for o in found.obstacles] == [
        ("policy", "Who may ask: registered authorities.", "申请资格：已登记的主管部门。")
    ]


def test_an_offer_that_brings_what_a_solution_needs_is_offered_with_it():
    training = offer(kind="training", variables=(), means=("gis skills",))
    found = matched(solution(needs_means=("gis skills",)), offers=[training])
    assert [(m.kind, m.name) for m in found] == [("solution", "Wetness"), ("offer", "O-1")]
    assert [r.en for r in found[1].reasons] == ["It brings GIS skills, which Wetness needs.", "FAO offers it."]
    assert matched(solution(), offers=[training])[-1].kind == "solution"


def test_an_offer_to_other_countries_is_not_offered():
    assert matched(offers=[offer(countries=("KEN",))]) == ()
    (found,) = matched(offers=[offer(countries=("FJI",))])
    assert found.score == 8.0


def test_the_country_must_be_the_gaps():
    with pytest.raises(InvalidInputError, match="the gap is of KEN, the country given is FJI; give one and the same"):
        matched(gap=Gap(need="x", variable="soil_moisture", country="KEN"))


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"variables": ()}, "names no variable, hazard or means"),
        ({"by": "ESA and FAO"}, "reads as 2 organisations"),
        ({"valid_from": date(2027, 1, 2), "valid_until": date(2027, 1, 1)}, "valid_until 2027-01-01 lies before valid_from 2027-01-02"),
        ({"variables": ("soil_moistur",)}, "did you mean 'soil_moisture'"),
    ],
)
def test_an_offer_that_makes_no_sense_is_refused(fields, words):
    with pytest.raises(ValueError, match=words):
        offer(**fields)


def test_an_offer_holds_from_its_first_to_its_last_day():
    row = offer(valid_from=date(2027, 1, 1), valid_until=date(2027, 1, 31))
    assert [row.holds(date(2026, 12, 31)), row.holds(date(2027, 1, 1)), row.holds(date(2027, 1, 31)), row.holds(date(2027, 2, 1))] == [
        False,
        True,
        True,
        False,
    ]


def test_every_word_that_rows_use_has_its_own_in_both_languages():
    assert set(wording()["means"]) == set(Means.__args__)
    assert set(wording()["hazard"]) == set(HAZARD_NAMES)
    assert set(wording()["region"]) == set(Region.__args__)
    assert set(wording()["theme"]) <= set(Theme.__args__)
    assert all(name in HAZARD_NAMES for theme in wording()["theme"] for name in hazards_of(theme))
    assert all(lacking(means).en.endswith(".") and lacking(means).zh.endswith("。") for means in Means.__args__)


VARIABLES = st.lists(st.sampled_from(["soil_moisture", "snow_cover", "river_discharge"]), max_size=2, unique=True).map(tuple)
HAZARDS = st.lists(st.sampled_from(["flood", "fire", "all"]), min_size=1, max_size=2, unique=True).map(tuple)
WHERE = st.sampled_from([{"text": "worldwide"}, {"text": "Brazil", "countries": ("BRA",)}, {"text": "here", "countries": ("FJI",)}])
SOLUTIONS = st.lists(
    st.builds(
        lambda variables, hazards, where, latency_h, needs_means: locals(),
        VARIABLES, HAZARDS, WHERE, st.sampled_from([None, 1.0, 48.0]), st.sampled_from([(), ("internet",), ("gis skills", "internet")]),
    ),
    max_size=6,
)  # fmt: skip


@given(drawn=SOLUTIONS, shuffle=st.randoms(use_true_random=False))
@settings(deadline=None, derandomize=True, max_examples=80)
def test_whatever_the_rows_the_laws_hold(drawn, shuffle):
    rows = {f"S{n}": solution(f"S{n}", **fields) for n, fields in enumerate(drawn)}
    found = matched(*rows.values())
    for match in found:
        row = rows[match.name]
        assert not row.variables or "soil_moisture" in row.variables
        assert row.serves("FJI") is not False
        assert match.score == sum(r.points for r in match.reasons) > 0
        assert {o.en for o in match.obstacles} >= {lacking(means).en for means in row.needs_means}
        assert any(r.en == "It gives soil moisture." for r in match.reasons) == ("soil_moisture" in row.variables)
        assert any("h old; " in r.en for r in match.reasons) == (row.latency_h == 1.0)
    assert [m.score for m in found] == sorted((m.score for m in found), reverse=True)
    expected = {
        name
        for name, row in rows.items()
        if row.serves("FJI") and "soil_moisture" in row.variables  # no image shows it, so a hazard alone is not enough
    }
    assert {m.name for m in found} == expected
    mixed = list(rows.values())
    shuffle.shuffle(mixed)
    assert matched(*mixed) == found
