"""Attained level from year to year as page, table and PDF: whole without script and network, and what it says is what the timeline says."""

import csv
import html
import io
import re
import tomllib
from html.parser import HTMLParser
from importlib import resources
from xml.etree import ElementTree as ET

import pytest
from timeline_example import FIRST, LAST, NEEDS, example_timeline

from commonsky.core.errors import UnknownNameError
from commonsky.profile import timeline_figures as figures
from commonsky.profile.drawings import FONT_SLOT
from commonsky.profile.timeline_page import render_timeline
from commonsky.profile.timeline_pdf import write_timeline_pdf
from commonsky.profile.timeline_tables import (
    COLUMNS,
    basis_kind,
    lives,
    read_words,
    series,
    share_at,
    strip_table,
    timeline_csv,
    worst_delays,
    year_of,
    yearly,
)

SECTIONS = tomllib.loads(resources.files("commonsky.profile").joinpath("timeline_words.toml").read_text("utf-8"))
TIMELINE = example_timeline()
EMPTY = TIMELINE.model_copy(update={"needs": (), "missions": (), "notes": (), "sources": ()})
EN = read_words("en")


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
    return request.param, render_timeline(TIMELINE, request.param)


def test_both_languages_say_the_same_things():
    for name, section in SECTIONS.items():
        assert set(section) == {"en", "zh"}, name
        assert list(section["en"]) == list(section["zh"]), name
        for key, text in section["en"].items():
            assert set(re.findall(r"{(\w+)}", text)) == set(re.findall(r"{(\w+)}", section["zh"][key])), (name, key)


def test_another_language_is_refused():
    with pytest.raises(UnknownNameError, match="known: en, zh"):
        render_timeline(TIMELINE, "xx")


def test_every_link_within_the_page_leads_somewhere_and_nothing_is_fetched(page):
    found = Page(page[1])
    assert len(found.ids) == len(set(found.ids))
    assert {link[1:] for link in found.links if link.startswith("#")} <= set(found.ids)
    assert found.fetched == []
    assert "url(http" not in page[1]
    assert FONT_SLOT not in page[1]


def test_the_answer_comes_first_then_the_strip(page):
    language, text = page
    answer = html.escape(TIMELINE.answer[language], quote=False)
    assert text.index(answer) < text.index('class="for-desk"') < text.index("<table")


def test_every_need_mission_and_assumption_is_told(page):
    language, text = page
    told = html.unescape(text)
    for need in TIMELINE.needs:
        assert need.titles[language] in told
    for span in TIMELINE.missions:
        assert span.mission in told
        assert span.basis[language] in told
    for name in ("ends", "courses", "phases", "window", "shares"):
        assert read_words(language)(f"timeline.assumed_{name}") in told


def test_the_strip_has_a_cell_a_need_and_year():
    spec = figures.strip_spec(TIMELINE, EN, wide=True)
    cells = spec["layer"][0]["data"]["values"]
    assert len(cells) == len(NEEDS) * (LAST - FIRST + 1)
    assert cells[0]["text"] == f"{100 * yearly(TIMELINE.needs[0])[FIRST]:.0f}"


def test_nothing_and_all_have_colours_of_their_own():
    tones = [figures._cell(0, 2020, share, EN)["tone"] for share in (0.0, 0.001, 0.25, 0.5, 0.75, 0.999, 1.0)]
    assert tones == ["none", "under 25 %", "25 to 50 %", "50 to 75 %", "75 % or more", "75 % or more", "all"]


def test_a_year_is_the_mean_of_its_dates():
    need = TIMELINE.needs[1]
    points = [p.threshold for p in need.courses[1].points if p.date.startswith("2027")]
    assert len(points) == 4
    assert yearly(need)[2027] == pytest.approx(sum(points) / 4, abs=1e-12)


