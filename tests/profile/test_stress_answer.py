"""See, locate and tell in sentences, in English and Chinese: every branch, percent in words, no raw names."""

import pytest
from stress_example import effect, need, scenario, stages

from commonsky.profile import stress_model as model
from commonsky.profile.model import Country
from commonsky.profile.stress_additions import Hit, to_add
from commonsky.profile.stress_answer import Now, answer_of, capabilities_of, see_now, stated_now, told_share, worst_effect

TITLES = {"flood-extent": {"en": "Where water stands", "zh": "何处积水"}, "crop-state": {"en": "State of crops", "zh": "作物状况"}}
NAURU = Country(iso3="NRU", iso2="NR", m49=520, names={"en": "Nauru", "zh": "瑙鲁"}, region="Oceania", subregion="Micronesia", groups=())
STILL = (0.6, 0.6, 0.6, 0.6)
ALWAYS, ALL = (1.0, 1.0, 1.0, 1.0), (1.0, 1.0, 1.0, 1.0)


def now(see=0.6, locate=1.0, paths=4, *, stated=0.2, template=False):
    return Now(see=see, stated=stated, locate=locate, paths=paths, template=template, titles=TITLES)


def row(see=STILL, locate=ALWAYS, tell=ALL, name="made-up", en="A fleet is lost", zh="星座失效", **values):
    return scenario(name, en, zh, "loss-of-fleet", stages(see, locate, tell), **values)


def lost(*effects, see=(0.6, 0.3, 0.4, 0.6), **values):
    return row(see, effects=tuple(effects), **values)


def told(left, paths=4, why=({"en": "GPS time", "zh": "GPS授时"},), area=1.0):
    gone = tuple(f"path-{k}" for k in range(paths - left))
    return model.TellingAfter(systems_lost=(), paths_before=paths, paths_left=left, lost=gone, area_share=area, why=why)


def located(available, systems=("GPS",), area=1.0):
    return model.NavigationAfter(systems_lost=systems, available=available, available_before=1.0, worst_outage_h=1.0, pdop_median=None,
                                 area_share=area, ranging=1.0)  # fmt: skip


def said(scenarios, which, standing=None, by="area"):
    found = {c.name: c for c in capabilities_of(scenarios, standing or now(), by)}
    assert list(found) == ["see", "locate", "tell"]
    return found[which]


def test_nothing_lost_is_yes_three_times():
    found = capabilities_of([row()], now(), "area")
    assert [c.sentence["en"] for c in found] == [
        (
            "Yes: by the area, 60 % of what it needs to see could be seen at best (20 % of the area as sources state), "
            "and no scenario takes from it."
        ),
        "Yes: receivers of all systems have a position 100 % of the time, and no scenario takes from it.",
        "Yes: all 4 alert paths stand in every scenario.",
    ]
    assert [c.sentence["zh"] for c in found] == [
        "能：按面积计，所需观测最多可满足60%（按来源所述为面积的20%），所列情景均不减少。",
        "能：多系统接收机100%的时间可以定位，所列情景均不减少。",
        "能：所列4条预警路径在各情景下都保持畅通。",
    ]
    assert all(c.worst == c.before for c in found)
    assert {c.worst_scenario for c in found} == {""}


def test_what_was_never_there_is_no_yes():
    nothing = now(see=0.0, locate=0.0)
    assert said([row((0.0,) * 4)], "see", nothing).sentence["en"].startswith("No: by the area, 0 % ")
    assert said([row((0.0,) * 4)], "see", nothing).sentence["zh"].startswith("不能：按面积计")
    assert (
        said([row(locate=(0.0,) * 4)], "locate", nothing)
        .sentence["en"]
        .startswith("No: receivers of all systems have a position 0 % of the time")
    )
    assert said([row(locate=(0.0,) * 4)], "locate", nothing).sentence["zh"].startswith("不能：多系统接收机0%的时间")


