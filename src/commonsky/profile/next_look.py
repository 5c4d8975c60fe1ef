"""The next looks at a place, as values: what a person, a table or a page is told. Facts: none; workflows.next_look makes them.

Leaves out what an instrument measures for other needs.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import datetime

    from commonsky.catalogue.mechanisms import Mechanism
    from commonsky.coverage.light import Light

#: A pass at a known time; a look that stands, with its cycle; passes whose times nobody knows.
Kind = Literal["pass", "standing", "uncertain"]
#: How the data come: open and taken anyway; taken anyway for who registers; taken where the mission's plan says; by request.
Way = Literal["open", "register", "plan", "request", "agreement"]
#: Strictest first; ``coarser`` misses all levels, ``unasked`` is a requirement without a resolution.
LEVEL_ORDER = ("goal", "breakthrough", "threshold", "unasked", "coarser")
MEETS = frozenset({"goal", "breakthrough", "threshold", "unasked"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """One variable that a look measures for the need.

    Args:
        variable: by name.
        product: that carries it.
        resolution_m: at that look.
        level: the strictest level whose horizontal resolution is met there; one of LEVEL_ORDER.
        latency_h: from the look to the product; None: not published.
    """

    variable: str
    product: str
    resolution_m: float
    level: str
    latency_h: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """How to get the data.

    Args:
        way: of the five.
        mechanisms: names of emergency mechanisms that can move the satellite for this place.
        agencies: of the mission, who are asked where no mechanism is.
        note: what the catalogue says of the acquisition.
    """

    way: Way
    mechanisms: tuple[str, ...]
    agencies: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One look, or one line of looks that stand or whose times are unknown.

    Args:
        kind: which of the three.
        satellite: name of the mission.
        satellites: how many satellites it has.
        instrument, instrument_kind, mode: as the catalogue names them.
        other_modes: modes that could look at the same time instead.
        served: what it measures for the need, the most useful first.
        acquisition: systematic, scenario or tasked.
        data_policy: of the instrument.
        ask: how to get the data.
        time_utc: of the look, or of the first of those that stand; None where unknown.
        until_utc: end of a standing spell.
        exact: whether the time is known; False: flagged as uncertain wherever it is shown.
        error_s: how far off the time may be, s; None where nobody knows.
        local_h: mean local solar time, hours.
        incidence_deg: angle between the line of sight and the vertical.
        sun_elevation_deg, light: at the look.
        glint_deg: angle to the Sun's mirror image on water; None where the instrument does not mind.
        glint: whether glint is likely on water.
        clear_odds: probability of a clear view, 0 to 1; None: not known, or cloud does not hinder.
        share: of the area that is seen, 0 to 1.
        cycle_min: from image to image of a standing look.
        count: least and most passes in the window over the phases tried.
        hours: spans of local time in which passes of unknown phase come.
    """

    kind: Kind
    satellite: str
    satellites: int
    instrument: str
    instrument_kind: str
    mode: str
    other_modes: tuple[str, ...]
    served: tuple[Served, ...]
    acquisition: str
    data_policy: str
    ask: Ask
    time_utc: datetime | None = None
    until_utc: datetime | None = None
    exact: bool = True
    error_s: float | None = None
    local_h: float | None = None
    incidence_deg: float | None = None
    sun_elevation_deg: float | None = None
    light: Light | None = None
    glint_deg: float | None = None
    glint: bool = False
    clear_odds: float | None = None
    share: float = 1.0
    cycle_min: float | None = None
    count: tuple[int, int] | None = None
    hours: tuple[tuple[float, float], ...] = ()

    @property
    def main(self) -> Served:
        """What it measures best for the need."""
        return self.served[0]

    @property
    def meets(self) -> bool:
        """Whether its resolution is one that the need asks."""
        return self.main.level in MEETS

    def served_for(self, variable: str) -> Served | None:
        """What it measures of one variable; None: nothing."""
        return next((served for served in self.served if served.variable == variable), None)

    def fine_for(self, variable: str) -> bool:
        """Whether it measures a variable at a resolution that the need asks."""
        served = self.served_for(variable)
        return served is not None and served.level in MEETS

    @property
    def must_be_asked(self) -> bool:
        """Whether somebody has to ask for it."""
        return self.ask.way in {"plan", "request", "agreement"}

    @property
    def product_utc(self) -> datetime | None:
        """When the product is there; None: not published."""
        return self.product_of(self.main)

    def product_of(self, served: Served) -> datetime | None:
        """When the product of one variable is there; None: not published."""
        if self.time_utc is None or served.latency_h is None:
            return None
        return self.time_utc + timedelta(hours=served.latency_h)


@dataclass(frozen=True, slots=True, kw_only=True)
class NextLooks:
    """What is told of a place.

    Args:
        place: its name.
        lat_deg, lon_deg: where it, or the middle of the area, lies.
        is_area: whether it is an area.
        need: as asked.
        variables: that stand for the need, first the one that shows the event itself.
        lead: that one; empty where none stands before the others.
        start_utc, end_utc: the window.
        looks: passes in the order of their times, then standing looks, then those of unknown time.
        order: the emergency tasking order: looks that have to be asked for and meet the need, the earliest first, one a satellite.
        mechanisms: that the looks name, and those that only map, in the order in which they help.
        notes: what was refused or assumed, a line each.
        clouds: whether odds of a clear view are known.
        titles: the need's name by language, where it is a requirement's.
        place_note: which of several places of the name was taken; empty where there is one.
    """

    place: str
    lat_deg: float
    lon_deg: float
    is_area: bool
    need: str
    variables: tuple[str, ...]
    start_utc: datetime
    end_utc: datetime
    looks: tuple[Look, ...]
    order: tuple[Look, ...]
    mechanisms: tuple[Mechanism, ...]
    notes: tuple[str, ...]
    clouds: bool
    titles: dict[str, str] = field(default_factory=dict, hash=False)
    lead: str = ""
    place_note: str = ""

    def of(self, kind: Kind) -> tuple[Look, ...]:
        """The looks of one kind."""
        return tuple(look for look in self.looks if look.kind == kind)

    @property
    def first_free(self) -> Look | None:
        """The first pass that meets the need and that nobody has to ask for."""
        return next((look for look in self.of("pass") if look.meets and not look.must_be_asked), None)
