"""`commonsky coverage`: passes and revisit over points. Facts: none. Parses, calls workflows.passes, prints."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(no_args_is_help=True, help="Who sees which point when.")

_ELEMENTS = Annotated[Path, typer.Option(help="Element sets: TLE, or OMM as JSON, XML, KVN, CSV.", metavar="FILE")]
_POINTS = Annotated[Path, typer.Option(help="Points: CSV with the columns lat,lon, degrees.", metavar="CSV")]
_ANGLE = Annotated[float, typer.Option(help="Half angle of the cone about the geodetic nadir, degrees, above 0 and at most 90.")]
_START = Annotated[str, typer.Option(help="Start of the window, UTC, as 2026-11-01T00:00:00Z.")]
_DAYS = Annotated[float, typer.Option(help="Length of the window in days.")]
_ANY = Annotated[bool, typer.Option("--any-age", help="Let elements pass that are years from the window.")]


@app.command()
def passes(
    elements: _ELEMENTS,
    points: _POINTS,
    half_angle_deg: _ANGLE,
    start: _START,
    out: Annotated[Path, typer.Option(help="Parquet file to write: point, start_s, end_s, platform.", metavar="FILE")],
    days: _DAYS = 7.0,
    any_age: _ANY = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the summary as JSON.")] = False,
) -> None:
    """Every pass of every satellite over every point: rise and set, seconds since the start of the window."""
    from commonsky.workflows.passes import ConeRequest, find_cone_passes, write_cone_passes

    request = ConeRequest(elements=elements, points=points, half_angle_deg=half_angle_deg, start=start, days=days, any_age=any_age)
    found = find_cone_passes(request, one_shot=True)
    write_cone_passes(found, out)
    summary = {
        "passes": len(found.passes),
        "points": found.passes.points,
        "satellites": len(found.passes.looks),
        "refused": found.refused,
        "file": str(out),
    }
    if as_json:
        typer.echo(json.dumps(summary))
        return
    for line in found.refused:
        typer.echo(f"refused: {line}", err=True)
    typer.echo(f"{summary['passes']} passes of {summary['satellites']} satellites over {summary['points']} points: {out}")


@app.command()
def revisit(
    elements: _ELEMENTS,
    points: _POINTS,
    half_angle_deg: _ANGLE,
    start: _START,
    days: _DAYS = 7.0,
    any_age: _ANY = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,
) -> None:
    """How long points wait between looks of all satellites together; gaps that touch the window's ends count for the longest alone."""
    from commonsky.workflows.passes import ConeRequest, find_cone_passes, revisit_of

    request = ConeRequest(elements=elements, points=points, half_angle_deg=half_angle_deg, start=start, days=days, any_age=any_age)
    found = find_cone_passes(request, one_shot=True)
    row = {name: None if value != value else value for name, value in revisit_of(found).as_row().items()}  # noqa: PLR0124  # NaN is no JSON
    if as_json:
        typer.echo(json.dumps(row))
        return
    for line in found.refused:
        typer.echo(f"refused: {line}", err=True)
    for name, value in row.items():
        typer.echo(f"{name:>12}  {value}")
