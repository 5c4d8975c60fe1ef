"""Make tests/truth/data/tatc_*.csv: what TAT-C 3.6.0's own functions see, for every geometry that it has and that we have.

Run once, by a Python that has tatc 3.6.0 (benchmarks/run.sh makes one): build/bench/peer/bin/python tools/make_tatc_truth.py

What TAT-C means, read off its source (BSD-3-Clause; analysis/point_sampling.py, schemas/instrument, utils/projection.py):

- `Instrument` is a cone alone: a pass is the period in which the angle between the line of sight and the geodetic nadir is at most half of
  `field_of_regard`, and the satellite above the point's horizon.
- `PointedInstrument` is seen at one epoch of such a period: when the point lies in the plane across the velocity over the turning Earth,
  if its angle in that plane, positive left, lies within half of `cross_track_field_of_view` about `roll_angle` (`ViewGeometry.SCAN`; the
  default `FRAME` says the same of a plane that is not pitched). `along_track_field_of_view` is the thickness of the view.
- `ConicalInstrument` is seen when the point crosses the cone of `cone_angle`, ahead and behind, within a sector of azimuths from forward.
- A swath's width becomes an angle on a sphere of the mean radius. Windows of incidence, which radars publish, TAT-C has not.
"""

from __future__ import annotations

import csv
from argparse import ArgumentParser
from datetime import datetime, timedelta, timezone
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from shapely.geometry import Point
from skyfield.api import wgs84
from tatc.analysis import collect_observations
from tatc.constants import de421, timescale
from tatc.schemas import Instrument, PointedInstrument, Satellite, TwoLineElements
from tatc.schemas.instrument.conical import ConicalInstrument
from tatc.utils import swath_width_to_field_of_regard
from tatc.utils.projection import ViewGeometry, compute_cone_and_azimuth, compute_view_angles

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geopandas import GeoDataFrame

FOLDER = Path(__file__).parents[1] / "tests" / "truth" / "data"
UTC = timezone.utc  # noqa: UP017 - the peer's Python may be older
START, DAYS = datetime(2026, 11, 1, tzinfo=UTC), 2
ALTITUDES_KM, INCLINATIONS_DEG = (450, 700, 820, 1336), (28, 66, 98)
LATITUDES_DEG = (0, 30, 60, 80, 89.5)
#: Longitudes a latitude: narrow swaths meet few points.
POINTS = {10: 240, 60: 60, 290: 20, 1000: 6, 3000: 4}
#: A roll to the right, a roll to the left (TAT-C counts left as positive), degrees.
ROLLS_DEG = {"nadir": 0.0, "right": -30.0, "left": 35.0}
#: Swaths that rolled views and conical scans have.
ROLLED_KM, CONICAL_KM = (10, 60, 290), (290, 1000, 3000)
#: Thickness of a view, degrees: 0.05 s of flight, far over the millisecond to which TAT-C finds the epoch.
THIN_DEG = 0.05
MU_KM3_S2, EQUATOR_KM = 398600.4418, 6378.137


def checksum(line: str) -> int:
    """Sum of a line's digits, a minus counting one, modulo ten."""
    return sum(int(c) if c.isdigit() else c == "-" for c in line) % 10


def two_lines(number: int, altitude_km: float, inclination_deg: float) -> list[str]:
    """Element set of one satellite: nearly circular, its node and place on the orbit drawn from its number."""
    motion = 86400.0 / (2 * np.pi) * np.sqrt(MU_KM3_S2 / (EQUATOR_KM + altitude_km) ** 3)
    epoch = f"{START:%y}{START.timetuple().tm_yday:03d}.00000000"
    first = f"1 {90001 + number:05d}U 26001A   {epoch}  .00000000  00000-0  00000-0 0    1"
    node, anomaly = 47.0 * number % 360, 101.0 * number % 360
    second = f"2 {90001 + number:05d} {inclination_deg:8.4f} {node:8.4f} 0012000  90.0000 {anomaly:8.4f} {motion:11.8f}    1"
    return [first + str(checksum(first)), second + str(checksum(second))]


