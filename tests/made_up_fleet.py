"""Services, needs and passes made by hand for the tests of gaps: true of nothing, checked by the same models as the real ones."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from commonsky.catalogue.model import Instrument, Measure, Mode
from commonsky.core.citation import Source
from commonsky.coverage.passes import Found, Look, gather
from commonsky.gaps.admissible import Service
from commonsky.gaps.levels import Simulation
from commonsky.needs.model import Need, Requirement, Values

if TYPE_CHECKING:
    from collections.abc import Sequence

SOURCE = (Source(what="all values", where="made up for a test"),)
AS_OF = date(2026, 11, 22)
VARIABLE = "surface_water_extent"
#: Figures that each geometry must have, whatever else is of interest.
GEOMETRY = {
    "swath": {"swath_km": 200.0},
    "side-looking": {"incidence_min_deg": 20.0, "incidence_max_deg": 45.0, "side": "right"},
    "disk": {"cycle_min": 10.0, "max_zenith_deg": 70.0},
    "grid": {"cycle_min": 30.0, "max_latitude_deg": 60.0},
}
HOUR_S = 3600.0


def make_service(
    *,
    name="Made-up",
    look=0,
    depth=0,
    kind="synthetic aperture radar",
    geometry="swath",
    resolution_m=10.0,
    grid_m=None,
    uncertainty=None,
    latency_h=None,
    policy="open",
    acquisition="systematic",
    cycle_min=None,
    radius_km=7071.0,
) -> Service:
    """One instrument mode on one mission; the defaults are an open radar of 10 m with nothing else stated."""
    figures = GEOMETRY[geometry] | ({"cycle_min": cycle_min} if cycle_min else {})
    mode = Mode(name="only", geometry=geometry, resolution_m=resolution_m, light="any", acquisition=acquisition, **figures)
    measure = Measure(
        variable=VARIABLE, modes=("only",), relevance="primary", resolution_m=grid_m, uncertainty=uncertainty,
        latency_h=latency_h, product="made up", source=SOURCE,
    )  # fmt: skip
    instrument = Instrument(
        name=name, kind=kind, missions=(name,), data_policy=policy, modes=(mode,), measures=(measure,), as_of=AS_OF, source=SOURCE
    )
    return Service(mission=name, instrument=instrument, mode=mode, measure=measure, radius_km=radius_km, look=look, depth=depth)


def make_requirement(*, sigmas=1, **attributes) -> Requirement:
    """A requirement on open water; each attribute as (unit, goal, breakthrough, threshold), None where not stated."""
    values = {
        name: Values(unit=unit, goal=goal, breakthrough=breakthrough, threshold=threshold)
        for name, (unit, goal, breakthrough, threshold) in attributes.items()
    }
    return Requirement(
        id="made-up", theme="flood", variable=VARIABLE, application="a test", uncertainty_sigmas=sigmas, confidence="firm",
        valid_from=AS_OF, as_of=AS_OF, source=SOURCE, **values,
    )  # fmt: skip


def make_need(**figures) -> Need:
    """The need that goes with it: open or registered data, systematic or by scenario, unless said otherwise."""
    return Need(requirement="made-up", title_en="See which land is under water", **figures)


def make_simulation(
    services: Sequence[Service],
    rows: Sequence[Sequence[tuple[int, float, float, float]]],
    *,
    cells: int,
    window_s: tuple[float, float],
    early_s: float,
) -> Simulation:
    """Passes over some cells, told as rows (sample point, start s, end s, incidence in degrees) for each service."""
    passes = []
    for depth in range(3):
        mine = sorted((s.look, k) for k, s in enumerate(services) if s.depth == depth)
        found = [_found(services[k], rows[k]) for _, k in mine]
        passes.append(gather(found, cells * 4**depth) if found else None)
    return Simulation(passes=tuple(passes), start_s=window_s[0], end_s=window_s[1], early_s=early_s)


def _found(service: Service, rows: Sequence[tuple[int, float, float, float]]) -> Found:
    columns = np.array(rows, float).reshape(-1, 4)
    cycle_s = 60.0 * (service.mode.cycle_min or 0.0)
    return Found(
        look=Look(platform=service.mission, instrument=service.instrument.name, mode=service.mode.name, cycle_s=cycle_s),
        point=columns[:, 0].astype(np.int64),
        start_s=columns[:, 1],
        end_s=columns[:, 2],
        incidence_deg=columns[:, 3].astype(np.float32),
    )
