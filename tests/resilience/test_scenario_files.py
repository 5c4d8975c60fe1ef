"""Scenarios from files: good rows survive bad ones, and what is wrong is told in one line."""

from dataclasses import replace

import pytest

from commonsky.catalogue.load import packaged, packaged_catalogue
from commonsky.catalogue.systems import Downlink, Navigation, Station, Telecom
from commonsky.core.errors import InvalidInputError, UnknownNameError
from commonsky.resilience.families.scenarios import SCENARIOS
from commonsky.resilience.load import check_together, find_scenario, losses, packaged_scenarios, read_scenarios
from struck_setting import SETTING, make_scenario

#: The packaged catalogue without positions, so that nothing is simulated.
PACKAGED = replace(
    SETTING,
    missions=packaged_catalogue().missions,
    instruments=packaged_catalogue().instruments,
    navigation=packaged("commonsky.catalogue", "navigation", "navigation", Navigation),
    telecom=packaged("commonsky.catalogue", "telecom", "telecom", Telecom),
    stations=packaged("commonsky.catalogue", "stations", "station", Station),
    downlinks=packaged("commonsky.catalogue", "downlinks", "downlink", Downlink),
    platforms=(),
)
ROW = """
[[scenario]]
name = "{name}"
kind = "{kind}"
titles = {{ en = "Made up", zh = "虚构" }}
takes = {{ {takes} }}
as_of = 2026-11-23
source = [{{ what = "made up", where = "this test" }}]
"""


def row(name="one-lost", kind="loss-of-satellite", takes='missions = ["One"]'):
    return ROW.format(name=name, kind=kind, takes=takes)


def read(tmp_path, text):
    path = tmp_path / "own.toml"
    path.write_text(text, "utf-8")
    return read_scenarios(path)


def test_a_users_scenario_is_read_and_strikes(tmp_path):
    (scenario,), refused = read(tmp_path, row())
    assert not refused
    assert losses(scenario, SETTING).looks == {("One", "", "")}


def test_times_and_numbers_of_a_file_reach_the_kind(tmp_path):
    (scenario,), _ = read(tmp_path, row(kind="space-weather", takes='scale = "R", level = 3, at_utc = 2026-11-23T12:00:00Z'))
    assert not losses(scenario, SETTING).where.any()


def test_good_rows_survive_bad_ones(tmp_path):
    text = row() + row("Bad Name") + row("no-kind", kind="loss-of-satelite") + row("no-field", takes='mission = ["One"]') + row()
    good, refused = read(tmp_path, text)
    assert [scenario.name for scenario in good] == ["one-lost"]
    assert len(refused) == 4
    assert all(line.startswith("own.toml: ") and "\n" not in line for line in refused)


@pytest.mark.parametrize(
    ("bad", "line"),
    [
        (row(kind="loss-of-satelite"), "no kind of scenario .of one-lost. named 'loss-of-satelite'; did you mean 'loss-of-satellite'"),
        (
            row(takes='mission = ["One"]'),
            "one-lost: takes.mission is no field; did you mean 'missions'.; a loss-of-satellite takes missions",
        ),
        (row(takes=""), "one-lost: takes lacks missions; a loss-of-satellite takes missions"),
        (row(takes="missions = []"), "one-lost: takes.missions: "),
        (row(kind="space-weather", takes='scale = "G", level = 6'), "takes.level: input should be less than or equal to 5 .given 6"),
        (row(kind="space-weather", takes='scale = "K", level = 1'), "takes.scale: input should be 'G', 'S' or 'R' .given 'K'"),
        (row(kind="space-weather", takes='scale = "R", level = 1, at_utc = "noon"'), "takes.at_utc: 'noon' is no time"),
        (row(kind="jamming", takes="lat_deg = 91.0, lon_deg = 0.0, radius_km = 1.0"), "takes.lat_deg: .*less than or equal to 90"),
        (row(kind="jamming", takes="lat_deg = nan, lon_deg = 0.0, radius_km = 1.0"), "takes.lat_deg: "),
        (row(kind="launch-delay", takes='missions = ["One"], months = -1'), "takes.months: .*greater than 0"),
        (row(kind="cyber-attack", takes=""), "takes: give operator, stations, telecom, downlinks or tags"),
        (row(kind="loss-of-fleet", takes='operator = " "'), "takes: give operator, names or both"),
        (row(kind="loss-of-ground-station", takes=""), "takes: give stations, relays or both"),
        (row(kind="loss-of-navigation", takes=""), "takes: give systems, satellites or regional"),
    ],
)
def test_a_wrong_row_is_told_in_one_line(tmp_path, bad, line):
    good, refused = read(tmp_path, bad + row("sound"))
    assert [scenario.name for scenario in good] == ["sound"]
    with pytest.raises(InvalidInputError, match=line):
        raise InvalidInputError(refused[0])


@pytest.mark.parametrize("text", ["", "[[mission]]\n", "[[scenario]]\n", "scenario = 3\n"])
def test_a_file_without_a_sound_row_is_refused(tmp_path, text):
    with pytest.raises(InvalidInputError, match=r"has no sound \[\[scenario\]\] row"):
        read(tmp_path, text)


def test_a_file_that_is_no_toml_is_refused(tmp_path):
    with pytest.raises(InvalidInputError, match="is no TOML"):
        read(tmp_path, "[[scenario")


def test_the_users_scenario_is_found_and_a_misspelt_one_not():
    own = [make_scenario("loss-of-satellite", "one-lost", missions=["One"])]
    assert find_scenario("one-lost", own) is own[0]
    with pytest.raises(UnknownNameError, match="no scenario named 'one-lots'; did you mean 'one-lost'"):
        find_scenario("one-lots", own)


@pytest.mark.parametrize("scenario", packaged_scenarios().values(), ids=lambda scenario: scenario.name)
def test_a_packaged_scenario_names_what_the_catalogue_has(scenario):
    assert scenario.titles.keys() >= {"en", "zh"}
    assert not [line for line in losses(scenario, PACKAGED).not_found if " named " in line]


def test_the_family_lists_what_is_packaged():
    assert SCENARIOS.rows() == packaged_scenarios()


def storm(level, name):
    return make_scenario("space-weather", name, scale="G", level=level)


def test_what_can_happen_at_once_is_let_pass():
    check_together(
        [
            storm(5, "storm"),
            make_scenario("space-weather", "flare", scale="R", level=3),
            make_scenario("loss-of-satellite", "lost", missions=["One"]),
            make_scenario("retirement", "retired", missions=["one"]),
            make_scenario("launch-delay", "late", missions=["Coming"], months=6),
        ]
    )


@pytest.mark.parametrize(
    ("pair", "line"),
    [
        ([storm(5, "a"), storm(5, "a")], "scenario a is given twice"),
        ([storm(3, "a"), storm(5, "b")], "a and b contradict each other: space weather on scale G is of level 3, then of level 5"),
        (
            [make_scenario("launch-delay", n, missions=["Coming"], months=m) for n, m in (("a", 6), ("b", 12))],
            "mission coming is launched 6 months late, then launched 12 months late",
        ),
        (
            [make_scenario("launch-delay", "a", missions=["X"], months=6), make_scenario("loss-of-satellite", "b", missions=["x"])],
            "mission x is launched 6 months late, then flying and lost",
        ),
    ],
)
def test_what_cannot_happen_at_once_is_refused(pair, line):
    with pytest.raises(InvalidInputError, match=line):
        check_together(pair)
