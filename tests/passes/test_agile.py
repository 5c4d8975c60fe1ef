"""Which targets one satellite takes: laws by hypothesis, feasibility by turning it step by step."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonsky.catalogue.model import Mode
from commonsky.core.errors import InvalidInputError
from commonsky.coverage.agile import Slew, duty_share, slew_of, taken

PERIOD_S = 5900.0
TARGETS = st.lists(st.tuples(st.integers(0, 3000).map(lambda t: t / 10), st.floats(-0.7, 0.7)), max_size=25)


def agile(**figures):
    return Mode(name="m", geometry="agile", swath_km=20, roll_max_deg=30, resolution_m=1, light="day", acquisition="tasked", **figures)


def columns(targets):
    rows = np.array(targets, float).reshape(-1, 2)
    return rows[:, 0], rows[:, 1]


def can_follow(time_s, look_rad, slew, step_s=0.05):
    """Whether a satellite that turns at most so far a step can have each target in its swath in time: reachable rolls, step by step."""
    low, high, now = -slew.roll, slew.roll, time_s[0] - 1000.0
    for t, look in zip(time_s, look_rad, strict=True):
        for _ in range(round((t - now) / step_s)):
            low, high = max(low - slew.rate * step_s, -slew.roll), min(high + slew.rate * step_s, slew.roll)
        low, high, now = max(low, look - slew.half), min(high, look + slew.half), t
        if low > high + slew.rate * step_s + 1e-9:
            return False
    return True


@given(targets=TARGETS, rate=st.floats(0.005, 0.2))
@settings(deadline=None, derandomize=True, max_examples=60)
def test_what_is_taken_can_be_followed_step_by_step(targets, rate):
    slew = Slew(roll=0.5, half=0.02, rate=rate)
    time, look = columns(targets)
    done = taken(time, look, slew, period_s=PERIOD_S)
    order = np.flatnonzero(done)[np.lexsort((look[done], time[done]))]
    assert not len(order) or can_follow(time[order], look[order], slew)


@given(targets=TARGETS)
@settings(deadline=None, derandomize=True)
def test_all_within_reach_are_taken_where_no_turn_takes_time(targets):
    time, look = columns(targets)
    done = taken(time, look, Slew(roll=0.5, half=0.02), period_s=PERIOD_S)
    np.testing.assert_array_equal(done, np.abs(look) <= 0.52)


@given(targets=TARGETS, rate=st.floats(0.005, 0.2), settle=st.floats(0, 20))
@settings(deadline=None, derandomize=True)
def test_order_does_not_matter_and_the_first_within_reach_is_taken(targets, rate, settle):
    time, look = columns(targets)
    slew = Slew(roll=0.5, half=0.02, rate=rate, settle=settle, scene=2.0)
    done = taken(time, look, slew, period_s=PERIOD_S)
    turned = np.arange(len(time))[::-1]
    chosen = {(t, a) for t, a in zip(time[done], look[done], strict=True)}
    other = taken(time[turned], look[turned], slew, period_s=PERIOD_S)
    assert chosen == {(t, a) for t, a in zip(time[turned][other], look[turned][other], strict=True)}
    reachable = np.abs(look) <= 0.52
    assert done.any() == reachable.any()


def test_the_duty_of_a_revolution_is_kept():
    slew = Slew(roll=0.5, half=0.02, scene=10.0, duty=60.0)
    time = np.arange(0.0, 20_000.0, 100.0)
    look = np.tile([-0.3, 0.3], 100)
    done = taken(time, look, slew, period_s=PERIOD_S)
    for t in time[done]:
        assert 10.0 * ((time[done] > t - PERIOD_S) & (time[done] <= t)).sum() <= 60.0
    assert done.sum() == pytest.approx(6 * 20_000 / PERIOD_S, abs=6)


def test_a_long_strip_needs_no_turn():
    time = np.arange(0.0, 30.0, 1.0)
    assert taken(time, np.zeros(30), Slew(roll=0.5, half=0.02, rate=0.01, settle=10.0, scene=2.0), period_s=PERIOD_S).all()


def test_a_turn_waits_for_the_image_before_and_settles():
    # 0.2 rad at 0.02 rad/s are 10 s, 5 s to settle, 2 s of image: 17 s from the middle of one image to the next
    slew = Slew(roll=0.5, half=0.0, rate=0.02, settle=5.0, scene=2.0)
    look = np.array([0.0, 0.2])
    assert taken(np.array([0.0, 16.99]), look, slew, period_s=PERIOD_S).tolist() == [True, False]
    assert taken(np.array([0.0, 17.01]), look, slew, period_s=PERIOD_S).tolist() == [True, True]


def test_limits_of_a_mode():
    slew = slew_of(agile(slew_deg_s=2.0, settle_s=4.0, duty_min_orbit=10.0), 6371.0 + 600.0)
    assert (slew.rate, slew.settle, slew.duty) == (pytest.approx(np.radians(2.0)), 4.0, 600.0)
    assert slew.half == pytest.approx(10 / 600, rel=1e-3)
    unstated = slew_of(agile(), 6971.0)
    assert (unstated.rate, unstated.settle, unstated.duty) == (np.inf, 0.0, np.inf)
    with pytest.raises(InvalidInputError, match="mode m is a swath; only an agile one turns from target to target"):
        slew_of(Mode(name="m", geometry="swath", swath_km=20, resolution_m=1, light="day", acquisition="tasked"), 6971.0)


def test_the_share_that_a_duty_cycle_allows():
    assert duty_share(agile(), [30.0, 20.0]) == 1.0
    assert duty_share(agile(duty_min_orbit=10.0), []) == 1.0
    assert duty_share(agile(duty_min_orbit=10.0), [5.0, 10.0, 25.0]) == pytest.approx(25 / 40)
