"""The generated parts of docs/reference and README.md, printed for cog; `python tools/reference.py` writes profile.schema.json.

Facts: the code and data of commonsky themselves, and meanings.py for what has no docstring. No dates, no terminal, no machine in it: two
runs print the same.
"""

from __future__ import annotations

import inspect
import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from meanings import CELLS_PARQUET, COUNTRIES_CSV, GAPS_CSV, GAPS_GEOJSON, GROUPS_CSV, MEANINGS, NEXT_CSV, RELEVANCE_CSV

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from commonsky.catalogue.model import Instrument, Mission, Mode, Orbit
    from commonsky.core.citation import Source
    from commonsky.needs.model import Requirement

#: The catalogue's own date: what flies and how its positions are found is told for it.
ON = datetime(2026, 11, 22, tzinfo=UTC)
SCHEMA_FILE = Path(__file__).parents[1] / "docs" / "reference" / "profile.schema.json"
COMMANDS = tuple(
    tuple(line.split())
    for line in (
        "", "assess", "coverage", "coverage next", "coverage tracks", "coverage passes", "coverage revisit", "coverage contacts",
        "coverage latency", "catalogue", "catalogue list", "catalogue show", "catalogue search", "catalogue check", "catalogue import",
        "catalogue export", "needs", "needs targets", "needs show", "needs list", "needs relevance", "needs merge", "solutions",
        "solutions search", "solutions show", "solutions list", "update", "update elements", "update space-weather", "doctor",
    )
)  # fmt: skip


def table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print a Markdown table."""
    print("\n| " + " | ".join(heads) + " |")
    print("| " + " | ".join("---" for _ in heads) + " |")
    for row in rows:
        print("| " + " | ".join(" ".join(str(cell).split()).replace("|", "\\|") for cell in row) + " |")
    print()


def show_help(*words: str) -> None:
    """Print a command's help as a terminal 100 columns wide shows it, without colours."""
    run = "import sys; sys.argv[0] = 'commonsky'; from commonsky.cli.app import main; main()"
    plain = {"COLUMNS": "100", "TERMINAL_WIDTH": "100", "TERM": "dumb", "NO_COLOR": "1", "PYTHONIOENCODING": "utf-8", "PATH": ""}
    done = subprocess.run([sys.executable, "-c", run, *words, "--help"], capture_output=True, env=plain, check=True)
    lines = [line.rstrip() for line in done.stdout.decode("utf-8").strip().splitlines()]
    print("\n```\n$ " + " ".join(["commonsky", *words, "--help"]) + "\n" + "\n".join(lines) + "\n```\n")


def show_commands() -> None:
    """Print the help of every command."""
    for words in COMMANDS:
        print("\n## " + " ".join(["commonsky", *words]))
        show_help(*words)


def show_row(model: type[Any]) -> None:
    """Print the fields of a row as it is written: name, what may stand there, meaning."""
    meanings = MEANINGS[model.__name__]
    schema = model.model_json_schema()
    if set(meanings) != set(schema["properties"]):
        raise SystemExit(f"tools/meanings.py and {model.__name__} differ: {set(meanings) ^ set(schema['properties'])}")
    needed = schema.get("required", [])
    rows = [(f"`{n}`", _allowed(p, schema), "yes" if n in needed else _default(p), meanings[n]) for n, p in schema["properties"].items()]
    table(("field", "value", "needed", "meaning"), rows)


def _allowed(field: dict[str, Any], schema: dict[str, Any]) -> str:
    """What may stand in a field, in words."""
    if "$ref" in field:
        name = field["$ref"].rpartition("/")[2]
        target = schema["$defs"][name]
        return " \\| ".join(f"`{v}`" for v in target["enum"]) if "enum" in target else name
    if "anyOf" in field:
        return " or ".join(_allowed(f, schema) for f in field["anyOf"] if f.get("type") != "null")
    if "enum" in field:
        return ", ".join(f"`{v}`" for v in field["enum"])
    if "const" in field:
        return f"`{field['const']}`"
    if field.get("type") == "array":
        items = field.get("prefixItems") or [field.get("items") or {"type": "any"}]
        return "list of " + ", ".join(_allowed(item, schema) for item in items)
    return _plain(field, schema)


