"""What a person sees on the terminal: progress on long work, silent where there is none; tables. Facts: none."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import click

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rich.progress import Progress as Bars
    from rich.progress import TaskID


#: A file named by an option; what reads it says what is wrong with it.
FILE = click.Path(path_type=Path)


class TerminalProgress:
    """A bar a step, with what is done and how long is left, on standard error; nothing where that is no terminal.

    Args:
        quiet: show nothing at all.
    """

    def __init__(self, *, quiet: bool = False) -> None:
        self._bars: Bars | None = None
        self._task: TaskID | None = None
        if not quiet and sys.stderr.isatty():
            from rich.console import Console
            from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

            columns = (TextColumn("{task.description:<28}"), BarColumn(), TimeElapsedColumn(), TextColumn("left"), TimeRemainingColumn())
            self._bars = Progress(*columns, console=Console(stderr=True), transient=True)

    def __enter__(self) -> Self:
        if self._bars is not None:
            self._bars.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._bars is not None:
            self._bars.stop()

    def step(self, what: str, parts: int = 1) -> None:
        """A new step of so many parts begins; the one before is done."""
        if self._bars is not None:
            self._finish()
            self._task = self._bars.add_task(what, total=parts)

    def tick(self) -> None:
        """One part of the step is done."""
        if self._bars is not None and self._task is not None:
            self._bars.advance(self._task)

    def _finish(self) -> None:
        if self._bars is not None and self._task is not None:
            self._bars.update(self._task, completed=self._bars.tasks[-1].total)


def echo_json(value: Any) -> None:
    """One line of JSON on standard output."""
    click.echo(json.dumps(value, ensure_ascii=False))


def say(line: str, *, quiet: bool) -> None:
    """A line for people, on standard error, so that standard output stays what was asked for."""
    if not quiet:
        sys.stderr.write(line + "\n")
        sys.stderr.flush()


def seconds_since(begin: float) -> str:
    """How long it took, for people.

    >>> seconds_since(time.monotonic())
    '0 s'
    """
    return f"{time.monotonic() - begin:.0f} s"


def table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Columns for a terminal; tabs where the output is no terminal, so that other programs read it."""
    if not sys.stdout.isatty():
        for row in (heads, *rows):
            click.echo("\t".join(str(cell) for cell in row))
        return
    from rich.console import Console
    from rich.table import Table

    shown = Table(box=None, pad_edge=False, header_style="dim")
    for head in heads:
        shown.add_column(head, overflow="fold")
    for row in rows:
        shown.add_row(*(str(cell) for cell in row))
    Console(highlight=False).print(shown, markup=False)
