"""Units at the door: a value with a unit becomes a bare number in our canonical unit. Facts: pint's unit definitions.

Leaves out unit arithmetic inside the house: there a bare number carries its unit in its name.
"""

from __future__ import annotations

from functools import lru_cache
from tokenize import TokenError
from typing import TYPE_CHECKING

from commonsky.core.errors import InvalidInputError

if TYPE_CHECKING:
    import pint

#: What pint's parser lets through for a text that is no unit.
_PARSER_ERRORS = (ArithmeticError, AssertionError, AttributeError, LookupError, SyntaxError, TokenError, TypeError, ValueError)


@lru_cache(maxsize=1)
def _units() -> pint.UnitRegistry[float]:
    import pint

    units: pint.UnitRegistry[float] = pint.UnitRegistry(on_redefinition="ignore")
    return units


@lru_cache(maxsize=512)
def factor(unit: str, canonical: str, what: str = "value") -> float:
    """How many of the canonical unit one of `unit` is, for units that share a zero.

    Args:
        unit: unit as written by a person, such as ``min``.
        canonical: our unit for it, such as ``h``.
        what: name of the quantity, for the message.

    Raises:
        InvalidInputError: if the unit is unknown or measures something else.

    >>> round(factor("min", "h"), 6)
    0.016667
    """
    import pint

    units = _units()
    try:
        # a difference of temperatures, an uncertainty of 1 degC, is 1 K: offsets have no place in a factor
        one, two = (float(units.Quantity(n, unit).to(canonical).magnitude) for n in (1.0, 2.0))
        return two - one
    except pint.DimensionalityError as error:
        raise InvalidInputError(f"{what}: unit {unit!r} does not measure this; use one that converts to {canonical!r}") from error
    except (pint.PintError, *_PARSER_ERRORS) as error:
        raise InvalidInputError(f"{what}: no unit named {unit!r}; use one such as {canonical!r}") from error
