"""Assessments of countries in the record: from a country's needs and profile through consultation to acceptance. Facts: none.

Joins the rules of partnership with the record, the needs and the profiles on disk. Leaves out judging needs: `assess` does.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from commonsky.core.errors import InvalidInputError, UnknownNameError
from commonsky.core.time import parse_utc
from commonsky.needs.load import default_needs, read_needs
from commonsky.needs.targets import target_ids
from commonsky.partnership import assessments as rules
from commonsky.partnership.fields import made, packaged_names
from commonsky.partnership.versions import Choice, NeedStanding, ProfileRef, difference
from commonsky.profile.answer import MET
from commonsky.workflows.partnership_record import all_of, alter, begin, find, now, who
from commonsky.world.countries import find_country

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from commonsky.partnership.versions import Assessment
    from commonsky.store.model import Entry, Item, Record

KIND = "assessment"
_NONE = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How well a profile says that each need is met: `met`, `partly`, `nowhere` or `not observed`, by id of the requirement."""

    needs: dict[str, NeedStanding]

    def count(self, name: NeedStanding) -> int:
        """How many needs stand so."""
        return sum(standing == name for standing in self.needs.values())


def start(
    record: Record, country: str, *, title: str, owner: str, participants: Sequence[str], needs: Path | None, empty: bool, by: str
) -> tuple[Assessment, Item]:
    """A new assessment in draft.

    Args:
        record: where it is kept.
        country: a code or a name.
        title: empty: "Observing needs of NAME".
        owner: the one organisation that leads it.
        participants: others.
        needs: a needs file of the country's; None: the default needs.
        empty: begin with no needs at all.
        by: who does it.
    """
    from commonsky.world.globe import globe

    row = find_country(country)
    by, at = who(by), now()
    chosen = [] if empty else _choices(needs, by, coastal=globe().of(row).coastal)

    def make(name: str) -> Assessment:
        """The assessment under an id, with the needs that it begins with."""
        told = title or f"Observing needs of {row.names['en']}"
        made = rules.start(id=name, country=row.iso3, title=told, owner=owner, participants=participants, by=by, at_utc=at)
        # a needs file may bring requirements of its own, which its reader has checked
        own = replace(packaged_names(), requirements={*packaged_names().requirements, *(choice.requirement for choice in chosen)})
        return rules.choose(made, chosen, by=by, at_utc=at, known=own) if chosen else made

    return begin(record, KIND, f"{row.iso3}-", make, by=by, did="start", reason=f"needs of {needs.name}" if needs else "")


def choose(
    record: Record, name: str, requirements: Sequence[str], *, weight: float, why: str, targets: Sequence[str], by: str
) -> tuple[Assessment, Item]:
    """Add needs to a draft, or change those that stand in it.

    Args:
        record, name: which assessment.
        requirements: ids.
        weight, why, targets: of each of them; no target: those that the default needs name.
        by: who does it.
    """
    by, known = who(by), _default_targets()
    given = {"weight": weight, "why": why, "by": by}
    rows = [
        made(Choice, given | {"requirement": need, "targets": tuple(targets) or known.get(need, ())}, f"need {need}")
        for need in requirements
    ]

    def rule(assessment: Assessment, at: Any) -> Assessment:
        return rules.choose(assessment, rows, by=by, at_utc=at, known=packaged_names(), reason=why)

    return alter(record, KIND, name, rule, by=by, did=f"choose {', '.join(requirements)}", reason=why)


def drop(record: Record, name: str, requirement: str, reason: str, *, by: str) -> tuple[Assessment, Item]:
    """Take a need out of a draft, with a reason."""
    by = who(by)
    return alter(
        record,
        KIND,
        name,
        lambda a, at: rules.drop(a, requirement, reason, by=by, at_utc=at),
        by=by,
        did=f"drop {requirement}",
        reason=reason,
    )


