"""Times are UTC and aware. Expected values: Julian dates of Meeus, Astronomical Algorithms, chapter 7; ISO 8601."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonsky.core.errors import InvalidInputError
from commonsky.core.time import EPOCH, EPOCH_JD, SECONDS_PER_DAY, iso, parse_utc, seconds_since_epoch

MOMENTS = st.datetimes(min_value=datetime(1900, 1, 1), max_value=datetime(2199, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 hypothesis wants naive bounds


def test_a_bare_date_is_its_midnight():
    assert parse_utc("2026-11-01") == datetime(2026, 11, 1, tzinfo=UTC)


@pytest.mark.parametrize("text", ["2026-11-01T06:30:00Z", "2026-11-01T06:30", " 2026-11-01T06:30:00+00:00 ", "2026-11-01T12:15+05:45"])
def test_the_same_moment_however_written(text):
    assert parse_utc(text) == datetime(2026, 11, 1, 6, 30, tzinfo=UTC)
    assert parse_utc(text).utcoffset() == timedelta(0)


@pytest.mark.parametrize("text", ["", "yesterday", "2026-02-30", "2026-13-01", "01/11/2026", "0001-01-01T00:00+14:00", "2026-11-01T25:00"])
def test_what_is_no_time_is_refused_by_name(text):
    with pytest.raises(InvalidInputError, match="is no time; write it as 2026-11-01"):
        parse_utc(text)


def test_the_epoch_has_its_julian_date():
    # Meeus, chapter 7: 1999 January 1.0 is JD 2451179.5
    assert EPOCH_JD - (EPOCH - datetime(1999, 1, 1, tzinfo=UTC)).days == 2451179.5


def test_seconds_count_from_the_epoch_in_any_zone():
    nepal = timezone(timedelta(hours=5, minutes=45))
    assert seconds_since_epoch(datetime(2000, 1, 2, 5, 45, tzinfo=nepal)) == SECONDS_PER_DAY
    assert seconds_since_epoch(datetime(1999, 12, 31, tzinfo=UTC)) == -SECONDS_PER_DAY


def test_leap_seconds_do_not_count():
    # 2016-12-31T23:59:60 was a leap second
    across = seconds_since_epoch(parse_utc("2017-01-01T00:00:01")) - seconds_since_epoch(parse_utc("2016-12-31T23:59:59"))
    assert across == 2.0


@given(MOMENTS)
@settings(deadline=None, derandomize=True)
def test_written_and_read_again_is_the_same_second(moment):
    assert parse_utc(iso(moment)) == moment.replace(microsecond=0)


@given(MOMENTS, st.timedeltas(min_value=timedelta(days=-9999), max_value=timedelta(days=9999)))
@settings(deadline=None, derandomize=True)
def test_seconds_add_up(moment, span):
    assert seconds_since_epoch(moment + span) - seconds_since_epoch(moment) == pytest.approx(span.total_seconds(), abs=1e-5)


@given(st.text(max_size=30))
@settings(deadline=None, derandomize=True, max_examples=300)
def test_any_text_is_a_time_or_a_typed_error(text):
    try:
        assert parse_utc(text).tzinfo is UTC
    except InvalidInputError as error:
        assert repr(text) in str(error)
