"""The worked example of docs/howto/levels-by-hand.md: three instruments, two levels, one cell, one day; every number by pencil."""

import re
from pathlib import Path

import numpy as np
import pytest

from commonsky.core.execution import SerialExecutor
from commonsky.gaps.levels import LIMITS, QUESTIONS, attain, attributes_of, newest_ages_h
from made_up_fleet import HOUR_S, make_need, make_requirement, make_service, make_simulation

DOCUMENT = Path(__file__).parents[2] / "docs" / "howto" / "levels-by-hand.md"
BREAKTHROUGH, THRESHOLD = 1, 2
EARLY_H, DAY_H = 18.0, 24.0
LATENCY_H = {"radar": 2, "wide camera": 1, "sharp camera": 3}
AGE_LIMIT_H = {BREAKTHROUGH: 9, THRESHOLD: 18}
#: What is different in the document's last section.
CHANGED = {"radar_m": 50.0, "sharp_camera_at": (-2, 4, 16)}
#: Product rows of the document: name, hours at which it is seen, usable and stale.
PRODUCT = re.compile(r"^\| (radar|wide camera|sharp camera) \| (\S+) \| (\S+) \| (\S+) \|$", re.MULTILINE)


def example(*, radar_m=20.0, sharp_camera_at=(-2, 4, 10, 16)):
    """Simulation, services, need, requirement and cells, as `attain` takes them."""
    services = [
        make_service(name="radar", look=0, resolution_m=radar_m, latency_h=2.0),
        make_service(name="wide camera", look=1, kind="optical imager", resolution_m=80.0, latency_h=1.0),
        make_service(name="sharp camera", look=2, kind="optical imager", resolution_m=10.0, latency_h=3.0, policy="commercial"),
    ]
    seen = [[(0, h * HOUR_S, h * HOUR_S, 0.0) for h in at] for at in ((-8, 20), (3,), sharp_camera_at)]
    requirement = make_requirement(
        horizontal_resolution=("m", None, 30, 100), observing_cycle=("h", None, 6, 12), timeliness=("h", None, 3, 6)
    )
    simulation = make_simulation(services, seen, cells=1, window_s=(0.0, DAY_H * HOUR_S), early_s=EARLY_H * HOUR_S)
    return simulation, services, make_need(), requirement, np.array([0])


def freed_by(attained, level):
    """Names of the attributes in each answer that frees a level, singles before pairs."""
    mask = int(attained.limits(level)[0])
    return [set(attributes_of(q)) for k, q in enumerate(QUESTIONS) if mask >> k & 1]


def share_with_let_pass(*names, **changes):
    """Fresh share at breakthrough where attributes are met by all: the need or the requirement is changed so that they are."""
    simulation, services, need, requirement, cells = example(**changes)
    if "data_policy" in names:
        need = make_need(data_policies=("open", "commercial"))
    if "horizontal_resolution" in names:
        requirement = make_requirement(observing_cycle=("h", None, 6, 12), timeliness=("h", None, 3, 6))
    return attain(simulation, services, need, requirement, cells, SerialExecutor()).fresh[0, BREAKTHROUGH]


def test_fresh_share_of_each_level():
    attained = attain(*example(), SerialExecutor())
    assert attained.fresh[0] == pytest.approx([3 / 24, 3 / 24, 23 / 24], abs=1e-12)


def test_threshold_holds():
    assert attain(*example(), SerialExecutor()).level.tolist() == [THRESHOLD]


def test_data_policy_and_observing_cycle_each_limit_breakthrough():
    attained = attain(*example(), SerialExecutor())
    assert freed_by(attained, BREAKTHROUGH) == [{"observing_cycle"}, {"data_policy"}]


def test_nothing_limits_the_level_that_holds():
    assert freed_by(attain(*example(), SerialExecutor()), THRESHOLD) == []


def test_shares_with_one_attribute_let_pass():
    assert share_with_let_pass("data_policy") == pytest.approx(1.0, abs=1e-12)
    assert share_with_let_pass("horizontal_resolution") == pytest.approx(11 / 24, abs=1e-12)


def test_age_of_the_newest_product_by_the_hour():
    times = np.array([0.0, 4, 8, 12, 16, 20, 24]) * HOUR_S
    # the radar's of hour -8 until the wide camera's of hour 3 comes at 4; the radar's of hour 20 comes at 22
    assert newest_ages_h(*example(), times)[0].tolist() == [8, 1, 5, 9, 13, 17, 4]


def test_pairs_are_named_where_no_single_attribute_frees_breakthrough():
    attained = attain(*example(**CHANGED), SerialExecutor())
    assert attained.fresh[0, BREAKTHROUGH] == 0.0
    assert not attained.answers[0, BREAKTHROUGH, 1 : 1 + len(LIMITS)].any()
    assert freed_by(attained, BREAKTHROUGH) == [{"observing_cycle", "horizontal_resolution"}, {"observing_cycle", "data_policy"}]


def test_shares_of_the_changed_example():
    assert share_with_let_pass("data_policy", **CHANGED) == pytest.approx(17 / 24, abs=1e-12)
    assert share_with_let_pass("horizontal_resolution", **CHANGED) == pytest.approx(11 / 24, abs=1e-12)
    assert share_with_let_pass("data_policy", "horizontal_resolution", **CHANGED) == pytest.approx(18 / 24, abs=1e-12)


def test_times_printed_in_the_document_follow_from_latency_and_age_limit():
    rows = [(name, *(int(h.replace("−", "-")) for h in hours)) for name, *hours in PRODUCT.findall(DOCUMENT.read_text("utf-8"))]
    levels = [THRESHOLD] * 3 + [BREAKTHROUGH] * 6
    assert len(rows) == len(levels)
    for (name, seen, usable, stale), level in zip(rows, levels, strict=True):
        assert (usable, stale) == (seen + LATENCY_H[name], seen + AGE_LIMIT_H[level])


def test_shares_printed_in_the_document_are_those_of_its_drawings():
    text = DOCUMENT.read_text("utf-8")
    drawn = [line.split()[1].count("=") / 24 for line in text.splitlines() if line.startswith("fresh  ")]
    assert drawn == pytest.approx(attain(*example(), SerialExecutor()).fresh[0, [THRESHOLD, BREAKTHROUGH]].tolist(), abs=1e-12)
    assert [f"**{share:.1%}**".replace("%", " %") in text for share in drawn] == [True, True]
