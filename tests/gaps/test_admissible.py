"""Which source meets what, by hand; and the laws of levels: to relax or to add never hurts, and the pace of the clock changes nothing."""

import dataclasses
import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from commonsky.core.execution import SerialExecutor
from commonsky.coverage.passes import Passes
from commonsky.gaps.admissible import attribute_misses, table_of_misses, widest_incidence_deg
from commonsky.gaps.bits import ACQUISITION, POLICY, RESOLUTION, UNCERTAINTY
from commonsky.gaps.levels import QUESTIONS, Simulation, attain, fresh_shares
from commonsky.needs.model import LEVELS
from drawn_cases import draw_case
from made_up_fleet import HOUR_S, make_need, make_requirement, make_service, make_simulation

EARTH_KM = 6371.0
#: A satellite at sqrt(3) Earth radii sees the ground at 60 degrees of incidence where its look angle is 30 (sin 60 / sqrt 3 = 1/2), so the
#: central angle is 60 - 30 = 30 degrees and, two angles being equal, the slant range is one Earth radius. Over the height of sqrt(3) - 1
#: radii and cos 60 = 1/2 the pixel grows 2 / (sqrt 3 - 1) = 1 + sqrt 3 = 2.732 times.
HIGH_KM = EARTH_KM * math.sqrt(3)
GROWTH_AT_60 = 1 + math.sqrt(3)
#: At sqrt(2) radii and 45 degrees: look angle 30, central angle 15, slant range 2 sin 15 radii, height sqrt(2) - 1, cos 45.
LOWER_KM = EARTH_KM * math.sqrt(2)
GROWTH_AT_45 = 2 * math.sin(math.radians(15)) / (math.sqrt(2) - 1) * math.sqrt(2)
LAW = settings(deadline=None, derandomize=True, max_examples=60)
seeds = st.integers(0, 10**6)
attributes = st.sampled_from(["horizontal_resolution", "uncertainty", "observing_cycle", "timeliness"])


def imager(**figures):
    return make_service(kind="optical imager", resolution_m=100.0, **figures)


def misses(service, need=None, **asked):
    """Bits that a service misses at each level, goal first."""
    return attribute_misses(service, need or make_need(), make_requirement(**asked)).tolist()


def shares(case, **changes):
    """Fresh shares of a drawn case with some of it changed."""
    return fresh_shares(*dataclasses.replace(case, **changes).arguments, SerialExecutor())


def deepest(services):
    """How finely cells are sampled for some services."""
    return max(s.depth for s in services)


def relaxed(requirement, attribute, times):
    """A requirement with every value of an attribute made so many times larger."""
    values = requirement.values(attribute)
    stated = {name: getattr(values, name) * times for name in LEVELS if getattr(values, name) is not None}
    return requirement.model_copy(update={attribute: values.model_copy(update=stated)})


def slowed(case, pace):
    """A case in which everything takes `pace` times as long."""

    def passes(p):
        return p and Passes(
            first=p.first, start_s=p.start_s * pace, end_s=p.end_s * pace, look=p.look, incidence_deg=p.incidence_deg, looks=p.looks
        )

    def service(s):
        latency = None if s.measure.latency_h is None else s.measure.latency_h * pace
        cycle = None if s.mode.cycle_min is None else s.mode.cycle_min * pace
        measure, mode = s.measure.model_copy(update={"latency_h": latency}), s.mode.model_copy(update={"cycle_min": cycle})
        return dataclasses.replace(s, measure=measure, mode=mode)

    old, requirement = case.simulation, case.requirement
    for name in ("observing_cycle", "timeliness"):
        requirement = relaxed(requirement, name, pace) if requirement.values(name) else requirement
    simulation = Simulation(
        passes=tuple(passes(p) for p in old.passes), start_s=old.start_s * pace, end_s=old.end_s * pace, early_s=old.early_s * pace
    )
    return dataclasses.replace(case, simulation=simulation, services=tuple(service(s) for s in case.services), requirement=requirement)


@pytest.mark.parametrize(("radius_km", "incidence_deg", "growth"), [(HIGH_KM, 60.0, GROWTH_AT_60), (LOWER_KM, 45.0, GROWTH_AT_45)])
def test_scanned_pixel_meets_the_resolution_up_to_the_angle_of_its_growth(radius_km, incidence_deg, growth):
    service = imager(radius_km=radius_km)
    assert widest_incidence_deg(service, 100.0 * growth * 1.0001) == incidence_deg
    assert widest_incidence_deg(service, 100.0 * growth * 0.9999) == incidence_deg - 0.25


