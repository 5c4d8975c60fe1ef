"""Rows of systems beside the observing missions: navigation, telecom and relay, ground stations, downlinks, ground networks.

Facts: data/navigation.toml, telecom.toml, stations.toml, downlinks.toml, networks.toml. Checked when they load, as `catalogue.model` says.
Leaves out single receivers and terminals, and the stations of networks: those are positions in a file, read by sources.station_lists.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from commonsky.catalogue.model import Latitude, Longitude, Policy, Positive, Row, Sourced, Status, VariableName
from commonsky.core.citation import Source

Count = Annotated[int, Field(ge=0)]


class Shell(Row):
    """Satellites of one system on orbits of one kind. `satellites` is the number that the source gives; longitudes are east."""

    name: str = ""
    kind: Literal["circular", "geosynchronous", "geostationary", "LEO", "MEO", "GEO"]
    satellites: Count
    planes: Count | None = None
    altitude_km: Positive
    inclination_deg: Annotated[float, Field(ge=0, le=180)] | None = None
    longitudes_deg: tuple[Longitude, ...] = ()
    period_h: Positive | None = None
    repeat: str = ""
    source: tuple[Source, ...] = Field(min_length=1)


class Navigation(Sourced):
    """One navigation or augmentation system. `position_accuracy_m` is as `accuracy_note` says: share of time and service."""

    name: str
    full_name: str = ""
    name_zh: str = ""
    operator: str
    kind: Literal["global", "regional", "augmentation"]
    status: Status
    status_as_of: date
    service_area: str
    signals: tuple[str, ...] = ()
    position_accuracy_m: Positive | None = None
    accuracy_note: str = ""
    satellites_nominal: Count | None = None
    satellites_working: Count | None = None
    emergency_messages: bool
    shells: tuple[Shell, ...] = ()

    @model_validator(mode="after")
    def _said(self) -> Self:
        if self.position_accuracy_m is not None and not self.accuracy_note:
            raise ValueError("position_accuracy_m needs accuracy_note: which share of time, which service")
        return self


class Telecom(Sourced):
    """One telecom, relay, data collection or distress system that can carry warnings or the data of stations."""

    name: str
    full_name: str = ""
    name_zh: str = ""
    operator: str
    kind: Literal["broadcast", "two-way", "data collection", "relay", "distress"]
    status: Status
    status_as_of: date
    frequency_bands: tuple[str, ...] = ()
    min_elevation_deg: Annotated[float, Field(ge=0, lt=90)] | None = None
    latency_s: Positive | None = None
    coverage: str
    use_for_warning: str
    data_policy: Policy | None = None
    cost_note: str = ""
    shells: tuple[Shell, ...] = ()


class Station(Sourced):
    """One ground station that receives observing satellites."""

    name: str
    name_zh: str = ""
    latitude_deg: Latitude
    longitude_deg: Longitude
    operator: str
    country: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    missions: tuple[str, ...] = ()
    bands: tuple[str, ...] = ()
    kind: Literal["polar", "mid-latitude", "equatorial", "geostationary", "direct broadcast"]
    status: Status
    status_as_of: date


class NetworkMeasure(Row):
    """What a network's stations measure; figures as in `catalogue.model.Measure`, `cycle_h` from one observation to the next."""

    variable: VariableName
    cycle_h: Positive | None = None
    latency_h: Annotated[float, Field(ge=0)] | None = None
    uncertainty: Annotated[float, Field(ge=0)] | None = None
    note: str = ""
    source: tuple[Source, ...] = Field(min_length=1)


class Network(Sourced):
    """One ground network. `required_spacing_km` is what a regulation asks, `design_spacing_km` what its design says.

    `positions` names the list of stations that stands for it; without one it is known, but not judged place by place.
    """

    name: str
    full_name: str = ""
    name_zh: str = ""
    operator: str
    kind: Literal[
        "surface", "upper air", "marine", "hydrological", "composition", "flux", "geodetic", "seismic", "radar", "aircraft", "lightning"
    ]
    stations: Count | None = None
    stations_as_of: date | None = None
    required_spacing_km: Positive | None = None
    design_spacing_km: Positive | None = None
    data_policy: Policy | None = None
    status: Status
    status_as_of: date
    website: str = ""
    positions: Literal["weather_stations"] | None = None
    measures: tuple[NetworkMeasure, ...] = ()

    @model_validator(mode="after")
    def _judged(self) -> Self:
        if self.positions is not None and self.data_policy is None:
            raise ValueError("positions needs data_policy: who may have the reports")
        return self


class Downlink(Sourced):
    """Where the missions of one ground segment bring down what they recorded: stations and relay systems by name.

    `missing` are stations that a source names and that have no row of their own yet: what is simulated without them comes down too late.
    `processing_min` is the published time from reception to open product, for whom `processing_note` says; None: not published.
    """

    name: str
    missions: tuple[str, ...] = Field(min_length=1)
    stations: tuple[str, ...] = ()
    relays: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    processing_min: Positive | None = None
    processing_note: str = ""

    @model_validator(mode="after")
    def _ways(self) -> Self:
        names = [*self.missions, *self.stations, *self.relays, *self.missing]
        if not self.stations and not self.relays:
            raise ValueError("a downlink needs stations or relays")
        if twice := next((name for name in names if names.count(name) > 1), None):
            raise ValueError(f"{twice!r} stands twice")
        if self.processing_min is not None and not self.processing_note:
            raise ValueError("processing_min needs processing_note: from when, for which products")
        return self
