"""`commonsky checklist`: the resilience checklist listed, handed out as a form, reported on, and probed. Parses, calls, prints."""

from __future__ import annotations

import sys
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from commonsky.cli.record_options import JSON
from commonsky.cli.terminal import FILE, TerminalProgress, echo_json, table

if TYPE_CHECKING:
    from pathlib import Path

    from commonsky.resilience.checklist import Probed

_LANGUAGE = click.option("--language", type=click.Choice(["en", "zh"]), default="en")
_SUBJECTS = "mission, ground-segment, warning-centre"


@click.group()
def checklist() -> None:
    """The resilience checklist: questions with the evidence asked for, answers by counts, and probes of this software."""


@checklist.command(name="list")
@click.option("--subject", default="", help=f"{_SUBJECTS}.")
@click.option("--phase", default="", help="withstand, absorb, adapt, recover.")
@_LANGUAGE
@JSON
def list_all(subject: str, phase: str, language: str, as_json: bool) -> None:
    """List the questions, for a subject and a phase where given."""
    from commonsky.resilience.checklist import questions

    rows = questions(subject=subject, phase=phase)
    if as_json:
        echo_json([row.model_dump(mode="json") for row in rows])
        return
    heads = ("id", "phase", "theme", "question", "evidence asked for")
    table(heads, [(row.id, row.phase, row.theme, getattr(row.question, language), getattr(row.evidence, language)) for row in rows])


@checklist.command()
@click.option("--subject", required=True, help=f"{_SUBJECTS}.")
@click.option("--out", type=FILE, required=True, help="File to write, such as answers.toml; one that is there stays.")
@_LANGUAGE
def form(subject: str, out: Path, language: str) -> None:
    """Write an empty file of answers to fill in."""
    from commonsky.workflows.checklist import write_form

    write_form(subject, out, language)
    click.echo(f"{out}: fill it in, then: commonsky checklist report {out} --out FOLDER")


@checklist.command()
@click.argument("file", type=FILE)
@click.option("--out", type=FILE, required=True, help="Folder for checklist.html, .csv and .json; made new, or replaces an earlier run's.")
@_LANGUAGE
@JSON
def report(file: Path, out: Path, language: str, as_json: bool) -> None:
    """Report on a file of answers (TOML or CSV): counts, what is open, where evidence lacks, what an outsider must see."""
    from datetime import UTC, datetime

    from commonsky.profile.checklist_page import as_values
    from commonsky.workflows.checklist import make_sheet, write_sheet

    today = datetime.now(UTC).date()
    with TerminalProgress(quiet=as_json) as progress:
        sheet = make_sheet(file, progress)
    paths = write_sheet(sheet, out, language, on=today)
    if as_json:
        echo_json(as_values(sheet, today) | {"files": [str(path) for path in paths]})
        return
    for line in sheet.refused:
        click.echo(f"not read: {line}", err=True)
    counts = sheet.counts()
    click.echo(f"{sheet.name}: " + ", ".join(f"{number} {state}" for state, number in counts.items()))
    lacking = sum(row.lacks_evidence for row in sheet.standings)
    click.echo(f"{lacking} of {counts['yes'] + counts['partly']} yes or partly rest on less than a document")
    for path in paths:
        click.echo(path)


@checklist.command()
@click.argument("names", nargs=-1, metavar="[PROBE]...")
@_LANGUAGE
@JSON
def probe(names: tuple[str, ...], language: str, as_json: bool) -> None:
    """Try what the checklist asks of this software, on this machine; all probes, or those named. Exit 1 where one fails."""
    from commonsky.workflows.self_probes import PROBES, run_probes

    found: list[Probed] = []
    with TerminalProgress(quiet=as_json) as progress:
        progress.step("probing this software", len(names) or len(PROBES))
        for name in names or [row.id for row in PROBES]:
            found += run_probes(only=[name])
            progress.tick()
    if as_json:
        echo_json([asdict(one) for one in found])
    else:
        heads = ("result", "probe", "what", "measured", "question")
        table(heads, [(one.result, one.id, one.titles[language], one.fact, one.questions[0]) for one in found])
    sys.exit(1 if any(one.result == "fail" for one in found) else 0)
