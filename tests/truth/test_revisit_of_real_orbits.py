"""Published revisit of pairs, from the element sets that the satellites really had in 2026, carried on by their cycle.

Truths: ESA, Sentinel-2: 5 days at the equator with two satellites half a revolution apart (B and C since March 2025, A flies elsewhere);
USGS: Landsat 8 and 9 together every 8 days; ESA, Sentinel-1: the same track again after 6 days with two satellites, 12 with one.
"""

from datetime import UTC, datetime

import numpy as np
import pytest

from commonsky.catalogue.load import packaged_catalogue
from commonsky.core.time import seconds_since_epoch
from commonsky.coverage.fleet import assemble
from commonsky.coverage.passes import Look, find_crossings, gather, swath_look
from commonsky.coverage.points import bin_points
from commonsky.coverage.revisit import revisit_gaps
from commonsky.coverage.sensors import look_windows, solar_limits_deg
from commonsky.orbits.propagation import propagate

START = datetime(2026, 11, 1, tzinfo=UTC)
START_S, DAY_S = seconds_since_epoch(START), 86_400.0
LON = np.arange(-180, 180, 0.5)


@pytest.fixture(scope="module")
def platforms():
    found = assemble(packaged_catalogue(), [], START).platforms
    return {p.mission.name: p for p in found}


def equator_passes(platforms, names, instrument, days):
    """Passes of the first mode of an instrument on some satellites, over 720 points of the equator."""
    mode, points, found = packaged_catalogue().instruments[instrument].modes[0], bin_points(np.zeros(len(LON)), LON), []
    for name in names:
        assert platforms[name].basis == "anchored nominal orbit"
        window = look_windows(mode, platforms[name].radius_km, 10.0)
        crossings = find_crossings(propagate(platforms[name].elements[0], START_S, days * DAY_S), points, window, lit=True)
        found.append(swath_look(crossings, points, window, Look(platform=name), zenith_limits_deg=solar_limits_deg(mode)))
    return gather(found, len(points))


@pytest.mark.truth
@pytest.mark.parametrize(
    ("names", "instrument", "cycle_days"),
    [
        (("Sentinel-2B", "Sentinel-2C"), "MSI", 5),
        (("Sentinel-2C",), "MSI", 10),
        (("Landsat 8", "Landsat 9"), "OLI", 8),
        (("Landsat 9",), "OLI", 16),
    ],
)
def test_every_point_of_the_equator_is_seen_by_day_once_a_cycle(platforms, names, instrument, cycle_days):
    days = 3.2 * cycle_days
    passes = equator_passes(platforms, names, instrument, days)
    gaps = revisit_gaps(passes, START_S, START_S + days * DAY_S)
    inside_days = gaps.hours[~gaps.censored] / 24.0
    assert np.diff(passes.first).min() >= 3
    # the anchors keep each satellite's own place in its slot, a few minutes of flight at most
    assert inside_days.max() == pytest.approx(cycle_days, abs=0.01)
    assert np.median(inside_days) == pytest.approx(cycle_days, abs=0.01)


@pytest.mark.truth
@pytest.mark.parametrize(("names", "cycle_days"), [(("Sentinel-1C", "Sentinel-1D"), 6), (("Sentinel-1C",), 12)])
def test_a_radars_tracks_come_again_after_the_cycle(platforms, names, cycle_days):
    days = 2.1 * cycle_days
    passes = equator_passes(platforms, names, "C-SAR", days)
    keys = passes.point_of_each() * 1e8 + passes.start_s - START_S
    early = passes.start_s < START_S + (days - cycle_days) * DAY_S - 1000.0
    again = keys[early] + cycle_days * DAY_S
    found = np.sort(keys)
    at = np.clip(np.searchsorted(found, again), 1, len(found) - 1)
    off = np.minimum(np.abs(found[at] - again), np.abs(found[at - 1] - again))
    assert early.sum() > 100
    # a point at the swath's very edge may fall out of it: the tracks lie within 5 km of each other
    assert (off < 120.0).mean() > 0.95
    inner = early & (np.abs(passes.incidence_deg - np.median(passes.incidence_deg)) < 4)
    assert (off[inner[early]] < 120.0).all()
