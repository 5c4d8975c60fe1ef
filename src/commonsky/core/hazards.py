"""Names of hazards and phases of disaster management, one word per idea. Facts: after UNDRR's hazard terms. Leaves out thresholds."""

from typing import Literal, get_args

HazardName = Literal[
    "flood", "drought", "storm", "fire", "heat", "cold", "earthquake", "tsunami", "landslide", "volcano", "coastal", "snow and ice",
    "pests", "epidemic", "air quality", "oil spill", "industrial accident", "space weather", "asteroid", "all"
]  # fmt: skip
#: Of disaster management, in the order of the cycle.
PhaseName = Literal["prevention", "preparedness", "response", "recovery"]
HAZARD_NAMES: tuple[str, ...] = get_args(HazardName)
PHASE_NAMES: tuple[str, ...] = get_args(PhaseName)
