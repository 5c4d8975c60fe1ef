"""See, locate and tell in sentences, in English and Chinese: every branch, percent in words, no raw names."""

import pytest
from stress_example import effect, need, scenario, stages

from commonsky.profile import stress_model as model
from commonsky.profile.model import Country
from commonsky.profile.stress_answer import Hit, Now, answer_of, capabilities_of, see_now, to_add, worst_effect

TITLES = {"flood-extent": {"en": "Where water stands", "zh": "何处积水"}, "crop-state": {"en": "State of crops", "zh": "作物状况"}}
NAURU = Country(iso3="NRU", iso2="NR", m49=520, names={"en": "Nauru", "zh": "瑙鲁"}, region="Oceania", subregion="Micronesia", groups=())
STILL = (0.6, 0.6, 0.6, 0.6)
ALWAYS, ALL = (1.0, 1.0, 1.0, 1.0), (1.0, 1.0, 1.0, 1.0)


def now(see=0.6, locate=1.0, paths=4):
    return Now(see=see, locate=locate, paths=paths, titles=TITLES)


def row(see=STILL, locate=ALWAYS, tell=ALL, name="made-up", en="A fleet is lost", zh="星座失效", **values):
    return scenario(name, en, zh, "loss-of-fleet", stages(see, locate, tell), **values)


def lost(*effects, see=(0.6, 0.3, 0.4, 0.6), **values):
    return row(see, effects=tuple(effects), **values)


def told(left, paths=4, why=({"en": "GPS time", "zh": "GPS授时"},)):
    gone = tuple(f"path-{k}" for k in range(paths - left))
    return model.TellingAfter(systems_lost=(), paths_before=paths, paths_left=left, lost=gone, why=why)


def located(available, systems=("GPS",)):
    return model.NavigationAfter(systems_lost=systems, available=available, available_before=1.0, worst_outage_h=1.0, pdop_median=None,
                                 area_share=1.0, ranging=1.0)  # fmt: skip


def said(scenarios, which, standing=None, by="area"):
    found = {c.name: c for c in capabilities_of(scenarios, standing or now(), by)}
    assert list(found) == ["see", "locate", "tell"]
    return found[which]


def test_nothing_lost_is_yes_three_times():
    found = capabilities_of([row()], now(), "area")
    assert [c.sentence["en"] for c in found] == [
        "Yes: by the area, 60 % of what it needs to see could be seen at best, and no scenario takes from it.",
        "Yes: a position can be had 100 % of the time, and no scenario takes from it.",
        "Yes: all 4 alert paths stand in every scenario.",
    ]
    assert [c.sentence["zh"] for c in found] == [
        "能：按面积计，所需观测最多可满足60%，所列情景均不减少。",
        "能：100%的时间可以定位，所列情景均不减少。",
        "能：所列4条预警路径在各情景下都保持畅通。",
    ]
    assert all(c.worst == c.before for c in found)
    assert {c.worst_scenario for c in found} == {""}


def test_what_was_never_there_is_no_yes():
    nothing = now(see=0.0, locate=0.0)
    assert said([row((0.0,) * 4)], "see", nothing).sentence["en"].startswith("No: by the area, 0 % ")
    assert said([row((0.0,) * 4)], "see", nothing).sentence["zh"].startswith("不能：按面积计")
    assert said([row(locate=(0.0,) * 4)], "locate", nothing).sentence["en"].startswith("No: a position can be had 0 % of the time")
    assert said([row(locate=(0.0,) * 4)], "locate", nothing).sentence["zh"].startswith("不能：0%的时间")


def test_one_need_lost_is_not_all():
    found = said([lost(effect("flood-extent", (0.82, 0.05, 0.49, 0.82)))], "see")
    assert found.sentence["en"] == (
        "Not all: by the area, 60 % of what it needs to see could be seen at best; after “A fleet is lost” one need loses, the hardest hit "
        "“Where water stands”: served on 82 % of its area before, on 5 % after (49 % with others' data opened)."
    )
    assert found.sentence["zh"] == (
        "不能全部看见：按面积计，所需观测最多可满足60%；“星座失效”之后有1项需求受损，受损最重的是“何处积水”："
        "可服务面积由82%降为5%（若动用他方数据为49%）。"
    )
    assert (found.before, found.worst, found.worst_scenario) == (0.6, 0.3, "made-up")


