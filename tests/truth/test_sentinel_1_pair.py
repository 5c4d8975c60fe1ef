"""What the loss of a twin costs, as ESA told it when Sentinel-1B failed: two satellites repeat every 6 days, one every 12.

Truth: ESA, Sentinel-1 facts and figures: 175 orbits in 12 days; with two satellites, half an orbit apart, 6 days. Both fly the published
orbit here, the second half a revolution behind; the swath is the Interferometric Wide one. Between two looks of the same direction of
flight lie 6 or 12 days; looks of the other direction come in between.
"""

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from commonsky.catalogue.load import packaged_catalogue
from commonsky.core.execution import SerialExecutor
from commonsky.core.time import seconds_since_epoch
from commonsky.coverage.passes import Look, find_crossings, gather, only, swath_look
from commonsky.coverage.points import bin_points
from commonsky.coverage.revisit import revisit_gaps
from commonsky.coverage.sensors import look_windows
from commonsky.gaps.levels import Simulation
from commonsky.orbits.derived import radius_km
from commonsky.orbits.nominal import nominal_elements, nominal_orbit
from commonsky.orbits.propagation import propagate
from commonsky.resilience.fresh_sets import fresh_sets
from made_up_fleet import make_need, make_requirement, make_service

START = datetime(2021, 6, 1, tzinfo=UTC)
#: Four cycles: whole ones, so that means over the window are means over all.
DAY_S, DAYS = 86_400.0, 48.0
START_S = seconds_since_epoch(START)
END_S = START_S + DAYS * DAY_S
NAMES = ("Sentinel-1A", "Sentinel-1B")
LON = np.arange(-180.0, 180.0, 0.7)
BOTH, ONE = np.array([True, True]), np.array([True, False])
EVENING_H = (12.0, 24.0)


@pytest.fixture(scope="module")
def passes():
    """IW looks of each satellite at points near the equator."""
    catalogue = packaged_catalogue()
    mode = next(m for m in catalogue.instruments["C-SAR"].modes if m.name == "IW")
    points, found = bin_points(np.full(len(LON), 0.3), LON), []
    for name, phase in zip(NAMES, (0.0, 0.5), strict=True):
        row = nominal_orbit(catalogue.missions[name])
        assert (row.repeat_days, row.repeat_orbits) == (12, 175)
        elements = nominal_elements(replace(row, anchor=None), START, phase=phase)
        window = look_windows(mode, radius_km(elements), 10.0)
        crossings = find_crossings(propagate(elements, START_S, DAYS * DAY_S), points, window, lit=False)
        found.append(swath_look(crossings, points, window, Look(platform=name)))
    return gather(found, len(points))


def northward(passes):
    """The looks in the evening, local time: those of northward flight."""
    local_h = (passes.start_s % DAY_S / 3600.0 + LON[passes.point_of_each()] / 15.0) % 24.0
    kept = (local_h >= EVENING_H[0]) & (local_h < EVENING_H[1])
    first = np.concatenate([[0], np.cumsum(kept)])[passes.first]
    return replace(passes, first=first, **{name: getattr(passes, name)[kept] for name in ("start_s", "end_s", "look", "incidence_deg")})


def inside_h(passes):
    gaps = revisit_gaps(passes, START_S, END_S)
    return gaps.hours[~gaps.censored]


@pytest.mark.truth
def test_without_its_twin_a_satellite_comes_half_as_often(passes):
    # over whole cycles the mean time between looks is the window over their number
    two, one = (DAYS * passes.points / len(only(passes, kept)) for kept in (BOTH, ONE))
    assert one / two == pytest.approx(2.0, rel=0.02)


@pytest.mark.truth
def test_the_longest_gap_grows_from_six_to_twelve_days(passes):
    evening = northward(passes)
    two, one = (inside_h(only(evening, kept)) / 24.0 for kept in (BOTH, ONE))
    assert two.max() == pytest.approx(6.0, abs=0.01)
    assert one.max() == pytest.approx(12.0, abs=0.01)
    # most places lie under one track of a direction, the others under two
    assert np.median(two) == pytest.approx(6.0, abs=0.01)
    assert np.median(one) == pytest.approx(12.0, abs=0.01)


@pytest.mark.truth
def test_a_product_of_six_days_is_there_half_of_the_time_when_the_twin_is_lost(passes):
    evening = northward(passes)
    services = [make_service(name=name, look=k) for k, name in enumerate(NAMES)]
    simulation = Simulation(
        passes=(evening, None, None), start_s=START_S + 12 * DAY_S, end_s=START_S + 36 * DAY_S, early_s=12 * DAY_S
    )  # fmt: skip
    requirement = make_requirement(observing_cycle=("h", None, None, 6.01 * 24.0))
    sets = fresh_sets(simulation, services, make_need(), requirement, np.arange(passes.points), SerialExecutor())
    whole, without_b, without_a, none = sets.fresh([(), {NAMES[1]}, {NAMES[0]}, NAMES]).T
    once = np.diff(only(evening, ONE).first) == DAYS / 12  # under one track alone
    assert once.mean() > 0.5
    assert whole[once].min() > 0.999
    assert without_b[once] == pytest.approx(0.5, abs=0.01)
    assert without_a[once] == pytest.approx(0.5, abs=0.01)
    assert none.max() == 0.0
