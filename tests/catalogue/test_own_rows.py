"""A user's own missions and instruments: good rows survive bad ones, each bad one gives a line that names it."""

import pytest

from commonsky.catalogue.load import packaged_catalogue, with_own_rows
from commonsky.core.errors import InvalidInputError

OURS = packaged_catalogue()
MISSION = """
[[mission]]
name = "{name}"
agencies = ["National Space Agency"]
launch_date = 2026-01-01
status = "operational"
status_as_of = 2026-11-01
norad = {norad}
cospar = "2026-001A"
as_of = 2026-11-01
source = [{{ what = "orbit", where = "our own operations" }}]
{more}
[mission.orbit]
kind = "inclined"
altitude_km = 550
inclination_deg = 10
"""
INSTRUMENT = """
[[instrument]]
name = "{name}"
kind = "optical imager"
missions = ["{mission}"]
data_policy = "open"
as_of = 2026-11-01
source = [{{ what = "swath", where = "our own operations" }}]
[[instrument.modes]]
name = "day"
geometry = "swath"
swath_km = 60
resolution_m = 5
light = "day"
acquisition = "tasked"
{more}
[[instrument.measures]]
variable = "{variable}"
modes = ["day"]
relevance = "high"
product = "maps"
source = [{{ what = "product", where = "our own operations" }}]
"""


def mission(name="Ours-1", norad=99001, more=""):
    return MISSION.format(name=name, norad=norad, more=more)


def instrument(name="Camera", mission="Ours-1", variable="burnt_area", more=""):
    return INSTRUMENT.format(name=name, mission=mission, variable=variable, more=more)


@pytest.fixture
def own(tmp_path):
    def read(text):
        (tmp_path / "own.toml").write_text(text)
        return with_own_rows(OURS, tmp_path / "own.toml")

    return read


def test_own_rows_stand_beside_ours(own):
    joined = own(mission() + instrument())
    assert joined.refused == ()
    assert joined.mission("Ours-1").orbit.altitude_km == 550
    assert joined.instruments["Camera"].missions == ("Ours-1",)
    assert len(joined.missions) == len(OURS.missions) + 1
    assert joined.elements == OURS.elements


def test_a_row_of_the_same_name_takes_the_place_of_ours(own):
    joined = own(mission("Sentinel-2A"))
    assert joined.mission("Sentinel-2A").norad == 99001
    assert len(joined.missions) == len(OURS.missions)
    assert OURS.mission("Sentinel-2A").norad == 40697


def test_an_own_instrument_may_fly_on_one_of_our_missions(own):
    assert own(instrument(mission="Landsat 8")).instruments["Camera"].missions == ("Landsat 8",)


def test_good_rows_survive_bad_ones_and_the_unknown_key_is_named(own):
    joined = own(mission() + mission("Ours-2", more='colour = "blue"') + instrument() + instrument("Lens", more="zoom = 3"))
    assert {"Ours-1", "Ours-2"} & set(joined.missions) == {"Ours-1"}
    assert {"Camera", "Lens"} & set(joined.instruments) == {"Camera"}
    assert len(joined.refused) == 2
    assert joined.refused[0].startswith("own.toml: Ours-2: colour: ")
    assert joined.refused[1].startswith("own.toml: Lens: modes.0.zoom: ")


def test_an_unknown_variable_suggests_the_nearest(own):
    joined = own(mission() + instrument(variable="burned_area"))
    assert "Camera" not in joined.instruments
    assert "no variable named 'burned_area'; did you mean 'burnt_area'?" in joined.refused[0]


@pytest.mark.parametrize(
    ("field", "line", "values"),
    [
        ("modes.0.geometry", 'geometry = "swath"', "swath, side-looking, track, disk, grid, agile, conical, occultation"),
        ("modes.0.light", 'light = "day"', "day, any, night"),
        ("data_policy", 'data_policy = "open"', "open, registration, restricted, commercial"),
    ],
)
def test_a_field_that_is_missing_names_the_values_that_it_takes(own, field, line, values):
    joined = own(mission() + instrument().replace(line, ""))
    assert joined.refused == (f"own.toml: Camera: {field}: Field required; give one of: {values}",)


def test_a_missing_field_that_takes_any_value_is_told_as_it_was(own):
    assert own(mission() + instrument().replace("resolution_m = 5", "")).refused == (
        "own.toml: Camera: modes.0.resolution_m: Field required",
    )


@pytest.mark.parametrize("name", ["Camera", "Camera: wide", "Sentinel-2A"])
def test_an_instrument_on_no_mission_is_told_and_left_out(own, name):
    joined = own(mission() + instrument(name, mission="Nowhere-1"))
    assert name not in joined.instruments
    assert joined.refused == (f"own.toml: {name}: flies on 'Nowhere-1', which is no mission of the catalogue",)


@pytest.mark.parametrize(
    "text",
    ["", "[mission]\nname = 1\n", "mission = 5\n", "mission = ['x']\n", mission(norad=-4), "[[mission]]\n", "x = 1\n"],
)
def test_a_file_without_a_sound_row_is_refused(own, text):
    with pytest.raises(InvalidInputError, match=r"own.toml has no sound \[\[mission\]\] or \[\[instrument\]\] row"):
        own(text)


def test_what_is_no_toml_is_refused_with_its_line(own):
    with pytest.raises(InvalidInputError, match=r"own.toml is no TOML: .*line 1"):
        own("[[mission]\n")


def test_what_cannot_be_read_is_refused(tmp_path):
    (tmp_path / "binary.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InvalidInputError, match="is no TOML"):
        with_own_rows(OURS, tmp_path / "binary.toml")
    with pytest.raises(InvalidInputError, match="cannot read .*: No such file or directory; give a TOML file"):
        with_own_rows(OURS, tmp_path / "nowhere.toml")


def test_a_byte_order_mark_does_no_harm(tmp_path):
    (tmp_path / "own.toml").write_bytes(b"\xef\xbb\xbf" + mission().encode())
    assert "Ours-1" in with_own_rows(OURS, tmp_path / "own.toml").missions
