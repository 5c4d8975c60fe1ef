"""The map of a country as SVG: cells by level, coasts, names, insets for far islands. Facts: the geometry given.

Leaves out any claim on borders. Colours are not here: every element carries a class, and theme.css says how it looks. A cell's class
is its level's code, so that the page recolours one drawing for every need.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely
from markupsafe import Markup
from numpy.typing import NDArray

from commonsky.profile.lettering import Box, Label, draw_labels, graticule, name_places, scale_bar, spread_letters, text_width
from commonsky.profile.model import LEVEL_CODES
from commonsky.profile.projection import centred_on, densify, frame_around

if TYPE_CHECKING:
    from collections.abc import Iterable

    from commonsky.profile.geometry import MapGeometry
    from commonsky.profile.model import Profile
    from commonsky.profile.projection import Floats, Frame

Ints = NDArray[np.int64]

WIDTH = 1000.0
INSET = 300.0
INSETS_MOST = 6
#: Least and greatest height of the main map over its width.
SHAPE = (0.56, 1.4)
#: Sides of a cell, units, under which an island would be lost: about 2 px on a phone.
SMALL = 8.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Lettering:
    """Height of names, drawing units of the main map and of an inset, where the drawing is wide enough for many."""

    main: float
    inset: float


#: On a desk's screen a unit is about a pixel; on A4 the main map is 1000 units on 13 to 18 cm, an inset 300 units on 4 to 5 cm.
SCREEN, PAPER = Lettering(main=13.0, inset=13.0), Lettering(main=20.0, inset=20.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """One drawing: the map, or an inset of it.

    Args:
        body: what stands inside the svg element.
        width: of the view box.
        height: of the view box.
        place: name of the largest place in it, or an empty text.
        centre: latitude and longitude, degrees.
        dense: whether the country's land fills most of the cells, so that cells of land may be cut at the coast.
        enlarged: whether something small is drawn larger than it is, or ringed.
        beyond: whether it shows what lies outside the main map, not a part of it once more.
    """

    body: Markup
    width: float
    height: float
    place: str
    centre: tuple[float, float]
    dense: bool
    enlarged: bool
    beyond: bool = False


def draw_map(profile: Profile, geometry: MapGeometry, levels: str, lettering: Lettering = SCREEN) -> list[Panel]:
    """The map and its insets, cells filled by `levels`, one code a cell; lettered for a screen, or for paper."""
    outline = geometry.cell_outline
    lat, lon = np.array([c.lat_deg for c in profile.cells]), np.array([c.lon_deg for c in profile.cells])
    frame, groups, far = _main_frame(profile, outline, lat, lon)
    side = float(np.sqrt(profile.cell_km2)) * frame.units_per_km
    scattered = len(groups) > 1 and side < 2 * SMALL and len(lat) * side**2 < 0.04 * frame.width * frame.height
    shown = np.flatnonzero(_within(frame, lat, lon))
    main = _Drawing(profile, geometry, levels, frame, shown, "main", lettering, scattered=scattered)
    panels = [main.panel(rings=groups if len(groups) > 1 and not scattered else [])]
    close_ups = groups if scattered else far
    within = {id(cells) for cells in close_ups if np.isin(cells, shown).all()}
    for order, cells in enumerate(sorted(close_ups, key=len, reverse=True)[:INSETS_MOST]):
        at = centred_on(lat[cells], lon[cells])
        close = frame_around(at, outline[cells].reshape(-1, 2), width=INSET, shape=(1.0, 1.0), margin=0.14)
        inset = _Drawing(profile, geometry, levels, close, cells, f"inset{order}", lettering, scattered=True)
        panels.append(inset.panel(rings=[], beyond=id(cells) not in within))
    return panels


def _main_frame(profile: Profile, outline: Floats, lat: Floats, lon: Floats) -> tuple[Frame, list[Ints], list[Ints]]:
    """The main frame, groups of cells that hang together, and those groups too far off for it.

    Far islands with under 2 % of the land go to insets where leaving them out lets the rest be drawn a good deal larger.
    """
    frame = frame_around(centred_on(lat, lon), outline.reshape(-1, 2), width=WIDTH, shape=SHAPE)
    land = np.array([cell.land_km2 for cell in profile.cells])
    groups = sorted(_groups(frame, lat, lon, profile.cell_km2), key=lambda cells: -float(land[cells].sum()))
    upto = int(np.searchsorted(np.cumsum([land[g].sum() for g in groups]), 0.98 * land.sum())) + 1
    core = np.concatenate(groups[:upto])
    closer = frame_around(centred_on(lat[core], lon[core]), outline[core].reshape(-1, 2), width=WIDTH, shape=SHAPE)
    far = [g for g in groups[upto:] if not _within(closer, lat[g], lon[g]).all()]
    if not far or len(far) > INSETS_MOST or closer.km2 > 0.8 * frame.km2:
        return frame, groups, []
    return closer, groups, far


def _within(frame: Frame, lat: Floats, lon: Floats) -> NDArray[np.bool_]:
    x, y = frame.units(lon, lat).T
    return np.asarray((x >= 0) & (x <= frame.width) & (y >= 0) & (y <= frame.height))


def _groups(frame: Frame, lat: Floats, lon: Floats, cell_km2: float) -> list[Ints]:
    """Indices of cells that hang together within a twentieth of the map's width."""
    side = float(np.sqrt(cell_km2)) * frame.units_per_km
    points = shapely.points(frame.units(lon, lat))
    blobs = shapely.get_parts(shapely.union_all(shapely.buffer(points, max(side, WIDTH / 40), quad_segs=2)))
    cell, blob = shapely.STRtree(blobs).query(points, predicate="within")
    return [np.asarray(cell[blob == b]) for b in range(len(blobs))]


