"""Tracks and footprints as maps and files: the catalogue's, the user's, and what is refused."""

import json

import numpy as np
import pytest
import shapely

from commonsky.core.errors import InvalidInputError, OutputError, UnknownNameError
from commonsky.core.execution import Untold
from commonsky.core.time import parse_utc, seconds_since_epoch
from commonsky.coverage.light import solar_elevation_deg
from commonsky.profile.next_tables import read_words
from commonsky.profile.track_map import World, render_tracks, tracks_svg
from commonsky.profile.track_sheet import tracks_geojson
from commonsky.workflows.tracks import TracksRequest, find_tracks, write_tracks

START = parse_utc("2026-11-22")
OWN = """
[[mission]]
name = "NATIONALSAT-1"
agencies = ["Own"]
launch_date = 2026-01-01
status = "operational"
status_as_of = 2026-11-01
norad = 99001
as_of = 2026-11-01
source = [ { what = "orbit", where = "own", quoted = "own" } ]
[mission.orbit]
kind = "inclined"
altitude_km = 550
inclination_deg = 40

[[instrument]]
name = "NATIONALCAM"
kind = "optical imager"
missions = ["NATIONALSAT-1"]
data_policy = "open"
as_of = 2026-11-01
source = [ { what = "swath", where = "own", quoted = "own" } ]
[[instrument.modes]]
name = "nominal"
geometry = "swath"
swath_km = 120
resolution_m = 5
light = "day"
acquisition = "systematic"
[[instrument.measures]]
variable = "land_cover"
modes = ["nominal"]
relevance = "high"
product = "own"
source = [ { what = "product", where = "own", quoted = "own" } ]
"""


def request(*missions, hours=2.0, **changes):
    return TracksRequest(missions=missions, start=START, hours=hours, **changes)


def own_elements(tmp_path, name, norad):
    (tmp_path / "own.csv").write_text(
        "OBJECT_NAME,OBJECT_ID,EPOCH,MEAN_MOTION,ECCENTRICITY,INCLINATION,RA_OF_ASC_NODE,ARG_OF_PERICENTER,MEAN_ANOMALY,NORAD_CAT_ID,BSTAR\n"
        f"{name},2026-001A,2026-11-21T00:00:00,15.05,0.001,40.0,10.0,90.0,0.0,{norad},0\n",
        "utf-8",
    )
    return tmp_path / "own.csv"


@pytest.fixture(scope="module")
def sheet():
    return find_tracks(request("Sentinel-2A", "himawari-9", "TanDEM-X"), Untold())


def test_missions_are_found_in_any_case_and_said_where_the_phase_is_unknown(sheet):
    assert [line.name for line in sheet.lines] == ["Sentinel-2A", "Himawari-9", "TanDEM-X"]
    assert [line.known for line in sheet.lines] == [True, True, False]


def test_geojson_is_cut_at_the_antimeridian_and_valid(sheet):
    features = json.loads(tracks_geojson(sheet))["features"]
    assert {f["properties"]["what"] for f in features} == {"ground track", "footprint", "station"}
    for feature in features:
        shape = shapely.from_geojson(json.dumps(feature["geometry"]))
        west, south, east, north = shape.bounds
        assert -180 <= west <= east <= 180
        assert -90 <= south <= north <= 90


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_map_carries_the_disclaimer_and_the_names(sheet, language):
    text = read_words(language)("tracks.disclaimer")
    page, svg = render_tracks(sheet, language), tracks_svg(sheet, language)
    assert text in page
    assert "".join(svg.split()).count("NaturalEarth") == 1
    for drawing in (page, svg):
        assert "<script" not in drawing
        assert all(line.name in drawing for line in sheet.lines)
        assert "nan" not in drawing.split("</style>")[1].lower().replace("nanosat", "")


def test_a_country_across_the_antimeridian_is_drawn(tmp_path):
    told = find_tracks(request("Sentinel-1C", hours=48.0, country="FJI"), Untold())
    write_tracks(told, tmp_path / "fji.svg")
    assert "Sentinel-1C" in (tmp_path / "fji.svg").read_text("utf-8")


def test_an_element_set_of_no_mission_is_a_track_alone(tmp_path):
    told = find_tracks(request(elements=own_elements(tmp_path, "MYSAT", 99002)), Untold())
    assert [(line.name, line.footprints) for line in told.lines] == [("MYSAT", ())]
    assert max(abs(piece[:, 1]).max() for piece in told.lines[0].pieces) == pytest.approx(40.2, abs=0.3)


def test_an_instrument_file_gives_it_a_footprint(tmp_path):
    (tmp_path / "own.toml").write_text(OWN, "utf-8")
    elements = own_elements(tmp_path, "NATIONALSAT-1", 99001)
    told = find_tracks(request(elements=elements, instruments=tmp_path / "own.toml"), Untold())
    assert [(line.name, line.known) for line in told.lines] == [("NATIONALSAT-1", True)]
    assert [mark.instrument for mark in told.lines[0].footprints] == ["NATIONALCAM"]
    assert told.lines[0].footprints[0].rings


