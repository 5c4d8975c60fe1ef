"""The specification sheet as page and PDF: every requirement is told, costs are ranges with sources or counts, sites are on the map."""

import csv
import html
import io
import re
import tomllib
from importlib import resources
from xml.etree import ElementTree as ET

import pytest
from design_example import example_design

from commonsky.core.errors import UnknownNameError
from commonsky.profile.design_figures import front_spec, sites_drawing
from commonsky.profile.design_model import front_csv
from commonsky.profile.design_page import _amount, read_words, render_design
from commonsky.profile.design_pdf import write_design_pdf
from commonsky.profile.quantities import THIN

SECTIONS = tomllib.loads(resources.files("commonsky.profile").joinpath("design_words.toml").read_text("utf-8"))
DESIGN = example_design()
NOTHING = DESIGN.model_copy(update={"additions": (), "front": (), "proof": None, "costs": (), "already_met": True, "notes": ()})
EN = read_words("en")


@pytest.fixture(scope="module", params=["en", "zh"])
def page(request):
    return request.param, render_design(DESIGN, request.param)


def test_both_languages_say_the_same_things():
    for name, section in SECTIONS.items():
        assert set(section) == {"en", "zh"}, name
        assert list(section["en"]) == list(section["zh"]), name
        for key, text in section["en"].items():
            assert set(re.findall(r"{(\w+)}", text)) == set(re.findall(r"{(\w+)}", section["zh"][key])), (name, key)


def test_another_language_is_refused():
    with pytest.raises(UnknownNameError, match="known: en, zh"):
        render_design(DESIGN, "xx")


def test_every_requirement_of_a_satellite_is_told(page):
    language, text = page
    told = html.unescape(re.sub(r"<[^>]+>", " ", text)).replace(THIN, " ")
    for figure in (
        "560 km",
        "97.6°",
        "18:00",
        "22:00",
        "250 km",
        "25° ",
        "46°",
        "30 m",
        "±0.1",
        "31 h",
        "44 h",
        "6 h",
        "Svalbard",
        "C-SAR",
    ):
        assert figure in told, figure
    for key in ("node", "planes", "satellites", "look", "revisit_p95", "ground", "policy", "lifetime", "asks", "serves", "gives"):
        assert read_words(language)(f"design.{key}") in told
    assert DESIGN.additions[0].alternatives[0].titles[language] in told


def test_links_lead_somewhere_and_nothing_is_fetched(page):
    _, text = page
    ids = re.findall(r'\bid="([^"]*)"', text)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]*)"', text)) <= set(ids)
    assert not re.search(r"<(img|link|iframe)|url\(http", text)


def test_a_cost_is_a_range_with_its_source_and_a_count_without(page):
    language, text = page
    words = read_words(language)
    assert text.count(html.escape(words("design.costs_count", count=1))) == 2
    assert 'href="https://example.org/contract"' in text


def test_amounts_are_in_the_large_unit_of_the_language():
    assert _amount("USD", 40e6, 65e6, EN) == "USD 40 to 65 million"
    assert _amount("USD", 900.0, 900.0, EN) == "USD 900"
    assert _amount("USD", 40e6, 65e6, read_words("zh")).replace(THIN, " ") == "USD 4 000 至 6 500 万"


def test_the_bound_stands_over_the_answer_and_never_over_all():
    layers = front_spec(DESIGN, EN, wide=True)["layer"]
    bound = next(layer["data"]["values"][0] for layer in layers if "most" in layer["data"]["values"][0])
    assert bound == {"n": 5, "share": pytest.approx(91.0, abs=1e-9), "most": pytest.approx(95.8, abs=1e-9)}


def test_sites_are_on_the_map_within_its_frame():
    svg = sites_drawing(DESIGN, EN).svg
    root = ET.fromstring(svg)  # noqa: S314 - drawn by ourselves
    _, _, width, height = map(float, root.attrib["viewBox"].split())
    mark = next(e for e in root if e.tag.endswith("circle"))
    assert 0 < float(mark.attrib["cx"]) < width
    assert 0 < float(mark.attrib["cy"]) < height
    assert sites_drawing(NOTHING, EN) is None


def test_text_of_notes_is_escaped(page):
    assert "<that>" not in page[1]


def test_nothing_to_add_is_told():
    text = render_design(NOTHING)
    assert EN("design.no_sheets") in text
    assert 'class="chart"' not in text


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_pdf_says_the_same(language, tmp_path):
    pytest.importorskip("typst")
    pypdf = pytest.importorskip("pypdf")
    from commonsky.profile.typesetting import typefaces

    if language == "zh" and not typefaces().chinese:
        pytest.skip("no font here has Chinese")
    path = tmp_path / "design.pdf"
    write_design_pdf(DESIGN, language, path)
    told = re.sub(r"[\s\u200b\u202f\u00ad]+", "", "".join(p.extract_text() for p in pypdf.PdfReader(path).pages))
    for row in DESIGN.additions:
        assert re.sub(r"\s+", "", row.titles[language]) in told


def test_the_front_as_a_table_keeps_names_with_commas_whole():
    names = ("inclined 13.0 deg 500 km, optical 800 km, 3 h, plane 0.00 phase 0.00", 'gauge "x" at 1, 2')
    told = DESIGN.model_copy(update={"front": (DESIGN.front[0].model_copy(update={"names": names}),)})
    head, row = csv.reader(io.StringIO(front_csv(told)))
    assert head == ["additions", "share", "met", "names"]
    assert row[3] == "; ".join(names)
    assert len(row) == 4
