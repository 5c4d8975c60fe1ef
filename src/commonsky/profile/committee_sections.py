"""The report to the Committee in reading order, as blocks that the page, the PDF and the DOCX are all set from. Facts: the report's own.

The answer comes first, then where its numbers come from, the figures, and the tables; the annex shows each record that a number was
counted from. A number leads to its record, or to the list of its records, and the ids stand beside it, as a printed page has no links.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from commonsky.profile.blocks import Beside, Contents, Document, Heading, Items, Paragraph, Pictures, Table, Text
from commonsky.profile.citations import Citations
from commonsky.profile.committee_figures import SHOWN, acting, actions_drawing, counts, drawn_states, roadmap_drawing
from commonsky.profile.committee_words import Anchors, either, label, listed, read_words, spell, value, whole

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from commonsky.profile.blocks import Block, Look
    from commonsky.profile.committee_model import (
        ActionRow,
        CommitteeReport,
        CountryRow,
        EntryRow,
        EvidenceRow,
        Figure,
        OverlapRow,
        PhaseRow,
        RecordRef,
        TargetRow,
    )
    from commonsky.profile.drawings import Drawing

Cells = tuple[Text, ...]
WEB = ("https://", "http://")


def committee_document(report: CommitteeReport, language: str) -> Document:
    """The report as one value for page, PDF and DOCX.

    Args:
        report: what is told.
        language: ``en`` or ``zh``.

    Raises:
        UnknownNameError: if there are no words in the language.
    """
    told = _Teller(report, language)
    return Document(
        title=either(report.title, report.title_zh, told.w),
        product=told.w("committee.product"),
        language=language,
        made_utc=report.made_utc.isoformat(),
        colon="：" if language == "zh" else ": ",
        blocks=tuple(told.blocks()),
    )


class _Teller:
    """One report in one language, in the telling."""

    def __init__(self, report: CommitteeReport, language: str) -> None:
        self.report, self.w = report, read_words(language)
        self.chinese = language == "zh"
        self.colon, self.gap, self.semicolon = ("：", "", "；") if self.chinese else (": ", " ", "; ")
        self.anchors = Anchors(report)
        self.names = {row.iso3: self.w.pick(row.names) for row in report.countries}

    def blocks(self) -> Iterable[Block]:
        """All of the document, in the order of reading."""
        yield from self._front()
        yield Contents()
        yield from self._by_state()
        yield from self._roadmap()
        yield from self._countries()
        yield from self._targets()
        yield from self._actions()
        yield from self._overlaps()
        yield from self._notes()
        yield from self._annex()

    # the first page

    def _front(self) -> Iterable[Block]:
        report, w = self.report, self.w
        period = w("committee.facts", start=report.period_start, end=report.period_end, as_of=report.as_of)
        yield self._plain(period, "small")
        yield Paragraph(texts=self._answer(), look="answer")
        if not report.chain_verified:
            yield Paragraph(texts=(Text(text=w("committee.chain_not_verified", head=report.head_hash), strong=True),), look="lead")
        yield self._plain(w("committee.absence"))
        if report.answer:
            yield Heading(text=w("committee.numbers"), level=1)
            yield self._plain(w("committee.numbers_note"), "small")
            rows = tuple(self._number_row(figure, order) for order, figure in enumerate(report.answer, 1))
            yield self._table(("number", "what", "records"), rows, (1.1, 4, 3), right=(0,))

    def _answer(self) -> Cells:
        """One sentence, each of its numbers a link."""
        if not self.report.answer:
            return (Text(text=self.w("committee.answer_none")),)
        between, last, stop = ("，", "，", "。") if self.chinese else (", ", " and ", ".")
        texts = [Text(text=self.w("committee.answer", as_of=self.report.as_of))]
        for order, figure in enumerate(self.report.answer, 1):
            before, after = label(figure, self.w)
            joint = "" if order == 1 else last if order == len(self.report.answer) else between
            texts += [
                Text(text=joint + before),
                Text(text="", links=((value(figure), self.anchors.answer(figure, order)),)),
                Text(text=after),
            ]
        return (*(text for text in texts if text.text or text.links), Text(text=stop))

    def _number_row(self, figure: Figure, order: int) -> Cells:
        before, after = label(figure, self.w)
        what = f"{before}…{after}" if before else after.strip()
        links = self.anchors.links(figure.refs)
        records = Text(text="", links=links) if links else Text(text=self.w("committee.no_records"))
        return Text(text=value(figure), strong=True, anchor=f"figure{order}"), Text(text=what, under=figure.note), records

    # the figures, and the roadmap

    def _by_state(self) -> Iterable[Block]:
        w, rows = self.w, acting(self.report)
        yield Heading(text=w("committee.by_state"), level=1)
        drawing = actions_drawing(self.report, w)
        if drawing is None:
            yield self._plain(w("committee.no_actions"))
            return
        more = w("committee.by_state_more", shown=SHOWN, all=len(rows)) if len(rows) > SHOWN else ""
        yield self._pictured(w("committee.by_state_note") + (self.gap + more if more else ""), drawing)
        states = drawn_states(rows)
        head = [w("committee.col_country"), *(w.word("state", state) for state in states), w("committee.late")]
        right = tuple(range(1, len(head)))
        cells = tuple((Text(text=self._country(r.iso3), strong=True), *(self._of_state(r, s) for s in states), self._late(r)) for r in rows)
        yield Table(head=tuple(head), rows=cells, widths=(1.8, *(1.3 for _ in right)), right=right)

    def _of_state(self, row: CountryRow, state: str) -> Text:
        figure = row.actions.get(state)
        return self._cell(figure) if figure else Text(text="0")

    def _late(self, row: CountryRow) -> Text:
        late = [action.ref for action in self.report.actions if action.late and action.country == row.iso3]
        return Text(text=whole(len(late)), links=self.anchors.links(late))

    def _roadmap(self) -> Iterable[Block]:
        w = self.w
        yield Heading(text=w("committee.roadmap"), level=1)
        drawing = roadmap_drawing(self.report, w)
        if drawing is None:
            yield self._plain(w("committee.no_roadmap"))
            return
        yield self._pictured(w("committee.roadmap_note"), drawing)
        for phase in self.report.phases:
            yield from self._phase(phase)

    def _phase(self, phase: PhaseRow) -> Iterable[Block]:
        w = self.w
        name = either(phase.name, phase.name_zh, w)
        yield Heading(text=w("committee.phase", name=name, start=phase.start, end=phase.end), level=2)
        progress = Text(text=w("committee.phase_progress", done=phase.done, total=phase.total))
        source = (Text(text=" · "), Text(text="", links=self.anchors.links([phase.ref]))) if phase.ref else ()
        yield Paragraph(texts=(progress, *source), look="note")
        if not phase.milestones:
            yield self._plain(w("committee.no_milestones"))
            return
        rows = tuple(
            (
                Text(text=either(m.title, m.title_zh, w), strong=True, under=m.id),
                Text(text=str(m.due)),
                Text(text=w.word("state", m.state), strong=m.state == "late"),
                Text(text=m.owner or w("committee.unknown")),
                self._evidence(m.evidence),
            )
            for m in phase.milestones
        )
        yield self._table(("col_milestone", "col_due", "col_state", "col_owner", "col_evidence"), rows, (3, 1.1, 1.1, 1.6, 2.6))

    # the tables

    def _countries(self) -> Iterable[Block]:
        columns = (
            "col_country",
            "col_assessment",
            "col_needs",
            "col_met",
            "col_partly",
            "col_unmet",
            "col_not_observed",
            "col_actions",
            "col_people",
            "col_cost",
        )
        rows = tuple(self._country_row(row) for row in self.report.countries)
        yield from self._section(
            "countries", columns, rows, (1.7, 1.6, 0.9, 0.8, 0.8, 0.8, 0.9, 1.6, 1.4, 1.9), right=(2, 3, 4, 5, 6, 7, 8)
        )

    def _country_row(self, row: CountryRow) -> Cells:
        w = self.w
        own = (row.assessment,) if row.assessment else ()
        state = f"{w.word('state', row.state)}{' · ' + w('committee.version', number=row.version) if row.version else ''}"
        assessment = Text(text=state, links=self.anchors.links(own)) if own else Text(text=w("committee.no_assessment"))
        absent = row.not_in_profile.value if row.not_in_profile else 0
        needs = row.needs.model_copy(update={"note": w("committee.not_in_profile", number=absent)}) if absent else row.needs
        every = tuple(dict.fromkeys(ref for figure in row.actions.values() for ref in figure.refs))
        return (
            Text(text=self._country(row.iso3), strong=True, under=row.iso3),
            assessment,
            *(self._cell(figure, own) for figure in (needs, row.met, row.partly, row.unmet)),
            self._cell(row.not_observed, own) if row.not_observed else Text(text=w("committee.unknown")),
            Text(text=whole(sum(counts(row).values())), links=self.anchors.links(every)),
            self._cell(row.people) if row.people else Text(text=w("committee.unknown")),
            Text(text=self.semicolon.join(row.cost) or w("committee.unknown")),
        )

    def _targets(self) -> Iterable[Block]:
        columns = ("col_target", "col_countries", "col_needs_of", "col_actions")
        rows = tuple(self._target_row(row) for row in self.report.targets)
        yield from self._section("targets", columns, rows, (3.4, 1.6, 1.6, 1.6), right=(1, 2, 3))

    def _target_row(self, row: TargetRow) -> Cells:
        name = f"{row.id}{self.colon}{either(row.name, row.name_zh, self.w)}"
        counted = (self._cell(figure) for figure in (row.countries, row.needs, row.actions))
        return Text(text=name, strong=True, under=self.w.word("framework", row.framework)), *counted

    def _actions(self) -> Iterable[Block]:
        columns = ("col_action", "col_need", "col_owner", "col_offer", "col_cost", "col_state", "col_evidence")
        rows = tuple(self._action_row(row) for row in self.report.actions)
        yield from self._section("actions", columns, rows, (2.3, 1.8, 1.7, 1.6, 1.5, 1.4, 1.7))

    def _action_row(self, row: ActionRow) -> Cells:
        w = self.w
        partners = w("committee.with", names=listed(row.partners, w)) if row.partners else ""
        obstacle = w("committee.obstacle", name=w.word("obstacle", row.obstacle)) if row.obstacle not in {"", "none"} else ""
        state = w.word("state", row.state) + (f" · {w('committee.late')}" if row.late else "")
        people = w("committee.reach", number=whole(row.people)) if row.people is not None else ""
        return (
            Text(text=row.title, strong=True, under=self._country(row.country), links=self.anchors.links((row.ref,))),
            Text(text=either(row.need_title, row.need_title_zh, w), under=", ".join(row.targets)),
            Text(text=row.owner, under=partners),
            Text(text=row.offer or w("committee.unknown"), under=obstacle),
            Text(text=row.cost or w("committee.unknown"), under=people),
            Text(text=state, strong=row.late, under=spell(row.start, row.due, w)),
            self._evidence(row.evidence),
        )

    def _overlaps(self) -> Iterable[Block]:
        columns = ("col_need", "col_country", "col_owners", "col_actions")
        rows = tuple(self._overlap_row(row) for row in self.report.overlaps)
        yield from self._section("overlaps", columns, rows, (2.5, 1.6, 2.6, 1.8))

    def _overlap_row(self, row: OverlapRow) -> Cells:
        need = Text(text=either(row.need_title, row.need_title_zh, self.w), strong=True)
        owners = Text(text=listed(row.owners, self.w))
        return need, Text(text=self._country(row.country)), owners, Text(text="", links=self.anchors.links(row.actions))

    # how it was made, and from what

    def _notes(self) -> Iterable[Block]:
        report, w = self.report, self.w
        chain = "committee.chain_verified" if report.chain_verified else "committee.chain_not_verified"
        yield Heading(text=w("committee.notes"), level=1)
        yield self._plain(w("committee.made", time=f"{report.made_utc:%Y-%m-%d %H:%M}", version=report.version))
        for key, text in (("chain", w(chain, head=report.head_hash)), ("command", report.command)):
            yield Paragraph(texts=(Text(text=w(f"committee.{key}") + self.colon, strong=True), Text(text=text)))
        yield self._plain(w("committee.designations"))
        if report.notes:
            notes = (note if isinstance(note, str) else w.pick(note) for note in report.notes)
            yield Items(items=tuple((Text(text=note),) for note in notes))

    def _annex(self) -> Iterable[Block]:
        columns = ("col_record", "col_state", "col_changed", "col_says", "col_hash")
        rows = tuple(self._entry_row(entry, order) for order, entry in enumerate(self.report.cited, 1))
        yield from self._section("annex", columns, rows, (1.7, 1.2, 1.8, 4.2, 2.1), none="no_cited")
        documents = list(Citations(self.report.sources))
        if documents:
            yield Heading(text=self.w("committee.sources"), level=1)
            links = ((Text(text="", links=((found.where, found.address),)),) for found in documents)
            yield Items(items=tuple(links))

    def _entry_row(self, entry: EntryRow, order: int) -> Cells:
        w = self.w
        name = f"{w.word('kind', entry.ref.kind)} {entry.ref.id}"
        facts = self.semicolon.join(f"{either(f.name, f.name_zh, w)}{self.colon}{f.value}" for f in entry.facts)
        revision = w("committee.revision", number=entry.ref.revision) if entry.ref.revision else ""
        return (
            Text(text=name, strong=True, under=revision, anchor=f"record{order}"),
            Text(text=w.word("state", entry.state)),
            Text(text=f"{entry.changed_utc:%Y-%m-%d %H:%M} UTC", under=entry.changed_by),
            Text(text=entry.reason, under=facts) if entry.reason else Text(text=facts or w("committee.unknown")),
            Text(text=entry.hash),
        )

    # pieces

    def _section(
        self,
        name: str,
        columns: Sequence[str],
        rows: tuple[Cells, ...],
        widths: tuple[float, ...],
        *,
        none: str = "",
        right: tuple[int, ...] = (),
    ) -> Iterable[Block]:
        """A heading, what the table tells, and the table; one sentence where there is nothing to tell."""
        yield Heading(text=self.w(f"committee.{name}"), level=1)
        if not rows:
            yield self._plain(self.w(f"committee.{none or 'no_' + name}"))
            return
        yield self._plain(self.w(f"committee.{name}_note"), "small")
        yield self._table(columns, rows, widths, right=right)

    def _table(self, columns: Sequence[str], rows: tuple[Cells, ...], widths: tuple[float, ...], *, right: tuple[int, ...] = ()) -> Table:
        head = tuple(self.w(f"committee.{column}") for column in columns)
        return Table(head=head, rows=rows, widths=widths, right=right, fine=len(columns) > 4)

    def _pictured(self, note: str, drawing: Drawing) -> Beside:
        """What a figure shows, and the figure."""
        caption = Text(text=self.w("committee.picture_source", as_of=self.report.as_of))
        return Beside(left=(self._plain(note, "small"),), right=(Pictures(drawings=(drawing,), caption=(caption,)),), widths=(1, 2.2))

    def _cell(self, figure: Figure, own: tuple[RecordRef, ...] = ()) -> Text:
        """A number with the ids of its records; those that the row names already are not named again, the number leads there."""
        links = self.anchors.links(figure.refs)
        if links and set(links) <= set(self.anchors.links(own)):
            return Text(text="", links=((value(figure), links[0][1]),), under=figure.note)
        return Text(text=value(figure), links=links, under=figure.note)

    def _evidence(self, rows: tuple[EvidenceRow, ...]) -> Text:
        links = tuple((f"{row.what}{self.colon}{row.where}", row.where if row.where.startswith(WEB) else "") for row in rows)
        return Text(text="", links=links) if links else Text(text=self.w("committee.evidence_none"))

    def _country(self, iso3: str) -> str:
        return self.names.get(iso3, iso3)

    def _plain(self, text: str, look: Look = "body") -> Paragraph:
        return Paragraph(texts=(Text(text=text),), look=look)
