"""The register of space objects: missions and a State's satellites in SATCAT, GCAT and the UN index; a submission form drafted for a State.

Joins sources, catalogue, orbits and profile. Facts: none of its own. Nothing is fetched and nothing is sent: files are the user's, and only
the Government of a State of registry can register (UNOOSA). Leaves out who ought to have registered what.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from commonsky import __version__
from commonsky.catalogue.load import packaged_catalogue, with_own_rows
from commonsky.catalogue.objects import (
    LISTS,
    SATELLITES,
    TITLES,
    Sought,
    find_object,
    fold_name,
    index_objects,
    known_names,
    register_of,
    sought_mission,
)
from commonsky.core.errors import InvalidInputError, UnknownNameError
from commonsky.core.folders import whole_folder
from commonsky.profile.register_page import Difference, Finding, RegisterReport, Snapshot
from commonsky.sources.register_format import read_date, read_register
from commonsky.sources.registers.un_register import find_state, read_documents

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    from commonsky.catalogue.model import Mission
    from commonsky.catalogue.objects import ListName, Match, ObjectIndex, RegisteredObject
    from commonsky.core.execution import Progress
    from commonsky.profile.register_page import Standing
    from commonsky.sources.register_format import RegisterFile
    from commonsky.sources.registers.un_register import State

FILES = ("register.html", "register.csv", "register.json")
#: Objects of a State up to which rows of a like name are looked for.
MOST_SUGGESTED = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterRequest:
    """What is asked.

    Args:
        files: of each list, the user's files.
        snapshot_dates: by list, or under ``""`` for all, for files that do not say their own.
        columns: headings of the UN file by field, where they are not those of the index.
        country: a State or organisation; mission: a name of the catalogue; both empty: all missions.
        instruments: a file of the user's with missions, or None.
        today: UTC; None: now.
        command: the command line, told on the page.
    """

    files: Mapping[ListName, Sequence[Path]]
    snapshot_dates: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[str, str] = field(default_factory=dict)
    country: str = ""
    mission: str = ""
    instruments: Path | None = None
    today: date | None = None
    command: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lists:
    """The lists as they were read: their indices, what is known by name in the others, and the files."""

    indices: Mapping[ListName, ObjectIndex]
    known: Mapping[ListName, Callable[[str], frozenset[str]]]
    rows: Mapping[ListName, tuple[RegisteredObject, ...]]
    snapshots: tuple[Snapshot, ...]

    @property
    def un_date(self) -> date | None:
        """The earliest snapshot of the UN index: what was not found was not found then."""
        return min((one.date for one in self.snapshots if one.list == "un"), default=None)

    @property
    def day(self) -> date:
        """The day that decides whether a satellite had been launched."""
        return self.un_date or max(one.date for one in self.snapshots)

    @property
    def refused(self) -> tuple[str, ...]:
        """Lines of the UN index that could not be read."""
        return tuple(line for one in self.snapshots if one.list == "un" for line in one.refused)


def match_register(request: RegisterRequest, progress: Progress) -> RegisterReport:
    """What the lists say of missions, or of a State's satellites.

    Raises:
        InvalidInputError: if no file is given, one is refused, or one has no snapshot date.
        UnknownNameError: for an unknown mission or State, with the nearest.
    """
    if not any(request.files.values()):
        raise InvalidInputError("no register was given; give at least one of --satcat FILE, --gcat FILE and --un FILE")
    if request.country and request.mission:
        raise InvalidInputError("give --country or --mission, not both")
    catalogue = with_own_rows(packaged_catalogue(), request.instruments) if request.instruments else packaged_catalogue()
    chosen = [catalogue.mission(request.mission)] if request.mission else list(catalogue.missions.values())
    state = find_state(request.country) if request.country else None
    lists = _read_lists(request, [sought_mission(m) for m in catalogue.missions.values() if m.satellites == 1], progress)
    progress.step("linking", len(chosen))
    findings = []
    for mission in chosen:
        findings.append(_mission(mission, lists))
        progress.tick()
    notes = list(catalogue.refused)
    if state is not None:
        progress.step("the State's satellites")
        findings = _of_state(findings, lists, state, notes)
    return RegisterReport(
        findings=tuple(findings),
        snapshots=lists.snapshots,
        un_date=lists.un_date,
        state=state.code if state else "",
        state_names=state.names if state else {},
        mission=request.mission,
        notes=tuple(notes),
        command=request.command,
        version=__version__,
    )


def write_register(report: RegisterReport, out: Path, language: str = "en") -> list[Path]:
    """Write the page, the table and the data into a folder, whole or not at all.

    Raises:
        UnknownNameError: if the page does not speak the language.
        OutputError: if the folder cannot be written or holds what is not ours.
    """
    from commonsky.profile.register_page import register_csv, register_json, render_register

    texts = {
        "register.html": render_register(report, language),
        "register.csv": register_csv(report),
        "register.json": register_json(report),
    }
    with whole_folder(out, FILES) as staging:
        for name, text in texts.items():
            (staging / name).write_text(text, "utf-8", newline="")
    return [out / name for name in texts]


def _read_lists(request: RegisterRequest, missions: Sequence[Sought], progress: Progress) -> Lists:
    today = request.today or datetime.now(UTC).date()
    dates = {name: _given_date(name, text, today) for name, text in request.snapshot_dates.items()}
    read: dict[ListName, list[RegisterFile]] = {}
    snapshots: list[Snapshot] = []
    for name in LISTS:
        for path in request.files.get(name, ()):
            progress.step(f"reading {path.name}")
            one = read_register(path, name, request.columns if name == "un" else None)
            snapshots.append(_snapshot(one, dates, today))
            read.setdefault(name, []).append(one)
    rows = {name: tuple(row for one in files for row in one.objects) for name, files in read.items()}
    known = {name: known_names(missions, (row for other in rows if other not in {name, "un"} for row in rows[other])) for name in rows}
    return Lists(indices={name: index_objects(held) for name, held in rows.items()}, known=known, rows=rows, snapshots=tuple(snapshots))


def _given_date(name: str, text: str, today: date) -> date:
    if name and name not in LISTS:
        raise UnknownNameError("list", name, LISTS)
    try:
        given = date.fromisoformat(text.strip())
    except ValueError as error:
        raise InvalidInputError(f"--snapshot-date {text} is no date; write it as 2026-11-20, or un=2026-11-20") from error
    if given > today:
        raise InvalidInputError(f"--snapshot-date {text} lies in the future; give the day on which the list was saved")
    return given


def _snapshot(one: RegisterFile, dates: Mapping[str, date], today: date) -> Snapshot:
    """A file with its date: its own, else the user's."""
    given = dates.get(one.list) or dates.get("")
    when = one.said_date or given
    if when is None:
        raise InvalidInputError(
            f"{one.file} does not say of which day it is; give the day on which it was saved with --snapshot-date {one.list}=2026-11-20"
        )
    if when > today:
        raise InvalidInputError(f"{one.file} says that it is of {when}, which lies in the future; look at its first lines")
    notes = one.notes
    if one.said_date is not None and dates.get(one.list) not in {None, one.said_date}:
        notes = (*notes, f"{one.file} says {one.said_date} of itself; --snapshot-date {one.list}={dates[one.list]} was not used")
    return Snapshot(
        list=one.list, format=one.format, file=one.file, date=when, said=one.said_date is not None, rows=len(one.objects),
        refused=one.refused, notes=notes,
    )  # fmt: skip


