"""What a map of ground tracks says of its satellites: fillings that tell their instruments apart, and the legend. Facts: the sheet given.

A satellite has one colour; its first instrument is filled with it, the others are hatched in it. Leaves out the map itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from commonsky.profile.lettering import text_width
from commonsky.profile.quantities import duration, measure

if TYPE_CHECKING:
    from commonsky.profile.track_sheet import Footprint, TrackLine, TrackSheet
    from commonsky.profile.wording import Wording

#: Width of a line of text below a drawing, units.
WIDTH = 1000.0
#: Slants of the hatchings of a satellite's second and further instruments.
HATCH_DEG = (45, 135, 0, 90)


def about(line: TrackLine, words: Wording) -> list[tuple[int | None, str]]:
    """What is drawn of a satellite, a line each, with the number of the footprint that it tells of."""
    rows: list[tuple[int | None, str]] = [(k, _mark_words(mark, words)) for k, mark in enumerate(line.footprints)]
    if line.undrawn:
        rows.append((None, words("tracks.undrawn", instruments=", ".join(line.undrawn))))
    if not rows:
        rows.append((None, words("tracks.line_refused" if line.refused else "tracks.line")))
    return rows + ([] if line.known else [(None, words("tracks.uncertain"))])


def swatch(line: TrackLine, satellite: int, instrument: int, words: Wording) -> Markup:
    """A piece of a footprint's filling, to find it on the map by."""
    name = _mark_words(line.footprints[instrument], words)
    rect = Markup('<rect {} width="28" height="14"/>').format(filling(satellite, instrument).format(""))
    return Markup('<svg class="swatch-print" viewBox="0 0 28 14" role="img" aria-label="{}">{}</svg>').format(name, rect)


def _mark_words(mark: Footprint, words: Wording) -> str:
    if mark.geometry == "disk":
        width = words("tracks.disk", cycle=duration((mark.cycle_min or 0.0) / 60.0))
    elif mark.incidence_deg is not None:
        width = words("tracks.side", near=f"{mark.incidence_deg[0]:g}°", far=f"{mark.incidence_deg[1]:g}°")
    elif mark.geometry == "agile" or mark.swath_km is None:
        width = words("tracks.reach")
    else:
        width = measure(mark.swath_km, "km")
    text = words("tracks.swath", instrument=mark.instrument, mode=mark.mode, width=width)
    return f"{text}; {words('tracks.daylight')}" if mark.light == "day" and mark.geometry != "disk" else text


def legend_lines(sheet: TrackSheet, words: Wording) -> list[tuple[Markup, str, float, str]]:
    """Lines below a drawing that stands alone: swatch, class, left edge, text."""
    rows = []
    for i, line in enumerate(sheet.lines):
        rows.append((Markup(), f"s{i}", 8.0, f"■ {line.name}"))
        for k, text in about(line, words):
            filled = Markup('<rect {} y="-11" width="26" height="13"/>').format(filling(i, k).format("")) if k is not None else Markup()
            first, *others = folded(text, 13.0)
            rows += [(filled, "soft", 22.0, first), *((Markup(), "soft", 56.0 if filled else 22.0, part) for part in others)]
    return rows


def folded(text: str, size: float) -> list[str]:
    """A text in lines that fit the map's width."""
    lines, room = [""], WIDTH - 20
    chinese = text_width(text, size) > 0.8 * size * len(text)
    for word in list(text) if chinese else [f"{w} " for w in text.split()]:
        if text_width(lines[-1] + word, size) > room:
            lines.append("")
        lines[-1] += word
    return [line.strip() for line in lines]


def hatches(sheet: TrackSheet) -> Markup:
    """Hatchings of a satellite's second and further instruments, by which they are told apart in its one colour."""
    step = 8.0 if sheet.country else 4.0
    made = [
        Markup(
            '<pattern id="hatch-{}-{}" class="s{}" width="{:g}" height="{:g}" patternUnits="userSpaceOnUse" '
            'patternTransform="rotate({})"><path class="hatch" stroke-width="{:g}" d="M0 {:g}h{:g}"/></pattern>'
        ).format(i, k, i, step, step, HATCH_DEG[(k - 1) % len(HATCH_DEG)], step / 5, step / 2, step)
        for i, line in enumerate(sheet.lines)
        for k in range(1, len(line.footprints))
    ]
    return Markup("<defs>{}</defs>").format(Markup().join(made)) if made else Markup()


def filling(satellite: int, instrument: int) -> Markup:
    """How a footprint is filled: the first of a satellite in its colour, the others hatched in it."""
    if not instrument:
        return Markup('class="print s{}{{}}"').format(satellite)
    return Markup('class="print hatched s{}{{}}" fill="url(#hatch-{}-{})"').format(satellite, satellite, instrument)
