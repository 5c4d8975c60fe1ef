"""The checklist's page: whole without script and network, in both languages, its counts those of the answers, on a phone and a desk."""

import csv
import html
import io
import json
import re
import shutil
import tomllib
from datetime import date
from html.parser import HTMLParser
from importlib import resources

import pytest

from commonsky.core.errors import UnknownNameError
from commonsky.profile.checklist_page import COLUMNS, answer, as_values, checklist_csv, checklist_json, render_checklist
from commonsky.profile.wording import read_section_words
from commonsky.resilience.checklist import PHASES, SUBJECTS, Answer, Probed, Sheet, packaged_checklist, standings

SECTIONS = tomllib.loads(resources.files("commonsky.profile").joinpath("checklist_words.toml").read_text("utf-8"))
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
ON = date(2026, 11, 23)


def said(question, word, **more):
    return Answer(question=question, answer=word, by="ana & bo", date=date(2026, 11, 20), **more)


ANSWERS = (
    said("W-WI-1", "yes", evidence="tested <b>twice</b>", file="power.pdf"),
    said("W-WI-2", "partly", evidence="a table"),
    said("W-AB-1", "no"),
    said("W-RE-2", "yes", link="https://example.org/drill"),
    said("W-RE-3", "not applicable", evidence="no season yet"),
    said("M-WI-1", "yes", file="gone.pdf"),
)
PROBE = Probed(id="quiet", questions=("W-AD-3",), titles={"en": "Asks nobody", "zh": "不访问"}, result="fail", fact="asked <x>")
SHEET = Sheet(
    name="Centre <1>",
    standings=standings(("warning-centre", "mission"), ANSWERS, {"W-WI-1": "a" * 64}),
    refused=("answers.toml: answer 9: no <row>",),
    probes=(PROBE,),
)
EMPTY = Sheet(name="x", standings=standings(("ground-segment",), (), {}))
FULL = Sheet(name="y", standings=standings(SUBJECTS, [said(name, "yes", link="https://example.org") for name in packaged_checklist()], {}))


