"""What a format of element sets declares, and the reading of a file whose format is found from its content.

Facts: CCSDS 502.0-B-3 (OMM). Leaves out fetching from the world: a file is enough.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from commonsky.core.errors import InvalidInputError
from commonsky.core.registry import Registry

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from commonsky.core.elements import Elements


@dataclass(frozen=True, slots=True, kw_only=True)
class ElementFormat:
    """One format: a name, whether a text looks like it, and its parser.

    Args:
        name: such as ``omm-json``.
        looks_like: says whether the text's beginning is of this format.
        parse: text and origin to element sets, or reasons in one line.
        source: the document that defines the format.
    """

    name: str
    looks_like: Callable[[str], bool]
    parse: Callable[[str, str], Iterator[Elements | str]]
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ElementFile:
    """What a file held: the sets that are sound, and a line for each that is not."""

    sets: tuple[Elements, ...]
    refused: tuple[str, ...]


ELEMENT_FORMATS: Registry[ElementFormat] = Registry("element format", "commonsky.sources.elements", ElementFormat)


def read_elements(path: Path) -> ElementFile:
    """All element sets of a file, in whichever registered format it is.

    Raises:
        InvalidInputError: if the file cannot be read, is of no known format, or holds no sound set.
    """
    text = _text(path)
    known = ", ".join(sorted(ELEMENT_FORMATS.entries))
    if not text.strip():
        raise InvalidInputError(f"{path} is empty; give element sets as one of: {known}")
    found = next((f for f in ELEMENT_FORMATS if f.looks_like(text)), None)
    if found is None:
        raise InvalidInputError(f"{path} holds no element sets that we know; give one of: {known}")
    rows = list(found.parse(text, path.name))
    sets = tuple(r for r in rows if not isinstance(r, str))
    refused = tuple(r for r in rows if isinstance(r, str))
    if not sets:
        first = f" ({refused[0]})" if refused else ""
        raise InvalidInputError(f"{path} holds no sound element set{first}; download it again, as one of: {known}")
    return ElementFile(sets=sets, refused=refused)


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig").lstrip()
    except OSError as error:
        raise InvalidInputError(f"cannot read {path}: {error.strerror}; give a file of element sets") from error
    except UnicodeDecodeError as error:
        raise InvalidInputError(f"{path} is no text; give element sets as TLE or OMM") from error
