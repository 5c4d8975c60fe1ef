"""The tree of errors. Each has our base and the fitting builtin; the message says what was given and what would have worked.

CommonskyError
├── UnknownNameError   (LookupError)  a name that no register knows
├── InvalidInputError  (ValueError)   a value, row or file that cannot be read or makes no sense
│   └── StaleElementsError            a date too far from the epoch of the elements
├── TransitionError    (ValueError)   a step that the state of a record does not allow
├── MissingExtraError  (ImportError)  an optional package is not installed
├── OutputError        (OSError)      the answer cannot be written
└── ConflictError      (RuntimeError) what was to be changed was changed by somebody else first
"""

from collections.abc import Iterable
from difflib import get_close_matches


class CommonskyError(Exception):
    """Base of every error that this package raises on purpose."""


class UnknownNameError(CommonskyError, LookupError):
    """A name that no register knows.

    Args:
        kind: what was looked for, such as ``country``.
        given: the name as given.
        known: the names that would have worked.

    >>> str(UnknownNameError("hazard", "fluud", ["drought", "flood"]))
    "no hazard named 'fluud'; did you mean 'flood'? known: drought, flood"
    """

    def __init__(self, kind: str, given: str, known: Iterable[str]) -> None:
        names = sorted(set(known))
        folded: dict[str, str] = {}
        for name in names:
            folded.setdefault(name.casefold(), name)
        close = get_close_matches(given.casefold(), folded, n=1, cutoff=0.6)
        hint = f"did you mean {folded[close[0]]!r}? " if close else ""
        shown = ", ".join(names) if len(names) <= 30 else f"{len(names)} names, such as {', '.join(names[:3])}"
        super().__init__(f"no {kind} named {given!r}; {hint}known: {shown or 'none'}")


class InvalidInputError(CommonskyError, ValueError):
    """A value, row or file that cannot be read or makes no sense."""


class StaleElementsError(InvalidInputError):
    """A date too far from the epoch of the elements for the positions to mean anything."""


class TransitionError(CommonskyError, ValueError):
    """A step that the state of a record does not allow.

    Args:
        what: the record, such as ``action FJI-A1``.
        state: that it is in.
        asked: the step, such as ``finished``.
        works: what would work.

    >>> str(TransitionError("action FJI-A1", "proposed", "finished", "agree to it and begin it first"))
    'action FJI-A1 is proposed and cannot be finished; agree to it and begin it first'
    """

    def __init__(self, what: str, state: str, asked: str, works: str) -> None:
        super().__init__(f"{what} is {state} and cannot be {asked}; {works}")


class MissingExtraError(CommonskyError, ImportError):
    """An optional package is not installed.

    >>> str(MissingExtraError("GeoTIFF", "raster"))
    'GeoTIFF needs an extra: pip install "commonsky[raster]"'
    """

    def __init__(self, what: str, extra: str) -> None:
        super().__init__(f'{what} needs an extra: pip install "commonsky[{extra}]"')


class OutputError(CommonskyError, OSError):
    """The answer cannot be written where it was asked for."""


class ConflictError(CommonskyError, RuntimeError):
    """What was to be changed is not as its writer saw it: somebody else changed it first; the message says who and when."""
