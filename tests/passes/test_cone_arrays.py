"""Passes in whole arrays against the compiled loop: two implementations of one definition."""

from datetime import UTC, datetime

import numpy as np
import pytest

from commonsky.core.elements import Elements
from commonsky.core.time import seconds_since_epoch
from commonsky.coverage.passes import Look, cone_look, gather
from commonsky.coverage.points import bin_points
from commonsky.orbits.propagation import propagate

EPOCH = datetime(2026, 11, 1, tzinfo=UTC)
START_S = seconds_since_epoch(EPOCH)


def track(inclination_deg, mean_motion, eccentricity=0.001):
    elements = Elements(
        name="X", norad=0, cospar="", epoch_utc=EPOCH, mean_motion_rev_day=mean_motion, eccentricity=eccentricity,
        inclination_deg=inclination_deg, node_deg=40.0, perigee_deg=90.0, anomaly_deg=10.0, origin="made up",
    )  # fmt: skip
    return propagate(elements, START_S, 3 * 86400.0)


@pytest.mark.parametrize("half_deg", [1.0, 5.0, 11.5948, 25.0, 45.0])
@pytest.mark.parametrize(
    ("inclination_deg", "mean_motion", "eccentricity"), [(98.2, 14.56, 0.001), (51.6, 15.5, 0.0005), (5.0, 14.0, 0.02)]
)
def test_both_find_the_same_passes(half_deg, inclination_deg, mean_motion, eccentricity):
    lat, lon = (grid.ravel() for grid in np.meshgrid(np.linspace(-90, 90, 37), np.linspace(-180, 175, 24)))
    points = bin_points(lat, lon)
    over = track(inclination_deg, mean_motion, eccentricity)
    arrays, loop = (
        gather([cone_look(over, points, np.radians(half_deg), Look(platform="X"), one_shot=one_shot)], len(lat))
        for one_shot in (True, False)
    )
    assert len(loop) > 0
    assert abs(len(arrays) - len(loop)) <= max(1, 0.0005 * len(loop))
    if len(arrays) == len(loop):
        np.testing.assert_allclose(arrays.start_s, loop.start_s, atol=0.01)
        np.testing.assert_allclose(arrays.end_s, loop.end_s, atol=0.01)
