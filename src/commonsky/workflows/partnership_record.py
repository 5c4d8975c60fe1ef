"""The partnership's values in the record: found, altered by a rule, written with who and why. Joins partnership and store. Facts: none.

Every alteration is read, judged by the rule, and written against the revision that was read; where somebody else wrote in between, it is
judged anew on what stands there now. Leaves out what the rules are.
"""

from __future__ import annotations

import random
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeVar

from commonsky.core.errors import ConflictError, InvalidInputError, UnknownNameError
from commonsky.partnership.actions import Action, check_order
from commonsky.partnership.fields import made
from commonsky.partnership.offers import Offer
from commonsky.partnership.roadmap import Roadmap
from commonsky.partnership.versions import Assessment
from commonsky.store.model import Change

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from commonsky.store.model import Item, Record

Value = TypeVar("Value", Assessment, Action, Roadmap, Offer)
#: How long an alteration is judged anew where others write at the same time, in seconds, and the longest pause between two tries.
PATIENCE_S = 30.0
LONGEST_PAUSE_S = 0.1
#: Characters of what was done that the log takes; the body's own history has all of it.
LONGEST_DID = 100
#: What a kind's rows are, and which kind guards what holds between rows of a country.
KINDS: dict[str, type[Any]] = {"assessment": Assessment, "action": Action, "roadmap": Roadmap, "offer": Offer}
ORDER = "action-order"
#: States of an action in which all that it waits for is done.
BEGUN = ("under way", "done")


def now() -> datetime:
    """This instant, UTC."""
    return datetime.now(UTC)


def find(record: Record, kind: str, name: str) -> tuple[Any, Item]:
    """A value and the item that holds it; the id is found whatever its case.

    Raises:
        UnknownNameError: if there is no such item.
    """
    item = record.read(kind, name) or record.read(kind, name.upper()) or record.read(kind, name.lower())
    if item is None:
        raise UnknownNameError(kind, name, [i.id for i in record.items(kind)])
    return _value(item), item


def all_of(record: Record, kind: str, *, state: str = "", prefix: str = "") -> tuple[tuple[Any, Item], ...]:
    """All values of a kind with their items, in order of id as people count: A2 before A10."""
    found = [(_value(item), item) for item in record.items(kind, state=state, prefix=prefix)]
    return tuple(sorted(found, key=lambda pair: (len(pair[1].id), pair[1].id) if prefix else _counted(pair[1].id)))


def next_id(record: Record, kind: str, prefix: str) -> str:
    """The first free id with a prefix: FJI-1, FJI-2.

    Args:
        record: where to look.
        kind: of the item.
        prefix: such as ``FJI-`` or ``FJI-A``.
    """
    taken = [item.id.removeprefix(prefix) for item in record.items(kind, prefix=prefix)]
    return f"{prefix}{max((int(rest) for rest in taken if rest.isdigit()), default=0) + 1}"


def begin(
    record: Record, kind: str, prefix: str, make: Callable[[str], Value], *, by: str, did: str, reason: str = ""
) -> tuple[Value, Item]:
    """Write a new value under the next free id.

    Args:
        record: where to write.
        kind: of the item.
        prefix: of its id.
        make: makes the value for an id.
        by: who does it.
        did: what is done, for the log.
        reason: why.
    """

    def attempt() -> tuple[Value, Item]:
        """Write under the id that is free now."""
        name = next_id(record, kind, prefix)
        value = make(name)
        guard = _guard(record, kind, value)
        change = Change(kind=kind, id=name, body=_body(value), state=_state(value), actor=by, action=_short(did), reason=reason)
        return value, record.write(change, *guard)[0]

    return _until_written(f"{kind} {prefix}", attempt)


