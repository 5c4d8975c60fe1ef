"""The whole Earth at once: how long each cell is without a young enough product. Facts: methods.md, World maps; no pass is stored.

A demand is one need at one level: products count from their latency on until their age limit. Every look that serves a demand is taken
from the last instant of the window to the first; what is left of a cell is the time without, and the time from which on there is one.
A cell stands for its area by its centre, so for swaths under five cells wide a single cell is a sample and only areas of many are figures.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from commonsky.core.places import earth_fixed_km, up_vectors
from commonsky.orbits.propagation import propagate
from commonsky.orbits.sun import sun_direction

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from commonsky.core.elements import Elements
    from commonsky.core.execution import Executor
    from commonsky.world.rings import Rings

STEP_S = 120.0
#: Nodes that are held at a time.
CHUNK = 720
#: Bands of latitude that are spread over workers.
BANDS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """How old a product may be, and from when on that is judged, s; the judging begins no earlier than the window."""

    age_s: float
    begin_s: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sweeping:
    """A mode of an orbiting satellite.

    Args:
        elements: of the satellite.
        windows: (w, 4), look and incidence angles, rad, as `sensors.look_windows` gives them.
        zenith_limits_deg: solar zenith angles at which it works.
        serves: number of each demand that it serves, and the latency of its product, s.
    """

    elements: Elements
    windows: NDArray[np.float64]
    zenith_limits_deg: tuple[float, float]
    serves: tuple[tuple[int, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Standing:
    """A look that stands: a geostationary imager, a product of many satellites, a ground network.

    Args:
        cells: positions among the wanted cells that it sees.
        cycle_s: between images.
        zenith_limits_deg: solar zenith angles at which it works.
        serves: number of each demand that it serves, and the latency of its product, s.
    """

    cells: NDArray[np.int64]
    cycle_s: float
    zenith_limits_deg: tuple[float, float]
    serves: tuple[tuple[int, float], ...]


class Mask:
    """The cells that are asked about.

    Args:
        rings: cells of the whole Earth.
        wanted: (n,), which of them are asked about; wanted cells are numbered in their order.
    """

    def __init__(self, rings: Rings, wanted: NDArray[np.bool_]) -> None:
        self.rings, self.wanted = rings, wanted
        self.lat_deg, self.lon_deg = (degrees[wanted] for degrees in rings.centres())
        self.up = up_vectors(self.lat_deg, self.lon_deg)
        self.position_km = earth_fixed_km(self.lat_deg, self.lon_deg)

    def __len__(self) -> int:
        return len(self.up)

    @property
    def cell_km(self) -> float:
        """Size of a cell."""
        return float(np.sqrt(self.rings.cell_km2))


def shares_without(
    mask: Mask,
    sweeping: Sequence[Sweeping],
    standing: Sequence[Standing],
    demands: Sequence[Demand],
    window_s: tuple[float, float],
    executor: Executor,
    *,
    tick: Callable[[], None] = lambda: None,
) -> NDArray[np.float64]:
    """Share of the judged time without a young enough product, by demand and wanted cell, (d, wanted); 1 where nothing ever comes.

    Args:
        mask: which cells.
        sweeping, standing: looks, each with the demands that it serves.
        demands: what is asked.
        window_s: start of the simulation and end of the window, seconds since 2000-01-01T00:00Z.
        executor: how satellites and bands of latitude are spread; the answer does not depend on it.
        tick: called as each stretch of time is done.
    """
    start, finish = window_s
    steps = max(1, round((finish - start) / STEP_S))
    nodes = np.asarray(start + (finish - start) / steps * np.arange(steps + 1), np.float64)
    gap = np.zeros((len(demands), len(mask)))
    from_s = np.full((len(demands), len(mask)), finish)
    images = _standing(standing, demands, nodes[1] - nodes[0], start, from_s)
    plan = _Plan(
        mask=mask,
        serving=_table([s.serves for s in sweeping for _ in s.windows]),
        lit=_cosines([s.zenith_limits_deg for s in sweeping for _ in s.windows]),
        images=images,
        rings=_ring_arrays(mask),
        up=mask.up,
        demands=demands,
    )
    for end in range(steps, 0, -CHUNK):
        begin = max(0, end - CHUNK)
        here = nodes[begin : end + 1]
        made = list(executor.map(partial(_strips, here, sun_direction(here)), sweeping))
        plan.sweep(here, begin, made, gap, from_s, executor)
        tick()
    judged = np.array([finish - d.begin_s for d in demands])[:, None]
    left = gap + np.maximum(from_s - np.array([d.begin_s for d in demands])[:, None], 0.0)
    return np.asarray(np.where(judged > 0, left / np.maximum(judged, 1.0), from_s >= finish))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Plan:
    """What the kernel wants besides strips; the same for every stretch of time."""

    mask: Mask
    serving: tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]
    lit: NDArray[np.float64]
    images: tuple[NDArray[np.float64] | NDArray[np.int64], ...]
    rings: tuple[NDArray[np.float64] | NDArray[np.int64], ...]
    up: NDArray[np.float64]
    demands: Sequence[Demand]

    def sweep(
        self,
        nodes: NDArray[np.float64],
        number: int,
        made: Sequence[tuple[NDArray[np.float64], ...]],
        gap: NDArray[np.float64],
        from_s: NDArray[np.float64],
        executor: Executor,
    ) -> None:
        """Take a stretch of time over all bands; `gap` and `from_s` are changed in place."""
        steps = len(nodes) - 1
        packed = (*(np.concatenate([np.zeros((0, steps + 1 - (i > 0), 7)), *(m[i] for m in made)]) for i in range(3)), self.lit)
        sun = sun_direction((nodes[1:] + nodes[:-1]) / 2)
        suns = np.stack([sun[:, 2], np.hypot(sun[:, 0], sun[:, 1]), np.arctan2(sun[:, 1], sun[:, 0])], axis=1)
        terms = (np.array([d.age_s for d in self.demands]), np.array([d.begin_s for d in self.demands]))
        bounds = np.linspace(0, len(self.mask.rings), BANDS + 1).astype(np.int64)
        bands = [(int(a), int(b)) for a, b in pairwise(bounds)]

        take = partial(_band, nodes, number, packed, self, suns, terms, gap, from_s)
        for (a, b), (gaps, froms) in zip((self.cells(band) for band in bands), executor.map(take, bands), strict=True):
            gap[:, a:b], from_s[:, a:b] = gaps, froms

    def cells(self, band: tuple[int, int]) -> tuple[int, int]:
        """Numbers of the wanted cells of a band of rings, half open."""
        first, before = self.rings[0], self.rings[-1]
        return int(before[int(first[band[0]])]), int(before[int(first[band[1]])])


def _band(
    nodes: NDArray[np.float64],
    number: int,
    packed: tuple[NDArray[np.float64], ...],
    plan: _Plan,
    suns: NDArray[np.float64],
    terms: tuple[NDArray[np.float64], NDArray[np.float64]],
    gap: NDArray[np.float64],
    from_s: NDArray[np.float64],
    band: tuple[int, int],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Take a stretch of time over one band; its own cells of both arrays, which here alone are changed."""
    from commonsky.coverage.kernels.strips import sweep

    sweep(nodes, number, packed, plan.serving, plan.images, suns, plan.rings, plan.up, terms, band, gap, from_s)
    a, b = plan.cells(band)
    return gap[:, a:b], from_s[:, a:b]


