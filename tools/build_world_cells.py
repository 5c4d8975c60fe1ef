"""Make src/commonsky/world/data/world_cells.parquet from the packaged outlines; takes some two minutes. Run it after new outlines."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from commonsky.world.cells import cells_at_depth
from commonsky.world.countries import all_land, boundary, countries
from commonsky.world.globe import DEPTH

OUT = Path(__file__).parent.parent / "src/commonsky/world/data/world_cells.parquet"


def main() -> None:
    """Write the cells of every country that has an outline."""
    land = all_land()
    rows = []
    for iso3, country in sorted(countries().items()):
        outline = boundary(country)
        if outline is not None and outline.area > 0:
            cells = cells_at_depth(outline, land, DEPTH)
            rows.append((iso3, cells))
    table = pa.table(
        {
            "cell": np.concatenate([c.ids for _, c in rows]).astype(np.uint32),
            "iso3": pa.array(np.repeat([i for i, _ in rows], [len(c) for _, c in rows])).dictionary_encode(),
            "land_km2": np.concatenate([c.land_km2 for _, c in rows]).astype(np.float32),
            "sea_km2": np.concatenate([c.sea_km2 for _, c in rows]).astype(np.float32),
        }
    )
    pq.write_table(table, OUT, compression="zstd")


if __name__ == "__main__":
    main()
