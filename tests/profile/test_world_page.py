"""The world's page as a file: whole without script, nothing fetched, every figure that of the tables."""

import csv
import dataclasses
import html
import io
import re

import numpy as np
import pytest
from world_example import example_cells, example_world

from commonsky.core.errors import UnknownNameError
from commonsky.profile.model import Shares
from commonsky.profile.quantities import percent
from commonsky.profile.wording import languages, read_wording
from commonsky.profile.world_answers import could_be, heads, met, met_by_half, most_varied, tally, world_answer
from commonsky.profile.world_page import render_world, unmet_needs
from commonsky.profile.world_tables import LEVELS, countries_csv, groups_csv


@pytest.fixture(scope="module", params=languages())
def page(request):
    return render_world(example_world(), example_cells(), request.param)


@pytest.fixture(scope="module")
def english():
    return render_world(example_world(), example_cells(), "en")


def section(page, name):
    return re.search(rf'<section id="{name}">(.*?)</section>', page, re.DOTALL)[1]


def rows_of(part, table=0):
    """Texts of the cells of a table's body rows."""
    body = re.findall(r"<tbody>(.*?)</tbody>", part, re.DOTALL)[table]
    plain = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in re.findall(r"<tr>(.*?)</tr>", body, re.DOTALL)]
    return [[html.unescape(re.sub(r"<span class=\"under\">.*?</span>|<[^>]*>", "", cell)).strip() for cell in row] for row in plain]


def from_csv(text):
    return list(csv.DictReader(io.StringIO(text)))


def mean_below(rows, of):
    """Mean share not met or not observed by the columns of, say, area or possible_area."""
    told = [float(r[f"{of}_share_not_met"]) + float(r[f"{of}_share_not_observed"]) for r in rows if r[f"{of}_share_goal"]]
    return sum(told) / len(told)


def test_countries_say_what_the_csv_says(english):
    told = {row[0]: row for row in rows_of(section(english, "countries"))}
    found = from_csv(countries_csv(example_world()))
    for name in {r["country"] for r in found}:
        mine = [r for r in found if r["country"] == name]
        people = ("—", "—") if name == "Icy South" else (percent(mean_below(mine, of)) for of in ("people", "possible_people"))
        assert told[name][3:5] == list(people)
        assert told[name][5:7] == [percent(mean_below(mine, "area")), percent(mean_below(mine, "possible_area"))]


def test_needs_say_what_the_csv_says(english):
    told = rows_of(section(english, "needs"))
    whole = [r for r in from_csv(groups_csv(example_world())) if r["group"] == "world"]
    for row, expected in zip(told, whole, strict=True):
        assert row[0] == expected["need_title"]
        assert row[3] == percent(sum(float(expected[f"area_share_{name}"]) for name in LEVELS[:3]))
        assert row[4] == percent(sum(float(expected[f"possible_area_share_{name}"]) for name in LEVELS[:3]))
    assert [row[4] for row in told] != [row[3] for row in told]


def test_groups_say_what_the_csv_says(english):
    told = [(re.sub(r" \([A-Z]+\)$", "", row[0]), *row[2:6]) for row in rows_of(section(english, "groups"))]
    found = {r["title"]: r for r in from_csv(groups_csv(example_world()))}
    means = ("unmet_people_mean", "possible_unmet_people_mean", "unmet_area_mean", "possible_unmet_area_mean")
    expected = [(title, *(percent(float(r[mean])) for mean in means)) for title, r in found.items()]
    assert told == [("The whole world", *expected[0][1:]), *expected[1:]]


def test_people_without_are_counted_from_the_cells(english):
    cells = example_cells()
    without = cells.people[(cells.levels[0] == 3) | (cells.levels[0] == 4)].sum()
    assert rows_of(section(english, "needs"))[0][7] == heads(without, read_wording("en"))


def test_map_of_unmet_needs_tells_all_land_and_people(english):
    cells = example_cells()
    rows = rows_of(section(english, "map"))
    assert [row[0] for row in rows] == ["0", "1", "2", "3"]
    for column, (weights, levels) in enumerate(((w, x) for w in (cells.land_km2, cells.people) for x in (cells.levels, cells.possible)), 1):
        number = unmet_needs(levels)
        assert [row[column] for row in rows] == [percent(weights[number == n].sum() / weights.sum()) for n in range(4)]


def test_answer_counts_needs_and_names_the_least_served(english):
    answer = re.search(r'<p class="answer">(.*?)</p>', english)[1]
    assert answer.startswith("Shown to be met on at least 95\u202f% of the area that they concern: 1 of 3 needs. Could be too, if")
    assert answer.endswith("Short even then: 1. That is the true observing gap.")
    more = re.search(r'<p class="answer more">(.*?)</p>', english)[1]
    assert "the number of needs shown to be met is at most 2; by what could be met, at most 2." in more
    assert "Least served: Islands" in more


