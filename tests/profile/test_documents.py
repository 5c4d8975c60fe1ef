"""PDF and DOCX say what the page says, in each language, and are what readers and editors need them to be."""

import html
import re
import zipfile
from dataclasses import fields, is_dataclass

import pytest
from example import example_geometry, example_profile

from commonsky.core.errors import InvalidInputError, OutputError, UnknownNameError
from commonsky.profile.blocks import Heading, Pictures, Table
from commonsky.profile.citations import cite
from commonsky.profile.drawings import age_drawing, colours, map_drawings
from commonsky.profile.model import Clouds
from commonsky.profile.options_told import told_options
from commonsky.profile.page import render_page
from commonsky.profile.sections import document
from commonsky.profile.wording import languages, read_wording

pytest.importorskip("typst")
docx = pytest.importorskip("docx")
pypdf = pytest.importorskip("pypdf")

from commonsky.profile.pdf import write_pdf  # noqa: E402
from commonsky.profile.typesetting import typefaces  # noqa: E402
from commonsky.profile.word_document import write_docx  # noqa: E402

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
FEATURES = ("titles", "levels", "answer", "limits", "sources", "notes", "options", "rest")


def bare(text):
    """Text without any space, as a break of a line may stand anywhere."""
    return re.sub(r"[\s\u200b\u202f\u00ad]+", "", text)


def told(profile, language):
    """What every document must say, by kind."""
    w = read_wording(language)
    limits = [limit for need in profile.needs for limit in need.limits]
    return {
        "titles": [w.pick(need.titles) for need in profile.needs],
        "levels": [w(f"level.{code}") for code in "gbtnox"] + [w(f"level_meaning.{code}") for code in "gbtnox"],
        "answer": [w.pick(profile.answer)],
        "limits": [w.pick(text) for limit in limits for text in (limit.cause, limit.action)]
        + [w.word("attribute", name) for limit in limits for name in limit.attributes],
        "sources": [source.where for source in cite(profile)],
        "notes": list(profile.notes),
        "options": [text for text in _words_of(told_options(profile, w)) if not text.startswith("https://")],
        "rest": [
            *(w.pick(action.text) for action in profile.actions),
            *(place.name for place in profile.unserved),
            *(orbit.mission for orbit in profile.orbits),
            *(w("map.disclaimer"), w("method.levels_text"), w("sources.intro"), w("unserved.sensitivity"), w("figure.caption")),
            *(w.pick(group) for group in profile.country.groups),
            profile.command,
        ],
    }


def _words_of(told):
    """Every text that a value of dataclasses holds, but ids and figures that stand as they are."""
    if isinstance(told, str):
        return [told] if told else []
    if isinstance(told, tuple):
        return [text for each in told for text in _words_of(each)]
    if not is_dataclass(told):
        return []
    kept = [
        f.name for f in fields(told) if f.name not in {"offices_brief", "sources"} and not (f.name == "id" and hasattr(told, "summary"))
    ]
    return [text for name in kept for text in _words_of(getattr(told, name))]


def has_font(language):
    return language != "zh" or bool(typefaces().chinese)


@pytest.fixture(scope="module", params=languages())
def made(request, tmp_path_factory):
    """Language, then the three documents' paths."""
    language = request.param
    if not has_font(language):
        pytest.skip("no font here has Chinese")
    folder, profile, geometry = tmp_path_factory.mktemp(language), example_profile(), example_geometry()
    write_pdf(profile, geometry, language, folder / "profile.pdf")
    write_docx(profile, geometry, language, folder / "profile.docx")
    (folder / "profile.html").write_text(render_page(profile, geometry, language), "utf-8")
    return language, folder


@pytest.fixture(scope="module")
def texts(made):
    """The text of the three documents, without spaces."""
    _, folder = made
    page = (folder / "profile.html").read_text("utf-8")
    page = html.unescape(re.sub(r"<[^>]+>", "", re.sub(r"<(script|style)\b.*?</\1>", "", page, flags=re.DOTALL)))
    pdf = "".join(p.extract_text() for p in pypdf.PdfReader(folder / "profile.pdf").pages)
    body = docx.Document(str(folder / "profile.docx")).element.body
    return {"html": bare(page), "pdf": bare(pdf), "docx": bare("".join(t.text or "" for t in body.iter(f"{W}t")))}


@pytest.mark.parametrize("kind", ["html", "pdf", "docx"])
@pytest.mark.parametrize("feature", FEATURES)
def test_the_three_say_the_same(made, texts, kind, feature):
    language, _ = made
    assert [text for text in told(example_profile(), language)[feature] if bare(text) not in texts[kind]] == []


