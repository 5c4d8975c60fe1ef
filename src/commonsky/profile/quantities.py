"""How numbers are written for people: no more digits than are known, a thin space before the unit. Facts: ISO 80000-1, 7.2 (spacing)."""

from __future__ import annotations

from math import floor, log10

THIN = "\u202f"


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
    """A number with that many significant digits and thin spaces between thousands.

    >>> [number(v).replace(THIN, " ") for v in (0, 0.05, 3.14159, 28450, 721455.0, 30)]
    ['0', '0.05', '3.14', '28 400', '721 000', '30']
    """
    if not value:
        return "0"
    places = digits - 1 - floor(log10(abs(value)))
    text = f"{round(value, places):,.{max(0, places)}f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace(",", THIN)


def measure(value: float, unit: str, digits: int = 3) -> str:
    """A number with its unit; the unit 1 is not written.

    >>> measure(250.0, "km2").replace(THIN, " ")
    '250 km²'
    """
    return number(value, digits) if unit in {"", "1"} else f"{number(value, digits)}{THIN}{unit_symbol(unit)}"


def unit_symbol(unit: str) -> str:
    """A unit with its powers raised.

    >>> unit_symbol("m3/m3"), unit_symbol("mm/h")
    ('m³/m³', 'mm/h')
    """
    return unit.replace("m2", "m²").replace("m3", "m³").replace("degC", "°C")


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
