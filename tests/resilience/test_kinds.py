"""What each kind of scenario takes away, by hand, over a made-up sky and a country that crosses the antimeridian."""

import itertools
from dataclasses import replace
from datetime import UTC, date, datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonsky.catalogue.lives import Life
from commonsky.catalogue.load import packaged_catalogue
from commonsky.catalogue.model import Orbit
from commonsky.core.errors import InvalidInputError
from commonsky.core.places import AUTHALIC_KM, Place
from commonsky.core.time import seconds_since_epoch
from commonsky.coverage.contacts import GroundStation, find_contacts
from commonsky.coverage.delivery import wait_s
from commonsky.coverage.fleet import Platform
from commonsky.orbits.propagation import propagate
from commonsky.resilience.kinds.debris import Debris, in_band
from commonsky.resilience.kinds.jamming import distance_km
from commonsky.resilience.kinds.launch_delay import delayed
from commonsky.resilience.kinds.retirement import past_design_life
from commonsky.resilience.kinds.space_weather import STORM_FROM_DEG, geomagnetic_latitude_deg, longest_daylight_h, sunlit
from commonsky.resilience.load import losses
from struck_setting import DATED, MISSIONS, SETTING, make_elements, make_mission, make_scenario

QUICK = settings(deadline=None, derandomize=True, max_examples=100)
NOON_UTC, MIDNIGHT_UTC = datetime(2026, 11, 23, 0, tzinfo=UTC), datetime(2026, 11, 23, 12, tzinfo=UTC)  # at 180 degrees of longitude


def strike(kind, setting=SETTING, **takes):
    return losses(make_scenario(kind, **takes), setting)


def missions(loss):
    return {mission for mission, _, _ in loss.looks}


def at(*places):
    lat, lon = zip(*places, strict=True)
    return replace(SETTING, lat_deg=np.array(lat, float), lon_deg=np.array(lon, float))


def english(loss):
    return " | ".join(line["en"] for line in loss.told)


# Satellites, instruments, fleets


def test_a_satellite_is_lost_with_all_its_instruments():
    loss = strike("loss-of-satellite", missions=["One"])
    assert loss.looks == {("One", "", "")}
    assert loss.told == ({"en": "lost: One", "zh": "失去：一号"},)


def test_a_name_is_found_whatever_its_case():
    assert missions(strike("loss-of-satellite", missions="one")) == {"One"}


def test_an_unknown_satellite_is_told_with_the_nearest_name():
    loss = strike("loss-of-satellite", missions=["Molnya", "One"])
    assert "no mission named 'Molnya'; did you mean 'Molniya'" in loss.not_found[0]
    assert missions(loss) == {"One"}


@pytest.mark.parametrize("name", ["Gone", "Coming"])
def test_a_satellite_that_gives_nothing_on_the_date_cannot_be_lost(name):
    loss = strike("loss-of-satellite", missions=[name])
    assert not loss.looks
    assert loss.not_found == (f"{name} gives no products on 2026-11-23",)


def test_an_instrument_is_lost_on_all_that_fly_it():
    assert strike("loss-of-instrument", instruments=["Radar"]).looks == {("One", "Radar", ""), ("Two", "Radar", "")}


def test_a_mode_of_one_mission_is_lost_alone():
    loss = strike("loss-of-instrument", instruments=["Radar"], missions=["Two"], modes=["fine"])
    assert loss.looks == {("Two", "Radar", "fine")}


@pytest.mark.parametrize(
    ("takes", "line"),
    [
        ({"instruments": ["Rader"]}, "no instrument named 'Rader'; did you mean 'Radar'"),
        ({"instruments": ["Radar"], "modes": ["finer"]}, "no mode named 'finer'; did you mean 'fine'"),
        ({"instruments": ["Radar"], "missions": ["Standing"]}, "Standing flies none of the instruments"),
        ({"instruments": ["Camera"]}, "Camera gives no products on 2026-11-23"),
    ],
)
def test_what_does_not_fit_an_instrument_is_told_and_takes_nothing(takes, line):
    loss = strike("loss-of-instrument", **takes)
    assert not loss.looks
    assert line in loss.not_found[0]


