"""The figures of the report on what breaks: stages, curves, envelopes and bars in the house theme. Facts: the report's own rows.

All are drawn for the width of a telephone with labels at the lines, not in legends; each line has its own colour, dash and width, so that
lines that lie upon each other, and grey prints, tell them apart. Left out: rows beyond `SHOWN`, which the tables beside the figures have.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from commonsky.profile import stress_tables as tables
from commonsky.profile.blocks import Pictures, Text
from commonsky.profile.committee_figures import plain
from commonsky.profile.drawings import figure_drawing
from commonsky.profile.figures import INK, LINE, THEME
from commonsky.profile.quantities import THIN, percent

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from commonsky.profile.blocks import Block
    from commonsky.profile.drawings import Drawing
    from commonsky.profile.figures import Spec
    from commonsky.profile.stress_model import Curve, CurvePoint, NavigationSystem, NeedBefore, ScenarioAfter, Stage, Stress
    from commonsky.profile.wording import Wording

#: Colour, dash and width of a line.
Look = tuple[str, tuple[float, ...], float]
#: Size of a plot, px; bars drawn at most; scenarios whose stages are drawn at most.
WIDTH, HEIGHT = 240, 120
SHOWN, SHOWN_SCENARIOS = 8, 4
#: Height of a bar and of the words above it, px; the least distance of two labels at the ends of lines.
BAR, LINE_HEIGHT, APART = 14, 15, 14
#: Letters that fit one line of a title, by script.
LETTERS, LETTERS_ZH = 46, 24
#: Width that every drawing has, px, so that their letters are of one size.
EVEN = 384.0
GOLD, RED, PALE = "#a87412", "#c4593a", "#6fb3a5"
#: The three abilities from the widest line to the narrowest, the narrower on top: colour, dash, width.
ABILITIES: dict[str, Look] = {"see": (LINE, (1, 0), 4.5), "locate": (GOLD, (7, 3), 2.6), "tell": (INK, (2, 2.5), 1.6)}
#: Hours from which on a curve is told in days; points of a line drawn at most.
IN_DAYS_H, POINTS = 96.0, 240
SHARES: Spec = {"domain": [0, 1], "nice": False}


def stages_drawing(row: ScenarioAfter, stress: Stress, words: Wording, *, titled: bool = True) -> Drawing | None:
    """What is left of seeing, locating and telling at each stage of one scenario; None where no stage is told."""
    if not row.stages:
        return None
    name = words.pick(row.titles)
    return _even(stages_spec(row, stress, words, titled=titled), words("stress.stages_label", name=name))


def stages_spec(row: ScenarioAfter, stress: Stress, words: Wording, *, titled: bool = True) -> Spec:
    """Three step lines over the four stages, labelled at their right ends, with the event between the first and the second."""
    lines = {name: ability(row.stages, name, stress) for name in ABILITIES}
    count = len(row.stages)
    across: Spec = {"field": "x", "type": "quantitative", "axis": None, "scale": {"domain": [0, count], "nice": False}}
    down: Spec = {"field": "y", "type": "quantitative", "axis": _axis(words("stress.stages_axis")), "scale": SHARES}
    event = {"type": "rule", "color": INK, "strokeDash": [4, 3], "strokeWidth": 1}
    layers: list[Spec] = [{"data": {"values": [{"x": 1}]}, "mark": event, "encoding": {"x": across}}]
    for name, (colour, dash, width) in ABILITIES.items():
        rows = [p for i, v in enumerate(lines[name]) if v is not None for p in ({"x": i, "y": v, "run": _run(lines[name], i)},
                {"x": i + 1, "y": v, "run": _run(lines[name], i)})]  # fmt: skip
        mark = {"type": "line", "color": colour, "strokeDash": dash, "strokeWidth": width, "strokeJoin": "round"}
        layers.append({"data": {"values": rows}, "mark": mark, "encoding": {"x": across, "y": down, "detail": {"field": "run"}}})
    layers += _end_labels(
        [(values[-1], words.word("capability", n), ABILITIES[n]) for n, values in lines.items() if values[-1] is not None]
    )
    layers += _fallen(lines, across, down)
    names = [{"x": i + 0.5, "text": "\n".join(_stage_lines(stage, words))} for i, stage in enumerate(row.stages)]
    below = {"type": "text", "fontSize": 11, "color": INK, "baseline": "top", "lineBreak": "\n", "y": HEIGHT + 6, "lineHeight": 13}
    layers.append({"data": {"values": names}, "mark": below, "encoding": {"x": across, "text": {"field": "text"}}})
    return _sheet(words("stress.stages_label", name=words.pick(row.titles)), words.pick(row.titles) if titled else "", words) | {
        "layer": layers
    }


def ability(stages: Sequence[Stage], name: str, stress: Stress) -> list[float | None]:
    """What is left of one of the three at each stage; seeing by people where the report's headline is by people."""
    field = "see_people" if name == "see" and stress.headline_by == "people" else name
    return [getattr(stage, field) for stage in stages]


