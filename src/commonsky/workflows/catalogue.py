"""Looking things up: families, rows and words. Joins the families of all rooms. Facts: none of its own. Leaves out changing anything."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from commonsky.catalogue.family import Families, text_of, value_at
from commonsky.catalogue.search import Hit, search
from commonsky.core.errors import UnknownNameError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from commonsky.catalogue.family import Family

__all__ = ["Hit", "families", "list_rows", "search_rows", "show_row"]


def families() -> list[tuple[str, str, str]]:
    """Name, English and Chinese title of every family."""
    return [(family.name, family.titles["en"], family.titles["zh"]) for family in Families()]


def list_rows(name: str, filters: Sequence[str] = ()) -> tuple[Family, dict[str, Any]]:
    """A family and its rows, those alone that hold every filter in a listed field.

    Args:
        name: of the family.
        filters: words, or field=word for one of the listed fields.

    Raises:
        UnknownNameError: if there is no such family or field.
    """
    family = Families()[name]
    rows = family.rows()
    for text in filters:
        field, mark, word = text.partition("=")
        columns = dict(family.columns)
        if mark and field not in columns:
            raise UnknownNameError("listed field", field, columns)
        paths = [columns[field]] if mark else list(columns.values())
        asked = (word if mark else text).casefold()
        rows = {key: row for key, row in rows.items() if any(asked in text_of(value_at(row, path)).casefold() for path in paths)}
    return family, rows


def show_row(family_name: str, row_name: str) -> dict[str, Any]:
    """A row as plain values, its name first and its sources last; a name is found whatever its case.

    Raises:
        UnknownNameError: if there is no such family or row.
    """
    family = Families()[family_name]
    rows = family.rows()
    folded = {key.casefold(): key for key in rows}
    if row_name.casefold() not in folded:
        raise UnknownNameError(family.kind, row_name, rows)
    shown: dict[str, Any] = rows[folded[row_name.casefold()]].model_dump(mode="json", exclude_defaults=True)
    first, last = [key for key in ("id", "name") if key in shown], ["note", "as_of", "source"]
    order = [*first, *(key for key in shown if key not in {*first, *last}), *(key for key in last if key in shown)]
    return {key: shown[key] for key in order}


def search_rows(question: str, family_name: str = "", most: int = 20) -> list[Hit]:
    """Rows that hold the words of a question.

    Args:
        question: words in English or Chinese.
        family_name: of one family alone; empty: of all.
        most: how many at most.

    Raises:
        InvalidInputError: if the question holds no word.
        UnknownNameError: if there is no such family.
    """
    return search(question, family=Families()[family_name].name if family_name else "", most=most)
