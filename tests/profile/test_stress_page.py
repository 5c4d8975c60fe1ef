"""The report on what breaks: what a minister reads first, every figure with its table, published bounds as published, in both languages."""

import base64
import csv
import hashlib
import html
import io
import re
import tomllib
from importlib import resources
from itertools import pairwise

import pytest
from stress_example import bare_stress, curve, effect, example_stress, scenario, stages

from commonsky.core.errors import OutputError, UnknownNameError
from commonsky.profile import stress_model as model
from commonsky.profile import stress_tables as tables
from commonsky.profile.blocks import Beside, Heading, Paragraph, Pictures, Table
from commonsky.profile.quantities import THIN
from commonsky.profile.stress_csv import stress_csv
from commonsky.profile.stress_document import IN_FULL, stress_document
from commonsky.profile.stress_figures import (
    POINTS,
    bars_spec,
    curve_spec,
    envelope_spec,
    navigation_drawing,
    shapley_drawing,
    stages_drawing,
    stages_spec,
    thinned,
)
from commonsky.profile.stress_page import render_stress, sorting, stress_sections
from commonsky.profile.stress_pdf import write_stress_pdf
from commonsky.profile.stress_tables import read_words
from commonsky.profile.typesetting import typefaces
from commonsky.profile.wording import read_wording

pytest.importorskip("typst")
pypdf = pytest.importorskip("pypdf")

LANGUAGES = ("en", "zh")
SECTIONS = tomllib.loads(resources.files("commonsky.profile").joinpath("stress_words.toml").read_text("utf-8"))
EN = read_words("en")


@pytest.fixture(scope="module", params=LANGUAGES)
def page(request):
    """Language and page of the example."""
    return request.param, render_stress(example_stress(), request.param)


def plain(text):
    """Text of a page, thin spaces plain."""
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", text)).replace(THIN, " "))


def cells_of(table):
    return [[cell.text.replace(THIN, " ") or "".join(words for words, _ in cell.links) for cell in row] for row in table.rows]


def all_blocks(document):
    for block in document.blocks:
        yield from (*block.left, *block.right) if isinstance(block, Beside) else (block,)


def test_words_hold_the_same_keys_in_both_languages():
    for name, section in SECTIONS.items():
        assert section["en"].keys() == section["zh"].keys(), name
        for key, text in section["en"].items():
            assert set(re.findall(r"\{\w+\}", text)) == set(re.findall(r"\{\w+\}", section["zh"][key])), (name, key)


def test_no_word_is_left_unused():
    folder = resources.files("commonsky.profile")
    files = [folder / f"stress_{name}.py" for name in ("page", "document", "figures", "tables")] + [folder / "templates" / "stress.html.j2"]
    said = "\n".join(file.read_text("utf-8") for file in files)
    for key in SECTIONS["stress"]["en"]:
        short = re.sub(r"^(col|by|systems)_", "", key)
        assert re.search(rf"\b{key}\b|\"{short}\"", said) or key.startswith("by_"), key


def test_the_answer_comes_first_then_the_questions_with_before_and_worst(page):
    language, text = page
    stress = example_stress()
    places = [text.index(html.escape(t, quote=False)) for t in (stress.answer[language], stress.capabilities[0].question[language])]
    places.append(text.index("<svg xmlns"))
    assert places == sorted(places)
    cards = re.findall(r'<p class="numbers">(.*?)</p>', text)
    assert [plain(card).split() for card in cards] == [
        ["69", "%", "→", "32", "%"],
        [">99", "%", "→", "41", "%"],
        ["100", "%", "→", "40", "%"],
    ]


def test_ids_are_unique_and_every_link_within_leads_somewhere(page):
    ids = re.findall(r'\bid="([^"]*)"', page[1])
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]*)"', page[1])) <= set(ids)


def test_the_page_fetches_nothing_and_allows_its_own_style_and_script_alone(page):
    text = page[1]
    assert not re.search(r'<(?:link|iframe|img)\b|\bsrc="|@import|url\(\s*[\'"]?http|\sstyle="', text)
    for tag in ("style", "script"):
        found = re.findall(rf"<{tag}>(.*?)</{tag}>", text, re.DOTALL)
        assert len(found) == 1
        assert base64.b64encode(hashlib.sha256(found[0].encode()).digest()).decode() in text.split("</head>")[0]