class Page(HTMLParser):
    """Ids, links, and what would be fetched or run."""

    def __init__(self, text):
        super().__init__()
        self.ids, self.links, self.fetched = [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        self.ids += [found["id"]] if "id" in found else []
        self.links += [found["href"]] if tag == "a" else []
        self.fetched += [tag] if {"src", "srcset", "xlink:href"} & set(found) or tag in {"link", "img", "iframe", "script"} else []


@pytest.fixture(scope="module", params=["en", "zh"])
def page(request):
    return request.param, render_checklist(SHEET, ON, request.param)


def test_both_languages_say_the_same_things():
    for name, section in SECTIONS.items():
        assert set(section) == {"en", "zh"}, name
        assert list(section["en"]) == list(section["zh"]), name
        for key, text in section["en"].items():
            assert set(re.findall(r"{(\w+)}", text)) == set(re.findall(r"{(\w+)}", section["zh"][key])), (name, key)


def test_another_language_is_refused():
    with pytest.raises(UnknownNameError, match="known: en, zh"):
        render_checklist(SHEET, ON, "xx")


def test_every_link_within_the_page_leads_somewhere_and_nothing_is_fetched(page):
    found = Page(page[1])
    assert len(found.ids) == len(set(found.ids))
    assert {link[1:] for link in found.links if link.startswith("#")} <= set(found.ids)
    assert all(link.startswith(("#", "https://")) for link in found.links)
    assert found.fetched == []
    assert "default-src 'none'" in html.unescape(page[1])


def test_what_people_wrote_is_escaped(page):
    for raw in ("<1>", "<b>twice", "<row>", "<x>"):
        assert raw not in page[1]
    assert "ana &amp; bo" in page[1]


def test_every_question_stands_with_its_evidence_and_ids(page):
    language, text = page
    plain = html.unescape(text)
    for row in SHEET.standings:
        for told in (row.question.question, row.question.why, row.question.evidence):
            assert getattr(told, language) in plain
        assert all(name in plain for _, name in row.question.references)


def test_sections_hold_the_rows_that_they_should():
    text = render_checklist(SHEET, ON)
    parts = dict(re.findall(r'<section id="(\w+)">(.*?)</section>', text, re.DOTALL))
    ids = {name: re.findall(r'href="#([MGW]-\w\w-\d)"', part) for name, part in parts.items()}
    assert ids["lacking"] == ["M-WI-1", "W-WI-2"]
    assert ids["outside"] == [row.question.id for row in SHEET.standings if row.question.outside]
    assert set(ids["open"]) == {row.question.id for row in SHEET.standings} - {"W-WI-1", "W-RE-2", "W-RE-3", "M-WI-1"}
    assert "the file named is not there" in parts["lacking"]
    assert "a" * 64 in parts["all"]
    assert ids["probes"] == ["W-AD-3"]
    assert "failed" in parts["probes"]


def test_the_answer_counts_and_gives_no_score():
    words = read_section_words("checklist_words.toml", "en")
    told = answer(SHEET, words)
    assert told[0] == f"{len(SHEET.standings)} questions: 3 yes, 1 partly, 1 no, 1 not applicable, {len(SHEET.standings) - 6} not answered."
    assert told[1] == "2 of the 4 answered yes or partly rest on less than a document."
    assert told[-1].startswith("Counts alone are given")
    assert not re.search(r"\d+ ?%", " ".join(told))
    assert answer(EMPTY, words)[0] == "None of the 16 questions is answered yet. That is told as not answered, not as no."
    assert answer(FULL, words)[1] == f"All {len(packaged_checklist())} answered yes or partly show a file or a link."


def test_nothing_open_and_nothing_lacking_are_told():
    text = render_checklist(FULL, ON)
    assert "Nothing is open." in text
    assert "Every yes and partly shows a file or a link." in text
    assert 'id="refused"' not in text
    assert 'id="probes"' not in text


def test_the_table_has_a_row_a_question():
    rows = list(csv.DictReader(io.StringIO(checklist_csv(SHEET))))
    assert tuple(rows[0]) == COLUMNS
    assert [(row["id"], row["state"], row["shown"]) for row in rows] == [(s.question.id, s.state, s.shown) for s in SHEET.standings]
    assert {row["date"] for row in rows} == {"", "2026-11-20"}


def test_the_data_say_what_the_page_says():
    told = json.loads(checklist_json(SHEET, ON))
    assert told == json.loads(json.dumps(as_values(SHEET, ON)))
    assert sum(sum(told["counts"][s][p].values()) for s in told["counts"] for p in PHASES) == len(told["questions"])
    assert told["outside"]["W-RE-2"] is True
    assert told["evidence_lacking"] == ["M-WI-1", "W-WI-2"]
    assert told["probes"][0]["fact"] == "asked <x>"


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="no chromium on PATH; install the system's Chromium to run the page's browser tests")
def test_the_page_fits_a_phone_and_a_desk_and_breaks_no_rule(page, tmp_path):
    from playwright.sync_api import sync_playwright

    file = tmp_path / "checklist.html"
    file.write_text(page[1], encoding="utf-8")
    said_by_page = []
    with sync_playwright() as driver:
        running = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for width, scheme in ((360, "light"), (1400, "dark")):
            shown = running.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
            shown.on("console", lambda message: said_by_page.append(message.text))
            shown.on("request", lambda request: said_by_page.append(request.url) if request.url != file.as_uri() else None)
            shown.goto(file.as_uri())
            assert shown.evaluate("document.scrollingElement.scrollWidth <= innerWidth"), width
            widths = shown.eval_on_selector_all(".counts .bar", "bars => bars.map(bar => bar.getBoundingClientRect().width)")
            assert min(widths) > 100
        running.close()
    assert said_by_page == []