def test_little_lost_is_mostly_and_needs_are_counted():
    hits = (effect("flood-extent", (0.82, 0.6, 0.6, 0.82)), effect("crop-state", (0.9, 0.8, 0.8, 0.9)))
    found = said([lost(*hits)], "see", by="people").sentence
    assert found["en"].startswith("Mostly: by the people, ")
    assert "2 needs lose, the hardest hit “Where water stands”" in found["en"]
    assert "others' data" not in found["en"]
    assert found["zh"].startswith("大体能：按人口计")
    assert "有2项需求受损" in found["zh"]


def test_the_worst_is_where_the_mean_falls_most():
    light = lost(effect("crop-state", (0.9, 0.8, 0.8, 0.9)), see=(0.6, 0.55, 0.55, 0.6), name="light", en="Light")
    heavy = lost(effect("flood-extent", (0.8, 0.1, 0.1, 0.8)), see=(0.6, 0.2, 0.2, 0.6), name="heavy", en="Heavy")
    assert said([light, heavy], "see").worst_scenario == said([heavy, light], "see").worst_scenario == "heavy"


@pytest.mark.parametrize(
    ("left", "en", "zh", "share", "share_zh"),
    [
        (0.0, "No", "不能", "0 %", "0%"),
        (0.3, "Barely", "勉强", "30 %", "30%"),
        (0.7, "Mostly", "大体能", "70 %", "70%"),
        (0.97, "Yes, nearly as before", "能，与之前相近", "97 %", "97%"),
        (0.008, "Barely", "勉强", "less than 1 %", "不到1%"),
    ],
)
def test_positions_left_have_a_verdict(left, en, zh, share, share_zh):
    found = said([row(locate=(1.0, left, left, 1.0))], "locate")
    assert found.sentence["en"] == f"{en}: a position can be had 100 % of the time, and {share} after “A fleet is lost”."
    assert found.sentence["zh"] == f"{zh}：现在100%的时间可以定位，“星座失效”之后为{share_zh}。"
    assert (found.worst, found.worst_scenario) == (left, "made-up")


@pytest.mark.parametrize(("left", "en", "zh"), [(0, "No", "不能"), (1, "Barely", "勉强"), (3, "Mostly", "大体能")])
def test_alert_paths_left_have_a_verdict(left, en, zh):
    found = said([row(telling=told(left))], "tell")
    assert found.sentence["en"] == f"{en}: of 4 alert paths {left} are left after “A fleet is lost”."
    assert found.sentence["zh"] == f"{zh}：4条预警路径在“星座失效”之后剩{left}条。"
    assert found.worst == left / 4


def test_no_path_listed_is_no_yes():
    found = said([row()], "tell", now(paths=0))
    assert found.sentence == {"en": "No alert path is listed.", "zh": "未列出预警路径。"}
    assert (found.before, found.worst) == (0.0, 0.0)


def test_nearly_all_is_not_all_and_little_is_not_nothing():
    assert "could be seen" in said([row()], "see", now(see=0.9961)).sentence["en"]
    assert "more than 99 %" in said([row()], "see", now(see=0.9961)).sentence["en"]
    assert "超过99%" in said([row()], "see", now(see=0.9961)).sentence["zh"]
    assert "less than 1 %" in said([row()], "see", now(see=0.006)).sentence["en"]


def test_seeing_is_the_mean_over_needs_by_weight():
    rows = (need("a", "A", "甲", 1.0, 1.0, []), need("b", "B", "乙", 0.0, 0.0, []))
    heavier = (rows[0].model_copy(update={"weight": 3.0}), rows[1])
    assert see_now(rows, "area") == 0.5
    assert see_now(heavier, "area") == 0.75
    assert see_now(rows, "people") == pytest.approx(0.485)
    assert see_now((), "area") == 0.0


def test_the_hardest_hit_is_where_most_falls_away():
    small, large = effect("crop-state", (0.9, 0.8, 0.8, 0.9)), effect("flood-extent", (0.5, 0.1, 0.1, 0.5))
    assert worst_effect(lost(small, large)) == large
    assert worst_effect(row(effects=(effect("crop-state", (0.9, 0.897, 0.9, 0.9)),))) is None
    assert worst_effect(row()) is None


