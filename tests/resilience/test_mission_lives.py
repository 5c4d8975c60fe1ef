"""When missions fly: ends that came, are published, or are assumed; what-ifs; and launch delays as they were."""

from datetime import date

import pytest

from commonsky.catalogue.lives import Life
from commonsky.catalogue.load import packaged, packaged_catalogue
from commonsky.core.citation import Source
from commonsky.core.errors import InvalidInputError, UnknownNameError
from commonsky.resilience.delays import packaged_delays, usual_months
from commonsky.resilience.lives import COURSES, Span, changed, span_of, usual_design_years

TODAY = date(2026, 11, 23)
SOURCE = (Source(what="all", where="made up for a test"),)


def life(**figures):
    return Life(name="X", as_of=TODAY, source=SOURCE, **figures)


def mission(name):
    return packaged_catalogue().missions[name]


def test_an_end_that_came_is_the_end_on_every_course():
    span = span_of(mission("Sentinel-1B"), life(design_life_years=7), 7.0, TODAY)
    assert (span.early, span.expected, span.late, span.basis) == (*[date(2021, 12, 23)] * 3, "came")


def test_what_flies_past_its_design_life_ends_today_on_the_early_course():
    span = span_of(mission("Terra"), life(design_life_years=6), 7.0, TODAY)
    assert span.early == TODAY
    assert span.late is None


def test_a_published_end_is_the_expected_one():
    span = span_of(mission("Terra"), life(expected_end_from="2027-01-01", expected_end_until="2027-06-30"), 7.0, TODAY)
    assert (span.expected, span.late, span.basis) == (date(2027, 6, 30), date(2027, 6, 30), "published")


def test_without_a_published_end_one_and_a_half_design_lives_are_assumed():
    span = span_of(mission("Sentinel-1C"), life(design_life_years=8), 7.0, TODAY)
    assert span.expected.year == 2024 + 12
    assert span.basis == "assumed"


def test_a_planned_mission_gives_products_after_commissioning():
    planned = mission("ROSE-L A")
    span = span_of(planned, None, 7.0, TODAY)
    assert span.start > planned.launch_date
    assert not span.flies(planned.launch_date, "expected")


def test_a_mission_in_commissioning_gives_products_half_a_year_after_its_launch_at_the_earliest():
    found = [m for m in packaged_catalogue().missions.values() if m.status == "commissioning"]
    assert found
    for one in found:
        span = span_of(one, None, 7.0, TODAY)
        assert (span.start - one.launch_date).days >= 182
        assert span.start >= one.status_as_of


def test_courses_are_in_order_for_every_mission_of_the_catalogue():
    lives = packaged("commonsky.catalogue", "lives", "life", Life)
    far = date(9999, 1, 1)
    for name, row in packaged_catalogue().missions.items():
        span = span_of(row, lives.get(name), usual_design_years(lives), TODAY)
        ends = [getattr(span, course) or far for course in COURSES]
        assert ends == sorted(ends), name


def test_every_life_is_of_a_mission_of_the_catalogue_and_so_are_its_followers():
    missions = packaged_catalogue().missions
    for name, row in packaged("commonsky.catalogue", "lives", "life", Life).items():
        assert name in missions
        assert set(row.followed_by) <= set(missions), name


SPANS = (
    Span(mission="A", start=date(2020, 1, 1), early=None, expected=None, late=None, basis="assumed"),
    Span(mission="B", start=date(2028, 1, 1), early=date(2035, 1, 1), expected=None, late=None, basis="assumed"),
    Span(mission="C", start=date(2015, 1, 1), early=date(2022, 1, 1), expected=date(2022, 1, 1), late=date(2022, 1, 1), basis="came"),
)
PLANNED = frozenset({"B"})


def test_a_later_launch_moves_the_ends_too():
    found = {s.mission: s for s in changed(SPANS, {"B": 12}, {}, PLANNED)}
    assert (found["B"].start, found["B"].early) == (date(2028, 12, 31), date(2036, 1, 1))


def test_what_a_user_gives_is_told_as_given_and_the_rest_as_it_was():
    found = {s.mission: s for s in changed(SPANS, {"B": 12}, {"A": date(2030, 1, 1)}, PLANNED)}
    assert {name: s.basis for name, s in found.items()} == {"A": "given", "B": "given", "C": "came"}
    assert (found["A"].early, found["A"].expected, found["A"].late) == (date(2030, 1, 1),) * 3
    assert found["C"] == SPANS[2]
    assert changed(SPANS, {}, {}, PLANNED) == SPANS


def test_what_is_used_up_ends_the_late_course_and_no_other_goes_beyond():
    row = life(design_life_years=8, consumables_until="2030-01-01")
    span = span_of(mission("Sentinel-1C"), row, 7.0, TODAY)
    assert (span.expected, span.late) == (date(2030, 1, 1), date(2030, 1, 1))
    over = span_of(mission("Sentinel-1C"), life(design_life_years=1, consumables_until="2025-06-01"), 7.0, TODAY)
    assert over.expected == over.late == TODAY  # it flies still


@pytest.mark.parametrize(
    ("delays", "ends", "said"),
    [
        ({"A": 12}, {}, "A was launched on 2020-01-01: no launch to delay"),
        ({"B": 0}, {}, "a delay of 0 months for B is out of range"),
        ({}, {"A": date(2019, 1, 1)}, "A cannot end on 2019-01-01: it gives products from 2020-01-01"),
        ({"B": 24}, {"B": date(2029, 1, 1)}, "B cannot end on 2029-01-01"),
        ({}, {"C": date(2030, 1, 1)}, "C ended on 2022-01-01; it cannot end on 2030-01-01 too"),
    ],
)
def test_what_ifs_that_contradict_the_rows_are_refused(delays, ends, said):
    with pytest.raises(InvalidInputError, match=said):
        changed(SPANS, delays, ends, PLANNED)


def test_a_what_if_of_an_unknown_mission_is_refused_with_the_known_ones():
    with pytest.raises(UnknownNameError, match="no mission named 'Z'; known: A, B, C"):
        changed(SPANS, {"Z": 3}, {}, PLANNED)


def test_a_life_with_half_an_expectation_is_refused():
    with pytest.raises(ValueError, match="stand together"):
        life(expected_end_from="2030-01-01")


def test_launch_delays_have_early_ones_too_and_a_median():
    rows = [row.months for row in packaged_delays().values()]
    assert len(rows) >= 20
    assert min(rows) < 1 < max(rows)
    middle, most, count = usual_months()
    assert 0 < middle < most
    assert count >= 20
