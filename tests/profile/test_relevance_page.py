"""The relevance matrix as files: whole without script and network, fields lead to their chains, tables say what the rows say."""

import csv
import html
import io
import json
import re
import tomllib
from datetime import date
from html.parser import HTMLParser
from importlib import resources
from xml.etree import ElementTree as ET

import pytest

from commonsky.catalogue.load import packaged_catalogue, packaged_networks
from commonsky.core.errors import UnknownNameError
from commonsky.needs.load import packaged_targets
from commonsky.needs.relevance import networks_for, relevance
from commonsky.profile.relevance_page import answer, relevance_svg, render_relevance
from commonsky.profile.relevance_tables import COLUMNS, Matrix, as_values, read_words, relevance_csv, relevance_json

SECTIONS = tomllib.loads(resources.files("commonsky.profile").joinpath("relevance_words.toml").read_text("utf-8"))
WATER = {code: row for code, row in packaged_targets().items() if code.startswith(("SDG 6", "SDG 5"))}
ROWS = relevance(WATER, packaged_catalogue(), date(2026, 11, 22))
MATRIX = Matrix(
    targets=WATER,
    rows=ROWS,
    on=date(2026, 11, 22),
    framework="sdg",
    country={"en": "Fiji & Co", "zh": "斐济"},
    networks={name: networks_for(name, packaged_networks()) for name in {row.variable for row in ROWS}},
    solutions={"SDG 6.6.1": ("JRC Global Surface Water",)},
    notes=("left out <nothing>",),
    command="commonsky needs relevance",
    version="1",
)
EMPTY = Matrix(targets={"SDG 5": WATER["SDG 5"]}, rows=(), on=date(2026, 11, 22))


class Page(HTMLParser):
    """Ids, links and what would be fetched."""

    def __init__(self, text):
        super().__init__()
        self.ids, self.links, self.fetched = [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        self.ids += [found["id"]] if "id" in found else []
        self.links += [found["href"]] if tag == "a" else []
        self.fetched += [tag] if {"src", "srcset", "xlink:href"} & set(found) or tag in {"link", "img", "iframe"} else []


@pytest.fixture(scope="module", params=["en", "zh"])
def page(request):
    return render_relevance(MATRIX, request.param)


def test_both_languages_say_the_same_things():
    for name, section in SECTIONS.items():
        assert set(section) == {"en", "zh"}, name
        assert list(section["en"]) == list(section["zh"]), name
        for key, text in section["en"].items():
            assert set(re.findall(r"{(\w+)}", text)) == set(re.findall(r"{(\w+)}", section["zh"][key])), (name, key)


def test_another_language_is_refused():
    with pytest.raises(UnknownNameError, match="known: en, zh"):
        render_relevance(MATRIX, "xx")


def test_every_link_within_the_page_leads_somewhere_and_nothing_is_fetched(page):
    found = Page(page)
    assert len(found.ids) == len(set(found.ids))
    within = [link[1:] for link in found.links if link.startswith("#")]
    assert set(within) <= set(found.ids)
    assert found.fetched == []
    assert "url(http" not in page
    assert re.search(r"default-src 'none'", html.unescape(page))


def test_every_field_of_the_figure_leads_to_its_chain(page):
    figure = re.search(r'<figure class="heat">(.*?)</figure>', page, re.DOTALL)[1]
    assert len(re.findall(r'<a href="#c-', figure)) == len(MATRIX.heat)
    assert {f'id="{name}"' in page for name in re.findall(r'<a href="#(c-[^"]+)"', figure)} == {True}


def test_every_chain_says_how_and_where_it_was_read(page):
    for rows in MATRIX.links.values():
        assert html.escape(rows[0].how, quote=False).replace("'", "&#39;") in page
        if rows[0].link_source:
            assert html.escape(rows[0].link_source.where) in page
    assert read_words("en")("page.judged") in page or read_words("zh")("page.judged") in page


def test_text_of_rows_is_escaped(page):
    assert "<nothing>" not in page
    assert "&lt;nothing&gt;" in page


def test_a_target_without_a_link_says_why(page):
    assert WATER["SDG 5.1"].no_link in html.unescape(page)


def test_the_answer_counts_what_the_rows_hold():
    told = " ".join(answer(MATRIX, read_words("en")))
    links = {(row.target, row.variable) for row in ROWS}
    flying = {(row.target, row.variable) for row in ROWS if row.missions}
    assert told.startswith(f"{len({target for target, _ in links})} of {len(WATER)} goals")
    assert f"over {len(links)} links. For {len(flying)} of these" in told
    assert "river flow" in told


def test_the_table_has_a_row_a_chain():
    rows = list(csv.DictReader(io.StringIO(relevance_csv(MATRIX))))
    assert tuple(rows[0]) == COLUMNS
    assert [(r["target"], r["variable"], r["instrument"]) for r in rows] == [(r.target, r.variable, r.instrument) for r in ROWS]
    alone = [r for r in rows if not r["instrument"]]
    assert {r["variable"] for r in alone} == {"river_discharge"}
    assert {r["missions_flying"] for r in alone} == {""}


def test_the_data_give_the_chains_back():
    told = json.loads(relevance_json(MATRIX))
    assert told == json.loads(json.dumps(as_values(MATRIX)))
    by_variable = {name: [i["instrument"] for i in part["instruments"]] for name, part in told["variables"].items()}
    chains = {(t["id"], link["variable"], name) for t in told["targets"] for link in t["links"] for name in by_variable[link["variable"]]}
    assert chains == {(row.target, row.variable, row.instrument) for row in ROWS if row.instrument}
    assert "GRDC" in told["variables"]["river_discharge"]["networks"]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_figure_is_a_whole_file(language):
    svg = relevance_svg(MATRIX, language)
    ET.fromstring(svg)  # noqa: S314 - drawn by ourselves
    assert svg.count('href="relevance.html#c-') == len(MATRIX.heat)
    assert "vega.github.io" not in svg


def test_nothing_linked_is_told_and_drawn_as_nothing():
    text = render_relevance(EMPTY)
    assert "Nothing that was asked for links to a variable" in text
    assert relevance_svg(EMPTY) == ""
    assert WATER["SDG 5"].no_link in html.unescape(text)
