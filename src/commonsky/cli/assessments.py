"""`commonsky assessments`: a country's needs and profile, from draft through consultation to acceptance. Parses, calls, prints."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from commonsky.cli.record_options import BY, JSON, RECORD, add_step, item_row, opened, opened_to_read, written
from commonsky.cli.terminal import FILE, echo_json, table

if TYPE_CHECKING:
    from pathlib import Path

    from commonsky.partnership.versions import Assessment, Version
    from commonsky.store.model import Item


@click.group()
def assessments() -> None:
    """Assessments of countries: needs and profile, consultation, acceptance, versions."""


@assessments.command(name="list")
@click.option("--country", default="", help="Of one country: a code or a name.")
@click.option("--state", default="", help="In one state: draft, in consultation, accepted, withdrawn.")
@RECORD
@JSON
def list_all(country: str, state: str, record: str | None, as_json: bool) -> None:
    """List the assessments on record."""
    from commonsky.workflows.assessments import listed

    with opened_to_read(record) as held:
        rows = listed(held, country=country, state=state)
    if as_json:
        echo_json([item_row(item) for _, item in rows])
        return
    heads = ("id", "country", "title", "led by", "version", "state", "needs", "open comments", "changed")
    table(heads, [(*_line(found), f"{item.changed_utc:%Y-%m-%d}") for found, item in rows])


def _line(found: Assessment) -> tuple[object, ...]:
    now = found.current
    return found.id, found.country, found.title, found.owner, now.number, now.state, len(now.choices), len(now.unanswered)


@assessments.command()
@click.argument("country")
@click.option("--title", default="", help="Else: Observing needs of COUNTRY.")
@click.option("--owner", required=True, help="The one organisation that leads it.")
@click.option("--participant", "participants", multiple=True, help="Another organisation that takes part; as often as needed.")
@click.option("--needs", type=FILE, help="A needs file of the country's; else the default needs.")
@click.option("--empty", is_flag=True, help="Begin with no needs; choose them one by one.")
@RECORD
@BY
@JSON
def start(
    country: str,
    title: str,
    owner: str,
    participants: tuple[str, ...],
    needs: Path | None,
    empty: bool,
    record: str | None,
    by: str,
    as_json: bool,
) -> None:
    """Start an assessment of COUNTRY, in draft."""
    from commonsky.workflows.assessments import start as run

    with opened(record) as held:
        found, item = run(held, country, title=title, owner=owner, participants=participants, needs=needs, empty=empty, by=by)
    written(item, as_json=as_json, what=f"started with {len(found.current.choices)} needs")


@assessments.command()
@click.argument("name", metavar="ID")
@click.argument("needs", nargs=-1, required=True, metavar="NEED...")
@click.option("--weight", type=float, default=1.0, show_default=True)
@click.option("--why", default="", help="Why the country needs it.")
@click.option("--target", "targets", multiple=True, help='A target that it serves, such as "SDG 13.1"; else those of the default needs.')
@RECORD
@BY
@JSON
def choose(
    name: str, needs: tuple[str, ...], weight: float, why: str, targets: tuple[str, ...], record: str | None, by: str, as_json: bool
) -> None:
    """Add needs to a draft, or change those that it has; a NEED is the id of a requirement."""
    from commonsky.workflows.assessments import choose as run

    with opened(record) as held:
        _, item = run(held, name, needs, weight=weight, why=why, targets=targets, by=by)
    written(item, as_json=as_json, what=f"chose {', '.join(needs)}")


@assessments.command()
@click.argument("name", metavar="ID")
@click.argument("need")
@click.option("--reason", required=True, help="Why.")
@RECORD
@BY
@JSON
def drop(name: str, need: str, reason: str, record: str | None, by: str, as_json: bool) -> None:
    """Take a NEED out of a draft."""
    from commonsky.workflows.assessments import drop as run

    with opened(record) as held:
        _, item = run(held, name, need, reason, by=by)
    written(item, as_json=as_json, what=f"dropped {need}")


@assessments.command()
@click.argument("name", metavar="ID")
@click.argument("folder", type=FILE)
@RECORD
@BY
@JSON
def attach(name: str, folder: Path, record: str | None, by: str, as_json: bool) -> None:
    """Attach the profile in FOLDER, as `commonsky assess` wrote it."""
    from commonsky.workflows.assessments import attach as run

    with opened(record) as held:
        found, item = run(held, name, folder, by=by)
    profile = found.current.profile
    counts = f"{profile.met} needs met, {profile.partly} partly, {profile.unmet} nowhere, {profile.no_data} not observed" if profile else ""
    written(item, as_json=as_json, what=f"profile attached: {counts}")


@assessments.command()
@click.argument("name", metavar="ID")
@click.argument("text")
@click.option("--on", default="assessment", show_default=True, help='What it is on: assessment, profile, or "need ID".')
@click.option("--organisation", required=True, help="Of whoever comments.")
@RECORD
@BY
@JSON
def comment(name: str, text: str, on: str, organisation: str, record: str | None, by: str, as_json: bool) -> None:
    """Comment on an assessment in consultation."""
    from commonsky.workflows.assessments import comment as run

    with opened(record) as held:
        found, item = run(held, name, text, on=on, organisation=organisation, by=by)
    written(item, as_json=as_json, what=f"comment {found.current.comments[-1].number}")


@assessments.command()
@click.argument("name", metavar="ID")
@click.argument("number", type=int)
@click.argument("text")
@click.option("--outcome", type=click.Choice(["accepted", "accepted in part", "not accepted"]), required=True)
@RECORD
@BY
@JSON
def answer(name: str, number: int, text: str, outcome: str, record: str | None, by: str, as_json: bool) -> None:
    """Answer comment NUMBER."""
    from commonsky.workflows.assessments import answer as run

    with opened(record) as held:
        found, item = run(held, name, number, text, outcome, by=by)
    left = len(found.current.unanswered)
    written(item, as_json=as_json, what=f"comment {number} answered, {left} open")


def _move(*given: Any, **options: Any) -> tuple[Any, Item]:
    from commonsky.workflows.assessments import move

    return move(*given, **options)


def _step(step: str, told: str, *, reasoned: bool = False) -> None:
    add_step(assessments, step, told, _move, lambda found: f"{step}, version {found.current.number}", reasoned=reasoned)


_step("consult", "Open the consultation of a draft.", reasoned=False)
_step("draft", "Take an assessment in consultation back to draft.", reasoned=True)
_step("accept", "Accept an assessment: every comment is answered.", reasoned=False)
_step("revise", "Open a new version of an accepted assessment; the accepted one stays as it is.", reasoned=True)
_step("withdraw", "Withdraw an assessment.", reasoned=True)


@assessments.command()
@click.argument("name", metavar="ID")
@click.option("--version", "number", type=int, help="Else the newest.")
@RECORD
@JSON
def show(name: str, number: int | None, record: str | None, as_json: bool) -> None:
    """Show an assessment: needs, profile, comments and their answers."""
    from commonsky.core.errors import InvalidInputError
    from commonsky.workflows.partnership_record import find

    with opened_to_read(record) as held:
        found, item = find(held, "assessment", name)
    if number is not None and not 1 <= number <= len(found.versions):
        raise InvalidInputError(f"{found.id} has versions 1 to {len(found.versions)}; give one of them")
    if as_json:
        echo_json(item_row(item))
        return
    version = found.versions[(number or len(found.versions)) - 1]
    click.echo(f"{found.id}  {found.title}\n{found.country}, led by {found.owner}; with {', '.join(found.participants) or 'nobody else'}")
    click.echo(f"version {version.number} of {len(found.versions)}, {version.state}; revision {item.revision} of the record\n")
    _version(version)


def _version(version: Version) -> None:
    if version.profile is not None:
        ref = version.profile
        click.echo(f"profile  {ref.headline}\n         {ref.window}; {ref.folder}; sha256 {ref.sha256[:16]}...\n")
    table(("need", "weight", "targets", "why"), [(c.requirement, f"{c.weight:g}", ", ".join(c.targets), c.why) for c in version.choices])
    for comment_row in version.comments:
        click.echo(
            f"\ncomment {comment_row.number} on {comment_row.on}, {comment_row.organisation} ({comment_row.by}):\n  {comment_row.text}"
        )
        told = f"{comment_row.outcome}: {comment_row.answer} ({comment_row.answered_by})" if comment_row.outcome else "not answered yet"
        click.echo(f"  {told}")


@assessments.command()
@click.argument("name", metavar="ID")
@RECORD
@JSON
def history(name: str, record: str | None, as_json: bool) -> None:
    """Show who changed what, when and why, as the log has it."""
    from commonsky.cli.record_options import entry_line, entry_row
    from commonsky.workflows.assessments import history as run

    with opened_to_read(record) as held:
        entries = run(held, name)
    if as_json:
        echo_json([entry_row(entry) for entry in entries])
        return
    table(("when", "who", "did", "reason", "revision", "hash"), [entry_line(entry) for entry in entries])


@assessments.command()
@click.argument("name", metavar="ID")
@click.option("--from", "old", type=int, help="A version; else the last but one.")
@click.option("--to", "new", type=int, help="A version; else the last.")
@RECORD
@JSON
def diff(name: str, old: int | None, new: int | None, record: str | None, as_json: bool) -> None:
    """Show what changed between two versions."""
    from commonsky.workflows.assessments import changes

    with opened_to_read(record) as held:
        lines = changes(held, name, old, new)
    if as_json:
        echo_json(list(lines))
        return
    click.echo("\n".join(lines) or "no difference")