def test_one_need_lost_is_not_all():
    found = said([lost(effect("flood-extent", (0.82, 0.05, 0.49, 0.82)))], "see")
    assert found.sentence["en"] == (
        "Not all: by the area, 60 % of what it needs to see could be seen at best (20 % of the area as sources state); "
        "after “A fleet is lost” one need loses, the hardest hit "
        "“Where water stands”: served on 82 % of its area before, on 5 % after (49 % with others' data opened)."
    )
    assert found.sentence["zh"] == (
        "不能全部看见：按面积计，所需观测最多可满足60%（按来源所述为面积的20%）；“星座失效”之后有1项需求受损，受损最重的是“何处积水”："
        "可服务面积由82%降为5%（若动用他方数据为49%）。"
    )
    assert (found.before, found.worst, found.worst_scenario) == (0.6, 0.3, "made-up")


def test_little_lost_is_mostly_and_needs_are_counted():
    hits = (effect("flood-extent", (0.82, 0.6, 0.6, 0.82)), effect("crop-state", (0.9, 0.8, 0.8, 0.9)))
    found = said([lost(*hits, see=(0.9, 0.7, 0.7, 0.9))], "see", now(see=0.9), by="people").sentence
    assert found["en"].startswith("Mostly: by the people, ")
    assert "2 needs lose, the hardest hit “Where water stands”" in found["en"]
    assert "others' data" not in found["en"]
    assert said([lost(*hits)], "see").sentence["en"].startswith("Only in part: ")  # half of little is not most
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
        (0.49, "Barely", "勉强", "49 %", "49%"),
        (0.7, "Mostly", "大体能", "70 %", "70%"),
        (0.97, "Yes, nearly as before", "能，与之前相近", "97 %", "97%"),
        (0.008, "Barely", "勉强", "less than 1 %", "不到1%"),
    ],
)
def test_positions_left_have_a_verdict(left, en, zh, share, share_zh):
    found = said([row(locate=(1.0, left, left, 1.0))], "locate")
    assert found.sentence["en"] == f"{en}: receivers of all systems have a position 100 % of the time, and {share} after “A fleet is lost”."
    assert found.sentence["zh"] == f"{zh}：多系统接收机现在100%的时间可以定位，“星座失效”之后为{share_zh}。"
    assert (found.worst, found.worst_scenario) == (left, "made-up")


def test_what_was_there_in_part_alone_is_left_in_part():
    found = said([row(locate=(0.5, 0.4, 0.4, 0.5))], "locate", now(locate=0.5)).sentence
    assert found["en"].startswith("Only in part: receivers of all systems have a position 50 % of the time, and 40 % after")
    assert found["zh"].startswith("只能部分：")
    kept = said([row(locate=(0.3,) * 4)], "locate", now(locate=0.3)).sentence
    assert kept["en"].startswith("Only in part: receivers of all systems have a position 30 % of the time, and no scenario")
    assert kept["zh"].startswith("只能部分：")


def test_positions_lost_over_a_part_of_the_land_are_a_mean_over_it():
    jammed = row(locate=(1.0, 0.7, 0.7, 1.0), navigation=located(0.7, area=0.3))
    found = said([jammed], "locate").sentence
    assert "and 70 % as a mean over the land (lost on 30 % of it) after “A fleet is lost”" in found["en"]
    assert "（30%的陆地失去定位）按陆地平均为70%" in found["zh"]
    assert found["en"].endswith("; receivers of one system alone fail with it.")
    assert found["zh"].endswith("；单系统接收机则随该系统失效。")


def test_a_single_satellite_lost_fails_no_receiver():
    found = said([row(locate=(1.0, 0.9, 0.9, 1.0), navigation=located(0.9, ("GPS/A1",)))], "locate").sentence
    assert "alone" not in found["en"]
    assert "单系统" not in found["zh"]


