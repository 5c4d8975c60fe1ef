"""Assess one country: needs, what the fleet gives it, what is missing, first actions. Joins world, needs, coverage, gaps and profile.

Facts: none of its own. Writes the whole folder or nothing.
"""

from __future__ import annotations

import os
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from importlib.util import find_spec
from typing import TYPE_CHECKING

import numpy as np

from commonsky import __version__
from commonsky.catalogue.load import packaged_catalogue, packaged_networks, with_own_rows
from commonsky.core.citation import Source
from commonsky.core.errors import InvalidInputError
from commonsky.core.execution import SerialExecutor, ThreadExecutor
from commonsky.core.folders import check_replaceable, whole_folder
from commonsky.core.time import iso
from commonsky.coverage.clouds import climatology, cover_of, skies
from commonsky.coverage.fleet import assemble
from commonsky.gaps.assessed import Ground, assess_variable
from commonsky.needs.load import default_needs, read_needs
from commonsky.profile import compose
from commonsky.profile.answer import answer
from commonsky.profile.model import Profile
from commonsky.profile.outlines import map_geometry
from commonsky.profile.stations import station_notes
from commonsky.sources.boundaries import read_boundary
from commonsky.sources.cloud_grids import read_cloud_grid
from commonsky.sources.element_format import read_elements
from commonsky.sources.population import read_people
from commonsky.sources.station_lists import packaged_stations, read_stations
from commonsky.workflows.options import prepare, with_options
from commonsky.workflows.over_country import Over
from commonsky.workflows.resilience import read_reports, resilience_of
from commonsky.workflows.simulated import aloft, rhythms, simulated
from commonsky.world.cells import country_cells
from commonsky.world.countries import all_land, boundary, find_country, group_sources, groups_of, land_beside
from commonsky.world.people import gridded_people, places, spread_people

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from commonsky.core.execution import Progress
    from commonsky.coverage.clouds import Skies
    from commonsky.coverage.passes import Passes
    from commonsky.gaps.assessed import NeedResult
    from commonsky.gaps.levels import Simulation
    from commonsky.needs.model import Need, Requirement
    from commonsky.profile.blocks import Document
    from commonsky.profile.geometry import MapGeometry
    from commonsky.profile.resilience_parts import Part
    from commonsky.profile.resilience_reports import HeldReport
    from commonsky.profile.wording import Wording
    from commonsky.world.cells import Cells
    from commonsky.world.countries import Country
    from commonsky.world.people import Spread

