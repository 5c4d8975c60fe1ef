"""Points on the ground in two sizes of bins, so that an arc of a track meets only the points near it. Facts: none. Leaves out heights."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from commonsky.core.places import earth_fixed_km, up_vectors

if TYPE_CHECKING:
    from numpy.typing import NDArray

COARSE_DEG, FINE_DEG = 16.0, 2.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Points:
    """Points and their bins; arrays stand in the order of the bins, `order` leads back.

    Args:
        position_km: (n, 3), Earth-fixed.
        up: (n, 3), geodetic verticals.
        order: (n,), index of each as given.
        coarse, fine: (b, 5): unit vector of a bin's centre, cosine and sine of the angle to its farthest point.
        coarse_at, fine_at: (b + 1,), first fine bin of each coarse bin, first point of each fine bin.
    """

    position_km: NDArray[np.float64]
    up: NDArray[np.float64]
    order: NDArray[np.int64]
    coarse: NDArray[np.float64]
    coarse_at: NDArray[np.int64]
    fine: NDArray[np.float64]
    fine_at: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.order)


def bin_points(lat_deg: NDArray[np.float64], lon_deg: NDArray[np.float64]) -> Points:
    """Points at height 0, in bins.

    Args:
        lat_deg, lon_deg: (n,), geodetic, degrees.

    >>> len(bin_points(np.array([0.0, 10.0]), np.array([0.0, 170.0])))
    2
    """
    coarse_key = _key(lat_deg, lon_deg, COARSE_DEG)
    fine_key = _key(lat_deg, lon_deg, FINE_DEG)
    order = np.lexsort((fine_key, coarse_key))
    lat, lon, coarse_key, fine_key = lat_deg[order], lon_deg[order], coarse_key[order], fine_key[order]
    up = up_vectors(lat, lon)
    fine_at = _starts((coarse_key << 32) | fine_key)
    coarse_point_at = _starts(coarse_key)
    return Points(
        position_km=np.ascontiguousarray(earth_fixed_km(lat, lon)),
        up=np.ascontiguousarray(up),
        order=order,
        coarse=_caps(up, coarse_point_at),
        coarse_at=np.searchsorted(fine_at, coarse_point_at),
        fine=_caps(up, fine_at),
        fine_at=fine_at,
    )


def _key(lat_deg: NDArray[np.float64], lon_deg: NDArray[np.float64], size_deg: float) -> NDArray[np.int64]:
    row = np.floor((lat_deg + 90.0) / size_deg).astype(np.int64)
    return row * 1000 + np.floor(((lon_deg + 180.0) % 360.0) / size_deg).astype(np.int64)


def _starts(key: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.concatenate([[0], np.flatnonzero(np.diff(key)) + 1, [len(key)]]) if len(key) else np.zeros(1, np.int64)


def _caps(up: NDArray[np.float64], at: NDArray[np.int64]) -> NDArray[np.float64]:
    caps = np.empty((len(at) - 1, 5))
    for b, (i, j) in enumerate(pairwise(at)):
        centre = up[i:j].mean(axis=0)
        centre /= max(float(np.linalg.norm(centre)), 1e-12)
        # 0.0034 rad: a point's geocentric direction may lean that much from its vertical
        radius = min(np.arccos(np.clip((up[i:j] @ centre).min(), -1.0, 1.0)) + 0.0034, np.pi)
        caps[b] = *centre, np.cos(radius), np.sin(radius)
    return caps