def _strips(nodes: NDArray[np.float64], suns: NDArray[np.float64], look: Sweeping) -> tuple[NDArray[np.float64], ...]:
    """Lines and sides of a mode's windows, as kernels.lines gives them; nothing is seen where the elements fail."""
    from commonsky.coverage.kernels.lines import lines_and_sides

    track = propagate(look.elements, float(nodes[0]), float(nodes[-1] - nodes[0]), step_s=float(nodes[1] - nodes[0]) * (1 + 1e-9))
    lit = _cosines([look.zenith_limits_deg])[0]
    found: tuple[NDArray[np.float64], ...] = lines_and_sides(track.position_km, track.velocity_km_s, suns, look.windows, lit)
    return found


def _ring_arrays(mask: Mask) -> tuple[NDArray[np.float64] | NDArray[np.int64], ...]:
    rings = mask.rings
    lat = np.radians(rings.lat_deg)
    before = np.concatenate([[0], np.cumsum(mask.wanted)]).astype(np.int64)
    return (
        rings.first,
        np.radians(rings.lon_deg),
        rings.sine,
        np.sqrt(1 - rings.sine**2),
        np.sin(lat),
        np.cos(lat),
        before,
    )


def _cosines(limits_deg: Sequence[tuple[float, float]]) -> NDArray[np.float64]:
    """Least and greatest cosine of solar zenith angles, (s, 2); -1 and 1 where there is no limit."""
    limits = np.array(limits_deg, float).reshape(-1, 2)
    return np.asarray(np.cos(np.radians(limits[:, ::-1])))


def _table(serves: Sequence[tuple[tuple[int, float], ...]]) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Where each source's rows begin, and the demand and latency of each row."""
    starts = np.concatenate([[0], np.cumsum([len(s) for s in serves])]).astype(np.int64)
    rows = [row for some in serves for row in some]
    return starts, np.array([r[0] for r in rows], np.int64), np.array([r[1] for r in rows], float)


def _standing(
    looks: Sequence[Standing], demands: Sequence[Demand], step_s: float, start: float, from_s: NDArray[np.float64]
) -> tuple[NDArray[np.float64] | NDArray[np.int64], ...]:
    """Standing looks as the kernel wants them; what stands in any light, often enough, is entered at once and not taken again."""
    rows = []
    for look in looks:
        for demand, latency_s in look.serves:
            close = look.cycle_s + latency_s <= demands[demand].age_s
            if close and look.zenith_limits_deg == (0.0, 180.0):
                from_s[demand, look.cells] = np.minimum(from_s[demand, look.cells], start + latency_s)
                continue
            every = max(1, round((SPELL_S if close else look.cycle_s) / step_s))
            rows.append((every, every * step_s if close else 0.0, look.cells, look.zenith_limits_deg, ((demand, latency_s),)))
    return (
        np.array([r[0] for r in rows], np.int64),
        np.array([r[1] for r in rows], float),
        np.concatenate([[0], np.cumsum([len(r[2]) for r in rows])]).astype(np.int64),
        np.concatenate([np.zeros(0, np.int64), *(r[2] for r in rows)]).astype(np.int64),
        _cosines([r[3] for r in rows]),
        *_table([r[4] for r in rows]),
    )


#: Stretch of a sunlit standing look that is taken at once, s.
SPELL_S = 600.0
