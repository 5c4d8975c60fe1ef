"""Requirements and needs: missing levels, units, refusals, the packaged ones, and a user's file with a bad row."""

import csv
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from commonsky.catalogue.load import check_rows
from commonsky.core.errors import InvalidInputError
from commonsky.core.units import factor
from commonsky.core.variables import variables
from commonsky.needs.load import NeedList, default_needs, packaged_requirements, read_needs
from commonsky.needs.model import LEVELS, Requirement, Values

TODAY = date(2026, 11, 22)
THEMES = {
    "flood", "drought", "storm", "coast", "agriculture", "forest", "fire", "climate", "air", "geohazard", "weather", "water", "ice",
}  # fmt: skip
ROW = {
    "id": "made-up",
    "theme": "flood",
    "variable": "inland_water_level",
    "application": "a test",
    "uncertainty_sigmas": 1,
    "confidence": "firm",
    "valid_from": date(2026, 1, 1),
    "as_of": date(2026, 11, 22),
    "source": [{"what": "all values", "where": "made up for a test"}],
}
SOUND_NEED = '[[need]]\nrequirement = "{}"\ntitle_en = "Know it"\n'
#: Entries of the independent table of published values and our requirements read from the same source: variable, application, our id,
#: how many figures of it are plain numbers.
SAME_SOURCE = [
    ("Accumulated precipitation", "GCOS climate", "climate-precipitation-amount", 12),
    ("Accumulated precipitation 24 h", "OSCAR #31 Agricultural Meteorology", "agriculture-precipitation-amount", 12),
    ("FAPAR", "GCOS climate", "climate-fapar", 7),
    ("Land surface temperature", "GCOS climate", "climate-land-surface-temperature", 5),
    ("Sea surface temperature", "OSCAR #1023 Oceanic climate (GCOS-245)", "climate-sea-surface-temperature", 6),
    ("Soil moisture root zone", "OSCAR #822 climate", "drought-soil-moisture", 4),
]
COLUMNS = {
    "hres": "horizontal_resolution",
    "obs_cycle": "observing_cycle",
    "timeliness": "timeliness",
    "uncertainty": "uncertainty",
    "uncertainty_2s": "uncertainty",
}
values = st.one_of(st.none(), st.floats(0, 1e6))


def requirement(**fields):
    return Requirement.model_validate(ROW | fields)


def asked(attribute, level="threshold", **fields):
    """What a made-up requirement on one attribute asks, in its canonical unit."""
    return requirement(**fields).canonical(attribute, level)


def why_refused(**fields):
    """The line that a user is shown for a bad row."""
    good, bad = check_rows([ROW | fields], "requirement", Requirement)
    assert good == []
    return bad[0]


def written(folder, text):
    path = folder / "needs.toml"
    path.write_text(text, "utf-8")
    return path


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ({"goal": 1, "breakthrough": 5, "threshold": 30}, [1, 5, 30]),
        ({"goal": 1, "threshold": 30}, [1, 30, 30]),
        ({"goal": 1, "breakthrough": 5}, [1, 5, 5]),
        ({"breakthrough": 5, "threshold": 30}, [5, 5, 30]),
        ({"goal": 1}, [1, 1, 1]),
        ({"breakthrough": 5}, [5, 5, 5]),
        ({"threshold": 30}, [30, 30, 30]),
        ({"goal": 0, "threshold": 30}, [0, 30, 30]),
    ],
)
def test_a_missing_level_takes_the_next_laxer_value_else_the_nearest_stricter(stated, expected):
    assert [Values(unit="km", **stated).at(level) for level in LEVELS] == expected


@settings(deadline=None, derandomize=True)
@given(st.tuples(values, values, values).filter(lambda v: any(x is not None for x in v)))
def test_what_is_asked_never_tightens_from_goal_to_threshold(drawn):
    stated = iter(sorted(v for v in drawn if v is not None))
    levels = dict(zip(LEVELS, [None if v is None else next(stated) for v in drawn], strict=True))
    found = [Values(unit="h", **levels).at(level) for level in LEVELS]
    assert found == sorted(found)


