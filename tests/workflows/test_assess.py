"""The whole path of `assess`, on a small country: what is written, what is refused, what is left behind."""

import csv
import io
import json

import jsonschema
import numpy as np
import pyarrow.parquet as pq
import pytest
from small import NEEDS, Silent, request

from commonsky.core.errors import CommonskyError, InvalidInputError, OutputError, StaleElementsError, UnknownNameError
from commonsky.profile.tables import profile_schema
from commonsky.workflows.assess import DOCUMENTS, FILES, assess

TLE = """SENTINEL-2A
1 40697U 15028A   26240.50000000  .00000000  00000-0  00000-0 0  999{a}
2 40697  98.5700 315.0000 0001100  90.0000 270.0000 14.3081600 58200{b}
"""


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    folder = tmp_path_factory.mktemp("assess")
    asked = request(folder)
    return assess(asked, Silent()), asked.out


def checksummed(text):
    lines = text.splitlines()
    digits = [sum(int(c) if c.isdigit() else c == "-" for c in line[:68]) % 10 for line in lines[1:3]]
    return text.format(a=digits[0], b=digits[1])


def test_writes_its_files_and_nothing_else(done):
    _, out = done
    assert sorted(p.name for p in out.iterdir()) == sorted((*FILES, *DOCUMENTS))
    assert [p.name for p in out.parent.iterdir() if p.name.startswith(".")] == []


def test_profile_json_obeys_its_schema(done):
    profile, out = done
    document = json.loads((out / "profile.json").read_text("utf-8"))
    jsonschema.Draft202012Validator(json.loads(profile_schema())).validate(document)
    assert document["country"]["iso3"] == "MCO"
    assert len(document["cells"]) == len(profile.cells) > 100


def test_every_number_has_a_source(done):
    profile, _ = done
    for need in profile.needs:
        assert need.sources
        assert all(server.sources for server in need.servers)
    assert all(orbit.sources for orbit in profile.orbits)
    assert profile.people.sources
    assert profile.sources


def test_shares_of_every_need_sum_to_one(done):
    profile, _ = done
    for need in profile.needs:
        for shares in (need.area, need.people):
            total = shares.goal + shares.breakthrough + shares.threshold + shares.not_met + shares.not_observed
            assert total == pytest.approx(1.0, abs=1e-5)
        assert need.area_met_low <= need.area.goal + need.area.breakthrough + need.area.threshold + 1e-6 <= need.area_met_high + 2e-6


def test_people_of_the_cells_sum_to_the_nation(done):
    profile, _ = done
    assert sum(cell.people for cell in profile.cells) == pytest.approx(profile.people.total, rel=1e-3)
    assert 30_000 < profile.people.total < 45_000


def test_passes_lie_in_the_window_and_in_cells(done):
    profile, out = done
    table = pq.read_table(out / "passes.parquet")
    assert table.num_rows > 100
    start = table["start"].to_numpy()
    end = table["end"].to_numpy()
    assert (end >= np.datetime64("2026-11-01")).all()
    assert (start < np.datetime64("2026-11-04")).all()
    cells = table["cell"].to_numpy() >> (2 * (table["depth"].to_numpy().astype(np.uint64) - profile.healpix_depth))
    assert set(cells.tolist()) <= {cell.id for cell in profile.cells}
    assert set(table["platform"].to_pylist()) <= {orbit.mission for orbit in profile.orbits}


def test_gaps_csv_and_geojson_tell_the_same_cells(done):
    profile, out = done
    rows = list(csv.DictReader(io.StringIO((out / "gaps.csv").read_text("utf-8"))))
    assert {row["need"] for row in rows} >= {need.id for need in profile.needs if need.limits}
    features = json.loads((out / "gaps.geojson").read_text("utf-8"))["features"]
    assert len(features) == len(profile.cells)


def test_the_same_folder_is_replaced_as_a_whole(done, tmp_path):
    asked = request(tmp_path)
    asked.out.mkdir()
    (asked.out / "profile.html").write_text("old", "utf-8")
    assess(asked, Silent())
    assert (asked.out / "profile.html").read_text("utf-8").startswith("<!DOCTYPE html>")


def test_a_folder_with_other_files_is_refused_before_any_work(tmp_path):
    asked = request(tmp_path)
    asked.out.mkdir()
    (asked.out / "mine.txt").write_text("mine", "utf-8")
    progress = Silent()
    with pytest.raises(OutputError, match=r"holds other files \(mine.txt\)"):
        assess(asked, progress)
    assert progress.steps == []
    assert (asked.out / "mine.txt").read_text("utf-8") == "mine"


def test_chinese_page_is_chinese(tmp_path):
    asked = request(tmp_path, language="zh")
    assess(asked, Silent())
    page = (asked.out / "profile.html").read_text("utf-8")
    assert '<html lang="zh' in page
    assert "看见洪水" in page


def test_an_unknown_language_is_refused(tmp_path):
    with pytest.raises(UnknownNameError, match="no language named 'xx'"):
        assess(request(tmp_path, language="xx"), Silent())


def test_elements_years_away_are_refused_unless_allowed(tmp_path):
    elements = tmp_path / "old.tle"
    elements.write_text(checksummed(TLE).replace("26240.5", "16240.5"), "utf-8")
    lines = elements.read_text("utf-8").splitlines()
    digit = sum(int(c) if c.isdigit() else c == "-" for c in lines[1][:68]) % 10
    elements.write_text("\n".join([lines[0], lines[1][:68] + str(digit), lines[2]]) + "\n", "utf-8")
    with pytest.raises(StaleElementsError, match="--any-age"):
        assess(request(tmp_path, elements=elements), Silent())
    assert not (tmp_path / "out").exists()
    profile = assess(request(tmp_path, elements=elements, any_age=True), Silent())
    assert {o.basis for o in profile.orbits if o.mission == "Sentinel-2A"} == {"element set"}


