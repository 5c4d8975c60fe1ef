"""The report to the Committee: every number leads to its records, in both languages and three kinds of document."""

import base64
import html
import json
import re
import tomllib
from datetime import date
from importlib import resources

import pytest
from committee_example import ACTIONS, HOSTILE, empty_report, example_report, hostile_report, unassessed_report

from commonsky.core.errors import InvalidInputError, OutputError, UnknownNameError
from commonsky.profile.blocks import Heading
from commonsky.profile.committee_figures import actions_csv, actions_drawing, actions_spec, counts, roadmap_csv, roadmap_spec
from commonsky.profile.committee_model import CommitteeReport, Figure, RecordRef
from commonsky.profile.committee_page import render_committee
from commonsky.profile.committee_sections import committee_document
from commonsky.profile.committee_words import label, read_words, value

pytest.importorskip("typst")
docx = pytest.importorskip("docx")
pypdf = pytest.importorskip("pypdf")
etree = pytest.importorskip("lxml.etree")

from commonsky.profile.committee_files import write_committee  # noqa: E402
from commonsky.profile.pdf import save_pdf  # noqa: E402
from commonsky.profile.typesetting import typefaces  # noqa: E402

LANGUAGES = ("en", "zh")
REPORTS = {"example": example_report, "empty": empty_report, "unassessed": unassessed_report, "hostile": hostile_report}
SECTIONS = tomllib.loads(resources.files("commonsky.profile").joinpath("committee_words.toml").read_text("utf-8"))


def bare(text):
    """Text without any space, as a break of a line may stand anywhere."""
    return re.sub(r"[\s\u200b\u202f\u00ad]+", "", text)


def ids_of(page):
    return re.findall(r'\bid="([^"]*)"', page)


def answer_of(page):
    return re.search(r'<p class="answer">(.*?)</p>', page, re.DOTALL)[1]


def headings(language, report):
    return [block.text for block in committee_document(report, language).blocks if isinstance(block, Heading)]


@pytest.fixture(scope="module", params=LANGUAGES)
def made(request, tmp_path_factory):
    """Language and folder with all files of the example."""
    if request.param == "zh" and not typefaces().chinese:
        pytest.skip("no font here has Chinese")
    folder = tmp_path_factory.mktemp(request.param) / "new"
    written = write_committee(example_report(), folder, [request.param])
    assert sorted(path.name for path in folder.iterdir()) == sorted(path.name for path in written)
    return request.param, folder


def texts(made):
    """Text of the three documents by kind, without spaces."""
    language, folder = made
    page = (folder / f"committee-report.{language}.html").read_text("utf-8")
    page = html.unescape(re.sub(r"<[^>]+>", "", re.sub(r"<style\b.*?</style>", "", page, flags=re.DOTALL)))
    pdf = "".join(p.extract_text() for p in pypdf.PdfReader(folder / f"committee-report.{language}.pdf").pages)
    body = docx.Document(str(folder / f"committee-report.{language}.docx")).element.body
    word = "".join(t.text or "" for t in body.iter("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}t"))
    return {"html": bare(page), "pdf": bare(pdf), "docx": bare(word)}


def test_both_languages_have_the_same_words_and_values():
    for name, section in SECTIONS.items():
        assert list(section["en"]) == list(section["zh"]), name
        for key, text in section["en"].items():
            assert set(re.findall(r"{(\w+)}", text)) == set(re.findall(r"{(\w+)}", section["zh"][key])), (name, key)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", REPORTS)
def test_every_number_of_the_answer_is_a_link_to_what_is_there(language, name):
    report = REPORTS[name]()
    page = render_committee(report, language)
    found = re.findall(r'<a href="#([^"]*)">(.*?)</a>', answer_of(page))
    assert [html.unescape(text) for _, text in found] == [value(figure) for figure in report.answer]
    assert {anchor for anchor, _ in found} <= set(ids_of(page))


@pytest.mark.parametrize("name", REPORTS)
def test_every_inner_link_leads_somewhere_and_no_name_is_taken_twice(name):
    page = render_committee(REPORTS[name](), "en")
    assert len(ids_of(page)) == len(set(ids_of(page)))
    assert set(re.findall(r'href="#([^"]*)"', page)) <= set(ids_of(page))


def test_a_number_of_one_record_leads_to_it_and_one_of_several_to_their_list():
    page, report = render_committee(example_report(), "en"), example_report()
    anchors = [anchor for anchor, _ in re.findall(r'<a href="#([^"]*)">(.*?)</a>', answer_of(page))]
    roadmap = next(n for n, entry in enumerate(report.cited, 1) if entry.ref.kind == "roadmap")
    assert anchors == ["figure1", "figure2", "figure3", "figure4", f"record{roadmap}", "figure6"]
    listed = re.search(r'<tr id="figure4">(.*?)</tr>', page, re.DOTALL)[1]
    assert re.findall(r'<a href="#\w+">(.*?)</a>', listed) == ["FJI-A2", "MWI-A2"]


