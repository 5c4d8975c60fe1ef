"""Alert paths: how a warning gets from a national warning centre to people, and what they share. Facts: data/alert_paths.toml.

A path is a series of steps; a step is a group of elements of which one suffices. Elements fail by themselves, by causes that they share
(power, a cable), or with the satellite systems that they use. Whether one element's failure has to do with another's is a fact of the
country: a row states it, by its causes or by `independent = true`, or no availability is multiplied. Leaves out how many people a path
reaches and how fast: no source states it for a country at large.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Annotated, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from commonsky.catalogue.load import packaged, read_toml, rows_of
from commonsky.catalogue.model import Row, Sourced
from commonsky.core.citation import Source
from commonsky.core.errors import InvalidInputError, UnknownNameError
from commonsky.resilience.path_algebra import (
    Formula,
    bounds,
    chance,
    events_of,
    given_all,
    importance,
    minimal_cut_sets,
    minimal_path_sets,
    single_points,
    system,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path as FilePath

Titles = dict[str, str]
Name = Annotated[str, Field(min_length=1)]
Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
#: Elements of which one suffices; one alone may stand without brackets.
Group = Annotated[tuple[Name, ...], Field(min_length=1), BeforeValidator(lambda value: (value,) if isinstance(value, str) else value)]
Reaches = Literal["people", "officers", "centre"]
#: Elements and causes that a set may have, so that whatever is asked of it takes about a second at most.
MOST_PARTS = 200
#: What counts as told: people themselves, or officers and villages' focal points who tell them.
TOLD: tuple[Reaches, ...] = ("people", "officers")


class Cause(Row):
    """Something that stops all elements that name it: a long power outage, a cut cable.

    Args:
        name, titles: it is told by; the name counts as a tag too.
        tags: by which scenarios of loss know it.
        causes: that bring it about; it strikes whenever one of them does.
        probability: share of time that it strikes by itself; None: not stated.
        independent: whether it strikes by itself whatever all else does.
    """

    name: Name
    titles: Titles
    tags: tuple[Name, ...] = ()
    causes: tuple[Name, ...] = ()
    probability: Share | None = None
    independent: bool = False
    note: str = ""
    source: tuple[Source, ...] = ()

    @property
    def works(self) -> float | None:
        """Share of time that it does not strike by itself."""
        return None if self.probability is None else 1.0 - self.probability


class Element(Row):
    """A part of a path.

    Args:
        name, titles: it is told by; the name counts as a tag too.
        tags: by which scenarios of loss know it, such as ``HF radio``, ``mobile network``.
        causes: that stop it, all that it shares with other elements.
        telecom: systems of the catalogue that it can use; it is lost with the last of them.
        navigation: navigation systems that it can use, likewise.
        availability: share of time that it works, its causes and systems aside; None: not stated.
        independent: whether its own failures have nothing to do with any other element or cause.
    """

    name: Name
    titles: Titles
    tags: tuple[Name, ...] = ()
    causes: tuple[Name, ...] = ()
    telecom: tuple[Name, ...] = ()
    navigation: tuple[Name, ...] = ()
    availability: Share | None = None
    independent: bool = False
    note: str = ""
    source: tuple[Source, ...] = ()

    @property
    def works(self) -> float | None:
        """Share of time that it works, its causes and systems aside."""
        return self.availability

    @model_validator(mode="after")
    def _sourced(self) -> Self:
        if self.availability is not None and not self.source:
            raise ValueError(f"{self.name}: an availability needs its source")
        return self


class Path(Row):
    """One way of a warning, its steps in order; `reaches` people, officers who tell them, or the national centre itself."""

    name: Name
    titles: Titles
    reaches: Reaches = "people"
    steps: tuple[Group, ...] = Field(min_length=1)
    note: str = ""
    source: tuple[Source, ...] = ()

    @model_validator(mode="after")
    def _onward(self) -> Self:
        alone = [group[0] for group in self.steps if len(group) == 1]
        if round_again := next((name for name in alone if alone.count(name) > 1), None):
            raise ValueError(f"path {self.name!r} comes to {round_again!r} twice, a circle; name it in one step")
        for group in self.steps:
            if twice := next((name for name in group if group.count(name) > 1), None):
                raise ValueError(f"path {self.name!r} names {twice!r} twice in one step")
        return self


class PathSet(Sourced):
    """The alert paths of a country, or a template of them, with all elements and causes that they name."""

    name: Name
    titles: Titles
    template: bool = False
    causes: tuple[Cause, ...] = ()
    elements: tuple[Element, ...] = Field(min_length=1)
    paths: tuple[Path, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _sound(self) -> Self:
        if len(self.parts) > MOST_PARTS:
            raise ValueError(
                f"{len(self.parts):,} elements and causes, where {MOST_PARTS} is the most: merge those that always fail together into one, "
                "or give a file to each region"
            )
        systems = {name for element in self.elements for name in (*element.telecom, *element.navigation)}
        names = [*(part.name for part in self.parts), *sorted(systems)]
        paths = [path.name for path in self.paths]
        if twice := next((name for some in (names, paths) for name in some if some.count(name) > 1), None):
            raise ValueError(f"{twice!r} is the name of two; give each cause, element, system and path a name of its own")
        for path in self.paths:
            for name in (name for group in path.steps for name in group):
                _known("element", name, {element.name for element in self.elements}, f"path {path.name!r}")
        for part in self.parts:
            for name in part.causes:
                _known("cause", name, {cause.name for cause in self.causes}, repr(part.name))
        for cause in self.causes:
            if cause.name in _brought(self, cause.causes):
                raise ValueError(f"cause {cause.name!r} brings itself about, a circle; take one of its causes out")
        return self

    @property
    def parts(self) -> tuple[Cause | Element, ...]:
        """Causes and elements."""
        return (*self.causes, *self.elements)

    def title(self, name: str, language: str = "en") -> str:
        """What a cause, element, system or path is called in a language, or its name."""
        rows: tuple[Cause | Element | Path, ...] = (*self.parts, *self.paths)
        return next((row.titles.get(language, row.name) for row in rows if row.name == name), name)


def _known(kind: str, name: str, known: set[str], where: str) -> None:
    if name not in known:
        raise ValueError(f"{where}: {UnknownNameError(kind, name, known)}")


def _brought(paths: PathSet, names: Collection[str]) -> frozenset[str]:
    """Causes, and the causes of causes."""
    causes = {cause.name: cause.causes for cause in paths.causes}
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        if (name := waiting.pop()) not in found:
            found.add(name)
            waiting += causes[name]
    return frozenset(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class PathsLeft:
    """Which paths work after a loss.

    Args:
        left: names of those that do, in the order of the file.
        lost: each path that does not, and what was lost of the step that stops it.
    """

    left: tuple[str, ...]
    lost: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Availability:
    """How much of the time a warning gets through.

    Args:
        exact: share of time; None where it cannot be told.
        low, high: between which it lies in any case.
        why: what forbids to multiply, a line each; nothing where it is exact.
    """

    exact: float | None
    low: float
    high: float
    why: tuple[str, ...] = ()


@cache
def packaged_alert_paths() -> PathSet:
    """The template that comes with the package: to be replaced by a country's own."""
    found: PathSet = packaged("commonsky.resilience", "alert_paths", "path_set", PathSet)["template"]
    return found


