"""The page's words: every language holds the same keys, with the same values to put in."""

import re

import pytest

from commonsky.core.errors import UnknownNameError
from commonsky.profile.wording import languages, read_wording


def keys_and_values(language):
    sections = read_wording(language).sections
    return {(section, key): frozenset(re.findall(r"{(\w+)}", text)) for section, texts in sections.items() for key, text in texts.items()}


@pytest.mark.parametrize("language", languages())
def test_every_language_has_the_keys_of_english(language):
    assert keys_and_values(language) == keys_and_values("en")


@pytest.mark.parametrize("language", languages())
def test_no_text_is_empty(language):
    assert all(text.strip() for texts in read_wording(language).sections.values() for text in texts.values())


def test_chinese_is_written_in_chinese():
    texts = [text for section, entries in read_wording("zh").sections.items() for key, text in entries.items() if section != "figure"]
    assert all(re.search(r"[\u4e00-\u9fff]", text) for text in texts if text != "{count} / {all}")


def test_unknown_language_names_the_known_ones():
    with pytest.raises(UnknownNameError, match=r"no language named 'tlh'.*en, zh"):
        read_wording("tlh")
