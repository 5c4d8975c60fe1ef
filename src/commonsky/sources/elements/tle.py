"""Two-line element sets, with or without a name line, Alpha-5 numbers included. Facts: CelesTrak "TLE format", space-track Alpha-5.

Every line's checksum is tested; a set that fails is refused by its name.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from math import isfinite
from typing import TYPE_CHECKING

from sgp4.alpha5 import from_alpha5

from commonsky.core.elements import Elements
from commonsky.sources.element_format import ElementFormat

if TYPE_CHECKING:
    from collections.abc import Iterator

_LINE_1 = re.compile(r"^1 [0-9A-Z ][0-9 ]{4}[A-Z ] ")


def looks_like_tle(text: str) -> bool:
    """Whether a line of the text begins as a TLE's first line does."""
    return any(_LINE_1.match(line) for line in text.splitlines()[:200])


def parse_tle(text: str, origin: str) -> Iterator[Elements | str]:
    r"""Each set, or why it is refused.

    >>> list(parse_tle("1 25544U 98067A   26240.5  .0 0 0 0 9\n", "f"))
    ['25544: line 1 has no line 2 after it']
    """
    name = ""
    lines = [line.rstrip() for line in text.splitlines()]
    for number, line in enumerate(lines):
        if line.startswith("1 "):
            label = name or line[2:7].strip()
            second = lines[number + 1] if number + 1 < len(lines) else ""
            yield _one(label, line, second, origin) if second.startswith("2 ") else f"{label}: line 1 has no line 2 after it"
            name = ""
        elif line.startswith("2 "):
            if number == 0 or not lines[number - 1].startswith("1 "):
                yield f"{name or line[2:7].strip()}: line 2 has no line 1 before it"
            name = ""
        elif line.strip():
            name = line.removeprefix("0 ").strip()


def checksum(line: str) -> int:
    """Sum of the digits of a line's first 68 characters, a minus counting one, modulo ten.

    >>> checksum("1 25544U 98067A   08264.51782528 -.00002182  00000-0 -11606-4 0  2927")
    7
    """
    return sum(int(c) if c.isdigit() else c == "-" for c in line[:68]) % 10


def _one(name: str, line1: str, line2: str, origin: str) -> Elements | str:
    for number, line in ((1, line1), (2, line2)):
        if len(line) != 69:
            return f"{name}: line {number} has {len(line)} characters, not 69"
        if not line.isascii():
            return f"{name}: line {number} holds a character that is not ASCII"
        if str(checksum(line)) != line[68]:
            return f"{name}: checksum of line {number} is {checksum(line)}, the line says {line[68]}"
    if line1[2:7] != line2[2:7]:
        return f"{name}: its lines are of two objects, {line1[2:7].strip()} and {line2[2:7].strip()}"
    try:
        return _fields(name, line1, line2, origin)
    except (ValueError, OverflowError) as error:
        return f"{name}: {error}"


def _fields(name: str, line1: str, line2: str, origin: str) -> Elements:
    if line1[2] in "IO":
        raise ValueError(f"{line1[2:7]} is no Alpha-5 number, which has no I or O")
    angles = [float(line2[a:b]) for a, b in ((8, 16), (17, 25), (34, 42), (43, 51))]
    if not all(isfinite(angle) for angle in angles) or not 0 < float(line2[52:63]) < 20:
        raise ValueError("an angle or the mean motion is out of range")
    year = int(line1[18:20])
    epoch = datetime(year + (1900 if year >= 57 else 2000), 1, 1, tzinfo=UTC) + timedelta(days=float(line1[20:32]) - 1)
    return Elements(
        name=name,
        norad=from_alpha5(line1[2:7]),
        cospar=_cospar(line1[9:17].strip()),
        epoch_utc=epoch,
        mean_motion_rev_day=float(line2[52:63]),
        eccentricity=float("0." + line2[26:33].replace(" ", "0")),
        inclination_deg=float(line2[8:16]),
        node_deg=float(line2[17:25]),
        perigee_deg=float(line2[34:42]),
        anomaly_deg=float(line2[43:51]),
        bstar=_exponent(line1[53:61]),
        ndot_rev_day2=float(line1[33:43]),
        nddot_rev_day3=_exponent(line1[44:52]),
        origin=origin,
    )


def _exponent(field: str) -> float:
    """A number with its decimal point assumed: `` 10000-4`` is 1e-5."""
    field = field.strip() or "0"
    sign = "-" if field.startswith("-") else ""
    body = field.lstrip("+-")
    mantissa, mark, power = (body[:-2], body[-2], body[-1]) if len(body) > 2 and body[-2] in "+-" else (body, "+", "0")
    return float(f"{sign}0.{mantissa.strip() or 0}e{mark}{power}") if "." not in mantissa else float(f"{sign}{mantissa}e{mark}{power}")


def _cospar(field: str) -> str:
    if len(field) < 6 or not field[:5].isdigit():
        return ""
    year = int(field[:2])
    return f"{year + (1900 if year >= 57 else 2000)}-{field[2:]}"


TLE = ElementFormat(name="tle", looks_like=looks_like_tle, parse=parse_tle, source="CelesTrak, NORAD Two-Line Element Set Format")
