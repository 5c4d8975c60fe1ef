"""The profile as DOCX for editors: real headings, tables with header rows, captions, pictures with alternative texts. See `sections`.

Facts: ECMA-376 part 1 (WordprocessingML) for what python-docx has no call for: languages, East Asian fonts, header rows, fields.
Left out: bars of levels (their numbers stand beside them) and links from citations; fonts are named, not embedded.
"""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from commonsky.core.errors import MissingExtraError, OutputError
from commonsky.profile.blocks import Beside, Heading, Items, Paragraph, Pictures, Table, Text
from commonsky.profile.drawings import colours
from commonsky.profile.sections import document
from commonsky.profile.typesetting import to_png

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from commonsky.profile.blocks import Block, Document
    from commonsky.profile.drawings import Drawing
    from commonsky.profile.geometry import MapGeometry
    from commonsky.profile.model import Profile

#: A4 with its margins, mm.
PAPER_MM, MARGIN_MM = (210.0, 297.0), 18.0
TEXT_MM = PAPER_MM[0] - 2 * MARGIN_MM
MAP_MM, INSET_MM, FIGURE_MM, TALLEST_MM = 140.0, 40.0, 110.0, 150.0
#: A font of every office for Latin letters, and one for Chinese; a reader without them gets its own.
LATIN, EAST_ASIAN = "Arial", "Microsoft YaHei"
#: Language tags (BCP 47) that office programs know.
TAGS = {"en": "en-GB", "zh": "zh-CN", "fr": "fr-FR", "es": "es-ES", "ar": "ar-SA", "ru": "ru-RU"}
LOOKS = {"body": "Body Text", "small": "Small", "note": "Body Text", "fine": "Small", "answer": "Subtitle", "lead": "Lead"}
#: Style, size in points, whether bold, space before and after in points.
STYLES = (
    ("Normal", 10.0, False, 0, 4),
    ("Body Text", 10.0, False, 0, 4),
    ("Title", 26.0, True, 0, 6),
    ("Subtitle", 14.0, False, 8, 10),
    ("Heading 1", 16.0, True, 18, 6),
    ("Heading 2", 12.0, True, 14, 4),
    ("Heading 3", 10.0, True, 8, 3),
    ("Caption", 8.0, False, 3, 8),
    ("List Bullet", 10.0, False, 0, 3),
    ("List Number", 10.0, False, 0, 5),
)
OWN_STYLES = (("Small", 8.5, False, 0, 4), ("Lead", 11.0, True, 4, 2), ("Cell", 8.0, False, 0, 0), ("Sources", 8.0, False, 0, 2))


#: Bookmarks of parts are numbered below it, anchors above.
ANCHORS = 1000


def write_docx(profile: Profile, geometry: MapGeometry, language: str, path: Path) -> None:
    """Write the profile as a DOCX file.

    Args:
        profile: what is told.
        geometry: outlines for the map.
        language: one of `languages()`.
        path: file to write.

    Raises:
        UnknownNameError: if there are no words in the language.
        InvalidInputError: if no installed font has a character of a picture.
        MissingExtraError: without python-docx or typst.
        OutputError: if the file cannot be written.
    """
    save_docx(document(profile, geometry, language), path)


def save_docx(held: Document, path: Path) -> None:
    """Write any document of blocks as a DOCX file; raises what `write_docx` does, but for languages."""
    written = _Writer(held)
    try:
        written.file.save(str(path))
    except OSError as error:
        raise OutputError(f"{path} cannot be written: {error.strerror}; give another folder") from error


