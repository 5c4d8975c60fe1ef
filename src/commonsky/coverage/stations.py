"""Ground networks as observers: how dense their stations are about each cell, as an equivalent horizontal resolution.

Facts: docs/design/008-stations-as-networks.md. A network looks at every cell all the time, at the cycle of its row of the catalogue; what
differs from cell to cell is its resolution. Its looks therefore carry the spacing of stations, km, where a satellite's carry the
incidence angle. Leaves out a network without positions or whose cycle no source states: that is told, never assumed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from commonsky.catalogue.model import Instrument, Measure, Mode
from commonsky.core.places import AUTHALIC_KM, up_vectors
from commonsky.coverage.passes import Found, Look

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from commonsky.catalogue.systems import Network, NetworkMeasure
    from commonsky.sources.station_lists import StationList
    from commonsky.world.cells import Cells

#: Stations whose farthest sets the density about a point.
NEAREST = 4
#: Points taken at a time: neighbours, as cells come in nested order, so that few stations can be near any of them.
CHUNK = 128
#: Steps of a unit vector within which two stations are one place: 640 m on the ground.
SAME_PLACE = 1e-4
#: Side of the tiles in which points are taken together, degrees.
TILE_DEG = 6.0
#: What an aerodrome's METAR reports as a figure (WMO-No. 306, FM 15): of rain and snow it tells only that they fall.
AERODROME_VARIABLES = frozenset({"air_temperature", "surface_pressure"})
INSTRUMENT, KIND = "stations", "ground network"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class NetworkViewer:
    """A ground network at one observing cycle: what a viewer is for an instrument mode.

    Args:
        network: its row of the catalogue.
        instrument, mode: its stations as a row that looks all the time; the mode's resolution is the median spacing over land.
        spacing_km: (cells,), equivalent spacing of stations at each cell.
        number: its place among the looks of depth 0.
    """

    network: Network
    instrument: Instrument
    mode: Mode
    spacing_km: NDArray[np.float64]
    number: int

    @property
    def mission(self) -> str:
        """Name of the network, where a satellite's mission stands."""
        return self.network.name

    @property
    def depth(self) -> int:
        """Depth of sampling: the spacing of stations changes little within a cell."""
        return 0


