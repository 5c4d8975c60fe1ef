"""`commonsky report`: documents made from the records. Parses, calls workflows.committee, prints."""

from __future__ import annotations

import re
import shlex
import sys
from typing import TYPE_CHECKING

import click

from commonsky.cli.record_options import JSON, RECORD, opened_to_read
from commonsky.cli.terminal import FILE, echo_json

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from pathlib import Path

_DATE = click.DateTime(formats=["%Y-%m-%d"])
_SERVER = re.compile(r"postgres\w*(?:\+\w+)?://.*", re.DOTALL)


@click.group()
def report() -> None:
    """Reports made from the records."""


@report.command()
@click.option("--country", "countries", multiple=True, help="Of these countries alone; as often as needed.")
@click.option("--roadmap", default="", help="One roadmap; else all on record.")
@click.option("--since", type=_DATE, help="First day of the period; else a year before its end.")
@click.option("--until", type=_DATE, help="Last day of the period, at whose end the records are read; else today.")
@click.option("--language", "languages", multiple=True, type=click.Choice(["en", "zh"]), default=("en", "zh"), show_default=True)
@click.option("--no-documents", is_flag=True, help="HTML and JSON alone, no PDF and DOCX.")
@click.option("--out", type=FILE, help="Folder to write into; else committee-report-DATE.")
@RECORD
@JSON
def committee(
    countries: tuple[str, ...],
    roadmap: str,
    since: datetime | None,
    until: datetime | None,
    languages: tuple[str, ...],
    no_documents: bool,
    out: Path | None,
    record: str | None,
    as_json: bool,
) -> None:
    """Write the progress report to the Committee: HTML, PDF, DOCX and data; each figure names its records."""
    from pathlib import Path

    from commonsky.workflows.committee import committee_report, write

    days = [day.date() if day else None for day in (since, until)]
    with opened_to_read(record) as held:
        made = committee_report(
            held, countries=countries, roadmap=roadmap, since=days[0], until=days[1], command=command_line(["commonsky", *sys.argv[1:]])
        )
    files = write(made, out or Path(f"committee-report-{made.as_of}"), languages, documents=not no_documents)
    if as_json:
        echo_json({"files": [str(path) for path in files], "answer": [figure.model_dump(mode="json") for figure in made.answer]})
        return
    for figure in made.answer:
        click.echo(figure.label.replace("{}", str(figure.value)))
    if not made.chain_verified:
        click.echo("the log is not whole: commonsky store verify", err=True)
    click.echo(f"Report: {files[1]}")


def command_line(words: Iterable[str]) -> str:
    """A command as a shell takes it, without what is secret in the address of a server: its password and its options.

    >>> command_line(["commonsky", "--out", "my report"])
    "commonsky --out 'my report'"
    """
    return shlex.join([_SERVER.sub(lambda found: _told(found[0]), word) for word in words])


def _told(address: str) -> str:
    from commonsky.core.errors import CommonskyError
    from commonsky.store.places import find_place

    try:
        return find_place(address).name
    except CommonskyError:
        return "postgresql://..."
