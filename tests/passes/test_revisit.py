"""Revisit from passes: gaps by hand, the window's ends counted and marked, laws by hypothesis."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonsky.coverage.passes import Found, Look, gather
from commonsky.coverage.revisit import revisit_gaps, summarise

H = 3600.0
WINDOW = (0.0, 10 * H)
SPELLS = st.lists(st.tuples(st.integers(0, 2), st.floats(-2, 12), st.floats(0, 3)), max_size=12)


def passes_of(rows, points=3):
    """Passes from rows of point, start and length, hours."""
    point, start, length = (np.array(c, float) for c in zip(*rows, strict=True)) if rows else (np.zeros(0),) * 3
    found = Found(look=Look(platform="SAT"), point=point.astype(np.int64), start_s=start * H, end_s=(start + length) * H, incidence_deg=np.zeros(len(point), np.float32))
    return gather([found], points)


def gaps_of(rows, point=0):
    gaps = revisit_gaps(passes_of(rows), *WINDOW)
    mine = gaps.point == point
    return list(zip(gaps.hours[mine].round(6), gaps.censored[mine].tolist(), strict=True))


def test_gaps_lie_between_passes_and_at_the_windows_ends():
    assert gaps_of([(0, 1, 1), (0, 5, 2)]) == [(1.0, True), (3.0, False), (3.0, True)]


def test_a_point_never_seen_has_the_window_as_its_gap():
    assert gaps_of([(0, 1, 1)], point=1) == [(10.0, True)]


def test_a_point_seen_once_has_two_censored_gaps():
    assert gaps_of([(0, 4, 0)]) == [(4.0, True), (6.0, True)]


def test_overlapping_passes_are_one_look():
    assert gaps_of([(0, 1, 4), (0, 2, 1), (0, 4, 2), (0, 8, 1)]) == [(1.0, True), (2.0, False), (1.0, True)]


def test_a_pass_over_the_windows_start_leaves_no_gap_there():
    assert gaps_of([(0, -1, 2), (0, 9, 5)]) == [(8.0, False)]


def test_instants_are_looks():
    assert gaps_of([(0, 2, 0), (0, 7, 0), (0, 2, 0)]) == [(2.0, True), (5.0, False), (3.0, True)]


def test_a_pass_over_the_whole_window_leaves_no_gap():
    assert gaps_of([(0, -1, 20)]) == []


def test_the_summary_counts_inner_gaps_and_the_longest_of_all():
    passes = passes_of([(0, 1, 0), (0, 3, 0), (0, 9, 0), (1, 4, 0)])
    figures = summarise(revisit_gaps(passes, *WINDOW), passes)
    assert (figures.mean_h, figures.median_h) == (4.0, 4.0)
    assert figures.p90_h == pytest.approx(2 + 0.9 * 4)
    assert (figures.longest_h, figures.never_seen, figures.points) == (10.0, 1, 3)


def test_without_inner_gaps_the_mean_is_nan():
    passes = passes_of([(0, 1, 0)])
    figures = summarise(revisit_gaps(passes, *WINDOW), passes)
    assert np.isnan([figures.mean_h, figures.median_h, figures.p90_h]).all()
    assert figures.as_row()["never_seen"] == 2


def test_no_points_have_no_gaps():
    passes = passes_of([], points=0)
    assert len(revisit_gaps(passes, *WINDOW).hours) == 0


@given(SPELLS)
@settings(deadline=None, derandomize=True, max_examples=300)
def test_gaps_and_looks_fill_the_window(rows):
    minutes = np.zeros((3, 20_000), bool)  # 1.8 s each
    for point, start, length in rows:
        low, high = (int(np.clip(round(x * 2000), 0, 20_000)) for x in (start, start + length))
        minutes[point, low:high] = True
    gaps = revisit_gaps(passes_of(rows), *WINDOW)
    for point in range(3):
        assert gaps.hours[gaps.point == point].sum() + minutes[point].sum() / 2000 == pytest.approx(10.0, abs=len(rows) / 1000 + 1e-6)
    assert (gaps.hours > 0).all()


@given(SPELLS, st.randoms(use_true_random=False))
@settings(deadline=None, derandomize=True)
def test_the_order_of_passes_does_not_matter(rows, random):
    mixed = random.sample(rows, len(rows))
    one, other = (revisit_gaps(passes_of(r), *WINDOW) for r in (rows, mixed))
    assert one.hours == pytest.approx(other.hours)
    assert (one.point == other.point).all()


@given(SPELLS)
@settings(deadline=None, derandomize=True)
def test_passes_stand_sorted_by_point_then_end(rows):
    passes = passes_of(rows)
    order = np.lexsort((passes.end_s, passes.point_of_each()))
    assert (order == np.arange(len(rows))).all() or (np.diff(passes.end_s)[np.diff(passes.point_of_each()) == 0] >= 0).all()
    assert np.diff(passes.first).sum() == len(rows)