def _mission(mission: Mission, lists: Lists) -> Finding:
    """What the lists say of a mission of the catalogue."""
    if mission.satellites > 1:
        return Finding(name=mission.name, mission=True, standing="fleet", launch_date=mission.launch_date.isoformat())
    if mission.launch_date > lists.day:
        return Finding(name=mission.name, mission=True, standing="not-launched", launch_date=mission.launch_date.isoformat())
    finding = _finding(sought_mission(mission), lists, mission=True, suggest=True)
    if mission.status == "planned" and finding.standing in {"no-object", "not-found"} and not finding.rows:
        return replace(finding, standing="not-launched")
    return replace(finding, differences=_differences(mission, finding))


def _finding(sought: Sought, lists: Lists, *, mission: bool, suggest: bool) -> Finding:
    """What the lists say of a satellite: catalogues of objects first, since they hold both ids, then the UN index."""
    matches: dict[ListName, Match] = {}
    conflicts: list[str] = []
    for name in LISTS:
        if name in lists.indices:
            matches[name] = find_object(_with_ids(sought, matches, conflicts), lists.indices[name], lists.known[name], suggest=suggest)
    rows = {name: match.row for name, match in matches.items() if match.row is not None}
    un = matches.get("un")
    missed = _among_refused(sought, lists.refused) if un is not None and un.row is None and not un.conflict else ""
    held = rows.get("un")
    unmarked = f"{held.where} has neither a mark nor a document of registration" if held and held.registered is None else ""
    conflicts += [told for told in (*(match.conflict for match in matches.values()), missed, unmarked) if told]
    with_ids = _with_ids(sought, matches, [])
    first = list(rows.values())
    return Finding(
        name=sought.name,
        mission=mission,
        standing="unclear" if missed else _standing(matches, rows),
        cospar=with_ids.cospar,
        norad=with_ids.norad,
        rows=rows,
        how={name: matches[name].how for name in rows},
        register=register_of(held.documents) if held else "",
        documents=held.documents if held else (),
        registry=held.states if held and held.registered else (),
        owners=_owners(rows),
        territory=next((row.territory for row in first if row.territory), ()),
        launch_date=next((row.launch_date for row in first if row.launch_date), sought.launch_date),
        launch_site=next((row.launch_site for row in first if row.launch_site), ""),
        in_orbit=_in_orbit(first),
        decay_date=next((row.decay_date for row in first if row.decay_date), ""),
        conflicts=tuple(conflicts),
        suggestions=tuple(dict.fromkeys(row.where for m in matches.values() if m.row is None for row in m.suggestions)),
    )