@pytest.mark.parametrize(
    ("attribute", "unit", "value", "canonical"),
    [
        ("observing_cycle", "min", 90, 1.5),
        ("observing_cycle", "day", 10, 240.0),
        ("timeliness", "s", 1800, 0.5),
        ("horizontal_resolution", "km", 0.25, 250.0),
        ("horizontal_resolution", "m", 30, 30.0),
        ("uncertainty", "cm", 5, 0.05),
    ],
)
def test_values_are_asked_in_the_canonical_unit(attribute, unit, value, canonical):
    assert asked(attribute, **{attribute: {"unit": unit, "threshold": value}}) == pytest.approx(canonical, rel=1e-12)


def test_a_degree_of_uncertainty_is_a_kelvin():
    fields = {"variable": "land_surface_temperature", "uncertainty": {"unit": "degC", "goal": 1}}
    assert asked("uncertainty", **fields) == 1.0


def test_two_standard_deviations_are_halved_and_one_is_not():
    level = {"uncertainty": {"unit": "m", "goal": 0.1, "threshold": 0.2}}
    assert asked("uncertainty", "goal", uncertainty_sigmas=2, **level) == pytest.approx(0.05, rel=1e-12)
    assert asked("uncertainty", "goal", uncertainty_sigmas=1, **level) == pytest.approx(0.1, rel=1e-12)


def test_only_uncertainty_is_halved():
    assert asked("observing_cycle", uncertainty_sigmas=2, observing_cycle={"unit": "h", "goal": 6}) == 6.0


def test_what_is_not_stated_is_not_asked():
    found = requirement(observing_cycle={"unit": "h", "goal": 6}).asked("goal")
    assert (found.resolution_m, found.uncertainty, found.cycle_h, found.timeliness_h) == (None, None, 6.0, None)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"observing_cycle": {"unit": "h", "goal": 6, "threshold": 3}}, "goal must be the smallest and threshold the largest value"),
        ({"observing_cycle": {"unit": "h", "goal": 6, "breakthrough": 3}}, "goal must be the smallest and threshold the largest value"),
        ({"observing_cycle": {"unit": "h"}}, "no value at any level; give goal, breakthrough or threshold"),
        ({"observing_cycle": {"unit": "fortnite", "goal": 6}}, "observing_cycle: no unit named 'fortnite'; use one such as 'h'"),
        ({"timeliness": {"unit": "km", "goal": 6}}, "timeliness: unit 'km' does not measure this; use one that converts to 'h'"),
        ({"uncertainty": {"unit": "K", "goal": 1}}, "uncertainty: unit 'K' does not measure this; use one that converts to 'm'"),
        ({"horizontal_resolution": {"unit": "m", "goal": -1}}, "horizontal_resolution.goal: Input should be greater than or equal to 0"),
        ({"horizontal_resolution": {"unit": "m", "goal": float("nan")}}, "Input should be greater than or equal to 0"),
        (
            {"variable": "inland_water_levle", "timeliness": {"unit": "h", "goal": 6}},
            "no variable named 'inland_water_levle'; did you mean 'inland_water_level'? known: ",
        ),
        ({}, "asks nothing; give at least one of horizontal_resolution, uncertainty, observing_cycle, timeliness"),
        ({"stability": {"unit": "m", "goal": 1}}, "asks nothing; give at least one of"),
        ({"source": [], "timeliness": {"unit": "h", "goal": 6}}, "source: "),
        ({"cycle": {"unit": "h", "goal": 6}}, "has no field 'cycle'; known: id, theme"),
    ],
)
def test_a_bad_row_is_refused_with_a_line_that_names_it_and_says_why(fields, message):
    line = why_refused(**fields)
    assert line.startswith("made-up: ")
    assert message in line


def test_a_requirement_cannot_be_changed_once_read():
    with pytest.raises(ValidationError, match="frozen"):
        requirement(timeliness={"unit": "h", "goal": 6}).theme = "fire"


def test_packaged_requirements_are_many_and_cover_all_themes():
    rows = packaged_requirements().values()
    assert len(rows) >= 60
    assert len({row.variable for row in rows}) >= 35
    assert {row.theme for row in rows} == THEMES


