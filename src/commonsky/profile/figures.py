"""Figures as Vega-Lite specifications with one theme, and as SVG by vl-convert. Facts: the profile's own series. Leaves out interaction."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

from commonsky.profile.quantities import duration

if TYPE_CHECKING:
    from commonsky.profile.model import Age, Need, Window
    from commonsky.profile.wording import Wording

Spec = dict[str, Any]
VEGA_LITE = "5.21"
INK, FAINT, LINE = "#1f2328", "#d5d8dc", "#1b6d7d"
LEVEL_COLOURS = {"goal": "#1b6d7d", "breakthrough": "#6fb3a5", "threshold": "#e8c872"}
#: Ages that an axis may carry, h, each a round figure in its own unit.
AGE_TICKS_H = (1 / 60, 1 / 12, 0.25, 1.0, 3.0, 6.0, 12.0, 24.0, 72.0, 168.0, 720.0, 2160.0, 8760.0)
#: Steps drawn at most; a step shows its lowest and its highest age.
STEPS = 110
#: Size of the plot, px: drawn at this size on a phone, a little larger on a desk.
WIDTH, HEIGHT = 270, 140

THEME: Spec = {
    "background": None,
    "padding": 4,
    "font": "sans-serif",
    "view": {"stroke": None},
    "axis": {
        "labelColor": INK, "labelFontSize": 12, "titleColor": INK, "titleFontSize": 12, "titleFontWeight": "normal",
        "gridColor": FAINT, "domainColor": FAINT, "tickColor": FAINT, "domain": False, "ticks": False, "labelPadding": 5,
    },
}  # fmt: skip


def age_spec(need: Need, window: Window, wording: Wording) -> Spec | None:
    """Age of the newest product over the window: median, 10 to 90 % of the area, the levels' limits; None if nothing was ever made."""
    if not any(v is not None for v in need.age.median_h):
        return None
    rows, ticks = _rows(need.age, window), _ticks(need.age)
    days = {"title": None, "format": "%m-%d", "grid": False, "tickCount": 5}
    date = {"field": "t", "type": "temporal", "axis": days, "scale": {"type": "utc"}}
    axis = {"title": wording("figure.age_axis"), "values": list(ticks), "labelExpr": _tick_names(ticks), "titleAnchor": "start",
            "titleAngle": 0, "titleAlign": "left", "titleX": 0, "titleY": -10, "titleBaseline": "bottom"}  # fmt: skip
    scale = {"type": "log", "domain": [ticks[0], ticks[-1]], "nice": False, "clamp": True}
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "description": wording("figure.age_title"),
        "width": WIDTH,
        "height": HEIGHT,
        "config": THEME,
        "data": {"values": rows},
        "layer": [
            {"mark": {"type": "area", "color": LINE, "opacity": 0.18},
             "encoding": {"x": date, "y": {"field": "lo", "type": "quantitative", "scale": scale, "axis": axis}, "y2": {"field": "hi"}}},
            {"mark": {"type": "line", "color": LINE, "strokeWidth": 1.6, "strokeJoin": "round"},
             "encoding": {"x": date, "y": {"field": "median", "type": "quantitative"}}},
            *_limit_layers(need.age, ticks, wording),
        ],
    }  # fmt: skip


def to_svg(spec: Spec, label: str) -> str:
    """The figure as SVG text: coordinates to a tenth, scaled by the page, with a label for screen readers."""
    import vl_convert

    svg = str(vl_convert.vegalite_to_svg(spec, vl_version=VEGA_LITE))
    svg = re.sub(r"-?\d+\.\d{2,}", lambda m: f"{float(m.group()):.1f}".removesuffix(".0"), svg)
    svg = re.sub(r' (?:aria-hidden|aria-roledescription|role|pointer-events|xmlns:xlink|version|class)="[^"]*"', "", svg)
    svg = re.sub(r'<path (?:d="M0,0h0v0h0Z"|d="" display="none"|d="M0(?:\.5)?,0(?:\.5)?h[\d.]+v[\d.]+h-[\d.]+Z")/>', "", svg)
    svg = re.sub(r"<g></g>", "", svg)
    size = re.search(r'width="([\d.]+)" height="([\d.]+)" ', svg)
    held = svg.replace(size.group(), "", 1) if size else svg
    return held.replace("<svg ", f'<svg role="img" aria-label="{_plain(label)}" ', 1)


