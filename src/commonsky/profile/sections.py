"""The profile as one value in reading order: headings, paragraphs, lists, tables and pictures that the PDF and the DOCX are set from.

Facts: the profile's own. Every word comes from `strings/` and from the functions that the page is written with, so that the three say the
same. Answer, map and legend come first, then what is met and what to do, then the evidence. Left out against the page: the map of every
need (one is drawn, the one that the page opens with), the delivery, gap and product of every serving instrument, and the lists of needs
behind each place, and what was read in each source; profile.html and profile.json hold them.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from commonsky.profile.blocks import Beside, Contents, Document, Heading, Items, Paragraph, Pictures, Table, Text
from commonsky.profile.citations import runs_of
from commonsky.profile.drawings import age_drawing, map_drawings
from commonsky.profile.options_sections import options_blocks
from commonsky.profile.page import chosen_need, formats, need_answer, sensitivity
from commonsky.profile.resilience_parts import blocks_of, cited, told_reports
from commonsky.profile.resilience_sections import resilience_part
from commonsky.profile.wording import read_wording

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from commonsky.core.citation import Source
    from commonsky.profile.blocks import Block, Look
    from commonsky.profile.citations import Citations
    from commonsky.profile.geometry import MapGeometry
    from commonsky.profile.model import Action, Limit, Need, Profile, Server, Shares, Unserved
    from commonsky.profile.resilience_parts import Part
    from commonsky.profile.wording import Wording

#: Height over width of a map from which the legend stands beside it.
TALL = 0.8


def document(profile: Profile, geometry: MapGeometry, language: str, reports: Sequence[Part] | None = None) -> Document:
    """The profile as one value for the PDF and the DOCX.

    Args:
        profile: what is told.
        geometry: outlines for the map.
        language: one of `languages()`.
        reports: the parts of its reports with what their files hold; None: their answers alone.

    Raises:
        UnknownNameError: if there are no words in the language.
    """
    wording = read_wording(language)
    told = _Teller(profile, geometry, wording, told_reports(profile, wording) if reports is None else reports)
    return Document(
        title=wording.pick(profile.country.names),
        product=wording("page.product"),
        language=language,
        made_utc=profile.made_utc,
        colon=told.f["colon"],
        blocks=tuple(told.blocks()),
    )


class _Teller:
    """One profile in one language, in the telling."""

    def __init__(self, profile: Profile, geometry: MapGeometry, wording: Wording, reports: Sequence[Part]) -> None:
        self.profile, self.geometry, self.w, self.reports = profile, geometry, wording, reports
        self.f: dict[str, Any] = formats(wording)
        self.citations: Citations = cited(profile)
        self.titles = {need.id: wording.pick(need.titles) for need in profile.needs}
        self.start, self.end = profile.window.start_utc[:10], profile.window.end_utc[:10]

    def blocks(self) -> Iterable[Block]:
        """All of the document, in the order of reading."""
        yield from self._front()
        yield Contents()
        yield from self._needs()
        yield from self._actions()
        yield from options_blocks(self.profile, self.w, self.citations)
        own = resilience_part(self.profile, self.w, self.citations)
        for part in (*([own] if own else []), *self.reports):
            yield from blocks_of(part)
        yield from self._people()
        yield from self._detail()
        yield from self._method()
        yield from self._sources()

    # the first page

    def _front(self) -> Iterable[Block]:
        profile, w = self.profile, self.w
        groups = [w.pick(group) for group in profile.country.groups]
        window = w("page.window", start=self.start, end=self.end, days=self.f["number"](profile.window.days))
        yield Paragraph(texts=(Text(text=" · ".join([*groups, window])),), look="small")
        yield Paragraph(texts=(Text(text=w.pick(profile.answer)),), look="answer")
        yield Heading(text=w("part.map"), level=1)
        chosen = chosen_need(profile)
        need = profile.needs[chosen]
        yield Paragraph(texts=(Text(text=self.titles[need.id], strong=True),), look="lead")
        yield self._plain(need_answer(need, w))
        drawings = map_drawings(profile, self.geometry, need, w)
        notes = [w("figure.source", start=self.start, end=self.end), w("map.enlarged") if any(d.enlarged for d in drawings) else ""]
        notes += [w("map.beyond_note")] if any(d.beyond for d in drawings) else []
        notes += [w("map.projection", area=self.f["measure"](profile.cell_km2, "km2")), w("map.disclaimer")]
        caption = self._text(self.f["gap"].join(note for note in notes if note), profile.sources)
        pictures = Pictures(
            drawings=tuple(drawings), caption=(caption,), heading=w("map.beyond" if any(d.beyond for d in drawings) else "map.islands")
        )
        if drawings[0].ratio > TALL:
            yield Beside(left=(pictures,), right=(self._legend(need),), widths=(2.9, 1))
        else:
            yield from (pictures, self._legend(need, beside=2))

    def _legend(self, need: Need, *, beside: int = 1) -> Table:
        w, percent, share = self.w, self.f["percent"], self.f["share"]
        rows = [self._level(c, under=w(f"level_meaning.{c}"), strong=True) for c in "gbtnox"]
        shares = [Text(text=percent(share(need.area, c)) if c != "x" else "") for c in "gbtnox"]
        head, paired = (w("needs.bar"), w("map.legend")), tuple(zip(rows, shares, strict=True))
        return Table(head=head, rows=paired, widths=(3, 1), right=(1,), beside=beside)

    # what is met, what to do, whom it concerns

    def _needs(self) -> Iterable[Block]:
        w, f, profile = self.w, self.f, self.profile
        by_area = profile.people.headline_by == "area"
        yield Heading(text=w("part.needs"), level=1)
        note = [Text(text=f["gap"].join(text for text in (w("needs.note"), f["unstated_note"](profile)) if text))]
        if by_area:
            indicative = f["gap"] + w("needs.indicative", share=f["percent"](profile.people.placed_share))
            note.append(self._text(indicative, profile.people.sources))
        yield Paragraph(texts=tuple(note), look="small")
        mark = f" ({w('needs.indicative_mark')})" if by_area else ""
        yield Table(
            head=(
                w("needs.need"),
                w("needs.theme"),
                w("needs.bar"),
                w("needs.met"),
                *(w(f"level.{c}") for c in "gbtno"),
                w("needs.people") + mark,
            ),
            rows=tuple(self._need_row(need) for need in profile.needs),
            widths=(5.4, 1.6, 2.2, 1.25, 1.1, 1.85, 1.5, 1.2, 1.45, 1.4),
            right=(3, 4, 5, 6, 7, 8, 9),
        )

    def _need_row(self, need: Need) -> tuple[Text, ...]:
        percent, met = self.f["percent"], self.f["met"]
        only = self.f["only_unstated"](need, self.profile.people.headline_by)
        return (
            self._text(self.titles[need.id], need.sources, strong=True, under=only),
            Text(text=self.w.word("theme", need.theme)),
            self._bar(need.area),
            Text(text=percent(met(need.area)), strong=True, under=self.f["spread"](need)),
            *(Text(text=percent(self.f["share"](need.area, code))) for code in "gbtno"),
            Text(text=percent(met(need.people))),
        )

    def _actions(self) -> Iterable[Block]:
        w, f = self.w, self.f
        yield Heading(text=w("part.actions"), level=1)
        if not self.profile.actions:
            yield self._plain(w("actions.none"))
            return
        items = []
        for alike in f["grouped"](self.profile.actions):
            kind = Text(text=w.word("action_kind", alike[0].kind), strong=True)
            lines, before = [], ""
            for action in alike:
                why = f"{w('need.cause')}{f['colon']}{w.pick(action.why)}{f['gap']}"
                lines.append(("" if why == before else why) + self._aim(action))
                before = why
            items.append((kind, Text(text=f["colon"] + w.pick(alike[0].text), under=f["gap"].join(lines))))
        yield Items(items=tuple(items), look="numbered")

    def _aim(self, action: Action) -> str:
        """For which need and level an action is, and whom it would reach, as a sentence."""
        w, f = self.w, self.f
        aim = w("actions.for", need=self.titles.get(action.need, action.need), level=w(f"level.{action.level[0]}"))
        return f"{aim}{f['semicolon']}{w('actions.reach', area=f['percent'](action.area_share), people=f['number'](action.people, 2))}"

    def _people(self) -> Iterable[Block]:
        profile, w, f = self.profile, self.w, self.f
        yield Heading(text=w("part.unserved"), level=1)
        yield self._plain(w("unserved.intro") if profile.unserved else w("unserved.none"))
        if profile.unserved:
            head = tuple(w(f"unserved.{key}") for key in ("place", "people", "needs", "position"))
            yield Table(head=head, rows=tuple(self._place(p) for p in profile.unserved), widths=(3, 1.5, 2, 2.5), right=(1, 2, 3))
        people = profile.people
        figures = {"total": f["number"](people.total), "year": people.year}
        told = (
            w("unserved.grid", **figures)
            if people.method == "grid"
            else w("unserved.proxy", share=f["percent"](people.placed_share), **figures)
        )
        headline = [Text(text=f["gap"] + w("unserved.headline"))] if people.headline_by == "area" else []
        yield Paragraph(texts=(self._text(told, people.sources), *headline), look="small")
        yield from self._placements()

    def _place(self, place: Unserved) -> tuple[Text, ...]:
        count = self.w("unserved.count", count=len(place.needs_not_met), all=len(self.profile.needs))
        people, position = self.f["number"](place.people), self.f["position"](place.lat_deg, place.lon_deg)
        return Text(text=place.name, strong=True), Text(text=people), Text(text=count), Text(text=position)

    def _placements(self) -> Iterable[Block]:
        found = sensitivity(self.profile, self.w)
        if not found:
            return
        yield Heading(text=self.w("unserved.sensitivity"), level=2)
        names = [self.f["sensitivity_name"](key) for key in found["columns"]]
        rows = tuple(
            (Text(text=title), *(Text(text="—" if v is None else self.f["percent"](v)) for v in values)) for title, values in found["rows"]
        )
        right = tuple(range(1, len(names) + 1))
        yield Table(head=(self.w("needs.need"), *names), rows=rows, widths=(4, *(1.4 for _ in names)), right=right, fine=True, beside=2)

    # the evidence, need by need

    def _detail(self) -> Iterable[Block]:
        w = self.w
        yield Heading(text=w("part.detail"), level=1)
        each = f"{w('server.mission')} ({w('server.instrument')}) {w('server.looks')}"
        looks = f"{w('need.servers')}{self.f['colon']}{w('server.best')}{self.f['semicolon']}{each}{self.f['stop']}"
        taken = (
            [f"{w('need.requirement')}{self.f['colon']}{w('need.taken')}"] if any(map(self.f["asks_unstated"], self.profile.needs)) else []
        )
        told = (w("figure.caption"), w("figure.steps"), looks, w("server.note"), *taken)
        yield self._plain(self.f["gap"].join(told), look="small")
        for need in self.profile.needs:
            yield from self._need(need)

    def _need(self, need: Need) -> Iterable[Block]:
        w, f = self.w, self.f
        yield Heading(text=self.titles[need.id], level=2, bar=self._bar(need.area))
        applies = w("need.applies", area=f["measure"](need.area_km2, "km2"), domain=f["domain"](need, self.profile))
        yield self._plain(f"{w.word('theme', need.theme)} · {need_answer(need, w)}{f['gap']}{applies}{f['stop']}", look="note")
        yield from self._limits(need)
        asked, age, months = self._requirement(need), self._age(need), (*self._clouds(need), *self._months(need))
        if isinstance(age[-1], Pictures):
            yield Beside(left=(*asked, *months), right=age, widths=(1, 1.15))
            yield from self._servers(need)
        else:
            yield Beside(left=(*asked, *age, *months), right=self._servers(need), widths=(1, 1.15))

    def _limits(self, need: Need) -> Iterable[Block]:
        w, percent = self.w, self.f["percent"]
        yield Heading(text=w("need.limits"), level=3)
        if not need.limits:
            yield self._plain(w("need.no_limits") if self.f["share"](need.area, "g") > 0.9999 else "—")
            return
        rows = []
        for levels, limit in _alike(need.limits):
            attributes = self.f["short_of"](limit) or w("need.beyond")
            texts = (attributes, w.pick(limit.cause), w.pick(limit.action), percent(limit.area_share), percent(limit.people_share))
            named = Text(text=", ".join(w(f"level.{level[0]}") for level in levels), code=levels[0][0], strong=True)
            rows.append((named, *(Text(text=t) for t in texts)))
        head = tuple(w(f"need.{key}") for key in ("level", "attribute", "cause", "remedy", "area", "people"))
        yield Table(head=head, rows=tuple(rows), widths=(2.05, 2.2, 6.2, 5.5, 0.95, 1.05), right=(4, 5), fine=True)

    def _requirement(self, need: Need) -> tuple[Block, ...]:
        w, f = self.w, self.f
        rows = []
        for a in need.attributes:
            values = (text if stated else f"({text})" for text, stated in f["asked"](a))
            rows.append((Text(text=f["asked_name"](a), strong=True), *(Text(text=v) for v in values)))
        head = (w.pick(need.variable_names), *(w(f"level.{c}") for c in "gbt"))
        confidence = f"{w('need.confidence')}{f['colon']}{w.word('confidence', need.confidence)}{f['stop']}"
        use = f"{w('need.application')}{f['colon']}{f['application'](need)}{f['semicolon']}{confidence}"
        return (
            Heading(text=w("need.requirement"), level=3),
            Table(head=head, rows=tuple(rows), widths=(1.9, 1.35, 1.35, 1.35), right=(1, 2, 3), fine=True),
            Paragraph(texts=(self._text(use, need.sources),), look="fine"),
        )

    def _age(self, need: Need) -> tuple[Block, ...]:
        drawing = age_drawing(need, self.profile.window, self.w)
        if drawing is None:
            return (self._named(self.w("need.age"), self.f["no_age"](need, brief=True)),)
        caption = Text(text=self.w("figure.source", start=self.start, end=self.end))
        return Heading(text=self.w("need.age"), level=3), Pictures(drawings=(drawing,), caption=(caption,))

    def _clouds(self, need: Need) -> tuple[Block, ...]:
        text = self.f["clouds"](need)
        return (self._named(self.w("need.clouds"), text),) if text else ()

    def _months(self, need: Need) -> tuple[Block, ...]:
        if len(need.by_month) < 2:
            return ()
        met = " · ".join(f"{row.month}: {self.f['percent'](self.f['met'](row.area))}" for row in need.by_month)
        return (self._named(self.w("need.by_month"), f"{self.w('needs.met')}{self.f['colon']}{met}"),)

    def _servers(self, need: Need) -> tuple[Block, ...]:
        w, f = self.w, self.f
        heading = Heading(text=w("need.servers"), level=3)
        if not need.servers:
            return heading, self._plain(w("need.no_servers"), look="fine")
        told = []
        rank = self._rank
        for _, group in groupby(sorted(need.servers, key=rank), key=rank):
            alike = list(group)
            first = alike[0]
            level = w(f"level.{first.best_level[0]}") if first.best_level else w("level.none")
            short = f" · {w('server.fails')}{f['colon']}{f['fails_text'](first)}" if first.fails else ""
            head = f"{level}{short} · {w(f'acquisition.{first.acquisition}')}{f['colon']}"
            named = f["semicolon"].join(self._server(server) for server in alike)
            cited = self._text(named + f["stop"], [source for server in alike for source in server.sources])
            told.append(
                Paragraph(texts=(Text(text=head, strong=True, code=first.best_level[0] if first.best_level else ""), cited), look="fine")
            )
        return heading, *told

    def _rank(self, server: Server) -> tuple[int, str, str]:
        """Best level first, then what it falls short in, then how it images."""
        level = ("goal", "breakthrough", "threshold", None).index(server.best_level)
        return level, self.f["fails_text"](server), server.acquisition

    def _server(self, server: Server) -> str:
        """A mission with its instrument, mode and looks a week."""
        mode = "" if server.mode == server.instrument else f" {server.mode}"
        return f"{server.mission} ({server.instrument}{mode}) {self.f['number'](server.looks_per_week, 2)}"

    # how it was computed

    def _method(self) -> Iterable[Block]:
        profile, w, f = self.profile, self.w, self.f
        window, cells = profile.window, {"count": f["number"](len(profile.cells), 5), "depth": profile.healpix_depth}
        sizes = {"area": (profile.cell_km2, "km2"), "land": (profile.land_km2, "km2"), "band": (profile.coastal_band_km, "km")}
        times = {"start": f["minute"](window.start_utc), "end": f["minute"](window.end_utc), "early": f["number"](window.early_days)}
        yield Heading(text=w("part.method"), level=1)
        for key, text in (
            ("window", w("method.window_text", **times)),
            ("cells", w("method.cells_text", **cells, **{name: f["measure"](*size) for name, size in sizes.items()})),
            ("levels", w("method.levels_text") + f["gap"] + w("method.limits_text")),
            ("seen", w("method.seen_text")),
            ("reproduce", f"{profile.command} — " + w("method.version", version=profile.version, date=f["minute"](profile.made_utc))),
        ):
            yield Paragraph(texts=(Text(text=w(f"method.{key}") + f["colon"], strong=True), Text(text=text)))
        if profile.notes:
            yield Heading(text=w("method.notes"), level=2)
            yield Items(items=tuple((Text(text=f["note_text"](note)),) for note in profile.notes))
        yield from self._orbits()

    def _orbits(self) -> Iterable[Block]:
        w, f = self.w, self.f
        yield Heading(text=w("method.orbits"), level=2)
        yield self._plain(w("method.orbits_text"), look="small")
        rows = []
        for o in self.profile.orbits:
            age = f["duration"](o.age_days * 24) if o.age_days is not None else "—"
            texts = (w.word("basis", o.basis), f["minute"](o.epoch_utc) if o.epoch_utc else "—", age, f["orbit_text"](o))
            mission = self._text(o.mission, o.sources, strong=True, under=f"NORAD {o.norad} · {o.cospar}")
            status = Text(text=w.word("status", o.status), under=o.status_as_of)
            rows.append((mission, Text(text=", ".join(o.agencies)), status, *(Text(text=t) for t in texts)))
        head = tuple(w(f"method.{key}") for key in ("mission", "agencies", "status", "basis", "epoch", "age", "orbit"))
        yield Table(head=head, rows=tuple(rows), widths=(2.9, 2.4, 1.5, 2.7, 1.9, 0.7, 3.3), right=(5,), fine=True)

    def _sources(self) -> Iterable[Block]:
        w, f = self.w, self.f
        yield Heading(text=w("part.sources"), level=1)
        yield self._plain(w("sources.intro"), look="small")
        items = []
        items = [(Text(text=found.where, runs=((found.number, found.number),)),) for found in self.citations]
        yield Items(items=tuple(items), look="sources")
        made = w("page.made", date=f["minute"](self.profile.made_utc), version=self.profile.version)
        yield self._plain(f"{w('map.disclaimer')}{f['gap']}{made}{f['stop']}", look="small")

    # pieces

    def _plain(self, text: str, look: Look = "body") -> Paragraph:
        return Paragraph(texts=(Text(text=text),), look=look)

    def _named(self, name: str, text: str) -> Paragraph:
        return Paragraph(texts=(Text(text=name + self.f["colon"], strong=True), Text(text=text)), look="fine")

    def _text(self, text: str, sources: Sequence[Source], *, strong: bool = False, under: str = "") -> Text:
        return Text(text=text, strong=strong, under=under, runs=runs_of(self.citations.numbers(sources)))

    def _level(self, code: str, *, under: str = "", strong: bool = False) -> Text:
        return Text(text=self.w(f"level.{code}"), code=code, under=under, strong=strong)

    def _bar(self, shares: Shares) -> Text:
        parts = tuple((code, float(width)) for code, _, width in self.f["segments"](shares))
        return Text(text=self.f["shares_text"](shares), shares=parts)


def _alike(limits: Iterable[Limit]) -> list[tuple[list[str], Limit]]:
    """Limits with the levels that share all of their words and figures."""
    rows: dict[tuple[object, ...], tuple[list[str], Limit]] = {}
    for limit in limits:
        told = (limit.attributes, tuple(limit.cause.items()), tuple(limit.action.items()), limit.area_share, limit.people_share)
        rows.setdefault(told, ([], limit))[0].append(limit.level)
    return list(rows.values())
