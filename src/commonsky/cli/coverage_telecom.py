"""`commonsky coverage telecom`: systems that carry warnings, alert paths left. Facts: none. Parses, calls workflows.telecom, prints."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING, Any

import click

from commonsky.cli.terminal import FILE, TerminalProgress, echo_json, table

if TYPE_CHECKING:
    from commonsky.resilience.alert_paths import Path
    from commonsky.workflows.telecom import Reach, TelecomFound

DASH = "—"


@click.command(name="telecom", context_settings={"ignore_unknown_options": True})  # a place may begin with a minus
@click.argument("country")
@click.option("--date", default="", help="Start of the day that is looked at, UTC, as 2026-11-23. Default: now.")
@click.option("--mask", "mask_deg", type=float, help="Elevation below which the sky is hidden, degrees. Default: the relief's horizon.")
@click.option("--without", multiple=True, metavar="NAME", help="A system, tag, cause or element that is lost; may be repeated.")
@click.option("--paths", type=FILE, help="The country's own alert paths instead of the template: TOML with one [[path_set]].")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, and nothing else, on standard output.")
def telecom(country: str, date: str, as_json: bool, **asked: Any) -> None:
    """Which telecom satellites stand over COUNTRY, how long light takes through them, and which alert paths are left.

    COUNTRY is a code or a name, or LAT,LON in degrees. See docs/howto/telecom-and-alert-paths.md for a file of your own paths.
    """
    from commonsky.core.time import parse_utc
    from commonsky.workflows.telecom import TelecomRequest, sentence, telecom_over

    request = TelecomRequest(country=country, date=parse_utc(date) if date else None, **asked)
    with TerminalProgress(quiet=as_json) as progress:
        found = telecom_over(request, progress)
    if as_json:
        echo_json(_as_json(found) | {"answer": sentence(found)})
        return
    click.echo(sentence(found))
    click.echo()
    heads = ("system", "kind", "in view", "satellites", "highest, deg", "latency, ms", "published, s")
    table(heads, (_row(reach) for reach in found.systems))
    click.echo()
    table(("alert path", "to", "works", "stops with one loss of"), (_path_row(found, path) for path in found.paths.paths))
    click.echo()
    _print_rest(found)


def _print_rest(found: TelecomFound) -> None:
    """Availability, what is not known, and the fine print."""
    if found.pairs:
        click.echo(f"pairs that stop them all: {'; '.join(' and '.join(sorted(pair)) for pair in found.pairs[:8])}")
    told = found.availability
    if told.exact is not None:
        click.echo(f"one path or another works {told.exact:.3%} of the time")
    elif told.high - told.low < 1.0:
        click.echo(f"one path or another works {told.low:.2%} to {told.high:.2%} of the time; not exact: {'; '.join(told.why)}")
    else:
        click.echo(f"how often they work is not computed: {'; '.join(told.why)}", err=True)
    if found.out_of_view:
        click.echo(f"counted as lost, never in view or ended: {', '.join(found.out_of_view)}", err=True)
    for reach in found.systems:
        if reach.service.why and reach.service.why != "lost":
            click.echo(f"{reach.service.system}: {reach.service.why}", err=True)
    for note in found.notes:
        click.echo(note, err=True)


def _number(value: float, form: str) -> str:
    return format(value, form) if isfinite(value) else DASH


def _row(reach: Reach) -> tuple[str, ...]:
    service = reach.service
    share = "lost" if service.why == "lost" else f"{reach.in_view:.1%}" if isfinite(reach.in_view) else "not known"
    return (
        service.system,
        service.kind,
        f">= {share}" if service.known and not service.complete and service.why != "lost" and reach.in_view < 1.0 else share,
        _number(reach.satellites, ".2f"),
        _number(reach.elevation_deg, ".0f"),
        _number(reach.latency_ms, ".1f"),
        _number(service.published_latency_s if service.published_latency_s is not None else float("nan"), "g"),
    )


def _path_row(found: TelecomFound, path: Path) -> tuple[str, ...]:
    name = path.name
    maybe, lost = found.unknown.get(name, ()), found.left.lost.get(name, ())
    works = f"not known: {', '.join(maybe)}" if maybe else f"no: {', '.join(lost)}" if lost else "yes"
    return path.titles.get("en", name), path.reaches, works, ", ".join(found.single.get(name, ())) or DASH


def _as_json(found: TelecomFound) -> dict[str, Any]:
    from commonsky.core.time import iso

    told = found.availability
    return {
        "place": {"en": found.place, "zh": found.place_zh},
        "start_utc": iso(found.start),
        "cells": len(found.cells),
        "lost": found.lost,
        "out_of_view": found.out_of_view,
        "systems": [_system_json(reach) for reach in found.systems],
        "paths": [_path_json(found, path) for path in found.paths.paths],
        "path_set": {"name": found.paths.name, "titles": found.paths.titles, "template": found.paths.template},
        "single_points": [{"name": name, "zh": found.paths.title(name, "zh")} for name in found.all_single],
        "pairs": [sorted(pair) for pair in found.pairs],
        "availability": {"exact": told.exact, "low": told.low, "high": told.high, "why": told.why},
        "notes": found.notes,
    }


def _figure(value: float, digits: int) -> float | None:
    return round(value, digits) if isfinite(value) else None


def _system_json(reach: Reach) -> dict[str, Any]:
    service = reach.service
    return {
        "name": service.system,
        "titles": {"en": reach.title, "zh": reach.title_zh},
        "kind": service.kind,
        "known": service.known,
        "complete": service.complete,
        "why": service.why,
        "moving": service.moving,
        "in_view": {"mean": _figure(reach.in_view, 4), "least": _figure(reach.least_in_view, 4)},
        "satellites": _figure(reach.satellites, 3),
        "elevation_deg": _figure(reach.elevation_deg, 1),
        "min_elevation_deg": service.min_elevation_deg,
        "latency_ms": _figure(reach.latency_ms, 2),
        "published_latency_s": service.published_latency_s,
    }


def _path_json(found: TelecomFound, path: Path) -> dict[str, Any]:
    return {
        "name": path.name,
        "titles": path.titles,
        "reaches": path.reaches,
        "works": None if path.name in found.unknown else path.name in found.single,
        "hangs_on": found.unknown.get(path.name, ()),
        "lost": found.left.lost.get(path.name, ()),
        "single_points": found.single.get(path.name, ()),
    }