def alter(
    record: Record, kind: str, name: str, rule: Callable[[Any, datetime], Any], *, by: str, did: str, reason: str = ""
) -> tuple[Any, Item]:
    """Alter a value by a rule.

    Args:
        record: where it stands.
        kind, name: which item.
        rule: takes the value as it stands and the time of the change, gives the new value, or refuses.
        by, did, reason: for the log.
    """

    def attempt() -> tuple[Any, Item]:
        """Judge what stands now, and write against its revision."""
        value, item = find(record, kind, name)
        altered = rule(value, max(now(), _last(value)))  # a clock that runs behind another's must not stop anybody
        guard = _guard(record, kind, altered, value)
        change = Change(
            kind=kind,
            id=item.id,
            body=_body(altered),
            state=_state(altered),
            actor=by,
            action=_short(did),
            reason=reason,
            expected=item.revision,
        )
        return altered, record.write(change, *guard)[0]

    return _until_written(f"{kind} {name}", attempt)


def who(by: str) -> str:
    """The name of whoever acts.

    Raises:
        InvalidInputError: if none is given.
    """
    if not by.strip():
        raise InvalidInputError("who does this? give --by NAME, or set COMMONSKY_BY once")
    return " ".join(by.split())


def _until_written(what: str, attempt: Callable[[], tuple[Value, Item]]) -> tuple[Value, Item]:
    """What an attempt gives; one that somebody else was faster than is made anew, after a pause that chance sets so that none starves."""
    until, pause_s = time.monotonic() + PATIENCE_S, 0.002
    while True:
        try:
            return attempt()
        except ConflictError as error:
            if time.monotonic() > until:
                raise ConflictError(f"{what}: others write at the same time; try again") from error
        time.sleep(random.random() * pause_s)  # noqa: S311 - no secret, only a pause
        pause_s = min(2 * pause_s, LONGEST_PAUSE_S)


def _value(item: Item) -> Any:
    return made(KINDS[item.kind], item.body, f"{item.kind} {item.id} on record")


def _last(value: Any) -> datetime:
    history = value.current.history if isinstance(value, Assessment) else getattr(value, "history", ())
    return history[-1].at_utc if history else datetime.min.replace(tzinfo=UTC)


def _guard(record: Record, kind: str, altered: Any, before: Any = None) -> tuple[Change, ...]:
    """What must not have changed meanwhile: the order of actions, where an action's place in it changes."""
    if kind != "action" or (before is not None and _place(altered) == _place(before)) or (before is None and not altered.after):
        return ()
    seen = record.read(ORDER, "all")  # before the others are: what is written after this makes the write fail
    _check_place(altered, [action for action, _ in all_of(record, "action") if action.id != altered.id])
    body = {"last": altered.id}
    revision = seen.revision if seen else 0
    return (Change(kind=ORDER, id="all", body=body, state="held", actor="commonsky", action="check order", expected=revision),)


def _check_place(altered: Action, others: Sequence[Action]) -> None:
    """Refuse a circle anywhere, and what is wrong between an action and its neighbours; what ended late elsewhere stops nobody here."""
    check_order(action.model_copy(update={"state": "proposed", "start": None}) for action in (*others, altered))
    waited = (action.model_copy(update={"after": ()}) for action in others if action.id in altered.after)
    waiting = (action.model_copy(update={"after": (altered.id,)}) for action in others if altered.id in action.after)
    check_order([altered, *waited, *waiting])


def _place(action: Action) -> tuple[Any, ...]:
    return action.after, action.start, action.due, action.stands, action.state in BEGUN


def _body(value: Any) -> dict[str, Any]:
    body: dict[str, Any] = value.model_dump(mode="json")
    return body


def _state(value: Any) -> str:
    if isinstance(value, Assessment):
        return value.current.state
    return value.state if isinstance(value, Action) else "kept"


def _short(did: str) -> str:
    return did if len(did) <= LONGEST_DID else f"{did[: LONGEST_DID - 1]}…"


def _counted(name: str) -> tuple[str, int, str]:
    head, _, tail = name.rpartition("-")
    digits = "".join(c for c in tail if c.isdigit())
    return head, int(digits or 0), tail
