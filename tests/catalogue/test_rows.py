"""Rows of the packaged catalogue: each has sources, names exist, and the figures of an orbit agree with each other."""

from datetime import date

import pytest
from pydantic import ValidationError

from commonsky.catalogue.load import packaged_catalogue
from commonsky.catalogue.model import ElementRow, Instrument, Measure, Mission, Mode, Orbit
from commonsky.catalogue.rules import excused
from commonsky.core.errors import UnknownNameError
from commonsky.core.time import parse_utc
from commonsky.coverage.fleet import _nominal
from commonsky.orbits.derived import derive
from commonsky.orbits.nominal import nominal_elements

CATALOGUE = packaged_catalogue()
SOURCE = {"what": "orbit", "where": "https://example.org"}


def test_there_is_something_to_check():
    assert len(CATALOGUE.missions) >= 195
    assert len(CATALOGUE.instruments) >= 180
    assert len(CATALOGUE.elements) >= 25
    assert CATALOGUE.refused == ()


@pytest.mark.parametrize("row", [*CATALOGUE.missions.values(), *CATALOGUE.instruments.values()], ids=lambda r: r.name)
def test_every_row_says_where_each_fact_was_read(row):
    measures = row.measures if isinstance(row, Instrument) else ()
    for source in (*row.source, *(s for m in measures for s in m.source)):
        assert source.what
        assert len(source.where) > 8
    assert row.as_of <= date(2026, 12, 31)


SINGLE = [m for m in CATALOGUE.missions.values() if m.norad]


@pytest.mark.parametrize("mission", [m for m in SINGLE if m.cospar], ids=lambda m: m.name)
def test_the_international_number_is_of_the_year_of_launch(mission):
    assert int(mission.cospar[:4]) == mission.launch_date.year
    assert mission.cospar[4] == "-"
    assert mission.status_as_of >= mission.launch_date


def test_fleets_and_planned_missions_alone_have_no_number():
    unnumbered = [m for m in CATALOGUE.missions.values() if not m.norad]
    assert all(m.satellites > 1 or m.status == "planned" for m in unnumbered)
    assert all(m.satellites == 1 for m in SINGLE)
    assert len(SINGLE) >= 155


def test_numbers_are_of_one_mission_each():
    norad = [m.norad for m in SINGLE]
    cospar = [m.cospar for m in SINGLE if m.cospar]
    assert len(set(norad)) == len(norad)
    assert len(set(cospar)) == len(cospar)


#: Missions whose orbit is not that of their inclination, as their note says.
UNKEPT = {m.name for m in CATALOGUE.missions.values() if "node time and inclination" in excused(m.note)}


@pytest.mark.parametrize("mission", [m for m in CATALOGUE.missions.values() if m.orbit.kind == "sun-synchronous"], ids=lambda m: m.name)
def test_altitude_inclination_and_cycle_of_a_sun_synchronous_orbit_agree(mission):
    made = nominal_elements(_nominal(mission, None), parse_utc("2026-11-01"))
    derived = derive(made)
    assert abs(derived.altitude_km - mission.orbit.altitude_km) < 25.0
    # an orbit that is let go drifts because its inclination no longer fits: Aqua by 0.25 degrees
    assert mission.name in UNKEPT or abs(made.inclination_deg - mission.orbit.inclination_deg) < 0.4
    assert abs(derived.node_drift_min_day) < 0.001
    assert derived.node_time_h == pytest.approx(mission.orbit.node_time_h, abs=1 / 60)


@pytest.mark.parametrize(
    "mission", [m for m in CATALOGUE.missions.values() if m.orbit.kind == "inclined" and m.orbit.repeat_days], ids=lambda m: m.name
)
def test_altitude_and_cycle_of_an_inclined_orbit_agree(mission):
    assert abs(derive(nominal_elements(_nominal(mission, None), parse_utc("2026-11-01"))).altitude_km - mission.orbit.altitude_km) < 25.0


@pytest.mark.parametrize("instrument", CATALOGUE.instruments.values(), ids=lambda i: i.name)
def test_an_instrument_flies_on_missions_that_exist_in_orbits_that_fit_its_modes(instrument):
    kinds = {CATALOGUE.mission(name).orbit.kind for name in instrument.missions}
    for mode in instrument.modes:
        if mode.geometry == "disk":
            assert kinds <= {"geostationary", "eccentric"}
        elif mode.geometry != "grid":
            assert "geostationary" not in kinds


def test_no_mode_stands_without_a_product():
    idle = [
        (i.name, mode.name) for i in CATALOGUE.instruments.values() for mode in i.modes if not any(mode.name in m.modes for m in i.measures)
    ]
    # modes that are kept though no measured variable has an open product of them say so
    assert [name for name, _ in idle if not CATALOGUE.instruments[name].note] == []


def test_an_unknown_mission_suggests_the_nearest():
    with pytest.raises(UnknownNameError, match="did you mean 'Sentinel-2A'"):
        CATALOGUE.mission("sentinel 2a")


@pytest.mark.parametrize(
    ("figures", "message"),
    [
        ({"kind": "geostationary"}, "needs longitude_deg"),
        ({"kind": "sun-synchronous"}, "needs ascending_node"),
        ({"kind": "inclined", "repeat_days": 10}, "go together"),
        ({"kind": "inclined", "inclination_deg": 181}, "inclination_deg"),
        ({"kind": "inclined", "altitude_km": -5}, "altitude_km"),
        ({"kind": "sun-synchronous", "ascending_node": "25:00"}, "ascending_node"),
        ({"kind": "inclined", "height": 5}, "height"),
    ],
)
def test_an_orbit_that_lacks_its_figures_is_refused(figures, message):
    with pytest.raises(ValidationError, match=message):
        Orbit(**figures)


@pytest.mark.parametrize("geometry", ["swath", "side-looking", "track", "disk", "grid"])
def test_a_mode_that_lacks_its_figures_is_refused(geometry):
    with pytest.raises(ValidationError, match=f"mode m: a {geometry} lacks its figures"):
        Mode(name="m", geometry=geometry, resolution_m=10, light="any", acquisition="systematic")


@pytest.mark.parametrize("model", [Mission, Instrument, Measure, ElementRow])
def test_a_row_without_a_source_does_not_load(model):
    with pytest.raises(ValidationError) as caught:
        model.model_validate({"source": []})
    assert ("source",) in {error["loc"] for error in caught.value.errors()}


def flying(status, on, end=None):
    mission = Mission(
        name="M",
        agencies=("A",),
        launch_date=date(2020, 1, 1),
        end_date=end,
        status=status,
        status_as_of=date(2026, 1, 1),
        norad=1,
        cospar="2020-001A",
        as_of=date(2026, 1, 1),
        source=(SOURCE,),
        orbit=Orbit(kind="geostationary", longitude_deg=0),
    )
    return mission.gives_products(on)


def test_a_mission_gives_products_from_launch_until_its_end():
    assert [flying("operational", date(2019, 12, 31)), flying("operational", date(2020, 1, 1)), flying("extended", date(2026, 1, 1))] == [
        False,
        True,
        True,
    ]
    end = date(2025, 1, 1)
    assert [flying("ended", date(2024, 12, 31), end), flying("ended", end, end)] == [True, False]
    assert [flying(s, date(2026, 1, 1)) for s in ("planned", "commissioning", "standby")] == [False] * 3


def test_an_ended_mission_needs_its_end():
    with pytest.raises(ValidationError, match="an ended mission needs its end_date"):
        flying("ended", date(2026, 1, 1))
