"""Two-line element sets. Expected values are read off the columns by hand (CelesTrak, TLE format; space-track, Alpha-5)."""

from datetime import UTC, datetime

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from messages import LINE_1, LINE_2, NAME, TLE, parse, with_checksum

from commonsky.core.errors import CommonskyError
from commonsky.orbits.derived import derive
from commonsky.orbits.propagation import propagate


def numbered(number):
    return "\n".join(with_checksum(line[:2] + number + line[7:]) for line in (LINE_1, LINE_2))


def changed(line, column, text):
    """A line with other text from a column counted from 1, its checksum made good."""
    return with_checksum(line[: column - 1] + text + line[column - 1 + len(text) :])


def test_every_field_is_read_from_its_columns():
    (found,), refused = parse("tle", TLE)
    assert refused == []
    assert (found.name, found.norad, found.cospar, found.origin) == ("SENTINEL-2A", 40697, "2015-028A", "file")
    # day 239.96293221 of 2026: 27 August, 23 h 6 min 37.342944 s
    assert found.epoch_utc == datetime(2026, 8, 27, 23, 6, 37, 342944, tzinfo=UTC)
    assert (found.inclination_deg, found.node_deg, found.perigee_deg, found.anomaly_deg) == (98.5649, 313.7781, 88.9197, 271.2138)
    assert (found.eccentricity, found.mean_motion_rev_day) == (0.0001326, 14.30816759)
    assert (found.bstar, found.ndot_rev_day2, found.nddot_rev_day3) == (1.3927e-05, -7e-08, 0.0)


def test_without_a_name_line_the_number_is_the_name():
    (found,), _ = parse("tle", f"{LINE_1}\n{LINE_2}")
    assert found.name == "40697"


def test_a_name_line_with_a_zero_before_it():
    (found,), _ = parse("tle", f"0 {NAME}\n{LINE_1}\n{LINE_2}")
    assert found.name == NAME


def test_named_and_nameless_sets_mix():
    found, refused = parse("tle", f"{TLE}{numbered('00005')}\n0 VANGUARD 1\n{numbered('00006')}\n")
    assert [(f.name, f.norad) for f in found] == [(NAME, 40697), ("00005", 5), ("VANGUARD 1", 6)]
    assert refused == []


@pytest.mark.parametrize(
    ("number", "norad"),
    [
        ("00005", 5),
        ("99999", 99999),
        ("A0000", 100000),
        ("E8493", 148493),
        ("H9999", 179999),
        ("J0000", 180000),
        ("P0000", 230000),
        ("Z9999", 339999),
    ],
)
def test_alpha_5_numbers(number, norad):
    (found,), _ = parse("tle", numbered(number))
    assert found.norad == norad


@pytest.mark.parametrize("number", ["I0000", "O0000"])
def test_letters_that_alpha_5_leaves_out_are_refused(number):
    found, refused = parse("tle", numbered(number))
    assert found == []
    assert number in refused[0]


@pytest.mark.parametrize(("year", "full"), [("57", 1957), ("99", 1999), ("00", 2000), ("56", 2056)])
def test_years_turn_at_1957(year, full):
    (found,), _ = parse("tle", f"{changed(LINE_1, 19, year)}\n{LINE_2}")
    assert found.epoch_utc.year == full


@pytest.mark.parametrize(
    ("field", "value"),
    [
        (" 13927-4", 1.3927e-05),
        ("-26651-4", -2.6651e-05),
        ("+12345+1", 1.2345),
        (" 00000+0", 0.0),
        (" 00000-0", 0.0),
        (" 10000-9", 1e-10),
        ("        ", 0.0),
    ],
)
def test_exponents_with_an_assumed_point(field, value):
    (found,), _ = parse("tle", f"{changed(LINE_1, 54, field)}\n{LINE_2}")
    assert found.bstar == pytest.approx(value, rel=1e-12)


def test_a_checksum_that_fails_is_refused_by_name_with_both_digits():
    found, refused = parse("tle", TLE.replace("313.7781", "313.7782"))
    assert found == []
    assert refused == ["SENTINEL-2A: checksum of line 2 is 6, the line says 5"]


