"""How numbers are written for people: no more digits than are known, a thin space before the unit. Facts: ISO 80000-1, 7.2 (spacing)."""

from __future__ import annotations

import re
from math import floor, log10

THIN = "\u202f"
HUGE = 1e11
_TENS = re.compile(r"(\d+(?:\.\d+)?)e([+-]\d+)")
_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_TIME = re.compile(rf"(\d+(?:\.\d+)?){THIN}(day|month|year)\b(?!s)")
_CHINESE_TIME = {"day": "天", "month": "个月", "year": "年"}


def percent(share: float) -> str:
    """A share of 0 to 1 in whole per cent; what is not quite nothing or all says so.

    >>> [percent(s).replace(THIN, " ") for s in (0.0, 0.004, 0.616, 0.997, 1.0)]
    ['0 %', '<1 %', '62 %', '>99 %', '100 %']
    """
    if 0 < share < 0.005:
        return f"<1{THIN}%"
    if 0.995 <= share < 1 - 1e-9:
        return f">99{THIN}%"
    return f"{share * 100:.0f}{THIN}%"


def number(value: float, digits: int = 3) -> str:
    """A number with that many significant digits and thin spaces between thousands; from `HUGE` on with a power of ten.

    >>> [number(v).replace(THIN, " ") for v in (0, 0.05, 3.14159, 28450, 721455.0, 30, 2.5e15)]
    ['0', '0.05', '3.14', '28 400', '721 000', '30', '2.5 × 10¹⁵']
    """
    if not value:
        return "0"
    if abs(value) >= HUGE:
        tens = floor(log10(abs(value)))
        return f"{value / 10**tens:.{digits}g}{THIN}×{THIN}10{str(tens).translate(_RAISED)}"
    places = digits - 1 - floor(log10(abs(value)))
    text = f"{round(value, places):,.{max(0, places)}f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace(",", THIN)


def measure(value: float, unit: str, digits: int = 3) -> str:
    """A number with its unit; the unit 1 is not written.

    >>> measure(250.0, "km2").replace(THIN, " ")
    '250 km²'
    """
    return number(value, digits) if unit in {"", "1", "dimensionless"} else f"{number(value, digits)}{THIN}{unit_symbol(unit)}"


def unit_symbol(unit: str) -> str:
    """A unit as people write it: powers raised, no caret.

    >>> unit_symbol("m3/m3"), unit_symbol("m^3/m^3"), unit_symbol("molecule/cm^2"), unit_symbol("mm/h"), unit_symbol("percent/decade")
    ('m³/m³', 'm³/m³', 'molecule/cm²', 'mm/h', '%/decade')
    """
    text = unit.replace("^", "").replace("m2", "m²").replace("m3", "m³").replace("degC", "°C")
    return text.replace("percent", "%").replace("umol", "µmol").replace("day", "d")


def legible(text: str, language: str) -> str:
    """A sentence that tells figures with units, as people write them: days by name, powers raised, tens as powers.

    >>> legible("30\u202fday is asked, 1\u202fday", "en").replace(THIN, " "), legible("要求30\u202fday", "zh").replace(THIN, " ")
    ('30 days is asked, 1 day', '要求30天')
    >>> legible("2.5e+15\u202fmolecule/cm^2", "en").replace(THIN, " ")
    '2.5 × 10¹⁵ molecule/cm²'
    """
    text = _TENS.sub(lambda found: f"{found[1]}{THIN}×{THIN}10{str(int(found[2])).translate(_RAISED)}", text)
    text = text.replace("^2", "²").replace("^3", "³").replace(f"{THIN}percent", f"{THIN}%").replace("umol/", "µmol/")
    return _TIME.sub(lambda found: _spelled(found[1], found[2], language), text)


def once(text: str, language: str) -> str:
    """A text without the sentences that it says twice.

    >>> once("Find it. Go on. Find it.", "en"), once("查。查。", "zh")
    ('Find it. Go on.', '查。')
    """
    stop = "。" if language == "zh" else ". "
    end = stop.rstrip() if text.endswith(stop.rstrip()) else ""
    return stop.join(dict.fromkeys(text.removesuffix(end).split(stop))) + end


def _spelled(count: str, unit: str, language: str) -> str:
    if language == "zh":
        return f"{count}{_CHINESE_TIME[unit]}"
    return f"{count}{THIN}{unit}{'' if count == '1' else 's'}"


def duration(hours: float) -> str:
    """A duration in the unit that fits, two significant digits.

    >>> [duration(h).replace(THIN, " ") for h in (0.25, 3.5, 36.0, 288.0)]
    ['15 min', '3.5 h', '36 h', '12 d']
    """
    if hours < 1:
        return measure(hours * 60, "min", 2)
    return measure(hours, "h", 2) if hours <= 48 else measure(hours / 24, "d", 2)


def length(metres: float) -> str:
    """A length on the ground in m or km.

    >>> length(10.0).replace(THIN, " "), length(5500.0).replace(THIN, " ")
    ('10 m', '5.5 km')
    """
    return measure(metres / 1000, "km") if metres >= 1000 else measure(metres, "m")


def position(lat_deg: float, lon_deg: float, digits: int = 1) -> str:
    """Latitude and longitude with their hemispheres.

    >>> position(-9.43, 159.93).replace(THIN, " ")
    '9.4° S, 159.9° E'
    """
    return f"{latitude(lat_deg, digits)}, {longitude(lon_deg, digits)}"


def latitude(lat_deg: float, digits: int = 0) -> str:
    """A latitude with its hemisphere; the equator has none."""
    text = f"{abs(lat_deg):.{digits}f}°"
    return text if not float(text[:-1]) else f"{text}{THIN}{'N' if lat_deg > 0 else 'S'}"


def longitude(lon_deg: float, digits: int = 0) -> str:
    """A longitude with its hemisphere; 0 and 180 have none."""
    wrapped = (lon_deg + 180) % 360 - 180
    text = f"{abs(wrapped):.{digits}f}°"
    return text if float(text[:-1]) in {0, 180} else f"{text}{THIN}{'E' if wrapped > 0 else 'W'}"