def test_every_figure_offers_its_data_and_its_picture(page):
    figures = re.findall(r"<figure.*?</figure>", page[1], re.DOTALL)
    assert len(figures) == 4 + 3 + 4 + 1  # stages, curves, envelope and bars of two needs, navigation
    for figure in figures:
        data = base64.b64decode(re.search(r"data:text/csv;base64,([^\"]+)", figure)[1]).decode()
        rows = list(csv.reader(io.StringIO(data)))
        assert len(rows) > 1
        assert len({len(row) for row in rows}) == 1
        assert base64.b64decode(re.search(r"data:image/svg\+xml;base64,([^\"]+)", figure)[1]).decode().startswith("<svg xmlns")
        assert 'aria-label="' in figure
        assert "2026-11-23" in plain(figure)


def test_every_picture_has_a_table_at_its_side():
    for document in (stress_document(example_stress(), "en", paper=False), stress_document(example_stress(), "en")):
        pictures = [block for block in all_blocks(document) if isinstance(block, Pictures)]
        held = [block for block in all_blocks(document) if isinstance(block, Table)]
        assert len(pictures) == 12
        assert len(held) >= 3 + 4 + 1 + 1


def test_levels_of_headings_are_not_skipped():
    for paper in (True, False):
        levels = [b.level for b in stress_document(example_stress(), "en", paper=paper).blocks if isinstance(b, Heading)]
        assert levels[0] == 1
    levels = [b.level for b in stress_document(example_stress(), "en").blocks if isinstance(b, Heading)]
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_scenarios_stand_hardest_first_with_what_is_published_and_what_is_not():
    stress = example_stress()
    table = tables.scenarios_table(stress, stress.scenarios[:5], EN, {"storm-g5": "scenario2"})
    rows = cells_of(table)
    assert [row[0] for row in rows][:2] == ["All Copernicus satellites fail", "A geomagnetic storm of the highest class (G5)"]
    assert rows[0][1:6] == ["32 % / >99 % / 100 %", "not published", "not published", "2 of 4", "27 h; never again for 1"]
    assert rows[1][2:4] == ["4 in a solar cycle of 11 years; <1–2 % in ten years", "24–48 h"]
    assert rows[1][6] == "passes by itself after 24–48 h"
    assert table.rows[1][0].links == (("A geomagnetic storm of the highest class (G5)", "scenario2"),)


def test_a_scenario_that_takes_nothing_is_named_and_not_told(page):
    name = next(row for row in example_stress().scenarios if row.name == "worldview-3-lost").titles[page[0]]
    assert not tables.harms(example_stress().scenarios[-1])
    assert page[1].count(name) == 1


def test_both_readings_and_all_stages_stand_in_the_table_of_needs():
    stress = example_stress()
    rows = cells_of(tables.effects_table(stress.scenarios[0].effects, stress, EN))
    assert rows[0][1:5] == ["82 %", "5 %", "49 %", "82 %"]
    assert rows[0][5:9] == ["82 % → 5 %", "41 % → 2 %", "20 h → no product any more", "14 h → no product any more"]
    assert rows[0][9] == "TerraSAR-X, ICEYE"


def test_stages_begin_where_a_source_says_and_say_so_where_none_does():
    row = example_stress().scenarios[1]
    assert [tables.begins(stage, EN).replace(THIN, " ") for stage in row.stages] == ["", "at once", "no source says", "after 24–48 h"]


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"low": 0.02, "high": 0.02, "per": "launch", "of": "launches that fail"}, "2 % of launches"),
        ({"low": 0.5, "high": 1, "per": "decade", "of": "storms"}, "0.5–1 in ten years"),
        ({"low": 0.01, "high": 0.05, "per": "year", "of": "collisions"}, "0.01–0.05 in a year (about once in 20–100 years)"),
        ({"low": 0, "high": 1, "per": "solar cycle", "of": "flares"}, "0–1 in a solar cycle of 11 years"),
        ({"low": 0.0004, "high": 0.0004, "per": "year", "of": "chance of one"}, "<1 % in a year"),
    ],
)
def test_probabilities_keep_their_bounds_and_no_digit_more(values, told):
    assert tables.how_often(model.Figure(**values, sources=()), EN).replace(THIN, " ") == told


