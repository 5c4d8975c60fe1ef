"""`commonsky practices`: recommended practices, listed, shown, carried out; the space application matrix. Parses, calls, prints."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from commonsky.cli.record_options import JSON
from commonsky.cli.terminal import FILE, echo_json, say, table

if TYPE_CHECKING:
    from pathlib import Path

    from commonsky.workflows.practices import StepRun

_LANGUAGE = click.option("--language", type=click.Choice(["en", "zh"]), default="en")


@click.group()
def practices() -> None:
    """Recommended practices: recipes with inputs, steps, limits and expected figures."""


@practices.command(name="list")
@click.option("--hazard", default="")
@click.option("--phase", default="", help="prevention, preparedness, response, recovery.")
@click.option("--variable", default="")
@click.option("--target", default="", help='Such as "SDG 6.6".')
@_LANGUAGE
@JSON
def list_all(hazard: str, phase: str, variable: str, target: str, language: str, as_json: bool) -> None:
    """List practices, for a hazard, phase, variable or target where given."""
    from commonsky.workflows.practices import listed

    rows = listed(hazard=hazard, phase=phase, variable=variable, target=target)
    if as_json:
        echo_json([row.model_dump(mode="json") for row in rows])
        return
    names = [(row.name_zh if language == "zh" and row.name_zh else row.name) for row in rows]
    heads = ("name", "publisher", "hazards", "phases", "steps", "run by us")
    counts = [sum(step.by == "command" for step in row.steps) for row in rows]
    table(
        heads,
        [
            (name, row.publisher, ", ".join(row.hazards), ", ".join(row.phases), len(row.steps), count)
            for name, row, count in zip(names, rows, counts, strict=True)
        ],
    )


@practices.command()
@click.argument("name")
@_LANGUAGE
@JSON
def show(name: str, language: str, as_json: bool) -> None:
    """Show a practice: what goes in and comes out, its steps, strengths, limits, where it was tried, and what to expect."""
    from commonsky.workflows.practices import find_practice

    row = find_practice(name)
    if as_json:
        echo_json(row.model_dump(mode="json"))
        return
    zh = language == "zh"
    click.echo(f"{(row.name_zh if zh else '') or row.full_name or row.name}\n{(row.what_zh if zh else '') or row.what}")
    click.echo(f"{row.publisher}, {row.page}")
    for heading, items in (("in", row.inputs), ("out", row.outputs)):
        for item in items:
            unit, optional = f", {item.unit}" if item.unit else "", "" if item.required else " (may be left out)"
            click.echo(f"{heading:>4}  {item.name}: {item.what} [{item.kind}{unit}]{optional}")
    for number, step in enumerate(row.steps, start=1):
        doer = step.software or {"command": "commonsky", "hand": "by hand"}[step.by]
        click.echo(f"{number:>4}. {step.name} ({doer}): {(step.what_zh if zh else '') or step.what}")
        if step.command:
            click.echo(f"      $ {step.command}")
    for heading, lines in (("strength", row.strengths), ("limit", row.limits)):
        for line in lines:
            click.echo(f"{heading}: {line}")
    for trial in row.regions_tried:
        click.echo(f"tried: {trial.place}{f', {trial.year}' if trial.year else ''}  {trial.where}")
    for figure in row.expected:
        click.echo(f"expect: {figure.what}: {figure.value} {figure.unit}".rstrip() + f"  {figure.where}")


@practices.command()
@click.argument("name")
@click.option("--input", "inputs", multiple=True, metavar="NAME=VALUE", help="An input of the practice; as often as needed.")
@click.option("--done", "ticked", type=int, multiple=True, help="Number of a step that you have done; as often as needed.")
@click.option("--out", type=FILE, required=True, help="Folder of the run; give it again to go on.")
@JSON
def run(name: str, inputs: tuple[str, ...], ticked: tuple[int, ...], out: Path, as_json: bool) -> None:
    """Carry out a practice: runs what is ours, and stops at what waits for you. Exit 1 where a step failed."""
    from commonsky.core.errors import InvalidInputError
    from commonsky.workflows import practices as work

    given = dict(pair.split("=", 1) for pair in inputs if "=" in pair)
    if len(given) != len(inputs):
        raise InvalidInputError(f"--input {next((p for p in inputs if '=' not in p), 'given twice')}: write NAME=VALUE, each name once")
    practice = work.find_practice(name)
    steps = work.run(practice, given, out, ticked=ticked, tell=lambda step: say(_line(step), quiet=as_json or step.state == "open"))
    if as_json:
        echo_json([{key: getattr(step, key) for key in ("number", "name", "by", "state", "told", "output")} for step in steps])
    else:
        _closing(name, out, steps)
    sys.exit(1 if any(step.state == "failed" for step in steps) else 0)


def _line(step: StepRun) -> str:
    return f"{step.number}. {step.name}: {step.state}; {step.told}{f'; see {step.output}' if step.output else ''}"


def _closing(name: str, out: Path, steps: tuple[StepRun, ...]) -> None:
    done = sum(step.state == "done" for step in steps)
    click.echo(f"{done} of {len(steps)} steps done; the run is kept in {out}")
    if waiting := next((step for step in steps if step.state == "waiting"), None):
        click.echo(f"step {waiting.number} waits for you; then: commonsky practices run {name!r} --out {out} --done {waiting.number}")


@practices.command()
@click.option("--hazard", default="")
@click.option("--phase", default="")
@click.option("--technology", default="", help="earth observation, navigation, telecommunication.")
@_LANGUAGE
@JSON
def matrix(hazard: str, phase: str, technology: str, language: str, as_json: bool) -> None:
    """The space application matrix: what each technology does for a hazard, in each phase."""
    from commonsky.workflows.practices import uses

    rows = uses(hazard=hazard, phase=phase, technology=technology)
    if as_json:
        echo_json([row.model_dump(mode="json") for row in rows])
        return
    told = [
        (row.hazard, row.phase, row.technology, (row.what_zh if language == "zh" else "") or row.what, ", ".join(row.variables))
        for row in rows
    ]
    table(("hazard", "phase", "technology", "what it does", "variables"), told)
