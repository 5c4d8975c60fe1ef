"""What every command on the record has: where it is, who acts, JSON. Facts: none. Leaves out what is done with it."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from commonsky.store.model import Entry, Item, Record

RECORD = click.option(
    "--record", envvar="COMMONSKY_RECORD", metavar="URL", help="The record: a file, or postgresql://...; else one in your data folder."
)
BY = click.option("--by", envvar="COMMONSKY_BY", default="", metavar="NAME", help="Who does this; kept in the log. Or set COMMONSKY_BY.")
JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON, and nothing else, on standard output.")


def opened(url: str | None) -> Record:
    """The record, open to be written; made where there is none."""
    from commonsky.store.record import open_record

    return open_record(url)


def opened_to_read(url: str | None) -> Record:
    """The record that is there, open; none is made.

    Raises:
        InvalidInputError: where there is none.
    """
    from commonsky.core.errors import InvalidInputError
    from commonsky.store.record import open_existing

    if (found := open_existing(url)) is not None:
        return found
    from commonsky.store.places import find_place

    raise InvalidInputError(
        f"there is no record at {find_place(url).name}; name the one that is meant with --record, or begin one, such as with"
        " `commonsky assessments start`"
    )


@contextmanager
def opened_if_any(url: str | None) -> Iterator[Record | None]:
    """The record that is there, for commands that do without where nobody named one; one that is named must be there."""
    from commonsky.store.record import open_existing

    held = opened_to_read(url) if url else open_existing()
    if held is None:
        yield None
        return
    with held:
        yield held


def item_row(item: Item) -> dict[str, Any]:
    """An item as plain values."""
    return {
        "kind": item.kind,
        "id": item.id,
        "revision": item.revision,
        "state": item.state,
        "changed_utc": item.changed_utc.isoformat(),
        "changed_by": item.changed_by,
        "body": item.body,
    }


def written(item: Item, *, as_json: bool, what: str) -> None:
    """Say what was written: one line, or the item as JSON."""
    from commonsky.cli.terminal import echo_json

    if as_json:
        echo_json(item_row(item))
        return
    click.echo(f"{item.id}: {what}; {item.state}, revision {item.revision}")


def entry_row(entry: Entry) -> dict[str, Any]:
    """A row of the log as plain values."""
    return {
        "seq": entry.seq,
        "at_utc": entry.at_utc.isoformat(),
        "actor": entry.actor,
        "action": entry.action,
        "reason": entry.reason,
        "kind": entry.kind,
        "id": entry.id,
        "revision": entry.revision,
        "state": entry.state,
        "body": entry.body,
        "previous": entry.previous,
        "hash": entry.hash,
    }


def entry_line(entry: Entry) -> tuple[object, ...]:
    """A row of the log for people: when, who, what, why, revision, and the beginning of its hash."""
    return f"{entry.at_utc:%Y-%m-%d %H:%M:%S}Z", entry.actor, entry.action, entry.reason, entry.revision, entry.hash[:12]


def add_step(
    group: click.Group, step: str, told: str, move: Callable[..., tuple[Any, Item]], say: Callable[[Any], str], *, reasoned: bool = False
) -> None:
    """A command that moves one item on.

    Args:
        group: that gets the command.
        step: its name, and what `move` takes.
        told: its help.
        move: takes record, id and step, and reason and by as keywords; gives the value and its item.
        say: what was done, of the value.
        reasoned: whether a reason must be given.
    """

    @click.argument("name", metavar="ID")
    @click.option("--reason", help="Why.", **({"required": True} if reasoned else {"default": ""}))
    @RECORD
    @BY
    @JSON
    def command(name: str, reason: str, record: str | None, by: str, as_json: bool) -> None:
        """Move the item on and say so."""
        with opened(record) as held:
            value, item = move(held, name, step, reason=reason, by=by)
        written(item, as_json=as_json, what=say(value))

    group.command(name=step, help=told)(command)