def test_step_lines_hold_each_share_over_its_stage_and_break_where_it_is_unknown():
    row = example_stress().scenarios[0]
    gap = row.stages[1].model_copy(update={"locate": None})
    spec = stages_spec(row.model_copy(update={"stages": (row.stages[0], gap, *row.stages[2:])}), example_stress(), EN)
    lines = [layer["data"]["values"] for layer in spec["layer"] if layer["mark"]["type"] == "line"]
    assert [(p["x"], p["y"]) for p in lines[0]] == [(0, 0.69), (1, 0.69), (1, 0.32), (2, 0.32), (2, 0.44), (3, 0.44), (3, 0.69), (4, 0.69)]
    assert {p["run"] for p in lines[1]} == {0, 1}
    assert not any(1 < p["x"] < 2 for p in lines[1])
    widths = [layer["mark"]["strokeWidth"] for layer in spec["layer"] if layer["mark"]["type"] == "line"]
    assert widths == sorted(widths, reverse=True)  # a narrower line lies upon a wider one


def test_seeing_is_by_people_where_the_headline_is():
    stress = example_stress().model_copy(update={"headline_by": "people"})
    row = stress.scenarios[0]
    only = row.stages[1].model_copy(update={"see_people": 0.07})
    row = row.model_copy(update={"stages": (row.stages[0], only, *row.stages[2:])})
    assert cells_of(tables.stages_table(stress, [row], EN))[0][2:4] == ["69 %", "7 %"]
    assert stages_spec(row, stress, EN)["layer"][1]["data"]["values"][2]["y"] == 0.07
    assert cells_of(tables.scenarios_table(stress, [row], EN, {}))[0][1] == "7 % / >99 % / 100 %"


def test_a_curve_marks_the_event_and_draws_what_is_lost_without_recovery():
    row = example_stress().scenarios[0]
    with_both = curve_spec(row.curves[0], "Floods", "Fleet", EN)
    assert sum(layer["mark"]["type"] == "line" for layer in with_both["layer"]) == 2
    assert with_both["layer"][0]["data"]["values"] == [{"x": 0}]
    assert with_both["layer"][1]["encoding"]["x"]["scale"]["domain"] == [-2, 37.5]  # days, as it lasts longer than four
    alone = curve_spec(row.curves[1], "Crops", "Fleet", EN)
    assert sum(layer["mark"]["type"] == "line" for layer in alone["layer"]) == 1
    table = cells_of(tables.curve_table(row.curves[0], "Floods", EN))
    assert ["0 h", "82 %", "82 %"] in table
    assert table[-1][1:] == ["78 %", "5 %"]


def test_a_long_curve_is_thinned_but_keeps_its_ends_and_the_event():
    points = curve("x", 3000.0, 0.1, 2000.0, 1.0).points
    kept = thinned(points, POINTS)
    assert len(kept) <= POINTS + 2
    assert (kept[0], kept[-1]) == (points[0], points[-1])
    assert {p.time_h for p in kept} >= {-1.0, 0.0}


def test_single_points_of_failure_are_named():
    text = plain(render_stress(example_stress()))
    assert "Needs that hang on one system alone: 1 of the 3 served today (Lightning, total density)." in text
    assert "No system serves at threshold: Soil moisture in the root zone" in text
    assert "Single point of failure: Himawari-9. Its loss alone leaves nothing." in text
    assert "The hardest is Sentinel-1C: 31 % would be left." in text
    assert "One part stands in several paths: warning centre (4 paths)." in text


def test_an_envelope_where_all_losses_leave_the_same_is_one_line():
    specs = {need.id: envelope_spec(need, EN) for need in example_stress().needs if need.envelope}
    count = {name: sum(layer["mark"]["type"] == "line" for layer in spec["layer"]) for name, spec in specs.items()}
    assert count == {"flood-extent": 3, "crop-state": 3, "lightning": 1}


def test_bars_have_error_bars_only_where_orders_were_drawn():
    exact = bars_spec([("A", 0.4, 0.0, "#000")], "label", "axis", EN)
    drawn = bars_spec([("A", 0.4, 0.02, "#000"), ("B", 0.1, 0.0, "#000")], "label", "axis", EN)
    assert [layer["mark"]["type"] for layer in exact["layer"]] == ["bar", "text"]
    rule = next(layer for layer in drawn["layer"] if layer["mark"]["type"] == "rule")
    assert [(row["low"], row["high"]) for row in rule["data"]["values"]] == [pytest.approx((0.38, 0.42))]


def test_drawings_are_of_one_width_so_that_their_letters_are_of_one_size():
    stress = example_stress()
    drawings = [
        stages_drawing(stress.scenarios[0], stress, EN),
        navigation_drawing(stress.navigation, EN),
        shapley_drawing(stress.needs[1], EN),
    ]
    widths = [float(re.search(r'viewBox="0 0 ([\d.]+)', drawing.svg)[1]) for drawing in drawings]
    assert max(widths) - min(widths) < 20  # px; labels beyond the common width make a drawing wider


