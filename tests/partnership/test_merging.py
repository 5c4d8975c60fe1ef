"""Merging: values by hand for both rules, what is shown as a conflict, who comes first, and the laws of a merge."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from partnership_rows import need, requirement

from commonsky.core.errors import InvalidInputError, UnknownNameError
from commonsky.needs.model import LEVELS
from commonsky.partnership.merging import ATTRIBUTES, merge


def cycle(goal, breakthrough, threshold, unit="h", **fields):
    return requirement(observing_cycle={"unit": unit, "goal": goal, "breakthrough": breakthrough, "threshold": threshold}, **fields)


FIJI = (need(weight=1), cycle(6, 12, 24), 0.2)
KENYA = (need(weight=3), cycle(12, 18, 20), 0.6)
NEPAL = (need(weight=2), cycle(1, 2, 4, unit="day"), None)


def cycles(merged):
    return [merged.asked[level].cycle_h for level in LEVELS]


def test_the_strictest_value_is_taken_level_by_level_in_one_unit():
    (found,) = merge({"FJI": [FIJI], "KEN": [KENYA], "NPL": [NEPAL]})
    assert cycles(found) == [6.0, 12.0, 20.0]
    assert found.weight == 2.0
    assert found.countries == ("FJI", "KEN", "NPL")
    assert (found.variable, found.theme, found.requirements) == ("soil_moisture", "flood", ("flood-soil-moisture",))


def test_the_median_is_of_the_values_that_are_stated():
    (found,) = merge({"FJI": [FIJI], "KEN": [KENYA], "NPL": [NEPAL]}, "median")
    assert cycles(found) == [12.0, 18.0, 24.0]
    (of_two,) = merge({"FJI": [FIJI], "KEN": [KENYA]}, "median")
    assert cycles(of_two) == [9.0, 15.0, 22.0]


def test_who_asks_what_is_shown_strictest_first():
    (found,) = merge({"FJI": [FIJI], "KEN": [KENYA]})
    assert found.conflicts == (
        "observing cycle at goal: 6 h (FJI), 12 h (KEN); strictest asks 6 h",
        "observing cycle at breakthrough: 12 h (FJI), 18 h (KEN); strictest asks 12 h",
        "observing cycle at threshold: 20 h (KEN), 24 h (FJI); strictest asks 20 h",
    )


def test_the_same_value_in_another_unit_is_no_conflict():
    (found,) = merge({"FJI": [(need(), cycle(24, 48, 72), None)], "KEN": [(need(), cycle(1, 2, 3, unit="day"), None)]})
    assert found.conflicts == ()


def test_uncertainty_is_compared_as_one_standard_deviation():
    one = requirement(uncertainty={"unit": "dimensionless", "threshold": 0.04})
    two = requirement(uncertainty={"unit": "dimensionless", "threshold": 0.04}, uncertainty_sigmas=2)
    (found,) = merge({"FJI": [(need(), one, None)], "KEN": [(need(), two, None)]})
    assert found.asked["threshold"].uncertainty == pytest.approx(0.02)
    assert "uncertainty is stated at 1 sigma (FJI), 2 sigma (KEN); compared at 1 sigma" in found.conflicts


def test_what_only_some_ask_is_asked_of_all_and_shown():
    more = requirement(timeliness={"unit": "h", "threshold": 3})
    (found,) = merge({"FJI": [(need(), requirement(), None)], "KEN": [(need(), more, None)]})
    assert found.asked["threshold"].timeliness_h == 3.0
    assert found.conflicts == ("timeliness: not asked by FJI; asked by KEN, and so of all",)


def test_data_must_be_of_use_to_all():
    narrow = need(data_policies=("open",), acquisitions=("tasked",))
    (found,) = merge({"FJI": [(need(), requirement(), None)], "KEN": [(narrow, requirement(), None)]})
    assert (found.data_policies, found.acquisitions) == (("open",), ())
    assert found.conflicts == (
        "data policy: open, registration (FJI), open (KEN); of use to all: open",
        "acquisition: scenario, systematic (FJI), tasked (KEN); of use to all: none",
    )


def test_the_least_served_come_first_and_the_unknown_last():
    rows = {
        "FJI": [FIJI, (need(), requirement("a", "snow_cover", theme="ice"), 0.1), (need(), requirement("b", "river_discharge"), None)],
        "KEN": [KENYA, (need(), requirement("a", "snow_cover", theme="ice"), 0.9)],
    }
    found = merge(rows)
    assert [(m.variable, m.met_range) for m in found] == [
        ("snow_cover", (0.1, 0.9)),
        ("soil_moisture", (0.2, 0.6)),
        ("river_discharge", None),
    ]
    assert found[0].met == (("FJI", 0.1), ("KEN", 0.9))


def test_within_a_need_the_unknown_country_comes_last():
    (found,) = merge({"FJI": [NEPAL], "KEN": [KENYA]})
    assert found.met == (("KEN", 0.6), ("FJI", None))
    assert found.met_range == (0.6, 0.6)


def test_one_need_by_id_or_by_application_but_never_of_another_theme():
    own = cycle(1, 2, 3, name="mine", application="MADE  up")
    named = cycle(2, 3, 4, application="our rivers")
    other = cycle(2, 3, 4, name="mine too", theme="drought")
    found = merge(
        {"FJI": [FIJI], "KEN": [(need("mine"), own, None)], "NPL": [(need(), named, None)], "VUT": [(need("mine too"), other, None)]}
    )
    assert [(m.theme, m.countries) for m in found] == [("flood", ("FJI", "KEN", "NPL")), ("drought", ("VUT",))]
    assert found[0].requirements == ("flood-soil-moisture", "mine")
    assert found[0].conflicts[0] == "application: made up (FJI), MADE up (KEN), our rivers (NPL)"


def test_a_country_that_asks_twice_counts_once():
    (found,) = merge({"FJI": [FIJI, (need("mine", weight=5), cycle(1, 2, 3, name="mine"), 0.1)], "KEN": [KENYA]})
    assert (found.countries, found.weight, found.met[0]) == (("FJI", "KEN"), 4.0, ("FJI", 0.1))


def test_nothing_merged_is_nothing():
    assert merge({}) == merge({"FJI": []}) == ()


def test_bad_input_is_refused_in_one_line():
    with pytest.raises(UnknownNameError, match=r"^no rule named 'strict'; did you mean 'strictest'\? known: median, strictest$"):
        merge({"FJI": [FIJI]}, "strict")
    with pytest.raises(InvalidInputError, match=r"^FJI, flood-soil-moisture: the share met is 1.2; give a number from 0 to 1, or none$"):
        merge({"FJI": [(need(), requirement(), 1.2)]})
    with pytest.raises(InvalidInputError, match="the share met is nan"):
        merge({"FJI": [(need(), requirement(), float("nan"))]})


def test_the_world_is_merged_quickly_enough_to_be_asked_for():
    rows = [requirement(f"r{n}", application=f"a{n}") for n in range(90)]
    needs = {f"C{n:02d}": [(need(row.id), row, None) for row in rows] for n in range(90)}
    assert len(merge(needs)) == 90


VALUES = st.lists(st.integers(1, 50), min_size=3, max_size=3).map(sorted)
SHARES = st.one_of(st.none(), st.floats(0, 1))


@st.composite
def country_needs(draw):
    found = []
    for name, variable in (("a", "soil_moisture"), ("b", "river_discharge")):
        if draw(st.booleans()):
            goal, breakthrough, threshold = draw(VALUES)
            late = draw(st.one_of(st.just({}), st.builds(lambda h: {"timeliness": {"unit": "h", "threshold": h}}, st.integers(1, 9))))
            row = cycle(goal, breakthrough, threshold, unit=draw(st.sampled_from(["h", "min"])), name=name, variable=variable, **late)
            found.append((need(name, weight=draw(st.integers(1, 3))), row, draw(SHARES)))
    return found


WORLD = st.dictionaries(st.sampled_from(["FJI", "KEN", "NPL", "VUT"]), country_needs(), max_size=4)


@given(world=WORLD, rule=st.sampled_from(["strictest", "median"]), shuffle=st.randoms(use_true_random=False))
@settings(deadline=None, derandomize=True, max_examples=80)
def test_the_order_of_countries_and_needs_does_not_matter(world, rule, shuffle):
    countries = list(world)
    shuffle.shuffle(countries)
    mixed = {country: shuffle.sample(world[country], len(world[country])) for country in countries}
    assert merge(mixed, rule) == merge(world, rule)


@given(world=WORLD)
@settings(deadline=None, derandomize=True, max_examples=80)
def test_the_strictest_is_no_laxer_than_anyone_and_the_median_lies_between(world):
    strict, middle = ({m.variable: m for m in merge(world, rule)} for rule in ("strictest", "median"))
    for rows in world.values():
        for _, row, _ in rows:
            for level in LEVELS:
                for name in ATTRIBUTES:
                    value = getattr(row.asked(level), name)
                    assert value is None or getattr(strict[row.variable].asked[level], name) <= value
    for variable, merged in middle.items():
        for level in LEVELS:
            values = [row.asked(level).cycle_h for rows in world.values() for _, row, _ in rows if row.variable == variable]
            assert min(values) <= merged.asked[level].cycle_h <= max(values)
        assert cycles(merged) == sorted(cycles(merged))


@given(rows=country_needs(), rule=st.sampled_from(["strictest", "median"]))
@settings(deadline=None, derandomize=True, max_examples=50)
def test_one_countrys_merge_is_itself(rows, rule):
    found = {m.variable: m for m in merge({"FJI": rows}, rule)}
    assert len(found) == len(rows)
    for asked, row, met in rows:
        merged = found[row.variable]
        assert merged.asked == {level: row.asked(level) for level in LEVELS}
        assert (merged.weight, merged.met, merged.conflicts) == (asked.weight, (("FJI", met),), ())
        assert (merged.data_policies, merged.acquisitions) == (asked.data_policies, asked.acquisitions)
