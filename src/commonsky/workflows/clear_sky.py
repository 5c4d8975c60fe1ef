"""Odds of a clear view at a place, from the cloud cover of its zone and month. Joins world and coverage. Facts: coverage.clouds.

A place is land where a packaged outline holds it, else sea. Leaves out the user's own grid of clouds.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import shapely

from commonsky.coverage import clouds
from commonsky.world.countries import all_land

if TYPE_CHECKING:
    from datetime import datetime

    from commonsky.catalogue.model import Instrument
    from commonsky.workflows.looks import ClearOdds, Hindered


def clear_sky() -> tuple[ClearOdds, Hindered]:
    """Two functions: the odds of a clear view at latitude, longitude and time; whether cloud hides a variable from an instrument."""
    return clear_odds, cloud_hinders


def clear_odds(lat_deg: float, lon_deg: float, when: datetime) -> float:
    """Probability of a clear view, 0 to 1, by the zonal climatology.

    >>> from datetime import datetime, UTC
    >>> 0.2 < clear_odds(-9.43, 159.95, datetime(2026, 11, 22, tzinfo=UTC)) < 0.6
    True
    """
    cover = clouds.zonal_cover(np.array([lat_deg]), np.array([1.0 if _on_land(lat_deg, lon_deg) else 0.0]))
    return float(1.0 - cover[0, when.month - 1])


def cloud_hinders(instrument: Instrument, variable: str) -> bool:
    """Whether cloud hides a variable from an instrument."""
    return clouds.hindered(instrument.kind, variable)


@cache
def _on_land(lat_deg: float, lon_deg: float) -> bool:
    outlines = np.array(all_land(), dtype=object)
    return bool(shapely.intersects_xy(outlines, lon_deg, lat_deg).any())
