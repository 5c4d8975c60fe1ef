"""Options of every command that reckons over one country, as `commonsky assess` has them. Facts: none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from commonsky.cli.terminal import FILE

if TYPE_CHECKING:
    from collections.abc import Callable

    from commonsky.workflows.over_country import Inputs

OPTIONS = (
    click.option("--need", "wanted", multiple=True, metavar="NAME", help="Only this need, theme or variable; may be repeated."),
    click.option("--date", default="", help="First day of the window, UTC, as 2026-11-22. Default: today."),
    click.option("--days", type=float, default=30.0, show_default=True, help="Length of the window in days, 1 to 120."),
    click.option("--elements", type=FILE, help="Element sets of your own: TLE, or OMM as JSON, XML, KVN, CSV."),
    click.option("--instruments", type=FILE, help="Missions and instruments of your own, added to the catalogue: TOML."),
    click.option("--needs", type=FILE, help="The country's needs instead of the default: TOML."),
    click.option("--population", type=FILE, help="People: CSV with lat,lon,people, or a raster of counts."),
    click.option("--stations", type=FILE, help="Weather stations of your own: OSCAR/Surface, wis2box, Meteostat, or CSV with lat,lon."),
    click.option("--boundary", type=FILE, help="The country's outline: GeoJSON, GeoPackage or Shapefile, degrees."),
    click.option("--any-age", is_flag=True, help="Let elements pass that are years from the window."),
)
_NAMES = ("wanted", "date", "days", "elements", "instruments", "needs", "population", "stations", "boundary", "any_age")


def over_one_country(command: Callable[..., None]) -> Callable[..., None]:
    """A command with the options of one country."""
    for option in reversed(OPTIONS):
        command = option(command)
    return command


def inputs_of(country: str, asked: dict[str, Any]) -> Inputs:
    """What was given, taken out of what was asked."""
    from commonsky.core.time import parse_utc
    from commonsky.workflows.over_country import Inputs

    given = {name: asked.pop(name) for name in _NAMES}
    given["date"] = parse_utc(given["date"]) if given["date"] else None
    return Inputs(country=country, **given)