def _plain(text: str) -> str:
    return text.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")


def _rows(age: Age, window: Window) -> list[dict[str, Any]]:
    start = datetime.fromisoformat(window.start_utc)
    top = _ticks(age)[-1]
    time, median, low, high = (_array(v) for v in (age.time_h, age.median_h, age.p10_h, age.p90_h))
    high = np.where(np.isnan(high) & ~np.isnan(low), top, high)
    bins = np.array_split(np.arange(len(time)), STEPS) if len(time) > 2 * STEPS else [np.array([i]) for i in range(len(time))]
    rows = []
    for part in bins:
        band = (_extreme(low[part], lowest=True), _extreme(high[part], lowest=False))
        for i in _low_and_high(median[part], part):
            when = (start + timedelta(hours=float(time[i]))).strftime("%Y-%m-%dT%H:%MZ")
            rows.append({"t": when, "median": _round(median[i]), "lo": _round(band[0]), "hi": _round(band[1])})
    return rows


def _low_and_high(values: np.ndarray[Any, np.dtype[np.float64]], indices: np.ndarray[Any, np.dtype[np.int64]]) -> list[int]:
    if len(values) < 2 or np.isnan(values).all():
        return [int(indices[0])]
    return sorted({int(indices[np.nanargmin(values)]), int(indices[np.nanargmax(values)])})


def _extreme(values: np.ndarray[Any, np.dtype[np.float64]], *, lowest: bool) -> float:
    known = values[~np.isnan(values)]
    return float("nan") if not len(known) else float(known.min() if lowest else known.max())


def _array(values: tuple[float | None, ...] | tuple[float, ...]) -> np.ndarray[Any, np.dtype[np.float64]]:
    return np.array([np.nan if v is None else v for v in values], float)


def _round(value: float) -> float | None:
    return None if np.isnan(value) else float(f"{value:.3g}")


def _ticks(age: Age) -> tuple[float, ...]:
    """Round ages from just under the least to just over the greatest drawn."""
    drawn = [v for v in (*age.median_h, *age.p10_h, *age.p90_h) if v] + [v for v in age.level_limit_h.values() if v > 0]
    first = max((i for i, t in enumerate(AGE_TICKS_H) if t <= min(drawn)), default=0)
    last = next((i for i, t in enumerate(AGE_TICKS_H) if t >= max(drawn)), len(AGE_TICKS_H) - 1)
    return AGE_TICKS_H[min(first, len(AGE_TICKS_H) - 2) : max(last, first + 1) + 1]


def _tick_names(ticks: tuple[float, ...]) -> str:
    return " : ".join(f"abs(datum.value - {t:g}) < {t / 100:g} ? '{duration(t)}'" for t in ticks) + " : ''"


def _limit_layers(age: Age, ticks: tuple[float, ...], wording: Wording) -> list[Spec]:
    """A rule for each level's limit, its name at the right end; names too close together share a line."""
    named = [(level, hours) for level, hours in age.level_limit_h.items() if hours > 0 and level in LEVEL_COLOURS]
    layers: list[Spec] = []
    floor = -np.inf
    for level, hours in sorted(named, key=lambda pair: pair[1]):
        rule = {"type": "rule", "color": LEVEL_COLOURS[level], "strokeWidth": 2, "strokeDash": [5, 3]}
        layers.append({"data": {"values": [{}]}, "mark": rule, "encoding": {"y": {"datum": hours}}})
        height = float(np.clip(HEIGHT * np.log(hours / ticks[0]) / np.log(ticks[-1] / ticks[0]), 0, HEIGHT))
        lift = max(0.0, floor + 14 - height)
        floor = height + lift
        text = {"type": "text", "align": "left", "dx": 6, "dy": -lift, "x": WIDTH, "color": INK, "fontSize": 12}
        label = f"{wording(f'level.{level[0]}')} {duration(hours)}"
        layers.append({"data": {"values": [{}]}, "mark": text, "encoding": {"y": {"datum": hours}, "text": {"value": label}}})
    return layers
