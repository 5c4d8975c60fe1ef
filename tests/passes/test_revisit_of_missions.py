"""Published revisit of mapping missions from their nominal orbits: every 5 days for Sentinel-2 in pairs, every 8 for Landsat."""

import numpy as np
import pytest

from commonsky.catalogue.load import packaged_catalogue
from commonsky.core.time import parse_utc, seconds_since_epoch
from commonsky.coverage.fleet import _nominal
from commonsky.coverage.passes import Look, find_crossings, gather, swath_look
from commonsky.coverage.points import bin_points
from commonsky.coverage.revisit import revisit_gaps
from commonsky.coverage.sensors import look_windows, solar_limits_deg
from commonsky.orbits.derived import radius_km
from commonsky.orbits.nominal import nominal_elements
from commonsky.orbits.propagation import propagate

START = parse_utc("2026-11-01")
START_S = seconds_since_epoch(START)
DAY_S = 86_400.0


def equator_passes(mission, instrument, phases, days):
    """Day passes over 720 points of the equator by satellites of one nominal orbit, evenly along it."""
    catalogue = packaged_catalogue()
    mode = catalogue.instruments[instrument].modes[0]
    lon = np.arange(-180, 180, 0.5)
    points = bin_points(np.zeros(len(lon)), lon)
    found = []
    for phase in phases:
        elements = nominal_elements(_nominal(catalogue.mission(mission), None), START, phase=phase)
        track = propagate(elements, START_S, days * DAY_S)
        window = look_windows(mode, radius_km(elements), 10.0)
        crossings = find_crossings(track, points, window, lit=True)
        found.append(swath_look(crossings, points, window, Look(platform=str(phase)), zenith_limits_deg=solar_limits_deg(mode)))
    return gather(found, len(points))


def inner_gaps_days(passes, days):
    gaps = revisit_gaps(passes, START_S, START_S + days * DAY_S)
    return gaps.hours[~gaps.censored] / 24.0


@pytest.mark.truth
@pytest.mark.parametrize(
    ("mission", "instrument", "phases", "cycle_days"),
    [
        ("Sentinel-2A", "MSI", (0.0, 0.5), 5),
        ("Sentinel-2A", "MSI", (0.0,), 10),
        ("Landsat 8", "OLI", (0.0, 0.5), 8),
        ("Landsat 8", "OLI", (0.0,), 16),
    ],
)
def test_every_point_of_the_equator_is_seen_once_a_cycle(mission, instrument, phases, cycle_days):
    # ESA: 10 days with one satellite, 5 with two; USGS: 16 and 8
    days = 3.2 * cycle_days
    passes = equator_passes(mission, instrument, phases, days)
    assert np.diff(passes.first).min() >= 3
    gaps = inner_gaps_days(passes, days)
    assert gaps.max() == pytest.approx(cycle_days, abs=0.01)
    # most of the equator lies in one swath only: the typical gap is the cycle itself
    assert np.median(gaps) == pytest.approx(cycle_days, abs=0.01)


@pytest.mark.truth
def test_day_passes_come_at_the_local_time_of_the_descending_node():
    passes = equator_passes("Sentinel-2A", "MSI", (0.0,), 5)
    lon = np.arange(-180, 180, 0.5)[passes.point_of_each()]
    local_h = (passes.start_s % DAY_S / 3600 + lon / 15) % 24
    # 10:30 at the track; 1.3 degrees of longitude to the swath's edge are 5 minutes
    assert np.abs(local_h - 10.5).max() * 60 < 8