def curve_drawing(curve: Curve, title: str, name: str, words: Wording) -> Drawing | None:
    """One need from before the event on; None where there is no point.

    Args:
        curve: what is drawn.
        title: of the need.
        name: of the scenario.
        words: of the reader's language.
    """
    if len(curve.points) < 2:
        return None
    return _even(curve_spec(curve, title, name, words), words("stress.curve_label", need=title, name=name))


def curve_spec(curve: Curve, title: str, name: str, words: Wording) -> Spec:
    """Share of the area with a product young enough by time, as it recovers and with nothing done, the event marked at 0."""
    end = max(abs(p.time_h) for p in curve.points)
    unit = 24.0 if end >= IN_DAYS_H else 1.0
    kept = thinned(curve.points, POINTS)
    rows = [{"x": round(p.time_h / unit, 3), "with": round(p.share, 4), "without": round(p.share_lost, 4)} for p in kept]
    axis = {"title": words("stress.curve_time_d" if unit > 1 else "stress.curve_time_h"), "tickCount": 5, "grid": False, "ticks": True,
            "titleAnchor": "end", "labelExpr": f"datum.value === 0 ? '{words('stress.event')}' : datum.value"}  # fmt: skip
    across: Spec = {"field": "x", "type": "quantitative", "axis": axis,
                    "scale": {"domain": [rows[0]["x"], rows[-1]["x"]], "nice": False}}  # fmt: skip
    down: Spec = {"type": "quantitative", "axis": _axis(words("stress.curve_axis")), "scale": SHARES}
    apart = any(abs(p.share - p.share_lost) >= 0.005 for p in curve.points)
    lines = {"without": (RED, (5, 3), 1.8), "with": (LINE, (1, 0), 2.2)} if apart else {"with": (LINE, (1, 0), 2.2)}
    event = {"type": "rule", "color": INK, "strokeDash": [4, 3], "strokeWidth": 1}
    layers: list[Spec] = [{"data": {"values": [{"x": 0}]}, "mark": event, "encoding": {"x": across}}]
    for field, (colour, dash, width) in lines.items():
        mark = {"type": "line", "interpolate": "step-after", "color": colour, "strokeDash": dash, "strokeWidth": width}
        layers.append({"data": {"values": rows}, "mark": mark, "encoding": {"x": across, "y": down | {"field": field}}})
    last = curve.points[-1]
    told = {"with": (last.share, words("stress.curve_with")), "without": (last.share_lost, words("stress.curve_without"))}
    layers += _end_labels(
        [(*told[field], look) for field, look in lines.items()] if apart else [(last.share, percent(last.share), lines["with"])]
    )
    return _sheet(words("stress.curve_label", need=title, name=name), title, words) | {"layer": layers}


def thinned(points: Sequence[CurvePoint], most: int) -> list[CurvePoint]:
    """At most so many points, evenly by order, with the first, the last and the two at the event."""
    if len(points) <= most:
        return list(points)
    chosen = {round(i * (len(points) - 1) / (most - 1)) for i in range(most)}
    after = next((i for i, p in enumerate(points) if p.time_h >= 0), 0)
    return [points[i] for i in sorted(chosen | {max(0, after - 1), after})]


def envelope_drawing(need: NeedBefore, words: Wording) -> Drawing | None:
    """Best, median and worst of what is left by the number of systems lost; None where nothing can be lost."""
    if len(need.envelope) < 2:
        return None
    return _even(envelope_spec(need, words), words("stress.envelope_label", need=words.pick(need.titles)))


