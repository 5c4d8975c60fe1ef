"""The two figures of the report to the Committee: actions by state for each country, and the roadmap over time, with their data as CSV.

Facts: the report's own rows. Both are drawn for the width of a telephone: the name of each row stands above its bar, numbers stand in the
bars, and a legend of all states that occur on top. Left out: countries beyond the first `SHOWN`, which the table beside it has.
"""

from __future__ import annotations

import csv
import io
import textwrap
from typing import TYPE_CHECKING, Any

from commonsky.profile.committee_model import ACTION_STATES, MILESTONE_STATES
from commonsky.profile.committee_words import either, whole
from commonsky.profile.drawings import figure_drawing
from commonsky.profile.figures import FAINT, INK, LINE, THEME, Spec

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from commonsky.profile.committee_model import CommitteeReport, CountryRow, PhaseRow
    from commonsky.profile.drawings import Drawing
    from commonsky.profile.wording import Wording

#: Countries drawn at most, those with most actions first.
SHOWN = 12
#: Width of the plot and height of a bar, px; the least width of a part that its number is written in.
WIDTH, BAR, ROOM = 300, 18, 13
#: Height of a line of words, px, and how many letters fit one: of Latin script, and of Chinese.
LINE_HEIGHT, LETTERS, LETTERS_ZH = 15, 46, 23
#: Ink on a coloured part, in the light and in the dark alike.
ON_LIGHT, ON_DARK = "#11161a", "#fefefe"
STATE_COLOURS = {"proposed": "#c9ced3", "agreed": "#e8c872", "under way": "#6fb3a5", "done": "#1b6d7d", "dropped": "transparent"}
MILESTONE_COLOURS = {"done": "#1b6d7d", "under way": "#6fb3a5", "planned": "#c9ced3", "late": "#c4593a", "dropped": "#8a8f98"}
MILESTONE_SHAPES = {"done": "circle", "under way": "circle", "planned": "circle", "late": "diamond", "dropped": "cross"}
RIM, PAPER = "#5c656e", "#ffffff"


def acting(report: CommitteeReport) -> tuple[CountryRow, ...]:
    """Countries with an action on record, those with most first."""
    found = [(count, row) for row in report.countries if (count := sum(counts(row).values()))]
    return tuple(row for _, row in sorted(found, key=lambda pair: (-pair[0], pair[1].iso3)))


def counts(row: CountryRow) -> dict[str, int]:
    """Actions of a country by state, in the order of their life; states that we do not know come last."""
    known = {state: row.actions[state] for state in ACTION_STATES if state in row.actions}
    return {state: figure.value for state, figure in (known | row.actions).items() if isinstance(figure.value, int)}


def drawn_states(rows: Iterable[CountryRow]) -> tuple[str, ...]:
    """States that occur, in the order of an action's life, those that we do not know last."""
    found = dict.fromkeys(state for row in rows for state, count in counts(row).items() if count)
    return (*(s for s in ACTION_STATES if s in found), *(s for s in found if s not in ACTION_STATES))


def actions_drawing(report: CommitteeReport, words: Wording) -> Drawing | None:
    """Actions by state for each country, as stacked bars; None where there is no action."""
    rows = acting(report)[:SHOWN]
    return figure_drawing(actions_spec(rows, words), words("committee.by_state_label")) if rows else None


def actions_spec(rows: Sequence[CountryRow], words: Wording) -> Spec:
    """The specification of the stacked bars."""
    totals = [sum(counts(row).values()) for row in rows]
    most = max(totals)
    parts = [part for at, row in enumerate(rows) for part in _parts(at, counts(row), most, words)]
    names = [{"at": at, "name": plain(f"{words.pick(row.names)} · {whole(totals[at])}")} for at, row in enumerate(rows)]
    colours = _colours(drawn_states(rows), STATE_COLOURS, words)
    across: Spec = {"field": "from", "type": "quantitative", "axis": None, "scale": {"domain": [0, most], "nice": False}}
    middle = across | {"field": "middle"}
    down: Spec = {"field": "at", "type": "ordinal", "axis": None, "scale": {"paddingInner": 0, "paddingOuter": 0}}
    fills = {"field": "state", "type": "nominal", "scale": colours, "legend": legend() | {"symbolType": "square"}}
    return _sheet(words("committee.by_state_label"), LINE_HEIGHT + BAR + 12) | {
        "layer": [
            {"data": {"values": parts}, "mark": {"type": "bar", "height": BAR, "yOffset": 8, "stroke": RIM, "strokeWidth": 0.7},
             "encoding": {"x": across, "x2": {"field": "to"}, "y": down, "color": fills}},
            {"data": {"values": [part for part in parts if part["text"]]}, "mark": {"type": "text", "dy": 9, "fontSize": 12},
             "encoding": {"x": middle, "y": down, "text": {"field": "text"}, "color": {"field": "ink", "type": "nominal", "scale": None}}},
            {"data": {"values": names},
             "mark": {"type": "text", "align": "left", "dy": -11, "x": 0, "fontSize": 12, "color": INK, "limit": WIDTH + 20},
             "encoding": {"y": down, "text": {"field": "name"}}},
        ],
    }  # fmt: skip