def read_alert_paths(file: FilePath) -> PathSet:
    """A country's own paths.

    Args:
        file: TOML with one [[path_set]] as docs/howto/telecom-and-alert-paths.md describes.

    Raises:
        InvalidInputError: if it cannot be read, or its set is not sound.
    """
    good, bad = rows_of(read_toml(file), "path_set", PathSet)
    if bad or len(good) != 1:
        raise InvalidInputError(f"{file.name}: {bad[0] if bad else f'it has {len(good)} [[path_set]]; give one'}")
    return good[0]


def check_systems(paths: PathSet, telecom: Collection[str], navigation: Collection[str]) -> None:
    """Refuse a system that the catalogue does not have.

    Raises:
        UnknownNameError: with the nearest name.
    """
    for element in paths.elements:
        for kind, named, known in (("telecom system", element.telecom, telecom), ("navigation system", element.navigation, navigation)):
            if unknown := next((name for name in named if name not in known), None):
                raise UnknownNameError(kind, unknown, known)


def structure(paths: PathSet, names: Collection[str] | None = None) -> Formula:
    """Paths as a system of events: elements' own parts, causes that do not strike, and satellite systems.

    Args:
        paths: the set.
        names: of paths that count, any of which suffices; None: those that reach people or officers.

    Raises:
        UnknownNameError: if there is no such path.
    """
    known = {path.name: path for path in paths.paths}
    if unknown := next((name for name in names or () if name not in known), None):
        raise UnknownNameError("path", unknown, known)
    terms = {element.name: _terms(paths, element) for element in paths.elements}
    chosen = [p for p in paths.paths if (p.reaches in TOLD if names is None else p.name in names)]
    return system([[[term for name in group for term in terms[name]] for group in path.steps] for path in chosen])


