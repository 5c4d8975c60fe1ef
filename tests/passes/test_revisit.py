"""Revisit from passes: gaps by hand, the window's ends counted and marked, laws by hypothesis."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonsky.coverage.passes import Found, Look, gather, only
from commonsky.coverage.revisit import look_rhythm, revisit_gaps, summarise

H = 3600.0
WINDOW = (0.0, 10 * H)
SPELLS = st.lists(st.tuples(st.integers(0, 2), st.floats(0, 8), st.floats(0, 2)), max_size=12)


def passes_of(rows, points=3):
    """Passes from rows of point, start and length, hours."""
    point, start, length = (np.array(c, float) for c in zip(*rows, strict=True)) if rows else (np.zeros(0),) * 3
    found = Found(
        look=Look(platform="SAT"),
        point=point.astype(np.int64),
        start_s=start * H,
        end_s=(start + length) * H,
        incidence_deg=np.zeros(len(point), np.float32),
    )
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
    assert gaps_of([(0, 0, 1), (0, 9, 1)]) == [(8.0, False)]


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
    seen = np.zeros((3, 20_000), bool)  # 1.8 s each
    for point, start, length in rows:
        seen[point, round(start * 2000) : round((start + length) * 2000)] = True
    gaps = revisit_gaps(passes_of(rows), *WINDOW)
    for point in range(3):
        assert gaps.hours[gaps.point == point].sum() + seen[point].sum() / 2000 == pytest.approx(10.0, abs=len(rows) / 1000 + 1e-6)
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
    point = passes.point_of_each()
    assert sorted(zip(point.tolist(), (passes.end_s / H).round(9).tolist(), strict=True)) == sorted(
        (p, round(s + n, 9)) for p, s, n in rows
    )
    assert (np.diff(point) >= 0).all()
    assert (np.diff(passes.end_s)[np.diff(point) == 0] >= 0).all()


def two_looks():
    """Look 0 passes point 0 every 12 hours for two weeks, look 1 once; look 2 stands for half of them and images every 10 minutes."""
    times = np.arange(0.0, 14 * 24, 12.0) * H
    often = Found(
        look=Look(platform="often"), point=np.zeros(28, np.int64), start_s=times, end_s=times, incidence_deg=np.zeros(28, np.float32)
    )
    once = Found(
        look=Look(platform="once"), point=np.array([1]), start_s=np.array([H]), end_s=np.array([H]), incidence_deg=np.zeros(1, np.float32)
    )
    stands = Found(
        look=Look(platform="stands", cycle_s=600.0),
        point=np.array([0]),
        start_s=np.zeros(1),
        end_s=np.array([14 * 24 * H]),
        incidence_deg=np.zeros(1, np.float32),
    )
    return gather([often, once, stands], 2)


def test_the_rhythm_of_each_look():
    rhythm = look_rhythm(two_looks(), np.array([True, True]), 0.0, 14 * 24 * H)
    # 28 passes at one of two points in two weeks: 7 a point a week; a standing look over one of two points: half of 1,008 images a week
    assert rhythm.per_week == pytest.approx([7.0, 0.25, 504.0])
    assert rhythm.median_gap_h[[0, 2]] == pytest.approx([12.0, 1 / 6], rel=0.01)
    assert np.isnan(rhythm.median_gap_h[1])


def test_the_rhythm_counts_the_points_that_count():
    rhythm = look_rhythm(two_looks(), np.array([True, False]), 0.0, 14 * 24 * H)
    assert rhythm.per_week == pytest.approx([14.0, 0.0, 1008.0])


@given(SPELLS, st.integers(0, 2))
@settings(deadline=None, derandomize=True)
def test_only_keeps_the_passes_of_the_wanted_looks(rows, wanted):
    by_look = [passes_of([r for r in rows if r[0] == number]) for number in range(3)]
    founds = [
        Found(look=Look(platform=str(n)), point=p.point_of_each(), start_s=p.start_s, end_s=p.end_s, incidence_deg=p.incidence_deg)
        for n, p in enumerate(by_look)
    ]
    kept = only(gather(founds, 3), np.arange(3) == wanted)
    assert kept.end_s == pytest.approx(by_look[wanted].end_s)
    assert (kept.first == by_look[wanted].first).all()
    assert set(kept.look.tolist()) <= {wanted}
