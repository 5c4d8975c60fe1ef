"""Cells that stand for all: sums are kept, order is kept, every domain has its own, few cells stay as they are."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from commonsky.world.thinning import representatives, stand_for

AREAS = st.integers(1, 60).flatmap(
    lambda n: st.tuples(*(arrays(float, n, elements=st.sampled_from([0.0, 0.5, 2.0, 100.0])) for _ in range(2)))
)
LAWS = settings(deadline=None, derandomize=True, max_examples=80)


@given(AREAS, st.integers(1, 70))
@LAWS
def test_chosen_cells_rise_and_are_no_more_than_wanted(domains, most):
    chosen = representatives(domains, most)
    assert (np.diff(chosen) > 0).all()
    assert chosen.min() >= 0
    assert chosen.max() < len(domains[0])
    if any((area > 0).any() for area in domains):
        assert len(chosen) <= max(most, len(domains))


@given(AREAS, st.integers(1, 70))
@LAWS
def test_every_domain_that_is_there_has_a_cell_of_its_own(domains, most):
    chosen = representatives(domains, most)
    for area in domains:
        assert (area > 0).any() == (area[chosen] > 0).any()


@given(AREAS, st.integers(1, 70))
@LAWS
def test_sums_are_kept(domains, most):
    chosen = representatives(domains, most)
    for values in domains:
        fit = values[chosen] > 0
        found = stand_for(values, chosen, fit)
        assert found.sum() == pytest.approx(values.sum())
        assert (found[~fit] == 0).all()


@given(AREAS, st.integers(1, 70))
@LAWS
def test_each_cell_goes_to_the_nearest_that_fits(domains, most):
    values, chosen = domains[0], representatives(domains, most)
    fit = np.arange(len(chosen)) % 2 == 0
    expected = np.zeros(len(chosen))
    for at, value in enumerate(values):
        far = np.where(fit, np.abs(chosen - at), len(values) + 1)
        near = np.flatnonzero(far == far.min())
        expected[near[0]] += value  # of two equally near ones the earlier takes it
    found = stand_for(values, chosen, fit)
    assert found == pytest.approx(expected)


def test_few_cells_stand_for_themselves():
    area = np.array([1.0, 0.0, 3.0])
    chosen = representatives((area,), 3)
    assert chosen.tolist() == [0, 1, 2]
    assert stand_for(area, chosen, area > 0).tolist() == [1.0, 0.0, 3.0]


def test_an_even_sample_has_both_ends():
    assert representatives((np.ones(101),), 5).tolist() == [0, 25, 50, 75, 100]


def test_where_nothing_fits_nothing_is_taken():
    assert stand_for(np.ones(4), np.array([0, 3]), np.zeros(2, bool)).tolist() == [0.0, 0.0]
