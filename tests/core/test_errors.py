"""Every error has our base and a builtin one; the message says what was given and what would have worked."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonsky.core.errors import (
    CommonskyError,
    ConflictError,
    InvalidInputError,
    MissingExtraError,
    OutputError,
    StaleElementsError,
    UnknownNameError,
)


@pytest.mark.parametrize(
    ("error", "builtin"),
    [
        (UnknownNameError, LookupError),
        (InvalidInputError, ValueError),
        (StaleElementsError, ValueError),
        (MissingExtraError, ImportError),
        (OutputError, OSError),
        (ConflictError, RuntimeError),
    ],
)
def test_each_error_is_ours_and_a_builtin_one(error, builtin):
    assert issubclass(error, CommonskyError)
    assert issubclass(error, builtin)


def test_stale_elements_are_invalid_input():
    assert issubclass(StaleElementsError, InvalidInputError)


def test_the_nearest_name_is_suggested_whatever_its_case():
    assert (
        str(UnknownNameError("country", "NEPPAL", ["Nepal", "Malawi"]))
        == "no country named 'NEPPAL'; did you mean 'Nepal'? known: Malawi, Nepal"
    )


def test_nothing_near_suggests_nothing():
    assert str(UnknownNameError("hazard", "xyz", ["drought"])) == "no hazard named 'xyz'; known: drought"


def test_names_are_listed_once_and_in_order():
    assert str(UnknownNameError("hazard", "?", ["flood", "drought", "flood"])).endswith("known: drought, flood")


def test_more_than_thirty_names_are_counted():
    many = [f"n{i:03d}" for i in range(31)]
    assert str(UnknownNameError("thing", "?", many)).endswith("known: 31 names, such as n000, n001, n002")
    assert str(UnknownNameError("thing", "?", many[:30])).endswith("n028, n029")


def test_an_output_error_keeps_its_text():
    assert str(OutputError("the disk is full")) == "the disk is full"


@given(given_name=st.text(), known=st.lists(st.text(), max_size=40))
@settings(deadline=None, derandomize=True)
def test_any_name_gives_a_message(given_name, known):
    message = str(UnknownNameError("thing", given_name, known))
    assert message.startswith(f"no thing named {given_name!r}; ")
    assert "known: " in message