class _Drawing:
    """One panel in the making."""

    def __init__(
        self,
        profile: Profile,
        geometry: MapGeometry,
        levels: str,
        frame: Frame,
        cells: Ints,
        name: str,
        lettering: Lettering,
        *,
        scattered: bool,
    ) -> None:
        self.profile, self.geometry, self.levels, self.lettering = profile, geometry, levels, lettering
        self.frame, self.cells, self.name = frame, cells, name
        outline = geometry.cell_outline[cells]
        self.outline = frame.units(outline[..., 0], outline[..., 1])
        self.centres = self.outline.mean(axis=1)
        self.side = float(np.sqrt(profile.cell_km2)) * frame.units_per_km
        self.main = name == "main"
        self.least = SMALL if self.main else 1.5 * SMALL
        self.grown = scattered and self.side < self.least

    def panel(self, rings: list[Ints], *, beyond: bool = False) -> Panel:
        """The finished drawing; `rings` are groups of cells, of which small ones are ringed."""
        places = [p for p in self.geometry.places if _within(self.frame, np.array([p[2]]), np.array([p[1]])).all()]
        land = sum(c.land_km2 for c in self.profile.cells)
        dense = self.main and land > 0.5 * len(self.profile.cells) * self.profile.cell_km2
        circles = self._rings(rings)
        body = Markup("\n").join([self._ground(), self._cells(rings), self._borders(), circles, self._words(places)])
        at = self.frame.at
        return Panel(
            body=body,
            width=self.frame.width,
            height=self.frame.height,
            place=places[0][0] if places else "",
            centre=(at.lat_deg, at.lon_deg),
            dense=dense,
            enlarged=self.grown or bool(circles),
            beyond=beyond,
        )

    def _ground(self) -> Markup:
        frame = self.frame
        path, self.graticule_labels = graticule(frame)
        own = _land_path(frame, self.geometry.country)
        return Markup(
            '<clipPath id="{0}-land"><path d="{3}"/></clipPath><rect class="sea" width="{1:.0f}" height="{2:.0f}"/>'
            '<path class="land own" d="{3}"/><path class="graticule" d="{4}"/>'
        ).format(self.name, frame.width, frame.height, own, path)

    def _cells(self, rings: list[Ints]) -> Markup:
        """Cells in two groups: those that may be cut at the coast, and those of ringed islets, which are shown whole."""
        order, shown = self._shown()
        loose = np.isin(self.cells[order], np.concatenate([[-1], *self._small(rings)]))
        return self._group(order[~loose], shown, "cells") + self._group(order[loose], shown, "cells loose")

    def _group(self, order: Ints, shown: Floats, name: str) -> Markup:
        cells = self.cells[order].tolist()
        codes = [self.levels[i] if self.levels[i] in LEVEL_CODES else "x" for i in cells]
        tenths = np.rint(shown[order] * 10).astype(int)
        paths = "".join(f'<path class="{code}" d="{_cell_path(ring)}"/>' for ring, code in zip(tenths, codes, strict=True))
        listed = ",".join(map(str, cells)) if cells != list(range(len(self.profile.cells))) else ""
        drawn = Markup('<g class="{}" data-of="{}">{}</g>').format(name, listed, Markup(paths))  # noqa: S704 - numbers and codes
        return drawn if cells else Markup()

    def _small(self, groups: list[Ints]) -> list[Ints]:
        """Groups so small on this panel that their colour would be lost."""
        found = []
        for group in groups:
            mine = np.isin(self.cells, group)
            if mine.any() and np.ptp(self.outline[mine].reshape(-1, 2), axis=0).max() < 4 * SMALL:
                found.append(group)
        return found

    def _shown(self) -> tuple[Ints, Floats]:
        """Order of drawing, and outlines: small cells with land are drawn last, larger about their centres."""
        order = np.arange(len(self.cells))
        if not self.grown:
            return order, self.outline
        land = np.array([self.profile.cells[i].land_km2 > 0 for i in self.cells.tolist()])
        grow = np.where(land, self.least / self.side, 1.0)[:, None, None]
        return np.argsort(land, kind="stable"), self.centres[:, None] + (self.outline - self.centres[:, None]) * grow

    def _borders(self) -> Markup:
        frame, geometry = self.frame, self.geometry
        return Markup(
            '<path class="land other" d="{}"/><path class="coast other" d="{}"/><path class="coast" d="{}"/><path class="disputed" d="{}"/>'
        ).format(
            _land_path(frame, geometry.neighbours, geometry.country),
            _line_path(frame, geometry.neighbours),
            _line_path(frame, geometry.country),
            _line_path(frame, geometry.disputed),
        )

    def _rings(self, groups: list[Ints]) -> Markup:
        drawn = []
        for group in self._small(groups):
            mine = np.isin(self.cells, group)
            span = np.ptp(self.outline[mine].reshape(-1, 2), axis=0).max()
            x, y = self.centres[mine].mean(axis=0)
            drawn.append(Markup('<circle class="islet" cx="{:.1f}" cy="{:.1f}" r="{:.1f}"/>').format(x, y, max(14.0, span)))
        return Markup().join(drawn)

    def _words(self, places: list[tuple[str, float, float, int]]) -> Markup:
        wide = self._lettering(places, size=self.lettering.main if self.main else self.lettering.inset, most=24 if self.main else 4)
        narrow = self._lettering(places, size=30.0 if self.main else 24.0, most=7 if self.main else 2)
        return Markup('<g class="wide">{}</g><g class="narrow">{}</g>').format(wide, narrow)

    def _lettering(self, places: list[tuple[str, float, float, int]], *, size: float, most: int) -> Markup:
        frame = self.frame
        bar, distance = scale_bar(frame, 0.25 if self.main else 0.4)
        top = frame.height - size * 2.6
        taken = [Box(0, top - size * 1.6, bar + size * 2 + text_width(distance, size), frame.height)]
        labels = _uncrowded(self.graticule_labels, taken, size * 0.85, frame.width) if self.main else []
        names = name_places(frame, places, taken, size=size, most=most)
        letter = float(np.clip(self.side * 0.22, size * 0.95, size * 1.8))
        letters = self._letters(taken, letter)
        return Markup(
            '<g font-size="{0:.0f}"><g class="letters" font-size="{1:.0f}">{2}</g><g class="degrees" font-size="{3:.0f}">{4}</g>'
            '<g class="names">{5}</g><g class="scale"><path d="M{6:.0f} {7:.1f}v{8:.1f}h{9:.1f}v-{8:.1f}"/>'
            '<text x="{10:.1f}" y="{11:.1f}">{12}</text></g></g>'
        ).format(
            size, letter, letters, size * 0.85, draw_labels(labels), names,
            size, top - size * 0.1, size * 0.5, bar, size * 1.5 + bar, top + size * 0.4, distance,
        )  # fmt: skip

    def _letters(self, taken: list[Box], size: float) -> Markup:
        """Letters of levels on cells that are mostly the country's own land or sea, well inside the frame."""
        if self.side < size * 0.45:
            return Markup()
        cells = [self.profile.cells[i] for i in self.cells.tolist()]
        own = np.array([max(cell.land_km2, cell.sea_km2) for cell in cells]) > 0.6 * self.profile.cell_km2
        ids = np.array([cell.id for cell in cells], np.int64)
        chosen = spread_letters(self.centres, ids, taken, size=size, side=self.side)
        inside = ((self.centres > size) & (self.centres < [self.frame.width - size, self.frame.height - size])).all(axis=1)
        whole = own | (not own.any()) | (self.side > 2 * size)
        return Markup().join(self._letter(i, size) for i in chosen if inside[i] and whole[i])

    def _letter(self, index: int, size: float) -> Markup:
        """One letter; over the sea it is marked, as it goes where cells are cut at the coast."""
        cell, (x, y) = int(self.cells[index]), self.centres[index]
        code = self.levels[cell]
        wet = Markup(" data-wet") if self.profile.cells[cell].land_km2 < 0.5 * self.profile.cell_km2 else ""
        return Markup('<text class="{}" x="{:.1f}" y="{:.1f}" data-cell="{}"{}>{}</text>').format(
            code, x, y + size * 0.35, cell, wet, code.upper() if code in "gbtn" else ""
        )


