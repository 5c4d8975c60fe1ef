"""Rows of the catalogue as they are written, checked when they load. Facts: data/*.toml. Leaves out anything without a source.

Attributes that can limit a need are named as requirements name them; figures are in the unit that the field's name says.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from commonsky.core.citation import Source
from commonsky.core.variables import find_variable

Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]
Longitude = Annotated[float, Field(ge=-180, le=180)]
Latitude = Annotated[float, Field(ge=-90, le=90)]
Status = Literal["operational", "extended", "commissioning", "standby", "planned", "ended"]
Policy = Literal["open", "registration", "restricted", "commercial"]
#: Altitude of a geostationary orbit, km above the equator.
GEOSTATIONARY_KM = 35786.0
#: Statuses of a mission that gives products on a date between launch and end.
GIVING = ("operational", "extended")


def _known_variable(name: str) -> str:
    try:
        return find_variable(name).name
    except LookupError as error:
        raise ValueError(str(error)) from error


#: One of core.variables; another name is refused with the nearest.
VariableName = Annotated[str, AfterValidator(_known_variable)]


class Row(BaseModel):
    """A row of a family, or a part of one: frozen, and nothing in it that is not declared."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Sourced(Row):
    """A row with its own sources."""

    as_of: date
    source: tuple[Source, ...] = Field(min_length=1)
    note: str = ""


class Orbit(Row):
    """An orbit as published. `ascending_node` is its mean local time; altitude is as quoted, never trusted for positions.

    An eccentric orbit has perigee_km and apogee_km in place of an altitude; `apogee` says over which half of the Earth it stands high.
    """

    kind: Literal["sun-synchronous", "inclined", "geostationary", "eccentric"]
    altitude_km: Positive = GEOSTATIONARY_KM
    perigee_km: Positive | None = None
    apogee_km: Positive | None = None
    apogee: Literal["north", "south"] | None = None
    inclination_deg: Annotated[float, Field(ge=0, le=180)] = 0.0
    repeat_days: Annotated[int, Field(gt=0)] | None = None
    repeat_orbits: Annotated[int, Field(gt=0)] | None = None
    ascending_node: Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")] | None = None
    longitude_deg: Longitude | None = None

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.kind == "geostationary" and self.longitude_deg is None:
            raise ValueError("a geostationary orbit needs longitude_deg")
        if self.kind == "sun-synchronous" and self.ascending_node is None:
            raise ValueError("a sun-synchronous orbit needs ascending_node, as HH:MM")
        if self.kind == "eccentric" and not (self.perigee_km and self.apogee_km and self.perigee_km < self.apogee_km):
            raise ValueError("an eccentric orbit needs perigee_km and a greater apogee_km")
        if (self.repeat_days is None) != (self.repeat_orbits is None):
            raise ValueError("repeat_days and repeat_orbits go together")
        return self

    @property
    def node_time_h(self) -> float | None:
        """Mean local time of the ascending node in hours, or None where it drifts."""
        if self.ascending_node is None:
            return None
        hours, minutes = self.ascending_node.split(":")
        return int(hours) + int(minutes) / 60.0


class Mission(Sourced):
    """One satellite; or a fleet, entered as one row with the number of its satellites.

    `norad` is 0 and `cospar` empty where there is none (planned, a fleet, a row of one's own). `launch_precision` says how much of the
    launch date is known; a planned launch is its first possible day. `registered_by`,
    `registration` and `disposal` are what a source says of registry and end; nothing there means nothing read.
    """

    name: str
    name_zh: str = ""
    agencies: tuple[str, ...] = Field(min_length=1)
    launch_date: date
    launch_precision: Literal["day", "month", "quarter", "year"] = "day"
    end_date: date | None = None
    status: Status
    status_as_of: date
    norad: Annotated[int, Field(ge=0)] = 0
    cospar: Annotated[str, Field(pattern=r"^(\d{4}-\d{3}[A-Z]{1,3})?$")] = ""
    satellites: Annotated[int, Field(gt=0)] = 1
    orbit: Orbit
    registered_by: str = ""
    registration: str = ""
    disposal: str = ""

    @model_validator(mode="after")
    def _known(self) -> Self:
        if self.status == "ended" and self.end_date is None:
            raise ValueError("an ended mission needs its end_date")
        if self.end_date is not None and self.end_date < self.launch_date:
            raise ValueError(f"end_date {self.end_date} lies before launch_date {self.launch_date}")
        return self

    def gives_products(self, on: date) -> bool:
        """Whether it flies and works on a date, as far as the row says."""
        if on < self.launch_date or (self.end_date is not None and on >= self.end_date):
            return False
        return self.status in GIVING or (self.status == "ended" and self.end_date is not None)


