"""The page's words by language: one TOML file each in `strings/`. Facts: none. A further file there is a further language, without code.

Leaves out the profile's own texts (answer, titles, causes), which come with it.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from commonsky.core.errors import UnknownNameError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from importlib.resources.abc import Traversable

RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur"})


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Wording:
    """The words of one language.

    Args:
        language: its code, such as ``zh``.
        sections: section to key to text, as in the file.
    """

    language: str
    sections: Mapping[str, Mapping[str, str]]

    @property
    def direction(self) -> str:
        """``rtl`` for scripts written from right to left, else ``ltr``."""
        return "rtl" if self.language in RIGHT_TO_LEFT else "ltr"

    def __call__(self, key: str, **values: object) -> str:
        """The text under ``section.key`` with its values put in.

        >>> read_wording("en")("level.n")
        'not met'
        """
        section, _, name = key.partition(".")
        return self.sections[section][name].format(**values)

    def word(self, section: str, term: str) -> str:
        """The name of a term of an open list; the term itself, in plain words, where the list has none."""
        return self.sections.get(section, {}).get(term, term.replace("_", " "))

    def pick(self, titles: Mapping[str, str]) -> str:
        """The text in this language, else in English, else in whatever there is."""
        return titles.get(self.language) or titles.get("en") or next(iter(titles.values()), "")


@lru_cache(maxsize=1)
def languages() -> tuple[str, ...]:
    """Codes of the languages that the page speaks.

    >>> {"en", "zh"} <= set(languages())
    True
    """
    return tuple(sorted(f.name.removesuffix(".toml") for f in _folder().iterdir() if f.name.endswith(".toml")))


@lru_cache(maxsize=16)
def read_wording(language: str) -> Wording:
    """The words of a language.

    Raises:
        UnknownNameError: if there is no file for it.
    """
    if language not in languages():
        raise UnknownNameError("language", language, languages())
    sections: dict[str, Any] = tomllib.loads((_folder() / f"{language}.toml").read_text(encoding="utf-8"))
    return Wording(language=language, sections=sections)


def read_section_words(file: str, language: str) -> Wording:
    """The words of one document that keeps all its languages in one file, section by section.

    Args:
        file: name of the TOML file of this room.
        language: such as ``zh``.

    Raises:
        UnknownNameError: if there are no words in that language.
    """
    sections = tomllib.loads(resources.files("commonsky.profile").joinpath(file).read_text("utf-8"))
    known = sorted({code for section in sections.values() for code in section})
    if language not in known:
        raise UnknownNameError("language", language, known)
    return Wording(language=language, sections={name: section[language] for name, section in sections.items()})


def _folder() -> Traversable:
    return resources.files("commonsky.profile") / "strings"
