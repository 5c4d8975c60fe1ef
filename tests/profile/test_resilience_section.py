"""If one system fails, and reports told with a profile: in words of each language, never as markup, absent where there are none."""

import json
import re

import pytest
from example import example_geometry, example_profile
from stress_example import example_stress
from timeline_example import example_timeline

from commonsky.profile.blocks import Beside, Pictures, Table
from commonsky.profile.model import (
    AlertPath,
    MissionResilience,
    NavigationAlone,
    NeedResilience,
    Profile,
    Report,
    Resilience,
    SystemBehind,
)
from commonsky.profile.page import render_page
from commonsky.profile.resilience_answer import answer_of
from commonsky.profile.resilience_figures import SHOWN, falls_spec
from commonsky.profile.resilience_parts import cited
from commonsky.profile.resilience_reports import HeldReport, report_parts
from commonsky.profile.resilience_sections import resilience_part
from commonsky.profile.sections import document
from commonsky.profile.tables import profile_json
from commonsky.profile.wording import languages, read_wording

NASTY = "</summary><img src=x onerror=alert(1)>"
CENTRE = {"en": "national warning centre", "zh": "国家预警中心"}
NEEDS = (
    NeedResilience(
        need="rain-now",
        served=0.8,
        systems=2,
        strongest=(
            SystemBehind(name="Wetsat-1", brings=0.7, error=0.0, left=0.1),
            SystemBehind(name="Wetsat-2", brings=0.1, error=0.03, left=0.7),
        ),
        hangs_on=("Wetsat-1",),
        exact=False,
    ),
    NeedResilience(need="water-extent", served=1.0, systems=3, strongest=(), hangs_on=(), exact=True),
    NeedResilience(need="sea-level", served=0.0, systems=0, strongest=(), hangs_on=(), exact=True),
)
MISSIONS = (
    MissionResilience(name="Wetsat-1", falls=("rain-now",), touches=1, serves=2),
    MissionResilience(name="Wetsat-2", falls=(), touches=1, serves=1),
)


def told(**changes):
    """A profile that says what it hangs on."""
    found = Resilience(
        answer=answer_of(NEEDS, MISSIONS),
        cells=20,
        cells_all=41,
        needs=NEEDS,
        missions=MISSIONS,
        navigation=(
            NavigationAlone(name="GPS", kind="alone", available=0.99, in_view=8.4, worst_outage_h=0.5),
            NavigationAlone(name="NavIC", kind="alone", available=0.2, in_view=3.0, worst_outage_h=20.0),
            NavigationAlone(name="all", kind="together", available=1.0, in_view=11.4, worst_outage_h=0.0),
            NavigationAlone(name="all but GPS", kind="all but", available=0.2, in_view=3.0, worst_outage_h=20.0),
        ),
        paths=(AlertPath(name="radio", titles={"en": "radio", "zh": "广播"}, single_points=(CENTRE, {"en": "Relay-1"})),),
        paths_shared=(CENTRE,),
        paths_from="packaged template",
        sources=(),
    )
    return example_profile().model_copy(update={"resilience": found.model_copy(update=changes)})


def section(page, name="resilience"):
    return re.search(rf'<section id="{name}">.*?</section>', page, re.DOTALL)[0]


def text_of(blocks):
    return json.dumps([str(block) for block in blocks], ensure_ascii=False)


def held(report, kind):
    row = Report(kind=kind, file=f"{kind}-MRD/{kind}.json", sha256="ab" * 32, made_utc=report.made_utc, answer=report.answer)
    return HeldReport(row=row, told=report)


def reports():
    return (held(example_stress(), "stress"), held(example_timeline(), "timeline"))


def test_the_answer_counts_needs_that_hang_on_one_system():
    assert answer_of(NEEDS, MISSIONS)["en"] == (
        "1 of the 2 needs that can be served at best hangs on one system alone: with it, half or more of what is served is lost. "
        "That is Wetsat-1."
    )


def test_the_answer_names_whose_loss_takes_most_and_how_many_take_as_many():
    several = (
        MISSIONS[0].model_copy(update={"falls": ("rain-now", "water-extent")}),
        MISSIONS[1].model_copy(update={"falls": ("a", "b")}),
    )
    found = answer_of(NEEDS, several)
    assert found["en"].endswith("The loss of Wetsat-1 would take most with it: 2 needs (1 more would take as many).")
    assert "Wetsat-1：将有2项需求" in found["zh"]


@pytest.mark.parametrize(("needs", "words"), [(NEEDS[1:], "None of the 1 needs"), (NEEDS[2:], "No need can be served here")])
def test_the_answer_where_nothing_hangs_on_one_or_nothing_is_served(needs, words):
    assert answer_of(needs, ())["en"].startswith(words)


