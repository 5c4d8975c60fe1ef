"""Published figures of GPS with its 24 nominal slots, by formulas of this file's own: dilution from the whole normal matrix, in numpy."""

import numpy as np
import pytest

from commonsky.core.places import earth_fixed_km, up_vectors
from commonsky.core.time import parse_utc, seconds_since_epoch
from commonsky.coverage.gnss import navigation_satellites, navigation_service, navigation_services
from commonsky.coverage.horizon import constant_mask
from commonsky.coverage.shells import positions_km
from commonsky.workflows.navigation import navigation_rows

pytestmark = pytest.mark.truth

START = parse_utc("2026-11-23")
SIDEREAL_DAY_S = 86164.0
TIMES = seconds_since_epoch(START) + np.arange(0.0, SIDEREAL_DAY_S, 600.0)
#: Points that share the Earth's surface evenly (Fibonacci's spiral).
COUNT = 500
LAT = np.degrees(np.arcsin(1 - (2 * np.arange(COUNT) + 1) / COUNT))
LON = (np.arange(COUNT) * 137.50776405 + 180.0) % 360.0 - 180.0
NEPAL = (np.array([28.2, 27.2, 29.5]), np.array([84.0, 87.5, 81.0]))


@pytest.fixture(scope="module")
def gps():
    return navigation_satellites([navigation_rows()["GPS"]], START)


@pytest.fixture(scope="module")
def dilutions(gps):
    """HDOP and PDOP at every point and time above 5 degrees, (t, n), by inverting four by four matrices."""
    satellites = positions_km(gps, TIMES)
    up, lon = up_vectors(LAT, LON), np.radians(LON)
    east = np.stack([-np.sin(lon), np.cos(lon), 0 * lon], axis=1)
    axes = np.stack([east, np.cross(up, east), up], axis=1)
    hdop, pdop = np.empty((2, len(TIMES), COUNT))
    for t, places in enumerate(satellites):
        line = places[None] - earth_fixed_km(LAT, LON)[:, None]
        line /= np.linalg.norm(line, axis=2, keepdims=True)
        design = np.concatenate([np.einsum("nij,nkj->nki", axes, line), np.ones((COUNT, len(gps), 1))], axis=2)
        design *= (design[:, :, 2:3] >= np.sin(np.radians(5.0))).astype(float)
        variance = np.diagonal(np.linalg.inv(np.einsum("nki,nkj->nij", design, design)), axis1=1, axis2=2)
        hdop[t], pdop[t] = np.sqrt(variance[:, :2].sum(axis=1)), np.sqrt(variance[:, :3].sum(axis=1))
    return hdop, pdop


def test_horizontal_dilution_has_the_published_distribution(dilutions):
    """SPS Performance Standard 2020, appendix B: 24 slots, above 5 degrees: median 0.94, 90 % 1.16, 95 % 1.25, 98 % 1.37, mean 0.96."""
    hdop, _ = dilutions
    assert np.percentile(hdop, [50, 90, 95, 98]) == pytest.approx([0.94, 1.16, 1.25, 1.37], abs=0.03)
    assert hdop.mean() == pytest.approx(0.96, abs=0.03)


def test_a_position_can_be_had_everywhere_at_all_times(gps, dilutions):
    """PDOP is at most 6 everywhere above 5 degrees; the standard promises 98 % of the time, and 88 % at the worst site (section 3.8)."""
    _, pdop = dilutions
    assert (pdop <= 6.0).mean() >= 0.98
    assert (pdop <= 6.0).all()
    assert pdop.max() < 6.0
    assert np.median(pdop) == pytest.approx(1.79, abs=0.05)
    service = navigation_service(gps, LAT, LON, constant_mask(COUNT, 5.0), TIMES)
    assert (service.available == 1.0).all()
    assert (service.longest_outage_s == 0.0).all()


def test_the_service_is_what_the_matrices_give(gps, dilutions):
    hdop, pdop = dilutions
    service = navigation_service(gps, LAT, LON, constant_mask(COUNT, 5.0), TIMES)
    rank = (len(TIMES) + 1) // 2 - 1, int(np.ceil(0.95 * len(TIMES))) - 1
    assert service.pdop_median == pytest.approx(np.sort(pdop, axis=0)[rank[0]], rel=1e-9)
    assert service.pdop_p95 == pytest.approx(np.sort(pdop, axis=0)[rank[1]], rel=1e-9)
    assert service.hdop_median == pytest.approx(np.sort(hdop, axis=0)[rank[0]], rel=1e-9)


def test_at_least_four_satellites_are_always_in_view(gps):
    """GPS was laid out for it: over any point, above 5 degrees, never fewer than four."""
    least = np.full(COUNT, 99.0)
    for time in TIMES[::4]:
        least = np.minimum(least, navigation_service(gps, LAT, LON, constant_mask(COUNT, 5.0), np.array([time])).in_view)
    assert least.min() >= 4


def test_over_nepal_the_loss_of_gps_is_invisible_at_5_degrees_and_visible_at_30():
    """In kind what was found with element sets of January 2018 (100 % and 70 %): then GPS and GLONASS were the two that were complete."""
    rows = navigation_rows()
    satellites = navigation_satellites([rows["GPS"], rows["GLONASS"]], START)
    choices = (("GPS", "GLONASS"), ("GLONASS",))
    low, high = (navigation_services(satellites, *NEPAL, constant_mask(3, mask), TIMES, choices=choices) for mask in (5.0, 30.0))
    assert low[0].available.min() == 1.0
    assert low[1].available.min() > 0.99
    assert high[0].available.min() > 0.7
    assert high[1].available.max() < 0.5