def _parts(at: int, by_state: Mapping[str, int], most: int, words: Wording) -> Iterable[dict[str, Any]]:
    start = 0
    for state, count in by_state.items():
        if count > 0:
            yield {
                "at": at, "state": words.word("state", state), "from": start, "to": start + count, "middle": start + count / 2,
                "text": whole(count) if WIDTH * count / most >= ROOM * len(str(count)) ** 0.5 else "",
                "ink": ON_DARK if state == "done" else INK if state == "dropped" else ON_LIGHT,
            }  # fmt: skip
        start += count


def roadmap_drawing(report: CommitteeReport, words: Wording) -> Drawing | None:
    """Phases of the roadmap over time with the day of the report; None where there is none."""
    if not report.phases:
        return None
    return figure_drawing(roadmap_spec(report.phases, report.as_of, words), words("committee.roadmap_label"))


def roadmap_spec(told: Sequence[PhaseRow], today: date, words: Wording) -> Spec:
    """The specification of the chart over time: a bar a phase, filled by the share that is done, a mark a milestone."""
    names = [_name(phase, words) for phase in told]
    deep = max(len(name) for name in names)
    names = [[" "] * (deep - len(name)) + name for name in names]
    bars = [{"at": at, "start": _day(p.start), "end": _day(p.end), "done": _done(p)} for at, p in enumerate(told)]
    days = [_day(today), *(_day(day) for p in told for day in (p.start, p.end, *(m.due for m in p.milestones)))]
    axis = {"title": None, "format": "%Y", "tickCount": {"interval": "year", "step": 1 + _years(days) // 7}, "grid": False, "ticks": True}
    across: Spec = {"field": "start", "type": "temporal", "axis": axis, "scale": {"type": "utc", "domain": [min(days), max(days)]}}
    down: Spec = {"field": "at", "type": "ordinal", "axis": None, "scale": {"paddingInner": 0, "paddingOuter": 0}}
    lift = LINE_HEIGHT * deep / 2
    bar = {"type": "bar", "height": BAR, "yOffset": lift}
    marks = _mark_layer(told, lift, words)
    marks["encoding"] |= {"x": across | {"field": "due"}, "y": down}
    now = {"start": _day(today), "text": today.isoformat()}
    return _sheet(words("committee.roadmap_label"), LINE_HEIGHT * deep + BAR + 14) | {
        "layer": [
            {"data": {"values": bars}, "mark": bar | {"color": FAINT}, "encoding": {"x": across, "x2": {"field": "end"}, "y": down}},
            {"data": {"values": bars}, "mark": bar | {"color": LINE, "opacity": 0.45},
             "encoding": {"x": across, "x2": {"field": "done"}, "y": down}},
            {"data": {"values": [now]}, "mark": {"type": "rule", "color": INK, "strokeDash": [4, 3], "strokeWidth": 1.3},
             "encoding": {"x": across}},
            {"data": {"values": [now]}, "mark": {"type": "text", "y": -7, "fontSize": 12, "color": INK},
             "encoding": {"x": across, "text": {"field": "text"}}},
            marks,
            *_name_layers(names, lift - BAR / 2 - 3 - LINE_HEIGHT * (deep - 1), down),
        ],
    }  # fmt: skip


def _mark_layer(told: Sequence[PhaseRow], lift: float, words: Wording) -> Spec:
    """Milestones at the days on which they are due, by colour and shape."""
    rows = [{"at": at, "due": _day(m.due), "state": words.word("state", m.state)} for at, p in enumerate(told) for m in p.milestones]
    states = [s for s in MILESTONE_STATES if any(m.state == s for p in told for m in p.milestones)]
    colours = _colours(states, MILESTONE_COLOURS, words)
    shapes = colours | {"range": [MILESTONE_SHAPES[s] for s in states]}
    told_by: Spec = {"field": "state", "type": "nominal", "legend": legend() | {"offset": 24}}
    point = {"type": "point", "size": 75, "yOffset": lift, "stroke": INK, "strokeWidth": 1.2, "opacity": 1}
    channels = {"fill": told_by | {"scale": colours}, "shape": told_by | {"scale": shapes}}
    return {"data": {"values": rows}, "mark": point, "encoding": channels}


def _name_layers(names: Sequence[Sequence[str]], rise: float, down: Spec) -> list[Spec]:
    """Names of rows from the left, each on a rim of paper that holds off the line behind it."""
    mark = {"type": "text", "align": "left", "baseline": "bottom", "dy": rise, "x": 0, "fontSize": 12, "lineHeight": LINE_HEIGHT}
    layer: Spec = {"data": {"values": [{"at": at, "name": name} for at, name in enumerate(names)]},
                   "encoding": {"y": down, "text": {"field": "name"}}}  # fmt: skip
    return [layer | {"mark": mark | {"color": PAPER, "stroke": PAPER, "strokeWidth": 4}}, layer | {"mark": mark | {"color": INK}}]


def _years(days: Sequence[str]) -> int:
    return int(max(days)[:4]) - int(min(days)[:4])


def _name(phase: PhaseRow, words: Wording) -> list[str]:
    """A phase's name and its count of milestones, in as many lines as it takes, three at most."""
    wide = LETTERS_ZH if words.language == "zh" else LETTERS
    lines = textwrap.wrap(plain(either(phase.name, phase.name_zh, words)), wide, max_lines=2, placeholder=" …") or [""]
    count = f"{phase.done}/{phase.total}"
    return [*lines[:-1], f"{lines[-1]} · {count}"] if len(lines[-1]) + len(count) + 3 <= wide else [*lines, count]


def _done(phase: PhaseRow) -> str:
    """The day up to which the bar is filled: the share of milestones done, laid over the phase's days."""
    share = phase.done / phase.total if phase.total else 0.0
    return _day(phase.start + (phase.end - phase.start) * min(1.0, share))


def _day(day: date) -> str:
    return f"{day.isoformat()}T00:00Z"


def _sheet(told: str, step: int) -> Spec:
    aria = {"aria": False}
    config = THEME | {"bar": aria, "text": aria, "point": aria, "rule": aria}
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json", "description": told, "width": WIDTH, "height": {"step": step},
        "config": config,
    }  # fmt: skip


def _colours(states: Sequence[str], palette: Mapping[str, str], words: Wording) -> Spec:
    return {"domain": [words.word("state", s) for s in states], "range": [palette.get(s, RIM) for s in states]}


def legend() -> Spec:
    """A legend in three columns on top, as wide as a telephone."""
    return {
        "orient": "top", "direction": "horizontal", "columns": 3, "title": None, "symbolStrokeColor": INK,
        "symbolStrokeWidth": 0.7, "symbolOpacity": 1, "labelFontSize": 12, "labelColor": INK, "labelLimit": 110, "offset": 14,
    }  # fmt: skip


def plain(text: str) -> str:
    r"""Words that a picture can show: what is no letter, mark or sign is a space.

    >>> plain("a\x00b\u202ec")
    'a b c'
    """
    return "".join(letter if letter.isprintable() or letter in "\u202f\u00a0" else " " for letter in text)


def actions_csv(report: CommitteeReport) -> str:
    """One row a country and state: number of actions and the ids of their records."""
    rows = ((row.iso3, state, n, _ids(row, state)) for row in acting(report) for state, n in counts(row).items())
    return _csv(("country", "state", "actions", "records"), rows)


def roadmap_csv(report: CommitteeReport) -> str:
    """One row a milestone: its phase by place, its id, its day and state."""
    rows = ((at, p.start, p.end, m.id, m.due, m.state) for at, p in enumerate(report.phases, 1) for m in p.milestones)
    return _csv(("phase", "start", "end", "milestone", "due", "state"), rows)


def _ids(row: CountryRow, state: str) -> str:
    return " ".join(ref.id for ref in row.actions[state].refs)


def _csv(head: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([head, *rows])
    return text.getvalue()
