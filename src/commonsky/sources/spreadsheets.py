"""Cells of a spreadsheet (XLSX) as text. Facts: none. Leaves out formulas (the values last saved are read), styles, further sheets."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING
from zipfile import BadZipFile, ZipFile

from commonsky.core.errors import InvalidInputError, MissingExtraError

if TYPE_CHECKING:
    from pathlib import Path


#: Bytes that a file may inflate to: far more than any table, far less than a bomb.
MOST_BYTES = 200_000_000


def read_sheet(path: Path) -> list[list[str]]:
    """Rows of the first sheet that holds any, each cell as text; empty rows are left out.

    Args:
        path: an XLSX file.

    Raises:
        InvalidInputError: if it is none, or the package that reads them is not installed.
    """
    try:
        from openpyxl import load_workbook
        from openpyxl.utils.exceptions import InvalidFileException
    except ImportError as error:
        raise MissingExtraError("reading XLSX", "office") from error
    try:
        with ZipFile(path) as parts:
            inflated = sum(part.file_size for part in parts.infolist())
    except (BadZipFile, OSError) as error:
        raise InvalidInputError(f"{path} is not a sound XLSX file ({error}); save it again, or as CSV") from error
    if inflated > MOST_BYTES:
        raise InvalidInputError(f"{path} inflates to {inflated / 1e6:.0f} MB, more than {MOST_BYTES / 1e6:.0f}; save it as CSV")
    try:
        with path.open("rb") as file:
            book = load_workbook(file, read_only=True, data_only=True)
            sheets = ([[_text(cell) for cell in row] for row in sheet.iter_rows(values_only=True)] for sheet in book.worksheets)
            return next((rows for sheet in sheets if (rows := [row for row in sheet if any(row)])), [])
    except (BadZipFile, InvalidFileException, KeyError, ValueError, OSError) as error:
        raise InvalidInputError(f"{path} is not a sound XLSX file ({error}); save it again, or as CSV") from error


def _text(cell: object) -> str:
    """A cell as a person reads it: whole numbers without a point, dates by year, month, day.

    >>> _text(705.0), _text(datetime(2021, 9, 27)), _text(None), _text(time(10, 30))
    ('705', '2021-09-27', '', '10:30')
    """
    if cell is None:
        return ""
    if isinstance(cell, float):
        return f"{cell:.15g}"
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(sep=" ")
    if isinstance(cell, time):
        return f"{cell:%H:%M}"
    return cell.isoformat() if isinstance(cell, date) else str(cell).strip()
