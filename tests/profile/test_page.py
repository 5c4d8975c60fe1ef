"""The page as a file: whole without script, nothing fetched, figures as in the profile."""

import json
import re

import pytest
from example import example_geometry, example_profile

from commonsky.core.errors import UnknownNameError
from commonsky.needs.load import default_needs
from commonsky.profile.model import Attribute
from commonsky.profile.page import asked_values, chosen_need, languages, render_page
from commonsky.profile.quantities import number
from commonsky.profile.wording import read_wording


@pytest.fixture(scope="module", params=languages())
def page(request):
    return render_page(example_profile(), example_geometry(), request.param)


def without_scripts(page):
    return re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL)


def test_nothing_is_fetched(page):
    assert not re.findall(r"<(?:link|img|iframe|script|object|embed|source)\b[^>]*\b(?:src|href)=", page)
    assert "@import" not in page
    assert set(re.findall(r"url\(([^)]*)\)", page)) <= {"#hatch-o", "#hatch-x", "#main-land"}
    addresses = re.findall(r'<(\w+)[^>]*\bhref="(?!#)([^"]*)"', without_scripts(page))
    assert {tag for tag, _ in addresses} == {"a"}
    assert all(address.startswith("https://example.org/") for _, address in addresses)


def test_policy_allows_style_and_script_by_hash_alone(page):
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)[1]
    assert policy.startswith("default-src 'none';")
    assert "unsafe" not in policy
    assert len(re.findall(r"'sha256-[\w+/]{43}='", policy)) == 2
    assert " style=" not in page
    assert not re.search(r"\son\w+=", without_scripts(page))
    assert "eval(" not in page


def test_levels_in_the_data_equal_the_profiles(page):
    data = json.loads(re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)[1])
    assert [need["levels"] for need in data["needs"]] == [need.cell_levels for need in example_profile().needs]
    assert len(data["cells"]) == 41


def test_without_script_tables_and_the_first_map_stand_in(page):
    bare = without_scripts(page)
    profile = example_profile()
    assert "<noscript>" in bare
    assert bare.count('<details class="need"') == len(profile.needs)
    chosen = profile.needs[chosen_need(profile)]
    assert len(re.findall(r'<path class="n" d=', bare)) >= chosen.cell_levels.count("n")
    assert all(text in bare for text in ("Sentinel-9A", "721\u202f000", "commonsky assess MRD", "99001"))


def test_opens_with_the_need_of_the_largest_weighted_unmet_area():
    profile = example_profile()
    assert profile.needs[chosen_need(profile)].id == "rain-now"
    heavier = (*profile.needs[:2], profile.needs[2].model_copy(update={"weight": 9.0}))
    assert chosen_need(profile.model_copy(update={"needs": heavier})) == 2


def test_every_citation_leads_to_a_source(page):
    cited = set(re.findall(r'href="#(source-\d+)"', page))
    assert cited
    assert cited <= set(re.findall(r'id="(source-\d+)"', page))


def test_texts_of_the_profile_are_escaped():
    profile = example_profile()
    nasty = "</script><img src=x onerror=alert(1)>"
    need = profile.needs[0].model_copy(update={"titles": {"en": nasty}})
    page = render_page(profile.model_copy(update={"notes": (nasty,), "needs": (need, *profile.needs[1:])}), example_geometry())
    assert nasty not in page
    assert "<img" not in page


def test_language_and_its_texts():
    page = render_page(example_profile(), example_geometry(), "zh")
    assert '<html lang="zh" dir="ltr">' in page
    assert "梅里迪亚" in page
    assert "See how hard it rains" not in page


def test_unknown_language_is_refused():
    with pytest.raises(UnknownNameError, match="no language named 'xx'"):
        render_page(example_profile(), example_geometry(), "xx")


def of_first(**changes):
    """The profile with its first need changed."""
    profile = example_profile()
    return profile.model_copy(update={"needs": (profile.needs[0].model_copy(update=changes), *profile.needs[1:])})


def no_age():
    age = example_profile().needs[0].age
    return age.model_copy(update={name: tuple(None for _ in age.time_h) for name in ("median_h", "p10_h", "p90_h")})


def told_of_first(profile, language="en"):
    return re.search(r'<details class="need" id="need-0".*?</details>', render_page(profile, example_geometry(), language), re.DOTALL)[0]


