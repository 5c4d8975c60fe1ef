"""Which instrument serves which need where: by variable, and by passes really found over cells of five countries in five days.

Expected pairs are the missions' published purposes; the forbidden ones are physics or the far side of the Earth.
"""

from dataclasses import replace

import numpy as np
import pytest

from commonsky.catalogue.load import packaged_catalogue
from commonsky.core.execution import SerialExecutor
from commonsky.core.time import parse_utc, seconds_since_epoch
from commonsky.coverage.fleet import assemble
from commonsky.coverage.simulate import simulate, viewers_of
from commonsky.needs.load import packaged_requirements
from commonsky.world.cells import country_cells
from commonsky.world.countries import all_land, boundary, find_country

CATALOGUE = packaged_catalogue()
START = parse_utc("2026-11-22")
START_S = seconds_since_epoch(START)
COUNTRIES = ("MWI", "NPL", "FJI", "HTI", "KEN")
EXPECTED = [
    ("MWI", "flood-surface-water-extent", "C-SAR"),
    ("MWI", "agriculture-soil-moisture", "SMAP radiometer"),
    ("MWI", "fire-burnt-area", "MODIS"),
    ("NPL", "flood-precipitation-rate", "DPR"),
    ("NPL", "agriculture-land-surface-temperature", "MODIS"),
    ("NPL", "agriculture-land-cover", "MSI"),
    ("NPL", "storm-precipitation-rate", "INSAT Imager"),
    ("FJI", "fire-active-fire", "AHI"),
    ("FJI", "storm-cloud-top-temperature", "AHI"),
    ("FJI", "storm-ocean-surface-wind", "ASCAT"),
    ("HTI", "storm-precipitation-rate", "ABI"),
    ("HTI", "flood-surface-water-extent", "C-SAR"),
    ("HTI", "coast-sea-surface-temperature", "AVHRR/3"),
    ("KEN", "fire-active-fire", "VIIRS"),
    ("KEN", "flood-precipitation-rate", "SEVIRI"),
    ("KEN", "drought-fapar", "OLCI"),
    ("KEN", "drought-precipitation-amount", "IMERG"),
    ("MWI", "agriculture-leaf-area-index", "MODIS"),
    ("MWI", "air-aerosol-optical-depth", "MODIS"),
    ("MWI", "air-no2-column", "TROPOMI"),
    ("MWI", "climate-methane-column", "TROPOMI"),
    ("MWI", "drought-fapar", "OLCI"),
    ("MWI", "storm-lightning", "LI"),
    ("NPL", "storm-lightning", "LMI"),
    ("NPL", "air-no2-column", "GEMS"),
    ("NPL", "climate-carbon-monoxide-column", "IASI"),
    ("NPL", "climate-temperature-profile", "CrIS"),
    ("NPL", "climate-land-cover", "MSI"),
    ("NPL", "agriculture-evapotranspiration", "ECOSTRESS"),
    ("NPL", "climate-above-ground-biomass", "PALSAR-3"),
    ("NPL", "geohazard-ground-displacement", "SAR-L"),
    ("FJI", "climate-sea-surface-salinity", "SMAP radiometer"),
    ("FJI", "climate-sea-surface-salinity", "MIRAS"),
    ("FJI", "climate-sea-surface-height", "KaRIn"),
    ("FJI", "coast-significant-wave-height", "SWIM"),
    ("FJI", "storm-ocean-surface-wind", "OSCAT-3"),
    ("FJI", "climate-chlorophyll-concentration", "OCI"),
    ("FJI", "storm-precipitation-rate", "GMI"),
    ("HTI", "storm-lightning", "GLM"),
    ("HTI", "climate-ozone-column", "OMPS Nadir Mapper"),
    ("HTI", "coast-sea-surface-temperature", "VIIRS"),
    ("HTI", "climate-cloud-cover", "CERES (SYN1deg)"),
    ("KEN", "climate-surface-albedo", "MODIS"),
    ("KEN", "water-terrestrial-water-storage", "KBR and LRI (GRACE-FO)"),
    ("KEN", "agriculture-soil-moisture", "ASCAT"),
    ("KEN", "flood-inland-water-level", "KaRIn"),
    ("KEN", "climate-humidity-profile", "IASI"),
    ("KEN", "drought-precipitation-amount", "GSMaP"),
]
#: Over the horizon of where they stand.
NOT_IN_SIGHT = [
    ("NPL", "ABI"),
    ("KEN", "ABI"),
    ("HTI", "AHI"),
    ("KEN", "AHI"),
    ("FJI", "SEVIRI"),
    ("HTI", "SEVIRI"),
    ("HTI", "INSAT Imager"),
    ("FJI", "FCI"),
    ("MWI", "AMI"),
    ("MWI", "GLM"),
    ("FJI", "LI"),
    ("HTI", "LMI"),
    ("KEN", "GEMS"),
    ("FJI", "GEMS"),
    ("MWI", "TEMPO"),
    ("NPL", "TEMPO"),
    ("HTI", "GOCI-II"),
    ("KEN", "GIIRS (FY-4B)"),
    ("HTI", "INSAT Sounder"),
    ("FJI", "INSAT Sounder"),
]
#: No instrument of a kind measures these.
NEVER = {
    "altimeter": {"burnt_area", "active_fire", "land_surface_temperature", "precipitation_rate", "soil_moisture", "land_cover"},
    "synthetic aperture radar": {
        "active_fire",
        "sea_surface_temperature",
        "cloud_top_temperature",
        "chlorophyll_concentration",
        "precipitation_rate",
    },
    "optical imager": {"precipitation_rate", "soil_moisture", "sea_surface_height", "significant_wave_height"},
    "microwave radiometer": {"active_fire", "burnt_area", "land_cover", "inland_water_level"},
    "precipitation radar": {"soil_moisture", "active_fire", "sea_surface_temperature"},
    "scatterometer": {"active_fire", "land_surface_temperature", "sea_surface_height"},
    "geostationary imager": {"sea_surface_height", "soil_moisture", "inland_water_level", "above_ground_biomass"},
    "lightning imager": {"precipitation_amount", "soil_moisture", "sea_surface_height"},
    "gravity": {"soil_moisture", "land_cover", "precipitation_rate"},
    "radio occultation receiver": {"soil_moisture", "active_fire", "no2_column"},
    "microwave sounder": {"active_fire", "land_cover", "no2_column"},
}