def _with_ids(sought: Sought, matches: Mapping[ListName, Match], conflicts: list[str]) -> Sought:
    """The satellite with the id that it lacks, where every list that was linked gives the same, and with the names of its rows."""
    rows = [match.row for match in matches.values() if match.row is not None]
    cospars = {row.cospar for row in rows if row.cospar}
    norads = {row.norad for row in rows if row.norad}
    if not sought.cospar and len(cospars) > 1 and not conflicts:
        conflicts.append(f"the lists give different COSPAR ids: {', '.join(sorted(cospars))}")
    if not sought.norad and len(norads) > 1 and not conflicts:
        conflicts.append(f"the lists give different NORAD numbers: {', '.join(map(str, sorted(norads)))}")
    return replace(
        sought,
        cospar=sought.cospar or (cospars.pop() if len(cospars) == 1 else ""),
        norad=sought.norad or (norads.pop() if len(norads) == 1 else 0),
        other_names=tuple(dict.fromkeys([*sought.other_names, *(name for row in rows for name in (row.name, *row.other_names))])),
    )


def _standing(matches: Mapping[ListName, Match], rows: Mapping[ListName, RegisteredObject]) -> Standing:
    un = matches.get("un")
    nowhere = not rows and not any(match.conflict for match in matches.values())
    if un is None:
        return "no-object" if nowhere else "no-un-file"
    if un.conflict or (un.row is not None and un.row.registered is None):
        return "unclear"
    if un.row is None:
        return "no-object" if nowhere and len(matches) > 1 else "not-found"
    return "registered" if un.row.registered else "listed"


def _owners(rows: Mapping[ListName, RegisteredObject]) -> tuple[str, ...]:
    """The owner's States; what the UN index names beside an object that is not marked as registered is no State of registry."""
    return tuple(dict.fromkeys(code for name, row in rows.items() if name != "un" or not row.registered for code in row.states))


def _in_orbit(rows: Iterable[RegisteredObject]) -> bool | None:
    """Whether it is in orbit: not where any list says that it is gone."""
    told = {row.in_orbit for row in rows}
    return False if False in told else True if True in told else None


def _among_refused(sought: Sought, refused: Sequence[str]) -> str:
    """A line of the UN index that could not be read and may be of this satellite."""
    marks = [fold_name(text) for text in (sought.cospar, sought.name) if text]
    hit = next((line for line in refused if not line.endswith("is used") and any(mark in fold_name(line) for mark in marks)), "")
    return f"{TITLES['un']} may hold it in a row that could not be read: {hit}" if hit else ""


