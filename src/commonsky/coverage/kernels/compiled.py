"""Whether a compiled loop is in the cache yet. Facts: numba's cache index files. Leaves out which of its versions."""

from pathlib import Path
from typing import Any


def in_cache(loop: Any) -> bool:
    """Whether an earlier run has compiled a loop where this one will look for it.

    Args:
        loop: what numba made of a function.
    """
    function = loop.py_func
    return any(Path(str(loop.stats.cache_path)).glob(f"{function.__module__.rpartition('.')[2]}.{function.__name__}-*.nbc"))