def few_cells(iso3, count=8):
    cells = country_cells(boundary(find_country(iso3)), all_land())
    kept = np.linspace(0, len(cells) - 1, count).astype(int)
    return replace(cells, **{field: getattr(cells, field)[kept] for field in ("ids", "lat_deg", "lon_deg", "land_km2", "sea_km2")})


@pytest.fixture(scope="module")
def sightings():
    """For each country, how often each mode of each instrument on each platform saw a point in five days."""
    fleet = assemble(CATALOGUE, [], START)
    variables = {measure.variable for i in CATALOGUE.instruments.values() for measure in i.measures}
    found = {}
    for iso3 in COUNTRIES:
        cells = few_cells(iso3)
        viewers = viewers_of(fleet.platforms, list(CATALOGUE.instruments.values()), variables, float(np.sqrt(cells.cell_km2)))
        for passes in simulate(viewers, cells, (START_S, START_S + 5 * 86_400.0), SerialExecutor()):
            if passes is not None:
                counts = np.bincount(passes.look, minlength=len(passes.looks))
                found |= {(iso3, look.instrument, look.mode, look.platform): int(n) for look, n in zip(passes.looks, counts, strict=True)}
    return found


def seen(sightings, iso3, instrument, modes=None):
    return sum(
        n
        for (country, name, mode, _), n in sightings.items()
        if country == iso3 and name == instrument and (modes is None or mode in modes)
    )


@pytest.mark.parametrize(("iso3", "need", "instrument"), EXPECTED)
def test_an_instrument_that_serves_a_need_passes(sightings, iso3, need, instrument):
    variable = packaged_requirements()[need].variable
    modes = {mode for measure in CATALOGUE.instruments[instrument].measures if measure.variable == variable for mode in measure.modes}
    assert modes, f"{instrument} does not measure {variable}"
    assert seen(sightings, iso3, instrument, modes) > 0


@pytest.mark.parametrize(("iso3", "instrument"), NOT_IN_SIGHT)
def test_what_stands_beyond_the_horizon_sees_nothing(sightings, iso3, instrument):
    assert any(key[:2] == (iso3, instrument) for key in sightings)
    assert seen(sightings, iso3, instrument) == 0


@pytest.mark.parametrize("kind", sorted(NEVER))
def test_no_instrument_of_a_kind_measures_what_it_cannot(kind):
    instruments = [i for i in CATALOGUE.instruments.values() if i.kind == kind]
    assert instruments
    assert [(i.name, m.variable) for i in instruments for m in i.measures if m.variable in NEVER[kind]] == []


def test_the_flood_mode_of_the_radar_is_its_wide_one():
    modes = {mode for m in CATALOGUE.instruments["C-SAR"].measures if m.variable == "surface_water_extent" for mode in m.modes}
    assert "IW" in modes
    assert "WV" not in modes


def test_kenya_is_in_sight_of_the_indian_ocean_satellite(sightings):
    assert sum(n for (iso3, name, _, platform), n in sightings.items() if (iso3, name, platform) == ("KEN", "SEVIRI", "Meteosat-9")) > 0


def test_daily_wide_imagers_see_every_point_every_day(sightings):
    # VIIRS has no gaps at the equator: 8 points, 5 days, at least one view a day and satellite in reflected light
    for iso3 in COUNTRIES:
        for platform in ("NOAA-20", "NOAA-21"):
            assert sightings[iso3, "VIIRS", "reflective", platform] >= 8 * 5


def test_a_mission_that_has_ended_sees_nothing(sightings):
    assert {key for key in sightings if key[3] == "Sentinel-1A"} == set()
