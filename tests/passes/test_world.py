"""The world engine against the exact one: how often each cell of the Earth is seen, swath by swath, and what it is that counts."""

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from commonsky.catalogue.load import packaged_catalogue
from commonsky.core.execution import SerialExecutor, ThreadExecutor
from commonsky.core.time import seconds_since_epoch
from commonsky.coverage.fleet import assemble
from commonsky.coverage.passes import Look, find_crossings, swath_look
from commonsky.coverage.points import bin_points
from commonsky.coverage.sensors import half_look_rad
from commonsky.coverage.world import Demand, Mask, Standing, Sweeping, shares_without
from commonsky.orbits.propagation import propagate
from commonsky.orbits.sun import sun_direction
from commonsky.world.rings import rings

START = datetime(2026, 11, 1, tzinfo=UTC)
BEGIN, DAY_S = seconds_since_epoch(START), 86400.0
ANY, UP = (0.0, 180.0), np.pi / 2
#: What the world's swaths may differ by at their edges, km: a tenth of a cell of 51 km.
EDGE_KM = 5.0
SUN_DEG = 0.6


def everywhere(depth):
    found = rings(depth)
    return Mask(found, np.ones(len(found.ids), bool))


@pytest.fixture(scope="module")
def fleet():
    return {p.mission.name: p for p in assemble(packaged_catalogue(), (), START).platforms}


def centred(swath_km):
    return lambda radius: [[-half_look_rad(swath_km, radius), half_look_rad(swath_km, radius), 0.0, UP]]


WINDOWS = {
    "290 km": ("Sentinel-2B", centred(290.0)),
    "3,000 km": ("NOAA-20", centred(3000.0)),
    "80 km": ("CryoSat-2", centred(80.0)),
    "inclined": ("GPM Core Observatory", centred(885.0)),
    "to one side": ("Sentinel-3A", lambda _: [[-0.38, 0.82, 0.0, UP]]),
    "radar, right": ("Sentinel-1C", lambda _: [[0.0, UP, 0.5, 0.8]]),
    "radar, both": ("Sentinel-1C", lambda _: [[0.0, UP, 0.5, 0.8], [-UP, 0.0, 0.5, 0.8]]),
}


def grown(windows, by_rad):
    """Windows with each edge moved out."""
    found = windows.copy()
    if (windows[:, 2] <= 0).all():
        return found + np.array([-by_rad, by_rad, 0.0, 0.0])
    return found + np.array([0.0, 0.0, -by_rad, by_rad])


def lengthened(limits, by_deg):
    """Limits of the Sun with each edge moved out."""
    low, high = limits
    return (low - by_deg if low > 0 else low, high + by_deg if high < 180 else high)


@pytest.mark.parametrize("limits", [ANY, (0.0, 80.0), (90.0, 180.0)], ids=["any light", "day", "night"])
@pytest.mark.parametrize("case", WINDOWS)
def test_each_cell_is_seen_as_often_as_the_exact_engine_says(fleet, case, limits):
    name, made = WINDOWS[case]
    platform, days = fleet[name], 3.0
    windows, elements = np.array(made(platform.radius_km), float), platform.elements[0]
    mask = everywhere(5)
    points = bin_points(mask.lat_deg, mask.lon_deg)
    track = propagate(elements, BEGIN, days * DAY_S, step_s=60.0)

    def exact(windows, limits):
        crossings = find_crossings(track, points, windows, lit=True)
        found = swath_look(crossings, points, windows, Look(platform=name), zenith_limits_deg=limits)
        return np.bincount(found.point, minlength=len(mask))

    # products that keep for a second: what is covered counts them
    sweep = Sweeping(elements=elements, windows=windows, zenith_limits_deg=limits, serves=((0, 0.0),))
    window = (BEGIN, BEGIN + days * DAY_S)
    without = shares_without(mask, [sweep], [], [Demand(age_s=1.0, begin_s=BEGIN)], window, SerialExecutor())
    seen = np.rint((1 - without[0]) * days * DAY_S)
    slack = EDGE_KM / (platform.radius_km - 6371.0)
    least, most = exact(grown(windows, -slack), lengthened(limits, -SUN_DEG)), exact(grown(windows, slack), lengthened(limits, SUN_DEG))
    edge = 1  # a look cut by the window's own ends
    assert (seen >= least - edge).all()
    assert (seen <= most + edge).all()
    assert ((seen < least) | (seen > most)).mean() < 0.002
    assert seen.sum() == pytest.approx(exact(windows, limits).sum(), rel=0.004, abs=10)


