"""Revisit from passes: gaps between looks, the window's ends counted and marked. Facts: methods.md, Revisit. Leaves out means alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from commonsky.coverage.passes import Passes

HOUR_S = 3600.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Gaps:
    """Gaps without a look, sorted by point.

    Args:
        point: (n,), point index.
        hours: (n,), next start less previous end; overlapping passes are one look.
        censored: (n,), whether the gap touches an end of the window, so that the true gap may be longer.
    """

    point: NDArray[np.int64]
    hours: NDArray[np.float64]
    censored: NDArray[np.bool_]


def revisit_gaps(passes: Passes, start_s: float, end_s: float) -> Gaps:
    """All gaps of all points; a point never seen has one gap, the window, censored.

    Args:
        passes: sorted passes.
        start_s, end_s: the window, seconds since 2000-01-01T00:00Z.
    """
    points, hours, censored = [], [], []
    for point in range(passes.points):
        rows = slice(passes.first[point], passes.first[point + 1])
        starts, ends = passes.start_s[rows], passes.end_s[rows]
        order = np.argsort(starts, kind="stable")
        begins = np.concatenate([starts[order], [end_s]])
        seen_until = np.maximum.accumulate(np.concatenate([[start_s], ends[order]]))
        gap = np.maximum(begins - seen_until, 0.0)
        mark = np.zeros(len(gap), bool)
        mark[[0, -1]] = True
        kept = gap > 0
        points.append(np.full(int(kept.sum()), point))
        hours.append(gap[kept] / HOUR_S)
        censored.append(mark[kept])
    if not points:
        return Gaps(point=np.zeros(0, np.int64), hours=np.zeros(0), censored=np.zeros(0, bool))
    return Gaps(point=np.concatenate(points), hours=np.concatenate(hours), censored=np.concatenate(censored))


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisitSummary:
    """Revisit over all points, hours: of gaps inside the window, and of each point's longest gap with the window's ends counted."""

    mean_h: float
    median_h: float
    p90_h: float
    longest_h: float
    never_seen: int
    points: int

    def as_row(self) -> dict[str, float | int]:
        """The figures by name, rounded to a tenth of a minute."""
        return {name: round(getattr(self, name), 3) for name in self.__slots__}


def summarise(gaps: Gaps, passes: Passes) -> RevisitSummary:
    """Figures of all gaps.

    Args:
        gaps: as `revisit_gaps` gives them.
        passes: the passes they came from.
    """
    inside = gaps.hours[~gaps.censored]
    longest = np.zeros(passes.points)
    np.maximum.at(longest, gaps.point, gaps.hours)
    nothing = float("nan")
    return RevisitSummary(
        mean_h=float(inside.mean()) if len(inside) else nothing,
        median_h=float(np.median(inside)) if len(inside) else nothing,
        p90_h=float(np.percentile(inside, 90)) if len(inside) else nothing,
        longest_h=float(longest.max()) if len(longest) else nothing,
        never_seen=int((np.diff(passes.first) == 0).sum()),
        points=passes.points,
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rhythm:
    """How often each look of some passes comes, over the points that count.

    Args:
        per_week: (looks,), passes at a point a week.
        median_gap_h: (looks,), median time between passes at a point, hours, to 1 %; NaN where none came twice.
    """

    per_week: NDArray[np.float64]
    median_gap_h: NDArray[np.float64]


def look_rhythm(passes: Passes, counts: NDArray[np.bool_], start_s: float, end_s: float) -> Rhythm:
    """How often each look comes; a standing look comes every cycle while it stands.

    Args:
        passes: sorted passes.
        counts: (points,), whether a point counts.
        start_s, end_s: the window, seconds since 2000-01-01T00:00Z.
    """
    from commonsky.coverage.kernels.order import rhythm

    bins, longest_s = 1000, 100 * 86400.0
    columns = (passes.first, passes.start_s, passes.end_s, passes.look, len(passes.looks))
    seen, gaps, stood, points = rhythm(*columns, counts, start_s, end_s, bins, longest_s)
    weeks = (end_s - start_s) / (7 * 86400.0)
    per_week = seen / max(points, 1) / weeks
    total = gaps.sum(axis=1)
    middle = (np.cumsum(gaps, axis=1) >= (total / 2)[:, None]).argmax(axis=1)
    median = np.where(total > 0, 60.0 * (longest_s / 60.0) ** ((middle + 0.5) / bins) / HOUR_S, np.nan)
    for number, look in enumerate(passes.looks):
        if look.cycle_s > 0:
            per_week[number] = 7 * 86400.0 / look.cycle_s * stood[number] / max(points, 1) / (end_s - start_s)
            median[number] = look.cycle_s / HOUR_S
    return Rhythm(per_week=per_week, median_gap_h=median)
