"""Builds the packaged list of weather stations: the aerodromes that report METAR.

Facts: stations.json of PyPI avwx-engine 1.9.10 (its stations come from OurAirports, public domain), unpacked beforehand. Kept: rows
whose `reporting` is true, in six columns. Left out on purpose: runways, names of cities, links.

    python build_stations.py --avwx DIR --out DIR
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

VERSION = "1.9.10"
MADE = "2026-11-22"
MOST_BYTES = 300_000


def reporting(folder: Path) -> list[dict[str, Any]]:
    """Rows of the stations that report, by code."""
    found = sorted(folder.rglob("stations.json"))
    if len(found) != 1:
        raise FileNotFoundError(f"expected one stations.json below {folder}, found {len(found)}")
    rows = json.loads(found[0].read_text(encoding="utf-8"))
    return [rows[code] | {"id": code} for code in sorted(rows) if rows[code]["reporting"]]


def as_table(rows: list[dict[str, Any]]) -> pa.Table:
    """The six columns, with where they come from; a position beyond the poles is an error, never kept."""
    if wrong := [row["id"] for row in rows if abs(row["latitude"]) > 90 or abs(row["longitude"]) > 180]:
        raise ValueError(f"positions out of range: {wrong}")
    columns = {
        "id": pa.array([row["id"] for row in rows], pa.string()),
        "name": pa.array([row["name"] for row in rows], pa.string()),
        "country": pa.array([row["country"] for row in rows], pa.string()),
        "lat_deg": pa.array([round(row["latitude"], 4) for row in rows], pa.float32()),
        "lon_deg": pa.array([round(row["longitude"], 4) for row in rows], pa.float32()),
        "elevation_m": pa.array([row["elevation_m"] for row in rows], pa.int16()),
    }
    told = {
        "source": f"OurAirports through PyPI avwx-engine {VERSION}, stations.json, reporting aerodromes (METAR), public domain",
        "licence": "public domain (OurAirports); package MIT",
        "made": MADE,
    }
    return pa.table(columns).replace_schema_metadata(told)


def main() -> None:
    """Read the package's file, write the table, refuse one that is too large."""
    parser = argparse.ArgumentParser(description="Build the packaged list of weather stations.")
    for name in ("avwx", "out"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    given = parser.parse_args()
    table, path = as_table(reporting(given.avwx)), given.out / "weather_stations.parquet"
    pq.write_table(table, path, compression="zstd", compression_level=22, use_dictionary=["country"], store_schema=True)
    size = path.stat().st_size
    if size > MOST_BYTES:
        raise ValueError(f"{path} has {size} bytes, more than {MOST_BYTES}")
    print(f"{path.name}: {table.num_rows} rows, {size / 1e3:.0f} kB")


if __name__ == "__main__":
    main()
