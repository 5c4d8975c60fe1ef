"""Availability, cuts and bounds of monotone systems: ways that are series of steps, steps that are parallel terms, terms of events.

Facts: none; the algebra is Shannon's expansion with independent parts taken apart, Boole's and Frechet's inequalities, and Birnbaum's
importance. An event works or does not; a term needs all its events, a step any of its terms, a way all its steps, the system any of its
ways. Events may stand in many places; that is what the expansion is for. Leaves out repair over time: an availability is a share of time.
"""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING, NoReturn, TypeVar

from commonsky.core.errors import InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Generator, Iterable, Mapping

_Part = TypeVar("_Part")
_Answer = TypeVar("_Answer", float, tuple[float, float])
Term = frozenset[str]
Step = frozenset[Term]
Way = frozenset[Step]
#: A system. Without ways it never works; with a way that needs nothing it always does.
Formula = frozenset[Way]

NEVER: Formula = frozenset()
ALWAYS: Formula = frozenset({frozenset()})
#: Expansions, or sets looked at, after which an answer is refused. Twelve events need 4,095 expansions at most.
MOST = 20_000
#: Events read on the way, as often as they stand somewhere, after which it is refused too: about a second of work.
MOST_READ = 300_000


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
    return frozenset[str]().union(*map(_named, formula))


def given(formula: Formula, event: str, *, works: bool) -> Formula:
    """What is left of a system once an event is known to work, or not to.

    >>> given(system([[[["a", "b"]]]]), "a", works=True) == system([[["b"]]])
    True
    """
    touched = frozenset(way for way in formula if event in _named(way))
    rest = formula - touched
    changed = {left for way in touched if (left := _left_of(way, event, works=works)) is not None}
    if frozenset() in changed:
        return ALWAYS
    fewest = _fewest(frozenset(changed))
    idle = [one for one in rest if any(other <= one for other in fewest)]
    return (rest - frozenset(idle)) | {one for one in fewest if not any(other < one for other in rest)}


def given_all(formula: Formula, states: Mapping[str, bool]) -> Formula:
    """What is left of a system once the states of several events are known.

    >>> given_all(system([[["a"], ["b"]], [["c"]]]), {"a": True, "c": False}) == system([[["b"]]])
    True
    """
    up = frozenset(event for event, works in states.items() if works)
    down = states.keys() - up
    return _plain(frozenset(frozenset(frozenset(term - up for term in step if not term & down) for step in way) for way in formula))


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


class _Work:
    """What an answer has cost so far."""

    def __init__(self, instead: str = "merge elements that always fail together, or ask for one path at a time") -> None:
        self.instead = instead
        self.steps = self.read = 0

    def step(self, formula: Formula = NEVER) -> None:
        """One more step, which reads a system."""
        self.steps += 1
        self.look(formula)

    def look(self, formula: Formula) -> None:
        """Read a system."""
        self.read += sum(map(len, chain.from_iterable(chain.from_iterable(formula))))
        if self.steps > MOST or self.read > MOST_READ:
            self.refuse()

    def refuse(self) -> NoReturn:
        """Say that it takes too long, and what to do."""
        raise InvalidInputError(f"the paths share too many elements for an exact answer in about a second; {self.instead}")


class _Chances:
    """Chances of a system and its parts, each computed once."""

    def __init__(self, works: Mapping[str, float]) -> None:
        self.works = works
        self.known: dict[Formula, float] = {NEVER: 0.0, ALWAYS: 1.0}
        self.work = _Work()

    def of(self, formula: Formula) -> float:
        return _answered(formula, self.known, self._found)

    def _found(self, formula: Formula) -> Generator[Formula, float, float]:
        self.work.look(formula)
        ways = _apart(formula, _named)
        if len(ways) > 1:
            return (yield from self._parallel([frozenset(part) for part in ways]))
        if len(formula) == 1:
            (way,) = formula
            steps = _apart(way, lambda step: frozenset(chain.from_iterable(step)))
            if len(steps) > 1 or (len(way) == 1 and len(steps[0][0]) == 1):
                return (yield from self._series(steps))
            if len(way) == 1 and len(terms := _apart(steps[0][0], frozenset)) > 1:
                return (yield from self._parallel([frozenset({frozenset({frozenset(part)})}) for part in terms]))
        self.work.step(formula)
        event = _pivot(formula, events_of(formula))
        share = self.works[event]
        yes = yield given(formula, event, works=True)
        no = yield given(formula, event, works=False)
        return share * yes + (1.0 - share) * no

    def _parallel(self, parts: list[Formula]) -> Generator[Formula, float, float]:
        """Systems that share nothing and of which one suffices."""
        fails = 1.0
        for part in parts:
            fails *= 1.0 - (yield part)
        return 1.0 - fails

    def _series(self, steps: list[list[Step]]) -> Generator[Formula, float, float]:
        """Groups of steps that share nothing, or one step of one term."""
        share = 1.0
        if len(steps) == 1:
            (term,) = steps[0][0]
            for event in sorted(term):
                share *= self.works[event]
            return share
        for part in steps:
            share *= yield frozenset({frozenset(part)})
        return share


