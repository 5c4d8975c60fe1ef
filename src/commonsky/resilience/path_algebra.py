"""Availability, cuts and bounds of monotone systems: ways that are series of steps, steps that are parallel terms, terms of events.

Facts: none; the algebra is Shannon's expansion with independent parts taken apart, Boole's and Frechet's inequalities, and Birnbaum's
importance. An event works or does not; a term needs all its events, a step any of its terms, a way all its steps, the system any of its
ways. Events may stand in many places; that is what the expansion is for. Leaves out repair over time: an availability is a share of time.
"""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING, TypeVar

from commonsky.core.errors import InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

_Part = TypeVar("_Part")
Term = frozenset[str]
Step = frozenset[Term]
Way = frozenset[Step]
#: A system. Without ways it never works; with a way that needs nothing it always does.
Formula = frozenset[Way]

NEVER: Formula = frozenset()
ALWAYS: Formula = frozenset({frozenset()})
#: Expansions, or sets looked at, after which an answer is refused: seconds of work. Twelve events need 4,095 expansions at most.
MOST = 20_000


def system(ways: Iterable[Iterable[Iterable[str | Iterable[str]]]]) -> Formula:
    """The system of ways of steps of terms of events, brought to its simplest equal form; a term may be the name of its one event.

    >>> system([[["a"]], [["a"], ["b"]]]) == system([[["a"]]])
    True
    >>> system([[[[]]]]) == ALWAYS
    True
    """
    return _plain(frozenset(frozenset(frozenset(_term(term) for term in step) for step in way) for way in ways))


def events_of(formula: Formula) -> frozenset[str]:
    """Every event that a system names."""
    return frozenset(event for way in formula for step in way for term in step for event in term)


def given(formula: Formula, event: str, *, works: bool) -> Formula:
    """What is left of a system once an event is known to work, or not to.

    >>> given(system([[[["a", "b"]]]]), "a", works=True) == system([[["b"]]])
    True
    """
    if works:
        return _plain(frozenset(frozenset(frozenset(term - {event} for term in step) for step in way) for way in formula))
    return _plain(frozenset(frozenset(frozenset(term for term in step if event not in term) for step in way) for way in formula))


def given_all(formula: Formula, states: Mapping[str, bool]) -> Formula:
    """What is left of a system once the states of several events are known."""
    for event, works in states.items():
        formula = given(formula, event, works=works)
    return formula


def chance(formula: Formula, works: Mapping[str, float]) -> float:
    """Probability that a system works, exact, where its events are independent of each other.

    Args:
        formula: the system.
        works: probability that each of its events works, 0 to 1.

    Raises:
        InvalidInputError: if events are shared so much that it would take more than `MOST` expansions.

    >>> chance(system([[["a"]], [["b"]]]), {"a": 0.9, "b": 0.9})
    0.99
    """
    return _Chances(works).of(formula)


class _Chances:
    """Chances of a system and its parts, each computed once."""

    def __init__(self, works: Mapping[str, float]) -> None:
        self.works = works
        self.known: dict[Formula, float] = {NEVER: 0.0, ALWAYS: 1.0}
        self.expansions = 0

    def of(self, formula: Formula) -> float:
        if formula not in self.known:
            self.known[formula] = self._found(formula)
        return self.known[formula]

    def _found(self, formula: Formula) -> float:
        ways = _apart(formula, lambda way: frozenset(e for step in way for term in step for e in term))
        if len(ways) > 1:
            return 1.0 - prod(1.0 - self.of(frozenset(part)) for part in ways)
        if len(formula) == 1:
            (way,) = formula
            steps = _apart(way, lambda step: frozenset(e for term in step for e in term))
            if len(steps) > 1:
                return prod(self.of(frozenset({frozenset(part)})) for part in steps)
            if len(way) == 1:
                (step,) = way
                if len(step) == 1:
                    (term,) = step
                    return prod(self.works[event] for event in term)
        event = _pivot(formula, events_of(formula))
        self.expansions += 1
        _check(self.expansions)
        share = self.works[event]
        return share * self.of(given(formula, event, works=True)) + (1.0 - share) * self.of(given(formula, event, works=False))


