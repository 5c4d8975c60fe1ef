"""The catalogue written as a folder of a standard's documents. Facts: none of its own; joins the catalogue's documents and a folder.

Leaves out a base address: links are relative to the folder, so that it may be put anywhere on the web as it is.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Literal, get_args

from commonsky.catalogue import records, stac
from commonsky.catalogue.family import Families
from commonsky.core.errors import InvalidInputError, UnknownNameError
from commonsky.core.folders import whole_folder

if TYPE_CHECKING:
    from pathlib import Path

Kind = Literal["records", "stac"]


def export_catalogue(kind: Kind, out: Path) -> list[Path]:
    """Write the packaged catalogue into a folder, whole or not at all.

    Args:
        kind: ``records`` for OGC API Records, ``stac`` for STAC collections.
        out: folder; what an earlier export of this kind wrote there is replaced, anything else is refused.

    Returns:
        The files, that of the whole catalogue first.

    Raises:
        UnknownNameError: for another kind.
        OutputError: if the folder cannot be written or holds what is not ours.
    """
    files = documents(kind)
    with whole_folder(out, _may_replace(out, files)) as staging:
        for name, document in files.items():
            (staging / name).write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", "utf-8")
    return [out / name for name in files]


def documents(kind: Kind) -> dict[str, dict[str, Any]]:
    """Documents by file name, that of the whole catalogue first.

    Raises:
        UnknownNameError: for an unknown kind.
        InvalidInputError: if two rows would get one file.
    """
    if kind not in get_args(Kind):
        raise UnknownNameError("kind of export", kind, get_args(Kind))
    if kind == "records":
        families = Families()
        parts = [(records.file_of(document["id"]), document) for document in records.records(families)]
        whole = records.collection_document(families)
    else:
        found = stac.collections()
        parts = [(f"{document['id']}.json", document) for document in found]
        whole = stac.root(found)
    files = {records.CATALOGUE_FILE: whole} | dict(parts)
    if len(files) != len(parts) + 1:
        raise InvalidInputError("two rows of the catalogue differ in no letter or digit of their names; rename one of them")
    return files


def _may_replace(out: Path, files: dict[str, dict[str, Any]]) -> set[str]:
    """Names that an earlier export wrote there, and those of this one; none where the catalogue there is not of the same kind."""
    try:
        earlier = json.loads((out / records.CATALOGUE_FILE).read_text("utf-8"))
        ours = earlier["id"] == files[records.CATALOGUE_FILE]["id"]
        links = [link["href"].removeprefix("./") for link in earlier["links"] if link["rel"] in {"item", "child"}] if ours else []
    except FileNotFoundError:
        return set()
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        ours, links = False, []
    return {*files, *links} if ours else set()