class _Writer:
    """One document being written."""

    def __init__(self, held: Document) -> None:
        self.held = held
        self.file = _new_file(held)
        self.styles = {style.name: style.style_id for style in self.file.styles}
        self.end = self.file.element.body.sectPr
        self.colours = {name: value.removeprefix("#").upper() for name, value in colours().items()}
        shown = list(_drawings(held.blocks))
        widths = [min(width, TALLEST_MM / d.ratio) for d, width in shown]
        pictures = to_png([d for d, _ in shown], widths, held.language)
        self.pictures = iter(zip(pictures, widths, strict=True))
        self.parts = self.anchors = 0
        self._line("Small", _run(held.product))
        self._line("Title", _run(held.title))
        for block in held.blocks:
            self.write(block)

    def write(self, block: Block) -> None:
        """One block at the end of the file."""
        if isinstance(block, Beside):
            for one in (*block.left, *block.right):
                self.write(one)
        elif isinstance(block, Heading):
            self._heading(block)
        elif isinstance(block, Paragraph):
            self._line(LOOKS[block.look], *self._runs(block.texts))
        elif isinstance(block, Items):
            self._items(block)
        elif isinstance(block, Table):
            self._table(block)
        elif isinstance(block, Pictures):
            self._pictures(block)
        else:
            self._contents()

    def _line(self, style: str, *runs: Any) -> Any:
        """A paragraph at the end of the file, of a style by name; plain XML, as python-docx looks a style up through all of them."""
        line = _element("w:p", _element("w:pPr", _element("w:pStyle", **{"w:val": self.styles[style]})), *runs)
        self.end.addprevious(line)
        return line

    def _heading(self, block: Heading) -> None:
        if block.level > 1:
            self._line(f"Heading {block.level}", _run(block.text))
            return
        self.parts += 1
        start = _element("w:bookmarkStart", **{"w:id": str(self.parts), "w:name": f"part{self.parts}"})
        self._line("Heading 1", start, _run(block.text), _element("w:bookmarkEnd", **{"w:id": str(self.parts)}))

    def _runs(self, texts: Iterable[Text], *, white: bool = False) -> list[Any]:
        runs = []
        for text in texts:
            if text.anchor:
                self.anchors += 1
                mark = str(ANCHORS + self.anchors)
                runs += [_element("w:bookmarkStart", **{"w:id": mark, "w:name": text.anchor}), _element("w:bookmarkEnd", **{"w:id": mark})]
            if text.text or not text.links:
                runs.append(_run(text.text, strong=text.strong, colour="FFFFFF" if white else ""))
            if text.runs:
                runs.append(_run(cited(text.runs), raised=True))
            if text.under:
                runs += [_element("w:r", _element("w:br")), _run(text.under, colour=self.colours["soft"])]
            runs += self._links(text)
        return runs

    def _links(self, text: Text) -> list[Any]:
        """Links of a piece of text, on a line of their own where words stand before them."""
        runs = [_element("w:r", _element("w:br"))] if text.links and (text.text or text.under) else []
        for order, (words, anchor) in enumerate(text.links):
            if order:
                runs.append(_run(", "))
            run = _run(words, strong=text.strong, colour=self.colours["link"] if anchor else "")
            runs.append(self._link(run, anchor) if anchor else run)
        return runs

    def _link(self, run: Any, anchor: str) -> Any:
        if not anchor.startswith(("https://", "http://")):
            return _element("w:hyperlink", run, **{"w:anchor": anchor})
        from docx.opc.constants import RELATIONSHIP_TYPE

        return _element("w:hyperlink", run, **{"r:id": self.file.part.relate_to(anchor, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)})

    def _items(self, block: Items) -> None:
        if block.look == "sources":
            for (entry,) in block.items:
                self._line("Sources", _run(str(entry.runs[0][0])), _element("w:r", _element("w:tab")), _run(entry.text))
            return
        for texts in block.items:
            self._line("List Number" if block.look == "numbered" else "List Bullet", *self._runs(texts))

    def _table(self, block: Table) -> None:
        """A table that an editor can sort and copy; columns of bars are left out, their numbers stand beside them."""
        bars = {k for row in block.rows for k, cell in enumerate(row) if cell.shares}
        columns = [k for k in range(len(block.head)) if k not in bars]
        total = sum(block.widths[k] for k in columns)
        widths = [_twips(TEXT_MM * block.widths[k] / total) for k in columns]
        table = _element(
            "w:tbl",
            _element(
                "w:tblPr",
                _element("w:tblStyle", **{"w:val": self.styles["Table Grid"]}),
                _element("w:tblW", **{"w:w": _twips(TEXT_MM), "w:type": "dxa"}),
                _element("w:tblLayout", **{"w:type": "fixed"}),
                _element("w:tblLook", **{"w:val": "0620", "w:firstRow": "1", "w:noVBand": "1"}),
            ),
            _element("w:tblGrid", *(_element("w:gridCol", **{"w:w": width}) for width in widths)),
        )
        head = tuple(Text(text=words, strong=True) for words in block.head)
        for row in (head, *block.rows):
            first = row is head
            marks = [_element("w:cantSplit"), *([_element("w:tblHeader")] if first else [])]
            cells = [self._cell(row[k], w, right=k in block.right, head=first) for k, w in zip(columns, widths, strict=True)]
            table.append(_element("w:tr", _element("w:trPr", *marks), *cells))
        self.end.addprevious(table)
        self._line("Cell")

    def _cell(self, text: Text, width: str, *, right: bool, head: bool) -> Any:
        level = self.colours.get(text.code, "") if text.code in {"g", "b", "t", "n"} and not text.under else ""
        fill = self.colours["tint"] if head else level
        shade = [_element("w:shd", **{"w:val": "clear", "w:color": "auto", "w:fill": fill})] if fill else []
        side = [_element("w:jc", **{"w:val": "right"})] if right else []
        style = _element("w:pStyle", **{"w:val": self.styles["Cell"]})
        white = bool(level) and text.code in {"g", "n"}
        line = _element("w:p", _element("w:pPr", style, *side), *self._runs((text,), white=white))
        return _element("w:tc", _element("w:tcPr", _element("w:tcW", **{"w:w": width, "w:type": "dxa"}), *shade), line)

    def _pictures(self, block: Pictures) -> None:
        for order, drawing in enumerate(block.drawings):
            if order == 1:
                self._line("Lead", _run(block.heading))
            self._picture(drawing)
            if drawing.name:
                self._line("Caption", _run(drawing.name))
        self._line("Caption", *self._runs(block.caption))

    def _picture(self, drawing: Drawing) -> None:
        from io import BytesIO

        picture, width = next(self.pictures)
        line = self.file.add_paragraph(style="Body Text")
        line.paragraph_format.keep_with_next = True
        line.add_run().add_picture(BytesIO(picture), width=_mm(width))
        named = next(self.end.getprevious().iter(_name("wp:docPr")))
        named.set("descr", drawing.label)
        named.set("title", drawing.name or drawing.label)

    def _contents(self) -> None:
        """A field of contents, filled in as links without page numbers, so that it is right before anyone updates it."""
        parts = [b.text for b in self.held.blocks if isinstance(b, Heading) and b.level == 1]
        for order, text in enumerate(parts, 1):
            first = _field_start(' TOC \\o "1-1" \\h \\n ') if order == 1 else []
            last = [_field_end()] if order == len(parts) else []
            link = _element("w:hyperlink", _run(text), **{"w:anchor": f"part{order}"})
            line = self._line("Body Text", *first, link, *last)
            if order == 1:
                line[0].append(_element("w:pageBreakBefore"))