def test_answer_says_when_groups_are_alike():
    world = example_world()
    alike = tuple(group.model_copy(update={"unmet_people": 0.5}) for group in world.groups)
    answer = re.search(r'<p class="answer more">(.*?)</p>', render_world(world.model_copy(update={"groups": alike}), example_cells()))[1]
    assert "fare alike" in answer
    assert "Least served" not in answer


def test_every_need_is_shown_could_be_or_falls_short():
    world = example_world()
    found = tally(world)
    assert (found.shown, found.could, found.short, found.nowhere) == (1, 1, 1, 0)
    hopeless = world.needs[0].possible_area.model_copy(update={"goal": 0, "breakthrough": 0, "threshold": 0.04, "not_met": 0.96})
    needs = (world.needs[0].model_copy(update={"possible_area": hopeless}), *world.needs[1:])
    assert tally(world.model_copy(update={"needs": needs})).nowhere == 1


def test_a_bar_tells_what_could_be_apart_from_what_is_shown(english):
    need = example_world().needs[0]
    parts = could_be(need.area, need.possible_area)
    assert sum(parts.values()) == pytest.approx(1)
    assert parts["c"] == pytest.approx(met(need.possible_area) - met(need.area))
    assert parts["c"] > 0.05
    first = re.search(r'<svg class="bar ".*?</svg>', section(english, "needs"), re.DOTALL)[0]
    assert re.findall(r'<rect class="(\w)"', first) == ["g", "b", "t", "c", "n", "o"]
    assert f"Could be, not shown {percent(parts['c'])}" in first
    assert 'id="hatch-c"' in english


def test_a_second_map_stands_where_what_could_be_differs(page, english):
    needs = re.findall(r'<details class="need".*?</details>', page, re.DOTALL)
    assert [need.count("<figure") for need in needs] == [2, 1, 2]
    assert section(page, "map").count("<figure") == 4  # the need that differs most, and the counts
    assert section(english, "detail").count("Unpublished figures change nothing here") == 1


def test_a_need_tells_how_many_people_are_without_even_then(english):
    cells = example_cells()
    without = cells.people[(cells.possible[0] == 3) | (cells.possible[0] == 4)].sum()
    assert f"{heads(without, read_wording('en'))} people are without even then." in section(english, "detail")


def test_both_maps_of_unmet_needs_have_one_scale():
    cells = example_cells()
    all_possible = dataclasses.replace(cells, possible=np.where(cells.levels < 5, 0, 5).astype(np.int8))
    rows = rows_of(section(render_world(example_world(all_possible), all_possible), "map"))
    assert [row[0] for row in rows] == ["0", "1", "2", "3"]
    assert [row[2] for row in rows] == ["100\u202f%", "0\u202f%", "0\u202f%", "0\u202f%"]


def test_ranks_go_by_what_is_shown():
    world = example_world()
    turned = tuple(c.model_copy(update={"possible_unmet_people": 1 - c.unmet_people}) for c in world.countries)
    before, after = (
        rows_of(section(render_world(w, example_cells()), "least")) for w in (world, world.model_copy(update={"countries": turned}))
    )
    assert [row[0] for row in after] == [row[0] for row in before]
    assert [row[3] for row in after] != [row[3] for row in before]


def test_half_of_the_people_live_with_so_few_needs_met():
    cells = example_cells()
    for levels in (cells.levels, cells.possible):
        found = met_by_half(levels, cells.people)
        number = (levels <= 2).sum(axis=0)
        assert cells.people[number <= found].sum() >= cells.people.sum() / 2
        assert cells.people[number < found].sum() < cells.people.sum() / 2


def test_uninhabited_land_is_not_ranked_by_people(english):
    assert all(row[0] != "Icy South" for row in rows_of(section(english, "least")))
    assert any(row[0] == "Icy South" for row in rows_of(section(english, "countries")))


def test_a_need_of_the_sea_is_ranked_by_area(english):
    assert "people are not counted at sea" in english
    assert english.count('<details class="need"') == 3


def test_a_need_met_wherever_people_live_is_ranked_by_area_too():
    cells = example_cells()
    levels = cells.levels.copy()
    levels[1] = np.where(cells.iso3 == "ATA", 4, 1)
    bare = dataclasses.replace(cells, levels=levels)
    assert "shown to be met for all people; ranked by the area" in render_world(example_world(bare), bare)


def test_months_are_told_where_there_are_several(page):
    assert page.count('<th scope="row">2026-11</th>') == 2  # of all needs, and of the one that has them


def test_nothing_is_fetched(page):
    bare = re.sub(r"<script.*?</script>|<style.*?</style>", "", page, flags=re.DOTALL)
    assert not re.findall(r"<(?:link|img|iframe|object|embed|source)\b", bare)
    addresses = re.findall(r'<(\w+)[^>]*\bhref="(?!#)([^"]*)"', bare)
    assert all(tag == "a" and address.startswith("https://example.org/") for tag, address in addresses)
    assert set(re.findall(r"url\(([^)]*)\)", page)) <= {"#hatch-o", "#hatch-x", "#hatch-w", "#hatch-c", "#main-land"}