def equivalent_spacing_km(
    lat_deg: NDArray[np.float64], lon_deg: NDArray[np.float64], station_lat_deg: NDArray[np.float64], station_lon_deg: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Spacing of the square grid that is as dense as the stations about each point, (n,), km; infinite without stations.

    The area of the cap out to the k-th nearest station, shared by k, is one station's area; its root is the spacing, which up to
    1,000 km is sqrt(pi / k) times the distance to within 0.1 %. It is never less than sqrt(2) times the distance to the nearest
    station: in a square grid no point is farther than that from one. k is 4, or all where the list has fewer.

    Args:
        lat_deg, lon_deg: (n,), points.
        station_lat_deg, station_lon_deg: (m,), stations; those within some 640 m of each other are one place.

    >>> on_equator = np.zeros(1), np.array([0.0]), np.zeros(1), np.array([1.0])
    >>> equivalent_spacing_km(*on_equator).round(0).tolist()
    [197.0]
    """
    stations = _places(station_lat_deg, station_lon_deg)
    if not len(stations):
        return np.full(len(lat_deg), np.inf)
    points, k = up_vectors(lat_deg, lon_deg), min(NEAREST, len(stations))
    found = np.empty(len(points))
    order = np.lexsort((lon_deg // TILE_DEG, lat_deg // TILE_DEG))  # what is taken together lies together
    for at in range(0, len(points), CHUNK):
        rows = order[at : at + CHUNK]
        cosine = points[rows] @ _in_reach(points[rows], stations, k).T
        nearest = -np.partition(-cosine, k - 1, axis=1)[:, :k]
        found[rows] = _spacing_km(nearest.max(axis=1), nearest.min(axis=1), k)
    return found


def network_viewers(
    networks: Iterable[Network], stations: StationList, cells: Cells, variables: set[str], *, first: int
) -> tuple[NetworkViewer, ...]:
    """The networks whose stations a list gives, one viewer for each observing cycle.

    Args:
        networks: rows of the catalogue; those without `positions` are passed over.
        stations: where the stations stand.
        cells: of the country.
        variables: that are asked.
        first: number of looks of depth 0 that come before.
    """
    found: list[NetworkViewer] = []
    rows = list(networks)
    if not any(n.positions and any(m.variable in variables and m.cycle_h is not None for m in n.measures) for n in rows):
        return ()
    spacing = equivalent_spacing_km(cells.lat_deg, cells.lon_deg, stations.lat_deg, stations.lon_deg)
    for network in rows:
        reported = variables & AERODROME_VARIABLES if stations.packaged else variables
        cycles = dict.fromkeys(m.cycle_h for m in network.measures if m.variable in reported and m.cycle_h is not None)
        if network.positions is None or not cycles:
            continue
        instrument = _as_instrument(network, stations, median_over_land_km(spacing, cells))
        modes = {mode.cycle_min: mode for mode in instrument.modes}
        for cycle_h in cycles:
            mode, number = modes[60.0 * (cycle_h or 0.0)], first + len(found)
            found.append(NetworkViewer(network=network, instrument=instrument, mode=mode, spacing_km=spacing, number=number))
    return tuple(found)


def network_look(viewer: NetworkViewer, window_s: tuple[float, float]) -> Found:
    """The standing look of a network over the whole window; its incidence column carries the spacing of stations, km.

    Args:
        viewer: the network.
        window_s: start and end, seconds since 2000-01-01T00:00Z.
    """
    cells = len(viewer.spacing_km)
    look = Look(
        platform=viewer.mission, instrument=viewer.instrument.name, mode=viewer.mode.name, cycle_s=60.0 * (viewer.mode.cycle_min or 0.0)
    )
    return Found(
        look=look,
        point=np.arange(cells),
        start_s=np.full(cells, window_s[0]),
        end_s=np.full(cells, window_s[1]),
        incidence_deg=viewer.spacing_km.astype(np.float32),
    )


def median_over_land_km(spacing_km: NDArray[np.float64], cells: Cells) -> float:
    """Median spacing by land area, or over all cells where there is no land, km."""
    weights = cells.land_km2 if cells.land_km2.sum() > 0 else np.ones(len(cells))
    order = np.argsort(spacing_km)
    share = np.cumsum(weights[order])
    return float(spacing_km[order][np.searchsorted(share, share[-1] / 2)])


def _places(lat_deg: NDArray[np.float64], lon_deg: NDArray[np.float64]) -> NDArray[np.float64]:
    """Unit vectors of the stations, one for each place."""
    vectors = up_vectors(lat_deg, lon_deg)
    _, kept = np.unique(np.round(vectors / SAME_PLACE).astype(np.int64), axis=0, return_index=True)
    return np.asarray(vectors[np.sort(kept)])


def _in_reach(points: NDArray[np.float64], stations: NDArray[np.float64], k: int) -> NDArray[np.float64]:
    """Stations that can be among the k nearest of any of some points.

    From one of the points, the k-th nearest is at an angle d and the farthest point at r; no point has its k-th beyond d + r, which lies
    within d + 2 r of that one point.
    """
    middle = points[len(points) // 2]
    angle = np.arccos(np.clip(stations @ middle, -1.0, 1.0))
    radius = np.arccos(np.clip((points @ middle).min(), -1.0, 1.0))
    return np.asarray(stations[angle <= np.partition(angle, k - 1)[k - 1] + 2 * radius + 1e-6])


def _spacing_km(nearest: NDArray[np.float64], farthest: NDArray[np.float64], k: int) -> NDArray[np.float64]:
    """Spacing from the cosines of the angles to the nearest and the k-th nearest station."""
    of_area = AUTHALIC_KM * np.sqrt(2 * np.pi * np.clip(1.0 - farthest, 0.0, 2.0) / k)
    of_reach = np.sqrt(2.0) * AUTHALIC_KM * np.arccos(np.clip(nearest, -1.0, 1.0))
    return np.asarray(np.maximum(of_area, of_reach))


def _as_instrument(network: Network, stations: StationList, median_km: float) -> Instrument:
    """A network as a row of the catalogue that looks everywhere at its cycle."""
    stated = [m for m in network.measures if m.cycle_h is not None]
    note = "where aerodromes report METAR" if stations.packaged else f"where {stations.source.where} says"
    modes = [
        Mode(
            name=_mode_name(cycle_h),
            geometry="grid",
            cycle_min=60.0 * cycle_h,
            max_latitude_deg=90.0,
            resolution_m=1000.0 * median_km,
            light="any",
            acquisition="systematic",
            acquisition_note=f"stations stand {note}",
        )
        for cycle_h in dict.fromkeys(m.cycle_h for m in stated if m.cycle_h is not None)
    ]
    return Instrument(
        name=INSTRUMENT,
        full_name=network.full_name,
        kind=KIND,
        missions=(network.name,),
        data_policy=network.data_policy or "restricted",
        modes=tuple(modes),
        measures=tuple(_as_measure(m, network) for m in stated if not stations.packaged or m.variable in AERODROME_VARIABLES),
        as_of=network.as_of,
        source=(*network.source, stations.source),
    )


def _as_measure(measure: NetworkMeasure, network: Network) -> Measure:
    return Measure(
        variable=measure.variable,
        modes=(_mode_name(measure.cycle_h or 0.0),),
        relevance="primary",
        uncertainty=measure.uncertainty,
        latency_h=measure.latency_h,
        product=f"reports of {network.full_name or network.name}",
        note=measure.note,
        source=measure.source,
    )


def _mode_name(cycle_h: float) -> str:
    return f"every {cycle_h:g} h"
