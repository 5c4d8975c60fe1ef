"""Chains from targets over variables to instruments: those that practice knows are there, those that would be wrong are not."""

from datetime import date

import numpy as np
import pytest

from commonsky.catalogue.load import packaged_catalogue, packaged_networks
from commonsky.core.citation import Source
from commonsky.coverage.reach import can_see
from commonsky.needs.load import packaged_targets
from commonsky.needs.relevance import Heat, Relevance, heat, measured_by, networks_for, relevance
from commonsky.needs.targets import goal_of

ON = date(2026, 11, 22)
TARGETS, CATALOGUE = packaged_targets(), packaged_catalogue()
ROWS = relevance(TARGETS, CATALOGUE, ON)
#: Target, variable, role, instrument: what is done in practice.
CHAINS = [
    ("SDG 6.6.1", "surface_water_extent", "measures", "OLI"),
    ("SDG 6.6.1", "surface_water_extent", "measures", "MSI"),
    ("SDG 6.6.1", "surface_water_extent", "measures", "C-SAR"),
    ("SDG 6.6.1", "inland_water_level", "supports", "KaRIn"),
    ("SDG 6.6.1", "terrestrial_water_storage", "context", "KBR and LRI (GRACE-FO)"),
    ("SDG 15.3.1", "land_cover", "measures", "MSI"),
    ("SDG 15.3.1", "fapar", "supports", "MODIS"),
    ("SDG 15.2.1", "above_ground_biomass", "measures", "GEDI"),
    ("SDG 15.2.1", "canopy_height", "supports", "GEDI"),
    ("SDG 15.1.1", "land_cover", "supports", "MSI"),
    ("SDG 15.4.2", "land_cover", "measures", "MODIS"),
    ("SDG 14.1.1", "chlorophyll_concentration", "measures", "OLCI"),
    ("SDG 14.1.1", "chlorophyll_concentration", "measures", "MODIS"),
    ("SDG 14.3.1", "sea_surface_temperature", "supports", "SLSTR"),
    ("SDG 14.3.1", "sea_surface_salinity", "supports", "MIRAS"),
    ("SDG 11.3.1", "land_cover", "measures", "MSI"),
    ("SDG 11.5.2", "surface_water_extent", "supports", "C-SAR"),
    ("SDG 11.6.2", "aerosol_optical_depth", "supports", "MODIS"),
    ("SDG 11.6.2", "aerosol_optical_depth", "supports", "VIIRS"),
    ("SDG 9.4", "no2_column", "supports", "TROPOMI"),
    ("SDG 13.2.2", "co2_column", "supports", "OCO-2 spectrometer"),
    ("SDG 13.2.2", "methane_column", "supports", "TROPOMI"),
    ("SDG 13.1", "active_fire", "supports", "VIIRS"),
    ("SDG 13.1", "soil_moisture", "supports", "SMAP radiometer"),
    ("SDG 2.4", "soil_moisture", "supports", "SMAP radiometer"),
    ("SDG 2.4", "evapotranspiration", "supports", "ECOSTRESS"),
    ("SDG 2.c", "precipitation_amount", "supports", "IMERG"),
    ("SDG 7.2", "surface_solar_radiation", "supports", "SEVIRI"),
    ("Sendai G-2", "precipitation_rate", "supports", "GMI"),
    ("Sendai G-2", "ocean_surface_wind", "supports", "ASCAT"),
    ("Sendai G-2", "active_fire", "supports", "VIIRS"),
    ("Sendai C-2", "fapar", "supports", "MODIS"),
    ("Sendai B-4", "burnt_area", "supports", "MODIS"),
    ("Paris 5.1", "above_ground_biomass", "supports", "GEDI"),
    ("Paris 8.1", "sea_surface_height", "supports", "Poseidon-4"),
    ("Paris 7.7(c)", "sea_ice_concentration", "supports", "AMSR2"),
]
#: Beginning of the code, variable, role, instrument; empty: any. What must not be.
FORBIDDEN = [
    ("SDG 6.6.1", "ocean_surface_wind", "", ""),
    ("SDG 6.6.1", "", "", "SeaWinds"),
    ("SDG 6.6.1", "", "", "ASCAT"),
    ("SDG 4", "", "", ""),
    ("SDG 5", "", "", ""),
    ("SDG 10", "", "", ""),
    ("SDG 16", "", "", ""),
    ("SDG 17.1.", "", "", ""),
    ("Sendai F", "", "", ""),
    ("Paris 12", "", "", ""),
    ("Sendai A", "", "measures", ""),
    ("Sendai B", "", "measures", ""),
    ("Sendai D", "", "measures", ""),
    ("SDG 1.5.1", "", "measures", ""),
    ("SDG 11.5.1", "", "measures", ""),
    ("SDG 13.1.1", "", "measures", ""),
    ("SDG 3.9.1", "", "measures", ""),
    ("SDG 3.4.1", "", "measures", ""),
    ("SDG 11.6.2", "aerosol_optical_depth", "measures", ""),  # a column of air is not what people breathe
    ("SDG 7.2", "wind_profile", "", "ASCAT"),
    ("SDG 14.1.1", "soil_moisture", "", ""),
    ("SDG 15.3.1", "sea_surface_height", "", ""),
    ("SDG 15", "chlorophyll_concentration", "", ""),
    ("SDG 14", "fapar", "", ""),
]


@pytest.mark.parametrize("chain", CHAINS, ids=" ".join)
def test_a_chain_of_practice_is_there_with_its_sources(chain):
    found = [row for row in ROWS if (row.target, row.variable, row.role, row.instrument) == chain]
    assert len(found) == 1
    assert found[0].product
    assert found[0].instrument_sources
    assert found[0].how


