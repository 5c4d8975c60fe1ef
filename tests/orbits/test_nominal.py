"""Nominal orbits keep what their missions publish: the cycle closes, the node keeps its local time, an anchor keeps its phase."""

from dataclasses import replace

import numpy as np
import pytest
from crossings import apart_km, ascending_nodes

from commonsky.core.elements import Elements
from commonsky.core.time import parse_utc, seconds_since_epoch
from commonsky.orbits.derived import derive
from commonsky.orbits.nominal import NominalOrbit, geostationary_position_km, nominal_elements
from commonsky.orbits.propagation import propagate

START = parse_utc("2026-11-01")
START_S = seconds_since_epoch(START)
DAY_S = 86_400.0


def sun_synchronous(name, altitude_km, inclination_deg, node_time_h, days, orbits):
    return NominalOrbit(
        name=name,
        norad=0,
        cospar="",
        altitude_km=altitude_km,
        inclination_deg=inclination_deg,
        sun_synchronous=True,
        node_time_h=node_time_h,
        repeat_days=days,
        repeat_orbits=orbits,
        anchor=None,
    )


SENTINEL_2 = sun_synchronous("Sentinel-2", 786, 98.62, 22.5, 10, 143)
LANDSAT = sun_synchronous("Landsat", 705, 98.2, 22 + 12 / 60, 16, 233)
SENTINEL_1 = sun_synchronous("Sentinel-1", 693, 98.18, 18.0, 12, 175)
MISSIONS = [SENTINEL_2, LANDSAT, SENTINEL_1]
#: Sentinel-2A's real set of 2026-08-27 (CelesTrak).
SENTINEL_2A = Elements(
    name="SENTINEL-2A",
    norad=40697,
    cospar="2015-028A",
    epoch_utc=parse_utc("2026-08-27T23:06:37.342944"),
    mean_motion_rev_day=14.30816759,
    eccentricity=0.0001326,
    inclination_deg=98.5649,
    node_deg=313.7781,
    perigee_deg=88.9197,
    anomaly_deg=271.2138,
    bstar=1.3927e-05,
    ndot_rev_day2=-7e-08,
    origin="file",
)


@pytest.mark.truth
@pytest.mark.parametrize("orbit", MISSIONS, ids=lambda o: o.name)
def test_the_ground_track_closes_after_the_cycle(orbit):
    elements = nominal_elements(orbit, START)
    time, lon = ascending_nodes(elements, START_S, (orbit.repeat_days + 2) * DAY_S)
    again = slice(orbit.repeat_orbits, None)
    count = len(time[again])
    assert count > 20
    assert apart_km(lon[again], lon[:count]).max() < 5.0
    assert (time[again] - time[:count]) / DAY_S == pytest.approx(np.full(count, orbit.repeat_days), abs=1e-4)


@pytest.mark.truth
@pytest.mark.parametrize("orbit", MISSIONS, ids=lambda o: o.name)
def test_the_track_closes_no_earlier(orbit):
    _, lon = ascending_nodes(nominal_elements(orbit, START), START_S, orbit.repeat_days * DAY_S)
    spacing_km = 40_075.0 / orbit.repeat_orbits
    between = np.diff(np.sort(lon[: orbit.repeat_orbits] % 360.0)) * 111.3195
    assert between == pytest.approx(np.full(orbit.repeat_orbits - 1, spacing_km), rel=0.05)


@pytest.mark.truth
@pytest.mark.parametrize("orbit", MISSIONS, ids=lambda o: o.name)
def test_the_node_keeps_its_local_time_for_thirty_days(orbit):
    time, lon = ascending_nodes(nominal_elements(orbit, START), START_S, 30 * DAY_S)
    local_h = (time % DAY_S / 3600.0 + lon / 15.0) % 24.0
    assert np.abs(local_h - orbit.node_time_h).max() * 60 < 1.0


def test_the_quoted_altitude_does_not_matter_where_a_cycle_is_published():
    here = nominal_elements(SENTINEL_2, START)
    there = nominal_elements(replace(SENTINEL_2, altitude_km=796, inclination_deg=98.9), START)
    assert there.mean_motion_rev_day == pytest.approx(here.mean_motion_rev_day, abs=1e-7)
    assert there.inclination_deg == pytest.approx(here.inclination_deg, abs=1e-4)


def test_without_a_cycle_the_altitude_is_kept():
    made = nominal_elements(replace(SENTINEL_2, repeat_days=None, repeat_orbits=None, altitude_km=700), START)
    assert derive(made).altitude_km == pytest.approx(700, abs=10)
    assert derive(made).node_drift_min_day == pytest.approx(0, abs=0.01)


def test_an_orbit_whose_node_drifts_keeps_its_inclination_and_spreads_its_node_by_phase():
    drifting = replace(
        SENTINEL_2, sun_synchronous=False, node_time_h=None, inclination_deg=66.0, altitude_km=1336, repeat_days=10, repeat_orbits=127
    )
    nodes = [nominal_elements(drifting, START, phase=p) for p in (0.0, 1 / 3, 2 / 3)]
    assert {e.inclination_deg for e in nodes} == {66.0}
    assert [e.node_deg for e in nodes] == pytest.approx([0.0, 120.0, 240.0])
    assert (derive(nodes[0]).repeat_days, derive(nodes[0]).repeat_orbits) == (10, 127)


@pytest.mark.parametrize("phase", [0.25, 0.5, 0.75])
def test_phase_moves_along_the_orbit_by_a_share_of_a_revolution(phase):
    one, other = (propagate(nominal_elements(SENTINEL_2, START, phase=p), START_S, 60.0).position_km[0] for p in (0.0, phase))
    cosine = one @ other / np.linalg.norm(one) / np.linalg.norm(other)
    assert cosine == pytest.approx(np.cos(2 * np.pi * phase), abs=0.01)


def test_an_anchored_orbit_starts_where_the_real_one_was():
    made = nominal_elements(replace(SENTINEL_2, anchor=SENTINEL_2A), START)
    at = seconds_since_epoch(SENTINEL_2A.epoch_utc)
    one, other = (propagate(e, at, 60.0).position_km[0] for e in (made, SENTINEL_2A))
    assert np.linalg.norm(one - other) < 5.0
    assert made.origin == "anchored nominal orbit"


def test_an_anchored_orbit_passes_the_same_places_months_later():
    made = nominal_elements(replace(SENTINEL_2, anchor=SENTINEL_2A), START)
    at = seconds_since_epoch(SENTINEL_2A.epoch_utc)
    _, real = ascending_nodes(SENTINEL_2A, at, 2 * DAY_S)
    _, later = ascending_nodes(made, at + 90 * DAY_S, 2 * DAY_S)
    nearest = np.array([apart_km(later, lon).min() for lon in real])
    assert nearest.max() < 5.0


def test_an_anchor_without_a_cycle_is_flown_as_it_is():
    assert nominal_elements(replace(SENTINEL_2, anchor=SENTINEL_2A, repeat_days=None, repeat_orbits=None), START) == SENTINEL_2A


@pytest.mark.parametrize("longitude_deg", [-137.0, 0.0, 45.5, 140.7])
def test_a_geostationary_position_lies_over_its_longitude(longitude_deg):
    x, y, z = geostationary_position_km(longitude_deg)
    assert np.degrees(np.arctan2(y, x)) == pytest.approx(longitude_deg)
    assert (float(np.hypot(x, y)), z) == (pytest.approx(42_164.17, abs=0.1), 0.0)
