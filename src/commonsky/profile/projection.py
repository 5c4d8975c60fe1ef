"""Lambert azimuthal equal-area projection and the frame of a map. Facts: Snyder 1987 (USGS Professional Paper 1395), chapter 24.

Points pass through unit vectors, so that the antimeridian is no seam. Leaves out other projections and rotation: north is up at the centre.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from commonsky.core.places import AUTHALIC_KM, authalic_sine

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class EqualArea:
    """The projection, centred on a point; areas are true everywhere, distances at the centre.

    >>> at = EqualArea(lat_deg=0.0, lon_deg=179.0)
    >>> [round(float(v), 1) for v in at.project(np.array([-180.0]), np.array([0.0]))[0]]
    [111.2, 0.0]
    """

    lat_deg: float
    lon_deg: float

    def project(self, lon_deg: Floats, lat_deg: Floats) -> Floats:
        """Positions east and north of the centre, km, shape of the input plus (2,); NaN beyond 150 degrees from the centre."""
        vectors = _vectors(np.asarray(lon_deg, float), np.asarray(lat_deg, float))
        east, north, up = _axes(self.lat_deg, self.lon_deg)
        height = vectors @ up
        # Snyder 24-2: k' = sqrt(2 / (1 + cos c)); beyond 150 degrees shapes are smeared round the rim
        with np.errstate(invalid="ignore", divide="ignore"):
            k = np.where(height > -0.866, np.sqrt(2 / (1 + height)), np.nan)
        return np.asarray(AUTHALIC_KM * np.stack([k * (vectors @ east), k * (vectors @ north)], axis=-1))


def centred_on(lat_deg: Floats, lon_deg: Floats) -> EqualArea:
    """The projection centred on the centroid of points of equal weight.

    >>> centred_on(np.array([0.0, 0.0]), np.array([178.0, -176.0])).lon_deg
    -179.0
    """
    x, y, z = _vectors(np.asarray(lon_deg, float), np.asarray(lat_deg, float)).mean(axis=0)
    lat = np.degrees(np.arctan2(z, np.hypot(x, y)))
    return EqualArea(lat_deg=round(float(lat), 6), lon_deg=round(float(np.degrees(np.arctan2(y, x))), 6))


def densify(ring: Floats, step_deg: float = 1.0) -> Floats:
    """A line with points added so that none lies further than `step_deg` from the next, (n, 2), degrees.

    >>> densify(np.array([[0.0, 0.0], [2.0, 0.0]])).tolist()
    [[0.0, 0.0], [1.0, 0.0], [2.0, 0.0]]
    """
    steps = np.diff(ring, axis=0)
    counts = np.maximum(1, np.ceil(np.abs(steps).max(axis=1) / step_deg)).astype(int)
    if not len(counts) or counts.max() == 1:
        return ring
    start = np.repeat(np.arange(len(counts)), counts)
    part = np.concatenate([np.arange(n) / n for n in counts])
    return np.concatenate([ring[start] + steps[start] * part[:, None], ring[-1:]])


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """A window on the projected plane, drawn `width` by `height` units with north up.

    Args:
        at: the projection.
        west_km: plane coordinate of the left edge, km.
        north_km: plane coordinate of the top edge, km.
        units_per_km: scale at the centre.
        width: drawing units.
        height: drawing units.
    """

    at: EqualArea
    west_km: float
    north_km: float
    units_per_km: float
    width: float
    height: float

    @property
    def km2(self) -> float:
        """Area shown."""
        return self.width * self.height / self.units_per_km**2

    def units(self, lon_deg: Floats, lat_deg: Floats) -> Floats:
        """Drawing units, x to the right and y down, shape of the input plus (2,)."""
        plane = self.at.project(lon_deg, lat_deg)
        x = (plane[..., 0] - self.west_km) * self.units_per_km
        return np.stack([x, (self.north_km - plane[..., 1]) * self.units_per_km], axis=-1)


def frame_around(at: EqualArea, points: Floats, *, width: float, shape: tuple[float, float], margin: float = 0.06) -> Frame:
    """The frame that shows all points with a margin of sea; `shape` bounds height over width.

    Args:
        at: the projection.
        points: (n, 2), longitude and latitude, degrees.
        width: drawing units.
        shape: least and greatest height over width.
        margin: sea around, as a share of the larger side.
    """
    plane = at.project(points[:, 0], points[:, 1])
    low, high = np.nanmin(plane, axis=0), np.nanmax(plane, axis=0)
    size = high - low + 2 * margin * float((high - low).max())
    middle = (low + high) / 2
    ratio = float(np.clip(size[1] / size[0], *shape))
    width_km = max(float(size[0]), float(size[1]) / ratio)
    return Frame(
        at=at,
        west_km=float(middle[0]) - width_km / 2,
        north_km=float(middle[1]) + width_km * ratio / 2,
        units_per_km=width / width_km,
        width=width,
        height=round(width * ratio),
    )


def _vectors(lon_deg: Floats, lat_deg: Floats) -> Floats:
    sine = np.clip(authalic_sine(lat_deg), -1.0, 1.0)
    cosine, lon = np.sqrt(1 - sine**2), np.radians(lon_deg)
    return np.stack([cosine * np.cos(lon), cosine * np.sin(lon), sine], axis=-1)


def _axes(lat_deg: float, lon_deg: float) -> tuple[Floats, Floats, Floats]:
    lat, lon = np.radians(lat_deg), np.radians(lon_deg)
    east = np.array([-np.sin(lon), np.cos(lon), 0.0])
    north = np.array([-np.sin(lat) * np.cos(lon), -np.sin(lat) * np.sin(lon), np.cos(lat)])
    up = np.array([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])
    return east, north, up