def points_of(swath_km: int) -> list[tuple[float, float]]:
    """Latitude and longitude of the points of a swath, by turns north and south; one at each pole."""
    count = POINTS[swath_km]
    places = [((lat, -lat)[k % 2], round(-180 + 360 * k / count, 3)) for lat in LATITUDES_DEG for k in range(count)]
    return [*places, (90, 0.0), (-90, 0.0)]


def observed(satellite: tuple[str, list[str]], instrument: Instrument, places: list[tuple[float, float]], *, sun: bool) -> GeoDataFrame:
    """Observations of all points, with the number of the point."""
    carrier = Satellite(name=satellite[0], orbit=TwoLineElements(tle=satellite[1]), instruments=[instrument])
    found = collect_observations([Point(lon, lat) for lat, lon in places], carrier, START, START + timedelta(days=DAYS), omit_solar=not sun)
    numbers = {(lon, lat): k for k, (lat, lon) in enumerate(places)}
    found["point"] = [numbers[g.x, g.y] for g in found.geometry]
    return found.sort_values(["point", "epoch"])


def seconds(times: Any) -> list[str]:
    """Seconds since the start, to a millisecond."""
    return [f"{s:.3f}" for s in (times - np.datetime64(START.replace(tzinfo=None), "ns").astype("datetime64[ns]")) / np.timedelta64(1, "s")]


def naive(column: Any) -> Any:
    """A column of times as numpy has them."""
    return column.dt.tz_convert("UTC").dt.tz_localize(None).to_numpy("datetime64[ns]")


def angles(satellite: tuple[str, list[str]], found: GeoDataFrame, *, conical: bool) -> Any:
    """Signed look angle, right of flight positive, of each observation at its epoch; or azimuth from forward, right positive; degrees."""
    track = TwoLineElements(tle=satellite[1]).to_gp_orbit().get_orbit_track(found.epoch.tolist())
    target = wgs84.latlon([g.y for g in found.geometry], [g.x for g in found.geometry])
    return -compute_cone_and_azimuth(track, target)[1] if conical else -compute_view_angles(track, target)[0]


def cones(satellites: list[tuple[str, list[str]]], fields: dict[tuple[int, int], float]) -> Iterator[tuple[Any, ...]]:
    """Passes of a cone about nadir."""
    for number, satellite in enumerate(satellites):
        for swath, places in ((s, points_of(s)) for s in POINTS):
            found = observed(satellite, Instrument(field_of_regard=fields[number, swath]), places, sun=False)
            for point, begin, end in zip(found.point, seconds(naive(found.start)), seconds(naive(found.end)), strict=True):
                yield number, swath, point, begin, end


def looks(satellites: list[tuple[str, list[str]]], fields: dict[tuple[int, int], float]) -> Iterator[tuple[Any, ...]]:
    """Looks across the track, about nadir and rolled to either side, with the Sun's elevation and the glint angle at nadir looks."""
    for number, satellite in enumerate(satellites):
        for swath, places in ((s, points_of(s)) for s in POINTS):
            for name, roll in ROLLS_DEG.items():
                if roll and swath not in ROLLED_KM:
                    continue
                wide = fields[number, swath]
                instrument = PointedInstrument(
                    field_of_regard=min(180.0, 2 * (abs(roll) + wide / 2 + 1)),
                    cross_track_field_of_view=wide,
                    along_track_field_of_view=THIN_DEG,
                    roll_angle=roll,
                    is_rectangular=True,
                    view_geometry=ViewGeometry.SCAN,
                )
                found = observed(satellite, instrument, places, sun=name == "nadir")
                if not len(found):
                    continue
                look, incidence = angles(satellite, found, conical=False), 90.0 - found.sat_alt
                suns = zip(found.solar_alt, found.glint_angle, strict=True) if name == "nadir" else [None] * len(found)
                for point, epoch, a, b, sun in zip(found.point, seconds(naive(found.epoch)), look, incidence, suns, strict=True):
                    light = ("", "") if sun is None else (f"{sun[0]:.2f}", f"{sun[1]:.2f}")
                    yield name, number, swath, point, epoch, f"{a:.3f}", f"{b:.3f}", *light


