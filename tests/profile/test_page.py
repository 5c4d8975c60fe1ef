"""The page as a file: whole without script, nothing fetched, figures as in the profile."""

import json
import re

import pytest
from example import example_geometry, example_profile

from commonsky.core.errors import UnknownNameError
from commonsky.profile.page import chosen_need, languages, render_page


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
