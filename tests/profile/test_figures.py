"""Figures: direct labels, ticks in natural units, honest thinning, nothing where there is nothing."""

import pytest
from example import example_profile

from commonsky.profile.figures import age_spec, to_svg
from commonsky.profile.wording import read_wording

EN = read_wording("en")


@pytest.fixture(scope="module")
def need():
    return example_profile().needs[0]


def test_svg_holds_its_labels_in_both_languages(need):
    window = example_profile().window
    svg = to_svg(age_spec(need, window, EN), "Age")
    assert all(text in svg for text in ("threshold 48\u202fh", "goal 6\u202fh", "Age of the newest product", ">3\u202fd<", 'role="img"'))
    assert "阈值级 48\u202fh" in to_svg(age_spec(need, window, read_wording("zh")), "时龄")


def test_svg_is_small_and_without_style_attributes(need):
    svg = to_svg(age_spec(need, example_profile().window, EN), 'a "label" & more')
    assert len(svg) < 20_000
    assert " style=" not in svg
    assert 'aria-label="a &quot;label&quot; &amp; more"' in svg


def test_thinning_keeps_the_lowest_and_the_highest_median(need):
    median = (*[10.0] * 1500, 2.0, 90.0, *[10.0] * 498)
    series = {"time_h": tuple(map(float, range(2000))), "median_h": median, "p10_h": (5.0,) * 2000, "p90_h": (95.0,) * 2000}
    age = need.age.model_copy(update=series)
    rows = age_spec(need.model_copy(update={"age": age}), example_profile().window, EN)["data"]["values"]
    assert len(rows) <= 220
    assert {2.0, 90.0} <= {row["median"] for row in rows}


def test_band_is_open_at_the_top_where_part_of_the_area_has_no_product(need):
    rows = age_spec(need, example_profile().window, EN)["data"]["values"]
    assert rows[-1]["hi"] == 168.0


def test_no_product_no_figure(need):
    age = need.age.model_copy(update={"median_h": (None,) * len(need.age.time_h)})
    assert age_spec(need.model_copy(update={"age": age}), example_profile().window, EN) is None