def scans(satellites: list[tuple[str, list[str]]], fields: dict[tuple[int, int], float]) -> Iterator[tuple[Any, ...]]:
    """Crossings of a scanned cone, all the way round, with their azimuth."""
    for number, satellite in enumerate(satellites):
        for swath in CONICAL_KM:
            instrument = ConicalInstrument(cone_angle=fields[number, swath] / 2, along_track_field_of_view=THIN_DEG)
            found = observed(satellite, instrument, points_of(swath), sun=False)
            azimuth, incidence = angles(satellite, found, conical=True), 90.0 - found.sat_alt
            for point, epoch, a, b in zip(found.point, seconds(naive(found.epoch)), azimuth, incidence, strict=True):
                yield number, swath, point, epoch, f"{a:.3f}", f"{b:.3f}"


def suns() -> Iterator[tuple[Any, ...]]:
    """Elevation of the Sun at places and times drawn at random, by skyfield and DE421, without refraction."""
    draw = np.random.default_rng(20261122)
    for days in np.sort(draw.uniform(0, 35 * 365.25, 400)):
        moment = datetime(2000, 1, 1, tzinfo=UTC) + timedelta(seconds=round(days * 86400))
        lat, lon = round(float(np.degrees(np.arcsin(draw.uniform(-1, 1)))), 3), round(draw.uniform(-180, 180), 3)
        place = de421["earth"] + wgs84.latlon(lat, lon)
        height = place.at(timescale.from_datetime(moment)).observe(de421["sun"]).apparent().altaz()[0].degrees
        yield f"{moment:%Y-%m-%dT%H:%M:%S}", lat, lon, f"{height:.4f}"


def write(path: Path, header: str, rows: Iterator[tuple[Any, ...]]) -> None:
    """A table, and its size to the terminal."""
    with path.open("w", newline="", encoding="ascii") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(header.split())
        table.writerows(rows)
    print(f"{path.name}: {sum(1 for _ in path.open(encoding='ascii')) - 1} rows, {path.stat().st_size / 1000:.0f} kB")


def main() -> None:
    """Write the files."""
    parser = ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("--folder", type=Path, default=FOLDER)
    folder = parser.parse_args().folder
    if version("tatc") != "3.6.0":
        raise SystemExit(f"this Python has tatc {version('tatc')}; the truth is that of 3.6.0")
    orbits = [(altitude, inclination) for altitude in ALTITUDES_KM for inclination in INCLINATIONS_DEG]
    satellites = [(f"{a} km {i} deg", two_lines(k, a, i)) for k, (a, i) in enumerate(orbits)]
    fields = {(k, swath): swath_width_to_field_of_regard(a * 1000, swath * 1000) for k, (a, _) in enumerate(orbits) for swath in POINTS}
    (folder / "tatc_satellites.tle").write_text("".join("\n".join([n, *lines]) + "\n" for n, lines in satellites), encoding="ascii")
    write(folder / "tatc_points.csv", "swath_km point lat_deg lon_deg", ((s, k, *p) for s in POINTS for k, p in enumerate(points_of(s))))
    fields_of = ((k, orbits[k][0], swath, f"{angle:.9f}") for (k, swath), angle in fields.items())
    write(folder / "tatc_fields.csv", "satellite altitude_km swath_km field_deg", fields_of)
    write(folder / "tatc_sun.csv", "time_utc lat_deg lon_deg elevation_deg", suns())
    write(folder / "tatc_cones.csv", "satellite swath_km point start_s end_s", cones(satellites, fields))
    write(folder / "tatc_scans.csv", "satellite swath_km point time_s azimuth_deg incidence_deg", scans(satellites, fields))
    header = "roll satellite swath_km point time_s look_deg incidence_deg sun_deg glint_deg"
    write(folder / "tatc_looks.csv", header, looks(satellites, fields))


if __name__ == "__main__":
    main()