def test_a_share_holds_until_the_next_date():
    need = TIMELINE.needs[1]
    point = need.courses[1].points[10]
    assert share_at(need, year_of(point.date)) == point.threshold
    assert share_at(need, year_of(point.date) + 0.2) == point.threshold
    assert series(need, "expected", "threshold", LAST)[-1] == (LAST + 1.0, need.courses[1].points[-1].threshold)


def test_names_of_turns_do_not_meet():
    for wide in (True, False):
        plot = figures._Plot(range(FIRST, LAST + 1), wide)
        for need in TIMELINE.needs:
            turns = figures.named_turns(need, figures.NAMED[wide])
            lanes = figures.turn_lanes(turns, plot, EN)
            places = [(lane, plot.x(year_of(turn.date))) for lane, turn in zip(lanes, turns, strict=True)]
            assert len(set(places)) == len(places)
            assert len(turns) <= figures.NAMED[wide]


def test_the_worst_delay_comes_first_and_none_is_told_where_nothing_is_lost():
    rows = worst_delays(TIMELINE)
    losses = [max(row[2].values()) for row in rows]
    assert losses == sorted(losses, reverse=True)
    assert TIMELINE.needs[0].id not in {row[0].id for row in rows}
    assert figures.delays_drawing(EMPTY, EN) is None


def test_an_end_beyond_the_years_stops_at_their_edge():
    beyond = next(s for s in TIMELINE.missions if s.end_expected is None)
    assert lives(beyond, TIMELINE)["expected"] == LAST + 1
    assert {basis_kind(s) for s in TIMELINE.missions} == {"came", "published", "assumed"}


def test_planned_missions_are_hatched_and_lettered():
    svg = figures.flights_drawing(TIMELINE, EN, wide=True).svg
    planned = sum(s.planned for s in TIMELINE.missions)
    assert svg.count(">P</text>") == planned
    assert svg.count("url(#hatch-wide)") >= planned
    ET.fromstring(svg)  # noqa: S314 - drawn by ourselves


def test_the_table_under_the_strip_says_what_the_points_say():
    row = strip_table(TIMELINE, EN).rows[0]
    now = share_at(TIMELINE.needs[0], year_of(TIMELINE.made_utc))
    assert row[1].text.startswith(f"{100 * now:.0f}")
    assert row[0].links == ((TIMELINE.needs[0].titles["en"], "need1"),)


def test_the_csv_has_a_row_a_need_course_and_date():
    rows = list(csv.DictReader(io.StringIO(timeline_csv(TIMELINE))))
    assert tuple(rows[0]) == COLUMNS
    assert len(rows) == len(NEEDS) * 3 * 4 * (LAST - FIRST + 1)
    assert float(rows[0]["threshold"]) == TIMELINE.needs[0].courses[0].points[0].threshold


def test_text_of_rows_is_escaped():
    hostile = TIMELINE.model_copy(update={"notes": ("left out <nothing>",), "needs": ()})
    text = render_timeline(hostile)
    assert "<nothing>" not in text
    assert "&lt;nothing&gt;" in text


def test_nothing_to_tell_is_told():
    text = html.unescape(render_timeline(EMPTY))
    for key in ("no_points", "no_delays", "no_flights"):
        assert EN(f"timeline.{key}") in text


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_pdf_says_the_same(language, tmp_path):
    pytest.importorskip("typst")
    pypdf = pytest.importorskip("pypdf")
    from commonsky.profile.typesetting import typefaces

    if language == "zh" and not typefaces().chinese:
        pytest.skip("no font here has Chinese")
    path = tmp_path / "timeline.pdf"
    write_timeline_pdf(TIMELINE, language, path)
    told = re.sub(r"[\s\u200b\u202f\u00ad]+", "", "".join(p.extract_text() for p in pypdf.PdfReader(path).pages))
    for need in TIMELINE.needs:
        assert re.sub(r"\s+", "", need.titles[language]) in told
    assert re.sub(r"\s+", "", TIMELINE.answer[language]) in told