def _answered(formula: Formula, known: dict[Formula, _Answer], found: Callable[[Formula], Generator[Formula, _Answer, _Answer]]) -> _Answer:
    """The answer for a system from those for the smaller ones that `found` asks for; its own stack, however deep they lie."""
    asked: list[tuple[Formula, Generator[Formula, _Answer, _Answer]]] = [] if formula in known else [(formula, found(formula))]
    answer: _Answer | None = None
    while asked:
        part, run = asked[-1]
        try:
            needed = next(run) if answer is None else run.send(answer)
        except StopIteration as done:
            known[part] = answer = done.value
            asked.pop()
        else:
            answer = known.get(needed)
            if answer is None:
                asked.append((needed, found(needed)))
    return known[formula]


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
    work = _Work()
    known: dict[Formula, tuple[float, float]] = {NEVER: (0.0, 0.0), ALWAYS: (1.0, 1.0)}

    def found(part: Formula) -> Generator[Formula, tuple[float, float], tuple[float, float]]:
        work.step(part)
        mentioned = events_of(part)
        free = mentioned & works.keys()
        if not free:
            loss = _least_loss(part, {e: 1.0 - loose[e][0] for e in mentioned}, work)
            return 1.0 - loss, _least_cut(part, {e: loose[e][1] for e in mentioned}, work)
        event = _pivot(part, free)
        share = works[event]
        yes = yield given(part, event, works=True)
        no = yield given(part, event, works=False)
        return share * yes[0] + (1.0 - share) * no[0], share * yes[1] + (1.0 - share) * no[1]

    return _answered(formula, known, found)


def importance(formula: Formula, works: Mapping[str, float]) -> dict[str, float]:
    """Birnbaum's importance of each event: how much more often the system works where the event works than where it does not.

    Raises:
        InvalidInputError: if it would take too many expansions.

    >>> importance(system([[["a"], ["b"]]]), {"a": 0.5, "b": 0.9})
    {'a': 0.9, 'b': 0.5}
    """
    chances, found = _Chances(works), {}
    for event in sorted(events_of(formula)):
        chances.work.step(formula)
        found[event] = chances.of(given(formula, event, works=True)) - chances.of(given(formula, event, works=False))
    return found


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
    work = _Work("ask for smaller cuts, or for one path at a time")
    while stack:
        left, gone = stack.pop()
        work.step(left)
        if left == NEVER:
            found.append(gone)
        elif largest is not None and len(gone) + 1 == largest:  # the last of a cut stops what is left alone
            found += [gone | {event} for event in single_points(left)]
        elif left != ALWAYS and (largest is None or len(gone) < largest):
            for event in sorted(_sufficient(left)):  # a cut holds one of them; which is its first splits the cuts into cases
                work.step(left)
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
    work = _Work("ask for one path at a time")
    for way in formula:
        grown = {frozenset[str]()}
        for step in way:
            work.step(frozenset({frozenset({frozenset(grown)})}))
            grown = {chosen | term for chosen in grown for term in step}
            if len(grown) + len(found) > MOST:
                work.refuse()
        found |= grown
    return minimal(found)


def single_points(formula: Formula) -> tuple[str, ...]:
    """Events whose loss alone stops the system, in order of name; none where it never works or always does.

    >>> single_points(system([[["a"], ["c"]], [["b"], ["c"]]]))
    ('c',)
    """
    needed = [frozenset(event for step in way for event in frozenset.intersection(*step)) for way in formula]
    return tuple(sorted(frozenset.intersection(*needed))) if needed else ()


