"""The figures of the specification sheet: share served by number of additions with its bound, and the map of sites. Facts: none of its own.

Outlines on the map are the packaged ones. Left out: a map of an area without country codes, whose outline the answer does not hold.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from markupsafe import Markup, escape

from commonsky.profile.committee_figures import ON_LIGHT, RIM
from commonsky.profile.drawings import FONT_SLOT, SPACE, Drawing, figure_drawing
from commonsky.profile.figures import FAINT, INK, LINE, THEME
from commonsky.profile.lettering import scale_bar
from commonsky.profile.projection import centred_on, densify, frame_around
from commonsky.profile.quantities import THIN, percent
from commonsky.world.countries import all_land, disputed_areas, find_country

if TYPE_CHECKING:
    from collections.abc import Iterable

    from shapely import MultiPolygon

    from commonsky.profile.design_model import DesignAnswer
    from commonsky.profile.figures import Spec
    from commonsky.profile.projection import Frame
    from commonsky.profile.wording import Wording

#: Width of the plot on a telephone and on a desk, its height, and the width of the map, px.
WIDTHS, TALL, MAP = (232, 520), 190, 420.0
LAND, OWN, SEA, COAST, MARK = "#e6e2da", "#d6d0c4", "#f1f7fa", "#7d776b", "#c4593a"


def front_drawing(design: DesignAnswer, words: Wording, *, wide: bool) -> Drawing | None:
    """Share served by number of additions; None where nothing was searched."""
    return figure_drawing(front_spec(design, words, wide=wide), words("design.front_label")) if len(design.front) > 1 else None


def front_spec(design: DesignAnswer, words: Wording, *, wide: bool) -> Spec:
    """The specification: a step line through the best sets, the answer marked, a bar up to the most that could be had."""
    rows: list[dict[str, Any]] = [
        {"n": row.count, "share": 100 * row.share, "text": percent(row.share), "size": 140 if row.chosen else 50} for row in design.front
    ]
    counts = [row["n"] for row in rows]
    ticks = counts[:: 1 + len(counts) // 9]
    across: Spec = {"field": "n", "type": "quantitative", "scale": {"domain": [-0.5, max(counts) + 0.4], "nice": False},
                    "axis": {"title": words("design.front_across"), "values": ticks, "format": "d", "grid": False}}  # fmt: skip
    axis = {"title": words("design.front_axis"), "values": [0, 25, 50, 75, 100], "labelExpr": f"datum.value + '{THIN}%'", "titleX": -34,
            "titleAnchor": "start", "titleAngle": 0, "titleAlign": "left", "titleY": -22, "titleBaseline": "bottom"}  # fmt: skip
    up: Spec = {"field": "share", "type": "quantitative", "scale": {"domain": [0, 100], "nice": False}, "axis": axis}
    place = {"x": across, "y": up}
    quiet = {mark: {"aria": False} for mark in ("bar", "text", "point", "rule", "line")}
    named = rows if len(rows) <= (9 if wide else 5) else [row for row in rows if row["size"] > 100 or row["n"] in {counts[0], counts[-1]}]
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json", "description": words("design.front_label"), "width": WIDTHS[wide],
        "height": TALL, "config": THEME | quiet,
        "layer": [
            {"data": {"values": rows}, "mark": {"type": "line", "interpolate": "step-after", "color": LINE, "strokeWidth": 2},
             "encoding": place},
            *_bound(design, words, place),
            {"data": {"values": rows}, "mark": {"type": "point", "filled": True, "fill": LINE, "stroke": INK, "opacity": 1},
             "encoding": place | {"size": {"field": "size", "type": "quantitative", "scale": None}}},
            *({"data": {"values": [row for row in named if (row["size"] > 100) == chosen]},
               "mark": {"type": "text", "align": side, "dx": dx, "dy": dy, "fontSize": 12, "color": INK},
               "encoding": place | {"text": {"field": "text"}}}
              for chosen, side, dx, dy in ((False, "right", 6, -12), (True, "left", 12, 2))),
        ],
    }  # fmt: skip


def _bound(design: DesignAnswer, words: Wording, place: Spec) -> list[Spec]:
    """From the answer up to what as many additions could reach at most."""
    chosen = next((row for row in design.front if row.chosen), None)
    if design.proof is None or chosen is None:
        return []
    most = min(1.0, design.share_before + design.proof.most_gain)
    if most - chosen.share < 0.005:
        return []
    data = {"values": [{"n": chosen.count, "share": 100 * chosen.share, "most": 100 * most}]}
    up = {"x": place["x"], "y": place["y"], "y2": {"field": "most"}}
    cap = {"x": place["x"], "y": place["y"] | {"field": "most"}}
    return [
        {"data": data, "mark": {"type": "rule", "color": RIM, "strokeWidth": 2, "strokeDash": [3, 2]}, "encoding": up},
        {"data": data, "mark": {"type": "tick", "color": RIM, "thickness": 2, "size": 16, "orient": "horizontal"}, "encoding": cap},
        {"data": data, "mark": {"type": "text", "dy": -9, "fontSize": 12, "color": INK},
         "encoding": cap | {"text": {"value": words("design.at_most", share=percent(most))}}},
    ]  # fmt: skip


def sites_drawing(design: DesignAnswer, words: Wording) -> Drawing | None:
    """The map of sites, an equal-area one of the area's countries; None without a site."""
    placed = [(row.rank, *row.place) for row in design.additions if row.place]
    if not placed:
        return None
    own = [shape for code in design.area.codes for shape in [_outline(code)]]
    frame = _frame(own, placed)
    land = "".join(_path(shape, frame, LAND, COAST, "") for shape in all_land())
    land += "".join(_path(shape, frame, OWN, COAST, "") for shape in own)
    land += "".join(_path(shape, frame, "none", ON_LIGHT, 'stroke-dasharray="5 4"') for shape in disputed_areas())
    marks = "".join(_mark(rank, lat, lon, frame) for rank, lat, lon in placed)
    bar, told = scale_bar(frame)
    y = frame.height - 12
    scale = (
        f'<path d="M12 {y - 5:.0f}v5h{bar:.1f}v-5" fill="none" stroke="{ON_LIGHT}" stroke-width="1.5"/>'
        f'<text x="{16 + bar:.1f}" y="{y:.0f}" font-size="12" fill="{ON_LIGHT}">{told}</text>'
    )
    label = words("design.sites_label")
    svg = (
        f'<svg {SPACE} font-family="{FONT_SLOT}" role="img" aria-label="{escape(label)}" '
        f'viewBox="0 0 {frame.width:.0f} {frame.height:.0f}">'
        f'<rect width="{frame.width:.0f}" height="{frame.height:.0f}" fill="{SEA}" stroke="{FAINT}"/>{land}{marks}{scale}</svg>'
    )
    return Drawing(svg=str(Markup(svg)), label=label, name="", ratio=frame.height / frame.width)  # noqa: S704 - numbers and our own words