@pytest.mark.parametrize("row", packaged_requirements().values(), ids=lambda row: row.id)
def test_packaged_requirement_says_where_and_when_it_was_read(row):
    assert all(source.what and source.where.startswith(("http", "WMO", "GCOS")) for source in row.source)
    assert row.valid_from <= row.as_of
    assert row.valid_until is None or row.valid_until > row.valid_from


@pytest.mark.parametrize("row", packaged_requirements().values(), ids=lambda row: row.id)
def test_packaged_requirement_asks_in_units_of_its_attributes_at_every_level(row):
    found = [row.asked(level) for level in LEVELS]
    for name in ("resolution_m", "uncertainty", "cycle_h", "timeliness_h"):
        stated = [getattr(a, name) for a in found]
        assert stated == [None] * 3 or (0 < stated[0] <= stated[1] <= stated[2])


def test_every_default_need_asks_a_cycle():
    # without one no product is ever too old, and a level would hold for ever once anything was seen
    assert all(requirement.observing_cycle is not None for _, requirement in default_needs().needs)


def test_climate_and_warning_are_apart():
    rows = packaged_requirements().values()
    climate = {row.variable for row in rows if row.theme == "climate"}
    others = {row.variable for row in rows if row.theme != "climate"}
    assert len(climate) >= 25
    assert len(climate & others) >= 15


def published_values(folder, variable, application):
    """Figures of one entry of the independent table: our name of the attribute, level, value, unit; those that are plain numbers."""
    with (folder / "catalogue" / "requirements.csv").open(encoding="utf-8") as file:
        lines = [line for line in csv.DictReader(file) if (line["variable"], line["application_or_source"]) == (variable, application)]
    return [
        (COLUMNS[line["attr"]], level, float(line[level]), line["unit"].replace("m3", "m^3"))
        for line in lines
        for level in LEVELS
        if line["attr"] in COLUMNS and line[level].replace(".", "", 1).isdigit()
    ]


@pytest.mark.truth
@pytest.mark.parametrize(("variable", "application", "ours", "figures"), SAME_SOURCE)
def test_packaged_values_are_those_of_the_independent_table(shared_data, variable, application, ours, figures):
    row = packaged_requirements()[ours]
    published = published_values(shared_data, variable, application)
    assert len(published) == figures
    for name, level, value, unit in published:
        mine = row.values(name)
        assert getattr(mine, level) * factor(mine.unit, unit) == pytest.approx(value, rel=1e-9), (name, level)


def test_default_needs_are_packaged_requirements_of_every_theme_but_ice_with_equal_weight():
    found = default_needs()
    assert {need.requirement for need, _ in found.needs} < set(packaged_requirements())
    assert {requirement.theme for _, requirement in found.needs} == THEMES - {"ice"}
    assert all(need.title_zh and need.why for need, _ in found.needs)
    assert {need.weight for need, _ in found.needs} == {1.0}
    assert found.refused == ()


def test_a_country_without_a_coast_has_no_needs_of_the_sea():
    inland = default_needs().for_country(coastal=False, on=TODAY)
    assert 0 < len(inland) < len(default_needs().for_country(coastal=True, on=TODAY))
    assert "sea" not in {variables()[row.variable].domain for _, row in inland}


def test_a_requirement_that_has_ended_is_not_asked_and_is_named():
    first, *others = default_needs().needs
    ended = (first[0], first[1].model_copy(update={"valid_until": date(2026, 11, 21)}))
    needs = NeedList(needs=(ended, *others))
    assert needs.for_country(coastal=True, on=TODAY) == tuple(others)
    assert needs.expired(TODAY) == (f"requirement {first[1].id} held until 2026-11-21 and is not judged",)
    assert needs.expired(date(2026, 11, 21)) == ()


def test_a_bad_row_of_a_users_file_is_reported_and_the_good_ones_are_kept(tmp_path):
    text = SOUND_NEED.format("flood-soil-moisture") + SOUND_NEED.format("flood-soil-moistrue") + SOUND_NEED.format("fire-burnt-area")
    found = read_needs(written(tmp_path, text))
    assert [need.requirement for need, _ in found.needs] == ["flood-soil-moisture", "fire-burnt-area"]
    assert len(found.refused) == 1
    assert found.refused[0].startswith(
        "needs.toml: no requirement named 'flood-soil-moistrue'; did you mean 'flood-soil-moisture'? known: "
    )