def test_the_answer_is_one_sentence():
    plain = {language: re.sub(r"<[^>]*>", "", answer_of(render_committee(example_report(), language))) for language in LANGUAGES}
    assert plain["en"] == (
        "By 2026-11-22, 2 of 3 countries have an accepted assessment, 6 actions stand, 2 of them are done, 2 are late, "
        "1 milestone of the roadmap is reached and actions would reach 2\u202f115\u202f120 people."
    )
    assert plain["zh"] == (
        "截至 2026-11-22，3个国家中有2个的评估已通过，有6项行动有效，其中2项已完成，2项逾期，"
        "路线图已实现1个里程碑，各项行动预计惠及2\u202f115\u202f120人。"
    )


def test_a_record_that_is_not_in_the_annex_is_named_without_a_link():
    stray = Figure(value=1, label="{} thing", label_zh="{}件", refs=(RecordRef(kind="offer", id="O-9", revision=1),))
    page = render_committee(example_report(answer=(stray,)), "en")
    assert re.search(r'<tr id="figure1">.*?O-9.*?</tr>', page, re.DOTALL)
    assert ">O-9</a>" not in page


@pytest.mark.parametrize("kind", ["html", "pdf", "docx"])
def test_every_document_says_all_and_names_the_records(made, kind):
    language, _ = made
    report, told, w = example_report(), texts(made)[kind], read_words(language)
    wanted = [text for row in report.actions for text in (row.title, row.owner, row.ref.id)]
    wanted += [entry.hash for entry in report.cited] + [entry.ref.id for entry in report.cited] + [report.head_hash, report.command]
    wanted += [value(figure) for figure in report.answer] + [row.names[language] for row in report.countries]
    wanted += [w(f"committee.{key}") for key in ("absence", "designations", "annex_note")] + headings(language, report)
    wanted += [w.word("state", state) for state in ("proposed", "agreed", "under way", "done", "dropped", "late", "accepted")]
    assert [text for text in wanted if bare(text) not in told] == []


def test_a_chinese_document_has_no_word_of_ours_in_english(made):
    language, _ = made
    if language != "zh":
        pytest.skip("of Chinese only")
    english = [text for section in SECTIONS.values() for text in section["en"].values() if len(text) > 3 and "{" not in text]
    page = texts(made)["html"]
    names = {bare(row[3]) for row in ACTIONS}
    left = re.sub("|".join(map(re.escape, names)), "", page)
    assert [text for text in english if re.search(rf"(?<![A-Za-z]){re.escape(bare(text))}(?![A-Za-z])", left)] == []


def test_pdf_links_lead_to_records_and_its_pages_carry_no_missing_glyph(made):
    language, folder = made
    reader = pypdf.PdfReader(folder / f"committee-report.{language}.pdf")
    annotations = [a.get_object() for page in reader.pages for a in page.get("/Annots", [])]
    inner = [a for a in annotations if "/Dest" in a or a.get("/A", {}).get("/S") == "/GoTo"]
    assert len(inner) >= len(example_report().answer) + 2 * len(ACTIONS)
    text = "".join(page.extract_text() for page in reader.pages)
    assert not {"\ufffd", "\u25a1", "\x00"} & set(text)
    assert reader.trailer["/Root"]["/Lang"].lower().startswith(language)
    assert "2115120" in bare(reader.pages[0].extract_text())


def test_docx_has_the_same_headings_and_links_that_lead_somewhere(made):
    language, folder = made
    file = docx.Document(str(folder / f"committee-report.{language}.docx"))
    found = [p.text for p in file.paragraphs if p.style.name.startswith("Heading")]
    assert found == headings(language, example_report())
    w = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    marks = [mark.get(f"{w}name") for mark in file.element.body.iter(f"{w}bookmarkStart")]
    numbers = [mark.get(f"{w}id") for mark in file.element.body.iter(f"{w}bookmarkStart")]
    anchors = {link.get(f"{w}anchor") for link in file.element.body.iter(f"{w}hyperlink")} - {None}
    assert len(marks) == len(set(marks)) == len(set(numbers))
    assert {"figure1", "record1"} <= anchors <= set(marks)


def test_json_reads_back_as_the_same_report(made):
    _, folder = made
    text = (folder / "committee-report.json").read_text("utf-8")
    assert CommitteeReport.model_validate_json(text) == example_report()
    assert json.loads(text)["as_of"] == "2026-11-22"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["empty", "unassessed", "hostile"])
def test_other_reports_are_written_too(tmp_path, language, name):
    if language == "zh" and not typefaces().chinese:
        pytest.skip("no font here has Chinese")
    report = REPORTS[name]()
    write_committee(report, tmp_path, [language])
    found = [
        p.text for p in docx.Document(str(tmp_path / f"committee-report.{language}.docx")).paragraphs if p.style.name.startswith("Heading")
    ]
    assert found == headings(language, report)
    assert pypdf.PdfReader(tmp_path / f"committee-report.{language}.pdf").pages