def test_a_camera_that_works_by_day_sweeps_nothing_by_night():
    """Sentinel-2C passes the Solomon Islands before midnight UTC by day, and at 12:19 UTC in the night."""
    start = parse_utc("2026-12-01")
    told = find_tracks(TracksRequest(missions=("Sentinel-2C", "Sentinel-1C"), start=start, hours=24.0, country="SLB"), Untold())
    camera, radar = (line.footprints[0] for line in told.lines)
    over = shapely.box(152.0, -13.0, 172.0, -4.0)
    track = told.lines[0]
    beneath = shapely.contains_xy(over, track.lon_deg, track.lat_deg)
    swept = shapely.union_all([shapely.Polygon(ring) for ring in camera.rings])
    drawn = shapely.contains_xy(swept, track.lon_deg, track.lat_deg)
    high = [solar_elevation_deg(a, b, np.array([t]))[0] > 10.0 for a, b, t in zip(track.lat_deg, track.lon_deg, track.time_s, strict=True)]
    assert {bool(h) for h in np.array(high)[beneath]} == {True, False}
    assert (drawn[beneath] == np.array(high)[beneath]).all()
    assert seconds_since_epoch(start) == track.time_s[0]
    assert (camera.light, radar.light) == ("day", "any")
    assert render_tracks(told).count(read_words("en")("tracks.daylight")) == 2  # the line of the legend, and its swatch's label


def test_a_fleet_without_a_footprint_is_said_to_be_in_the_catalogue():
    page = render_tracks(find_tracks(request("ICEYE"), Untold()))
    assert "in the catalogue, without a footprint to draw: ICEYE X-SAR" in page
    assert read_words("en")("tracks.line") not in page
    assert "ICEYE (time not known)" in page
    assert "ICEYE not known" not in page


def test_a_refused_instrument_is_not_told_as_one_that_is_in_no_catalogue(tmp_path):
    (tmp_path / "own.toml").write_text(OWN.replace('geometry = "swath"', ""), "utf-8")
    elements = own_elements(tmp_path, "NATIONALSAT-1", 99001)
    told = find_tracks(request(elements=elements, instruments=tmp_path / "own.toml"), Untold())
    page = render_tracks(told)
    assert read_words("en")("tracks.line_refused") in page
    assert read_words("en")("tracks.line") not in page
    assert "NATIONALCAM: modes.0.geometry: Field required; give one of: swath" in page
    assert "NATIONALCAM: modes.0.geometry" in tracks_svg(told)


def test_a_set_that_contradicts_its_mission_is_refused_with_the_reason(tmp_path):
    (tmp_path / "own.toml").write_text(OWN.replace("altitude_km = 550", "altitude_km = 800"), "utf-8")
    elements = own_elements(tmp_path, "NATIONALSAT-1", 99001)
    with pytest.raises(InvalidInputError, match=r"it flies at 5\d\d km, the mission at 800 km; give elements that fit the mission"):
        find_tracks(request(elements=elements, instruments=tmp_path / "own.toml"), Untold())


@pytest.mark.parametrize(
    ("name", "norad", "told"),
    [
        ("AEOLUS", 43600, "AEOLUS is of Aeolus, which gives no products on 2026-11-22"),
        ("HIMAWARI-9", 41836, "HIMAWARI-9 refused for Himawari-9"),
    ],
)
def test_a_set_that_is_not_drawn_says_why(tmp_path, name, norad, told):
    with pytest.raises(InvalidInputError, match=told):
        find_tracks(request(elements=own_elements(tmp_path, name, norad)), Untold())


def test_instruments_of_one_satellite_are_told_apart():
    told = find_tracks(request("Sentinel-3A", hours=1.0), Untold())
    assert len(told.lines[0].footprints) > 1
    for drawing in (render_tracks(told), tracks_svg(told)):
        assert '<pattern id="hatch-0-1" class="s0"' in drawing
        assert drawing.count('fill="url(#hatch-0-1)"') == 2  # on the map and in the legend


def test_disputed_lines_of_the_world_are_no_heavier_than_coasts():
    style = render_tracks(find_tracks(request("Himawari-9"), Untold())).split("</style>")[0]
    assert ".tracks.world .disputed { stroke-width: .4;" in style


def test_a_country_whose_name_others_hold_is_said():
    told = find_tracks(request("Himawari-9", country="Guinea"), Untold())
    assert told.notes[0].startswith("'Guinea' is taken as Guinea (GIN); for another give its code: ")
    assert not find_tracks(request("Himawari-9", country="GIN"), Untold()).notes


def test_what_cannot_be_drawn_is_refused_in_a_line(tmp_path):
    with pytest.raises(UnknownNameError, match="did you mean 'Sentinel-2A'"):
        find_tracks(request("Sentinel-2AA"), Untold())
    with pytest.raises(InvalidInputError, match="name missions"):
        find_tracks(request(), Untold())
    with pytest.raises(InvalidInputError, match="gives no products"):
        find_tracks(request("Aeolus"), Untold())
    with pytest.raises(InvalidInputError, match="--hours"):
        find_tracks(request("Sentinel-2A", hours=0.0), Untold())
    with pytest.raises(OutputError, match=r"\.svg, \.html, \.geojson"):
        write_tracks(find_tracks(request("Himawari-9"), Untold()), tmp_path / "a.png")


def test_equal_earth_keeps_areas():
    """Cells of equal area on the ellipsoid cover equal areas of the drawing, at the equator and near the pole."""
    from commonsky.core.places import authalic_sine

    lats = np.linspace(-90, 90, 200001)
    sines = authalic_sine(lats)
    edges = np.interp([0.0, 0.01, 0.9, 0.91], sines, lats)
    areas = []
    for low, high in (edges[:2], edges[2:]):
        ring = [[0, low], [1, low], [1, high], [0, high]]
        units = World(width=1e6).units(np.array([p[0] for p in ring]), np.array([p[1] for p in ring]))
        areas.append(shapely.Polygon(units).area)
    assert areas[0] == pytest.approx(areas[1], rel=2e-3)
