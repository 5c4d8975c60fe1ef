"""Words on the map where there is room: places, letters of levels, graticule and scale bar. Facts: none. Leaves out hyphenation."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from markupsafe import Markup, escape

from commonsky.profile.quantities import THIN, latitude, longitude, number

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

    from commonsky.profile.projection import Floats, Frame

#: Text, x, y and text-anchor.
Label = tuple[str, float, float, str]
STEPS_DEG = (0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 30.0)


@dataclass(frozen=True, slots=True)
class Box:
    """A box that a piece of lettering takes, in drawing units."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box) -> bool:
        """Whether the two overlap."""
        return self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom


def text_width(text: str, size: float) -> float:
    """About how wide a text is drawn; East Asian characters are square.

    >>> text_width("ab", 10), text_width("中", 10)
    (11.6, 10.0)
    """
    return size * sum(1.0 if unicodedata.east_asian_width(c) in "WF" else 0.58 for c in text)


def name_places(frame: Frame, places: Iterable[tuple[str, float, float, int]], taken: list[Box], *, size: float, most: int) -> Markup:
    """Dots and names, most people first, each at the first of four sides where it meets nothing.

    Args:
        frame: the map's frame.
        places: name, longitude, latitude and people.
        taken: boxes already used; those of the names are added.
        size: height of the lettering, units.
        most: at most so many names.
    """
    drawn: list[Markup] = []
    for name, lon, lat, _ in places:
        x, y = frame.units(np.array([lon]), np.array([lat]))[0]
        dot = Box(x - size * 0.35, y - size * 0.35, x + size * 0.35, y + size * 0.35)
        hidden = not np.isfinite(x) or len(drawn) == most or any(dot.meets(other) for other in taken)
        spot = None if hidden else _free_spot(frame, name, (float(x), float(y)), taken, size)
        if spot is None:
            continue
        box, anchor, at = spot
        taken += [box, dot]
        drawn.append(
            Markup('<circle cx="{:.1f}" cy="{:.1f}" r="{:.1f}"/><text x="{:.1f}" y="{:.1f}" text-anchor="{}">{}</text>').format(
                x, y, size * 0.22, at, box.bottom - size * 0.28, anchor, name
            )
        )
    return Markup().join(drawn)


def _free_spot(frame: Frame, name: str, at: tuple[float, float], taken: list[Box], size: float) -> tuple[Box, str, float] | None:
    x, y = at
    wide, pad = text_width(name, size), size * 0.5
    tries = (
        (x + pad, y - size * 0.6, "start"),
        (x - pad - wide, y - size * 0.6, "end"),
        (x - wide / 2, y - pad - size * 1.2, "middle"),
        (x - wide / 2, y + pad, "middle"),
    )
    for left, top, anchor in tries:
        box = Box(left, top, left + wide, top + size * 1.2)
        inside = box.left >= 2 and box.right <= frame.width - 2 and box.top >= 2 and box.bottom <= frame.height - 2
        if inside and not any(box.meets(other) for other in taken):
            return box, anchor, {"start": left, "end": left + wide, "middle": x}[anchor]
    return None


def spread_letters(centres: Floats, ids: NDArray[np.int64], taken: list[Box], *, size: float, side: float) -> list[int]:
    """Cells that carry a letter: in step along both sides of the cells, so that no gap is by chance; clear of the names.

    A cell that has no lettered one within two steps, as on an island of a few, carries one too.

    Args:
        centres: (n, 2), centres of the cells, units.
        ids: (n,), HEALPix nested indices of the cells: bits of the two sides by turns.
        taken: boxes of names.
        size: height of a letter, units.
        side: of a cell, units.
    """
    every = max(1, round(4.5 * size / side))
    boxes = [Box(x - size * 0.5, y - size * 0.6, x + size * 0.5, y + size * 0.6) for x, y in centres.tolist()]
    free = np.array([not any(box.meets(other) for other in taken) for box in boxes], bool)
    stepped = free & (_every_other_bit(ids) % every == 0) & (_every_other_bit(ids >> 1) % every == 0)
    chosen = np.flatnonzero(stepped).tolist()
    far = 2.0 * every * side
    for cell in np.flatnonzero(free & ~stepped).tolist():
        if not chosen or np.hypot(*(centres[chosen] - centres[cell]).T).min() > far:
            chosen.append(cell)
    return sorted(chosen)


