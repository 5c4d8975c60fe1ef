"""Whether the compiled loops are in the cache yet. Facts: numba's cache index files. Leaves out which of their versions."""

from pathlib import Path

from commonsky.coverage.kernels.swath import swath_crossings


def is_compiled() -> bool:
    """Whether an earlier run has compiled the swath loop where this one will look for it."""
    folder = Path(str(swath_crossings.stats.cache_path))
    return any(folder.glob("swath.swath_crossings-*.nbc"))