def _uncrowded(labels: list[Label], taken: list[Box], size: float, width: float) -> list[Label]:
    kept: list[Label] = []
    for text, x, y, anchor in labels:
        box = Box(x, y - size, x + text_width(text, size) + size, y + size * 0.3)
        if box.right < width and box.top > 0 and not any(box.meets(other) for other in taken):
            taken.append(box)
            kept.append((text, x, y, anchor))
    return kept


def _cell_path(ring: Floats) -> str:
    """A closed path of relative steps; points on a straight line are left out. Ring in tenths of a unit."""
    back, ahead = ring - np.roll(ring, 1, axis=0), np.roll(ring, -1, axis=0) - ring
    corner = np.abs(back[:, 0] * ahead[:, 1] - back[:, 1] * ahead[:, 0]) > 0.08 * np.hypot(*back.T) * np.hypot(*ahead.T) + 1e-9
    kept = ring[corner] if corner.sum() > 2 else ring
    steps = np.diff(kept, axis=0) / 10
    return f"M{kept[0, 0] / 10:g} {kept[0, 1] / 10:g}l" + " ".join(f"{x:g} {y:g}" for x, y in steps) + "z"


def _land_path(frame: Frame, rings: Iterable[Floats], spare: Iterable[Floats] = ()) -> str:
    """Filled land inside the frame, holes by the even-odd rule; smaller lands of `spare` are cut out of what lies around them."""
    window = shapely.box(-20, -20, frame.width + 20, frame.height + 20)
    enclaves = _shapes(frame, spare)
    drawn = []
    for shape in _shapes(frame, rings):
        inner = [e for e in enclaves if e.area < shape.area and e.intersects(shape)]
        open_land = shape.difference(shapely.union_all(inner)) if inner else shape
        parts = shapely.get_parts(shapely.intersection(open_land, window))
        drawn += [ring for p in parts if p.geom_type == "Polygon" and not p.is_empty for ring in (p.exterior, *p.interiors)]
    simple = [ring.simplify(0.3) for ring in drawn]
    return "".join(_ring_path(np.asarray((ring if thin.is_empty else thin).coords)) for ring, thin in zip(drawn, simple, strict=True))


