"""Years to come over Nauru: an end takes from its day on and not before, a delay shifts, and the courses never cross."""

from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import pairwise

import pytest
from small import Silent

from commonsky.core.errors import InvalidInputError, UnknownNameError
from commonsky.workflows.over_country import Inputs
from commonsky.workflows.timeline import Request, timeline

WATER = "flood-surface-water-extent"
PAIR = ("Sentinel-1C", "Sentinel-1D")
#: A planned radar that serves the need alone, launched half a year before it gives products.
HEIR = """
[[mission]]
name = "Heir"
agencies = ["National Space Agency"]
launch_date = 2027-10-01
status = "planned"
status_as_of = 2026-09-01
norad = 99001
cospar = "2027-001A"
as_of = 2026-11-01
source = [{ what = "orbit", where = "made up" }]
[mission.orbit]
kind = "inclined"
altitude_km = 550
inclination_deg = 12

[[instrument]]
name = "Heir radar"
kind = "synthetic aperture radar"
missions = ["Heir"]
data_policy = "open"
as_of = 2026-11-01
source = [{ what = "swath", where = "made up" }]
[[instrument.modes]]
name = "wide"
geometry = "side-looking"
swath_km = 300
incidence_min_deg = 25
incidence_max_deg = 48
side = "right"
resolution_m = 20
light = "any"
acquisition = "systematic"
[[instrument.measures]]
variable = "surface_water_extent"
modes = ["wide"]
relevance = "primary"
resolution_m = 20
uncertainty = 0.2
latency_h = 2
product = "maps"
source = [{ what = "product", where = "made up" }]
"""


@pytest.fixture(scope="module")
def request_(tmp_path_factory):
    """One need, Sentinel-1 gone in mid-2027, and the heir."""
    path = tmp_path_factory.mktemp("timeline") / "heir.toml"
    path.write_text(HEIR, "utf-8")
    inputs = Inputs(country="NRU", date=datetime(2026, 11, 1, tzinfo=UTC), days=2.0, wanted=(WATER,), instruments=path)
    return Request(inputs=inputs, first_year=2026, last_year=2030, ends=tuple((name, date(2027, 7, 1)) for name in PAIR))


@pytest.fixture(scope="module")
def ended(request_):
    return timeline(request_, Silent())


@pytest.fixture(scope="module")
def left_alone(request_):
    return timeline(replace(request_, ends=()), Silent())


@pytest.fixture(scope="module")
def late(request_):
    return timeline(replace(request_, delays=(("Heir", 12.0),)), Silent())


def shares(found, course="expected", need=WATER):
    row = next(n for n in found.needs if n.id == need)
    return {p.date: p.threshold for p in next(c.points for c in row.courses if c.course == course)}


def test_the_points_are_quarters_of_every_year(ended):
    assert list(shares(ended)) == [f"{year}-{month:02d}-01" for year in range(2026, 2031) for month in (1, 4, 7, 10)]
    assert [n.id for n in ended.needs] == [WATER]


def test_an_end_takes_from_its_day_on_and_not_before(ended, left_alone):
    before, after = shares(left_alone), shares(ended)
    assert all(before[day] > 0.95 for day in before)
    assert all(after[day] == before[day] for day in after if day < "2027-07-01")
    assert [after[day] for day in ("2027-07-01", "2027-10-01", "2028-01-01")] == [0.0, 0.0, 0.0]


def test_an_heir_serves_once_it_is_commissioned(ended):
    found = shares(ended)
    assert (found["2028-01-01"], found["2028-07-01"]) == (0.0, 1.0)


def test_a_delay_shifts_the_day(ended, late):
    on_time, delayed = shares(ended), shares(late)
    assert [day for day in on_time if on_time[day] != delayed[day]] == ["2028-04-01", "2028-07-01", "2028-10-01", "2029-01-01"]
    assert delayed["2029-04-01"] == on_time["2028-04-01"] == 1.0


def test_turns_name_who_goes_and_who_comes(ended):
    (need,) = ended.needs
    assert [(t.date, t.goes, t.comes) for t in need.turns] == [("2027-07-01", PAIR, ()), ("2028-04-01", (), ("Heir",))]
    assert [(t.before, t.after) for t in need.turns] == [(1.0, 0.0), (0.0, 1.0)]


def test_what_a_delay_costs_is_share_times_years(ended, left_alone):
    (need,) = ended.needs
    rows = {(row.mission, row.months): row.lost_share_years for row in need.delays}
    assert rows == {("", 12): 1.0, ("Heir", 12): 1.0, ("", 24): 2.0, ("Heir", 24): 2.0}
    assert {(row.mission, row.lost_share_years) for row in left_alone.needs[0].delays} == {("", 0.0)}


def test_who_is_counted_flies(ended):
    (need,) = ended.needs
    points = {p.date: p.missions for p in next(c.points for c in need.courses if c.course == "expected")}
    assert (points["2027-04-01"], points["2027-07-01"], points["2028-04-01"]) == (2, 0, 1)


def test_the_answer_names_the_first_fall_and_the_first_gain(ended):
    title = ended.needs[0].titles
    assert f"First to fall: “{title['en']}”, by 2027-07-01 as Sentinel-1C, Sentinel-1D go." in ended.answer["en"]
    assert f"First to gain: “{title['en']}”, by 2028-04-01 as Heir comes." in ended.answer["en"]
    assert f"最先下降的是“{title['zh']}”" in ended.answer["zh"]