def test_shares_of_limits_and_needs_are_the_pages(made, texts):
    wanted = ["31%", "28%", "16%", "12%", "41%"]
    assert all(share in texts[kind] for share in wanted for kind in texts)


def test_pdf_is_tagged_titled_a4_and_knows_its_language(made):
    language, folder = made
    reader = pypdf.PdfReader(folder / "profile.pdf")
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"].lower().startswith(language)
    assert b"pdfuaid" in root["/Metadata"].get_data()
    assert read_wording(language).pick(example_profile().country.names) in reader.metadata.title
    assert [round(float(v)) for v in reader.pages[0].mediabox[2:]] == [595, 842]


def test_pdf_answers_on_its_first_page_and_counts_its_pages(made):
    language, folder = made
    w, pages = read_wording(language), pypdf.PdfReader(folder / "profile.pdf").pages
    first = bare(pages[0].extract_text())
    assert all(bare(text) in first for text in (w.pick(example_profile().answer), w("map.disclaimer"), w("level.x")))
    assert all(f"{number}/{len(pages)}" in bare(page.extract_text()) for number, page in enumerate(pages, 1))


def test_pdf_has_a_bookmark_for_each_part_and_need(made):
    language, folder = made
    w = read_wording(language)

    def titles(entries):
        return [t for e in entries for t in (titles(e) if isinstance(e, list) else [e.title])]

    found = titles(pypdf.PdfReader(folder / "profile.pdf").outline)
    assert [w(f"part.{key}") for key in ("map", "needs", "actions", "options", "unserved", "detail", "method", "sources")] == [
        t for t in found if t in w.sections["part"].values()
    ]
    assert {w.pick(need.titles) for need in example_profile().needs} <= set(found)


def test_pdf_is_the_same_bytes_for_the_same_profile(tmp_path):
    for name in ("a.pdf", "b.pdf"):
        write_pdf(example_profile(), example_geometry(), "en", tmp_path / name)
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()


@pytest.mark.parametrize("write", [write_pdf, write_docx])
@pytest.mark.parametrize("where", ["note", "place"])
def test_a_character_that_no_font_has_is_refused_in_one_line(tmp_path, write, where):
    missing = "\U0010fffd"
    profile, geometry = example_profile(), example_geometry()
    if where == "note":
        if write is write_docx:
            pytest.skip("an office document names its fonts, and its reader looks for them")
        profile = profile.model_copy(update={"notes": (f"a {missing} b",)})
    else:
        places = ((f"Port {missing}", 177.2, -9.1, 64000),)
        geometry = type(geometry)(**{f.name: getattr(geometry, f.name) for f in fields(geometry)} | {"places": places})
    with pytest.raises(InvalidInputError, match="no installed font has") as caught:
        write(profile, geometry, "en", tmp_path / "file")
    assert "\n" not in str(caught.value)
    assert not (tmp_path / "file").exists()


@pytest.mark.parametrize("write", [write_pdf, write_docx])
def test_folder_that_is_not_there_and_unknown_language_are_refused(tmp_path, write):
    with pytest.raises(OutputError, match="cannot be written"):
        write(example_profile(), example_geometry(), "en", tmp_path / "none" / "file")
    with pytest.raises(UnknownNameError, match="no language named 'xx'"):
        write(example_profile(), example_geometry(), "xx", tmp_path / "file")


def test_what_clouds_leave_is_told_where_they_hinder(tmp_path):
    fresh, cloudless = (
        dict.fromkeys(("goal", "breakthrough", "threshold"), 0.37),
        dict.fromkeys(("goal", "breakthrough", "threshold"), 0.83),
    )
    clouds = Clouds(fresh=fresh, cloudless=cloudless, area_held=fresh, clear_revisit_h=dict.fromkeys(fresh, 60.0))
    profile = example_profile()
    cloudy = profile.needs[0].model_copy(update={"clouds": clouds})
    write_pdf(profile.model_copy(update={"needs": (cloudy, *profile.needs[1:])}), example_geometry(), "en", tmp_path / "a.pdf")
    text = bare("".join(p.extract_text() for p in pypdf.PdfReader(tmp_path / "a.pdf").pages))
    assert text.count(bare(read_wording("en")("need.clouds"))) == 1
    assert "37%" in text
    assert "83%" in text