@pytest.mark.parametrize("language", languages())
def test_page_and_paper_say_the_same(language):
    profile, words = told(), read_wording(language)
    page = section(render_page(profile, example_geometry(), language))
    paper = text_of(document(profile, example_geometry(), language).blocks)
    for text in (words.pick(profile.resilience.answer), words("part.resilience"), words.pick(CENTRE), words("resilience.navigation")):
        assert text in page
        assert text in paper
    assert "commonsky stress MRD --all" in page


def test_the_section_says_that_it_is_a_sample_at_best_and_that_paths_are_a_template():
    page = section(render_page(told(), example_geometry()))
    assert "Reckoned at 20 of 41 cells" in page
    assert "the reading at best" in page
    assert "not the country's own network" in page.replace("&#39;", "'")
    assert "Wetsat-1 70\u202f%, Wetsat-2 10\u202f±\u202f3\u202f%" in page


def test_bars_are_of_the_needs_that_fall_and_at_most_so_many():
    rows = [MISSIONS[0].model_copy(update={"name": f"Sat {n}"}) for n in range(SHOWN + 3)]
    spec = falls_spec(rows[:SHOWN], read_wording("en"))
    assert [row["count"] for row in spec["data"]["values"]] == [1] * SHOWN
    part = resilience_part(told(missions=tuple(rows)), read_wording("en"), cited(told()))
    figure = next(piece for piece in part.pieces if type(piece).__name__ == "Figure")
    assert figure.wide.svg.count(">Sat ") == SHOWN
    assert len(figure.table.rows) == SHOWN + 3


def test_nothing_falls_then_no_bars_but_the_table():
    part = resilience_part(told(missions=MISSIONS[1:]), read_wording("en"), cited(told()))
    assert [type(piece).__name__ for piece in part.pieces[:3]] == ["Paragraph", "Paragraph", "Table"]


@pytest.mark.parametrize("language", languages())
def test_a_profile_made_before_loads_and_is_told_without_the_section(language):
    old = json.loads(profile_json(example_profile()))
    del old["resilience"]
    del old["reports"]
    profile = Profile.model_validate_json(json.dumps(old))
    assert (profile.resilience, profile.reports) == (None, ())
    page = render_page(profile, example_geometry(), language)
    assert 'id="resilience"' not in page
    assert 'href="#resilience"' not in page


def test_names_are_never_markup():
    nasty = tuple(row.model_copy(update={"name": NASTY}) for row in MISSIONS)
    page = render_page(told(missions=nasty, answer={"en": NASTY}), example_geometry())
    assert NASTY not in page
    assert "<img" not in page


@pytest.mark.parametrize("language", languages())
def test_reports_are_told_with_their_figures_and_where_they_lie(language):
    given, words = reports(), read_wording(language)
    profile = told().model_copy(update={"reports": tuple(one.row for one in given)})
    parts = report_parts(given, words)
    page = render_page(profile, example_geometry(), language, parts)
    blocks = document(profile, example_geometry(), language, parts).blocks
    for order, one in enumerate(given, 1):
        found = section(page, f"report-{order}")
        assert f'href="#report-{order}"' in page
        assert words.pick(one.row.answer) in found
        assert one.row.file in found
        assert "<svg" in found
        assert words.pick(one.row.answer) in text_of(blocks)
    assert sum(isinstance(block, Beside) for block in blocks) >= 2
    assert any(isinstance(block, Pictures) for block in blocks)


def test_reports_draw_at_most_three_scenarios_and_bring_no_links_of_theirs():
    (part, timeline) = report_parts(reports(), read_wording("en"))
    assert sum(type(piece).__name__ == "Figure" for piece in part.pieces) == 3
    pieces = [inner for piece in (*part.pieces, *timeline.pieces) for inner in (piece, *getattr(piece, "pieces", ()))]
    tables = [found for piece in pieces for found in (piece, getattr(piece, "table", None)) if isinstance(found, Table)]
    assert len(tables) >= 4
    assert not [cell for table in tables for row in table.rows for cell in row if cell.links or cell.runs or cell.anchor]


def test_without_their_files_reports_are_told_by_their_answers():
    profile = told().model_copy(update={"reports": (reports()[0].row,)})
    found = section(render_page(profile, example_geometry()), "report-1")
    assert profile.reports[0].answer["en"].replace("'", "&#39;") in found
    assert "<svg" not in found
    assert profile == Profile.model_validate_json(profile_json(profile))
