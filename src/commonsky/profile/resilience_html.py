"""Pieces of a part on the page: what the template `parts.html.j2` asks for, and their style. Facts: none.

Data and picture of each figure are links that hold them, so that they need no script.
"""

from __future__ import annotations

import base64
import csv
import io
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from commonsky.profile.drawings import FONT_SLOT
from commonsky.profile.quantities import THIN
from commonsky.profile.resilience_parts import is_broad

if TYPE_CHECKING:
    from commonsky.profile.blocks import Table
    from commonsky.profile.drawings import Drawing

STYLE = """
.chart { margin: .8rem 0 .4rem; } .chart svg { display: block; width: 100%; max-width: 28rem; height: auto; overflow: visible; }
.chart .for-desk { display: none; } .chart figcaption { max-width: 44rem; }
.chart figcaption a { display: inline-block; padding: .65rem 0; margin: -.65rem 0; }
.chart [fill="#1f2328"] { fill: var(--ink); } .chart [stroke="#1f2328"] { stroke: var(--ink); }
.chart [fill="#d5d8dc"] { fill: var(--line); } .chart [stroke="#d5d8dc"] { stroke: var(--line); }
.chart [fill="#ffffff"] { fill: var(--paper); } .chart [stroke="#ffffff"] { stroke: var(--paper); }
.even tbody th { min-width: 0; } .option + .prose { margin-top: 1rem; }
@media (min-width: 44rem) {
  .even { table-layout: fixed; } .even td.n { white-space: normal; } .even .n + :not(.n) { padding-inline-start: 1.2rem; }
  .chart .for-desk { display: block; max-width: 46rem; } .chart .broad { max-width: none; } .chart .for-phone { display: none; }
  .chart.beside { display: inline-block; vertical-align: top; width: 22rem; max-width: 48%; margin-inline-end: 1rem; }
}
@media (prefers-color-scheme: dark) {
  .chart [fill="#1b6d7d"] { fill: #3f9fb0; } .chart [stroke="#1b6d7d"] { stroke: #58b3c4; } .chart [stroke="#a87412"] { stroke: #d9a441; }
  .chart path[fill="transparent"] { stroke: var(--soft); }
}
@media print {
  .even { table-layout: fixed; } .chart svg { max-width: 110mm; } .chart.beside { display: inline-block; width: 45%; }
  .chart .for-desk { display: block; } .chart .broad { max-width: none; } .chart .for-phone { display: none; }
  .chart figcaption a { padding: 0; margin: 0; }
}
"""


def part_formats() -> dict[str, Any]:
    """Functions that the template writes pieces with."""
    return {
        "kind_of": lambda piece: type(piece).__name__.lower(),
        "drawn": _drawn,
        "table_file": _table_file,
        "picture_file": _picture_file,
    }


def _drawn(drawing: Drawing, classes: str) -> Markup:
    """A drawing in the page's own type."""
    wide = " broad" if is_broad(drawing) else ""
    svg = drawing.svg.replace(f'font-family="{FONT_SLOT}"', 'font-family="inherit"').replace("<svg ", f'<svg class="{classes}{wide}" ', 1)
    return Markup(svg)  # noqa: S704 - written by vl-convert from our own specification


def _picture_file(drawing: Drawing) -> str:
    return _held("image/svg+xml", drawing.svg.replace(FONT_SLOT, "sans-serif"))


def _table_file(table: Table) -> str:
    """The words of a table as CSV (RFC 4180), thin spaces plain."""
    text = io.StringIO()
    rows = ([" ".join(part for part in (cell.text, cell.under) if part) for cell in row] for row in table.rows)
    csv.writer(text, lineterminator="\n").writerows([list(table.head), *rows])
    return _held("text/csv", text.getvalue().replace(THIN, " "))


def _held(kind: str, text: str) -> str:
    """An address that holds a file."""
    return f"data:{kind};base64,{base64.b64encode(text.encode()).decode()}"