def minimal(sets: Iterable[frozenset[str]]) -> tuple[frozenset[str], ...]:
    """The sets that hold no other of them, the smallest first, then by name.

    >>> [sorted(s) for s in minimal([frozenset("ab"), frozenset("b")])]
    [['b']]
    """
    return tuple(sorted(_fewest(frozenset(sets)), key=lambda one: (len(one), sorted(one))))


def _term(events: str | Iterable[str]) -> Term:
    return frozenset({events} if isinstance(events, str) else events)


@lru_cache(maxsize=1 << 14)
def _named(way: Way) -> frozenset[str]:
    """Events of a way; ways that nothing changes come again and again."""
    return frozenset(chain.from_iterable(chain.from_iterable(way)))


def _left_of(way: Way, event: str, *, works: bool) -> Way | None:
    """A way once an event is known; None where it never works."""
    steps = set()
    for step in way:
        if not any(event in term for term in step):
            steps.add(step)
            continue
        left = _fewest(frozenset(term - {event} for term in step)) if works else frozenset(term for term in step if event not in term)
        if not left:
            return None
        if frozenset() not in left:
            steps.add(left)
    return frozenset(steps)


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
    """Those that hold no other of them. Each that stays is found again by its rarest part."""
    if len({len(one) for one in sets}) < 2:
        return sets
    often = Counter(part for one in sets for part in one)
    kept: dict[_Part, list[frozenset[_Part]]] = {}
    for one in sorted(sets, key=len):
        if not one:
            return frozenset({one})
        if not any(other <= one for part in one for other in kept.get(part, ())):
            kept.setdefault(min(one, key=often.__getitem__), []).append(one)
    return frozenset(one for some in kept.values() for one in some)


def _apart(parts: Collection[_Part], mentions: Callable[[_Part], frozenset[str]]) -> list[list[_Part]]:
    """Parts in groups, no two of which share an event."""
    group_of: dict[str, int] = {}
    groups: dict[int, tuple[set[str], list[_Part]]] = {}
    for at, part in enumerate(parts):
        names, members = set(mentions(part)), [part]
        for one in {group_of[name] for name in names if name in group_of}:
            more_names, more = groups.pop(one)
            if len(more_names) > len(names):
                names, more_names = more_names, names
            names |= more_names
            members = more + members
        groups[at] = names, members
        group_of.update(dict.fromkeys(names, at))
    return [members for _, members in groups.values()]


def _pivot(formula: Formula, among: frozenset[str]) -> str:
    """The event that stands in most ways and terms: to know it takes most apart."""
    ways = Counter(chain.from_iterable(map(_named, formula)))
    terms = Counter(chain.from_iterable(chain.from_iterable(chain.from_iterable(formula))))
    return max(sorted(among), key=lambda event: len(formula) * ways[event] + terms[event])


def _sufficient(formula: Formula) -> frozenset[str]:
    """Some set of events that suffices for a system that can work; the shortest term of each step of the shortest way."""
    way = min(formula, key=lambda w: (len(w), sorted(_named(w))))
    return frozenset(event for step in way for event in min(step, key=lambda term: (len(term), sorted(term))))


def _least_loss(formula: Formula, losses: Mapping[str, float], work: _Work) -> float:
    """The least sum of losses over a set of events that suffices, at most 1: one failure or another among them."""
    best = 1.0
    stack = [(tuple(way), frozenset[str](), 0.0) for way in formula]
    while stack:
        steps, chosen, loss = stack.pop()
        work.step(frozenset({frozenset(steps[:1])}))
        if loss >= best:
            continue
        if not steps:
            best = loss
            continue
        left = steps[1:]
        stack += [(left, chosen | term, loss + sum(losses[event] for event in sorted(term - chosen))) for term in steps[0]]
    return best


def _least_cut(formula: Formula, works: Mapping[str, float], work: _Work) -> float:
    """The least sum of probabilities over a cut, at most 1: one event of the cut works, or another."""
    best = 1.0
    stack = [(formula, 0.0)]
    while stack:
        left, total = stack.pop()
        work.step(left)
        if left == NEVER:
            best = min(best, total)
        elif left != ALWAYS and total < best:
            for event in sorted(event for event in _sufficient(left) if total + works[event] < best):
                work.step(left)
                stack.append((given(left, event, works=False), total + works[event]))
                left = given(left, event, works=True)
    return best
