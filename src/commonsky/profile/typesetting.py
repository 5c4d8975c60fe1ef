"""Typst: fonts that are there, a document or pictures out of data. Facts: typst's own documentation. Leaves out packages of typst's.

Latin letters come from one sans family and Chinese from another; both are looked for in installed font packages, then on the system. PDF is
written as PDF/UA-1, which refuses a character that no font can draw, in text and in drawings alike: it is an error here, never a box.
Nothing is fetched: the templates import nothing.
"""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from commonsky.core.errors import InvalidInputError, MissingExtraError
from commonsky.profile.drawings import FONT_SLOT

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    import typst

    from commonsky.profile.drawings import Drawing

#: Packages that bring fonts under the SIL Open Font License, and the folder of theirs that is read.
FONT_PACKAGES = {"fontpkg_noto_sans": "files", "justmytype_intl_cjk": "fonts/ofl/notosanssc"}
LATIN = ("Noto Sans", "Source Sans 3", "Liberation Sans", "Arial", "Helvetica Neue", "Helvetica", "Segoe UI", "DejaVu Sans")
CHINESE = (
    "Noto Sans SC",
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "PingFang SC",
    "Microsoft YaHei",
    "WenQuanYi Micro Hei",
)
#: Languages written in Chinese characters, whose punctuation too comes from the Chinese family.
IN_CHINESE = frozenset({"zh"})
PNG_PPI = 200.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Typefaces:
    """Fonts that were found.

    Args:
        fonts: all of them, as typst reads them.
        latin, chinese: the families chosen, or empty texts.
        thin: whether the Chinese family is one variable file whose plain weight is its thinnest.
    """

    fonts: typst.Fonts
    latin: str
    chinese: str
    thin: bool

    def families(self, language: str) -> list[str | dict[str, str]]:
        """Families for text, first choice first; typst looks further where neither has a character."""
        latin: list[str | dict[str, str]] = [self.latin] if self.latin else []
        if language in IN_CHINESE and self.chinese and latin:
            latin = [{"name": self.latin, "covers": "latin-in-cjk"}]
        return [*latin, *([self.chinese] if self.chinese else []), "Libertinus Serif"]

    def fitted(self, drawing: Drawing, language: str) -> str:
        """A drawing's SVG with the families put in."""
        family = self.chinese if language in IN_CHINESE and self.chinese else self.latin or "Libertinus Serif"
        # typst draws weight 400 of a variable font in SVG at the file's own default, which is 100 in Noto Sans SC; other weights it honours
        svg = drawing.svg.replace(f'font-family="{FONT_SLOT}"', f'font-family="{family}"')
        if not self.thin or family != self.chinese:
            return svg
        return svg.replace('font-weight="normal"', 'font-weight="500"').replace("<svg ", '<svg font-weight="500" ', 1)


@lru_cache(maxsize=1)
def typefaces() -> Typefaces:
    """Fonts of installed packages and of the system.

    Raises:
        MissingExtraError: without typst.
    """
    fonts = _typst().Fonts(include_system_fonts=True, include_embedded_fonts=True, font_paths=[str(p) for p in _packaged()])
    weights: dict[str, set[int]] = {}
    for font in fonts.fonts():
        weights.setdefault(font.family, set()).add(font.weight)
    latin, chinese = (next((f for f in names if f in weights), "") for names in (LATIN, CHINESE))
    return Typefaces(fonts=fonts, latin=latin, chinese=chinese, thin=weights.get(chinese) == {100})


def to_pdf(template: str, data: dict[str, Any], made: datetime) -> bytes:
    """A tagged PDF (PDF/UA-1) out of a template of ours.

    Args:
        template: its name in `templates/`.
        data: what it reads, as JSON.
        made: what the file says it was made at, aware.

    Raises:
        InvalidInputError: if no font has a character.
        MissingExtraError: without typst.
    """
    typst = _typst()
    inputs = {"data": drawable(json.dumps(data, ensure_ascii=False))}
    try:
        found = typst.compile(_template(template), font_paths=typefaces().fonts, sys_inputs=inputs, pdf_standards=["ua-1"], timestamp=made)
    except typst.TypstError as error:
        raise _refusal(error.message) from error
    return bytes(found)


def to_png(drawings: Sequence[Drawing], widths_mm: Sequence[float], language: str) -> list[bytes]:
    """Pictures of drawings at `PNG_PPI`, one each.

    Args:
        drawings: what is drawn.
        widths_mm: width of each.
        language: whose fonts are used.

    Raises:
        InvalidInputError: if no font has a character.
        MissingExtraError: without typst.
    """
    if not drawings:
        return []
    typst, faces = _typst(), typefaces()
    pages = [{"svg": faces.fitted(d, language), "width_mm": w, "height_mm": w * d.ratio} for d, w in zip(drawings, widths_mm, strict=True)]
    inputs = {"data": drawable(json.dumps({"pages": pages}, ensure_ascii=False))}
    settings = {"font_paths": faces.fonts, "sys_inputs": inputs}
    try:
        typst.compile(_template("pictures.typ"), **settings, pdf_standards=["ua-1"])  # refuses what a PNG would show as boxes
        found = typst.compile(_template("pictures.typ"), **settings, format="png", ppi=PNG_PPI)
    except typst.TypstError as error:
        raise _refusal(error.message) from error
    return [bytes(page) for page in found] if isinstance(found, list) else [bytes(found or b"")]


def drawable(text: str) -> str:
    r"""Letters with their marks as one character each, and without a mark that makes none: lists of places have some that no font draws.

    >>> drawable("Dhanga\u1e0dhi\u0307\u0304"), drawable("H\u0331olon"), drawable("东京")
    ('Dhangaḍhī', 'Holon', '东京')
    """
    joined = unicodedata.normalize("NFC", text.replace("i\u0307", "i"))
    return "".join(letter for letter in joined if unicodedata.category(letter) != "Mn")


def _refusal(message: str) -> InvalidInputError:
    """One line for what typst refused."""
    missing = re.search(r'the text `"(.*)"` could not be displayed', message)
    if missing is None:
        return InvalidInputError(f"typst refused the document: {message}")
    text = missing[1]
    return InvalidInputError(f"no installed font has {text!r}; install one that does, such as Noto Sans SC for Chinese, and run again")


def _template(name: str) -> bytes:
    return (resources.files("commonsky.profile") / "templates" / name).read_bytes()


def _packaged() -> list[Path]:
    found = []
    for package, folder in FONT_PACKAGES.items():
        spec = find_spec(package)
        if spec is not None and spec.origin:
            found.append(Path(spec.origin).parent / folder)
    return found


def _typst() -> Any:
    try:
        import typst
    except ImportError as error:
        raise MissingExtraError("PDF and pictures", "report") from error
    return typst
