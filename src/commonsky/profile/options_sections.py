"""What can be done as blocks of the PDF and the DOCX. Facts: the profile's own, as `options_told` says them. Leaves out form."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from commonsky.profile.blocks import Heading, Paragraph, Table, Text
from commonsky.profile.citations import runs_of
from commonsky.profile.options_told import told_options

if TYPE_CHECKING:
    from collections.abc import Iterable

    from commonsky.profile.blocks import Block
    from commonsky.profile.citations import Citations
    from commonsky.profile.model import Profile
    from commonsky.profile.options_told import ToldAction, ToldMatch, ToldNeed, ToldOffice
    from commonsky.profile.wording import Wording


def options_blocks(profile: Profile, wording: Wording, citations: Citations) -> Iterable[Block]:
    """The section in reading order; nothing where the profile was made before there was one."""
    told = told_options(profile, wording)
    if told is None:
        return
    teller = _Teller(wording, citations)
    yield Heading(text=wording("part.options"), level=1)
    yield Paragraph(texts=(Text(text=told.answer),))
    yield Paragraph(texts=(Text(text=told.basis),), look="small")
    if told.offices:
        yield Heading(text=told.offices_head, level=2)
        yield teller.offices(told.offices)
    else:
        yield Paragraph(texts=(Text(text=told.offices_head),))
    for need in told.needs:
        yield from teller.need(need)


class _Teller:
    """Rows of tables in one language."""

    def __init__(self, wording: Wording, citations: Citations) -> None:
        self.w, self.citations = wording, citations

    def offices(self, offices: Iterable[ToldOffice]) -> Table:
        """The offices as a table."""
        head = self._head("office", "place", "tasks", "serves")
        return Table(head=head, rows=tuple(self._office(office) for office in offices), widths=(3.4, 1.5, 2.6, 2), fine=True)

    def need(self, need: ToldNeed) -> Iterable[Block]:
        """Title, standing, matches, actions and who does the same."""
        yield Heading(text=need.title, level=2)
        yield Paragraph(texts=(Text(text=need.summary),), look="note")
        if need.matches:
            rows = tuple(self._match(match) for match in need.matches)
            yield Table(head=self._head("match", "why", "against"), rows=rows, widths=(2.4, 4.4, 3), fine=True)
        if need.actions:
            rows = tuple(self._action(action) for action in need.actions)
            head = self._head("action", "owner", "state", "due", "revision")
            yield Table(head=head, rows=rows, widths=(4, 2.6, 1.4, 1.2, 0.6), right=(3, 4), fine=True)
            yield from (Paragraph(texts=(Text(text=text, strong=True),), look="fine") for text in need.overlaps)

    def _match(self, match: ToldMatch) -> tuple[Text, ...]:
        colon = "：" if self.w.language == "zh" else ": "
        ask = f"{self.w('options.ask')}{colon}{match.ask}" if match.ask else ""
        runs = runs_of(self.citations.numbers(match.sources))
        name = Text(text=match.name, strong=True, runs=runs, under=match.what, links=_link(match.page))
        return name, Text(text=match.why, under=ask), Text(text=match.against)

    def _office(self, office: ToldOffice) -> tuple[Text, ...]:
        runs = runs_of(self.citations.numbers(office.sources))
        name = Text(text=office.name, strong=True, runs=runs, under=office.what, links=_link(office.page))
        return name, Text(text=office.place), Text(text=office.tasks), Text(text=office.serves, under=office.as_of)

    def _action(self, action: ToldAction) -> tuple[Text, ...]:
        return (
            Text(text=action.title, strong=True, under=action.id),
            Text(text=action.owner, under=action.partners),
            Text(text=action.state, strong=action.late),
            Text(text=action.due),
            Text(text=action.revision),
        )

    def _head(self, *keys: str) -> tuple[str, ...]:
        return tuple(self.w(f"options.{key}") for key in keys)


def _link(page: str) -> tuple[tuple[str, str], ...]:
    """The page under the name of its house, as paper shows it.

    >>> _link("https://www.example.org/a")
    (('example.org', 'https://www.example.org/a'),)
    """
    return ((urlsplit(page).netloc.removeprefix("www."), page),) if page else ()
