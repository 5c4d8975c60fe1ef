"""What the years bring, in sentences: how many needs are served now and at the end, which falls and which gains first."""

from datetime import date

import pytest

from commonsky.profile.model import Country
from commonsky.profile.timeline_answer import answer_of, points_of
from commonsky.profile.timeline_model import Course, NeedTimeline, Point, Turn

NAURU = Country(iso3="NRU", iso2="NR", m49=520, names={"en": "Nauru", "zh": "瑙鲁"}, region="Oceania", subregion="Micronesia", groups=())
DATES = ("2026-01-01", "2027-01-01", "2028-01-01")
TODAY = date(2027, 6, 1)
TITLES = {"water": {"en": "Where water stands", "zh": "何处积水"}, "crops": {"en": "State of crops", "zh": "作物状况"}}


def points(values):
    return tuple(
        Point(date=day, goal=0, breakthrough=0, threshold=v, threshold_stated=0, missions=1) for day, v in zip(DATES, values, strict=True)
    )


def need(name, expected, *, early=None, late=None, turns=()):
    series = {"early": early or expected, "expected": expected, "late": late or expected}
    courses = tuple(Course(course=course, points=points(values)) for course, values in series.items())
    return NeedTimeline(id=name, titles=TITLES[name], variable=name, weight=1, courses=courses, turns=turns, delays=())


def turn(day, before, after, comes=(), goes=()):
    return Turn(date=day, before=before, after=after, comes=comes, goes=goes)


def test_counts_now_and_at_the_end_along_each_course():
    needs = [need("water", (1.0, 0.96, 0.4), early=(1.0, 0.9, 0.0), late=(1.0, 1.0, 0.95)), need("crops", (0.0, 0.9, 1.0))]
    found = answer_of(needs, NAURU, TODAY)
    assert found["en"] == (
        "Of 2 observing needs of Nauru, 1 could be served at best on nearly all of the area on 2027-01-01, and 1 on 2028-01-01 if missions "
        "last as expected (1 if they end with their design life, 2 if they fly on)."
    )
    assert found["zh"] == (
        "在瑙鲁的2项观测需求中，2027-01-01最多可有1项在几乎全部面积上得到满足；若任务按预期持续，2028-01-01为1项"
        "（若均止于设计寿命为1项，若继续运行为2项）。"
    )


def test_one_need_is_told_as_one():
    assert answer_of([need("water", (1, 1, 1))], NAURU, TODAY)["en"].startswith("Of one observing need of Nauru, 1 could be served")


def test_without_needs_nothing_was_judged():
    assert answer_of([], NAURU, TODAY) == {"en": "No need was judged.", "zh": "没有可评估的需求。"}


@pytest.mark.parametrize(("today", "at"), [(date(2020, 1, 1), DATES[0]), (date(2027, 1, 1), DATES[1]), (date(2040, 1, 1), DATES[2])])
def test_now_is_the_last_date_that_has_come(today, at):
    assert f"of the area on {at}, and" in answer_of([need("water", (1, 1, 1))], NAURU, today)["en"]


@pytest.mark.parametrize(
    ("goes", "en", "zh"),
    [
        ((), "by 2028-01-01.", "（2028-01-01）。"),
        (("Terra",), "by 2028-01-01 as Terra goes.", "（2028-01-01，Terra结束）。"),
        (("Terra", "Aqua"), "by 2028-01-01 as Terra, Aqua go.", "（2028-01-01，Terra、Aqua结束）。"),
        (tuple("ABCD"), "by 2028-01-01 as A, B, C and others go.", "（2028-01-01，A、B、C等结束）。"),
    ],
)
def test_the_first_to_fall_and_who_goes(goes, en, zh):
    found = answer_of([need("water", (1, 1, 0), turns=(turn("2028-01-01", 1.0, 0.0, goes=goes),))], NAURU, TODAY)
    assert found["en"].endswith(f" First to fall: “Where water stands”, {en}")
    assert found["zh"].endswith(f"最先下降的是“何处积水”{zh}")


def test_the_first_to_gain_and_who_comes():
    turns = (turn("2027-07-01", 0.0, 0.5, comes=("Heir",)), turn("2028-01-01", 0.5, 1.0))
    found = answer_of([need("water", (0, 0, 1), turns=turns)], NAURU, TODAY)
    assert found["en"].endswith(" First to gain: “Where water stands”, by 2027-07-01 as Heir comes.")
    assert found["zh"].endswith("最先改善的是“何处积水”（2027-07-01，Heir投入使用）。")
    assert "First to fall" not in found["en"]


def test_the_earliest_turn_of_all_needs_comes_first_and_small_or_past_ones_are_not_told():
    needs = [
        need("crops", (1, 1, 0), turns=(turn("2027-01-01", 1.0, 0.0), turn("2027-09-01", 1.0, 0.95), turn("2028-01-01", 0.95, 0.0))),
        need("water", (1, 1, 0), turns=(turn("2027-10-01", 1.0, 0.0),)),
    ]
    for rows in (needs, needs[::-1]):
        assert "First to fall: “Where water stands”, by 2027-10-01." in answer_of(rows, NAURU, TODAY)["en"]


def test_a_first_fall_on_an_assumed_end_says_so_and_on_a_published_one_does_not():
    needs = [need("water", (1, 1, 0), turns=(turn("2028-01-01", 1.0, 0.0, goes=("Terra", "Aqua")),))]
    found = answer_of(needs, NAURU, TODAY, assumed=frozenset({"Aqua"}))
    assert found["en"].endswith("as Terra, Aqua go. (That end is an assumption.)")
    assert found["zh"].endswith("Terra、Aqua结束）。（该结束时间为假定。）")
    for others in (frozenset(), frozenset({"Landsat 9"})):
        assert "assumption" not in answer_of(needs, NAURU, TODAY, assumed=others)["en"]
    gained = [need("water", (0, 0, 1), turns=(turn("2028-01-01", 0.0, 1.0, comes=("Heir",)),))]
    assert "assumption" not in answer_of(gained, NAURU, TODAY, assumed=frozenset({"Heir"}))["en"]  # its end is, not its coming


def test_a_what_if_is_said_before_all_else():
    plain = answer_of([need("water", (1, 1, 0))], NAURU, TODAY)
    found = answer_of([need("water", (1, 1, 0))], NAURU, TODAY, given=("Terra", "Heir"))
    assert found["en"] == f"What if, for Terra, Heir: {plain['en']}"
    assert found["zh"] == f"假设情形（Terra、Heir）：{plain['zh']}"


def test_no_raw_names_are_told():
    found = answer_of([need("water", (1, 1, 0), turns=(turn("2028-01-01", 1.0, 0.0),))], NAURU, TODAY)
    assert "“water”" not in found["en"]
    assert "water" not in found["zh"]


def test_a_country_without_a_chinese_name_keeps_its_english_one():
    assert "在Nowhere的" in answer_of([need("water", (1, 1, 1))], NAURU.model_copy(update={"names": {"en": "Nowhere"}}), TODAY)["zh"]


def test_points_are_those_of_the_course():
    row = need("water", (1, 1, 1), early=(0, 0, 0))
    assert [p.threshold for p in points_of(row, "early")] == [0, 0, 0]