def _differences(mission: Mission, finding: Finding) -> tuple[Difference, ...]:
    """Where the mission's row and the lists do not say the same."""
    found: list[Difference] = []

    def differ(what: str, catalogue: str, text: str, row: RegisteredObject | None) -> None:
        if row is not None and text and text != catalogue:
            found.append(Difference(what=what, catalogue=catalogue, found=text, where=row.where))

    rows, un = finding.rows, finding.rows.get("un")
    said = read_documents(mission.registration)
    if un is not None and not (set(said) & set(un.documents)):
        differ("registration", mission.registration, ", ".join(un.documents), un)
    if un is not None and un.registered and mission.registered_by not in {un.state_given, *un.states}:
        differ("registered_by", mission.registered_by, " ".join(un.states), un)
    for row in rows.values():
        if mission.launch_precision == "day" and len(row.launch_date) == 10:
            differ("launch_date", mission.launch_date.isoformat(), row.launch_date, row)
        if not mission.cospar and row.cospar:
            differ("cospar", "", row.cospar, row)
        if not mission.norad and row.norad:
            differ("norad", "", str(row.norad), row)
        if row.in_orbit is False and not _says_gone(mission, row.decay_date):
            differ("end", mission.disposal or mission.status, f"{row.status} {row.decay_date}".strip(), row)
    return tuple(found)


def _says_gone(mission: Mission, on: str) -> bool:
    """Whether the mission's row says that it is no longer in orbit, on that day where it says one."""
    told = [text for word in mission.disposal.replace(",", " ").split() if (text := read_date(word)) and len(text) == 10]
    gone = any(word in mission.disposal for word in ("re-entered", "re-entry", "recovered")) and "expected" not in mission.disposal
    return mission.status == "ended" and gone and (not told or not on or on in told)


def _of_state(findings: Sequence[Finding], lists: Lists, state: State, notes: list[str]) -> list[Finding]:
    """A State's satellites: missions that a linked row gives to it, then all other satellites that the lists do."""
    mine = [replace(one, role=role) for one in findings if (role := _role(one, state.code))]
    unlinked = sum(not one.rows and one.standing not in {"fleet", "not-launched"} for one in findings)
    if unlinked:
        notes.append(
            f"{unlinked} missions of the catalogue are linked to no row, so that no list says whose they are; they are not told here"
        )
    taken = {(name, row.line, row.name) for one in findings for name, row in one.rows.items()}
    theirs = [row for name in LISTS for row in lists.rows.get(name, ()) if state.code in {*row.states, *row.territory}]
    sought = [row for row in theirs if row.kind in SATELLITES and (row.list, row.line, row.name) not in taken]
    for row in sought:
        if (row.list, row.line, row.name) in taken:
            continue
        one = _other(row, lists, suggest=len(sought) <= MOST_SUGGESTED)
        taken |= {(name, held.line, held.name) for name, held in one.rows.items()} | {(row.list, row.line, row.name)}
        mine.append(replace(one, role=_role(one, state.code) or "owner"))
    return mine


def _other(row: RegisteredObject, lists: Lists, *, suggest: bool) -> Finding:
    """What the lists say of a satellite that is no mission of the catalogue; its own row is one of them, whatever the others say."""
    asked = Sought(
        name=row.name or row.cospar or str(row.norad), other_names=row.other_names, cospar=row.cospar, norad=row.norad,
        launch_date=row.launch_date,
    )  # fmt: skip
    one = _finding(asked, lists, mission=False, suggest=suggest)
    if row.list in one.rows:
        return one
    rows = {**one.rows, row.list: row}
    base = replace(
        one, rows=rows, launch_site=one.launch_site or row.launch_site, territory=one.territory or row.territory,
        in_orbit=_in_orbit(rows.values()), decay_date=one.decay_date or row.decay_date,
    )  # fmt: skip
    if row.list != "un":
        standing: Standing = "not-found" if one.standing == "no-object" and "un" in lists.indices else one.standing
        return replace(base, standing=standing, owners=_owners(rows))
    marked: Standing = "unclear" if row.registered is None else "registered" if row.registered else "listed"
    return replace(
        base, standing=marked, register=register_of(row.documents), documents=row.documents, owners=_owners(rows),
        registry=row.states if row.registered else (),
    )  # fmt: skip


def _role(one: Finding, code: str) -> str:
    if code in one.registry:
        return "registry"
    if code in one.owners:
        return "owner"
    return "territory" if code in one.territory else ""
