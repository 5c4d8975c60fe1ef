"""What a spreadsheet file may do to us: nothing, however it is made."""

from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from commonsky.core.errors import InvalidInputError
from commonsky.sources.spreadsheets import MOST_BYTES, read_sheet


def test_a_file_that_inflates_without_end_is_refused_before_it_is_read(tmp_path):
    path = tmp_path / "bomb.xlsx"
    with ZipFile(path, "w", ZIP_DEFLATED) as parts, parts.open("xl/worksheets/sheet1.xml", "w") as part:
        for _ in range(MOST_BYTES // 10_000_000 + 1):
            part.write(bytes(10_000_000))
    with pytest.raises(InvalidInputError, match=r"inflates to 210 MB, more than 200; save it as CSV"):
        read_sheet(path)


def test_a_file_that_is_no_archive_is_refused(tmp_path):
    path = tmp_path / "rows.xlsx"
    path.write_text("a,b", "utf-8")
    with pytest.raises(InvalidInputError, match="is not a sound XLSX file"):
        read_sheet(path)
