"""A map of ground tracks and footprints, of the world or of a country, as SVG or HTML, in the one map style. Facts: the geometry given.

The world is drawn by Equal Earth (Savric, Patterson and Jenny 2018, doi:10.1080/13658816.2018.1504949), a country by Lambert azimuthal
equal-area projection as in its profile. Leaves out any claim on borders: the disclaimer stands on every map.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from markupsafe import Markup
from shapely.geometry.polygon import orient

from commonsky.core.places import AUTHALIC_KM, wrap_longitude
from commonsky.profile.equal_earth import World
from commonsky.profile.lettering import Box, graticule, name_places, scale_bar, text_width
from commonsky.profile.next_page import inlined
from commonsky.profile.next_tables import read_words
from commonsky.profile.projection import centred_on, frame_around
from commonsky.profile.quantities import duration
from commonsky.profile.track_legend import WIDTH, about, filling, folded, hatches, legend_lines, swatch
from commonsky.world.countries import all_land, boundary, disputed_areas
from commonsky.world.people import places

if TYPE_CHECKING:
    from collections.abc import Iterable

    from commonsky.profile.projection import Floats, Frame
    from commonsky.profile.track_sheet import Footprint, TrackLine, TrackSheet
    from commonsky.profile.wording import Wording

#: Colours that eight satellites are told apart by, in light and dark and to most colour-blind eyes; the names stand on the lines too.
COLOURS = ("#1b6d7d", "#c4593a", "#7a5195", "#a87d00", "#2f6db3", "#4f8a34", "#b0457b", "#6b6b6b")
DARK_COLOURS = ("#58b3c4", "#e58a6d", "#b895d0", "#d9b64a", "#7fb0e6", "#93c47a", "#e08ab5", "#b5b5b5")
#: Lambert's least and greatest height over width, and the margin of sea round a country, as a share of its larger side.
SHAPE, MARGIN = (0.56, 1.4), 0.3
#: Bends smaller than this share of the map's width are not drawn.
FINEST = 1200
#: Seconds from one arrow to the next along a track.
ARROW_S = 2400.0
#: Latitude from which lines of all satellites run together at the edge of the world's map: no arrows there.
POLAR_DEG = 74.0
STYLE = (
    ".tracks.world { background: var(--paper); border: 0; } .tracks .edge { fill: var(--sea); stroke: var(--line); }"
    " .tracks .shore { fill: none; stroke: var(--ink); stroke-width: 1; stroke-opacity: .75; vector-effect: non-scaling-stroke; }"
    " .tracks .line { fill: none; stroke-width: 1.5; stroke-linejoin: round; vector-effect: non-scaling-stroke; }"
    " .print { stroke: none; fill-opacity: .2; } .print:not(.hatched) { fill: var(--c); } .tracks .unsure { stroke-dasharray: 7 5; }"
    " .print.hatched { fill-opacity: 1; } .hatch { fill: none; stroke: var(--c); stroke-opacity: .6; }"
    " .tracks .print.unsure:not(.hatched) { fill-opacity: .12; }"
    " .tracks .disputed { stroke-width: .9; stroke-dasharray: 3 2; stroke-opacity: .7; vector-effect: non-scaling-stroke; }"
    " .tracks.world .disputed { stroke-width: .4; stroke-dasharray: 1.5 1; }"
    " .tracks.world .line { stroke-width: 1; stroke-opacity: .85; }"
    " @media (max-width: 43.99rem) { .tracks.world .line { stroke-width: .6; } .tracks.world .unsure { stroke-dasharray: 4 2; } }"
    " .tracks .marks text { stroke: var(--halo); stroke-width: .28em; stroke-linejoin: round; paint-order: stroke; font-weight: 600; }"
    " .tracks .marks .time { font-weight: 400; } .swatch-line { display: inline-block; width: 2.2em; height: .9em; vertical-align: -.1em; }"
    " .swatch-print { width: 2em; height: 1em; vertical-align: -.15em; margin-inline-end: .35em; } .swatch-print rect { stroke: var(--c); }"
    " .satellites { list-style: none; padding: 0; max-width: 44rem; }"
    " .satellites li { padding: .5rem 0; border-bottom: 1px solid var(--line); }"
    " .satellites span.small { display: block; }\n"
    + "".join(f".s{i} {{ --c: {c}; }} " for i, c in enumerate(COLOURS))
    + "@media (prefers-color-scheme: dark) { "
    + "".join(f".s{i} {{ --c: {c}; }} " for i, c in enumerate(DARK_COLOURS))
    + "}\n.tracks .line { stroke: var(--c); } .tracks .arrow, .tracks .marks text { fill: var(--c); }"
    " .tracks .station { fill: var(--c); stroke: var(--halo); } .swatch-line { background: var(--c); border-radius: 2px; }\n"
)


def tracks_svg(sheet: TrackSheet, language: str = "en") -> str:
    """One SVG file: map, names, legend and disclaimer as text.

    Raises:
        UnknownNameError: if there are no words in the language.
    """
    words = read_words(language)
    frame = _frame(sheet)
    notes = [part for note in sheet.notes for part in folded(note, 13.0)]
    soft = ["", *notes, *folded(words("tracks.disclaimer"), 13.0), *folded(_projection_words(sheet, words), 13.0)]
    lines = [*legend_lines(sheet, words), *((Markup(), "soft", 8.0, text) for text in soft)]
    height = frame.height + 44 + 20 * len(lines)
    below = Markup().join(
        Markup('<g transform="translate({:.0f} {:.0f})">{}<text class="{}" x="{:.0f}" font-size="13">{}</text></g>').format(
            left, frame.height + 62 + 20 * i, sample, name, 34 if sample else 0, text
        )
        for i, (sample, name, left, text) in enumerate(lines)
    )
    root = _root_style() + STYLE + ".soft { fill: var(--soft); } .below text { fill: var(--c, var(--soft)); } .narrow { display: none; }"
    head = Markup('<text x="8" y="24" font-size="17" font-weight="600" fill="var(--ink)">{}</text>').format(_headline(sheet, words))
    return str(
        Markup(
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {0:.0f} {1:.0f}" font-family="system-ui, sans-serif" role="img" '
            'aria-label="{2}">\n<style>{3}</style>\n<rect width="100%" height="100%" fill="var(--paper)"/>{4}'
            '<svg class="map tracks{8}" y="36" width="{0:.0f}" height="{5:.0f}" viewBox="0 0 {0:.0f} {5:.0f}">{6}</svg>'
            '<g class="below">{7}</g></svg>\n'
        ).format(
            frame.width, height, _label(sheet, words), Markup(root), head, frame.height, _body(sheet, frame, words), below, _kind(sheet),  # noqa: S704
        )
    )  # fmt: skip


def render_tracks(sheet: TrackSheet, language: str = "en") -> str:
    """One HTML page that opens without a network: the map, the satellites, the disclaimer.

    Raises:
        UnknownNameError: if there are no words in the language.
    """
    import jinja2

    words = read_words(language)
    frame = _frame(sheet)
    loader = jinja2.PackageLoader("commonsky.profile", "templates")
    environment = jinja2.Environment(loader=loader, autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    content: dict[str, Any] = {
        "w": words,
        "sheet": sheet,
        "title": _title(sheet, words),
        "facts": _facts(sheet, words),
        "label": _label(sheet, words),
        "kind": _kind(sheet),
        "map": _body(sheet, frame, words),
        "width": frame.width,
        "height": frame.height,
        "satellites": [
            (line.name, [(swatch(line, i, k, words) if k is not None else "", text) for k, text in about(line, words)])
            for i, line in enumerate(sheet.lines)
        ],
        "projection": _projection_words(sheet, words),
        "empty": not any(_runs(line, frame) or line.footprints or line.station_deg is not None for line in sheet.lines),
    }
    return environment.get_template("tracks.html.j2").render(**content, **inlined(STYLE)) + "\n"


def _frame(sheet: TrackSheet) -> Frame | World:
    if sheet.country is None:
        return World(width=WIDTH)
    ring = shapely.get_coordinates(boundary(sheet.country))
    at = centred_on(ring[:, 1], ring[:, 0])
    return frame_around(at, ring, width=WIDTH, shape=SHAPE, margin=MARGIN)


def _body(sheet: TrackSheet, frame: Frame | World, words: Wording) -> Markup:
    """All that stands in the map: ground, footprints, tracks, borders, words."""
    land = _simple(frame, all_land())
    own = _simple(frame, [boundary(sheet.country)] if sheet.country else [])
    prints = Markup().join(
        _print(mark, filling(i, k), frame, known=line.known) for i, line in enumerate(sheet.lines) for k, mark in enumerate(line.footprints)
    )
    tracks = Markup().join(_track(line, f"s{i}", frame) for i, line in enumerate(sheet.lines))
    wide, narrow = (_lettering(sheet, frame, size, words) for size in (13.0, 31.0))
    return Markup('{}{}<g class="prints">{}</g>{}<g class="lines">{}</g><g class="wide">{}</g><g class="narrow">{}</g>').format(
        hatches(sheet), _ground(frame, land, own), prints, _borders(frame, land, own), tracks, wide, narrow
    )


def _ground(frame: Frame | World, land: Any, own: Any) -> Markup:
    if isinstance(frame, World):
        rim = np.concatenate([[[-180.0, v] for v in range(-90, 91)], [[180.0, v] for v in range(90, -91, -1)]])
        sea = Markup('<path class="edge" d="{}"/><path class="graticule" d="{}"/>').format(
            _path(frame.units(rim[:, 0], rim[:, 1]), closed=True), _world_graticule(frame)
        )
    else:
        sea = Markup('<rect class="sea" width="{:.0f}" height="{:.0f}"/><path class="graticule" d="{}"/>').format(
            frame.width, frame.height, graticule(frame)[0]
        )
    return Markup('{}<path class="land" d="{}"/><path class="land own" d="{}"/>').format(sea, _polygons(frame, land), _polygons(frame, own))


def _world_graticule(frame: World) -> str:
    lines = [np.array([[lon, lat] for lat in range(-90, 91, 2)], float) for lon in range(-150, 180, 30)]
    lines += [np.array([[lon, lat] for lon in range(-180, 181, 4)], float) for lat in range(-60, 90, 30)]
    return "".join(_path(frame.units(line[:, 0], line[:, 1])) for line in lines)


def _borders(frame: Frame | World, land: Any, own: Any) -> Markup:
    return Markup('<path class="coast other" d="{}"/><path class="shore" d="{}"/><path class="disputed" d="{}"/>').format(
        _coasts(frame, land), _coasts(frame, own), _coasts(frame, _simple(frame, disputed_areas()))
    )


def _simple(frame: Frame | World, shapes: Iterable[Any]) -> Any:
    """Polygons without bends that the map is too small for, small islands kept, those off the map left out: an array."""
    step = 360.0 / FINEST if isinstance(frame, World) else frame.width / frame.units_per_km / 111.2 / FINEST
    parts = shapely.get_parts(np.array([*shapes, None], dtype=object)[:-1])
    bounds = shapely.bounds(parts)
    if not isinstance(frame, World):
        near = np.array([not _off(frame, *box) for box in bounds.tolist()], bool)
        parts, bounds = parts[near], bounds[near]
    size = np.maximum(bounds[:, 2] - bounds[:, 0], bounds[:, 3] - bounds[:, 1])
    thin = shapely.simplify(parts, np.minimum(step, size / 5))
    return np.where(shapely.is_empty(thin), parts, thin)


def _drawn(frame: Frame | World, shapes: Any) -> Any:
    """Shapes in drawing units, within the map; those that reach beyond the projection are left out."""
    projected = shapely.transform(shapely.segmentize(shapes, 2.0), lambda xy: frame.units(xy[:, 0], xy[:, 1]))
    sound = projected[np.isfinite(shapely.bounds(projected)).all(axis=1)]
    flawed = ~shapely.is_valid(sound)
    sound[flawed] = shapely.make_valid(sound[flawed])
    window = shapely.box(-2, -2, frame.width + 2, frame.height + 2)
    return shapely.get_parts(shapely.get_parts(shapely.intersection(sound, window)))


def _off(frame: Frame, west: float, south: float, east: float, north: float) -> bool:
    """Whether a box of degrees lies wholly beyond the map, judged by where the map's own half diagonal reaches."""
    reach = np.degrees(np.hypot(frame.width, frame.height) / 2 / frame.units_per_km / AUTHALIC_KM) * 1.3 + 1.0
    if south > frame.at.lat_deg + reach or north < frame.at.lat_deg - reach:
        return True
    if abs(frame.at.lat_deg) + reach > 85.0:
        return False
    wide = reach / max(np.cos(np.radians(abs(frame.at.lat_deg) + reach)), 0.05)
    middle, half = (west + east) / 2, (east - west) / 2
    return bool(abs(float(wrap_longitude(middle - frame.at.lon_deg))) > wide + half)


