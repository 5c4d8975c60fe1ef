"""What every declaration of a registry must keep, whoever adds it: found from the registry, so a new file is tested by being there."""

import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonsky.core.elements import Elements
from commonsky.core.errors import UnknownNameError
from commonsky.sources.element_format import ELEMENT_FORMATS

FORMATS = pytest.mark.parametrize("declared", list(ELEMENT_FORMATS), ids=lambda d: d.name)
GARBAGE = [
    "",
    "\n",
    "\0",
    "{",
    "[]",
    "[{}]",
    "<",
    "<omm>",
    "<omm/>",
    "=",
    "EPOCH = ",
    "EPOCH,MEAN_MOTION\n,\n",
    "1 \n2 \n",
    "1 25544U\n2 25544\n",
    "\ufeff",
    "²\n" * 10,
]


def rows_of(declared, text):
    return list(declared.parse(text, "origin"))


def test_there_are_formats():
    assert set(ELEMENT_FORMATS.entries) >= {"tle", "omm-json", "omm-xml", "omm-kvn", "omm-csv"}


@FORMATS
def test_a_format_says_what_it_is_and_where_it_is_defined(declared):
    assert declared.name == declared.name.lower().strip()
    assert len(declared.source) > 10
    assert declared.parse.__doc__
    assert sys.modules[declared.parse.__module__].__doc__
    assert ELEMENT_FORMATS[declared.name] is declared


@FORMATS
@pytest.mark.parametrize("text", GARBAGE, ids=ascii)
def test_garbage_gives_lines_and_no_exception(declared, text):
    rows = rows_of(declared, text)
    assert all(isinstance(row, str) and row and "\n" not in row for row in rows)
    assert declared.looks_like(text) in {True, False}


@FORMATS
@given(text=st.text(max_size=200))
@settings(deadline=None, derandomize=True, max_examples=200)
def test_any_text_gives_sets_or_lines(declared, text):
    assert declared.looks_like(text) in {True, False}
    assert all(isinstance(row, Elements | str) for row in rows_of(declared, text))


@FORMATS
@given(text=st.text(alphabet='EPOCH=MEAN_MOTION,"\r\n<>/{}[]:01 omm.-²\0', max_size=80))
@settings(deadline=None, derandomize=True, max_examples=400)
def test_text_of_the_formats_own_marks_gives_sets_or_lines(declared, text):
    assert all(isinstance(row, Elements | str) for row in rows_of(declared, text))
    assert all(isinstance(row, Elements | str) for row in rows_of(declared, "EPOCH,MEAN_MOTION\n" + text))


def test_an_unknown_format_lists_the_known():
    with pytest.raises(UnknownNameError, match="no element format named 'tles'; did you mean 'tle'"):
        ELEMENT_FORMATS["tles"]
