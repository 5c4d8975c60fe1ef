"""Actions in the record: proposed from gaps, agreed, done with evidence; what fits a gap; who does the same. Facts: none.

Joins the rules of partnership with the record, the catalogue and the profiles on disk. Leaves out payments.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel

from commonsky.catalogue.load import packaged, packaged_practices, packaged_solutions
from commonsky.catalogue.mechanisms import Mechanism
from commonsky.core.errors import InvalidInputError, UnknownNameError
from commonsky.needs.load import default_needs, packaged_requirements
from commonsky.needs.targets import target_ids
from commonsky.partnership import actions as rules
from commonsky.partnership.actions import Cost, Evidence, People
from commonsky.partnership.fields import made, nearest, packaged_names
from commonsky.partnership.matching import Gap, Match, matches
from commonsky.partnership.offers import Offer
from commonsky.partnership.reasons import hazards_of
from commonsky.workflows.assessments import read_profile, standing
from commonsky.workflows.partnership_record import all_of, alter, begin, find, now, who
from commonsky.world.countries import find_country

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from commonsky.partnership.actions import Action
    from commonsky.store.model import Entry, Item, Record

KIND = "action"
#: States in which something is still to be done.
OPEN = ("proposed", "agreed", "under way")
#: What of a file's hash is read at a time.
BLOCK = 1 << 20
#: Where a cost or a number of people is from, where its proposer does not say.
UNSAID = "estimate of its proposer"


class _Country(BaseModel):
    iso3: str


class _People(BaseModel):
    headline_by: Literal["area", "people"]


class _Titles(BaseModel):
    en: str


class _Shares(BaseModel):
    not_met: float
    not_observed: float


class _Limit(BaseModel):
    attributes: list[str]


class _Need(BaseModel):
    id: str
    theme: str
    variable: str
    titles: _Titles
    area: _Shares
    people: _Shares
    limits: list[_Limit]


class _Read(BaseModel):
    """What matching reads of a profile on disk; the rest may be missing."""

    country: _Country
    people: _People
    needs: list[_Need]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """A need of a country that is not met, what fits it best, and the actions on record for it."""

    gap: Gap
    title: dict[str, str]
    standing: str
    matches: tuple[Match, ...]
    actions: tuple[Action, ...]


def propose(record: Record, country: str, fields: Mapping[str, Any], *, by: str) -> tuple[Action, Item]:
    """Write a new action.

    Args:
        record: where it is kept.
        country: a code or a name.
        fields: of the action but id and country; no target: those that the default needs name. A cost or people that do not say where
            they are from are the proposer's estimate.
        by: who does it.

    Raises:
        InvalidInputError: if a field is wrong, or what it waits for ends after it begins.
    """
    row, by = find_country(country), who(by)
    given = _found(record, fields)
    if taken := [name for name in ("id", "country") if name in given]:
        raise InvalidInputError(f"{taken[0]} is no field to give: it comes with the country; leave it out")
    if not given.get("targets"):
        given["targets"] = {need.requirement: target_ids(need) for need, _ in default_needs().needs}.get(given.get("need", ""), ())
    at = now()
    given |= _merged(given, None)

    def make(name: str) -> Action:
        return rules.propose(id=name, country=row.iso3, **given, by=by, at_utc=at, known=packaged_names())

    return begin(record, KIND, f"{row.iso3}-A", make, by=by, did="propose")


def move(record: Record, name: str, step: str, *, reason: str = "", by: str) -> tuple[Action, Item]:
    """Move an action on.

    Args:
        record, name: which action.
        step: agree, begin, finish or drop.
        reason: why; drop asks for one.
        by: who does it.
    """
    by = who(by)
    steps: dict[str, Any] = {
        "agree": lambda a, at: rules.agree(a, by=by, at_utc=at),
        "begin": lambda a, at: rules.begin(a, by=by, at_utc=at),
        "finish": lambda a, at: rules.finish(a, by=by, at_utc=at),
        "drop": lambda a, at: rules.drop(a, reason, by=by, at_utc=at),
    }
    if step not in steps:
        raise UnknownNameError("step of an action", step, steps)
    return alter(record, KIND, name, steps[step], by=by, did=step, reason=reason)


def change(record: Record, name: str, fields: Mapping[str, Any], reason: str, *, by: str) -> tuple[Action, Item]:
    """Change fields of an action, with a reason; of a cost or people that are given in part, the rest stays as it stands."""
    by, given = who(by), _found(record, fields)

    def rule(action: Action, at: Any) -> Action:
        return rules.change(action, reason=reason, by=by, at_utc=at, known=packaged_names(), **given | _merged(given, action))

    return alter(record, KIND, name, rule, by=by, did=f"change {', '.join(given)}", reason=reason)


def prove(record: Record, name: str, what: str, where: str, *, by: str) -> tuple[Action, Item]:
    """Add evidence to an action; of a file that is there, its hash is kept too."""
    by, digest = who(by), file_hash(where)

    def rule(action: Action, at: Any) -> Action:
        proof = made(Evidence, {"what": what, "where": where, "by": by, "at_utc": at, "sha256": digest}, "evidence")
        return rules.add_evidence(action, proof, by=by, at_utc=at)

    return alter(record, KIND, name, rule, by=by, did="add evidence", reason=what)


def listed(record: Record, *, country: str = "", state: str = "", need: str = "", owner: str = "") -> tuple[tuple[Action, Item], ...]:
    """Actions, of one country, state, need and owner where given."""
    found = all_of(record, KIND, state=state, prefix=f"{find_country(country).iso3}-A" if country else "")
    return tuple((a, i) for a, i in found if need in {"", a.need} and (not owner or owner.casefold() in a.owner.casefold()))


def overlaps(record: Record, country: str = "") -> tuple[rules.Overlap, ...]:
    """Where two partners do the same for the same need at overlapping times."""
    return rules.overlaps(action for action, _ in listed(record, country=country))


def history(record: Record, name: str) -> tuple[Entry, ...]:
    """Who changed what, oldest first, as the log has it."""
    _, item = find(record, KIND, name)
    return tuple(record.entries(KIND, item.id))


def offer(record: Record, fields: Mapping[str, Any], *, by: str) -> tuple[Offer, Item]:
    """Write a partner's offer into the record.

    Args:
        record: where it is kept.
        fields: of the offer but its id.
        by: who does it.
    """
    known, given = packaged_names(), dict(fields)
    for target in given.get("targets", ()):
        if target not in known.targets:
            raise UnknownNameError("target", target, known.targets)
    given["countries"] = tuple(find_country(country).iso3 for country in given.get("countries", ()))
    return begin(record, "offer", "O-", lambda name: made(Offer, given | {"id": name}, f"offer {name}"), by=who(by), did="offer")


def offers(record: Record) -> tuple[Offer, ...]:
    """All offers on record, by id."""
    return tuple(found for found, _ in all_of(record, "offer"))


def fits(folder: Path, record: Record | None, *, need: str = "", most: int = 5) -> tuple[Fit, ...]:
    """What fits the needs that a profile says are not met, worst first as the profile orders them.

    Args:
        folder: of the profile.
        record: whose offers and actions count too; None: the catalogue alone.
        need: id of one need; empty: all that are not met.
        most: matches of each.

    Raises:
        InvalidInputError: if there is no profile there, or it is not whole.
        UnknownNameError: if the profile has no such need.
    """
    data, _ = read_profile(folder)
    made(_Read, data, f"the profile in {folder} is not whole, make it anew with `commonsky assess`")
    if not record:
        return fits_of(data, need=need, most=most)
    today = now().date()
    offered = tuple(offer for offer in offers(record) if offer.holds(today))
    return fits_of(data, offered, [action for action, _ in listed(record, country=data["country"]["iso3"])], need=need, most=most)


def fits_of(
    data: Mapping[str, Any], offered: Sequence[Offer] = (), known: Sequence[Action] = (), *, need: str = "", most: int = 5
) -> tuple[Fit, ...]:
    """What fits the needs that a profile's data say are not met, in their order.

    Args:
        data: as profile.json holds them: country.iso3, people.headline_by, and id, theme, variable, titles, area, people, limits of needs.
        offered: partners' offers that hold on the day.
        known: actions of the country.
        need, most: as of `fits`.

    Raises:
        UnknownNameError: if the profile has no such need.
    """
    standings = standing(data).needs
    if need and need not in standings:
        raise UnknownNameError("need of this profile", need, standings)
    country = find_country(data["country"]["iso3"])
    rows = [row for row in data["needs"] if (row["id"] == need if need else standings[row["id"]] != "met")]
    targets = {each.requirement: target_ids(each) for each, _ in default_needs().needs}
    mechanisms = packaged("commonsky.catalogue", "mechanisms", "mechanism", Mechanism).values()

    def fit(row: dict[str, Any]) -> Fit:
        """What fits one need of the profile."""
        gap = _gap(row, country.iso3, targets.get(row["id"], ()))
        found = matches(gap, packaged_solutions().values(), packaged_practices().values(), mechanisms, offered, country)
        actions = tuple(action for action in known if action.need == row["id"])
        return Fit(gap=gap, title=row["titles"], standing=standings[row["id"]], matches=found[:most], actions=actions)

    return tuple(fit(row) for row in rows)


def is_late(action: Action, on: date) -> bool:
    """Whether an action is still open after its last day."""
    return action.state in OPEN and action.due is not None and action.due < on


def offer_kind(record: Record | None, name: str, kind: str = "") -> str:
    """What an offer of this name is: a solution, practice, mechanism, mission, network or a partner's offer.

    Args:
        record: whose offers count too; None: the catalogue alone.
        name: of the offer.
        kind: that it must be of; empty: the first that knows the name.

    Raises:
        UnknownNameError: with the nearest name, or the nearest kind.
    """
    from commonsky.catalogue.load import packaged_catalogue, packaged_networks

    sorts: dict[str, Mapping[str, object]] = {
        "solution": packaged_solutions(),
        "practice": packaged_practices(),
        "mechanism": packaged("commonsky.catalogue", "mechanisms", "mechanism", Mechanism),
        "network": packaged_networks(),
        "mission": packaged_catalogue().missions,
        "offer": {found.id: found for found in offers(record)} if record else {},
    }
    if kind and kind not in sorts:
        raise UnknownNameError("kind of offer", kind, sorts)
    among = {kind: sorts[kind]} if kind else sorts
    for sort, rows in among.items():
        if name in rows:
            return sort
    what = kind or "solution, practice, mechanism, network, mission or offer"
    raise UnknownNameError(what, name, [n for rows in among.values() for n in rows])


def file_hash(where: str) -> str:
    """SHA-256 of a file that is there; empty for an address or a document that is not on this disk.

    Raises:
        InvalidInputError: if the file is there and cannot be read.
    """
    try:
        if not Path(where).is_file():
            return ""
    except OSError:  # a long address is no name that a disk knows
        return ""
    digest = sha256()
    try:
        with Path(where).open("rb") as handle:
            while block := handle.read(BLOCK):
                digest.update(block)
    except OSError as error:
        raise InvalidInputError(f"cannot read {where}: {error.strerror}; give a file that can be read") from error
    return digest.hexdigest()


def _gap(row: dict[str, Any], country: str, targets: tuple[str, ...]) -> Gap:
    requirement = packaged_requirements().get(row["id"])
    return Gap(
        need=row["id"],
        variable=row["variable"],
        hazards=hazards_of(row["theme"]),
        limiting=tuple(dict.fromkeys(name for limit in row["limits"] for name in limit["attributes"])),
        country=country,
        targets=targets,
        asked=requirement.asked("threshold") if requirement else None,
    )


def _found(record: Record, fields: Mapping[str, Any]) -> dict[str, Any]:
    """Fields of an action, with what they name found on record or in the catalogue.

    Raises:
        InvalidInputError: if one of them is no field of an action.
        UnknownNameError: if an action, assessment or offer that they name is not there.
    """
    given = dict(fields)
    if wrong := next((name for name in given if name not in rules.Action.model_fields), ""):
        hint = nearest(wrong, rules.Action.model_fields)
        raise InvalidInputError(f"an action has no field {wrong!r}; {hint}known: {', '.join(rules.Action.model_fields)}")
    if "after" in given:
        given["after"] = _known_ids(record, given["after"])
    if given.get("assessment"):
        given["assessment"] = find(record, "assessment", given["assessment"])[1].id
    if given.get("offer"):
        given["offer_kind"] = offer_kind(record, given["offer"], given.get("offer_kind", ""))
    elif "offer" in given:
        given["offer_kind"] = ""
    elif given.get("offer_kind"):
        raise InvalidInputError(f"offer_kind {given['offer_kind']!r} is given without its offer; give the offer too")
    return given


def _merged(given: Mapping[str, Any], action: Action | None) -> dict[str, Any]:
    """The cost and people among fields given, each whole: what is not given is as it stands on the action, else its proposer's estimate.

    Raises:
        InvalidInputError: if one is still not whole.
    """
    models: dict[str, tuple[type[Cost | People], str]] = {"cost": (Cost, "source"), "people": (People, "how")}
    whole: dict[str, Any] = {}
    for name, (model, origin) in models.items():
        if isinstance(part := given.get(name), dict):
            stands = getattr(action, name, None)
            known = stands.model_dump() if stands else {origin: UNSAID}
            whole[name] = made(model, known | part, name)
    return whole


def _known_ids(record: Record, names: Any) -> tuple[str, ...]:
    if isinstance(names, str):
        raise InvalidInputError(f"after {names!r}: give ids of actions, one --after each")
    return tuple(dict.fromkeys(find(record, KIND, name)[1].id for name in names))
