"""What cannot be simulated is left out with one clear line; the rest is computed."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from brute import EPOCH, START_S, orbit

from commonsky.catalogue.load import Catalogue, packaged_catalogue, with_own_rows
from commonsky.catalogue.model import Instrument, Measure, Mission, Mode, Orbit
from commonsky.core.citation import Source
from commonsky.core.errors import InvalidInputError
from commonsky.core.execution import SerialExecutor, ThreadExecutor
from commonsky.coverage.fleet import Platform, assemble
from commonsky.coverage.simulate import at_phase, simulate, viewers_of
from commonsky.world.cells import country_cells
from commonsky.world.countries import all_land, boundary, find_country

SOURCE = (Source(what="all values", where="made up for a test"),)
AS_OF, DAY_S = date(2026, 11, 22), 86_400.0
SOUND, FALLING = orbit(700, 98.2, name="Sound"), replace(orbit(180, 98.2, name="Falling"), bstar=0.5)


def mission(name, **figures):
    found = {"kind": "inclined", "altitude_km": 700, "inclination_deg": 98.2} | figures
    return Mission(
        name=name, agencies=("nobody",), launch_date=date(2020, 1, 1), status="operational", status_as_of=AS_OF, orbit=Orbit(**found),
        as_of=AS_OF, source=SOURCE,
    )  # fmt: skip


def instrument(missions, **figures):
    row = {"name": "m", "geometry": "swath", "swath_km": 1500, "resolution_m": 300, "light": "any", "acquisition": "systematic"} | figures
    measure = Measure(variable="surface_water_extent", modes=("m",), relevance="primary", product="made up", source=SOURCE)
    return Instrument(
        name="I", kind="optical imager", missions=missions, data_policy="open", modes=(Mode(**row),), measures=(measure,), as_of=AS_OF,
        source=SOURCE,
    )  # fmt: skip


def fleet_of(*sets, **figures):
    platforms = [Platform(mission=mission(e.name), basis="element set", elements=(e,), radius_km=7078.0) for e in sets]
    row = instrument(tuple(e.name for e in sets), **figures)
    return viewers_of(platforms, (row,), {"surface_water_extent"}, 20.0)


def cells():
    return country_cells(boundary(find_country("NRU")), all_land())


@pytest.mark.parametrize("executor", [SerialExecutor(), ThreadExecutor(2)])
def test_a_satellite_that_falls_within_the_window_is_left_out_and_said(executor):
    ground, window, lines = cells(), (START_S, START_S + 10 * DAY_S), []
    both = simulate(fleet_of(SOUND, FALLING), ground, window, executor, left_out=lines.append)[0]
    alone = simulate(fleet_of(SOUND), ground, window, executor)[0]
    assert len(lines) == 1
    assert lines[0].startswith("not simulated: Falling: elements of Falling: ")
    assert lines[0].endswith("within the window; give newer elements")
    assert "\n" not in lines[0]
    assert [look.platform for look in both.looks] == ["Sound", "Falling"]
    np.testing.assert_array_equal(both.start_s, alone.start_s)
    assert len(alone) > 100


def test_nobody_told_is_an_error():
    with pytest.raises(InvalidInputError, match="elements of Falling: .* within the window; give newer elements"):
        simulate(fleet_of(SOUND, FALLING), cells(), (START_S, START_S + 10 * DAY_S), SerialExecutor())


def test_what_fell_at_the_first_phase_falls_at_the_others_without_a_word():
    ground, window = cells(), (START_S, START_S + 10 * DAY_S)
    platform = Platform(mission=mission("Falling"), basis="nominal orbit, phase unknown", elements=(FALLING,) * 3, radius_km=6551.0)
    viewers = viewers_of((platform,), (instrument(("Falling",)),), {"surface_water_extent"}, 20.0)
    first = simulate(viewers, ground, window, SerialExecutor(), left_out=lambda _: None)
    moved = at_phase(viewers, ground, np.arange(len(ground)), first, window, SerialExecutor(), 1)
    assert [p is None or len(p) for p in moved] == [0, True, True]


@pytest.mark.parametrize("geometry", ["swath", "side-looking", "track", "agile", "conical"])
def test_an_orbit_that_is_not_known_is_one_line(geometry):
    figures = {"incidence_min_deg": 20, "incidence_max_deg": 40, "side": "right", "roll_max_deg": 30, "incidence_deg": 53}
    platform = Platform(mission=mission("Lost"), basis="element set", elements=(), radius_km=7078.0)
    viewers = viewers_of((platform,), (instrument(("Lost",), geometry=geometry, **figures),), {"surface_water_extent"}, 20.0)
    with pytest.raises(InvalidInputError, match=f"Lost: mode m is a {geometry}, for which its orbit is not known"):
        simulate(viewers, cells(), (START_S, START_S + DAY_S), SerialExecutor())


OWN = """
[[instrument]]
name = "{name}"
kind = "optical imager"
missions = ["Sentinel-2A"]
data_policy = "open"
as_of = 2026-11-22
source = [{{ what = "all", where = "mine" }}]
[[instrument.modes]]
name = "m"
{geometry}
resolution_m = 10
light = "day"
acquisition = "systematic"
[[instrument.measures]]
variable = "surface_water_extent"
modes = ["m"]
relevance = "primary"
product = "mine"
source = [{{ what = "all", where = "mine" }}]
"""


@pytest.mark.parametrize(
    ("geometry", "line"),
    [
        ("", "modes.0.geometry: Field required"),
        ('geometry = "conical"\nswath_km = 900', "modes.0: mode m: a conical lacks its figures (see docs/reference/catalogue.md)"),
        ('geometry = "spiral"', "modes.0.geometry: Input should be 'swath', 'side-looking', 'track', 'disk'"),
        ('geometry = "agile"\nswath_km = 12\nroll_max_deg = 30\nslew_deg_s = 0', "modes.0.slew_deg_s: Input should be greater than 0"),
    ],
)
def test_an_instrument_without_its_geometry_is_refused_by_name_and_the_sound_one_stays(tmp_path, geometry, line):
    path = tmp_path / "mine.toml"
    path.write_text(OWN.format(name="Sound", geometry='geometry = "swath"\nswath_km = 100') + OWN.format(name="Bad", geometry=geometry))
    found = with_own_rows(packaged_catalogue(), path)
    assert "Sound" in found.instruments
    assert "Bad" not in found.instruments
    assert [refused.startswith(f"mine.toml: Bad: {line}") for refused in found.refused] == [True]


def test_an_eccentric_orbit_is_simulated_where_its_row_says_where_the_apogee_lies():
    rows = [
        mission(name, kind="eccentric", perigee_km=789, apogee_km=39_567, inclination_deg=63.26, **figures)
        for name, figures in (("High", {"apogee": "north"}), ("Unknown", {}))
    ]
    fleet = assemble(Catalogue(missions={m.name: m for m in rows}, instruments={}, elements={}), (), EPOCH)
    assert [(p.mission.name, p.basis, len(p.elements)) for p in fleet.platforms] == [("High", "nominal orbit, phase unknown", 3)]
    assert [n.split(":")[:2] for n in fleet.notes] == [["not simulated", " Unknown"]]
    row = instrument(("High",), geometry="disk", cycle_min=15, max_zenith_deg=70, altitude_min_km=20_000)
    viewers = viewers_of(fleet.platforms, (row,), {"surface_water_extent"}, 20.0)
    grounds = [country_cells(boundary(find_country(code)), all_land()) for code in ("ALA", "NRU", "FLK")]
    looks = [simulate(viewers, ground, (START_S, START_S + DAY_S), SerialExecutor())[0] for ground in grounds]
    north, equator, south = ((p.end_s - p.start_s).sum() / 3600 / len(g) for p, g in zip(looks, grounds, strict=True))
    assert 8 < north < 24
    assert equator < north
    assert south == 0
    assert looks[0].looks[0].cycle_s == 900.0