FILES = ("profile.html", "profile.json", "gaps.csv", "gaps.geojson", "passes.parquet")
#: Written too where their packages are installed and nobody asks to leave them out.
DOCUMENTS = ("profile.pdf", "profile.docx")
LONGEST_DAYS = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is asked of `assess`.

    Args:
        country: a code or a name.
        date: first day of the window, UTC; None: today.
        days: length of the window.
        elements, instruments, needs, population, boundary, stations, clouds: files of the user's, or None.
        out: folder to write into.
        language: of profile.html and the documents.
        any_age: whether elements years from the window are let pass.
        command: the command line, for the record.
        documents: whether profile.pdf and profile.docx are written too, where their packages are installed.
        reports: files, or folders of them, that `stress`, `timeline` or `design` wrote for the country: each is told too.
    """

    country: str
    date: datetime | None
    days: float
    elements: Path | None
    instruments: Path | None
    needs: Path | None
    population: Path | None
    boundary: Path | None
    out: Path
    language: str
    any_age: bool
    command: str
    stations: Path | None = None
    clouds: Path | None = None
    documents: bool = True
    reports: tuple[Path, ...] = ()


def is_compiled() -> bool:
    """Whether an earlier run has compiled the hot loops; if not, this one takes about a minute more."""
    from commonsky.coverage.kernels.compiled import in_cache
    from commonsky.coverage.kernels.swath import swath_crossings

    return in_cache(swath_crossings)


def assess(request: Request, progress: Progress) -> Profile:
    """The profile of one country, written as files into the request's folder.

    Args:
        request: what is asked.
        progress: is told what is being done.

    Raises:
        CommonskyError: if an input is refused or the folder cannot be written; nothing is left behind then.
    """
    from commonsky.profile.page import render_page
    from commonsky.profile.tables import gaps_csv, gaps_geojson, profile_json
    from commonsky.profile.wording import read_wording

    wording = read_wording(request.language)
    held = read_reports(request.reports, find_country(request.country).iso3) if request.reports else ()
    ours = (*FILES, *DOCUMENTS)
    check_replaceable(request.out.absolute(), ours)
    with whole_folder(request.out, ours) as folder, ThreadPoolExecutor(1) as aside:
        aside.submit(prepare)
        writing: list[Future[None]] = []  # the longest file is written while needs are judged
        profile, geometry = _computed(request, progress, lambda table: writing.append(aside.submit(table.write, folder / "passes.parquet")))
        profile = profile.model_copy(update={"reports": tuple(one.row for one in held)})
        parts = _parts(held, wording)
        writers = _writers() if request.documents else {}
        missing = [name for name in DOCUMENTS if name not in writers] if request.documents else []
        if missing:
            note = f'not written: {", ".join(missing)}: they need an extra: pip install "commonsky[report]"'
            profile = profile.model_copy(update={"notes": (*profile.notes, note)})
        progress.step("writing the profile", len(FILES) + len(writers))
        for name, text in (
            ("profile.json", profile_json(profile)),
            ("gaps.csv", gaps_csv(profile)),
            ("gaps.geojson", gaps_geojson(profile, geometry)),
            ("profile.html", render_page(profile, geometry, request.language, parts)),
        ):
            (folder / name).write_text(text, "utf-8", newline="")
            progress.tick()
        if writers:
            from commonsky.profile.sections import document

            told = document(profile, geometry, request.language, parts)
        for name, write in writers.items():
            write(told, folder / name)
            progress.tick()
        for one in writing:
            one.result()
        progress.tick()
    return profile


def _parts(held: Sequence[HeldReport], wording: Wording) -> tuple[Part, ...]:
    """The parts of the profile that tell reports."""
    if not held:
        return ()
    from commonsky.profile.resilience_reports import report_parts

    return report_parts(held, wording)


def _writers() -> dict[str, Callable[[Document, Path], None]]:
    """What writes each document, of those whose packages are installed."""
    if find_spec("typst") is None:
        return {}
    from commonsky.profile.pdf import save_pdf

    if find_spec("docx") is None:
        return {"profile.pdf": save_pdf}
    from commonsky.profile.word_document import save_docx

    return {"profile.pdf": save_pdf, "profile.docx": save_docx}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PassTable:
    """Passes over a country's cells within the window, to be written as Parquet."""

    cells: Cells
    passes: tuple[Passes | None, ...]
    start_s: float
    end_s: float

    def write(self, path: Path) -> None:
        """Write the table; see docs/reference/files.md for its columns."""
        from commonsky.profile.pass_table import write_passes

        write_passes(path, self.cells, self.passes, self.start_s, self.end_s)


def _computed(request: Request, progress: Progress, keep: Callable[[PassTable], None]) -> tuple[Profile, MapGeometry]:
    executor = ThreadExecutor(os.cpu_count() or 1)
    country = find_country(request.country)
    start = _start(request)
    progress.step(f"reading {country.names['en']}")
    needs = read_needs(request.needs) if request.needs else default_needs()
    catalogue = with_own_rows(packaged_catalogue(), request.instruments) if request.instruments else packaged_catalogue()
    given = read_elements(request.elements) if request.elements else None
    fleet = assemble(catalogue, given.sets if given else (), start, any_age=request.any_age)
    outline, drawn = read_boundary(request.boundary, _names(country)) if request.boundary else (boundary(country), "")
    stations = read_stations(request.stations) if request.stations else packaged_stations()
    cells = country_cells(outline, all_land() if request.boundary is None else (*all_land(), outline))
    spread = _people(request, country, cells, start)
    lost: list[str] = []
    ground, passes = simulated(cells, fleet, catalogue.instruments, stations, needs, start, request.days, executor, progress, lost)
    window = ground.simulation
    above, clouds_note = _skies(request, cells, window)
    ground = replace(ground, skies=above)
    keep(PassTable(cells=cells, passes=aloft(passes, ground), start_s=window.start_s, end_s=window.end_s))
    asked = needs.for_country(coastal=cells.coastal, on=start.date())
    progress.step("judging needs", len(asked))
    results: dict[str, NeedResult] = {}
    variables = dict.fromkeys(requirement.variable for _, requirement in asked)
    for judged in executor.map(partial(_judged, ground, asked), variables):
        for result in judged:
            results[result.requirement.id] = result
            progress.tick()
    refused = (*(given.refused if given else ()), *catalogue.refused, *needs.refused, *spread[1], *stations.refused)
    made = compose.Results(
        country=country,
        groups=groups_of(country, start.date()),
        cells=cells,
        spread=spread[0],
        listed=places(country),
        fleet=fleet,
        rhythms=rhythms(ground),
        needs=tuple(results[requirement.id] for _, requirement in asked),
        notes=(
            *fleet.notes,
            *lost,
            *([drawn] if drawn else []),
            clouds_note,
            *_unjudged(asked),
            *needs.expired(start.date()),
            *station_notes(stations, country, cells, outline, packaged_networks().values(), {r.variable for _, r in asked}),
            *(f"refused: {line}" for line in refused),
        ),
        boundary=_boundary_source(request),
        groups_read=group_sources({g.id for g in groups_of(country, start.date())}),
    )
    progress.step("what one loss takes")
    over = Over(
        country=country,
        catalogue=catalogue,
        fleet=fleet,
        whole=cells,
        chosen=np.arange(len(cells)),
        spread=spread[0],
        ground=ground,
        asked=tuple(asked),
        executor=executor,
        start=start,
        days=request.days,
        notes=(),
    )
    told = _profile(request, made, ground).model_copy(update={"resilience": resilience_of(over, given.sets if given else ())})
    return told, map_geometry(cells, outline, land_beside(country), made.listed)