def test_every_inner_link_leads_somewhere(page):
    bare = re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL)
    names = re.findall(r'\bid="([^"]*)"', bare)
    assert len(names) == len(set(names))
    assert set(re.findall(r'href="#([^"]*)"', bare)) | set(re.findall(r"<rect[^>]*url\(#(.*?)\)", bare)) <= set(names)


def test_policy_allows_style_and_script_by_hash_alone(page):
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)[1]
    assert policy.startswith("default-src 'none';")
    assert "unsafe" not in policy
    assert len(re.findall(r"'sha256-[\w+/]{43}='", policy)) == 2
    assert " style=" not in page


def test_texts_are_escaped_and_spoken_in_the_language(page):
    assert "Borealia <b>" not in page
    if '<html lang="zh"' in page:
        assert "梅里迪亚" in page
        assert "非洲" in page
        assert "Need number" not in page


def alone(world, cells, at=0):
    """The world of one need."""
    row = ("area", "by_people", "possible_area", "possible_by_people")
    group = ("by_need", "people_by_need", "possible_by_need", "possible_people_by_need")
    parts = {name: getattr(cells, name)[at : at + 1] for name in ("levels", "possible", "fresh", "dark")}

    def cut(one, names):
        return one.model_copy(update={name: getattr(one, name)[at : at + 1] for name in names})

    countries, groups = tuple(cut(c, row) for c in world.countries), tuple(cut(g, group) for g in world.groups)
    needs = world.needs[at : at + 1]
    return world.model_copy(update={"needs": needs, "countries": countries, "groups": groups}), dataclasses.replace(cells, **parts)


@pytest.mark.parametrize("language", languages())
def test_one_need_is_told_as_one(language):
    page = render_world(*alone(example_world(), example_cells()), language)
    answer = " ".join(re.findall(r'<p class="answer.*?">(.*?)</p>', page))
    assert answer.startswith({"en": "Need number 0. Shown to be met at threshold or better on", "zh": "第 0 项需求。"}[language])
    assert not re.search(r"\b[01] (are|fall|more)\b|over the needs|at most", answer)
    assert 'class="tally"' not in page
    assert section(page, "map").count("<figure") == 2  # its own maps, and no count of one


def test_counts_of_one_or_none_read_well():
    world = example_world()
    met_everywhere = Shares(goal=1, breakthrough=0, threshold=0, not_met=0, not_observed=0)
    needs = tuple(need.model_copy(update={"area": met_everywhere, "possible_area": met_everywhere}) for need in world.needs)
    told = world_answer(world.model_copy(update={"needs": needs}), example_cells(), read_wording("en"))[0]
    assert told == "Shown to be met on at least 95\u202f% of the area that they concern: 3 of 3 needs."


def test_the_first_map_is_of_the_need_that_differs_most(english):
    assert most_varied(example_world()) == 0
    first = re.search(r"<h3>(.*?)</h3>", section(english, "map"))[1]
    assert first == '<a href="#need-0">What differs most from place to place: Need number 0</a>'
    same = Shares(goal=0, breakthrough=0, threshold=0, not_met=1, not_observed=0)
    needs = tuple(need.model_copy(update={"area": same, "possible_area": same}) for need in example_world().needs)
    assert most_varied(example_world().model_copy(update={"needs": needs})) is None


@pytest.mark.parametrize("language", languages())
def test_what_is_short_for_want_of_daylight_is_said(language, page):
    world, w = example_world(), read_wording(language)
    groups = tuple(g.model_copy(update={"dark_people": 0.25}) for g in world.groups)
    needs = (world.needs[0].model_copy(update={"dark_area": 0.125, "dark_people": 0.0625}), *world.needs[1:])
    dark = render_world(world.model_copy(update={"groups": groups, "needs": needs}), example_cells(), language)
    for text in (
        w("world.answer_dark", share=percent(0.25)),
        w("world.dark_share", share=percent(0.25)),
        w("world.need_dark", area=percent(0.125), people=percent(0.0625)),
        w("world.season", count=1),
        w("world.season_text"),
    ):
        assert html.escape(text, quote=False).replace("'", "&#39;") in dark
        assert html.escape(text, quote=False).replace("'", "&#39;") not in page


def test_a_page_of_many_uneven_needs_stays_small():
    cells, world = example_cells(), example_world()
    noise = np.random.default_rng(2).integers(0, 5, (1, len(cells.ids))).astype(np.int8)
    one, few = alone(world, dataclasses.replace(cells, levels=noise, possible=np.roll(noise, 1), fresh=cells.fresh[:1], dark=noise > 9))
    assert len(render_world(one, few).encode()) < 1_000_000


def test_a_world_without_needs_met_or_countries_is_still_told():
    world = example_world().model_copy(update={"groups": (), "notes": ()})
    assert "<h1>The world</h1>" in render_world(world, example_cells())


def test_unknown_language_is_refused():
    with pytest.raises(UnknownNameError, match="no language named 'xx'"):
        render_world(example_world(), example_cells(), "xx")
