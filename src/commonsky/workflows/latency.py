"""How long after each look at a place its product is there, by look and by cell. Joins catalogue, world, coverage and workflows.contacts.

Facts: none of its own; what is simulated and what is left out: `coverage.delivery`. A published latency stays the figure.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from commonsky.catalogue.load import packaged_catalogue
from commonsky.core.errors import InvalidInputError, OutputError
from commonsky.core.execution import ThreadExecutor
from commonsky.core.places import Place
from commonsky.core.time import parse_utc
from commonsky.coverage.delivery import HOUR_S, latency_figure, spread, waits_of
from commonsky.coverage.simulate import deepest_sampling, simulate, viewers_of
from commonsky.workflows.contacts import DAY_S, contacts_by_satellite, downlinks, fliers_of, window_s
from commonsky.workflows.target import namesakes
from commonsky.world.cells import Cells, country_cells
from commonsky.world.countries import all_land, boundary, find_country

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

    from numpy.typing import NDArray

    from commonsky.catalogue.model import Measure
    from commonsky.catalogue.systems import Downlink
    from commonsky.core.execution import Progress
    from commonsky.coverage.contacts import Contacts
    from commonsky.coverage.delivery import Basis, Spread
    from commonsky.coverage.passes import Look, Passes
    from commonsky.coverage.simulate import Viewer
    from commonsky.workflows.contacts import GroundRequest

#: Days after the window in which its last looks may still come down.
AFTER_DAYS = 2.0
#: HEALPix depth of the cell that stands for a single point: about 13 km across.
POINT_DEPTH = 9
_POINT = re.compile(r"\s*([-+]?\d+(?:\.\d*)?)\s*,\s*([-+]?\d+(?:\.\d*)?)\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductLatency:
    """One product's latency: as published, and the figure that counts (see `coverage.delivery`), hours."""

    variable: str
    product: str
    published_h: float | None
    figure_h: float | None
    basis: Basis