def test_resolution_met_at_nadir_alone_counts_at_nadir_alone():
    assert widest_incidence_deg(imager(), 100.0) == 0.0


def test_resolution_missed_at_nadir_counts_nowhere():
    assert widest_incidence_deg(imager(), 99.9) == -1.0


@pytest.mark.parametrize("figures", [{"kind": "synthetic aperture radar"}, {"kind": "optical imager", "geometry": "side-looking"}])
def test_pixel_of_a_radar_or_a_side_look_does_not_grow(figures):
    assert widest_incidence_deg(make_service(resolution_m=100.0, **figures), 100.0) == 180.0


def test_coarser_grid_of_the_product_decides_before_the_pixel():
    assert widest_incidence_deg(imager(grid_m=500.0, radius_km=HIGH_KM), 400.0) == -1.0
    # the grid of 250 m meets 273.3 m; the pixel of 100 m is that wide at 60 degrees
    assert widest_incidence_deg(imager(grid_m=250.0, radius_km=HIGH_KM), 100.0 * GROWTH_AT_60 * 1.0001) == 60.0


def test_a_pass_counts_only_inside_the_angle_at_which_its_pixel_is_small_enough():
    service = imager(radius_km=HIGH_KM)
    asked = make_requirement(observing_cycle=("h", 12, None, None), horizontal_resolution=("m", 100.0 * GROWTH_AT_60 * 1.0001, None, None))

    def fresh(incidence_deg):
        simulation = make_simulation([service], [[(0, 0.0, 0.0, incidence_deg)]], cells=1, window_s=(0.0, 24 * HOUR_S), early_s=24 * HOUR_S)
        return fresh_shares(simulation, [service], make_need(), asked, np.array([0]), SerialExecutor())[0, 0]

    assert [fresh(59.75), fresh(60.0), fresh(60.25)] == [0.5, 0.5, 0.0]


def test_resolution_is_judged_level_by_level():
    assert misses(imager(), horizontal_resolution=("m", 50, 100, 200)) == [RESOLUTION, 0, 0]
    _, widest = table_of_misses([imager(radius_km=HIGH_KM)], make_need(), make_requirement(horizontal_resolution=("m", 50, 100, 273.3)))
    assert widest.tolist() == [[-1.0, 0.0, 60.0]]


def test_resolution_that_is_not_asked_is_met_everywhere():
    found, widest = table_of_misses([imager()], make_need(), make_requirement(observing_cycle=("h", 6, None, None)))
    assert found.tolist() == [[0, 0, 0]]
    assert widest.tolist() == [[180.0, 180.0, 180.0]]


def test_uncertainty_is_met_up_to_the_value_asked():
    asked = ("dimensionless", 0.05, 0.1, 0.2)
    assert misses(make_service(uncertainty=0.1), uncertainty=asked) == [UNCERTAINTY, 0, 0]


def test_unstated_uncertainty_meets_only_what_asks_none():
    assert misses(make_service(uncertainty=None), uncertainty=("dimensionless", 0.5, None, None)) == [UNCERTAINTY] * 3
    assert misses(make_service(uncertainty=None), observing_cycle=("h", 6, None, None)) == [0, 0, 0]


def test_two_sigma_asked_is_compared_with_one_sigma_stated():
    assert misses(make_service(uncertainty=0.1), uncertainty=("dimensionless", 0.2, None, None), sigmas=2) == [0, 0, 0]
    assert misses(make_service(uncertainty=0.11), uncertainty=("dimensionless", 0.2, None, None), sigmas=2) == [UNCERTAINTY] * 3


def test_unstated_latency_never_comes():
    assert make_service(latency_h=None).latency_s == math.inf
    assert make_service(latency_h=2.5).latency_s == 9000.0


@pytest.mark.parametrize(("latency_h", "fresh"), [(None, 0.0), (20.0, 0.0), (3.0, 9 / 24)])
def test_unstated_latency_is_judged_as_late_where_timeliness_is_asked(latency_h, fresh):
    service = make_service(latency_h=latency_h)
    requirement = make_requirement(observing_cycle=("h", 8, None, None), timeliness=("h", 4, None, None))
    simulation = make_simulation([service], [[(0, 0.0, 0.0, 0.0)]], cells=1, window_s=(0.0, 24 * HOUR_S), early_s=24 * HOUR_S)
    found = fresh_shares(simulation, [service], make_need(), requirement, np.array([0]), SerialExecutor())
    assert found[0].tolist() == pytest.approx([fresh] * 3, abs=1e-12)


