"""A PLACE as people write it: a country, a listed place, LAT,LON or a GeoJSON file. Joins world and sources. Facts: none of its own.

A place becomes one cell of under a metre; an area at most 64 cells spread over it. So the engine that serves countries serves both, to the
same instant. Leaves out addresses.
"""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from healpix_geo import nested

from commonsky.core.errors import InvalidInputError, UnknownNameError
from commonsky.core.places import Place, wrap_longitude
from commonsky.profile.projection import centred_on
from commonsky.sources.boundaries import read_boundary
from commonsky.world.cells import Cells, country_cells
from commonsky.world.countries import all_land, boundary, countries, find_country, table
from commonsky.world.people import places

if TYPE_CHECKING:
    from collections.abc import Sequence

    from commonsky.world.countries import Country

#: HEALPix depth of a place: cells of 0.4 m, so that their centre is the place.
POINT_DEPTH = 24
AREA_CELLS = 64
#: Letters of a country's code at most: a code means one country.
LONGEST_CODE = 3
#: Places of one name that a note names.
NAMESAKES = 3
#: How far off a coast, degrees, a place still belongs to a country: its emergency mechanisms are that country's.
NEAR_DEG = 2.0
#: How far off the other of land and sea still counts as here, degrees of latitude.
NEAR_SHORE_DEG = 0.27
POSITION = re.compile(r"^\s*([-+\u2212]?\d+(?:\.\d+)?)\s*[,;\s]\s*([-+\u2212]?\d+(?:\.\d+)?)\s*$")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Target:
    """What is to be observed.

    Args:
        name: for people.
        place: the place, or the middle of an area.
        cells: what the engine looks at.
        country: that it lies in or near; None at sea.
        is_area: whether it is an area, of which a look sees a share.
        note: which of several of the name was taken; empty where there is one.
    """

    name: str
    place: Place
    cells: Cells
    country: Country | None
    is_area: bool
    note: str = ""

    @property
    def domains(self) -> frozenset[str]:
        """``land``, ``sea`` or both: what lies at the place or within about 30 km of it."""
        bearing = np.linspace(0.0, 2 * np.pi, 13)[:-1]
        squeezed = NEAR_SHORE_DEG / max(float(np.cos(np.radians(self.place.lat_deg))), 0.02)
        lat = np.concatenate([self.cells.lat_deg, np.clip(self.place.lat_deg + NEAR_SHORE_DEG * np.sin(bearing), -90.0, 90.0)])
        lon = np.concatenate([self.cells.lon_deg, wrap_longitude(self.place.lon_deg + squeezed * np.cos(bearing))])
        land = np.zeros(len(lat), bool)
        for outline in all_land():
            land |= shapely.intersects_xy(outline, lon, lat)
        return frozenset((["land"] if land.any() else []) + ([] if land.all() else ["sea"]))

    @property
    def region(self) -> str:
        """M49 region, or an empty text at sea."""
        return self.country.region if self.country else ""


def find_target(text: str) -> Target:
    """The place or area that a text means.

    Args:
        text: a GeoJSON file; LAT,LON in degrees; a country's code or name (its largest place); or a listed place's name.

    Raises:
        InvalidInputError: if a file cannot be read or a position makes no sense.
        UnknownNameError: if nothing has this name.

    >>> find_target("-9.43,159.95").country.iso3
    'SLB'
    """
    if text.lower().endswith((".json", ".geojson")):
        return _from_file(Path(text))
    found = POSITION.match(text)
    if found:
        lat, lon = (float(part.replace("\u2212", "-")) for part in found.groups())
        return point_target(Place(lat_deg=lat, lon_deg=lon))
    try:
        country = find_country(text)
    except UnknownNameError:
        return _listed(text)
    return replace(_largest_place(country), note=namesakes(text, country))


def namesakes(text: str, country: Country) -> str:
    """A line that says which country was taken where others have a name that holds the text too; empty where there is none.

    >>> namesakes("Congo", find_country("Congo"))
    "'Congo' is taken as Congo (COG); for another give its code: Democratic Republic of the Congo (COD)"
    >>> namesakes("COG", find_country("COG"))
    ''
    """
    plain = " ".join(text.split())
    whole = re.compile(rf"(?<!\w){re.escape(plain)}(?![\w,)])", re.IGNORECASE)
    others = [c for c in countries().values() if c.iso3 != country.iso3 and whole.search(c.names["en"])]
    if len(plain) <= LONGEST_CODE or not others:
        return ""
    named = ", ".join(f"{c.names['en']} ({c.iso3})" for c in others)
    return f"{plain!r} is taken as {country.names['en']} ({country.iso3}); for another give its code: {named}"


def point_target(place: Place, name: str = "", country: Country | None = None) -> Target:
    """A place; its country is found where none is given."""
    at = np.array([place.lat_deg]), np.array([place.lon_deg])
    ids = np.asarray(nested.lonlat_to_healpix(at[1] % 360.0, at[0], POINT_DEPTH, ellipsoid="WGS84"), np.uint64)
    whole = np.ones(1)
    cells = Cells(depth=POINT_DEPTH, ids=ids, lat_deg=at[0], lon_deg=at[1], land_km2=whole, sea_km2=0 * whole, band_km=0.0)
    return Target(name=name or _position(place), place=place, cells=cells, country=country or country_at(place), is_area=False)