@pytest.fixture(scope="module")
def floods():
    """All needs of floods over many years."""
    inputs = Inputs(country="NRU", date=datetime(2026, 11, 1, tzinfo=UTC), days=2.0, wanted=("flood",))
    return timeline(Request(inputs=inputs, first_year=2020, last_year=2045), Silent())


def test_no_course_crosses_another_and_no_level_a_lower_one(floods):
    for need in floods.needs:
        rows = {c.course: c.points for c in need.courses}
        assert set(rows) == {"early", "expected", "late"}
        for early, expected, late in zip(rows["early"], rows["expected"], rows["late"], strict=True):
            for level in ("goal", "breakthrough", "threshold", "threshold_stated"):
                assert getattr(early, level) <= getattr(expected, level) <= getattr(late, level), (need.id, early.date, level)
            assert early.missions <= expected.missions <= late.missions
        for point in (p for c in need.courses for p in c.points):
            assert 0.0 <= point.goal <= point.breakthrough <= point.threshold <= 1.0
            assert point.threshold_stated <= point.threshold


def test_the_needs_of_a_theme_are_all_and_only_its_own(floods):
    assert {n.id.partition("-")[0] for n in floods.needs} == {"flood"}
    assert len(floods.needs) >= 4


def test_floods_were_not_seen_from_the_end_of_sentinel_1b_to_the_launch_of_1c_and_are_seen_now(floods):
    found = shares(floods)
    assert [found[day] for day in ("2021-10-01", "2022-01-01", "2024-10-01", "2025-01-01")] == [1.0, 0.0, 0.0, 1.0]
    assert found["2026-10-01"] > 0.95
    assert found["2045-10-01"] < found["2026-10-01"]
    turns = {t.date: (t.goes, t.comes) for t in next(n for n in floods.needs if n.id == WATER).turns}
    assert turns["2022-01-01"] == (("Sentinel-1B",), ())
    assert turns["2025-01-01"] == ((), ("Sentinel-1C",))


def test_an_end_that_is_assumed_is_said_and_nothing_else_is_a_what_if(floods):
    assert "First to fall: " in floods.answer["en"]
    assert floods.answer["en"].endswith("(That end is an assumption.)")
    assert floods.answer["zh"].endswith("（该结束时间为假定。）")
    assert "What if" not in floods.answer["en"]
    assert not any(note.startswith("what if") for note in floods.notes)
    assert not any(m.basis["en"].startswith("what if") for m in floods.missions)


def test_what_ifs_are_told_as_such_in_the_answer_the_notes_and_the_missions(request_, ended, late):
    assert ended.answer["en"].startswith("What if, for Sentinel-1C, Sentinel-1D: Of one observing need")
    assert ended.answer["zh"].startswith("假设情形（Sentinel-1C、Sentinel-1D）：")
    assert "is an assumption" not in ended.answer["en"]
    assert [n for n in ended.notes if n.startswith("what if")] == [f"what if: {name} ends on 2027-07-01" for name in PAIR]
    assert "what if: Heir is launched 12 months later" in late.notes
    basis = {m.mission: m.basis["en"] for m in late.missions}
    assert {name for name, text in basis.items() if text == "what if: its date is given with this run"} == {"Heir", *PAIR}
    later = timeline(replace(request_, first_year=2028, last_year=2028), Silent())
    assert later.answer["en"].startswith("What if, for Sentinel-1C, Sentinel-1D: ")  # they end before these years, which hang on it


def test_spans_stand_in_their_order(floods):
    for row in floods.missions:
        ends = [end or "9999" for end in (row.end_early, row.end_expected, row.end_late)]
        assert all(a <= b for a, b in pairwise([row.start, *ends])), row.mission


@pytest.mark.parametrize(("first", "last", "share"), [(2028, 2029, 0.0), (2022, 2024, 0.0)])
def test_what_flies_out_of_the_years_does_not_count_within_them(request_, first, last, share):
    years = replace(request_, first_year=first, last_year=last, inputs=replace(request_.inputs, instruments=None))
    assert set(shares(timeline(years, Silent())).values()) == {share}


def test_refusals_come_before_the_work(request_):
    silent = Silent()
    for changes, error, said in (
        ({"first_year": 2031}, InvalidInputError, "--from 2031 lies after --to 2030"),
        ({"first_year": 1990}, InvalidInputError, "1990 to 2030 is out of range; give 2020 to 2060"),
        ({"first_year": 2019}, InvalidInputError, "give 2020 to 2060"),
        ({"delays": (("Landsat 9", 12.0),)}, InvalidInputError, "no launch to delay"),
        ({"delays": (("Heir", -1.0),)}, InvalidInputError, "out of range"),
        ({"delays": (("Heir", 12.0), ("Heir", 6.0))}, InvalidInputError, "--delay of Heir is given twice"),
        ({"ends": (("Sentinel-1Z", date(2028, 1, 1)),)}, UnknownNameError, "did you mean 'Sentinel-1"),
        ({"ends": (("Sentinel-1C", date(2020, 1, 1)),)}, InvalidInputError, "it gives products from 2024-12-05"),
    ):
        with pytest.raises(error, match=said.replace("(", r"\(")):
            timeline(replace(request_, **changes), silent)
    assert silent.steps == []