def test_navigation_tells_alone_together_and_all_but_one_with_the_mask():
    stress = example_stress()
    rows = cells_of(tables.navigation_table(stress.navigation, EN))
    assert [row[0] for row in rows][2:5] == ["NavIC alone", "all together", "all but GPS"]
    assert rows[-1] == ["SouthPAN (augmentation)", "88 %", "—", "—", "—"]
    assert rows[3] == ["all together", ">99 %", "38", "1.1", "0 min"]
    assert "Horizon: 5 degrees, or the horizon of the relief." in plain(render_stress(stress))


def test_telecom_without_a_published_orbit_says_so_and_stands_last():
    table = tables.telecom_rows(example_stress().telecom, EN)
    assert cells_of(table)[1] == ["GEONETCast", "broadcast", "97 %", "52°", "120 ms", "5 min"]
    assert (table.rows[-1][0].text, table.rows[-1][0].under) == ("Private mesh", "geometry not published: no orbit is published")


def test_columns_of_figures_sort_as_figures():
    table = tables.navigation_table(example_stress().navigation, EN)
    found = sorting(table)
    assert [row[0] for row in found] == [None] * 8
    assert found[0][1] == 98
    assert [row[4] for row in found][:3] == pytest.approx([0.4, 0.8, 24.0])
    assert found[2][3] == -1  # no figure


def test_csv_holds_a_row_for_each_need_that_a_scenario_touches():
    rows = list(csv.DictReader(io.StringIO(stress_csv(example_stress()))))
    assert [(row["scenario"], row["need"]) for row in rows] == [
        ("copernicus-lost", "flood-extent"), ("copernicus-lost", "crop-state"), ("storm-g5", ""), ("sentinel-1c-lost", "flood-extent"),
        ("svalbard-lost", "crop-state"), ("gps-lost", ""), ("worldview-3-lost", ""),
    ]  # fmt: skip
    assert rows[0]["absorb"] == "0.05"
    assert rows[0]["wait_after_h"] == ""
    assert rows[0]["to_open"] == "TerraSAR-X; ICEYE"
    assert rows[2]["lasting"] == "24 to 48 hours: HF radio impossible in many areas"
    assert (rows[2]["locate_absorb"], rows[2]["paths_lost"]) == ("0.41", "hf; sat-phone; tv")


def test_whatever_a_scenario_is_called_stays_text():
    bad = "<script>alert('x')</script>{{ 7 * 7 }} & \"quoted\""
    stress = example_stress()
    row = stress.scenarios[0].model_copy(update={"titles": {"en": bad}, "note": bad, "happened": bad, "told": ({"en": bad},)})
    text = render_stress(stress.model_copy(update={"scenarios": (row, *stress.scenarios[1:]), "command": bad}))
    assert text.count("<script>") == 1
    assert "49" not in text.split("<title>")[1].split("</title>")[0]
    assert html.escape("<script>alert('x')</script>", quote=False) in html.unescape(text).replace(
        "<script>alert", "&lt;script&gt;alert"
    ).replace("</script>{{", "&lt;/script&gt;{{")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_report_without_anything_is_whole(language, tmp_path):
    words = read_words(language)
    text = render_stress(bare_stress(), language)
    for key in ("no_scenario", "depends_none", "navigation_none", "telecom_none", "paths_none", "not_known"):
        assert words(f"stress.{key}") in text
    assert "<figure" not in text
    write_stress_pdf(bare_stress(), language, tmp_path / "bare.pdf")
    assert len(stress_sections(bare_stress(), read_wording(language))) == 3


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pdf_says_what_the_page_says(language, tmp_path):
    if language == "zh" and not typefaces().chinese:
        pytest.skip("no font here has Chinese")
    file = tmp_path / "stress.pdf"
    write_stress_pdf(example_stress(), language, file)
    said = re.sub(r"\s+", "", "".join(page.extract_text() for page in pypdf.PdfReader(file).pages))
    words = read_words(language)
    for text in (example_stress().answer[language], words("stress.limits"), example_stress().scenarios[1].titles[language]):
        assert re.sub(r"\s+", "", text) in said


