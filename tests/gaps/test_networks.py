"""A ground network among the sources: its resolution differs from cell to cell, the rest is as for a satellite."""

from dataclasses import replace

import numpy as np
import pytest

from commonsky.core.execution import SerialExecutor
from commonsky.gaps.admissible import attribute_misses, table_of_misses, widest
from commonsky.gaps.bits import RESOLUTION, UNCERTAINTY
from commonsky.gaps.levels import PAIRS, QUESTIONS, SINGLES, attain, attributes_of, newest_ages_h
from made_up_fleet import HOUR_S, make_need, make_requirement, make_service, make_simulation

WINDOW = (0.0, 48 * HOUR_S)
SPACINGS_KM = (40.0, 100.0, 240.0, 260.0)
CELLS = np.arange(len(SPACINGS_KM))
ASKED = {"horizontal_resolution": ("km", 50, 100, 250), "observing_cycle": ("h", 3, 6, 12)}


def network(**figures):
    service = make_service(geometry="grid", kind="ground network", cycle_min=60.0, resolution_m=170_000.0, **figures)
    return replace(service, spacing_km=(min(SPACINGS_KM), max(SPACINGS_KM)))


def looks(spacings_km=SPACINGS_KM):
    return [(cell, -24 * HOUR_S, WINDOW[1], km) for cell, km in enumerate(spacings_km)]


def attained(services, rows, **asked):
    simulation = make_simulation(services, rows, cells=len(CELLS), window_s=WINDOW, early_s=24 * HOUR_S)
    return attain(simulation, services, make_need(), make_requirement(**asked), CELLS, SerialExecutor())


def limits(found, cell, level):
    bits = int(found.limits(level)[cell])
    return {attributes_of(q) for k, q in enumerate(QUESTIONS) if bits >> k & 1}


def test_each_cell_has_the_level_of_its_own_spacing():
    assert attained([network()], [looks()], **ASKED).level.tolist() == [0, 1, 2, 3]


def test_where_stations_are_too_far_apart_resolution_limits():
    found = attained([network()], [looks()], **ASKED)
    assert limits(found, 3, 2) == {("horizontal_resolution",)}
    assert limits(found, 2, 0) == {("horizontal_resolution",)}
    assert limits(found, 0, 0) == set()


def test_where_no_resolution_is_asked_all_pass():
    assert attained([network()], [looks()], observing_cycle=("h", 3, 6, 12)).level.tolist() == [0, 0, 0, 0]


def test_spacings_beyond_half_a_turn_of_degrees_are_kilometres():
    coarse = replace(network(), spacing_km=(900.0, 5000.0))
    rows = [looks((900.0, 1000.0, 4000.0, 5000.0))]
    assert attained([coarse], rows, observing_cycle=("h", 3, 6, 12)).level.tolist() == [0, 0, 0, 0]
    wide = ASKED | {"horizontal_resolution": ("km", 950, 1000, 4500)}
    assert attained([coarse], rows, **wide).level.tolist() == [0, 1, 2, 3]


def test_the_cycle_of_the_network_counts():
    slow = replace(network(), mode=network().mode.model_copy(update={"cycle_min": 8 * 60.0}))
    found = attained([slow], [looks()], **ASKED)
    assert found.level.tolist() == [2, 2, 2, 3]
    assert ("observing_cycle",) in limits(found, 0, 1)


def test_an_unstated_latency_is_not_met_where_timeliness_is_asked():
    asked = ASKED | {"timeliness": ("h", 1, 2, 6)}
    found = attained([network()], [looks()], **asked)
    assert found.level.tolist() == [3, 3, 3, 3]
    assert limits(found, 0, 2) == {("timeliness",)}
    assert limits(found, 3, 2) == {("timeliness", "horizontal_resolution")}
    assert attained([network(latency_h=0.5)], [looks()], **asked).level.tolist() == [0, 1, 2, 3]


def test_an_unstated_uncertainty_is_not_met_where_one_is_asked():
    misses = attribute_misses(network(), make_need(), make_requirement(uncertainty=("1", 0.1, 0.2, 0.3)))
    assert misses.tolist() == [UNCERTAINTY] * 3


def test_resolution_is_missed_as_a_whole_only_where_no_cell_meets_it():
    requirement = make_requirement(horizontal_resolution=("km", 10, 39, 40))
    misses, far = table_of_misses([network()], make_need(), requirement)
    assert misses.tolist() == [[RESOLUTION, RESOLUTION, 0]]
    assert far[0, :2].tolist() == [-1.0, -1.0]
    assert far[0, 2] == pytest.approx(40.0, rel=1e-5)


def test_what_is_compared_is_the_spacing_itself():
    assert widest(network(), 100_000.0) == pytest.approx(100.0, rel=1e-5)
    assert widest(network(), 30_000.0) == -1.0
    assert network().resolution_m == 260_000.0


def test_networks_and_satellites_count_together():
    satellite = make_service(name="Wide", resolution_m=200_000.0, look=1, latency_h=0.0)
    passes = [(cell, h * HOUR_S, h * HOUR_S, 0.0) for cell in range(len(CELLS)) for h in range(-24, 48, 4)]
    found = attained([network(), satellite], [looks(), passes], **ASKED)
    assert found.level.tolist() == [0, 1, 2, 2]


def test_a_network_is_read_at_the_finer_points_of_a_satellite():
    satellite = make_service(name="Fine", resolution_m=200_000.0, depth=2, latency_h=0.0)
    passes = [(point, h * HOUR_S, h * HOUR_S, 0.0) for point in range(len(CELLS) * 16) for h in range(-24, 48, 4)]
    found = attained([network(), satellite], [looks(), passes], **ASKED)
    assert found.level.tolist() == [0, 1, 2, 2]


def test_ages_are_of_cells_that_meet_the_resolution():
    simulation = make_simulation([network()], [looks()], cells=len(CELLS), window_s=WINDOW, early_s=24 * HOUR_S)
    times = np.linspace(*WINDOW, 49)
    ages = newest_ages_h(simulation, [network()], make_need(), make_requirement(**ASKED), CELLS, times)
    assert np.nanmax(ages[:3]) <= 1.0
    assert np.isnan(ages[3]).all()


def test_singles_and_pairs_are_what_the_limits_are_made_of():
    assert len(QUESTIONS) == 1 + len(SINGLES) + len(PAIRS)
