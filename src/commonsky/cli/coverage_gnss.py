"""`commonsky coverage gnss`: who can be located by satellite. Facts: none. Parses, calls workflows.navigation, prints."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING, Any

import click

from commonsky.cli.terminal import FILE, TerminalProgress, echo_json, say, table

if TYPE_CHECKING:
    from pathlib import Path

    from commonsky.workflows.navigation import ChoiceFound, NavigationFound


@click.command(name="gnss")
@click.argument("country")
@click.option("--date", default="", help="Day, UTC, as 2026-11-23, or when its 24 hours begin. Default: today.")
@click.option("--mask", "mask_deg", type=float, help="One mask everywhere, degrees, 0 to 89. Default: 5 or the relief's horizon.")
@click.option("--relief", type=FILE, help="Raster of heights in metres instead of the packaged 5 minutes of arc; needs the extra raster.")
@click.option("--elements", type=FILE, help="Element sets instead of nominal satellites: TLE, or OMM as JSON, XML, KVN, CSV.")
@click.option("--without", multiple=True, metavar="NAME", help="A system, or a satellite as GPS/A1, to leave out; may be repeated.")
@click.option("--out", type=FILE, help="CSV to write: a row for each cell.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, and nothing else, on standard output.")
def gnss(country: str, date: str, out: Path | None, as_json: bool, **asked: Any) -> None:
    """How many people of COUNTRY can be located by navigation satellites, with each system alone, all together, and all but one.

    COUNTRY is a code or a name. The packaged relief smooths valleys: real horizons are higher. Try --mask 15 or 30, or your own --relief.
    """
    from commonsky.core.time import parse_utc
    from commonsky.coverage.kernels.compiled import in_cache
    from commonsky.coverage.kernels.gnss import serve
    from commonsky.workflows.navigation import NavigationRequest, check_out, navigation_over, write_navigation

    check_out(out)
    request = NavigationRequest(country=country, date=parse_utc(date) if date else None, **asked)
    if not in_cache(serve):
        say("commonsky: first run on this machine: compiling the hot loops, about 10 s; later runs skip this", quiet=as_json)
    with TerminalProgress(quiet=as_json) as progress:
        found = navigation_over(request, progress)
    if out is not None:
        write_navigation(found, out)
    if as_json:
        echo_json(_as_json(found, out))
        return
    _print(found)
    if out is not None:
        click.echo(f"each cell: {out}", err=True)


def _print(found: NavigationFound) -> None:
    from commonsky.workflows.navigation import sentence

    click.echo(sentence(found))
    click.echo()
    heads = ("systems", "people located", "mean share of time", "in view", "median PDOP", "longest outage")
    table(heads, (_row(choice) for choice in found.choices))
    click.echo("\nworst places, all together:")
    service = found.choices[0].service
    table(
        ("lat", "lon", "near", "share of time", "PDOP 95 %", "longest outage", "highest horizon"),
        (
            (
                *(f"{found.cells.lat_deg[k]:.2f}", f"{found.cells.lon_deg[k]:.2f}", found.nearest_place(k)),
                *(f"{service.available[k]:.1%}", _figure(service.pdop_p95[k]), _minutes(service.longest_outage_s[k])),
                f"{found.mask_deg[k].max():.1f} deg",
            )
            for k in found.worst
        ),
    )
    click.echo("\nsatellites that augment, above the mask (in view is not served: see the area):")
    table(("satellite", "share of people", "area served"), ((name, f"{mean:.0%}", area) for name, area, mean, _ in found.sbas if mean > 0))
    for line in found.notes:
        click.echo(f"note: {line}", err=True)
    for source in dict.fromkeys(f"{one.what}: {one.where}" for one in found.sources):
        click.echo(f"source: {source}", err=True)
    if found.orbit_sources:
        click.echo(f"source: slots and patterns of the orbits: {len(found.orbit_sources)}, each named by --json", err=True)


def _row(choice: ChoiceFound) -> tuple[str, ...]:
    return (
        choice.title,
        f"{choice.located:.1%}",
        f"{choice.available:.1%}",
        f"{choice.in_view:.1f}",
        _figure(choice.pdop_median),
        _minutes(choice.longest_outage_s),
    )


def _figure(value: float) -> str:
    return f"{value:.2f}" if isfinite(value) else "none"


def _minutes(seconds: float) -> str:
    return f"{seconds / 60:.0f} min"


def _finite(value: float, digits: int = 3) -> float | None:
    return round(float(value), digits) if isfinite(value) else None


def _as_json(found: NavigationFound, out: Path | None) -> dict[str, Any]:
    from commonsky.core.time import iso
    from commonsky.workflows.navigation import STEP_S, WINDOW_S, sentence

    service = found.choices[0].service
    return {
        "answer": sentence(found),
        "country": found.country.iso3,
        "start_utc": iso(found.start),
        "hours": WINDOW_S / 3600.0,
        "step_s": STEP_S,
        "mask": found.mask,
        "cells": len(found.cells),
        "people": round(found.people.total),
        "without": found.without,
        "satellites": found.satellites,
        "choices": [
            {
                "title": choice.title,
                "systems": choice.service.systems,
                "located": round(choice.located, 4),
                "available": round(choice.available, 4),
                "in_view": round(choice.in_view, 2),
                "pdop_median": _finite(choice.pdop_median),
                "longest_outage_min": round(choice.longest_outage_s / 60.0, 1),
            }
            for choice in found.choices
        ],
        "worst": [
            {
                "lat": round(float(found.cells.lat_deg[k]), 5),
                "lon": round(float(found.cells.lon_deg[k]), 5),
                "near": found.nearest_place(k),
                "available": round(float(service.available[k]), 4),
                "pdop_p95": _finite(service.pdop_p95[k]),
                "longest_outage_min": round(float(service.longest_outage_s[k]) / 60.0, 1),
                "horizon_highest_deg": round(float(found.mask_deg[k].max()), 2),
            }
            for k in found.worst
        ],
        "sbas": [
            {"satellite": name, "area": area, "in_view_mean": round(mean, 4), "in_view_least": round(least, 4)}
            for name, area, mean, least in found.sbas
        ],
        "notes": found.notes,
        "sources": [source.model_dump() for source in (*found.sources, *found.orbit_sources)],
        "file": None if out is None else str(out),
    }
