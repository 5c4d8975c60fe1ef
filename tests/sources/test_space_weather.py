"""Space weather as CelesTrak prints it: units, flags, blanks; bad rows are named, good rows kept."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonsky.core.errors import InvalidInputError
from commonsky.sources.space_weather import read_space_weather
from made_server import HEADER, days

#: A quiet day that was observed, and a month that is predicted, as CelesTrak prints them.
QUIET = "2026-02-28,2626,4,20,27,13,13,20,17,20,23,153,7,12,5,5,7,6,7,9,7,0.4,2,58,140.7,138.1,OBS,141.7,144.2,139.2,139.9"
MONTH = "2041-10-01,2837,1,,,,,,,,,,,,,,,,,,,,,10,70.0,69.2,PRM,70.5,69.8,68.8,69.0"


@pytest.fixture
def read(tmp_path):
    def reads(*lines, header=HEADER):
        (tmp_path / "sw.csv").write_text("\n".join([header, *lines, ""]), "utf-8")
        return read_space_weather(tmp_path / "sw.csv")

    return reads


def test_a_day_as_printed(read):
    found = read(QUIET)
    assert found.refused == ()
    day = found.days[0]
    assert day.date == date(2026, 2, 28)
    assert day.kp == (2.0, 2.7, 1.3, 1.3, 2.0, 1.7, 2.0, 2.3)
    assert (day.ap_avg, day.f107_obs, day.data_type, day.observed) == (7.0, 140.7, "OBS", True)


def test_a_month_that_is_predicted_has_no_kp_rather_than_zero(read):
    day = read(MONTH).days[0]
    assert day.kp == (None,) * 8
    assert day.ap_avg is None
    assert (day.f107_obs, day.data_type, day.observed) == (70.0, "PRM", False)


@pytest.mark.parametrize(("flag", "observed"), [("OBS", True), ("INT", True), ("PRD", False), ("PRM", False)])
def test_the_flag_is_kept(read, flag, observed):
    day = read(QUIET.replace("OBS", flag)).days[0]
    assert (day.data_type, day.observed) == (flag, observed)


def test_the_last_observed_day_is_none_of_the_predicted(read):
    assert read(QUIET, MONTH).last_observed == date(2026, 2, 28)
    assert read(MONTH).last_observed is None


def test_days_come_in_order(read):
    assert [d.date.year for d in read(MONTH, QUIET).days] == [2026, 2041]


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        (",20,27,", ",20,91,", "2026-02-28: KP2 is 91; it can be 0 to 90"),
        (",20,27,", ",-1,27,", "2026-02-28: KP1 is -1; it can be 0 to 90"),
        (",20,27,", ",nan,27,", "2026-02-28: KP1 is nan; it can be 0 to 90"),
        (",9,7,0.4", ",9,401,0.4", "2026-02-28: AP_AVG is 401; it can be 0 to 400"),
        ("140.7", "many", "2026-02-28: could not convert string to float: 'many'"),
        (",OBS,", ",,", "2026-02-28: F10.7_DATA_TYPE is ''; it can be OBS, INT, PRD, PRM"),
        ("2026-02-28", "2026-02-30", "2026-02-30: "),
        ("2026-02-28", "", "a row without a date: "),
    ],
)
def test_a_bad_row_is_named_and_the_good_one_kept(read, old, new, line):
    assert old in QUIET
    found = read(MONTH, QUIET.replace(old, new, 1))
    assert len(found.days) == 1
    assert len(found.refused) == 1
    assert found.refused[0].startswith(f"line 3: {line}")


def test_a_row_that_breaks_off_is_refused(read):
    assert read(MONTH, QUIET[:60]).refused == ("line 3: 2026-02-28: F10.7_DATA_TYPE is ''; it can be OBS, INT, PRD, PRM",)


def test_a_day_that_stands_twice_counts_once(read):
    found = read(QUIET, QUIET)
    assert len(found.days) == 1
    assert found.refused == ("line 3: 2026-02-28 stands twice",)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", "has no column DATE or no rows"),
        (HEADER, "has no column DATE or no rows"),
        (f"{HEADER.replace('AP_AVG', 'AP')}\n{QUIET}\n", "has no column AP_AVG"),
        (f"{HEADER}\n{QUIET.replace('OBS', '???')}\n", "holds no sound day (line 2: 2026-02-28: F10.7_DATA_TYPE is '???'"),
        ("<!DOCTYPE html>\n<html>no</html>\n", "has no column DATE"),
    ],
)
def test_a_file_without_sound_days_is_refused(tmp_path, text, line):
    (tmp_path / "sw.csv").write_text(text, "utf-8")
    with pytest.raises(InvalidInputError) as caught:
        read_space_weather(tmp_path / "sw.csv")
    assert line in str(caught.value)
    assert "give a file such as SW-Last5Years.csv" in str(caught.value)


def test_no_file_and_no_text_are_refused(tmp_path):
    with pytest.raises(InvalidInputError, match="cannot read"):
        read_space_weather(tmp_path / "none.csv")
    (tmp_path / "b.csv").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InvalidInputError, match="is no CSV"):
        read_space_weather(tmp_path / "b.csv")


@given(printed=st.integers(0, 90))
@settings(deadline=None, derandomize=True, max_examples=91)
def test_every_kp_is_its_print_over_ten(tmp_path_factory, printed):
    path = tmp_path_factory.mktemp("kp") / "sw.csv"
    path.write_bytes(days(("2026-03-01", printed, 7, 140.0, "OBS")))
    day = read_space_weather(path).days[0]
    assert [round(10 * kp, 9) for kp in day.kp] == [printed] * 8
    assert day.ap_avg == 7.0