def attach(record: Record, name: str, folder: Path, *, by: str) -> tuple[Assessment, Item]:
    """Attach the profile that `commonsky assess` wrote into a folder.

    Raises:
        InvalidInputError: if there is no profile of that country.
    """
    by = who(by)
    found, _ = find(record, KIND, name)
    ref = profile_ref(folder, found.country)
    return alter(record, KIND, name, lambda a, at: rules.attach_profile(a, ref, by=by, at_utc=at), by=by, did="attach profile")


def comment(record: Record, name: str, text: str, *, on: str, organisation: str, by: str) -> tuple[Assessment, Item]:
    """A stakeholder's comment, on the assessment, the profile or a need."""
    by = who(by)
    return alter(
        record,
        KIND,
        name,
        lambda a, at: rules.comment(a, on=on, text=text, organisation=organisation, by=by, at_utc=at),
        by=by,
        did=f"comment on {on}",
    )


def answer(record: Record, name: str, number: int, text: str, outcome: Any, *, by: str) -> tuple[Assessment, Item]:
    """The answer to a comment, and what came of it."""
    by = who(by)
    return alter(
        record,
        KIND,
        name,
        lambda a, at: rules.answer(a, number, text, outcome, by=by, at_utc=at),
        by=by,
        did=f"answer comment {number}",
        reason=outcome,
    )


def move(record: Record, name: str, step: str, *, reason: str = "", by: str) -> tuple[Assessment, Item]:
    """Move an assessment on; what is consulted on or accepted has its profile where it was, unchanged.

    Args:
        record, name: which assessment.
        step: consult, draft, accept, revise or withdraw.
        reason: why; draft, revise and withdraw ask for one.
        by: who does it.

    Raises:
        InvalidInputError: if the profile is gone or was changed since it was attached.
    """
    by = who(by)
    steps: dict[str, Any] = {
        "consult": lambda a, at: _with_its_profile(rules.open_consultation(a, by=by, at_utc=at)),
        "draft": lambda a, at: rules.back_to_draft(a, reason, by=by, at_utc=at),
        "accept": lambda a, at: _with_its_profile(rules.accept(a, by=by, at_utc=at)),
        "revise": lambda a, at: rules.revise(a, reason, by=by, at_utc=at),
        "withdraw": lambda a, at: rules.withdraw(a, reason, by=by, at_utc=at),
    }
    if step not in steps:
        raise UnknownNameError("step of an assessment", step, steps)
    return alter(record, KIND, name, steps[step], by=by, did=step, reason=reason)


def listed(record: Record, *, country: str = "", state: str = "") -> tuple[tuple[Assessment, Item], ...]:
    """Assessments, of one country and in one state where given."""
    return all_of(record, KIND, state=state, prefix=f"{find_country(country).iso3}-" if country else "")


def history(record: Record, name: str) -> tuple[Entry, ...]:
    """Who changed what, oldest first, as the log has it."""
    _, item = find(record, KIND, name)
    return tuple(record.entries(KIND, item.id))


def changes(record: Record, name: str, old: int | None, new: int | None) -> tuple[str, ...]:
    """What changed between two versions; the last two where none are named.

    Raises:
        InvalidInputError: if there is no such version.
    """
    found, _ = find(record, KIND, name)
    count = len(found.versions)
    first, last = old or max(1, count - 1), new or count
    if not (1 <= first <= count and 1 <= last <= count):
        raise InvalidInputError(f"{found.id} has versions 1 to {count}; give two of them")
    return difference(found.versions[first - 1], found.versions[last - 1])


def read_profile(folder: Path) -> tuple[dict[str, Any], str]:
    """The data of a profile on disk, and their SHA-256.

    Args:
        folder: as `commonsky assess` wrote it, or its profile.json.

    Raises:
        InvalidInputError: if there is no profile there.
    """
    path = _data_file(folder)
    try:
        raw = path.read_bytes()
        data = json.loads(raw)
        known = data["format"].startswith("commonsky profile")
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise InvalidInputError(f"no profile in {folder}; give a folder that `commonsky assess` wrote") from error
    if not known:
        raise InvalidInputError(f"{path} is no profile of ours; give a folder that `commonsky assess` wrote")
    return data, sha256(raw).hexdigest()