@dataclass(frozen=True, slots=True, kw_only=True)
class LookLatency:
    """One instrument mode on one satellite over all cells: looks, and the wait that half, nine tenths and all keep, hours.

    `processing_min` is from reception to product; None: not published, and the wait is for the downlink alone.
    """

    look: Look
    passes: int
    median_h: float
    p90_h: float
    worst_h: float
    processing_min: float | None
    products: tuple[ProductLatency, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LatencyFound:
    """Latencies by look, the same by cell, and a line for what was refused or assumed.

    `by_cell` goes with the looks of the same place in `tables`, one table for each depth of sampling.
    """

    rows: tuple[LookLatency, ...]
    cells: Cells
    tables: tuple[tuple[tuple[Look, ...], Spread], ...]
    notes: tuple[str, ...]


def latency_at(place: str, request: GroundRequest, progress: Progress, *, processing_min: float | None = None) -> LatencyFound:
    """Time from each look at a place to its downlink and product, by look and by cell.

    Args:
        place: a country's code or name, or LAT,LON.
        request: what is asked; its missions must be of the catalogue.
        progress: is told what is being done.
        processing_min: minutes from reception to product where none is published; None: none is assumed.

    Raises:
        InvalidInputError: if nothing that is asked can be computed.
        UnknownNameError: if a mission or a country is not known.
    """
    if processing_min is not None and not processing_min >= 0:
        raise InvalidInputError(f"--processing-min {processing_min:g} is out of range; give 0 or more minutes")
    start_s, end_s = window_s(request)
    cells = place_cells(place)
    asked = request if request.missions else replace(request, missions=tuple(_with_downlink(parse_utc(request.start))))
    fliers, notes = fliers_of(asked)
    found, more = contacts_by_satellite(asked, fliers, start_s, end_s + AFTER_DAYS * DAY_S, progress)
    contacts = {one.satellite: one.contacts for one in found}
    platforms = [f.platform for f in fliers if f.platform is not None and f.name in contacts]
    instruments = list(packaged_catalogue().instruments.values())
    variables = {m.variable for i in instruments for m in i.measures}
    viewers = viewers_of(platforms, instruments, variables, float(np.sqrt(cells.cell_km2)), deepest=deepest_sampling(len(cells)))
    progress.step("finding looks", len(platforms))
    passes = simulate(viewers, cells, (start_s, end_s), ThreadExecutor(os.cpu_count() or 1), tick=progress.tick)
    rows: list[LookLatency] = []
    tables = []
    known = {f.name: f.downlink for f in fliers}
    for depth, table in enumerate(passes):
        if table is not None:
            by_look, by_cell = _spreads(table, contacts, depth)
            tables.append((table.looks, by_cell))
            here = {v.number: v for v in viewers if v.depth == depth}
            rows += [_row(by_look, k, table.looks, here, known, processing_min) for k in range(len(by_look))]
    rows.sort(key=lambda row: (row.look.platform, row.look.instrument, row.look.mode))
    taken = "" if _POINT.fullmatch(place) else namesakes(place, find_country(place))
    return LatencyFound(rows=tuple(rows), cells=cells, tables=tuple(tables), notes=(*([taken] if taken else ()), *notes, *more))


def place_cells(place: str) -> Cells:
    """Cells of a country, or the one cell around LAT,LON.

    Raises:
        InvalidInputError: if the point is not on Earth.
        UnknownNameError: if there is no such country.

    >>> len(place_cells("-9.43,159.95"))
    1
    """
    point = _POINT.fullmatch(place)
    if point is None:
        return country_cells(boundary(find_country(place)), all_land())
    from healpix_geo import nested

    where = Place(lat_deg=float(point[1]), lon_deg=float(point[2]))
    ids = np.asarray(nested.lonlat_to_healpix(np.array([where.lon_deg % 360.0]), np.array([where.lat_deg]), POINT_DEPTH, ellipsoid="WGS84"))
    one = np.zeros(1)
    lat, lon = np.array([where.lat_deg]), np.array([where.lon_deg])
    return Cells(depth=POINT_DEPTH, ids=ids, lat_deg=lat, lon_deg=lon, land_km2=one, sea_km2=one, band_km=0.0)


def _with_downlink(start: datetime) -> list[str]:
    return [name for name in downlinks() if packaged_catalogue().mission(name).gives_products(start.date())]


def _spreads(table: Passes, contacts: dict[str, Contacts], depth: int) -> tuple[Spread, Spread]:
    """Waits of one depth of sampling, by look, and by cell and look."""
    waits = waits_of(table, contacts)
    cell = table.point_of_each() // 4**depth
    look = table.look.astype(np.int64)
    return spread(np.zeros(len(look), np.int64), look, waits), spread(cell, look, waits)


def _row(
    found: Spread,
    k: int,
    looks: Sequence[Look],
    viewers: dict[int, Viewer],
    known: dict[str, Downlink | None],
    assumed_min: float | None,
) -> LookLatency:
    number = int(found.look[k])
    look, viewer = looks[number], viewers[number]
    downlink = known.get(look.platform)
    published = downlink.processing_min if downlink is not None else None
    processing = published if published is not None else assumed_min
    wait_h = float(found.p90_s[k]) / HOUR_S
    serving = [m for m in viewer.instrument.measures if look.mode in m.modes]
    return LookLatency(
        look=look,
        passes=int(found.count[k]),
        median_h=float(found.median_s[k]) / HOUR_S,
        p90_h=wait_h,
        worst_h=float(found.worst_s[k]) / HOUR_S,
        processing_min=processing,
        products=tuple(_product(measure, wait_h, processing) for measure in serving),
    )


def _product(measure: Measure, wait_h: float, processing_min: float | None) -> ProductLatency:
    figure, basis = latency_figure(measure.latency_h, wait_h, processing_min)
    return ProductLatency(variable=measure.variable, product=measure.product, published_h=measure.latency_h, figure_h=figure, basis=basis)


def write_by_cell(found: LatencyFound, path: Path) -> None:
    """Write cell, centre, look, passes and waits in hours as CSV, whole or not at all; an empty wait never ends in the window.

    Raises:
        OutputError: if the file cannot be written.
    """
    lines = ["cell,lat,lon,satellite,instrument,mode,passes,median_h,p90_h,worst_h"]
    for looks, table in found.tables:
        waits = (table.median_s / HOUR_S, table.p90_s / HOUR_S, table.worst_s / HOUR_S)
        for k in range(len(table)):
            cell, look = int(table.group[k]), looks[int(table.look[k])]
            names = ",".join(_quoted(text) for text in (look.platform, look.instrument, look.mode))
            figures = ",".join(_number(column, k) for column in waits)
            where = f"{found.cells.ids[cell]},{found.cells.lat_deg[cell]:.5f},{found.cells.lon_deg[cell]:.5f}"
            lines.append(f"{where},{names},{table.count[k]},{figures}")
    staging = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        staging.write_text("\n".join(lines) + "\n", "utf-8")
        staging.replace(path)
    except OSError as error:
        raise OutputError(f"cannot write {path}: {error.strerror or error}; give another file with --out") from error
    finally:
        staging.unlink(missing_ok=True)


def _number(column: NDArray[np.float64], k: int) -> str:
    return f"{column[k]:.4f}" if np.isfinite(column[k]) else ""


def _quoted(text: str) -> str:
    """A field of a CSV, RFC 4180."""
    escaped = text.replace('"', '""')
    return f'"{escaped}"' if any(mark in text for mark in ',"\n') else text
