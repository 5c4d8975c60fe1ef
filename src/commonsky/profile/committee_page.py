"""The report to the Committee as one HTML file that opens without a network and without script. Facts: none of its own.

It is set from the same blocks as the PDF and the DOCX, so that the three say the same. Style stands in the file and is allowed by its hash
alone. Data and picture of each figure are links that hold them. Leaves out sorting: that would take a script.
"""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from commonsky.profile.blocks import Beside, Heading, Items, Paragraph, Pictures, Table
from commonsky.profile.committee_figures import actions_csv, roadmap_csv
from commonsky.profile.committee_sections import WEB, committee_document
from commonsky.profile.committee_words import read_words
from commonsky.profile.drawings import FONT_SLOT
from commonsky.profile.next_page import inlined

if TYPE_CHECKING:
    from commonsky.profile.blocks import Block, Document
    from commonsky.profile.committee_model import CommitteeReport
    from commonsky.profile.wording import Wording

KINDS = {Heading: "heading", Paragraph: "paragraph", Items: "items", Table: "table"}
#: Links in a cell from which on they unfold.
MANY = 24
STYLE = """
.chart { margin-bottom: 1.2rem; } .chart svg { display: block; width: 100%; max-width: 31rem; height: auto; }
.chart [fill="#1f2328"] { fill: var(--ink); } .chart [stroke="#1f2328"] { stroke: var(--ink); }
.chart [fill="#d5d8dc"] { fill: var(--line); } .chart [stroke="#d5d8dc"] { stroke: var(--line); }
.chart [fill="#ffffff"] { fill: var(--paper); } .chart [stroke="#ffffff"] { stroke: var(--paper); }
.chart figcaption { font-size: .875rem; color: var(--soft); margin-top: .3rem; }
.links { display: block; font-size: .93em; font-weight: normal; } .links a, .chart figcaption a { display: inline-block; padding: .2rem 0; }
.answer a { font-weight: 600; font-variant-numeric: tabular-nums; } .answer + p, .lead { margin-top: .9rem; }
.lead { border-inline-start: 4px solid var(--n); padding-inline-start: .8rem; max-width: 44rem; }
tr:target { background: var(--tint); outline: 2px solid var(--link); }
.report h3 { font-size: 1.0625rem; } .report tbody th { min-width: 0; } .report th.n b { font-size: 1.0625rem; }
.report .n { padding-inline-end: 1.1rem; white-space: normal; }
.parts-list a { padding: .6rem 0; }
@media (min-width: 44rem) { .report .stack { table-layout: fixed; } .parts-list { columns: 14rem; } }
@media (max-width: 43.99rem) {
  .report .stack tbody td { position: relative; padding: .15rem 0 .15rem 7.2rem; min-height: 1.5rem; text-align: start; }
  .report .stack tbody td[data-label] { display: block; } .report .stack tbody th.n { text-align: start; }
  .report .stack tbody td[data-label]::before { position: absolute; inset-inline-start: 0; width: 6.8rem; max-width: none;
    font-size: .8125rem; }
  .report .stack td.n .links { display: inline; margin-inline-start: .5rem; } .report .stack tbody tr { padding: .8rem 0; }
}
@media print {
  .chart svg { max-width: 120mm; } .report .stack { table-layout: fixed; } .report .links a { color: inherit; }
  .report h3 { break-after: avoid; }
}
"""


def render_committee(report: CommitteeReport, language: str = "en") -> str:
    """committee-report.html: the whole page as text.

    Args:
        report: what is told.
        language: ``en`` or ``zh``.

    Raises:
        UnknownNameError: if the page does not speak the language.
    """
    import jinja2

    words = read_words(language)
    held = committee_document(report, language)
    loader = jinja2.PackageLoader("commonsky.profile", "templates")
    environment = jinja2.Environment(loader=loader, autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    sections = _sections(held, report, words)
    told = {"w": words, "held": held, "head": sections[0], "sections": sections[1:], "many": MANY, "web": WEB}
    return environment.get_template("committee.html.j2").render(**told, **inlined(STYLE)) + "\n"


def _sections(held: Document, report: CommitteeReport, words: Wording) -> list[dict[str, Any]]:
    """What stands before the first heading, then each part with its heading, the name that links lead to, and its pieces."""
    found: list[dict[str, Any]] = [{"title": "", "id": "", "pieces": []}]
    for block in (b for held_block in held.blocks for b in _in_a_row(held_block)):
        if isinstance(block, Heading) and block.level == 1:
            found.append({"title": block.text, "id": f"part{len(found)}", "pieces": []})
        elif isinstance(block, Pictures):
            found[-1]["pieces"].append({"kind": "picture", **_picture(block, report, words)})
        elif type(block) in KINDS:
            found[-1]["pieces"].append({"kind": KINDS[type(block)], "block": block})
    return found


def _in_a_row(block: Block) -> tuple[Block, ...]:
    """What stands side by side on paper, one after the other."""
    return (*block.left, *block.right) if isinstance(block, Beside) else (block,)


def _picture(block: Pictures, report: CommitteeReport, words: Wording) -> dict[str, Any]:
    """A drawing in the page's own type, with links that hold its data and itself."""
    (drawing,) = block.drawings
    by_state = drawing.label == words("committee.by_state_label")
    name, data = ("actions-by-state", actions_csv(report)) if by_state else ("roadmap", roadmap_csv(report))
    return {
        "svg": Markup(drawing.svg.replace(f'font-family="{FONT_SLOT}"', 'font-family="inherit"')),  # noqa: S704 - written by vl-convert
        "caption": block.caption[0].text,
        "name": name,
        "csv": _held("text/csv", data),
        "picture": _held("image/svg+xml", drawing.svg.replace(FONT_SLOT, "sans-serif")),
    }


def _held(kind: str, text: str) -> str:
    """An address that holds a file."""
    return f"data:{kind};base64,{base64.b64encode(text.encode()).decode()}"