def cited(runs: Iterable[tuple[int, int]]) -> str:
    """Numbers of sources as they are printed, thin spaces between.

    >>> cited([(3, 5), (9, 9)]).replace(chr(0x202F), " ")
    ' 3–5 9'
    """
    return "".join("\u202f" + (str(a) if a == b else f"{a}–{b}") for a, b in runs)


def _drawings(blocks: Iterable[Block]) -> Iterator[tuple[Drawing, float]]:
    """Drawings in the order of writing, with their width in mm."""
    for block in blocks:
        if isinstance(block, Beside):
            yield from _drawings((*block.left, *block.right))
        elif isinstance(block, Pictures):
            widest = MAP_MM if block.heading else FIGURE_MM
            yield from ((d, INSET_MM if order else widest) for order, d in enumerate(block.drawings))


def _new_file(held: Document) -> Any:
    """An empty A4 file with styles, languages, properties and page numbers."""
    try:
        import docx
    except ImportError as error:
        raise MissingExtraError("DOCX", "report") from error
    file = docx.Document()
    section = file.sections[0]
    section.page_width, section.page_height = (_mm(v) for v in PAPER_MM)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = _mm(MARGIN_MM)
    _styles(file, TAGS.get(held.language, held.language))
    made = datetime.fromisoformat(held.made_utc).replace(tzinfo=None)
    properties = file.core_properties
    properties.title, properties.subject = f"{held.title} · {held.product}", held.product
    properties.language, properties.author, properties.comments = TAGS.get(held.language, held.language), "commonsky", ""
    properties.created = properties.modified = made
    foot = section.footer.paragraphs[0]
    foot.style = file.styles["Small"]
    foot.add_run(f"{held.title} · {held.product}\t\t")
    for name, after in (("PAGE", " / "), ("NUMPAGES", "")):
        for piece in (*_field_start(f" {name} "), _run("1"), _field_end(), _run(after)):
            foot.part.element[0].append(piece)
    return file


