"""The Space for Development Profile as data: what profile.json holds and every other document is made from. Facts: none of its own.

Codes of a cell's level, one character a cell in the order of `cells`: g goal, b breakthrough, t threshold, n not met,
o not observed (nothing that measures the variable passes there), x does not apply (a need of the sea in a cell of land, say).
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from commonsky.core.citation import Source

LevelCode = Literal["g", "b", "t", "n", "o", "x"]
LEVEL_CODES = "gbtnox"
Level = Literal["goal", "breakthrough", "threshold"]
Titles = dict[str, str]


class _Row(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Country(_Row):
    """The country, by code and by name in the six UN languages."""

    iso3: str
    iso2: str
    m49: int
    names: Titles
    region: str
    subregion: str
    groups: tuple[Titles, ...] = Field(description="LDC, LLDC, SIDS and the like on the date: one {id, en, zh} each")


class Window(_Row):
    """The simulated window, UTC, closed-open."""

    start_utc: str
    end_utc: str
    days: float
    early_days: float = Field(description="days simulated before the window so that no age is cut off at its start")


class Cell(_Row):
    """One equal-area HEALPix cell (nested index, on the WGS84 ellipsoid)."""

    id: int
    lat_deg: float
    lon_deg: float
    land_km2: float
    sea_km2: float = Field(description="sea within the coastal band, km2; 0 away from the coast")
    people: float


class Attribute(_Row):
    """What a requirement asks of one attribute, in its unit; None where the source gives no value.

    A level without a value asks what the next laxer stated one asks; where none is laxer, what the nearest stricter one does.
    """

    name: str = Field(description="horizontal_resolution, uncertainty, observing_cycle, timeliness")
    unit: str
    goal: float | None
    breakthrough: float | None
    threshold: float | None
    sigmas: int | None = Field(default=None, description="standard deviations that its values are, for an uncertainty; limits tell one")


class Shares(_Row):
    """Shares, 0 to 1, of an area or of people by attained level; they sum to 1 over what the need applies to."""

    goal: float
    breakthrough: float
    threshold: float
    not_met: float
    not_observed: float


class Limit(_Row):
    """What stands between the country and a level, where: attributes whose relaxing alone (or as the smallest pair) makes it hold."""

    level: Level
    attributes: tuple[str, ...] = Field(description="one name, or the two of a smallest pair; empty: nothing short of three")
    area_share: float
    people_share: float
    cause: Titles
    action: Titles


class Server(_Row):
    """One instrument mode that serves the need here."""

    mission: str
    instrument: str
    mode: str
    kind: str
    relevance: str
    acquisition: Literal["systematic", "scenario", "tasked"]
    data_policy: str
    best_level: Level | None = Field(description="the strictest level whose attributes it meets, cycle and timeliness aside; None: none")
    fails: tuple[str, ...] = Field(description="attributes by which it misses the threshold")
    resolution_m: float | None
    uncertainty: float | None
    latency_h: float | None
    median_gap_h: float | None = Field(description="median time between looks at a place, area-weighted, h")
    looks_per_week: float = Field(description="looks at a place a week, mean over the cells it applies to")
    product: str
    sources: tuple[Source, ...]


class Age(_Row):
    """Age of the newest product over the window, over the cells that the need applies to, by area; null where none was ever made."""

    time_h: tuple[float, ...]
    median_h: tuple[float | None, ...]
    p10_h: tuple[float | None, ...]
    p90_h: tuple[float | None, ...]
    level_limit_h: dict[str, float] = Field(description="cycle plus timeliness of each level, h")


class Clouds(_Row):
    """What clouds leave of a need, by level, over a sample of its cells, by area: probabilities, not a forecast."""

    fresh: dict[str, float] = Field(description="expected share of the window with a young enough admissible product")
    cloudless: dict[str, float] = Field(description="the same were the sky always clear")
    area_held: dict[str, float] = Field(description="share of area in which the expected share is 95 % or more")
    clear_revisit_h: dict[str, float | None] = Field(description="median by area of the expected time between clear looks, h; null: never")


class MonthShares(_Row):
    """Shares of area in one calendar month of the window."""

    month: str
    area: Shares


class Need(_Row):
    """One need: its requirement, where it is met, what limits it, who serves it."""

    id: str
    theme: str
    variable: str
    unit: str
    domain: Literal["land", "sea", "both"]
    titles: Titles
    variable_names: Titles
    application: str
    weight: float
    confidence: str
    attributes: tuple[Attribute, ...]
    cell_levels: str = Field(description="one code a cell, in the order of `cells`")
    area_km2: float = Field(description="area that the need applies to")
    area: Shares
    people: Shares
    area_met_low: float = Field(description="lowest share of area at threshold or better over the phases tried for orbits of unknown phase")
    area_met_high: float
    by_month: tuple[MonthShares, ...]
    limits: tuple[Limit, ...]
    servers: tuple[Server, ...]
    age: Age
    clouds: Clouds | None = Field(default=None, description="null where clouds hinder nothing that serves it")
    sources: tuple[Source, ...]


class Orbit(_Row):
    """How a mission's positions were computed, and what the elements say of its orbit."""

    mission: str
    agencies: tuple[str, ...]
    status: str
    status_as_of: str
    norad: int
    cospar: str
    basis: Literal["element set", "anchored nominal orbit", "nominal orbit, phase unknown", "geostationary position"]
    epoch_utc: str | None
    age_days: float | None
    altitude_km: float | None
    inclination_deg: float | None
    local_time: str | None = Field(description="mean local time of the ascending node where it is near constant")
    longitude_deg: float | None
    repeat: str | None
    sources: tuple[Source, ...]


