"""How dense a country's ground stations are, in a line, and which networks could not be judged. Facts: the list; rows of networks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from commonsky.coverage.stations import equivalent_spacing_km, median_over_land_km

if TYPE_CHECKING:
    from collections.abc import Iterable

    from shapely import MultiPolygon

    from commonsky.catalogue.systems import Network
    from commonsky.sources.station_lists import StationList
    from commonsky.world.cells import Cells
    from commonsky.world.countries import Country

#: Share of a cell that must be the country's land or its sea for the cell to be the country's alone; less is a seam between outlines.
WHOLE = 0.98
PROXY = "; they are aerodromes that report METAR, standing in for the national network: give yours with --stations"


def station_notes(
    stations: StationList, country: Country, cells: Cells, outline: MultiPolygon, networks: Iterable[Network], variables: set[str]
) -> tuple[str, ...]:
    """The country's stations against what the regulation asks, then the networks that are known but not judged.

    Args:
        stations: the list that was used.
        country, cells, outline: whose density is told.
        networks: rows of the catalogue.
        variables: that are asked.
    """
    rows = list(networks)
    spacing = equivalent_spacing_km(cells.lat_deg, cells.lon_deg, stations.lat_deg, stations.lon_deg)
    asks = "".join(f"; {n.name} asks {n.required_spacing_km:g} km" for n in rows if n.positions and n.required_spacing_km)
    text = (
        f"weather stations: {stations_within(stations, country, cells, outline)} within the country, "
        f"one per {median_over_land_km(spacing, cells):.0f} km in the median over land{asks}"
    )
    ours = [n for n in rows if cells.coastal or n.kind != "marine"]
    silent = [n for n in ours if n.positions is None and {m.variable for m in n.measures} & variables]
    names = ", ".join(n.name for n in silent)
    unjudged = f"ground networks that measure what is asked but are not judged, as no list gives their stations: {names}"
    return (text + (PROXY if stations.packaged else ""), *([unjudged] if silent else []), *_without_cycle(rows, variables))


def _without_cycle(networks: Iterable[Network], variables: set[str]) -> list[str]:
    """A line for each network with positions that measures what is asked, but no source states how often."""
    found = []
    for network in networks:
        names = [m.variable for m in network.measures if m.variable in variables and m.cycle_h is None]
        if network.positions and names:
            found.append(f"{network.name} is not judged for {', '.join(names)}: no source states how often it observes")
    return found


def stations_within(stations: StationList, country: Country, cells: Cells, outline: MultiPolygon) -> int:
    """Stations of the country: by the code that the list gives, else by place.

    A station on a drawn coast, or on an islet that is not drawn, counts by its cell where no other country's land is in that cell.
    """
    coded = np.array([code in {country.iso2, country.iso3} for code in stations.country])
    silent = np.flatnonzero([not code for code in stations.country])
    at = cells.find(stations.lat_deg[silent], stations.lon_deg[silent])
    alone = (at >= 0) & (cells.land_km2[at] + cells.sea_km2[at] >= WHOLE * cells.cell_km2)
    return int(coded.sum() + (alone | shapely.contains_xy(outline, stations.lon_deg[silent], stations.lat_deg[silent])).sum())
