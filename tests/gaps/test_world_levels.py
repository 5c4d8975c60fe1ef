"""Levels by the world engine against levels by stored passes, over the same cells of real countries, for real needs."""

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from commonsky.catalogue.load import packaged_catalogue, packaged_networks
from commonsky.core.execution import SerialExecutor
from commonsky.core.time import seconds_since_epoch
from commonsky.core.variables import find_variable
from commonsky.coverage.fleet import assemble
from commonsky.coverage.simulate import simulate, viewers_of
from commonsky.coverage.stations import network_viewers
from commonsky.coverage.world import Mask
from commonsky.gaps.assessed import domain_km2, services_for
from commonsky.gaps.levels import Simulation, attain
from commonsky.gaps.world_levels import is_in_world, world_levels
from commonsky.needs.load import default_needs
from commonsky.sources.station_lists import packaged_stations
from commonsky.world.countries import find_country
from commonsky.world.globe import globe
from commonsky.world.rings import rings

START, DAYS, EARLY = datetime(2026, 11, 1, tzinfo=UTC), 6.0, 8.0
BEGIN, DAY_S = seconds_since_epoch(START), 86400.0
NEEDS = (
    "flood-surface-water-extent",
    "flood-soil-moisture",
    "storm-sea-surface-temperature",
    "storm-ocean-surface-wind",
    "fire-burnt-area",
    "climate-sea-surface-temperature",
    "climate-soil-moisture",
)
COUNTRIES = ("MWI", "FJI", "NOR")


def pairs():
    """Packaged needs, and the same with accuracy and timeliness not asked, so that many instruments serve them."""
    known = {r.id: (n, r) for n, r in default_needs().needs}
    asked = [known[name] for name in NEEDS]
    return asked + [(n, r.model_copy(update={"uncertainty": None, "timeliness": None})) for n, r in asked]


@pytest.fixture(scope="module")
def country(request):
    """Cells, viewers, networks and passes over one country at the world's cells, each at its centre."""
    cells = globe().of(find_country(request.param))
    fleet = assemble(packaged_catalogue(), (), START)
    variables = {r.variable for _, r in pairs()}
    viewers = viewers_of(fleet.platforms, list(packaged_catalogue().instruments.values()), variables, 51.0, deepest=0)
    viewers = tuple(v for v in viewers if is_in_world(v))
    stations = packaged_stations()
    networks = network_viewers(packaged_networks().values(), stations, cells, variables, first=len(viewers))
    renumbered = [v.__class__(platform=v.platform, instrument=v.instrument, mode=v.mode, depth=0, number=i) for i, v in enumerate(viewers)]
    window = (BEGIN - EARLY * DAY_S, BEGIN + DAYS * DAY_S)
    passes = simulate(renumbered, cells, window, SerialExecutor(), networks=networks)
    return cells, renumbered, networks, Simulation(passes=passes, start_s=BEGIN, end_s=window[1], early_s=EARLY * DAY_S)


@pytest.mark.parametrize("country", COUNTRIES, indirect=True)
def test_levels_are_those_of_stored_passes(country):
    cells, viewers, networks, simulation = country
    found = rings(cells.depth)
    order = np.argsort(found.ids)
    number = order[np.searchsorted(found.ids[order], cells.ids)]
    told = 0
    for need, requirement in pairs():
        asked = requirement.asked("threshold")
        if asked.cycle_h is not None and asked.cycle_h + (asked.timeliness_h or 0) > EARLY * 24:
            continue
        at = np.flatnonzero(domain_km2(cells, find_variable(requirement.variable).domain) > 0)
        if not len(at):
            continue
        services = services_for(requirement.variable, viewers, networks)
        exact = attain(simulation, services, need, requirement, at, SerialExecutor())
        wanted = np.zeros(len(found.ids), bool)
        wanted[number[at]] = True
        mask = Mask(found, wanted)
        by_number = at[np.argsort(number[at])]
        here = [
            n.__class__(**{f: getattr(n, f) for f in n.__slots__ if f != "spacing_km"}, spacing_km=n.spacing_km[by_number])
            for n in networks
        ]
        (world,) = world_levels(mask, viewers, here, (need, requirement), (BEGIN, BEGIN + DAYS * DAY_S), SerialExecutor())
        back = np.argsort(np.argsort(number[at]))
        apart = np.abs(world.fresh[back] - exact.fresh)
        # a cell at the edge of a swath has a look more or less; over cells that levels out
        assert np.abs((world.fresh[back] - exact.fresh).mean(axis=0)).max() < 0.006, requirement.id
        assert np.quantile(apart, 0.9) < 0.03, requirement.id
        sure = (np.abs(exact.fresh - 0.95) > 0.03).all(axis=1) & (apart < 0.02).all(axis=1)
        assert (world.level[back][sure] == exact.level[sure]).all(), requirement.id
        told += int((world.level <= 2).any())
    assert told >= 3


@pytest.mark.parametrize("country", ["MWI"], indirect=True)
def test_what_could_be_is_what_is_shown_once_everything_is_stated(country):
    cells, viewers, _, _ = country
    found = rings(cells.depth)
    mask = Mask(found, np.isin(found.ids, cells.ids))
    window = (BEGIN, BEGIN + DAYS * DAY_S)
    for need, requirement in pairs()[: len(NEEDS)]:
        shown, possible = world_levels(mask, viewers, (), (need, requirement), window, SerialExecutor(), unstated_too=True)
        (alone,) = world_levels(mask, viewers, (), (need, requirement), window, SerialExecutor())
        assert shown.fresh.tobytes() == alone.fresh.tobytes()
        assert (possible.fresh >= shown.fresh - 1e-6).all()
        assert (possible.level <= shown.level).all()
        stated = [_stated(v) for v in viewers]
        (granted,) = world_levels(mask, stated, (), (need, requirement), window, SerialExecutor())
        assert np.allclose(granted.fresh, possible.fresh, atol=1e-6)


def _stated(viewer):
    """The viewer with nothing left unstated."""
    measures = [
        m.model_copy(update={"uncertainty": m.uncertainty or 0.0, "latency_h": m.latency_h or 0.0}) for m in viewer.instrument.measures
    ]
    return replace(viewer, instrument=viewer.instrument.model_copy(update={"measures": tuple(measures)}))