def _terms(paths: PathSet, element: Element) -> list[frozenset[str]]:
    """The sets of events that make an element work, one for each choice of the systems that it can use."""
    own = _brought(paths, element.causes) | {element.name}
    return [own | {t, n} - {""} for t in element.telecom or ("",) for n in element.navigation or ("",)]


def lost_events(
    paths: PathSet, tags: Collection[str] = (), telecom: Collection[str] = (), navigation: Collection[str] = ()
) -> frozenset[str]:
    """Causes that strike, and elements and systems that are lost, by their names or tags; single satellites of a system do not count."""
    said = {tag.casefold() for tag in tags}
    gone = {part.name for part in paths.parts if said & {part.name.casefold(), *(tag.casefold() for tag in part.tags)}}
    used = {*(name for e in paths.elements for name in e.telecom if name in telecom)}
    used |= {*(name for e in paths.elements for name in e.navigation if name in navigation)}
    return frozenset(gone | used)


def paths_left(paths: PathSet, tags: Collection[str] = (), telecom: Collection[str] = (), navigation: Collection[str] = ()) -> PathsLeft:
    """The paths that still work after a loss.

    Args:
        paths: the set.
        tags: lost, as in `scenario.Loss`; a tag that no element has changes nothing.
        telecom, navigation: systems lost, by name.
    """
    gone = lost_events(paths, tags, telecom, navigation)
    broken = {element.name: hit for element in paths.elements if (hit := _broken_by(paths, element, gone))}
    lost: dict[str, tuple[str, ...]] = {}
    for path in paths.paths:
        stopped = next((group for group in path.steps if all(name in broken for name in group)), None)
        if stopped is not None:
            lost[path.name] = tuple(dict.fromkeys(name for element in stopped for name in broken[element]))
    return PathsLeft(left=tuple(path.name for path in paths.paths if path.name not in lost), lost=lost)


def _broken_by(paths: PathSet, element: Element, gone: frozenset[str]) -> tuple[str, ...]:
    """What was lost that stops an element: itself, its causes, or all systems of a kind that it can use."""
    hit = sorted(gone & (_brought(paths, element.causes) | {element.name}))
    for systems in (element.telecom, element.navigation):
        if systems and gone.issuperset(systems):
            hit += systems
    return tuple(hit)


def single_points_of(paths: PathSet, names: Collection[str] | None = None, gone: Collection[str] = ()) -> tuple[str, ...]:
    """Elements, causes and systems whose loss alone stops all paths that count; nothing where they are stopped already.

    Args:
        paths: the set.
        names: of paths that count; None: those that reach people or officers.
        gone: what is lost already, from `lost_events`.
    """
    return single_points(given_all(structure(paths, names), dict.fromkeys(sorted(gone), False)))