def test_the_good_set_of_two_is_kept():
    found, refused = parse("tle", TLE.replace("9991\n", "9992\n") + numbered("00005"))
    assert [f.norad for f in found] == [5]
    assert refused == ["SENTINEL-2A: checksum of line 1 is 1, the line says 2"]


def test_lines_of_two_objects_are_refused():
    other = numbered("00005").splitlines()[1]
    found, refused = parse("tle", f"{NAME}\n{LINE_1}\n{other}")
    assert found == []
    assert refused == ["SENTINEL-2A: its lines are of two objects, 40697 and 00005"]


def test_truncated_lines_are_refused_with_their_length():
    assert parse("tle", f"{NAME}\n{LINE_1[:60]}\n{LINE_2}")[1] == ["SENTINEL-2A: line 1 has 60 characters, not 69"]
    assert parse("tle", f"{NAME}\n{LINE_1}\n{LINE_2[:68]}")[1] == ["SENTINEL-2A: line 2 has 68 characters, not 69"]


@pytest.mark.parametrize("digit", ["x", "²", "-"])
def test_a_checksum_that_is_no_digit_is_refused_without_speaking_of_length(digit):
    found, refused = parse("tle", f"{NAME}\n{LINE_1[:68]}{digit}\n{LINE_2}")
    assert found == []
    assert refused[0].startswith("SENTINEL-2A: ")
    assert "not 69" not in refused[0]


def test_lines_without_their_partner_are_refused():
    assert parse("tle", f"{NAME}\n{LINE_1}\n")[1] == ["SENTINEL-2A: line 1 has no line 2 after it"]
    assert parse("tle", f"{NAME}\n{LINE_2}\n")[1] == ["SENTINEL-2A: line 2 has no line 1 before it"]


@pytest.mark.parametrize("end", ["\r\n", "\r", "   \n"])
def test_line_ends_of_other_systems(end):
    found, refused = parse("tle", TLE.replace("\n", end))
    assert (len(found), refused) == (1, [])


@pytest.mark.parametrize(
    ("column", "text"),
    [
        (53, " 0.00000000"),
        (53, "-5.00000000"),
        (53, "        nan"),
        (53, "99.00000000"),
        (9, "     nan"),
        (9, "     inf"),
        (18, "     nan"),
        (27, "-000132"),
    ],
)
def test_figures_out_of_range_are_refused(column, text):
    found, refused = parse("tle", f"{NAME}\n{LINE_1}\n{changed(LINE_2, column, text)}")
    assert found == []
    assert refused[0].startswith("SENTINEL-2A: ")


@given(st.text())
@settings(deadline=None, derandomize=True, max_examples=300)
@example("1 ²")
def test_random_text_never_raises(text):
    for start in ("", "1 ", f"{LINE_1}\n2 "):
        parse("tle", start + text)


@given(line=st.sampled_from([0, 1]), at=st.integers(0, 68), character=st.characters(exclude_categories=["Cs"]))
@settings(deadline=None, derandomize=True, max_examples=1000)
@example(line=0, at=68, character="²")
def test_one_changed_character_is_refused_or_read(line, at, character):
    lines = [LINE_1, LINE_2]
    lines[line] = lines[line][:at] + character + lines[line][at + 1 :]
    found, refused = parse("tle", "\n".join(lines))
    assert found or refused


@given(line=st.sampled_from([0, 1]), at=st.integers(2, 67), text=st.text(alphabet="0123456789 .+-eAZInaf", min_size=1, max_size=8))
@settings(deadline=None, derandomize=True, max_examples=1000)
def test_whatever_is_read_can_be_flown_or_is_a_typed_error(line, at, text):
    lines = [LINE_1, LINE_2]
    lines[line] = changed(lines[line], at + 1, text[: 68 - at])
    for elements in parse("tle", "\n".join(lines))[0]:
        try:
            derive(elements)
            propagate(elements, 0.0, 600.0)
        except CommonskyError:
            continue
