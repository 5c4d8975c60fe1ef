"""Every figure's source as a numbered list, each document once. Facts: the profile's own sources. Leaves out judging them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from commonsky.core.citation import Source
    from commonsky.profile.model import Profile

_ADDRESS = re.compile(r"https?://[^\s\"'<>]+[^\s\"'<>.,;:)]")


@dataclass(slots=True, kw_only=True)
class Document:
    """One document and what was read in it.

    Args:
        number: its number on the page, from 1.
        where: its address or name, as given.
        figures: what was read, and the figure as printed there.
    """

    number: int
    where: str
    figures: dict[tuple[str, str], None] = field(default_factory=dict)

    @property
    def address(self) -> str:
        """The first web address in it, or an empty text."""
        found = _ADDRESS.search(self.where)
        return found.group() if found else ""


class Citations:
    """The documents of a profile, numbered in the order in which they are met.

    >>> from commonsky.core.citation import Source
    >>> Citations([Source(what="swath", where="A"), Source(what="orbit", where="A"), Source(what="x", where="B")]).numbers(
    ...     [Source(what="x", where="B"), Source(what="orbit", where="A")])
    [1, 2]
    """

    def __init__(self, sources: Iterable[Source]) -> None:
        self._by_where: dict[str, Document] = {}
        for source in sources:
            where = source.where.strip()
            document = self._by_where.setdefault(where, Document(number=len(self._by_where) + 1, where=where))
            document.figures[source.what, source.quoted] = None

    def numbers(self, sources: Iterable[Source]) -> list[int]:
        """Numbers of the documents of these sources, rising."""
        return sorted({self._by_where[s.where.strip()].number for s in sources})

    def __iter__(self) -> Iterator[Document]:
        return iter(self._by_where.values())


def cite(profile: Profile) -> Citations:
    """All documents of a profile: the country's, then by need, then orbits and people, then what can be done."""
    return Citations(_all_sources(profile))


def runs_of(numbers: Sequence[int]) -> tuple[tuple[int, int], ...]:
    """First and last of each run of rising whole numbers; two alone are two runs.

    >>> runs_of([3, 4, 5, 9, 11, 12])
    ((3, 5), (9, 9), (11, 11), (12, 12))
    """
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return tuple((a, b) for run in runs for a, b in ([(run[0], run[-1])] if len(run) > 2 else [(n, n) for n in run]))


def _all_sources(profile: Profile) -> Iterator[Source]:
    yield from profile.sources
    for need in profile.needs:
        yield from need.sources
        for server in need.servers:
            yield from server.sources
    for orbit in profile.orbits:
        yield from orbit.sources
    yield from profile.people.sources
    if profile.options:
        for row in profile.options.needs:
            for match in row.matches:
                yield from match.sources
        for office in profile.options.offices:
            yield from office.sources