def _data_file(folder: Path) -> Path:
    return folder / "profile.json" if folder.is_dir() else folder


def _with_its_profile(assessment: Assessment) -> Assessment:
    """The assessment, if its profile is still the one that was attached."""
    ref = assessment.current.profile
    if ref is None:
        return assessment
    anew = f"or attach it anew in draft: commonsky assessments attach {assessment.id} FOLDER"
    try:
        digest = sha256(_data_file(Path(ref.folder)).read_bytes()).hexdigest()
    except OSError as error:
        where = "" if Path(ref.folder).is_absolute() else ", or work where it lies"
        raise InvalidInputError(f"profile {ref.folder} of {assessment.id} is not there any more; put it back{where}, {anew}") from error
    if digest != ref.sha256:
        raise InvalidInputError(f"profile {ref.folder} of {assessment.id} was changed since it was attached; put back what it was, {anew}")
    return assessment


def profile_ref(folder: Path, country: str) -> ProfileRef:
    """What an assessment keeps of a profile.

    Args:
        folder: of the profile.
        country: whose it must be, ISO 3166 alpha-3.

    Raises:
        InvalidInputError: if it is of another country, or not whole.
    """
    data, digest = read_profile(folder)
    try:
        return _ref(data, digest, folder, country)
    except (KeyError, TypeError, AttributeError, ValidationError) as error:
        what = repr(error.errors()[0]["loc"][0]) if isinstance(error, ValidationError) else error
        raise InvalidInputError(f"the profile in {folder} is not whole ({what}); make it anew: commonsky assess {country}") from error


def _ref(data: dict[str, Any], digest: str, folder: Path, country: str) -> ProfileRef:
    if data["country"]["iso3"] != country:
        raise InvalidInputError(
            f"{folder} is a profile of {data['country']['iso3']}, not of {country}; give one of `commonsky assess {country}`"
        )
    found = standing(data)
    window = data["window"]
    return ProfileRef(
        folder=str(folder),
        sha256=digest,
        made_utc=parse_utc(data["made_utc"]),
        headline=data["answer"]["en"],
        met=found.count("met"),
        partly=found.count("partly"),
        unmet=found.count("nowhere"),
        no_data=found.count("not observed"),
        standing=found.needs,
        window=f"{window['start_utc'][:10]} to {window['end_utc'][:10]}",
    )


def standing(profile: Mapping[str, Any]) -> Standing:
    """How well each need of a profile is met, by the same share as its headline."""
    by = profile["people"]["headline_by"]

    def one(shares: dict[str, float]) -> NeedStanding:
        """How well one need is met."""
        lost = shares["not_met"] + shares["not_observed"]
        if lost <= 1 - MET:
            return "met"
        if shares["not_observed"] >= 1 - _NONE:
            return "not observed"
        return "nowhere" if lost >= 1 - _NONE else "partly"

    return Standing(needs={need["id"]: one(need[by]) for need in profile["needs"]})


def _choices(needs: Path | None, by: str, *, coastal: bool) -> list[Choice]:
    pairs = (read_needs(needs) if needs else default_needs()).for_country(coastal=coastal, on=now().date())
    known = _default_targets()
    return [
        Choice(
            requirement=need.requirement,
            weight=need.weight,
            why=need.why,
            targets=target_ids(need) or known.get(need.requirement, ()),
            by=by,
        )
        for need, _ in pairs
    ]


def _default_targets() -> dict[str, tuple[str, ...]]:
    return {need.requirement: target_ids(need) for need, _ in default_needs().needs}
