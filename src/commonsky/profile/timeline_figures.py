"""The figures of attained level from year to year: strip of needs by year, a need's lines, launch delays, and who flies when.

Facts: the timeline's own points, turns, delays and spans. Strip and flights are drawn twice, for a telephone and for a desk; nothing needs
a pointer. Left out: flights beyond the first `SHOWN` and delays beyond the first `DELAYS`, which the tables have.
"""

from __future__ import annotations

import textwrap
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from commonsky.profile.committee_figures import ON_DARK, ON_LIGHT, PAPER, RIM, legend, plain
from commonsky.profile.drawings import figure_drawing
from commonsky.profile.figures import FAINT, INK, LEVEL_COLOURS, LINE, THEME
from commonsky.profile.lettering import Box, text_width
from commonsky.profile.quantities import THIN, number, percent
from commonsky.profile.timeline_tables import basis_kind, lives, mattering, series, share_at, spread, title, worst_delays, year_of, yearly

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from commonsky.profile.drawings import Drawing
    from commonsky.profile.figures import Spec
    from commonsky.profile.timeline_model import NeedTimeline, Span, Timeline, Turn
    from commonsky.profile.wording import Wording

#: Flights and delays drawn at most, those that matter most; turns named in a figure of a telephone and of a desk at most.
SHOWN, DELAYS, NAMED = 36, 8, (4, 8)
#: Width of a plot on a telephone, and of a year on a desk, px.
WIDTH, CELL = 300, 38
#: Width of the lines of a need on a telephone and on a desk, their height, and the height of a lane of names, px.
LINES, TALL, LANE = (232, 560), 150, 16
#: Room on the left of names on a desk, px.
ROOM = 44
#: Letters of a name in a line on a telephone and on a desk; half as many of Chinese.
LETTERS = (32, 36)
#: Served shares from which a colour holds, and their colours: one hue, darker with more.
STEPS = (0.0, 1e-9, 0.25, 0.5, 0.75, 1 - 1e-9)
STEP_COLOURS = ("transparent", "#dbe9e6", "#b3d5cd", "#7fbcae", "#3f9292", "#155e6c")
DELAY_COLOURS = ("#6fb3a5", "#1b6d7d", "#e8c872", "#c4593a")
PLANNED, ENDS = "#8fa9b0", {"came": "circle", "published": "diamond", "assumed": "triangle-up"}
LEVELS = ("goal", "breakthrough", "threshold")
DASHES = {"goal": [2, 2], "breakthrough": [7, 3], "threshold": [1, 0]}
HATCH = (
    '<defs><pattern id="{name}" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<rect width="5" height="5" fill="#e6eeee"/><rect width="2" height="5" fill="#1b6d7d"/></pattern></defs>'
)
TOP = {"orient": "top", "grid": False, "title": None, "domain": False, "ticks": False, "labelPadding": 4}
ROWS: Spec = {"field": "at", "type": "ordinal", "axis": None, "scale": {"paddingInner": 0, "paddingOuter": 0}}


# needs by year


def strip_drawing(timeline: Timeline, words: Wording, *, wide: bool) -> Drawing:
    """Needs by year, the served share as colour, with the day of the report as a line."""
    return figure_drawing(strip_spec(timeline, words, wide=wide), words("timeline.strip_label"))


