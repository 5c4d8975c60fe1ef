"""Probability of a clear view, from cloud cover by zone and month or from the user's own grid. Facts: data/clouds.toml, with its sources.

At a look, a cell is either clear or not: clear with the probability 1 - cloud cover of its month. Skies last: time is cut into spells of
`SKY_S`, counted from 2000-01-01T00:00Z, and all looks at a cell within one spell, of whatever satellite, share one sky; skies of
different spells are independent. So one more look never makes an answer worse, which a spell begun by each look in turn would not grant.

Between the middles of zones the cover is interpolated linearly with latitude; months and zones that nobody observed are filled, and marked
(`Climatology.filled`). Leaves out the hour of day, relief, single years, holes in broken cloud below a cell's size, and cloud shadows.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import numpy as np

from commonsky.core.citation import Source
from commonsky.core.errors import InvalidInputError

if TYPE_CHECKING:
    from numpy.typing import NDArray

MONTHS = 12
#: How long a sky lasts, s. Cloud cover's autocorrelation falls off exponentially, to half in 5 to 40 hours by place (Jones, P. A., 1992:
#: Cloud-cover distributions and correlations, J. Appl. Meteor. 31), as STACIE's documentation has it, whose own analysis of ten years at
#: Ghent gives an integrated correlation time of "about 20 hours" (molmod.github.io/stacie/examples/cloud_cover.html).
SKY_S = 20 * 3600.0

#: Kinds of instrument that clouds hinder, and why.
HINDERED: dict[str, str] = {
    "optical imager": "sees sunlight reflected by, and heat of, the topmost opaque layer",
    "high-resolution optical imager": "sees sunlight reflected by the topmost opaque layer",
    "hyperspectral imager": "sees sunlight reflected by the topmost opaque layer",
    "thermal imager": "cloud is opaque in the thermal infrared and has its own heat",
    "ocean colour radiometer": "the water's own light is a small part of what a cloud reflects",
    "geostationary imager": "sees sunlight reflected by, and heat of, the topmost opaque layer",
    "polarimeter": "sees sunlight reflected by the topmost opaque layer",
    "spectrometer": "the light that cloud reflects has not crossed the air below it",
    "infrared sounder": "cloud is opaque in the thermal infrared",
    "lidar": "cloud of optical depth above about 3 stops the beam both ways",
}
#: Kinds of instrument that clouds do not hinder, and why.
FREE: dict[str, str] = {
    "synthetic aperture radar": "radio waves of centimetres pass through cloud",
    "altimeter": "radio waves of centimetres pass through cloud",
    "scatterometer": "radio waves of centimetres pass through cloud",
    "precipitation radar": "radio waves of centimetres pass through cloud",
    "cloud radar": "cloud is what it measures",
    "microwave radiometer": "cloud is nearly transparent to microwaves",
    "microwave sounder": "cloud is nearly transparent to microwaves",
    "gnss reflectometry receiver": "radio waves of decimetres pass through cloud",
    "radio occultation receiver": "radio waves of decimetres pass through cloud",
    "lightning imager": "flashes light up the cloud from within",
    "limb sounder": "looks at the air above most cloud",
    "geostationary sounder": "profiles are retrieved down to the cloud's top, and between clouds",
    "radiation budget radiometer": "cloud is part of what it measures",
    "multi-satellite product": "merged from instruments that see through cloud",
    "gravity": "senses mass, not light",
}
#: Variables that even a hindered kind measures under a cloudy sky, and why.
UNHINDERED: dict[str, str] = {
    "cloud_cover": "cloud is what is measured",
    "cloud_top_temperature": "cloud is what is measured",
    "lightning": "flashes light up the cloud from within",
    "precipitation_rate": "estimated from the cloud's top",
    "precipitation_amount": "estimated from the cloud's top",
    "surface_solar_radiation": "computed from what cloud reflects",
    "aerosol_optical_depth": "a product's cell of kilometres takes the clear pixels between clouds",
    "volcanic_ash": "plumes rise above most cloud",
    "so2_column": "plumes rise above most cloud",
    "ozone_column": "nine tenths of ozone lie above cloud",
    "temperature_profile": "retrieved down to the cloud's top, and between clouds",
    "humidity_profile": "retrieved down to the cloud's top, and between clouds",
    "wind_profile": "measured down to the cloud's top, and on it",
}


def hindered(kind: str, variable: str) -> bool:
    """Whether clouds hinder a kind of instrument in measuring a variable.

    >>> hindered("optical imager", "land_cover"), hindered("optical imager", "cloud_cover"), hindered("altimeter", "sea_surface_height")
    (True, False, False)
    """
    return kind in HINDERED and variable not in UNHINDERED


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Climatology:
    """Cloud cover by surface (land, sea), zone from south to north, and month.

    Args:
        middle_deg: (18,), latitude of each zone's middle.
        cover: (2, 18, 12), share of the sky, 0 to 1.
        filled: (2, 18, 12), whether a value was not observed: between the nearest observed months, else of the nearest observed zone.
        sources: where it was read.
    """

    middle_deg: NDArray[np.float64]
    cover: NDArray[np.float64]
    filled: NDArray[np.bool_]
    sources: tuple[Source, ...]


@cache
def climatology() -> Climatology:
    """The packaged cloud cover.

    >>> climatology().cover.shape
    (2, 18, 12)
    """
    table = tomllib.loads(files("commonsky.coverage").joinpath("data/clouds.toml").read_text("utf-8"))
    middle = np.arange(-85.0, 90.0, 10.0)
    observed = np.full((2, len(middle), MONTHS), np.nan)
    for row in table["zone"]:
        observed[("land", "sea").index(row["surface"]), int((row["south_deg"] + 90) // 10)] = row["cover"]
    return Climatology(middle_deg=middle, cover=_filled(observed), filled=np.isnan(observed), sources=_sources(table["source"]))


def _sources(rows: list[dict[str, Any]]) -> tuple[Source, ...]:
    return tuple(Source(what=row["what"], where=row["where"], quoted=row["quoted"]) for row in rows)


def _filled(observed: NDArray[np.float64]) -> NDArray[np.float64]:
    """The same without holes: months by their neighbours around the year, then zones by the nearest one, the southern of two."""
    found = observed.copy()
    for surface in found:
        for zone in surface:
            known = np.flatnonzero(~np.isnan(zone))
            if 0 < len(known) < MONTHS:
                zone[:] = np.interp(np.arange(MONTHS), known, zone[known], period=MONTHS)
        known = np.flatnonzero(~np.isnan(surface[:, 0]))
        nearest = np.abs(np.arange(len(surface))[:, None] - known).argmin(axis=1)
        surface[:] = surface[known[nearest]]
    return found


def zonal_cover(lat_deg: NDArray[np.float64], land_share: NDArray[np.float64]) -> NDArray[np.float64]:
    """Cloud cover of cells by month, (n, 12), 0 to 1.

    Args:
        lat_deg: (n,), latitude of each cell.
        land_share: (n,), share of each cell that is land, 0 to 1; the rest is sea.

    >>> zonal_cover(np.array([5.0]), np.array([1.0]))[0, 6].item()
    0.57
    """
    known = climatology()
    land, sea = (
        np.stack([np.interp(lat_deg, known.middle_deg, by_zone) for by_zone in surface.T], axis=1).reshape(-1, MONTHS)
        for surface in known.cover
    )
    share = np.asarray(land_share, float)[:, None]
    return np.asarray(share * land + (1.0 - share) * sea)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Cover:
    """Cloud cover of cells and how much of it is the user's own.

    Args:
        share: (n, 12), cloud cover by month, 0 to 1.
        own: cells taken from the user's grid in all months.
        fallen_back: cells with a hole in the user's grid, in one month or more, filled there from the climatology; 0 without a grid.
    """

    share: NDArray[np.float64]
    own: int = 0
    fallen_back: int = 0

    @property
    def note(self) -> str:
        """One line on where the cover is from."""
        if not self.own and not self.fallen_back:
            return f"cloud cover of {len(self.share)} cells from the packaged zonal climatology"
        holes = f"; it has holes at {self.fallen_back}, filled from the zonal climatology" if self.fallen_back else ""
        return f"cloud cover of {self.own} cells from your grid{holes}"


def cover_of(lat_deg: NDArray[np.float64], land_share: NDArray[np.float64], own: NDArray[np.float64] | None = None) -> Cover:
    """Cloud cover of cells: the user's where there is one, else the climatology's.

    Args:
        lat_deg, land_share: as `zonal_cover` takes them.
        own: (n, 12), the user's cloud cover, NaN where it has a hole.
    """
    zonal = zonal_cover(lat_deg, land_share)
    if own is None:
        return Cover(share=zonal)
    if own.shape != zonal.shape:
        raise InvalidInputError(f"own cloud cover has the shape {own.shape}; give one row of 12 months for each of {len(zonal)} cells")
    holes = np.isnan(own).any(axis=1)
    return Cover(share=np.where(np.isnan(own), zonal, own), own=int((~holes).sum()), fallen_back=int(holes.sum()))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Skies:
    """Probability that each cell is clear in each spell.

    Args:
        clear: (n, spells), 0 to 1.
        first: number of the first spell, counted from 2000-01-01T00:00Z.
        spell_s: how long a spell is.
    """

    clear: NDArray[np.float64]
    first: int
    spell_s: float


def skies(cover: NDArray[np.float64], start_s: float, end_s: float, *, spell_s: float = SKY_S) -> Skies:
    """Skies of cells over a time: a spell has the cloud cover of the month that its middle is in.

    Args:
        cover: (n, 12), cloud cover by month, 0 to 1.
        start_s, end_s: what the spells cover, seconds since 2000-01-01T00:00Z: the window and the time simulated before it.
        spell_s: how long a sky lasts.

    >>> found = skies(np.full((1, 12), 0.4), 0.0, 86400.0)
    >>> found.clear.round(6).tolist()
    [[0.6, 0.6]]
    """
    if not start_s < end_s or spell_s <= 0:
        raise InvalidInputError(
            f"skies from {start_s} to {end_s} s, each of {spell_s} s; give a start before the end and a positive length"
        )
    first, last = int(start_s // spell_s), int(end_s // spell_s)
    middle_s = (np.arange(first, last + 1) + 0.5) * spell_s
    months = (np.datetime64("2000-01-01T00:00:00") + middle_s.astype("timedelta64[s]")).astype("datetime64[M]").astype(int) % MONTHS
    return Skies(clear=1.0 - cover[:, months], first=first, spell_s=spell_s)
