"""The figure of what falls with each mission: bars in the house theme. Facts: the profile's own.

Leaves out missions beyond the first `SHOWN`, which the table beside it has.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from commonsky.profile.committee_figures import plain
from commonsky.profile.drawings import figure_drawing
from commonsky.profile.figures import INK, THEME

if TYPE_CHECKING:
    from collections.abc import Sequence

    from commonsky.profile.drawings import Drawing
    from commonsky.profile.figures import Spec
    from commonsky.profile.model import MissionResilience
    from commonsky.profile.wording import Wording

#: Missions drawn at most.
SHOWN = 12
#: Width of the plot, height of a bar and of the words above it, px.
WIDTH, BAR, WORDS = 300, 13, 23
RED, RIM = "#c4593a", "#5c656e"


def falls_drawing(missions: Sequence[MissionResilience], wording: Wording) -> Drawing | None:
    """Needs that fall if one mission alone is lost, as bars; None where none falls."""
    rows = [row for row in missions if row.falls][:SHOWN]
    return figure_drawing(falls_spec(rows, wording), wording("resilience.figure")) if rows else None


def falls_spec(rows: Sequence[MissionResilience], wording: Wording) -> Spec:
    """The specification: the name and the number of each mission above its bar."""
    most = max(len(row.falls) for row in rows)
    held = [{"at": at, "zero": 0, "count": len(row.falls), "name": plain(f"{row.name} · {len(row.falls)}")} for at, row in enumerate(rows)]
    ticks = list(range(0, most + 1, -(-most // 6)))
    axis = {
        "orient": "top",
        "title": wording("resilience.figure_axis"),
        "titleAnchor": "start",
        "values": ticks,
        "format": "d",
        "grid": True,
    }
    across: Spec = {"field": "zero", "type": "quantitative", "scale": {"domain": [0, most], "nice": False}, "axis": axis}
    down: Spec = {"field": "at", "type": "ordinal", "axis": None, "scale": {"paddingInner": 0, "paddingOuter": 0}}
    bar = {"type": "bar", "height": BAR, "yOffset": 9, "color": RED, "stroke": RIM, "strokeWidth": 0.5}
    name = {"type": "text", "align": "left", "dy": -7, "x": 0, "fontSize": 12, "color": INK, "limit": WIDTH + 30}
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "description": wording("resilience.figure"),
        "width": WIDTH,
        "height": {"step": BAR + WORDS},
        "config": THEME | {"bar": {"aria": False}, "text": {"aria": False}},
        "data": {"values": held},
        "layer": [
            {"mark": bar, "encoding": {"x": across, "x2": {"field": "count"}, "y": down}},
            {"mark": name, "encoding": {"y": down, "text": {"field": "name"}}},
        ],
    }
