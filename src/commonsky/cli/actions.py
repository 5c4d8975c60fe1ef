"""`commonsky actions`: from gaps to who does what about them, with evidence. Parses, calls workflows.actions, prints."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from commonsky.cli.record_options import (
    BY,
    JSON,
    RECORD,
    add_step,
    entry_line,
    entry_row,
    item_row,
    opened,
    opened_if_any,
    opened_to_read,
    written,
)
from commonsky.cli.terminal import FILE, echo_json, table
from commonsky.core.errors import InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from commonsky.partnership.actions import Action
    from commonsky.store.model import Item

_DATE = click.DateTime(formats=["%Y-%m-%d"])


@click.group()
def actions() -> None:
    """Actions from gaps: who does what, with what, by when, at what cost, for whom, and the evidence."""


def _fields(command: Callable[..., None]) -> Callable[..., None]:
    """Options for the fields of an action."""
    options = (
        click.option("--title", help="What is done."),
        click.option("--need", help="The need it is for: id of a requirement."),
        click.option("--target", "targets", multiple=True, help='A target that it serves, such as "SDG 6.6.1"; as often as needed.'),
        click.option("--assessment", help="The assessment that it follows from."),
        click.option("--owner", "owners", multiple=True, help="The one organisation that answers for it."),
        click.option("--partner", "partners", multiple=True, help="Another that takes part; as often as needed."),
        click.option("--offer", help="What it uses: a solution, practice, mechanism, mission, network, or a partner's offer (O-1)."),
        click.option("--obstacle", type=click.Choice(["policy", "access", "skill", "cost", "infrastructure", "none"])),
        click.option("--obstacle-note", help="What exactly stands in the way."),
        click.option("--cost", metavar="CURRENCY LOW HIGH", nargs=3, help="As a range, such as FJD 20000 35000."),
        click.option("--cost-source", help="Where the range is from."),
        click.option("--people", type=int, help="How many it reaches."),
        click.option("--people-how", help="How that was reckoned."),
        click.option("--start", type=_DATE, help="First day, YYYY-MM-DD."),
        click.option("--due", type=_DATE, help="Last day, YYYY-MM-DD."),
        click.option("--after", multiple=True, help="An action that must be done before; as often as needed."),
        click.option("--note", help="Anything else."),
    )
    for option in reversed(options):
        command = option(command)
    return command


def _given(options: dict[str, Any]) -> dict[str, Any]:
    """Fields of an action that were given, as its row wants them; of a cost and of people only what was given."""
    cost, source = options.pop("cost"), options.pop("cost_source")
    people, how = options.pop("people"), options.pop("people_how")
    owners, alone = options.pop("owners"), options.pop("no_after", False)
    if alone and options["after"]:
        raise InvalidInputError("--after and --no-after are both given; give one of them")
    fields = {name: value for name, value in options.items() if value not in {None, ()}}
    if owners:
        fields["owner"] = owners[0] if len(owners) == 1 else owners  # its row refuses two, and says why
    if alone:
        fields["after"] = ()
    for name in ("start", "due"):
        if name in fields:
            fields[name] = fields[name].date()
    low_high = {"currency": cost[0].upper(), "low": cost[1], "high": cost[2]} if cost else {}
    parts = {"cost": low_high | {"source": source}, "people": {"number": people, "how": how}}
    for name, part in parts.items():
        if told := {key: value for key, value in part.items() if value is not None}:
            fields[name] = told
    return fields


@actions.command()
@click.argument("country")
@_fields
@RECORD
@BY
@JSON
def propose(country: str, record: str | None, by: str, as_json: bool, **options: Any) -> None:
    """Propose an action for COUNTRY; title, need and owner are needed."""
    from commonsky.workflows.actions import propose as run

    with opened(record) as held:
        _, item = run(held, country, _given(options), by=by)
    written(item, as_json=as_json, what="proposed")


@actions.command()
@click.argument("name", metavar="ID")
@_fields
@click.option("--no-after", is_flag=True, help="It waits for no other action any more.")
@click.option("--reason", required=True, help="Why.")
@RECORD
@BY
@JSON
def change(name: str, reason: str, record: str | None, by: str, as_json: bool, **options: Any) -> None:
    """Change an action; what is not given stays."""
    from commonsky.workflows.actions import change as run

    fields = _given(options)
    with opened(record) as held:
        _, item = run(held, name, fields, reason, by=by)
    written(item, as_json=as_json, what=f"changed {', '.join(fields)}")


def _move(*given: Any, **options: Any) -> tuple[Any, Item]:
    from commonsky.workflows.actions import move

    return move(*given, **options)


def _step(step: str, told: str, *, reasoned: bool = False) -> None:
    add_step(actions, step, told, _move, lambda _: step, reasoned=reasoned)


_step("agree", "Agree on a proposed action.")
_step("begin", "Begin an agreed action.")
_step("finish", "Finish an action; it needs evidence.")
_step("drop", "Drop an action.", reasoned=True)


@actions.command()
@click.argument("name", metavar="ID")
@click.argument("what")
@click.argument("where")
@RECORD
@BY
@JSON
def evidence(name: str, what: str, where: str, record: str | None, by: str, as_json: bool) -> None:
    """Add evidence: WHAT shows it, and WHERE that is; of a file the hash is kept."""
    from commonsky.workflows.actions import prove

    with opened(record) as held:
        found, item = prove(held, name, what, where, by=by)
    if not found.evidence[-1].sha256 and "://" not in where:
        click.echo(f"no file {where!r} here: kept as words, without a hash", err=True)
    written(item, as_json=as_json, what=f"evidence {len(found.evidence)}")


@actions.command(name="list")
@click.option("--country", default="")
@click.option("--state", default="", help="proposed, agreed, under way, done, dropped.")
@click.option("--need", default="")
@click.option("--owner", default="")
@RECORD
@JSON
def list_all(country: str, state: str, need: str, owner: str, record: str | None, as_json: bool) -> None:
    """List the actions on record."""
    from commonsky.workflows.actions import listed

    with opened_to_read(record) as held:
        rows = listed(held, country=country, state=state, need=need, owner=owner)
    if as_json:
        echo_json([item_row(item) for _, item in rows])
        return
    table(("id", "what", "need", "owner", "state", "start", "due", "uses", "obstacle"), [_line(found) for found, _ in rows])


def _line(found: Action) -> tuple[object, ...]:
    offer = found.offer or "—"
    return found.id, found.title, found.need, found.owner, found.state, found.start or "—", found.due or "—", offer, found.obstacle


@actions.command()
@click.argument("name", metavar="ID")
@RECORD
@JSON
def show(name: str, record: str | None, as_json: bool) -> None:
    """Show an action and its history."""
    from commonsky.workflows.actions import history
    from commonsky.workflows.partnership_record import find

    with opened_to_read(record) as held:
        found, item = find(held, "action", name)
        entries = history(held, name)
    if as_json:
        echo_json(item_row(item) | {"history": [entry_row(entry) for entry in entries]})
        return
    click.echo(f"{found.id}  {found.title}\n{found.state}, revision {item.revision}")
    for key, value in found.model_dump(mode="json", exclude={"id", "title", "state", "history", "evidence"}).items():
        if value not in ("", None, []):
            click.echo(f"{key.replace('_', ' ')}: {_plain(value)}")
    for one in found.evidence:
        click.echo(
            f"evidence: {one.what}, {one.where} ({one.by}, {one.at_utc:%Y-%m-%d}){' sha256 ' + one.sha256[:16] if one.sha256 else ''}"
        )
    table(("when", "who", "did", "reason", "revision", "hash"), [entry_line(entry) for entry in entries])


def _plain(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} {inner}" for key, inner in value.items() if inner not in {"", None})
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


@actions.command()
@click.option("--country", default="")
@RECORD
@JSON
def overlaps(country: str, record: str | None, as_json: bool) -> None:
    """Show where two partners do the same for the same need."""
    from commonsky.workflows.actions import overlaps as run

    with opened_to_read(record) as held:
        found = run(held, country)
    if as_json:
        echo_json([{"need": o.need, "country": o.country, "actions": [a.id for a in o.actions], "owners": list(o.owners)} for o in found])
        return
    table(
        ("country", "need", "actions", "owners"),
        [(o.country, o.need, ", ".join(a.id for a in o.actions), "; ".join(o.owners)) for o in found],
    )


@actions.command()
@click.argument("folder", type=FILE)
@click.option("--need", default="", help="One need; else all that the profile says are not met.")
@click.option("--most", type=click.IntRange(1, 50), default=5, show_default=True, help="Matches of each need at most.")
@click.option("--language", type=click.Choice(["en", "zh"]), default="en")
@RECORD
@JSON
def match(folder: Path, need: str, most: int, language: str, record: str | None, as_json: bool) -> None:
    """What fits the gaps of the profile in FOLDER, why, and what stands in the way."""
    from dataclasses import asdict

    from commonsky.workflows.actions import fits

    with opened_if_any(record) as held:
        found = fits(folder, held, need=need, most=most)
    if as_json:
        echo_json(
            [
                {
                    "need": f.gap.need,
                    "standing": f.standing,
                    "matches": [asdict(m) for m in f.matches],
                    "actions": [a.id for a in f.actions],
                }
                for f in found
            ]
        )
        return
    for fit in found:
        click.echo(f"\n{fit.title.get(language) or fit.title['en']}  ({fit.gap.need}; {fit.standing})")
        for one in fit.matches:
            click.echo(f"  {one.kind} {one.name}: {' '.join(getattr(r, language) for r in one.reasons)}")
            if one.obstacles:
                click.echo(f"    {'障碍：' if language == 'zh' else 'in the way: '}{' '.join(getattr(o, language) for o in one.obstacles)}")
        for action in fit.actions:
            click.echo(f"  on record: {action.id} {action.title}, {action.owner}, {action.state}")


@actions.command()
@click.option("--title", required=True)
@click.option("--by-whom", "giver", required=True, help="The organisation that offers.")
@click.option("--kind", type=click.Choice(["data", "service", "training", "equipment", "advice", "funding"]), required=True)
@click.option("--variable", "variables", multiple=True)
@click.option("--hazard", "hazards", multiple=True)
@click.option("--means", multiple=True, help="What it brings to a country that lacks it, such as internet.")
@click.option("--target", "targets", multiple=True)
@click.option("--country", "countries", multiple=True, help="For these countries alone: ISO codes of three letters.")
@click.option("--from", "valid_from", type=_DATE)
@click.option("--until", "valid_until", type=_DATE)
@click.option("--how-to-ask", required=True)
@RECORD
@BY
@JSON
def offer(record: str | None, by: str, as_json: bool, giver: str, **options: Any) -> None:
    """Write down what a partner offers."""
    from commonsky.workflows.actions import offer as run

    fields = {
        name: value.date() if name.startswith("valid") and value else value for name, value in options.items() if value not in {None, ()}
    }
    with opened(record) as held:
        _, item = run(held, fields | {"by": giver}, by=by)
    written(item, as_json=as_json, what="offer kept")
