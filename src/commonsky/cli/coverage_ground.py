"""`commonsky coverage contacts` and `coverage latency`: the ground segment. Facts: none. Parses, calls workflows, prints."""

from __future__ import annotations

from datetime import timedelta
from math import isfinite
from typing import TYPE_CHECKING, Any

import click

from commonsky.cli.terminal import FILE, TerminalProgress, echo_json

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from commonsky.workflows.contacts import ContactsFound
    from commonsky.workflows.latency import LatencyFound, LookLatency


def _ground(command: Callable[..., None]) -> Callable[..., None]:
    """The options that both commands take."""
    options = (
        click.option("--elements", type=FILE, help="Element sets: TLE, or OMM as JSON, XML, KVN, CSV."),
        click.option(
            "--station",
            "stations",
            multiple=True,
            metavar="NAME=LAT,LON[,MIN]",
            help="A station besides the missions' own; MIN in degrees.",
        ),
        click.option("--relay", "relays", multiple=True, metavar="NAME=LON", help="A geostationary relay satellite, degrees east."),
        click.option("--with-relays", is_flag=True, help="Count the catalogue's relays for missions that have stations too."),
        click.option("--start", required=True, help="Start of the window, UTC, as 2026-11-01T00:00:00Z."),
        click.option("--days", type=float, default=1.0, show_default=True, help="Length of the window in days."),
        click.option(
            "--min-elevation",
            "min_elevation_deg",
            type=float,
            default=5.0,
            show_default=True,
            help="Elevation in degrees from which a station receives that states none.",
        ),
        click.option("--any-age", is_flag=True, help="Let elements pass that are years from the window."),
        click.option("--json", "as_json", is_flag=True, help="Print JSON, and nothing else, on standard output."),
    )
    for option in reversed(options):
        command = option(command)
    return command


@click.command()
@click.argument("missions", nargs=-1, metavar="[MISSION]...")
@_ground
def contacts(missions: tuple[str, ...], as_json: bool, **asked: Any) -> None:
    """When each MISSION of the catalogue, or each satellite of --elements, is in sight of its ground stations and relays.

    Without MISSION and --elements: every mission whose stations the catalogue has. See `commonsky catalogue list downlinks`.
    """
    from commonsky.workflows.contacts import GroundRequest, contacts_of

    with TerminalProgress(quiet=as_json) as progress:
        found = contacts_of(GroundRequest(missions=missions, **asked), progress)
    rows = _contact_rows(found)
    if as_json:
        echo_json({"satellites": {s.satellite: s.basis for s in found.satellites}, "contacts": rows, "notes": found.notes})
        return
    for line in found.notes:
        click.echo(line, err=True)
    several = len(found.satellites) > 1
    for row in rows:
        peak = f"{row['peak_deg']:5.1f} deg" if row["peak_deg"] is not None else "    relay"
        name = f"{row['satellite']:<20}  " if several else ""
        click.echo(f"{name}{row['start_utc']}  {row['seconds']:7.1f} s  {peak}  {row['with']}")
    click.echo(f"{len(rows)} contacts of {len(found.satellites)} satellites", err=True)


def _contact_rows(found: ContactsFound) -> list[dict[str, Any]]:
    """Contacts of all satellites in order of start."""
    from commonsky.core.time import EPOCH

    def utc(seconds: float) -> str:
        tenths = round(seconds * 10)
        return (EPOCH + timedelta(seconds=tenths // 10)).strftime("%Y-%m-%dT%H:%M:%S") + f".{tenths % 10}Z"

    rows = []
    for one in found.satellites:
        for k in range(len(one.contacts)):
            start, end, peak = (float(column[k]) for column in (one.contacts.start_s, one.contacts.end_s, one.contacts.peak_deg))
            rows.append(
                {
                    "satellite": one.satellite,
                    "with": one.contacts.ways[int(one.contacts.way[k])].name,
                    "start_utc": utc(start),
                    "end_utc": utc(end),
                    "seconds": round(end - start, 1),
                    "peak_deg": round(peak, 2) if isfinite(peak) else None,
                }
            )
    return sorted(rows, key=lambda row: (row["start_utc"], row["satellite"], row["with"]))


@click.command(context_settings={"ignore_unknown_options": True})  # a place may begin with a minus
@click.argument("place")
@click.option("--mission", "missions", multiple=True, help="A mission of the catalogue. Default: all whose stations it has.")
@click.option("--processing-min", type=float, help="Minutes from reception to product, where none is published.")
@click.option("--out", type=FILE, help="CSV to write: the waits of each cell.")
@_ground
def latency(place: str, processing_min: float | None, out: Path | None, as_json: bool, **asked: Any) -> None:
    """How long after each look at PLACE its data are down, and its product there. A latency that is published stays the figure.

    PLACE is a country's code or name, or LAT,LON.
    """
    from commonsky.workflows.contacts import GroundRequest
    from commonsky.workflows.latency import latency_at, write_by_cell

    with TerminalProgress(quiet=as_json) as progress:
        found = latency_at(place, GroundRequest(**asked), progress, processing_min=processing_min)
    if out is not None:
        write_by_cell(found, out)
    if as_json:
        echo_json(_latency_json(found, out))
        return
    for line in found.notes:
        click.echo(line, err=True)
    if found.rows:
        _print(found)
    else:
        click.echo("no look there in the window by a mission whose stations are known; try more --days or another --mission", err=True)
    if out is not None:
        click.echo(f"each cell: {out}", err=True)


def _hours(value: float | None) -> float | None:
    return round(value, 3) if value is not None and isfinite(value) else None


def _latency_json(found: LatencyFound, out: Path | None) -> dict[str, Any]:
    rows = [
        {
            "satellite": row.look.platform,
            "instrument": row.look.instrument,
            "mode": row.look.mode,
            "looks_sampled": row.passes,
            "downlink_h": {"median": _hours(row.median_h), "p90": _hours(row.p90_h), "worst": _hours(row.worst_h)},
            "processing_min": row.processing_min,
            "products": [
                {
                    "variable": p.variable,
                    "product": p.product,
                    "published_h": p.published_h,
                    "latency_h": _hours(p.figure_h),
                    "basis": p.basis,
                }
                for p in row.products
            ],
        }
        for row in found.rows
    ]
    return {"cells": len(found.cells), "looks": rows, "notes": found.notes, "file": None if out is None else str(out)}


def _print(found: LatencyFound) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="dim")
    for heading in ("satellite", "instrument, mode"):
        table.add_column(heading, overflow="fold")
    for heading in ("median", "90 %", "worst", "published", "latency"):
        table.add_column(heading, justify="right", no_wrap=True)
    for row in found.rows:
        waits = (f"{h:.2f}" if isfinite(h) else "never" for h in (row.median_h, row.p90_h, row.worst_h))
        look = row.look
        table.add_row(look.platform, f"{look.instrument}, {look.mode}", *waits, _span(row, "published_h"), _span(row, "figure_h"))
    Console(highlight=False).print(table)
    click.echo("hours from look to downlink: median, 90 %, worst; then to product: as published, and what counts", err=True)
    click.echo(f"{len(found.cells)} cells; ~ is simulated, downlink of nine of ten looks plus processing", err=True)


def _span(row: LookLatency, name: str) -> str:
    """The figures of a look's products, from least to most."""
    values = sorted({(v, p.basis == "simulated") for p in row.products if (v := getattr(p, name)) is not None})
    texts = [f"{'~' if simulated and name == 'figure_h' else ''}{value:.3g}" for value, simulated in values]
    return "-".join(dict.fromkeys([texts[0], texts[-1]])) if texts else "-"