def test_products_that_do_not_count_are_not_said_not_to_be_made():
    short = [
        server.model_copy(update={"fails": ("uncertainty", "timeliness"), "uncertainty": None, "latency_h": 5.0, "best_level": None})
        for server in example_profile().needs[0].servers
    ]
    short[0] = short[0].model_copy(update={"fails": ("uncertainty",)})
    told = told_of_first(of_first(age=no_age(), servers=tuple(short)))
    assert "Products are made, but none counts at threshold level" in told
    assert "Instrument modes that look here: 2. Short in uncertainty (not stated): 2; timeliness: 1." in told
    assert "No product" not in told


def test_why_there_is_no_age_to_draw_is_said_in_each_case():
    assert "Nothing in the catalogue measures this here, so" in told_of_first(of_first(age=no_age(), servers=()))
    assert "come to less than half of the area" in told_of_first(of_first(age=no_age()))
    assert "没有一种达到阈值级的条件" in told_of_first(
        of_first(age=no_age(), servers=tuple(s.model_copy(update={"fails": ("light",)}) for s in example_profile().needs[0].servers)), "zh"
    )


def test_a_level_without_a_value_shows_what_it_asks():
    def asked(*values):
        goal, breakthrough, threshold = values
        row = Attribute(name="horizontal_resolution", unit="m", goal=goal, breakthrough=breakthrough, threshold=threshold)
        return [(text.replace("\u202f", " "), stated) for text, stated in asked_values(row)]

    assert asked(20, None, None) == [("20 m", True), ("20 m", False), ("20 m", False)]
    assert asked(None, 5, 30) == [("5 m", False), ("5 m", True), ("30 m", True)]
    assert asked(1, None, 30) == [("1 m", True), ("30 m", False), ("30 m", True)]
    told = told_of_first(example_profile())
    assert '<span class="taken">(60\u202fmin)</span>' in told
    assert "In brackets: the source states no value at that level" in told
    whole = Attribute(name="observing_cycle", unit="min", goal=5, breakthrough=10, threshold=60)
    assert "In brackets" not in told_of_first(of_first(attributes=(whole,)))


@pytest.mark.parametrize("level", ["goal", "breakthrough", "threshold"])
def test_what_the_page_shows_is_what_is_judged(level):
    for _, requirement in default_needs().needs:
        for name in ("horizontal_resolution", "uncertainty", "observing_cycle", "timeliness"):
            if (values := requirement.values(name)) is not None:
                row = Attribute(name=name, unit="", goal=values.goal, breakthrough=values.breakthrough, threshold=values.threshold)
                shown = dict(zip(("goal", "breakthrough", "threshold"), asked_values(row), strict=True))[level][0]
                assert shown == number(values.at(level))


def test_what_a_need_is_for_is_told_in_chinese():
    told = told_of_first(of_first(application="Nowcasting / Very Short-Range Forecasting (OSCAR 442)"), "zh")
    assert "临近预报和甚短期预报" in told
    assert "Nowcasting" not in told
    known = read_wording("zh").sections["application"]
    assert all(requirement.application in known for _, requirement in default_needs().needs)


def test_contents_lead_to_every_section_and_need(page):
    contents = re.search(r'<nav class="contents".*?</nav>', page, re.DOTALL)[0]
    assert page.index("<nav") < page.index("<main")
    targets = set(re.findall(r'href="#([^"]*)"', contents))
    sections = set(re.findall(r'<section id="([^"]*)"', page))
    assert targets == sections | {f"need-{i}" for i in range(len(example_profile().needs))}
    assert contents.count("<h3>") == len({need.theme for need in example_profile().needs})


def test_sources_stand_folded(page):
    assert re.search(r'<section id="sources">.*?<details><summary>[^<]*</summary>\s*<ol class="sources">', page, re.DOTALL)


def test_an_uncertainty_of_two_standard_deviations_says_so():
    row = Attribute(name="uncertainty", unit="dimensionless", goal=0.05, breakthrough=None, threshold=0.1, sigmas=2)
    assert '<th scope="row">uncertainty (two standard deviations)</th>' in told_of_first(of_first(attributes=(row,)))
    assert "two standard deviations" not in told_of_first(of_first(attributes=(row.model_copy(update={"sigmas": 1}),)))
