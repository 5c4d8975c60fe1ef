"""Jamming of satellite navigation over an area: no position within it. Facts: great circles on the sphere of the Earth's area.

The area is a circle about a point, or the whole country; within it a system is lost altogether. Leaves out what a receiver with a better
antenna, or behind a hill, still gets. On the sphere a distance errs by up to 0.6 %.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal, Self

import numpy as np
from pydantic import Field, model_validator

from commonsky.catalogue.model import Latitude, Positive, Row
from commonsky.core.places import AUTHALIC_KM, up_vectors
from commonsky.resilience.kinds.loss_of_satellite import Names, find_names, in_service, told_of_names
from commonsky.resilience.scenario import Kind, Loss

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from commonsky.resilience.scenario import Setting, Titles


class Jamming(Row):
    """A circle, or ``country = "whole"``; systems by name, none for all; `spoofing`: false positions in place of none."""

    lat_deg: Latitude | None = None
    lon_deg: Annotated[float, Field(ge=-180, le=360)] | None = None
    radius_km: Annotated[Positive, Field(le=np.pi * AUTHALIC_KM)] | None = None
    country: Literal["whole"] | None = None
    systems: Names = ()
    spoofing: bool = False

    @model_validator(mode="after")
    def _somewhere(self) -> Self:
        circle = [figure is not None for figure in (self.lat_deg, self.lon_deg, self.radius_km)]
        if any(circle) != all(circle) or all(circle) == (self.country is not None):
            raise ValueError('give lat_deg, lon_deg and radius_km, or country = "whole"')
        return self


def lose_to_jamming(takes: Jamming, setting: Setting) -> Loss:
    """Navigation within the area."""
    named, missing = find_names("navigation system", takes.systems, setting.navigation)
    serving = in_service(setting.navigation)
    systems = [name for name in named if name in serving] if takes.systems else list(serving)
    quiet = [f"{name} is {setting.navigation[name].status}: nothing to jam" for name in named if name not in serving]
    where = None
    if takes.lat_deg is not None and takes.lon_deg is not None and takes.radius_km is not None:
        where = distance_km(setting.lat_deg, setting.lon_deg, takes.lat_deg, takes.lon_deg) <= takes.radius_km
    told = (
        *told_of_names(systems, "navigation jammed", "导航受干扰"),
        *((_where(where),) if where is not None and systems else ()),
        *((_SPOOFED,) if takes.spoofing and systems else ()),
    )
    return Loss(navigation=frozenset(systems), where=where, told=told, not_found=(*missing, *quiet))


def distance_km(lat_deg: NDArray[np.float64], lon_deg: NDArray[np.float64], to_lat_deg: float, to_lon_deg: float) -> NDArray[np.float64]:
    """Great-circle distances of points from one point, (n,), km; exact at the poles, over the antimeridian and at the antipode.

    >>> distance_km(np.array([0.0, 0.0]), np.array([179.5, -179.5]), 0.0, -179.5).round(1).tolist()
    [111.2, 0.0]
    """
    points = up_vectors(np.asarray(lat_deg, float), np.asarray(lon_deg, float))
    middle = up_vectors(np.array([to_lat_deg]), np.array([to_lon_deg]))[0]
    across = np.linalg.norm(np.cross(points, middle), axis=1)
    return np.asarray(AUTHALIC_KM * np.arctan2(across, points @ middle))


def _where(where: NDArray[np.bool_]) -> Titles:
    if not where.any():
        return {"en": "no part of the country lies within the area", "zh": "该国没有任何部分位于受干扰区域内"}
    share = f"{where.mean():.0%}"
    return {"en": f"{share} of the country's cells lie within the area", "zh": f"该国{share}的网格位于受干扰区域内"}


_SPOOFED: Titles = {
    "en": "receivers may show a false position without a warning: worse than none",
    "zh": "接收机可能显示错误位置而没有任何提示，比没有位置更危险",
}

JAMMING = Kind(
    name="jamming",
    titles={"en": "Jamming or spoofing of navigation", "zh": "导航受干扰或欺骗"},
    asks=Jamming,
    lose=lose_to_jamming,
    source="great-circle distance on the authalic sphere (Snyder 1987); navigation systems of the catalogue",
)
