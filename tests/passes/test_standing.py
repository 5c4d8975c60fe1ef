"""Standing looks of geostationary imagers and gridded products. Expected values: plane trigonometry by hand, a day at the equinox."""

import numpy as np
import pytest

from commonsky.core.time import parse_utc, seconds_since_epoch
from commonsky.coverage.passes import Look, gather, grid_look, standing_look
from commonsky.coverage.points import bin_points
from commonsky.orbits.nominal import geostationary_position_km

OVER_ZERO = geostationary_position_km(0.0)
LOOK = Look(platform="GEO", cycle_s=600.0)
EQUINOX_S = seconds_since_epoch(parse_utc("2026-03-20T14:46"))
DAY_S = 86_400.0


def zenith_on_the_equator_deg(apart_deg):
    """Zenith angle of a geostationary satellite from the equator, by the triangle of centre, place and satellite."""
    g = np.radians(apart_deg)
    return np.degrees(np.arctan2(np.sin(g), np.cos(g) - 6378.137 / 42_164.17))


def stand(lat, lon, max_zenith_deg, window_s, position=OVER_ZERO, **limits):
    points = bin_points(np.array(lat, float), np.array(lon, float))
    return gather([standing_look(position, points, max_zenith_deg, window_s, LOOK, **limits)], len(points))


def test_the_zenith_angle_is_the_triangles():
    apart = [0.0, 10.0, -30.0, 60.0, -75.0, 80.0]
    passes = stand([0.0] * 6, apart, 89.9, (0.0, DAY_S))
    assert list(passes.point_of_each()) == list(range(6))
    assert passes.incidence_deg == pytest.approx([zenith_on_the_equator_deg(abs(a)) for a in apart], abs=0.002)
    # 60 degrees from below: 68.07 by hand
    assert passes.incidence_deg[3] == pytest.approx(68.07, abs=0.01)


def test_a_place_is_seen_up_to_the_greatest_zenith_angle_and_for_the_whole_window():
    inside, outside = 61.8, 62.2
    assert zenith_on_the_equator_deg(inside) < 70 < zenith_on_the_equator_deg(outside)
    passes = stand([0, 0, 0, 0], [inside, outside, -inside, -outside], 70, (5.0, 105.0))
    assert list(passes.point_of_each()) == [0, 2]
    assert (set(passes.start_s), set(passes.end_s)) == ({5.0}, {105.0})


def test_poles_and_the_far_side_are_never_seen():
    assert len(stand([90, -90, 0, 45], [0, 0, 180, 135], 89.9, (0.0, DAY_S))) == 0


def test_over_the_antimeridian_both_sides_are_seen():
    passes = stand([0, 0], [170, -170], 60, (0.0, DAY_S), position=geostationary_position_km(180.0))
    assert list(passes.point_of_each()) == [0, 1]
    assert passes.incidence_deg[0] == pytest.approx(passes.incidence_deg[1], abs=1e-4)


@pytest.mark.parametrize(
    ("limits_deg", "hours"), [((0.0, 80.0), 160 / 15), ((0.0, 90.0), 12.0), ((90.0, 180.0), 12.0), ((80.0, 90.0), 20 / 15)]
)
def test_hours_of_light_at_the_equator_at_the_equinox(limits_deg, hours):
    # the Sun goes through the zenith: 15 degrees an hour
    passes = stand([0], [0], 70, (EQUINOX_S - DAY_S / 2, EQUINOX_S + DAY_S / 2), zenith_limits_deg=limits_deg)
    assert (passes.end_s - passes.start_s).sum() / 3600 == pytest.approx(hours, abs=0.03)


def test_light_is_centred_on_noon():
    noon = seconds_since_epoch(parse_utc("2026-03-20T12:07:24"))  # equation of time -7 min 24 s
    (start,), (end,) = (
        getattr(stand([0], [0], 70, (noon - DAY_S / 2, noon + DAY_S / 2), zenith_limits_deg=(0.0, 80.0)), f) for f in ("start_s", "end_s")
    )
    assert (start + end) / 2 == pytest.approx(noon, abs=60)


def test_several_days_have_a_spell_each():
    passes = stand([0], [0], 70, (EQUINOX_S, EQUINOX_S + 5 * DAY_S), zenith_limits_deg=(0.0, 80.0))
    assert len(passes) == 6  # the window begins and ends in daylight
    assert passes.start_s[0] == EQUINOX_S
    assert passes.end_s[-1] == EQUINOX_S + 5 * DAY_S
    assert (passes.start_s[1:] > passes.end_s[:-1]).all()


def test_summer_in_the_north_has_no_night():
    solstice = seconds_since_epoch(parse_utc("2026-06-21T08:25"))
    window = (solstice, solstice + DAY_S)
    # at 70 N the midnight Sun stands 3.4 degrees high: zenith angle 86.6
    assert (np.array([stand([lat], [0], 89, window, zenith_limits_deg=(0.0, 90.0)).end_s for lat in (70.0,)]) == window[1]).all()
    assert len(stand([70.0], [0], 89, window, zenith_limits_deg=(90.0, 180.0))) == 0


def test_a_window_shorter_than_the_suns_step_works():
    passes = stand([0], [0], 70, (EQUINOX_S, EQUINOX_S + 30.0), zenith_limits_deg=(0.0, 80.0))
    assert (passes.start_s[0], passes.end_s[0]) == (EQUINOX_S, EQUINOX_S + 30.0)


def test_nothing_in_sight_has_no_spells():
    assert len(stand([90], [0], 70, (0.0, DAY_S), zenith_limits_deg=(0.0, 80.0))) == 0


def test_a_grid_stands_up_to_its_latitude():
    points = bin_points(np.array([60.0, -60.0, 60.1, -89.0, 0.0]), np.array([0.0, 180.0, 0.0, 0.0, 0.0]))
    passes = gather([grid_look(points, 60.0, (0.0, DAY_S), LOOK)], 5)
    assert list(passes.point_of_each()) == [0, 1, 4]
    assert len(gather([grid_look(points, 90.0, (0.0, DAY_S), LOOK)], 5)) == 5


def test_looks_that_found_nothing_keep_their_numbers():
    lat, lon = np.array([0.0]), np.array([0.0])
    points = bin_points(lat, lon)
    blind, sees = (
        standing_look(geostationary_position_km(at), points, 70, (0.0, 10.0), Look(platform=name))
        for at, name in ((180.0, "blind"), (0.0, "sees"))
    )
    passes = gather([blind, sees], 1)
    assert [passes.looks[n].platform for n in passes.look] == ["sees"]
    assert len(gather([blind], 1)) == 0
    assert gather([], 1).points == 1