def _styles(file: Any, tag: str) -> None:
    from docx.enum.style import WD_STYLE_TYPE
    from docx.enum.text import WD_TAB_ALIGNMENT
    from docx.shared import Pt

    for name, *_ in OWN_STYLES:
        file.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH).base_style = file.styles["Normal"]
    for name, size, bold, before, after in (*STYLES, *OWN_STYLES):
        style = file.styles[name]
        style.font.size, style.font.bold, style.font.italic, style.font.name = Pt(size), bold, False, LATIN
        style.font.color.rgb = _colour("1F2328")
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for key in [k for k in fonts.attrib if k.endswith("Theme")]:
            del fonts.attrib[key]
        for slot, font in (("ascii", LATIN), ("hAnsi", LATIN), ("cs", LATIN), ("eastAsia", EAST_ASIAN)):
            fonts.set(_name(f"w:{slot}"), font)
    _language(file, tag)
    stops = file.styles["Sources"].paragraph_format
    stops.left_indent, stops.first_line_indent = _mm(10), -_mm(10)
    stops.tab_stops.add_tab_stop(_mm(10))
    foot = file.styles["Small"].paragraph_format.tab_stops
    foot.add_tab_stop(_mm(TEXT_MM / 2), WD_TAB_ALIGNMENT.CENTER)
    foot.add_tab_stop(_mm(TEXT_MM), WD_TAB_ALIGNMENT.RIGHT)
    for line in list(file.styles["Title"].element.iter(_name("w:pBdr"))):
        line.getparent().remove(line)
    borders = file.styles["Table Grid"].element.find(".//" + _name("w:tblBorders"))
    for side in borders:
        side.set(_name("w:color"), "D5D8DC")


def _language(file: Any, tag: str) -> None:
    """The language of all text: Western and East Asian."""
    defaults = file.styles.element.find(".//" + _name("w:rPrDefault") + "/" + _name("w:rPr"))
    for old in defaults.findall(_name("w:lang")):
        defaults.remove(old)
    western = tag if not tag.startswith("zh") else "en-GB"
    defaults.append(_element("w:lang", **{"w:val": western, "w:eastAsia": tag if tag.startswith("zh") else "zh-CN", "w:bidi": "ar-SA"}))


def _field_start(code: str) -> list[Any]:
    begin, separate = (_element("w:r", _element("w:fldChar", **{"w:fldCharType": kind})) for kind in ("begin", "separate"))
    return [begin, _element("w:r", _element("w:instrText", text=code)), separate]


def _field_end() -> Any:
    return _element("w:r", _element("w:fldChar", **{"w:fldCharType": "end"}))


def _run(text: str, *, strong: bool = False, raised: bool = False, colour: str = "") -> Any:
    """Characters of one kind, those left out that XML refuses."""
    marks = [
        *([_element("w:b")] if strong else []),
        *([_element("w:color", **{"w:val": colour})] if colour else []),
        *([_element("w:vertAlign", **{"w:val": "superscript"})] if raised else []),
    ]
    words = "".join(max(c, " ") for c in text)
    return _element("w:r", *([_element("w:rPr", *marks)] if marks else []), _element("w:t", text=words))


def _element(tag: str, *held: Any, text: str = "", **values: str) -> Any:
    from docx.oxml import OxmlElement

    made = OxmlElement(tag)
    for name, value in values.items():
        made.set(_name(name), value)
    if text:
        made.text = text
        made.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    made.extend(held)
    return made


@lru_cache(maxsize=128)
def _name(tag: str) -> str:
    from docx.oxml.ns import qn

    return str(qn(tag))


def _twips(millimetres: float) -> str:
    return str(round(millimetres / 25.4 * 1440))


def _mm(millimetres: float) -> Any:
    from docx.shared import Mm

    return Mm(millimetres)


def _colour(digits: str) -> Any:
    from docx.shared import RGBColor

    return RGBColor.from_string(digits)
