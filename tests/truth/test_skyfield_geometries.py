"""What TAT-C cannot do, against skyfield: radars by incidence window, and everything above the horizon.

TAT-C's instruments look between angles at the satellite; radars publish angles at the ground. So skyfield gives the satellite's place
every second, its own elevation and its own rises and sets, and this file looks for the crossings by force. skyfield's Earth turns by UT1:
the tracks lie up to 60 m apart (see test_tatc_geometries).
"""

from datetime import timedelta

import numpy as np
import pytest
from skyfield.api import EarthSatellite, load, wgs84
from skyfield.framelib import itrs

from commonsky.core.time import EPOCH, parse_utc, seconds_since_epoch
from commonsky.coverage.passes import Look, cone_look, find_crossings, gather, swath_look
from commonsky.coverage.points import bin_points
from commonsky.orbits.propagation import propagate
from commonsky.sources.element_format import read_elements

START_S, WINDOW_S = seconds_since_epoch(parse_utc("2026-11-01")), 24_000
LAT, LON = (c.ravel() for c in np.meshgrid([0, -10, 20, -25, 40, 50, -65, 70, -80, 89.5], np.linspace(-179.99, 150, 12)))
LAT, LON = np.append(LAT, [90.0, -90.0]), np.append(LON, [0.0, 0.0])
#: Sides and incidence angles, degrees, of an imaging radar and of a scatterometer: right of flight positive.
WINDOWS_DEG = {"right": [(0, 90, 29.0, 46.0)], "both": [(0, 90, 25.0, 65.0), (-90, 0, 25.0, 65.0)]}
#: An angle so near a window's edge may fall on either side, degrees: 60 m seen from 450 km, and the straight line between seconds.
UNSURE_DEG = 0.02


@pytest.fixture(scope="module", params=["450 km 98 deg", "1336 km 66 deg"])
def flown(request):
    """Elements, skyfield's satellite, and all crossings of each point by force."""
    path = request.path.parent / "data" / "tatc_satellites.tle"
    lines = path.read_text("ascii").splitlines()
    at = lines.index(request.param)
    times = load.timescale(builtin=True)
    satellite = EarthSatellite(lines[at + 1], lines[at + 2], request.param, times)
    moments = times.utc(2026, 11, 1, 0, 0, np.arange(WINDOW_S + 1.0))
    place = satellite.at(moments)
    position, velocity = place.frame_xyz_and_velocity(itrs)
    subpoint = wgs84.geographic_position_of(place)
    lat, lon = subpoint.latitude.radians, subpoint.longitude.radians
    up = np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)], axis=1)
    elements = next(e for e in read_elements(path).sets if e.name == request.param)
    speed = velocity.km_per_s.T
    forward = speed - np.einsum("ij,ij->i", speed, up)[:, None] * up
    forward /= np.linalg.norm(forward, axis=1)[:, None]
    along = np.einsum("ij,ij->i", forward, position.km.T)
    found = [crossings(satellite, wgs84.latlon(*p), position.km.T, forward, up, along) for p in zip(LAT, LON, strict=True)]
    return elements, satellite, found


def crossings(satellite, topos, position, forward, up, along):
    """Seconds since the start, look and incidence, degrees, whenever the point in sight passes from ahead of the satellite to behind."""
    ahead = forward @ topos.itrs_xyz.km - along
    k = np.flatnonzero((ahead[:-1] >= 0) & (ahead[1:] < 0))
    share = ahead[k] / (ahead[k] - ahead[k + 1])
    place, onward, vertical = (a[k] + share[:, None] * (a[k + 1] - a[k]) for a in (position, forward, up))
    line = topos.itrs_xyz.km - place
    look = np.degrees(np.arctan2(np.einsum("ij,ij->i", line, np.cross(onward, vertical)), -np.einsum("ij,ij->i", line, vertical)))
    times = load.timescale(builtin=True).utc(2026, 11, 1, 0, 0, k + share)
    elevation = (satellite - topos).at(times).altaz()[0].degrees if len(k) else np.zeros(0)
    return (k + share)[elevation > 0], look[elevation > 0], 90.0 - elevation[elevation > 0]


@pytest.mark.truth
@pytest.mark.parametrize("side", sorted(WINDOWS_DEG))
def test_a_radar_sees_between_its_incidences(flown, side):
    points, window = bin_points(LAT, LON), np.radians(np.array(WINDOWS_DEG[side]))
    found = find_crossings(propagate(flown[0], START_S, WINDOW_S, step_s=120.0), points, window, lit=False)
    passes = gather([swath_look(found, points, window, Look(platform=""))], len(points))
    compared = 0
    for point in range(len(LAT)):
        rows = slice(passes.first[point], passes.first[point + 1])
        ours, angle = passes.start_s[rows] - START_S, passes.incidence_deg[rows]
        time, look, incidence = flown[2][point]
        inside = np.zeros((2, len(time)), bool)
        for low, high, near, far in WINDOWS_DEG[side]:
            inside |= [(look >= low) & (look <= high) & (incidence >= near + m) & (incidence <= far - m) for m in (UNSURE_DEG, -UNSURE_DEG)]
        assert [t for t in time[inside[0]] if np.abs(ours - t).min(initial=np.inf) > 0.02] == []
        for t, a in zip(ours, angle, strict=True):
            (partner,) = np.flatnonzero(inside[1] & (np.abs(time - t) < 0.02))
            assert a == pytest.approx(incidence[partner], abs=UNSURE_DEG)
        compared += len(ours)
    assert compared >= 5


@pytest.mark.truth
def test_rises_and_sets_over_the_horizon_are_skyfields(flown):
    """A cone that the horizon alone bounds: skyfield finds as many rises and sets, and at ours its elevation is 0."""
    elements, satellite, _ = flown
    lat, lon = LAT[::5], LON[::5]
    points = bin_points(lat, lon)
    passes = gather([cone_look(propagate(elements, START_S, WINDOW_S), points, np.pi / 2, Look(platform=""))], len(points))
    times = load.timescale(builtin=True)
    begin, end = (times.from_datetime(EPOCH + timedelta(seconds=START_S + s)) for s in (0, WINDOW_S))
    compared = 0
    for point in range(len(lat)):
        topos = wgs84.latlon(lat[point], lon[point])
        moments, events = satellite.find_events(topos, begin, end, altitude_degrees=0.0)
        since = (moments.tt - begin.tt) * 86_400.0
        rows = slice(passes.first[point], passes.first[point + 1])
        for kind, ours, edge in ((0, passes.start_s[rows], 0), (2, passes.end_s[rows], WINDOW_S)):
            mine = ours[ours != START_S + edge] - START_S
            theirs = since[events == kind]
            assert len(mine) == len(theirs), (lat[point], lon[point])
            # its search for events stops at half a second; a degree of elevation near the horizon is 20 s
            assert mine == pytest.approx(theirs, abs=0.6)
            if len(mine):
                height = (satellite - topos).at(times.utc(2026, 11, 1, 0, 0, mine)).altaz()[0].degrees
                assert np.abs(height).max() < 0.002
            compared += len(mine)
    assert compared > 40