def _outline(code: str) -> MultiPolygon:
    from commonsky.world.countries import boundary

    return boundary(find_country(code))


def _frame(own: Iterable[MultiPolygon], placed: Iterable[tuple[int, float, float]]) -> Frame:
    import shapely

    points = [np.array([[lon, lat]]) for _, lat, lon in placed]
    points += [shapely.get_coordinates(shape) for shape in own]
    held = np.concatenate(points)
    low, high = held.min(axis=0), held.max(axis=0)
    if np.ptp(held[:, 0]) < 3 and np.ptp(held[:, 1]) < 3:  # a site alone: some land and sea around it
        held = np.concatenate([held, [low - 1.5, high + 1.5]])
    return frame_around(centred_on(held[:, 1], held[:, 0]), held, width=MAP, shape=(0.5, 1.3))


def _path(shape: MultiPolygon, frame: Frame, fill: str, stroke: str, more: str) -> str:
    """Rings of a shape that reach the frame, as one path."""
    import shapely

    drawn = []
    for part in shapely.get_parts(shape):
        for ring in (part.exterior, *part.interiors):
            line = densify(np.asarray(ring.coords))
            units = frame.units(line[:, 0], line[:, 1])
            units = units[np.isfinite(units).all(axis=1)]
            if len(units) < 3 or (units.max(axis=0) < 0).any() or (units.min(axis=0) > [frame.width, frame.height]).any():
                continue
            kept = np.round(np.clip(units, -60, [frame.width + 60, frame.height + 60]), 1)
            kept = kept[np.concatenate([[True], (np.abs(np.diff(kept, axis=0)) > 0.4).any(axis=1)])]
            drawn.append("M" + "L".join(f"{x:g} {y:g}" for x, y in kept) + "Z")
    if not drawn:
        return ""
    return f'<path d="{"".join(drawn)}" fill="{fill}" stroke="{stroke}" stroke-width=".8" fill-rule="evenodd" {more}/>'


def _mark(rank: int, lat: float, lon: float, frame: Frame) -> str:
    x, y = frame.units(np.array([lon]), np.array([lat]))[0]
    return (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="9" fill="{MARK}" stroke="#fefefe" stroke-width="1.5"/>'
        f'<text x="{x:.1f}" y="{y + 4:.1f}" text-anchor="middle" font-size="12" font-weight="bold" fill="#fefefe">{rank}</text>'
    )
