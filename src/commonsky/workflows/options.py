"""What can be done about a profile's needs that are not met, and by whom: matches, actions on record, offices.

Facts: the catalogue's and the record's own. The record is read where there is one and never made; without it the matches stand alone.
Leaves out needs that are met.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, cast

from commonsky.catalogue.helping import helping
from commonsky.catalogue.load import packaged, packaged_offices, packaged_practices, packaged_solutions
from commonsky.catalogue.mechanisms import Mechanism
from commonsky.core.errors import CommonskyError
from commonsky.core.time import iso
from commonsky.partnership import actions as rules
from commonsky.profile import model
from commonsky.store.record import open_existing
from commonsky.workflows.actions import fits_of, is_late
from commonsky.workflows.actions import listed as listed_actions
from commonsky.workflows.partnership_record import all_of
from commonsky.world.countries import find_country

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from commonsky.catalogue.practices import Practice
    from commonsky.catalogue.solutions import Solution
    from commonsky.partnership.actions import Action
    from commonsky.partnership.matching import Match
    from commonsky.partnership.offers import Offer
    from commonsky.profile.model import NeedOptions, Options, Profile, RecordedAction, Titles
    from commonsky.store.model import Item, Record
    from commonsky.workflows.actions import Fit

#: Matches of each need.
MOST = 3
#: What matching reads of a profile.
_READ: dict[str, Any] = {
    "country": {"iso3"},
    "people": {"headline_by"},
    "needs": {"__all__": {"id", "theme", "variable", "titles", "area", "people", "limits"}},
}
UNREAD = "the record of actions could not be read, so none is told here: `commonsky doctor` says why"


def prepare() -> None:
    """Load what reads the record where there is one: to be run beside longer work, as a database's library takes its time."""
    with suppress(CommonskyError):  # which `with_options` tells
        record = open_existing()
        if record is not None:
            record.close()


def with_options(profile: Profile) -> Profile:
    """The profile with what can be done, from the record that is set where there is one; else from the catalogue alone.

    A record that cannot be read stops no profile: a note says so.
    """
    try:
        record = open_existing()
        if record is None:
            return profile.model_copy(update={"options": options_of(profile)})
        with record:
            return profile.model_copy(update={"options": options_of(profile, record)})
    except (CommonskyError, ValueError):  # the latter: a body that this version cannot read
        return profile.model_copy(update={"options": options_of(profile), "notes": (*profile.notes, UNREAD)})


def options_of(profile: Profile, record: Record | None = None, *, at: datetime | None = None) -> Options:
    """What can be done about each need that is not met, and the offices that serve the country.

    Args:
        profile: of the country.
        record: whose actions and offers count; None: none.
        at: the moment for which actions are late and offers hold, aware; None: now.
    """
    moment = at or datetime.now(UTC)
    held: list[tuple[Action, Item]] = []
    offered: dict[str, tuple[Offer, Item]] = {}
    if record is not None:
        held = list(listed_actions(record, country=profile.country.iso3))
        offered = {item.id: (offer, item) for offer, item in all_of(record, "offer") if offer.holds(moment.date())}
    data = profile.model_dump(include=_READ)
    found = fits_of(data, [offer for offer, _ in offered.values()], [action for action, _ in held], most=MOST)
    rows = [_recorded(action, item, moment.date()) for action, item in held]
    unmet = {fit.gap.need for fit in found}
    return model.Options(
        needs=tuple(_need(fit, rows, offered) for fit in found),
        offices=_offices(profile.country.iso3),
        record_utc=None if record is None else iso(moment),
        elsewhere=tuple(action.id for action, _ in held if action.need not in unmet),
    )


def _need(fit: Fit, rows: Iterable[RecordedAction], offered: Mapping[str, tuple[Offer, Item]]) -> NeedOptions:
    of_need = {action.id for action in fit.actions}
    return model.NeedOptions(
        need=fit.gap.need,
        standing=cast("Any", fit.standing),  # one of the three: met needs are not here
        matches=tuple(_match(match, offered) for match in fit.matches),
        actions=tuple(sorted((row for row in rows if row.id in of_need), key=lambda row: row.state == "dropped")),
        overlaps=tuple(
            model.Overlap(actions=tuple(action.id for action in each.actions), owners=each.owners, same=each.same_offers)
            for each in rules.overlaps(fit.actions)
        ),
    )


def _recorded(action: Action, item: Item, on: date) -> RecordedAction:
    return model.RecordedAction(
        id=action.id,
        revision=item.revision,
        title=action.title,
        owner=action.owner,
        partners=action.partners,
        state=action.state,
        due=action.due.isoformat() if action.due else None,
        late=is_late(action, on),
    )


def _match(match: Match, offered: Mapping[str, tuple[Offer, Item]]) -> model.Match:
    told: dict[str, Any] = _offered(*offered[match.name]) if match.kind == "offer" else _catalogued(match)
    return model.Match(
        kind=match.kind,
        name=match.name,
        reasons=tuple({"en": each.en, "zh": each.zh} for each in match.reasons),
        obstacles=tuple(model.Obstacle(kind=each.kind, text={"en": each.en, "zh": each.zh}) for each in match.obstacles),
        **told,
    )


def _offered(offer: Offer, item: Item) -> dict[str, Any]:
    """What is told of a partner's offer; it is its own source."""
    return {
        "titles": _titles(offer.title, offer.title_zh),
        "by": offer.by,
        "page": "",
        "how_to_ask": {"en": offer.how_to_ask},
        "revision": item.revision,
        "sources": (),
    }


def _catalogued(match: Match) -> dict[str, Any]:
    """What is told of a row of the catalogue."""
    if match.kind == "mechanism":
        row = packaged("commonsky.catalogue", "mechanisms", "mechanism", Mechanism)[match.name]
        how = _titles(row.how_to_ask, row.how_to_ask_zh)
        return {
            "titles": _titles(row.name, row.name_zh),
            "by": row.operator,
            "page": row.contact_page,
            "how_to_ask": how,
            "sources": row.source,
        }
    if match.kind == "practice":
        practice: Practice = packaged_practices()[match.name]
        named = _titles(practice.name, practice.name_zh)
        return {"titles": named, "by": practice.publisher, "page": practice.page, "sources": practice.source}
    solution: Solution = packaged_solutions()[match.name]
    named = _titles(solution.name, solution.name_zh)
    return {"titles": named, "by": solution.owner, "page": solution.page, "sources": solution.source}


def _offices(country: str) -> tuple[model.Office, ...]:
    return tuple(
        model.Office(
            name=office.name,
            titles=_titles(office.name, office.name_zh),
            kind=office.kind,
            host=office.host,
            city=office.city,
            country=dict(find_country(office.country).names),
            tasks=office.tasks,
            serves=office.serves,
            basis=basis,
            page=office.how_to_reach,
            status_as_of=office.status_as_of.isoformat(),
            sources=office.source,
        )
        for office, basis in helping(packaged_offices().values(), country)
    )


def _titles(english: str, chinese: str) -> Titles:
    return {"en": english} | ({"zh": chinese} if chinese else {})
