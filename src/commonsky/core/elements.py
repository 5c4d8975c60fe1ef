"""Mean elements of an orbit, as TLE and OMM carry them: what sources read and orbits propagate. Facts: CCSDS 502.0-B-3, section 4."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Elements:
    """SGP4 mean elements, TEME of epoch, WGS72.

    Args:
        name: the object's name, or its number where it has none.
        norad: catalogue number; 0 for a nominal orbit.
        cospar: international designator such as ``2015-028A``, or empty.
        epoch_utc: time that the elements are valid for.
        mean_motion_rev_day, eccentricity, inclination_deg, node_deg, perigee_deg, anomaly_deg: the six elements.
        bstar: drag term, 1/Earth radii.
        ndot_rev_day2, nddot_rev_day3: first derivative over two, second over six, of the mean motion (not used by SGP4).
        origin: where they came from: a file's name, or ``nominal orbit``.
    """

    name: str
    norad: int
    cospar: str
    epoch_utc: datetime
    mean_motion_rev_day: float
    eccentricity: float
    inclination_deg: float
    node_deg: float
    perigee_deg: float
    anomaly_deg: float
    bstar: float = 0.0
    ndot_rev_day2: float = 0.0
    nddot_rev_day3: float = 0.0
    origin: str