class People(_Row):
    """How people were spread over cells, and how much that matters."""

    total: float
    year: int
    placed_share: float = Field(description="share of the people who live in listed places")
    method: Literal["places and land", "grid"]
    headline_by: Literal["area", "people"]
    sensitivity: tuple[dict[str, float | str], ...] = Field(
        description="per need: id, people share met with the rest spread over land, and with all people put in the listed places"
    )
    sources: tuple[Source, ...]


class Unserved(_Row):
    """A named place whose people are not served at threshold level by some needs."""

    name: str
    lat_deg: float
    lon_deg: float
    people: int
    needs_not_met: tuple[str, ...]


class Action(_Row):
    """A first action: what to do for which need, why, and whom it would reach."""

    need: str
    level: Level
    kind: Literal["task", "open data", "speed up delivery", "add observations", "improve product", "new capability", "document"]
    text: Titles
    why: Titles
    area_share: float
    people: float


class Obstacle(_Row):
    """What stands in the way of using a match."""

    kind: str = Field(description="policy, access, skill, cost, infrastructure, quality or place")
    text: Titles


class Match(_Row):
    """What exists and fits a need that is not met, with the reasons for it."""

    kind: Literal["solution", "practice", "mechanism", "offer"]
    name: str = Field(description="of the row of the catalogue; an offer's id in the record")
    titles: Titles
    by: str = Field(description="who owns, publishes, runs or offers it")
    page: str = Field(pattern=r"^(https?://\S+)?$", description="its own web page; empty where it has none")
    how_to_ask: Titles | None = Field(default=None, description="of a mechanism or an offer")
    revision: int | None = Field(default=None, description="of an offer, in the record")
    reasons: tuple[Titles, ...] = Field(description="why it fits, as sentences")
    obstacles: tuple[Obstacle, ...]
    sources: tuple[Source, ...]


class RecordedAction(_Row):
    """An action of the record for a need, as it stood when the record was read."""

    id: str
    revision: int
    title: str
    owner: str
    partners: tuple[str, ...]
    state: Literal["proposed", "agreed", "under way", "done", "dropped"]
    due: str | None = Field(description="its last day, ISO 8601; null where none is set")
    late: bool = Field(description="whether it was still open after that day")


class Overlap(_Row):
    """Actions of different owners for one need at overlapping times."""

    actions: tuple[str, ...] = Field(description="ids")
    owners: tuple[str, ...]
    same: tuple[str, ...] = Field(description="what two or more of them use")


class NeedOptions(_Row):
    """What can be done about one need that is not met."""

    need: str = Field(description="id of the need")
    standing: Literal["partly", "nowhere", "not observed"] = Field(description="how far it is met, by the share that the headline goes by")
    matches: tuple[Match, ...] = Field(description="the best three, best first")
    actions: tuple[RecordedAction, ...]
    overlaps: tuple[Overlap, ...]


class Office(_Row):
    """An office that helps countries to use space, and serves this one."""

    name: str
    titles: Titles
    kind: str
    host: str
    city: str
    country: Titles = Field(description="where it stands")
    tasks: tuple[str, ...]
    serves: str = Field(description="for whom it is there, as its sources say; empty where they say nothing")
    basis: Literal["country list", "world", "region", "host"] = Field(description="by what it is said to serve the country")
    page: str = Field(pattern=r"^https?://\S+$")
    status_as_of: str
    sources: tuple[Source, ...]