def test_a_fleet_is_all_missions_of_an_operator_and_its_systems():
    loss = strike("loss-of-fleet", operator="nasa")
    assert missions(loss) == {"Two", "Relayed"}
    assert loss.telecom == {"Hidden relay"}


def test_an_operator_is_found_by_its_first_words():
    assert strike("loss-of-fleet", operator="United States Space").navigation == {"GPS"}


def test_a_part_of_a_word_is_no_operator():
    loss = strike("loss-of-fleet", operator="NAS")
    assert not loss.looks
    assert "no operator named 'NAS'; did you mean 'NASA'" in loss.not_found[0]


def test_a_fleet_by_names_mixes_missions_and_systems():
    loss = strike("loss-of-fleet", names=["One", "GPS", "Iridium", "Old"])
    assert (missions(loss), loss.navigation, loss.telecom) == ({"One"}, {"GPS"}, {"Iridium"})
    assert loss.not_found == ("Old is not in service on 2026-11-23",)


# Navigation


def test_a_navigation_system_is_lost_whole():
    assert strike("loss-of-navigation", systems=["GPS"]).navigation == {"GPS"}


def test_single_satellites_leave_their_system():
    loss = strike("loss-of-navigation", systems=["GPS", "Galileo"], satellites=["gps/A1", "GPS/B2"])
    assert loss.navigation == {"GPS/A1", "GPS/B2", "Galileo"}


def test_regional_adds_regional_systems_and_augmentations():
    assert strike("loss-of-navigation", regional=True).navigation == {"QZSS", "EGNOS"}


def test_an_ended_system_is_no_loss():
    loss = strike("loss-of-navigation", systems=["Old"])
    assert not loss.navigation
    assert "no navigation system in service named 'Old'" in loss.not_found[0]


def test_a_satellite_needs_its_system():
    with pytest.raises(InvalidInputError, match="'A1' is no satellite; write it as SYSTEM/NAME"):
        strike("loss-of-navigation", satellites=["A1"])


# Jamming


def test_a_circle_reaches_over_the_antimeridian():
    loss = strike("jamming", lat_deg=-17.0, lon_deg=179.9, radius_km=100)
    assert loss.where.tolist() == [False, True, True, False]
    assert loss.navigation == {"GPS", "Galileo", "QZSS", "EGNOS"}


def test_a_longitude_beyond_180_is_the_same_place():
    assert strike("jamming", lat_deg=-17.0, lon_deg=180.1, radius_km=30).where.tolist() == [False, False, True, False]


def test_a_circle_about_the_pole_reaches_all_longitudes():
    over = at((89.5, 0.0), (89.5, 90.0), (89.5, -179.0), (88.0, 45.0))
    assert strike("jamming", over, lat_deg=90.0, lon_deg=77.0, radius_km=60).where.tolist() == [True, True, True, False]


def test_the_whole_country_needs_no_circle():
    loss = strike("jamming", country="whole", systems="GPS", spoofing=True)
    assert loss.where is None
    assert loss.navigation == {"GPS"}
    assert "false position" in english(loss)


@pytest.mark.parametrize(
    "takes", [{}, {"lat_deg": 1.0, "lon_deg": 2.0}, {"country": "whole", "lat_deg": 1.0, "lon_deg": 2.0, "radius_km": 3}]
)
def test_an_area_is_a_circle_or_the_country(takes):
    with pytest.raises(InvalidInputError, match='give lat_deg, lon_deg and radius_km, or country = "whole"'):
        strike("jamming", **takes)


@QUICK
@given(st.floats(-90, 90), st.floats(-180, 180), st.floats(-90, 90), st.floats(-180, 180))
def test_a_distance_is_the_same_both_ways_and_round_the_globe(lat, lon, to_lat, to_lon):
    there = distance_km(np.array([lat, lat]), np.array([lon, lon + 360.0]), to_lat, to_lon)
    back = distance_km(np.array([to_lat]), np.array([to_lon]), lat, lon)
    assert np.allclose(there, back[0], atol=1e-6)  # km
    opposite = distance_km(np.array([-lat]), np.array([lon + 180.0]), to_lat, to_lon)
    assert opposite[0] == pytest.approx(np.pi * AUTHALIC_KM - back[0], abs=1e-6)  # km


