"""If one system fails: the part of the profile that page, PDF and DOCX are set from. Facts: the profile's own. Leaves out form."""

from __future__ import annotations

from typing import TYPE_CHECKING

from commonsky.profile.blocks import Paragraph, Table, Text
from commonsky.profile.citations import runs_of
from commonsky.profile.quantities import THIN, duration, number, percent
from commonsky.profile.resilience_answer import SERVED
from commonsky.profile.resilience_figures import SHOWN, falls_drawing
from commonsky.profile.resilience_parts import Figure, Fold, Part, said

if TYPE_CHECKING:
    from collections.abc import Iterator

    from commonsky.profile.citations import Citations
    from commonsky.profile.model import AlertPath, MissionResilience, NavigationAlone, NeedResilience, Profile, Resilience, SystemBehind
    from commonsky.profile.resilience_parts import Piece
    from commonsky.profile.wording import Wording

#: Share of the time from which a position counts as nearly always to be had.
NEARLY = 0.95
NONE = "—"


def resilience_part(profile: Profile, wording: Wording, citations: Citations) -> Part | None:
    """The part; None where the profile was made before there was one."""
    if profile.resilience is None:
        return None
    told = _Teller(profile, profile.resilience, wording, citations)
    return Part(title=wording("part.resilience"), id="resilience", pieces=tuple(told.pieces()))


