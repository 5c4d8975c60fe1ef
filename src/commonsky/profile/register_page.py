"""What registers say of satellites, as told to people and programs: register.html, register.csv and register.json. Facts: none of its own.

An object that is not in the UN index is "not found in the snapshot of DATE", never more: absence from a snapshot says nothing of what a
State has done (design.md, decision 11). Style and script stand in the page and are allowed by their hashes alone. Leaves out matching.
"""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal

from commonsky.catalogue.objects import LISTS
from commonsky.profile.single_file import inlined
from commonsky.profile.wording import Wording, read_section_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from commonsky.catalogue.objects import ListName, Register, RegisteredObject

#: What the snapshot of the UN index says of a satellite; the order in which the page shows them.
Standing = Literal["unclear", "not-found", "listed", "registered", "no-object", "no-un-file", "not-launched", "fleet"]
STANDINGS: tuple[Standing, ...] = ("unclear", "not-found", "listed", "registered", "no-object", "no-un-file", "not-launched", "fleet")
#: Those that no list holds.
NOT_THERE = frozenset(("no-object", "not-launched", "fleet"))
#: Rows that a table of the page holds at most; register.csv holds all.
MOST_ROWS = 400
COLUMNS = (
    "name", "in_catalogue", "standing", "standing_text", "register", "documents", "registry_state", "owner_state", "launch_territory",
    "launch_site", "launch_date", "cospar", "norad", "in_orbit", "decay_date", "role", "satcat_line", "gcat_line", "un_line", "agrees",
    "conflicts", "suggestions", "differences",
)  # fmt: skip
STYLE = (
    ".mark-unclear, .mark-not-found { font-weight: 600; } .small-list { margin: .2rem 0; padding-inline-start: 1.1rem; }\n"
    ".files td { vertical-align: top; } .decide li { margin-bottom: .6rem; max-width: 46rem; }\n"
    ".stack.sortable.findings tbody th { min-width: 11rem; } .ids { white-space: nowrap; }\n"
    "@media (max-width: 43.99rem) { .findings td[data-label]:not(.n) { display: flex; gap: .6rem; justify-content: start; }\n"
    " .findings td[data-label]:not(.n)::before { flex: 0 0 7.5rem; font-weight: normal; }\n"
    " .findings td.none[data-label]:not(.n) { display: none; } }\n"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """One file that was read: its list and format, the snapshot's date and whether the file itself says it, and what was not sound."""

    list: ListName
    format: str
    file: str
    date: date
    said: bool
    rows: int
    refused: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Where the catalogue and a list do not say the same: of what, both texts, and which list."""

    what: str
    catalogue: str
    found: str
    where: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What the lists say of one satellite.

    Args:
        name, cospar, norad: as the catalogue says, else as a list does.
        mission: whether it is a row of the catalogue.
        standing: in the UN index.
        rows: its row in each list where it was linked; `how`: what agrees there.
        register, documents: where and by which documents it is registered.
        registry, owners, territory: codes of the State of registry, of the owner's States, and of those from whose land it was launched.
        launch_date, launch_site, in_orbit, decay_date: as the lists say, the first that does.
        conflicts: what speaks against a link, for a person to decide; suggestions: rows of a like name.
        differences: between catalogue and lists.
        role: of the State that was asked for: ``registry``, ``owner``, ``territory``, or nothing.
    """

    name: str
    mission: bool
    standing: Standing
    cospar: str = ""
    norad: int = 0
    rows: Mapping[ListName, RegisteredObject] = field(default_factory=dict)
    how: Mapping[ListName, str] = field(default_factory=dict)
    register: Register = ""
    documents: tuple[str, ...] = ()
    registry: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()
    territory: tuple[str, ...] = ()
    launch_date: str = ""
    launch_site: str = ""
    in_orbit: bool | None = None
    decay_date: str = ""
    conflicts: tuple[str, ...] = ()
    suggestions: tuple[str, ...] = ()
    differences: tuple[Difference, ...] = ()
    role: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterReport:
    """All that is told: findings, the files that they rest on, and the State or mission that was asked for."""

    findings: tuple[Finding, ...]
    snapshots: tuple[Snapshot, ...]
    un_date: date | None
    state: str = ""
    state_names: Mapping[str, str] = field(default_factory=dict)
    mission: str = ""
    notes: tuple[str, ...] = ()
    command: str = ""
    version: str = ""

    @property
    def own(self) -> tuple[Finding, ...]:
        """Findings without those that were only launched from the State's territory."""
        return tuple(one for one in self.findings if one.role != "territory")

    @property
    def counts(self) -> dict[str, int]:
        """How many of them stand how."""
        found = Counter(one.standing for one in self.own)
        return {name: found[name] for name in STANDINGS}


@lru_cache(maxsize=4)
def read_words(language: str) -> Wording:
    """The words of the page in a language.

    Raises:
        UnknownNameError: if they are not there in it.

    >>> read_words("en")("standing.not-found", date="2026-11-20")
    'not found in the snapshot of 2026-11-20'
    """
    return read_section_words("register_words.toml", language)


def standing_text(one: Finding, report: RegisterReport, words: Wording) -> str:
    """How it stands in the UN index, for people."""
    told = words(f"standing.{one.standing}", date=report.un_date or "")
    return f"{told}{words('page.colon')}{words(f'register.{one.register}')}" if one.register else told


def answer(report: RegisterReport, words: Wording) -> list[str]:
    """What the page says first, a sentence each."""
    if report.mission and len(report.findings) == 1:
        return _answer_one(report.findings[0], report, words)
    counts = report.counts
    known = sum(counts[name] for name in ("registered", "listed", "not-found", "unclear"))
    values = {
        "known": known,
        "date": report.un_date or "",
        "state": words.pick(report.state_names) if report.state else "",
        **_plain(counts),
    }
    if report.state and not report.own:
        return [words("answer.state_none", **values)]
    if report.un_date is None:
        return [words("answer.no_un", found=sum(bool(one.rows) for one in report.own), all=len(report.own))]
    told = [words("answer.state" if report.state else "answer.all", **values)]
    told += [words("answer.absent", **values)] if counts["not-found"] else []
    told += [words("answer.listed", **values)] if counts["listed"] else []
    conflicts = sum(bool(one.conflicts) for one in report.own)
    return told + ([words("answer.conflicts", count=conflicts)] if conflicts else [])


def _answer_one(one: Finding, report: RegisterReport, words: Wording) -> list[str]:
    values = {
        "name": one.name,
        "date": report.un_date or "",
        "documents": words("page.comma").join(one.documents) or "—",
        "state": words("page.comma").join(one.registry) or "—",
        "register": words(f"register.{one.register or 'unstated'}"),
    }
    told = [words(f"one.{one.standing}", **values)]
    if one.in_orbit is False:
        told.append(words("one.decayed", on=one.decay_date or words("page.unknown_day")))
    return told + ([words("one.conflicts")] if one.conflicts else [])


def _plain(counts: Mapping[str, int]) -> dict[str, int]:
    return {name.replace("-", "_"): count for name, count in counts.items()}


def render_register(report: RegisterReport, language: str = "en") -> str:
    """register.html: the whole page as text.

    Raises:
        UnknownNameError: if the page does not speak the language.
    """
    words = read_words(language)
    title = words.pick(report.state_names) if report.state else report.mission or words("page.all")
    order = {name: place for place, name in enumerate(STANDINGS)}
    own = sorted(report.own, key=lambda one: (order[one.standing], one.name.casefold()))
    return render_page(
        "register.html.j2",
        words,
        STYLE,
        report=report,
        title=title,
        answer=("" if language == "zh" else " ").join(answer(report, words)),
        own=[one for one in own if one.standing not in NOT_THERE],
        rest=[one for one in own if one.standing in NOT_THERE],
        launched=[one for one in report.findings if one.role == "territory"],
        most=MOST_ROWS,
        order=order,
        lists=LISTS,
        decide=[one for one in own if one.conflicts or one.suggestions][:MOST_ROWS],
        differing=[one for one in own if one.differences][:MOST_ROWS],
        standing_text=lambda one: standing_text(one, report, words),
    )


def render_page(template: str, words: Wording, style: str, **content: Any) -> str:
    """A page of the room as text, its style and script in it, allowed by their hashes alone."""
    import jinja2

    loader = jinja2.PackageLoader("commonsky.profile", "templates")
    environment = jinja2.Environment(loader=loader, autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return environment.get_template(template).render(w=words, **content, **inlined(style)) + "\n"


def register_csv(report: RegisterReport) -> str:
    """register.csv: a row a satellite."""
    words, text = read_words("en"), io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for one in report.findings:
        lines = [one.rows[name].line if name in one.rows else "" for name in LISTS]
        differences = [f"{d.what}: catalogue {d.catalogue or 'nothing'}, {d.where} {d.found}" for d in one.differences]
        writer.writerow([
            one.name, _yes(one.mission), one.standing, standing_text(one, report, words), one.register, " | ".join(one.documents),
            " ".join(one.registry), " ".join(one.owners), " ".join(one.territory), one.launch_site, one.launch_date, one.cospar,
            one.norad or "", _yes(one.in_orbit), one.decay_date, one.role, *lines,
            " | ".join(f"{name}: {told}" for name, told in one.how.items()), " | ".join(one.conflicts), " | ".join(one.suggestions),
            " | ".join(differences),
        ])  # fmt: skip
    return text.getvalue()


def _yes(value: bool | None) -> str:
    return "" if value is None else "yes" if value else "no"


def register_json(report: RegisterReport) -> str:
    """register.json: all of it as data."""
    return json.dumps(as_values(report), ensure_ascii=False, indent=1) + "\n"


def as_values(report: RegisterReport) -> dict[str, Any]:
    """All of it as plain values."""
    words = read_words("en")
    return {
        "version": report.version,
        "command": report.command,
        "state": report.state or None,
        "mission": report.mission or None,
        "un_snapshot": report.un_date.isoformat() if report.un_date else None,
        "counts": report.counts,
        "snapshots": [_snapshot(one) for one in report.snapshots],
        "findings": [_finding(one, report, words) for one in report.findings],
        "notes": list(report.notes),
    }


def _snapshot(one: Snapshot) -> dict[str, Any]:
    return {
        "list": one.list,
        "format": one.format,
        "file": one.file,
        "date": one.date.isoformat(),
        "date_from": "file" if one.said else "user",
        "rows": one.rows,
        "refused": list(one.refused),
        "notes": list(one.notes),
    }


def _finding(one: Finding, report: RegisterReport, words: Wording) -> dict[str, Any]:
    return {
        "name": one.name,
        "in_catalogue": one.mission,
        "standing": one.standing,
        "standing_text": standing_text(one, report, words),
        "register": one.register or None,
        "documents": list(one.documents),
        "registry_state": list(one.registry),
        "owner_state": list(one.owners),
        "launch_territory": list(one.territory),
        "launch_site": one.launch_site,
        "launch_date": one.launch_date or None,
        "cospar": one.cospar or None,
        "norad": one.norad or None,
        "in_orbit": one.in_orbit,
        "decay_date": one.decay_date or None,
        "role": one.role or None,
        "rows": {name: _row(row, one.how.get(name, "")) for name, row in one.rows.items()},
        "conflicts": list(one.conflicts),
        "suggestions": list(one.suggestions),
        "differences": [{"what": d.what, "catalogue": d.catalogue, "found": d.found, "where": d.where} for d in one.differences],
    }


def _row(row: RegisteredObject, agrees: str) -> dict[str, Any]:
    return {
        "line": row.line,
        "name": row.name,
        "agrees": agrees,
        "state": row.state_given,
        "status": row.status,
        "national_designator": row.national_designator or None,
        "function": row.function or None,
        "location": row.location or None,
        "remarks": row.remarks or None,
    }


def spoken(report: RegisterReport, language: str) -> Sequence[str]:
    """The answer's sentences in a language, for the terminal."""
    return answer(report, read_words(language))
