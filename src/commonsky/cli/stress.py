"""`commonsky stress`: what breaks when something fails. Facts: none. Parses, calls workflows.stress, prints."""

from __future__ import annotations

import shlex
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commonsky.cli.country_options import inputs_of, over_one_country
from commonsky.cli.terminal import FILE, TerminalProgress, echo_json, say, seconds_since, table

#: Delay of warnings below which none is told.
HALF_HOUR = 0.5

if TYPE_CHECKING:
    from commonsky.profile.stress_model import ScenarioAfter, Stress


@click.command()
@click.argument("country", default="")
@click.option("--scenario", "names", multiple=True, metavar="NAME", help="A scenario; may be repeated. --list shows them.")
@click.option("--all", "everything", is_flag=True, help="All packaged scenarios, or all of --scenarios FILE.")
@click.option("--scenarios", "own", type=FILE, help="Scenarios of your own: TOML with [[scenario]] rows.")
@click.option("--paths", type=FILE, help="The country's alert paths instead of the template: TOML.")
@click.option("--list", "listed", is_flag=True, help="List the scenarios and stop.")
@over_one_country
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR", help="Folder to write. Default: stress-ISO3.")
@click.option("--language", default="en", show_default=True, help="Language of the report: en, zh.")
@click.option("--documents/--no-documents", default=True, show_default=True, help="Write stress.pdf too.")
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON, and nothing else, on standard output.")
def stress(country: str, names: tuple[str, ...], everything: bool, listed: bool, as_json: bool, **asked: Any) -> None:
    """What breaks in COUNTRY when something fails, for how long, and what to add: can it still see, locate and tell?

    Writes stress.html, stress.json, stress.csv and stress.pdf into one folder, whole or not at all. Needs no internet.
    """
    if listed:
        _list(asked["own"], as_json=as_json)
        return
    if not country:
        raise click.UsageError("give a COUNTRY, such as SLB, or --list to see the scenarios")
    if names and everything:
        raise click.UsageError("give --scenario NAME or --all, not both")
    if not names and not everything and asked["own"] is None:
        raise click.UsageError("give --scenario NAME, --all, or --scenarios FILE; --list shows the names")
    begin = time.monotonic()
    say("commonsky: loading", quiet=as_json or not sys.stderr.isatty())
    from commonsky.workflows.stress import FILES, Request, stress_files
    from commonsky.world.countries import find_country

    iso3 = find_country(country).iso3
    folder: Path = asked["out"] or Path(f"stress-{iso3}")
    request = Request(
        inputs=inputs_of(country, asked),
        scenarios=names,
        own=asked["own"],
        paths=asked["paths"],
        command=shlex.join(["commonsky", *sys.argv[1:]]),
    )
    with TerminalProgress(quiet=as_json) as progress:
        found = stress_files(request, folder, asked["language"], progress, documents=asked["documents"])
    files = {name: str(path) for name in FILES if (path := folder / name).exists()}
    if as_json:
        echo_json(_summary(found, files))
        return
    _print(found, folder, asked["language"], seconds_since(begin))


def _list(own: Path | None, *, as_json: bool) -> None:
    from commonsky.resilience.load import packaged_scenarios, read_scenarios

    rows, refused = read_scenarios(own) if own is not None else (tuple(packaged_scenarios().values()), ())
    if as_json:
        echo_json([{"name": r.name, "kind": r.kind, "titles": r.titles, "happened": r.happened} for r in rows])
        return
    table(("scenario", "kind", "title"), [(r.name, r.kind, r.titles["en"]) for r in rows])
    for line in refused:
        click.echo(f"refused: {line}", err=True)


def _summary(found: Stress, files: dict[str, str]) -> dict[str, Any]:
    return {
        "country": found.country.iso3,
        "answer": found.answer,
        "capabilities": [c.model_dump() for c in found.capabilities],
        "scenarios": [
            {
                "name": s.name,
                "stages": [stage.model_dump(exclude={"what"}) for stage in s.stages],
                "effects": [e.model_dump() for e in s.effects],
                "warning_lost_h": s.warning_lost_h,
                "not_found": s.not_found,
                "add": s.add,
            }
            for s in found.scenarios
        ],
        "notes": found.notes,
        "files": files,
    }


def _print(found: Stress, folder: Path, language: str, took: str) -> None:
    """The answer, a short table, where the files are."""
    from commonsky.profile.stress_answer import worst_effect
    from commonsky.profile.stress_tables import harms

    code = language if language in found.answer else "en"
    click.echo()
    for capability in found.capabilities:
        click.echo(f"{capability.question[code]} {capability.sentence[code]}")
    click.echo()
    heads = ("scenario", "hardest hit need", "served, % of area", "time with a position, %", "alert paths left", "warning later by")
    rows = [(s, _row(s, worst_effect(s), {n.id: n.titles for n in found.needs}, code)) for s in found.scenarios]
    harmful = [row for s, row in rows if harms(s)]
    if harmful:
        table(heads, harmful)
    if harmless := [s.titles.get(code, s.titles["en"]) for s, row in rows if row not in harmful]:
        click.echo(f"\nchange nothing that counts here, {len(harmless)} of {len(rows)}: {'; '.join(harmless)}")
    click.echo()
    for note in found.notes[:5]:
        click.echo(f"note: {note}", err=True)
    click.echo(f"{len(found.needs)} needs, {len(found.scenarios)} scenarios, {found.cells} of {found.cells_all} cells, {took}")
    click.echo(f"Report: {folder / 'stress.html'}")


def _row(scenario: ScenarioAfter, worst: Any, titles: dict[str, dict[str, str]], code: str) -> tuple[str, ...]:
    before, after = scenario.stages[0], scenario.stages[1]
    served = "—" if worst is None else f"{worst.before * 100:.0f} → {worst.absorb * 100:.0f}"
    name = "—" if worst is None else titles[worst.need].get(code, titles[worst.need]["en"])
    located = "—" if scenario.navigation is None else f"{(before.locate or 0) * 100:.0f} → {(after.locate or 0) * 100:.0f}"
    told = "—" if scenario.telling is None else f"{scenario.telling.paths_before} → {scenario.telling.paths_left}"
    never = any(e.wait_before_h is not None and e.wait_after_h is None for e in scenario.effects)
    later = "never comes" if never else "—" if (scenario.warning_lost_h or 0.0) < HALF_HOUR else f"{scenario.warning_lost_h:.0f} h"
    return (scenario.titles.get(code, scenario.titles["en"]), name, served, located, told, later)