class Mode(Row):
    """One way in which an instrument looks at the ground.

    A swath crosses the track about nadir or between two look angles; a side-looking radar between two incidence angles; a track is the
    line under an altimeter; a disk is what an imager sees from high above, within `bounds_deg` (west, south, east, north) where it does
    not scan all of it, and above `altitude_min_km` where its satellite comes and goes; each sector of a scan schedule is a mode of its
    own; a grid is a product of many satellites that stands on its own up to a latitude, as long as the satellite that it
    names as its core flies; an agile imager rolls up to an angle to place its swath, at `slew_deg_s`, then waits `settle_s`, and works
    `duty_min_orbit` of an orbit; a conical scan turns about nadir at one incidence, given at the ground (`incidence_deg`) or at the
    satellite (`cone_deg`), and sees ahead, behind, or both; occultations are profiles scattered over the globe.
    """

    name: str
    geometry: Literal["swath", "side-looking", "track", "disk", "grid", "agile", "conical", "occultation"]
    swath_km: Positive | None = None
    look_min_deg: Annotated[float, Field(ge=-90, le=90)] | None = None
    look_max_deg: Annotated[float, Field(ge=-90, le=90)] | None = None
    roll_max_deg: Annotated[float, Field(gt=0, lt=90)] | None = None
    incidence_min_deg: Annotated[float, Field(ge=0, lt=90)] | None = None
    incidence_max_deg: Annotated[float, Field(gt=0, lt=90)] | None = None
    side: Literal["right", "left", "both"] | None = None
    incidence_deg: Annotated[float, Field(gt=0, lt=90)] | None = None
    cone_deg: Annotated[float, Field(gt=0, lt=90)] | None = None
    look_ahead: Literal["fore", "aft", "both"] = "fore"
    slew_deg_s: Positive | None = None
    settle_s: Annotated[float, Field(ge=0, allow_inf_nan=False)] | None = None
    duty_min_orbit: Positive | None = None
    glint_min_deg: Annotated[float, Field(gt=0, lt=180)] | None = None
    glint_max_deg: Annotated[float, Field(gt=0, lt=180)] | None = None
    cycle_min: Positive | None = None
    max_zenith_deg: Annotated[float, Field(gt=0, lt=90)] | None = None
    altitude_min_km: Positive | None = None
    bounds_deg: tuple[Longitude, Latitude, Longitude, Latitude] | None = None
    max_latitude_deg: Annotated[float, Field(gt=0, le=90)] | None = None
    profiles_day: Positive | None = None
    resolution_m: Positive
    light: Literal["day", "any", "night"]
    max_solar_zenith_deg: Annotated[float, Field(gt=0, le=180)] | None = None
    acquisition: Literal["systematic", "scenario", "tasked"]
    acquisition_note: str = ""

    @model_validator(mode="after")
    def _complete(self) -> Self:
        needed = {
            "swath": self.swath_km is not None or (self.look_min_deg is not None and self.look_max_deg is not None),
            "side-looking": None not in {self.incidence_min_deg, self.incidence_max_deg, self.side},
            "track": self.swath_km is not None,
            "disk": None not in {self.cycle_min, self.max_zenith_deg},
            "grid": None not in {self.cycle_min, self.max_latitude_deg},
            "agile": None not in {self.swath_km, self.roll_max_deg},
            "conical": self.swath_km is not None and (self.incidence_deg is None) != (self.cone_deg is None),
            "occultation": self.profiles_day is not None,
        }
        if not needed[self.geometry]:
            raise ValueError(f"mode {self.name}: a {self.geometry} lacks its figures (see docs/reference/catalogue.md)")
        return self


class Measure(Row):
    """What an instrument measures, how well, and when people get it.

    `uncertainty` is one standard deviation in the variable's unit; None: no source states one, and a requirement on it counts as not met.
    `latency_h` is the time from observation to open product; None: not stated, and a requirement on timeliness counts as not met.
    """

    variable: VariableName
    modes: tuple[str, ...] = Field(min_length=1)
    relevance: Literal["primary", "high", "fair"]
    resolution_m: Positive | None = None
    uncertainty: Annotated[float, Field(ge=0)] | None = None
    latency_h: Annotated[float, Field(ge=0)] | None = None
    product: str
    note: str = ""
    source: tuple[Source, ...] = Field(min_length=1)


class Instrument(Sourced):
    """One design of instrument and the missions that fly it."""

    name: str
    full_name: str = ""
    kind: str
    missions: tuple[str, ...] = Field(min_length=1)
    band: Literal["L", "S", "C", "X", "Ku", "Ka", "W", "P"] | None = None
    data_policy: Policy
    modes: tuple[Mode, ...] = Field(min_length=1)
    measures: tuple[Measure, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _modes_exist(self) -> Self:
        names = [mode.name for mode in self.modes]
        unknown = {m for measure in self.measures for m in measure.modes} - set(names)
        pairs = [(measure.variable, mode) for measure in self.measures for mode in measure.modes]
        twice = next((pair for pair in pairs if pairs.count(pair) > 1), None)
        if twice:
            raise ValueError(f"{self.name}: {twice[0]} stands twice for mode {twice[1]!r}; give the second product a mode of its own")
        if unknown:
            raise ValueError(f"{self.name}: measures name the unknown mode {min(unknown)!r}; modes: {', '.join(names)}")
        return self


class ElementRow(Row):
    """A real element set kept as a dated fact; it anchors the phase of a mission's orbit."""

    norad: int
    name: str
    cospar: str
    epoch: str
    mean_motion_rev_day: Positive
    eccentricity: Annotated[float, Field(ge=0, lt=1)]
    inclination_deg: float
    node_deg: float
    perigee_deg: float
    anomaly_deg: float
    bstar: float
    source: tuple[Source, ...] = Field(min_length=1)