def test_the_answer_asks_counts_and_has_no_raw_names():
    scenarios = [
        lost(effect("flood-extent", (0.82, 0.05, 0.49, 0.82)), name="copernicus-lost"),
        row(locate=(1.0, 0.0, 0.0, 1.0), telling=told(1), name="all-gnss-lost", en="No navigation", zh="无导航"),
    ]
    found = answer_of(capabilities_of(scenarios, now(), "area"), scenarios, NAURU, TITLES)
    assert found["en"] == (
        "When something fails, can Nauru still see, locate and tell? Of 2 scenarios, each alone: see – not all, “Where water stands” after "
        "“A fleet is lost” on 5 % of its area, 82 % before; locate – no, after “No navigation” 0 %, 100 % before; "
        "tell – barely, after “No navigation” 25 %, 100 % before."
    )
    assert found["zh"] == (
        "出现故障时，瑙鲁还能看见、定位和告知吗？逐一试算2个情景：看见：不能全部看见，“星座失效”之后“何处积水”由82%降为5%；"
        "定位：不能，“无导航”之后由100%降为0%；告知：勉强，“无导航”之后由100%降为25%。"
    )
    for raw in ("flood-extent", "copernicus-lost", "all-gnss-lost", "path-"):
        assert raw not in found["en"] + found["zh"]


def test_the_answer_where_nothing_is_lost_or_listed_ends_with_one_stop():
    found = answer_of(capabilities_of([row()], now(paths=0), "area"), [row()], NAURU, TITLES)
    assert found["en"].endswith("After one scenario: see – yes; locate – yes; tell – no alert path is listed.")
    assert found["zh"].endswith("看见：能；定位：能；告知：未列出预警路径。")


def hit(lost=("Sentinel-1C",), *, silent=False):
    return Hit(lost={"flood-extent": lost, "crop-state": ("Landsat 9",)}, silent=silent, titles=TITLES, iso3="NRU")


def test_nothing_lost_asks_for_nothing():
    assert to_add(hit(silent=True), (), None, None) == ()
    assert to_add(hit(silent=True), (effect("flood-extent", (0.8, 0.798, 0.8, 0.8)),), None, None) == ()


def test_data_to_agree_on_come_first():
    (found,) = to_add(hit(), (effect("flood-extent", (0.8, 0.1, 0.7, 0.8), opened=("TerraSAR-X", "ICEYE")),), None, None)
    assert found["en"] == (
        "For “Where water stands”: agree beforehand on data of TerraSAR-X, ICEYE, held back or tasked today; with all such data 70 % of "
        "the area would be served instead of 10 %."
    )
    assert found["zh"] == "针对“何处积水”：事先商定使用TerraSAR-X、ICEYE的受限或定制数据；动用全部此类数据可服务70%的面积，而不是10%。"


def test_where_nothing_helps_the_search_takes_away_all_that_was_lost_for_the_need():
    names = tuple(f"Sat {k}" for k in range(5))
    (found,) = to_add(hit(names), (effect("flood-extent", (0.8, 0.0, 0.1, 0.8)),), None, None)
    without = " ".join(f'--without "{name}"' for name in names)
    assert found["en"].endswith(f"found with: commonsky design NRU --need flood-extent {without}")
    assert found["zh"].endswith(f"commonsky design NRU --need flood-extent {without}")
    assert "Landsat 9" not in found["en"]


def test_only_the_two_hardest_hit_needs_are_told():
    rows = [effect(name, (0.8, 0.1, 0.7, 0.8), opened=("ICEYE",)) for name in ("flood-extent", "crop-state", "flood-extent")]
    assert len(to_add(hit(), rows, None, None)) == 2


def test_receivers_of_several_systems_or_ways_without_satellites():
    (found,) = to_add(hit(), (), located(0.97), None)
    assert "use GPS alone fail" in found["en"]
    assert "97 % of the time" in found["en"]
    assert "只用GPS的接收机" in found["zh"]
    (found,) = to_add(hit(), (), located(0.0, ("GPS", "Galileo")), None)
    assert found["en"].startswith("Keep ways to find positions and time without satellites")
    assert found["zh"].startswith("在关乎生命之处保留不依赖卫星的")
    assert to_add(hit(), (), located(0.9, ()), None) == ()


def test_a_second_way_for_what_paths_share():
    (found,) = to_add(hit(), (), None, told(1))
    assert found == {"en": "A second way for what 3 alert paths share: GPS time.", "zh": "为3条预警路径共用的环节准备第二途径：GPS授时。"}
    assert to_add(hit(), (), None, told(4)) == ()


def test_where_no_source_says_how_long_the_operator_is_asked():
    rows = to_add(hit(silent=True), (), located(0.97), None)
    assert rows[-1]["en"].startswith("Ask the operator how long it would take")
    assert rows[-1]["zh"].startswith("向运营方询问")