def _polygons(frame: Frame | World, shapes: Any) -> str:
    parts = [p for p in _drawn(frame, shapes) if isinstance(p, shapely.Polygon) and not p.is_empty]
    return "".join(_path(np.asarray(ring.coords), closed=True) for p in parts for ring in (p.exterior, *p.interiors))


def _coasts(frame: Frame | World, shapes: Any) -> str:
    """Outlines without their edges on the 180th meridian and at the South Pole, which are cuts of the map data."""
    lines = []
    for ring in shapely.get_exterior_ring(shapes):
        points = shapely.get_coordinates(ring)
        edge = (np.abs(np.abs(points) - [180.0, 90.0]) < 1e-3).any(axis=1)
        cuts = np.flatnonzero(edge[:-1] & edge[1:]) + 1
        lines += [shapely.LineString(piece) for piece in (np.split(points, cuts) if len(cuts) else [points]) if len(piece) > 1]
    parts = _drawn(frame, np.array(lines, dtype=object)) if lines else []
    return "".join(_path(np.asarray(p.coords)) for p in parts if isinstance(p, shapely.LineString) and not p.is_empty)


def _path(points: Floats, *, closed: bool = False) -> str:
    """Relative steps in tenths of a unit; steps of nothing are left out."""
    tenths = np.rint(points * 10).astype(int)
    steps = np.diff(tenths, axis=0)
    steps = steps[(steps != 0).any(axis=1)] / 10
    end = "z" if closed else ""
    return f"M{tenths[0, 0] / 10:g} {tenths[0, 1] / 10:g}l" + " ".join(f"{x:g} {y:g}" for x, y in steps) + end if len(steps) else ""