# Ground stations and attacks


def test_a_mission_that_loses_all_ways_delivers_nothing():
    loss = strike("loss-of-ground-station", relays=["Hidden relay"])
    assert loss.slower_h == {"Relayed": np.inf}
    assert loss.telecom == {"Hidden relay"}
    assert "Relayed: all ways down are lost" in english(loss)


def test_the_delay_is_the_wait_with_what_remains_less_the_wait_with_all():
    loss = strike("loss-of-ground-station", stations=["North"])
    start_s = seconds_since_epoch(SETTING.start)
    track = propagate(make_elements("One"), start_s, 3 * 86_400.0)
    north, middle = (
        GroundStation(name=n, place=Place(lat_deg=SETTING.stations[n].latitude_deg, lon_deg=SETTING.stations[n].longitude_deg))
        for n in ("North", "Middle")
    )
    times = start_s + np.arange(0.0, 2 * 86_400.0, 300.0)
    with_all, without = (wait_s(find_contacts(track, ways), times).mean() / 3600.0 for ways in ([north, middle], [middle]))
    assert loss.stations == {"North"}
    assert loss.slower_h["One"] == pytest.approx(without - with_all, abs=1e-6)  # h
    assert loss.slower_h["One"] > 2.0
    assert loss.slower_h["Two"] == loss.slower_h["One"]


def test_a_mission_left_to_a_relay_is_told_and_left_out():
    loss = strike("loss-of-ground-station", stations=["North", "Middle"])
    assert "One" not in loss.slower_h
    assert "One, Two: how much later data come is not known: a relay is left that carries a part of the data" in english(loss)


def test_a_delay_is_told_in_minutes_where_it_is_short():
    loss = strike("loss-of-ground-station", stations=["Middle"])
    assert 0 <= loss.slower_h["One"] < 1
    assert f"One, Two: 1/3 of the ways down lost; data come {60 * loss.slower_h['One']:.0f} min later on average" in english(loss)


def test_a_relay_lost_delays_nothing_that_is_known_while_stations_remain():
    loss = strike("loss-of-ground-station", relays=["Relay"])
    assert not loss.slower_h
    assert "the relay that is lost carries a part of the data" in english(loss)


def test_a_mission_without_positions_is_told_and_left_out():
    loss = strike("loss-of-ground-station", stations=["South"])
    assert "Adrift" not in loss.slower_h
    assert "Adrift: how much later data come is not known: its positions are not known" in english(loss)


def test_a_station_without_a_place_keeps_a_mission_from_being_given_up():
    loss = strike("loss-of-ground-station", stations=["South"])
    assert "Beyond" not in loss.slower_h
    assert "Beyond: how much later data come is not known: only stations remain whose place is not in the catalogue" in english(loss)


def test_missions_without_a_downlink_are_told_the_geostationary_by_name():
    assert "2 missions are not judged" in english(strike("loss-of-ground-station", stations=["North"]))
    assert "geostationary among them: Standing" in english(strike("loss-of-ground-station", stations=["North"]))


def test_telecom_that_brings_down_no_data_raises_no_question_of_downlinks():
    assert english(strike("cyber-attack", telecom=["Iridium"])) == "telecom lost: Iridium"


def test_what_is_no_relay_is_not_found_as_one():
    assert "no relay named 'Iridium'" in strike("loss-of-ground-station", relays=["Iridium"]).not_found[0]


def test_an_attack_on_an_operator_holds_back_its_missions_and_takes_its_stations():
    loss = strike("cyber-attack", operator="NASA", tags=["internet"])
    assert (loss.slower_h["Two"], loss.slower_h["Relayed"]) == (np.inf, np.inf)
    assert loss.stations == {"Middle"}
    assert loss.telecom == {"Hidden relay"}
    assert loss.tags == {"internet"}
    assert not loss.looks  # they fly on


def test_an_attack_tells_who_else_operates_a_mission():
    assert "also operated by others, who may be able to command them: counted as held back, the worst case: Two" in english(
        strike("cyber-attack", operator="NASA")
    )