def envelope_spec(need: NeedBefore, words: Wording) -> Spec:
    """A band between best and worst with three lines, named where they lie farthest apart; one line where all losses leave the same."""
    rows = [{"x": row.lost, "best": row.best, "median": row.median, "worst": row.worst} for row in need.envelope]
    axis = {"title": words("stress.envelope_lost"), "values": _counts(need.envelope[-1].lost), "format": "d", "grid": False, "ticks": True,
            "titleAnchor": "end"}  # fmt: skip
    ends = {"domain": [need.envelope[0].lost, need.envelope[-1].lost], "nice": False}
    across: Spec = {"field": "x", "type": "quantitative", "axis": axis, "scale": ends}
    down: Spec = {"type": "quantitative", "axis": _axis(words("stress.envelope_axis")), "scale": SHARES}
    apart = max(row.best - row.worst for row in need.envelope)
    band = {"type": "area", "color": LINE, "opacity": 0.16}
    layers: list[Spec] = [{"mark": band, "encoding": {"x": across, "y": down | {"field": "best"}, "y2": {"field": "worst"}}}]
    looks = {"best": (LINE, [2, 2]), "median": (LINE, [1, 0]), "worst": (RED, [6, 3])}
    for field, (colour, dash) in looks.items() if apart >= 0.02 else (("median", looks["median"]),):
        mark = {"type": "line", "color": colour, "strokeDash": dash, "strokeWidth": 2, "point": {"color": colour, "size": 22}}
        layers.append({"mark": mark, "encoding": {"x": across, "y": down | {"field": field}}})
    layers += _named_lines(need, across, down, words) if apart >= 0.02 else []
    return _sheet(words("stress.envelope_label", need=words.pick(need.titles)), "", words) | {"data": {"values": rows}, "layer": layers}


def _named_lines(need: NeedBefore, across: Spec, down: Spec, words: Wording) -> list[Spec]:
    """Names of the lines where they lie farthest apart: best and median above, the worst below where there is room."""
    inner = [row for row in need.envelope if row.worst >= 0.2 and row.best - row.worst >= 0.2] or need.envelope
    at = max(inner, key=lambda row: (min(row.best - row.median, row.median - row.worst), row.best - row.worst))
    names = ["best", "median", "worst"] if HEIGHT * (at.best - at.median) >= APART + 4 else ["best", "worst"]
    low = (-8, 5, "left") if at.worst < 0.2 else (12, -5, "right")  # off the axis
    looks = {"best": (-8, 5, "left"), "median": (-8, 5, "left"), "worst": low}
    return [
        {"data": {"values": [{"x": at.lost, name: getattr(at, name), "text": words(f"stress.{name}")}]},
         "mark": {"type": "text", "dy": dy, "dx": dx, "align": side, "fontSize": 12, "color": INK},
         "encoding": {"x": across, "y": down | {"field": name}, "text": {"field": "text"}}}
        for name, (dy, dx, side) in ((name, looks[name]) for name in names)
    ]  # fmt: skip


