"""Waits and their distributions, by hand and against numpy."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonsky.coverage.contacts import Contacts
from commonsky.coverage.delivery import latency_figure, spread, wait_s, waits_of
from commonsky.coverage.passes import Look, Passes


def made(*spells):
    start, end = (np.array(column, float) for column in zip(*spells, strict=True)) if spells else (np.zeros(0), np.zeros(0))
    order = np.argsort(start, kind="stable")
    none = np.full(len(start), np.nan)
    return Contacts(way=np.zeros(len(start), np.int64), start_s=start[order], end_s=end[order], peak_deg=none, ways=())


def test_a_look_during_a_contact_comes_down_at_once_and_others_at_the_next_start():
    contacts = made((100, 200), (150, 400), (300, 320), (900, 1000))
    instants = np.array([0.0, 100.0, 250.0, 350.0, 400.0, 500.0, 1001.0])
    assert wait_s(contacts, instants).tolist() == [100, 0, 0, 0, 0, 400, np.inf]


def test_a_whole_contact_ends_later():
    contacts = made((100, 200), (150, 400), (900, 1000))
    assert wait_s(contacts, np.array([0.0, 201.0, 401.0, 1001.0]), whole=True).tolist() == [200, 199, 599, np.inf]


def test_without_contacts_nothing_comes_down():
    assert wait_s(made(), np.array([5.0])).tolist() == [np.inf]


@given(st.lists(st.tuples(st.integers(0, 500), st.integers(0, 60)), min_size=1, max_size=12), st.integers(0, 600))
@settings(deadline=None, derandomize=True)
def test_the_wait_is_the_least_over_all_contacts(spells, instant):
    contacts = made(*[(start, start + length) for start, length in spells])
    waits = [max(start - instant, 0) for start, length in spells if start + length >= instant]
    assert wait_s(contacts, np.array([float(instant)]))[0] == min(waits, default=np.inf)


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2), st.floats(0, 9)), max_size=60))
@settings(deadline=None, derandomize=True)
def test_a_spread_holds_the_waits_that_half_nine_tenths_and_all_keep(rows):
    group, look, waits = (np.array(column) for column in zip(*rows, strict=True)) if rows else (np.zeros(0, int),) * 3
    found = spread(group, look, waits.astype(float))
    assert found.count.sum() == len(rows)
    for k in range(len(found)):
        mine = waits[(group == found.group[k]) & (look == found.look[k])].astype(float)
        for share, value in ((0.5, found.median_s[k]), (0.9, found.p90_s[k]), (1.0, found.worst_s[k])):
            assert value == np.quantile(mine, share, method="inverted_cdf")


def test_waits_are_those_of_the_passes_own_satellite_and_of_passes_alone():
    looks = (Look(platform="a"), Look(platform="b"), Look(platform="a", cycle_s=600.0))
    passes = Passes(
        first=np.array([0, 3]),
        start_s=np.array([10.0, 20.0, 30.0]),
        end_s=np.array([10.0, 20.0, 30.0]),
        look=np.array([0, 1, 2], np.int16),
        incidence_deg=np.zeros(3, np.float32),
        looks=looks,
    )
    waits = waits_of(passes, {"a": made((50, 60))})
    assert waits[0] == 40
    assert np.isnan(waits[1:]).all()


@pytest.mark.parametrize(
    ("published", "wait", "processing", "figure"),
    [
        (3.0, 0.5, 60.0, (3.0, "published")),
        (0.0, 0.5, None, (0.0, "published")),
        (None, 0.5, 30.0, (1.0, "simulated")),
        (None, np.inf, 30.0, (None, "unknown")),
        (None, 0.5, None, (None, "unknown")),
    ],
)
def test_a_published_latency_stays_the_figure(published, wait, processing, figure):
    assert latency_figure(published, wait, processing) == figure