def _judged(ground: Ground, asked: Sequence[tuple[Need, Requirement]], variable: str) -> list[NeedResult]:
    """All needs of one variable; variables are judged beside each other, so each one by itself is not."""
    return list(assess_variable(ground, variable, [pair for pair in asked if pair[1].variable == variable], SerialExecutor()))


def _profile(request: Request, made: compose.Results, ground: Ground) -> Profile:
    simulation, cells = ground.simulation, made.cells
    country = compose.country_row(made.country, made.groups)
    needs = tuple(compose.need_row(result, made) for result in made.needs)
    people = compose.people_row(made)
    told = Profile(
        version=__version__,
        made_utc=iso(datetime.now(UTC)),
        command=request.command,
        country=country,
        window=compose.window_row(simulation.start_s, simulation.end_s, simulation.early_s),
        answer=answer(country, needs, people.headline_by),
        healpix_depth=cells.depth,
        cell_km2=cells.cell_km2,
        land_km2=float(cells.land_km2.sum()),
        coastal_band_km=cells.band_km,
        cells=compose.cell_rows(cells, made.spread.people),
        needs=needs,
        orbits=compose.orbit_rows(made, simulation.start_s),
        people=people,
        unserved=compose.unserved_rows(made),
        actions=compose.action_rows(made),
        notes=made.notes,
        sources=(*compose.country_sources(made), *climatology().sources),
    )
    return with_options(told)


def _start(request: Request) -> datetime:
    if not 1 <= request.days <= LONGEST_DAYS:
        raise InvalidInputError(f"--days {request.days:g} is out of range; give 1 to {LONGEST_DAYS}")
    if request.date is not None:
        if not 1957 <= request.date.year <= 2099:
            raise InvalidInputError(f"--date {request.date:%Y-%m-%d} is out of range; give one from 1957 to 2099")
        return request.date
    return datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


def _unjudged(asked: Sequence[tuple[Need, Requirement]]) -> list[str]:
    """What requirements ask and no row of the catalogue states."""
    count = sum(bool(r.stability or r.vertical_resolution) for _, r in asked)
    text = "ask stability or vertical resolution too, which no catalogue row states and which is not judged"
    return [f"{count} of {len(asked)} needs {text}"] if count else []


def _names(country: Country) -> list[str]:
    return [country.iso2, country.iso3, f"{country.m49:03d}", str(country.m49), *country.names.values()]


def _people(request: Request, country: Country, cells: Cells, start: datetime) -> tuple[Spread, tuple[str, ...]]:
    if request.population is None:
        return spread_people(country, cells, start.date()), ()
    found = read_people(request.population)
    spread = gridded_people(cells, found.lat_deg, found.lon_deg, found.people, request.population.name)
    if not spread.total > 0:
        raise InvalidInputError(f"{request.population} has no people within {country.names['en']}; give counts with positions in degrees")
    return spread, found.refused


def _skies(request: Request, cells: Cells, window: Simulation) -> tuple[dict[str, Skies], str]:
    """Skies for needs of the land, the sea and both, and a line on where they are from."""
    grid = read_cloud_grid(request.clouds) if request.clouds else None
    own = None if grid is None else grid.at(cells.lat_deg, cells.lon_deg)
    mixed = cells.land_km2 / np.maximum(cells.land_km2 + cells.sea_km2, 1e-12)
    covers = {
        domain: cover_of(cells.lat_deg, share, own)
        for domain, share in (("land", np.ones(len(cells))), ("sea", np.zeros(len(cells))), ("both", mixed))
    }
    span = (window.start_s - window.early_s, window.end_s)
    return {domain: skies(cover.share, *span) for domain, cover in covers.items()}, covers["both"].note


def _boundary_source(request: Request) -> Source:
    if request.boundary is not None:
        return Source(what="outline", where=request.boundary.name, quoted="as given")
    return Source(
        what="outline, de facto",
        where="Natural Earth 4.1.0, 1:10m Admin 0, through world-atlas 2.0.2, public domain",
        quoted="1:10,000,000",
    )