def _every_other_bit(ids: NDArray[np.int64]) -> NDArray[np.int64]:
    """The number that the even bits make: the place along one side of a HEALPix face.

    >>> _every_other_bit(np.array([0b0101, 0b1011])).tolist()
    [3, 1]
    """
    return np.asarray(sum(((ids >> (2 * bit)) & 1) << bit for bit in range(30)), np.int64)


def graticule(frame: Frame) -> tuple[str, list[Label]]:
    """Path of the graticule, and its labels: text, x, y and text-anchor."""
    step = _step(frame)
    path: list[str] = []
    labels: list[Label] = []
    for text, line, meridian in _lines(frame, step):
        units = frame.units(line[:, 0], line[:, 1])
        inside = np.asarray((units >= 0).all(axis=1) & (units <= [frame.width, frame.height]).all(axis=1))
        for run in np.split(np.arange(len(line)), np.flatnonzero(np.diff(inside.astype(int))) + 1):
            if inside[run[0]] and len(run) > 1:
                near = np.arange(max(0, run[0] - 1), min(len(line), run[-1] + 2))
                path.append("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in units[near] if np.isfinite(x)))
                labels += _edge_label(frame, text, units[run], meridian=meridian)
    return "".join(path), labels


def _edge_label(frame: Frame, text: str, run: Floats, *, meridian: bool) -> list[Label]:
    edge = run[np.argmax(run[:, 1])] if meridian else run[np.argmin(run[:, 0])]
    near = edge[1] > frame.height * 0.97 if meridian else edge[0] < frame.width * 0.03
    if not near:
        return []
    return [(text, float(edge[0]) + 4, frame.height - 6, "start") if meridian else (text, 4, float(edge[1]) - 4, "start")]


def _step(frame: Frame) -> float:
    span_deg = frame.width / frame.units_per_km / 111.2
    return next((s for s in STEPS_DEG if span_deg / s <= 6), STEPS_DEG[-1])


def _lines(frame: Frame, step: float) -> Iterator[tuple[str, Floats, bool]]:
    fine = step / 40
    digits = 2 if step % 0.5 else (1 if step % 1 else 0)
    lats = np.arange(-90 + step, 90, step)
    span = np.degrees(frame.height / frame.units_per_km / 6371)
    lat_low, lat_high = max(-90.0, frame.at.lat_deg - span), min(90.0, frame.at.lat_deg + span)
    for lon in np.arange(-180, 180, step):
        along = np.arange(lat_low, lat_high + fine, fine).clip(-90, 90)
        yield longitude(lon, digits), np.stack([np.full_like(along, lon), along], axis=1), True
    for lat in lats[(lats > lat_low - step) & (lats < lat_high + step)]:
        along = np.arange(-180, 180 + fine, fine) + frame.at.lon_deg
        yield latitude(lat, digits), np.stack([along, np.full_like(along, lat)], axis=1), False


def scale_bar(frame: Frame, most: float = 0.25) -> tuple[float, str]:
    """Length in units, and words, of a round distance no longer than that share of the width; true at the centre."""
    limit_km = frame.width * most / frame.units_per_km
    power = 10 ** np.floor(np.log10(limit_km))
    km = float(max(m for m in (1, 2, 5) if m * power <= limit_km) * power)
    return km * frame.units_per_km, f"{number(km)}{THIN}km"


def draw_labels(labels: Iterable[Label]) -> Markup:
    """Text elements of labels."""
    return Markup().join(
        Markup('<text x="{:.1f}" y="{:.1f}" text-anchor="{}">{}</text>').format(x, y, anchor, escape(text)) for text, x, y, anchor in labels
    )
