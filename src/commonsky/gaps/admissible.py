"""Which source meets which level in which attribute, cycle and timeliness aside. Facts: methods.md, From coverage to gaps.

What no source states counts as not met: a level that cannot be shown is not claimed. Leaves out stability and vertical resolution.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from commonsky.coverage.sensors import footprint_growth
from commonsky.gaps.kernels import ACQUISITION, POLICY, RESOLUTION, UNCERTAINTY
from commonsky.needs.model import LEVELS

if TYPE_CHECKING:
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """One instrument mode on one mission that measures a variable.

    Args:
        mission: name of the mission.
        instrument, mode, measure: its rows of the catalogue.
        radius_km: distance of the satellite from the Earth's centre.
        look: position in the passes' looks, of the sampling depth `depth`.
        depth: how many times a cell is quartered for its sample points.
    """

    mission: str
    instrument: Instrument
    mode: Mode
    measure: Measure
    radius_km: float
    look: int
    depth: int

    @property
    def latency_s(self) -> float:
        """Latency of the product, s; infinite where no source states it."""
        return np.inf if self.measure.latency_h is None else self.measure.latency_h * 3600.0

    @property
    def resolution_m(self) -> float:
        """Resolution of the product at nadir, m: the coarser of the product's grid and the mode's pixel."""
        return max(self.measure.resolution_m or 0.0, self.mode.resolution_m)


def attribute_misses(service: Service, need: Need, requirement: Requirement) -> NDArray[np.uint8]:
    """Bits of what a service misses at each level, (3,), resolution only where it is missed at nadir too."""
    found = np.zeros(len(LEVELS), np.uint8)
    for k, level in enumerate(LEVELS):
        asked = requirement.asked(level)
        uncertainty = service.measure.uncertainty
        if asked.resolution_m is not None and widest_incidence_deg(service, asked.resolution_m) < 0:
            found[k] |= RESOLUTION
        if asked.uncertainty is not None and (uncertainty is None or uncertainty > asked.uncertainty * (1 + 1e-9)):
            found[k] |= UNCERTAINTY
        if service.instrument.data_policy not in need.data_policies:
            found[k] |= POLICY
        if service.mode.acquisition not in need.acquisitions:
            found[k] |= ACQUISITION
    return found


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
    """Bits of misses, and greatest incidence with the resolution, both (services, levels)."""
    misses = np.array([attribute_misses(s, need, requirement) for s in services], np.uint8).reshape(-1, len(LEVELS))
    widest = np.full(misses.shape, 180.0)
    for k, level in enumerate(LEVELS):
        asked = requirement.asked(level).resolution_m
        if asked is not None:
            widest[:, k] = [widest_incidence_deg(s, asked) for s in services]
    return misses, widest
