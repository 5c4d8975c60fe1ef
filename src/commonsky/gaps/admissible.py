"""Which source meets which level in which attribute, cycle and timeliness aside. Facts: methods.md, From coverage to gaps.

What no source states counts as not met: a level that cannot be shown is not claimed. Leaves out stability and vertical resolution.
A pass tells where a product's resolution is met: by its incidence angle for a satellite, by the spacing of stations for a ground network.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from commonsky.coverage.occultation import DAY_H, renewal_h, spacing_km
from commonsky.coverage.sensors import footprint_growth
from commonsky.gaps.bits import ACQUISITION, POLICY, RESOLUTION, UNCERTAINTY
from commonsky.needs.model import LEVELS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from commonsky.catalogue.model import Instrument, Measure, Mode
    from commonsky.needs.model import Need, Requirement

#: Kinds of instrument whose pixel grows towards the edge of the swath: they scan at a fixed angle step.
GROWING = {
    "optical imager",
    "thermal imager",
    "ocean colour radiometer",
    "geostationary imager",
    "lightning imager",
    "microwave sounder",
    "infrared sounder",
    "spectrometer",
}


#: How many attributes a question lets pass at most.
MOST_LET_PASS = 2
#: A low orbit's radius, km: whether the resolution is met at nadir does not depend on it.
ANY_RADIUS_KM = 7071.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """One instrument mode on one mission, or a ground network, that measures a variable.

    Args:
        mission: name of the mission or network.
        instrument, mode, measure: its rows of the catalogue.
        radius_km: distance of the satellite from the Earth's centre.
        look: position in the passes' looks, of the sampling depth `depth`.
        depth: how many times a cell is quartered for its sample points.
        spacing_km: finest and coarsest spacing of a network's stations over the cells, km: its looks carry the spacing of each cell in
            the column of the incidence angle. None: a satellite.
        daily_spacing_km: spacing of a day's profiles, km, of occultations; it narrows with the cycle that is asked. None: no occultations.
    """

    mission: str
    instrument: Instrument
    mode: Mode
    measure: Measure
    radius_km: float
    look: int
    depth: int
    spacing_km: tuple[float, float] | None = None
    daily_spacing_km: float | None = None

    @property
    def latency_s(self) -> float:
        """Latency of the product, s; infinite where no source states it."""
        return np.inf if self.measure.latency_h is None else self.measure.latency_h * 3600.0

    @property
    def resolution_m(self) -> float:
        """Resolution of the product at nadir, m: the coarser of the product's grid and the mode's pixel; of a network, its coarsest."""
        if self.spacing_km is not None:
            return 1000.0 * self.spacing_km[1]
        return max(self.measure.resolution_m or 0.0, self.mode.resolution_m)


def granted(services: Sequence[Service]) -> tuple[Service, ...]:
    """The same services were every accuracy and latency that no source states as good as can be: what could be met at best."""
    return tuple(
        replace(s, measure=s.measure.model_copy(update={name: getattr(s.measure, name) or 0.0 for name in ("uncertainty", "latency_h")}))
        for s in services
    )


def whatever_accuracy(services: Sequence[Service]) -> tuple[Service, ...]:
    """The same services whatever their accuracy, and with a delay that no source states as none: what is looked at often and finely enough.

    Letting only the unstated pass would favour what is badly documented over what states an honest figure.
    """
    return tuple(
        replace(s, measure=s.measure.model_copy(update={"uncertainty": 0.0, "latency_h": s.measure.latency_h or 0.0})) for s in services
    )


def can_matter(instrument: Instrument, measure: Measure, asked: Sequence[tuple[Need, Requirement]]) -> bool:
    """Whether what an instrument measures could serve one of some needs if at most two attributes were let pass.

    Limits are told as single attributes, else as smallest pairs, so what misses three decides nothing; simulating it would be for nothing.

    Args:
        instrument, measure: rows of the catalogue.
        asked: needs with their requirements.
    """
    modes = [mode for mode in instrument.modes if mode.name in measure.modes]
    services = [
        Service(mission="", instrument=instrument, mode=mode, measure=measure, radius_km=ANY_RADIUS_KM, look=0, depth=0) for mode in modes
    ]
    return any(
        min(int(bits).bit_count() for bits in attribute_misses(service, need, requirement)) <= MOST_LET_PASS
        for service in services
        for need, requirement in asked
        if requirement.variable == measure.variable
    )


def attribute_misses(service: Service, need: Need, requirement: Requirement) -> NDArray[np.uint8]:
    """Bits of what a service misses at each level, (3,), resolution only where it is missed at nadir too."""
    found = np.zeros(len(LEVELS), np.uint8)
    for k, level in enumerate(LEVELS):
        asked = requirement.asked(level)
        uncertainty = service.measure.uncertainty
        if asked.resolution_m is not None and widest(service, asked.resolution_m, asked.cycle_h) < 0:
            found[k] |= RESOLUTION
        if asked.uncertainty is not None and (uncertainty is None or uncertainty > asked.uncertainty * (1 + 1e-9)):
            found[k] |= UNCERTAINTY
        if service.instrument.data_policy not in need.data_policies:
            found[k] |= POLICY
        if service.mode.acquisition not in need.acquisitions:
            found[k] |= ACQUISITION
    return found


def widest(service: Service, asked_m: float, cycle_h: float | None = None) -> float:
    """How far out a service still has the resolution; below 0: nowhere.

    Of a satellite it is an incidence angle, degrees; of a network the spacing of stations itself, km. Both are compared with what the
    service's passes carry. Occultations have it everywhere or nowhere: the profiles of the cycle asked must lie so close together,
    those of a day where no cycle is asked, and each must itself be as fine.
    """
    if service.daily_spacing_km is not None:
        apart_m = 1000.0 * spacing_km(service.daily_spacing_km, cycle_h or DAY_H)
        return 180.0 if max(apart_m, service.resolution_m) <= asked_m * (1 + 1e-9) else -1.0
    if service.spacing_km is None:
        return widest_incidence_deg(service, asked_m)
    asked_km = asked_m / 1000.0 * (1 + 1e-6)  # passes carry the spacing in single precision
    return asked_km if service.spacing_km[0] <= asked_km else -1.0


def repeat_s(service: Service, requirement: Requirement) -> float:
    """Seconds between images of a service that stands, 0 for one that passes by.

    Occultations come as a field that is renewed when as many profiles have come as lie as far apart as the coarsest resolution asked;
    at the shortest cycle asked at the latest, when whatever has come is taken.
    """
    if service.daily_spacing_km is None:
        return 60.0 * (service.mode.cycle_min or 0.0) if service.mode.geometry in {"disk", "grid"} else 0.0
    asked = [requirement.asked(level) for level in LEVELS]
    coarsest_m = max((a.resolution_m for a in asked if a.resolution_m is not None), default=service.resolution_m)
    cycles_h = [a.cycle_h for a in asked if a.cycle_h is not None]
    return 3600.0 * min([renewal_h(service.daily_spacing_km, coarsest_m / 1000.0), *cycles_h])


def widest_incidence_deg(service: Service, asked_m: float) -> float:
    """Greatest incidence angle at which the product still has the resolution, degrees; below 0: none.

    The product's own grid must meet it too; a pixel that grows with the look is compared at that look.
    """
    if service.resolution_m > asked_m * (1 + 1e-9):
        return -1.0
    if service.instrument.kind not in GROWING or service.mode.geometry == "side-looking":
        return 180.0
    angles = np.arange(0.0, 89.0, 0.25)
    growth = footprint_growth(angles, service.radius_km)
    met = service.mode.resolution_m * growth <= asked_m * (1 + 1e-9)
    return float(angles[met].max()) if met.any() else -1.0


def table_of_misses(services: list[Service], need: Need, requirement: Requirement) -> tuple[NDArray[np.uint8], NDArray[np.float64]]:
    """Bits of misses, and how far out the resolution is met (see `widest`), both (services, levels)."""
    misses = np.array([attribute_misses(s, need, requirement) for s in services], np.uint8).reshape(-1, len(LEVELS))
    everywhere = np.array([180.0 if s.spacing_km is None else np.inf for s in services])
    far = np.repeat(everywhere[:, None], len(LEVELS), axis=1)
    for k, level in enumerate(LEVELS):
        asked = requirement.asked(level)
        if asked.resolution_m is not None:
            far[:, k] = [widest(s, asked.resolution_m, asked.cycle_h) for s in services]
    return misses, far