def _plain(field: dict[str, Any], schema: dict[str, Any]) -> str:
    kind = {"number": "number", "integer": "whole number", "string": "text", "object": "table", "boolean": "yes or no"}.get(
        field.get("type", ""), "any"
    )
    if field.get("format") == "date":
        kind = "date"
    more = field.get("additionalProperties")
    if isinstance(more, dict):
        kind = "name to " + _allowed(more, schema)
    signs = (("exclusiveMinimum", ">"), ("minimum", "≥"), ("exclusiveMaximum", "<"), ("maximum", "≤"))
    limits = [f"{sign} {field[key]:g}" for key, sign in signs if key in field]
    return f"{kind}, {' and '.join(limits)}" if limits else kind


def _default(field: dict[str, Any]) -> str:
    """Whether a field may be left out, and what it is then."""
    value = field.get("default")
    stated = value if isinstance(value, list) else [] if value in {None, ""} else [value]
    return "else " + ", ".join(f"`{v:g}`" if isinstance(v, float) else f"`{v}`" for v in stated) if stated else "no"


def show_missions() -> None:
    """Print a table of the catalogue's missions, with what their positions come from on the catalogue's date."""
    from commonsky.catalogue.load import packaged_catalogue
    from commonsky.coverage.fleet import assemble

    catalogue = packaged_catalogue()
    basis = {p.mission.name: p.basis for p in assemble(catalogue, (), ON).platforms}
    rows = [_mission(m, basis.get(m.name, "gives no products")) for m in catalogue.missions.values()]
    print(f"\n{len(rows)} missions, {sum(r[-1] != 'gives no products' for r in rows)} of which give products on {ON:%Y-%m-%d}.")
    table(("mission", "agencies", "orbit", "status", "NORAD", "COSPAR", "positions without `--elements`"), rows)


def _mission(mission: Mission, basis: str) -> tuple[object, ...]:
    status = f"{mission.status}, {mission.status_as_of}"
    return mission.name, ", ".join(mission.agencies), _orbit(mission.orbit), status, mission.norad or "—", mission.cospar or "—", basis


def _orbit(orbit: Orbit) -> str:
    if orbit.kind == "geostationary":
        return f"geostationary, {abs(orbit.longitude_deg or 0):g}° {'E' if (orbit.longitude_deg or 0) >= 0 else 'W'}"
    height = f"{orbit.perigee_km:g} to {orbit.apogee_km:g}" if orbit.kind == "eccentric" else f"{orbit.altitude_km:g}"
    parts = [orbit.kind, f"{height} km", f"{orbit.inclination_deg:g}°"]
    parts += [f"node {orbit.ascending_node}"] if orbit.ascending_node else []
    parts += [f"{orbit.repeat_days} d / {orbit.repeat_orbits} orbits"] if orbit.repeat_days else []
    return ", ".join(parts)


def show_instruments() -> None:
    """Print a table of the catalogue's instruments: one row a mode."""
    from commonsky.catalogue.load import packaged_catalogue

    instruments = packaged_catalogue().instruments.values()
    print(f"\n{len(instruments)} instruments with {sum(len(i.modes) for i in instruments)} modes.")
    heads = ("instrument", "missions", "kind", "data policy", "mode", "sees", "resolution", "light", "acquisition", "measures")
    table(heads, [_mode(i, m) for i in instruments for m in i.modes])


def _mode(instrument: Instrument, mode: Mode) -> tuple[object, ...]:
    measures = ", ".join(sorted({m.variable for m in instrument.measures if mode.name in m.modes})) or "nothing that is asked"
    size = f"{mode.resolution_m / 1000:g} km" if mode.resolution_m >= 1000 else f"{mode.resolution_m:g} m"
    about = (instrument.name, ", ".join(instrument.missions), instrument.kind, instrument.data_policy)
    return (*about, mode.name, _geometry(mode), size, mode.light, mode.acquisition, measures)


def _geometry(mode: Mode) -> str:
    width = f"{mode.geometry}, {mode.swath_km:g} km" if mode.swath_km is not None else ""
    if mode.geometry == "side-looking":
        return f"side-looking, {mode.side}, incidence {mode.incidence_min_deg:g}–{mode.incidence_max_deg:g}°"
    if mode.geometry == "disk":
        within = f", within {', '.join(f'{b:g}' for b in mode.bounds_deg)}° (west, south, east, north)" if mode.bounds_deg else ""
        return f"disk, every {mode.cycle_min:g} min, to {mode.max_zenith_deg:g}° from the zenith{within}"
    texts = {
        "agile": lambda: f"{width}, rolls to {mode.roll_max_deg:g}°",
        "conical": lambda: f"{width}, {f'incidence {mode.incidence_deg:g}°' if mode.incidence_deg else f'{mode.cone_deg:g}° off nadir'}",
        "occultation": lambda: f"occultation, {mode.profiles_day:g} profiles a day",
        "grid": lambda: f"grid, every {mode.cycle_min:g} min, to {mode.max_latitude_deg:g}° of latitude",
    }
    if mode.geometry in texts:
        return texts[mode.geometry]()
    return width or f"swath, look {mode.look_min_deg:g} to {mode.look_max_deg:g}°"


