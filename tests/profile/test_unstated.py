"""What falls short for want of a published figure alone: counted in the answer, told under the need, not where a poor figure is stated."""

import pytest
from example import example_geometry, example_profile

from commonsky.gaps.causes import wording
from commonsky.profile.answer import answer
from commonsky.profile.model import Limit, Shares
from commonsky.profile.page import grouped, render_page
from commonsky.profile.unstated import for_want_of_a_figure, only_unstated, unstated

NONE = Shares(goal=0.0, breakthrough=0.0, threshold=0.0, not_met=1.0, not_observed=0.0)
UNSTATED = wording()["unstated"]


def cause(*names):
    told = [UNSTATED["cause_en"].format(what=UNSTATED[f"what_{name}_en"], products="GSMaP") for name in names]
    return {"en": " ".join(told) or "Values are not sure enough: 1 K is asked.", "zh": "甲。"}


def limit(*attributes, silent=(), share=1.0):
    texts = {"cause": cause(*silent), "action": {"en": "Do it.", "zh": "做。"}}
    return Limit(level="threshold", attributes=attributes, area_share=share, people_share=share, **texts)


def need(*limits, area=NONE):
    return example_profile().needs[0].model_copy(update={"limits": limits, "area": area, "people": area})


@pytest.mark.parametrize(
    ("row", "alone"),
    [
        (limit("uncertainty", silent=["uncertainty"]), True),
        (limit("timeliness", "uncertainty", silent=["timeliness", "uncertainty"]), True),
        (limit("uncertainty"), False),
        (limit("observing_cycle", "uncertainty", silent=["uncertainty"]), False),
        (limit("uncertainty", silent=["uncertainty"], share=0.5), False),
    ],
)
def test_alone_means_that_nothing_else_stands_in_the_way(row, alone):
    assert only_unstated(need(row), "area", 0.95) is alone


def test_silent_attributes_are_told_apart_from_stated_ones():
    assert unstated(limit("observing_cycle", "uncertainty", silent=["uncertainty"])) == ("uncertainty",)
    assert for_want_of_a_figure(need(limit("uncertainty"))) is None


def test_a_need_that_is_met_lacks_nothing():
    met = Shares(goal=0.0, breakthrough=0.0, threshold=1.0, not_met=0.0, not_observed=0.0)
    assert not only_unstated(need(limit("uncertainty", silent=["uncertainty"]), area=met), "area", 0.95)


def test_the_answer_counts_them_in_both_languages():
    rows = [need(limit("uncertainty", silent=["uncertainty"])), need(limit("uncertainty"))]
    told = answer(example_profile().country, rows)
    assert "1 of these 2 falls short only because no source states" in told["en"]
    assert told["en"].endswith("the first is met nowhere: no source states how sure the value is.")
    assert "后两类共2项，其中1项只是因为没有任何来源说明" in told["zh"]


def test_the_answer_is_silent_where_every_figure_is_stated():
    told = answer(example_profile().country, [need(limit("uncertainty"))])
    assert "no source states" not in told["en"]
    assert "来源" not in told["zh"]


@pytest.mark.parametrize(("language", "mark"), [("en", "only because no source states how sure"), ("zh", "只因没有来源说明数值的可靠程度")])
def test_the_page_says_it_under_the_need(language, mark):
    profile = example_profile()
    rows = (
        profile.needs[0].model_copy(update={"limits": (limit("uncertainty", silent=["uncertainty"]),), "area": NONE}),
        *profile.needs[1:],
    )
    told = profile.model_copy(update={"needs": rows, "people": profile.people.model_copy(update={"headline_by": "area"})})
    assert mark in render_page(told, example_geometry(), language)


def test_actions_in_the_same_words_are_told_once():
    actions = example_profile().actions
    again = actions[0].model_copy(update={"need": "another"})
    groups = list(grouped([*actions, again]))
    assert len(groups) == len({(a.kind, a.text["en"]) for a in actions})
    assert again in groups[0]
