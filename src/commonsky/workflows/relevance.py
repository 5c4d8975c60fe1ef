"""The relevance matrix: targets of the agendas, variables, instruments, written as a folder. Joins needs, catalogue, world and coverage.

Facts: none of its own. For a country it leaves out instruments that can never look there, and variables of the sea where there is no coast.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, get_args

from commonsky import __version__
from commonsky.catalogue.load import packaged_catalogue, packaged_networks, packaged_solutions, with_own_rows
from commonsky.core.errors import UnknownNameError
from commonsky.core.folders import whole_folder
from commonsky.core.variables import find_variable
from commonsky.needs.load import packaged_targets
from commonsky.needs.relevance import networks_for, relevance
from commonsky.needs.targets import Framework
from commonsky.profile.relevance_tables import Matrix

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from commonsky.catalogue.load import Catalogue
    from commonsky.core.execution import Progress
    from commonsky.needs.relevance import Relevance
    from commonsky.needs.targets import Target
    from commonsky.world.countries import Country

FILES = ("relevance.html", "relevance.csv", "relevance.json", "relevance.svg")


@dataclass(frozen=True, slots=True, kw_only=True)
class RelevanceRequest:
    """What is asked.

    Args:
        framework: ``sdg``, ``sendai``, ``paris``; empty: all.
        country: a code or a name; empty: the world.
        date: on which satellites count as flying, UTC; None: today.
        instruments: a file of the user's, or None.
        command: the command line, told on the page.
    """

    framework: str = ""
    country: str = ""
    date: datetime | None = None
    instruments: Path | None = None
    command: str = ""


def find_relevance(request: RelevanceRequest, progress: Progress) -> Matrix:
    """The matrix of a framework, for the world or a country.

    Raises:
        UnknownNameError: for an unknown framework or country.
        InvalidInputError: if the file of instruments is refused.
    """
    known = get_args(Framework)
    if request.framework and request.framework not in known:
        raise UnknownNameError("framework", request.framework, known)
    progress.step("joining targets, variables and instruments")
    every = sorted(packaged_targets().items(), key=lambda pair: known.index(pair[1].framework))
    targets = {code: row for code, row in every if request.framework in {"", row.framework}}
    catalogue = with_own_rows(packaged_catalogue(), request.instruments) if request.instruments else packaged_catalogue()
    on = (request.date or datetime.now(UTC)).date()
    notes = list(catalogue.refused)
    country = _country(request.country) if request.country else None
    rows = relevance(targets, catalogue, on) if country is None else _rows_of(country, targets, catalogue, on, notes)
    networks = packaged_networks()
    return Matrix(
        targets=targets,
        rows=rows,
        on=on,
        framework=request.framework,
        country=country.names if country else {},
        networks={name: networks_for(name, networks) for name in dict.fromkeys(row.variable for row in rows)},
        solutions=_solutions(country),
        notes=tuple(notes),
        command=request.command,
        version=__version__,
    )


def write_relevance(matrix: Matrix, out: Path, language: str = "en") -> list[Path]:
    """Write the page, the table, the data and the figure into a folder, whole or not at all.

    Raises:
        UnknownNameError: if the page does not speak the language.
        OutputError: if the folder cannot be written or holds what is not ours.
    """
    from commonsky.profile.relevance_page import relevance_svg, render_relevance
    from commonsky.profile.relevance_tables import relevance_csv, relevance_json

    texts = {
        "relevance.html": render_relevance(matrix, language),
        "relevance.csv": relevance_csv(matrix),
        "relevance.json": relevance_json(matrix),
        "relevance.svg": relevance_svg(matrix, language),
    }
    with whole_folder(out, FILES) as staging:
        for name, text in texts.items():
            if text:
                (staging / name).write_text(text, "utf-8", newline="")
    return [out / name for name, text in texts.items() if text]


def _country(name: str) -> Country:
    from commonsky.world.countries import find_country

    return find_country(name)


def _rows_of(country: Country, targets: dict[str, Target], catalogue: Catalogue, on: date, notes: list[str]) -> tuple[Relevance, ...]:
    """Chains that mean something in a country; a note says what was left out."""
    from commonsky.coverage.reach import can_see
    from commonsky.world.globe import globe

    cells = globe().of(country)
    rows = relevance(targets, catalogue, on, sees=partial(can_see, lat_deg=cells.lat_deg, lon_deg=cells.lon_deg))
    everywhere = {row.instrument for row in relevance(targets, catalogue, on) if row.instrument}
    unseen = sorted(everywhere - {row.instrument for row in rows})
    notes += [f"left out, since they never look at {country.names['en']}: {', '.join(unseen)}"] if unseen else []
    if cells.coastal:
        return rows
    notes.append(f"left out, since {country.names['en']} has no sea coast: variables of the sea")
    return tuple(row for row in rows if find_variable(row.variable).domain != "sea")


def _solutions(country: Country | None) -> dict[str, tuple[str, ...]]:
    """Solutions by the target that they name, those alone that serve the country."""
    from commonsky.catalogue.serving import serving

    rows = packaged_solutions().values()
    found: dict[str, list[str]] = {}
    for row in rows if country is None else serving(rows, country.iso3):
        for target in row.targets if row.maturity != "ended" else ():
            found.setdefault(target, []).append(row.name)
    return {target: tuple(names) for target, names in found.items()}
