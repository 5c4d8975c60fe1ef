"""The page's drawings as SVG that stands alone: the map with its insets, and the figures. Facts: none of its own; colours are theme.css's.

On the page a style sheet colours the drawings; on paper and in an office document each must carry its own. The light half of the sheet
is read, its variables are put in, and what a plain SVG reader cannot follow (queries, pseudo-classes) is left out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING

from markupsafe import escape

from commonsky.profile.figures import age_spec, to_svg
from commonsky.profile.map import PAPER, draw_map
from commonsky.profile.quantities import position

if TYPE_CHECKING:
    from commonsky.profile.figures import Spec
    from commonsky.profile.geometry import MapGeometry
    from commonsky.profile.map import Panel
    from commonsky.profile.model import Need, Profile, Window
    from commonsky.profile.wording import Wording

#: Where the fonts of the document go.
FONT_SLOT = "font-of-the-document"
#: Room at the right end of a figure for its labels, as fonts differ in width, px.
LABEL_ROOM = 26.0
SPACE = 'xmlns="http://www.w3.org/2000/svg"'
HATCHES = (
    '<defs><pattern id="hatch-o" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<rect class="ground" width="7" height="7"/><rect class="stripe" width="2" height="7"/></pattern>'
    '<pattern id="hatch-x" width="9" height="9" patternUnits="userSpaceOnUse"><circle class="stripe" cx="4" cy="4" r=".9"/></pattern>'
    "</defs>"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """One SVG that needs nothing beside it but fonts.

    Args:
        svg: its text, with `FONT_SLOT` where the font families go.
        label: what it shows, for those who do not see it.
        name: a short name that stands under it, or an empty text.
        ratio: height over width.
        enlarged: whether something small is drawn larger than it is.
        beyond: whether it shows what lies outside the main map.
    """

    svg: str
    label: str
    name: str
    ratio: float
    enlarged: bool = False
    beyond: bool = False


def map_drawings(profile: Profile, geometry: MapGeometry, need: Need, wording: Wording) -> list[Drawing]:
    """The map of one need, then its insets.

    Args:
        profile: whose cells are drawn.
        geometry: outlines.
        need: whose levels colour the cells.
        wording: of the reader's language.
    """
    panels = draw_map(profile, geometry, need.cell_levels, PAPER)
    whole = wording("map.label", country=wording.pick(profile.country.names))
    drawn = []
    for order, panel in enumerate(panels):
        name = (panel.place or position(*panel.centre)) if order else ""
        label = wording("map.inset", place=name) if order else f"{whole}. {wording.pick(need.titles)}"
        ratio = panel.height / panel.width
        svg = _map_svg(panel, need, label)
        drawn.append(Drawing(svg=svg, label=label, name=name, ratio=ratio, enlarged=panel.enlarged, beyond=panel.beyond))
    return drawn


def age_drawing(need: Need, window: Window, wording: Wording) -> Drawing | None:
    """The figure of ages of one need, or None where nothing was ever made."""
    spec = age_spec(need, window, wording)
    if spec is None:
        return None
    return figure_drawing(spec, f"{wording('figure.age_title')}: {wording.pick(need.titles)}")


def figure_drawing(spec: Spec, label: str) -> Drawing:
    """A figure as a drawing, with room at its right end.

    Args:
        spec: of Vega-Lite, in the theme of `figures`.
        label: what it shows, for those who do not see it.
    """
    svg = to_svg(spec, label).replace('font-family="sans-serif"', f'font-family="{FONT_SLOT}"')
    found = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg)
    width, height = (float(v) for v in found.groups()) if found else (360.0, 190.0)
    box = f'viewBox="0 0 {width + LABEL_ROOM:g} {height:g}"'
    svg = svg.replace(f" {SPACE}", "", 1).replace(found.group() if found else "", box, 1)
    svg = svg.replace("<svg ", f'<svg {SPACE} font-family="{FONT_SLOT}" ', 1)
    return Drawing(svg=svg, label=label, name="", ratio=height / (width + LABEL_ROOM))


def colours() -> dict[str, str]:
    """The light palette of the page by the names of its variables."""
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", _sheet().split("}", 1)[0]))


def _map_svg(panel: Panel, need: Need, label: str) -> str:
    on_land = " on-land" if need.domain == "land" else ""
    dense = " dense" if panel.dense else ""
    body = str(panel.body).replace(" data-wet>", ' data-wet="">')  # XML wants a value
    if on_land and dense:
        body = body.replace('<g class="cells" ', '<g class="cells" clip-path="url(#main-land)" ')
    return (
        f'<svg {SPACE} class="map{on_land}{dense}" viewBox="0 0 {panel.width:.0f} {panel.height:.0f}" font-family="{FONT_SLOT}" '
        f'role="img" aria-label="{escape(label)}"><style>{_map_style()}</style>{HATCHES}{body}</svg>'
    )


@lru_cache(maxsize=1)
def _sheet() -> str:
    return (resources.files("commonsky.profile") / "theme.css").read_text(encoding="utf-8")


@lru_cache(maxsize=1)
def _map_style() -> str:
    """The sheet's rules for levels and the map, for a desk's width."""
    start, end = _sheet().index("/* the levels"), _sheet().index("/* tables */")
    palette = colours()
    text = re.sub(r"/\*.*?\*/", "", _sheet()[start:end], flags=re.DOTALL)
    text = re.sub(r"var\(--([\w-]+)\)", lambda m: palette.get(m[1], "#000000"), text)
    rules = [(s.strip(), d.strip()) for s, d in re.findall(r"([^{}]+)\{([^{}]*)\}", text)]
    kept = [f"{s}{{{d}}}" for s, d in rules if ":" not in s and not s.startswith("@")]
    return "".join([*kept, ".wide{display:inline}.narrow{display:none}.map text{font-family:inherit}.coast{stroke-width:.8}"])
