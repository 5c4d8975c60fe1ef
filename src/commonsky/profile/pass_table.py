"""passes.parquet: every pass of the window over a country's cells. Facts: none of its own. Written in batches, so memory stays small."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from commonsky.core.time import EPOCH

if TYPE_CHECKING:
    from pathlib import Path

    from commonsky.coverage.passes import Passes
    from commonsky.world.cells import Cells

BATCH = 1_000_000
#: Columns of few values; the others are sorted by cell and time, so differences are small and a dictionary would be as long as the column.
NAMED: Any = ["depth", "platform", "instrument", "mode", "cycle_s"]  # the stubs know a yes or a no alone
ENCODING = dict.fromkeys(("cell", "start", "end"), "DELTA_BINARY_PACKED") | {"incidence_deg": "BYTE_STREAM_SPLIT"}
_TIME = pa.timestamp("ms", tz="UTC")
_NAME = pa.dictionary(pa.int16(), pa.string())
SCHEMA = pa.schema(
    [
        pa.field("cell", pa.uint64(), metadata={"meaning": "HEALPix nested index of the sample point, WGS84 ellipsoid"}),
        pa.field("depth", pa.uint8(), metadata={"meaning": "HEALPix depth of that index; each depth more quarters a cell"}),
        pa.field("start", _TIME),
        pa.field("end", _TIME, metadata={"meaning": "equal to start for a crossing of a swath"}),
        pa.field("platform", _NAME),
        pa.field("instrument", _NAME),
        pa.field("mode", _NAME),
        pa.field("incidence_deg", pa.float32()),
        pa.field("cycle_s", pa.float32(), metadata={"meaning": "seconds between images of a standing look; 0 for a crossing"}),
    ]
)


def write_passes(path: Path, cells: Cells, passes: tuple[Passes | None, ...], start_s: float, end_s: float) -> None:
    """Write the passes that touch the window, by sample point and time.

    Args:
        path: file to write.
        cells: cells that the passes are over.
        passes: by depth of sampling.
        start_s, end_s: the window, seconds since 2000-01-01T00:00Z.
    """
    with pq.ParquetWriter(path, SCHEMA, compression="zstd", compression_level=1, use_dictionary=NAMED, column_encoding=ENCODING) as writer:
        for extra, found in enumerate(passes):
            if found is None:
                continue
            point = found.point_of_each()
            inside = np.flatnonzero((found.end_s >= start_s) & (found.start_s < end_s))
            for rows in np.array_split(inside, max(1, len(inside) // BATCH)):
                writer.write_table(_batch(cells, found, point[rows], rows, extra))


def _batch(cells: Cells, found: Passes, point: Any, rows: Any, extra: int) -> pa.Table:
    cell = cells.ids[point >> (2 * extra)] * np.uint64(4**extra) + (point & (4**extra - 1)).astype(np.uint64)
    look = found.look[rows]
    names = {
        key: pa.DictionaryArray.from_arrays(pa.array(look), [getattr(one, key) for one in found.looks])
        for key in ("platform", "instrument", "mode")
    }
    cycle = np.array([one.cycle_s for one in found.looks], np.float32)
    columns = {
        "cell": pa.array(cell),
        "depth": pa.array(np.full(len(rows), cells.depth + extra, np.uint8)),
        "start": _times(found.start_s[rows]),
        "end": _times(found.end_s[rows]),
        **names,
        "incidence_deg": pa.array(found.incidence_deg[rows]),
        "cycle_s": pa.array(cycle[look]),
    }
    return pa.table([columns[field.name] for field in SCHEMA], schema=SCHEMA)


def _times(seconds: Any) -> Any:
    epoch_ms = int(EPOCH.timestamp() * 1000)
    return pa.array(np.round(seconds * 1000).astype(np.int64) + epoch_ms).cast(_TIME)
