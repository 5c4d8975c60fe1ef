"""Satellites on tried orbits: patterns, swaths, what they see, and which orbit wins where."""

from datetime import UTC, datetime

import numpy as np
import pytest

from commonsky.catalogue.load import packaged_catalogue
from commonsky.core.execution import SerialExecutor, ThreadExecutor, Untold
from commonsky.coverage.points import bin_points
from commonsky.coverage.tracks import geodetic
from commonsky.mission_design.area import country_area
from commonsky.mission_design.candidates import Design, Satellite, latencies_h, packs_of, satellites_of
from commonsky.mission_design.cover import Cover
from commonsky.mission_design.orbits import PATTERNS, SLOTS, Orbit, Slot, elements_of, orbit_grid, walker
from commonsky.mission_design.phases import SHIFTS
from commonsky.mission_design.plan import Terms, make_plan
from commonsky.mission_design.sensors import Sensor, families_of, incidence_window_deg, offered
from commonsky.mission_design.solve import solve
from commonsky.mission_design.spec import additions, ground_segment, phase_range, revisit_of
from commonsky.mission_design.streams import Streams
from commonsky.needs.load import default_needs, wanted_needs
from commonsky.orbits.derived import derive

START = datetime(2026, 11, 23, tzinfo=UTC)
WINDOW_S = (848707200.0, 848707200.0 + 2 * 86400.0)


def plan_of(country, need, *, count=1, days=4.0, kinds=("optical",), level="threshold", cells=16, people=False):
    area = country_area(country, START.date(), most=cells)
    asked = wanted_needs(default_needs().for_country(coastal=True, on=START.date()), (need,))
    terms = Terms(level=level, count=count, kinds=kinds, without=(), start=START, days=days, by_people=people)
    return make_plan(area, asked, terms, SerialExecutor(), Untold())


def test_patterns_are_even_and_slots_are_all_of_theirs():
    assert {p.count for p in PATTERNS} == {1, 2, 3, 4}
    assert {s for p in PATTERNS for s in p.slots} == set(SLOTS)
    assert [s.plane for s in walker(3, 3).slots] == pytest.approx([0, 1 / 3, 2 / 3])


def test_sun_synchronous_planes_keep_their_local_times_and_inclined_nodes_their_turn():
    orbit = Orbit(altitude_km=650.0, node_time_h=10.5)
    elements = elements_of(orbit, Slot(plane=0.5, phase=0.25), START)
    assert derive(elements).node_time_h == pytest.approx(16.5, abs=0.3)
    assert elements.inclination_deg == pytest.approx(97.99, abs=0.1)
    tilted = Orbit(altitude_km=650.0, inclination_deg=12.0)
    assert elements_of(tilted, Slot(plane=0.5), START).node_deg == pytest.approx(180.0)


def test_an_inclined_orbit_reaches_its_inclination_and_no_more():
    streams = Streams(bin_points(np.zeros(1), np.zeros(1)), [Sensor(kind="optical", swath_km=60.0)], START, WINDOW_S)
    lat, _ = geodetic(streams.track(Orbit(altitude_km=500.0, inclination_deg=13.0), Slot()).position_km)
    assert abs(lat).max() == pytest.approx(13.0, abs=0.15)


@pytest.mark.parametrize("lat", [(-12.0, -5.0), (-4.0, 5.0), (60.0, 71.0), (-90.0, -60.0)])
def test_the_grid_of_orbits_keeps_between_5_and_65_degrees(lat):
    tilts = {o.inclination_deg for o in orbit_grid(lat) if o.node_time_h is None}
    assert min(tilts) >= 5.0
    assert max(tilts) <= 65.0
    assert {o.node_time_h for o in orbit_grid(lat)} >= {6.0, 9.5, 10.5, 13.5, 18.0}


@pytest.mark.parametrize(("swath", "altitude"), [(30.0, 500.0), (250.0, 693.0), (350.0, 800.0)])
def test_a_radar_sees_as_wide_as_its_swath(swath, altitude):
    near, far = np.radians(incidence_window_deg(swath, altitude))
    radius = 6371.0 + altitude
    width = 6371.0 * ((far - np.arcsin(6371.0 / radius * np.sin(far))) - (near - np.arcsin(6371.0 / radius * np.sin(near))))
    assert width == pytest.approx(swath, rel=1e-6)


def test_swaths_are_promised_only_where_some_instrument_has_them():
    rows = list(packaged_catalogue().instruments.values())
    assert 350.0 not in offered("sar", 20.0, rows)
    assert offered("sar", 20.0, rows)[250.0]
    assert set(offered("optical", 300.0, rows)) == {60.0, 290.0, 800.0, 2900.0}
    assert offered("microwave", 100.0, rows) == {900.0: ""}
    assert families_of("land_surface_temperature", rows) == ("optical", "microwave", "thermal") or "thermal" in families_of(
        "land_surface_temperature", rows
    )


def test_crossings_are_found_again_when_there_was_no_room_for_them():
    points = bin_points(np.array([-9.0, -8.0]), np.array([160.0, 158.0]))
    sensor = Sensor(kind="optical", swath_km=2900.0)
    wide, tight = (Streams(points, [sensor], START, WINDOW_S, room_bytes=room) for room in (10**9, 1))
    for orbit in orbit_grid((-9.0, -8.0))[:3]:
        for slot in (Slot(), Slot(phase=0.5)):
            one, two = (s.of(orbit, slot)["across"] for s in (wide, tight))
            assert one.time_s.tolist() == two.time_s.tolist()
            assert one.size > 0