def strip_spec(timeline: Timeline, words: Wording, *, wide: bool) -> Spec:
    """The specification of the strip: cells are as wide as a year."""
    years = range(timeline.first_year, timeline.last_year + 1)
    shares = [(at, year, share) for at, need in enumerate(timeline.needs) for year, share in yearly(need).items() if year in years]
    rows = [_cell(*row, words) for row in shares]
    names = [_strip_name(at, need, timeline, words, wide=wide) for at, need in enumerate(timeline.needs)]
    deep = max((len(row["name"]) for row in names), default=1)
    step, lift, height = (34 if deep > 1 else 24, 0.0, 20) if wide else (44, 9.0, 18)
    width = max(CELL * len(years), 420) if wide else WIDTH
    across = _across(years, "from", every=1 if wide else 5)
    tones = [words(f"timeline.step{n}") for n in range(len(STEPS))]
    tone = {"field": "tone", "type": "nominal", "scale": {"domain": tones, "range": list(STEP_COLOURS)}}
    key = _legend(6 if wide else 3) | {"symbolType": "square", "offset": 20}
    bar = {"type": "bar", "height": height, "yOffset": lift, "stroke": RIM, "strokeWidth": 0.6}
    written = {"type": "text", "dy": lift, "fontSize": 12}
    return _sheet(words("timeline.strip_label"), width, {"step": step}, room=ROOM if wide else 4) | {
        "layer": [
            {"data": {"values": rows}, "mark": bar,
             "encoding": {"x": across, "x2": {"field": "to"}, "y": ROWS, "color": tone | {"legend": key}}},
            *([{"data": {"values": rows}, "mark": written,
               "encoding": {"x": across | {"field": "middle"}, "y": ROWS, "text": {"field": "text"},
                            "color": {"field": "ink", "type": "nominal", "scale": None}}}] if wide else []),
            *_today(timeline, words),
            *_name_layers(names, wide=wide, width=width),
        ],
    }  # fmt: skip


def _cell(at: int, year: int, share: float, words: Wording) -> dict[str, Any]:
    step = max(n for n, least in enumerate(STEPS) if share >= least)
    ink = INK if step == 0 else ON_DARK if step >= 4 else ON_LIGHT
    text = percent(share).removesuffix(f"{THIN}%")
    tone = words(f"timeline.step{step}")
    return {"at": at, "from": year, "to": year + 1, "middle": year + 0.5, "tone": tone, "text": text, "ink": ink}


def _strip_name(at: int, need: NeedTimeline, timeline: Timeline, words: Wording, *, wide: bool) -> dict[str, Any]:
    now, last = share_at(need, year_of(timeline.made_utc)), share_at(need, timeline.last_year + 1.0)
    told = spread(now, last, words)
    return {"at": at, "name": _lines(title(need, words), words, most=LETTERS[wide], deep=1 + wide), "told": told}


