"""The file of the record that nobody named. Facts: XDG Base Directory Specification 0.8.

Leaves out whether it is there. Loads no database, so that those who only ask whether there is a record wait for none.
"""

from __future__ import annotations

import os
from pathlib import Path

from commonsky.core.errors import InvalidInputError

WOULD_WORK = "give a path, sqlite:///PATH, or postgresql://USER@HOST/DATABASE"


def own_file() -> Path:
    """record.sqlite in $COMMONSKY_DATA, in $XDG_DATA_HOME/commonsky or in ~/.local/share/commonsky.

    Raises:
        InvalidInputError: if no home folder is known.
    """
    return _own_folder() / "record.sqlite"


def _own_folder() -> Path:
    if own := os.environ.get("COMMONSKY_DATA"):
        return Path(own).absolute()
    shared = Path(os.environ.get("XDG_DATA_HOME", ""))
    if shared.is_absolute():  # the XDG specification wants others ignored
        return shared / "commonsky"
    try:
        return Path.home() / ".local" / "share" / "commonsky"
    except RuntimeError as error:
        raise InvalidInputError(f"no home folder is known, so there is no place for a record; {WOULD_WORK} as COMMONSKY_RECORD") from error
