"""Random fleets, needs and passes for gaps, seeded. Times are whole minutes unless asked otherwise, so that counting minutes is exact."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from made_up_fleet import make_need, make_requirement, make_service, make_simulation

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from commonsky.gaps.admissible import Service
    from commonsky.gaps.levels import Simulation
    from commonsky.needs.model import Need, Requirement

DAY_MIN = 1440
#: What the levels of each attribute are drawn from, with the unit they are written in.
ASKED = {
    "observing_cycle": ("h", (0.5, 1, 2, 3, 6, 9, 12, 18, 24, 36)),
    "timeliness": ("min", (15, 30, 60, 180, 360, 720)),
    "horizontal_resolution": ("m", (20, 50, 150, 500, 2000, 5000)),
    "uncertainty": ("dimensionless", (0.02, 0.05, 0.1, 0.2)),
}
SHARE_ASKED = {"observing_cycle": 0.93, "timeliness": 0.8, "horizontal_resolution": 0.75, "uncertainty": 0.5}


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """All that `attain` is given."""

    simulation: Simulation
    services: tuple[Service, ...]
    need: Need
    requirement: Requirement
    cells: NDArray[np.int64]

    @property
    def arguments(self) -> tuple[object, ...]:
        """In the order in which functions of gaps take them."""
        return self.simulation, self.services, self.need, self.requirement, self.cells


def draw_case(seed: int, *, whole_minutes: bool = True, standing: bool = True) -> Case:
    """One random case.

    Args:
        seed: of the generator.
        whole_minutes: whether all times are whole minutes.
        standing: whether some services look all the time.
    """
    rng = np.random.default_rng(seed)
    early, length, after = (int(rng.integers(low, high)) * 60 for low, high in ((12, 49), (18, 41), (0, 13)))
    span = -early, length + after * int(rng.random() < 0.3)
    cells = int(rng.integers(1, 4))
    services = draw_services(rng, standing=standing)
    fine = 1.0 if whole_minutes else 60.0
    rows = [draw_rows(rng, s, cells * 4**s.depth, span, fine) for s in services]
    simulation = make_simulation(services, rows, cells=cells, window_s=(0.0, length * 60.0), early_s=early * 60.0)
    judged = rng.permutation(cells)[: int(rng.integers(1, cells + 1))]
    order = rng.permutation(len(services))
    need = draw_need(rng)
    return Case(
        simulation=simulation, services=tuple(services[k] for k in order), need=need, requirement=draw_requirement(rng), cells=judged
    )


def draw_services(rng: np.random.Generator, *, standing: bool) -> list[Service]:
    """One to six services; each depth of sampling numbers its own looks."""
    deepest = int(rng.choice([0, 0, 1, 2]))
    looks = [0, 0, 0]
    services = []
    for number in range(int(rng.integers(1, 7))):
        service = draw_service(rng, f"Made-up {number}", looks, deepest, standing=standing and rng.random() < 0.3)
        looks[service.depth] += 1
        services.append(service)
    return services


def draw_service(rng: np.random.Generator, name: str, looks: list[int], deepest: int, *, standing: bool) -> Service:
    """One service; two in three are good enough for most of what is asked."""
    depth = 0 if standing else int(rng.integers(0, deepest + 1))
    good = rng.random() < 0.67
    return make_service(
        name=name,
        look=looks[depth],
        depth=depth,
        kind=str(
            rng.choice(["geostationary imager", "multi-satellite product"] if standing else ["optical imager", "synthetic aperture radar"])
        ),
        geometry=str(rng.choice(["disk", "grid"] if standing else ["swath", "side-looking"])),
        resolution_m=float(rng.choice([10, 30, 100] if good else [100, 300, 1000, 3000])),
        grid_m=[None, None, 40.0, 600.0][int(rng.integers(4))],
        uncertainty=[None, 0.15, 0.04, 0.01][int(rng.integers(2 * good, 4))],
        latency_h=[None, 14.0, 8.0, 4.0, 2.0, 1.0, 0.5, 0.0][int(rng.integers(3 * good, 8))],
        policy=str(rng.choice(["open", "open", "open", "registration", "restricted", "commercial"])),
        acquisition=str(rng.choice(["systematic", "systematic", "scenario", "tasked"])),
        cycle_min=float(rng.choice([10, 15, 30, 60, 180, 360])),
        radius_km=42164.0 if standing else float(rng.choice([6878.0, 7071.0, 7700.0])),
    )


def draw_rows(
    rng: np.random.Generator, service: Service, points: int, span: tuple[int, int], fine: float
) -> list[tuple[int, float, float, float]]:
    """What a service sees at each sample point, in seconds; times are rounded to one `fine`-th of a minute."""
    standing = service.mode.geometry in {"disk", "grid"}
    busy, hours_a_day = int(rng.choice([2, 6, 12, 20])), int(rng.choice([24, 24, rng.integers(4, 20)]))
    rows = []
    for point in range(points):
        if standing:
            zenith = float(rng.integers(0, 241)) / 4
            rows += [(point, a, b, zenith) for a, b in _spells(rng, span, hours_a_day)]
        else:
            rows += [(point, t, t, float(rng.integers(0, 241)) / 4) for t in rng.uniform(*span, rng.integers(0, busy + 1))]
    return [(p, round(a * fine) * 60.0 / fine, round(b * fine) * 60.0 / fine, i) for p, a, b, i in rows]


def _spells(rng: np.random.Generator, span: tuple[int, int], hours_a_day: int) -> list[tuple[float, float]]:
    """The whole span, or the same hours of each day or of some days; nothing where the look does not reach."""
    if rng.random() < 0.15:
        return []
    if hours_a_day == 24:
        return [span]
    starts = np.arange(span[0] - DAY_MIN + int(rng.integers(0, DAY_MIN)), span[1], DAY_MIN)
    kept = starts[rng.random(len(starts)) < rng.choice([1.0, 0.5])].tolist()
    spells = [(max(s, span[0]), min(s + hours_a_day * 60, span[1])) for s in kept]
    return [s for s in spells if s[1] > s[0]]


def draw_need(rng: np.random.Generator) -> Need:
    """The usual kinds of data in half the cases, else fewer or more of them."""
    if rng.random() < 0.5:
        return make_need()
    policies = ("open", "registration", "restricted", "commercial")[: int(rng.integers(1, 5))]
    acquisitions = ("systematic", "scenario", "tasked")[: int(rng.integers(1, 4))]
    return make_need(data_policies=policies, acquisitions=acquisitions)


def draw_requirement(rng: np.random.Generator) -> Requirement:
    """Some attributes, each at some levels; the cycle where all else is missing."""
    attributes = {}
    for name, (unit, choices) in ASKED.items():
        if rng.random() < SHARE_ASKED[name]:
            stated = rng.random(3) < 0.75
            values = np.sort(rng.choice(choices, 3))
            if stated.any():
                attributes[name] = (unit, *(float(v) if on else None for v, on in zip(values, stated, strict=True)))
    return make_requirement(sigmas=int(rng.integers(1, 3)), **attributes or {"observing_cycle": ("h", 6.0, None, None)})