def _lines(text: str, words: Wording, *, most: int, deep: int = 1) -> list[str]:
    """A name in as many lines of so many letters as it may take; half as many of Chinese."""
    return textwrap.wrap(plain(text), most // (2 if words.language == "zh" else 1), max_lines=deep, placeholder=" …") or [""]


# one need


@dataclass(frozen=True, slots=True)
class _Plot:
    """Where the lines of one need are drawn."""

    years: range
    wide: bool

    @property
    def width(self) -> int:
        return LINES[self.wide]

    @property
    def across(self) -> Spec:
        """The years, as an axis under the plot."""
        ticks = list(self.years)[:: 2 if self.wide else 5]
        axis = TOP | {"orient": "bottom", "ticks": True, "tickColor": FAINT, "values": ticks, "labelExpr": "datum.value"}
        return {"field": "t", "type": "quantitative", "scale": _domain(self.years), "axis": axis}

    def x(self, year: float) -> float:
        return (year - self.years[0]) / len(self.years) * self.width

    def flipped(self, year: float, text: str) -> bool:
        """Whether a name stands on the left of its line, as there is no room on its right."""
        return self.x(year) + text_width(text, 11) + 8 > self.width + 50


def need_drawing(need: NeedTimeline, timeline: Timeline, words: Wording, *, wide: bool) -> Drawing:
    """Shares of one need at the three levels, its band, and who comes and goes."""
    label = f"{words('timeline.need_label')}{words('timeline.colon')}{title(need, words)}"
    return figure_drawing(need_spec(need, timeline, words, wide=wide), label)


def need_spec(need: NeedTimeline, timeline: Timeline, words: Wording, *, wide: bool) -> Spec:
    """The specification of a need's lines; names of missions stand above, each on a line down to its turn."""
    plot = _Plot(range(timeline.first_year, timeline.last_year + 1), wide)
    named = named_turns(need, NAMED[wide])
    lanes = turn_lanes(named, plot, words)
    rise = LANE * (max(lanes, default=-1) + 1)
    axis = {"title": words("timeline.share_axis"), "values": [0, 25, 50, 75, 100], "labelExpr": f"datum.value + '{THIN}%'",
            "titleAnchor": "start", "titleAngle": 0, "titleAlign": "left", "titleX": -34,
            "titleY": -28 - rise, "titleBaseline": "bottom"}  # fmt: skip
    up: Spec = {"field": "share", "type": "quantitative", "scale": {"domain": [0, 100], "nice": False}, "axis": axis}
    place = {"x": plot.across, "y": up}
    layers = [
        _band_layer(need, timeline, place),
        *_turn_layers(named, lanes, place, plot, words),
        *_level_layers(need, timeline, place, words, rise),
        {"data": {"values": [{"t": year_of(t.date), "share": 100 * t.after} for t in need.turns]},
         "mark": {"type": "point", "size": 26, "filled": True, "fill": PAPER, "stroke": INK, "strokeWidth": 1.2, "opacity": 1},
         "encoding": place},
        *_today(timeline, words, below=True),
    ]  # fmt: skip
    return _sheet(words("timeline.need_label"), plot.width, TALL) | {"layer": layers}


def _band_layer(need: NeedTimeline, timeline: Timeline, place: Spec) -> Spec:
    """From the lower to the higher of the early and the late course, faded."""
    early, late = (series(need, name, "threshold", timeline.last_year) for name in ("early", "late"))
    rows = [{"t": t, "share": 100 * min(a, b), "high": 100 * max(a, b)} for (t, a), (_, b) in zip(early, late, strict=False)]
    mark = {"type": "area", "interpolate": "step-after", "color": LINE, "opacity": 0.2}
    return {"data": {"values": rows}, "mark": mark, "encoding": place | {"y2": {"field": "high"}}}


def _level_layers(need: NeedTimeline, timeline: Timeline, place: Spec, words: Wording, rise: int) -> Iterable[Spec]:
    """A line a level in its colour, cased so that the pale one shows, with its last share at its end."""
    names = [words(f"timeline.{level}") for level in LEVELS]
    rows = [
        {"t": t, "share": 100 * share, "level": name}
        for level, name in zip(LEVELS, names, strict=True)
        for t, share in series(need, "expected", level, timeline.last_year)
    ]
    line = {"type": "line", "interpolate": "step-after"}
    told: Spec = {"field": "level", "type": "nominal"}
    key = {k: v for k, v in _legend(3).items() if k != "symbolStrokeColor"}
    key |= {"symbolType": "stroke", "symbolSize": 300, "symbolStrokeWidth": 3, "offset": 8 + rise}
    colours = told | {"scale": {"domain": names, "range": [LEVEL_COLOURS[x] for x in LEVELS]}, "legend": key}
    dashes = told | {"scale": {"domain": names, "range": [DASHES[x] for x in LEVELS]}, "legend": key}
    yield {"data": {"values": rows}, "mark": line | {"color": RIM, "strokeWidth": 4.2}, "encoding": place | {"detail": told}}
    yield {"data": {"values": rows}, "mark": line | {"strokeWidth": 2.6}, "encoding": place | {"stroke": colours, "strokeDash": dashes}}
    floor = -100.0
    for level in LEVELS:
        last = [share for _, share in series(need, "expected", level, timeline.last_year)][-1:] or [0.0]
        height = TALL * last[0]
        lift = max(0.0, floor + 14 - height)
        floor = height + lift
        mark = {"type": "text", "align": "left", "dx": 6, "dy": -lift, "x": "width", "fontSize": 12, "color": INK}
        text = f"{words(f'timeline.letter_{level}')} {percent(last[0])}"
        yield {"data": {"values": [{}]}, "mark": mark, "encoding": {"y": {"datum": 100 * last[0]}, "text": {"value": text}}}


def named_turns(need: NeedTimeline, most: int) -> tuple[Turn, ...]:
    """The widest turns at which somebody comes or goes, at most so many, in the order of time."""
    widest = sorted((t for t in need.turns if t.comes or t.goes), key=lambda t: -abs(t.after - t.before))[:most]
    return tuple(sorted(widest, key=lambda t: t.date))


def turn_text(turn: Turn, words: Wording, most: int = 1) -> str:
    """Who comes (+) and goes (−) at a turn; those beyond the first are counted."""
    parts = []
    for sign, names in (("+", turn.comes), ("−", turn.goes)):
        more = words("timeline.more", number=len(names) - most) if len(names) > most else ""
        parts += [f"{sign}{words('timeline.comma').join(names[:most])}{more}"] if names else []
    return plain(" ".join(parts))


def turn_lanes(turns: Sequence[Turn], plot: _Plot, words: Wording) -> list[int]:
    """The lane above the plot that each turn's name takes, 0 next to the plot, so that no two names meet."""
    taken: list[Box] = []
    lanes = []
    for turn in turns:
        text, year = turn_text(turn, words), year_of(turn.date)
        wide = text_width(text, 11) + 8
        left = plot.x(year) - (wide if plot.flipped(year, text) else 0)
        lane = next(n for n in range(len(turns)) if not any(Box(left, n, left + wide, n + 0.9).meets(other) for other in taken))
        taken.append(Box(left, lane, left + wide, lane + 0.9))
        lanes.append(lane)
    return lanes


def _turn_layers(turns: Sequence[Turn], lanes: Sequence[int], place: Spec, plot: _Plot, words: Wording) -> Iterable[Spec]:
    """First the lines down to the turns, then the names, each on a rim of paper."""
    held = [(turn, -10 - LANE * lane, {"values": [{"t": year_of(turn.date), "share": 100 * turn.after}]})
            for turn, lane in zip(turns, lanes, strict=True)]  # fmt: skip
    for _, rise, data in held:
        yield {"data": data, "mark": {"type": "rule", "color": RIM, "strokeWidth": 0.8}, "encoding": place | {"y2": {"value": rise}}}
    for turn, rise, data in held:
        text = turn_text(turn, words)
        side = ("right", -3) if plot.flipped(year_of(turn.date), text) else ("left", 3)
        mark = {"type": "text", "align": side[0], "dx": side[1], "y": rise, "fontSize": 11}
        where = {"x": place["x"], "text": {"value": text}}
        yield {"data": data, "mark": mark | {"color": PAPER, "stroke": PAPER, "strokeWidth": 4}, "encoding": where}
        yield {"data": data, "mark": mark | {"color": INK}, "encoding": where}


# launch delays


def delays_drawing(timeline: Timeline, words: Wording) -> Drawing | None:
    """What later launches cost, as bars; None where nothing changes."""
    rows = worst_delays(timeline)[:DELAYS]
    return figure_drawing(delays_spec(rows, words), words("timeline.delays_label")) if rows else None


def delays_spec(rows: Sequence[tuple[NeedTimeline, str, dict[int, float]]], words: Wording) -> Spec:
    """The specification of the bars: a row a need and mission, a bar a delay, the number at its end."""
    months = sorted({m for _, _, lost in rows for m in lost})
    names = [{"at": at, "name": _lines(f"{mission or words('timeline.all_planned')} · {title(need, words)}", words, most=46)}
             for at, (need, mission, _) in enumerate(rows)]  # fmt: skip
    values = [0.0, *(v for _, _, lost in rows for v in lost.values())]
    across = {"field": "lost", "type": "quantitative", "axis": None, "scale": {"domain": [min(values), max(values)], "nice": False}}
    told = [words("timeline.delay_of", months=m) for m in months]
    colours = {"field": "delay", "type": "nominal", "scale": {"domain": told, "range": list(DELAY_COLOURS[: len(months)])}}
    layers: list[Spec] = []
    for order, (month, label) in enumerate(zip(months, told, strict=True)):
        data = [{"at": at, "zero": 0, "lost": lost[month], "delay": label, "text": number(lost[month], 2)}
                for at, (_, _, lost) in enumerate(rows) if month in lost]  # fmt: skip
        lift = 9 - 8 * (len(months) - 1) + 16 * order
        bar = {"type": "bar", "height": 13, "yOffset": lift, "stroke": RIM, "strokeWidth": 0.6}
        fill = {"x": across, "x2": {"field": "zero"}, "y": ROWS, "color": colours | {"legend": _legend(2) | {"symbolType": "square"}}}
        end = {"type": "text", "align": "left", "dx": 5, "dy": lift, "fontSize": 12, "color": INK}
        layers += [{"data": {"values": data}, "mark": bar, "encoding": fill},
                   {"data": {"values": data}, "mark": end, "encoding": {"x": across, "y": ROWS, "text": {"field": "text"}}}]  # fmt: skip
    rise = -8 * len(months)
    name = {"type": "text", "align": "left", "x": 0, "dy": rise, "fontSize": 12, "color": INK, "limit": WIDTH + 30}
    layers.append({"data": {"values": names}, "mark": name, "encoding": {"y": ROWS, "text": {"field": "name"}}})
    return _sheet(words("timeline.delays_label"), WIDTH, {"step": 30 + 16 * len(months)}) | {"layer": layers}


# who flies when


def flights_drawing(timeline: Timeline, words: Wording, *, wide: bool) -> Drawing | None:
    """Missions over the years, planned ones hatched; None where there is none."""
    spans = mattering(timeline)[:SHOWN]
    if not spans:
        return None
    held = figure_drawing(flights_spec(spans, timeline, words, wide=wide), words("timeline.flights_label"))
    name = f"hatch-{'wide' if wide else 'narrow'}"
    svg = held.svg.replace(f'fill="{PLANNED}"', f'fill="url(#{name})"')
    head, end, body = svg.partition(">")
    return replace(held, svg=head + end + HATCH.format(name=name) + body)


def flights_spec(spans: Sequence[Span], timeline: Timeline, words: Wording, *, wide: bool) -> Spec:
    """The specification: sure until the early end, faded until the late one, a mark at the expected end by what that rests on."""
    years = range(timeline.first_year, timeline.last_year + 1)
    ordered = sorted(spans, key=lambda s: (s.start, s.mission))
    step, lift = (22, 0) if wide else (42, 10)
    rows: list[dict[str, Any]] = [
        {"at": at, "kind": "planned" if s.planned else "flies", **lives(s, timeline)} for at, s in enumerate(ordered)
    ]
    letter = {True: words("timeline.letter_planned"), False: ""}
    names = [{"at": at, "name": _lines(s.mission, words, most=LETTERS[wide]), "told": letter[s.planned]} for at, s in enumerate(ordered)]
    ends = [{"at": at, "expected": row["expected"], "basis": words(f"timeline.basis_{basis_kind(s)}")}
            for at, (s, row) in enumerate(zip(ordered, rows, strict=True)) if row["expected"] <= years[-1] + 0.99]  # fmt: skip
    bases = [name for name in ENDS if any(row["basis"] == words(f"timeline.basis_{name}") for row in ends)]
    told = {"domain": [words(f"timeline.basis_{name}") for name in bases], "range": [ENDS[name] for name in bases]}
    key = _legend(3) | {"offset": 22, "labelLimit": 300, "symbolFillColor": INK, "symbolSize": 80}
    shape = {"field": "basis", "type": "nominal", "scale": told, "legend": key}
    fill = {"field": "kind", "type": "nominal", "legend": None, "scale": {"domain": ["planned", "flies"], "range": [PLANNED, LINE]}}
    width = max(CELL * len(years), 420) if wide else WIDTH
    across = _across(years, "from", every=1 if wide else 5)
    bar = {"type": "bar", "height": 13, "yOffset": lift, "stroke": RIM, "strokeWidth": 0.6}
    place = {"y": ROWS, "color": fill}
    beyond = [{"at": at, "expected": years[-1] + 1} for at, row in enumerate(rows) if row["expected"] > years[-1] + 0.99]
    point = {"type": "point", "yOffset": lift, "opacity": 1, "filled": True, "stroke": PAPER, "strokeWidth": 1.2, "fill": INK}
    spot = {"x": across | {"field": "expected"}, "y": ROWS}
    return _sheet(words("timeline.flights_label"), width, {"step": step}, room=20 if wide else 4) | {
        "layer": [
            {"data": {"values": rows}, "mark": bar | {"opacity": 0.35},
             "encoding": place | {"x": across | {"field": "early"}, "x2": {"field": "late"}}},
            {"data": {"values": rows}, "mark": bar, "encoding": place | {"x": across, "x2": {"field": "early"}}},
            {"data": {"values": ends}, "mark": point | {"size": 70}, "encoding": spot | {"shape": shape}},
            {"data": {"values": beyond}, "mark": point | {"size": 60, "shape": "triangle-right", "fill": INK}, "encoding": spot},
            *_today(timeline, words),
            *_name_layers(names, wide=wide, width=width),
        ],
    }  # fmt: skip


# pieces


def _across(years: range, field: str, *, every: int) -> Spec:
    """Years across, each named over the middle of its own width."""
    axis = TOP | {"values": [year + 0.5 for year in years if (year - years[0]) % every == 0], "labelExpr": "floor(datum.value)"}
    return {"field": field, "type": "quantitative", "scale": _domain(years), "axis": axis}


def _domain(years: range) -> Spec:
    return {"domain": [years[0], years[-1] + 1], "nice": False, "zero": False}


def _name_layers(names: Sequence[dict[str, Any]], *, wide: bool, width: int) -> list[Spec]:
    """Names of rows: on the left on a desk, above on a telephone, there with what is told at the right end."""
    mark = {"type": "text", "fontSize": 12, "lineHeight": 15}
    if wide:
        name = mark | {"align": "right", "x": -8, "baseline": "middle"}
        told = mark | {"align": "left", "x": width + 8, "color": INK}
    else:
        name = mark | {"align": "left", "x": 0, "dy": -11}
        told = mark | {"align": "right", "x": width, "dy": -11, "color": INK}
    rows = [row | {"deep": len(row["name"])} for row in names]
    layers: list[Spec] = []
    for deep in sorted({row["deep"] for row in rows}):
        data = {"values": [row for row in rows if row["deep"] == deep]}
        lift = {"dy": name.get("dy", 0) - 7.5 * (deep - 1)}
        place = {"y": ROWS, "text": {"field": "name"}}
        layers += [{"data": data, "mark": name | lift | {"color": PAPER, "stroke": PAPER, "strokeWidth": 4}, "encoding": place},
                   {"data": data, "mark": name | lift | {"color": INK}, "encoding": place}]  # fmt: skip
    return [*layers, {"data": {"values": rows}, "mark": told, "encoding": {"y": ROWS, "text": {"field": "told"}}}]


def _legend(columns: int) -> Spec:
    """The legend of the house with room between its columns, as fonts differ in width."""
    return legend() | {"columns": columns, "columnPadding": 18, "rowPadding": 3}


def _today(timeline: Timeline, words: Wording, *, below: bool = False) -> list[Spec]:
    """A dashed line on the day of the report, with its name; none where that day is not among the years."""
    day = year_of(timeline.made_utc)
    if not timeline.first_year <= day <= timeline.last_year + 1:
        return []
    data = {"values": [{"today": day}]}
    x = {"field": "today", "type": "quantitative"}
    rule = {"type": "rule", "color": INK, "strokeDash": [4, 3], "strokeWidth": 1.4}
    text = {"type": "text", "fontSize": 12, "color": INK, "fontWeight": "bold"}
    text |= {"y": "height", "dy": 30} if below else {"y": -26}
    told = {"x": x, "text": {"value": words("timeline.today")}}
    return [{"data": data, "mark": rule, "encoding": {"x": x}}, {"data": data, "mark": text, "encoding": told}]


def _sheet(told: str, width: int, height: Any, *, room: int = 4) -> Spec:
    """The frame of a figure, with room on its left for names in a font wider than the one that they were measured in."""
    quiet = {"aria": False}
    config = THEME | {"padding": {"left": room, "top": 4, "right": 4, "bottom": 4}}
    config |= dict.fromkeys(("bar", "text", "point", "rule", "line", "area"), quiet)
    schema = "https://vega.github.io/schema/vega-lite/v5.json"
    return {"$schema": schema, "description": told, "width": width, "height": height, "config": config}
