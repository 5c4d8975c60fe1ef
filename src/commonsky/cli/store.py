"""`commonsky store`: whether the record is whole. Parses, calls, prints."""

from __future__ import annotations

import sys

import click

from commonsky.cli.record_options import JSON, RECORD, entry_line, entry_row, opened_to_read
from commonsky.cli.terminal import echo_json, table


@click.group()
def store() -> None:
    """The record: whether it is whole, and its log."""


@store.command()
@click.option("--head", default="", help="A head that was kept elsewhere (SEQ:HASH); the log must still hold it.")
@RECORD
@JSON
def verify(head: str, record: str | None, as_json: bool) -> None:
    """Check the chain of the log and every item; prints the head, to be kept elsewhere. Exit 1 where a fault is found."""
    with opened_to_read(record) as held:
        faults, newest = held.verify(head=head), held.head()
    if as_json:
        echo_json({"faults": list(faults), "head": newest})
    else:
        for fault in faults:
            click.echo(fault, err=True)
        click.echo(f"{'whole' if not faults else f'{len(faults)} faults'}; head {newest}")
    sys.exit(1 if faults else 0)


@store.command()
@click.option("--kind", default="", help="assessment, action, offer, roadmap.")
@click.option("--after", type=int, default=0, help="Only entries after this number.")
@RECORD
@JSON
def log(kind: str, after: int, record: str | None, as_json: bool) -> None:
    """Print the log, oldest first."""
    with opened_to_read(record) as held:
        entries = tuple(held.entries(kind, after=after))
    if as_json:
        echo_json([entry_row(entry) for entry in entries])
        return
    rows = [(entry.seq, f"{entry.kind} {entry.id}", *entry_line(entry)) for entry in entries]
    table(("number", "what", "when", "who", "did", "reason", "revision", "hash"), rows)