def test_texts_are_never_markup(tmp_path):
    nasty = '#read("/etc/passwd") *x* $y$ <w:p> & \\ `code`'
    profile = example_profile().model_copy(update={"notes": (nasty,)})
    write_pdf(profile, example_geometry(), "en", tmp_path / "a.pdf")
    write_docx(profile, example_geometry(), "en", tmp_path / "a.docx")
    assert bare(nasty) in bare("".join(p.extract_text() for p in pypdf.PdfReader(tmp_path / "a.pdf").pages))
    assert f"{nasty}." in [p.text for p in docx.Document(str(tmp_path / "a.docx")).paragraphs]


def test_docx_has_headings_header_rows_and_alternative_texts(made):
    language, folder = made
    w, file = read_wording(language), docx.Document(str(folder / "profile.docx"))
    headings = {level: [p.text for p in file.paragraphs if p.style.name == f"Heading {level}"] for level in (1, 2)}
    assert headings[1] == [w(f"part.{key}") for key in ("map", "needs", "actions", "options", "unserved", "detail", "method", "sources")]
    assert {w.pick(need.titles) for need in example_profile().needs} <= set(headings[2])
    assert file.tables
    assert all(len(t._tbl.findall(f"{W}tr/{W}trPr/{W}tblHeader")) == 1 for t in file.tables)
    labels = [
        e.get("descr") for e in file.element.body.iter("{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr")
    ]
    assert len(labels) == len(file.inline_shapes) >= 4
    assert all(labels)


def test_docx_is_a4_with_language_east_asian_fonts_and_page_numbers(made):
    language, folder = made
    file = docx.Document(str(folder / "profile.docx"))
    assert (round(file.sections[0].page_width.mm), round(file.sections[0].page_height.mm)) == (210, 297)
    assert file.core_properties.language.startswith(language)
    with zipfile.ZipFile(folder / "profile.docx") as held:
        styles = held.read("word/styles.xml").decode()
        footer = next(held.read(n).decode() for n in held.namelist() if n.startswith("word/footer"))
    assert {"en": 'w:val="en-GB"', "zh": 'w:eastAsia="zh-CN"'}.get(language, "w:lang") in styles
    assert 'w:eastAsia="Microsoft YaHei"' in styles
    assert " PAGE " in footer
    assert " NUMPAGES " in footer


def test_docx_pictures_are_200_dots_to_the_inch(made):
    _, folder = made
    file = docx.Document(str(folder / "profile.docx"))
    for shape in file.inline_shapes:
        picture = file.part.related_parts[shape._inline.graphic.graphicData.pic.blipFill.blip.embed].blob
        wide, high = (int.from_bytes(picture[at : at + 4], "big") for at in (16, 20))
        assert (wide, high) == pytest.approx((shape.width.inches * 200, shape.height.inches * 200), abs=2)


def test_drawings_stand_alone():
    profile, w = example_profile(), read_wording("en")
    drawn = [*map_drawings(profile, example_geometry(), profile.needs[0], w), age_drawing(profile.needs[0], profile.window, w)]
    for drawing in drawn:
        assert 'xmlns="http://www.w3.org/2000/svg"' in drawing.svg
        assert "var(--" not in drawing.svg
        assert not re.search(r'(?:href|src)="(?!#)', drawing.svg)
        assert drawing.ratio > 0
        assert drawing.label


def test_palette_is_the_pages():
    assert {"g": "#1b6d7d", "b": "#6fb3a5", "t": "#e8c872", "n": "#c4593a", "hatch": "#8a8f98"}.items() <= colours().items()


def test_headings_skip_no_level_and_rows_fit_their_tables():
    held = document(example_profile(), example_geometry(), "en").blocks
    blocks = [b for block in held for b in ((*block.left, *block.right) if hasattr(block, "left") else (block,))]
    levels = [block.level for block in blocks if isinstance(block, Heading)]
    assert all(after <= before + 1 for before, after in zip([0, *levels], levels, strict=False))
    tables = [block for block in blocks if isinstance(block, Table)]
    assert all(len(t.head) == len(t.widths) == len(row) for t in tables for row in t.rows)
    assert sum(isinstance(block, Pictures) for block in blocks) == 1 + len(example_profile().needs)


def test_templates_import_nothing_and_read_no_files():
    from importlib import resources

    for name in ("profile.typ", "pictures.typ"):
        text = (resources.files("commonsky.profile") / "templates" / name).read_text("utf-8")
        assert not re.search(r"#?(import|include)\b|\bread\(|@preview", text)