def test_elements_that_contradict_their_mission_are_refused_by_name(tmp_path):
    elements = tmp_path / "wrong.tle"
    text = TLE.replace("98.5700", "51.6000")
    elements.write_text(checksummed(text), "utf-8")
    profile = assess(request(tmp_path, elements=elements), Silent())
    assert any("SENTINEL-2A refused for Sentinel-2A" in note and "51.60" in note for note in profile.notes)
    assert {o.basis for o in profile.orbits if o.mission == "Sentinel-2A"} == {"anchored nominal orbit"}


def test_good_needs_survive_a_bad_one(tmp_path):
    asked = request(tmp_path)
    asked.needs.write_text(NEEDS + '\n[[need]]\nrequirement = "flood-surface-water-extant"\ntitle_en = "x"\n', "utf-8")
    profile = assess(asked, Silent())
    assert [need.id for need in profile.needs] == ["flood-surface-water-extent", "storm-sea-surface-temperature"]
    assert any("did you mean 'flood-surface-water-extent'" in note for note in profile.notes)


def test_own_people_take_the_place_of_the_proxy(tmp_path):
    people = tmp_path / "people.csv"
    people.write_text("lat,lon,people\n43.735,7.42,100\n43.737,7.425,300\nnorth,east,5\n", "utf-8")
    profile = assess(request(tmp_path, population=people), Silent())
    assert profile.people.method == "grid"
    assert profile.people.total == 400
    assert profile.people.headline_by == "people"
    assert any("people.csv, line 4" in note for note in profile.notes)


def test_own_boundary_takes_the_place_of_natural_earth(tmp_path):
    square = {"type": "Polygon", "coordinates": [[[7.0, 43.0], [7.2, 43.0], [7.2, 43.2], [7.0, 43.2], [7.0, 43.0]]]}
    boundary = tmp_path / "square.geojson"
    boundary.write_text(
        json.dumps({"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": square, "properties": {}}]}), "utf-8"
    )
    profile = assess(request(tmp_path, boundary=boundary), Silent())
    # 0.2 by 0.2 degree at 43.1 N: 0.2 x 111.1 km by 0.2 x 81.4 km
    assert profile.land_km2 == pytest.approx(361.7, rel=0.003)
    assert profile.sources[0].where == "square.geojson"


def test_a_new_instrument_serves_and_a_broken_one_is_told(tmp_path):
    own = tmp_path / "own.toml"
    own.write_text(OWN, "utf-8")
    profile = assess(request(tmp_path, instruments=own), Silent())
    servers = {s.instrument for need in profile.needs for s in need.servers}
    assert "DREAMCAM" in servers
    assert any("BROKEN" in note and "swath" in note for note in profile.notes)


def test_stopping_leaves_nothing_behind(tmp_path):
    class Stop(Silent):
        def step(self, what, parts=1):
            if what.startswith("writing"):
                raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        assess(request(tmp_path), Stop())
    assert sorted(p.name for p in tmp_path.iterdir()) == ["needs.toml"]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"country": "Solomon Island"}, "did you mean 'Solomon Islands'"),
        ({"days": 0.0}, "give 1 to 400"),
        ({"days": float("nan")}, "give 1 to 400"),
    ],
)
def test_what_makes_no_sense_is_refused_in_one_line(tmp_path, changes, message):
    with pytest.raises(CommonskyError, match=message) as caught:
        assess(request(tmp_path, **changes), Silent())
    assert "\n" not in str(caught.value)


def test_a_file_of_nothing_is_refused(tmp_path):
    for option in ("elements", "instruments", "needs", "population", "boundary"):
        nothing = tmp_path / f"{option}.{'geojson' if option == 'boundary' else 'csv' if option == 'population' else 'txt'}"
        nothing.write_text("", "utf-8")
        with pytest.raises(InvalidInputError, match=nothing.name):
            assess(request(tmp_path, **{option: nothing}), Silent())
        with pytest.raises(InvalidInputError, match="cannot read"):
            assess(request(tmp_path, **{option: tmp_path / f"no-such{nothing.suffix}"}), Silent())


OWN = """
[[mission]]
name = "Dream-1"
agencies = ["Us"]
launch_date = 2020-01-01
status = "operational"
status_as_of = 2026-01-01
norad = 0
cospar = ""
as_of = 2026-11-22
source = [{ what = "all", where = "a plan", quoted = "550 km" }]
[mission.orbit]
kind = "sun-synchronous"
altitude_km = 550
inclination_deg = 97.6
ascending_node = "22:30"

[[instrument]]
name = "DREAMCAM"
kind = "optical imager"
missions = ["Dream-1"]
data_policy = "open"
as_of = 2026-11-22
source = [{ what = "all", where = "a plan", quoted = "2000 km" }]
[[instrument.modes]]
name = "wide"
geometry = "swath"
swath_km = 2000
resolution_m = 10
light = "any"
acquisition = "systematic"
[[instrument.measures]]
variable = "surface_water_extent"
modes = ["wide"]
relevance = "primary"
uncertainty = 0.1
latency_h = 1
product = "dream"
source = [{ what = "all", where = "a plan" }]

[[instrument]]
name = "BROKEN"
kind = "optical imager"
missions = ["Dream-1"]
data_policy = "open"
as_of = 2026-11-22
source = [{ what = "all", where = "a plan" }]
[[instrument.modes]]
name = "none"
geometry = "swath"
resolution_m = 10
light = "any"
acquisition = "systematic"
[[instrument.measures]]
variable = "surface_water_extent"
modes = ["none"]
relevance = "primary"
product = "none"
source = [{ what = "all", where = "a plan" }]
"""