def test_an_attack_on_a_downlink_holds_back_what_it_brings():
    assert strike("cyber-attack", downlinks=["Pair"]).slower_h == {"One": np.inf, "Two": np.inf}


# Debris, delays, retirement


@pytest.mark.parametrize(
    ("band", "hit", "telecom", "navigation"),
    [
        ((690, 710), {"One", "Two", "Relayed", "Beyond", "Adrift"}, set(), set()),
        ((781, 800), {"Molniya"}, {"Iridium"}, set()),  # its perigee touches the band
        ((35700, 35900), {"Standing", "Molniya"}, {"Relay"}, {"QZSS", "EGNOS"}),
        ((19000, 24000), {"Molniya"}, set(), {"GPS", "Galileo"}),
        ((40000, 50000), set(), set(), set()),
    ],
)
def test_debris_takes_what_flies_in_the_band_or_through_it(band, hit, telecom, navigation):
    loss = strike("debris", altitude_from_km=band[0], altitude_to_km=band[1])
    assert (missions(loss), loss.telecom, loss.navigation) == (hit, telecom, navigation)


def test_a_system_with_a_shell_elsewhere_is_told_and_kept():
    assert "a part of their satellites flies in the band, not counted as lost: Mixed" in english(
        strike("debris", altitude_from_km=700, altitude_to_km=800)
    )


def test_a_share_is_taken_at_its_worst_and_says_so():
    loss = strike("debris", altitude_from_km=690, altitude_to_km=710, share=0.2)
    assert len(missions(loss)) == 5
    assert "20% of them would be hit" in english(loss)
    assert "worst case" in english(loss)


def test_a_band_is_written_upwards():
    with pytest.raises(InvalidInputError, match="altitude_to_km 600 is less than altitude_from_km 700"):
        strike("debris", altitude_from_km=700, altitude_to_km=600)


def test_an_eccentric_orbit_is_not_judged_by_its_quoted_altitude():
    orbit = Orbit(kind="eccentric", perigee_km=500, apogee_km=900, altitude_km=5000)
    assert in_band(orbit, Debris(altitude_from_km=880, altitude_to_km=1000))
    assert not in_band(orbit, Debris(altitude_from_km=4900, altitude_to_km=5100))


def test_a_delay_takes_what_would_fly_within_the_window():
    assert missions(strike("launch-delay", missions=["Coming"], months=6)) == {"Coming"}


def test_a_delay_of_a_later_launch_takes_nothing_now_and_says_when():
    later = replace(SETTING, missions=MISSIONS | {"Later": make_mission("Later", status="planned", launch=date(2028, 1, 1))})
    loss = strike("launch-delay", later, missions=["Later"], months=12)
    assert not loss.looks
    assert "Later: launched 12 months later, on 2028-12-31 at the earliest; nothing is lost in this window" in english(loss)


def test_a_delay_counts_from_the_day_of_the_row_where_the_launch_has_slipped_already():
    slipped = make_mission("Slipped", status="planned", launch=date(2026, 1, 1))  # still planned on 2026-10-01
    assert delayed(slipped, 12) == date(2027, 10, 1)


def test_what_flies_already_has_no_launch_to_delay():
    assert "One is operational and was launched on 2020-01-01" in strike("launch-delay", missions=["One"], months=3).not_found[0]


def test_retired_missions_are_lost_by_name():
    assert missions(strike("retirement", missions=["One", "Gone"])) == {"One"}


def test_a_mission_is_past_its_design_life_from_the_day_after():
    mission = make_mission("Old", launch=date(2010, 1, 1))
    lives = {"Old": Life(name="Old", design_life_years=4, **DATED)}
    assert past_design_life([mission], lives, date(2016, 1, 1), 2.0) == ()
    assert past_design_life([mission], lives, date(2016, 1, 2), 2.0) == (mission,)
    assert past_design_life([mission], {}, date(2016, 1, 2), 2.0) == ()


def test_age_is_judged_by_the_catalogues_design_lives_and_the_rest_is_told():
    old = replace(
        SETTING, missions=MISSIONS | {"Terra": packaged_catalogue().missions["Terra"]}
    )  # launched in 1999, designed for five years
    loss = strike("retirement", old, older_than_years=10)
    assert missions(loss) == {"Terra"}
    assert "7 missions are not judged" in english(loss)


