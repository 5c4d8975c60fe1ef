"""`commonsky needs`: targets of the agendas, default needs, relevance, merged needs. Facts: none. Parses, calls workflows, prints."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commonsky.cli.terminal import FILE, TerminalProgress, echo_json, say, table

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from commonsky.partnership.merging import Merged

_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON, and nothing else, on standard output.")
_FRAMEWORK = click.option("--framework", default="", metavar="NAME", help="One agenda: sdg, sendai or paris. Default: all.")


@click.group()
def needs() -> None:
    """Targets of the agendas and what can be observed for them; default needs; needs of several countries merged."""


@needs.command()
@click.argument("words", nargs=-1)
@_FRAMEWORK
@_JSON
def targets(words: tuple[str, ...], framework: str, as_json: bool) -> None:
    """List goals, targets and indicators that hold WORDS, English or Chinese, or a code; all of them without words."""
    from commonsky.workflows.needs import find_targets

    found = find_targets(" ".join(words), framework)
    if as_json:
        echo_json([{"id": t.id, "kind": t.kind, "name": t.name, "name_zh": t.name_zh, "variables": list(t.variables)} for t in found])
        return
    table(("id", "kind", "name", "中文", "variables"), [(t.id, t.kind, t.name, t.name_zh, ", ".join(t.variables) or "—") for t in found])
    if not found:
        say(f"nothing holds {' '.join(words)!r}; try fewer or other words", quiet=False)


@needs.command()
@click.argument("code", nargs=-1, required=True)
@click.option("--date", default="", help="Date on which satellites count as flying, UTC, as 2026-11-22. Default: today.")
@click.option(
    "--most", type=click.IntRange(1), default=8, show_default=True, help="Instruments and solutions printed of each list; --json has all."
)
@_JSON
def show(code: tuple[str, ...], date: str, most: int, as_json: bool) -> None:
    """Show one target by its CODE, such as SDG 6.6.1: its variables, instruments, needs and solutions, with sources."""
    from commonsky.core.time import parse_utc
    from commonsky.workflows.needs import show_target

    told = show_target(" ".join(code), parse_utc(date).date() if date else None)
    if as_json:
        echo_json(told)
        return
    _print_target(told, most)


@needs.command(name="list")
@_JSON
def list_needs(as_json: bool) -> None:
    """List the default needs with their titles and the targets that they serve."""
    from commonsky.workflows.needs import list_needs as find

    found = find()
    if as_json:
        echo_json(
            [{"id": r.id, "theme": r.theme, "variable": r.variable, "titles": n.titles, "targets": list(codes)} for n, r, codes in found]
        )
        return
    table(("id", "title", "中文", "targets"), [(r.id, n.title_en, n.title_zh, ", ".join(codes)) for n, r, codes in found])


@needs.command()
@_FRAMEWORK
@click.option("--country", default="", help="Leave out what can never look at this country: a code or a name.")
@click.option("--date", default="", help="Date on which satellites count as flying, UTC, as 2026-11-22. Default: today.")
@click.option("--instruments", type=FILE, help="Missions and instruments of your own, added to the catalogue: TOML.")
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR", help="Folder to write. Default: relevance.")
@click.option("--language", default="en", show_default=True, help="Language of the page: en, zh.")
@_JSON
def relevance(out: Path | None, language: str, date: str, as_json: bool, **asked: Any) -> None:
    """Write the relevance matrix: which variable matters to which target, which instruments measure it, with sources.

    Writes relevance.html, relevance.csv, relevance.json and relevance.svg into one folder, whole or not at all. Needs no internet.
    """
    from commonsky.core.time import parse_utc
    from commonsky.profile.relevance_page import answer
    from commonsky.profile.relevance_tables import read_words
    from commonsky.workflows.relevance import RelevanceRequest, find_relevance, write_relevance

    words = read_words(language)
    command = shlex.join(["commonsky", *sys.argv[1:]])
    with TerminalProgress(quiet=as_json) as progress:
        matrix = find_relevance(RelevanceRequest(date=parse_utc(date) if date else None, command=command, **asked), progress)
        progress.step("writing")
        files = write_relevance(matrix, out or Path("relevance"), language)
    told = answer(matrix, words)
    if as_json:
        counts = {"targets": len(matrix.targets), "links": len(matrix.links), "chains": len(matrix.rows)}
        echo_json({"answer": told, **counts, "notes": list(matrix.notes), "files": [str(file) for file in files]})
        return
    click.echo(("" if language == "zh" else " ").join(told))
    for note in matrix.notes:
        say(f"note: {note}", quiet=False)
    click.echo(f"{words('page.product')}: {files[0]}")


@needs.command()
@click.argument("countries", nargs=-1, required=True, metavar="COUNTRY=FILE...")
@click.option("--rule", default="strictest", show_default=True, help="How values are merged: strictest or median.")
@click.option("--profile", "profiles", multiple=True, metavar="COUNTRY=DIR", help="A folder that assess wrote: how well each need is met.")
@_JSON
def merge(countries: tuple[str, ...], rule: str, profiles: tuple[str, ...], as_json: bool) -> None:
    """Merge needs of several countries, least served first: FJI=needs.toml SLB=default."""
    from commonsky.workflows.needs import merge_needs, merged_row

    merged, refused = merge_needs(countries, profiles, rule)  # type: ignore[arg-type]  # merge refuses another rule by name
    for line in refused:
        say(f"refused: {line}", quiet=as_json)
    if as_json:
        echo_json({"rule": rule, "needs": [merged_row(row) for row in merged], "refused": list(refused)})
        return
    table(("variable", "for", "countries", "met", "differs in"), [_merged(row) for row in merged])


def _merged(row: Merged) -> tuple[str, ...]:
    met = ", ".join(f"{country} {'—' if share is None else f'{share:.0%}'}" for country, share in row.met)
    return (row.variable, row.application, ", ".join(row.countries), met, "; ".join(row.conflicts) or "—")


def _print_target(told: dict[str, Any], most: int) -> None:
    click.echo(f"{told['id']}  {told['name']}  {told['name_zh']}")
    click.echo(told["what"])
    click.echo(f"part of {told['parent']}" if told.get("parent") else told["kind"])
    for word in ("custodian", "no_link"):
        if told.get(word):
            click.echo(f"{word.replace('_', ' ')}: {told[word]}")
    if told["parts"]:
        click.echo(f"parts: {', '.join(told['parts'])}")
    for link in told["links"]:
        click.echo(f"\n{link['variable']}  {link['role']}\n  {link['how']}")
        _print_source(link.get("source"))
        flying = [f"{row['instrument']} ({row['missions_flying']})" for row in link["instruments"] if row["missions_flying"]]
        click.echo(f"  instruments, satellites flying: {_some(flying, most) or 'none in the catalogue'}")
        if link["networks"]:
            click.echo(f"  ground networks: {_some(link['networks'], most)}")
    for link in told.get("also", ()):
        click.echo(f"\n{link['technology']}  {link['role']}\n  {link['how']}")
        _print_source(link.get("source"))
    click.echo("")
    _print_list("default needs", (f"{row['id']}: {row['titles']['en']} ({', '.join(row['through'])})" for row in told["needs"]), 1000)
    _print_list("solutions", (f"{row['name']} ({', '.join(row['through'])})" for row in told["solutions"]), most)
    _print_list("practices", (f"{row['name']} ({', '.join(row['through'])})" for row in told["practices"]), most)
    for source in told["source"]:
        _print_source(source, indent="")


def _print_list(title: str, lines: Iterable[str], most: int) -> None:
    listed = list(lines)
    click.echo(f"{title}: {len(listed) or 'none'}")
    for line in listed[:most]:
        click.echo(f"  {line}")
    if len(listed) > most:
        click.echo(f"  and {len(listed) - most} more; --most {len(listed)} prints all")


def _print_source(source: dict[str, str] | None, indent: str = "  ") -> None:
    if source is None:
        click.echo(f"{indent}source  our judgement")
        return
    quoted = f": {source['quoted']}" if source.get("quoted") else ""
    click.echo(f"{indent}source  {source['what']}{quoted}\n{indent}        {source['where']}")


def _some(names: Sequence[str], most: int) -> str:
    return ", ".join([*names[:most], *([f"and {len(names) - most} more"] if len(names) > most else [])])
