"""The report on what breaks in reading order, as blocks that the page and the PDF are both set from. Facts: the report's own.

The answer comes first, then how the hardest scenarios go through, all scenarios, what each need hangs on, positions, ways of telling, and
what all this does not say. On paper the hardest `IN_FULL` scenarios are told in full; the page and stress.csv have all.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from commonsky.profile import stress_tables as tables
from commonsky.profile.blocks import Beside, Contents, Document, Heading, Items, Paragraph, Table, Text
from commonsky.profile.citations import Citations, runs_of
from commonsky.profile.notes import reader_note
from commonsky.profile.quantities import duration, number, percent
from commonsky.profile.stress_figures import SHOWN_SCENARIOS, ability, captioned, curved, day, hung_on, navigation_drawing, staged
from commonsky.profile.stress_tables import joined_units, read_words
from commonsky.profile.wording import read_wording

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from commonsky.core.citation import Source
    from commonsky.profile.blocks import Block, Look
    from commonsky.profile.stress_model import Capability, Figure, NeedBefore, ScenarioAfter, Stress, WayBack
    from commonsky.profile.wording import Wording

#: Scenarios that paper tells in full.
IN_FULL = 8
#: Kinds of scenario that strike a part of the Earth: where they take nothing, where they strike is said.
REASONED = ("space-weather", "jamming")
#: Where an answer's question ends: it is set large, what follows smaller.
_QUESTION = re.compile(r"(?<=\?) |(?<=？)(?!$)")
LIMITS = ("likely", "together", "use", "opened", "hours", "terrain", "capacity", "paths")


def stress_document(stress: Stress, language: str, *, paper: bool = True) -> Document:
    """The report as one value.

    Args:
        stress: what is told.
        language: ``en`` or ``zh``.
        paper: whether only the hardest scenarios are told in full, with a list of parts; else all.

    Raises:
        UnknownNameError: if there are no words in the language.
    """
    told = Teller(stress, read_words(language), paper=paper)
    return Document(
        title=told.w.pick(stress.country.names),
        product=told.w("stress.product"),
        language=language,
        made_utc=stress.made_utc,
        colon=told.colon,
        blocks=tuple(told.blocks()),
    )


class Teller:
    """One report in one language, in the telling.

    Args:
        stress: what is told.
        words: of the reader's language.
        paper: whether it is for paper.
    """

    def __init__(self, stress: Stress, words: Wording, *, paper: bool) -> None:
        self.stress, self.w, self.paper = stress, words, paper
        chinese = words.language == "zh"
        self.colon, self.gap = ("：", "") if chinese else (": ", " ")
        self.citations = Citations(_all_sources(stress))
        self.titles = {need.id: words.pick(need.titles) for need in stress.needs}
        self.harmful = [row for row in stress.scenarios if tables.harms(row)]
        in_full = self.harmful[:IN_FULL] if paper else self.harmful
        self.anchors = {row.name: f"scenario{order}" for order, row in enumerate(in_full, 1)}
        self.in_full = in_full

    def blocks(self) -> Iterator[Block]:
        """All of the document, in the order of reading."""
        yield from self._front()
        yield from self._stages()
        yield from self._scenarios()
        yield from self._depends()
        yield from self._navigation()
        yield from self._telling()
        yield from self._end()

    # the first page

    def _front(self) -> Iterator[Block]:
        stress, w = self.stress, self.w
        key = "cells_all" if stress.cells >= stress.cells_all else "cells_some"
        cells = w(f"stress.{key}", cells=number(stress.cells), all=number(stress.cells_all))
        by = w(f"stress.by_{stress.headline_by}")
        yield self._plain(
            w("stress.facts", start=day(stress.window.start_utc), end=day(stress.window.end_utc), by=by, cells=cells), "small"
        )
        first, *rest = _QUESTION.split(joined_units(w.pick(stress.answer)), maxsplit=1)
        yield self._plain(first, "answer")
        yield from (self._plain(text) for text in rest)
        if self.paper and stress.capabilities:
            yield Heading(text=w("stress.questions"), level=1)
            yield self._plain(w("stress.questions_note", count=len(stress.scenarios)), "small")
            yield self.questions()

    def questions(self) -> Table:
        """The three questions: what there is with nothing lost, what is left at worst, and by which scenario."""
        keys = ("question", "hardest_for_it", "nothing_lost", "at_worst")
        head = tuple(self.w(f"stress.{key}") for key in keys)
        return Table(
            head=head, rows=tuple(self._question(row) for row in self.stress.capabilities), widths=(5, 2.6, 1.2, 1.2), right=(2, 3)
        )

    def _question(self, row: Capability) -> tuple[Text, ...]:
        w = self.w
        before, worst = (tables.share_text(share, w) for share in (row.before, row.worst))
        hardest = self.name_of(row.worst_scenario) or w("stress.none_takes")
        return (
            Text(text=w.pick(row.question), strong=True, under=joined_units(w.pick(row.sentence))),
            Text(text=hardest),
            Text(text=before),
            Text(text=worst, strong=True),
        )

    def name_of(self, scenario: str) -> str:
        """A scenario's title by its name; the name itself where it is not in the report."""
        return next((self.w.pick(row.titles) for row in self.stress.scenarios if row.name == scenario), scenario)

    # the stages of the hardest

    def _stages(self) -> Iterator[Block]:
        w = self.w
        yield Heading(text=w("stress.stages"), level=1)
        if not self.harmful:
            key = "no_harm" if self.stress.scenarios else "no_scenario"
            yield self._plain(w(f"stress.{key}", count=len(self.stress.scenarios)))
            if self.paper:
                yield Contents()
            return
        yield self._plain(w("stress.stages_note"), "small")
        yield self._plain(w("stress.stages_what"), "small")
        drawn = [pieces for row in self.harmful[:SHOWN_SCENARIOS] if (pieces := staged(row, self.stress, w, table=not self.paper))]
        yield from self._pairs(drawn)
        listed = self.in_full if self.paper else self.harmful
        if len(listed) > len(drawn):
            yield self._plain(w("stress.stages_more", shown=len(drawn), all=len(listed)), "small")
        if self.paper:
            yield Contents()
        yield Heading(text=w("stress.stages_table", count=len(listed)), level=2)
        yield tables.stages_table(self.stress, listed, w)

    # the scenarios

    def _scenarios(self) -> Iterator[Block]:
        w = self.w
        yield Heading(text=w("stress.scenarios"), level=1)
        if not self.harmful:
            key = "no_harm" if self.stress.scenarios else "no_scenario"
            yield self._plain(w(f"stress.{key}", count=len(self.stress.scenarios)))
        else:
            yield self._plain(w("stress.scenarios_note"), "small")
            yield tables.scenarios_table(self.stress, self.harmful, w, self.anchors)
        unharmed = [row for row in self.stress.scenarios if not tables.harms(row)]
        if unharmed and self.harmful:
            yield self._plain(w("stress.unharmed", names=tables.joined([w.pick(row.titles) for row in unharmed], w)), "small")
        why = [f"{w.pick(row.titles)}: {w.pick(row.told[0])}" for row in unharmed if row.told and row.kind in REASONED]
        if why and not self.paper:
            yield self._plain(w("stress.unharmed_why", why=" · ".join(why)), "small")
        if self.paper and self.in_full:
            yield self._plain(w("stress.needs_of_note"), "small")
        for row in self.in_full:
            yield from self._scenario(row)
        if len(self.in_full) < len(self.harmful):
            yield self._plain(w("stress.pdf_rest", count=len(self.harmful) - len(self.in_full)), "small")

    def _scenario(self, row: ScenarioAfter) -> Iterator[Block]:
        w = self.w
        yield Heading(text=w.pick(row.titles), level=2)
        yield Paragraph(texts=(Text(text=self._in_short(row), anchor=self.anchors[row.name]),), look="note")
        lost = [Text(text=w.pick(told)) for told in row.told]
        lost += [Text(text=w("stress.not_found", names=tables.joined(row.not_found, w)))] if row.not_found else []
        yield from self._listed("what_lost", [(text,) for text in lost])
        yield from self._often(row)
        yield from self._needs(row)
        yield from self._curves(row)
        yield from self._services(row)
        yield from self._listed("back", [(self._way(way),) for way in row.recovery], none="back_none")
        if row.add:
            yield Heading(text=w("stress.add"), level=3)
            yield Items(items=tuple((Text(text=w.pick(text)),) for text in row.add), look="numbered")

    def _in_short(self, row: ScenarioAfter) -> str:
        """Kind, and what is left of each ability right after the event."""
        parts = [self.w.pick(row.kind_titles)]
        for name in ("see", "locate", "tell"):
            values = ability(row.stages[:2], name, self.stress)
            if len(values) == 2 and None not in values:
                told = tables.change(*(tables.share_text(value, self.w) for value in values))
                parts.append(f"{self.w.word('capability', name)}{self.colon}{told}")
        return " · ".join(parts)

    def _often(self, row: ScenarioAfter) -> Iterator[Block]:
        w = self.w
        lines = [self._cited(f"{tables.how_often(f, w)}{self.colon}{f.of}", f.sources) for f in row.probability]
        lines += [self._cited(f"{tables.span(f.low, f.high, w)}{self.colon}{f.of}", f.sources) for f in row.lasting]
        lines = lines or [Text(text=w("stress.how_often_none"))]
        lines += [self._cited(w("stress.happened", text=row.happened), row.sources)] if row.happened else []
        lines += [Text(text=w("stress.case_note", text=row.note))] if row.note else []
        yield from self._listed("how_often", [(line,) for line in lines])

    def _needs(self, row: ScenarioAfter) -> Iterator[Block]:
        yield Heading(text=self.w("stress.needs_of"), level=3)
        if not row.effects:
            yield self._plain(self.w("stress.needs_of_none"))
            return
        if not self.paper:
            yield self._plain(self.w("stress.needs_of_note"), "small")
        shown = tables.loses(row) if self.paper else row.effects
        if shown:
            yield tables.effects_table(shown, self.stress, self.w)
        if len(shown) < len(row.effects):
            yield self._plain(self.w("stress.touched", count=len(row.effects) - len(shown)), "small")

    def _curves(self, row: ScenarioAfter) -> Iterator[Block]:
        w = self.w
        if not row.curves:
            return
        hit = len(tables.hit(row))
        more = w("stress.curve_more", shown=len(row.curves), all=hit) if hit > len(row.curves) else ""
        yield self._plain(w("stress.curves_note") + (self.gap + more if more else ""), "small")
        titled = [(curve, self.titles.get(curve.need, curve.need)) for curve in row.curves]
        found = [curved(curve, title, w.pick(row.titles), self.stress, w) for curve, title in titled]
        yield from self._pairs([pieces for pieces in found if pieces])

    def _services(self, row: ScenarioAfter) -> Iterator[Block]:
        w, located, told = self.w, row.navigation, row.telling
        if located is not None:
            after, before = percent(located.available), percent(located.available_before)
            parts = [w("stress.nav_lost", names=tables.joined(located.systems_lost, w))] if located.systems_lost else []
            gap = duration(located.worst_outage_h) if located.worst_outage_h > 0 else "0\u202fmin"
            parts.append(w("stress.nav_after", after=after, before=before, gap=gap))
            parts += [w("stress.nav_area", share=percent(located.area_share))] if 0 < located.area_share < 1 else []
            parts += [w("stress.nav_ranging", factor=number(located.ranging, 2))] if located.ranging > 1 else []
            yield Heading(text=w("stress.positions"), level=3)
            yield self._plain(self.gap.join(parts))
        if told is not None:
            titles = {path.name: w.pick(path.titles) for path in self.stress.paths}
            lost = [titles.get(name, name) for name in told.lost]
            parts = [w("stress.tell_after", before=told.paths_before, left=told.paths_left)]
            parts += [w("stress.tell_lost", names=tables.joined(told.systems_lost, w))] if told.systems_lost else []
            parts += [w("stress.tell_paths", names=tables.joined(lost, w))] if lost else []
            parts += [w("stress.tell_why", names=tables.joined((w.pick(why) for why in told.why), w))] if told.why else []
            yield Heading(text=w("stress.warnings"), level=3)
            yield self._plain(self.gap.join(parts))

    def _way(self, way: WayBack) -> Text:
        w = self.w
        high = way.after_low_h if way.after_high_h is None else way.after_high_h
        when = w("stress.back_unknown") if way.after_low_h is None or high is None else w(
            "stress.back_after", time=tables.span(way.after_low_h, high, w)
        )  # fmt: skip
        names = [w("stress.back_restores", names=tables.joined(way.restores, w))] if way.restores else []
        inside = ("；" if not self.gap else "; ").join([when, *names])
        return self._cited(f"{w.word('how', way.how)}{self.colon}{w.pick(way.what)}{w('stress.brackets', text=inside)}", way.sources)

    # what each need hangs on

    def _depends(self) -> Iterator[Block]:
        w, needs = self.w, self.stress.needs
        yield Heading(text=w("stress.depends"), level=1)
        if not needs:
            yield self._plain(w("stress.depends_none"))
            return
        served = [need for need in needs if need.systems and need.area > 0]
        single = [w.pick(need.titles) for need in served if _singles(need)]
        told = (
            w("stress.fragile_text", count=len(single), all=len(served), names=tables.joined(single, w))
            if single
            else w("stress.fragile_none", all=len(served))
        )
        if served:
            yield self._plain(told, "lead")
        yield self._plain(w("stress.depends_note"), "small")
        unserved = [w.pick(need.titles) for need in needs if not need.systems]
        if unserved:
            yield self._plain(w("stress.unserved", names=tables.joined(unserved, w)), "small")
        for need in needs:
            if need.systems:
                yield from self._need(need)

    def _need(self, need: NeedBefore) -> Iterator[Block]:
        w = self.w
        yield Heading(text=w.pick(need.titles), level=2)
        key = "systems_one" if len(need.systems) == 1 else "systems_many"
        shares = {"area": percent(need.area), "people": percent(need.people), "stated": percent(need.area_stated)}
        told = w("stress.served_by", count=w(f"stress.{key}", count=len(need.systems)), **shares)
        yield Paragraph(texts=(Text(text=told),), look="note")
        if need.area >= tables.LEAST:
            yield self._plain(self._single(need))
        yield from self._pairs(hung_on(need, self.stress, w))

    def _single(self, need: NeedBefore) -> str:
        names = _singles(need)
        if names:
            return self.w("stress.single" if len(names) == 1 else "stress.singles", names=tables.joined(names, self.w))
        least = min(need.systems, key=lambda row: row.left)
        if need.area - least.left < tables.LEAST:
            return self.w("stress.none_alone")
        return self.w("stress.no_single", name=least.name, left=percent(least.left))

    # positions and ways of telling

    def _navigation(self) -> Iterator[Block]:
        stress, w = self.stress, self.w
        yield Heading(text=w("stress.navigation"), level=1)
        if not stress.navigation:
            yield self._plain(w("stress.navigation_none"))
            return
        mask = w("stress.mask", text=w.pick(stress.mask).rstrip(".。"))
        yield self._plain(f"{w('stress.navigation_note')}{self.gap}{mask}", "small")
        drawing = navigation_drawing(stress.navigation, w)
        table: tuple[Block, ...] = (tables.navigation_table(stress.navigation, w),)
        if any(row.kind == "augmentation" for row in stress.navigation):
            table += (self._plain(w("stress.augmentation_note"), "small"),)
        yield from [Beside(left=table, right=(captioned(drawing, stress, w),), widths=(1.5, 1))] if drawing else table

    def _telling(self) -> Iterator[Block]:
        stress, w = self.stress, self.w
        yield Heading(text=w("stress.tell"), level=1)
        small = 2 if self.paper else 3  # on the page what follows a heading of level 2 folds
        yield Heading(text=w("stress.paths"), level=small)
        if stress.paths:
            yield self._plain(w("stress.paths_note", source=stress.paths_from), "small")
            yield tables.paths_table(stress.paths, w)
            counts = Counter(name for path in stress.paths for name in path.single_points)
            shared = [w("stress.shared_one", name=name, count=count) for name, count in counts.most_common() if count > 1]
            if shared:
                yield self._plain(w("stress.shared", names=tables.joined(shared, w)))
        else:
            yield self._plain(w("stress.paths_none"))
        yield Heading(text=w("stress.telecom"), level=small)
        yield self._plain(w("stress.telecom_note" if stress.telecom else "stress.telecom_none"), "small")
        if stress.telecom:
            yield tables.telecom_rows(stress.telecom, w)

    # what this does not say, and how it was made

    def _end(self) -> Iterator[Block]:
        stress, w = self.stress, self.w
        yield Heading(text=w("stress.limits"), level=1)
        yield Items(items=tuple((Text(text=w(f"limit.{key}")),) for key in LIMITS))
        yield Heading(text=w("stress.notes"), level=1)
        if stress.notes:
            words = read_wording(w.language)
            yield Items(items=tuple((Text(text=reader_note(note, words)),) for note in stress.notes))
        yield self._plain(w("stress.made", time=stress.made_utc[:16].replace("T", " "), version=stress.version), "small")
        if stress.command:
            yield Paragraph(texts=(Text(text=w("stress.command") + self.colon), Text(text=stress.command)), look="small")
        documents = list(self.citations)
        if documents and self.paper:
            yield Heading(text=w("stress.sources"), level=1)
            yield Items(items=tuple((Text(text=d.where, runs=((d.number, d.number),)),) for d in documents), look="sources")

    # pieces

    def _pairs(self, pieces: Sequence[tuple[Block, ...]]) -> Iterator[Block]:
        """Pieces two by two, side by side where the page is wide enough."""
        for first in range(0, len(pieces), 2):
            right = pieces[first + 1] if first + 1 < len(pieces) else ()
            yield Beside(left=pieces[first], right=right, widths=(1, 1))

    def _listed(self, heading: str, items: Sequence[tuple[Text, ...]], *, none: str = "") -> Iterator[Block]:
        """A small heading and what stands under it, or the sentence that there is none; nothing where there is no sentence."""
        if not items and not none:
            return
        yield Heading(text=self.w(f"stress.{heading}"), level=3)
        yield Items(items=tuple(items)) if items else self._plain(self.w(f"stress.{none}"))

    def _cited(self, text: str, sources: Sequence[Source]) -> Text:
        return Text(text=text, runs=runs_of(self.citations.numbers(sources)))

    def _plain(self, text: str, look: Look = "body") -> Paragraph:
        return Paragraph(texts=(Text(text=text),), look=look)

    @staticmethod
    def _day(utc: str) -> str:
        return utc[:10]


def _singles(need: NeedBefore) -> list[str]:
    """Systems whose loss alone takes a need to nothing."""
    return [row.name for row in need.systems if need.area > 0 and row.left < tables.LEAST]


def _all_sources(stress: Stress) -> Iterable[Source]:
    """Sources of the scenarios in the order of the report, then those of the run."""
    for row in stress.scenarios:
        figures: tuple[Figure | WayBack, ...] = (*row.probability, *row.lasting, *row.recovery)
        for figure in figures:
            yield from figure.sources
        yield from row.sources
    yield from stress.sources
