"""The relevance matrix as one HTML file that opens without a network: figure, links, chains with sources. Facts: none of its own.

Style and script stand in the file and are allowed by their hashes alone; without script every chain is there and the figure's fields
lead to it. Leaves out the texts of the agendas: they stand at the sources.
"""

from __future__ import annotations

import base64
import hashlib
import re
from importlib import resources
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from commonsky.catalogue.records import slug
from commonsky.core.variables import find_variable
from commonsky.needs.targets import goal_of
from commonsky.profile.citations import Citations
from commonsky.profile.figures import FAINT, INK, THEME, to_svg
from commonsky.profile.relevance_tables import read_words

if TYPE_CHECKING:
    from commonsky.needs.relevance import Heat, Relevance
    from commonsky.needs.targets import Role
    from commonsky.profile.figures import Spec
    from commonsky.profile.relevance_tables import Matrix
    from commonsky.profile.wording import Wording

ROLES: tuple[Role, ...] = ("measures", "supports", "context")
ROLE_COLOURS: dict[Role, str] = {"measures": "#1b6d7d", "supports": "#6fb3a5", "context": "#e4ded0"}
#: Size of a field of the figure, px.
FIELD_WIDTH, FIELD_HEIGHT = 34, 26
STYLE = (
    ".heat { overflow-x: auto; } .heat svg { display: block; height: auto; max-width: none; }\n"
    ".heat text { font-family: inherit; pointer-events: none; } .heat a:focus-visible path { stroke: var(--ink); stroke-width: 3; }\n"
    ".roles { list-style: none; margin: .6rem 0 1rem; padding: 0; } .roles li { padding: .2rem 0; }\n"
    + "".join(f".swatch .{role} {{ fill: {colour}; }} " for role, colour in ROLE_COLOURS.items())
    + "\n.chain { margin: 0 0 1.4rem; max-width: 46rem; } .chain h4 { font-size: 1rem; margin: 0 0 .2rem; }\n"
    ".chain ul { margin: .2rem 0; padding-inline-start: 1.1rem; }\n"
    ".chain li { margin-bottom: .35rem; } .chain:target, .variable:target { background: var(--tint); }\n"
    ".variable { margin-bottom: 1.6rem; } .meant { max-width: 44rem; }\n"
    "@media (prefers-color-scheme: dark) { .heat [fill='#1f2328']:not(.on) { fill: var(--ink); }\n"
    ".heat [stroke='#d5d8dc'] { stroke: var(--line); } }\n"
    "@media print { .heat svg { width: 100%; } }\n"
)  # fmt: skip


