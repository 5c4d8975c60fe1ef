"""Factors of units at the door: values by definition of the units, laws by hypothesis."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonsky.core.errors import InvalidInputError
from commonsky.core.units import factor
from commonsky.core.variables import variables


@pytest.mark.parametrize(
    ("unit", "canonical", "expected"),
    [
        ("km", "m", 1000.0),
        ("min", "h", 1 / 60),
        ("d", "h", 24.0),
        ("%", "dimensionless", 0.01),
        ("mm/d", "mm/h", 1 / 24),
        ("cm", "m", 0.01),
        ("m^3/m^3", "m^3/m^3", 1.0),
    ],
)
def test_factors_follow_from_definitions(unit, canonical, expected):
    assert factor(unit, canonical) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize(("unit", "kelvin"), [("degC", 1.0), ("degree_Celsius", 1.0), ("degF", 5 / 9), ("K", 1.0)])
def test_a_temperature_difference_has_no_offset(unit, kelvin):
    assert factor(unit, "K", "uncertainty") == pytest.approx(kelvin, rel=1e-12)
    assert factor("K", unit, "uncertainty") == pytest.approx(1 / kelvin, rel=1e-12)


def test_a_unit_of_something_else_is_refused_by_name():
    with pytest.raises(InvalidInputError, match="swath: unit 'kg' does not measure this; use one that converts to 'km'"):
        factor("kg", "km", "swath")


@pytest.mark.parametrize("unit", ["parsnip", "", "m**", "1/0", "(", "km km km km(", "__import__('os')"])
def test_no_unit_at_all_is_refused_by_name(unit):
    with pytest.raises(InvalidInputError, match="^swath: "):
        factor(unit, "km", "swath")


@given(unit=st.sampled_from(["m", "km", "cm", "mm"]), other=st.sampled_from(["m", "km", "cm", "mm"]))
@settings(deadline=None, derandomize=True)
def test_there_and_back_is_one(unit, other):
    assert factor(unit, other) * factor(other, unit) == pytest.approx(1.0, rel=1e-12)


@given(st.text(max_size=12))
@settings(deadline=None, derandomize=True, max_examples=300)
def test_any_text_is_a_unit_or_a_typed_error(unit):
    try:
        assert isinstance(factor(unit, "km"), float)
    except InvalidInputError as error:
        assert "'km'" in str(error)


@pytest.mark.parametrize("name", sorted(variables()))
def test_every_variable_has_a_unit_that_is_known(name):
    assert factor(variables()[name].unit, variables()[name].unit) == pytest.approx(1.0)