@pytest.mark.parametrize("wrong", FORBIDDEN, ids=" ".join)
def test_a_wrong_chain_is_not(wrong):
    code, *rest = wrong
    begins = [row for row in ROWS if row.target == code or (row.target.startswith(code) and not row.target[len(code)].isdigit())]
    begins += [row for row in ROWS if code.endswith(".") and row.target.startswith(code)]
    asked = dict(zip(("variable", "role", "instrument"), rest, strict=True))
    assert [row for row in begins if all(getattr(row, key) == value for key, value in asked.items() if value)] == []


def test_deaths_and_people_struck_are_measured_by_no_instrument():
    for code in ("SDG 1.5.1", "SDG 11.5.1", "SDG 13.1.1", "SDG 3.2.1", "SDG 3.6.1", "Sendai A-1", "Sendai B-1"):
        assert {row.role for row in ROWS if row.target == code} <= {"supports", "context"}


def test_every_link_has_a_chain_or_a_row_without_an_instrument():
    links = {(row.target, row.variable) for row in ROWS}
    assert links == {(target.id, link.variable) for target in TARGETS.values() for link in target.links}
    alone = {row.variable for row in ROWS if not row.instrument}
    assert alone == {"air_temperature", "wind_profile", "river_discharge", "ocean_current"}
    assert all((row.missions, row.relevance, row.product) == (0, "", "") for row in ROWS if not row.instrument)


def test_what_flies_is_counted_on_the_date():
    first = next(row for row in ROWS if row.instrument == "C-SAR")
    names = CATALOGUE.instruments["C-SAR"].missions
    assert first.missions == sum(CATALOGUE.missions[name].gives_products(ON) for name in names)
    then = relevance({"SDG 6.6.1": TARGETS["SDG 6.6.1"]}, CATALOGUE, date(1990, 1, 1))
    assert {row.missions for row in then if row.instrument == "C-SAR"} == {0}


def test_a_fleet_counts_each_of_its_satellites():
    fleet = next(m for m in CATALOGUE.missions.values() if m.satellites > 1 and m.gives_products(ON))
    flown = next(i for i in CATALOGUE.instruments.values() if fleet.name in i.missions)
    row = next(r for r in measured_by(CATALOGUE, ON)[flown.measures[0].variable] if r.instrument == flown.name)
    assert row.missions >= fleet.satellites


def test_those_that_fly_come_first_then_the_best_suited():
    for rows in measured_by(CATALOGUE, ON).values():
        keys = [(row.missions == 0, ("primary", "high", "fair").index(row.relevance), row.instrument) for row in rows]
        assert keys == sorted(keys)


def test_rows_are_the_same_from_a_mapping_and_from_rows():
    assert relevance(list(TARGETS.values()), CATALOGUE, ON) == ROWS


def chain(target, variable="land_cover", role="supports", instrument="", missions=0):
    source = Source(what="w", where="https://example.org")
    return Relevance(target=target, variable=variable, role=role, how="h", link_source=source, instrument=instrument, missions=missions)


def test_heat_counts_each_target_once_in_its_role():
    rows = [
        chain("SDG 6.6.1", role="measures", instrument="A", missions=1),
        chain("SDG 6.6.1", role="measures", instrument="B", missions=2),
        chain("SDG 6.6", instrument="C"),
        chain("SDG 6", "snow_cover", role="context"),
        chain("Sendai G-2"),
    ]
    assert heat(rows) == (
        Heat(goal="SDG 6", variable="land_cover", measures=1, supports=1, context=0, instruments=2),
        Heat(goal="SDG 6", variable="snow_cover", measures=0, supports=0, context=1, instruments=0),
        Heat(goal="Sendai G", variable="land_cover", measures=0, supports=1, context=0, instruments=0),
    )
    assert [cell.strongest for cell in heat(rows)] == ["measures", "context", "supports"]
    assert heat(()) == ()


def test_heat_of_all_counts_every_link_once():
    assert sum(cell.targets for cell in heat(ROWS)) == len({(row.target, row.variable) for row in ROWS})
    assert {cell.goal for cell in heat(ROWS)} == {goal_of(row.target) for row in ROWS}


def test_rivers_are_measured_by_networks():
    assert "GRDC" in networks_for("river_discharge", packaged_networks())
    assert networks_for("land_cover", {}) == ()


FIJI, NEPAL, KENYA, GREENLAND = ((-17.8, 178.0), (28.0, 84.0), (0.5, 38.0), (72.0, -40.0))


@pytest.mark.parametrize(
    ("instrument", "mission", "place", "seen"),
    [
        ("SEVIRI", "Meteosat-10", KENYA, True),
        ("SEVIRI", "Meteosat-10", FIJI, False),
        ("AHI", "Himawari-9", FIJI, True),
        ("AHI", "Himawari-9", GREENLAND, False),
        ("MSI", "Sentinel-2A", GREENLAND, True),
        ("GEDI", "ISS", GREENLAND, False),
        ("GEDI", "ISS", NEPAL, True),
        ("IMERG", "GPM Core Observatory", NEPAL, True),
    ],
)
def test_who_can_see_a_place_at_all(instrument, mission, place, seen):
    row = CATALOGUE.instruments[instrument]
    assert mission in row.missions
    assert can_see(row, CATALOGUE.missions[mission], np.array(place[:1]), np.array(place[1:])) is seen


def test_what_never_looks_there_is_left_out():
    def nowhere(instrument, mission):
        return False

    rows = relevance({"SDG 6.6.1": TARGETS["SDG 6.6.1"]}, CATALOGUE, ON, sees=nowhere)
    assert {row.instrument for row in rows} == {""}
    assert len(rows) == len(TARGETS["SDG 6.6.1"].links)
