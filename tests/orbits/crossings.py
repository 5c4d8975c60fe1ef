"""Ascending crossings of the equator, read off a track of short steps."""

import numpy as np

from commonsky.core.places import wrap_longitude
from commonsky.orbits.propagation import propagate


def ascending_nodes(elements, start_s, duration_s):
    """Time, s since 2000-01-01T00:00Z, and longitude, degrees, of every ascending crossing; straight lines between 10 s steps."""
    track = propagate(elements, start_s, duration_s, step_s=10.0)
    z = track.position_km[:, 2]
    k = np.flatnonzero((z[:-1] < 0) & (z[1:] >= 0))
    share = z[k] / (z[k] - z[k + 1])
    x, y, _ = (track.position_km[k] + share[:, None] * (track.position_km[k + 1] - track.position_km[k])).T
    return track.start_s + track.step_s * (k + share), np.degrees(np.arctan2(y, x))


def apart_km(lon_deg, other_deg):
    """Distance along the equator between longitudes."""
    return np.abs(wrap_longitude(lon_deg - other_deg)) * 111.3195
