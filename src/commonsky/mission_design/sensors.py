"""Sensors that a new satellite could carry: kinds and swaths. Facts: the catalogue's instruments, as precedents; the swaths are ours.

A sensor meets what the need asks in resolution and uncertainty by assumption: that is the requirement on its developer. It is offered only
as wide as some instrument of its family flies at the resolution asked, so that no swath is promised that nobody has built; where none
does, the narrowest is offered and marked. Leaves out altimeters, sounders, lidars and spectrometers.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from commonsky.catalogue.model import Mode
from commonsky.coverage.sensors import MEAN_KM

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from commonsky.catalogue.model import Instrument
    from commonsky.mission_design.orbits import Orbit

#: Swaths tried by kind, km.
SWATHS_KM: dict[str, tuple[float, ...]] = {
    "sar": (30.0, 100.0, 250.0, 350.0),
    "optical": (60.0, 290.0, 800.0, 2900.0),
    "microwave": (900.0, 1450.0),
    "thermal": (185.0, 700.0, 2900.0),
}
TITLES: dict[str, dict[str, str]] = {
    "sar": {"en": "synthetic aperture radar", "zh": "合成孔径雷达"},
    "optical": {"en": "optical imager, by day", "zh": "光学成像仪（白天工作）"},
    "microwave": {"en": "conical microwave imager", "zh": "圆锥扫描微波成像仪"},
    "thermal": {"en": "thermal imager, by day and night", "zh": "热红外成像仪（昼夜工作）"},
}
#: The catalogue's kinds of instrument in each family, and the light in which they work.
FAMILIES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "sar": (("synthetic aperture radar",), ("any",)),
    "optical": (
        ("optical imager", "high-resolution optical imager", "hyperspectral imager", "ocean colour radiometer"),
        ("day",),
    ),
    "microwave": (("microwave radiometer",), ("any",)),
    "thermal": (("thermal imager", "optical imager", "ocean colour radiometer"), ("any", "night")),
}
#: Middle of a radar's incidence angles, and of a conical scan's, degrees: radars of the catalogue have 20 to 50, imagers 53 to 55.
SAR_MIDDLE_DEG, CONICAL_DEG = 36.0, 53.0
SAR_EDGES_DEG = (15.0, 55.0)
#: How much narrower a precedent's swath may be.
NEARLY = 0.9


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Sensor:
    """A kind of sensor with a swath, km, and the side of flight to which a radar looks."""

    kind: str
    swath_km: float
    side: str = ""

    @property
    def name(self) -> str:
        """Its name, by which ties are broken.

        >>> Sensor(kind="sar", swath_km=250.0, side="right").name
        'sar 250 km right'
        """
        return f"{self.kind} {self.swath_km:.0f} km {self.side}".strip()

    @property
    def conical(self) -> bool:
        """Whether it scans a cone."""
        return self.kind == "microwave"

    def mode(self, altitude_km: float) -> Mode:
        """Its one mode, seen from an altitude, km; the resolution is a placeholder, since the need's own is assumed."""
        figures: dict[str, object] = {"swath_km": self.swath_km}
        if self.kind == "sar":
            near, far = incidence_window_deg(self.swath_km, altitude_km)
            figures |= {"incidence_min_deg": near, "incidence_max_deg": far, "side": self.side or "right"}
        if self.conical:
            figures |= {"incidence_deg": CONICAL_DEG, "look_ahead": "fore"}
        geometry = {"sar": "side-looking", "microwave": "conical"}.get(self.kind, "swath")
        light = "day" if self.kind == "optical" else "any"
        return Mode.model_validate(
            {"name": self.name, "geometry": geometry, "resolution_m": 1.0, "light": light, "acquisition": "systematic", **figures}
        )


@cache
def incidence_window_deg(swath_km: float, altitude_km: float) -> tuple[float, float]:
    """Least and greatest incidence of a radar with a swath, degrees, even about the middle; less wide where the edges are reached.

    >>> [round(v, 1) for v in incidence_window_deg(250.0, 693.0)]
    [28.0, 44.0]
    """
    radius = MEAN_KM + altitude_km

    def ground_km(incidence_deg: float) -> float:
        angle = np.radians(incidence_deg)
        return float(MEAN_KM * (angle - np.arcsin(MEAN_KM / radius * np.sin(angle))))

    low, high = 0.0, 0.5 * (SAR_EDGES_DEG[1] - SAR_EDGES_DEG[0])
    for _ in range(50):
        half = 0.5 * (low + high)
        near, far = max(SAR_MIDDLE_DEG - half, SAR_EDGES_DEG[0]), min(SAR_MIDDLE_DEG + half, SAR_EDGES_DEG[1])
        low, high = (half, high) if ground_km(far) - ground_km(near) < swath_km else (low, half)
    return near, far


def families_of(variable: str, instruments: Iterable[Instrument]) -> tuple[str, ...]:
    """Kinds of sensor with which some instrument of the catalogue measures a variable.

    >>> from commonsky.catalogue.load import packaged_catalogue
    >>> families_of("surface_water_extent", packaged_catalogue().instruments.values())
    ('sar', 'optical')
    """
    rows = list(instruments)
    measured = [
        (instrument, mode)
        for instrument in rows
        for measure in instrument.measures
        for mode in instrument.modes
        if measure.variable == variable and mode.name in measure.modes
    ]
    return tuple(family for family in FAMILIES if any(_is_of(family, instrument, mode) for instrument, mode in measured))


def offered(family: str, resolution_m: float | None, instruments: Iterable[Instrument]) -> dict[float, str]:
    """Swaths that may be promised at a resolution, km, each with an instrument that has both; empty text: none has.

    Args:
        family: kind of sensor.
        resolution_m: that is asked; None: none is.
        instruments: precedents.
    """
    flown = [(mode, instrument.name) for instrument in instruments for mode in instrument.modes if _is_of(family, instrument, mode)]
    fine = [(mode.swath_km, name) for mode, name in flown if mode.swath_km and (resolution_m is None or mode.resolution_m <= resolution_m)]
    found = {}
    for swath in SWATHS_KM[family]:
        wide = sorted((width, name) for width, name in fine if width >= NEARLY * swath)
        if wide:
            found[swath] = wide[0][1]
    return found or {SWATHS_KM[family][0]: ""}


def side_of(orbit: Orbit, lat_deg: Sequence[float]) -> str:
    """The side to which a radar looks: poleward of the equator on orbits of low inclination, which fly east, else right of flight."""
    if orbit.node_time_h is not None or orbit.inclination_deg > 45.0:
        return "right"
    return "left" if sum(lat_deg) > 0 else "right"


def _is_of(family: str, instrument: Instrument, mode: Mode) -> bool:
    kinds, light = FAMILIES[family]
    return instrument.kind in kinds and mode.light in light and mode.geometry != "disk"