def _counts(most: int) -> list[int]:
    step = max(1, -(-most // 8))
    return list(range(0, most + 1, step))


def shapley_drawing(need: NeedBefore, words: Wording) -> Drawing | None:
    """What each system brings, with its error of drawing; None where no system serves the need."""
    rows = [row for row in need.systems if row.shapley > 0][:SHOWN]
    if not rows:
        return None
    bars = [(f"{row.name} · {brings(row.shapley, row.error)}", row.shapley, row.error, LINE) for row in rows]
    label = words("stress.bars_label", need=words.pick(need.titles))
    return _even(bars_spec(bars, label, words("stress.bars_axis"), words), label)


def brings(share: float, error: float) -> str:
    """A share with its standard error where it has one, in whole per cent.

    >>> brings(0.341, 0.0).replace(THIN, " "), brings(0.341, 0.021).replace(THIN, " ")
    ('34 %', '34 ± 2 %')
    """
    if error < 0.005:
        return percent(share)
    return f"{share * 100:.0f}{THIN}±{THIN}{error * 100:.0f}{THIN}%"


def navigation_drawing(rows: Sequence[NavigationSystem], words: Wording) -> Drawing | None:
    """Share of the time with a usable position: all together, each alone, all but each; None where nothing is told."""
    order = {"together": 0, "alone": 1, "all but": 2}
    kept = sorted((row for row in rows if row.kind in order), key=lambda row: order[row.kind])
    if not kept:
        return None
    fill = {"together": LINE, "alone": PALE, "all but": "#b9c3c9"}
    bars = [(f"{tables.navigation_name(row, words)} · {percent(row.available)}", row.available, 0.0, fill[row.kind]) for row in kept]
    label = words("stress.navigation_label")
    return _even(bars_spec(bars, label, words("stress.navigation_axis"), words, most=1.0), label)


def bars_spec(rows: Sequence[tuple[str, float, float, str]], label: str, axis_title: str, words: Wording, *, most: float = 0.0) -> Spec:
    """Bars across, the name and the number of each above it, one standard error either way as a line at its end.

    Args:
        rows: name, share, standard error and colour of each.
        label: for those who do not see it.
        axis_title: above the bars.
        words: of the reader's language.
        most: end of the axis; 0: a round share beyond the longest bar.
    """
    end = most or next((t for t in (0.05, 0.1, 0.2, 0.4, 0.6, 0.8) if t >= max(v + e for _, v, e, _ in rows)), 1.0)
    held = [
        {
            "at": at,
            "zero": 0,
            "name": plain(name),
            "share": share,
            "low": max(0.0, share - error),
            "high": min(end, share + error),
            "fill": fill,
        }
        for at, (name, share, error, fill) in enumerate(rows)
    ]
    axis = _axis(axis_title) | {"orient": "top", "values": [0, end / 2, end], "titleAnchor": "start", "grid": False}
    axis = {key: value for key, value in axis.items() if not key.startswith("title") or key in {"title", "titleAnchor"}}
    across: Spec = {"field": "zero", "type": "quantitative", "scale": {"domain": [0, end], "nice": False}, "axis": axis}
    down: Spec = {"field": "at", "type": "ordinal", "axis": None, "scale": {"paddingInner": 0, "paddingOuter": 0}}
    errors = [row for row, (_, _, error, _) in zip(held, rows, strict=True) if error >= 0.0025]
    line: Spec = {"x": across | {"field": "low"}, "x2": {"field": "high"}, "y": down}
    layers: list[Spec] = [
        {"mark": {"type": "bar", "height": BAR, "yOffset": 8, "stroke": "#5c656e", "strokeWidth": 0.5},
         "encoding": {"x": across, "x2": {"field": "share"}, "y": down, "color": {"field": "fill", "type": "nominal", "scale": None}}},
        {"data": {"values": errors}, "mark": {"type": "rule", "color": INK, "strokeWidth": 1.6, "yOffset": 8}, "encoding": line},
        *({"data": {"values": errors}, "mark": {"type": "tick", "color": INK, "thickness": 1.6, "height": 8, "yOffset": 8},
           "encoding": {"x": across | {"field": side}, "y": down}} for side in ("low", "high")),
        {"mark": {"type": "text", "align": "left", "dy": -8, "x": 0, "fontSize": 12, "color": INK, "limit": WIDTH + 60},
         "encoding": {"y": down, "text": {"field": "name"}}},
    ]  # fmt: skip
    drawn = layers if errors else [layers[0], layers[-1]]
    return _sheet(label, "", words) | {"data": {"values": held}, "height": {"step": LINE_HEIGHT + BAR + 8}, "layer": drawn}


def _sheet(label: str, title: str, words: Wording) -> Spec:
    """What every specification begins with; the title in lines that a telephone holds."""
    found: Spec = {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "description": plain(label),
        "width": WIDTH,
        "height": HEIGHT,
        "config": THEME,
    }
    if title:
        lines = list(folded(plain(title), LETTERS_ZH if words.language == "zh" else LETTERS))
        found["title"] = {"text": lines, "anchor": "start", "frame": "bounds", "fontSize": 13, "color": INK, "offset": 22, "lineHeight": 16}
    return found


def folded(text: str, letters: int) -> Iterable[str]:
    """Lines of at most so many letters, broken between words where there are some.

    >>> list(folded("a satellite is lost", 12)), list(folded("卫星失效了", 3))
    (['a satellite', 'is lost'], ['卫星失', '效了'])
    """
    while len(text) > letters:
        cut = text.rfind(" ", 0, letters + 1)
        cut = cut if cut > letters // 3 else letters
        yield text[:cut].strip()
        text = text[cut:].strip()
    yield text


def _axis(title: str) -> Spec:
    """An axis of shares with its name on top."""
    return {
        "title": title, "values": [0, 0.5, 1], "labelExpr": f"round(datum.value * 100) + '{THIN}%'", "titleAnchor": "start",
        "titleAngle": 0, "titleAlign": "left", "titleX": -34, "titleY": -10, "titleBaseline": "bottom",
    }  # fmt: skip


def _fallen(lines: dict[str, list[float | None]], across: Spec, down: Spec) -> list[Spec]:
    """What is left right after the event, as a number at each line that falls there; those of lines that lie close stand together."""
    found: dict[float, list[str]] = {}
    for values in lines.values():
        before, after = values[0], values[1] if len(values) > 1 else None
        if before is None or after is None or before - after < 0.01:
            continue
        place = next((other for other in found if abs(after - other) * HEIGHT < APART), after)
        found.setdefault(place, []).append(percent(after))
    rows = [{"x": 1, "y": share, "text": " · ".join(dict.fromkeys(texts))} for share, texts in found.items()]
    lift = [-10 if share < 0.2 else 12 for share in found]
    mark: Spec = {"type": "text", "align": "left", "dx": 6, "fontSize": 12, "fontWeight": "bold", "color": INK}
    channels: Spec = {"x": across, "y": down, "text": {"field": "text"}}
    return [{"data": {"values": [row]}, "mark": mark | {"dy": dy}, "encoding": channels} for row, dy in zip(rows, lift, strict=True)]


def _even(spec: Spec, label: str) -> Drawing:
    """A figure as a drawing as wide as all others."""
    drawing = figure_drawing(spec, label)
    found = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', drawing.svg)
    if found is None or float(found[1]) >= EVEN:
        return drawing
    svg = drawing.svg.replace(found.group(), f'viewBox="0 0 {EVEN:g} {found[2]}"', 1)
    return replace(drawing, svg=svg, ratio=float(found[2]) / EVEN)


def _end_labels(ends: Sequence[tuple[float, str, Look]]) -> list[Spec]:
    """A piece of each line and its words at the right end, so far apart that they can be read, in the order of the lines."""
    places: list[tuple[float, str, Look]] = []
    for share, text, look in sorted(ends, key=lambda end: -end[0]):
        wanted = HEIGHT * (1 - share)
        places.append((max(wanted, places[-1][0] + APART) if places else wanted, text, look))
    over = max(0.0, places[-1][0] - HEIGHT) if places else 0.0
    layers: list[Spec] = []
    for y, text, (colour, dash, width) in places:
        piece = {"type": "rule", "color": colour, "strokeDash": dash, "strokeWidth": width}
        ends_of = {"x": {"value": WIDTH + 8}, "x2": {"value": WIDTH + 24}, "y": {"value": y - over}}
        label = {"type": "text", "align": "left", "x": WIDTH, "dx": 28, "y": y - over, "color": INK, "fontSize": 12}
        layers += [
            {"data": {"values": [{}]}, "mark": piece, "encoding": ends_of},
            {"data": {"values": [{}]}, "mark": label, "encoding": {"text": {"value": text}}},
        ]
    return layers


def _run(values: Sequence[float | None], at: int) -> int:
    """Number of the unbroken piece of a line that a stage is in."""
    return sum(value is None for value in values[:at])


def _stage_lines(stage: Stage, words: Wording) -> list[str]:
    when = tables.begins(stage, words)
    room = 9 if words.language == "zh" else 12
    return [words.word("stage", stage.stage), *(folded(when, room) if when else ())]


# figures with what stands under them


def captioned(drawing: Drawing, stress: Stress, words: Wording, more: str = "") -> Pictures:
    """A drawing with its source and date under it, after what else there is to say."""
    days = {"start": day(stress.window.start_utc), "end": day(stress.window.end_utc), "made": day(stress.made_utc)}
    texts = [more, words("stress.source_line", **days)]
    return Pictures(drawings=(drawing,), caption=(Text(text=("" if words.language == "zh" else " ").join(t for t in texts if t)),))


def day(utc: str) -> str:
    """The day of an instant."""
    return utc[:10]


def staged(row: ScenarioAfter, stress: Stress, words: Wording, *, table: bool) -> tuple[Block, ...]:
    """The stages of one scenario, with their own table or without."""
    drawing = stages_drawing(row, stress, words)
    if drawing is None:
        return ()
    figure = captioned(drawing, stress, words)
    return (figure, tables.stages_table(stress, [row], words)) if table else (figure,)


def curved(curve: Curve, title: str, name: str, stress: Stress, words: Wording) -> tuple[Block, ...]:
    """A curve with its table."""
    drawing = curve_drawing(curve, title, name, words)
    return (captioned(drawing, stress, words), tables.curve_table(curve, title, words)) if drawing else ()


def hung_on(need: NeedBefore, stress: Stress, words: Wording) -> list[tuple[Block, ...]]:
    """What a need hangs on: the envelope and the bars, each with its table; nothing where a sentence says it all."""
    found: list[tuple[Block, ...]] = []
    if len(need.systems) < 2 or need.area < tables.LEAST:
        return found
    if (envelope := envelope_drawing(need, words)) is not None:
        found.append((captioned(envelope, stress, words), tables.envelope_table(need, words)))
    if (bars := shapley_drawing(need, words)) is not None:
        more = words("stress.bars_more", shown=SHOWN, all=len(need.systems)) if len(need.systems) > SHOWN else ""
        orders = words("stress.all_orders" if need.exact else "stress.drawn_orders")
        gap = " " if more and words.language != "zh" else ""
        figure = captioned(bars, stress, words, f"{more}{gap}{orders}")
        found.append((figure, tables.systems_table(need, [brings(row.shapley, row.error) for row in need.systems], words)))
    return found
