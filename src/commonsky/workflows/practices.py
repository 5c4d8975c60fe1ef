"""Recommended practices carried out: our own steps are run, others are said and ticked off, and the run is kept in a folder. Facts: none.

A run can be left and taken up again: what is done stands in practice-run.json beside the outputs. Leaves out other people's software.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from pydantic import BaseModel

from commonsky.catalogue.load import packaged_practices, packaged_uses
from commonsky.core.errors import InvalidInputError, OutputError, UnknownNameError
from commonsky.core.hazards import HAZARD_NAMES, PHASE_NAMES

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping
    from pathlib import Path

    from commonsky.catalogue.practices import Practice, PracticeItem, PracticeStep
    from commonsky.catalogue.uses import Use

FILE = "practice-run.json"
#: What may begin with a minus and yet be no option of a command: a number, or two of a place.
_FIGURES = re.compile(r"-[\d.][\d., -]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class StepRun:
    """What came of a step.

    Args:
        number: from 1.
        name, by: of the step.
        state: ``done``, ``failed``, ``waiting`` for a person, or ``open``.
        told: the command that was run, or what a person is to do.
        output: name of the file with what the command printed; empty: none.
    """

    number: int
    name: str
    by: str
    state: str
    told: str
    output: str = ""


class _Kept(BaseModel):
    """What a run's file says; others may have edited it."""

    practice: str
    inputs: dict[str, str]
    steps: dict[int, StepRun]


def find_practice(name: str) -> Practice:
    """The practice of this name, whatever its case.

    Raises:
        UnknownNameError: with the nearest name.
    """
    known = packaged_practices()
    folded = {key.casefold(): key for key in known}
    if name.casefold() not in folded:
        raise UnknownNameError("practice", name, known)
    return known[folded[name.casefold()]]


def listed(*, hazard: str = "", phase: str = "", variable: str = "", target: str = "") -> tuple[Practice, ...]:
    """Practices, for one hazard, phase, variable and target where given."""
    _known("hazard", hazard, HAZARD_NAMES)
    _known("phase", phase, PHASE_NAMES)
    return tuple(
        p
        for p in packaged_practices().values()
        if (not hazard or hazard in p.hazards or "all" in p.hazards)
        and (not phase or phase in p.phases)
        and (not variable or variable in p.variables)
        and (not target or any(t == target or t.startswith(f"{target}.") for t in p.targets))
    )


def uses(*, hazard: str = "", phase: str = "", technology: str = "") -> tuple[Use, ...]:
    """Rows of the space application matrix: what a technology does for a hazard in a phase."""
    _known("hazard", hazard, HAZARD_NAMES)
    _known("phase", phase, PHASE_NAMES)
    _known("technology", technology, ("earth observation", "navigation", "telecommunication"))
    return tuple(
        row
        for row in packaged_uses().values()
        if hazard in {"", row.hazard} and phase in {"", row.phase} and technology in {"", row.technology}
    )


def run(
    practice: Practice, given: Mapping[str, str], out: Path, *, ticked: Iterable[int] = (), tell: Callable[[StepRun], None] = lambda _: None
) -> tuple[StepRun, ...]:
    """Carry a practice on from where it stands, up to the first step that waits for a person.

    Args:
        practice: which.
        given: inputs by name; those of an earlier call in the same folder need not be given again.
        out: folder of the run; made where it is not there.
        ticked: numbers of steps that a person has done.
        tell: is told of each step as it ends.

    Returns:
        Every step and how it stands.

    Raises:
        InvalidInputError: if an input is missing, of another kind, or not that of the steps that are done; if a step is ticked before
            its turn; or if the folder holds a run of another practice.
    """
    kept = _kept(out, practice)
    done = {number: step for number, step in kept.steps.items() if step.state == "done"}
    values = checked_inputs(practice, kept.inputs | dict(given))
    if done:
        _same_inputs(kept.inputs, values, out)
    ticks = set(ticked)
    _ticks(practice, ticks, done)
    steps: list[StepRun] = []
    stopped = False
    _make(out)
    for number, step in enumerate(practice.steps, start=1):
        if number in done:
            steps.append(done[number])
            continue
        found = _step(step, number, values, out, ticked=number in ticks, stopped=stopped)
        stopped = stopped or found.state != "done"
        steps.append(found)
        _keep(out, practice, values, steps)
        tell(found)
    return tuple(steps)