class Options(_Row):
    """What can be done about the needs that are not met, and by whom."""

    needs: tuple[NeedOptions, ...] = Field(description="those not met, in the order of `needs` of the profile")
    offices: tuple[Office, ...]
    record_utc: str | None = Field(description="when the record of actions and offers was read; null: none was")
    elsewhere: tuple[str, ...] = Field(description="ids of actions for needs that are met, or that are not among the profile's")


class SystemBehind(_Row):
    """One mission or ground network that serves a need at threshold level."""

    name: str
    brings: float = Field(description="its share of what is served, on the average over all orders in which systems join (Shapley value)")
    error: float = Field(description="standard error of that, 0 where exact")
    left: float = Field(description="served share of area when it alone is lost")


class NeedResilience(_Row):
    """What one need hangs on, over the sample of cells and in the reading at best."""

    need: str = Field(description="id of the need")
    served: float = Field(description="share of area served at threshold or better with nothing lost")
    systems: int = Field(description="missions and ground networks that serve it at threshold level")
    strongest: tuple[SystemBehind, ...] = Field(description="the three that bring most")
    hangs_on: tuple[str, ...] = Field(description="those whose loss alone takes the served share down by half or more, worst first")
    exact: bool = Field(description="whether every order was reckoned, or some were drawn")


class MissionResilience(_Row):
    """What falls when one mission or ground network alone is lost."""

    name: str
    falls: tuple[str, ...] = Field(description="ids of needs whose served share goes down by half or more")
    touches: int = Field(description="needs whose served share goes down by 1 % of the area or more")
    serves: int = Field(description="needs that it serves at threshold level")


class NavigationAlone(_Row):
    """Positions with one navigation system alone, with all, or with all but one, over some places of the land for a day."""

    name: str
    kind: Literal["alone", "together", "all but"]
    available: float = Field(description="share of the time with a position of PDOP 6 or better, mean by area")
    in_view: float = Field(description="satellites above the horizon, mean")
    worst_outage_h: float = Field(description="longest time without a position, at the worst place")


class AlertPath(_Row):
    """One way by which a warning reaches people or those who tell them."""

    name: str
    titles: Titles
    single_points: tuple[Titles, ...] = Field(description="what alone stops it when it is lost")


class Resilience(_Row):
    """What the country's needs, positions and warnings hang on, one system lost at a time."""

    answer: Titles
    cells: int = Field(description="cells reckoned with; each stands for its neighbours")
    cells_all: int
    needs: tuple[NeedResilience, ...] = Field(description="in the order of `needs` of the profile")
    missions: tuple[MissionResilience, ...] = Field(description="those whose loss alone changes a need, what brings most down first")
    navigation: tuple[NavigationAlone, ...]
    paths: tuple[AlertPath, ...] = Field(description="alert paths that work here")
    paths_shared: tuple[Titles, ...] = Field(description="what alone stops all of them")
    paths_from: str = Field(description="the packaged template, until the country gives a file of its own")
    sources: tuple[Source, ...] = Field(description="of the alert paths")


class Report(_Row):
    """A report on the country that was given to be told with the profile; its file has all of it."""

    kind: Literal["stress", "timeline", "design"]
    file: str = Field(description="its name and that of its folder")
    sha256: str
    made_utc: str
    answer: Titles


class Profile(_Row):
    """The Space for Development Profile of one country."""

    format: Literal["commonsky profile 1"] = "commonsky profile 1"
    version: str
    made_utc: str
    command: str
    country: Country
    window: Window
    answer: Titles = Field(description="the answer in one or two sentences, by language")
    healpix_depth: int
    cell_km2: float
    land_km2: float
    coastal_band_km: float
    cells: tuple[Cell, ...]
    needs: tuple[Need, ...]
    orbits: tuple[Orbit, ...]
    people: People
    unserved: tuple[Unserved, ...]
    actions: tuple[Action, ...]
    options: Options | None = Field(default=None, description="null in a profile made before there were any")
    resilience: Resilience | None = Field(default=None, description="null in a profile made before there was any")
    reports: tuple[Report, ...] = Field(default=(), description="reports on the country that were given with --with")
    notes: tuple[str, ...] = Field(description="what was refused or assumed in this run, one line each")
    sources: tuple[Source, ...] = Field(description="sources of the country's boundary, names, groups and people")
