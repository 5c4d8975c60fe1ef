"""Times are UTC and aware, intervals closed-open. Facts: ISO 8601. Leaves out leap seconds (POSIX time has none)."""

from datetime import UTC, datetime

from commonsky.core.errors import InvalidInputError

#: What a timeline counts its seconds from; Julian date 2451544.5.
EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
EPOCH_JD = 2451544.5
SECONDS_PER_DAY = 86400.0
#: Mean year and month of the Julian calendar, days: by which lives, delays and ages are counted.
YEAR_DAYS = 365.25
MEAN_MONTH_DAYS = YEAR_DAYS / 12


def parse_utc(text: str) -> datetime:
    """The aware UTC time that an ISO 8601 text names; a bare date is its midnight, no offset means UTC.

    Raises:
        InvalidInputError: if the text is no ISO 8601 time.

    >>> parse_utc("2026-11-01").isoformat()
    '2026-11-01T00:00:00+00:00'
    >>> parse_utc("2026-11-01T02:00:00+02:00").isoformat()
    '2026-11-01T00:00:00+00:00'
    """
    try:
        moment = datetime.fromisoformat(text.strip())
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise InvalidInputError(f"{text!r} is no time; write it as 2026-11-01 or 2026-11-01T00:00:00Z") from error


def seconds_since_epoch(moment: datetime) -> float:
    """Seconds from 2000-01-01T00:00Z to an aware time.

    >>> seconds_since_epoch(parse_utc("2000-01-02"))
    86400.0
    """
    return (moment - EPOCH).total_seconds()


def iso(moment: datetime) -> str:
    """ISO 8601 to the second, with Z.

    >>> iso(parse_utc("2026-11-01T06:30"))
    '2026-11-01T06:30:00Z'
    """
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