def test_observation_counts_at_once_where_no_timeliness_is_asked():
    service = make_service(latency_h=None)
    simulation = make_simulation([service], [[(0, 0.0, 0.0, 0.0)]], cells=1, window_s=(0.0, 24 * HOUR_S), early_s=24 * HOUR_S)
    requirement = make_requirement(observing_cycle=("h", 12, None, None))
    assert fresh_shares(simulation, [service], make_need(), requirement, np.array([0]), SerialExecutor())[0, 0] == 0.5


@pytest.mark.parametrize(("policy", "missed"), [("open", 0), ("registration", 0), ("restricted", POLICY), ("commercial", POLICY)])
def test_default_need_takes_open_and_registered_data(policy, missed):
    assert misses(make_service(policy=policy), observing_cycle=("h", 6, None, None)) == [missed] * 3


@pytest.mark.parametrize(("acquisition", "missed"), [("systematic", 0), ("scenario", 0), ("tasked", ACQUISITION)])
def test_default_need_takes_what_is_acquired_without_asking(acquisition, missed):
    assert misses(make_service(acquisition=acquisition), observing_cycle=("h", 6, None, None)) == [missed] * 3


def test_a_need_may_say_otherwise():
    need = make_need(data_policies=("commercial",), acquisitions=("tasked",))
    bought = make_service(policy="commercial", acquisition="tasked")
    assert misses(bought, need, observing_cycle=("h", 6, None, None)) == [0, 0, 0]
    assert misses(make_service(), need, observing_cycle=("h", 6, None, None)) == [POLICY | ACQUISITION] * 3


def test_everything_missed_is_told():
    service = make_service(resolution_m=1000.0, policy="commercial", acquisition="tasked")
    found = misses(service, horizontal_resolution=("m", 10, None, 2000), uncertainty=("dimensionless", 0.1, None, None))
    assert found == [15, 14, 14]


@LAW
@given(seed=seeds, attribute=attributes, times=st.floats(1.0, 6.0))
def test_relaxing_a_value_never_makes_a_level_fail(seed, attribute, times):
    case = draw_case(seed)
    assume(case.requirement.values(attribute) is not None)
    easier = dataclasses.replace(case, requirement=relaxed(case.requirement, attribute, times))
    assert (shares(easier) >= shares(case) - 1e-9).all()


@LAW
@given(seed=seeds)
def test_accepting_more_kinds_of_data_never_makes_a_level_fail(seed):
    case = draw_case(seed)
    all_kinds = make_need(
        data_policies=("open", "registration", "restricted", "commercial"), acquisitions=("systematic", "scenario", "tasked")
    )
    assert (shares(case, need=all_kinds) >= shares(case) - 1e-9).all()


@LAW
@given(seed=seeds)
def test_letting_more_pass_never_makes_a_level_fail(seed):
    case = draw_case(seed)
    answers = attain(*case.arguments, SerialExecutor()).answers
    for a, little in enumerate(QUESTIONS):
        for b, more in enumerate(QUESTIONS):
            if little & more == little:
                assert (answers[:, :, b] >= answers[:, :, a]).all(), (little, more)


@LAW
@given(seed=seeds, left_out=st.integers(0, 5))
def test_adding_a_service_never_lowers_the_fresh_share(seed, left_out):
    case = draw_case(seed)
    assume(left_out < len(case.services) and len(case.services) > 1)
    fewer = case.services[:left_out] + case.services[left_out + 1 :]
    assume(deepest(fewer) == deepest(case.services))  # else cells are sampled at fewer points
    assert (shares(case) >= shares(case, services=fewer) - 1e-9).all()


@LAW
@given(seed=seeds, pace=st.sampled_from([0.25, 0.5, 2.0, 16.0]))  # powers of two, so that no time is rounded
def test_scaling_all_times_leaves_every_answer_as_it_was(seed, pace):
    case = draw_case(seed)
    before, after = (attain(*c.arguments, SerialExecutor()) for c in (case, slowed(case, pace)))
    assert after.fresh == pytest.approx(before.fresh, abs=1e-9)
    assert (after.answers == before.answers).all()


@LAW
@given(seed=seeds, order=st.randoms(use_true_random=False))
def test_order_of_services_and_cells_does_not_matter(seed, order):
    case = draw_case(seed)
    services, at = list(case.services), list(range(len(case.cells)))
    order.shuffle(services)
    order.shuffle(at)
    found = shares(case, services=tuple(services), cells=case.cells[at])
    assert found == pytest.approx(shares(case)[at], abs=1e-9)