def _shapes(frame: Frame, rings: Iterable[Floats]) -> list[shapely.Geometry]:
    size, shapes = np.array([frame.width, frame.height]), []
    for ring in rings:
        units = _projected(frame, ring)
        if len(units) > 3 and (units.max(axis=0) > -20).all() and (units.min(axis=0) < size + 20).all():
            shapes.append(shapely.make_valid(shapely.Polygon(units)))
    return shapes


def _line_path(frame: Frame, rings: Iterable[Floats]) -> str:
    """Lines inside the frame; edges on the 180th meridian are cuts of the map data, not coasts, and are left out."""
    window = shapely.box(-20, -20, frame.width + 20, frame.height + 20)
    lines = []
    for ring in rings:
        cut = (np.abs(np.abs(ring[:-1, 0]) - 180) < 1e-3) & (np.abs(np.abs(ring[1:, 0]) - 180) < 1e-3)
        for piece in np.split(ring, np.flatnonzero(cut) + 1):
            units = _projected(frame, piece)
            if len(units) > 1:
                lines.append(shapely.LineString(units))
    kept = shapely.intersection(shapely.simplify(np.array(lines, dtype=object), 0.3), window)
    parts = [p for p in shapely.get_parts(kept) if p.geom_type == "LineString" and not p.is_empty]
    return "".join(_ring_path(np.asarray(p.coords), closed=False) for p in parts)


def _projected(frame: Frame, ring: Floats) -> Floats:
    dense = densify(ring)
    units = frame.units(dense[:, 0], dense[:, 1])
    return units[np.isfinite(units).all(axis=1)]


def _ring_path(points: Floats, *, closed: bool = True) -> str:
    tenths = np.rint(points * 10).astype(int)
    steps = np.diff(tenths, axis=0) / 10
    end = "z" if closed else ""
    return f"M{tenths[0, 0] / 10:g} {tenths[0, 1] / 10:g}l" + " ".join(f"{x:g} {y:g}" for x, y in steps) + end
