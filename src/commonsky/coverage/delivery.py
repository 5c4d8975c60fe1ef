"""From observation to downlink to product: how long after each look its product is there. Facts: contacts, and a published processing time.

An observation comes down at once while a contact lasts, else at the start of the next one: the earliest time at which it can. Leaves out
what `coverage.contacts` leaves out, above all contacts that are too short for what was recorded, and queues on board and on the ground; so
the simulated time is a lower bound. A latency that the provider publishes is measured or promised with all that in it, and therefore stays
the figure; the simulated one is shown beside it, and is the figure only where none is published and the processing time is known.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from commonsky.coverage.contacts import Contacts
    from commonsky.coverage.passes import Passes

HOUR_S = 3600.0
#: Shares at which a distribution is told: the median, and the time that nine of ten looks keep.
SHARES = (0.5, 0.9)
Basis = Literal["published", "simulated", "unknown"]


def wait_s(contacts: Contacts, time_s: NDArray[np.float64], *, whole: bool = False) -> NDArray[np.float64]:
    """Seconds from each time to the next contact, 0 during one, infinite where none follows in the contacts' window; (n,).

    Args:
        contacts: of one satellite.
        time_s: (n,), seconds since 2000-01-01T00:00Z.
        whole: count until a contact ends, as where a recording is read only when all of it is down; an upper bound.
    """
    if not len(contacts):
        return np.full(len(time_s), np.inf)
    if whole:
        ends = np.append(np.sort(contacts.end_s), np.inf)
        return np.asarray(ends[np.searchsorted(ends, time_s, side="left")] - time_s)
    lasts_until = np.maximum.accumulate(contacts.end_s)
    next_ = np.searchsorted(contacts.start_s, time_s, side="right")
    during = (next_ > 0) & (lasts_until[np.maximum(next_ - 1, 0)] >= time_s)
    start = np.append(contacts.start_s, np.inf)[next_]
    return np.where(during, 0.0, start - time_s)


def waits_of(passes: Passes, contacts: Mapping[str, Contacts]) -> NDArray[np.float64]:
    """Seconds from the end of each pass to its satellite's next contact, (n,); NaN where its contacts are not known.

    Args:
        passes: sorted passes.
        contacts: by platform.
    """
    waits = np.full(len(passes), np.nan)
    for number, look in enumerate(passes.looks):
        if look.platform in contacts and look.cycle_s == 0:
            rows = np.flatnonzero(passes.look == number)
            waits[rows] = wait_s(contacts[look.platform], passes.end_s[rows])
    return waits


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Spread:
    """Distribution of waits by group and look, in order of both; infinite where looks enough never come down in the window.

    Args:
        group, look: (k,), number of the group, and position among the passes' looks.
        count: (k,), passes.
        median_s, p90_s, worst_s: (k,), the wait that half, nine tenths and all of them keep.
    """

    group: NDArray[np.int64]
    look: NDArray[np.int64]
    count: NDArray[np.int64]
    median_s: NDArray[np.float64]
    p90_s: NDArray[np.float64]
    worst_s: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.group)


def spread(group: NDArray[np.int64], look: NDArray[np.int64], waits: NDArray[np.float64]) -> Spread:
    """Distribution of waits in each group, by look: waits that occur, never a mean of two.

    Args:
        group, look: (n,), such as the cell of each pass, and its look.
        waits: (n,), seconds; NaN is left out.

    >>> found = spread(np.zeros(4, int), np.zeros(4, int), np.array([60.0, 10.0, np.nan, 30.0]))
    >>> found.count.tolist(), found.median_s.tolist(), found.worst_s.tolist()
    ([3], [30.0], [60.0])
    """
    known = np.flatnonzero(~np.isnan(waits))
    order = known[np.lexsort((waits[known], look[known], group[known]))]
    group, look, waits = np.asarray(group)[order], np.asarray(look)[order], waits[order]
    new = np.flatnonzero((np.diff(group) != 0) | (np.diff(look) != 0)) + 1
    first = np.concatenate([[0], new]).astype(np.int64) if len(order) else np.zeros(0, np.int64)
    count = np.diff(np.append(first, len(order)))
    median, p90, worst = (waits[first + np.ceil(share * count - 1e-9).astype(np.int64) - 1] for share in (*SHARES, 1.0))
    return Spread(
        group=group[first].astype(np.int64), look=look[first].astype(np.int64), count=count, median_s=median, p90_s=p90, worst_s=worst
    )


def latency_figure(published_h: float | None, wait_h: float, processing_min: float | None) -> tuple[float | None, Basis]:
    """The latency that counts, hours, and where it comes from.

    Args:
        published_h: as the provider gives it, or None.
        wait_h: simulated wait for the downlink.
        processing_min: published time from reception to product, minutes, or None.

    >>> latency_figure(3.0, 0.7, 60.0), latency_figure(None, 0.5, 60.0), latency_figure(None, 0.5, None)
    ((3.0, 'published'), (1.5, 'simulated'), (None, 'unknown'))
    """
    if published_h is not None:
        return published_h, "published"
    if processing_min is None or not np.isfinite(wait_h):
        return None, "unknown"
    return wait_h + processing_min / 60.0, "simulated"