def checked_inputs(practice: Practice, given: Mapping[str, str]) -> dict[str, str]:
    """The inputs of a run, each of its kind.

    Raises:
        InvalidInputError: if one is missing, is no number or date where one is asked, or would be read as an option of a command.
        UnknownNameError: if there is no input of this name.
    """
    items = {item.name: item for item in practice.inputs}
    for name in given:
        if name not in items:
            raise UnknownNameError(f"input of {practice.name}", name, items)
    slots = {slot for step in practice.steps for slot in step.slots}
    for item in practice.inputs:
        if item.name in slots and item.name not in given:
            raise InvalidInputError(f"{practice.name} needs {item.name}: {item.what}; give --input {item.name}={_example(item)}")
    for name, value in given.items():
        _check_kind(items[name], value)
    return dict(given)


def _same_inputs(kept: Mapping[str, str], values: Mapping[str, str], out: Path) -> None:
    for name, value in kept.items():
        if values[name] != value:
            raise InvalidInputError(f"steps in {out} were done with {name} {value!r}; give another folder for {values[name]!r}")


def _check_kind(item: PracticeItem, value: str) -> None:
    if value.startswith("-") and not _FIGURES.fullmatch(value):
        raise InvalidInputError(f"{item.name} {value!r} begins with a minus, as an option does; give it without")
    if item.kind == "number":
        try:
            float(value)
        except ValueError as error:
            raise InvalidInputError(f"{item.name} {value!r} is no number; give one such as 30") from error
    if item.kind == "date":
        try:
            date.fromisoformat(value)
        except ValueError as error:
            raise InvalidInputError(f"{item.name} {value!r} is no date; give one as 2026-11-22") from error


def _example(item: PracticeItem) -> str:
    return {"number": "30", "date": "2026-11-22", "place": "Honiara"}.get(item.kind, "...")


def _step(step: PracticeStep, number: int, values: Mapping[str, str], out: Path, *, ticked: bool, stopped: bool) -> StepRun:
    told = step.line(values) if step.by == "command" else f"{step.what}{f' (with {step.software})' if step.software else ''}"
    if stopped:
        return StepRun(number=number, name=step.name, by=step.by, state="open", told=told)
    if step.by != "command":
        return StepRun(number=number, name=step.name, by=step.by, state="done" if ticked else "waiting", told=told)
    output = f"{number:02}-{'-'.join(step.name.casefold().split())}.txt"
    argv = [sys.executable, "-c", "from commonsky.cli.app import main; main()", *shlex.split(told)[1:]]
    ended = subprocess.run(argv, cwd=out, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL, env=dict(os.environ))
    (out / output).write_text(ended.stdout + ended.stderr, "utf-8")
    return StepRun(number=number, name=step.name, by=step.by, state="failed" if ended.returncode else "done", told=told, output=output)


def _kept(out: Path, practice: Practice) -> _Kept:
    path = out / FILE
    if not path.exists():
        return _Kept(practice=practice.name, inputs={}, steps={})
    try:
        found = _Kept.model_validate_json(path.read_bytes())
    except (OSError, ValueError) as error:
        raise InvalidInputError(f"{path} is no run of ours; give another folder") from error
    if found.practice != practice.name:
        raise InvalidInputError(f"{out} holds a run of {found.practice!r}; give another folder for {practice.name!r}")
    return found


def _keep(out: Path, practice: Practice, values: Mapping[str, str], steps: Iterable[StepRun]) -> None:
    rows = {str(s.number): {name: getattr(s, name) for name in ("number", "name", "by", "state", "told", "output")} for s in steps}
    told = {"practice": practice.name, "changed_utc": datetime.now(UTC).isoformat(), "inputs": dict(values), "steps": rows}
    fresh = out / f"{FILE}.new"
    fresh.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", "utf-8")
    fresh.replace(out / FILE)


def _make(out: Path) -> None:
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"{out} cannot be made: {error.strerror}; give another folder") from error


def _ticks(practice: Practice, ticked: Collection[int], done: Collection[int]) -> None:
    """Refuse to tick off what is no person's step, or what comes after a step that is not done."""
    for number in sorted(ticked):
        if not 1 <= number <= len(practice.steps):
            raise InvalidInputError(f"{practice.name} has steps 1 to {len(practice.steps)}, not {number}")
        if practice.steps[number - 1].by == "command":
            raise InvalidInputError(f"step {number} is a command of ours and is run, not ticked off")
        if before := [n for n in range(1, number) if n not in done and n not in ticked]:
            raise InvalidInputError(f"step {number} comes after step {before[0]}, which is not done; tick {number} off after it")


def _known(kind: str, given: str, known: Iterable[str]) -> None:
    if given and given not in known:
        raise UnknownNameError(kind, given, known)
