"""`commonsky coverage`: passes and revisit over points; more commands stand beside. Facts: none. Parses, calls workflows.passes, prints."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from commonsky.cli.coverage_gnss import gnss
from commonsky.cli.coverage_ground import contacts, latency
from commonsky.cli.coverage_next import next_looks, tracks
from commonsky.cli.coverage_telecom import telecom
from commonsky.cli.terminal import FILE, TerminalProgress, echo_json

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@click.group()
def coverage() -> None:
    """Who sees which point when."""


def _cone(command: Callable[..., None]) -> Callable[..., None]:
    """The options that every command over bare cones takes."""
    options = (
        click.option("--elements", type=FILE, required=True, help="Element sets: TLE, or OMM as JSON, XML, KVN, CSV."),
        click.option("--points", type=FILE, required=True, help="Points: CSV with the columns lat,lon, degrees."),
        click.option(
            "--half-angle-deg", type=float, required=True, help="Half angle of the cone about the geodetic nadir, above 0, at most 90."
        ),
        click.option("--start", required=True, help="Start of the window, UTC, as 2026-11-01T00:00:00Z."),
        click.option("--days", type=float, default=7.0, show_default=True, help="Length of the window in days."),
        click.option("--least-access", type=float, default=0.0, show_default=True, help="Shortest pass that counts, seconds."),
        click.option("--any-age", is_flag=True, help="Let elements pass that are years from the window."),
        click.option("--json", "as_json", is_flag=True, help="Print JSON, and nothing else, on standard output."),
    )
    for option in reversed(options):
        command = option(command)
    return command


@coverage.command()
@_cone
@click.option("--out", type=FILE, required=True, help="Parquet file to write: point, start_s, end_s, platform.")
def passes(out: Path, as_json: bool, **asked: Any) -> None:
    """Every pass of every satellite over every point: rise and set, seconds since the start of the window."""
    from commonsky.workflows.passes import ConeRequest, find_cone_passes, write_cone_passes

    with TerminalProgress(quiet=as_json) as progress:
        found = find_cone_passes(ConeRequest(**asked), progress, one_shot=True)
    write_cone_passes(found, out)
    summary = {
        "passes": len(found.passes),
        "points": found.passes.points,
        "satellites": len(found.passes.looks),
        "refused": found.refused,
        "file": str(out),
    }
    if as_json:
        echo_json(summary)
        return
    for line in found.refused:
        click.echo(f"refused: {line}", err=True)
    click.echo(f"{summary['passes']} passes of {summary['satellites']} satellites over {summary['points']} points: {out}")


@coverage.command()
@_cone
def revisit(as_json: bool, **asked: Any) -> None:
    """How long points wait between looks of all satellites together; gaps that touch the window's ends count for the longest alone."""
    from commonsky.workflows.passes import ConeRequest, find_cone_passes, revisit_of

    with TerminalProgress(quiet=as_json) as progress:
        found = find_cone_passes(ConeRequest(**asked), progress, one_shot=True)
    row = {name: None if value != value else value for name, value in revisit_of(found).as_row().items()}  # noqa: PLR0124  # NaN is no JSON
    if as_json:
        echo_json(row)
        return
    for line in found.refused:
        click.echo(f"refused: {line}", err=True)
    for name, value in row.items():
        click.echo(f"{name:>12}  {value}")


coverage.add_command(contacts)
coverage.add_command(latency)
coverage.add_command(gnss)
coverage.add_command(telecom)
coverage.add_command(next_looks)
coverage.add_command(tracks)
