"""Ground networks on the whole path of `assess`: the packaged cut, a list of the user's, and what the profile tells of them."""

import pyarrow.parquet as pq
import pytest
from small import Silent, request

from commonsky.core.errors import InvalidInputError
from commonsky.workflows.assess import assess

NEEDS = """
[[need]]
requirement = "own-air-temperature"
title_en = "Know how warm it is"

[[need]]
requirement = "climate-precipitation-amount"
title_en = "Know how rain changes over the years"

[[requirement]]
id = "own-air-temperature"
theme = "climate"
variable = "air_temperature"
layer = "near the ground"
application = "made up for a test"
uncertainty_sigmas = 1
confidence = "speculative"
valid_from = 2020-01-01
as_of = 2026-11-22
source = [{ what = "all values", where = "made up for a test" }]
[requirement.horizontal_resolution]
unit = "km"
goal = 5
breakthrough = 200
threshold = 500
[requirement.observing_cycle]
unit = "h"
goal = 3
threshold = 6
"""


def asked(tmp_path, **changes):
    made = request(tmp_path, **changes)
    made.needs.write_text(NEEDS, "utf-8")
    return made


def of_network(need):
    return [s for s in need.servers if s.kind == "ground network"]


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    made = asked(tmp_path_factory.mktemp("networks"))
    return assess(made, Silent()), made.out


def test_a_network_is_among_the_servers(done):
    profile, _ = done
    (row,) = of_network(next(n for n in profile.needs if n.id == "own-air-temperature"))
    assert (row.mission, row.instrument, row.mode, row.acquisition) == ("GBON surface", "stations", "every 1 h", "systematic")
    assert (row.median_gap_h, row.looks_per_week) == (1.0, 168.0)
    assert row.best_level == "breakthrough"
    assert 20_000 < row.resolution_m < 200_000
    assert any("OurAirports" in source.where for source in row.sources)


def test_its_cells_hold_the_level_of_their_spacing(done):
    profile, _ = done
    need = next(n for n in profile.needs if n.id == "own-air-temperature")
    assert set(need.cell_levels) <= {"b", "x"}
    assert need.area.breakthrough == pytest.approx(1.0)
    goal = [limit for limit in need.limits if limit.level == "goal"]
    assert [limit.attributes for limit in goal] == [("horizontal_resolution",)]


def test_aerodromes_do_not_stand_in_for_rain(done):
    profile, _ = done
    assert of_network(next(n for n in profile.needs if n.id == "climate-precipitation-amount")) == []


def test_it_has_no_orbit_and_no_passes(done):
    profile, out = done
    assert "GBON surface" not in {orbit.mission for orbit in profile.orbits}
    assert "GBON surface" not in set(pq.read_table(out / "passes.parquet", columns=["platform"])["platform"].to_pylist())


def test_the_notes_tell_density_proxy_and_what_is_not_judged(done):
    profile, _ = done
    (line,) = [note for note in profile.notes if note.startswith("weather stations:")]
    assert "within the country, one per" in line
    assert "GBON surface asks 200 km" in line
    assert "METAR" in line
    (silent,) = [note for note in profile.notes if note.startswith("ground networks that measure")]
    assert "GSN" in silent


def test_a_list_of_ones_own_takes_the_place_of_the_cut(tmp_path):
    stations = tmp_path / "ours.csv"
    stations.write_text("id,lat,lon\nA,43.73,7.42\nB,40.0,7.4\nC,46.0,7.4\nD,43.7,12.0\nE,x,y\n", "utf-8")
    profile = assess(asked(tmp_path, stations=stations), Silent())
    (row,) = of_network(next(n for n in profile.needs if n.id == "own-air-temperature"))
    assert any(source.where == "ours.csv" for source in row.sources)
    assert len(of_network(next(n for n in profile.needs if n.id == "climate-precipitation-amount"))) == 1
    need = next(n for n in profile.needs if n.id == "own-air-temperature")
    # the fourth nearest is some 415 km away: sqrt(pi) 415 / 2 = 368 km, beyond 200 and within 500
    assert row.resolution_m == pytest.approx(368_000, rel=0.03)
    assert need.area.threshold == pytest.approx(1.0)
    assert any("ours.csv, line 6" in note for note in profile.notes)
    assert not any("METAR" in note for note in profile.notes)
    assert any(note.startswith("weather stations: 1 within the country") for note in profile.notes)


def test_far_stations_are_coarse_never_absent(tmp_path):
    stations = tmp_path / "far.csv"
    stations.write_text("lat,lon\n-9.4,160.0\n", "utf-8")
    profile = assess(asked(tmp_path, stations=stations), Silent())
    need = next(n for n in profile.needs if n.id == "own-air-temperature")
    assert need.area.not_met == pytest.approx(1.0)
    limits = [limit for limit in need.limits if limit.level == "threshold"]
    assert [limit.attributes for limit in limits] == [("horizontal_resolution",)]
    assert "too coarse" in limits[0].cause["en"]


def test_a_file_of_nothing_is_refused(tmp_path):
    nothing = tmp_path / "nothing.csv"
    nothing.write_text("", "utf-8")
    with pytest.raises(InvalidInputError, match="nothing.csv is empty"):
        assess(asked(tmp_path, stations=nothing), Silent())