def _print(mark: Footprint, look: Markup, frame: Frame | World, *, known: bool) -> Markup:
    drawn = (
        [p for p in _drawn(frame, np.array([shapely.Polygon(ring) for ring in mark.rings], dtype=object)) if isinstance(p, shapely.Polygon)]
        if mark.rings
        else []
    )
    if not drawn:
        return Markup()
    turned = [orient(p) for p in drawn]  # all one way round: what lies over itself stays filled
    path = "".join(_path(np.asarray(ring.coords), closed=True) for p in turned for ring in (p.exterior, *p.interiors))
    return Markup('<path {} d="{}"/>').format(look.format("" if known else " unsure"), path)


def _track(line: TrackLine, name: str, frame: Frame | World) -> Markup:
    window = shapely.box(-2, -2, frame.width + 2, frame.height + 2)
    path = []
    for piece in line.pieces:
        units = frame.units(piece[:, 0], piece[:, 1])
        for run in np.split(units, np.flatnonzero(~np.isfinite(units).all(axis=1))):
            sound = run[np.isfinite(run).all(axis=1)]
            if len(sound) > 1:
                kept = shapely.get_parts(shapely.intersection(shapely.LineString(sound), window))
                path += [_path(np.asarray(p.coords)) for p in kept if isinstance(p, shapely.LineString) and not p.is_empty]
    drawn = Markup('<path class="line {}{}" d="{}"/>').format(name, "" if line.known else " unsure", "".join(path)) if path else Markup()
    return drawn + Markup().join(_arrow(line, i, name, frame) for i in _arrow_points(line, frame)) + _station(line, name, frame)


