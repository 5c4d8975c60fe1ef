"""Tracks and footprints as maps and files: the catalogue's, the user's, and what is refused."""

import json

import pytest
import shapely

from commonsky.core.errors import InvalidInputError, OutputError, UnknownNameError
from commonsky.core.execution import Untold
from commonsky.core.time import parse_utc
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
    import numpy as np

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
