"""The answer of `design` as data: what design.json holds, and all that its sheet is drawn from. Facts: none of its own.

Texts for people are by language. Shares are 0 to 1. A figure that is not known, or has no end, is null.
"""

from __future__ import annotations

import csv
import io
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from commonsky.core.citation import Source
from commonsky.profile.model import Level, Titles, Window


class _Row(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class DesignArea(_Row):
    """Where the gap is to be closed."""

    names: Titles
    codes: tuple[str, ...] = Field(description="ISO3 of its countries; empty for a polygon")
    lat_min_deg: float
    lat_max_deg: float
    land_km2: float
    sea_km2: float
    people: float
    cells: int = Field(description="equal-area cells that were simulated, at their centres")
    cells_from: int = Field(description="cells of which those are a sample")


class Served(_Row):
    """Shares for which a level holds, by area and people; and share of time that is served, by area."""

    area: float
    people: float
    time: float


class DesignNeed(_Row):
    """One need: what it asks at the level, before and after."""

    id: str
    theme: str
    variable: str
    titles: Titles
    variable_names: Titles
    unit: str
    resolution_m: float | None
    uncertainty: float | None = Field(description="one standard deviation, in the unit")
    cycle_h: float | None
    timeliness_h: float | None
    before: Served
    after: Served
    met_before: bool
    met_after: bool
    kinds: tuple[str, ...] = Field(description="kinds of addition that could serve it")


class PlaneRow(_Row):
    """One orbital plane: its node, and the satellites in it as shares of a revolution."""

    node_time: str | None = Field(description="mean local time of the ascending node, HH:MM; null for an inclined orbit")
    node_share: float = Field(
        description="right ascension of the node as a share of a turn from the first plane's; by choice for inclined orbits"
    )
    phases: tuple[float, ...]


class OrbitRow(_Row):
    """An orbit; its inclination is what sun-synchrony asks, where it is that."""

    kind: Literal["sun-synchronous", "inclined"]
    titles: Titles
    altitude_km: float
    inclination_deg: float
    planes: tuple[PlaneRow, ...]


class SensorRow(_Row):
    """A sensor: what it must be able to do. Resolution and uncertainty are what each need asks, and met by assumption."""

    kind: str
    titles: Titles
    swath_km: float
    incidence_min_deg: float | None
    incidence_max_deg: float | None
    side: str
    light: str
    precedents: tuple[str, ...] = Field(description="instruments that have this swath at the resolution asked; empty: none flies")


class RevisitRow(_Row):
    """Mean time between looks of this addition alone, hours: of the median cell, and what 95 % of the area keep; null: under two looks."""

    median_h: float | None
    p95_h: float | None
    seen_area: float


class GroundRow(_Row):
    """Stations that would do, the catalogue's or one in the area; null where the wait has no end."""

    stations: tuple[str, ...]
    wait_h: float | None = Field(description="from look to contact, kept by nine of ten looks")
    kept: bool = Field(description="whether the latency is kept, with an hour for processing, half of it at most")


class CostRow(_Row):
    """What one comparable thing has cost, and what as many as are proposed would."""

    name: str
    titles: Titles
    what: str
    currency: str
    year: int
    low: float
    high: float
    low_all: float
    high_all: float
    note: str
    source: tuple[Source, ...]


class CostTotal(_Row):
    """Sum in one currency, from the cheapest to the dearest comparable thing; `left_out` things have no row in it."""

    currency: str
    low: float
    high: float
    left_out: int


class AlternativeRow(_Row):
    """What could stand in for one thing of an addition, and the share of the answer's whole gain that is kept."""

    titles: Titles
    name: str
    kept: float


class AdditionRow(_Row):
    """One addition: a satellite or constellation of one design, a site, a station, or a mission opened."""

    rank: int
    kind: str
    titles: Titles
    count: int
    serves: tuple[str, ...]
    orbit: OrbitRow | None
    sensor: SensorRow | None
    latency_h: float | None
    revisit: RevisitRow | None
    ground: GroundRow | None
    place: tuple[float, float] | None = Field(description="latitude and longitude, degrees")
    missions: tuple[str, ...]
    asks: Titles = Field(description="what it takes of others, or of its developer")
    data_policy: Titles
    lifetime: Titles
    share_after: float = Field(description="share of the objective served once this and those before it are there")
    costs: tuple[CostRow, ...] = Field(description="empty: told as a count")
    alternatives: tuple[AlternativeRow, ...]


class FrontRow(_Row):
    """The best set of so many things that was found among the candidates tried."""

    count: int
    share: float = Field(description="of the objective, served, at the phase of the search")
    met: bool = Field(description="whether every need then holds at every phase tried")
    chosen: bool
    names: tuple[str, ...]
    costs: tuple[CostTotal, ...]


class Proof(_Row):
    """How far from the best set of the candidates tried the answer can be: shares of that set's gain."""

    a_priori: float = Field(description="1 - 1/e: what greedy reaches with as many things, whatever the case")
    proven: float = Field(description="what the answer reaches at least, by this case's own bound")
    gain: float
    most_gain: float
    greedy_gain: float
    exchanges_tried: int
    exchanges_finished: bool
    phase_low: float = Field(description="least share served by the answer over the phases tried")
    phase_high: float


class DesignAnswer(_Row):
    """The smallest addition that was found, as a specification."""

    version: str
    made_utc: str
    command: str
    window: Window
    area: DesignArea
    level: Level
    objective: Literal["area", "people"]
    budget: int
    kinds: tuple[str, ...]
    without: tuple[str, ...]
    answer: Titles
    already_met: bool
    met: bool = Field(description="whether every need then holds, at every phase tried")
    share_before: float
    share_after: float
    needs: tuple[DesignNeed, ...]
    additions: tuple[AdditionRow, ...]
    front: tuple[FrontRow, ...]
    costs: tuple[CostTotal, ...]
    costs_told: Titles
    proof: Proof | None
    candidates: dict[str, int]
    cloud_cover: float = Field(
        description="mean share of cloud over the area in the window, from the packaged climatology; not in the answer"
    )
    assumptions: tuple[Titles, ...]
    notes: tuple[str, ...]


def design_csv(told: DesignAnswer) -> str:
    """The additions as a table: one row each."""
    text = io.StringIO()
    heads = ("rank", "kind", "count", "what", "altitude_km", "inclination_deg", "planes", "swath_km", "latency_h", "revisit_median_h")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow((*heads, "revisit_p95_h", "lat_deg", "lon_deg", "serves", "share_before", "share_after"))
    before = told.share_before
    for row in told.additions:
        orbit, sensor, revisit, place = row.orbit, row.sensor, row.revisit, row.place or (None, None)
        figures = (
            *((orbit.altitude_km, orbit.inclination_deg, len(orbit.planes)) if orbit else (None, None, None)),
            *(sensor.swath_km if sensor else None, row.latency_h),
            *((revisit.median_h, revisit.p95_h) if revisit else (None, None)),
        )
        writer.writerow((row.rank, row.kind, row.count, row.titles["en"], *figures, *place, " ".join(row.serves), before, row.share_after))
        before = row.share_after
    return text.getvalue()


def front_csv(told: DesignAnswer) -> str:
    """The front as a table: one row for each number of additions, the names of a set joined by semicolons."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("additions", "share", "met", "names"))
    writer.writerows((row.count, f"{row.share:.4f}", row.met, "; ".join(row.names)) for row in told.front)
    return text.getvalue()
