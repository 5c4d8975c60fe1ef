"""`commonsky roadmap`: phases and milestones, their dates and evidence, and how far along it is. Parses, calls, prints."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from commonsky.cli.record_options import BY, JSON, RECORD, item_row, opened, opened_if_any, opened_to_read, written
from commonsky.cli.terminal import FILE, echo_json, table

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

_DATE = click.DateTime(formats=["%Y-%m-%d"])
_ID = click.option("--roadmap", "name", default="priority-6", show_default=True, help="Id of the roadmap.")


@click.group()
def roadmap() -> None:
    """Roadmaps: phases, milestones, evidence, progress."""


@roadmap.command(name="take-up")
@click.argument("path", type=FILE, required=False)
@RECORD
@BY
@JSON
def take_up(path: Path | None, record: str | None, by: str, as_json: bool) -> None:
    """Write the shipped example, or the roadmap of a TOML file PATH, into the record."""
    from commonsky.workflows.roadmaps import take_up as run

    with opened(record) as held:
        found, item = run(held, path, by=by)
    written(item, as_json=as_json, what=f"{len(found.milestones)} milestones in {len(found.phases)} phases, up to {found.horizon}")


@roadmap.command()
@click.argument("name", default="priority-6")
@click.option("--on", type=_DATE, help="As of a day; else today.")
@click.option("--language", type=click.Choice(["en", "zh"]), default="en")
@RECORD
@JSON
def show(name: str, on: datetime | None, language: str, record: str | None, as_json: bool) -> None:
    """Show a roadmap and how far along it is; the shipped example where none is on record."""
    from commonsky.partnership.roadmap import packaged_roadmap, progress
    from commonsky.workflows.partnership_record import now
    from commonsky.workflows.roadmaps import shown

    shipped = packaged_roadmap()
    with opened_if_any(record) if name == shipped.id else opened_to_read(record) as held:
        found, item = shown(held, name) if held else (shipped, None)
    day = on.date() if on else now().date()
    if as_json:
        echo_json(item_row(item) if item else {"kind": "roadmap", "id": found.id, "revision": 0, "body": found.model_dump(mode="json")})
        return
    click.echo(
        f"{found.id}  {found.title_zh if language == 'zh' and found.title_zh else found.title}\nhorizon {found.horizon}, as of {day}"
    )
    if item is None:
        click.echo("the shipped example; it is not on record: commonsky roadmap take-up")
    for phase, told in zip(found.phases, progress(found, day), strict=True):
        name_of = phase.name_zh if language == "zh" and phase.name_zh else phase.name
        dates = " (dates are examples)" if phase.dates == "example" else ""
        share = "" if told.share is None else f", {told.share:.0%} done"
        click.echo(f"\n{name_of}, {phase.start} to {phase.end}{dates}{share}")
        rows = [
            (
                m.id,
                m.title_zh if language == "zh" and m.title_zh else m.title,
                m.due,
                m.state_on(day),
                m.owner or "—",
                len(m.evidence),
            )
            for m in phase.milestones
        ]
        table(("id", "milestone", "due", "state", "owner", "evidence"), rows)


@roadmap.command()
@click.argument("milestone")
@click.argument("what")
@click.argument("where")
@click.option("--on", type=_DATE, help="Day on which it was reached; else today.")
@_ID
@RECORD
@BY
@JSON
def reach(milestone: str, what: str, where: str, on: datetime | None, name: str, record: str | None, by: str, as_json: bool) -> None:
    """Mark a MILESTONE as reached: WHAT shows it, and WHERE that is; of a file the hash is kept."""
    from commonsky.workflows.roadmaps import reach as run

    with opened(record) as held:
        _, item = run(held, name, milestone, what, where, on.date() if on else None, by=by)
    written(item, as_json=as_json, what=f"{milestone} reached")


@roadmap.command()
@click.argument("milestone")
@click.argument("due", type=_DATE)
@click.option("--reason", required=True, help="Why.")
@_ID
@RECORD
@BY
@JSON
def move(milestone: str, due: datetime, reason: str, name: str, record: str | None, by: str, as_json: bool) -> None:
    """Give a MILESTONE another date DUE; the earlier one is kept."""
    from commonsky.workflows.roadmaps import move as run

    with opened(record) as held:
        _, item = run(held, name, milestone, due.date(), reason, by=by)
    written(item, as_json=as_json, what=f"{milestone} due {due:%Y-%m-%d}")


@roadmap.command()
@click.argument("milestone")
@_ID
@RECORD
@BY
@JSON
def begin(milestone: str, name: str, record: str | None, by: str, as_json: bool) -> None:
    """Mark a MILESTONE as under way."""
    from commonsky.workflows.roadmaps import begin as run

    with opened(record) as held:
        _, item = run(held, name, milestone, by=by)
    written(item, as_json=as_json, what=f"{milestone} under way")


@roadmap.command()
@click.argument("milestone")
@click.option("--reason", required=True, help="Why.")
@_ID
@RECORD
@BY
@JSON
def drop(milestone: str, reason: str, name: str, record: str | None, by: str, as_json: bool) -> None:
    """Give up a MILESTONE."""
    from commonsky.workflows.roadmaps import drop as run

    with opened(record) as held:
        _, item = run(held, name, milestone, reason, by=by)
    written(item, as_json=as_json, what=f"{milestone} dropped")