@pytest.mark.parametrize("limits", [ANY, (0.0, 80.0)], ids=["any light", "day"])
@pytest.mark.parametrize(("cycle_h", "age_h", "late_h"), [(0.25, 3.0, 1.0), (6.0, 3.0, 1.0), (2.5, 3.0, 1.0)])
def test_standing_looks_are_those_of_a_clock(limits, cycle_h, age_h, late_h):
    mask, days = everywhere(2), 4.0
    cells = np.arange(0, len(mask), 2)
    look = Standing(cells=cells, cycle_s=cycle_h * 3600, zenith_limits_deg=limits, serves=((0, late_h * 3600),))
    demand = Demand(age_s=age_h * 3600, begin_s=BEGIN + DAY_S)
    without = shares_without(mask, [], [look], [demand], (BEGIN, BEGIN + days * DAY_S), SerialExecutor())[0]
    images = BEGIN + np.arange(0.0, days * 24.0, cycle_h) * 3600.0
    minutes = BEGIN + DAY_S + np.arange(0.0, (days - 1) * DAY_S, 60.0)
    for number in (0, 6, 40, 100, 191):
        if number % 2:
            assert without[number] == 1.0
            continue
        lit = mask.up[number] @ sun_direction(images).T >= np.cos(np.radians(limits[1])) - 1e-12
        since = minutes[:, None] - images[lit][None, :]
        fresh = ((since >= late_h * 3600) & (since < age_h * 3600)).any(axis=1)
        assert without[number] == pytest.approx(1 - fresh.mean(), abs=0.02)


@pytest.fixture(scope="module")
def busy(fleet):
    names = ["Sentinel-2B", "NOAA-20", "GPM Core Observatory", "Sentinel-3A"]
    return [
        Sweeping(
            elements=fleet[name].elements[0],
            windows=np.array(centred(400.0 * (n + 1))(fleet[name].radius_km)),
            zenith_limits_deg=ANY if n % 2 else (0.0, 80.0),
            serves=((0, 3600.0 * n), (1, 1800.0)),
        )
        for n, name in enumerate(names)
    ]


DEMANDS = [Demand(age_s=6 * 3600.0, begin_s=BEGIN + 43200.0), Demand(age_s=DAY_S, begin_s=BEGIN + DAY_S)]


def judged(sweeping, executor=None, standing=()):
    return shares_without(everywhere(4), sweeping, standing, DEMANDS, (BEGIN, BEGIN + 3.3 * DAY_S), executor or SerialExecutor())


def test_threads_and_serial_give_the_same_bytes(busy):
    assert judged(busy).tobytes() == judged(busy, ThreadExecutor(3)).tobytes()


def test_the_order_of_looks_does_not_matter(busy):
    assert np.allclose(judged(busy), judged(busy[::-1]), atol=1e-9)


def test_a_satellite_more_never_leaves_a_cell_longer_without(busy):
    some = judged(busy[:1])
    for number in range(2, len(busy) + 1):
        more = judged(busy[:number])
        assert (more <= some + 1e-9).all()
        some = more


def test_a_wider_swath_never_leaves_a_cell_longer_without(busy):
    wider = [replace(s, windows=s.windows * np.array([1.3, 1.3, 1.0, 1.0])) for s in busy]
    assert (judged(wider) <= judged(busy) + 1e-9).all()


def test_only_wanted_cells_are_judged_and_judged_alike(busy):
    whole = everywhere(4)
    wanted = np.zeros(len(whole), bool)
    wanted[100:1500:7] = True
    part = shares_without(Mask(rings(4), wanted), busy, [], DEMANDS, (BEGIN, BEGIN + 3.3 * DAY_S), SerialExecutor())
    assert part.tobytes() == np.ascontiguousarray(judged(busy)[:, wanted]).tobytes()