def test_a_bad_requirement_of_a_users_file_is_reported_and_its_need_with_it(tmp_path):
    text = SOUND_NEED.format("fire-burnt-area") + SOUND_NEED.format("our-own") + '[[requirement]]\nid = "our-own"\ntheme = "floods"\n'
    found = read_needs(written(tmp_path, text))
    assert [need.requirement for need, _ in found.needs] == ["fire-burnt-area"]
    assert [line.partition(": ")[0] for line in found.refused] == ["needs.toml", "needs.toml"]
    assert "our-own: theme: Input should be 'flood'" in found.refused[0]
    assert "no requirement named 'our-own'" in found.refused[1]


OWN_REQUIREMENT = """
[[requirement]]
id = "our-own"
theme = "flood"
variable = "inland_water_level"
application = "Our river"
uncertainty_sigmas = 2
confidence = "firm"
valid_from = 2026-01-01
as_of = 2026-11-22
source = [{ what = "all values", where = "our hydrological service" }]
[requirement.observing_cycle]
unit = "min"
threshold = 30
"""


def test_a_user_may_ask_what_no_one_has_asked(tmp_path):
    ((need, row),) = read_needs(written(tmp_path, OWN_REQUIREMENT + SOUND_NEED.format("our-own"))).needs
    assert need.title_en == "Know it"
    assert row.asked("goal").cycle_h == 0.5


def test_a_need_that_stands_twice_counts_once(tmp_path):
    found = read_needs(written(tmp_path, SOUND_NEED.format("fire-burnt-area") + "weight = 2\n" + SOUND_NEED.format("fire-burnt-area")))
    assert [need.weight for need, _ in found.needs] == [2.0]
    assert found.refused == ("needs.toml: fire-burnt-area: stands twice; the first row counts",)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", r"needs.toml has no sound \[\[need\]\] row; write \[\[need\]\] rows as docs/reference/needs.md shows"),
        ("need = [", "needs.toml is no TOML"),
        (SOUND_NEED.format("fire-burnt-area") + "weight = 0\n", "weight: Input should be greater than 0"),
        (SOUND_NEED.format("fire-burnt-area") + "weight = nan\n", "weight: Input should be greater than 0"),
        (SOUND_NEED.format("fire-burnt-area") + 'acquisitions = ["always"]\n', "acquisitions.0: Input should be 'systematic'"),
    ],
)
def test_a_file_without_a_sound_need_is_refused(tmp_path, text, message):
    with pytest.raises(InvalidInputError, match=message):
        read_needs(written(tmp_path, text))


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(InvalidInputError, match="cannot read"):
        read_needs(tmp_path / "nothing.toml")


def test_needs_that_are_no_rows_are_refused(tmp_path):
    with pytest.raises(InvalidInputError, match="no sound"):
        read_needs(written(tmp_path, "need = 3\n"))


def test_requirements_that_are_no_rows_are_reported_and_the_needs_are_kept(tmp_path):
    found = read_needs(written(tmp_path, "requirement = 3\n" + SOUND_NEED.format("fire-burnt-area")))
    assert [need.requirement for need, _ in found.needs] == ["fire-burnt-area"]
    assert len(found.refused) == 1


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ('requirement = "fire-burnt-area"', 'fire-burnt-area: lacks title_en; give the need in plain words, such as title_en = "'),
        ('title_en = "our need"', "need 2: lacks requirement; give the id of a requirement"),
        ('requirement = "fire-burnt-area"\ntitel_en = "our need"', "has no field 'titel_en'; did you mean 'title_en'?"),
        ('requirement = "fire-burnt-area"\ntitle_en = "our need"\nwieght = 2', "has no field 'wieght'; did you mean 'weight'?"),
        ('requirement = "fire-burnt-area"\ntitle_en = "our need"\ncolour = "red"', "has no field 'colour'; known: requirement, weight"),
    ],
)
def test_a_row_that_lacks_or_misspells_a_field_is_told_which(tmp_path, row, message):
    found = read_needs(written(tmp_path, SOUND_NEED.format("flood-soil-moisture") + f"[[need]]\n{row}\n"))
    assert len(found.needs) == 1
    assert message in found.refused[0]
    assert "Field required" not in found.refused[0]