def _station(line: TrackLine, name: str, frame: Frame | World) -> Markup:
    if line.station_deg is None:
        return Markup()
    x, y = frame.units(np.array([line.station_deg]), np.zeros(1))[0]
    if not (np.isfinite(x) and 0 <= x <= frame.width and 0 <= y <= frame.height):
        return Markup()
    return Markup('<path class="station {}" d="M{:.1f} {:.1f}l7 7l-7 7l-7 -7z"/>').format(name, x, y - 7)


def _runs(line: TrackLine, frame: Frame | World) -> list[Any]:
    """Indices of the points of each stretch of a track that lies on the map without a seam."""
    if not len(line.lon_deg):
        return []
    units = frame.units(line.lon_deg, line.lat_deg)
    inside = np.asarray(((units >= 0) & (units <= [frame.width, frame.height])).all(axis=1))
    seam = np.abs(np.diff(line.lon_deg)) > 180.0 if isinstance(frame, World) else np.zeros(len(units) - 1, bool)
    pieces = np.split(np.arange(len(units)), np.flatnonzero((np.diff(inside.astype(int)) != 0) | seam) + 1)
    return [piece for piece in pieces if inside[piece[0]] and len(piece) > 1]


def _arrow_points(line: TrackLine, frame: Frame | World) -> list[int]:
    """Points that carry an arrow: the middle of each stretch on a country's map, one every 40 minutes on the world's."""
    if isinstance(frame, World):
        step = max(1, round(ARROW_S / max(1.0, float(line.time_s[1] - line.time_s[0])))) if len(line.time_s) > 1 else 1
        points = range(step // 4, len(line.lon_deg) - 1, step)
        return [int(i) for i in points if abs(line.lat_deg[i]) < POLAR_DEG]
    return [int(run[len(run) // 2]) for run in _runs(line, frame)]


def _arrow(line: TrackLine, index: int, name: str, frame: Frame | World) -> Markup:
    """A small triangle that points along the flight."""
    pair = frame.units(line.lon_deg[index : index + 2], line.lat_deg[index : index + 2])
    if len(pair) < 2 or not np.isfinite(pair).all() or np.hypot(*(pair[1] - pair[0])) > frame.width / 4:
        return Markup()
    angle = float(np.degrees(np.arctan2(*(pair[1] - pair[0])[::-1])))
    return Markup('<path class="arrow {}" transform="translate({:.1f} {:.1f}) rotate({:.0f})" d="M-5 -4.5L7 0L-5 4.5z"/>').format(
        name, *pair[0], angle
    )


def _lettering(sheet: TrackSheet, frame: Frame | World, size: float, words: Wording) -> Markup:
    """Names and times on the lines, then places and the scale where they fit."""
    taken: list[Box] = []
    bar = Markup()
    if not isinstance(frame, World):
        bar = _scale(frame, size, taken)
    named = Markup()
    if sheet.country is not None and not isinstance(frame, World):
        listed = places(sheet.country)
        rows = [(n, float(lon), float(lat), 0) for n, lon, lat in zip(listed.names[:8], listed.lon_deg, listed.lat_deg, strict=False)]
        named = name_places(frame, rows, taken, size=size, most=8 if size < 20 else 3)
    marks = Markup().join(_names(line, f"s{i}", frame, size, taken, words) for i, line in enumerate(sheet.lines))
    return Markup('<g font-size="{:.0f}"><g class="names">{}</g>{}<g class="marks">{}</g></g>').format(size, named, bar, marks)


def _scale(frame: Frame, size: float, taken: list[Box]) -> Markup:
    bar, distance = scale_bar(frame, 0.25)
    top = frame.height - size * 2.2
    taken.append(Box(0, top - size, bar + size * 2 + text_width(distance, size), frame.height))
    return Markup(
        '<g class="scale"><path d="M{0:.0f} {1:.1f}v{2:.1f}h{3:.1f}v-{2:.1f}"/><text x="{4:.1f}" y="{5:.1f}">{6}</text></g>'
    ).format(size, top, size * 0.5, bar, size * 1.5 + bar, top + size * 0.5, distance)


def _names(line: TrackLine, name: str, frame: Frame | World, size: float, taken: list[Box], words: Wording) -> Markup:
    """The satellite's name at its first stretch, and the time at others, each where it meets nothing."""
    drawn = []
    if line.station_deg is not None:
        x, y = frame.units(np.array([line.station_deg]), np.zeros(1))[0]
        drawn.append(_word(line.name, "", (x, y - 10), size, taken, frame))
    runs = _runs(line, frame)
    if isinstance(frame, World):
        runs = runs[:1]
    for order, run in enumerate(runs):
        at = int(run[0] if isinstance(frame, World) else run[len(run) // 2])
        x, y = frame.units(line.lon_deg[at : at + 1], line.lat_deg[at : at + 1])[0]
        named = order == 0 or len(runs) < 4
        when = line.moment(at).strftime(words("next.pattern"))
        text = (f"{line.name} {when}" if named else when) if line.known else words("tracks.unplaced", name=line.name) if named else ""
        drawn.append(_word(text, "" if order == 0 else "time", (float(x), float(y)), size, taken, frame))
    return Markup('<g class="{}">{}</g>').format(name, Markup().join(drawn))


def _word(text: str, kind: str, at: tuple[float, float], size: float, taken: list[Box], frame: Frame | World) -> Markup:
    wide = text_width(text, size)
    if not text:
        return Markup()
    for left, base in (
        (at[0] + size * 0.8, at[1] + size * 0.35),
        (at[0] - size * 0.8 - wide, at[1] + size * 0.35),
        (at[0] - wide / 2, at[1] - size * 0.9),
        (at[0] - wide / 2, at[1] + size * 1.6),
    ):
        box = Box(left, base - size, left + wide, base + size * 0.3)
        inside = box.left > 2 and box.right < frame.width - 2 and box.top > 2 and box.bottom < frame.height - 2
        if inside and not any(box.meets(other) for other in taken):
            taken.append(box)
            return Markup('<text class="{}" x="{:.1f}" y="{:.1f}">{}</text>').format(kind, left, base, text)
    return Markup()


def _kind(sheet: TrackSheet) -> str:
    """A further class of the drawing."""
    return "" if sheet.country else " world"


def _title(sheet: TrackSheet, words: Wording) -> str:
    where = f" · {words.pick(sheet.country.names)}" if sheet.country else ""
    return words("tracks.title") + where


def _facts(sheet: TrackSheet, words: Wording) -> str:
    hours = (sheet.end_utc - sheet.start_utc).total_seconds() / 3600.0
    return words("tracks.facts", start=f"{sheet.start_utc:%Y-%m-%d %H:%M}", end=f"{sheet.end_utc:%Y-%m-%d %H:%M}", hours=duration(hours))


def _headline(sheet: TrackSheet, words: Wording) -> str:
    return f"{_title(sheet, words)} · {_facts(sheet, words)}"


def _label(sheet: TrackSheet, words: Wording) -> str:
    return words("tracks.label", names=", ".join(line.name for line in sheet.lines))


def _projection_words(sheet: TrackSheet, words: Wording) -> str:
    kind = "country" if sheet.country else "world"
    return f"{words(f'tracks.projection_{kind}')} {words('tracks.ascending')}"


def _root_style() -> str:
    """The house's colours, and the rules that maps need, for a file that stands alone."""
    from importlib import resources

    theme = (resources.files("commonsky.profile") / "theme.css").read_text(encoding="utf-8")
    head = theme[theme.index(":root") : theme.index("* { box-sizing")]
    rules = theme[theme.index("/* the map */") : theme.index("/* tables */")]
    wanted = (".sea", ".land", ".graticule", ".coast", ".disputed", ".names", ".scale", ".degrees")
    return head + "\n".join(row for row in rules.splitlines() if row.startswith(wanted)) + "\n"