def test_nothing_on_record_is_said_to_be_no_sign_of_nothing_done():
    page = render_committee(empty_report(), "en")
    assert answer_of(page) == read_words("en")("committee.answer_none")
    assert "<svg" not in page
    assert "<table" not in page
    for key in ("no_actions", "no_roadmap", "no_countries", "no_targets", "no_overlaps", "no_cited", "absence"):
        assert read_words("en")(f"committee.{key}") in page


def test_no_assessment_and_no_action_are_noughts_with_their_list():
    page = render_committee(unassessed_report(), "en")
    assert ">0</a> of 3 countries" in answer_of(page)
    assert read_words("en")("committee.no_records") in page
    assert read_words("en")("committee.no_assessment") in page


def test_a_chain_that_was_not_verified_is_told_beside_the_answer():
    sound, unsound = (render_committee(example_report(chain_verified=v), "en") for v in (True, False))
    head = unsound.split("<main>")[0]
    assert "do not rely on these numbers" in head
    assert "do not rely" not in sound


def test_hostile_words_stay_words():
    page = render_committee(hostile_report(), "en")
    assert "<script" not in page
    assert 'href="javascript' not in page
    assert page.count(html.escape(HOSTILE, quote=False)[:8]) > 8
    assert page.count("</title>") == 1
    shown = html.unescape(re.sub(r"<[^>]+>", "", re.search(r"<h1>(.*?)</h1>", page, re.DOTALL)[1]))
    assert shown == HOSTILE


@pytest.mark.parametrize("language", LANGUAGES)
def test_page_fetches_nothing_and_has_no_script(language):
    page = render_committee(example_report(), language)
    assert not re.findall(r"<(?:script|link|img|iframe|object|embed|source)\b", page)
    assert " style=" not in page
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)[1]
    assert "script-src" not in policy
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert f'<html lang="{language}"' in page


def test_links_hold_data_and_picture_of_each_figure():
    page = render_committee(example_report(), "en")
    held = dict(re.findall(r'<a href="data:[^;]*;base64,([^"]*)" download="([^"]*)"', page))
    files = {name: base64.b64decode(data).decode() for data, name in held.items()}
    assert set(files) == {"actions-by-state.csv", "actions-by-state.svg", "roadmap.csv", "roadmap.svg"}
    assert files["actions-by-state.csv"] == actions_csv(example_report())
    assert files["roadmap.csv"] == roadmap_csv(example_report())
    assert all(etree.fromstring(files[name].encode()).tag.endswith("svg") for name in files if name.endswith(".svg"))


def test_bars_count_the_actions_of_each_country():
    report, w = example_report(), read_words("en")
    parts = actions_spec(report.countries, w)["layer"][0]["data"]["values"]
    assert sum(part["to"] - part["from"] for part in parts) == len(ACTIONS)
    assert [counts(row) for row in report.countries][1] == {"agreed": 1, "under way": 1, "dropped": 1}
    assert actions_drawing(empty_report(), w) is None


def test_the_time_chart_has_the_day_of_the_report_and_fills_what_is_done():
    report = example_report()
    spec = roadmap_spec(report.phases, date(2026, 11, 22), read_words("en"))
    bars, line = spec["layer"][0]["data"]["values"], spec["layer"][2]
    assert line["mark"]["type"] == "rule"
    assert line["data"]["values"][0]["start"] == "2026-11-22T00:00Z"
    done = (date.fromisoformat(bars[0]["done"][:10]) - report.phases[0].start) / (report.phases[0].end - report.phases[0].start)
    assert done == pytest.approx(1 / 3, abs=0.005)
    assert bars[1]["done"] == bars[1]["start"]


@pytest.mark.parametrize(
    ("text", "told"), [("{} are late", ("", " are late")), ("reach {} people", ("reach ", " people")), ("late {x}", ("", " late {x}"))]
)
def test_a_number_stands_where_its_label_says(text, told):
    assert label(Figure(value=1, label=text, label_zh=""), read_words("en")) == told


def test_a_character_that_no_font_has_is_refused_in_one_line(tmp_path):
    report = example_report(notes=("a \U0010fffd b",))
    with pytest.raises(InvalidInputError, match="no installed font has") as caught:
        save_pdf(committee_document(report, "en"), tmp_path / "file.pdf")
    assert "\n" not in str(caught.value)


def test_a_language_that_is_not_there_and_a_folder_that_cannot_be_are_refused(tmp_path):
    with pytest.raises(UnknownNameError, match="no language named 'xx'; known: en, zh"):
        write_committee(example_report(), tmp_path / "out", ["en", "xx"])
    assert not (tmp_path / "out").exists()
    (tmp_path / "taken").write_text("")
    with pytest.raises(OutputError, match="cannot be written"):
        write_committee(example_report(), tmp_path / "taken", ["en"])