def render_relevance(matrix: Matrix, language: str = "en") -> str:
    """relevance.html: the whole page as text.

    Args:
        matrix: what is told.
        language: ``en`` or ``zh``.

    Raises:
        UnknownNameError: if the page does not speak the language.
    """
    import jinja2

    words = read_words(language)
    loader = jinja2.PackageLoader("commonsky.profile", "templates")
    environment = jinja2.Environment(loader=loader, autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.globals.update(w=words, title_of=lambda name: words.pick(find_variable(name).titles), cell_id=cell_id)
    return environment.get_template("relevance.html.j2").render(**_content(matrix, words), **_inlined()) + "\n"


def relevance_svg(matrix: Matrix, language: str = "en") -> str:
    """relevance.svg: the figure as a file of its own, its fields leading to the page beside it; an empty text where nothing links."""
    return _svg(matrix, read_words(language)).replace('href="#', 'href="relevance.html#') if matrix.heat else ""


def cell_id(goal: str, variable: str) -> str:
    """The anchor of a chain on the page.

    >>> cell_id("SDG 6", "surface_water_extent")
    'c-sdg-6-surface_water_extent'
    """
    return f"c-{slug(goal)}-{variable}"


def heat_spec(matrix: Matrix, words: Wording) -> Spec:
    """Goals across, variables down; a field says how many targets, its colour the strongest role, and it leads to its chain."""
    goals = list(dict.fromkeys(goal_of(code) for code in matrix.targets if any(goal_of(code) == cell.goal for cell in matrix.heat)))
    rows = [_field(cell, words) for cell in matrix.heat]
    names = [_short(name, words) for name in sorted({cell.variable for cell in matrix.heat})]
    across = {"field": "goal", "type": "ordinal", "sort": goals, "title": None,
              "axis": {"orient": "top", "labelAngle": -90, "labelPadding": 6}}  # fmt: skip
    down = {"field": "variable", "type": "ordinal", "sort": names, "title": None, "axis": {"labelLimit": 160}}
    colour = {"field": "role", "type": "nominal", "legend": None, "scale": {"domain": list(ROLES), "range": list(ROLE_COLOURS.values())}}
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "description": words("page.figure_label"),
        "width": {"step": FIELD_WIDTH},
        "height": {"step": FIELD_HEIGHT},
        "config": THEME | {"axis": THEME["axis"] | {"grid": False}, "padding": {"left": 24, "top": 4, "right": 4, "bottom": 4}},
        "data": {"values": rows},
        "encoding": {"x": across, "y": down},
        "layer": [
            {"mark": {"type": "rect", "stroke": FAINT, "strokeWidth": 1},
             "encoding": {"color": colour, "href": {"field": "href", "type": "nominal"},
                          "description": {"field": "told", "type": "nominal"}}},
            {"mark": {"type": "text", "fontSize": 12}, "encoding": {"text": {"field": "count", "type": "quantitative"},
             "color": {"condition": {"test": "datum.role === 'measures'", "value": "#ffffff"}, "value": INK}}},
        ],
    }  # fmt: skip


def _short(variable: str, words: Wording) -> str:
    """A variable's title without what stands in brackets."""
    return re.split(r" *[（(]", words.pick(find_variable(variable).titles))[0]


def _field(cell: Heat, words: Wording) -> dict[str, Any]:
    return {
        "goal": cell.goal,
        "variable": _short(cell.variable, words),
        "role": cell.strongest,
        "count": cell.targets,
        "href": f"#{cell_id(cell.goal, cell.variable)}",
        "told": f"{cell.goal}, {words.pick(find_variable(cell.variable).titles)}: {cell.targets}, {words(f'role.{cell.strongest}')}",
    }


def drawn(matrix: Matrix, words: Wording) -> Markup:
    """The figure for the page: its words take the page's colour except on a field."""
    if not matrix.heat:
        return Markup()
    svg = _svg(matrix, words)
    size = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg)
    held = svg.replace("<svg ", f'<svg width="{size[1]}" height="{size[2]}" ', 1) if size else svg
    return Markup(re.sub(r"<text ([^>]*>\d+</text>)", r'<text class="on" \1', held))  # noqa: S704 - drawn here from our own words


def _svg(matrix: Matrix, words: Wording) -> str:
    """The figure as SVG; the converter's links are made those of the page."""
    svg = to_svg(heat_spec(matrix, words), words("page.figure_label"))
    return re.sub(r'(?:xlink:)?href="[^"#]*#', 'href="#', svg)


def _content(matrix: Matrix, words: Wording) -> dict[str, Any]:
    return {
        "matrix": matrix,
        "title": words(f"framework.{matrix.framework or 'all'}"),
        "where": words.pick(matrix.country) if matrix.country else "",
        "facts": words(f"page.facts{'_country' if matrix.country else ''}", on=matrix.on.isoformat(), country=words.pick(matrix.country)),
        "answer": ("" if words.language == "zh" else " ").join(answer(matrix, words)),
        "roles": ROLES,
        "figure": drawn(matrix, words),
        "links": [_link(rows, matrix) for rows in matrix.links.values()],
        "goals": _goals(matrix),
        "name_of": lambda code: _name(code, matrix, words),
        "variables": [_variable(name, rows, matrix, words) for name, rows in matrix.instruments.items()],
        "nothing": [target for target in matrix.targets.values() if target.no_link],
        "citations": Citations(_sources(matrix)),
    }


