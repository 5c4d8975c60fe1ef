"""A folder of results appears as a whole or not at all. Facts: POSIX rename(2), fsync(2). Leaves out network file systems' oddities."""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from commonsky.core.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator


@contextmanager
def whole_folder(folder: Path, may_replace: Collection[str]) -> Iterator[Path]:
    """A fresh folder to write into; it takes the place of `folder` only when the block ends well.

    Args:
        folder: where the results are to be; its parents are made.
        may_replace: names of files that an earlier run wrote there; a folder that holds anything else is refused.

    Yields:
        A new folder beside `folder`, removed again if the block raises (Ctrl-C included).

    Raises:
        OutputError: if the place cannot be written, is full, or holds what is not ours.
    """
    target = folder.absolute()
    check_replaceable(target, may_replace)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        staging = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
    except OSError as error:
        raise OutputError(f"cannot write to {folder}: {error.strerror}; give another folder with --out") from error
    try:
        yield staging
        staging.chmod(0o755)
        _sync(staging)
        _swap(staging, target)
    except OSError as error:
        raise OutputError(f"cannot write to {folder}: {error.strerror or error}; nothing was changed there") from error
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def check_replaceable(folder: Path, may_replace: Collection[str]) -> None:
    """Refuse a target that is a file, holds files that no earlier run of ours wrote, or cannot be exchanged for another folder.

    Raises:
        OutputError: with one of the names in the way.
    """
    if folder.exists() and not folder.is_dir():
        raise OutputError(f"{folder} is a file; give a folder with --out")
    if Path.cwd().is_relative_to(folder.resolve()) or folder.is_mount():
        raise OutputError(
            f"{folder} cannot be replaced: work is done in it, or a disk is mounted there; give a folder inside it with --out"
        )
    try:
        others = sorted(p.name for p in folder.iterdir() if p.name not in may_replace) if folder.exists() else []
    except OSError as error:
        raise OutputError(f"cannot read {folder}: {error.strerror}; give another folder with --out") from error
    if others:
        raise OutputError(f"{folder} holds other files ({others[0]}); give a new folder with --out")


def _sync(folder: Path) -> None:
    for path in [*folder.iterdir(), folder]:
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _swap(staging: Path, target: Path) -> None:
    old = staging.with_name(staging.name + ".old")
    if target.exists():
        target.rename(old)
    try:
        staging.rename(target)
    except BaseException:
        if old.exists() and not target.exists():
            old.rename(target)
        raise
    if old.is_symlink():
        old.unlink()
    shutil.rmtree(old, ignore_errors=True)