def country_at(place: Place) -> Country | None:
    """The country that a place lies in, or the nearest within two degrees."""
    codes = list(countries())
    outlines = np.array(all_land()[: len(codes)], dtype=object)
    point = shapely.Point(place.lon_deg, place.lat_deg)
    tree = shapely.STRtree(outlines)
    near = tree.query(point.buffer(NEAR_DEG))
    if not len(near):
        return None
    distance = shapely.distance(outlines[near], point)
    best = int(np.argmin(distance))
    return countries()[codes[int(near[best])]] if distance[best] <= NEAR_DEG else None


def _largest_place(country: Country) -> Target:
    listed = places(country)
    if listed.names:
        place = Place(lat_deg=float(listed.lat_deg[0]), lon_deg=float(listed.lon_deg[0]))
        return point_target(place, f"{listed.names[0]}, {country.names['en']}", country)
    point = boundary(country).representative_point()
    return point_target(Place(lat_deg=point.y, lon_deg=point.x), country.names["en"], country)


def _listed(text: str) -> Target:
    """The listed place of a name, the one with most people; a country after a comma narrows it."""
    name, _, where = (part.strip() for part in text.partition(","))
    rows = table("places", ["name", "iso2", "lat", "lon", "population"])
    names = [str(n) for n in rows["name"].to_pylist()]
    wanted = find_country(where).iso2 if where else ""
    key = _plain(name)
    hits = [i for i, n in enumerate(names) if _plain(n) == key and wanted in {"", rows["iso2"][i].as_py()}]
    if not hits:
        close = get_close_matches(name, names, n=1, cutoff=0.8)
        hint = f"did you mean {close[0]!r}? " if close else ""
        raise InvalidInputError(f"no country or listed place named {text!r}; {hint}give one, LAT,LON in degrees, or a GeoJSON file")
    hits.sort(key=lambda i: -float(rows["population"][i].as_py()))
    found = [(Place(lat_deg=float(rows["lat"][i].as_py()), lon_deg=float(rows["lon"][i].as_py())), rows["iso2"][i].as_py()) for i in hits]
    place, country = found[0][0], find_country(found[0][1])
    title = f"{names[hits[0]]}, {country.names['en']}"
    return replace(point_target(place, title, country), note=_same_name(title, name, found))


def _same_name(title: str, name: str, found: Sequence[tuple[Place, str]]) -> str:
    """A line that says that the largest of several places of a name was taken, and how to name another; empty where there is one."""
    if len(found) < 2:
        return ""
    abroad = dict.fromkeys(code for _, code in found if code != found[0][1])
    shown = [f"'{name}, {find_country(code).iso3}'" for code in abroad][:NAMESAKES]
    shown = shown or [f"{place.lat_deg:.2f},{place.lon_deg:.2f}" for place, _ in found[1 : 1 + NAMESAKES]]
    ways = "NAME, COUNTRY or LAT,LON" if abroad else "LAT,LON"
    return (
        f"{name!r} is taken as {title}, the largest of {len(found)} listed places of the name; "
        f"for another give {ways}, such as {', '.join(shown)}"
    )


def _plain(name: str) -> str:
    """A name without case and accents."""
    return "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))


def _from_file(path: Path) -> Target:
    point = _single_point(path)
    if point is not None:
        return point_target(point, path.stem)
    outline, _ = read_boundary(path, ())
    cells = country_cells(outline, (outline,), band_km=0.0)
    inside = np.flatnonzero(cells.land_km2 > 0)
    chosen = inside[np.unique(np.linspace(0, len(inside) - 1, min(len(inside), AREA_CELLS)).astype(int))]
    at = centred_on(cells.lat_deg[chosen], cells.lon_deg[chosen])
    middle = Place(lat_deg=at.lat_deg, lon_deg=at.lon_deg)
    return Target(name=path.stem, place=middle, cells=cells.some(chosen), country=country_at(middle), is_area=True)


def _single_point(path: Path) -> Place | None:
    """The place that a GeoJSON file holds, where it holds one point and nothing else."""
    try:
        document: Any = json.loads(path.read_text("utf-8-sig"))
    except OSError as error:
        raise InvalidInputError(f"cannot read {path}: {error.strerror}; give a GeoJSON file") from error
    except ValueError as error:
        raise InvalidInputError(f"{path} is no GeoJSON: {error}") from error
    rows = (document.get("features") or [document]) if isinstance(document, dict) else []
    shapes = [row.get("geometry") or row for row in rows if isinstance(row, dict)]
    if len(shapes) != 1 or shapes[0].get("type") != "Point":
        return None
    try:
        lon, lat = (float(v) for v in shapes[0]["coordinates"][:2])
    except (KeyError, TypeError, ValueError) as error:
        raise InvalidInputError(f"{path} is no GeoJSON: a Point needs coordinates, longitude and latitude") from error
    return Place(lat_deg=lat, lon_deg=lon)


def _position(place: Place) -> str:
    return f"{abs(place.lat_deg):g}° {'S' if place.lat_deg < 0 else 'N'}, {abs(place.lon_deg):g}° {'W' if place.lon_deg < 0 else 'E'}"
