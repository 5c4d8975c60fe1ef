"""The answer in a sentence: one meaning of met, by area or by people, "could be" where not every pass is imaged."""

import pytest
from example import example_profile

from commonsky.profile.answer import answer, theme_rows
from commonsky.profile.model import Shares
from commonsky.profile.wording import read_wording

ALL = Shares(goal=0.0, breakthrough=0.0, threshold=1.0, not_met=0.0, not_observed=0.0)
NONE = Shares(goal=0.0, breakthrough=0.0, threshold=0.0, not_met=1.0, not_observed=0.0)
NOBODY = Shares(goal=0.0, breakthrough=0.0, threshold=0.0, not_met=0.0, not_observed=1.0)


def part(met):
    return Shares(goal=0.0, breakthrough=0.0, threshold=met, not_met=1.0 - met, not_observed=0.0)


def needs(*shares, **also):
    first = example_profile().needs[0]
    return [first.model_copy(update={"area": area, "people": also.get("people", area)}) for area in shares]


def said(rows, by="area"):
    return answer(example_profile().country, rows, by)["en"]


@pytest.mark.parametrize(
    ("shares", "counts"),
    [
        ((ALL, part(0.95), part(0.94), NONE), ("2 of the 4", "1 for a part of it", "1 nowhere")),
        ((NONE,), ("0 of the 1", "0 for a part of it", "1 nowhere")),
        ((part(0.5), part(0.001)), ("0 of the 2", "2 for a part of it", "0 nowhere")),
    ],
)
def test_met_is_95_percent_of_what_a_need_concerns(shares, counts):
    sentence = said(needs(*shares))
    assert all(count in sentence for count in counts)


def test_all_met_leaves_nothing_to_add():
    sentence = said(needs(ALL, ALL))
    assert sentence.startswith("2 of the 2")
    assert "nowhere" not in sentence
    assert "weighs" not in sentence


def test_the_sentence_and_the_table_of_themes_count_alike():
    profile = example_profile()
    words = read_wording("en")
    table = theme_rows(profile, words)
    met = sum(int(row[1].split()[0]) for row in table)
    assert answer(profile.country, profile.needs, profile.people.headline_by)["en"].startswith(f"{met} of the {len(profile.needs)} ")


def test_by_people_counts_people():
    rows = needs(NONE, people=ALL)
    assert said(rows, "people").startswith("1 of the 1")
    assert said(rows, "area").startswith("0 of the 1")


def test_by_people_goes_by_area_where_nobody_lives():
    assert said(needs(ALL, people=NOBODY), "people").startswith("1 of the 1")


def test_in_chinese_the_same_numbers():
    sentence = answer(example_profile().country, needs(ALL, part(0.3), NONE))["zh"]
    assert "3项观测需求" in sentence
    assert "有1项" in sentence
    assert "1项仅在部分区域中达到" in sentence
