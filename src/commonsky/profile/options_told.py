"""What can be done, in one language: the sentences and rows that page, PDF and DOCX show, so that the three say the same.

Facts: the profile's own. Leaves out form, which templates and sections give.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from commonsky.core.citation import Source
    from commonsky.profile.model import Match, NeedOptions, Office, Options, Overlap, Profile, RecordedAction
    from commonsky.profile.wording import Wording


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldMatch:
    """One match: its name, what it is and whose, its page, sentences for and against, how to ask, and sources."""

    name: str
    what: str
    page: str
    why: str
    against: str
    ask: str
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldAction:
    """One action on record; `state` says too whether it is late."""

    id: str
    title: str
    owner: str
    partners: str
    state: str
    late: bool
    due: str
    revision: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldNeed:
    """One need that is not met; `summary` is what stands beside its title."""

    id: str
    title: str
    summary: str
    matches: tuple[ToldMatch, ...]
    actions: tuple[ToldAction, ...]
    overlaps: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldOffice:
    """One office: its name, what it is, where, what it can be asked for and whom it serves."""

    name: str
    what: str
    place: str
    tasks: str
    serves: str
    as_of: str
    page: str
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldOptions:
    """The whole section.

    Args:
        answer: in how many needs something fits, and how many have actions.
        basis: how it was found, and as of when.
        offices_head: above the offices; `offices_brief` their first names.
    """

    answer: str
    basis: str
    offices_head: str
    offices_brief: str
    offices: tuple[ToldOffice, ...]
    needs: tuple[ToldNeed, ...]


def told_options(profile: Profile, wording: Wording) -> ToldOptions | None:
    """The section in words; None where the profile was made before there was one."""
    found = profile.options
    if found is None:
        return None
    country = wording.pick(profile.country.names)
    offices = tuple(_office(office, wording) for office in found.offices)
    head = wording("options.offices" if offices else "options.no_offices", country=country)
    titles = {need.id: wording.pick(need.titles) for need in profile.needs}
    return ToldOptions(
        answer=_answer(found, wording),
        basis=_basis(found, wording),
        offices_head=head,
        offices_brief=_brief([office.name for office in offices], wording),
        offices=offices,
        needs=tuple(_need(need, titles.get(need.need, need.need), wording) for need in found.needs),
    )


def _answer(found: Options, w: Wording) -> str:
    if not found.needs:
        return w("options.all_met")
    fitted = sum(bool(need.matches) for need in found.needs)
    told = [w("options.answer", fitted=fitted, count=len(found.needs))]
    if acted := [need for need in found.needs if _open(need.actions)]:
        late = sum(action.late for need in acted for action in need.actions)
        words = w("options.late_none") if not late else w("options.late_one") if late == 1 else w("options.late_some", count=late)
        told.append(w("options.on_record", acted=len(acted), late=words))
    return _gap(w).join(told)


def _basis(found: Options, w: Wording) -> str:
    told = [w("options.basis")] if found.needs else []
    read = found.record_utc
    told.append(w("options.record", date=read[:16].replace("T", " ")) if read else w("options.no_record"))
    if found.elsewhere:
        told.append(w("options.elsewhere", ids=_comma(w).join(found.elsewhere)))
    return _gap(w).join(told)


def _need(need: NeedOptions, title: str, w: Wording) -> ToldNeed:
    matches = tuple(_match(match, w) for match in need.matches)
    parts = [w.word("standing", need.standing), w("options.best", name=matches[0].name) if matches else w("options.nothing")]
    if count := len(_open(need.actions)):
        parts.append(w("options.actions_one") if count == 1 else w("options.actions_some", count=count))
    if any(action.late for action in need.actions):
        parts.append(w("options.late"))
    return ToldNeed(
        id=need.need,
        title=title,
        summary=" · ".join(part.rstrip(".。") for part in parts),
        matches=matches,
        actions=tuple(_action(action, w) for action in need.actions),
        overlaps=tuple(_overlap(each, w) for each in need.overlaps),
    )


def _match(match: Match, w: Wording) -> ToldMatch:
    name, offered = w.pick(match.titles), match.revision is not None
    what = [*([] if offered or match.name == name else [match.name]), w.word("match_kind", match.kind), w("options.by", who=match.by)]
    if offered:
        what.append(w("options.offer_revision", id=match.name, revision=match.revision))
    return ToldMatch(
        name=name,
        what=_comma(w).join(what),
        page=match.page,
        why=_gap(w).join(w.pick(each) for each in match.reasons),
        against=_gap(w).join(w.pick(each.text) for each in match.obstacles) or w("options.no_obstacle"),
        ask=w.pick(match.how_to_ask) if match.how_to_ask else "",
        sources=match.sources,
    )


def _action(action: RecordedAction, w: Wording) -> ToldAction:
    state = w.word("action_state", action.state)
    return ToldAction(
        id=action.id,
        title=action.title,
        owner=action.owner,
        partners=w("options.partners", who=_comma(w).join(action.partners)) if action.partners else "",
        state=_comma(w).join([state, w("options.late")] if action.late else [state]),
        late=action.late,
        due=action.due or "—",
        revision=str(action.revision),
    )


def _overlap(each: Overlap, w: Wording) -> str:
    owners, ids = _comma(w).join(each.owners), _comma(w).join(each.actions)
    told = [w("options.overlap", owners=owners, ids=ids)]
    if each.same:
        told.append(w("options.overlap_same", names=_comma(w).join(each.same)))
    return _gap(w).join(told)


def _office(office: Office, w: Wording) -> ToldOffice:
    words = w.word("office_area", office.serves) if office.serves else ""
    name = w.pick(office.titles)
    said = words if office.basis in {"region", "world"} else w.word("office_basis", office.basis)
    return ToldOffice(
        name=name,
        what=_comma(w).join([*([office.name] if name != office.name else []), w.word("office_kind", office.kind), office.host]),
        place=_comma(w).join([part for part in (office.city, w.pick(office.country)) if part]),
        tasks=_comma(w).join(w.word("office_task", task) for task in office.tasks),
        serves=said or w.word("office_basis", office.basis),
        as_of=w("options.as_of", date=office.status_as_of),
        page=office.page,
        sources=office.sources,
    )


def _brief(names: list[str], w: Wording) -> str:
    shown = [*names[:3], *([w("options.more", count=len(names) - 3)] if len(names) > 3 else [])]
    return _comma(w).join(shown)


def _open(actions: Iterable[RecordedAction]) -> list[RecordedAction]:
    return [action for action in actions if action.state != "dropped"]


def _comma(w: Wording) -> str:
    return "、" if w.language == "zh" else ", "


def _gap(w: Wording) -> str:
    return "" if w.language == "zh" else " "