def cut_sets_of(
    paths: PathSet, names: Collection[str] | None = None, gone: Collection[str] = (), *, largest: int | None = 2
) -> tuple[frozenset[str], ...]:
    """Minimal sets of elements, causes and systems whose loss stops all paths that count, up to so many at a time."""
    return minimal_cut_sets(given_all(structure(paths, names), dict.fromkeys(sorted(gone), False)), largest=largest)


def path_sets_of(paths: PathSet, names: Collection[str] | None = None, gone: Collection[str] = ()) -> tuple[frozenset[str], ...]:
    """Minimal sets of elements, causes and systems that suffice for a warning to get through."""
    return minimal_path_sets(given_all(structure(paths, names), dict.fromkeys(sorted(gone), False)))


def availability(paths: PathSet, names: Collection[str] | None = None, gone: Collection[str] = ()) -> Availability:
    """Share of time that a warning gets through: exact where the rows say what depends on what, bounds with the reason elsewhere.

    Systems that are not lost count as working: what of their signal is published belongs in the availability of the element that
    uses them.

    Args:
        paths: the set.
        names: of paths that count; None: those that reach people or officers.
        gone: what is lost already, from `lost_events`.
    """
    formula, works = _random(paths, names, gone)
    parts = {part.name: part for part in paths.parts if part.name in events_of(formula)}
    unknown = sorted(name for name in parts if works[name] is None)
    silent = sorted(name for name, part in parts.items() if works[name] is not None and not (part.causes or part.independent))
    known = {name: share for name in parts if name not in silent and (share := works[name]) is not None}
    if not unknown and not silent:
        exact = chance(formula, known)
        return Availability(exact=exact, low=exact, high=exact)
    loose = {name: (0.0, 1.0) if (share := works[name]) is None else (share, share) for name in (*unknown, *silent)}
    low, high = bounds(formula, known, loose)
    return Availability(exact=None, low=low, high=high, why=_why(unknown, silent))


def exact_availability(paths: PathSet, names: Collection[str] | None = None, gone: Collection[str] = ()) -> float:
    """Share of time that a warning gets through.

    Raises:
        InvalidInputError: if rows do not say what depends on what, or how available an element is.
    """
    found = availability(paths, names, gone)
    if found.exact is None:
        raise InvalidInputError(f"{'; '.join(found.why)}; in any case it lies between {found.low:.4g} and {found.high:.4g}")
    return found.exact


def importance_of(paths: PathSet, names: Collection[str] | None = None, gone: Collection[str] = ()) -> dict[str, float]:
    """Birnbaum's importance of elements and causes, the greatest first: the share of time that its working decides.

    Raises:
        InvalidInputError: as `exact_availability`.
    """
    exact_availability(paths, names, gone)
    formula, works = _random(paths, names, gone)
    found = importance(formula, {name: share for name, share in works.items() if share is not None})
    return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))


def _random(paths: PathSet, names: Collection[str] | None, gone: Collection[str]) -> tuple[Formula, dict[str, float | None]]:
    """What is left to chance of the paths, and how often each element and cause works by itself."""
    works = {part.name: part.works for part in paths.parts}
    lost = dict.fromkeys(sorted(gone), False)
    systems = {name: True for element in paths.elements for name in (*element.telecom, *element.navigation) if name not in lost}
    certain = {name: share == 1.0 for name, share in works.items() if share in {0.0, 1.0} and name not in lost}
    return given_all(structure(paths, names), systems | lost | certain), works


def _why(unknown: list[str], silent: list[str]) -> tuple[str, ...]:
    missing = f"no availability or probability is given for {_listed(unknown)}" if unknown else ""
    unsaid = f"nothing says what {_listed(silent)} shares with other elements: give its causes, or independent = true" if silent else ""
    return tuple(line for line in (missing, unsaid) if line)


def _listed(names: list[str]) -> str:
    return ", ".join(repr(name) for name in names[:4]) + (f" and {len(names) - 4} more" if len(names) > 4 else "")