def test_paper_tells_the_hardest_in_full_and_says_that_there_are_more():
    stress = example_stress()
    many = tuple(stress.scenarios[0].model_copy(update={"name": f"fleet-{i}"}) for i in range(IN_FULL + 4))
    document = stress_document(stress.model_copy(update={"scenarios": many}), "en")
    said = [block.texts[0].text for block in document.blocks if isinstance(block, Paragraph)]
    assert EN("stress.pdf_rest", count=4) in said
    assert len([text for text in said if text.startswith("loss of fleet")]) == IN_FULL


def test_a_pdf_that_cannot_be_written_says_where(tmp_path):
    with pytest.raises(OutputError, match="give another folder"):
        write_stress_pdf(bare_stress(), "en", tmp_path / "missing" / "stress.pdf")


def test_a_language_without_words_is_refused():
    with pytest.raises(UnknownNameError, match="language"):
        render_stress(bare_stress(), "xx")


def test_a_short_section_has_an_answer_a_figure_and_a_table():
    blocks = stress_sections(example_stress(), read_wording("en"))
    assert [type(block) for block in blocks] == [Heading, Paragraph, Beside]
    assert isinstance(blocks[2].left[0], Table)
    assert isinstance(blocks[2].right[0], Pictures)
    other = read_wording("en").__class__(language="fr", sections={})
    assert stress_sections(example_stress(), other)[0].text == EN("stress.section")


def test_a_scenario_that_only_makes_products_older_is_told():
    older = scenario("x", "X", "X", "loss-of-satellite", stages((0.5,) * 4, (1.0,) * 4, (1.0,) * 4),
                     effects=(effect("flood-extent", (0.8, 0.8, 0.8, 0.8)),), warning_lost_h=3.0)  # fmt: skip
    assert tables.harms(older)
    assert tables.hit(older) == []
    for hours, told in ((0.5, True), (0.49, False), (0.0, False), (None, False)):
        assert tables.harms(older.model_copy(update={"warning_lost_h": hours})) is told, hours


def test_the_example_is_the_model_after_a_round_trip():
    stress = example_stress()
    assert model.Stress.model_validate_json(stress.model_dump_json()) == stress


def test_the_table_of_scenarios_holds_the_first_clause_of_what_to_add():
    stress = example_stress()
    text = "For “Floods” agree beforehand on data of TerraSAR-X, which are held back today; with all such data 100 % would be served."
    row = stress.scenarios[0].model_copy(update={"add": ({"en": text},)})
    told = cells_of(tables.scenarios_table(stress, [row], EN, {}))[0][-1]
    assert told == "For “Floods” agree beforehand on data of TerraSAR-X, which are held back today …"
    assert text.replace("100 %", "100 %") in plain(render_stress(stress.model_copy(update={"scenarios": (row,)})))


def test_a_question_is_set_large_and_the_rest_of_the_answer_smaller():
    stress = example_stress().model_copy(update={"answer": {"en": "Can Fiji still see? On 32 % of its area.", "zh": "还能看见吗？能。"}})
    for language, parts in (("en", ["Can Fiji still see?", "On 32 % of its area."]), ("zh", ["还能看见吗？", "能。"])):
        blocks = [b for b in stress_document(stress, language).blocks[:3] if isinstance(b, Paragraph)]
        assert [b.texts[0].text.replace(THIN, " ") for b in blocks[1:]] == parts
        assert [b.look for b in blocks[1:]] == ["answer", "body"]


def test_on_paper_needs_that_lose_nothing_are_counted_alone():
    stress = example_stress()
    kept = effect("crop-state", (0.9, 0.9, 0.9, 0.9))
    row = stress.scenarios[0].model_copy(
        update={"effects": (stress.scenarios[0].effects[0], kept.model_copy(update={"stated_absorb": 0.45}))}
    )
    stress = stress.model_copy(update={"scenarios": (row,)})
    said = {
        paper: [b.texts[0].text for b in stress_document(stress, "en", paper=paper).blocks if isinstance(b, Paragraph)]
        for paper in (True, False)
    }
    assert EN("stress.touched", count=1) in said[True]
    assert EN("stress.touched", count=1) not in said[False]


def test_a_need_that_no_single_loss_touches_says_so():
    stress = example_stress()
    need = stress.needs[0]
    kept = tuple(row.model_copy(update={"left": need.area}) for row in need.systems)
    text = plain(render_stress(stress.model_copy(update={"needs": (need.model_copy(update={"systems": kept}),)})))
    assert "No system's loss alone takes anything of it." in text