def answer(matrix: Matrix, words: Wording) -> list[str]:
    """What the page says first, a sentence each."""
    if not matrix.links:
        return [words("page.answer_none", all=len(matrix.targets))]
    linked = {target for target, _ in matrix.links}
    served = sum(any(row.missions for row in rows) for rows in matrix.links.values())
    counts = {"linked": len(linked), "all": len(matrix.targets), "variables": len(matrix.instruments), "links": len(matrix.links)}
    told = [words("page.answer", served=served, **counts)]
    missing = [name for name, rows in matrix.instruments.items() if not any(row.missions for row in rows)]
    titles = [_within(words.pick(find_variable(name).titles)) for name in missing]
    told += [words("page.answer_measured", measured=sum(rows[0].role == "measures" for rows in matrix.links.values()))]
    return told + ([words("page.answer_missing", names=words("page.comma").join(titles))] if titles else [])


def _within(title: str) -> str:
    """A title within a sentence."""
    return title[:1].lower() + title[1:]


def _link(rows: tuple[Relevance, ...], matrix: Matrix) -> dict[str, Any]:
    """A row of the table of links."""
    flying = [row for row in rows if row.missions]
    return {
        "target": rows[0].target,
        "goal": goal_of(rows[0].target),
        "variable": rows[0].variable,
        "role": rows[0].role,
        "rank": ROLES.index(rows[0].role),
        "order": list(matrix.targets).index(rows[0].target),
        "instruments": len(flying),
        "satellites": sum(row.missions for row in flying),
        "sources": [rows[0].link_source] if rows[0].link_source else [],
    }


def _goals(matrix: Matrix) -> list[tuple[str, list[dict[str, Any]]]]:
    """Chains by goal: a variable, its role by target, and how many instruments fly."""
    found: dict[str, dict[str, list[Relevance]]] = {}
    for (target, variable), rows in matrix.links.items():
        found.setdefault(goal_of(target), {}).setdefault(variable, []).append(rows[0])
    flying = {name: sum(1 for row in rows if row.missions) for name, rows in matrix.instruments.items()}
    return [
        (goal, [
            {"variable": name, "links": links, "flying": flying[name], "count": len(matrix.instruments[name])}
            for name, links in by_variable.items()
        ])
        for goal, by_variable in found.items()
    ]  # fmt: skip


def _variable(name: str, rows: tuple[Relevance, ...], matrix: Matrix, words: Wording) -> dict[str, Any]:
    return {
        "name": name,
        "meaning": words.pick(find_variable(name).meanings),
        "rows": rows,
        "flying": sum(1 for row in rows if row.missions),
        "networks": words("page.comma").join(matrix.networks.get(name, ())),
    }


def _name(code: str, matrix: Matrix, words: Wording) -> str:
    target = matrix.targets.get(code)
    return words.pick({"en": target.name, "zh": target.name_zh}) if target else ""


def _sources(matrix: Matrix) -> list[Any]:
    """Links first, in the order of the page, then the instruments of each variable."""
    links = [rows[0].link_source for rows in matrix.links.values() if rows[0].link_source]
    return [*links, *(source for rows in matrix.instruments.values() for row in rows for source in row.instrument_sources)]


def _inlined() -> dict[str, Markup]:
    """Style and script of the page, and the policy that lets in nothing else."""
    folder = resources.files("commonsky.profile")
    style = (folder / "theme.css").read_text(encoding="utf-8") + STYLE
    script = (folder / "world.js").read_text(encoding="utf-8")
    style_hash, script_hash = (base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in (style, script))
    policy = (
        f"default-src 'none'; style-src 'sha256-{style_hash}'; script-src 'sha256-{script_hash}'; img-src data:; base-uri 'none'; "
        "form-action 'none'"
    )
    return {"style": Markup(style), "script": Markup(script), "policy": Markup(policy)}  # noqa: S704 - our own files