def test_two_satellites_together_see_what_each_sees():
    plan = plan_of("SLB", "fire-burnt-area", count=2)
    satellites = [i for i in plan.cover.items if isinstance(i, Satellite)][:2]
    both = plan.cover.streams.spells(satellites, plan.demands)[0]
    alone = [plan.cover.streams.spells([s], plan.demands)[0].seconds() for s in satellites]
    assert (both.seconds() <= alone[0] + alone[1] + 1e-6).all()
    assert (both.seconds() >= np.maximum(*alone) - 1e-6).all()
    cell, time = plan.cover.streams.looks(satellites)
    assert len(cell) == sum(len(plan.cover.streams.looks([s])[0]) for s in satellites)
    assert (np.diff(time)[np.diff(cell) == 0] >= 0).all()


@pytest.mark.parametrize("country", ["SLB", "KEN"])
def test_a_low_inclination_wins_near_the_equator_for_a_need_that_swath_limits(country):
    plan = plan_of(country, "fire-burnt-area")
    solved = solve(plan.cover, plan.base, plan.packs, 1, ThreadExecutor(2))
    (item,) = solved.front[1].items
    orbit = plan.cover.items[item].design.orbit
    assert orbit.node_time_h is None
    assert orbit.inclination_deg <= 20.0


@pytest.mark.parametrize("country", ["SLB", "KEN"])
def test_over_a_month_a_low_inclination_wins_near_the_equator_at_every_phase(country):
    plan = plan_of(country, "fire-burnt-area", days=30.0, cells=5)
    sensors = [item.design.sensor for item in plan.cover.items]
    for shift in (0.0, *SHIFTS):
        cover = Cover(plan.cover.items, plan.demands, plan.cover.streams.moved(sensors, shift))
        gains, _ = cover.first_gains(plan.base, (), ThreadExecutor(2), lambda: None)
        for swath in (60.0, 290.0, 800.0):
            best = {True: 0.0, False: 0.0}
            for item, gain in zip(cover.items, gains, strict=True):
                if item.design.sensor.swath_km == swath:
                    low = item.design.orbit.node_time_h is None and item.design.orbit.inclination_deg <= 20.0
                    best[low] = max(best[low], gain)
            assert best[True] > best[False], (shift, swath)


def test_no_low_inclination_wins_in_the_north():
    plan = plan_of("NOR", "fire-burnt-area")
    solved = solve(plan.cover, plan.base, plan.packs, 1, ThreadExecutor(2))
    orbit = plan.cover.items[solved.front[1].items[0]].design.orbit
    assert orbit.node_time_h is not None or orbit.inclination_deg >= 60.0


def test_the_answer_does_not_hang_on_the_order_of_candidates_nor_on_threads():
    plan = plan_of("SLB", "fire-burnt-area", count=2, cells=9, days=2.0)
    names = []
    for items, executor in ((plan.cover.items, SerialExecutor()), (plan.cover.items[::-1], ThreadExecutor(2))):
        cover = Cover(items, plan.demands, plan.cover.streams)
        solved = solve(cover, plan.base, packs_of(items, 2), 2, executor)
        names.append(sorted(items[i].name for i in solved.front[solved.answer].items))
        assert solved.base <= solved.front[solved.answer].value <= solved.base + solved.most_gain + 1e-9
        assert 0.0 < solved.proven <= 1.0
    assert names[0] == names[1]


def test_what_an_addition_gives_and_needs_is_told_in_figures():
    plan = plan_of("SLB", "fire-burnt-area", count=2, cells=9, days=3.0)
    solved = solve(plan.cover, plan.base, plan.packs, 2, ThreadExecutor(2))
    chosen = solved.front[solved.answer].items
    addition = additions([plan.cover.items[i] for i in chosen])[0]
    revisit = revisit_of(plan, addition.satellites, plan.demands[0].area)
    assert 0 < revisit.median_h <= revisit.p95_h < 48.0
    assert revisit.seen_share == pytest.approx(1.0)
    assert ground_segment(plan, addition.satellites).wait_h < 24.0
    low, high = phase_range(plan, chosen)
    assert low - 1e-9 <= solved.front[solved.answer].value <= high + 1e-9


def test_latencies_that_cannot_help_are_not_tried():
    class Asked:
        def __init__(self, timeliness_h, age_h):
            self.timeliness_h, self.age_s = timeliness_h, age_h * 3600.0

    assert latencies_h([Asked(None, 10.0)]) == (np.inf,)
    assert latencies_h([Asked(8.0, 248.0)]) == (24.0, 6.0, 3.0)
    assert latencies_h([Asked(0.5, 1.5)]) == (0.5,)
    assert latencies_h([Asked(4.0, 5.0)]) == (3.0,)


def test_a_pack_is_satellites_of_one_design():
    sensor = Sensor(kind="optical", swath_km=290.0)
    designs = [Design(orbit=o, sensor=sensor, latency_h=3.0, demands=(0,)) for o in orbit_grid((-5.0, 5.0))[:2]]
    items = satellites_of(designs)
    packs = packs_of(items, 3)
    assert {len(p) for p in packs} == {2, 3}
    assert all(len({items[i].design for i in pack}) == 1 for pack in packs)