class _Teller:
    """What the country hangs on, in one language."""

    def __init__(self, profile: Profile, found: Resilience, wording: Wording, citations: Citations) -> None:
        self.profile, self.found, self.w, self.citations = profile, found, wording, citations
        self.titles = {need.id: wording.pick(need.titles) for need in profile.needs}
        chinese = wording.language == "zh"
        self.comma, self.gap, self.semicolon, self.stop = ("、", "", "；", "。") if chinese else (", ", " ", "; ", ".")

    def pieces(self) -> Iterator[Piece]:
        """Answer and what it rests on, what falls with each mission, what each need hangs on, positions, warnings."""
        w, found = self.w, self.found
        yield said(w.pick(found.answer))
        cells = w("resilience.cells_all", all=number(found.cells_all)) if found.cells >= found.cells_all else ""
        cells = cells or w("resilience.cells_some", cells=number(found.cells), all=number(found.cells_all))
        yield said(self.gap.join((cells, w("resilience.basis"), w("resilience.more", iso3=self.profile.country.iso3))), "small")
        drawing = falls_drawing(found.missions, w)
        if drawing is not None:
            dates = {"start": self.profile.window.start_utc[:10], "end": self.profile.window.end_utc[:10]}
            caption = self.gap.join((w("resilience.figure_note", shown=SHOWN), w("figure.source", **dates)))
            yield Figure(
                name="falls",
                wide=drawing,
                caption=f"{w('resilience.figure')}{self.stop}{self.gap}{caption}",
                table=self._missions(),
            )
        elif found.missions:
            yield self._missions()
        yield self._needs()
        yield self._navigation()
        yield self._paths()

    # missions and needs

    def _missions(self) -> Table:
        rows = tuple(self._mission(row) for row in self.found.missions)
        return Table(
            head=self._head("mission", "falls", "touches", "serves"), rows=rows, widths=(2.2, 5.6, 1.4, 1), right=(2, 3), fine=True
        )

    def _mission(self, row: MissionResilience) -> tuple[Text, ...]:
        falls = self.semicolon.join(self.titles.get(need, need) for need in row.falls) or NONE
        return Text(text=row.name, strong=True), Text(text=falls), Text(text=str(row.touches)), Text(text=str(row.serves))

    def _needs(self) -> Fold:
        w = self.w
        served = [row for row in self.found.needs if row.served >= SERVED]
        hanging = sum(bool(row.hangs_on) for row in served)
        note = w("resilience.needs_brief", hanging=hanging, served=len(served), never=len(self.found.needs) - len(served))
        rows = tuple(self._need(row) for row in self.found.needs)
        head = self._head("need", "served", "systems", "strongest", "hangs_on")
        table = Table(head=head, rows=rows, widths=(3.6, 1, 0.9, 4, 2.4), right=(1, 2), fine=True)
        return Fold(title=w("resilience.needs"), note=note, pieces=(said(w("resilience.needs_note"), "small"), table))

    def _need(self, row: NeedResilience) -> tuple[Text, ...]:
        strongest = self.comma.join(self._brings(one) for one in row.strongest if one.brings >= 0.005)
        served = row.served >= SERVED
        return (
            Text(text=self.titles.get(row.need, row.need), strong=True),
            Text(text=percent(row.served)),
            Text(text=str(row.systems)),
            Text(text=strongest or NONE),
            Text(text=self.comma.join(row.hangs_on) if row.hangs_on else self.w("resilience.on_none") if served else NONE),
        )

    def _brings(self, one: SystemBehind) -> str:
        if one.error < 0.005:
            return f"{one.name} {percent(one.brings)}"
        return f"{one.name} {one.brings * 100:.0f}{THIN}±{THIN}{one.error * 100:.0f}{THIN}%"

    # positions

    def _navigation(self) -> Fold:
        rows = [row for row in self.found.navigation if row.kind != "all but"]
        head = self._head("navigation_system", "available", "in_view", "outage")
        table = Table(head=head, rows=tuple(self._system(row) for row in rows), widths=(3, 1.6, 1.6, 1.8), right=(1, 2, 3))
        pieces = (said(self._located()), table, said(self.w("resilience.navigation_note"), "small"))
        return Fold(title=self.w("resilience.navigation"), note=self._located_brief(), pieces=pieces)

    def _of_kind(self, kind: str) -> list[NavigationAlone]:
        return [row for row in self.found.navigation if row.kind == kind]

    def _located_brief(self) -> str:
        least = min((row.available for row in self._of_kind("all but")), default=0.0)
        return self.w("resilience.navigation_brief", least=percent(least))

    def _located(self) -> str:
        w = self.w
        together = max((row.available for row in self._of_kind("together")), default=0.0)
        enough = [row.name for row in self._of_kind("alone") if row.available >= NEARLY]
        told = [w("resilience.located", share=percent(together))]
        told.append(w("resilience.enough", names=self.comma.join(enough), share=percent(NEARLY)) if enough else w("resilience.none_enough"))
        return self.gap.join(told)

    def _system(self, row: NavigationAlone) -> tuple[Text, ...]:
        name = self.w("resilience.alone", name=row.name) if row.kind == "alone" else self.w("resilience.together")
        outage = duration(row.worst_outage_h) if row.worst_outage_h > 0 else f"0{THIN}min"
        return Text(text=name, strong=True), Text(text=percent(row.available)), Text(text=number(row.in_view, 2)), Text(text=outage)

    # warnings

    def _paths(self) -> Fold:
        w, found = self.w, self.found
        shared = self.semicolon.join(w.pick(each) for each in found.paths_shared)
        told = w("resilience.paths_shared", names=shared) if shared else w("resilience.paths_none_shared")
        one = sum(bool(row.single_points) for row in found.paths)
        brief = w("resilience.paths_brief", count=len(found.paths), single=one)
        runs = runs_of(self.citations.numbers(found.sources))
        text = self.gap.join(
            (w("resilience.paths_told", count=len(found.paths)), told, w("resilience.paths_own", iso3=self.profile.country.iso3))
        )
        table = Table(head=self._head("path", "single"), rows=tuple(self._path(row) for row in found.paths), widths=(2.2, 7), fine=True)
        return Fold(title=w("resilience.paths"), note=brief, pieces=(Paragraph(texts=(Text(text=text, runs=runs),)), table))

    def _path(self, row: AlertPath) -> tuple[Text, ...]:
        single = self.semicolon.join(self.w.pick(each) for each in row.single_points)
        return Text(text=self.w.pick(row.titles), strong=True), Text(text=single or self.w("resilience.single_none"))

    def _head(self, *keys: str) -> tuple[str, ...]:
        return tuple(self.w(f"resilience.{key}") for key in keys)
