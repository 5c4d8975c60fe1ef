"""The words of the next looks and of track maps: both languages say the same things with the same values."""

import re
import tomllib
from importlib import resources

import pytest

from commonsky.core.errors import UnknownNameError
from commonsky.profile.next_tables import clock, read_words

SECTIONS = tomllib.loads(resources.files("commonsky.profile").joinpath("next_words.toml").read_text("utf-8"))


def test_every_section_has_the_same_keys_and_values_in_both_languages():
    for name, section in SECTIONS.items():
        assert set(section) == {"en", "zh"}, name
        assert list(section["en"]) == list(section["zh"]), name
        for key, text in section["en"].items():
            assert set(re.findall(r"{(\w+)}", text)) == set(re.findall(r"{(\w+)}", section["zh"][key])), (name, key)


def test_an_unknown_language_is_refused_with_the_known():
    with pytest.raises(UnknownNameError, match="known: en, zh"):
        read_words("xx")


@pytest.mark.parametrize(("hours", "text"), [(0.0, "00:00"), (7.5, "07:30"), (23.9999, "00:00"), (None, "")])
def test_hours_read_as_a_clock(hours, text):
    assert clock(hours) == text