def test_how_long_it_lasts_at_most_is_told_where_a_source_says_so():
    rows = scenario("made-up", "A storm", "地磁暴", "space-weather", stages(STILL, (1.0, 0.0, 0.0, 1.0), ALL, (12.0, 36.0)))
    found = said([rows], "locate").sentence
    assert "0 % after “A storm” (back after 36\N{NARROW NO-BREAK SPACE}h at the latest)" in found["en"]
    assert "“地磁暴”（最迟" in found["zh"]
    assert "latest" not in said([row(locate=(1.0, 0.0, 0.0, 1.0))], "locate").sentence["en"]


@pytest.mark.parametrize(("left", "en", "zh"), [(0, "No", "不能"), (1, "Barely", "勉强"), (3, "Mostly", "大体能")])
def test_alert_paths_left_have_a_verdict(left, en, zh):
    found = said([row(telling=told(left))], "tell")
    assert found.sentence["en"] == f"{en}: of 4 alert paths {left} are left after “A fleet is lost”."
    assert found.sentence["zh"] == f"{zh}：所列4条预警路径在“星座失效”之后剩{left}条。"
    assert found.worst == left / 4


def test_paths_lost_over_a_part_of_the_land_count_by_that_part():
    assert told_share(told(1)) == 0.25
    assert told_share(told(1, area=0.2)) == pytest.approx(0.85)
    assert told_share(told(0, area=0.0)) == 1.0
    assert told_share(told(0, paths=0)) == 1.0
    found = said([row(telling=told(0, area=0.2))], "tell")
    assert found.worst == pytest.approx(0.8)
    assert found.sentence["en"] == "Mostly: of 4 alert paths 0 are left within 20 % of the land after “A fleet is lost”."
    assert found.sentence["zh"] == "大体能：所列4条预警路径在“星座失效”之后在20%的陆地上剩0条。"


def test_more_lost_over_less_land_is_not_the_worst():
    narrow = row(telling=told(0, area=0.1), name="narrow", en="Jam")
    wide = row(telling=told(2), name="wide", en="Blackout")
    assert said([narrow, wide], "tell").worst_scenario == said([wide, narrow], "tell").worst_scenario == "wide"


def test_a_template_s_paths_are_not_told_as_the_country_s_own():
    standing, fallen = (said([one], "tell", now(template=True)).sentence for one in (row(), row(telling=told(1))))
    assert standing["en"] == "Yes: all 4 alert paths of a template, not the country's own, stand in every scenario."
    assert standing["zh"] == "能：模板（非本国实情）所列4条预警路径在各情景下都保持畅通。"
    assert fallen["en"] == "Barely: of 4 alert paths of a template, not the country's own, 1 are left after “A fleet is lost”."
    assert fallen["zh"].startswith("勉强：模板（非本国实情）所列4条预警路径在")
    assert "template" not in said([row()], "tell").sentence["en"]


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


def test_what_sources_state_is_the_mean_of_the_area_as_stated():
    rows = (need("a", "A", "甲", 1.0, 0.4, []), need("b", "B", "乙", 0.0, 0.0, []).model_copy(update={"weight": 3.0}))
    assert stated_now(rows) == pytest.approx(0.1)
    assert stated_now(()) == 0.0


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
        "“A fleet is lost” at best on 5 % of its area, 82 % before; locate – no, after “No navigation” 0 %, 100 % before; "
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


def hit(lost=("Sentinel-1C",), *, silent=False, passing=False, own=False):
    taken = {"flood-extent": lost, "crop-state": ("Landsat 9",)}
    return Hit(lost=taken, silent=silent, passing=passing, own=own, titles=TITLES, iso3="NRU")


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


@pytest.mark.parametrize("why", ["passing", "own"])
def test_no_search_where_it_passes_or_what_is_lost_may_be_the_user_s_own(why):
    fallen = (effect("flood-extent", (0.8, 0.0, 0.1, 0.8)),)
    assert "commonsky design" in to_add(hit(), fallen, None, None)[0]["en"]
    assert to_add(hit(**{why: True}), fallen, None, None) == ()


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