def show_family(name: str) -> None:
    """Print a table of a family's rows by its listed columns, with links to where they were read."""
    from commonsky.catalogue.family import Families, text_of, value_at

    family = Families()[name]
    rows = family.rows().values()
    print(f"\n{len(rows)} rows.")
    table(
        [*(heading for heading, _ in family.columns), "sources"],
        [[*(text_of(value_at(row, path)) for _, path in family.columns), _links(row.source)] for row in rows],
    )


def show_kinds() -> None:
    """Print a table of the kinds of scenario: what each takes, and what it rests on."""
    from commonsky.resilience.scenario import KINDS

    rows = [
        (f"`{kind.name}`", kind.titles["en"], ", ".join(f"`{name}`" for name in kind.asks.model_fields), kind.source)
        for kind in sorted(KINDS, key=lambda kind: kind.name)
    ]
    table(("kind", "what it is", "`takes`", "source"), rows)


def show_variables() -> None:
    """Print a table of the variables."""
    from commonsky.core.variables import variables

    rows = [(f"`{v.name}`", v.titles["en"], v.unit, v.domain, v.cf_standard_name or "—", v.meanings["en"]) for v in variables().values()]
    table(("variable", "name", "unit of its uncertainty", "asked for over", "CF standard name", "meaning"), rows)


def show_requirements() -> None:
    """Print a table of the packaged requirements, a row each: values as their sources print them, goal / breakthrough / threshold."""
    from commonsky.needs.load import packaged_requirements

    names = ("horizontal_resolution", "uncertainty", "observing_cycle", "timeliness")
    rows = [_requirement(r, names) for r in packaged_requirements().values()]
    print(f"\n{len(rows)} requirements on {len({r.variable for r in packaged_requirements().values()})} variables.")
    table(("id", "variable", "resolution", "uncertainty", "cycle", "timeliness", "confidence", "application", "sources"), rows)


def _requirement(row: Requirement, names: Sequence[str]) -> tuple[object, ...]:
    asked = [_values(row, name) for name in names]
    asked[1] += f" ({row.uncertainty_sigmas} sigma)" if row.uncertainty else ""
    return (f"`{row.id}`", row.variable, *asked, row.confidence, row.application, _links(row.source))


def _values(row: Requirement, name: str) -> str:
    values = row.values(name)
    if values is None:
        return "—"
    stated = ["–" if v is None else f"{v:g}" for v in (values.goal, values.breakthrough, values.threshold)]
    return " / ".join(stated) + ("" if values.unit == "dimensionless" else f" {values.unit}")


def _links(sources: Sequence[Source]) -> str:
    places = dict.fromkeys(s.where for s in sources)
    return " ".join(f"[{n}]({w})" if w.startswith("https://") and " " not in w else f"{n}: {w};" for n, w in enumerate(places, start=1))


def show_needs() -> None:
    """Print a table of the default needs."""
    from commonsky.needs.load import default_needs

    rows = [(f"`{n.requirement}`", r.theme, n.title_en, n.title_zh, n.applies, f"{n.weight:g}") for n, r in default_needs().needs]
    table(("requirement", "theme", "title", "in Chinese", "applies", "weight"), rows)


def show_formats() -> None:
    """Print a table of the element formats."""
    from commonsky.sources.element_format import ELEMENT_FORMATS

    rows = [(f"`{f.name}`", inspect.getdoc(f.parse).splitlines()[0], f.source) for f in sorted(ELEMENT_FORMATS, key=lambda f: f.name)]
    table(("format", "what is read", "defined by"), rows)


def show_errors() -> None:
    """Print the tree of errors and a table of what each means."""
    from commonsky.core import errors

    tree = [line for line in (inspect.getdoc(errors) or "").splitlines() if "Error" in line]
    print("\n```\n" + "\n".join(tree) + "\n```")
    found = [value for value in vars(errors).values() if inspect.isclass(value) and issubclass(value, errors.CommonskyError)]
    rows = [(f"`{e.__name__}`", ", ".join(f"`{b.__name__}`" for b in e.__bases__), inspect.getdoc(e).splitlines()[0]) for e in found]
    table(("error", "is a", "raised for"), rows)