def test_a_retirement_is_by_name_or_by_age():
    with pytest.raises(InvalidInputError, match="give missions or older_than_years, one of the two"):
        strike("retirement", missions=["One"], older_than_years=3)


# Space weather

TROMSO, OTTAWA, QUITO, HOBART = (69.65, 18.96), (45.42, -75.70), (-0.18, -78.47), (-42.88, 147.33)


@pytest.mark.truth
def test_the_dipole_is_that_of_the_published_poles():
    # IGRF-13, table 4 (Alken et al. 2021): north geomagnetic pole of 2020.0 at 80.65 N 72.68 W; it moves by 0.03 degrees a year
    assert geomagnetic_latitude_deg(np.array([80.65]), np.array([-72.68]))[0] == pytest.approx(90.0, abs=0.3)  # degrees
    assert geomagnetic_latitude_deg(np.array([-80.65]), np.array([107.32]))[0] == pytest.approx(-90.0, abs=0.3)  # degrees


@QUICK
@given(st.floats(-90, 90), st.floats(-180, 180))
def test_opposite_points_have_opposite_geomagnetic_latitudes(lat, lon):
    here, there = geomagnetic_latitude_deg(np.array([lat, -lat]), np.array([lon, lon + 180.0]))
    assert here == pytest.approx(-there, abs=1e-9)


@pytest.mark.parametrize(
    ("level", "reached"),
    [(1, [True, False, False, False]), (3, [True, True, False, False]), (5, [True, True, False, True])],
)
def test_a_storm_reaches_farther_the_stronger_it_is(level, reached):
    assert strike("space-weather", at(TROMSO, OTTAWA, QUITO, HOBART), scale="G", level=level).where.tolist() == reached


def test_each_stronger_storm_reaches_at_least_as_far():
    limits = [STORM_FROM_DEG[level] for level in range(1, 6)]
    assert all(later <= earlier for earlier, later in itertools.pairwise(limits))


@pytest.mark.parametrize(
    ("scale", "level", "tags"),
    [
        ("G", 3, set()),
        ("G", 4, {"HF radio"}),
        ("G", 5, {"HF radio", "low-frequency navigation", "mains power"}),
        ("S", 3, set()),
        ("S", 4, {"HF radio"}),
        ("R", 2, set()),
        ("R", 3, {"HF radio"}),
        ("R", 5, {"HF radio", "low-frequency navigation"}),
    ],
)
def test_services_are_lost_from_the_level_at_which_the_scale_says_so(scale, level, tags):
    assert strike("space-weather", scale=scale, level=level).tags == tags


def test_a_blackout_strikes_by_day_and_not_by_night():
    assert strike("space-weather", scale="R", level=3, at_utc="2026-11-23T00:00Z").where.all()
    assert not strike("space-weather", scale="R", level=3, at_utc=MIDNIGHT_UTC).where.any()


@pytest.mark.parametrize(
    ("places", "hour"),
    [
        ([(0.0, 36.0)], "09:00"),  # noon of the Sun at 36 E is 09:36 UTC less 14 minutes of the equation of time
        ([(0.0, 0.0)], "12:00"),
        ([(0.0, -75.0)], "17:00"),
        ([(-19.0, 180.0), (-17.0, -178.0)], "00:00"),
    ],
)
def test_a_blackout_without_an_instant_strikes_by_day_wherever_the_country_lies(places, hour):
    loss = strike("space-weather", at(*places), scale="R", level=5)
    assert loss.where.all()
    assert loss.told[1]["en"] == f"taken at {hour} UTC, when most of the country has daylight; give at_utc for another time"
    assert loss.told[1]["zh"] == f"按{hour} UTC计算，此时该国大部分地区为白天；如需其他时刻请给出at_utc"


def test_it_strikes_when_most_cells_have_daylight_not_when_the_sun_is_highest_anywhere():
    places = [(0.0, 0.0), *[(0.0, lon) for lon in (178.0, 179.0, 180.0, -179.0, -178.0)]]  # no hour lights both ends
    assert strike("space-weather", at(*places), scale="R", level=3).where.tolist() == [False, True, True, True, True, True]