def bounds(formula: Formula, works: Mapping[str, float], loose: Mapping[str, tuple[float, float]]) -> tuple[float, float]:
    """Between which values the probability that a system works must lie, whatever its loose events have to do with each other.

    It is averaged over the independent events; what is left then works at least as often as some set of events that suffices does
    without a single failure (Boole), and at most as often as any event of some cut works. Sharp for series and for parallel.

    Args:
        formula: the system.
        works: probability that each event works that is independent of all others.
        loose: least and greatest probability of each other event; they may depend on each other in any way.

    Source: Frechet 1935; Barlow and Proschan 1975, chapter 2.

    >>> bounds(system([[["a"], ["b"]]]), {}, {"a": (0.75, 0.75), "b": (0.5, 0.5)})
    (0.25, 0.5)
    """
    known: dict[Formula, tuple[float, float]] = {NEVER: (0.0, 0.0), ALWAYS: (1.0, 1.0)}

    def of(part: Formula) -> tuple[float, float]:
        if part not in known:
            _check(len(known))
            mentioned = events_of(part)
            free = mentioned & works.keys()
            if not free:
                known[part] = (
                    1.0 - _least_loss(part, {e: 1.0 - loose[e][0] for e in mentioned}),
                    _least_cut(part, {e: loose[e][1] for e in mentioned}),
                )
            else:
                event = _pivot(part, free)
                share, yes, no = works[event], of(given(part, event, works=True)), of(given(part, event, works=False))
                known[part] = share * yes[0] + (1.0 - share) * no[0], share * yes[1] + (1.0 - share) * no[1]
        return known[part]

    return of(formula)


def importance(formula: Formula, works: Mapping[str, float]) -> dict[str, float]:
    """Birnbaum's importance of each event: how much more often the system works where the event works than where it does not.

    Raises:
        InvalidInputError: if it would take too many expansions.

    >>> importance(system([[["a"], ["b"]]]), {"a": 0.5, "b": 0.9})
    {'a': 0.9, 'b': 0.5}
    """
    chances = _Chances(works)
    return {
        event: chances.of(given(formula, event, works=True)) - chances.of(given(formula, event, works=False))
        for event in sorted(events_of(formula))
    }


def minimal_cut_sets(formula: Formula, *, largest: int | None = None) -> tuple[frozenset[str], ...]:
    """Sets of events whose loss stops the system, none of which holds another; the smallest first.

    Args:
        formula: the system.
        largest: most events of a set; None: any number.

    Raises:
        InvalidInputError: if there are too many to look at.

    >>> [sorted(cut) for cut in minimal_cut_sets(system([[["a"], ["c"]], [["b"], ["c"]]]))]
    [['c'], ['a', 'b']]
    """
    found: list[frozenset[str]] = []
    stack: list[tuple[Formula, frozenset[str]]] = [(formula, frozenset())]
    looked = 0
    while stack:
        left, gone = stack.pop()
        looked += 1
        _check(looked, "ask for smaller cuts, or for one path at a time")
        if left == NEVER:
            found.append(gone)
        elif left != ALWAYS and (largest is None or len(gone) < largest):
            for event in sorted(_sufficient(left)):  # a cut holds one of them; which is its first splits the cuts into cases
                stack.append((given(left, event, works=False), gone | {event}))
                left = given(left, event, works=True)
    return minimal(found)


def minimal_path_sets(formula: Formula) -> tuple[frozenset[str], ...]:
    """Sets of events that suffice for the system to work, none of which holds another; the smallest first.

    Raises:
        InvalidInputError: if there are too many to look at.

    >>> [sorted(path) for path in minimal_path_sets(system([[["a"], ["b"]], [["c"]]]))]
    [['c'], ['a', 'b']]
    """
    found: set[frozenset[str]] = set()
    for way in formula:
        grown = {frozenset[str]()}
        for step in way:
            grown = {chosen | term for chosen in grown for term in step}
            _check(len(grown) + len(found), "ask for one path at a time")
        found |= grown
    return minimal(found)


def single_points(formula: Formula) -> tuple[str, ...]:
    """Events whose loss alone stops the system, in order of name; none where it never works or always does.

    >>> single_points(system([[["a"], ["c"]], [["b"], ["c"]]]))
    ('c',)
    """
    return tuple(event for event in sorted(events_of(formula)) if given(formula, event, works=False) == NEVER)


