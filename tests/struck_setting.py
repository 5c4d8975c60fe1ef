"""A small made-up sky and ground for scenarios to strike: some missions, systems, stations and downlinks, and a country of cells."""

from datetime import UTC, date, datetime

import numpy as np

from commonsky.catalogue.model import Instrument, Measure, Mission, Mode, Orbit
from commonsky.catalogue.systems import Downlink, Navigation, Shell, Station, Telecom
from commonsky.core.citation import Source
from commonsky.core.elements import Elements
from commonsky.coverage.fleet import Platform
from commonsky.resilience.scenario import Scenario, Setting

SOURCE = (Source(what="made up", where="this test", quoted="made up"),)
DATED = {"as_of": date(2026, 11, 1), "source": SOURCE}
START_UTC = datetime(2026, 11, 23, tzinfo=UTC)
POLAR = Orbit(kind="inclined", altitude_km=700, inclination_deg=98)


def make_mission(name, orbit=POLAR, agencies=("ESA",), status="operational", launch=date(2020, 1, 1), **more):
    return Mission(
        name=name, orbit=orbit, agencies=agencies, status=status, launch_date=launch, status_as_of=date(2026, 10, 1), **DATED, **more
    )  # fmt: skip


def make_elements(name):
    return Elements(
        name=name, norad=0, cospar="", epoch_utc=START_UTC, mean_motion_rev_day=14.6, eccentricity=0.001, inclination_deg=98.0,
        node_deg=40.0, perigee_deg=90.0, anomaly_deg=0.0, origin="made up",
    )  # fmt: skip


def make_instrument(name, *missions, modes=("wide", "fine")):
    looks = tuple(Mode(name=m, geometry="swath", swath_km=200, resolution_m=10, light="any", acquisition="systematic") for m in modes)
    measure = Measure(variable="active_fire", modes=modes, relevance="primary", product="made up", source=SOURCE)
    return Instrument(name=name, kind="radar", missions=missions, data_policy="open", modes=looks, measures=(measure,), **DATED)


def make_station(name, lat_deg, lon_deg, operator="Polar Services (Norway)"):
    return Station(
        name=name, latitude_deg=lat_deg, longitude_deg=lon_deg, operator=operator, country="NOR", kind="polar", status="operational",
        status_as_of=date(2026, 10, 1), **DATED,
    )  # fmt: skip


def make_shell(kind, altitude_km, longitudes_deg=()):
    return Shell(kind=kind, satellites=24, altitude_km=altitude_km, longitudes_deg=longitudes_deg, source=SOURCE)


def make_navigation(name, kind="global", status="operational", operator="Somebody", shells=()):
    return Navigation(
        name=name, operator=operator, kind=kind, status=status, status_as_of=date(2026, 10, 1), service_area="worldwide",
        emergency_messages=False, shells=shells, **DATED,
    )  # fmt: skip


def make_telecom(name, kind="two-way", status="operational", operator="Somebody", shells=()):
    return Telecom(
        name=name, operator=operator, kind=kind, status=status, status_as_of=date(2026, 10, 1), coverage="worldwide",
        use_for_warning="made up", shells=shells, **DATED,
    )  # fmt: skip


def make_scenario(kind, name="made-up", **takes):
    return Scenario(name=name, kind=kind, titles={"en": "Made up", "zh": "虚构"}, takes=takes, **DATED)


def by_name(*rows):
    return {row.name: row for row in rows}


MISSIONS = by_name(
    make_mission("One", name_zh="一号"),
    make_mission("Two", agencies=("ESA", "NASA")),
    make_mission("Relayed", agencies=("NASA",)),
    make_mission("Beyond", agencies=("ISRO",)),
    make_mission("Adrift", agencies=("ISRO",)),
    make_mission("Standing", Orbit(kind="geostationary", longitude_deg=140.7), agencies=("JMA",)),
    make_mission("Molniya", Orbit(kind="eccentric", perigee_km=800, apogee_km=39500, inclination_deg=63.4), agencies=("Roscosmos",)),
    make_mission("Coming", status="planned", launch=date(2026, 11, 25)),
    make_mission("Gone", status="ended", end_date=date(2024, 1, 1)),
)
SETTING = Setting(
    missions=MISSIONS,
    instruments=by_name(make_instrument("Radar", "One", "Two"), make_instrument("Camera", "Gone")),
    navigation=by_name(
        make_navigation("GPS", operator="United States Space Force (USA)", shells=(make_shell("circular", 20200),)),
        make_navigation("Galileo", shells=(make_shell("circular", 23222),)),
        make_navigation("QZSS", kind="regional", shells=(make_shell("geosynchronous", 35786),)),
        make_navigation("EGNOS", kind="augmentation", shells=(make_shell("geostationary", 35786),)),
        make_navigation("Old", status="ended"),
    ),
    telecom=by_name(
        make_telecom("Iridium", shells=(make_shell("LEO", 781),)),
        make_telecom("Mixed", shells=(make_shell("LEO", 781), make_shell("GEO", 35786, (10.0,)))),
        make_telecom("Relay", kind="relay", operator="Airbus with ESA", shells=(make_shell("GEO", 35786, (9.0,)),)),
        make_telecom("Hidden relay", kind="relay", operator="NASA (USA)"),
        make_telecom("Silent", status="ended"),
    ),
    stations=by_name(
        make_station("North", 78.2, 15.4),
        make_station("South", -72.0, 2.5),
        make_station("Middle", 40.6, 16.7, operator="e-GEOS; NASA"),
    ),
    downlinks=by_name(
        Downlink(name="Pair", missions=("One", "Two"), stations=("North", "Middle"), relays=("Relay",), **DATED),
        Downlink(name="Relayed", missions=("Relayed",), relays=("Hidden relay",), **DATED),
        Downlink(name="Beyond", missions=("Beyond",), stations=("South",), missing=("Elsewhere",), **DATED),
        Downlink(name="Adrift", missions=("Adrift",), stations=("North", "South"), **DATED),
    ),
    platforms=tuple(
        Platform(mission=MISSIONS[name], basis="element set", elements=(make_elements(name),), radius_km=7071.0)
        for name in ("One", "Two", "Relayed", "Beyond")
    ),
    lat_deg=np.array([-18.0, -16.5, -17.0, -19.0]),
    lon_deg=np.array([178.0, 179.9, -179.9, -178.5]),
    start=START_UTC,
    days=10.0,
)