def show_gaps_csv() -> None:
    """Print the columns of gaps.csv."""
    from commonsky.profile.tables import COLUMNS

    _columns("gaps.csv", GAPS_CSV, COLUMNS)


def show_countries_csv() -> None:
    """Print the columns of countries.csv."""
    from commonsky.profile.world_tables import COUNTRY_COLUMNS

    _columns("countries.csv", COUNTRIES_CSV, COUNTRY_COLUMNS)


def show_groups_csv() -> None:
    """Print the columns of groups.csv."""
    from commonsky.profile.world_tables import GROUP_COLUMNS

    _columns("groups.csv", GROUPS_CSV, GROUP_COLUMNS)


def show_next_csv() -> None:
    """Print the columns of the CSV of `coverage next`."""
    from commonsky.profile.next_tables import COLUMNS

    _columns("the CSV of coverage next", NEXT_CSV, COLUMNS)


def show_relevance_csv() -> None:
    """Print the columns of relevance.csv."""
    from commonsky.profile.relevance_tables import COLUMNS

    _columns("relevance.csv", RELEVANCE_CSV, COLUMNS)


def show_cells_parquet() -> None:
    """Print the columns of cells.parquet."""
    table(("column", "meaning"), [(n if n.startswith("one ") else f"`{n}`", m) for n, m in CELLS_PARQUET.items()])


def _columns(name: str, meanings: dict[str, str], columns: Sequence[str]) -> None:
    """Print the columns of a file, which must be those that are described, in their order."""
    if tuple(meanings) != tuple(columns):
        raise SystemExit(f"tools/meanings.py and the columns of {name} differ: {set(meanings) ^ set(columns) or 'in order'}")
    table(("column", "meaning"), [(f"`{column}`", meaning) for column, meaning in meanings.items()])


def show_gaps_geojson() -> None:
    """Print the properties of a feature of gaps.geojson."""
    table(("property", "meaning"), [(f"`{n}`" if " " not in n else n, m) for n, m in GAPS_GEOJSON.items()])


def show_passes() -> None:
    """Print the columns of passes.parquet."""
    from commonsky.profile.pass_table import SCHEMA

    own = {
        "start": "when the pass begins, UTC, to the millisecond",
        "platform": "mission",
        "instrument": "instrument of the catalogue",
        "mode": "its mode",
        "incidence_deg": "angle between the line of sight and the vertical at the sample point, degrees",
    }
    rows = [(f"`{f.name}`", f.type, (f.metadata or {}).get(b"meaning", b"").decode() or own[f.name]) for f in SCHEMA]
    table(("column", "type", "meaning"), rows)


def show_profile() -> None:
    """Print every part of profile.json with its fields."""
    from commonsky.profile.model import Profile

    schema = Profile.model_json_schema(mode="serialization")
    for name, part in {"Profile": schema, **schema["$defs"]}.items():
        print(f"\n### {name}\n\n{part.get('description', '').splitlines()[0]}")
        rows = [(f"`{n}`", _allowed(f, schema) + _or_null(f), f.get("description", "")) for n, f in part["properties"].items()]
        table(("field", "value", "meaning"), rows)


def show_world() -> None:
    """Print every part of world.json that profile.json has not, with its fields."""
    from commonsky.profile.world_model import World

    schema = World.model_json_schema(mode="serialization")
    for name, part in {"World": schema, **{n: p for n, p in schema["$defs"].items() if n.startswith("World")}}.items():
        meanings = MEANINGS[name]
        if set(meanings) != set(part["properties"]):
            raise SystemExit(f"tools/meanings.py and {name} differ: {set(meanings) ^ set(part['properties'])}")
        print(f"\n### {name}\n\n{part.get('description', '').splitlines()[0]}")
        table(("field", "value", "meaning"), [(f"`{n}`", _allowed(f, schema), meanings[n]) for n, f in part["properties"].items()])


def _or_null(field: dict[str, Any]) -> str:
    return " or null" if any(part.get("type") == "null" for part in field.get("anyOf", [])) else ""


def schema_text() -> str:
    """The text of profile.schema.json."""
    from commonsky.profile.tables import profile_schema

    text = profile_schema()
    json.loads(text)
    return text


if __name__ == "__main__":
    SCHEMA_FILE.write_text(schema_text(), "utf-8", newline="")
    print(f"wrote {SCHEMA_FILE.name}")