def minimal(sets: Iterable[frozenset[str]]) -> tuple[frozenset[str], ...]:
    """The sets that hold no other of them, the smallest first, then by name.

    >>> [sorted(s) for s in minimal([frozenset("ab"), frozenset("b")])]
    [['b']]
    """
    kept: list[frozenset[str]] = []
    for one in sorted(set(sets), key=lambda s: (len(s), sorted(s))):
        if not any(other <= one for other in kept):
            kept.append(one)
    return tuple(kept)


def _term(events: str | Iterable[str]) -> Term:
    return frozenset({events} if isinstance(events, str) else events)


def _plain(formula: Formula) -> Formula:
    """The same system without what changes nothing: steps that always work, ways that never do, terms and ways that others make idle."""
    ways = set()
    for way in formula:
        if all(way):  # a step without terms never works, nor does its way
            steps = frozenset(_fewest(step) for step in way if frozenset() not in step)
            if not steps:
                return ALWAYS
            ways.add(steps)
    return _fewest(frozenset(ways))


def _fewest(sets: frozenset[frozenset[_Part]]) -> frozenset[frozenset[_Part]]:
    """Those that hold no other of them."""
    if len(sets) < 2:
        return sets
    return frozenset(one for one in sets if not any(other < one for other in sets))


def _apart(parts: Collection[_Part], mentions: Callable[[_Part], frozenset[str]]) -> list[list[_Part]]:
    """Parts in groups, no two of which share an event."""
    groups: list[tuple[set[str], list[_Part]]] = []
    for part in parts:
        names, members = set(mentions(part)), [part]
        apart = []
        for group in groups:
            if group[0] & names:
                names |= group[0]
                members = group[1] + members
            else:
                apart.append(group)
        groups = [*apart, (names, members)]
    return [members for _, members in groups]


def _pivot(formula: Formula, among: frozenset[str]) -> str:
    """The event that stands in most ways and terms: to know it takes most apart."""
    counts = dict.fromkeys(sorted(among), 0)
    for way in formula:
        mentioned = [event for step in way for term in step for event in term if event in counts]
        for event in mentioned:
            counts[event] += 1
        for event in set(mentioned):
            counts[event] += len(formula)
    return max(counts, key=lambda event: counts[event])


def _sufficient(formula: Formula) -> frozenset[str]:
    """Some set of events that suffices for a system that can work; the shortest term of each step of the shortest way."""
    way = min(formula, key=lambda w: (len(w), sorted(sorted(map(sorted, step)) for step in w)))
    return frozenset(event for step in way for event in min(step, key=lambda term: (len(term), sorted(term))))


def _least_loss(formula: Formula, losses: Mapping[str, float]) -> float:
    """The least sum of losses over a set of events that suffices, at most 1: one failure or another among them."""
    best = 1.0
    stack = [(tuple(way), frozenset[str](), 0.0) for way in formula]
    looked = 0
    while stack:
        steps, chosen, loss = stack.pop()
        looked += 1
        _check(looked)
        if loss >= best:
            continue
        if not steps:
            best = loss
            continue
        for term in steps[0]:
            grown = chosen | term
            stack.append((steps[1:], grown, sum(losses[event] for event in sorted(grown))))
    return best


def _least_cut(formula: Formula, works: Mapping[str, float]) -> float:
    """The least sum of probabilities over a cut, at most 1: one event of the cut works, or another."""
    best = 1.0
    stack = [(formula, 0.0)]
    looked = 0
    while stack:
        left, total = stack.pop()
        looked += 1
        _check(looked)
        if left == NEVER:
            best = min(best, total)
        elif left != ALWAYS and total < best:
            for event in sorted(_sufficient(left)):
                stack.append((given(left, event, works=False), total + works[event]))
                left = given(left, event, works=True)
    return best


def _check(count: int, instead: str = "merge elements that always fail together, or ask for one path at a time") -> None:
    if count > MOST:
        raise InvalidInputError(f"the paths share too many elements for an exact answer within {MOST:,} steps; {instead}")