def test_the_first_day_begins_with_the_window():
    loss = strike("space-weather", replace(at((0.0, 36.0)), start=datetime(2026, 11, 23, 12, 30, tzinfo=UTC)), scale="R", level=3)
    assert "sunlit side at 2026-11-24T09:30:00Z" in english(loss)
    assert "taken at 09:30 UTC" in english(loss)


def test_a_part_in_daylight_is_not_called_most_of_the_country():
    loss = strike("space-weather", at((40.0, 20.0), (80.0, 20.0), (82.0, 20.0)), scale="R", level=3)
    assert loss.where.tolist() == [True, False, False]
    assert "when daylight reaches furthest" in english(loss)


def test_in_polar_night_a_blackout_strikes_nowhere_and_says_so():
    loss = strike("space-weather", at((80.0, 20.0)), scale="R", level=3)
    assert not loss.where.any()
    assert "looked at each hour of the day from 2026-11-23T00:00:00Z: no part of the country lies there" in english(loss)


def test_an_instant_that_is_given_is_kept_and_not_explained():
    assert "taken at" not in english(strike("space-weather", scale="R", level=3, at_utc=NOON_UTC))


@pytest.mark.parametrize("noon", [date(2026, 11, 23), datetime(2026, 11, 23), "2026-11-23", "2026-11-23T12:00+12:00"])  # noqa: DTZ001
def test_an_instant_without_an_offset_is_utc(noon):
    assert strike("space-weather", replace(SETTING, start=MIDNIGHT_UTC), scale="R", level=3, at_utc=noon).where.all()


def test_half_of_the_globe_is_in_the_light():
    lat = np.degrees(np.arcsin(np.linspace(-1, 1, 201)[1:-1]))
    lit = [sunlit(lat, np.full(199, lon), seconds_since_epoch(NOON_UTC)).mean() for lon in np.arange(-180.0, 180.0, 5.0)]
    assert np.mean(lit) == pytest.approx(0.5, abs=0.01)


@pytest.mark.parametrize(("lat", "hours"), [(0.0, 12.0), (80.0, 0.0), (-80.0, 24.0)])
def test_daylight_in_november(lat, hours):
    found = longest_daylight_h(np.array([lat]), np.array([0.0]), seconds_since_epoch(NOON_UTC))
    assert found == pytest.approx(hours, abs=0.2)  # h


def test_an_extreme_blackout_lasts_no_longer_than_the_day():
    assert strike("space-weather", scale="R", level=5).hours == pytest.approx(13.1, abs=0.3)  # h, at 19 S in late November
    assert strike("space-weather", scale="R", level=4).hours == 2.0


def test_ranging_grows_from_the_level_at_which_navigation_suffers_and_only_there():
    assert strike("space-weather", at(TROMSO), scale="G", level=2).ranging == 1.0
    assert strike("space-weather", at(TROMSO), scale="G", level=3).ranging == 5.0
    assert strike("space-weather", at(QUITO), scale="G", level=5).ranging == 1.0


def test_a_scenario_may_bring_its_own_factor():
    assert strike("space-weather", at(TROMSO), scale="G", level=3, ranging=2.5).ranging == 2.5


def test_a_country_that_is_not_reached_is_told_so_and_nothing_more():
    loss = strike("space-weather", at(QUITO), scale="S", level=5)
    assert not loss.where.any()
    assert len(loss.told) == 1
    assert "no part of the country lies there" in english(loss)


def test_no_satellite_is_counted_as_lost_in_a_storm():
    assert not strike("space-weather", at(TROMSO), scale="S", level=5).looks


def test_a_platform_whose_elements_fail_is_told_and_left_out():
    low = replace(make_elements("One"), mean_motion_rev_day=16.4, bstar=0.5)
    fallen = Platform(mission=MISSIONS["One"], basis="element set", elements=(low,), radius_km=6550.0)
    loss = strike("loss-of-ground-station", replace(SETTING, platforms=(fallen,)), stations=["North"])
    assert "One" not in loss.slower_h
    assert "One, Two: how much later data come is not known: its positions are not known" in english(loss)
